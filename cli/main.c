/* The table of commands, and what is common to all: the clock, the terminal, the end. */
#include "cli/cli.h"
#include "cli/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern const struct command help_command, run_command, harvest_command, export_command, check_command,
    status_command, list_command, show_command, search_command, import_command, parse_command,
    sanitize_command, dates_command, understand_command, opml_command, limits_command, db_command,
    cluster_command, merge_command, split_command, accept_command, select_command, set_command, hide_command,
    undo_command, try_command, discover_command;

/* clang-format off */
const struct command *const commands[] = {
    &help_command,
    &run_command,
    &harvest_command,
    &export_command,
    &check_command,
    &status_command,
    &accept_command,
    &list_command,
    &show_command,
    &search_command,
    &set_command,
    &hide_command,
    &merge_command,
    &split_command,
    &undo_command,
    &import_command,
    &opml_command,
    &discover_command,
    &try_command,
    &parse_command,
    &select_command,
    &sanitize_command,
    &dates_command,
    &understand_command,
    &cluster_command,
    &limits_command,
    &db_command,
    NULL,
};
/* clang-format on */

static const struct command *find_command(const char *name)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp((*c)->name, name) == 0)
            return *c;
    return NULL;
}

static void overview(FILE *out)
{
    fprintf(out, _("moisson harvests what many networks and portals publish, and publishes it again\n"
                   "as feeds and calendars.\n\n"
                   "usage: moisson [--config FILE] [--verbose|--quiet] COMMAND …\n\n"));
    for (const struct command *const *c = commands; *c; c++)
        fprintf(out, "  %-10s %s\n", (*c)->name, (*c)->summary);
    fprintf(out, _("\n`moisson help COMMAND` tells more of one of them, with its options.\n"
                   "Exit status: 0 all well; 1 done, but some sources failed or a check found faults;\n"
                   "2 bad usage or configuration; 3 the store or the disk failed.\n"));
}

static int unknown_command(struct cli *cli, const char *name)
{
    const char *names[sizeof commands / sizeof *commands];
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        names[i] = commands[i] ? commands[i]->name : NULL;
    const char *near = did_you_mean(cli, name, names);
    complain(_("no command \"%s\"%s"), name, *near ? near : _("; `moisson help` lists them"));
    return EXIT_USAGE;
}

static int help_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    if (argc == 0) {
        overview(stdout);
        return EXIT_OK;
    }
    const struct command *c = find_command(argv[0]);
    if (!c)
        return unknown_command(cli, argv[0]);
    char help[] = "--help", *fake[] = {help, NULL};
    return c->run(cli, c, 1, fake); /* each command knows its own options */
}

const struct command help_command = {
    .name = "help",
    .run = help_run,
    .usage = "[COMMAND]",
    .summary = _("this list, or all about one command"),
};

/* Whoever closes a standard stream must not find the store or a socket in its place. What is opened here can
   only fail, as the closed one would have. */
static void hold_streams(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

static void look_around(struct cli *cli)
{
    const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
    cli->out_terminal = isatty(STDOUT_FILENO);
    cli->err_terminal = isatty(STDERR_FILENO);
    cli->colour = cli->out_terminal && !(no_color && *no_color) && term && strcmp(term, "dumb") != 0;
    cli->now = (int64_t)time(NULL);
}

/* Global options may stand before the command: the first word that is neither one of them nor the value of
   one is its name. Moves it to argv[0] and keeps the rest in order. */
static bool command_first(int argc, char **argv)
{
    static const char *const with_value[] = {"--config", "--now"};
    for (int i = 0; i < argc; i++) {
        if (argv[i][0] != '-') {
            char *name = argv[i];
            memmove(argv + 1, argv, (size_t)i * sizeof *argv);
            argv[0] = name;
            return true;
        }
        for (size_t k = 0; k < sizeof with_value / sizeof *with_value; k++)
            if (strcmp(argv[i], with_value[k]) == 0) {
                i++;
                break;
            }
    }
    return false;
}

static int dispatch(struct cli *cli, int argc, char **argv)
{
    if (command_first(argc, argv)) {
        const struct command *c = find_command(argv[0]);
        return c ? c->run(cli, c, argc - 1, argv + 1) : unknown_command(cli, argv[0]);
    }
    for (int i = 0; i < argc; i++) {
        if (strcmp(argv[i], "--version") == 0) {
            printf("moisson %s\n", VERSION);
            return EXIT_OK;
        }
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            overview(stdout);
            return EXIT_OK;
        }
    }
    overview(stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    struct cli cli = {0};
    hold_streams();
    arena_init(&cli.arena, 0);
    look_around(&cli);
    int status = output_end(dispatch(&cli, argc - 1, argv + 1));
    arena_free(&cli.arena);
    return status;
}
