/* The items in hand while clusters are formed: read from the store once each, their features kept, and how
   many items hold these. */
#include "store/cluster.h"
#include "base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { EXCERPT = 8000 };

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

/* The index of an item's entry, which is made when it is not there yet, but not read. */
uint32_t clustering_place(struct clustering *x, int64_t key)
{
    if (2 * (x->n + 1) > x->n_slots)
        grow_slots(x);
    size_t at = slot_of(x, key);
    if (x->slots[at])
        return x->slots[at] - 1;
    if (x->n == x->cap) {
        x->cap = x->cap ? 2 * x->cap : 64;
        x->entries = mem_realloc(x->entries, x->cap * sizeof *x->entries);
    }
    x->entries[x->n++] = (struct entry){.key = key};
    x->slots[at] = (uint32_t)x->n;
    return (uint32_t)x->n - 1;
}

bool clustering_keyed(const struct clustering *x, int64_t key)
{
    uint32_t at = x->n_slots ? x->slots[slot_of(x, key)] : 0;
    return at && x->entries[at - 1].keyed;
}

/* What same_read wants of a row, after the columns before it. */
#define WANTED(member, type)                                                                                 \
    {                                                                                                        \
#member, type, offsetof(struct item, member), false                                                  \
    }
static const struct column wanted[] = {
    WANTED(kind, COLUMN_INT),       WANTED(title, COLUMN_TEXT),   WANTED(url, COLUMN_TEXT),
    WANTED(summary, COLUMN_TEXT),   WANTED(starts, COLUMN_CIVIL), WANTED(deadline, COLUMN_CIVIL),
    WANTED(territory, COLUMN_TEXT),
};
enum { BEFORE_WANTED = 6 };

static sqlite3_stmt *item_statement(struct clustering *x)
{
    struct buf sql;
    if (x->select)
        return x->select;
    buf_init(&sql, 0);
    buf_printf(
        &sql,
        "SELECT uid, cluster, source, canonical, withdrawn OR archived IS NOT NULL, "
        "CASE WHEN summary IS NULL OR summary = '' THEN substr(coalesce(content_text, content_html), 1, "
        "%d) END",
        EXCERPT);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        buf_printf(&sql, ", %s", wanted[i].name);
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

bool clustering_read(struct clustering *x, uint32_t entry)
{
    struct entry *e = &x->entries[entry];
    if (e->read)
        return true;
    struct item item;
    struct same read;
    sqlite3_stmt *st = item_statement(x);
    if (!st)
        return false;
    sqlite3_reset(st);
    sqlite3_bind_int64(st, 1, e->key);
    int rc = step(x->s, st, x->err);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE; /* it is gone meanwhile: nothing is like it */
    e->read = true;
    struct arena *scratch = &x->scratch;
    arena_reset(scratch);
    item_init(&item);
    const char *uid = column_text(st, 0, scratch), *source = column_text(st, 2, scratch);
    e->name = hash_bytes(uid, strlen(uid)).low;
    e->cluster = sqlite3_column_int64(st, 1);
    const char *canonical = column_text(st, 3, scratch);
    e->gone = sqlite3_column_int(st, 4) != 0;
    item.content_text = column_text(st, 5, scratch);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        column_read(st, BEFORE_WANTED + (int)i, scratch, &wanted[i], &item);
    sqlite3_reset(st);
    here(&item.starts, x->timezone);
    here(&item.deadline, x->timezone);
    same_read(scratch, &item, source, canonical, x->keep_text, &read);
    e->source = x->keep_text ? arena_strdup(x->a, source) : NULL;
    e->title = x->keep_text ? arena_strdup(x->a, item.title) : NULL;
    same_keep(x->a, &read, &e->f); /* what reading took besides is let go */
    return true;
}

long clustering_entry(struct clustering *x, int64_t key)
{
    uint32_t at = clustering_place(x, key);
    return clustering_read(x, at) ? (long)at : -1;
}

void clustering_free(struct clustering *x)
{
    sqlite3_finalize(x->select);
    free(x->entries);
    free(x->slots);
    candidates_free(&x->candidates);
    frequencies_free(&x->words);
    frequencies_free(&x->pages);
    arena_free(&x->scratch);
}

/* --- frequencies --- */

/* As the store has it, when it was not asked yet. */
static struct frequency *word(struct clustering *x, uint32_t feature)
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
    sqlite3_bind_int64(st, 1, feature);
    int rc = step(x->s, st, x->err);
    if (rc == SQLITE_ROW)
        f->n = (uint32_t)sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    x->failed |= rc == SQLITE_ERROR;
    return f;
}

static void count_word(void *context, uint32_t feature)
{
    struct frequency *f = word(context, feature);
    f->n++;
    f->changed = true;
}

void clustering_count(struct clustering *x, uint32_t entry)
{
    same_features(&x->entries[entry].f, count_word, x);
}

static double word_frequency(void *context, uint32_t feature)
{
    return word(context, feature)->n;
}

static int by_feature(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* In the order of their rows, which spares the store most of the work. */
bool clustering_keep_words(struct clustering *x)
{
    uint32_t *changed = mem_alloc(x->words.used * sizeof *changed);
    size_t n = 0;
    bool ok = true;
    for (size_t i = 0; i < x->words.cap; i++)
        if (x->words.v[i].changed)
            changed[n++] = x->words.v[i].feature;
    if (n)
        qsort(changed, n, sizeof *changed, by_feature);
    for (size_t i = 0; i < n && ok; i++) {
        sqlite3_stmt *st = statement(x->s, ST_WORD_PUT, x->err);
        ok = st != NULL;
        if (!ok)
            break;
        sqlite3_bind_int64(st, 1, changed[i]);
        sqlite3_bind_int64(st, 2, (int64_t)frequency_of(&x->words, changed[i]));
        ok = run(x->s, st, x->err);
    }
    free(changed);
    return ok && store_mark_put(x->s, CLUSTER_ITEMS, x->count + x->fresh, x->err);
}

/* Of what only the store has it is not known, and not asked: it shares none with what is new. */
static double page_frequency(void *context, uint32_t feature)
{
    const struct frequency *f = frequency_find(&((struct clustering *)context)->pages, feature);
    return f ? f->n : 1;
}

static void weigh(struct clustering *x, uint32_t i)
{
    if (!x->entries[i].weighed)
        same_weigh(&x->entries[i].f, (double)(x->count + x->fresh), word_frequency, page_frequency, x);
    x->entries[i].weighed = true;
}

struct same_verdict clustering_judge(struct clustering *x, struct arena *a, uint32_t i, uint32_t k)
{
    weigh(x, i);
    weigh(x, k);
    return same_judge(a, &x->entries[i].f, &x->entries[k].f, (double)(x->count + x->fresh));
}

double clustering_score(struct clustering *x, uint32_t i, uint32_t k)
{
    weigh(x, i);
    weigh(x, k);
    if (x->probe_of != i || !x->probe.x) {
        same_probe(&x->probe, &x->entries[i].f, (double)(x->count + x->fresh));
        x->probe_of = i;
    }
    x->probe.x = &x->entries[i].f; /* they move when more come */
    return same_score(&x->probe, &x->entries[k].f);
}
