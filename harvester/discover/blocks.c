/* The repeated block of a page; see the header. Every group of the outline is a candidate, and so is every
   group whose members' items go on in the siblings that follow. They are weighed by what an item of a list
   has: a title of its own, an address of its own, a date, a heading, an image, words beside its links. */
#include "harvester/discover/blocks.h"
#include "harvester/discover/words.h"
#include "base/hash.h"
#include "base/text.h"
#include "harvester/meaning/dates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_TEXT = 1 << 19, /* bytes in which dates are looked for */
    WEIGHED = 200,       /* members of a group that are looked at */
    LOOKED_AT = 400,     /* elements of one of them */
    SHORTEST_TITLE = 3,  /* bytes */
    TELLING_TITLE = 12,  /* bytes from which a link may be the title of an item */
};

struct counts { /* up to an element or a byte, so that a range costs nothing */
    int *headings, *images, *dates, *digits;
    struct civil ref;
};

/* --- addresses --- */

static const char *scripted(const struct outline *o, int element)
{
    const char *script = outline_attribute(o, element, "onclick");
    const char *at = script ? strstr(script, "location") : NULL;
    at = at ? at : script ? strstr(script, "window.open") : NULL;
    return at && strpbrk(at, "'\"") ? script : NULL;
}

const char *block_address(const struct outline *o, int element, const char **attribute)
{
    static const char *const others[] = {"data-url", "data-href", "data-link", "data-target-url"};
    const char *href = o->v[element].tag == HTML_A ? outline_attribute(o, element, "href") : NULL;
    bool nowhere = !href || strncasecmp(href, "javascript:", 11) == 0 || strcmp(href, "#") == 0;
    *attribute = "href";
    if (href && (strncasecmp(href, "mailto:", 7) == 0 || strncasecmp(href, "tel:", 4) == 0))
        return NULL;
    if (!nowhere)
        return href;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *value = outline_attribute(o, element, others[i]);
        *attribute = others[i];
        if (value && *value != '#')
            return value;
    }
    *attribute = "onclick";
    return scripted(o, element);
}

/* --- one member --- */

struct member {
    const char *title; /* in the arena; NULL */
    const char *address;
    size_t title_length, text, linked; /* bytes */
    int telling;                       /* addresses that could each be an item's */
    bool heading, date, image, number; /* number: a digit beside its links */
};

static uint64_t hash_of(const char *s)
{
    return hash_bytes(s, strlen(s)).low;
}

static bool in_heading(const struct outline *o, int element, int top)
{
    for (int p = element; p >= top; p = o->v[p].parent)
        if (outline_heading(o->v[p].tag))
            return true;
    return false;
}

static int heading_of(const struct outline *o, int from, int end)
{
    for (int i = from; i < end && i < from + LOOKED_AT; i++)
        if (outline_heading(o->v[i].tag) && o->v[i].to > o->v[i].from && !o->v[i].hidden)
            return i;
    return -1;
}

/* The links of a member: which is the longest, and how many of them are an item's. */
static int look_at_links(const struct outline *o, int from, int end, struct member *m)
{
    uint64_t seen[8];
    int best = -1, n_seen = 0;
    for (int i = from; i < end && i < from + LOOKED_AT; i++) {
        const char *attribute, *address = block_address(o, i, &attribute);
        int length = o->v[i].to - o->v[i].from;
        if (!address || (o->v[i].tag != HTML_A && i != from))
            continue;
        m->linked += (size_t)length;
        if (best < 0 || length > o->v[best].to - o->v[best].from)
            best = i;
        uint64_t h = hash_of(address);
        bool known = false;
        for (int k = 0; k < n_seen; k++)
            known |= seen[k] == h;
        if (!known && (length >= TELLING_TITLE || in_heading(o, i, from))) {
            m->telling++;
            if (n_seen < 8)
                seen[n_seen++] = h;
        }
    }
    return best;
}

