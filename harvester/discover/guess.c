/* The rules for the fields of a block but for its dates; see the header. */
#include "harvester/discover/guess.h"
#include "harvester/discover/pick.h"
#include "harvester/discover/words.h"
#include "base/text.h"
#include "base/url.h"

#include <math.h>
#include <string.h>

struct guess *guess_add(struct proposal *out, const char *key, const char *rule)
{
    if (!rule || out->n == GUESSES)
        return NULL;
    struct guess *g = &out->fields[out->n++];
    *g = (struct guess){.key = key, .rules = {rule}, .n = 1};
    return g;
}

static double share(size_t part, size_t whole)
{
    return whole ? (double)part / (double)whole : 0;
}

static const char *first_text(const struct parts *p, int part)
{
    for (size_t i = 0; i < p->n_items; i++) {
        const char *text = part_text(p, part, i);
        if (*text)
            return text;
    }
    return NULL;
}

static bool heading_in(const struct parts *p, int part)
{
    for (size_t i = 0; i < p->n; i++)
        if ((int)i != part && outline_heading(p->v[i].tag) && !p->v[i].hidden && part_within(p, (int)i, part))
            return true;
    return false;
}

/* A part of its own or of one above it. */
static bool any_above(const struct parts *p, int part, bool (*test)(const struct part *))
{
    for (; part >= 0; part = p->v[part].parent)
        if (test(&p->v[part]))
            return true;
    return false;
}

static bool is_heading(const struct part *x)
{
    return outline_heading(x->tag);
}

static bool is_link(const struct part *x)
{
    return x->link;
}

static bool says_title(const struct part *x)
{
    return part_has(x, SAYS_TITLE);
}

/* --- title --- */

/* A link with nearly all of its words. */
static bool link_in(const struct parts *p, int part)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].link && part_within(p, (int)i, part) && p->v[i].length > 0.9 * p->v[part].length)
            return true;
    return false;
}

static double title_score(const struct parts *p, int part)
{
    const struct part *x = &p->v[part];
    double cover = share(x->with, p->n_items);
    if (cover < 0.6 || x->hidden || x->length < 3 || (p->n_items > 2 && x->distinct < 0.5))
        return -1;
    bool link = any_above(p, part, is_link) || link_in(p, part);
    double score = 2 * cover + 2 * share(x->once, x->with) + 2 * x->distinct;
    score += 3 * any_above(p, part, is_heading) + 1.5 * any_above(p, part, says_title) + 1.5 * link;
    score += (x->tag == HTML_B || x->tag == HTML_STRONG || x->tag == HTML_DT) * 0.7;
    score += x->length >= 8 && x->length <= 160 ? 1 : x->length > 250 ? -3 : -1;
    score += fmin(x->length, 60) / 60;
    for (int says = SAYS_DATE; says <= SAYS_MORE; says++)
        if (part_has(x, says) && says != SAYS_SUMMARY)
            score -= 2;
    if (heading_in(p, part))
        score -= 2;
    return part == 0 ? score - 2 : score;
}

/* Parts of a title that are none of it: for screen readers alone, a label or a date in the same link. */
static int foreign_part(const struct parts *p, int title)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct part *x = &p->v[i];
        bool other = x->hidden || part_has(x, SAYS_DATE) || part_has(x, SAYS_TAGS) ||
                     part_has(x, SAYS_MORE) || part_has(x, SAYS_SUMMARY) || part_has(x, SAYS_PLACE);
        if ((int)i != title && part_within(p, (int)i, title) && x->length > 0 && other &&
            !part_has(x, SAYS_TITLE))
            return (int)i;
    }
    return -1;
}

static char *class_test(struct arena *a, const struct part *x)
{
    if (x->token && pick_plain(x->token))
        return arena_printf(a, "*[contains(@class, '%s')]", x->token);
    return arena_strdup(a, html_tag_name(x->tag));
}

static const char *title_rule(const struct parts *p, int title)
{
    struct arena *a = p->o->arena;
    int foreign = foreign_part(p, title);
    if (foreign < 0 || p->v[title].follows)
        return part_selector(p, title);
    const struct part *x = &p->v[title];
    const char *to = title == 0 ? "."
                                : arena_printf(a, ".//%s",
                                               x->token && pick_plain(x->token)
                                                   ? arena_printf(a, "%s[contains(@class, '%s')]",
                                                                  html_tag_name(x->tag), x->token)
                                                   : html_tag_name(x->tag));
    bool own = !p->v[foreign].token || !pick_plain(p->v[foreign].token);
    return own ? arena_printf(a, "%s/text()[normalize-space()]", to)
               : arena_printf(a, "%s//text()[not(ancestor::%s)]", to, class_test(a, &p->v[foreign]));
}

