/* Parsing a page: libxml2's HTML parser over text that is decoded already, with bounds on depth and
   attributes; and walking the tree, without recursion. */
#include "harvester/formats/htmltree.h"
#include "base/htmltag.h"
#include "base/url.h"
#include "harvester/formats/common.h"
#include "harvester/formats/htmlmend.h"

#include <libxml/HTMLparser.h>
#include <libxml/SAX2.h>
#include <string.h>

enum { DEEPEST = 250 }; /* libxml2 gives up beyond 256 */

/* --- parsing --- */

struct bounds {
    size_t depth, most_depth, most_attributes;
    size_t skipped; /* open elements that are too deep */
    size_t hidden;  /* open elements from a <template> on, which is no part of the page */
    bool deep, wide;
};

static struct bounds *bounds_of(void *context)
{
    return ((xmlParserCtxtPtr)context)->_private;
}

static void on_start(void *context, const xmlChar *name, const xmlChar **attributes)
{
    struct bounds *b = bounds_of(context);
    if (b->hidden || strcmp((const char *)name, "template") == 0) {
        b->hidden++;
        return;
    }
    if (b->skipped || b->depth >= b->most_depth) {
        b->deep = true;
        b->skipped++;
        return;
    }
    b->depth++;
    size_t n = 0;
    while (attributes && attributes[2 * n] && n < b->most_attributes)
        n++;
    if (!attributes || !attributes[2 * n]) {
        xmlSAX2StartElement(context, name, attributes);
        return;
    }
    b->wide = true;
    const xmlChar *cut = attributes[2 * n];
    attributes[2 * n] = NULL; /* the list is the parser's, which reads no further than that either */
    xmlSAX2StartElement(context, name, attributes);
    attributes[2 * n] = cut;
}

static void on_end(void *context, const xmlChar *name)
{
    struct bounds *b = bounds_of(context);
    if (b->hidden || b->skipped) {
        *(b->hidden ? &b->hidden : &b->skipped) -= 1;
        return;
    }
    if (b->depth)
        b->depth--;
    xmlSAX2EndElement(context, name);
}

static void on_characters(void *context, const xmlChar *text, int n)
{
    if (!bounds_of(context)->hidden)
        xmlSAX2Characters(context, text, n);
}

static void on_raw(void *context, const xmlChar *text, int n)
{
    if (!bounds_of(context)->hidden)
        xmlSAX2CDataBlock(context, text, n);
}

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

static xmlDocPtr parse(const char *text, size_t n, struct bounds *b)
{
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (!parser)
        out_of_memory();
    parser->_private = b;
    parser->sax->startElement = on_start;
    parser->sax->endElement = on_end;
    parser->sax->characters = on_characters;
    parser->sax->cdataBlock = on_raw;
    parser->sax->serror = quiet;
    xmlDocPtr doc = htmlCtxtReadMemory(parser, text, (int)n, NULL, "UTF-8",
                                       HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                           HTML_PARSE_NONET | HTML_PARSE_IGNORE_ENC | HTML_PARSE_COMPACT);
    htmlFreeParserCtxt(parser);
    return doc;
}

xmlDocPtr html_tree(const struct document *document, struct arena *arena, struct feed *feed,
                    struct error *err)
{
    struct buf text, mended;
    size_t depth = document_most(document, LIMIT_DEPTH);
    struct bounds b = {
        .most_depth = depth < DEEPEST ? depth : DEEPEST,
        .most_attributes = document_most(document, LIMIT_ATTRIBUTES),
    };
    buf_init(&text, 0);
    buf_init(&mended, 0);
    document_text(document, arena, &text, feed);
    html_mend(&mended, buf_str(&text), text.n);
    buf_free(&text);
    xmlDocPtr doc = mended.n && mended.n < INT32_MAX ? parse(buf_str(&mended), mended.n, &b) : NULL;
    buf_free(&mended);
    if (b.deep)
        feed_beyond(document, arena, feed, LIMIT_DEPTH);
    if (b.wide)
        feed_beyond(document, arena, feed, LIMIT_ATTRIBUTES);
    if (doc && xmlDocGetRootElement(doc))
        return doc;
    if (doc)
        xmlFreeDoc(doc);
    error_set(err, "not an HTML page: there is no element in it");
    return NULL;
}

