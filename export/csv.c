/* CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, one line an item, no cell that a spreadsheet
   would compute. One table of columns. */
#include "export/page.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

/* A cell as RFC 4180 has it; one that would be read as a formula gets an apostrophe before it. */
static void add_cell(struct buf *out, const char *s)
{
    static const char *const dangers[] = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"};
    struct buf cell;
    if (!s || !*s)
        return;
    buf_init(&cell, 0);
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++)
        if (strncmp(s, dangers[i], strlen(dangers[i])) == 0)
            buf_addc(&cell, '\'');
    utf8_clean(&cell, s, strlen(s));
    const char *text = buf_str(&cell);
    bool quote = strpbrk(text, ",;\"\r\n\t") || *text == ' ' || text[cell.n - (cell.n > 0)] == ' ';
    if (quote)
        buf_addc(out, '"');
    for (const char *p = text, *q; *p; p = q) {
        q = strchr(p, '"');
        q = q ? q + 1 : p + strlen(p);
        buf_add(out, p, (size_t)(q - p));
        if (q[-1] == '"')
            buf_addc(out, '"');
    }
    if (quote)
        buf_addc(out, '"');
    buf_free(&cell);
}

typedef const char *column(struct export_page *page, const struct stored_item *item);

static const char *one_line(struct export_page *page, const char *s)
{
    return s ? text_collapse(page_scratch(page), s, strlen(s)) : NULL;
}

/* "2027-03-15 12:00", in the site's zone. */
static const char *date(struct export_page *page, const struct civil *c)
{
    char text[32];
    const char *zone = site_zone(page->x->site);
    struct civil told = *c;
    if (c->precision == PRECISION_MINUTE && c->zone) {
        int64_t at = civil_instant(c, zone);
        if (at != INSTANT_NONE)
            told = civil_at(at, zone);
    }
    told.second = 0;
    civil_format(&told, text);
    char *t = strchr(text, 'T');
    if (t)
        *t = ' ';
    return arena_strdup(page_scratch(page), text);
}

static const char *dates(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->item.deadlines.n; i++)
        buf_printf(&all, "%s%s", i ? "; " : "", date(page, &item->item.deadlines.v[i]));
    const char *text = arena_strndup(a, buf_str(&all), all.n);
    buf_free(&all);
    return text;
}

static const char *list(struct export_page *page, const struct strings *strings)
{
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < strings->n; i++)
        buf_printf(&all, "%s%s", i ? "; " : "", one_line(page, strings->v[i]));
    const char *text = arena_strndup(page_scratch(page), buf_str(&all), all.n);
    buf_free(&all);
    return text;
}

static const char *number(struct export_page *page, double v)
{
    struct buf text;
    if (!isfinite(v))
        return NULL;
    buf_init(&text, 0);
    add_decimal(&text, v, 2);
    const char *out = arena_strndup(page_scratch(page), buf_str(&text), text.n);
    buf_free(&text);
    return out;
}

static const char *kind(struct export_page *page, const struct stored_item *item)
{
    return word_kind(page->x->site->language, item->item.kind);
}

static const char *title(struct export_page *page, const struct stored_item *item)
{
    return item_title(page, item);
}

static const char *url(struct export_page *page, const struct stored_item *item)
{
    return item_link(page, item);
}

static const char *opens(struct export_page *page, const struct stored_item *item)
{
    return date(page, &item->item.opens);
}

static const char *deadline(struct export_page *page, const struct stored_item *item)
{
    if (!item->item.deadline.precision && item->item.permanent)
        return word(page->x->site->language, WORD_PERMANENT);
    return date(page, &item->item.deadline);
}

static const char *starts(struct export_page *page, const struct stored_item *item)
{
    return date(page, &item->item.starts);
}

static const char *ends(struct export_page *page, const struct stored_item *item)
{
    return date(page, &item->item.ends);
}

static const char *registration(struct export_page *page, const struct stored_item *item)
{
    return date(page, &item->item.registration_deadline);
}

/* The dates that were read with doubt. */
static const char *doubtful(struct export_page *page, const struct stored_item *item)
{
    static const struct {
        const char *field;
        enum word name;
    } fields[] = {{"opens", WORD_OPENS},
                  {"deadline", WORD_DEADLINE},
                  {"starts", WORD_STARTS},
                  {"registration_deadline", WORD_REGISTRATION}};
    const char *all = NULL;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (!item_doubtful(&item->item, fields[i].field))
            continue;
        const char *name = word(page->x->site->language, fields[i].name);
        all = all ? arena_printf(page_scratch(page), "%s; %s", all, name) : name;
    }
    return all;
}

