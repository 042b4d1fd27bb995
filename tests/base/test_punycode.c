/* base/punycode.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/url.h"

static struct arena a;

static int done(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static void hosts_become_ascii_label_by_label(void **state)
{
    (void)state;
    assert_string_equal(url_ascii(&a, "https://métropole.example/é"), "https://xn--mtropole-b1a.example/é");
    assert_string_equal(url_ascii(&a, "https://www.École-d’été.fr:8443/?a"),
                        "https://www.xn--cole-dt-9xagb5398f.fr:8443/?a");
    assert_string_equal(url_ascii(&a, "http://пример.испытание/"), "http://xn--e1afmkfd.xn--80akhbyknj4f/");
    assert_string_equal(url_ascii(&a, "http://例え.テスト/"), "http://xn--r8jz45g.xn--zckzah/");
    assert_string_equal(url_ascii(&a, "https://EXAMPLE.org/"), "https://example.org/");
    assert_string_equal(url_ascii(&a, "http://[::1]:80/"), "http://[::1]:80/");
}

static void what_has_no_such_form_is_refused(void **state)
{
    (void)state;
    char longest[400] = "http://";
    for (int i = 0; i < 64; i++)
        strncat(longest, "é", 3);
    assert_null(url_ascii(&a, longest));
    assert_null(url_ascii(&a, "http://a\xff"
                              "b/"));
    assert_null(url_ascii(&a, "/path"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hosts_become_ascii_label_by_label),
        cmocka_unit_test(what_has_no_such_form_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
