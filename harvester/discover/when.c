/* Where the dates of a block stand: in a part of its items, in the words beside their title, in a heading
   above them; and what they are. */
#include "harvester/discover/guess.h"
#include "harvester/discover/pick.h"
#include "harvester/discover/words.h"
#include "base/text.h"
#include "harvester/meaning/dates.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum {
    LONGEST = 400, /* bytes of a text that is looked at for dates */
    DATES = 6,     /* of one item */
    CHOSEN = 3,    /* parts of an item with dates */
};

struct reading { /* what one text says */
    struct civil dates[DATES];
    int n, cued, timed, ranges, yearless, released;
    size_t length;
};

struct when {
    struct arena *scratch; /* of one text */
    const struct parts *p;
    int title;
    const struct page *page;
    struct proposal *out;
    struct reading *known; /* by item: what is read already */
    int chosen[CHOSEN];
    bool own[CHOSEN]; /* the words of the part itself, its elements left out */
    size_t n;
};

static void keep_date(struct reading *r, const struct civil *c)
{
    if (c->precision >= PRECISION_DAY && r->n < DATES)
        r->dates[r->n++] = *c;
}

static struct reading read_text(const struct when *w, const char *text)
{
    struct date_context context = {.ref = w->page->ref, .language = w->p->o->language};
    struct found_dates found = {0};
    struct reading r = {.length = strlen(text)};
    if (r.length > LONGEST || !strpbrk(text, "0123456789"))
        return r;
    dates_find(w->scratch, text, r.length, &context, &found);
    for (size_t i = 0; i < found.n; i++) {
        const struct found_date *d = &found.v[i];
        int before = r.n;
        keep_date(&r, &d->from);
        keep_date(&r, &d->to);
        if (r.n == before)
            continue;
        r.cued += d->cued;
        r.released += d->cued && d->role == ROLE_PUBLISHED;
        r.timed += d->from.precision == PRECISION_MINUTE || d->to.precision == PRECISION_MINUTE;
        r.ranges += d->from.precision && d->to.precision;
        r.yearless += !d->year_given;
    }
    arena_reset(w->scratch);
    return r;
}

/* The words that stand in an element itself. */
static char *own_words(const struct outline *o, int element)
{
    struct buf text;
    buf_init(&text, 0);
    for (const xmlNode *n = element < 0 ? NULL : o->v[element].node->children; n; n = n->next)
        if (n->type == XML_TEXT_NODE && n->content) {
            buf_adds(&text, (const char *)n->content);
            buf_addc(&text, ' ');
        }
    char *out = text_collapse(o->arena, buf_str(&text), text.n);
    buf_free(&text);
    return out;
}

static char *words_of(const struct when *w, int part, bool own, size_t item)
{
    return own ? own_words(w->p->o, w->p->v[part].first[item]) : part_text(w->p, part, item);
}

static bool same_day(const struct civil *a, const struct civil *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day;
}

static int new_dates(const struct reading *r, const struct reading *known)
{
    int n = 0;
    for (int i = 0; i < r->n; i++) {
        bool old = false;
        for (int k = 0; k < known->n; k++)
            old |= same_day(&r->dates[i], &known->dates[k]);
        n += !old;
    }
    return n;
}

/* --- parts with dates --- */

static bool dated_role(const struct part *x)
{
    for (int says = SAYS_DATE; says <= SAYS_LIMIT; says++)
        if (part_has(x, says))
            return true;
    return x->tag == HTML_TIME;
}

static double worth(const struct when *w, int part, bool own)
{
    const struct part *x = &w->p->v[part];
    double total = 0;
    size_t with = 0;
    for (size_t i = 0; i < w->p->n_items; i++) {
        if (x->first[i] < 0)
            continue;
        struct reading r = read_text(w, words_of(w, part, own, i));
        int fresh = new_dates(&r, &w->known[i]);
        if (!fresh)
            continue;
        with++;
        total += 10 + 2 * fmin(fresh, 3) + 4 * (r.cued > 0) + 3 * (r.timed > 0) + 3 * (r.ranges > 0) -
                 (double)r.length / 40;
    }
    if (with * 5 < w->p->n_items) /* one in five */
        return 0;
    return total + (dated_role(x) ? 1.5 : 0.5 * (x->token != NULL)) * (double)with;
}

