/* harvester/formats/html.c, htmlrules.c, htmltree.c: pages by rules. */
#include "page.h"
#include "harvester/formats/common.h"
#include "harvester/limits.h"

#include <stdio.h>

#define PAGE(body)                                                                                           \
    "<!DOCTYPE html><html lang=fr><head><title> Nos\n aides </title></head><body>" body "</body></html>"

static void read_html(const char *keys, const char *text)
{
    read_page("html", keys, text);
}

/* The title that a selector gives. */
static const char *title_of(const char *selector, const char *text)
{
    static char keys[512];
    snprintf(keys, sizeof keys, "fields: {title: %s}", selector);
    read_html(keys, text);
    return feed.items.n ? feed.items.v[0].title : NULL;
}

static const char *url_of(const char *selector, const char *text)
{
    static char keys[512];
    snprintf(keys, sizeof keys, "fields: {title: h1, url: %s}", selector);
    read_html(keys, text);
    return item_at(0)->url;
}

static const char *image_of(const char *selector, const char *text)
{
    static char keys[512];
    snprintf(keys, sizeof keys, "fields: {title: h1, image: %s}", selector);
    read_html(keys, text);
    return item_at(0)->image;
}

static void items_come_in_the_order_of_the_page(void **state)
{
    (void)state;
    read_html("items: li\nfields: {title: a, url: a@href}\nnext: .next a@href",
              PAGE("<ul><li><a href=/1>Un</a><li><a href='2?a=1&amp;b'>Deux</a><li>Rien</ul>"
                   "<p class=next><a href='?p=2'>Suite</a>"));
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "Un");
    assert_text(item_at(0)->url, "https://x.example/1");
    assert_text(item_at(1)->url, "https://x.example/liste/2?a=1&b");
    assert_text(feed.next_url, "https://x.example/liste/index.html?p=2");
    assert_text(feed.title, "Nos aides");
    assert_text(feed.language, "fr");
    assert_text(feed.format, "html");
    assert_text(item_at(0)->language, "fr");
}

static void what_rules_matched_is_counted(void **state)
{
    (void)state;
    read_html(
        "items: li\nfields: {title: a, place: [.lieu, .ville], summary: {select: p}}\nnext: a.suite@href",
        PAGE("<li><a>Un</a><a>bis</a><i class=lieu>Salle</i><li><a>Deux</a>"));
    static const struct {
        const char *key, *selector;
        size_t found, filled;
    } wanted[] = {{"items", "li", 2, 2},
                  {"title", "a", 3, 2},
                  {"summary", "p", 0, 0},
                  {"place", ".lieu", 1, 1},
                  {"next", "a.suite@href", 0, 0}};
    assert_int_equal(feed.matched.n, sizeof wanted / sizeof *wanted);
    for (size_t i = 0; i < feed.matched.n; i++) {
        assert_text(feed.matched.v[i].key, wanted[i].key);
        assert_text(feed.matched.v[i].selector, wanted[i].selector);
        assert_int_equal(feed.matched.v[i].found, wanted[i].found);
        assert_int_equal(feed.matched.v[i].filled, wanted[i].filled);
    }
}

static void words_are_kept_apart_where_blocks_end(void **state)
{
    (void)state;
    assert_text(title_of("h1", PAGE("<h1>Co<b>hé</b>sion<br>du <!-- x -->territoire<script>x()</script>"
                                    "<style>a{}</style>&nbsp;!</h1>")),
                "Cohésion du territoire !");
    assert_text(title_of("div", PAGE("<div><p>Un</p><p>deux</p>trois<ul><li>a<li>b</ul></div>")),
                "Un deux trois a b");
    assert_text(title_of("table", PAGE("<table><tr><td>a<td>b<tr><td>c</table>")), "a b c");
    /* several matches of one rule */
    assert_text(title_of("b", PAGE("<b>Un</b>x<b>deux</b>")), "Un deux");
}

static void encodings_are_found_out(void **state)
{
    (void)state;
    assert_text(title_of("h1", "<html><meta charset=iso-8859-1><h1>L\x92\x9Cuvre \x80</h1>"), "L’œuvre €");
    /* declared wrongly */
    assert_text(title_of("h1", "<html><meta charset=iso-8859-1><h1>L’œuvre à côté</h1>"), "L’œuvre à côté");
    assert_true(strstr(feed.warning, "declared wrongly") != NULL);
    assert_text(
        title_of("h1", "\xEF\xBB\xBF<?xml version='1.0' encoding='utf-16'?><html><h1>Été</h1></html>"),
        "Été");
    static const char wide[] = "\xFF\xFE<\0h\0"
                               "1\0>\0\xE9\0t\0\xE9\0";
    assert_true(try_page("html", "fields: {title: h1}", wide, sizeof wide - 1));
    assert_text(item_at(0)->title, "été");
}

