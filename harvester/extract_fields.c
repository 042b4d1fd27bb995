/* The fields of an item: how what a rule finds becomes each of them. */
#include "harvester/extract_internal.h"
#include "base/text.h"
#include "harvester/formats/common.h"
#include "harvester/meaning/money.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SESSIONS = 1000 };

/* Reads into the member at `at`; true when there was something. */
typedef bool field_reader(struct extract *x, struct field_rule *f, struct extract_value scope,
                          struct item *item, void *at);

struct rule_field {
    const char *name;
    field_reader *read;
    size_t offset;
    bool list;           /* every match is an element */
    enum date_role role; /* of a date */
};

/* --- texts --- */

static void find(struct extract *x, struct field_rule *f, struct extract_value scope, enum extract_as as,
                 struct extract_values *out)
{
    *out = (struct extract_values){0};
    rule_values(x, &f->rule, scope, as, out);
}

static const char *line_of(struct extract *x, struct field_rule *f, struct extract_value scope)
{
    struct extract_values values;
    find(x, f, scope, EXTRACT_TEXT, &values);
    return values_line(x, &values, EXTRACT_TEXT);
}

static bool read_line(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      void *at)
{
    (void)item;
    const char *line = line_of(x, f, scope);
    if (line)
        *(const char **)at = line;
    return line;
}

static bool read_url(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                     void *at)
{
    struct extract_values values;
    (void)item;
    find(x, f, scope, EXTRACT_URL, &values);
    const char *url = values_url(x, &values);
    if (url)
        *(const char **)at = url;
    return url;
}

static bool read_content(struct extract *x, struct field_rule *f, struct extract_value scope,
                         struct item *item, void *at)
{
    struct extract_values values;
    (void)at;
    find(x, f, scope, EXTRACT_HTML, &values);
    bool nodes = false, plain = f->rule.form == RULE_MAP && f->rule.map.parse == PARSE_TEXT;
    for (size_t i = 0; i < values.n; i++)
        nodes |= values.v[i].node != NULL;
    plain &= !nodes;
    const char *html = plain ? NULL : values_html(x, &values);
    const char *text = plain ? values_line(x, &values, EXTRACT_TEXT) : NULL;
    if (!html && !text)
        return false;
    item->content_html = html;
    item->content_text = text;
    return true;
}

static bool read_language(struct extract *x, struct field_rule *f, struct extract_value scope,
                          struct item *item, void *at)
{
    (void)at;
    const char *code = line_of(x, f, scope);
    if (!code || !yaml_language(code))
        return false;
    item->language = code;
    return true;
}

/* Text in which understand() reads dates of every role: each time a line more. */
static void add_dates(struct extract *x, struct item *item, const char *line)
{
    item->dates = item->dates ? arena_printf(x->arena, "%s\n%s", item->dates, line) : line;
}

static bool read_dates(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                       void *at)
{
    struct extract_values values;
    (void)at;
    find(x, f, scope, EXTRACT_DATES, &values);
    const char *line = values_line(x, &values, EXTRACT_DATES);
    if (line)
        add_dates(x, item, line);
    return line;
}

/* --- lists --- */

static bool read_tags(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      void *at)
{
    struct strings *list = at, found = {0};
    struct extract_values values;
    (void)item;
    find(x, f, scope, EXTRACT_TEXT, &values);
    for (size_t i = 0; i < values.n; i++)
        add_tag(x->arena, &found, value_line(x, values.v[i], EXTRACT_TEXT));
    if (found.n)
        *list = found;
    return found.n;
}

/* Our own words for topics and audience are ids; the source's own are tags, which lexicons know. */
static bool is_id(const char *s)
{
    return !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")];
}

static bool read_labels(struct extract *x, struct field_rule *f, struct extract_value scope,
                        struct item *item, void *at)
{
    struct strings found = {0}, *list = at;
    if (!read_tags(x, f, scope, item, &found))
        return false;
    list->n = 0;
    for (size_t i = 0; i < found.n; i++)
        add_tag(x->arena, is_id(found.v[i]) ? list : &item->tags, found.v[i]);
    return true;
}