static struct member look_at(const struct outline *o, const struct counts *c, int from, int end)
{
    struct member m = {0};
    int heading = heading_of(o, from, end), link = look_at_links(o, from, end, &m), title = heading;
    const char *attribute;
    int stop = o->v[from].to;
    for (int i = o->v[from].end; i < end; i = o->v[i].end)
        stop = o->v[i].to;
    if (heading >= 0) { /* its own link, not one of the text below it */
        for (int i = heading; i < o->v[heading].end; i++)
            if (block_address(o, i, &attribute))
                link = i;
        for (int p = o->v[heading].parent; p >= from; p = o->v[p].parent)
            if (block_address(o, p, &attribute))
                link = p;
    }
    m.text = (size_t)(stop - o->v[from].from);
    m.number = c->digits[stop] > c->digits[o->v[from].from] +
                                     (link < 0 ? 0 : c->digits[o->v[link].to] - c->digits[o->v[link].from]);
    m.heading = heading >= 0;
    m.image = c->images[end] > c->images[from];
    m.date = c->dates[stop] > c->dates[o->v[from].from];
    if (title < 0)
        title = link;
    if (title >= 0) {
        m.title = outline_text(o, title);
        m.title_length = strlen(m.title);
    }
    if (link >= 0)
        m.address = block_address(o, link, &attribute);
    return m;
}

/* --- one candidate --- */

struct weight {
    size_t good, links, headings, dates, images, numbers;
    double titles, beside, telling; /* bytes, bytes, addresses: of all good ones */
    uint64_t *addresses, *names;
};

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static double distinct(uint64_t *v, size_t n)
{
    size_t different = n > 0;
    qsort(v, n, sizeof *v, by_number);
    for (size_t i = 1; i < n; i++)
        different += v[i] != v[i - 1];
    return n ? (double)different / (double)n : 0;
}

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static void add_member(const struct member *m, struct weight *w)
{
    if (m->title_length < SHORTEST_TITLE || (!m->address && !m->date))
        return;
    w->names[w->good++] = hash_of(m->title);
    if (m->address)
        w->addresses[w->links++] = hash_of(m->address);
    w->headings += m->heading;
    w->dates += m->date;
    w->images += m->image;
    w->numbers += m->number;
    w->titles += m->title_length < 80 ? (double)m->title_length : 80;
    size_t used = m->linked > m->title_length ? m->linked : m->title_length;
    double beside = m->text > used ? (double)(m->text - used) : 0;
    w->beside += beside < 200 ? beside : 200;
    w->telling += m->telling;
}

/* Menus are links of a word or two, and nothing else. */
static double weigh_together(const struct weight *w, size_t n, double zone)
{
    double good = (double)w->good, title = w->titles / good, beside = w->beside / good,
           several = w->telling / good;
    double dates = share(w->dates, w->good), headings = share(w->headings, w->good),
           numbers = share(w->numbers, w->good);
    double score =
        log2(good + 1) * (1 + 0.8 * headings + 1.2 * dates + 0.2 * numbers + 0.4 * share(w->images, w->good) +
                          0.8 * fmin(1, beside / 80) + 0.5 * fmin(1, title / 40));
    score *= 0.4 + 0.6 * share(w->good, n);
    if (w->links)
        score *= 0.3 + 0.7 * distinct(w->addresses, w->links);
    score *= 0.3 + 0.7 * distinct(w->names, w->good);
    score *= 0.5 + 0.5 * share(w->links, w->good);
    if (several > 1.3)
        score /= several;
    if (title < 25 && dates < 0.3 && numbers < 0.7 && headings < 0.5 && beside < 15)
        score *= 0.3;
    return score * zone;
}

/* Where most of them stand. */
static double zone_factor(const struct outline *o, const int *items, size_t n)
{
    size_t noise = 0, side = 0, main = 0;
    for (size_t i = 0; i < n; i++) {
        noise += o->v[items[i]].zone == ZONE_NOISE;
        side += o->v[items[i]].zone == ZONE_SIDE;
        main += outline_above(o, items[i], HTML_MAIN, 0) >= 0;
    }
    if (2 * noise >= n)
        return 0.05;
    return (2 * side >= n ? 0.4 : 1) * (2 * main >= n ? 1.2 : 1);
}

static void weigh(const struct outline *o, const struct counts *c, struct block *b)
{
    struct arena a;
    struct outline own = *o; /* what is looked at is forgotten at once */
    uint64_t addresses[WEIGHED], names[WEIGHED];
    struct weight w = {.addresses = addresses, .names = names};
    size_t most = b->n < WEIGHED ? b->n : WEIGHED;
    double zone = zone_factor(o, b->items, b->n);
    arena_init(&a, 0);
    own.arena = &a;
    for (size_t i = 0; i < most; i++) {
        struct member m = look_at(&own, c, b->items[i], b->ends[i]);
        add_member(&m, &w);
    }
    arena_free(&a);
    if (w.good >= 2)
        b->score = weigh_together(&w, most, zone) * log2((double)b->n / (double)most + 1);
    b->dates = share(w.dates, w.good);
}

