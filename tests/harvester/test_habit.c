/* harvester/habit.h: what a source usually yields, what it lost, and what is no loss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/habit.h"
#include "harvester/rules.h"

static const int64_t NOW = 1790820000; /* 2026-10-01T02:00:00Z */
enum { DAY = 86400 };

static struct arena a;
static struct feed feed;
static struct habits habits;
static struct source source;
static struct losses losses;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 0);
    feed_init(&feed);
    habits = (struct habits){0};
    losses = (struct losses){0};
    source = (struct source){.id = "s"};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* Items that have all that a scraped page usually gives. */
static void fill(size_t n)
{
    feed_init(&feed);
    for (size_t i = 0; i < n; i++) {
        struct item *item = feed_add_item(&a, &feed);
        item->title = arena_printf(&a, "Titre %zu", i);
        item->url = arena_printf(&a, "https://s.example/%zu", i);
        item->summary = "Texte";
        item->place = "Lyon";
        item->image = "https://s.example/i.png";
        item->kind = KIND_EVENT;
        civil_parse(arena_printf(&a, "2026-11-%02zu", i % 28 + 1), &item->starts);
    }
}

static void learn(int64_t now)
{
    habits = habit_learn(&a, &habits, &feed, false, true, now, "Europe/Paris");
}

static void rules(const char *yaml)
{
    struct yaml_faults faults = {.arena = &a};
    source.node = yaml_parse(&a, "x.yaml", yaml, strlen(yaml), &faults);
    assert_int_equal(faults.errors, 0);
    source.items = yaml_get(source.node, "items");
    source.fields = yaml_get(source.node, "fields");
}

/* What is told of the document in hand; "" for nothing. */
static const char *told(int64_t now)
{
    struct buf b;
    losses = (struct losses){0};
    habit_judge(&a, &source, &habits, &feed, now, "Europe/Paris", &losses);
    buf_init(&b, 0);
    for (size_t i = 0; i < losses.n; i++)
        buf_printf(&b, "%s%s", i ? "\n" : "", loss_text(&a, &losses.v[i]));
    const char *text = arena_strdup(&a, buf_str(&b));
    buf_free(&b);
    return text;
}

static void a_lost_field_names_its_rule_as_it_was_written(void **state)
{
    (void)state;
    rules("items: article.card\nfields:\n  title: h3 a\n  dates: [.date, .heure]\n"
          "  place: {select: .lieu, match: \"Lieu : (.+)\"}\n");
    fill(10);
    learn(NOW);
    assert_string_equal(told(NOW), "");
    for (size_t i = 0; i < 10; i++) {
        feed.items.v[i].place = NULL;
        feed.items.v[i].starts = (struct civil){0};
    }
    assert_string_equal(
        told(NOW),
        "`dates` is lost (rule [.date, .heure], line 4): 10 of 10 items had it, such as « 2026-11-01 », now "
        "0 of 10\n"
        "`place` is lost (rule {select: .lieu, match: Lieu : (.+)}, line 5): 10 of 10 items had it, such as "
        "« Lyon », now 0 of 10");
    fill(0);
    assert_string_equal(told(NOW),
                        "no item any more (rule article.card, line 1): 10 before, such as « Titre 0 »");
}

static void what_nobody_wrote_a_rule_for_may_go(void **state)
{
    (void)state;
    fill(10);
    learn(NOW);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].place = feed.items.v[i].image = NULL;
    assert_string_equal(told(NOW), "");
    strings_add(&a, &source.expect.fields, "image"); /* unless it is expected */
    assert_string_equal(
        told(NOW),
        "`image` is lost: 10 of 10 items had it, such as « https://s.example/i.png », now 0 of 10");
}

static void nearly_all_is_all_and_half_is_not(void **state)
{
    (void)state;
    fill(20);
    learn(NOW);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].title = NULL;
    assert_string_equal(told(NOW), "");
    for (size_t i = 0; i < 18; i++)
        feed.items.v[i].title = NULL;
    assert_int_equal(strncmp(told(NOW), "`title` is lost", 15), 0);
}

