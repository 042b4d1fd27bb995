/* `moisson merge` and `moisson split`: an editor's word on which items are the same thing, kept over later
   harvests. */
#include "cli/session.h"

#include <stdlib.h>

struct editing {
    struct session s;
    const char *author;
    bool undo;
    struct error err;
};

static bool find(struct editing *e, const char *name, int64_t *key, int *status)
{
    struct stored_item item;
    bool found;
    *status = EXIT_STORE;
    if (!store_item_get(e->s.store, &e->s.cli->arena, name, &item, &found, &e->err)) {
        complain("%s", e->err.text);
        return false;
    }
    *key = item.key;
    *status = EXIT_FAULTS;
    if (!found)
        complain(_("no item \"%s\"; `moisson list` and `moisson search` show their numbers"), name);
    return found;
}

static bool decide(struct editing *e, int64_t x, int64_t y, enum decision decision)
{
    return store_decide(e->s.store, x, y, decision, e->author, e->s.cli->now, &e->err);
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

static bool apply(struct editing *e, const int64_t *keys, int n, bool together)
{
    for (int i = 0; i < n; i++) {
        bool ok = e->undo     ? take_back(e, keys[i])
                  : !together ? part(e, keys[i])
                  : i         ? join(e, keys[0], keys[i])
                              : true;
        if (!ok)
            return false;
    }
    return true;
}

static int edit(struct editing *e, int argc, char **argv, bool together)
{
    int64_t *keys = arena_alloc(&e->s.cli->arena, ((size_t)argc + 1) * sizeof *keys);
    int status, changed;
    for (int i = 0; i < argc; i++)
        if (!find(e, argv[i], &keys[i], &status))
            return status;
    if (store_begin(e->s.store, &e->err) && apply(e, keys, argc, together) &&
        store_cluster(e->s.store, e->s.cli->now, e->s.config.site.timezone, &changed, &e->err) &&
        store_commit(e->s.store, &e->err))
        return EXIT_OK;
    complain("%s", e->err.text);
    store_rollback(e->s.store);
    return EXIT_STORE;
}

static int editing_run(struct cli *cli, const struct command *self, int argc, char **argv, bool together)
{
    struct editing e = {.author = NULL};
    const char *author = NULL;
    const struct option_spec specs[] = {
        {"author", OPTION_TEXT, &author, "NAME", _("who decides; without it, who is logged in")},
        {"undo", OPTION_FLAG, &e.undo, NULL, _("take back what was decided of these items")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc < (together && !e.undo ? 2 : 1))
        return usage_error(self, _("wants items: moisson %s %s"), self->name, self->usage);
    e.author = author_of(author);
    if (!session_writer(&e.s, cli, &status))
        return status;
    status = edit(&e, argc, argv, together);
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
    .usage = "ITEM ITEM… [--author NAME] [--undo]",
    .summary = _("say that items are the same thing, kept over later harvests"),
    .help =
        _("The items, and what stands together with them, become one: it is shown once, with the others as\n"
          "\"also published by\". `moisson split` says the contrary; --undo leaves the items to the program\n"
          "again. `moisson show ITEM --why` tells what it makes of them."),
};

const struct command split_command = {
    .name = "split",
    .run = split_run,
    .usage = "ITEM… [--author NAME] [--undo]",
    .summary = _("say that an item is not the same as those it stands with"),
    .help =
        _("The item leaves its cluster and never comes back to these others by itself. --undo leaves it to\n"
          "the program again."),
};
