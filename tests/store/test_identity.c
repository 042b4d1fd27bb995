/* Who is who from one night to the next: sources whose ids, addresses, titles and dates say less than they
 * seem to. */
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

enum { NIGHTS = 4, NIGHT = 86400 };

/* A night: the document's items, one a line, "id | address | title | date", - for none, a date with ! the
   start of an event; and the titles the store holds afterwards, in the order in which the items came to be.
   An item that is taken for another shows as a title at the wrong place; one that multiplies as a title too
   many. */
struct night {
    const char *document, *titles;
};
struct scenario {
    const char *name;
    bool calendar;
    struct night nights[NIGHTS];
};

static const struct scenario scenarios[] = {
    {"ids are made anew at every fetch, a title is edited",
     false,
     {{"x1 | /a | A | 2026-09-01\nx2 | /b | B | 2026-09-02\nx3 | /c | C | 2026-09-03", "A B C"},
      {"y1 | /a | A | 2026-09-01\ny2 | /b | B2 | 2026-09-02\ny3 | /c | C | 2026-09-03", "A B2 C"},
      {"z0 | /d | D | 2026-09-04\nz1 | /a | A | 2026-09-01\nz2 | /b | B2 | 2026-09-02", "A B2 C D"}}},
    {"ids are made anew, and nothing has an address",
     false,
     {{"x1 | - | A | 2026-09-01\nx2 | - | B | 2026-09-02\nx3 | - | C | 2026-09-03", "A B C"},
      {"y0 | - | D | 2026-09-04\ny1 | - | A | 2026-09-01\ny2 | - | B | 2026-09-02", "A B C D"}}},
    {"ids are made anew, and every item links to the home page",
     false,
     {{"x1 | / | A | 2026-09-01\nx2 | / | B | 2026-09-02\nx3 | / | C | 2026-09-03", "A B C"},
      {"y1 | / | A | 2026-09-01\ny2 | / | B | 2026-09-02\ny3 | / | C | 2026-09-03", "A B C"}}},
    {"ids are made anew, but for one that is pinned",
     false,
     {{"p | - | P | 2026-01-01\nx1 | - | A | 2026-09-01\nx2 | - | B | 2026-09-02", "P A B"},
      {"p | - | P | 2026-01-01\ny1 | - | A | 2026-09-01\ny2 | - | B | 2026-09-02", "P A B"}}},
    {"ids are made anew, and the date is that of the fetch",
     false,
     {{"x1 | /a | A | 2026-10-01\nx2 | /b | B | 2026-10-01", "A B"},
      {"y1 | /a | A | 2026-10-02\ny2 | /b | B | 2026-10-02", "A B"}}},
    {"ids and addresses are made anew",
     false,
     {{"x1 | /s1/a | A | 2026-09-01T09:00\nx2 | /s1/b | B | 2026-09-02T09:00", "A B"},
      {"y1 | /s2/a | A | 2026-09-01T09:00\ny2 | /s2/b | B | 2026-09-02T09:00", "A B"},
      {"z1 | /s3/a | A | 2026-09-01T09:00\nz2 | /s3/b | B | 2026-09-02T09:00", "A B"}}},
    {"the site moves to another host, its ids with it, and publishes a new item",
     false,
     {{"//old/1 | //old/a | A | 2026-09-01\n//old/2 | //old/b | B | 2026-09-02\n//old/3 | //old/c | C | "
       "2026-09-03",
       "A B C"},
      {"//new/4 | //new/d | D | 2026-10-01\n//new/1 | //new/a | A | 2026-09-01\n//new/2 | //new/b | B | "
       "2026-09-02\n"
       "//new/3 | //new/c | C | 2026-09-03",
       "A B C D"},
      {"//new/4 | //new/d | D | 2026-10-01\n//new/1 | //new/a | A2 | 2026-09-01\n//new/2 | //new/b | B2 | "
       "2026-09-02",
       "A2 B2 C D"}}},
    {"the same page under http and https, with and without www, with a campaign",
     false,
     {{"- | http://www.s.example/a?utm_source=x | A | -", "A"}, {"- | https://s.example/a/ | A2 | -", "A2"}}},
    {"one id for all",
     false,
     {{"x | /a | A | -\nx | /b | B | -\nx | /c | C | -", "A B C"},
      {"x | /d | D | -\nx | /a | A | -\nx | /b | B2 | -", "A B2 C D"}}},
    {"one id and one address for all",
     false,
     {{"x | / | A | -\nx | / | B | -\nx | / | C | -", "A B C"},
      {"x | / | D | -\nx | / | A | -\nx | / | B | -", "A B C D"},
      {"x | / | E | -", "A B C D E"}}},
    {"one id and one title for all",
     false,
     {{"x | /a | T | -\nx | /b | T | -\nx | /c | T | -\nx | /d | T | -\nx | /e | T | -", "T T T T T"},
      {"x | /f | T | -\nx | /a | T | -\nx | /b | T | -\nx | /c | T | -\nx | /d | T | -", "T T T T T T"}}},
    {"an id a section, no addresses, dates of days",
     false,
     {{"x | - | A | 2026-09-01\nx | - | B | 2026-09-01\ny | - | C | 2026-09-01\ny | - | D | 2026-09-01",
       "A B C D"},
      {"x | - | E | 2026-09-01\nx | - | A | 2026-09-01\ny | - | F | 2026-09-01\ny | - | C | 2026-09-01",
       "A B C D E F"},
      {"x | - | G | 2026-09-01\ny | - | F | 2026-09-01", "A B C D E F G"}}},
    {"ids that are places, with addresses",
     false,
     {{"1 | /a | A | 2026-09-01\n2 | /b | B | 2026-09-01\n3 | /c | C | 2026-09-01", "A B C"},
      {"1 | /d | D | 2026-09-01\n2 | /a | A | 2026-09-01\n3 | /b | B | 2026-09-01", "A B C D"},
      {"1 | /e | E | 2026-09-01\n2 | /d | D | 2026-09-01\n3 | /a | A | 2026-09-01", "A B C D E"},
      {"1 | /e | E | 2026-09-01\n2 | /d | D | 2026-09-01\n3 | /a | A2 | 2026-09-01", "A2 B C D E"}}},
    {"ids that are places, without addresses",
     false,
     {{"1 | - | A | 2026-09-01\n2 | - | B | 2026-09-01\n3 | - | C | 2026-09-01", "A B C"},
      {"1 | - | D | 2026-09-01\n2 | - | A | 2026-09-01\n3 | - | B | 2026-09-01", "A B C D"},
      {"1 | - | E | 2026-09-01\n2 | - | D | 2026-09-01\n3 | - | A | 2026-09-01", "A B C D E"}}},
    {"title and address are edited at once under an id that stays",
     false,
     {{"x | /appel | Appel | 2026-09-01T09:00\ny | /b | B | 2026-09-02T09:00", "Appel B"},
      {"x | /appel-prolonge | Prolongé | 2026-09-01T09:00\ny | /b | B | 2026-09-02T09:00", "Prolongé B"}}},
    {"a calendar whose ids are made anew, with titles that return",
     true,
     {{"u1 | - | A | !2026-11-01T18:00\nu2 | - | B | !2026-11-02T18:00\nu3 | - | A | !2026-11-03T18:00",
       "A B A"},
      {"v1 | - | A | !2026-11-01T18:00\nv2 | - | B | !2026-11-02T18:00\nv3 | - | A | !2026-11-03T18:00",
       "A B A"},
      {"w2 | - | B | !2026-11-02T18:00\nw3 | - | A | !2026-11-03T18:00\nw4 | - | C | !2026-11-04T18:00",
       "A B A C"}}},
    {"a series of a calendar moves to another hour, then to another day",
     true,
     {{"m_20261006T160000Z | - | M | !2026-10-06T18:00\nm_20261013T160000Z | - | M2 | !2026-10-13T18:00",
       "M M2"},
      {"m_20261006T170000Z | - | N | !2026-10-06T19:00\nm_20261013T170000Z | - | N2 | !2026-10-13T19:00",
       "N N2"},
      {"m_20261008T170000Z | - | O | !2026-10-08T19:00\nm_20261015T170000Z | - | O2 | !2026-10-15T19:00",
       "N N2 O O2"}}},
    {"an id is given to another item",
     false,
     {{"x | /a | A | 2026-09-01", "A"},
      {"x | /b | B | 2026-09-08", "A B"},
      {"x | /b | B2 | 2026-09-08", "A B2"}}},
    {"a bulletin of one title, all of it new the same day",
     false,
     {{"1 | /1 | Avis | 2026-10-01\n2 | /2 | Avis | 2026-10-01\n3 | /3 | Avis | 2026-10-01",
       "Avis Avis Avis"},
      {"4 | /4 | Avis | 2026-10-01\n5 | /5 | Avis | 2026-10-01\n6 | /6 | Avis | 2026-10-01",
       "Avis Avis Avis Avis Avis Avis"}}},
    {"nothing but title and date, twice the same",
     false,
     {{"- | - | T | 2026-09-01\n- | - | T | 2026-09-01\n- | - | T | 2026-09-02", "T T T"},
      {"- | - | T | 2026-09-01\n- | - | T | 2026-09-01\n- | - | T | 2026-09-02", "T T T"}}},
    {"nothing but a title",
     false,
     {{"- | - | A | -\n- | - | B | -", "A B"}, {"- | - | C | -\n- | - | A | -\n- | - | B | -", "A B C"}}},
    {"nothing but text",
     false,
     {{"- | - | - | -\n- | - | B | -", "- B"}, {"- | - | - | -\n- | - | B | -", "- B"}}},
    {"sessions on one page, under one title, each with an id",
     false,
     {{"x1 | /p | T | !2026-11-03", "T"},
      {"x2 | /p | T | !2026-11-10", "T T"},
      {"x2 | /p | T | !2026-11-10\nx3 | /p | T | !2026-11-17", "T T T"}}},
    {"sessions under one id",
     false,
     {{"x | /p | T | !2026-11-03\nx | /p | T | !2026-11-10\nx | /p | T | !2026-11-17", "T T T"},
      {"x | /p | T | !2026-11-10\nx | /p | T | !2026-11-17\nx | /p | T | !2026-11-24", "T T T T"}}},
    {"an event moves to another day",
     false,
     {{"x | /p | T | !2026-11-03", "T"}, {"x | /p | T | !2026-11-10", "T"}}},
    {"an event without id moves to another day, its title edited before",
     false,
     {{"- | /p | T | !2026-11-03", "T"},
      {"- | /p | T2 | !2026-11-03", "T2"},
      {"- | /p | T2 | !2026-11-10", "T2"}}},
    {"an item is printed in two sections",
     false,
     {{"x | /u/a | A | 2026-09-01\ny | /u/b | B | 2026-09-02\nx | /v/a | A | 2026-09-01", "A B"},
      {"x | /u/a | A | 2026-09-01\ny | /u/b | B | 2026-09-02\nx | /v/a | A | 2026-09-01", "A B"}}},
    {"ids come where there were none",
     false,
     {{"- | /a | A | 2026-09-01\n- | - | B | 2026-09-02", "A B"},
      {"x | /a | A | 2026-09-01\ny | - | B | 2026-09-02", "A B"},
      {"x | /a | A2 | 2026-09-01\ny | - | B2 | 2026-09-02", "A2 B2"}}},
    {"one id for all becomes one for each",
     false,
     {{"x | /a | A | 2026-09-01\nx | /b | B | 2026-09-02\nx | /c | C | 2026-09-03", "A B C"},
      {"1 | /a | A | 2026-09-01\n2 | /b | B | 2026-09-02\n3 | /c | C | 2026-09-03", "A B C"},
      {"1 | /a | A2 | 2026-09-01\n2 | /b | B2 | 2026-09-02\n3 | /c | C2 | 2026-09-03", "A2 B2 C2"}}},
    {"one page that always holds the latest",
     false,
     {{"x1 | /alerte | A | 2026-09-01", "A"}, {"x2 | /alerte | B | 2026-09-08", "A B"}}},
    {"in a calendar ids alone count",
     true,
     {{"u1 | /p | T | !2026-11-03\nu2 | /p | T | !2026-11-03", "T T"},
      {"u1 | /q | T2 | !2026-12-03\nu3 | /p | T | !2026-11-03", "T2 T T"}}},
};

