/* Time zones from the system's TZif files (RFC 8536, version 2 and later), and the rules of their footer
 * (POSIX TZ). */
#include "base/zone.h"
#include "base/civil.h"
#include "base/file.h"
#include "base/mem.h"

#include <ctype.h>
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY = 86400,
    FURTHEST = 18 * 60 /* minutes */,
    MOST_ZONES = 700,
    NAME_LENGTH = 24,
    LARGEST_FILE = 256 * 1024
};

struct observance {
    int offset; /* seconds east */
    bool dst;
    char name[NAME_LENGTH];
};

struct rule { /* when daylight saving begins or ends, every year */
    enum { RULE_NONE, RULE_MONTH, RULE_JULIAN, RULE_DAY } type;
    int month, week, weekday; /* Mm.w.d: weekday 0 Sunday; week 5: the last */
    int day;                  /* Jn, n */
    int time;                 /* seconds after midnight, may be negative or past 24 h */
};

struct zone {
    char *name;
    int64_t *at;   /* transitions, ascending */
    uint8_t *type; /* index in observances, after each */
    size_t n;
    struct observance *observances;
    size_t n_observances;
    bool footer;
    struct observance standard, daylight; /* of the footer */
    struct rule begin, end;
};

static struct zone *cache[MOST_ZONES]; /* filled as zones are asked for, kept for the life of the process */
static size_t cached;

/* --- the footer: "CET-1CEST,M3.5.0,M10.5.0/3" --- */

static const char *footer_name(const char *s, char out[NAME_LENGTH])
{
    size_t n = 0;
    bool quoted = *s == '<';
    if (quoted)
        s++;
    while (*s && (quoted ? *s != '>' : isalpha((unsigned char)*s))) {
        if (n + 1 < NAME_LENGTH)
            out[n++] = *s;
        s++;
    }
    out[n] = '\0';
    return quoted && *s ? s + 1 : s;
}

static const char *footer_time(const char *s, int *seconds)
{
    int sign = 1, parts[3] = {0};
    if (*s == '+' || *s == '-')
        sign = *s++ == '-' ? -1 : 1;
    for (int i = 0; i < 3; i++) {
        while (isdigit((unsigned char)*s) && parts[i] < 1000)
            parts[i] = parts[i] * 10 + (*s++ - '0');
        if (*s != ':')
            break;
        s++;
    }
    *seconds = sign * (parts[0] * 3600 + parts[1] * 60 + parts[2]);
    return s;
}

static const char *footer_rule(const char *s, struct rule *r)
{
    char *end;
    *r = (struct rule){.time = 7200};
    if (*s == 'M' && sscanf(s, "M%d.%d.%d", &r->month, &r->week, &r->weekday) == 3) {
        r->type = RULE_MONTH;
        s += strspn(s, "M0123456789.");
    } else {
        r->type = *s == 'J' ? RULE_JULIAN : RULE_DAY;
        r->day = (int)strtol(*s == 'J' ? s + 1 : s, &end, 10);
        s = end;
    }
    if (r->type == RULE_MONTH &&
        (r->month < 1 || r->month > 12 || r->week < 1 || r->week > 5 || r->weekday < 0 || r->weekday > 6))
        r->type = RULE_NONE;
    if (*s == '/')
        s = footer_time(s + 1, &r->time);
    return s;
}

static void parse_footer(struct zone *z, const char *s)
{
    int west;
    s = footer_name(s, z->standard.name);
    if (!z->standard.name[0])
        return;
    s = footer_time(s, &west);
    z->standard.offset = -west;
    z->footer = true;
    if (!*s)
        return;
    s = footer_name(s, z->daylight.name);
    z->daylight.dst = true;
    z->daylight.offset = z->standard.offset + 3600;
    if (*s && *s != ',') {
        s = footer_time(s, &west);
        z->daylight.offset = -west;
    }
    if (*s == ',')
        s = footer_rule(s + 1, &z->begin);
    if (*s == ',')
        footer_rule(s + 1, &z->end);
}

