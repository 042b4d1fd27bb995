/* Territory: the places of the title, those behind "en", "région", those of the bodies that act, and what is
   said of the whole country or of Europe. A gazetteer of all communes is one more list in the lexicon of
   places. */
#include "harvester/meaning/bodies.h"

#include <string.h>

static const struct wide {
    const char *words;
    enum scale scale;
    double weight;
} wide[] = {
    {"partout en France", SCALE_NATIONAL, 2},
    {"France entière", SCALE_NATIONAL, 2},
    {"territoire national", SCALE_NATIONAL, 2},
    {"toute la France", SCALE_NATIONAL, 2},
    {"échelle nationale", SCALE_NATIONAL, 1.5},
    {"niveau national", SCALE_NATIONAL, 1},
    {"toutes les collectivités", SCALE_NATIONAL, 1},
    {"toutes les communes de France", SCALE_NATIONAL, 2},
    {"collectivités territoriales", SCALE_NATIONAL, 0.4},
    {"type national", SCALE_NATIONAL, 3},
    {"en France", SCALE_NATIONAL, 1.2},
    {"millions de Français", SCALE_NATIONAL, 1.2},
    {"France 2030", SCALE_NATIONAL, 2},
    {"France relance", SCALE_NATIONAL, 1.2},
    {"plan de relance", SCALE_NATIONAL, 0.6},
    {"gouvernement", SCALE_NATIONAL, 0.8},
    {"programme national", SCALE_NATIONAL, 1},
    {"France", SCALE_NATIONAL, 0.5},
    {"premier ministre", SCALE_NATIONAL, 0.8},
    {"member states", SCALE_EUROPE, 2},
    {"EU countries", SCALE_EUROPE, 2},
    {"across the EU", SCALE_EUROPE, 2},
    {"across Europe", SCALE_EUROPE, 2},
    {"in Europe", SCALE_EUROPE, 1},
    {"european", SCALE_EUROPE, 0.5},
    {"Europe", SCALE_EUROPE, 0.5},
    {"EU", SCALE_EUROPE, 0.6},
    {"horizon europe", SCALE_EUROPE, 2},
    {"états membres", SCALE_EUROPE, 2},
    {"pays européens", SCALE_EUROPE, 2},
    {"union européenne", SCALE_EUROPE, 0.5},
    {"worldwide", SCALE_WORLD, 2},
    {"around the world", SCALE_WORLD, 2},
    {"partout dans le monde", SCALE_WORLD, 2},
    {"dans le monde entier", SCALE_WORLD, 2},
    {"global", SCALE_WORLD, 0.3},
    {"monde entier", SCALE_WORLD, 1.5},
    {"developing countries", SCALE_WORLD, 1.5},
    {"any country", SCALE_WORLD, 2},
    {"tous les pays", SCALE_WORLD, 1.5},
    {0},
};

static const struct local { /* scale without a name */
    const char *words;
    enum scale scale;
    double weight;
} local[] = {
    {"type régional", SCALE_REGION, 2},
    {"appel à projets régional", SCALE_REGION, 2.5},
    {"appel à projet régional", SCALE_REGION, 2.5},
    {"aides régionales", SCALE_REGION, 1.2},
    {"aide régionale", SCALE_REGION, 1.2},
    {"plateforme régionale", SCALE_REGION, 1.2},
    {"subvention régionale", SCALE_REGION, 1.2},
    {"territoire régional", SCALE_REGION, 2},
    {"commission permanente", SCALE_REGION, 0.5},
    {"schéma régional", SCALE_REGION, 1},
    {"territoire départemental", SCALE_DEPARTEMENT, 2},
    {"schéma départemental", SCALE_DEPARTEMENT, 1.2},
    {"aide départementale", SCALE_DEPARTEMENT, 1.5},
    {"subvention départementale", SCALE_DEPARTEMENT, 1.5},
    {"notre commune", SCALE_COMMUNE, 1.5},
    {"la Ville", SCALE_COMMUNE, 0.6},
    {"la commune", SCALE_COMMUNE, 0.5},
    {"la municipalité", SCALE_COMMUNE, 1},
    {"la mairie", SCALE_COMMUNE, 0.8},
    {"budget participatif", SCALE_COMMUNE, 0.7},
    {"hôtel de ville", SCALE_COMMUNE, 0.8},
    {"habitants de la commune", SCALE_COMMUNE, 1.5},
    {"service municipal", SCALE_COMMUNE, 1},
    {"maire", SCALE_COMMUNE, 0.3},
    {"the city council", SCALE_COMMUNE, 1},
    {"la métropole", SCALE_EPCI, 0.8},
    {"l'agglomération", SCALE_EPCI, 0.8},
    {"communauté de communes", SCALE_EPCI, 0.4},
    {"intercommunalité", SCALE_EPCI, 0.2},
    {"notre ville", SCALE_COMMUNE, 1.5},
    {"ma ville", SCALE_COMMUNE, 1.5},
    {"territoire communal", SCALE_COMMUNE, 2},
    {"conseil municipal", SCALE_COMMUNE, 1},
    {"territoire métropolitain", SCALE_EPCI, 2},
    {"territoire intercommunal", SCALE_EPCI, 2},
    {"conseil communautaire", SCALE_EPCI, 1},
    {0},
};