static char path[64];
static struct store *store;
static struct arena arena;
static struct error err;

static int setup(void **state)
{
    (void)state;
    strcpy(path, "/tmp/moisson-store-XXXXXX");
    close(mkstemp(path));
    store = store_open(path, false, &err);
    return store ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    arena_free(&arena);
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < 3; i++) {
        char name[80];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return 0;
}

static const char *field(char **rest, const char *end)
{
    char *s = strsep(rest, "|");
    assert_non_null(s);
    while (*s == ' ')
        s++;
    char *last = s + strlen(s);
    while (last > s && last[-1] == ' ')
        *--last = '\0';
    assert_true(end == NULL || *rest != NULL);
    return strcmp(s, "-") == 0 ? NULL : s;
}

static const char *address(const char *s)
{
    if (!s || strchr(s, ':'))
        return s;
    bool host = strncmp(s, "//", 2) == 0;
    return arena_printf(&arena, host ? "https:%s" : "https://s.example%s", s);
}

static void read_line(struct feed *feed, char *line)
{
    struct item *item = feed_add_item(&arena, feed);
    struct civil date;
    item->id = field(&line, "|");
    item->url = address(field(&line, "|"));
    item->title = field(&line, "|");
    item->kind = KIND_NEWS;
    const char *when = field(&line, NULL);
    if (!item->title)
        item->content_text = "Un texte sans titre.";
    if (!when)
        return;
    assert_true(civil_parse(when + (*when == '!'), &date));
    if (*when == '!') {
        item->starts = date;
        item->kind = KIND_EVENT;
    } else {
        item->published = civil_instant(&date, NULL);
    }
}

