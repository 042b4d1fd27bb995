/* A map read into a struct by a table of keys; every fault of it is told. */
#include "base/civil.h"
#include "base/text.h"
#include "base/url.h"
#include "base/yaml_value.h"
#include "base/zone.h"

#include <string.h>

enum { MOST_KEYS = 64 };

struct reading {
    struct arena *arena;
    struct yaml_faults *faults;
    void *into;
};

struct any_list { /* the shape of every list in a struct */
    void *v;
    size_t n, cap;
};

typedef void setter(struct reading *r, const struct key *key, const struct yaml_node *v, void *member);

/* --- scalars --- */

/* The words for a value that does not fit; a long one is cut. */
static void misfit(struct reading *r, const struct key *key, const struct yaml_node *v, const char *what)
{
    yaml_fault(r->faults, v, "%s: \"%.200s\" is no %s", key->name, v->text, what);
}

/* The text of a scalar with its secrets, NULL after a fault. */
static const char *text_of(struct reading *r, const struct key *key, const struct yaml_node *v, bool *secret)
{
    struct error err = {0};
    const char *text = yaml_expand(r->arena, v->text, secret, &err);
    if (!text && r->faults->unset_fine)
        return v->text;
    if (!text)
        yaml_fault(r->faults, v, "%s: %s", key->name, err.text);
    return text;
}

static void set_string(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    const char *text = text_of(r, key, v, NULL);
    if (text)
        *(const char **)member = text;
}

static void set_text(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    const char *text = text_of(r, key, v, NULL);
    if (text && text_blank(text))
        yaml_fault(r->faults, v, "%s: expected text, found nothing", key->name);
    else if (text)
        *(const char **)member = text;
}

static void set_url(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    bool secret;
    struct error err = {0};
    const char *text = text_of(r, key, v, &secret);
    if (!text)
        return;
    if (url_check(text, &err))
        *(const char **)member = text;
    else if (secret) /* what the environment holds is not shown */
        yaml_fault(r->faults, v,
                   "%s: \"%.200s\" makes no address that can be fetched; expected one such as "
                   "https://example.org/feed",
                   key->name, v->text);
    else
        yaml_fault(r->faults, v, "%s: %s", key->name, err.text);
}

static void set_bool(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    if (!yaml_bool(v->text, member))
        misfit(r, key, v, "truth value; expected true or false");
}

/* The limits of a number, in the words of its type. */
static const char *limit_text(struct reading *r, const struct key *key, int64_t limit)
{
    if (key->type == KEY_DURATION)
        return yaml_duration_text(r->arena, limit);
    return arena_printf(r->arena, "%lld", (long long)limit);
}

static void set_number(struct reading *r, const struct key *key, const struct yaml_node *v, int64_t value,
                       void *member)
{
    if (value < key->min && (key->min || key->max))
        yaml_fault(r->faults, v, "%s: %s is too small; expected at least %s", key->name, v->text,
                   limit_text(r, key, key->min));
    else if (key->max && value > key->max)
        yaml_fault(r->faults, v, "%s: %s is too large; expected at most %s", key->name, v->text,
                   limit_text(r, key, key->max));
    else
        *(int64_t *)member = value;
}

static void set_int(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    int64_t value;
    if (yaml_int(v->text, &value))
        set_number(r, key, v, value, member);
    else
        misfit(r, key, v, "whole number");
}

static void set_size(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    int64_t value;
    if (yaml_size(v->text, &value))
        set_number(r, key, v, value, member);
    else
        misfit(r, key, v, "size; expected a number of bytes, such as 16MiB, 64KiB, 1000");
}

static void set_duration(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    int64_t value;
    if (yaml_duration(v->text, &value))
        set_number(r, key, v, value, member);
    else
        misfit(r, key, v, "duration; expected a number and a unit, such as 24h, 90s, 1h30m, 7 days");
}

