/* The tree of a page, and walking it without recursion. */
#include "harvester/formats/dom.h"
#include "base/text.h"

#include <libxml/HTMLparser.h>
#include <string.h>

/* --- walking --- */

xmlNode *dom_inside(const xmlNode *node)
{
    bool holds = node->type == XML_ELEMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE;
    return holds ? node->children : NULL;
}

xmlNode *dom_past(const xmlNode *node, const xmlNode *root)
{
    for (; node && node != root; node = node->parent)
        if (node->next)
            return node->next;
    return NULL;
}

xmlNode *dom_next(const xmlNode *node, const xmlNode *root)
{
    xmlNode *first = dom_inside(node);
    return first ? first : dom_past(node, root);
}

enum html_tag dom_tag(const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE)
        return HTML_UNKNOWN;
    return html_tag_find((const char *)node->name, strlen((const char *)node->name));
}

xmlNode *dom_first(const xmlDoc *tree, enum html_tag tag)
{
    const xmlNode *root = (const xmlNode *)tree;
    for (xmlNode *node = dom_inside(root); node; node = dom_next(node, root))
        if (dom_tag(node) == tag)
            return node;
    return NULL;
}

/* --- lists of words --- */

const char *dom_word(const char **list, size_t *n)
{
    const char *word = *list + strspn(*list, " \t\r\n\f");
    *n = strcspn(word, " \t\r\n\f");
    *list = word + *n;
    return *n ? word : NULL;
}

bool dom_has_word(const char *list, const char *word)
{
    size_t length = strlen(word), n;
    for (const char *w; list && (w = dom_word(&list, &n));)
        if (n == length && memcmp(w, word, n) == 0)
            return true;
    return false;
}

/* --- markup --- */

static void add_start_tag(struct buf *out, const xmlNode *node)
{
    buf_addc(out, '<');
    buf_adds(out, (const char *)node->name);
    for (const xmlAttr *a = node->properties; a; a = a->next) {
        buf_addc(out, ' ');
        buf_adds(out, (const char *)a->name);
        if (!a->children || !a->children->content)
            continue;
        buf_adds(out, "=\"");
        text_add_xml(out, (const char *)a->children->content);
        buf_addc(out, '"');
    }
    buf_addc(out, '>');
}

static void add_end_tag(struct buf *out, const xmlNode *node)
{
    const htmlElemDesc *known = htmlTagLookup(node->name);
    if (known && known->empty)
        return;
    buf_adds(out, "</");
    buf_adds(out, (const char *)node->name);
    buf_addc(out, '>');
}

static void add_node(struct buf *out, const xmlNode *node)
{
    if (node->type == XML_ELEMENT_NODE)
        add_start_tag(out, node);
    else if (node->type == XML_TEXT_NODE && node->content)
        text_add_xml(out, (const char *)node->content);
}

bool dom_markup(struct buf *out, const xmlNode *node, dom_filter *leave_out)
{
    const xmlNode *at = node;
    while (at && !out->overflow) {
        bool gone = at != node && leave_out && leave_out(at);
        if (!gone && at != node)
            add_node(out, at);
        const xmlNode *next = gone ? NULL : dom_inside(at);
        for (const xmlNode *up = at; !next && up != node; up = up->parent) {
            if (up->type == XML_ELEMENT_NODE && (up != at || !gone))
                add_end_tag(out, up);
            next = up->next;
        }
        at = next;
    }
    return !out->overflow;
}
