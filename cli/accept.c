/* `moisson accept`: an editor's word that what a drifted source yields now is right. */
#include "cli/session.h"

static int accept_all(struct session *s, int n, char **ids, const char *author)
{
    struct error err = {0};
    int status = EXIT_OK;
    bool ok = store_begin(s->store, &err);
    for (int i = 0; ok && i < n; i++) {
        bool found;
        ok = store_accept(s->store, ids[i], author, s->cli->now, &found, &err);
        if (ok && !found) {
            complain(_("%s: neither drifted, silent nor under alarm: there is nothing to accept"), ids[i]);
            status = EXIT_FAULTS;
        }
    }
    if (ok && store_commit(s->store, &err))
        return status;
    complain("%s", err.text);
    store_rollback(s->store);
    return EXIT_STORE;
}

static int accept_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    const char *author = NULL;
    const struct option_spec specs[] = {
        {"author", OPTION_TEXT, &author, "NAME", _("who accepts; without it, who is logged in")}, {0}};
    struct session s;
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (!argc)
        return usage_error(self, _("wants sources: moisson %s %s"), self->name, self->usage);
    if (!session_writer(&s, cli, &status))
        return status;
    for (int i = 0; i < argc; i++)
        if (!sources_find(&s.config.sources, argv[i])) {
            const char *near = nearest_source(&s, argv[i]);
            session_close(&s);
            return usage_error(self, _("no source \"%s\"%s"), argv[i], near);
        }
    status = accept_all(&s, argc, argv, author_of(author));
    session_close(&s);
    return status;
}

const struct command accept_command = {
    .name = "accept",
    .run = accept_run,
    .usage = "SOURCE… [--author NAME]",
    .summary = _("say that what a drifted source yields now is right"),
    .help =
        _("For a source that is drifted, silent, or under the alarm of a mass disappearance, when a look at "
          "the\n"
          "site shows that all is well there. Its next document is read whatever it lacks, what is missing "
          "from\n"
          "it goes, and what it usually yields is learnt anew. `moisson harvest SOURCE` does so at once.\n"
          "Where the site changed and its rules have to follow, mend the rules instead."),
};
