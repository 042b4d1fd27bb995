/* JSON Feed 1.0 and 1.1 (jsonfeed.org), with the `_moisson` extension that export/jsonfeed.c writes, so that
   one instance can harvest another. Members of a wrong type are passed over, one by one. */
#include "harvester/formats/common.h"
#include "harvester/formats/jsontext.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "base/url.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct reading {
    const struct document *document;
    struct arena *arena;
    struct feed *feed;
    const char *base; /* of relative addresses */
    const char *zone; /* of the wall-clock times of the item's extension */
};

/* --- single values --- */

/* The text of a string; also of a number, which is what some write for an id. */
static const char *text_of(struct reading *r, const json_t *v, size_t *n)
{
    const char *s = json_is_boolean(v) ? NULL : json_text(r->arena, v);
    *n = s ? strlen(s) : 0;
    return s;
}

/* Lines end with LF. */
static const char *lines_of(struct reading *r, const char *s, size_t n)
{
    char *text = arena_strndup(r->arena, s, n), *to = memchr(text, '\r', n);
    for (const char *p = to; p && (*to = *p); p++)
        if (*p == '\r' && p[1] != '\n')
            *to++ = '\n';
        else if (*p != '\r')
            to++;
    return text_blank(text) ? NULL : text;
}

enum member { LINE, TEXT, HTML, ADDRESS, INSTANT, CIVIL, NUMBER, YES_NO, ONLINE, LANGUAGE, SIZE };

struct member_spec {
    const char *key;
    enum member type;
    size_t offset;
};

static struct civil civil_of(struct reading *r, const char *s, size_t n)
{
    struct civil c = {0};
    if (!timestamp_parse(s, n, &c))
        return (struct civil){0};
    if (c.precision == PRECISION_MINUTE && !c.zone)
        c.zone = r->zone;
    return c;
}

static const char *language_of(struct reading *r, const char *s, size_t n)
{
    const char *line = plain_line(r->arena, s, n);
    return line && strlen(line) <= 35 ? line : NULL;
}

/* Puts one member where its line in the table says. */
static void put(struct reading *r, void *record, const struct member_spec *m, const json_t *v)
{
    size_t n;
    char *at = (char *)record + m->offset;
    const char *s = text_of(r, v, &n);
    if (m->type == YES_NO && json_is_boolean(v))
        *(bool *)at = json_is_true(v);
    else if (m->type == ONLINE && json_is_boolean(v))
        *(enum tristate *)at = json_is_true(v) ? YES : NO;
    else if (m->type == NUMBER && json_is_number(v))
        *(double *)at = json_number_value(v);
    else if (m->type == SIZE && json_is_number(v)) {
        double size = json_number_value(v);
        *(int64_t *)at = size >= 0 && size < 9e15 ? (int64_t)size : -1;
    }
    if (!s)
        return;
    n = feed_field(r->document, r->arena, r->feed, s, n);
    if (m->type == LINE)
        *(const char **)at = plain_line(r->arena, s, n);
    else if (m->type == TEXT)
        *(const char **)at = lines_of(r, s, n);
    else if (m->type == HTML)
        *(const char **)at = html_content(r->arena, s, n, r->base);
    else if (m->type == ADDRESS)
        *(const char **)at = link_address(r->arena, r->base, s, n);
    else if (m->type == LANGUAGE)
        *(const char **)at = language_of(r, s, n);
    else if (m->type == INSTANT)
        *(int64_t *)at = timestamp_instant(s, n, r->document->timezone);
    else if (m->type == CIVIL)
        *(struct civil *)at = civil_of(r, s, n);
}

static void put_all(struct reading *r, void *record, const struct member_spec *table, const json_t *object)
{
    for (size_t i = 0; table[i].key; i++) {
        const json_t *v = json_object_get(object, table[i].key);
        if (v)
            put(r, record, &table[i], v);
    }
}

