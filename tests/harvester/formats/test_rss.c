/* harvester/formats/rss.c, and the modules that stand in RSS */
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "reading.h"

#define RSS(inside)                                                                                          \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>Veille</title>"          \
    "<link>https://a.example/</link>" inside "</channel></rss>"
#define ITEM(inside) RSS("<item>" inside "</item>")

static void a_channel_says_what_it_is(void **state)
{
    (void)state;
    read_from(
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>Ville &amp; Pays</title>"
        "<link>/actu</link><description>&lt;p&gt;Les &lt;b&gt;nouvelles&lt;/b&gt;&lt;/p&gt;</description>"
        "<language>fr-FR</language><managingEditor>web@a.example (Service Web)</managingEditor>"
        "<image><title>non</title><url>logo.png</url><link>https://non.example/</link></image>"
        "<atom:link rel='self' href='rss.xml'/><atom:link rel='hub' href='https://hub.example/'/>"
        "</channel></rss>",
        "https://a.example/flux/");
    assert_text(feed.format, "rss");
    assert_text(feed.title, "Ville & Pays");
    assert_text(feed.home_page_url, "https://a.example/actu");
    assert_text(feed.description, "Les nouvelles");
    assert_text(feed.language, "fr-FR");
    assert_text(feed.authors.v[0].name, "Service Web");
    assert_text(feed.icon, "https://a.example/flux/logo.png");
    assert_text(feed.feed_url, "https://a.example/flux/rss.xml");
    assert_text(feed.hub, "https://hub.example/");
    assert_int_equal(feed.items.n, 0);
    assert_null(feed.warning);
}

static void an_item_says_what_it_is(void **state)
{
    (void)state;
    read_from(ITEM("<title>Appel &amp;amp; projets &lt;b&gt;2026&lt;/b&gt;</title><link> actu/1 </link>"
                   "<guid isPermaLink='false'>n-1</guid><pubDate>Tue, 10 Mar 2026 08:05:09 +0100</pubDate>"
                   "<description>&lt;p&gt;Un &lt;a href='/x'&gt;lien&lt;/a&gt;&lt;/p&gt;</description>"
                   "<author>jean@a.example (Jean Exemple)</author>"
                   "<category>Mobilité</category><category> </category><category>Mobilité</category>"
                   "<category>Numérique</category>"
                   "<enclosure url='d.pdf' length='1234' type='application/pdf'/>"
                   "<source url='https://b.example/rss'>Un partenaire</source>"),
              "https://a.example/");
    struct item *item = item_at(0);
    assert_text(item->id, "n-1");
    assert_text(item->title, "Appel & projets 2026");
    assert_text(item->url, "https://a.example/actu/1");
    assert_text(when(item->published), "2026-03-10T07:05:09Z");
    assert_non_null(strstr(item->content_html, "href=\"https://a.example/x\""));
    assert_text(item->authors.v[0].name, "Jean Exemple");
    assert_text(item->authors.v[0].email, "jean@a.example");
    assert_int_equal(item->tags.n, 2);
    assert_text(item->tags.v[1], "Numérique");
    assert_text(item->attachments.v[0].url, "https://a.example/d.pdf");
    assert_int_equal(item->attachments.v[0].size, 1234);
    assert_text(item->attachments.v[0].mime_type, "application/pdf");
    assert_text(item->origin_name, "Un partenaire");
    assert_text(item->origin_url, "https://b.example/rss");
}

static void a_guid_is_an_address_unless_it_says_no(void **state)
{
    (void)state;
    read_feed(RSS("<item><guid>https://a.example/1</guid></item><item><guid>1234</guid></item>"
                  "<item><guid isPermaLink='false'>https://a.example/3</guid></item>"
                  "<item><guid>https://a.example/4</guid><link>https://a.example/page</link></item>"));
    assert_text(item_at(0)->url, "https://a.example/1");
    assert_null(item_at(1)->url);
    assert_null(item_at(2)->url);
    assert_text(item_at(2)->id, "https://a.example/3");
    assert_text(item_at(3)->url, "https://a.example/page");
}

