/* XML into a tree: sound documents as they are, others mended. */
#include "harvester/formats/xmltree.h"
#include "harvester/formats/xmlmend.h"
#include "base/text.h"

#include <libxml/parser.h>
#include <string.h>

enum { PART = 1 << 16, MOST_PREFIXES = 100 };

const xmlNode *xml_tree_next(const xmlNode *node, const xmlNode *top)
{
    if (node->type == XML_ELEMENT_NODE && node->children)
        return node->children;
    while (node != top && !node->next)
        node = node->parent;
    return node == top ? NULL : node->next;
}

/* --- parsing --- */

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

/* Entities are those of XML: others make a document one to be mended. */
static xmlParserCtxtPtr open_parser(int options)
{
    xmlParserCtxtPtr parser = xmlCreatePushParserCtxt(NULL, NULL, NULL, 0, NULL);
    if (!parser)
        out_of_memory();
    parser->sax->serror = quiet;
    xmlCtxtUseOptions(parser, XML_PARSE_NONET | XML_PARSE_NOENT | options);
    return parser;
}

static xmlDocPtr close_parser(xmlParserCtxtPtr parser, bool keep)
{
    xmlDocPtr doc = parser->myDoc;
    if (parser->errNo == XML_ERR_NO_MEMORY)
        out_of_memory();
    keep = keep && doc && xmlDocGetRootElement(doc);
    if (!keep)
        xmlFreeDoc(doc);
    parser->myDoc = NULL;
    xmlFreeParserCtxt(parser);
    return keep ? doc : NULL;
}

/* The parser looks through what it could not take yet again and again: where a token is long, the parts grow
   with it, which keeps the time linear. */
static size_t next_part(xmlParserCtxtPtr parser)
{
    size_t pending = (size_t)(parser->input->end - parser->input->cur);
    return pending < PART ? PART : 2 * pending;
}

static xmlDocPtr read_sound(const char *s, size_t n)
{
    xmlParserCtxtPtr parser = open_parser(0);
    bool sound = true;
    for (size_t i = 0, length; i < n && sound; i += length) {
        length = next_part(parser);
        if (length >= n - i)
            length = n - i;
        else /* whole characters */
            while (((unsigned char)s[i + length] & 0xC0) == 0x80)
                length++;
        sound = xmlParseChunk(parser, s + i, (int)length, i + length == n) == 0;
    }
    return close_parser(parser, sound && parser->wellFormed);
}

static xmlDocPtr read_mended(const char *s, size_t n, const struct xml_root *root,
                             const struct document *document, struct arena *arena, struct feed *feed)
{
    struct xmlmend *m = xmlmend_new(s, n, root, document);
    xmlParserCtxtPtr parser = open_parser(XML_PARSE_RECOVER | XML_PARSE_HUGE);
    struct buf part;
    size_t line;
    bool more = true;
    buf_init(&part, 0);
    while (more) {
        buf_reset(&part);
        for (size_t least = next_part(parser); more && part.n < least;)
            more = xmlmend_next(m, &part);
        xmlParseChunk(parser, buf_str(&part), (int)part.n, !more);
    }
    const char *fault = xmlmend_fault(m, &line);
    if (fault)
        feed_warn(arena, feed, "line %zu: %s", line, fault);
    for (int i = 0; i < DOCUMENT_LIMITS; i++)
        if (xmlmend_beyond(m) >> i & 1)
            feed_beyond(document, arena, feed, (enum document_limit)i);
    buf_free(&part);
    xmlmend_free(m);
    return close_parser(parser, true);
}

/* --- namespaces --- */

/* A prefix means in rules what it means first in the document. */
static void take_prefixes(struct xml_tree *tree, const xmlNode *element, int *left)
{
    for (xmlNsPtr ns = element->nsDef; ns && *left; ns = ns->next)
        if (ns->prefix && ns->href)
            *left -= xpath_prefix(tree->xpath, ns);
}

static void ready_names(struct xml_tree *tree)
{
    int left = MOST_PREFIXES;
    const xmlNode *top = (const xmlNode *)tree->doc;
    for (xmlNodePtr node = tree->doc->children; node; node = (xmlNodePtr)xml_tree_next(node, top)) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        take_prefixes(tree, node, &left);
        if (node->ns && !node->ns->prefix)
            node->ns = NULL;
    }
}

bool xml_tree_open(struct xml_tree *tree, const struct document *document, struct arena *arena,
                   struct feed *feed, struct error *err)
{
    struct xml_root root;
    struct buf text;
    *tree = (struct xml_tree){0};
    buf_init(&text, 0);
    document_text(document, arena, &text, feed);
    const char *s = buf_str(&text);
    if (xml_find_any_root(s, text.n, &root)) {
        bool flood = xml_attribute_flood(s, text.n, document_most(document, LIMIT_ATTRIBUTES));
        tree->doc = flood ? NULL : read_sound(s + root.at, text.n - root.at);
        if (!tree->doc)
            tree->doc = read_mended(s, text.n, &root, document, arena, feed);
    }
    buf_free(&text);
    if (!tree->doc)
        return error_set(err, "no XML: expected an element that is none of HTML");
    tree->xpath = xpath_open(tree->doc);
    ready_names(tree);
    return true;
}

void xml_tree_close(struct xml_tree *tree)
{
    xpath_close(tree->xpath);
    xmlFreeDoc(tree->doc);
    *tree = (struct xml_tree){0};
}
