/* harvester/formats/atom.c */
#include "reading.h"

#define ATOM(inside)                                                                                         \
    "<?xml version='1.0' encoding='utf-8'?><feed "                                                           \
    "xmlns='http://www.w3.org/2005/Atom'><title>Veille</title>" inside "</feed>"
#define ENTRY(inside) ATOM("<entry>" inside "</entry>")

static void a_feed_says_what_it_is(void **state)
{
    (void)state;
    read_from("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr' xml:base='https://a.example/flux/'>"
              "<title type='html'>Ville &amp;lt;3 &lt;b&gt;Pays&lt;/b&gt;</title><subtitle type='xhtml'>"
              "<div xmlns='http://www.w3.org/1999/xhtml'>Les <i>nouvelles</i></div></subtitle>"
              "<link rel='self' href='atom.xml'/><link href='/'/><link rel='next' href='?page=2'/>"
              "<author><name>La "
              "Ville</name><uri>/contact</uri></author><logo>logo.png</logo><icon>/favicon.ico</icon></feed>",
              "https://b.example/");
    assert_text(feed.format, "atom");
    assert_text(feed.title, "Ville <3 Pays");
    assert_text(feed.description, "Les nouvelles");
    assert_text(feed.feed_url, "https://a.example/flux/atom.xml");
    assert_text(feed.home_page_url, "https://a.example/");
    assert_text(feed.next_url, "https://a.example/flux/?page=2");
    assert_text(feed.authors.v[0].name, "La Ville");
    assert_text(feed.authors.v[0].url, "https://a.example/contact");
    assert_text(feed.icon, "https://a.example/flux/logo.png");
    assert_text(feed.favicon, "https://a.example/favicon.ico");
    assert_text(feed.language, "fr");
}

static void an_entry_says_what_it_is(void **state)
{
    (void)state;
    read_feed(ENTRY(
        "<id>tag:a.example,2026:1</id><title>a &lt;b> c</title><published>2026-03-10T08:00:00Z</published>"
        "<updated>2026-03-11T08:00:00+01:00</updated><summary>Résumé</summary>"
        "<content type='html'>&lt;p&gt;Tout&lt;/p&gt;</content>"
        "<link rel='enclosure' href='https://a.example/d.pdf' type='application/pdf' length='10' "
        "title='Dossier'/>"
        "<link rel='edit' href='https://a.example/edit'/><link href='https://a.example/1'/>"
        "<author><name>Ana</name><email>ana@a.example</email></author><author><name>Bob</name></author>"
        "<category term='mob' label='Mobilité'/><category term='num'/>"));
    struct item *item = item_at(0);
    assert_text(item->id, "tag:a.example,2026:1");
    assert_text(item->title, "a <b> c");
    assert_text(when(item->published), "2026-03-10T08:00:00Z");
    assert_text(when(item->updated), "2026-03-11T07:00:00Z");
    assert_text(item->summary, "Résumé");
    assert_text(item->content_html, "<p>Tout</p>");
    assert_text(item->url, "https://a.example/1");
    assert_int_equal(item->attachments.n, 1);
    assert_text(item->attachments.v[0].title, "Dossier");
    assert_int_equal(item->attachments.v[0].size, 10);
    assert_int_equal(item->authors.n, 2);
    assert_text(item->authors.v[0].email, "ana@a.example");
    assert_int_equal(item->tags.n, 2);
    assert_text(item->tags.v[0], "Mobilité");
    assert_text(item->tags.v[1], "num");
}

static void a_text_is_what_its_type_says(void **state)
{
    (void)state;
    read_feed(ATOM("<entry><content>1 &lt; 2 &amp;amp; 3</content></entry>"
                   "<entry><content type='text/html'>&lt;b&gt;1&lt;/b&gt;</content></entry>"
                   "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>1 &lt; "
                   "<b>2</b><br/></div></content></entry>"
                   "<entry><content type='application/xhtml+xml'><x:p "
                   "xmlns:x='http://www.w3.org/1999/xhtml'>1</x:p></content></entry>"
                   "<entry><content type='text'>Un <b>gras</b> &lt; 2</content></entry>"
                   "<entry><content type='image/png'>iVBORw0KGgo=</content><summary>Image</summary></entry>"
                   "<entry><content>&lt;p&gt;Du HTML sans le dire&lt;/p&gt;</content></entry>"));
    assert_text(item_at(0)->content_text, "1 < 2 &amp; 3");
    assert_text(item_at(1)->content_html, "<b>1</b>");
    assert_text(item_at(2)->content_html, "<div>1 &lt; <b>2</b><br></div>");
    assert_text(item_at(3)->content_html, "<p>1</p>");
    assert_text(item_at(4)->content_html, "Un <b>gras</b> &lt; 2");
    assert_null(item_at(5)->content_html);
    assert_text(item_at(5)->summary, "Image");
    assert_text(item_at(6)->content_html, "<p>Du HTML sans le dire</p>");
}

static void foreign_markup_in_xhtml_gives_its_text(void **state)
{
    (void)state;
    read_feed(ENTRY(
        "<content type='xhtml'><h:div xmlns:h='http://www.w3.org/1999/xhtml' xmlns='https://z.example/'>"
        "<h:p>Un</h:p><p>deux</p><script>trois</script></h:div></content>"));
    assert_text(item_at(0)->content_html, "<div><p>Un</p>deuxtrois</div>");
    read_feed(ENTRY("<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>Un<script>trois</script>"
                    "<svg xmlns='http://www.w3.org/2000/svg'><title>non</title></svg></div></content>"));
    assert_text(item_at(0)->content_html, "<div>Un</div>");
}

