/* harvester/source.h and harvester/rules.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/file.h"
#include "base/json.h"
#include "harvester/rules.h"
#include "harvester/source.h"

static struct arena a;
static struct yaml_faults faults;
static struct sources list;
static struct net_allow allow;
static char folder[64];

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 0);
    faults = (struct yaml_faults){.arena = &a};
    list = (struct sources){0};
    allow = (struct net_allow){0};
    snprintf(folder, sizeof folder, "/tmp/test_source.XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int done(void **state)
{
    (void)state;
    static const char *const names[] = {"a.yaml", "b.yml", ".c.yaml", "d.txt"};
    char path[128];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    rmdir(folder);
    arena_free(&a);
    return 0;
}

static const char *write_list(const char *name, const char *text)
{
    const char *path = arena_printf(&a, "%s/%s", folder, name);
    assert_true(file_write_if_changed(path, text, strlen(text), NULL, NULL));
    return path;
}

static void read_list(const char *text)
{
    faults = (struct yaml_faults){.arena = &a};
    list = (struct sources){0};
    sources_read(&a, write_list("a.yaml", text), &list, &allow, &faults);
}

/* One source with further keys, each line of them indented by two. */
static void read_source(const char *more)
{
    read_list(arena_printf(&a, "- id: x\n  name: X\n  url: https://example.org/feed\n%s", more));
}

static void assert_fault(size_t i, int line, int column, const char *words)
{
    if (i >= faults.n)
        fail_msg("no fault %zu: \"%s\"", i, words);
    const struct yaml_fault *f = &faults.v[i];
    if (f->line != line || f->column != column || !strstr(f->text, words))
        fail_msg("%d:%d: %s; wanted %d:%d: … %s …", f->line, f->column, f->text, line, column, words);
}

static void assert_refused(const char *more, int line, int column, const char *words)
{
    read_source(more);
    assert_fault(0, line, column, words);
    assert_int_equal(faults.n, 1);
    assert_int_equal(list.n, 0);
}

static void assert_fine(const char *more)
{
    read_source(more);
    if (faults.n)
        fail_msg("%d:%d: %s", faults.v[0].line, faults.v[0].column, faults.v[0].text);
    assert_int_equal(list.n, 1);
}

static void three_keys_make_a_source(void **state)
{
    (void)state;
    assert_fine("");
    const struct source *s = &list.v[0];
    assert_string_equal(s->id, "x");
    assert_string_equal(s->url, "https://example.org/feed");
    assert_true(s->enabled && s->verify_tls && !s->complete);
    assert_int_equal(s->format, 0);
    assert_int_equal(s->every, 86400);
    assert_int_equal(s->kind, KIND_NONE);
    assert_int_equal(s->pages, 0); /* not said */
    assert_int_equal(s->robots, ROBOTS_PAGES);
    assert_int_equal(s->republish, REPUBLISH_SUMMARY);
    assert_int_equal(s->line, 1);
    assert_null(s->detail.fields);
    assert_null(s->post);
    assert_non_null(s->node);
}

static void every_key_is_read(void **state)
{
    (void)state;
    setenv("TEST_TOKEN", "t0k", 1);
    assert_fine(
        "  site: https://example.org/\n  licence: Licence Ouverte 2.0\n  description: d\n  every: 6h\n"
        "  format: json\n  kind: call\n  territory: Île-de-France\n  topics: [mobilite, eau]\n  audience: "
        "communes\n"
        "  tags: a\n  family: f\n  language: fr\n  timezone: Europe/Paris\n  priority: 5\n  complete: oui\n"
        "  headers: {Authorization: \"Bearer ${TEST_TOKEN}\"}\n  post: '{\"a\":1}'\n  verify_tls: false\n"
        "  robots: ignore\n  keep: {title: \"a|b\"}\n  drop: c\n  items: /results/*\n"
        "  fields: {id: /id, title: /name}\n  next: /next\n  pages: 9\n"
        "  detail: {fields: {content: .field--body}}\n  expect: {items: 20, fields: [deadline]}\n");
    const struct source *s = &list.v[0];
    assert_int_equal(s->kind, KIND_CALL);
    assert_string_equal(source_formats[s->format], "json");
    assert_int_equal(s->topics.n, 2);
    assert_string_equal(s->audience.v[0], "communes");
    assert_int_equal(s->priority, 5);
    assert_int_equal(s->republish, REPUBLISH_FULL);
    assert_string_equal(s->headers.values[0], "Bearer t0k");
    assert_string_equal(s->post_type, "application/json");
    assert_int_equal(s->robots, ROBOTS_IGNORE);
    assert_int_equal(s->expect.items, 20);
    assert_string_equal(s->expect.fields.v[0], "deadline");
    assert_string_equal(yaml_get(s->detail.fields, "content")->text, ".field--body");
    assert_string_equal(yaml_get(s->fields, "title")->text, "/name");
}

