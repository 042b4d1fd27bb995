/* Where an event takes place: a label ("Lieu :"), a venue by what it is ("salle", "palais des congrès"), or a
   name that "à", "in" or a date leads to. The candidates of the text are weighed, the best one is taken. */
#include "harvester/meaning/facts.h"
#include "base/text.h"

#include <string.h>

static const char *const labels[] = {"lieu",  "adresse",  "ou",           "where", "place",
                                     "venue", "location", "localisation", NULL};
static const char *const venues[] = {
    "salle",      "palais",     "parc",       "centre",       "cite",      "hotel",       "maison",
    "halle",      "halles",     "auditorium", "amphitheatre", "amphi",     "campus",      "universite",
    "mairie",     "chateau",    "espace",     "theatre",      "musee",     "mediatheque", "bibliotheque",
    "esplanade",  "place",      "cour",       "prairie",      "pavillon",  "domaine",     "gymnase",
    "abbaye",     "fondation",  "institut",   "ecole",        "fabrique",  "stade",       "zenith",
    "arena",      "porte",      "ferme",      "jardin",       "locaux",    "square",      "hall",
    "museum",     "university", "center",     "prefecture",   "cinema",    "rue",         "rues",
    "crossroads", "port",       "quai",       "avenue",       "boulevard", "siege",       NULL};
static const char *const common[] = {
    "salle|mairie|hotel|maison|mediatheque|bibliotheque|theatre|gymnase|amphitheatre", NULL};
/* Capitals that name no place. */
static const char *const no_place[] = {
    "date|dates|heure|heures|horaire|horaires|lieu|quand|when|where|time|programme|program|inscription|"
    "inscriptions|registration|held|online|tarif|contact",
    "one|two|three|four|five|six|seven|eight|nine|ten|deux|trois|quatre|cinq|sept|huit|neuf|dix",
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre",
    "january|february|march|april|may|june|july|august|september|october|november|december",
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec",
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "le|la|les|l|un|une|des|du|au|aux|the|this|that|it|she|he|they|we|if|to|from|for|on|a|an|il|elle|ils|"
    "nous|vous|ce|cette|ces|lors|pour|dans|sur|avec|apres|avant",
    "english|french|francais|anglais|europe|union|etat|internet|zoom|teams|covid|france",
    "day|days|phase|module|session|part|volet|axe",
    "horizon|life|interreg|erasmus|urbact|call|cluster|week|weeks|semaine|zone",
    "partenariat|presence|compagnie|raison|amont|aval|parallele|ligne|direct|presentiel|distanciel|visio|"
    "visioconference|q|faq|ministere|ministre|gouvernement|president",
    NULL};
static const char *const articles[] = {"la", "le", "l", "les", "the", NULL};
static const char *const connectors[] = {"de|du|des|d|la|le|les|l|of|the|sur|en|sous|aux|et|a", NULL};
/* A sentence about another edition, another event. */
static const char *const elsewhere[] = {"precedent*",   "l an passe|dernier",
                                        "il y a",       "derniere edition",
                                        "se deroulait", "avait|avaient",
                                        "apres une",    "previous*",
                                        "last year",    "mother event",
                                        "rennaise",     "au depart",
                                        "initialement", NULL};

struct venue {
    size_t from, past; /* tokens */
    double score;
};

struct search {
    struct facts *f;
    size_t first, past; /* the sentence of the event's dates */
    size_t date, date_end;
    struct venue best, town;
};

static bool is(const struct tokens *t, size_t i, const char *const *words)
{
    return cue_at(t, i, words) != 0;
}

static bool plain_word(const struct tokens *t, size_t i, const char *const *words)
{
    if (i >= t->n || t->v[i].kind != TOKEN_WORD)
        return false;
    for (const char *const *w = words; *w; w++)
        if (**w == *t->v[i].fold && strcmp(*w, t->v[i].fold) == 0)
            return true;
    return false;
}

/* A capital name begins here. */
static bool names(const struct tokens *t, size_t i)
{
    return i < t->n && t->v[i].kind == TOKEN_WORD && t->v[i].capital && !is(t, i, no_place);
}

static bool ends_here(const struct tokens *t, size_t i)
{
    return i >= t->n || t->v[i].sentence || t->v[i].line;
}

/* From a name on: capitals, hyphens, and small words that lead to further capitals. With `lower`, the first
   words may be small ones ("palais des congrès"). */
