/* JSON Pointers: reading them, following them through a document, what they find as text. */
#include "harvester/formats/jsonpointer.h"
#include "harvester/formats/datatext.h"
#include "harvester/formats/template.h"
#include "harvester/rules.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 64 };

struct selector {
    struct template *template; /* NULL: it is a pointer */
    const char **steps;
    size_t n;
};

/* A value of the document is a json_t. */
static struct extract_value value_of(const json_t *v)
{
    return (struct extract_value){.node = v};
}

/* --- reading a selector --- */

/* One step from s on, its ~0 and ~1 undone; returns where the next one begins. */
static const char *read_step(struct arena *a, const char *s, const char **step)
{
    size_t n = strcspn(s, "/");
    char *to = arena_strndup(a, s, n);
    *step = to;
    for (const char *p = s; p < s + n; p++) {
        bool escape = p[0] == '~' && (p[1] == '0' || p[1] == '1');
        *to++ = escape ? (p[1] == '0' ? '~' : '/') : *p;
        p += escape;
    }
    *to = '\0';
    return s + n;
}

static bool compile_pointer(struct arena *a, const char *s, void **compiled, struct error *err)
{
    struct selector *pointer = arena_alloc(a, sizeof *pointer);
    size_t cap = 0;
    if (!rule_pointer_ok(s, err))
        return false;
    while (*s) {
        if (pointer->n == MOST_STEPS)
            return error_set(err, "a JSON Pointer of more than %d steps", MOST_STEPS);
        const char **step = ARENA_PUSH(a, pointer->steps, pointer->n, cap);
        s = read_step(a, s + 1, step);
    }
    *compiled = pointer;
    return true;
}

static bool json_compile(struct arena *a, const char *s, void **compiled, struct error *err)
{
    if (!template_is(s, true))
        return compile_pointer(a, s, compiled, err);
    struct selector *selector = arena_alloc(a, sizeof *selector);
    selector->template = arena_alloc(a, sizeof *selector->template);
    *compiled = selector;
    return template_compile(a, s, true, compile_pointer, selector->template, err);
}

/* --- JSON inside strings --- */

static size_t slot_of(const struct json_document *own, const json_t *string)
{
    size_t at = ((uintptr_t)string >> 4) * 0x9E3779B97F4A7C15u & (own->cap - 1);
    while (own->inside[at].string && own->inside[at].string != string)
        at = (at + 1) & (own->cap - 1);
    return at;
}

static struct json_inside *inside_of(struct json_document *own, const json_t *string)
{
    if (own->n * 2 >= own->cap) {
        struct json_document wider = {.cap = own->cap ? own->cap * 2 : 64};
        wider.inside = mem_alloc(wider.cap * sizeof *wider.inside);
        for (size_t i = 0; i < own->cap; i++)
            if (own->inside[i].string)
                wider.inside[slot_of(&wider, own->inside[i].string)] = own->inside[i];
        free(own->inside);
        own->inside = wider.inside;
        own->cap = wider.cap;
    }
    struct json_inside *inside = &own->inside[slot_of(own, string)];
    if (!inside->string) {
        inside->string = string;
        inside->json = json_text_inside(json_string_value(string), json_string_length(string));
        own->n++;
    }
    return inside;
}

void json_document_close(struct json_document *own)
{
    for (size_t i = 0; i < own->cap; i++)
        json_decref(own->inside[i].json);
    free(own->inside);
    json_decref(own->root);
    *own = (struct json_document){0};
}

/* --- following a pointer --- */

struct walk {
    struct json_document *own;
    const char *language; /* the one that is wanted first; NULL */
    struct arena *arena;
    bool whole;   /* lists and objects are not taken apart */
    bool empties; /* what is empty is found too, as NULL */
    struct {
        const json_t **v;
        size_t n, cap;
    } found;
};

/* Languages as APIs name members after them: ISO 639-1, and 639-2 in both of its forms. Words that are names
   of other things too ("id") are not in it. */
