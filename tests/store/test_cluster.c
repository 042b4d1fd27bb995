/* store/cluster*.c: the same thing from several sources is one, from night to night. */
#include "world.h"

static void settle(int64_t now)
{
    int changed;
    bool ok = store_begin(store, &err) && store_cluster(store, now, "Europe/Paris", &changed, &err) &&
              store_commit(store, &err);
    if (!ok)
        fail_msg("%s", err.text);
}

static struct item *call(const char *id, const char *title, const char *deadline)
{
    struct item *item = add(KIND_CALL, title);
    item->id = id;
    item->url = arena_printf(&arena, "https://%s.example/p/%s", id, id);
    assert_true(!deadline || civil_parse(deadline, &item->deadline));
    return item;
}

static void source(const char *id, int64_t priority, const char *site)
{
    struct source_state state;
    source_state_init(&state);
    state.id = id;
    state.priority = priority;
    state.site = site;
    assert_true(store_source_put(store, &state, &err));
}

/* What is listed: titles, in the order of titles, with the number of other places. */
struct shown {
    struct buf text;
};

static bool show_row(void *context, const struct stored_item *item)
{
    struct shown *x = context;
    char deadline[32];
    buf_printf(&x->text, "%s %s +%zu %s\n", item->source, item->item.title, item->also.n,
               civil_format(&item->item.deadline, deadline));
    return true;
}

static const char *listed(const struct filter *filter)
{
    struct shown x;
    struct filter f;
    filter_init(&f, NOW);
    if (filter)
        f = *filter;
    f.sort = SORT_TITLE;
    f.descending = false;
    buf_init(&x.text, 0);
    if (!store_select(store, &f, show_row, &x, &err))
        fail_msg("%s", err.text);
    int64_t n;
    assert_true(store_count(store, &f, &n, &err));
    size_t lines = 0;
    for (const char *s = buf_str(&x.text); *s; s++)
        lines += *s == '\n';
    assert_int_equal(lines, n);
    const char *text = arena_strdup(&arena, buf_str(&x.text));
    buf_free(&x.text);
    return text;
}

static struct stored_item get(const char *name)
{
    struct stored_item item;
    bool found;
    if (!store_item_get(store, &arena, name, &item, &found, &err) || !found)
        fail_msg("%s: %s", name, err.text);
    return item;
}

static void three_portals_two_nights(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    settle(NOW);
    const char *uid = get("1").uid;
    call("b", "TROPHÉES DES HAIES BOCAGÈRES 2026", "2026-10-31");
    apply("beta", NOW + 1);
    call("c", "Trophées des haies bocagères 2025", "2025-10-31");
    call("d", "Trophées des haies bocagères 2026 : les lauréats", NULL);
    apply("gamma", NOW);
    settle(NOW);
    assert_string_equal(listed(NULL), "gamma Trophées des haies bocagères 2025 +0 2025-10-31\n"
                                      "alpha Trophées des haies bocagères 2026 +1 2026-10-31\n"
                                      "gamma Trophées des haies bocagères 2026 : les lauréats +0 \n");
    assert_string_equal(get("1").uid, uid); /* subscribers know it by that */
    assert_int_equal(get("2").face, 1);
    /* the next night one portal prolongs it: the later deadline is everyone's, and news */
    int revision = get("1").revision;
    call("b", "TROPHÉES DES HAIES BOCAGÈRES 2026", "2026-11-20");
    apply("beta", NOW + DAY);
    settle(NOW + DAY);
    struct stored_item face = get("1");
    char deadline[32];
    assert_string_equal(civil_format(&face.item.deadline, deadline), "2026-11-20");
    assert_int_equal(face.changed, NOW + DAY);
    assert_true(face.revision > revision);
    assert_string_equal(face.uid, uid);
    /* what sorts and filters knows it too */
    struct filter f;
    filter_init(&f, NOW + 40 * DAY);
    f.open = true;
    f.kinds = 1u << KIND_CALL;
    assert_non_null(strstr(listed(&f), "+1 2026-11-20"));
}

static void nothing_new_changes_nothing(void **state)
{
    (void)state;
    int64_t before, after;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + 1);
    settle(NOW);
    assert_true(store_generation(store, &before, &err));
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + DAY);
    settle(NOW + DAY);
    assert_true(store_generation(store, &after, &err));
    assert_int_equal(before, after);
    assert_int_equal(get("1").changed, NOW + 1);
}

