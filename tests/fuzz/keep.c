/* keep and drop: the first line is a pattern, the rest the item's title and text. */
/* fuzz: -max_len=512 -dict=tests/fuzz/regex.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/keep.h"

enum { STEPS = 10000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct error err = {0};
    const char *line;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    struct yaml_node pattern = {.type = YAML_SCALAR, .text = fuzz_text(&a, line, length)},
                     title = {.text = "title"}, content = {.text = "content"}, *keys[] = {&title, &content},
                     *values[] = {&pattern, &pattern};
    const struct yaml_node map = {.type = YAML_MAP, .k = keys, .v = values, .n = 2};
    struct item item;
    item_init(&item);
    item.title = item.summary = item.content_html = fuzz_text(&a, data, n);

    bool beyond = false, compiles = yaml_pattern(pattern.text, &err);
    claim(compiles || err.text[0], "refused without a word");
    struct keep *kept = keep_compile(&pattern, NULL, STEPS), *dropped = keep_compile(NULL, &pattern, STEPS),
                *both = keep_compile(&map, &map, STEPS);
    bool stays = keep_item(kept, &item, &beyond);
    /* what one keeps the other drops; a pattern that is none does neither */
    if (!beyond)
        claim(stays == (compiles ? !keep_item(dropped, &item, &beyond) : keep_item(dropped, &item, &beyond)),
              "kept %d, and dropped %d", stays, !stays);
    keep_item(both, &item, &beyond);
    keep_free(kept);
    keep_free(dropped);
    keep_free(both);
    arena_free(&a);
    return 0;
}