static void apply(struct feed *feed, int night, struct apply_result *result)
{
    struct apply_options o = {.source = "s",
                              .now = 1790820000 + night * NIGHT,
                              .timezone = "Europe/Paris",
                              .grace = 7 * NIGHT,
                              .store_document = true};
    assert_true(store_begin(store, &err));
    if (!store_apply(store, &arena, feed, &o, result, &err))
        print_error("%s\n", err.text);
    assert_string_equal(err.text, "");
    assert_true(store_commit(store, &err));
}

struct listing {
    struct buf titles;
    int64_t last;
};

/* By key: the order of first seen, and of one night that of the document. */
static const char *titles(void)
{
    struct buf b;
    struct arena a;
    buf_init(&b, 0);
    arena_init(&a, 0);
    for (int key = 1;; key++) {
        struct stored_item item;
        bool found;
        char name[16];
        snprintf(name, sizeof name, "%d", key);
        assert_true(store_item_get(store, &a, name, &item, &found, &err));
        if (!found)
            break;
        buf_printf(&b, "%s%s", b.n ? " " : "", item.item.title ? item.item.title : "-");
    }
    const char *out = arena_strdup(&arena, buf_str(&b));
    buf_free(&b);
    arena_free(&a);
    return out;
}

static void who_is_who(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const struct scenario *s = &scenarios[i];
        if (i) {
            teardown(NULL);
            assert_int_equal(setup(NULL), 0);
        }
        for (int night = 0; night < NIGHTS && s->nights[night].document; night++) {
            struct feed feed;
            struct apply_result result;
            feed_init(&feed);
            feed.format = s->calendar ? "icalendar" : "rss";
            char *text = arena_strdup(&arena, s->nights[night].document);
            for (char *line; (line = strsep(&text, "\n"));)
                read_line(&feed, line);
            apply(&feed, night, &result);
            const char *got = titles();
            if (strcmp(got, s->nights[night].titles) == 0)
                continue;
            print_error("%s, night %d: %s, expected %s\n", s->name, night, got, s->nights[night].titles);
            failed++;
            break;
        }
    }
    assert_int_equal(failed, 0);
}

