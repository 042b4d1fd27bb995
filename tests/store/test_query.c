/* The reading half of store/store.h: filters, orders, limits, items by name, revisions. */
#include "world.h"

static struct civil day(const char *text)
{
    struct civil c;
    assert_true(civil_parse(text, &c));
    return c;
}

/* Six items of two sources, seen on three days. */
static void fill(void)
{
    struct item *call = add(KIND_CALL, "Appel ouvert");
    call->deadline = day("2026-10-15");
    call->published = NOW - 3 * DAY;
    call->territory = "Île-de-France";
    call->language = "fr-FR";
    call->summary = "Pour les communes qui veulent des vélos.";
    strings_add(&arena, &call->topics, "Mobilité");
    strings_add(&arena, &call->audience, "Communes");
    call = add(KIND_CALL, "appel clos");
    call->deadline = day("2026-09-01");
    call->published = NOW - 20 * DAY;
    strings_add(&arena, &call->tags, "marché public");
    apply("un", NOW - 10 * DAY);

    struct item *event = add(KIND_EVENT, "Élan : un colloque");
    event->starts = day("2026-10-05");
    event->published = NOW - 2 * DAY;
    event->language = "en";
    event->territory = "Bretagne";
    strings_add(&arena, &event->topics, "énergie");
    strings_add(&arena, &event->topics, "mobilite");
    event = add(KIND_EVENT, "Zone passée");
    event->starts = event->ends = day("2026-08-05");
    event->published = NOW - 40 * DAY;
    apply("deux", NOW - 5 * DAY);

    add(KIND_DOCUMENT, "Guide des vélos")->published = NOW - 30 * DAY;
    add(KIND_NEWS, NULL)->summary = "Une brève sans titre ni date";
    apply("trois", NOW);
}

static struct filter all(void)
{
    struct filter f;
    filter_init(&f, NOW);
    return f;
}

static bool take(void *context, const struct stored_item *item)
{
    struct buf *b = context;
    buf_printf(b, "%s%s", b->n ? "|" : "", item->item.title ? item->item.title : "-");
    return true;
}

/* What a filter finds, in order: "a|b|c". The count agrees. */
static const char *titles(const struct filter *f)
{
    struct buf b;
    int64_t n = -1;
    buf_init(&b, 0);
    if (!store_select(store, f, take, &b, &err) || !store_count(store, f, &n, &err))
        fail_msg("%s", err.text);
    const char *text = arena_strdup(&arena, buf_str(&b));
    int64_t shown = *text ? 1 : 0;
    for (const char *p = text; *p; p++)
        shown += *p == '|';
    if (!f->limit)
        assert_int_equal(n, shown);
    buf_free(&b);
    return text;
}

#define FOUND(f, wanted) assert_string_equal(titles(f), wanted)

static struct strings one(const char *word)
{
    struct strings list = {0};
    strings_add(&arena, &list, word);
    return list;
}

static void the_newest_come_first_and_what_has_no_date_by_when_it_was_seen(void **state)
{
    (void)state;
    fill();
    struct filter f = all();
    FOUND(&f, "-|Élan : un colloque|Appel ouvert|appel clos|Guide des vélos|Zone passée");
}

static void kinds_sources_and_languages(void **state)
{
    (void)state;
    fill();
    struct filter f = all();
    f.kinds = 1u << KIND_CALL;
    FOUND(&f, "Appel ouvert|appel clos");
    f.kinds |= 1u << KIND_DOCUMENT;
    FOUND(&f, "Appel ouvert|appel clos|Guide des vélos");
    f = all();
    f.sources = one("deux");
    FOUND(&f, "Élan : un colloque|Zone passée");
    strings_add(&arena, &f.sources, "trois");
    FOUND(&f, "-|Élan : un colloque|Guide des vélos|Zone passée");
    f.sources = one("DEUX"); /* ids are exact */
    FOUND(&f, "");
    f = all();
    f.languages = one("fr"); /* fr-FR too, and no other that begins so */
    FOUND(&f, "Appel ouvert");
    f.languages = one("fr-FR");
    FOUND(&f, "Appel ouvert");
    f.languages = one("f");
    FOUND(&f, "");
}

static void names_compare_loosely(void **state)
{
    (void)state;
    fill();
    static const char *const territories[] = {"Île-de-France", "ile de france", "ILE_DE-FRANCE",
                                              "Île‑de‑France"};
    for (size_t i = 0; i < 4; i++) {
        struct filter f = all();
        f.territories = one(territories[i]);
        FOUND(&f, "Appel ouvert");
    }
    struct filter f = all();
    f.topics = one("MOBILITE");
    FOUND(&f, "Élan : un colloque|Appel ouvert");
    f.audiences = one("communes"); /* both have to hold */
    FOUND(&f, "Appel ouvert");
    f = all();
    f.tags = one("marche-public");
    FOUND(&f, "appel clos");
    f.tags = one("mobilite"); /* a topic is no tag */
    FOUND(&f, "");
    f = all();
    f.without = one("marche_public");
    strings_add(&arena, &f.without, "Énergie"); /* tags, topics and audience */
    strings_add(&arena, &f.without, "communes");
    FOUND(&f, "-|Guide des vélos|Zone passée");
}

