/* An editor's words on items, an overlay: what they change in an item, and what its source says beneath. Pure
   functions; corrections.c keeps them. */
#include "store/internal.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BY_EDITOR "editor" /* the rule of the evidence of a corrected field */
#define ENTRY "\x1e"
#define DIGITS "0123456789"

/* --- what can be corrected --- */

enum value_type {
    VALUE_TEXT,
    VALUE_URL,
    VALUE_DATE,
    VALUE_DATES,
    VALUE_KIND,
    VALUE_YES,
    VALUE_NUMBER,
    VALUE_LIST
};

/* A field and the columns that go with it: what is said of the first one makes the others void. */
static const struct correctable {
    const char *field;
    enum value_type type;
    const char *columns[5];
    const char *evidence; /* under another name */
} correctables[] = {
    {"title", VALUE_TEXT, {"title"}, NULL},
    {"summary", VALUE_TEXT, {"summary"}, NULL},
    {"content", VALUE_TEXT, {"content_text", "content_html"}, NULL},
    {"url", VALUE_URL, {"url"}, NULL},
    {"external_url", VALUE_URL, {"external_url"}, NULL},
    {"image", VALUE_URL, {"image"}, NULL},
    {"kind", VALUE_KIND, {"kind"}, NULL},
    {"language", VALUE_TEXT, {"language"}, NULL},
    {"territory", VALUE_TEXT, {"territory"}, NULL},
    {"organizer", VALUE_TEXT, {"organizer"}, NULL},
    {"place", VALUE_TEXT, {"place"}, NULL},
    {"starts", VALUE_DATE, {"starts", "ends", "sessions", "all_day"}, NULL},
    {"ends", VALUE_DATE, {"ends"}, NULL},
    {"online", VALUE_YES, {"online"}, NULL},
    {"cancelled", VALUE_YES, {"cancelled"}, NULL},
    {"registration_deadline", VALUE_DATE, {"registration_deadline"}, NULL},
    {"opens", VALUE_DATE, {"opens"}, NULL},
    {"deadline", VALUE_DATE, {"deadline", "deadlines", "permanent"}, NULL},
    {"deadlines", VALUE_DATES, {"deadlines", "deadline", "permanent"}, "deadline"},
    {"permanent", VALUE_YES, {"permanent", "deadline", "deadlines"}, "deadline"},
    {"amount_min", VALUE_NUMBER, {"amount_min"}, "amount"},
    {"amount_max", VALUE_NUMBER, {"amount_max"}, "amount"},
    {"amount_rate", VALUE_NUMBER, {"amount_rate"}, "amount"},
    {"amount_currency", VALUE_TEXT, {"amount_currency"}, "amount"},
    {"budget_total", VALUE_NUMBER, {"budget_total"}, NULL},
    {"lat", VALUE_NUMBER, {"lat"}, NULL},
    {"lon", VALUE_NUMBER, {"lon"}, NULL},
    {"topics", VALUE_LIST, {"topics"}, NULL},
    {"audience", VALUE_LIST, {"audience"}, NULL},
    {"tags", VALUE_LIST, {"tags"}, NULL},
};
enum { CORRECTABLES = sizeof correctables / sizeof *correctables };

const char *const correction_fields[] = {"title",        "summary",    "content",     "url",
                                         "external_url", "image",      "kind",        "language",
                                         "territory",    "organizer",  "place",       "starts",
                                         "ends",         "online",     "cancelled",   "registration_deadline",
                                         "opens",        "deadline",   "deadlines",   "permanent",
                                         "amount_min",   "amount_max", "amount_rate", "amount_currency",
                                         "budget_total", "lat",        "lon",         "topics",
                                         "audience",     "tags",       NULL};

static const struct correctable *correctable(const char *field)
{
    for (size_t i = 0; i < CORRECTABLES; i++)
        if (strcmp(correctables[i].field, field) == 0)
            return &correctables[i];
    return NULL;
}

/* --- values as editors write them --- */

/* "15/11/2026" as "2026-11-15"; the length of what was read, 0: it is no such thing. */
static size_t french_day(const char *s, char out[11])
{
    size_t day = strspn(s, DIGITS), month = s[day] == '/' ? strspn(s + day + 1, DIGITS) : 0;
    const char *year = s + day + 1 + month + 1;
    if (day < 1 || day > 2 || month < 1 || month > 2 || year[-1] != '/' || strspn(year, DIGITS) != 4)
        return 0;
    snprintf(out, 11, "%.4s-%02d-%02d", year, atoi(s + day + 1), atoi(s));
    return (size_t)(year + 4 - s);
}

