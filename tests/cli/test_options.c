/* Options by table: cli/options.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/cli.h"

static const struct command command = {
    .name = "test", .usage = "[FILE…]", .summary = "a command", .help = "More."};

struct targets {
    bool flag;
    const char *text;
    int64_t number;
    struct strings texts;
};

static struct cli cli;
static struct targets got;
static int argc, status;
static char *argv[32];
static char told[8192]; /* on stdout and stderr */

static int setup(void **state)
{
    (void)state;
    cli = (struct cli){0};
    arena_init(&cli.arena, 0);
    got = (struct targets){.number = 50};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&cli.arena);
    return 0;
}

/* Parses a line of words; what is printed meanwhile goes to `told`. */
static bool parse(const char *line)
{
    const struct option_spec specs[] = {{"flag", OPTION_FLAG, &got.flag, NULL, "a flag"},
                                        {"text", OPTION_TEXT, &got.text, "TEXT", "a text"},
                                        {"number", OPTION_INT, &got.number, "N", "a number"},
                                        {"name", OPTION_TEXTS, &got.texts, "NAME", "names"},
                                        {0}};
    int ends[2], out = dup(STDOUT_FILENO), errors = dup(STDERR_FILENO);
    char *rest, *copy = arena_strdup(&cli.arena, line);
    argc = 0;
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        argv[argc++] = word;
    assert_int_equal(pipe(ends), 0);
    fflush(stdout);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    status = -1;
    bool ok = options_parse(&cli, &command, specs, &argc, argv, &status);
    fflush(stdout);
    dup2(out, STDOUT_FILENO);
    dup2(errors, STDERR_FILENO);
    close(out);
    close(errors);
    close(ends[1]);
    ssize_t n = read(ends[0], told, sizeof told - 1);
    told[n > 0 ? n : 0] = '\0';
    close(ends[0]);
    return ok;
}

static void every_type_in_both_spellings(void **state)
{
    (void)state;
    assert_true(parse("--flag --text a --number=7 --name x --name=y"));
    assert_true(got.flag);
    assert_string_equal(got.text, "a");
    assert_int_equal(got.number, 7);
    assert_int_equal(got.texts.n, 2);
    assert_string_equal(got.texts.v[1], "y");
    assert_int_equal(argc, 0);
    assert_string_equal(told, "");
    assert_true(parse("--text= --text=a=b"));
    assert_string_equal(got.text, "a=b"); /* the last one counts */
    assert_true(parse("--text --flag"));  /* a value may look like an option */
    assert_string_equal(got.text, "--flag");
}

static void what_is_not_given_keeps_its_value(void **state)
{
    (void)state;
    assert_true(parse(""));
    assert_false(got.flag);
    assert_null(got.text);
    assert_int_equal(got.number, 50);
}

static void operands_keep_their_order(void **state)
{
    (void)state;
    assert_true(parse("a --flag b - --number 3 c -- --text d --"));
    static const char *const wanted[] = {"a", "b", "-", "c", "--text", "d", "--"};
    assert_int_equal(argc, 7);
    for (int i = 0; i < 7; i++)
        assert_string_equal(argv[i], wanted[i]);
    assert_true(parse("-x")); /* a single dash is no option but -h */
    assert_int_equal(argc, 1);
}

static void slips_are_told_on_one_line_and_ask_for_2(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
    } slips[] = {
        {"--falg", "moisson test: no option --falg; did you mean --flag?\n"},
        {"--falg=1", "no option --falg; did you mean --flag?"},
        {"--xyzxyzxyz", "no option --xyzxyzxyz; `moisson help test` lists them"},
        {"--flags", "did you mean --flag?"}, /* no shortened or lengthened names */
        {"--num 3", "no option --num"},
        {"--flag=yes", "--flag takes no value"},
        {"--text", "--text wants a value: --text TEXT"},
        {"--number x", "--number wants a whole number, not \"x\""},
        {"--number -1", "whole number"},
        {"--number 3x", "whole number"},
        {"--number=", "whole number"},
        {"--number 99999999999999999999", "whole number"},
        {"--now noon", "--now: \"noon\" is no instant; write it as 2026-10-01T02:00:00Z"},
        {"--=x", "no option --"},
    };
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        assert_false(parse(slips[i].line));
        assert_int_equal(status, EXIT_USAGE);
        if (!strstr(told, slips[i].words) || strchr(told, '\n') != told + strlen(told) - 1)
            fail_msg("%s: %s", slips[i].line, told);
    }
}

static void the_global_ones_are_everywhere(void **state)
{
    (void)state;
    assert_true(parse("a --config f.yaml --quiet --json --offline --now 2026-10-01T02:00:00+02:00 b"));
    assert_string_equal(cli.config_path, "f.yaml");
    assert_true(cli.config_given && cli.quiet && cli.json && cli.offline && cli.now_given && !cli.verbose);
    assert_int_equal(cli.now, 1790812800);
    assert_int_equal(argc, 2);
    assert_true(parse("--now 2026-10-01"));
    assert_int_equal(cli.now, 1790812800);
}

static void help_prints_the_page_and_asks_for_0(void **state)
{
    (void)state;
    static const char *const lines[] = {"--help", "-h", "a --flag --help b"};
    for (size_t i = 0; i < 3; i++) {
        assert_false(parse(lines[i]));
        assert_int_equal(status, EXIT_OK);
        assert_ptr_equal(strstr(told, "usage: moisson test [FILE…]\n\na command.\n\nMore.\n"), told);
        assert_non_null(strstr(told, "\n  --text TEXT            a text\n"));
        assert_non_null(strstr(told, "\neverywhere:\n  --config FILE "));
    }
}

static void nearest_names_are_quoted(void **state)
{
    (void)state;
    static const char *const names[] = {"sources", "channels", NULL};
    assert_string_equal(did_you_mean(&cli, "chanels", names), "; did you mean \"channels\"?");
    assert_string_equal(did_you_mean(&cli, "xyz", names), "");
    char *long_word = arena_alloc(&cli.arena, 100001);
    memset(long_word, 's', 100000);
    assert_string_equal(did_you_mean(&cli, long_word, names), "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_type_in_both_spellings),   TEST(what_is_not_given_keeps_its_value),
        TEST(operands_keep_their_order),      TEST(slips_are_told_on_one_line_and_ask_for_2),
        TEST(the_global_ones_are_everywhere), TEST(help_prints_the_page_and_asks_for_0),
        TEST(nearest_names_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
