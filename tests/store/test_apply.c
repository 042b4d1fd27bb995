/* store_apply of store/store.h: identity, change, revisions, withdrawal, archiving */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "store/store.h"

enum { NIGHT = 86400 };
static const int64_t FIRST = 1790820000; /* 2026-10-01T02:00Z or thereabouts */

static char path[64];
static struct store *store;
static struct arena arena;
static struct feed feed;
static struct error err;
static struct apply_result result;

static int setup(void **state)
{
    (void)state;
    strcpy(path, "/tmp/moisson-store-XXXXXX");
    int fd = mkstemp(path);
    close(fd);
    store = store_open(path, false, &err);
    if (!store)
        print_error("%s\n", err.text);
    feed_init(&feed);
    return store ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    arena_free(&arena);
    static const char *const ends[] = {"", "-wal", "-shm", "-copy"};
    for (size_t i = 0; i < 4; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return 0;
}

static void fresh_document(void)
{
    const char *format = feed.format;
    bool complete = feed.complete;
    feed_init(&feed);
    feed.format = format;
    feed.complete = complete;
}

static struct item *add(const char *id, const char *url, const char *title)
{
    struct item *item = feed_add_item(&arena, &feed);
    item->id = id;
    item->url = url;
    item->title = title;
    item->kind = KIND_NEWS;
    item->content_html = "<p>Le texte.</p>";
    return item;
}

static void apply_night(int night)
{
    struct apply_options o = {.source = "s",
                              .now = FIRST + night * NIGHT,
                              .timezone = "Europe/Paris",
                              .complete = feed.complete,
                              .grace = 7 * NIGHT,
                              .store_document = true};
    assert_true(store_begin(store, &err));
    if (!store_apply(store, &arena, &feed, &o, &result, &err))
        print_error("%s\n", err.text);
    assert_string_equal(err.text, "");
    assert_true(store_commit(store, &err));
    fresh_document();
}

static int64_t count(void)
{
    struct filter f;
    int64_t n;
    filter_init(&f, FIRST);
    f.archived = true;
    assert_true(store_count(store, &f, &n, &err));
    return n;
}

static void expect(int fresh, int changed, int same, int64_t all)
{
    assert_int_equal(result.fresh, fresh);
    assert_int_equal(result.changed, changed);
    assert_int_equal(result.same, same);
    assert_int_equal(count(), all);
}

static struct stored_item first_item(void)
{
    struct stored_item item;
    bool found;
    assert_true(store_item_get(store, &arena, "1", &item, &found, &err));
    assert_true(found);
    return item;
}

static void the_same_document_changes_nothing(void **state)
{
    (void)state;
    for (int night = 0; night < 3; night++) {
        add("1", "https://a.example/1", "Un");
        add("2", "https://a.example/2", "Deux");
        apply_night(night);
        if (night)
            expect(0, 0, 2, 2);
        else
            expect(2, 0, 0, 2);
    }
    int64_t generation;
    assert_true(store_generation(store, &generation, &err));
    assert_int_equal(generation, 1);
    assert_int_equal(first_item().last_seen, FIRST + 2 * NIGHT);
}

static void a_moved_deadline_is_a_revision_of_the_same_item(void **state)
{
    (void)state;
    static const char *const deadlines[] = {"2026-11-15T12:00", "2026-11-30T12:00"};
    for (int night = 0; night < 2; night++) {
        struct item *item = add("1", "https://a.example/1", "Appel");
        item->kind = KIND_CALL;
        assert_true(civil_parse(deadlines[night], &item->deadline));
        item->deadline.zone = "Europe/Paris";
        apply_night(night);
    }
    expect(0, 1, 0, 1);
    struct stored_item item = first_item();
    assert_int_equal(item.revision, 1);
    assert_int_equal(item.changed, FIRST + NIGHT);
    assert_int_equal(item.item.deadline.day, 30);
    assert_string_equal(item.item.deadline.zone, "Europe/Paris");
    struct revision *v;
    size_t n;
    assert_true(store_revisions(store, &arena, 1, &v, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(v[0].field, "deadline");
    assert_string_equal(v[0].before, "2026-11-15T12:00 Europe/Paris");
    assert_string_equal(v[0].after, "2026-11-30T12:00 Europe/Paris");
}

static void of_a_text_that_changes_every_night_the_last_changes_are_kept(void **state)
{
    (void)state;
    for (int night = 0; night < 300; night++) {
        struct item *item = add("1", "https://a.example/1", night < 2 ? "Appel" : "Appel reporté");
        item->content_html = arena_printf(&arena, "<p>Vu %d fois.</p>", night);
        apply_night(night);
    }
    struct stored_item item = first_item();
    assert_int_equal(item.revision, 299);
    struct revision *v;
    size_t n;
    assert_true(store_revisions(store, &arena, 1, &v, &n, &err));
    assert_int_equal(n, 101);
    assert_string_equal(v[0].field, "title"); /* what is no text is never forgotten */
    assert_int_equal(v[0].number, 2);
    assert_string_equal(v[1].field, "content_html");
    assert_int_equal(v[1].number, 200);
}

static void ids_made_anew_at_every_fetch_do_not_multiply(void **state)
{
    (void)state;
    for (int night = 0; night < 4; night++) {
        for (int i = 0; i < 5; i++)
            add(arena_printf(&arena, "%d-%d", night, i), arena_printf(&arena, "https://a.example/%d", i),
                /* one title is edited on the way */
                arena_printf(&arena, "Titre %d%s", i, i == 3 && night > 1 ? " corrigé" : ""));
        apply_night(night);
        assert_int_equal(count(), 5);
    }
}

static void an_id_given_up_for_another_is_followed(void **state)
{
    (void)state;
    add("old", "https://a.example/1", "Un");
    add("other", "https://a.example/2", "Deux");
    apply_night(0);
    add("new", "https://a.example/1", "Un");
    add("other", "https://a.example/2", "Deux");
    apply_night(1);
    expect(0, 0, 2, 2);
    add("new", "https://a.example/1", "Un, corrigé"); /* the new id holds from here on */
    add("other", "https://a.example/2", "Deux");
    apply_night(2);
    expect(0, 1, 1, 2);
    assert_string_equal(first_item().item.id, "new");
}

static void one_id_for_all_does_not_collapse(void **state)
{
    (void)state;
    for (int night = 0; night < 3; night++) {
        for (int i = 0; i < 5; i++)
            add("https://a.example/", arena_printf(&arena, "https://a.example/%d", i + night),
                arena_printf(&arena, "Titre %d", i + night));
        apply_night(night);
        assert_int_equal(count(), 5 + night);
    }
}

static void one_address_for_all_does_not_collapse(void **state)
{
    (void)state;
    for (int night = 0; night < 2; night++) {
        for (int i = 0; i < 4; i++)
            add(NULL, "https://a.example/agenda", arena_printf(&arena, "Titre %d", i));
        apply_night(night);
        assert_int_equal(count(), 4);
    }
}

static void an_edited_title_without_id_is_the_same_item(void **state)
{
    (void)state;
    add(NULL, "https://a.example/1?utm_source=flux", "Un titer")->published = FIRST - 100;
    apply_night(0);
    add(NULL, "http://www.a.example/1/", "Un titre")->published = FIRST - 50;
    apply_night(1);
    expect(0, 1, 0, 1);
    assert_string_equal(first_item().item.title, "Un titre");
}

static void two_items_of_one_title_stay_two(void **state)
{
    (void)state;
    for (int night = 0; night < 2; night++) {
        add("1", "https://a.example/1", "Conseil municipal");
        add("2", "https://a.example/2", "Conseil municipal");
        add(NULL, NULL, "Conseil municipal")->published = FIRST - 1000;
        add(NULL, NULL, "Conseil municipal")->published = FIRST - 2000;
        apply_night(night);
        assert_int_equal(count(), 4);
    }
}

static void the_same_item_twice_in_a_document_is_one(void **state)
{
    (void)state;
    add("1", "https://a.example/actualites/x", "Un");
    add("2", "https://a.example/index.php/actualites/x", "Un");
    add("1", "https://a.example/actualites/x", "Un");
    apply_night(0);
    expect(1, 0, 0, 1);
}

static void two_events_on_one_page_stay_two(void **state)
{
    (void)state;
    for (int night = 0; night < 2; night++) { /* each night another of them */
        add(night ? "b" : "a", "https://a.example/agenda", night ? "Atelier" : "Conférence");
        apply_night(night);
    }
    assert_int_equal(count(), 2);
}

static struct item *add_event(int i, const char *starts)
{
    struct item *item = add(arena_printf(&arena, "uid-%d", i), NULL, arena_printf(&arena, "Réunion %d", i));
    item->kind = KIND_EVENT;
    assert_true(civil_parse(starts, &item->starts));
    return item;
}

static void events_gone_from_a_calendar_are_withdrawn_and_come_back(void **state)
{
    (void)state;
    feed.format = "icalendar";
    feed.complete = true;
    for (int night = 0; night < 3; night++) {
        for (int i = 0; i < 6; i++)
            if (night != 1 || i != 0)
                add_event(i, "2026-12-01T10:00");
        add_event(9, "2026-09-01T10:00"); /* over: its going is no withdrawal */
        if (night)
            feed.items.n--;
        apply_night(night);
        assert_int_equal(result.withdrawn, night == 1);
        assert_null(result.alarm);
        assert_int_equal(first_item().withdrawn, night == 1);
    }
    assert_int_equal(first_item().revision, 2);
    feed.format = NULL;
    feed.complete = false;
}

static void add_meetings(int n, const char *hour, int first_day)
{
    for (int i = 0; i < n; i++) {
        int day = first_day + 7 * (i % 4), month = 10 + i / 4;
        char date[32];
        snprintf(date, sizeof date, "2026-%02d-%02dT%s:00", month, day, hour);
        struct item *item = add_event(0, arena_strdup(&arena, date));
        item->id = arena_printf(&arena, "m_2026%02d%02dT%s0000Z", month, day, hour);
        item->url = NULL;
    }
}

static void a_series_that_moves_to_another_hour_moves(void **state)
{
    (void)state;
    feed.format = "icalendar";
    feed.complete = true;
    add_meetings(8, "16", 6);
    apply_night(0);
    add_meetings(8, "17", 6);
    apply_night(1);
    expect(0, 8, 0, 8);
    assert_null(result.alarm);
    assert_int_equal(result.withdrawn, 0);
    add_meetings(8, "17", 6);
    apply_night(2);
    expect(0, 0, 8, 8);
}

static void times_of_a_series_that_goes_on_are_withdrawn_without_alarm(void **state)
{
    (void)state;
    feed.format = "icalendar";
    feed.complete = true;
    add_meetings(8, "16", 6);
    apply_night(0);
    add_meetings(8, "16", 8); /* from Tuesdays to Thursdays */
    apply_night(1);
    assert_null(result.alarm);
    assert_int_equal(result.fresh, 8);
    assert_int_equal(result.withdrawn, 8);
    add_event(5, "2026-11-07T10:00"); /* the series itself vanished: that is to be looked at */
    apply_night(2);
    assert_non_null(result.alarm);
}

static void a_mass_disappearance_raises_an_alarm_and_withdraws_nothing(void **state)
{
    (void)state;
    feed.format = "icalendar";
    feed.complete = true;
    for (int i = 0; i < 10; i++)
        add_event(i, "2026-12-01T10:00");
    apply_night(0);
    for (int i = 0; i < 4; i++)
        add_event(i, "2026-12-01T10:00");
    apply_night(1);
    assert_non_null(result.alarm);
    assert_int_equal(result.withdrawn, 0);
    apply_night(2); /* nothing at all */
    assert_non_null(result.alarm);
    assert_int_equal(result.withdrawn, 0);
    feed.format = NULL;
    feed.complete = false;
}

static void what_is_missing_from_a_complete_source_is_archived_after_the_grace_time(void **state)
{
    (void)state;
    feed.complete = true;
    for (int night = 0; night < 10; night++) {
        for (int i = night ? 1 : 0; i < 4; i++)
            add(arena_printf(&arena, "%d", i), arena_printf(&arena, "https://a.example/%d", i), "Titre");
        apply_night(night);
        assert_int_equal(result.archived, night == 8);
    }
    assert_true(first_item().archived != INSTANT_NONE);
    add("0", "https://a.example/0", "Titre");
    for (int i = 1; i < 4; i++)
        add(arena_printf(&arena, "%d", i), arena_printf(&arena, "https://a.example/%d", i), "Titre");
    apply_night(11);
    assert_true(first_item().archived == INSTANT_NONE);
    feed.complete = false;
}

static void what_is_missing_from_a_feed_is_kept(void **state)
{
    (void)state;
    add("1", NULL, "Un");
    apply_night(0);
    add("2", NULL, "Deux");
    apply_night(40);
    assert_int_equal(count(), 2);
    assert_true(first_item().archived == INSTANT_NONE);
    assert_false(first_item().withdrawn);
}

static void every_member_of_an_item_reads_back(void **state)
{
    (void)state;
    struct item *item = add("1", "https://a.example/1", "Tout");
    item->summary = "Résumé";
    item->image = "https://a.example/i.png";
    item->language = "fr";
    item->published = 5;
    item->updated = -5;
    item->lat = 48.8534;
    item->lon = 2.3488;
    item->place = "Paris";
    item->online = YES;
    item->permanent = true;
    item->amount_max = 50000;
    item->amount_currency = "EUR";
    item->organizer = "Région";
    item->territory = "Île-de-France";
    item->sequence = 3;
    assert_true(civil_parse("2026-03-10", &item->opens));
    *ARENA_PUSH(&arena, item->authors.v, item->authors.n, item->authors.cap) =
        (struct author){"Nom", NULL, "x@a.example"};
    *ARENA_PUSH(&arena, item->authors.v, item->authors.n, item->authors.cap) =
        (struct author){NULL, "https://b.example", NULL};
    struct civil c;
    assert_true(civil_parse("2026-03-10T09:30", &c));
    c.zone = "Europe/Paris";
    *ARENA_PUSH(&arena, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = c;
    *ARENA_PUSH(&arena, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = item->opens;
    *ARENA_PUSH(&arena, item->sessions.v, item->sessions.n, item->sessions.cap) = (struct period){c, {0}};
    *ARENA_PUSH(&arena, item->evidence.v, item->evidence.n, item->evidence.cap) =
        (struct evidence){"deadline", "jusqu'au 10 mars", "until", 12, 0.9};
    strings_add(&arena, &item->tags, "étiquette");
    strings_add(&arena, &item->topics, "mobilite");
    strings_add(&arena, &item->audience, "collectivites");
    *ARENA_PUSH(&arena, item->attachments.v, item->attachments.n, item->attachments.cap) =
        (struct attachment){"https://a.example/r.pdf", "application/pdf", NULL, 1234, -1};
    apply_night(0);
    struct stored_item s = first_item();
    const struct item *i = &s.item;
    assert_string_equal(i->summary, "Résumé");
    assert_int_equal(i->published, 5);
    assert_int_equal(i->updated, -5);
    assert_true(i->lat == 48.8534 && i->lon == 2.3488 && i->amount_max == 50000 &&
                i->amount_min != i->amount_min);
    assert_int_equal(i->online, YES);
    assert_true(i->permanent);
    assert_int_equal(i->opens.precision, PRECISION_DAY);
    assert_int_equal(i->authors.n, 2);
    assert_string_equal(i->authors.v[0].name, "Nom");
    assert_null(i->authors.v[0].email);
    assert_string_equal(i->authors.v[1].url, "https://b.example");
    assert_int_equal(i->deadlines.n, 2);
    assert_string_equal(i->deadlines.v[0].zone, "Europe/Paris");
    assert_int_equal(i->sessions.n, 1);
    assert_int_equal(i->sessions.v[0].to.precision, PRECISION_NONE);
    assert_string_equal(i->evidence.v[0].words, "jusqu'au 10 mars");
    assert_true(i->evidence.v[0].confidence == 0.9);
    assert_string_equal(i->tags.v[0], "étiquette");
    assert_string_equal(i->topics.v[0], "mobilite");
    assert_string_equal(i->audience.v[0], "collectivites");
    assert_int_equal(i->attachments.v[0].size, 1234);
    assert_string_equal(s.source, "s");
    assert_int_equal(strlen(s.uid), 32);
}

static int64_t found(const char *text)
{
    struct filter f;
    int64_t n;
    filter_init(&f, FIRST);
    f.text = text;
    if (!store_count(store, &f, &n, &err))
        print_error("%s: %s\n", text, err.text);
    assert_string_equal(err.text, "");
    return n;
}

static void search_knows_accents_endings_phrases_and_never_fails(void **state)
{
    (void)state;
    add("1", NULL, "Les mobilités durables à l’échelle du département")->content_html = "<p>Des vélos</p>";
    add("2", NULL, "Sustainable mobilities in cities")->content_html = NULL;
    apply_night(0);
    assert_int_equal(found("mobilite durable"), 1);
    assert_int_equal(found("mobilité"), 2);
    assert_int_equal(found("MOBILITÉS"), 2);
    assert_int_equal(found("city"), 1);
    assert_int_equal(found("\"mobilités durables\""), 1);
    assert_int_equal(found("\"durables mobilités\""), 0);
    assert_int_equal(found("mobilité -vélo"), 1);
    assert_int_equal(found("depart*"), 1);
    assert_int_equal(found("echelle"), 1);
    static const char *const odd[] = {"\"",    "\"\"",  "*",       "-",  "--",   "AND",   "OR NOT",
                                      "a AND", "(",     "title:x", "^a", "\"a",  "NEAR(", "'",
                                      "-a",    "{x}:y", "a*b",     "*a", "\x01", "a-b",   "l'é"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        found(odd[i]);
    /* the index follows a change */
    add("1", NULL, "Les transports")->content_html = "<p>Des vélos</p>";
    apply_night(1);
    assert_int_equal(found("mobilite"), 1);
    assert_int_equal(found("transport"), 1);
    struct buf report;
    bool sound;
    buf_init(&report, 0);
    assert_true(store_check(store, &report, &sound, &err));
    assert_string_equal(buf_str(&report), "");
    assert_true(sound);
    buf_free(&report);
}

static void open_means_what_a_reader_expects(void **state)
{
    (void)state;
    static const struct {
        const char *id, *deadline, *starts, *ends;
        bool permanent;
    } items[] = {{"past", "2026-09-30", NULL, NULL, false},
                 {"today", "2026-10-01", NULL, NULL, false},
                 {"permanent", "2020-01-01", NULL, NULL, true},
                 {"undated", NULL, NULL, NULL, false},
                 {"event over", NULL, "2026-09-01", NULL, false},
                 {"event on", NULL, "2026-09-01", "2026-10-01", false}};
    for (size_t i = 0; i < 6; i++) {
        struct item *item = add(items[i].id, NULL, items[i].id);
        item->kind = items[i].starts ? KIND_EVENT : KIND_CALL;
        item->permanent = items[i].permanent;
        if (items[i].deadline)
            civil_parse(items[i].deadline, &item->deadline);
        if (items[i].starts)
            civil_parse(items[i].starts, &item->starts);
        if (items[i].ends)
            civil_parse(items[i].ends, &item->ends);
    }
    apply_night(0);
    struct filter f;
    int64_t n, at;
    filter_init(&f, FIRST);
    f.open = true;
    assert_true(store_count(store, &f, &n, &err));
    assert_int_equal(n, 4);
    assert_true(store_next_transition(store, FIRST, &at, &err));
    char when[40];
    assert_string_equal(instant_format(at, "Europe/Paris", when), "2026-10-02T00:00:00+02:00");
    f.now = at;
    assert_true(store_count(store, &f, &n, &err));
    assert_int_equal(n, 2);
}

static void a_backup_is_whole(void **state)
{
    (void)state;
    char copy[80];
    add("1", NULL, "Un");
    apply_night(0);
    snprintf(copy, sizeof copy, "%s-copy", path);
    assert_true(store_backup(store, copy, &err));
    struct store *other = store_open(copy, true, &err);
    assert_non_null(other);
    store_close(other);
    assert_false(store_backup(store, copy, &err));
    assert_non_null(strstr(err.text, "exists"));
    err.text[0] = '\0';
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_same_document_changes_nothing),
        TEST(a_moved_deadline_is_a_revision_of_the_same_item),
        TEST(of_a_text_that_changes_every_night_the_last_changes_are_kept),
        TEST(ids_made_anew_at_every_fetch_do_not_multiply),
        TEST(an_id_given_up_for_another_is_followed),
        TEST(one_id_for_all_does_not_collapse),
        TEST(one_address_for_all_does_not_collapse),
        TEST(an_edited_title_without_id_is_the_same_item),
        TEST(two_items_of_one_title_stay_two),
        TEST(the_same_item_twice_in_a_document_is_one),
        TEST(two_events_on_one_page_stay_two),
        TEST(events_gone_from_a_calendar_are_withdrawn_and_come_back),
        TEST(a_series_that_moves_to_another_hour_moves),
        TEST(times_of_a_series_that_goes_on_are_withdrawn_without_alarm),
        TEST(a_mass_disappearance_raises_an_alarm_and_withdraws_nothing),
        TEST(what_is_missing_from_a_complete_source_is_archived_after_the_grace_time),
        TEST(what_is_missing_from_a_feed_is_kept),
        TEST(every_member_of_an_item_reads_back),
        TEST(search_knows_accents_endings_phrases_and_never_fails),
        TEST(open_means_what_a_reader_expects),
        TEST(a_backup_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
