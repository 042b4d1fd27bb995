/* overrides.d: corrections that stand in files. */
#include "cli/overrides.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "cli/session.h"

#include <ctype.h>
#include <string.h>

const struct key override_keys[] = {
    {.name = "item",
     .type = KEY_TEXT,
     .offset = offsetof(struct override, item),
     .help = "the item that `set` or `hide` is about: its uid, as `moisson show` and the feeds have it, or "
             "its address",
     .example = "13c0d514-8a61-8f3a-9d52-0f6f3b7c2a11",
     .also = "id uid url"},
    {.name = "set",
     .type = KEY_NODE,
     .offset = offsetof(struct override, set),
     .schema = "{\"type\":\"object\"}",
     .words = "map of fields and values",
     .help = "what its fields are; an empty text: nothing",
     .example = "{deadline: 2026-11-15, kind: call}",
     .also = "fields values"},
    {.name = "hide",
     .type = KEY_BOOL,
     .offset = offsetof(struct override, hide),
     .help = "it is not to be shown",
     .also = "remove delete hidden"},
    {.name = "merge",
     .type = KEY_STRINGS,
     .offset = offsetof(struct override, merge),
     .help = "items, by uid or address, that are the same thing",
     .also = "same together"},
    {.name = "split",
     .type = KEY_STRINGS,
     .offset = offsetof(struct override, split),
     .help = "items of which the first is not the same thing as the others",
     .also = "apart"},
    {.name = "author", .type = KEY_TEXT, .offset = offsetof(struct override, author), .help = "who says so"},
    {.name = "reason",
     .type = KEY_TEXT,
     .offset = offsetof(struct override, reason),
     .help = "why",
     .also = "why"},
    {.name = "at",
     .type = KEY_TEXT,
     .offset = offsetof(struct override, at),
     .help = "when it was said",
     .example = "2026-10-03",
     .also = "date when"},
    {0},
};

/* --- reading --- */

/* A uid as it is published or stored, or an address; a number is one of one store alone. */
static bool names_item(const char *s)
{
    size_t digits = 0;
    if (strncmp(s, "http://", 7) == 0 || strncmp(s, "https://", 8) == 0)
        return true;
    if (strncasecmp(s, "urn:uuid:", 9) == 0)
        s += 9;
    for (; *s; s++) {
        if (*s != '-' && !isxdigit((unsigned char)*s))
            return false;
        digits += *s != '-';
    }
    return digits == 32;
}

static void check_name(const struct yaml_node *at, const char *name, struct yaml_faults *faults)
{
    if (name && !names_item(name))
        yaml_fault(
            faults, at,
            "\"%.80s\" names no item; expected its uid (32 digits, as `moisson show` has it) or its address",
            name);
}

static void check_names(const struct yaml_node *node, const char *key, const struct strings *names,
                        struct yaml_faults *faults)
{
    const struct yaml_node *at = yaml_get(node, key);
    if (!at)
        return;
    if (names->n < 2)
        yaml_fault(faults, at, "%s: expected a list of two items or more", key);
    for (size_t i = 0; i < names->n; i++)
        check_name(at->type == YAML_LIST ? at->v[i] : at, names->v[i], faults);
}

/* A value as one text: "a, b" of a list. */
static const char *value_text(struct arena *a, const struct yaml_node *node)
{
    struct buf b;
    if (node->type == YAML_SCALAR)
        return node->text;
    if (node->type == YAML_MAP)
        return NULL;
    buf_init(&b, 0);
    for (size_t i = 0; i < node->n; i++)
        if (node->v[i]->type == YAML_SCALAR)
            buf_printf(&b, "%s%s", i ? ", " : "", node->v[i]->text);
    const char *text = arena_strdup(a, buf_str(&b));
    buf_free(&b);
    return text;
}

static void check_set(struct arena *a, const struct yaml_node *set, struct yaml_faults *faults)
{
    if (!set)
        return;
    if (set->type != YAML_MAP || !set->n) {
        yaml_fault(faults, set, "set: expected a map of fields and values, such as {deadline: 2026-11-15}");
        return;
    }
    for (size_t i = 0; i < set->n; i++) {
        const char *text = value_text(a, set->v[i]), *value;
        struct error err = {0};
        if (set->v[i]->faulty || set->k[i]->faulty)
            continue;
        if (!text)
            yaml_fault(faults, set->v[i], "%s: expected a text, found a map", set->k[i]->text);
        else if (!correction_value(a, set->k[i]->text, text, NULL, &value, &err)) {
            bool known = false;
            for (const char *const *f = correction_fields; *f; f++)
                known |= strcmp(*f, set->k[i]->text) == 0;
            yaml_fault(faults, known ? set->v[i] : set->k[i], "%s", err.text);
        }
    }
}

static int64_t instant_of(const char *at)
{
    return at ? timestamp_instant(at, strlen(at), NULL) : INSTANT_NONE;
}

