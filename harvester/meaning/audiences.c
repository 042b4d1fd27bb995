/* Audience: words for kinds of applicants count where a cue says that they may apply, never for being
 * mentioned. */
#include "harvester/meaning/about_internal.h"

#include <string.h>

enum meaning {
    AFTER,   /* those who may apply stand behind it: "s'adresse à" */
    AIDS,    /* behind it, unless it tells what others do: "qui soutient les" */
    BEFORE,  /* before it: "sont invités à"; behind it when a colon follows */
    HEADING, /* behind it, where it is a heading or "sont" follows: "Bénéficiaires :" */
    TITLE,   /* behind it, in a title: "pour les" */
    NEXT,    /* the very next word of a title: "appel à projets associations 2026" */
    MODAL,   /* "peuvent" … */
    APPLY,   /* … "candidater": those who may stand before both */
    STOP,    /* what stands behind it are others: partners, those who profit */
    REFUSE,  /* those before it, and behind it, may not */
    LIMIT,   /* what stands behind it describes them: "qui", "souhaitant" */
    MEANINGS
};

static const struct cue cues[] = {
    {AFTER, "s'adresse à|s'adresse aux|s'adresse au|s'adressent à|s'adressent aux|s'adresse|"
            "adressé aux|destiné à|destiné aux|destiné au|destinée à|destinée aux|destinés aux|"
            "destinées aux|destinés à|destinées à|à destination de|à destination des|"
            "à destination du|à destination d'|à l'attention des|à l'intention des|en direction des|"
            "ouvert aux|ouvert à|ouverte aux|ouverte à|ouverts aux|ouvertes aux|ouverts à|ouvertes à|"
            "s'ouvre aux|s'ouvre à|élargi aux|élargi à|étendu aux|accessible aux|accessible à|"
            "réservé aux|réservé à|réservée aux|réservés aux|réservées aux|réservée à|"
            "auprès des collectivités|vise les|vise des|cible les|cible des|concerne les|"
            "concerne des|concerne tous|concerne toutes|invite les|invite tous les|invite toutes les|"
            "invitent les|encourage les|encourager les|incite les|inciter les|appelle les|aider les|"
            "aides aux|aider des|soutenir les|soutenir des|soutien aux|subvention aux|"
            "subventions aux|accompagner les|accompagner des|accompagnement des|financer les|"
            "financer des|financer jusqu'à|doter les|équiper les|récompenser les|distinguer les|"
            "permettre aux|permettra aux|permettant aux|proposent aux|proposé aux|proposée aux|"
            "offert aux|appel aux|accordée aux|accordé aux|accordées aux|attribuée aux|"
            "attribuées aux|octroyée aux|versée aux|décerné aux|remis aux|appel à projets pour les|"
            "appel à projet pour les|appel à projets pour des|appel pour les|AMI pour les|"
            "AAP pour les|aides pour les|concours pour les|prix pour les|subvention pour les|"
            "appel à candidatures pour les|appel à manifestation d'intérêt pour les|bourses pour les|"
            "dispositif pour les|fonds pour les|recherche des|recrute des|sélectionner des|"
            "identifier des|sélectionner les|si votre|si vous êtes|vous êtes|que vous soyez|"
            "présenté par|présentée par|présentés par|porté par|portés par|portée par|portées par|"
            "déposé par|déposés par|déposée par|déposées par|proposés par|proposées par|menés par|"
            "menées par|conduits par|initiatives des|réunir au moins|issus d'|doit être une|"
            "doit être un|doivent être des|doivent être|doit être porté par|qui peut|"
            "qui est éligible|pour qui|qui est concerné|participants must be|eligible applicants|"
            "eligible participants|eligible beneficiaries|eligible organisations|eligible entities|"
            "eligible partners|who can apply|who may apply|who can participate|who is eligible|"
            "who can benefit|open to|open for|applicants must be|applicants should be|applicants are|"
            "addressed to|aimed at|aims at|targeted at|targeting|intended for|designed for|"
            "submitted by|call for cities|calls on|invites|inviting|proposals from|applications from|"
            "applications by|led by|grants for|grants to|funding for|funding to|support to|"
            "available to|lead applicant|consortia of|consortium of|partnerships of|partnership of|"
            "helps|help|call for|looking for|adressée aux|dédié aux|dédiée aux|dédiés aux|dédié à|"
            "consacré aux|à disposition des|proposé à|proposée à|accueille un|accueille des|"
            "accueillir un|accueillir des|accueillera un|recherche un|recherche une|"
            "à la recherche d'|à la recherche de|invite un|inviter des|titulaire d'|titulaires d'|"
            "soutenir financièrement les|aider financièrement les|accompagner financièrement les|"
            "soutient financièrement les|soutien financier aux|dotation aux|réalisés par|"
            "réalisées par|engagés par|engagées par|menée par|projets collaboratifs|"
            "consortium composé d'|calling|calling all|dedicated to"},
    {AIDS, "mobilise les|aide les|aide aux|aide des|aidera les|soutient les|soutient des|"
           "accompagne les|accompagne des|finance les|récompense les|récompense des|distingue les|"
           "distingue des|valorise les|permet aux|propose aux|offre aux|apporte aux|aide pour les|"
           "aide financière aux"},
    {BEFORE, "sont éligibles|est éligible|sont concernés|sont concernées|sont admis|ont jusqu'au|"
             "ont jusqu'à|souhaitant candidater|souhaitant répondre|souhaitant participer|intéressés|"
             "intéressées|volontaires|sont invités à|sont invitées à|sont appelés à|sont appelées à|"
             "candidatez|déposez|répondez|participez|postulez|inscrivez vous|wanted|are eligible|"
             "is eligible|are invited to|are encouraged to|interested in applying|wishing to apply|"
             "are welcome|willing to|invited to apply|who apply|sont attendus|sont attendues|"
             "souhaitant|désirant|désireu*|qui souhaitent|qui veulent|qui désirent|candidates|"
             "éligibles|wishing|that wish|who wish|that want|who want|which wish"},
    {HEADING, "bénéficiaires|bénéficiaires éligibles|bénéficiaires de l'aide|bénéficiaire|"
              "types de bénéficiaires|bénéficiaires potentiels|bénéficiaires visés|éligibles|"
              "éligibilité|conditions d'éligibilité|candidats éligibles|porteurs éligibles|"
              "porteurs de projets éligibles|porteurs de projet éligibles|structures éligibles|"
              "demandeurs éligibles|organismes éligibles|acteurs éligibles|publics éligibles|"
              "qui peut en bénéficier|public visé|publics visés|public cible|publics cibles|cibles|"
              "publics|public|participants|territoires éligibles|nature des bénéficiaires|"
              "publics concernés|structures concernées|acteurs concernés|candidats|candidat|"
              "porteurs de projet|porteurs de projets|porteur de projet|porteurs|profil des candidats|"
              "demandeurs|profils recherchés|profil|candidatures|applicants|beneficiaries|target group|"
              "target groups|eligibility|partners|candidates|who|consortium|maîtres d'ouvrage|"
              "maître d'ouvrage|lauréats"},
    {NEXT, "appel à projets|appel à projet|appels à projets|appel à candidatures|"
           "appel à candidature|AMI|AAP|concours|prix|bourse|aide|aides|appel d'offres|appel à|"
           "appel|subventions|subvention"},
    {TITLE, "pour les|pour des|aux|for|à votre"},
    {MODAL, "peut|peuvent|pourra|pourront|doit|doivent|devra|devront|can|may|could|must|should"},
    {APPLY, "candidat*|répondre|déposer|participer|présenter|proposer|postuler|bénéficier|prétendre|"
            "solliciter|concourir|soumettre|demander|obtenir|recevoir|inscrire|transmettre|adresser|"
            "envoyer|être bénéficiaires|être bénéficiaire|être aidé*|faire acte de candidature|"
            "se porter candidat*|remplir|manifester leur intérêt|faire une demande|apply|submit|"
            "participate|propose|receive|benefit|take part|join|respond|request|obtain|register|bid"},
    {STOP, "en partenariat avec|avec le soutien|avec l'appui|au bénéfice de|au bénéfice des|"
           "au profit de|au profit des|auprès de|auprès des|accompagnés par|en lien avec|"
           "en association avec|associant|avec des|avec les|avec une|avec un|impliquant|"
           "in partnership with|together with|for the benefit of|in cooperation with|supported by|"
           "accueillant"},
    {REFUSE, "ne sont pas éligibles|n'est pas éligible|ne peuvent pas|ne peuvent|ne peut|"
             "ne sont pas concern*|non éligibles|inéligible*|sont exclus|sont exclues|exclusion des|"
             "à l'exception|à l'exclusion|hors|sauf|excepté|not eligible|cannot apply|are excluded|"
             "except|ineligible|cannot|not allowed"},
    {LIMIT, "qui|dont l'|dont le|dont la|dont les|souhaitant|désirant|désireu*|ayant|afin|œuvrant|"
            "agissant|intervenant|pour|dans leur|dans leurs|dans la|au service des|that|which|"
            "to develop|in order|wishing|si elles|en matière|to support|to help|to improve|par|agit|"
            "a un projet|vous avez|vous pouvez|à s'|à favoriser|à investir|à mettre|à créer|"
            "à développer|à réduire|à améliorer|à partir|à réaliser|à proposer"},
    {AFTER, "concerne l'ensemble|adressé à l'ensemble|destiné à l'ensemble|destiné à soutenir|accompagnement "
            "financier des|aide à destination"},
    {AIDS, "accompagne financièrement les|aide financièrement les|supports|récompense un|récompense "
           "une|distingue un|distingue une"},
    {NEXT, "trophées des|prix des|concours des|challenge des|bourses des"},
    {0},
};