/* The index of a choice; -1 after a fault. */
static int choice_of(struct reading *r, const struct key *key, const struct yaml_node *v)
{
    struct buf all;
    for (int i = 0; key->choices[i]; i++)
        if (*key->choices[i] && strcmp(key->choices[i], v->text) == 0)
            return i;
    buf_init(&all, 0);
    for (int i = 0; key->choices[i]; i++)
        if (*key->choices[i])
            buf_printf(&all, "%s%s", all.n ? ", " : "", key->choices[i]);
    const char *near = text_nearest(v->text, key->choices);
    bool suggest = near && *near;
    yaml_fault(r->faults, v, "%s: \"%.100s\" is not allowed; expected one of %s%s%s%s", key->name, v->text,
               buf_str(&all), suggest ? "; did you mean \"" : "", suggest ? near : "", suggest ? "\"?" : "");
    buf_free(&all);
    return -1;
}

static void set_choice(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    int choice = choice_of(r, key, v);
    if (choice >= 0)
        *(int *)member = choice;
}

static void set_zone(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    if (zone_find(v->text))
        *(const char **)member = v->text;
    else {
        const char *near = zone_nearest(r->arena, v->text);
        misfit(r, key, v,
               near ? arena_printf(r->arena, "time zone; did you mean \"%s\"?", near)
                    : "time zone; expected an IANA name such as Europe/Paris");
    }
}

static void set_language(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    if (yaml_language(v->text))
        *(const char **)member = v->text;
    else
        misfit(r, key, v, "language; expected a code such as fr, en or pt-BR");
}

static void set_pattern(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    struct error err = {0};
    if (yaml_pattern(v->text, &err))
        *(const char **)member = v->text;
    else
        yaml_fault(r->faults, v, "%s: %s", key->name, err.text);
}

static void set_path(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    const char *text = text_of(r, key, v, NULL), *slash = v->file ? strrchr(v->file, '/') : NULL;
    if (text && !*text)
        yaml_fault(r->faults, v, "%s: expected a path, found nothing", key->name);
    else if (text && *text != '/' && slash)
        *(const char **)member = arena_printf(r->arena, "%.*s/%s", (int)(slash - v->file), v->file, text);
    else if (text)
        *(const char **)member = text;
}

static void set_date(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    struct civil date;
    if (civil_parse(v->text, &date))
        *(const char **)member = v->text;
    else
        misfit(r, key, v, "date; expected one such as 2026-03-10");
}

/* --- lists and maps --- */

/* A list's elements that are scalars, or one scalar: calls `one` for each. */
static void each_scalar(struct reading *r, const struct key *key, const struct yaml_node *v, void *member,
                        setter *one)
{
    if (v->type == YAML_SCALAR)
        one(r, key, v, member);
    for (size_t i = 0; v->type == YAML_LIST && i < v->n; i++) {
        const struct yaml_node *element = v->v[i];
        if (element->type != YAML_SCALAR)
            yaml_fault(r->faults, element, "%s: expected text in this list, found %s", key->name,
                       yaml_type_name(element));
        else if (!element->faulty)
            one(r, key, element, member);
    }
    if (v->type == YAML_MAP)
        yaml_fault(r->faults, v, "%s: expected text or a list of texts, found a map", key->name);
}

static void add_string(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    struct any_list *list = member;
    const char *text = NULL;
    set_text(r, key, v, &text);
    if (!text)
        return;
    const char **strings = list->v;
    *ARENA_PUSH(r->arena, strings, list->n, list->cap) = text;
    list->v = strings;
}

static void set_strings(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    *(struct any_list *)member = (struct any_list){0};
    each_scalar(r, key, v, member, add_string);
}

static void add_choice(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    int choice = choice_of(r, key, v);
    if (choice >= 0)
        *(unsigned *)member |= 1u << choice;
}

static void set_choices(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    *(unsigned *)member = 0;
    each_scalar(r, key, v, member, add_choice);
}

static bool expect_type(struct reading *r, const struct key *key, const struct yaml_node *v,
                        enum yaml_type type, const char *expected)
{
    if (v->type == type)
        return true;
    if (!v->faulty) /* a foreign tag says enough */
        yaml_fault(r->faults, v, "%s: expected %s, found %s", key->name, expected, yaml_type_name(v));
    return false;
}

static void set_map(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    if (expect_type(r, key, v, YAML_MAP, "a map of keys"))
        yaml_read(r->arena, v, key->sub, member, r->faults);
}