/* The innermost link with the same words is as good, and says where it leads besides. */
static int into_link(const struct parts *p, int title)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct part *x = &p->v[i];
        if (x->tag == HTML_A && x->link && part_within(p, (int)i, title) && x->with == p->v[title].with &&
            x->once == x->with && fabs(x->length - p->v[title].length) < 0.5)
            return (int)i;
    }
    return title;
}

int guess_title(const struct parts *p, struct proposal *out)
{
    int best = -1;
    double most = 0;
    for (size_t i = 0; i < p->n; i++) {
        double score = title_score(p, (int)i);
        if (score > most + 1e-9) {
            most = score;
            best = (int)i;
        }
    }
    if (best < 0)
        return -1;
    best = into_link(p, best);
    struct guess *g = guess_add(out, "title", title_rule(p, best));
    if (!g)
        return -1;
    g->sample = out->first = first_text(p, best);
    return best;
}

/* --- address --- */

/* In how many items it leads somewhere, and by which attribute there; *steady: everywhere by the same one. */
static size_t leads(const struct parts *p, int part, const char **attribute, const char **other)
{
    size_t n = 0;
    *attribute = *other = NULL;
    for (size_t i = 0; i < p->n_items; i++) {
        int e = p->v[part].first[i];
        const char *name;
        if (e < 0 || !block_address(p->o, e, &name))
            continue;
        n++;
        if (!*attribute)
            *attribute = name;
        else if (strcmp(*attribute, name) != 0)
            *other = name;
    }
    return n;
}

static int link_part(const struct parts *p, int title)
{
    for (int i = title; i >= 0; i = p->v[i].parent)
        if (p->v[i].link)
            return i;
    int best = -1;
    double most = 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct part *x = &p->v[i];
        const char *a, *b;
        double score = share(leads(p, (int)i, &a, &b), p->n_items);
        if (!x->link || score < 0.5)
            continue;
        score += (title >= 0 && part_within(p, (int)i, title)) * 2 + 0.5 * part_has(x, SAYS_MORE) +
                 0.3 * share(x->once, x->with);
        score += (i == 0) * 0.5 - (part_has(x, SAYS_TAGS) || part_has(x, SAYS_AUTHOR)) * 1.0;
        if (score > most + 1e-9) {
            most = score;
            best = (int)i;
        }
    }
    return best;
}

static void guess_address(const struct parts *p, int title, struct proposal *out)
{
    const char *attribute, *other;
    int part = link_part(p, title);
    if (part < 0 || !leads(p, part, &attribute, &other))
        return;
    const char *selector = part_selector(p, part);
    if (!selector)
        return;
    struct arena *a = p->o->arena;
    bool xpath = *selector == '.' && selector[1] == '/';
    const char *first = strcmp(attribute, "href") == 0 && other ? other : attribute;
    const char *second = first == attribute ? other : attribute;
    struct guess *g = guess_add(out, "url", arena_printf(a, xpath ? "%s/@%s" : "%s@%s", selector, first));
    if (!g)
        return;
    if (second) {
        g->key = "url:any";
        g->rules[g->n++] = arena_printf(a, xpath ? "%s/@%s" : "%s@%s", selector, second);
    }
    if (strcmp(first, "onclick") == 0)
        g->match = "['\"]([^'\"]*[/.?][^'\"]*)['\"]";
}

/* --- the rest --- */

static double summary_score(const struct parts *p, int part, int title)
{
    const struct part *x = &p->v[part];
    if (part == 0 || x->hidden || x->length < 20 || share(x->with, p->n_items) < 0.4 ||
        part_within(p, title, part) || part_within(p, part, title) || (p->n_items > 2 && x->distinct < 0.4))
        return -1;
    double score = fmin(x->length, 240) / 60 + 2 * part_has(x, SAYS_SUMMARY) + 0.5 * (x->tag == HTML_P) +
                   share(x->with, p->n_items);
    for (int says = SAYS_DATE; says <= SAYS_MORE; says++)
        if (says != SAYS_SUMMARY && part_has(x, says))
            score -= 2;
    return score - 1.5 * (x->tag == HTML_TIME);
}

