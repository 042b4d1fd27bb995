/* harvester/formats/microformats.c and microformats_value.c */
#include <math.h>
#include <stdio.h>

#include "reading.h"

#define HOME "https://a.example/agenda/"

static void hcalendar_is_read(void **state)
{
    (void)state;
    read_from(
        "<div class='vcalendar'><div class='vevent' id=x><a class='url' href='/e/1'>"
        "<span class='summary'>Fête</span></a>: <abbr class='dtstart' title='20260704'>4 juillet</abbr>"
        "–<abbr class='dtend' title='20260707'>6 juillet</abbr> <div class='location vcard'>"
        "<a class='fn org url' href='https://halle.example/'>La Halle</a>, <span class='adr'>"
        "<span class='street-address'>2 rue du Port</span> <span class='postal-code'>44000</span> "
        "<span class='locality'>Nantes</span></span><abbr class='geo' title='47.2;-1.5'>ici</abbr></div>"
        "<p class='description'>Trois <b>jours</b>.</p><a rel=tag href='/t/f'>fêtes</a>"
        "<span class='status'>CANCELLED</span><span class='uid'>fete-1</span></div></div>",
        HOME);
    struct item *item = item_at(0);
    assert_int_equal(feed.items.n, 1);
    assert_int_equal(item->kind, KIND_EVENT);
    assert_text(item->title, "Fête");
    assert_text(item->id, "fete-1");
    assert_text(item->url, "https://a.example/e/1");
    assert_true(item->all_day);
    assert_text(civil_text(&item->starts), "2026-07-04");
    assert_text(civil_text(&item->ends), "2026-07-06"); /* the day after the last is not one of it */
    assert_text(item->place, "La Halle, 2 rue du Port, 44000 Nantes");
    assert_true(fabs(item->lat - 47.2) < 1e-9 && fabs(item->lon + 1.5) < 1e-9);
    assert_text(item->content_html, "Trois <b>jours</b>.");
    assert_text(item->tags.v[0], "fêtes");
    assert_true(item->cancelled);
}

static const char *date_of(const char *inside)
{
    char page[1000];
    snprintf(page, sizeof page, "<div class='h-event'><b class='p-name'>A</b>%s</div>", inside);
    read_from(page, HOME);
    return civil_text(&item_at(0)->starts);
}

static void a_date_is_put_together_of_its_values(void **state)
{
    (void)state;
    assert_text(date_of("<time class='dt-start' datetime='2026-07-04T20:00'>4/7</time>"), "2026-07-04T20:00");
    assert_text(date_of("<p class='dt-start'><time class='value' datetime='2026-07-04'>4</time> à "
                        "<span class='value'>20:00</span></p>"),
                "2026-07-04T20:00");
    assert_text(date_of("<p class='dt-start'><span class='value'>20h30</span> le "
                        "<abbr class='value' title='2026-07-04'>4</abbr></p>"),
                "2026-07-04T20:30");
    assert_text(date_of("<p class='dt-start'><span class='value'>2026-07-04</span> "
                        "<span class='value'>8:30 p.m.</span> <span class='value'>+02:00</span></p>"),
                "2026-07-04T20:30");
    assert_text(item_at(0)->starts.zone, "+02:00");
    assert_text(date_of("<p class='dt-start'><span class='value-title' title='2026-07-04T20:00'> </span>ce "
                        "soir</p>"),
                "2026-07-04T20:00");
    assert_text(date_of("<span class='dt-start'>2026-07-04</span>"), "2026-07-04");
    assert_text(date_of("<span class='dt-start'>un beau jour</span>"), "");
}

static void an_end_that_is_a_time_is_on_the_day_of_the_start(void **state)
{
    (void)state;
    date_of("<time class='dt-end' datetime='22:15'>22h15</time><time class='dt-start' "
            "datetime='2026-07-04T20:00'></time>");
    assert_text(civil_text(&item_at(0)->ends), "2026-07-04T22:15");
    date_of("<time class='dt-start' datetime='2026-07-04'></time><time class='dt-end' "
            "datetime='2026-07-05'></time>");
    assert_text(civil_text(&item_at(0)->ends), "2026-07-05"); /* said as people say it */
}

