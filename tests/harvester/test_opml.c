/* harvester/opml.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/opml.h"

static struct arena arena;
static struct opml_entries entries;
static struct error err;

static bool read(const char *text)
{
    arena_free(&arena);
    entries = (struct opml_entries){0};
    err.text[0] = '\0';
    return opml_read(&arena, text, strlen(text), &entries, &err);
}

static void subscriptions_are_read_with_their_folder(void **state)
{
    (void)state;
    assert_true(read(
        "<?xml version='1.0' encoding='ISO-8859-1'?><opml version='2.0'><head><title>x</title></head><body>"
        "<outline text='R\xE9seaux'><outline text='Un' title='Premier' type='rss' "
        "xmlUrl=' https://a.example/feed ' htmlUrl='https://a.example/'/>"
        "<outline text='Sous'><outline text='Deux' xmlurl='https://b.example/feed'/></outline></outline>"
        "<outline text='Trois' xmlUrl='https://c.example/?a=1&amp;b=2'/></body></opml>"));
    assert_int_equal(entries.n, 3);
    assert_string_equal(entries.v[0].title, "Premier");
    assert_string_equal(entries.v[0].url, "https://a.example/feed");
    assert_string_equal(entries.v[0].site, "https://a.example/");
    assert_string_equal(entries.v[0].folder, "Réseaux");
    assert_string_equal(entries.v[1].folder, "Sous");
    assert_string_equal(entries.v[2].url, "https://c.example/?a=1&b=2");
    assert_null(entries.v[2].folder);
}

static void a_faulty_tail_keeps_what_came_before(void **state)
{
    (void)state;
    assert_true(read("<opml><body><outline text='Un' xmlUrl='https://a.example/feed'/><outline text='De"));
    assert_int_equal(entries.n, 1);
}

static void what_exporters_write_wrong_is_read_all_the_same(void **state)
{
    (void)state;
    assert_true(read("\xEF\xBB\xBF\n<?xml version='1.0' encoding='UTF-8'?><!-- x --><OPML version=1.1><body>"
                     "<outline text='R&eacute;seau &amp; Cie' xmlUrl='https://a.example/?a=1&b=2'/>"
                     "<outline text='A & B' xmlUrl=https://b.example/rss/>"
                     "<outline text='C <b>' xmlUrl='https://c.example/f'>"
                     "<outline text='D\x01' xmlUrl='https://d.example/f'/></body></OPML>"));
    assert_int_equal(entries.n, 4);
    assert_string_equal(entries.v[0].title, "Réseau & Cie");
    assert_string_equal(entries.v[0].url, "https://a.example/?a=1&b=2");
    assert_string_equal(entries.v[1].title, "A & B");
    assert_string_equal(entries.v[2].title, "C <b>");
    assert_string_equal(entries.v[3].title, "D");
    assert_true(read("<opml><body><outline text='\xC9t\xE9' xmlUrl='https://a.example/'/></body></opml>"));
    assert_string_equal(entries.v[0].title, "Été"); /* windows-1252, undeclared */
}

static void what_is_no_opml_is_refused(void **state)
{
    (void)state;
    assert_false(read("<rss><channel/></rss>"));
    assert_non_null(strstr(err.text, "opml"));
    assert_false(read(""));
    assert_false(read("\xFF\xFE\x00"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subscriptions_are_read_with_their_folder),
        cmocka_unit_test(a_faulty_tail_keeps_what_came_before),
        cmocka_unit_test(what_exporters_write_wrong_is_read_all_the_same),
        cmocka_unit_test(what_is_no_opml_is_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
