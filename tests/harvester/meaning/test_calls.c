/* Calls: which dates are moments of submission, which is the last, and what is better left unsaid. */
#include "tests/harvester/meaning/fact_cases.h"

struct call_case {
    const char *title, *text, *opens, *deadline, *deadlines; /* "": none; deadlines NULL: not looked at */
};

static const char *joined(const struct item *item)
{
    const char *all = "";
    for (size_t i = 0; i < item->deadlines.n; i++)
        all = arena_printf(&facts_arena, "%s%s%s", all, i ? " " : "", told(&item->deadlines.v[i]));
    return all;
}

static void check(const struct call_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct call_case *c = &cases[i];
        struct item item = understood("2024-01-10", KIND_CALL, c->title, c->text);
        if (strcmp(told(&item.deadline), c->deadline) != 0 ||
            (c->opens && strcmp(told(&item.opens), c->opens) != 0) ||
            (c->deadlines && strcmp(joined(&item), c->deadlines) != 0))
            fail_msg("%s | %s: opens %s, deadline %s, deadlines %s", c->title, c->text, told(&item.opens),
                     told(&item.deadline), joined(&item));
    }
}
#define CHECK(cases) check(cases, sizeof cases / sizeof *cases)

static void one_deadline(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Appel à projets Eau", "Date limite de dépôt : 15 mars 2024 à 17h.", "", "2024-03-15T17:00",
         "2024-03-15T17:00"},
        {"Appel à projets Eau", "Date limite de dépôt :\n15 mars 2024", "", "2024-03-15", NULL},
        {"Appel à projets Eau", "Les candidats ont jusqu'au 15 mars à minuit.", "", "2024-03-15T23:59", NULL},
        {"Call for proposals", "<b>Deadline</b>: Thu, 26 Sep 2024 17:00:00 (Brussels local time)", "",
         "2024-09-26T17:00", NULL},
        /* midnights of machines */
        {"Call for proposals", "Deadline date: 2024-03-05 00:00:00 UTC", "", "2024-03-05", NULL},
        {"Appel à projets", "Date de clôture : 2024-07-07T22:00:00.000Z", "", "2024-07-08", NULL},
        /* the hour stands in another mention of the day */
        {"Appel à projets Eau", "Clôture le 15 mars 2024. Dépôt en ligne au plus tard le 15/03/2024 à 16h30.",
         "", "2024-03-15T16:30", "2024-03-15T16:30"},
    };
    CHECK(cases);
}

static void what_ends_beside_a_deadline_is_none(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Bourses d'étude",
         "Dossier à déposer avant le 15 mars 2024. Les lettres de recommandation doivent arriver avant le 20 "
         "mars 2024.",
         "", "2024-03-15", NULL},
        {"Grants for students", "Apply by 15 March 2024. References must reach us by 20 March 2024.", "",
         "2024-03-15", NULL},
        {"Concours de dessin",
         "Dessins à envoyer avant le 15 mars 2024. Les dessins seront exposés à la mairie du 2 au 30 mai "
         "2024.",
         "", "2024-03-15", NULL},
        {"Mécénat culturel",
         "Réception des dossiers du 1er au 28 février 2024 ; réponse au plus tard le 30 avril 2024.",
         "2024-02-01", "2024-02-28", "2024-02-28"},
        {"Consultation des artisans", "Réponse au plus tard le 30 avril 2024.", "", "2024-04-30", NULL},
        {"Vouchers for towns",
         "Intake 1 closes on 1 March 2024. Intake 2 will run from 2 April to 30 May 2024.", NULL,
         "2024-05-30", "2024-03-01 2024-05-30"},
        {"Aide aux artisans", "Dépôt des dossiers du 1er mars 2024 jusqu'à épuisement des crédits.",
         "2024-03-01", "", NULL},
        {"Appel à projets Vélo",
         "La date limite de dépôt, d'abord annoncée au 4 mars, est décalée au 25 mars 2024 à 12h.", "",
         "2024-03-25T12:00", "2024-03-25T12:00"},
    };
    CHECK(cases);
}

