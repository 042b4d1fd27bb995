/* base/yaml.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/json.h"
#include "base/yaml.h"

static struct arena a;
static struct yaml_faults faults;

static int fresh(void **state)
{
    (void)state;
    arena_init(&a, 0);
    faults = (struct yaml_faults){.arena = &a};
    return 0;
}

static int done(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static struct yaml_node *parse_n(const char *text, size_t n)
{
    faults = (struct yaml_faults){.arena = &a};
    return yaml_parse(&a, "f.yaml", text, n, &faults);
}

static struct yaml_node *parse(const char *text)
{
    return parse_n(text, strlen(text));
}

static void assert_fault(size_t i, int line, int column, const char *words)
{
    if (i >= faults.n)
        fail_msg("no fault %zu: \"%s\"", i, words);
    const struct yaml_fault *f = &faults.v[i];
    if (f->line != line || f->column != column || !strstr(f->text, words))
        fail_msg("%d:%d: %s; wanted %d:%d: … %s …", f->line, f->column, f->text, line, column, words);
}

static void assert_only_fault(const char *text, int line, int column, const char *words)
{
    parse(text);
    assert_fault(0, line, column, words);
    assert_int_equal(faults.n, 1);
    assert_int_equal(faults.errors, 1);
}

/* --- the tree --- */

static void a_tree_keeps_texts_quotes_and_places(void **state)
{
    (void)state;
    struct yaml_node *root =
        parse("- id: é1\n  b: [x, \"y\", 'z']\n  c: |\n    one\n    two\n-\n  - {p: q}\n");
    assert_int_equal(faults.n, 0);
    assert_int_equal(root->type, YAML_LIST);
    assert_int_equal(root->n, 2);
    const struct yaml_node *b = yaml_get(root->v[0], "b");
    assert_string_equal(yaml_get(root->v[0], "id")->text, "é1");
    assert_int_equal(b->n, 3);
    assert_false(b->v[0]->quoted);
    assert_true(b->v[1]->quoted && b->v[2]->quoted);
    assert_string_equal(b->v[2]->text, "z");
    assert_int_equal(b->v[1]->line, 2);
    assert_int_equal(b->v[1]->column, 10);
    assert_string_equal(yaml_get(root->v[0], "c")->text, "one\ntwo\n");
    assert_true(yaml_get(root->v[0], "c")->quoted);
    assert_string_equal(yaml_get(root->v[1]->v[0], "p")->text, "q");
    assert_null(yaml_get(root->v[0], "d"));
    assert_null(yaml_get(root, "id"));
}

static void an_empty_file_is_a_warning(void **state)
{
    (void)state;
    assert_null(parse(""));
    assert_int_equal(faults.n, 1);
    assert_true(faults.v[0].warning);
    assert_int_equal(faults.errors, 0);
    assert_null(parse("# nothing\n"));
    assert_int_equal(faults.errors, 0);
}

static void byte_order_mark_and_crlf_are_harmless(void **state)
{
    (void)state;
    struct yaml_node *root = parse("\xEF\xBB\xBF- a: b\r\n  c: d\r\n");
    assert_int_equal(faults.n, 0);
    assert_string_equal(yaml_get(root->v[0], "c")->text, "d");
    assert_int_equal(yaml_get(root->v[0], "c")->column, 6);
}

static void aliases_anchors_and_foreign_tags_are_refused_at_their_place(void **state)
{
    (void)state;
    parse("- a: &x 1\n  b: *x\n- c: !!python/object [2]\n- d: !!str 3\n");
    assert_fault(0, 1, 6, "anchor");
    assert_fault(1, 2, 6, "alias");
    assert_fault(2, 3, 6, "tag");
    assert_int_equal(faults.n, 3);
    parse("- a: &x 1\n  b: [*x, *x, *x]\n");
    assert_int_equal(faults.n, 2); /* one a line is enough */
}

static void a_fault_marks_its_entry_and_no_other(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- a: {b: [&x 1]}\n- c: d\n");
    assert_true(root->v[0]->faulty);
    assert_false(root->v[1]->faulty);
}

