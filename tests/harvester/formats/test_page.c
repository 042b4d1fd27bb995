/* harvester/formats/page.c, page_same.c and opengraph.c: which syntax to believe, and pages that are one item
 */
#include <stdio.h>

#include "harvester/formats/page.h"
#include "page.h"

#define HOME "https://a.example/actu/budget"
#define HEAD(inside) "<!DOCTYPE html><html lang=fr><head><title>Le budget - Ville</title>" inside "</head>"

static void what_two_syntaxes_say_is_one_item(void **state)
{
    (void)state;
    read_from(
        HEAD("<script type='application/ld+json'>{\"@type\":\"Event\",\"name\":\"Forum\",\"startDate\":"
             "\"2026-05-04T09:00\",\"url\":\"http://a.example/forum/\"}</script>") "<body><div itemscope "
                                                                                   "itemtype='http://"
                                                                                   "schema.org/Event'><a "
                                                                                   "itemprop=url "
                                                                                   "href='/forum'>"
                                                                                   "<b "
                                                                                   "itemprop=name>Forum</b></"
                                                                                   "a><p "
                                                                                   "itemprop=description>"
                                                                                   "Texte</p></div>"
                                                                                   "<div class=vevent><b "
                                                                                   "class=summary>Forum</"
                                                                                   "b><abbr class=dtstart "
                                                                                   "title=2026-05-04></abbr>"
                                                                                   "<i "
                                                                                   "class=location>Halle</"
                                                                                   "i></div>",
        HOME);
    assert_int_equal(feed.items.n, 1);
    assert_text(civil_text(&item_at(0)->starts), "2026-05-04T09:00");
    assert_text(item_at(0)->content_text, "Texte");
    assert_text(item_at(0)->place, "Halle");
}

static void other_days_and_other_titles_are_other_items(void **state)
{
    (void)state;
    read_from(HEAD("<script type='application/ld+json'>{\"@type\":\"Event\",\"name\":\"Forum\",\"startDate\":"
                   "\"2026-05-04\",\"url\":\"/forum\"}</script>") "<body><div class=vevent><a class='summary "
                                                                  "url' href=/forum>Forum</a>"
                                                                  "<abbr class=dtstart "
                                                                  "title=2026-06-01></abbr></div>"
                                                                  "<div class=vevent><a class='summary url' "
                                                                  "href=/forum>Bal</a></div>",
              HOME);
    assert_int_equal(feed.items.n, 3);
}

static void a_page_without_more_is_one_item(void **state)
{
    (void)state;
    read_from(HEAD("<meta property='og:title' content='Le budget - Ville'><meta property='og:type' "
                   "content=article><meta property='og:site_name' content=Ville>"
                   "<meta property='og:description' content='Il est voté.'>"
                   "<meta property='og:image' content='/i.jpg'><link rel=canonical href='/actu/le-budget'>"
                   "<meta property='article:published_time' content='2026-03-10T08:00:00+01:00'>"
                   "<meta property='article:tag' content=Finances>") "<body><p>Texte</p>",
              HOME);
    struct item *item = item_at(0);
    assert_int_equal(feed.items.n, 1);
    assert_text(item->title, "Le budget");
    assert_text(item->url, "https://a.example/actu/le-budget");
    assert_text(item->summary, "Il est voté.");
    assert_null(item->content_text);
    assert_text(item->image, "https://a.example/i.jpg");
    assert_text(when(item->published), "2026-03-10T07:00:00Z");
    assert_text(item->tags.v[0], "Finances");
    assert_text(feed.home_page_url, "https://a.example/actu/le-budget");
}

static void where_a_feed_is_expected_it_is_none(void **state)
{
    (void)state;
    static const char text[] =
        HEAD("<meta property='og:title' content=A><meta property='og:type' content=article>"
             "<meta property='og:image' content='/i.jpg'>");
    assert_false(try_page("auto", "", text, strlen(text)));
    assert_non_null(strstr(err.text, "not a feed but an HTML page"));
    read_page("html", "", text);
    assert_int_equal(feed.items.n, 1);
    /* as the page of an item it says what it says */
    const struct source feed_source = {.format = 0};
    const struct document detail = {
        .bytes = text, .n = sizeof text - 1, .url = "https://x.example/a", .source = &feed_source};
    struct item item;
    item_init(&item);
    item.title = "A";
    xmlDoc *tree = html_tree(&detail, &arena, &feed, &err);
    page_read_detail(&detail, tree, &arena, &feed, &item);
    xmlFreeDoc(tree);
    assert_text(item.image, "https://x.example/i.jpg");
}

static void the_one_item_of_a_page_is_completed_by_the_page(void **state)
{
    (void)state;
    read_from(HEAD("<meta property='og:title' content='Le budget'><meta property='og:image' content='/i.jpg'>"
                   "<meta name=description content='Résumé'><script type='application/ld+json'>"
                   "{\"@type\":\"NewsArticle\",\"headline\":\"Le budget est voté\"}</script>") "<body>",
              HOME);
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "Le budget est voté");
    assert_text(item_at(0)->url, HOME);
    assert_text(item_at(0)->image, "https://a.example/i.jpg");
    assert_text(item_at(0)->summary, "Résumé");
}

