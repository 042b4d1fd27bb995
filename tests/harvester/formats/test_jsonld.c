/* harvester/formats/jsonld.c, jsonld_mend.c, and what becomes an item (things_item.c, things_facts.c) */
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "reading.h"

#define PAGE(script)                                                                                         \
    "<!DOCTYPE html><html lang='fr'><head><title>Agenda</title><script type='application/ld+json'>" script   \
    "</script></head><body><p>Bonjour</p></body></html>"
#define HOME "https://a.example/agenda/"

static void an_event_says_all_of_itself(void **state)
{
    (void)state;
    read_from(PAGE("{\"@context\":\"https://schema.org\",\"@type\":\"BusinessEvent\",\"name\":\"Forum\","
                   "\"url\":\"forum\",\"startDate\":\"2026-05-04T09:30\",\"endDate\":\"2026-05-04T17:00\","
                   "\"description\":\"<p>Une <b>journée</b></p>\",\"image\":[\"i.jpg\",\"j.jpg\"],"
                   "\"organizer\":{\"@type\":\"Organization\",\"name\":\"Le Réseau\"},"
                   "\"keywords\":\"ville, mobilité\",\"offers\":{\"@type\":\"Offer\",\"url\":\"/billets\","
                   "\"validFrom\":\"2026-01-01\"},"
                   "\"location\":{\"@type\":\"Place\",\"name\":\"Halle\",\"address\":{\"@type\":"
                   "\"PostalAddress\",\"streetAddress\":\"2 rue du Port\",\"postalCode\":\"44000\","
                   "\"addressLocality\":\"Nantes\",\"addressCountry\":\"FR\"},"
                   "\"geo\":{\"latitude\":47.2,\"longitude\":\"-1.55\"}}}"),
              HOME);
    struct item *item = item_at(0);
    assert_text(feed.format, "html");
    assert_text(feed.title, "Agenda");
    assert_text(feed.language, "fr");
    assert_int_equal(item->kind, KIND_EVENT);
    assert_text(item->title, "Forum");
    assert_text(item->url, "https://a.example/agenda/forum");
    assert_text(civil_text(&item->starts), "2026-05-04T09:30");
    assert_text(civil_text(&item->ends), "2026-05-04T17:00");
    assert_false(item->all_day);
    assert_text(item->content_html, "<p>Une <b>journée</b></p>");
    assert_text(item->image, "https://a.example/agenda/i.jpg");
    assert_text(item->organizer, "Le Réseau");
    assert_text(item->place, "Halle, 2 rue du Port, 44000 Nantes");
    assert_true(fabs(item->lat - 47.2) < 1e-9 && fabs(item->lon + 1.55) < 1e-9);
    assert_int_equal(item->tags.n, 2);
    assert_text(item->tags.v[1], "mobilité");
    assert_int_equal(feed.items.n, 1);
    assert_null(feed.warning);
}

static void items_are_found_wherever_they_are_nested(void **state)
{
    (void)state;
    static const char *const pages[] = {
        PAGE("[{\"@type\":\"Event\",\"name\":\"A\"},[{\"@type\":\"Event\",\"name\":\"B\"}]]"),
        PAGE("{\"@graph\":[{\"@type\":\"Event\",\"name\":\"A\"},{\"@type\":[\"Thing\",\"Event\"],"
             "\"name\":\"B\"},{\"@type\":\"Organization\",\"name\":\"non\"}]}"),
        PAGE("{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"ListItem\",\"item\":"
             "{\"@type\":\"Event\",\"name\":\"A\"}},{\"@type\":\"ItemList\",\"itemListElement\":"
             "{\"@type\":\"http://schema.org/Event\",\"name\":\"B\"}}]}"),
        PAGE("{\"@type\":\"CollectionPage\",\"mainEntity\":{\"@type\":\"ItemList\",\"itemListElement\":["
             "{\"@type\":\"schema:Event\",\"schema:name\":\"A\"},{\"@type\":\"Event\",\"name\":\"B\"}]}}"),
        PAGE("{\"@graph\":[{\"@type\":\"WebPage\",\"mainEntity\":{\"@id\":\"#a\"}},"
             "{\"@type\":\"Event\",\"name\":\"B\"},{\"@id\":\"#a\",\"@type\":\"Event\",\"name\":\"A\"}]}"),
        PAGE("{\"@type\":\"Event\",\"name\":\"A\"}") PAGE("{\"@type\":\"Event\",\"name\":\"B\"}"),
        PAGE("{\"@type\":\"Event\",\"name\":\"A\"}\n{\"@type\":\"Event\",\"name\":\"B\"}"),
        PAGE("{\"@type\":\"EventSeries\",\"name\":\"Saison\",\"subEvent\":[{\"@type\":\"Event\",\"name\":"
             "\"A\"},{\"@type\":\"Event\",\"name\":\"B\"}]}"),
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        read_from(pages[i], HOME);
        if (feed.items.n != 2)
            fail_msg("page %zu: %zu items", i, feed.items.n);
        assert_text(item_at(0)->title, "A");
        assert_text(item_at(1)->title, "B");
    }
}