static void faulty_sources_are_left_out_and_the_others_kept(void **state)
{
    (void)state;
    read_list("- id: a\n  name: A\n  url: https://a.example/\n  intervall: 6h\n"
              "- id: b\n  name: B\n  url: ftp://b.example/\n"
              "- id: c\n  name: C\n  url: https://c.example/\n"
              "- id: d\n  name: \"D\n"
              "- id: e\n  name: E\n  url: https://e.example/\n- text\n");
    assert_fault(0, 4, 3, "unknown key \"intervall\"; did you mean \"every\"?");
    assert_fault(1, 7, 8, "http");
    assert_fault(2, 12, 9, "quote");
    assert_fault(3, 16, 3, "expected a map of keys, found text");
    assert_int_equal(faults.n, 4);
    assert_int_equal(list.n, 2);
    assert_non_null(sources_find(&list, "c"));
    assert_non_null(sources_find(&list, "e"));
    assert_null(sources_find(&list, "a"));
    assert_null(sources_find(&list, "nobody"));
}

static void a_list_is_asked_for(void **state)
{
    (void)state;
    read_list("a: https://a.example/\n");
    assert_fault(0, 1, 1, "expected a list of sources");
    read_list("text\n");
    assert_fault(0, 1, 1, "expected a list of sources");
    read_list("# nothing\n");
    assert_int_equal(faults.errors, 0);
}

static void an_id_given_twice_names_both_places(void **state)
{
    (void)state;
    const char *first = write_list("a.yaml", "- id: x\n  name: X\n  url: ftp://x.example/\n"
                                             "- id: y\n  name: Y\n  url: https://y.example/\n");
    write_list(
        "b.yml",
        "- id: y\n  name: Y\n  url: https://y2.example/\n- id: x\n  name: X\n  url: https://x.example/\n");
    write_list(".c.yaml", "- hidden\n");
    write_list("d.txt", "- no list\n");
    sources_read_folder(&a, folder, &list, &allow, &faults);
    assert_fault(0, 3, 8, "http");
    assert_fault(1, 1, 7, arena_printf(&a, "duplicate id \"y\"; the first one is at %s:4:7", first));
    assert_fault(2, 4, 7, arena_printf(&a, "duplicate id \"x\"; the first one is at %s:1:7", first));
    assert_int_equal(faults.n, 3);
    assert_int_equal(list.n, 1);
    assert_string_equal(sources_find(&list, "y")->url, "https://y.example/");
}

static void a_folder_that_is_not_there_is_a_fault(void **state)
{
    (void)state;
    sources_read_folder(&a, "/nowhere-at-all", &list, &allow, &faults);
    assert_fault(0, 1, 1, "No such file");
}

static void a_source_switched_off_needs_a_reason(void **state)
{
    (void)state;
    assert_refused("  enabled: false\n", 4, 12, "reason");
    assert_fine("  enabled: no\n  reason: moved\n");
    assert_false(list.v[0].enabled);
}

static void a_source_switched_off_needs_no_secrets(void **state)
{
    (void)state;
    static const char secrets[] = "  headers: {Authorization: \"Bearer ${MOISSON_TEST_NONE}\"}\n";
    assert_refused(secrets, 4, 28, "MOISSON_TEST_NONE is not set");
    assert_fine(arena_printf(&a, "%s  enabled: false\n  reason: needs a key\n", secrets));
    assert_string_equal(list.v[0].headers.values[0], "Bearer ${MOISSON_TEST_NONE}");
    assert_refused("  enabled: false\n  reason: x\n  timezone: \"Mars/Olympus\"\n", 6, 13, "Mars");
}

