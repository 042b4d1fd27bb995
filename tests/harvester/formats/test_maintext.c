/* harvester/formats/maintext.c */
#include <stdio.h>

#include "harvester/formats/maintext.h"
#include "page.h"

#define P1                                                                                                   \
    "<p>La ville ouvre un appel à projets pour les associations du quartier, qui pourront y répondre "     \
    "jusqu'à la fin du mois de juin prochain.</p>"
#define P2                                                                                                   \
    "<p>Les dossiers seront examinés par un jury d'habitants, et les lauréats recevront une aide de deux " \
    "mille euros pour <a href='/lancer'>lancer leur projet</a> dans l'année.</p>"
#define MENU                                                                                                 \
    "<ul><li><a href=/a>Accueil du site</a></li><li><a href=/b>Vie municipale et démocratie</a></li>"       \
    "<li><a href=/c>Culture, sport et loisirs</a></li><li><a href=/d>Contacter la mairie</a></li></ul>"
#define TEASER                                                                                               \
    "<p><a href=/autre>Un autre article, dont le titre est long et le chapeau aussi, que le lecteur peut "   \
    "vouloir lire ensuite s'il a le temps</a></p>"

static const char *text_of(const char *page)
{
    const struct document whole = {.bytes = page, .n = strlen(page), .charset = "utf-8"};
    arena_free(&arena);
    feed_init(&feed);
    xmlDoc *tree = html_tree(&whole, &arena, &feed, &err);
    assert_non_null(tree);
    const char *text = main_text(&whole, tree, &arena, "https://a.example/actu/1");
    for (xmlNode *node = dom_inside((xmlNode *)tree); node; node = dom_next(node, (xmlNode *)tree))
        assert_null(node->_private);
    xmlFreeDoc(tree);
    return text;
}

static void has(const char *text, const char *words)
{
    if (!text || !strstr(text, words))
        fail_msg("lacks \"%s\": %s", words, text ? text : "(null)");
}

static void has_both(const char *text)
{
    has(text, "La ville ouvre");
    has(text, "prochain.</p>");
    has(text, "Les dossiers");
    has(text, "href=\"https://a.example/lancer\"");
}

static void lacks(const char *text, const char *words)
{
    if (text && strstr(text, words))
        fail_msg("has \"%s\": %s", words, text);
}

static void menus_and_feet_are_left_out(void **state)
{
    (void)state;
    const char *text =
        text_of("<html><body><header>" MENU "</header><nav>" MENU "</nav><main><h1>Appel</h1>" P1
                "<h2>Le jury</h2>" P2 "<div class=share-links>" MENU "</div></main>"
                "<footer><p>Mairie, place de la Liberté, ouverte du lundi au vendredi de neuf "
                "heures à midi et de quatorze à dix-sept heures.</p></footer></body>");
    has_both(text);
    has(text, "<h2>Le jury</h2>");
    lacks(text, "Appel<");
    lacks(text, "Accueil");
    lacks(text, "Mairie");
}

static void pages_of_div_alone_have_a_text(void **state)
{
    (void)state;
    const char *text = text_of("<html><body><div id=top>" MENU
                               "</div><div id=wrap><div class='left sidebar'>" MENU TEASER TEASER
                               "</div><div id=c2><div>Publié le 3 mars</div><div>" P1 P2 P1
                               "</div></div></div><div>Tous droits réservés</div></body>");
    has_both(text);
    lacks(text, "Accueil");
    lacks(text, "Un autre article");
    lacks(text, "droits");
}

static void pages_of_tables_have_one(void **state)
{
    (void)state;
    const char *text =
        text_of("<html><body><table width=800><tr><td>" MENU "</td><td><font size=2>La ville ouvre un "
                "appel à projets pour les associations du quartier, jusqu'à la fin du mois de juin "
                "prochain.<br><br>Les dossiers seront examinés par un jury d'habitants, et les lauréats "
                "recevront une aide.</font></td></tr></table></body>");
    has(text, "La ville ouvre");
    has(text, "Les dossiers");
    lacks(text, "Accueil");
}