static void put_strings(struct reading *r, struct strings *list, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        size_t n;
        const char *s = text_of(r, json_array_get(array, i), &n);
        if (s)
            add_tag(r->arena, list, plain_line(r->arena, s, n));
    }
}

/* --- authors and attachments --- */

static const struct member_spec author_members[] = {
    {"name", LINE, offsetof(struct author, name)},
    {"url", ADDRESS, offsetof(struct author, url)},
    {NULL, 0, 0},
};

static bool author_of(struct reading *r, const json_t *v, struct author *author)
{
    *author = (struct author){0};
    put_all(r, author, author_members, v);
    if (author->url && strncasecmp(author->url, "mailto:", 7) == 0) {
        author->email = author->url + 7;
        author->url = NULL;
    }
    return author->name || author->url;
}

/* `authors` of 1.1, the single `author` of 1.0. */
static void put_authors(struct reading *r, struct authors *list, const json_t *object)
{
    const json_t *several = json_object_get(object, "authors"), *one = json_object_get(object, "author");
    struct author author;
    for (size_t i = 0; i < json_array_size(several); i++)
        if (author_of(r, json_array_get(several, i), &author))
            add_author(r->arena, list, &author);
    if (!list->n && one && author_of(r, one, &author))
        add_author(r->arena, list, &author);
}

static const struct member_spec attachment_members[] = {
    {"mime_type", LINE, offsetof(struct attachment, mime_type)},
    {"title", LINE, offsetof(struct attachment, title)},
    {"size_in_bytes", SIZE, offsetof(struct attachment, size)},
    {"duration_in_seconds", NUMBER, offsetof(struct attachment, duration)},
    {NULL, 0, 0},
};

static void put_attachments(struct reading *r, struct item *item, const json_t *array)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *v = json_array_get(array, i);
        size_t n;
        const char *s = text_of(r, json_object_get(v, "url"), &n);
        const char *url = s ? link_address(r->arena, r->base, s, n) : NULL;
        struct attachment *a = url ? item_attachment(r->arena, item, url) : NULL;
        if (a)
            put_all(r, a, attachment_members, v);
    }
}

/* --- the extension --- */

static const struct member_spec extension_members[] = {
    {"starts", CIVIL, offsetof(struct item, starts)},
    {"ends", CIVIL, offsetof(struct item, ends)},
    {"all_day", YES_NO, offsetof(struct item, all_day)},
    {"place", LINE, offsetof(struct item, place)},
    {"lat", NUMBER, offsetof(struct item, lat)},
    {"lon", NUMBER, offsetof(struct item, lon)},
    {"online", ONLINE, offsetof(struct item, online)},
    {"cancelled", YES_NO, offsetof(struct item, cancelled)},
    {"registration_deadline", CIVIL, offsetof(struct item, registration_deadline)},
    {"opens", CIVIL, offsetof(struct item, opens)},
    {"deadline", CIVIL, offsetof(struct item, deadline)},
    {"permanent", YES_NO, offsetof(struct item, permanent)},
    {"budget_total", NUMBER, offsetof(struct item, budget_total)},
    {"organizer", LINE, offsetof(struct item, organizer)},
    {"territory", LINE, offsetof(struct item, territory)},
    {NULL, 0, 0},
};

static const struct member_spec amount_members[] = {
    {"min", NUMBER, offsetof(struct item, amount_min)},
    {"max", NUMBER, offsetof(struct item, amount_max)},
    {"rate", NUMBER, offsetof(struct item, amount_rate)},
    {"currency", LINE, offsetof(struct item, amount_currency)},
    {NULL, 0, 0},
};

static const struct member_spec origin_members[] = {
    {"name", LINE, offsetof(struct item, origin_name)},
    {"url", ADDRESS, offsetof(struct item, origin_url)},
    {NULL, 0, 0},
};

static const struct member_spec evidence_members[] = {
    {"field", LINE, offsetof(struct evidence, field)},
    {"words", TEXT, offsetof(struct evidence, words)},
    {"rule", LINE, offsetof(struct evidence, rule)},
    {"confidence", NUMBER, offsetof(struct evidence, confidence)},
    {NULL, 0, 0},
};

