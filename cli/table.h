/* Tables on a terminal: aligned columns, colour, cut to the window's width; elsewhere tab-separated lines,
   written as they come. What the cells hold comes from outside: control characters are shown as \xNN. */
#pragma once
#include "cli/cli.h"

enum colour { PLAIN, RED, GREEN, YELLOW, DIM, BOLD };

struct table {
    struct cli *cli;
    size_t columns;
    const char *const *titles;
    const char **cells; /* row after row */
    unsigned char *colours;
    size_t n, cap, colours_cap; /* on a terminal, the cells kept */
    size_t rows;                /* that are complete */
    size_t column;              /* of the next cell */
};

void table_init(struct table *t, struct cli *cli, const char *const *titles); /* titles: NULL-terminated */
/* the next cell; NULL is empty; text is copied */
void table_cell(struct table *t, const char *text, enum colour colour);
void table_print(const struct table *t);

const char *colour_on(const struct cli *cli, enum colour colour); /* "" when colours are off */
const char *colour_off(const struct cli *cli, enum colour colour);
/* Times for people, in the zone of the site. An instant with its offset, "2026-10-01T04:00:00+02:00"; a civil
   time as it was written, but one of another zone than ours as our clocks have it. In the arena. */
const char *instant_here(struct cli *cli, int64_t instant);
const char *civil_here(struct cli *cli, const struct civil *c);
/* How long ago, for people: "3 h", "2 d"; "in 5 h" for what is to come; "-" for INSTANT_NONE. In the arena.
 */
const char *ago(struct cli *cli, int64_t instant);