static void broken_markup_is_read_on(void **state)
{
    (void)state;
    read_html(
        "items: table.a tr\nfields: {published: 'td:first-child', title: td a b, url: td a@href, "
        "summary: td + td font}",
        "<TABLE><TR><TD>menu<TD><TABLE CLASS=a><TR><TD><FONT SIZE=1>12/05/2003<TD><A HREF=j.htm><B>Journée"
        "</B></A><BR><FONT SIZE=2>Texte</FONT><TR><TD>02/06/2003<TD><A HREF='k l.htm'><B>Aide</B></A>"
        "</TABLE></TABLE>");
    assert_int_equal(feed.items.n, 2);
    assert_text(when(item_at(0)->published), "2003-05-11T22:00:00Z");
    assert_text(item_at(0)->title, "Journée");
    /* looking at nothing outside of the item: its cell is a `td + td font` of the outer table */
    assert_text(item_at(0)->summary, "Texte");
    assert_text(item_at(1)->url, "https://x.example/liste/k%20l.htm");
}

static void what_browsers_do_not_show_is_no_part(void **state)
{
    (void)state;
    read_html(
        "items: li\nfields: {title: b}",
        PAGE("<template><li><b>{{ titre }}</b></li>x<script>y</script></template><!--><li><b>l&#146;eau</b>"
             "<script>document.write('<li><b>z</b></li>')</script></body></html><li><b>après</b>"));
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "l’eau");
    assert_text(item_at(1)->title, "après");
    assert_text(title_of("body", PAGE("<template>x<b>y</b></template>z")), "z");
}

static void addresses_are_made_whole(void **state)
{
    (void)state;
    assert_text(url_of("a@href", PAGE("<h1>T</h1><a href='//b.example/x'>")), "https://b.example/x");
    assert_text(url_of("a@href", PAGE("<h1>T</h1><a href='/é té.html'>")),
                "https://x.example/%C3%A9%20t%C3%A9.html");
    assert_text(url_of("a@href", PAGE("<h1>T</h1><a href='#bas'>")),
                "https://x.example/liste/index.html#bas");
    assert_text(url_of("a@href", PAGE("<base href='/site/'><h1>T</h1><a href='x'>")),
                "https://x.example/site/x");
    /* an address that acts is none: the next one counts */
    assert_text(url_of("a@href", PAGE("<h1>T</h1><a href='javascript:x()'></a><a href='/2'>")),
                "https://x.example/2");
    assert_text(url_of("{any: [a@data-url, a@href]}", PAGE("<h1>T</h1><a href='/1' data-url='/3'>")),
                "https://x.example/3");
    assert_null(url_of("a@href", PAGE("<h1>T</h1><a href='javascript:x()'>")));
}

static void an_element_stands_for_its_address(void **state)
{
    (void)state;
    assert_text(url_of("h1", PAGE("<h1><a href=/1>T</a></h1>")), "https://x.example/1");
    assert_text(url_of("h1", PAGE("<a href=/2><h1>T</h1></a>")), "https://x.example/2");
    assert_text(image_of("figure", PAGE("<h1>T</h1><figure><img src=a.png></figure>")),
                "https://x.example/liste/a.png");
    assert_text(image_of(".i@style", PAGE("<h1>T</h1><p class=i style=\"background: url('b.png')\">")),
                "https://x.example/liste/b.png");
    read_html("items: a.tuile\nfields: {title: h3, url: ':scope@href', id: '@id', place: a@title}",
              PAGE("<a class=tuile href=/4 id=n4 title=Ici><h3>T</h3></a>"));
    assert_text(item_at(0)->url, "https://x.example/4");
    assert_text(item_at(0)->id, "n4");
    /* an element that has none inside is looked at itself */
    assert_text(item_at(0)->place, "Ici");
}

