/* Kind: words at their boundaries, titles before texts, hard cases. */
#include "tests/harvester/meaning/fact_cases.h"
#include "harvester/meaning/kinds_words.h"

struct kind_case {
    const char *title, *text;
};

static void check(enum kind kind, const struct kind_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct item item = understood("2024-01-10", KIND_NONE, cases[i].title, cases[i].text);
        if (item.kind != kind)
            fail_msg("%s: %s, expected %s", cases[i].title, kind_names[item.kind], kind_names[kind]);
    }
}
#define CHECK(kind, cases) check(kind, cases, sizeof cases / sizeof *cases)

/* --- faults of existing aggregators --- */

static void ami_inside_a_word_makes_no_call(void **state)
{
    (void)state;
    static const char *const titles[] = {"Les familles au cœur du quartier",
                                         "Une dynamique pour le centre-ville",
                                         "Désamiantage : l'amiante retirée des écoles",
                                         "La contamination des sols mesurée",
                                         "Le conseil va examiner le budget",
                                         "La pyramide des âges des agents",
                                         "Mon ami le vélo fête ses dix ans"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct item item =
            understood("2024-01-10", KIND_NONE, titles[i], "La ville en parle dans son journal.");
        if (item.kind == KIND_CALL)
            fail_msg("%s", titles[i]);
    }
}

static void the_plural_of_a_call_is_found(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        {"Appels à projets 2024", "Les associations peuvent déposer leur dossier."},
        {"AMI Territoires connectés", "Les communes intéressées se manifestent auprès du syndicat."},
        {"AAP Mobilités", "Dépôt des dossiers en ligne."},
        {"Appels à manifestation d’intérêt", "Collectivités, candidatez."},
    };
    CHECK(KIND_CALL, cases);
}

/* --- each kind --- */

static void calls_are_calls_whatever_else_they_name(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        {"Salon des maires : appel à candidatures pour le village des innovations",
         "Les start-up qui souhaitent exposer peuvent déposer leur dossier avant le 15 mars 2024. Le salon "
         "se tiendra du 19 au 21 novembre 2024 à Paris."},
        {"Trophées de la participation 2024",
         "Les collectivités ont jusqu'au 30 avril pour proposer leurs démarches. La remise des prix aura "
         "lieu en novembre lors des rencontres nationales."},
        {"La Métropole recherche des lieux d'expérimentation pour ses capteurs",
         "Communes et bailleurs peuvent se manifester jusqu'au 12 février 2024 auprès de la mission "
         "innovation."},
        {"Fonds vert : rénovation des bâtiments publics",
         "Les collectivités peuvent demander une subvention. Dépenses éligibles : études et travaux. Dépôt "
         "sur Démarches simplifiées."},
        {"Aide à l'installation de bornes de recharge",
         "Le Département accompagne les communes rurales. Montant : 40 % des dépenses, plafonné à 5 000 €."},
        {"Avis de marché : fourniture de capteurs de qualité de l'air",
         "Procédure adaptée. Date limite de réception des offres : 6 mars 2024 à 12h00."},
        {"Dotation de soutien à l'investissement local (DSIL) 2024",
         "Les dossiers sont à déposer en préfecture avant le 29 février."},
        {"Horizon Europe: smart mobility topic HORIZON-CL5-2024-D6",
         "Opening: 12 March 2024. Deadline: 5 September 2024 17:00 Brussels time. Budget: EUR 20 million."},
        {"Hackathon données ouvertes : inscrivez votre équipe",
         "Les équipes candidatent avant le 3 mars ; dotation de 10 000 €. Appel à candidatures ouvert aux "
         "étudiants."},
        {"Programme LEADER : le GAL Vallée lance son appel à projets",
         "Porteurs de projets publics ou privés, déposez votre fiche avant le 30 juin."},
        {"Concours « Villes et villages fleuris »",
         "Les communes s'inscrivent auprès du département avant le 31 mai."},
        {"Un an après, la Région relance son budget participatif",
         "Les habitants déposent leurs idées du 15 janvier au 15 mars 2024."},
        {"Mobilité : l'ADEME ouvre un nouvel AMI", "Les candidats ont jusqu'au 2 avril à 15h."},
        {"Call for papers: Smart Cities conference 2024",
         "Abstracts are due by 15 February. The conference will take place in Lyon on 3-5 July 2024."},
        {"Rénovation des écoles : une aide exceptionnelle de la Région",
         "Jusqu'à 300 000 € par établissement. Les communes déposent leur demande avant travaux."},
        {"Villes en transition : candidatez au programme d'accompagnement",
         "Vingt collectivités seront accompagnées pendant 18 mois. Clôture des candidatures le 1er mars."},
        {"L'Agence de l'eau lance un appel à projets pour les sols vivants",
         "Doté de 3 M€, il s'adresse aux collectivités. Réponses attendues pour le 30 avril 2024."},
        {"Prix de la ville cyclable : à vos dossiers !", "Les inscriptions sont ouvertes jusqu'au 20 mars."},
        {"Driving Urban Transitions: third joint call launched",
         "Pre-proposals due 30 April 2024. Cities may join as partners."},
        {"Interreg NWE: call 4 opens in February", "Applicants can submit from 1 February to 6 March 2024."},
        {"Participez à la consultation sur le plan vélo", "Donnez votre avis jusqu'au 4 février 2024."},
        {"Start-up : testez votre solution dans nos rues",
         "La ville ouvre ses rues aux expérimentations. Dossier à envoyer avant le 8 mars 2024."},
    };
    CHECK(KIND_CALL, cases);
}