static void the_fuller_text_is_the_content(void **state)
{
    (void)state;
    read_feed(RSS(
        "<item><description>Le résumé</description>"
        "<x:encoded "
        "xmlns:x='http://purl.org/rss/1.0/modules/content/'><![CDATA[<p>Tout</p>]]></x:encoded></item>"
        "<item><content:encoded>&lt;p&gt;Tout&lt;/p&gt;</content:encoded><description></description></item>"
        "<item><description>Un texte sans balise</description></item>"
        "<item><description>&lt;p&gt;Un texte&lt;/p&gt;</description></item>"
        "<item><content:encoded> </content:encoded><itunes:summary>Du module</itunes:summary></item>"));
    assert_text(item_at(0)->summary, "Le résumé");
    assert_text(item_at(0)->content_html, "<p>Tout</p>");
    assert_text(item_at(1)->content_html, "<p>Tout</p>");
    assert_null(item_at(1)->summary);
    assert_text(item_at(2)->summary, "Un texte sans balise");
    assert_null(item_at(2)->content_html);
    assert_text(item_at(3)->content_html, "<p>Un texte</p>");
    assert_null(item_at(3)->summary);
    assert_text(item_at(4)->summary, "Du module");
}

static void markup_that_was_not_escaped_stays_markup(void **state)
{
    (void)state;
    read_feed(RSS("<item><description>Un <b>gras</b> et <br/>une <x:y xmlns:x='u'>autre</x:y> "
                  "chose</description></item>"
                  "<item><xhtml:body xmlns:xhtml='http://www.w3.org/1999/xhtml'><xhtml:p>1 &lt; "
                  "2</xhtml:p></xhtml:body></item>"
                  "<item><title>Un <i>titre</i></title></item>"));
    assert_text(item_at(0)->content_html, "Un <b>gras</b> et <br>une autre chose");
    assert_text(item_at(1)->content_html, "<p>1 &lt; 2</p>");
    assert_text(item_at(2)->title, "Un titre");
}

static void the_format_speaks_before_the_modules(void **state)
{
    (void)state;
    read_feed(RSS(
        "<item><dc:title>non</dc:title><title>oui</title><dc:date>2020-01-01</dc:date>"
        "<pubDate>Tue, 10 Mar 2026 08:00:00 GMT</pubDate><dc:subject>non</dc:subject><category>oui</category>"
        "<dc:creator>non</dc:creator><author>oui</author></item>"
        "<item><dc:title>Titre</dc:title><dc:date>2026-03-02T13:57:08Z</dc:date><dc:subject>un</dc:subject>"
        "<dc:subject>deux</dc:subject><dc:creator>Ana</dc:creator><dc:creator>Bob</dc:creator>"
        "<dc:description>Texte</dc:description></item>"
        "<item><pubDate>pas une date</pubDate><dc:date>2026-03-02</dc:date></item>"));
    struct item *item = item_at(0);
    assert_text(item->title, "oui");
    assert_text(when(item->published), "2026-03-10T08:00:00Z");
    assert_int_equal(item->tags.n, 1);
    assert_text(item->tags.v[0], "oui");
    assert_int_equal(item->authors.n, 1);
    assert_text(item->authors.v[0].name, "oui");
    item = item_at(1);
    assert_text(item->title, "Titre");
    assert_text(when(item->published), "2026-03-02T13:57:08Z");
    assert_int_equal(item->tags.n, 2);
    assert_int_equal(item->authors.n, 2);
    assert_text(item->summary, "Texte");
    assert_text(when(item_at(2)->published), "2026-03-02T00:00:00Z");
}

static void names_are_known_by_their_namespace(void **state)
{
    (void)state;
    read_feed("<r:rss version='2.0' xmlns:r='http://backend.userland.com/rss2' "
              "xmlns:z='https://z.example/'><r:channel>"
              "<r:title>T</r:title><z:title>non</z:title><r:item><z:title>non</z:title><r:title>oui</r:title>"
              "<z:item><z:title>non</z:title></z:item></r:item></r:channel></r:rss>");
    assert_text(feed.title, "T");
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "oui");
    read_feed("<rss version='2.0' "
              "xmlns='https://unknown.example/'><channel><title>T</title><item><title>a</title></item>"
              "</channel></rss>");
    assert_text(item_at(0)->title, "a");
    read_feed("<rss><channel xmlns='https://unknown.example/'><item><title>a</title></item></channel></rss>");
    assert_text(item_at(0)->title, "a");
}

