/* What elements of XML feeds put into the record: identifiers, addresses, pictures, attachments, origins. */
#include "harvester/formats/xmlfields.h"
#include "base/text.h"
#include "base/url.h"

#include <string.h>

/* --- identifiers and addresses --- */

static void put_address(struct xmlfeed *x, const char *url, int rank)
{
    if (!url || !may_give(x, FIELD_LINK, rank))
        return;
    *(x->item ? &x->item->url : &x->feed->home_page_url) = url;
    settle(x, FIELD_LINK, rank);
}

static void put_id(struct xmlfeed *x, const char *id, int rank)
{
    if (!id || !x->item || !may_give(x, FIELD_ID, rank))
        return;
    x->item->id = id;
    settle(x, FIELD_ID, rank);
}

void take_id(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_id(x, plain_line(x->arena, piece->p, piece->n), rank_of(x, e));
}

enum { GUID_ADDRESS = 40 }; /* ranks among addresses */

void begin_guid(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    x->permalink = attribute_is(attributes, "isPermaLink", "false")  ? NO
                   : attribute_is(attributes, "isPermaLink", "true") ? YES
                                                                     : UNKNOWN;
}

/* A guid is an address unless it says that it is none (RSS 2.0), or says nothing and looks like none. */
void take_guid(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *id = plain_line(x->arena, piece->p, piece->n), *url = address_of(x, piece);
    put_id(x, id, rank_of(x, e));
    if (x->permalink != NO && url_is_http(x->permalink == YES ? url : id))
        put_address(x, url, GUID_ADDRESS);
}

/* The bytes of an attachment, when that is what is written there. */
static int64_t size_of(const struct attributes *attributes, const char *name)
{
    enum { MOST_DIGITS = 15 };
    size_t n;
    const char *s = attribute(attributes, name, &n);
    int64_t size = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9' || n > MOST_DIGITS)
            return -1;
        size = size * 10 + (s[i] - '0');
    }
    return size ? size : -1;
}

static void put_attachment(struct xmlfeed *x, const char *url, const struct attributes *attributes,
                           const char *length)
{
    enum { ENCLOSED_PICTURE = 40 };
    struct attachment *a = url && x->item ? item_attachment(x->arena, x->item, url) : NULL;
    if (!a)
        return;
    const char *type = line_attribute(x, attributes, "type"), *title = line_attribute(x, attributes, "title");
    int64_t size = size_of(attributes, length);
    a->mime_type = type ? type : a->mime_type;
    a->title = title ? title : a->title;
    a->size = size > 0 ? size : a->size;
    x->attachment = a;
    if (type && begins_with(type, strlen(type), "image/") && may_give(x, FIELD_IMAGE, ENCLOSED_PICTURE)) {
        x->item->image = url;
        settle(x, FIELD_IMAGE, ENCLOSED_PICTURE);
    }
}

void begin_enclosure(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    const char *url = address_attribute(x, attributes, "url");
    (void)e;
    put_attachment(x, url ? url : address_attribute(x, attributes, "href"), attributes, "length");
    x->attachment = NULL;
}

/* The relation of an Atom link, without what IANA puts before it; "alternate" when there is none. */
static const char *relation(const struct xmlfeed *x, const struct attributes *attributes)
{
    const char *rel = line_attribute(x, attributes, "rel"), *slash = rel ? strrchr(rel, '/') : NULL;
    if (slash && strstr(rel, "iana.org/assignments/relation/"))
        rel = slash + 1;
    return rel ? rel : "alternate";
}

/* A page that people read goes before other forms of the same thing. */
static bool is_page(const struct attributes *attributes)
{
    size_t n;
    const char *type = attribute(attributes, "type", &n);
    return !type || !n || begins_with(type, n, "text/html") || begins_with(type, n, "application/xhtml");
}

