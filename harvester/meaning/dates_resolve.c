/* From what was read to civil time: years left out, periods, midnight, zones. */
#include "harvester/meaning/dates_internal.h"
#include "base/zone.h"

#include <string.h>

static int64_t days_of(int year, int month, int day)
{
    int length = civil_month_length(year, month);
    return civil_days(year, month, day > length ? length : day);
}

/* The month and day a yearless element starts and ends with. */
static void yearless(const struct element *e, int *from_month, int *from_day, int *to_month, int *to_day)
{
    *from_day = 1;
    *to_day = 31;
    switch (e->unit) {
    case UNIT_QUARTER:
        *from_month = e->index * 3 - 2;
        *to_month = e->index * 3;
        return;
    case UNIT_HALF:
        *from_month = e->index * 6 - 5;
        *to_month = e->index * 6;
        return;
    case UNIT_SEASON:
        *from_month = e->index * 3;
        *to_month = e->index == 4 ? 12 : e->index * 3 + 2;
        return;
    case UNIT_MONTH:
        *from_month = *to_month = e->month;
        return;
    case UNIT_FORTNIGHT:
        *from_month = *to_month = e->month;
        *from_day = e->index == 1 ? 1 : 16;
        *to_day = e->index == 1 ? 15 : 31;
        return;
    default:
        *from_month = *to_month = e->month;
        *from_day = *to_day = e->day;
    }
}

/* The next such date on or after ref, or the last one on or before it. */
static int choose_year(const struct reader *r, const struct element *e, bool past)
{
    int year = r->ref.year;
    int64_t today = civil_days(r->ref.year, r->ref.month, r->ref.day);
    if (e->unit == UNIT_WEEK && !e->month)
        return year;
    int fm, fd, tm, td;
    yearless(e, &fm, &fd, &tm, &td);
    if (fm < 1 || tm < 1)
        return year;
    int next = days_of(year, tm, td) >= today ? year : year + 1;
    int last = days_of(year, fm, fd) <= today ? year : year - 1;
    if (e->unit == UNIT_DAY && e->day == 29 && e->month == 2) {
        while (civil_month_length(next, 2) < 29)
            next++;
        while (civil_month_length(last, 2) < 29)
            last--;
    }
    if (past)
        return last;
    if (e->unit == UNIT_DAY && e->weekday >= 0 && !e->next &&
        civil_weekday(last, e->month, e->day) == e->weekday &&
        civil_weekday(next, e->month, e->day) != e->weekday)
        return last;
    return next;
}

static bool needs_year(const struct element *e)
{
    return !e->year && e->unit != UNIT_SPAN && (e->month || e->index);
}

/* Month and day as one number, for the order within a year. */
static int order(const struct element *e)
{
    int fm, fd, tm, td;
    yearless(e, &fm, &fd, &tm, &td);
    return fm * 32 + (e->unit == UNIT_DAY ? fd : 0);
}

static void year_from_next(struct node *n, const struct node *next)
{
    n->e.year = next->e.year;
    n->year_given = true;
    if (n->e.unit <= UNIT_YEAR && next->e.unit == n->e.unit && order(&n->e) > order(&next->e))
        n->e.year--;
}

static void year_from_before(struct node *n, const struct node *before)
{
    n->e.year = before->e.year;
    n->year_given = true;
    if (before->e.unit == n->e.unit && order(&n->e) < order(&before->e))
        n->e.year++;
}

/* Within a group. */
static void tie_years(struct reader *r)
{
    for (size_t k = r->n_nodes; k-- > 1;) {
        struct node *n = &r->nodes[k - 1];
        if (n->link && needs_year(&n->e) && n[1].e.year && n[1].e.unit != UNIT_SPAN)
            year_from_next(n, n + 1);
    }
    for (size_t k = 1; k < r->n_nodes; k++) {
        struct node *n = &r->nodes[k];
        if (n[-1].link && needs_year(&n->e) && n[-1].e.year && n[-1].e.unit != UNIT_SPAN)
            year_from_before(n, n - 1);
    }
}

static bool one_sentence(const struct reader *r, const struct node *a, const struct node *b)
{
    for (int i = a->end; i <= b->first; i++)
        if (r->t.v[i].sentence || (r->t.v[i].line && r->t.v[i].kind == TOKEN_MARK))
            return false;
    return b->first - a->end < 40;
}

static bool gives_year(const struct reader *r, const struct node *n, const struct node *to)
{
    return n->e.year && n->year_given && !n->law && n->e.unit != UNIT_SPAN && n->e.unit != UNIT_YEAR &&
           (!r->has_ref || n->e.year >= r->ref.year - 1) && !(to->past != n->past) && !to->e.next &&
           !to->e.past;
}