static int rule_day(const struct rule *r, int year) /* day of the month of an Mm.w.d rule */
{
    int first = (civil_weekday(year, r->month, 1) + 1) % 7; /* 0 Sunday */
    int day = 1 + (r->weekday - first + 7) % 7 + (r->week - 1) * 7;
    while (day > civil_month_length(year, r->month))
        day -= 7;
    return day;
}

/* The moment of a rule in a year, in seconds of the local clock that holds just before it. */
static int64_t rule_local(const struct rule *r, int year)
{
    int64_t days = civil_days(year, 1, 1);
    bool leap = civil_month_length(year, 2) == 29;
    if (r->type == RULE_MONTH)
        days = civil_days(year, r->month, rule_day(r, year));
    else if (r->type == RULE_JULIAN)
        days += r->day - 1 + (leap && r->day > 59);
    else
        days += r->day;
    return days * DAY + r->time;
}

static const struct observance *footer_observance(const struct zone *z, int64_t instant)
{
    if (z->begin.type == RULE_NONE)
        return &z->standard;
    int year, month, day;
    int64_t local = instant + z->standard.offset;
    civil_from_days(local >= 0 ? local / DAY : (local - DAY + 1) / DAY, &year, &month, &day);
    int64_t begin = rule_local(&z->begin, year) - z->standard.offset,
            end = rule_local(&z->end, year) - z->daylight.offset;
    bool dst = begin < end ? instant >= begin && instant < end : instant >= begin || instant < end;
    return dst ? &z->daylight : &z->standard;
}

/* --- the file --- */

struct cursor {
    const unsigned char *p, *end;
};

static uint64_t take(struct cursor *c, size_t size)
{
    uint64_t v = 0;
    if ((size_t)(c->end - c->p) < size) {
        c->p = c->end;
        return 0;
    }
    for (size_t i = 0; i < size; i++)
        v = v << 8 | c->p[i];
    c->p += size;
    return v;
}

struct header {
    size_t utc, standard, leap, times, types, chars;
};

static bool take_header(struct cursor *c, struct header *h)
{
    if (c->end - c->p < 44 || memcmp(c->p, "TZif", 4) != 0 || c->p[4] < '2')
        return false;
    c->p += 20;
    h->utc = take(c, 4);
    h->standard = take(c, 4);
    h->leap = take(c, 4);
    h->times = take(c, 4);
    h->types = take(c, 4);
    h->chars = take(c, 4);
    size_t all = h->utc + h->standard + h->leap + h->times + h->types + h->chars;
    return all < LARGEST_FILE && h->types > 0 && h->types < 256;
}

static size_t block_size(const struct header *h, size_t word)
{
    return h->times * (word + 1) + h->types * 6 + h->chars + h->leap * (word + 4) + h->standard + h->utc;
}

static bool read_block(struct zone *z, struct cursor *c, const struct header *h)
{
    if ((size_t)(c->end - c->p) < block_size(h, 8))
        return false;
    z->n = h->times;
    z->at = mem_alloc((h->times + 1) * sizeof *z->at);
    z->type = mem_alloc(h->times + 1);
    for (size_t i = 0; i < h->times; i++)
        z->at[i] = (int64_t)take(c, 8);
    for (size_t i = 0; i < h->times; i++)
        z->type[i] = (uint8_t)take(c, 1);
    const unsigned char *names = c->p + h->types * 6;
    z->n_observances = h->types;
    z->observances = mem_alloc(h->types * sizeof *z->observances);
    for (size_t i = 0; i < h->types; i++) {
        struct observance *o = &z->observances[i];
        o->offset = (int32_t)take(c, 4);
        o->dst = take(c, 1);
        size_t at = take(c, 1);
        for (size_t k = 0; k + 1 < NAME_LENGTH && at + k < h->chars && names[at + k]; k++)
            o->name[k] = (char)names[at + k];
    }
    for (size_t i = 0; i < h->times; i++)
        if (z->type[i] >= h->types)
            return false;
    c->p += h->chars + h->leap * 12 + h->standard + h->utc;
    return true;
}

