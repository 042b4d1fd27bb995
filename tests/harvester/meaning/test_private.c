/* harvester/meaning/private.c: what is personal goes, the service's own address stays, prose keeps its names.
 */
#include "about.h"

#include "harvester/meaning/private.h"
#include "harvester/meaning/understand.h"

static void mailboxes_are_told_apart(void **state)
{
    (void)state;
    static const char *const services[] = {"contact@ville.example",
                                           "info@reseau.example",
                                           "appels@region.example",
                                           "dpt-habitat@cd99.example",
                                           "appel-a-projets.2026@agence.example",
                                           "secretariat.general@mairie.example",
                                           "urbact@urbact.example",
                                           "mobilite@metropole.example",
                                           "aap2026@agence.example",
                                           "DRAAF@agriculture.example"};
    static const char *const persons[] = {"prenom.nom@ville.example", "claire.moreau@region.example",
                                          "cmoreau@region.example",   "j.leroy@cd99.example",
                                          "c-moreau@agence.example",  "x@y.example"};
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (!private_mailbox(&a, lexicons, services[i], strlen(services[i])))
            fail_msg("%s is a service's", services[i]);
    for (size_t i = 0; i < sizeof persons / sizeof *persons; i++)
        if (private_mailbox(&a, lexicons, persons[i], strlen(persons[i])))
            fail_msg("%s is a person's", persons[i]);
}