static void check_override(struct arena *a, const struct override *o, struct yaml_faults *faults)
{
    bool about = o->set || o->hide, pair = o->merge.n || o->split.n;
    if (!about && !pair)
        yaml_fault(faults, o->node, "expected `set`, `hide`, `merge` or `split` in this entry");
    if (about && !o->item)
        yaml_fault(faults, o->node, "expected `item`, which says what is corrected");
    if (pair && (about || (o->merge.n && o->split.n)))
        yaml_fault(faults, o->node,
                   "expected one of `set` and `hide`, `merge`, `split` in an entry, found several");
    check_name(yaml_get(o->node, "item"), o->item, faults);
    check_names(o->node, "merge", &o->merge, faults);
    check_names(o->node, "split", &o->split, faults);
    check_set(a, o->set, faults);
    if (o->at && instant_of(o->at) == INSTANT_NONE)
        yaml_fault(faults, yaml_get(o->node, "at"),
                   "at: \"%.60s\" is no date; expected one such as 2026-10-03", o->at);
}

void overrides_read(struct arena *a, const char *path, struct overrides *all, struct yaml_faults *faults)
{
    size_t before = faults->n;
    const struct yaml_node *root = yaml_load(a, path, faults);
    if (root && root->type != YAML_LIST && !(root->type == YAML_SCALAR && root->faulty))
        yaml_fault(faults, root, "expected a list of corrections, each beginning with \"- \", found %s",
                   yaml_type_name(root));
    for (size_t i = 0; root && root->type == YAML_LIST && i < root->n; i++) {
        struct override o = {0};
        size_t errors = faults->errors;
        if (root->v[i]->type == YAML_SCALAR && root->v[i]->faulty)
            continue;
        bool good = yaml_read(a, root->v[i], override_keys, &o, faults);
        o.node = root->v[i];
        if (o.node->type == YAML_MAP)
            check_override(a, &o, faults);
        if (good && faults->errors == errors)
            *ARENA_PUSH(a, all->v, all->n, all->cap) = o;
    }
    yaml_faults_sort(faults, before);
}

void overrides_read_folder(struct arena *a, const char *folder, struct overrides *all,
                           struct yaml_faults *faults)
{
    struct strings names = yaml_files(a, folder, "corrections", faults);
    for (size_t i = 0; i < names.n; i++)
        overrides_read(a, names.v[i], all, faults);
}

