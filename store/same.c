/* Judging a pair: what both share weighs as much as it is rare (log of how few items hold it), against the
   odds that two of n items are the same; guards veto. */
#include "store/same_internal.h"
#include "base/hash.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* As if so many texts of the field were known beforehand: with few items, what is common is known by the
 * table. */
static const double BACKGROUND = 1000;

static const double NEXT_WORD = 0.7; /* of the weight of a shared word counts beside the one before it */
#define TITLE_TO_TEXT 0.8            /* a word shared by the title of one and the text of the other */
#define TEXT_TO_TEXT 0.2             /* by both texts */
static const double ALONE = 0.55;    /* a word of each title that the other lacks */
static const double SAME_TITLE = 3, SAME_ADDRESS = 2, SAME_SUMMARY = 0.5, SAME_CODE = 8;
static const double OTHER_DEADLINE = -3, MOVED_DEADLINE = 2, OTHER_HOUR = -1, OTHER_TEXT_YEAR = -2;
static const double OTHER_PAGE_OF_SOURCE = -3; /* a portal seldom publishes one thing at two addresses */
static const double ONE_UNDATED = -0.5, OTHER_KIND = -1.5, ONE_NUMBERED = -2.5, UNDATED = -1.5;
static const double SAME_DAY = 1.5, SAME_DEADLINE = 1; /* of their weights */
static const double WHOLE_TITLE = 1;                   /* of one is in the other */
static const double OTHER_SLOT = -5; /* "Fund – theme (region)": one frame, another word in it */
static const double OTHER_DAY = -1;
enum { LONGEST_PROLONGATION = 200, MOST_SHARED = 64, HOURS_APART = 180 };

static double rarity(double n, double found, int common)
{
    return log((n + BACKGROUND) / (found + BACKGROUND * common / 256 + 0.5));
}

/* Counts against a pair when the other title lacks it. */
static bool counts_alone(const struct same_word *w)
{
    return w->title && !w->number;
}

static double weight_of(const struct same_word *w)
{
    return (double)w->weight / SAME_WEIGHT;
}

void same_weigh(struct same *x, double n, same_frequency *words, same_frequency *pages, void *context)
{
    x->alone = x->heaviest = 0;
    for (size_t i = 0; i < x->n_words; i++) {
        struct same_word *w = &x->words[i];
        double weight = rarity(n, words(context, x->ids[i]), w->common) * SAME_WEIGHT;
        w->weight = (uint16_t)(weight <= 0 ? 0 : weight >= UINT16_MAX ? UINT16_MAX : weight + 0.5);
        x->alone += counts_alone(w) ? w->weight : 0;
        if (!w->title && w->weight > x->heaviest)
            x->heaviest = w->weight;
    }
    if (x->date_id)
        x->date_weight = (float)rarity(n, words(context, x->date_id), 1);
    if (x->url)
        x->url_weight = (float)rarity(n, pages(context, (uint32_t)x->url), 0);
    if (x->summary)
        x->summary_weight = (float)rarity(n, pages(context, (uint32_t)x->summary), 0);
}

void same_features(const struct same *x, same_feature *add, void *context)
{
    for (size_t i = 0; i < x->n_words; i++)
        add(context, x->ids[i]);
    if (x->date_id)
        add(context, x->date_id);
}

void same_pages(const struct same *x, same_feature *add, void *context)
{
    if (x->url)
        add(context, (uint32_t)x->url);
    if (x->summary)
        add(context, (uint32_t)x->summary);
}

/* --- the inverted index --- */

static uint32_t day_key(uint32_t word, int32_t day)
{
    const uint32_t both[2] = {word, (uint32_t)day};
    uint32_t h = (uint32_t)hash_bytes(both, sizeof both).low;
    return h ? h : 1;
}

enum { WELL_KNOWN = 20 }; /* of 256 texts: a word so common makes no key by itself */

