/* One document of one source: bytes in, items ready for the store out. */
#include "harvester/document.h"
#include "harvester/formats/common.h"
#include "harvester/keep.h"

#include <string.h>

static void add_all(struct arena *a, struct strings *to, const struct strings *from)
{
    for (size_t i = 0; i < from->n; i++)
        if (!strings_has(to, from->v[i]))
            strings_add(a, to, from->v[i]);
}

/* Structure speaks where the source does not: what has a start is an event, what has a deadline a call. */
static enum kind kind_of(const struct source *source, const struct item *item)
{
    if (source->kind)
        return (enum kind)source->kind;
    if (item->kind)
        return item->kind;
    if (item->starts.precision)
        return KIND_EVENT;
    if (item->deadline.precision || item->permanent)
        return KIND_CALL;
    return KIND_NEWS;
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

static void complete_item(struct arena *a, const struct source *source, const struct document *document,
                          const struct feed *feed, struct item *item)
{
    item->kind = kind_of(source, item);
    if (document->timezone)
        name_zones(item, document->timezone);
    if (!item->language)
        item->language = feed->language ? feed->language : source->language;
    if (!item->territory)
        item->territory = source->territory;
    add_all(a, &item->topics, &source->topics);
    add_all(a, &item->audience, &source->audience);
    add_all(a, &item->tags, &source->tags);
}

/* Of what the rules leave out only that is kept by which it is known again. */
static void leave_out(struct item *item)
{
    item->left_out = true;
    item->content_html = item->content_text = item->summary = NULL;
    item->attachments.n = item->evidence.n = 0;
}

bool document_read(const struct source *source, const struct document *document, struct arena *a,
                   struct feed *feed, struct error *err)
{
    if (!format_parse(source_formats[source->format], document, a, feed, err))
        return false;
    struct keep *keep = keep_compile(source->keep, source->drop, document_most(document, LIMIT_PATTERN));
    bool beyond = false;
    for (size_t i = 0; i < feed->items.n; i++) {
        struct item *item = &feed->items.v[i];
        complete_item(a, source, document, feed, item);
        if (!keep_item(keep, item, &beyond))
            leave_out(item);
    }
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    /* of a document that goes on elsewhere nothing is missing */
    feed->complete = (feed->complete || source->complete) && !feed->cut && !feed->next_url;
    return true;
}
