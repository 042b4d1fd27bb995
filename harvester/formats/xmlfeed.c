/* The driver: libxml2's events, the stack of open elements, the text of fields. See xmlfeed.h. */
#include "harvester/formats/xmlfeed.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/formats/xmlfields.h"
#include "harvester/formats/xmlmend.h"

#include <libxml/parser.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    PART = 1 << 15, /* bytes handed to the parser at a time, at least */
    KNOWN = 256,    /* elements whose names were looked up */
};

/* A name the parser met, by the addresses of its parts, which it keeps but once. */
struct known {
    const xmlChar *local, *prefix, *uri;
    unsigned place;
    enum xmlns ns;
    const struct element *element;
};

struct reading {
    struct xmlfeed x;
    xmlParserCtxtPtr parser;
    const char *roots;
    const xmlChar *native_uri, *native_prefix; /* what stands for the native namespace here */
    struct known known[KNOWN];
};

/* --- attributes --- */

const char *attribute(const struct attributes *attributes, const char *name, size_t *n)
{
    for (int i = 0; i < attributes->n; i++) {
        const xmlChar *const *a = attributes->v + 5 * i;
        if (strcasecmp((const char *)a[0], name) == 0 && !(a[1] && strcmp((const char *)a[1], "xml") == 0)) {
            *n = (size_t)(a[4] - a[3]);
            return (const char *)a[3];
        }
    }
    *n = 0;
    return NULL;
}

bool attribute_is(const struct attributes *attributes, const char *name, const char *value)
{
    size_t n;
    const char *s = attribute(attributes, name, &n);
    return s && n == strlen(value) && strncasecmp(s, value, n) == 0;
}

/* --- which element it is --- */

static enum xmlns namespace_of(const struct reading *r, const xmlChar *prefix, const xmlChar *uri)
{
    if (uri == r->native_uri && prefix == r->native_prefix)
        return r->x.native;
    enum xmlns ns = uri ? xmlns_of_uri((const char *)uri) : NS_OTHER;
    if (ns == NS_OTHER && prefix)
        ns = xmlns_of_prefix((const char *)prefix, strlen((const char *)prefix));
    else if (ns == NS_OTHER && !uri)
        ns = NS_RSS;
    return ns;
}

static const struct element *find(const struct element *table, enum xmlns ns, const char *name,
                                  unsigned place)
{
    for (; table->name; table++)
        if (table->ns == ns && table->in & place && strcasecmp(table->name, name) == 0)
            return table;
    return NULL;
}

static const struct known *look_up(struct reading *r, const xmlChar *local, const xmlChar *prefix,
                                   const xmlChar *uri, unsigned place)
{
    static const struct element *const tables[] = {rss_elements, atom_elements, module_elements};
    uintptr_t key = (uintptr_t)local / 4 + (uintptr_t)uri / 16 + place;
    struct known *k = &r->known[(key ^ key >> 8) % KNOWN];
    if (k->local == local && k->uri == uri && k->prefix == prefix && k->place == place)
        return k;
    *k = (struct known){local, prefix, uri, place, namespace_of(r, prefix, uri), NULL};
    for (size_t i = 0; i < 3 && !k->element && place; i++)
        k->element = find(tables[i], k->ns, (const char *)local, place);
    return k;
}

/* --- text --- */

static void add(struct xmlfeed *x, const char *s, size_t n)
{
    struct frame *owner = &x->stack[x->depth];
    while (!owner->owner)
        owner--;
    size_t have = x->text.n - owner->start, most = x->longest + FIELD_MARGIN;
    if (have + n > most) {
        n = have < most ? most - have : 0;
        while (n && ((unsigned char)s[n] & 0xC0) == 0x80)
            n--;
    }
    if (owner->gather == GATHER_XHTML)
        text_add_xml_n(&x->text, s, n);
    else
        buf_add(&x->text, s, n);
}

