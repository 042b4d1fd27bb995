/* Format csv: how a table is written is found out; columns by name, also as people misspell them. */
#include <stdio.h>
#include <unistd.h>
#include "tests/harvester/formats/ruled.h"

#include "harvester/formats/csvtable.h"

#define CSV "  format: csv\n"
#define NAMES CSV "  fields: {title: Titre, tags: {select: Thème, split: \"|\"}, deadline: Clôture}\n"

/* Rows as "a/b;c/d". */
static const char *rows_of(const char *text)
{
    static struct arena a;
    struct csv csv;
    struct csv_row row;
    arena_free(&a);
    arena_init(&a, 0);
    size_t n = strlen(text);
    char *copy = memcpy(malloc(n + 1), text, n), *out = arena_strdup(&a, "");
    csv_open(&csv, &a, copy, n);
    while (csv_next(&csv, 100, &row)) {
        out = arena_printf(&a, "%s%s", out, *out ? ";" : "");
        for (size_t i = 0; i < row.n; i++)
            out = arena_printf(&a, "%s%s%s", out, i ? "/" : "", row.v[i]);
    }
    free(copy);
    return out;
}

static void separators_and_quotes_are_found_out(void **state)
{
    (void)state;
    assert_text(rows_of("a,b\n1,2\n3,4\n"), "a/b;1/2;3/4");
    assert_text(rows_of("a;b\n1,5;2,5\n3,5;4,5"), "a/b;1,5/2,5;3,5/4,5");
    assert_text(rows_of("a\tb\r\n1, 2; 3\t4\r\n"), "a/b;1, 2; 3/4");
    assert_text(rows_of("a|b\n1|2\n"), "a/b;1/2");
    assert_text(rows_of("'a';'b'\n'1;1';'2'\n'x';'y'\n"), "a/b;1;1/2;x/y");
    assert_text(rows_of("sep=,\na,b;c\n1,2\n"), "a/b;c;1/2");
    assert_text(rows_of("seul\nun\ndeux\n"), "seul;un;deux");
    assert_text(rows_of("a;b\nl'eau, l'air;'t Hof\nd'un;2\n"), "a/b;l'eau, l'air/'t Hof;d'un/2");
    assert_text(rows_of("sep"), "sep");
    assert_text(rows_of(""), "");
}

static void quoted_cells_hold_anything(void **state)
{
    (void)state;
    assert_text(rows_of("a,b\n\"1,\"\"x\"\"\n2\",c\n"), "a/b;1,\"x\"\n2/c");
    assert_text(rows_of("a,b\n \"1\" , 2 \n"), "a/b;1/2");
    assert_text(rows_of("a,b\n\" 1 \",\"\"\n"), "a/b; 1 /");
    assert_text(rows_of("a,b\n\"le \"grand\" prix\",2\n"), "a/b;le \"grand\" prix/2");
    assert_text(rows_of("a,b\n5\" x,2\n"), "a/b;5\" x/2");
}

static void a_quotation_mark_that_is_never_closed_is_text(void **state)
{
    (void)state;
    assert_text(rows_of("a;b\n\"1;2\n3;4\n"), "a/b;\"1/2;3/4");
    read_ruled(NAMES, "Titre;Thème\n\"Un;eau\nDeux;air\n");
    assert_int_equal(feed.items.n, 2);
    assert_text(feed.warning, "line 2: a quotation mark is not closed");
}

static void rows_end_as_they_may(void **state)
{
    (void)state;
    assert_text(rows_of("a,b\r1,2\r3,4"), "a/b;1/2;3/4");
    assert_text(rows_of("a,b\n\n\r\n , \n1,2\n\n"), "a/b;1/2");
    assert_text(rows_of("a,b,c\n1,2\n1,2,3,4\n5,6,7"), "a/b/c;1/2;1/2/3/4;5/6/7");
}

static void columns_are_named(void **state)
{
    (void)state;
    read_ruled(NAMES, "Titre;Thème;Clôture\nUn;eau|air;31/12/2026\nDeux;;2026-05-01\n");
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "Un");
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(civil_text(&item_at(0)->deadline), "2026-12-31");
    assert_int_equal(item_at(1)->tags.n, 0);
    assert_text(civil_text(&item_at(1)->deadline), "2026-05-01");
}

