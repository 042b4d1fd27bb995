/* base/url.h: url.c and canonical.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/url.h"

static struct arena a;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

struct pair {
    const char *given, *wanted;
};

static void check_resolved(const char *base, const struct pair *pairs)
{
    for (; pairs->given; pairs++)
        assert_string_equal(url_resolve(&a, base, pairs->given), pairs->wanted);
}

static void references_resolve_as_in_rfc_3986_5_4_1(void **state)
{
    (void)state;
    static const struct pair normal[] = {
        {"g:h", "g:h"},
        {"g", "http://a/b/c/g"},
        {"./g", "http://a/b/c/g"},
        {"g/", "http://a/b/c/g/"},
        {"/g", "http://a/g"},
        {"//g", "http://g"},
        {"?y", "http://a/b/c/d;p?y"},
        {"g?y", "http://a/b/c/g?y"},
        {"#s", "http://a/b/c/d;p?q#s"},
        {"g#s", "http://a/b/c/g#s"},
        {"g?y#s", "http://a/b/c/g?y#s"},
        {";x", "http://a/b/c/;x"},
        {"g;x", "http://a/b/c/g;x"},
        {"g;x?y#s", "http://a/b/c/g;x?y#s"},
        {"", "http://a/b/c/d;p?q"},
        {".", "http://a/b/c/"},
        {"./", "http://a/b/c/"},
        {"..", "http://a/b/"},
        {"../", "http://a/b/"},
        {"../g", "http://a/b/g"},
        {"../..", "http://a/"},
        {"../../", "http://a/"},
        {"../../g", "http://a/g"},
        {NULL, NULL},
    };
    check_resolved("http://a/b/c/d;p?q", normal);
}

static void references_resolve_as_in_rfc_3986_5_4_2(void **state)
{
    (void)state;
    static const struct pair abnormal[] = {
        {"../../../g", "http://a/g"},
        {"../../../../g", "http://a/g"},
        {"/./g", "http://a/g"},
        {"/../g", "http://a/g"},
        {"g.", "http://a/b/c/g."},
        {".g", "http://a/b/c/.g"},
        {"g..", "http://a/b/c/g.."},
        {"..g", "http://a/b/c/..g"},
        {"./../g", "http://a/b/g"},
        {"./g/.", "http://a/b/c/g/"},
        {"g/./h", "http://a/b/c/g/h"},
        {"g/../h", "http://a/b/c/h"},
        {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
        {"g;x=1/../y", "http://a/b/c/y"},
        {"g?y/./x", "http://a/b/c/g?y/./x"},
        {"g?y/../x", "http://a/b/c/g?y/../x"},
        {"g#s/./x", "http://a/b/c/g#s/./x"},
        {"g#s/../x", "http://a/b/c/g#s/../x"},
        {"http:g", "http://a/b/c/g"}, /* "for backward compatibility": as browsers do */
        {NULL, NULL},
    };
    check_resolved("http://a/b/c/d;p?q", abnormal);
    static const struct pair of_the_base[] = {{"", "http://a/c?q"}, {"?y", "http://a/c?y"}, {NULL, NULL}};
    check_resolved("http://a/b/../c?q", of_the_base);
    static const struct pair no_host[] = {
        {"x:/.//a/./b", "x:/.//a/b"}, {"x:/.//a/b", "x:/.//a/b"}, {NULL, NULL}};
    check_resolved(NULL, no_host);
}

