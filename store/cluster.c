/* Clusters, kept up to date from night to night: what is new or changed is compared with its candidates only,
   found by the inverted index of cluster_keys. What a cluster shows is cluster_face.c's. */
#include "store/cluster.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum {
    MOST_OF_A_KEY = 60, /* a key that more items hold tells nothing */
    MOST_AT_ONCE = 200, /* members and candidates of which every pair is judged */
    AT_A_TIME = 2000,
    EXCERPT = 8000
};

/* --- entries: the items in hand --- */

static size_t slot_of(const struct clustering *x, int64_t key)
{
    size_t at = (size_t)((uint64_t)key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & (x->n_slots - 1);
    while (x->slots[at] && x->entries[x->slots[at] - 1].key != key)
        at = (at + 1) & (x->n_slots - 1);
    return at;
}

static void grow_slots(struct clustering *x)
{
    free(x->slots);
    x->n_slots = x->n_slots ? 2 * x->n_slots : 1024;
    x->slots = mem_alloc(x->n_slots * sizeof *x->slots);
    for (size_t i = 0; i < x->n; i++)
        x->slots[slot_of(x, x->entries[i].key)] = (uint32_t)i + 1;
}

/* What same_read wants of a row, after the columns before it. */
static const char *const wanted[] = {"kind", "title",    "url",   "summary",   "starts",
                                     "ends", "deadline", "place", "territory", "permanent"};
enum { BEFORE_WANTED = 5 };

static const struct column *column_named(const char *name)
{
    const struct column *c = item_columns;
    while (strcmp(c->name, name) != 0)
        c++;
    return c;
}

static sqlite3_stmt *item_statement(struct clustering *x)
{
    struct buf sql;
    if (x->select)
        return x->select;
    buf_init(&sql, 0);
    buf_printf(
        &sql,
        "SELECT uid, cluster, source, withdrawn OR archived IS NOT NULL, "
        "CASE WHEN summary IS NULL OR summary = '' THEN substr(coalesce(content_text, content_html), 1, "
        "%d) END",
        EXCERPT);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        buf_printf(&sql, ", %s", wanted[i]);
    buf_adds(&sql, " FROM items WHERE id = ?");
    if (sqlite3_prepare_v2(x->s->db, buf_str(&sql), -1, &x->select, NULL) != SQLITE_OK)
        store_fail(x->s, x->err);
    buf_free(&sql);
    return x->select;
}

/* Times in UTC as the site's clocks have them: 23:00Z may be the next day. */
static void here(struct civil *c, const char *timezone)
{
    if (c->precision != PRECISION_MINUTE || !c->zone || strcmp(c->zone, "UTC") != 0)
        return;
    int64_t at = civil_instant(c, NULL);
    if (at != INSTANT_NONE)
        *c = civil_at(at, timezone);
}

static bool read_entry(struct clustering *x, struct entry *e)
{
    struct item item;
    struct arena scratch;
    sqlite3_stmt *st = item_statement(x);
    if (!st)
        return false;
    sqlite3_reset(st);
    sqlite3_bind_int64(st, 1, e->key);
    int rc = step(x->s, st, x->err);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE;
    arena_init(&scratch, 0);
    item_init(&item);
    const char *uid = column_text(st, 0, &scratch), *source = column_text(st, 2, x->a);
    e->name = hash_bytes(uid, strlen(uid)).low;
    e->cluster = sqlite3_column_int64(st, 1);
    e->gone = sqlite3_column_int(st, 3) != 0;
    item.content_text = column_text(st, 4, &scratch);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        column_read(st, BEFORE_WANTED + (int)i, &scratch, column_named(wanted[i]), &item);
    sqlite3_reset(st);
    here(&item.starts, x->timezone);
    here(&item.ends, x->timezone);
    here(&item.deadline, x->timezone);
    struct same read;
    same_read(&scratch, &item, source, x->keep_text, &read);
    e->source = source;
    e->title = x->keep_text ? arena_strdup(x->a, item.title) : NULL;
    same_keep(x->a, &read, &e->f); /* what reading took besides is let go */
    arena_free(&scratch);
    return true;
}

/* The index of an item's entry, read when it is not there yet; -1: the store failed. */
long clustering_entry(struct clustering *x, int64_t key)
{
    if (2 * (x->n + 1) > x->n_slots)
        grow_slots(x);
    size_t at = slot_of(x, key);
    if (x->slots[at])
        return (long)x->slots[at] - 1;
    struct entry e = {.key = key};
    if (!read_entry(x, &e))
        return -1;
    size_t n = x->n;
    *ARENA_PUSH(x->a, x->entries, n, x->cap) = e;
    x->n = n;
    x->slots[at] = (uint32_t)x->n;
    return (long)x->n - 1;
}

void clustering_free(struct clustering *x)
{
    sqlite3_finalize(x->select);
    free(x->slots);
    free(x->postings);
    free(x->candidates);
    frequencies_free(&x->words);
}

/* --- frequencies --- */

/* As the store has it, when it was not asked yet. */
static struct frequency *word(struct clustering *x, uint64_t feature)
{
    bool found;
    struct frequency *f = frequency_at(&x->words, feature, &found);
    if (found || x->failed || !x->count)
        return f;
    sqlite3_stmt *st = statement(x->s, ST_WORD_GET, x->err);
    if (!st) {
        x->failed = true;
        return f;
    }
    sqlite3_bind_int64(st, 1, (int64_t)feature);
    int rc = step(x->s, st, x->err);
    if (rc == SQLITE_ROW)
        f->n = (uint32_t)sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    x->failed |= rc == SQLITE_ERROR;
    return f;
}

static void count_word(void *context, uint64_t feature)
{
    struct frequency *f = word(context, feature);
    f->n++;
    f->changed = true;
}

static double word_frequency(void *context, uint64_t feature)
{
    return word(context, feature)->n;
}

static bool keep_words(struct clustering *x)
{
    for (size_t i = 0; i < x->words.cap; i++) {
        const struct frequency *f = &x->words.v[i];
        if (!f->feature || !f->changed)
            continue;
        sqlite3_stmt *st = statement(x->s, ST_WORD_PUT, x->err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, (int64_t)f->feature);
        sqlite3_bind_int64(st, 2, f->n);
        if (!run(x->s, st, x->err))
            return false;
    }
    return store_mark_put(x->s, CLUSTER_ITEMS, x->count + x->fresh, x->err);
}

static void weigh(struct clustering *x, uint32_t i)
{
    if (!x->entries[i].weighed)
        same_weigh(&x->entries[i].f, (double)(x->count + x->fresh), word_frequency, x);
    x->entries[i].weighed = true;
}

struct same_verdict clustering_judge(struct clustering *x, struct arena *a, uint32_t i, uint32_t k)
{
    weigh(x, i);
    weigh(x, k);
    return same_judge(a, &x->entries[i].f, &x->entries[k].f, (double)(x->count + x->fresh));
}

/* --- candidates --- */

static void add_posting(void *context, uint64_t key)
{
    struct clustering *x = context;
    if (x->n_postings == x->cap_postings) {
        x->cap_postings = x->cap_postings ? 2 * x->cap_postings : 4096;
        x->postings = mem_realloc(x->postings, x->cap_postings * sizeof *x->postings);
    }
    x->postings[x->n_postings++] = (struct posting){key, x->entries[x->posting_of].key};
}

static int by_key(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    if (x->key != y->key)
        return (x->key > y->key) - (x->key < y->key);
    return (x->item > y->item) - (x->item < y->item);
}

static void add_candidate(struct clustering *x, int64_t a, int64_t b)
{
    if (a == b)
        return;
    if (x->n_candidates == x->cap_candidates) {
        x->cap_candidates = x->cap_candidates ? 2 * x->cap_candidates : 4096;
        x->candidates = mem_realloc(x->candidates, x->cap_candidates * sizeof *x->candidates);
    }
    x->candidates[x->n_candidates++] = (struct candidate){a < b ? a : b, a < b ? b : a};
}

static int by_items(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->x != y->x)
        return (x->x > y->x) - (x->x < y->x);
    return (x->y > y->y) - (x->y < y->y);
}

