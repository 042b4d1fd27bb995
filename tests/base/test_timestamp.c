/* base/timestamp.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/timestamp.h"

struct example {
    const char *text, *instant; /* NULL: no date */
};

static void check(const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t t = timestamp_instant(examples[i].text, strlen(examples[i].text), NULL);
        char got[40] = "none";
        if (t != INSTANT_NONE)
            instant_format(t, NULL, got);
        const char *want = examples[i].instant ? examples[i].instant : "none";
        if (strcmp(got, want) != 0)
            print_error("%s: %s, expected %s\n", examples[i].text, got, want);
        assert_string_equal(got, want);
    }
}
#define CHECK(examples) check(examples, sizeof examples / sizeof *examples)

static void rfc822_is_read_as_written_in_the_wild(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"Tue, 10 Mar 2026 08:05:09 GMT", "2026-03-10T08:05:09Z"},
        {"Tue, 10 Mar 2026 08:05:09 +0100", "2026-03-10T07:05:09Z"},
        {"Tue, 10 Mar 2026 08:05 -0430", "2026-03-10T12:35:00Z"},
        {"10 Mar 2026 08:05:09 +01:00", "2026-03-10T07:05:09Z"},
        {"Tue,10 mar 2026 8:05:09 gmt", "2026-03-10T08:05:09Z"},
        {"Tuesday, 10 March 2026 08:05:09 UTC", "2026-03-10T08:05:09Z"},
        {"Tue 10 Mar 26 08:05:09 EST", "2026-03-10T13:05:09Z"},
        {"Tue, 10 Mar 126 08:05:09 Z", "2026-03-10T08:05:09Z"},
        {"Fri, 10 Jul 2026 08:05:09 CEST", "2026-07-10T06:05:09Z"},
        {"Tue, 10 Mar 2026 08:05:09 CET (heure de Paris)", "2026-03-10T07:05:09Z"},
        {"Tue, 10 Mar 2026 08:05:09 GMT+0100", "2026-03-10T07:05:09Z"},
        {"Tue, 10 Mar 2026 08:05:09 Europe/Paris", "2026-03-10T07:05:09Z"},
        {"Tue Mar 10 08:05:09 2026", "2026-03-10T08:05:09Z"},
        {"Tue Mar 10 08:05:09 +0200 2026", "2026-03-10T06:05:09Z"},
        {"Mar 10, 2026 8:05 PM", "2026-03-10T20:05:00Z"},
        {"Mar 10, 2026 12:05 am", "2026-03-10T00:05:00Z"},
        {"10-Mar-2026 08:05:09", "2026-03-10T08:05:09Z"},
        {"10-Mar-26", "2026-03-10T00:00:00Z"},
        {"Tue, 10 Mar 2026", "2026-03-10T00:00:00Z"},
        {"Tue, 10 Mar 2026 24:00:00 GMT", "2026-03-11T00:00:00Z"},
        {"Sun, 99 Mar 2026 08:05:09 GMT", NULL},
        {"Tue, 31 Feb 2026 08:05:09 GMT", NULL},
        {"Tue, 10 Mar 2026 25:05:09 GMT", NULL},
        {"Tue, 10 Mar 08:05", NULL},
        {"never", NULL},
        {"", NULL},
        {"   ", NULL},
    };
    CHECK(examples);
}

static void iso8601_is_read_in_its_shapes(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"2026-03-10T08:05:09Z", "2026-03-10T08:05:09Z"},
        {"2026-03-10t08:05:09z", "2026-03-10T08:05:09Z"},
        {"2026-03-10T08:05:09.123456+01:00", "2026-03-10T07:05:09Z"},
        {"2026-03-10T08:05:09,5+0100", "2026-03-10T07:05:09Z"},
        {"2026-03-10T08:05+01", "2026-03-10T07:05:00Z"},
        {"2026-03-10 08:05:09 +0100", "2026-03-10T07:05:09Z"},
        {"2026-03-10 08:05:09", "2026-03-10T08:05:09Z"},
        {"20260310T080509Z", "2026-03-10T08:05:09Z"},
        {"20260310080509", "2026-03-10T08:05:09Z"},
        {"20260310", "2026-03-10T00:00:00Z"},
        {"2026-W11-2", "2026-03-10T00:00:00Z"},
        {"2026W112", "2026-03-10T00:00:00Z"},
        {"2026-069", "2026-03-10T00:00:00Z"},
        {"2026069", "2026-03-10T00:00:00Z"},
        {"2026-03", "2026-03-01T00:00:00Z"},
        {"2026", "2026-01-01T00:00:00Z"},
        {"2026/03/10", "2026-03-10T00:00:00Z"},
        {"2026-03-10+01:00", "2026-03-09T23:00:00Z"},
        {"2026-03-10T08:05:09-13:00", "2026-03-10T21:05:09Z"},
        {"1772000000", "2026-02-25T06:13:20Z"},
        {"1772000000000", "2026-02-25T06:13:20Z"},
        {"0000-00-00 00:00:00", NULL},
        {"2026-31-12", "2026-12-31T00:00:00Z"}, /* year, day, month: no other reading */
        {"2026-13-13", NULL},
        {"2026-02-30T10:00:00Z", NULL},
        {"2026-03-10T08:05:09+99:00", NULL},
        {"2026-03-10T08:61:09Z", NULL},
    };
    CHECK(examples);
}