void same_keys(const struct same *x, same_feature *add, void *context)
{
    const uint64_t whole[] = {x->url, x->title, x->summary, x->code[0], x->code[1]};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (whole[i])
            add(context, (uint32_t)whole[i]);
    const int32_t day = x->starts != DAY_NONE ? x->starts : x->deadline;
    for (size_t i = 0; i < x->n_words; i++) {
        const struct same_word *w = &x->words[i];
        if (w->common < WELL_KNOWN && !w->number && (w->title || w->acronym))
            add(context, x->ids[i]);
        if (day != DAY_NONE && !w->number && w->title)
            add(context, day_key(x->ids[i], day));
    }
    /* an acronym of one stands for words of the other */
    for (size_t i = 0; day != DAY_NONE && i < x->n_initials; i++)
        add(context, day_key(x->initials[i], day));
}

/* --- guards --- */

struct judge {
    struct arena *a; /* NULL: no reasons are kept */
    const struct same *x, *y;
    struct same_verdict v;
};

static void reason(struct judge *j, const char *what, const char *text, double weight)
{
    j->v.score += weight;
    if (j->a)
        *ARENA_PUSH(j->a, j->v.reasons, j->v.n, j->v.cap) = (struct same_reason){what, text, weight};
}

static bool apart(uint64_t a, uint64_t b)
{
    return a && b && a != b;
}

static bool no_common(uint64_t a, uint64_t b)
{
    return a && b && !(a & b);
}

static bool other_code(const struct same *x, const struct same *y)
{
    if (!x->code[0] || !y->code[0])
        return false;
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (x->code[i] && x->code[i] == y->code[k])
                return false;
    return true;
}

static bool other_number(const struct same *x, const struct same *y)
{
    for (int u = 0; u < UNIT_ANY; u++)
        if (no_common(x->numbers[u], y->numbers[u]))
            return true;
    /* a number without a unit is of any */
    uint64_t of_x = x->numbers[0] | x->numbers[1] | x->numbers[2] | x->numbers[UNIT_ANY];
    uint64_t of_y = y->numbers[0] | y->numbers[1] | y->numbers[2] | y->numbers[UNIT_ANY];
    return no_common(x->numbers[UNIT_ANY], of_y) || no_common(y->numbers[UNIT_ANY], of_x);
}

static bool is_event(const struct same *x)
{
    return x->starts != DAY_NONE && x->deadline == DAY_NONE;
}

static bool is_call(const struct same *x)
{
    return x->kind == KIND_CALL || (x->deadline != DAY_NONE && x->starts == DAY_NONE);
}

static bool other_day(const struct same *x, const struct same *y)
{
    if (x->starts == DAY_NONE || y->starts == DAY_NONE || x->starts == y->starts)
        return false;
    if (x->prolonged_title || y->prolonged_title) /* an event put off is the same event */
        return abs(x->starts - y->starts) > LONGEST_PROLONGATION;
    return !is_call(x) && !is_call(y);
}

static bool other_hour(const struct same *x, const struct same *y)
{
    return is_event(x) && is_event(y) && x->minute >= 0 && y->minute >= 0 && x->starts == y->starts &&
           abs(x->minute - y->minute) >= (x->source == y->source ? 1 : HOURS_APART);
}

static bool other_deadline(const struct same *x, const struct same *y)
{
    return x->deadline != DAY_NONE && y->deadline != DAY_NONE &&
           abs(x->deadline - y->deadline) > LONGEST_PROLONGATION;
}

static bool event_and_call(const struct same *x, const struct same *y)
{
    return (is_event(x) && is_call(y)) || (is_event(y) && is_call(x));
}

/* A webinar about something that is no event of the same day. */
static bool its_webinar(const struct same *x, const struct same *y)
{
    if (!((x->aspects ^ y->aspects) & ASPECT_WEBINAR))
        return false;
    return x->starts == DAY_NONE || x->starts != y->starts;
}

