/* The end of a run in words, as JSON, as OpenMetrics and as a health file beside the exports. */
#include "cli/session.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "cli/table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const note_names[] = {
    [NOTE_FAILED] = "failed",    [NOTE_GONE] = "gone",     [NOTE_MOVED] = "moved",
    [NOTE_RECOVERED] = "faulty", [NOTE_EMPTY] = "empty",   [NOTE_ALARM] = "alarm",
    [NOTE_REMOVED] = "removed",  [NOTE_OUTAGE] = "outage", [NOTE_DRIFTED] = "drifted",
    [NOTE_WALLED] = "walled",    [NOTE_SILENT] = "silent",
};

/* What cron mails: only what needs a hand. What failed or drifted is told each time the source is asked, the
   rest the night it begins; a faulty document that could be read is for `status`. */
static bool needs_a_hand(const struct harvest_note *n)
{
    return n->kind == NOTE_FAILED || n->kind == NOTE_DRIFTED || n->kind == NOTE_WALLED ||
           (n->fresh && n->kind != NOTE_RECOVERED);
}

static void print_note(const struct harvest_note *n)
{
    switch (n->kind) {
    case NOTE_FAILED:
    case NOTE_WALLED:
        if (n->failures > 1)
            complain(_("%s: %s (%d failures in a row)"), n->source, n->text, n->failures);
        else
            complain("%s: %s", n->source, n->text);
        break;
    case NOTE_GONE:
        complain(_("%s: %s; it is not asked any more: remove it, or give its new url"), n->source, n->text);
        break;
    case NOTE_MOVED:
        complain(_("%s: moved for good; write in its YAML: url: %s"), n->source, n->text);
        break;
    case NOTE_REMOVED:
        complain(_("%s: no source list has it any more: its items (%s) are archived after limits.grace; to "
                   "keep them put "
                   "it back with `enabled: false`"),
                 n->source, n->text);
        break;
    case NOTE_OUTAGE:
        complain(_("no source could be reached (%s): is this machine on the network? All stay due"), n->text);
        break;
    case NOTE_DRIFTED:
        complain(_("%s: drifted: %s"), n->source, n->text);
        break;
    case NOTE_SILENT:
        complain(_("%s: silent: %s"), n->source, n->text);
        break;
    case NOTE_RECOVERED:
    case NOTE_EMPTY:
    case NOTE_ALARM:
        complain("%s: %s", n->source, n->text);
        break;
    }
}

static void print_figures(struct arena *a, const struct harvest_report *r, const struct export_result *x)
{
    printf(_("%s: %d read, %d unchanged, %d failed"), counted(a, r->done, _("source"), _("sources")), r->ok,
           r->unchanged, r->failed);
    if (r->drifted)
        printf(_(", %d drifted"), r->drifted);
    if (r->gone)
        printf(_(", %d gone"), r->gone);
    if (r->left)
        printf(_(", %d left for the next run"), r->left);
    printf(_("\n%s, %d changed, %d as before"), counted(a, r->items_new, _("new item"), _("new items")),
           r->items_changed, r->items_same);
    if (r->withdrawn || r->archived)
        printf(_(", %d withdrawn, %d archived"), r->withdrawn, r->archived);
    bool little = r->received < 1000000;
    printf(_("\n%.1f s, %.*f %s received"), r->seconds, !little, (double)r->received / (little ? 1e3 : 1e6),
           little ? "kB" : "MB");
    if (x)
        printf(_("; %s written, %d as before"), counted(a, x->written, _("file"), _("files")),
               x->unchanged + x->skipped);
    putchar('\n');
    for (size_t i = 0; i < sizeof r->slowest / sizeof *r->slowest && r->slowest[i].seconds > 1; i++)
        printf(_("slow: %s, %.1f s\n"), r->slowest[i].source, r->slowest[i].seconds);
}

static void tell_left(struct session *s, const struct harvest_report *r)
{
    const char *left = counted(&s->cli->arena, r->left, _("source is"), _("sources are"));
    if (r->left && session_stop)
        complain(_("interrupted: what was read is kept; %s left for the next run"), left);
    else if (r->left)
        complain(_("the time of the run (limits.run) was up: %s left for the next run"), left);
}

