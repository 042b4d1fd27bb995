/* Events: their dates among others, sessions, place, online, called off, registration. */
#include "tests/harvester/meaning/fact_cases.h"

struct event_case {
    const char *title, *text, *starts, *ends, *place; /* "": none; NULL: not looked at */
};

static void check(const struct event_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct event_case *c = &cases[i];
        struct item item = understood("2024-01-10", KIND_EVENT, c->title, c->text);
        const char *place = item.place ? item.place : "";
        if ((c->starts && strcmp(told(&item.starts), c->starts) != 0) ||
            (c->ends && strcmp(told(&item.ends), c->ends) != 0) || (c->place && strcmp(place, c->place) != 0))
            fail_msg("%s | %s: %s to %s at %s", c->title, c->text, told(&item.starts), told(&item.ends),
                     place);
    }
}
#define CHECK(cases) check(cases, sizeof cases / sizeof *cases)

static void the_dates_of_the_event_itself(void **state)
{
    (void)state;
    static const struct event_case cases[] = {
        {"Journée Eau", "Elle se tiendra le 14 mars 2024 de 9h30 à 17h à Nantes.", "2024-03-14T09:30",
         "2024-03-14T17:00", "Nantes"},
        {"Salon de l'eau",
         "Du 12 au 14 mars 2024 à Rennes. La précédente édition s'était tenue les 3 et 4 mars 2022.",
         "2024-03-12", "2024-03-14", "Rennes"},
        {"Forum", "Le forum aura lieu le 14 mars 2024. Une visite est proposée la veille, le 13 mars.",
         "2024-03-14", "", NULL},
        {"Forum Eau ce week-end", "Samedi 13 janvier, de 10h à 16h.", "2024-01-13T10:00", "2024-01-13T16:00",
         NULL},
        {"Workshop", "10 January 2024. The workshop on 7 March 2024 gathers cities.", "2024-03-07", "", NULL},
        {"Webinaire : financer les écoles",
         "Une heure pour passer en revue les aides, le mardi 12 mars 2024 de 11 h à 12 h.",
         "2024-03-12T11:00", "2024-03-12T12:00", ""},
        /* hours told apart from the day */
        {"Bourse aux livres",
         "Prévue le samedi 16 mars, la bourse aux livres aura finalement lieu le samedi 6 avril 2024 de 10h "
         "à 17h.",
         "2024-04-06T10:00", "2024-04-06T17:00", NULL},
        {"Portes ouvertes de la caserne",
         "La caserne ouvre ses portes samedi 16 mars 2024. Visites à 10h, 11h30 et 15h.", "2024-03-16", "",
         NULL},
        {"Journée Eau",
         "La journée du 14 mars 2024 réunit les élus. Deux ateliers au choix, tous deux de 10h à 12h30.",
         "2024-03-14T10:00", "2024-03-14T12:30", NULL},
        {"Journée Eau", "Elle se tiendra le 14 mars 2024. Horaires : 9h - 16h30.", "2024-03-14T09:00",
         "2024-03-14T16:30", NULL},
        {"Conference on water", "Date: 14 March 2024. Time: 2:00 pm – 5.30 pm. Venue: Brussels.",
         "2024-03-14T14:00", "2024-03-14T17:30", NULL},
        /* a body that meets is an event here */
        {"Comité de l'eau",
         "La commission se réunira le 14 mars 2024 à 9h30. Compte rendu de la séance du 28 septembre joint.",
         "2024-03-14T09:30", "", NULL},
        {"Convention nationale",
         "La convention investira le Zénith les 8, 9 et 10 octobre. Ouverture des inscriptions le 15 mai.",
         "2024-10-08", "2024-10-10", NULL},
    };
    CHECK(cases);
}

static void sessions(void **state)
{
    (void)state;
    struct item item = understood("2024-01-10", KIND_EVENT, "Academy",
                                  "Three online sessions: 6 March, 13 March and 20 March 2024.");
    assert_int_equal(item.sessions.n, 3);
    assert_string_equal(told(&item.starts), "2024-03-06");
    assert_string_equal(told(&item.ends), "2024-03-20");
    /* days that run on are one */
    item = understood("2024-01-10", KIND_EVENT, "Rencontres", "Les 6 et 7 mars 2024 à Lille.");
    assert_int_equal(item.sessions.n, 0);
    assert_string_equal(told(&item.starts), "2024-03-06");
    assert_string_equal(told(&item.ends), "2024-03-07");
    assert_true(item.all_day);
}

