/* What the commands share by which editors correct items. */
#include "cli/editing.h"
#include "base/json.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

bool editing_begin(struct editing *e, struct cli *cli, int *status)
{
    e->by.author = author_of(e->by.author);
    if (e->yaml) {
        if (!session_config(&e->s, cli, status))
            return false;
        return session_read_store(&e->s, status);
    }
    if (!session_writer(&e->s, cli, status))
        return false;
    if (store_begin(e->s.store, &e->err))
        return true;
    *status = editing_end(e, false);
    session_close(&e->s);
    return false;
}

bool editing_item(struct editing *e, const char *name, struct stored_item *item, int *status)
{
    bool found;
    *status = EXIT_STORE;
    if (!store_item_get(e->s.store, &e->s.cli->arena, name, item, &found, &e->err) ||
        (found && !store_item_own(e->s.store, &e->s.cli->arena, item->key, item, &found, &e->err))) {
        complain("%s", e->err.text);
        return false;
    }
    *status = EXIT_FAULTS;
    if (!found)
        complain(_("no item \"%s\"; `moisson list` and `moisson search` show their numbers"), name);
    return found;
}

const char *editing_zone(struct editing *e, const struct stored_item *item)
{
    const struct source *x = sources_find(&e->s.config.sources, item->source);
    return x && x->timezone ? x->timezone : e->s.config.site.timezone;
}

int editing_end(struct editing *e, bool ok)
{
    int changed;
    if (ok && store_cluster(e->s.store, e->s.cli->now, e->s.config.site.timezone, &changed, &e->err) &&
        store_commit(e->s.store, &e->err))
        return EXIT_OK;
    complain("%s", e->err.text);
    store_rollback(e->s.store);
    return EXIT_STORE;
}

/* --- entries for files --- */

void entry_text(struct buf *out, const char *text)
{
    struct json j;
    jw_init(&j, out, false); /* a string of JSON is one of YAML */
    jw_string(&j, text);
}

void entry_item(struct buf *out, struct editing *e, const char *before, const struct stored_item *item)
{
    const char *title = item->item.title ? item->item.title : "";
    buf_printf(out, "%s%s", before, item->uid);
    title = text_excerpt(&e->s.cli->arena, text_collapse(&e->s.cli->arena, title, strlen(title)), 70);
    if (*title)
        buf_printf(out, "  # %s", title);
    buf_addc(out, '\n');
}

static void add_member(struct buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    buf_printf(out, "  %s: ", name);
    entry_text(out, text);
    buf_addc(out, '\n');
}

int entry_end(struct buf *out, struct editing *e)
{
    char day[40];
    add_member(out, "author", e->by.author);
    add_member(out, "reason", e->by.reason);
    add_member(
        out, "at",
        arena_strndup(&e->s.cli->arena, instant_format(e->s.cli->now, e->s.config.site.timezone, day), 10));
    bool print = strcmp(e->yaml, "-") == 0;
    FILE *f = print ? stdout : fopen(e->yaml, "a");
    bool ok = f && fwrite(buf_str(out), 1, out->n, f) == out->n;
    if (f && !print)
        ok = fclose(f) == 0 && ok;
    buf_free(out);
    if (ok)
        return EXIT_OK;
    complain(_("%s: cannot write: %s"), e->yaml, strerror(errno));
    return EXIT_STORE;
}
