/* `moisson search`: full text, the best matches first. */
#include "cli/filter.h"
#include "base/buf.h"
#include "base/text.h"

static int search_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct filter_words words = {.limit = 50};
    const struct option_spec specs[] = {FILTER_OPTIONS(words), {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    struct buf text;
    buf_init(&text, 0);
    for (int i = 0; i < argc; i++)
        buf_printf(&text, "%s%s", i ? " " : "", argv[i]);
    const char *query = arena_strdup(&cli->arena, buf_str(&text));
    buf_free(&text);
    if (text_blank(query))
        return usage_error(self, _("wants words: moisson search %s"), self->usage);
    return filter_run(cli, self, &words, query);
}

const struct command search_command = {
    .name = "search",
    .run = search_run,
    .usage = "WORD… [--kind KIND] [--open] …",
    .summary = _("full text search: words, \"a phrase\", -without, begin*"),
    .help = _(
        "The best matches come first. Accents and capitals do not count, nor do French and English endings.\n"
        "A phrase needs its quotes: moisson search '\"ville durable\"'. Put -- before words that begin with\n"
        "a dash: moisson search -- mobilité -vélo\n\n" FILTER_HELP),
};