static void words_that_hold_sql_are_words(void **state)
{
    (void)state;
    fill();
    static const char *const odd[] = {"'", "\"", "x') OR 1 --", "%", "*", "?1", ""};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct strings list = {0};
        *ARENA_PUSH(&arena, list.v, list.n, list.cap) = odd[i];
        struct filter f = all();
        f.sources = f.topics = f.tags = f.territories = f.languages = list;
        FOUND(&f, "");
    }
}

static void instants(void **state)
{
    (void)state;
    fill();
    struct filter f = all();
    f.since = NOW - 5 * DAY; /* first seen then or later */
    FOUND(&f, "-|Élan : un colloque|Guide des vélos|Zone passée");
    f.until = NOW;
    FOUND(&f, "Élan : un colloque|Zone passée");
    f = all();
    struct civil c = day("2026-10-05");
    f.after = civil_instant(&c, "Europe/Paris"); /* its own date: start or deadline, else publication */
    FOUND(&f, "Élan : un colloque|Appel ouvert");
    f.before = f.after + 1;
    FOUND(&f, "Élan : un colloque");
    f.before = f.after;
    FOUND(&f, "");
}

static void open_leaves_out_what_is_over(void **state)
{
    (void)state;
    fill();
    struct filter f = all();
    f.open = true;
    FOUND(&f, "-|Élan : un colloque|Appel ouvert|Guide des vélos");
    f.now = NOW + 30 * DAY;
    FOUND(&f, "-|Guide des vélos");
}

