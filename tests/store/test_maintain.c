/* store/maintain.c: is the store sound, copies while it is in use, tidying up. */
#include "world.h"
#include <sys/stat.h>

static const char *fault(void)
{
    struct buf report;
    bool sound;
    buf_init(&report, 0);
    if (!store_check(store, &report, &sound, &err))
        fail_msg("%s", err.text);
    const char *text = arena_strdup(&arena, buf_str(&report));
    assert_int_equal(sound, !*text);
    buf_free(&report);
    return text;
}

static void fill(int items)
{
    for (int i = 0; i < items; i++) {
        struct item *item = add(KIND_NEWS, arena_printf(&arena, "Article %d", i));
        item->content_text = "Le texte, assez long pour que les articles ne tiennent pas sur une seule page.";
        strings_add(&arena, &item->tags, "étiquette");
    }
    apply("s", NOW);
}

static void a_sound_store_has_no_fault(void **state)
{
    (void)state;
    assert_string_equal(fault(), "");
    fill(20);
    assert_string_equal(fault(), "");
}

static void each_sort_of_fault_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *damage, *words;
    } faults[] = {
        {"PRAGMA foreign_keys = OFF; INSERT INTO tags VALUES(999, 'tag', 0, 'x')", "tags"},
        {"INSERT INTO items SELECT 1000, source, 'i', 'u', native_id, canonical, kind, fingerprint, "
         "first_seen, "
         "changed, revision, NULL, hidden, withdrawn, archived, cancelled, permanent, published, updated, starts_at, "
         "ends_at, "
         "deadline_at, date_at, title, url, external_url, language, territory, organizer, place, starts, "
         "ends, "
         "all_day, online, registration_deadline, sessions, opens, deadline, deadlines, amount_min, "
         "amount_max, "
         "amount_rate, amount_currency, budget_total, lat, lon, image, authors, origin_name, origin_url, "
         "sequence, "
         "evidence, summary, content_text, content_html FROM items WHERE id = 1",
         "item 1000 is not in the search index"},
        {"INSERT INTO search(rowid, title, summary, body) VALUES(2000, 'a', 'b', 'c')",
         "the search index holds item 2000, which is not there"},
    };
    fill(3);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        if (!execute(store, faults[i].damage, &err))
            fail_msg("%s", err.text);
        if (!strstr(fault(), faults[i].words))
            fail_msg("%s: %s", faults[i].words, fault());
    }
}

static void a_report_stays_short(void **state)
{
    (void)state;
    fill(1);
    assert_true(execute(store, "PRAGMA foreign_keys = OFF", &err));
    for (int i = 0; i < 1000; i++)
        assert_true(execute(
            store, arena_printf(&arena, "INSERT INTO tags VALUES(%d, 'tag', 0, 'x')", 1000 + i), &err));
    assert_true(strlen(fault()) < 4000);
}

static const char *copy_path(void)
{
    return arena_printf(&arena, "%s-copy", path);
}

static int64_t count_in(const char *file)
{
    struct store *s = store_open(file, true, &err);
    struct filter f;
    int64_t n = -1;
    if (!s)
        fail_msg("%s", err.text);
    filter_init(&f, NOW);
    assert_true(store_count(s, &f, &n, &err));
    store_close(s);
    return n;
}

static void a_copy_is_whole_while_the_store_is_written(void **state)
{
    (void)state;
    fill(200);
    assert_true(store_begin(store, &err)); /* somebody writes, and has not ended */
    assert_true(execute(store, "DELETE FROM items WHERE id > 100", &err));
    struct store *reader = store_open(path, true, &err);
    assert_non_null(reader);
    assert_true(store_backup(reader, copy_path(), &err));
    store_close(reader);
    store_rollback(store);
    assert_int_equal(count_in(copy_path()), 200);
    struct store *s = store_open(copy_path(), false, &err); /* it can take the place of the store */
    assert_non_null(s);
    struct buf report;
    bool sound;
    buf_init(&report, 0);
    assert_true(store_check(s, &report, &sound, &err) && sound);
    buf_free(&report);
    store_close(s);
    unlink(arena_printf(&arena, "%s-copy-wal", path));
    unlink(arena_printf(&arena, "%s-copy-shm", path));
}

static void a_copy_never_overwrites(void **state)
{
    (void)state;
    FILE *f = fopen(copy_path(), "w");
    assert_non_null(f);
    fputs("mine", f);
    fclose(f);
    assert_false(store_backup(store, copy_path(), &err));
    assert_non_null(strstr(err.text, "exists"));
    struct stat st;
    assert_int_equal(stat(copy_path(), &st), 0);
    assert_int_equal(st.st_size, 4);
}

static void a_copy_that_fails_leaves_nothing(void **state)
{
    (void)state;
    static const char *const nowhere[] = {"/nowhere-at-all/copy.db", "/proc/copy.db", "/dev/null/copy.db"};
    for (size_t i = 0; i < 3; i++) {
        assert_false(store_backup(store, nowhere[i], &err));
        assert_ptr_equal(strstr(err.text, nowhere[i]), err.text);
        assert_int_equal(access(nowhere[i], F_OK), -1);
    }
}

static void tidying_gives_back_what_is_free_and_loses_nothing(void **state)
{
    (void)state;
    struct stat before, after;
    fill(2000);
    assert_true(execute(store, "PRAGMA wal_checkpoint(TRUNCATE)", &err));
    for (int i = 0; i < 100; i++)
        add(KIND_NEWS, arena_printf(&arena, "Article %d", i));
    assert_true(execute(
        store,
        "DELETE FROM revisions; INSERT INTO bodies(source, url, at, size, bytes) VALUES('s', 'u', 1, 1, "
        "zeroblob(4000000)); DELETE FROM bodies",
        &err));
    assert_true(execute(store, "PRAGMA wal_checkpoint(TRUNCATE)", &err));
    assert_int_equal(stat(path, &before), 0);
    assert_true(store_optimize(store, &err));
    assert_int_equal(stat(path, &after), 0);
    assert_true(after.st_size + 3000000 < before.st_size);
    assert_string_equal(fault(), "");
    assert_int_equal(count_in(path), 2000);
    struct filter f;
    int64_t n;
    filter_init(&f, NOW);
    f.text = "texte article";
    assert_true(store_count(store, &f, &n, &err));
    assert_int_equal(n, 2000);
    feed_init(&feed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sound_store_has_no_fault),
        TEST(each_sort_of_fault_is_named),
        TEST(a_report_stays_short),
        TEST(a_copy_is_whole_while_the_store_is_written),
        TEST(a_copy_never_overwrites),
        TEST(a_copy_that_fails_leaves_nothing),
        TEST(tidying_gives_back_what_is_free_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
