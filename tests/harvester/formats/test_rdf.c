/* harvester/formats/rdf.c */
#include <stdio.h>

#include "reading.h"

#define RDF                                                                                                  \
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' "                                      \
    "xmlns:dc='http://purl.org/dc/elements/1.1/' "                                                           \
    "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/' "

static void items_stand_beside_the_channel(void **state)
{
    (void)state;
    read_feed(
        RDF
        "xmlns='http://purl.org/rss/1.0/'><channel rdf:about='https://a.example/rdf'><title>Veille</title>"
        "<link>https://a.example/</link><image "
        "rdf:resource='https://a.example/r.png'/><dc:language>fr</dc:language>"
        "<sy:updatePeriod>weekly</sy:updatePeriod>"
        "<items><rdf:Seq><rdf:li rdf:resource='https://a.example/1'/></rdf:Seq></items></channel>"
        "<image rdf:about='https://a.example/l.png'><title>non</title><url>https://a.example/l.png</url>"
        "<link>https://non.example/</link></image><textinput><title>non</title></textinput>"
        "<item "
        "rdf:about='tag:1'><title>Un</title><link>https://a.example/1</link><dc:date>2026-03-10T08:00:00Z</"
        "dc:date>"
        "<dc:subject>Mobilité</dc:subject></item>"
        "<item rdf:about='https://a.example/2'><title>Deux</title></item></rdf:RDF>");
    assert_text(feed.format, "rdf");
    assert_text(feed.title, "Veille");
    assert_text(feed.home_page_url, "https://a.example/");
    assert_text(feed.icon, "https://a.example/l.png");
    assert_text(feed.language, "fr");
    assert_int_equal(feed.ttl, 7 * 86400);
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->id, "tag:1");
    assert_text(item_at(0)->url, "https://a.example/1");
    assert_text(when(item_at(0)->published), "2026-03-10T08:00:00Z");
    assert_text(item_at(0)->tags.v[0], "Mobilité");
    assert_text(item_at(1)->id, "https://a.example/2");
    assert_text(item_at(1)->url, "https://a.example/2"); /* what it is about, for want of a link */
}

static void every_namespace_of_its_history_is_known(void **state)
{
    (void)state;
    static const char *const uris[] = {
        "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/",
        "http://purl.org/rss/1.0/", "HTTPS://purl.org/rss/1.0", "https://unknown.example/"};
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        char text[1024];
        snprintf(text, sizeof text,
                 RDF "xmlns='%s'><channel><title>T</title></channel><item><title>a</title></item></rdf:RDF>",
                 uris[i]);
        read_feed(text);
        assert_text(feed.title, "T");
        assert_text(item_at(0)->title, "a");
    }
}

static void prefixes_may_be_others(void **state)
{
    (void)state;
    read_feed(
        "<x:RDF xmlns:x='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:r='http://purl.org/rss/1.0/' "
        "xmlns:d='http://purl.org/dc/elements/1.1/' xmlns:z='https://z.example/'>"
        "<r:channel x:about='u'><r:title>T</r:title></r:channel>"
        "<r:item x:about='1'><z:description>non</z:description><r:description>oui</r:description>"
        "<d:creator>Ana</d:creator></r:item></x:RDF>");
    assert_text(feed.title, "T");
    assert_text(item_at(0)->id, "1");
    assert_text(item_at(0)->summary, "oui");
    assert_text(item_at(0)->authors.v[0].name, "Ana");
}

static void rdf_of_another_kind_is_refused(void **state)
{
    (void)state;
    refuse(RDF "xmlns:foaf='http://xmlns.com/foaf/0.1/'><foaf:Person><foaf:name>Ana</foaf:name></"
               "foaf:Person></rdf:RDF>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_stand_beside_the_channel),
        cmocka_unit_test(every_namespace_of_its_history_is_known),
        cmocka_unit_test(prefixes_may_be_others),
        cmocka_unit_test(rdf_of_another_kind_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
