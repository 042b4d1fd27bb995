/* store/rescue.c: what is kept of a damaged store, and what damage is. */
#include "world.h"

static const char *const sources[] = {"a", "b"};

static void fill(void)
{
    struct source_state state;
    source_state_init(&state);
    for (size_t s = 0; s < 2; s++) {
        for (int i = 0; i < 40; i++) {
            struct item *item = add(KIND_NEWS, arena_printf(&arena, "Article %d de %s", i, sources[s]));
            item->content_text =
                "Le texte, assez long pour que les articles ne tiennent pas sur une seule page.";
            strings_add(&arena, &item->tags, "étiquette");
        }
        apply(sources[s], NOW);
        state.id = sources[s];
        state.etag = state.body_hash = "x";
        state.due = NOW + DAY;
        state.failures = 2;
        assert_true(store_source_put(store, &state, &err));
    }
}

static int64_t number(const char *question)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(store->db, question, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

/* Puts bytes into the closed file. */
static void spoil(off_t at, const char *bytes, size_t n)
{
    store_close(store);
    store = NULL;
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    assert_int_equal(fseeko(f, at, SEEK_SET), 0);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    fclose(f);
}

static struct rescue rescue(void)
{
    struct rescue r;
    if (!store_rescue(&arena, path, NOW, &r, &err))
        fail_msg("%s", err.text);
    assert_int_equal(unlink(r.aside), 0);
    unlink(arena_printf(&arena, "%s-wal", r.aside));
    unlink(arena_printf(&arena, "%s-shm", r.aside));
    store = store_open(path, false, &err);
    assert_non_null(store);
    assert_false(store_fresh(store));
    return r;
}

static void a_lost_beginning_loses_nothing_else(void **state)
{
    (void)state;
    fill();
    spoil(0, "no database at all, at least by its looks", 41);
    assert_null(store_open(path, false, &err));
    assert_true(err.damaged);
    struct rescue r = rescue();
    assert_int_equal(r.items, 80);
    assert_int_equal(r.lost, 0);
    assert_non_null(strstr(r.aside, "moisson.db.damaged-20261001T020000Z"));
    assert_int_equal(number("SELECT count(*) FROM tags WHERE value = 'étiquette'"), 80);
    assert_int_equal(number("SELECT count(*) FROM search WHERE search MATCH 'article'"), 80);
    assert_int_equal(number("SELECT count(*) FROM presence"), 80);
    assert_true(store_look(store, true, &err));
}

static void every_source_is_due_and_its_history_kept(void **state)
{
    (void)state;
    fill();
    spoil(0, "x", 1);
    rescue();
    struct source_state s;
    int64_t since;
    assert_true(store_source_get(store, &arena, "a", &s, &err));
    assert_int_equal(s.due, INSTANT_NONE);
    assert_null(s.etag);
    assert_null(s.body_hash);
    assert_int_equal(s.failures, 2);
    assert_true(store_mark_get(store, MARK_FILLING, &since, &err));
    assert_int_equal(since, NOW);
}

static void what_makes_no_sense_is_left_out(void **state)
{
    (void)state;
    static const char *const damages[] = {
        "UPDATE items SET uid = '00000000000000000000000000000000' WHERE id = 7",
        "UPDATE items SET title = CAST(x'41ff42' AS TEXT) WHERE id = 7",
        "UPDATE items SET title = CAST(x'410042' AS TEXT) WHERE id = 7",
    };
    for (size_t i = 0; i < 3; i++) {
        assert_true(
            execute(store, "DELETE FROM items; INSERT INTO search(search) VALUES('delete-all')", &err));
        fill();
        assert_true(execute(store, damages[i], &err));
        err.damaged = false;
        store_close(store); /* one that was just made is not looked at */
        store = store_open(path, false, &err);
        assert_non_null(store);
        assert_int_equal(store_look(store, true, &err), i > 0);
        assert_int_equal(err.damaged, i == 0);
        spoil(0, "x", 1);
        struct rescue r = rescue();
        assert_int_equal(r.items, 79);
        assert_true(r.lost > 0);
        assert_int_equal(number("SELECT count(*) FROM items WHERE id = 7"), 0);
        assert_int_equal(number("SELECT count(*) FROM tags WHERE item = 7"), 0);
    }
}

/* Items made by another rule are not damaged. */
static void other_uids_throughout_are_no_damage(void **state)
{
    (void)state;
    fill();
    assert_true(execute(store, "UPDATE items SET uid = substr(uid, 1, 31) || 'x'", &err));
    assert_true(store_look(store, true, &err));
    spoil(0, "x", 1);
    assert_int_equal(rescue().items, 80);
}

static void text_goes_in_as_utf8(void **state)
{
    (void)state;
    add(KIND_NEWS, "a\xFFz");
    apply("a", NOW);
    struct stored_item item;
    bool found;
    assert_true(store_item_get(store, &arena, "1", &item, &found, &err));
    assert_true(found);
    assert_string_equal(item.item.title, "a\xEF\xBF\xBDz");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_lost_beginning_loses_nothing_else),
        TEST(every_source_is_due_and_its_history_kept),
        TEST(what_makes_no_sense_is_left_out),
        TEST(other_uids_throughout_are_no_damage),
        TEST(text_goes_in_as_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
