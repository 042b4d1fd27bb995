/* Months, years, quarters, seasons, weeks, and what counts from today: "fin mars 2021", "1er trimestre 2022",
   "semaine du 15 mars", "dans deux semaines", "next Monday". */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

enum { DAYS = 7 };

static void set_span(struct element *e, int64_t from, int64_t to)
{
    e->from_day = (int32_t)from;
    e->to_day = (int32_t)to;
    e->unit = UNIT_SPAN;
}

static void set_day(struct element *e, int64_t day)
{
    int y, m, d;
    civil_from_days(day, &y, &m, &d);
    e->unit = UNIT_DAY;
    e->year = (int16_t)y;
    e->month = (int8_t)m;
    e->day = (int8_t)d;
}

static int64_t today(const struct reader *r)
{
    return civil_days(r->ref.year, r->ref.month, r->ref.day);
}

static void set_month(struct element *e, const struct reader *r, int offset)
{
    int month = r->ref.year * 12 + r->ref.month - 1 + offset;
    e->unit = UNIT_MONTH;
    e->year = (int16_t)(month / 12);
    e->month = (int8_t)(month % 12 + 1);
}

/* A month's name with its year, or with a word that says it is meant as a time. */
static int read_month_only(struct reader *r, int i, struct element *e, bool part)
{
    if (!is(r, i, W_MONTH) || is_number(r, i - 1))
        return 0;
    int at = i + 1, end;
    if (is_mark(r, at, '.') && glued(r, at) && r->t.v[i].length < 6)
        at++;
    int year_at = at + (is_one_of(r, at, de, of) || is_mark(r, at, ','));
    if (is(r, i, W_NUMBER) && !(is_number(r, year_at) && r->t.v[year_at].digits >= 4))
        return 0; /* "sept communes" */
    e->unit = UNIT_MONTH;
    e->month = r->w[i]->number;
    e->rule = "month";
    if ((end = date_read_year(r, year_at, &e->year)))
        return end;
    bool full = r->t.v[i].length >= 3 && !(is_one_of(r, i, may, march) && !r->t.v[i].capital);
    if (is(r, at, W_NEXT) || is(r, at, W_LAST)) {
        e->next = is(r, at, W_NEXT);
        e->past = is(r, at, W_LAST);
        return at + 1;
    }
    if (!full || (is(r, i, W_WEEKDAY) && !part))
        return 0;
    for (int k = i - 1; k >= i - 4; k--)
        if (is(r, k, W_RECURRENT))
            return 0; /* "chaque année en mars" */
    if (part || is_one_of(r, i - 1, en, in, of, by, until, mois, d) || is_mark(r, i - 1, ':') ||
        (is_word(r, i - 1, de) && is_word(r, i - 2, mois)))
        return at;
    e->weak = true; /* only as an end of a range or a part of an enumeration */
    return at;
}

/* "trimestre", "semestre", "quinzaine" with their number before or behind. */
static int read_fraction(struct reader *r, int i, struct element *e)
{
    int at = i, index = 0;
    if (is(r, i, W_ORDINAL)) {
        index = r->w[i]->number;
        at = i + 1;
    } else if (is_word(r, i, dernier) || is_word(r, i, derniere) || is_word(r, i, last)) {
        index = -1;
        at = i + 1;
    } else if (is_number(r, i) && r->t.v[i].digits == 1) {
        index = r->t.v[i].value;
        at = i + 1;
        if (is(r, at, W_SUFFIX))
            at++;
    } else if (is_one_of(r, i, t, q, s, h) && is_number(r, i + 1) && glued(r, i + 1) &&
               r->t.v[i + 1].digits == 1 && r->t.v[i].capital) {
        bool half = is_one_of(r, i, s, h);
        index = r->t.v[i + 1].value;
        at = i + 2;
        if (is_mark(r, at, '-') || is_mark(r, at, '/') || is_mark(r, at, ','))
            at++;
        if (is_word(r, at, de) || is_word(r, at, of))
            at++;
        int end = date_read_year(r, at, &e->year);
        if (!end || index < 1 || index > (half ? 2 : 4))
            return 0;
        e->unit = half ? UNIT_HALF : UNIT_QUARTER;
        e->index = (int8_t)index;
        return end;
    }
    if (is_mark(r, at, '-') && glued(r, at) && index)
        at++;
    if (!index || !is(r, at, W_UNIT) || is_one_of(r, at, trimestres, semestres))
        return 0;
    int unit = r->w[at]->number;
    if (unit != UNIT_QUARTER && unit != UNIT_HALF && unit != UNIT_FORTNIGHT)
        return 0;
    int last = unit == UNIT_QUARTER ? 4 : 2;
    if (index < 0)
        index = last;
    if (index > last)
        return 0;
    e->unit = (uint8_t)unit;
    e->index = (int8_t)index;
    at++;
    int year_at = at;
    while (year_at < at + 4 && is_one_of(r, year_at, de, d, of, l, the, annee, year, du, mois))
        year_at++;
    if (unit == UNIT_FORTNIGHT || (unit == UNIT_HALF && is(r, year_at, W_MONTH))) {
        if (!is(r, year_at, W_MONTH))
            return 0;
        e->unit = UNIT_FORTNIGHT;
        e->month = r->w[year_at]->number;
        at = year_at + 1;
        year_at = at;
    } else if (is_one_of(r, year_at, chaque, every, each)) {
        return 0;
    }
    if (is(r, at, W_NEXT) || is(r, at, W_LAST)) {
        e->next = is(r, at, W_NEXT);
        e->past = is(r, at, W_LAST);
        return at + 1;
    }
    int end = date_read_year(r, year_at, &e->year);
    return end ? end : at;
}