static bool other_aspect(const struct same *x, const struct same *y)
{
    return ((x->aspects ^ y->aspects) & ~ASPECT_WEBINAR) != 0;
}

static bool other_year(const struct same *x, const struct same *y)
{
    return no_common(x->years, y->years);
}

/* "Lettre de mars", "Lettre d'avril": of what has no date, the month named is one. */
static bool other_month(const struct same *x, const struct same *y)
{
    return !x->date_id && !y->date_id && no_common(x->months, y->months);
}

static bool other_region(const struct same *x, const struct same *y)
{
    return no_common(x->regions, y->regions);
}

static bool has_part(const struct same *x, uint32_t part)
{
    for (size_t i = 0; i < x->n_words; i++)
        if (x->ids[i] == part)
            return true;
    return false;
}

/* Titles that begin and end alike (two words and more, and more than what differs) around words that the
   other lacks altogether: a series, a fund's themes. */
enum slot { SLOT_NONE, SLOT_SIDE, SLOT_INSIDE };
static enum slot other_slot(const struct same *x, const struct same *y)
{
    size_t least = x->n_sequence < y->n_sequence ? x->n_sequence : y->n_sequence, before = 0, after = 0;
    while (before < least && x->sequence[before] == y->sequence[before])
        before++;
    while (after < least - before &&
           x->sequence[x->n_sequence - 1 - after] == y->sequence[y->n_sequence - 1 - after])
        after++;
    size_t frame = before + after, of_x = x->n_sequence - frame, of_y = y->n_sequence - frame;
    if (frame < 2 || !of_x || !of_y || x->cut || y->cut)
        return SLOT_NONE;
    for (size_t i = 0; i < of_x; i++)
        if (has_part(y, x->sequence[before + i]))
            return SLOT_NONE;
    for (size_t i = 0; i < of_y; i++)
        if (has_part(x, y->sequence[before + i]))
            return SLOT_NONE;
    if (before && after)
        return SLOT_INSIDE;
    return frame >= of_x || frame >= of_y ? SLOT_SIDE : SLOT_NONE;
}

static bool other_theme(const struct same *x, const struct same *y)
{
    return other_slot(x, y) == SLOT_INSIDE;
}

/* A portal seldom publishes one thing at two addresses, and then alike. */
static bool other_page(const struct same *x, const struct same *y)
{
    if (x->source && x->source == y->source && !x->title && !y->title) /* one address for all it has */
        return true;
    return x->source && x->source == y->source && apart(x->url, y->url) &&
           (x->title != y->title || x->date_id != y->date_id);
}

static const struct guard {
    bool (*holds)(const struct same *x, const struct same *y);
    const char *what;
} guards[] = {
    {event_and_call, "an event and a call"},
    {other_aspect, "results, questions, report or guide beside the thing itself"},
    {its_webinar, "a webinar about it"},
    {other_year, "different years"},
    {other_day, "events of different days"},
    {other_hour, "events of different hours"},
    {other_deadline, "deadlines too far apart"},
    {other_code, "different codes of calls"},
    {other_month, "different months"},
    {other_number, "different numbers of edition, part or session"},
    {other_region, "different regions"},
    {other_page, "two pages of one source"},
    {other_theme, "one frame around different words"}, /* last: it looks at words */
};
enum { GUARDS = sizeof guards / sizeof *guards };

/* --- evidence --- */

/* Whether word i of x is an acronym of words of the other. */
static bool stands_for(const struct same *x, size_t i, const struct same *other)
{
    for (size_t k = 0; x->words[i].acronym && k < other->n_initials; k++)
        if (other->initials[k] == x->ids[i])
            return true;
    return false;
}

struct shared {
    double weight;
    uint32_t id;
    const char *what, *text;
};

static bool before(const struct shared *x, const struct shared *y)
{
    return x->weight != y->weight ? x->weight > y->weight : x->id < y->id;
}

struct tally {
    struct shared v[MOST_SHARED]; /* the weightiest first */
    size_t n;
    double alone_x, alone_y;
    bool acronym_x, acronym_y; /* stands for words of the other */
};

