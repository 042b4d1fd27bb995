/* Calls: when one may apply. The dates are found and have their roles already; here it is decided which of
   them are moments of submission, which is the final one, and whether there is any. */
#include "harvester/meaning/facts.h"

#include <math.h>
#include <string.h>

/* What, in the clause before a date, says that it is one of submission … */
static const char *const submission[] = {
    "depot*|depos*|candidat*|dossier*|soumission*|soumettre|soumis|postuler|repondre|reponse*|participer",
    "cloture*|clos|limite|echeance*|releve*|session*|deadline*|closing|cut",
    "appel*|concours|guichet|projet*|offre*|plis|proposition*|idee*|preproposition*|pre|demande*|envoi|"
    "remise|reception",
    "submission*|submit*|application*|apply|proposal*|call|calls|propose",
    "ouvert|ouverte|open|opens",
    "intake*|entries|entry|upload*",
    "questionnaire*",
    NULL};
/* … so plainly that a date below needs no cue of its own */
static const char *const announced[] = {"date* ?limite* ?de ?releve*|cloture|depot|limite*|remise",
                                        "releve*",
                                        "cloture*",
                                        "echeance*",
                                        "deadline*",
                                        "closing date*",
                                        "cut off*",
                                        "limite*|limit",
                                        "calendrier ~ depot*|releve*|appel*",
                                        "submission date*",
                                        "sessions de depot",
                                        NULL};
/* What is handed in, and how: a date behind it is one of submission whatever else its sentence speaks of. */
static const char *const handed_in[] = {
    "depot|depots",
    "doit|doivent|devra|devront ?nous ?etre "
    "parvenir|deposes|deposees|adresses|adressees|envoyes|envoyees|transmis|transmises",
    "dossier*|demande*|candidature*|fiche*|offre*|proposition*|pli|plis|contribution*|lettre*|reponse* ~ "
    "recu|recus|recue|recues|parvenir|adresser|adresses|adressees|envoyer|envoyes|envoyees|transmettre|"
    "transmis|transmises|remettre|remis|remises|attendu*|deposer|deposes|deposees|soumis|soumises",
    "remise|reception|envoi ?des ?du ?de ?la offre*|pli|plis|candidature*|dossier*|proposition*",
    "submission*|proposal*|application*|abstract* ~ due|submitted|received|accepted|sent",
    NULL};
/* … or that something else ends or is done by then. The nearest of both to the date counts. */
static const char *const other_ends[] = {
    "projet*|action*|travaux|contrat*|operation*|convention* ~ "
    "termin*|achev*|debut*|demarr*|commenc*|realis*",
    "travaux|chantier|execution|realis*|acheve*|achevement|demarrage|demarrer|debuter|commencer|terminer|"
    "engage*",
    "convention*|contrat*|contractualis*|conventionn*|signe|signee|signees|signature",
    "prise de fonction",
    "fin des|du|d projet*|action*|programme",
    "depense*|facture*|solde|paiement*|versement*|justificatif*|bilan*",
    "rapport final|intermediaire",
    "question*|renseignement*|faq",
    "reunion*|webinaire*|seminaire*|journee*|atelier*|visite*|rencontre*",
    "jury|jurys|oral|oraux|audition*|entretien*",
    "candidat*|dossier*|projet* ?pre retenus|retenues|selectionnes|selectionnees|preselectionnes",
    "remise des|du|de bourse*|recompense*|distinction*|label|labels|diplome*",
    "resultat*|laureat*|selection|notification*|notifie*|annonce|annoncee|annonces|annoncees|proclamation|"
    "connus|devoiles|publies",
    "remise des prix|trophees",
    "vote|voter|votent|votez",
    "retirer|retrait",
    "demander le|un formulaire",
    "habilitation|conseil|commission|assemblee",
    "formulaire* ~ demande*",
    "installation*|completed|completion|implemented|implementation|expenditure",
    "eligible cost*",
    "agreement*|notified|signed",
    "start date",
    "end date",
    "project* ~ end|ends|finish|start",
    "question*|clarification*",
    "info|information day*|session*",
    "webinar*|seminar*|workshop*|meeting*",
    "register|registration",
    "results|winner*|awarded|announced|jury|interview*",
    "inscrire|inscription* ~ reunion|webinaire|seminaire|journee|atelier",
    "valable|validite|applicable|vigueur|exposition|expose|exposee|exposes|exposees",
    "references|referees",
    "letter* of reference|recommendation",
    "lettre* de recommandation",
    NULL};
