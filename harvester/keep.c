/* `keep:` and `drop:`: which items of a source are wanted at all. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "harvester/keep.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 1000, MOST_RULES = 8 };

/* The text of a field a rule may name. */
typedef void field_text(struct buf *out, struct arena *scratch, const struct item *item);

static void add_text(struct buf *out, const char *s)
{
    if (s) {
        buf_adds(out, s);
        buf_addc(out, '\n');
    }
}

static void title_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    (void)scratch;
    add_text(out, item->title);
}

static void summary_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    (void)scratch;
    add_text(out, item->summary);
}

static void both_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    title_text(out, scratch, item);
    summary_text(out, scratch, item);
}

static void content_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    add_text(out, item->content_text);
    if (item->content_html) /* its words, not its markup */
        add_text(out, text_from_html(scratch, item->content_html, strlen(item->content_html)));
}

static void url_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    (void)scratch;
    add_text(out, item->url);
}

static void tags_text(struct buf *out, struct arena *scratch, const struct item *item)
{
    (void)scratch;
    for (size_t i = 0; i < item->tags.n; i++)
        add_text(out, item->tags.v[i]);
}

static const struct {
    const char *name;
    field_text *text;
} fields[] = {
    {"title", title_text}, {"summary", summary_text}, {"content", content_text},
    {"url", url_text},     {"tags", tags_text},
};

struct rule {
    pcre2_code *code;
    field_text *text;
};

struct keep {
    struct rule keep[MOST_RULES], drop[MOST_RULES];
    size_t n_keep, n_drop;
    pcre2_match_data *match;
    pcre2_match_context *limits;
};

static void add_rule(struct rule *rules, size_t *n, const struct yaml_node *pattern, field_text *text)
{
    int code;
    PCRE2_SIZE at;
    if (!pattern || pattern->type != YAML_SCALAR || *n == MOST_RULES)
        return;
    pcre2_code *compiled = pcre2_compile(
        (PCRE2_SPTR)pattern->text, PCRE2_ZERO_TERMINATED,
        PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
    if (!compiled)
        return;
    rules[(*n)++] = (struct rule){compiled, text};
}

static void add_rules(struct rule *rules, size_t *n, const struct yaml_node *node)
{
    if (node && node->type == YAML_SCALAR)
        add_rule(rules, n, node, both_text);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        add_rule(rules, n, yaml_get(node, fields[i].name), fields[i].text);
}

struct keep *keep_compile(const struct yaml_node *keep, const struct yaml_node *drop, size_t steps)
{
    if (!keep && !drop)
        return NULL;
    struct keep *k = mem_alloc(sizeof *k);
    add_rules(k->keep, &k->n_keep, keep);
    add_rules(k->drop, &k->n_drop, drop);
    k->match = pcre2_match_data_create(1, NULL);
    k->limits = pcre2_match_context_create(NULL);
    if (!k->match || !k->limits)
        out_of_memory();
    pcre2_set_match_limit(k->limits, (uint32_t)steps);
    pcre2_set_depth_limit(k->limits, DEPTH_LIMIT);
    return k;
}

void keep_free(struct keep *k)
{
    if (!k)
        return;
    for (size_t i = 0; i < k->n_keep; i++)
        pcre2_code_free(k->keep[i].code);
    for (size_t i = 0; i < k->n_drop; i++)
        pcre2_code_free(k->drop[i].code);
    pcre2_match_data_free(k->match);
    pcre2_match_context_free(k->limits);
    free(k);
}

static bool matches(const struct keep *k, const struct rule *rule, const struct item *item, bool *beyond)
{
    struct buf text;
    struct arena scratch;
    buf_init(&text, 0);
    arena_init(&scratch, 0);
    rule->text(&text, &scratch, item);
    int n = pcre2_match(rule->code, (PCRE2_SPTR)buf_str(&text), text.n, 0, 0, k->match, k->limits);
    buf_free(&text);
    arena_free(&scratch);
    *beyond = *beyond || n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT;
    return n >= 0;
}

bool keep_item(const struct keep *k, const struct item *item, bool *beyond)
{
    if (!k)
        return true;
    for (size_t i = 0; i < k->n_keep; i++)
        if (!matches(k, &k->keep[i], item, beyond))
            return false;
    for (size_t i = 0; i < k->n_drop; i++)
        if (matches(k, &k->drop[i], item, beyond))
            return false;
    return true;
}
