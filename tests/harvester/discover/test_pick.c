/* harvester/discover/pick.h: selectors that find given elements and no others. */
#include "tests/harvester/discover/page.h"
#include "harvester/discover/pick.h"

static void picked(const char *class, const char *wanted)
{
    int v[64];
    size_t extra, n = of_class(class, v);
    assert_true(n > 0);
    const char *got = pick_in_page(&o, v, n, &extra);
    assert_non_null(got);
    assert_string_equal(got, wanted);
    assert_int_equal(extra, 0);
}

static void picked_within(const char *item, const char *class, const char *wanted)
{
    int items[64], v[64];
    size_t n_items = of_class(item, items), n = of_class(class, v);
    const char *got = pick_in_items(&o, items, n_items, v, n);
    if (!wanted) {
        assert_null(got);
        return;
    }
    assert_non_null(got);
    assert_string_equal(got, wanted);
}

static void a_class_that_says_what_it_is_comes_first(void **state)
{
    (void)state;
    read_body("<div><article class='col-md-4 card t'>1</article><article class='col-md-4 card "
              "t'>2</article><div class=col-md-4>3</div></div>");
    picked("t", "article.card");
}

static void what_holds_them_is_named_where_it_has_to(void **state)
{
    (void)state;
    read_body(
        "<div id=menu><ul><li>a</ul></div><div id=contenu><ul><li class=odd>b<li class=odd>c</ul></div>");
    picked("odd", "#contenu li");
}

static void a_beginning_of_a_class_serves(void **state)
{
    (void)state;
    read_body("<p class='odd ligne0'>a<p class='odd ligne1'>b<p>c");
    picked("odd", "p[class*=\"ligne\"]");
}

static void ids_by_number_are_not_relied_on(void **state)
{
    (void)state;
    read_body("<div id=c4812><p class=odd>a</div><section id=agenda><p class=odd>b</section>");
    int v[64];
    size_t extra, n = of_class("odd", v);
    assert_int_equal(n, 2);
    assert_null(strstr(pick_in_page(&o, v, 1, &extra), "4812"));
    assert_string_equal(pick_in_page(&o, v + 1, 1, &extra), "#agenda p");
}

static void in_items_the_heading_comes_before_the_place(void **state)
{
    (void)state;
    read_body("<div class=i><a class=odd href=/1>img</a><h3><a class=even href=/1>Un</a></h3></div>"
              "<div class=i><a class=odd href=/2>img</a><h3><a class=even href=/2>Deux</a></h3></div>");
    picked_within("i", "even", "h3 a");
}

static void cells_by_their_number(void **state)
{
    (void)state;
    read_body("<table><tr class=i><td>1<td class=odd>x<td>2<tr class=i><td>3<td class=odd>y<td>4</table>");
    picked_within("i", "odd", "td:nth-child(2)");
}

static void where_nothing_else_helps_by_their_order(void **state)
{
    (void)state;
    read_body("<div class=i><p>a<p class=odd>b<p>c</div><div class=i><p>d<p class=odd>e<p>f</div>");
    picked_within("i", "odd", "p:nth-of-type(2)");
}

static void where_they_cannot_be_told_apart_there_is_none(void **state)
{
    (void)state;
    read_body("<div class=i><p>a<p class=odd>b</div><div class=i><p class=odd>c<p>d</div>");
    picked_within("i", "odd", NULL);
}

static void what_follows_an_item_is_found_by_xpath(void **state)
{
    (void)state;
    read_body("<dl><dt class=i>a<dd class=odd>b<dd>c<dt class=i>d<dd class=odd>e<dd>f</dl>");
    int items[64], v[64], ends[2];
    assert_int_equal(of_class("i", items), 2);
    assert_int_equal(of_class("odd", v), 2);
    ends[0] = items[1];
    ends[1] = (int)o.n;
    assert_string_equal(pick_behind(&o, items, ends, 2, v), "./following-sibling::*[1][self::dd]");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_page)
    const struct CMUnitTest tests[] = {
        TEST(a_class_that_says_what_it_is_comes_first),
        TEST(what_holds_them_is_named_where_it_has_to),
        TEST(a_beginning_of_a_class_serves),
        TEST(ids_by_number_are_not_relied_on),
        TEST(in_items_the_heading_comes_before_the_place),
        TEST(cells_by_their_number),
        TEST(where_nothing_else_helps_by_their_order),
        TEST(where_they_cannot_be_told_apart_there_is_none),
        TEST(what_follows_an_item_is_found_by_xpath),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