static bool read_authors(struct extract *x, struct field_rule *f, struct extract_value scope,
                         struct item *item, void *at)
{
    struct extract_values values;
    struct authors found = {0};
    (void)item;
    find(x, f, scope, EXTRACT_TEXT, &values);
    for (size_t i = 0; i < values.n; i++)
        add_author(x->arena, &found, &(struct author){.name = value_line(x, values.v[i], EXTRACT_TEXT)});
    if (found.n)
        *(struct authors *)at = found;
    return found.n;
}

static bool read_attachments(struct extract *x, struct field_rule *f, struct extract_value scope,
                             struct item *item, void *at)
{
    struct extract_values values;
    bool any = false;
    (void)at;
    find(x, f, scope, EXTRACT_URL, &values);
    for (size_t i = 0; i < values.n; i++) {
        const char *url = values_url(x, &(struct extract_values){&values.v[i], 1, 1});
        if (!url)
            continue;
        if (!any)
            item->attachments.n = 0;
        any = true;
        struct attachment *attachment = item_attachment(x->arena, item, url);
        const char *title = values.v[i].node ? value_line(x, values.v[i], EXTRACT_TEXT) : NULL;
        if (attachment && title && !strstr(url, title))
            attachment->title = title;
    }
    return any;
}

/* --- dates --- */

/* `format:` of a rule, wherever in it it stands. */
static const char *format_of(const struct rule *rule)
{
    const char *format = rule->form == RULE_MAP ? rule->map.format : NULL;
    for (size_t i = 0; i < rule->n && !format; i++)
        format = format_of(&rule->parts[i]);
    return format;
}

static void note(struct extract *x, struct item *item, const char *field, const struct dated *date)
{
    size_t kept = 0;
    for (size_t i = 0; i < item->evidence.n; i++)
        if (strcmp(item->evidence.v[i].field, field) != 0)
            item->evidence.v[kept++] = item->evidence.v[i];
    item->evidence.n = kept;
    if (date->words)
        *ARENA_PUSH(x->arena, item->evidence.v, item->evidence.n, item->evidence.cap) =
            (struct evidence){field, date->words, date->rule, -1, date->confidence};
}

/* What a machine is to read comes before what people are. "18 h" alone is an hour of the day it starts on. */
static bool read_date(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      bool last, struct dated *out)
{
    enum extract_as ways[] = {EXTRACT_DATE, EXTRACT_TEXT};
    const char *format = format_of(&f->rule);
    struct extract_values values;
    char day[32];
    find(x, f, scope, EXTRACT_DATE, &values);
    for (size_t i = 0; i < 2; i++) {
        const char *line = values_line(x, &values, ways[i]);
        if (line && date_of_text(x, item, line, format, f->field->role, last, out))
            return true;
        if (!line || !last || f->field->role != ROLE_EVENT || item->starts.precision < PRECISION_DAY ||
            !isdigit((unsigned char)*line))
            continue;
        struct civil on = item->starts;
        on.precision = PRECISION_DAY;
        line = arena_printf(x->arena, "%s %s", civil_format(&on, day), line);
        if (date_of_text(x, item, line, NULL, f->field->role, last, out) &&
            out->from.precision == PRECISION_MINUTE)
            return true;
    }
    return false;
}

static bool read_instant(struct extract *x, struct field_rule *f, struct extract_value scope,
                         struct item *item, void *at)
{
    struct dated date;
    int64_t instant = INSTANT_NONE;
    if (read_date(x, f, scope, item, f->field->role != ROLE_PUBLISHED, &date))
        instant = civil_instant(&date.from, x->document->timezone);
    if (instant != INSTANT_NONE)
        *(int64_t *)at = instant;
    return instant != INSTANT_NONE;
}

static bool read_civil(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                       void *at)
{
    struct dated date;
    if (!read_date(x, f, scope, item, false, &date))
        return false;
    *(struct civil *)at = date.from;
    note(x, item, f->field->name, &date);
    return true;
}