static void pictures_that_load_late_are_found(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "<img src='data:image/gif;base64,R0' data-src=/a.png>",
        "<img src=/vide.gif data-lazy-src=/a.png>",
        "<img src='data:,' srcset='/s.png 300w, /a.png 1200w, /m.png 600w'>",
        "<img data-srcset='/s.png 1x,/a.png 2x'>",
        "<img src='data:,'><noscript><img src=/a.png></noscript>",
        "<picture><source srcset='/a.png'><img src=/b.png></picture>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        char *page = arena_printf(&arena, "<h1>T</h1>%s", pages[i]);
        page = strdup(page);
        assert_text(image_of(i == 5 ? "picture" : "img@src", page), "https://x.example/a.png");
        free(page);
    }
    assert_text(image_of("img@srcset", PAGE("<h1>T</h1><img srcset='s.png, l.png 2x'>")),
                "https://x.example/liste/l.png");
    assert_text(image_of("img", PAGE("<h1>T</h1><img src=/b.png srcset='/c.png 2x'>")),
                "https://x.example/b.png");
}

static void machines_are_read_before_people(void **state)
{
    (void)state;
    read_html("items: li\nfields: {title: b, starts: time, ends: '.fin'}",
              PAGE("<li><b>A</b><time datetime='2026-04-10T09:00:00Z'>10 avril</time> <i class=fin>18 h</i>"
                   "<li><b>B</b><time>12 avril 2026 à 14h</time>"
                   "<li><b>C</b><time datetime='bientôt'>13 avril 2026</time>"));
    assert_text(civil_text(&item_at(0)->starts), "2026-04-10T11:00");
    assert_text(civil_text(&item_at(0)->ends), "2026-04-10T18:00");
    assert_text(civil_text(&item_at(1)->starts), "2026-04-12T14:00");
    assert_text(civil_text(&item_at(2)->starts), "2026-04-13");
    assert_true(item_at(2)->all_day);
    assert_false(item_at(1)->all_day);
}

static void the_year_of_a_time_element_is_read(void **state)
{
    (void)state;
    read_html(
        "items: li\nfields: {title: b, dates: p}",
        PAGE("<li><b>A</b><p>du mardi <time datetime=2025-09-02>2</time> au <time datetime=2025-09-04>4 sept."
             "</time>"
             "<li><b>B</b><p><time datetime=2025-09-02>2 septembre 2025 à 14h</time>"));
    assert_text(item_at(0)->dates, "du mardi 2025-09-02 au 2025-09-04");
    assert_text(item_at(1)->dates, "2 septembre 2025 à 14h");
}

static void a_heading_above_speaks_for_its_items(void **state)
{
    (void)state;
    read_html("items: li\nfields: {title: a, dates: [b, './parent::ul/preceding-sibling::h2[1]', "
              "'./a/following-sibling::text()']}",
              PAGE("<h2>Mars 2026</h2><ul><li><b>Sam. 27</b> <a>A</a>, 9h30</ul><h2>Avril 2026</h2>"
                   "<ul><li><b>Ven. 9</b> <a>B</a></ul>"));
    assert_text(item_at(0)->dates, "Sam. 27 Mars 2026 , 9h30");
    assert_text(item_at(1)->dates, "Ven. 9 Avril 2026");
}

static void an_item_spreads_over_rows_and_definitions(void **state)
{
    (void)state;
    read_html("items: tr.titre\nfields: {title: td, summary: ':scope + tr td', place: ':scope ~ tr.lieu td'}",
              PAGE("<table><tr class=titre><td>A<tr><td>Résumé<tr class=titre><td>B<tr><td>Autre"
                   "<tr class=lieu><td>Ici</table>"));
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->summary, "Résumé");
    assert_text(item_at(1)->summary, "Autre");
    assert_text(item_at(1)->place, "Ici");
    read_html(
        "items: dl.fiche\nfields: {title: 'dt:contains(\"Intitulé\") + dd', "
        "deadline: 'dt:contains(\"limite\") + dd', place: \"./dt[.='Lieu']/following-sibling::dd[1]\"}",
        PAGE("<dl class=fiche><dt>Intitulé<dd>Aide<dt>Date limite<dd>3 avril 2026<dt>Lieu<dd>Lyon</dl>"));
    assert_text(item_at(0)->title, "Aide");
    assert_text(civil_text(&item_at(0)->deadline), "2026-04-03");
    assert_text(item_at(0)->place, "Lyon");
}

