/* Writing JSON Feed 1.1 (jsonfeed.org): one item, a whole feed, and the `_moisson` extension by which one
   instance reads another. The file of a channel is jsonfeed_channel.c's. */
#include "export/export.h"
#include "base/json.h"
#include "base/text.h"
#include "store/item.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void texts(struct json *j, const char *key, const struct strings *list)
{
    if (!list->n)
        return;
    jw_key(j, key);
    jw_array(j);
    for (size_t i = 0; i < list->n; i++)
        jw_string(j, list->v[i]);
    jw_array_end(j);
}

static void number(struct json *j, const char *key, double v)
{
    if (!isfinite(v))
        return;
    jw_key(j, key);
    jw_double(j, v);
}

static void yes(struct json *j, const char *key, bool v)
{
    if (!v)
        return;
    jw_key(j, key);
    jw_bool(j, true);
}

static void instant(struct json *j, const char *key, int64_t v, const char *zone)
{
    char text[40];
    if (v != INSTANT_NONE)
        jw_field(j, key, instant_format(v, zone, text));
}

static void authors(struct json *j, const struct author *v, size_t n)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        if (text_blank(v[i].name) && text_blank(v[i].url))
            continue;
        if (!any) {
            jw_key(j, "authors");
            jw_array(j);
            any = true;
        }
        jw_object(j);
        jw_field(j, "name", v[i].name);
        jw_field(j, "url", v[i].url);
        jw_object_end(j);
    }
    if (any)
        jw_array_end(j);
}

static void attachments(struct json *j, const struct item *item)
{
    if (!item->attachments.n)
        return;
    jw_key(j, "attachments");
    jw_array(j);
    for (size_t i = 0; i < item->attachments.n; i++) {
        const struct attachment *a = &item->attachments.v[i];
        jw_object(j);
        jw_field(j, "url", a->url);
        jw_field(j, "mime_type", text_blank(a->mime_type) ? "application/octet-stream" : a->mime_type);
        jw_field(j, "title", a->title);
        if (a->size > 0) {
            jw_key(j, "size_in_bytes");
            jw_int(j, a->size);
        }
        if (a->duration >= 0)
            number(j, "duration_in_seconds", a->duration);
        jw_object_end(j);
    }
    jw_array_end(j);
}

/* --- the extension --- */

/* The zone in which the wall-clock times of an item are written: that of the first that has one. */
static const char *item_zone(const struct item *item)
{
    const struct civil *all[] = {&item->starts, &item->ends, &item->opens, &item->deadline,
                                 &item->registration_deadline};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->precision == PRECISION_MINUTE && all[i]->zone)
            return all[i]->zone;
    return NULL;
}

/* Civil times stand as people wrote them; `timezone` beside them says where. One of another zone than that
   carries its offset. */
static const char *civil_text(const struct civil *c, const char *zone, char out[40])
{
    if (c->precision == PRECISION_MINUTE && c->zone && (!zone || strcmp(c->zone, zone) != 0)) {
        int64_t at = civil_instant(c, NULL);
        if (at != INSTANT_NONE)
            return instant_format(at, strcmp(c->zone, "UTC") == 0 ? NULL : c->zone, out);
    }
    return civil_format(c, out);
}

static void civil(struct json *j, const char *key, const struct civil *c, const char *zone)
{
    char text[40];
    if (c->precision)
        jw_field(j, key, civil_text(c, zone, text));
}

static void event_members(struct json *j, const struct item *item, const char *zone)
{
    civil(j, "starts", &item->starts, zone);
    civil(j, "ends", &item->ends, zone);
    yes(j, "all_day", item->all_day);
    if (item->sessions.n) {
        jw_key(j, "sessions");
        jw_array(j);
        for (size_t i = 0; i < item->sessions.n; i++) {
            jw_object(j);
            civil(j, "starts", &item->sessions.v[i].from, zone);
            civil(j, "ends", &item->sessions.v[i].to, zone);
            jw_object_end(j);
        }
        jw_array_end(j);
    }
    jw_field(j, "place", item->place);
    number(j, "lat", item->lat);
    number(j, "lon", item->lon);
    if (item->online != UNKNOWN) {
        jw_key(j, "online");
        jw_bool(j, item->online == YES);
    }
    yes(j, "cancelled", item->cancelled);
    civil(j, "registration_deadline", &item->registration_deadline, zone);
}

