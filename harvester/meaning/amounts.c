/* Money: which sum is the grant for one project, which the envelope, which neither. A sum is judged by the
   cues of its clause, the nearest first. */
#include "harvester/meaning/about_internal.h"
#include "harvester/meaning/money.h"

#include <math.h>
#include <string.h>

enum meaning {           /* what a sum is for, then how it bounds */
               GRANT,    /* the aid for one project */
               EACH,     /* "par projet": of one, whatever else is said */
               ENVELOPE, /* of the whole call */
               OTHER,    /* cost of a project, turnover, capital, population, own share */
               PAST,     /* other editions, what was given already */
               WIDER,    /* an envelope with this is that of a plan … */
               CALL,     /* … unless this is nearer */
               MOST,
               LEAST,
               RATE, /* a percentage with this is the share that is paid */
               MEANINGS
};

static const struct cue cues[] = {
    {GRANT, "subvention|subventions|aide|aides|soutien financier|financement|financements|bourse|"
            "prix de|récompense|prime|contribution|forfait|accompagnement financier|"
            "concours financier|participation de la région|avance remboursable|prêt|chèque|"
            "aide maximale|aide max|montant de l'aide|montant des aides|montant maximum de l'aide|"
            "montant de la subvention|grant size|voucher*|grant|grants|receive|award|funding|subsidy|"
            "prize|lump sum|remporte*|reçoit|bénéficie d'un|bénéficieront d'un|lauréat|lauréats|"
            "financé*|subventionn*|contrats|projets financés|aide demandée|aide accordée|"
            "contribution du fonds|EU contribution|ERDF contribution|fonds de concours|"
            "demande de subvention|bonus|indemnité*|rémunération|honoraires"},
    {EACH, "dotation par projet|par projet|par lauréat|par dossier|par bénéficiaire|par candidat|"
           "par structure|par commune|par établissement|par association|par entreprise|"
           "par opération|par collectivité|par action|par équipe|par partenaire|par porteur|"
           "par EPCI|par site|chacun|chacune|chaque projet|chaque lauréat|per project|per applicant|"
           "per proposal|per beneficiary|per city|per grant|per partner|per municipality|"
           "each project|each city|each|per organisation|individual grants"},
    {ENVELOPE, "enveloppe*|doté de|dotée de|doté d'|dotée d'|dotation globale|dotation totale|"
               "dotation de l'appel|dotation|budget total|budget global|budget de l'appel|budget alloué|"
               "budget|crédits|consacr*|mobilis*|alloués à cet appel|montant total de l'appel|"
               "montant global|montant de l'appel|fonds de|fonds exceptionnel|fonds d'urgence|cagnotte|au "
               "total|total budget|"
               "overall budget|indicative budget|total indicative budget|budget available|"
               "available budget|remains available|available for|will be available|call budget|"
               "funding available|total funding|total of|budget of the call|pot of|in total|earmark*|"
               "dotation prévisionnelle|débloqu*|met sur la table|investi*|dote|allou*"},
    {OTHER, "coût|coûts|montant du projet|montant des projets|montant total du projet|"
            "montant minimal des projets|montant minimum des projets|montant des travaux|"
            "montant des dépenses|assiette|dépense*|budget du projet|budget total du projet|"
            "budget des projets|budget prévisionnel|budget minimum|investissement minimum|"
            "montant d'investissement|chiffre d'affaires|CA annuel|capital|turnover|total cost|"
            "project cost|total costs|eligible cost*|costs|project budget|total project budget|"
            "salaire*|revenu*|seuil|bilan|marché|amende*|loyer*|caution|frais d'inscription|"
            "frais de dossier|dont|autofinanc*|apport*|fonds propres|own contribution|threshold|"
            "revenue*|tarif*|prix de vente|chantier|facture*|projets d'un montant|"
            "projet d'un montant|projets de plus de|avance|acompte*|solde|versement*|réduc*|réduire|"
            "baisse|hausse|économies|émissions|population|habitants|pondération|critère|critères|"
            "note|bondi|augmentation de|reduce|reduction|increase of|pre financing|urbanisé|"
            "minimum de cofinancement|des émissions|plan d'investissement de|surface|parts de marché|"
            "effectif*|CO2|fonds verts européens|co financing rate of the partner|de la population|"
            "des français"},
    {PAST, "édition précédente|éditions précédentes|précédente édition|précédent appel|l'an dernier|"
           "l'année dernière|l'an passé|ont été attribué*|a été attribué*|ont été distribué*|"
           "ont bénéficié|ont été financés|a permis de|ont permis de|déjà|depuis sa création|depuis|"
           "ont reçu|a reçu|previous call|previous edition|last year|first call funded|were awarded|"
           "was awarded|have been awarded|since|première édition|avait été|avaient été"},
    {WIDER, "programme|du plan|le plan|plan national|plan de relance|stratégie nationale|france 2030|"
            "PIA|fonds national|stratégie d'accélération|contrat de plan|programme of|the programme"},
    {CALL, "appel|appels|AMI|AAP|concours|guichet|call|dispositif|edition|prix|il"},
    {MOST, "plafonné à|plafonnée à|plafonnés à|plafonnées à|plafond|jusqu'à|maximum|maximal|"
           "maximale|maxi|max|dans la limite de|dans la limite d'|ne pourra excéder|ne peut excéder|"
           "ne pourra dépasser|ne peut dépasser|ne pas dépasser|ne dépassera pas|au plus|up to|"
           "at most|not exceed|ceiling|capped at|limited to|limité à|limitée à"},
    {LEAST, "minimum|minimal|minimale|au moins|plancher|ne pourra être inférieur*|"
            "ne pourra pas être inférieur*|ne peut être inférieur*|inférieur à|inférieure à|"
            "à partir de|supérieur à|supérieure à|at least|minimum of|not be less than|plus de|"
            "more than"},
    {RATE, "taux|à hauteur de|des dépenses|du coût|des coûts|du montant|HT|TTC|financ*|cofinanc*|"
           "subvention*|aide|prise en charge|prend en charge|co-financ*|funding rate|co-financing|"
           "of eligible costs|of the eligible costs|of total eligible costs|of the total costs|"
           "of the costs|des travaux|de l'investissement|intensité|reimbursement|dans la limite de|"
           "du budget|augmenté à|porté à|grant rate|taux d'aide|remboursé*|soutenu*|soutien"},
    {OTHER, "budget supérieur|budget inférieur|budget d'au moins|budget de fonctionnement|budget annuel|de "
            "budget|présenter un budget|annual budget|project size"},
    {GRANT, "premier prix|prix est|prix sont|attribué au lauréat|attribuée au lauréat"},
    {0},
};