/* --- all of them --- */

struct search {
    const struct outline *o;
    struct counts counts;
    struct block *out;
    size_t n, most;
};

/* `whole`: it is but a part of a block, of whose items this share holds a date; else 1. Returns that share.
 */
static double consider(struct search *s, struct block b, double whole)
{
    if (b.n < 2)
        return 1;
    weigh(s->o, &s->counts, &b);
    if (b.flat || b.mixed)
        b.score *= 0.93; /* of equals the simpler one */
    if (b.dates > 0.99 && whole < 0.95)
        b.score *= 1.15; /* what has none is something else */
    size_t at = s->n;
    while (at > 0 && b.score > s->out[at - 1].score * 1.0001)
        at--;
    if (b.score <= 0.3 || at == s->most)
        return b.dates;
    size_t moved = (s->n < s->most ? s->n : s->most - 1) - at;
    memmove(s->out + at + 1, s->out + at, moved * sizeof *s->out);
    s->out[at] = b;
    s->n += s->n < s->most;
    return b.dates;
}

/* In a language the page is not in they are another list, the same one. */
static bool foreign(const struct outline *o, int element)
{
    const char *here = o->v[element].language, *page = o->language;
    return here && page && strncasecmp(here, page, 2) != 0;
}

/* The row of titles of a table. */
static bool title_row(const struct outline *o, int element)
{
    bool any = false;
    for (int i = element + 1; i < o->v[element].end; i = o->v[i].end) {
        any = true;
        if (o->v[i].tag != HTML_TH)
            return false;
    }
    return any && o->v[element].tag == HTML_TR;
}

static struct block members_of(const struct search *s, const int *members, size_t n)
{
    const struct outline *o = s->o;
    struct block b = {.items = arena_alloc(o->arena, n * sizeof(int)),
                      .ends = arena_alloc(o->arena, n * sizeof(int))};
    for (size_t i = 0; i < n; i++) {
        int e = members[i];
        if (o->v[e].hidden || foreign(o, e) || title_row(o, e) ||
            (o->v[e].parent >= 0 && outline_above(o, o->v[e].parent, HTML_A, 0) >= 0))
            continue;
        b.items[b.n] = e;
        b.ends[b.n++] = o->v[e].end;
    }
    return b;
}

/* The same with what follows each up to the next one; n 0 when nothing does. */
static struct block followed(const struct search *s, const struct block *b)
{
    const struct outline *o = s->o;
    struct block f = {.items = b->items, .ends = arena_alloc(o->arena, b->n * sizeof(int)), .flat = true};
    size_t longer = 0;
    for (size_t i = 0; i < b->n; i++) {
        int parent = o->v[b->items[i]].parent, end = parent < 0 ? b->ends[i] : o->v[parent].end;
        if (i + 1 < b->n && o->v[b->items[i + 1]].parent == parent)
            end = b->items[i + 1];
        longer += end > b->ends[i];
        f.ends[i] = end;
    }
    f.n = 10 * longer >= 6 * b->n ? b->n : 0;
    return f;
}

/* Those with a link, where others beside them have none: each begins an item that goes on in the others. */
static struct block leaders_of(const struct search *s, const struct block *b)
{
    const struct outline *o = s->o;
    struct block l = {.items = arena_alloc(o->arena, b->n * sizeof(int)),
                      .ends = arena_alloc(o->arena, b->n * sizeof(int))};
    for (size_t i = 0; i < b->n; i++) {
        bool link = false;
        const char *attribute;
        for (int e = b->items[i]; e < b->ends[i] && e < b->items[i] + LOOKED_AT && !link; e++)
            link = block_address(o, e, &attribute);
        l.items[l.n] = b->items[i];
        l.ends[l.n] = b->ends[i];
        l.n += link;
    }
    l.n = 3 * l.n <= 2 * b->n ? l.n : 0;
    return l;
}

/* A block, what follows its items, and what follows those that have links. */
static void consider_ways(struct search *s, const struct block *b, double whole[3])
{
    struct block leaders = leaders_of(s, b);
    whole[0] = consider(s, *b, whole[0]);
    whole[1] = consider(s, followed(s, b), whole[1]);
    whole[2] = consider(s, followed(s, &leaders), whole[2]);
}