static void on_characters(void *context, const xmlChar *ch, int length)
{
    struct xmlfeed *x = &((struct reading *)context)->x;
    const char *s = (const char *)ch;
    size_t n = (size_t)length;
    char meant[8];
    if (!x->stack[x->depth].gather)
        return;
    if (n <= 3) { /* perhaps of a reference, such as &#146; or &#127; */
        size_t used;
        uint32_t code = utf8_decode(s, n, &used);
        char reference[16];
        if (used == n && text_forbidden(code)) {
            int size = snprintf(reference, sizeof reference, "&#%u;", (unsigned)code);
            text_reference(reference, (size_t)size, false, meant, &n);
            s = meant;
        }
    }
    add(x, s, n);
}

/* --- markup inside a field --- */

static bool is_void(const char *name)
{
    static const char *const names[] = {"area", "br",    "col",  "embed",  "hr",
                                        "img",  "input", "link", "source", "wbr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

static bool is_address(const char *name)
{
    static const char *const names[] = {"href", "src", "cite", "longdesc", "poster", "data", "action"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i], name) == 0)
            return true;
    return false;
}

static void add_markup_attributes(struct xmlfeed *x, const struct attributes *attributes, const char *base,
                                  const char *outer_base)
{
    for (int i = 0; i < attributes->n; i++) {
        const xmlChar *const *a = attributes->v + 5 * i;
        const char *name = (const char *)a[0], *value = (const char *)a[3];
        size_t n = (size_t)(a[4] - a[3]);
        if (a[1]) /* xml:lang, and what is not HTML */
            continue;
        if (base != outer_base && is_address(name)) {
            value = url_resolve(x->arena, base, arena_strndup(x->arena, value, n));
            n = strlen(value);
        }
        buf_addc(&x->text, ' ');
        buf_adds(&x->text, name);
        buf_adds(&x->text, "=\"");
        text_add_xml_n(&x->text, value, n);
        buf_addc(&x->text, '"');
    }
}

static bool is_markup(enum xmlns ns)
{
    return ns == NS_XHTML || ns == NS_RSS || ns == NS_ATOM || ns == NS_FOREIGN;
}

/* The field that markup stands in. What was to be text becomes markup with the first element in it. */
static struct frame *field_around(struct xmlfeed *x)
{
    struct frame *owner = &x->stack[x->depth];
    while (!owner->owner)
        owner--;
    enum field field = owner->element->field;
    if (owner->gather == GATHER_TEXT && (field == FIELD_CONTENT || field == FIELD_SUMMARY)) {
        char *plain =
            arena_strndup(x->arena, x->text.p ? x->text.p + owner->start : "", x->text.n - owner->start);
        x->text.n = owner->start;
        text_add_xml(&x->text, plain);
        owner->gather = GATHER_XHTML;
    }
    return owner;
}

static void markup_begins(struct reading *r, struct frame *frame, const struct known *k,
                          const struct attributes *attributes)
{
    struct xmlfeed *x = &r->x;
    struct frame *owner = field_around(x);
    frame->gather = owner->gather;
    if (owner->gather == GATHER_TEXT || owner->gather == GATHER_BASE64 || !is_markup(k->ns))
        return;
    if (x->text.n - owner->start > x->longest)
        return;
    buf_addc(&x->text, '<');
    buf_adds(&x->text, (const char *)k->local);
    add_markup_attributes(x, attributes, frame->base, owner->base);
    buf_addc(&x->text, '>');
}

static void markup_ends(struct reading *r, const struct frame *frame, const xmlChar *local,
                        const xmlChar *prefix, const xmlChar *uri)
{
    struct xmlfeed *x = &r->x;
    bool written = frame->gather == GATHER_HTML || frame->gather == GATHER_XHTML;
    if (!written || is_void((const char *)local) || !is_markup(look_up(r, local, prefix, uri, 0)->ns))
        return;
    buf_adds(&x->text, "</");
    buf_adds(&x->text, (const char *)local);
    buf_addc(&x->text, '>');
}

/* --- elements --- */

