/* Kind: event, call, document or news. The signs that a text bears are weighed for each kind (a logistic
   model, its weights learnt from cases); the likeliest kind wins, and its likelihood is the confidence. */
#include "harvester/meaning/kinds.h"

#include <math.h>
#include <string.h>

enum { MOST_CUES = 1024, OPENING_TOKENS = 60, HEAD_WORDS = 3 };

/* --- words --- */

struct tally {
    const struct facts *f;
    bool title[MOST_CUES], text[MOST_CUES];
    struct kind_signs *out;
};

/* "sur l'appel", "of the first call", "à un concours": named by the way, in what is about something else. */
static bool by_the_way(const struct tokens *t, size_t i)
{
    static const char *const between[] = {
        "premier|premiere|second|seconde|dernier|derniere|nouvel|first|second|third|last|new", NULL};
    static const char *const before[] = {"du|des|au|aux|of|on|cet|dudit", NULL};
    static const char *const article[] = {
        "a|sur|de|pour|dans|par|avec|d|of|for|about|under l|la|le|les|the|this|our", "a|dans|sur un|une",
        NULL};
    for (int words = 0; words < 2 && i > 0 && !t->v[i].sentence && !t->v[i].line; words++, i--) {
        if (cue_at(t, i - 1, before) == i || (i > 1 && cue_at(t, i - 2, article) == i))
            return true;
        if (!cue_at(t, i - 1, between))
            return false;
    }
    return false;
}

/* Does the noun at token i head the title, or what follows a colon or dash of it? "Le guide …", "3e appel …".
 */
static int place_in_title(const struct tokens *t, size_t i)
{
    static const char *const light[] = {
        "le|la|les|l|un|une|the|a|an|nouveau|nouvel|nouvelle|grand|grande|prochain|prochaine|premier|"
        "premiere|"
        "deuxieme|troisieme|new|first|second|third|open|national|annual|#|e|er|eme|ere|th|nd",
        NULL};
    size_t from = i;
    while (from > 0 && i - from < HEAD_WORDS && cue_within(t, from - 1, from, light))
        from--;
    if (from == 0)
        return PLACE_HEAD;
    const struct token *before = &t->v[from - 1];
    if (before->kind == TOKEN_MARK && before->mark != ',' && before->mark != '\'' &&
        (t->v[from].space || before->mark != '-'))
        return PLACE_AFTER;
    return by_the_way(t, i) ? PLACE_ASIDE : PLACE_TITLE;
}

/* A second and third cue of a group add less and less. */
static void count(void *context, size_t row, size_t i, size_t past)
{
    struct tally *t = context;
    bool title = i < t->f->title_end;
    bool *seen = title ? &t->title[row] : &t->text[row];
    if (*seen)
        return;
    *seen = true;
    int place = title                                  ? place_in_title(&t->f->tokens, i)
                : i - t->f->title_end < OPENING_TOKENS ? PLACE_OPENING
                                                       : PLACE_BODY;
    size_t sign = (size_t)kind_cues[row].group * PLACE_COUNT + (size_t)place;
    /* the longest words are the evidence */
    if (past - i > t->out->words[sign].past - t->out->words[sign].from) {
        t->out->words[sign].from = i;
        t->out->words[sign].past = past;
    }
    t->out->v[sign] += (2 - t->out->v[sign]) / 2;
}

/* --- grammar --- */

static bool ends_with(const struct tokens *t, size_t i, const char *const *ends)
{
    size_t length = (size_t)t->v[i].length;
    for (; *ends; ends++) {
        size_t n = strlen(*ends);
        if (length > n + 1 && memcmp(t->text + t->v[i].position + length - n, *ends, n) == 0)
            return true;
    }
    return false;
}

static bool is_one_of(const char *word, const char *const *words)
{
    while (*words && strcmp(word, *words) != 0)
        words++;
    return *words;
}

/* Tales are told in the past tense: "a permis", "ont été", "was", "were". */
static bool past_tense(const struct tokens *t, size_t i)
{
    static const char *const helpers[] = {"a", "ont", "avait", "avaient", NULL}, *const whole[] = {
                                                                                     "was", "were", "etait",
                                                                                     "etaient", NULL};
    static const char *const participles[] = {"é",      "és",    "ée",    "ées",    "ait",  "pris", "mis",
                                              "permis", "suivi", "réuni", "choisi", "reçu", NULL};
    const char *word = t->v[i].fold;
    if (!strchr("aoew", word[0]))
        return false;
    /* "à" is no "a" */
    return is_one_of(word, whole) ||
           (i + 1 < t->n && is_one_of(word, helpers) && t->text[t->v[i].position] != '\xC3' &&
            ends_with(t, i + 1, participles));
}

/* "déposez", "candidatez" */
static bool command(const struct token *w)
{
    static const char *const others[] = {"chez",    "assez",     "avez",  "serez", "pouvez",
                                         "pourrez", "souhaitez", "aurez", NULL};
    size_t n = strlen(w->fold);
    return n > 4 && w->fold[n - 1] == 'z' && w->fold[n - 2] == 'e' && !is_one_of(w->fold, others);
}

