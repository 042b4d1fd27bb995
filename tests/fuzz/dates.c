/* Dates in text: the first line is the moment it is read, the rest the text. */
/* fuzz: -max_len=512 -dict=tests/fuzz/date.dict */
#include "tests/fuzz/fuzz.h"
#include "base/text.h"
#include "harvester/meaning/dates.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct buf text;
    struct found_dates found;
    struct date_context context = {.timezone = n % 2 ? "Europe/Paris" : "Pacific/Noumea"};
    const char *line;
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
        claim(d->position >= 0 && d->length > 0 && (size_t)(d->position + d->length) <= text.n,
              "date %zu is outside", i);
        claim(d->role < ROLE_COUNT && d->rule && d->confidence > 0 && d->confidence <= 1,
              "date %zu is badly told", i);
    }
    buf_free(&text);
    arena_free(&a);
    return 0;
}
