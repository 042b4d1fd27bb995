/* Events: which of the dates found are those of the event, its sessions, whether it is online, called off or
   moved, and until when one may register. Where it takes place is venue.c's. */
#include "harvester/meaning/facts.h"

#include <math.h>
#include <string.h>

enum { MOST_APART = 14 };

/* What introduces the dates of the event itself … */
static const char *const happens[] = {"aura|auront lieu",
                                      "a lieu",
                                      "se tiendra|tiendront|tient|tiennent",
                                      "se deroule*",
                                      "rendez vous",
                                      "will be held|place",
                                      "take|takes place",
                                      "will take",
                                      "held",
                                      "s installe",
                                      "se jouera",
                                      "se reunit|reunira|reuniront",
                                      "investira|investit",
                                      "reunira",
                                      "accueille*",
                                      "date*",
                                      "quand",
                                      "when",
                                      "fixe*",
                                      "finalement",
                                      "organise*",
                                      "hosts",
                                      "projection",
                                      "propose*",
                                      "maintient",
                                      "ce sera",
                                      "edition",
                                      "from",
                                      "first|premier|premiere|nouvelle edition",
                                      "join",
                                      "invite*",
                                      NULL};
/* … and what turns them into those of something else. */
static const char *const aside[] = {"veille",
                                    "lendemain",
                                    "en amont",
                                    "avant le salon|congres|forum",
                                    "precedent*",
                                    "l an passe|dernier",
                                    "l annee derniere|passee",
                                    "il y a",
                                    "derniere|dernier edition",
                                    "during",
                                    "dans le cadre de|du|des",
                                    "pendant la|le|les",
                                    "a l occasion",
                                    "remboursement*",
                                    "inscription* ~ ouvert*",
                                    "ouverture des inscriptions",
                                    "prochaine edition",
                                    "# edition ~ tiendra",
                                    "separate",
                                    "day after|before",
                                    "lance|lancee|cree|creee|created|launched",
                                    "arrete au",
                                    "laureat*",
                                    "resultat*",
                                    "mise a jour",
                                    "mis a jour",
                                    "published",
                                    "notified",
                                    "programmation",
                                    "donnees couvrent",
                                    "cloture ~ prevue",
                                    "early bird",
                                    "call",
                                    "appel",
                                    "first|second call",
                                    "waiting list",
                                    "compte rendu|proces",
                                    "un premier|autre",
                                    "aussi ouvert*",
                                    "livraison|travaux",
                                    "entre # et",
                                    NULL};
static const char *const bygone[] = {"precedent*",
                                     "l an|annee passe|dernier|derniere|passee",
                                     "il y a",
                                     "derniere edition",
                                     "last year",
                                     "previous*",
                                     "avait|avaient",
                                     "s etait|etaient",
                                     "n avait",
                                     "apres une|la edition|premiere|pause",
                                     "se deroulait|tenait",
                                     "edition ~ seulement",
                                     NULL};

static const char *const online_cues[] = {
    "webinaire*|webinar*|webconference*|visioconference*|visio|distanciel|teleconference*|videoconference*",
    "en ligne",
    "a distance",
    "online",
    "virtual*|virtuel*|virtuelle*",
    "hybride|hybrid",
    "streaming|livestream",
    "en direct sur",
    "zoom|teams|livestorm",
    "en|version|format|edition numerique",
    "digital event|edition|conference",
    "remote",
    "mooc",
    NULL};
/* "en ligne" and the like, of a form, a list, a film. */
static const char *const not_online[] = {"inscri* ~ en ligne",
                                         "formulaire* ~ en ligne",
                                         "resultats ~ en ligne",
                                         "billet* ~ en ligne",
                                         "programme ~ en ligne",
                                         "depot ~ en ligne",
                                         "mis|mise|mises ?en ligne",
                                         "disponible* ~ en ligne",
                                         "register ~ online",
                                         "registration ~ online",
                                         "edition ~ seulement numerique",
                                         "consult* ~ en ligne",
                                         "paiement en ligne",
                                         "video* ~ en ligne",
                                         "services ~ en ligne",
                                         "site* ~ en ligne",
                                         NULL};
