/* What the readers of about.h share. */
#include "harvester/meaning/about_internal.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

void text_parts_of(const struct tokens *whole, size_t title_end, struct text_parts *out)
{
    out->title = (struct tokens){.v = whole->v, .n = title_end, .text = whole->text, .marked = whole->marked};
    struct token *body = whole->n ? whole->v + title_end : whole->v; /* a text without a word has no list */
    out->body =
        (struct tokens){.v = body, .n = whole->n - title_end, .text = whole->text, .marked = whole->marked};
}

void text_parts_read(struct arena *a, const char *title, const char *body, struct text_parts *out)
{
    struct tokens whole = {0};
    int n = (int)strlen(title ? title : "");
    const char *text = arena_printf(a, "%s\n\n%s", title ? title : "", body ? body : "");
    tokens_read(a, text, strlen(text), &whole);
    size_t end = 0;
    while (end < whole.n && whole.v[end].position < n)
        end++;
    text_parts_of(&whole, end, out);
}

const struct tokens *text_part(const struct text_parts *parts, enum part part)
{
    return part == PART_TITLE ? &parts->title : &parts->body;
}

char *text_words(struct arena *a, const struct tokens *t, size_t from, size_t to)
{
    if (from >= to)
        return arena_strdup(a, "");
    int start = t->v[from].position;
    int end = t->v[to - 1].position + t->v[to - 1].length;
    return text_collapse(a, t->text + start, (size_t)(end - start));
}

bool token_is(const struct tokens *t, size_t i, const char *fold)
{
    return i < t->n && t->v[i].kind != TOKEN_MARK && strcmp(t->v[i].fold, fold) == 0;
}

bool token_mark(const struct tokens *t, size_t i, char mark)
{
    return i < t->n && t->v[i].kind == TOKEN_MARK && t->v[i].mark == mark;
}

bool token_in(const struct tokens *t, size_t i, const char *const *words)
{
    for (; i < t->n && t->v[i].kind == TOKEN_WORD && *words; words++)
        if (**words == *t->v[i].fold && strcmp(t->v[i].fold, *words) == 0)
            return true;
    return false;
}

bool clause_starts(const struct tokens *t, size_t i)
{
    const struct token *w = &t->v[i];
    if (i == 0 || w->sentence || token_mark(t, i - 1, ';'))
        return true;
    return w->line && !token_mark(t, i - 1, ':') && !token_mark(t, i - 1, ',') &&
           (w->capital || w->kind != TOKEN_WORD);
}

void clause_around(const struct tokens *t, size_t i, size_t most, size_t *from, size_t *to)
{
    *from = i;
    while (*from > 0 && i - *from < most && !clause_starts(t, *from))
        --*from;
    *to = i + 1;
    while (*to < t->n && *to - i < most && !clause_starts(t, *to))
        ++*to;
}

struct evidence evidence_of(struct arena *a, const char *field, const char *rule, double confidence,
                            const struct tokens *t, size_t from, size_t to)
{
    enum { AROUND = 6 };
    size_t first, last, unused;
    clause_around(t, from, AROUND, &first, &unused);
    clause_around(t, to - 1, AROUND, &unused, &last);
    return (struct evidence){.field = field,
                             .words = text_words(a, t, first, last),
                             .rule = rule,
                             .position = t->v[from].position,
                             .confidence = confidence};
}

/* --- the source's own categories --- */

static int category(struct arena *a, const struct lexicon *l, const char *tag)
{
    struct tokens t = {0};
    tokens_read(a, tag, strlen(tag), &t);
    return lexicon_whole(l, &t);
}

static void of_tags(struct arena *a, const struct lexicon *l, const char *field, const struct strings *tags,
                    struct labels *out)
{
    for (size_t i = 0; i < tags->n; i++) {
        int entry = category(a, l, tags->v[i]);
        const char *id = entry >= 0 ? l->entries[entry].id : NULL;
        bool known = !id;
        for (size_t k = 0; k < out->n && !known; k++)
            known = strcmp(out->v[k].id, id) == 0;
        if (!known)
            *ARENA_PUSH(a, out->v, out->n, out->cap) =
                (struct label){id, 0, {field, tags->v[i], "category of the source", -1, 0.9}};
    }
}

void topics_of_tags(struct arena *a, const struct lexicons *l, const struct strings *tags, struct labels *out)
{
    of_tags(a, &l->topic_categories, "topics", tags, out);
}

void audiences_of_tags(struct arena *a, const struct lexicons *l, const struct strings *tags,
                       struct labels *out)
{
    of_tags(a, &l->audience_categories, "audience", tags, out);
}

