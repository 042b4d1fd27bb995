/* Any document under limits that are soon passed: the rest is cut, and told. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict */
/* fuzz: tests/fuzz/seeds/rss tests/fuzz/seeds/atom tests/fuzz/seeds/jsonfeed tests/fuzz/seeds/icalendar */
#include "tests/fuzz/feed.h"

static const struct document_limits tight = {.most = {
                                                 [LIMIT_ITEMS] = 2,
                                                 [LIMIT_FIELD] = 100,
                                                 [LIMIT_DEPTH] = 8,
                                                 [LIMIT_ATTRIBUTES] = 8,
                                                 [LIMIT_ENTITIES] = 20,
                                                 [LIMIT_LISTED] = 2,
                                                 [LIMIT_PATTERN] = 1000,
                                             }};
/* The sanitiser adds to a text, closing and escaping; see sanitize.h. */
enum { TIMES = 16, MORE = 1024 };

static void claim_within(const char *s, const char *what)
{
    size_t most = TIMES * ((size_t)tight.most[LIMIT_FIELD] + MORE);
    claim(!s || strlen(s) <= most, "%s: %zu bytes", what, strlen(s));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct feed feed;
    struct error err = {0};
    const struct document document = {.bytes = (const char *)data,
                                      .n = n,
                                      .url = "https://source.example/",
                                      .now = FUZZ_NOW,
                                      .limits = &tight};
    arena_init(&a, 0);
    bool read = format_parse(NULL, &document, &a, &feed, &err);
    if (read) {
        claim_feed(&feed);
        claim((int64_t)feed.items.n <= tight.most[LIMIT_ITEMS], "%zu items", feed.items.n);
        for (size_t i = 0; i < feed.items.n; i++) {
            const struct item *item = &feed.items.v[i];
            claim_within(item->title, "title");
            claim_within(item->summary, "summary");
            claim_within(item->content_html, "content_html");
            claim_within(item->content_text, "content_text");
            size_t most = (size_t)tight.most[LIMIT_LISTED];
            claim(item->authors.n <= most && item->tags.n <= most && item->attachments.n <= most,
                  "%zu, %zu, %zu", item->authors.n, item->tags.n, item->attachments.n);
        }
    }
    arena_free(&a);
    return read ? 0 : -1;
}
