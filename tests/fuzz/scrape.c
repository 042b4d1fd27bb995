/* The scraper over a site made up as it goes: each answer, each item and what is known of it comes from the
   bytes. Whatever they are it ends, keeps to its limits, and says of every item what became of it. */
/* fuzz: -max_len=512 */
#include "tests/fuzz/fuzz.h"
#include "harvester/scrape.h"

enum { PAGES = 5, DETAILS = 8, ITEMS = 12 };

struct bytes {
    const uint8_t *p;
    size_t n;
};

static unsigned byte(struct bytes *b)
{
    if (!b->n)
        return 0;
    b->n--;
    return *b->p++;
}

static enum listed known(void *context, int64_t hash)
{
    (void)hash;
    return (enum listed)(byte(context) % (LISTED_OUT + 1));
}

static void answer(struct scrape *s, struct errand *e, struct bytes *b)
{
    static const long statuses[] = {200, 200, 200, 404, 401, 500};
    struct buf body;
    unsigned what = byte(b);
    buf_init(&body, 0);
    buf_adds(&body, what % 16 == 15 ? "" : "body");
    struct fetch_response r = {
        .url = e->url, .final_url = e->url, .status = statuses[what % 6], .body = &body};
    r.content_type = what % 32 == 31 ? "application/pdf" : NULL;
    r.outcome = r.status == 200 ? FETCH_OK : what % 7 == 6 ? FETCH_BUSY : FETCH_HTTP;
    if (what == 255)
        r.outcome = FETCH_ABANDONED;
    scrape_fetched(s, e, &r);
    buf_free(&body);
}

static void add_items(struct arena *a, struct feed *feed, struct bytes *b)
{
    for (unsigned i = byte(b) % 6; i; i--) {
        struct item *item = feed_add_item(a, feed);
        unsigned what = byte(b);
        item->title = arena_printf(a, "%u", what % 32);
        if (what % 8)
            item->url = arena_printf(a, "https://a.example/%u%s", what % 5, what % 3 ? "" : "#x");
        item->left_out = what % 11 == 10;
    }
}

static void read_it(struct scrape *s, struct errand *e, struct bytes *b)
{
    struct arena a;
    struct feed feed;
    unsigned what = byte(b);
    arena_init(&a, 0);
    feed_init(&feed);
    if (e->request.part == WIRE_DETAIL) {
        claim(e->request.items.n == 1, "a detail of %zu items", e->request.items.n);
        *feed_add_item(&a, &feed) = e->request.items.v[0];
    } else if (e->request.part == WIRE_PAGE) {
        add_items(&a, &feed, b);
        feed.next_url = what % 4 ? arena_printf(&a, "https://a.example/p%u", what % 9) : NULL;
        feed.complete = true;
    }
    bool bad = what % 10 == 9;
    struct worker_outcome outcome = {.feed = bad ? NULL : &feed,
                                     .error = bad ? "it is bad" : NULL,
                                     .lasts = -1,
                                     .token =
                                         e->request.part == WIRE_LOGIN ? (what % 5 ? "token" : "a\nb") : NULL,
                                     .arena = &a};
    scrape_read(s, e, &outcome);
    arena_free(&a);
}

static void claim_result(const struct scrape_result *r, const struct scrape_plan *plan, int pages,
                         int details)
{
    claim(pages <= PAGES + 1 && details <= 2 * DETAILS + 1, "%d pages, %d details were asked for", pages,
          details);
    claim(!r->whole || (!r->fault && !r->stopped), "whole, and %s", r->fault);
    claim(r->feed || r->fault || r->stopped, "nothing, and no reason");
    if (!r->listings) /* the feed of an only page is the worker's, and gone by now */
        return;
    claim((int64_t)r->feed->items.n <= plan->items, "%zu items", r->feed->items.n);
    for (size_t i = 0; i < r->feed->items.n; i++) {
        const struct listing *l = &r->listings[i];
        claim(l->understood || l->was != LISTED_NEW || r->feed->items.v[i].left_out,
              "a new item that was not understood");
        claim(l->is != LISTED_NEW, "an item of which nothing is known in the end");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct bytes b = {data, n};
    unsigned how = byte(&b);
    struct source source = {
        .url = "https://a.example/p0", .shown_url = "https://a.example/p0", .every = 86400};
    source.paging.style = how & 1 ? PAGING_LINK : PAGING_NUMBER;
    source.paging.page = "n";
    source.pages = how & 2 ? PAGES : 1;
    source.detail.follow = how & 4;
    if (how & 8)
        source.login = (struct login){.url = "https://a.example/login",
                                      .shown_url = "https://a.example/login",
                                      .header = "Authorization: Bearer {token}",
                                      .lasts = 60};
    struct scrape_plan plan = {.source = &source,
                               .pages = PAGES,
                               .details = DETAILS,
                               .items = ITEMS,
                               .walk = how & 16,
                               .replay = how & 32,
                               .known = how & 64 ? known : NULL,
                               .context = &b};
    struct scrape *s = scrape_new(&plan);
    struct errand *waiting[16] = {0}; /* handed out, and not answered yet */
    enum scrape_act acts[16];
    size_t out = 0;
    int pages = 0, details = 0;
    for (int step = 0;; step++) {
        enum scrape_act act = SCRAPE_WAIT;
        claim(step < 2000, "it does not end");
        if (out < 16 && (!out || byte(&b) % 2)) {
            act = scrape_next(s, &waiting[out]);
            acts[out] = act;
            pages += act == SCRAPE_FETCH && waiting[out]->part == ERRAND_PAGE;
            details += act == SCRAPE_FETCH && waiting[out]->part == ERRAND_DETAIL;
            out += act == SCRAPE_FETCH || act == SCRAPE_READ;
        }
        if (act == SCRAPE_DONE)
            break;
        claim(act != SCRAPE_WAIT || out, "it waits for nothing");
        if (act != SCRAPE_WAIT)
            continue;
        size_t i = byte(&b) % out;
        struct errand *e = waiting[i];
        enum scrape_act was = acts[i];
        waiting[i] = waiting[--out];
        acts[i] = acts[out];
        was == SCRAPE_FETCH ? answer(s, e, &b) : read_it(s, e, &b);
    }
    claim_result(scrape_result(s), &plan, pages, details);
    scrape_free(s);
    return 0;
}
