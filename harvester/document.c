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

static void complete_item(struct arena *a, const struct source *source, const struct feed *feed,
                          struct item *item)
{
    item->kind = kind_of(source, item);
    if (!item->language)
        item->language = feed->language ? feed->language : source->language;
    if (!item->territory)
        item->territory = source->territory;
    add_all(a, &item->topics, &source->topics);
    add_all(a, &item->audience, &source->audience);
    add_all(a, &item->tags, &source->tags);
}

bool document_read(const struct source *source, const struct document *document, struct arena *a,
                   struct feed *feed, struct error *err)
{
    if (!format_parse(source_formats[source->format], document, a, feed, err))
        return false;
    struct keep *keep = keep_compile(source->keep, source->drop, document_most(document, LIMIT_PATTERN));
    size_t kept = 0;
    bool beyond = false;
    for (size_t i = 0; i < feed->items.n; i++) {
        struct item *item = &feed->items.v[i];
        complete_item(a, source, feed, item);
        if (keep_item(keep, item, &beyond))
            feed->items.v[kept++] = *item;
    }
    feed->items.n = kept;
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    /* of a document that goes on elsewhere nothing is missing */
    feed->complete = (feed->complete || source->complete) && !feed->cut && !feed->next_url;
    return true;
}
