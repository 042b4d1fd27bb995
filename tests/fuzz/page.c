/* Pages without rules: their structured data, and their main text. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/html.dict */
#include "tests/fuzz/feed.h"
#include "harvester/formats/htmltree.h"
#include "harvester/formats/maintext.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct feed feed;
    const struct document document = {.bytes = (const char *)data, .n = n, .now = FUZZ_NOW};
    fuzz_document("html", NULL, data, n);
    arena_init(&a, 0);
    feed_init(&feed);
    struct error err = {0};
    xmlDoc *tree = html_tree(&document, &a, &feed, &err);
    if (tree) {
        claim_sanitised(main_text(&document, tree, &a, "https://source.example/"));
        xmlFreeDoc(tree);
    } else {
        claim(err.text[0], "refused without a word");
    }
    arena_free(&a);
    return 0;
}