static void private_addresses_are_refused_unless_allowed(void **state)
{
    (void)state;
    static const char text[] = "- id: x\n  name: X\n  url: http://127.0.0.1:8480/a\n";
    read_list(text);
    assert_fault(0, 3, 8, "private");
    assert_non_null(strstr(faults.v[0].text, "127.0.0.1:8480"));
    assert_true(net_allow_add(&a, &allow, "127.0.0.1:8480", NULL));
    read_list(text);
    assert_int_equal(faults.n, 0);
    assert_int_equal(list.n, 1);
}

static void bad_ids_headers_and_passwords_are_refused(void **state)
{
    (void)state;
    read_list("- id: a b\n  name: X\n  url: https://x.example/\n");
    assert_fault(0, 1, 7, "is no id");
    read_list("- id: -a\n  name: X\n  url: https://u:secret@x.example/\n");
    assert_fault(0, 1, 7, "is no id");
    assert_fault(1, 3, 8, "password");
    assert_null(strstr(faults.v[1].text, "secret"));
    assert_refused("  headers: {\"a b\": c}\n", 4, 13, "no name of a header");
    assert_refused("  headers: {A: \"b\\nc\"}\n", 4, 16, "line break");
}

static void patterns_are_compiled(void **state)
{
    (void)state;
    assert_refused("  keep: \"(?:a|b\"\n", 4, 9, "parenthes");
    assert_refused("  drop: {title: \"[\"}\n", 4, 17, "regular expression");
    assert_refused("  keep: {titel: a}\n", 4, 10, "no field");
    assert_refused("  keep: [a]\n", 4, 9, "found a list");
}

static void rules_are_checked_in_the_language_of_their_format(void **state)
{
    (void)state;
    assert_fine("  format: html\n  items: //li\n  fields: {title: ./a, url: \"./a/@href\"}\n");
    assert_refused("  format: html\n  items: //li[\n", 5, 10, "XPath selector");
    assert_fine("  format: html\n  items: li > a\n  fields: {url: \"a[href]@href\", id: \"@data-id\"}\n");
    assert_refused("  format: html\n  items: \"div.card >\"\n", 5, 10, "CSS selector");
    assert_refused("  format: html\n  items: li\n  fields: {url: \"a[@href\"}\n", 6, 17, "CSS selector");
    assert_refused("  detail: {format: json}\n", 4, 11, "expected `fields`");
    assert_refused("  detail: {fields: {content: \"div..a\"}}\n", 4, 30, "CSS selector");
    assert_refused("  format: xml\n  items: //item\n  fields: {title: 'a['}\n", 6, 19, "XPath");
    assert_refused("  format: json\n  items: results\n", 5, 10, "JSON Pointer");
    assert_refused("  format: json\n  items: /a~b\n", 5, 10, "~0");
    assert_fine("  format: json\n  items: ''\n  fields: {title: /a~1b/*/c}\n");
    assert_fine("  format: csv\n  fields: {title: Intitulé}\n");
    assert_refused("  format: csv\n  items: x\n", 5, 10, "leaves nothing to rules");
    assert_refused("  format: rss\n  items: x\n", 5, 10, "leaves nothing to rules");
    assert_refused("  items: x\n", 4, 10, "expected a `format`");
    assert_refused("  format: html\n  items: ''\n", 5, 10, "found nothing");
}

static void a_bad_format_is_told_once(void **state)
{
    (void)state;
    assert_refused("  format: htlm\n  items: li\n  fields: {title: a}\n", 4, 11, "did you mean \"html\"?");
}

static void field_rules_have_every_shape(void **state)
{
    (void)state;
    assert_fine(
        "  format: html\n  items: li\n  fields:\n    title: h3 a\n    dates: [.date, .time]\n"
        "    image: {any: [img@data-src, {select: img, attr: src}]}\n"
        "    place: {select: .lieu, match: \"Lieu : (.+)\", replace: {\"\\\\s+\": \" \"}, default: ici}\n"
        "    tags: {select: li, all: true, split: \",\", map: {AAP: call}}\n"
        "    deadline: {select: .d, format: dd/mm/yyyy, parse: date}\n    organizer: {default: Ademe}\n");
    assert_refused("  format: html\n  fields: {titel: a}\n", 5, 12, "did you mean \"title\"?");
    assert_refused("  format: html\n  fields: [a]\n", 5, 11, "expected a map of field to rule");
    assert_refused("  format: html\n  fields: {title: []}\n", 5, 19, "found none");
    assert_refused("  format: html\n  fields: {title: {selct: a}}\n", 5, 20, "did you mean \"select\"?");
    assert_refused("  format: html\n  fields: {title: {select: a, match: (}}\n", 5, 38, "regular expression");
    assert_refused("  format: html\n  fields: {title: {select: a, replace: {\"(\": x}}}\n", 5, 41,
                   "regular expression");
    assert_refused("  format: html\n  fields: {title: {any: a}}\n", 5, 25, "expected a list of rules");
    assert_refused("  format: html\n  fields: {title: {match: a}}\n", 5, 19, "expected `select`");
    assert_refused("  format: html\n  detail: {fields: {contents: a}}\n", 5, 21, "did you mean \"content\"?");
    assert_refused("  expect: {fields: [dead]}\n", 4, 20, "unknown field \"dead\"");
}