/* Who holds a key already, at most one more than counts; -1: the store failed. */
static int holders(struct clustering *x, uint64_t key, int64_t items[MOST_OF_A_KEY + 1])
{
    sqlite3_stmt *st = x->count ? statement(x->s, ST_KEY_GET, x->err) : NULL;
    int n = 0, rc = SQLITE_DONE;
    if (!x->count)
        return 0; /* the index is empty yet */
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, (int64_t)key);
    sqlite3_bind_int(st, 2, MOST_OF_A_KEY + 1);
    while (n <= MOST_OF_A_KEY && (rc = step(x->s, st, x->err)) == SQLITE_ROW)
        items[n++] = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return rc == SQLITE_ERROR ? -1 : n;
}

/* The items that share a key, among those at hand and those of the store. */
static bool meet(struct clustering *x, size_t from, size_t to)
{
    int64_t items[MOST_OF_A_KEY + 1];
    if (to - from > MOST_OF_A_KEY)
        return true;
    int n = holders(x, x->postings[from].key, items);
    if (n < 0 || (size_t)n + (to - from) > MOST_OF_A_KEY)
        return n >= 0;
    for (size_t i = from; i < to; i++) {
        for (size_t k = i + 1; k < to; k++)
            add_candidate(x, x->postings[i].item, x->postings[k].item);
        for (int k = 0; k < n; k++)
            add_candidate(x, x->postings[i].item, items[k]);
    }
    return true;
}