static void an_alias_bomb_costs_nothing(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 0);
    buf_adds(&text, "a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 2000; i++)
        buf_printf(&text, "a%d: &a%d [*a%d,*a%d,*a%d]\n", i, i, i - 1, i - 1, i - 1);
    parse(buf_str(&text));
    assert_int_equal(faults.errors, 3999); /* anchors, and aliases line by line */
    assert_in_range(faults.n, 100, 300);   /* told, up to a sensible number */
    assert_true(a.used < 16 << 20);
    buf_free(&text);
}

static void duplicate_keys_are_told_with_the_first_place(void **state)
{
    (void)state;
    assert_only_fault("- url: a\n  b: c\n  url: d\n", 3, 3,
                      "duplicate key \"url\"; the first one is at line 1");
    struct yaml_node *root = parse("a: 1\na: 2\n");
    assert_string_equal(yaml_get(root, "a")->text, "1");
}

static void twenty_thousand_keys_are_compared_in_no_time(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < 20000; i++)
        buf_printf(&text, "key%05d: 1\n", i);
    buf_adds(&text, "key00000: 2\n");
    assert_only_fault(buf_str(&text), 20001, 1, "duplicate key");
    buf_free(&text);
}

static void keys_that_are_no_text_are_faults(void **state)
{
    (void)state;
    parse("? [a, b]\n: c\nd: e\n");
    assert_fault(0, 1, 3, "a key has to be text");
}

static void a_second_document_is_refused(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- a\n---\n- b\n");
    assert_fault(0, 2, 1, "document");
    assert_int_equal(root->n, 1);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 0);
    buf_adds(&text, "- ok\n- ");
    for (int i = 0; i < 100000; i++)
        buf_addc(&text, '[');
    buf_adds(&text, "\n- fine\n");
    struct yaml_node *root = parse(buf_str(&text));
    assert_fault(0, 2, 34, "nested too deeply");
    assert_int_equal(faults.n, 1);
    assert_int_equal(root->n, 2);
    assert_string_equal(root->v[1]->text, "fine");
    buf_free(&text);
}

static void a_file_is_at_most_one_mebibyte(void **state)
{
    (void)state;
    char *big = malloc(YAML_FILE_LIMIT + 1);
    memset(big, 'x', YAML_FILE_LIMIT + 1);
    assert_null(parse_n(big, YAML_FILE_LIMIT + 1));
    assert_fault(0, 1, 1, "too large");
    free(big);
}

/* --- characters --- */

static void bytes_that_are_not_utf8_are_told_once_a_line(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- a: actualit\xE9s \xE0\n  b: \x80\n- c: d\n");
    assert_fault(0, 1, 14, "not UTF-8 (byte E9, which is \"é\" in windows-1252)");
    assert_fault(1, 2, 6, "not UTF-8 (byte 80)");
    assert_int_equal(faults.n, 2);
    assert_true(root->v[0]->faulty);
    assert_false(root->v[1]->faulty);
}

static void columns_count_characters(void **state)
{
    (void)state;
    parse("- \"éé\xE2\x82\xAC\": [&a b]\n");
    assert_fault(0, 1, 11, "anchor");
}

static void controls_nul_and_utf16_are_told(void **state)
{
    (void)state;
    parse_n("- a\x01\n- b\0c\n- d\n", 13);
    assert_fault(0, 1, 4, "U+0001");
    assert_fault(1, 2, 4, "U+0000");
    parse_n("\xFF\xFE-\0", 4);
    assert_fault(0, 1, 1, "UTF-16");
    parse("- a: \"x\\0y\"\n");
    assert_fault(0, 1, 6, "NUL");
}

static void a_replacement_character_the_author_wrote_is_text(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- \xEF\xBF\xBD\n");
    assert_int_equal(faults.n, 0);
    assert_false(root->v[0]->faulty);
}

/* --- syntax --- */

static void tabs_in_the_indentation_are_told_line_by_line(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- a: b\n\tc: d\n\te: f\n- g: h\n");
    assert_fault(0, 2, 1, "tab");
    assert_fault(1, 3, 1, "tab");
    assert_int_equal(faults.n, 2);
    assert_int_equal(root->n, 1);
    assert_string_equal(yaml_get(root->v[0], "g")->text, "h");
    assert_only_fault("- a: \"b\"\n\tc: d\n", 2, 1, "tab");
    assert_only_fault("- a:\n \tb: d\n", 2, 2, "tab");
    assert_only_fault("- a: |\n    one\n\t\n", 3, 1, "tab");
}