static void names_are_known_in_any_case(void **state)
{
    (void)state;
    read_feed("<RSS><Channel><TITLE>T</TITLE><Item><pubdate>2026-03-10</pubdate></Item></Channel></RSS>");
    assert_text(feed.title, "T");
    assert_text(when(item_at(0)->published), "2026-03-10T00:00:00Z");
}

static void people_are_told_from_addresses(void **state)
{
    (void)state;
    read_feed(RSS(
        "<item><author>a@b.example (Ana)</author></item><item><author>Ana &lt;a@b.example&gt;</author></item>"
        "<item><author>a@b.example</author></item><item><author>Ana Exemple</author></item>"
        "<item><author><name>Ana</name><email>a@b.example</email></author></item>"
        "<item><author>a@b.example</author><dc:creator>Ana</dc:creator></item>"));
    const char *const names[] = {"Ana", "Ana", NULL, "Ana Exemple", "Ana"};
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(item_at(i)->authors.n, 1);
        assert_text(item_at(i)->authors.v[0].name, names[i] ? names[i] : "(null)");
    }
    assert_text(item_at(1)->authors.v[0].email, "a@b.example");
    assert_text(item_at(5)->authors.v[1].name, "Ana");
}

static void events_are_read_from_their_module(void **state)
{
    (void)state;
    read_feed(RSS("<item><ev:startdate>2026-03-10T09:30:00+01:00</"
                  "ev:startdate><ev:enddate>2026-03-10T17:00:00+01:00</ev:enddate>"
                  "<ev:location>Halle Freyssinet</ev:location><ev:organizer>La "
                  "Ville</ev:organizer><ev:type>Atelier</ev:type></item>"
                  "<item><ev:startdate>2026-03-10</ev:startdate><ev:enddate>2026-03-12</ev:enddate></item>"
                  "<item><xcal:dtstart>20260310</xcal:dtstart><xcal:dtend>20260313</xcal:dtend>"
                  "<xcal:status>CANCELLED</xcal:status></item>"
                  "<item><gd:when startTime='2026-03-10T09:30:00Z' endTime='2026-03-10T10:00:00Z'/>"
                  "<gd:where valueString='Mairie'/></item>"));
    struct item *item = item_at(0);
    assert_text(civil_text(&item->starts), "2026-03-10T09:30");
    assert_text(item->starts.zone, "+01:00");
    assert_text(civil_text(&item->ends), "2026-03-10T17:00");
    assert_false(item->all_day);
    assert_text(item->place, "Halle Freyssinet");
    assert_text(item->organizer, "La Ville");
    assert_text(item->tags.v[0], "Atelier");
    assert_true(item_at(1)->all_day);
    assert_text(civil_text(&item_at(1)->ends), "2026-03-12");
    assert_true(item_at(2)->all_day && item_at(2)->cancelled);
    assert_text(civil_text(&item_at(2)->ends), "2026-03-12"); /* an iCalendar end is the day after */
    assert_text(civil_text(&item_at(3)->starts), "2026-03-10T09:30");
    assert_text(item_at(3)->place, "Mairie");
}

static void points_are_read_in_their_many_forms(void **state)
{
    (void)state;
    read_feed(
        RSS("<item><georss:point>48.85 2.35</georss:point></item>"
            "<item><geo:lat>48.85</geo:lat><geo:long>2.35</geo:long></item>"
            "<item><geo:Point><geo:long>2.35</geo:long><geo:lat>48.85</geo:lat></geo:Point></item>"
            "<item><georss:where><gml:Point><gml:pos>48.85,2.35</gml:pos></gml:Point></georss:where></item>"
            "<item><georss:point>91 2.35</georss:point></item><item><geo:lat>48.85</geo:lat></item>"));
    for (size_t i = 0; i < 4; i++) {
        assert_true(fabs(item_at(i)->lat - 48.85) < 1e-9);
        assert_true(fabs(item_at(i)->lon - 2.35) < 1e-9);
    }
    assert_true(isnan(item_at(4)->lat) && isnan(item_at(5)->lat) && isnan(item_at(5)->lon));
}

