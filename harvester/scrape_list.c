/* The items of all pages of a source as one list, each once, with what is known of each. */
#include "harvester/scrape_internal.h"
#include "base/url.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>

bool map_meet(struct map *m, int64_t key, size_t *value)
{
    if (2 * m->n >= m->cap) {
        struct map wider = {.cap = m->cap ? 2 * m->cap : 64};
        wider.v = mem_alloc(wider.cap * sizeof *wider.v);
        for (size_t i = 0; i < m->cap; i++)
            if (m->v[i].used)
                map_meet(&wider, m->v[i].key, &m->v[i].value);
        free(m->v);
        *m = wider;
    }
    size_t at = (uint64_t)key & (m->cap - 1);
    while (m->v[at].used && m->v[at].key != key)
        at = (at + 1) & (m->cap - 1);
    if (m->v[at].used) {
        *value = m->v[at].value;
        return true;
    }
    m->v[at] = (struct map_entry){key, *value, true};
    m->n++;
    return false;
}

/* A copy in the scrape's own memory, by way of a message: whatever a feed may hold has a place there. */
static bool copy_feed(struct scrape *s, const struct feed *feed, struct feed *copy)
{
    struct wire_answer answer = {.lasts = -1, .feed = *feed};
    struct error err = {0};
    struct buf b;
    buf_init(&b, 0);
    wire_put_answer(&b, &answer);
    const char *body = arena_dup(&s->arena, b.p + WIRE_HEAD, b.n - WIRE_HEAD);
    bool ok = wire_get_answer(&s->arena, body, b.n - WIRE_HEAD, &answer, &err);
    buf_free(&b);
    *copy = answer.feed;
    return ok;
}

/* Of all that a page says of an item. */
static int64_t hash_of(const struct item *item)
{
    struct arena a;
    arena_init(&a, 0);
    int64_t hash = store_fingerprint(&a, item);
    arena_free(&a);
    return item->dates ? hash ^ (int64_t)hash_bytes(item->dates, strlen(item->dates)).low : hash;
}

/* --- what is to be done for an item --- */

/* Files for people, from which nothing is read. */
static bool is_file(const char *url)
{
    static const char *const ends[] = {".pdf", ".doc",  ".docx", ".odt", ".xls", ".xlsx",
                                       ".ods", ".ppt",  ".pptx", ".odp", ".zip", ".jpg",
                                       ".png", ".jpeg", ".mp3",  ".mp4", ".ics"};
    size_t n = strcspn(url, "?#");
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t length = strlen(ends[i]);
        if (n > length && strncasecmp(url + n - length, ends[i], length) == 0)
            return true;
    }
    return false;
}

/* The address without its fragment; NULL: there is no page of the item's own. */
static const char *page_behind(struct scrape *s, const struct own_errand *page, const struct item *item)
{
    if (!item->url || !url_is_http(item->url) || is_file(item->url))
        return NULL;
    const char *url = arena_strndup(&s->arena, item->url, strcspn(item->url, "#"));
    return strcmp(url, page->e.shown) == 0 ? NULL : url;
}

static void add_detail(struct scrape *s, size_t item, const char *url)
{
    size_t index = s->details.n, first = index;
    *ARENA_PUSH(&s->arena, s->details.v, s->details.n, s->details.cap) =
        (struct detail_task){.item = item, .url = url, .next = SIZE_MAX};
    bool met = url && map_meet(&s->addresses, (int64_t)hash_bytes(url, strlen(url)).low, &first);
    if (met && !s->details.v[first].taken) {
        s->details.v[index].next = s->details.v[first].next;
        s->details.v[first].next = index;
    }
}

static bool wants_page(enum listed was)
{
    return was == LISTED_NEW || was == LISTED_DUE || was == LISTED_STALE;
}

