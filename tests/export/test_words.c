/* export/words.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "tests/export/sample.h"

static struct arena a;

static int done(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static const char *fr(struct civil c)
{
    return words_date(&a, "fr", &c, "Europe/Paris");
}

static const char *en(struct civil c)
{
    return words_date(&a, "en", &c, "Europe/Paris");
}

static const char *period(const char *language, struct civil from, struct civil to, bool all_day)
{
    return words_period(&a, language, &from, &to, all_day, "Europe/Paris");
}

static void dates_are_told_as_precisely_as_they_are_known(void **state)
{
    (void)state;
    assert_string_equal(fr(minute(2027, 3, 15, 12, 0, NULL)), "15 mars 2027 à 12 h 00 (heure de Paris)");
    assert_string_equal(en(minute(2027, 3, 15, 12, 0, NULL)), "15 March 2027 at 12:00 (Paris time)");
    assert_string_equal(fr(day(2027, 8, 1)), "1er août 2027");
    assert_string_equal(fr((struct civil){.year = 2027, .month = 2, .precision = PRECISION_MONTH}),
                        "février 2027");
    assert_string_equal(fr((struct civil){.year = 2027, .precision = PRECISION_YEAR}), "2027");
    assert_null(fr((struct civil){0}));
}

static void offsets_are_told_in_the_sites_zone_and_named_zones_kept(void **state)
{
    (void)state;
    assert_string_equal(fr(minute(2026, 7, 10, 15, 0, "UTC")), "10 juillet 2026 à 17 h 00 (heure de Paris)");
    assert_string_equal(fr(minute(2026, 12, 31, 23, 30, "-05:00")),
                        "1er janvier 2027 à 5 h 30 (heure de Paris)");
    assert_string_equal(fr(minute(2026, 7, 10, 17, 0, "Europe/Brussels")),
                        "10 juillet 2026 à 17 h 00 (heure de Bruxelles)");
    assert_string_equal(fr(minute(2026, 7, 10, 17, 0, "Indian/Reunion")),
                        "10 juillet 2026 à 17 h 00 (heure de La Réunion)");
    assert_string_equal(en(minute(2026, 7, 10, 17, 0, "America/New_York")),
                        "10 July 2026 at 17:00 (New York time)");
}

static void periods_say_what_both_ends_share_once(void **state)
{
    (void)state;
    struct civil none = {0};
    assert_string_equal(period("fr", day(2026, 3, 10), day(2026, 3, 12), true), "du 10 au 12 mars 2026");
    assert_string_equal(period("fr", day(2026, 2, 28), day(2026, 3, 1), true),
                        "du 28 février au 1er mars 2026");
    assert_string_equal(period("fr", day(2026, 12, 30), day(2027, 1, 2), true),
                        "du 30 décembre 2026 au 2 janvier 2027");
    assert_string_equal(period("en", day(2026, 3, 10), day(2026, 3, 12), true), "10 to 12 March 2026");
    assert_string_equal(period("fr", day(2026, 3, 10), day(2026, 3, 10), true), "10 mars 2026");
    assert_string_equal(period("fr", day(2026, 3, 10), none, true), "10 mars 2026");
    assert_string_equal(
        period("fr", minute(2026, 3, 10, 9, 30, NULL), minute(2026, 3, 10, 12, 0, NULL), false),
        "10 mars 2026 de 9 h 30 à 12 h 00 (heure de Paris)");
    assert_string_equal(
        period("en", minute(2026, 3, 10, 9, 30, NULL), minute(2026, 3, 10, 12, 0, NULL), false),
        "10 March 2026, 9:30 to 12:00 (Paris time)");
    assert_string_equal(
        period("fr", minute(2026, 3, 10, 9, 30, NULL), minute(2026, 3, 12, 17, 0, NULL), false),
        "du 10 mars 2026 à 9 h 30 au 12 mars 2026 à 17 h 00 (heure de Paris)");
    assert_null(period("fr", none, none, false));
}

static void an_end_before_its_beginning_is_not_told(void **state)
{
    (void)state;
    assert_string_equal(period("fr", day(2026, 3, 10), day(2026, 3, 9), true), "10 mars 2026");
}

static void amounts_are_grouped_and_have_their_sign(void **state)
{
    (void)state;
    assert_string_equal(words_amount(&a, "fr", 5000, 1234567.5, "EUR"),
                        "de 5\u00a0000\u00a0€ à 1\u00a0234\u00a0567,50\u00a0€");
    assert_string_equal(words_amount(&a, "en", NAN, 10000, NULL), "up to €10,000");
    assert_string_equal(words_amount(&a, "fr", 300, NAN, "CHF"), "à partir de 300\u00a0CHF");
    assert_string_equal(words_amount(&a, "fr", 300, 300, NULL), "300\u00a0€");
    assert_null(words_amount(&a, "fr", NAN, NAN, NULL));
    assert_non_null(words_amount(&a, "fr", NAN, 1e300, NULL));
}

static void a_language_that_is_not_known_gets_english_and_none_french(void **state)
{
    (void)state;
    assert_string_equal(word("de", WORD_DEADLINE), "Deadline");
    assert_string_equal(word("fr-CA", WORD_DEADLINE), "Date limite");
    assert_string_equal(word("fro", WORD_DEADLINE), "Deadline");
    assert_string_equal(word(NULL, WORD_DEADLINE), "Date limite");
    for (int w = 0; w < WORD_COUNT; w++)
        assert_true(*word("fr", w) && *word("en", w));
    assert_string_equal(word_kind("fr", KIND_NEWS), "actualité");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_told_as_precisely_as_they_are_known),
        cmocka_unit_test(offsets_are_told_in_the_sites_zone_and_named_zones_kept),
        cmocka_unit_test(periods_say_what_both_ends_share_once),
        cmocka_unit_test(an_end_before_its_beginning_is_not_told),
        cmocka_unit_test(amounts_are_grouped_and_have_their_sign),
        cmocka_unit_test(a_language_that_is_not_known_gets_english_and_none_french),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
