/* harvester/meaning/about.h: topics, who may apply, where, whose. */
#include "about.h"

#include "harvester/meaning/about.h"

static const char *joined(const struct labels *labels)
{
    const char *all = "";
    for (size_t i = 0; i < labels->n; i++)
        all = arena_printf(&a, "%s%s%s", all, i ? " " : "", labels->v[i].id);
    return all;
}

static void check(const char *what, const char *expected, const char *got, const char *title,
                  const char *text)
{
    if (strcmp(expected, got ? got : "-") != 0)
        fail_msg("%s | %s: %s is %s, not %s", title, text, what, got ? got : "-", expected);
}

/* --- topics --- */

static void topics_come_from_words_at_their_boundaries(void **state)
{
    (void)state;
    static const struct {
        const char *title, *text, *topics;
    } cases[] = {
        {"Aide à la création de pistes cyclables", "", "mobilite"},
        {"Familles : un nouveau lieu", "", "cohesion_social"}, /* holds "ami" */
        {"Le bureau du réseau déménage", "", ""},              /* holds "eau" twice */
        {"Feuille de route du conseil", "", ""},
        {"Mise en œuvre de la maîtrise d'œuvre", "", ""},
        {"Gestion des eaux pluviales", "", "eau"},
        {"Déposez votre dossier dématérialisé", "", ""},
        {"Charging stations for electric buses in cities", "", "mobilite"},
        {"Wetland restoration and drinking water", "", "eau"},
        {"Inondations : prévenir les crues", "", "risques"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_parts parts;
        struct labels found = {0};
        text_parts_read(&a, cases[i].title, cases[i].text, &parts);
        topics_find(&a, lexicons, &parts, &found);
        if (!*cases[i].topics)
            check("topics", "", joined(&found), cases[i].title, cases[i].text);
        else if (!found.n || strcmp(found.v[0].id, cases[i].topics) != 0)
            check("topic", cases[i].topics, joined(&found), cases[i].title, cases[i].text);
    }
}

static void a_topic_far_down_is_no_main_one(void **state)
{
    (void)state;
    const char *text = "Le tramway et les bus sont gratuits. Les pistes cyclables seront prolongées. ";
    for (int i = 0; i < 200; i++)
        text = arena_printf(&a, "%sLes élus ont parlé de beaucoup de sujets. ", text);
    text = arena_printf(&a, "%s La méthanisation aussi.", text);
    struct text_parts parts;
    struct labels found = {0};
    text_parts_read(&a, "Mobilités : le point", text, &parts);
    topics_find(&a, lexicons, &parts, &found);
    check("topics", "mobilite", joined(&found), "", "");
}

static void a_sources_categories_are_mapped(void **state)
{
    (void)state;
    struct strings tags = {0};
    struct labels topics = {0}, audience = {0};
    const char *words_of_sources[] = {
        "Transports", "EAUX", "Économie circulaire", "Communes", "Associations loi 1901", "Divers"};
    for (size_t i = 0; i < 6; i++)
        strings_add(&a, &tags, words_of_sources[i]);
    topics_of_tags(&a, lexicons, &tags, &topics);
    audiences_of_tags(&a, lexicons, &tags, &audience);
    assert_string_equal(joined(&topics), "mobilite eau dechets_economie_circulaire");
    assert_string_equal(joined(&audience), "collectivites associations");
    assert_true(tag_mapped(&a, lexicons, "transport"));
    assert_true(tag_mapped(&a, lexicons, "Commune"));
    assert_true(tag_mapped(&a, lexicons, "Bretagne"));
    assert_false(tag_mapped(&a, lexicons, "Divers"));
    assert_false(tag_mapped(&a, lexicons, "Transports exceptionnels du mardi"));
}

/* --- audience --- */

static void only_those_who_may_apply_are_the_audience(void **state)
{
    (void)state;
    static const struct {
        const char *title, *text, *audience;
    } cases[] = {
        {"Un appel", "Cet appel s'adresse aux communes et aux associations.", "collectivites associations"},
        {"Un appel", "Les PME, les start-up et les laboratoires peuvent candidater jusqu'au 3 mai.",
         "entreprises recherche"},
        {"Un appel", "Bénéficiaires : communes, EPCI, syndicats mixtes.", "collectivites"},
        {"Un appel", "Sont éligibles les établissements publics et les entreprises.",
         "etablissements_publics entreprises"},
        {"Un appel", "L'aide est ouverte à toute association qui accompagne des entreprises.",
         "associations"},
        {"Un appel", "Peuvent répondre : les agriculteurs, les coopératives.", "entreprises"},
        {"Un appel", "Vous êtes une association ? Déposez un dossier.", "associations"},
        {"Un appel", "Qui peut participer ? Les étudiants.", "particuliers"},
        {"Un appel", "Collectivités : vous avez jusqu'au 30 juin.", "collectivites"},
        {"Un appel", "La Région accompagne financièrement les communes.", "collectivites"},
        {"Aide aux communes rurales", "Dossier en ligne.", "collectivites"},
        {"Résidence d'artiste 2026", "Dossier avant le 3 mai.", "particuliers"},
        {"A call", "The call is open to local authorities and NGOs.", "collectivites associations"},
        {"A call", "Municipalities can apply until May.", "collectivites"},
        {"A call", "Eligible applicants: universities, SMEs.", "recherche entreprises"},
        /* mentioned, not called */
        {"Un appel", "Le projet améliore la vie des habitants et des entreprises de la commune.", ""},
        {"Un appel", "Les entreprises ne sont pas éligibles.", ""},
        {"Un appel", "Le dispositif est mené en partenariat avec les associations.", ""},
        {"Un appel", "Il s'adresse aux communes de moins de 20 000 habitants.", "collectivites"},
        {"Un appel", "Il concerne en particulier les fermes.", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_parts parts;
        struct labels found = {0};
        text_parts_read(&a, cases[i].title, cases[i].text, &parts);
        audiences_find(&a, lexicons, &parts, &found);
        check("audience", cases[i].audience, joined(&found), cases[i].title, cases[i].text);
    }
}

/* --- territory and organizer --- */

static void territory_has_scale_and_name(void **state)
{
    (void)state;
    static const struct {
        const char *title, *text, *scale, *name;
    } cases[] = {
        {"Appel à projets en Bretagne", "", "region", "Bretagne"},
        {"Un appel", "La Région Occitanie soutient les lycées.", "region", "Occitanie"},
        {"Un appel", "Les entreprises implantées en Nouvelle-Aquitaine peuvent candidater.", "region",
         "Nouvelle-Aquitaine"},
        {"Un appel", "La Région finance les haies.", "region", "-"},
        {"Finistère : aide aux ports", "", "departement", "Finistère"},
        {"Un appel", "Le Conseil départemental du Gers ouvre un appel.", "departement", "Gers"},
        {"Un appel (31)", "La DDT de l'Ain instruit les dossiers dans l'Ain.", "departement", "Ain"},
        {"Un appel", "La ville de Montreuil lance un concours.", "commune", "Montreuil"},
        {"APPEL", "LA COMMUNE DE SAINT LUNAIRE RECHERCHE UN GERANT POUR LE CAMPING.", "commune",
         "SAINT LUNAIRE"},
        {"Un appel", "Nantes Métropole publie un appel.", "epci", "Nantes Métropole"},
        {"Un appel", "La communauté d'agglomération du Pays Basque propose une aide.", "epci",
         "Communauté d'agglomération du Pays Basque"},
        {"Un appel", "L'agence de l'eau Loire-Bretagne ouvre un appel.", "region", "bassin Loire-Bretagne"},
        {"Un appel de l'ADEME", "Partout en France.", "national", "France"},
        {"URBACT call", "Cities across Europe may apply.", "europe", "Europe"},
        {"Appel en Guyane", "", "region", "Guyane"},
        {"Un appel", "Le projet est en cours, la manche est gagnée, il faut du lot.", "national", "France"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_parts parts;
        struct territory found = {0};
        text_parts_read(&a, cases[i].title, cases[i].text, &parts);
        bool any = territory_find(&a, lexicons, &parts, &found);
        check("scale", cases[i].scale, any ? scale_names[found.scale] : NULL, cases[i].title, cases[i].text);
        check("name", cases[i].name, found.name, cases[i].title, cases[i].text);
    }
}

static void a_territory_that_is_only_supposed_says_so(void **state)
{
    (void)state;
    struct text_parts parts;
    struct territory found;
    text_parts_read(&a, "Un appel", "Le dossier et les pièces sont à remettre avant le 3 mai.", &parts);
    assert_true(territory_find(&a, lexicons, &parts, &found));
    assert_true(found.why.confidence < 0.5);
    assert_int_equal(found.why.position, -1);
}

static void organizer_is_the_body_that_acts(void **state)
{
    (void)state;
    static const struct {
        const char *title, *text, *name;
    } cases[] = {
        {"Un appel", "L'ADEME lance un appel, en partenariat avec la Région Bretagne.", "ADEME"},
        {"Un appel", "En partenariat avec l'ADEME, la Région Bretagne lance un appel.", "Région Bretagne"},
        {"Un appel", "Le concours est organisé par la Fondation Terre Solidaire.",
         "Fondation Terre Solidaire"},
        {"Appel à projets de l'ANR", "Dossier avant mai.", "ANR"},
        {"Un appel", "Financeur : Banque des Territoires", "Banque des Territoires"},
        {"Un appel", "La Région soutient les lycées d'Occitanie.", "Région Occitanie"},
        {"Un appel", "Rosny-sous-Bois lance son budget.", "Rosny-sous-Bois"},
        {"A call", "CINEA has launched a call with the European Commission.", "CINEA"},
        {"Un appel", "La DRAAF Normandie publie un appel.", "DRAAF Normandie"},
        {"Un appel", "Le ministère de la culture ouvre un appel.", "Ministère de la culture"},
        {"APPEL", "LA COMMUNE DE TRELEVERN RECHERCHE UN GERANT.", "COMMUNE DE TRELEVERN"},
        {"Un appel", "Dossier à remplir avant mai.", "-"},
        {"La CAF finance", "Cela amorce un débat.", "Caf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_parts parts;
        struct territory where;
        struct organizer found = {0};
        text_parts_read(&a, cases[i].title, cases[i].text, &parts);
        bool placed = territory_find(&a, lexicons, &parts, &where);
        organizer_find(&a, lexicons, &parts, placed ? &where : NULL, &found);
        check("organizer", cases[i].name, found.name, cases[i].title, cases[i].text);
    }
}

static void nothing_and_noise_are_read_without_harm(void **state)
{
    (void)state;
    static const char *const pieces[] = {"",
                                         "peuvent candidater ",
                                         "Région de la ",
                                         "la Région lance ",
                                         "s'adresse aux communes, ",
                                         "Ville de A-",
                                         "en Bretagne ",
                                         "\n- communes ",
                                         "par : "};
    enum { SIZE = 200000 };
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        char *text = arena_alloc(&a, SIZE + 16);
        size_t n = strlen(pieces[k]);
        for (size_t i = 0; n && i + n < SIZE; i += n)
            memcpy(text + i, pieces[k], n);
        struct text_parts parts;
        struct labels labels = {0};
        struct territory where;
        struct organizer who;
        text_parts_read(&a, text, text, &parts);
        topics_find(&a, lexicons, &parts, &labels);
        audiences_find(&a, lexicons, &parts, &labels);
        territory_find(&a, lexicons, &parts, &where);
        organizer_find(&a, lexicons, &parts, NULL, &who);
        arena_reset(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(topics_come_from_words_at_their_boundaries, setup, teardown),
        cmocka_unit_test_setup_teardown(a_topic_far_down_is_no_main_one, setup, teardown),
        cmocka_unit_test_setup_teardown(a_sources_categories_are_mapped, setup, teardown),
        cmocka_unit_test_setup_teardown(only_those_who_may_apply_are_the_audience, setup, teardown),
        cmocka_unit_test_setup_teardown(territory_has_scale_and_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_territory_that_is_only_supposed_says_so, setup, teardown),
        cmocka_unit_test_setup_teardown(organizer_is_the_body_that_acts, setup, teardown),
        cmocka_unit_test_setup_teardown(nothing_and_noise_are_read_without_harm, setup, teardown),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