static const char *const in_person[] = {"presentiel", "in person", "sur place", "on site", NULL};

static const char *const cancelled_cues[] = {"est|sont|finalement|ete|d annule*",
                                             "est|sont|finalement|ete|d|se ajourne*",
                                             "est|sont|finalement|ete reporte* sine",
                                             "annule|annulee|annules|annulees",
                                             "ajourne|ajournee|ajournent|ajournes",
                                             "annulation du|de|des",
                                             "n aura|auront pas lieu",
                                             "is|are|been|was|has cancelled|canceled",
                                             "cancelled|canceled",
                                             "called off",
                                             "reporte* a une date ulterieure",
                                             "reporte* ?a sine die",
                                             "reporte* ulterieurement",
                                             "nouvelle* date* ~ annonce*",
                                             "nouvelle* date* ~ communique*",
                                             "date* ulterieure*",
                                             "postponed until further",
                                             "postponed to a later",
                                             "postponed indefinitely",
                                             "new date* ~ announced",
                                             "postponed",
                                             "reporte|reportee|reportes|reportees",
                                             NULL};
static const char *const not_cancelled[] = {"n est|sont pas annule*|reporte*",
                                            "annule* et remplace*",
                                            "not ?been cancelled|postponed",
                                            "annulation* ~ jusqu",
                                            "condition* ~ annulation",
                                            "est|reste maintenu*",
                                            "frais ~ annulation",
                                            "annule* en|si|sous",
                                            "cancelled if|in",
                                            "en cas d annulation",
                                            "cancellation policy|fee*",
                                            NULL};

static const char *const registering[] = {
    "inscri*", "register*|registration*", "pre register", "reserv*", "places", "book", "rsvp", "confirmer",
    NULL};
static const char *const not_registering[] = {
    "inscrivez|inscrire votre|vos|leur|un|une evenement*|projet*|initiative*", "early bird",
    "proposal*|propositions|contribution*|communication*|candidat*", NULL};

struct slot {
    const struct found_date *date;
    size_t index; /* in dates */
    double score;
};

struct slots {
    struct slot *v;
    size_t n, cap;
};

static bool near(const struct facts *f, const struct found_date *d, const char *const *patterns)
{
    size_t index = (size_t)(d - f->dates.v), at = facts_token(f, d->position), from = facts_clause(f, index);
    return cue_within(&f->tokens, from, at, patterns);
}

/* Do such words stand before a date, others of its enumeration between? */
static bool in_sentence(const struct facts *f, const struct found_date *d, const char *const *patterns)
{
    size_t at = facts_token(f, d->position), from, past;
    facts_sentence(f, at, false, &from, &past);
    return cue_within(&f->tokens, from, at, patterns);
}

static const struct civil *last_of(const struct found_date *d)
{
    return d->to.precision ? &d->to : &d->from;
}

static bool covers(const struct found_date *a, const struct found_date *b)
{
    return days_compare(&a->from, &b->from) <= 0 && days_compare(last_of(a), last_of(b)) >= 0;
}

/* "les inscriptions pour la journée du 15 sont ouvertes" */
static const char *const named[] = {"journee|seance|session|rencontre|webinaire|seminaire|colloque|atelier|"
                                    "reunion|soiree|matinee|edition|conference|forum du|le|des|on",
                                    NULL};

static bool begins_sentence(const struct facts *f, const struct found_date *d)
{
    size_t at = facts_token(f, d->position), from, past;
    facts_sentence(f, at, false, &from, &past);
    return at - from <= 2;
}

/* The day of publication that stands over the text. */
static bool dateline(const struct facts *f, const struct found_date *d)
{
    const struct civil *ref = &f->context->ref;
    return ref->precision && !d->to.precision && d->from.precision == PRECISION_DAY &&
           days_compare(&d->from, ref) == 0 && begins_sentence(f, d) && !facts_in_title(f, d);
}