static void call_members(struct json *j, const struct item *item, const char *zone)
{
    civil(j, "opens", &item->opens, zone);
    civil(j, "deadline", &item->deadline, zone);
    if (item->deadlines.n) {
        jw_key(j, "deadlines");
        jw_array(j);
        for (size_t i = 0; i < item->deadlines.n; i++) {
            char text[40];
            jw_string(j, civil_text(&item->deadlines.v[i], zone, text));
        }
        jw_array_end(j);
    }
    yes(j, "permanent", item->permanent);
    if (isfinite(item->amount_min) || isfinite(item->amount_max) || isfinite(item->amount_rate)) {
        jw_key(j, "amount");
        jw_object(j);
        number(j, "min", item->amount_min);
        number(j, "max", item->amount_max);
        jw_field(j, "currency", item->amount_currency);
        number(j, "rate", item->amount_rate);
        jw_object_end(j);
    }
    number(j, "budget_total", item->budget_total);
}

static void evidence(struct json *j, const struct item *item)
{
    if (!item->evidence.n)
        return;
    jw_key(j, "evidence");
    jw_array(j);
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        jw_object(j);
        jw_field(j, "field", e->field);
        jw_field(j, "words", e->words);
        jw_field(j, "rule", e->rule);
        if (e->position >= 0) {
            jw_key(j, "position");
            jw_int(j, e->position);
        }
        number(j, "confidence", round(e->confidence * 100) / 100);
        yes(j, "doubtful", e->confidence < CONFIDENCE_SURE);
        jw_object_end(j);
    }
    jw_array_end(j);
}

static void origin(struct json *j, const struct item *item)
{
    if (text_blank(item->origin_name) && text_blank(item->origin_url))
        return;
    jw_key(j, "origin");
    jw_object(j);
    jw_field(j, "name", item->origin_name);
    jw_field(j, "url", item->origin_url);
    jw_object_end(j);
}

/* The other places where it stands. */
static void also(struct json *j, const struct stored_item *stored)
{
    if (!stored || !stored->also.n)
        return;
    jw_key(j, "also");
    jw_array(j);
    for (size_t i = 0; i < stored->also.n; i++) {
        jw_object(j);
        jw_field(j, "source", stored->also.v[i].source);
        jw_field(j, "url", stored->also.v[i].url);
        jw_field(j, "title", stored->also.v[i].title);
        jw_object_end(j);
    }
    jw_array_end(j);
}

static void extension(struct json *j, const struct item *item, const struct stored_item *stored)
{
    const char *zone = item_zone(item);
    jw_key(j, "_moisson");
    jw_object(j);
    jw_field(j, "kind", kind_names[item->kind]);
    event_members(j, item, zone);
    call_members(j, item, zone);
    jw_field(j, "timezone", zone);
    jw_field(j, "organizer", item->organizer);
    texts(j, "audience", &item->audience);
    texts(j, "topics", &item->topics);
    jw_field(j, "territory", item->territory);
    jw_field(j, "source", stored ? stored->source : NULL);
    also(j, stored);
    origin(j, item);
    evidence(j, item);
    jw_object_end(j);
}

/* --- items and feeds --- */