/* xml:base and xml:lang, for the element and what is in it. */
static void scope(struct xmlfeed *x, struct frame *frame, const struct attributes *attributes)
{
    for (int i = 0; i < attributes->n; i++) {
        const xmlChar *const *a = attributes->v + 5 * i;
        if (!a[1] || strcmp((const char *)a[1], "xml") != 0)
            continue;
        size_t n = (size_t)(a[4] - a[3]);
        if (strcmp((const char *)a[0], "lang") == 0) {
            frame->language = plain_line(x->arena, (const char *)a[3], n);
        } else if (strcmp((const char *)a[0], "base") == 0) {
            const char *base = link_address(x->arena, frame->base, (const char *)a[3], n);
            frame->base = base ? base : frame->base;
        }
    }
}

/* The root element says which namespace is the feed's own; a channel inside may know better. */
static void begin_document(struct reading *r, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                           int nb_namespaces, const xmlChar **namespaces)
{
    const char *name = (const char *)local;
    bool rdf = strcasecmp(name, "RDF") == 0, inside = r->x.depth;
    if (inside &&
        (prefix || !uri || strcasecmp(name, "channel") != 0 || xmlns_of_uri((const char *)uri) != NS_OTHER))
        return;
    r->x.native = strcasecmp(name, "feed") == 0 || strcasecmp(name, "entry") == 0 ? NS_ATOM : NS_RSS;
    r->native_uri = rdf ? NULL : uri;
    r->native_prefix = rdf ? NULL : prefix;
    for (int i = 0; rdf && i < nb_namespaces; i++)
        if (!namespaces[2 * i])
            r->native_uri = namespaces[2 * i + 1];
    memset(r->known, 0, sizeof r->known);
}

static void stop(struct reading *r, bool *why)
{
    *why = true;
    xmlStopParser(r->parser);
}

/* Stops where a document asks for more than any feed does. */
static bool out_of_bounds(struct reading *r, int attributes)
{
    struct xmlfeed *x = &r->x;
    if (x->depth == x->deepest || attributes > x->most_attributes || r->parser->nsNr > 2 * MOST_NAMESPACES) {
        stop(r, &x->unsound);
    } else if (xmlDictSize(r->parser->dict) > MOST_NAMES) {
        feed_warn(x->arena, x->feed, "more different names than any feed has: the rest was not read");
        stop(r, &x->enough);
    } else if (arena_over(x->arena)) {
        stop(r, &x->enough);
    } else {
        return false;
    }
    return true;
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int nb_namespaces, const xmlChar **namespaces, int nb_attributes, int nb_defaulted,
                     const xmlChar **values)
{
    struct reading *r = context;
    struct xmlfeed *x = &r->x;
    struct attributes attributes = {values, nb_attributes};
    (void)nb_defaulted;
    if (x->depth <= 1)
        begin_document(r, local, prefix, uri, nb_namespaces, namespaces);
    if (out_of_bounds(r, nb_attributes + nb_namespaces))
        return;
    const struct frame *parent = &x->stack[x->depth];
    struct frame *frame = &x->stack[x->depth + 1];
    const struct known *k = look_up(r, local, prefix, uri, parent->place);
    *frame = (struct frame){.element = k->element, .base = parent->base, .language = parent->language};
    if (nb_attributes)
        scope(x, frame, &attributes);
    if (!k->element && parent->gather) {
        markup_begins(r, frame, k, &attributes);
        x->depth++;
        return;
    }
    x->depth++;
    if (!k->element)
        return;
    const struct field_rule *rule = &field_rules[k->element->field];
    frame->place = k->element->opens;
    frame->start = x->text.n;
    frame->gather = rule->gather;
    frame->owner = true;
    if (rule->begin)
        rule->begin(x, k->element, &attributes);
    if (x->enough)
        xmlStopParser(r->parser);
}