/* What civil_format writes, "15/11/2026" and "2026-11-15 18:00" or "18h30" too; a zone may follow a time. */
static bool read_date(struct arena *a, const char *s, const char *zone, struct civil *c)
{
    char text[32];
    size_t n = french_day(s, text);
    if (!n) {
        n = strcspn(s, " T");
        if (n > 10)
            return false;
        memcpy(text, s, n);
        text[n] = '\0';
    }
    const char *rest = s + n + (s[n] == 'T' || s[n] == ' ');
    size_t hour = strspn(rest, DIGITS), length = strcspn(rest, " ");
    if (hour == 2 && length >= 3 && length <= 8) {
        bool bare = length == 3 && rest[2] == 'h'; /* "18h" */
        snprintf(text + strlen(text), 12, "T%.2s:%.*s", rest, bare ? 2 : (int)length - 3,
                 bare ? "00" : rest + 3);
        if (rest[2] != ':' && rest[2] != 'h')
            return false;
        rest += length;
    }
    rest += strspn(rest, " ");
    if (!civil_parse(text, c) || (c->precision != PRECISION_MINUTE && *rest))
        return false;
    c->zone = NULL;
    if (c->precision == PRECISION_MINUTE && (*rest || zone))
        c->zone = arena_strdup(a, *rest ? rest : zone);
    return civil_instant(c, zone) != INSTANT_NONE;
}

static const char *date_text(struct arena *a, const struct civil *c)
{
    char text[32];
    civil_format(c, text);
    return c->zone ? arena_printf(a, "%s %s", text, c->zone) : arena_strdup(a, text);
}

static int yes_or_no(const char *s)
{
    static const char *const words[2][8] = {{"no", "false", "non", "off", "0", NULL},
                                            {"yes", "true", "oui", "on", "1", NULL}};
    for (int v = 0; v < 2; v++)
        for (const char *const *w = words[v]; *w; w++)
            if (strcasecmp(*w, s) == 0)
                return v;
    return -1;
}

/* The parts of "a, b", trimmed. */
static void split(struct arena *a, const char *s, struct strings *parts)
{
    for (size_t n; *s; s += n + (s[n] == ',')) {
        n = strcspn(s, ",");
        strings_add(a, parts, text_collapse(a, s, n));
    }
}

static bool one_value(struct arena *a, const struct correctable *c, const char *s, const char *zone,
                      const char **out, struct error *err)
{
    struct civil date;
    char *end;
    double number;
    switch (c->type) {
    case VALUE_URL:
        *out = s;
        return (strncmp(s, "https://", 8) == 0 || strncmp(s, "http://", 7) == 0) ||
               error_set(err, "%s: \"%.100s\" is no address; expected one that begins with https://",
                         c->field, s);
    case VALUE_DATE:
    case VALUE_DATES:
        if (!read_date(a, s, zone, &date))
            return error_set(err,
                             "%s: \"%.60s\" is no date; expected one such as 2026-11-15 or 2026-11-15T18:00",
                             c->field, s);
        *out = date_text(a, &date);
        return true;
    case VALUE_KIND:
        *out = s;
        return kind_from_name(s) ||
               error_set(err, "kind: \"%.60s\" is no kind; expected event, call, document or news", s);
    case VALUE_YES:
        *out = yes_or_no(s) == 1 ? "yes" : "no";
        return yes_or_no(s) >= 0 || error_set(err, "%s: \"%.60s\" is neither yes nor no", c->field, s);
    case VALUE_NUMBER:
        number = strtod(s, &end);
        *out = isfinite(number) ? arena_printf(a, "%.15g", number) : s;
        return (!*end && end != s && isfinite(number)) ||
               error_set(err, "%s: \"%.60s\" is no number; expected one such as 50000", c->field, s);
    default:
        *out = s;
        return true;
    }
}