void amounts_cues(struct arena *a, struct lexicon *l)
{
    lexicon_cues(a, l, cues, MEANINGS);
}

enum { REACH = 28, AFTER = 9 }; /* tokens a cue may stand before and behind a sum */

struct judged {
    double weight[MEANINGS]; /* of the nearest cue: 1 next to it, less farther away */
    enum meaning purpose;
    bool most, least;
};

static double nearness(size_t distance, size_t reach)
{
    return 1.0 - 0.9 * (double)distance / (double)reach;
}

/* The cues of the sum's clause that are not nearer to another sum. */
static struct judged judge(const struct lexicon_hits *hits, const struct tokens *t,
                           const struct quantities *q, size_t k, size_t *first_hit)
{
    struct judged j = {0};
    const struct quantity *s = &q->v[k];
    size_t from, to, unused;
    clause_around(t, s->from, REACH, &from, &unused);
    clause_around(t, s->to - 1, AFTER, &unused, &to);
    size_t next = k + 1 < q->n ? q->v[k + 1].from : t->n;
    size_t before = k > 0 ? q->v[k - 1].to : 0;
    while (*first_hit < hits->n && hits->v[*first_hit].from < from)
        ++*first_hit;
    for (size_t i = *first_hit; i < hits->n && hits->v[i].to <= to; i++) {
        const struct lexicon_hit *h = &hits->v[i];
        double w;
        if (h->to <= s->from) {
            w = nearness(s->from - h->to, REACH);
            if (s->currency && k > 0 && !q->v[k - 1].currency && h->entry == OTHER && h->from >= before)
                w *= 0.2; /* "80 % des dépenses, plafonné à": of these the share is */
            if (h->to <= before && before >= from)
                w *= h->entry >= WIDER ? 0.2 : 0.6; /* another sum stands between */
        } else if (h->from >= s->to && h->to <= next) {
            w = nearness(h->from - s->to, AFTER) * (h->entry == EACH ? 1.4 : 0.85);
            if (next < to && (h->entry == MOST || h->entry == LEAST) && h->from - s->to > 1)
                w = 0; /* that of the next sum */
        } else
            continue;
        if (w > j.weight[h->entry])
            j.weight[h->entry] = w;
    }
    double best = 0;
    j.purpose = MEANINGS;
    for (enum meaning m = GRANT; m <= PAST; m++)
        if (j.weight[m] > 0 && j.weight[m] >= best) { /* of two as near the more cautious */
            best = j.weight[m];
            j.purpose = m;
        }
    j.most = j.weight[MOST] > 0.5 && j.weight[MOST] >= j.weight[LEAST];
    j.least = j.weight[LEAST] > 0.5 && !j.most;
    return j;
}

