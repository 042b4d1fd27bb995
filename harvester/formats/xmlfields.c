/* What elements of XML feeds put into the record: texts, addresses, people, tags, attachments. */
#include "harvester/formats/xmlfields.h"
#include "base/text.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

bool may_give(const struct xmlfeed *x, enum field field, int rank)
{
    int have = x->ranks[x->item != NULL][field];
    return !have || rank < have;
}

void settle(struct xmlfeed *x, enum field field, int rank)
{
    x->ranks[x->item != NULL][field] = (unsigned char)rank;
}

/* The elements of the format itself come first. */
int rank_of(const struct xmlfeed *x, const struct element *e)
{
    enum { BORROWED = 16 };
    return e->ns == x->native ? e->rank : e->rank + BORROWED;
}

unsigned place_of(const struct xmlfeed *x)
{
    return x->stack[x->depth - 1].place;
}

static struct frame *top(struct xmlfeed *x)
{
    return &x->stack[x->depth];
}

/* Atom says what it means; elsewhere entities and even tags are to be expected in what should be plain. */
const char *line_of(const struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = piece->type == GATHER_XHTML ? text_from_html(x->arena, piece->p, piece->n)
                       : piece->type == GATHER_HTML || e->ns != NS_ATOM
                           ? text_title(x->arena, piece->p, piece->n)
                           : text_collapse(x->arena, piece->p, piece->n);
    return *line ? line : NULL;
}

static const char *line_attribute(const struct xmlfeed *x, const struct attributes *attributes,
                                  const char *name)
{
    size_t n;
    const char *s = attribute(attributes, name, &n);
    return s ? plain_line(x->arena, s, n) : NULL;
}

const char *address_attribute(const struct xmlfeed *x, const struct attributes *attributes, const char *name)
{
    size_t n;
    const char *s = attribute(attributes, name, &n);
    return s ? link_address(x->arena, x->stack[x->depth].base, s, n) : NULL;
}

static const char *address_of(const struct xmlfeed *x, const struct piece *piece)
{
    return link_address(x->arena, piece->base, piece->p, piece->n);
}

/* --- texts --- */

static bool begins(const char *s, size_t n, const char *with)
{
    return n >= strlen(with) && strncasecmp(s, with, strlen(with)) == 0;
}

static bool ends(const char *s, size_t n, const char *with)
{
    return n >= strlen(with) && strncasecmp(s + n - strlen(with), with, strlen(with)) == 0;
}

/* How the content of an Atom text construct is written: `type` of Atom 1.0 (RFC 4287 3.1.1, 4.1.3.1), `type`
   and `mode` of Atom 0.3. */
static enum gather atom_gather(const struct attributes *attributes)
{
    size_t n;
    const char *type = attribute(attributes, "type", &n);
    bool escaped = attribute_is(attributes, "mode", "escaped");
    if (attribute_is(attributes, "mode", "base64"))
        return GATHER_BASE64;
    while (type && n && strchr(" \t\r\n", *type)) {
        type++;
        n--;
    }
    while (type && n && strchr(" \t\r\n", type[n - 1]))
        n--;
    if (!type || !n || begins(type, n, "text/plain") || (n == 4 && begins(type, n, "text")))
        return GATHER_TEXT;
    if (begins(type, n, "xhtml") || begins(type, n, "application/xhtml"))
        return escaped ? GATHER_HTML : GATHER_XHTML;
    if (begins(type, n, "html") || begins(type, n, "text/html"))
        return attribute_is(attributes, "mode", "xml") ? GATHER_XHTML : GATHER_HTML;
    if (begins(type, n, "text/"))
        return GATHER_TEXT;
    return ends(type, n, "/xml") || ends(type, n, "+xml") ? GATHER_XHTML : GATHER_BASE64;
}

static void begin_text(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    if (e->ns == NS_ATOM)
        top(x)->gather = atom_gather(attributes);
    else if (e->ns == NS_XHTML)
        top(x)->gather = GATHER_XHTML;
}

/* Content that is elsewhere: the address is better than nothing. */
static void begin_content(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    enum { LAST = 48 };
    begin_text(x, e, attributes);
    const char *src = x->item ? address_attribute(x, attributes, "src") : NULL;
    if (!src || !may_give(x, FIELD_LINK, LAST))
        return;
    x->item->url = src;
    settle(x, FIELD_LINK, LAST);
}

