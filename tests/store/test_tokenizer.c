/* store/tokenizer.c: what the full text index takes for a word, and which words meet. */
#include "world.h"

/* Is an item of this text found by these words? */
static bool meets(const char *text, const char *words)
{
    struct filter f;
    int64_t n = 0;
    add(KIND_NEWS, "x")->content_text = text;
    apply("s", NOW);
    filter_init(&f, NOW);
    f.text = words;
    if (!store_count(store, &f, &n, &err))
        fail_msg("%s: %s", words, err.text);
    return n == 1;
}

struct pair {
    const char *text, *words;
};

#define EACH(pairs, wanted)                                                                                  \
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)                                                \
        if (meets(pairs[i].text, pairs[i].words) != (wanted))                                                \
    fail_msg("\"%s\" and \"%s\"", pairs[i].text, pairs[i].words)

static void accents_capitals_and_ligatures(void **state)
{
    (void)state;
    static const struct pair same[] = {
        {"Éolienne", "eolienne"}, {"EOLIENNE", "éolienne"},
        {"cœur", "coeur"},        {"COEUR", "cœur"},
        {"nævus", "naevus"},      {"Straße", "strasse"},
        {"ﬁnance", "finance"},    {"e\xCC\x81olienne", "éolienne"}, /* composed or not */
        {"façade", "facade"},     {"Ærø", "aero"},
        {"garçon", "GARCON"},     {"Łódź", "lodz"},
    };
    EACH(same, true);
}

static void french_and_english_endings(void **state)
{
    (void)state;
    static const struct pair same[] = {
        {"mobilités", "mobilité"},
        {"développement", "développements"},
        {"développer", "développe"},
        {"énergétique", "énergétiques"},
        {"communale", "communales"},
        {"innovations", "innovation"},
        {"cities", "city"},
        {"networks", "networking"},
        {"funding", "funded"},
        {"Des vélos électriques", "vélo"},
        {"appels à projets", "appel projet"},
    };
    static const struct pair different[] = {
        {"ville", "vie"}, {"port", "porc"}, {"commune", "communauté"}, {"2026", "2025"}, {"A1", "A2"},
    };
    EACH(same, true);
    EACH(different, false);
}

static void apostrophes_hyphens_and_punctuation_part_words(void **state)
{
    (void)state;
    static const struct pair same[] = {
        {"l'énergie", "énergie"},
        {"l’énergie", "energie"},
        {"qu’aujourd’hui", "aujourd'hui"},
        {"éco-quartier", "quartier"},
        {"éco-quartier", "eco quartier"},
        {"(aide)", "aide"},
        {"«aide»", "aide"},
        {"aide…", "aide"},
        {"aide,subvention;prêt", "subvention"},
        {"fonds\xC2\xA0vert", "vert"},
        {"a/b/c", "b"},
        {"AAP2026-07", "07"},
        {"R&D", "\"r d\""},
        {"50 000 €", "50"},
        {"n° 12", "12"},
        {"contact@ville.example", "ville"},
        {"https://ville.example/agenda", "agenda"},
        {"C2\xE2\x80\x93"
         "C3",
         "c3"},
    };
    EACH(same, true);
}

static void other_scripts_are_words_too(void **state)
{
    (void)state;
    static const struct pair same[] = {
        {"Αθήνα και Κύπρος", "αθηνα"},
        {"Київ місто", "київ"},
        {"Москва", "МОСКВА"},
        {"日本 東京", "東京"},
    };
    EACH(same, true);
}

static void a_prefix_meets_the_word_as_written(void **state)
{
    (void)state;
    static const struct pair same[] = {{"développement", "dével*"},
                                       {"Développement", "DEVELOPPEM*"},
                                       {"mobilités", "mobilités*"},
                                       {"cœur", "coe*"}};
    static const struct pair different[] = {{"développement", "elop*"}, {"mobilité", "mobilités*"}};
    EACH(same, true);
    EACH(different, false);
}

static void phrases_keep_their_places(void **state)
{
    (void)state;
    /* a word has up to three forms at one place: they do not push its neighbours away */
    static const struct pair same[] = {
        {"des mobilités durables pour les villes", "\"mobilités durables\""},
        {"des mobilités durables pour les villes", "\"mobilite durable pour\""},
        {"developing sustainable cities", "\"develop sustainable city\""},
    };
    static const struct pair different[] = {
        {"des mobilités durables pour les villes", "\"durables mobilités\""},
        {"des mobilités durables pour les villes", "\"mobilités villes\""},
    };
    EACH(same, true);
    EACH(different, false);
}

static const char *filled(char c, size_t n, const char *end)
{
    char *s = arena_alloc(&arena, n + strlen(end) + 1);
    memset(s, c, n);
    strcpy(s + n, end);
    return s;
}

static void long_words_are_cut_not_lost(void **state)
{
    (void)state;
    assert_true(meets(filled('a', 40, ""), filled('a', 40, "")));
    assert_true(meets(filled('a', 300, ""), filled('a', 300, "")));
    assert_true(meets(filled('b', 100000, " fin"), "fin"));
    assert_true(meets(filled('b', 60, ""), "bbbbb*"));
}

static void hostile_texts_do_no_harm(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "\xFF\xFE\xFA",
        "\xC3",
        "a\xE2\x80",
        "\xED\xA0\x80",
        "\xF4\x90\x80\x80",
        "\x01\x02\x03",
        "\"\"\"",
        "''''",
        "\xE2\x80\x8B\xE2\x80\x8B",
        "\xCC\x81\xCC\x81\xCC\x81",
        "\xEF\xBB\xBFx",
        "",
        " ",
        "\n\t\r",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        meets(arena_printf(&arena, "%s fin%zu", texts[i], i), texts[i]);
        meets(texts[i], arena_printf(&arena, "\"%s\" %s* -%s", texts[i], texts[i], texts[i]));
        assert_true(meets(arena_printf(&arena, "%s fin%zu", texts[i], i), arena_printf(&arena, "fin%zu", i)));
    }
    struct buf report;
    bool sound;
    buf_init(&report, 0);
    assert_true(store_check(store, &report, &sound, &err));
    assert_true(sound);
    buf_free(&report);
}

/* The index is without content: what is taken out of it has to be the words that were put in. */
static void what_is_taken_out_leaves_nothing_behind(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++)
        meets(arena_printf(&arena, "Texte numéro %d, l’œuvre développée №%d ½ Straße", i, i), "oeuvre");
    assert_false(meets("autre chose", "oeuvre"));
    assert_true(execute(store, "INSERT INTO search(search) VALUES('optimize')", &err));
    assert_true(execute(store, "INSERT INTO search(search) VALUES('integrity-check')", &err));
    assert_false(meets("autre chose", "texte"));
}

static void names_fold_loosely(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    static const char text[] = "Île-de-France_l’Œuvre";
    add_loose(&b, text, sizeof text - 1);
    assert_string_equal(buf_str(&b), "ile de france l oeuvre");
    add_loose(&b, "-X", 2); /* appends */
    assert_string_equal(buf_str(&b), "ile de france l oeuvre x");
    buf_free(&b);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(accents_capitals_and_ligatures),
        TEST(french_and_english_endings),
        TEST(apostrophes_hyphens_and_punctuation_part_words),
        TEST(other_scripts_are_words_too),
        TEST(a_prefix_meets_the_word_as_written),
        TEST(phrases_keep_their_places),
        TEST(long_words_are_cut_not_lost),
        TEST(hostile_texts_do_no_harm),
        TEST(what_is_taken_out_leaves_nothing_behind),
        TEST(names_fold_loosely),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