/* A bygone edition. */
static const char *const bygone[] = {"precedente|precedent|derniere|dernier edition*|appel*|session*",
                                     "edition* precedente*|passee*",
                                     "l an|annee dernier|derniere|passe|passee",
                                     "previous|last|first call|edition|round ~ was|were|closed|launched",
                                     "first|second|third call was",
                                     "avait|avaient ete",
                                     "a|ont|avait|avaient clos",
                                     "cloture|cloturee|close|clos depuis",
                                     "premier|premiere appel|edition|session|vague|releve ~ avait|etait|a|s",
                                     "premier|premiere session|vague|edition|releve depot|cloture|jusqu",
                                     NULL};
/* Several moments of one call. */
static const char *const stages[] = {
    "etape*|phase*|releve*|session*|vague*|cut|stage|stages|lot|lots|volet*|axe*|cutoff*|periode*|pre", NULL};
static const char *const launched[] = {
    "appel*|candidat*|depot*|depos*|dossier*|ouvr*|ouvert*|lance*|lancement|debut*|demarr*|concours|ami|aap|"
    "edition|saison",
    "call*|application*|open*|launch*|submission*|submit*|start*|begin*|runs|entries|upload*", NULL};
static const char *const other_starts[] = {
    "travaux|chantier|restauration|depense*|eligib*|convention*|facture*|resultat*|obligation|obligatoire",
    "prise de fonction",
    "entree en vigueur|application",
    "inscription*|plateforme|site",
    "programme|fondation|reseau|plan|strategie|service",
    "demarrage|demarrer des|les|du projet*|action*|travaux",
    "action* ~ demarrer|debuter",
    NULL};
/* Applications are taken all year round, or as long as there is money. */
static const char *const endless[] = {
    "toute l annee",
    "tout au long de l annee",
    "au fil de l eau",
    "en continu",
    "depot* permanent*",
    "appel ?a ?projets ?a ?manifestation ?d ?interet ?de ?candidatures permanent*",
    "guichet permanent|ouvert",
    "dispositif permanent|perenne",
    "ouvert en permanence",
    "ouvert de facon|maniere permanente|continue",
    "a tout moment",
    "sans date limite",
    "pas de date limite",
    "aucune date limite",
    "sans limite de date",
    "sans date de cloture",
    "date* ?limite ?de ?depot ?cloture permanent*",
    "recurrence permanent*",
    "jusqu a epuisement",
    "jusqu a consommation",
    "dans la limite des|de ?l credits|credit|enveloppe*",
    "continuously open",
    "open continuously",
    "rolling basis",
    "all year round",
    "throughout the year",
    "no deadline",
    "at any time",
    "without ?a deadline",
    "until ?the funds|budget|funding ~ exhausted|spent|used",
    "open ended call",
    "permanently open",
    NULL};
/* A public tender. */
static const char *const tender[] = {"avis de marche|concession|publicite",
                                     "avis d appel public",
                                     "appel* d offre*",
                                     "marche public de|d|pour",
                                     "procedure adaptee",
                                     "^mapa",
                                     "reglement de la consultation",
                                     "reception des offres|plis",
                                     "remise des offres|plis",
                                     "dossier de consultation",
                                     "invitation to tender",
                                     "contract notice",
                                     "call* for tender*",
                                     "tender* ~ submitted",
                                     NULL};
static const char *const not_endless[] = {"commission permanente", "formation* ~ continu*",
                                          "amelioration* continue", NULL};

#define HANDED_IN 0.75 /* how sure a date is that has no better cue than that something is handed in */

struct candidate {
    const struct found_date *date;
    struct civil when, opens;
    double confidence;
    bool stage, answer;
};

struct candidates {
    struct candidate *v;
    size_t n, cap;
};

/* What speaks for and against in the clause before the date; the heading above when the clause says nothing.
 */
