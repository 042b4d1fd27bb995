/* Which known item each item of a document is. An item shows up to four things by which it may be known
   again: the id its source gives it, the canonical address of its page, its title and its date. None can be
   relied on alone: sources make ids anew at every fetch, give one id or one address to all their items,
   number them by their place, edit titles, move to another host. So two agreements are tried before one, and
   ids and addresses that are seen to say nothing are not looked at. Every step is linear in the items. */
#include "store/internal.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/url.h"

#include <string.h>

/* Parts of a face. WHEN: the date, or that there is none; DAY: likewise, of events alone; NAME: likewise, the
 * title. SERIES: of a recurring event of a calendar; TURN: with the day that one of its times is on. */
enum {
    ID = 1,
    ADDRESS = 2,
    TITLE = 4,
    DATE = 8,
    NAME = 16,
    WHEN = 32,
    DAY = 64,
    SERIES = 128,
    TURN = 256,
    PARTS = 9
};

struct face { /* NULL: it has none, or one that says nothing */
    const char *id, *address, *title, *date;
    bool event;
    const char *renamed;       /* the id to know it by from now on */
    const char *series, *turn; /* an id without a recurrence is a series of one */
};

/* --- a table from some parts of a face to those who show them --- */

struct chain {
    struct hash key;
    long first, last; /* of those who show it; first moves past those that are taken */
    size_t n;         /* 0: an empty place */
};
struct index {
    unsigned parts;
    size_t mask;
    struct chain *chains;
    long *next; /* in the chain of each */
};

/* False when a part is missing. */
static bool key_of(const struct face *f, unsigned parts, struct hash *key)
{
    const char *const all[PARTS] = {f->id,
                                    f->address,
                                    f->title,
                                    f->date,
                                    f->title ? f->title : "",
                                    f->date ? f->date : "",
                                    f->event && f->date ? f->date : "",
                                    f->series,
                                    f->turn};
    struct hash h[PARTS];
    size_t n = 0;
    for (size_t i = 0; i < PARTS; i++) {
        if (!(parts >> i & 1))
            continue;
        if (!all[i])
            return false;
        h[n++] = hash_bytes(all[i], strlen(all[i]));
    }
    *key = hash_bytes(h, n * sizeof *h);
    return true;
}

static struct index index_new(struct arena *a, size_t most, unsigned parts)
{
    size_t size = 16;
    while (size < 2 * most)
        size *= 2;
    return (struct index){parts, size - 1, arena_alloc(a, size * sizeof(struct chain)),
                          arena_alloc(a, (most + 1) * sizeof(long))};
}

/* Where the key stands or would stand; NULL: the face lacks a part. */
static struct chain *place(const struct index *x, const struct face *f)
{
    struct hash key;
    if (!key_of(f, x->parts, &key))
        return NULL;
    for (size_t i = key.low;; i++) {
        struct chain *c = &x->chains[i & x->mask];
        if (!c->n)
            c->key = key;
        if (!c->n || (c->key.low == key.low && c->key.high == key.high))
            return c;
    }
}

static struct chain *find(const struct index *x, const struct face *f)
{
    struct chain *c = place(x, f);
    return c && c->n ? c : NULL;
}

static void index_add(struct index *x, const struct face *f, long who)
{
    struct chain *c = place(x, f);
    if (!c)
        return;
    x->next[who] = -1;
    *(c->n ? &x->next[c->last] : &c->first) = who;
    c->last = who;
    c->n++;
}

static struct index index_faces(struct arena *a, const struct face *faces, size_t n, unsigned parts)
{
    struct index x = index_new(a, n, parts);
    for (size_t i = 0; i < n; i++)
        index_add(&x, &faces[i], (long)i);
    return x;
}

/* The only one that shows it; -1: none, or several. */
static long only(const struct index *x, const struct face *f)
{
    const struct chain *c = find(x, f);
    return c && c->n == 1 ? c->first : -1;
}

/* --- the faces --- */

struct matching {
    struct arena *a;
    const struct feed *feed;
    struct known *known;
    struct match *matches;
    struct face *here, *there; /* of the document's items, of the known ones */
    size_t n, n_known;
    bool stable; /* the format's ids can be relied on */
};

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static const char *instant_text(struct arena *a, int64_t instant)
{
    char text[40];
    return instant == INSTANT_NONE ? NULL : arena_strdup(a, instant_format(instant, NULL, text));
}