static void events_are_events_though_they_speak_of_calls(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        {"Webinaire : tout savoir sur l'appel à projets Vélo",
         "Mardi 6 février 2024 de 14h à 15h. L'appel à projets, ouvert jusqu'au 29 mars 2024, aide les "
         "communes. Dossier à déposer en ligne."},
        {"Réunion d'information sur l'appel à projets Quartiers verts",
         "Le 24 janvier à 14h en visioconférence. Inscription obligatoire."},
        {"Webinaire : répondre à l'appel à projets Fonds chaleur",
         "Mardi 30 janvier 2024 de 11h à 12h. Les lauréats 2023 témoigneront."},
        {"Conseil communautaire", "Séance publique le 1er février 2024 à 18h30, salle des fêtes."},
        {"Visite du démonstrateur de chaufferie bois",
         "Rendez-vous jeudi 18 janvier à 9h devant la mairie. Places limitées."},
        {"Remise des prix du concours Innovation urbaine",
         "La cérémonie aura lieu le 8 février 2024 à la Cité des congrès de Nantes."},
        {"Smart mobility: study visit to Ghent",
         "The visit will take place on 14 March 2024. Register by 1 March."},
        {"Printemps des transitions",
         "Du 21 au 24 mars 2024, conférences, ateliers et balades dans toute la métropole."},
        {"Les 20 ans du réseau", "Rejoignez-nous le 5 avril 2024 à Strasbourg pour fêter cet anniversaire."},
        {"Data for cities: from pilots to policy",
         "17 January 2024, 14:00 - 15:30 CET. Online. Speakers from Lisbon and Turin."},
        {"Assises nationales du vélo", "Inscriptions ouvertes ! Rendez-vous le 4 avril 2024 à Grenoble."},
        {"La transition en débat",
         "Débat public mercredi 24 janvier à 19h avec trois élus et une chercheuse."},
        {"Formation : monter un dossier européen",
         "Deux jours, les 12 et 13 mars 2024, à Lille. Tarif : 600 €."},
        {"Lancement de l'appel à projets Sols vivants : participez au webinaire",
         "Le 2 février 2024 de 10h à 11h, présentation du règlement."},
        {"Trophées de l'innovation : la cérémonie le 14 mars",
         "La cérémonie de remise des trophées se tiendra à Rennes."},
        {"Networking breakfast for city innovators", "Thursday 15 February 2024, 8:30-10:00, Brussels."},
        {"Exposition : la ville de demain",
         "Du 15 janvier au 29 mars 2024 à la Cité de l'architecture. Entrée libre."},
    };
    CHECK(KIND_EVENT, cases);
}

