/* harvester/formats/icalendar*.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "harvester/formats/format.h"

/* 2026-03-01T08:00:00Z */
enum { NOW = 1772352000 };

static struct arena arena;
static struct feed feed;
static struct error err;
static struct document document;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 64 << 20);
    document = (struct document){.timezone = "Europe/Paris", .now = NOW};
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static bool parse_bytes(const char *bytes, size_t n)
{
    arena_reset(&arena);
    document.bytes = bytes;
    document.n = n;
    err = (struct error){0};
    return format_parse(NULL, &document, &arena, &feed, &err);
}

/* A copy of exactly its size, so that reading past the end is seen. */
static void parse(const char *text)
{
    size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    memcpy(copy, text, n);
    bool ok = parse_bytes(copy, n);
    free(copy);
    if (!ok)
        fail_msg("refused: %s", err.text);
    assert_string_equal(feed.format, "icalendar");
}

#define CALENDAR(lines) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n" lines "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\nUID:u@x\r\nDTSTAMP:20260101T000000Z\r\n" lines "END:VEVENT\r\n"
#define TODO(lines) "BEGIN:VTODO\r\nUID:u@x\r\nDTSTAMP:20260101T000000Z\r\n" lines "END:VTODO\r\n"

static const struct item *one(const char *text)
{
    parse(text);
    if (feed.items.n != 1)
        fail_msg("%zu items, expected one", feed.items.n);
    return &feed.items.v[0];
}

static void assert_civil(struct civil c, const char *expected)
{
    char text[32];
    const char *got =
        arena_printf(&arena, "%s%s%s", civil_format(&c, text), c.zone ? " " : "", c.zone ? c.zone : "");
    assert_string_equal(got, expected);
}

static void assert_ids(const char *const *ids)
{
    size_t i = 0;
    for (; ids[i] && i < feed.items.n; i++)
        assert_string_equal(feed.items.v[i].id, ids[i]);
    if (ids[i] || i < feed.items.n)
        fail_msg("%zu items", feed.items.n);
}

#define ASSERT_IDS(...) assert_ids((const char *const[]){__VA_ARGS__, NULL})

/* --- entries --- */

static void an_event_with_all_its_facts(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("DTSTART;TZID=Europe/Paris:20260310T093000\r\n"
                           "DTEND;TZID=Europe/Paris:20260310T120000\r\n"
                           "SUMMARY;LANGUAGE=fr:Ville\\, eau \\; forêt\r\n"
                           "DESCRIPTION:Ligne un\\nLigne deux\r\n"
                           "LOCATION:Salle A\\, Lyon\r\n"
                           "GEO:45.76;4.84\r\n"
                           "CATEGORIES:eau\\, air,forêt\r\n"
                           "CATEGORIES:ville\r\n"
                           "URL:https://x.example/e?a=1&b=2\r\n"
                           "ORGANIZER;CN=\"Ville de Lyon\":mailto:jean.dupont@x.example\r\n"
                           "ATTACH;FMTTYPE=application/pdf;FILENAME=Programme.pdf:https://x.example/p.pdf\r\n"
                           "CREATED:20260102T030405Z\r\n"
                           "LAST-MODIFIED:20260203T040506Z\r\n"
                           "SEQUENCE:4\r\n"
                           "STATUS:CONFIRMED\r\n")));
    assert_string_equal(i->id, "u@x");
    assert_int_equal(i->kind, KIND_EVENT);
    assert_string_equal(i->title, "Ville, eau ; forêt");
    assert_string_equal(i->language, "fr");
    assert_string_equal(i->content_text, "Ligne un\nLigne deux");
    assert_string_equal(i->place, "Salle A, Lyon");
    assert_true(fabs(i->lat - 45.76) < 1e-9 && fabs(i->lon - 4.84) < 1e-9);
    assert_int_equal(i->tags.n, 3);
    assert_string_equal(i->tags.v[0], "eau, air");
    assert_string_equal(i->tags.v[2], "ville");
    assert_string_equal(i->url, "https://x.example/e?a=1&b=2");
    assert_string_equal(i->organizer, "Ville de Lyon");
    assert_int_equal(i->attachments.n, 1);
    assert_string_equal(i->attachments.v[0].url, "https://x.example/p.pdf");
    assert_string_equal(i->attachments.v[0].mime_type, "application/pdf");
    assert_string_equal(i->attachments.v[0].title, "Programme.pdf");
    assert_int_equal(i->published, 1767323045);
    assert_int_equal(i->updated, 1770091506);
    assert_int_equal(i->sequence, 4);
    assert_civil(i->starts, "2026-03-10T09:30 Europe/Paris");
    assert_civil(i->ends, "2026-03-10T12:00 Europe/Paris");
    assert_false(i->cancelled);
    assert_null(feed.warning);
}

static void the_due_of_a_todo_is_the_deadline_of_a_call(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(TODO("SUMMARY:Appel\r\nDTSTART;VALUE=DATE:20260301\r\n"
                                             "DUE;TZID=Europe/Paris:20260315T120000\r\n")));
    assert_int_equal(i->kind, KIND_CALL);
    assert_civil(i->opens, "2026-03-01");
    assert_civil(i->deadline, "2026-03-15T12:00 Europe/Paris");
    assert_int_equal(i->starts.precision, PRECISION_NONE);
    i = one(CALENDAR(TODO("SUMMARY:Appel\r\nDUE;VALUE=DATE:20260315\r\n")));
    assert_civil(i->deadline, "2026-03-15");
    assert_int_equal(i->opens.precision, PRECISION_NONE);
    i = one(CALENDAR(TODO("SUMMARY:Appel\r\nDTSTART:20260301T000000Z\r\nDURATION:P2D\r\n")));
    assert_civil(i->deadline, "2026-03-03T00:00 UTC");
}