/* Thousands of items that share all that can be shared: each step stays linear, or this would not end. */
static void thousands_that_look_alike(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    static const struct {
        const char *id, *url, *title; /* with a number, or the same for all */
        bool dated;
        int items; /* they make */
    } shapes[] = {
        {"x", "https://s.example/", "T", true, MANY},
        {NULL, NULL, "T", false, MANY},
        {"x", "https://s.example/", "T%d", false, MANY},
        {"x", "https://s.example/%d", "T", false, MANY},
        {"%d", "https://s.example/", "T", false, MANY},
        {NULL, NULL, NULL, false, MANY},
        {NULL, NULL, NULL, true, MANY},
    };
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (i) {
            teardown(NULL);
            assert_int_equal(setup(NULL), 0);
        }
        for (int night = 0; night < 2; night++) {
            struct feed feed;
            struct apply_result result;
            feed_init(&feed);
            feed.format = "rss";
            for (int n = 0; n < MANY; n++) {
                const char *const shape[] = {shapes[i].id, shapes[i].url, shapes[i].title};
                const char *made[3];
                for (int k = 0; k < 3; k++) {
                    const char *mark = shape[k] ? strstr(shape[k], "%d") : NULL;
                    made[k] =
                        mark ? arena_printf(&arena, "%.*s%d", (int)(mark - shape[k]), shape[k], n) : shape[k];
                }
                struct item *item = feed_add_item(&arena, &feed);
                item->id = made[0];
                item->url = made[1];
                item->title = made[2];
                item->kind = KIND_NEWS;
                if (shapes[i].dated)
                    item->published = 1790000000 + n;
            }
            apply(&feed, night, &result);
            assert_int_equal(result.fresh, night ? 0 : shapes[i].items);
            assert_int_equal(result.changed, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_is_who, setup, teardown),
        cmocka_unit_test_setup_teardown(thousands_that_look_alike, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