/* --- walking --- */

const xmlNode *html_next(const xmlNode *node, const xmlNode *top, bool into)
{
    if (into && node->type == XML_ELEMENT_NODE && node->children)
        return node->children;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

bool html_is(const xmlNode *node, const char *name)
{
    return node && node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

const char *html_attribute(const xmlNode *node, const char *name)
{
    if (node->type != XML_ELEMENT_NODE)
        return NULL;
    for (const xmlAttr *a = node->properties; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0) /* the value of HTML is one text, or none */
            return a->children && a->children->content ? (const char *)a->children->content : "";
    return NULL;
}

const char *html_base(struct arena *arena, xmlDocPtr doc, const char *url)
{
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *node = root; node; node = html_next(node, root, true)) {
        const char *href = html_is(node, "base") ? html_attribute(node, "href") : NULL;
        if (href && *href)
            return url_resolve(arena, url, href);
    }
    return url;
}

/* Separates it words? */
static bool is_block(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE &&
           !html_tag_inline(html_tag_find((const char *)node->name, strlen((const char *)node->name)));
}

static bool is_left_out(const xmlNode *node)
{
    return node->type != XML_ELEMENT_NODE ||
           html_tag_left_out(html_tag_find((const char *)node->name, strlen((const char *)node->name)));
}

static bool is_text(const xmlNode *node)
{
    return (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content;
}

static bool has_year(const char *s)
{
    for (size_t n; *(s += strcspn(s, "0123456789")); s += n)
        if ((n = strspn(s, "0123456789")) == 4)
            return true;
    return false;
}

static bool has_hour(const char *s)
{
    for (; *(s += strcspn(s, "0123456789")); s++) {
        const char *behind = s + strspn(s, "0123456789");
        behind += strspn(behind, " \xC2\xA0"); /* a non-breaking space too */
        if (*behind == 'h' || *behind == 'H' || *behind == ':')
            return true;
        s = behind - 1;
    }
    return false;
}

/* "mardi <time datetime=2026-03-10>10 mars</time>": what people read without its year gives way to what
   machines read, which leaves out no more than that. False: the words stay. */
static bool add_machine_date(struct arena *arena, struct buf *text, const xmlNode *node)
{
    const char *date = html_is(node, "time") ? html_attribute(node, "datetime") : NULL;
    const char *words = date ? html_text(arena, node, 200) : "";
    size_t before = strcspn(words, "0123456789");
    if (!date || !has_year(date) || !words[before] || has_year(words) || (has_hour(words) && !has_hour(date)))
        return false;
    buf_add(text, words, before);
    buf_adds(text, date);
    return true;
}

static void add_space(struct buf *text)
{
    if (text->n && text->p[text->n - 1] != ' ')
        buf_addc(text, ' ');
}

static const char *gather(struct arena *arena, const xmlNode *top, size_t most, bool dates)
{
    struct buf text;
    const xmlNode *node = top;
    buf_init(&text, 0);
    for (bool done = false; !done && text.n <= most;) {
        bool into = node->type == XML_ELEMENT_NODE && node->children && (node == top || !is_left_out(node));
        if (is_text(node))
            buf_adds(&text, (const char *)node->content);
        else if (is_block(node))
            add_space(&text);
        else if (dates && add_machine_date(arena, &text, node))
            into = false;
        if (into) {
            node = node->children;
            continue;
        }
        while (!done) {
            if (is_block(node))
                add_space(&text);
            done = node == top;
            if (!done && node->next) {
                node = node->next;
                break;
            }
            node = done ? node : node->parent;
        }
    }
    const char *s = arena_strndup(arena, buf_str(&text), text.n);
    buf_free(&text);
    return s;
}

const char *html_text(struct arena *arena, const xmlNode *node, size_t most)
{
    return gather(arena, node, most, false);
}

const char *html_dates(struct arena *arena, const xmlNode *node, size_t most)
{
    return gather(arena, node, most, true);
}
