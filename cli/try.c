/* `moisson try`: what a source would give, live or from saved pages, and why; nothing is stored. */
#include "cli/session.h"
#include "cli/trial.h"
#include "cli/web.h"
#include "base/file.h"
#include "harvester/login.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DETAILS = 5 }; /* pages behind items that are asked for, unless --all */

struct attempt {
    struct cli *cli;
    struct config config;
    struct sources sources; /* of the file, or of the configuration */
    const struct source *source;
    struct web *web;
    struct workers *workers;
    struct scrape *scrape;
    const char *from, *save, *against;
    int64_t shown;
    bool all, done;
    int status;
};

/* --- what comes of it --- */

static const char *result_path(struct attempt *t, const char *folder)
{
    return arena_printf(&t->cli->arena, "%s/items.json", folder);
}

/* The result that was saved with the pages; NULL: none was. */
static const char *earlier(struct attempt *t)
{
    struct stat st;
    if (t->against || !t->from)
        return t->against;
    const char *slash = strrchr(t->from, '/');
    bool folder = stat(t->from, &st) == 0 && S_ISDIR(st.st_mode);
    const char *path = folder ? result_path(t, t->from)
                       : slash
                           ? result_path(t, arena_strndup(&t->cli->arena, t->from, (size_t)(slash - t->from)))
                           : result_path(t, ".");
    return access(path, R_OK) == 0 ? path : NULL;
}

static void keep_result(struct attempt *t, const struct trial *trial)
{
    struct error err;
    struct buf out;
    buf_init(&out, 0);
    trial_json(trial, &out);
    if (!file_write_if_changed(result_path(t, t->save), out.p, out.n, NULL, &err)) {
        complain("%s", err.text);
        t->status = EXIT_STORE;
    }
    buf_free(&out);
}

static void tell(struct attempt *t, struct trial *trial)
{
    struct error err;
    const char *before = earlier(t);
    if (t->cli->json) {
        struct buf out;
        buf_init(&out, 0);
        trial_json(trial, &out);
        print_buf(&out);
        return;
    }
    trial_tell(trial);
    if (before && !trial_compare(trial, before, &err)) {
        complain("%s", err.text);
        t->status = EXIT_FAULTS;
    }
}

/* Within the call that brought the last answer: the feed may be that one's. */
static void conclude(struct attempt *t)
{
    const struct scrape_result *r = scrape_result(t->scrape);
    struct trial trial = {
        .cli = t->cli, .source = t->source, .feed = r->feed, .result = r, .shown = t->shown};
    t->done = true;
    t->status = EXIT_OK;
    if (!r->feed || r->fault) {
        complain("%s: %s", t->source->id, r->fault ? r->fault : _("nothing could be read"));
        t->status = EXIT_FAULTS;
    }
    if (!r->feed)
        return;
    if (!r->feed->items.n)
        t->status = EXIT_FAULTS;
    tell(t, &trial);
    if (t->save)
        keep_result(t, &trial);
}

/* --- the scrape --- */

static void go_on(struct attempt *t)
{
    struct errand *e;
    while (!t->done) {
        switch (scrape_next(t->scrape, &e)) {
        case SCRAPE_FETCH:
            web_ask(t->web,
                    &(struct fetch_request){.url = e->url,
                                            .headers = e->headers,
                                            .post = e->post,
                                            .post_type = e->post_type,
                                            .skip_tls_verify = !t->source->verify_tls,
                                            .robots = e->robots,
                                            .tag = e},
                    e->part == ERRAND_LOGIN ? NULL : e->shown);
            break;
        case SCRAPE_READ:
            workers_read(t->workers, &e->request, e);
            break;
        case SCRAPE_WAIT:
            return;
        case SCRAPE_DONE:
            conclude(t);
        }
    }
}

static void on_answer(void *context, const struct fetch_request *request,
                      const struct fetch_response *response)
{
    struct attempt *t = context;
    scrape_fetched(t->scrape, request->tag, response);
    go_on(t);
}

static void on_read(void *context, void *tag, const struct worker_outcome *outcome)
{
    struct attempt *t = context;
    scrape_read(t->scrape, tag, outcome);
    go_on(t);
}

static void scrape(struct attempt *t)
{
    const struct limits *l = &t->config.limits;
    struct tokens *tokens = tokens_new();
    struct scrape_plan plan = {
        .source = t->source,
        .index = t->source - t->sources.v,
        .timezone = t->config.site.timezone,
        .now = t->cli->now,
        .pages = l->pages,
        .details = web_saved(t->web) ? INT64_MAX
                   : t->all          ? l->details
                                     : DETAILS,
        .items = l->document.most[LIMIT_ITEMS],
        .memory = (size_t)l->workers.message * 4,
        .walk = true,
        .replay = web_saved(t->web),
        .tokens = tokens,
    };
    t->scrape = scrape_new(&plan);
    go_on(t);
    while (!t->done && !session_stop) {
        web_run(t->web, on_answer, t);
        workers_finish(t->workers);
    }
    scrape_free(t->scrape);
    tokens_free(tokens);
}