/* What has no title goes by the beginning of its text. */
static const char *title_of(struct arena *a, const struct item *item)
{
    const char *const all[] = {item->title, item->summary, item->content_text, item->content_html};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i])
            return identity_title(a, all[i]);
    return NULL;
}

const char *identity_title(struct arena *a, const char *text)
{
    size_t n = strlen(text), end = 0;
    for (size_t length, characters = 0; end < n && characters < IDENTITY_TITLE; characters++, end += length)
        utf8_decode(text + end, n - end, &length);
    return text_fold(a, text, end);
}

/* The id of a recurring entry without what tells one of its times: UID_20260310, UID_20260310T083000Z (see
   struct item). */
static const char *series_of(struct arena *a, const char *id)
{
    static const char *const forms[] = {"_dddddddd", "_ddddddddTddddddZ"};
    size_t n = id ? strlen(id) : 0;
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        size_t length = strlen(forms[k]), i = 0;
        if (n <= length)
            continue;
        for (const char *s = id + n - length; i < length; i++)
            if (forms[k][i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != forms[k][i])
                break;
        if (i == length)
            return arena_strndup(a, id, n - length);
    }
    return id;
}

static void add_series(struct arena *a, struct face *f)
{
    f->series = series_of(a, f->id);
    if (f->series && f->series != f->id && f->event && f->date && strlen(f->date) >= 10)
        f->turn = arena_printf(a, "%s\n%.10s", f->series, f->date);
}

static struct face face_of(struct arena *a, const struct item *item)
{
    char date[32];
    bool event = item->starts.precision != PRECISION_NONE;
    return (struct face){
        .id = item->id,
        .renamed = item->id,
        .address = item->url ? url_canonical(a, item->url) : NULL,
        .title = title_of(a, item),
        .date = event ? arena_strdup(a, civil_format(&item->starts, date)) : instant_text(a, item->published),
        .event = event,
    };
}

static struct face face_of_known(struct arena *a, const struct known *k)
{
    return (struct face){
        .id = k->native_id,
        .address = k->canonical,
        .title = k->title,
        .date = k->starts ? k->starts : instant_text(a, k->published),
        .event = k->starts != NULL,
    };
}

/* --- what says nothing --- */

enum { FEW = 4 }; /* an item may be printed in so many sections of one document */

/* One id or one address for all. */
static void drop_common(struct matching *m, unsigned part)
{
    struct index x = index_faces(m->a, m->here, m->n, part);
    size_t have = 0;
    for (size_t i = 0; i < m->n; i++)
        have += (part == ID ? m->here[i].id : m->here[i].address) != NULL;
    for (size_t i = 0; i < m->n && have > FEW; i++) {
        const struct chain *c = find(&x, &m->here[i]);
        if (!c || c->n != have)
            continue;
        if (part == ID)
            m->here[i].id = m->here[i].renamed = NULL;
        else
            m->here[i].address = NULL;
    }
}

/* The same item printed twice in one document: the same id or page, and nothing that tells them apart. */
static void drop_repeated(struct matching *m)
{
    static const unsigned all[] = {ID, ID | ADDRESS | NAME | DAY, ID | NAME | WHEN, ADDRESS | TITLE | WHEN};
    enum { STABLE = 1, WAYS = 4 };
    struct index seen[WAYS];
    size_t from = m->stable ? 0 : STABLE, to = m->stable ? STABLE : WAYS;
    for (size_t w = from; w < to; w++)
        seen[w] = index_new(m->a, m->n, all[w]);
    for (size_t i = 0; i < m->n; i++) {
        const struct item *item = &m->feed->items.v[i];
        for (size_t w = from; w < to && m->matches[i].known == -1; w++) {
            const struct chain *c = find(&seen[w], &m->here[i]);
            if (c &&
                (m->stable || civil_compare(&m->feed->items.v[c->first].deadline, &item->deadline) == 0)) {
                m->matches[i].known = -2;
                m->matches[i].twin = c->first;
            }
        }
        if (m->matches[i].known == -2)
            m->here[i] = (struct face){0};
        for (size_t w = from; w < to; w++)
            index_add(&seen[w], &m->here[i], (long)i);
    }
}