static void the_end_of_whole_days_is_the_last_one(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260313\r\n")));
    assert_true(i->all_day);
    assert_civil(i->starts, "2026-03-10");
    assert_civil(i->ends, "2026-03-12");
    i = one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260311\r\n")));
    assert_civil(i->ends, "2026-03-10");
    i = one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260310\r\n")));
    assert_civil(i->ends, "2026-03-10");
    i = one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310\r\nDURATION:P3D\r\n")));
    assert_civil(i->ends, "2026-03-12");
    i = one(CALENDAR(EVENT("DTSTART:20260310\r\n")));
    assert_true(i->all_day);
    assert_int_equal(i->ends.precision, PRECISION_NONE);
}

static void from_midnight_to_midnight_is_the_whole_day(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(
        EVENT("DTSTART;TZID=Europe/Paris:20260310T000000\r\nDTEND;TZID=Europe/Paris:20260312T000000\r\n")));
    assert_true(i->all_day);
    assert_civil(i->starts, "2026-03-10");
    assert_civil(i->ends, "2026-03-11");
    i = one(CALENDAR(EVENT("DTSTART:20260310T000000Z\r\nDTEND:20260311T000000Z\r\n")));
    assert_false(i->all_day);
    i = one(CALENDAR(EVENT("DTSTART:20260310T000000Z\r\nDTEND:20260311T000000Z\r\n"
                           "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE\r\n")));
    assert_true(i->all_day);
}

static void a_duration_makes_the_end(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("DTSTART;TZID=Europe/Paris:20260310T093000\r\nDURATION:PT1H30M\r\n")));
    assert_civil(i->ends, "2026-03-10T11:00 Europe/Paris");
    i = one(CALENDAR(EVENT("DTSTART:20260310T093000\r\nDURATION:-PT1H\r\n")));
    assert_int_equal(i->ends.precision, PRECISION_NONE);
    i = one(CALENDAR(EVENT("DTSTART:20260310T093000\r\nDURATION:P99999999999W\r\n")));
    assert_int_equal(i->ends.precision, PRECISION_NONE);
}

static void an_end_before_the_start_is_none(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(EVENT("DTSTART:20260310T093000\r\nDTEND:20260310T083000\r\n")));
    assert_int_equal(i->ends.precision, PRECISION_NONE);
    i = one(CALENDAR(EVENT("DTSTART:20260310T093000\r\nDTEND:20260310T093000\r\n")));
    assert_int_equal(i->ends.precision, PRECISION_NONE);
}

static void times_that_do_not_exist_are_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"20260230", "20261310T000000",  "20260310T250000Z", "", "T",
                                      "x",        "99999999T999999Z", "00000000"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        char text[300];
        snprintf(text, sizeof text,
                 CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:x\r\nDTSTART:%s\r\nEND:VEVENT\r\n"), bad[k]);
        assert_int_equal(one(text)->starts.precision, PRECISION_NONE);
    }
}

static void dates_as_others_write_them_are_read_too(void **state)
{
    (void)state;
    assert_civil(one(CALENDAR(EVENT("DTSTART:2026-03-10T09:30:00\r\n")))->starts,
                 "2026-03-10T09:30 Europe/Paris");
    assert_civil(one(CALENDAR(EVENT("DTSTART:2026-03-10\r\n")))->starts, "2026-03-10");
    assert_civil(one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310T093000Z\r\n")))->starts,
                 "2026-03-10T09:30 UTC");
}

static void what_was_cancelled_says_so(void **state)
{
    (void)state;
    assert_true(one(CALENDAR(EVENT("DTSTART:20260310\r\nSTATUS:CANCELLED\r\n")))->cancelled);
    assert_true(one(CALENDAR("METHOD:CANCEL\r\n" EVENT("DTSTART:20260310\r\n")))->cancelled);
    assert_false(
        one(CALENDAR("METHOD:PUBLISH\r\n" EVENT("DTSTART:20260310\r\nSTATUS:TENTATIVE\r\n")))->cancelled);
}

static void private_entries_are_left_out(void **state)
{
    (void)state;
    parse(CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260310\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260310\r\nCLASS:confidential\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:c\r\nDTSTART:20260310\r\nCLASS:PUBLIC\r\nEND:VEVENT\r\n"));
    ASSERT_IDS("c");
}

static void a_persons_mail_address_is_no_organizer(void **state)
{
    (void)state;
    assert_null(one(CALENDAR(EVENT("ORGANIZER;CN=jean@x.example:mailto:jean@x.example\r\n")))->organizer);
    assert_null(one(CALENDAR(EVENT("ORGANIZER:mailto:jean@x.example\r\nCONTACT:Jean 06 00 00 00 00\r\n"
                                   "ATTENDEE;CN=Anne:mailto:anne@x.example\r\n")))
                    ->organizer);
    assert_string_equal(one(CALENDAR(EVENT("ORGANIZER;CN=Le ^'Labo^':mailto:j@x.example\r\n")))->organizer,
                        "Le \"Labo\"");
}

static void html_descriptions_are_sanitised_html(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("DESCRIPTION:Bonjour à tous\r\nX-ALT-DESC;FMTTYPE=text/html:<p>Bonjour <b>à</b> "
                           "tous<script>x</script></p>\r\n")));
    assert_string_equal(i->content_html, "<p>Bonjour <b>à</b> tous</p>");
    assert_null(i->content_text);
    i = one(CALENDAR(EVENT("DESCRIPTION:<p>Un\\, deux</p><img src=x onerror=y>\r\n")));
    assert_non_null(strstr(i->content_html, "<p>Un, deux</p>"));
    assert_null(strstr(i->content_html, "onerror"));
    i = one(CALENDAR(EVENT("DESCRIPTION:si a < b et b > c\\, R&amp\\;D\r\n")));
    assert_string_equal(i->content_text, "si a < b et b > c, R&D");
}

