/* harvester/lexicons.h: reading lexicons from YAML, and how their expressions meet a text
 * (meaning/lexicon.h). */
#include "meaning/about.h"

#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/moisson-lexicons-XXXXXX";

static void write_file(const char *name, const char *text)
{
    FILE *f = fopen(arena_printf(&a, "%s/%s", folder, name), "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_folder(void **state)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    return setup(state) || !mkdtemp(folder);
}

static int remove_folder(void **state)
{
    static const char *const names[] = {"topics.yaml", "audiences.yaml", "organizers.yaml", "places.yaml"};
    for (size_t i = 0; i < 4; i++)
        unlink(arena_printf(&a, "%s/%s", folder, names[i]));
    rmdir(folder);
    return teardown(state);
}

static void the_shipped_ones_are_sound(void **state)
{
    (void)state;
    static const char *const topics[] = {"mobilite",
                                         "energie",
                                         "eau",
                                         "dechets_economie_circulaire",
                                         "biodiversite_nature",
                                         "numerique_donnees",
                                         "habitat_logement",
                                         "urbanisme_amenagement",
                                         "cohesion_social",
                                         "culture_patrimoine",
                                         "economie_emploi",
                                         "sante",
                                         "education_formation",
                                         "alimentation_agriculture",
                                         "climat_adaptation",
                                         "risques",
                                         "europe_international",
                                         "commande_publique",
                                         "participation_citoyenne"};
    static const char *const audiences[] = {"collectivites", "entreprises",  "associations",
                                            "recherche",     "particuliers", "etablissements_publics"};
    assert_int_equal(lexicons->topics.n_entries, sizeof topics / sizeof *topics);
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        assert_string_equal(lexicons->topics.entries[i].id, topics[i]);
    assert_int_equal(lexicons->audiences.n_entries, sizeof audiences / sizeof *audiences);
    for (size_t i = 0; i < sizeof audiences / sizeof *audiences; i++)
        assert_string_equal(lexicons->audiences.entries[i].id, audiences[i]);
    size_t scales[SCALE_COUNT] = {0};
    for (size_t i = 0; i < lexicons->places.n_entries; i++)
        scales[lexicons->places.entries[i].scale]++;
    assert_int_equal(scales[SCALE_NONE], 0);
    assert_int_equal(scales[SCALE_DEPARTEMENT], 96); /* Paris is a town, overseas are regions */
    assert_true(scales[SCALE_REGION] >= 18);
}

static void an_editors_folder_takes_their_place(void **state)
{
    (void)state;
    struct yaml_faults faults = {.arena = &a};
    write_file("topics.yaml", "- id: lune\n  name: Lune\n  strong: [lune, sélén*]\n");
    struct lexicons *l = lexicons_load(&a, folder, &faults);
    assert_int_equal(faults.n, 0);
    assert_int_equal(l->topics.n_entries, 1);
    assert_string_equal(l->topics.entries[0].id, "lune");
    assert_int_equal(l->audiences.n_entries,
                     lexicons->audiences.n_entries); /* not in the folder: the program's */
}

static void check_fault(const char *yaml, int line, int column, const char *words)
{
    struct yaml_faults faults = {.arena = &a};
    write_file("topics.yaml", yaml);
    lexicons_load(&a, folder, &faults);
    if (faults.n != 1 || faults.v[0].line != line || faults.v[0].column != column ||
        !strstr(faults.v[0].text, words))
        fail_msg("%s: %zu faults, %d:%d: %s", yaml, faults.n, faults.n ? faults.v[0].line : 0,
                 faults.n ? faults.v[0].column : 0, faults.n ? faults.v[0].text : "");
}

static void faults_have_their_place(void **state)
{
    (void)state;
    check_fault("- id: a\n  name: A\n  strong: [abc*]\n", 3, 12, "four letters");
    check_fault("- id: a\n  name: A\n  words: [bon, '!']\n", 3, 16, "no word");
    check_fault("- id: a\n  name: A\n  not: [a b c d e f g h i j k l m]\n", 3, 9, "twelve");
    check_fault("- id: a\n  strong: [mot]\n", 1, 3, "name");
    check_fault("- id: a\n  name: A\n  stong: [mot]\n", 3, 3, "strong");
    check_fault("id: a\n", 1, 1, "list");
    check_fault("- a\n", 1, 3, "map");
    struct yaml_faults faults = {.arena = &a};
    lexicons_load(&a, "/nowhere", &faults);
    assert_int_equal(faults.n, 1);
    assert_string_equal(faults.v[0].file, "/nowhere");
}

/* --- how expressions meet a text --- */

static size_t found(const char *expressions, const char * not, const char *text)
{
    struct lexicon l = {0};
    struct tokens t = {0};
    struct lexicon_hits hits = {0};
    const char *why;
    int entry = lexicon_entry(&a, &l, "x", "X");
    assert_true(lexicon_add(&a, &l, entry, expressions, LEXICON_STRONG, &why));
    if (not )
        assert_true(lexicon_add(&a, &l, entry, not, LEXICON_NOT, &why));
    lexicon_finish(&a, &l);
    tokens_read(&a, text, strlen(text), &t);
    lexicon_find(&a, &l, &t, 0, t.n, &hits);
    return hits.n;
}

static void expressions_meet_whole_words(void **state)
{
    (void)state;
    static const struct {
        const char *expression, *not, *text;
        size_t n;
    } cases[] = {
        {"eau", NULL, "L'eau, les eaux ; EAU", 3},
        {"eau", NULL, "bureau réseau eaux-fortes", 1},
        {"ami", NULL, "familles amiante", 0},
        {"cours d'eau", NULL,
         "Les cours d\xE2\x80\x99"
         "eau et le cours d’eau.",
         2},
        {"énergét*", NULL, "ENERGETIQUE, énergétiques, énergie", 2},
        {"égalité femmes hommes", NULL, "égalité femmes-hommes ; égalité femmes / hommes", 1},
        {"centre ville", NULL, "au centre. Ville neuve", 0},
        {"CAF", NULL, "La CAF, la Caf, un caf", 2},
        {"LEADER", NULL, "leader du marché. Leader né. Un GAL LEADER", 1},
        {"eau", "mise en eau", "la mise en eau de l'eau", 1},
        {"eau", "eau de vie", "eau de vie", 0},
        {"wi-fi", NULL, "Wi-Fi, wi fi, wifi", 2},
        {"5G", NULL, "la 5G arrive", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (found(cases[i].expression, cases[i].not, cases[i].text) != cases[i].n)
            fail_msg("%s in \"%s\": %zu", cases[i].expression, cases[i].text,
                     found(cases[i].expression, cases[i].not, cases[i].text));
}

static void the_longest_expression_counts_once(void **state)
{
    (void)state;
    struct lexicon l = {0};
    struct tokens t = {0};
    struct lexicon_hits hits = {0};
    const char *why, *text = "transport à la demande";
    int one = lexicon_entry(&a, &l, "1", "1"), two = lexicon_entry(&a, &l, "2", "2");
    lexicon_add(&a, &l, one, "transport", LEXICON_WORD, &why);
    lexicon_add(&a, &l, one, "transport à la demande", LEXICON_STRONG, &why);
    lexicon_add(&a, &l, one, "demande", LEXICON_WEAK, &why);
    lexicon_add(&a, &l, two, "demande", LEXICON_WEAK, &why);
    lexicon_finish(&a, &l);
    tokens_read(&a, text, strlen(text), &t);
    lexicon_find(&a, &l, &t, 0, t.n, &hits);
    assert_int_equal(hits.n, 2);
    assert_int_equal(hits.v[0].weight, LEXICON_STRONG);
    assert_int_equal(hits.v[0].to, 4);
    assert_int_equal(hits.v[1].entry, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_shipped_ones_are_sound, setup, teardown),
        cmocka_unit_test_setup_teardown(an_editors_folder_takes_their_place, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(faults_have_their_place, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(expressions_meet_whole_words, setup, teardown),
        cmocka_unit_test_setup_teardown(the_longest_expression_counts_once, setup, teardown),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