/* "été 2021", "hiver 2021-2022", "cet automne". "été" alone is a verb. */
static int read_season(struct reader *r, int i, struct element *e)
{
    if (!is(r, i, W_SEASON))
        return 0;
    int at = i + 1, end;
    e->unit = UNIT_SEASON;
    e->index = r->w[i]->number;
    if (is_one_of(r, at, de, of) || is_mark(r, at, ','))
        at++;
    if ((end = date_read_year(r, at, &e->year))) {
        int16_t second;
        int more;
        if ((is_mark(r, end, '-') || is_mark(r, end, '/')) && glued(r, end) &&
            (more = date_read_year(r, end + 1, &second)) && second == e->year + 1)
            end = more;
        else if ((is_mark(r, end, '-') || is_mark(r, end, '/')) && glued(r, end) && is_number(r, end + 1) &&
                 r->t.v[end + 1].digits == 2)
            end += 2;
        return end;
    }
    if (is(r, i + 1, W_NEXT) || is(r, i + 1, W_LAST)) {
        e->next = is(r, i + 1, W_NEXT);
        e->past = is(r, i + 1, W_LAST);
        return i + 2;
    }
    if (is_one_of(r, i - 1, cet, this, next, in) || is_word(r, i, printemps) ||
        (is_word(r, i - 1, l) && !is_one_of(r, i, fall, spring)))
        return is_word(r, i - 1, au) || is_one_of(r, i - 1, cet, this, next, in, d) || is_word(r, i - 2, a) ||
                       is_word(r, i - 2, de)
                   ? i + 1
                   : 0;
    return 0;
}

/* "semaine du 15 mars 2021", "week of 15 March", "semaine 12 de 2021", "2021-W10" */
static int read_week(struct reader *r, int i, struct element *e)
{
    int end, at;
    if (is_number(r, i) && r->t.v[i].digits == 4) {
        at = i + 1 + is_mark(r, i + 1, '-');
        if (!is_one_of(r, at, w, s) || !glued(r, at) || !is_number(r, at + 1) || !glued(r, at + 1) ||
            !date_read_year(r, i, &e->year))
            return 0;
        e->index = (int8_t)r->t.v[at + 1].value;
        e->unit = UNIT_WEEK;
        return e->index >= 1 && e->index <= 53 && r->t.v[at + 1].digits <= 2 ? at + 2 : 0;
    }
    if (is_word(r, i, s) && r->t.v[i].capital && is_number(r, i + 1) && glued(r, i + 1) &&
        r->t.v[i + 1].digits == 2) {
        at = i + 1;
    } else {
        if (!is_one_of(r, i, semaine, week))
            return 0;
        at = i + 1;
        if (is_one_of(r, at, du, of, commencing, beginning, starting, from)) {
            at += 1 + is_one_of(r, at + 1, the, le);
            struct element day = {0};
            end = date_read_day(r, at, &day);
            if (!end || day.kind != ELEMENT_DATE || day.unit != UNIT_DAY || !day.day)
                return 0;
            *e = day;
            e->unit = UNIT_WEEK;
            return end;
        }
        if (is_one_of(r, at, n, no, numero, number))
            at++;
    }
    if (!is_number(r, at) || r->t.v[at].value < 1 || r->t.v[at].value > 53)
        return 0;
    e->unit = UNIT_WEEK;
    e->index = (int8_t)r->t.v[at++].value;
    if (is_mark(r, at, '(') || is_mark(r, at, ',') || is_mark(r, at, '-') || is_mark(r, at, '/'))
        at++;
    while (is_one_of(r, at, de, of, l, annee))
        at++;
    end = date_read_year(r, at, &e->year);
    if (!end && is_word(r, i, s))
        return 0;
    return end ? end : at > i + 2 ? i + 2 : at;
}

