/* The outline of a page; see the header. Linear in the page but for the classes of one element. */
#include "harvester/discover/outline.h"
#include "harvester/discover/words.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* --- elements and their text --- */

static bool shows_nothing(enum html_tag tag)
{
    return tag == HTML_SCRIPT || tag == HTML_STYLE || tag == HTML_TEMPLATE || tag == HTML_NOSCRIPT ||
           tag == HTML_HEAD || tag == HTML_SVG || tag == HTML_SELECT || tag == HTML_TEXTAREA;
}

static bool inline_tag(enum html_tag tag)
{
    static const enum html_tag tags[] = {
        HTML_A,     HTML_ABBR, HTML_ACRONYM, HTML_B,    HTML_BDI, HTML_BDO,  HTML_BIG,
        HTML_CITE,  HTML_CODE, HTML_DATA,    HTML_DEL,  HTML_DFN, HTML_EM,   HTML_FONT,
        HTML_I,     HTML_INS,  HTML_KBD,     HTML_MARK, HTML_Q,   HTML_S,    HTML_SAMP,
        HTML_SMALL, HTML_SPAN, HTML_STRONG,  HTML_SUB,  HTML_SUP, HTML_TIME, HTML_TT,
        HTML_U,     HTML_VAR,  HTML_LABEL,   HTML_META, HTML_IMG, HTML_WBR,  HTML_LINK};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (tags[i] == tag)
            return true;
    return false;
}

static void line_end(struct buf *text)
{
    if (text->n && text->p[text->n - 1] != '\n')
        buf_addc(text, '\n');
}

/* White space folded; what stands before a line end goes. */
static void add_text(struct buf *text, const char *s)
{
    size_t n = strlen(s), length;
    for (size_t i = 0; i < n; i += length) {
        bool space, gap = text->n == 0 || strchr(" \n", text->p[text->n - 1]);
        length = text_space_at(s + i, n - i, &space);
        if (length && space && !gap)
            buf_addc(text, ' ');
        if (!length) {
            utf8_decode(s + i, n - i, &length);
            buf_add(text, s + i, length);
        }
    }
}

char *outline_attribute(const struct outline *o, int element, const char *name)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)o->v[element].node, (const xmlChar *)name);
    char *out = value ? text_collapse(o->arena, (const char *)value, strlen((const char *)value)) : NULL;
    xmlFree(value);
    return out && *out ? out : NULL;
}

static void read_classes(struct outline *o, struct element *e)
{
    char *value = outline_attribute(o, (int)(e - o->v), "class");
    e->classes = value ? arena_alloc(o->arena, OUTLINE_CLASSES * sizeof *e->classes) : NULL;
    for (char *p = value; p && *p && e->n_classes < OUTLINE_CLASSES;) {
        size_t n = strcspn(p, " ");
        e->classes[e->n_classes++] = arena_strndup(o->arena, p, n);
        p += n + strspn(p + n, " ");
    }
}

static int open_element(struct outline *o, const xmlNode *node, int parent)
{
    int index = (int)o->n;
    struct element *e = ARENA_PUSH(o->arena, o->v, o->n, o->cap);
    *e = (struct element){.node = node, .parent = parent, .group = -1};
    e->tag = html_tag_find((const char *)node->name, strlen((const char *)node->name));
    if (!inline_tag(e->tag))
        line_end(&o->text);
    e->from = (int)o->text.n;
    char *language = outline_attribute(o, index, "lang");
    e->language = language ? language : parent >= 0 ? o->v[parent].language : NULL;
    read_classes(o, e);
    char *style = outline_attribute(o, index, "style");
    for (int i = 0; i < e->n_classes; i++)
        e->hidden |= words_have(e->classes[i], SAYS_HIDDEN);
    e->hidden |= style && (strstr(style, "display:none") || strstr(style, "display: none"));
    return index;
}

static void close_element(struct outline *o, int index)
{
    struct element *e = &o->v[index];
    e->end = (int)o->n;
    e->to = (int)o->text.n;
    if (!inline_tag(e->tag))
        line_end(&o->text);
}

/* Goes through the tree without recursion: `at` is the open element, `node` what comes next in it. */
static void walk(struct outline *o, const xmlNode *root)
{
    int at = open_element(o, root, -1);
    const xmlNode *node = root->children;
    while (at >= 0) {
        if (!node) {
            node = o->v[at].node->next;
            close_element(o, at);
            at = o->v[at].parent;
            continue;
        }
        if (node->type == XML_TEXT_NODE && node->content)
            add_text(&o->text, (const char *)node->content);
        if (node->type == XML_ELEMENT_NODE && o->n < OUTLINE_ELEMENTS) {
            const char *name = (const char *)node->name;
            enum html_tag tag = html_tag_find(name, strlen(name));
            if (!shows_nothing(tag)) {
                at = open_element(o, node, at);
                node = node->children;
                continue;
            }
        }
        node = node->next;
    }
}

/* --- what its parts are for --- */