static void a_richer_description_wins_over_a_stub_of_html(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(
        EVENT("DESCRIPTION:Une longue description avec le programme de la journée et les intervenants.\r\n"
              "X-ALT-DESC;FMTTYPE=text/html:<p>Voir le site</p>\r\n")));
    assert_non_null(i->content_text);
    assert_null(i->content_html);
}

static void entities_in_titles_are_decoded(void **state)
{
    (void)state;
    assert_string_equal(one(CALENDAR(EVENT("SUMMARY:L&#8217\\;eau &amp\\; la ville\r\n")))->title,
                        "L’eau & la ville");
}

static void an_address_as_the_place_means_online(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(EVENT("LOCATION:https://visio.example/x\r\n")));
    assert_int_equal(i->online, YES);
    assert_null(i->place);
    assert_int_equal(one(CALENDAR(EVENT("LOCATION:En ligne\r\n")))->online, YES);
    i = one(CALENDAR(EVENT("LOCATION:Lyon\r\nCONFERENCE;VALUE=URI:https://visio.example/x\r\n")));
    assert_int_equal(i->online, YES);
    assert_string_equal(i->place, "Lyon");
    assert_int_equal(one(CALENDAR(EVENT("LOCATION:Lyon\r\n")))->online, UNKNOWN);
}

static void only_points_on_this_globe(void **state)
{
    (void)state;
    static const char *const bad[] = {"91;0", "0;0", "45", "45;", "a;b", "nan;nan", "1e400;1", ""};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        char text[300];
        snprintf(text, sizeof text, CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nGEO:%s\r\nEND:VEVENT\r\n"), bad[k]);
        assert_true(isnan(one(text)->lat));
    }
    assert_true(
        one(CALENDAR(EVENT("X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-TITLE=\"a:b\":geo:45.5,4.5\r\n")))->lat ==
        45.5);
}

static void addresses_are_resolved_and_others_dropped(void **state)
{
    (void)state;
    document.url = "https://x.example/agenda/e.ics";
    assert_string_equal(one(CALENDAR(EVENT("URL:../page\r\n")))->url, "https://x.example/page");
    document.url = NULL;
    assert_null(one(CALENDAR(EVENT("URL:javascript:alert(1)\r\n")))->url);
    assert_null(one(CALENDAR(EVENT("URL:mailto:a@x.example\r\n")))->url);
}

static void attachments_are_addresses_not_bytes(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(EVENT("ATTACH;ENCODING=BASE64;VALUE=BINARY:AAAA\r\nATTACH:cid:1@x\r\n"
                                              "ATTACH;FMTTYPE=image/png:https://x.example/i.png\r\n")));
    assert_int_equal(i->attachments.n, 1);
    assert_string_equal(i->image, "https://x.example/i.png");
}

/* --- what the calendar says of itself --- */

static void the_calendar_names_itself(void **state)
{
    (void)state;
    parse(CALENDAR("X-WR-CALNAME:Agenda\\, tout\r\nX-WR-CALDESC:Ce qui se passe\r\nURL:https://x.example/\r\n"
                   "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT1H\r\n"));
    assert_string_equal(feed.title, "Agenda, tout");
    assert_string_equal(feed.description, "Ce qui se passe");
    assert_string_equal(feed.home_page_url, "https://x.example/");
    assert_int_equal(feed.ttl, 12 * 3600);
    assert_int_equal(feed.items.n, 0);
    parse(CALENDAR("NAME:Agenda\r\nX-PUBLISHED-TTL:P1W\r\n"));
    assert_string_equal(feed.title, "Agenda");
    assert_int_equal(feed.ttl, 7 * 86400);
}

static void several_calendars_in_one_file(void **state)
{
    (void)state;
    parse(
        CALENDAR("X-WR-CALNAME:Un\r\nX-WR-TIMEZONE:America/Cayenne\r\n" EVENT("DTSTART:20260310T093000\r\n"))
            CALENDAR(
                "X-WR-CALNAME:Deux\r\nBEGIN:VEVENT\r\nUID:v\r\nDTSTART:20260310T093000\r\nEND:VEVENT\r\n"));
    assert_string_equal(feed.title, "Un");
    ASSERT_IDS("u@x", "v");
    assert_civil(feed.items.v[0].starts, "2026-03-10T09:30 America/Cayenne");
    assert_civil(feed.items.v[1].starts, "2026-03-10T09:30 Europe/Paris");
}

static void a_whole_published_calendar_is_complete(void **state)
{
    (void)state;
    parse(CALENDAR(EVENT("DTSTART:20260310\r\n")));
    assert_true(feed.complete);
    parse(CALENDAR("METHOD:PUBLISH\r\n" EVENT("DTSTART:20260310\r\n")));
    assert_true(feed.complete);
    parse(CALENDAR("METHOD:REQUEST\r\n" EVENT("DTSTART:20260310\r\n")));
    assert_false(feed.complete);
    parse("BEGIN:VCALENDAR\r\n" EVENT("DTSTART:20260310\r\n"));
    assert_false(feed.complete);
    document.limits = &(struct document_limits){{[LIMIT_ITEMS] = 1, [LIMIT_FIELD] = 1000}};
    parse(CALENDAR(
        EVENT("DTSTART:20260310\r\n") "BEGIN:VEVENT\r\nUID:v\r\nDTSTART:20260311\r\nEND:VEVENT\r\n"));
    assert_int_equal(feed.items.n, 1);
    assert_true(feed.cut);
}

static void what_is_over_gives_way_to_what_is_to_come(void **state)
{
    (void)state;
    struct document_limits limits = {{0}};
    limits.most[LIMIT_ITEMS] = 2;
    limits.most[LIMIT_FIELD] = 1000;
    limits.most[LIMIT_LISTED] = 10;
    document.limits = &limits;
    parse(CALENDAR("BEGIN:VEVENT\r\nUID:old\r\nDTSTART:20250101\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:a\r\nDTSTART:20260401\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:long\r\nDTSTART:20250101\r\nDTEND:20270101\r\nEND:VEVENT\r\n"));
    ASSERT_IDS("a", "long");
    assert_true(feed.cut);
    document.limits = NULL;
}

