/* Times of iCalendar and the zones they are told in: by IANA name, by Windows name, with the prefixes that
   programs put before them, or by nothing but a VTIMEZONE (RFC 5545 3.6.5). */
#include "harvester/formats/icalendar.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "base/zone.h"

#include <libical/ical.h>
#include <ctype.h>
#include <string.h>

enum {
    DAY = 86400,
    MOST_ZONES = 200,
    MOST_OBSERVANCES = 40,
    MOST_ONSETS = 100,
    MOST_PREFIXES = 6,
    LONGEST_NAME = 200
};

struct observance {
    struct vc_time start;
    int from, to; /* seconds east of UTC, before and after */
    struct slice rule;
    struct vc_moments dates; /* RDATE, in the document's arena */
};

struct onset {
    int64_t at; /* local seconds, on the clocks before */
    int before, after;
};

/* A VTIMEZONE, and what it says of one year, which is worked out when a time of that year is met. */
struct rules {
    struct observance *v;
    size_t n, cap;
    int year;
    struct onset *onsets;
    size_t n_onsets;
};

struct vc_zone {
    const char *tzid; /* as the document calls it */
    const char *name; /* for civil times; NULL: offsets only */
    const struct zone *zone;
    struct rules *rules;
};

/* --- names --- */

static const char *slice_text(struct arena *a, struct slice s)
{
    return s.n <= LONGEST_NAME ? plain_line(a, s.s, s.n) : NULL;
}

/* "UTC+01:00", "GMT+1": an offset. */
static const struct zone *by_offset(struct arena *a, const char *name)
{
    if (strncasecmp(name, "UTC", 3) != 0 && strncasecmp(name, "GMT", 3) != 0)
        return NULL;
    const char *s = name + 3;
    size_t n = strspn(s + (*s == '+' || *s == '-'), "0123456789") + 1;
    if (n < 2 || strlen(s) > 6)
        return NULL;
    return zone_find(n == 2            ? arena_printf(a, "%c0%c:00", s[0], s[1])
                     : n == 3 && !s[3] ? arena_printf(a, "%s:00", s)
                     : n == 5          ? arena_printf(a, "%.3s:%s", s, s + 3)
                                       : s);
}

/* "Europe/Paris", "Romance Standard Time", "/mozilla.org/20050126_1/Europe/Paris". */
static const struct zone *by_name(struct arena *a, const char *name)
{
    const struct zone *z = zone_find(name);
    const char *windows = z ? NULL : zone_from_windows(name);
    if (windows)
        z = zone_find(windows);
    const char *slash = strchr(name, '/');
    for (int i = 0; i < MOST_PREFIXES && !z && slash && slash[1]; i++, slash = strchr(slash + 1, '/'))
        z = zone_find(slash + 1);
    return z ? z : by_offset(a, name);
}

static struct vc_zone *known(struct vc_reading *r, const char *tzid)
{
    for (size_t i = 0; i < r->zones.n; i++)
        if (strcmp(r->zones.v[i].tzid, tzid) == 0)
            return &r->zones.v[i];
    return NULL;
}

/* The array never moves: times point into it. NULL when it is full. */
static struct vc_zone *add_zone(struct vc_reading *r, const char *tzid, const struct zone *zone)
{
    if (r->zones.n == r->zones.cap)
        return NULL;
    struct vc_zone *z = &r->zones.v[r->zones.n++];
    *z = (struct vc_zone){.tzid = tzid, .zone = zone, .name = zone ? zone_name(zone) : NULL};
    return z;
}

void vc_zones_init(struct vc_reading *r)
{
    r->zones.cap = MOST_ZONES;
    r->zones.v = arena_alloc(r->arena, MOST_ZONES * sizeof *r->zones.v);
    add_zone(r, "UTC", zone_find("UTC"));
    const struct zone *own = r->document->timezone ? zone_find(r->document->timezone) : NULL;
    struct vc_zone *floating = add_zone(r, "", own ? own : zone_find("UTC"));
    if (!own)
        floating->name = NULL; /* nobody said where: the times stay floating */
    r->zone = floating;
}