/* Returns whether something is to be done for it. */
static bool consider(struct scrape *s, const struct own_errand *page, size_t index)
{
    struct item *item = &s->feed.items.v[index];
    struct listing *l = &s->listings.v[index];
    if (!s->source->detail.follow || item->left_out || !wants_page(l->was)) {
        if (s->source->detail.follow && l->was == LISTED_OUT)
            item->left_out = true;
        l->is = item->left_out ? LISTED_OUT : wants_page(l->was) ? LISTED_SAME : l->was;
        s->settled.v[index] = true;
        return wants_page(l->was);
    }
    l->is = LISTED_DUE;
    add_detail(s, index, page_behind(s, page, item));
    return true;
}

/* --- pages --- */

static void take_head(struct scrape *s, const struct feed *copy)
{
    struct feed *feed = &s->feed;
    if (s->result.pages) {
        feed->cut = feed->cut || copy->cut;
        feed->complete = feed->complete && copy->complete;
        return;
    }
    *feed = *copy;
    feed->items.v = NULL;
    feed->items.n = feed->items.cap = 0;
    feed->matched.v = NULL;
    feed->matched.n = feed->matched.cap = 0;
    s->result.feed = feed;
}

void list_tell(struct scrape *s, const struct feed *feed, const char *prefix)
{
    if (!s->feed.warning)
        s->feed.warning = arena_strdup(&s->arena, feed->warning);
    for (size_t i = 0; i < feed->matched.n; i++) {
        const struct matched *m = &feed->matched.v[i];
        const char *key = arena_printf(&s->arena, "%s%s", prefix, m->key ? m->key : "");
        struct matched *sum = s->feed.matched.v, *end = sum + s->feed.matched.n;
        while (sum < end && strcmp(sum->key, key) != 0)
            sum++;
        if (sum == end) {
            sum = ARENA_PUSH(&s->arena, s->feed.matched.v, s->feed.matched.n, s->feed.matched.cap);
            *sum = (struct matched){.key = key, .selector = arena_strdup(&s->arena, m->selector)};
        }
        sum->found += m->found;
        sum->filled += m->filled;
    }
}

static bool has_room(struct scrape *s)
{
    if ((int64_t)s->feed.items.n < s->plan.items && !arena_over(&s->arena))
        return true;
    if (!s->cut && !s->feed.warning)
        s->feed.warning =
            arena_printf(&s->arena,
                         "its pages hold more than the limit of %lld items, or %zu MiB: the rest is "
                         "left out",
                         (long long)s->plan.items, s->plan.memory >> 20);
    s->cut = s->feed.cut = true;
    return false;
}

void list_page(struct scrape *s, const struct own_errand *page, const struct feed *feed, bool *fresh,
               bool *news)
{
    struct feed copy;
    *fresh = *news = false;
    if (!copy_feed(s, feed, &copy))
        return; /* it came as such a message: it can be one */
    take_head(s, &copy);
    list_tell(s, &copy, "");
    for (size_t i = 0; i < copy.items.n && has_room(s); i++) {
        int64_t hash = hash_of(&copy.items.v[i]);
        size_t index = s->feed.items.n;
        if (map_meet(&s->hashes, hash, &index))
            continue;
        *fresh = true;
        *ARENA_PUSH(&s->arena, s->feed.items.v, s->feed.items.n, s->feed.items.cap) = copy.items.v[i];
        *ARENA_PUSH(&s->arena, s->settled.v, s->settled.n, s->settled.cap) = false;
        enum listed was = s->plan.known ? s->plan.known(s->plan.context, hash) : LISTED_NEW;
        *ARENA_PUSH(&s->arena, s->listings.v, s->listings.n, s->listings.cap) =
            (struct listing){.hash = hash, .was = was, .understood = !s->source->detail.follow};
        *news = consider(s, page, index) || *news;
    }
}

void list_settle(struct scrape *s, size_t item, const struct feed *feed, enum listed is)
{
    struct feed copy;
    struct listing *l = &s->listings.v[item];
    if (feed->items.n != 1 || !copy_feed(s, feed, &copy))
        return;
    s->feed.items.v[item] = copy.items.v[0];
    s->settled.v[item] = true;
    l->understood = true;
    l->is = is == LISTED_SAME && copy.items.v[0].left_out ? LISTED_OUT : is;
}