static void a_stamp_of_the_request_is_no_date_of_change(void **state)
{
    (void)state;
    assert_int_equal(one(CALENDAR(EVENT("DTSTART:20260310\r\n")))->updated, 1767225600);
    assert_int_equal(
        one(CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260301T075800Z\r\nEND:VEVENT\r\n"))->updated,
        INSTANT_NONE);
    parse(CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260301T031500Z\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260301T031501Z\r\nEND:VEVENT\r\n"));
    assert_int_equal(feed.items.v[0].updated, INSTANT_NONE);
    parse(CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTAMP:20260301T031500Z\r\nEND:VEVENT\r\n"
                   "BEGIN:VEVENT\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\nEND:VEVENT\r\n"));
    assert_int_equal(feed.items.v[1].updated, 1767225600);
}

/* --- zones --- */

#define PARIS                                                                                                \
    "BEGIN:STANDARD\r\nDTSTART:19701025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"                \
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"                                            \
    "BEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"                \
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"

static const char *starts_in(const char *zones, const char *tzid, const char *time)
{
    char text[4000];
    snprintf(text, sizeof text, CALENDAR("%sBEGIN:VEVENT\r\nUID:a\r\nDTSTART%s%s%s:%s\r\nEND:VEVENT\r\n"),
             zones, *tzid ? ";TZID=\"" : "", tzid, *tzid ? "\"" : "", time);
    const struct item *i = one(text);
    char civil[32];
    return arena_printf(&arena, "%s %s", civil_format(&i->starts, civil),
                        i->starts.zone ? i->starts.zone : "-");
}

static void floating_times_are_those_of_the_source(void **state)
{
    (void)state;
    assert_string_equal(starts_in("", "", "20260310T093000"), "2026-03-10T09:30 Europe/Paris");
    assert_string_equal(starts_in("X-WR-TIMEZONE:Indian/Reunion\r\n", "", "20260310T093000"),
                        "2026-03-10T09:30 Indian/Reunion");
    document.timezone = NULL;
    assert_string_equal(starts_in("", "", "20260310T093000"), "2026-03-10T09:30 -");
}

static void zones_by_all_the_names_they_are_given(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"Europe/Brussels", "Europe/Brussels"},
        {"Romance Standard Time", "Europe/Paris"},
        {"/freeassociation.sourceforge.net/Europe/Madrid", "Europe/Madrid"},
        {"/freeassociation.sourceforge.net/Tzfile/Europe/Rome", "Europe/Rome"},
        {"/mozilla.org/20050126_1/America/Argentina/Salta", "America/Argentina/Salta"},
        {"UTC+02:00", "+02:00"},
        {"GMT+0100", "+01:00"},
    };
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        char expected[100];
        snprintf(expected, sizeof expected, "2026-07-10T09:30 %s", names[k][1]);
        assert_string_equal(starts_in("", names[k][0], "20260710T093000"), expected);
        assert_null(feed.warning);
    }
}

static void a_zone_that_only_the_document_knows(void **state)
{
    (void)state;
    /* the rules are those of the source's zone: it is that zone */
    assert_string_equal(starts_in("BEGIN:VTIMEZONE\r\nTZID:Mon fuseau\r\n" PARIS "END:VTIMEZONE\r\n",
                                  "Mon fuseau", "20260710T093000"),
                        "2026-07-10T09:30 Europe/Paris");
    /* others: the offset of that day */
    document.timezone = "America/Cayenne";
    assert_string_equal(starts_in("BEGIN:VTIMEZONE\r\nTZID:Mon fuseau\r\n" PARIS "END:VTIMEZONE\r\n",
                                  "Mon fuseau", "20260710T093000"),
                        "2026-07-10T09:30 +02:00");
    assert_string_equal(starts_in("BEGIN:VTIMEZONE\r\nTZID:Mon fuseau\r\n" PARIS "END:VTIMEZONE\r\n",
                                  "Mon fuseau", "20260110T093000"),
                        "2026-01-10T09:30 +01:00");
    assert_string_equal(starts_in("BEGIN:VTIMEZONE\r\nTZID:1\r\nX-LIC-LOCATION:Europe/Athens\r\n" PARIS
                                  "END:VTIMEZONE\r\n",
                                  "1", "20260110T093000"),
                        "2026-01-10T09:30 Europe/Athens");
    assert_null(feed.warning);
}

static void a_zone_whose_rules_have_ended(void **state)
{
    (void)state;
    document.timezone = "America/Cayenne";
    /* daylight saving until 2010, then a new standard time by RDATE */
    const char *zone =
        "BEGIN:VTIMEZONE\r\nTZID:Zone\r\n"
        "BEGIN:DAYLIGHT\r\nDTSTART:20000326T020000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0400\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20100327T230000Z\r\nEND:DAYLIGHT\r\n"
        "BEGIN:STANDARD\r\nDTSTART:20001029T030000\r\nTZOFFSETFROM:+0400\r\nTZOFFSETTO:+0300\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU;UNTIL=20101031T000000Z\r\nEND:STANDARD\r\n"
        "BEGIN:STANDARD\r\nDTSTART:20141026T020000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0430\r\n"
        "RDATE:20141026T020000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
    assert_string_equal(starts_in(zone, "Zone", "20260710T093000"), "2026-07-10T09:30 +04:30");
    assert_string_equal(starts_in(zone, "Zone", "20120710T093000"), "2012-07-10T09:30 +03:00");
    assert_string_equal(starts_in(zone, "Zone", "20080710T093000"), "2008-07-10T09:30 +04:00");
}

static void a_zone_that_never_began_has_its_last_offset(void **state)
{
    (void)state;
    document.timezone = "America/Cayenne";
    const char *zone = "BEGIN:VTIMEZONE\r\nTZID:Zone\r\n"
                       "BEGIN:STANDARD\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0400\r\n"
                       "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20300327T230000Z\r\nEND:STANDARD\r\n"
                       "END:VTIMEZONE\r\n";
    assert_string_equal(starts_in(zone, "Zone", "20260710T093000"), "2026-07-10T09:30 +04:00");
}