void session_summary(struct session *s, const struct harvest_report *r, const struct export_result *x)
{
    for (size_t i = 0; i < r->notes.n; i++) {
        const struct harvest_note *n = &r->notes.v[i];
        if (needs_a_hand(n) || (s->cli->verbose && !s->cli->quiet))
            print_note(n);
    }
    tell_left(s, r);
    if (s->cli->quiet || !(s->cli->out_terminal || s->cli->verbose))
        return;
    if (r->due)
        print_figures(&s->cli->arena, r, x);
    else
        puts(_("no source is due; --force asks them all the same"));
}

static void json_begin(struct json *j, struct buf *out)
{
    jw_init(j, out, true);
    jw_object(j);
}

static void write_figures(struct json *j, const struct harvest_report *r, const struct export_result *x)
{
    const struct {
        const char *name;
        int64_t value;
    } figures[] = {
        {"sources_due", r->due},
        {"sources_read", r->ok},
        {"sources_unchanged", r->unchanged},
        {"sources_failed", r->failed},
        {"sources_drifted", r->drifted},
        {"sources_gone", r->gone},
        {"sources_left", r->left},
        {"items_new", r->items_new},
        {"items_changed", r->items_changed},
        {"items_same", r->items_same},
        {"items_withdrawn", r->withdrawn},
        {"items_archived", r->archived},
        {"bytes_received", r->received},
        {"files_written", x ? x->written : 0},
    };
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        jw_key(j, figures[i].name);
        jw_int(j, figures[i].value);
    }
}