static void orders(void **state)
{
    (void)state;
    fill();
    static const struct {
        enum sort_key sort;
        const char *up, *down; /* what lacks the key comes last either way */
    } cases[] = {
        {SORT_PUBLISHED, "Zone passée|Guide des vélos|appel clos|Appel ouvert|Élan : un colloque|-",
         "-|Élan : un colloque|Appel ouvert|appel clos|Guide des vélos|Zone passée"},
        {SORT_DEADLINE, "appel clos|Appel ouvert|Élan : un colloque|Zone passée|Guide des vélos|-",
         "Appel ouvert|appel clos|Zone passée|Élan : un colloque|-|Guide des vélos"},
        {SORT_STARTS, "Zone passée|Élan : un colloque|-", "Élan : un colloque|Zone passée|-"},
        {SORT_TITLE, "appel clos|Appel ouvert|Élan : un colloque|Guide des vélos|Zone passée|-",
         "Zone passée|Guide des vélos|Élan : un colloque|Appel ouvert|appel clos|-"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct filter f = all();
        f.sort = cases[i].sort;
        if (f.sort == SORT_STARTS)
            f.kinds = 1u << KIND_EVENT | 1u << KIND_NEWS;
        f.descending = false;
        const char *up = titles(&f);
        f.descending = true;
        const char *down = titles(&f);
        assert_string_equal(up, cases[i].up);
        assert_string_equal(down, cases[i].down);
    }
}

static void the_same_order_whatever_came_first(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        add(KIND_NEWS, arena_printf(&arena, "Article %02d", i))->published = NOW;
    apply("b", NOW);
    for (int i = 0; i < 20; i++)
        add(KIND_NEWS, arena_printf(&arena, "Brève %02d", i))->published = NOW;
    apply("a", NOW);
    struct filter f = all();
    f.descending = false;
    const char *once = titles(&f);
    assert_string_equal(titles(&f), once);
    assert_ptr_equal(strstr(once, "Brève 00|Brève 01"), once); /* source a first */
}

static void limits_and_stopping(void **state)
{
    (void)state;
    fill();
    struct filter f = all();
    f.limit = 2;
    FOUND(&f, "-|Élan : un colloque");
    f.limit = 100;
    assert_non_null(strstr(titles(&f), "Zone passée"));
}

static bool stop(void *context, const struct stored_item *item)
{
    (void)item;
    return ++*(int *)context < 3;
}

static void a_reader_may_have_enough(void **state)
{
    (void)state;
    fill();
    int n = 0;
    struct filter f = all();
    assert_true(store_select(store, &f, stop, &n, &err));
    assert_int_equal(n, 3);
}

static void searches(void **state)
{
    (void)state;
    fill();
    static const struct {
        const char *text, *wanted;
    } cases[] = {
        {"vélos", "Guide des vélos|Appel ouvert"}, /* a title counts more than a summary */
        {"velo commune", "Appel ouvert"},
        {"velo -commune", "Guide des vélos"},
        {"-velo", "-|Élan : un colloque|appel clos|Zone passée"}, /* unranked: the newest first */
        {"-velo -appel", "-|Élan : un colloque|Zone passée"},
        {"\"guide des\"", "Guide des vélos"},
        {"\"des guide\"", ""},
        {"-\"guide des\" velo", "Appel ouvert"},
        {"col*", "Élan : un colloque"},
        {"  ", "-|Élan : un colloque|Appel ouvert|appel clos|Guide des vélos|Zone passée"},
        {"!!", ""},
        {"-", ""},
        {"\"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct filter f = all();
        f.text = cases[i].text;
        f.sort = SORT_RELEVANCE;
        f.descending = false;
        const char *got = titles(&f);
        if (strcmp(got, cases[i].wanted) != 0)
            fail_msg("%s: %s, wanted %s", cases[i].text, got, cases[i].wanted);
    }
    struct filter f = all();
    f.text = "velo";
    f.kinds = 1u << KIND_CALL;
    FOUND(&f, "Appel ouvert");
    f.kinds = 0;
    f.sort = SORT_RELEVANCE;
    f.descending = true; /* the worst first */
    FOUND(&f, "Appel ouvert|Guide des vélos");
}

static void archived_items_are_asked_for(void **state)
{
    (void)state;
    fill();
    assert_true(execute(store, "UPDATE items SET archived = 1 WHERE title LIKE 'appel%'", &err));
    struct filter f = all();
    f.kinds = 1u << KIND_CALL;
    FOUND(&f, "");
    f.archived = true;
    FOUND(&f, "Appel ouvert|appel clos");
}

static bool item(const char *name, struct stored_item *out)
{
    bool found;
    if (!store_item_get(store, &arena, name, out, &found, &err))
        fail_msg("%s", err.text);
    return found;
}

static void items_by_number_and_by_uid(void **state)
{
    (void)state;
    fill();
    struct stored_item x, y;
    assert_true(item("1", &x));
    assert_string_equal(x.item.title, "Appel ouvert");
    assert_int_equal(strlen(x.uid), 32);
    assert_true(item(x.uid, &y));
    assert_int_equal(y.key, x.key);
    assert_true(item(arena_strndup(&arena, x.uid, 12), &y));
    assert_int_equal(y.key, x.key);
    static const char *const none[] = {"0",
                                       "99",
                                       "-1",
                                       "",
                                       "1 ",
                                       "x",
                                       "abcde",
                                       "' OR 1=1",
                                       "999999999999999",
                                       "99999999999999999999999999999999999"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(item(none[i], &y));
    char longer[40];
    snprintf(longer, sizeof longer, "%s0", x.uid);
    assert_false(item(longer, &y));
    assert_false(item(arena_strndup(&arena, x.uid, 5), &y)); /* too short to be meant */
}

static void a_prefix_of_two_is_none(void **state)
{
    (void)state;
    fill();
    struct stored_item x;
    assert_true(execute(store,
                        "UPDATE items SET uid = 'abcdef00000000000000000000000000' WHERE id = 1;"
                        "UPDATE items SET uid = 'abcdef11111111111111111111111111' WHERE id = 2",
                        &err));
    assert_false(item("abcdef", &x));
    assert_true(item("abcdef1", &x));
    assert_int_equal(x.key, 2);
}

static void revisions_in_their_order(void **state)
{
    (void)state;
    for (int night = 0; night < 3; night++) {
        struct item *call = add(KIND_CALL, "Appel");
        call->deadline = day(arena_printf(&arena, "2026-11-%02d", 10 + night));
        apply("un", NOW + night * DAY);
    }
    struct revision *v;
    size_t n;
    assert_true(store_revisions(store, &arena, 1, &v, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(v[0].field, "deadline");
    assert_string_equal(v[0].before, "2026-11-10");
    assert_string_equal(v[1].after, "2026-11-12");
    assert_int_equal(v[1].number, 2);
    assert_int_equal(v[1].at, NOW + 2 * DAY);
    assert_true(store_revisions(store, &arena, 99, &v, &n, &err));
    assert_int_equal(n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_newest_come_first_and_what_has_no_date_by_when_it_was_seen),
        TEST(kinds_sources_and_languages),
        TEST(names_compare_loosely),
        TEST(words_that_hold_sql_are_words),
        TEST(instants),
        TEST(open_leaves_out_what_is_over),
        TEST(orders),
        TEST(the_same_order_whatever_came_first),
        TEST(limits_and_stopping),
        TEST(a_reader_may_have_enough),
        TEST(searches),
        TEST(archived_items_are_asked_for),
        TEST(items_by_number_and_by_uid),
        TEST(a_prefix_of_two_is_none),
        TEST(revisions_in_their_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