/* A year that stands for a time: behind "en", "since"; "de 2016 à 2019". */
static int read_year_only(struct reader *r, int i, struct element *e, bool part)
{
    int end = date_read_year(r, i, &e->year), at = i;
    if (!end || !is_number(r, i) || r->t.v[i].digits != 4)
        return 0;
    e->unit = UNIT_YEAR;
    e->rule = "year";
    if ((is_mark(r, end, '/') || is_mark(r, end, '-')) && glued(r, end) && is_number(r, end + 1) &&
        glued(r, end + 1))
        return 0;
    if (is_one_of(r, end, habitants, euros, eur, ha, km, m, personnes, inhabitants, people, agents, places,
                  logements) ||
        is_mark(r, end, '%') || is_number(r, end))
        return 0;
    if (part)
        return end;
    while (is_one_of(r, at - 1, l, the, ici, early, late, fin, debut) ||
           (is_word(r, at - 1, annee) && at == i))
        at--;
    if (at < i && is_word(r, at, annee) && is_one_of(r, at - 1, d, cours))
        return end;
    if (is_word(r, i - 1, horizon) && is_word(r, i - 2, l) && is_word(r, i - 3, a))
        return end;
    if (is_word(r, at, ici) || is_word(r, i - 1, annee))
        return end;
    if (is(r, i - 1, W_YEARLY) ||
        (is_one_of(r, i - 1, a, de) && is_one_of(r, i - 2, partir, compter, jusqu, cours, ici)) ||
        (is_word(r, i - 1, of) && is_one_of(r, i - 2, end, start, beginning, course)))
        return end;
    if (is(r, i - 1, W_FROM | W_BETWEEN) && is(r, end, W_TO | W_AND) && is_number(r, end + 1) &&
        r->t.v[end + 1].digits == 4)
        return end;
    if (is(r, i - 1, W_TO | W_AND) && is_number(r, i - 2) && r->n_elements) {
        const struct element *last = &r->elements[r->n_elements - 1];
        if (last->end == i - 1 && last->unit == UNIT_YEAR)
            return end;
    }
    return 0;
}

int date_read_period(struct reader *r, int i, struct element *e)
{
    int at = i, end;
    bool part = false;
    e->kind = ELEMENT_DATE;
    e->weekday = -1;
    e->rule = "period";
    e->first = i;
    if (is(r, i, W_PART)) {
        at = i + 1;
        while (at < i + 5 &&
               (is_one_of(r, at, de, d, du, of, l, the, mois, annee) || (at == i + 1 && is_mark(r, at, '-'))))
            at++;
        part = true;
        if (r->has_ref && at >= i + 2 && is_word(r, at - 1, annee) &&
            !is_number(r, at)) { /* "la fin de l'année" */
            e->year = (int16_t)r->ref.year;
            e->unit = UNIT_YEAR;
            if (is(r, at, W_NEXT))
                e->year++;
            return e->end = is(r, at, W_NEXT | W_LAST) ? at + 1 : at;
        }
        if (r->has_ref && is_one_of(r, i, fin, end) &&
            ((is_word(r, at - 1, mois) && !is(r, at, W_MONTH)) ||
             (is_one_of(r, at, month, year) && is_word(r, at - 1, the)))) {
            set_month(e, r, 0);
            if (is_word(r, at, year))
                e->unit = UNIT_YEAR;
            return e->end = is_word(r, at - 1, mois) ? at : at + 1;
        }
        if (is_mark(r, at, '-') || is_number(r, i - 1))
            return 0;
    }
    (void)((end = read_fraction(r, at, e)) || (end = read_season(r, at, e)) ||
           (!part && (end = read_week(r, at, e))) || (end = read_month_only(r, at, e, part)) ||
           (end = read_year_only(r, at, e, part)));
    e->first = i;
    e->end = end;
    return end;
}

