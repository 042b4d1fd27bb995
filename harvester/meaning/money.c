/* The grammar of sums: [currency] number [scale] [currency], ranges of them, and percentages. */
#include "harvester/meaning/money.h"

#include <math.h>
#include <string.h>

struct unit {
    const char *fold;
    double factor;
    const char *currency;
};

static const struct unit units[] = {
    /* written as one word */
    {"euro", 1, "EUR"},    {"euros", 1, "EUR"},    {"eur", 1, "EUR"},
    {"keur", 1e3, "EUR"},  {"keuros", 1e3, "EUR"}, {"meur", 1e6, "EUR"},
    {"meuro", 1e6, "EUR"}, {"meuros", 1e6, "EUR"}, {"mdeur", 1e9, "EUR"},
    {"usd", 1, "USD"},     {"dollar", 1, "USD"},   {"dollars", 1, "USD"},
    {"gbp", 1, "GBP"},     {"chf", 1, "CHF"},      {"cad", 1, "CAD"},
    {"fcfa", 1, "XOF"},    {"xpf", 1, "XPF"},      {0},
};
static const struct unit marks[] = {{"€", 1, "EUR"}, {"$", 1, "USD"}, {"£", 1, "GBP"}, {0}};
static const struct unit scales[] = {
    {"k", 1e3, 0},
    {"mille", 1e3, 0},
    {"thousand", 1e3, 0},
    {"m", 1e6, 0},
    {"mio", 1e6, 0},
    {"mn", 1e6, 0},
    {"million", 1e6, 0},
    {"millions", 1e6, 0},
    {"md", 1e9, 0},
    {"mds", 1e9, 0},
    {"mrd", 1e9, 0},
    {"milliard", 1e9, 0},
    {"milliards", 1e9, 0},
    {"bn", 1e9, 0},
    {"billion", 1e9, 0},
    {"billions", 1e9, 0},
    {0},
};
static const struct unit number_words[] = {
    {"un", 1, 0},        {"une", 1, 0},        {"deux", 2, 0},      {"trois", 3, 0},
    {"quatre", 4, 0},    {"cinq", 5, 0},       {"six", 6, 0},       {"sept", 7, 0},
    {"huit", 8, 0},      {"neuf", 9, 0},       {"dix", 10, 0},      {"onze", 11, 0},
    {"douze", 12, 0},    {"quinze", 15, 0},    {"vingt", 20, 0},    {"trente", 30, 0},
    {"quarante", 40, 0}, {"cinquante", 50, 0}, {"soixante", 60, 0}, {"cent", 100, 0},
    {"mille", 1000, 0},  {"one", 1, 0},        {"a", 1, 0},         {"two", 2, 0},
    {"three", 3, 0},     {"four", 4, 0},       {"five", 5, 0},      {"ten", 10, 0},
    {"twenty", 20, 0},   {"fifty", 50, 0},     {"hundred", 100, 0}, {0},
};

static bool glued_to(const struct tokens *t, size_t i)
{
    return i < t->n && !t->v[i].space;
}

/* Of most words that they are in none of the tables. */
static bool may_be_unit(const struct token *w)
{
    static const struct unit *const tables[] = {units, scales, number_words};
    static struct token_filter filter;
    for (size_t k = 0; !filter.ready && k < sizeof tables / sizeof *tables; k++)
        for (const struct unit *u = tables[k]; u->fold; u++)
            token_filter_add(&filter, u->fold);
    filter.ready = true;
    return token_filter_may(&filter, w);
}

static const struct unit *word_unit(const struct unit *table, const struct tokens *t, size_t i)
{
    if (i >= t->n || !may_be_unit(&t->v[i]))
        return NULL;
    for (const struct unit *u = table; t->v[i].kind == TOKEN_WORD && u->fold; u++)
        if (*u->fold == *t->v[i].fold && strcmp(u->fold, t->v[i].fold) == 0)
            return u;
    return NULL;
}

static const struct unit *mark_unit(const struct tokens *t, size_t i)
{
    for (const struct unit *u = marks; i < t->n && t->v[i].kind == TOKEN_MARK && u->fold; u++)
        if ((size_t)t->v[i].length == strlen(u->fold) &&
            memcmp(t->text + t->v[i].position, u->fold, strlen(u->fold)) == 0)
            return u;
    return NULL;
}

