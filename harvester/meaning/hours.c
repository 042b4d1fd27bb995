/* Hours that stand apart from the day of an event: "Le 15 septembre … Deux ateliers, tous deux de 10h à
 * 12h30". */
#include "harvester/meaning/facts.h"

#include <string.h>

/* What begins or ends then is not the event itself. */
static const char *const aside[] = {"accueil|inauguration|cocktail|pause|dejeuner|diner|cloture|portes|"
                                    "fermeture|bureaux|standard|telephone|permanence",
                                    "jusqu a|au", "doors|lunch|dinner|break|reception|coffee|closing|office",
                                    NULL};

struct hour {
    size_t from, past; /* tokens */
    int minutes;       /* of the day */
};

/* "10h", "10 h 30", "10:30", "2.30pm", "midi" at token i. */
static bool hour_at(const struct tokens *t, size_t i, struct hour *out)
{
    if (i + 1 >= t->n || t->v[i].kind != TOKEN_NUMBER || t->v[i].digits > 2 || t->v[i].value > 24)
        return false;
    bool letter = t->v[i + 1].kind == TOKEN_WORD &&
                  (strcmp(t->v[i + 1].fold, "h") == 0 || strcmp(t->v[i + 1].fold, "heures") == 0);
    bool colon = (t->v[i + 1].mark == ':' || t->v[i + 1].mark == '.') && !t->v[i + 1].space && i + 2 < t->n &&
                 t->v[i + 2].digits == 2 && !t->v[i + 2].space;
    size_t past = letter || colon ? i + 2 : i + 1;
    int minutes = 0;
    if (past > i + 1 && past < t->n && t->v[past].kind == TOKEN_NUMBER && t->v[past].digits == 2 &&
        t->v[past].value < 60 && !t->v[past].line)
        minutes = t->v[past++].value;
    bool half = past < t->n && t->v[i].value <= 12 && cue_match(t, past, "am|pm");
    if (!half && !letter && !(colon && t->v[i + 1].mark == ':'))
        return false;
    int hour = half ? t->v[i].value % 12 + 12 * (t->v[past].fold[0] == 'p') : t->v[i].value;
    *out = (struct hour){i, past + half, hour * 60 + minutes};
    return true;
}

static bool inside_date(const struct facts *f, size_t i)
{
    int at = f->tokens.v[i].position;
    for (size_t k = 0; k < f->dates.n; k++)
        if (at >= f->dates.v[k].position && at < f->dates.v[k].position + f->dates.v[k].length)
            return true;
    return false;
}

static bool stands_aside(const struct facts *f, size_t i)
{
    size_t first, past;
    facts_sentence(f, i, false, &first, &past);
    if (i - first > 8)
        first = i - 8;
    return cue_within(&f->tokens, first, i, aside);
}

static struct civil at_minutes(struct civil day, int minutes)
{
    day.precision = PRECISION_MINUTE;
    day.hour = (uint8_t)(minutes / 60);
    day.minute = (uint8_t)(minutes % 60);
    return day;
}

bool hours_apart(struct facts *f, struct period *day)
{
    enum { MOST_TOKENS = 3000 };
    const struct tokens *t = &f->tokens;
    struct hour first = {0}, last = {0}, h, other;
    size_t singles = 0, ranges = 0;
    for (size_t i = f->title_end; i < t->n && i < MOST_TOKENS; i++) {
        if (!hour_at(t, i, &h) || inside_date(f, i))
            continue;
        size_t next = h.past;
        bool between = i > 0 && cue_match(t, i - 1, "entre|between");
        bool link = next < t->n && (t->v[next].mark == '-' || t->v[next].mark == '>' ||
                                    cue_match(t, next, between ? "et|and" : "a|to|until"));
        bool range = link && hour_at(t, next + 1, &other) && other.minutes > h.minutes;
        i = (range ? other.past : h.past) - 1;
        if (stands_aside(f, h.from))
            continue;
        if (range && ranges++ == 0) {
            first = h;
            last = other;
        } else if (!range && singles++ == 0 && !ranges) {
            first = h;
        }
    }
    if (ranges > 1 || (!ranges && singles != 1) || first.minutes > 24 * 60)
        return false;
    day->from = at_minutes(day->from, first.minutes);
    if (ranges)
        day->to = at_minutes(day->from, last.minutes);
    size_t past = ranges ? last.past : first.past;
    facts_evidence(f, "starts", (size_t)t->v[first.from].position,
                   (size_t)(t->v[past - 1].position + t->v[past - 1].length), "hours told apart from the day",
                   0.6);
    return true;
}
