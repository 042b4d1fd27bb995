/* Instants that machines write for whole days: the next local midnight as 22:00Z or 23:00Z, and T00:00:00. */
#include "harvester/meaning/facts.h"

#include <string.h>

/* The day a machine meant by a midnight, UTC's or the reader's; false: it is a real time. */
static bool is_midnight(const struct civil *c, const char *timezone, struct civil *day)
{
    if (c->precision != PRECISION_MINUTE || c->minute || c->second)
        return false;
    *day = *c;
    if (c->hour && c->zone) {
        int64_t at = civil_instant(c, NULL);
        if (at == INSTANT_NONE)
            return false;
        *day = civil_at(at, timezone);
    }
    if (day->hour || day->minute)
        return false;
    day->precision = PRECISION_DAY;
    day->zone = NULL;
    return true;
}

static void mend(struct civil *c, const char *timezone)
{
    struct civil day;
    if (is_midnight(c, timezone, &day))
        *c = day;
}

/* The day whose last minute it is; false: it is another time. */
static bool is_last_minute(const struct civil *c, const char *timezone, struct civil *day)
{
    int64_t at = c->precision == PRECISION_MINUTE ? civil_instant(c, timezone) : INSTANT_NONE;
    if (at == INSTANT_NONE)
        return false;
    *day = civil_at(at, timezone);
    if (day->hour != 23 || day->minute != 59)
        return false;
    day->precision = PRECISION_DAY;
    day->hour = day->minute = day->second = 0;
    day->zone = NULL;
    return true;
}

/* An event from midnight to midnight has whole days; its end is the day before the last midnight. So has one
   that ends a minute before. */
static void mend_event(struct item *item, const char *timezone)
{
    struct civil first, last = item->ends;
    if (!is_midnight(&item->starts, timezone, &first))
        return;
    bool ends = item->ends.precision, minute = is_last_minute(&item->ends, timezone, &last);
    if (ends && !minute && !is_midnight(&item->ends, timezone, &last))
        return;
    item->starts = first;
    item->all_day = true;
    if (minute)
        item->ends = last;
    if (!ends || minute)
        return;
    if (days_compare(&last, &first) > 0) {
        int y, m, d;
        civil_from_days(civil_days(last.year, last.month, last.day) - 1, &y, &m, &d);
        last.year = y;
        last.month = (uint8_t)m;
        last.day = (uint8_t)d;
    }
    item->ends = last;
}

void days_read(const char *text, const struct found_date *date, struct civil *c)
{
    if (c->precision != PRECISION_MINUTE || c->minute || c->hour > 2)
        return;
    const char *words = text + date->position;
    size_t n = (size_t)date->length;
    bool utc = memmem(words, n, "Z", 1) || memmem(words, n, "UTC", 3) || memmem(words, n, "GMT", 3) ||
               memmem(words, n, "+00", 3);
    bool midnight = c->hour ? memmem(words, n, "00:00", 5) != NULL
                            : memmem(words, n, "22:00", 5) || memmem(words, n, "23:00", 5);
    if (!utc || !midnight)
        return;
    c->precision = PRECISION_DAY;
    c->hour = c->second = 0;
}

static void mend_call(struct item *item, const char *timezone)
{
    mend(&item->opens, timezone);
    mend(&item->deadline, timezone);
    mend(&item->registration_deadline, timezone);
    for (size_t i = 0; i < item->deadlines.n; i++)
        mend(&item->deadlines.v[i], timezone);
}

void days_mend(struct item *item, const struct meaning_context *context)
{
    const char *timezone = context->timezone ? context->timezone : "Europe/Paris";
    if (!context->exact_times)
        mend_call(item, timezone);
    if (!item->sessions.n)
        mend_event(item, timezone);
}
