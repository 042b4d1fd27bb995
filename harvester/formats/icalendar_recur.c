/* Recurrence rules (RFC 5545 3.3.10). libical reads them; the days are walked here, since its own iterator
   looks for the next one until the year 2582 whatever the rule: half a second for one rule that never meets
   its 30 February, and for ever with a few hours and minutes. Here every day looked at is counted. */
#include "harvester/formats/icalendar.h"
#include "base/text.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY = 86400,
    LONGEST_RULE = 1000,
    RULE_COST = 100,
    MOST_TIMES = 24,
    MOST_PERIOD = 366 * MOST_TIMES,
    LAST_YEAR = 9999
};

struct walk {
    const struct icalrecurrencetype *rule;
    int64_t start, until;                                   /* local seconds */
    int week_start;                                         /* 0 Monday */
    unsigned months, month_days, month_days_back, weekdays; /* bit sets; 0: any */
    bool nth, year_days, weeks;                             /* these lists are not empty */
    int times[MOST_TIMES];                                  /* seconds of the day, ascending */
    size_t n_times;
    int64_t *found; /* of one period */
    size_t n_found, n_candidates;
    size_t lists, positions; /* lengths: what looking at one day, keeping one time costs more */
};

/* --- the rule --- */

static int weekday_of(int64_t day)
{
    int64_t w = (day + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(w < 0 ? w + 7 : w);
}

static unsigned bits(const short *list, int sign, int most)
{
    unsigned set = 0;
    for (size_t i = 0; list[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        if (list[i] * sign > 0 && list[i] * sign <= most)
            set |= 1u << (list[i] * sign);
    return set;
}

static bool has(const short *list)
{
    return list[0] != ICAL_RECURRENCE_ARRAY_MAX;
}

static size_t length_of(const short *list)
{
    size_t n = 0;
    while (list[n] != ICAL_RECURRENCE_ARRAY_MAX)
        n++;
    return n;
}

/* libical counts weekdays from Sunday, 1. */
static int weekday_from(int ical)
{
    return (ical + 5) % 7;
}

static int compare_int(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* Every hour of BYHOUR with every minute of BYMINUTE; those of the start where there is none. */
static void set_times(struct walk *w)
{
    const struct icalrecurrencetype *r = w->rule;
    int of_day = (int)(((w->start % DAY) + DAY) % DAY);
    const short hour[] = {(short)(of_day / 3600), ICAL_RECURRENCE_ARRAY_MAX},
                minute[] = {(short)(of_day / 60 % 60), ICAL_RECURRENCE_ARRAY_MAX};
    const short *hours = has(r->by_hour) ? r->by_hour : hour,
                *minutes = has(r->by_minute) ? r->by_minute : minute;
    for (size_t h = 0; hours[h] != ICAL_RECURRENCE_ARRAY_MAX; h++)
        for (size_t m = 0; minutes[m] != ICAL_RECURRENCE_ARRAY_MAX; m++)
            if (w->n_times < MOST_TIMES && hours[h] < 24 && minutes[m] < 60)
                w->times[w->n_times++] = hours[h] * 3600 + minutes[m] * 60 + of_day % 60;
    qsort(w->times, w->n_times, sizeof *w->times, compare_int);
}

static void set_days(struct walk *w)
{
    const struct icalrecurrencetype *r = w->rule;
    int year, month, day;
    int64_t first = w->start >= 0 ? w->start / DAY : -((DAY - 1 - w->start) / DAY);
    civil_from_days(first, &year, &month, &day);
    w->week_start = weekday_from(r->week_start == ICAL_NO_WEEKDAY ? ICAL_MONDAY_WEEKDAY : r->week_start);
    w->months = bits(r->by_month, 1, 12);
    w->month_days = bits(r->by_month_day, 1, 31);
    w->month_days_back = bits(r->by_month_day, -1, 31);
    bool yearly = r->freq == ICAL_YEARLY_RECURRENCE, monthly = r->freq == ICAL_MONTHLY_RECURRENCE;
    w->year_days = has(r->by_year_day);
    w->weeks = yearly && has(r->by_week_no);
    for (size_t i = 0; r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        if ((monthly || yearly) && !w->weeks && icalrecurrencetype_day_position(r->by_day[i]))
            w->nth = true;
        else
            w->weekdays |= 1u << weekday_from((int)icalrecurrencetype_day_day_of_week(r->by_day[i]));
    }
    w->lists = length_of(r->by_day) + length_of(r->by_year_day) + length_of(r->by_week_no);
    w->positions = length_of(r->by_set_pos);
    bool days = w->weekdays || w->nth || w->month_days || w->month_days_back;
    /* what the rule leaves open is as in the start */
    if (r->freq == ICAL_WEEKLY_RECURRENCE || w->weeks) {
        if (!days)
            w->weekdays = 1u << weekday_of(first);
    } else if ((monthly || yearly) && !days && !w->year_days) {
        w->month_days = 1u << day;
        if (yearly && !w->months)
            w->months = 1u << month;
    }
}

/* --- does the rule want this day? --- */

struct date {
    int64_t day, year_start, month_start; /* since 1970-01-01 */
    int year, month, mday, month_length, year_length;
};

static struct date date_of(int64_t day)
{
    struct date d = {.day = day};
    civil_from_days(day, &d.year, &d.month, &d.mday);
    d.month_start = day - d.mday + 1;
    d.month_length = civil_month_length(d.year, d.month);
    d.year_start = civil_days(d.year, 1, 1);
    d.year_length = civil_month_length(d.year, 2) == 29 ? 366 : 365;
    return d;
}

/* Is it the n-th (from the end: -n-th) of its weekday, in a stretch of days? */
static bool is_nth(int position, int64_t at, int64_t length)
{
    return position > 0 ? at / 7 + 1 == position : (length - 1 - at) / 7 + 1 == -position;
}

static bool wants_weekday(const struct walk *w, const struct date *d)
{
    const struct icalrecurrencetype *r = w->rule;
    int weekday = weekday_of(d->day);
    if (w->weekdays & 1u << weekday)
        return true;
    bool in_month = r->freq == ICAL_MONTHLY_RECURRENCE || w->months;
    int64_t at = d->day - (in_month ? d->month_start : d->year_start);
    int length = in_month ? d->month_length : d->year_length;
    for (size_t i = 0; w->nth && r->by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; i++) {
        int position = icalrecurrencetype_day_position(r->by_day[i]);
        if (position && weekday_from((int)icalrecurrencetype_day_day_of_week(r->by_day[i])) == weekday &&
            is_nth(position, at, length))
            return true;
    }
    return false;
}

/* Counted from the beginning, or back from the end. */
static bool listed(const short *list, int at, int length)
{
    for (size_t i = 0; list[i] != ICAL_RECURRENCE_ARRAY_MAX; i++)
        if (list[i] == at || list[i] == at - length - 1)
            return true;
    return false;
}

/* Weeks begin on WKST; the first has at least four days of the year. */
static bool wants_week(const struct walk *w, const struct date *d)
{
    int64_t middle = d->day - (weekday_of(d->day) - w->week_start + 7) % 7 + 3;
    struct date m = date_of(middle), last = date_of(civil_days(m.year, 12, 28));
    int64_t last_middle = last.day - (weekday_of(last.day) - w->week_start + 7) % 7 + 3;
    return listed(w->rule->by_week_no, (int)(middle - m.year_start) / 7 + 1,
                  (int)(last_middle - last.year_start) / 7 + 1);
}

static bool wants_day(const struct walk *w, const struct date *d)
{
    if (w->months && !(w->months & 1u << d->month))
        return false;
    if ((w->month_days || w->month_days_back) && !(w->month_days & 1u << d->mday) &&
        !(w->month_days_back & 1u << (d->month_length - d->mday + 1)))
        return false;
    if ((w->weekdays || w->nth) && !wants_weekday(w, d))
        return false;
    if (w->year_days && !listed(w->rule->by_year_day, (int)(d->day - d->year_start) + 1, d->year_length))
        return false;
    return !w->weeks || wants_week(w, d);
}

/* --- periods --- */

/* The days of the k-th period after that of the start. false: past the last year. */
static bool period(const struct walk *w, int64_t k, int64_t *first, int *length)
{
    int64_t day = w->start >= 0 ? w->start / DAY : -((DAY - 1 - w->start) / DAY);
    struct date d = date_of(day);
    int64_t step = k * w->rule->interval, month = (int64_t)d.year * 12 + d.month - 1 + step;
    switch (w->rule->freq) {
    case ICAL_DAILY_RECURRENCE:
        *first = day + step;
        *length = 1;
        break;
    case ICAL_WEEKLY_RECURRENCE:
        *first = day - (weekday_of(day) - w->week_start + 7) % 7 + 7 * step;
        *length = 7;
        break;
    case ICAL_MONTHLY_RECURRENCE:
        if (month / 12 > LAST_YEAR)
            return false;
        *first = civil_days((int)(month / 12), (int)(month % 12) + 1, 1);
        *length = civil_month_length((int)(month / 12), (int)(month % 12) + 1);
        break;
    default:
        if (d.year + step > LAST_YEAR)
            return false;
        *first = civil_days((int)(d.year + step), 1, 1);
        *length = civil_month_length((int)(d.year + step), 2) == 29 ? 366 : 365;
        break;
    }
    return *first < civil_days(LAST_YEAR, 12, 1);
}

/* How many periods can be passed over, since all they hold begins before `from`. */
static int64_t periods_before(const struct walk *w, int64_t from)
{
    static const int shortest[] = {[ICAL_DAILY_RECURRENCE] = 1,
                                   [ICAL_WEEKLY_RECURRENCE] = 7,
                                   [ICAL_MONTHLY_RECURRENCE] = 31,
                                   [ICAL_YEARLY_RECURRENCE] = 366};
    int64_t between = from / DAY - w->start / DAY,
            k = between / shortest[w->rule->freq] / w->rule->interval - 2;
    return k > 0 && !w->rule->count ? k : 0;
}

static void keep_positions(struct walk *w)
{
    size_t kept = 0, n = w->n_candidates = w->n_found;
    if (!has(w->rule->by_set_pos))
        return;
    for (size_t i = 0; i < n; i++)
        if (listed(w->rule->by_set_pos, (int)i + 1, (int)n))
            w->found[kept++] = w->found[i];
    w->n_found = kept;
}

static void walk_period(struct walk *w, int64_t first, int length, bool whole_days)
{
    w->n_found = 0;
    for (int64_t day = first; day < first + length; day++) {
        struct date d = date_of(day);
        if (!wants_day(w, &d))
            continue;
        for (size_t i = 0; i < (whole_days ? 1 : w->n_times); i++)
            w->found[w->n_found++] = day * DAY + (whole_days ? 0 : w->times[i]);
    }
    keep_positions(w);
}

/* --- the whole --- */

/* UNTIL on the clocks of the start; a day counts whole. */
static int64_t until_of(struct vc_reading *r, const struct icaltimetype *u, const struct vc_time *start)
{
    struct vc_time t = {.set = true, .zone = start->zone};
    if (icaltime_is_null_time(*u) || u->year < 1 || u->year > LAST_YEAR || u->month < 1 || u->month > 12)
        return INT64_MAX;
    t.local = civil_days(u->year, u->month, u->day) * DAY;
    if (u->is_date)
        return t.local + DAY - 1;
    t.local += u->hour * 3600 + u->minute * 60 + u->second;
    if (start->day || !icaltime_is_utc(*u))
        return t.local;
    t.zone = vc_zone_utc(r);
    return vc_local_in(r, &t, start->zone);
}

/* A list that is full has no end of its own. */
#define END_LIST(list) ((list)[sizeof(list) / sizeof *(list)-1] = ICAL_RECURRENCE_ARRAY_MAX)

static void end_lists(struct icalrecurrencetype *rule)
{
    END_LIST(rule->by_minute);
    END_LIST(rule->by_hour);
    END_LIST(rule->by_day);
    END_LIST(rule->by_month_day);
    END_LIST(rule->by_year_day);
    END_LIST(rule->by_week_no);
    END_LIST(rule->by_month);
    END_LIST(rule->by_set_pos);
}

static bool rule_read(struct vc_reading *r, struct slice text, struct icalrecurrencetype *rule)
{
    char copy[LONGEST_RULE];
    if (text.n >= sizeof copy)
        return false;
    memcpy(copy, text.s, text.n);
    copy[text.n] = '\0';
    *rule = icalrecurrencetype_from_string(copy);
    end_lists(rule);
    bool other_calendar = rule->rscale && strcasecmp(rule->rscale, "GREGORIAN") != 0; /* RFC 7529 */
    free(rule->rscale);
    rule->rscale = NULL;
    if (!other_calendar && rule->freq >= ICAL_DAILY_RECURRENCE && rule->freq <= ICAL_YEARLY_RECURRENCE &&
        rule->interval > 0)
        return true;
    r->feed->cut = true; /* what is not read is not gone */
    feed_warn(r->arena, r->feed,
              rule->freq < ICAL_DAILY_RECURRENCE
                  ? "recurs every hour or more often (%.60s): only its first time was read"
                  : "recurrence rule not understood (%.60s): only its first time was read",
              copy);
    return false;
}

bool vc_spend(struct vc_reading *r, size_t cost)
{
    if (cost < r->work) {
        r->work -= cost;
        return true;
    }
    r->work = 0;
    r->feed->cut = true;
    feed_warn(r->arena, r->feed, "recurrence that leads too far: not all its times were read");
    return false;
}

/* false: enough. */
static bool add(struct vc_reading *r, const struct vc_span *span, int64_t at, size_t *n,
                struct vc_moments *out)
{
    if (at >= span->to || *n >= span->most)
        return false;
    if (at < span->from)
        return true;
    *ARENA_PUSH(&r->scratch, out->v, out->n, out->cap) = at;
    return ++*n < span->most;
}

void vc_recur(struct vc_reading *r, struct slice text, const struct vc_time *start,
              const struct vc_span *span, struct vc_moments *out)
{
    struct icalrecurrencetype rule;
    int64_t first, counted = 1, k;
    int length;
    size_t n = 0;
    bool more = add(r, span, start->local, &n, out);
    if (!more || !vc_spend(r, RULE_COST) || !rule_read(r, text, &rule))
        return;
    struct walk w = {.rule = &rule, .start = start->local, .until = until_of(r, &rule.until, start)};
    set_times(&w);
    set_days(&w);
    w.found = mem_alloc(MOST_PERIOD * sizeof *w.found);
    for (k = periods_before(&w, span->from); more && period(&w, k, &first, &length); k++) {
        if (first * DAY >= span->to || first * DAY > w.until)
            break;
        walk_period(&w, first, length, start->day);
        if (!vc_spend(r, (size_t)length * (1 + w.lists) + w.n_candidates * w.positions))
            break;
        for (size_t i = 0; i < w.n_found && more; i++) {
            if (w.found[i] <= start->local)
                continue;
            more = w.found[i] <= w.until && !(rule.count && ++counted > rule.count) &&
                   add(r, span, w.found[i], &n, out);
        }
    }
    free(w.found);
}
