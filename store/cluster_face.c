/* What a cluster shows: its face is the page of whoever it comes from, or else of who speaks first; the
   others add what it lacks. */
#include "store/internal.h"
#include "base/text.h"
#include "base/url.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct rank { /* a member, and why it stands where it stands */
    int64_t key, first_seen, priority, starts_at, ends_at, deadline_at;
    const char *source, *uid, *url, *organizer, *title, *site, *source_title, *feed;
    enum kind kind;
    bool gone, hidden;
    int primary; /* 2: the organiser's own page; 1: on the source's own site */
};

/* --- who comes first --- */

/* " words " folded, for looking one up in another. */
static const char *words_of(struct arena *a, const char *s)
{
    struct buf b;
    buf_init(&b, 0);
    buf_addc(&b, ' ');
    add_loose(&b, s ? s : "", s ? strlen(s) : 0);
    buf_addc(&b, ' ');
    const char *out = arena_strndup(a, buf_str(&b), b.n);
    buf_free(&b);
    return out;
}

/* The name a host is known by: "ademe" of "agir.ademe.fr". */
static const char *host_name(struct arena *a, const char *url)
{
    char *host = url ? url_host(a, url) : NULL, *dot = host ? strrchr(host, '.') : NULL;
    if (!dot)
        return NULL;
    *dot = '\0';
    dot = strrchr(host, '.');
    const char *name = dot ? dot + 1 : host;
    return strlen(name) > 2 ? name : NULL;
}

static bool same_host(struct arena *a, const char *x, const char *y)
{
    const char *p = host_name(a, x), *q = host_name(a, y);
    return p && q && strcmp(p, q) == 0;
}

/* Whether the organiser, or a title, names the host or the source of a member. */
static int primary_of(struct arena *a, const struct rank *m, const struct rank *v, size_t n)
{
    const char *host = host_name(a, m->url), *site = words_of(a, m->source_title);
    const char *name = host ? words_of(a, host) : NULL;
    for (size_t i = 0; i < n; i++) {
        const char *organizer = words_of(a, v[i].organizer);
        if (name && (strstr(organizer, name) || strstr(words_of(a, v[i].title), name)))
            return 2;
        if (strlen(organizer) > 4 && strlen(site) > 4 && (strstr(site, organizer) || strstr(organizer, site)))
            return 2;
    }
    return m->url && (same_host(a, m->url, m->site) || same_host(a, m->url, m->feed));
}

static int by_rank(const void *a, const void *b)
{
    const struct rank *x = a, *y = b;
    if (x->gone != y->gone)
        return x->gone - y->gone;
    if (x->priority != y->priority)
        return (x->priority < y->priority) - (x->priority > y->priority);
    if (x->primary != y->primary)
        return y->primary - x->primary;
    if (x->first_seen != y->first_seen)
        return (x->first_seen > y->first_seen) - (x->first_seen < y->first_seen);
    return strcmp(x->uid, y->uid);
}

/* The members, the face first. */
static bool read_ranks(struct store *s, struct arena *a, int64_t cluster, struct rank **v, size_t *n,
                       struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_RANKS, err);
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, cluster);
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        *ARENA_PUSH(a, *v, *n, cap) = (struct rank){.key = sqlite3_column_int64(st, 0),
                                                    .source = column_text(st, 1, a),
                                                    .uid = column_text(st, 2, a),
                                                    .first_seen = sqlite3_column_int64(st, 3),
                                                    .gone = sqlite3_column_int(st, 4) != 0,
                                                    .url = column_text(st, 5, a),
                                                    .organizer = column_text(st, 6, a),
                                                    .title = column_text(st, 7, a),
                                                    .priority = sqlite3_column_int64(st, 8),
                                                    .site = column_text(st, 9, a),
                                                    .source_title = column_text(st, 10, a),
                                                    .feed = column_text(st, 11, a),
                                                    .starts_at = column_instant(st, 12),
                                                    .ends_at = column_instant(st, 13),
                                                    .deadline_at = column_instant(st, 14),
                                                    .kind = (enum kind)sqlite3_column_int(st, 15),
                                                    .hidden = sqlite3_column_int(st, 16) != 0};
    }
    sqlite3_reset(st);
    for (size_t i = 0; i < *n; i++)
        (*v)[i].primary = primary_of(a, &(*v)[i], *v, *n);
    if (*n)
        qsort(*v, *n, sizeof **v, by_rank);
    return rc == SQLITE_DONE;
}

