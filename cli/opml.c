/* `moisson opml`: the sources, or the channels, as subscriptions for a feed reader. */
#include "cli/session.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "harvester/opml.h"

#include <stdio.h>
#include <string.h>

/* The subscriptions of an OPML document, as a program may want them. */
static bool as_json(struct cli *cli, struct buf *out, struct error *err)
{
    struct opml_entries entries = {0};
    struct json j;
    if (!opml_read(&cli->arena, buf_str(out), out->n, &entries, err))
        return false;
    buf_reset(out);
    jw_init(&j, out, true);
    jw_array(&j);
    for (size_t i = 0; i < entries.n; i++) {
        jw_object(&j);
        jw_field(&j, "title", entries.v[i].title);
        jw_field(&j, "url", entries.v[i].url);
        jw_field(&j, "site", entries.v[i].site);
        jw_field(&j, "description", entries.v[i].description);
        jw_field(&j, "folder", entries.v[i].folder);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    return buf_addc(out, '\n');
}

static int write_out(struct session *s, bool channels, const char *output)
{
    struct export_context x = session_context(s);
    struct error err = {0};
    struct buf out;
    buf_init(&out, 0);
    if (channels)
        opml_channels(&out, &x, &s->config.channels);
    else
        opml_sources(&out, &x);
    bool ok = !s->cli->json || as_json(s->cli, &out, &err);
    if (ok && output)
        ok = file_write_if_changed(output, out.p, out.n, NULL, &err);
    else if (ok)
        fwrite(out.p, 1, out.n, stdout);
    buf_free(&out);
    if (!ok) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    return s->config.faults.errors ? EXIT_FAULTS : EXIT_OK;
}

static int opml_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    static const char *const what[] = {"sources", "channels", NULL};
    const char *output = NULL;
    const struct option_spec specs[] = {
        {"output", OPTION_TEXT, &output, "FILE.opml", _("write it there instead of on standard output")},
        {0},
    };
    int status, which = 0;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1)
        return usage_error(self, _("wants one of %s"), self->usage);
    while (argc && what[which] && strcmp(what[which], argv[0]) != 0)
        which++;
    if (!what[which])
        return usage_error(self, _("no list \"%s\"; expected sources or channels%s"), argv[0],
                           did_you_mean(cli, argv[0], what));
    struct session s;
    if (!session_config(&s, cli, &status))
        return status;
    if (which == 1 && !s.config.site.url && !cli->quiet)
        complain(_("site.url of %s is not set: the addresses of the channels are not those of your site"),
                 s.config.path);
    return write_out(&s, which == 1, output);
}

const struct command opml_command = {
    .name = "opml",
    .run = opml_run,
    .usage = "[sources | channels] [--output FILE.opml]",
    .summary = _("the sources, or the channels, as subscriptions for a feed reader"),
    .help = _(
        "sources (what is printed without a word): every source with its address, a folder for each family.\n"
        "channels: every channel as the feed that this installation publishes. Both also stand beside the\n"
        "exports, as sources.opml and channels.opml. `moisson import` reads OPML."),
};
