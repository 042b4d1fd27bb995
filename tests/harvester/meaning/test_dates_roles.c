/* What dates are for: cues before and behind, headings, windows, replaced dates; whole notices. */
#include "tests/harvester/meaning/date_cases.h"

static void deadlines(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Candidatures ouvertes jusqu'au 12 avril 2021", "2021-04-12 deadline"},
        {"Vous avez jusqu'au lundi 12 avril pour candidater.", "2021-04-12 deadline"},
        {"Date limite de dépôt\n12 avril 2021", "2021-04-12 deadline"},
        {"Date limite :\n12 avril", "2021-04-12 deadline"},
        {"DATE LIMITE DE CANDIDATURE : 12 AVRIL 2021 À 17H00", "2021-04-12T17:00 deadline"},
        {"Les dossiers doivent être déposés avant le 12 avril 2021.", "2021-04-12 deadline"},
        {"Les dossiers doivent être transmis par courriel au plus tard le 12 avril 2021 à 17h.",
         "2021-04-12T17:00 deadline"},
        {"Date de clôture : 12/04/2021", "2021-04-12 deadline"},
        {"Clôture de l'appel à projets le 12 avril 2021", "2021-04-12 deadline"},
        {"L'AMI est clos le 12 avril 2021.", "2021-04-12 deadline"},
        {"L'appel se clôturera le 12 avril 2021 à midi.", "2021-04-12T12:00 deadline"},
        {"Fin du dépôt des dossiers : 12 avril 2021", "2021-04-12 deadline"},
        {"Échéance : 12 avril 2021", "2021-04-12 deadline"},
        {"Prochaine échéance de dépôt le 12 avril", "2021-04-12 deadline"},
        {"Première relève : 12 avril 2021", "2021-04-12 deadline"},
        {"Date butoir : 12 avril 2021", "2021-04-12 deadline"},
        {"Session de dépôt : 12 avril 2021", "2021-04-12 deadline"},
        {"Time limit for receipt of applications: 12 April 2021, 16:00", "2021-04-12T16:00 deadline"},
        /* no last day: it only begins then */
        {"Période de dépôt : du 12 avril 2021 jusqu'à épuisement des crédits", "2021-04-12 opens"},
        {"Candidatures jusqu'au 12 avril 2021. Audition des candidats le 3 mai 2021.",
         "2021-04-12 deadline; 2021-05-03 other"},
        {"Inscription avant le 12 avril", "2021-04-12 deadline"},
        {"Inscriptions jusqu'au 12 avril minuit", "2021-04-12T23:59 deadline"},
        {"Répondez au questionnaire avant le 12 avril", "2021-04-12 deadline"},
        {"Votez jusqu'au 12 avril", "2021-04-12 deadline"},
        {"Les offres sont à remettre pour le 12 avril 2021 à 12h00", "2021-04-12T12:00 deadline"},
        {"Retour des dossiers pour le 12 avril", "2021-04-12 deadline"},
        {"Dossier à envoyer avant le 12/04/2021 dernier délai", "2021-04-12 deadline"},
        {"12 avril 2021 : date limite de dépôt des dossiers", "2021-04-12 deadline"},
        {"12 avril 2021 : clôture des candidatures", "2021-04-12 deadline"},
        {"12 avril 2021 (date limite)", "2021-04-12 deadline"},
        {"12/04/2021 - Clôture des inscriptions", "2021-04-12 deadline"},
        {"La plateforme fermera le 12 avril 2021 à 17h", "2021-04-12T17:00 deadline"},
        {"Dépôt des dossiers d'ici le 12 avril", "2021-04-12 deadline"},
        {"La demande doit parvenir à la région le 12 avril 2021 au plus tard.", "2021-04-12 deadline"},
        {"Appel à candidatures : réponses attendues pour le 12 avril", "2021-04-12 deadline"},
        {"Date limite de réception des offres : 12 avril 2021 à 12:00", "2021-04-12T12:00 deadline"},
        {"Deadline for applications: 12 April 2021", "2021-04-12 deadline"},
        {"Submission deadline: 12 April 2021, 17:00", "2021-04-12T17:00 deadline"},
        {"Closing date for submissions: 12 April 2021", "2021-04-12 deadline"},
        {"Applications must be submitted by 12 April 2021", "2021-04-12 deadline"},
        {"Applications are open until 12 April 2021", "2021-04-12 deadline"},
        {"Submit your proposal before 12 April 2021", "2021-04-12 deadline"},
        {"Register by 12 April", "2021-04-12 deadline"},
        {"Registration closes on 12 April 2021", "2021-04-12 deadline"},
        {"The call will close on 12 April 2021 at 17:00", "2021-04-12T17:00 deadline"},
        {"Next cut-off: 12 April 2021", "2021-04-12 deadline"},
        {"Applications due 12 April 2021", "2021-04-12 deadline"},
        {"Apply no later than 12 April 2021", "2021-04-12 deadline"},
        {"Deadline date\n12 April 2021 17:00:00 Brussels time", "2021-04-12T17:00 deadline"},
    };
    CHECK_DATES(cases);
}