/* --- facts --- */

static void add_all(struct arena *a, struct strings *to, const struct strings *from)
{
    for (size_t i = 0; i < from->n; i++)
        if (!strings_has(to, from->v[i]))
            strings_add(a, to, from->v[i]);
}

static const struct evidence *evidence_of(const struct item *item, const char *field)
{
    for (size_t i = 0; i < item->evidence.n; i++)
        if (item->evidence.v[i].field && strcmp(item->evidence.v[i].field, field) == 0)
            return &item->evidence.v[i];
    return NULL;
}

/* A fact that is taken over brings why it is believed. */
static void take_evidence(struct arena *a, struct item *to, const struct item *from, const char *field)
{
    size_t kept = 0;
    struct evidence *all = arena_alloc(a, (to->evidence.n + from->evidence.n + 1) * sizeof *all);
    for (size_t i = 0; i < to->evidence.n; i++)
        if (!to->evidence.v[i].field || strcmp(to->evidence.v[i].field, field) != 0)
            all[kept++] = to->evidence.v[i];
    for (size_t i = 0; i < from->evidence.n; i++)
        if (from->evidence.v[i].field && strcmp(from->evidence.v[i].field, field) == 0)
            all[kept++] = from->evidence.v[i];
    to->evidence.v = all;
    to->evidence.n = to->evidence.cap = kept;
}