static int attempt(struct attempt *t)
{
    struct error err = {0};
    t->status = EXIT_FAULTS;
    t->workers = source_workers(&t->cli->arena, &t->sources, &t->config.limits,
                                config_lexicons(t->cli, &t->config), on_read, &err);
    if (!t->workers) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    workers_set_context(t->workers, t);
    t->web = web_open(t->cli, &t->config, t->from, t->save, &err);
    if (t->web) {
        web_set_source(t->web, t->source);
        scrape(t);
        if (!web_close(t->web, &err)) {
            complain("%s", err.text);
            t->status = EXIT_STORE;
        }
    } else {
        complain("%s", err.text);
        t->status = EXIT_USAGE;
    }
    workers_stop(t->workers);
    return t->status;
}

/* --- which source --- */

static bool is_file(const char *name)
{
    size_t n = strlen(name);
    return strchr(name, '/') || access(name, F_OK) == 0 || (n > 5 && strcmp(name + n - 5, ".yaml") == 0) ||
           (n > 4 && strcmp(name + n - 4, ".yml") == 0);
}

static bool only_one(struct attempt *t, const char *file)
{
    struct buf names;
    if (t->sources.n == 1) {
        t->source = t->sources.v;
        return true;
    }
    buf_init(&names, 0);
    for (size_t i = 0; i < t->sources.n && i < 20; i++)
        buf_printf(&names, "%s%s", i ? ", " : "", t->sources.v[i].id);
    if (t->sources.n)
        complain(_("%s holds several sources; name one behind it: %s"), file, buf_str(&names));
    else
        complain(_("%s: no source in it that could be tried"), file);
    buf_free(&names);
    return false;
}

/* Faults of other sources are no hindrance. */
static bool from_file(struct attempt *t, const char *file, const char *id)
{
    struct cli *cli = t->cli;
    struct yaml_faults faults = {.arena = &cli->arena};
    sources_read(&cli->arena, file, &t->sources, &t->config.network, &faults);
    t->source = id ? sources_find(&t->sources, id) : NULL;
    if (!t->source || cli->verbose)
        config_print_faults(&faults, cli->verbose);
    if (t->source || (!id && !faults.errors && only_one(t, file)))
        return true;
    if (id && !faults.errors)
        complain(_("%s: no source \"%s\" in it"), file, id);
    return false;
}

static bool from_configuration(struct attempt *t, const char *id)
{
    struct session s = {.cli = t->cli};
    config_load_sources(t->cli, &t->config);
    t->sources = t->config.sources;
    t->source = sources_find(&t->sources, id);
    if (t->source)
        return true;
    s.config = t->config;
    config_print_faults(&t->config.faults, t->cli->verbose);
    const char *near = nearest_source(&s, id);
    complain(_("no source \"%s\"%s"), id, *near ? near : _("; a file is named with its ending: essai.yaml"));
    return false;
}

static int try_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct attempt t = {.cli = cli, .shown = 20};
    const struct option_spec specs[] = {
        {"from", OPTION_TEXT, &t.from, "SAVED",
         _("saved pages instead of the network: pages.tsv, its folder, or one page")},
        {"save", OPTION_TEXT, &t.save, "DIR",
         _("keep the pages, and what was read from them, in this folder")},
        {"against", OPTION_TEXT, &t.against, "FILE",
         _("show the difference to this JSON Feed; without it, to what --save kept by the pages")},
        {"limit", OPTION_INT, &t.shown, "N", _("items in the table at most; 20 without it")},
        {"all", OPTION_FLAG, &t.all, NULL, _("ask for the page behind every item, not of the first 5 alone")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc < 1 || argc > 2 || (argc == 2 && !is_file(argv[0])))
        return usage_error(
            self, _("expected one SOURCE, or a FILE.yaml and, where it holds several, the id of one"));
    if (cli->offline)
        return usage_error(self, _("reads what is there now; saved pages are given with --from"));
    if (!config_load_main(cli, &t.config)) {
        config_print_faults(&t.config.faults, cli->verbose);
        return EXIT_USAGE;
    }
    bool found = is_file(argv[0]) ? from_file(&t, argv[0], argc > 1 ? argv[1] : NULL)
                                  : from_configuration(&t, argv[0]);
    return found ? attempt(&t) : EXIT_USAGE;
}

const struct command try_command = {
    .name = "try",
    .run = try_run,
    .usage = "SOURCE|FILE.yaml [ID] [--from SAVED] [--save DIR] [--against FILE] [--limit N] [--all]",
    .summary = _("what one source gives and why, live or from saved pages; stores nothing"),
    .help = _(
        "Reads a source as the nightly harvest would, one that is not installed yet too: how many elements "
        "each\n"
        "selector found and in how many items it gave something; the first items, their dates with the words "
        "they\n"
        "were read from; what keep and drop leave out; what looks wrong. Yellow is doubtful, red is "
        "missing.\n"
        "With --save the pages are kept, and with --from they are read again, so that a rule is mended "
        "offline;\n"
        "then the difference to the items kept before is shown item by item. --json prints a JSON Feed.\n"
        "Status 0: items were read; 1: none, or a page could not be read; 2: bad usage or a faulty source."),
};