static void openings_and_windows(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Ouverture de la plateforme : 12 avril 2021", "2021-04-12 opens"},
        {"Date d'ouverture : 12 avril 2021", "2021-04-12 opens"},
        {"Ouverture des inscriptions le 12 avril à 9h", "2021-04-12T09:00 opens"},
        {"Le guichet ouvrira le 12 avril 2021", "2021-04-12 opens"},
        {"Dépôt des dossiers à partir du 12 avril 2021", "2021-04-12 opens"},
        {"Les candidatures seront ouvertes à compter du 12 avril", "2021-04-12 opens"},
        {"Inscriptions dès le 12 avril", "2021-04-12 opens"},
        {"Inscriptions dès avril 2021", "2021-04 opens"},
        {"Depuis le 4 janvier 2021, le dispositif est ouvert", "2021-01-04 opens"},
        {"Lancement de l'appel à projets le 12 avril 2021", "2021-04-12 opens"},
        {"Date de lancement : 12 avril 2021", "2021-04-12 opens"},
        {"Début des candidatures : 12 avril 2021", "2021-04-12 opens"},
        {"12 avril 2021 : ouverture des candidatures", "2021-04-12 opens"},
        {"12 avril 2021 : lancement de l'AMI", "2021-04-12 opens"},
        {"Opening date: 12 April 2021", "2021-04-12 opens"},
        {"The call opens on 12 April 2021", "2021-04-12 opens"},
        {"Applications open on 12 April 2021", "2021-04-12 opens"},
        {"Applications will be accepted from 12 April 2021", "2021-04-12 opens"},
        {"Planned opening date\n12 April 2021", "2021-04-12 opens"},
        {"Ouverture : 12/04/2021\nClôture : 14/05/2021", "2021-04-12 opens; 2021-05-14 deadline"},
        {"Ouverture : 12/04/2021 | Clôture : 14/05/2021", "2021-04-12 opens; 2021-05-14 deadline"},
        {"Date de début : 12/04/2021 Date de fin : 14/05/2021", "2021-04-12 -; 2021-05-14 -"},
        {"L'appel ouvre le 12 avril et ferme le 14 mai 2021.", "2021-04-12 opens; 2021-05-14 deadline"},
        {"Dépôt des dossiers : du 12 avril au 14 mai 2021", "2021-04-12..2021-05-14 deadline"},
        {"Inscriptions ouvertes du 12 avril au 14 mai 2021", "2021-04-12..2021-05-14 deadline"},
        {"L'appel à projets est ouvert du 12 avril au 14 mai 2021 à 17h",
         "2021-04-12..2021-05-14T17:00 deadline"},
        {"Vous pouvez candidater du 12 avril au 14 mai 2021", "2021-04-12..2021-05-14 deadline"},
        {"Du 12 avril au 14 mai 2021, déposez vos projets sur la plateforme",
         "2021-04-12..2021-05-14 deadline"},
        {"Période de candidature : 12 avril - 14 mai 2021", "2021-04-12..2021-05-14 deadline"},
        {"Applications are open from 12 April to 14 May 2021", "2021-04-12..2021-05-14 deadline"},
        {"Submission period: 12 April - 14 May 2021", "2021-04-12..2021-05-14 deadline"},
    };
    CHECK_DATES(cases);
}

