/* harvester/meaning/amounts.c and money.c: the grant for one project, the share that is paid, the envelope.
 */
#include "about.h"

#include <math.h>

#include "harvester/meaning/about.h"
#include "harvester/meaning/money.h"

static void same(double expected, double got, const char *text, const char *what)
{
    if (isnan(expected) ? !isnan(got) : !(fabs(expected - got) < 0.001))
        fail_msg("%s: %s is %g, not %g", text, what, got, expected);
}

/* --- how sums are written --- */

static void sums_are_read_however_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double low, value;
        const char *currency;
    } cases[] = {
        {"entre 750 000 et 1 million d'euros", 750000, 1e6, "EUR"},
        {"2.200.000 €", NAN, 2200000, "EUR"},
        {"50 k€", NAN, 50000, "EUR"},
        {"50k€", NAN, 50000, "EUR"},
        {"€1.5 million", NAN, 1.5e6, "EUR"},
        {"1,5 M€", NAN, 1.5e6, "EUR"},
        {"1,5 M d'€", NAN, 1.5e6, "EUR"},
        {"3 Md€", NAN, 3e9, "EUR"},
        {"120 kEUR", NAN, 120000, "EUR"},
        {"50 000€ TTC", NAN, 50000, "EUR"},
        {"50\xC2\xA0"
         "000\xE2\x80\xAF€",
         NAN, 50000, "EUR"},
        {"EUR 2-3 million", 2e6, 3e6, "EUR"},
        {"EUR 30 000", NAN, 30000, "EUR"},
        {"€ 15,000", NAN, 15000, "EUR"},
        {"$2,500,000", NAN, 2500000, "USD"},
        {"de 1000 à 300 000 euros", 1000, 300000, "EUR"},
        {"10 à 50 k€", 10000, 50000, "EUR"},
        {"between €5,000 and €20,000", 5000, 20000, "EUR"},
        {"cent mille euros", NAN, 100000, "EUR"},
        {"deux millions d'euros", NAN, 2e6, "EUR"},
        {"1.234,50 €", NAN, 1234.5, "EUR"},
        {"12 000 000 F CFP", NAN, NAN, NULL},
        {"80 %", NAN, 80, NULL},
        {"62,5%", NAN, 62.5, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tokens t = {0};
        struct quantities q = {0};
        tokens_read(&a, cases[i].text, strlen(cases[i].text), &t);
        money_find(&a, &t, &q);
        if (isnan(cases[i].value)) {
            assert_int_equal(q.n, 0);
            continue;
        }
        if (q.n != 1)
            fail_msg("%s: %zu sums", cases[i].text, q.n);
        same(cases[i].value, q.v[0].value, cases[i].text, "value");
        same(cases[i].low, q.v[0].low, cases[i].text, "low");
        if (cases[i].currency)
            assert_string_equal(q.v[0].currency, cases[i].currency);
        else
            assert_null(q.v[0].currency);
    }
}

static void what_is_no_sum_stays_none(void **state)
{
    (void)state;
    static const char *const texts[] = {"Horizon 2020",        "moins de 20 000 habitants",
                                        "tél. 02 99 27 10 10", "une aide",
                                        "150 % de hausse",     "50 m de berge",
                                        "35000 Rennes",        ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tokens t = {0};
        struct quantities q = {0};
        tokens_read(&a, texts[i], strlen(texts[i]), &t);
        money_find(&a, &t, &q);
        if (q.n)
            fail_msg("%s: read as %g", texts[i], q.v[0].value);
    }
}

/* --- what they are for --- */