static void contacts_lose_what_is_personal(void **state)
{
    (void)state;
    static const struct {
        const char *text, *kept;
    } cases[] = {
        {"Contact : Marie Dupont, chargée de mission, marie.dupont@region.example, 02 99 00 10 10.",
         "Contact : chargée de mission."},
        {"Contact : appels@region.example, 02 99 00 10 10", "Contact : appels@region.example"},
        {"Votre interlocuteur : M. Kévin LE GALL (tél. : 06.12.34.56.78) ou contact@pays.example",
         "Votre interlocuteur : ou contact@pays.example"},
        {"Référente : Mme Durand-Leroy, service Habitat", "Référente : service Habitat"},
        {"Écrire à j.leroy[at]cd99.example avant le 3 mai 2026.", "Écrire à avant le 3 mai 2026."},
        {"Tél. : +33 6 12 34 56 78", ""},
        /* figures of dates are no telephone number */
        {"Contact : mairie. 14/06/2026 18:00 - 14/06/2026 20:00",
         "Contact : mairie. 14/06/2026 18:00 - 14/06/2026 20:00"},
        {"Clôture : 05/02/2026 10h30", "Clôture : 05/02/2026 10h30"},
        {"Du 01/02/2026 - 15/03/2026", "Du 01/02/2026 - 15/03/2026"},
        /* what stays */
        {"Le maire, Jean Martin, a annoncé un appel.", "Le maire, Jean Martin, a annoncé un appel."},
        {"Contact : Direction de la Culture, Région Bretagne",
         "Contact : Direction de la Culture, Région Bretagne"},
        {"Contact : contact@ville.example. Le maire Jean Martin ouvrira la séance.",
         "Contact : contact@ville.example. Le maire Jean Martin ouvrira la séance."},
        {"Numéro vert 0 800 12 34 56, budget de 10 000 000 €, du 01/02/2026 au 03/04/2026",
         "Numéro vert 0 800 12 34 56, budget de 10 000 000 €, du 01/02/2026 au 03/04/2026"},
        {"SIRET 123 456 789 00012, référence 0123-4567", "SIRET 123 456 789 00012, référence 0123-4567"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept = private_text(&a, lexicons, cases[i].text);
        if (strcmp(kept, cases[i].kept) != 0)
            fail_msg("\"%s\" became \"%s\", not \"%s\"", cases[i].text, kept, cases[i].kept);
        if (strcmp(cases[i].text, cases[i].kept) == 0)
            assert_ptr_equal(kept, cases[i].text);
    }
    assert_null(private_text(&a, lexicons, NULL));
}

static void html_keeps_its_tags(void **state)
{
    (void)state;
    static const struct {
        const char *html, *kept;
    } cases[] = {
        {"<p><strong>Contact :</strong> <a href=\"mailto:jdurand@agence.example\">Julie "
         "<b>Durand</b></a><br>Suite</p>",
         "<p><strong>Contact :</strong> <b></b><br>Suite</p>"},
        {"<p>Dépôt : <a href=\"mailto:habitat@agence.example?subject=x\">habitat@agence.example</a></p>",
         "<p>Dépôt : <a href=\"mailto:habitat@agence.example?subject=x\">habitat@agence.example</a></p>"},
        {"<p>Questions : <a href=\"mailto:p.nom@agence.example\">écrivez-nous</a>, <a "
         "href=\"https://agence.example/\">le site</a></p>",
         "<p>Questions : écrivez-nous, <a href=\"https://agence.example/\">le site</a></p>"},
        {"<p>Voir <a href=\"tel:+33612345678\">06 12 34 56 78</a></p>", "<p>Voir </p>"},
        {"<p>Jean Martin, maire, l'a dit.</p>", "<p>Jean Martin, maire, l'a dit.</p>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *kept = private_html(&a, lexicons, cases[i].html);
        if (strcmp(kept, cases[i].kept) != 0)
            fail_msg("\"%s\" became \"%s\", not \"%s\"", cases[i].html, kept, cases[i].kept);
    }
}

static void an_item_is_cleaned_whole(void **state)
{
    (void)state;
    struct item item;
    item_init(&item);
    item.summary = "Contact : Claire Moreau";
    item.content_text = "Rien de personnel.";
    *ARENA_PUSH(&a, item.authors.v, item.authors.n, item.authors.cap) =
        (struct author){.name = "Claire Moreau", .email = "claire.moreau@ville.example"};
    assert_true(private_clean(&a, lexicons, &item, NULL));
    assert_string_equal(item.summary, "Contact :");
    assert_string_equal(item.content_text, "Rien de personnel.");
    assert_null(item.authors.v[0].email);
    assert_string_equal(item.authors.v[0].name, "Claire Moreau");
    assert_false(private_clean(&a, lexicons, &item, NULL));
}

/* Understanding has the content cut before it is cleaned: what is personal is seen there, or in a link. */
static void what_is_understood_is_clean(void **state)
{
    (void)state;
    static const struct {
        const char *html, *kept;
    } cases[] = {
        {"<p>Appel ouvert.</p><p>Contact : Claire Moreau</p>", "<p>Appel ouvert.</p><p>Contact :</p>"},
        {"<p>Appel ouvert, <a href=\"mailto:claire.moreau@ville.example\">une question</a> ?</p>",
         "<p>Appel ouvert, une question ?</p>"},
        {"<p>Appel ouvert, <a href=\"tel:+33612345678\">une question</a> ?</p>",
         "<p>Appel ouvert, une question ?</p>"},
        {"<p>Rien de personnel, 12 communes.</p>", "<p>Rien de personnel, 12 communes.</p>"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct item item;
        struct meaning_context context = {.lexicons = lexicons};
        item_init(&item);
        item.title = "Un appel";
        item.content_html = cases[i].html;
        understand(&a, &item, &context);
        assert_string_equal(item.content_html, cases[i].kept);
    }
}

static void hostile_text_is_no_attack(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "@", "a@", "06 ", "Contact : ", "Marie ", "<a href=\"mailto:a.b@c\">", "+33", ".a", "(", "<"};
    enum { SIZE = 200000 };
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        char *text = arena_alloc(&a, SIZE + 32);
        size_t n = strlen(pieces[k]);
        for (size_t i = 0; i + n < SIZE; i += n)
            memcpy(text + i, pieces[k], n);
        private_text(&a, lexicons, text);
        private_html(&a, lexicons, text);
        arena_reset(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(mailboxes_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(contacts_lose_what_is_personal, setup, teardown),
        cmocka_unit_test_setup_teardown(html_keeps_its_tags, setup, teardown),
        cmocka_unit_test_setup_teardown(an_item_is_cleaned_whole, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_understood_is_clean, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_text_is_no_attack, setup, teardown),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
