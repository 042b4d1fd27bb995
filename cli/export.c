/* `moisson export`: write the channels' files. */
#include "cli/session.h"

#include <stdio.h>
#include <string.h>

static int export_run_command(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    struct session s;
    if (!session_open(&s, cli, &status))
        return status;
    for (int i = 0; i < argc; i++) {
        bool known = false;
        for (size_t k = 0; k < s.config.channels.n; k++)
            known = known || strcmp(s.config.channels.v[k].id, argv[i]) == 0;
        if (!known) {
            session_close(&s);
            return usage_error(self, _("no channel \"%s\""), argv[i]);
        }
    }
    if (session_lock(&s, &status)) {
        struct export_result result = {0};
        status = session_export(&s, (const char *const *)argv, (size_t)argc, &result);
        if (status == EXIT_OK && s.config.faults.errors)
            status = EXIT_FAULTS;
        if (cli->json)
            printf("{\"written\": %d, \"unchanged\": %d, \"skipped\": %d}\n", result.written,
                   result.unchanged, result.skipped);
        else if (status != EXIT_STORE && !cli->quiet && (cli->out_terminal || cli->verbose))
            printf(_("%d files written, %d as before, in %s\n"), result.written,
                   result.unchanged + result.skipped, s.config.output);
    }
    session_close(&s);
    return status;
}

const struct command export_command = {
    .name = "export",
    .run = export_run_command,
    .usage = "[CHANNEL…]",
    .summary = _("write the channels' files; those that would not change are not touched"),
};
