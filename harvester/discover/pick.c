/* Selectors for given elements; see the header. Candidates are put together from steps that fit all the
   targets or all their ancestors of a level, and tried from the cheapest on. */
#include "harvester/discover/pick.h"
#include "harvester/discover/words.h"
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct step {
    enum html_tag tag; /* HTML_UNKNOWN: any */
    const char *class, *id, *language;
    bool stem;                /* the class only begins so */
    const char *attr, *value; /* value NULL: it is there */
    const char *has;          /* a descendant of this tag */
    int column;               /* of a cell; 0: any */
    int nth;                  /* of its tag among its siblings; 0: any */
    double cost;
};
struct steps {
    struct step *v;
    size_t n, cap;
};
struct pattern {
    struct step v[3]; /* the outermost first */
    int n;
    bool child[3]; /* stands right under the step before */
    double cost;
};

bool pick_plain(const char *name)
{
    size_t n = strlen(name);
    return n && n < 80 && (isalpha((unsigned char)*name) || *name == '_') &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == n;
}

/* --- does it fit? --- */

static bool has_below(const struct outline *o, int element, const char *tag)
{
    enum html_tag wanted = html_tag_find(tag, strlen(tag));
    for (int i = element + 1; i < o->v[element].end; i++)
        if (o->v[i].tag == wanted && (wanted != HTML_A || outline_raw_attribute(o, i, "href")))
            return true;
    return false;
}

static bool class_fits(const struct outline *o, int element, const struct step *s)
{
    const struct element *e = &o->v[element];
    if (!s->stem)
        return outline_has_class(o, element, s->class);
    for (int i = 0; i < e->n_classes; i++)
        if (strncmp(e->classes[i], s->class, strlen(s->class)) == 0)
            return true;
    return false;
}

static bool attribute_fits(const struct outline *o, int element, const char *name, const char *value)
{
    const char *v = outline_raw_attribute(o, element, name);
    return v && *v && (!value || strcmp(v, value) == 0);
}

/* Which of the elements of its tag beside it: 1, 2 … */
static int place_of(const struct outline *o, int element)
{
    int parent = o->v[element].parent, n = 1;
    for (int i = parent + 1; parent >= 0 && i < element; i = o->v[i].end)
        n += o->v[i].tag == o->v[element].tag;
    return n;
}

static bool fits(const struct outline *o, int element, const struct step *s)
{
    const struct element *e = &o->v[element];
    return (!s->tag || s->tag == e->tag) && (!s->column || s->column == e->column) &&
           (!s->nth || s->nth == place_of(o, element)) && (!s->class || class_fits(o, element, s)) &&
           (!s->id || attribute_fits(o, element, "id", s->id)) &&
           (!s->language || attribute_fits(o, element, "lang", s->language)) &&
           (!s->attr || attribute_fits(o, element, s->attr, s->value)) &&
           (!s->has || has_below(o, element, s->has));
}

/* Ancestors count up to `top`, which is left out. */
static bool pattern_fits(const struct outline *o, int element, const struct pattern *p, int top)
{
    int at = element, i = p->n - 1;
    if (!fits(o, at, &p->v[i]))
        return false;
    while (i > 0) {
        bool child = p->child[i--];
        for (at = o->v[at].parent; at > top && !fits(o, at, &p->v[i]); at = o->v[at].parent)
            if (child)
                return false;
        if (at <= top)
            return false;
    }
    return true;
}

/* --- how it is written --- */

static void write_step(struct buf *out, const struct step *s)
{
    if (s->tag)
        buf_adds(out, html_tag_name(s->tag));
    if (s->id)
        buf_printf(out, "#%s", s->id);
    if (s->class && s->stem)
        buf_printf(out, "[class*=\"%s\"]", s->class);
    else if (s->class)
        buf_printf(out, ".%s", s->class);
    if (s->language)
        buf_printf(out, "[lang=%s]", s->language);
    if (s->attr && s->value)
        buf_printf(out, "[%s=%s]", s->attr, s->value);
    else if (s->attr)
        buf_printf(out, "[%s]", s->attr);
    if (s->has)
        buf_printf(out, ":has(%s)", strcmp(s->has, "a") == 0 ? "a[href]" : s->has);
    if (s->column)
        buf_printf(out, ":nth-child(%d)", s->column);
    if (s->nth)
        buf_printf(out, ":nth-of-type(%d)", s->nth);
}