/* A number of units: "3 jours", "deux semaines". In days and months. */
static int read_amount(struct reader *r, int i, int *days, int *months)
{
    int value, end;
    if (is_number(r, i) && r->t.v[i].digits <= 3) {
        value = r->t.v[i].value;
        end = i + 1;
    } else if (is_word(r, i, a) || is_word(r, i, an)) {
        value = 1;
        end = i + 1;
    } else if (!(end = date_read_number_words(r, i, &value))) {
        return 0;
    }
    if (!is(r, end, W_UNIT))
        return 0;
    *days = *months = 0;
    switch (r->w[end]->number) {
    case UNIT_DAY:
        *days = value;
        break;
    case UNIT_WEEK:
        *days = value * DAYS;
        break;
    case UNIT_MONTH:
        *months = value;
        break;
    case UNIT_YEAR:
        *months = value * 12;
        break;
    default:
        return 0;
    }
    return end + 1;
}

static void shift(struct element *e, const struct reader *r, int sign, int days, int months)
{
    struct civil c = r->ref;
    int month = c.year * 12 + c.month - 1 + sign * months;
    int y = month / 12, m = month % 12 + 1, longest = civil_month_length(y, m);
    set_day(e, civil_days(y, m, c.day < longest ? c.day : longest) + sign * days);
}

/* One word or two that name a day. */
static const struct {
    const struct date_word *first, *second;
    int days;
} day_words[] = {
    {WORD(apres), WORD(demain), 2}, {WORD(avant), WORD(hier), -2},  {WORD(aujourd), WORD(hui), 0},
    {WORD(demain), NULL, 1},        {WORD(hier), NULL, -1},         {WORD(tomorrow), NULL, 1},
    {WORD(yesterday), NULL, -1},    {WORD(today), NULL, 0},         {WORD(ce), WORD(soir), 0},
    {WORD(ce), WORD(matin), 0},     {WORD(cet), WORD(apres), 0},    {WORD(tonight), NULL, 0},
    {WORD(this), WORD(morning), 0}, {WORD(this), WORD(evening), 0}, {WORD(this), WORD(afternoon), 0}};

static int read_day_word(struct reader *r, int i, struct element *e)
{
    for (size_t k = 0; is(r, i, W_RELATIVE | W_THIS) && k < sizeof day_words / sizeof *day_words; k++) {
        if (date_word_at(r, i) != day_words[k].first)
            continue;
        int end = i + 1, days = day_words[k].days;
        if (day_words[k].second) {
            end += is_mark(r, end, '-');
            if (date_word_at(r, end++) != day_words[k].second)
                continue;
        }
        if (is_word(r, i - 1, after) && is_word(r, i - 2, day))
            days++;
        if (is_word(r, i - 1, before) && is_word(r, i - 2, day))
            days--;
        if (is_word(r, end, s) || is_one_of(r, i - 1, de, monde, ville))
            return 0; /* "le monde de demain", "tomorrow's cities" */
        set_day(e, today(r) + days);
        return end;
    }
    return 0;
}

/* "lundi prochain", "next Monday", "ce vendredi", "jeudi en huit" */
static int read_weekday(struct reader *r, int i, struct element *e)
{
    int at = i;
    bool this = false, next = false, last = false;
    if (is(r, at, W_THIS) || is_one_of(r, at, next, last, this, coming)) {
        this = is(r, at, W_THIS);
        next = is_word(r, at, next) || is_word(r, at, coming);
        last = is_word(r, at, last);
        at++;
        at += is_word(r, at, coming);
    }
    if (!is(r, at, W_WEEKDAY) || is_number(r, at + 1) || is_mark(r, at + 1, '.'))
        return 0;
    int target = r->w[at]->other, end = at + 1, days,
        day = civil_weekday(r->ref.year, r->ref.month, r->ref.day);
    if (!this && !next && !last) {
        next = is(r, end, W_NEXT);
        last = is(r, end, W_LAST);
        bool eight = is_word(r, end, en) && is_word(r, end + 1, huit);
        if (!next && !last && !eight)
            return 0;
        end += eight ? 2 : 1;
        days = (target - day + 6) % DAYS + 1 + (eight ? DAYS : 0);
    } else {
        days = this ? (target - day + DAYS) % DAYS : (target - day + 6) % DAYS + 1;
        if (is_word(r, end, en) && is_word(r, end + 1, huit)) {
            days += DAYS;
            end += 2;
        }
    }
    if (last)
        days = -((day - target + 6) % DAYS + 1);
    set_day(e, today(r) + days);
    e->past = last;
    return end;
}

