/* store/same.c, store/group.c: what is the same thing, and each guard against what only looks so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "store/group.h"
#include "store/same_internal.h"

struct page { /* as a portal shows it */
    const char *source, *url, *title, *summary;
    enum kind kind;
    const char *deadline, *starts;
};

static struct arena arena;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct same read_page(const struct page *p)
{
    struct item item;
    struct same x;
    item_init(&item);
    item.url = p->url;
    item.title = p->title;
    item.summary = p->summary;
    item.kind = p->kind;
    if (p->deadline)
        assert_true(civil_parse(p->deadline, &item.deadline));
    if (p->starts)
        assert_true(civil_parse(p->starts, &item.starts));
    same_read(&arena, &item, p->source, NULL, true, &x);
    return x;
}

static double rare(void *context, uint32_t feature)
{
    (void)context, (void)feature;
    return 2;
}

/* The short way comes to what the long one says. */
static void check_score(const struct same *x, const struct same *y, double n, const char *title)
{
    struct same_verdict v = same_judge(NULL, x, y, n);
    struct same_probe probe;
    same_probe(&probe, x, n);
    double difference = same_score(&probe, y) - (v.same ? v.score : 0);
    if (difference > 1e-6 || difference < -1e-6)
        fail_msg("\"%s\": %.4f too much", title, difference);
    const char *veto = same_veto(x, y);
    assert_true(veto == v.veto);
}

static struct same_verdict judged(const struct page *p, const struct page *q)
{
    struct same x = read_page(p), y = read_page(q);
    same_weigh(&x, 100, rare, rare, NULL);
    same_weigh(&y, 100, rare, rare, NULL);
    struct same_verdict v = same_judge(&arena, &x, &y, 100), w = same_judge(NULL, &y, &x, 100);
    if (v.same != w.same || v.score - w.score > 1e-6 || w.score - v.score > 1e-6)
        fail_msg("\"%s\": judged otherwise the other way round", p->title);
    check_score(&x, &y, 100, p->title);
    check_score(&y, &x, 100, q->title);
    return v;
}

struct pair {
    struct page a, b;
    const char *veto; /* NULL: any or none */
};

static void each(const struct pair *v, size_t n, bool same)
{
    for (size_t i = 0; i < n; i++) {
        struct same_verdict verdict = judged(&v[i].a, &v[i].b);
        if (verdict.same != same || (v[i].veto && (!verdict.veto || strcmp(verdict.veto, v[i].veto) != 0)))
            fail_msg("\"%s\" and \"%s\": %s, %.2f, %s", v[i].a.title, v[i].b.title,
                     verdict.same ? "the same" : "not the same", verdict.score,
                     verdict.veto ? verdict.veto : "no veto");
    }
}
#define EACH(pairs, same) each(pairs, sizeof pairs / sizeof *pairs, same)

static void portals_write_one_thing_in_many_ways(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {{"a", "https://www.region.example/aap/haies?utm_source=x", "Plantons des haies 2026", "", KIND_CALL,
          "2026-03-31", NULL},
         {"b", "http://m.region.example/aap/haies/", "PLANTONS DES HAIES 2026 | Région Exemple", "",
          KIND_NEWS, "2026-03-31", NULL},
         NULL},
        {{"a", NULL, "Trophées des mobilités cyclables 2026", "", KIND_CALL, "2026-02-12", NULL},
         {"b", NULL, "Troph&eacute;es des mobilit&eacute;s…", "", KIND_CALL, "2026-02-12", NULL},
         NULL},
        {{"a", NULL, "Rencontres francophones du bâti ancien 2026 à Dinan", "", KIND_EVENT, NULL,
          "2026-05-20"},
         {"b", NULL, "RFBA 2026 à Dinan", "", KIND_EVENT, NULL, "2026-05-20T09:30"},
         NULL},
        {{"a", NULL, "Driving Urban Transitions: third joint call", "HORIZON-MISS-2026-CIT-02", KIND_CALL,
          "2026-11-17", NULL},
         {"b", NULL, "Transitions urbaines : troisième appel conjoint", "Sujet HORIZON-MISS-2026-CIT-02",
          KIND_CALL, "2026-11-17", NULL},
         NULL},
        /* prolonged, and one portal still has the old date */
        {{"a", "https://a.example/1", "Fabriques rurales de l'hydrogène, appel 2026", "", KIND_CALL,
          "2026-03-31", NULL},
         {"b", "https://b.example/2", "Fabriques rurales de l'hydrogène : appel 2026 prolongé", "", KIND_CALL,
          "2026-05-15", NULL},
         NULL},
    };
    EACH(pairs, true);
}

