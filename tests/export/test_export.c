/* export/export.c, over a real store in a folder of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <ftw.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/export/sample.h"
#include "tests/export/strict.h"
#include "base/file.h"

static struct arena a;
static char *folder;
static struct store *store;
static struct error err;
static int64_t now;
static struct channels channels;

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 0);
    folder = arena_strdup(&a, "/tmp/moisson-export-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    now = SAMPLE_NOW;
    store = store_open(arena_printf(&a, "%s/store.db", folder), false, &err);
    channels = (struct channels){0};
    return store ? 0 : -1;
}

static int done(void **state)
{
    (void)state;
    store_close(store);
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(&a);
    return 0;
}

static void configure(const char *yaml)
{
    static const struct key keys[] = {{.name = "channels",
                                       .type = KEY_LIST_OF,
                                       .offset = 0,
                                       .sub = channel_keys,
                                       .element = sizeof(struct channel)},
                                      {0}};
    struct yaml_faults faults = {.arena = &a};
    channels = (struct channels){0};
    struct yaml_node *root = yaml_parse(&a, "f.yaml", yaml, strlen(yaml), &faults);
    yaml_read(&a, root, keys, &channels, &faults);
    channels_finish(&a, &channels, &faults);
    if (faults.errors)
        fail_msg("%s", faults.v[0].text);
}

static void apply(const struct item *items, size_t n, bool complete)
{
    struct feed feed;
    struct apply_result result;
    struct source_state source;
    feed_init(&feed);
    for (size_t i = 0; i < n; i++)
        *feed_add_item(&a, &feed) = items[i];
    source_state_init(&source);
    source.id = "full";
    source.url = "https://partenaire.example.org/feed";
    struct apply_options options = {.source = "full",
                                    .now = now,
                                    .timezone = "Europe/Paris",
                                    .complete = complete,
                                    .grace = 7 * 86400,
                                    .store_document = true};
    if (!store_begin(store, &err) || !store_source_put(store, &source, &err) ||
        !store_apply(store, &a, &feed, &options, &result, &err) || !store_commit(store, &err))
        fail_msg("%s", err.text);
}

static struct item an_item(enum kind kind, int i)
{
    struct item item;
    item_init(&item);
    item.kind = kind;
    item.id = arena_printf(&a, "id-%d", i);
    item.url = arena_printf(&a, "https://partenaire.example.org/%d", i);
    item.title = arena_printf(&a, "Titre %d", i);
    item.published = SAMPLE_NOW - (i + 1) * 3600;
    return item;
}

static struct item an_event(int i, int d)
{
    struct item item = an_item(KIND_EVENT, i);
    item.starts = minute(2026, 3, d, 9, 0, "Europe/Paris");
    item.ends = minute(2026, 3, d, 10, 0, "Europe/Paris");
    return item;
}

static struct item a_call(int i, int d)
{
    struct item item = an_item(KIND_CALL, i);
    item.deadline = minute(2026, 3, d, 12, 0, "Europe/Paris");
    return item;
}

static struct export_result run_only(const char *const *only, size_t n)
{
    struct export_context x = sample_context;
    struct export_result result = {0};
    x.now = now;
    if (!export_run(store, &x, &channels, arena_printf(&a, "%s/out", folder), only, n, &a, &result, &err))
        fail_msg("%s", err.text);
    return result;
}

static struct export_result run(void)
{
    return run_only(NULL, 0);
}

static const char *path_of(const char *name)
{
    return arena_printf(&a, "%s/out/%s", folder, name);
}

static const char *contents(const char *name)
{
    struct buf b;
    buf_init(&b, 0);
    if (!file_read(path_of(name), &b, 1 << 28, &err))
        fail_msg("%s", err.text);
    const char *text = arena_strndup(&a, buf_str(&b), b.n);
    buf_free(&b);
    return text;
}

static bool there(const char *name)
{
    return access(path_of(name), F_OK) == 0;
}

static int count(const char *text, const char *part)
{
    int n = 0;
    for (const char *p = text; (p = strstr(p, part)); p++)
        n++;
    return n;
}

static void assert_result(struct export_result r, int written, int unchanged, int skipped)
{
    if (r.written != written || r.unchanged != unchanged || r.skipped != skipped)
        fail_msg("written %d, unchanged %d, skipped %d; expected %d, %d, %d", r.written, r.unchanged,
                 r.skipped, written, unchanged, skipped);
}

static void every_channel_has_a_folder_of_valid_files(void **state)
{
    (void)state;
    struct item items[] = {an_event(0, 10), a_call(1, 20), an_item(KIND_DOCUMENT, 2), an_item(KIND_NEWS, 3)};
    apply(items, 4, false);
    configure("channels: [{id: tout}, {id: veille, where: {kind: news}}]\n");
    assert_result(run(), 5 + 4 + 2, 0, 0);
    const char *rss = contents("tout/rss.xml"), *atom = contents("veille/atom.xml");
    assert_int_equal(strict_rss(rss, strlen(rss), "https://veille.example.org/tout/rss.xml"), 4);
    assert_int_equal(strict_atom(atom, strlen(atom), "https://veille.example.org/veille/atom.xml"), 1);
    assert_int_equal(count(contents("tout/agenda.ics"), "BEGIN:VEVENT"), 2);
    assert_true(there("tout/feed.json") && there("tout/items.csv") && there("sources.opml") &&
                there("channels.opml"));
    assert_false(there("veille/agenda.ics"));
    assert_non_null(strstr(contents("channels.opml"), "https://veille.example.org/veille/rss.xml"));
}

static void what_cannot_have_changed_is_not_looked_into(void **state)
{
    (void)state;
    struct item items[] = {an_item(KIND_NEWS, 0), an_item(KIND_NEWS, 1)};
    struct stat before, after;
    apply(items, 1, false);
    configure("channels: [{id: x, formats: [rss, csv]}]\n");
    assert_result(run(), 4, 0, 0);
    assert_int_equal(stat(path_of("x/rss.xml"), &before), 0);
    now += 40 * 86400;
    assert_result(run(), 0, 2, 2);
    apply(items, 2, false);
    assert_result(run(), 2, 2, 0);
    assert_int_equal(stat(path_of("x/rss.xml"), &after), 0);
    assert_true(before.st_ino != after.st_ino);
    assert_result(run(), 0, 2, 2);
}

static void a_file_whose_bytes_stay_keeps_its_time(void **state)
{
    (void)state;
    struct item items[] = {an_item(KIND_NEWS, 0), an_event(1, 9)};
    struct stat before, after;
    apply(items, 1, false);
    configure("channels: [{id: x, formats: rss, where: {kind: news}}]\n");
    assert_result(run(), 3, 0, 0);
    assert_int_equal(stat(path_of("x/rss.xml"), &before), 0);
    apply(items, 2, false); /* the store changed, what this channel shows did not */
    assert_result(run(), 0, 3, 0);
    assert_int_equal(stat(path_of("x/rss.xml"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_result(run(), 0, 2, 1);
}

static void a_changed_definition_or_a_missing_file_is_written_again(void **state)
{
    (void)state;
    struct item items[] = {an_item(KIND_NEWS, 0)};
    apply(items, 1, false);
    configure("channels: [{id: x, formats: rss}]\n");
    assert_result(run(), 3, 0, 0);
    configure("channels: [{id: x, formats: rss, title: Autre}]\n");
    assert_result(run(), 2, 1, 0); /* the list of channels names it too */
    assert_int_equal(unlink(path_of("x/rss.xml")), 0);
    assert_result(run(), 1, 2, 0);
}

static void an_open_channel_lets_go_of_what_closes(void **state)
{
    (void)state;
    struct item items[] = {a_call(0, 2), a_call(1, 20)};
    apply(items, 2, false);
    configure("channels: [{id: appels, where: {kind: call, open: true}}]\n");
    run();
    assert_int_equal(count(contents("appels/rss.xml"), "<item>"), 2);
    now = civil_days(2026, 3, 2) * 86400 + 11 * 3600; /* the very instant of the deadline: still open */
    run();
    assert_int_equal(count(contents("appels/rss.xml"), "<item>"), 2);
    now += 1;
    run();
    assert_int_equal(count(contents("appels/rss.xml"), "<item>"), 1);
    assert_result(run(), 0, 2, 5);
    now -= 3600; /* a replay of an earlier hour gives what that hour gave */
    run();
    assert_int_equal(count(contents("appels/rss.xml"), "<item>"), 2);
}

static void a_window_of_days_moves_at_midnight(void **state)
{
    (void)state;
    struct item items[] = {an_item(KIND_NEWS, 0)};
    apply(items, 1, false);
    configure("channels: [{id: x, formats: rss, where: {since: 1d}}]\n");
    run();
    assert_int_equal(count(contents("x/rss.xml"), "<item>"), 1);
    now += 24 * 3600;
    run();
    assert_int_equal(count(contents("x/rss.xml"), "<item>"), 1);
    now += 24 * 3600;
    run();
    assert_int_equal(count(contents("x/rss.xml"), "<item>"), 0);
}

static void a_withdrawn_event_stays_cancelled_in_calendars_for_a_month(void **state)
{
    (void)state;
    struct item items[] = {an_event(0, 25), an_event(1, 26), an_event(2, 27)};
    apply(items, 3, true);
    configure("channels: [{id: agenda, where: {kind: event, open: true}, limit: 2}, {id: tout}]\n");
    run();
    assert_int_equal(count(contents("tout/agenda.ics"), "STATUS:CONFIRMED"), 3);
    now += 86400;
    apply(items + 1, 2, true);
    run();
    static const char *const calendars[] = {"agenda/agenda.ics", "tout/agenda.ics"};
    for (int i = 0; i < 2; i++) {
        const char *text = contents(calendars[i]);
        assert_int_equal(count(text, "STATUS:CANCELLED"), 1);
        assert_int_equal(count(text, "STATUS:CONFIRMED"), 2); /* the limit does not count the cancelled one */
        assert_non_null(strstr(text, "SEQUENCE:1\r\n"));
    }
    assert_int_equal(count(contents("tout/rss.xml"), "<item>"), 2);
    assert_int_equal(count(contents("agenda/rss.xml"), "<item>"), 2);
    now += 31 * 86400;
    run();
    assert_int_equal(count(contents("tout/agenda.ics"), "STATUS:CANCELLED"), 0);
}

static void unwanted_words_keep_items_out(void **state)
{
    (void)state;
    struct item items[] = {a_call(0, 20), a_call(1, 21)};
    strings_add(&a, &items[1].tags, "Marche_Public");
    apply(items, 2, false);
    configure("channels: [{id: x, formats: rss, where: {without: marche_public}}]\n");
    run();
    assert_int_equal(count(contents("x/rss.xml"), "<item>"), 1);
}

static void a_limit_takes_the_first(void **state)
{
    (void)state;
    struct item items[] = {an_item(KIND_NEWS, 0), an_item(KIND_NEWS, 1), an_item(KIND_NEWS, 2)};
    apply(items, 3, false);
    configure("channels: [{id: x, limit: 2}]\n");
    run();
    const char *rss = contents("x/rss.xml");
    assert_true(strstr(rss, "Titre 0") && strstr(rss, "Titre 1") && !strstr(rss, "Titre 2"));
}

static void some_channels_can_be_asked_for(void **state)
{
    (void)state;
    const char *only[] = {"b"};
    configure("channels: [{id: a, formats: rss}, {id: b, formats: rss}]\n");
    assert_result(run_only(only, 1), 1, 0, 0);
    assert_true(there("b/rss.xml") && !there("a/rss.xml") && !there("sources.opml"));
}

static void two_runs_into_two_folders_give_the_same_bytes(void **state)
{
    (void)state;
    struct item items[] = {an_event(0, 10), a_call(1, 20), an_item(KIND_DOCUMENT, 2), an_item(KIND_NEWS, 3)};
    apply(items, 4, false);
    configure("channels: [{id: x}]\n");
    run();
    static const char *const names[] = {"x/rss.xml", "x/atom.xml", "x/feed.json", "x/agenda.ics",
                                        "x/items.csv"};
    const char *before[5];
    for (int i = 0; i < 5; i++) {
        before[i] = contents(names[i]);
        unlink(path_of(names[i]));
    }
    now += 3600;
    run();
    for (int i = 0; i < 5; i++)
        assert_string_equal(before[i], contents(names[i]));
}

static void what_a_killed_run_left_is_swept_and_nothing_new_left(void **state)
{
    (void)state;
    struct error e;
    configure("channels: [{id: x, formats: rss}]\n");
    file_make_folders(path_of("x"), &e);
    const char *left = path_of("x/.rss.xml.tmp-2147483000");
    assert_true(file_write_if_changed(left, "x", 1, NULL, &e));
    run();
    assert_int_equal(access(left, F_OK), -1);
    assert_true(there("x/rss.xml"));
}

static void a_large_channel_goes_through_a_spool(void **state)
{
    (void)state;
    enum { N = 60 };
    struct item items[N];
    struct buf text;
    buf_init(&text, 0);
    buf_adds(&text, "<p>");
    while (text.n < 100000)
        buf_adds(&text, "texte et encore ");
    buf_adds(&text, "</p>");
    for (int i = 0; i < N; i++) {
        items[i] = an_item(KIND_NEWS, i);
        items[i].content_html = text.p;
    }
    apply(items, N, false);
    configure("channels: [{id: x, formats: [rss, atom]}]\n");
    run();
    const char *rss = contents("x/rss.xml");
    assert_true(strlen(rss) > 6000000);
    assert_int_equal(strict_rss(rss, strlen(rss), "https://veille.example.org/x/rss.xml"), N);
    buf_free(&text);
}

static void a_folder_that_cannot_be_written_is_told(void **state)
{
    (void)state;
    struct export_context x = sample_context;
    struct export_result result = {0};
    struct error e = {0};
    const char *file = arena_printf(&a, "%s/file", folder);
    configure("channels: [{id: x, formats: rss}]\n");
    assert_true(file_write_if_changed(file, "x", 1, NULL, &e));
    assert_false(export_run(store, &x, &channels, file, NULL, 0, &a, &result, &e));
    assert_non_null(strstr(e.text, file));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, fresh, done)
    const struct CMUnitTest tests[] = {
        TEST(every_channel_has_a_folder_of_valid_files),
        TEST(what_cannot_have_changed_is_not_looked_into),
        TEST(a_file_whose_bytes_stay_keeps_its_time),
        TEST(a_changed_definition_or_a_missing_file_is_written_again),
        TEST(an_open_channel_lets_go_of_what_closes),
        TEST(a_window_of_days_moves_at_midnight),
        TEST(a_withdrawn_event_stays_cancelled_in_calendars_for_a_month),
        TEST(unwanted_words_keep_items_out),
        TEST(a_limit_takes_the_first),
        TEST(some_channels_can_be_asked_for),
        TEST(two_runs_into_two_folders_give_the_same_bytes),
        TEST(what_a_killed_run_left_is_swept_and_nothing_new_left),
        TEST(a_large_channel_goes_through_a_spool),
        TEST(a_folder_that_cannot_be_written_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
