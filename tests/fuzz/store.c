/* Documents of one source, night after night, parted by a line of "====": what was stored last is stored
   again without anything new or changed, and every item comes back sound. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict */
/* fuzz: tests/fuzz/seeds/rss tests/fuzz/seeds/atom tests/fuzz/seeds/jsonfeed tests/fuzz/seeds/icalendar */
#include "tests/fuzz/feed.h"
#include "harvester/document.h"
#include "store/internal.h"

enum { DAY = 86400 };

static const struct source source = {.id = "full"};
static struct store *store;
static struct error err;

static struct apply_result apply(struct arena *a, const struct feed *feed, int64_t now)
{
    struct apply_result result;
    const struct apply_options o = {.source = "full",
                                    .now = now,
                                    .timezone = "Europe/Paris",
                                    .complete = feed->complete,
                                    .grace = DAY,
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

static void claim_stored(size_t most)
{
    struct filter all;
    size_t n = 0;
    filter_init(&all, FUZZ_NOW);
    all.archived = true;
    claim(store_select(store, &all, claim_row, &n, &err), "%s", err.text);
    claim(n <= most, "%zu rows of %zu items", n, most);
}

/* One night; the same document in the same night changes nothing. */
static bool night(struct arena *a, const void *bytes, size_t n, int64_t now, size_t *items)
{
    struct feed feed;
    const struct document document = {.bytes = bytes,
                                      .n = n,
                                      .url = "https://source.example/folder/feed?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = now};
    if (!document_read(&source, &document, NULL, a, &feed, &err))
        return false;
    struct apply_result first = apply(a, &feed, now), second = apply(a, &feed, now);
    *items += (size_t)first.fresh;
    claim((size_t)first.fresh <= feed.items.n, "%d new items of %zu", first.fresh, feed.items.n);
    claim(!second.fresh && !second.changed && !second.withdrawn && !second.archived,
          "the second time %d new, %d changed, %d withdrawn, %d archived", second.fresh, second.changed,
          second.withdrawn, second.archived);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char mark[] = "\n====\n";
    struct arena a;
    size_t items = 0;
    bool read = false;
    if (!store)
        store = store_open(":memory:", false, &err);
    claim(store, "%s", err.text);
    arena_init(&a, 0);
    claim(store_begin(store, &err), "%s", err.text);
    for (int64_t now = FUZZ_NOW; n; now += DAY) {
        const uint8_t *end = memmem(data, n, mark, sizeof mark - 1);
        size_t length = end ? (size_t)(end - data) : n, skip = end ? length + sizeof mark - 1 : n;
        read |= night(&a, data, length, now, &items);
        data += skip;
        n -= skip;
    }
    claim_stored(items);
    store_rollback(store);
    arena_free(&a);
    return read ? 0 : -1;
}
