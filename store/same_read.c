/* The features of an item: words, numbers, dates and addresses as store/same.c compares them. */
#include "store/same_internal.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <string.h>

enum { MOST_WORDS = 64, MOST_INITIALS = 16, FIRST_WORDS = 120 };

struct reader {
    struct arena *a;
    struct same *out;
    struct same_text text; /* title, then summary */
    bool keep_text;
};

/* --- codes of calls --- */

/* "HORIZON-CL5-2024-D4-01": capitals and digits in four parts or more, or three and a year. */
static void add_code(struct reader *r, const char *s, size_t n)
{
    size_t dashes = 0, digits = 0, letters = 0;
    for (size_t i = 0; i < n; i++) {
        dashes += s[i] == '-';
        digits += isdigit((unsigned char)s[i]) != 0;
        letters += s[i] >= 'A' && s[i] <= 'Z';
    }
    if (n < 10 || dashes < 2 || digits < 4 || letters < 2)
        return;
    for (int i = 0; i < 2; i++)
        if (!r->out->code[i] || r->out->code[i] == same_hash(s, n)) {
            r->out->code[i] = same_hash(s, n);
            return;
        }
}

static bool of_code(char c)
{
    return c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static void read_codes(struct reader *r, const char *s)
{
    for (const char *dash; (dash = strchr(s, '-'));) {
        const char *from = dash, *end = dash;
        while (from > s && of_code(from[-1]))
            from--;
        while (of_code(*end))
            end++;
        s = end;
        while (end > from && end[-1] == '-')
            end--;
        add_code(r, from, (size_t)(end - from));
    }
}

/* --- words --- */

/* By value. Most of a word's bits are a hash's, so that places by the first of them are nearly right. */
static void sort_words(uint64_t *v, size_t n)
{
    enum { PLACES = 64, SHIFT = 58 };
    uint64_t placed[SAME_TOKENS];
    uint16_t at[PLACES + 1] = {0};
    for (size_t i = 0; i < n; i++)
        at[(v[i] >> SHIFT) + 1]++;
    for (size_t i = 1; i < PLACES; i++)
        at[i + 1] = (uint16_t)(at[i + 1] + at[i]);
    for (size_t i = 0; i < n; i++)
        placed[at[v[i] >> SHIFT]++] = v[i];
    for (size_t i = 0, k; i < n; i++) {
        for (k = i; k && v[k - 1] > placed[i]; k--)
            v[k] = v[k - 1];
        v[k] = placed[i];
    }
}

/* Small words, months and ordinals say nothing by themselves. */
static bool counts(const struct same_token *t)
{
    bool short_word = t->length < 2 || (t->length < 3 && !t->acronym && t->number < 0);
    bool small = t->entry && (t->entry->role == SAME_STOP || t->entry->role == SAME_MONTH);
    return !small && !short_word && !t->ordinal;
}

static uint64_t signature(uint32_t id)
{
    return UINT64_C(1) << (id & 63);
}

static void read_words(struct reader *r)
{
    struct same *out = r->out;
    uint64_t order[SAME_TOKENS]; /* id, then whether it is of the text, then the token */
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < r->text.n; i++) {
        const struct same_token *t = &r->text.tokens[i];
        if (!counts(t))
            continue;
        order[n++] = t->id << 32 | (uint64_t)!t->title << 16 | i;
        if (!t->title && n >= MOST_WORDS)
            break;
    }
    sort_words(order, n);
    out->ids = arena_alloc(r->a, n * sizeof *out->ids);
    out->words = arena_alloc(r->a, n * sizeof *out->words);
    out->texts = r->keep_text ? arena_alloc(r->a, n * sizeof *out->texts) : NULL;
    for (size_t i = 0; i < n; i++) {
        const struct same_token *t = &r->text.tokens[order[i] & 0xFFFF];
        uint32_t id = (uint32_t)t->id;
        if (t->acronym)
            out->acronyms |= signature(id);
        if (kept && out->ids[kept - 1] == id) {
            out->words[kept - 1].acronym |= t->acronym;
            continue;
        }
        if (r->keep_text)
            out->texts[kept] = arena_strndup(r->a, t->plain, t->length);
        out->ids[kept] = id;
        if (t->title && kept < 64)
            out->in_title |= UINT64_C(1) << kept;
        out->words[kept++] = (struct same_word){.common = t->entry ? t->entry->common : 0,
                                                .title = t->title,
                                                .acronym = t->acronym,
                                                .number = t->number >= 0};
    }
    out->n_words = (uint16_t)kept;
}

/* Small words left out, ordinals as numbers. */
static void read_sequence(struct reader *r)
{
    uint32_t sequence[SAME_TOKENS];
    size_t n = 0;
    for (size_t i = 0; i < r->text.n && r->text.tokens[i].title; i++) {
        const struct same_token *t = &r->text.tokens[i];
        if (t->entry && t->entry->role == SAME_MONTH)
            r->out->months |= (uint16_t)(1u << t->entry->value);
        if ((t->entry && t->entry->role == SAME_STOP) || (t->length < 2 && t->number < 0))
            continue;
        sequence[n++] = t->ordinal ? (uint32_t)t->ordinal : (uint32_t)t->id;
    }
    r->out->sequence = arena_dup(r->a, sequence, n * sizeof *sequence);
    r->out->n_sequence = (uint16_t)n;
}

