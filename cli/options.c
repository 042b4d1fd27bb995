/* Options by table, for every command; the table also prints the help. */
#include "cli/cli.h"
#include "base/log.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_OPTIONS = 48 };

struct globals { /* where the global options land before they are looked at */
    const char *now;
    bool help;
};

static size_t global_specs(struct cli *cli, struct globals *g, struct option_spec *out)
{
    const struct option_spec all[] = {
        {"config", OPTION_TEXT, &cli->config_path, "FILE", _("the configuration (default: moisson.yaml)")},
        {"verbose", OPTION_FLAG, &cli->verbose, NULL, _("say what is being done")},
        {"quiet", OPTION_FLAG, &cli->quiet, NULL, _("say nothing but errors")},
        {"json", OPTION_FLAG, &cli->json, NULL, _("print JSON instead of a table")},
        {"now", OPTION_TEXT, &g->now, "INSTANT", _("the clock for this run, such as 2026-10-01T02:00:00Z")},
        {"offline", OPTION_FLAG, &cli->offline, NULL, _("answer every fetch from the saved documents")},
        {"help", OPTION_FLAG, &g->help, NULL, _("this text")},
    };
    memcpy(out, all, sizeof all);
    return sizeof all / sizeof *all;
}

static void print_specs(const struct option_spec *specs)
{
    for (; specs && specs->name; specs++) {
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", specs->name, specs->argument ? " " : "",
                 specs->argument ? specs->argument : "");
        printf("  %-22s %s\n", left, specs->help);
    }
}

void command_help(const struct command *self, const struct option_spec *specs)
{
    struct cli cli = {0};
    struct globals g;
    struct option_spec all[MOST_OPTIONS] = {0};
    global_specs(&cli, &g, all);
    printf("%s: moisson %s %s\n\n%s.\n", _("usage"), self->name, self->usage, self->summary);
    if (self->help)
        printf("\n%s\n", self->help);
    if (specs && specs->name) {
        printf("\n%s:\n", _("options"));
        print_specs(specs);
    }
    printf("\n%s:\n", _("everywhere"));
    print_specs(all);
}

static bool set_value(const struct command *self, struct cli *cli, const struct option_spec *spec,
                      const char *value)
{
    switch (spec->type) {
    case OPTION_FLAG:
        *(bool *)spec->target = true;
        return true;
    case OPTION_TEXT:
        *(const char **)spec->target = value;
        return true;
    case OPTION_TEXTS:
        strings_add(&cli->arena, spec->target, value);
        return true;
    case OPTION_INT: {
        char *end;
        errno = 0;
        long long n = strtoll(value, &end, 10);
        if (end == value || *end || n < 0 || errno) {
            usage_error(self, _("--%s wants a whole number, not \"%s\""), spec->name, value);
            return false;
        }
        *(int64_t *)spec->target = n;
        return true;
    }
    }
    return false;
}

static const struct option_spec *find(const struct option_spec *specs, size_t n, const char *name,
                                      size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(specs[i].name) == length && memcmp(specs[i].name, name, length) == 0)
            return &specs[i];
    return NULL;
}

static bool unknown_option(const struct command *self, const struct option_spec *specs, size_t n,
                           const char *name)
{
    const char *names[MOST_OPTIONS + 1] = {NULL};
    for (size_t i = 0; i < n; i++)
        names[i] = specs[i].name;
    const char *near = strlen(name) <= 100 ? text_nearest(name, names) : NULL;
    if (near)
        usage_error(self, _("no option --%s; did you mean --%s?"), name, near);
    else
        usage_error(self, _("no option --%s; `moisson help %s` lists them"), name, self->name);
    return false;
}

/* One option at argv[*i]; *i moves past its value. */
static bool take(struct cli *cli, const struct command *self, const struct option_spec *all, size_t n,
                 int argc, char **argv, int *i)
{
    const char *name = argv[*i] + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const struct option_spec *spec = find(all, n, name, length);
    if (!spec)
        return unknown_option(self, all, n, arena_strndup(&cli->arena, name, length));
    const char *value = equals ? equals + 1 : NULL;
    if (spec->type == OPTION_FLAG && value) {
        usage_error(self, _("--%s takes no value"), spec->name);
        return false;
    }
    if (spec->type != OPTION_FLAG && !value) {
        if (*i + 1 >= argc) {
            usage_error(self, _("--%s wants a value: --%s %s"), spec->name, spec->name, spec->argument);
            return false;
        }
        value = argv[++*i];
    }
    return set_value(self, cli, spec, value);
}

static bool apply_globals(struct cli *cli, const struct command *self, const struct globals *g)
{
    if (cli->config_path)
        cli->config_given = true;
    if (g->now) {
        cli->now = timestamp_instant(g->now, strlen(g->now), NULL);
        cli->now_given = true;
        if (cli->now == INSTANT_NONE) {
            usage_error(self, _("--now: \"%s\" is no instant; write it as 2026-10-01T02:00:00Z"), g->now);
            return false;
        }
    }
    log_set_level(cli->quiet ? LOG_ERROR : cli->verbose ? LOG_INFO : LOG_WARN);
    return true;
}

bool options_parse(struct cli *cli, const struct command *self, const struct option_spec *specs, int *argc,
                   char **argv, int *status)
{
    struct globals g = {0};
    struct option_spec all[MOST_OPTIONS] = {0};
    size_t n = global_specs(cli, &g, all);
    for (const struct option_spec *s = specs; s && s->name && n < MOST_OPTIONS; s++)
        all[n++] = *s;
    int operands = 0;
    bool ended = false;
    *status = EXIT_USAGE;
    for (int i = 0; i < *argc; i++) {
        if (!ended && strcmp(argv[i], "--") == 0)
            ended = true;
        else if (!ended && strcmp(argv[i], "-h") == 0)
            g.help = true;
        else if (!ended && strncmp(argv[i], "--", 2) == 0) {
            if (!take(cli, self, all, n, *argc, argv, &i))
                return false;
        } else
            argv[operands++] = argv[i];
    }
    *argc = operands;
    if (g.help) {
        command_help(self, specs);
        *status = EXIT_OK;
        return false;
    }
    return apply_globals(cli, self, &g);
}
