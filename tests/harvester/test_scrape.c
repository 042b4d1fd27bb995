/* The scraper, driven one step at a time over a site in memory, as `moisson try` drives it: no network, no
   store, no worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "harvester/document.h"
#include "harvester/scrape.h"

static struct arena a, reading;

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 0);
    arena_init(&reading, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    arena_free(&reading);
    return 0;
}

static const struct source *source(const char *lines)
{
    struct net_allow *allow = arena_alloc(&a, sizeof *allow);
    struct sources *list = arena_alloc(&a, sizeof *list);
    struct yaml_faults faults = {.arena = &a};
    char path[] = "/tmp/moisson-scrape-XXXXXX";
    const char *text = arena_printf(&a, "- id: s\n  name: S\n%s", lines);
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    sources_read(&a, path, list, allow, &faults);
    unlink(path);
    if (!list->n)
        fail_msg("%s", faults.n ? faults.v[0].text : "no source");
    return &list->v[0];
}

/* --- a site in memory --- */

struct answer {
    const char *url;
    const char *body; /* NULL: 500 */
    long status;      /* 0: 200, or 500 */
};

struct world {
    const struct source *source;
    const struct answer *site;
    size_t n_site;
    enum listed (*known)(void *context, int64_t hash);
    int64_t pages, details;
    bool walk;
    int stop_after; /* fetches; 0: never */
    int fetches;
    char asked[2000]; /* the addresses, a line each */
};

static void answer(struct scrape *s, struct world *w, struct errand *e)
{
    struct fetch_response r = {.url = e->url,
                               .final_url = e->url,
                               .status = 404,
                               .outcome = FETCH_HTTP,
                               .error = "HTTP 404 Not Found",
                               .received = 10};
    struct buf body;
    buf_init(&body, 0);
    snprintf(w->asked + strlen(w->asked), sizeof w->asked - strlen(w->asked), "%s\n", e->url);
    for (size_t i = 0; i < w->n_site; i++) {
        const struct answer *x = &w->site[i];
        if (strcmp(x->url, e->url) != 0)
            continue;
        r.status = x->status ? x->status : x->body ? 200 : 500;
        r.outcome = r.status == 200 ? FETCH_OK : FETCH_HTTP;
        r.error = r.status == 200 ? NULL : "HTTP 500 Internal Server Error";
        buf_adds(&body, x->body ? x->body : "");
    }
    r.body = &body;
    w->fetches++;
    if (w->stop_after && w->fetches > w->stop_after)
        r.outcome = FETCH_ABANDONED;
    scrape_fetched(s, e, &r);
    buf_free(&body);
}

static void read_it(struct scrape *s, struct world *w, struct errand *e)
{
    struct error err = {0};
    struct feed feed;
    struct worker_outcome outcome = {.feed = &feed, .lasts = -1, .arena = &reading};
    const struct document *d = &e->request.document;
    bool ok;
    arena_reset(&reading);
    feed_init(&feed);
    if (e->request.part == WIRE_LOGIN)
        ok = login_read(&w->source->login, d, &reading, &outcome.token, &outcome.lasts, &err);
    else if (e->request.part == WIRE_DETAIL)
        ok = document_read_detail(w->source, d, e->request.format, &e->request.items.v[0], NULL, &reading,
                                  &feed, &err);
    else if (w->source->detail.follow)
        ok = document_list(w->source, d, &reading, &feed, &err);
    else
        ok = document_read(w->source, d, NULL, &reading, &feed, &err);
    if (!ok) {
        outcome.feed = NULL;
        outcome.error = err.text;
    }
    scrape_read(s, e, &outcome);
}

static struct scrape *scrape(struct world *w)
{
    struct scrape_plan plan = {.source = w->source,
                               .timezone = "Europe/Paris",
                               .now = 1790000000,
                               .pages = w->pages ? w->pages : 100,
                               .details = w->details ? w->details : 100,
                               .items = 1000,
                               .walk = w->walk,
                               .known = w->known};
    struct scrape *s = scrape_new(&plan);
    enum scrape_act act;
    for (struct errand *e; (act = scrape_next(s, &e)) != SCRAPE_DONE;) {
        assert_int_not_equal(act, SCRAPE_WAIT); /* one thing at a time */
        act == SCRAPE_FETCH ? answer(s, w, e) : read_it(s, w, e);
    }
    return s;
}

static struct world world(const char *lines, const struct answer *site, size_t n)
{
    return (struct world){.source = source(lines), .site = site, .n_site = n};
}
#define WORLD(lines, site) world(lines, site, sizeof(site) / sizeof *(site))

#define RULES                                                                                                \
    "  url: https://a.example/1\n  format: html\n  items: li\n  fields: {title: a, url: a@href}\n  next: "   \
    "nav a@href\n"
#define DETAIL "  detail: {fields: {content: .b}}\n"
#define ITEM(n) "<li><a href='/d" n "'>Item " n "</a>"
#define NEXT(n) "<nav><a href='/" n "'>"