bool correction_value(struct arena *a, const char *field, const char *value, const char *zone,
                      const char **out, struct error *err)
{
    const struct correctable *c = correctable(field);
    *out = NULL;
    if (!c) {
        const char *near = strlen(field) <= 64 ? text_nearest(field, correction_fields) : NULL;
        return error_set(err, "no field \"%.60s\" that can be corrected%s%s%s", field,
                         near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    if (text_blank(value))
        return true;
    const char *text = c->type == VALUE_TEXT && strcmp(field, "content") == 0
                           ? value
                           : text_collapse(a, value, strlen(value));
    if (c->type != VALUE_LIST && c->type != VALUE_DATES)
        return one_value(a, c, text, zone, out, err);
    struct strings parts = {0};
    struct buf b;
    split(a, text, &parts);
    buf_init(&b, 0);
    bool ok = true;
    for (size_t i = 0; i < parts.n && ok; i++) {
        const char *part;
        ok = one_value(a, c, parts.v[i], zone, &part, err);
        buf_printf(&b, "%s%s", i ? ", " : "", ok ? part : "");
    }
    *out = ok && b.n ? arena_strdup(a, buf_str(&b)) : NULL;
    buf_free(&b);
    return ok;
}

/* --- the overlay --- */

static struct strings *list_named(struct item *item, const char *name)
{
    return strcmp(name, "topics") == 0     ? &item->topics
           : strcmp(name, "audience") == 0 ? &item->audience
           : strcmp(name, "tags") == 0     ? &item->tags
                                           : NULL;
}

/* The value of a column, or of a list, as text; NULL: none. */
static const char *get(struct arena *a, const struct item *item, const char *name)
{
    const struct strings *list = list_named((struct item *)item, name);
    if (!list)
        return column_value(a, column_named(name), item);
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&b, "%s%s", i ? ENTRY : "", list->v[i]);
    const char *text = list->n ? arena_strdup(a, buf_str(&b)) : NULL;
    buf_free(&b);
    return text;
}

static void set(struct arena *a, struct item *item, const char *name, const char *text)
{
    struct strings *list = list_named(item, name);
    if (!list) {
        column_set(a, column_named(name), text, item);
        return;
    }
    *list = (struct strings){0};
    for (size_t n; text && *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, ENTRY);
        strings_add(a, list, arena_strndup(a, text, n));
    }
}

static void set_list(struct arena *a, struct item *item, const char *field, const char *value)
{
    struct strings *list = list_named(item, field);
    *list = (struct strings){0};
    split(a, value ? value : "", list);
}

static void set_dates(struct arena *a, struct item *item, const char *value, const char *zone)
{
    struct strings parts = {0};
    item->deadlines.v = NULL;
    item->deadlines.n = item->deadlines.cap = 0;
    item->deadline = (struct civil){0};
    split(a, value ? value : "", &parts);
    for (size_t i = 0; i < parts.n; i++) {
        struct civil date;
        if (!read_date(a, parts.v[i], zone, &date))
            continue;
        *ARENA_PUSH(a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = date;
        if (!item->deadline.precision || civil_compare(&date, &item->deadline) > 0)
            item->deadline = date;
    }
}

/* What a date, or none, means for what stands beside it. */
static void set_date(struct arena *a, struct item *item, const char *field, const char *value,
                     const char *zone)
{
    struct civil date = {0};
    if (value)
        read_date(a, value, zone, &date);
    set(a, item, field, value ? date_text(a, &date) : NULL);
    if (strcmp(field, "deadline") == 0) {
        set(a, item, "deadlines", NULL);
        item->permanent = item->permanent && !value;
    } else if (strcmp(field, "starts") == 0) {
        set(a, item, "sessions", NULL);
        item->all_day = value && date.precision == PRECISION_DAY;
        if (!value || (item->ends.precision && civil_compare(&item->ends, &date) < 0))
            item->ends = (struct civil){0};
    }
}

static void set_value(struct arena *a, const struct correctable *c, struct item *item, const char *value,
                      const char *zone)
{
    switch (c->type) {
    case VALUE_DATE:
        set_date(a, item, c->field, value, zone);
        break;
    case VALUE_DATES:
        set_dates(a, item, value, zone);
        item->permanent = false;
        break;
    case VALUE_KIND:
        item->kind = value ? kind_from_name(value) : KIND_NONE;
        break;
    case VALUE_YES:
        if (strcmp(c->field, "online") == 0)
            item->online = !value ? UNKNOWN : yes_or_no(value) == 1 ? YES : NO;
        else
            set(a, item, c->field, value && yes_or_no(value) == 1 ? "1" : "0");
        if (strcmp(c->field, "permanent") == 0 && item->permanent) {
            item->deadline = (struct civil){0};
            set(a, item, "deadlines", NULL);
        }
        break;
    case VALUE_LIST:
        set_list(a, item, c->field, value);
        break;
    default:
        set(a, item, c->columns[0], value);
        if (c->columns[1])
            set(a, item, c->columns[1], NULL); /* the body as HTML */
    }
}

/* It is the editor now who is believed. */
static void set_evidence(struct arena *a, struct item *item, const struct correctable *c)
{
    struct evidence *kept = arena_alloc(a, (item->evidence.n + 2) * sizeof *kept);
    size_t n = 0;
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        bool about = e->field && c->evidence && strcmp(e->field, c->evidence) == 0;
        for (size_t k = 0; e->field && !about && k < 5 && c->columns[k]; k++)
            about = strcmp(e->field, c->columns[k]) == 0;
        if (!about)
            kept[n++] = *e;
    }
    const char *names[] = {c->field, c->evidence};
    for (size_t i = 0; i < 2 && names[i]; i++)
        kept[n++] = (struct evidence){
            .field = names[i], .words = "", .rule = BY_EDITOR, .position = -1, .confidence = 1};
    item->evidence.v = kept;
    item->evidence.n = item->evidence.cap = n;
}