void session_summary_json(struct session *s, const struct harvest_report *r, const struct export_result *x)
{
    struct buf out;
    struct json j;
    char when[40];
    buf_init(&out, 0);
    json_begin(&j, &out);
    jw_field(&j, "at", instant_format(s->cli->now, NULL, when));
    write_figures(&j, r, x);
    jw_key(&j, "seconds");
    jw_double(&j, r->seconds);
    jw_key(&j, "notes");
    jw_array(&j);
    for (size_t i = 0; i < r->notes.n; i++) {
        const struct harvest_note *n = &r->notes.v[i];
        jw_object(&j);
        jw_field(&j, "kind", note_names[n->kind]);
        jw_field(&j, "source", n->source);
        jw_field(&j, "text", n->text);
        jw_key(&j, "failures");
        jw_int(&j, n->failures);
        jw_key(&j, "new");
        jw_bool(&j, n->fresh);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    jw_object_end(&j);
    print_buf(&out);
}

/* --- health.json --- */

static void health_source(struct json *j, const struct source *source, const struct source_state *state,
                          const struct incident *incident)
{
    jw_object(j);
    jw_field(j, "id", source->id);
    jw_field(j, "name", source->name);
    jw_field(j, "url", source->shown_url);
    jw_field(j, "health", !source->enabled ? "disabled" : state ? health_names[state->health] : "new");
    jw_field(j, "reason", !source->enabled ? source->reason : state ? state->reason : NULL);
    if (state) {
        const struct {
            const char *name;
            int64_t at;
        } times[] = {{"last_attempt", state->last_attempt},
                     {"last_success", state->last_success},
                     {"last_change", state->last_change},
                     {"due", state->due}};
        char when[40];
        for (size_t i = 0; i < sizeof times / sizeof *times; i++)
            if (times[i].at != INSTANT_NONE)
                jw_field(j, times[i].name, instant_format(times[i].at, NULL, when));
        jw_key(j, "failures");
        jw_int(j, state->failures);
        jw_key(j, "items");
        jw_int(j, state->items);
        jw_field(j, "moved_to", state->moved_to);
        jw_field(j, "alarm", state->alarm);
        write_losses(j, incident);
    }
    jw_object_end(j);
}

const struct source_state *session_state(const struct source_state *v, size_t n, const char *id)
{
    size_t low = 0, high = n; /* store_sources gives them by id */
    while (low < high) {
        size_t middle = (low + high) / 2;
        int c = strcmp(v[middle].id, id);
        if (c == 0)
            return &v[middle];
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* How the sources are that are configured and enabled: not only those that were asked tonight. */
struct tally {
    int by_health[HEALTH_COUNT], alarms;
    int64_t newest; /* success */
};

static struct tally tally_of(const struct sources *sources, const struct source_state *states, size_t n)
{
    struct tally t = {0};
    for (size_t i = 0; i < sources->n; i++) {
        const struct source_state *state = session_state(states, n, sources->v[i].id);
        if (!sources->v[i].enabled)
            continue;
        t.by_health[state ? state->health : HEALTH_NEW]++;
        t.alarms += state && state->alarm;
        if (state && state->last_success > t.newest)
            t.newest = state->last_success;
    }
    return t;
}

static bool write_health(struct session *s, const struct harvest_report *r, const struct export_result *x,
                         const struct source_state *states, size_t n, struct error *err)
{
    struct incident *incidents;
    size_t n_incidents;
    if (!store_incidents(s->store, &s->cli->arena, true, &incidents, &n_incidents, err))
        return false;
    struct buf out;
    struct json j;
    char when[40];
    buf_init(&out, 0);
    json_begin(&j, &out);
    jw_field(&j, "version", VERSION);
    jw_field(&j, "at", instant_format(s->cli->now, NULL, when));
    jw_key(&j, "healthy");
    struct tally t = tally_of(&s->config.sources, states, n);
    jw_bool(&j, !t.by_health[HEALTH_FAILED] && !t.by_health[HEALTH_GONE] && !t.by_health[HEALTH_DRIFTED] &&
                    !t.by_health[HEALTH_WALLED] && !t.alarms && !r->left && !r->outage &&
                    !s->config.faults.errors && !s->mended && !s->held);
    write_figures(&j, r, x);
    jw_key(&j, "configuration_faults");
    jw_int(&j, (int64_t)s->config.faults.errors);
    jw_key(&j, "sources");
    jw_array(&j);
    for (size_t i = 0; i < s->config.sources.n; i++)
        health_source(&j, &s->config.sources.v[i], session_state(states, n, s->config.sources.v[i].id),
                      session_incident(incidents, n_incidents, s->config.sources.v[i].id));
    jw_array_end(&j);
    jw_object_end(&j);
    buf_addc(&out, '\n');
    const char *path = arena_printf(&s->cli->arena, "%s/health.json", s->config.output);
    bool ok = file_write_if_changed(path, out.p, out.n, NULL, err);
    buf_free(&out);
    return ok;
}

/* --- metrics.prom (OpenMetrics 1.0) --- */

static void gauge(struct buf *out, const char *name, const char *unit_help, double value)
{
    buf_printf(out, "# TYPE moisson_%s gauge\n# HELP moisson_%s %s\nmoisson_%s %.15g\n", name, name,
               unit_help, name, value);
}

static bool write_metrics(struct session *s, const struct harvest_report *r, const struct export_result *x,
                          const struct source_state *states, size_t n, struct error *err)
{
    struct tally t = tally_of(&s->config.sources, states, n);
    const struct {
        const char *name, *help;
        double value;
    } gauges[] = {
        {"run_timestamp_seconds", "When the last run began.", (double)s->cli->now},
        {"run_duration_seconds", "How long its harvest took.", r->seconds},
        {"last_success_timestamp_seconds", "The newest success of any source.", (double)t.newest},
        {"run_sources_read", "Sources read anew.", r->ok},
        {"run_sources_unchanged", "Sources without a change.", r->unchanged},
        {"run_sources_failed", "Sources that failed.", r->failed},
        {"run_sources_drifted", "Sources that do not yield what they used to.", r->drifted},
        {"run_sources_left", "Sources left for the next run.", r->left},
        {"run_items_new", "Items seen for the first time.", r->items_new},
        {"run_items_changed", "Items that changed.", r->items_changed},
        {"run_received_bytes", "Bytes received.", (double)r->received},
        {"run_files_written", "Export files rewritten.", x ? x->written : 0},
        {"configuration_faults", "Faults in the YAML files.", (double)s->config.faults.errors},
    };
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++)
        gauge(&out, gauges[i].name, gauges[i].help, gauges[i].value);
    buf_adds(&out, "# TYPE moisson_sources gauge\n# HELP moisson_sources Sources by health.\n");
    for (int h = 0; h < HEALTH_COUNT; h++)
        buf_printf(&out, "moisson_sources{health=\"%s\"} %d\n", health_names[h], t.by_health[h]);
    buf_adds(&out, "# EOF\n");
    const char *path = arena_printf(&s->cli->arena, "%s/metrics.prom", s->config.output);
    bool ok = file_write_if_changed(path, out.p, out.n, NULL, err);
    buf_free(&out);
    return ok;
}

int session_metrics(struct session *s, const struct harvest_report *r, const struct export_result *x)
{
    struct error err = {0};
    struct source_state *states;
    size_t n;
    if (store_sources(s->store, &s->cli->arena, &states, &n, &err) &&
        write_health(s, r, x, states, n, &err) && write_metrics(s, r, x, states, n, &err) &&
        session_editors(s, &err))
        return EXIT_OK;
    return session_trouble(s, &err);
}