static void pages_without_next_are_a_warning(void **state)
{
    (void)state;
    read_source("  format: html\n  items: li\n  pages: 3\n");
    assert_int_equal(faults.errors, 0);
    assert_int_equal(faults.n, 1);
    assert_int_equal(list.n, 1);
}

static void pointers_follow_rfc_6901(void **state)
{
    (void)state;
    struct error err;
    assert_true(rule_pointer_ok("", &err) && rule_pointer_ok("/", &err) &&
                rule_pointer_ok("/a/0/m~0n/x~1y", &err));
    assert_false(rule_pointer_ok("a", &err) || rule_pointer_ok("/~", &err) || rule_pointer_ok("/~2", &err));
}

static void the_tables_are_sound(void **state)
{
    (void)state;
    static const struct key *const tables[] = {source_keys, rule_keys};
    for (size_t t = 0; t < 2; t++) {
        size_t n = 0;
        for (const struct key *key = tables[t]; key->name; key++, n++)
            assert_non_null(key->help);
        assert_in_range(n, 1, 64);
    }
    struct source s = {0};
    struct yaml_node empty = {.type = YAML_MAP, .file = "x"};
    yaml_read(&a, &empty, source_keys, &s, &faults);
    assert_int_equal(faults.errors, 3); /* the three needed keys; every preset reads */
    for (int i = 0; source_formats[i]; i++)
        assert_in_range(rule_language(i), RULE_NONE, RULE_COLUMN);
}

static void the_schema_is_json_and_its_references_resolve(void **state)
{
    (void)state;
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    sources_schema(&j);
    json_t *schema = json_loads(buf_str(&out), 0, NULL);
    assert_non_null(schema);
    json_t *defs = json_object_get(schema, "$defs");
    for (const char *p = buf_str(&out); (p = strstr(p, "#/$defs/")); p++) {
        char name[32];
        assert_int_equal(sscanf(p, "#/$defs/%31[a-z]", name), 1);
        assert_non_null(json_object_get(defs, name));
    }
    json_decref(schema);
    buf_free(&out);
}

static void thousands_of_sources_fit_a_list(void **state)
{
    (void)state;
    enum { MANY = 15000 };
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < MANY; i++)
        buf_printf(&text, "- {id: s%d, name: s, url: 'https://e.example/%d'}\n", i, i);
    read_list(buf_str(&text));
    buf_free(&text);
    assert_int_equal(faults.n, 0);
    assert_int_equal(list.n, MANY);
    for (int i = 0; i < MANY; i += 997)
        assert_ptr_equal(sources_find(&list, arena_printf(&a, "s%d", i)), &list.v[i]);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(three_keys_make_a_source),
        T(every_key_is_read),
        T(faulty_sources_are_left_out_and_the_others_kept),
        T(a_list_is_asked_for),
        T(an_id_given_twice_names_both_places),
        T(a_folder_that_is_not_there_is_a_fault),
        T(a_source_switched_off_needs_a_reason),
        T(a_source_switched_off_needs_no_secrets),
        T(private_addresses_are_refused_unless_allowed),
        T(bad_ids_headers_and_passwords_are_refused),
        T(patterns_are_compiled),
        T(rules_are_checked_in_the_language_of_their_format),
        T(a_bad_format_is_told_once),
        T(field_rules_have_every_shape),
        T(pages_without_next_are_a_warning),
        T(pointers_follow_rfc_6901),
        T(the_tables_are_sound),
        T(the_schema_is_json_and_its_references_resolve),
        T(thousands_of_sources_fit_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
