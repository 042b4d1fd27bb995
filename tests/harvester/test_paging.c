/* The next page of a source, parameters in addresses and bodies, secrets that come back in addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harvester/parameter.h"
#include "harvester/secrets.h"
#include "harvester/source.h"

static struct arena a;
static struct yaml_faults faults;

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* A source of these lines, read as from a file; NULL: it was refused. */
static const struct source *source(const char *lines)
{
    struct net_allow *allow = arena_alloc(&a, sizeof *allow);
    struct sources *list = arena_alloc(&a, sizeof *list);
    char path[] = "/tmp/moisson-paging-XXXXXX";
    const char *text = arena_printf(&a, "- id: s\n  name: S\n%s", lines);
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    faults = (struct yaml_faults){.arena = &a};
    sources_read(&a, path, list, allow, &faults);
    unlink(path);
    return list->n ? &list->v[0] : NULL;
}

/* The address, or with a body that, of the page after so many. */
static const char *next(const struct source *s, int page, int64_t items, const char *found)
{
    struct page_request r;
    assert_non_null(s);
    if (!paging_next(&a, s, &(struct paging_place){page, items, found}, &r))
        return "none";
    return r.post ? arena_printf(&a, "%s %s", r.url, r.post) : r.url;
}

#define URL "  url: https://a.example/l?q=a+b&page=3#top\n"

static void numbers_and_offsets_go_on_from_what_the_address_says(void **state)
{
    (void)state;
    const struct source *s = source(URL "  next: {page: page}\n");
    assert_string_equal(next(s, 1, 10, NULL), "https://a.example/l?q=a+b&page=4#top");
    assert_string_equal(next(s, 5, 50, NULL), "https://a.example/l?q=a+b&page=8#top");
    s = source(URL "  next: {page: page, from: 0, step: \"2\"}\n");
    assert_string_equal(next(s, 2, 20, NULL), "https://a.example/l?q=a+b&page=4#top");
    s = source(URL "  next: {offset: début}\n");
    assert_string_equal(next(s, 2, 20, NULL), "https://a.example/l?q=a+b&page=3&d%C3%A9but=20#top");
    s = source("  url: https://a.example/l?rows=25\n  next: {offset: start, step: rows}\n");
    assert_string_equal(next(s, 2, 3, NULL), "https://a.example/l?rows=25&start=50");
    s = source("  url: https://a.example/l\n  next: {page: p}\n");
    assert_string_equal(next(s, 1, 3, NULL), "https://a.example/l?p=2");
}

static void cursors_are_encoded_and_their_lack_is_the_end(void **state)
{
    (void)state;
    const struct source *s = source(
        "  url: https://a.example/l?cursor=*\n  format: json\n  items: /x\n  next: {cursor: /nextCursor}\n");
    assert_string_equal(next(s, 1, 1, "AoE/+="), "https://a.example/l?cursor=AoE%2F%2B%3D");
    assert_string_equal(next(s, 1, 1, NULL), "none");
    assert_string_equal(next(s, 1, 1, ""), "none");
    s = source("  url: https://a.example/l\n  format: json\n  items: /x\n  next: {cursor: /c, url: "
               "\"https://a.example/l/{cursor}/x\"}\n");
    assert_string_equal(next(s, 1, 1, "a/b"), "https://a.example/l/a%2Fb/x");
}

static void templates_are_of_the_source_and_may_hold_the_number_twice(void **state)
{
    (void)state;
    const struct source *s =
        source("  url: https://a.example/liste/\n  next: {url: \"/liste/{page}?p={page}\"}\n");
    assert_string_equal(next(s, 1, 1, NULL), "https://a.example/liste/2?p=2");
    s = source(
        "  url: https://a.example/liste/\n  next: {url: \"/liste/(offset)/{offset}\", step: \"10\"}\n");
    assert_string_equal(next(s, 2, 7, NULL), "https://a.example/liste/(offset)/20");
}

static void links_are_followed_where_they_are_http(void **state)
{
    (void)state;
    const struct source *s = source("  url: https://a.example/l\n");
    assert_string_equal(next(s, 1, 1, "https://b.example/2"), "https://b.example/2");
    assert_string_equal(next(s, 1, 1, "ftp://b.example/2"), "none");
    assert_string_equal(next(s, 1, 1, "/2"), "none");
    assert_string_equal(next(s, 1, 1, NULL), "none");
    s = source("  url: https://a.example/l\n  post: x=1\n");
    assert_string_equal(next(s, 1, 1, "https://a.example/2"), "https://a.example/2 x=1");
    assert_string_equal(next(s, 1, 1, "https://b.example/2"), "none"); /* a body is for its own host */
}

static void bodies_hold_the_page(void **state)
{
    (void)state;
    const struct source *s = source("  url: https://a.example/l\n  post: 'a=b%26c&n=1'\n  next: {page: n}\n");
    assert_string_equal(next(s, 1, 1, NULL), "https://a.example/l a=b%26c&n=2");
    s = source(
        "  url: https://a.example/l\n  post: '{\"b\":{\"n\":7},\"a\":[1,2.5,null]}'\n  next: {page: /b/n}\n");
    assert_string_equal(next(s, 2, 1, NULL), "https://a.example/l {\"b\":{\"n\":9},\"a\":[1,2.5,null]}");
    s = source("  url: https://a.example/l\n  post: '{\"n\":\"1\"}'\n  next: {page: n}\n");
    assert_string_equal(next(s, 1, 1, NULL), "https://a.example/l {\"n\":\"2\"}");
    s = source("  url: https://a.example/l?n=1\n  post: '{}'\n  next: {page: n}\n");
    assert_string_equal(next(s, 1, 1, NULL), "https://a.example/l?n=2 {}");
    s = source("  url: https://a.example/l\n  post: '{}'\n  next: {offset: /from/at, step: \"50\"}\n");
    assert_string_equal(next(s, 1, 1, NULL), "https://a.example/l {\"from\":{\"at\":50}}");
    struct page_request r;
    paging_next(&a, s, &(struct paging_place){1, 50, NULL}, &r);
    assert_string_equal(r.shown, "https://a.example/l#page-2"); /* a name of its own for what is kept */
}