static void front_pages_and_pages_not_found_are_no_items(void **state)
{
    (void)state;
    static const char *const heads[] = {
        HEAD(""),
        HEAD("<meta name=description content='Bonjour'>"),
        HEAD("<meta property='og:title' content='Accueil'><meta property='og:type' content=website>"
             "<link rel=canonical href='https://a.example/'>"),
        HEAD("<meta property='og:title' content='Page non trouvée'><meta property='og:type' content=article>"
             "<meta name=robots content='noindex, follow'>"),
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        assert_false(try_reading(NULL, heads[i], strlen(heads[i]), HOME));
        assert_non_null(strstr(err.text, "not a feed but an HTML page"));
    }
}

static void addresses_are_relative_to_the_base(void **state)
{
    (void)state;
    read_from(
        HEAD("<base href='/autre/'>") "<body><div class=h-event><a class='p-name u-url' href=x>A</a></div>"
                                      "<div class=h-event><a class='p-name u-url' href=y>B</a></div>",
        HOME);
    assert_text(item_at(0)->url, "https://a.example/autre/x");
}

static void markup_behind_the_end_of_the_page_counts(void **state)
{
    (void)state;
    read_from(HEAD("") "<body><p>Texte</p></body></html>"
                       "<div class=h-event><b class=p-name>A</b></div>",
              HOME);
    assert_text(item_at(0)->title, "A");
}

static void pages_begin_in_many_ways(void **state)
{
    (void)state;
    static const char *const beginnings[] = {
        "<!doctype html>",
        "<HTML>",
        "<?xml version='1.0'?>\n<!-- x --><html xmlns='http://www.w3.org/1999/xhtml'>",
        "",
        "<p>Bonjour",
        "<!-- cache --><body>",
    };
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        char page[300];
        snprintf(page, sizeof page, "%s<div class=h-event><b class=p-name>Été</b></div>", beginnings[i]);
        read_from(page, HOME);
        assert_text(feed.format, "html");
        assert_text(item_at(0)->title, "Été");
    }
    refuse("<sitemapindex><div class=h-event><b class=p-name>A</b></div></sitemapindex>");
}

static void no_more_items_than_the_limit(void **state)
{
    (void)state;
    static const char page[] = "<div class=h-event><b class=p-name>A</b></div>"
                               "<div class=h-event><b class=p-name>B</b></div>"
                               "<div class=h-event><b class=p-name>C</b></div>";
    struct document_limits limits = {0};
    for (int i = 0; i < DOCUMENT_LIMITS; i++)
        limits.most[i] = 1000;
    limits.most[LIMIT_ITEMS] = 2;
    const struct document whole = {.bytes = page, .n = sizeof page - 1, .limits = &limits};
    arena_free(&arena);
    assert_true(format_parse(NULL, &whole, &arena, &feed, &err));
    assert_int_equal(feed.items.n, 2);
    assert_true(feed.cut);
    assert_non_null(strstr(feed.warning, "limits.items"));
}

static void what_is_too_deep_is_told(void **state)
{
    (void)state;
    size_t n = 0, most = 4000 * 5 + 200;
    char *page = malloc(most);
    n += (size_t)snprintf(page, most, "<html><div class=h-event><b class=p-name>A</b></div>");
    for (int i = 0; i < 4000; i++)
        n += (size_t)snprintf(page + n, most - n, "<div>");
    assert_true(try_reading(NULL, page, n, HOME));
    free(page);
    assert_non_null(strstr(feed.warning, "deep"));
}

static void a_detail_page_completes_its_item(void **state)
{
    (void)state;
    static const char page[] =
        "<html><meta property='og:image' content='/i.jpg'><div class=h-event><b class=p-name>Autre</b>"
        "<time class=dt-start datetime=2020-01-01></time></div><div class=h-event><b class=p-name>Forum "
        "2026</b>"
        "<time class=dt-start datetime=2026-05-04></time><i class=p-location>Halle</i></div>";
    const struct document whole = {.bytes = page, .n = sizeof page - 1, .url = "https://a.example/forum"};
    struct item item;
    item_init(&item);
    item.title = "Forum";
    item.url = "https://a.example/forum";
    item.place = "Là";
    arena_free(&arena);
    feed_init(&feed);
    xmlDoc *tree = html_tree(&whole, &arena, &feed, &err);
    page_read_detail(&whole, tree, &arena, &feed, &item);
    xmlFreeDoc(tree);
    assert_text(civil_text(&item.starts), "2026-05-04");
    assert_text(item.place, "Là");
    assert_text(item.title, "Forum");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_two_syntaxes_say_is_one_item),
        cmocka_unit_test(other_days_and_other_titles_are_other_items),
        cmocka_unit_test(a_page_without_more_is_one_item),
        cmocka_unit_test(where_a_feed_is_expected_it_is_none),
        cmocka_unit_test(the_one_item_of_a_page_is_completed_by_the_page),
        cmocka_unit_test(front_pages_and_pages_not_found_are_no_items),
        cmocka_unit_test(addresses_are_relative_to_the_base),
        cmocka_unit_test(markup_behind_the_end_of_the_page_counts),
        cmocka_unit_test(pages_begin_in_many_ways),
        cmocka_unit_test(no_more_items_than_the_limit),
        cmocka_unit_test(what_is_too_deep_is_told),
        cmocka_unit_test(a_detail_page_completes_its_item),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
