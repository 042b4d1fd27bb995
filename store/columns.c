/* The record's members as columns: one table drives what is written, read, compared and told as a revision.
   Lists are kept in one text, fields apart by U+001F and entries by U+001E, which no text that passed the
   harvester holds. */
#include "store/internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIELD "\x1f"
#define ENTRY "\x1e"
#define COLUMN(member, type, visible)                                                                        \
    {                                                                                                        \
#member, type, offsetof(struct item, member), visible                                                \
    }

const struct column item_columns[] = {
    COLUMN(kind, COLUMN_INT, true),
    COLUMN(cancelled, COLUMN_BOOL, true),
    COLUMN(permanent, COLUMN_BOOL, true),
    COLUMN(published, COLUMN_INSTANT, false),
    COLUMN(updated, COLUMN_INSTANT, false),
    COLUMN(title, COLUMN_TEXT, true),
    COLUMN(url, COLUMN_TEXT, false), /* addresses wobble (tracking, http and https): no news */
    COLUMN(external_url, COLUMN_TEXT, false),
    COLUMN(language, COLUMN_TEXT, false),
    COLUMN(territory, COLUMN_TEXT, true),
    COLUMN(organizer, COLUMN_TEXT, true),
    COLUMN(place, COLUMN_TEXT, true),
    COLUMN(starts, COLUMN_CIVIL, true),
    COLUMN(ends, COLUMN_CIVIL, true),
    COLUMN(all_day, COLUMN_BOOL, true),
    COLUMN(online, COLUMN_INT, true),
    COLUMN(registration_deadline, COLUMN_CIVIL, true),
    COLUMN(sessions, COLUMN_PERIODS, true),
    COLUMN(opens, COLUMN_CIVIL, true),
    COLUMN(deadline, COLUMN_CIVIL, true),
    COLUMN(deadlines, COLUMN_CIVILS, true),
    COLUMN(amount_min, COLUMN_REAL, true),
    COLUMN(amount_max, COLUMN_REAL, true),
    COLUMN(amount_rate, COLUMN_REAL, true),
    COLUMN(amount_currency, COLUMN_TEXT, true),
    COLUMN(budget_total, COLUMN_REAL, true),
    COLUMN(lat, COLUMN_REAL, true),
    COLUMN(lon, COLUMN_REAL, true),
    COLUMN(image, COLUMN_TEXT, false),
    COLUMN(authors, COLUMN_AUTHORS, false),
    COLUMN(origin_name, COLUMN_TEXT, false),
    COLUMN(origin_url, COLUMN_TEXT, false),
    COLUMN(sequence, COLUMN_INT, false),
    COLUMN(evidence, COLUMN_EVIDENCE, false),
    COLUMN(summary, COLUMN_TEXT, true),
    COLUMN(content_text, COLUMN_TEXT, true),
    COLUMN(content_html, COLUMN_TEXT, true),
    {NULL, 0, 0, false},
};

size_t item_column_count(void)
{
    return sizeof item_columns / sizeof *item_columns - 1;
}

/* The shape of every LIST(T). */
struct any_list {
    void *v;
    size_t n, cap;
};

/* --- to text --- */

static void add_civil(struct buf *b, const struct civil *c)
{
    char text[32];
    buf_adds(b, civil_format(c, text));
    if (c->precision && c->zone)
        buf_printf(b, " %s", c->zone);
}

static void add_authors(struct buf *b, const struct item *item)
{
    for (size_t i = 0; i < item->authors.n; i++) {
        const struct author *x = &item->authors.v[i]; /* the mail address is not kept */
        buf_adds(b, i ? ENTRY : "");
        buf_adds(b, x->name ? x->name : "");
        buf_adds(b, FIELD);
        buf_adds(b, x->url ? x->url : "");
    }
}

static void add_periods(struct buf *b, const struct item *item)
{
    for (size_t i = 0; i < item->sessions.n; i++) {
        buf_adds(b, i ? ENTRY : "");
        add_civil(b, &item->sessions.v[i].from);
        buf_adds(b, FIELD);
        add_civil(b, &item->sessions.v[i].to);
    }
}

static void add_civils(struct buf *b, const struct item *item)
{
    for (size_t i = 0; i < item->deadlines.n; i++) {
        buf_adds(b, i ? ENTRY : "");
        add_civil(b, &item->deadlines.v[i]);
    }
}

/* A share of one, to the thousandth. */
static void add_share(struct buf *b, double share)
{
    long n = lround(fmin(fmax(share, 0), 1) * 1000);
    char text[] = {(char)('0' + n / 1000), '.', (char)('0' + n / 100 % 10), (char)('0' + n / 10 % 10),
                   (char)('0' + n % 10)};
    buf_add(b, text, sizeof text);
}