static void count_grammar(const struct facts *f, float *v)
{
    const struct tokens *t = &f->tokens;
    float past[2] = {0}, commands[2] = {0}, sums = 0;
    for (size_t i = 0; i < t->n; i++) {
        const struct token *w = &t->v[i];
        bool title = i < f->title_end;
        if (w->kind == TOKEN_WORD) {
            past[title] += past_tense(t, i);
            commands[title] += command(w);
        } else if (w->kind == TOKEN_MARK) {
            sums += w->length == 3 && memcmp(t->text + w->position, "€", 3) == 0;
            if (w->mark == '%')
                v[SIGN_PERCENT] = 1;
            if (w->mark == '?' && title)
                v[SIGN_QUESTION] = 1;
        }
    }
    v[SIGN_PAST_TENSE] = fminf(past[false], 4) / 4;
    v[SIGN_PAST_TITLE] = fminf(past[true], 1);
    v[SIGN_COMMAND] = fminf(commands[false], 2) / 2;
    v[SIGN_COMMAND_TITLE] = fminf(commands[true], 1);
    v[SIGN_SUM] = fminf(sums, 2) / 2;
    v[SIGN_BRIEF] = t->n - f->title_end < 12;
    v[SIGN_LONG] = t->n - f->title_end > 300;
    v[SIGN_ALWAYS] = 1;
}

/* --- dates --- */

static void count_date(const struct facts *f, size_t i, float *v, bool *gone)
{
    static const char *const registering[] = {"inscri*|register*|registration*|reserv*|rsvp|early|book*",
                                              NULL};
    const struct found_date *d = &f->dates.v[i];
    const struct civil *ref = &f->context->ref;
    bool past = ref->precision && days_compare(d->to.precision ? &d->to : &d->from, ref) < 0;
    size_t at = facts_token(f, d->position);
    if (d->role == ROLE_DEADLINE) {
        int lean = calls_submission(f, i);
        bool registers = cue_within(&f->tokens, facts_clause(f, i), at, registering);
        int sign = registers  ? SIGN_REGISTERED
                   : lean < 1 ? SIGN_OTHER_LIMIT
                   : past     ? SIGN_HANDED_IN_GONE
                              : SIGN_HANDED_IN;
        if (!past || sign == SIGN_HANDED_IN_GONE)
            v[sign] = 1;
    } else if (past) {
        *gone |= d->role == ROLE_EVENT || d->role == ROLE_OTHER;
    } else if (d->role == ROLE_EVENT) {
        v[SIGN_DAY_TO_COME] = 1;
        if (facts_in_title(f, d))
            v[SIGN_DAY_TITLE] = 1;
        else if (at - f->title_end < 12)
            v[SIGN_DAY_OPENS] = 1;
        if (d->from.precision == PRECISION_MINUTE)
            v[SIGN_DAY_HOUR] = 1;
    } else if (d->role == ROLE_OTHER) {
        v[SIGN_DAY_PLAIN] = 1;
    }
}

/* Dates speak too: a deadline for a call, a day to come for an event, nothing but days gone by for news. */
static void count_dates(const struct facts *f, float *v)
{
    bool gone = false, any = false;
    for (size_t i = 0; i < f->dates.n && i < MOST_DATES; i++) {
        if (f->dates.v[i].from.precision < PRECISION_DAY || f->dates.v[i].replaced)
            continue;
        any = true;
        count_date(f, i, v, &gone);
    }
    v[SIGN_NO_DAY] = !any;
    v[SIGN_DAY_GONE] = gone && v[SIGN_DAY_TO_COME] == 0 && v[SIGN_HANDED_IN] == 0;
}

void kinds_signs(const struct facts *f, struct kind_signs *out)
{
    static struct cue_index index;
    static struct arena keep;
    struct tally t = {.f = f, .out = out};
    if (!index.n)
        cue_index(&keep, &index, kind_cues, kind_cue_count, sizeof *kind_cues);
    memset(out, 0, sizeof *out);
    cue_scan(&index, &f->tokens, count, &t);
    count_grammar(f, out->v);
    count_dates(f, out->v);
}

/* --- what they make together --- */

/* The words that speak most for the kind. */
static void tell(struct facts *f, const struct kind_signs *signs, size_t kind, double confidence)
{
    float most = 0;
    size_t best = 0;
    for (size_t i = 0; i < SIGN_WORDS; i++) {
        float weight = signs->v[i] * kind_weights[i][kind - 1];
        if (weight > most) {
            most = weight;
            best = i;
        }
    }
    if (most <= 0)
        return;
    const struct token *first = &f->tokens.v[signs->words[best].from],
                       *last = &f->tokens.v[signs->words[best].past - 1];
    facts_evidence(f, "kind", (size_t)first->position, (size_t)(last->position + last->length),
                   "words of title and text", confidence);
}

enum kind kinds_find(struct facts *f, double *likely)
{
    struct kind_signs signs;
    double sum = 0;
    size_t best = KIND_EVENT;
    kinds_signs(f, &signs);
    for (size_t k = 0; k < KIND_COUNT; k++)
        likely[k] = 0;
    for (size_t i = 0; i < SIGN_COUNT; i++)
        for (size_t k = 1; k < KIND_COUNT && signs.v[i] != 0; k++)
            likely[k] += (double)(signs.v[i] * kind_weights[i][k - 1]);
    for (size_t k = 1; k < KIND_COUNT; k++)
        sum += likely[k] = exp(fmax(-50, fmin(50, likely[k])));
    for (size_t k = 1; k < KIND_COUNT; k++) {
        likely[k] /= sum;
        if (likely[k] > likely[best])
            best = k;
    }
    tell(f, &signs, best, likely[best]);
    return (enum kind)best;
}