static void tabs_that_yaml_allows_are_let_be(void **state)
{
    (void)state;
    parse("- a: |\n    one\n    \ttwo\n- b:\tc\n- d: x\ty\n");
    assert_int_equal(faults.n, 0);
}

static void an_open_quote_is_told_where_it_opens(void **state)
{
    (void)state;
    assert_only_fault("- id: a\n  name: \"Cerema\n  url: x\n", 2, 9, "quote opened here is never closed");
    assert_only_fault("- id: a\n  name: \"Cerema\n  url: \"x\"\n", 2, 9, "closed only on line 3");
    struct yaml_node *root = parse("- id: a\n  name: \"Cerema\n- id: b\n  name: \"B\"\n- id: c\n");
    assert_fault(0, 2, 9, "quote");
    assert_int_equal(root->n, 2);
    assert_string_equal(yaml_get(root->v[0], "id")->text, "b");
}

static void a_colon_in_plain_text_is_told(void **state)
{
    (void)state;
    assert_only_fault("- id: a\n  name: Cerema: news\n", 2, 15, "\":\" is not allowed here");
}

static void wrong_indentation_is_told(void **state)
{
    (void)state;
    parse("- id: a\n  name: b\n url: c\n- id: d\n");
    assert_fault(0, 3, 2, "indentation");
    assert_int_equal(faults.n, 1);
}

static void one_broken_entry_does_not_hide_the_others(void **state)
{
    (void)state;
    struct yaml_node *root = parse("- id: a\n- id: [b\n- id: c\n  x: \"\\d\"\n- id: d\n- {e: f\n- id: g\n");
    assert_fault(0, 2, 7, "bracket [");
    assert_fault(1, 4, 7, "unknown escape");
    assert_fault(2, 6, 3, "bracket {");
    assert_int_equal(faults.n, 3);
    assert_int_equal(root->n, 3);
    assert_string_equal(yaml_get(root->v[0], "id")->text, "a");
    assert_string_equal(yaml_get(root->v[1], "id")->text, "d");
    assert_int_equal(root->v[1]->line, 5);
    assert_string_equal(yaml_get(root->v[2], "id")->text, "g");
}

static void a_broken_key_of_a_map_does_not_hide_the_others(void **state)
{
    (void)state;
    struct yaml_node *root = parse("site:\n  title: \"x\nstore: var\nlimits: {a: b\noutput: o\n");
    assert_fault(0, 2, 10, "quote");
    assert_fault(1, 4, 9, "bracket {");
    assert_int_equal(faults.n, 2);
    assert_int_equal(root->n, 2);
    assert_string_equal(yaml_get(root, "store")->text, "var");
    assert_string_equal(yaml_get(root, "output")->text, "o");
    assert_true(root->faulty);
}

static void a_thousand_broken_entries_end_soon(void **state)
{
    (void)state;
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < 30000; i++)
        buf_printf(&text, "- id: [x%d\n", i);
    parse(buf_str(&text));
    assert_in_range(faults.n, 50, 201);
    buf_free(&text);
}

static void no_input_breaks_the_parser(void **state)
{
    (void)state;
    static const char seed[] = "- id: a\n  n: \"b\" # c\n  u: &x [1, {k: 'v'}]\n\t- |\n   t\n? *x\n--- !t\n";
    char text[sizeof seed];
    unsigned random = 1;
    for (int round = 0; round < 20000; round++) {
        memcpy(text, seed, sizeof seed);
        for (int i = 0; i < 4; i++) {
            random = random * 1103515245u + 12345u;
            text[(random >> 16) % (sizeof seed - 1)] =
                round & 1 ? (char)(random >> 8) : seed[(random >> 4) % (sizeof seed - 1)];
        }
        size_t n = (random >> 12) % sizeof seed;
        struct yaml_node *root = parse_n(text, n);
        assert_true(root || faults.n || n == 0);
        arena_reset(&a);
    }
}

static void a_file_that_cannot_be_read_is_a_fault(void **state)
{
    (void)state;
    assert_null(yaml_load(&a, "/nonexistent/x.yaml", &faults));
    assert_fault(0, 1, 1, "No such file");
    assert_string_equal(faults.v[0].file, "/nonexistent/x.yaml");
}

/* --- tables --- */

struct inner {
    int64_t size;
    const char *text;
};

