/* Kind: event, call, document or news. Cue words of title and text, each with what it speaks for and how
   loudly, are summed with what the dates say; the loudest kind wins. */
#include "harvester/meaning/facts.h"
#include "harvester/meaning/kinds_words.h"

#include <math.h>
#include <string.h>

enum { MOST_CUES = 1024, MOST_TITLE = 70, MOST_TEXT = 40 };

struct tally {
    const struct facts *f;
    bool seen_title[MOST_CUES], seen_text[MOST_CUES];
    double title[KIND_COUNT], text[KIND_COUNT];
    size_t first[KIND_COUNT]; /* title token at which a kind is first named, + 1 */
    struct {
        double weight;
        size_t from, past;
    } best[KIND_COUNT];
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

static void count(void *context, size_t row, size_t i, size_t past)
{
    struct tally *t = context;
    const struct kind_cue *cue = &kind_cues[row];
    bool title = i < t->f->title_end;
    bool *seen = title ? &t->seen_title[row] : &t->seen_text[row];
    if (*seen)
        return;
    double weight = title ? cue->title : cue->text;
    if (weight == 0)
        return;
    *seen = true;
    /* what a text opens with says what it is; what comes far down may be said of anything */
    if (!title)
        weight *= i - t->f->title_end < 60 ? 1 : i - t->f->title_end < 250 ? 0.7 : 0.4;
    bool aside = cue->kind == KIND_CALL && by_the_way(&t->f->tokens, i);
    weight *= aside ? 0.4 : 1;
    (title ? t->title : t->text)[cue->kind] += weight;
    if (title && !aside && !t->first[cue->kind] && cue->title >= 9)
        t->first[cue->kind] = i + 1;
    if (weight > t->best[cue->kind].weight) {
        t->best[cue->kind].weight = weight;
        t->best[cue->kind].from = i;
        t->best[cue->kind].past = past;
    }
}

/* Dates speak too: a deadline for a call, a day to come for an event, nothing but days gone by for news. */
static void count_dates(struct tally *t)
{
    const struct found_dates *dates = &t->f->dates;
    const struct civil *ref = &t->f->context->ref;
    double deadline = 0;
    bool to_come = false, gone = false;
    for (size_t i = 0; i < dates->n && i < MOST_DATES; i++) {
        const struct found_date *d = &dates->v[i];
        bool past = ref->precision && days_compare(d->to.precision ? &d->to : &d->from, ref) < 0;
        if (d->from.precision < PRECISION_DAY)
            continue;
        if (d->role == ROLE_DEADLINE && !past)
            deadline = fmax(deadline, 5 + 3 * calls_submission(t->f, i));
        if (d->role != ROLE_EVENT)
            continue;
        if (past) {
            gone = true;
            continue;
        }
        to_come = true;
        if (facts_in_title(t->f, d))
            t->title[KIND_EVENT] += 8;
        if (d->from.precision == PRECISION_MINUTE)
            t->text[KIND_EVENT] += 2;
    }
    /* one that is not said to be of submission bears out what words say; alone it says nothing */
    if (deadline < 8)
        deadline = fmin(deadline, t->title[KIND_CALL] + t->text[KIND_CALL]);
    t->text[KIND_CALL] += deadline;
    t->text[KIND_EVENT] += to_come ? 9 : 0;
    if (gone && !to_come)
        t->text[KIND_NEWS] += deadline > 0 ? 0 : 8;
    /* one that gives no day to come is most often over, or spoken of by the way */
    if (!to_come && dates->n) {
        t->title[KIND_EVENT] *= 0.75;
        t->text[KIND_EVENT] *= 0.75;
    }
}

static bool ends_with(const struct tokens *t, size_t i, const char *end)
{
    size_t n = strlen(end), length = (size_t)t->v[i].length;
    return length > n && memcmp(t->text + t->v[i].position + length - n, end, n) == 0;
}

/* Tales are told in the past tense: "a permis", "ont été", "was", "were". How often. */
static size_t past_tenses(const struct tokens *t, size_t from)
{
    static const char *const helpers[] = {"a|ont|avait|avaient", NULL}, *const whole[] = {
                                                                            "was|were|etait|etaient", NULL};
    static const char *const participles[] = {"é",      "és",    "ée",    "ées",    "ait",  "pris", "mis",
                                              "permis", "suivi", "réuni", "choisi", "reçu", NULL};
    size_t n = 0;
    for (size_t i = from; i + 1 < t->n; i++) {
        if (cue_within(t, i, i + 1, whole))
            n++;
        /* "à" is no "a" */
        if (t->v[i].length > 7 || !cue_within(t, i, i + 1, helpers) || t->text[t->v[i].position] == '\xC3')
            continue;
        for (const char *const *p = participles; *p; p++)
            if (ends_with(t, i + 1, *p)) {
                n++;
                break;
            }
    }
    return n;
}

/* "Guide …", "Le guide …": the noun at token i heads the title. */
static bool at_head(const struct tokens *t, size_t from, size_t i)
{
    static const char *const articles[] = {"le|la|les|l|un|une|the|a|an", NULL};
    return i == from || (i == from + 1 && cue_within(t, from, i, articles));
}

/* What the first kind that a title names adds, when it heads the title most: "journée d'information sur
   l'appel"; less in "Salon des maires : appel à candidatures". */
static double first_bonus(const struct tally *t, size_t first)
{
    const struct tokens *tokens = &t->f->tokens;
    if (!at_head(tokens, 0, t->first[first] - 1))
        return 10;
    for (size_t i = 1; i + 1 < t->f->title_end; i++)
        for (size_t k = 1; k < KIND_COUNT && tokens->v[i].mark == ':'; k++)
            if (k != first && t->first[k] && at_head(tokens, i + 1, t->first[k] - 1))
                return 10;
    return 15;
}

enum kind kinds_find(struct facts *f, double *confidence)
{
    static struct cue_index index;
    static struct arena keep;
    if (!index.n)
        cue_index(&keep, &index, kind_cues, kind_cue_count, sizeof *kind_cues);
    struct tally t = {.f = f};
    cue_scan(&index, &f->tokens, count, &t);
    count_dates(&t);
    t.text[KIND_NEWS] += 3.0 * fmin(4, (double)past_tenses(&f->tokens, f->title_end));
    size_t first = 0;
    for (size_t k = 1; k < KIND_COUNT; k++)
        if (t.first[k] && (!first || t.first[k] < t.first[first]))
            first = k;
    if (first)
        t.title[first] += first_bonus(&t, first);
    double most = 1, second = 0;
    enum kind best = KIND_NEWS;
    for (size_t k = 1; k < KIND_COUNT; k++) {
        double score = fmin(t.title[k], MOST_TITLE) + fmin(t.text[k], MOST_TEXT) + (k == KIND_NEWS ? 5 : 0);
        second = fmax(second, fmin(score, most));
        if (score > most) {
            most = score;
            best = (enum kind)k;
        }
    }
    *confidence = 0.5 + 0.48 * (most - second) / most; /* half: another kind is as good */
    const char *rule = "words of title and text";
    if (t.best[best].weight > 0) {
        const struct token *from = &f->tokens.v[t.best[best].from],
                           *last = &f->tokens.v[t.best[best].past - 1];
        facts_evidence(f, "kind", (size_t)from->position, (size_t)(last->position + last->length), rule,
                       *confidence);
    }
    return best;
}