static void link_of_feed(struct xmlfeed *x, const char *rel, const char *url)
{
    const struct {
        const char *rel, **to;
    } table[] = {{"self", &x->feed->feed_url},
                 {"next", &x->feed->next_url},
                 {"hub", &x->feed->hub},
                 {"icon", &x->feed->favicon},
                 {"shortcut icon", &x->feed->favicon}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (text_equal_fold(rel, table[i].rel) && !*table[i].to)
            *table[i].to = url;
}

void begin_link(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    size_t n;
    if (!attribute(attributes, "href", &n))
        return;
    const char *url = address_attribute(x, attributes, "href"), *rel = relation(x, attributes);
    if (!url)
        return;
    if (text_equal_fold(rel, "alternate")) {
        put_address(x, url, rank_of(x, e) + !is_page(attributes) + 2 * (strcmp(rel, "alternate") != 0));
    } else if (!x->item) {
        link_of_feed(x, rel, url);
    } else if (text_equal_fold(rel, "enclosure")) {
        put_attachment(x, url, attributes, "length");
        x->attachment = NULL;
    }
}

void take_link(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_address(x, address_of(x, piece), rank_of(x, e));
}

void begin_resource(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    put_address(x, address_attribute(x, attributes, "resource"), rank_of(x, e));
}

/* --- pictures and other media --- */

static void put_image(struct xmlfeed *x, const char *url, int rank)
{
    if (!url || !may_give(x, FIELD_IMAGE, rank))
        return;
    *(x->item ? &x->item->image : &x->feed->icon) = url;
    settle(x, FIELD_IMAGE, rank);
}

void begin_image(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    static const char *const names[] = {"href", "url", "resource"};
    for (size_t i = 0; i < 3; i++)
        put_image(x, address_attribute(x, attributes, names[i]), rank_of(x, e));
}

/* The text of what may also be a container counts only when it is an address. */
void take_image(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *url = address_of(x, piece);
    if (url && (!e->opens || url_is_http(url)) && !strchr(url, ' '))
        put_image(x, url, rank_of(x, e));
}

void take_favicon(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    if (!x->item && !x->feed->favicon)
        x->feed->favicon = address_of(x, piece);
}

static bool is_picture(const char *url, const struct attributes *attributes)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"};
    size_t n, length = strcspn(url, "?#");
    const char *type = attribute(attributes, "type", &n);
    if (type && n)
        return begins_with(type, n, "image");
    if (attribute(attributes, "medium", &n))
        return attribute_is(attributes, "medium", "image");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends_with(url, length, endings[i]))
            return true;
    return false;
}

void begin_media(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    size_t n;
    const char *url = address_attribute(x, attributes, "url");
    if (!url || !x->item)
        return;
    if (is_picture(url, attributes)) {
        put_image(x, url, rank_of(x, e));
        return;
    }
    put_attachment(x, url, attributes, "fileSize");
    const char *s = attribute(attributes, "duration", &n);
    if (x->attachment && s) {
        double seconds = podcast_duration(arena_strndup(x->arena, s, n));
        x->attachment->duration = seconds >= 0 ? seconds : x->attachment->duration;
    }
}

void end_media(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    (void)piece;
    x->attachment = NULL;
}

/* --- where an item is from --- */

static void put_origin(struct xmlfeed *x, const char *url, int rank)
{
    if (!url || !x->item || !may_give(x, FIELD_ORIGIN, rank))
        return;
    x->item->origin_url = url;
    settle(x, FIELD_ORIGIN, rank);
}

void begin_origin(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    put_origin(x, address_attribute(x, attributes, "url"), rank_of(x, e));
}

void take_origin_name(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (line && x->item && !x->item->origin_name)
        x->item->origin_name = line;
}

void take_origin_id(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *id = plain_line(x->arena, piece->p, piece->n);
    if (url_is_http(id))
        put_origin(x, id, rank_of(x, e));
}

void begin_origin_link(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    const char *rel = relation(x, attributes);
    bool page = text_equal_fold(rel, "alternate");
    if (page || text_equal_fold(rel, "self"))
        put_origin(x, address_attribute(x, attributes, "href"), rank_of(x, e) + !page);
}