static void guards_veto(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {{"a", NULL, "Trophées des haies 2025", "", KIND_CALL, NULL, NULL},
         {"b", NULL, "Trophées des haies 2026", "", KIND_CALL, NULL, NULL},
         "different years"},
        {{"a", NULL, "Biennale du granit, 3e édition", "", KIND_EVENT, NULL, NULL},
         {"b", NULL, "Quatrième édition de la Biennale du granit", "", KIND_EVENT, NULL, NULL},
         "different numbers of edition, part or session"},
        {{"a", NULL, "Fabriques hydrogène, volet 1", "", KIND_CALL, "2026-03-31", NULL},
         {"b", NULL, "Fabriques hydrogène, volet II", "", KIND_CALL, "2026-03-31", NULL},
         "different numbers of edition, part or session"},
        {{"a", NULL, "Atelier granit n° 2", "", KIND_EVENT, NULL, NULL},
         {"b", NULL, "Granit, atelier 3", "", KIND_EVENT, NULL, NULL},
         "different numbers of edition, part or session"},
        {{"a", NULL, "Fonds haies bocagères Bretagne", "", KIND_CALL, "2026-03-31", NULL},
         {"b", NULL, "Fonds haies bocagères Normandie", "", KIND_CALL, "2026-03-31", NULL},
         "different regions"},
        {{"a", NULL, "Fonds granit 2026 – carrières (édition nationale)", "", KIND_CALL, "2026-12-31", NULL},
         {"b", NULL, "Fonds granit 2026 – tailleurs (édition nationale)", "", KIND_CALL, "2026-12-31", NULL},
         "one frame around different words"},
        {{"a", "https://a.example/cafes", "Les cafés du granit", "", KIND_EVENT, NULL, "2026-01-08"},
         {"b", "https://a.example/cafes", "Les cafés du granit", "", KIND_EVENT, NULL, "2026-02-05"},
         "events of different days"},
        {{"a", NULL, "Café du granit", "", KIND_EVENT, NULL, "2026-01-08T09:00"},
         {"b", NULL, "Café du granit", "", KIND_EVENT, NULL, "2026-01-08T17:00"},
         "events of different hours"},
        {{"a", NULL, "Trophées des haies", "", KIND_CALL, "2026-01-31", NULL},
         {"b", NULL, "Trophées des haies", "", KIND_CALL, "2027-01-31", NULL},
         "deadlines too far apart"},
        {{"a", NULL, "Positive districts LIFE-2026-CET-LOCAL", "", KIND_CALL, NULL, NULL},
         {"b", NULL, "Positive districts LIFE-2026-CET-HEATING", "", KIND_CALL, NULL, NULL},
         "different codes of calls"},
        {{"a", NULL, "Lettre du granit de mars", "", KIND_DOCUMENT, NULL, NULL},
         {"b", NULL, "Lettre du granit d'avril", "", KIND_DOCUMENT, NULL, NULL},
         "different months"},
    };
    EACH(pairs, false);
}

static void what_stands_beside_a_call_is_not_the_call(void **state)
{
    (void)state;
    static const char *const beside[] = {
        "Résultats : Trophées des haies 2026",
        "Trophées des haies 2026 : les lauréats",
        "Foire aux questions – Trophées des haies 2026",
        "Trophées des haies 2026 : vos questions, nos réponses",
        "Webinaire de présentation – Trophées des haies 2026",
        "Trophées des haies 2026 : le guide du candidat",
        "Retour sur : Trophées des haies 2026",
        "Trophées des haies 2026 : compte rendu",
        "Trophées des haies 2026 : le replay",
        "Cérémonie des Trophées des haies 2026",
        "Winners of the Trophées des haies 2026",
    };
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        struct page call = {"a", NULL, "Trophées des haies 2026", "", KIND_CALL, "2026-03-31", NULL};
        struct page other = {"b", NULL, beside[i], "", KIND_NEWS, NULL, NULL};
        if (judged(&call, &other).same)
            fail_msg("\"%s\" is taken for the call", beside[i]);
        /* published twice it is one thing all the same */
        struct page again = {"c", NULL, beside[i], "", KIND_NEWS, NULL, NULL};
        if (!judged(&other, &again).same)
            fail_msg("\"%s\", twice, is taken for two things", beside[i]);
    }
    struct pair webinar = {
        {"a", NULL, "Trophées des haies 2026", "", KIND_CALL, "2026-03-31", NULL},
        {"b", NULL, "Trophées des haies 2026 : présentation", "", KIND_EVENT, NULL, "2026-01-15T14:00"},
        "an event and a call"};
    each(&webinar, 1, false);
}

