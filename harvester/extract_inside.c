/* Selectors with ">>": what a language finds, and then what CSS or XPath finds in the HTML it holds. */
#include "harvester/extract_internal.h"
#include "base/text.h"
#include "harvester/formats/htmlrules.h"
#include "harvester/formats/htmltree.h"

#include <string.h>

/* --- compiling --- */

/* Where ">>" stands, on its own between spaces; NULL: nowhere. */
static const char *mark_in(const char *s)
{
    for (const char *mark = s; (mark = strstr(mark, ">>")); mark += 2)
        if ((mark == s || mark[-1] == ' ') && mark[2] == ' ')
            return mark;
    return NULL;
}

bool selector_compile(const struct extract_language *language, struct arena *a, const char *s,
                      void **compiled, void **behind, struct error *err)
{
    const char *mark = mark_in(s);
    size_t n = mark ? (size_t)(mark - s) : 0;
    *compiled = *behind = NULL;
    if (!mark)
        return language->compile(a, s, compiled, err);
    while (n && s[n - 1] == ' ')
        n--;
    if (n && !language->compile(a, arena_strndup(a, s, n), compiled, err))
        return false;
    mark += 2 + strspn(mark + 2, " ");
    if (html_language.compile(a, mark, behind, err))
        return true;
    selector_release(language, *compiled, NULL);
    *compiled = NULL;
    return false;
}

void selector_release(const struct extract_language *language, void *compiled, void *behind)
{
    if (compiled && language->release)
        language->release(compiled);
    if (behind)
        html_language.release(behind);
}

/* --- pages inside --- */

static struct extract *open_page(struct extract *x, const char *markup)
{
    struct error err;
    struct document *document = arena_dup(x->arena, x->document, sizeof *document);
    struct extract *page = arena_alloc(x->arena, sizeof *page);
    document->bytes = markup;
    document->n = strlen(markup);
    document->charset = "utf-8";
    *page = (struct extract){.document = document, .arena = x->arena, .feed = x->feed, .markup = markup};
    xmlDocPtr doc = html_tree(document, x->arena, x->feed, &err);
    if (!doc)
        return NULL;
    html_rules_open(page, doc);
    page->inside = x->inside;
    x->inside = page;
    return page;
}

/* The page in the text of a value; NULL: there is none. Several rules about one text read one page. */
static struct extract *page_in(struct extract *x, struct extract_value value)
{
    const char *text = value.text ? value.text : x->language->read(x, value, EXTRACT_HTML);
    text = text ? text : x->language->read(x, value, EXTRACT_TEXT);
    if (text_blank(text) || arena_over(x->arena))
        return NULL;
    return x->inside && x->inside->markup == text ? x->inside : open_page(x, text);
}

void inside_close(struct extract *x)
{
    for (struct extract *page = x->inside, *next; page; page = next) {
        next = page->inside;
        html_rules_close(page);
    }
    x->inside = NULL;
}

static void select_inside(struct extract *page, const struct rule *rule, const void *node,
                          struct extract_values *out)
{
    size_t before = out->n;
    html_language.select(page, rule->behind, (struct extract_value){.node = node}, out);
    for (size_t i = before; i < out->n; i++)
        out->v[i].page = page;
}

void selector_values(struct extract *x, const struct rule *rule, struct extract_value scope,
                     struct extract_values *out)
{
    struct extract_values found = {0}, *first = rule->behind ? &found : out;
    if (!rule->compiled)
        *ARENA_PUSH(x->arena, found.v, found.n, found.cap) = scope;
    else if (!scope.page)
        x->language->select(x, rule->compiled, scope, first);
    for (size_t i = 0; rule->behind && i < found.n; i++) {
        struct extract *page = found.v[i].page ? found.v[i].page : page_in(x, found.v[i]);
        if (page)
            select_inside(page, rule, found.v[i].page ? found.v[i].node : NULL, out);
    }
}
