/* One document of one source: bytes in, items ready for the store out. */
#include "harvester/document.h"
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
                            const struct feed *feed, const struct lexicons *lexicons, struct item *item)
{
    const char *zone = document->timezone ? document->timezone : source->timezone;
    bool published = item->published != INSTANT_NONE && item->published < document->now;
    struct meaning_context context = {
        .language = item->language,
        .timezone = zone,
        .ref = civil_at(published ? item->published : document->now, zone ? zone : "Europe/Paris"),
        .undated = !published,
        .lexicons = lexicons,
        .exact_times =
            feed->format && (!strcmp(feed->format, "icalendar") || !strcmp(feed->format, "jsonfeed")),
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

bool document_read(const struct source *source, const struct document *document,
                   const struct lexicons *lexicons, struct arena *a, struct feed *feed, struct error *err)
{
    struct document of_source = *document;
    of_source.source = source;
    document = &of_source;
    if (!format_parse(source_formats[source->format], document, a, feed, err))
        return false;
    struct keep *keep = keep_compile(source->keep, source->drop, document_most(document, LIMIT_PATTERN));
    bool beyond = false;
    for (size_t i = 0; i < feed->items.n; i++) {
        struct item *item = &feed->items.v[i];
        complete_item(a, source, feed, item);
        if (keep_item(keep, item, &beyond))
            understand_item(a, source, document, feed, lexicons, item);
        else
            leave_out(item);
        if (document->timezone)
            name_zones(item, document->timezone);
    }
    keep_free(keep);
    if (beyond)
        feed_beyond(document, a, feed, LIMIT_PATTERN);
    /* of a document that goes on elsewhere nothing is missing */
    feed->complete = (feed->complete || source->complete) && !feed->cut && !feed->next_url;
    return true;
}
