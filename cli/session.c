/* Configuration, store, lock, harvest and exports, as the commands share them. */
#include "cli/session.h"
#include "base/file.h"
#include "base/log.h"
#include "base/url.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

volatile int session_stop;

bool session_config(struct session *s, struct cli *cli, int *status)
{
    *s = (struct session){.cli = cli, .lock = -1};
    bool usable = config_load(cli, &s->config);
    config_print_faults(&s->config.faults, cli->verbose);
    if (!usable)
        *status = EXIT_USAGE;
    return usable;
}

int session_trouble(struct session *s, const struct error *err)
{
    complain("%s", err->text);
    s->damaged |= err->damaged;
    return EXIT_STORE;
}

/* A new store beside what another one published is one that was lost. */
static bool look_at_store(struct session *s, struct error *err)
{
    if (store_fresh(s->store) && export_any(&s->config.channels, s->config.output))
        return store_mark_put(s->store, MARK_FILLING, s->cli->now, err);
    return store_look(s->store, false, err);
}

bool session_mend(struct session *s)
{
    struct error err = {0};
    struct rescue rescue;
    if (!s->damaged || s->mended || s->cli->offline || session_stop)
        return false;
    store_close(s->store);
    s->store = NULL;
    s->damaged = false;
    s->mended = true;
    if (!store_rescue(&s->cli->arena, s->config.store, s->cli->now, &rescue, &err)) {
        complain("%s", err.text);
        return false;
    }
    complain(_("%s: the damaged store is set aside; a new one holds %s that could be read, and every source "
               "is asked anew"),
             rescue.aside, counted(&s->cli->arena, rescue.items, _("item"), _("items")));
    return true;
}

static bool open_store(struct session *s, bool read_only, int *status)
{
    struct error err = {0};
    s->store = store_open(s->config.store, read_only, &err);
    if (s->store && (read_only || look_at_store(s, &err)))
        return true;
    *status = session_trouble(s, &err);
    return false;
}

bool session_open(struct session *s, struct cli *cli, int *status)
{
    if (!session_config(s, cli, status))
        return false;
    if (!s->config.found && access(s->config.sources_folder, F_OK) != 0) { /* nobody means a store here */
        complain(_("neither %s nor %s here; say where with --config FILE"), s->config.path,
                 s->config.sources_folder);
        *status = EXIT_USAGE;
        return false;
    }
    struct error err = {0};
    char *folder = arena_strdup(&cli->arena, s->config.store), *slash = strrchr(folder, '/');
    if (!slash || slash == folder)
        return true;
    *slash = '\0';
    if (file_make_folders(folder, &err))
        return true;
    complain("%s", err.text);
    *status = EXIT_STORE;
    return false;
}

bool session_has_store(const struct session *s)
{
    return access(s->config.store, F_OK) == 0;
}

bool session_reader(struct session *s, struct cli *cli, int *status)
{
    *s = (struct session){.cli = cli, .lock = -1};
    if (!config_load_main(cli, &s->config)) {
        config_print_faults(&s->config.faults, cli->verbose);
        *status = EXIT_USAGE;
        return false;
    }
    return session_read_store(s, status);
}

bool session_read_store(struct session *s, int *status)
{
    if (session_has_store(s))
        return open_store(s, true, status);
    complain(_("%s: no store yet; `moisson run` makes it"), s->config.store);
    *status = EXIT_STORE;
    return false;
}

bool session_onlooker(struct session *s, struct cli *cli, int *status)
{
    if (!session_config(s, cli, status))
        return false;
    bool there = access(s->config.store, F_OK) == 0;
    if (!there)
        s->config.store = ":memory:";
    return open_store(s, there, status);
}

const char *author_of(const char *given)
{
    const struct passwd *who = given ? NULL : getpwuid(getuid());
    return given ? given : who ? who->pw_name : NULL;
}

static void tell_holder(const char *path)
{
    struct buf text;
    struct error err;
    buf_init(&text, 0);
    if (file_read(path, &text, 200, &err) && text.n)
        complain(_("another run is at work (%s); this one ends. Lock: %s"), buf_str(&text), path);
    else
        complain(_("another run is at work; this one ends. Lock: %s"), path);
    buf_free(&text);
}

