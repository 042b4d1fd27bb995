/* From the rules of a source to the items of a document: fields in their order, counts, the next page. */
#include "harvester/extract_internal.h"
#include "harvester/formats/common.h"
#include "harvester/formats/htmlrules.h"

#include <string.h>

const struct extract_language *extract_language(int rule_language)
{
    static const struct extract_language *const languages[] = {
        [RULE_HTML] = &html_language,
        [RULE_XPATH] = &xpath_language,
        [RULE_POINTER] = &pointer_language,
        [RULE_COLUMN] = &column_language,
    };
    return languages[rule_language];
}

/* --- fields --- */

struct field_rules {
    struct field_rule *v;
    size_t n;
};

static void release_fields(const struct extract *x, struct field_rules *fields)
{
    for (size_t i = 0; i < fields->n; i++)
        rule_release(x, &fields->v[i].rule);
}

/* Sorted as they are read: a date counts from the publication. */
static bool compile_fields(struct extract *x, const struct yaml_node *node, struct field_rules *out,
                           struct error *err)
{
    size_t n = node && node->type == YAML_MAP ? node->n : 0;
    *out = (struct field_rules){.v = arena_alloc(x->arena, n * sizeof *out->v)};
    for (size_t i = 0; i < n; i++) {
        struct field_rule field;
        bool good = field_compile(x, node->k[i]->text, node->v[i], &field, err);
        size_t at = out->n++;
        for (; good && at > 0 && field_order(field.field) < field_order(out->v[at - 1].field); at--)
            out->v[at] = out->v[at - 1];
        out->v[at] = field;
        if (!good)
            return false;
    }
    return true;
}

/* --- what was found --- */

static void count(struct extract *x, const char *key, const struct rule *rule, size_t filled)
{
    struct feed *feed = x->feed;
    const struct rule *first = rule_first(rule);
    for (size_t i = 0; i < feed->matched.n; i++)
        if (strcmp(feed->matched.v[i].key, key) == 0) {
            feed->matched.v[i].found += first ? first->found : filled;
            feed->matched.v[i].filled += filled;
            return;
        }
    *ARENA_PUSH(x->arena, feed->matched.v, feed->matched.n, feed->matched.cap) = (struct matched){
        .key = arena_strdup(x->arena, key),
        .selector = first ? arena_strdup(x->arena, first->selector) : NULL,
        .found = first ? first->found : filled,
        .filled = filled,
    };
}

static void count_fields(struct extract *x, const struct field_rules *fields)
{
    for (size_t i = 0; i < fields->n; i++)
        count(x, field_name(fields->v[i].field), &fields->v[i].rule, fields->v[i].filled);
}

/* --- items --- */

static void read_item(struct extract *x, struct field_rules *fields, struct extract_value scope)
{
    struct item *item = feed_add_item(x->arena, x->feed);
    for (size_t i = 0; i < fields->n; i++)
        field_read(x, &fields->v[i], scope, item);
    /* a row of headings, an advertisement between two items */
    if (!item->title && !item->url && !item->content_html && !item->content_text)
        x->feed->items.n--;
}

static bool read_items(struct extract *x, struct rule *items, bool whole, struct field_rules *fields,
                       struct error *err)
{
    struct extract_values scopes = {0};
    if (whole && x->language->items)
        x->language->items(x, &scopes);
    else if (whole)
        *ARENA_PUSH(x->arena, scopes.v, scopes.n, scopes.cap) = (struct extract_value){0};
    else
        rule_values(x, items, (struct extract_value){0}, EXTRACT_TEXT, &scopes);
    for (size_t i = 0; i < scopes.n && feed_has_room(x->document, x->arena, x->feed); i++) {
        if (arena_over(x->arena))
            return error_set(err, "the rules find more than memory holds");
        read_item(x, fields, scopes.v[i]);
    }
    return true;
}

static bool read_next(struct extract *x, const struct yaml_node *node, struct error *err)
{
    struct rule rule;
    struct extract_values values = {0};
    if (!node)
        return true;
    bool good = rule_compile(x, node, &rule, err);
    if (good) {
        bool cursor = x->document->source->paging.style == PAGING_CURSOR;
        rule_values(x, &rule, (struct extract_value){0}, cursor ? EXTRACT_TEXT : EXTRACT_URL,
                    &values);
        x->feed->next_url = cursor ? values_line(x, &values, EXTRACT_TEXT) : values_url(x, &values);
        count(x, "next", &rule, x->feed->next_url != NULL);
    }
    rule_release(x, &rule);
    return good;
}

bool extract_feed(struct extract *x, struct error *err)
{
    const struct source *rules = x->document->source;
    struct field_rules fields = {0};
    struct rule items = {.form = RULE_LIST};
    bool good = (!rules->items || rule_compile(x, rules->items, &items, err)) &&
                compile_fields(x, rules->fields, &fields, err) &&
                read_items(x, &items, !rules->items, &fields, err);
    if (good && rules->items)
        count(x, "items", &items, x->feed->items.n);
    if (good)
        count_fields(x, &fields);
    good = good && read_next(x, rules->next, err);
    rule_release(x, &items);
    release_fields(x, &fields);
    inside_close(x);
    return good;
}

bool extract_item(struct extract *x, const struct yaml_node *fields, struct extract_value scope,
                  struct item *item, struct error *err)
{
    struct field_rules rules = {0};
    bool good = compile_fields(x, fields, &rules, err);
    for (size_t i = 0; good && i < rules.n; i++)
        field_read(x, &rules.v[i], scope, item);
    if (good)
        count_fields(x, &rules);
    release_fields(x, &rules);
    inside_close(x);
    return good;
}

bool extract_text(struct extract *x, const struct yaml_node *rule, struct extract_value scope,
                  const char **out, struct error *err)
{
    struct rule compiled;
    struct extract_values values = {0};
    *out = NULL;
    bool good = rule_compile(x, rule, &compiled, err);
    if (good) {
        rule_values(x, &compiled, scope, EXTRACT_TEXT, &values);
        *out = values_line(x, &values, EXTRACT_TEXT);
    }
    rule_release(x, &compiled);
    inside_close(x);
    return good;
}