static void drop(struct proposal *p, size_t at)
{
    memmove(p->fields + at, p->fields + at + 1, (p->n - at - 1) * sizeof *p->fields);
    p->n--;
}

void guess_drop(struct proposal *p, const char *key)
{
    size_t n = strlen(key);
    for (size_t i = 0; i < p->n; i++)
        if (strncmp(p->fields[i].key, key, n) == 0 && (!p->fields[i].key[n] || p->fields[i].key[n] == ':'))
            drop(p, i--);
}

/* A summary is read for dates anyway. */
static void drop_dates_of(struct proposal *p, const char *rule)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct guess *g = &p->fields[i];
        if (strcmp(g->key, "dates") == 0 && g->n == 1 && strcmp(g->rules[0], rule) == 0) {
            drop(p, i);
            return;
        }
    }
}

static void guess_summary(const struct parts *p, int title, struct proposal *out)
{
    int best = -1;
    double most = 1;
    for (size_t i = 1; i < p->n; i++) {
        double score = summary_score(p, (int)i, title);
        if (score > most + 1e-9) {
            most = score;
            best = (int)i;
        }
    }
    struct guess *g = best < 0 ? NULL : guess_add(out, "summary", part_selector(p, best));
    if (!g)
        return;
    g->sample = first_text(p, best);
    out->summarised = p->v[best].length >= 60;
    drop_dates_of(out, g->rules[0]);
}

/* "Lieu : Lyon" */
static size_t place_cue(const char *text)
{
    static const char *const cues[] = {"Lieu", "Où", "Place", "Location", "Venue", "Where", "Adresse"};
    for (size_t i = 0; i < sizeof cues / sizeof *cues; i++) {
        size_t n = strlen(cues[i]), gap = n;
        if (strncasecmp(text, cues[i], n) != 0)
            continue;
        while (text[gap] == ' ')
            gap++;
        if (text[gap] == ':')
            return gap + 1;
    }
    return 0;
}

static bool cued_place(const struct parts *p, int part)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_items; i++)
        n += place_cue(part_text(p, part, i)) > 0;
    return n && 2 * n >= p->v[part].with;
}

static void guess_place(const struct parts *p, int title, struct proposal *out)
{
    for (int cue = 1; cue >= 0; cue--)
        for (size_t i = 1; i < p->n; i++) {
            const struct part *x = &p->v[i];
            if (share(x->with, p->n_items) < 0.2 || x->length < 2 || x->length > 150 || x->hidden ||
                part_within(p, title, (int)i) || part_within(p, (int)i, title))
                continue;
            bool cued = cued_place(p, (int)i);
            if (cue ? !cued : !part_has(x, SAYS_PLACE) && x->tag != HTML_ADDRESS)
                continue;
            struct guess *g = guess_add(out, "place", part_selector(p, (int)i));
            if (!g)
                continue;
            g->sample = first_text(p, (int)i);
            g->match = cued ? ":\\s*(.+)" : NULL;
            return;
        }
}

static bool useful_source(const char *src)
{
    return src && *src && strncmp(src, "data:", 5) != 0;
}

static void guess_image(const struct parts *p, struct proposal *out)
{
    static const char *const attributes[] = {"data-src", "data-lazy-src", "data-original", "src"};
    for (size_t i = 1; i < p->n; i++) {
        const struct part *x = &p->v[i];
        if (x->tag != HTML_IMG || share(x->with, p->n_items) < 0.5 || x->hidden)
            continue;
        const char *selector = part_selector(p, (int)i), *attribute = NULL;
        for (size_t k = 0; k < sizeof attributes / sizeof *attributes && !attribute; k++) {
            size_t n = 0;
            for (size_t m = 0; m < p->n_items; m++)
                n += x->first[m] >= 0 &&
                     useful_source(outline_raw_attribute(p->o, x->first[m], attributes[k]));
            attribute = n == x->with ? attributes[k] : NULL;
        }
        if (selector && *selector != '.')
            guess_add(out, "image",
                      attribute ? arena_printf(p->o->arena, "%s@%s", selector, attribute) : selector);
        return;
    }
}

