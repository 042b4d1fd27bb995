/* Dates in text: the first line is the moment it is read, the rest the text. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/prose.dict */
#include "tests/fuzz/fuzz.h"
#include "base/text.h"
#include "harvester/meaning/dates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct buf text;
    struct found_dates found;
    static const char *const languages[] = {NULL, "fr", "en", "de"};
    struct date_context context = {.language = languages[n / 2 % 4],
                                   .timezone = n % 2 ? "Europe/Paris" : "Pacific/Noumea"};
    const char *line;
    int before = 0;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    buf_init(&text, 0);
    if (!civil_parse(fuzz_text(&a, line, length), &context.ref) || !civil_valid(&context.ref))
        civil_parse("2021-01-06T10:00", &context.ref);
    utf8_clean(&text, (const char *)data, n);
    dates_find(&a, buf_str(&text), text.n, &context, &found);
    for (size_t i = 0; i < found.n; i++) {
        const struct found_date *d = &found.v[i];
        claim(civil_valid(&d->from) && (!d->to.precision || civil_valid(&d->to)), "date %zu is none", i);
        claim(d->position >= before && d->length > 0 && (size_t)(d->position + d->length) <= text.n,
              "date %zu is outside, or before the one before", i);
        claim(utf8_valid(text.p + d->position, (size_t)d->length), "date %zu cuts a character", i);
        before = d->position;
        claim(d->role < ROLE_COUNT && d->rule && d->confidence > 0 && d->confidence <= 1,
              "date %zu is badly told", i);
    }
    buf_free(&text);
    arena_free(&a);
    return 0;
}