static void the_organiser_is_the_face_unless_an_editor_says_otherwise(void **state)
{
    (void)state;
    source("relay", 0, "https://relay.example/");
    source("own", 0, "https://www.granit.example/");
    source("third", 0, "https://third.example/");
    call("relay", "Biennale granit, appel à tailleurs 2026", "2026-10-31");
    apply("relay", NOW);
    struct item *own = call("granit", "Appel à tailleurs 2026 – biennale Granit", "2026-10-31");
    own->organizer = "Granit";
    apply("own", NOW + 60);
    settle(NOW + 60);
    assert_string_equal(get("1").face ? "own" : "relay", "own");
    source("third", 5, "https://third.example/"); /* `priority: 5` */
    call("third", "Biennale granit : appel à tailleurs 2026", "2026-10-31");
    apply("third", NOW + 120);
    settle(NOW + 120);
    assert_int_equal(get("2").face, 3);
    assert_int_equal(get("3").also.n, 2);
}

static void facts_are_the_union(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", NULL)->place = "Redon";
    apply("alpha", NOW);
    struct item *b = call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    b->territory = "Bretagne";
    b->amount_max = 20000;
    strings_add(&arena, &b->topics, "biodiversite");
    apply("beta", NOW + 1);
    settle(NOW + 1);
    struct stored_item face = get("1");
    assert_string_equal(face.item.place, "Redon");
    assert_string_equal(face.item.territory, "Bretagne");
    assert_true(face.item.amount_max > 19999);
    assert_int_equal(face.item.topics.n, 1);
    /* filters that only the other meets find the face */
    struct filter f;
    filter_init(&f, NOW);
    strings_add(&arena, &f.sources, "beta");
    strings_add(&arena, &f.topics, "biodiversite");
    strings_add(&arena, &f.territories, "bretagne");
    assert_string_equal(listed(&f), "alpha Trophées des haies bocagères 2026 +1 2026-10-31\n");
    f.text = "haies";
    assert_string_equal(listed(&f), "alpha Trophées des haies bocagères 2026 +1 2026-10-31\n");
    strings_add(&arena, &f.without, "biodiversite");
    assert_string_equal(listed(&f), "");
}

static void what_changes_into_something_else_leaves(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + 1);
    settle(NOW);
    assert_int_equal(get("2").face, 1);
    call("b", "Semaine de la pierre sèche", "2026-12-01");
    apply("beta", NOW + DAY);
    settle(NOW + DAY);
    assert_int_equal(get("1").cluster, 0);
    assert_string_equal(listed(NULL), "beta Semaine de la pierre sèche +0 2026-12-01\n"
                                      "alpha Trophées des haies bocagères 2026 +0 2026-10-31\n");
}

static int64_t number(const char *question)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(store->db, question, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t answer = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return answer;
}

/* Each item is found by what it is now, by nights that come later too, and takes one row. */
static void the_index_has_each_item_as_it_is(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Semaine de la pierre sèche", "2026-12-01");
    apply("beta", NOW);
    settle(NOW);
    call("a", "Biennale du granit de Dinan", "2026-11-15");
    apply("alpha", NOW + DAY);
    settle(NOW + DAY);
    call("c", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("gamma", NOW + 2 * DAY);
    call("d", "La biennale du granit (Dinan)", "2026-11-15");
    apply("delta", NOW + 2 * DAY);
    call("e", "La semaine de la pierre sèche", "2026-12-01");
    apply("epsilon", NOW + 2 * DAY);
    settle(NOW + 2 * DAY);
    assert_int_equal(get("3").cluster, 0);
    assert_int_equal(get("4").face, 1);
    assert_int_equal(get("5").face, 2);
    assert_int_equal(number("SELECT count(*) FROM cluster_keys"), 5);
    assert_int_equal(number("SELECT count(*) FROM cluster_due"), 0);
}

/* How rare a word is, is counted over the nights: once an item, and not again when it changes. */
static void words_are_counted_once_an_item(void **state)
{
    (void)state;
    call("a", "Trophées bocagers", "2026-10-31");
    apply("alpha", NOW);
    settle(NOW);
    call("b", "Trophées granitiques", "2026-11-30");
    apply("beta", NOW + DAY);
    call("a", "Trophées bocagers", "2026-12-15");
    apply("alpha", NOW + DAY);
    settle(NOW + DAY);
    assert_int_equal(number("SELECT max(n) FROM cluster_words"), 2);
    assert_int_equal(number("SELECT value FROM meta WHERE name = 'cluster_items'"), 2);
}

static void what_is_no_longer_there_is_passed_over(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    settle(NOW);
    assert_true(
        execute(store, "DELETE FROM items WHERE id = 1; INSERT INTO cluster_due VALUES(99, 1)", &err));
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + DAY);
    settle(NOW + DAY);
    assert_string_equal(listed(NULL), "beta Trophées des haies bocagères 2026 +0 2026-10-31\n");
    assert_int_equal(number("SELECT count(*) FROM cluster_keys WHERE item = 99"), 0);
}

