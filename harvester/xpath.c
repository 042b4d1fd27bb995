/* XPath 1.0 over a tree of libxml2: compiling and evaluating, within limits. */
#include "harvester/xpath.h"

#include <libxml/xpathInternals.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Steps of one evaluation: some seconds at most. What a page can make of a rule is bounded besides by the
       CPU time of a worker. */
    MOST_STEPS = 20000000,
};

struct xpath {
    xmlXPathContextPtr context;
    xmlNodePtr scope, root;
};

static void quiet(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

xmlXPathCompExprPtr xpath_compile(const char *s, struct error *err)
{
    xmlXPathContextPtr context = xmlXPathNewContext(NULL);
    if (!context)
        out_of_memory();
    context->error = quiet;
    xmlXPathCompExprPtr compiled = xmlXPathCtxtCompile(context, (const xmlChar *)s);
    if (!compiled)
        error_set(err, "\"%.200s\" is no XPath selector: not understood from character %d on", s,
                  context->lastError.int1 + 1);
    xmlXPathFreeContext(context);
    return compiled;
}

/* --- what selectors need besides --- */

static xmlXPathObjectPtr look_up(void *own, const xmlChar *name, const xmlChar *uri)
{
    const struct xpath *xpath = own;
    if (uri || strcmp((const char *)name, "scope") != 0)
        return NULL;
    return xmlXPathNewNodeSet(xpath->scope ? xpath->scope : xpath->root);
}

/* How many siblings with the name of the context node there are on one side. */
static void count_same(xmlXPathParserContextPtr ctxt, int nargs, bool before)
{
    CHECK_ARITY(0);
    const xmlNode *node = ctxt->context->node;
    double count = 0;
    if (node && node->type == XML_ELEMENT_NODE)
        for (const xmlNode *s = before ? node->prev : node->next; s; s = before ? s->prev : s->next)
            count += s->type == XML_ELEMENT_NODE && xmlStrEqual(s->name, node->name);
    valuePush(ctxt, xmlXPathNewFloat(count));
}

static void same_before(xmlXPathParserContextPtr p, int nargs)
{
    count_same(p, nargs, true);
}

static void same_after(xmlXPathParserContextPtr p, int nargs)
{
    count_same(p, nargs, false);
}

/* Is the context node in the scope, or the scope itself? */
static void within(xmlXPathParserContextPtr ctxt, int nargs)
{
    CHECK_ARITY(0);
    const struct xpath *xpath = ctxt->context->varLookupData;
    const xmlNode *node = ctxt->context->node;
    while (xpath->scope && node && node != xpath->scope)
        node = node->parent;
    valuePush(ctxt, xmlXPathNewBoolean(node != NULL));
}

struct xpath *xpath_open(xmlDocPtr doc)
{
    struct xpath *xpath = mem_alloc(sizeof *xpath);
    xpath->context = xmlXPathNewContext(doc);
    xpath->root = xmlDocGetRootElement(doc);
    if (!xpath->context || xmlXPathRegisterFunc(xpath->context, BAD_CAST "same-before", same_before) ||
        xmlXPathRegisterFunc(xpath->context, BAD_CAST "same-after", same_after) ||
        xmlXPathRegisterFunc(xpath->context, BAD_CAST "within", within))
        out_of_memory();
    xpath->context->error = quiet;
    xmlXPathRegisterVariableLookup(xpath->context, look_up, xpath);
    xmlXPathOrderDocElems(doc);
    return xpath;
}

void xpath_close(struct xpath *xpath)
{
    if (!xpath)
        return;
    xmlXPathFreeContext(xpath->context);
    free(xpath);
}

bool xpath_prefix(struct xpath *xpath, const xmlNs *declared)
{
    return !xmlXPathNsLookup(xpath->context, declared->prefix) &&
           xmlXPathRegisterNs(xpath->context, declared->prefix, declared->href) == 0;
}

/* --- evaluating --- */

static void add_text(struct arena *a, struct extract_values *out, const xmlChar *text)
{
    if (text && *text)
        *ARENA_PUSH(a, out->v, out->n, out->cap) =
            (struct extract_value){.text = arena_strdup(a, (const char *)text)};
}

static void add_nodes(struct arena *a, struct extract_values *out, xmlNodeSetPtr nodes)
{
    if (nodes && nodes->nodeNr > 1)
        xmlXPathNodeSetSort(nodes);
    for (int i = 0; nodes && i < nodes->nodeNr; i++)
        if (nodes->nodeTab[i]->type != XML_NAMESPACE_DECL) /* such a node is the set's own */
            *ARENA_PUSH(a, out->v, out->n, out->cap) = (struct extract_value){.node = nodes->nodeTab[i]};
}

bool xpath_select(struct xpath *xpath, xmlXPathCompExprPtr expression, xmlNodePtr scope, struct arena *a,
                  struct extract_values *out)
{
    if (!xpath->root)
        return true;
    xpath->scope = scope;
    xpath->context->node = scope ? scope : (xmlNodePtr)xpath->context->doc;
    xpath->context->opLimit = MOST_STEPS;
    xpath->context->opCount = 0;
    xmlXPathObjectPtr found = xmlXPathCompiledEval(expression, xpath->context);
    if (!found)
        return false;
    if (found->type == XPATH_NODESET) {
        add_nodes(a, out, found->nodesetval);
    } else if (found->type == XPATH_STRING) {
        add_text(a, out, found->stringval);
    } else if (found->type == XPATH_NUMBER) {
        xmlChar *number = xmlXPathIsNaN(found->floatval) ? NULL : xmlXPathCastNumberToString(found->floatval);
        add_text(a, out, number);
        xmlFree(number);
    } else if (found->type == XPATH_BOOLEAN && found->boolval) {
        add_text(a, out, BAD_CAST "true");
    }
    xmlXPathFreeObject(found);
    return true;
}