void audiences_cues(struct arena *a, struct lexicon *l)
{
    lexicon_cues(a, l, cues, MEANINGS);
}

enum { REACH = 60, BACK = 40 };

struct search {
    struct arena *a;
    const struct lexicon *lexicon;
    const struct tokens *t;
    const struct lexicon_hits *cues;
    struct lexicon_hits *words;
    struct labels *out;
};

static bool has(const struct labels *list, const char *id)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i].id, id) == 0)
            return true;
    return false;
}

static void add(struct search *s, const struct lexicon_hit *word, const struct lexicon_hit *cue)
{
    const char *id = s->lexicon->entries[word->entry].id;
    bool counted = word->from > 0 && s->t->v[word->from - 1].kind == TOKEN_NUMBER; /* "20 000 habitants" */
    if (counted || word->weight == LEXICON_WEAK || has(s->out, id))
        return;
    size_t from = cue->from < word->from ? cue->from : word->from,
           to = cue->to > word->to ? cue->to : word->to;
    struct label label = {id, 1, evidence_of(s->a, "audience", "who may apply", 0.8, s->t, from, to)};
    *ARENA_PUSH(s->a, s->out->v, s->out->n, s->out->cap) = label;
}

/* Index of the first hit that begins at token i or later. */
static size_t first_at(const struct lexicon_hits *hits, size_t i)
{
    size_t low = 0, high = hits->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hits->v[middle].from < i)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void collect(struct search *s, size_t from, size_t to, const struct lexicon_hit *cue)
{
    for (size_t k = first_at(s->words, from); k < s->words->n && s->words->v[k].to <= to; k++)
        add(s, &s->words->v[k], cue);
}

