/* When a source is due again. Pure: the clock, the store and the network are the callers'. */
#include "harvester/schedule.h"

enum {
    MINUTE = 60,
    HOUR = 60 * MINUTE,
    DAY = 24 * HOUR,
    LONGEST = 7 * DAY,
    EARLIEST = 75 * MINUTE,
    STRETCH = 4
};

/* How much too early a source may be asked: a nightly cron must never find it a minute short of due, nor an
   hour on the day that has but 23. */
static int64_t early(int64_t interval)
{
    int64_t margin = interval / 20;
    return margin < EARLIEST ? margin : EARLIEST;
}

/* SplitMix64: neighbouring seeds give values far apart. */
static uint64_t scatter(uint64_t seed)
{
    seed += 0x9E3779B97F4A7C15u;
    seed = (seed ^ seed >> 30) * 0xBF58476D1CE4E5B9u;
    seed = (seed ^ seed >> 27) * 0x94D049BB133111EBu;
    return seed ^ seed >> 31;
}

static int64_t after_success(const struct schedule_input *in)
{
    int64_t interval = in->every, wished = in->ttl > in->max_age ? in->ttl : in->max_age;
    int64_t bound = in->every > INT64_MAX / STRETCH ? INT64_MAX : in->every * STRETCH;
    if (wished > bound)
        wished = bound;
    if (wished > interval)
        interval = wished;
    return interval - early(interval);
}

static int64_t after_failure(const struct schedule_input *in)
{
    int64_t delay = in->every > 1 ? in->every : 1;
    for (int i = 1; i < in->failures && delay < LONGEST; i++)
        delay *= 2;
    if (delay > LONGEST)
        delay = LONGEST;
    /* never late: a nightly cron would skip a night */
    int64_t jitter = (int64_t)(scatter(in->seed) % (uint64_t)(delay / 10 + 1));
    delay -= jitter > early(delay) ? jitter : early(delay);
    int64_t asked = in->retry_after < LONGEST ? in->retry_after : LONGEST;
    return asked > delay ? asked : delay;
}

/* 1970-01-01 was a Thursday; day 0 is Monday. */
static unsigned weekday(int64_t instant)
{
    int64_t day = instant / DAY - (instant % DAY < 0);
    return (unsigned)(((day + 3) % 7 + 7) % 7);
}

static int64_t past_skipped(int64_t t, uint32_t hours, uint32_t days)
{
    enum { ALL_HOURS = 0xFFFFFF, ALL_DAYS = 0x7F, STEPS = 8 * 25 };
    if ((hours & ALL_HOURS) == ALL_HOURS || (days & ALL_DAYS) == ALL_DAYS)
        return t; /* no hour is left: the publisher did not mean it */
    for (int i = 0; i < STEPS; i++) {
        int64_t second = (t % DAY + DAY) % DAY;
        if (days >> weekday(t) & 1)
            t += DAY - second;
        else if (hours >> (second / HOUR) & 1)
            t += HOUR - second % HOUR;
        else
            break;
    }
    return t;
}

int64_t schedule_next(const struct schedule_input *in)
{
    int64_t next = in->now + (in->ok ? after_success(in) : after_failure(in));
    return past_skipped(next, in->skip_hours, in->skip_days);
}