static void events(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Le forum aura lieu le 12 avril 2021 à Rennes.", "2021-04-12 event"},
        {"La journée se tiendra le 12 avril 2021.", "2021-04-12 event"},
        {"Le colloque se déroulera les 12 et 13 avril.", "2021-04-12 event; 2021-04-13 event"},
        {"Rendez-vous le 12 avril", "2021-04-12 event"},
        {"Webinaire de présentation de l'appel à projets : 12 avril 2021 à 11h", "2021-04-12T11:00 event"},
        {"Webinaire d'information le 12 avril sur l'appel à candidatures", "2021-04-12 event"},
        {"Réunion publique lundi 12 avril", "2021-04-12 event"},
        {"Conseil municipal du 12 avril 2021", "2021-04-12 event"},
        {"Remise des prix le 12 avril 2021", "2021-04-12 event"},
        {"Cérémonie d'ouverture le 12 avril 2021", "2021-04-12 event"},
        {"Séminaire de clôture le 12 avril 2021", "2021-04-12 event"},
        {"Exposition jusqu'au 12 avril 2021", "2021-04-12 event"},
        {"Exposition du 12 avril au 14 mai 2021", "2021-04-12..2021-05-14 event"},
        {"Formation à partir du 12 avril 2021", "2021-04-12 event"},
        {"Webinaire à destination des candidats : 12 avril 2021 à 14h", "2021-04-12T14:00 event"},
        {"Élections des 20 et 27 juin 2021", "2021-06-20 event; 2021-06-27 event"},
        {"Exposition prolongée jusqu'au 12 avril 2021", "2021-04-12 event"},
        {"Award ceremony: 12 April 2021", "2021-04-12 event"},
        {"12 avril 2021 - Journée d'étude", "2021-04-12 event"},
        {"Venez nous rencontrer le 12 avril !", "2021-04-12 event"},
        {"La réunion a eu lieu le 12 décembre 2020.", "2020-12-12 event"},
        {"Conference on 12 April 2021", "2021-04-12 event"},
        {"Info day: 12 April 2021", "2021-04-12 event"},
        {"The summit will take place on 12 April 2021", "2021-04-12 event"},
        {"The webinar will be held on 12 April 2021 at 10:00", "2021-04-12T10:00 event"},
        {"Save the date! 12-14 April 2021", "2021-04-12..2021-04-14 event"},
        {"Join us on 12 April 2021", "2021-04-12 event"},
        {"Webinaire le 12 avril 2021. Inscription avant le 9 avril 2021.",
         "2021-04-12 event; 2021-04-09 deadline"},
        {"Réunions publiques : lundi 12 avril à Brest, mardi 13 avril à Quimper",
         "2021-04-12 event; 2021-04-13 event"},
        {"Journées portes ouvertes les 12 et 13 avril 2021", "2021-04-12 event; 2021-04-13 event"},
    };
    CHECK_DATES(cases);
}