static void little_tells_nothing(void **state)
{
    (void)state;
    assert_string_equal(told(NOW), ""); /* a new source, and an empty one */
    fill(2);
    learn(NOW);
    for (size_t i = 0; i < 2; i++)
        feed.items.v[i].title = NULL;
    assert_string_equal(told(NOW), "");
    fill(0);
    assert_string_equal(told(NOW), "");
}

static void what_is_over_may_be_gone(void **state)
{
    (void)state;
    fill(10);
    learn(NOW);
    fill(0);
    assert_string_not_equal(told(NOW), "");
    assert_string_equal(told(NOW + 60 * DAY), ""); /* the last one was on 10 November */
    source.expect.given = true;                    /* there may be none, says the editor */
    assert_string_equal(told(NOW), "");
}

static void a_fact_read_from_texts_has_to_be_missed_more(void **state)
{
    (void)state;
    struct evidence e = {.field = "starts", .words = "le 3", .rule = "r", .position = 1, .confidence = 0.9};
    fill(4);
    for (size_t i = 0; i < 4; i++) {
        feed.items.v[i].evidence.v = &e;
        feed.items.v[i].evidence.n = 1;
    }
    learn(NOW);
    for (size_t i = 0; i < 4; i++)
        feed.items.v[i].starts = (struct civil){0};
    assert_string_equal(told(NOW), "");
    habits = (struct habits){0};
    fill(4);
    learn(NOW); /* stated by the source itself */
    for (size_t i = 0; i < 4; i++)
        feed.items.v[i].starts = (struct civil){0};
    assert_int_equal(strncmp(told(NOW), "`dates` is lost", 15), 0);
}

static void one_item_again_and_again(void **state)
{
    (void)state;
    fill(10);
    learn(NOW);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].url = "https://s.example/";
    assert_string_equal(told(NOW),
                        "one `url` again and again: 10 different of 10 before, now 1 of 10, such as « "
                        "https://s.example/ »");
    fill(10);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].title = "Atelier"; /* times of one event */
    assert_string_equal(told(NOW), "");
    rules("fields: {title: h3}"); /* but not where a rule of the editor reads it */
    assert_int_equal(strncmp(told(NOW), "one `title` again and again (rule h3, line 1)", 45), 0);
}

static void what_always_was_one_is_no_loss(void **state)
{
    (void)state;
    fill(10);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].url = "https://s.example/agenda";
    learn(NOW);
    assert_string_equal(told(NOW), "");
}

static void an_item_that_is_left_out_does_not_count(void **state)
{
    (void)state;
    fill(10);
    learn(NOW);
    for (size_t i = 0; i < 10; i++) {
        feed.items.v[i].left_out = true;
        feed.items.v[i].summary = NULL;
    }
    assert_string_equal(told(NOW), "");
}

static void an_item_that_is_only_listed_counts_for_title_and_address(void **state)
{
    (void)state;
    rules("{fields: {title: h3}, detail: {fields: {place: .lieu}}}");
    source.detail.fields = yaml_get(yaml_get(source.node, "detail"), "fields");
    fill(10);
    learn(NOW);
    for (size_t i = 0; i < 10; i++) {
        feed.items.v[i].listed = i < 8;
        feed.items.v[i].place = NULL;
        feed.items.v[i].starts = (struct civil){0};
    }
    assert_string_equal(told(NOW), ""); /* two were read whole: too few */
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].listed = false;
    assert_non_null(strstr(told(NOW), "`place` is lost (rule .lieu, line 1)"));
    for (size_t i = 0; i < 10; i++) {
        feed.items.v[i].listed = true;
        feed.items.v[i].title = NULL;
    }
    assert_int_equal(strncmp(told(NOW), "`title` is lost (rule h3, line 1)", 33), 0);
}

static void a_page_in_the_place_of_a_feed(void **state)
{
    (void)state;
    assert_true(habit_page("rss", "html"));
    assert_true(habit_page("icalendar", "html"));
    assert_false(habit_page("html", "html"));
    assert_false(habit_page("rss", "atom"));
    assert_false(habit_page(NULL, "html"));
    assert_false(habit_page("rss", NULL));
}