static void media_are_pictures_or_attachments(void **state)
{
    (void)state;
    read_feed(RSS("<item><media:content url='https://a.example/p.jpg' medium='image'><media:title>Une "
                  "photo</media:title>"
                  "</media:content><title>T</title></item>"
                  "<item><media:group><media:content url='https://a.example/v.mp4' type='video/mp4' "
                  "fileSize='99' duration='61'>"
                  "<media:title>La vidéo</media:title></media:content>"
                  "<media:thumbnail url='https://a.example/t.png'/></media:group></item>"
                  "<item><enclosure url='https://a.example/e.png' type='image/png'/></item>"));
    assert_text(item_at(0)->image, "https://a.example/p.jpg");
    assert_int_equal(item_at(0)->attachments.n, 0);
    assert_text(item_at(0)->title, "T");
    struct item *item = item_at(1);
    assert_text(item->image, "https://a.example/t.png");
    assert_text(item->attachments.v[0].title, "La vidéo");
    assert_int_equal(item->attachments.v[0].size, 99);
    assert_true(item->attachments.v[0].duration == 61);
    assert_text(item_at(2)->image, "https://a.example/e.png");
    assert_int_equal(item_at(2)->attachments.n, 1);
}

static void podcasts_tell_how_long_they_last(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double seconds;
    } examples[] = {{"3723", 3723},     {"1:02:03", 3723}, {"62:03", 3723}, {"1h 2m 3s", 3723},
                    {"PT1H2M3S", 3723}, {"12 min", 720},   {"0", 0},        {"une heure", -1},
                    {"-5", -1},         {"", -1}};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        char text[512];
        snprintf(text, sizeof text,
                 ITEM("<enclosure url='https://a.example/a.mp3'/><itunes:duration>%s</itunes:duration>"),
                 examples[i].text);
        read_feed(text);
        assert_true(item_at(0)->attachments.v[0].duration == examples[i].seconds);
    }
    read_feed(ITEM(
        "<itunes:keywords>un, deux,,trois</itunes:keywords><itunes:image href='https://a.example/i.jpg'/>"
        "<itunes:author>La Radio</itunes:author>"));
    assert_int_equal(item_at(0)->tags.n, 3);
    assert_text(item_at(0)->tags.v[2], "trois");
    assert_text(item_at(0)->image, "https://a.example/i.jpg");
    assert_text(item_at(0)->authors.v[0].name, "La Radio");
}

static void a_channel_may_ask_to_be_left_alone(void **state)
{
    (void)state;
    read_feed(RSS(
        "<ttl>90</ttl><skipHours><hour>0</hour><hour>23</hour><hour>99</hour></skipHours>"
        "<skipDays><day>Sunday</day><day>Monday</day></skipDays><sy:updatePeriod>daily</sy:updatePeriod>"));
    assert_int_equal(feed.ttl, 5400);
    assert_int_equal(feed.skip_hours, 1u << 23 | 1u);
    assert_int_equal(feed.skip_days, 1u << 6 | 1u);
    read_feed(RSS("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"));
    assert_int_equal(feed.ttl, 21600);
    read_feed(RSS("<ttl>jamais</ttl>"));
    assert_int_equal(feed.ttl, -1);
}

static void languages_hold_for_what_is_inside(void **state)
{
    (void)state;
    read_feed("<rss xml:lang='fr'><channel><item xml:lang='en'><dc:language>de</dc:language></item>"
              "<item><dc:language>de</dc:language></item><item/>"
              "<item><content:encoded xml:lang='it'>x</content:encoded></item></channel></rss>");
    assert_text(feed.language, "fr");
    assert_text(item_at(0)->language, "en");
    assert_text(item_at(1)->language, "de");
    assert_text(item_at(2)->language, "fr");
    assert_text(item_at(3)->language, "it");
}

static void addresses_are_resolved_against_xml_base(void **state)
{
    (void)state;
    read_from("<rss xml:base='/a/'><channel><item xml:base='b/'><link>c</link>"
              "<description>&lt;a "
              "href='d'&gt;d&lt;/a&gt;</description></item><item><link>//c.example/x</link></item>"
              "<item><link>javascript:alert(1)</link></item></channel></rss>",
              "https://e.example/flux/rss.xml");
    assert_text(item_at(0)->url, "https://e.example/a/b/c");
    assert_non_null(strstr(item_at(0)->content_html, "https://e.example/a/b/d"));
    assert_text(item_at(1)->url, "https://c.example/x");
    assert_null(item_at(2)->url);
    read_feed("<rss><channel><link>https://a.example/</link><item><link>/x</link></item></channel></rss>");
    assert_text(item_at(0)->url, "/x");
}