static void h_event_has_cards_for_places(void **state)
{
    (void)state;
    read_from("<div class=h-feed><h1 class=p-name>Agenda</h1><div class=h-event><a class='p-name u-url' "
              "href=a>A</a><p class='p-location h-card'><span class=p-name>Fabrique</span>, "
              "<span class=p-locality>Uzès</span></p><p class=p-summary>Court</p></div>"
              "<div class=h-event><b class=p-name>B</b><i class='p-location h-card'>Halle</i>"
              "<div class='p-organizer h-card'><a class='p-name u-url' href=/o>Ville</a></div></div>"
              "<div class=h-event><b class=p-name>C</b><i class=p-location>Mairie</i></div></div>",
              HOME);
    assert_int_equal(feed.items.n, 3);
    assert_text(item_at(0)->place, "Fabrique, Uzès");
    assert_text(item_at(0)->summary, "Court");
    assert_text(item_at(0)->url, "https://a.example/agenda/a");
    assert_text(item_at(1)->place, "Halle");
    assert_text(item_at(1)->organizer, "Ville");
    assert_null(item_at(1)->url);
    assert_text(item_at(2)->place, "Mairie");
}

static void entries_are_read_old_and_new(void **state)
{
    (void)state;
    read_from("<article class='post hentry'><h2 class=entry-title><a href='/b/1' rel=bookmark>Un</a></h2>"
              "<time class='entry-date published' datetime='2026-03-10T08:00:00+01:00'>10 mars</time>"
              "<span class='author vcard'><a class='url fn n' href='/qui'>A. Martin</a></span>"
              "<div class=entry-content><p>Texte</p></div><a rel='category tag' href=/c>Ville</a></article>"
              "<article class=h-entry><h2 class=p-name>Deux</h2><a class=u-url href=/b/2>voir</a>"
              "<time class=dt-published datetime=2026-03-11></time><p class=p-summary>Résumé</p>"
              "<span class='p-author h-card'>B. Petit</span></article>",
              HOME);
    assert_int_equal(feed.items.n, 2);
    assert_int_equal(item_at(0)->kind, KIND_NONE);
    assert_text(item_at(0)->url, "https://a.example/b/1");
    assert_text(when(item_at(0)->published), "2026-03-10T07:00:00Z");
    assert_text(item_at(0)->authors.v[0].name, "A. Martin");
    assert_text(item_at(0)->content_html, "<p>Texte</p>");
    assert_text(item_at(0)->tags.v[0], "Ville");
    assert_text(item_at(1)->title, "Deux");
    assert_text(item_at(1)->url, "https://a.example/b/2");
    assert_text(item_at(1)->summary, "Résumé");
    assert_text(item_at(1)->authors.v[0].name, "B. Petit");
}

static void an_entry_around_events_is_no_item(void **state)
{
    (void)state;
    read_from("<article class=hentry><h1 class=entry-title>Agenda</h1><div class=entry-content>"
              "<div class=vevent><b class=summary>A</b></div><div class=vevent><b class=summary>B</b></div>"
              "</div></article>",
              HOME);
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "A");
}

static void the_same_element_in_both_ways_is_one(void **state)
{
    (void)state;
    read_from("<div class='vevent h-event'><b class='summary p-name'>A</b><time class='dtstart dt-start' "
              "datetime='2026-07-04'></time></div>",
              HOME);
    assert_int_equal(feed.items.n, 1);
}

static void one_event_at_two_places_is_two(void **state)
{
    (void)state;
    read_from(
        "<div class=vevent><a class='url summary' href=/a>A</a><abbr class=dtstart title=2026-07-04></abbr>"
        "<i class=location>Ici</i></div>"
        "<div class=vevent><a class='url summary' href=/a>A</a><abbr class=dtstart title=2026-07-04></abbr>"
        "<i class=location>Là</i></div>"
        "<div class=vevent><a class='url summary' href=/a>A</a><abbr class=dtstart title=2026-07-04></abbr>"
        "<i class=location>Là</i></div>",
        HOME);
    assert_int_equal(feed.items.n, 2);
}

static void a_thing_without_classes_is_its_text(void **state)
{
    (void)state;
    read_from("<a class=h-event href=/x>Portes ouvertes</a><p class='h-full w-12 h-screen'>non</p>", HOME);
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "Portes ouvertes");
    assert_text(item_at(0)->url, "https://a.example/x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hcalendar_is_read),
        cmocka_unit_test(a_date_is_put_together_of_its_values),
        cmocka_unit_test(an_end_that_is_a_time_is_on_the_day_of_the_start),
        cmocka_unit_test(h_event_has_cards_for_places),
        cmocka_unit_test(entries_are_read_old_and_new),
        cmocka_unit_test(an_entry_around_events_is_no_item),
        cmocka_unit_test(the_same_element_in_both_ways_is_one),
        cmocka_unit_test(one_event_at_two_places_is_two),
        cmocka_unit_test(a_thing_without_classes_is_its_text),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
