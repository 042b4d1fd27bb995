/* harvester/discover/guess.h: which block of a page repeats, and what its parts are. */
#include "tests/harvester/discover/page.h"

static struct proposal p;

static bool guessed(const char *url, const char *body)
{
    struct page page = {url, NULL, today};
    read_body(body);
    return guess_page(&o, &page, &p, 1) == 1;
}

/* The rules of a field, joined by " + "; NULL: it has none. */
static const char *rule(const char *key)
{
    const char *out = NULL;
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = 0; strcmp(p.fields[i].key, key) == 0 && k < p.fields[i].n; k++)
            out = out ? arena_printf(&a, "%s + %s", out, p.fields[i].rules[k]) : p.fields[i].rules[k];
    return out;
}

static void is(const char *key, const char *wanted)
{
    const char *got = rule(key);
    if (!got != !wanted || (got && strcmp(got, wanted) != 0))
        fail_msg("%s: %s, wanted %s", key, got ? got : "nothing", wanted ? wanted : "nothing");
}

#define MENU                                                                                                 \
    "<nav><ul><li><a href=/a>La commune et ses élus</a><li><a href=/b>Vivre au quotidien ici</a>"           \
    "<li><a href=/c>Démarches en ligne</a></ul></nav>"

static void cards(void **state)
{
    (void)state;
    assert_true(
        guessed("https://x.example/actus", MENU
                "<main><div class=actu><h3 class=titre><a href=/1>Première nouvelle</a></h3><p class=date>12 "
                "mars 2024</p>"
                "<p class=chapo>Le texte de la première.</p></div><div class=actu><h3 class=titre><a "
                "href=/2>Seconde nouvelle</a></h3>"
                "<p class=date>3 avril 2024</p><p class=chapo>Le texte de la seconde.</p></div></main>"));
    assert_string_equal(p.items, ".actu");
    assert_int_equal(p.block.n, 2);
    is("title", "h3.titre a");
    is("url", "h3.titre a@href");
    is("published", "p.date");
    is("summary", "p.chapo");
}

static void menus_are_no_lists(void **state)
{
    (void)state;
    assert_false(guessed(NULL, MENU "<p>Bienvenue.</p><footer><ul><li><a href=/m>Mentions légales</a><li><a "
                                    "href=/p>Plan du site</a></ul></footer>"));
}

static void a_list_shown_twice_counts_once(void **state)
{
    (void)state;
    assert_true(guessed(
        NULL,
        "<div class=grand><a class=tuile href=/1><b>Un premier titre</b> <i class=date>2 mai 2024</i></a>"
        "<a class=tuile href=/2><b>Un second titre</b> <i class=date>3 mai 2024</i></a></div>"
        "<div class=petit><a class=tuile href=/1><b>Un premier titre</b></a><a class=tuile href=/2><b>Un "
        "second titre</b></a></div>"));
    assert_int_equal(p.block.n, 2);
    assert_string_equal(p.items, ".grand a.tuile");
    is("url", ":scope@href");
}

static void an_item_in_its_siblings(void **state)
{
    (void)state;
    assert_true(guessed(
        "https://x.example/aides",
        "<dl><dt><a href=/1>Première aide</a><dd>Jusqu'au 3 mars 2027</dd><dd>Pour tous les projets.</dd>"
        "<dt><a href=/2>Seconde aide</a><dd>Jusqu'au 9 avril 2027</dd><dd>Pour certains "
        "seulement.</dd></dl>"));
    assert_true(p.block.flat);
    is("title", "a[href]");
    is("summary", "./following-sibling::*[2][self::dd]");
    is("dates", "./following-sibling::*[1][self::dd]");
}

static void a_month_above_and_a_day_beside(void **state)
{
    (void)state;
    assert_true(guessed("https://x.example/agenda",
                        "<h2>Mars 2027</h2><ul><li><b>Sam. 6</b> <a href=/1>Bal de printemps</a>, "
                        "20h30<li><b>Dim. 14</b> <a href=/2>Marche gourmande</a>, 9h</ul>"
                        "<h2>Avril 2027</h2><ul><li><b>Sam. 3</b> <a href=/3>Chasse aux œufs</a>, 15h</ul>"));
    assert_int_equal(p.block.n, 3);
    is("dates", "b + ./../preceding-sibling::h2[1] + ./text()[normalize-space()]");
    assert_string_equal(p.kind, "event");
}

static void words_for_screen_readers_are_no_part_of_a_title(void **state)
{
    (void)state;
    assert_true(guessed(NULL, "<div class=carte><h3><span class=sr-only>Lire : </span>Un premier "
                              "titre</h3><a href=/1>Suite</a><p>4 mai 2024</p></div>"
                              "<div class=carte><h3><span class=sr-only>Lire : </span>Un second titre</h3><a "
                              "href=/2>Suite</a><p>5 mai 2024</p></div>"));
    is("title", ".//h3//text()[not(ancestor::*[contains(@class, 'sr-only')])]");
}

static void addresses_in_scripts(void **state)
{
    (void)state;
    assert_true(guessed(NULL, "<div class=ligne onclick=\"location.href='/1'\"><b>Une première aide</b> "
                              "<i>Clôture le 2 mai 2027</i></div>"
                              "<div class=ligne onclick=\"location.href='/2'\"><b>Une seconde aide</b> "
                              "<i>Clôture le 3 mai 2027</i></div>"));
    is("url", ":scope@onclick");
    assert_non_null(p.fields[1].match);
}

static void columns_have_titles(void **state)
{
    (void)state;
    assert_true(guessed("https://x.example/marches",
                        "<table><tr><th>Objet<th>Remise des offres<th>Lieu<tr><td><a href=/1>Travaux de "
                        "toiture</a><td>05/01/2027<td>Dole"
                        "<tr><td><a href=/2>Fournitures scolaires</a><td>07/01/2027<td>Arbois</table>"));
    is("deadline", "td:nth-child(2)");
    is("place", "td:nth-child(3)");
}

static void next_page(void **state)
{
    (void)state;
    static const char *const pagers[][2] = {
        {"<a href=/2 rel=next>2</a>", "[rel=next]@href"},
        {"<ul class=pager><li class=next><a href=/2>Suivant</a></ul>", "li.next a@href"},
        {"<div class=pagination><a href=/0>Précédent</a><a href=/2 title=Suivant>»</a></div>",
         "a[title=Suivant]@href"},
    };
    for (size_t i = 0; i < sizeof pagers / sizeof *pagers; i++) {
        close_page(NULL);
        read_body(pagers[i][0]);
        const char *got = guess_next(&o);
        assert_non_null(got);
        if (!strstr(got, pagers[i][1]))
            fail_msg("%s: %s", pagers[i][0], got);
    }
    close_page(NULL);
    read_body("<p><a href=/2>Suivez-nous</a> <a href='javascript:next()'>Suivant</a></p>");
    assert_null(guess_next(&o));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, open_arena, close_page)
    const struct CMUnitTest tests[] = {
        TEST(cards),
        TEST(menus_are_no_lists),
        TEST(a_list_shown_twice_counts_once),
        TEST(an_item_in_its_siblings),
        TEST(a_month_above_and_a_day_beside),
        TEST(words_for_screen_readers_are_no_part_of_a_title),
        TEST(addresses_in_scripts),
        TEST(columns_have_titles),
        TEST(next_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