/* Files list transitions far into years that the footer describes too: they are dropped, so that what is left
   is what the footer cannot say. One is described when the footer has the same offsets all the time from the
   one before it: at both ends, and no year between them for its rules to have changed twice in. */
static void drop_described(struct zone *z)
{
    while (z->footer && z->n > 1) {
        int64_t at = z->at[z->n - 1], previous = z->at[z->n - 2];
        const struct observance *after = &z->observances[z->type[z->n - 1]],
                                *before = &z->observances[z->type[z->n - 2]];
        if (footer_observance(z, at)->offset != after->offset ||
            footer_observance(z, at - 1)->offset != before->offset ||
            footer_observance(z, previous)->offset != before->offset || at - previous > 300 * (int64_t)DAY)
            break;
        z->n--;
    }
}

static bool read_tzif(struct zone *z, const char *bytes, size_t n)
{
    struct cursor c = {(const unsigned char *)bytes, (const unsigned char *)bytes + n};
    struct header h;
    if (!take_header(&c, &h) || (size_t)(c.end - c.p) < block_size(&h, 4))
        return false;
    c.p += block_size(&h, 4); /* the first block is of 32 bits, for old readers */
    if (!take_header(&c, &h) || !read_block(z, &c, &h))
        return false;
    if (c.end - c.p > 2 && *c.p == '\n') {
        char footer[128];
        size_t length = 0;
        for (c.p++; c.p < c.end && *c.p != '\n' && length + 1 < sizeof footer; c.p++)
            footer[length++] = (char)*c.p;
        footer[length] = '\0';
        parse_footer(z, footer);
        drop_described(z);
    }
    return true;
}

static void zone_free(struct zone *z)
{
    free(z->at);
    free(z->type);
    free(z->observances);
    free(z->name);
    free(z);
}

static bool name_ok(const char *name)
{
    /* files of that folder that are no zones: the zone of the machine, and copies that count leap seconds */
    static const char *const others[] = {"localtime", "posixrules", "right/", "posix/"};
    if (!isalpha((unsigned char)name[0]) || strlen(name) > 60)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(name, others[i], strlen(others[i])) == 0)
            return false;
    for (const char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) && !strchr("/_+-", *p))
            return false;
    return !strstr(name, "//");
}

static struct zone *load(const char *name)
{
    char path[128];
    struct buf bytes;
    struct zone *z = NULL;
    if (!name_ok(name))
        return NULL;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    buf_init(&bytes, LARGEST_FILE);
    if (file_read(path, &bytes, LARGEST_FILE, NULL)) {
        z = mem_alloc(sizeof *z);
        z->name = mem_strdup(name);
        if (!read_tzif(z, bytes.p, bytes.n)) {
            zone_free(z);
            z = NULL;
        }
    }
    buf_free(&bytes);
    return z;
}

/* At most two digits; returns what follows them. */
static const char *two_digits(const char *s, int *value)
{
    for (int i = 0; i < 2 && isdigit((unsigned char)*s); i++)
        *value = *value * 10 + (*s++ - '0');
    return s;
}

/* "+02:00", "-0330", "+01", "Z": a zone of one observance. They have a table of their own, an entry a minute,
   so that no document can fill the cache of named zones with them. */
static const struct zone *fixed(const char *name)
{
    static struct zone table[2 * FURTHEST + 1];
    int hours = 0, minutes = 0;
    if (strcmp(name, "Z") != 0 && strcmp(name, "UTC") != 0) {
        if (name[0] != '+' && name[0] != '-')
            return NULL;
        const char *after = two_digits(name + 1, &hours);
        bool colon = strchr(name, ':') != NULL;
        if (after == name + 1 || name[1 + strspn(name + 1, "0123456789:")])
            return NULL;
        if (!colon || *after == ':')
            two_digits(after + colon, &minutes);
    }
    int offset = (hours * 60 + minutes) * (name[0] == '-' ? -1 : 1);
    if (offset < -FURTHEST || offset > FURTHEST || minutes > 59)
        return NULL;
    struct zone *z = &table[offset + FURTHEST];
    if (!z->name) {
        char text[8] = "UTC";
        if (offset)
            snprintf(text, sizeof text, "%c%02u:%02u", offset < 0 ? '-' : '+',
                     (unsigned)abs(offset) / 60 % 100, (unsigned)abs(offset) % 60);
        z->name = mem_strdup(text);
        z->footer = true;
        z->standard.offset = offset * 60;
        snprintf(z->standard.name, NAME_LENGTH, "%s", text);
    }
    return z;
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}

