/* The rule language of pages: selectors, and what is read of the nodes they find. */
#include "harvester/formats/htmlrules.h"
#include "base/text.h"
#include "harvester/formats/common.h"
#include "harvester/formats/htmltree.h"
#include "harvester/formats/maintext.h"
#include "harvester/selector.h"
#include "harvester/xpath.h"

#include <libxml/HTMLtree.h>
#include <stdlib.h>
#include <string.h>

/* --- selectors --- */

struct html_selector {
    xmlXPathCompExprPtr below; /* NULL: the scope itself is meant ("@href") */
    xmlXPathCompExprPtr self;  /* of CSS: tried when nothing below matches */
    const char *attribute;     /* NULL: none */
    bool main_text;            /* "auto" */
};

static bool is_xpath(const char *s)
{
    return *s == '/' || *s == '(' || strncmp(s, "./", 2) == 0 || strncmp(s, "..", 2) == 0 ||
           strcmp(s, ".") == 0;
}

/* Where "selector@attribute" is cut: the last @ with nothing behind it but a name; the end without one. */
static size_t selector_length(const char *s)
{
    const char *at = strrchr(s, '@');
    if (!at || !at[1])
        return strlen(s);
    size_t name = strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.");
    return at[1 + name] ? strlen(s) : (size_t)(at - s);
}

