/* `moisson status`: the health of the sources. */
#include "cli/session.h"
#include "cli/table.h"
#include "cli/unmapped.h"
#include "base/json.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct source_state *)a)->id, ((const struct source_state *)b)->id);
}

static const char *describe(struct cli *cli, const struct source *source, const struct source_state *state)
{
    if (!source->enabled)
        return source->reason;
    if (!state)
        return "";
    const char *moved =
        state->moved_to ? arena_printf(&cli->arena, _("moved for good to %s"), state->moved_to) : NULL;
    const char *accepted =
        state->accepted != INSTANT_NONE ? _("accepted: the next run takes what it yields") : NULL;
    const char *all[] = {accepted, state->alarm, moved, state->reason}, *text = NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && *all[i])
            text = text ? arena_printf(&cli->arena, "%s; %s", text, all[i]) : all[i];
    return text;
}

static enum colour colour_of(const struct source *source, const struct source_state *state)
{
    if (!source->enabled || !state)
        return DIM;
    if (state->health == HEALTH_FAILED || state->health == HEALTH_GONE || state->health == HEALTH_DRIFTED ||
        state->health == HEALTH_WALLED || state->alarm)
        return RED;
    return state->reason || state->moved_to ? YELLOW : GREEN;
}

static void print_row(struct table *t, const struct source *source, const struct source_state *state)
{
    struct cli *cli = t->cli;
    table_cell(t, source->id, PLAIN);
    table_cell(t,
               !source->enabled ? _("disabled")
               : state          ? health_names[state->health]
                                : _("new"),
               colour_of(source, state));
    table_cell(t, state ? ago(cli, state->last_success) : "-", PLAIN);
    table_cell(t, state ? ago(cli, state->last_change) : "-", PLAIN);
    table_cell(t, state ? arena_printf(&cli->arena, "%lld", (long long)state->items) : "-", PLAIN);
    table_cell(t, state && state->failures ? arena_printf(&cli->arena, "%d", state->failures) : "", RED);
    table_cell(t, state && state->health != HEALTH_GONE && source->enabled ? ago(cli, state->due) : "-",
               PLAIN);
    table_cell(t, state && state->seconds > 0 ? arena_printf(&cli->arena, "%.2f s", state->seconds) : "",
               PLAIN);
    table_cell(t, describe(cli, source, state), PLAIN);
}

static void write_instant(struct json *j, const char *name, int64_t at)
{
    char text[40];
    if (at != INSTANT_NONE)
        jw_field(j, name, instant_format(at, NULL, text));
}

static void write_number(struct json *j, const char *name, int64_t v)
{
    jw_key(j, name);
    jw_int(j, v);
}

static void write_attempts(struct json *j, const struct fetch_row *rows, size_t n)
{
    jw_key(j, "attempts");
    jw_array(j);
    for (size_t i = 0; i < n; i++) {
        jw_object(j);
        write_instant(j, "at", rows[i].at);
        if (rows[i].status)
            write_number(j, "status", rows[i].status);
        jw_field(j, "outcome", rows[i].outcome);
        jw_field(j, "error", rows[i].error);
        write_number(j, "bytes", rows[i].bytes);
        write_number(j, "ms", rows[i].ms);
        write_number(j, "items_new", rows[i].items_new);
        write_number(j, "items_changed", rows[i].items_changed);
        write_number(j, "items_same", rows[i].items_same);
        jw_object_end(j);
    }
    jw_array_end(j);
}

/* What it usually yields, by field; what begins with a star is of the whole. */
static void write_habits(struct json *j, const struct habit *v, size_t n)
{
    jw_key(j, "usually");
    jw_object(j);
    for (size_t i = 0; i < n; i++) {
        bool whole = *v[i].field == '*';
        if (whole && strcmp(v[i].field, "*items") != 0)
            continue;
        jw_key(j, v[i].field + whole);
        jw_object(j);
        jw_key(j, whole ? "number" : "share");
        jw_double(j, v[i].share);
        write_number(j, "last", v[i].filled);
        jw_field(j, "example", v[i].example);
        jw_object_end(j);
    }
    jw_object_end(j);
}

