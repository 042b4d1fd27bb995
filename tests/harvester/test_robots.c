/* harvester/robots.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "harvester/robots.h"

static struct arena a;

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static struct robots *rules(const char *text)
{
    return robots_parse(&a, text, strlen(text), "moisson");
}

static void a_group_is_for_whom_it_names(void **state)
{
    (void)state;
    const struct robots *r =
        rules("\xEF\xBB\xBFUser-Agent: *\nDisallow: /\n\n# ours\nuser-agent: Other\nUSER-AGENT: Moisson/2.0 "
              "# us\r\n"
              "Disallow: /private/ # comment\rCrawl-delay: 1.5\nUser-agent: moissonneuse\nDisallow: /x\n");
    assert_true(robots_allows(r, "/"));
    assert_true(robots_allows(r, "/x"));
    assert_false(robots_allows(r, "/private/feed"));
    assert_int_equal(robots_delay(r), 1500);
    r = rules(
        "User-agent: moisson\nDisallow: /a\nUser-agent: *\nDisallow: /\nUser-agent: moisson\nDisallow: /b\n");
    assert_false(robots_allows(r, "/a"));
    assert_false(robots_allows(r, "/b")); /* groups of one program are one */
    assert_true(robots_allows(r, "/c"));
    assert_false(robots_allows(rules("User-agent: *\nDisallow: /\n"), "/c"));
    assert_true(robots_allows(rules("User-agent: *\nDisallow: /\n"), "/robots.txt"));
    assert_true(robots_allows(rules("User-agent: other\nDisallow: /\n"), "/c"));
    assert_true(robots_allows(rules("Disallow: /\n"), "/c"));
    assert_true(robots_allows(rules("<html>nothing: of the kind</html>"), "/c"));
    assert_true(robots_allows(rules(""), "/c"));
    assert_true(robots_allows(NULL, "/c"));
    assert_int_equal(robots_delay(NULL), 0);
    assert_int_equal(robots_delay(rules("User-agent: *\nCrawl-delay: 1e300\n")), 60000);
    assert_int_equal(robots_delay(rules("User-agent: *\nCrawl-delay: -3\n")), 0);
}

/* The examples of RFC 9309 2.2.2, 2.2.3 and 5, and of search engines. */
static void the_longest_rule_decides(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool matches;
    } cases[] = {
        {"/fish", "/fish.html", true},
        {"/fish", "/Fish", false},
        {"/fish*", "/fishheads/x", true},
        {"/fish/", "/fish", false},
        {"/*.php", "/a/b.php?c", true},
        {"/*.php$", "/a.php", true},
        {"/*.php$", "/a.php?c", false},
        {"/*.php$", "/a.php.php", true},
        {"/fish*.php", "/fish/x.php", true},
        {"/a%3cd.html", "/a%3Cd.html", true},
        {"/%61b", "/ab", true},
        {"/é", "/%C3%A9", true},
        {"/a%2Fb", "/a/b", false},
        {"/*?page=*&x", "/l?page=3&x", true},
        {"*", "/", true},
        {"/$", "/", true},
        {"/$", "/a", false},
        {"/a*b*c$", "/aXbYbZc", true},
        {"/a*b*c$", "/aXbYbZcd", false},
        {"", "/", false},
        {"/*a*a*a*a*a*a*a*a*b", "/aaaaaaaaaaaaaaaaaaaaaaa", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = arena_printf(&a, "User-agent: *\nDisallow: %s\n", cases[i].pattern);
        if (robots_allows(rules(text), cases[i].path) == cases[i].matches)
            fail_msg("%s and %s", cases[i].pattern, cases[i].path);
    }
    const struct robots *r =
        rules("User-agent: *\nDisallow: /\nAllow: /p\nDisallow: /p/x\nAllow: /page\nDisallow: /page\n");
    assert_true(robots_allows(r, "/p/y"));
    assert_false(robots_allows(r, "/p/x/1"));
    assert_true(robots_allows(r, "/page")); /* as long: the one that allows */
    assert_false(robots_allows(r, "/other"));
}

static void a_flood_costs_little(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "User-agent: *\nDisallow: /\n");
    while (b.n < 4 << 20)
        buf_adds(&b, "Disallow: /*a*b*c*d*e*f*g*h*i*j*k*l*m*n*o*p*q*r*s*t*u*v*w*x*y*z\n");
    const struct robots *r = robots_parse(&a, b.p, b.n, "moisson");
    char path[4096];
    memset(path, 'a', sizeof path);
    path[0] = '/';
    path[sizeof path - 1] = '\0';
    assert_false(robots_allows(r, path));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_for_whom_it_names),
        cmocka_unit_test(the_longest_rule_decides),
        cmocka_unit_test(a_flood_costs_little),
    };
    return cmocka_run_group_tests(tests, fresh, end);
}
