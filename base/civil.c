/* Civil time and instants. Days by the proleptic Gregorian calendar, by Howard Hinnant's algorithms. */
#include "base/civil.h"
#include "base/zone.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400 };

int64_t civil_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

void civil_from_days(int64_t days, int *year, int *month, int *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

int civil_weekday(int year, int month, int day)
{
    int64_t w = (civil_days(year, month, day) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(w < 0 ? w + 7 : w);
}

int civil_month_length(int year, int month)
{
    static const uint8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && leap);
}

bool civil_valid(const struct civil *c)
{
    if (c->precision < PRECISION_YEAR || c->precision > PRECISION_MINUTE || c->year < 1 || c->year > 9999)
        return false;
    if (c->precision >= PRECISION_MONTH && (c->month < 1 || c->month > 12))
        return false;
    if (c->precision >= PRECISION_DAY && (c->day < 1 || c->day > civil_month_length(c->year, c->month)))
        return false;
    if (c->precision < PRECISION_MINUTE)
        return true;
    return c->minute <= 59 && c->second <= 60 &&
           (c->hour <= 23 || (c->hour == 24 && !c->minute && !c->second));
}

/* Seconds since 1970-01-01T00:00 on a clock that shows c. */
static int64_t local_seconds(const struct civil *c)
{
    int64_t days = civil_days(c->year, c->month ? c->month : 1, c->day ? c->day : 1);
    return days * DAY + c->hour * 3600 + c->minute * 60 + c->second;
}

static int64_t to_instant(int64_t local, const struct civil *c, const char *zone)
{
    const char *name = c->zone ? c->zone : zone;
    if (!name)
        return local;
    const struct zone *z = zone_find(name);
    return z ? zone_instant(z, local) : INSTANT_NONE;
}

int64_t civil_instant(const struct civil *c, const char *zone)
{
    return c->precision ? to_instant(local_seconds(c), c, zone) : INSTANT_NONE;
}

int64_t civil_end(const struct civil *c, const char *zone)
{
    int64_t local = local_seconds(c);
    switch (c->precision) {
    case PRECISION_NONE:
        return INSTANT_NONE;
    case PRECISION_YEAR:
        local = civil_days(c->year + 1, 1, 1) * DAY - 1;
        break;
    case PRECISION_MONTH:
        local = civil_days(c->year, c->month, civil_month_length(c->year, c->month)) * DAY + DAY - 1;
        break;
    case PRECISION_DAY:
        local += DAY - 1;
        break;
    default:
        break;
    }
    return to_instant(local, c, zone);
}

struct civil civil_at(int64_t instant, const char *zone)
{
    const struct zone *z = zone ? zone_find(zone) : NULL;
    int64_t local = instant + (z ? zone_offset(z, instant, NULL) : 0);
    int64_t days = local >= 0 ? local / DAY : -((DAY - 1 - local) / DAY), rest = local - days * DAY;
    int year, month, day;
    civil_from_days(days, &year, &month, &day);
    return (struct civil){
        .year = year,
        .month = (uint8_t)month,
        .day = (uint8_t)day,
        .hour = (uint8_t)(rest / 3600),
        .minute = (uint8_t)(rest / 60 % 60),
        .second = (uint8_t)(rest % 60),
        .precision = PRECISION_MINUTE,
        .zone = zone,
    };
}

struct civil civil_local_day(int64_t instant, const char *zone)
{
    if (instant == INSTANT_NONE)
        return (struct civil){0};
    struct civil c = civil_at(instant, zone);
    if (c.precision == PRECISION_MINUTE && !c.hour && !c.minute && !c.second) {
        c.precision = PRECISION_DAY;
        c.zone = NULL;
    }
    return c;
}

char *civil_format(const struct civil *c, char out[32])
{
    out[0] = '\0';
    unsigned year = c->year < 0 ? 0 : c->year > 9999 ? 9999 : (unsigned)c->year;
    if (c->precision == PRECISION_YEAR)
        snprintf(out, 32, "%04u", year);
    else if (c->precision == PRECISION_MONTH)
        snprintf(out, 32, "%04u-%02u", year, c->month);
    else if (c->precision == PRECISION_DAY)
        snprintf(out, 32, "%04u-%02u-%02u", year, c->month, c->day);
    else if (c->precision && c->second)
        snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02u", year, c->month, c->day, c->hour, c->minute,
                 c->second);
    else if (c->precision)
        snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u", year, c->month, c->day, c->hour, c->minute);
    return out;
}

/* Reads `digits` digits at *s; -1 when they are not there. */
static int number(const char **s, int digits)
{
    int v = 0;
    for (int i = 0; i < digits; i++) {
        if (!isdigit((unsigned char)**s))
            return -1;
        v = v * 10 + (*(*s)++ - '0');
    }
    return v;
}

bool civil_parse(const char *s, struct civil *c)
{
    static const struct {
        char before;
        int digits;
        uint8_t precision;
    } parts[] = {{0, 4, PRECISION_YEAR},   {'-', 2, PRECISION_MONTH},  {'-', 2, PRECISION_DAY},
                 {'T', 2, PRECISION_NONE}, {':', 2, PRECISION_MINUTE}, {':', 2, PRECISION_MINUTE}};
    int values[6] = {0};
    uint8_t precision = PRECISION_NONE;
    *c = (struct civil){0};
    for (size_t i = 0; i < 6 && (i == 0 || *s); i++) {
        if (parts[i].before && *s++ != parts[i].before)
            return false;
        values[i] = number(&s, parts[i].digits);
        if (values[i] < 0)
            return false;
        precision = parts[i].precision;
    }
    if (*s || !precision)
        return false;
    struct civil read = {.year = values[0],
                         .month = (uint8_t)values[1],
                         .day = (uint8_t)values[2],
                         .hour = (uint8_t)values[3],
                         .minute = (uint8_t)values[4],
                         .second = (uint8_t)values[5],
                         .precision = precision};
    if (!civil_valid(&read))
        return false;
    *c = read;
    return true;
}

char *instant_format(int64_t instant, const char *zone, char out[40])
{
    struct civil c = civil_at(instant, zone);
    const struct zone *z = zone ? zone_find(zone) : NULL;
    int n = snprintf(out, 40, "%04d-%02u-%02uT%02u:%02u:%02u", c.year, c.month, c.day, c.hour, c.minute,
                     c.second);
    if (n < 0 || n >= 33)
        return out;
    if (!z) {
        memcpy(out + n, "Z", 2);
        return out;
    }
    int offset = zone_offset(z, instant, NULL), minutes = (offset < 0 ? -offset : offset) / 60;
    snprintf(out + n, 40 - (size_t)n, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
    return out;
}

int civil_compare(const struct civil *a, const struct civil *b)
{
    int64_t x = civil_instant(a, NULL), y = civil_instant(b, NULL);
    return (x > y) - (x < y);
}