static void write_source(struct json *j, struct cli *cli, const struct source *source,
                         const struct source_state *state, const struct incident *incident)
{
    jw_field(j, "id", source->id);
    jw_field(j, "name", source->name);
    jw_field(j, "url", source->shown_url);
    jw_field(j, "health", !source->enabled ? "disabled" : state ? health_names[state->health] : "new");
    jw_field(j, "reason", describe(cli, source, state));
    if (!state)
        return;
    jw_field(j, "format", state->format);
    jw_field(j, "moved_to", state->moved_to);
    jw_field(j, "alarm", state->alarm);
    write_losses(j, incident);
    write_instant(j, "accepted", state->accepted);
    write_instant(j, "last_attempt", state->last_attempt);
    write_instant(j, "last_success", state->last_success);
    write_instant(j, "last_change", state->last_change);
    if (state->health != HEALTH_GONE && source->enabled)
        write_instant(j, "due", state->due);
    write_number(j, "items", state->items);
    write_number(j, "failures", state->failures);
    jw_key(j, "seconds");
    jw_double(j, state->seconds);
}

/* --- what the command prints --- */

struct answer { /* what the store knows; nothing before the first run */
    struct source_state *states;
    size_t n;
    struct fetch_row *rows; /* the last attempts, when one source is named */
    size_t n_rows;
    struct incident *incidents; /* that last */
    size_t n_incidents;
    struct habit *habits; /* of the source, when one is named */
    size_t n_habits;
    int64_t unprotected; /* MARK_UNPROTECTED */
    int64_t filling;     /* MARK_FILLING */
};

static bool read_store(struct session *s, const struct strings *only, struct answer *x)
{
    struct error err = {0};
    struct arena *a = &s->cli->arena;
    if (store_sources(s->store, a, &x->states, &x->n, &err) &&
        store_mark_get(s->store, MARK_UNPROTECTED, &x->unprotected, &err) &&
        store_mark_get(s->store, MARK_FILLING, &x->filling, &err) &&
        store_incidents(s->store, a, true, &x->incidents, &x->n_incidents, &err) &&
        (only->n != 1 || (store_fetches(s->store, a, only->v[0], 10, &x->rows, &x->n_rows, &err) &&
                          store_habits(s->store, a, only->v[0], &x->habits, &x->n_habits, &err))))
        return true;
    complain("%s", err.text);
    return false;
}

static const struct source_state *state_of(const struct answer *x, const char *id)
{
    struct source_state key = {.id = id};
    return x->n ? bsearch(&key, x->states, x->n, sizeof *x->states, by_id) : NULL;
}

static void print_json(struct session *s, const struct strings *only, const struct answer *x)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (size_t i = 0; i < s->config.sources.n; i++) {
        const struct source *source = &s->config.sources.v[i];
        if (only->n && !strings_has(only, source->id))
            continue;
        jw_object(&j);
        write_source(&j, s->cli, source, state_of(x, source->id),
                     session_incident(x->incidents, x->n_incidents, source->id));
        if (only->n == 1) {
            write_habits(&j, x->habits, x->n_habits);
            write_attempts(&j, x->rows, x->n_rows);
        }
        jw_object_end(&j);
    }
    jw_array_end(&j);
    print_buf(&out);
}

