/* Items of one page that are the same thing. */
#include "harvester/formats/page_same.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/url.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { MOST_COMPARED = 40 /* of those with one address or one title */ };

struct entry {
    size_t index; /* in the feed */
    const char *syntax, *url, *title;
    int next[2]; /* of the same address, of the same title; -1 */
};

struct chain {
    struct hash key;
    int first; /* entry + 1; 0: an empty place */
};

struct same {
    struct arena *arena;
    struct feed *feed;
    LIST(struct entry) entries;
    struct chain *chains[2];
    size_t n[2], cap[2];
};

enum { BY_ADDRESS, BY_TITLE };

struct same *same_new(struct arena *arena, struct feed *feed)
{
    struct same *same = arena_alloc(arena, sizeof *same);
    same->arena = arena;
    same->feed = feed;
    return same;
}

static struct chain *place_of(struct same *same, int by, struct hash key)
{
    struct chain *chains = same->chains[by];
    size_t mask = same->cap[by] - 1, at = key.low & mask;
    while (chains[at].first && (chains[at].key.low != key.low || chains[at].key.high != key.high))
        at = (at + 1) & mask;
    return &chains[at];
}

static void add_key(struct same *same, int by, const char *key, int entry)
{
    same->entries.v[entry].next[by] = -1;
    if (!key)
        return;
    if (2 * same->n[by] >= same->cap[by]) {
        struct chain *old = same->chains[by];
        size_t n = same->cap[by];
        same->cap[by] = n ? 2 * n : 64;
        same->chains[by] = arena_alloc(same->arena, same->cap[by] * sizeof *old);
        for (size_t i = 0; i < n; i++)
            if (old[i].first)
                *place_of(same, by, old[i].key) = old[i];
    }
    struct hash hash = hash_bytes(key, strlen(key));
    struct chain *chain = place_of(same, by, hash);
    same->n[by] += !chain->first;
    same->entries.v[entry].next[by] = chain->first - 1;
    *chain = (struct chain){hash, entry + 1};
}

static struct entry entry_of(struct same *same, const struct item *item, const char *syntax)
{
    struct arena *a = same->arena;
    return (struct entry){.syntax = syntax,
                          .url = item->url ? url_canonical(a, item->url) : NULL,
                          .title = item->title ? text_fold(a, item->title, strlen(item->title)) : NULL};
}

void same_add(struct same *same, size_t index, const char *syntax)
{
    struct entry entry = entry_of(same, &same->feed->items.v[index], syntax);
    entry.index = index;
    *ARENA_PUSH(same->arena, same->entries.v, same->entries.n, same->entries.cap) = entry;
    add_key(same, BY_ADDRESS, entry.url, (int)same->entries.n - 1);
    add_key(same, BY_TITLE, entry.title, (int)same->entries.n - 1);
}

/* --- comparing --- */

static bool one_holds(const char *a, const char *b)
{
    return strstr(a, b) || strstr(b, a);
}

bool same_title(struct arena *arena, const char *a, const char *b)
{
    return a && b && one_holds(text_fold(arena, a, strlen(a)), text_fold(arena, b, strlen(b)));
}

/* The days, and the hours where both have some. */
static bool times_differ(const struct civil *a, const struct civil *b)
{
    if (!a->precision || !b->precision)
        return false;
    if (a->precision == PRECISION_MINUTE && b->precision == PRECISION_MINUTE)
        return civil_compare(a, b) != 0 && (a->day != b->day || a->hour != b->hour || a->minute != b->minute);
    return a->year != b->year || a->month != b->month || a->day != b->day;
}

static bool texts_differ(struct arena *arena, const char *a, const char *b)
{
    return a && b && !same_title(arena, a, b);
}

static bool is_plain(enum kind kind)
{
    return kind != KIND_EVENT && kind != KIND_CALL;
}