static void add_evidence(struct buf *b, const struct item *item)
{
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        buf_adds(b, i ? ENTRY : "");
        buf_adds(b, e->field ? e->field : "");
        buf_adds(b, FIELD);
        buf_adds(b, e->words ? e->words : "");
        buf_adds(b, FIELD);
        buf_adds(b, e->rule ? e->rule : "");
        buf_adds(b, FIELD);
        buf_add_int(b, e->position);
        buf_adds(b, FIELD);
        add_share(b, e->confidence);
    }
}

static void add_list(struct buf *b, enum column_type type, const struct item *item)
{
    switch (type) {
    case COLUMN_AUTHORS:
        add_authors(b, item);
        break;
    case COLUMN_PERIODS:
        add_periods(b, item);
        break;
    case COLUMN_CIVILS:
        add_civils(b, item);
        break;
    default:
        add_evidence(b, item);
        break;
    }
}

static const void *member(const struct column *c, const struct item *item)
{
    return (const char *)item + c->offset;
}

static const char *decimal(struct arena *a, int64_t n)
{
    char digits[BUF_INT_DIGITS];
    return arena_strdup(a, buf_int(n, digits));
}

const char *column_value(struct arena *a, const struct column *c, const struct item *item)
{
    const void *p = member(c, item);
    struct buf b;
    const char *out = NULL;
    switch (c->type) {
    case COLUMN_TEXT:
        return *(const char *const *)p;
    case COLUMN_INSTANT:
        return *(const int64_t *)p == INSTANT_NONE ? NULL : decimal(a, *(const int64_t *)p);
    case COLUMN_INT:
        return decimal(a, *(const int *)p);
    case COLUMN_BOOL:
        return *(const bool *)p ? "1" : "0";
    case COLUMN_REAL:
        return isnan(*(const double *)p) ? NULL : arena_printf(a, "%.15g", *(const double *)p);
    default:
        break;
    }
    if (c->type == COLUMN_CIVIL ? !((const struct civil *)p)->precision : !((const struct any_list *)p)->n)
        return NULL;
    buf_init(&b, 0);
    if (c->type == COLUMN_CIVIL)
        add_civil(&b, p);
    else
        add_list(&b, c->type, item);
    out = arena_strndup(a, buf_str(&b), b.n);
    buf_free(&b);
    return out;
}

void column_bind(sqlite3_stmt *st, int at, struct arena *a, const struct column *c, const struct item *item)
{
    const void *p = member(c, item);
    switch (c->type) {
    case COLUMN_INSTANT:
        bind_instant(st, at, *(const int64_t *)p);
        break;
    case COLUMN_INT:
        sqlite3_bind_int(st, at, *(const int *)p);
        break;
    case COLUMN_BOOL:
        sqlite3_bind_int(st, at, *(const bool *)p);
        break;
    case COLUMN_REAL:
        bind_real(st, at, *(const double *)p);
        break;
    default:
        bind_text(st, at, column_value(a, c, item));
        break;
    }
}

static void column_copy(const struct column *c, const struct item *from, struct item *to)
{
    static const size_t sizes[] = {
        [COLUMN_TEXT] = sizeof(char *),
        [COLUMN_INSTANT] = sizeof(int64_t),
        [COLUMN_INT] = sizeof(int),
        [COLUMN_BOOL] = sizeof(bool),
        [COLUMN_REAL] = sizeof(double),
        [COLUMN_CIVIL] = sizeof(struct civil),
        [COLUMN_AUTHORS] = sizeof(struct authors),
        [COLUMN_PERIODS] = sizeof from->sessions,
        [COLUMN_CIVILS] = sizeof from->deadlines,
        [COLUMN_EVIDENCE] = sizeof from->evidence,
    };
    memcpy((char *)to + c->offset, (const char *)from + c->offset, sizes[c->type]);
}

/* Facts that are one with another: an end without its start would be of another event. */
static bool stays(const struct column *c, const struct item *item)
{
    bool of_start = c->offset == offsetof(struct item, ends) ||
                    c->offset == offsetof(struct item, sessions) ||
                    c->offset == offsetof(struct item, all_day);
    return (of_start && item->starts.precision) ||
           (c->offset == offsetof(struct item, deadlines) && item->deadline.precision);
}