struct outer {
    const char *string, *text, *url, *zone, *language, *pattern, *path, *date;
    bool truth;
    int64_t number, duration;
    int choice;
    unsigned choices;
    struct {
        const char **v;
        size_t n, cap;
    } strings;
    struct inner inner;
    struct yaml_pairs pairs;
    struct {
        struct inner *v;
        size_t n, cap;
    } list;
    const struct yaml_node *node;
};

static const char *const colours[] = {"", "red", "green", "blue", NULL};

static const struct key inner_keys[] = {
    {.name = "size", .type = KEY_SIZE, .offset = offsetof(struct inner, size), .preset = "16KiB"},
    {.name = "text", .type = KEY_TEXT, .offset = offsetof(struct inner, text), .required = true},
    {0},
};

static void no_seven(const struct yaml_node *value, void *into, struct yaml_faults *f)
{
    if (((struct outer *)into)->number == 7)
        yaml_fault(f, value, "seven is not liked");
}

#define AT(member) .offset = offsetof(struct outer, member)
static const struct key outer_keys[] = {
    {.name = "string", .type = KEY_STRING, AT(string)},
    {.name = "text", .type = KEY_TEXT, AT(text), .required = true, .also = "titre caption"},
    {.name = "url", .type = KEY_URL, AT(url), .help = "an address", .example = "https://example.org/"},
    {.name = "zone", .type = KEY_ZONE, AT(zone)},
    {.name = "language", .type = KEY_LANGUAGE, AT(language)},
    {.name = "pattern", .type = KEY_PATTERN, AT(pattern), .help = "a|b"},
    {.name = "path", .type = KEY_PATH, AT(path), .preset = "var/x.db"},
    {.name = "date", .type = KEY_DATE, AT(date)},
    {.name = "truth", .type = KEY_BOOL, AT(truth), .preset = "true"},
    {.name = "number", .type = KEY_INT, AT(number), .preset = "3", .min = 1, .max = 10, .check = no_seven},
    {.name = "duration", .type = KEY_DURATION, AT(duration), .preset = "24h", .min = 60, .max = 604800},
    {.name = "choice", .type = KEY_CHOICE, AT(choice), .choices = colours, .preset = "green"},
    {.name = "choices", .type = KEY_CHOICES, AT(choices), .choices = colours, .preset = "[red, blue]"},
    {.name = "strings", .type = KEY_STRINGS, AT(strings)},
    {.name = "inner", .type = KEY_MAP, AT(inner), .sub = inner_keys},
    {.name = "pairs", .type = KEY_PAIRS, AT(pairs)},
    {.name = "list", .type = KEY_LIST_OF, AT(list), .sub = inner_keys, .element = sizeof(struct inner)},
    {.name = "node",
     .type = KEY_NODE,
     AT(node),
     .schema = "{\"$ref\":\"#/$defs/rule\"}",
     .words = "a [rule](#rules)"},
    {0},
};

static struct outer outer;

static bool read_text(const char *text)
{
    struct yaml_node *root = parse(text);
    memset(&outer, 0, sizeof outer);
    return yaml_read(&a, root, outer_keys, &outer, &faults);
}

static void presets_fill_what_is_not_given(void **state)
{
    (void)state;
    assert_true(read_text("text: x\nurl:\nlanguage: ~\n"));
    assert_string_equal(outer.path, "var/x.db");
    assert_true(outer.truth);
    assert_int_equal(outer.number, 3);
    assert_int_equal(outer.duration, 86400);
    assert_int_equal(outer.choice, 2);
    assert_int_equal(outer.choices, 1 << 1 | 1 << 3);
    assert_int_equal(outer.inner.size, 16384);
    assert_null(outer.url);
    struct outer alone = {0};
    yaml_presets(&a, outer_keys, &alone);
    assert_int_equal(alone.choices, outer.choices);
}