static const char *place(struct export_page *page, const struct stored_item *item)
{
    bool online = text_blank(item->item.place) && item->item.online == YES;
    return online ? word(page->x->site->language, WORD_ONLINE) : one_line(page, item->item.place);
}

static const char *organizer(struct export_page *page, const struct stored_item *item)
{
    return one_line(page, item->item.organizer);
}

static const char *amount_min(struct export_page *page, const struct stored_item *item)
{
    return number(page, item->item.amount_min);
}

static const char *amount_max(struct export_page *page, const struct stored_item *item)
{
    return number(page, item->item.amount_max);
}

static const char *currency(struct export_page *page, const struct stored_item *item)
{
    return one_line(page, item->item.amount_currency);
}

static const char *rate(struct export_page *page, const struct stored_item *item)
{
    return number(page, item->item.amount_rate);
}

static const char *budget(struct export_page *page, const struct stored_item *item)
{
    return number(page, item->item.budget_total);
}

static const char *audience(struct export_page *page, const struct stored_item *item)
{
    return list(page, &item->item.audience);
}

static const char *topics(struct export_page *page, const struct stored_item *item)
{
    return list(page, &item->item.topics);
}

static const char *tags(struct export_page *page, const struct stored_item *item)
{
    return list(page, &item->item.tags);
}

static const char *territory(struct export_page *page, const struct stored_item *item)
{
    return one_line(page, item->item.territory);
}

static const char *summary(struct export_page *page, const struct stored_item *item)
{
    return item_summary(page, item);
}

static const char *source(struct export_page *page, const struct stored_item *item)
{
    return one_line(page, item_source_name(page, item));
}

static const char *also(struct export_page *page, const struct stored_item *item)
{
    return item_also(page, item);
}

static const char *licence(struct export_page *page, const struct stored_item *item)
{
    const struct source_info *x = export_source(page->x, item->source);
    return one_line(page, x ? x->licence : NULL);
}

static const char *published(struct export_page *page, const struct stored_item *item)
{
    struct civil c = civil_at(item_published(item), site_zone(page->x->site));
    return date(page, &c);
}

static const char *id(struct export_page *page, const struct stored_item *item)
{
    char uuid[UUID_SIZE];
    return arena_strdup(page_scratch(page), item_uuid(item, uuid) + strlen("urn:uuid:"));
}

static const struct {
    enum word name;
    column *value;
} columns[] = {
    {WORD_KIND, kind},
    {WORD_TITLE, title},
    {WORD_ADDRESS, url},
    {WORD_OPENS, opens},
    {WORD_DEADLINE, deadline},
    {WORD_DEADLINES, dates},
    {WORD_STARTS, starts},
    {WORD_ENDS, ends},
    {WORD_REGISTRATION, registration},
    {WORD_UNSURE, doubtful},
    {WORD_PLACE, place},
    {WORD_ORGANIZER, organizer},
    {WORD_AMOUNT_MIN, amount_min},
    {WORD_AMOUNT_MAX, amount_max},
    {WORD_CURRENCY, currency},
    {WORD_RATE, rate},
    {WORD_BUDGET, budget},
    {WORD_AUDIENCE, audience},
    {WORD_TOPICS, topics},
    {WORD_TAGS, tags},
    {WORD_TERRITORY, territory},
    {WORD_SUMMARY, summary},
    {WORD_SOURCE, source},
    {WORD_LICENCE, licence},
    {WORD_ALSO, also},
    {WORD_PUBLISHED, published},
    {WORD_ID, id},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool csv_item(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    for (int i = 0; i < COLUMNS; i++) {
        if (i)
            buf_addc(out, ',');
        add_cell(out, columns[i].value(page, item));
    }
    buf_adds(out, "\r\n");
    return true;
}

static void csv_begin(struct buf *out, struct export_page *page)
{
    buf_adds(out, "\xEF\xBB\xBF");
    for (int i = 0; i < COLUMNS; i++) {
        if (i)
            buf_addc(out, ',');
        add_cell(out, word(page->x->site->language, columns[i].name));
    }
    buf_adds(out, "\r\n");
}

static void csv_end(struct buf *out, struct export_page *page)
{
    (void)out;
    (void)page;
}

extern const struct export_format csv_export;
const struct export_format csv_export = {
    .name = "csv",
    .file = "items.csv",
    .media_type = "text/csv",
    .item = csv_item,
    .begin = csv_begin,
    .end = csv_end,
};
