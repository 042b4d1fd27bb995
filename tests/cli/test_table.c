/* Tables on a terminal and elsewhere: cli/table.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "cli/table.h"

static struct cli cli;
static const char *const titles[] = {"id", "name", "what", NULL};

static int setup(void **state)
{
    (void)state;
    cli = (struct cli){.now = 1000000};
    arena_init(&cli.arena, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&cli.arena);
    return 0;
}

/* What the cells look like in a window of so many columns; 0: written to a file. */
static const char *shown(int window, const char *const *cells, size_t n)
{
    static char out[20000];
    int main_end, side, saved = dup(STDOUT_FILENO), ends[2];
    struct table t;
    if (window) {
        struct winsize size = {.ws_row = 24, .ws_col = (unsigned short)window};
        assert_int_equal(openpty(&main_end, &side, NULL, NULL, &size), 0);
    } else {
        assert_int_equal(pipe(ends), 0);
        main_end = ends[0];
        side = ends[1];
    }
    fflush(stdout);
    dup2(side, STDOUT_FILENO);
    cli.out_terminal = window > 0;
    table_init(&t, &cli, titles);
    for (size_t i = 0; i < n; i++)
        table_cell(&t, cells[i], i % 3 == 1 ? BOLD : PLAIN);
    table_print(&t);
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    close(saved);
    close(side);
    size_t length = 0;
    for (ssize_t k; (k = read(main_end, out + length, sizeof out - 1 - length)) > 0;)
        length += (size_t)k;
    close(main_end);
    out[length] = '\0';
    char *to = out; /* the terminal turns \n into \r\n */
    for (const char *p = out; *p; p++)
        if (*p != '\r')
            *to++ = *p;
    *to = '\0';
    assert_int_equal(t.rows, n / 3);
    return out;
}

static const char *const few[] = {"1", "Un", "x", "22", "Évènement", NULL};

static void elsewhere_it_is_tabs_without_a_head(void **state)
{
    (void)state;
    assert_string_equal(shown(0, few, 6), "1\tUn\tx\n22\tÉvènement\t\n");
    assert_string_equal(shown(0, NULL, 0), "");
}

static void on_a_terminal_columns_are_aligned(void **state)
{
    (void)state;
    assert_string_equal(shown(80, few, 6), "id  name       what\n"
                                           "1   Un         x\n"
                                           "22  Évènement  \n");
    assert_string_equal(shown(80, NULL, 0), ""); /* no head over nothing */
}

static void wide_and_combining_characters_take_what_they_take(void **state)
{
    (void)state;
    static const char *const cells[] = {"日本", "a", "x", "e\xCC\x81", "b", "x", "👍", "c", "x"};
    assert_string_equal(shown(80, cells, 9), "id    name  what\n"
                                             "日本  a     x\n"
                                             "e\xCC\x81     b     x\n"
                                             "👍    c     x\n");
}

static void the_widest_column_gives_way_to_the_window(void **state)
{
    (void)state;
    static const char *const cells[] = {
        "1", "Un titre qui ne tient pas dans une fenêtre aussi étroite que celle-là", "long"};
    const char *text = shown(40, cells, 3);
    assert_non_null(strstr(text, "…  long\n"));
    const char *line = strchr(text, '\n') + 1;
    size_t columns = 0;
    for (const char *p = line; *p != '\n'; p++)
        columns += (*p & 0xC0) != 0x80;
    assert_int_equal(columns, 40);
}

static void what_could_command_the_terminal_is_shown(void **state)
{
    (void)state;
    static const char *const cells[] = {"a\x1b[2J", "b\tc\nd", "\xC2\x9B"};
    assert_string_equal(shown(0, cells, 3), "a\\x1B[2J\tb\\x09c\\x0Ad\t\\x9B\n");
    assert_null(strchr(shown(80, cells, 3), '\x1b'));
}

static void colour_is_around_what_has_one(void **state)
{
    (void)state;
    cli.colour = true;
    const char *text = shown(80, few, 3);
    assert_non_null(strstr(text, "1   \033[1mUn\033[0m"));
    assert_null(strstr(text, "x\033"));
    cli.colour = false;
    assert_null(strchr(shown(80, few, 3), '\033'));
}

static void times_are_those_of_the_site(void **state)
{
    (void)state;
    struct civil c;
    assert_string_equal(instant_here(&cli, 0), "1970-01-01T00:00:00Z");
    cli.zone = "Europe/Paris";
    assert_string_equal(instant_here(&cli, 1790820000), "2026-10-01T04:00:00+02:00");
    static const struct {
        const char *written, *zone, *here;
    } cases[] = {
        {"2026-11-19T13:00", "UTC", "2026-11-19T14:00"},
        {"2026-11-19T23:30", "America/New_York", "2026-11-20T05:30"},
        {"2026-11-19T13:00", "Europe/Brussels", "2026-11-19T13:00"},
        {"2026-11-19T13:00", NULL, "2026-11-19T13:00"}, /* in the zone of its source: as it was written */
        {"2026-11-19", "UTC", "2026-11-19"},            /* a day is a day */
        {"2026-11", NULL, "2026-11"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(civil_parse(cases[i].written, &c));
        c.zone = cases[i].zone;
        assert_string_equal(civil_here(&cli, &c), cases[i].here);
    }
}

static void how_long_ago(void **state)
{
    (void)state;
    static const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {0, "0 s"},     {119, "119 s"},    {120, "2 min"},         {7199, "119 min"},
        {7200, "2 h"},  {172799, "47 h"},  {172800, "2 d"},        {86400 * 400, "400 d"},
        {-1, "in 1 s"}, {-7200, "in 2 h"}, {-86400 * 7, "in 7 d"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(ago(&cli, cli.now - cases[i].seconds), cases[i].text);
    assert_string_equal(ago(&cli, INSTANT_NONE), "-");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(elsewhere_it_is_tabs_without_a_head),
        TEST(on_a_terminal_columns_are_aligned),
        TEST(wide_and_combining_characters_take_what_they_take),
        TEST(the_widest_column_gives_way_to_the_window),
        TEST(what_could_command_the_terminal_is_shown),
        TEST(colour_is_around_what_has_one),
        TEST(times_are_those_of_the_site),
        TEST(how_long_ago),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