static char *write_pattern(const struct outline *o, const struct pattern *p)
{
    struct buf out;
    buf_init(&out, 0);
    for (int i = 0; i < p->n; i++) {
        if (i)
            buf_adds(&out, p->child[i] ? " > " : " ");
        write_step(&out, &p->v[i]);
    }
    char *s = arena_strdup(o->arena, buf_str(&out));
    buf_free(&out);
    return s;
}

/* --- steps that fit all of some elements --- */

enum { SEVERAL = 14 }; /* steps for one place in a selector */

static bool all_fit(const struct outline *o, const int *v, size_t n, const struct step *s)
{
    for (size_t i = 0; i < n; i++)
        if (!fits(o, v[i], s))
            return false;
    return true;
}

static void add_step(const struct outline *o, struct steps *list, const int *v, size_t n, struct step s)
{
    if (list->n < SEVERAL && all_fit(o, v, n, &s))
        *ARENA_PUSH(o->arena, list->v, list->n, list->cap) = s;
}

static bool generic(enum html_tag tag)
{
    return tag == HTML_DIV || tag == HTML_SPAN;
}

/* With its tag, unless that says nothing: `article.card`, `.card`. */
static void add_class_steps(const struct outline *o, struct steps *list, const int *v, size_t n)
{
    const struct element *e = &o->v[v[0]];
    for (int i = 0; i < e->n_classes; i++) {
        const char *class = e->classes[i];
        int quality = words_quality(class);
        double cost = quality == 2 ? 1 + 0.05 * i : 3;
        enum html_tag tag = generic(e->tag) ? HTML_UNKNOWN : e->tag;
        size_t before = list->n;
        if (!pick_plain(class))
            continue;
        if (quality)
            add_step(o, list, v, n, (struct step){.tag = tag, .class = class, .cost = cost});
        if (quality && list->n == before && tag)
            add_step(o, list, v, n, (struct step){.class = class, .cost = cost});
        const char *stem = arena_strndup(o->arena, class, words_stem(class));
        quality = words_quality(stem);
        if (list->n == before && strlen(stem) > 2 && class[strlen(stem)] && quality)
            add_step(
                o, list, v, n,
                (struct step){.tag = tag, .class = stem, .stem = true, .cost = quality == 2 ? 1.7 : 3.5});
    }
}

static void add_attribute_steps(const struct outline *o, struct steps *list, const int *v, size_t n)
{
    static const struct {
        const char *name;
        bool valued;
        double cost;
    } attributes[] = {{"itemprop", true, 0.9},  {"property", true, 1.2}, {"rel", true, 1.2},
                      {"title", true, 1.8},     {"aria-label", true, 2}, {"headers", true, 2},
                      {"datetime", false, 1.7}, {"href", false, 3.4}};
    enum html_tag tag = o->v[v[0]].tag;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const char *value = outline_attribute(o, v[0], attributes[i].name);
        if (!value || (attributes[i].valued && !pick_plain(value)))
            continue;
        add_step(o, list, v, n,
                 (struct step){.tag = i ? tag : HTML_UNKNOWN,
                               .attr = attributes[i].name,
                               .value = attributes[i].valued ? value : NULL,
                               .cost = attributes[i].cost});
    }
}

/* What a page hands to an element by number is not its name. */
static bool telling_id(const char *id)
{
    size_t digits = 0;
    for (const char *p = id; *p; p++)
        digits += isdigit((unsigned char)*p) != 0;
    return pick_plain(id) && digits < 2 && words_quality(id) > 0;
}