static int leaning(const struct facts *f, size_t date, const char *const *pro, const char *const *con)
{
    size_t at = facts_token(f, f->dates.v[date].position), from = facts_clause(f, date), past;
    size_t for_it = cue_last(&f->tokens, from, at, pro), against = cue_last(&f->tokens, from, at, con);
    if (!for_it && !against) {
        facts_sentence(f, at, true, &from, &past);
        for_it = cue_last(&f->tokens, from, at, pro);
        against = cue_last(&f->tokens, from, at, con);
    }
    return against && against >= for_it ? -1 : for_it > 0;
}

/* Do the words right before a date speak of handing in? */
static bool is_handed_in(const struct facts *f, size_t date)
{
    size_t at = facts_token(f, f->dates.v[date].position), from = facts_clause(f, date);
    size_t cue = cue_last(&f->tokens, from, at, handed_in);
    return cue && cue > cue_last(&f->tokens, from, at, other_ends);
}

static bool sentence_has(const struct facts *f, size_t date, bool heading, const char *const *patterns)
{
    size_t at = facts_token(f, f->dates.v[date].position), from, past;
    facts_sentence(f, at, heading, &from, &past);
    return cue_within(&f->tokens, from, past, patterns);
}

/* What a date without a cue of its own may be, judged by the heading or the clause before it: how sure; 0:
 * nothing. */
static double uncued(const struct facts *f, size_t i)
{
    const struct found_date *d = &f->dates.v[i];
    size_t at = facts_token(f, d->position), from, past;
    facts_sentence(f, at, true, &from, &past);
    if (d->role == ROLE_PUBLISHED || d->role == ROLE_OPENS)
        return 0;
    if (cue_last(&f->tokens, from, at, announced))
        return d->confidence + 0.2;
    /* a day that is over when the text is read is that of its publication */
    bool gone = f->context->ref.precision && days_compare(&d->from, &f->context->ref) <= 0;
    /* where a rule of the source says that dates are, a window needs no words, and a day to come hardly any
     */
    if (facts_apart(f, d) && (d->to.precision || !gone))
        return d->confidence + (d->to.precision ? 0.2 : 0);
    return d->role == ROLE_DEADLINE && !gone ? d->confidence - 0.15 : 0;
}

static void add_candidate(struct facts *f, struct candidates *list, size_t i)
{
    const struct found_date *d = &f->dates.v[i];
    bool window = d->to.precision;
    struct candidate c = {.date = d, .when = window ? d->to : d->from, .confidence = d->confidence};
    if (window)
        c.opens = d->from;
    days_read(f->text, d, &c.when);
    bool handed = d->role != ROLE_OPENS && is_handed_in(f, i),
         other = facts_cued(d) && d->role != ROLE_DEADLINE;
    if (d->replaced || c.when.precision < PRECISION_DAY || (other && !handed))
        return;
    if (!facts_cued(d))
        c.confidence = uncued(f, i);
    if (handed)
        c.confidence = fmax(other ? 0 : c.confidence, HANDED_IN);
    int lean = handed ? 1 : c.confidence > 0 ? leaning(f, i, submission, other_ends) : -1;
    if ((lean < 0 || sentence_has(f, i, false, bygone)) && !d->moved)
        return;
    c.confidence = fmin(0.98, c.confidence + (lean > 0 ? 0.08 : -0.05));
    const struct civil *ref = &f->context->ref;
    if (ref->precision && (c.when.year > ref->year + 3 || c.when.year < ref->year - 4))
        c.confidence -= 0.35;
    if (f->context->undated && !d->year_given)
        c.confidence = fmin(c.confidence, CONFIDENCE_SURE - 0.1);
    c.stage = sentence_has(f, i, true, stages);
    size_t cue = cue_last(&f->tokens, facts_clause(f, i), facts_token(f, d->position), submission);
    c.answer = cue && cue_match(&f->tokens, cue - 1, "reponse|reponses");
    *ARENA_PUSH(f->a, list->v, list->n, list->cap) = c;
}

/* The same day twice: the one with an hour, then the surer one, speaks. Two hours on one day leave a doubt.
 */