static void guess_tags(const struct parts *p, int title, struct proposal *out)
{
    int best = -1;
    for (size_t i = 1; i < p->n; i++) {
        const struct part *x = &p->v[i];
        bool said = part_has(x, SAYS_TAGS) || (best > 0 && part_within(p, (int)i, best));
        if (said && x->length >= 2 && x->length <= 80 && !x->hidden && share(x->with, p->n_items) >= 0.3 &&
            !part_within(p, (int)i, title) && !part_within(p, title, (int)i) && !part_has(x, SAYS_DATE))
            best = (int)i;
        else if (best > 0)
            break;
    }
    struct guess *g = best < 0 ? NULL : guess_add(out, "tags", part_selector(p, best));
    if (g)
        g->sample = first_text(p, best);
}

/* --- all --- */

/* The last part of the path says it best, then the page's own heading. */
static const char *promised(const struct outline *o, const struct page *page)
{
    struct url u;
    const char *kind = NULL;
    if (page->url && url_parse(o->arena, page->url, &u) && u.path) {
        char *path = arena_strdup(o->arena, u.path);
        for (char *slash; !kind && (slash = strrchr(path, '/')); *slash = '\0')
            kind = words_kind(o->arena, slash + 1);
    }
    for (size_t i = 0; !kind && i < o->n; i++)
        if (o->v[i].tag == HTML_H1)
            kind = words_kind(o->arena, outline_text(o, (int)i));
    return kind ? kind : page->title ? words_kind(o->arena, page->title) : NULL;
}

/* Without those that are no items: the row of titles of a table. */
static void good_ones(const struct outline *o, struct block *b)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++) {
        bool link = false;
        const char *attribute;
        for (int e = b->items[i]; e < b->ends[i] && !link; e++)
            link = block_address(o, e, &attribute) || outline_heading(o->v[e].tag);
        b->items[n] = b->items[i];
        b->ends[n] = b->ends[i];
        n += link;
    }
    b->n = n >= 2 && 2 * n >= b->n ? n : b->n;
}

/* Nothing is lost in the child that holds all of an item, and its class may say more. */
static void go_in(const struct outline *o, struct block *b)
{
    for (;;) {
        int *inner = arena_alloc(o->arena, b->n * sizeof *inner), group = -1;
        for (size_t i = 0; i < b->n; i++) {
            int e = b->items[i], child = e + 1;
            if (o->v[e].tag == HTML_A || child >= o->v[e].end || o->v[child].end != o->v[e].end ||
                o->v[child].to - o->v[child].from < o->v[e].to - o->v[e].from - 1)
                return;
            if (group >= 0 && o->v[child].group != group)
                return;
            group = o->v[child].group;
            inner[i] = child;
        }
        const char *was = o->groups[o->v[b->items[0]].group].token,
                   *is = group < 0 ? NULL : o->groups[group].token;
        if (!is || words_quality(is) < 2 || (was && words_quality(was) == 2))
            return;
        for (size_t i = 0; i < b->n; i++) {
            b->items[i] = inner[i];
            b->ends[i] = o->v[inner[i]].end;
        }
    }
}

static bool guess_block(const struct outline *o, const struct page *page, struct proposal *out)
{
    struct parts p;
    good_ones(o, &out->block);
    if (!out->block.flat)
        go_in(o, &out->block);
    out->items = pick_in_page(o, out->block.items, out->block.n, &out->extra);
    if (!out->items)
        return false;
    parts_find(o, &out->block, &p);
    int title = guess_title(&p, out);
    if (title < 0)
        return false;
    guess_address(&p, title, out);
    guess_dates(&p, title, page, out);
    guess_summary(&p, title, out);
    guess_place(&p, title, out);
    guess_image(&p, out);
    guess_tags(&p, title, out);
    return true;
}

size_t guess_page(const struct outline *o, const struct page *page, struct proposal *out, size_t most)
{
    enum { BLOCKS = 4 };
    struct block found[BLOCKS];
    const char *kind = promised(o, page), *next = guess_next(o);
    size_t blocks = blocks_find(o, page->ref, found, BLOCKS), n = 0;
    for (size_t i = 0; i < blocks && n < most; i++) {
        out[n] = (struct proposal){.block = found[i], .kind = kind, .next = next};
        n += guess_block(o, page, &out[n]);
    }
    return n;
}