/* What is looked at when the dates before have given nothing: those of a body that meets ("la commission",
   "la convention"), which of a call say nothing; those that another date takes the place of, or of opening.
 */
enum allowed { OWN_DAYS, BODYS_DAYS, OTHERS_DAYS };

/* Can a date be one of the event? Its own cue decides; one without any may be, and so may one of closing. */
static bool may_be(const struct facts *f, const struct found_date *d, enum allowed allowed)
{
    bool replaced = allowed == OTHERS_DAYS;
    static const char *const closing[] = {"closing|cloture", NULL};
    if (d->from.precision < PRECISION_DAY || (d->replaced && !replaced) || dateline(f, d))
        return false;
    if (d->role == ROLE_EVENT || d->replaced || (d->moved && d->role != ROLE_DEADLINE))
        return true;
    if (d->role == ROLE_DEADLINE && facts_cued(d))
        return near(f, d, closing) && !near(f, d, registering) && !near(f, d, aside);
    if (d->role == ROLE_OPENS)
        return replaced || near(f, d, named);
    if (d->role == ROLE_OTHER && facts_cued(d))
        return allowed == BODYS_DAYS || in_sentence(f, d, happens);
    return !facts_cued(d) && d->role != ROLE_PUBLISHED;
}

static double weigh(const struct facts *f, const struct found_date *d)
{
    const struct civil *ref = &f->context->ref;
    double score = 2 * d->confidence;
    score += d->role == ROLE_EVENT ? 0.5 : 0;
    score += facts_in_title(f, d) ? 1.2 : 0;
    score += facts_apart(f, d) ? 3 : 0;
    score += near(f, d, happens) ? 1 : 0;
    score += d->moved ? 2 : 0;
    score += d->to.precision || d->from.precision == PRECISION_MINUTE ? 0.4 : 0;
    score -= ref->precision && days_compare(last_of(d), ref) < 0 ? 2.5 : 0;
    score -= near(f, d, aside) ? 1.8 : 0;
    /* "ce week-end" says less than its days */
    score -= strncmp(d->rule, "relative", 8) == 0 ? 3 : 0;
    return score;
}

static void collect(struct facts *f, struct slots *slots, enum allowed allowed)
{
    for (size_t i = 0; i < f->dates.n && i < MOST_DATES; i++) {
        const struct found_date *d = &f->dates.v[i];
        if (!may_be(f, d, allowed))
            continue;
        double late = 0.15 * (double)(slots->n > 8 ? 8 : slots->n);
        *ARENA_PUSH(f->a, slots->v, slots->n, slots->cap) = (struct slot){d, i, weigh(f, d) - late};
    }
    for (size_t i = 0; i < slots->n; i++)
        for (size_t k = 0; k < slots->n && k < 40; k++)
            if (k != i && covers(slots->v[i].date, slots->v[k].date)) {
                slots->v[i].score += 0.5;
                break;
            }
}

static const struct slot *best_of(const struct slots *slots)
{
    const struct slot *best = NULL;
    for (size_t i = 0; i < slots->n; i++)
        if (!best || slots->v[i].score > best->score)
            best = &slots->v[i];
    return best;
}

/* --- the dates that belong together --- */

/* Do two dates follow each other as parts of one announcement? */
static bool joined(const struct facts *f, const struct found_date *a, const struct found_date *b)
{
    size_t end = facts_token(f, a->position + a->length), begin = facts_token(f, b->position);
    if (begin < end || near(f, b, aside) || facts_in_title(f, a) != facts_in_title(f, b))
        return false;
    bool broken = false;
    for (size_t i = end; i <= begin && i < f->tokens.n; i++)
        broken |= f->tokens.v[i].sentence || f->tokens.v[i].line;
    if (!broken)
        return begin - end <= MOST_APART;
    return begins_sentence(f, a) && begins_sentence(f, b) && begin - end <= 40;
}

