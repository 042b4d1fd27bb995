/* Bodies known by name or by the pattern of their name. */
#include "harvester/meaning/bodies.h"
#include "base/text.h"

#include <string.h>

/* What begins a body's name. */
static const struct kind_of_body {
    const char *shown; /* before the place: "Région"; NULL: as the text writes it */
    enum scale scale;
    bool bare; /* stands alone too: "la Région" */
    double weight;
} kinds[] = {
#define REGION 0
    {"Région", SCALE_REGION, true, 1},
#define DEPARTEMENT 1
    {NULL, SCALE_DEPARTEMENT, true, 1},
#define TOWN 2
    {NULL, SCALE_COMMUNE, false, 1},
#define EPCI 3
    {NULL, SCALE_EPCI, false, 1},
#define WATER 4
    {NULL, SCALE_REGION, true, 1},
#define STATE_SERVICE 5 /* of region or department: its place tells */
    {NULL, SCALE_REGION, true, 0.95},
#define MINISTRY 6
    {NULL, SCALE_NATIONAL, true, 0.9},
#define NAMED 7 /* a name must follow: foundation, university, observatory */
    {NULL, SCALE_NONE, false, 0.9},
#define PARK 8
    {NULL, SCALE_REGION, false, 0.8},
#define NATIONAL 9
    {NULL, SCALE_NATIONAL, true, 0.5},
#define PREFECTURE 10
    {NULL, SCALE_DEPARTEMENT, true, 0.7},
#define DEPARTEMENT_SERVICE 11
    {NULL, SCALE_DEPARTEMENT, true, 0.7}, {0},
};

static const struct cue cues[] = {
    {REGION, "région|conseil régional|conseil régional de|regional council"},
    {DEPARTEMENT, "département|conseil départemental|conseil général"},
    {TOWN, "ville de|ville d'|ville du|mairie de|mairie d'|commune de|municipalité de|city of|"
           "budget participatif de|budget participatif d'|budget participatif du|maire de|ville des"},
    {EPCI, "métropole|métropole de|métropole du|communauté d'agglomération|communauté de communes|"
           "communauté urbaine|agglomération de|agglomération du|établissement public territorial|"
           "eurométropole|eurométropole de|métropole européenne de|syndicat mixte|PETR|"
           "communauté d'agglomération de|communauté d'agglomération du|communauté de communes du|"
           "communauté de communes de|communauté de communes des|communauté urbaine de"},
    {WATER, "agence de l'eau|office de l'eau"},
    {STATE_SERVICE, "DRAAF|DAAF|DRAC|DREAL|DEAL|DREETS|DEETS|DIRECCTE|DRIEETS|DRIEAT|DRAJES|DRJSCS|DRAAF de|"
                    "ARS|agence régionale de santé|préfecture de région|préfecture de la région|"
                    "préfet de région|préfet de la région|rectorat|académie de|"
                    "direction régionale des affaires culturelles|direction régionale de l'alimentation|GIP|"
                    "DRDFE"},
    {PREFECTURE, "préfecture|préfet|préfète"},
    {DEPARTEMENT_SERVICE, "DDT|DDTM|DDETS|DDCS|DDPP|SDJES|DDCSPP"},
    {MINISTRY, "ministère|secrétariat d'État|ministre|ministry of|ministères|direction générale"},
    {NAMED, "fondation|université|universités|observatoire|institut|agence|chambre d'agriculture|"
            "chambre de métiers et de l'artisanat|chambre de commerce et d'industrie|CCI|programme|"
            "association|fédération|réseau|centre national|foundation|université de|école|groupe|"
            "mission|caisse|club|pôle|institute|university of|communauté|cluster|union|GAL|crédit|"
            "banque|office|syndicat|conseil national|haut conseil|comité"},
    {PARK, "parc naturel régional|PNR|parc national"},
    {NATIONAL, "gouvernement"},
    {0},
};

void places_cues(struct arena *a, struct lexicon *l)
{
    lexicon_cues(a, l, cues, (int)(sizeof kinds / sizeof *kinds));
}

const struct lexicon_hit *place_at(const struct lexicon_hits *places, size_t i)
{
    size_t low = 0, high = places->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (places->v[middle].from < i)
            low = middle + 1;
        else
            high = middle;
    }
    const struct lexicon_hit *best = NULL;
    for (; low < places->n && places->v[low].from == i; low++)
        if (!best || places->v[low].to > best->to)
            best = &places->v[low];
    return best;
}

enum { NAME_MOST = 9 };
static const char *const joints[] = {"de",  "du",   "des", "d", "la",   "le", "l",   "les", "et",  "en",
                                     "sur", "sous", "aux", "a", "pour", "of", "the", "for", "and", NULL};