static bool refused(const struct search *s, size_t from, size_t to)
{
    for (size_t k = first_at(s->cues, from); k < s->cues->n && s->cues->v[k].from < to; k++)
        if (s->cues->v[k].entry == REFUSE)
            return true;
    return false;
}

/* The end of what a cue introduces: its sentence; behind a colon the lines of the list too. */
static size_t end_of(const struct tokens *t, size_t from, bool list)
{
    size_t i = from;
    for (; i < t->n && i - from < REACH; i++) {
        if (i == from && !t->v[i].sentence)
            continue;
        bool point =
            t->v[i].line && t->v[i].kind == TOKEN_MARK && (t->v[i].mark == '-' || t->v[i].mark == '*');
        /* "Qui peut candidater ? Les communes." */
        bool answer = i == from + 1 && token_mark(t, from, '?');
        bool goes_on = list && (point || i == from || answer || (t->v[i].line && token_mark(t, i - 1, ';')));
        if (!goes_on && (t->v[i].sentence || (t->v[i].line && !list && i > from && clause_starts(t, i))))
            break;
    }
    return i;
}

static void read_after(struct search *s, const struct lexicon_hit *cue)
{
    const struct tokens *t = s->t;
    size_t from = cue->to;
    bool list = token_mark(t, from, ':') || token_mark(t, from, '?') || token_mark(t, from + 1, ':') ||
                token_mark(t, from + 1, '?') || (from < t->n && t->v[from].line);
    size_t end = end_of(t, from, list), at = from;
    size_t k = first_at(s->cues, from);
    while (at < end) {
        while (k < s->cues->n && s->cues->v[k].from < at)
            k++;
        while (k < s->cues->n && s->cues->v[k].from < end && s->cues->v[k].entry < STOP)
            k++;
        const struct lexicon_hit *next = k < s->cues->n && s->cues->v[k].from < end ? &s->cues->v[k] : NULL;
        collect(s, at, next ? next->from : end, cue);
        if (!next || next->entry == REFUSE || (next->entry == STOP && !list) ||
            (next->entry == LIMIT && !list))
            return;
        at = next->to;
        if (next->entry == STOP || next->entry == LIMIT)
            while (at < end && !token_mark(t, at, ',') && !token_mark(t, at, ';') && !t->v[at].line)
                at++;
        if (at == next->from)
            at++;
    }
}