enum { HALF_YEAR = 6 * 32 }; /* in order(): a date may be brought forward, but not by that much */

/* Within a sentence: "relève le 15/05 et relève finale le 30/09/2021". */
static void tie_sentences(struct reader *r)
{
    for (size_t k = r->n_nodes; k-- > 1;) {
        struct node *n = &r->nodes[k - 1], *next = n + 1;
        if (needs_year(&n->e) && gives_year(r, next, n) && one_sentence(r, n, next)) {
            n->e.year = next->e.year;
            n->year_given = true;
            if (n->role == ROLE_OPENS && next->role == ROLE_DEADLINE && order(&n->e) > order(&next->e))
                n->e.year--;
            else if (n->replaced && order(&n->e) > order(&next->e) + HALF_YEAR)
                n->e.year--;
        }
    }
    for (size_t k = 1; k < r->n_nodes; k++) {
        struct node *n = &r->nodes[k], *before = n - 1;
        if (needs_year(&n->e) && gives_year(r, before, n) && one_sentence(r, before, n)) {
            n->e.year = before->e.year;
            n->year_given = true;
            if (before->role == ROLE_OPENS && n->role != ROLE_OPENS && order(&n->e) < order(&before->e))
                n->e.year++;
            else if (before->replaced && order(&n->e) + HALF_YEAR < order(&before->e))
                n->e.year++;
        }
    }
}

/* What is left takes its year from ref: a range from its end. */
static void guess_years(struct reader *r)
{
    for (size_t k = r->n_nodes; k-- > 0;) {
        struct node *n = &r->nodes[k];
        if (!needs_year(&n->e) || !r->has_ref)
            continue;
        if (n->link == LINK_TO && n[1].e.year) {
            year_from_next(n, n + 1);
            n->year_given = false;
        } else {
            n->e.year = (int16_t)choose_year(r, &n->e, n->past || n->e.past);
        }
    }
}

static struct civil day_of(int64_t days)
{
    int y, m, d;
    civil_from_days(days, &y, &m, &d);
    return (struct civil){.year = y, .month = (uint8_t)m, .day = (uint8_t)d, .precision = PRECISION_DAY};
}

static struct civil month_of(int year, int month)
{
    return (struct civil){.year = year, .month = (uint8_t)month, .precision = PRECISION_MONTH};
}

/* Monday of an ISO week. */
static int64_t iso_week(int year, int week)
{
    int64_t fourth = civil_days(year, 1, 4);
    return fourth - civil_weekday(year, 1, 4) + 7 * (week - 1);
}

static bool bounds(const struct reader *r, const struct element *e, struct civil *from, struct civil *to)
{
    *to = (struct civil){0};
    if (e->unit == UNIT_SPAN) {
        *from = day_of(e->from_day);
        *to = day_of(e->to_day);
        return true;
    }
    if (!e->year)
        return false;
    switch (e->unit) {
    case UNIT_DAY:
        *from = (struct civil){
            .year = e->year, .month = (uint8_t)e->month, .day = (uint8_t)e->day, .precision = PRECISION_DAY};
        break;
    case UNIT_MONTH:
        *from = month_of(e->year, e->month);
        break;
    case UNIT_YEAR:
        *from = (struct civil){.year = e->year, .precision = PRECISION_YEAR};
        break;
    case UNIT_QUARTER:
        *from = month_of(e->year, e->index * 3 - 2);
        *to = month_of(e->year, e->index * 3);
        break;
    case UNIT_HALF:
        *from = month_of(e->year, e->index * 6 - 5);
        *to = month_of(e->year, e->index * 6);
        break;
    case UNIT_SEASON:
        *from = month_of(e->year, e->index * 3);
        *to = e->index == 4 ? month_of(e->year + 1, 2) : month_of(e->year, e->index * 3 + 2);
        break;
    case UNIT_FORTNIGHT:
        *from = day_of(civil_days(e->year, e->month, e->index == 1 ? 1 : 16));
        *to =
            day_of(civil_days(e->year, e->month, e->index == 1 ? 15 : civil_month_length(e->year, e->month)));
        break;
    case UNIT_WEEK: {
        int64_t monday = iso_week(e->year, e->index);
        if (e->month) {
            int64_t day = civil_days(e->year, e->month, e->day);
            monday = day - civil_weekday(e->year, e->month, e->day);
        } else if (r->has_ref && !e->rule) {
            return false;
        }
        *from = day_of(monday);
        *to = day_of(monday + 6);
        break;
    }
    default:
        return false;
    }
    return civil_valid(from);
}

/* Puts a clock time to a day. `end`: of a deadline or the end of a range: midnight is then the end of the
 * day. */
