/* The pages behind the items: which are asked for, and what becomes of an item whose page is not read. */
#include "harvester/scrape_internal.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_IN_A_ROW = 5 }; /* that fail one after another before no more are asked for tonight */

void detail_give(struct scrape *s, struct own_errand *x)
{
    struct wire_request *r = &x->e.request;
    struct item *item = &s->feed.items.v[s->details.v[x->detail].item];
    r->part = WIRE_DETAIL;
    r->format = s->feed.format;
    r->items.v = item;
    r->items.n = r->items.cap = 1;
    x->state = TO_READ;
}

/* The item is understood as its list gave it. */
void detail_give_alone(struct scrape *s, struct own_errand *x)
{
    x->e.answer.body = NULL;
    x->e.request.document = (struct document){.bytes = "", .timezone = scrape_zone_of(s), .now = s->plan.now};
    detail_give(s, x);
}

/* What is stored of an item stays. */
static void leave(struct scrape *s, size_t item)
{
    s->listings.v[item].is = s->listings.v[item].was;
    s->settled.v[item] = true;
}

bool detail_begin(struct scrape *s)
{
    size_t index = s->next_detail++;
    struct detail_task *d = &s->details.v[index];
    struct listing *l = &s->listings.v[d->item];
    bool has_page = d->url != NULL;
    if (d->taken)
        return false;
    d->taken = true;
    bool kept = has_page && l->was == LISTED_STALE && s->plan.kept && s->plan.kept(s->plan.context, d->url);
    if (has_page && !kept && (s->enough || s->asked_details >= s->plan.details)) {
        s->result.left++;
        if (l->was != LISTED_NEW) {
            leave(s, d->item);
            return false;
        }
    } else if (has_page) {
        struct own_errand *x = scrape_errand_new(s, ERRAND_DETAIL);
        bool foreign;
        x->detail = index;
        x->e.shown = d->url;
        x->e.url = paging_reveal(&x->arena, s->source, d->url, &foreign);
        x->e.robots = source_heeds_robots_behind(s->source);
        x->e.conditional = true;
        x->e.kept = kept;
        scrape_set_headers(s, x, foreign);
        for (size_t i = d->next; i != SIZE_MAX; i = s->details.v[i].next)
            s->details.v[i].taken = true;
        s->asked_details += !kept;
        return true;
    }
    struct own_errand *x = scrape_errand_new(s, ERRAND_DETAIL);
    x->detail = index;
    l->is = has_page ? LISTED_DUE : LISTED_SAME;
    detail_give_alone(s, x);
    return true;
}

/* On to the next item behind the same address, if there is one. */
void detail_ends(struct scrape *s, struct own_errand *x)
{
    size_t before = s->details.v[x->detail].item;
    while ((x->detail = s->details.v[x->detail].next) != SIZE_MAX) {
        size_t item = s->details.v[x->detail].item;
        if (x->e.answer.body) {
            detail_give(s, x);
            return;
        }
        if (s->listings.v[item].was == LISTED_NEW) {
            s->listings.v[item].is = s->listings.v[before].is == LISTED_SAME ? LISTED_SAME : LISTED_DUE;
            detail_give_alone(s, x);
            return;
        }
        leave(s, item);
    }
    scrape_errand_end(s, x);
}

/* The page of an item could not be read: the item stays as it is stored, or is stored as it was listed. */
void detail_fails(struct scrape *s, struct own_errand *x, const char *fault, bool busy)
{
    size_t item = s->details.v[x->detail].item;
    struct listing *l = &s->listings.v[item];
    if (!s->plan.replay) {
        l->fault = arena_printf(&s->arena, "%s: %s", x->e.shown, fault ? fault : "");
        if (!s->result.reason)
            s->result.reason = l->fault;
        s->result.failed++;
        s->enough = s->enough || busy || ++s->in_row >= MOST_IN_A_ROW;
    }
    x->e.answer.body = NULL;
    if (l->was == LISTED_NEW) {
        l->is = LISTED_DUE;
        detail_give_alone(s, x);
        return;
    }
    leave(s, item);
    detail_ends(s, x);
}
