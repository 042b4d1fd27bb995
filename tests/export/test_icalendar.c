/* export/icalendar.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <libical/ical.h>
#include <math.h>

#include "tests/export/sample.h"
#include "base/text.h"

extern const struct export_format icalendar_export;

static struct buf file, unfolded;

static int done(void **state)
{
    (void)state;
    buf_free(&file);
    buf_free(&unfolded);
    return 0;
}

static void assert_lines_are_sound(const char *s)
{
    for (const char *end; *s; s = end + 2) {
        end = strstr(s, "\r\n");
        assert_non_null(end);
        if (end - s > 75)
            fail_msg("a line of %d octets: %.80s", (int)(end - s), s);
        if (!utf8_valid(s, (size_t)(end - s)))
            fail_msg("cut inside a character: %.80s", s);
        assert_null(memchr(s, '\n', (size_t)(end - s)));
        assert_null(memchr(s, '\r', (size_t)(end - s)));
    }
}

static void unfold(void)
{
    buf_reset(&unfolded);
    for (const char *p = file.p; *p; p++)
        if (strncmp(p, "\r\n ", 3) == 0)
            p += 2;
        else if (*p != '\r')
            buf_addc(&unfolded, *p);
}

/* The calendar, unfolded and with bare line feeds; libical finds no fault in it. */
static const char *calendar(const struct stored_item *items, size_t n)
{
    buf_free(&file);
    file = sample_file(&sample_context, &icalendar_export, items, n);
    assert_lines_are_sound(file.p);
    icalcomponent *c = icalparser_parse_string(file.p);
    assert_non_null(c);
    assert_int_equal(icalcomponent_count_errors(c), 0);
    icalcomponent_free(c);
    unfold();
    return unfolded.p;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" in:\n%s", part, text);
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, part)); p++)
        n++;
    return n;
}

static struct stored_item an_event(void)
{
    struct stored_item s = sample_item(KIND_EVENT, "Journée, « innovation » ; suite");
    s.item.starts = minute(2026, 3, 10, 9, 30, NULL);
    s.item.ends = minute(2026, 3, 10, 17, 0, NULL);
    return s;
}

static struct stored_item a_call(void)
{
    struct stored_item s = sample_item(KIND_CALL, "Appel");
    s.item.deadline = minute(2027, 3, 15, 12, 0, "Europe/Brussels");
    return s;
}