static const struct member_spec period_members[] = {
    {"starts", CIVIL, offsetof(struct period, from)},
    {"ends", CIVIL, offsetof(struct period, to)},
    {NULL, 0, 0},
};

enum { MOST_DATES = 1000, MOST_EVIDENCE = 100 };

static void put_lists(struct reading *r, struct item *item, const json_t *extension)
{
    const json_t *sessions = json_object_get(extension, "sessions");
    for (size_t i = 0; i < json_array_size(sessions) && i < MOST_DATES; i++) {
        struct period p = {0};
        put_all(r, &p, period_members, json_array_get(sessions, i));
        if (p.from.precision)
            *ARENA_PUSH(r->arena, item->sessions.v, item->sessions.n, item->sessions.cap) = p;
    }
    const json_t *deadlines = json_object_get(extension, "deadlines");
    for (size_t i = 0; i < json_array_size(deadlines) && i < MOST_DATES; i++) {
        size_t n;
        const char *s = text_of(r, json_array_get(deadlines, i), &n);
        struct civil c = s ? civil_of(r, s, n) : (struct civil){0};
        if (c.precision)
            *ARENA_PUSH(r->arena, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = c;
    }
    const json_t *evidence = json_object_get(extension, "evidence");
    for (size_t i = 0; i < json_array_size(evidence) && i < MOST_EVIDENCE; i++) {
        struct evidence e = {.position = -1};
        put_all(r, &e, evidence_members, json_array_get(evidence, i));
        if (e.field && e.words)
            *ARENA_PUSH(r->arena, item->evidence.v, item->evidence.n, item->evidence.cap) = e;
    }
}

/* Numbers that are none of this world are none at all. */
static double within(double v, double least, double most)
{
    return v >= least && v <= most ? v : NAN;
}

static void put_extension(struct reading *r, struct item *item, const json_t *extension)
{
    size_t n;
    const char *zone = text_of(r, json_object_get(extension, "timezone"), &n);
    const char *kind = json_string_value(json_object_get(extension, "kind"));
    struct civil probe = {.year = 2000, .month = 1, .day = 1, .precision = PRECISION_DAY};
    zone = zone && n < 64 ? plain_line(r->arena, zone, n) : NULL;
    r->zone = zone && civil_instant(&probe, zone) != INSTANT_NONE ? zone : NULL;
    item->kind = kind_from_name(kind);
    put_all(r, item, extension_members, extension);
    put_all(r, item, amount_members, json_object_get(extension, "amount"));
    put_all(r, item, origin_members, json_object_get(extension, "origin"));
    put_strings(r, &item->audience, json_object_get(extension, "audience"));
    put_strings(r, &item->topics, json_object_get(extension, "topics"));
    put_lists(r, item, extension);
    item->lat = within(item->lat, -90, 90);
    item->lon = within(item->lon, -180, 180);
    item->amount_min = within(item->amount_min, 0, 1e15);
    item->amount_max = within(item->amount_max, 0, 1e15);
    item->amount_rate = within(item->amount_rate, 0, 100);
    item->budget_total = within(item->budget_total, 0, 1e15);
}

/* --- items and the feed --- */

static const struct member_spec item_members[] = {
    {"id", LINE, offsetof(struct item, id)},
    {"url", ADDRESS, offsetof(struct item, url)},
    {"external_url", ADDRESS, offsetof(struct item, external_url)},
    {"title", LINE, offsetof(struct item, title)},
    {"content_html", HTML, offsetof(struct item, content_html)},
    {"content_text", TEXT, offsetof(struct item, content_text)},
    {"summary", LINE, offsetof(struct item, summary)},
    {"banner_image", ADDRESS, offsetof(struct item, image)},
    {"image", ADDRESS, offsetof(struct item, image)},
    {"date_published", INSTANT, offsetof(struct item, published)},
    {"date_modified", INSTANT, offsetof(struct item, updated)},
    {"language", LANGUAGE, offsetof(struct item, language)},
    {NULL, 0, 0},
};

static const struct member_spec feed_members[] = {
    {"title", LINE, offsetof(struct feed, title)},
    {"description", LINE, offsetof(struct feed, description)},
    {"home_page_url", ADDRESS, offsetof(struct feed, home_page_url)},
    {"feed_url", ADDRESS, offsetof(struct feed, feed_url)},
    {"next_url", ADDRESS, offsetof(struct feed, next_url)},
    {"icon", ADDRESS, offsetof(struct feed, icon)},
    {"favicon", ADDRESS, offsetof(struct feed, favicon)},
    {"language", LANGUAGE, offsetof(struct feed, language)},
    {NULL, 0, 0},
};

static bool put_items(struct reading *r, struct feed *feed, const json_t *items, struct error *err)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *v = json_array_get(items, i);
        if (!json_is_object(v))
            continue;
        if (!feed_has_room(r->document, r->arena, feed))
            break;
        if (arena_over(r->arena))
            return error_set(err, "the document takes more memory than a source may");
        struct item *item = feed_add_item(r->arena, feed);
        put_all(r, item, item_members, v);
        put_authors(r, &item->authors, v);
        put_strings(r, &item->tags, json_object_get(v, "tags"));
        put_attachments(r, item, json_object_get(v, "attachments"));
        const json_t *extension = json_object_get(v, "_moisson");
        if (json_is_object(extension))
            put_extension(r, item, extension);
    }
    return true;
}