bool session_lock(struct session *s, int *status)
{
    const char *path = arena_printf(&s->cli->arena, "%s.lock", s->config.store);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (s->lock < 0) {
        complain(_("%s: cannot lock: %s"), path, strerror(errno));
        *status = EXIT_STORE;
        return false;
    }
    if (flock(s->lock, LOCK_EX | LOCK_NB) < 0) {
        tell_holder(path);
        close(s->lock);
        s->lock = -1;
        *status = EXIT_FAULTS;
        return false;
    }
    char when[40];
    char *line = arena_printf(&s->cli->arena, "pid %ld since %s", (long)getpid(),
                              instant_format(s->cli->now, NULL, when));
    /* only a hint for people: the lock itself is the kernel's and goes with the process */
    if (ftruncate(s->lock, 0) < 0 || write(s->lock, line, strlen(line)) < 0)
        log_info("%s: %s", path, strerror(errno));
    return true;
}

bool session_writer(struct session *s, struct cli *cli, int *status)
{
    if (!session_open(s, cli, status))
        return false;
    if (session_lock(s, status) && open_store(s, false, status))
        return true;
    session_close(s);
    return false;
}

void session_close(struct session *s)
{
    store_close(s->store);
    if (s->lock >= 0) {
        if (ftruncate(s->lock, 0) < 0)
            log_info("lock: %s", strerror(errno));
        close(s->lock);
    }
    s->store = NULL;
    s->lock = -1;
}

const char *nearest_source(struct session *s, const char *word)
{
    struct strings ids = {0};
    for (size_t i = 0; i < s->config.sources.n; i++)
        strings_add(&s->cli->arena, &ids, s->config.sources.v[i].id);
    *ARENA_PUSH(&s->cli->arena, ids.v, ids.n, ids.cap) = NULL;
    return did_you_mean(s->cli, word, ids.v);
}

static void on_signal(int number)
{
    session_stop = number;
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal,
                               .sa_flags = (int)SA_RESETHAND}; /* a second one ends at once */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void show_progress(void *context, const struct harvest_report *r)
{
    struct session *s = context;
    if (!s->cli->err_terminal || s->cli->quiet || !r->due)
        return;
    enum { WIDTH = 30 };
    int filled = r->done * WIDTH / r->due;
    fprintf(stderr, "\r[%.*s%*s] %d/%d %s, %d %s, %d %s\033[K", filled, "##############################",
            WIDTH - filled, "", r->done, r->due, _("sources"), r->items_new, _("new"), r->failed,
            _("failed"));
    if (r->done + r->left >= r->due)
        fputs("\r\033[K", stderr);
    fflush(stderr);
}

char *session_user_agent(struct arena *a, const struct site *site)
{
    if (site->url && site->contact)
        return arena_printf(a, "moisson/%s (+%s; %s)", VERSION, site->url, site->contact);
    if (site->url || site->contact)
        return arena_printf(a, "moisson/%s (%s%s)", VERSION, site->url ? "+" : "",
                            site->url ? site->url : site->contact);
    return arena_printf(a, "moisson/%s", VERSION);
}

/* Every named source has to be one that can be asked. */
static bool known_all(struct session *s, const struct strings *only)
{
    for (size_t i = 0; i < only->n; i++) {
        const struct source *x = sources_find(&s->config.sources, only->v[i]);
        const char *near = x ? "" : nearest_source(s, only->v[i]);
        if (!x)
            complain(_("no source \"%s\"%s"), only->v[i], *near ? near : _("; `moisson status` lists them"));
        else if (!x->enabled)
            complain(_("the source \"%s\" is not enabled (%s:%d)"), x->id, x->file, x->line);
        if (!x || !x->enabled)
            return false;
    }
    return true;
}

/* Told the night it begins, not every night; `status` shows it as long as it lasts. */
static bool tell_unprotected(struct session *s, const struct workers *workers, struct error *err)
{
    const char *missing = workers_unprotected(workers);
    int64_t known;
    if (!store_mark_get(s->store, MARK_UNPROTECTED, &known, err))
        return false;
    if (missing && !known)
        complain(_("%s; documents are read all the same, with what protection there is"), missing);
    return known == (missing != NULL) || store_mark_put(s->store, MARK_UNPROTECTED, missing != NULL, err);
}

/* What editors wrote into files, over what was harvested. */
static bool apply_overrides(struct session *s, struct error *err)
{
    int changed;
    if (store_begin(s->store, err) && overrides_apply(s, err) &&
        store_cluster(s->store, s->cli->now, s->config.site.timezone, &changed, err) &&
        store_commit(s->store, err))
        return true;
    store_rollback(s->store);
    return false;
}

