/* harvester/rules.h: in which language a rule is read, and where its check finds what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/json.h"
#include "harvester/rules.h"

static struct arena a;

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

/* The faults of a source of this format with these further keys, one a line: "LINE:COLUMN: text". */
static const char *faults_of(const char *format, const char *keys)
{
    struct yaml_faults faults = {.arena = &a};
    struct source s = {0};
    char *text = arena_printf(&a, "id: x\nname: X\nurl: https://x.example/\nformat: %s\n%s", format, keys);
    s.node = yaml_parse(&a, "f", text, strlen(text), &faults);
    assert_non_null(s.node);
    yaml_read(&a, s.node, source_keys, &s, &faults);
    rules_check(&s, &faults);
    yaml_faults_sort(&faults, 0);
    char *out = arena_strdup(&a, "");
    for (size_t i = 0; i < faults.n; i++)
        out = arena_printf(&a, "%s%d:%d: %s\n", out, faults.v[i].line, faults.v[i].column, faults.v[i].text);
    return out;
}

static void fine(const char *format, const char *keys)
{
    assert_string_equal(faults_of(format, keys), "");
}

static void told(const char *format, const char *keys, const char *words)
{
    const char *text = faults_of(format, keys);
    if (!strstr(text, words))
        fail_msg("%s, %s: %s; wanted %s", format, keys, text, words);
}

static void each_format_has_its_language(void **state)
{
    (void)state;
    static const struct {
        const char *format;
        enum rule_language language;
    } cases[] = {
        {"auto", RULE_NONE},     {"rss", RULE_NONE},       {"atom", RULE_NONE}, {"rdf", RULE_NONE},
        {"jsonfeed", RULE_NONE}, {"icalendar", RULE_NONE}, {"html", RULE_HTML}, {"json", RULE_POINTER},
        {"xml", RULE_XPATH},     {"csv", RULE_COLUMN},     {"oai", RULE_XPATH}, {"sitemap", RULE_NONE},
    };
    int n = 0;
    while (source_formats[n])
        n++;
    assert_int_equal(n, sizeof cases / sizeof *cases);
    for (int i = 0; i < n; i++) {
        assert_string_equal(source_formats[i], cases[i].format);
        assert_int_equal(rule_language(i), cases[i].language);
    }
}

static void one_selector_is_read_differently_by_each(void **state)
{
    (void)state;
    fine("html", "items: li.a\n");
    told("xml", "items: li.a b\n", "5:8: items: \"li.a b\" is no XPath selector");
    told("json", "items: li.a\n", "5:8: items: \"li.a\" is no JSON Pointer");
    fine("json", "items: /a/*/b\n");
    told("html", "items: \"li[\"\n", "5:8: items: \"li[\" is no CSS selector");
    told("html", "items: \"//li[\"\n", "5:8: items: \"//li[\" is no XPath selector");
    fine("html", "items: (//li)[1]\nnext: ./a/@href\n");
    fine("oai", "items: //record\n");
    told("atom", "items: entry\n", "5:8: items: format atom leaves nothing to rules");
    fine("csv", "fields: {title: \"Intitulé de l'aide\", url: \"[\"}\n");
}

static void every_rule_in_a_rule_is_checked(void **state)
{
    (void)state;
    told("html", "fields:\n  title: [h3, \"a[\"]\n", "6:15: title: \"a[\" is no CSS selector");
    told("html", "fields:\n  title: {any: [h3, {select: \"a[\"}]}\n", "6:30: title: \"a[\"");
    told("html", "fields:\n  title: {select: [a, [b, \"c..d\"]]}\n", "6:27: title: \"c..d\"");
    told("html", "fields:\n  title: {select: a, any: [b]}\n", "expected `select` or `any`, found both");
    told("html", "fields:\n  title: {select: a, replace: {\"(\": b}}\n", "no regular expression");
    told("html", "fields:\n  title: {select: a, parse: datum}\n", "did you mean \"date\"?");
    told("html", "fields:\n  title: \"\"\n", "6:10: title: expected a selector, found nothing");
    told("json", "fields:\n  tags: {select: /a, split: \"/(/\"}\n", "no regular expression");
    told("json", "fields:\n  url: \"https://x.example/{/a~2}\"\n", "6:8: url: in \"{/a~2}\": ");
    told("json", "items: \"/a >> li[\"\n", "5:8: items: \"li[\" is no CSS selector");
    told("json", "items: \"a >> li\"\n", "5:8: items: \"a\" is no JSON Pointer");
    told("xml", "fields:\n  title: \"{a} {b[}\"\n", "in \"{b[}\": ");
    fine("xml", "items: //a\nfields: {title: \"{a} ({b/@c})\", place: \"texte >> .lieu\"}\n");
    fine("json", "items: /data >> li\nfields: {title: \">> h3 a\", url: \"https://x.example/{/id}\"}\n");
    told("html", "next: [a, \"b >\"]\n", "5:11: next: \"b >\"");
}

static void the_page_of_an_item_has_a_language_of_its_own(void **state)
{
    (void)state;
    fine("rss", "detail: {fields: {content: .body}}\n");
    told("rss", "detail: {fields: {content: .body}, format: json}\n", "no JSON Pointer");
    fine("json", "items: /a\ndetail: {fields: {content: //p}, format: xml}\n");
    told("html", "detail: {fields: {contents: p}}\n",
         "unknown field \"contents\"; did you mean \"content\"?");
}

static void all_faults_are_told(void **state)
{
    (void)state;
    const char *text =
        faults_of("html", "items: \"a >\"\nfields: {titel: \"b..c\", url: \"d[\"}\nnext: \"::e\"\n"
                          "keep: (\ndrop: {titre: x}\nexpect: {fields: [dedline]}\n");
    static const char *const wanted[] = {"5:8: items: ",
                                         "6:10: unknown field \"titel\"",
                                         "6:17: titel: ",
                                         "6:30: url: ",
                                         "7:7: next: ",
                                         "8:7: keep: ",
                                         "9:8: drop: \"titre\" is no field",
                                         "10:18: unknown field \"dedline\""};
    const char *at = text;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        at = strstr(at, wanted[i]);
        if (!at)
            fail_msg("%s not in\n%s", wanted[i], text);
    }
}

static void a_long_selector_is_refused(void **state)
{
    (void)state;
    char *rule = arena_alloc(&a, 5001);
    memset(rule, 'a', 5000);
    told("html", arena_printf(&a, "items: %s\n", rule), "the selector is too long");
}

static void the_schema_knows_the_same_fields(void **state)
{
    (void)state;
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, false);
    jw_object(&j);
    rules_schema(&j);
    jw_object_end(&j);
    json_t *schema = json_loads(buf_str(&out), 0, NULL);
    assert_non_null(schema);
    json_t *fields = json_object_get(json_object_get(schema, "fields"), "properties");
    size_t n = 0;
    for (; rule_fields[n]; n++)
        assert_non_null(json_object_get(fields, rule_fields[n]));
    assert_int_equal(json_object_size(fields), n);
    json_decref(schema);
    buf_free(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_format_has_its_language),
        TEST(one_selector_is_read_differently_by_each),
        TEST(every_rule_in_a_rule_is_checked),
        TEST(the_page_of_an_item_has_a_language_of_its_own),
        TEST(all_faults_are_told),
        TEST(a_long_selector_is_refused),
        TEST(the_schema_knows_the_same_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
