/* YAML to a tree: every fault has its place in the file, and the tree holds texts alone. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/yaml.dict */
#include "tests/fuzz/yaml.h"

static void claim_tree(const struct yaml_node *node, int depth, const struct file_size *size)
{
    claim(depth <= YAML_DEPTH_LIMIT, "%d deep", depth);
    claim(node->line >= 1 && node->line <= size->lines && node->column >= 1 && node->column <= size->columns,
          "a node at %d:%d", node->line, node->column);
    if (node->type == YAML_SCALAR)
        claim(utf8_valid(node->text, strlen(node->text)), "a scalar is no UTF-8: %s", node->text);
    for (size_t i = 0; i < node->n; i++) {
        if (node->type == YAML_MAP) {
            claim(node->k[i]->type == YAML_SCALAR, "a key that is no scalar");
            claim(yaml_get(node, node->k[i]->text) || node->k[i]->faulty, "key %s is not found",
                  node->k[i]->text);
        }
        claim_tree(node->v[i], depth + 1, size);
    }
}

static void scalars(const char *s)
{
    struct error err = {0};
    int64_t v;
    if (yaml_duration(s, &v))
        claim(v >= 0, "%lld seconds", (long long)v);
    if (yaml_size(s, &v))
        claim(v >= 0, "%lld bytes", (long long)v);
    yaml_language(s);
    if (!yaml_pattern(s, &err))
        claim_sound(err.text, strlen(err.text), "the error");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    arena_init(&a, 0);
    struct yaml_faults faults = {.arena = &a};
    const struct file_size size = size_of(data, n);
    const struct yaml_node *root = yaml_parse(&a, "a.yaml", (const char *)data, n, &faults);
    claim(root || faults.n, "no tree and no fault");
    if (root)
        claim_tree(root, 1, &size);
    claim_faults(&faults, &size);
    scalars(fuzz_text(&a, data, n));
    arena_free(&a);
    return 0;
}
