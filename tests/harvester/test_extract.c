/* harvester/extract*.c: the rules of a source, over the smallest pages that show them. */
#include "formats/page.h"
#include "harvester/extract_internal.h"
#include "harvester/formats/htmlrules.h"
#include "harvester/formats/htmltree.h"

#include <math.h>
#include <stdio.h>

/* The one item that these fields make of a body. */
static struct item *item_of(const char *fields, const char *body)
{
    char *page = NULL, *keys = NULL;
    if (asprintf(&page, "<html><body><b>Titre</b>%s</body></html>", body) < 0 ||
        asprintf(&keys, "fields:\n  title: b\n%s", fields) < 0)
        abort();
    bool good = try_page("html", keys, page, strlen(page));
    free(keys);
    free(page);
    if (!good)
        fail_msg("refused: %s", err.text);
    return item_at(0);
}

/* What a rule makes of a body, as a place. */
static const char *place_of(const char *rule, const char *body)
{
    char fields[1024];
    snprintf(fields, sizeof fields, "  place: %s\n", rule);
    return item_of(fields, body)->place;
}

static void rules_combine(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *body, *place;
    } cases[] = {
        {"i", "<i>Salle A</i>", "Salle A"},
        {"[i, u]", "<u>1</u><i>2</i>", "2 1"},
        {"[i, u]", "<u>1</u>", "1"},
        {"{any: [i, u]}", "<i> </i><u>1</u><i></i>", "1"},
        {"{any: [[i, u], p]}", "<u>1</u><i>2</i><p>3", "2 1"},
        {"{any: [{select: i, match: '^x'}, {select: i, match: '^S'}]}", "<i>Salle</i>", "S"},
        {"{select: {any: [i, u]}, match: '\\d+'}", "<u>12 rue</u>", "12"},
        {"{select: i, attr: TITLE}", "<i title=Ici>Là</i>", "Ici"},
        {"{select: i@title, match: '(\\w+)$'}", "<i title='Mairie de Lyon'>", "Lyon"},
        {"{select: i, match: 'Lieu : (.+)'}", "<i>Lieu :\n Salle  A</i>", "Salle A"},
        {"{select: i, match: '(Lieu|Où) : (?<lieu>.+)'}", "<i>Où : Ici</i>", "Ici"},
        {"{select: i, match: 'Lieu(x)?'}", "<i>Lieu</i>", "Lieu"},
        /* without `all` the first that gives something */
        {"{select: i, match: 'Lieu : (.+)'}", "<i>Heure : 9 h</i><i>Lieu : A</i><i>Lieu : B</i>", "A"},
        {"{select: i, match: 'Lieu : (.+)', all: true}", "<i>Heure</i><i>Lieu : A</i><i>Lieu : B</i>", "A B"},
        {"{select: i}", "<i></i><i>A</i><i>B</i>", "A"},
        {"{select: i, all: true}", "<i>A</i><i>B</i>", "A B"},
        {"{select: i, join: ', '}", "<i>A</i><i>B</i>", "A, B"},
        {"{select: i, replace: {'^Lieu ': '', '(\\d+)e': '$1ᵉ', zz: '$9'}}", "<i>Lieu 2e zz</i>", "2ᵉ"},
        {"{select: i, split: ';', join: ' / '}", "<i>A;  B;;C</i>", "A / B / C"},
        {"{select: i, map: {Étranger: Hors de France}}", "<i>etranger</i>", "Hors de France"},
        {"{select: i, map: {x: y}}", "<i>Lyon</i>", "Lyon"},
        {"{select: i, default: En ligne}", "<u>", "En ligne"},
        {"{select: i, match: x, default: En ligne}", "<i>a</i>", "En ligne"},
        {"{default: Partout}", "", "Partout"},
        {"{select: a, parse: url}", "<a href=b.html>", "https://x.example/liste/b.html"},
        {"{select: i, parse: number}", "<i>12</i>", "12"},
        {"(\"a\")", "", "a"},
        {"(count(//i))", "<i></i><i></i>", "2"},
        {".//i/text()[2]", "<i>1<br>2</i>", "2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = place_of(cases[i].rule, cases[i].body);
        if (!got || strcmp(got, cases[i].place) != 0)
            fail_msg("%s: %s, wanted %s", cases[i].rule, got ? got : "(null)", cases[i].place);
    }
    assert_null(place_of("i", "<u>"));
    assert_null(place_of("{select: i, match: x}", "<i>a</i>"));
    assert_null(place_of("[i, u]", "<i>&nbsp;</i>"));
}