static void tally_one(struct tally *t, const struct same *x, size_t i, const char *what, double weight)
{
    const struct shared it = {weight, x->ids[i], what, x->texts ? x->texts[i] : NULL};
    if (t->n == MOST_SHARED || weight <= 0)
        return;
    size_t at = t->n++;
    for (; at && before(&it, &t->v[at - 1]); at--)
        t->v[at] = t->v[at - 1];
    t->v[at] = it;
}

static void tally_alone(struct tally *t, const struct same *x, size_t i, const struct same *other,
                        double *alone, bool *acronym)
{
    const struct same_word *w = &x->words[i];
    if (stands_for(x, i, other)) {
        *acronym = true;
        tally_one(t, x, i, "acronym of its words", weight_of(w));
    } else if (counts_alone(w)) {
        *alone += weight_of(w);
    }
}

/* Of a word of both. */
static inline double shared_weight(const struct same_word *x, const struct same_word *y)
{
    static const double factors[] = {TEXT_TO_TEXT / SAME_WEIGHT, TITLE_TO_TEXT / SAME_WEIGHT,
                                     1.0 / SAME_WEIGHT};
    return (x->weight < y->weight ? x->weight : y->weight) * factors[x->title + y->title];
}

static void tally_both(struct tally *t, const struct same *x, size_t i, const struct same_word *other)
{
    const struct same_word *w = &x->words[i];
    tally_one(t, x, i,
              w->title && other->title   ? "word of both titles"
              : w->title || other->title ? "word of title and text"
                                         : "word of both texts",
              shared_weight(w, other));
}

static void tally_words(struct tally *t, const struct same *x, const struct same *y)
{
    size_t i = 0, k = 0;
    while (i < x->n_words || k < y->n_words) {
        if (i < x->n_words && k < y->n_words && x->ids[i] == y->ids[k])
            tally_both(t, x, i++, &y->words[k++]);
        else if (k == y->n_words || (i < x->n_words && x->ids[i] < y->ids[k]))
            tally_alone(t, x, i++, y, &t->alone_x, &t->acronym_x);
        else
            tally_alone(t, y, k++, x, &t->alone_y, &t->acronym_y);
    }
}

static void judge_words(struct judge *j)
{
    struct tally t;
    t.n = 0; /* the places are filled in as they come */
    t.alone_x = t.alone_y = 0;
    t.acronym_x = t.acronym_y = false;
    tally_words(&t, j->x, j->y);
    double factor = 1;
    for (size_t i = 0; i < t.n; i++, factor *= NEXT_WORD)
        reason(j, t.v[i].what, t.v[i].text, t.v[i].weight * factor);
    if (t.acronym_x)
        t.alone_y /= 2;
    if (t.acronym_y)
        t.alone_x /= 2;
    if (j->x->cut != j->y->cut) /* what was cut away is not missing */
        *(j->x->cut ? &t.alone_y : &t.alone_x) = 0;
    double least = t.alone_x < t.alone_y ? t.alone_x : t.alone_y;
    if (!t.acronym_x && !t.acronym_y && other_slot(j->x, j->y) != SLOT_NONE)
        reason(j, "same frame, another theme", NULL, OTHER_SLOT);
    if (least <= 0 && t.n > 1)
        reason(j, "whole title in the other", NULL, WHOLE_TITLE);
    if (least > 0)
        reason(j, "words of each title alone", NULL, -ALONE * least);
}

