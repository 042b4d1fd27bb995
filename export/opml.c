/* OPML 2.0 (opml.org/spec2.opml): the sources by family, and the channels as feeds to subscribe to. */
#include "export/page.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static void add_attribute(struct buf *out, const char *name, const char *value)
{
    if (text_blank(value))
        return;
    buf_printf(out, " %s=\"", name);
    text_add_xml(out, value);
    buf_addc(out, '"');
}

static void begin(struct buf *out, const struct site *site, const char *title)
{
    buf_adds(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head>\n");
    add_element(out, "title", title);
    add_element(out, "ownerName", site_title(site));
    add_element(out, "ownerEmail", site->contact);
    buf_adds(out, "</head>\n<body>\n");
}

static void end(struct buf *out)
{
    buf_adds(out, "</body>\n</opml>\n");
}

/* --- sources --- */

/* What a feed reader can subscribe to; a page that is scraped or an API is a link. */
static bool is_feed(const struct source_info *source)
{
    static const char *const feeds[] = {"auto", "rss", "atom", "rdf", "jsonfeed", "icalendar"};
    if (!source->format)
        return true;
    for (size_t i = 0; i < sizeof feeds / sizeof *feeds; i++)
        if (strcmp(source->format, feeds[i]) == 0)
            return true;
    return false;
}

static int by_family_and_name(const void *a, const void *b)
{
    const struct source_info *x = *(const struct source_info *const *)a,
                             *y = *(const struct source_info *const *)b;
    bool none_x = text_blank(x->family), none_y = text_blank(y->family);
    if (none_x != none_y)
        return none_x - none_y; /* those of no family last */
    int order = none_x ? 0 : strcmp(x->family, y->family);
    order = order ? order : strcmp(x->name ? x->name : x->id, y->name ? y->name : y->id);
    return order ? order : strcmp(x->id, y->id);
}

static void add_source(struct buf *out, struct arena *a, const struct source_info *source)
{
    const char *name = text_blank(source->name) ? source->id : source->name, *url = plain_url(a, source->url);
    bool feed = is_feed(source);
    if (!url)
        return;
    buf_adds(out, "<outline");
    add_attribute(out, "type", feed ? "rss" : "link");
    add_attribute(out, "text", name);
    add_attribute(out, "title", feed ? name : NULL);
    add_attribute(out, feed ? "xmlUrl" : "url", url);
    add_attribute(out, "htmlUrl", feed ? plain_url(a, source->site) : NULL);
    buf_adds(out, " />\n");
}

void opml_sources(struct buf *out, const struct export_context *x)
{
    struct arena a;
    arena_init(&a, 0);
    const char *language = x->site->language;
    const struct source_info **sorted = arena_alloc(&a, (x->n_sources + 1) * sizeof *sorted);
    for (size_t i = 0; i < x->n_sources; i++)
        sorted[i] = &x->sources[i];
    qsort(sorted, x->n_sources, sizeof *sorted, by_family_and_name);
    begin(out, x->site, arena_printf(&a, "%s – %s", site_title(x->site), word(language, WORD_SOURCES)));
    const char *family = NULL;
    for (size_t i = 0; i < x->n_sources; i++) {
        const char *next = text_blank(sorted[i]->family) ? NULL : sorted[i]->family;
        if (family && (!next || strcmp(family, next) != 0))
            buf_adds(out, "</outline>\n");
        if (next && (!family || strcmp(family, next) != 0)) {
            buf_adds(out, "<outline");
            add_attribute(out, "text", next);
            buf_adds(out, ">\n");
        }
        family = next;
        add_source(out, &a, sorted[i]);
    }
    buf_adds(out, family ? "</outline>\n" : "");
    end(out);
    arena_free(&a);
}

/* --- channels --- */

void opml_channels(struct buf *out, const struct export_context *x, const struct channels *channels)
{
    enum { FEEDS = 2 }; /* the first of the table that are feeds for every reader: RSS, Atom */
    struct arena a;
    arena_init(&a, 0);
    begin(out, x->site,
          arena_printf(&a, "%s – %s", site_title(x->site), word(x->site->language, WORD_CHANNELS)));
    for (size_t i = 0; i < channels->n; i++) {
        const struct channel *c = &channels->v[i];
        for (int k = 0; k < FEEDS; k++) {
            if (!(c->formats >> k & 1))
                continue;
            const char *title = channel_title(c, x->site);
            const char *file = arena_printf(&a, "%s/%s", c->id, export_formats[k]->file);
            buf_adds(out, "<outline type=\"rss\"");
            add_attribute(out, "text", title);
            add_attribute(out, "title", title);
            add_attribute(out, "description", channel_description(c, x->site));
            add_attribute(out, "xmlUrl", site_link(&a, x->site, file));
            add_attribute(out, "htmlUrl", site_link(&a, x->site, arena_printf(&a, "%s/", c->id)));
            buf_adds(out, " />\n");
            break; /* one of them is enough: they hold the same */
        }
    }
    end(out);
    arena_free(&a);
}
