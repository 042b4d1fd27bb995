/* Pages looked at for what they offer: whatever a page holds, each source proposed is one that `check` takes.
 */
/* fuzz: -max_len=4096 -dict=tests/fuzz/html.dict */
#include "tests/fuzz/feed.h"
#include "harvester/discover/discover.h"
#include "base/url.h"
#include "harvester/rules.h"

static void claim_source(struct arena *a, const struct findings *all, const struct finding *f)
{
    struct yaml_faults faults = {.arena = a};
    struct source source = {0};
    struct buf out;
    buf_init(&out, 0);
    discover_source(&out, "https://site.example/liste", all, f);
    struct yaml_node *list = yaml_parse(a, "f", buf_str(&out), out.n, &faults);
    claim(list && list->type == YAML_LIST && list->n == 1, "no list of one source: %s", buf_str(&out));
    source.node = list->v[0];
    yaml_read(a, source.node, source_keys, &source, &faults);
    rules_check(&source, &faults);
    claim(!faults.errors, "%s: %s", faults.n ? faults.v[0].text : "", buf_str(&out));
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct feed feed;
    struct error err = {0};
    struct findings found;
    struct document document = {
        .bytes = (const char *)data, .n = n, .url = "https://site.example/liste", .now = 1790000000};
    arena_init(&a, 0);
    feed_init(&feed);
    if (!discover_read(&document, &a, &feed, &err)) {
        claim(err.text[0], "refused without a word");
    } else if (findings_of(&a, &feed, &found)) {
        claim_string(found.title, "title");
        for (size_t i = 0; i < found.n; i++) {
            claim(url_is_http(found.v[i].url), "leads to %s", found.v[i].url);
            claim_source(&a, &found, &found.v[i]);
        }
    }
    arena_free(&a);
    return 0;
}