static void references_resolve_as_browsers_do_where_the_rfc_says_nothing(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"  /a b\n ", "https://exemple.fr/a%20b"},
        {"/événement?q=été#œ", "https://exemple.fr/%C3%A9v%C3%A9nement?q=%C3%A9t%C3%A9#%C5%93"},
        {"\\x\\y", "https://exemple.fr/x/y"},
        {"//CDN.Exemple.FR\\x", "https://cdn.exemple.fr/x"},
        {"HTTP://WWW.EXEMPLE.FR/A", "http://www.exemple.fr/A"},
        {"java\nscript:alert(1)", "javascript:alert(1)"},
        {"mailto:a@b.fr?subject=é à", "mailto:a@b.fr?subject=%C3%A9%20%C3%A0"},
        {"tag:exemple.fr,2026:a/../b", "tag:exemple.fr,2026:a/../b"},
        {"/100%", "https://exemple.fr/100%25"},
        {"/a%2fb%20c", "https://exemple.fr/a%2fb%20c"},
        {"/%2e%2E/x", "https://exemple.fr/x"},
        {"?f[0]=<a>|\"{b}\"", "https://exemple.fr/dir/page?f%5B0%5D=%3Ca%3E%7C%22%7Bb%7D%22"},
        {"https: //autre.fr/x", "https://autre.fr/x"},
        {"http:/autre.fr/x", "http://autre.fr/x"},
        {"http:autre.fr", "http://autre.fr"},
        {"//autre.fr:8080/x?", "https://autre.fr:8080/x?"},
        {"//u:p@autre.fr/", "https://u:p@autre.fr/"},
        {"//[::1]:80/", "https://[::1]:80/"},
        {"http://autre.fr:99999/", "http://autre.fr:99999/"}, /* no URL: as it is */
        {"./a:b", "https://exemple.fr/dir/a:b"},
        {"a//../b", "https://exemple.fr/dir/a/b"},
        {"/a\xE9z", "https://exemple.fr/a%E9z"},
        {NULL, NULL},
    };
    check_resolved("https://exemple.fr/dir/page?x#y", cases);
}

static void without_a_useful_base_a_relative_reference_stays(void **state)
{
    (void)state;
    assert_string_equal(url_resolve(&a, NULL, " a/../b c "), "a/../b c");
    assert_string_equal(url_resolve(&a, "not a base", "/x"), "/x");
    assert_string_equal(url_resolve(&a, "mailto:a@b", "x"), "x");
    assert_string_equal(url_resolve(&a, NULL, "http://a/../b c"), "http://a/b%20c");
    assert_string_equal(url_resolve(&a, "", ""), "");
    assert_string_equal(url_resolve(&a, "http://exemple.fr", "x"), "http://exemple.fr/x");
    assert_string_equal(url_resolve(&a, "http://exemple.fr?q", "x"), "http://exemple.fr/x");
}

static void a_plain_address_is_one_that_resolving_leaves_alone(void **state)
{
    (void)state;
    static const char *const plain[] = {"https://ville.example", "http://a.example/",
                                        "http://a/b.html?x=1/2&y=(3)"};
    static const char *const other[] = {"",
                                        "http://",
                                        "http:///x",
                                        "https://A.example/",
                                        "HTTP://a.example/",
                                        "http://a.example/é",
                                        "http://a.example/x y",
                                        "http://a.example/b/../c",
                                        "http://a.example/.",
                                        "http://a..b/",
                                        "http://.a/",
                                        "http://u@a.example/",
                                        "http://a.example\\b",
                                        "http://a.example/b\\c",
                                        "ftp://a.example/",
                                        "/b",
                                        " http://a.example/"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        assert_true(url_is_plain(plain[i]));
        assert_string_equal(url_resolve(&a, "https://base.example/x/", plain[i]), plain[i]);
    }
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(url_is_plain(other[i]));
}

static void a_url_splits_and_joins(void **state)
{
    (void)state;
    struct url u;
    assert_true(url_parse(&a, "HTTPS://Me:secret@Exemple.FR:8443/a/b;c?d=e&f#g?h", &u));
    assert_string_equal(u.scheme, "https");
    assert_string_equal(u.userinfo, "Me:secret");
    assert_string_equal(u.host, "exemple.fr");
    assert_int_equal(u.port, 8443);
    assert_string_equal(u.path, "/a/b;c");
    assert_string_equal(u.query, "d=e&f");
    assert_string_equal(u.fragment, "g?h");
    assert_string_equal(url_string(&a, &u), "https://Me:secret@exemple.fr:8443/a/b;c?d=e&f#g?h");
    assert_true(url_parse(&a, "x", &u));
    assert_null(u.scheme);
    assert_null(u.host);
    assert_null(u.query);
    assert_int_equal(u.port, -1);
    assert_string_equal(url_string(&a, &u), "x");
    assert_true(url_parse(&a, "http://[2001:db8::1]:80", &u));
    assert_string_equal(u.host, "[2001:db8::1]");
    assert_string_equal(u.path, "");
    assert_true(url_parse(&a, "//h?", &u));
    assert_string_equal(u.query, "");
    assert_true(url_parse(&a, "", &u));
    assert_false(url_parse(&a, "http://h:port/", &u));
    assert_false(url_parse(&a, "http://h:70000/", &u));
    assert_false(url_parse(&a, "http://[::1", &u));
    assert_false(url_parse(&a, "http://a b/", &u));
    assert_false(url_parse(&a, "http://a\x01/", &u));
}

