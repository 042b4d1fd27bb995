/* `moisson list`: the store's items by filter. */
#include "cli/filter.h"

static int list_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct filter_words words = {.limit = 50};
    const struct option_spec specs[] = {FILTER_OPTIONS(words), {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc)
        return usage_error(self, _("takes no operand; `moisson search %s` searches"), argv[0]);
    return filter_run(cli, self, &words, NULL);
}

const struct command list_command = {
    .name = "list",
    .run = list_run,
    .usage = "[--kind KIND] [--open] [--topic TOPIC] …",
    .summary = _("the items of the store, newest first, with filters"),
    .help = _(FILTER_HELP),
};