static void the_parts_of_an_item_are_none(void **state)
{
    (void)state;
    read_from(PAGE("{\"@type\":\"NewsArticle\",\"headline\":\"Un titre\",\"about\":{\"@type\":\"Event\","
                   "\"name\":\"non\"},\"isPartOf\":{\"@type\":\"Article\",\"name\":\"non\"}}"),
              HOME);
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "Un titre");
    assert_text(item_at(0)->url, HOME); /* the one item of a page is what the page is about */
}

static void breadcrumbs_are_no_items(void **state)
{
    (void)state;
    refuse(
        PAGE("{\"@type\":\"BreadcrumbList\",\"itemListElement\":[{\"@type\":\"ListItem\",\"name\":"
             "\"Accueil\",\"item\":\"https://a.example/\"},{\"@type\":\"ListItem\",\"name\":\"Agenda\"}]}"));
}

static void a_list_of_names_and_addresses_will_do(void **state)
{
    (void)state;
    read_from(PAGE("{\"@type\":\"ItemList\",\"itemListElement\":[{\"@type\":\"ListItem\",\"name\":\"Un\","
                   "\"url\":\"/1\"},{\"@type\":\"ListItem\",\"name\":\"Deux\",\"url\":\"/2\"}]}"),
              HOME);
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(1)->title, "Deux");
    assert_text(item_at(1)->url, "https://a.example/2");
}

static void escapes_too_many_are_undone(void **state)
{
    (void)state;
    read_from(PAGE("[{\"@type\":\"Event\",\"name\":\"Caf\\u00e9 &amp;#8211; d&eacute;bat\",\"description\":"
                   "\"&lt;p&gt;Un d&amp;eacute;bat &lt;em&gt;ouvert&lt;/em&gt;&lt;/p&gt;\"},"
                   "{\"@type\":\"Event\",\"name\":\"Seuil < 3 &amp; plus\",\"description\":\"a &lt; b\"}]"),
              HOME);
    assert_text(item_at(0)->title, "Café – débat");
    assert_text(item_at(0)->content_html, "<p>Un débat <em>ouvert</em></p>");
    assert_text(item_at(1)->title, "Seuil < 3 & plus");
    assert_text(item_at(1)->content_text, "a < b");
}

static void what_nearly_is_json_is_read(void **state)
{
    (void)state;
    static const char *const pages[] = {
        PAGE("{\"@type\":\"Event\",\"name\":\"Un\n\tdeux\"}"),
        PAGE("<!-- {\"@type\":\"Event\",\"name\":\"Un deux\"} -->"),
        PAGE("\n//<![CDATA[\n{\"@type\":\"Event\",\"name\":\"Un deux\"};\n//]]>\n"),
        PAGE("/* <![CDATA[ */ {\"@type\":\"Event\",\"name\":\"Un deux\"} /* ]]> */"),
        PAGE("{\"@type\":\"Event\", // quoi\n /* pour qui */ \"name\":\"Un deux\",}"),
        PAGE("{\"@type\":[\"Event\",],\"name\":\"Un deux\",\"url\":\"https://a.example//x/*y*/\",}"),
        PAGE("{\"@type\":\"Event\",\"name\":\"Un \\deux\"}"),
        PAGE("{&quot;@type&quot;:&quot;Event&quot;,&quot;name&quot;:&quot;Un deux&quot;}"),
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        read_from(pages[i], HOME);
        if (feed.items.n != 1 || strcmp(item_at(0)->title, "Un deux") != 0)
            fail_msg("page %zu: %s", i, feed.items.n ? item_at(0)->title : "nothing");
    }
}

