/* `split:`, the elements of a list that stand in one text. */
#include "harvester/extract_internal.h"

#include <string.h>

/* The first separator in s: true when there is one. */
static bool separator(struct extract *x, const struct rule *rule, const char *s, size_t *at, size_t *n)
{
    if (!rule->split) {
        const char *found = strstr(s, rule->map.split);
        *at = found ? (size_t)(found - s) : 0;
        *n = strlen(rule->map.split);
        return found;
    }
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(rule->split, NULL);
    pcre2_match_context *limits = match_limits(x);
    if (!data)
        out_of_memory();
    int result = pcre2_match(rule->split, (PCRE2_SPTR)s, strlen(s), 0, PCRE2_NOTEMPTY, data, limits);
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(data);
    bool good = result > 0 && ends[1] > ends[0]; /* \\K may turn them around */
    if (good) {
        *at = ends[0];
        *n = ends[1] - ends[0];
    }
    tell_limit(x, result);
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
    return good;
}

/* How much of s is a label that `map` names, and that a separator or the end follows; 0: none of them. */
static size_t label(struct extract *x, const struct rule *rule, const char *s)
{
    const struct yaml_pairs *map = &rule->map.map;
    size_t longest = 0, space = strspn(s, " "), at, n;
    for (size_t i = 0; i < map->n; i++) {
        size_t length = strlen(map->names[i]);
        if (length <= longest || strncasecmp(s + space, map->names[i], length) != 0)
            continue;
        const char *behind = s + space + length;
        behind += strspn(behind, " ");
        if (!*behind ||
            (separator(x, rule, s + space + length, &at, &n) && at <= (size_t)(behind - s) - space - length))
            longest = length;
    }
    return longest ? space + longest : 0;
}

const char *split_off(struct extract *x, const struct rule *rule, const char **text)
{
    const char *s = *text;
    size_t at = 0, n = 0, known = s ? label(x, rule, s) : 0;
    if (!s)
        return NULL;
    bool more = separator(x, rule, s + known, &at, &n);
    *text = more ? s + known + at + n : NULL;
    return more ? arena_strndup(x->arena, s, known + at) : s;
}