static size_t name_end(const struct tokens *t, size_t i, bool lower)
{
    size_t end = i + 1, words = 1;
    while (words < 9 && !ends_here(t, end)) {
        size_t next = end;
        if (t->v[next].mark == '-' && !t->v[next].space && !ends_here(t, next + 1) && !t->v[next + 1].space) {
            end = next + 2;
            words++;
            continue;
        }
        while (next < end + 3 && !ends_here(t, next) && t->v[next].kind == TOKEN_WORD &&
               is(t, next, connectors) && !t->v[next].capital)
            next++;
        if (ends_here(t, next))
            break;
        bool joins = next > end;
        const struct token *token = &t->v[next];
        bool small = lower && joins && token->kind == TOKEN_WORD && words < 4 && !is(t, next, no_place);
        bool number =
            token->kind == TOKEN_NUMBER && token->digits < 3 && !joins && words < 4 && end > i + 0 && lower;
        if (!names(t, next) && !small && !number &&
            !(lower && token->capital && token->kind == TOKEN_WORD && joins && !is(t, next, no_place)))
            break;
        end = next + 1;
        words++;
    }
    return end;
}

/* ", Bobigny" after a venue belongs to it. */
static size_t with_town(const struct tokens *t, size_t end)
{
    if (end + 1 < t->n && t->v[end].mark == ',' && names(t, end + 1) && !ends_here(t, end) &&
        !ends_here(t, end + 1))
        return name_end(t, end + 1, false);
    return end;
}

/* "heure de Paris", "Brussels time" say when, not where. */
static bool names_a_clock(const struct tokens *t, size_t from, size_t past)
{
    static const char *const clock[] = {"heure|heures de|d", NULL}, *const time[] = {"time", NULL};
    return (from > 1 && cue_at(t, from - 2, clock) == from) || (past < t->n && cue_at(t, past, time));
}

static void offer(struct search *s, struct venue *to, size_t from, size_t past, double score)
{
    const struct facts *f = s->f;
    size_t first, end;
    if (from >= past || names_a_clock(&f->tokens, from, past))
        return;
    facts_sentence(f, from, false, &first, &end);
    bool beside = first == s->first && from >= s->date && s->date_end;
    if (!beside && cue_within(&f->tokens, first, end, elsewhere))
        score -= 3;
    if (from < f->title_end)
        score += 0.4;
    else if (from >= s->first && from < s->past)
        score += from >= s->date ? 1.4 : 1;
    if (s->date_end > s->date && from >= s->date_end && from - s->date_end <= 6)
        score += 0.6;
    if (score > to->score)
        *to = (struct venue){from, past, score};
}

/* "à", with its accent, is no form of "avoir". */
static bool leads_to_place(const struct tokens *t, size_t i)
{
    static const char *const words[] = {"au", "aux", "in", "at", "en", "to", "dans", NULL};
    const struct token *token = &t->v[i];
    return token->n == 1 && *token->fold == 'a' ? token->length == 2 : plain_word(t, i, words);
}

static void try_label(struct search *s, size_t i)
{
    const struct tokens *t = &s->f->tokens;
    if (!plain_word(t, i, labels) || i + 1 >= t->n || t->v[i + 1].mark != ':' || i + 2 >= t->n)
        return;
    size_t end = i + 2;
    while (end < i + 16 && !(end > i + 2 && ends_here(t, end)) && end < t->n && t->v[end].mark != ';' &&
           t->v[end].mark != '|' && !(t->v[end].mark == '.' && ends_here(t, end + 1)))
        end++;
    if (t->v[i + 2].kind == TOKEN_WORD && !is(t, i + 2, no_place))
        offer(s, &s->best, i + 2, end, 6);
}

static void try_venue(struct search *s, size_t i)
{
    const struct tokens *t = &s->f->tokens;
    if (!plain_word(t, i, venues))
        return;
    bool introduced = i > 0 && !ends_here(t, i) &&
                      (t->v[i - 1].kind == TOKEN_MARK || leads_to_place(t, i - 1) || t->v[i].capital ||
                       plain_word(t, i - 1, articles));
    if (!introduced && !t->v[i].capital)
        return;
    size_t end = name_end(t, i, true);
    /* with a name of its own; or with a capital, when "au" leads to it: "au Parc des expositions" */
    bool capital = i > 0 && t->v[i].capital && end > i + 1 &&
                   (leads_to_place(t, i - 1) || (!ends_here(t, i) && end > i + 2));
    for (size_t k = i + 1; k < end; k++)
        capital |= t->v[k].kind == TOKEN_WORD && t->v[k].capital;
    if (capital)
        offer(s, &s->best, i, with_town(t, end), 2.6);
    else if (i >= s->date_end && i < s->past && cue_match(t, i, common[0]))
        offer(s, &s->best, i, end, 0.8); /* "salle des fêtes" */
}