const struct zone *zone_find(const char *name)
{
    if (!name || !*name)
        return NULL;
    const struct zone *offset =
        isalpha((unsigned char)*name) && *name != 'Z' && *name != 'U' ? NULL : fixed(name);
    if (offset)
        return offset;
    for (size_t i = 0; i < cached; i++)
        if (strcmp(cache[i]->name, name) == 0) {
            struct zone *z = cache[i]; /* the last one asked for stands first */
            memmove(cache + 1, cache, i * sizeof *cache);
            return cache[0] = z;
        }
    struct zone *z = load(name);
    if (!z || cached == MOST_ZONES) { /* a table that is full serves what it has */
        if (z)
            zone_free(z);
        return NULL;
    }
    cache[cached++] = z;
    return z;
}

void zone_preload(void)
{
    static const char list[] =
        "/usr/share/zoneinfo/tzdata.zi"; /* "Z NAME …" a zone, "L TARGET NAME" a link */
    enum { LARGEST_LIST = 1 << 20 };
    struct buf text;
    buf_init(&text, LARGEST_LIST);
    file_read(list, &text, LARGEST_LIST, NULL);
    for (char *line = text.p, *next; line && *line; line = next) {
        next = strchr(line, '\n');
        next = next ? (*next = '\0', next + 1) : line + strlen(line);
        char *name = *line == 'Z' || *line == 'L' ? strchr(line, ' ') : NULL;
        if (name && *line == 'L')
            name = strchr(name + 1, ' ');
        if (!name)
            continue;
        name++;
        name[strcspn(name, " ")] = '\0';
        zone_find(name);
    }
    buf_free(&text);
    zone_find("UTC");
    zone_find("Europe/Paris"); /* asked for most: those found last stand first */
}

/* --- what is in force --- */

static const struct observance *first_observance(const struct zone *z)
{
    return z->n_observances ? &z->observances[0] : &z->standard;
}

static const struct observance *in_force(const struct zone *z, int64_t instant)
{
    if (z->n == 0 || instant < z->at[0])
        return z->n == 0 && z->footer ? footer_observance(z, instant) : first_observance(z);
    if (z->footer && instant >= z->at[z->n - 1])
        return footer_observance(z, instant);
    size_t low = 0, high = z->n; /* the last transition not after the instant */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (z->at[middle] <= instant)
            low = middle;
        else
            high = middle;
    }
    return &z->observances[z->type[low]];
}

int zone_offset(const struct zone *z, int64_t instant, const char **abbreviation)
{
    const struct observance *o = in_force(z, instant);
    if (abbreviation)
        *abbreviation = o->name;
    return o->offset;
}

int64_t zone_instant(const struct zone *z, int64_t local)
{
    /* the offsets in force a day before and after bracket any single change */
    int before = zone_offset(z, local - DAY, NULL), after = zone_offset(z, local + DAY, NULL);
    int64_t early = local - before, late = local - after;
    if (before == after && zone_offset(z, early, NULL) == before)
        return early;
    bool early_ok = zone_offset(z, early, NULL) == before, late_ok = zone_offset(z, late, NULL) == after;
    if (early_ok && late_ok)
        return early < late ? early : late;
    if (early_ok)
        return early;
    if (late_ok)
        return late;
    return early; /* in the gap: read with the offset before it, which shows as the later clock time */
}

/* --- VTIMEZONE --- */