static const char *const articles[] = {"de", "du", "des", "d", "la", "l", "le", "les", NULL};

static bool shouted(const struct tokens *t, size_t i)
{
    const char *text = t->text + t->v[i].position;
    for (int k = 0; k < t->v[i].length; k++)
        if (text[k] >= 'a' && text[k] <= 'z')
            return false;
    return t->v[i].kind == TOKEN_WORD;
}

/* Where all is in capitals, they tell no name: "LA COMMUNE DE TRELAZE RECHERCHE" goes no further than one
   word, but for those that call for another. Is word k behind the name that begins at i? */
static bool behind_shouted(const struct tokens *t, size_t i, size_t k)
{
    static const char *const halves[] = {"saint", "sainte", "grand", "grande", "pays",  "val",  "haut",
                                         "haute", "bas",    "basse", "vieux",  "coeur", "mont", NULL};
    return k > i && i > 0 && shouted(t, i - 1) && shouted(t, k - 1) && shouted(t, k) &&
           !token_in(t, k - 1, joints) && !token_in(t, k - 1, halves);
}

size_t name_end(const struct tokens *t, size_t i, const struct lexicon_hits *places)
{
    size_t end = i;
    for (size_t k = i; k < t->n && k - i < NAME_MOST; k++) {
        const struct token *w = &t->v[k];
        if (k > i && (w->sentence || w->line))
            break;
        if (behind_shouted(t, i, k))
            break;
        const struct lexicon_hit *place = place_at(places, k);
        if (place) {
            end = place->to;
            k = end - 1;
            if (k + 1 < t->n && t->v[k + 1].mark == '-' && !t->v[k + 1].space)
                continue;
            break;
        }
        if (w->kind == TOKEN_WORD && w->capital &&
            !(k > i && token_in(t, k, (const char *const[]){"Le", NULL})))
            end = k + 1;
        else if (w->kind == TOKEN_NUMBER && k > i && !w->space)
            end = k + 1;
        else if (!(w->kind == TOKEN_MARK && (w->mark == '-' || w->mark == '\'') && !w->space) &&
                 !token_in(t, k, joints))
            break;
    }
    return end;
}

/* "de la transition écologique", "chargé de la recherche": small letters, to the end of the noun. */
static size_t ministry_end(const struct tokens *t, size_t i)
{
    static const char *const charged[] = {"charge", "delegue", "chargee", NULL};
    static const char *const adjectives[] = {"ecologique",   "nationale", "superieur", "publique",
                                             "energetique",  "sociale",   "solidaire", "alimentaire",
                                             "territoriale", NULL};
    size_t k = i;
    if (token_in(t, k, charged))
        k++;
    if (!token_in(t, k, articles))
        return i;
    while (token_in(t, k, articles))
        k++;
    if (k >= t->n || t->v[k].kind != TOKEN_WORD || t->v[k].sentence)
        return i;
    k++;
    while (token_in(t, k, adjectives))
        k++;
    return k;
}

static const char *shown(struct arena *a, const struct tokens *t, size_t from, size_t to)
{
    char *words = text_words(a, t, from, to);
    if (words[0] >= 'a' && words[0] <= 'z')
        words[0] = (char)(words[0] - 'a' + 'A');
    else if (strncmp(words, "é", 2) == 0)
        memcpy(words, "É", 2);
    return words;
}

static const struct lexicon_hit *place_behind(const struct tokens *t, size_t i,
                                              const struct lexicon_hits *places)
{
    for (size_t k = i; k < t->n && k - i < 4; k++) {
        const struct lexicon_hit *place = place_at(places, k);
        if (place)
            return place;
        if (!token_in(t, k, articles) && !token_is(t, k, "region") && !token_is(t, k, "departement"))
            return NULL;
    }
    return NULL;
}