static bool apart(const struct when *w, int part)
{
    for (size_t i = 0; i < w->n; i++)
        if (part_within(w->p, part, w->chosen[i]) || (part_within(w->p, w->chosen[i], part) && !w->own[i]))
            return false;
    return true;
}

static void note_read(struct when *w, int part, bool own)
{
    for (size_t i = 0; i < w->p->n_items; i++) {
        struct reading r = read_text(w, words_of(w, part, own, i));
        for (int k = 0; k < r.n; k++)
            keep_date(&w->known[i], &r.dates[k]);
    }
}

static bool choose(struct when *w)
{
    int best = -1;
    bool best_own = false;
    double most = 0;
    for (size_t i = 0; i < w->p->n; i++) {
        bool own = part_within(w->p, w->title, (int)i);
        if (w->p->v[i].hidden || (part_within(w->p, (int)i, w->title) && !own) || !apart(w, (int)i))
            continue;
        double score = worth(w, (int)i, own);
        if (score > most + 1e-9) {
            most = score;
            best = (int)i;
            best_own = own;
        }
    }
    if (best < 0)
        return false;
    w->chosen[w->n] = best;
    w->own[w->n++] = best_own;
    note_read(w, best, best_own);
    return true;
}

/* --- what a machine reads --- */

/* The attribute in which a part, or the one <time> in it, holds the date for machines. */
static const char *machine(const struct when *w, int *part)
{
    const struct parts *p = w->p;
    for (int i = *part; i < (int)p->n; i++) {
        const char *name = p->v[i].tag == HTML_TIME ? "datetime" : p->v[i].tag == HTML_ABBR ? "title" : NULL;
        if (!name || !part_within(p, i, *part) || p->v[i].with < p->v[*part].with ||
            p->v[i].once < p->v[i].with)
            continue;
        size_t n = 0;
        for (size_t k = 0; k < p->n_items; k++) {
            const char *value =
                p->v[i].first[k] < 0 ? NULL : outline_raw_attribute(p->o, p->v[i].first[k], name);
            n += value && strlen(value) >= 10 && isdigit((unsigned char)*value) && value[4] == '-';
        }
        if (n != p->v[i].with)
            continue;
        *part = i;
        return name;
    }
    return NULL;
}