static void results_jobs_and_tales_are_news(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        {"Gaz : le maire lance un appel à la vigilance",
         "De faux démarcheurs ont été signalés. Prévenez la mairie avant le 31 mars 2024."},
        {"Rue des Lilas", "La rue sera fermée à la circulation du 5 février au 15 mars 2024."},
        {"Le tramway ouvre une nouvelle station",
         "Elle accueille les voyageurs depuis lundi. Pour une carte prise avant le 31 mars 2024, un mois est "
         "offert."},
        {"Logement : 3 maires sur 4 inquiets",
         "Selon un sondage mené auprès de 500 élus, la moitié espère une aide avant le 30 juin 2024."},
        {"Quatre appels à projets à suivre ce printemps",
         "Le fonds Eau (jusqu'au 29 mars 2024), le prix des écoles (clôture le 12 avril 2024)…"},
        {"Avis d'enquête publique : zonage d'assainissement",
         "Les observations sont reçues du 5 février au 8 mars 2024 par le commissaire enquêteur."},
        {"Le conseil départemental adopte son plan vélo",
         "Les élus ont voté le plan. Dix kilomètres seront ouverts avant le 31 décembre 2024. Un appel à "
         "projets sera lancé au printemps."},
        {"Appel à projets Quartiers verts : 12 lauréats",
         "Le jury a retenu douze communes. Elles recevront chacune 50 000 €."},
        {"Appel à projets Mobilité : les résultats", "Découvrez les projets retenus."},
        {"La ville décroche le label Territoire engagé",
         "Après deux ans de travail, la commune a été distinguée par l'ADEME."},
        {"Succès pour le salon de la mobilité", "Plus de 3 000 visiteurs ont participé à cette édition, qui "
                                                "s'est tenue les 12 et 13 décembre à Lyon."},
        {"La Métropole recrute un chargé de mission innovation (H/F)",
         "CDD de trois ans. Candidatures avant le 15 février 2024, CV et lettre de motivation."},
        {"Offre de stage : cartographie des îlots de chaleur",
         "Stage de six mois à partir de mars. Envoyez votre candidature avant le 31 janvier."},
        {"Une navette autonome à l'essai dans le quartier de la gare",
         "Depuis lundi, deux véhicules circulent entre la gare et l'hôpital. L'expérimentation durera six "
         "mois."},
        {"Le Gouvernement annonce 500 millions d'euros pour les mobilités rurales",
         "Le plan a été présenté ce mardi par le ministre. Il sera déployé dès cette année."},
        {"Five calls to watch in 2024",
         "The Commission will publish five calls this spring. Here is what we know."},
        {"Trois appels à projets pour verdir votre commune",
         "Agence de l'eau, Région, ADEME : tour d'horizon des appels ouverts ce trimestre."},
        {"Cities met in Porto to share results of the pilot",
         "The partners gathered on 12 December. Mayors discussed governance."},
        {"Signature du contrat de relance", "Le préfet et la présidente ont signé le 5 janvier le contrat de "
                                            "relance et de transition écologique."},
        {"La Banque des territoires mobilise 20 millions d'euros pour les écoles",
         "Le programme financera les études de 500 collectivités. Une convention a été signée avec les "
         "associations d'élus."},
        {"Appel à projets 5G : le ministère soutient dix expérimentations",
         "Dix projets bénéficieront d'une aide de l'État dans le cadre du plan de relance."},
        {"Budget participatif : les habitants ont voté",
         "Plus de 4 000 votes, vingt idées seront réalisées."},
        {"Smart city : Dijon présente son bilan",
         "Cinq ans après le lancement du projet, la métropole tire les leçons de son poste de pilotage."},
        {"L'État lance une mission sur les friches",
         "Confiée à deux inspecteurs, elle rendra ses conclusions en juin."},
        {"Fonds vert : ce qui change en 2024",
         "L'enveloppe passe à 2,5 milliards d'euros ; les préfets ont reçu la circulaire le 28 décembre."},
        {"Les élus locaux inquiets de la baisse des dotations",
         "Réunis à Paris, ils demandent un moratoire."},
        {"AMI Cœur de village : 40 communes candidates",
         "Le Département a reçu quarante dossiers. Le jury se réunira en mars."},
        {"Retour en images sur le forum des associations",
         "Samedi dernier, 80 associations étaient présentes."},
        {"Partner news: new mobility hub opens in Aarhus", "The city opened its third hub last week."},
        {"EU awards EUR 12 million to 8 urban projects", "The selected projects will start in May."},
    };
    CHECK(KIND_NEWS, cases);
}

