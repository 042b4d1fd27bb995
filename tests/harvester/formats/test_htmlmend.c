/* harvester/formats/htmlmend.c: pages as browsers read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/formats/htmlmend.h"

static void check(const char *page, const char *wanted)
{
    struct buf out;
    size_t n = strlen(page);
    char *copy = memcpy(malloc(n + 1), page, n); /* to the byte, so that reading past the end is seen */
    buf_init(&out, 0);
    html_mend(&out, copy, n);
    free(copy);
    if (strcmp(buf_str(&out), wanted) != 0)
        fail_msg("%s: %s, wanted %s", page, buf_str(&out), wanted);
    buf_free(&out);
}

static void comments_are_left_out(void **state)
{
    (void)state;
    check("a<!-- <b> & -->b", "ab");
    check("<!-->a<!--->b<!---->c", "abc");
    check("a<!-- x --!>b<!-- y -- > z -->c", "abc");
    check("a<!-- never closed <p>b", "a");
    check("a<!--[if IE]><p>b<![endif]-->c", "ac");
    check("<!doctype html><?xml a?><![if x]>", "<!doctype html><?xml a?><![if x]>");
    check("a<!-", "a<!-");
}

static void references_are_those_of_browsers(void **state)
{
    (void)state;
    check("caf&eacute l&#146;eau &#x80; &copy 2020", "café l’eau € © 2020");
    check("5&nbsp000", "5\xC2\xA0"
                       "000");
    check("&eacute;&amp;&lt;&nbsp;", "&eacute;&amp;&lt;&nbsp;"); /* every parser knows them */
    /* no markup is made */
    check("&lt b&#62; &#x22;&#38;&ampc", "&lt; b&gt; &quot;&amp;&amp;c");
    check("a & b &unknown; &#; &", "a & b &unknown; &#; &");
    check("&#1;a&#0;", "a\xEF\xBF\xBD");
}

static void parameters_of_addresses_stay(void **state)
{
    (void)state;
    check("<a href=\"?a=1&copy=2&lang=fr&regle\">", "<a href=\"?a=1&copy=2&lang=fr&regle\">");
    check("<a href=?a&copy=1&#146; b='&eacute'>", "<a href=?a&copy=1’ b='é'>");
    check("<a title = 'x > &#146;' b>&copy=", "<a title = 'x > ’' b>©=");
    check("<a title='never closed <!-- -->", "<a title='never closed <!-- -->");
    check("<a b", "<a b");
}

static void scripts_and_styles_stay(void **state)
{
    (void)state;
    check("<script>a = '<!--' && b &copy c</SCRIPT>&copy", "<script>a = '<!--' && b &copy c</SCRIPT>©");
    check("<style a>b<!-- --></style>", "<style a>b<!-- --></style>");
    check("<scripts><!-- --></scripts>", "<scripts></scripts>");
    check("<script>never closed <!-- -->", "<script>never closed <!-- -->");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comments_are_left_out),
        cmocka_unit_test(references_are_those_of_browsers),
        cmocka_unit_test(parameters_of_addresses_stay),
        cmocka_unit_test(scripts_and_styles_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