void item_keep_rest(struct arena *a, const struct item *old, struct item *item)
{
    const struct item given = *item;
    for (const struct column *c = item_columns; c->name; c++)
        if (!stays(c, &given) &&
            (!column_value(a, c, &given) || c->offset == offsetof(struct item, all_day)) &&
            column_value(a, c, old))
            column_copy(c, old, item);
    struct {
        struct strings *to;
        const struct strings *from;
    } lists[] = {{&item->tags, &old->tags}, {&item->topics, &old->topics}, {&item->audience, &old->audience}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!lists[i].to->n)
            *lists[i].to = *lists[i].from;
    if (!item->attachments.n)
        item->attachments = old->attachments;
    item->kind = old->kind;
}

/* --- from text --- */

static struct civil read_civil(struct arena *a, char *text)
{
    struct civil c = {0};
    char *space = text ? strchr(text, ' ') : NULL;
    if (space)
        *space = '\0';
    if (text && civil_parse(text, &c) && space)
        c.zone = arena_strdup(a, space + 1);
    return c;
}

/* Cuts the next part off *rest at a separator; NULL at the end. */
static char *cut(char **rest, char separator)
{
    char *part = *rest;
    if (!part)
        return NULL;
    char *end = strchr(part, separator);
    *rest = end ? end + 1 : NULL;
    if (end)
        *end = '\0';
    return part;
}

static const char *or_null(const char *s)
{
    return s && *s ? s : NULL;
}

static void read_entry(struct arena *a, enum column_type type, char *entry, struct item *item)
{
    char *rest = entry, *first = cut(&rest, FIELD[0]), *second = cut(&rest, FIELD[0]);
    if (type == COLUMN_AUTHORS) {
        *ARENA_PUSH(a, item->authors.v, item->authors.n, item->authors.cap) =
            (struct author){.name = or_null(first), .url = or_null(second)};
    } else if (type == COLUMN_PERIODS) {
        *ARENA_PUSH(a, item->sessions.v, item->sessions.n, item->sessions.cap) =
            (struct period){read_civil(a, first), read_civil(a, second)};
    } else if (type == COLUMN_CIVILS) {
        *ARENA_PUSH(a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = read_civil(a, first);
    } else {
        char *rule = cut(&rest, FIELD[0]), *position = cut(&rest, FIELD[0]),
             *confidence = cut(&rest, FIELD[0]);
        *ARENA_PUSH(a, item->evidence.v, item->evidence.n, item->evidence.cap) = (struct evidence){
            .field = first,
            .words = second,
            .rule = rule,
            .position = position ? (int)strtol(position, NULL, 10) : -1,
            .confidence = confidence ? strtod(confidence, NULL) : 0,
        };
    }
}

/* What read_entry adds to begins empty. */
static void read_list(struct arena *a, enum column_type type, char *text, void *p, struct item *item)
{
    if (type == COLUMN_CIVIL) {
        *(struct civil *)p = read_civil(a, text);
        return;
    }
    *(struct any_list *)p = (struct any_list){0};
    for (char *entry; (entry = cut(&text, ENTRY[0]));)
        read_entry(a, type, entry, item);
}

void column_set(struct arena *a, const struct column *c, const char *text, struct item *item)
{
    void *p = (char *)item + c->offset;
    switch (c->type) {
    case COLUMN_TEXT:
        *(const char **)p = text;
        return;
    case COLUMN_INSTANT:
        *(int64_t *)p = text ? strtoll(text, NULL, 10) : INSTANT_NONE;
        return;
    case COLUMN_INT:
        *(int *)p = text ? (int)strtol(text, NULL, 10) : 0;
        return;
    case COLUMN_BOOL:
        *(bool *)p = text && *text == '1';
        return;
    case COLUMN_REAL:
        *(double *)p = text ? strtod(text, NULL) : NAN;
        return;
    default:
        read_list(a, c->type, text ? arena_strdup(a, text) : NULL, p, item);
    }
}

void column_read(sqlite3_stmt *st, int at, struct arena *a, const struct column *c, struct item *item)
{
    void *p = (char *)item + c->offset;
    switch (c->type) {
    case COLUMN_TEXT:
        *(const char **)p = column_text(st, at, a);
        return;
    case COLUMN_INSTANT:
        *(int64_t *)p = column_instant(st, at);
        return;
    case COLUMN_INT:
        *(int *)p = sqlite3_column_int(st, at);
        return;
    case COLUMN_BOOL:
        *(bool *)p = sqlite3_column_int(st, at) != 0;
        return;
    case COLUMN_REAL:
        *(double *)p = column_real(st, at);
        return;
    default:
        break;
    }
    read_list(a, c->type, (char *)column_text(st, at, a), p, item);
}

const struct column *column_named(const char *name)
{
    const struct column *c = item_columns;
    while (c->name && strcmp(c->name, name) != 0)
        c++;
    return c->name ? c : NULL;
}