static bool read_starts(struct extract *x, struct field_rule *f, struct extract_value scope,
                        struct item *item, void *at)
{
    struct dated date;
    (void)at;
    if (!read_date(x, f, scope, item, false, &date))
        return false;
    item->starts = date.from;
    item->all_day = date.from.precision == PRECISION_DAY;
    note(x, item, "starts", &date);
    if (date.to.precision) {
        item->ends = date.to;
        note(x, item, "ends", &date);
    }
    return true;
}

static int by_start(const void *a, const void *b)
{
    const struct period *p = a, *q = b;
    int order = civil_compare(&p->from, &q->from);
    return order ? order : civil_compare(&p->to, &q->to);
}

/* The times of an event; where there is one alone, it is when the event takes place. */
static bool read_sessions(struct extract *x, struct field_rule *f, struct extract_value scope,
                          struct item *item, void *at)
{
    struct extract_values values;
    struct period period;
    const char *format = format_of(&f->rule);
    (void)at;
    find(x, f, scope, EXTRACT_DATE, &values);
    item->sessions.n = 0;
    for (size_t i = 0; i < values.n && item->sessions.n < MOST_SESSIONS; i++) {
        const char *line = value_line(x, values.v[i], EXTRACT_DATE);
        if (line && period_of_text(x, item, line, format, &period))
            *ARENA_PUSH(x->arena, item->sessions.v, item->sessions.n, item->sessions.cap) = period;
    }
    size_t n = item->sessions.n;
    if (!n)
        return false;
    qsort(item->sessions.v, n, sizeof *item->sessions.v, by_start);
    const struct period *first = item->sessions.v, *last = &item->sessions.v[n - 1];
    item->starts = first->from;
    item->ends = last->to.precision || n < 2 ? last->to : last->from;
    item->all_day = item->starts.precision == PRECISION_DAY;
    item->sessions.n = n < 2 ? 0 : n;
    return true;
}

/* The end of a period, or the last of several days. */
static bool read_last(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      void *at)
{
    struct dated date;
    if (!read_date(x, f, scope, item, true, &date)) {
        const char *line = at == (void *)&item->deadline ? line_of(x, f, scope) : NULL;
        if (line) /* "toute l'année" says something too */
            add_dates(x, item, line);
        return false;
    }
    *(struct civil *)at = date.to.precision ? date.to : date.from;
    note(x, item, f->field->name, &date);
    if (at == (void *)&item->deadline && date.to.precision && !item->opens.precision) {
        item->opens = date.from;
        note(x, item, "opens", &date);
    }
    return true;
}