static struct steps steps_for(const struct outline *o, const int *v, size_t n, bool container)
{
    struct steps list = {0};
    const struct element *e = &o->v[v[0]];
    const char *id = outline_attribute(o, v[0], "id"), *language = outline_attribute(o, v[0], "lang");
    bool one = true, cell = e->column && !container;
    for (size_t i = 1; i < n; i++)
        one &= v[i] == v[0];
    if (one && id && telling_id(id))
        add_step(o, &list, v, n, (struct step){.id = id, .cost = 1});
    add_class_steps(o, &list, v, n);
    if (language && e->parent >= 0 && pick_plain(language)) {
        add_step(o, &list, v, n, (struct step){.language = language, .cost = 1.6});
        if (list.n && list.v[0].class) {
            struct step both = list.v[0];
            both.language = language;
            both.cost += 0.4;
            add_step(o, &list, v, n, both);
        }
    }
    add_attribute_steps(o, &list, v, n);
    if (e->tag)
        add_step(o, &list, v, n,
                 (struct step){
                     .tag = e->tag, .column = cell ? e->column : 0, .cost = generic(e->tag) ? 3.5 : 1.5});
    if (container && e->column)
        add_step(o, &list, v, n, (struct step){.tag = e->tag, .column = e->column, .cost = 2});
    if (!container && e->tag) {
        add_step(o, &list, v, n, (struct step){.tag = e->tag, .has = "a", .cost = 2.8});
        add_step(o, &list, v, n, (struct step){.tag = e->tag, .has = "time", .cost = 3.1});
        add_step(o, &list, v, n, (struct step){.tag = e->tag, .has = "img", .cost = 3.1});
        add_step(o, &list, v, n, (struct step){.tag = e->tag, .has = "b", .cost = 3.3});
        if (!cell)
            add_step(o, &list, v, n, (struct step){.tag = e->tag, .nth = place_of(o, v[0]), .cost = 5});
    }
    return list;
}

/* --- trying --- */

struct trial {
    const struct outline *o;
    const bool *wanted; /* by element */
    const int *items;   /* NULL: the whole page */
    size_t n_items, n_wanted;
    struct pattern *v;
    size_t n, cap;
};

/* How many others it finds; SIZE_MAX: not all that it should. Ends early past `most`. */
static size_t others(const struct trial *t, const struct pattern *p, size_t most)
{
    size_t found = 0, extra = 0, scopes = t->items ? t->n_items : 1;
    for (size_t i = 0; i < scopes; i++) {
        int top = t->items ? t->items[i] : -1, end = t->items ? t->o->v[top].end : (int)t->o->n;
        for (int e = top + 1; e < end; e++)
            if (pattern_fits(t->o, e, p, top)) {
                found += t->wanted[e];
                extra += !t->wanted[e];
                if (extra > most)
                    return SIZE_MAX;
            }
    }
    return found == t->n_wanted ? extra : SIZE_MAX;
}

static void add_pattern(struct trial *t, struct pattern p)
{
    for (int i = 0; i < p.n; i++)
        p.cost += p.v[i].cost + (i ? p.child[i] ? 0.35 : 0.3 : 0);
    *ARENA_PUSH(t->o->arena, t->v, t->n, t->cap) = p;
}

static int by_cost(const void *a, const void *b)
{
    const struct pattern *x = a, *y = b;
    return x->cost < y->cost ? -1 : x->cost > y->cost;
}

/* The ancestors of a level; false when one of them is `top` or there is none. */
static bool rise(const struct outline *o, int *v, size_t n, const bool *tops)
{
    for (size_t i = 0; i < n; i++) {
        v[i] = o->v[v[i]].parent;
        if (v[i] <= 0 || o->v[v[i]].tag == HTML_BODY || (tops && tops[v[i]]))
            return false;
    }
    return true;
}

enum { LEVELS = 9 };

/* What it is there is but one of in an item. */
static bool telling_tag(enum html_tag tag)
{
    return outline_heading(tag) || tag == HTML_TIME || tag == HTML_DT || tag == HTML_DD || tag == HTML_TH ||
           tag == HTML_IMG || tag == HTML_ADDRESS;
}

static void add_patterns(struct trial *t, const int *targets, size_t n, const bool *tops)
{
    const struct outline *o = t->o;
    struct steps last = steps_for(o, targets, n, false), parents = {0};
    int *above = arena_dup(o->arena, targets, n * sizeof *targets);
    for (size_t i = 0; i < last.n; i++) {
        const struct step *s = &last.v[i];
        /* an element without a name is likely to be met elsewhere tomorrow */
        bool bare = !s->class && !s->id && !s->attr && !(t->items && telling_tag(s->tag));
        add_pattern(t, (struct pattern){.v = {*s}, .n = 1, .cost = bare ? 2 : 0});
    }
    for (int level = 1; level <= LEVELS && rise(o, above, n, tops); level++) {
        struct steps here = steps_for(o, above, n, true);
        for (size_t i = 0; i < here.n; i++)
            for (size_t k = 0; k < last.n; k++) {
                struct pattern p = {.v = {here.v[i], last.v[k]}, .n = 2, .cost = 0.05 * level};
                add_pattern(t, p);
                p.child[1] = level == 1;
                if (p.child[1])
                    add_pattern(t, p);
                for (size_t m = 0; level > 1 && m < parents.n && m < 4; m++) {
                    struct pattern q = {.v = {here.v[i], parents.v[m], last.v[k]},
                                        .n = 3,
                                        .child = {false, level == 2, true}};
                    q.cost = 0.05 * level;
                    add_pattern(t, q);
                }
            }
        if (level == 1)
            parents = here;
    }
}