/* What several items share, of the document or of those known, tells none of them. Of the addresses of known
   items this is asked when they are looked up: many events may have stood on one page, one after another. */
static void drop_shared(struct matching *m)
{
    struct index ids = index_faces(m->a, m->here, m->n, ID),
                 pages = index_faces(m->a, m->here, m->n, ADDRESS);
    struct index known_ids = index_faces(m->a, m->there, m->n_known, ID);
    for (size_t i = 0; i < m->n; i++) {
        struct face *f = &m->here[i];
        const struct chain *page = find(&pages, f), *id = find(&ids, f), *known = find(&known_ids, f);
        if (page && page->n > 1)
            f->address = NULL;
        if (!m->stable && ((id && id->n > 1) || (known && known->n > 1)))
            f->id = f->renamed = NULL;
    }
    for (size_t i = 0; i < m->n_known && !m->stable; i++) {
        const struct chain *id = find(&known_ids, &m->there[i]), *here = find(&ids, &m->there[i]);
        if ((id && id->n > 1) || (here && here->n > 1))
            m->there[i].id = NULL;
    }
}

/* Who an item is by all but its id; or by title and date alone. -1: not sure. */
struct others {
    struct index names_here, names_there, pages_here, pages_there, ids_here, ids_there;
};

static long by_name(const struct matching *m, const struct others *o, size_t i)
{
    return only(&o->names_here, &m->here[i]) < 0 ? -1 : only(&o->names_there, &m->here[i]);
}

static long by_page_or_name(const struct matching *m, const struct others *o, size_t i)
{
    const struct face *f = &m->here[i];
    long k = only(&o->pages_there, f);
    bool page = k >= 0 && (!f->event || same_text(f->date, m->there[k].date));
    return page ? k : by_name(m, o, i);
}

/* Most ids stand at other items than before: items numbered by their place. */
static bool ids_wander(const struct matching *m, const struct others *o)
{
    size_t known = 0, wandered = 0;
    for (size_t i = 0; i < m->n; i++) {
        long before = only(&o->ids_there, &m->here[i]);
        if (before < 0)
            continue;
        known++;
        long k = by_page_or_name(m, o, i);
        wandered += k >= 0 && k != before && !same_text(m->there[before].title, m->here[i].title);
    }
    return wandered > 1 && 2 * wandered >= known;
}

/* Drops a part that is unknown in most items that are known by others, and whose old values are gone: ids
   made anew at every fetch, the addresses of a site that moved. */
static void drop_unknown(struct matching *m, struct others *o, unsigned part)
{
    const struct index *here = part == ID ? &o->ids_here : &o->pages_here;
    const struct index *there = part == ID ? &o->ids_there : &o->pages_there;
    size_t unknown = 0, recognised = 0;
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < m->n; i++) {
            struct face *f = &m->here[i];
            if (!place(there, f) || find(there, f) || (part == ADDRESS && f->id))
                continue;
            if (round && recognised > 1 && 2 * recognised >= unknown)
                *(part == ID ? &f->id : &f->address) = NULL;
            if (round)
                continue;
            long k = part == ID ? by_page_or_name(m, o, i) : by_name(m, o, i);
            unknown++;
            recognised += k >= 0 && !find(here, &m->there[k]);
        }
}

/* Not one id is known, and most items are by title and date: a program that makes them anew, whatever its
   format asks of it. */
static bool made_anew(const struct matching *m)
{
    struct index ids = index_faces(m->a, m->there, m->n_known, ID),
                 series = index_faces(m->a, m->there, m->n_known, SERIES),
                 names = index_faces(m->a, m->there, m->n_known, TITLE | DATE);
    size_t with_id = 0, recognised = 0;
    for (size_t i = 0; i < m->n; i++) {
        const struct face *f = &m->here[i];
        if (find(&ids, f) || find(&series, f))
            return false;
        with_id += f->id != NULL;
        recognised += f->id && find(&names, f);
    }
    return recognised > 1 && 2 * recognised >= with_id;
}

