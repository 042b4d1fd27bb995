/* Answers made up member by member from the bytes: each is taken by the reader and comes back as it was. */
/* fuzz: -max_len=2048 */
#include "tests/fuzz/feed.h"

#include <math.h>

struct source {
    const uint8_t *p;
    size_t n;
    struct arena a;
};

static unsigned byte(struct source *s)
{
    if (!s->n)
        return 0;
    s->n--;
    return *s->p++;
}

static int64_t number(struct source *s)
{
    uint64_t v = 0;
    for (int i = 0; i < 8; i++)
        v = v << 8 | byte(s);
    return (int64_t)v;
}

/* Now and then none. */
static const char *string(struct source *s)
{
    size_t n = byte(s) % 24;
    if (n > s->n || n == 23)
        return NULL;
    const char *text = fuzz_text(&s->a, s->p, n);
    s->p += n;
    s->n -= n;
    return text;
}

static double real(struct source *s)
{
    int64_t bits = number(s);
    double v;
    memcpy(&v, &bits, sizeof v);
    return bits ? v : NAN;
}

static struct civil date(struct source *s)
{
    struct civil c = {.precision = (uint8_t)(byte(s) % 5)};
    if (!c.precision)
        return c;
    c.year = (int)(1 + (byte(s) << 8 | byte(s)) % 9999);
    if (c.precision >= PRECISION_MONTH)
        c.month = (uint8_t)(1 + byte(s) % 12);
    if (c.precision >= PRECISION_DAY)
        c.day = (uint8_t)(1 + byte(s) % (unsigned)civil_month_length(c.year, c.month));
    if (c.precision >= PRECISION_MINUTE) {
        c.hour = (uint8_t)(byte(s) % 24);
        c.minute = (uint8_t)(byte(s) % 60);
        c.second = (uint8_t)(byte(s) % 60);
    }
    c.zone = string(s);
    return c;
}

static void strings(struct source *s, struct strings *list)
{
    for (unsigned n = byte(s) % 4; n; n--)
        strings_add(&s->a, list, string(s));
}

static void item(struct source *s, struct item *item)
{
#define X(member) item->member = string(s);
    ITEM_TEXTS(X)
#undef X
    item->published = number(s);
    item->updated = number(s);
    double *const reals[] = {&item->lat,        &item->lon,         &item->amount_min,
                             &item->amount_max, &item->amount_rate, &item->budget_total};
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++)
        *reals[i] = real(s);
    struct civil *const dates[] = {&item->starts, &item->ends, &item->registration_deadline, &item->opens,
                                   &item->deadline};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        *dates[i] = date(s);
    unsigned bits = byte(s);
    item->all_day = bits & 1;
    item->cancelled = bits & 2;
    item->permanent = bits & 4;
    item->online = (enum tristate)(int)((bits >> 3) % 3) - 1;
    item->kind = (enum kind)((bits >> 5) % KIND_COUNT);
    item->sequence = (int)number(s);
    strings(s, &item->tags);
    strings(s, &item->audience);
    strings(s, &item->topics);
    for (unsigned n = byte(s) % 3; n; n--) {
        *ARENA_PUSH(&s->a, item->sessions.v, item->sessions.n, item->sessions.cap) =
            (struct period){date(s), date(s)};
        *ARENA_PUSH(&s->a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = date(s);
        *ARENA_PUSH(&s->a, item->authors.v, item->authors.n, item->authors.cap) =
            (struct author){string(s), string(s), string(s)};
        *ARENA_PUSH(&s->a, item->attachments.v, item->attachments.n, item->attachments.cap) =
            (struct attachment){string(s), string(s), string(s), (int64_t)byte(s) - 1, real(s)};
        *ARENA_PUSH(&s->a, item->evidence.v, item->evidence.n, item->evidence.cap) =
            (struct evidence){string(s), string(s), string(s), (int)byte(s) - 1, real(s)};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct source s = {.p = data, .n = n};
    struct wire_answer answer = {0};
    arena_init(&s.a, 0);
    feed_init(&answer.feed);
    answer.error = byte(&s) % 8 == 7 ? "why" : NULL;
    answer.token = string(&s);
    answer.lasts = (int64_t)byte(&s) - 1;
    answer.feed.format = string(&s);
#define X(member) answer.feed.member = string(&s);
    FEED_TEXTS(X)
#undef X
    answer.feed.skip_hours = byte(&s);
    answer.feed.skip_days = byte(&s) & 0x7f;
    answer.feed.complete = byte(&s) & 1;
    answer.feed.cut = byte(&s) & 1;
    while (s.n)
        item(&s, feed_add_item(&s.a, &answer.feed));
    claim_wire(&answer);
    arena_free(&s.a);
    return 0;
}