static bool within_item(const struct outline *o, int index)
{
    for (int p = o->v[index].parent; p >= 0; p = o->v[p].parent)
        if (o->v[p].tag == HTML_ARTICLE || o->v[p].tag == HTML_LI || o->v[p].tag == HTML_SECTION ||
            o->v[p].tag == HTML_MAIN || o->v[p].tag == HTML_TR)
            return true;
    return false;
}

static enum zone zone_of_tag(const struct outline *o, int index)
{
    enum html_tag tag = o->v[index].tag;
    if (tag == HTML_NAV || tag == HTML_DIALOG || tag == HTML_BUTTON)
        return ZONE_NOISE;
    if ((tag == HTML_FOOTER || tag == HTML_HEADER) && !within_item(o, index))
        return ZONE_NOISE;
    return tag == HTML_ASIDE && !within_item(o, index) ? ZONE_SIDE : ZONE_MAIN;
}

static enum zone zone_of_words(const struct outline *o, int index)
{
    static const char *const noisy[] = {"navigation", "banner",  "contentinfo", "search", "menu",
                                        "menubar",    "tablist", "dialog",      NULL};
    const struct element *e = &o->v[index];
    const char *aria = outline_attribute(o, index, "role"), *id = outline_attribute(o, index, "id");
    for (size_t i = 0; aria && noisy[i]; i++)
        if (strcmp(aria, noisy[i]) == 0)
            return ZONE_NOISE;
    if (aria && strcmp(aria, "complementary") == 0)
        return ZONE_SIDE;
    enum zone zone = ZONE_MAIN;
    for (int i = -1; i < e->n_classes; i++) {
        const char *name = i < 0 ? id : e->classes[i];
        unsigned roles = name ? words_roles(name) : 0;
        if (roles & 1u << SAYS_NOISE)
            return ZONE_NOISE;
        if (roles & 1u << SAYS_SIDE && !(roles & (1u << SAYS_CONTENT | 1u << SAYS_TITLE)))
            zone = ZONE_SIDE;
    }
    return zone;
}

/* A name counts only for what is not most of the page: "has-sidebar" is worn by its whole body. */
static void find_zones(struct outline *o)
{
    int half = (int)o->text.n / 2;
    for (size_t i = 0; i < o->n; i++) {
        struct element *e = &o->v[i];
        enum zone zone = zone_of_tag(o, (int)i), words = ZONE_MAIN;
        bool whole = e->tag == HTML_HTML || e->tag == HTML_BODY || e->tag == HTML_MAIN || e->tag == HTML_FORM;
        if (!whole && e->to - e->from <= half)
            words = zone_of_words(o, (int)i);
        zone = words > zone ? words : zone;
        if (e->parent >= 0 && o->v[e->parent].zone > zone)
            zone = o->v[e->parent].zone;
        if (e->parent >= 0)
            e->hidden |= o->v[e->parent].hidden;
        e->zone = (unsigned char)zone;
    }
}

/* --- groups --- */

/* How often each class is worn among the children that are to be told apart. An open hash table. */
struct tally {
    struct count {
        const char *class;
        size_t n; /* bytes of the class that count */
        int times;
    } * v;
    size_t room; /* a power of two */
};

static struct count *tally_at(struct tally *t, const char *class, size_t n)
{
    size_t i = (size_t)hash_bytes(class, n).low & (t->room - 1);
    while (t->v[i].class && (t->v[i].n != n || memcmp(t->v[i].class, class, n) != 0))
        i = (i + 1) & (t->room - 1);
    if (!t->v[i].class)
        t->v[i] = (struct count){class, n, 0};
    return &t->v[i];
}

static void count_classes(struct tally *t, const struct element *e)
{
    for (int i = 0; i < e->n_classes; i++) {
        size_t n = strlen(e->classes[i]), stem = words_stem(e->classes[i]);
        tally_at(t, e->classes[i], n)->times++;
        if (stem && stem < n)
            tally_at(t, e->classes[i], stem)->times++;
    }
}

/* Of a class, or of its beginning: that is worth a little less. */
static int worth_of(struct outline *o, const char *class, size_t n)
{
    int quality = words_quality(class[n] ? arena_strndup(o->arena, class, n) : class);
    return quality ? 2 * quality - (class[n] != '\0') : 0;
}