static void a_pattern_that_takes_too_long_is_told(void **state)
{
    (void)state;
    assert_null(
        place_of("{select: i, match: '(a+)+$'}", "<i>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab</i>"));
    assert_non_null(strstr(feed.warning, "limits.pattern"));
}

static void texts_and_addresses(void **state)
{
    (void)state;
    struct item *item =
        item_of("  id: p@id\n  url: a@href\n  external_url: [i, a.e@href]\n  image: img@src\n"
                "  summary: p\n  language: p@lang\n  organizer: u\n  territory: s\n",
                "<a href=x></a><a class=e href=//b.example/></a><img src=i.png><p id=n1 lang=en>S<u>O"
                "</u><s>T</s>");
    assert_text(item->id, "n1");
    assert_text(item->url, "https://x.example/liste/x");
    assert_text(item->external_url, "https://b.example/");
    assert_text(item->image, "https://x.example/liste/i.png");
    assert_text(item->summary, "SOT");
    assert_text(item->language, "en");
    assert_text(item->organizer, "O");
    assert_text(item->territory, "T");
    assert_null(item_of("  language: i\n", "<i>français</i>")->language);
}

static void lists_take_every_match(void **state)
{
    (void)state;
    struct item *item =
        item_of("  tags: {select: i, map: {AAP: appel}}\n  authors: u\n  attachments: a@href\n  topics: s\n",
                "<i>AAP</i><i>Eau </i><i>Eau</i><i></i><u>Ana</u><u>Bob</u><a href=a.pdf>A</a><a href=a.pdf>A"
                "</a><a href=b.pdf></a><s>mobilite</s><s>Développement durable</s>");
    assert_int_equal(item->tags.n, 3);
    assert_text(item->tags.v[0], "appel");
    assert_text(item->tags.v[1], "Eau");
    /* a word of theirs is a tag, which lexicons know */
    assert_text(item->tags.v[2], "Développement durable");
    assert_int_equal(item->topics.n, 1);
    assert_text(item->topics.v[0], "mobilite");
    assert_int_equal(item->authors.n, 2);
    assert_text(item->authors.v[1].name, "Bob");
    assert_int_equal(item->attachments.n, 2);
    assert_text(item->attachments.v[1].url, "https://x.example/liste/b.pdf");
    item = item_of("  tags: {select: i, split: ','}\n  attachments: a\n",
                   "<i>a, b</i><i>c</i><a href=a.pdf>Le règlement</a>");
    assert_int_equal(item->tags.n, 3);
    assert_text(item->attachments.v[0].title, "Le règlement");
}

static void dates_of_every_field(void **state)
{
    (void)state;
    struct item *item =
        item_of("  starts: i\n  ends: u\n  registration_deadline: s\n  opens: em\n  updated: q\n",
                "<i>10 avril 2026 à 9h</i><u>11 avril 2026</u><s>avant le 3 avril 2026</s>"
                "<em>01/03/2026</em><q>2026-02-01T08:00:00+01:00</q>");
    assert_text(civil_text(&item->starts), "2026-04-10T09:00");
    assert_text(civil_text(&item->ends), "2026-04-11");
    assert_text(civil_text(&item->registration_deadline), "2026-04-03");
    assert_text(civil_text(&item->opens), "2026-03-01");
    assert_text(when(item->updated), "2026-02-01T07:00:00Z");
    assert_null(item_evidence(item, "updated"));
    assert_text(item_evidence(item, "starts")->words, "10 avril 2026 à 9h");
    assert_false(item_doubtful(item, "starts"));
    /* a period gives both ends; the field of the end has the last word */
    item = item_of("  starts: i\n", "<i>du 2 au 4 septembre 2026</i>");
    assert_text(civil_text(&item->starts), "2026-09-02");
    assert_text(civil_text(&item->ends), "2026-09-04");
    item = item_of("  deadline: i\n", "<i>du 1er au 30 avril 2026 à 17h</i>");
    assert_text(civil_text(&item->deadline), "2026-04-30T17:00");
    assert_text(civil_text(&item->opens), "2026-04-01");
    /* an hour alone is one of the day it starts on */
    item = item_of("  starts: i\n  ends: u\n", "<i>2026-04-10T09:00</i><u>17:30</u>");
    assert_text(civil_text(&item->ends), "2026-04-10T17:30");
    /* of several dates the one that the field is for */
    item =
        item_of("  deadline: i\n  published: i\n", "<i>Publié le 3 mars 2025, date limite le 5 mai 2026</i>");
    assert_text(civil_text(&item->deadline), "2026-05-05");
    assert_text(when(item->published), "2025-03-02T23:00:00Z");
}

