/* harvester/schedule.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "harvester/schedule.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
static const int64_t NOW = 1765155600; /* Monday 8 December 2025, 01:00 UTC */

static struct schedule_input well(int64_t every)
{
    return (struct schedule_input){
        .now = NOW, .every = every, .ok = true, .retry_after = -1, .max_age = -1, .ttl = -1};
}

static struct schedule_input failed(int64_t every, int failures)
{
    struct schedule_input in = well(every);
    in.ok = false;
    in.failures = failures;
    return in;
}

static void a_source_that_answered_is_due_a_little_before_its_interval_is_over(void **state)
{
    (void)state;
    struct schedule_input daily = well(DAY), hourly = well(HOUR);
    assert_int_equal(schedule_next(&daily), NOW + DAY - 72 * MINUTE);
    assert_int_equal(schedule_next(&hourly), NOW + HOUR - 3 * MINUTE);
}

static void a_daily_source_is_due_in_the_night_of_23_hours(void **state)
{
    (void)state;
    struct schedule_input in = well(DAY), bad = failed(DAY, 1);
    assert_true(schedule_next(&in) <= NOW + 23 * HOUR);
    assert_true(schedule_next(&bad) <= NOW + 23 * HOUR);
    assert_true(schedule_next(&in) > NOW + 22 * HOUR); /* an hourly cron does not ask it oftener */
}

static void ttl_and_max_age_stretch_the_interval_up_to_four_times(void **state)
{
    (void)state;
    struct schedule_input in = well(HOUR);
    in.ttl = 2 * HOUR;
    assert_int_equal(schedule_next(&in), NOW + 2 * HOUR - 6 * MINUTE);
    in.max_age = 3 * HOUR;
    assert_int_equal(schedule_next(&in), NOW + 3 * HOUR - 9 * MINUTE);
    in.max_age = INT64_MAX;
    assert_int_equal(schedule_next(&in), NOW + 4 * HOUR - 12 * MINUTE);
}

static void a_shorter_ttl_does_not_shorten_the_interval(void **state)
{
    (void)state;
    struct schedule_input in = well(DAY);
    in.ttl = MINUTE;
    in.max_age = 0;
    assert_int_equal(schedule_next(&in), NOW + DAY - 72 * MINUTE);
}

static void each_failure_doubles_the_wait_up_to_seven_days(void **state)
{
    (void)state;
    for (int failures = 1; failures < 70; failures++) {
        int64_t whole = failures > 8 ? 7 * DAY : HOUR << (failures - 1);
        for (uint64_t seed = 0; seed < 50; seed++) {
            struct schedule_input in = failed(HOUR, failures);
            in.seed = seed;
            int64_t wait = schedule_next(&in) - NOW, early = whole / 20;
            if (early > 75 * MINUTE)
                early = 75 * MINUTE;
            assert_in_range(wait, whole - whole / 10, whole - early);
        }
    }
}

static void a_nightly_cron_finds_a_failed_source_due_the_next_night(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct schedule_input in = failed(DAY, 1);
        in.seed = seed;
        assert_true(schedule_next(&in) <= NOW + DAY - 5 * MINUTE);
    }
}

static void the_same_seed_gives_the_same_jitter_and_others_differ(void **state)
{
    (void)state;
    struct schedule_input a = failed(DAY, 2), b = a;
    a.seed = b.seed = 7;
    assert_int_equal(schedule_next(&a), schedule_next(&b));
    int differ = 0;
    for (b.seed = 8; b.seed < 28; b.seed++)
        differ += schedule_next(&a) != schedule_next(&b);
    assert_true(differ > 10);
}

static void retry_after_counts_when_longer_and_up_to_seven_days(void **state)
{
    (void)state;
    struct schedule_input in = failed(HOUR, 1);
    in.retry_after = 2 * HOUR;
    assert_int_equal(schedule_next(&in), NOW + 2 * HOUR);
    in.retry_after = 60;
    assert_true(schedule_next(&in) >= NOW + 54 * MINUTE);
    in.retry_after = INT64_MAX;
    assert_int_equal(schedule_next(&in), NOW + 7 * DAY);
}

static void skipped_hours_and_days_are_passed_over(void **state)
{
    (void)state;
    struct schedule_input in = well(HOUR);
    in.skip_hours = 1u << 1 | 1u << 2; /* due at 01:57 */
    assert_int_equal(schedule_next(&in), NOW + 2 * HOUR);
    in.skip_hours = 1u << 1 | 1u << 0;
    in.skip_days = 1u << 0; /* Monday: Tuesday 00:00, of which 00 and 01 are skipped */
    assert_int_equal(schedule_next(&in), NOW + 25 * HOUR);
    in.skip_hours = 0;
    in.skip_days = 0x3F; /* all but Sunday */
    assert_int_equal(schedule_next(&in), NOW - HOUR + 6 * DAY);
}

static void skipping_every_hour_or_every_day_is_not_obeyed(void **state)
{
    (void)state;
    struct schedule_input in = well(HOUR);
    in.skip_hours = 0xFFFFFFFF;
    assert_int_equal(schedule_next(&in), NOW + 57 * MINUTE);
    in.skip_hours = 0;
    in.skip_days = 0x7F;
    assert_int_equal(schedule_next(&in), NOW + 57 * MINUTE);
}

static void an_interval_of_nothing_or_of_an_age_does_not_overflow(void **state)
{
    (void)state;
    struct schedule_input in = failed(0, 1000000);
    assert_in_range(schedule_next(&in), NOW, NOW + 7 * DAY);
    in = failed(INT64_MAX / 2, 3);
    assert_in_range(schedule_next(&in), NOW + 6 * DAY, NOW + 7 * DAY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_source_that_answered_is_due_a_little_before_its_interval_is_over),
        cmocka_unit_test(a_daily_source_is_due_in_the_night_of_23_hours),
        cmocka_unit_test(ttl_and_max_age_stretch_the_interval_up_to_four_times),
        cmocka_unit_test(a_shorter_ttl_does_not_shorten_the_interval),
        cmocka_unit_test(each_failure_doubles_the_wait_up_to_seven_days),
        cmocka_unit_test(a_nightly_cron_finds_a_failed_source_due_the_next_night),
        cmocka_unit_test(the_same_seed_gives_the_same_jitter_and_others_differ),
        cmocka_unit_test(retry_after_counts_when_longer_and_up_to_seven_days),
        cmocka_unit_test(skipped_hours_and_days_are_passed_over),
        cmocka_unit_test(skipping_every_hour_or_every_day_is_not_obeyed),
        cmocka_unit_test(an_interval_of_nothing_or_of_an_age_does_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
