/* Which known item each item of a document is. By its id, else its canonical address, else its title and
   date; with what real sources do in mind: ids that change at every fetch, one id for all items, two
   addresses of one page, one address for many items, edited titles. */
#include "store/internal.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a table from text to the indices that hold it --- */

struct index_entry {
    const char *key;
    long value, next;
};
struct index {
    struct index_entry *entries;
    long *heads;
    size_t n, mask;
};

static size_t slot(const struct index *x, const char *key)
{
    return hash_bytes(key, strlen(key)).low & x->mask;
}

static void index_init(struct index *x, struct arena *a, size_t n)
{
    size_t size = 16;
    while (size < 2 * n)
        size *= 2;
    x->mask = size - 1;
    x->n = 0;
    x->entries = arena_alloc(a, (n + 1) * sizeof *x->entries);
    x->heads = arena_alloc(a, size * sizeof *x->heads);
    for (size_t i = 0; i < size; i++)
        x->heads[i] = -1;
}

static void index_add(struct index *x, const char *key, long value)
{
    if (!key)
        return;
    size_t s = slot(x, key);
    x->entries[x->n] = (struct index_entry){key, value, x->heads[s]};
    x->heads[s] = (long)x->n++;
}

/* The values of a key one after another: start with -1; -1 at the end. *cursor is the search's own. */
static long index_next(const struct index *x, const char *key, long *cursor)
{
    long e = *cursor == -1 ? x->heads[slot(x, key)] : x->entries[*cursor].next;
    while (e >= 0 && strcmp(x->entries[e].key, key) != 0)
        e = x->entries[e].next;
    *cursor = e >= 0 ? e : -2;
    return e >= 0 ? x->entries[e].value : -1;
}

/* How often a key is there, counted up to `most`. */
static size_t index_count(const struct index *x, const char *key, size_t most)
{
    size_t n = 0;
    for (long cursor = -1; n < most && index_next(x, key, &cursor) >= 0;)
        n++;
    return n;
}

/* --- the matching --- */

struct matching {
    struct arena *a;
    const struct feed *feed;
    struct known *known;
    size_t n_known;
    struct match *matches;
    struct index ids, addresses, titles, identities; /* of the known */
    struct index doc_ids, doc_addresses;             /* of the document */
    struct index taken;                              /* identities given in this document */
    bool stable;                                     /* the format's ids can be relied on */
    bool no_ids;                                     /* this document's ids say nothing */
    const char *zone;                                /* of wall-clock times */
};

static const char *title_and_date(struct matching *m, size_t i)
{
    const struct item *item = &m->feed->items.v[i];
    char date[40] = "", hex[33];
    if (item->starts.precision)
        civil_format(&item->starts, date);
    else if (item->published != INSTANT_NONE)
        instant_format(item->published, NULL, date);
    const char *text = arena_printf(m->a, "%s\n%s", m->matches[i].title ? m->matches[i].title : "", date);
    return arena_strdup(m->a, hash_hex(hash_bytes(text, strlen(text)), hex));
}

/* Title and dates together, which tell items apart where ids do not; NULL where they do not either. */
static const char *dated_title(struct matching *m, const char *title, const char *address, int64_t published,
                               int64_t starts)
{
    bool dated = published != INSTANT_NONE || starts != INSTANT_NONE;
    if (!title || (!dated && address))
        return NULL;
    return arena_printf(m->a, "%s\n%lld\n%lld", title, (long long)published, (long long)starts);
}

static const char *dated_title_of(struct matching *m, size_t i)
{
    const struct item *item = &m->feed->items.v[i];
    int64_t starts = item->starts.precision ? civil_instant(&item->starts, m->zone) : INSTANT_NONE;
    return dated_title(m, m->matches[i].title, m->matches[i].canonical, item->published, starts);
}

static const char *id_of(const struct matching *m, size_t i)
{
    return m->no_ids ? NULL : m->feed->items.v[i].id;
}

