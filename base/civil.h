/* Civil time: what people write (date, optional time, zone name, precision), and instants: UTC epoch seconds.
   Never the zone of the process: localtime() and mktime() are not used anywhere.
   The zone data is the system's (/usr/share/zoneinfo), read by base/zone.c and kept in memory. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

#define INSTANT_NONE INT64_MIN

enum precision { PRECISION_NONE, PRECISION_YEAR, PRECISION_MONTH, PRECISION_DAY, PRECISION_MINUTE };

struct civil {
    int year; /* proleptic Gregorian, 1 to 9999 */
    uint8_t month, day, hour, minute,
        second;        /* 1-12, 1-31, 0-24, 0-59, 0-60; those finer than the precision are 0 */
    uint8_t precision; /* enum precision; PRECISION_NONE: no date at all */
    const char *zone;  /* IANA name, "UTC", or a fixed offset "+02:00"; NULL: floating, read in the source's
                          zone.  Points to a string that outlives the struct: static, or in the same arena. */
};

/* Days since 1970-01-01 of a proleptic Gregorian date, and back. */
int64_t civil_days(int year, int month, int day);
void civil_from_days(int64_t days, int *year, int *month, int *day);
int civil_weekday(int year, int month, int day); /* 0 Monday … 6 Sunday */
int civil_month_length(int year, int month);
bool civil_valid(const struct civil *c); /* a real date and time (hour 24 only as 24:00) */

/* The instant a civil time stands for: its start (midnight, the first of the month …) when the precision is
   coarse. A NULL zone of c is read in `zone` (NULL: UTC). In a gap of daylight saving the later reading, in
   an overlap the first. INSTANT_NONE when c holds no date or the zone is unknown. */
int64_t civil_instant(const struct civil *c, const char *zone);

/* The last second c covers: 23:59:59 of a day, the end of a month …; of a minute precision, that very
 * instant. */
int64_t civil_end(const struct civil *c, const char *zone);

/* The civil time of an instant in a zone (NULL: UTC), precision minute with its seconds; zone is stored as
 * given. */
struct civil civil_at(int64_t instant, const char *zone);

/* The same for instants that stand for days: one whose local time is exactly 00:00:00 is that day (precision
   day, zone NULL; none for INSTANT_NONE): sources write a day of Paris as 22:00Z or 23:00Z of the day before.
 */
struct civil civil_local_day(int64_t instant, const char *zone);

/* Text: "2026", "2026-03", "2026-03-10", "2026-03-10T09:30" (":05" only when the seconds are not 0). No zone.
   Writes at most 32 bytes with the NUL; returns out. Empty for PRECISION_NONE. */
char *civil_format(const struct civil *c, char out[32]);

/* Reads exactly the forms civil_format writes. zone is left NULL. */
bool civil_parse(const char *s, struct civil *c);

/* "2026-03-10T09:30:00+01:00" (RFC 3339) in the zone, or "…Z" when zone is NULL. */
char *instant_format(int64_t instant, const char *zone, char out[40]);

/* Order by instant, floating ones read as UTC. */
int civil_compare(const struct civil *a, const struct civil *b);
