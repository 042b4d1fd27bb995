/* Pages by rules: the first line is the selector of the items, the second that of their fields, the rest the
   page. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/html.dict */
#include "tests/fuzz/feed.h"
#include "base/yaml.h"
#include "harvester/source.h"

static struct yaml_node *scalar(struct arena *a, const char *text)
{
    struct yaml_node *node = arena_alloc(a, sizeof *node);
    *node = (struct yaml_node){.type = YAML_SCALAR, .text = text};
    return node;
}

/* One field of each sort, by the same rule. */
static struct yaml_node *fields_by(struct arena *a, struct yaml_node *rule)
{
    static const char *const names[] = {"title", "url",         "content", "dates",  "starts",
                                        "tags",  "attachments", "amount",  "online", "deadlines"};
    struct yaml_node *map = arena_alloc(a, sizeof *map);
    *map = (struct yaml_node){.type = YAML_MAP, .n = sizeof names / sizeof *names};
    map->k = arena_alloc(a, map->n * sizeof *map->k);
    map->v = arena_alloc(a, map->n * sizeof *map->v);
    for (size_t i = 0; i < map->n; i++) {
        map->k[i] = scalar(a, names[i]);
        map->v[i] = rule;
    }
    return map;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct document_limits limits = {{10, 2000, 40, 50, 1000, 20, 2000}};
    struct arena a;
    struct feed feed;
    struct error err = {0};
    const char *items, *field;
    size_t items_n = fuzz_line(&data, &n, &items), field_n = fuzz_line(&data, &n, &field);
    arena_init(&a, 0);
    struct source source = {.items = scalar(&a, fuzz_text(&a, items, items_n)),
                            .fields = fields_by(&a, scalar(&a, fuzz_text(&a, field, field_n)))};
    source.next = source.items;
    const struct document document = {.bytes = (const char *)data,
                                      .n = n,
                                      .url = "https://source.example/folder/page?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = FUZZ_NOW,
                                      .limits = &limits,
                                      .source = &source};
    if (format_parse("html", &document, &a, &feed, &err)) {
        claim(feed.items.n <= 10, "%zu items", feed.items.n);
        claim_feed(&feed);
    } else {
        claim(err.text[0], "refused without a word");
        claim_string(err.text, "the error");
    }
    arena_free(&a);
    return 0;
}