/* The class it shares with most others; of equals the one that says most. */
static const char *shared_class(struct outline *o, struct tally *t, const struct element *e, bool *stem)
{
    const char *best = NULL;
    size_t best_n = 0;
    int most = 0, best_quality = -1, best_rank = 0;
    *stem = false;
    for (int i = 0; i < e->n_classes; i++) {
        size_t n = strlen(e->classes[i]), cut = words_stem(e->classes[i]);
        for (int s = 0; s < (cut && cut < n ? 2 : 1); s++) {
            size_t length = s ? cut : n;
            int times = tally_at(t, e->classes[i], length)->times, worth = worth_of(o, e->classes[i], length);
            /* one that several wear and that says what they are comes before what says how they look */
            int rank = times < 2 ? 0 : worth > 2 ? 2 : 1;
            if (!worth || rank < best_rank || (rank == best_rank && times < most) ||
                (rank == best_rank && times == most && worth <= best_quality))
                continue;
            best_rank = rank;
            best = e->classes[i];
            best_n = length;
            most = times;
            best_quality = worth;
            *stem = s == 1;
        }
    }
    return best ? arena_strndup(o->arena, best, best_n) : NULL;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* `first`: the first of the groups that the parent's children were put into so far. */
static void join_group(struct outline *o, size_t first, int parent, int index, const char *token, bool stem)
{
    struct element *e = &o->v[index];
    size_t g = first;
    for (; g < o->n_groups; g++) {
        const struct group *x = &o->groups[g];
        if (x->tag == e->tag && x->column == e->column && x->stem == stem && x->zone == e->zone &&
            same(x->token, token) && same(x->language, e->language))
            break;
    }
    if (g == o->n_groups)
        *ARENA_PUSH(o->arena, o->groups, o->n_groups, o->groups_cap) = (struct group){.parent = parent,
                                                                                      .tag = e->tag,
                                                                                      .token = token,
                                                                                      .stem = stem,
                                                                                      .zone = e->zone,
                                                                                      .language = e->language,
                                                                                      .column = e->column};
    struct group *x = &o->groups[g];
    *ARENA_PUSH(o->arena, x->members, x->n, x->cap) = index;
    e->group = (int)g;
}

static int next_child(const struct outline *o, int child, int parent)
{
    int next = o->v[child].end;
    return next < o->v[parent].end ? next : -1;
}

enum { MOST_KINDS = 400 }; /* groups among the children of one group; more are no pattern */

/* Puts the children of a group's members into groups. */
static void split_children(struct outline *o, int parent, struct tally *t)
{
    const struct group g = o->groups[parent];
    size_t classes = 16, first = o->n_groups;
    for (size_t m = 0; m < g.n; m++)
        for (int c = g.members[m] + 1 < o->v[g.members[m]].end ? g.members[m] + 1 : -1; c >= 0;
             c = next_child(o, c, g.members[m]))
            classes += 2 * (size_t)o->v[c].n_classes;
    t->room = 32;
    while (t->room < 2 * classes)
        t->room *= 2;
    t->v = mem_alloc(t->room * sizeof *t->v);
    for (int pass = 0; pass < 2; pass++)
        for (size_t m = 0; m < g.n; m++) {
            int column = 0, up = g.members[m];
            for (int c = up + 1 < o->v[up].end ? up + 1 : -1; c >= 0; c = next_child(o, c, up)) {
                struct element *e = &o->v[c];
                bool cell = e->tag == HTML_TD || e->tag == HTML_TH;
                e->column = cell ? ++column : 0;
                if (pass == 0) {
                    count_classes(t, e);
                    continue;
                }
                bool stem;
                const char *token = shared_class(o, t, e, &stem);
                if (o->n_groups - first < MOST_KINDS)
                    join_group(o, first, parent, c, token, stem);
            }
        }
    free(t->v);
}

static void find_groups(struct outline *o)
{
    struct tally t = {0};
    if (!o->n)
        return;
    join_group(o, 0, -1, 0, NULL, false);
    for (size_t g = 0; g < o->n_groups && !arena_over(o->arena); g++)
        split_children(o, (int)g, &t);
}

void outline_read(struct arena *a, const xmlDoc *doc, struct outline *o)
{
    *o = (struct outline){.arena = a};
    buf_init(&o->text, 0);
    const xmlNode *root = xmlDocGetRootElement((xmlDoc *)doc);
    if (!root)
        return;
    walk(o, root);
    o->language = o->n ? o->v[0].language : NULL;
    find_zones(o);
    find_groups(o);
}

void outline_free(struct outline *o)
{
    buf_free(&o->text);
}

/* --- looking --- */

char *outline_range(const struct outline *o, int from, int end)
{
    int begin = o->v[from].from, stop = end > from ? o->v[from].to : begin;
    for (int i = o->v[from].end; i < end; i = o->v[i].end)
        stop = o->v[i].to;
    return text_collapse(o->arena, o->text.p ? o->text.p + begin : "", (size_t)(stop - begin));
}

char *outline_text(const struct outline *o, int element)
{
    return outline_range(o, element, o->v[element].end);
}

const char *outline_raw_attribute(const struct outline *o, int element, const char *name)
{
    const xmlAttr *a = xmlHasProp((xmlNode *)o->v[element].node, (const xmlChar *)name);
    const xmlNode *value = a ? a->children : NULL;
    return value && value->type == XML_TEXT_NODE && !value->next ? (const char *)value->content : NULL;
}

bool outline_has_class(const struct outline *o, int element, const char *class)
{
    for (int i = 0; i < o->v[element].n_classes; i++)
        if (strcmp(o->v[element].classes[i], class) == 0)
            return true;
    return false;
}

int outline_above(const struct outline *o, int element, enum html_tag tag, int top)
{
    for (int p = element; p >= 0 && p >= top; p = o->v[p].parent)
        if (o->v[p].tag == tag)
            return p;
    return -1;
}