static void published_and_other(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Publié le 4 janvier 2021", "2021-01-04 published"},
        {"Publié le : 04/01/2021", "2021-01-04 published"},
        {"Mis en ligne le 4 janvier 2021 à 10h12", "2021-01-04T10:12 published"},
        {"Mise à jour : 04/01/2021", "2021-01-04 published"},
        {"Dernière modification le 4 janvier", "2021-01-04 published"},
        {"Date de parution : 04/01/2021", "2021-01-04 published"},
        {"Published on 4 January 2021", "2021-01-04 published"},
        {"Last updated 4 January 2021", "2021-01-04 published"},
        {"Posted: 4 Jan 2021", "2021-01-04 published"},
        {"Article publié le 4 janvier 2021, mis à jour le 5 janvier 2021",
         "2021-01-04 published; 2021-01-05 published"},
        {"Loi du 7 août 2015", "2015-08-07 other"},
        {"loi n° 2015-991 du 7 août 2015 portant nouvelle organisation territoriale", "2015-08-07 other"},
        {"Vu le décret du 29 octobre 2020", "2020-10-29 other"},
        {"Par délibération du 12 décembre 2020, le conseil a approuvé", "2020-12-12 other"},
        {"La convention a été signée le 12 décembre 2020", "2020-12-12 other"},
        {"Règlement adopté le 20 décembre 2013", "2013-12-20 other"},
        {"Annonce des résultats le 12 avril 2021", "2021-04-12 other"},
        {"Résultats : 12 avril 2021", "2021-04-12 other"},
        {"Les lauréats seront annoncés le 12 avril 2021", "2021-04-12 other"},
        {"Sélection des dossiers : 12 avril 2021", "2021-04-12 other"},
        {"Notification aux candidats : 12 avril 2021", "2021-04-12 other"},
        {"Le jury se réunira le 12 avril 2021", "2021-04-12 -"},
        {"Les dépenses éligibles sont celles réalisées entre le 1er janvier 2021 et le 31 décembre 2022",
         "2021-01-01..2022-12-31 other"},
        {"Les travaux devront être achevés avant le 31 décembre 2022", "2022-12-31 other"},
        {"Les travaux dureront jusqu'en 2024", "2024 other"},
        {"Le solde sera versé avant le 31 décembre 2022", "2022-12-31 other"},
        {"L'association a été créée en 1998", "1998 other"},
        {"Le dispositif existe depuis 2015", "2015 -"},
        {"Entrée en vigueur le 1er juillet 2021", "2021-07-01 other"},
        {"Les projets devront démarrer avant le 31 décembre 2021", "2021-12-31 -"},
        {"Results will be published on 12 April 2021", "2021-04-12 other"},
        {"Evaluation: April 2021", "2021-04 other"},
        {"Information on the outcome of the evaluation: June 2021", "2021-06 other"},
        {"The winners were announced on 12 December 2020", "2020-12-12 other"},
        {"Directive of 12 December 2018", "2018-12-12 other"},
        {"Signed on 12 December 2020", "2020-12-12 other"},
    };
    CHECK_DATES(cases);
}

static void replaced_dates(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Initialement prévue le 12 avril 2021, la réunion est reportée au 14 mai 2021.",
         "2021-04-12 other; 2021-05-14 event"},
        {"Réunion du 12 avril 2021 reportée au 14 mai 2021", "2021-04-12 other; 2021-05-14 event"},
        {"La date limite, initialement fixée au 12 avril 2021, est reportée au 14 mai 2021.",
         "2021-04-12 other; 2021-05-14 deadline"},
        {"Date limite prolongée du 12 avril au 14 mai 2021", "2021-04-12 other; 2021-05-14 deadline"},
        {"Date limite : 14 mai 2021 (initialement 12 avril 2021)", "2021-05-14 deadline; 2021-04-12 other"},
        {"Clôture : 14 mai 2021 au lieu du 12 avril 2021", "2021-05-14 deadline; 2021-04-12 other"},
        {"Appel prolongé jusqu'au 14 mai 2021", "2021-05-14 deadline"},
        {"Dépôt des dossiers prorogé jusqu'au 14 mai 2021", "2021-05-14 deadline"},
        {"La réunion du 12 avril est avancée au 5 avril 2021", "2021-04-12 other; 2021-04-05 event"},
        {"La réunion du 12 décembre est reportée au 5 avril 2021", "2020-12-12 other; 2021-04-05 event"},
        {"Le salon prévu le 12 avril est reporté au 14 mai 2021", "2021-04-12 other; 2021-05-14 event"},
        {"Deadline extended from 12 April to 14 May 2021", "2021-04-12 other; 2021-05-14 deadline"},
        {"Originally planned for 12 April 2021, the conference has been postponed to 14 May 2021",
         "2021-04-12 other; 2021-05-14 event"},
        {"New deadline: 14 May 2021 (instead of 12 April 2021)", "2021-05-14 deadline; 2021-04-12 other"},
        {"Publié le 4 janvier 2021, le salon est reporté au 14 mai 2021",
         "2021-01-04 published; 2021-05-14 event"},
    };
    CHECK_DATES(cases);
}

