/* What the files of the iCalendar reader (RFC 5545, 7986) share: content lines, times and zones, recurrence.
   The format itself is `icalendar_format`. */
#pragma once
#include "harvester/formats/common.h"

/* --- content lines: icalendar_lines.c --- */

/* The properties that are read, and what delimits components. */
/* clang-format off */
#define VC_PROPERTIES(X) \
    X(BEGIN, "BEGIN") X(END, "END") X(METHOD, "METHOD") X(NAME, "NAME") X(CALNAME, "X-WR-CALNAME") \
    X(CALDESC, "X-WR-CALDESC") X(CALZONE, "X-WR-TIMEZONE") X(REFRESH, "REFRESH-INTERVAL") \
    X(TTL, "X-PUBLISHED-TTL") X(SOURCE, "SOURCE") X(IMAGE, "IMAGE") X(UID, "UID") X(DTSTAMP, "DTSTAMP") \
    X(DTSTART, "DTSTART") X(DTEND, "DTEND") X(DUE, "DUE") X(DURATION, "DURATION") X(RRULE, "RRULE") \
    X(RDATE, "RDATE") X(EXDATE, "EXDATE") X(EXRULE, "EXRULE") X(RECURRENCE_ID, "RECURRENCE-ID") \
    X(SEQUENCE, "SEQUENCE") X(CREATED, "CREATED") X(LAST_MODIFIED, "LAST-MODIFIED") X(STATUS, "STATUS") \
    X(CLASS, "CLASS") X(SUMMARY, "SUMMARY") X(DESCRIPTION, "DESCRIPTION") X(ALT_DESC, "X-ALT-DESC") \
    X(STYLED, "STYLED-DESCRIPTION") X(LOCATION, "LOCATION") X(GEO, "GEO") \
    X(APPLE_PLACE, "X-APPLE-STRUCTURED-LOCATION") X(URL, "URL") X(ATTACH, "ATTACH") \
    X(CATEGORIES, "CATEGORIES") X(ORGANIZER, "ORGANIZER") X(CONFERENCE, "CONFERENCE") \
    X(GOOGLE_CONFERENCE, "X-GOOGLE-CONFERENCE") X(ALL_DAY, "X-MICROSOFT-CDO-ALLDAYEVENT") \
    X(TZID, "TZID") X(TZOFFSETFROM, "TZOFFSETFROM") X(TZOFFSETTO, "TZOFFSETTO") \
    X(TZ_ALIAS, "TZID-ALIAS-OF") X(TZ_LOCATION, "X-LIC-LOCATION") \
    X(MOISSON_ITEM, "X-MOISSON-ITEM") X(MOISSON_KIND, "X-MOISSON-KIND") \
    X(MOISSON_TITLE, "X-MOISSON-TITLE") X(MOISSON_SUMMARY, "X-MOISSON-SUMMARY")
/* clang-format on */

enum vc_name {
    VC_OTHER, /* a property that is passed over */
#define X(id, name) VC_##id,
    VC_PROPERTIES(X)
#undef X
        VC_NAMES
};

struct slice {
    const char *s; /* NULL: not there; not NUL-terminated */
    size_t n;
};

struct vc_line {
    enum vc_name name;
    struct slice params, value; /* the parameters begin with ";", or are empty */
};

/* Appends the bytes with folds undone (also those in the middle of a character, without their space, or in an
   indented file) and every content line ended by one LF. Line ends may be CRLF, LF, CR. Linear time. */
void vc_unfold(struct buf *out, const char *bytes, size_t n);

/* The next property of unfolded text; *at moves on. false at the end. */
bool vc_next(struct slice *at, struct vc_line *line);
/* The value of a parameter, without its quotes. */
bool vc_param(const struct vc_line *line, const char *name, struct slice *value);
bool slice_is(struct slice s, const char *word); /* ASCII, any case, white space around it not counted */

/* A TEXT value (RFC 5545 3.3.11) with its escapes undone, lines kept; NULL when blank. */
const char *vc_text(struct arena *a, struct slice value);
/* The same in one line, tags and entities that some put there decoded; NULL when blank. */
const char *vc_title(struct arena *a, struct slice value);
/* Cuts the next value off a list at a comma that is not escaped. false at the end. */
bool vc_cut(struct slice *list, struct slice *value);

/* --- reading one document --- */

struct vc_zone;
struct vc_reading {
    const struct document *document;
    struct arena *arena;
    struct arena scratch; /* of one entry with its exceptions */
    struct feed *feed;
    const struct vc_zone *zone; /* of floating times: the calendar's, else the source's */
    struct {
        struct vc_zone *v;
        size_t n, cap;
    } zones;
    size_t work; /* what recurrence may still cost, in days looked at: bounds the whole document */
};

