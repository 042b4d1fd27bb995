/* Time zones by IANA name (also fixed offsets "+02:00", "UTC", "Z"), from the system's TZif files (RFC 8536).
   Loaded once, kept for the life of the process; zone_preload() loads what is needed before a sandbox closes.
 */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/mem.h"

struct zone;

/* NULL when there is no such zone. The name is checked: no path can leave the zone folder. */
const struct zone *zone_find(const char *name);
/* Every zone the system has: for a process that will have no files. */
void zone_preload(void);
/* The name of a zone that somebody who wrote `word` may have meant ("Paris", "Europe/Pari"), in the arena;
   NULL when none is near, or the system has no list of them. For messages alone: it reads that list. */
const char *zone_nearest(struct arena *a, const char *word);
/* Its name, normalised for fixed offsets ("+02:00", "UTC"); lives as long as the process. */
const char *zone_name(const struct zone *z);

/* Seconds east of UTC in force at an instant; *abbreviation (may be NULL) is set to "CET" and the like. */
int zone_offset(const struct zone *z, int64_t instant, const char **abbreviation);

/* The instant of a local time given as seconds since 1970-01-01T00:00 local. Gap: the later reading. Overlap:
   the first one. */
int64_t zone_instant(const struct zone *z, int64_t local_seconds);

/* Appends a VTIMEZONE component (RFC 5545 3.6.5) for the zone, CRLF line ends, valid for instants from `from`
   on: the rules in force, from the footer of the TZif file, and the observances before them back to `from`.
 */
void zone_vtimezone(const struct zone *z, int64_t from, struct buf *out);

/* IANA name for a Windows zone name ("Romance Standard Time"), after CLDR; NULL when unknown. */
const char *zone_from_windows(const char *name);