static void group(const struct facts *f, const struct slots *slots, const struct slot *main,
                  struct slots *out)
{
    size_t first = (size_t)(main - slots->v), last = first;
    while (first > 0 && joined(f, slots->v[first - 1].date, slots->v[first].date) &&
           !near(f, slots->v[first - 1].date, aside))
        first--;
    while (last + 1 < slots->n && joined(f, slots->v[last].date, slots->v[last + 1].date))
        last++;
    for (size_t i = first; i <= last; i++) {
        bool inside = false;
        for (size_t k = first; k <= last; k++) {
            const struct found_date *a = slots->v[k].date, *b = slots->v[i].date;
            inside |= k != i && covers(a, b) && (!covers(b, a) || k < i) && a->to.precision;
        }
        if (!inside)
            *ARENA_PUSH(f->a, out->v, out->n, out->cap) = slots->v[i];
    }
}

static int64_t day_number(const struct civil *c)
{
    return civil_days(c->year, c->month, c->day);
}

/* Days that run on without hours become one period; sorted by their beginning. */
static size_t periods(const struct slots *group, struct period *v)
{
    size_t n = 0;
    for (size_t i = 0; i < group->n; i++) {
        struct period p = {group->v[i].date->from, group->v[i].date->to};
        size_t k = n++;
        for (; k > 0 && civil_compare(&v[k - 1].from, &p.from) > 0; k--)
            v[k] = v[k - 1];
        v[k] = p;
    }
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct period *before = kept ? &v[kept - 1] : NULL;
        const struct civil *end = before ? (before->to.precision ? &before->to : &before->from) : NULL;
        if (before && v[i].from.precision == PRECISION_DAY && end->precision == PRECISION_DAY &&
            day_number(&v[i].from) <= day_number(end) + 1 && (!v[i].to.precision || !before->to.precision))
            before->to = v[i].to.precision ? v[i].to : v[i].from;
        else
            v[kept++] = v[i];
    }
    return kept;
}

static struct civil day_of(struct civil c)
{
    c.precision = PRECISION_DAY;
    c.hour = c.minute = c.second = 0;
    return c;
}

/* The date with an hour that another mention of the same single day gives; NULL: none. */
static const struct found_date *hours_of(const struct facts *f, const struct slots *slots,
                                         const struct found_date *d)
{
    if (d->to.precision || d->from.precision != PRECISION_DAY)
        return NULL;
    for (size_t i = 0; i < slots->n; i++) {
        const struct found_date *other = slots->v[i].date;
        if (other->from.precision == PRECISION_MINUTE && days_compare(&other->from, &d->from) == 0 &&
            !near(f, other, aside))
            return other;
    }
    return NULL;
}

/* Hours told apart from the days are theirs when each day has some. */
static void add_hours(const struct facts *f, const struct slots *slots, struct slots *together)
{
    for (size_t i = 0; i < together->n; i++)
        if (!hours_of(f, slots, together->v[i].date))
            return;
    for (size_t i = 0; i < together->n; i++)
        together->v[i].date = hours_of(f, slots, together->v[i].date);
}

static void set_dates(struct facts *f, const struct slots *slots, const struct slot *main, double confidence)
{
    struct item *item = f->item;
    struct slots together = {0};
    group(f, slots, main, &together);
    add_hours(f, slots, &together);
    struct period *v = arena_alloc(f->a, (together.n + 1) * sizeof *v);
    size_t n = periods(&together, v);
    facts_evidence_date(f, "starts", main->date, main->date->rule, confidence);
    if (n == 1 && v[0].from.precision == PRECISION_DAY && !v[0].to.precision)
        hours_apart(f, v);
    item->starts = v[0].from;
    item->ends = v[n - 1].to;
    if (n > 1) {
        for (size_t i = 0; i < n; i++)
            *ARENA_PUSH(f->a, item->sessions.v, item->sessions.n, item->sessions.cap) = v[i];
        if (!item->ends.precision)
            item->ends = day_of(v[n - 1].from);
    }
    item->all_day = item->starts.precision == PRECISION_DAY;
}

