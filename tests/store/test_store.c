/* The file under the store: opening, versions, damage, readers and writers at the same time, what a batch
 * costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "store/internal.h"

static const int64_t NOW = 1790820000;

static char folder[64], path[80];
static struct store *store;
static struct arena arena;
static struct error err;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/moisson-store-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/moisson.db", folder);
    err.text[0] = '\0';
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    store = NULL;
    arena_free(&arena);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(folder);
}

static void open_it(void)
{
    store = store_open(path, false, &err);
    if (!store)
        print_error("%s\n", err.text);
    assert_non_null(store);
}

static void close_it(void)
{
    store_close(store);
    store = NULL;
}

/* Opening fails and says so with these words. */
static void refused(bool read_only, const char *words)
{
    err.text[0] = '\0';
    assert_null(store_open(path, read_only, &err));
    if (!strstr(err.text, words))
        print_error("%s\n", err.text);
    assert_non_null(strstr(err.text, words));
    assert_ptr_equal(strstr(err.text, path), err.text);
}

/* One statement by SQLite itself, beside the store; its first column as a number. */
static int64_t by_hand(const char *text)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    int rc = sqlite3_step(st);
    assert_true(rc == SQLITE_ROW || rc == SQLITE_DONE);
    int64_t value = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_finalize(st);
    sqlite3_close(db);
    return value;
}

static off_t size_of(const char *end)
{
    char name[100];
    struct stat st;
    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &st) == 0 ? st.st_size : 0;
}

/* What the harvest writes for one source: items, its state, its body, its attempt. `text` is the body of each
 * item. */
static void write_source(int number, int items, const char *text)
{
    struct feed feed;
    struct apply_result result;
    struct source_state state;
    feed_init(&feed);
    const char *id = arena_printf(&arena, "s%d", number);
    for (int i = 0; i < items; i++) {
        struct item *item = feed_add_item(&arena, &feed);
        item->id = arena_printf(&arena, "%d", i);
        item->title = arena_printf(&arena, "Article %d de %s", i, id);
        item->content_text = text;
        item->kind = KIND_NEWS;
        strings_add(&arena, &item->tags, "étiquette");
    }
    source_state_init(&state);
    state.id = id;
    state.url = "https://a.example/";
    struct apply_options o = {.source = id, .now = NOW, .timezone = "Europe/Paris", .store_document = true};
    struct fetch_row row = {.source = id, .at = NOW, .status = 200, .outcome = "read"};
    assert_true(store_apply(store, &arena, &feed, &o, &result, &err));
    assert_true(store_body_put(store, id, state.url, &(struct body_head){0}, "<rss/>", 6, 1, &err));
    assert_true(store_source_put(store, &state, &err));
    assert_true(store_fetch_add(store, &row, &err));
}

static int64_t count(struct store *s)
{
    struct filter f;
    int64_t n = -1;
    filter_init(&f, NOW);
    assert_true(store_count(s, &f, &n, &err));
    return n;
}

/* --- batches --- */

/* FTS5 keeps what was added in memory and writes it as a segment, but does so early before any statement that
   needs a savepoint; one such statement a source made a segment a source, and merging them a third of a
   night. */
static void a_batch_is_one_segment_of_the_index(void **state)
{
    (void)state;
    /* in the index's own numbering the segment is what is above the page number and the level */
    static const char segments[] = "SELECT count(DISTINCT id >> 37) FROM search_data WHERE id >> 37 > 0";
    open_it();
    for (int night = 0; night < 2; night++) {
        assert_true(store_begin(store, &err));
        for (int i = 0; i < 40; i++)
            write_source(i, 5, night ? "Le texte du lendemain." : "Le texte du premier jour.");
        assert_true(store_commit(store, &err));
        assert_int_equal(by_hand(segments), night + 1);
    }
    assert_int_equal(count(store), 200);
}

/* --- readers and writers --- */

static void a_reader_sees_one_state_and_holds_nobody_up(void **state)
{
    (void)state;
    open_it();
    assert_true(store_begin(store, &err));
    write_source(0, 10, "Le texte.");
    assert_true(store_commit(store, &err));
    struct store *reader = store_open(path, true, &err);
    assert_non_null(reader);
    sqlite3_busy_timeout(store->db, 0); /* who has to wait fails */
    assert_true(execute(reader, "BEGIN", &err));
    assert_int_equal(count(reader), 10);
    for (int batch = 1; batch <= 5; batch++) {
        assert_true(store_begin(store, &err));
        write_source(batch, 10, "Le texte.");
        assert_int_equal(count(reader), 10); /* while it is being written, too */
        assert_true(store_commit(store, &err));
        assert_int_equal(count(reader), 10);
    }
    assert_true(execute(reader, "COMMIT", &err));
    assert_int_equal(count(reader), 60);
    store_close(reader);
}