static void end_field(struct xmlfeed *x, struct frame *frame)
{
    const struct field_rule *rule = &field_rules[frame->element->field];
    if (frame->gather == GATHER_BASE64) {
        undo_base64(x, frame->start);
        frame->gather = GATHER_HTML;
    }
    const char *text = buf_str(&x->text) + frame->start;
    struct piece piece = {.p = text,
                          .n = feed_field(x->document, x->arena, x->feed, text, x->text.n - frame->start),
                          .type = frame->gather,
                          .base = frame->base,
                          .language = frame->language};
    if (rule->end)
        rule->end(x, frame->element, &piece);
    x->text.n = frame->start;
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    struct reading *r = context;
    struct xmlfeed *x = &r->x;
    struct frame *frame = &x->stack[x->depth];
    if (!x->depth)
        return;
    if (frame->owner)
        end_field(x, frame);
    else if (frame->gather)
        markup_ends(r, frame, local, prefix, uri);
    x->depth--;
}

/* Entities are xmlmend.c's. */
static xmlEntityPtr on_entity(void *context, const xmlChar *name)
{
    struct reading *r = context;
    (void)name;
    stop(r, &r->x.unsound);
    return NULL;
}

static void on_error(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* --- a document --- */

static void open_parser(struct reading *r, int options)
{
    xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
                         .startElementNs = on_start,
                         .endElementNs = on_end,
                         .characters = on_characters,
                         .ignorableWhitespace = on_characters,
                         .cdataBlock = on_characters,
                         .getEntity = on_entity,
                         .serror = on_error};
    r->parser = xmlCreatePushParserCtxt(&sax, r, NULL, 0, NULL);
    if (!r->parser)
        out_of_memory();
    xmlCtxtUseOptions(r->parser, XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOENT | options);
}

static void close_parser(struct reading *r)
{
    if (r->parser->errNo == XML_ERR_NO_MEMORY)
        out_of_memory();
    xmlFreeParserCtxt(r->parser);
}

static void reset(struct reading *r)
{
    struct xmlfeed *x = &r->x;
    const char *warning = x->feed->warning;
    feed_init(x->feed);
    x->feed->warning = warning;
    x->item = NULL;
    x->attachment = NULL;
    memset(x->ranks, 0, sizeof x->ranks);
    x->period = 0;
    x->frequency = 1;
    x->depth = 0;
    x->text.n = 0;
    x->begun = x->enough = x->unsound = false;
    x->stack[0] = (struct frame){.place = IN_DOCUMENT, .base = x->document->url};
}

/* How much to hand over next. The parser looks through what it could not take yet again and again: where a
   token is long, the parts grow with it, which keeps the time linear. */
static size_t next_part(const struct reading *r)
{
    size_t pending = (size_t)(r->parser->input->end - r->parser->input->cur);
    return pending < PART ? PART : 2 * pending;
}

/* Reads sound XML; false when it is not, or needs more than the parser may do. */
static bool read_sound(struct reading *r, const char *s, size_t n)
{
    bool sound = true;
    reset(r);
    open_parser(r, 0);
    for (size_t i = 0, length; i < n && sound && !r->x.enough; i += length) {
        length = next_part(r);
        if (length >= n - i)
            length = n - i;
        else /* whole characters */
            while (((unsigned char)s[i + length] & 0xC0) == 0x80)
                length++;
        sound = xmlParseChunk(r->parser, s + i, (int)length, i + length == n) == 0;
    }
    sound = r->x.enough || (sound && r->parser->wellFormed && !r->x.unsound);
    close_parser(r);
    return sound;
}

/* An item that the end of the text cuts is not whole: it goes, unless it is all there is. */
static void close_open(struct xmlfeed *x)
{
    x->feed->cut = x->feed->cut || x->depth;
    if (x->item && x->feed->items.n > 1) {
        x->feed->items.n--;
        x->item = NULL;
        return;
    }
    for (; x->depth; x->depth--)
        if (x->stack[x->depth].owner)
            end_field(x, &x->stack[x->depth]);
}