enum { MOST_WORK = 40000000 }; /* elements looked at */

static char *cheapest(struct trial *t, size_t *extra)
{
    const struct pattern *best = NULL;
    size_t least = extra ? t->n_wanted : 0, work = 0;
    if (t->n)
        qsort(t->v, t->n, sizeof *t->v, by_cost);
    for (size_t i = 0; i < t->n && work < MOST_WORK; i++) {
        size_t found = others(t, &t->v[i], least);
        work += t->o->n;
        if (found == SIZE_MAX || (best && found >= least))
            continue;
        best = &t->v[i];
        least = found;
        if (!found)
            break;
    }
    if (extra)
        *extra = least;
    return best ? write_pattern(t->o, best) : NULL;
}

static bool *marks(const struct outline *o, const int *v, size_t n)
{
    bool *out = arena_alloc(o->arena, o->n + 1);
    for (size_t i = 0; i < n; i++)
        out[v[i]] = true;
    return out;
}

char *pick_in_page(const struct outline *o, const int *targets, size_t n, size_t *extra)
{
    struct trial t = {.o = o, .wanted = marks(o, targets, n), .n_wanted = n};
    add_patterns(&t, targets, n, NULL);
    return cheapest(&t, extra);
}

char *pick_in_items(const struct outline *o, const int *items, size_t n_items, const int *targets, size_t n)
{
    struct trial t = {
        .o = o, .wanted = marks(o, targets, n), .items = items, .n_items = n_items, .n_wanted = n};
    if (!n)
        return NULL;
    add_patterns(&t, targets, n, marks(o, items, n_items));
    return cheapest(&t, NULL);
}

/* --- what follows an item --- */

/* The element beside the item at or above this one, and its place among those that follow: 1, 2 … */
static int sibling_of(const struct outline *o, int item, int element, int *place)
{
    int at = element;
    while (at >= 0 && o->v[at].parent != o->v[item].parent)
        at = o->v[at].parent;
    *place = 0;
    for (int i = item; at >= 0 && i < at; i = o->v[i].end)
        ++*place;
    return at;
}

static char *xpath_step(const struct outline *o, int element)
{
    const struct element *e = &o->v[element];
    const char *tag = e->tag ? html_tag_name(e->tag) : "*";
    for (int i = 0; i < e->n_classes; i++)
        if (pick_plain(e->classes[i]) && words_quality(e->classes[i]) == 2)
            return arena_printf(o->arena, "%s[contains(concat(' ', normalize-space(@class), ' '), ' %s ')]",
                                tag, e->classes[i]);
    return arena_strdup(o->arena, tag);
}

/* How many of the same kind stand between an item and an element that follows it. */
static int alike_before(const struct outline *o, int item, int element)
{
    int n = 0;
    for (int i = o->v[item].end; i < element; i = o->v[i].end)
        n += o->v[i].group == o->v[element].group;
    return n;
}

char *pick_behind(const struct outline *o, const int *items, const int *ends, size_t n_items,
                  const int *targets)
{
    int place = 0, first = -1, beside = -1, nth = 1;
    bool steady = true, itself = true;
    enum html_tag tag = HTML_UNKNOWN;
    for (size_t i = 0; i < n_items; i++) {
        int here;
        if (targets[i] < 0 || targets[i] >= ends[i])
            continue;
        int sibling = sibling_of(o, items[i], targets[i], &here);
        if (sibling < 0 || (first >= 0 && tag != o->v[sibling].tag))
            return NULL;
        itself &= sibling == targets[i];
        steady &= first < 0 || here == place;
        place = here;
        tag = o->v[sibling].tag;
        if (first < 0) {
            first = targets[i];
            beside = sibling;
            nth = alike_before(o, items[i], sibling) + 1;
        }
    }
    if (first < 0 || !tag)
        return NULL;
    const char *name = xpath_step(o, beside);
    char *outer = steady ? arena_printf(o->arena, "./following-sibling::*[%d][self::%s]", place, name)
                         : arena_printf(o->arena, "./following-sibling::%s[%d]", name, nth);
    return itself ? outer : arena_printf(o->arena, "%s//%s", outer, xpath_step(o, first));
}
