/* harvester/selector.h: the syntax of CSS selectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/formats/htmlrules.h"
#include "harvester/formats/htmltree.h"
#include "harvester/selector.h"

static void what_editors_write_is_understood(void **state)
{
    (void)state;
    static const char *const good[] = {
        "div",
        "DIV",
        "*",
        ".a",
        "#first-li",
        "article.card",
        "h3 a",
        "a > b",
        "a>b",
        "a + b",
        "a~b",
        "a, b ,c",
        "table.actus tr[class*='cat-list-row']",
        "a[rel=next]",
        "a[title=\"Page suivante\"]",
        "[data-url]",
        "[ href ^= 'http' i ]",
        "[lang|=fr]",
        "li:nth-child(2n+1)",
        "li:nth-child( odd )",
        "li:nth-child(-n+3)",
        "li:nth-last-of-type(n)",
        "li:nth-child(+3n - 2)",
        "p:first-of-type",
        ":root",
        ":scope > div",
        "a:not([href])",
        "a:not(.b, .c > d)",
        "ol:has(> li)",
        "ol:has(+ p a)",
        ":is(h2, h3) a",
        "*:contains(\"Date limite\")",
        "p:contains(lieu)",
        ":lang(en-US)",
        "a:EMPTY",
        "di\\a0 v",
        "[h\\]ref]",
        ".\\31 er",
        ".fr-card__title",
        ".évènement",
        "main .field--name-body",
        "li.pager__item--next a",
        "-x",
        "#2026",
        "[a=1]",
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct error err = {0};
        if (!selector_check(good[i], &err))
            fail_msg("%s: %s", good[i], err.text);
    }
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *css, *words;
    } bad[] = {
        {"div.card >", "expected an element, .class, #id, [attribute] or :pseudo-class after \"div.card >\""},
        {"", "at its beginning"},
        {"> a", "at its beginning"},
        {"a,", "after \"a,\""},
        {"a,,b", "after \"a,\""},
        {".", "the name of a class after \".\""},
        {".1er", "the name of a class"},
        {"#", "the name of an id"},
        {"a[", "the name of an attribute"},
        {"a[href", "] or ="},
        {"a[href=]", "a value, in quotes,"},
        {"a[href='x]", "a value, in quotes,"},
        {"a[href=x", "]"},
        {"a[href#x]", "] or ="},
        {"li:", "the name of a pseudo-class"},
        {"li:frist-child", "did you mean \":first-child\"?"},
        {"li:nth-child", "expected ("},
        {"li:nth-child()", "odd, even, or a number"},
        {"li:nth-child(2n+)", "a number"},
        {"li:nth-child(two)", "odd, even, or a number"},
        {"li:first-child(1)", "no parenthesis"},
        {"a:not(", "an element"},
        {"a:not(b", ")"},
        {"a:contains()", "a text in quotes"},
        {"p::before", "names a part of an element"},
        {"a{b}", "a selector, a space"},
        {"a)", "a selector, a space"},
        {"a b/c", "a selector, a space"},
        {"a$", "a selector, a space"},
        {"div\\", "a selector, a space"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err = {0};
        if (selector_check(bad[i].css, &err))
            fail_msg("%s passed", bad[i].css);
        if (!strstr(err.text, bad[i].words) || !strstr(err.text, "CSS selector"))
            fail_msg("%s: %s", bad[i].css, err.text);
    }
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char css[4096] = "";
    for (int i = 0; i < 500; i++)
        strcat(css, ":not(");
    struct error err = {0};
    assert_false(selector_check(css, &err));
    assert_non_null(strstr(err.text, "fewer selectors inside each other"));
    assert_true(strlen(err.text) < 500);
}

/* The ids of what matches in a page, from the element `scope` (an id; NULL: the page), one space between. */
static const char *ids_of(const char *page, const char *scope, const char *selector)
{
    static char ids[512];
    static struct arena a;
    struct document document = {.bytes = page, .n = strlen(page)};
    struct feed feed;
    struct error err = {0};
    void *compiled;
    arena_free(&a);
    arena_init(&a, 0);
    feed_init(&feed);
    struct extract x = {.document = &document, .arena = &a, .feed = &feed};
    struct extract_values found = {0};
    struct extract_value from = {0};
    xmlDocPtr doc = html_tree(&document, &a, &feed, &err);
    html_rules_open(&x, doc);
    const xmlNode *root = xmlDocGetRootElement(doc);
    for (const xmlNode *n = root; n && scope; n = html_next(n, root, true))
        if (n->type == XML_ELEMENT_NODE && html_attribute(n, "id") && !strcmp(html_attribute(n, "id"), scope))
            from.node = n;
    if (!x.language->compile(&a, selector, &compiled, &err))
        fail_msg("%s: %s", selector, err.text);
    x.language->select(&x, compiled, from, &found);
    x.language->release(compiled);
    ids[0] = '\0';
    for (size_t i = 0; i < found.n; i++) {
        const xmlNode *node = found.v[i].node;
        const char *id =
            node->type == XML_ELEMENT_NODE ? html_attribute(node, "id") : (const char *)node->name;
        snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s", i ? " " : "", id ? id : "-");
    }
    html_rules_close(&x);
    return ids;
}