static void every_type_is_read(void **state)
{
    (void)state;
    bool ok = read_text(
        "string: no\ntext: 2024\nurl: https://example.org/a\nzone: Europe/Paris\nlanguage: pt-BR\n"
        "pattern: '(a|b)\\d'\npath: /abs\ndate: 2026-03-10\ntruth: non\nnumber: 10\n"
        "duration: 1h30m\nchoice: red\nchoices: [green]\nstrings: one\n"
        "inner: {size: 2MiB, text: t}\npairs: {A: b, C: 1}\nlist: [{text: x}, {text: y, size: 1000}]\n"
        "node: [any, thing]\n");
    assert_int_equal(faults.n, 0);
    assert_true(ok);
    assert_string_equal(outer.string, "no");
    assert_string_equal(outer.text, "2024");
    assert_string_equal(outer.zone, "Europe/Paris");
    assert_string_equal(outer.pattern, "(a|b)\\d");
    assert_string_equal(outer.path, "/abs");
    assert_false(outer.truth);
    assert_int_equal(outer.number, 10);
    assert_int_equal(outer.duration, 5400);
    assert_int_equal(outer.choice, 1);
    assert_int_equal(outer.choices, 1 << 2);
    assert_int_equal(outer.strings.n, 1);
    assert_string_equal(outer.strings.v[0], "one");
    assert_int_equal(outer.inner.size, 2 << 20);
    assert_int_equal(outer.pairs.n, 2);
    assert_string_equal(outer.pairs.names[1], "C");
    assert_string_equal(outer.pairs.values[1], "1");
    assert_int_equal(outer.list.n, 2);
    assert_int_equal(outer.list.v[0].size, 16384);
    assert_int_equal(outer.list.v[1].size, 1000);
    assert_string_equal(outer.list.v[1].text, "y");
    assert_int_equal(outer.node->n, 2);
}

