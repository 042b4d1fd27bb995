/* Brings a source's items up to date with one document: new, changed and unchanged items, revisions, and what
 * is gone. */
#include "store/internal.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FEWEST_FOR_ALARM = 5, LONGEST_IN_REVISION = 500, MOST_REVISIONS = 100, USUAL_ITEM = 8 << 10 };

struct apply {
    struct store *s;
    struct arena *a;
    const struct feed *feed;
    const struct apply_options *o;
    struct apply_result *result;
    struct known *known;
    size_t n_known;
    struct overlays overlays;            /* what editors said of the source's items */
    const struct stored_item *rewritten; /* by an editor: nothing else of it changes */
    bool news;                           /* something visible changed: the exports are to be looked at */
    struct error *err;
};

/* --- one item's values --- */

struct indexed indexed_text(struct arena *a, const struct item *item)
{
    struct indexed t = {item->title ? item->title : "", item->summary ? item->summary : "", ""};
    if (item->content_html)
        t.body = text_from_html(a, item->content_html, strlen(item->content_html));
    else if (item->content_text)
        t.body = item->content_text;
    return t;
}

int64_t store_fingerprint(struct arena *a, const struct item *item)
{
    struct buf b;
    buf_init(&b, 0);
    buf_reserve(&b, USUAL_ITEM);
    for (const struct column *c = item_columns; c->name; c++) {
        const char *value = column_value(a, c, item);
        buf_add(&b, value ? value : "", value ? strlen(value) + 1 : 0);
        buf_addc(&b, '\x1d');
    }
    const struct strings *lists[] = {&item->tags, &item->topics, &item->audience};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < lists[i]->n; k++) {
            buf_addc(&b, (char)('0' + i));
            buf_adds(&b, lists[i]->v[k]);
            buf_addc(&b, '\n');
        }
    for (size_t i = 0; i < item->attachments.n; i++) {
        buf_adds(&b, item->attachments.v[i].url);
        buf_addc(&b, '\n');
    }
    int64_t fingerprint = (int64_t)hash_bytes(b.p, b.n).low;
    buf_free(&b);
    return fingerprint;
}

/* The instants that sort and filter. */
struct instants {
    int64_t starts, ends, deadline, date;
};

static struct instants instants_of(const struct item *item, const char *zone, int64_t first_seen)
{
    struct instants t = {INSTANT_NONE, INSTANT_NONE, INSTANT_NONE, INSTANT_NONE};
    if (item->starts.precision) {
        t.starts = civil_instant(&item->starts, zone);
        t.ends = civil_end(item->ends.precision ? &item->ends : &item->starts, zone);
    }
    if (item->deadline.precision)
        t.deadline = civil_end(&item->deadline, zone);
    t.date = item->kind == KIND_EVENT ? t.starts : item->kind == KIND_CALL ? t.deadline : item->published;
    if (t.date == INSTANT_NONE)
        t.date = item->published != INSTANT_NONE ? item->published : first_seen;
    return t;
}

static int bind_instants(sqlite3_stmt *st, int at, const struct instants *t)
{
    bind_instant(st, at, t->starts);
    bind_instant(st, at + 1, t->ends);
    bind_instant(st, at + 2, t->deadline);
    bind_instant(st, at + 3, t->date);
    return at + 4;
}

static bool add_tags(struct apply *x, int64_t key, const char *scheme, const struct strings *list)
{
    for (size_t i = 0; i < list->n; i++) {
        sqlite3_stmt *st = statement(x->s, ST_TAG_ADD, x->err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, key);
        bind_text(st, 2, scheme);
        sqlite3_bind_int64(st, 3, (int64_t)i);
        bind_text(st, 4, list->v[i]);
        if (!run(x->s, st, x->err))
            return false;
    }
    return true;
}

