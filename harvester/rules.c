/* How the rules of a source are written: their tables, and the check of every selector, pointer and pattern,
   so that an editor hears of a slip from `check` and not from an empty night. */
#include "harvester/rules.h"
#include "base/json.h"
#include "base/text.h"
#include "harvester/extract_internal.h"

#include <string.h>

enum { LONGEST_RULE = 4096 };

/* --- tables --- */

static const enum rule_language languages[] = {
    RULE_NONE,   RULE_NONE,    RULE_NONE,
    RULE_NONE,   RULE_NONE,    RULE_NONE, /* auto rss atom rdf jsonfeed icalendar */
    RULE_HTML,   RULE_POINTER, RULE_XPATH,
    RULE_COLUMN, RULE_XPATH,   RULE_NONE, /* html json xml csv oai sitemap */
};
static const enum rule_language detail_languages[] = {RULE_HTML, RULE_POINTER, RULE_XPATH};

static const char *const parse_names[] = {"text", "html", "date", "number", "bool", "url", NULL};

/* `dates` is read for every role; the others are those of the item (store/item.h). */
/* clang-format off */
const char *const rule_fields[] = {
    "id", "title", "url", "external_url", "summary", "content", "image", "language", "published",
    "updated", "modified", "authors", "tags", "attachments", "kind", "dates", "starts", "ends",
    "sessions", "all_day", "place", "lat", "lon", "online", "cancelled", "registration_deadline", "opens",
    "deadline", "deadlines", "permanent", "organizer", "amount", "amount_min", "amount_max",
    "amount_currency", "amount_rate", "budget_total", "audience", "topics", "territory", NULL,
};
/* clang-format on */

#define AT(member) .offset = offsetof(struct rule_map, member)
#define RULE "{\"$ref\":\"#/$defs/rule\"}"

const struct key rule_keys[] = {
    {.name = "select",
     .type = KEY_NODE,
     AT(select),
     .schema = RULE,
     .words = "[rule](#rules)",
     .help = "the rule that finds the text",
     .also = "selector css xpath path"},
    {.name = "any",
     .type = KEY_NODE,
     AT(any),
     .schema = "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/rule\"}}",
     .words = "list of [rules](#rules)",
     .help = "rules, of which the first that finds something counts",
     .also = "first or"},
    {.name = "attr",
     .type = KEY_TEXT,
     AT(attr),
     .help = "the attribute to take instead of the text; `a@href` says the same",
     .also = "attribute"},
    {.name = "match",
     .type = KEY_PATTERN,
     AT(match),
     .help = "keeps a group of this regular expression, one with a name first, or its whole match",
     .example = "\"Lieu : (.+)\"",
     .also = "regex regexp extract"},
    {.name = "replace",
     .type = KEY_PAIRS,
     AT(replace),
     .help = "regular expressions, and what takes the place of their matches",
     .example = "{\"^Publié le \": \"\"}"},
    {.name = "split",
     .type = KEY_STRING,
     AT(split),
     .help =
         "what stands between the elements of a list, or `/…/`, a regular expression for it; a label that "
         "`map` names is never cut",
     .example = "\", \""},
    {.name = "join",
     .type = KEY_STRING,
     AT(join),
     .help = "what to put between several texts; without it a space"},
    {.name = "default",
     .type = KEY_STRING,
     AT(preset),
     .help = "the text to take when nothing was found",
     .also = "value constant"},
    {.name = "map",
     .type = KEY_PAIRS,
     AT(map),
     .help = "the source's words, and what they mean here",
     .example = "{AAP: call, Agenda: event}",
     .also = "mapping values"},
    {.name = "format",
     .type = KEY_TEXT,
     AT(format),
     .help = "how a date is written there: `d`, `m` (`mmm`: a name), `y`, `h`, then `mm` for minutes, `s`; "
             "several ways with `|` between are tried in turn",
     .example = "dd/mm/yyyy"},
    {.name = "parse",
     .type = KEY_CHOICE,
     AT(parse),
     .choices = parse_names,
     .preset = "text",
     .help = "what the text is read as",
     .also = "type as"},
    {.name = "all",
     .type = KEY_BOOL,
     AT(all),
     .preset = "false",
     .help = "of `select` takes every match, not the first alone that gives something; lists always do",
     .also = "multiple list"},
    {0},
};

const char *rule_split_pattern(struct arena *a, const char *split)
{
    size_t n = strlen(split);
    return n > 2 && split[0] == '/' && split[n - 1] == '/' ? arena_strndup(a, split + 1, n - 2) : NULL;
}

enum rule_language rule_language(int format)
{
    return languages[format];
}

/* --- selectors --- */

/* Where a rule stands, for the check. */
struct checking {
    const char *key; /* "items", "title" */
    enum rule_language language;
    struct yaml_faults *faults;
};

bool rule_pointer_ok(const char *s, struct error *err)
{
    if (*s && *s != '/')
        return error_set(
            err, "\"%.200s\" is no JSON Pointer; expected \"\" or one that begins with /, such as /results",
            s);
    for (const char *tilde = s; (tilde = strchr(tilde, '~')); tilde++)
        if (tilde[1] != '0' && tilde[1] != '1')
            return error_set(err, "\"%.200s\" is no JSON Pointer: ~ is written ~0, and / inside a name ~1",
                             s);
    return true;
}