bool item_edited(const struct item *item, const char *field)
{
    const struct evidence *e = item_evidence(item, field);
    return e && e->rule && strcmp(e->rule, BY_EDITOR) == 0;
}

bool overlaid(const struct overlays *all, const char *uid)
{
    size_t low = 0, high = all->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(all->v[middle].uid, uid);
        if (!order)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static void keep_beneath(struct arena *a, struct beneaths *own, const struct item *item, const char *name)
{
    for (size_t i = 0; i < own->n; i++)
        if (strcmp(own->v[i].field, name) == 0)
            return;
    *ARENA_PUSH(a, own->v, own->n, own->cap) = (struct beneath){name, get(a, item, name)};
}

void overlay_item(struct arena *a, const struct overlays *all, const char *uid, const char *zone,
                  struct item *item, struct beneaths *own)
{
    *own = (struct beneaths){0};
    for (size_t i = 0; i < all->n; i++) {
        const struct overlay *o = &all->v[i];
        const struct correctable *c = correctable(o->field);
        if (strcmp(o->uid, uid) != 0)
            continue;
        own->hidden |= strcmp(o->field, "hidden") == 0;
        if (!c)
            continue;
        keep_beneath(a, own, item, "evidence");
        for (size_t k = 0; k < 5 && c->columns[k]; k++)
            keep_beneath(a, own, item, c->columns[k]);
        set_value(a, c, item, o->value, zone);
        set_evidence(a, item, c);
    }
}

void take_corrections(struct arena *a, struct item *to, const struct item *from)
{
    struct item mine = *to;
    for (size_t i = 0; i < CORRECTABLES; i++) {
        const struct correctable *c = &correctables[i];
        if (!item_edited(from, c->field) || item_edited(&mine, c->field))
            continue;
        for (size_t k = 0; k < 5 && c->columns[k]; k++)
            set(a, to, c->columns[k], get(a, from, c->columns[k]));
        set_evidence(a, to, c);
    }
}

const char *beneath_text(struct arena *a, const struct beneaths *own, const char *field)
{
    const struct correctable *c = correctable(field);
    const char *value = NULL;
    for (size_t i = 0; c && i < own->n; i++)
        if (strcmp(own->v[i].field, c->columns[0]) == 0)
            value = own->v[i].value;
    if (!value)
        return NULL;
    if (c->type == VALUE_KIND)
        return kind_names[strtol(value, NULL, 10) % KIND_COUNT];
    if (c->type == VALUE_YES)
        return *value == '1' ? "yes" : *value == '0' ? "no" : NULL;
    char *text = arena_strdup(a, value);
    for (char *p = text; *p; p++)
        if (*p == ENTRY[0])
            *p = ',';
    return text;
}

void beneath_restore(struct arena *a, const struct beneaths *own, struct item *item)
{
    for (size_t i = 0; i < own->n; i++)
        if (list_named(item, own->v[i].field) || column_named(own->v[i].field))
            set(a, item, own->v[i].field, own->v[i].value);
}
