/* Dates as machines write them in feeds, APIs and headers: RFC 822/2822 with the sloppy forms met in the
   wild, RFC 3339 and ISO 8601 (also compact, week and ordinal dates), W3C-DTF, asctime, zone names and
   numbers, French and English month names, two-digit years. Not for dates in prose: that is
   harvester/meaning/. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/civil.h"

/* Reads the whole of s. The zone is NULL when the text names none. false: no date could be read, c is
   cleared. An impossible date (31 February) is no date. Zone pointers are static. */
bool timestamp_parse(const char *s, size_t n, struct civil *c);

/* The same as an instant; without a zone it is read in default_zone (NULL: UTC). INSTANT_NONE when
 * unreadable. */
int64_t timestamp_instant(const char *s, size_t n, const char *default_zone);

/* HTTP dates of RFC 9110 5.6.7, all three forms. INSTANT_NONE when unreadable. */
int64_t timestamp_http(const char *s);