static void print_attempts(struct cli *cli, const struct fetch_row *rows, size_t n)
{
    static const char *const titles[] = {_("when"), _("status"),  _("outcome"), _("bytes"), _("ms"),
                                         _("new"),  _("changed"), _("same"),    _("why"),   NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (size_t i = 0; i < n; i++) {
        const int64_t figures[] = {rows[i].bytes, rows[i].ms, rows[i].items_new, rows[i].items_changed,
                                   rows[i].items_same};
        table_cell(&t, instant_here(cli, rows[i].at), PLAIN);
        table_cell(&t, rows[i].status ? arena_printf(&cli->arena, "%ld", rows[i].status) : "-", PLAIN);
        table_cell(&t, rows[i].outcome, rows[i].error ? RED : PLAIN);
        for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
            table_cell(&t, arena_printf(&cli->arena, "%lld", (long long)figures[k]), PLAIN);
        table_cell(&t, rows[i].error, PLAIN);
    }
    table_print(&t);
}

/* What the table cuts to the width of the terminal. */
static void print_in_full(struct cli *cli, const struct source *source, const struct source_state *state)
{
    const char *text = describe(cli, source, state);
    struct buf line;
    buf_init(&line, 0);
    log_add_safe(&line, text ? text : "");
    if (line.n)
        printf("\n%s\n", buf_str(&line));
    buf_free(&line);
}

/* What it usually yields, by field, where one source is asked for. */
static void print_habits(struct cli *cli, const struct habit *v, size_t n)
{
    static const char *const titles[] = {_("usually"), _("share"), _("last"), _("such as"), NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (size_t i = 0; i < n; i++) {
        bool items = strcmp(v[i].field, "*items") == 0;
        if (*v[i].field == '*' && !items)
            continue;
        table_cell(&t, items ? _("items") : v[i].field, PLAIN);
        table_cell(&t, arena_printf(&cli->arena, items ? "%.0f" : "%.0f %%", v[i].share * (items ? 1 : 100)),
                   PLAIN);
        table_cell(&t, arena_printf(&cli->arena, "%lld", (long long)v[i].filled), PLAIN);
        table_cell(&t, v[i].example, PLAIN);
    }
    putchar('\n');
    table_print(&t);
}

static void print_tables(struct session *s, const struct strings *only, const struct answer *x)
{
    static const char *const titles[] = {_("source"), _("health"), _("success"), _("change"), _("items"),
                                         _("fails"),  _("due"),    _("answer"),  _("what"),   NULL};
    struct table t;
    table_init(&t, s->cli, titles);
    for (size_t i = 0; i < s->config.sources.n; i++) {
        const struct source *source = &s->config.sources.v[i];
        if (!only->n || strings_has(only, source->id))
            print_row(&t, source, state_of(x, source->id));
    }
    table_print(&t);
    char day[40];
    if (x->filling)
        complain(_("the store is being filled anew since %.10s: what is published stays as it is"),
                 instant_format(x->filling, s->config.site.timezone, day));
    if (x->unprotected)
        complain(
            _("the kernel refuses a part of the sandbox in which documents are read: see docs/security.md"));
    if (only->n == 1 && s->cli->out_terminal)
        print_in_full(s->cli, sources_find(&s->config.sources, only->v[0]), state_of(x, only->v[0]));
    if (x->n_rows) {
        putchar('\n');
        print_attempts(s->cli, x->rows, x->n_rows);
    }
    const struct source_state *state = only->n == 1 ? state_of(x, only->v[0]) : NULL;
    if (x->n_habits && (s->cli->verbose || (state && state->health == HEALTH_DRIFTED)))
        print_habits(s->cli, x->habits, x->n_habits);
}

static int status_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    bool unmapped = false;
    const struct option_spec specs[] = {
        {"unmapped", OPTION_FLAG, &unmapped, NULL,
         _("instead, the categories of sources that no lexicon knows, with their counts")},
        {0},
    };
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    struct session s;
    if (!session_config(&s, cli, &status))
        return status;
    struct strings only = {0};
    for (int i = 0; i < argc; i++) {
        strings_add(&cli->arena, &only, argv[i]);
        if (!sources_find(&s.config.sources, argv[i]))
            return usage_error(self, _("no source \"%s\"%s"), argv[i], nearest_source(&s, argv[i]));
    }
    struct answer x = {0};
    if (session_has_store(&s) && (!session_read_store(&s, &status) || !read_store(&s, &only, &x)))
        return session_close(&s), EXIT_STORE;
    if (unmapped) {
        status = print_unmapped(&s, &only);
        session_close(&s);
        return status;
    }
    (cli->json ? print_json : print_tables)(&s, &only, &x);
    if (!s.store && cli->err_terminal && !cli->quiet)
        complain(_("no store yet: nothing was harvested; `moisson run` does it"));
    session_close(&s);
    return s.config.faults.errors ? EXIT_FAULTS : EXIT_OK;
}

const struct command status_command = {
    .name = "status",
    .run = status_run,
    .usage = "[--unmapped] [SOURCE…]",
    .summary = _("health of the sources: last success, failures, drifted, silent, gone"),
    .help =
        _("With one source, its last attempts and what it usually yields too. health: new (not asked yet),\n"
          "ok, failed (asked again later), gone (410: not asked any more), drifted (it answers, but not what "
          "it\n"
          "used to: see `moisson help accept`), walled (a wall against robots refuses us), silent (nothing "
          "new\n"
          "for much longer than usual), disabled. Status 1: the source lists have faults."),
};
