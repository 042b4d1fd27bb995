/* store/correct.c: an editor's words on items, over what their sources say. */
#include "world.h"

static struct correction by(const char *field, const char *value)
{
    return (struct correction){.field = field, .value = value, .author = "Ana"};
}

static void correct(int64_t key, const char *field, const char *value, int64_t now)
{
    struct correction c = by(field, value);
    bool ok = store_begin(store, &err) && store_correct(store, &arena, key, &c, "Europe/Paris", now, &err) &&
              store_commit(store, &err);
    if (!ok)
        fail_msg("%s", err.text);
}

static void undo(int64_t key, int64_t id)
{
    bool ok = store_begin(store, &err) &&
              store_correction_undo(store, &arena, key, id, "Bob", "Europe/Paris", NOW, &err) &&
              store_commit(store, &err);
    if (!ok)
        fail_msg("%s", err.text);
}

static struct item get(int64_t key)
{
    struct stored_item item;
    bool found;
    assert_true(store_item_own(store, &arena, key, &item, &found, &err));
    assert_true(found);
    return item.item;
}

static const char *text_of(const struct civil *c)
{
    char text[32];
    return arena_strdup(&arena, civil_format(c, text));
}

static const char *deadline_of(int64_t key)
{
    struct item item = get(key);
    return text_of(&item.deadline);
}

/* A call with cut-offs, dated from its text. */
static void call(const char *deadline)
{
    struct item *item = add(KIND_CALL, "Appel");
    item->url = "https://s.example/a";
    item->content_html = "<p>Corps</p>";
    strings_add(&arena, &item->topics, "eau");
    civil_parse(deadline, &item->deadline);
    struct civil *cut = ARENA_PUSH(&arena, item->deadlines.v, item->deadlines.n, item->deadlines.cap);
    civil_parse(deadline, cut);
    *ARENA_PUSH(&arena, item->evidence.v, item->evidence.n, item->evidence.cap) =
        (struct evidence){"deadline", "jusqu'au", "r", 3, 0.5};
    apply("s", NOW);
}

