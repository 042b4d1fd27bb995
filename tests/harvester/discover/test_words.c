/* harvester/discover/words.h: what names of classes say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/discover/words.h"

static void a_name_is_made_of_words(void **state)
{
    (void)state;
    assert_true(words_have("fr-card__title", SAYS_TITLE));
    assert_true(words_have("cardTitle", SAYS_TITLE));
    assert_true(words_have("Card_title__5TgbN", SAYS_TITLE));
    assert_int_equal(words_roles("untitled"), 0);
    assert_true(words_have("date-limite", SAYS_LIMIT));
    assert_true(words_have("event__date", SAYS_DATE));
    assert_true(words_have("entry-date published", SAYS_RELEASED));
    assert_true(words_have("field--name-field-lieu", SAYS_PLACE));
    assert_false(words_have("field--name-field-lieu", SAYS_TITLE));
    assert_true(words_have("breadcrumb", SAYS_NOISE));
    assert_int_equal(words_roles(""), 0);
}

static void what_machines_made_or_is_of_the_moment_is_worth_nothing(void **state)
{
    (void)state;
    static const char *const nothing[] = {"css-1q2w3e", "_3fAbC9x",  "Card_root__x7Yz2", "active", "odd",
                                          "is-open",    "js-toggle", "f47ac10b58",       ""};
    static const char *const looks[] = {"col-md-4", "d-flex",  "mb-3",   "fr-col-12",
                                        "md:w-1/2", "text-lg", "wrapper"};
    static const char *const names[] = {"fr-card",        "actu", "tribe-events-calendar-list__event",
                                        "news-list-view", "tile", "hentry",
                                        "h-event"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++)
        if (words_quality(nothing[i]) != 0)
            fail_msg("%s", nothing[i]);
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
        if (words_quality(looks[i]) != 1)
            fail_msg("%s", looks[i]);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (words_quality(names[i]) != 2)
            fail_msg("%s", names[i]);
}

static void the_stem_is_what_stays(void **state)
{
    (void)state;
    assert_int_equal(words_stem("cat-list-row12"), strlen("cat-list-row"));
    assert_int_equal(words_stem("Card_root__x7Yz2"), strlen("Card_root"));
    assert_int_equal(words_stem("actu"), strlen("actu"));
    assert_int_equal(words_stem("css-1q2w3e"), strlen("css-1q2w3e")); /* nothing telling is left of it */
}

static void an_address_promises_a_kind(void **state)
{
    struct arena a;
    (void)state;
    arena_init(&a, 0);
    assert_string_equal(words_kind(&a, "agenda"), "event");
    assert_string_equal(words_kind(&a, "appels-a-projets"), "call");
    assert_string_equal(words_kind(&a, "Événements à venir"), "event");
    assert_string_equal(words_kind(&a, "Nos guides"), "document");
    assert_null(words_kind(&a, "actualites"));
    assert_null(words_kind(&a, "appellations"));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_made_of_words),
        cmocka_unit_test(what_machines_made_or_is_of_the_moment_is_worth_nothing),
        cmocka_unit_test(the_stem_is_what_stays),
        cmocka_unit_test(an_address_promises_a_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
