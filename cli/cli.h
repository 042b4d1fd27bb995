/* The command line: a table of subcommands, each in a file of its own, options by table. Only cli/ prints and exits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/error.h"
#include "base/mem.h"

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
    int64_t now; /* the clock, or --now */
    bool color, terminal; /* stdout; stderr */
};

struct command;

enum option_type { OPTION_FLAG /* bool */, OPTION_TEXT /* const char * */, OPTION_INT /* int64_t */,
                   OPTION_TEXTS /* struct strings */ };
struct option_spec {
    const char *name; /* without -- */
    enum option_type type;
    void *target;
    const char *argument; /* "FILE"; NULL for flags */
    const char *help;
};
/* Takes the options out of argv, leaving the operands in order; *argc is updated. `--` ends them. `--help` prints the
   command's help and exits 0. An unknown option is told with the nearest one; returns false (the caller exits 2). */
bool options_parse(const struct option_spec *specs, int *argc, char **argv, const struct command *command);

struct command {
    const char *name;
    int (*run)(struct cli *cli, const struct command *self, int argc, char **argv); /* operands and options after the name; returns an exit code */
    const char *usage;   /* "[SOURCE…] [--force]" */
    const char *summary; /* one line */
    const char *help;    /* paragraphs for `help COMMAND` and the manual page */
};
extern const struct command commands[]; /* ends with name NULL */