static void take_title(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (!line)
        return;
    if (x->attachment && place_of(x) == IN_MEDIA)
        x->attachment->title = line;
    if (!may_give(x, FIELD_TITLE, rank_of(x, e)))
        return;
    *(x->item ? &x->item->title : &x->feed->title) = line;
    settle(x, FIELD_TITLE, rank_of(x, e));
}

static bool blank(const struct piece *piece)
{
    bool space = true;
    for (size_t i = 0; i < piece->n && space;) {
        size_t used = text_space_at(piece->p + i, piece->n - i, &space);
        if (!used)
            return false;
        i += used;
        space = true;
    }
    return true;
}

static void keep(struct draft *draft, const struct piece *piece)
{
    buf_reset(&draft->text);
    buf_add(&draft->text, piece->p, piece->n);
    draft->piece = *piece;
    draft->piece.p = buf_str(&draft->text);
}

static void take_text(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    if (blank(piece) || !may_give(x, e->field, rank_of(x, e)))
        return;
    if (x->item)
        keep(e->field == FIELD_CONTENT ? &x->content : &x->summary, piece);
    else
        x->feed->description =
            piece->type == GATHER_TEXT ? line_of(x, e, piece) : text_from_html(x->arena, piece->p, piece->n);
    settle(x, e->field, rank_of(x, e));
}

static void take_language(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (!line || strlen(line) > 35 || !may_give(x, FIELD_LANGUAGE, rank_of(x, e)))
        return;
    *(x->item ? &x->item->language : &x->feed->language) = line;
    settle(x, FIELD_LANGUAGE, rank_of(x, e));
}

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

static void take_id(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_id(x, plain_line(x->arena, piece->p, piece->n), rank_of(x, e));
}

enum { GUID_ADDRESS = 40 }; /* ranks among addresses */

static void begin_guid(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    top(x)->place = attribute_is(attributes, "isPermaLink", "false") ? IN_NOTHING : IN_DOCUMENT;
}

/* A guid is an address unless it says that it is none (RSS 2.0), or does not look like one. */
static void take_guid(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *id = plain_line(x->arena, piece->p, piece->n);
    put_id(x, id, rank_of(x, e));
    if (top(x)->place != IN_NOTHING && url_is_http(id))
        put_address(x, address_of(x, piece), GUID_ADDRESS);
}

static void put_attachment(struct xmlfeed *x, const char *url, const struct attributes *attributes,
                           const char *length)
{
    enum { ENCLOSED_PICTURE = 40 };
    size_t n;
    struct attachment *a = url && x->item ? item_attachment(x->arena, x->item, url) : NULL;
    if (!a)
        return;
    const char *type = line_attribute(x, attributes, "type"), *title = line_attribute(x, attributes, "title");
    const char *size = attribute(attributes, length, &n);
    long long bytes = size && n < 20 ? atoll(arena_strndup(x->arena, size, n)) : 0;
    a->mime_type = type ? type : a->mime_type;
    a->title = title ? title : a->title;
    a->size = bytes > 0 ? bytes : a->size;
    x->attachment = a;
    if (type && begins(type, strlen(type), "image/") && may_give(x, FIELD_IMAGE, ENCLOSED_PICTURE)) {
        x->item->image = url;
        settle(x, FIELD_IMAGE, ENCLOSED_PICTURE);
    }
}