static void http_addresses_are_told_from_others(void **state)
{
    (void)state;
    assert_true(url_is_http("http://a"));
    assert_true(url_is_http("HTTPS://a.fr/x"));
    assert_false(url_is_http("http:///x"));
    assert_false(url_is_http("http:"));
    assert_false(url_is_http("//a.fr/x"));
    assert_false(url_is_http("ftp://a.fr/"));
    assert_false(url_is_http("javascript:http://a"));
    assert_false(url_is_http("http://a b/"));
    assert_false(url_is_http(""));
    assert_false(url_is_http(NULL));
    assert_string_equal(url_host(&a, "https://u@WWW.a.fr:80/x"), "www.a.fr");
    assert_null(url_host(&a, "/x"));
    assert_null(url_host(&a, "mailto:a@b.fr"));
    assert_null(url_host(&a, NULL));
}

#define TEN "éééééééééé"
#define LONG_LABEL TEN TEN TEN TEN TEN TEN TEN

static void an_editors_address_is_checked_with_a_reason(void **state)
{
    (void)state;
    static const struct pair bad[] = {
        {"", "empty"},
        {"exemple.fr/feed", "not absolute"},
        {"ftp://exemple.fr/", "http or https"},
        {"javascript:alert(1)", "http or https"},
        {"https://exemple.fr/a b", "white space"},
        {" https://exemple.fr/", "white space"},
        {"https://u:p@exemple.fr/", "password"},
        {"https://token@exemple.fr/", "password"},
        {"https:///x", "no host"},
        {"https://exemple.fr:port/", "port"},
        {"https://exe<mple.fr/", "no host name"},
        {"https://" LONG_LABEL ".fr/", "too long"},
        {"https://exemple..fr/", "no host name"},
        {"https://[::1/", "bracket"},
        {NULL, NULL},
    };
    struct error err;
    for (const struct pair *p = bad; p->given; p++) {
        err.text[0] = '\0';
        assert_false(url_check(p->given, &err));
        assert_non_null(strstr(err.text, p->wanted));
        assert_null(strstr(err.text, "u:p@")); /* no secret in a message */
    }
    assert_false(url_check(NULL, &err));
    assert_true(url_check("https://exemple.fr", &err));
    assert_true(url_check("http://127.0.0.1:8480/x?y#z", &err));
    assert_true(url_check("https://[2001:db8::1]:8080/", &err));
    assert_true(url_check("https://événement.fr/é", &err));
    assert_true(url_check("https://ec.europa.eu/x;callCode=A;programCode=B", NULL));
}

static void the_same_page_has_one_canonical_address(void **state)
{
    (void)state;
    static const char *const same[][8] = {
        {"exemple.fr/actualites/x", "http://www.exemple.fr/actualites/x", "https://exemple.fr/actualites/x/",
         "HTTPS://M.EXEMPLE.FR:443/actualites/x?", "https://exemple.fr/index%2Ephp/actualites/x",
         "https://exemple.fr/actualites/x/amp/?utm_source=a&fbclid=b#xtor=RSS-16",
         "https://exemple.fr/actualites/x/index.html#:~:text=abc",
         "https://exemple.fr./fr/actualites/x#comment-12"},
        {"exemple.fr/?id=5&a=1", "http://exemple.fr/?id=5&amp;a=1",
         "https://exemple.fr/?utm_campaign=z&id=5&&a=1&PHPSESSID=abc",
         "https://www.exemple.fr/index.php/?id=5&a=1",
         "https://exemple.fr/?id=5&a=1&sid=0123456789abcdef0123456789abcdef"},
        {"exemple.fr/a~b/%C3%A9", "http://exemple.fr/a%7eb/%c3%a9", "http://exemple.fr/a~b/é"},
        {"exemple.fr", "http://exemple.fr", "https://www.exemple.fr/", "http://exemple.fr/index.php"},
        {"exemple.fr/x;callCode=ABC-2027;programCode=XYZ",
         "https://exemple.fr/x;callCode=ABC-2027;programCode=XYZ",
         "https://exemple.fr/x;callCode=ABC-2027;programCode=XYZ;jsessionid=12ab?xtor=1"},
        {"exemple.fr:8080/x", "http://exemple.fr:8080/x", "http://u:p@exemple.fr:8080/x"},
        {"exemple.fr/#!/page", "http://exemple.fr/#!/page"},
        {"exemple.fr/appels#ligne-42", "http://www.exemple.fr/appels#ligne-42",
         "https://exemple.fr/appels/#ligne-42"},
    };
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (size_t k = 1; k < 8 && same[i][k]; k++) {
            const char *wanted = same[i][0], *got = url_canonical(&a, same[i][k]);
            /* the root path: a query or fragment joins the host */
            if (!strncmp(wanted, "exemple.fr/?", 12) || !strncmp(wanted, "exemple.fr/#", 12))
                wanted = arena_printf(&a, "exemple.fr%s", wanted + 11);
            assert_string_equal(got, wanted);
        }
}