static void bases_hold_inside_xhtml_too(void **state)
{
    (void)state;
    read_from(
        ENTRY(
            "<content type='xhtml' xml:base='a/'><div xmlns='http://www.w3.org/1999/xhtml'><a href='x'>x</a>"
            "<p xml:base='b/'><a href='y'>y</a></p></div></content>"),
        "https://a.example/");
    assert_non_null(strstr(item_at(0)->content_html, "https://a.example/a/x\""));
    assert_non_null(strstr(item_at(0)->content_html, "https://a.example/a/b/y\""));
}

static void the_page_for_people_is_the_link(void **state)
{
    (void)state;
    read_feed(ATOM("<entry><link type='application/json' href='https://a.example/j'/><link type='text/html' "
                   "href='https://a.example/h'/></entry>"
                   "<entry><link rel='ALTERNATE' href='https://a.example/A'/><link rel='alternate' "
                   "href='https://a.example/a'/></entry>"
                   "<entry><link rel='http://www.iana.org/assignments/relation/alternate' "
                   "href='https://a.example/i'/></entry>"
                   "<entry><link rel='replies' href='https://a.example/r'/></entry>"
                   "<entry><content src='https://a.example/c' type='text/html'/></entry>"
                   "<entry xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'>"
                   "<feedburner:origLink>https://a.example/o</feedburner:origLink></entry>"));
    const char *const urls[] = {"h", "a", "i", NULL, "c", "o"};
    for (size_t i = 0; i < 6; i++) {
        if (urls[i])
            assert_text(item_at(i)->url + strlen("https://a.example/"), urls[i]);
        else
            assert_null(item_at(i)->url);
    }
}

static void what_an_entry_has_from_elsewhere_is_told(void **state)
{
    (void)state;
    read_feed(ENTRY("<title>T</title><source><id>https://b.example/atom</id><title>Un partenaire</title>"
                    "<link rel='self' href='https://b.example/atom'/><link href='https://b.example/'/>"
                    "<author><name>Ana</name></author><updated>2020-01-01T00:00:00Z</updated></source>"));
    struct item *item = item_at(0);
    assert_text(item->title, "T");
    assert_text(item->origin_name, "Un partenaire");
    assert_text(item->origin_url, "https://b.example/");
    assert_text(item->authors.v[0].name, "Ana");
    assert_true(item->updated == INSTANT_NONE);
}

static void atom_0_3_is_read(void **state)
{
    (void)state;
    read_feed("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Veille</title><tagline>Au jour le "
              "jour</tagline>"
              "<link rel='alternate' type='text/html' href='https://a.example/'/>"
              "<entry><id>1</id><issued>2026-03-10T08:00</issued><modified>2026-03-11T08:00:00Z</modified>"
              "<content type='text/html' mode='escaped'>&lt;p&gt;Un&lt;/p&gt;</content></entry>"
              "<entry><content type='text/html' mode='base64'>PHA+RGV1\n eDwvcD4=</content></entry>"
              "<entry><content type='application/xhtml+xml' mode='xml'><p "
              "xmlns='http://www.w3.org/1999/xhtml'>Trois</p></content></entry>"
              "</feed>");
    assert_text(feed.description, "Au jour le jour");
    assert_text(feed.home_page_url, "https://a.example/");
    assert_text(when(item_at(0)->published), "2026-03-10T08:00:00Z");
    assert_text(when(item_at(0)->updated), "2026-03-11T08:00:00Z");
    assert_text(item_at(0)->content_html, "<p>Un</p>");
    assert_text(item_at(1)->content_html, "<p>Deux</p>");
    assert_text(item_at(2)->content_html, "<p>Trois</p>");
}

static void modules_serve_where_atom_says_nothing(void **state)
{
    (void)state;
    read_feed(ATOM("<entry><dc:date>2020-01-01</dc:date><published>2026-03-10T08:00:00Z</"
                   "published><dc:creator>non</dc:creator>"
                   "<author><name>oui</name></author></entry>"
                   "<entry><dc:creator>Ana</dc:creator><media:group><media:title>Titre</media:title>"
                   "<media:description>Texte</media:description></media:group></entry>"));
    assert_text(when(item_at(0)->published), "2026-03-10T08:00:00Z");
    assert_int_equal(item_at(0)->authors.n, 1);
    assert_text(item_at(0)->authors.v[0].name, "oui");
    assert_text(item_at(1)->authors.v[0].name, "Ana");
    assert_text(item_at(1)->title, "Titre");
    assert_text(item_at(1)->summary, "Texte");
}

static void a_lone_entry_is_a_feed_of_one(void **state)
{
    (void)state;
    read_feed("<entry xmlns='http://www.w3.org/2005/Atom'><title>Seule</title></entry>");
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "Seule");
}

static void no_namespace_is_forgiven(void **state)
{
    (void)state;
    read_feed("<feed><title>T</title><entry><title type='html'>&lt;i&gt;a&lt;/i&gt;</title></entry></feed>");
    assert_text(feed.title, "T");
    assert_text(item_at(0)->title, "a");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_feed_says_what_it_is),
        cmocka_unit_test(an_entry_says_what_it_is),
        cmocka_unit_test(a_text_is_what_its_type_says),
        cmocka_unit_test(foreign_markup_in_xhtml_gives_its_text),
        cmocka_unit_test(bases_hold_inside_xhtml_too),
        cmocka_unit_test(the_page_for_people_is_the_link),
        cmocka_unit_test(what_an_entry_has_from_elsewhere_is_told),
        cmocka_unit_test(atom_0_3_is_read),
        cmocka_unit_test(modules_serve_where_atom_says_nothing),
        cmocka_unit_test(a_lone_entry_is_a_feed_of_one),
        cmocka_unit_test(no_namespace_is_forgiven),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