/* As the language itself reads it. */
static bool selector_ok(struct arena *a, enum rule_language language, const char *s, struct error *err)
{
    const struct extract_language *known = extract_language((int)language);
    void *compiled, *behind;
    if (!known)
        return true;
    if (!selector_compile(known, a, s, &compiled, &behind, err))
        return false;
    selector_release(known, compiled, behind);
    return true;
}

static void check_selector(const struct checking *c, const struct yaml_node *v)
{
    struct error err = {0};
    size_t n = strlen(v->text);
    if (v->faulty)
        return;
    if (n > LONGEST_RULE)
        yaml_fault(c->faults, v, "%s: the selector is too long; expected at most %d bytes", c->key,
                   LONGEST_RULE);
    else if (text_blank(v->text) && c->language != RULE_POINTER)
        yaml_fault(c->faults, v, "%s: expected a selector, found nothing", c->key);
    else if (!selector_ok(c->faults->arena, c->language, v->text, &err))
        yaml_fault(c->faults, v, "%s: %s", c->key, err.text);
}

static void check_rule(const struct checking *c, const struct yaml_node *rule);

static void check_patterns_of(const struct checking *c, const struct yaml_node *pairs)
{
    struct error err = {0};
    for (size_t i = 0; pairs && pairs->type == YAML_MAP && i < pairs->n; i++)
        if (!pairs->k[i]->faulty && !yaml_pattern(pairs->k[i]->text, &err))
            yaml_fault(c->faults, pairs->k[i], "%s: %s", c->key, err.text);
}

static void check_split(const struct checking *c, const struct yaml_node *split)
{
    struct error err = {0};
    const char *pattern =
        split && split->type == YAML_SCALAR ? rule_split_pattern(c->faults->arena, split->text) : NULL;
    if (pattern && !yaml_pattern(pattern, &err))
        yaml_fault(c->faults, split, "%s: %s", c->key, err.text);
}

static void check_rule_map(const struct checking *c, const struct yaml_node *rule)
{
    struct rule_map map = {0};
    bool good = yaml_read(c->faults->arena, rule, rule_keys, &map, c->faults);
    if (map.select)
        check_rule(c, map.select);
    if (map.any && map.any->type != YAML_LIST)
        yaml_fault(c->faults, map.any, "any: expected a list of rules, found %s", yaml_type_name(map.any));
    else if (map.any)
        check_rule(c, map.any);
    if (map.select && map.any)
        yaml_fault(c->faults, map.any, "%s: expected `select` or `any`, found both", c->key);
    if (!map.select && !map.any && !map.preset && !map.attr && good)
        yaml_fault(c->faults, rule, "%s: expected `select`, `any` or `default` in this map", c->key);
    check_patterns_of(c, yaml_get(rule, "replace"));
    check_split(c, yaml_get(rule, "split"));
}

/* A rule nests no deeper than the file it stands in. */
static void check_rule(const struct checking *c, const struct yaml_node *rule)
{
    switch (rule->type) {
    case YAML_SCALAR:
        check_selector(c, rule);
        break;
    case YAML_LIST:
        if (!rule->n)
            yaml_fault(c->faults, rule, "%s: expected a rule in this list, found none", c->key);
        for (size_t i = 0; i < rule->n; i++)
            check_rule(c, rule->v[i]);
        break;
    case YAML_MAP:
        check_rule_map(c, rule);
    }
}

/* --- the rules of a source --- */

static bool field_known(const char *name)
{
    for (const char *const *field = rule_fields; *field; field++)
        if (strcmp(*field, name) == 0)
            return true;
    return false;
}

static void tell_unknown_field(const struct yaml_node *at, const char *name, struct yaml_faults *faults)
{
    const char *near = strlen(name) <= 64 ? text_nearest(name, rule_fields) : NULL;
    yaml_fault(faults, at, "unknown field \"%.100s\"%s%s%s", name,
               near ? "; did you mean \""
                    : "; expected one of an item, such "
                      "as title, url, dates, summary, content",
               near ? near : "", near ? "\"?" : "");
}

static void check_fields(const struct yaml_node *fields, enum rule_language language,
                         struct yaml_faults *faults)
{
    if (fields->type != YAML_MAP) {
        yaml_fault(faults, fields, "fields: expected a map of field to rule, found %s",
                   yaml_type_name(fields));
        return;
    }
    for (size_t i = 0; i < fields->n; i++) {
        struct checking c = {fields->k[i]->text, language, faults};
        if (!fields->k[i]->faulty && !field_known(c.key))
            tell_unknown_field(fields->k[i], c.key, faults);
        check_rule(&c, fields->v[i]);
    }
}