static void add_deadlines(struct extract *x, const struct dated *v, size_t n, struct item *item)
{
    for (size_t i = 0; i < n; i++) {
        struct civil when = v[i].to.precision ? v[i].to : v[i].from;
        size_t at = item->deadlines.n;
        *ARENA_PUSH(x->arena, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = when;
        for (; at > 0 && civil_compare(&item->deadlines.v[at - 1], &when) > 0; at--) {
            item->deadlines.v[at] = item->deadlines.v[at - 1];
            item->deadlines.v[at - 1] = when;
        }
    }
}

/* `deadline` is the final one of them. */
static bool read_deadlines(struct extract *x, struct field_rule *f, struct extract_value scope,
                           struct item *item, void *at)
{
    struct extract_values values;
    bool any = false;
    (void)at;
    find(x, f, scope, EXTRACT_DATE, &values);
    for (size_t i = 0; i < values.n && item->deadlines.n <= MOST_LISTED; i++) {
        const char *line = value_line(x, values.v[i], EXTRACT_DATE);
        struct dated *v = NULL;
        size_t n = 0;
        if (line)
            dates_of_text(x, item, line, format_of(&f->rule), &v, &n);
        if (n && !any)
            item->deadlines.n = 0;
        any |= n > 0;
        add_deadlines(x, v, n, item);
    }
    if (any)
        item->deadline = item->deadlines.v[item->deadlines.n - 1];
    return any;
}

/* --- numbers, yes and no --- */

/* "90000000.50", "1 200,5" */
static bool plain_number(struct extract *x, const char *line, double *out)
{
    char *text = arena_strdup(x->arena, line), *to = text, *end;
    for (const char *p = text; *p; p++)
        if (*p != ' ')
            *to++ = *p == ',' ? '.' : *p;
    *to = '\0';
    if (!isdigit((unsigned char)text[*text == '-' || *text == '+']) || strpbrk(text, "xX"))
        return false;
    double value = strtod(text, &end);
    if (*end || !isfinite(value))
        return false;
    *out = value;
    return true;
}

static bool read_number(struct extract *x, struct field_rule *f, struct extract_value scope,
                        struct item *item, void *at)
{
    const char *line = line_of(x, f, scope);
    double most = at == (void *)&item->lat ? 90 : at == (void *)&item->lon ? 180 : INFINITY, value;
    if (!line || !plain_number(x, line, &value) || fabs(value) > most)
        return false;
    *(double *)at = value;
    return true;
}

/* The sum, or the percentage, that a text names. */
static const struct quantity *quantity_of(struct extract *x, const char *line, bool percentage)
{
    struct tokens tokens;
    struct quantities found = {0};
    tokens_read(x->arena, line, strlen(line), &tokens);
    money_find(x->arena, &tokens, &found);
    for (size_t i = 0; i < found.n; i++)
        if (!found.v[i].currency == percentage)
            return &found.v[i];
    return NULL;
}

static bool read_quantity(struct extract *x, struct field_rule *f, struct extract_value scope,
                          struct item *item, void *at)
{
    const char *line = line_of(x, f, scope);
    double *to = at;
    if (!line)
        return false;
    if (plain_number(x, line, to))
        return true;
    const struct quantity *q = quantity_of(x, line, to == &item->amount_rate);
    if (!q)
        return false;
    *to = q->value;
    if (q->currency && !item->amount_currency)
        item->amount_currency = q->currency;
    return true;
}

/* "Min. 3 000 €": there is less than that never, and nothing is said of more. */
static bool says_least(struct extract *x, const char *line)
{
    static const char *const words[] = {"min",      "au moins", "a partir de", "des ",
                                        "at least", "from ",    "plus de ",    NULL};
    const char *folded = text_fold(x->arena, line, strlen(line));
    for (const char *const *w = words; *w; w++)
        if (strncmp(folded, *w, strlen(*w)) == 0)
            return true;
    return false;
}

/* A sum, or a range of them. */
static bool read_amount(struct extract *x, struct field_rule *f, struct extract_value scope,
                        struct item *item, void *at)
{
    double sum;
    if (!read_quantity(x, f, scope, item, &sum))
        return false;
    bool least = says_least(x, line_of(x, f, scope));
    *(double *)(least ? (void *)&item->amount_min : at) = sum;
    if (least)
        return true;
    const struct quantity *q = quantity_of(x, line_of(x, f, scope), false);
    if (q && !isnan(q->low))
        item->amount_min = q->low;
    return true;
}

/* What is found counts as yes, unless it says no. */
static bool says_no(struct extract *x, const char *line)
{
    static const char *const words[] = {"false", "no", "non", "0", "faux", "n", "off", NULL};
    const char *word = text_fold(x->arena, line, strlen(line));
    for (const char *const *w = words; *w; w++)
        if (strcmp(*w, word) == 0)
            return true;
    return false;
}

static bool read_bool(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      void *at)
{
    const char *line = line_of(x, f, scope);
    (void)item;
    if (line)
        *(bool *)at = !says_no(x, line);
    return line;
}

static bool read_online(struct extract *x, struct field_rule *f, struct extract_value scope,
                        struct item *item, void *at)
{
    const char *line = line_of(x, f, scope);
    (void)at;
    if (line)
        item->online = says_no(x, line) ? NO : YES;
    return line;
}

static bool read_kind(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item,
                      void *at)
{
    const char *line = line_of(x, f, scope);
    enum kind kind = line ? kind_from_name(line) : KIND_NONE;
    (void)at;
    if (kind)
        item->kind = kind;
    return kind;
}

/* --- the table, in the order in which they are read --- */

#define AT(member) offsetof(struct item, member)
static const struct rule_field fields[] = {
    {.name = "language", .read = read_language},
    {.name = "kind", .read = read_kind},
    {.name = "published", .read = read_instant, .offset = AT(published), .role = ROLE_PUBLISHED},
    {.name = "updated", .read = read_instant, .offset = AT(updated)},
    {.name = "modified", .read = read_instant, .offset = AT(updated)},
    {.name = "id", .read = read_line, .offset = AT(id)},
    {.name = "title", .read = read_line, .offset = AT(title)},
    {.name = "url", .read = read_url, .offset = AT(url)},
    {.name = "external_url", .read = read_url, .offset = AT(external_url)},
    {.name = "image", .read = read_url, .offset = AT(image)},
    {.name = "summary", .read = read_line, .offset = AT(summary)},
    {.name = "content", .read = read_content},
    {.name = "authors", .read = read_authors, .offset = AT(authors), .list = true},
    {.name = "tags", .read = read_tags, .offset = AT(tags), .list = true},
    {.name = "topics", .read = read_labels, .offset = AT(topics), .list = true},
    {.name = "audience", .read = read_labels, .offset = AT(audience), .list = true},
    {.name = "attachments", .read = read_attachments, .list = true},
    {.name = "dates", .read = read_dates, .list = true},
    {.name = "starts", .read = read_starts, .role = ROLE_EVENT},
    {.name = "ends", .read = read_last, .offset = AT(ends), .role = ROLE_EVENT},
    {.name = "sessions", .read = read_sessions, .list = true, .role = ROLE_EVENT},
    {.name = "all_day", .read = read_bool, .offset = AT(all_day)},
    {.name = "registration_deadline",
     .read = read_last,
     .offset = AT(registration_deadline),
     .role = ROLE_DEADLINE},
    {.name = "opens", .read = read_civil, .offset = AT(opens), .role = ROLE_OPENS},
    {.name = "deadlines", .read = read_deadlines, .list = true, .role = ROLE_DEADLINE},
    {.name = "deadline", .read = read_last, .offset = AT(deadline), .role = ROLE_DEADLINE},
    {.name = "permanent", .read = read_bool, .offset = AT(permanent)},
    {.name = "place", .read = read_line, .offset = AT(place)},
    {.name = "lat", .read = read_number, .offset = AT(lat)},
    {.name = "lon", .read = read_number, .offset = AT(lon)},
    {.name = "online", .read = read_online},
    {.name = "cancelled", .read = read_bool, .offset = AT(cancelled)},
    {.name = "organizer", .read = read_line, .offset = AT(organizer)},
    {.name = "territory", .read = read_line, .offset = AT(territory)},
    {.name = "amount_currency", .read = read_line, .offset = AT(amount_currency)},
    {.name = "amount", .read = read_amount, .offset = AT(amount_max)},
    {.name = "amount_min", .read = read_quantity, .offset = AT(amount_min)},
    {.name = "amount_max", .read = read_quantity, .offset = AT(amount_max)},
    {.name = "amount_rate", .read = read_quantity, .offset = AT(amount_rate)},
    {.name = "budget_total", .read = read_quantity, .offset = AT(budget_total)},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const struct rule_field *rule_field(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

const char *field_name(const struct rule_field *field)
{
    return field->name;
}

int field_order(const struct rule_field *field)
{
    return (int)(field - fields);
}

/* Of a list every match is wanted. */
static void take_all(struct rule *rule)
{
    rule->map.all = true;
    for (size_t i = 0; i < rule->n; i++)
        take_all(&rule->parts[i]);
}

bool field_compile(struct extract *x, const char *name, const struct yaml_node *rule, struct field_rule *out,
                   struct error *err)
{
    *out = (struct field_rule){.field = rule_field(name)};
    if (!out->field)
        return error_set(err, "%.100s: no field of an item", name);
    bool good = rule_compile(x, rule, &out->rule, err);
    if (out->field->list)
        take_all(&out->rule);
    return good;
}

bool field_read(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item)
{
    bool any = f->field->read(x, f, scope, item, (char *)item + f->field->offset);
    f->filled += any;
    return any;
}
