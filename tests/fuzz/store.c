/* A document stored twice: the second time nothing is new and nothing has changed, and every item comes back
   as it was.
   fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict
   fuzz: tests/fuzz/seeds/rss tests/fuzz/seeds/atom tests/fuzz/seeds/jsonfeed tests/fuzz/seeds/icalendar */
#include "tests/fuzz/feed.h"
#include "harvester/document.h"
#include "store/internal.h"

static const struct source source = {.id = "full"};
static struct store *store;
static struct error err;

static struct apply_result apply(struct arena *a, const struct feed *feed, bool complete)
{
    struct apply_result result;
    const struct apply_options o = {.source = "full",
                                    .now = FUZZ_NOW,
                                    .timezone = "Europe/Paris",
                                    .complete = complete,
                                    .grace = 7 * 86400,
                                    .store_document = true};
    claim(store_apply(store, a, feed, &o, &result, &err), "%s", err.text);
    return result;
}

static bool claim_row(void *context, const struct stored_item *stored)
{
    size_t *n = context;
    claim_item(&stored->item);
    claim(stored->uid && strlen(stored->uid) == 32, "uid %s", stored->uid);
    ++*n;
    return true;
}

static void claim_stored(struct arena *a, const struct feed *feed)
{
    struct apply_result first = apply(a, feed, false), second = apply(a, feed, feed->complete);
    claim((size_t)first.fresh <= feed->items.n, "%d new items of %zu", first.fresh, feed->items.n);
    claim(!second.fresh && !second.changed && !second.withdrawn && !second.archived,
          "the second time %d new, %d changed, %d withdrawn, %d archived", second.fresh, second.changed,
          second.withdrawn, second.archived);
    struct filter all;
    size_t n = 0;
    filter_init(&all, FUZZ_NOW);
    all.archived = true;
    claim(store_select(store, &all, claim_row, &n, &err), "%s", err.text);
    claim(n <= (size_t)first.fresh, "%zu rows of %d items", n, first.fresh);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct feed feed;
    const struct document document = {.bytes = (const char *)data,
                                      .n = n,
                                      .url = "https://source.example/folder/feed?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = FUZZ_NOW};
    if (!store)
        store = store_open(":memory:", false, &err);
    claim(store, "%s", err.text);
    arena_init(&a, 0);
    bool read = document_read(&source, &document, &a, &feed, &err);
    if (read) {
        claim(store_begin(store, &err), "%s", err.text);
        claim_stored(&a, &feed);
        store_rollback(store);
    }
    arena_free(&a);
    return read ? 0 : -1;
}