static void little_in_common_is_not_enough(void **state)
{
    (void)state;
    static const struct pair pairs[] = {
        {{"a", NULL, "Appel à projets innovation 2026", "", KIND_CALL, "2026-03-31", NULL},
         {"b", NULL, "Appel à projets culture 2026", "", KIND_CALL, "2026-03-31", NULL},
         NULL},
        {{"a", NULL, "Retour sur : Biennale du granit", "Vidéos et présentations disponibles.", KIND_NEWS,
          NULL, NULL},
         {"b", NULL, "Retour sur : Trophées des haies", "Vidéos et présentations disponibles.", KIND_NEWS,
          NULL, NULL},
         NULL},
        /* entries of one page differ by their fragment */
        {{"a", "https://a.example/appels#ligne-11", "Soutien aux bourgs", "", KIND_CALL, NULL, NULL},
         {"a", "https://a.example/appels#ligne-12", "Soutien aux fermes", "", KIND_CALL, NULL, NULL},
         NULL},
    };
    EACH(pairs, false);
}

static void programme_years_are_no_editions(void **state)
{
    (void)state;
    struct page a = {"a", NULL, "Horizon 2020: appel 2026", "", KIND_CALL, NULL, NULL};
    struct page b = {"a", NULL, "FEDER 2021-2027 : granit", "", KIND_CALL, NULL, NULL};
    assert_int_equal(read_page(&a).years, 1u << 26);
    assert_int_equal(read_page(&b).years, 0);
}

static void a_verdict_gives_its_reasons(void **state)
{
    (void)state;
    struct page a = {"a", NULL, "Trophées des haies 2026", "", KIND_CALL, "2026-03-31", NULL}, b = a;
    b.source = "b";
    struct same_verdict v = judged(&a, &b);
    double sum = 0;
    bool word = false;
    for (size_t i = 0; i < v.n; i++) {
        sum += v.reasons[i].weight;
        word |= v.reasons[i].text && strcmp(v.reasons[i].text, "haie") == 0;
    }
    assert_true(word);
    assert_true(sum - v.score < 1e-6 && v.score - sum < 1e-6);
}

static const char *one_of(const char *const *words, uint32_t *seed)
{
    size_t n = 0;
    while (words[n])
        n++;
    *seed = *seed * 1664525 + 1013904223;
    return words[(*seed >> 16) % n];
}

/* Titles made of few words, so that many pairs share some: by chance all that the two ways have to agree on.
 */
static void the_short_way_comes_to_the_same(void **state)
{
    (void)state;
    static const char *const words[] = {
        "haies",     "bocage", "granit",   "RFBA", "rencontres", "francophones", "bâti",    "ancien", "appel",
        "édition 3", "2026",   "biennale", "pour", "Bretagne",   "dinan",        "volet 2", "mars",   NULL};
    static const char *const days[] = {"2026-03-31", "2026-03-31T10:00", "2026-04-15", NULL};
    static const char *const ends[] = {"", "", "", "…", NULL};
    enum { N = 150 };
    struct same v[N];
    char titles[N][200];
    uint32_t seed = 5;
    size_t same = 0;
    for (size_t i = 0; i < N; i++) {
        int at = 0;
        for (int k = 0; k < 5; k++)
            at += snprintf(titles[i] + at, sizeof titles[i] - (size_t)at, "%s ", one_of(words, &seed));
        snprintf(titles[i] + at, sizeof titles[i] - (size_t)at, "%s", one_of(ends, &seed));
        struct page p = {i % 3 ? "a" : "b", NULL, titles[i], one_of(words, &seed), KIND_EVENT, NULL, NULL};
        p.starts = one_of(days, &seed);
        if (i % 4 == 0)
            p.kind = KIND_CALL, p.deadline = p.starts, p.starts = NULL;
        v[i] = read_page(&p);
        same_weigh(&v[i], 100, rare, rare, NULL);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < N; k++) {
            if (i == k)
                continue;
            check_score(&v[i], &v[k], 100, titles[i]);
            same += same_judge(NULL, &v[i], &v[k], 100).same;
        }
    assert_true(same > 20 && same < N * N / 2); /* of both there are enough */
}

