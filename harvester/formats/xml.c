/* Format `xml`: the answer of an API in XML, read by rules that are XPath 1.0. Element names without a prefix
   stand for elements of the default namespace too, whichever it is; a prefix is the one of the document. */
#include "harvester/formats/datatext.h"
#include "harvester/formats/template.h"
#include "harvester/formats/xmltree.h"
#include "harvester/source.h"
#include "base/text.h"

#include <string.h>

struct selector {
    xmlXPathCompExprPtr path;
    struct template *template; /* NULL: it is a path */
};

/* --- selectors --- */

static bool compile_path(struct arena *a, const char *s, void **compiled, struct error *err)
{
    struct selector *selector = arena_alloc(a, sizeof *selector);
    selector->path = xpath_compile(s, err);
    if (selector->path)
        *compiled = selector;
    return selector->path;
}

static void release(void *compiled)
{
    struct selector *selector = compiled;
    for (size_t i = 0; selector->template && i < selector->template->n; i++)
        if (selector->template->v[i].selector)
            release(selector->template->v[i].selector);
    xmlXPathFreeCompExpr(selector->path);
}

static bool compile(struct arena *a, const char *s, void **compiled, struct error *err)
{
    if (!template_is(s, false))
        return compile_path(a, s, compiled, err);
    struct selector *selector = arena_alloc(a, sizeof *selector);
    selector->template = arena_alloc(a, sizeof *selector->template);
    bool good = template_compile(a, s, false, compile_path, selector->template, err);
    if (good)
        *compiled = selector;
    else
        release(selector);
    return good;
}

/* --- what is found, as text --- */

static const char *own_text(struct arena *a, const xmlNode *node)
{
    xmlChar *text = xmlNodeGetContent(node);
    const char *copy = text ? arena_strdup(a, (const char *)text) : "";
    xmlFree(text);
    return copy;
}

/* What stands in an element, written out again. */
static const char *inner_markup(struct arena *a, const xmlNode *node)
{
    xmlBufferPtr out = xmlBufferCreate();
    if (!out)
        out_of_memory();
    for (xmlNodePtr child = node->children; child; child = child->next)
        xmlNodeDump(out, node->doc, child, 0, 0);
    const char *text = arena_strdup(a, (const char *)xmlBufferContent(out));
    xmlBufferFree(out);
    return text;
}

/* The texts of an element of data, with a space between. */
static const char *spaced_text(struct arena *a, const xmlNode *top)
{
    struct buf text;
    buf_init(&text, 0);
    for (const xmlNode *node = top->children; node; node = xml_tree_next(node, top)) {
        if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content)
            buf_adds(&text, (const char *)node->content);
        else
            buf_addc(&text, ' ');
    }
    const char *copy = arena_strndup(a, buf_str(&text), text.n);
    buf_free(&text);
    return copy;
}

static bool holds_elements(const xmlNode *node)
{
    return node->type == XML_ELEMENT_NODE && xmlFirstElementChild((xmlNodePtr)node);
}

static const char *attribute_of(struct extract *x, struct extract_value value, const char *name)
{
    const xmlNode *node = value.node;
    if (!node || node->type != XML_ELEMENT_NODE)
        return NULL;
    for (xmlAttrPtr attribute = node->properties; attribute; attribute = attribute->next)
        if (strcmp((const char *)attribute->name, name) == 0)
            return own_text(x->arena, (const xmlNode *)attribute);
    return NULL;
}

/* <link href="…"/> */
static const char *address_in(struct extract *x, struct extract_value value)
{
    static const char *const names[] = {"href", "url", "src", "resource", NULL};
    const char *address = NULL;
    for (const char *const *name = names; *name && !address; name++)
        address = attribute_of(x, value, *name);
    return address ? data_address(x->arena, address) : NULL;
}

static const char *read_value(struct extract *x, struct extract_value value, enum extract_as as)
{
    struct xml_tree *tree = x->root;
    const xmlNode *node = value.node ? value.node : xmlDocGetRootElement(tree->doc);
    if (!node)
        return NULL;
    const char *text = holds_elements(node) ? inner_markup(x->arena, node) : own_text(x->arena, node);
    if (as == EXTRACT_URL && text_blank(text))
        return address_in(x, value);
    if (holds_elements(node) && !text_is_html(text, strlen(text)))
        return as == EXTRACT_HTML ? NULL : spaced_text(x->arena, node);
    return data_read(x->arena, text, as);
}

static void select_nodes(struct extract *x, const struct selector *selector, struct extract_value scope,
                         struct extract_values *out)
{
    struct xml_tree *tree = x->root;
    xpath_select(tree->xpath, selector->path, (xmlNodePtr)scope.node, x->arena, out);
}

struct filling {
    struct extract *x;
    struct extract_value scope;
};

static void find_parts(void *context, const void *selector, struct strings *out)
{
    struct filling *f = context;
    struct extract_values found = {0};
    select_nodes(f->x, selector, f->scope, &found);
    for (size_t i = 0; i < found.n; i++) {
        const char *text = found.v[i].text ? found.v[i].text : read_value(f->x, found.v[i], EXTRACT_TEXT);
        *ARENA_PUSH(f->x->arena, out->v, out->n, out->cap) =
            text ? text_collapse(f->x->arena, text, strlen(text)) : NULL;
    }
}

static void select_values(struct extract *x, const void *compiled, struct extract_value scope,
                          struct extract_values *out)
{
    const struct selector *selector = compiled;
    if (selector->template)
        template_fill(x->arena, selector->template, find_parts, &(struct filling){x, scope}, out);
    else
        select_nodes(x, selector, scope, out);
}

const struct extract_language xpath_language = {
    .name = "xpath",
    .compile = compile,
    .release = release,
    .select = select_values,
    .read = read_value,
    .attribute = attribute_of,
};

/* --- the format --- */

static struct extract reading(const struct document *document, struct arena *arena, struct feed *feed,
                              struct xml_tree *tree)
{
    return (struct extract){.language = &xpath_language,
                            .root = tree,
                            .document = document,
                            .arena = arena,
                            .feed = feed,
                            .base = document->url};
}

static bool xml_parse(const struct document *document, struct arena *arena, struct feed *feed,
                      struct error *err)
{
    struct xml_tree tree;
    if (!document->source)
        return error_set(err, "XML is read by the rules of a source; there are none here");
    bool ok = xml_tree_open(&tree, document, arena, feed, err);
    struct extract x = reading(document, arena, feed, &tree);
    ok = ok && extract_feed(&x, err);
    xml_tree_close(&tree);
    return ok;
}

static bool xml_detail(const struct document *document, const struct yaml_node *fields, struct arena *arena,
                       struct feed *feed, struct item *item, struct error *err)
{
    struct xml_tree tree;
    bool ok = xml_tree_open(&tree, document, arena, feed, err);
    struct extract x = reading(document, arena, feed, &tree);
    ok = ok && extract_item(&x, fields, (struct extract_value){0}, item, err);
    xml_tree_close(&tree);
    return ok;
}

const struct format xml_format = {.name = "xml", .parse = xml_parse, .detail = xml_detail};