static void the_log_stays_small_and_shrinks_after_a_long_reader(void **state)
{
    (void)state;
    enum { LIMIT = 16 << 20, LARGE = 64 << 10 };
    char *text = mem_alloc(LARGE + 1);
    for (int i = 0; i < LARGE; i++) /* words that differ, or the index would keep them once */
        text[i] = i % 7 == 6 ? ' ' : (char)('a' + (i * 31 + i / 7 * 17) % 26);
    open_it();
    struct store *reader = store_open(path, true, &err);
    assert_non_null(reader);
    for (int held = 0; held < 2; held++) {
        if (held) {
            assert_true(execute(reader, "BEGIN", &err));
            count(reader);
        }
        for (int i = 0; i < 40; i++) {
            assert_true(store_begin(store, &err));
            write_source(100 * held + i, 10, text);
            assert_true(store_commit(store, &err));
        }
        /* with nobody reading it is reused; a reader keeps all that came since */
        if (held)
            assert_true(size_of("-wal") > LIMIT);
        else
            assert_true(size_of("-wal") <= LIMIT);
    }
    assert_true(execute(reader, "COMMIT", &err));
    for (int i = 0; i < 2; i++) { /* the first takes the log into the store, the second starts it anew */
        assert_true(store_begin(store, &err));
        write_source(1000 + i, 1, text);
        assert_true(store_commit(store, &err));
    }
    assert_true(size_of("-wal") <= LIMIT);
    store_close(reader);
    close_it();
    assert_int_equal(size_of("-wal"), 0);
    free(text);
}

/* An editor looks at the store of the service: he may read the file, and make none beside it. */
static void who_may_only_read_reads(void **state)
{
    (void)state;
    enum { NOBODY = 65534 };
    bool root = geteuid() == 0;
    open_it();
    assert_true(store_begin(store, &err));
    write_source(0, 10, "Le texte.");
    assert_true(store_commit(store, &err));
    close_it();
    assert_int_equal(chmod(path, 0444) | chmod(folder, 0555), 0);
    if (root)
        assert_int_equal(seteuid(NOBODY), 0);
    store = store_open(path, true, &err);
    int64_t n = store ? count(store) : -1;
    store_close(store);
    store = store_open(path, false, &err);
    if (root)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(n, 10);
    assert_null(store);
    assert_non_null(strstr(err.text, "may not be written"));
}

static void another_writer_is_named_as_the_reason(void **state)
{
    (void)state;
    open_it();
    struct store *other = store_open(path, false, &err);
    assert_non_null(other);
    assert_true(store_begin(other, &err));
    sqlite3_busy_timeout(store->db, 20);
    assert_false(store_begin(store, &err));
    assert_non_null(strstr(err.text, "another program holds it locked"));
    assert_ptr_equal(strstr(err.text, path), err.text);
    store_rollback(other);
    assert_true(store_begin(store, &err));
    store_rollback(store);
    store_close(other);
}

static void what_was_not_committed_is_not_there(void **state)
{
    (void)state;
    open_it();
    assert_true(store_begin(store, &err));
    write_source(0, 3, "Le texte.");
    assert_true(store_commit(store, &err));
    assert_true(store_begin(store, &err));
    write_source(1, 3, "Le texte.");
    store_rollback(store);
    assert_int_equal(count(store), 3);
    assert_true(store_begin(store, &err)); /* the index forgot them too */
    write_source(1, 3, "Le texte.");
    assert_true(store_commit(store, &err));
    struct buf report;
    bool sound;
    buf_init(&report, 0);
    assert_true(store_check(store, &report, &sound, &err));
    assert_true(sound);
    buf_free(&report);
}

/* --- old rows --- */

static void old_attempts_are_forgotten(void **state)
{
    (void)state;
    open_it();
    struct source_state source;
    source_state_init(&source);
    source.id = "s";
    assert_true(store_source_put(store, &source, &err));
    for (int i = 0; i < 10; i++)
        assert_true(store_fetch_add(
            store, &(struct fetch_row){.source = "s", .at = NOW + i, .outcome = "read"}, &err));
    int64_t removed;
    assert_true(store_prune(store, NOW, &removed, &err));
    assert_int_equal(removed, 0);
    assert_true(store_prune(store, NOW + 4, &removed, &err));
    assert_int_equal(removed, 4);
    assert_true(store_prune(store, NOW + 100, &removed, &err));
    assert_int_equal(removed, 6);
    assert_true(store_prune(store, NOW + 100, &removed, &err));
    assert_int_equal(removed, 0);
}

/* --- versions --- */

