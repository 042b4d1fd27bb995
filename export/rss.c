/* RSS 2.0 with Atom's self link, content, Dublin Core, GeoRSS and the event module; what the W3C validator
   lets pass without a warning. */
#include "export/page.h"
#include "base/text.h"

#include <string.h>

/* RFC 822 with a year of four digits. */
static void add_date(struct buf *out, const char *element, int64_t at)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = civil_at(at, NULL);
    buf_addc(out, '<');
    buf_adds(out, element);
    buf_addc(out, '>');
    buf_adds(out, days[civil_weekday(c.year, c.month, c.day)]);
    buf_add(out, ", ", 2);
    add_digits(out, c.day, 2);
    buf_addc(out, ' ');
    buf_adds(out, months[c.month - 1]);
    buf_addc(out, ' ');
    add_digits(out, (unsigned)c.year, 4);
    buf_addc(out, ' ');
    add_digits(out, c.hour, 2);
    buf_addc(out, ':');
    add_digits(out, c.minute, 2);
    buf_addc(out, ':');
    add_digits(out, c.second, 2);
    buf_add(out, " GMT</", 6);
    buf_adds(out, element);
    buf_add(out, ">\n", 2);
}

/* ISO 8601, as the event module asks; a whole day as a date. */
static void add_event_date(struct buf *out, const char *element, const struct civil *c, bool all_day,
                           const char *zone)
{
    char text[40];
    int64_t at = civil_instant(c, zone);
    if (c->precision < PRECISION_DAY || at == INSTANT_NONE)
        return;
    if (c->precision == PRECISION_DAY || all_day) {
        civil_format(c, text);
        text[10] = '\0';
    } else {
        instant_format(at, c->zone ? c->zone : zone, text);
    }
    add_element(out, element, text);
}

static void add_event(struct buf *out, struct export_page *page, const struct item *item)
{
    const char *zone = site_zone(page->x->site);
    if (item->kind != KIND_EVENT)
        return;
    add_event_date(out, "ev:startdate", &item->starts, item->all_day, zone);
    add_event_date(out, "ev:enddate", &item->ends, item->all_day, zone);
    add_element(out, "ev:location", plain_text(page_scratch(page), item->place));
    add_element(out, "ev:organizer", plain_text(page_scratch(page), item->organizer));
}

static void add_authors(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    for (size_t i = 0; i < item->item.authors.n; i++)
        if (!text_blank(item->item.authors.v[i].name))
            add_element(out, "dc:creator", plain_text(page_scratch(page), item->item.authors.v[i].name));
}

/* RSS knows one enclosure an item. */
static void add_enclosure(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    struct enclosure e;
    if (item_republish(page, item) == REPUBLISH_LINK)
        return;
    for (size_t i = 0; i < item->item.attachments.n; i++)
        if (item_enclosure(page, &item->item.attachments.v[i], &e)) {
            buf_adds(out, "<enclosure url=\"");
            text_add_xml(out, e.url);
            buf_printf(out, "\" length=\"%lld\" type=\"%s\" />\n", (long long)e.length, e.type);
            return;
        }
}

static bool rss_item(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    char id[UUID_SIZE];
    const char *language = known_language(item->item.language);
    size_t before = out->n;
    buf_adds(out, "<item>\n");
    add_element(out, "title", item_title(page, item));
    add_element(out, "link", item_link(page, item));
    add_descriptions(out, page, item, "description", "content:encoded", "");
    add_authors(out, page, item);
    const struct strings *categories = item_categories(page, item);
    for (size_t i = 0; i < categories->n; i++)
        add_element(out, "category", categories->v[i]);
    add_enclosure(out, page, item);
    buf_printf(out, "<guid isPermaLink=\"false\">%s</guid>\n", item_uuid(item, id));
    add_date(out, "pubDate", item_published(item));
    buf_adds(out, "<source url=\"");
    text_add_xml(out, item_source_url(page, item));
    buf_adds(out, "\">");
    text_add_xml(out, plain_text(page_scratch(page), item_source_name(page, item)));
    buf_adds(out, "</source>\n");
    if (language && strcmp(language, site_language(page->x->site)) != 0)
        add_element(out, "dc:language", language);
    add_point(out, &item->item);
    add_event(out, page, &item->item);
    buf_adds(out, "</item>\n");
    feed_characters(out, before);
    return true;
}

static void rss_begin(struct buf *out, struct export_page *page)
{
    struct arena *a = page_scratch(page);
    const struct site *site = page->x->site;
    const char *title = plain_text(a, page_title(a, page)), *about = channel_description(page->channel, site);
    buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\""
                  " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\""
                  " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
                  " xmlns:ev=\"http://purl.org/rss/1.0/modules/event/\""
                  " xmlns:georss=\"http://www.georss.org/georss\">\n<channel>\n");
    add_element(out, "title", title);
    add_element(out, "link", page_link(a, page));
    add_element(out, "description", text_blank(about) ? title : plain_text(a, about));
    add_element(out, "language", known_language(site_language(site)));
    if (page->updated != INSTANT_NONE)
        add_date(out, "lastBuildDate", page->updated);
    add_element(out, "generator", "moisson " VERSION);
    buf_adds(out, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
    text_add_xml(out, page_self(a, page));
    buf_adds(out, "\" />\n");
}

static void rss_end(struct buf *out, struct export_page *page)
{
    (void)page;
    buf_adds(out, "</channel>\n</rss>\n");
}

extern const struct export_format rss_export;
const struct export_format rss_export = {
    .name = "rss",
    .file = "rss.xml",
    .media_type = "application/rss+xml",
    .item = rss_item,
    .begin = rss_begin,
    .end = rss_end,
};
