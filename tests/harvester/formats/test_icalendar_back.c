/* What export/icalendar.c writes, read back by harvester/formats/icalendar*.c: the same facts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "tests/export/sample.h"
#include "harvester/formats/format.h"

extern const struct export_format icalendar_export;

static struct arena arena;
static struct feed feed;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void read_back(const struct stored_item *items, size_t n)
{
    struct error err = {0};
    struct buf file = sample_file(&sample_context, &icalendar_export, items, n);
    struct document document = {
        .bytes = file.p, .n = file.n, .timezone = "Indian/Reunion", .now = SAMPLE_NOW};
    if (!format_parse(NULL, &document, &arena, &feed, &err))
        fail_msg("refused: %s", err.text);
    if (feed.warning)
        fail_msg("warning: %s", feed.warning);
    if (feed.items.n != n)
        fail_msg("%zu items, expected %zu", feed.items.n, n);
    buf_free(&file);
}

static void assert_same_text(const char *a, const char *b)
{
    assert_string_equal(a ? a : "(none)", b ? b : "(none)");
}

static void assert_same_time(const struct civil *a, const struct civil *b, const char *zone)
{
    assert_int_equal(a->precision, b->precision);
    if (a->precision)
        assert_int_equal(civil_instant(a, zone), civil_instant(b, zone));
}

static const struct item *same(const struct stored_item *stored)
{
    read_back(stored, 1);
    const struct item *a = &stored->item, *b = &feed.items.v[0];
    const char *zone = sample_context.site->timezone;
    assert_int_equal(a->kind, b->kind);
    assert_same_text(a->title, b->title);
    assert_same_text(a->summary, b->summary);
    assert_same_text(a->place, b->place);
    assert_same_time(&a->starts, &b->starts, zone);
    assert_same_time(&a->ends, &b->ends, zone);
    assert_same_time(&a->deadline, &b->deadline, zone);
    assert_int_equal(a->all_day, b->all_day);
    assert_int_equal(a->online, b->online);
    assert_int_equal(a->cancelled, b->cancelled);
    assert_true(isnan(a->lat) ? isnan(b->lat) : fabs(a->lat - b->lat) < 1e-6 && fabs(a->lon - b->lon) < 1e-6);
    assert_int_equal(a->tags.n, b->tags.n);
    for (size_t i = 0; i < a->tags.n; i++)
        assert_string_equal(a->tags.v[i], b->tags.v[i]);
    assert_int_equal(a->sessions.n, b->sessions.n);
    for (size_t i = 0; i < a->sessions.n; i++) {
        assert_same_time(&a->sessions.v[i].from, &b->sessions.v[i].from, zone);
        assert_same_time(&a->sessions.v[i].to, &b->sessions.v[i].to, zone);
    }
    assert_int_equal(a->deadlines.n, b->deadlines.n);
    for (size_t i = 0; i < a->deadlines.n; i++)
        assert_same_time(&a->deadlines.v[i], &b->deadlines.v[i], zone);
    return b;
}

static struct stored_item an_event(void)
{
    static const char *tags[] = {"eau, air", "forêt ; ville"};
    struct stored_item s = sample_item(KIND_EVENT, "Journée, « innovation » ; suite \\ R&D");
    s.item.url = "https://partenaire.example.org/a";
    s.item.starts = minute(2026, 3, 10, 9, 30, NULL);
    s.item.ends = minute(2026, 3, 10, 17, 0, NULL);
    s.item.summary = "Une journée pour tous, et pour toutes.";
    s.item.place = "Salle A, Lyon";
    s.item.lat = 45.5;
    s.item.lon = -4.25;
    s.item.tags.v = tags;
    s.item.tags.n = 2;
    return s;
}

static struct stored_item a_call(void)
{
    struct stored_item s = sample_item(KIND_CALL, "Appel à projets");
    s.item.deadline = minute(2026, 4, 15, 12, 0, "Europe/Brussels");
    return s;
}

static void an_event_keeps_its_facts(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    const struct item *i = same(&s);
    assert_string_equal(i->url, "https://partenaire.example.org/a");
    assert_string_equal(i->id, "01234567-89ab-8def-8123-456789abcdef");
    assert_string_equal(i->starts.zone, "Europe/Paris");
}

static void whole_days_keep_their_last_one(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.all_day = true;
    s.item.starts = day(2026, 3, 10);
    s.item.ends = day(2026, 3, 12);
    same(&s);
    s.item.ends = day(2026, 3, 10);
    same(&s);
}

static void sessions_are_one_event(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    struct period p[] = {{minute(2026, 3, 10, 9, 30, NULL), minute(2026, 3, 10, 10, 0, NULL)},
                         {minute(2026, 3, 11, 9, 30, NULL), minute(2026, 3, 11, 10, 0, NULL)},
                         {minute(2026, 4, 2, 9, 30, NULL), minute(2026, 4, 2, 17, 0, NULL)}};
    s.item.sessions.v = p;
    s.item.sessions.n = 3;
    s.item.ends = p[2].to;
    same(&s);
}

static void a_deadline_is_a_call_again(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    const struct item *i = same(&s);
    assert_string_equal(i->deadline.zone, "Europe/Brussels");
    s.item.deadline = day(2026, 4, 15);
    same(&s);
}

static void cut_offs_are_of_one_call(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    struct civil dates[] = {day(2026, 3, 10), minute(2026, 3, 20, 17, 0, NULL), s.item.deadline};
    s.item.deadlines.v = dates;
    s.item.deadlines.n = 3;
    same(&s);
}

static void what_was_cancelled_stays_so_without_saying_it_twice(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.cancelled = true;
    same(&s);
    s = a_call();
    s.item.cancelled = true;
    same(&s);
}

static void online_without_a_place_stays_online(void **state)
{
    (void)state;
    struct stored_item s = an_event();
    s.item.place = NULL;
    s.item.lat = s.item.lon = NAN;
    s.item.online = YES;
    same(&s);
}

static void a_whole_channel_comes_back_in_its_order(void **state)
{
    (void)state;
    struct stored_item items[3] = {an_event(), a_call(), an_event()};
    items[1].uid = "1123456789abcdef0123456789abcdef";
    items[2].uid = "2123456789abcdef0123456789abcdef";
    read_back(items, 3);
    assert_int_equal(feed.items.v[0].kind, KIND_EVENT);
    assert_int_equal(feed.items.v[1].kind, KIND_CALL);
    assert_string_equal(feed.items.v[2].id, "21234567-89ab-8def-8123-456789abcdef");
    assert_string_equal(feed.title, "Essai – Veille");
    assert_int_equal(feed.ttl, 12 * 3600);
    assert_true(feed.complete);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_event_keeps_its_facts),
        TEST(whole_days_keep_their_last_one),
        TEST(sessions_are_one_event),
        TEST(a_deadline_is_a_call_again),
        TEST(cut_offs_are_of_one_call),
        TEST(what_was_cancelled_stays_so_without_saying_it_twice),
        TEST(online_without_a_place_stays_online),
        TEST(a_whole_channel_comes_back_in_its_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