static void what_was_mended_is_told(void **state)
{
    (void)state;
    read_from(PAGE("{\"@type\":\"Event\",\"name\":\"Le \"grand\" soir, enfin\",\"url\":\"/\\ud83d\"}"), HOME);
    assert_text(item_at(0)->title, "Le \"grand\" soir, enfin");
    assert_non_null(strstr(feed.warning, "not valid JSON"));
    read_from(PAGE("{\"@type\":") PAGE("{\"@type\":\"Event\",\"name\":\"Bon\"}"), HOME);
    assert_text(item_at(0)->title, "Bon");
    assert_non_null(strstr(feed.warning, "passed over"));
}

static const char *place_of(const char *location)
{
    struct buf page;
    buf_init(&page, 0);
    buf_printf(&page, PAGE("{\"@type\":\"Event\",\"name\":\"A\",\"location\":%s}"), location);
    read_from(page.p, HOME);
    buf_free(&page);
    return item_at(0)->place;
}

static void places_come_in_every_form(void **state)
{
    (void)state;
    assert_text(place_of("\"Salle des fêtes, Uzès\""), "Salle des fêtes, Uzès");
    assert_text(place_of("{\"@type\":\"Place\",\"name\":\"Halle\",\"address\":\"2 rue du Port, Nantes\"}"),
                "Halle, 2 rue du Port, Nantes");
    assert_text(place_of("{\"@type\":\"PostalAddress\",\"addressLocality\":\"Nantes\"}"), "Nantes");
    assert_text(
        place_of("{\"@type\":\"Place\",\"name\":\"Nantes\",\"address\":{\"addressLocality\":\"Nantes\"}}"),
        "Nantes");
    assert_text(place_of("{\"name\":\"Hall\",\"address\":{\"addressLocality\":\"Reno\",\"addressRegion\":"
                         "\"NV\",\"postalCode\":\"89501\"}}"),
                "Hall, Reno, NV 89501");
    assert_text(place_of("[{\"@type\":\"VirtualLocation\",\"url\":\"https://v.example\"},"
                         "{\"@type\":\"Place\",\"name\":\"Halle\"}]"),
                "Halle");
    assert_int_equal(item_at(0)->online, YES);
    assert_null(place_of("{\"@type\":\"VirtualLocation\",\"name\":\"Zoom\"}"));
}

static struct item *event_with(const char *members)
{
    struct buf page;
    buf_init(&page, 0);
    buf_printf(&page, PAGE("{\"@type\":\"Event\",\"name\":\"A\",%s}"), members);
    read_from(page.p, HOME);
    buf_free(&page);
    return item_at(0);
}

static void dates_come_with_and_without_time(void **state)
{
    (void)state;
    struct item *item = event_with("\"startDate\":\"2026-05-04\",\"endDate\":\"2026-05-06\"");
    assert_true(item->all_day);
    assert_text(civil_text(&item->ends), "2026-05-06");
    item =
        event_with("\"startDate\":\"2026-05-04T00:00:00+02:00\",\"endDate\":\"2026-05-05T23:59:59+02:00\"");
    assert_true(item->all_day);
    assert_text(civil_text(&item->starts), "2026-05-04");
    assert_text(civil_text(&item->ends), "2026-05-05");
    item = event_with("\"startDate\":\"2026-05-04T18:00+02:00\",\"endDate\":\"2026-05-04\"");
    assert_text(civil_text(&item->starts), "2026-05-04T18:00");
    assert_text(item->starts.zone, "+02:00");
    assert_int_equal(item->ends.precision, PRECISION_NONE);
    item = event_with("\"startDate\":\"2026-05-04T18:00\",\"endDate\":\"2026-05-03T18:00\"");
    assert_int_equal(item->ends.precision, PRECISION_NONE);
    item = event_with("\"startDate\":\"2026-05-04T18:00\",\"duration\":\"PT1H30M\"");
    assert_text(civil_text(&item->ends), "2026-05-04T19:30");
    item = event_with("\"startDate\":\"2026-05-04\",\"duration\":\"P2D\"");
    assert_text(civil_text(&item->ends), "2026-05-05");
    item = event_with("\"startDate\":\"bientôt\"");
    assert_int_equal(item->starts.precision, PRECISION_NONE);
}

