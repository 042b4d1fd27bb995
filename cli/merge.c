/* `moisson merge` and `moisson split`: an editor's word on which items are the same thing, kept over later
   harvests. */
#include "cli/editing.h"

static bool decide(struct editing *e, int64_t x, int64_t y, enum decision decision)
{
    return store_decide(e->s.store, x, y, decision, &e->by, e->s.cli->now, &e->err);
}

/* Every member of one cluster with every member of the other: what was together stays so. */
static bool join(struct editing *e, int64_t x, int64_t y)
{
    struct arena *a = &e->s.cli->arena;
    int64_t *v, *w;
    size_t n, m;
    if (!store_members(e->s.store, a, x, &v, &n, &e->err) ||
        !store_members(e->s.store, a, y, &w, &m, &e->err))
        return false;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < m; k++)
            if (v[i] != w[k] && !decide(e, v[i], w[k], DECIDE_TOGETHER))
                return false;
    return true;
}

static bool part(struct editing *e, int64_t key)
{
    int64_t *v;
    size_t n;
    if (!store_members(e->s.store, &e->s.cli->arena, key, &v, &n, &e->err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (v[i] != key && !decide(e, key, v[i], DECIDE_APART))
            return false;
    return true;
}

/* What was decided of an item is left to the program again. */
static bool take_back(struct editing *e, int64_t key)
{
    int64_t *v;
    size_t n;
    if (!store_decided(e->s.store, &e->s.cli->arena, key, &v, &n, &e->err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!decide(e, key, v[i], DECIDE_UNDO))
            return false;
    return true;
}

static bool apply(struct editing *e, const struct stored_item *v, int n, bool together, bool undo)
{
    for (int i = 0; i < n; i++) {
        bool ok = undo        ? take_back(e, v[i].key)
                  : !together ? part(e, v[i].key)
                  : i         ? join(e, v[0].key, v[i].key)
                              : true;
        if (!ok)
            return false;
    }
    return true;
}

/* Of a split, the item first, then those it stands with. */
static int to_file(struct editing *e, const struct stored_item *v, int n, bool together)
{
    struct buf out;
    buf_init(&out, 0);
    for (int i = 0; i < n; i++) {
        int64_t *members = NULL;
        size_t m = 0;
        if (together ? i == 0 : true)
            buf_printf(&out, "- %s:\n", together ? "merge" : "split");
        entry_item(&out, e, "  - ", &v[i]);
        if (!together && !store_members(e->s.store, &e->s.cli->arena, v[i].key, &members, &m, &e->err))
            return session_trouble(&e->s, &e->err);
        for (size_t k = 0; k < m; k++) {
            struct stored_item other;
            bool found = false;
            if (members[k] != v[i].key &&
                !store_item_own(e->s.store, &e->s.cli->arena, members[k], &other, &found, &e->err))
                return session_trouble(&e->s, &e->err);
            if (found)
                entry_item(&out, e, "  - ", &other);
        }
    }
    return entry_end(&out, e);
}

static int edit(struct editing *e, int argc, char **argv, bool together, bool undo)
{
    struct stored_item *v = arena_alloc(&e->s.cli->arena, ((size_t)argc + 1) * sizeof *v);
    int status;
    for (int i = 0; i < argc; i++)
        if (!editing_item(e, argv[i], &v[i], &status))
            return status;
    return e->yaml ? to_file(e, v, argc, together) : editing_end(e, apply(e, v, argc, together, undo));
}

static int editing_run(struct cli *cli, const struct command *self, int argc, char **argv, bool together)
{
    struct editing e = {.yaml = NULL};
    bool undo = false;
    const struct option_spec specs[] = {
        EDITING_OPTIONS(e),
        {"undo", OPTION_FLAG, &undo, NULL, _("take back what was decided of these items")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc < (together && !undo ? 2 : 1))
        return usage_error(self, _("wants items: moisson %s %s"), self->name, self->usage);
    if (undo && e.yaml)
        return usage_error(self, _("--undo takes nothing out of files: take it out of %s"), e.yaml);
    if (!together && e.yaml && argc > 1)
        return usage_error(self, _("--yaml takes one item at a time"));
    if (!editing_begin(&e, cli, &status))
        return status;
    status = edit(&e, argc, argv, together, undo);
    session_close(&e.s);
    return status;
}

static int merge_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    return editing_run(cli, self, argc, argv, true);
}

static int split_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    return editing_run(cli, self, argc, argv, false);
}

const struct command merge_command = {
    .name = "merge",
    .run = merge_run,
    .usage = "ITEM ITEM… [--reason TEXT] [--undo]",
    .summary = _("say that items are the same thing, kept over later harvests"),
    .help =
        _("The items, and what stands together with them, become one: it is shown once, with the others as\n"
          "\"also published by\". `moisson split` says the contrary; --undo leaves the items to the program\n"
          "again. `moisson show ITEM --why` tells what it makes of them."),
};

const struct command split_command = {
    .name = "split",
    .run = split_run,
    .usage = "ITEM… [--reason TEXT] [--undo]",
    .summary = _("say that an item is not the same as those it stands with"),
    .help =
        _("The item leaves its cluster and never comes back to these others by itself. --undo leaves it to\n"
          "the program again."),
};