/* The first letters of three to six words in a row of the title, small ones counted and left out. */
static void read_initials(struct reader *r)
{
    uint32_t initials[MOST_INITIALS];
    size_t n = 0;
    for (int with_small = 0; with_small < 2; with_small++) {
        char letters[SAME_TOKENS];
        size_t k = 0;
        for (size_t i = 0; i < r->text.n && r->text.tokens[i].title; i++) {
            const struct same_token *t = &r->text.tokens[i];
            if ((with_small || !t->entry || t->entry->role != SAME_STOP) &&
                isalpha((unsigned char)t->initial))
                letters[k++] = t->initial;
        }
        for (size_t from = 0; from < k; from++)
            for (size_t length = 3; length <= 6 && from + length <= k && n < MOST_INITIALS; length++) {
                initials[n] = (uint32_t)same_hash(letters + from, length);
                r->out->stood_for |= signature(initials[n++]);
            }
    }
    r->out->initials = arena_dup(r->a, initials, n * sizeof *initials);
    r->out->n_initials = (uint16_t)n;
}

/* --- numbers --- */

static bool is_year(int n)
{
    return n >= 2000 && n < 2032;
}

/* "Horizon 2020", "France 2030", "2021-2027" are no years of an edition. */
static bool programme_year(const struct reader *r, size_t i)
{
    static const char *const before[] = {"horizon", "france", "agenda", "objectif",
                                         "vision",  "europ",  "plan",   NULL};
    if (i + 1 < r->text.n && is_year(r->text.tokens[i + 1].number) &&
        r->text.tokens[i + 1].number > r->text.tokens[i].number + 1)
        return true;
    if (i && is_year(r->text.tokens[i - 1].number) &&
        r->text.tokens[i].number > r->text.tokens[i - 1].number + 1)
        return true;
    if (i && (r->text.tokens[i].number == 2020 || r->text.tokens[i].number >= 2030))
        for (const char *const *b = before; *b; b++)
            if (same_token_is(&r->text.tokens[i - 1], *b))
                return true;
    return false;
}

static void add_number(struct same *out, int unit, int n)
{
    if (n > 0 && n < 64)
        out->numbers[unit] |= UINT64_C(1) << n;
}

static int unit_at(const struct reader *r, size_t i)
{
    if (i >= r->text.n || !r->text.tokens[i].entry || r->text.tokens[i].entry->role != SAME_UNIT)
        return -1;
    return r->text.tokens[i].entry->value;
}

/* An ordinal numbers the unit that follows, a number the one before it ("n° 3", "volet 2", "URBACT III"). */
static void read_number(struct reader *r, size_t i)
{
    const struct same_token *t = &r->text.tokens[i];
    struct same *out = r->out;
    if (is_year(t->number)) {
        if (!programme_year(r, i))
            *(t->title ? &out->years : &out->text_years) |= 1u << (t->number - 2000);
        return;
    }
    bool month_next =
        i + 1 < r->text.n && r->text.tokens[i + 1].entry && r->text.tokens[i + 1].entry->role == SAME_MONTH;
    if (month_next)
        return;
    static const char *const chosen[] = {"laureat", "projet"};
    for (size_t k = 0; k < 2 && i + 1 < r->text.n && same_token_is(t, "premier"); k++)
        if (!t->ordinal && same_token_is(&r->text.tokens[i + 1], chosen[k])) /* "les premiers lauréats" */
            add_number(out, UNIT_PART, 1);
    if (t->ordinal) {
        int unit = unit_at(r, i + 1);
        if (t->title || unit >= 0)
            add_number(out, unit >= 0 ? unit : UNIT_ANY, t->ordinal);
    } else if (t->number > 0 && i) {
        int unit = unit_at(r, i - 1);
        bool counts = unit_at(r, i + 1) >= 0; /* "plan 100 quartiers" */
        bool roman = t->acronym && unit < 0 && t->title;
        if ((unit >= 0 && !counts) || roman)
            add_number(out, unit >= 0 ? unit : UNIT_ANY, t->number);
    }
}

/* Those of the title; of the text where the title has none of that sort. */
static void read_numbers(struct reader *r)
{
    size_t i = 0;
    for (; i < r->text.n && r->text.tokens[i].title; i++)
        read_number(r, i);
    bool numbered = false;
    for (int u = 0; u < UNIT_COUNT; u++)
        numbered |= r->out->numbers[u] != 0;
    uint64_t of_title[UNIT_COUNT];
    memcpy(of_title, r->out->numbers, sizeof of_title);
    for (; i < r->text.n; i++)
        read_number(r, i);
    if (numbered)
        memcpy(r->out->numbers, of_title, sizeof of_title);
}

/* --- the whole --- */

static int32_t day_of(const struct civil *c)
{
    return c->precision >= PRECISION_DAY ? (int32_t)civil_days(c->year, c->month, c->day) : DAY_NONE;
}