static bool put_time(const struct reader *r, struct civil *c, const struct clock *clock, const char *zone,
                     bool end)
{
    if (clock->hour < 0)
        return false;
    c->precision = PRECISION_MINUTE;
    c->hour = (uint8_t)clock->hour;
    c->minute = (uint8_t)clock->minute;
    if (clock->hour == 24) { /* in figures it is the end of the day, in words it may be its start */
        c->hour = end || !clock->end ? 23 : 0;
        c->minute = c->hour ? 59 : 0;
    }
    if (!zone)
        zone = r->stated_zone;
    if (zone && strcmp(zone, r->zone) != 0) {
        int64_t instant = civil_instant(c, zone);
        if (instant == INSTANT_NONE)
            return true;
        *c = civil_at(instant, r->zone);
        c->second = 0;
        c->zone = NULL;
    }
    return true;
}

static void add(struct reader *r, struct found_dates *out, const struct node *n, const struct node *last,
                struct civil from, struct civil to)
{
    int first = n->first, end = last->end;
    if (!civil_valid(&from) || (to.precision && !civil_valid(&to)))
        return; /* "29 février 2021" */
    if (to.precision && to.precision == from.precision && civil_compare(&from, &to) == 0)
        to = (struct civil){0};
    struct found_date *d = ARENA_PUSH(r->a, out->v, out->n, out->cap);
    *d = (struct found_date){
        .from = from, .to = to, .role = last->role, .replaced = n->replaced, .moved = last->moved};
    d->position = r->t.v[first].position;
    d->length = r->t.v[end - 1].position + r->t.v[end - 1].length - d->position;
    d->cued = n->cued;
    d->year_given = n->year_given || n->e.unit == UNIT_SPAN;
    d->rule = n->cue      ? arena_printf(r->a, "%s; cue: %s", n->e.rule ? n->e.rule : "date", n->cue)
              : n->e.rule ? n->e.rule
                          : "date";
    d->confidence = (d->year_given ? 1.0 : 0.8) * (n->cued ? (n->weight >= 4 ? 0.95 : 0.75) : 0.6) *
                    (n->e.weak ? 0.8 : 1.0);
}

/* One node, or the range of two. */
static void emit(struct reader *r, const struct node *n, struct found_dates *out)
{
    struct civil from, to;
    if (!bounds(r, &n->e, &from, &to))
        return;
    bool deadline = n->role == ROLE_DEADLINE || n->role == ROLE_OTHER;
    if (!n->n_times)
        add(r, out, n, n, from, to);
    for (int i = 0; i < n->n_times; i++) {
        const struct element *time = n->times[i];
        struct civil a = from, b = {0};
        bool ranged = time->stop.hour >= 0;
        put_time(r, &a, &time->start, time->zone, deadline && !ranged);
        if (ranged) {
            b = from;
            int minutes = time->start.hour * 60 + time->start.minute,
                stop = time->stop.hour * 60 + time->stop.minute;
            if (stop < minutes) /* into the night */
                b = day_of(civil_days(from.year, from.month, from.day) + 1);
            put_time(r, &b, &time->stop, time->zone, true);
        }
        add(r, out, n, n, a, b);
    }
}

static void emit_range(struct reader *r, const struct node *n, const struct node *next,
                       struct found_dates *out)
{
    struct civil from, to, rest, last;
    if (!bounds(r, &n->e, &from, &rest) || !bounds(r, &next->e, &to, &last))
        return;
    if (last.precision)
        to = last;
    int64_t a = civil_instant(&from, "UTC"), b = civil_instant(&to, "UTC");
    if (a > b) { /* no range */
        emit(r, n, out);
        emit(r, next, out);
        return;
    }
    if (next->n_times) {
        const struct element *time = next->times[0];
        bool ranged = time->stop.hour >= 0;
        if (ranged && !n->n_times)
            put_time(r, &from, &time->start, time->zone, false);
        put_time(r, &to, ranged ? &time->stop : &time->start, time->zone, true);
    }
    if (n->n_times)
        put_time(r, &from, &n->times[0]->start, n->times[0]->zone, false);
    add(r, out, n, next, from, to);
}

void dates_resolve(struct reader *r, struct found_dates *out)
{
    for (size_t k = 0; k < r->n_nodes; k++)
        if (r->nodes[k].e.year)
            r->nodes[k].year_given = true;
    tie_years(r);
    tie_sentences(r);
    guess_years(r);
    for (size_t k = 0; k < r->n_nodes; k++) {
        const struct node *n = &r->nodes[k];
        if (n->link == LINK_TO && k + 1 < r->n_nodes)
            emit_range(r, n, &r->nodes[++k], out);
        else
            emit(r, n, out);
    }
}