static void notices(void **state)
{
    (void)state;
    static const struct date_case cases[] = {
        {"Calendrier :\n- Lancement : 12 avril 2021\n- Date limite de dépôt : 14 mai 2021 à 12h\n- Jury : 10 "
         "juin 2021\n- Annonce des lauréats : 1er juillet 2021",
         "2021-04-12 opens; 2021-05-14T12:00 deadline; 2021-06-10 -; 2021-07-01 other"},
        {"Calendrier\n12 avril 2021 : ouverture de l'appel\n14 mai 2021 : clôture\n10 juin 2021 : comité de "
         "sélection",
         "2021-04-12 opens; 2021-05-14 deadline; 2021-06-10 other"},
        {"Publié le 4 janvier 2021\nAppel à projets culture\nDate limite de candidature\n14 mai 2021",
         "2021-01-04 published; 2021-05-14 deadline"},
        {"La Région lance la 3e édition de son appel à projets. Les candidatures sont à déposer entre le 12 "
         "avril et le 14 mai 2021 sur la plateforme. Résultats en juillet 2021.",
         "2021-04-12..2021-05-14 deadline; 2021-07 other"},
        {"Webinaire de présentation le 20 janvier 2021 de 11h à 12h. Dépôt des candidatures avant le 14 mai "
         "2021 à 17h.",
         "2021-01-20T11:00..2021-01-20T12:00 event; 2021-05-14T17:00 deadline"},
        {"Quand ? Mardi 9 mars 2021, de 14h à 16h\nOù ? En visioconférence",
         "2021-03-09T14:00..2021-03-09T16:00 event"},
        {"Le fonds est doté de 20 000 € par an. Date limite : 14 mai 2021. Contact : 01 02 03 04 05, 12 rue "
         "du 8 mai 1945, 35000 Rennes.",
         "2021-05-14 deadline"},
        {"Créé en 2009, le prix récompense 12 communes. Candidatures jusqu'au 14 mai 2021 ; remise des prix "
         "le 10 juin 2021 à 18h.",
         "2009 other; 2021-05-14 deadline; 2021-06-10T18:00 event"},
        {"Opening date: 12 January 2021\nDeadline date: 14 April 2021 17:00:00 Brussels time\nDeadline "
         "model: single-stage",
         "2021-01-12 opens; 2021-04-14T17:00 deadline"},
        {"Horizon 2020 - Call H2020-SC5-2021. Opens 12 January 2021, closes 14 April 2021.",
         "2021-01-12 opens; 2021-04-14 deadline"},
        {"Deux relèves sont prévues : le 12 avril 2021 et le 14 mai 2021, à 12h.",
         "2021-04-12 deadline; 2021-05-14T12:00 deadline"},
        {"Les inscriptions ouvrent le 12 avril à 10h et se terminent le 14 mai à minuit.",
         "2021-04-12T10:00 opens; 2021-05-14T23:59 deadline"},
        {"Conformément à la loi du 7 août 2015, les communes doivent délibérer avant le 14 mai 2021.",
         "2015-08-07 other; 2021-05-14 deadline"},
        {"Le permis de construire est consultable en mairie jusqu'au 14 mai 2021.", "2021-05-14 -"},
        {"Atelier 1 : 12 avril 2021, 9h-12h\nAtelier 2 : 14 mai 2021, 14h-17h",
         "2021-04-12T09:00..2021-04-12T12:00 event; 2021-05-14T14:00..2021-05-14T17:00 event"},
        {"Réunion le 12 avril 2021 à 18h30, salle des fêtes, puis le 14 mai 2021 à 20h",
         "2021-04-12T18:30 event; 2021-05-14T20:00 event"},
        {"Ouvert du lundi au vendredi de 9h à 17h. Fermeture exceptionnelle le 12 avril 2021.",
         "2021-04-12 -"},
        {"Inscriptions avant le 9 avril (places limitées). Le séminaire aura lieu le 12 avril 2021 de 9 h à "
         "17 h 30 à la Maison de la Région.",
         "2021-04-09 deadline; 2021-04-12T09:00..2021-04-12T17:30 event"},
    };
    CHECK_DATES(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadlines),      cmocka_unit_test(openings_and_windows),
        cmocka_unit_test(events),         cmocka_unit_test(published_and_other),
        cmocka_unit_test(replaced_dates), cmocka_unit_test(notices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