struct vote {
    enum scale scale;
    const char *name;
    double score;
    struct evidence why;
    double best;
};
struct votes {
    struct vote v[48]; /* more places than that are a list of them */
    size_t n;
};

static void vote(struct arena *a, struct votes *votes, enum scale scale, const char *name, double weight,
                 const struct tokens *t, size_t from, size_t to)
{
    struct vote *v = votes->v, *end = votes->v + votes->n;
    while (v < end &&
           (v->scale != scale || (v->name != name && (!v->name || !name || strcmp(v->name, name) != 0))))
        v++;
    if (v == end) {
        if (votes->n == sizeof votes->v / sizeof *votes->v)
            return;
        votes->n++;
        *v = (struct vote){.scale = scale, .name = name};
    }
    v->score += v->best >= weight ? weight * 0.3 : weight - 0.7 * v->best;
    if (weight > v->best) {
        v->best = weight;
        v->why = evidence_of(a, "territory", scale_names[scale], 0, t, from, to);
    }
}

static bool introduced(const struct tokens *t, size_t i)
{
    static const char *const words[] = {"en",       "dans",      "region", "regions", "departement",
                                        "implante", "implantes", "situe",  "situes",  "territoire",
                                        "bassin",   "massif",    "in",     "ile",     NULL};
    for (size_t back = 1; back <= 3 && back <= i; back++) {
        const struct token *w = &t->v[i - back];
        if (w->kind != TOKEN_WORD)
            return false;
        for (const char *const *p = words; *p; p++)
            if (strcmp(w->fold, *p) == 0)
                return true;
        if (strlen(w->fold) > 3)
            return false;
    }
    return false;
}

/* "(31)" behind a name, or "Landes :" and "Landes - " at the head of a title */
static bool headed(const struct tokens *t, size_t from, size_t to)
{
    if (token_mark(t, to, '(') && to + 1 < t->n && t->v[to + 1].kind == TOKEN_NUMBER)
        return true;
    return from == 0 && (token_mark(t, to, ':') || (token_mark(t, to, '-') && t->v[to].space));
}

static void vote_places(struct arena *a, const struct lexicons *l, const struct tokens *t, enum part part,
                        const struct lexicon_hits *places, struct votes *votes)
{
    for (size_t k = 0; k < places->n; k++) {
        const struct lexicon_hit *h = &places->v[k];
        const struct lexicon_entry *e = &l->places.entries[h->entry];
        if (place_at(places, h->from) != h || (k > 0 && places->v[k - 1].to > h->from))
            continue; /* within a longer one */
        bool sure = introduced(t, h->from) || headed(t, h->from, h->to);
        if (!t->v[h->from].capital && h->weight == LEXICON_WEAK)
            continue;
        double weight = part == PART_TITLE ? 3.2 : sure ? 2.8 : 1.0;
        if (h->weight == LEXICON_WEAK && !sure)
            weight *= part == PART_TITLE ? 0.6 : 0.4;
        if (part != PART_TITLE)
            weight *= 200.0 / (200.0 + (double)h->from);
        vote(a, votes, e->scale, e->name, weight, t, h->from, h->to);
    }
}

static void vote_words(struct arena *a, const struct lexicons *l, const struct tokens *t, enum part part,
                       struct votes *votes)
{
    struct lexicon_hits hits = {0};
    lexicon_find(a, &l->scale_cues, t, 0, t->n, &hits);
    size_t n_wide = sizeof wide / sizeof *wide - 1;
    for (size_t k = 0; k < hits.n; k++) {
        size_t i = (size_t)hits.v[k].entry;
        double weight =
            (i < n_wide ? wide[i].weight : local[i - n_wide].weight) * (part == PART_TITLE ? 1.5 : 1);
        enum scale scale = i < n_wide ? wide[i].scale : local[i - n_wide].scale;
        vote(a, votes, scale, NULL, weight, t, hits.v[k].from, hits.v[k].to);
    }
}

