/* One rule: compiling it, and the values it finds in a scope. */
#include "harvester/extract_internal.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "harvester/formats/common.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH_LIMIT = 1000 }; /* of a regular expression */

/* --- compiling --- */

static pcre2_code *compile_pattern(const char *s, struct error *err)
{
    int code;
    PCRE2_SIZE at;
    if (!yaml_pattern(s, err))
        return NULL;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)s, PCRE2_ZERO_TERMINATED,
                                         PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
    if (!compiled)
        out_of_memory();
    return compiled;
}

static bool compile_parts(struct extract *x, const struct yaml_node *node, struct rule *out,
                          struct error *err)
{
    out->parts = arena_alloc(x->arena, node->n * sizeof *out->parts);
    for (size_t i = 0; i < node->n; i++) {
        out->n = i + 1;
        if (!rule_compile(x, node->v[i], &out->parts[i], err))
            return false;
    }
    return true;
}

/* `select:` and `any:` are rules themselves. */
static bool compile_source(struct extract *x, struct rule *out, struct error *err)
{
    const struct yaml_node *from = out->map.select ? out->map.select : out->map.any;
    if (!from)
        return true;
    out->parts = arena_alloc(x->arena, sizeof *out->parts);
    out->n = 1;
    if (!out->map.any)
        return rule_compile(x, from, out->parts, err);
    if (from->type != YAML_LIST)
        return error_set(err, "any: expected a list of rules");
    out->parts->form = RULE_ANY;
    return compile_parts(x, from, out->parts, err);
}

static bool compile_map(struct extract *x, const struct yaml_node *node, struct rule *out, struct error *err)
{
    struct yaml_faults faults = {.arena = x->arena};
    yaml_read(x->arena, node, rule_keys, &out->map, &faults);
    if (!compile_source(x, out, err))
        return false;
    if (out->map.match && !(out->match = compile_pattern(out->map.match, err)))
        return false;
    const char *split = out->map.split ? rule_split_pattern(x->arena, out->map.split) : NULL;
    if (split && !(out->split = compile_pattern(split, err)))
        return false;
    const struct yaml_pairs *replace = &out->map.replace;
    out->replace = arena_alloc(x->arena, replace->n * sizeof *out->replace);
    for (size_t i = 0; i < replace->n; i++) {
        pcre2_code *code = compile_pattern(replace->names[i], err);
        if (!code)
            return false;
        out->replace[out->n_replace++] = (struct rule_replace){code, replace->values[i]};
    }
    return true;
}

bool rule_compile(struct extract *x, const struct yaml_node *node, struct rule *out, struct error *err)
{
    *out = (struct rule){.form = RULE_SELECTOR};
    if (node->type == YAML_LIST) {
        out->form = RULE_LIST;
        return compile_parts(x, node, out, err);
    }
    if (node->type == YAML_MAP) {
        out->form = RULE_MAP;
        return compile_map(x, node, out, err);
    }
    out->selector = node->text;
    return selector_compile(x->language, x->arena, node->text, &out->compiled, &out->behind, err);
}

void rule_release(const struct extract *x, struct rule *rule)
{
    for (size_t i = 0; i < rule->n; i++)
        rule_release(x, &rule->parts[i]);
    selector_release(x->language, rule->compiled, rule->behind);
    for (size_t i = 0; i < rule->n_replace; i++)
        pcre2_code_free(rule->replace[i].code);
    pcre2_code_free(rule->match);
    pcre2_code_free(rule->split);
}

const struct rule *rule_first(const struct rule *rule)
{
    while (rule->form != RULE_SELECTOR) {
        if (!rule->n)
            return NULL;
        rule = rule->parts;
    }
    return rule;
}

/* --- the text of values --- */

/* What the language says, without falling back to the text; NULL for a value that is a text. */
static const char *value_own(struct extract *x, struct extract_value value, enum extract_as as)
{
    struct extract *home = value_home(x, value);
    return value.text ? NULL : home->language->read(home, value, as);
}

static const char *value_raw(struct extract *x, struct extract_value value, enum extract_as as)
{
    const char *text = value.text ? value.text : value_own(x, value, as);
    return !text && as != EXTRACT_TEXT ? value_own(x, value, EXTRACT_TEXT) : text;
}

