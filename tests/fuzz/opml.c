/* Lists of subscriptions. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict */
#include "tests/fuzz/feed.h"
#include "harvester/opml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct opml_entries entries = {0};
    struct error err = {0};
    arena_init(&a, 0);
    if (!opml_read(&a, (const char *)data, n, &entries, &err))
        claim(err.text[0], "refused without a word");
    for (size_t i = 0; i < entries.n; i++) {
        const struct opml_entry *e = &entries.v[i];
        claim(e->url && e->title, "an entry without address or title");
        const char *const texts[] = {e->title, e->url, e->site, e->description, e->language, e->folder};
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
            claim_string(texts[k], "an entry's text");
    }
    arena_free(&a);
    return 0;
}