/* An address that several items of the document share tells none of them. */
static const char *address_of(const struct matching *m, size_t i)
{
    const char *address = m->matches[i].canonical;
    return address && index_count(&m->doc_addresses, address, 2) == 1 ? address : NULL;
}

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* An id that is met again is the same item, unless everything else says it was given to another. */
static long by_id(struct matching *m, size_t i)
{
    const char *id = id_of(m, i);
    const struct match *x = &m->matches[i];
    if (!id)
        return -1;
    long candidate;
    for (long cursor = -1; (candidate = index_next(&m->ids, id, &cursor)) >= 0;) {
        struct known *k = &m->known[candidate];
        bool other = !m->stable && k->canonical && x->canonical && !same_text(k->canonical, x->canonical) &&
                     !same_text(k->title, x->title);
        if (!k->seen && !other)
            return candidate;
    }
    return -1;
}

static long by_address(struct matching *m, size_t i)
{
    const char *address = address_of(m, i), *id = id_of(m, i);
    const struct item *item = &m->feed->items.v[i];
    if (!address)
        return -1;
    long candidate;
    for (long cursor = -1; (candidate = index_next(&m->addresses, address, &cursor)) >= 0;) {
        struct known *k = &m->known[candidate];
        if (k->seen)
            continue;
        /* two ids that differ are two items (two events on one page), unless title or date say otherwise */
        bool agrees = same_text(k->title, m->matches[i].title) ||
                      (item->published != INSTANT_NONE && k->published == item->published);
        if (id && k->native_id && (m->stable || !agrees))
            continue;
        return candidate;
    }
    return -1;
}

static long by_title(struct matching *m, size_t i)
{
    long cursor = -1;
    if (id_of(m, i))
        return -1;
    const char *key = m->no_ids ? dated_title_of(m, i) : NULL;
    for (long k; key && (k = index_next(&m->titles, key, &cursor)) >= 0;)
        if (!m->known[k].seen)
            return k;
    if (address_of(m, i))
        return -1;
    cursor = -1;
    const char *identity = arena_printf(m->a, "t:%s", title_and_date(m, i));
    long candidate = index_next(&m->identities, identity, &cursor);
    return candidate >= 0 && !m->known[candidate].seen ? candidate : -1;
}

/* Ids of this document that say nothing: one for all items; or none of them known while most addresses are,
   or most titles with their dates, which is what ids made anew at every fetch look like. */
static bool ids_say_nothing(struct matching *m)
{
    size_t with_id = 0, known_ids = 0, with_address = 0, known_addresses = 0, with_title = 0,
           known_titles = 0;
    const struct feed *feed = m->feed;
    for (size_t i = 0; i < feed->items.n; i++) {
        const char *id = feed->items.v[i].id, *address = address_of(m, i), *title = dated_title_of(m, i);
        long cursor = -1;
        with_id += id != NULL;
        known_ids += id && index_next(&m->ids, id, &cursor) >= 0;
        cursor = -1;
        with_address += address != NULL;
        known_addresses += address && index_next(&m->addresses, address, &cursor) >= 0;
        cursor = -1;
        with_title += title != NULL;
        known_titles += title && index_next(&m->titles, title, &cursor) >= 0;
    }
    if (with_id > 1 &&
        index_count(&m->doc_ids, feed->items.v[0].id ? feed->items.v[0].id : "", SIZE_MAX) == with_id)
        return true;
    return with_id > 1 && !known_ids &&
           ((known_addresses > 1 && 2 * known_addresses >= with_address) ||
            (known_titles > 1 && 2 * known_titles >= with_title));
}

/* An address and the title there: one page may announce many items. NULL without an address. */
static const char *titled_page(struct matching *m, size_t i)
{
    const struct match *x = &m->matches[i];
    return x->canonical ? arena_printf(m->a, "%s\n%s", x->canonical, x->title ? x->title : "") : NULL;
}

/* The same item printed twice in one document: same id, or same address and title. */
static bool repeated(struct matching *m, size_t i, const struct index *first_ids,
                     const struct index *first_pages)
{
    const char *id = id_of(m, i);
    const struct match *x = &m->matches[i];
    long j, cursor = -1;
    while (id && (j = index_next(first_ids, id, &cursor)) >= 0)
        if (m->stable || same_text(m->matches[j].canonical, x->canonical) ||
            same_text(m->matches[j].title, x->title))
            return true;
    const char *page = m->stable ? NULL : titled_page(m, i);
    cursor = -1;
    while (page && x->title && (j = index_next(first_pages, page, &cursor)) >= 0) {
        const struct item *p = &m->feed->items.v[i], *q = &m->feed->items.v[j];
        if (civil_compare(&p->starts, &q->starts) == 0 && civil_compare(&p->deadline, &q->deadline) == 0)
            return true;
    }
    return false;
}