static void values_are_read_as_editors_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *field, *given, *kept;
    } cases[] = {
        {"deadline", " 2026-11-15 ", "2026-11-15"},
        {"deadline", "2026-11", "2026-11"},
        {"deadline", "2026-11-15T18:00", "2026-11-15T18:00 Europe/Paris"},
        {"deadline", "2026-11-15 18:00", "2026-11-15T18:00 Europe/Paris"},
        {"deadline", "2026-11-15T18:00 UTC", "2026-11-15T18:00 UTC"},
        {"deadline", "15/11/2026", "2026-11-15"},
        {"deadline", "15/11/2026 18h30", "2026-11-15T18:30 Europe/Paris"},
        {"deadlines", "2026-11-15 ,15/12/2026", "2026-11-15, 2026-12-15"},
        {"topics", "eau,  vie  locale ,", "eau, vie locale"},
        {"online", "Oui", "yes"},
        {"cancelled", "0", "no"},
        {"amount_max", "50000.50", "50000.5"},
        {"title", "  Un   titre ", "Un titre"},
        {"title", "  ", NULL},
        {"kind", "document", "document"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept;
        if (!correction_value(&arena, cases[i].field, cases[i].given, "Europe/Paris", &kept, &err))
            fail_msg("%s", err.text);
        if ((kept == NULL) != (cases[i].kept == NULL) || (kept && strcmp(kept, cases[i].kept) != 0))
            fail_msg("%s: %s", cases[i].given, kept ? kept : "nothing");
    }
    static const char *const bad[][2] = {{"deadline", "demain"},
                                         {"deadline", "2026-02-30"},
                                         {"deadline", "15/11/26"},
                                         {"deadline", "2026-11-15 UTC"},
                                         {"deadline", "2026-11-15T18:00 Nowhere/Else"},
                                         {"lat", "1e999"},
                                         {"lat", "12 m"},
                                         {"online", "maybe"},
                                         {"kind", "none"},
                                         {"image", "javascript:x"},
                                         {"hidden", "1"},
                                         {"deadlines", "2026-11-15, x"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *kept;
        if (correction_value(&arena, bad[i][0], bad[i][1], "Europe/Paris", &kept, &err))
            fail_msg("%s is taken", bad[i][1]);
    }
}

static void every_field_has_a_value_that_is_taken(void **state)
{
    (void)state;
    static const char *const tries[] = {"https://a.example/", "2026-11-15", "yes", "12", "call"};
    call("2026-10-31");
    for (const char *const *field = correction_fields; *field; field++) {
        bool taken = false;
        for (size_t i = 0; i < sizeof tries / sizeof *tries && !taken; i++) {
            const char *kept;
            taken = correction_value(&arena, *field, tries[i], NULL, &kept, &err);
            if (taken)
                correct(1, *field, kept, NOW);
        }
        if (!taken)
            fail_msg("%s", *field);
    }
}

static void a_deadline_makes_its_cut_offs_void_and_needs_no_checking(void **state)
{
    (void)state;
    call("2026-10-31");
    assert_true(item_doubtful(&(struct item[]){get(1)}[0], "deadline"));
    correct(1, "deadline", "2026-12-15", NOW);
    struct item item = get(1);
    assert_string_equal(text_of(&item.deadline), "2026-12-15");
    assert_int_equal(item.deadlines.n, 0);
    assert_false(item_doubtful(&item, "deadline"));
    assert_true(item_edited(&item, "deadline"));
}

static void undo_restores_all_that_went_with_it(void **state)
{
    (void)state;
    struct correction *v;
    size_t n;
    call("2026-10-31");
    int64_t before = store_fingerprint(&arena, &(struct item[]){get(1)}[0]);
    correct(1, "permanent", "yes", NOW);
    correct(1, "content", "Autre corps", NOW);
    correct(1, "topics", "vie locale, bus", NOW);
    struct item item = get(1);
    assert_null(item.content_html);
    assert_int_equal(item.topics.n, 2);
    assert_int_equal(item.deadline.precision, PRECISION_NONE);
    assert_true(store_corrections(store, &arena, 1, &v, &n, &err));
    for (size_t i = 0; i < n; i++)
        undo(1, v[i].id);
    assert_int_equal(store_fingerprint(&arena, &(struct item[]){get(1)}[0]), before);
}

static void the_source_is_followed_beneath(void **state)
{
    (void)state;
    const char *own;
    struct correction *v;
    size_t n;
    call("2026-10-31");
    correct(1, "deadline", "2026-12-15", NOW);
    call("2026-11-05");
    assert_string_equal(deadline_of(1), "2026-12-15");
    assert_true(store_beneath(store, &arena, 1, "deadline", &own, &err));
    assert_string_equal(own, "2026-11-05");
    assert_true(store_corrections(store, &arena, 1, &v, &n, &err));
    undo(1, v[0].id);
    assert_string_equal(deadline_of(1), "2026-11-05");
    assert_true(store_beneath(store, &arena, 1, "deadline", &own, &err));
    assert_null(own);
}

static void a_night_without_change_changes_nothing(void **state)
{
    (void)state;
    int64_t before, after;
    call("2026-10-31");
    correct(1, "title", "Mieux", NOW);
    assert_true(store_generation(store, &before, &err));
    call("2026-10-31");
    assert_true(store_generation(store, &after, &err));
    assert_int_equal(after, before);
}

static void search_and_filters_see_the_corrected_item(void **state)
{
    (void)state;
    struct filter f;
    int64_t n;
    call("2026-10-31");
    correct(1, "title", "Mobilités", NOW);
    filter_init(&f, NOW);
    f.text = "mobilité";
    assert_true(store_count(store, &f, &n, &err));
    assert_int_equal(n, 1);
    f.text = "appel";
    assert_true(store_count(store, &f, &n, &err));
    assert_int_equal(n, 0);
}

static void an_archived_item_stays_so_when_it_is_corrected(void **state)
{
    (void)state;
    struct stored_item item;
    bool found;
    call("2026-10-31");
    assert_true(store_archive(store, &arena, (int64_t[]){1}, 1, NOW, &err));
    correct(1, "title", "Mieux", NOW + DAY);
    assert_true(store_item_own(store, &arena, 1, &item, &found, &err));
    assert_int_equal(item.archived, NOW);
}

static void a_word_on_an_item_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct correction c = by("title", "x");
    assert_true(store_begin(store, &err));
    assert_false(store_correct(store, &arena, 99, &c, NULL, NOW, &err));
    store_rollback(store);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(values_are_read_as_editors_write_them),
        TEST(every_field_has_a_value_that_is_taken),
        TEST(a_deadline_makes_its_cut_offs_void_and_needs_no_checking),
        TEST(undo_restores_all_that_went_with_it),
        TEST(the_source_is_followed_beneath),
        TEST(a_night_without_change_changes_nothing),
        TEST(search_and_filters_see_the_corrected_item),
        TEST(an_archived_item_stays_so_when_it_is_corrected),
        TEST(a_word_on_an_item_that_is_not_there_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
