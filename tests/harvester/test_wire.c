/* Messages between the processes: what is written is read back, and nothing else is taken. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/wire.h"

static struct arena a;
static struct buf out;
static struct error err;

static int set_up(void **state)
{
    (void)state;
    arena_init(&a, 0);
    buf_init(&out, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&a);
    buf_free(&out);
    return 0;
}

static struct civil day(int year, int month, int d)
{
    return (struct civil){
        .year = year, .month = (uint8_t)month, .day = (uint8_t)d, .precision = PRECISION_DAY};
}

/* Every member holds something. */
static void fill(struct item *item)
{
    const char *const texts[] = {"id",
                                 "https://a.example/",
                                 "https://b.example/",
                                 "Titre à accents",
                                 "summary",
                                 "<p>html</p>",
                                 "text",
                                 "https://a.example/i.png",
                                 "fr"};
    const char **members[] = {&item->id,           &item->url,     &item->external_url,
                              &item->title,        &item->summary, &item->content_html,
                              &item->content_text, &item->image,   &item->language};
    for (size_t i = 0; i < 9; i++)
        *members[i] = texts[i];
    item->published = -5;
    item->updated = INSTANT_NONE;
    *ARENA_PUSH(&a, item->authors.v, item->authors.n, item->authors.cap) =
        (struct author){"A", NULL, "a@example.org"};
    strings_add(&a, &item->tags, "eau");
    strings_add(&a, &item->tags, "énergie");
    strings_add(&a, &item->audience, "collectivites");
    strings_add(&a, &item->topics, "eau");
    *ARENA_PUSH(&a, item->attachments.v, item->attachments.n, item->attachments.cap) =
        (struct attachment){"https://a.example/a.pdf", "application/pdf", "A", 12, -1};
    item->lat = 48.5;
    item->kind = KIND_CALL;
    item->starts = item->deadline = day(2026, 3, 10);
    item->ends = (struct civil){2026, 3, 11, 24, 0, 0, PRECISION_MINUTE, "Europe/Paris"};
    item->all_day = item->cancelled = item->permanent = true;
    item->place = "Créteil";
    item->online = YES;
    item->registration_deadline = day(2026, 3, 1);
    *ARENA_PUSH(&a, item->sessions.v, item->sessions.n, item->sessions.cap) =
        (struct period){day(2026, 3, 10), {0}};
    item->opens = (struct civil){.year = 2026, .precision = PRECISION_YEAR};
    *ARENA_PUSH(&a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = day(2026, 3, 9);
    *ARENA_PUSH(&a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = day(2026, 3, 10);
    item->amount_min = 1.5;
    item->amount_rate = 80;
    item->amount_currency = "EUR";
    item->budget_total = 1e9;
    item->organizer = "ADEME";
    item->territory = "Île-de-France";
    *ARENA_PUSH(&a, item->evidence.v, item->evidence.n, item->evidence.cap) =
        (struct evidence){"deadline", "jusqu'au 10 mars", "cue", 12, 0.9};
    item->origin_name = "O";
    item->origin_url = "https://o.example/";
    item->sequence = -3;
}

static void put_full_answer(void)
{
    struct wire_answer answer = {0};
    feed_init(&answer.feed);
    answer.feed.format = "rss";
    answer.feed.title = "T";
    answer.feed.next_url = "https://a.example/?page=2";
    answer.feed.ttl = 3600;
    answer.feed.skip_hours = 0x800001;
    answer.feed.complete = true;
    answer.feed.warning = "line 3: \"&\"";
    fill(feed_add_item(&a, &answer.feed));
    feed_add_item(&a, &answer.feed);
    buf_reset(&out);
    wire_put_answer(&out, &answer);
}

static bool get_answer(const char *p, size_t n, struct wire_answer *answer)
{
    size_t length;
    return n >= WIRE_HEAD && wire_head(p, WIRE_ANSWER, 1 << 20, &length, &err) && length == n - WIRE_HEAD &&
           wire_get_answer(&a, p + WIRE_HEAD, n - WIRE_HEAD, answer, &err);
}

/* What was read is written again: the same bytes, so every member was read. */
static void test_an_answer_comes_back_whole(void **state)
{
    (void)state;
    struct wire_answer answer;
    struct buf again;
    put_full_answer();
    assert_true(get_answer(out.p, out.n, &answer));
    assert_null(answer.error);
    assert_int_equal(answer.feed.items.n, 2);
    const struct item *item = &answer.feed.items.v[0], *empty = &answer.feed.items.v[1];
    assert_string_equal(item->title, "Titre à accents");
    assert_string_equal(item->tags.v[1], "énergie");
    assert_int_equal(item->published, -5);
    assert_true(item->lat == 48.5 && isnan(item->lon) && item->budget_total == 1e9);
    assert_string_equal(item->ends.zone, "Europe/Paris");
    assert_int_equal(item->ends.hour, 24);
    assert_int_equal(item->sessions.v[0].from.month, 3);
    assert_int_equal(item->sessions.v[0].to.precision, PRECISION_NONE);
    assert_int_equal(item->deadlines.v[1].day, 10);
    assert_string_equal(item->evidence.v[0].rule, "cue");
    assert_int_equal(item->sequence, -3);
    assert_null(empty->title);
    assert_int_equal(empty->updated, INSTANT_NONE);
    assert_int_equal(empty->online, UNKNOWN);
    buf_init(&again, 0);
    wire_put_answer(&again, &answer);
    assert_int_equal(again.n, out.n);
    assert_memory_equal(again.p, out.p, out.n);
    buf_free(&again);
}

static void test_an_error_comes_back(void **state)
{
    (void)state;
    struct wire_answer answer = {.error = "not a feed"};
    wire_put_answer(&out, &answer);
    answer.error = NULL;
    assert_true(get_answer(out.p, out.n, &answer));
    assert_string_equal(answer.error, "not a feed");
    assert_int_equal(answer.feed.items.n, 0);
}

static void test_a_request_comes_back_with_its_bytes(void **state)
{
    (void)state;
    struct wire_request request = {
        .source = 7,
        .document = {
            .bytes = "a\0b\xff", .n = 4, .charset = "utf-8", .url = "https://a.example/", .now = 1700000000}};
    struct wire_request back;
    size_t n;
    wire_put_request(&out, &request);
    assert_true(wire_head(out.p, WIRE_REQUEST, 1000, &n, &err));
    assert_true(wire_get_request(&a, out.p + WIRE_HEAD, n, &back, &err));
    assert_int_equal(back.source, 7);
    assert_int_equal(back.document.n, 4);
    assert_memory_equal(back.document.bytes, "a\0b\xff", 5);
    assert_null(back.document.timezone);
    assert_int_equal(back.document.now, 1700000000);
}

static void test_an_item_to_be_completed_comes_back(void **state)
{
    (void)state;
    struct feed feed;
    struct wire_request back, request = {
                                  .source = 1,
                                  .part = WIRE_DETAIL,
                                  .format = "jsonfeed",
                                  .document = {.bytes = "<html>", .n = 6},
                              };
    size_t n;
    feed_init(&feed);
    fill(feed_add_item(&a, &feed));
    request.items.v = feed.items.v;
    request.items.n = 1;
    wire_put_request(&out, &request);
    assert_true(wire_head(out.p, WIRE_REQUEST, 1 << 20, &n, &err));
    assert_true(wire_get_request(&a, out.p + WIRE_HEAD, n, &back, &err));
    assert_int_equal(back.part, WIRE_DETAIL);
    assert_string_equal(back.format, "jsonfeed");
    assert_int_equal(back.items.n, 1);
    assert_string_equal(back.items.v[0].title, "Titre à accents");
    assert_string_equal(back.document.bytes, "<html>");
    /* an item is given with a detail, and with nothing else; and there is no fourth part */
    for (int part = WIRE_PAGE; part <= WIRE_PARTS; part++)
        for (size_t items = 0; items < 3; items++) {
            struct item two[2] = {feed.items.v[0], feed.items.v[0]};
            buf_reset(&out);
            request.part = part;
            request.items.v = two;
            request.items.n = items;
            wire_put_request(&out, &request);
            bool good = part < WIRE_PARTS && items == (part == WIRE_DETAIL);
            assert_int_equal(wire_get_request(&a, out.p + WIRE_HEAD, out.n - WIRE_HEAD, &back, &err), good);
        }
}

static void test_a_token_comes_back(void **state)
{
    (void)state;
    struct wire_answer answer = {.token = "abc", .lasts = 3600};
    feed_init(&answer.feed);
    wire_put_answer(&out, &answer);
    answer = (struct wire_answer){0};
    assert_true(get_answer(out.p, out.n, &answer));
    assert_string_equal(answer.token, "abc");
    assert_int_equal(answer.lasts, 3600);
}

static void test_heads_are_held_to_version_type_and_size(void **state)
{
    (void)state;
    size_t n;
    put_full_answer();
    assert_false(wire_head(out.p, WIRE_REQUEST, 1 << 20, &n, &err));
    assert_false(wire_head(out.p, WIRE_ANSWER, 10, &n, &err));
    assert_non_null(strstr(err.text, "past the limit of 10"));
    out.p[4]++;
    assert_false(wire_head(out.p, WIRE_ANSWER, 1 << 20, &n, &err));
}

static void test_a_cut_message_is_refused(void **state)
{
    (void)state;
    struct wire_answer answer;
    put_full_answer();
    for (size_t n = 0; n < out.n - WIRE_HEAD; n++) {
        char *exact = malloc(n ? n : 1); /* so that a read past its end is seen */
        memcpy(exact, out.p + WIRE_HEAD, n);
        assert_false(wire_get_answer(&a, exact, n, &answer, &err));
        free(exact);
    }
    buf_addc(&out, 'x');
    assert_false(wire_get_answer(&a, out.p + WIRE_HEAD, out.n - WIRE_HEAD, &answer, &err));
}

static void test_a_date_that_is_none_holds_nothing(void **state)
{
    (void)state;
    struct wire_answer answer = {0};
    feed_init(&answer.feed);
    feed_add_item(&a, &answer.feed)->starts = (struct civil){.year = 2026, .zone = "UTC"};
    wire_put_answer(&out, &answer);
    assert_true(get_answer(out.p, out.n, &answer));
    assert_int_equal(answer.feed.items.v[0].starts.year, 0);
    assert_null(answer.feed.items.v[0].starts.zone);
    for (size_t i = WIRE_HEAD; i < out.n;
         i++) { /* no byte of the message may say something that is not read */
        struct buf again;
        buf_init(&again, 0);
        out.p[i]++;
        if (get_answer(out.p, out.n, &answer)) {
            wire_put_answer(&again, &answer);
            assert_int_equal(again.n, out.n);
            assert_memory_equal(again.p, out.p, out.n);
        }
        out.p[i]--;
        buf_free(&again);
    }
}

static void test_counts_cannot_ask_for_memory(void **state)
{
    (void)state;
    struct wire_answer answer = {0};
    struct arena bounded;
    feed_init(&answer.feed);
    wire_put_answer(&out, &answer);
    /* the counts of authors and items stand after the error, the token and how long it lasts, and eight texts
       that are NULL */
    memset(out.p + WIRE_HEAD + 4 + 4 + 8 + 8 * 4, 0x7f, 4);
    arena_init(&bounded, 0);
    assert_false(wire_get_answer(&bounded, out.p + WIRE_HEAD, out.n - WIRE_HEAD, &answer, &err));
    assert_int_equal(bounded.used, 0);
    arena_free(&bounded);
}

/* Any byte changed: read or refused, never more. Under the sanitizers this finds reads past the end. */
static void test_changed_bytes_do_no_harm(void **state)
{
    (void)state;
    struct wire_answer answer;
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        if (round % 50 == 0) {
            put_full_answer();
            arena_reset(&a);
            put_full_answer();
        }
        random = random * 1664525 + 1013904223;
        out.p[WIRE_HEAD + random % (out.n - WIRE_HEAD)] = (char)(random >> 24);
        if (wire_get_answer(&a, out.p + WIRE_HEAD, out.n - WIRE_HEAD, &answer, &err))
            for (size_t i = 0; i < answer.feed.items.n; i++)
                if (answer.feed.items.v[i].title)
                    assert_true(strlen(answer.feed.items.v[i].title) < out.n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_answer_comes_back_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_error_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_request_comes_back_with_its_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_item_to_be_completed_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_token_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_heads_are_held_to_version_type_and_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_cut_message_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_date_that_is_none_holds_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_counts_cannot_ask_for_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_changed_bytes_do_no_harm, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