/* The sentence may speak of a jury too: right before the day it says what is handed in. */
static void what_is_handed_in_by_a_day_makes_it_a_deadline(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Fonds pour l'innovation",
         "Calendrier : dépôt du 12 février au 15 mars 2024, comité le 4 avril 2024.", "2024-02-12",
         "2024-03-15", "2024-03-15"},
        {"Écoles au frais",
         "| étape | date |\n| dépôt du dossier | 15/03/2024 à 16:00 |\n| conseil | 8/04/2024 |", "",
         "2024-03-15T16:00", "2024-03-15T16:00"},
        {"Aide aux musées",
         "Les demandes pour la commission de printemps doivent parvenir au service le 15 mars 2024.", "",
         "2024-03-15", "2024-03-15"},
        {"Petits projets", "Les fiches projet sont reçues du 12 février 2024, 10h au 15 mars 2024, 12h.",
         "2024-02-12T10:00", "2024-03-15T12:00", NULL},
        {"Bourses de recherche", "Dossier complet pour le 15 mars 2024. Remise des bourses le 21 juin 2024.",
         "", "2024-03-15", "2024-03-15"},
        {"Fonds social",
         "Dépôt avant le 15 mars 2024. La première session (dépôt jusqu'au 31 mars 2023) a soutenu neuf "
         "projets.",
         "", "2024-03-15", "2024-03-15"},
    };
    CHECK(cases);
}

static void several_cut_offs_and_stages(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Guichet Transition",
         "Dates de relève :\n- 2 avril 2024 à 12h\n- 3 septembre 2024 à 12h\n- 14 janvier 2025 à 12h", NULL,
         "2025-01-14T12:00", "2024-04-02T12:00 2024-09-03T12:00 2025-01-14T12:00"},
        {"Appel en deux étapes",
         "Étape 1 : dépôt des préprojets avant le 1er mars 2024. Étape 2 : dépôt des projets complets avant "
         "le 2 septembre 2024.",
         NULL, "2024-09-02", "2024-03-01 2024-09-02"},
        {"Call: first and second cut-off", "Cut-off dates: 14 February 2024 and 12 September 2024.", NULL,
         "2024-09-12", "2024-02-14 2024-09-12"},
    };
    CHECK(cases);
}

static void a_window_opens_and_closes(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Appel à projets Eau", "Le dépôt des dossiers est ouvert du 15 janvier au 29 mars 2024.",
         "2024-01-15", "2024-03-29", NULL},
        {"Appel à projets Eau", "Ouverture de l'appel : 15 janvier 2024. Clôture de l'appel : 29 mars 2024.",
         "2024-01-15", "2024-03-29", NULL},
        /* what opens is not the call */
        {"Appel à projets Eau",
         "Les travaux peuvent démarrer à partir du 1er septembre 2024. Dépôt avant le 29 mars 2024.", "",
         "2024-03-29", NULL},
    };
    CHECK(cases);
}

static void a_prolonged_call_has_its_new_deadline(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Appel à projets Eau",
         "La date limite, initialement fixée au 15 février 2024, est reportée au 15 mars 2024.", NULL,
         "2024-03-15", "2024-03-15"},
        {"Appel à projets Eau prolongé", "L'appel est prolongé jusqu'au 30 avril 2024 à midi.", NULL,
         "2024-04-30T12:00", "2024-04-30T12:00"},
    };
    CHECK(cases);
}