#define TAKE_TEXT(field)                                                                                     \
    if (text_blank(to->field) && !text_blank(from->field) && !item_edited(to, #field)) {                     \
        to->field = from->field;                                                                             \
        take_evidence(a, to, from, #field);                                                                  \
    }
#define TAKE_CIVIL(field)                                                                                    \
    if (!to->field.precision && from->field.precision && !item_edited(to, #field)) {                         \
        to->field = from->field;                                                                             \
        take_evidence(a, to, from, #field);                                                                  \
    }

static void take_event(struct arena *a, struct item *to, const struct item *from)
{
    if (!to->starts.precision && from->starts.precision && !item_edited(to, "starts")) {
        to->starts = from->starts;
        to->ends = from->ends;
        to->all_day = from->all_day;
        to->sessions.v = from->sessions.v;
        to->sessions.n = to->sessions.cap = from->sessions.n;
        take_evidence(a, to, from, "starts");
        take_evidence(a, to, from, "ends");
    }
    TAKE_CIVIL(registration_deadline)
    TAKE_TEXT(place)
    if (to->online == UNKNOWN)
        to->online = from->online;
    if (isnan(to->lat) && !isnan(from->lat)) {
        to->lat = from->lat;
        to->lon = from->lon;
    }
}

static void take_amounts(struct arena *a, struct item *to, const struct item *from)
{
    if (isnan(to->amount_min) && isnan(to->amount_max) && isnan(to->amount_rate)) {
        to->amount_min = from->amount_min;
        to->amount_max = from->amount_max;
        to->amount_rate = from->amount_rate;
        to->amount_currency = from->amount_currency;
        take_evidence(a, to, from, "amount");
    }
    if (isnan(to->budget_total)) {
        to->budget_total = from->budget_total;
        take_evidence(a, to, from, "budget_total");
    }
}

/* What `from` knows and `to` does not; but for the deadline, which is chosen. */
static void take_facts(struct arena *a, struct item *to, const struct item *from)
{
    if (item_edited(to, "kind"))
        ;
    else if (to->kind == KIND_NONE || (to->kind == KIND_NEWS && from->kind != KIND_NONE))
        to->kind = from->kind; /* portals file calls and events under news */
    take_event(a, to, from);
    take_amounts(a, to, from);
    TAKE_CIVIL(opens)
    TAKE_TEXT(organizer)
    TAKE_TEXT(territory)
    if (text_blank(to->image))
        to->image = from->image;
    if (!item_edited(to, "audience"))
        add_all(a, &to->audience, &from->audience);
    if (!item_edited(to, "topics"))
        add_all(a, &to->topics, &from->topics);
}

static void take_deadline(struct arena *a, struct item *to, const struct item *from)
{
    to->deadline = from->deadline;
    to->deadlines.v = from->deadlines.v;
    to->deadlines.n = to->deadlines.cap = from->deadlines.n;
    to->permanent = false;
    take_evidence(a, to, from, "deadline");
    take_evidence(a, to, from, "deadlines");
}

/* --- the most reliable deadline --- */

/* Whether the portal itself moved it to a later day. */
static bool moved_later(struct store *s, struct arena *a, int64_t key, bool *moved, struct error *err)
{
    struct revision *v;
    size_t n;
    *moved = false;
    if (!store_revisions(s, a, key, &v, &n, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].field, "deadline") == 0 && v[i].before && v[i].after)
            *moved = strcmp(v[i].after, v[i].before) > 0; /* "2026-03-31" < "2026-05-15" */
    return true;
}

static bool says_prolonged(struct arena *a, const struct item *item)
{
    struct same f;
    same_read(a, item, NULL, NULL, false, &f);
    return f.prolonged;
}

/* Structured before read from text, then in the order of ranks; a prolongation before all, the latest first.
   0: nobody has one. */
static bool choose_deadline(struct store *s, struct arena *a, const struct rank *ranks,
                            const struct stored_item *items, size_t n, int64_t *from, struct error *err)
{
    const struct stored_item *best = NULL;
    double surest = 0;
    bool best_moved = false;
    for (size_t i = 0; i < n; i++)
        if (item_edited(&items[i].item, "deadline") && !ranks[i].gone) {
            *from = items[i].key;
            return true;
        }
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &items[i].item;
        if (!item->deadline.precision || ranks[i].gone)
            continue;
        const struct evidence *e = evidence_of(item, "deadline");
        double sure = e ? e->confidence * 0.9 : 1;
        bool moved, later = !best || ranks[i].deadline_at > civil_end(&best->item.deadline, NULL);
        if (!moved_later(s, a, ranks[i].key, &moved, err))
            return false;
        moved |= says_prolonged(a, item);
        if (!best || (moved && later) || (!best_moved && !moved && sure > surest)) {
            best = &items[i];
            surest = sure;
            best_moved = moved;
        }
    }
    *from = best ? best->key : 0;
    return true;
}

/* --- the record --- */

struct record {
    const char *uid;
    int64_t face, deadline_from, fingerprint, changed, first_seen;
    int revision;
};

static bool read_record(struct store *s, struct arena *a, int64_t cluster, struct record *r, bool *found,
                        struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_CLUSTER_GET, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, cluster);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    if (*found)
        *r = (struct record){.uid = column_text(st, 0, a),
                             .face = sqlite3_column_int64(st, 1),
                             .deadline_from = sqlite3_column_int64(st, 2),
                             .fingerprint = sqlite3_column_int64(st, 4),
                             .revision = sqlite3_column_int(st, 5),
                             .changed = sqlite3_column_int64(st, 6),
                             .first_seen = sqlite3_column_int64(st, 7)};
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

/* The face with what the others add. items: in the order of ranks. */
static void merge(struct arena *a, struct stored_item *face, const struct rank *ranks,
                  struct stored_item *items, size_t n, int64_t deadline_from)
{
    for (size_t i = 1; i < n; i++) {
        if (ranks[i].gone)
            continue;
        take_corrections(a, &face->item, &items[i].item);
        take_facts(a, &face->item, &items[i].item);
        *ARENA_PUSH(a, face->also.v, face->also.n, face->also.cap) =
            (struct publication){ranks[i].key, ranks[i].source, ranks[i].url, ranks[i].title};
    }
    for (size_t i = 1; i < n; i++)
        if (ranks[i].key == deadline_from)
            take_deadline(a, &face->item, &items[i].item);
}

static bool read_members(struct store *s, struct arena *a, const struct rank *ranks, size_t n,
                         struct stored_item **items, struct error *err)
{
    *items = arena_alloc(a, (n + 1) * sizeof **items);
    for (size_t i = 0; i < n; i++) {
        bool found;
        if (!read_item(s, a, ranks[i].key, &(*items)[i], &found, err) || !found)
            return false;
    }
    return true;
}

bool cluster_overlay(struct store *s, struct arena *a, struct stored_item *item, struct error *err)
{
    struct record r;
    struct rank *ranks;
    struct stored_item *items;
    size_t n;
    bool found;
    if (!item->cluster)
        return true;
    if (!read_record(s, a, item->cluster, &r, &found, err))
        return false;
    if (!found || r.face != item->key) {
        item->face = found ? r.face : 0;
        return true;
    }
    if (!read_ranks(s, a, item->cluster, &ranks, &n, err) || !read_members(s, a, ranks, n, &items, err))
        return false;
    if (n && ranks[0].key == item->key) /* else it waits for its next settling */
        merge(a, item, ranks, items, n, r.deadline_from);
    item->uid = r.uid;
    item->first_seen = r.first_seen;
    item->changed = r.changed;
    item->revision = r.revision;
    return true;
}

/* --- settling --- */

static const char *its_uid(const struct rank *v, size_t n, const char *uid)
{
    const struct rank *earliest = v;
    for (size_t i = 0; i < n; i++) {
        if (uid && strcmp(v[i].uid, uid) == 0)
            return uid;
        if (v[i].first_seen < earliest->first_seen ||
            (v[i].first_seen == earliest->first_seen && strcmp(v[i].uid, earliest->uid) < 0))
            earliest = &v[i];
    }
    return earliest->uid;
}

static bool put_record(struct store *s, int64_t cluster, const struct record *r,
                       const struct stored_item *face, const struct rank *ranks, size_t n, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_CLUSTER_PUT, err);
    const struct rank *starts = ranks, *deadline = NULL;
    if (!st)
        return false;
    bool hidden = false;
    for (size_t i = 0; i < n; i++) {
        hidden |= ranks[i].hidden;
        if (starts->starts_at == INSTANT_NONE && !ranks[i].gone)
            starts = &ranks[i];
        if (ranks[i].key == r->deadline_from)
            deadline = &ranks[i];
    }
    int64_t deadline_at = deadline ? deadline->deadline_at : INSTANT_NONE;
    int64_t date = face->item.kind == KIND_EVENT  ? starts->starts_at
                   : face->item.kind == KIND_CALL ? deadline_at
                                                  : face->item.published;
    if (date == INSTANT_NONE)
        date = face->item.published != INSTANT_NONE ? face->item.published : r->first_seen;
    int at = 1;
    sqlite3_bind_int64(st, at++, cluster);
    bind_text(st, at++, r->uid);
    sqlite3_bind_int64(st, at++, r->face);
    sqlite3_bind_int64(st, at++, r->deadline_from);
    sqlite3_bind_int(st, at++, (int)face->item.kind);
    sqlite3_bind_int64(st, at++, r->fingerprint);
    sqlite3_bind_int(st, at++, r->revision);
    sqlite3_bind_int64(st, at++, r->changed);
    sqlite3_bind_int64(st, at++, r->first_seen);
    sqlite3_bind_int(st, at++, hidden);
    bind_instant(st, at++, starts->starts_at);
    bind_instant(st, at++, starts->ends_at);
    bind_instant(st, at++, deadline_at);
    bind_instant(st, at++, date);
    return run(s, st, err);
}

/* Of what subscribers see: the record and where else it stands. */
static int64_t shown(struct arena *a, const struct stored_item *face)
{
    int64_t fingerprint = store_fingerprint(a, &face->item);
    for (size_t i = 0; i < face->also.n; i++)
        fingerprint = (int64_t)((uint64_t)fingerprint * 31 + (uint64_t)face->also.v[i].key);
    return fingerprint ^ face->withdrawn;
}

bool cluster_settle(struct store *s, struct arena *a, int64_t cluster, int64_t now, bool *changed,
                    struct error *err)
{
    struct record old = {.uid = NULL}, r;
    struct rank *ranks;
    struct stored_item *items, face;
    size_t n;
    bool found;
    *changed = false;
    if (!read_record(s, a, cluster, &old, &found, err) || !read_ranks(s, a, cluster, &ranks, &n, err) || !n ||
        !read_members(s, a, ranks, n, &items, err))
        return false;
    r = (struct record){.uid = its_uid(ranks, n, old.uid),
                        .face = ranks[0].key,
                        .revision = found ? old.revision : 0,
                        .changed = found ? old.changed : items[0].changed,
                        .first_seen = ranks[0].first_seen};
    face = items[0];
    for (size_t i = 0; i < n; i++) {
        if (ranks[i].first_seen < r.first_seen)
            r.first_seen = ranks[i].first_seen;
        if (items[i].revision > r.revision)
            r.revision = items[i].revision;
        if (!found && items[i].changed > r.changed)
            r.changed = items[i].changed;
    }
    if (!choose_deadline(s, a, ranks, items, n, &r.deadline_from, err))
        return false;
    merge(a, &face, ranks, items, n, r.deadline_from);
    r.fingerprint = shown(a, &face);
    *changed = !found || r.fingerprint != old.fingerprint;
    if (found && *changed) {
        r.revision += r.revision == old.revision;
        r.changed = now;
    }
    return put_record(s, cluster, &r, &face, ranks, n, err);
}
