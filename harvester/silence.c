/* When a source has been silent for longer than is its habit (habit.h). */
#include "harvester/habit.h"

enum { DAY = 86400 };

/* Seconds between two instants in which nobody expects anything. */
static int64_t holidays(int64_t from, int64_t to)
{
    static const struct {
        int month, day, to_month, to_day;
    } list[] = {{1, 1, 1, 5}, {7, 14, 9, 1}, {12, 20, 12, 31}};
    int64_t off = 0;
    struct civil first = civil_at(from, NULL), last = civil_at(to, NULL);
    for (int year = first.year; year <= last.year; year++)
        for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
            int64_t begins = civil_days(year, list[i].month, list[i].day) * DAY,
                    ends = (civil_days(year, list[i].to_month, list[i].to_day) + 1) * DAY;
            begins = begins > from ? begins : from;
            ends = ends < to ? ends : to;
            off += ends > begins ? ends - begins : 0;
        }
    return off;
}

bool habit_silent(const struct source *source, const struct habits *habits, int64_t now, int64_t *since)
{
    enum { OFTEN_ENOUGH = 5, SHORTEST = 30 * DAY };
    const struct habit *news = habit_find(habits, "*news"), *lull = habit_find(habits, "*lull"),
                       *until = habit_find(habits, "*until");
    if (!news || source->expect.silence == SILENCE_NORMAL)
        return false;
    *since = news->filled;
    if (source->expect.silence > 0)
        return now - news->filled > source->expect.silence;
    if (news->total < OFTEN_ENOUGH || (until && until->filled != INT64_MAX && until->filled >= now))
        return false; /* what it announced is still to come */
    int64_t quiet = now - news->filled - holidays(news->filled, now), most = SHORTEST;
    if (5 * news->share > (double)most)
        most = (int64_t)(5 * news->share);
    if (lull && 2 * lull->filled > most)
        most = 2 * lull->filled;
    return quiet > most;
}