static void read_before(struct search *s, const struct lexicon_hit *cue)
{
    const struct tokens *t = s->t;
    size_t from, unused;
    clause_around(t, cue->from, BACK, &from, &unused);
    for (size_t i = cue->from; i-- > from;)
        if (token_mark(t, i, ':')) {
            from = i;
            break;
        }
    if (refused(s, from, cue->to))
        return;
    size_t to = cue->from; /* what a relative clause or partners add is left out */
    for (size_t k = first_at(s->cues, from); k < s->cues->n && s->cues->v[k].from < cue->from; k++)
        if (s->cues->v[k].entry == STOP || s->cues->v[k].entry == LIMIT) {
            to = s->cues->v[k].from;
            break;
        }
    collect(s, from, to, cue);
}

/* "Bénéficiaires :", "Porteurs (communes, …)", "Les candidats sont", a line of its own. */
static bool is_heading(const struct tokens *t, const struct lexicon_hit *cue)
{
    size_t i = cue->to;
    if (i >= t->n)
        return false;
    if (t->v[i].kind == TOKEN_MARK)
        return t->v[i].mark == ':' || t->v[i].mark == '?' || t->v[i].mark == '(';
    if (token_is(t, i, "sont") || token_is(t, i, "are"))
        return true;
    return t->v[i].line && t->v[cue->from].line;
}

/* "peuvent" with "candidater" close behind it: the hit of that verb's end; 0. */
static size_t applies(const struct search *s, size_t k)
{
    enum { CLOSE = 5 };
    const struct lexicon_hit *modal = &s->cues->v[k];
    for (size_t i = k + 1; i < s->cues->n && s->cues->v[i].from <= modal->to + CLOSE; i++)
        if (s->cues->v[i].entry == APPLY)
            return s->cues->v[i].to;
    return 0;
}