static bool add_lists(struct apply *x, int64_t key, const struct item *item)
{
    if (!add_tags(x, key, "tag", &item->tags) || !add_tags(x, key, "topic", &item->topics) ||
        !add_tags(x, key, "audience", &item->audience))
        return false;
    for (size_t i = 0; i < item->attachments.n; i++) {
        const struct attachment *e = &item->attachments.v[i];
        sqlite3_stmt *st = statement(x->s, ST_ENCLOSURE_ADD, x->err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, key);
        sqlite3_bind_int64(st, 2, (int64_t)i);
        bind_text(st, 3, e->url);
        bind_text(st, 4, e->mime_type);
        bind_text(st, 5, e->title);
        sqlite3_bind_int64(st, 6, e->size);
        bind_real(st, 7, e->duration);
        if (!run(x->s, st, x->err))
            return false;
    }
    return true;
}

static bool by_key(struct apply *x, enum statement which, int64_t key)
{
    sqlite3_stmt *st = statement(x->s, which, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    return run(x->s, st, x->err);
}

bool index_item(struct store *s, struct arena *a, enum statement which, int64_t key, const struct item *item,
                struct error *err)
{
    sqlite3_stmt *st = statement(s, which, err);
    if (!st)
        return false;
    struct indexed t = indexed_text(a, item);
    sqlite3_bind_int64(st, 1, key);
    bind_text(st, 2, t.title);
    bind_text(st, 3, t.summary);
    bind_text(st, 4, t.body);
    return run(s, st, err);
}

static bool set_presence(struct apply *x, int64_t key, int64_t last_seen, int64_t missing_since)
{
    sqlite3_stmt *st = statement(x->s, ST_PRESENCE_PUT, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int64(st, 2, last_seen);
    bind_instant(st, 3, missing_since);
    return run(x->s, st, x->err);
}

/* It is to be compared with the others once the harvest is over. */
static bool compare_later(struct apply *x, int64_t key, bool fresh)
{
    sqlite3_stmt *st = statement(x->s, ST_DUE_ADD, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int(st, 2, fresh);
    return run(x->s, st, x->err);
}

static bool hide(struct apply *x, int64_t key, bool hidden)
{
    sqlite3_stmt *st = statement(x->s, ST_ITEM_HIDE, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int(st, 2, hidden);
    return run(x->s, st, x->err);
}

/* What the source says beneath the corrections; own NULL: there are none. */
static bool keep_own(struct apply *x, int64_t key, const struct beneaths *own)
{
    return !own || (hide(x, key, own->hidden) && beneath_put(x->s, key, own, x->err));
}

/* --- a new item --- */

static bool insert_item(struct apply *x, const struct match *m, const struct item *item, int64_t fingerprint,
                        const struct beneaths *own, int64_t *key_out)
{
    sqlite3_stmt *st = statement(x->s, ST_ITEM_INSERT, x->err);
    if (!st)
        return false;
    char uid[UID_DIGITS + 1];
    struct instants t = instants_of(item, x->o->timezone, x->o->now);
    int at = 1;
    bind_text(st, at++, x->o->source);
    bind_text(st, at++, m->identity);
    bind_text(st, at++, item_uid(x->a, x->o->source, m->identity, uid));
    bind_text(st, at++, item->id);
    bind_text(st, at++, m->canonical);
    sqlite3_bind_int64(st, at++, fingerprint);
    sqlite3_bind_int64(st, at++, x->o->now);
    sqlite3_bind_int64(st, at++, x->o->now);
    sqlite3_bind_int(st, at++, 0);
    sqlite3_bind_int(st, at++, 0);
    sqlite3_bind_null(st, at++);
    at = bind_instants(st, at, &t);
    for (const struct column *c = item_columns; c->name; c++)
        column_bind(st, at++, x->a, c, item);
    if (!run(x->s, st, x->err))
        return false;
    int64_t key = *key_out = sqlite3_last_insert_rowid(x->s->db);
    x->news = true;
    return set_presence(x, key, x->o->now, INSTANT_NONE) && keep_own(x, key, own) &&
           add_lists(x, key, item) && index_item(x->s, x->a, ST_SEARCH_ADD, key, item, x->err) &&
           compare_later(x, key, true);
}

/* --- a changed item --- */

/* How much of two long texts is alike at their beginning, but for a few words. */
static size_t alike(const char *a, const char *b)
{
    enum { SHORT = 60, FEW_WORDS = 30 };
    size_t n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    if (n <= SHORT)
        return 0;
    for (n -= FEW_WORDS; n && a[n - 1] != ' ';)
        n--;
    return n;
}

static const char *excerpt(struct apply *x, const char *text, size_t from)
{
    const char *rest = text ? text_excerpt(x->a, text + from, LONGEST_IN_REVISION) : NULL;
    return rest && from ? arena_printf(x->a, "…%s", rest) : rest;
}

static bool add_revision(struct apply *x, int64_t key, int number, const char *field, const char *before,
                         const char *after)
{
    sqlite3_stmt *st = statement(x->s, ST_REVISION_ADD, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int64(st, 2, x->o->now);
    sqlite3_bind_int(st, 3, number);
    bind_text(st, 4, field);
    size_t from = before && after ? alike(before, after) : 0;
    bind_text(st, 5, excerpt(x, before, from));
    bind_text(st, 6, excerpt(x, after, from));
    return run(x->s, st, x->err);
}

/* White space is no news. */
static bool same_value(struct apply *x, const char *a, const char *b)
{
    if (!a || !b)
        return text_blank(a) && text_blank(b);
    if (strcmp(a, b) == 0)
        return true;
    return strcmp(text_collapse(x->a, a, strlen(a)), text_collapse(x->a, b, strlen(b))) == 0;
}

static const char *revision_value(struct apply *x, const struct column *c, const struct item *item)
{
    if (c->offset == offsetof(struct item, kind))
        return kind_names[item->kind];
    return column_value(x->a, c, item);
}

/* Writes a revision for each visible member that differs; *changes counts them. */
static bool tell_changes(struct apply *x, const struct stored_item *old, const struct item *item,
                         int *changes)
{
    for (const struct column *c = item_columns; c->name; c++) {
        const char *before = revision_value(x, c, &old->item), *after = revision_value(x, c, item);
        if (!c->visible || same_value(x, before, after))
            continue;
        if (!add_revision(x, old->key, old->revision + 1, c->name, before, after))
            return false;
        ++*changes;
    }
    if (!x->rewritten && (old->withdrawn || old->archived != INSTANT_NONE)) {
        ++*changes;
        return add_revision(x, old->key, old->revision + 1, "withdrawn", "1", "0");
    }
    return true;
}

static bool update_row(struct apply *x, const struct stored_item *old, const struct match *m,
                       const struct item *item, int64_t fingerprint, bool visible)
{
    sqlite3_stmt *st = statement(x->s, ST_ITEM_UPDATE, x->err);
    if (!st)
        return false;
    struct instants t = instants_of(item, x->o->timezone, old->first_seen);
    int at = 1;
    bind_text(st, at++, m->renamed ? item->id : old->item.id);
    bind_text(st, at++, m->canonical);
    sqlite3_bind_int64(st, at++, fingerprint);
    sqlite3_bind_int64(st, at++, visible ? x->o->now : old->changed);
    sqlite3_bind_int(st, at++, old->revision + visible);
    sqlite3_bind_int(st, at++, x->rewritten && old->withdrawn);
    bind_instant(st, at++, x->rewritten ? old->archived : INSTANT_NONE);
    at = bind_instants(st, at, &t);
    for (const struct column *c = item_columns; c->name; c++)
        column_bind(st, at++, x->a, c, item);
    sqlite3_bind_int64(st, at++, old->key);
    return run(x->s, st, x->err);
}

/* A page that counts its visitors changes every night, for ever: of texts only the last changes are kept. */
static bool trim_revisions(struct apply *x, int64_t key, int revision)
{
    if (revision <= MOST_REVISIONS)
        return true;
    sqlite3_stmt *st = statement(x->s, ST_REVISIONS_TRIM, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int(st, 2, revision - MOST_REVISIONS);
    return run(x->s, st, x->err);
}

static bool update_stored(struct apply *x, const struct stored_item *old, const struct match *m,
                          const struct item *item, int64_t fingerprint, bool *visible)
{
    int64_t key = old->key;
    int changes = 0;
    if (!tell_changes(x, old, item, &changes))
        return false;
    *visible = changes > 0;
    /* an item's own text is taken out of the index as it was put in */
    bool ok = index_item(x->s, x->a, ST_SEARCH_DROP, key, &old->item, x->err) &&
              update_row(x, old, m, item, fingerprint, *visible) && by_key(x, ST_TAGS_DROP, key) &&
              by_key(x, ST_ENCLOSURES_DROP, key) && add_lists(x, key, item) &&
              index_item(x->s, x->a, ST_SEARCH_ADD, key, item, x->err) && compare_later(x, key, false);
    ok = ok && (!*visible || trim_revisions(x, key, old->revision + 1));
    x->news = true; /* tags and addresses are in the exports too */
    return ok;
}

static bool update_item(struct apply *x, const struct known *k, const struct match *m,
                        const struct item *given, bool part, bool *visible)
{
    struct stored_item old;
    struct item copy = *given, *item = &copy;
    bool found;
    if (!read_item(x->s, x->a, k->key, &old, &found, x->err))
        return false;
    if (!found)
        return store_damaged(x->s, x->err, "an index names an item that is not there");
    if (part)
        item_keep_rest(x->a, &old.item, item);
    return update_stored(x, &old, m, item, store_fingerprint(x->a, item), visible);
}

/* An item whose text is as before. */
static bool see_again(struct apply *x, const struct known *k, const struct match *m, const struct item *item)
{
    sqlite3_stmt *st = m->renamed ? statement(x->s, ST_ITEM_RENAME, x->err) : NULL;
    if (m->renamed) {
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, k->key);
        bind_text(st, 2, item->id);
        if (!run(x->s, st, x->err))
            return false;
    }
    return set_presence(x, k->key, x->o->now, INSTANT_NONE);
}

static bool touch(struct apply *x, int64_t key, bool withdrawn, int64_t archived)
{
    sqlite3_stmt *st = statement(x->s, ST_ITEM_TOUCH, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int(st, 2, withdrawn);
    bind_instant(st, 3, archived);
    sqlite3_bind_int64(st, 4, x->o->now);
    sqlite3_bind_int(st, 5, 1);
    x->news = true;
    return run(x->s, st, x->err) && compare_later(x, key, false) &&
           add_revision(x, key, 0, archived != INSTANT_NONE ? "archived" : "withdrawn", "0", "1");
}

/* An item that the editor does not want any more: nothing was cancelled, it only is no longer shown. */
static bool leave_out(struct apply *x, const struct known *k)
{
    x->result->archived++;
    return !x->o->store_document || touch(x, k->key, k->withdrawn, x->o->now);
}

/* The item as editors want it, where they said something of it: then *own has what its source says. */
static const struct item *corrected(struct apply *x, const struct known *k, const struct match *m,
                                    const struct item *item, struct beneaths **own)
{
    char made[UID_DIGITS + 1];
    const char *uid = !x->overlays.n ? NULL : k ? k->uid : item_uid(x->a, x->o->source, m->identity, made);
    *own = NULL;
    if (!uid || !overlaid(&x->overlays, uid))
        return item;
    struct item *copy = arena_alloc(x->a, sizeof *copy);
    *copy = *item;
    *own = arena_alloc(x->a, sizeof **own);
    overlay_item(x->a, &x->overlays, uid, x->o->timezone, copy, *own);
    return copy;
}

/* An item that was gone is listed again, and nothing else of it is read. */
static bool bring_back(struct apply *x, const struct known *k)
{
    sqlite3_stmt *st = statement(x->s, ST_ITEM_TOUCH, x->err);
    x->result->changed++;
    if (!x->o->store_document)
        return true;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, k->key);
    sqlite3_bind_int(st, 2, 0);
    bind_instant(st, 3, INSTANT_NONE);
    sqlite3_bind_int64(st, 4, x->o->now);
    sqlite3_bind_int(st, 5, 1);
    x->news = true;
    return run(x->s, st, x->err) && compare_later(x, k->key, false) &&
           add_revision(x, k->key, 0, "withdrawn", "1", "0") &&
           set_presence(x, k->key, x->o->now, INSTANT_NONE);
}

static bool apply_item(struct apply *x, const struct match *m, const struct item *item,
                       struct apply_hint *hint)
{
    struct beneaths *own;
    if (m->known == -2) {
        hint->key = m->twin >= 0 && x->o->hints ? x->o->hints[m->twin].key : 0;
        return true;
    }
    const struct known *k = m->known >= 0 ? &x->known[m->known] : NULL;
    if (item->left_out)
        return !k || k->archived || leave_out(x, k);
    hint->key = k ? k->key : 0;
    if (k && hint->same && (k->withdrawn || k->archived))
        return bring_back(x, k);
    if (k && hint->same) {
        x->result->same++;
        return !x->o->store_document || see_again(x, k, m, item);
    }
    item = corrected(x, k, m, item, &own);
    int64_t fingerprint = store_fingerprint(x->a, item);
    bool back = k && (k->withdrawn || k->archived), visible = false;
    if (k && k->fingerprint == fingerprint && !back) {
        x->result->same++;
        return !x->o->store_document || (see_again(x, k, m, item) && keep_own(x, k->key, own));
    }
    if (!k) {
        x->result->fresh++;
        return !x->o->store_document || insert_item(x, m, item, fingerprint, own, &hint->key);
    }
    if (!x->o->store_document) {
        x->result->changed++;
        return true;
    }
    if (!update_item(x, k, m, item, hint->part, &visible) ||
        !set_presence(x, k->key, x->o->now, INSTANT_NONE) || !keep_own(x, k->key, own))
        return false;
    x->result->changed += visible;
    x->result->same += !visible;
    return true;
}

/* --- what is gone --- */

/* What a complete document would have to hold: live items, events only while they are not over and calls
   while they are not closed (a calendar or portal drops its past, and that is no withdrawal). */
static bool expected(const struct apply *x, const struct known *k)
{
    if (k->withdrawn || k->archived)
        return false;
    int64_t over = k->kind == KIND_EVENT ? k->ends_at : k->kind == KIND_CALL ? k->deadline_at : INSTANT_NONE;
    return over == INSTANT_NONE || over >= x->o->now;
}

static bool let_go(struct apply *x, const struct known *k)
{
    if (k->kind == KIND_EVENT) { /* subscribed calendars must hear of it at once */
        x->result->withdrawn++;
        return touch(x, k->key, true, INSTANT_NONE) && set_presence(x, k->key, 0, x->o->now);
    }
    if (k->missing_since == INSTANT_NONE)
        return set_presence(x, k->key, 0, x->o->now);
    if (x->o->now - k->missing_since < x->o->grace)
        return true;
    x->result->archived++;
    return touch(x, k->key, false, x->o->now);
}

static bool apply_missing(struct apply *x)
{
    size_t live = 0, missing = 0;
    if (!x->o->complete)
        return true;
    for (size_t i = 0; i < x->n_known; i++) {
        bool counts = expected(x, &x->known[i]) && !x->known[i].goes_on;
        live += counts;
        missing += counts && !x->known[i].seen;
    }
    if (missing && !x->o->accepted &&
        (!x->feed->items.n || (missing >= FEWEST_FOR_ALARM && 2 * missing > live))) {
        x->result->alarm =
            arena_printf(x->a, "%zu of %zu items vanished at once: nothing was withdrawn; look at the source",
                         missing, live);
        return true;
    }
    for (size_t i = 0; i < x->n_known && x->o->store_document; i++)
        if (expected(x, &x->known[i]) && !x->known[i].seen && !let_go(x, &x->known[i]))
            return false;
    return true;
}

/* The exports are told that something visible changed. */
static bool announce(struct apply *x)
{
    sqlite3_stmt *st = x->news ? statement(x->s, ST_GENERATION_UP, x->err) : NULL;
    return !x->news || (st && run(x->s, st, x->err));
}

bool store_apply(struct store *s, struct arena *a, const struct feed *feed,
                 const struct apply_options *options, struct apply_result *result, struct error *err)
{
    struct apply x = {.s = s, .a = a, .feed = feed, .o = options, .result = result, .err = err};
    *result = (struct apply_result){0};
    if (!overlays_load(s, a, options->source, NULL, &x.overlays, err) ||
        !known_load(s, a, options->source, x.overlays.n > 0, &x.known, &x.n_known, err))
        return false;
    bool stable =
        feed->format && strcmp(feed->format, "icalendar") == 0; /* RFC 7986 5.3: UIDs are globally unique */
    struct match *matches = arena_alloc(a, (feed->items.n + 1) * sizeof *matches);
    identity_match(a, feed, stable, x.known, x.n_known, options->hints, matches);
    for (size_t i = 0; i < feed->items.n; i++) {
        struct apply_hint none = {0};
        if (!apply_item(&x, &matches[i], &feed->items.v[i], options->hints ? &options->hints[i] : &none))
            return false;
    }
    if (!apply_missing(&x))
        return false;
    return announce(&x);
}

bool store_rewrite(struct store *s, struct arena *a, const struct stored_item *old, const struct item *item,
                   bool hidden, const char *timezone, int64_t now, struct error *err)
{
    struct apply_options options = {.now = now, .timezone = timezone, .store_document = true};
    struct apply x = {.s = s, .a = a, .o = &options, .rewritten = old, .err = err};
    struct match m = {0};
    bool visible, ok = true;
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(s->db, "SELECT canonical FROM items WHERE id = ?", -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    sqlite3_bind_int64(st, 1, old->key);
    if (step(s, st, err) == SQLITE_ROW)
        m.canonical = column_text(st, 0, a); /* by the address of its source */
    sqlite3_finalize(st);
    ok = update_stored(&x, old, &m, item, store_fingerprint(a, item), &visible);
    if (ok && hidden != old->hidden)
        ok = hide(&x, old->key, hidden) && add_revision(&x, old->key, old->revision + visible, "hidden",
                                                        hidden ? "0" : "1", hidden ? "1" : "0");
    return ok && announce(&x);
}

bool store_archive(struct store *s, struct arena *a, const int64_t *keys, size_t n, int64_t now,
                   struct error *err)
{
    struct apply_options options = {.now = now, .store_document = true};
    struct apply x = {.s = s, .a = a, .o = &options, .err = err};
    for (size_t i = 0; i < n; i++)
        if (!touch(&x, keys[i], false, now))
            return false;
    return announce(&x);
}

bool store_archive_overdue(struct store *s, struct arena *a, int64_t now, int64_t grace, int *archived,
                           struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_OVERDUE, err);
    int64_t *keys = NULL;
    size_t n = 0, cap = 0;
    int rc;
    *archived = 0;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, now - grace);
    sqlite3_bind_int64(st, 2, now);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, keys, n, cap) = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    *archived = (int)n;
    return rc == SQLITE_DONE && store_archive(s, a, keys, n, now, err);
}