static void find_dates(struct facts *f)
{
    struct slots slots = {0};
    for (enum allowed allowed = OWN_DAYS; !slots.n && allowed <= OTHERS_DAYS; allowed++)
        collect(f, &slots, allowed);
    const struct slot *main = best_of(&slots);
    if (!main)
        return;
    /* what a rival that is nearly as good takes away */
    double rival = 0;
    for (size_t i = 0; i < slots.n; i++)
        if (&slots.v[i] != main && !covers(main->date, slots.v[i].date) &&
            !covers(slots.v[i].date, main->date))
            rival = fmax(rival, slots.v[i].score);
    double confidence = fmin(0.97, main->date->confidence + 0.15 + (near(f, main->date, happens) ? 0.1 : 0)) -
                        (main->score - rival < 0.3 ? 0.2 : 0);
    set_dates(f, &slots, main, confidence);
}

/* --- online, called off, registration --- */

static bool said(struct facts *f, const char *field, const char *const *cues, const char *const *unless,
                 const char *rule, double confidence)
{
    const struct tokens *t = &f->tokens;
    for (size_t i = 0; i < t->n; i++) {
        size_t past = cue_at(t, i, cues), from, end;
        if (!past)
            continue;
        facts_sentence(f, i, false, &from, &end);
        if ((unless && cue_within(t, from, end, unless)) || cue_within(t, from, i, bygone))
            continue;
        facts_evidence(f, field, (size_t)t->v[i].position,
                       (size_t)(t->v[past - 1].position + t->v[past - 1].length), rule, confidence);
        return true;
    }
    return false;
}

static bool is_moved(const struct facts *f)
{
    for (size_t i = 0; i < f->dates.n; i++)
        if (f->dates.v[i].moved && !f->dates.v[i].replaced)
            return true;
    return false;
}

/* One that is postponed to a known date is not cancelled, unless the text says so after all. */
static void find_cancelled(struct facts *f)
{
    static const char *const called_off[] = {"annule|annulee|annules|annulees", "cancelled|canceled", NULL};
    const char *const *cues = is_moved(f) ? called_off : cancelled_cues;
    f->item->cancelled = said(f, "cancelled", cues, not_cancelled, "words of cancelling", 0.85);
}

static void find_registration(struct facts *f)
{
    struct item *item = f->item;
    const struct civil *limit = item->ends.precision ? &item->ends : &item->starts;
    const struct found_date *best = NULL;
    for (size_t i = 0; i < f->dates.n && i < MOST_DATES; i++) {
        const struct found_date *d = &f->dates.v[i];
        const struct civil *when = last_of(d);
        size_t at = facts_token(f, d->position), from, first, past;
        if (d->role != ROLE_DEADLINE || !facts_cued(d) || d->replaced || when->precision < PRECISION_DAY ||
            (limit->precision && days_compare(when, limit) > 0))
            continue;
        /* the words before the date, or behind it when it opens the sentence */
        from = facts_clause(f, i);
        facts_sentence(f, at, false, &first, &past);
        if (cue_within(&f->tokens, from, past, not_registering) ||
            !cue_within(&f->tokens, from, from == first ? past : at, registering))
            continue;
        if (!best || days_compare(when, last_of(best)) > 0)
            best = d;
    }
    if (!best || best->confidence < CONFIDENCE_LEAST)
        return;
    item->registration_deadline = *last_of(best);
    facts_evidence_date(f, "registration_deadline", best, best->rule, best->confidence);
}

void events_read(struct facts *f)
{
    struct item *item = f->item;
    if (!item->starts.precision)
        find_dates(f);
    if (!item->cancelled)
        find_cancelled(f);
    if (!item->registration_deadline.precision)
        find_registration(f);
    if (item->online == UNKNOWN &&
        said(f, "online", online_cues, not_online, "words of attending from afar", 0.8))
        item->online = YES;
    if (!item->place)
        venue_read(f);
    if (item->online == UNKNOWN && (item->place || said(f, "online", in_person, NULL, "in person", 0.8)))
        item->online = NO;
}