static const struct answer site[] = {
    {"https://a.example/1", ITEM("1") ITEM("2") NEXT("2"), 0},
    {"https://a.example/2", ITEM("2") ITEM("3") NEXT("3"), 0},
    {"https://a.example/3", ITEM("4"), 0},
    {"https://a.example/d1", "<p class=b>one", 0},
    {"https://a.example/d2", "<p class=b>two", 0},
    {"https://a.example/d3", NULL, 0},
    {"https://a.example/d4", "<p class=b>four", 0},
};

static void pages_become_one_list_and_each_item_is_in_it_once(void **state)
{
    (void)state;
    struct world w = WORLD(RULES, site);
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_int_equal(r->feed->items.n, 4);
    assert_int_equal(r->pages, 3);
    assert_true(r->whole && r->walked && !r->fault);
    assert_string_equal(r->feed->items.v[3].title, "Item 4");
    assert_true(r->listings[0].understood && r->listings[0].is == LISTED_SAME);
    assert_int_equal(r->received, 20);
    /* what the rules matched on all pages */
    for (size_t i = 0; i < r->feed->matched.n; i++)
        if (strcmp(r->feed->matched.v[i].key, "items") == 0)
            assert_int_equal(r->feed->matched.v[i].found, 5);
    scrape_free(s);
}

static void details_complete_their_items(void **state)
{
    (void)state;
    struct world w = WORLD(RULES DETAIL, site);
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_int_equal(r->feed->items.n, 4);
    assert_int_equal(r->details, 3);
    assert_int_equal(r->failed, 1);
    assert_non_null(strstr(r->reason, "https://a.example/d3: HTTP 500"));
    static const char *const contents[] = {"one", "two", NULL, "four"};
    for (size_t i = 0; i < 4; i++) {
        const struct item *item = &r->feed->items.v[i];
        assert_true(r->listings[i].understood);
        assert_int_equal(r->listings[i].is, contents[i] ? LISTED_SAME : LISTED_DUE);
        assert_true(contents[i] ? strstr(item->content_html, contents[i]) != NULL : !item->content_html);
        assert_int_not_equal(item->kind, KIND_NONE); /* understood, the failed one too */
    }
    scrape_free(s);
}

static enum listed all_same(void *context, int64_t hash)
{
    (void)context;
    (void)hash;
    return LISTED_SAME;
}

static void what_is_known_ends_it_unless_all_is_to_be_walked(void **state)
{
    (void)state;
    struct world w = WORLD(RULES DETAIL, site);
    w.known = all_same;
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_string_equal(w.asked, "https://a.example/1\n");
    assert_true(!r->whole && !r->walked && !r->fault && r->feed->items.n == 2);
    assert_true(!r->listings[0].understood && r->listings[0].is == LISTED_SAME);
    scrape_free(s);
    w = WORLD(RULES DETAIL, site);
    w.known = all_same;
    w.walk = true;
    s = scrape(&w);
    r = scrape_result(s);
    assert_string_equal(w.asked, "https://a.example/1\nhttps://a.example/2\nhttps://a.example/3\n");
    assert_true(r->whole && r->walked && r->feed->items.n == 4);
    scrape_free(s);
}

static enum listed all_due(void *context, int64_t hash)
{
    (void)context;
    (void)hash;
    return LISTED_DUE;
}

static void what_is_stored_stays_when_its_page_cannot_be_read(void **state)
{
    (void)state;
    struct world w = WORLD(RULES DETAIL, site);
    w.known = all_due;
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_int_equal(r->feed->items.n, 4);
    assert_true(!r->listings[2].understood && r->listings[2].is == LISTED_DUE && r->listings[2].fault);
    scrape_free(s);
}

static void limits_of_pages_and_details_hold(void **state)
{
    (void)state;
    struct world w = WORLD(RULES DETAIL, site);
    w.pages = 2;
    w.details = 1;
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_int_equal(r->feed->items.n, 3);
    assert_true(!r->whole && r->walked);
    assert_int_equal(r->details, 1);
    assert_int_equal(r->left, 2);
    assert_int_equal(r->listings[0].is, LISTED_SAME);
    assert_true(r->listings[1].is == LISTED_DUE && r->listings[1].understood && !r->listings[1].fault);
    scrape_free(s);
}

static void a_stop_leaves_what_was_not_read(void **state)
{
    (void)state;
    struct world w = WORLD(RULES DETAIL, site);
    w.stop_after = 4; /* three pages, one detail */
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_true(r->stopped && !r->whole && !r->walked);
    assert_int_equal(r->feed->items.n, 1);
    assert_true(r->listings[0].understood);
    assert_int_equal(r->left, 3);
    scrape_free(s);
}