static void judge_dates(struct judge *j)
{
    const struct same *x = j->x, *y = j->y;
    double weight = x->date_weight < y->date_weight ? x->date_weight : y->date_weight;
    if (x->starts != DAY_NONE && x->starts == y->starts) {
        reason(j, "same day", NULL, SAME_DAY * weight);
        if (x->minute >= 0 && y->minute >= 0)
            reason(j, x->minute == y->minute ? "same hour" : "another hour", NULL,
                   x->minute == y->minute ? 1 : OTHER_HOUR);
    }
    if (is_event(x) && is_event(y) && x->starts != y->starts)
        reason(j, "another day", NULL, OTHER_DAY);
    if (x->deadline != DAY_NONE && y->deadline != DAY_NONE) {
        if (x->deadline == y->deadline)
            reason(j, "same deadline", NULL, SAME_DEADLINE * weight);
        else if (x->prolonged || y->prolonged)
            reason(j, "deadline moved", NULL, MOVED_DEADLINE);
        else
            reason(j, "another deadline", NULL, OTHER_DEADLINE);
    }
    if ((x->date_id != 0) != (y->date_id != 0))
        reason(j, "one has no date", NULL, ONE_UNDATED);
    if (!x->date_id && !y->date_id && x->title != y->title)
        reason(j, "neither has a date", NULL, UNDATED);
    if ((!x->years || !y->years) && no_common(x->years | x->text_years, y->years | y->text_years))
        reason(j, "other years in the text", NULL, OTHER_TEXT_YEAR);
}

/* Numbered, and not as the first. */
static bool many(const struct same *x)
{
    return ((x->numbers[0] | x->numbers[1] | x->numbers[2] | x->numbers[UNIT_ANY]) & ~UINT64_C(2)) != 0;
}

static void judge_identity(struct judge *j)
{
    const struct same *x = j->x, *y = j->y;
    if (x->url && x->url == y->url)
        reason(j, "same address", NULL,
               SAME_ADDRESS + (x->url_weight < y->url_weight ? x->url_weight : y->url_weight));
    else if (x->source && x->source == y->source)
        reason(j, "two addresses of one source", NULL, OTHER_PAGE_OF_SOURCE);
    if (x->title && x->title == y->title)
        reason(j, "same title", NULL, SAME_TITLE);
    if (x->summary && x->summary == y->summary)
        reason(j, "same summary", NULL,
               SAME_SUMMARY *
                   (x->summary_weight < y->summary_weight ? x->summary_weight : y->summary_weight));
    if (x->code[0] && y->code[0])
        reason(j, "same code of the call", NULL, SAME_CODE);
    if (many(x) != many(y) && !x->years == !y->years)
        reason(j, "one is numbered beyond the first", NULL, ONE_NUMBERED);
    if (apart(x->territory, y->territory))
        reason(j, "other territories", NULL, -1);
    if (x->kind != y->kind && x->kind != KIND_NEWS && y->kind != KIND_NEWS && x->kind && y->kind)
        reason(j, "other kinds", NULL, OTHER_KIND);
}

static const char *veto_of(const struct same *x, const struct same *y, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (guards[i].holds(x, y))
            return guards[i].what;
    return NULL;
}

const char *same_veto(const struct same *x, const struct same *y)
{
    return veto_of(x, y, GUARDS);
}

static double odds(double n)
{
    return -log(n + BACKGROUND);
}

struct same_verdict same_judge(struct arena *a, const struct same *x, const struct same *y, double n)
{
    struct judge j = {.a = a, .x = x, .y = y};
    reason(&j, "odds that two items are the same", NULL, odds(n));
    judge_words(&j);
    judge_dates(&j);
    judge_identity(&j);
    j.v.veto = same_veto(x, y);
    j.v.same = !j.v.veto && j.v.score > 0;
    return j.v;
}

/* --- the short way --- */

/* Whether a word of x is an acronym of words of y. */
static bool stands_in(const struct same *x, const struct same *y)
{
    if (!(x->acronyms & y->stood_for))
        return false;
    for (size_t i = 0; i < x->n_words; i++)
        if (stands_for(x, i, y))
            return true;
    return false;
}

enum { PLACES = sizeof((struct same_probe *)0)->places, MOST_PROBED = 64 };