static void read_mended(struct reading *r, const char *s, size_t n, const struct xml_root *root)
{
    const struct xmlfeed *x = &r->x;
    struct xmlmend *m = xmlmend_new(s, n, root, x->document);
    struct buf part;
    size_t line;
    bool more = true;
    buf_init(&part, 0);
    reset(r);
    open_parser(r, XML_PARSE_RECOVER);
    while (more && !r->x.enough) {
        buf_reset(&part);
        for (size_t least = next_part(r); more && part.n < least;)
            more = xmlmend_next(m, &part);
        xmlParseChunk(r->parser, buf_str(&part), (int)part.n, !more);
    }
    const char *fault = xmlmend_fault(m, &line);
    if (fault)
        feed_warn(r->x.arena, r->x.feed, "line %zu: %s", line, fault);
    for (int i = 0; i < DOCUMENT_LIMITS; i++)
        if (xmlmend_beyond(m) >> i & 1)
            feed_beyond(x->document, x->arena, r->x.feed, (enum document_limit)i);
    close_parser(r);
    buf_free(&part);
    xmlmend_free(m);
}

static bool is_one_of(const char *roots, const struct xml_root *root)
{
    for (const char *p = roots; *p; p += strspn(p, " ")) {
        size_t n = strcspn(p, " ");
        if (n == root->local_n && strncasecmp(p, root->local, n) == 0)
            return true;
        p += n;
    }
    return false;
}

int xmlfeed_sniff(const char *roots, const char *text, size_t n)
{
    struct xml_root root;
    return xml_find_root(text, n, &root) && is_one_of(roots, &root) ? 90 : 0;
}

/* "rss channel" in words. */
static const char *in_words(struct arena *arena, const char *roots)
{
    const char *space = strchr(roots, ' ');
    return space ? arena_printf(arena, "%.*s or %s", (int)(space - roots), roots, space + 1) : roots;
}

static bool read_document(struct reading *r, const char *s, size_t n, struct error *err)
{
    struct xml_root root;
    struct xmlfeed *x = &r->x;
    if (!xml_find_root(s, n, &root))
        return error_set(err, "no XML: expected a root element %s", in_words(x->arena, r->roots));
    if (!is_one_of(r->roots, &root))
        return error_set(err, "the root element is <%.*s>: expected %s", (int)root.local_n, root.local,
                         in_words(x->arena, r->roots));
    if (!root.clean)
        feed_warn(x->arena, x->feed, "line 1: something stands before the XML document");
    if (xml_attribute_flood(s, n, (size_t)x->most_attributes) || !read_sound(r, s + root.at, n - root.at))
        read_mended(r, s, n, &root);
    close_open(x);
    if (arena_over(x->arena))
        return error_set(err, "the document takes more memory than a source may");
    if (!x->begun)
        return error_set(err, "XML of another kind: expected a feed, found neither channel nor items");
    if (x->feed->ttl < 0 && x->period)
        x->feed->ttl = x->period / x->frequency;
    return true;
}

bool xmlfeed_parse(const char *roots, const struct document *document, struct arena *arena, struct feed *feed,
                   struct error *err)
{
    struct reading *r = mem_alloc(sizeof *r);
    struct buf text;
    buf_init(&text, 0);
    r->roots = roots;
    r->x.document = document;
    r->x.arena = arena;
    r->x.feed = feed;
    r->x.longest = document_most(document, LIMIT_FIELD);
    r->x.most_attributes = (int)document_most(document, LIMIT_ATTRIBUTES);
    r->x.deepest = (int)document_most(document, LIMIT_DEPTH);
    r->x.stack = arena_alloc(arena, ((size_t)r->x.deepest + 1) * sizeof *r->x.stack);
    buf_init(&r->x.text, 0);
    buf_init(&r->x.summary.text, 0);
    buf_init(&r->x.content.text, 0);
    document_text(document, arena, &text, feed);
    bool ok = read_document(r, buf_str(&text), text.n, err);
    buf_free(&text);
    buf_free(&r->x.text);
    buf_free(&r->x.summary.text);
    buf_free(&r->x.content.text);
    free(r);
    return ok;
}