static bool is_language(const char *s)
{
    static const char words[] = " bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv no "
                                "nb nn is ca eu gl oc co br lb "
                                "uk ru tr ar zh ja ko he sr sq mk bs "
                                "bul ces cze dan deu ger ell gre eng spa est fin fra fre gle hrv hun ita lit "
                                "lav mlt nld dut pol por ron rum "
                                "slk slo slv swe nor nob nno isl ice cat eus baq glg oci cos bre ltz ukr rus "
                                "tur ara zho chi jpn kor heb srp "
                                "sqi alb mkd mac bos mul und ";
    size_t n = strcspn(s, "-_");
    char word[6] = {' ', 0};
    if (n < 2 || n > 3 || strlen(s) > 12)
        return false;
    for (size_t i = 0; i < n; i++)
        word[1 + i] = (char)(s[i] | 0x20);
    word[1 + n] = ' ';
    return strstr(words, word);
}

/* The two letters of a language, whichever way it is written. */
static bool same_language(const char *key, const char *wanted)
{
    static const char *const three[][3] = {{"fr", "fra", "fre"}, {"en", "eng", "eng"}, {"de", "deu", "ger"},
                                           {"nl", "nld", "dut"}, {"es", "spa", "spa"}, {"it", "ita", "ita"},
                                           {"pt", "por", "por"}};
    size_t n = strcspn(key, "-_");
    if (n == 2)
        return strncasecmp(key, wanted, 2) == 0;
    for (size_t i = 0; i < sizeof three / sizeof *three; i++)
        if (strncasecmp(three[i][0], wanted, 2) == 0)
            return strncasecmp(key, three[i][1], 3) == 0 || strncasecmp(key, three[i][2], 3) == 0;
    return strncasecmp(key, wanted, n) == 0;
}

static bool is_empty(const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_NULL:
        return true;
    case JSON_STRING:
        return text_blank(json_string_value(v));
    case JSON_ARRAY:
        for (size_t i = 0; i < json_array_size(v); i++)
            if (!json_is_null(json_array_get(v, i)))
                return false;
        return true;
    default:
        return false;
    }
}

/* The member of the language that is wanted; NULL when the object has others than languages. */
static const json_t *in_language(const struct walk *w, const json_t *object)
{
    const char *const wanted[] = {w->language, "fr", "en"};
    const char *key;
    json_t *v;
    const json_t *best = NULL;
    size_t rank = sizeof wanted / sizeof *wanted + 1;
    json_object_foreach((json_t *)object, key, v)
    {
        size_t i = 0;
        if (!is_language(key))
            return NULL;
        while (i < sizeof wanted / sizeof *wanted && !(wanted[i] && same_language(key, wanted[i])))
            i++;
        if (i < rank && !is_empty(v)) {
            best = v;
            rank = i;
        }
    }
    return best;
}

static void find(struct walk *w, const json_t *v)
{
    if (v && !w->whole && json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++)
            find(w, json_array_get(v, i));
        return;
    }
    const json_t *one = v && !w->whole && json_is_object(v) ? in_language(w, v) : NULL;
    if (one) {
        find(w, one);
        return;
    }
    bool empty = !v || (!w->whole && is_empty(v));
    if (!empty || w->empties)
        *ARENA_PUSH(w->arena, w->found.v, w->found.n, w->found.cap) = empty ? NULL : v;
}

static const json_t *element(const json_t *array, const char *step, bool *is_index)
{
    bool negative = *step == '-';
    size_t digits = strspn(step + negative, "0123456789"), n = json_array_size(array);
    *is_index = digits && digits < 10 && !step[negative + digits];
    if (!*is_index)
        return NULL;
    size_t index = (size_t)strtoul(step + negative, NULL, 10);
    if (negative)
        return index && index <= n ? json_array_get(array, n - index) : NULL;
    return json_array_get(array, index);
}

static void follow(struct walk *w, const json_t *v, const char *const *steps, size_t n);

static void follow_all(struct walk *w, const json_t *v, const char *const *steps, size_t n)
{
    const char *key;
    json_t *member;
    for (size_t i = 0; i < json_array_size(v); i++)
        follow(w, json_array_get(v, i), steps, n);
    json_object_foreach((json_t *)v, key, member) follow(w, member, steps, n);
}

/* What the steps that stand for elements of a list give where a value stands alone: the value. */
static bool is_first(const char *step)
{
    return strcmp(step, "*") == 0 || strcmp(step, "0") == 0 || strcmp(step, "-1") == 0;
}

