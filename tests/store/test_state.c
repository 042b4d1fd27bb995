/* What the store keeps beside items: sources, attempts, saved bodies, what was exported. */
#include "world.h"

static struct source_state full(void)
{
    return (struct source_state){
        .id = "s",
        .url = "https://a.example/é?a='1'",
        .definition = "d1",
        .etag = "W/\"x\"",
        .last_modified = "Wed, 30 Sep 2026 10:00:00 GMT",
        .body_hash = "0123456789abcdef0123456789abcdef",
        .due = NOW + DAY,
        .last_attempt = NOW,
        .last_success = NOW - 1,
        .last_change = NOW - 2,
        .failures = 3,
        .health = HEALTH_FAILED,
        .reason = "HTTP 503",
        .moved_to = "https://b.example/",
        .seconds = 1.25,
        .ttl = 3600,
        .skip_hours = 0x800001,
        .skip_days = 0x60,
        .items = 42,
        .format = "rss",
        .title = "Veille",
        .site = "https://a.example/",
        .alarm = "12 of 14 items vanished",
        .accepted = NOW - 3,
    };
}

static void assert_text(const char *got, const char *wanted)
{
    if (wanted)
        assert_string_equal(got, wanted);
    else
        assert_null(got);
}

static void assert_same(const struct source_state *got, const struct source_state *wanted)
{
    const char *const texts[][2] = {
        {got->id, wanted->id},
        {got->url, wanted->url},
        {got->definition, wanted->definition},
        {got->etag, wanted->etag},
        {got->last_modified, wanted->last_modified},
        {got->body_hash, wanted->body_hash},
        {got->reason, wanted->reason},
        {got->moved_to, wanted->moved_to},
        {got->format, wanted->format},
        {got->title, wanted->title},
        {got->site, wanted->site},
        {got->alarm, wanted->alarm},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_text(texts[i][0], texts[i][1]);
    const int64_t numbers[][2] = {
        {got->due, wanted->due},
        {got->accepted, wanted->accepted},
        {got->last_attempt, wanted->last_attempt},
        {got->last_success, wanted->last_success},
        {got->last_change, wanted->last_change},
        {got->failures, wanted->failures},
        {got->health, wanted->health},
        {got->ttl, wanted->ttl},
        {got->skip_hours, wanted->skip_hours},
        {got->skip_days, wanted->skip_days},
        {got->items, wanted->items},
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        assert_int_equal(numbers[i][0], numbers[i][1]);
    assert_true(got->seconds == wanted->seconds);
}

static void a_source_reads_back_and_is_written_over(void **state)
{
    (void)state;
    struct source_state in = full(), out, never;
    assert_true(store_source_put(store, &in, &err));
    assert_true(store_source_get(store, &arena, "s", &out, &err));
    assert_same(&out, &in);
    source_state_init(&in);
    in.id = "s";
    assert_true(store_source_put(store, &in, &err)); /* everything unknown again */
    assert_true(store_source_get(store, &arena, "s", &out, &err));
    assert_same(&out, &in);
    assert_true(store_source_get(store, &arena, "never", &out, &err));
    source_state_init(&never);
    assert_same(&out, &never);
    assert_int_equal(out.due, INSTANT_NONE);
    assert_int_equal(out.health, HEALTH_NEW);
}

static void sources_come_by_id(void **state)
{
    (void)state;
    static const char *const ids[] = {"b", "a", "B", "é", "a-1"}, *const sorted[] = {"B", "a", "a-1", "b",
                                                                                     "é"};
    for (size_t i = 0; i < 5; i++) {
        struct source_state in = full();
        in.id = ids[i];
        assert_true(store_source_put(store, &in, &err));
    }
    struct source_state *v;
    size_t n;
    assert_true(store_sources(store, &arena, &v, &n, &err));
    assert_int_equal(n, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(v[i].id, sorted[i]);
}

static void a_source_written_over_keeps_its_history(void **state)
{
    (void)state;
    struct source_state in = full();
    assert_true(store_source_put(store, &in, &err));
    assert_true(
        store_fetch_add(store, &(struct fetch_row){.source = "s", .at = NOW, .outcome = "read"}, &err));
    in.health = HEALTH_OK;
    assert_true(store_source_put(store, &in, &err));
    struct fetch_row *rows;
    size_t n;
    assert_true(store_fetches(store, &arena, "s", 10, &rows, &n, &err));
    assert_int_equal(n, 1);
}

static void attempts_read_back_the_last_first(void **state)
{
    (void)state;
    struct source_state in = full();
    assert_true(store_source_put(store, &in, &err));
    for (int i = 0; i < 12; i++) {
        struct fetch_row row = {.source = "s",
                                .at = NOW + i / 2, /* two at one second: the later one first */
                                .status = 200 + i,
                                .outcome = i ? "read" : NULL,
                                .error = i % 2 ? "why" : NULL,
                                .bytes = INT64_C(5000000000) + i,
                                .ms = i,
                                .items_new = 1,
                                .items_changed = 2,
                                .items_same = 3};
        assert_true(store_fetch_add(store, &row, &err));
    }
    struct fetch_row *rows;
    size_t n;
    assert_true(store_fetches(store, &arena, "s", 10, &rows, &n, &err));
    assert_int_equal(n, 10);
    for (int i = 0; i < 10; i++)
        assert_int_equal(rows[i].status, 211 - i);
    assert_string_equal(rows[0].error, "why");
    assert_null(rows[1].error);
    assert_true(rows[0].bytes == INT64_C(5000000011));
    assert_int_equal(rows[0].items_new + 10 * rows[0].items_changed + 100 * rows[0].items_same, 321);
    assert_true(store_fetches(store, &arena, "other", 10, &rows, &n, &err));
    assert_int_equal(n, 0);
}

static void an_attempt_of_no_source_is_refused(void **state)
{
    (void)state;
    assert_false(
        store_fetch_add(store, &(struct fetch_row){.source = "s", .at = NOW, .outcome = "read"}, &err));
    assert_ptr_equal(strstr(err.text, path), err.text);
}

/* --- bodies --- */

static bool body(const char *source, const char *url, struct buf *out, struct body_head *head)
{
    bool found;
    *head = (struct body_head){0};
    if (!store_body_get(store, &arena, source, url, out, head, &found, &err))
        fail_msg("%s", err.text);
    return found;
}

static void bodies_are_packed_and_read_back(void **state)
{
    (void)state;
    enum { LARGE = 1 << 20 };
    char *text = mem_alloc(LARGE);
    for (int i = 0; i < LARGE; i++)
        text[i] = "<item>\0\xFF\n"[i % 9];
    struct body_head head = {"https://b.example/", "application/rss+xml", "utf-8", "\"1\"", NULL}, got;
    struct buf out;
    buf_init(&out, 0);
    assert_true(store_body_put(store, "s", "https://a.example/", &head, text, LARGE, 1, &err));
    assert_true(body("s", "https://a.example/", &out, &got));
    assert_int_equal(out.n, LARGE);
    assert_memory_equal(out.p, text, LARGE);
    assert_string_equal(got.final_url, head.final_url);
    assert_string_equal(got.content_type, head.content_type);
    assert_string_equal(got.charset, head.charset);
    assert_string_equal(got.etag, "\"1\"");
    assert_null(got.last_modified);
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(store->db, "SELECT size, length(bytes) FROM bodies", -1, &st, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(st, 0), LARGE);
    assert_true(sqlite3_column_int(st, 1) < LARGE / 50);
    sqlite3_finalize(st);
    buf_free(&out);
    free(text);
}

static void one_body_an_address_the_last(void **state)
{
    (void)state;
    struct body_head none = {0}, got;
    struct buf out;
    buf_init(&out, 0);
    assert_true(store_body_put(store, "s", "u", &none, "one", 3, 1, &err));
    assert_true(store_body_put(store, "s", "u", &none, "", 0, 1, &err));
    assert_true(store_body_put(store, "s", "v", &none, "page 2", 6, 1, &err));
    assert_true(store_body_put(store, "t", "u", &none, "other", 5, 1, &err));
    assert_true(body("s", "u", &out, &got));
    assert_int_equal(out.n, 0);
    assert_null(got.content_type);
    assert_true(body("s", "v", &out, &got));
    assert_string_equal(buf_str(&out), "page 2");
    assert_false(body("s", "w", &out, &got));
    assert_false(body("u", "u", &out, &got));
    buf_free(&out);
}

static void a_damaged_body_is_told(void **state)
{
    (void)state;
    static const char *const damages[] = {"bytes = x'00'",     "size = size - 1",
                                          "size = size + 1",   "size = -1",
                                          "size = 9000000000", "bytes = substr(bytes, 1, 10)"};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        struct body_head head = {0};
        struct buf out;
        bool found;
        buf_init(&out, 0);
        assert_true(store_body_put(store, "s", "u", &head, "the saved document", 18, 1, &err));
        assert_true(execute(store, arena_printf(&arena, "UPDATE bodies SET %s", damages[i]), &err));
        assert_false(store_body_get(store, &arena, "s", "u", &out, &head, &found, &err));
        assert_non_null(strstr(err.text, "saved body"));
        assert_int_equal(out.n, 0);
        buf_free(&out);
    }
}

/* --- exports --- */

static void exports_remember_what_they_were_written_from(void **state)
{
    (void)state;
    struct export_state in = {7, INSTANT_NONE, "sig"}, out;
    bool found = true;
    assert_true(store_export_get(store, &arena, "tout/rss.xml", &out, &found, &err));
    assert_false(found);
    assert_true(store_export_put(store, "tout/rss.xml", &in, &err));
    assert_true(store_export_get(store, &arena, "tout/rss.xml", &out, &found, &err));
    assert_true(found && out.generation == 7 && out.valid_until == INSTANT_NONE);
    assert_string_equal(out.signature, "sig");
    in = (struct export_state){8, NOW, "other"};
    assert_true(store_export_put(store, "tout/rss.xml", &in, &err));
    assert_true(store_export_get(store, &arena, "tout/rss.xml", &out, &found, &err));
    assert_true(found && out.generation == 8 && out.valid_until == NOW);
    assert_string_equal(out.signature, "other");
}

static int64_t generation(void)
{
    int64_t g = -1;
    assert_true(store_generation(store, &g, &err));
    return g;
}

static void the_generation_moves_with_visible_changes_alone(void **state)
{
    (void)state;
    assert_int_equal(generation(), 0);
    add(KIND_NEWS, "Un");
    apply("s", NOW);
    int64_t first = generation();
    assert_true(first > 0);
    add(KIND_NEWS, "Un");
    apply("s", NOW + DAY);
    assert_int_equal(generation(), first);
    add(KIND_NEWS, "Un")->summary = "changé";
    apply("s", NOW + 2 * DAY);
    assert_true(generation() > first);
}

static void the_next_transition_is_the_first_end_to_come(void **state)
{
    (void)state;
    int64_t at;
    assert_true(store_next_transition(store, NOW, &at, &err));
    assert_true(at == INSTANT_NONE);
    static const char *const deadlines[] = {"2026-09-01T12:00", "2026-10-03T12:00", "2026-12-01T12:00"};
    for (size_t i = 0; i < 3; i++)
        assert_true(civil_parse(deadlines[i], &add(KIND_CALL, deadlines[i])->deadline));
    struct item *event = add(KIND_EVENT, "colloque");
    assert_true(civil_parse("2026-10-02T09:00", &event->starts) &&
                civil_parse("2026-10-02T18:00", &event->ends));
    apply("s", NOW);
    static const char *const wanted[] = {"2026-10-02T18:00:01+02:00", "2026-10-03T12:00:01+02:00",
                                         "2026-12-01T12:00:01+01:00"};
    int64_t now = NOW;
    for (size_t i = 0; i < 3; i++) {
        char text[40];
        assert_true(store_next_transition(store, now, &at, &err));
        assert_string_equal(instant_format(at, "Europe/Paris", text), wanted[i]);
        now = at;
    }
    assert_true(store_next_transition(store, now, &at, &err));
    assert_true(at == INSTANT_NONE);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_source_reads_back_and_is_written_over),
        TEST(sources_come_by_id),
        TEST(a_source_written_over_keeps_its_history),
        TEST(attempts_read_back_the_last_first),
        TEST(an_attempt_of_no_source_is_refused),
        TEST(bodies_are_packed_and_read_back),
        TEST(one_body_an_address_the_last),
        TEST(a_damaged_body_is_told),
        TEST(exports_remember_what_they_were_written_from),
        TEST(the_generation_moves_with_visible_changes_alone),
        TEST(the_next_transition_is_the_first_end_to_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