/* A name behind "à", "in" …, or behind a mark next to the dates, or the name of the place an event is "of".
 */
static void try_name(struct search *s, size_t i)
{
    const struct tokens *t = &s->f->tokens;
    if (!names(t, i))
        return;
    size_t from = i, end = name_end(t, i, false);
    /* "La Rochelle" */
    if (i > 0 && t->v[i - 1].capital && plain_word(t, i - 1, articles) && !ends_here(t, i))
        from--;
    bool opens = from == 0 || ends_here(t, from), marked = !opens && t->v[from - 1].kind == TOKEN_MARK;
    /* a sentence's first word is capital anyhow: a place there stands alone before the dates */
    bool alone = opens && end < t->n && !ends_here(t, end) && t->v[end].kind == TOKEN_MARK;
    bool beside = (from >= s->date_end && from - s->date_end <= 2 && s->date_end) ||
                  (end <= s->date && s->date - end <= 4 && from >= s->first);
    /* "Nantes accueillera les rencontres" */
    static const char *const hosts[] = {"accueill*|hosts|recevra", NULL};
    if (end < t->n && cue_at(t, end, hosts) && !ends_here(t, end))
        offer(s, &s->town, from, end, 2);
    if (beside && (marked || alone))
        offer(s, &s->town, from, with_town(t, end), 1.6);
    if (opens)
        return;
    size_t before = from - 1;
    while (before > 0 && plain_word(t, before, articles) && !ends_here(t, before))
        before--;
    if (leads_to_place(t, before))
        offer(s, &s->town, from, with_town(t, end), strcmp(t->v[before].fold, "en") == 0 ? 1.4 : 2);
    else if (plain_word(t, before, (const char *const[]){"de", "d", NULL}))
        offer(s, &s->town, from, end, 0.7);
}

static void find_sentence(struct search *s)
{
    const struct facts *f = s->f;
    for (size_t i = 0; i < f->item->evidence.n; i++) {
        const struct evidence *e = &f->item->evidence.v[i];
        if (strcmp(e->field, "starts") != 0)
            continue;
        for (size_t k = 0; k < f->dates.n; k++) {
            const struct found_date *d = &f->dates.v[k];
            if (d->position < e->position || days_compare(&d->from, &f->item->starts) != 0)
                continue;
            s->date = facts_token(f, d->position);
            s->date_end = facts_token(f, d->position + d->length);
            /* to the end of an enumeration */
            for (; k + 1 < f->dates.n; k++) {
                size_t next = facts_token(f, f->dates.v[k + 1].position);
                if (next > s->date_end + 2)
                    break;
                s->date_end = facts_token(f, f->dates.v[k + 1].position + f->dates.v[k + 1].length);
            }
            facts_sentence(f, s->date, false, &s->first, &s->past);
            return;
        }
    }
}

static const char *words_of(const struct facts *f, const struct venue *v)
{
    const struct token *first = &f->tokens.v[v->from], *last = &f->tokens.v[v->past - 1];
    return text_collapse(f->a, f->text + first->position,
                         (size_t)(last->position + last->length - first->position));
}

void venue_read(struct facts *f)
{
    struct search s = {.f = f};
    find_sentence(&s);
    for (size_t i = 0; i < f->tokens.n; i++) {
        if (f->tokens.v[i].kind != TOKEN_WORD)
            continue;
        try_label(&s, i);
        try_venue(&s, i);
        try_name(&s, i);
    }
    const struct venue *best = s.town.score > s.best.score ? &s.town : &s.best;
    double least = f->item->online == YES ? 2.6 : 1.2;
    if (best->score < least)
        return;
    double confidence = best->score >= 5 ? 0.95 : best->score >= 3 ? 0.85 : best->score >= 2 ? 0.7 : 0.55;
    const char *place = words_of(f, best), *rule = best->score >= 5 ? "label" : "name beside the dates";
    const struct token *first = &f->tokens.v[best->from], *last = &f->tokens.v[best->past - 1];
    facts_evidence(f, "place", (size_t)first->position, (size_t)(last->position + last->length), rule,
                   confidence);
    /* a venue, and the town that is told elsewhere in the sentence */
    bool apart = s.town.from >= best->past || s.town.past <= best->from;
    if (best == &s.best && best->score < 5 && apart && s.town.score >= 2.4 &&
        !strstr(place, words_of(f, &s.town)))
        place = arena_printf(f->a, "%s, %s", place, words_of(f, &s.town));
    f->item->place = place;
}