static void what_is_no_deadline_is_understood(void **state)
{
    (void)state;
    struct item *item = item_of("  deadline: i\n", "<i>Toute l'année</i>");
    assert_int_equal(item->deadline.precision, PRECISION_NONE);
    assert_text(item->dates, "Toute l'année");
    assert_int_equal(feed.matched.v[1].filled, 0);
}

static void years_left_out_count_from_the_publication(void **state)
{
    (void)state;
    struct item *item = item_of("  deadline: i\n  published: u\n", "<i>30 juin</i><u>02/06/2003</u>");
    assert_text(civil_text(&item->deadline), "2003-06-30");
    assert_false(item_doubtful(item, "deadline"));
    item = item_of("  deadline: i\n", "<i>30 juin</i>");
    assert_text(civil_text(&item->deadline), "2026-06-30");
    assert_true(item_doubtful(item, "deadline")); /* the day of reading moves on */
    /* nothing is published ahead */
    assert_text(when(item_of("  published: i\n", "<i>12 décembre</i>")->published), "2025-12-11T23:00:00Z");
}

static void machines_write_dates_in_many_ways(void **state)
{
    (void)state;
    static const struct {
        const char *text, *starts;
    } cases[] = {
        {"1772352000", "2026-03-01T09:00"},
        {"1772352000000", "2026-03-01T09:00"},
        {"2026-03-10", "2026-03-10"},
        {"2026-03-10T09:00:00Z", "2026-03-10T10:00"},
        {"2026-03-10T09:00", "2026-03-10T09:00"},
        {"10/03/2026", "2026-03-10"},
        {"Tue, 10 Mar 2026 08:00:00 GMT", "2026-03-10T09:00"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char body[100];
        snprintf(body, sizeof body, "<i>%s</i>", cases[i].text);
        assert_text(civil_text(&item_of("  starts: i\n", body)->starts), cases[i].starts);
    }
    assert_int_equal(item_of("  starts: i\n", "<i>12345</i>")->starts.precision, PRECISION_NONE);
}

static void formats_of_dates_are_described(void **state)
{
    (void)state;
    static const struct {
        const char *format, *text, *date;
    } cases[] = {
        {"dd/mm/yyyy", "03/04/2026", "2026-04-03"},
        {"mm/dd/yyyy", "03/04/2026", "2026-03-04"},
        {"d.m.yy", "3.4.26", "2026-04-03"},
        {"d/m/yy", "3/4/98", "1998-04-03"},
        {"yyyymmdd", "20260403", "2026-04-03"},
        {"dd/mm/yyyy hh:mm", "03/04/2026 14:05", "2026-04-03T14:05"},
        {"DD/MM/YYYY HH:MM:SS", "03/04/2026 14:05:09", "2026-04-03T14:05:09"},
        {"dd/mm/yyyy hh:ii", "03/04/2026 14:05", "2026-04-03T14:05"},
        {"d mmm yyyy", "3 févr. 2026", "2026-02-03"},
        {"d mmmm yyyy", "3 August 2026", "2026-08-03"},
        {"mm-yyyy", "04-2026", "2026-04"},
        {"yyyy", "2026", "2026"},
        {"dd/mm/yyyy", "31/02/2026", NULL},
        {"dd/mm/yyyy", "2026-04-03", NULL},
        {"dd/mm/yyyy", "03/04", NULL},
        {"d mmm yyyy", "3 xyz 2026", NULL},
        {"dd/mm/yyyy hh:mm", "03/04/2026 25:00", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct civil c = {0};
        bool good = date_by_format(cases[i].text, cases[i].format, &c);
        if (good != (cases[i].date != NULL) || (good && strcmp(civil_text(&c), cases[i].date) != 0))
            fail_msg("%s as %s: %s", cases[i].text, cases[i].format, good ? civil_text(&c) : "none");
    }
    assert_text(
        civil_text(&item_of("  deadline: {select: i, format: mm/dd/yyyy}\n", "<i>04/03/2026</i>")->deadline),
        "2026-04-03");
}

static void several_deadlines_are_kept_in_order(void **state)
{
    (void)state;
    struct item *item = item_of("  deadlines: i\n", "<i>3 juin 2026</i><i>2026-03-10</i><i>?</i>");
    assert_int_equal(item->deadlines.n, 2);
    assert_text(civil_text(&item->deadlines.v[0]), "2026-03-10");
    assert_text(civil_text(&item->deadline), "2026-06-03");
    item = item_of("  deadlines: i\n", "<i>10 mars 2026, 3 juin 2026 et 2 septembre 2026</i>");
    assert_int_equal(item->deadlines.n, 3);
    assert_text(civil_text(&item->deadline), "2026-09-02");
}

static void numbers_sums_and_words_of_yes_and_no(void **state)
{
    (void)state;
    struct item *item = item_of(
        "  lat: i@lat\n  lon: i@lon\n  amount: u\n  budget_total: s\n  amount_rate: em\n  online: q\n"
        "  cancelled: .annule\n  permanent: {default: 'oui'}\n  kind: {select: tt, map: {Agenda: event}}\n",
        "<i lat='48,85' lon=2.35></i><u>entre 5 000 et 20 000 €</u><s>90 M€</s><em>80 % au "
        "plus</em><q>non</q>"
        "<p class=annule>Annulé</p><tt>agenda</tt>");
    assert_true(fabs(item->lat - 48.85) < 1e-9 && fabs(item->lon - 2.35) < 1e-9);
    assert_true(item->amount_min == 5000 && item->amount_max == 20000 && item->budget_total == 90000000);
    assert_text(item->amount_currency, "EUR");
    assert_true(item->amount_rate == 80);
    assert_int_equal(item->online, NO);
    assert_true(item->cancelled && item->permanent);
    assert_int_equal(item->kind, KIND_EVENT);
    item = item_of("  lat: i\n  amount: u\n  cancelled: s\n  kind: q\n",
                   "<i>148</i><u>rien</u><s>Non</s><q>Agenda</q>");
    assert_true(isnan(item->lat) && isnan(item->amount_max));
    assert_false(item->cancelled);
    assert_int_equal(item->kind, KIND_NONE);
    assert_true(item_of("  amount_max: u\n", "<u>1 200,50</u>")->amount_max == 1200.5);
    assert_true(isnan(item_of("  amount: u\n", "<u>50 %</u>")->amount_max));
}

static void content_in_three_ways(void **state)
{
    (void)state;
    assert_text(item_of("  content: p\n", "<p>a <em>b</em></p>")->content_html, "<p>a <em>b</em></p>");
    struct item *item =
        item_of("  content: {select: p, parse: text, replace: {b: c}}\n", "<p>a <em>b</em></p>");
    assert_null(item->content_html);
    assert_text(item->content_text, "a c");
    assert_null(item_of("  content: p\n", "<p> </p>")->content_html);
}

static void one_text_is_asked_for(void **state)
{
    (void)state;
    static const char page[] = "<i>Suite : <b>42</b></i><i>fin</i>";
    struct yaml_faults faults = {.arena = &arena};
    const char *rule = "{select: i, match: '\\d+'}", *text;
    item_of("", "");
    const struct yaml_node *node = yaml_parse(&arena, "f", rule, strlen(rule), &faults);
    struct extract x = {.document = &document, .arena = &arena, .feed = &feed};
    document.bytes = page;
    document.n = sizeof page - 1;
    html_rules_open(&x, html_tree(&document, &arena, &feed, &err));
    assert_true(extract_text(&x, node, (struct extract_value){0}, &text, &err));
    assert_text(text, "42");
    rule = "u";
    node = yaml_parse(&arena, "f", rule, strlen(rule), &faults);
    assert_true(extract_text(&x, node, (struct extract_value){0}, &text, &err));
    assert_null(text);
    rule = "u[";
    node = yaml_parse(&arena, "f", rule, strlen(rule), &faults);
    assert_false(extract_text(&x, node, (struct extract_value){0}, &text, &err));
    assert_non_null(strstr(err.text, "CSS selector"));
    html_rules_close(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_combine),
        cmocka_unit_test(a_pattern_that_takes_too_long_is_told),
        cmocka_unit_test(texts_and_addresses),
        cmocka_unit_test(lists_take_every_match),
        cmocka_unit_test(dates_of_every_field),
        cmocka_unit_test(what_is_no_deadline_is_understood),
        cmocka_unit_test(years_left_out_count_from_the_publication),
        cmocka_unit_test(machines_write_dates_in_many_ways),
        cmocka_unit_test(formats_of_dates_are_described),
        cmocka_unit_test(several_deadlines_are_kept_in_order),
        cmocka_unit_test(numbers_sums_and_words_of_yes_and_no),
        cmocka_unit_test(content_in_three_ways),
        cmocka_unit_test(one_text_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
