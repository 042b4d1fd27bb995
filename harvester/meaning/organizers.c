/* The organizer: of the bodies a text names the one that acts: launches, funds, is named as the author. */
#include "harvester/meaning/bodies.h"

#include <string.h>

enum meaning {
    ACTS,    /* a body before it: "lance", "finance" */
    BY,      /* a body behind it: "organisé par", "Émetteur :" */
    CALL,    /* a body close behind it: "appel à projets de l'ANR" */
    HOST,    /* where applications go, which is mostly the organizer's */
    PARTNER, /* the body behind it helps only */
    ASIDE,   /* the body behind it is where to send, what to ask */
    MEANINGS
};

static const struct cue cues[] = {
    {ACTS, "lance|lancent|a lancé|ont lancé|lançait|vient de lancer|relance|publie|a publié|"
           "publient|ouvre|ouvrent|a ouvert|organise|organisent|propose|proposent|finance|financent|"
           "aide|aident|peut aider|soutient|soutiennent|accompagne|accompagnent|invite|récompense|"
           "décerne|attribue|accorde|consacre|va consacrer|mobilise|se mobilise|met en place|mène|"
           "souhaite|cherche|recherche|reconduit|renouvelle|a présenté|présente|subventionne|"
           "apporte|appelle|crée|s'engage|launches|launched|has launched|opens|has opened|"
           "is launching|publishes|published|announces|announced|invites|funds|supports|offers|"
           "provides|organises|organizes|seeks|calls for|is looking for|awards"},
    {BY, "lancé par|lancée par|lancés par|organisé par|organisée par|organisés par|porté par|"
         "portée par|proposé par|proposée par|financé par|financée par|financés par|piloté par|"
         "pilotée par|ouvert par|publié par|initié par|émis par|géré par|gérée par|opéré par|"
         "opérée par|mis en œuvre par|mise en œuvre par|à l'initiative de|à l'initiative du|"
         "à l'initiative des|émetteur|organisateur|organisateurs|financeur|financeurs|"
         "porteur du dispositif|autorité compétente|autorités compétentes|autorité de gestion|"
         "commanditaire|opérateur|instructeur|maître d'ouvrage|décerné par|annoncé par|"
         "présenté par|créé par|lancés conjointement par|launched by|organised by|organized by|"
         "funded by|managed by|run by|issued by|published by|opened by|funding body|organiser|"
         "contracting authority|implemented by|financed by|co-funded by|initiated by|funder"},
    {CALL, "under|appel à projets|appel à projet|appels à projets|appel à candidatures|"
           "appel à manifestation d'intérêt|AMI|AAP|appel|prix|concours|trophées|aide|aides|"
           "dispositif|subvention|bourse|programme|fonds|auprès de l'État comme de|"
           "call for projects|call for proposals|call|grant|prize|prizes|programme of|funding from"},
    {PARTNER, "en partenariat avec|avec l'appui|avec le soutien|avec le concours|en lien avec|avec|"
              "soutenu par|in partnership with|with the support|together with|en collaboration avec|"
              "en association avec"},
    {HOST, "plateforme de|plateforme du|site de|site du|extranet de|portail de|portail du|portal of|"
           "website of|au siège de"},
    {ASIDE, "auprès de|auprès du|se rapprocher|contacter|capital de|services de|responsable de|"
            "lauréats de|dans le cadre de|dans le cadre du|en application|arrêté du|loi|"
            "cumulable avec|réglementation"},
    {0},
};

void organizers_cues(struct arena *a, struct lexicon *l)
{
    lexicon_cues(a, l, cues, MEANINGS);
}

enum { VERB_REACH = 9, BY_REACH = 10, CALL_REACH = 9 };

struct candidate {
    const struct body *body;
    const struct tokens *t;
    double score;
    bool acts;
};

static bool separated(const struct tokens *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (t->v[i].sentence && i > from)
            return true;
    return to < t->n && t->v[to].sentence;
}

/* What the cues around one mention say for it. */
static double judge(const struct tokens *t, const struct lexicon_hits *cues_found, size_t first,
                    const struct body *b)
{
    double verb = 0, by = 0, call = 0, minus = 0;
    /* the subject of a sentence may be followed by an aside */
    bool subject = b->from == 0 || t->v[b->from].sentence || t->v[b->from].line ||
                   (b->from > 0 && (t->v[b->from - 1].sentence || t->v[b->from - 1].line));
    size_t verb_reach = subject ? 2 * VERB_REACH : VERB_REACH;
    for (size_t k = first; k < cues_found->n; k++) {
        const struct lexicon_hit *h = &cues_found->v[k];
        if (h->from > b->to + verb_reach)
            break;
        if (h->to <= b->from) {
            size_t distance = b->from - h->to;
            if (separated(t, h->to, b->from))
                continue;
            if (h->entry == BY && distance <= BY_REACH)
                by = 3.5 - 0.15 * (double)distance;
            else if (h->entry == CALL && distance <= CALL_REACH)
                call = 1.5 - 0.1 * (double)distance;
            else if (h->entry == HOST && distance <= 3)
                call = call > 1 ? call : 1;
            else if (h->entry == PARTNER && distance <= 3)
                minus = 2.0;
            else if (h->entry == ASIDE && distance <= 3)
                minus = 1.5;
        } else if (h->entry == ACTS && h->from >= b->to && !separated(t, b->to, h->from))
            verb = verb > 0 ? verb : 3.0 - (subject ? 0.08 : 0.15) * (double)(h->from - b->to);
    }
    if (minus > 0) /* the verb is another's */
        verb = 0;
    return (verb > by ? verb : by) + call - minus;
}