bool clustering_candidates(struct clustering *x)
{
    if (x->n_postings)
        qsort(x->postings, x->n_postings, sizeof *x->postings, by_key);
    for (size_t from = 0, to; from < x->n_postings; from = to) {
        for (to = from; to < x->n_postings && x->postings[to].key == x->postings[from].key;)
            to++;
        if (!meet(x, from, to))
            return false;
    }
    if (x->n_candidates)
        qsort(x->candidates, x->n_candidates, sizeof *x->candidates, by_items);
    size_t kept = 0;
    for (size_t i = 0; i < x->n_candidates; i++)
        if (!kept || by_items(&x->candidates[kept - 1], &x->candidates[i]) != 0)
            x->candidates[kept++] = x->candidates[i];
    x->n_candidates = kept;
    return true;
}

void clustering_keys(struct clustering *x, uint32_t entry)
{
    x->posting_of = entry;
    same_keys(&x->entries[entry].f, add_posting, x);
}

static bool keep_postings(struct clustering *x)
{
    for (size_t i = 0; i < x->n_postings; i++) {
        sqlite3_stmt *st = statement(x->s, ST_KEY_ADD, x->err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, (int64_t)x->postings[i].key);
        sqlite3_bind_int64(st, 2, x->postings[i].item);
        if (!run(x->s, st, x->err))
            return false;
    }
    return true;
}

/* --- editors' decisions --- */

static int by_pair(const void *a, const void *b)
{
    const struct decided *x = a, *y = b;
    const struct candidate p = {x->x, x->y}, q = {y->x, y->y};
    int order = by_items(&p, &q);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The last one of each pair. */
bool clustering_decisions(struct clustering *x)
{
    sqlite3_stmt *st = statement(x->s, ST_DECISIONS, x->err);
    size_t cap = 0, n = 0;
    int rc;
    if (!st)
        return false;
    while ((rc = step(x->s, st, x->err)) == SQLITE_ROW) {
        int64_t a = sqlite3_column_int64(st, 0), b = sqlite3_column_int64(st, 1);
        int together = sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 2);
        size_t at = x->n_decided;
        *ARENA_PUSH(x->a, x->decided, x->n_decided, cap) =
            (struct decided){a < b ? a : b, a < b ? b : a, at, together};
    }
    sqlite3_reset(st);
    if (x->n_decided)
        qsort(x->decided, x->n_decided, sizeof *x->decided, by_pair);
    for (size_t i = 0; i < x->n_decided; i++) {
        bool last = i + 1 == x->n_decided || x->decided[i].x != x->decided[i + 1].x ||
                    x->decided[i].y != x->decided[i + 1].y;
        if (last && x->decided[i].together >= 0)
            x->decided[n++] = x->decided[i];
    }
    x->n_decided = n;
    return rc == SQLITE_DONE;
}

