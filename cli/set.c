/* `moisson set`, `hide` and `undo`: an editor's corrections of one item, kept over later harvests. */
#include "cli/editing.h"
#include "base/text.h"

#include <string.h>

/* --- set --- */

struct assignment {
    const char *field, *value;
};

static bool read_assignment(struct editing *e, const struct command *self, const char *word,
                            const struct stored_item *item, struct assignment *x, int *status)
{
    struct arena *a = &e->s.cli->arena;
    const char *equals = strchr(word, '=');
    struct error err = {0};
    *status = EXIT_USAGE;
    if (!equals) {
        usage_error(self, _("\"%s\" is no correction; expected field=value, such as deadline=2026-11-15"),
                    word);
        return false;
    }
    x->field = arena_strndup(a, word, (size_t)(equals - word));
    if (correction_value(a, x->field, equals + 1, editing_zone(e, item), &x->value, &err))
        return true;
    usage_error(self, "%s", err.text);
    return false;
}

static int set_to_file(struct editing *e, const struct stored_item *item, const struct assignment *v, int n)
{
    struct buf out;
    buf_init(&out, 0);
    entry_item(&out, e, "- item: ", item);
    buf_adds(&out, "  set:\n");
    for (int i = 0; i < n; i++) {
        buf_printf(&out, "    %s: ", v[i].field);
        entry_text(&out, v[i].value ? v[i].value : "");
        buf_addc(&out, '\n');
    }
    return entry_end(&out, e);
}

static int set_item(struct editing *e, const struct command *self, int argc, char **argv)
{
    struct arena *a = &e->s.cli->arena;
    struct stored_item item;
    struct assignment *v = arena_alloc(a, (size_t)argc * sizeof *v);
    int status;
    if (!editing_item(e, argv[0], &item, &status))
        return status;
    for (int i = 1; i < argc; i++)
        if (!read_assignment(e, self, argv[i], &item, &v[i - 1], &status))
            return status;
    if (e->yaml)
        return set_to_file(e, &item, v, argc - 1);
    bool ok = true;
    for (int i = 0; ok && i < argc - 1; i++) {
        struct correction c = e->by;
        c.field = v[i].field;
        c.value = v[i].value;
        ok = store_correct(e->s.store, a, item.key, &c, editing_zone(e, &item), e->s.cli->now, &e->err);
    }
    return editing_end(e, ok);
}

static int set_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct editing e = {.yaml = NULL};
    const struct option_spec specs[] = {EDITING_OPTIONS(e), {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc < 2)
        return usage_error(self, _("wants an item and what is to be set: moisson %s %s"), self->name,
                           self->usage);
    if (!editing_begin(&e, cli, &status))
        return status;
    status = set_item(&e, self, argc, argv);
    session_close(&e.s);
    return status;
}

/* --- hide --- */

static int hide_items(struct editing *e, int n, char **names)
{
    struct stored_item *v = arena_alloc(&e->s.cli->arena, (size_t)n * sizeof *v);
    struct correction c = e->by;
    bool ok = true;
    int status = EXIT_OK;
    for (int i = 0; i < n; i++)
        if (!editing_item(e, names[i], &v[i], &status))
            return status;
    status = EXIT_OK;
    c.field = "hidden";
    c.value = "1";
    for (int i = 0; i < n && ok && status == EXIT_OK; i++) {
        if (e->yaml) {
            struct buf out;
            buf_init(&out, 0);
            entry_item(&out, e, "- item: ", &v[i]);
            buf_adds(&out, "  hide: true\n");
            status = entry_end(&out, e);
        } else {
            ok = store_correct(e->s.store, &e->s.cli->arena, v[i].key, &c, editing_zone(e, &v[i]),
                               e->s.cli->now, &e->err);
        }
    }
    return e->yaml ? status : editing_end(e, ok);
}

