/* Dates in text: what real portals got wrong, tokens, cost. The tables of expressions are in test_dates_*.c.
 */
#include "tests/harvester/meaning/date_cases.h"
#include "harvester/meaning/dates_internal.h"

#include <stdlib.h>

/* --- faults of existing aggregators --- */

static void year_month_day_is_never_year_day_month(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Date limite : 2021-03-04", "2021-03-04 deadline"},
        {"Date limite : 2021-12-01", "2021-12-01 deadline"},
        {"Date limite : 2021/02/03", "2021-02-03 deadline"},
        {"2021-13-01", ""},
        {"2021-02-30", ""},
    };
    CHECK_DATES(cases);
}

static void accents_that_stand_on_nothing_are_no_words(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"15-17 \xCC\xAD\xCC\xAD v", ""},
        {"le \xCC\x81 15 \xCC\x81 mars 2026", "2026-03-15 -"},
        {"\xCC\xAD", ""},
    };
    CHECK_DATES(cases);
}

static void prose_deadlines_are_read(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Les dossiers sont attendus jusqu'au 15 avril 2022 inclus.", "2022-04-15 deadline"},
        {"Réponse avant le 1er juin 2022", "2022-06-01 deadline"},
        {"Dépôt des dossiers au plus tard le 1er octobre à minuit", "2021-10-01T23:59 deadline"},
    };
    CHECK_DATES(cases);
}

static void the_hour_of_a_deadline_is_kept(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Clôture : 2023-02-27T15:00:00+01:00", "2023-02-27T15:00 deadline"},
        {"Date limite de candidature : 27/02/2023 à 15h", "2023-02-27T15:00 deadline"},
    };
    CHECK_DATES(cases);
}

static void midnight_elsewhere_is_the_local_day(void **state)
{
    (void)state;
    char out[32];
    struct civil c = civil_local_day(1678406400 - 3600, "Europe/Paris"); /* 2023-03-09T23:00Z */
    assert_string_equal(civil_format(&c, out), "2023-03-10");
    c = civil_local_day(1686348000, "Europe/Paris"); /* 2023-06-09T22:00Z */
    assert_string_equal(civil_format(&c, out), "2023-06-10");
    c = civil_local_day(1686348060, "Europe/Paris");
    assert_string_equal(civil_format(&c, out), "2023-06-10T00:01");
    c = civil_local_day(1686348000, "UTC");
    assert_string_equal(civil_format(&c, out), "2023-06-09T22:00");
    assert_int_equal(civil_local_day(INSTANT_NONE, "UTC").precision, PRECISION_NONE);
}

static void every_cut_off_is_found(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Cut-off dates: 15 January 2021, 15 April 2021, 15 July 2021 and 15 October 2021 at 17:00 (Brussels "
         "time)",
         "2021-01-15 deadline; 2021-04-15 deadline; 2021-07-15 deadline; 2021-10-15T17:00 deadline"},
    };
    CHECK_DATES(cases);
}

/* --- tables --- */

static void cues_are_in_order(void **state)
{
    (void)state;
    const struct date_cues *tables[] = {&date_cues_fr, &date_cues_en};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < tables[k]->n; i++) {
            const char *words = tables[k]->v[i].words;
            assert_in_range(words[0], 'a', 'z');
            assert_true(i == 0 || strcmp(tables[k]->v[i - 1].words, words) < 0);
        }
}

/* The cues of a text are the same wherever looking for them begins: "l'appel" is a part of a cue that began
   out of reach of the date, and no cue of its own. */
static void a_cue_is_not_cut_where_its_date_looks_for_it(void **state)
{
    (void)state;
#define NINE " et des mots qui ne sont que des mots"
    static const struct date_case cases[] = {
        {"L'appel" NINE NINE NINE NINE " exposition jusqu'au 15 mars 2021", "2021-03-15 deadline"},
        {"Lancement de l'appel" NINE NINE NINE NINE " exposition jusqu'au 15 mars 2021", "2021-03-15 event"},
        {"Clôture le 3 mars 2021 ; lancement de l'appel" NINE NINE NINE NINE
         " exposition jusqu'au 15 mars 2021",
         "2021-03-03 deadline; 2021-03-15 event"},
    };
#undef NINE
    CHECK_DATES(cases);
}

/* Which of its words the grammar knows: "x". */
static void check_words(const char *text, const char *expected)
{
    struct arena a;
    struct tokens t;
    arena_init(&a, 0);
    tokens_read(&a, text, strlen(text), &t);
    assert_int_equal(t.n, strlen(expected));
    for (size_t i = 0; i < t.n; i++) {
        const struct date_word *word = date_word_find(&t.v[i]);
        assert_int_equal(word != NULL, expected[i] == 'x');
        if (word)
            assert_string_equal(word->word, t.v[i].fold);
    }
    arena_free(&a);
}

static void every_word_is_found(void **state)
{
    (void)state;
    static const char *const words[] = {
#define X(word, is, number, other) #word,
#include "harvester/meaning/dates_words.h"
#undef X
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        check_words(words[i], "x");
        assert_true(i == 0 || strcmp(words[i - 1], words[i]) < 0);
    }
    check_words("Jour jours, Mercredis année août", "xx.xxx");
    check_words("janvie janviers communes moiss jourx 15", "......");
}

/* --- tokens --- */

