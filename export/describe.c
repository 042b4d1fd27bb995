/* How an item is described to people: lines with its facts, summary, content and where it comes from. */
#include "export/page.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

enum { SUMMARY_CHARACTERS = 500 };

/* --- the summary --- */

static const char *make_summary(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const char *text = item->item.summary;
    if (item_republish(page, item) == REPUBLISH_LINK)
        return NULL;
    if (text_blank(text))
        text = item->item.content_text;
    if (text_blank(text) && !text_blank(item->item.content_html))
        text = text_from_html(a, item->item.content_html, strlen(item->item.content_html));
    if (text_blank(text))
        return NULL;
    return text_excerpt(a, text_collapse(a, text, strlen(text)), SUMMARY_CHARACTERS);
}

const char *item_summary(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *s = page->shared;
    if (!s->has_summary)
        s->summary = make_summary(page, item);
    s->has_summary = true;
    return s->summary;
}

/* --- lines --- */

struct lines {
    struct line *v;
    size_t n;
};

static void add_line(struct lines *l, const char *label, const char *text)
{
    if (!text_blank(text) && l->n < MOST_LINES)
        l->v[l->n++] = (struct line){label, text};
}

/* The text of a fact, with a word behind it when it is one to be checked. */
static const char *to_check(struct arena *a, const struct site *site, const struct item *item,
                            const char *field, const char *text)
{
    if (!text || !*text || !item_doubtful(item, field))
        return text ? arena_strdup(a, text) : NULL;
    return arena_printf(a, "%s – %s", text, word(site->language, WORD_UNSURE));
}

static void add_deadline(struct lines *l, struct arena *a, const struct site *site,
                         const struct stored_item *stored)
{
    const struct item *item = &stored->item;
    const char *language = site->language, *zone = site_zone(site);
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->deadlines.n; i++) {
        const char *date = words_date(a, language, &item->deadlines.v[i], zone);
        if (date)
            buf_printf(&all, "%s%s", all.n ? " ; " : "", date);
    }
    bool several = item->deadlines.n > 1;
    if (!several && item->deadline.precision) {
        buf_reset(&all);
        buf_adds(&all, words_date(a, language, &item->deadline, zone));
    }
    if (all.n)
        add_line(l, word(language, several ? WORD_DEADLINES : WORD_DEADLINE),
                 to_check(a, site, item, "deadline", buf_str(&all)));
    else if (item->permanent)
        add_line(l, word(language, WORD_DEADLINE), word(language, WORD_PERMANENT));
    buf_free(&all);
}

static void add_sessions(struct lines *l, struct arena *a, const struct site *site, const struct item *item)
{
    enum { MOST_SESSIONS = 20 };
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->sessions.n && i < MOST_SESSIONS; i++) {
        const struct period *p = &item->sessions.v[i];
        const char *text = words_period(a, site->language, &p->from, &p->to, item->all_day, site_zone(site));
        if (text)
            buf_printf(&all, "%s%s", all.n ? " ; " : "", text);
    }
    if (item->sessions.n > MOST_SESSIONS)
        buf_adds(&all, " ; …");
    if (item->sessions.n > 1 && all.n)
        add_line(l, word(site->language, WORD_DATES), to_check(a, site, item, "starts", buf_str(&all)));
    else
        add_line(l, word(site->language, WORD_DATE),
                 to_check(a, site, item, "starts",
                          words_period(a, site->language, &item->starts, &item->ends, item->all_day,
                                       site_zone(site))));
    buf_free(&all);
}

static const char *place_of(struct arena *a, const struct site *site, const struct item *item)
{
    const char *online = item->online == YES ? word(site->language, WORD_ONLINE) : NULL;
    if (text_blank(item->place))
        return online;
    return online ? arena_printf(a, "%s (%s)", item->place, online) : item->place;
}

static const char *joined(struct arena *a, const struct strings *list)
{
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", list->v[i]);
    const char *text = arena_strndup(a, buf_str(&all), all.n);
    buf_free(&all);
    return text;
}

static size_t make_lines(struct export_page *page, const struct stored_item *stored, struct line *lines)
{
    struct arena *a = page_scratch(page);
    const struct site *site = page->x->site;
    const struct item *item = &stored->item;
    const char *language = site->language, *zone = site_zone(site);
    struct lines l = {lines, 0};
    if (item->kind == KIND_EVENT || item->starts.precision)
        add_sessions(&l, a, site, item);
    add_deadline(&l, a, site, stored);
    add_line(&l, word(language, WORD_OPENS), words_date(a, language, &item->opens, zone));
    add_line(&l, word(language, WORD_REGISTRATION),
             words_date(a, language, &item->registration_deadline, zone));
    add_line(&l, word(language, WORD_PLACE), place_of(a, site, item));
    add_line(&l, word(language, WORD_ORGANIZER), item->organizer);
    add_line(&l, word(language, WORD_AMOUNT),
             words_amount(a, language, item->amount_min, item->amount_max, item->amount_currency));
    if (!isnan(item->amount_rate))
        add_line(&l, word(language, WORD_RATE), arena_printf(a, "%g %%", item->amount_rate));
    add_line(&l, word(language, WORD_BUDGET),
             words_amount(a, language, item->budget_total, item->budget_total, item->amount_currency));
    add_line(&l, word(language, WORD_AUDIENCE), joined(a, &item->audience));
    add_line(&l, word(language, WORD_TERRITORY), item->territory);
    return l.n;
}