static void drop_repeated(struct candidates *list)
{
    for (size_t i = 0; i < list->n; i++) {
        for (size_t k = 0; k < i; k++) {
            struct candidate *a = &list->v[k], *b = &list->v[i];
            if (!a->date || days_compare(&a->when, &b->when) != 0)
                continue;
            bool finer = b->when.precision > a->when.precision;
            bool differ = b->when.precision == PRECISION_MINUTE && a->when.precision == PRECISION_MINUTE &&
                          (b->when.hour != a->when.hour || b->when.minute != a->when.minute);
            double most = fmax(a->confidence, b->confidence);
            struct civil opens = a->opens.precision ? a->opens : b->opens;
            if (finer || (differ && b->confidence > a->confidence))
                *a = *b;
            a->opens = opens;
            a->confidence = differ ? fmin(most, 0.6) : fmin(0.98, most + 0.03);
            b->date = NULL;
            break;
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].date)
            list->v[kept++] = list->v[i];
    list->n = kept;
}

/* A deadline that took the place of others: the earlier ones hold no more, but for stages of their own. */
static void drop_moved(struct candidates *list)
{
    const struct candidate *moved = NULL;
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].date->moved && (!moved || days_compare(&list->v[i].when, &moved->when) > 0))
            moved = &list->v[i];
    if (!moved)
        return;
    struct civil when = moved->when;
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct candidate *c = &list->v[i];
        if (c->date->moved || c->stage || days_compare(&c->when, &when) > 0)
            list->v[kept++] = *c;
    }
    list->n = kept;
}

/* "dossiers avant le 3 mars ; réponse au plus tard le 2 mai": the answer is the funder's. */
static void drop_answers(struct candidates *list)
{
    size_t kept = 0, others = 0;
    for (size_t i = 0; i < list->n; i++)
        others += !list->v[i].answer;
    for (size_t i = 0; i < list->n; i++)
        if (!others || !list->v[i].answer)
            list->v[kept++] = list->v[i];
    list->n = kept;
}

/* Those too unsure beside the surest one. */
static void drop_unsure(struct candidates *list)
{
    double most = 0;
    for (size_t i = 0; i < list->n; i++)
        most = fmax(most, list->v[i].confidence);
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (list->v[i].confidence >= CONFIDENCE_LEAST && list->v[i].confidence >= most - 0.3)
            list->v[kept++] = list->v[i];
    list->n = kept;
}

static void sort(struct candidates *list)
{
    for (size_t i = 1; i < list->n; i++)
        for (size_t k = i; k > 0 && days_compare(&list->v[k - 1].when, &list->v[k].when) > 0; k--) {
            struct candidate swap = list->v[k];
            list->v[k] = list->v[k - 1];
            list->v[k - 1] = swap;
        }
}

/* The hour that another mention of the day prints. */
static void find_hours(struct facts *f, struct candidates *list)
{
    for (size_t i = 0; i < list->n; i++) {
        struct candidate *c = &list->v[i];
        for (size_t k = 0; k < f->dates.n && k < MOST_DATES && c->when.precision == PRECISION_DAY; k++) {
            const struct found_date *d = &f->dates.v[k];
            struct civil when = d->to.precision ? d->to : d->from;
            days_read(f->text, d, &when);
            if (when.precision == PRECISION_MINUTE && !d->replaced && days_compare(&when, &c->when) == 0 &&
                leaning(f, k, submission, other_ends) >= 0) {
                c->when = when;
                c->date = d;
            }
        }
    }
}

static void find_deadlines(struct facts *f, struct candidates *list)
{
    for (size_t i = 0; i < f->dates.n && i < MOST_DATES; i++)
        add_candidate(f, list, i);
    drop_repeated(list);
    drop_moved(list);
    drop_answers(list);
    drop_unsure(list);
    find_hours(f, list);
    sort(list);
    /* years apart: another edition */
    while (list->n > 1 && list->v[list->n - 1].when.year - list->v[0].when.year > 2) {
        memmove(list->v, list->v + 1, (list->n - 1) * sizeof *list->v);
        list->n--;
    }
}

/* --- what is written down --- */

