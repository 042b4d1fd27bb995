/* Understanding an item whose dates a rule of its source set apart. */
#include "tests/harvester/meaning/fact_cases.h"

/* Read on 2026-03-01; nothing says when it was published. */
static struct item with_dates(enum kind kind, const char *title, const char *dates, const char *text)
{
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris", .kind = kind, .undated = true};
    item_init(&item);
    item.title = title;
    item.dates = dates;
    item.content_text = text;
    assert_true(civil_parse("2026-03-01", &context.ref));
    understand(&facts_arena, &item, &context);
    return item;
}

static void each_date_has_its_role(void **state)
{
    (void)state;
    char text[40];
    struct item item = with_dates(KIND_CALL, "Fonds friches",
                                  "Publié le 3 février 2026 – clôture le 14 avril 2026 à 12h", NULL);
    assert_string_equal(instant_format(item.published, "Europe/Paris", text), "2026-02-03T00:00:00+01:00");
    assert_string_equal(told(&item.deadline), "2026-04-14T12:00");
    assert_non_null(strstr(item_evidence(&item, "deadline")->words, "clôture le 14 avril 2026"));
    item = with_dates(KIND_CALL, "Fonds", "Publié le 1er mars 2026", NULL);
    assert_int_equal(item.deadline.precision, PRECISION_NONE);
}

static void a_year_left_out_counts_from_the_publication_beside_it(void **state)
{
    (void)state;
    struct item item =
        with_dates(KIND_CALL, "Aide", "Publié le 12 janvier 2023, date limite : 31 mars", NULL);
    assert_string_equal(told(&item.deadline), "2023-03-31");
    assert_false(item_doubtful(&item, "deadline"));
}

static void the_publication_that_is_known_stays(void **state)
{
    (void)state;
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris"};
    item_init(&item);
    item.published = 1000000000;
    item.dates = "Publié le 3 février 2026";
    understand(&facts_arena, &item, &context);
    assert_int_equal(item.published, 1000000000);
}

static void dates_set_apart_are_those_of_the_event(void **state)
{
    (void)state;
    const char *text = "Le salon a lieu le 12 juin 2026 à 14h.";
    struct item item = with_dates(KIND_EVENT, "Salon du bocage", "du 2 au 4 sept. 2026", text);
    assert_string_equal(told(&item.starts), "2026-09-02");
    assert_string_equal(told(&item.ends), "2026-09-04");
    item = with_dates(KIND_EVENT, "Salon du bocage", NULL, text);
    assert_string_equal(told(&item.starts), "2026-06-12T14:00");
    /* those that stand in the text as well are read once */
    item = with_dates(KIND_EVENT, "Salon", "le 12 juin 2026", "le 12 juin 2026 à 14h");
    assert_string_equal(told(&item.starts), "2026-06-12T14:00");
    assert_int_equal(item.sessions.n, 0);
}

static void a_window_set_apart_is_that_of_a_call(void **state)
{
    (void)state;
    struct item item = with_dates(KIND_CALL, "Aide", "Du 1er mars au 15 avril 2026", NULL);
    assert_string_equal(told(&item.opens), "2026-03-01");
    assert_string_equal(told(&item.deadline), "2026-04-15");
    /* a day alone may be one of anything: to be checked */
    item = with_dates(KIND_CALL, "Aide", "15/04/2026", NULL);
    assert_string_equal(told(&item.deadline), "2026-04-15");
    assert_true(item_doubtful(&item, "deadline"));
    item = with_dates(KIND_CALL, "Aide", "15/01/2026", NULL);
    assert_int_equal(item.deadline.precision, PRECISION_NONE);
    item = with_dates(KIND_CALL, "Aide", NULL, "Du 1er mars au 15 avril 2026");
    assert_int_equal(item.deadline.precision, PRECISION_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_date_has_its_role),
        cmocka_unit_test(a_year_left_out_counts_from_the_publication_beside_it),
        cmocka_unit_test(the_publication_that_is_known_stays),
        cmocka_unit_test(dates_set_apart_are_those_of_the_event),
        cmocka_unit_test(a_window_set_apart_is_that_of_a_call),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