static void names_of_columns_are_forgiven(void **state)
{
    (void)state;
    read_ruled(NAMES, "\"titre \";THEME;cloture\nUn;eau;2026-05-01\n");
    assert_text(item_at(0)->title, "Un");
    assert_text(item_at(0)->tags.v[0], "eau");
    assert_int_equal(item_at(0)->deadline.precision, PRECISION_DAY);
    read_ruled(NAMES, "titre;Titre;Thème\nnon;oui;eau\n"); /* the very name comes first */
    assert_text(item_at(0)->title, "oui");
}

static void rules_may_be_templates(void **state)
{
    (void)state;
    read_ruled(CSV "  fields: {title: \"{Nom} ({Code postal})\", url: \"https://x.example/?id={Id}\"}\n",
               "Nom;Code postal;Id\nUn;93000;a b\nDeux;;2\n");
    assert_text(item_at(0)->title, "Un (93000)");
    assert_text(item_at(0)->url, "https://x.example/?id=a%20b");
    assert_text(item_at(1)->title, "(null)");
    read_ruled(CSV "  fields: {title: \"Nom {court}\"}\n", "Nom {court};b\nUn;2\n");
    assert_text(item_at(0)->title, "Un");
}

static void the_header_may_stand_below_a_title(void **state)
{
    (void)state;
    read_ruled(NAMES, "Aides de la région\n\nmis à jour;le 1er mars 2026\nTitre;Thème\nUn;eau\n");
    assert_int_equal(feed.items.n, 1);
    assert_text(item_at(0)->title, "Un");
    refuse_ruled(NAMES, "Nom;Sujet\nUn;eau\n",
                 "none of the columns that `fields` names is there; the first row is: Nom, Sujet");
    refuse_ruled(NAMES, "<!DOCTYPE html>\n<p>Maintenance</p>\n", "none of the columns");
    refuse_ruled(NAMES, " \n\n", "the table is empty");
}

static void the_encoding_is_found_out(void **state)
{
    (void)state;
    read_ruled(NAMES, "Titre;Th\xE8me\nL\x92\xE9"
                      "cole \x96 20 \x80;\x9C"
                      "uvre\n");
    assert_text(item_at(0)->title, "L’école – 20 €");
    assert_text(item_at(0)->tags.v[0], "œuvre");
    read_ruled(NAMES, "\xEF\xBB\xBF\"Titre\";Thème\nÉté;eau\n");
    assert_text(item_at(0)->title, "Été");
    static const char wide[] = "\xFF\xFET\0i\0t\0r\0e\0;\0b\0\n\0\xC9\0;\0"
                               "2\0\n";
    assert_true(try_ruled(NAMES, wide, sizeof wide));
    assert_text(item_at(0)->title, "É");
}

static void dates_may_be_american(void **state)
{
    (void)state;
    read_ruled(CSV "  fields: {title: Titre, deadline: {select: Fin, format: mm/dd/yyyy}}\n",
               "Titre;Fin \nUn;12/31/2026\n");
    assert_text(civil_text(&item_at(0)->deadline), "2026-12-31");
}

static void cells_may_hold_html(void **state)
{
    (void)state;
    read_ruled(CSV "  fields: {title: t, content: c}\n", "t,c\nl&rsquo;eau,\"<p>Un <b>gras</b></p>\"\n");
    assert_text(item_at(0)->title, "l’eau");
    assert_text(item_at(0)->content_html, "<p>Un <b>gras</b></p>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_and_quotes_are_found_out),
        cmocka_unit_test(quoted_cells_hold_anything),
        cmocka_unit_test(a_quotation_mark_that_is_never_closed_is_text),
        cmocka_unit_test(rows_end_as_they_may),
        cmocka_unit_test(columns_are_named),
        cmocka_unit_test(names_of_columns_are_forgiven),
        cmocka_unit_test(rules_may_be_templates),
        cmocka_unit_test(the_header_may_stand_below_a_title),
        cmocka_unit_test(the_encoding_is_found_out),
        cmocka_unit_test(dates_may_be_american),
        cmocka_unit_test(cells_may_hold_html),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