/* --- groups --- */

static bool never(void *context, uint32_t x, uint32_t y)
{
    const uint32_t *two = context;
    return (x == two[0] && y == two[1]) || (x == two[1] && y == two[0]);
}

static void the_strongest_pair_first_and_no_vetoed_pair_in_a_group(void **state)
{
    (void)state;
    /* 1 fits both 0 and 2, which may not be together */
    struct group_pair pairs[] = {{0, 1, 2}, {1, 2, 5}, {3, 4, 1}};
    const uint64_t name[] = {10, 11, 12, 13, 14};
    uint32_t group[5], two[2] = {0, 2};
    group_form(&arena, 5, pairs, 3, name, never, two, group);
    const uint32_t wanted[] = {0, 1, 1, 3, 3};
    assert_memory_equal(group, wanted, sizeof wanted);
}

static void the_order_of_the_items_plays_no_part(void **state)
{
    (void)state;
    static const struct page pages[] = {
        {"a", "https://a.example/1", "Trophées des haies 2026", "", KIND_CALL, "2026-03-31", NULL},
        {"b", "https://b.example/1", "Les Trophées des haies, édition 2026", "", KIND_NEWS, "2026-03-31",
         NULL},
        {"c", "https://c.example/1", "Trophées des haies", "", KIND_CALL, NULL, NULL},
        {"a", "https://a.example/2", "Trophées des haies 2025", "", KIND_CALL, "2025-03-31", NULL},
        {"b", "https://b.example/2", "Trophées des haies 2025 : les lauréats", "", KIND_NEWS, NULL, NULL},
        {"c", "https://c.example/2", "Biennale du granit", "", KIND_EVENT, NULL, "2026-04-02"},
        {"a", "https://a.example/3", "La Biennale du granit à Dinan", "", KIND_EVENT, NULL,
         "2026-04-02T10:00"},
    };
    enum { N = sizeof pages / sizeof *pages };
    bool together[N][N];
    for (unsigned turn = 0; turn < 40; turn++) {
        unsigned order[N];
        struct same v[N];
        uint64_t name[N];
        uint32_t group[N];
        for (unsigned i = 0; i < N; i++)
            order[i] = i;
        for (unsigned i = N - 1, seed = turn * 2654435761u; i > 0; i--, seed = seed * 1103515245u + 12345u) {
            unsigned k = (seed >> 16) % (i + 1), swap = order[i];
            if (turn)
                order[i] = order[k], order[k] = swap;
        }
        for (unsigned i = 0; i < N; i++) {
            v[i] = read_page(&pages[order[i]]);
            name[i] = 100 + order[i];
        }
        group_all(&arena, v, N, name, group);
        for (unsigned i = 0; i < N; i++)
            for (unsigned k = 0; k < N; k++) {
                bool now = group[i] == group[k];
                if (!turn)
                    together[order[i]][order[k]] = now;
                else if (together[order[i]][order[k]] != now)
                    fail_msg("turn %u: \"%s\" and \"%s\"", turn, pages[order[i]].title,
                             pages[order[k]].title);
            }
    }
    assert_true(together[0][1] && together[5][6]);
    assert_false(together[0][3] || together[3][4] || together[0][4]);
}

static void the_table_is_sorted(void **state)
{
    (void)state;
    for (size_t i = 1; i < same_table_size; i++)
        if (strcmp(same_table[i - 1].stem, same_table[i].stem) >= 0)
            fail_msg("%s stands before %s", same_table[i - 1].stem, same_table[i].stem);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(portals_write_one_thing_in_many_ways),
        TEST(guards_veto),
        TEST(what_stands_beside_a_call_is_not_the_call),
        TEST(little_in_common_is_not_enough),
        TEST(programme_years_are_no_editions),
        TEST(a_verdict_gives_its_reasons),
        TEST(the_short_way_comes_to_the_same),
        TEST(the_strongest_pair_first_and_no_vetoed_pair_in_a_group),
        TEST(the_order_of_the_items_plays_no_part),
        TEST(the_table_is_sorted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