static void read_next(struct search *s, const struct lexicon_hit *cue)
{
    for (size_t k = first_at(s->words, cue->to); k < s->words->n && s->words->v[k].from == cue->to; k++)
        add(s, &s->words->v[k], cue);
}

/* "Communes : vous avez jusqu'au …", at the head of a sentence. */
static void called(struct search *s)
{
    static const char *const verbs[] = {"vous",     "candidatez", "deposez", "participez",
                                        "postulez", "repondez",   NULL};
    for (size_t k = 0; k < s->words->n; k++) {
        const struct lexicon_hit *word = &s->words->v[k];
        if (clause_starts(s->t, word->from) &&
            (token_mark(s->t, word->to, ':') || token_mark(s->t, word->to, ',')) &&
            token_in(s->t, word->to + 1, verbs))
            add(s, word, word);
    }
}

/* A title that calls them: "Communes : …", "Artistes, …" */
static void addressed(struct search *s)
{
    for (size_t k = 0; k < s->words->n && s->words->v[k].from == 0; k++) {
        const struct lexicon_hit *word = &s->words->v[k];
        if (token_mark(s->t, word->to, ':') || token_mark(s->t, word->to, ','))
            collect(s, 0, end_of(s->t, 0, false), word);
    }
}

static void read_cue(struct search *s, size_t k, enum part part)
{
    const struct lexicon_hit *cue = &s->cues->v[k];
    struct lexicon_hit whole = *cue;
    switch ((enum meaning)cue->entry) {
    case BEFORE:
        (token_mark(s->t, cue->to, ':') ? read_after : read_before)(s, cue);
        /* "Sont éligibles les communes": nothing stands before it */
        if (clause_starts(s->t, cue->from))
            read_after(s, cue);
        break;
    case MODAL:
        whole.to = applies(s, k);
        if (!whole.to)
            break;
        (token_mark(s->t, whole.to, ':') || token_mark(s->t, whole.to, '?') || clause_starts(s->t, cue->from)
             ? read_after
             : read_before)(s, &whole);
        break;
    case HEADING:
        if (is_heading(s->t, cue))
            read_after(s, cue);
        break;
    case TITLE:
        if (part == PART_TITLE)
            read_after(s, cue);
        break;
    case AIDS:
        if (cue->from > 0 && token_is(s->t, cue->from - 1, "qui"))
            break;
        read_after(s, cue);
        break;
    case AFTER:
        read_after(s, cue);
        break;
    case NEXT:
        if (part == PART_TITLE)
            read_next(s, cue);
        break;
    default:
        break;
    }
}

/* What the name of a call implies ("résidence d'artiste"), where nobody is named. */
static void implied(struct search *s)
{
    for (size_t k = 0; k < s->words->n; k++)
        if (s->words->v[k].weight == LEXICON_WEAK) {
            s->words->v[k].weight = LEXICON_WORD;
            add(s, &s->words->v[k], &s->words->v[k]);
        }
}

void audiences_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    struct labels *out)
{
    struct search s = {.a = a, .lexicon = &l->audiences, .out = out};
    struct lexicon_hits titles = {0};
    for (enum part part = PART_TITLE; part < PART_COUNT; part++) {
        struct lexicon_hits cue_hits = {0}, words = {0};
        s.t = text_part(parts, part);
        lexicon_find(a, &l->audience_cues, s.t, 0, s.t->n, &cue_hits);
        lexicon_find(a, &l->audiences, s.t, 0, s.t->n, &words);
        s.cues = &cue_hits;
        s.words = &words;
        for (size_t k = 0; k < cue_hits.n; k++)
            read_cue(&s, k, part);
        called(&s);
        if (part == PART_TITLE) {
            addressed(&s);
            titles = words;
        }
    }
    if (!out->n) {
        s.t = text_part(parts, PART_TITLE);
        s.words = &titles;
        implied(&s);
    }
}
