/* Dates, times and ranges in free text, French and English: found, resolved, and told what they are for. For
   dates in machine fields see base/timestamp.h. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/civil.h"
#include "base/mem.h"
#include "harvester/meaning/tokens.h"

enum date_role { ROLE_OTHER, ROLE_DEADLINE, ROLE_OPENS, ROLE_EVENT, ROLE_PUBLISHED, ROLE_COUNT };
extern const char *const date_role_names[ROLE_COUNT + 1]; /* "other", "deadline" …, NULL */

struct date_context {
    const char *language; /* BCP 47 of the text: "fr", "en"; NULL: not known. A hint: both are always read */
    struct civil ref;     /* when the text is read, civil time in `timezone`; without one, dates whose year is
                             left out and relative ones are not found */
    const char *timezone; /* of the reader; NULL: Europe/Paris */
};

struct found_date {
    struct civil from, to; /* civil time in the context's timezone, `zone` NULL; to: PRECISION_NONE: no end */
    enum date_role role;
    int position, length; /* the bytes of the text it was read from, cue words not counted */
    const char *rule;     /* "numeric date; cue: date limite": grammar rule and cue; in the arena or static */
    double confidence;    /* 0 to 1 */
    bool replaced;   /* another date takes its place ("initialement prévu le", "au lieu du"); role: other */
    bool moved;      /* it takes the place of another ("reporté au", "prolongé jusqu'au") */
    bool year_given; /* the year was written, here or in the date it is tied to; false: it was inferred */
    bool cued;       /* the role rests on a cue; false: on its form alone */
};

struct found_dates {
    struct found_date *v;
    size_t n, cap;
};

/* Finds every date in n bytes of valid UTF-8, in the order of the text; line ends count (a heading speaks for
   the line below it). A deadline given as a window of submission is one date with from and to; an enumeration
   is as many dates as it names. "minuit", "midnight" and "24h" of a deadline or of an end are 23:59 of that
   day. Times are converted when the text names a zone. Cost linear in n; all memory in the arena. */
void dates_find(struct arena *a, const char *text, size_t n, const struct date_context *context,
                struct found_dates *out);
/* The same in a text that is cut already. */
void dates_of(struct arena *a, const struct tokens *tokens, const struct date_context *context,
              struct found_dates *out);