static void an_instant_is_told_in_the_zone_of_the_source(void **state)
{
    (void)state;
    static const char page[] =
        PAGE("[{\"@type\":\"Event\",\"name\":\"A\",\"startDate\":\"2026-05-04T16:00:00Z\"},"
             "{\"@type\":\"Event\",\"name\":\"B\",\"startDate\":\"2026-05-04T18:00+02:00\"},"
             "{\"@type\":\"Event\",\"name\":\"C\",\"startDate\":\"2026-05-04T18:00-04:00\"}]");
    const struct document document = {.bytes = page, .n = sizeof page - 1, .timezone = "Europe/Paris"};
    arena_free(&arena);
    assert_true(format_parse("html", &document, &arena, &feed, &err));
    for (size_t i = 0; i < 3; i++)
        assert_text(civil_text(&item_at(i)->starts), "2026-05-04T18:00");
    assert_text(item_at(0)->starts.zone, "Europe/Paris");
    assert_text(item_at(1)->starts.zone, "Europe/Paris");
    assert_text(item_at(2)->starts.zone, "-04:00");
}

static void an_event_may_be_off_or_elsewhere(void **state)
{
    (void)state;
    assert_true(event_with("\"eventStatus\":\"https://schema.org/EventCancelled\"")->cancelled);
    assert_true(event_with("\"eventStatus\":\"EventPostponed\"")->cancelled);
    assert_true(event_with("\"eventStatus\":{\"@id\":\"http://schema.org/EventCancelled\"}")->cancelled);
    assert_false(event_with("\"eventStatus\":\"https://schema.org/EventRescheduled\"")->cancelled);
    assert_false(event_with("\"eventStatus\":\"https://schema.org/EventScheduled\"")->cancelled);
    assert_int_equal(event_with("\"eventStatus\":\"EventMovedOnline\"")->online, YES);
    assert_int_equal(
        event_with("\"eventAttendanceMode\":\"https://schema.org/OnlineEventAttendanceMode\"")->online, YES);
    assert_int_equal(
        event_with("\"eventAttendanceMode\":\"https://schema.org/MixedEventAttendanceMode\"")->online, YES);
    assert_int_equal(
        event_with("\"eventAttendanceMode\":\"https://schema.org/OfflineEventAttendanceMode\"")->online, NO);
    assert_int_equal(event_with("\"url\":\"x\"")->online, UNKNOWN);
}

static void the_times_of_a_series_are_its_sessions(void **state)
{
    (void)state;
    struct item *item = event_with("\"startDate\":\"2026-05-04\",\"endDate\":\"2026-05-12\",\"subEvent\":["
                                   "{\"@type\":\"Event\",\"startDate\":\"2026-05-04T18:00\"},"
                                   "{\"@type\":\"Event\",\"startDate\":\"2026-05-12T18:00\"}]");
    assert_int_equal(item->sessions.n, 2);
    assert_text(civil_text(&item->sessions.v[1].from), "2026-05-12T18:00");
    assert_int_equal(feed.items.n, 1);
}

static void pictures_come_in_every_form(void **state)
{
    (void)state;
    static const char *const forms[] = {
        "\"i.jpg\"",
        "[\"i.jpg\",\"j.jpg\"]",
        "{\"@type\":\"ImageObject\",\"url\":\"i.jpg\"}",
        "[{\"@type\":\"ImageObject\",\"contentUrl\":\"i.jpg\"}]",
        "{\"@id\":\"i.jpg\"}",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char members[120];
        snprintf(members, sizeof members, "\"image\":%s", forms[i]);
        assert_text(event_with(members)->image, "https://a.example/agenda/i.jpg");
    }
    assert_null(event_with("\"image\":\"javascript:alert(1)\"")->image);
}

