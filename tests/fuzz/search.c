/* What people type into a search: never an error of SQL. The second line is the text that is searched. */
/* fuzz: -max_len=256 -dict=tests/fuzz/search.dict */
#include "tests/fuzz/fuzz.h"
#include "store/internal.h"

static struct store *store;
static struct error err;

static bool count(void *context, const struct stored_item *item)
{
    (void)item;
    ++*(int *)context;
    return true;
}

static void store_text(struct arena *a, const char *text)
{
    struct feed feed;
    struct apply_result result;
    const struct apply_options o = {.source = "s", .now = FUZZ_NOW, .store_document = true};
    feed_init(&feed);
    struct item *item = feed_add_item(a, &feed);
    item->id = "1";
    item->title = item->content_text = text;
    claim(store_apply(store, a, &feed, &o, &result, &err), "%s", err.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct filter f;
    const char *line;
    int rows = 0;
    int64_t counted = -1;
    if (!store)
        store = store_open(":memory:", false, &err);
    claim(store, "%s", err.text);
    arena_init(&a, 0);
    size_t length = fuzz_line(&data, &n, &line);
    claim(store_begin(store, &err), "%s", err.text);
    store_text(&a, fuzz_text(&a, data, n));
    filter_init(&f, FUZZ_NOW);
    f.text = fuzz_text(&a, line, length);
    strings_add(&a, &f.tags, f.text);
    f.tags.n = n % 2 ? f.tags.n : 0;
    f.sort = SORT_RELEVANCE;
    claim(store_select(store, &f, count, &rows, &err), "%s: %s", f.text, err.text);
    claim(store_count(store, &f, &counted, &err), "%s: %s", f.text, err.text);
    claim(rows == counted, "%d rows, %lld counted", rows, (long long)counted);
    store_rollback(store);
    arena_free(&a);
    return 0;
}