int session_harvest(struct session *s, const struct harvest_request *request, struct harvest_report *report)
{
    int status;
    if (!known_all(s, &request->only))
        return EXIT_USAGE;
    struct error err = {0};
    struct workers *workers = harvest_workers(&s->cli->arena, &s->config.sources, &s->config.limits,
                                              config_lexicons(s->cli, &s->config), &err);
    if (!workers) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    if (!s->store && !open_store(s, false, &status)) {
        workers_stop(workers);
        return status;
    }
    catch_signals();
    struct harvest_options options = {
        .sources = &s->config.sources,
        .workers = workers,
        .only = request->only,
        .limits = &s->config.limits,
        .network = &s->config.network,
        .user_agent = session_user_agent(&s->cli->arena, &s->config.site),
        .timezone = s->config.site.timezone,
        .now = s->cli->now,
        .whole = !s->config.faults.errors,
        .force = request->force,
        .dry_run = request->dry_run,
        .offline = s->cli->offline,
        .stop = &session_stop,
        .progress = show_progress,
        .context = s,
    };
    bool ok = harvest(s->store, &s->cli->arena, &options, report, &err);
    int64_t removed;
    if (ok && !request->dry_run && workers_started(workers))
        ok = tell_unprotected(s, workers, &err);
    workers_stop(workers);
    if (ok && !request->dry_run)
        ok = apply_overrides(s, &err);
    if (ok && !request->dry_run && !s->cli->offline)
        ok = store_prune(s->store, s->cli->now - s->config.limits.history, &removed, &err);
    if (!ok)
        return session_trouble(s, &err);
    bool faults =
        report->failed || report->drifted || report->gone || report->left || s->config.faults.errors;
    return faults ? EXIT_FAULTS : EXIT_OK;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct source_info *)a)->id, ((const struct source_info *)b)->id);
}

struct export_context session_context(struct session *s)
{
    const struct sources *sources = &s->config.sources;
    struct source_info *info = arena_alloc(&s->cli->arena, (sources->n + 1) * sizeof *info);
    for (size_t i = 0; i < sources->n; i++) {
        const struct source *x = &sources->v[i];
        info[i] = (struct source_info){.id = x->id,
                                       .name = x->name,
                                       .site = x->site,
                                       .url = x->secret_url ? NULL : x->shown_url,
                                       .licence = x->licence,
                                       .family = x->family,
                                       .format = source_formats[x->format],
                                       .republish = x->republish};
    }
    qsort(info, sources->n, sizeof *info, by_id);
    return (struct export_context){
        .site = &s->config.site, .sources = info, .n_sources = sources->n, .now = s->cli->now};
}

/* Sources that have not been read since the store was made anew; one that fails and fails is not waited for.
 */
static int unread_since(struct session *s, const struct source_state *states, size_t n, int64_t since)
{
    enum { PATIENCE = 3 };
    int unread = 0;
    for (size_t i = 0; i < s->config.sources.n; i++) {
        const struct source *source = &s->config.sources.v[i];
        const struct source_state *state = session_state(states, n, source->id);
        bool read = state && (state->last_success >= since || state->health == HEALTH_GONE ||
                              state->failures >= PATIENCE);
        unread += source->enabled && !read;
    }
    return unread;
}

/* As long as a store is being filled anew, what is published stays: it holds more than the store. */
static bool find_held(struct session *s, struct error *err)
{
    int64_t since, now = s->cli->now;
    struct source_state *states;
    size_t n;
    s->held = false;
    if (!store_mark_get(s->store, MARK_FILLING, &since, err) ||
        (since && !store_sources(s->store, &s->cli->arena, &states, &n, err)))
        return false;
    if (!since)
        return true;
    int unread =
        now - since < s->config.limits.grace ? unread_since(s, states, n, since < now ? since : now) : 0;
    if (!unread)
        return store_mark_put(s->store, MARK_FILLING, 0, err);
    char day[40];
    complain(_("the store is being filled anew: what is published stays as it is until %s read (at the "
               "latest until %.10s)"),
             counted(&s->cli->arena, unread, _("more source is"), _("more sources are")),
             instant_format(since + s->config.limits.grace, NULL, day));
    s->held = true;
    return true;
}

int session_export(struct session *s, const char *const *only, size_t n, struct export_result *result)
{
    int status;
    if (!s->store && !open_store(s, false, &status))
        return status;
    struct export_context x = session_context(s);
    struct error err = {0};
    if (!find_held(s, &err))
        return session_trouble(s, &err);
    x.keep = s->held;
    if (!export_run(s->store, &x, &s->config.channels, s->config.output, only, n, &s->cli->arena, result,
                    &err))
        return session_trouble(s, &err);
    for (size_t i = 0; i < result->abandoned.n; i++)
        complain(_("%s: no channel writes it any more, and whoever subscribed to it sees it stand still: "
                   "remove it, or lead its address to another"),
                 result->abandoned.v[i]);
    return s->held ? EXIT_FAULTS : EXIT_OK;
}