static void follow_list(struct walk *w, const json_t *v, const char *const *steps, size_t n)
{
    bool is_index;
    const json_t *one = element(v, *steps, &is_index);
    if (strcmp(*steps, "*") == 0)
        follow_all(w, v, steps + 1, n - 1);
    else if (is_index)
        follow(w, one, steps + 1, n - 1);
    else
        follow_all(w, v, steps, n);
}

static void follow_object(struct walk *w, const json_t *v, const char *const *steps, size_t n)
{
    const json_t *member = json_object_get(v, *steps);
    if (member)
        follow(w, member, steps + 1, n - 1);
    else if (strcmp(*steps, "*") == 0)
        follow_all(w, v, steps + 1, n - 1);
    else if (is_first(*steps))
        follow(w, v, steps + 1, n - 1);
    else
        find(w, NULL);
}

/* Recursion is as deep as the document and the pointer are. */
static void follow(struct walk *w, const json_t *v, const char *const *steps, size_t n)
{
    const json_t *inside = n && json_is_string(v) ? inside_of(w->own, v)->json : NULL;
    v = inside ? inside : v;
    if (!n || !v)
        find(w, v);
    else if (json_is_array(v))
        follow_list(w, v, steps, n);
    else if (json_is_object(v))
        follow_object(w, v, steps, n);
    else if (is_first(*steps))
        follow(w, v, steps + 1, n - 1);
    else
        find(w, NULL);
}

static void walk(struct extract *x, const struct selector *pointer, struct extract_value scope,
                 struct walk *w)
{
    struct json_document *own = x->root;
    const struct source *source = x->document->source;
    w->own = own;
    w->arena = x->arena;
    w->language = source ? source->language : NULL;
    follow(w, scope.node ? scope.node : own->root, pointer->steps, pointer->n);
}

bool json_pointer_leads(struct json_document *own, struct arena *arena, const char *selector)
{
    void *compiled;
    const char *behind = strstr(selector, " >>");
    selector = behind ? arena_strndup(arena, selector, (size_t)(behind - selector)) : selector;
    if (template_is(selector, true) || !compile_pointer(arena, selector, &compiled, NULL))
        return true;
    struct selector *pointer = compiled;
    for (size_t i = 0; i < pointer->n; i++)
        if (strcmp(pointer->steps[i], "*") == 0)
            pointer->n = i;
    struct walk w = {.own = own, .arena = arena, .whole = true};
    follow(&w, own->root, pointer->steps, pointer->n);
    return w.found.n;
}

/* --- the language --- */

struct filling {
    struct extract *x;
    struct extract_value scope;
};

static const char *json_read(struct extract *x, struct extract_value value, enum extract_as as)
{
    const json_t *v = value.node;
    const char *text = json_text(x->arena, v);
    return text ? data_read(x->arena, text, as) : NULL;
}

static void find_parts(void *context, const void *selector, struct strings *out)
{
    struct filling *f = context;
    struct walk w = {.empties = true};
    walk(f->x, selector, f->scope, &w);
    for (size_t i = 0; i < w.found.n; i++) {
        const json_t *v = w.found.v[i];
        const char *text = v ? json_read(f->x, value_of(v), EXTRACT_TEXT) : NULL;
        *ARENA_PUSH(f->x->arena, out->v, out->n, out->cap) =
            text ? text_collapse(f->x->arena, text, strlen(text)) : NULL;
    }
}

static void json_select(struct extract *x, const void *compiled, struct extract_value scope,
                        struct extract_values *out)
{
    const struct selector *selector = compiled;
    struct walk w = {0};
    if (selector->template) {
        template_fill(x->arena, selector->template, find_parts, &(struct filling){x, scope}, out);
        return;
    }
    walk(x, selector, scope, &w);
    for (size_t i = 0; i < w.found.n; i++)
        *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = value_of(w.found.v[i]);
}

/* Without `items`: the elements of a list, else the object that the document is. */
static void json_items(struct extract *x, struct extract_values *out)
{
    static const struct selector whole;
    json_select(x, &whole, (struct extract_value){0}, out);
}

static const char *json_attribute(struct extract *x, struct extract_value value, const char *name)
{
    const char *text = json_text(x->arena, json_object_get(value.node, name));
    return text ? data_text(x->arena, text) : NULL;
}

const struct extract_language pointer_language = {
    .name = "pointer",
    .compile = json_compile,
    .select = json_select,
    .read = json_read,
    .items = json_items,
    .attribute = json_attribute,
};