static void put_hub(struct reading *r, struct feed *feed, const json_t *hubs)
{
    for (size_t i = 0; i < json_array_size(hubs) && !feed->hub; i++) {
        const json_t *hub = json_array_get(hubs, i);
        const char *type = json_string_value(json_object_get(hub, "type"));
        const char *url = json_string_value(json_object_get(hub, "url"));
        if (url && type && text_equal_fold(type, "WebSub"))
            feed->hub = link_address(r->arena, r->base, url, strlen(url));
    }
}

/* What addresses are relative to: where the document was fetched, else what it says of itself. */
static const char *base_of(const struct document *document, const json_t *root)
{
    const char *feed_url = json_string_value(json_object_get(root, "feed_url"));
    const char *home = json_string_value(json_object_get(root, "home_page_url"));
    return document->url ? document->url : feed_url && url_is_http(feed_url) ? feed_url : home;
}

/* "https://jsonfeed.org/version/1.1"; some write "1.0" or the address without its scheme. */
static bool is_feed(const json_t *root)
{
    const char *version = json_string_value(json_object_get(root, "version"));
    if (!json_is_array(json_object_get(root, "items")))
        return false;
    return version && (strstr(version, "jsonfeed.org") || version[0] == '1');
}

static bool jsonfeed_parse(const struct document *document, struct arena *arena, struct feed *feed,
                           struct error *err)
{
    json_t *root = json_text_load(document, arena, feed, err);
    if (!root)
        return false;
    bool ok = is_feed(root);
    if (ok) {
        struct reading r = {
            .document = document, .arena = arena, .feed = feed, .base = base_of(document, root)};
        put_all(&r, feed, feed_members, root);
        put_authors(&r, &feed->authors, root);
        put_hub(&r, feed, json_object_get(root, "hubs"));
        ok = put_items(&r, feed, json_object_get(root, "items"), err);
    } else {
        error_set(err, "JSON of another kind: expected JSON Feed, with its `version` and `items`");
    }
    json_decref(root);
    return ok;
}

static int jsonfeed_sniff(const char *text, size_t n)
{
    if (!n || *text != '{')
        return 0;
    return memmem(text, n, "jsonfeed.org/version", 20) ? 100 : 30;
}

const struct format jsonfeed_format = {.name = "jsonfeed", .sniff = jsonfeed_sniff, .parse = jsonfeed_parse};