static void places(void **state)
{
    (void)state;
    static const struct event_case cases[] = {
        {"Journée Eau", "Date : 14 mars 2024\nLieu : Maison des associations, 3 rue Haute, Dijon\nGratuit",
         NULL, NULL, "Maison des associations, 3 rue Haute, Dijon"},
        {"Journée Eau", "Le 14 mars 2024 à la Cité des congrès de Nantes.", NULL, NULL,
         "Cité des congrès de Nantes"},
        {"Bourse aux plantes", "samedi 16 mars 2024 | 10h - 17h | Halle des sports | Fougères", NULL, NULL,
         "Halle des sports"},
        {"Congrès", "Du 12 au 14 mars 2024 à La Rochelle.", NULL, NULL, "La Rochelle"},
        {"Rencontres nationales", "12 et 13 mars 2024, Clermont-Ferrand. Deux jours d'ateliers.", NULL, NULL,
         "Clermont-Ferrand"},
        {"Study visit", "The visit takes place on 14 March 2024 in Ghent, Belgium.", NULL, NULL,
         "Ghent, Belgium"},
        {"Journée technique",
         "Elle se déroulera le mardi 19 mars 2024 à Angers, de 9 h 30 à 16 h 45 (heure de Paris).", NULL,
         NULL, "Angers"},
        {"Rencontres de la ville", "Nantes accueillera les rencontres les 3 et 4 avril 2024.", NULL, NULL,
         "Nantes"},
        {"Webinar", "On 14 March 2024 at 14:00 Brussels time.", NULL, NULL, ""},
        {"Webinar", "Held online on 14 March 2024.", NULL, NULL, ""},
        {"Webinaire", "Mardi 12 mars 2024 à 14h. Four speakers from Europe.", NULL, NULL, ""},
        {"Atelier", "Le 14 mars 2024. A Paris window of time.", NULL, NULL, ""},
    };
    CHECK(cases);
}

static void online(void **state)
{
    (void)state;
    assert_int_equal(understood("2024-01-10", KIND_EVENT, "Webinaire Eau", "Le 14 mars 2024.").online, YES);
    assert_int_equal(
        understood("2024-01-10", KIND_EVENT, "Colloque", "Le 14 mars 2024 à Lyon, en format hybride.").online,
        YES);
    assert_int_equal(
        understood("2024-01-10", KIND_EVENT, "Colloque", "Le 14 mars 2024 à Lyon. Inscription en ligne.")
            .online,
        NO);
    assert_int_equal(understood("2024-01-10", KIND_EVENT, "Colloque", "Le 14 mars 2024.").online, UNKNOWN);
}

static void called_off_or_moved(void **state)
{
    (void)state;
    struct item item = understood("2024-01-10", KIND_EVENT, "Le salon de l'eau est annulé",
                                  "Il devait se tenir les 6 et 7 mars 2024.");
    assert_true(item.cancelled);
    assert_non_null(item_evidence(&item, "cancelled"));
    item = understood("2024-01-10", KIND_EVENT, "Chantier participatif",
                      "Dimanche 18 février 2024 de 9h à 12h30. Annulé en cas de gel.");
    assert_false(item.cancelled);
    item = understood("2024-01-10", KIND_EVENT, "Salon de l'eau",
                      "Initialement prévu le 6 mars 2024, il est reporté au 12 juin 2024.");
    assert_false(item.cancelled);
    assert_string_equal(told(&item.starts), "2024-06-12");
    item = understood("2024-01-10", KIND_EVENT, "Salon de l'eau",
                      "Prévu le 6 mars 2024, il est reporté à une date ultérieure.");
    assert_true(item.cancelled);
    item = understood("2024-01-10", KIND_EVENT, "Salon de l'eau",
                      "Le 6 mars 2024. Annulation possible jusqu'au 1er mars.");
    assert_false(item.cancelled);
}

static void registration(void **state)
{
    (void)state;
    struct item item = understood("2024-01-10", KIND_EVENT, "Journée Eau",
                                  "Le 14 mars 2024 à Lyon. Inscription avant le 8 mars 2024.");
    assert_string_equal(told(&item.registration_deadline), "2024-03-08");
    item = understood("2024-01-10", KIND_EVENT, "Project lab",
                      "On 14 March 2024. Please register before 1 March; you are notified by 5 March 2024.");
    assert_string_equal(told(&item.registration_deadline), "2024-03-01");
    item = understood("2024-01-10", KIND_EVENT, "Semaine de l'eau",
                      "Du 18 au 24 mars 2024. Inscrivez votre événement jusqu'au 1er mars 2024.");
    assert_string_equal(told(&item.registration_deadline), "");
}

static void midnights_of_machines_are_whole_days(void **state)
{
    (void)state;
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris"};
    item_init(&item);
    assert_true(civil_parse("2024-03-13T23:00", &item.starts));
    assert_true(civil_parse("2024-03-15T23:00", &item.ends));
    item.starts.zone = item.ends.zone = "UTC";
    understand(&facts_arena, &item, &context);
    assert_string_equal(told(&item.starts), "2024-03-14");
    assert_string_equal(told(&item.ends), "2024-03-15");
    assert_true(item.all_day);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_dates_of_the_event_itself),
        cmocka_unit_test(sessions),
        cmocka_unit_test(places),
        cmocka_unit_test(online),
        cmocka_unit_test(called_off_or_moved),
        cmocka_unit_test(registration),
        cmocka_unit_test(midnights_of_machines_are_whole_days),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