static const char *cut_line(struct extract *x, const char *text)
{
    if (!text)
        return NULL;
    const char *line = plain_line(x->arena, text, strlen(text));
    if (!line)
        return NULL;
    size_t n = strlen(line), kept = feed_field(x->document, x->arena, x->feed, line, n);
    return kept < n ? arena_strndup(x->arena, line, kept) : line;
}

const char *value_line(struct extract *x, struct extract_value value, enum extract_as as)
{
    return cut_line(x, value_raw(x, value, as));
}

const char *values_line(struct extract *x, const struct extract_values *values, enum extract_as as)
{
    struct buf text;
    if (values->n == 1)
        return value_line(x, values->v[0], as);
    buf_init(&text, 0);
    for (size_t i = 0; i < values->n && text.n <= document_most(x->document, LIMIT_FIELD); i++) {
        const char *line = value_line(x, values->v[i], as);
        if (line)
            buf_printf(&text, "%s%s", text.n ? " " : "", line);
    }
    const char *line = cut_line(x, buf_str(&text));
    buf_free(&text);
    return line;
}

static const char *value_url(struct extract *x, struct extract_value value)
{
    const char *text = value_raw(x, value, EXTRACT_URL);
    return text ? link_address(x->arena, x->base, text, strlen(text)) : NULL;
}

const char *values_url(struct extract *x, const struct extract_values *values)
{
    for (size_t i = 0; i < values->n; i++) {
        const char *url = value_url(x, values->v[i]);
        if (url)
            return url;
    }
    return NULL;
}

/* Empty paragraphs and the like. */
static bool says_nothing(struct arena *a, const char *html)
{
    enum { SHORT = 1000 };
    size_t n = strlen(html);
    return n < SHORT && !strstr(html, "<img") && !strstr(html, "<video") && !strstr(html, "<audio") &&
           text_blank(text_from_html(a, html, n));
}

const char *values_html(struct extract *x, const struct extract_values *values)
{
    struct buf html;
    buf_init(&html, 0);
    for (size_t i = 0; i < values->n && html.n <= document_most(x->document, LIMIT_FIELD); i++) {
        struct extract_value value = values->v[i];
        const char *markup = value_own(x, value, EXTRACT_HTML);
        if (html.n && html.p[html.n - 1] != '\n')
            buf_addc(&html, '\n');
        if (markup)
            buf_adds(&html, markup);
        else
            text_add_xml(&html, value_raw(x, value, EXTRACT_TEXT));
    }
    size_t n = feed_field(x->document, x->arena, x->feed, buf_str(&html), html.n);
    const char *clean = html_content(x->arena, buf_str(&html), n, x->base);
    buf_free(&html);
    return clean && says_nothing(x->arena, clean) ? NULL : clean;
}

/* --- what a map makes of a text --- */

pcre2_match_context *match_limits(const struct extract *x)
{
    pcre2_match_context *limits = pcre2_match_context_create(NULL);
    if (!limits)
        out_of_memory();
    pcre2_set_match_limit(limits, (uint32_t)document_most(x->document, LIMIT_PATTERN));
    pcre2_set_depth_limit(limits, DEPTH_LIMIT);
    return limits;
}

void tell_limit(struct extract *x, int result)
{
    if (result == PCRE2_ERROR_MATCHLIMIT || result == PCRE2_ERROR_DEPTHLIMIT)
        feed_beyond(x->document, x->arena, x->feed, LIMIT_PATTERN);
}