static void an_article_says_who_and_when(void **state)
{
    (void)state;
    read_from(
        PAGE("{\"@graph\":[{\"@type\":\"Article\",\"headline\":\"Le budget\",\"datePublished\":"
             "\"2026-03-10T08:00:00+01:00\",\"dateModified\":\"2026-03-11\",\"author\":{\"@id\":\"#p\"},"
             "\"mainEntityOfPage\":{\"@id\":\"https://a.example/budget\"},\"articleSection\":[\"Finances\"],"
             "\"description\":\"Court.\",\"articleBody\":\"Long.\",\"image\":{\"@id\":\"#i\"}},"
             "{\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"A. Martin\",\"url\":\"/a-martin\"},"
             "{\"@type\":\"ImageObject\",\"@id\":\"#i\",\"url\":\"/i.png\"}]}"),
        HOME);
    struct item *item = item_at(0);
    assert_int_equal(item->kind, KIND_NONE);
    assert_text(item->url, "https://a.example/budget");
    assert_text(when(item->published), "2026-03-10T07:00:00Z");
    assert_text(item->authors.v[0].name, "A. Martin");
    assert_text(item->authors.v[0].url, "https://a.example/a-martin");
    assert_text(item->tags.v[0], "Finances");
    assert_text(item->summary, "Court.");
    assert_text(item->content_text, "Long.");
    assert_text(item->image, "https://a.example/i.png");
}

static void a_grant_is_a_call(void **state)
{
    (void)state;
    read_from(PAGE("{\"@type\":\"MonetaryGrant\",\"name\":\"Fonds vert\",\"funder\":{\"name\":\"L'État\"},"
                   "\"amount\":{\"@type\":\"MonetaryAmount\",\"maxValue\":250000,\"currency\":\"EUR\"},"
                   "\"applicationDeadline\":\"2026-09-15\"}"),
              HOME);
    struct item *item = item_at(0);
    assert_int_equal(item->kind, KIND_CALL);
    assert_text(item->organizer, "L'État");
    assert_text(civil_text(&item->deadline), "2026-09-15");
    assert_true(item->amount_max == 250000);
    assert_text(item->amount_currency, "EUR");
}

static void of_several_languages_that_of_the_page_is_taken(void **state)
{
    (void)state;
    read_from(PAGE("{\"@type\":\"Event\",\"name\":[{\"@value\":\"Open day\",\"@language\":\"en\"},"
                   "{\"@value\":\"Portes ouvertes\",\"@language\":\"fr-FR\"}]}"),
              HOME);
    assert_text(item_at(0)->title, "Portes ouvertes");
}

static void repetitions_are_one(void **state)
{
    (void)state;
    read_from(
        PAGE("[{\"@type\":\"Event\",\"name\":\"A\",\"url\":\"/a\",\"startDate\":\"2026-05-04\"},"
             "{\"@type\":\"Event\",\"name\":\"A\",\"url\":\"/a\",\"startDate\":\"2026-05-04\"},"
             "{\"@type\":\"Event\",\"name\":\"A\",\"url\":\"/a\",\"startDate\":\"2026-05-11\"},"
             "{\"@type\":\"Article\",\"name\":\"A, le récit\",\"url\":\"/b\"},"
             "{\"@type\":\"Event\",\"name\":\"A, le soir\",\"url\":\"/b\",\"startDate\":\"2026-06-01\"}]"),
        HOME);
    assert_int_equal(feed.items.n, 3);
    assert_text(civil_text(&item_at(1)->starts), "2026-05-11");
    assert_int_equal(item_at(2)->kind, KIND_EVENT);
    assert_text(civil_text(&item_at(2)->starts), "2026-06-01");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_says_all_of_itself),
        cmocka_unit_test(items_are_found_wherever_they_are_nested),
        cmocka_unit_test(the_parts_of_an_item_are_none),
        cmocka_unit_test(breadcrumbs_are_no_items),
        cmocka_unit_test(a_list_of_names_and_addresses_will_do),
        cmocka_unit_test(escapes_too_many_are_undone),
        cmocka_unit_test(what_nearly_is_json_is_read),
        cmocka_unit_test(what_was_mended_is_told),
        cmocka_unit_test(places_come_in_every_form),
        cmocka_unit_test(dates_come_with_and_without_time),
        cmocka_unit_test(an_instant_is_told_in_the_zone_of_the_source),
        cmocka_unit_test(an_event_may_be_off_or_elsewhere),
        cmocka_unit_test(the_times_of_a_series_are_its_sessions),
        cmocka_unit_test(pictures_come_in_every_form),
        cmocka_unit_test(an_article_says_who_and_when),
        cmocka_unit_test(a_grant_is_a_call),
        cmocka_unit_test(of_several_languages_that_of_the_page_is_taken),
        cmocka_unit_test(repetitions_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