/* A pattern, or a map of field to pattern: the fields that harvester/keep.c knows. */
static void check_patterns(const char *key, const struct yaml_node *node, struct yaml_faults *faults)
{
    static const char *const fields[] = {"title", "summary", "content", "url", "tags", NULL};
    struct error err = {0};
    if (node && node->type == YAML_LIST)
        yaml_fault(faults, node, "%s: expected a regular expression or a map of field to one, found a list",
                   key);
    if (node && node->type == YAML_SCALAR && !node->faulty && !yaml_pattern(node->text, &err))
        yaml_fault(faults, node, "%s: %s", key, err.text);
    for (size_t i = 0; node && node->type == YAML_MAP && i < node->n; i++) {
        const struct yaml_node *name = node->k[i], *pattern = node->v[i];
        const char *const *field = fields;
        while (*field && strcmp(*field, name->text) != 0)
            field++;
        if (!*field && !name->faulty)
            yaml_fault(faults, name,
                       "%s: \"%.100s\" is no field to look at; expected title, summary, content, url or tags",
                       key, name->text);
        if (pattern->type != YAML_SCALAR)
            yaml_fault(faults, pattern, "%s: expected a regular expression, found %s", key,
                       yaml_type_name(pattern));
        else if (!pattern->faulty && !yaml_pattern(pattern->text, &err))
            yaml_fault(faults, pattern, "%s: %s", key, err.text);
    }
}

/* Formats that say themselves what an item is leave nothing to rules. */
static void tell_no_rules(const char *key, const struct yaml_node *rule, const struct source *s,
                          struct yaml_faults *faults)
{
    if (rule && s->format == 0)
        yaml_fault(faults, rule, "%s: expected a `format` with rules beside it: html, json, xml, csv or oai",
                   key);
    else if (rule)
        yaml_fault(faults, rule,
                   "%s: format %s leaves nothing to rules; expected html, json, xml, csv or oai, or the key "
                   "`detail`, which works under every format",
                   key, source_formats[s->format]);
}

static void check_own_rules(const struct source *s, struct yaml_faults *faults)
{
    enum rule_language language = rule_language(s->format);
    const struct yaml_node *format = yaml_get(s->node, "format");
    if (format && format->type == YAML_SCALAR && *format->text &&
        strcmp(format->text, source_formats[s->format]) != 0)
        return; /* no format we know: told already */
    if (language == RULE_NONE) {
        tell_no_rules("items", s->items, s, faults);
        tell_no_rules("fields", s->fields, s, faults);
        tell_no_rules("next", s->next, s, faults);
        return;
    }
    if (language == RULE_COLUMN) { /* every row is an item, and there is one table */
        tell_no_rules("items", s->items, s, faults);
        tell_no_rules("next", s->next, s, faults);
    } else {
        if (s->items)
            check_rule(&(struct checking){"items", language, faults}, s->items);
        if (s->next)
            check_rule(&(struct checking){"next", language, faults}, s->next);
        else if (s->pages > 1 && s->paging.style == PAGING_NONE)
            yaml_warning(faults, yaml_get(s->node, "pages"), "pages: without `next` there is one page alone");
    }
    if (s->fields)
        check_fields(s->fields, language, faults);
}

void rules_check(const struct source *s, struct yaml_faults *faults)
{
    check_own_rules(s, faults);
    if (s->detail.follow && !s->detail.fields && detail_languages[s->detail.format] != RULE_HTML)
        yaml_fault(faults, yaml_get(s->node, "detail"),
                   "detail: expected `fields`: only pages in HTML can be read without rules");
    if (s->detail.fields)
        check_fields(s->detail.fields, detail_languages[s->detail.format], faults);
    const struct yaml_node *expect = yaml_get(s->node, "expect");
    for (size_t i = 0; i < s->expect.fields.n; i++)
        if (!field_known(s->expect.fields.v[i]))
            tell_unknown_field(yaml_get(expect, "fields"), s->expect.fields.v[i], faults);
    check_patterns("keep", s->keep, faults);
    check_patterns("drop", s->drop, faults);
}

/* --- schema --- */

void rules_schema(struct json *j)
{
    jw_key(j, "rule");
    jw_object(j);
    jw_key(j, "anyOf");
    jw_array(j);
    yaml_schema_text(j, "{\"type\":\"string\"}");
    yaml_schema_text(j, "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/rule\"},\"minItems\":1}");
    yaml_schema(j, rule_keys);
    jw_array_end(j);
    jw_object_end(j);
    jw_key(j, "paging");
    yaml_schema(j, paging_keys);
    jw_key(j, "fields");
    jw_object(j);
    jw_field(j, "type", "object");
    jw_key(j, "properties");
    jw_object(j);
    for (const char *const *field = rule_fields; *field; field++) {
        jw_key(j, *field);
        yaml_schema_text(j, "{\"$ref\":\"#/$defs/rule\"}");
    }
    jw_object_end(j);
    jw_key(j, "additionalProperties");
    jw_bool(j, false);
    jw_object_end(j);
    jw_key(j, "patterns");
    yaml_schema_text(
        j,
        "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"object\",\"properties\":{\"title\":{\"type\":"
        "\"string\"},"
        "\"summary\":{\"type\":\"string\"},\"content\":{\"type\":\"string\"},\"url\":{\"type\":\"string\"},"
        "\"tags\":{\"type\":\"string\"}},\"additionalProperties\":false}]}");
}