static char *schema_text(void)
{
    struct buf b;
    sqlite3_stmt *st;
    buf_init(&b, 0);
    assert_int_equal(
        sqlite3_prepare_v2(store->db,
                           "SELECT coalesce(sql, name) FROM sqlite_schema UNION ALL SELECT k || v FROM "
                           "search_config ORDER BY 1",
                           -1, &st, NULL),
        SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW)
        buf_printf(&b, "%s\n", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return b.p;
}

/* From each version a store can be of, opening it leads to the same schema, and what was in it is still
 * there. */
static void a_store_of_every_earlier_version_is_brought_up_to_date(void **state)
{
    (void)state;
    open_it();
    char *wanted = schema_text();
    close_it();
    for (int version = 0; version < store_schema_version(); version++) {
        unlink(path);
        open_it(); /* for the tokenizer; then back to the version */
        assert_int_equal(sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 1, 0), SQLITE_OK);
        assert_true(execute(store, "VACUUM", &err));
        assert_int_equal(sqlite3_db_config(store->db, SQLITE_DBCONFIG_RESET_DATABASE, 0, 0), SQLITE_OK);
        for (int step = 0; step < version; step++)
            assert_true(execute(store, schema_steps[step], &err));
        if (version) {
            assert_true(execute(store, arena_printf(&arena, "PRAGMA user_version = %d", version), &err));
            assert_true(execute(store, "UPDATE meta SET value = 42 WHERE name = 'generation'", &err));
        }
        close_it();
        if (version)
            refused(true, "older moisson");
        open_it();
        char *got = schema_text();
        assert_string_equal(got, wanted);
        int64_t generation;
        assert_true(store_generation(store, &generation, &err));
        assert_int_equal(generation, version ? 42 : 0);
        assert_int_equal(by_hand("PRAGMA user_version"), store_schema_version());
        free(got);
        close_it();
    }
    free(wanted);
}

static void a_newer_store_is_left_alone(void **state)
{
    (void)state;
    open_it();
    close_it();
    by_hand("PRAGMA user_version = 9999");
    refused(false, "newer moisson");
    refused(true, "newer moisson");
    assert_int_equal(by_hand("PRAGMA user_version"), 9999);
}

static void a_file_of_another_program_is_left_alone(void **state)
{
    (void)state;
    by_hand("CREATE TABLE bookmarks(url TEXT)");
    off_t size = size_of("");
    refused(false, "no store of moisson");
    refused(true, "no store of moisson");
    by_hand("PRAGMA user_version = 1");
    refused(false, "no store of moisson");
    assert_int_equal(size_of(""), size);
    assert_int_equal(by_hand("SELECT count(*) FROM sqlite_schema"), 1);
    sqlite3 *db;
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "PRAGMA journal_mode", -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(st, 0), "delete");
    sqlite3_finalize(st);
    sqlite3_close(db);
}

/* --- damage --- */

static void overwrite(off_t at, int byte, size_t n)
{
    FILE *f = fopen(path, "r+b");
    assert_non_null(f);
    assert_int_equal(fseeko(f, at, SEEK_SET), 0);
    while (n--)
        fputc(byte, f);
    assert_int_equal(fclose(f), 0);
}

static void filled(void)
{
    open_it();
    assert_true(store_begin(store, &err));
    for (int i = 0; i < 40; i++)
        write_source(i, 10, "Le texte, assez long pour que les articles ne tiennent pas sur une page.");
    assert_true(store_commit(store, &err));
    close_it();
}

static void a_lost_beginning_is_told(void **state)
{
    (void)state;
    filled();
    overwrite(0, 0, 8192);
    refused(false, "damaged");
    refused(true, "damaged");
}

static void a_lost_end_is_told(void **state)
{
    (void)state;
    filled();
    assert_int_equal(truncate(path, size_of("") / 2 / 8192 * 8192), 0);
    refused(false, "the store is damaged");
    refused(true, "the store is damaged");
}

static void a_text_file_is_told(void **state)
{
    (void)state;
    FILE *f = fopen(path, "w");
    for (int i = 0; i < 100; i++)
        fputs("ceci n'est pas une base\n", f);
    fclose(f);
    refused(false, "no store");
}

/* Pages in the middle: what works with them says that the store is damaged, and db check tells where. */
static void lost_pages_are_told(void **state)
{
    (void)state;
    filled();
    off_t pages = size_of("") / 8192;
    overwrite(8192, 0xA5, (size_t)(pages - 1) * 8192);
    struct buf report;
    bool sound = true;
    buf_init(&report, 0);
    store = store_open(path, false, &err);
    if (store) {
        bool ran = store_check(store, &report, &sound, &err);
        assert_true(!ran || !sound);
        struct source_state *v;
        size_t n;
        assert_false(store_sources(store, &arena, &v, &n, &err));
    }
    assert_non_null(strstr(err.text, "the store is damaged"));
    buf_free(&report);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_batch_is_one_segment_of_the_index),
        TEST(a_reader_sees_one_state_and_holds_nobody_up),
        TEST(the_log_stays_small_and_shrinks_after_a_long_reader),
        TEST(who_may_only_read_reads),
        TEST(another_writer_is_named_as_the_reason),
        TEST(what_was_not_committed_is_not_there),
        TEST(old_attempts_are_forgotten),
        TEST(a_store_of_every_earlier_version_is_brought_up_to_date),
        TEST(a_newer_store_is_left_alone),
        TEST(a_file_of_another_program_is_left_alone),
        TEST(a_lost_beginning_is_told),
        TEST(a_lost_end_is_told),
        TEST(a_text_file_is_told),
        TEST(lost_pages_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
