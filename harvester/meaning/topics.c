/* Topics: each word counts by its weight and by where it stands; the few best are the main ones. */
#include "harvester/meaning/about_internal.h"

#include <stdlib.h>
#include <string.h>

/* A word of the title weighs so many of the body. In a long body words far down fade: at FADE tokens one
 * counts half. */
static const double part_weight[PART_COUNT] = {3.0, 1.0};
enum { FADE = 150 };

/* A topic is one with this much, and this share of the best; of the same word the repetitions add little. */
static const double least = 5.0, share = 0.45, again = 0.35;
enum { MAIN = 3, LISTED = 6 };

struct sum {
    double score, best;
    enum part part; /* where its best word stands, tokens [from, to) */
    size_t from, to;
    size_t last; /* where its last word stood, for lists */
};

static bool seen_before(const struct lexicon_hits *hits, const struct tokens *t, size_t k)
{
    const struct lexicon_hit *h = &hits->v[k];
    for (size_t i = k > 40 ? k - 40 : 0; i < k; i++)
        if (hits->v[i].entry == h->entry && hits->v[i].to - hits->v[i].from == h->to - h->from &&
            strncmp(t->v[hits->v[i].from].fold, t->v[h->from].fold, 5) == 0)
            return true;
    return false;
}

static void add_part(struct arena *a, const struct lexicon *l, const struct tokens *t, enum part part,
                     struct sum *sums)
{
    struct lexicon_hits hits = {0};
    lexicon_find(a, l, t, 0, t->n, &hits);
    for (size_t k = 0; k < hits.n; k++) {
        const struct lexicon_hit *h = &hits.v[k];
        double w = h->weight * part_weight[part];
        if (part == PART_BODY)
            w *= FADE / (double)(FADE + h->from);
        if (seen_before(&hits, t, k))
            w *= again;
        struct sum *s = &sums[h->entry];
        s->score += w;
        if (w > s->best) {
            s->best = w;
            s->part = part;
            s->from = h->from;
            s->to = h->to;
        }
    }
}

static int by_score(const void *x, const void *y)
{
    const struct label *p = x, *q = y;
    return p->score != q->score ? (p->score < q->score ? 1 : -1) : strcmp(p->id, q->id);
}

void topics_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                 struct labels *out)
{
    const struct lexicon *topics = &l->topics;
    struct sum *sums = arena_alloc(a, topics->n_entries * sizeof *sums);
    for (enum part part = PART_TITLE; part < PART_COUNT; part++)
        add_part(a, topics, text_part(parts, part), part, sums);
    double best = 0;
    for (size_t i = 0; i < topics->n_entries; i++)
        best = sums[i].score > best ? sums[i].score : best;
    size_t first = out->n;
    for (size_t i = 0; i < topics->n_entries; i++)
        if (sums[i].score >= least && sums[i].score >= share * best) {
            const char *id = topics->entries[i].id;
            double confidence = sums[i].score / (sums[i].score + least);
            *ARENA_PUSH(a, out->v, out->n, out->cap) =
                (struct label){id, sums[i].score,
                               evidence_of(a, "topics", id, confidence, text_part(parts, sums[i].part),
                                           sums[i].from, sums[i].to)};
        }
    if (out->n > first)
        qsort(out->v + first, out->n - first, sizeof *out->v, by_score);
    if (out->n - first > MAIN)
        out->n = first + MAIN;
}
