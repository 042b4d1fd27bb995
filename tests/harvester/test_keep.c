/* harvester/keep.h: which items of a source are wanted at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/keep.h"

static struct arena a;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static const struct yaml_node *yaml(const char *text)
{
    struct yaml_faults faults = {.arena = &a};
    const struct yaml_node *node = text ? yaml_parse(&a, "x", text, strlen(text), &faults) : NULL;
    assert_int_equal(faults.errors, 0);
    return node;
}

enum { STEPS = 100000 };
static bool beyond;

static bool kept(const char *keep, const char *drop, const struct item *item)
{
    struct keep *k = keep_compile(yaml(keep), yaml(drop), STEPS);
    bool answer = keep_item(k, item, &beyond);
    keep_free(k);
    return answer;
}

static struct item sample(void)
{
    struct item item;
    item_init(&item);
    item.title = "Appel à projets Énergie";
    item.summary = "Pour les villes durables";
    item.content_html = "<p class='secret'>Le <b>texte</b> &eacute;crit</p>";
    item.url = "https://a.example/appels/12";
    strings_add(&a, &item.tags, "Aides");
    strings_add(&a, &item.tags, "marchés publics");
    return item;
}

static void without_rules_everything_is_kept(void **state)
{
    (void)state;
    struct item item = sample();
    assert_null(keep_compile(NULL, NULL, STEPS));
    assert_true(kept(NULL, NULL, &item));
    keep_free(NULL);
}

static void a_pattern_looks_at_title_and_summary(void **state)
{
    (void)state;
    struct item item = sample();
    assert_true(kept("énergie|eau", NULL, &item)); /* capitals do not count, accented ones neither */
    assert_true(kept("DURABLE", NULL, &item));
    assert_false(kept("texte", NULL, &item));
    assert_false(kept("marchés", NULL, &item));
    assert_true(kept("^pour les", NULL, &item)); /* each begins a line */
    assert_true(kept("énergie$", NULL, &item));
    assert_false(kept("énergie.pour", NULL, &item));
    assert_true(kept("\"\\\\bville\"", NULL, &item));
    assert_false(kept("\"ville\\\\b\"", NULL, &item));
}

static void a_map_looks_at_each_field(void **state)
{
    (void)state;
    struct item item = sample();
    static const struct {
        const char *rules;
        bool kept;
    } cases[] = {
        {"title: énergie", true},
        {"title: durable", false},
        {"summary: durable", true},
        {"content: texte écrit", true}, /* its words, without markup and entities */
        {"content: secret", false},
        {"content: eacute", false},
        {"url: /appels/\\d+$", true},
        {"tags: ^aides$", true}, /* one tag, whole */
        {"tags: ^marchés publics$", true},
        {"tags: ^marchés$", false},
        {"{title: énergie, tags: aides}", true}, /* all of them have to match */
        {"{title: énergie, tags: emploi}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (kept(cases[i].rules, NULL, &item) != cases[i].kept)
            fail_msg("keep %s", cases[i].rules);
    }
}

static void drop_is_its_twin(void **state)
{
    (void)state;
    struct item item = sample();
    assert_false(kept(NULL, "énergie", &item));
    assert_true(kept(NULL, "emploi", &item));
    assert_false(kept("appel", "durable", &item)); /* drop has the last word */
    assert_true(kept("appel", "emploi", &item));
    assert_false(kept(NULL, "{title: emploi, tags: aides}", &item)); /* any of them is enough */
    assert_true(kept(NULL, "{title: emploi, tags: emploi}", &item));
}

static void what_an_item_lacks_matches_nothing(void **state)
{
    (void)state;
    struct item item;
    item_init(&item);
    assert_false(kept("a", NULL, &item));
    assert_true(kept(NULL, "a", &item));
    assert_true(kept("^$", NULL, &item));
    assert_false(kept("{title: .}", NULL, &item));
    assert_false(kept("{tags: .}", NULL, &item));
    assert_false(kept("{content: .}", NULL, &item));
}

/* Nested repeats run for ever on such a text; past the limit a pattern matches nothing. */
static void a_pattern_without_end_is_given_up(void **state)
{
    (void)state;
    struct item item;
    char text[4096];
    item_init(&item);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    item.title = text;
    beyond = false;
    assert_false(kept("^(a+)+[bc]", NULL, &item));
    assert_true(beyond);
    beyond = false;
    assert_true(kept(NULL, "^(a|aa)+[bc]", &item));
    assert_true(beyond);
    beyond = false;
    assert_true(kept("a{10}", NULL, &item));
    assert_false(beyond);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_rules_everything_is_kept),   TEST(a_pattern_looks_at_title_and_summary),
        TEST(a_map_looks_at_each_field),          TEST(drop_is_its_twin),
        TEST(what_an_item_lacks_matches_nothing), TEST(a_pattern_without_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
