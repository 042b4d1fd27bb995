/* `moisson export`: write the channels' files. */
#include "cli/session.h"

#include <stdio.h>

static int export_run_command(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    struct session s;
    if (!session_open(&s, cli, &status))
        return status;
    struct strings channels = {0};
    for (size_t i = 0; i < s.config.channels.n; i++)
        strings_add(&cli->arena, &channels, s.config.channels.v[i].id);
    *ARENA_PUSH(&cli->arena, channels.v, channels.n, channels.cap) = NULL;
    channels.n--;
    for (int i = 0; i < argc; i++)
        if (!strings_has(&channels, argv[i]))
            return usage_error(self, _("no channel \"%s\"%s"), argv[i],
                               did_you_mean(cli, argv[i], channels.v));
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
