/* One document of one source: bytes in, items ready for the store out. */
#include "harvester/document.h"
#include "base/url.h"
#include "harvester/formats/common.h"
#include "harvester/keep.h"
#include "harvester/meaning/understand.h"

#include <string.h>

static void add_all(struct arena *a, struct strings *to, const struct strings *from)
{
    for (size_t i = 0; i < from->n; i++)
        if (!strings_has(to, from->v[i]))
            strings_add(a, to, from->v[i]);
}

/* A time that names no zone is one of the source's, whoever reads it later and wherever. */
static void name_zone(struct civil *c, const char *zone)
{
    if (c->precision >= PRECISION_MINUTE && !c->zone)
        c->zone = zone;
}

static void name_zones(struct item *item, const char *zone)
{
    struct civil *times[] = {&item->starts, &item->ends, &item->registration_deadline, &item->opens,
                             &item->deadline};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        name_zone(times[i], zone);
    for (size_t i = 0; i < item->sessions.n; i++) {
        name_zone(&item->sessions.v[i].from, zone);
        name_zone(&item->sessions.v[i].to, zone);
    }
    for (size_t i = 0; i < item->deadlines.n; i++)
        name_zone(&item->deadlines.v[i], zone);
}

static void complete_item(struct arena *a, const struct source *source, const struct feed *feed,
                          struct item *item)
{
    if (source->kind)
        item->kind = (enum kind)source->kind;
    if (!item->language)
        item->language = feed->language ? feed->language : source->language;
    if (!item->territory)
        item->territory = source->territory;
    add_all(a, &item->topics, &source->topics);
    add_all(a, &item->audience, &source->audience);
    add_all(a, &item->tags, &source->tags);
}

/* Years left out count from the publication, which cannot lie in the future. */
static void understand_item(struct arena *a, const struct source *source, const struct document *document,
                            const char *format, const struct lexicons *lexicons, struct item *item)
{
    const char *zone = document->timezone ? document->timezone : source->timezone;
    bool published = item->published != INSTANT_NONE && item->published < document->now;
    struct meaning_context context = {
        .language = item->language,
        .timezone = zone,
        .ref = civil_at(published ? item->published : document->now, zone ? zone : "Europe/Paris"),
        .undated = !published,
        .lexicons = lexicons,
        .exact_times = format && (!strcmp(format, "icalendar") || !strcmp(format, "jsonfeed")),
        .kind = (enum kind)source->kind,
    };
    understand(a, item, &context);
}

/* Of what the rules leave out only that is kept by which it is known again. */
static void leave_out(struct item *item)
{
    item->left_out = true;
    item->content_html = item->content_text = item->summary = NULL;
    item->attachments.n = item->evidence.n = 0;
    if (!item->kind)
        item->kind = KIND_NEWS;
}

/* What the rules do not want is left out; the rest is understood. */
static void settle(struct arena *a, const struct source *source, const struct document *document,
                   const char *format, const struct lexicons *lexicons, bool wanted, struct item *item)
{
    if (wanted)
        understand_item(a, source, document, format, lexicons, item);
    else
        leave_out(item);
    if (document->timezone)
        name_zones(item, document->timezone);
}

static struct keep *filter_of(const struct yaml_node *keep, const struct yaml_node *drop,
                              const struct document *document)
{
    return keep_compile(keep, drop, document_most(document, LIMIT_PATTERN));
}

static bool parse(const struct source *source, struct document *document, struct arena *a, struct feed *feed,
                  struct error *err)
{
    document->source = source;
    if (!format_parse(source_formats[source->format], document, a, feed, err))
        return false;
    for (size_t i = 0; i < feed->items.n; i++)
        complete_item(a, source, feed, &feed->items.v[i]);
    /* an address of the next page may be relative; a cursor is none */
    if (feed->next_url && source->paging.style <= PAGING_LINK)
        feed->next_url = url_resolve(a, document->url, feed->next_url);
    feed->complete = (feed->complete || source->complete) && !feed->cut;
    return true;
}

bool document_read(const struct source *source, const struct document *document,
                   const struct lexicons *lexicons, struct arena *a, struct feed *feed, struct error *err)
{
    struct document of_source = *document;
    if (!parse(source, &of_source, a, feed, err))
        return false;
    struct keep *keep = filter_of(source->keep, source->drop, document);
    bool beyond = false;
    for (size_t i = 0; i < feed->items.n; i++)
        settle(a, source, document, feed->format, lexicons, keep_item(keep, &feed->items.v[i], &beyond),
               &feed->items.v[i]);
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    return true;
}

/* --- pages of items --- */

/* May the page behind an item change what `keep` looks at? A pattern alone looks at title and summary. */
static bool keep_waits(const struct source *source)
{
    const struct yaml_node *keep = source->keep, *fields = source->detail.fields;
    static const char *const looked_at[] = {"title", "summary", "content", "url", "tags"};
    for (size_t i = 0; keep && i < sizeof looked_at / sizeof *looked_at; i++) {
        bool looks = keep->type == YAML_SCALAR ? i < 2 : yaml_get(keep, looked_at[i]) != NULL;
        if (looks && (!fields || yaml_get(fields, looked_at[i])))
            return true;
    }
    return false;
}

bool document_list(const struct source *source, const struct document *document, struct arena *a,
                   struct feed *feed, struct error *err)
{
    struct document of_source = *document;
    if (!parse(source, &of_source, a, feed, err))
        return false;
    /* what `drop` finds here it finds there too */
    struct keep *keep = filter_of(keep_waits(source) ? NULL : source->keep, source->drop, document);
    bool beyond = false;
    for (size_t i = 0; i < feed->items.n; i++)
        if (!keep_item(keep, &feed->items.v[i], &beyond))
            leave_out(&feed->items.v[i]);
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    return true;
}

static bool read_page(const struct source *source, const struct document *document, struct arena *a,
                      struct feed *feed, struct item *item, struct error *err)
{
    const char *name = detail_formats[source->detail.format];
    const struct format *format = format_named(name);
    struct document of_source = *document;
    of_source.source = source;
    if (!format || !format->detail)
        return error_set(err, "this version does not read pages of the format \"%s\" yet", name);
    return format->detail(&of_source, source->detail.fields, a, feed, item, err);
}

bool document_read_detail(const struct source *source, const struct document *document, const char *format,
                          const struct item *item, const struct lexicons *lexicons, struct arena *a,
                          struct feed *feed, struct error *err)
{
    struct item *whole = feed_add_item(a, feed);
    *whole = *item;
    if (document->n && !read_page(source, document, a, feed, whole, err))
        return false;
    struct keep *keep = filter_of(source->keep, source->drop, document);
    bool beyond = false;
    settle(a, source, document, format, lexicons, keep_item(keep, whole, &beyond), whole);
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    return true;
}
