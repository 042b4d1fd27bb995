/* harvester/selector.h: the syntax of CSS selectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_editors_write_is_understood),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