static void content_is_html_made_safe(void **state)
{
    (void)state;
    read_html(
        "fields: {title: h1, content: .corps}",
        PAGE("<h1>T</h1><div class=corps><p onclick=x()>Un <a href=p.pdf>pdf</a><script>x</script>é</div>"));
    assert_non_null(strstr(item_at(0)->content_html, "<p>Un <a href=\"https://x.example/liste/p.pdf\""));
    assert_null(strstr(item_at(0)->content_html, "script"));
    assert_null(strstr(item_at(0)->content_html, "<div"));
    assert_non_null(strstr(item_at(0)->content_html, "é"));
    /* paragraphs stay paragraphs */
    read_html("fields: {title: h1, content: .corps p}",
              PAGE("<h1>T</h1><div class=corps><p>a</p><p>b</p></div>"));
    assert_text(item_at(0)->content_html, "<p>a</p>\n<p>b</p>");
    read_html("fields: {title: h1, content: meta@content}", PAGE("<h1>T</h1><meta content='1 < 2'>"));
    assert_text(item_at(0)->content_html, "1 &lt; 2");
}

static void bounds_hold(void **state)
{
    (void)state;
    struct document_limits limits;
    for (int i = 0; i < DOCUMENT_LIMITS; i++)
        limits.most[i] = (int64_t)document_most(&(struct document){0}, (enum document_limit)i);
    limits.most[LIMIT_DEPTH] = 20;
    limits.most[LIMIT_ATTRIBUTES] = 3;
    limits.most[LIMIT_ITEMS] = 2;
    limits.most[LIMIT_FIELD] = 10;
    document.limits = &limits;
    struct buf deep;
    buf_init(&deep, 0);
    for (int i = 0; i < 100000; i++)
        buf_adds(&deep, "<div>");
    buf_adds(&deep, "fond");
    read_html("items: p\nfields: {title: p}", PAGE("<p>a<p>b<p>c"));
    assert_int_equal(feed.items.n, 2);
    assert_true(feed.cut);
    assert_non_null(strstr(feed.warning, "limits.items"));
    read_html("fields: {title: body}", buf_str(&deep));
    assert_text(item_at(0)->title, "fond"); /* text stays, elements go */
    assert_non_null(strstr(feed.warning, "limits.depth"));
    read_html("fields: {title: p, id: p@d, url: p@c}", PAGE("<p a=1 b=2 c=3 d=4>T"));
    assert_text(item_at(0)->url, "https://x.example/liste/3");
    assert_null(item_at(0)->id);
    assert_non_null(strstr(feed.warning, "limits.attributes"));
    read_html("fields: {title: p}", PAGE("<p>abcdefghié"));
    assert_text(item_at(0)->title, "abcdefghi");
    assert_non_null(strstr(feed.warning, "limits.field"));
    document.limits = NULL;
    buf_free(&deep);
}

static void a_page_without_rules_or_elements_is_told(void **state)
{
    (void)state;
    assert_false(try_page("html", "fields: {title: h1}", "", 0));
    assert_non_null(strstr(err.text, "no element"));
    assert_false(try_reading("html", "<h1>T</h1>", 10, NULL));
    assert_true(err.text[0]);
}

static void a_detail_page_completes_an_item(void **state)
{
    (void)state;
    read_html(
        "items: li\nfields: {title: a, place: i}\ndetail: {fields: {content: .corps, ends: .fin, place: u}}",
        PAGE("<li><a>Un</a><i>Lyon</i>"));
    struct item *item = item_at(0);
    struct document page = document;
    page.bytes = "<div class=corps><p>Tout</div><i class=fin>3 avril 2026</i>";
    page.n = strlen(page.bytes);
    assert_true(html_format.detail(&page, source.detail.fields, &arena, &feed, item, &err));
    assert_text(item->content_html, "<p>Tout</p>");
    assert_text(civil_text(&item->ends), "2026-04-03");
    assert_text(item->place, "Lyon"); /* what is not found leaves what was there */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_in_the_order_of_the_page),
        cmocka_unit_test(what_rules_matched_is_counted),
        cmocka_unit_test(words_are_kept_apart_where_blocks_end),
        cmocka_unit_test(encodings_are_found_out),
        cmocka_unit_test(broken_markup_is_read_on),
        cmocka_unit_test(what_browsers_do_not_show_is_no_part),
        cmocka_unit_test(addresses_are_made_whole),
        cmocka_unit_test(an_element_stands_for_its_address),
        cmocka_unit_test(pictures_that_load_late_are_found),
        cmocka_unit_test(machines_are_read_before_people),
        cmocka_unit_test(the_year_of_a_time_element_is_read),
        cmocka_unit_test(a_heading_above_speaks_for_its_items),
        cmocka_unit_test(an_item_spreads_over_rows_and_definitions),
        cmocka_unit_test(content_is_html_made_safe),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(a_page_without_rules_or_elements_is_told),
        cmocka_unit_test(a_detail_page_completes_an_item),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