static void a_page_that_fails_tells_and_keeps_those_before(void **state)
{
    (void)state;
    static const struct answer broken[] = {{"https://a.example/1", ITEM("1") NEXT("2"), 0},
                                           {"https://a.example/2", NULL, 0}};
    struct world w = WORLD(RULES, broken);
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_int_equal(r->feed->items.n, 1);
    assert_string_equal(r->fault, "page 2: HTTP 500 Internal Server Error");
    assert_true(!r->whole && !r->walked);
    scrape_free(s);
    static const struct answer none[] = {{"https://a.example/1", NULL, 0}};
    w = WORLD(RULES, none);
    s = scrape(&w);
    r = scrape_result(s);
    assert_null(r->feed);
    assert_string_equal(r->fault, "HTTP 500 Internal Server Error");
    assert_int_equal(r->first->answer.status, 500);
    scrape_free(s);
}

static void circles_end(void **state)
{
    (void)state;
    static const struct answer circle[] = {{"https://a.example/1", ITEM("1") NEXT("2"), 0},
                                           {"https://a.example/2", ITEM("2") NEXT("1"), 0}};
    struct world w = WORLD(RULES, circle);
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_string_equal(w.asked, "https://a.example/1\nhttps://a.example/2\n");
    assert_true(!r->whole && r->walked && r->feed->items.n == 2);
    scrape_free(s);
}

static void one_page_is_given_on_as_it_is(void **state)
{
    (void)state;
    struct world w =
        WORLD("  url: https://a.example/3\n  format: html\n  items: li\n  fields: {title: a}\n", site);
    struct scrape *s = scrape(&w);
    const struct scrape_result *r = scrape_result(s);
    assert_true(r->whole && r->walked && r->pages == 1 && !r->listings);
    scrape_free(s);
}

static void a_login_comes_first_and_its_token_goes_along(void **state)
{
    (void)state;
    static const struct answer guarded[] = {{"https://a.example/login", "{\"token\": \"abc.def\"}", 0},
                                            {"https://a.example/1", ITEM("1"), 0}};
    struct world w = WORLD(RULES "  headers: {X: y}\n  login: {url: \"https://a.example/login\"}\n", guarded);
    struct scrape_plan plan = {.source = w.source, .pages = 10, .details = 10, .items = 10, .now = 1};
    struct scrape *s = scrape_new(&plan);
    struct errand *e;
    assert_int_equal(scrape_next(s, &e), SCRAPE_FETCH);
    assert_int_equal(e->part, ERRAND_LOGIN);
    assert_string_equal(e->post, "");
    answer(s, &w, e);
    assert_int_equal(scrape_next(s, &e), SCRAPE_READ);
    assert_int_equal(e->request.part, WIRE_LOGIN);
    read_it(s, &w, e);
    assert_int_equal(scrape_next(s, &e), SCRAPE_FETCH);
    assert_int_equal(e->headers->n, 2);
    assert_string_equal(e->headers->names[1], "Authorization");
    assert_string_equal(e->headers->values[1], "Bearer abc.def");
    scrape_free(s);
}

/* --- the answer of a login --- */

static bool token_of(const char *lines, const char *answer, const char **token, int64_t *lasts,
                     struct error *err)
{
    const struct source *s = source(
        arena_printf(&a, "  url: https://a.example/\n  login: {url: \"https://a.example/l\"%s}\n", lines));
    struct document d = {.bytes = answer, .n = strlen(answer)};
    return login_read(&s->login, &d, &a, token, lasts, err);
}

static void tokens_are_found_where_they_stand(void **state)
{
    (void)state;
    struct error err;
    const char *token;
    int64_t lasts;
    assert_true(token_of("", "{\"access_token\": \"t1\", \"expires_in\": 60}", &token, &lasts, &err));
    assert_string_equal(token, "t1");
    assert_int_equal(lasts, 60);
    assert_true(token_of(", token: /a/1/b", "{\"a\": [0, {\"b\": \"t2\"}], \"token\": \"no\"}", &token,
                         &lasts, &err));
    assert_string_equal(token, "t2");
    assert_int_equal(lasts, -1);
    assert_false(token_of(", token: /x", "{\"token\": \"t\"}", &token, &lasts, &err));
    assert_non_null(strstr(err.text, "no token at /x"));
    assert_false(token_of("", "{\"token\": 5}", &token, &lasts, &err));
    assert_false(token_of("", "<html>", &token, &lasts, &err));
    assert_non_null(strstr(err.text, "no JSON"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_become_one_list_and_each_item_is_in_it_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(details_complete_their_items, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_known_ends_it_unless_all_is_to_be_walked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_stored_stays_when_its_page_cannot_be_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(limits_of_pages_and_details_hold, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_stop_leaves_what_was_not_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_page_that_fails_tells_and_keeps_those_before, set_up, tear_down),
        cmocka_unit_test_setup_teardown(circles_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_page_is_given_on_as_it_is, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_login_comes_first_and_its_token_goes_along, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tokens_are_found_where_they_stand, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