/* A body that no list and no pattern knows, by what it does: "Rosny-sous-Bois lance", "organisé par Rosny
 * Habitat". */
static void unknown_bodies(struct arena *a, const struct tokens *t, const struct lexicon_hits *cue_hits,
                           const struct lexicon_hits *places, struct bodies *bodies)
{
    static const char *const skipped[] = {"le", "la", "l", "les", "the", "de", "d", "du", "des", NULL};
    size_t known = bodies->n;
    for (size_t k = 0; k < cue_hits->n; k++) {
        const struct lexicon_hit *h = &cue_hits->v[k];
        size_t from, to;
        if (h->entry == BY) {
            from = h->to + token_mark(t, h->to, ':');
            while (from < t->n && (token_in(t, from, skipped) || token_mark(t, from, '"')))
                from++;
            to = name_end(t, from, places);
        } else if (h->entry == ACTS) {
            size_t unused;
            clause_around(t, h->from, 8, &from, &unused);
            while (from < h->from && (token_in(t, from, skipped) || token_mark(t, from, '"')))
                from++;
            to = name_end(t, from, places);
            if (to < h->from)
                continue;
            to = h->from;
        } else
            continue;
        if (from >= to || !t->v[from].capital)
            continue;
        bool taken = false;
        for (size_t i = 0; i < known && i < 200; i++)
            taken |= bodies->v[i].from < to && from < bodies->v[i].to;
        if (!taken)
            *ARENA_PUSH(a, bodies->v, bodies->n, bodies->cap) =
                (struct body){.name = text_words(a, t, from, to), .weight = 0.8, .from = from, .to = to};
    }
}

static size_t find_candidates(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                              enum part part, struct candidate **v, size_t n, size_t *cap)
{
    const struct tokens *t = text_part(parts, part);
    struct lexicon_hits places = {0}, cue_hits = {0};
    struct bodies *bodies = arena_alloc(a, sizeof *bodies);
    lexicon_find(a, &l->places, t, 0, t->n, &places);
    bodies_find(a, l, t, &places, bodies);
    lexicon_find(a, &l->organizer_cues, t, 0, t->n, &cue_hits);
    unknown_bodies(a, t, &cue_hits, &places, bodies);
    size_t first = 0;
    for (size_t i = 0; i < bodies->n; i++) {
        const struct body *b = &bodies->v[i];
        if (i > 0 && b->from < bodies->v[i - 1].from)
            first = 0; /* the unknown ones stand behind the others */
        while (first < cue_hits.n && cue_hits.v[first].to + BY_REACH < b->from)
            first++;
        double acts = judge(t, &cue_hits, first, b);
        double place = part == PART_TITLE ? 2.0 : 1.0 * 120 / (120.0 + (double)b->from);
        double score = (acts > 0 ? acts : 0) + place + (acts < 0 ? acts : 0);
        if (b->bare && acts < 1.5)
            score -= 1;
        *ARENA_PUSH(a, *v, n, *cap) = (struct candidate){b, t, score * b->weight, acts > 1.5};
    }
    return n;
}

bool organizer_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    const struct territory *where, struct organizer *out)
{
    struct candidate *v = NULL;
    size_t n = 0, cap = 0;
    for (enum part part = PART_TITLE; part < PART_COUNT; part++)
        n = find_candidates(a, l, parts, part, &v, n, &cap);
    const struct candidate *best = NULL;
    double most = 0.6;
    enum { COMPARED = 60 };
    for (size_t i = 0; i < n && i < COMPARED; i++) {
        double score = v[i].score;
        for (size_t k = 0; k < n && k < COMPARED; k++) /* named again */
            if (k != i && strcmp(v[k].body->name, v[i].body->name) == 0)
                score += 0.4;
        if (score > most) {
            most = score;
            best = &v[i];
        }
    }
    if (!best)
        return false;
    const char *name = best->body->name;
    if (best->body->bare && where && where->name && where->scale == SCALE_REGION &&
        best->body->scale == SCALE_REGION)
        name = arena_printf(a, "%s %s", name, where->name);
    *out = (struct organizer){name, best->body->scale,
                              evidence_of(a, "organizer", best->acts ? "it acts" : "named",
                                          most / (most + 1.5), best->t, best->body->from, best->body->to)};
    return true;
}