static void different_pages_keep_different_addresses(void **state)
{
    (void)state;
    static const struct pair two[] = {
        {"http://exemple.fr/a", "http://exemple.fr/A"},
        {"http://exemple.fr/x?id=1", "http://exemple.fr/x?id=2"},
        {"http://exemple.fr/x?a=1&b=2", "http://exemple.fr/x?b=2&a=1"},
        {"http://exemple.fr/x#ligne-1", "http://exemple.fr/x#ligne-2"},
        {"http://exemple.fr/#/a", "http://exemple.fr/#/b"},
        {"http://exemple.fr/en/x", "http://exemple.fr/x"},
        {"http://exemple.fr/x;callCode=A", "http://exemple.fr/x;callCode=B"},
        {"http://exemple.fr/x?sid=12", "http://exemple.fr/x?sid=13"},
        {"http://exemple.fr/spip.php?article12", "http://exemple.fr/spip.php?article13"},
        {"http://exemple.fr/a%2Fb", "http://exemple.fr/a/b"},
        {"http://exemple.fr:8080/", "http://exemple.fr/"},
        {"http://www.fr/", "http://fr/"},
        {"http://a.exemple.fr/", "http://exemple.fr/"},
        {"http://exemple.fr/?ref=1", "http://exemple.fr/?ref=2"},
        {NULL, NULL},
    };
    for (const struct pair *p = two; p->given; p++)
        assert_string_not_equal(url_canonical(&a, p->given), url_canonical(&a, p->wanted));
    assert_string_equal(url_canonical(&a, " mailto:a@b.fr"), "mailto:a@b.fr");
    assert_string_equal(url_canonical(&a, "123 at https://site"), "123 at https://site");
    assert_string_equal(url_canonical(&a, ""), "");
}

static void query_values_are_encoded(void **state)
{
    (void)state;
    assert_string_equal(url_encode(&a, "a b&c=é/~-._"), "a%20b%26c%3D%C3%A9%2F~-._");
    assert_string_equal(url_encode(&a, ""), "");
}

static void hostile_addresses_take_linear_time(void **state)
{
    (void)state;
    static const char *const pieces[] = {"../", "/a",          "%",       "@",  ":", "&",  "?",    "#",
                                         "\\",  ";jsessionid", "%2e%2e/", "\n", "[", "//", "&amp;"};
    enum { N = 1 << 18 };
    char *text = malloc(N + 32);
    assert_non_null(text);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++)
        for (int absolute = 0; absolute < 2; absolute++) {
            size_t n = 0, length = strlen(pieces[k]);
            if (absolute) {
                memcpy(text, "http://h/", 9);
                n = 9;
            }
            for (; n < N; n += length)
                memcpy(text + n, pieces[k], length);
            text[n] = '\0';
            char *once = url_resolve(&a, "http://h/x/y", text);
            url_canonical(&a, text);
            url_check(text, NULL);
            if (absolute)
                assert_string_equal(url_resolve(&a, NULL, once), once); /* stable */
            arena_reset(&a);
        }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_resolve_as_in_rfc_3986_5_4_1),
        cmocka_unit_test(references_resolve_as_in_rfc_3986_5_4_2),
        cmocka_unit_test(references_resolve_as_browsers_do_where_the_rfc_says_nothing),
        cmocka_unit_test(without_a_useful_base_a_relative_reference_stays),
        cmocka_unit_test(a_plain_address_is_one_that_resolving_leaves_alone),
        cmocka_unit_test(a_url_splits_and_joins),
        cmocka_unit_test(http_addresses_are_told_from_others),
        cmocka_unit_test(an_editors_address_is_checked_with_a_reason),
        cmocka_unit_test(the_same_page_has_one_canonical_address),
        cmocka_unit_test(different_pages_keep_different_addresses),
        cmocka_unit_test(query_values_are_encoded),
        cmocka_unit_test(hostile_addresses_take_linear_time),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