static void an_unknown_zone_is_told(void **state)
{
    (void)state;
    assert_string_equal(starts_in("", "Mars/Olympus", "20260710T093000"), "2026-07-10T09:30 Europe/Paris");
    assert_non_null(strstr(feed.warning, "Mars/Olympus"));
    starts_in("", "../../etc/passwd", "20260710T093000");
    assert_non_null(feed.warning);
}

/* --- recurrence --- */

static void a_weekly_meeting_is_an_item_each_time(void **state)
{
    (void)state;
    parse(CALENDAR(
        EVENT("DTSTART;TZID=Europe/Paris:20260317T183000\r\nDTEND;TZID=Europe/Paris:20260317T203000\r\n"
              "RRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=4\r\nEXDATE;TZID=Europe/Paris:20260324T183000\r\n"
              "SUMMARY:Atelier\r\n")));
    ASSERT_IDS("u@x_20260317T173000Z", "u@x_20260331T163000Z", "u@x_20260407T163000Z");
    assert_civil(feed.items.v[1].starts, "2026-03-31T18:30 Europe/Paris");
    assert_civil(feed.items.v[1].ends, "2026-03-31T20:30 Europe/Paris");
    assert_string_equal(feed.items.v[2].title, "Atelier");
}

static void the_window_is_eighteen_months(void **state)
{
    (void)state;
    parse(CALENDAR(EVENT("DTSTART;VALUE=DATE:20200106\r\nRRULE:FREQ=WEEKLY\r\n")));
    assert_string_equal(feed.items.v[0].id, "u@x_20260202");
    assert_string_equal(feed.items.v[feed.items.n - 1].id, "u@x_20270927");
    assert_int_equal(feed.items.n, 87);
    size_t n = feed.items.n;
    document.now += 20 * 86400; /* the same in the same month: nothing moves from night to night */
    parse(CALENDAR(EVENT("DTSTART;VALUE=DATE:20200106\r\nRRULE:FREQ=WEEKLY\r\n")));
    assert_int_equal(feed.items.n, n);
}

static void what_comes_every_day_is_one_item_with_sessions(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(
        EVENT("DTSTART;TZID=Europe/Paris:20260302T100000\r\nDTEND;TZID=Europe/Paris:20260302T180000\r\n"
              "RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20260320T225959Z\r\n")));
    assert_string_equal(i->id, "u@x");
    assert_int_equal(i->sessions.n, 15);
    assert_civil(i->starts, "2026-03-02T10:00 Europe/Paris");
    assert_civil(i->ends, "2026-03-20T18:00 Europe/Paris");
    assert_civil(i->sessions.v[14].from, "2026-03-20T10:00 Europe/Paris");
    assert_civil(i->sessions.v[14].to, "2026-03-20T18:00 Europe/Paris");
}

static void sessions_are_bounded(void **state)
{
    (void)state;
    const struct item *i = one(CALENDAR(EVENT("DTSTART;VALUE=DATE:20100101\r\nRRULE:FREQ=DAILY\r\n")));
    assert_int_equal(i->sessions.n, 400);
    assert_civil(i->starts, "2026-02-01");
}

/* The local times of a rule, "0310 0317": month and day; from 2026-03-01 on unless it is told otherwise. */
static const char *times_of(const char *start, const char *rule)
{
    char text[2000];
    struct buf out;
    snprintf(text, sizeof text, CALENDAR("BEGIN:VEVENT\r\nUID:a\r\nDTSTART:%s\r\nRRULE:%s\r\nEND:VEVENT\r\n"),
             start, rule);
    parse(text);
    buf_init(&out, 0);
    for (size_t i = 0; i < feed.items.n; i++) {
        const struct item *item = &feed.items.v[i];
        size_t n = item->sessions.n;
        for (size_t k = 0; k < (n ? n : 1); k++) {
            const struct civil *c = n ? &item->sessions.v[k].from : &item->starts;
            buf_printf(&out, "%s%02d%02u%02u", out.n ? " " : "", c->year % 100, c->month, c->day);
            if (c->precision == PRECISION_MINUTE)
                buf_printf(&out, ".%02u%02u", c->hour, c->minute);
        }
    }
    const char *result = arena_strdup(&arena, buf_str(&out));
    buf_free(&out);
    return result;
}