/* A currency at token i; *i goes behind it. */
static const struct unit *read_currency(const struct tokens *t, size_t *i)
{
    const struct unit *u = mark_unit(t, *i);
    if (!u)
        u = word_unit(units, t, *i);
    if (u)
        ++*i;
    return u;
}

static bool is_number(const struct tokens *t, size_t i, int digits)
{
    return i < t->n && t->v[i].kind == TOKEN_NUMBER && (!digits || t->v[i].digits == digits);
}

static char mark_at(const struct tokens *t, size_t i)
{
    return i < t->n && t->v[i].kind == TOKEN_MARK ? t->v[i].mark : 0;
}

static bool token_word(const struct tokens *t, size_t i, const char *fold)
{
    return i < t->n && t->v[i].kind == TOKEN_WORD && strcmp(t->v[i].fold, fold) == 0;
}

static double fraction(const struct token *digits)
{
    return digits->value / pow(10, digits->digits);
}

enum { MOST_GROUPS = 5 };

/* Digits, in groups of three behind a space, a point or a comma, and decimals. */
static bool read_digits(const struct tokens *t, size_t *i, double *value, bool *grouped)
{
    if (!is_number(t, *i, 0) || t->v[*i].digits > 9)
        return false;
    *value = t->v[*i].value;
    bool first = t->v[*i].digits <= 3;
    size_t k = *i + 1;
    const size_t most = *i + 2 * MOST_GROUPS; /* tokens: of zeros there may be any number */
    *grouped = false;
    while (first && is_number(t, k, 3) && !t->v[k].line && *value < 1e12 && k < most) { /* "750 000" */
        *value = *value * 1000 + t->v[k++].value;
        *grouped = true;
    }
    char point = mark_at(t, k);
    if (point != '.' && point != ',' && point != '\'') {
        *i = k;
        return true;
    }
    while (first && mark_at(t, k) == point && glued_to(t, k) && glued_to(t, k + 1) &&
           is_number(t, k + 1, 3) && *value < 1e12 &&
           k < most) { /* "2.200.000"; "1,500" too, unless a scale follows */
        bool more = mark_at(t, k + 2) == point && is_number(t, k + 3, 3);
        if (!*grouped && !more && word_unit(scales, t, k + 2) && strcmp(t->v[k + 2].fold, "mille") != 0)
            break;
        *value = *value * 1000 + t->v[k + 1].value;
        *grouped = true;
        k += 2;
    }
    point = mark_at(t, k);
    if ((point == '.' || point == ',') && glued_to(t, k) && glued_to(t, k + 1) && is_number(t, k + 1, 0) &&
        t->v[k + 1].digits <= 4) {
        *value += fraction(&t->v[k + 1]);
        k += 2;
    }
    *i = k;
    return true;
}

/* "deux", "cent mille" */
static bool read_words(const struct tokens *t, size_t *i, double *value)
{
    const struct unit *u = word_unit(number_words, t, *i);
    if (!u)
        return false;
    *value = u->factor;
    ++*i;
    while (*value < 1e12 && (u = word_unit(number_words, t, *i)) && (u->factor == 1000 || u->factor == 100)) {
        *value *= u->factor;
        ++*i;
    }
    return true;
}

struct sum {
    double value;
    bool scaled, worded;
    const char *currency;
    size_t from, to;
};

/* One sum at token i, with or without its currency. */
static bool read_sum(const struct tokens *t, size_t i, struct sum *out)
{
    bool grouped = false;
    const struct unit *before = read_currency(t, &(size_t){i}), *after;
    *out = (struct sum){.from = i};
    if (before)
        read_currency(t, &i);
    if (!read_digits(t, &i, &out->value, &grouped)) {
        if (before || !read_words(t, &i, &out->value))
            return false;
        out->worded = true;
    }
    const struct unit *scale = word_unit(scales, t, i);
    /* "50 m" is a length, "50 K" an heading's letter: one letter needs a currency beside it */
    if (scale && !scale->fold[1] && !before && !mark_unit(t, i + 1) && !token_word(t, i + 1, "d") &&
        (!glued_to(t, i) || t->text[t->v[i].position] == 'm'))
        scale = NULL;
    if (scale) {
        out->value *= scale->factor;
        out->scaled = true;
        i++;
    }
    size_t k = i;
    if (out->scaled && (token_word(t, k, "d") || token_word(t, k, "of") || token_word(t, k, "de")))
        k += 1 + (mark_at(t, k + 1) == '\'');
    after = read_currency(t, &k);
    if (after) {
        out->value *= after->factor;
        out->scaled |= after->factor > 1;
        i = k;
    }
    if (before)
        out->value *= before->factor;
    out->currency = before ? before->currency : after ? after->currency : NULL;
    out->to = i;
    return true;
}