static void what_is_withdrawn_stands_behind(void **state)
{
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + 1);
    settle(NOW);
    assert_true(execute(store,
                        "UPDATE items SET withdrawn = 1 WHERE id = 1;"
                        "INSERT INTO cluster_due VALUES(1, 0)",
                        &err));
    settle(NOW + DAY);
    assert_string_equal(listed(NULL), "beta Trophées des haies bocagères 2026 +0 2026-10-31\n");
}

static void editors_decide_and_undo(void **state)
{
    const struct correction ana = {.author = "Ana"};
    (void)state;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + 1);
    call("c", "Fête du granit", "2026-12-12");
    apply("gamma", NOW);
    settle(NOW);
    assert_true(store_decide(store, 2, 1, DECIDE_APART, &ana, NOW, &err));
    assert_true(store_decide(store, 1, 3, DECIDE_TOGETHER, &ana, NOW, &err));
    settle(NOW);
    assert_int_equal(get("3").face, 1);
    assert_int_equal(get("2").cluster, 0);
    /* it holds when the items change */
    call("b", "Trophées des haies bocagères 2026 !", "2026-10-31");
    apply("beta", NOW + DAY);
    settle(NOW + DAY);
    assert_int_equal(get("2").cluster, 0);
    int64_t *others;
    size_t n;
    assert_true(store_decided(store, &arena, 1, &others, &n, &err));
    assert_int_equal(n, 2);
    for (size_t i = 0; i < n; i++)
        assert_true(store_decide(store, 1, others[i], DECIDE_UNDO, &ana, NOW + DAY, &err));
    settle(NOW + DAY);
    assert_int_equal(get("2").face, 1);
    assert_int_equal(get("3").cluster, 0);
}

static void a_comparison_gives_reasons(void **state)
{
    (void)state;
    struct comparison *v;
    size_t n;
    call("a", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("alpha", NOW);
    call("b", "Trophées des haies bocagères 2026", "2026-10-31");
    apply("beta", NOW + 1);
    call("c", "Trophées des haies bocagères 2025", "2025-10-31");
    apply("gamma", NOW);
    settle(NOW);
    assert_true(store_compare(store, &arena, 1, "Europe/Paris", &v, &n, &err));
    assert_int_equal(n, 2);
    assert_true(v[0].key == 2 && v[0].together && v[0].same && v[0].reasons.n > 2);
    assert_true(v[1].key == 3 && !v[1].together);
    assert_non_null(v[1].veto);
}

/* The same nights in another order of sources give the same clusters. */
static void the_order_of_harvest_plays_no_part(void **state)
{
    static const struct {
        const char *source, *id, *title, *deadline;
    } all[] = {
        {"alpha", "a", "Trophées des haies bocagères 2026", "2026-10-31"},
        {"beta", "b", "Les trophées des haies bocagères : édition 2026", "2026-10-31"},
        {"gamma", "c", "TROPHÉES DES HAIES BOCAGÈRES 2026", "2026-10-31"},
        {"delta", "d", "Trophées des haies bocagères 2025", "2025-10-31"},
        {"epsilon", "e", "Trophées des haies bocagères 2026 : les lauréats", NULL},
        {"zeta", "f", "Les lauréats des trophées des haies bocagères 2026", NULL},
    };
    enum { N = sizeof all / sizeof *all };
    for (unsigned turn = 0; turn < 12; turn++) {
        for (unsigned i = 0; i < N; i++) {
            unsigned k = turn < 6 ? (i + turn) % N : (N - 1 - i + turn) % N;
            call(all[k].id, all[k].title, all[k].deadline);
            apply(all[k].source, NOW);
            if (turn % 2 || i == N - 1) /* one by one, or all at once */
                settle(NOW);
        }
        size_t lines = 0;
        for (const char *s = listed(NULL); *s; s++)
            lines += *s == '\n';
        assert_int_equal(lines, 3);
        teardown(state);
        setup(state);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(three_portals_two_nights),
        TEST(nothing_new_changes_nothing),
        TEST(the_organiser_is_the_face_unless_an_editor_says_otherwise),
        TEST(facts_are_the_union),
        TEST(what_changes_into_something_else_leaves),
        TEST(the_index_has_each_item_as_it_is),
        TEST(words_are_counted_once_an_item),
        TEST(what_is_no_longer_there_is_passed_over),
        TEST(what_is_withdrawn_stands_behind),
        TEST(editors_decide_and_undo),
        TEST(a_comparison_gives_reasons),
        TEST(the_order_of_harvest_plays_no_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