int clustering_decided(const struct clustering *x, int64_t a, int64_t b)
{
    size_t low = 0, high = x->n_decided;
    struct candidate pair = {a < b ? a : b, a < b ? b : a};
    while (low < high) {
        size_t middle = (low + high) / 2;
        struct candidate here_is = {x->decided[middle].x, x->decided[middle].y};
        int order = by_items(&pair, &here_is);
        if (!order)
            return x->decided[middle].together;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

/* --- what is due --- */

struct due {
    int64_t key;
    bool fresh;
};

static bool list_due(struct store *s, struct arena *a, struct due **v, size_t *n, struct error *err)
{
    size_t cap = 0;
    sqlite3_stmt *st = statement(s, ST_DUE, err);
    int rc;
    if (!st)
        return false;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) =
            (struct due){sqlite3_column_int64(st, 0), sqlite3_column_int(st, 1) != 0};
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

static bool read_due(struct clustering *x, const struct due *due, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        long at = clustering_entry(x, due[i].key);
        if (at < 0)
            return false;
        x->entries[at].due = true;
        x->fresh += due[i].fresh;
        if (due[i].fresh)
            same_features(&x->entries[at].f, count_word, x);
        clustering_keys(x, (uint32_t)at);
    }
    return !x->failed;
}

/* --- groups --- */

static void add_pair(struct clustering *x, uint32_t i, uint32_t k, double score)
{
    *ARENA_PUSH(x->a, x->pairs, x->n_pairs, x->cap_pairs) =
        (struct group_pair){i < k ? i : k, i < k ? k : i, score};
}

static const double DECIDED = 1e9; /* the score of an editor's word */

static void judge_pair(struct clustering *x, uint32_t i, uint32_t k)
{
    int decided = clustering_decided(x, x->entries[i].key, x->entries[k].key);
    if (decided == 0)
        return;
    double score = decided == 1 ? DECIDED : 0;
    if (!score) {
        struct same_verdict v = clustering_judge(x, NULL, i, k);
        score = v.same ? v.score : 0;
    }
    if (score > 0)
        add_pair(x, i, k, score);
}

/* The candidates that are the same bring their entries in; the others are let be. */
static bool judge_candidates(struct clustering *x)
{
    for (size_t i = 0; i < x->n_candidates; i++) {
        long a = clustering_entry(x, x->candidates[i].x), b = clustering_entry(x, x->candidates[i].y);
        if (a < 0 || b < 0)
            return false;
        judge_pair(x, (uint32_t)a, (uint32_t)b);
    }
    for (size_t i = 0; i < x->n_decided; i++) {
        if (x->decided[i].together != 1)
            continue;
        long a = clustering_entry(x, x->decided[i].x), b = clustering_entry(x, x->decided[i].y);
        if (a < 0 || b < 0)
            return false;
        add_pair(x, (uint32_t)a, (uint32_t)b, DECIDED);
    }
    return true;
}

/* Members of the clusters that are touched come too, and each pair of them is judged anew. */
static bool judge_members(struct clustering *x)
{
    struct arena scratch;
    size_t n = x->n; /* entries that are added here belong to clusters that are seen already */
    bool ok = true;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < n; i++)
        x->entries[i].touched |= x->entries[i].due;
    for (size_t i = 0; i < x->n_pairs; i++)
        x->entries[x->pairs[i].x].touched = x->entries[x->pairs[i].y].touched = true;
    for (size_t i = 0; i < n && ok; i++) {
        bool seen;
        if (!x->entries[i].touched || !x->entries[i].cluster)
            continue;
        struct frequency *f = frequency_at(&x->seen, (uint64_t)x->entries[i].cluster, &seen);
        f->n = 1;
        if (seen)
            continue;
        ok = clustering_members(x, &scratch, x->entries[i].cluster);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    frequencies_free(&x->seen);
    return ok;
}

bool clustering_members(struct clustering *x, struct arena *scratch, int64_t cluster)
{
    sqlite3_stmt *st = statement(x->s, ST_MEMBERS, x->err);
    int64_t *keys = NULL;
    size_t n = 0, cap = 0;
    int rc;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, cluster);
    while ((rc = step(x->s, st, x->err)) == SQLITE_ROW)
        *ARENA_PUSH(scratch, keys, n, cap) = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    uint32_t *at = arena_alloc(scratch, (n + 1) * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        long entry = clustering_entry(x, keys[i]);
        if (entry < 0)
            return false;
        at[i] = (uint32_t)entry;
        x->entries[entry].touched = true;
    }
    for (size_t i = 0; i < n && n <= MOST_AT_ONCE; i++)
        for (size_t k = i + 1; k < n; k++)
            judge_pair(x, at[i], at[k]);
    for (size_t i = 1; i < n && n > MOST_AT_ONCE; i++) /* so many are left together */
        add_pair(x, at[0], at[i], DECIDED / 2);
    return rc == SQLITE_DONE;
}