static void french_and_its_neighbours_are_read(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"mardi 10 mars 2026 à 14h30", "2026-03-10T14:30:00Z"},
        {"mar. 10 f\xC3\xA9vr. 2026 09:30:00 +0100", "2026-02-10T08:30:00Z"},
        {"mar 14 avril 2026", "2026-04-14T00:00:00Z"},
        {"1er ao\xC3\xBBt 2026", "2026-08-01T00:00:00Z"},
        {"1 D\xC3\x89"
         "CEMBRE 2026 \xC3\xA0 9 h 05",
         "2026-12-01T09:05:00Z"},
        {"10/03/2026 08:05", "2026-03-10T08:05:00Z"},
        {"10/03/26", "2026-03-10T00:00:00Z"},
        {"10.03.2026", "2026-03-10T00:00:00Z"},
        {"12/31/2026", "2026-12-31T00:00:00Z"},
        {"Dienstag, 10. M\xC3\xA4rz 2026", "2026-03-10T00:00:00Z"},
        {"10 de marzo de 2026", "2026-03-10T00:00:00Z"},
        {"31 novembre 2026", NULL},
        {"bient\xC3\xB4t", NULL},
    };
    CHECK(examples);
}

static void the_zone_is_told_or_left_open(void **state)
{
    (void)state;
    struct civil c;
    assert_true(timestamp_parse("2026-07-10T08:05", 16, &c));
    assert_null(c.zone);
    assert_int_equal(c.precision, PRECISION_MINUTE);
    assert_int_equal(timestamp_instant("2026-07-10T08:05", 16, "Europe/Paris"), 1783663500);
    assert_true(timestamp_parse("2026-07-10T08:05+02:00", 22, &c));
    assert_string_equal(c.zone, "+02:00");
    assert_true(timestamp_parse("2026-07", 7, &c));
    assert_int_equal(c.precision, PRECISION_MONTH);
}

static void hostile_text_is_no_date_and_takes_no_time(void **state)
{
    (void)state;
    char text[100000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = "0123456789-/:T+ "[i * 7 % 16];
    struct civil c;
    assert_false(timestamp_parse(text, sizeof text, &c));
    uint32_t seed = 1;
    for (int round = 0; round < 200000; round++) {
        size_t n = 1 + round % 40;
        for (size_t i = 0; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            text[i] = "0123456789-/:T+ .,Zjanmrfe\xC3\xA9(hW"[seed >> 24 & 31];
        }
        if (timestamp_parse(text, n, &c))
            assert_true(civil_valid(&c));
    }
}

static void http_dates_have_three_forms(void **state)
{
    (void)state;
    assert_int_equal(timestamp_http("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    assert_int_equal(timestamp_http("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
    assert_int_equal(timestamp_http("Sun Nov  6 08:49:37 1994"), 784111777);
    assert_int_equal(timestamp_http("soon"), INSTANT_NONE);
    assert_int_equal(timestamp_http(NULL), INSTANT_NONE);
}

static void what_stands_around_a_date_does_not_change_it(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"Tue, 2026-03-10 08:05:09", "2026-03-10T08:05:09Z"},
        {"mardi 2026/03/10 à 8h05", "2026-03-10T08:05:00Z"},
        {"2026-03-10T08:05:09+0100Z", "2026-03-10T07:05:09Z"},
        {"Tue, 10 Mar 2026 08.05.09 +0100", "2026-03-10T07:05:09Z"},
        {"10/03/2026 08.05", "2026-03-10T08:05:00Z"},
        {"Tue, 10 Mar 2026 080509 GMT", "2026-03-10T08:05:09Z"},
        {"Tue, 10 Mar 2026 0805 +0100", "2026-03-10T07:05:00Z"},
        {"Tue, 10 Mar 2026 99.05 GMT", NULL},
        {"Sam, 01 Aoû 2026 09:00:00 +0200", "2026-08-01T07:00:00Z"},
        {"Ma 10 mars 2026", "2026-03-10T00:00:00Z"},
        {"Di, 10 Mär 2026 08:05:09 +0100", "2026-03-10T07:05:09Z"},
        {"10 Mar 2026-08:05", "2026-03-10T08:05:00Z"},
        {"mar 10/03/2026", "2026-03-10T00:00:00Z"},
        {"dom 08 mar 2026", "2026-03-08T00:00:00Z"},
    };
    CHECK(examples);
}

static void the_zero_of_a_program_is_no_date(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"30 Nov -0001 00:00:00 +0000", NULL},
        {"Wed, 30 Nov -0001 00:00:00 +0000", NULL},
        {"Mon, 01 Jan 0001 00:00:00 GMT", NULL},
        {"0001-01-01T00:00:00Z", NULL},
        {"Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"}, /* may be meant */
    };
    CHECK(examples);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands_around_a_date_does_not_change_it),
        cmocka_unit_test(the_zero_of_a_program_is_no_date),
        cmocka_unit_test(rfc822_is_read_as_written_in_the_wild),
        cmocka_unit_test(iso8601_is_read_in_its_shapes),
        cmocka_unit_test(french_and_its_neighbours_are_read),
        cmocka_unit_test(the_zone_is_told_or_left_open),
        cmocka_unit_test(hostile_text_is_no_date_and_takes_no_time),
        cmocka_unit_test(http_dates_have_three_forms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