static bool read_pattern(struct arena *a, const struct lexicons *l, const struct tokens *t,
                         const struct lexicon_hits *places, const struct lexicon_hit *cue, struct body *out)
{
    const struct kind_of_body *kind = &kinds[cue->entry];
    size_t to = cue->entry == MINISTRY ? ministry_end(t, cue->to) : cue->to;
    const struct lexicon_hit *place = place_behind(t, cue->to, places);
    *out = (struct body){.scale = kind->scale, .weight = kind->weight, .from = cue->from};
    bool state = cue->entry == STATE_SERVICE || cue->entry == PREFECTURE || cue->entry == DEPARTEMENT_SERVICE;
    if (place) {
        const struct lexicon_entry *e = &l->places.entries[place->entry];
        if (cue->entry == REGION && e->scale != SCALE_REGION)
            return false;
        out->place = cue->entry == NAMED && e->scale != SCALE_REGION ? NULL : e->name;
        if (state)
            out->scale = e->scale == SCALE_COMMUNE ? kind->scale : e->scale;
        if (e->scale == SCALE_COMMUNE && cue->entry == DEPARTEMENT)
            return false;
        to = place->to;
        if (cue->entry == TOWN || cue->entry == EPCI || cue->entry == NAMED) {
            size_t end = name_end(t, cue->to, places);
            to = end > to ? end : to;
        }
        out->name = kind->shown ? arena_printf(a, "%s %s", kind->shown, e->name) : shown(a, t, cue->from, to);
    } else if (cue->entry == TOWN || cue->entry == EPCI || cue->entry == NAMED || cue->entry == PARK) {
        size_t end = name_end(t, cue->to, places);
        if (end == cue->to)
            return false;
        to = end;
        if (cue->entry == TOWN || cue->entry == EPCI)
            out->place = shown(a, t, cue->entry == TOWN ? cue->to : cue->from, to);
        bool budget = token_is(t, cue->from, "budget"); /* "budget participatif de X" is X's */
        out->name = budget ? arena_printf(a, "Ville de %s", out->place) : shown(a, t, cue->from, to);
    } else {
        if (!kind->bare)
            return false;
        out->bare = cue->entry != MINISTRY;
        out->name = kind->shown ? kind->shown : shown(a, t, cue->from, to);
    }
    out->to = to;
    /* "la région" in small letters is a part of the country unless something follows; who it is the verb
     * tells */
    if (out->bare && (cue->entry == REGION || cue->entry == DEPARTEMENT) && !t->v[cue->from].capital)
        out->weight = 0.4;
    if (cue->entry == NAMED && !t->v[cue->from].capital)
        out->weight = 0.6;
    return true;
}

/* "Bordeaux Métropole", "Grand Lyon Agglomération": the name stands before. */
static bool read_suffix(struct arena *a, const struct tokens *t, size_t i, struct body *out)
{
    static const char *const suffixes[] = {"metropole", "agglomeration", "agglo", NULL};
    if (i == 0 || !token_in(t, i, suffixes) || !t->v[i - 1].capital)
        return false;
    size_t from = i;
    while (
        from > 0 && i - from < 6 && !t->v[from].sentence &&
        ((t->v[from - 1].kind == TOKEN_WORD && (t->v[from - 1].capital || token_in(t, from - 1, joints))) ||
         token_mark(t, from - 1, '-')))
        from--;
    while (from < i && (token_in(t, from, joints) || t->v[from].kind == TOKEN_MARK))
        from++;
    if (from == i || token_in(t, from, (const char *const[]){"la", "le", NULL}))
        return false;
    const char *name = text_words(a, t, from, i + 1);
    *out = (struct body){
        .name = name, .place = name, .scale = SCALE_EPCI, .weight = 1, .from = from, .to = i + 1};
    return true;
}

static void add_body(struct arena *a, struct bodies *out, struct body b)
{
    struct body *last = out->n ? &out->v[out->n - 1] : NULL;
    if (last && b.from < last->to) { /* one within the other: the known, then the longer */
        if (b.known > last->known || (b.known == last->known && b.to - b.from > last->to - last->from))
            *last = b;
        return;
    }
    *ARENA_PUSH(a, out->v, out->n, out->cap) = b;
}

void bodies_find(struct arena *a, const struct lexicons *l, const struct tokens *t,
                 const struct lexicon_hits *places, struct bodies *out)
{
    struct lexicon_hits known = {0}, patterns = {0};
    lexicon_find(a, &l->organizers, t, 0, t->n, &known);
    lexicon_find(a, &l->place_cues, t, 0, t->n, &patterns);
    for (size_t i = 0, k = 0, p = 0; i < t->n; i++) {
        struct body b;
        if (read_suffix(a, t, i, &b))
            add_body(a, out, b);
        for (; p < patterns.n && patterns.v[p].from == i; p++)
            if (read_pattern(a, l, t, places, &patterns.v[p], &b))
                add_body(a, out, b);
        for (; k < known.n && known.v[k].from == i; k++) {
            const struct lexicon_entry *e = &l->organizers.entries[known.v[k].entry];
            add_body(a, out,
                     (struct body){.name = e->name,
                                   .scale = e->scale,
                                   .known = true,
                                   .from = i,
                                   .to = known.v[k].to,
                                   .weight = known.v[k].weight == LEXICON_WEAK ? 0.5 : 1});
        }
    }
}