static void an_event_has_all_a_subscriber_needs(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    const char *topics[] = {"mobilité", "eau, air"};
    s.revision = 3;
    s.changed = SAMPLE_NOW;
    s.item.place = "Lyon";
    s.item.lat = 45.5;
    s.item.lon = 4;
    s.item.topics.v = topics;
    s.item.topics.n = 2;
    const char *text = calendar(&s, 1);
    static const char *const lines[] = {
        "UID:01234567-89ab-8def-8123-456789abcdef\n",
        "DTSTAMP:20260301T080000Z\n",
        "DTSTART;TZID=Europe/Paris:20260310T093000\n",
        "DTEND;TZID=Europe/Paris:20260310T170000\n",
        "SUMMARY:Journée\\, « innovation » \\; suite\n",
        "LOCATION:Lyon\n",
        "GEO:45.5;4\n",
        "URL:https://partenaire.example.org/a?x=1&y=%C3%A9\n",
        "CATEGORIES:événement,mobilité,eau\\, air\n",
        "STATUS:CONFIRMED\n",
        "TRANSP:OPAQUE\n",
        "SEQUENCE:3\n",
        "CREATED:20260228T080000Z\n",
        "LAST-MODIFIED:20260301T080000Z\n",
        "BEGIN:VTIMEZONE\nTZID:Europe/Paris\n",
        "X-WR-CALNAME:Essai – Veille\n",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H\n",
        "X-PUBLISHED-TTL:PT12H\n",
        "Source : Un réseau & partenaire (Licence Ouverte 2.0)",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_has(text, lines[i]);
    assert_int_equal(count(text, "BEGIN:VTIMEZONE"), 1);
    assert_true(strstr(text, "BEGIN:VTIMEZONE") < strstr(text, "BEGIN:VEVENT"));
}

static void whole_days_end_on_the_day_after(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.all_day = true;
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260311\n");
    s.item.starts = day(2026, 12, 30);
    s.item.ends = day(2027, 1, 1);
    s.item.all_day = false;
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20270102\n");
    s.item.ends = day(2026, 12, 1);
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20261231\n");
    s.item.ends = (struct civil){0};
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20261230\nDTEND;VALUE=DATE:20261231\n");
}

static void an_end_that_is_not_later_is_left_out(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.ends = s.item.starts;
    assert_lacks(calendar(&s, 1), "DTEND");
    s.item.ends.second = 59; /* calendars count minutes */
    assert_lacks(calendar(&s, 1), "DTEND");
    s.item.ends = day(2026, 3, 10);
    assert_lacks(calendar(&s, 1), "DTEND");
    s.item.ends = day(2026, 3, 12); /* an hour to begin at and a last day: the days */
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260313\n");
}

static void times_in_utc_or_an_offset_are_written_in_utc(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.starts = minute(2026, 3, 10, 9, 30, "UTC");
    s.item.ends = minute(2026, 3, 10, 12, 0, "+02:00");
    assert_has(calendar(&s, 1), "DTSTART:20260310T093000Z\nDTEND:20260310T100000Z\n");
    assert_lacks(unfolded.p, "VTIMEZONE");
    s.item.starts.zone = "Mars/Olympus";
    s.item.ends.zone = NULL;
    assert_has(calendar(&s, 1), "DTSTART;TZID=Europe/Paris:20260310T093000\n");
}

static void the_end_of_the_day_is_the_next_midnight(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    s.item.deadline = minute(2026, 12, 31, 24, 0, "Europe/Paris");
    assert_has(calendar(&s, 1), "DTSTART;TZID=Europe/Paris:20270101T000000\n");
}

static void every_session_is_an_entry_with_a_name_of_its_own(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    struct period p[] = {{minute(2026, 3, 11, 9, 0, NULL), minute(2026, 3, 11, 10, 0, NULL)},
                         {minute(2026, 3, 10, 9, 0, NULL), minute(2026, 3, 10, 10, 0, NULL)},
                         {minute(2026, 3, 11, 9, 0, NULL), {0}},
                         {{0}, {0}}};
    s.item.sessions.v = p;
    s.item.sessions.n = 4;
    const char *text = calendar(&s, 1);
    assert_int_equal(count(text, "BEGIN:VEVENT"), 2);
    assert_has(text, "UID:01234567-89ab-8def-8123-456789abcdef-20260310T0900\n");
    assert_has(text, "UID:01234567-89ab-8def-8123-456789abcdef-20260311T0900\n");
    assert_has(text, "DTEND;TZID=Europe/Paris:20260311T100000\n");
    s.item.sessions.n = 1;
    assert_has(calendar(&s, 1), "UID:01234567-89ab-8def-8123-456789abcdef\n");
}

static void a_deadline_is_an_entry_with_two_alarms(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    const char *text = calendar(&s, 1);
    assert_has(text, "UID:01234567-89ab-8def-8123-456789abcdef-deadline\n");
    assert_has(text, "DTSTART;TZID=Europe/Brussels:20270315T120000\n");
    assert_has(text, "SUMMARY:Date limite : Appel\n");
    assert_has(text, "TRANSP:TRANSPARENT\n");
    assert_has(text, "TRIGGER:-P7D\n");
    assert_has(text, "TRIGGER:-P1D\n");
    assert_lacks(text, "DTEND");
    s.item.deadline = day(2027, 3, 15);
    assert_has(calendar(&s, 1), "DTSTART;VALUE=DATE:20270315\nDTEND;VALUE=DATE:20270316\n");
}

static void every_cut_off_is_an_entry_and_the_last_keeps_its_name_when_it_moves(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    struct civil dates[] = {day(2026, 6, 1), minute(2026, 9, 1, 17, 0, NULL), s.item.deadline,
                            day(2026, 6, 1)};
    s.item.deadlines.v = dates;
    s.item.deadlines.n = 4;
    const char *text = calendar(&s, 1);
    assert_int_equal(count(text, "BEGIN:VEVENT"), 3);
    assert_has(text, "abcdef-cutoff-20260601\n");
    assert_has(text, "abcdef-cutoff-20260901T1700\n");
    assert_has(text, "abcdef-deadline\n");
    s.item.deadline = (struct civil){0};
    s.item.deadlines.n = 2;
    text = calendar(&s, 1);
    assert_int_equal(count(text, "BEGIN:VEVENT"), 2);
    assert_has(text, "abcdef-deadline\n");
}

static void what_has_no_day_is_in_no_calendar(void **state)
{
    (void)state;
    struct stored_item items[3] = {an_event(), a_call(), a_call()};
    items[0].item.starts = (struct civil){.year = 2026, .month = 3, .precision = PRECISION_MONTH};
    items[1].item.deadline = (struct civil){.year = 2026, .precision = PRECISION_YEAR};
    items[2].item.deadline = (struct civil){0};
    const char *text = calendar(items, 3);
    assert_lacks(text, "VEVENT");
    assert_has(text, "BEGIN:VTIMEZONE"); /* a calendar has to hold something */
}

static void what_was_cancelled_says_so_and_rings_no_alarm(void **state)
{
    (void)state;
    struct stored_item items[2] = {an_event(), a_call()};
    items[0].item.cancelled = true;
    items[1].withdrawn = true;
    items[1].uid = "1123456789abcdef0123456789abcdef";
    const char *text = calendar(items, 2);
    assert_int_equal(count(text, "STATUS:CANCELLED\n"), 2);
    assert_has(text, "SUMMARY:Annulé : Journée");
    assert_has(text, "SUMMARY:Date limite : Annulé : Appel");
    assert_lacks(text, "VALARM");
}

static void attachments_are_linked_where_they_may_be(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    struct attachment e[] = {{.url = "https://a.example/é.pdf", .size = -1, .duration = -1},
                             {.url = "ftp://a.example/x", .size = -1, .duration = -1}};
    s.item.attachments.v = e;
    s.item.attachments.n = 2;
    assert_has(calendar(&s, 1), "ATTACH;FMTTYPE=application/pdf:https://a.example/%C3%A9.pdf\n");
    assert_int_equal(count(unfolded.p, "ATTACH"), 1);
    s.source = "link";
    assert_lacks(calendar(&s, 1), "ATTACH");
}

static void an_unsure_date_is_tentative(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    struct evidence e = {.field = "deadline", .confidence = 0.4};
    s.item.evidence.v = &e;
    s.item.evidence.n = 1;
    assert_has(calendar(&s, 1), "STATUS:TENTATIVE\n");
}

static void long_and_strange_texts_are_folded_between_characters(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    struct buf title;
    buf_init(&title, 0);
    for (int shift = 0; shift < 4; shift++) {
        buf_reset(&title);
        buf_add(&title, "abcd", (size_t)shift);
        for (int i = 0; i < 200; i++)
            buf_adds(&title, i % 3 ? "日" : i % 2 ? "𝄞" : "é");
        s.item.title = title.p;
        s.item.place = title.p;
        s.item.summary = "ligne\r\nune\ttab \x01\x1f\x7f fin \\n ; , : \"";
        calendar(&s, 1);
    }
    buf_free(&title);
}

static void text_that_looks_like_markup_is_none(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.title = "<p>Bonjour</p> &amp; &nbsp; R&D";
    s.item.place = "<b>Lyon</b>";
    s.item.summary = "a &eacute; <div>";
    const char *text = calendar(&s, 1);
    assert_has(text, "SUMMARY:‹p>Bonjour‹/p> & amp\\; & nbsp\\; R&D\n");
    assert_lacks(text, "<b>");
    assert_lacks(text, "<div");
    assert_lacks(text, "&eacute;");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_has_all_a_subscriber_needs),
        cmocka_unit_test(whole_days_end_on_the_day_after),
        cmocka_unit_test(an_end_that_is_not_later_is_left_out),
        cmocka_unit_test(times_in_utc_or_an_offset_are_written_in_utc),
        cmocka_unit_test(the_end_of_the_day_is_the_next_midnight),
        cmocka_unit_test(every_session_is_an_entry_with_a_name_of_its_own),
        cmocka_unit_test(a_deadline_is_an_entry_with_two_alarms),
        cmocka_unit_test(every_cut_off_is_an_entry_and_the_last_keeps_its_name_when_it_moves),
        cmocka_unit_test(what_has_no_day_is_in_no_calendar),
        cmocka_unit_test(what_was_cancelled_says_so_and_rings_no_alarm),
        cmocka_unit_test(attachments_are_linked_where_they_may_be),
        cmocka_unit_test(an_unsure_date_is_tentative),
        cmocka_unit_test(long_and_strange_texts_are_folded_between_characters),
        cmocka_unit_test(text_that_looks_like_markup_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