/* What stands between the ends of a range. */
static bool range_word(const struct tokens *t, size_t *i)
{
    static const char *const words[] = {"et", "a", "and", "to", "jusqu", NULL};
    if (mark_at(t, *i) == '-') {
        ++*i;
        return true;
    }
    for (const char *const *w = words; *i < t->n && t->v[*i].kind == TOKEN_WORD && *w; w++)
        if (strcmp(t->v[*i].fold, *w) == 0) {
            ++*i;
            if (strcmp(*w, "jusqu") == 0)
                ++*i;
            return true;
        }
    return false;
}

static bool opens_range(const struct tokens *t, size_t i)
{
    static const char *const words[] = {"entre", "de", "between", "from", "allant", NULL};
    for (const char *const *w = words; i > 0 && t->v[i - 1].kind == TOKEN_WORD && *w; w++)
        if (strcmp(t->v[i - 1].fold, *w) == 0)
            return true;
    return false;
}

static bool percent(const struct tokens *t, size_t i)
{
    return mark_at(t, i) == '%' ||
           (i < t->n && t->v[i].kind == TOKEN_WORD &&
            (strcmp(t->v[i].fold, "percent") == 0 ||
             (strcmp(t->v[i].fold, "pour") == 0 && i + 1 < t->n && strcmp(t->v[i + 1].fold, "cent") == 0)));
}

/* The second end of a range that begins with `low`; true when there is one. */
static bool read_range(const struct tokens *t, const struct sum *low, struct sum *high)
{
    size_t i = low->to;
    bool dash = mark_at(t, i) == '-';
    if (!range_word(t, &i) || !read_sum(t, i, high) || (!high->currency && !low->currency))
        return false;
    bool whole = low->currency && high->currency;
    if (!dash && !opens_range(t, low->from) &&
        (whole || low->worded || low->currency || strcmp(t->v[low->to].fold, "a") != 0))
        return false; /* "30 000 € et 5 000 €" are two sums */
    if (!high->currency && !high->scaled && !dash && high->value < low->value)
        return false;
    return true;
}

static void add(struct arena *a, struct quantities *out, double low, const struct sum *s,
                const char *currency)
{
    *ARENA_PUSH(a, out->v, out->n, out->cap) =
        (struct quantity){.value = s->value, .low = low, .currency = currency, .from = s->from, .to = s->to};
}

static size_t money_at(struct arena *a, const struct tokens *t, size_t i, struct quantities *out)
{
    struct sum s, high;
    if (!read_sum(t, i, &s) || s.value <= 0)
        return i + 1;
    if (!s.currency && percent(t, s.to) && s.value <= 100 && !s.worded) {
        s.to++;
        add(a, out, NAN, &s, NULL);
        return s.to;
    }
    if (read_range(t, &s, &high)) {
        double factor = high.scaled && !s.scaled && s.value < 1000 && high.value >= 1000
                            ? (high.value >= 1e9   ? 1e9
                               : high.value >= 1e6 ? 1e6
                                                   : 1e3)
                            : 1;
        double low = s.value * factor;
        high.from = s.from;
        if (low <= high.value) {
            add(a, out, low < high.value ? low : NAN, &high, high.currency ? high.currency : s.currency);
            return high.to;
        }
    }
    if (s.currency)
        add(a, out, NAN, &s, s.currency);
    return s.currency || !s.worded ? s.to : i + 1;
}

void money_find(struct arena *a, const struct tokens *t, struct quantities *out)
{
    for (size_t i = 0; i < t->n;) {
        const struct token *w = &t->v[i];
        bool may = w->kind == TOKEN_NUMBER || mark_unit(t, i) || word_unit(units, t, i) ||
                   word_unit(number_words, t, i);
        i = may ? money_at(a, t, i, out) : i + 1;
    }
}