static const char *lower(struct arena *a, const char *s)
{
    char *low = arena_strdup(a, s);
    for (char *p = low; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p |= 32;
    return low;
}

static bool compile_css(struct arena *a, const char *css, struct html_selector *out, struct error *err)
{
    size_t n = selector_length(css);
    if (css[n])
        out->attribute = lower(a, css + n + 1);
    css = arena_strndup(a, css, n);
    if (text_blank(css) && out->attribute)
        return true;
    struct selector_xpath xpath;
    return selector_xpath(a, css, &xpath, err) && (out->below = xpath_compile(xpath.below, err)) &&
           (!xpath.self || (out->self = xpath_compile(xpath.self, err)));
}

static void html_release(void *compiled)
{
    struct html_selector *selector = compiled;
    if (selector->below)
        xmlXPathFreeCompExpr(selector->below);
    if (selector->self)
        xmlXPathFreeCompExpr(selector->self);
}

static bool html_compile(struct arena *a, const char *s, void **compiled, struct error *err)
{
    struct html_selector *selector = arena_alloc(a, sizeof *selector);
    selector->main_text = strcmp(s, "auto") == 0;
    bool good = selector->main_text || (is_xpath(s) ? (selector->below = xpath_compile(s, err)) != NULL
                                                    : compile_css(a, s, selector, err));
    if (good)
        *compiled = selector;
    else
        html_release(selector);
    return good;
}

/* Where scripts that load pictures late keep the address: before `src`, which holds a stand-in then. */
static const char *const lazy[] = {"data-src",    "data-lazy-src",    "data-original", "data-lazy",
                                   "data-srcset", "data-lazy-srcset", "srcset",        NULL};

static const xmlAttr *attribute_of(const xmlNode *node, const char *name)
{
    for (const xmlAttr *a = node->type == XML_ELEMENT_NODE ? node->properties : NULL; a; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a;
    return NULL;
}

/* Elements give way to their attribute, those that lack it to nothing. A picture that loads late has a `src`,
   wherever it is kept. */
static void take_attributes(const char *name, struct extract_values *values, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < values->n; i++) {
        const xmlNode *node = values->v[i].node;
        const xmlAttr *attribute = attribute_of(node, name);
        for (size_t k = 0; lazy[k] && !attribute && strcmp(name, "src") == 0; k++)
            attribute = attribute_of(node, lazy[k]);
        if (attribute)
            values->v[kept++] = (struct extract_value){.node = attribute};
    }
    values->n = kept;
}

static void html_select(struct extract *x, const void *compiled, struct extract_value scope,
                        struct extract_values *out)
{
    const struct html_selector *selector = compiled;
    xmlNodePtr node = (xmlNodePtr)(uintptr_t)scope.node;
    size_t before = out->n;
    if (selector->main_text) {
        /* of the page as a whole: an item of a list has none */
        const char *text = node ? NULL : main_text(x->document, x->root, x->arena, x->base);
        if (text)
            *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = (struct extract_value){.text = text};
        return;
    }
    if (selector->below)
        xpath_select(x->own, selector->below, node, x->arena, out);
    else
        *ARENA_PUSH(x->arena, out->v, out->n, out->cap) =
            (struct extract_value){.node = node ? node : xmlDocGetRootElement(x->root)};
    if (node && selector->self && out->n == before)
        xpath_select(x->own, selector->self, node, x->arena, out);
    if (selector->attribute)
        take_attributes(selector->attribute, out, before);
}

/* --- addresses --- */

/* The address of the largest picture of a `srcset`. */
static const char *best_of_set(struct arena *a, const char *set)
{
    const char *best = NULL;
    double most = -1;
    while (*set) {
        set += strspn(set, " \t\r\n\f,");
        size_t n = strcspn(set, " \t\r\n\f");
        const char *url = set;
        double size = 1;
        bool alone = n && set[n - 1] == ','; /* no width behind it */
        set += n;
        if (!alone) {
            size_t width = strcspn(set, ",");
            size = strtod(arena_strndup(a, set, width), NULL);
            set += width;
        }
        while (n && url[n - 1] == ',')
            n--;
        if (n && size > most) {
            most = size;
            best = arena_strndup(a, url, n);
        }
    }
    return best;
}

static bool is_set(const char *name)
{
    return strlen(name) >= 6 && strcmp(name + strlen(name) - 6, "srcset") == 0;
}

static bool acts(const char *url)
{
    return strncasecmp(url, "data:", 5) == 0 || strncasecmp(url, "about:", 6) == 0;
}

static const char *picture_address(struct arena *a, const xmlNode *element)
{
    const char *src = html_attribute(element, "src");
    for (size_t i = 0; lazy[i]; i++) {
        const char *value = html_attribute(element, lazy[i]);
        if (text_blank(value) || (strcmp(lazy[i], "srcset") == 0 && !text_blank(src) && !acts(src)))
            continue;
        const char *url = is_set(lazy[i]) ? best_of_set(a, value) : value;
        if (url && !acts(url))
            return url;
    }
    return src ? src : html_attribute(element, "poster");
}

/* "background-image: url('x.jpg')" */
static const char *style_address(struct arena *a, const char *style)
{
    const char *url = style ? strcasestr(style, "url(") : NULL;
    if (!url)
        return NULL;
    url += 4 + strspn(url + 4, " \t'\"");
    return arena_strndup(a, url, strcspn(url, "'\")"));
}

static const char *own_address(struct arena *a, const xmlNode *element)
{
    static const char *const attributes[] = {"href", "data-href", "content", "data", NULL};
    const char *url = NULL;
    if (html_is(element, "img") || html_is(element, "source") || html_is(element, "iframe") ||
        html_is(element, "video") || html_is(element, "audio") || html_is(element, "embed"))
        return picture_address(a, element);
    for (const char *const *name = attributes; *name && !url; name++)
        url = html_attribute(element, *name);
    return url;
}

/* Of an element that has none itself: that of the first link or picture in it, of the link around it, of the
   picture behind it. */
static const char *element_address(struct arena *a, const xmlNode *element)
{
    for (const xmlNode *node = element; node; node = html_next(node, element, true)) {
        const char *url = node->type == XML_ELEMENT_NODE ? own_address(a, node) : NULL;
        if (!text_blank(url))
            return url;
    }
    for (const xmlNode *node = element->parent; node && node->type == XML_ELEMENT_NODE; node = node->parent)
        if (html_is(node, "a") && html_attribute(node, "href"))
            return html_attribute(node, "href");
    return style_address(a, html_attribute(element, "style"));
}

static const char *attribute_address(struct arena *a, const xmlNode *attribute, const char *value)
{
    const char *name = (const char *)attribute->name;
    if (is_set(name))
        return best_of_set(a, value);
    if (strcmp(name, "style") == 0)
        return style_address(a, value);
    if (strcmp(name, "src") == 0 && attribute->parent)
        return picture_address(a, attribute->parent);
    return value;
}

/* --- reading --- */

static const char *attribute_value(const xmlNode *attribute)
{
    const xmlNode *text = attribute->children;
    return text && text->content ? (const char *)text->content : "";
}

static const char *machine_attribute(const xmlNode *element)
{
    static const struct {
        const char *element, *attribute;
    } where[] = {{"time", "datetime"}, {"meta", "content"}, {"data", "value"}, {"abbr", "title"}};
    for (size_t i = 0; i < sizeof where / sizeof *where; i++)
        if (html_is(element, where[i].element))
            return html_attribute(element, where[i].attribute);
    return NULL;
}

/* What a machine is to read on an element, or on the only one in it; of several their dates as a text. NULL:
   nothing. */
static const char *machine_date(struct extract *x, const xmlNode *element)
{
    const char *only = NULL;
    for (const xmlNode *node = element; node; node = html_next(node, element, true)) {
        const char *value = machine_attribute(node);
        if (text_blank(value))
            continue;
        if (node == element)
            return value;
        if (only)
            return html_dates(x->arena, element, document_most(x->document, LIMIT_FIELD));
        only = value;
    }
    return only;
}

/* Elements that are no more than a box are left away around what they hold. */
static bool is_box(const xmlNode *element)
{
    static const char *const names[] = {"div", "section", "article", "main",   "body",  "html",
                                        "td",  "th",      "span",    "header", "form",  "aside",
                                        "li",  "dd",      "center",  "font",   "label", NULL};
    for (const char *const *name = names; *name; name++)
        if (html_is(element, *name))
            return true;
    return false;
}

static const char *markup(struct extract *x, xmlNodePtr node)
{
    xmlBufferPtr out = xmlBufferCreate();
    size_t most = document_most(x->document, LIMIT_FIELD) + FIELD_MARGIN;
    if (!out)
        out_of_memory();
    if (is_box(node)) {
        for (xmlNodePtr child = node->children; child && (size_t)xmlBufferLength(out) <= most;
             child = child->next)
            htmlNodeDump(out, x->root, child);
    } else {
        htmlNodeDump(out, x->root, node);
    }
    const char *html = arena_strdup(x->arena, (const char *)xmlBufferContent(out));
    xmlBufferFree(out);
    return html;
}

static const char *html_read(struct extract *x, struct extract_value value, enum extract_as as)
{
    xmlNodePtr node = (xmlNodePtr)(uintptr_t)value.node;
    if (node->type == XML_ATTRIBUTE_NODE) {
        const char *text = attribute_value(node);
        return as == EXTRACT_TEXT ? text : as == EXTRACT_URL ? attribute_address(x->arena, node, text) : NULL;
    }
    if (as == EXTRACT_TEXT)
        return html_text(x->arena, node, document_most(x->document, LIMIT_FIELD) + FIELD_MARGIN);
    if (node->type != XML_ELEMENT_NODE)
        return NULL;
    if (as == EXTRACT_DATES)
        return html_dates(x->arena, node, document_most(x->document, LIMIT_FIELD));
    return as == EXTRACT_URL    ? element_address(x->arena, node)
           : as == EXTRACT_DATE ? machine_date(x, node)
                                : markup(x, node);
}

static const char *html_attr(struct extract *x, struct extract_value value, const char *name)
{
    const xmlNode *node = value.node ? value.node : xmlDocGetRootElement(x->root);
    return html_attribute(node, lower(x->arena, name));
}

const struct extract_language html_language = {
    .name = "html",
    .compile = html_compile,
    .release = html_release,
    .select = html_select,
    .read = html_read,
    .attribute = html_attr,
};

void html_rules_open(struct extract *x, xmlDocPtr doc)
{
    x->language = &html_language;
    x->root = doc;
    x->base = html_base(x->arena, doc, x->document->url);
    x->own = xpath_open(doc);
}

void html_rules_close(struct extract *x)
{
    xpath_close(x->own);
    xmlFreeDoc(x->root);
}
