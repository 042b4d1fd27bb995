/* base/civil.h and base/zone.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "base/civil.h"
#include "base/zone.h"

static const char *shown(const char *civil, const char *zone)
{
    static char out[40];
    struct civil c;
    assert_true(civil_parse(civil, &c));
    int64_t t = civil_instant(&c, zone);
    assert_true(t != INSTANT_NONE);
    return instant_format(t, zone, out);
}

static void days_and_dates_are_each_others_inverse(void **state)
{
    (void)state;
    assert_int_equal(civil_days(1970, 1, 1), 0);
    assert_int_equal(civil_days(2000, 2, 29), 11016);
    for (int64_t d = civil_days(1, 1, 1); d <= civil_days(9999, 12, 31); d += 13) {
        int y, m, day;
        civil_from_days(d, &y, &m, &day);
        assert_int_equal(civil_days(y, m, day), d);
    }
    assert_int_equal(civil_weekday(2026, 3, 10), 1);
    assert_int_equal(civil_weekday(1969, 12, 28), 6);
    assert_int_equal(civil_month_length(2100, 2), 28);
    assert_int_equal(civil_month_length(2000, 2), 29);
}

static void civil_text_reads_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"2026", "2026-03", "2026-03-10", "2026-03-10T09:30",
                                        "2026-03-10T09:30:05"};
    for (size_t i = 0; i < 5; i++) {
        struct civil c;
        char out[32];
        assert_true(civil_parse(texts[i], &c));
        assert_string_equal(civil_format(&c, out), texts[i]);
    }
    static const char *const wrong[] = {"",
                                        "26",
                                        "2026-3",
                                        "2026-13",
                                        "2026-02-30",
                                        "2026-03-10T",
                                        "2026-03-10T25:00",
                                        "2026-03-10T09",
                                        "2026-03-10 09:30",
                                        "2026-03-10T09:30Z",
                                        "2026-03-10T09:30:05x"};
    struct civil c;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_false(civil_parse(wrong[i], &c));
}

static void a_slip_finds_its_zone(void **state)
{
    (void)state;
    static const struct {
        const char *word, *name;
    } slips[] = {{"Europe/Pari", "Europe/Paris"},
                 {"Paris", "Europe/Paris"},
                 {"europe/paris", "Europe/Paris"},
                 {"Réunion", "Indian/Reunion"},
                 {"america/martinique", "America/Martinique"},
                 {"Europe/Bruxels", "Europe/Brussels"},
                 {"port of spain", "America/Port_of_Spain"}};
    struct arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
        assert_string_equal(zone_nearest(&a, slips[i].word), slips[i].name);
    assert_null(zone_nearest(&a, "nowhere at all"));
    assert_null(zone_nearest(&a, ""));
    arena_free(&a);
}

static void paris_has_its_summer(void **state)
{
    (void)state;
    assert_string_equal(shown("2026-01-15T12:00", "Europe/Paris"), "2026-01-15T12:00:00+01:00");
    assert_string_equal(shown("2026-07-15T12:00", "Europe/Paris"), "2026-07-15T12:00:00+02:00");
    assert_string_equal(shown("2026-03-29T01:59", "Europe/Paris"), "2026-03-29T01:59:00+01:00");
    assert_string_equal(shown("2026-03-29T02:30", "Europe/Paris"), "2026-03-29T03:30:00+02:00"); /* the gap */
    assert_string_equal(shown("2026-03-29T03:00", "Europe/Paris"), "2026-03-29T03:00:00+02:00");
    assert_string_equal(shown("2026-10-25T02:30", "Europe/Paris"),
                        "2026-10-25T02:30:00+02:00"); /* the first */
    assert_string_equal(shown("2026-10-25T03:00", "Europe/Paris"), "2026-10-25T03:00:00+01:00");
    assert_string_equal(shown("2050-07-15T12:00", "Europe/Paris"),
                        "2050-07-15T12:00:00+02:00"); /* by the footer */
    /* an hour off the rules of the footer for one winter, between two of its summers */
    assert_string_equal(shown("1996-01-15T12:00", "Europe/Lisbon"), "1996-01-15T12:00:00+01:00");
    assert_string_equal(shown("1995-09-24T12:00", "Europe/Paris"), "1995-09-24T12:00:00+01:00");
    assert_string_equal(shown("2026-07-15T12:00", "Indian/Reunion"), "2026-07-15T12:00:00+04:00");
    assert_string_equal(shown("2026-01-15T12:00", "Australia/Sydney"), "2026-01-15T12:00:00+11:00");
    assert_string_equal(shown("2026-07-15T12:00", "+05:30"), "2026-07-15T12:00:00+05:30");
    assert_string_equal(shown("2026-07-15T12:00", "-0330"), "2026-07-15T12:00:00-03:30");
    assert_string_equal(shown("2026-07-15T12:00", "+1:30"), "2026-07-15T12:00:00+01:30");
    assert_string_equal(shown("2026-07-15T12:00", "+2"), "2026-07-15T12:00:00+02:00");
}