static void begin_enclosure(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
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
    return !type || !n || begins(type, n, "text/html") || begins(type, n, "application/xhtml");
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

static void begin_link(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
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

static void take_link(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_address(x, address_of(x, piece), rank_of(x, e));
}

static void begin_resource(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
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

static void begin_image(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    static const char *const names[] = {"href", "url", "resource"};
    for (size_t i = 0; i < 3; i++)
        put_image(x, address_attribute(x, attributes, names[i]), rank_of(x, e));
}

/* The text of what may also be a container counts only when it is an address. */
static void take_image(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *url = address_of(x, piece);
    if (url && (!e->opens || url_is_http(url)) && !strchr(url, ' '))
        put_image(x, url, rank_of(x, e));
}

static void take_favicon(struct xmlfeed *x, const struct element *e, const struct piece *piece)
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
        return begins(type, n, "image");
    if (attribute(attributes, "medium", &n))
        return attribute_is(attributes, "medium", "image");
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (ends(url, length, endings[i]))
            return true;
    return false;
}

static void begin_media(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
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

static void end_media(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    (void)piece;
    x->attachment = NULL;
}

/* --- people --- */

static void begin_person(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    (void)attributes;
    x->person = (struct author){0};
}

static const char *trimmed(const struct xmlfeed *x, const char *s, size_t n)
{
    while (n && strchr(" \"',;-", *s)) {
        s++;
        n--;
    }
    while (n && strchr(" \"',;-", s[n - 1]))
        n--;
    return n ? arena_strndup(x->arena, s, n) : NULL;
}

/* "address (Name)", as RSS asks, "Name <address>", as mail has it, an address alone, or a name. */
static struct author author_of_text(const struct xmlfeed *x, const char *s)
{
    static const char marks[] = "<>()";
    struct author a = {0};
    const char *at = strchr(s, '@');
    if (!at) {
        a.name = trimmed(x, s, strlen(s));
        return a;
    }
    for (int i = 0; i < 4; i += 2) {
        const char *open = strchr(s, marks[i]), *close = open ? strchr(open, marks[i + 1]) : NULL;
        if (!close)
            continue;
        bool inside = at > open && at < close;
        const char *outer = trimmed(x, s, (size_t)(open - s));
        const char *inner = trimmed(x, open + 1, (size_t)(close - open - 1));
        a.name = inside ? outer : inner;
        a.email = inside ? inner : outer;
        return a;
    }
    if (strchr(s, ' '))
        a.name = trimmed(x, s, strlen(s));
    else
        a.email = strncasecmp(s, "mailto:", 7) == 0 ? s + 7 : s;
    return a;
}

/* Those of the element of a better rank take the place of the others; those of equal rank add up. */
static void take_author(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    struct author a = x->person;
    const char *line = a.name || a.url || a.email ? NULL : line_of(x, e, piece);
    if (line)
        a = author_of_text(x, line);
    struct authors *list = x->item ? &x->item->authors : &x->feed->authors;
    int have = x->ranks[x->item != NULL][FIELD_AUTHOR], rank = rank_of(x, e);
    if (place_of(x) == IN_SOURCE)
        list = &x->fallback;
    else if (have && rank > have)
        return;
    else if (a.name && rank < have)
        list->n = 0;
    add_author(x->arena, list, &a);
    if (a.name && place_of(x) != IN_SOURCE)
        settle(x, FIELD_AUTHOR, rank);
}

static void take_person_name(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (line && !x->person.name)
        x->person.name = line;
}

static void take_person_url(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    x->person.url = address_of(x, piece);
}

static void take_person_email(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    x->person.email = line_of(x, e, piece);
}

/* --- tags --- */

static void put_tag(struct xmlfeed *x, const char *tag, int rank)
{
    int have = x->ranks[1][FIELD_TAG];
    if (!x->item || text_blank(tag) || (have && rank > have))
        return;
    if (rank < have)
        x->item->tags.n = 0;
    add_tag(x->arena, &x->item->tags, tag);
    settle(x, FIELD_TAG, rank);
}

static void begin_tag(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    const char *label = line_attribute(x, attributes, "label");
    put_tag(x, label ? label : line_attribute(x, attributes, "term"), rank_of(x, e));
}

static void take_tag(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_tag(x, line_of(x, e, piece), rank_of(x, e));
}

static void take_keywords(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    while (line && *line) {
        size_t n = strcspn(line, ",");
        put_tag(x, plain_line(x->arena, line, n), rank_of(x, e));
        line += n + (line[n] == ',');
    }
}

/* --- where an item is from, where an event is --- */

static void put_origin(struct xmlfeed *x, const char *url, int rank)
{
    if (!url || !x->item || !may_give(x, FIELD_ORIGIN, rank))
        return;
    x->item->origin_url = url;
    settle(x, FIELD_ORIGIN, rank);
}

static void begin_origin(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    put_origin(x, address_attribute(x, attributes, "url"), rank_of(x, e));
}

static void take_origin_name(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (line && x->item && !x->item->origin_name)
        x->item->origin_name = line;
}

static void take_origin_id(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *id = plain_line(x->arena, piece->p, piece->n);
    if (url_is_http(id))
        put_origin(x, id, rank_of(x, e));
}

static void begin_origin_link(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    const char *rel = relation(x, attributes);
    bool page = text_equal_fold(rel, "alternate");
    if (page || text_equal_fold(rel, "self"))
        put_origin(x, address_attribute(x, attributes, "href"), rank_of(x, e) + !page);
}

static void put_line(struct xmlfeed *x, const struct element *e, const char *line)
{
    if (!line || !x->item || !may_give(x, e->field, rank_of(x, e)))
        return;
    *(e->field == FIELD_PLACE ? &x->item->place : &x->item->organizer) = line;
    settle(x, e->field, rank_of(x, e));
}

static void begin_line(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    put_line(x, e, line_attribute(x, attributes, "valueString"));
}

static void take_line(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_line(x, e, line_of(x, e, piece));
}

/* --- all of them --- */

const struct field_rule field_rules[FIELD_COUNT] = {
    [FIELD_FEED] = {GATHER_NOTHING, begin_feed, NULL},
    [FIELD_ITEM] = {GATHER_NOTHING, begin_item, end_item},
    [FIELD_TITLE] = {GATHER_HTML, begin_text, take_title},
    [FIELD_SUMMARY] = {GATHER_HTML, begin_text, take_text},
    [FIELD_CONTENT] = {GATHER_HTML, begin_content, take_text},
    [FIELD_ID] = {GATHER_TEXT, NULL, take_id},
    [FIELD_GUID] = {GATHER_TEXT, begin_guid, take_guid},
    [FIELD_LINK] = {GATHER_TEXT, begin_link, take_link},
    [FIELD_RESOURCE] = {GATHER_NOTHING, begin_resource, NULL},
    [FIELD_PUBLISHED] = {GATHER_TEXT, NULL, take_instant},
    [FIELD_UPDATED] = {GATHER_TEXT, NULL, take_instant},
    [FIELD_LANGUAGE] = {GATHER_TEXT, NULL, take_language},
    [FIELD_AUTHOR] = {GATHER_TEXT, begin_person, take_author},
    [FIELD_PERSON_NAME] = {GATHER_TEXT, NULL, take_person_name},
    [FIELD_PERSON_URL] = {GATHER_TEXT, NULL, take_person_url},
    [FIELD_PERSON_EMAIL] = {GATHER_TEXT, NULL, take_person_email},
    [FIELD_TAG] = {GATHER_TEXT, begin_tag, take_tag},
    [FIELD_KEYWORDS] = {GATHER_TEXT, NULL, take_keywords},
    [FIELD_ENCLOSURE] = {GATHER_NOTHING, begin_enclosure, NULL},
    [FIELD_MEDIA] = {GATHER_NOTHING, begin_media, end_media},
    [FIELD_IMAGE] = {GATHER_TEXT, begin_image, take_image},
    [FIELD_FAVICON] = {GATHER_TEXT, NULL, take_favicon},
    [FIELD_DURATION] = {GATHER_TEXT, NULL, take_duration},
    [FIELD_POINT] = {GATHER_TEXT, NULL, take_point},
    [FIELD_LAT] = {GATHER_TEXT, NULL, take_coordinate},
    [FIELD_LON] = {GATHER_TEXT, NULL, take_coordinate},
    [FIELD_STARTS] = {GATHER_TEXT, NULL, take_civil},
    [FIELD_ENDS] = {GATHER_TEXT, NULL, take_civil},
    [FIELD_WHEN] = {GATHER_NOTHING, begin_when, NULL},
    [FIELD_PLACE] = {GATHER_TEXT, begin_line, take_line},
    [FIELD_ORGANIZER] = {GATHER_TEXT, NULL, take_line},
    [FIELD_STATUS] = {GATHER_TEXT, begin_status, take_status},
    [FIELD_ORIGIN] = {GATHER_TEXT, begin_origin, take_origin_name},
    [FIELD_ORIGIN_NAME] = {GATHER_TEXT, NULL, take_origin_name},
    [FIELD_ORIGIN_ID] = {GATHER_TEXT, NULL, take_origin_id},
    [FIELD_ORIGIN_LINK] = {GATHER_NOTHING, begin_origin_link, NULL},
    [FIELD_TTL] = {GATHER_TEXT, NULL, take_ttl},
    [FIELD_PERIOD] = {GATHER_TEXT, NULL, take_period},
    [FIELD_FREQUENCY] = {GATHER_TEXT, NULL, take_frequency},
    [FIELD_SKIPPED_HOUR] = {GATHER_TEXT, NULL, take_skipped_hour},
    [FIELD_SKIPPED_DAY] = {GATHER_TEXT, NULL, take_skipped_day},
};
