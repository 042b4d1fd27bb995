/* harvester/discover/outline.h: elements, their text, and which of them are alike. */
#include "tests/harvester/discover/page.h"

static const struct group *group_of(int element)
{
    return &o.groups[o.v[element].group];
}

static int first(const char *class)
{
    int v[64];
    assert_true(of_class(class, v) > 0);
    return v[0];
}

static void text_is_what_is_shown(void **state)
{
    (void)state;
    read_body("<div class=a>Un <b>grand</b>\n pas<p>Deux</p><script>trois()</script></div>");
    assert_string_equal(outline_text(&o, first("a")), "Un grand pas Deux");
}

static void cousins_are_one_group(void **state)
{
    (void)state;
    read_body("<ul class=m><li class=x>1<li class=x>2</ul><ul class=m><li class='x y'>3</ul><ul><li "
              "class=x>4</ul>");
    const struct group *g = group_of(first("x"));
    assert_int_equal(g->n, 3);
    assert_string_equal(g->token, "x");
}

static void numbers_and_hashes_at_the_end_do_not_part_them(void **state)
{
    (void)state;
    read_body("<div><p class=ligne0>a<p class=ligne1>b<p class=ligne2>c</div>");
    assert_int_equal(group_of(first("ligne0"))->n, 3);
    assert_true(group_of(first("ligne0"))->stem);
}

static void cells_are_told_by_their_column(void **state)
{
    (void)state;
    read_body("<table><tr class=r><td class=p>1<td>2<tr><td>3<td>4</table>");
    const struct group *g = group_of(first("p"));
    assert_int_equal(g->column, 1);
}

static void parts_that_are_no_content_are_known(void **state)
{
    (void)state;
    read_body("<nav><a class=n href=/>x</a></nav><div class=sidebar><p class=s>y</div>"
              "<main><article><header><h2 class=h>Titre</h2></header><p class=t>Un texte assez long pour "
              "compter.</p></article></main>"
              "<footer><a class=f href=/m>z</a></footer>");
    assert_int_equal(o.v[first("n")].zone, ZONE_NOISE);
    assert_int_equal(o.v[first("f")].zone, ZONE_NOISE);
    assert_int_equal(o.v[first("s")].zone, ZONE_SIDE);
    assert_int_equal(o.v[first("h")].zone, ZONE_MAIN);
    assert_int_equal(o.v[first("t")].zone, ZONE_MAIN);
}

static void a_name_worn_by_most_of_the_page_counts_for_nothing(void **state)
{
    (void)state;
    read_body("<div class='has-sidebar menu'><p class=t>Tout le texte de la page est ici, avec beaucoup de "
              "mots.</p></div><p>x</p>");
    assert_int_equal(o.v[first("t")].zone, ZONE_MAIN);
}

static void depth_and_width_are_no_matter(void **state)
{
    struct buf b;
    (void)state;
    buf_init(&b, 0);
    for (int i = 0; i < 200; i++)
        buf_adds(&b, "<div class=d>");
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "<i class=c%d>x</i>", i);
    read_body(buf_str(&b));
    assert_true(o.n > 20000);
    buf_free(&b);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_page)
    const struct CMUnitTest tests[] = {
        TEST(text_is_what_is_shown),
        TEST(cousins_are_one_group),
        TEST(numbers_and_hashes_at_the_end_do_not_part_them),
        TEST(cells_are_told_by_their_column),
        TEST(parts_that_are_no_content_are_known),
        TEST(a_name_worn_by_most_of_the_page_counts_for_nothing),
        TEST(depth_and_width_are_no_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