static void recurrence_rules_of_every_kind(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"20260302", "FREQ=DAILY;COUNT=3", "260302 260303 260304"},
        {"20260302", "FREQ=DAILY;INTERVAL=10;COUNT=3", "260302 260312 260322"},
        {"20260302", "FREQ=DAILY;BYDAY=SA,SU;COUNT=4", "260302 260307 260308 260314"},
        {"20260302", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;COUNT=4", "260302 260306 260316 260320"},
        {"20260303", "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=4", "260303 260315 260317 260329"},
        {"20260302", "FREQ=WEEKLY;UNTIL=20260316", "260302 260309 260316"},
        {"20260131", "FREQ=MONTHLY;COUNT=3", "260331 260531"}, /* months of thirty days are passed over */
        {"20260302", "FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "260302 260406 260504"},
        {"20260327", "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", "260327 260424 260529"},
        {"20260331", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "260331 260430 260531"},
        {"20260331", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", "260331 260430 260529"},
        {"20260313", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "260313 261113"},
        {"20260310", "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=10,20;COUNT=4", "260310 260320 260610 260620"},
        {"20260310", "FREQ=YEARLY", "260310 270310"},
        {"20200229", "FREQ=YEARLY", "200229"}, /* none in the window: the first */
        {"20260310", "FREQ=YEARLY;BYMONTH=3,9", "260310 260910 270310 270910"},
        {"20260405", "FREQ=YEARLY;BYMONTH=4;BYDAY=1SU", "260405 270404"},
        {"20260518", "FREQ=YEARLY;BYDAY=20MO", "260518 270517"},
        {"20260511", "FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "260511 270517"},
        {"20260410", "FREQ=YEARLY;BYYEARDAY=100", "260410 270410"},
        {"20261231", "FREQ=YEARLY;BYYEARDAY=-1", "261231"},
        {"20260310T093000", "FREQ=WEEKLY;BYHOUR=9,14;BYMINUTE=0;COUNT=5",
         "260310.0930 260310.1400 260317.0900 260317.1400 260324.0900"},
        {"20260310T093000", "freq=weekly;count=2;", "260310.0930 260317.0930"},
        {"20260310T003000", "FREQ=WEEKLY;UNTIL=20260316T233000Z", "260310.0030 260317.0030"},
        {"20250101", "FREQ=WEEKLY;COUNT=62", "260204 260211 260218 260225 260304"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        if (strcmp(times_of(cases[k][0], cases[k][1]), cases[k][2]) != 0)
            fail_msg("%s %s: %s, expected %s", cases[k][0], cases[k][1], times_of(cases[k][0], cases[k][1]),
                     cases[k][2]);
}

static void rdates_add_and_exdates_take_away(void **state)
{
    (void)state;
    parse(CALENDAR(EVENT("DTSTART;TZID=Europe/Paris:20260310T090000\r\nDURATION:PT1H\r\n"
                         "RDATE;TZID=Europe/Paris:20260420T090000,20260325T140000\r\n"
                         "RDATE;VALUE=PERIOD:20260615T070000Z/PT3H\r\n"
                         "RDATE:20260720T070000Z\r\nEXDATE;VALUE=DATE:20260420\r\n")));
    ASSERT_IDS("u@x_20260310T080000Z", "u@x_20260325T130000Z", "u@x_20260615T070000Z",
               "u@x_20260720T070000Z");
    assert_civil(feed.items.v[3].starts, "2026-07-20T09:00 Europe/Paris");
    assert_civil(feed.items.v[1].ends, "2026-03-25T15:00 Europe/Paris");
    parse(CALENDAR(EVENT("DTSTART;TZID=Europe/Paris:20260310T090000\r\nRDATE;VALUE=DATE:20260325\r\n")));
    ASSERT_IDS("u@x_20260310T080000Z", "u@x_20260325T080000Z");
    parse(CALENDAR(EVENT("DTSTART;VALUE=DATE:20260310\r\nRDATE:20260325T100000Z\r\n")));
    ASSERT_IDS("u@x_20260310", "u@x_20260325");
}

static void an_exception_stands_in_its_place(void **state)
{
    (void)state;
    parse(CALENDAR(
        EVENT("DTSTART;TZID=Europe/Paris:20260303T180000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Série\r\n")
            EVENT("RECURRENCE-ID;TZID=Europe/Paris:20260310T180000\r\nSUMMARY:Exception\r\n"
                  "DTSTART;TZID=Europe/Paris:20260311T190000\r\nDTEND;TZID=Europe/Paris:20260311T200000\r\n")
                EVENT("RECURRENCE-ID:20260317T170000Z\r\nSUMMARY:Série\r\nSTATUS:CANCELLED\r\n"
                      "DTSTART;TZID=Europe/Paris:20260317T180000\r\n")));
    ASSERT_IDS("u@x_20260303T170000Z", "u@x_20260310T170000Z", "u@x_20260317T170000Z");
    assert_string_equal(feed.items.v[1].title, "Exception");
    assert_civil(feed.items.v[1].starts, "2026-03-11T19:00 Europe/Paris");
    assert_true(feed.items.v[2].cancelled);
    assert_false(feed.items.v[0].cancelled);
}

static void an_exception_may_hold_for_all_that_follow(void **state)
{
    (void)state;
    parse(CALENDAR(
        EVENT("DTSTART;TZID=Europe/Paris:20260303T180000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nSUMMARY:Avant\r\n")
            EVENT("RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Paris:20260310T180000\r\n"
                  "SUMMARY:Après\r\nDTSTART;TZID=Europe/Paris:20260311T200000\r\n")));
    ASSERT_IDS("u@x_20260303T170000Z", "u@x_20260310T170000Z", "u@x_20260317T170000Z");
    assert_string_equal(feed.items.v[0].title, "Avant");
    assert_string_equal(feed.items.v[2].title, "Après");
    assert_civil(feed.items.v[2].starts, "2026-03-18T20:00 Europe/Paris");
}

static void an_exception_alone_is_an_item(void **state)
{
    (void)state;
    one(CALENDAR(EVENT("RECURRENCE-ID:20260317T170000Z\r\nDTSTART:20260317T170000Z\r\n")));
    ASSERT_IDS("u@x_20260317T170000Z");
}

static void the_newest_of_several_versions_counts(void **state)
{
    (void)state;
    assert_string_equal(one(CALENDAR(EVENT("DTSTART:20260310\r\nSEQUENCE:2\r\nSUMMARY:deux\r\n")
                                         EVENT("DTSTART:20260311\r\nSEQUENCE:1\r\nSUMMARY:un\r\n")))
                            ->title,
                        "deux");
    assert_string_equal(one(CALENDAR(EVENT("DTSTART:20260310\r\nSUMMARY:un\r\n")
                                         EVENT("DTSTART:20260310\r\nSUMMARY:deux\r\n")))
                            ->title,
                        "deux");
    /* one UID for all */
    parse(CALENDAR(EVENT("DTSTART:20260310\r\n") EVENT("DTSTART:20260312\r\n")));
    ASSERT_IDS("u@x_20260310", "u@x_20260312");
}

static void a_todo_recurs_too(void **state)
{
    (void)state;
    parse(CALENDAR(TODO("DUE;TZID=Europe/Paris:20260315T120000\r\nRRULE:FREQ=MONTHLY;COUNT=2\r\n")));
    ASSERT_IDS("u@x_20260315T110000Z", "u@x_20260415T100000Z");
    assert_civil(feed.items.v[1].deadline, "2026-04-15T12:00 Europe/Paris");
}

static void rules_that_cost_much_cost_nothing(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=1000000000",
        "FREQ=HOURLY;INTERVAL=1",
        "FREQ=DAILY;COUNT=1000000000;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;BYHOUR=1,2,3,4,5,6,7;BYMINUTE=1,2,3,4,5,6,7,8;BYSECOND=1,2,3,4",
        "FREQ=WEEKLY;INTERVAL=99999999999",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=99XX",
        "FREQ=",
        "",
        ";;;;====",
        "RSCALE=CHINESE;FREQ=DAILY;COUNT=3",
    };
    for (size_t k = 0; k < sizeof rules / sizeof *rules; k++) {
        times_of("19000101T000000", rules[k]);
        assert_int_equal(feed.items.n, 1);
    }
    times_of("00010101T000000", "FREQ=YEARLY;COUNT=1000000000");
    times_of("20260310T000000", "FREQ=SECONDLY");
    assert_non_null(strstr(feed.warning, "every hour or more often"));
}

static void many_costly_rules_share_one_budget(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < 9999; i++)
        buf_printf(&b,
                   "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:00010101\r\nRRULE:FREQ=YEARLY;COUNT=9999;"
                   "BYMONTH=2;BYMONTHDAY=30\r\nEND:VEVENT\r\n",
                   i);
    buf_adds(&b, "END:VCALENDAR\r\n");
    assert_true(parse_bytes(b.p, b.n));
    assert_int_equal(feed.items.n, 9999);
    assert_non_null(strstr(feed.warning, "too far"));
    assert_true(feed.cut);
    buf_free(&b);
}

/* --- lines --- */

static void line_ends_of_every_kind(void **state)
{
    (void)state;
    static const char *const ends[] = {"\r\n", "\n", "\r", "\r\r\n"};
    for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
        struct buf b;
        buf_init(&b, 0);
        for (const char *p = CALENDAR(EVENT("DTSTART:20260310\r\nSUMMARY:Un\r\n  deux\r\n")); *p; p++)
            if (*p == '\n')
                buf_adds(&b, ends[k]);
            else if (*p != '\r')
                buf_addc(&b, *p);
        assert_string_equal(one(buf_str(&b))->title, "Un deux");
        buf_free(&b);
    }
}

static void folds_may_cut_a_character(void **state)
{
    (void)state;
    assert_string_equal(one(CALENDAR(EVENT("SUMMARY:for\xC3\r\n \xAAt\r\n")))->title, "forêt");
    assert_null(feed.warning);
}

static void lines_that_were_not_folded_are_taken_together(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("DESCRIPTION:Programme :\r\nTarif: 5 euros\r\n\r\n- à midi: repas\r\n"
                           "SUMMARY:x\r\n")));
    assert_string_equal(i->content_text, "Programme :\nTarif: 5 euros\n- à midi: repas");
    assert_string_equal(i->title, "x");
    /* a fold without its space, at the length of a line */
    i = one(CALENDAR(
        EVENT("DESCRIPTION:abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgh\r\nijk\r\n")));
    assert_string_equal(i->content_text, "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk");
}