void overrides_schema(struct json *j)
{
    jw_object(j);
    jw_field(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jw_field(j, "title", "Corrections of moisson");
    jw_field(j, "type", "array");
    jw_key(j, "items");
    yaml_schema(j, override_keys);
    jw_object_end(j);
}

/* --- into the store --- */

struct wanted { /* one correction of the files */
    int64_t key;
    struct correction c;
    bool there; /* the store has it */
};
struct wanted_pair {
    int64_t a, b;
    int together;
    struct correction by;
    bool there;
};
struct applying {
    struct session *s;
    struct arena *a;
    struct wanted *v;
    size_t n, cap;
    struct wanted_pair *pairs;
    size_t n_pairs, cap_pairs;
    struct error *err;
};

static const char *zone_of(struct session *s, const char *source)
{
    const struct source *x = sources_find(&s->config.sources, source);
    return x && x->timezone ? x->timezone : s->config.site.timezone;
}

/* 0: the store has no such item yet. */
static bool find(struct applying *x, const struct override *o, const char *name, struct stored_item *item,
                 int64_t *key)
{
    bool found = false, ok;
    *key = 0;
    if (strncmp(name, "http", 4) == 0) {
        ok = store_by_address(x->s->store, name, key, x->err);
        name = arena_printf(x->a, "%lld", (long long)*key);
        ok = ok && (!*key || store_item_get(x->s->store, x->a, name, item, &found, x->err));
    } else {
        ok = store_item_get(x->s->store, x->a, name, item, &found, x->err);
    }
    *key = found ? item->key : 0;
    ok = ok && (!found || store_item_own(x->s->store, x->a, *key, item, &found, x->err));
    if (ok && !found)
        log_info("%s:%d: no item %s yet", o->node->file, o->node->line, name);
    return ok;
}

/* The name of the file in its folder, wherever that is seen from. */
static const char *file_of(const struct override *o)
{
    const char *slash = strrchr(o->node->file, '/');
    return slash ? slash + 1 : o->node->file;
}

static struct correction word_of(const struct override *o)
{
    int64_t at = instant_of(o->at);
    return (struct correction){.author = o->author,
                               .reason = o->reason,
                               .file = file_of(o),
                               .at = at == INSTANT_NONE ? 0 : at,
                               .undone = INSTANT_NONE};
}

static void want(struct applying *x, const struct stored_item *item, const struct override *o,
                 const char *field, const char *value)
{
    struct wanted w = {.key = item->key, .c = word_of(o)};
    w.c.uid = item->uid;
    w.c.field = field;
    w.c.value = value;
    *ARENA_PUSH(x->a, x->v, x->n, x->cap) = w;
}

static bool gather(struct applying *x, const struct override *o)
{
    struct stored_item item;
    int64_t key;
    if (!o->item)
        return true;
    if (!find(x, o, o->item, &item, &key))
        return false;
    if (key && o->hide)
        want(x, &item, o, "hidden", "1");
    for (size_t i = 0; key && o->set && i < o->set->n; i++) {
        const char *value;
        struct error err = {0};
        if (correction_value(x->a, o->set->k[i]->text, value_text(x->a, o->set->v[i]),
                             zone_of(x->s, item.source), &value, &err))
            want(x, &item, o, o->set->k[i]->text, value);
    }
    return true;
}

static bool gather_pairs(struct applying *x, const struct override *o)
{
    const struct strings *names = o->merge.n ? &o->merge : &o->split;
    int64_t *keys = arena_alloc(x->a, (names->n + 1) * sizeof *keys);
    for (size_t i = 0; i < names->n; i++) {
        struct stored_item item;
        if (!find(x, o, names->v[i], &item, &keys[i]))
            return false;
    }
    for (size_t i = 0; i < names->n; i++)
        for (size_t k = i + 1; k < names->n; k++) {
            int64_t a = keys[i] < keys[k] ? keys[i] : keys[k], b = keys[i] < keys[k] ? keys[k] : keys[i];
            if (a && a != b && (o->merge.n || i == 0))
                *ARENA_PUSH(x->a, x->pairs, x->n_pairs, x->cap_pairs) =
                    (struct wanted_pair){.a = a, .b = b, .together = o->merge.n > 0, .by = word_of(o)};
        }
    return true;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What the store has of files and no file says any more. While a file has a fault it may only be misread. */
static bool take_back(struct applying *x)
{
    struct correction *v;
    size_t n;
    bool whole = !x->s->config.faults.errors;
    if (!store_corrections_of_files(x->s->store, x->a, &v, &n, x->err))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool said = false;
        for (size_t k = 0; k < x->n && !said; k++)
            if (!x->v[k].there && strcmp(x->v[k].c.uid, v[i].uid) == 0 &&
                same_text(x->v[k].c.field, v[i].field) && same_text(x->v[k].c.value, v[i].value) &&
                same_text(x->v[k].c.file, v[i].file))
                said = x->v[k].there = true;
        struct stored_item item;
        bool found;
        if (said || !whole)
            continue;
        if (!store_item_get(x->s->store, x->a, v[i].uid, &item, &found, x->err) ||
            (found && !store_correction_undo(x->s->store, x->a, item.key, v[i].id, v[i].file,
                                             zone_of(x->s, item.source), x->s->cli->now, x->err)))
            return false;
    }
    return true;
}

static bool take_back_pairs(struct applying *x)
{
    struct pair_decision *v;
    size_t n;
    if (!store_decisions(x->s->store, x->a, 0, &v, &n, x->err))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool said = false;
        for (size_t k = 0; k < x->n_pairs && !said; k++)
            if (x->pairs[k].a == v[i].a && x->pairs[k].b == v[i].b && x->pairs[k].together == v[i].together)
                said = x->pairs[k].there = true;
        struct correction by = {.author = v[i].file};
        if (!said && !x->s->config.faults.errors &&
            !store_decide(x->s->store, v[i].a, v[i].b, DECIDE_UNDO, &by, x->s->cli->now, x->err))
            return false;
    }
    return true;
}

bool overrides_apply(struct session *s, struct error *err)
{
    struct applying x = {.s = s, .a = &s->cli->arena, .err = err};
    const struct overrides *all = &s->config.overrides;
    for (size_t i = 0; i < all->n; i++)
        if (!gather(&x, &all->v[i]) || !gather_pairs(&x, &all->v[i]))
            return false;
    if (!take_back(&x) || !take_back_pairs(&x))
        return false;
    for (size_t i = 0; i < x.n; i++) {
        struct stored_item item;
        bool found;
        if (x.v[i].there)
            continue;
        if (!store_item_get(s->store, x.a, x.v[i].c.uid, &item, &found, err) ||
            !store_correct(s->store, x.a, x.v[i].key, &x.v[i].c, zone_of(s, found ? item.source : ""),
                           s->cli->now, err))
            return false;
    }
    for (size_t i = 0; i < x.n_pairs; i++)
        if (!x.pairs[i].there && !store_decide(s->store, x.pairs[i].a, x.pairs[i].b,
                                               x.pairs[i].together ? DECIDE_TOGETHER : DECIDE_APART,
                                               &x.pairs[i].by, s->cli->now, err))
            return false;
    return true;
}
