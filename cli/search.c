/* `moisson search`: full text, the best matches first. */
#include "cli/filter.h"
#include "cli/session.h"
#include "base/buf.h"

static int search_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct filter_words words = {.limit = 50};
    const struct option_spec specs[] = {FILTER_OPTIONS(words), {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (!argc)
        return usage_error(self, _("wants words: moisson search %s"), self->usage);
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < argc; i++)
        buf_printf(&text, "%s%s", i ? " " : "", argv[i]);
    struct filter filter;
    filter_init(&filter, cli->now);
    filter.text = arena_strdup(&cli->arena, buf_str(&text));
    buf_free(&text);
    filter.sort = SORT_RELEVANCE;
    filter.descending = false;
    if (!filter_from_words(cli, self, &words, &filter))
        return EXIT_USAGE;
    struct session s;
    if (!session_reader(&s, cli, &status))
        return status;
    status = filter_print(&s, &filter);
    session_close(&s);
    return status;
}

const struct command search_command = {
    .name = "search",
    .run = search_run,
    .usage = "WORD… [--kind KIND] [--open] …",
    .summary = _("full text search: words, \"a phrase\", -without, begin*"),
    .help = _("Accents and capitals do not count, nor do French and English endings.\n"
              "Put -- before words that begin with a dash: moisson search -- mobilité -vélo"),
};