static bool says_more(const struct item *item, const struct stored_item *stored)
{
    return item->kind || item->starts.precision || item->deadline.precision || item->opens.precision ||
           item->registration_deadline.precision || item->deadlines.n || item->sessions.n ||
           item->permanent || item->cancelled || item->online != UNKNOWN || isfinite(item->lat) ||
           isfinite(item->lon) || isfinite(item->budget_total) || isfinite(item->amount_min) ||
           isfinite(item->amount_max) || isfinite(item->amount_rate) || item->audience.n || item->topics.n ||
           item->evidence.n || !text_blank(item->place) || !text_blank(item->organizer) ||
           !text_blank(item->territory) || stored || !text_blank(item->origin_name) ||
           !text_blank(item->origin_url);
}

/* The format asks for one of the two contents: without one, the summary, else the title stands in. */
static void content(struct json *j, const struct item *item)
{
    if (!text_blank(item->content_html)) {
        jw_field(j, "content_html", item->content_html);
        return;
    }
    const char *const instead[] = {item->content_text, item->summary, item->title, item->url, "-"};
    size_t i = 0;
    while (text_blank(instead[i]))
        i++;
    jw_field(j, "content_text", instead[i]);
}

static void write_item(struct json *j, const struct item *item, const char *id,
                       const struct stored_item *stored, const char *zone)
{
    jw_object(j);
    jw_field(j, "id", id);
    jw_field(j, "url", item->url);
    jw_field(j, "external_url", item->external_url);
    jw_field(j, "title", item->title);
    content(j, item);
    jw_field(j, "summary", item->summary);
    jw_field(j, "image", item->image);
    instant(j, "date_published", item->published, zone);
    instant(j, "date_modified", item->updated, zone);
    authors(j, item->authors.v, item->authors.n);
    texts(j, "tags", &item->tags);
    jw_field(j, "language", item->language);
    attachments(j, item);
    if (says_more(item, stored))
        extension(j, item, stored);
    jw_object_end(j);
}

void jsonfeed_item(struct json *j, const struct item *item, const char *id, const struct stored_item *stored)
{
    write_item(j, item, id, stored, NULL);
}

/* An item that names itself nowhere still has an id: its address, else what it is made of. */
static const char *parsed_id(const struct item *item, size_t index, char out[32])
{
    if (!text_blank(item->id))
        return item->id;
    if (!text_blank(item->url))
        return item->url;
    snprintf(out, 32, "item-%zu", index + 1);
    return out;
}

void jsonfeed_feed(struct buf *out, const struct feed *feed, const char *zone, bool pretty)
{
    struct json j;
    jw_init(&j, out, pretty);
    jw_object(&j);
    jw_field(&j, "version", "https://jsonfeed.org/version/1.1");
    jw_key(&j, "title");
    jw_string(&j, feed->title ? feed->title : "");
    jw_field(&j, "home_page_url", feed->home_page_url);
    jw_field(&j, "feed_url", feed->feed_url);
    jw_field(&j, "description", feed->description);
    jw_field(&j, "next_url", feed->next_url);
    jw_field(&j, "icon", feed->icon);
    jw_field(&j, "favicon", feed->favicon);
    authors(&j, feed->authors.v, feed->authors.n);
    jw_field(&j, "language", feed->language);
    if (feed->hub) {
        jw_key(&j, "hubs");
        jw_array(&j);
        jw_object(&j);
        jw_field(&j, "type", "WebSub");
        jw_field(&j, "url", feed->hub);
        jw_object_end(&j);
        jw_array_end(&j);
    }
    jw_key(&j, "items");
    jw_array(&j);
    for (size_t i = 0; i < feed->items.n; i++) {
        char made[32];
        const struct item *item = &feed->items.v[i];
        write_item(&j, item, parsed_id(item, i, made), NULL, zone);
    }
    jw_array_end(&j);
    jw_key(&j, "_moisson");
    jw_object(&j);
    jw_field(&j, "format", feed->format);
    jw_field(&j, "warning", feed->warning);
    if (feed->ttl >= 0) {
        jw_key(&j, "ttl");
        jw_int(&j, feed->ttl);
    }
    yes(&j, "complete", feed->complete);
    jw_object_end(&j);
    jw_object_end(&j);
}