static void what_ends_otherwise_is_no_deadline(void **state)
{
    (void)state;
    static const struct call_case cases[] = {
        {"Appel à projets Eau", "Les travaux devront être achevés au plus tard le 31 décembre 2026.", NULL,
         "", ""},
        {"Appel à projets Eau", "La convention est à signer avant le 30 juin 2024.", NULL, "", ""},
        {"Appel à projets Eau",
         "Dépôt des dossiers avant le 1er mars 2024. Les projets se terminent au plus tard le 31 décembre "
         "2026.",
         NULL, "2024-03-01", "2024-03-01"},
        {"Appel à projets Eau", "Les résultats seront annoncés au plus tard le 30 juin 2024.", NULL, "", ""},
        {"Appel à projets Eau",
         "Inscription au webinaire de présentation avant le 20 janvier 2024. Dépôt avant le 1er mars 2024.",
         NULL, "2024-03-01", "2024-03-01"},
        {"Appel à projets Eau", "Projets sélectionnés en juin.", NULL, "", ""},
    };
    CHECK(cases);
}

static void only_calls_have_deadlines(void **state)
{
    (void)state;
    struct item item = understood("2024-01-10", KIND_NEWS, "Retour sur l'appel à projets Eau",
                                  "Il était ouvert jusqu'au 15 mars 2024.");
    assert_string_equal(told(&item.deadline), "");
}

static void what_comes_after_the_choice_is_no_deadline(void **state)
{
    (void)state;
    struct item item = understood("2024-05-06", KIND_CALL, "Un AMI pour les sols",
                                  "Dépôt des manifestations d'intérêt jusqu'au 14/06/2024 18:00. "
                                  "Contractualisation au plus tard le 15/05/2025.");
    assert_string_equal(told(&item.deadline), "2024-06-14T18:00");
    item = understood("2024-09-23", KIND_CALL, "Appel à témoignages",
                      "La mission a clos sa consultation le 15 septembre.");
    assert_string_equal(told(&item.deadline), "");
}

/* A wrong deadline is worse than none: what is told of something else than a call is none. */
static void what_is_no_call_has_no_deadline(void **state)
{
    (void)state;
    struct item item =
        understood("2024-01-10", KIND_NONE, "Webinaire : réussir son dossier",
                   "Mardi 6 février 2024 de 14h à 15h. Inscription en ligne. Les dossiers sont à "
                   "déposer avant le 15 mars 2024.");
    assert_int_equal(item.kind, KIND_EVENT);
    assert_string_equal(told(&item.deadline), "");
    item =
        understood("2024-01-10", KIND_NONE, "Vélo : ce qu'a annoncé le ministre",
                   "Il a présenté mardi le nouveau volet et a salué les résultats. Les dossiers seront à "
                   "déposer avant le 15 mars 2024.");
    assert_int_equal(item.kind, KIND_NEWS);
    assert_string_equal(told(&item.deadline), "");
}

static void permanent_without_an_end(void **state)
{
    (void)state;
    struct item item =
        understood("2024-01-10", KIND_CALL, "Aide aux communes", "Les dossiers sont reçus toute l'année.");
    assert_true(item.permanent);
    assert_string_equal(item_evidence(&item, "permanent")->words, "toute l'année");
    item = understood("2024-01-10", KIND_CALL, "Aide au vélo", "Dépôt jusqu'à épuisement des crédits.");
    assert_true(item.permanent);
    /* continuous until a day is not for ever */
    item = understood("2024-01-10", KIND_CALL, "Aide", "Dépôt au fil de l'eau jusqu'au 30 juin 2024.");
    assert_false(item.permanent);
    assert_string_equal(told(&item.deadline), "2024-06-30");
    item = understood("2024-01-10", KIND_CALL, "Aide",
                      "Après vote de la commission permanente, dans la limite de 60 % du montant.");
    assert_false(item.permanent);
}

static void a_public_tender_is_a_call_with_a_tag(void **state)
{
    (void)state;
    struct item item =
        understood("2024-01-10", KIND_NONE, "Avis de marché : fourniture de capteurs",
                   "Procédure adaptée. Date limite de réception des offres : 6 mars 2024 à 12h00.");
    assert_int_equal(item.kind, KIND_CALL);
    assert_true(strings_has(&item.tags, "marche_public"));
    assert_string_equal(told(&item.deadline), "2024-03-06T12:00");
    item = understood("2024-01-10", KIND_NONE, "Appel à projets Eau", "Date limite de dépôt : 6 mars 2024.");
    assert_false(strings_has(&item.tags, "marche_public"));
}