static void tokens_have_their_place(void **state)
{
    (void)state;
    const char *text = "Jusqu’au 1ᵉʳ  févr.\u00A0: 14h30.\nÉté";
    struct arena a;
    struct tokens t;
    arena_init(&a, 0);
    tokens_read(&a, text, strlen(text), &t);
    static const char *const folds[] = {"jusqu", "au", "1", "er", "fevr", ".",
                                        ":",     "14", "h", "30", ".",    "ete"};
    assert_int_equal(t.n, sizeof folds / sizeof *folds);
    for (size_t i = 0; i < t.n; i++)
        assert_string_equal(t.v[i].fold, folds[i]);
    assert_true(t.v[0].capital && t.v[0].elided && t.v[0].line);
    assert_memory_equal(text + t.v[4].position, "févr", (size_t)t.v[4].length);
    assert_false(t.v[6].sentence); /* a full stop that shortens */
    assert_true(t.v[6].space);
    assert_true(t.v[11].line && t.v[11].capital);
    assert_int_equal(t.v[7].value, 14);
    arena_free(&a);
}

static void no_token_is_empty(void **state)
{
    (void)state;
    const char *text = "12 \xCC\x81 mars e\xCC\x81t\xCC\xA7 \xC2\xB4 \xE2\x80\x8B 2021";
    struct arena a;
    struct tokens t;
    struct found_dates found;
    struct date_context context = {.timezone = "Europe/Paris"};
    arena_init(&a, 0);
    tokens_read(&a, text, strlen(text), &t);
    for (size_t i = 0; i < t.n; i++)
        assert_true(*t.v[i].fold);
    assert_string_equal(t.v[2].fold, "et");
    dates_find(&a, text, strlen(text), &context, &found);
    arena_free(&a);
}

/* --- cost and rubbish --- */

static size_t memory_for(const char *piece, size_t n)
{
    struct arena a;
    struct found_dates found;
    struct date_context context = {.timezone = "Europe/Paris"};
    char *text = malloc(n + 1);
    for (size_t i = 0; i < n; i++)
        text[i] = piece[i % strlen(piece)];
    text[n] = '\0';
    civil_parse("2021-01-06", &context.ref);
    arena_init(&a, 0);
    dates_find(&a, text, n, &context, &found);
    size_t used = a.used;
    arena_free(&a);
    free(text);
    return used;
}

static void attacks_cost_what_their_length_costs(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "1",      "1/",        "12/",   "du 1 au 2 ", "le le le ", "12:30 ",    "mille ", "1er mars ",
        "à 12h ", "mars ",     "01.",   "et 3, ",     "( ",        "jusqu'au ", "lundi ", "2021-",
        "2021 ",  "fin de l'", "du 8 ", "heure de ",  "\n\n",      "03/04 "};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        size_t one = memory_for(pieces[i], 300000), two = memory_for(pieces[i], 600000);
        assert_true(two <= 4 * one + 4096);
    }
}

static void rubbish_is_survived(void **state)
{
    (void)state;
    static const char *const bits[] = {"12",
                                       "/",
                                       "mars",
                                       " ",
                                       "2021",
                                       "h",
                                       "30",
                                       "du ",
                                       "au ",
                                       "à ",
                                       "et ",
                                       ",",
                                       "\n",
                                       "1er",
                                       "minuit",
                                       "fin ",
                                       "le ",
                                       ":",
                                       ".",
                                       "-",
                                       "(heure de Paris)",
                                       "T",
                                       "+02:00",
                                       "Z",
                                       "semaine ",
                                       "été ",
                                       "prochain",
                                       "dans ",
                                       "deux ",
                                       "mille ",
                                       "UTC",
                                       "S",
                                       "Q1 ",
                                       "9",
                                       "\u00A0",
                                       "’",
                                       "ᵉʳ",
                                       "lundi ",
                                       "reporté ",
                                       "\xCC\x81",
                                       "’",
                                       "é",
                                       "🎉",
                                       "99999999999999999999",
                                       "de ",
                                       "trimestre ",
                                       "en ",
                                       "31 ",
                                       "février "};
    unsigned seed = 12345;
    for (int round = 0; round < 4000; round++) {
        char text[400] = "";
        struct arena a;
        struct found_dates found;
        struct date_context context = {.timezone = round % 2 ? "Europe/Paris" : "America/Martinique"};
        if (round % 7)
            civil_parse("2021-01-06T10:00", &context.ref);
        for (int k = 0; k < 16; k++) {
            seed = seed * 1103515245 + 12345;
            strcat(text, bits[(seed >> 16) % (sizeof bits / sizeof *bits)]);
        }
        size_t n = strlen(text);
        arena_init(&a, 0);
        dates_find(&a, text, n, &context, &found);
        for (size_t i = 0; i < found.n; i++) {
            assert_true(civil_valid(&found.v[i].from));
            assert_true(!found.v[i].to.precision || civil_valid(&found.v[i].to));
            assert_true(found.v[i].position >= 0 && found.v[i].length > 0);
            assert_true((size_t)(found.v[i].position + found.v[i].length) <= n);
        }
        arena_free(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(year_month_day_is_never_year_day_month),
        cmocka_unit_test(prose_deadlines_are_read),
        cmocka_unit_test(accents_that_stand_on_nothing_are_no_words),
        cmocka_unit_test(the_hour_of_a_deadline_is_kept),
        cmocka_unit_test(midnight_elsewhere_is_the_local_day),
        cmocka_unit_test(every_cut_off_is_found),
        cmocka_unit_test(cues_are_in_order),
        cmocka_unit_test(every_word_is_found),
        cmocka_unit_test(a_cue_is_not_cut_where_its_date_looks_for_it),
        cmocka_unit_test(tokens_have_their_place),
        cmocka_unit_test(no_token_is_empty),
        cmocka_unit_test(attacks_cost_what_their_length_costs),
        cmocka_unit_test(rubbish_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