static void drop_meaningless(struct matching *m)
{
    drop_shared(m);
    if (m->stable || !m->n_known)
        return;
    struct others o = {
        .names_here = index_faces(m->a, m->here, m->n, TITLE | WHEN),
        .names_there = index_faces(m->a, m->there, m->n_known, TITLE | WHEN),
        .pages_here = index_faces(m->a, m->here, m->n, ADDRESS),
        .pages_there = index_faces(m->a, m->there, m->n_known, ADDRESS),
        .ids_here = index_faces(m->a, m->here, m->n, ID),
        .ids_there = index_faces(m->a, m->there, m->n_known, ID),
    };
    if (ids_wander(m, &o))
        for (size_t i = 0; i < m->n; i++)
            m->here[i].id = m->here[i].renamed = NULL;
    drop_unknown(m, &o, ID);
    drop_unknown(m, &o, ADDRESS);
}

/* --- the ways to know an item again, the surest first --- */

enum despite {           /* two ids that differ */
               NO_ID,    /* are two items */
               NO_EVENT, /* may be one, unless it is an event: several may stand on one page */
               ANY_ID,
};

static const struct way {
    unsigned parts;
    enum despite ids;
} ways[] = {
    {ID | ADDRESS, ANY_ID},
    {ID | TITLE, ANY_ID},
    {ADDRESS | TITLE | WHEN, ANY_ID},
    {ADDRESS | TITLE, NO_EVENT},
    {ID | DATE, ANY_ID},
    {ID, ANY_ID},
    {ADDRESS | DATE, NO_EVENT},
    {ADDRESS, NO_ID},
    {TITLE | WHEN, NO_ID},
    {TURN, ANY_ID},
};

static bool acceptable(const struct matching *m, const struct way *way, const struct face *f,
                       const struct face *k, const struct chain *c)
{
    bool two_ids = f->id && k->id && !(way->parts & ID), two_pages = f->address && k->address;
    if (way->parts == TURN) /* the series moved to another hour */
        return true;
    if (m->stable && two_ids)
        return false;
    if (two_ids && (way->ids == NO_ID || (way->ids == NO_EVENT && f->event)))
        return false;
    if (way->parts == ID) /* unless everything else says that it was given to another */
        return m->stable || !two_pages || same_text(f->address, k->address) || !f->title || !k->title ||
               same_text(f->title, k->title);
    if (way->parts == ADDRESS)
        return c->n == 1;
    if (way->parts == (TITLE | WHEN))
        return !two_pages;
    return true;
}

static long take(struct matching *m, const struct way *way, struct index *x, size_t i)
{
    struct chain *c = find(x, &m->here[i]);
    while (c && c->first >= 0 && m->known[c->first].seen)
        c->first = x->next[c->first];
    if (!c || c->first < 0 || !acceptable(m, way, &m->here[i], &m->there[c->first], c))
        return -1;
    return c->first;
}

/* What is missing of a series that goes on in the document was moved or called off, and did not vanish. */
static void tell_series(struct matching *m)
{
    struct index series = index_faces(m->a, m->here, m->n, SERIES);
    for (size_t i = 0; i < m->n_known && m->stable; i++)
        m->known[i].goes_on = !m->known[i].seen && find(&series, &m->there[i]);
}

static void match_all(struct matching *m)
{
    for (size_t w = 0; m->n_known && w < sizeof ways / sizeof *ways; w++) {
        struct index x = index_faces(m->a, m->there, m->n_known, ways[w].parts);
        for (size_t i = 0; i < m->n; i++) {
            struct match *match = &m->matches[i];
            if (match->known != -1)
                continue;
            match->known = take(m, &ways[w], &x, i);
            if (match->known < 0)
                continue;
            struct known *k = &m->known[match->known];
            const char *id = m->here[i].renamed;
            k->seen = true;
            match->renamed = id && !same_text(id, k->native_id);
        }
    }
}

/* --- a name for a new item that no other of its source has --- */

/* A name from title and date belongs to nothing else: who has it, and was not met yet, is met now. For items
   that show nothing they could be known by. */
static bool met(struct matching *m, const struct chain *c, size_t i)
{
    long k = c ? c->first : -1;
    if (k < 0 || (size_t)k >= m->n_known || m->known[k].seen)
        return false;
    m->known[k].seen = true;
    m->matches[i].known = k;
    return true;
}