static bool identity_free(const struct matching *m, const char *identity)
{
    long cursor = -1, other = -1;
    return index_next(&m->identities, identity, &cursor) < 0 && index_next(&m->taken, identity, &other) < 0;
}

/* A name for a new item that no other of its source has. */
static const char *new_identity(struct matching *m, size_t i)
{
    const char *id = id_of(m, i), *address = address_of(m, i), *base;
    if (id)
        base = arena_printf(m->a, "i:%s", id);
    else if (address)
        base = arena_printf(m->a, "u:%s", address);
    else
        base = arena_printf(m->a, "t:%s", title_and_date(m, i));
    if (identity_free(m, base))
        return base;
    const char *fuller = arena_printf(m->a, "%s\n%s", base, title_and_date(m, i)), *identity = fuller;
    for (int k = 2; !identity_free(m, identity); k++)
        identity = arena_printf(m->a, "%s\n%d", fuller, k);
    return identity;
}

static void index_all(struct matching *m)
{
    size_t n = m->feed->items.n;
    struct index *of_known[] = {&m->ids, &m->addresses, &m->titles, &m->identities};
    for (size_t i = 0; i < sizeof of_known / sizeof *of_known; i++)
        index_init(of_known[i], m->a, m->n_known);
    index_init(&m->doc_ids, m->a, n);
    index_init(&m->doc_addresses, m->a, n);
    index_init(&m->taken, m->a, n);
    for (size_t i = 0; i < m->n_known; i++) {
        index_add(&m->ids, m->known[i].native_id, (long)i);
        index_add(&m->addresses, m->known[i].canonical, (long)i);
        index_add(&m->identities, m->known[i].identity, (long)i);
        const struct known *k = &m->known[i];
        index_add(&m->titles, dated_title(m, k->title, k->canonical, k->published, k->starts_at), (long)i);
    }
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &m->feed->items.v[i];
        struct match *x = &m->matches[i];
        *x = (struct match){.known = -1};
        x->canonical = item->url ? url_canonical(m->a, item->url) : NULL;
        x->title = item->title ? text_fold(m->a, item->title, strlen(item->title)) : NULL;
    }
}

void identity_match(struct arena *a, const struct feed *feed, bool ids_are_stable, const char *zone,
                    struct known *known, size_t n_known, struct match *matches)
{
    struct matching m = {.a = a,
                         .feed = feed,
                         .known = known,
                         .n_known = n_known,
                         .matches = matches,
                         .stable = ids_are_stable,
                         .zone = zone};
    index_all(&m);
    size_t n = feed->items.n;
    struct index first_ids, first_pages;
    index_init(&first_ids, a, n);
    index_init(&first_pages, a, n);
    for (size_t i = 0; i < n; i++)
        index_add(&m.doc_ids, feed->items.v[i].id, (long)i);
    for (size_t i = 0; i < n; i++) {
        bool again = repeated(&m, i, &first_ids, &first_pages);
        if (again)
            matches[i].known = -2;
        else {
            index_add(&m.doc_addresses, matches[i].canonical, (long)i);
            index_add(&first_ids, feed->items.v[i].id, (long)i);
            index_add(&first_pages, titled_page(&m, i), (long)i);
        }
    }
    m.no_ids = !ids_are_stable && ids_say_nothing(&m);
    static long (*const ways[])(struct matching *, size_t) = {by_id, by_address, by_title};
    for (size_t w = 0; w < sizeof ways / sizeof *ways; w++)
        for (size_t i = 0; i < n; i++) {
            if (matches[i].known != -1)
                continue;
            matches[i].known = ways[w](&m, i);
            if (matches[i].known < 0)
                continue;
            struct known *k = &known[matches[i].known];
            k->seen = true;
            matches[i].renamed = id_of(&m, i) && !same_text(id_of(&m, i), k->native_id);
        }
    for (size_t i = 0; i < n; i++)
        if (matches[i].known == -1) {
            matches[i].identity = new_identity(&m, i);
            index_add(&m.taken, matches[i].identity, (long)i);
        }
}