static void an_indented_file_is_read(void **state)
{
    (void)state;
    const struct item *i =
        one("BEGIN:VCALENDAR\n  BEGIN:VEVENT\n    UID:a\n    DTSTART:20260310\n    SUMMARY:x\n"
            "  END:VEVENT\nEND:VCALENDAR\n");
    assert_string_equal(i->id, "a");
    assert_string_equal(i->title, "x");
}

static void missing_ends_are_recovered(void **state)
{
    (void)state;
    parse("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:un\r\nBEGIN:VALARM\r\nTRIGGER:-PT5M\r\n"
          "BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:deux\r\n");
    ASSERT_IDS("a", "b");
    assert_non_null(strstr(feed.warning, "without its END"));
    parse("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nEND:VCALENDAR\r\n");
    ASSERT_IDS("a");
    parse("BEGIN:VEVENT\r\nUID:a\r\nEND:VEVENT\r\n");
    ASSERT_IDS("a");
}

static void what_is_nested_is_not_the_events(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR(EVENT("BEGIN:VALARM\r\nDESCRIPTION:alarme\r\nATTACH:https://x.example/a.wav\r\n"
                           "END:VALARM\r\nDTSTART:20260310\r\nSUMMARY:x\r\n")));
    assert_null(i->content_text);
    assert_int_equal(i->attachments.n, 0);
    assert_string_equal(i->title, "x");
    parse(
        CALENDAR("BEGIN:VJOURNAL\r\nUID:j\r\nEND:VJOURNAL\r\nBEGIN:X-A\r\nBEGIN:X-B\r\nEND:X-B\r\nEND:X-A\r\n"
                 "BEGIN:VFREEBUSY\r\nEND:VFREEBUSY\r\n"));
    assert_int_equal(feed.items.n, 0);
}

static void unknown_properties_and_strange_parameters_are_passed_over(void **state)
{
    (void)state;
    const struct item *i =
        one(CALENDAR("COLOR:red\r\n" EVENT("COLOR:blue\r\nX-ANY;A=\"b:c;d\":e\r\nSUMMARY;X=\"never "
                                           "closed:x\r\nDTSTART;;=;VALUE=DATE;VALUE:20260310\r\n"
                                           "NOVALUE\r\n:\r\n;:\r\n")));
    assert_non_null(i->title);
}