static const char *name_new(struct matching *m, struct index *names, size_t i)
{
    const struct face *f = &m->here[i];
    const char *text = arena_printf(m->a, "%s\n%s", f->title ? f->title : "", f->date ? f->date : "");
    char hex[33];
    hash_hex(hash_bytes(text, strlen(text)), hex);
    struct face name = {.id = f->id        ? arena_printf(m->a, "i:%s", f->id)
                              : f->address ? arena_printf(m->a, "u:%s", f->address)
                                           : arena_printf(m->a, "t:%s", hex)};
    if (find(names, &name) && (f->id || f->address))
        name.id = arena_printf(m->a, "%s\n%s", name.id, hex);
    const char *fuller = name.id;
    struct chain *first = find(names, &name), *c = first;
    for (; c; c = find(names, &name)) { /* counted on, so that many of one name cost no more than others */
        if (met(m, c, i))
            return NULL;
        name.id = arena_printf(m->a, "%s\n%zu", fuller, ++first->n);
    }
    return name.id;
}

static void name_all(struct matching *m)
{
    struct index names = index_new(m->a, m->n_known + m->n, ID);
    for (size_t i = 0; i < m->n_known; i++)
        index_add(&names, &(struct face){.id = m->known[i].identity}, (long)i);
    for (size_t i = 0; i < m->n; i++) {
        if (m->matches[i].known != -1)
            continue;
        m->matches[i].identity = name_new(m, &names, i);
        if (m->matches[i].known != -1)
            continue;
        index_add(&names, &(struct face){.id = m->matches[i].identity}, (long)(m->n_known + i));
    }
}

/* The digits of a UUID made in a way of one's own (RFC 9562, version 8): published as they are stored. */
const char *item_uid(struct arena *a, const char *source, const char *identity, char uid[UID_DIGITS + 1])
{
    const char *name = arena_printf(a, "%s\n%s", source, identity);
    hash_hex(hash_bytes(name, strlen(name)), uid);
    uid[12] = '8';
    uid[16] = "89ab"[(uid[16] <= '9' ? uid[16] - '0' : uid[16] - 'a' + 10) & 3];
    return uid;
}

/* Who is listed as before takes no part in the rest. `known` is in the order of its keys. */
static void take_hints(struct matching *m, const struct apply_hint *hints)
{
    for (size_t i = 0; i < m->n; i++) {
        size_t from = 0, to = m->n_known;
        while (hints[i].same && from < to) {
            size_t middle = from + (to - from) / 2;
            if (m->known[middle].key < hints[i].key)
                from = middle + 1;
            else
                to = middle;
        }
        if (!hints[i].same || from == m->n_known || m->known[from].key != hints[i].key || m->known[from].seen)
            continue;
        m->matches[i].known = (long)from;
        m->known[from].seen = true;
        m->here[i] = m->there[from] = (struct face){0};
    }
}

void identity_match(struct arena *a, const struct feed *feed, bool ids_are_stable, struct known *known,
                    size_t n_known, const struct apply_hint *hints, struct match *matches)
{
    struct matching m = {.a = a,
                         .feed = feed,
                         .known = known,
                         .matches = matches,
                         .n = feed->items.n,
                         .n_known = n_known,
                         .stable = ids_are_stable};
    m.here = arena_alloc(a, m.n * sizeof *m.here);
    m.there = arena_alloc(a, n_known * sizeof *m.there);
    for (size_t i = 0; i < m.n; i++) {
        m.here[i] = face_of(a, &feed->items.v[i]);
        matches[i] = (struct match){.known = -1, .twin = -1, .canonical = m.here[i].address};
    }
    for (size_t i = 0; i < n_known; i++)
        m.there[i] = face_of_known(a, &known[i]);
    if (hints)
        take_hints(&m, hints);
    for (size_t i = 0; i < m.n && ids_are_stable; i++)
        add_series(a, &m.here[i]);
    for (size_t i = 0; i < n_known && ids_are_stable; i++)
        add_series(a, &m.there[i]);
    m.stable = ids_are_stable && !made_anew(&m);
    if (!m.stable) {
        drop_common(&m, ID);
        drop_common(&m, ADDRESS);
    }
    drop_repeated(&m);
    drop_meaningless(&m);
    match_all(&m);
    tell_series(&m);
    name_all(&m);
}
