/* When a source is due again. Pure functions. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct schedule_input {
    int64_t now;
    int64_t every;                  /* the editor's interval, seconds */
    bool ok;                        /* the fetch and the parse went well (304 too) */
    int failures;                   /* in a row, this one included; 0 when ok */
    int64_t retry_after;            /* seconds asked by the server, -1 */
    int64_t max_age;                /* Cache-Control, -1 */
    int64_t ttl;                    /* of the feed, -1 */
    uint32_t skip_hours, skip_days; /* of the feed, UTC */
    uint64_t seed;                  /* for the jitter: the same source and attempt give the same jitter */
};

/* The instant of the next attempt. Well: `every`, stretched by what the source asks (ttl, max-age) up to the
   editor's bound of 4 × every. Failed: every × 2^(failures-1), at most 7 days; Retry-After when longer, at
   most 7 days. Both a little early (5 %, at most 75 min) so that a nightly cron never finds a source short of
   due, not in the night of 23 hours either; a failed one up to 10 % early, by the seed, so that what failed
   together does not come back together. Moved past skipped hours and days, unless every hour or every day is
   skipped. */
int64_t schedule_next(const struct schedule_input *in);