static void every_hour_of_a_year_reads_back(void **state)
{
    (void)state;
    static const char *const names[] = {"Europe/Paris", "America/New_York", "Pacific/Auckland",
                                        "Europe/Dublin", "Africa/Casablanca"};
    for (size_t i = 0; i < 5; i++) {
        const struct zone *z = zone_find(names[i]);
        int64_t t = 1767225600;
        for (int h = 0; h < 2 * 8784; h++, t += 1800) {
            int64_t local = t + zone_offset(z, t, NULL), back = zone_instant(z, local);
            assert_true(back == t || back == t - 3600); /* an overlap gives the first */
        }
    }
}

static void ends_cover_what_was_written(void **state)
{
    (void)state;
    static const struct {
        const char *civil, *end;
    } cases[] = {{"2026-03-29", "2026-03-29T23:59:59+02:00"},
                 {"2026-02", "2026-02-28T23:59:59+01:00"},
                 {"2026", "2026-12-31T23:59:59+01:00"},
                 {"2026-03-10T12:00", "2026-03-10T12:00:00+01:00"}};
    for (size_t i = 0; i < 4; i++) {
        struct civil c;
        char out[40];
        assert_true(civil_parse(cases[i].civil, &c));
        assert_string_equal(instant_format(civil_end(&c, "Europe/Paris"), "Europe/Paris", out), cases[i].end);
    }
}

static void zone_names_cannot_leave_their_folder(void **state)
{
    (void)state;
    static const char *const wrong[] = {"../../etc/passwd",
                                        "/etc/localtime",
                                        "Europe/../Europe/Paris",
                                        "",
                                        "Mars/Base",
                                        "tzdata.zi",
                                        "Europe",
                                        "+99:00",
                                        "+12x",
                                        "+",
                                        "+:30",
                                        "+01:75",
                                        "zone.tab",
                                        "localtime",
                                        "posixrules",
                                        "right/Europe/Paris"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(zone_find(wrong[i]));
    assert_ptr_equal(zone_find("Europe/Paris"), zone_find("Europe/Paris"));
}

static void windows_names_are_known(void **state)
{
    (void)state;
    assert_string_equal(zone_from_windows("Romance Standard Time"), "Europe/Paris");
    assert_string_equal(zone_from_windows("W. Europe Standard Time"), "Europe/Berlin");
    assert_string_equal(zone_from_windows("AUS Central Standard Time"), "Australia/Darwin");
    assert_string_equal(zone_from_windows("Yukon Standard Time"), "America/Whitehorse");
    assert_string_equal(zone_from_windows("Mid-Atlantic Standard Time"), "Etc/GMT+2");
    assert_string_equal(zone_from_windows("UTC"), "UTC");
    assert_null(zone_from_windows("Nowhere Standard Time"));
}

static void vtimezone_says_the_rules(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    zone_vtimezone(zone_find("Europe/Paris"), 1772000000, &b);
    assert_string_equal(
        buf_str(&b), "BEGIN:VTIMEZONE\r\nTZID:Europe/Paris\r\n"
                     "BEGIN:DAYLIGHT\r\nDTSTART:20250330T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
                     "TZNAME:CEST\r\nRRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
                     "BEGIN:STANDARD\r\nDTSTART:20251026T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
                     "TZNAME:CET\r\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\n"
                     "END:VTIMEZONE\r\n");
    buf_reset(&b);
    zone_vtimezone(zone_find("Indian/Reunion"), 1772000000, &b);
    assert_non_null(strstr(buf_str(&b), "TZOFFSETTO:+0400"));
    assert_null(strstr(buf_str(&b), "DAYLIGHT"));
    buf_reset(&b);
    zone_vtimezone(zone_find("Africa/Casablanca"), 1772000000, &b);
    assert_non_null(strstr(buf_str(&b), "BEGIN:STANDARD"));
    buf_reset(&b);
    /* in 2022 Chile went to summer a week late: the rule holds from the next year on */
    zone_vtimezone(zone_find("America/Santiago"), 1641000000, &b);
    assert_non_null(strstr(buf_str(&b), "DTSTART:20220911T000000\r\n"));
    assert_null(strstr(buf_str(&b), "DTSTART:20220904T000000\r\n"));
    assert_non_null(strstr(buf_str(&b), "DTSTART:20230903T000000\r\n"));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_and_dates_are_each_others_inverse),
        cmocka_unit_test(civil_text_reads_back),
        cmocka_unit_test(a_slip_finds_its_zone),
        cmocka_unit_test(paris_has_its_summer),
        cmocka_unit_test(every_hour_of_a_year_reads_back),
        cmocka_unit_test(ends_cover_what_was_written),
        cmocka_unit_test(zone_names_cannot_leave_their_folder),
        cmocka_unit_test(windows_names_are_known),
        cmocka_unit_test(vtimezone_says_the_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
