/* export/csv.c, export/opml.c and export/jsonfeed_channel.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <jansson.h>
#include <libxml/parser.h>
#include <math.h>

#include "tests/export/sample.h"

extern const struct export_format csv_export, jsonfeed_export;

static struct arena a;

static int done(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* --- CSV --- */

enum { MOST_CELLS = 4096 };
struct table {
    const char *cells[MOST_CELLS];
    size_t columns, rows, n;
};

/* RFC 4180, strictly: CRLF ends a row, quoted cells hold what they like, others no quotation mark. */
static struct table parse(const char *s)
{
    struct table t = {0};
    struct buf cell;
    buf_init(&cell, 0);
    while (*s) {
        buf_reset(&cell);
        if (*s == '"') {
            for (s++; *s && (*s != '"' || s[1] == '"'); s++) {
                s += *s == '"';
                buf_addc(&cell, *s);
            }
            assert_int_equal(*s, '"');
            s++;
        } else {
            for (; *s && *s != ',' && *s != '\r'; s++) {
                assert_true(*s != '"' && *s != '\n');
                buf_addc(&cell, *s);
            }
        }
        assert_true(t.n < MOST_CELLS);
        t.cells[t.n++] = arena_strdup(&a, buf_str(&cell));
        assert_true(*s == ',' || strncmp(s, "\r\n", 2) == 0);
        if (*s == '\r') {
            s++;
            t.rows++;
            t.columns = t.columns ? t.columns : t.n;
            assert_int_equal(t.n, t.columns * t.rows);
        }
        s++;
    }
    buf_free(&cell);
    return t;
}

static struct table csv(const struct export_context *x, const struct stored_item *items, size_t n)
{
    struct buf file = sample_file(x, &csv_export, items, n);
    assert_memory_equal(file.p, "\xEF\xBB\xBF", 3);
    struct table t = parse(file.p + 3);
    assert_int_equal(t.rows, n + 1);
    buf_free(&file);
    return t;
}

static const char *cell(const struct table *t, size_t row, const char *column)
{
    for (size_t i = 0; i < t->columns; i++)
        if (strcmp(t->cells[i], column) == 0)
            return t->cells[row * t->columns + i];
    fail_msg("no column %s", column);
    return NULL;
}

static void a_row_says_when_where_and_how_much(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_CALL, "Appel, \"ville\"\r\nsuite");
    struct civil dates[] = {day(2026, 6, 1), minute(2027, 3, 15, 11, 0, "UTC")};
    const char *audience[] = {"communes", "EPCI"};
    s.item.deadline = dates[1];
    s.item.deadlines.v = dates;
    s.item.deadlines.n = 2;
    s.item.amount_max = 1234567.5;
    s.item.amount_currency = "EUR";
    s.item.audience.v = audience;
    s.item.audience.n = 2;
    struct table t = csv(&sample_context, &s, 1);
    assert_string_equal(cell(&t, 1, "Type"), "appel");
    assert_string_equal(cell(&t, 1, "Titre"), "Appel, \"ville\" suite");
    assert_string_equal(cell(&t, 1, "Date limite"), "2027-03-15 12:00"); /* told in the site's zone */
    assert_string_equal(cell(&t, 1, "Dates limites"), "2026-06-01; 2027-03-15 12:00");
    assert_string_equal(cell(&t, 1, "Montant maximal"), "1234567.5");
    assert_string_equal(cell(&t, 1, "Devise"), "EUR");
    assert_string_equal(cell(&t, 1, "Montant minimal"), "");
    assert_string_equal(cell(&t, 1, "Public"), "communes; EPCI");
    assert_string_equal(cell(&t, 1, "Source"), "Un réseau & partenaire");
    assert_string_equal(cell(&t, 1, "Licence"), "Licence Ouverte 2.0");
    assert_string_equal(cell(&t, 1, "Publié le"), "2026-02-27 09:00");
    assert_string_equal(cell(&t, 1, "Identifiant"), "01234567-89ab-8def-8123-456789abcdef");
    t = csv(&sample_context_en, &s, 1);
    assert_string_equal(cell(&t, 1, "Kind"), "call");
    assert_string_equal(cell(&t, 1, "Deadline"), "2027-03-15 12:00");
}

static void no_cell_is_a_formula(void **state)
{
    (void)state;
    static const char *const dangers[] = {"=1+1", "+33 1", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"};
    for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++) {
        struct stored_item s = sample_item(KIND_NEWS, dangers[i]);
        const char *tags[] = {dangers[i]};
        s.item.organizer = s.item.place = s.item.territory = s.item.summary = s.item.amount_currency =
            dangers[i];
        s.item.tags.v = tags;
        s.item.tags.n = 1;
        s.item.amount_min = -5;
        struct table t = csv(&sample_context, &s, 1);
        for (size_t k = t.columns; k < t.n; k++)
            if (strchr("=+-@\t\r\n", t.cells[k][0]) && t.cells[k][0])
                fail_msg("a formula: %s", t.cells[k]);
        assert_int_equal(cell(&t, 1, "Titre")[0], '\'');
        assert_int_equal(cell(&t, 1, "Mots-clés")[0], '\'');
        assert_string_equal(cell(&t, 1, "Montant minimal"), "'-5");
    }
}

static void an_empty_table_has_its_head(void **state)
{
    (void)state;
    struct table t = csv(&sample_context, NULL, 0);
    assert_true(t.columns > 20);
}

/* --- OPML --- */