/* --- times and zones: icalendar_time.c --- */

struct vc_time {
    bool set, day;              /* day: a date without a time */
    int64_t local;              /* seconds since 1970-01-01T00:00 on the clocks of its zone */
    const struct vc_zone *zone; /* never NULL but for days */
};

void vc_zones_init(struct vc_reading *r);
/* Takes note of a VTIMEZONE, from its own lines. */
void vc_zone_add(struct vc_reading *r, struct slice body);
/* The zone of a TZID, whatever it is called: IANA, Windows, with prefixes, by its VTIMEZONE. NULL: unknown.
 */
const struct vc_zone *vc_zone_find(struct vc_reading *r, struct slice name);

/* The zone that a line's TZID names; NULL: none. */
const struct vc_zone *vc_line_zone(struct vc_reading *r, const struct vc_line *line);
/* DATE or DATE-TIME, in the zone given (NULL: of floating times) unless it says Z. false: no date. */
bool vc_time_read(struct vc_reading *r, const struct vc_zone *zone, struct slice value, struct vc_time *t);
/* The same for a line with one value. */
bool vc_line_time(struct vc_reading *r, const struct vc_line *line, struct vc_time *t);
const struct vc_zone *vc_zone_utc(const struct vc_reading *r); /* of times written with a Z */
int64_t vc_instant(struct vc_reading *r, const struct vc_time *t);
struct civil vc_civil(struct vc_reading *r, const struct vc_time *t);
/* The same moment on the clocks of another zone. */
int64_t vc_local_in(struct vc_reading *r, const struct vc_time *t, const struct vc_zone *zone);
/* A DURATION in seconds. false: none, or a negative one. `days`: it is in whole days, which clocks put back
   do not change. */
bool vc_duration(struct slice value, int64_t *seconds, bool *days);

/* --- recurrence: icalendar_recur.c --- */

/* Takes the cost off r->work; false when that is used up, and the feed is warned. */
bool vc_spend(struct vc_reading *r, size_t cost);

struct vc_span {
    int64_t from, to; /* local seconds; what begins before `to` */
    size_t most;      /* occurrences */
};
struct vc_moments { /* in the scratch arena, unless it says otherwise */
    int64_t *v;     /* local seconds */
    size_t n, cap;
};
/* Appends the local times of a recurrence rule (RFC 5545 3.3.10) that begin in the span, ascending, the start
   itself among them. Days looked at are taken off r->work; when that is used up, or the rule cannot be
   followed, what there is stands, and the feed is warned. */
void vc_recur(struct vc_reading *r, struct slice rule, const struct vc_time *start,
              const struct vc_span *span, struct vc_moments *out);

/* --- entries: icalendar_item.c --- */

/* One VEVENT or VTODO: what places it among the others. */
struct vc_event {
    struct slice body; /* its lines */
    const struct vc_zone *floating;
    const char *uid;                      /* of an entry that an export of ours wrote: its item; NULL: none */
    bool todo, own, cancelled, following; /* following: RANGE=THISANDFUTURE */
    bool recurs;                          /* RRULE or RDATE */
    struct vc_time start, end;            /* VTODO: DTSTART, or DUE where there is none; DUE */
    struct vc_time recurrence;            /* RECURRENCE-ID */
    bool opens;                           /* a VTODO that has a DTSTART */
    int sequence;
    int64_t stamp;           /* DTSTAMP, INSTANT_NONE */
    const struct item *made; /* its item, without id and times, once it was asked for */
    size_t order, group;     /* in the document; those of one UID */
    bool leads;              /* the first of its group */
};

/* The first property of each name, those of nested components left out. */
void vc_gather(struct slice body, struct vc_line lines[VC_NAMES]);
/* Fills what places the event; `floating`, `todo`, `body` and `order` are there already. false: it is not to
   be published. */
bool vc_event_read(struct vc_reading *r, struct vc_event *e);
/* Its item without id and times; `stamped`: DTSTAMP says when it changed. */
const struct item *vc_event_item(struct vc_reading *r, struct vc_event *e, bool stamped);
/* Puts start and end into an item. */
void vc_item_times(struct vc_reading *r, struct item *item, const struct vc_event *e,
                   const struct vc_time *start, const struct vc_time *end);
/* An http address, or a relative one that nothing could be resolved against; NULL for others. */
const char *vc_address(struct vc_reading *r, struct slice value);

/* --- series: icalendar_series.c --- */

/* Makes the items of all events, in their order. false with err: too much memory. */
bool vc_items(struct vc_reading *r, struct vc_event *events, size_t n, struct error *err);