static void sums_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double min, max, rate, budget;
    } cases[] = {
        {"L'aide couvre 80 % HT des dépenses, plafonné à 50 k€ par projet.", NAN, 50000, 80, NAN},
        {"La subvention est comprise entre 5 000 € et 40 000 €.", 5000, 40000, NAN, NAN},
        {"Le montant de l'aide ne pourra excéder 30 000 euros.", NAN, 30000, NAN, NAN},
        {"L'aide demandée ne pourra être inférieure à 15 000 €.", 15000, NAN, NAN, NAN},
        {"L'appel est doté d'une enveloppe de 3 millions d'euros.", NAN, NAN, NAN, 3e6},
        {"Une enveloppe de 2 M€ est mobilisée ; chaque lauréat reçoit jusqu'à 100 000 €.", NAN, 100000, NAN,
         2e6},
        {"Le budget total de l'appel est de 800 000 €.", NAN, NAN, NAN, 800000},
        {"The total budget of the call is EUR 12 million.", NAN, NAN, NAN, 12e6},
        {"Grants of up to €60,000 are available per project.", NAN, 60000, NAN, NAN},
        {"The co-financing rate is 70% of eligible costs.", NAN, NAN, 70, NAN},
        {"Le taux de subvention est de 30 %, porté à 50 % pour les communes rurales.", NAN, NAN, 50, NAN},
        {"Les lauréats seront financés jusqu'à 60 % du coût.", NAN, NAN, 60, NAN},
        {"Montant de l'aide : 50 % du coût HT, avec un plafond de 200 000 €.", NAN, 200000, 50, NAN},
        {"L'aide peut atteindre 80% des dépenses éligibles dans la limite de 40 000 €.", NAN, 40000, 80, NAN},
        {"Le premier prix est doté de 10 000 euros.", NAN, 10000, NAN, NAN},
        /* never the cost of a project, a threshold, what was given before, a wider plan */
        {"Le coût total du projet doit être d'au moins 200 000 €.", NAN, NAN, NAN, NAN},
        {"Entreprises dont le chiffre d'affaires est inférieur à 2 millions d'euros.", NAN, NAN, NAN, NAN},
        {"L'an dernier, 450 000 € ont été attribués à douze projets.", NAN, NAN, NAN, NAN},
        {"Les projets devront présenter un budget supérieur à 500 000 €.", NAN, NAN, NAN, NAN},
        {"SARL au capital de 10 000 €.", NAN, NAN, NAN, NAN},
        {"Cette mesure du plan de relance doté de 100 milliards d'euros aide les communes.", NAN, NAN, NAN,
         NAN},
        {"L'autofinancement doit être de 20 % au moins.", NAN, NAN, NAN, NAN},
        {"La consommation a baissé de 12 % en un an.", NAN, NAN, NAN, NAN},
        {"Un acompte de 30 % est versé à la signature.", NAN, NAN, NAN, NAN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct text_parts parts;
        struct amounts found;
        text_parts_read(&a, "Un appel", cases[i].text, &parts);
        amounts_find(&a, lexicons, &parts, &found);
        same(cases[i].max, found.max, cases[i].text, "max");
        same(cases[i].min, found.min, cases[i].text, "min");
        same(cases[i].rate, found.rate, cases[i].text, "rate");
        same(cases[i].budget, found.budget_total, cases[i].text, "budget");
    }
}

static void evidence_shows_the_words(void **state)
{
    (void)state;
    struct text_parts parts;
    struct amounts found;
    const char *text = "Un appel pour tous. Subvention plafonnée à 50 k€ par projet.";
    text_parts_read(&a, NULL, text, &parts);
    assert_true(amounts_find(&a, lexicons, &parts, &found));
    assert_string_equal(found.currency, "EUR");
    assert_string_equal(found.why_max.field, "amount.max");
    assert_non_null(strstr(found.why_max.words, "plafonnée à 50 k€"));
    assert_ptr_equal(text + found.why_max.position - strlen("\n\n"), strstr(text, "50 k€"));
}

/* A megabyte of digits and separators is read in a time that grows with it; what does not would never end
 * here. */
static void hostile_digits_are_no_attack(void **state)
{
    (void)state;
    static const char *const pieces[] = {"1 000 ",      "1.000", "1,",      "de 1 à ",
                                         "cent mille ", "€",     "1 € et ", "50 % "};
    enum { SIZE = 300000 };
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        char *text = arena_alloc(&a, SIZE + 16);
        size_t n = strlen(pieces[k]);
        for (size_t i = 0; i + n < SIZE; i += n)
            memcpy(text + i, pieces[k], n);
        struct text_parts parts;
        struct amounts found;
        text_parts_read(&a, NULL, text, &parts);
        amounts_find(&a, lexicons, &parts, &found);
        arena_reset(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sums_are_read_however_written, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_sum_stays_none, setup, teardown),
        cmocka_unit_test_setup_teardown(sums_are_told_apart, setup, teardown),
        cmocka_unit_test_setup_teardown(evidence_shows_the_words, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_digits_are_no_attack, setup, teardown),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