static void guides_laws_and_replays_are_documents(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {
        {"Guide des foires et festivals", "Tous les rendez-vous du 1er juin au 30 septembre 2024."},
        {"Guide : monter un projet européen",
         "Ce guide de 60 pages explique comment répondre à un appel à projets."},
        {"Étude sur la logistique du dernier kilomètre",
         "Le rapport présente les pratiques de douze métropoles. À télécharger."},
        {"Replay du webinaire « Sobriété foncière »",
         "Revoyez l'enregistrement et téléchargez les supports de présentation."},
        {"Décret n° 2023-1259 relatif au fonds d'intervention",
         "JORF du 27 décembre 2023. Vu le code général des collectivités territoriales."},
        {"Foire aux questions : appel à projets Territoires intelligents",
         "Qui peut candidater ? Quelles dépenses ?"},
        {"Baromètre 2023 de la transition numérique des communes", "Chiffres clés et analyses."},
        {"Les mobilités en zones peu denses : état des lieux et leviers d'action",
         "Publication du Cerema, 84 pages, décembre 2023."},
        {"Policy brief: nature-based solutions",
         "This report gathers lessons from eight pilots and gives recommendations."},
        {"Financer la transition : les aides mobilisables par les communes",
         "Cette note présente les dispositifs de l'ADEME, de la Région et de l'Agence de l'eau et leurs "
         "conditions."},
        {"Règlement général des aides départementales",
         "Adopté par délibération du 14 décembre 2023. Article 1 : objet. Article 2 : bénéficiaires. Article "
         "3 : calcul."},
        {"Comment répondre à un appel à projets européen ?",
         "Cinq étapes, des exemples et un glossaire pour les débutants."},
        {"Cahier des charges type pour un marché de mobilier urbain", "Modèle à adapter par les services."},
        {"Evaluation of the first call: final report",
         "The evaluation covers 55 projects funded between 2015 and 2020."},
        {"Circulaire du 28 décembre 2023 relative aux règles d'emploi des dotations",
         "NOR : IOMB2335557C. Les préfets de région sont chargés de sa mise en œuvre."},
    };
    CHECK(KIND_DOCUMENT, cases);
}

/* --- what wins over words --- */

static void the_kind_of_the_source_and_structured_dates_win(void **state)
{
    (void)state;
    struct item item =
        understood("2024-01-10", KIND_DOCUMENT, "Appel à projets Eau", "Dépôt avant le 3 mars 2024.");
    assert_int_equal(item.kind, KIND_DOCUMENT);
    assert_int_equal(item.deadline.precision, PRECISION_NONE);

    struct meaning_context context = {.timezone = "Europe/Paris"};
    item_init(&item);
    item.title = "Appel à projets Eau";
    assert_true(civil_parse("2024-03-01T10:00", &item.starts));
    assert_true(civil_parse("2024-01-10", &context.ref));
    understand(&facts_arena, &item, &context);
    assert_int_equal(item.kind, KIND_EVENT);
    assert_string_equal(told(&item.starts), "2024-03-01T10:00");
}