/* Read again next year, "avant le 15 mars" would be another day. */
static void a_year_that_only_the_day_of_reading_tells_is_doubtful(void **state)
{
    (void)state;
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris", .kind = KIND_CALL, .undated = true};
    assert_true(civil_parse("2024-01-10", &context.ref));
    item_init(&item);
    item.title = "Appel à projets Eau";
    item.content_text = "Date limite de dépôt : 15 mars.";
    understand(&facts_arena, &item, &context);
    assert_string_equal(told(&item.deadline), "2024-03-15");
    assert_true(item_doubtful(&item, "deadline"));
    item_init(&item);
    item.content_text = "Date limite de dépôt : 15 mars 2024.";
    understand(&facts_arena, &item, &context);
    assert_false(item_doubtful(&item, "deadline"));
}

static void a_deadline_shows_its_words(void **state)
{
    (void)state;
    struct item item = understood("2024-01-10", KIND_CALL, "Appel à projets Eau",
                                  "Bonjour. Date limite de dépôt : 15 mars 2024 à 17h. Merci.");
    const struct evidence *e = item_evidence(&item, "deadline");
    assert_string_equal(e->words, "Date limite de dépôt : 15 mars 2024 à 17h");
    assert_true(e->confidence >= CONFIDENCE_SURE);
    assert_int_equal(e->position, strlen("Appel à projets Eau\n\nBonjour. "));
    assert_false(item_doubtful(&item, "deadline"));
}

static struct item structured(const char *deadline, const char *zone, const char *text)
{
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris"};
    item_init(&item);
    item.title = "Appel à projets Eau";
    item.content_text = text;
    assert_true(civil_parse(deadline, &item.deadline));
    item.deadline.zone = zone;
    assert_true(civil_parse("2024-01-10", &context.ref));
    understand(&facts_arena, &item, &context);
    return item;
}

static void structured_data_wins(void **state)
{
    (void)state;
    struct item item = structured("2024-03-15T12:00", NULL, "Dépôt avant le 2 avril 2024.");
    assert_string_equal(told(&item.deadline), "2024-03-15T12:00");
    assert_null(item_evidence(&item, "deadline"));
    assert_int_equal(item.deadlines.n, 0);
    /* but the text may add the hour of that day */
    item = structured("2024-03-15", NULL, "Date limite de dépôt : vendredi 15 mars 2024 à 16h.");
    assert_string_equal(told(&item.deadline), "2024-03-15T16:00");
}

/* Midnight in Paris is 22:00Z in summer and 23:00Z in winter: it is the next day that was meant. */
static void utc_midnights_are_the_day_that_was_meant(void **state)
{
    (void)state;
    struct item item = structured("2024-07-07T22:00", "UTC", NULL);
    assert_string_equal(told(&item.deadline), "2024-07-08");
    item = structured("2024-01-31T23:00", "UTC", NULL);
    assert_string_equal(told(&item.deadline), "2024-02-01");
    item = structured("2024-03-20T00:00", "UTC", NULL);
    assert_string_equal(told(&item.deadline), "2024-03-20");
    item = structured("2024-01-15T00:00", "+01:00", NULL);
    assert_string_equal(told(&item.deadline), "2024-01-15");
    /* real hours stay */
    item = structured("2023-02-27T15:00", "+01:00", NULL);
    assert_string_equal(told(&item.deadline), "2023-02-27T15:00");
    item = structured("2024-12-31T23:59", NULL, NULL);
    assert_string_equal(told(&item.deadline), "2024-12-31T23:59");
    item = structured("2024-07-07T23:00", "UTC", NULL);
    assert_string_equal(told(&item.deadline), "2024-07-07T23:00");
}