static void read_dates(const struct item *item, struct same *out)
{
    out->starts = day_of(&item->starts);
    out->deadline = day_of(&item->deadline);
    out->minute = -1;
    if (item->starts.precision == PRECISION_MINUTE && (item->starts.hour || item->starts.minute))
        out->minute = (int16_t)(item->starts.hour * 60 + item->starts.minute);
    int32_t day = item->kind == KIND_EVENT || out->deadline == DAY_NONE ? out->starts : out->deadline;
    if (day != DAY_NONE) {
        const int32_t key[2] = {day, day == out->starts};
        uint32_t id = (uint32_t)same_hash((const char *)key, sizeof key);
        out->date_id = id ? id : 1;
    }
}

/* "Title | Site": what follows the last bar is the site's name. Entities and markup out. */
static const char *clean_title(struct arena *a, const char *s)
{
    char *title = text_title(a, s, strlen(s));
    char *bar = strrchr(title, '|');
    if (bar && bar > title + 8 && strlen(bar) < 60)
        *bar = '\0';
    return title;
}

static bool cut_short(const char *s)
{
    size_t n = strlen(s);
    while (n && (s[n - 1] == ' ' || s[n - 1] == ']'))
        n--;
    return (n >= 3 && memcmp(s + n - 3, "\xe2\x80\xa6", 3) == 0) ||
           (n >= 3 && memcmp(s + n - 3, "...", 3) == 0);
}

/* Of what is there but for spaces. */
static uint64_t hash_words(const char *words, size_t n)
{
    return n > 3 ? same_hash(words, n) : 0;
}

static void read_sayings(struct reader *r, const char *title, size_t n_title, const char *text, size_t n_text)
{
    struct same *out = r->out;
    bool dated = out->kind == KIND_CALL || out->kind == KIND_EVENT || out->date_id;
    out->aspects = same_aspects(title, n_title);
    if (!dated && !out->aspects) /* an undated article may say it in its first words only */
        out->aspects = same_aspects(text, n_text < FIRST_WORDS ? n_text : FIRST_WORDS) &
                       (ASPECT_RESULTS | ASPECT_QUESTIONS | ASPECT_REPORT);
    out->prolonged_title = same_prolonged(title);
    out->prolonged = out->prolonged_title || same_prolonged(text);
    out->regions = same_regions(title, n_title);
}

static uint64_t url_hash(struct arena *a, const char *url, const char *canonical)
{
    if (!url || !url_is_http(url))
        return 0;
    if (!canonical)
        canonical = url_canonical(a, url);
    return same_hash(canonical, strlen(canonical));
}

void same_read(struct arena *a, const struct item *item, const char *source, const char *canonical,
               bool keep_text, struct same *out)
{
    struct reader r;
    size_t n_title, n_text;
    r.a = a;
    r.out = out;
    r.keep_text = keep_text;
    r.text.n = 0; /* the tokens are filled in as they come */
    *out = (struct same){.kind = (uint8_t)item->kind};
    const char *title = clean_title(a, item->title ? item->title : "");
    const char *text = item->summary;
    if (text_blank(text))
        text = item->content_text ? item->content_text : item->content_html ? item->content_html : "";
    size_t n = strnlen(text, 4 * SAME_TEXT);
    if (memchr(text, '<', n) || memchr(text, '&', n))
        text = text_from_html(a, text, n);
    else if (text[n])
        text = arena_strndup(a, text, n);
    read_codes(&r, title);
    read_codes(&r, text);
    const char *words = same_words(a, title, true, &r.text, &n_title);
    out->cut = cut_short(title);
    if (out->cut && r.text.n > 1)
        r.text.n--; /* the last word may be half of one */
    const char *text_words = same_words(a, text, false, &r.text, &n_text);
    read_words(&r);
    read_sequence(&r);
    read_initials(&r);
    read_numbers(&r);
    read_dates(item, out);
    read_sayings(&r, words, n_title, text_words, n_text);
    out->title = hash_words(words, n_title);
    out->summary = n_text > 20 && !cut_short(text) ? same_hash(text_words, n_text) : 0;
    out->url = url_hash(a, item->url, canonical);
    out->source = source ? same_hash(source, strlen(source)) : 0;
    if (!text_blank(item->territory)) {
        const char *territory = same_words(a, item->territory, false, NULL, &n_text);
        out->territory = hash_words(territory, n_text);
    }
}

void same_keep(struct arena *a, const struct same *x, struct same *out)
{
    *out = *x;
    out->ids = arena_dup(a, x->ids, x->n_words * sizeof *x->ids);
    out->words = arena_dup(a, x->words, x->n_words * sizeof *x->words);
    out->sequence = arena_dup(a, x->sequence, x->n_sequence * sizeof *x->sequence);
    out->initials = arena_dup(a, x->initials, x->n_initials * sizeof *x->initials);
    out->texts = x->texts ? arena_dup(a, x->texts, x->n_words * sizeof *x->texts) : NULL;
    for (size_t i = 0; x->texts && i < x->n_words; i++)
        out->texts[i] = arena_strdup(a, x->texts[i]);
}