/* Elements alike in several places, of which one place has most: the others may be something else. */
static void consider_group(struct search *s, const struct block *b)
{
    const struct outline *o = s->o;
    double whole[3] = {1, 1, 1};
    consider_ways(s, b, whole);
    for (size_t i = 0, n; i < b->n; i += n) {
        int parent = o->v[b->items[i]].parent;
        for (n = 1; i + n < b->n && o->v[b->items[i + n]].parent == parent;)
            n++;
        if (n < b->n && n >= 2 && 10 * n >= 6 * b->n) {
            struct block part = {.items = b->items + i, .ends = b->ends + i, .n = n};
            consider_ways(s, &part, whole);
        }
    }
}

static int by_place(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* Several groups as one: the children of one parent that are the same but for their classes, and what wears
   the same class wherever it stands. */
static void consider_unions(struct search *s, bool anywhere)
{
    const struct outline *o = s->o;
    for (size_t g = 0; g < o->n_groups; g++) {
        const struct group *x = &o->groups[g];
        int *all = NULL;
        size_t n = 0, cap = 0, groups = 0;
        bool first = true;
        if (anywhere && (!x->token || words_quality(x->token) < 2))
            continue;
        for (size_t h = 0; h < o->n_groups && first; h++) {
            const struct group *y = &o->groups[h];
            bool fits = y->tag == x->tag && y->column == x->column &&
                        (anywhere ? y->token && strcmp(y->token, x->token) == 0 && y->stem == x->stem
                                  : y->parent == x->parent);
            if (!fits)
                continue;
            first = h >= g;
            groups++;
            for (size_t i = 0; i < y->n; i++)
                *ARENA_PUSH(o->arena, all, n, cap) = y->members[i];
        }
        if (!first || groups < 2)
            continue;
        qsort(all, n, sizeof *all, by_place);
        struct block b = members_of(s, all, n);
        b.mixed = true;
        consider(s, b, 1);
    }
}

static void count(const struct outline *o, struct counts *c)
{
    size_t n = o->n + 1, bytes = o->text.n + 2;
    struct date_context context = {.ref = c->ref, .language = o->language};
    struct found_dates found = {0};
    struct arena scratch;
    arena_init(&scratch, 0);
    c->headings = arena_alloc(o->arena, n * sizeof(int));
    c->images = arena_alloc(o->arena, n * sizeof(int));
    c->dates = arena_alloc(o->arena, bytes * sizeof(int));
    c->digits = arena_alloc(o->arena, bytes * sizeof(int));
    for (size_t i = 0; i < o->text.n; i++)
        c->digits[i + 1] = c->digits[i] + (o->text.p[i] >= '0' && o->text.p[i] <= '9');
    for (size_t i = 0; i < o->n; i++) {
        c->headings[i + 1] = c->headings[i] + outline_heading(o->v[i].tag);
        c->images[i + 1] = c->images[i] + (o->v[i].tag == HTML_IMG);
    }
    size_t look = o->text.n < MOST_TEXT ? o->text.n : MOST_TEXT;
    while (look && look < o->text.n && (o->text.p[look] & 0xC0) == 0x80)
        look--; /* no half character */
    if (look)
        dates_find(&scratch, o->text.p, look, &context, &found);
    for (size_t i = 0; i < found.n; i++)
        if (found.v[i].from.precision >= PRECISION_DAY || found.v[i].to.precision >= PRECISION_DAY)
            c->dates[found.v[i].position + 1]++;
    for (size_t i = 1; i < bytes; i++)
        c->dates[i] += c->dates[i - 1];
    arena_free(&scratch);
}

enum { MOST_GROUPS = 3000 }; /* in a page of more kinds of elements unions are not looked for */

size_t blocks_find(const struct outline *o, struct civil ref, struct block *out, size_t most)
{
    struct search s = {.o = o, .counts.ref = ref, .out = out, .most = most};
    count(o, &s.counts);
    for (size_t g = 1; g < o->n_groups; g++) {
        struct block b = members_of(&s, o->groups[g].members, o->groups[g].n);
        consider_group(&s, &b);
    }
    if (o->n_groups < MOST_GROUPS) {
        consider_unions(&s, false);
        consider_unions(&s, true);
    }
    return s.n;
}
