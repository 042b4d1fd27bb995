/* `moisson status`: the health of the sources. */
#include "cli/session.h"
#include "cli/table.h"
#include "base/json.h"

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
    if (state->alarm)
        return state->alarm;
    if (state->moved_to)
        return arena_printf(&cli->arena, _("moved for good to %s%s%s"), state->moved_to,
                            state->reason ? "; " : "", state->reason ? state->reason : "");
    return state->reason;
}

static enum colour colour_of(const struct source *source, const struct source_state *state)
{
    if (!source->enabled || !state)
        return DIM;
    if (state->health == HEALTH_FAILED || state->health == HEALTH_GONE || state->alarm)
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

static void print_json(struct json *j, struct cli *cli, const struct source *source,
                       const struct source_state *state)
{
    char when[40];
    jw_object(j);
    jw_field(j, "id", source->id);
    jw_field(j, "name", source->name);
    jw_field(j, "url", source->shown_url);
    jw_field(j, "health", !source->enabled ? "disabled" : state ? health_names[state->health] : "new");
    jw_field(j, "reason", describe(cli, source, state));
    if (state) {
        jw_field(j, "format", state->format);
        jw_field(j, "moved_to", state->moved_to);
        jw_field(j, "alarm", state->alarm);
        if (state->last_success != INSTANT_NONE)
            jw_field(j, "last_success", instant_format(state->last_success, NULL, when));
        if (state->last_change != INSTANT_NONE)
            jw_field(j, "last_change", instant_format(state->last_change, NULL, when));
        if (state->due != INSTANT_NONE && state->health != HEALTH_GONE)
            jw_field(j, "due", instant_format(state->due, NULL, when));
        jw_key(j, "items");
        jw_int(j, state->items);
        jw_key(j, "failures");
        jw_int(j, state->failures);
        jw_key(j, "seconds");
        jw_double(j, state->seconds);
    }
    jw_object_end(j);
}

static int print_all(struct session *s, const struct strings *only)
{
    struct cli *cli = s->cli;
    struct error err = {0};
    struct source_state *states;
    size_t n;
    if (!store_sources(s->store, &cli->arena, &states, &n, &err)) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    if (n)
        qsort(states, n, sizeof *states, by_id);
    static const char *const titles[] = {_("source"), _("health"), _("success"), _("change"), _("items"),
                                         _("fails"),  _("due"),    _("answer"),  _("what"),   NULL};
    struct table t;
    struct buf out;
    struct json j;
    table_init(&t, cli, titles);
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (size_t i = 0; i < s->config.sources.n; i++) {
        const struct source *source = &s->config.sources.v[i];
        if (only->n && !strings_has(only, source->id))
            continue;
        struct source_state key = {.id = source->id};
        const struct source_state *state = n ? bsearch(&key, states, n, sizeof *states, by_id) : NULL;
        if (cli->json)
            print_json(&j, cli, source, state);
        else
            print_row(&t, source, state);
    }
    jw_array_end(&j);
    if (cli->json)
        puts(buf_str(&out));
    else
        table_print(&t);
    buf_free(&out);
    return s->config.faults.errors ? EXIT_FAULTS : EXIT_OK;
}

/* The last attempts of one source, below its line. */
static int print_attempts(struct session *s, const char *id)
{
    struct cli *cli = s->cli;
    struct error err = {0};
    struct fetch_row *rows;
    size_t n;
    if (!store_fetches(s->store, &cli->arena, id, 10, &rows, &n, &err)) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    static const char *const titles[] = {_("when"), _("status"),  _("outcome"), _("bytes"), _("ms"),
                                         _("new"),  _("changed"), _("same"),    _("why"),   NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (size_t i = 0; i < n; i++) {
        char when[40];
        const int64_t figures[] = {rows[i].bytes, rows[i].ms, rows[i].items_new, rows[i].items_changed,
                                   rows[i].items_same};
        table_cell(&t, instant_format(rows[i].at, NULL, when), PLAIN);
        table_cell(&t, rows[i].status ? arena_printf(&cli->arena, "%ld", rows[i].status) : "-", PLAIN);
        table_cell(&t, rows[i].outcome, rows[i].error ? RED : PLAIN);
        for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
            table_cell(&t, arena_printf(&cli->arena, "%lld", (long long)figures[k]), PLAIN);
        table_cell(&t, rows[i].error, PLAIN);
    }
    putchar('\n');
    table_print(&t);
    return EXIT_OK;
}

static int status_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    struct session s;
    if (!session_reader(&s, cli, &status))
        return status;
    struct strings only = {0};
    for (int i = 0; i < argc; i++) {
        strings_add(&cli->arena, &only, argv[i]);
        if (!sources_find(&s.config.sources, argv[i])) {
            session_close(&s);
            return usage_error(self, _("no source \"%s\""), argv[i]);
        }
    }
    status = print_all(&s, &only);
    if (only.n == 1 && !cli->json && status != EXIT_STORE && print_attempts(&s, only.v[0]) != EXIT_OK)
        status = EXIT_STORE;
    session_close(&s);
    return status;
}

const struct command status_command = {
    .name = "status",
    .run = status_run,
    .usage = "[SOURCE…]",
    .summary = _("health of the sources: last success, failures, moved or gone"),
    .help = _("With one source, its last attempts too."),
};