static void set_pairs(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    struct yaml_pairs *pairs = member;
    if (!expect_type(r, key, v, YAML_MAP, "a map of names and texts"))
        return;
    *pairs = (struct yaml_pairs){0};
    for (size_t i = 0; i < v->n; i++) {
        const struct yaml_node *value = v->v[i];
        if (value->type != YAML_SCALAR) {
            yaml_fault(r->faults, value, "%s: expected text for \"%.100s\", found %s", key->name,
                       v->k[i]->text, yaml_type_name(value));
        } else if (!value->faulty && !v->k[i]->faulty) {
            const char *text = text_of(r, key, value, NULL);
            if (!text)
                continue;
            size_t cap = pairs->cap;
            *ARENA_PUSH(r->arena, pairs->names, pairs->n, cap) = v->k[i]->text;
            pairs->n--; /* the two arrays grow together */
            *ARENA_PUSH(r->arena, pairs->values, pairs->n, pairs->cap) = text;
        }
    }
}

static void set_list(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    struct any_list *list = member;
    if (!expect_type(r, key, v, YAML_LIST, "a list"))
        return;
    *list = (struct any_list){0};
    for (size_t i = 0; i < v->n; i++) {
        const struct yaml_node *element = v->v[i];
        if (!expect_type(r, key, element, YAML_MAP, "a map of keys in this list"))
            continue;
        list->v = arena_grow(r->arena, list->v, list->n, &list->cap, key->element);
        void *place = (char *)list->v + list->n * key->element;
        memset(place, 0, key->element);
        if (yaml_read(r->arena, element, key->sub, place, r->faults))
            list->n++;
    }
}

static void set_node(struct reading *r, const struct key *key, const struct yaml_node *v, void *member)
{
    (void)r;
    (void)key;
    *(const struct yaml_node **)member = v;
}

/* --- the table of types --- */

static const struct {
    setter *set;
    const char *expected; /* a scalar of this kind; NULL: set looks at the node itself */
} types[] = {
    [KEY_STRING] = {set_string, "text"},
    [KEY_TEXT] = {set_text, "text"},
    [KEY_URL] = {set_url, "text, an address"},
    [KEY_BOOL] = {set_bool, "true or false"},
    [KEY_INT] = {set_int, "a whole number"},
    [KEY_SIZE] = {set_size, "a size such as 16MiB"},
    [KEY_DURATION] = {set_duration, "a duration such as 24h"},
    [KEY_CHOICE] = {set_choice, "one word"},
    [KEY_STRINGS] = {set_strings, NULL},
    [KEY_CHOICES] = {set_choices, NULL},
    [KEY_ZONE] = {set_zone, "text, a time zone"},
    [KEY_LANGUAGE] = {set_language, "text, a language code"},
    [KEY_PATTERN] = {set_pattern, "text, a regular expression"},
    [KEY_PATH] = {set_path, "text, a path"},
    [KEY_DATE] = {set_date, "text, a date"},
    [KEY_MAP] = {set_map, NULL},
    [KEY_PAIRS] = {set_pairs, NULL},
    [KEY_LIST_OF] = {set_list, NULL},
    [KEY_NODE] = {set_node, NULL},
};

static void set_value(struct reading *r, const struct key *key, const struct yaml_node *v)
{
    if (v->type == YAML_SCALAR && v->faulty)
        return;
    if (types[key->type].expected && !expect_type(r, key, v, YAML_SCALAR, types[key->type].expected))
        return;
    types[key->type].set(r, key, v, (char *)r->into + key->offset);
    if (key->check)
        key->check(v, r->into, r->faults);
}

/* --- keys --- */

static void preset_all(struct reading *r, const struct key *keys, const char *file)
{
    for (const struct key *key = keys; key->name; key++) {
        if (key->type == KEY_MAP) {
            struct reading inside = *r;
            inside.into = (char *)r->into + key->offset;
            preset_all(&inside, key->sub, file);
        }
        if (!key->preset)
            continue;
        struct yaml_node scalar = {.type = YAML_SCALAR, .text = key->preset, .file = file};
        const struct yaml_node *node = &scalar;
        if (*key->preset == '[' || *key->preset == '{')
            node = yaml_parse(r->arena, "preset", key->preset, strlen(key->preset), r->faults);
        if (node)
            types[key->type].set(r, key, node, (char *)r->into + key->offset);
    }
}