size_t item_lines(struct export_page *page, const struct stored_item *item, const struct line **lines)
{
    struct export_shared *s = page->shared;
    if (!s->has_lines)
        s->n_lines = make_lines(page, item, s->lines);
    s->has_lines = true;
    *lines = s->lines;
    return s->n_lines;
}

const char *item_source_name(struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = export_source(page->x, item->source);
    return source && !text_blank(source->name) ? source->name : item->source;
}

char *item_source_url(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const struct source_info *source = export_source(page->x, item->source);
    char *url = source ? plain_url(a, source->url) : NULL;
    return url ? url
               : site_link(a, page->x->site,
                           arena_printf(a, "sources.opml#%s", item->source ? item->source : ""));
}

static const char *make_attribution(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const struct source_info *source = export_source(page->x, item->source);
    const char *language = page->x->site->language, *name = item_source_name(page, item);
    if (text_blank(name))
        return NULL;
    char *line = arena_printf(a, "%s%s%s", word(language, WORD_SOURCE), word(language, WORD_COLON), name);
    if (!text_blank(item->item.origin_name) && strcmp(item->item.origin_name, name) != 0)
        line = arena_printf(a, "%s, %s", line, item->item.origin_name);
    if (source && !text_blank(source->licence))
        line = arena_printf(a, "%s (%s)", line, source->licence);
    return line;
}

const char *item_attribution(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *s = page->shared;
    if (!s->has_attribution)
        s->attribution = make_attribution(page, item);
    s->has_attribution = true;
    return s->attribution;
}

/* --- who else publishes it --- */

const char *also_name(struct export_page *page, const struct publication *also)
{
    const struct source_info *source = export_source(page->x, also->source);
    return plain_text(page_scratch(page), source && !text_blank(source->name) ? source->name : also->source);
}

const char *also_link(struct export_page *page, const struct publication *also)
{
    return plain_url(page_scratch(page), also->url);
}

const char *item_also(struct export_page *page, const struct stored_item *item)
{
    struct buf all;
    if (!item->also.n)
        return NULL;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->also.n; i++) {
        const char *link = also_link(page, &item->also.v[i]);
        buf_printf(&all, "%s%s%s%s%s", i ? " ; " : "", also_name(page, &item->also.v[i]), link ? " (" : "",
                   link ? link : "", link ? ")" : "");
    }
    const char *text = arena_strndup(page_scratch(page), buf_str(&all), all.n);
    buf_free(&all);
    return text;
}

static void add_also(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    const char *language = page->x->site->language;
    for (size_t i = 0; i < item->also.n; i++) {
        const char *link = also_link(page, &item->also.v[i]);
        buf_adds(out, i ? ", " : "<p>");
        if (!i)
            buf_printf(out, "%s%s", word(language, WORD_ALSO), word(language, WORD_COLON));
        if (link) {
            buf_adds(out, "<a href=\"");
            text_add_xml(out, link);
            buf_adds(out, "\">");
        }
        text_add_xml(out, also_name(page, &item->also.v[i]));
        buf_adds(out, link ? "</a>" : "");
    }
    buf_adds(out, item->also.n ? "</p>" : "");
}

/* --- the description --- */

static bool has_content(struct export_page *page, const struct stored_item *item)
{
    return item_republish(page, item) == REPUBLISH_FULL &&
           (!text_blank(item->item.content_html) || !text_blank(item->item.content_text));
}

static void add_paragraph(struct buf *out, const char *text)
{
    if (text_blank(text))
        return;
    buf_adds(out, "<p>");
    text_add_xml(out, text);
    buf_adds(out, "</p>");
}

/* The lines, then the summary or the whole, then the source. */
static void add_html(struct buf *out, struct export_page *page, const struct stored_item *item, bool whole)
{
    const struct line *lines;
    size_t n = item_lines(page, item, &lines);
    const char *colon = word(page->x->site->language, WORD_COLON);
    for (size_t i = 0; i < n; i++) {
        buf_adds(out, i ? "<br />" : "<p>");
        buf_adds(out, lines[i].label);
        buf_adds(out, colon);
        text_add_xml(out, lines[i].text);
    }
    buf_adds(out, n ? "</p>" : "");
    if (!whole)
        add_paragraph(out, item_summary(page, item));
    else if (!text_blank(item->item.content_html))
        feed_html(out, item->item.content_html);
    else
        add_paragraph(out, item->item.content_text);
    add_paragraph(out, item_attribution(page, item));
    add_also(out, page, item);
}

static void make_html(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *s = page->shared;
    struct buf some, all;
    buf_init(&some, 0);
    buf_init(&all, 0);
    add_html(&some, page, item, false);
    if (has_content(page, item))
        add_html(&all, page, item, true);
    if (some.n)
        add_cdata(&s->summary_html, some.p, some.n);
    if (all.n && (all.n != some.n || memcmp(all.p, some.p, all.n) != 0))
        add_cdata(&s->content_html, all.p, all.n);
    s->has_html = true;
    buf_free(&some);
    buf_free(&all);
}

static void add_cdata_element(struct buf *out, const char *element, const char *attributes,
                              const struct buf *html)
{
    if (!html->n)
        return;
    buf_printf(out, "<%s%s>", element, attributes);
    buf_add(out, html->p, html->n);
    buf_printf(out, "</%s>\n", element);
}

void add_descriptions(struct buf *out, struct export_page *page, const struct stored_item *item,
                      const char *summary, const char *content, const char *attributes)
{
    if (!page->shared->has_html)
        make_html(page, item);
    add_cdata_element(out, summary, attributes, &page->shared->summary_html);
    add_cdata_element(out, content, attributes, &page->shared->content_html);
}