static void a_wrapper_named_after_its_side_is_no_side(void **state)
{
    (void)state;
    has_both(text_of("<html><body class='menu-open'><div class='page with-sidebar'><div>" P1 P2 "</div><div "
                     "class=sidebar>" MENU "</div></div></body>"));
}

static void comments_are_no_text_however_long(void **state)
{
    (void)state;
    const char *text = text_of("<html><body><article>" P1 P2 "</article><section id=comments>" P1 P1 P1 P1
                               "<p>Je ne suis pas d'accord avec cet article, et je tiens à le dire ici.</p>"
                               "</section></body>");
    has_both(text);
    lacks(text, "accord");
}

static void an_introduction_beside_the_text_is_part_of_it(void **state)
{
    (void)state;
    const char *text = text_of(
        "<html><body><article><div class=chapo>" P1 "</div><div class=texte>" P2 P2 P2 "<blockquote>" P2
        "</blockquote></div><div class=related><h3>À lire</h3>" TEASER TEASER "</div></article></body>");
    has_both(text);
    has(text, "<blockquote>");
    lacks(text, "lire</h3>");
}

static void what_is_said_in_lists_and_tables_stays(void **state)
{
    (void)state;
    const char *text = text_of(
        "<html><body><article>" P1 "<ul><li>un budget</li><li>un calendrier</li></ul>" P2
        "<table><tr><td>Juin</td><td>Dépôt</td></tr></table><h3>À lire aussi</h3>" MENU "</article></body>");
    has(text, "<li>un calendrier</li>");
    has(text, "Dépôt");
    lacks(text, "lire aussi");
    lacks(text, "Accueil");
}

static void what_nobody_sees_is_left_out(void **state)
{
    (void)state;
    const char *text =
        text_of("<html><body><article>" P1 "<p style='display: none'>Un texte que personne ne voit "
                "jamais sur cette page, quelle que soit la taille de l'écran.</p>" P2
                "<p hidden>Caché lui aussi</p></article></body>");
    has_both(text);
    lacks(text, "personne");
    lacks(text, "lui aussi");
}

static void a_page_of_links_has_none(void **state)
{
    (void)state;
    assert_null(text_of("<html><body>" MENU TEASER TEASER TEASER MENU "</body>"));
    assert_null(text_of("<html><body><p>Court.</p></body>"));
    assert_null(text_of("<html></html>"));
}

static void auto_in_a_rule_is_the_main_text(void **state)
{
    (void)state;
    static const char page[] =
        "<html><body><nav>" MENU "</nav><div class=corps>Autre</div><article>" P1 P2 "</article></body>";
    const struct document detail = {.bytes = page, .n = sizeof page - 1, .url = "https://x.example/actu/1"};
    read_page("html", "items: li\nfields: {title: a, content: auto}\ndetail: {fields: {content: auto}}",
              "<li><a>Un</a><p>Texte</p>");
    struct item *item = item_at(0);
    assert_null(item->content_html); /* of a list there is none */
    assert_true(html_format.detail(&detail, source.detail.fields, &arena, &feed, item, &err));
    has(item->content_html, "href=\"https://x.example/lancer\"");
    lacks(item->content_html, "Accueil");
    read_page("html", "items: body\nfields: {title: h1}\ndetail: {fields: {content: {any: [.corps, auto]}}}",
              "<h1>A</h1>");
    assert_true(html_format.detail(&detail, source.detail.fields, &arena, &feed, item_at(0), &err));
    assert_text(item_at(0)->content_html, "Autre");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(menus_and_feet_are_left_out),
        cmocka_unit_test(pages_of_div_alone_have_a_text),
        cmocka_unit_test(pages_of_tables_have_one),
        cmocka_unit_test(a_wrapper_named_after_its_side_is_no_side),
        cmocka_unit_test(comments_are_no_text_however_long),
        cmocka_unit_test(an_introduction_beside_the_text_is_part_of_it),
        cmocka_unit_test(what_is_said_in_lists_and_tables_stays),
        cmocka_unit_test(what_nobody_sees_is_left_out),
        cmocka_unit_test(a_page_of_links_has_none),
        cmocka_unit_test(auto_in_a_rule_is_the_main_text),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