static void bags_hold_several_values(void **state)
{
    (void)state;
    read_feed(
        RSS("<item><dc:subject><rdf:Bag><rdf:li>un</rdf:li><rdf:li>deux</rdf:li></rdf:Bag></dc:subject>"
            "<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li><rdf:li>Bob</rdf:li></rdf:Seq></dc:creator></item>"));
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(item_at(0)->tags.v[1], "deux");
    assert_int_equal(item_at(0)->authors.n, 2);
    assert_text(item_at(0)->authors.v[0].name, "Ana");
}

static void addresses_escaped_twice_are_put_right(void **state)
{
    (void)state;
    read_feed(RSS("<item><link>https://a.example/?a=1&amp;amp;b=2&amp;#038;copy=3</link>"
                  "<enclosure url='https://a.example/d?a=1&amp;amp;b=2' length='12,5 ko'/>"
                  "<guid isPermaLink='true'>/3</guid></item>"));
    assert_text(item_at(0)->url, "https://a.example/?a=1&b=2&copy=3");
    assert_text(item_at(0)->attachments.v[0].url, "https://a.example/d?a=1&b=2");
    assert_int_equal(item_at(0)->attachments.v[0].size, -1);
    read_from(ITEM("<guid isPermaLink='true'>/3</guid>"), "https://a.example/rss");
    assert_text(item_at(0)->url, "https://a.example/3");
    assert_text(item_at(0)->id, "/3");
}

static void names_without_a_module_are_understood(void **state)
{
    (void)state;
    read_feed(
        ITEM("<content>&lt;p&gt;Tout&lt;/p&gt;</content><summary>Un</summary><creator>Ana</creator><id>7</id>"
             "<thumbnail>https://a.example/t.png</thumbnail><startdate>2026-03-10</"
             "startdate><location>Mairie</location>"));
    assert_text(item_at(0)->content_html, "<p>Tout</p>");
    assert_text(item_at(0)->summary, "Un");
    assert_text(item_at(0)->authors.v[0].name, "Ana");
    assert_text(item_at(0)->id, "7");
    assert_text(item_at(0)->image, "https://a.example/t.png");
    assert_text(civil_text(&item_at(0)->starts), "2026-03-10");
    assert_text(item_at(0)->place, "Mairie");
}

static void calendars_of_wordpress_are_read(void **state)
{
    (void)state;
    read_feed(
        RSS("<item><ev:tribe_event_meta xmlns:ev='Event'><ev:startdate>2026-03-10T09:30:00</ev:startdate>"
            "<ev:enddate>2026-03-10T11:00:00</ev:enddate></ev:tribe_event_meta></item>"
            "<item xmlns:mec='http://webnus.net/rss/mec/'><mec:startHour>8:30 am</mec:startHour>"
            "<mec:startDate>2026-03-10</mec:startDate><mec:endDate>2026-03-10</mec:endDate>"
            "<mec:endHour>5:00 pm</mec:endHour><mec:location>Mairie</mec:location></item>"
            "<item xmlns:mec='http://webnus.net/rss/mec/'><mec:startDate>2026-03-10</mec:startDate>"
            "<mec:startHour>toute la journée</mec:startHour></item>"));
    assert_text(civil_text(&item_at(0)->starts), "2026-03-10T09:30");
    assert_text(civil_text(&item_at(0)->ends), "2026-03-10T11:00");
    assert_text(civil_text(&item_at(1)->starts), "2026-03-10T08:30");
    assert_text(civil_text(&item_at(1)->ends), "2026-03-10T17:00");
    assert_false(item_at(1)->all_day);
    assert_text(item_at(1)->place, "Mairie");
    assert_true(item_at(2)->all_day);
}

static void a_feed_may_say_that_it_is_complete(void **state)
{
    (void)state;
    read_feed(RSS("<fh:complete xmlns:fh='http://purl.org/syndication/history/1.0'/>"));
    assert_true(feed.complete);
    read_feed(RSS(""));
    assert_false(feed.complete);
}