const struct vc_zone *vc_zone_find(struct vc_reading *r, struct slice name)
{
    const char *tzid = slice_text(r->arena, name);
    struct vc_zone *z = tzid ? known(r, tzid) : NULL;
    if (!tzid)
        return NULL;
    if (!z)
        z = add_zone(r, tzid, r->zones.n < MOST_ZONES ? by_name(r->arena, tzid) : NULL);
    if (z && (z->zone || z->rules))
        return z;
    feed_warn(r->arena, r->feed, "time zone \"%.60s\" is not known: its times are read as local ones", tzid);
    return NULL;
}

/* --- VTIMEZONE --- */

static bool offset_read(struct slice s, int *seconds)
{
    int v[3] = {0};
    size_t i = 0;
    while (i < s.n && isspace((unsigned char)s.s[i]))
        i++;
    bool signed_ = i < s.n && (s.s[i] == '+' || s.s[i] == '-'), west = signed_ && s.s[i] == '-';
    i += signed_;
    for (int k = 0;
         k < 3 && i + 1 < s.n && isdigit((unsigned char)s.s[i]) && isdigit((unsigned char)s.s[i + 1]);
         k++, i += 2) {
        v[k] = (s.s[i] - '0') * 10 + s.s[i + 1] - '0';
        i += i + 2 < s.n && s.s[i + 2] == ':';
    }
    *seconds = (west ? -1 : 1) * (v[0] * 3600 + v[1] * 60 + v[2]);
    return signed_ && v[0] <= 18 && v[1] < 60 && v[2] < 60;
}

static void push(struct arena *a, struct vc_moments *list, int64_t at)
{
    if (list->n < MOST_ONSETS)
        *ARENA_PUSH(a, list->v, list->n, list->cap) = at;
}

static void observance_line(struct vc_reading *r, struct observance *o, const struct vc_line *line)
{
    struct slice list = line->value, one;
    struct vc_time t;
    switch (line->name) {
    case VC_DTSTART:
        vc_time_read(r, NULL, line->value, &o->start);
        break;
    case VC_TZOFFSETFROM:
        offset_read(line->value, &o->from);
        break;
    case VC_TZOFFSETTO:
        offset_read(line->value, &o->to);
        break;
    case VC_RRULE:
        o->rule = line->value;
        break;
    case VC_RDATE:
        while (o->dates.n < MOST_ONSETS && vc_cut(&list, &one))
            if (vc_time_read(r, NULL, one, &t))
                push(r->arena, &o->dates, t.local);
        break;
    default:
        break;
    }
}

static void add_onset(struct rules *rules, const struct observance *o, int64_t at)
{
    if (rules->n_onsets < MOST_ONSETS)
        rules->onsets[rules->n_onsets++] = (struct onset){at, o->from, o->to};
}

/* When an observance begins, within two years and before them at least once. */
static void observe(struct vc_reading *r, struct rules *rules, const struct observance *o, int year)
{
    struct vc_moments found = {0};
    struct vc_span span = {civil_days(year - 1, 1, 1) * DAY, civil_days(year + 1, 1, 1) * DAY, 8};
    add_onset(rules, o, o->start.local);
    for (size_t i = 0; i < o->dates.n; i++)
        add_onset(rules, o, o->dates.v[i]);
    /* zones change once a year; anything more frequent is no zone. Nothing recurs without a start */
    if (!o->start.set || !o->rule.s || !memmem(o->rule.s, o->rule.n, "YEARLY", 6))
        return;
    vc_recur(r, o->rule, &o->start, &span, &found);
    for (size_t i = 0; i < found.n; i++)
        add_onset(rules, o, found.v[i]);
    if (found.n)
        return;
    /* a rule that has ended by then: its last time, in the year it ended */
    struct slice until = {memmem(o->rule.s, o->rule.n, "UNTIL=", 6), 4};
    if (!until.s || (size_t)(until.s - o->rule.s) + 10 > o->rule.n)
        return;
    until.s += 6;
    int last = 0;
    for (size_t i = 0; i < until.n && isdigit((unsigned char)until.s[i]); i++)
        last = last * 10 + until.s[i] - '0';
    span = (struct vc_span){civil_days(last, 1, 1) * DAY, civil_days(last + 1, 1, 1) * DAY, 8};
    if (last >= 1900 && last < year)
        vc_recur(r, o->rule, &o->start, &span, &found);
    for (size_t i = 0; i < found.n; i++)
        add_onset(rules, o, found.v[i]);
}