/* "la semaine prochaine", "next month", "ce week-end", "l'an dernier" */
static int read_unit(struct reader *r, int i, struct element *e)
{
    int at = i, offset = 0;
    bool said = false;
    if (is(r, at, W_THIS) || is_one_of(r, at, next, last)) {
        offset = is_word(r, at, next) ? 1 : is_word(r, at, last) ? -1 : 0;
        said = true;
        at++;
    }
    bool weekend = is_word(r, at, weekend);
    int end = at + 1;
    if (is_word(r, at, week) && is_word(r, at + 1 + is_mark(r, at + 1, '-'), end)) {
        weekend = true;
        end = at + 2 + is_mark(r, at + 1, '-');
    }
    if (!weekend &&
        (!is(r, at, W_UNIT) || is_one_of(r, at, jour, jours, day, days, weeks, months, years, semaines,
                                         annees, ans, trimestre, semestre, quarter, half)))
        return 0;
    if (!said) {
        if (!is_one_of(r, end, prochain, prochaine, dernier, derniere, passe, passee) ||
            is_one_of(r, i - 1, de, du, des))
            return 0;
        offset = is(r, end, W_NEXT) ? 1 : -1;
        end++;
    } else {
        if (is_mark(r, end, '-') && is_word(r, end + 1, ci))
            end += 2;
        if (is_one_of(r, end, prochain, prochaine)) {
            offset = 1;
            end++;
        }
    }
    int64_t monday = today(r) - civil_weekday(r->ref.year, r->ref.month, r->ref.day);
    e->past = offset < 0;
    if (weekend) {
        set_span(e, monday + 5 + offset * DAYS, monday + 6 + offset * DAYS);
        return end;
    }
    switch (r->w[at]->number) {
    case UNIT_WEEK:
        set_span(e, monday + offset * DAYS, monday + 6 + offset * DAYS);
        return end;
    case UNIT_MONTH:
        set_month(e, r, offset);
        return end;
    case UNIT_YEAR:
        e->unit = UNIT_YEAR;
        e->year = (int16_t)(r->ref.year + offset);
        return end;
    default:
        return 0;
    }
}

static int read_distance(struct reader *r, int i, struct element *e)
{
    int days, months, end;
    if (is_word(r, i, il) && is_word(r, i + 1, y) && is_word(r, i + 2, a)) {
        int at = i + 3 + is_word(r, i + 3, environ);
        if (!(end = read_amount(r, at, &days, &months)))
            return 0;
        shift(e, r, -1, days, months);
        e->past = true;
        return end;
    }
    if (is_one_of(r, i, dans, in) || (is_word(r, i, ici) && is_word(r, i - 1, d))) {
        if (!(end = read_amount(r, i + 1, &days, &months)) ||
            is_one_of(r, end, suivant, suivants, of, apres, after, from))
            return 0;
        shift(e, r, 1, days, months);
        return end;
    }
    if ((end = read_amount(r, i, &days, &months)) && is_word(r, end, ago)) {
        shift(e, r, -1, days, months);
        e->past = true;
        return end + 1;
    }
    return 0;
}

int date_read_relative(struct reader *r, int i, struct element *e)
{
    if (!r->has_ref || (!r->w[i] && r->t.v[i].kind == TOKEN_MARK))
        return 0;
    int end;
    e->kind = ELEMENT_DATE;
    e->weekday = -1;
    e->rule = "relative";
    (void)((end = read_day_word(r, i, e)) || (end = read_weekday(r, i, e)) || (end = read_unit(r, i, e)) ||
           (end = read_distance(r, i, e)));
    e->first = i;
    e->end = end;
    return end;
}