/* The field that a part is by its class; NULL. */
static const char *stated_key(const struct part *x)
{
    static const struct {
        int says;
        const char *key;
    } keys[] = {{SAYS_LIMIT, "deadline"},
                {SAYS_STARTS, "starts"},
                {SAYS_ENDS, "ends"},
                {SAYS_MODIFIED, "modified"},
                {SAYS_RELEASED, "published"}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (part_has(x, keys[i].says))
            return keys[i].key;
    return NULL;
}

static struct guess *field_of(struct when *w, const char *key)
{
    for (size_t i = 0; i < w->out->n; i++)
        if (strcmp(w->out->fields[i].key, key) == 0)
            return &w->out->fields[i];
    return NULL;
}

static void add_rule(struct when *w, const char *key, const char *rule, const char *sample)
{
    struct guess *g = rule ? field_of(w, key) : NULL;
    if (g && strcmp(key, "dates") == 0 && g->n < 4) {
        g->rules[g->n++] = rule;
        return;
    }
    g = g ? NULL : guess_add(w->out, key, rule);
    if (g)
        g->sample = sample;
}

/* Parts whose class says which date they are, written for machines: those need no reading. */
static void add_stated(struct when *w)
{
    const struct parts *p = w->p;
    for (size_t i = 1; i < p->n; i++) {
        int part = (int)i;
        const char *key = stated_key(&p->v[i]), *attribute = key ? machine(w, &part) : NULL;
        if (!attribute || part != (int)i || field_of(w, key) || 4 * p->v[i].with < p->n_items)
            continue;
        char *rule = part_selector(p, part);
        if (!rule || (*rule == '.' && rule[1] == '/'))
            continue;
        add_rule(w, key, arena_printf(p->o->arena, "%s@%s", rule, attribute), part_text(p, part, 0));
        if (w->n < CHOSEN) {
            w->chosen[w->n] = part;
            w->own[w->n++] = false;
        }
        note_read(w, part, false);
    }
}

/* --- what the dates are --- */

struct habits { /* of the texts of a part */
    size_t with, single, bare, released, past, yearless, modified;
};

static bool before(const struct civil *a, const struct civil *b)
{
    return a->year != b->year     ? a->year < b->year
           : a->month != b->month ? a->month < b->month
                                  : a->day <= b->day;
}

/* The dates for machines are the ones to go by where people read no year. */
static void count_past(const struct when *w, int part, const char *attribute, struct habits *h)
{
    h->past = 0;
    for (size_t i = 0; i < w->p->n_items; i++) {
        int e = w->p->v[part].first[i];
        const char *value = e < 0 ? NULL : outline_raw_attribute(w->p->o, e, attribute);
        struct reading r = read_text(w, value ? arena_strndup(w->p->o->arena, value, 10) : "");
        h->past += r.n && before(&r.dates[0], &w->page->ref);
    }
}

static struct habits habits_of(const struct when *w, int part, bool own)
{
    struct habits h = {0};
    for (size_t i = 0; i < w->p->n_items; i++) {
        const char *text = words_of(w, part, own, i);
        struct reading r = read_text(w, text);
        if (!r.n)
            continue;
        h.with++;
        h.single += r.n == 1;
        h.bare += r.n == 1 && !r.timed && r.cued == r.released;
        h.released += r.released > 0;
        h.past += before(&r.dates[0], &w->page->ref);
        h.yearless += r.yearless > 0;
        h.modified +=
            strcasestr(text, "modif") || strcasestr(text, "mis à jour") || strcasestr(text, "updated");
    }
    return h;
}

static const char *key_of(const struct when *w, int part, const struct habits *h)
{
    bool bare = 10 * h->bare >= 8 * h->with, single = 10 * h->single >= 8 * h->with;
    for (int at = part; at >= 0 && single; at = w->p->v[at].parent)
        if (stated_key(&w->p->v[at]))
            return stated_key(&w->p->v[at]);
    if (2 * h->modified > h->with)
        return "modified";
    bool event = w->out->kind && strcmp(w->out->kind, "event") == 0;
    bool call = w->out->kind && strcmp(w->out->kind, "call") == 0;
    if (bare && !event && 10 * h->past >= 8 * h->with)
        return "published";
    return bare && call && !h->released ? "deadline" : "dates";
}

static const char *sample_of(const struct when *w, int part, bool own)
{
    for (size_t i = 0; i < w->p->n_items; i++) {
        const char *text = words_of(w, part, own, i);
        if (*text)
            return text;
    }
    return NULL;
}

static char *own_rule(const struct when *w, int part)
{
    char *to = part_selector(w->p, part);
    struct arena *a = w->p->o->arena;
    const struct part *x = &w->p->v[part];
    if (part == 0)
        return arena_strdup(a, "./text()[normalize-space()]");
    if (to && *to == '.' && to[1] == '/')
        return arena_printf(a, "%s/text()[normalize-space()]", to);
    if (x->token && pick_plain(x->token))
        return arena_printf(a, ".//%s[contains(@class, '%s')]/text()[normalize-space()]",
                            html_tag_name(x->tag), x->token);
    return x->column ? arena_printf(a, "./%s[%d]/text()[normalize-space()]", html_tag_name(x->tag), x->column)
                     : arena_printf(a, ".//%s/text()[normalize-space()]", html_tag_name(x->tag));
}

static void add_chosen(struct when *w, size_t i)
{
    int part = w->chosen[i];
    struct habits h = habits_of(w, part, w->own[i]);
    int inner = part;
    const char *attribute = w->own[i] ? NULL : machine(w, &inner);
    if (attribute)
        count_past(w, inner, attribute, &h);
    const char *key = key_of(w, part, &h), *sample = sample_of(w, part, w->own[i]);
    if (field_of(w, key) && strcmp(key, "dates") != 0)
        key = "dates";
    if (w->own[i]) {
        add_rule(w, key, own_rule(w, part), sample);
        return;
    }
    if (strcmp(key, "dates") == 0 && 2 * h.yearless <= h.with)
        attribute = NULL; /* words say more: an hour, what the date is for */
    char *rule = part_selector(w->p, attribute ? inner : part);
    if (rule && attribute && !strchr(rule, '@'))
        rule = arena_printf(w->p->o->arena, "%s%s@%s", rule, *rule == '.' && rule[1] == '/' ? "/" : "",
                            attribute);
    add_rule(w, key, rule, sample);
}

/* --- a heading above --- */

enum { HEADING_LEVELS = 4, HEADING_LONGEST = 60 };

struct above {
    int level; /* how far up from the item its heading stands beside */
    const char *step;
    int *headings; /* by item, -1 */
    size_t with;
};

static bool names_month(const struct when *w, int element)
{
    const struct outline *o = w->p->o;
    struct date_context context = {.ref = w->page->ref, .language = o->language};
    struct found_dates found = {0};
    if (o->v[element].to - o->v[element].from > HEADING_LONGEST)
        return false;
    char *text = outline_text(o, element);
    bool month = false;
    dates_find(w->scratch, text, strlen(text), &context, &found);
    for (size_t i = 0; i < found.n; i++)
        month |= found.v[i].from.precision >= PRECISION_MONTH;
    arena_reset(w->scratch);
    return month;
}

static bool is_item(const struct when *w, int element)
{
    for (size_t i = 0; i < w->p->block->n; i++)
        if (w->p->block->items[i] == element)
            return true;
    return false;
}

/* The nearest heading before an element among what stands beside it. */
static int heading_before(const struct when *w, int element)
{
    const struct outline *o = w->p->o;
    int parent = o->v[element].parent, found = -1;
    for (int i = parent + 1; parent >= 0 && i < element; i = o->v[i].end)
        if (!is_item(w, i) && o->v[i].to > o->v[i].from && names_month(w, i))
            found = i;
    return found;
}

/* The nearest one before it of which an XPath step would think the same. */
static int step_before(const struct outline *o, int element, enum html_tag tag, const char *class)
{
    int parent = o->v[element].parent, found = -1;
    for (int i = parent + 1; i < element; i = o->v[i].end)
        if (o->v[i].tag == tag && (!class || outline_has_class(o, i, class)))
            found = i;
    return found;
}

static const char *step_for(const struct when *w, const struct above *a, const int *beside)
{
    const struct outline *o = w->p->o;
    int first = -1;
    for (size_t i = 0; i < w->p->n_items && first < 0; i++)
        first = a->headings[i];
    const struct element *e = &o->v[first];
    for (int c = -1; c < e->n_classes; c++) {
        const char *class = c < 0 ? NULL : e->classes[c];
        bool good = c < 0 || (pick_plain(class) && words_quality(class) > 0);
        for (size_t i = 0; i < w->p->n_items && good; i++)
            if (a->headings[i] >= 0)
                good = step_before(o, beside[i], e->tag, class) == a->headings[i];
        if (good && c < 0)
            return html_tag_name(e->tag);
        if (good)
            return arena_printf(o->arena, "%s[contains(concat(' ', normalize-space(@class), ' '), ' %s ')]",
                                html_tag_name(e->tag), class);
    }
    return arena_printf(o->arena, "%s[not(.//a)]", html_tag_name(e->tag));
}

static bool find_above(const struct when *w, struct above *a)
{
    const struct outline *o = w->p->o;
    size_t n = w->p->n_items;
    int *beside = arena_dup(o->arena, w->p->block->items, n * sizeof(int));
    a->headings = arena_alloc(o->arena, n * sizeof(int));
    for (a->level = 0; a->level < HEADING_LEVELS; a->level++) {
        a->with = 0;
        for (size_t i = 0; i < n; i++) {
            a->headings[i] = beside[i] < 0 ? -1 : heading_before(w, beside[i]);
            a->with += a->headings[i] >= 0;
        }
        if (10 * a->with >= 8 * n) {
            a->step = step_for(w, a, beside);
            return true;
        }
        for (size_t i = 0; i < n; i++)
            beside[i] = beside[i] < 0 ? -1 : o->v[beside[i]].parent;
    }
    return false;
}

static char *heading_rule(const struct when *w, const struct above *a)
{
    struct buf rule;
    buf_init(&rule, 0);
    buf_adds(&rule, "./");
    for (int i = 0; i < a->level; i++)
        buf_adds(&rule, "../");
    buf_printf(&rule, "preceding-sibling::%s[1]", a->step);
    char *out = arena_strdup(w->p->o->arena, buf_str(&rule));
    buf_free(&rule);
    return out;
}

/* In how many items the words of a part and the heading together name a day. */
static size_t days_with(const struct when *w, const struct above *a, int part, bool own, int *timed)
{
    size_t n = 0;
    *timed = 0;
    for (size_t i = 0; i < w->p->n_items; i++) {
        const char *words = part < 0 ? "" : words_of(w, part, own, i);
        if (a->headings[i] < 0 || strlen(words) > 40 || (part >= 0 && !strpbrk(words, "0123456789")))
            continue;
        const char *heading = outline_text(w->p->o, a->headings[i]);
        struct reading r = read_text(w, arena_printf(w->p->o->arena, "%s %s", words, heading));
        n += r.n > 0;
        *timed += r.timed;
    }
    return n;
}

/* The hour, in another part or in the words beside the title. */
static void add_hours(struct when *w, int day)
{
    const struct parts *p = w->p;
    for (size_t i = 0; i < p->n; i++) {
        bool own = part_within(p, w->title, (int)i);
        if (p->v[i].hidden ||
            (day >= 0 && (part_within(p, (int)i, day) || (part_within(p, day, (int)i) && !own))) ||
            (part_within(p, (int)i, w->title) && !own))
            continue;
        size_t n = 0;
        for (size_t k = 0; k < p->n_items; k++) {
            const char *words = words_of(w, (int)i, own, k);
            struct reading r =
                read_text(w, arena_printf(p->o->arena, "12 mars 2020 %s", strlen(words) < 60 ? words : ""));
            n += r.timed > 0;
        }
        if (5 * n < p->n_items)
            continue;
        add_rule(w, "dates", own ? own_rule(w, (int)i) : part_selector(p, (int)i), NULL);
        return;
    }
}

static void look_above(struct when *w)
{
    struct above a;
    int timed, day = -1;
    if (!find_above(w, &a))
        return;
    size_t most = days_with(w, &a, -1, false, &timed);
    bool whole = 10 * most >= 7 * w->p->n_items; /* the heading is a day itself */
    for (size_t i = 1; i < w->p->n && !whole; i++) {
        size_t n = days_with(w, &a, (int)i, false, &timed);
        if (!part_within(w->p, (int)i, w->title) && !part_within(w->p, w->title, (int)i) && n >= most &&
            n > 0 && n > most) {
            most = n;
            day = (int)i;
        }
    }
    if (2 * most < w->p->n_items)
        return;
    struct guess *old = field_of(w, "dates");
    if (old)
        old->n = 0; /* what was read without the heading is half a date */
    if (day >= 0)
        add_rule(w, "dates", part_selector(w->p, day), sample_of(w, day, false));
    add_rule(w, "dates", heading_rule(w, &a), NULL);
    add_hours(w, day);
    w->out->dated = true;
}

void guess_dates(const struct parts *p, int title, const struct page *page, struct proposal *out)
{
    struct arena scratch;
    struct when w = {.scratch = &scratch, .p = p, .title = title, .page = page, .out = out};
    size_t with = 0, yearless = 0;
    arena_init(&scratch, 0);
    w.known = arena_alloc(p->o->arena, p->n_items * sizeof *w.known);
    add_stated(&w);
    size_t stated = w.n;
    while (w.n < CHOSEN && choose(&w))
        ;
    for (size_t i = stated; i < w.n; i++) {
        struct habits h = habits_of(&w, w.chosen[i], w.own[i]);
        add_chosen(&w, i);
        yearless = i == stated ? h.yearless : yearless;
    }
    for (size_t i = 0; i < p->n_items; i++)
        with += w.known[i].n > 0;
    out->dated = 2 * with >= p->n_items;
    if (!out->dated || 2 * yearless > p->n_items)
        look_above(&w);
    arena_free(&scratch);
}