/* A plan's money rather than a call's. */
enum { ENVELOPE_MOST = 1000000000, ENVELOPE_LEAST = 50000, GRANT_MOST = 20000000, GRANT_LEAST = 100 };

static void take(struct arena *a, double *into, struct evidence *why, double value, bool higher,
                 const char *field, const char *rule, double confidence, const struct tokens *t,
                 const struct quantity *s)
{
    if (!isnan(*into) && (higher ? *into >= value : *into <= value))
        return;
    *into = value;
    *why = evidence_of(a, field, rule, confidence, t, s->from, s->to);
}

static void take_rate(struct arena *a, const struct judged *j, const struct tokens *t,
                      const struct quantity *s, struct amounts *out)
{
    double paid = fmax(j->weight[RATE], fmax(j->weight[GRANT], j->weight[EACH]));
    bool other =
        j->weight[OTHER] > paid || j->weight[PAST] > paid || token_mark(t, s->from ? s->from - 1 : 0, '+');
    if (paid < 0.3 || other || j->least)
        return;
    take(a, &out->rate, &out->why_rate, s->value, true, "amount.rate", "share of the costs", 0.8, t, s);
}

static void take_sum(struct arena *a, const struct judged *j, const struct tokens *t, enum part part,
                     const struct quantity *s, struct amounts *out)
{
    bool bounded = j->most || j->least || !isnan(s->low);
    enum meaning purpose = j->purpose;
    /* the dowry of a prize */
    if (purpose == ENVELOPE && s->value < ENVELOPE_LEAST && j->weight[GRANT] > 0.3)
        purpose = GRANT;
    if (purpose == GRANT && s->value >= GRANT_MOST)
        purpose = ENVELOPE;
    if (purpose == MEANINGS)
        purpose = part == PART_TITLE && s->value >= 1e6 ? ENVELOPE : bounded ? GRANT : MEANINGS;
    if (purpose == ENVELOPE) {
        if (s->value <= ENVELOPE_MOST && (j->weight[WIDER] < 0.4 || j->weight[CALL] >= j->weight[WIDER]))
            take(a, &out->budget_total, &out->why_budget, s->value, true, "budget_total", "envelope", 0.8, t,
                 s);
    } else if ((purpose == GRANT || purpose == EACH) && s->value >= GRANT_LEAST && s->value <= GRANT_MOST) {
        if (!j->least)
            take(a, &out->max, &out->why_max, s->value, true, "amount.max",
                 purpose == EACH ? "per project" : "grant", 0.75, t, s);
        if (j->least || !isnan(s->low))
            take(a, &out->min, &out->why_min, isnan(s->low) ? s->value : s->low, false, "amount.min",
                 "least grant", 0.75, t, s);
    } else
        return;
    if (!out->currency)
        out->currency = s->currency;
}

bool amounts_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                  struct amounts *out)
{
    *out = (struct amounts){.min = NAN, .max = NAN, .rate = NAN, .budget_total = NAN};
    for (enum part part = PART_TITLE; part < PART_COUNT; part++) {
        const struct tokens *t = text_part(parts, part);
        struct quantities q = {0};
        struct lexicon_hits hits = {0};
        money_find(a, t, &q);
        if (q.n)
            lexicon_find(a, &l->amount_cues, t, 0, t->n, &hits);
        size_t first = 0;
        for (size_t k = 0; k < q.n; k++) {
            struct judged j = judge(&hits, t, &q, k, &first);
            if (q.v[k].currency)
                take_sum(a, &j, t, part, &q.v[k], out);
            else
                take_rate(a, &j, t, &q.v[k], out);
        }
    }
    return !isnan(out->min) || !isnan(out->max) || !isnan(out->rate) || !isnan(out->budget_total);
}