static int rules_offset(struct vc_reading *r, struct rules *rules, int64_t local)
{
    struct civil c = civil_at(local, NULL);
    if (c.year != rules->year) {
        rules->year = c.year;
        rules->n_onsets = 0;
        for (size_t i = 0; i < rules->n; i++)
            observe(r, rules, &rules->v[i], c.year);
    }
    const struct onset *last = NULL, *first = NULL;
    for (size_t i = 0; i < rules->n_onsets; i++) {
        const struct onset *o = &rules->onsets[i];
        if (!first || o->at < first->at)
            first = o;
        if (o->at <= local && (!last || o->at >= last->at))
            last = o;
    }
    return last ? last->after : first ? first->before : 0;
}

/* A VTIMEZONE that says what the source's own zone does, this year and the next, is that zone. */
static bool same_zone(struct vc_reading *r, struct rules *rules, const struct zone *zone)
{
    struct civil now = civil_at(r->document->now, NULL);
    for (int month = 1; month <= 24; month++) {
        int64_t local = civil_days(now.year + (month > 12), (month - 1) % 12 + 1, 15) * DAY + DAY / 2;
        if (zone_offset(zone, zone_instant(zone, local), NULL) != rules_offset(r, rules, local))
            return false;
    }
    return true;
}

void vc_zone_add(struct vc_reading *r, struct slice body)
{
    struct rules found = {0}, *rules = &found;
    struct slice tzid = {0}, alias[2] = {{0}, {0}};
    struct vc_line line;
    bool inside = false;
    while (vc_next(&body, &line)) {
        if (line.name == VC_BEGIN) {
            inside = rules->n < MOST_OBSERVANCES &&
                     (slice_is(line.value, "STANDARD") || slice_is(line.value, "DAYLIGHT"));
            if (inside)
                *ARENA_PUSH(r->arena, rules->v, rules->n, rules->cap) = (struct observance){0};
        } else if (line.name == VC_END)
            inside = false;
        else if (inside)
            observance_line(r, &rules->v[rules->n - 1], &line);
        else if (line.name == VC_TZID)
            tzid = line.value;
        else if (line.name == VC_TZ_LOCATION || line.name == VC_TZ_ALIAS)
            alias[line.name == VC_TZ_ALIAS] = line.value;
    }
    const char *name = slice_text(r->arena, tzid);
    if (!name || known(r, name) || r->zones.n == r->zones.cap)
        return;
    const struct zone *zone = by_name(r->arena, name);
    for (int i = 0; i < 2 && !zone; i++) {
        const char *other = alias[i].s ? slice_text(r->arena, alias[i]) : NULL;
        zone = other ? by_name(r->arena, other) : NULL;
    }
    struct vc_zone *z = add_zone(r, name, zone);
    if (zone || !rules->n)
        return;
    rules->onsets = arena_alloc(r->arena, MOST_ONSETS * sizeof *rules->onsets);
    const struct zone *own = r->document->timezone ? zone_find(r->document->timezone) : NULL;
    if (own && same_zone(r, rules, own)) {
        z->zone = own;
        z->name = zone_name(own);
    } else {
        z->rules = arena_dup(r->arena, rules, sizeof *rules);
    }
}

/* --- times --- */

/* "20260310", "20260310T093000", "…Z". */
static bool basic_form(const char *s, size_t n, struct civil *c, bool *utc)
{
    static const uint8_t at[] = {0, 4, 6, 9, 11, 13}, digits[] = {4, 2, 2, 2, 2, 2};
    int v[6] = {0};
    *utc = n == 16 && (s[15] == 'Z' || s[15] == 'z');
    if ((n != 8 && n != 15 && !*utc) || (n > 8 && s[8] != 'T' && s[8] != 't'))
        return false;
    for (int i = 0; i < (n == 8 ? 3 : 6); i++)
        for (int k = 0; k < digits[i]; k++) {
            if (!isdigit((unsigned char)s[at[i] + k]))
                return false;
            v[i] = v[i] * 10 + s[at[i] + k] - '0';
        }
    *c = (struct civil){.year = v[0],
                        .month = (uint8_t)v[1],
                        .day = (uint8_t)v[2],
                        .hour = (uint8_t)v[3],
                        .minute = (uint8_t)v[4],
                        .second = (uint8_t)v[5],
                        .precision = n == 8 ? PRECISION_DAY : PRECISION_MINUTE};
    return civil_valid(c);
}