static void other_encodings_are_read(void **state)
{
    (void)state;
    assert_string_equal(one(CALENDAR(EVENT("SUMMARY:for\xEAt\r\n")))->title, "forêt");
    static const char marked[] = "\xEF\xBB\xBF" CALENDAR(EVENT("SUMMARY:forêt\r\n"));
    assert_string_equal(one(marked)->title, "forêt");
    const char *ascii = CALENDAR(EVENT("SUMMARY:utf16\r\n"));
    struct buf b;
    buf_init(&b, 0);
    buf_add(&b, "\xFF\xFE", 2);
    for (const char *p = ascii; *p; p++)
        buf_add(&b, (const char[]){*p, 0}, 2);
    assert_true(parse_bytes(b.p, b.n));
    assert_string_equal(feed.items.v[0].title, "utf16");
    buf_free(&b);
}

static void something_before_the_calendar_is_passed_over(void **state)
{
    (void)state;
    assert_string_equal(one("\r\n\r\nWarning: PHP\r\n" CALENDAR(EVENT("SUMMARY:x\r\n")))->title, "x");
    assert_string_equal(one("<br />\n<b>Warning</b>\n" CALENDAR(EVENT("SUMMARY:x\r\n")))->title, "x");
}

static void what_is_no_calendar_is_refused(void **state)
{
    (void)state;
    static const char *const other[] = {"", "BEGIN:VCARD\r\nEND:VCARD\r\n", "<html>BEGIN:VCALENDAR</html>",
                                        "x"};
    for (size_t k = 0; k < sizeof other / sizeof *other; k++)
        assert_false(parse_bytes(other[k], strlen(other[k])));
    document.bytes = "BEGIN:VCARD\r\n";
    document.n = strlen(document.bytes);
    assert_false(format_parse("icalendar", &document, &arena, &feed, &err));
    assert_non_null(strstr(err.text, "BEGIN:VCALENDAR"));
}

static void every_cut_of_a_document_is_survived(void **state)
{
    (void)state;
    static const char whole[] = CALENDAR("BEGIN:VTIMEZONE\r\nTZID:Zone\r\n" PARIS "END:VTIMEZONE\r\n" EVENT(
        "DTSTART;TZID=Zone:20260310T093000\r\nRRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Zone:"
        "20260317T093000\r\n"
        "SUMMARY:a\\nb\\\r\n") TODO("DUE:20260310\r\nATTACH;X=\"y\":https://x.example/\r\n"));
    for (size_t n = 0; n < sizeof whole - 1; n++) {
        char *copy = malloc(n ? n : 1);
        memcpy(copy, whole, n);
        parse_bytes(copy, n);
        free(copy);
    }
}

static void depth_and_length_cost_nothing(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "BEGIN:VCALENDAR\r\n");
    for (int i = 0; i < 200000; i++)
        buf_adds(&b, "BEGIN:X\r\n");
    for (int i = 0; i < 200000; i++)
        buf_adds(&b, "BEGIN:VEVENT\r\n");
    assert_true(parse_bytes(b.p, b.n));
    buf_reset(&b);
    buf_adds(&b, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:");
    for (int i = 0; i < 400000; i++)
        buf_adds(&b, "\\,;\"é");
    assert_true(parse_bytes(b.p, b.n));
    assert_int_equal(feed.items.n, 1);
    buf_free(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_with_all_its_facts),
        TEST(the_due_of_a_todo_is_the_deadline_of_a_call),
        TEST(the_end_of_whole_days_is_the_last_one),
        TEST(from_midnight_to_midnight_is_the_whole_day),
        TEST(a_duration_makes_the_end),
        TEST(an_end_before_the_start_is_none),
        TEST(times_that_do_not_exist_are_none),
        TEST(dates_as_others_write_them_are_read_too),
        TEST(what_was_cancelled_says_so),
        TEST(private_entries_are_left_out),
        TEST(a_persons_mail_address_is_no_organizer),
        TEST(html_descriptions_are_sanitised_html),
        TEST(a_richer_description_wins_over_a_stub_of_html),
        TEST(entities_in_titles_are_decoded),
        TEST(an_address_as_the_place_means_online),
        TEST(only_points_on_this_globe),
        TEST(addresses_are_resolved_and_others_dropped),
        TEST(attachments_are_addresses_not_bytes),
        TEST(the_calendar_names_itself),
        TEST(several_calendars_in_one_file),
        TEST(a_whole_published_calendar_is_complete),
        TEST(what_is_over_gives_way_to_what_is_to_come),
        TEST(a_stamp_of_the_request_is_no_date_of_change),
        TEST(floating_times_are_those_of_the_source),
        TEST(zones_by_all_the_names_they_are_given),
        TEST(a_zone_that_only_the_document_knows),
        TEST(a_zone_whose_rules_have_ended),
        TEST(a_zone_that_never_began_has_its_last_offset),
        TEST(an_unknown_zone_is_told),
        TEST(a_weekly_meeting_is_an_item_each_time),
        TEST(the_window_is_eighteen_months),
        TEST(what_comes_every_day_is_one_item_with_sessions),
        TEST(sessions_are_bounded),
        TEST(recurrence_rules_of_every_kind),
        TEST(rdates_add_and_exdates_take_away),
        TEST(an_exception_stands_in_its_place),
        TEST(an_exception_may_hold_for_all_that_follow),
        TEST(an_exception_alone_is_an_item),
        TEST(the_newest_of_several_versions_counts),
        TEST(a_todo_recurs_too),
        TEST(rules_that_cost_much_cost_nothing),
        TEST(many_costly_rules_share_one_budget),
        TEST(line_ends_of_every_kind),
        TEST(folds_may_cut_a_character),
        TEST(lines_that_were_not_folded_are_taken_together),
        TEST(an_indented_file_is_read),
        TEST(missing_ends_are_recovered),
        TEST(what_is_nested_is_not_the_events),
        TEST(unknown_properties_and_strange_parameters_are_passed_over),
        TEST(other_encodings_are_read),
        TEST(something_before_the_calendar_is_passed_over),
        TEST(what_is_no_calendar_is_refused),
        TEST(every_cut_of_a_document_is_survived),
        TEST(depth_and_length_cost_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