static void every_misfit_of_a_map_is_told_in_one_go(void **state)
{
    (void)state;
    bool ok = read_text(
        "string: [a]\ntext: ''\nurl: ftp://x/\nzone: Europe/Pari\nlanguage: français\npattern: (a\n"
        "path: {}\ndate: 2026-02-30\ntruth: peut-être\nnumber: 11\nduration: souvent\nchoice: gren\n"
        "choices: [red, pink]\nstrings: [a, [b]]\ninner: x\npairs: [a]\nlist: [x, {size: 1}]\n");
    assert_false(ok);
    static const struct {
        int line, column;
        const char *words;
    } wanted[] = {
        {1, 9, "string: expected text, found a list"},
        {2, 7, "text: expected text, found nothing"},
        {3, 6, "http"},
        {4, 7, "time zone; did you mean \"Europe/Paris\"?"},
        {5, 11, "language"},
        {6, 10, "regular expression"},
        {7, 7, "path: expected text, a path, found a map"},
        {8, 7, "date"},
        {9, 8, "truth value"},
        {10, 9, "too large; expected at most 10"},
        {11, 11, "duration: \"souvent\" is no duration"},
        {12, 9, "expected one of red, green, blue; did you mean \"green\"?"},
        {13, 16, "pink"},
        {14, 14, "found a list"},
        {15, 8, "inner: expected a map"},
        {16, 8, "pairs: expected a map"},
        {17, 8, "list: expected a map"},
        {17, 11, "\"text\" is missing"},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        assert_fault(i, wanted[i].line, wanted[i].column, wanted[i].words);
    assert_int_equal(faults.n, sizeof wanted / sizeof *wanted);
}

static void unknown_keys_name_the_nearest_known_one(void **state)
{
    (void)state;
    read_text("text: x\nnumbre: 1\nzzzzzzzz: 2\ncaptoin: 3\n");
    assert_fault(0, 2, 1, "unknown key \"numbre\"; did you mean \"number\"?");
    assert_fault(1, 3, 1, "unknown key \"zzzzzzzz\"; expected one of string, text, url");
    assert_fault(2, 4, 1, "did you mean \"text\"?");
    assert_int_equal(faults.n, 3);
}

static void a_missing_key_is_told_once_even_when_misspelt(void **state)
{
    (void)state;
    assert_false(read_text("number: 2\n"));
    assert_fault(0, 1, 1, "the key \"text\" is missing");
    assert_false(read_text("textt: x\n"));
    assert_int_equal(faults.n, 1);
    assert_false(read_text("text:\n"));
    assert_fault(0, 1, 1, "\"text\" has no value");
    assert_int_equal(faults.n, 1);
}

static void a_check_of_the_table_is_asked(void **state)
{
    (void)state;
    assert_false(read_text("text: x\nnumber: 7\n"));
    assert_fault(0, 2, 9, "seven is not liked");
}

static void faults_of_writing_make_a_map_unusable(void **state)
{
    (void)state;
    assert_false(read_text("text: x\nstring: &a b\n"));
    assert_int_equal(faults.n, 1); /* and are not told twice */
    assert_false(read_text("text: !!python/object [x]\n"));
    assert_int_equal(faults.n, 1);
    assert_false(read_text("text: x\ntext: y\n"));
    assert_int_equal(faults.n, 1);
    assert_string_equal(outer.text, "x");
}

static void secrets_come_from_the_environment_and_are_never_shown(void **state)
{
    (void)state;
    setenv("MOISSON_TEST_SECRET", "s3cret", 1);
    unsetenv("MOISSON_TEST_NONE");
    assert_true(read_text(
        "text: 'a ${MOISSON_TEST_SECRET} b $${X}'\npairs: {A: 'Bearer ${MOISSON_TEST_SECRET}'}\n"
        "url: 'https://example.org/?k=${MOISSON_TEST_SECRET}'\nstrings: ['${MOISSON_TEST_SECRET}']\n"));
    assert_string_equal(outer.text, "a s3cret b ${X}");
    assert_string_equal(outer.pairs.values[0], "Bearer s3cret");
    assert_string_equal(outer.url, "https://example.org/?k=s3cret");
    assert_string_equal(outer.strings.v[0], "s3cret");
    assert_false(read_text(
        "text: ${MOISSON_TEST_NONE}\nurl: 'x://${MOISSON_TEST_SECRET}'\npairs: {A: '${bad name}'}\n"));
    assert_fault(0, 1, 7, "MOISSON_TEST_NONE is not set");
    assert_fault(1, 2, 6, "makes no address");
    assert_null(strstr(faults.v[1].text, "s3cret"));
    assert_fault(2, 3, 12, "expected ${NAME}");
    setenv("MOISSON_TEST_SECRET", "a\nb", 1);
    assert_false(read_text("text: ${MOISSON_TEST_SECRET}\n"));
    assert_fault(0, 1, 7, "line break");
}

static void paths_are_relative_to_their_file(void **state)
{
    (void)state;
    faults = (struct yaml_faults){.arena = &a};
    struct yaml_node *root = yaml_parse(&a, "/etc/moisson/m.yaml", "text: x\n", 8, &faults);
    memset(&outer, 0, sizeof outer);
    assert_true(yaml_read(&a, root, outer_keys, &outer, &faults));
    assert_string_equal(outer.path, "/etc/moisson/var/x.db");
}

/* --- values --- */

static void durations_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t seconds;
    } good[] = {{"90s", 90},        {"24h", 86400},      {"2d", 172800},        {"1h30m", 5400},
                {"7 days", 604800}, {"2 jours", 172800}, {"1 semaine", 604800}, {"0", 0},
                {"1d 12h", 129600}, {"15min", 900}};
    static const char *const bad[] = {
        "",       "souvent", "24", "h", "1x", "-1h", "1.5h", "99999999999999999999s", "9223372036854775807d",
        "1h,30m", " "};
    int64_t seconds;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(yaml_duration(good[i].text, &seconds));
        assert_int_equal(seconds, good[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(yaml_duration(bad[i], &seconds));
    static const char *const texts[] = {"24h", "7d", "90s", "15min", "5h", "0s"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(yaml_duration(texts[i], &seconds));
        assert_string_equal(yaml_duration_text(&a, seconds), texts[i]);
    }
}

static void sizes_are_read(void **state)
{
    (void)state;
    int64_t bytes;
    assert_true(yaml_size("16MiB", &bytes) && bytes == 16 << 20);
    assert_true(yaml_size("16 Mo", &bytes) && bytes == 16000000);
    assert_true(yaml_size("64 KiB", &bytes) && bytes == 65536);
    assert_true(yaml_size("1000", &bytes) && bytes == 1000);
    assert_true(yaml_size("2MB", &bytes) && bytes == 2000000);
    assert_false(yaml_size("16M", &bytes) || yaml_size("", &bytes) || yaml_size("1MiB2", &bytes) ||
                 yaml_size("9223372036854775807GiB", &bytes));
}

/* --- what a table says of itself --- */

static void the_schema_is_json_and_says_what_the_table_says(void **state)
{
    (void)state;
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    yaml_schema(&j, outer_keys);
    json_t *schema = json_loads(buf_str(&out), 0, NULL);
    assert_non_null(schema);
    json_t *keys = json_object_get(schema, "properties");
    assert_int_equal(json_object_size(keys), sizeof outer_keys / sizeof *outer_keys - 1);
    assert_true(json_is_false(json_object_get(schema, "additionalProperties")));
    assert_string_equal(json_string_value(json_array_get(json_object_get(schema, "required"), 0)), "text");
    json_t *number = json_object_get(keys, "number"), *choice = json_object_get(keys, "choice");
    assert_int_equal(json_integer_value(json_object_get(number, "maximum")), 10);
    assert_int_equal(json_integer_value(json_object_get(number, "default")), 3);
    assert_int_equal(json_array_size(json_object_get(choice, "enum")), 3);
    assert_true(json_is_true(json_object_get(json_object_get(keys, "truth"), "default")));
    assert_string_equal(json_string_value(json_object_get(json_object_get(keys, "node"), "$ref")),
                        "#/$defs/rule");
    json_t *list = json_object_get(json_object_get(keys, "list"), "items");
    assert_non_null(json_object_get(json_object_get(list, "properties"), "size"));
    json_decref(schema);
    buf_free(&out);
}

static void the_reference_has_a_line_for_every_key(void **state)
{
    (void)state;
    struct buf out;
    buf_init(&out, 0);
    yaml_reference(&out, outer_keys, "Outer", 2);
    const char *text = buf_str(&out);
    assert_non_null(strstr(text, "## Outer\n"));
    for (const struct key *key = outer_keys; key->name; key++) {
        char start[64];
        snprintf(start, sizeof start, "\n| `%s` | ", key->name);
        assert_non_null(strstr(text, start));
    }
    assert_non_null(strstr(text, "| `number` | whole number, 1 to 10 | `3` |"));
    assert_non_null(strstr(text, "an address; such as `https://example.org/` |"));
    assert_non_null(strstr(text, "a\\|b"));
    assert_non_null(strstr(text, "### `inner:`"));
    assert_non_null(strstr(text, "| `inner` | [map](#inner) |"));
    assert_non_null(strstr(text, "| `node` | a [rule](#rules) |"));
    buf_free(&out);
}

#define T(name) cmocka_unit_test_setup_teardown(name, fresh, done)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_tree_keeps_texts_quotes_and_places),
        T(an_empty_file_is_a_warning),
        T(byte_order_mark_and_crlf_are_harmless),
        T(aliases_anchors_and_foreign_tags_are_refused_at_their_place),
        T(a_fault_marks_its_entry_and_no_other),
        T(an_alias_bomb_costs_nothing),
        T(duplicate_keys_are_told_with_the_first_place),
        T(twenty_thousand_keys_are_compared_in_no_time),
        T(keys_that_are_no_text_are_faults),
        T(a_second_document_is_refused),
        T(depth_is_bounded),
        T(a_file_is_at_most_one_mebibyte),
        T(bytes_that_are_not_utf8_are_told_once_a_line),
        T(columns_count_characters),
        T(controls_nul_and_utf16_are_told),
        T(a_replacement_character_the_author_wrote_is_text),
        T(tabs_in_the_indentation_are_told_line_by_line),
        T(tabs_that_yaml_allows_are_let_be),
        T(an_open_quote_is_told_where_it_opens),
        T(a_colon_in_plain_text_is_told),
        T(wrong_indentation_is_told),
        T(one_broken_entry_does_not_hide_the_others),
        T(a_broken_key_of_a_map_does_not_hide_the_others),
        T(a_thousand_broken_entries_end_soon),
        T(no_input_breaks_the_parser),
        T(a_file_that_cannot_be_read_is_a_fault),
        T(presets_fill_what_is_not_given),
        T(every_type_is_read),
        T(every_misfit_of_a_map_is_told_in_one_go),
        T(unknown_keys_name_the_nearest_known_one),
        T(a_missing_key_is_told_once_even_when_misspelt),
        T(a_check_of_the_table_is_asked),
        T(faults_of_writing_make_a_map_unusable),
        T(secrets_come_from_the_environment_and_are_never_shown),
        T(paths_are_relative_to_their_file),
        T(durations_are_read),
        T(sizes_are_read),
        T(the_schema_is_json_and_says_what_the_table_says),
        T(the_reference_has_a_line_for_every_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