static bool is_same(struct same *same, const struct entry *a, const struct item *x, const struct entry *b,
                    const struct item *y)
{
    bool urls = a->url && b->url, url = urls && !strcmp(a->url, b->url);
    bool title = !strcmp(a->title, b->title);
    if (times_differ(&x->starts, &y->starts))
        return false;
    bool dated = x->starts.precision && y->starts.precision;
    bool published = x->published != INSTANT_NONE && x->published == y->published;
    if (strcmp(a->syntax, b->syntax) != 0) {
        if (url)
            return title || one_holds(a->title, b->title);
        return title && (!urls || dated || published);
    }
    /* a page that one plug-in calls an event and another an article */
    if (url && is_plain(x->kind) != is_plain(y->kind))
        return true;
    return title && url == urls && !texts_differ(same->arena, x->place, y->place) &&
           x->starts.precision == y->starts.precision && x->published == y->published;
}

struct item *same_find(struct same *same, const struct item *item, const char *syntax)
{
    struct entry entry = entry_of(same, item, syntax);
    const char *keys[] = {entry.url, entry.title};
    if (!entry.title)
        return NULL;
    for (int by = BY_ADDRESS; by <= BY_TITLE; by++) {
        if (!keys[by] || !same->n[by])
            continue;
        int at = place_of(same, by, hash_bytes(keys[by], strlen(keys[by])))->first - 1;
        for (int compared = 0; at >= 0 && compared < MOST_COMPARED; compared++) {
            const struct entry *other = &same->entries.v[at];
            struct item *there = &same->feed->items.v[other->index];
            if (is_same(same, other, there, &entry, item))
                return there;
            at = other->next[by];
        }
    }
    return NULL;
}

/* --- joining --- */

static const size_t texts[] = {
    offsetof(struct item, id),        offsetof(struct item, url),     offsetof(struct item, external_url),
    offsetof(struct item, title),     offsetof(struct item, summary), offsetof(struct item, image),
    offsetof(struct item, language),  offsetof(struct item, place),   offsetof(struct item, amount_currency),
    offsetof(struct item, organizer),
};
static const size_t times[] = {
    offsetof(struct item, registration_deadline),
    offsetof(struct item, opens),
    offsetof(struct item, deadline),
};
static const size_t numbers[] = {
    offsetof(struct item, amount_min),
    offsetof(struct item, amount_max),
    offsetof(struct item, amount_rate),
    offsetof(struct item, budget_total),
};

static void fill(char *item, const char *other)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char **to = (const char **)(item + texts[i]);
        *to = *to ? *to : *(const char *const *)(other + texts[i]);
    }
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct civil *to = (struct civil *)(item + times[i]);
        *to = to->precision ? *to : *(const struct civil *)(other + times[i]);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        double *to = (double *)(item + numbers[i]);
        *to = isnan(*to) ? *(const double *)(other + numbers[i]) : *to;
    }
}

void item_join(struct arena *arena, struct item *item, const struct item *other)
{
    bool text = item->content_html || item->content_text;
    fill((char *)item, (const char *)other);
    if (!item->kind || (is_plain(item->kind) && !is_plain(other->kind)))
        item->kind = other->kind;
    if (!text) {
        item->content_html = other->content_html;
        item->content_text = other->content_text;
    }
    if (item->starts.precision < other->starts.precision) {
        item->starts = other->starts;
        item->ends = other->ends;
        item->all_day = other->all_day;
    } else if (!item->ends.precision && !times_differ(&item->starts, &other->starts)) {
        item->ends = other->ends;
    }
    if (item->published == INSTANT_NONE)
        item->published = other->published;
    if (item->updated == INSTANT_NONE)
        item->updated = other->updated;
    if (isnan(item->lat)) {
        item->lat = other->lat;
        item->lon = other->lon;
    }
    item->cancelled = item->cancelled || other->cancelled;
    item->online = item->online == UNKNOWN ? other->online : item->online;
    if (!item->sessions.n)
        memcpy(&item->sessions, &other->sessions, sizeof item->sessions);
    for (size_t i = 0; !item->authors.n && i < other->authors.n; i++)
        add_author(arena, &item->authors, &other->authors.v[i]);
    for (size_t i = 0; i < other->tags.n; i++)
        add_tag(arena, &item->tags, other->tags.v[i]);
}