void yaml_presets(struct arena *a, const struct key *keys, void *into)
{
    struct yaml_faults none = {.arena = a};
    preset_all(&(struct reading){a, &none, into}, keys, NULL);
}

static const struct key *find_key(const struct key *keys, const char *name)
{
    for (; keys->name; keys++)
        if (strcmp(keys->name, name) == 0)
            return keys;
    return NULL;
}

/* The key somebody may have meant: by another word for it, or by a slip of the fingers. */
static const struct key *meant_key(struct arena *a, const struct key *keys, const char *name)
{
    const char **words = NULL;
    const struct key **owners = NULL;
    size_t n = 0, cap = 0, owners_cap = 0;
    for (const struct key *key = keys; key->name; key++) {
        *ARENA_PUSH(a, owners, n, owners_cap) = key;
        n--;
        *ARENA_PUSH(a, words, n, cap) = key->name;
        for (const char *p = key->also; p && *p;) {
            size_t length = strcspn(p, " ");
            *ARENA_PUSH(a, owners, n, owners_cap) = key;
            n--;
            *ARENA_PUSH(a, words, n, cap) = arena_strndup(a, p, length);
            p += length + strspn(p + length, " ");
        }
    }
    *ARENA_PUSH(a, words, n, cap) = NULL;
    const char *near = text_nearest(name, words);
    for (size_t i = 0; near && words[i]; i++)
        if (words[i] == near)
            return owners[i];
    return NULL;
}

static const struct key *tell_unknown(struct reading *r, const struct key *keys, const struct yaml_node *key)
{
    struct arena scratch;
    struct buf all;
    size_t n = 0;
    arena_init(&scratch, 0);
    const struct key *meant = strlen(key->text) <= 64 ? meant_key(&scratch, keys, key->text) : NULL;
    buf_init(&all, 0);
    for (const struct key *k = keys; k->name; k++, n++)
        buf_printf(&all, "%s%s", n ? ", " : "", k->name);
    if (meant)
        yaml_fault(r->faults, key, "unknown key \"%.100s\"; did you mean \"%s\"?", key->text, meant->name);
    else
        yaml_fault(r->faults, key, "unknown key \"%.100s\"; expected one of %s", key->text, buf_str(&all));
    buf_free(&all);
    arena_free(&scratch);
    return meant;
}

bool yaml_read(struct arena *a, const struct yaml_node *map, const struct key *keys, void *into,
               struct yaml_faults *faults)
{
    size_t before = faults->errors;
    struct reading r = {a, faults, into};
    const struct yaml_node *given[MOST_KEYS] = {NULL}; /* the value, or for a key without one the key */
    bool slipped[MOST_KEYS] = {false};                 /* told as the one meant by an unknown key */
    preset_all(&r, keys, map->file);
    if (map->type != YAML_MAP) {
        yaml_fault(faults, map, "expected a map of keys, found %s", yaml_type_name(map));
        return false;
    }
    for (size_t i = 0; i < map->n; i++) {
        if (map->k[i]->faulty)
            continue;
        const struct key *key = find_key(keys, map->k[i]->text);
        if (!key) {
            const struct key *meant = tell_unknown(&r, keys, map->k[i]);
            if (meant)
                slipped[meant - keys] = true;
        } else if (yaml_empty(map->v[i])) {
            given[key - keys] = map->k[i];
            if (key->required)
                yaml_fault(faults, map->k[i], "\"%s\" has no value; expected %s", key->name,
                           types[key->type].expected ? types[key->type].expected : "one");
        } else {
            given[key - keys] = map->v[i];
            set_value(&r, key, map->v[i]);
        }
    }
    for (const struct key *key = keys; key->name; key++)
        if (key->required && !given[key - keys] && !slipped[key - keys])
            yaml_fault(faults, map, "the key \"%s\" is missing; it is needed", key->name);
    return faults->errors == before && !map->faulty;
}