static void set_deadlines(struct facts *f, const struct candidates *list)
{
    struct item *item = f->item;
    const struct candidate *final = &list->v[list->n - 1];
    if (!item->deadline.precision) {
        item->deadline = final->when;
        facts_evidence_date(f, "deadline", final->date, final->date->rule, final->confidence);
    }
    bool known = false;
    for (size_t i = 0; i < list->n; i++)
        known |= days_compare(&list->v[i].when, &item->deadline) == 0;
    if (item->deadlines.n || !known)
        return;
    for (size_t i = 0; i < list->n; i++) {
        *ARENA_PUSH(f->a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = list->v[i].when;
        if (i + 1 < list->n)
            facts_evidence_date(f, "deadlines", list->v[i].date, list->v[i].date->rule,
                                list->v[i].confidence);
    }
}

/* The hour that the text prints for a day that structured data gave without one. */
static void complete_hour(struct facts *f, const struct candidates *list)
{
    struct civil *deadline = &f->item->deadline;
    for (size_t i = 0; i < list->n && deadline->precision == PRECISION_DAY; i++) {
        const struct candidate *c = &list->v[i];
        if (c->when.precision != PRECISION_MINUTE || days_compare(&c->when, deadline) != 0)
            continue;
        *deadline = c->when;
        facts_evidence_date(f, "deadline", c->date, "the hour, from the text", c->confidence);
    }
}

static void set_opens(struct facts *f, const struct candidates *list)
{
    struct item *item = f->item;
    const struct found_date *best = NULL;
    double confidence = 0;
    for (size_t i = 0; i < list->n; i++) {
        const struct candidate *c = &list->v[i];
        if (c->opens.precision >= PRECISION_DAY && !best) {
            best = c->date;
            confidence = c->confidence;
        }
    }
    for (size_t i = 0; i < f->dates.n && i < MOST_DATES && !best; i++) {
        const struct found_date *d = &f->dates.v[i];
        if (d->role != ROLE_OPENS || d->replaced || d->from.precision < PRECISION_DAY ||
            (item->deadline.precision && days_compare(&d->from, &item->deadline) > 0 && d->year_given) ||
            leaning(f, i, launched, other_starts) <= 0 || sentence_has(f, i, false, bygone))
            continue;
        best = d;
        confidence = d->confidence;
    }
    if (!best || confidence < CONFIDENCE_LEAST)
        return;
    item->opens = best->from;
    /* a year that was left out: it opens before it closes */
    if (item->deadline.precision && days_compare(&item->opens, &item->deadline) > 0)
        item->opens.year--;
    if (!civil_valid(&item->opens))
        item->opens.precision = PRECISION_NONE;
    facts_evidence_date(f, "opens", best, best->rule, confidence);
}

static void set_permanent(struct facts *f)
{
    const struct tokens *t = &f->tokens;
    for (size_t i = 0; i < t->n; i++) {
        size_t past = cue_at(t, i, endless), first, end;
        if (!past)
            continue;
        facts_sentence(f, i, false, &first, &end);
        if (cue_within(t, first, end, not_endless))
            continue;
        f->item->permanent = true;
        facts_evidence(f, "permanent", (size_t)t->v[i].position,
                       (size_t)(t->v[past - 1].position + t->v[past - 1].length), "no end date", 0.8);
        return;
    }
}

/* Those who look for money do not look for tenders: a tag tells them apart. */
static void set_tender(struct facts *f)
{
    static const char mark[] = "marche_public";
    const struct tokens *t = &f->tokens;
    for (size_t i = 0; i < t->n; i++) {
        size_t past = cue_at(t, i, tender);
        if (!past)
            continue;
        if (!strings_has(&f->item->tags, mark)) {
            strings_add(f->a, &f->item->tags, mark);
            facts_evidence(f, "tags", (size_t)t->v[i].position,
                           (size_t)(t->v[past - 1].position + t->v[past - 1].length),
                           "words of a public tender", 0.85);
        }
        return;
    }
}

int calls_submission(const struct facts *f, size_t date)
{
    return is_handed_in(f, date) ? 1 : leaning(f, date, submission, other_ends);
}

void calls_read(struct facts *f)
{
    struct candidates list = {0};
    set_tender(f);
    bool given = f->item->deadline.precision;
    find_deadlines(f, &list);
    if (given)
        complete_hour(f, &list);
    if (list.n && !f->item->permanent)
        set_deadlines(f, &list);
    if (!f->item->opens.precision)
        set_opens(f, &list);
    if (!f->item->deadline.precision && !f->item->permanent)
        set_permanent(f);
}
