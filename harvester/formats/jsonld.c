/* JSON-LD in the scripts of a page, as far as sites write schema.org with it: no contexts are fetched, names
   are taken without their vocabulary. */
#include "harvester/formats/things.h"
#include "base/text.h"

#include <jansson.h>
#include <string.h>

enum { DEEPEST_JSON = 2 * DEEPEST_THING, MOST_SCRIPTS = 1000 };

/* --- from JSON to things --- */

static const char *text_of(struct page *page, const json_t *v)
{
    if (json_is_integer(v))
        return arena_printf(page->arena, "%lld", (long long)json_integer_value(v));
    if (json_is_real(v))
        return arena_printf(page->arena, "%.15g", json_real_value(v));
    if (json_is_boolean(v))
        return json_is_true(v) ? "true" : "false";
    if (!json_is_string(v) || !json_string_length(v))
        return NULL;
    const char *s = json_string_value(v);
    size_t n = feed_field(page->document, page->arena, page->feed, s, json_string_length(v));
    if (n > page->gathered)
        return NULL;
    page->gathered -= n;
    struct buf clean;
    buf_init(&clean, 0);
    utf8_clean(&clean, s, n);
    const char *text = arena_strndup(page->arena, buf_str(&clean), clean.n);
    buf_free(&clean);
    return text;
}

static struct thing *thing_of(struct page *page, const json_t *object, int depth);

/* What a property holds: lists are taken element by element. */
static void put(struct page *page, struct thing *thing, const char *name, const json_t *v, int depth)
{
    if (depth > DEEPEST_JSON || !page_step(page))
        return;
    for (size_t i = 0; i < json_array_size(v); i++)
        put(page, thing, name, json_array_get(v, i), depth + 1);
    if (json_is_array(v))
        return;
    const json_t *literal = json_object_get(v, "@value"), *list = json_object_get(v, "@list");
    list = list ? list : json_object_get(v, "@set");
    if (list) {
        put(page, thing, name, list, depth + 1);
        return;
    }
    struct thing *inner = json_is_object(v) && !literal ? thing_of(page, v, depth + 1) : NULL;
    const char *text = inner ? NULL : text_of(page, literal ? literal : v);
    if (!inner && !text)
        return;
    struct value *value = thing_add(page, thing, name);
    value->thing = inner;
    value->text = text;
    value->language = literal ? text_of(page, json_object_get(v, "@language")) : NULL;
}

static void put_types(struct page *page, struct thing *thing, const json_t *v)
{
    const char *type = json_string_value(v);
    if (type)
        thing_add_type(page, thing, type, strlen(type));
    for (size_t i = 0; i < json_array_size(v); i++) {
        type = json_string_value(json_array_get(v, i));
        if (type)
            thing_add_type(page, thing, type, strlen(type));
    }
}

static struct thing *thing_of(struct page *page, const json_t *object, int depth)
{
    struct thing *thing = thing_new(page, "json-ld");
    const char *name;
    json_t *v;
    put_types(page, thing, json_object_get(object, "@type"));
    const json_t *id = json_object_get(object, "@id");
    thing->id = json_is_string(id) ? text_of(page, id) : NULL;
    json_object_foreach((json_t *)object, name, v)
    {
        if (*name != '@')
            put(page, thing, thing_local_name(page, name, strlen(name)), v, depth);
    }
    page_know(page, thing);
    return thing;
}

/* Whole documents: an object, a list of them, or a graph. */
static void put_root(struct page *page, const json_t *v, int depth)
{
    if (depth > DEEPEST_JSON || !page_step(page))
        return;
    for (size_t i = 0; i < json_array_size(v); i++)
        put_root(page, json_array_get(v, i), depth + 1);
    if (!json_is_object(v))
        return;
    const json_t *graph = json_object_get(v, "@graph");
    if (graph) {
        if (json_is_object(graph) || json_is_array(graph))
            put_root(page, graph, depth + 1);
        if (!json_object_get(v, "@type"))
            return;
    }
    struct thing *thing = thing_of(page, v, depth);
    *ARENA_PUSH(page->arena, page->things.v, page->things.n, page->things.cap) = thing;
}

/* --- from the script to JSON --- */

static const size_t flags = JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK | JSON_DECODE_INT_AS_REAL;

/* One value of JSON at s, as it stands or mended; *used: what it took, all of it when it had to be mended. */
static json_t *load(struct page *page, const char *s, size_t n, size_t *used)
{
    json_error_t e;
    json_t *root = json_loadb(s, n, flags, &e);
    *used = root ? (size_t)e.position : n;
    for (int quotes = 0; !root && quotes < 2; quotes++) {
        struct buf mended;
        buf_init(&mended, 0);
        jsonld_mend(&mended, s, n, quotes);
        root = json_loadb(buf_str(&mended), mended.n, flags, &e);
        buf_free(&mended);
        if (root)
            feed_warn(page->arena, page->feed, "JSON-LD that is not valid JSON: read all the same");
    }
    if (!root)
        feed_warn(page->arena, page->feed, "JSON-LD that is not valid JSON: passed over");
    return root;
}

/* What may stand around it, for browsers of old: comments of HTML, JavaScript and CDATA; a semicolon. */
static size_t skip_wrapping(const char *s, size_t n)
{
    static const char *const marks[] = {"<!--", "-->", "<![CDATA[", "]]>",         "//",
                                        "/*",   "*/",  ";",         "\xEF\xBB\xBF"};
    size_t at = 0;
    for (bool moved = true; moved;) {
        moved = false;
        while (at < n && strchr(" \t\r\n\f", s[at]) && s[at]) {
            at++;
            moved = true;
        }
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            size_t length = strlen(marks[i]);
            if (n - at >= length && memcmp(s + at, marks[i], length) == 0) {
                at += length;
                moved = true;
            }
        }
    }
    return at;
}

/* A script may hold several documents one after the other. */
static void read_script(struct page *page, const char *s, size_t n)
{
    for (int documents = 0; documents < MOST_SCRIPTS; documents++) {
        size_t skipped = skip_wrapping(s, n), used;
        s += skipped;
        n -= skipped;
        /* a comment of words, before it or behind it */
        const char *begin = n && *s != '{' && *s != '[' ? memchr(s, '{', n) : s;
        if (!n || !begin)
            return;
        n -= (size_t)(begin - s);
        s = begin;
        json_t *root = load(page, s, n, &used);
        if (!root)
            return;
        put_root(page, root, 0);
        json_decref(root);
        s += used;
        n -= used;
    }
}

static bool is_jsonld(const xmlNode *node)
{
    const char *type = dom_tag(node) == HTML_SCRIPT ? html_attribute(node, "type") : NULL;
    if (!type)
        return false;
    type += strspn(type, " \t\r\n");
    size_t n = strcspn(type, " \t\r\n;");
    return n == strlen("application/ld+json") && strncasecmp(type, "application/ld+json", n) == 0;
}

void jsonld_read(struct page *page)
{
    int scripts = 0;
    for (const xmlNode *node = page->root; node && page_step(page); node = dom_next(node, page->root)) {
        if (!is_jsonld(node) || ++scripts > MOST_SCRIPTS)
            continue;
        const char *s = html_text(page->arena, node, SIZE_MAX);
        size_t n = strlen(s);
        /* a page that escapes all it is given */
        if (!strchr(s, '"') && strstr(s, "&quot;")) {
            s = text_unescape(page->arena, s, n);
            n = strlen(s);
        }
        read_script(page, s, n);
    }
}