static bool apart(void *context, uint32_t i, uint32_t k)
{
    struct clustering *x = context;
    int decided = clustering_decided(x, x->entries[i].key, x->entries[k].key);
    if (decided >= 0)
        return decided == 0;
    return clustering_judge(x, NULL, i, k).veto != NULL;
}

/* Only what is touched is grouped: a candidate that is not the same stays where it is. */
static bool form(struct clustering *x)
{
    uint64_t *name = arena_alloc(x->a, (x->n + 1) * sizeof *name);
    uint32_t *group = arena_alloc(x->a, (x->n + 1) * sizeof *group);
    for (size_t i = 0; i < x->n; i++) {
        name[i] = x->entries[i].name;
    }
    group_form(x->a, (uint32_t)x->n, x->pairs, x->n_pairs, name, apart, x, group);
    x->group = group;
    return true;
}

static bool cluster(struct clustering *x, const struct due *due, size_t n, int *changed)
{
    return read_due(x, due, n) && clustering_candidates(x) && clustering_decisions(x) &&
           judge_candidates(x) && judge_members(x) && form(x) && !x->failed && clustering_write(x, changed) &&
           keep_postings(x) && keep_words(x);
}

/* By the thousand: the memory of a first night stays bounded too. */
static bool cluster_all(struct store *s, struct arena *a, int64_t now, const char *timezone, int *changed,
                        struct error *err)
{
    struct due *due = NULL;
    size_t n = 0;
    struct arena work;
    bool ok = list_due(s, a, &due, &n, err);
    arena_init(&work, 0);
    for (size_t from = 0; from < n && ok; from += AT_A_TIME) {
        struct clustering x = {.s = s, .a = &work, .now = now, .timezone = timezone, .err = err};
        size_t some = n - from < AT_A_TIME ? n - from : AT_A_TIME;
        ok = store_mark_get(s, CLUSTER_ITEMS, &x.count, err) && cluster(&x, due + from, some, changed);
        clustering_free(&x);
        arena_free(&work);
    }
    return ok;
}

bool store_cluster(struct store *s, int64_t now, const char *timezone, int *changed, struct error *err)
{
    struct arena list;
    *changed = 0;
    arena_init(&list, 0);
    bool ok = cluster_all(s, &list, now, timezone, changed, err);
    arena_free(&list);
    sqlite3_stmt *st = ok ? statement(s, ST_DUE_CLEAR, err) : NULL;
    return st && run(s, st, err);
}
