/* `moisson run`: the nightly job, harvest what is due, then export. */
#include "cli/session.h"

static int worse(int a, int b)
{
    return a > b ? a : b;
}

static int work(struct session *s, const struct harvest_request *request)
{
    struct harvest_report report = {0};
    struct export_result exported = {0};
    int status = session_harvest(s, request, &report);
    if (status == EXIT_USAGE || status == EXIT_STORE)
        return status;
    /* Past the time budget, and after an interruption too, subscribers still get what was read. */
    status = worse(status, session_export(s, NULL, 0, &exported));
    if (status != EXIT_STORE)
        status = worse(status, session_metrics(s, &report, &exported));
    if (s->damaged)
        return status;
    if (s->cli->json)
        session_summary_json(s, &report, &exported);
    else
        session_summary(s, &report, &exported);
    return status;
}

static int run_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct harvest_request request = {0};
    const struct option_spec specs[] = {
        {"force", OPTION_FLAG, &request.force, NULL, _("ask every source, due or not")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc)
        return usage_error(self, _("takes no operand; `moisson harvest %s` harvests one source"), argv[0]);
    struct session s;
    if (!session_open(&s, cli, &status))
        return status;
    if (session_lock(&s, &status)) {
        status = work(&s, &request);
        if (status == EXIT_STORE && session_mend(&s))
            status = worse(EXIT_FAULTS, work(&s, &request));
    }
    session_close(&s);
    return status;
}

const struct command run_command = {
    .name = "run",
    .run = run_run,
    .usage = "[--force] [--offline] [--now INSTANT]",
    .summary = _("the nightly job: harvest what is due, then export"),
    .help = _("One run at a time: a second one says who is at work and ends with 1.\n"
              "Under cron a good run prints nothing; what needs a hand goes to standard error.\n"
              "Exit status: 0 all well; 1 some sources failed; 2 bad usage or configuration;\n"
              "3 the store or the disk failed."),
};