void same_probe(struct same_probe *p, const struct same *x, double n)
{
    *p = (struct same_probe){.x = x, .odds = odds(n)};
    for (size_t i = 0; i < x->n_words && i < MOST_PROBED; i++) {
        size_t at = x->ids[i] % PLACES;
        while (p->places[at])
            at = (at + 1) % PLACES;
        p->places[at] = (uint8_t)(i + 1);
        if (x->words[i].title)
            p->titles[x->ids[i] % PLACES / 64] |= UINT64_C(1) << x->ids[i] % 64;
    }
}

static bool of_title(const struct same_probe *p, uint32_t id)
{
    return p->titles[id % PLACES / 64] >> id % 64 & 1;
}

/* The word of the probe that has an id; NULL: none. */
static const struct same_word *probed(const struct same_probe *p, uint32_t id)
{
    for (size_t at = id % PLACES; p->places[at]; at = (at + 1) % PLACES)
        if (p->x->ids[p->places[at] - 1] == id)
            return &p->x->words[p->places[at] - 1];
    return NULL;
}

/* What is shared beside one title at least, the weightiest first. */
struct few {
    double v[2 * MOST_PROBED];
    size_t n;
};

static void insert(struct few *f, double weight)
{
    size_t at = f->n++;
    for (; at && f->v[at - 1] < weight; at--)
        f->v[at] = f->v[at - 1];
    f->v[at] = weight;
}

/* No less than what judge_words gives. Words that stand in neither title weigh little and are many: they are
   not looked for, but taken for as many as there can be. */
static double most_of_words(const struct same_probe *p, const struct same *y)
{
    const struct same *x = p->x;
    int64_t alone_x = x->alone, alone_y = y->alone;
    struct few shared;
    shared.n = 0;
    if (x->n_words > MOST_PROBED || y->n_words > MOST_PROBED || stands_in(x, y) || stands_in(y, x))
        return INFINITY;
    for (uint64_t rest = y->in_title; rest; rest &= rest - 1) {
        size_t i = (size_t)__builtin_ctzll(rest);
        const struct same_word *w = probed(p, y->ids[i]);
        if (!w)
            continue;
        insert(&shared, shared_weight(w, &y->words[i]));
        alone_x -= counts_alone(w) ? w->weight : 0;
        alone_y -= counts_alone(&y->words[i]) ? y->words[i].weight : 0;
    }
    for (size_t i = 0; i < y->n_words; i++) {
        if (!of_title(p, y->ids[i]) || y->words[i].title)
            continue;
        const struct same_word *w = probed(p, y->ids[i]);
        if (!w || !w->title)
            continue;
        insert(&shared, shared_weight(w, &y->words[i]));
        alone_x -= counts_alone(w) ? w->weight : 0;
    }
    double sum = 0, factor = 1, text = x->heaviest < y->heaviest ? x->heaviest : y->heaviest, of_texts;
    text *= TEXT_TO_TEXT / SAME_WEIGHT;
    of_texts = text / (1 - NEXT_WORD);
    for (size_t i = 0; i < shared.n; i++, factor *= NEXT_WORD) {
        sum += shared.v[i] * factor;
        if (shared.v[i] >= text)
            of_texts *= NEXT_WORD;
    }
    int64_t least = x->cut != y->cut ? 0 : alone_x < alone_y ? alone_x : alone_y;
    return sum + of_texts + (least > 0 ? -ALONE * (double)least / SAME_WEIGHT : WHOLE_TITLE);
}

double same_score(const struct same_probe *p, const struct same *y)
{
    static const double SLACK = 1e-6; /* the same sums in another order */
    struct judge j = {.x = p->x, .y = y};
    if (veto_of(p->x, y, GUARDS - 1))
        return 0;
    reason(&j, NULL, NULL, p->odds);
    judge_dates(&j);
    judge_identity(&j);
    if (j.v.score + most_of_words(p, y) + SLACK <= 0 || other_theme(p->x, y))
        return 0;
    judge_words(&j);
    return j.v.score > 0 ? j.v.score : 0;
}