static void every_sign_has_its_weights(void **state)
{
    (void)state;
    assert_int_equal(kind_weight_count, SIGN_COUNT); /* else: make weights */
}

static double sure(const char *title, const char *text)
{
    struct item item = understood("2024-01-10", KIND_NONE, title, text);
    const struct evidence *e = item_evidence(&item, "kind");
    return e ? e->confidence : 0;
}

static void what_is_plain_is_surer_than_what_is_mixed(void **state)
{
    (void)state;
    double plain = sure("Appel à projets Eau", "Les communes déposent leur dossier avant le 15 mars 2024."),
           mixed = sure("Rencontres de l'eau : l'appel", "Dossiers et inscriptions avant le 15 mars 2024.");
    assert_true(plain > 0.95);
    assert_true(mixed < plain);
}

/* Enrolment goes with an event, but is none by itself. */
static void enrolment_alone_is_news(void **state)
{
    (void)state;
    static const struct kind_case cases[] = {{"Inscriptions", ""}, {"Inscriptions scolaires", NULL}};
    CHECK(KIND_NEWS, cases);
}

static void what_leads_to_a_file_is_a_document(void **state)
{
    (void)state;
    static const struct {
        const char *url;
        enum kind kind;
    } cases[] = {
        {"https://a.example/etude.pdf", KIND_DOCUMENT},
        {"https://a.example/Etude.PDF?v=2", KIND_DOCUMENT},
        {"https://a.example/etude.pdf/view", KIND_DOCUMENT},
        {"https://a.example/guide.odt#p2", KIND_DOCUMENT},
        {"https://a.example/etude", KIND_NEWS},
        {"https://a.example/?f=a.pdf", KIND_NEWS},
        {"https://a.example/pdf", KIND_NEWS},
        {NULL, KIND_NEWS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct item item;
        struct meaning_context context = {0};
        item_init(&item);
        item.title = "Le trait de côte";
        item.url = cases[i].url;
        understand(&facts_arena, &item, &context);
        if (item.kind != cases[i].kind)
            fail_msg("%s: %s", cases[i].url, kind_names[item.kind]);
    }
}

static void an_item_without_words_is_news(void **state)
{
    (void)state;
    assert_int_equal(understood("2024-01-10", KIND_NONE, NULL, NULL).kind, KIND_NEWS);
    assert_int_equal(understood("2024-01-10", KIND_NONE, "", "…").kind, KIND_NEWS);
}

static void a_kind_has_its_evidence(void **state)
{
    (void)state;
    struct item item =
        understood("2024-01-10", KIND_NONE, "Nouvel Appel à projets Eau", "Dépôt des dossiers.");
    const struct evidence *e = item_evidence(&item, "kind");
    assert_non_null(e);
    assert_string_equal(e->words, "Appel à projets");
    assert_int_equal(e->position, strlen("Nouvel "));
    assert_true(e->confidence > 0 && e->confidence <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ami_inside_a_word_makes_no_call),
        cmocka_unit_test(the_plural_of_a_call_is_found),
        cmocka_unit_test(calls_are_calls_whatever_else_they_name),
        cmocka_unit_test(events_are_events_though_they_speak_of_calls),
        cmocka_unit_test(results_jobs_and_tales_are_news),
        cmocka_unit_test(guides_laws_and_replays_are_documents),
        cmocka_unit_test(the_kind_of_the_source_and_structured_dates_win),
        cmocka_unit_test(every_sign_has_its_weights),
        cmocka_unit_test(what_is_plain_is_surer_than_what_is_mixed),
        cmocka_unit_test(enrolment_alone_is_news),
        cmocka_unit_test(what_leads_to_a_file_is_a_document),
        cmocka_unit_test(an_item_without_words_is_news),
        cmocka_unit_test(a_kind_has_its_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