static void add_offset(struct buf *out, const char *property, int offset)
{
    int minutes = (offset < 0 ? -offset : offset) / 60;
    buf_printf(out, "%s:%c%02d%02d\r\n", property, offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void add_local(struct buf *out, int64_t local)
{
    struct civil c = civil_at(local, NULL);
    buf_printf(out, "DTSTART:%04d%02u%02uT%02u%02u%02u\r\n", c.year, c.month, c.day, c.hour, c.minute,
               c.second);
}

static void add_observance(struct buf *out, const struct observance *o, int64_t local, int from,
                           const struct rule *rule)
{
    static const char *const days[] = {"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
    const char *kind = o->dst ? "DAYLIGHT" : "STANDARD";
    buf_printf(out, "BEGIN:%s\r\n", kind);
    add_local(out, local);
    add_offset(out, "TZOFFSETFROM", from);
    add_offset(out, "TZOFFSETTO", o->offset);
    if (o->name[0])
        buf_printf(out, "TZNAME:%s\r\n", o->name);
    if (rule)
        buf_printf(out, "RRULE:FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s\r\n", rule->month,
                   rule->week == 5 ? -1 : rule->week, days[rule->weekday]);
    buf_printf(out, "END:%s\r\n", kind);
}

/* A yearly rule that iCalendar can say as it is: a weekday of a month, at a time of that very day. */
static bool plain_rule(const struct rule *r)
{
    return r->type == RULE_MONTH && r->time >= 0 && r->time < DAY;
}

/* The first year, or the next, in which a rule of the footer comes after an instant. */
static int first_year(const struct rule *r, int year, int offset_before, int64_t after)
{
    return rule_local(r, year) - offset_before > after ? year : year + 1;
}

static void add_years(const struct zone *z, int begin, int end, struct buf *out)
{
    enum { YEARS = 30 };
    for (int i = 0; i <= YEARS; i++) {
        add_observance(out, &z->daylight, rule_local(&z->begin, begin + i), z->standard.offset, NULL);
        add_observance(out, &z->standard, rule_local(&z->end, end + i), z->daylight.offset, NULL);
    }
}

void zone_vtimezone(const struct zone *z, int64_t from, struct buf *out)
{
    int64_t rules_from = z->n ? z->at[z->n - 1] : INT64_MIN;
    buf_printf(out, "BEGIN:VTIMEZONE\r\nTZID:%s\r\n", z->name);
    size_t first = z->n;
    while (first > 0 && z->at[first - 1] > from)
        first--;
    int year, month, day;
    if (first > 0 || z->n == 0 || !z->footer) {
        /* what is in force at `from` */
        int64_t at = first > 0 ? z->at[first - 1] : civil_days(1970, 1, 1) * DAY;
        const struct observance *o = in_force(z, from);
        if (!(z->footer && z->begin.type && from >= rules_from)) {
            int before = first > 0 ? zone_offset(z, at - 1, NULL) : o->offset;
            add_observance(out, o, at + before, before, NULL);
        }
    }
    for (size_t i = first; i < z->n; i++) {
        int before = zone_offset(z, z->at[i] - 1, NULL);
        add_observance(out, &z->observances[z->type[i]], z->at[i] + before, before, NULL);
    }
    if (z->footer && z->begin.type) {
        int64_t start = from > rules_from ? from : rules_from;
        civil_from_days(start / DAY, &year, &month, &day);
        year -= from > rules_from; /* the change before `from` is in force at it */
        int64_t after = from > rules_from ? INT64_MIN : rules_from;
        int begin = first_year(&z->begin, year, z->standard.offset, after),
            end = first_year(&z->end, year, z->daylight.offset, after);
        if (plain_rule(&z->begin) && plain_rule(&z->end)) {
            add_observance(out, &z->daylight, rule_local(&z->begin, begin), z->standard.offset, &z->begin);
            add_observance(out, &z->standard, rule_local(&z->end, end), z->daylight.offset, &z->end);
        } else {
            add_years(z, begin, end, out);
        }
    }
    buf_adds(out, "END:VTIMEZONE\r\n");
}
