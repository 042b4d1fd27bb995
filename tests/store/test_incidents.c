/* store/incidents.c: what a source usually yields, and what was wrong with it. */
#include "world.h"

static void source(const char *id, int health, const char *alarm)
{
    struct source_state state;
    source_state_init(&state);
    state.id = id;
    state.health = health;
    state.alarm = alarm;
    state.etag = "\"1\"";
    state.due = NOW + DAY;
    assert_true(store_source_put(store, &state, &err));
}

static void note(const char *id, const char *kind, int64_t at, struct losses losses)
{
    struct incident x = {.source = id, .kind = kind, .seen = at, .text = "why", .losses = losses};
    assert_true(store_incident(store, &x, &err));
}

static struct incident *all(bool open, size_t wanted)
{
    struct incident *v;
    size_t n;
    assert_true(store_incidents(store, &arena, open, &v, &n, &err));
    assert_int_equal(n, wanted);
    return v;
}

static const struct losses none = {0};

static void habits_are_kept_whole(void **state)
{
    (void)state;
    struct habit in[] = {{"*items", 12.5, 12, 12, NULL}, {"title", 0.9, 9, 10, "« é »"}}, *v;
    size_t n;
    source("s", HEALTH_OK, NULL);
    assert_true(store_habits_put(store, "s", NULL, 0, in, 2, &err));
    assert_true(store_habits(store, &arena, "s", &v, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(v[1].field, "title");
    assert_string_equal(v[1].example, "« é »");
    assert_true(v[0].share == 12.5 && v[0].filled == 12 && v[1].total == 10 && !v[0].example);
    in[0].example = "Un";
    assert_true(store_habits_put(store, "s", v, n, in, 1, &err));
    assert_true(store_habits(store, &arena, "s", &v, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(v[0].example, "Un");
}

static void an_incident_goes_on_until_it_is_over(void **state)
{
    (void)state;
    struct loss lost[] = {{.what = LOSS_FIELD,
                           .field = "title",
                           .rule = "h3 a",
                           .line = 4,
                           .before_filled = 8,
                           .before_total = 9,
                           .now_total = 7,
                           .before_example = "Un",
                           .guess = "h2 a"},
                          {.what = LOSS_ITEMS, .field = "items"}};
    source("s", HEALTH_DRIFTED, NULL);
    note("s", NULL, NOW, none);
    all(false, 0);
    note("s", "drifted", NOW, (struct losses){lost, 2, 2});
    note("s", "drifted", NOW + DAY, (struct losses){lost, 1, 1});
    struct incident *v = all(true, 1);
    assert_int_equal(v->since, NOW);
    assert_int_equal(v->seen, NOW + DAY);
    assert_int_equal(v->losses.n, 1);
    const struct loss *l = v->losses.v;
    assert_string_equal(l->rule, "h3 a");
    assert_string_equal(l->guess, "h2 a");
    assert_true(l->line == 4 && l->before_filled == 8 && l->before_total == 9 && l->now_total == 7);
    assert_null(l->now_example);
    note("s", NULL, NOW + 2 * DAY, none);
    all(true, 0);
    assert_int_equal(all(false, 1)->until, NOW + 2 * DAY);
    note("s", "drifted", NOW + 3 * DAY, none); /* another one */
    assert_int_equal(all(false, 2)->since, NOW + 3 * DAY);
}

static void another_kind_ends_the_one_before(void **state)
{
    (void)state;
    source("s", HEALTH_DRIFTED, NULL);
    note("s", "drifted", NOW, none);
    note("s", "walled", NOW + DAY, none);
    struct incident *v = all(false, 2);
    assert_string_equal(v[0].kind, "walled");
    assert_int_equal(v[1].until, NOW + DAY);
}

static void a_night_can_be_forgotten_and_old_ones_are(void **state)
{
    (void)state;
    int64_t removed;
    source("s", HEALTH_DRIFTED, NULL);
    source("t", HEALTH_DRIFTED, NULL);
    note("s", "drifted", NOW, none);
    note("s", NULL, NOW + DAY, none);
    note("t", "drifted", NOW + DAY, none);
    assert_true(store_incidents_forget(store, NOW + DAY, &err));
    all(false, 1);
    assert_true(store_prune(store, NOW + DAY, &removed, &err));
    all(false, 1);
    assert_true(store_prune(store, NOW + 2 * DAY, &removed, &err));
    all(false, 0);
}

static void only_what_is_wrong_can_be_accepted(void **state)
{
    (void)state;
    static const struct {
        int health;
        const char *alarm;
        bool taken;
    } cases[] = {{HEALTH_OK, NULL, false},    {HEALTH_OK, "10 of 12", true}, {HEALTH_DRIFTED, NULL, true},
                 {HEALTH_SILENT, NULL, true}, {HEALTH_FAILED, NULL, false},  {HEALTH_WALLED, NULL, false},
                 {HEALTH_GONE, NULL, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct source_state now;
        bool found;
        source("s", cases[i].health, cases[i].alarm);
        assert_true(store_accept(store, "s", "Ana", NOW, &found, &err));
        assert_int_equal(found, cases[i].taken);
        assert_true(store_source_get(store, &arena, "s", &now, &err));
        assert_int_equal(now.accepted, found ? NOW : INSTANT_NONE);
        assert_int_equal(now.due, found ? INSTANT_NONE : NOW + DAY); /* and it is asked at once */
        assert_int_equal(now.etag == NULL, found);
    }
    bool found;
    assert_true(store_accept(store, "nobody", "Ana", NOW, &found, &err));
    assert_false(found);
}

static void all_goes_with_a_source_that_is_renamed(void **state)
{
    (void)state;
    struct habit in = {"title", 1, 1, 1, NULL}, *v;
    size_t n;
    source("s", HEALTH_DRIFTED, NULL);
    assert_true(store_habits_put(store, "s", NULL, 0, &in, 1, &err));
    note("s", "drifted", NOW, none);
    assert_true(store_begin(store, &err) && store_source_rename(store, "s", "t", &err) &&
                store_commit(store, &err));
    assert_true(store_habits(store, &arena, "t", &v, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(all(true, 1)->source, "t");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(habits_are_kept_whole),
        TEST(an_incident_goes_on_until_it_is_over),
        TEST(another_kind_ends_the_one_before),
        TEST(a_night_can_be_forgotten_and_old_ones_are),
        TEST(only_what_is_wrong_can_be_accepted),
        TEST(all_goes_with_a_source_that_is_renamed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