/* The group a match stands for: the first with a name that took part, else the first, else all of it. */
static int group_of(const pcre2_code *code, const PCRE2_SIZE *at, int n)
{
    uint32_t names = 0, size = 0;
    PCRE2_SPTR table = NULL;
    pcre2_pattern_info(code, PCRE2_INFO_NAMECOUNT, &names);
    pcre2_pattern_info(code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(code, PCRE2_INFO_NAMETABLE, &table);
    int best = 0;
    for (uint32_t i = 0; i < names; i++, table += size) {
        int group = table[0] << 8 | table[1];
        if (group < n && at[2 * group] != PCRE2_UNSET && (!best || group < best))
            best = group;
    }
    for (int group = 1; group < n && !best; group++)
        if (at[2 * group] != PCRE2_UNSET)
            best = group;
    return best;
}

static const char *matched_part(struct extract *x, const pcre2_code *code, const char *text)
{
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(code, NULL);
    pcre2_match_context *limits = match_limits(x);
    if (!data)
        out_of_memory();
    int n = pcre2_match(code, (PCRE2_SPTR)text, strlen(text), 0, 0, data, limits);
    const char *part = NULL;
    if (n > 0) {
        const PCRE2_SIZE *at = pcre2_get_ovector_pointer(data);
        int group = group_of(code, at, n);
        if (at[2 * group + 1] >= at[2 * group]) /* \K may turn them around */
            part = arena_strndup(x->arena, text + at[2 * group], at[2 * group + 1] - at[2 * group]);
    }
    tell_limit(x, n);
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return part;
}

static const char *replaced(struct extract *x, const struct rule_replace *replace, const char *text)
{
    enum {
        OPTIONS = PCRE2_SUBSTITUTE_GLOBAL | PCRE2_SUBSTITUTE_UNSET_EMPTY | PCRE2_SUBSTITUTE_UNKNOWN_UNSET
    };
    pcre2_match_context *limits = match_limits(x);
    PCRE2_SIZE room = 2 * strlen(text) + 4 * strlen(replace->with) + 256;
    char *out = arena_room(x->arena, room);
    int n = pcre2_substitute(replace->code, (PCRE2_SPTR)text, strlen(text), 0,
                             OPTIONS | PCRE2_SUBSTITUTE_OVERFLOW_LENGTH, NULL, limits,
                             (PCRE2_SPTR)replace->with, PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)out, &room);
    if (n == PCRE2_ERROR_NOMEMORY && room <= 2 * document_most(x->document, LIMIT_FIELD)) {
        out = arena_room(x->arena, room);
        n = pcre2_substitute(replace->code, (PCRE2_SPTR)text, strlen(text), 0, OPTIONS, NULL, limits,
                             (PCRE2_SPTR)replace->with, PCRE2_ZERO_TERMINATED, (PCRE2_UCHAR *)out, &room);
    }
    tell_limit(x, n);
    pcre2_match_context_free(limits);
    return n >= 0 ? out : text;
}

static const char *mapped(struct arena *a, const struct yaml_pairs *map, const char *text)
{
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->names[i], text) == 0)
            return map->values[i];
    const char *folded = map->n ? text_fold(a, text, strlen(text)) : NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(text_fold(a, map->names[i], strlen(map->names[i])), folded) == 0)
            return map->values[i];
    return text;
}

/* --- the values of a rule --- */

static void add_text(struct extract *x, struct extract_values *out, const char *text)
{
    *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = (struct extract_value){.text = text};
}

/* One piece of text, mapped and read as the map says. */
static void add_piece(struct extract *x, const struct rule_map *map, const char *text,
                      struct extract_values *out)
{
    const char *line = plain_line(x->arena, text, strlen(text));
    line = line ? mapped(x->arena, &map->map, line) : NULL;
    if (line && map->parse == PARSE_URL)
        line = link_address(x->arena, x->base, line, strlen(line));
    if (line && *line)
        add_text(x, out, line);
}

static void add_pieces(struct extract *x, const struct rule *rule, const char *text,
                       struct extract_values *out)
{
    const struct rule_map *map = &rule->map;
    if (!map->split || !*map->split)
        add_piece(x, map, text, out);
    else
        for (const char *piece; (piece = split_off(x, rule, &text));)
            add_piece(x, map, piece, out);
}

static void add_worked(struct extract *x, const struct rule *rule, const char *text,
                       struct extract_values *out)
{
    if (text && rule->match)
        text = matched_part(x, rule->match, text);
    for (size_t i = 0; text && i < rule->n_replace; i++)
        text = replaced(x, &rule->replace[i], text);
    if (text)
        add_pieces(x, rule, text, out);
}

/* Does the map leave the nodes it finds as they are? */
static bool leaves_nodes(const struct rule *rule)
{
    const struct rule_map *map = &rule->map;
    return !map->attr && !rule->match && !rule->n_replace && !map->split && !map->map.n && !map->join &&
           map->parse != PARSE_URL;
}