static int hide_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct editing e = {.yaml = NULL};
    const struct option_spec specs[] = {EDITING_OPTIONS(e), {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (!argc)
        return usage_error(self, _("wants items: moisson %s %s"), self->name, self->usage);
    if (!editing_begin(&e, cli, &status))
        return status;
    status = hide_items(&e, argc, argv);
    session_close(&e.s);
    return status;
}

/* --- undo --- */

struct undoing {
    struct editing e;
    bool all;
    int n_fields;
    char **fields;
    int undone;
    const char *file; /* where one stands that only a change of the file takes back */
};

static bool is_named(const struct undoing *u, const char *field)
{
    for (int i = 0; i < u->n_fields; i++)
        if (strcmp(u->fields[i], field) == 0)
            return true;
    return false;
}

/* In the store, when the last word on the item was said: all of one command is taken back at once. */
static int64_t last_of(const struct correction *v, size_t n, const struct pair_decision *d, size_t m)
{
    int64_t last = INSTANT_NONE;
    for (size_t i = 0; i < n; i++)
        if (v[i].undone == INSTANT_NONE && !v[i].file && v[i].at > last)
            last = v[i].at;
    for (size_t i = 0; i < m; i++)
        if (d[i].in_force && !d[i].file && d[i].at > last)
            last = d[i].at;
    return last;
}

static bool undo_item(struct undoing *u, const struct stored_item *item)
{
    struct store *s = u->e.s.store;
    struct arena *a = &u->e.s.cli->arena;
    struct error *err = &u->e.err;
    int64_t now = u->e.s.cli->now;
    struct correction *v;
    struct pair_decision *d;
    size_t n, m;
    if (!store_corrections(s, a, item->key, &v, &n, err) || !store_decisions(s, a, item->key, &d, &m, err))
        return false;
    int64_t last = last_of(v, n, d, m);
    for (size_t i = 0; i < n; i++) {
        bool meant = u->n_fields ? is_named(u, v[i].field) : u->all || v[i].at == last;
        if (v[i].undone != INSTANT_NONE || (u->n_fields && !meant))
            continue;
        if (v[i].file)
            u->file = v[i].file;
        else if (meant && ++u->undone &&
                 !store_correction_undo(s, a, item->key, v[i].id, u->e.by.author, editing_zone(&u->e, item),
                                        now, err))
            return false;
    }
    for (size_t i = 0; i < m && !u->n_fields; i++) {
        if (!d[i].in_force)
            continue;
        if (d[i].file)
            u->file = d[i].file;
        else if ((u->all || d[i].at == last) && ++u->undone &&
                 !store_decide(s, d[i].a, d[i].b, DECIDE_UNDO, &u->e.by, now, err))
            return false;
    }
    return true;
}

static int undo(struct undoing *u, const char *name)
{
    struct stored_item item;
    int64_t *members;
    size_t n;
    int status;
    if (!editing_item(&u->e, name, &item, &status))
        return status;
    bool ok = undo_item(u, &item);
    /* what was said of another that is shown as this one */
    ok = ok && store_members(u->e.s.store, &u->e.s.cli->arena, item.key, &members, &n, &u->e.err);
    for (size_t i = 0; ok && !u->undone && i < n; i++) {
        bool found;
        ok = members[i] == item.key ||
             (store_item_own(u->e.s.store, &u->e.s.cli->arena, members[i], &item, &found, &u->e.err) &&
              (!found || undo_item(u, &item)));
    }
    status = editing_end(&u->e, ok);
    if (status != EXIT_OK || u->undone)
        return status;
    if (u->file)
        complain(_("%s: what is said of it stands in %s of overrides.d: take it out there"), name, u->file);
    else
        complain(_("%s: there is nothing to take back"), name);
    return EXIT_FAULTS;
}

static int undo_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct undoing u = {.all = false};
    const struct option_spec specs[] = {
        {"author", OPTION_TEXT, &u.e.by.author, "NAME", _("who takes it back; without it, who is logged in")},
        {"all", OPTION_FLAG, &u.all, NULL, _("everything that was ever said of it")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (!argc)
        return usage_error(self, _("wants an item: moisson %s %s"), self->name, self->usage);
    u.n_fields = argc - 1;
    u.fields = argv + 1;
    for (int i = 0; i < u.n_fields; i++) {
        struct error err = {0};
        const char *value;
        if (strcmp(u.fields[i], "hidden") != 0 &&
            !correction_value(&cli->arena, u.fields[i], NULL, NULL, &value, &err))
            return usage_error(self, "%s", err.text);
    }
    if (!editing_begin(&u.e, cli, &status))
        return status;
    status = undo(&u, argv[0]);
    session_close(&u.e.s);
    return status;
}

const struct command set_command = {
    .name = "set",
    .run = set_run,
    .usage = "ITEM FIELD=VALUE… [--reason TEXT]",
    .summary = _("correct fields of an item, kept over later harvests"),
    .help = _("Fields: title summary content url external_url image kind language territory organizer place "
              "starts\n"
              "ends online cancelled registration_deadline opens deadline deadlines permanent amount_min "
              "amount_max\n"
              "amount_rate amount_currency budget_total lat lon topics audience tags. Dates: 2026-11-15,\n"
              "2026-11-15T18:00, 15/11/2026 18:00; lists: a, b; nothing behind = is nothing at all. What the "
              "source\n"
              "says later does not count for these fields; `moisson show` tells both, `moisson undo` takes "
              "it back.\n"
              "With --yaml nothing is changed but the file, which counts from the next run on."),
};

const struct command hide_command = {
    .name = "hide",
    .run = hide_run,
    .usage = "ITEM… [--reason TEXT]",
    .summary = _("take items off everything that is published, for good"),
    .help =
        _("An item that is hidden stays so, whatever its source does; so do those that are the same thing\n"
          "(`moisson split` it first to hide one of them alone). `moisson list --hidden` shows them all the "
          "same,\n"
          "`moisson undo` brings it back."),
};

const struct command undo_command = {
    .name = "undo",
    .run = undo_run,
    .usage = "ITEM [FIELD…] [--all]",
    .summary = _("take back what an editor said of an item"),
    .help =
        _("Takes back the last word on it (set, hide, merge or split); with FIELDs what was set there, with\n"
          "--all everything. What stands in overrides.d is taken back by taking it out of the file."),
};