bool tag_mapped(struct arena *a, const struct lexicons *l, const char *tag)
{
    const struct lexicon *all[] = {&l->topic_categories, &l->audience_categories, &l->places};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (category(a, all[i], tag) >= 0)
            return true;
    return false;
}

/* --- an item --- */

/* What is read of one item lives in `scratch`; what is kept of it is copied to the item's arena. */
struct reader {
    struct arena *a, *scratch;
    const struct lexicons *lexicons;
    const struct text_parts *parts;
    struct item *item;
};

static void add_evidence(struct reader *r, struct evidence why)
{
    struct item *item = r->item;
    if (!why.field)
        return;
    why.words = arena_strdup(r->a, why.words);
    *ARENA_PUSH(r->a, item->evidence.v, item->evidence.n, item->evidence.cap) = why;
}

static void add_labels(struct reader *r, struct strings *to, const struct labels *labels, double least,
                       size_t most)
{
    for (size_t i = 0; i < labels->n && to->n < most; i++) {
        const struct label *label = &labels->v[i];
        if (label->score < least || strings_has(to, label->id))
            continue;
        strings_add(r->a, to, label->id);
        add_evidence(r, label->why);
    }
}

/* What the text must say to stand beside the source's own categories: a strong word of the title, or many. */
static const double beside_categories = 10;
enum { TOPICS_MOST = 6, AUDIENCES_MOST = 6 };

static void read_topics(struct reader *r)
{
    struct labels categories = {0}, read = {0};
    struct strings *to = &r->item->topics;
    topics_of_tags(r->scratch, r->lexicons, &r->item->tags, &categories);
    add_labels(r, to, &categories, 0, TOPICS_MOST);
    topics_find(r->scratch, r->lexicons, r->parts, &read);
    add_labels(r, to, &read, to->n ? beside_categories : 0, TOPICS_MOST);
}

static void read_audience(struct reader *r)
{
    struct labels audience = {0};
    audiences_of_tags(r->scratch, r->lexicons, &r->item->tags, &audience);
    if (r->item->kind == KIND_CALL)
        audiences_find(r->scratch, r->lexicons, r->parts, &audience);
    add_labels(r, &r->item->audience, &audience, 0, AUDIENCES_MOST);
}

static void read_place_and_body(struct reader *r)
{
    struct item *item = r->item;
    struct territory where;
    struct organizer who;
    bool placed = territory_find(r->scratch, r->lexicons, r->parts, &where);
    if (placed && !item->territory) {
        item->territory = arena_strdup(r->a, where.name);
        item->territory_scale = scale_names[where.scale];
        add_evidence(r, where.why);
    }
    if (!item->organizer && organizer_find(r->scratch, r->lexicons, r->parts, placed ? &where : NULL, &who)) {
        item->organizer = arena_strdup(r->a, who.name);
        add_evidence(r, who.why);
    }
}

static void read_amounts(struct reader *r)
{
    struct item *item = r->item;
    struct amounts m;
    bool given = !isnan(item->amount_max) || !isnan(item->amount_min) || !isnan(item->amount_rate);
    if (!amounts_find(r->scratch, r->lexicons, r->parts, &m))
        return;
    if (!given) {
        item->amount_min = m.min;
        item->amount_max = m.max;
        item->amount_rate = m.rate;
        if (!isnan(m.min) || !isnan(m.max))
            item->amount_currency = m.currency;
        add_evidence(r, m.why_min);
        add_evidence(r, m.why_max);
        add_evidence(r, m.why_rate);
    }
    if (isnan(item->budget_total)) {
        item->budget_total = m.budget_total;
        add_evidence(r, m.why_budget);
    }
}

void about_read(struct arena *a, const struct lexicons *l, struct item *item, const struct tokens *whole,
                size_t title_end)
{
    struct arena scratch;
    struct text_parts parts;
    struct reader r = {.a = a, .scratch = &scratch, .lexicons = l, .parts = &parts, .item = item};
    arena_init(&scratch, 0);
    text_parts_of(whole, title_end, &parts);
    read_topics(&r);
    read_audience(&r);
    if (item->kind == KIND_CALL) {
        read_place_and_body(&r);
        read_amounts(&r);
    }
    arena_free(&scratch);
}

void lexicons_finish(struct arena *a, struct lexicons *l)
{
    audiences_cues(a, &l->audience_cues);
    organizers_cues(a, &l->organizer_cues);
    amounts_cues(a, &l->amount_cues);
    places_cues(a, &l->place_cues);
    scale_cues_compile(a, &l->scale_cues);
    private_cues(a, &l->contact_cues);
    lexicons_index(a, l);
}