static void each_selector_finds_what_it_says(void **state)
{
    (void)state;
    static const char page[] = "<html id=html><body id=body><div id=d1 class='carte Rouge'><h2 id=h1>Un<em "
                               "id=e1>x</em></h2><p id=p1></p>"
                               "<p id=p2 lang=fr-FR data-x='a b'>l'\"eau\"</p></div><div id=d2 "
                               "class=carte><h2 id=h2>Deux</h2><a id=a1 "
                               "href=/x.PDF rel='next nofollow'>Suite</a><ul id=u1><li id=l1>1<li id=l2 "
                               "class=b>2<li id=l3>3<li id=l4>4</ul>"
                               "<x-y id=x1 :z=1></x-y></div><form id=f1><input id=i1 type=checkbox "
                               "checked><input id=i2 type=text checked "
                               "disabled><select id=s1><option id=o1 selected></select></form></body></html>";
    static const struct {
        const char *selector, *ids;
    } cases[] = {
        {"div.carte", "d1 d2"},
        {"DIV.carte.Rouge", "d1"},
        {".rouge", ""},
        {"div > h2", "h1 h2"},
        {"div>h2+a", "a1"},
        {"h2 ~ ul li", "l1 l2 l3 l4"},
        {"h2 + ul", ""},
        {"body p, h2", "h1 p1 p2 h2"}, /* in the order of the page */
        {"a[href$='.pdf' i]", "a1"},
        {"a[href$='.pdf']", ""},
        {"[rel~=next]", "a1"},
        {"[rel~='next nofollow']", ""},
        {"[lang|=fr]", "p2"},
        {":lang(FR)", "p2"},
        {"[data-x!='a']", "html body d1 h1 e1 p1 p2 d2 h2 a1 u1 l1 l2 l3 l4 x1 f1 i1 i2 s1 o1"},
        {"p:contains(\"l'\\\"eau\\\"\")", "p2"},
        {"li:nth-child(2n+1)", "l1 l3"},
        {"li:nth-last-child(-n+2)", "l3 l4"},
        {"*:nth-of-type(2)", "p2 d2 l2 i2"},
        {":is(li, p):last-of-type", "p2 l4"},
        {"li:first-child:not(.b)", "l1"},
        {"li:not(.b, :last-child)", "l1 l3"},
        {"div:has(> ul > .b)", "d2"},
        {"div:has(> .b)", ""},
        {"h2:has(+ p)", "h1"},
        {"h2:has(~ ul)", "h2"},
        {"div:has(em, ul) h2", "h1 h2"},
        {":not(body *):not(html)", "body"},
        {":where(#d1, #d2) :matches(a, em)", "e1 a1"},
        {"p:empty", "p1"},
        {":root", "html"},
        {"em:only-child", "e1"},
        {"h2:only-of-type", "h1 h2"},
        {":checked", "i1 o1"},
        {"input:disabled", "i2"},
        {"input:enabled", "i1"},
        {"a:any-link", "a1"},
        {"a:hover", ""},
        {"x-y", "x1"},
        {"x\\-y", "x1"},
        {"[\\:z]", "x1"},
        {"#\\6c 1", "l1"},
        {"li:nth-child(99999999999)", ""},
        {"li:nth-child(-n-1)", ""},
        {"li:nth-child(0n+2)", "l2"},
        {":scope > body > div", "d1 d2"},
        {"h2@id", "id id"},
        {"li@class", "class"},
        {"//li[@class]", "l2"},
        {"(//li)[2]", "l2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *ids = ids_of(page, NULL, cases[i].selector);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("%s: %s, wanted %s", cases[i].selector, ids, cases[i].ids);
    }
}

static void a_selector_stays_in_its_scope(void **state)
{
    (void)state;
    static const char page[] =
        "<html><body><table id=t><tr id=r1><td id=c1><td id=c2><table id=t2><tr id=r2><td id=c3><td "
        "id=c4><b id=b1></b></table><tr id=r3><td id=c5></table>";
    static const struct {
        const char *scope, *selector, *ids;
    } cases[] = {
        {"r2", "td", "c3 c4"},
        {"r2", "td td", ""},        /* the outer cell is not its own */
        {"r2", "tr > td", "c3 c4"}, /* the scope itself may be named */
        {"r2", "table td", ""},
        {"r2", "td + td b", "b1"},
        {"r2", ":scope > td", "c3 c4"},
        {"r2", "tr", "r2"}, /* and is found when nothing in it is */
        {"r1", "tr", "r2"},
        {"r2", "@id", "id"},
        {"r1", ":scope + tr td", "c5"},
        {"r1", ":scope + tr, b", "b1 r3"},
        {"r1", "td:not(td td)", "c1 c2"},
        {"c3", "td + td", ""},
        {"r2", "./ancestor::td", "c2"}, /* XPath goes where it says */
        {"r2", "..", "t2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *ids = ids_of(page, cases[i].scope, cases[i].selector);
        if (strcmp(ids, cases[i].ids) != 0)
            fail_msg("%s in %s: %s, wanted %s", cases[i].selector, cases[i].scope, ids, cases[i].ids);
    }
}

static void rows_of_elements_are_bounded(void **state)
{
    (void)state;
    char css[4096] = "a";
    for (int i = 0; i < 63; i++)
        strcat(css, " a");
    struct error err = {0};
    assert_true(selector_check(css, &err));
    strcat(css, " a");
    assert_false(selector_check(css, &err));
    assert_non_null(strstr(err.text, "fewer elements in a row"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_editors_write_is_understood),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(rows_of_elements_are_bounded),
        cmocka_unit_test(each_selector_finds_what_it_says),
        cmocka_unit_test(a_selector_stays_in_its_scope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