static void old_versions_are_read(void **state)
{
    (void)state;
    read_feed("<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\" "
              "\"http://my.netscape.com/x.dtd\">"
              "<rss "
              "version=\"0.91\"><channel><title>&Eacute;t&eacute;</title></channel><item><title>Dehors</"
              "title></item></rss>");
    assert_text(feed.title, "Été");
    assert_text(item_at(0)->title, "Dehors");
    assert_null(feed.warning); /* that document type declares them */
}

static void other_documents_are_refused(void **state)
{
    (void)state;
    refuse("");
    refuse("bonjour");
    refuse("<!DOCTYPE html><html><head><title>Maintenance</title></head><body/></html>");
    refuse("<svg xmlns='http://www.w3.org/2000/svg'><title>Plan</title></svg>");
    refuse("<urlset><url><loc>https://a.example/</loc></url></urlset>");
    refuse("<rss></rss>");
    assert_false(try_reading("rss", "<feed xmlns='http://www.w3.org/2005/Atom'/>", 43, NULL));
    assert_text(err.text, "the root element is <feed>: expected rss or channel");
    assert_false(try_reading("rss", "bonjour", 7, NULL));
    assert_text(err.text, "no XML: expected a root element rss or channel");
}

static void a_document_takes_no_more_memory_than_it_may(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "<rss><channel>");
    for (int i = 0; i < 10000; i++)
        buf_adds(&b, "<item><title>Un titre</title></item>");
    buf_adds(&b, "</channel></rss>");
    struct document document = {.bytes = buf_str(&b), .n = b.n};
    arena_free(&arena);
    arena_init(&arena, 1 << 20);
    assert_false(format_parse("rss", &document, &arena, &feed, &err));
    assert_true(arena.used < 8 << 20);
    buf_free(&b);
}

static void items_past_the_limit_are_cut(void **state)
{
    (void)state;
    static const char text[] =
        RSS("<item><title>1</title></item><item><title>2</title></item><item><title>3</title></item>");
    static const struct document_limits two = {{[LIMIT_ITEMS] = 2, [LIMIT_FIELD] = 100, [LIMIT_DEPTH] = 9}};
    struct document document = {.bytes = text, .n = sizeof text - 1, .limits = &two};
    arena_free(&arena);
    arena_init(&arena, 0);
    assert_true(format_parse("rss", &document, &arena, &feed, &err));
    assert_int_equal(feed.items.n, 2);
    assert_non_null(strstr(feed.warning, "more than 2 items"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_channel_says_what_it_is),
        cmocka_unit_test(an_item_says_what_it_is),
        cmocka_unit_test(a_guid_is_an_address_unless_it_says_no),
        cmocka_unit_test(the_fuller_text_is_the_content),
        cmocka_unit_test(markup_that_was_not_escaped_stays_markup),
        cmocka_unit_test(the_format_speaks_before_the_modules),
        cmocka_unit_test(names_are_known_by_their_namespace),
        cmocka_unit_test(names_are_known_in_any_case),
        cmocka_unit_test(people_are_told_from_addresses),
        cmocka_unit_test(events_are_read_from_their_module),
        cmocka_unit_test(points_are_read_in_their_many_forms),
        cmocka_unit_test(media_are_pictures_or_attachments),
        cmocka_unit_test(podcasts_tell_how_long_they_last),
        cmocka_unit_test(a_channel_may_ask_to_be_left_alone),
        cmocka_unit_test(languages_hold_for_what_is_inside),
        cmocka_unit_test(addresses_are_resolved_against_xml_base),
        cmocka_unit_test(bags_hold_several_values),
        cmocka_unit_test(addresses_escaped_twice_are_put_right),
        cmocka_unit_test(names_without_a_module_are_understood),
        cmocka_unit_test(calendars_of_wordpress_are_read),
        cmocka_unit_test(a_feed_may_say_that_it_is_complete),
        cmocka_unit_test(old_versions_are_read),
        cmocka_unit_test(other_documents_are_refused),
        cmocka_unit_test(a_document_takes_no_more_memory_than_it_may),
        cmocka_unit_test(items_past_the_limit_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
