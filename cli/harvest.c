/* `moisson harvest`: fetch, parse, understand, store. */
#include "cli/session.h"

static int harvest_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct harvest_request request = {0};
    const struct option_spec specs[] = {
        {"force", OPTION_FLAG, &request.force, NULL, _("ask every source, due or not")},
        {"dry-run", OPTION_FLAG, &request.dry_run, NULL, _("fetch and read, write nothing")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    for (int i = 0; i < argc; i++)
        strings_add(&cli->arena, &request.only, argv[i]);
    struct session s;
    if (request.dry_run ? !session_onlooker(&s, cli, &status) : !session_open(&s, cli, &status))
        return status;
    if (request.dry_run || session_lock(&s, &status)) {
        struct harvest_report report = {0};
        status = session_harvest(&s, &request, &report);
        if (status == EXIT_STORE && !request.dry_run && session_mend(&s)) {
            status = session_harvest(&s, &request, &report);
            status = status == EXIT_OK ? EXIT_FAULTS : status;
        }
        if (status == EXIT_OK || status == EXIT_FAULTS) {
            if (cli->json)
                session_summary_json(&s, &report, NULL);
            else
                session_summary(&s, &report, NULL);
        }
    }
    session_close(&s);
    return status;
}

const struct command harvest_command = {
    .name = "harvest",
    .run = harvest_run,
    .usage = "[SOURCE…] [--force] [--dry-run] [--offline]",
    .summary = _("fetch and store what is due, without exporting"),
    .help = _("Named sources are asked when they are due; --force asks them now."),
};
