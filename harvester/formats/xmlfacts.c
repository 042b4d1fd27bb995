/* Dates, places, durations and the wish to be left alone, as XML feeds state them. */
#include "harvester/formats/xmlfields.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- dates --- */

void take_instant(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    if (!x->item || !may_give(x, e->field, rank_of(x, e)))
        return;
    int64_t at = timestamp_instant(piece->p, piece->n, x->document->timezone);
    const char *line = at == INSTANT_NONE ? line_of(x, e, piece) : NULL;
    if (line) /* perhaps with entities in it */
        at = timestamp_instant(line, strlen(line), x->document->timezone);
    if (at == INSTANT_NONE)
        return;
    *(e->field == FIELD_PUBLISHED ? &x->item->published : &x->item->updated) = at;
    settle(x, e->field, rank_of(x, e));
}

/* A day in an iCalendar DTEND is the one after the last (RFC 5545 3.6.1). */
static void day_before(struct civil *c)
{
    int year, month, day;
    civil_from_days(civil_days(c->year, c->month, c->day) - 1, &year, &month, &day);
    c->year = year;
    c->month = (uint8_t)month;
    c->day = (uint8_t)day;
}

static void put_civil(struct xmlfeed *x, enum field field, const struct element *e, const char *s, size_t n)
{
    struct civil c;
    if (!may_give(x, field, rank_of(x, e)) || !timestamp_parse(s, n, &c))
        return;
    if (field == FIELD_ENDS && c.precision == PRECISION_DAY && (e->ns == NS_ICAL || e->ns == NS_GDATA))
        day_before(&c);
    *(field == FIELD_STARTS ? &x->item->starts : &x->item->ends) = c;
    settle(x, field, rank_of(x, e));
}

void take_civil(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    if (x->item)
        put_civil(x, e->field, e, piece->p, piece->n);
}

void take_hour(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    x->hours[e->field == FIELD_END_HOUR] = line_of(x, e, piece);
}

/* Day and hour that were stated apart. */
void join_hour(struct xmlfeed *x, struct civil *c, const char *hour)
{
    struct civil whole;
    char day[32];
    if (!hour || c->precision != PRECISION_DAY)
        return;
    const char *text = arena_printf(x->arena, "%s %s", civil_format(c, day), hour);
    if (timestamp_parse(text, strlen(text), &whole))
        *c = whole;
}

void begin_when(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    size_t n;
    const char *s = attribute(attributes, "startTime", &n);
    if (s && x->item)
        put_civil(x, FIELD_STARTS, e, s, n);
    s = attribute(attributes, "endTime", &n);
    if (s && x->item)
        put_civil(x, FIELD_ENDS, e, s, n);
}

static bool says_cancelled(const char *s, size_t n)
{
    for (size_t i = 0; i + 6 <= n; i++)
        if (strncasecmp(s + i, "cancel", 6) == 0)
            return true;
    return false;
}

void begin_status(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    size_t n;
    const char *s = attribute(attributes, "value", &n);
    (void)e;
    if (s && x->item)
        x->item->cancelled = says_cancelled(s, n);
}

void take_status(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    if (x->item && says_cancelled(piece->p, piece->n))
        x->item->cancelled = true;
}

/* --- durations --- */

/* "1h 2m 3s", "PT1H2M3S", "12 min": numbers that name their unit. */
static double named_units(const char *s)
{
    static const struct {
        char letter;
        double seconds;
    } units[] = {{'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    double total = -1;
    while (*s) {
        if (!isdigit((unsigned char)*s)) {
            s++;
            continue;
        }
        char *end;
        double v = strtod(s, &end);
        while (*end == ' ')
            end++;
        size_t i = 0;
        while (i < 4 && units[i].letter != tolower((unsigned char)*end))
            i++;
        if (i == 4)
            return -1;
        total = (total < 0 ? 0 : total) + v * units[i].seconds;
        s = end;
    }
    return total;
}

double podcast_duration(const char *s)
{
    double total = 0;
    const char *p = s;
    for (int parts = 0; parts < 4; parts++) {
        char *end;
        if (!isdigit((unsigned char)*p))
            break;
        double v = strtod(p, &end);
        if (v > 1e7)
            return -1;
        total = total * 60 + v;
        if (!*end)
            return total;
        if (*end != ':')
            break;
        p = end + 1;
        while (*p == ' ')
            p++;
    }
    total = named_units(s);
    return total < 1e8 ? total : -1;
}

void take_duration(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    double seconds = line ? podcast_duration(line) : -1;
    if (seconds >= 0 && x->duration < 0)
        x->duration = seconds;
}

/* --- points --- */

static bool read_degrees(const char **s, double most, double *v)
{
    char *end;
    while (**s && strchr(" ,;\t\n\r", **s))
        (*s)++;
    double d = strtod(*s, &end);
    if (end == *s || !isfinite(d) || fabs(d) > most)
        return false;
    *s = end;
    *v = d;
    return true;
}

void take_point(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *s = line_of(x, e, piece);
    double lat, lon;
    if (!s || !x->item || !may_give(x, FIELD_POINT, rank_of(x, e)))
        return;
    if (!read_degrees(&s, 90, &lat) || !read_degrees(&s, 180, &lon))
        return;
    x->item->lat = lat;
    x->item->lon = lon;
    settle(x, FIELD_POINT, rank_of(x, e));
}

void take_coordinate(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *s = line_of(x, e, piece);
    bool lat = e->field == FIELD_LAT;
    double v;
    if (!s || !x->item || !may_give(x, FIELD_POINT, rank_of(x, e)) || !may_give(x, e->field, rank_of(x, e)) ||
        !read_degrees(&s, lat ? 90 : 180, &v))
        return;
    *(lat ? &x->item->lat : &x->item->lon) = v;
    settle(x, e->field, rank_of(x, e));
}

/* --- when to come back --- */

enum { LONGEST_TTL = 366 * 86400 };

void take_ttl(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    char *end;
    long minutes = line ? strtol(line, &end, 10) : 0;
    if (minutes > 0 && minutes < LONGEST_TTL / 60)
        x->feed->ttl = minutes * 60;
}

void take_period(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    static const struct {
        const char *name;
        int64_t seconds;
    } periods[] = {{"hourly", 3600},
                   {"daily", 86400},
                   {"weekly", 7 * 86400},
                   {"monthly", 30 * 86400},
                   {"yearly", 365 * 86400}};
    const char *line = line_of(x, e, piece);
    for (size_t i = 0; line && i < sizeof periods / sizeof *periods; i++)
        if (text_equal_fold(line, periods[i].name))
            x->period = periods[i].seconds;
}

void take_frequency(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    int v = line ? atoi(line) : 0;
    if (v > 0)
        x->frequency = v;
}

void take_skipped_hour(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    char *end;
    long hour = line ? strtol(line, &end, 10) : -1;
    if (line && end != line && hour >= 0 && hour <= 24)
        x->feed->skip_hours |= 1u << hour % 24;
}

void take_skipped_day(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const char *line = line_of(x, e, piece);
    for (unsigned i = 0; line && i < 7; i++)
        if (strncasecmp(line, days[i], 3) == 0)
            x->feed->skip_days |= 1u << i;
}