/* --- silence --- */

/* A source whose news come every so many days. */
static void rhythm(int days, int64_t last)
{
    habits = (struct habits){0};
    feed_init(&feed);
    for (int i = 0; i < 10; i++)
        feed_add_item(&a, &feed)->published = last - (int64_t)i * days * DAY;
    learn(last);
}

static bool silent(int64_t now)
{
    int64_t since;
    return habit_silent(&source, &habits, now, &since);
}

static void silence_is_much_longer_than_the_habit(void **state)
{
    (void)state;
    const int64_t february = 1770000000; /* 2026-02-02 */
    rhythm(2, february);
    assert_false(silent(february + 29 * DAY));
    assert_true(silent(february + 32 * DAY));
    rhythm(20, february);
    assert_false(silent(february + 95 * DAY));
    assert_true(silent(february + 110 * DAY));
    source.expect.silence = SILENCE_NORMAL;
    assert_false(silent(february + 500 * DAY));
    source.expect.silence = 10 * DAY;
    assert_true(silent(february + 11 * DAY));
}

static void holidays_do_not_count(void **state)
{
    (void)state;
    const int64_t july = 1783036800; /* 2026-07-03 */
    rhythm(2, july);
    assert_false(silent(july + 66 * DAY)); /* 7 September */
    assert_true(silent(july + 90 * DAY));
}

static void a_source_seen_once_or_twice_has_no_habit(void **state)
{
    (void)state;
    feed_init(&feed);
    learn(NOW);
    assert_false(silent(NOW + 300 * DAY));
    habits = habit_learn(&a, &habits, &feed, false, true, NOW + DAY, NULL);
    assert_false(silent(NOW + 300 * DAY));
}

static void what_is_announced_is_no_silence(void **state)
{
    (void)state;
    rhythm(2, NOW);
    fill(10);
    habits = habit_learn(&a, &habits, &feed, false, false, NOW, NULL);
    assert_false(silent(NOW + 40 * DAY)); /* the last event is on 10 November */
    assert_true(silent(NOW + 60 * DAY));
}

/* --- what may be expected --- */

static void every_field_that_a_rule_may_fill_can_be_expected(void **state)
{
    (void)state;
    for (const char *const *field = rule_fields; *field; field++) {
        source.expect.fields = (struct strings){0};
        strings_add(&a, &source.expect.fields, *field);
        feed_init(&feed);
        feed_add_item(&a, &feed);
        if (!*told(NOW) || strcmp(losses.v[0].field, *field) != 0)
            fail_msg("%s: %s", *field, told(NOW));
    }
}

static void what_is_accepted_is_the_habit(void **state)
{
    (void)state;
    fill(10);
    learn(NOW);
    for (size_t i = 0; i < 10; i++)
        feed.items.v[i].title = NULL;
    habits = habit_learn(&a, &habits, &feed, true, false, NOW, NULL);
    assert_string_equal(told(NOW), "");
    assert_null(habit_find(&habits, "title"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(a_lost_field_names_its_rule_as_it_was_written),
        TEST(what_nobody_wrote_a_rule_for_may_go),
        TEST(nearly_all_is_all_and_half_is_not),
        TEST(little_tells_nothing),
        TEST(what_is_over_may_be_gone),
        TEST(a_fact_read_from_texts_has_to_be_missed_more),
        TEST(one_item_again_and_again),
        TEST(what_always_was_one_is_no_loss),
        TEST(an_item_that_is_left_out_does_not_count),
        TEST(an_item_that_is_only_listed_counts_for_title_and_address),
        TEST(a_page_in_the_place_of_a_feed),
        TEST(silence_is_much_longer_than_the_habit),
        TEST(holidays_do_not_count),
        TEST(a_source_seen_once_or_twice_has_no_habit),
        TEST(what_is_announced_is_no_silence),
        TEST(every_field_that_a_rule_may_fill_can_be_expected),
        TEST(what_is_accepted_is_the_habit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