/* A map looks at the words people see, unless an address is wanted. */
static const char *to_work_on(struct extract *x, const struct rule *rule, struct extract_value value,
                              enum extract_as as)
{
    const struct rule_map *map = &rule->map;
    struct extract *home = value_home(x, value);
    if (map->attr)
        return value.text || !home->language->attribute ? NULL
                                                        : home->language->attribute(home, value, map->attr);
    bool url = as == EXTRACT_URL || map->parse == PARSE_URL;
    return value_line(x, value, url ? EXTRACT_URL : EXTRACT_TEXT);
}

static bool blank(struct extract *x, struct extract_value value, enum extract_as as)
{
    if (as == EXTRACT_URL)
        return !value_url(x, value);
    if (as == EXTRACT_HTML && value_own(x, value, EXTRACT_HTML))
        return false;
    return text_blank(value_raw(x, value, as));
}

static void join_all(struct extract *x, const char *join, struct extract_values *out)
{
    struct buf text;
    if (out->n < 2)
        return;
    buf_init(&text, document_most(x->document, LIMIT_FIELD) + FIELD_MARGIN);
    for (size_t i = 0; i < out->n; i++)
        buf_printf(&text, "%s%s", i ? join : "", out->v[i].text);
    out->n = 0;
    add_text(x, out, arena_strndup(x->arena, buf_str(&text), text.n));
    buf_free(&text);
}

/* What a map has found, to be worked on: a list is one text. */
static void sources_of(struct extract *x, struct rule *rule, struct extract_value scope, enum extract_as as,
                       struct extract_values *out)
{
    const char *line;
    if (!rule->n) {
        if (rule->map.attr) /* the scope's own */
            *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = scope;
        return;
    }
    rule_values(x, rule->parts, scope, as, out);
    if (rule->parts->form != RULE_LIST || leaves_nodes(rule) || rule->map.attr)
        return;
    line = values_line(x, out, EXTRACT_TEXT);
    out->n = 0;
    if (line)
        add_text(x, out, line);
}

static void map_values(struct extract *x, struct rule *rule, struct extract_value scope, enum extract_as as,
                       struct extract_values *out)
{
    const struct rule_map *map = &rule->map;
    struct extract_values found = {0}, made = {0};
    bool leaves = leaves_nodes(rule);
    bool all = map->all || map->join || (leaves && rule->n && rule->parts->form != RULE_SELECTOR);
    sources_of(x, rule, scope, as, &found);
    for (size_t i = 0; i < found.n && (all || !made.n); i++) {
        if (!leaves)
            add_worked(x, rule, to_work_on(x, rule, found.v[i], as), &made);
        else if (!blank(x, found.v[i], as))
            *ARENA_PUSH(x->arena, made.v, made.n, made.cap) = found.v[i];
    }
    if (map->join)
        join_all(x, map->join, &made);
    if (!made.n && map->preset)
        add_text(x, &made, map->preset);
    for (size_t i = 0; i < made.n; i++)
        *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = made.v[i];
}

static void first_values(struct extract *x, struct rule *rule, struct extract_value scope, enum extract_as as,
                         struct extract_values *out)
{
    for (size_t i = 0; i < rule->n; i++) {
        struct extract_values found = {0};
        bool any = false;
        rule_values(x, &rule->parts[i], scope, as, &found);
        for (size_t k = 0; k < found.n && !any; k++)
            any = !blank(x, found.v[k], as);
        for (size_t k = 0; k < found.n && any; k++)
            *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = found.v[k];
        if (any)
            return;
    }
}

void rule_values(struct extract *x, struct rule *rule, struct extract_value scope, enum extract_as as,
                 struct extract_values *out)
{
    size_t before = out->n;
    switch (rule->form) {
    case RULE_SELECTOR:
        selector_values(x, rule, scope, out);
        rule->found += out->n - before;
        break;
    case RULE_LIST:
        for (size_t i = 0; i < rule->n; i++)
            rule_values(x, &rule->parts[i], scope, as, out);
        break;
    case RULE_ANY:
        first_values(x, rule, scope, as, out);
        break;
    case RULE_MAP:
        map_values(x, rule, scope, as, out);
    }
}
