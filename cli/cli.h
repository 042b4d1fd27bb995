/* The command line: a table of subcommands, each in a file of its own, options by table. Only cli/ prints and
 * exits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "store/item.h"

/* Messages are marked for translation. */
#define _(text) (text)

enum exit_code { EXIT_OK = 0, EXIT_FAULTS = 1, EXIT_USAGE = 2, EXIT_STORE = 3 };

/* What every command is given. */
struct cli {
    struct arena arena;      /* lives as long as the command */
    const char *config_path; /* --config, or moisson.yaml */
    bool config_given;
    bool verbose, quiet, json, offline;
    bool now_given;
    int64_t now;               /* the clock, or --now */
    bool out_terminal, colour; /* stdout is a terminal; and colour is wanted on it */
    bool err_terminal;
    const char
        *zone; /* of the site, in which times are told to people; NULL, UTC, until moisson.yaml is read */
};

/* One subcommand: one file, one line in the table of main.c. */
struct command {
    const char *name;
    /* argv holds what followed the name, options not yet taken out. Returns an exit code. */
    int (*run)(struct cli *cli, const struct command *self, int argc, char **argv);
    const char *usage;   /* "[SOURCE…] [--force]" */
    const char *summary; /* one line, no final stop */
    const char *help;    /* further paragraphs; NULL */
};
extern const struct command *const commands[]; /* NULL-terminated, in the order of `help` */

enum option_type { OPTION_FLAG, OPTION_TEXT, OPTION_INT, OPTION_TEXTS };
struct option_spec {
    const char *name; /* without -- */
    enum option_type type;
    void *target;         /* bool *, const char **, int64_t *, struct strings * */
    const char *argument; /* "FILE"; NULL for flags */
    const char *help;
};
/* Takes the options out of argv (those of `specs`, a table that ends with a NULL name and may be NULL, and
   the global ones), leaving *argc operands in order; `--` ends the options. --help prints the command's help
   and asks to end with 0, an unknown option is told with the nearest one and asks for 2: then false, with the
   status in *status. */
bool options_parse(struct cli *cli, const struct command *self, const struct option_spec *specs, int *argc,
                   char **argv, int *status);

/* Prints "moisson COMMAND: text" on stderr and returns EXIT_USAGE, for operands that do not fit. */
int usage_error(const struct command *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "; did you mean \"NAME\"?" for the nearest of the names (a NULL-terminated list), "" when none is near. */
const char *did_you_mean(struct cli *cli, const char *word, const char *const *names);

/* Prints "moisson: text" on stderr, control characters made harmless. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "1 source", "2 sources". In the arena. */
const char *counted(struct arena *a, int64_t n, const char *one, const char *many);
/* Prints what a buffer holds and a line end on stdout, and frees it: the JSON of a command. */
void print_buf(struct buf *out);

/* The help page of one command, on stdout. */
void command_help(const struct command *self, const struct option_spec *specs);