void scale_cues_compile(struct arena *a, struct lexicon *l)
{
    const char *why;
    for (const struct wide *w = wide; w->words; w++)
        lexicon_add(a, l, lexicon_entry(a, l, "", ""), w->words, LEXICON_WORD, &why);
    for (const struct local *w = local; w->words; w++)
        lexicon_add(a, l, lexicon_entry(a, l, "", ""), w->words, LEXICON_WORD, &why);
    lexicon_finish(a, l);
}

static void vote_bodies(struct arena *a, const struct lexicons *l, const struct tokens *t, enum part part,
                        const struct lexicon_hits *places, struct votes *votes)
{
    struct bodies bodies = {0};
    bodies_find(a, l, t, places, &bodies);
    for (size_t i = 0; i < bodies.n; i++) {
        const struct body *b = &bodies.v[i];
        if (!b->scale)
            continue;
        double weight = b->weight * (part == PART_TITLE ? 2.5 : 1.8 * 200.0 / (200.0 + (double)b->from));
        if (b->scale < SCALE_NATIONAL)
            weight *= b->place ? 1.4 : 1;
        vote(a, votes, b->scale, b->place, weight, t, b->from, b->to);
    }
}

/* A local place weighs as much as its mentions; one whose scale alone is said takes the name most spoken of.
 */
static const struct vote *elect(const struct votes *votes, double *total, const char **name)
{
    double sums[SCALE_COUNT] = {0};
    const struct vote *best_of[SCALE_COUNT] = {0}, *named[SCALE_COUNT] = {0};
    for (size_t i = 0; i < votes->n; i++) {
        const struct vote *v = &votes->v[i];
        const struct vote **b = &best_of[v->scale], **n = &named[v->scale];
        if (!*b || v->score > (*b)->score)
            *b = v;
        if (v->name && (!*n || v->score > (*n)->score))
            *n = v;
    }
    enum scale best = SCALE_NONE;
    for (enum scale s = SCALE_COMMUNE; s < SCALE_COUNT; s++) {
        if (!best_of[s])
            continue;
        sums[s] = best_of[s]->score;
        for (size_t i = 0; i < votes->n; i++) /* what says the scale alone adds to the name */
            if (votes->v[i].scale == s && &votes->v[i] != best_of[s] &&
                (!votes->v[i].name || !best_of[s]->name))
                sums[s] += votes->v[i].score * 0.7;
        if (!best || sums[s] > sums[best] * (s > best && s <= SCALE_REGION ? 1.25 : 1))
            best = s;
    }
    if (!best || sums[best] < 0.4)
        return NULL;
    *total = sums[best];
    *name = best == SCALE_NATIONAL ? "France"
            : best == SCALE_EUROPE ? "Europe"
            : best == SCALE_WORLD  ? NULL
            : named[best]          ? named[best]->name
                                   : NULL;
    return best_of[best];
}

/* Where nothing narrower is said a call in French is for the country, one in English for Europe: a guess, and
 * so told. */
static bool guess(const struct text_parts *parts, struct territory *out)
{
    static const char *const french[] = {"le", "la", "les", "des", "du", "et", NULL}, *const english[] = {
                                                                                          "the", "of", "and",
                                                                                          "to", NULL};
    size_t fr = 0, en = 0;
    for (enum part part = PART_TITLE; part < PART_COUNT; part++) {
        const struct tokens *t = text_part(parts, part);
        for (size_t i = 0; i < t->n && i < 400; i++) {
            fr += token_in(t, i, french);
            en += token_in(t, i, english);
        }
    }
    if (fr + en < 3)
        return false;
    *out = (struct territory){.scale = fr > en ? SCALE_NATIONAL : SCALE_EUROPE,
                              .name = fr > en ? "France" : "Europe"};
    out->why = (struct evidence){"territory", "", "no place is named", -1, 0.3};
    return true;
}

bool territory_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    struct territory *out)
{
    struct votes *votes = arena_alloc(a, sizeof *votes);
    for (enum part part = PART_TITLE; part < PART_COUNT; part++) {
        const struct tokens *t = text_part(parts, part);
        struct lexicon_hits places = {0};
        lexicon_find(a, &l->places, t, 0, t->n, &places);
        vote_places(a, l, t, part, &places, votes);
        vote_words(a, l, t, part, votes);
        vote_bodies(a, l, t, part, &places, votes);
    }
    double total = 0;
    const char *name = NULL;
    const struct vote *best = elect(votes, &total, &name);
    if (!best)
        return guess(parts, out);
    *out = (struct territory){best->scale, name, best->why};
    out->why.confidence = total / (total + 1);
    return true;
}