static xmlDoc *opml(struct buf *out)
{
    xmlDoc *doc = xmlReadMemory(out->p, (int)out->n, NULL, NULL, XML_PARSE_NONET);
    assert_non_null(doc);
    return doc;
}

static void sources_are_listed_by_family_feeds_as_feeds(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    opml_sources(&out, &sample_context);
    xmlFreeDoc(opml(&out));
    const char *first = strstr(out.p, "<outline text=\"financements\">"),
               *second = strstr(out.p, "<outline text=\"réseaux\">"),
               *none = strstr(
                   out.p,
                   "<outline type=\"link\" text=\"Un portail\" url=\"https://portail.example.org/api\" />");
    assert_true(first && second && none && first < second && second < none);
    assert_non_null(strstr(out.p, "type=\"rss\" text=\"Une région\" title=\"Une région\" "
                                  "xmlUrl=\"https://region.example.org/rss.xml?a=1&amp;b=2\" "
                                  "htmlUrl=\"https://region.example.org/\""));
    buf_free(&out);
    struct export_context empty = {.site = &sample_site};
    buf_init(&out, 0);
    opml_sources(&out, &empty);
    xmlFreeDoc(opml(&out));
    buf_free(&out);
}

static void channels_are_listed_with_the_feed_to_subscribe_to(void **state)
{
    (void)state;
    struct channel v[] = {
        {.id = "a", .title = "A & B", .formats = 31}, {.id = "b", .formats = 2}, {.id = "c", .formats = 16}};
    struct channels list = {v, 3, 3};
    struct buf out;
    buf_init(&out, 0);
    opml_channels(&out, &sample_context, &list);
    xmlFreeDoc(opml(&out));
    assert_non_null(strstr(
        out.p, "text=\"A &amp; B\" title=\"A &amp; B\" xmlUrl=\"https://veille.example.org/a/rss.xml\""));
    assert_non_null(strstr(out.p, "text=\"b\" title=\"b\" xmlUrl=\"https://veille.example.org/b/atom.xml\""));
    assert_null(strstr(out.p, "\"c\""));
    buf_free(&out);
}

/* --- JSON Feed --- */

static json_t *jsonfeed(const struct stored_item *items, size_t n)
{
    struct buf file = sample_file(&sample_context, &jsonfeed_export, items, n);
    json_error_t err;
    json_t *feed = json_loadb(file.p, file.n, JSON_REJECT_DUPLICATES, &err);
    if (!feed)
        fail_msg("%s:\n%s", err.text, file.p);
    buf_free(&file);
    assert_int_equal(json_array_size(json_object_get(feed, "items")), n);
    return feed;
}

static const char *member(json_t *feed, size_t item, const char *name)
{
    return json_string_value(json_object_get(json_array_get(json_object_get(feed, "items"), item), name));
}

static void a_feed_names_itself_and_its_items_their_source(void **state)
{
    (void)state;
    struct stored_item items[2] = {sample_item(KIND_NEWS, "x"), sample_item(KIND_NEWS, "y")};
    items[1].uid = "f123456789abcdef0123456789abcdef";
    items[0].item.content_html = "<p>texte</p>";
    json_t *feed = jsonfeed(items, 2);
    assert_string_equal(json_string_value(json_object_get(feed, "feed_url")),
                        "https://veille.example.org/essai/feed.json");
    assert_string_equal(json_string_value(json_object_get(feed, "version")),
                        "https://jsonfeed.org/version/1.1");
    assert_string_equal(member(feed, 0, "id"), "urn:uuid:01234567-89ab-8def-8123-456789abcdef");
    assert_string_equal(member(feed, 0, "url"), "https://partenaire.example.org/a?x=1&y=%C3%A9");
    assert_string_equal(member(feed, 0, "content_html"), "<p>texte</p>");
    json_t *extension = json_object_get(json_array_get(json_object_get(feed, "items"), 0), "_moisson");
    assert_string_equal(json_string_value(json_object_get(extension, "source")), "full");
    assert_string_equal(json_string_value(json_object_get(json_object_get(extension, "origin"), "name")),
                        "Un réseau & partenaire");
    json_decref(feed);
    json_decref(jsonfeed(NULL, 0));
}

static void what_may_not_be_published_again_is_not(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_NEWS, "Titre");
    struct attachment e = {.url = "https://a.example/x.pdf", .size = -1, .duration = -1};
    s.item.content_html = "<p>entier</p>";
    s.item.content_text = "entier";
    s.item.summary = "résumé";
    s.item.image = "https://a.example/i.png";
    s.item.attachments.v = &e;
    s.item.attachments.n = 1;
    s.source = "summary";
    json_t *feed = jsonfeed(&s, 1);
    assert_null(member(feed, 0, "content_html"));
    assert_string_equal(member(feed, 0, "content_text"), "résumé");
    json_decref(feed);
    s.source = "link";
    feed = jsonfeed(&s, 1);
    assert_null(member(feed, 0, "content_html"));
    assert_null(member(feed, 0, "summary"));
    assert_null(member(feed, 0, "image"));
    assert_string_equal(member(feed, 0, "content_text"), "Titre");
    json_decref(feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_says_when_where_and_how_much),
        cmocka_unit_test(no_cell_is_a_formula),
        cmocka_unit_test(an_empty_table_has_its_head),
        cmocka_unit_test(sources_are_listed_by_family_feeds_as_feeds),
        cmocka_unit_test(channels_are_listed_with_the_feed_to_subscribe_to),
        cmocka_unit_test(a_feed_names_itself_and_its_items_their_source),
        cmocka_unit_test(what_may_not_be_published_again_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