static void lines_become_a_multipart_form(void **state)
{
    (void)state;
    const char *body, *type;
    parameter_body(&a, "a=1\r\nq={\"b\": \"c=d\"}\n", "multipart/form-data", &body, &type);
    const char *boundary = strstr(type, "boundary=") + strlen("boundary=");
    const char *expected =
        arena_printf(&a,
                     "--%s\r\nContent-Disposition: form-data; "
                     "name=\"a\"\r\n\r\n1\r\n--%s\r\nContent-Disposition: form-data; "
                     "name=\"q\"\r\nContent-Type: application/json\r\n\r\n{\"b\": \"c=d\"}\r\n--%s--\r\n",
                     boundary, boundary, boundary);
    assert_string_equal(body, expected);
    parameter_body(&a, "--x\r\n", "multipart/form-data; boundary=x", &body, &type);
    assert_string_equal(body, "--x\r\n"); /* written by hand, and left so */
}

static void parameters_are_read_where_they_stand(void **state)
{
    (void)state;
    struct parameter_place p = {"https://a.example/?a=x%20y+z&b&a=2#c=3", NULL, NULL};
    assert_string_equal(parameter_get(&a, &p, "a"), "x y z");
    assert_string_equal(parameter_get(&a, &p, "b"), "");
    assert_null(parameter_get(&a, &p, "c"));
    assert_true(parameter_set(&a, &p, "b", "é&", false));
    assert_string_equal(p.url, "https://a.example/?a=x%20y+z&b=%C3%A9%26&a=2#c=3");
    struct parameter_place json = {"https://a.example/", "{\"a/b\": {\"~\": 5}, \"s\": \"t\"}",
                                   "application/json"};
    assert_string_equal(parameter_get(&a, &json, "/a~1b/~0"), "5");
    assert_string_equal(parameter_get(&a, &json, "s"), "t");
    assert_null(parameter_get(&a, &json, "/s/t"));
    assert_false(parameter_set(&a, &json, "/s/t", "1", true));
    json.post = "no JSON";
    assert_false(parameter_set(&a, &json, "s", "1", true));
}

static void what_is_written_wrong_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *lines, *words;
    } wrong[] = {
        {"  next: {page: p, offset: q}\n", "expected one of `page`, `offset` and `cursor`"},
        {"  next: {from: 1}\n", "expected `page`, `offset`, `cursor` or `url`"},
        {"  next: {page: p, url: /x}\n", "expected {page} in it"},
        {"  next: {page: p, parameter: q}\n", "it is for the cursor"},
        {"  next: {page: p, from: one}\n", "from: expected a number, such as 0, found one"},
        {"  next: {page: p, fromm: 1}\n", "fromm"},
        {"  next: {page: p}\n  post: 'no JSON'\n  post_type: application/json\n",
         "cannot be written into this body"},
        {"  next: {cursor: /c}\n", "next"}, /* a feed has no rules */
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const char *lines = arena_printf(&a, "  url: https://a.example/l\n%s", wrong[i].lines);
        bool refused = !source(lines), told = false;
        for (size_t k = 0; k < faults.n; k++)
            told = told || strstr(faults.v[k].text, wrong[i].words);
        if (!refused || !told)
            fail_msg("%s: %s", wrong[i].lines, faults.n ? faults.v[0].text : "taken");
    }
}

static void secrets_come_back_into_addresses_of_their_own_origin_alone(void **state)
{
    (void)state;
    setenv("PAGING_KEY", "a+b/c=d", 1);
    setenv("PAGING_OTHER", "never-this", 1);
    const struct source *s = source("  url: https://a.example/l?k=${PAGING_KEY}\n  next: {page: p}\n");
    struct page_request r;
    bool foreign;
    assert_true(paging_next(&a, s, &(struct paging_place){1, 1, NULL}, &r));
    assert_string_equal(r.url, "https://a.example/l?k=a+b/c=d&p=2");
    assert_string_equal(r.shown, "https://a.example/l?k=${PAGING_KEY}&p=2");
    assert_string_equal(
        paging_reveal(&a, s, "https://a.example/m?k=$%7BPAGING_KEY%7D&o=${PAGING_OTHER}", &foreign),
        "https://a.example/m?k=a%2Bb%2Fc%3Dd&o=${PAGING_OTHER}");
    assert_false(foreign);
    static const char *const others[] = {
        "http://a.example/?${PAGING_KEY}", "https://a.example:8443/?${PAGING_KEY}",
        "https://b.example/?${PAGING_KEY}", "https://a.example.b.example/?${PAGING_KEY}",
        "https://a.example@b.example/?${PAGING_KEY}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_string_equal(paging_reveal(&a, s, others[i], &foreign), others[i]);
        assert_true(foreign);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_and_offsets_go_on_from_what_the_address_says, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(cursors_are_encoded_and_their_lack_is_the_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(templates_are_of_the_source_and_may_hold_the_number_twice, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(links_are_followed_where_they_are_http, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bodies_hold_the_page, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_become_a_multipart_form, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parameters_are_read_where_they_stand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_written_wrong_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(secrets_come_back_into_addresses_of_their_own_origin_alone, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