const struct vc_zone *vc_line_zone(struct vc_reading *r, const struct vc_line *line)
{
    struct slice tzid;
    return vc_param(line, "TZID", &tzid) ? vc_zone_find(r, tzid) : NULL;
}

bool vc_line_time(struct vc_reading *r, const struct vc_line *line, struct vc_time *t)
{
    return vc_time_read(r, vc_line_zone(r, line), line->value, t);
}

bool vc_time_read(struct vc_reading *r, const struct vc_zone *zone, struct slice value, struct vc_time *t)
{
    struct civil c;
    bool utc;
    *t = (struct vc_time){0};
    while (value.n && isspace((unsigned char)value.s[value.n - 1]))
        value.n--;
    while (value.n && isspace((unsigned char)value.s[0])) {
        value.s++;
        value.n--;
    }
    if (value.n > 64)
        return false;
    if (!basic_form(value.s, value.n, &c, &utc)) {
        utc = false;
        if (!timestamp_parse(value.s, value.n, &c) || c.precision < PRECISION_DAY)
            return false;
    }
    const char *own = c.zone;
    c.zone = NULL;
    t->set = true;
    t->day = c.precision == PRECISION_DAY;
    t->local = civil_instant(&c, NULL);
    if (t->day)
        return true;
    if (utc)
        t->zone = vc_zone_utc(r);
    else
        t->zone = own ? vc_zone_find(r, (struct slice){own, strlen(own)}) : zone;
    if (!t->zone)
        t->zone = r->zone;
    return true;
}

const struct vc_zone *vc_zone_utc(const struct vc_reading *r)
{
    return &r->zones.v[0]; /* put there by vc_zones_init */
}

int64_t vc_instant(struct vc_reading *r, const struct vc_time *t)
{
    const struct vc_zone *z = t->zone ? t->zone : r->zone;
    if (z->zone)
        return zone_instant(z->zone, t->local);
    return t->local - (z->rules ? rules_offset(r, z->rules, t->local) : 0);
}

int64_t vc_local_in(struct vc_reading *r, const struct vc_time *t, const struct vc_zone *zone)
{
    if (t->day || t->zone == zone)
        return t->local;
    int64_t at = vc_instant(r, t);
    if (zone->zone)
        return at + zone_offset(zone->zone, at, NULL);
    return at + (zone->rules ? rules_offset(r, zone->rules, at + rules_offset(r, zone->rules, at)) : 0);
}

struct civil vc_civil(struct vc_reading *r, const struct vc_time *t)
{
    if (!t->set)
        return (struct civil){0};
    struct civil c = civil_at(t->local, NULL);
    if (c.year < 1 || c.year > 9999) /* a series that goes past the end of time */
        return (struct civil){0};
    if (t->day) {
        c.precision = PRECISION_DAY;
        return c;
    }
    c.zone = t->zone->name;
    if (t->zone->rules) {
        int offset = rules_offset(r, t->zone->rules, t->local),
            minutes = (offset < 0 ? -offset : offset) / 60;
        c.zone = arena_printf(r->arena, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
    return c;
}

bool vc_duration(struct slice value, int64_t *seconds, bool *days)
{
    char text[64];
    if (!value.s || value.n >= sizeof text)
        return false;
    memcpy(text, value.s, value.n);
    text[value.n] = '\0';
    struct icaldurationtype d = icaldurationtype_from_string(text);
    if (icaldurationtype_is_bad_duration(d) || d.is_neg)
        return false;
    *seconds = ((int64_t)d.weeks * 7 + d.days) * DAY + (int64_t)d.hours * 3600 + (int64_t)d.minutes * 60 +
               (int64_t)d.seconds;
    *days = !d.hours && !d.minutes && !d.seconds;
    return *seconds > 0 && *seconds < 100LL * 366 * DAY;
}