/* iCalendar has DATE beside DATE-TIME: what is due at midnight is due then, not a day later. */
static void a_midnight_stays_where_days_have_a_form_of_their_own(void **state)
{
    (void)state;
    struct meaning_context context = {.timezone = "Europe/Paris", .exact_times = true};
    for (int exact = 1; exact >= 0; exact--) {
        struct item item = {.title = "Appel", .kind = KIND_CALL};
        civil_parse("2024-04-01T00:00", &item.deadline);
        context.exact_times = exact;
        understand(&facts_arena, &item, &context);
        assert_string_equal(told(&item.deadline), exact ? "2024-04-01T00:00" : "2024-04-01");
    }
}

/* So do machines write whole days, with the last minute of the last one. */
static void an_event_from_midnight_to_the_last_minute_has_whole_days(void **state)
{
    (void)state;
    static const struct {
        const char *starts, *ends, *want;
    } cases[] = {{"2024-04-01T00:00", "2024-04-01T23:59", "2024-04-01"},
                 {"2024-04-01T00:00", "2024-04-03T23:59", "2024-04-03"},
                 {"2024-04-01T00:00", "2024-04-03T00:00", "2024-04-02"},
                 {"2024-04-01T20:00", "2024-04-01T23:59", "2024-04-01T23:59"}};
    struct meaning_context context = {.timezone = "Europe/Paris"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct item item = {.title = "Foire", .kind = KIND_EVENT};
        civil_parse(cases[i].starts, &item.starts);
        civil_parse(cases[i].ends, &item.ends);
        understand(&facts_arena, &item, &context);
        assert_string_equal(told(&item.ends), cases[i].want);
        assert_int_equal(item.all_day, strlen(cases[i].want) == 10);
    }
}

/* One sentence that never ends, a date at every word. */
static void a_long_text_is_read_in_time(void **state)
{
    (void)state;
    enum { TIMES = 20000 };
    static const char piece[] = "avant le 3/4/24 dépôt ";
    char *text = arena_alloc(&facts_arena, TIMES * sizeof piece);
    for (size_t i = 0; i < TIMES; i++)
        memcpy(text + i * (sizeof piece - 1), piece, sizeof piece - 1);
    struct item item = understood("2024-01-10", KIND_NONE, "Appel à projets", text);
    assert_int_equal(item.kind, KIND_CALL);
    item = understood("2024-01-10", KIND_EVENT, "Colloque", text);
    assert_int_equal(item.kind, KIND_EVENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_deadline),
        cmocka_unit_test(what_ends_beside_a_deadline_is_none),
        cmocka_unit_test(what_is_handed_in_by_a_day_makes_it_a_deadline),
        cmocka_unit_test(what_is_no_call_has_no_deadline),
        cmocka_unit_test(what_comes_after_the_choice_is_no_deadline),
        cmocka_unit_test(several_cut_offs_and_stages),
        cmocka_unit_test(a_window_opens_and_closes),
        cmocka_unit_test(a_prolonged_call_has_its_new_deadline),
        cmocka_unit_test(what_ends_otherwise_is_no_deadline),
        cmocka_unit_test(only_calls_have_deadlines),
        cmocka_unit_test(permanent_without_an_end),
        cmocka_unit_test(a_public_tender_is_a_call_with_a_tag),
        cmocka_unit_test(a_year_that_only_the_day_of_reading_tells_is_doubtful),
        cmocka_unit_test(a_deadline_shows_its_words),
        cmocka_unit_test(structured_data_wins),
        cmocka_unit_test(utc_midnights_are_the_day_that_was_meant),
        cmocka_unit_test(a_midnight_stays_where_days_have_a_form_of_their_own),
        cmocka_unit_test(an_event_from_midnight_to_the_last_minute_has_whole_days),
        cmocka_unit_test(a_long_text_is_read_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
