/* iCalendar (RFC 5545, RFC 7986): events, a VEVENT a session, and the deadlines of calls as entries of their
   own, with alarms. What was cancelled or withdrawn stays for a while, as cancelled, since calendars drop
   nothing by themselves. */
#include "export/page.h"
#include "base/text.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>

/* --- content lines --- */

/* One content line, folded at 75 octets between two characters (RFC 5545 3.1). */
static void add_line(struct buf *out, const char *s, size_t n)
{
    size_t room = 75;
    while (n > room) {
        size_t cut = room;
        while (cut && ((unsigned char)s[cut] & 0xC0) == 0x80)
            cut--;
        if (!cut)
            cut = room; /* no UTF-8: nothing to keep together */
        buf_add(out, s, cut);
        buf_adds(out, "\r\n ");
        s += cut;
        n -= cut;
        room = 74;
    }
    buf_add(out, s, n);
    buf_adds(out, "\r\n");
}

/* NAME:value, the value as it is. */
static void add_raw(struct buf *out, const char *name, const char *value)
{
    struct buf line;
    buf_init(&line, 0);
    buf_printf(&line, "%s:%s", name, value);
    add_line(out, line.p, line.n);
    buf_free(&line);
}

/* A value of type TEXT (RFC 5545 3.3.11); control characters go. */
static void escape_text(struct buf *line, const char *s)
{
    static const char special[] =
        "\\;,\n\x01\x02\x03\x04\x05\x06\a\b\t\v\f\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
        "\x1a\x1b\x1c\x1d\x1e\x1f\x7f\xc2";
    for (;;) {
        size_t n = strcspn(s, special);
        buf_add(line, s, n);
        s += n;
        if (!*s)
            return;
        if (*s == '\n')
            buf_add(line, "\\n", 2);
        else if (*s == '\t')
            buf_addc(line, ' ');
        else if (*s == '\\' || *s == ';' || *s == ',') {
            buf_addc(line, '\\');
            buf_addc(line, *s);
        } else if ((unsigned char)*s == 0xC2 && (unsigned char)s[1] >= 0xA0) /* no control of C1 */
            buf_add(line, s, 2);
        s += (unsigned char)*s == 0xC2 && s[1] ? 2 : 1;
    }
}

static void add_text(struct buf *out, const char *name, const char *value)
{
    struct buf line;
    if (!value || !*value)
        return;
    buf_init(&line, 0);
    buf_adds(&line, name);
    buf_addc(&line, ':');
    escape_text(&line, value);
    add_line(out, line.p, line.n);
    buf_free(&line);
}

/* 20260310T093000 */
static void add_clock(struct buf *out, const struct civil *c)
{
    add_digits(out, (unsigned)c->year, 4);
    add_digits(out, c->month, 2);
    add_digits(out, c->day, 2);
    buf_addc(out, 'T');
    add_digits(out, c->hour, 2);
    add_digits(out, c->minute, 2);
    add_digits(out, c->second, 2);
}

static void add_utc(struct buf *out, const char *name, int64_t at)
{
    struct civil c = civil_at(at, NULL);
    buf_adds(out, name);
    buf_addc(out, ':');
    add_clock(out, &c);
    buf_add(out, "Z\r\n", 3);
}

/* --- zones --- */

struct used_zone {
    const struct zone *zone;
    int64_t from; /* the earliest instant told in it */
};
struct calendar {
    struct used_zone *v;
    size_t n, cap;
};

static void note_zone(struct export_page *page, const struct zone *zone, int64_t at)
{
    struct calendar *c = page->state;
    if (!c)
        page->state = c = arena_alloc(&page->kept, sizeof *c);
    for (size_t i = 0; i < c->n; i++)
        if (c->v[i].zone == zone) {
            c->v[i].from = at < c->v[i].from ? at : c->v[i].from;
            return;
        }
    *ARENA_PUSH(&page->kept, c->v, c->n, c->cap) = (struct used_zone){zone, at};
}

/* UTC and bare offsets are written as UTC: a VTIMEZONE is for places. */
static bool is_place(const char *zone)
{
    return *zone != '+' && *zone != '-' && strcmp(zone, "Z") != 0 && strcmp(zone, "UTC") != 0 &&
           strcmp(zone, "GMT") != 0 && strcmp(zone, "Etc/UTC") != 0;
}

/* The zone a time is read in: its own when there is such a one, else the site's. */
static const char *zone_of(const struct export_page *page, const struct civil *c)
{
    if (c->zone && zone_find(c->zone))
        return c->zone;
    const char *zone = site_zone(page->x->site);
    return zone_find(zone) ? zone : "UTC";
}

static void add_day(struct buf *out, const char *name, const struct civil *c, int days)
{
    int year, month, day;
    civil_from_days(civil_days(c->year, c->month, c->day) + days, &year, &month, &day);
    buf_printf(out, "%s;VALUE=DATE:%04d%02d%02d\r\n", name, year, month, day);
}

/* A date and time in a zone, DTSTART;TZID=Europe/Paris:20260310T093000, or in UTC. */
static void add_time(struct buf *out, struct export_page *page, const char *name, int64_t at,
                     const char *zone)
{
    if (!is_place(zone)) {
        add_utc(out, name, at);
        return;
    }
    const struct zone *z = zone_find(zone);
    struct civil c = civil_at(at, zone);
    note_zone(page, z, at);
    buf_adds(out, name);
    buf_adds(out, ";TZID=");
    buf_adds(out, zone_name(z));
    buf_addc(out, ':');
    add_clock(out, &c);
    buf_add(out, "\r\n", 2);
}

/* --- entries --- */

struct entry {
    const struct stored_item *item;
    const char *suffix; /* of the UID */
    const char *title;  /* the item's own; the summary is what a calendar shows */
    const char *summary;
    const char *description;
    struct civil from, to;
    bool all_day, deadline, tentative;
};

/* DTSTART and what ends it; a DTEND is later than its start, or is not there. false: no date a calendar can
 * hold. */
static bool add_when(struct buf *out, struct export_page *page, const struct entry *e)
{
    struct civil read[2] = {e->from, e->to};
    const struct civil *from = &read[0], *to = &read[1];
    read[0].zone = zone_of(page, from);
    read[1].zone = zone_of(page, to);
    const char *zone = from->zone;
    int64_t start = civil_instant(from, zone);
    if (from->precision < PRECISION_DAY || start == INSTANT_NONE || from->year < 1 || from->year > 9998)
        return false;
    bool days = e->all_day || from->precision == PRECISION_DAY;
    int64_t length =
        to->precision >= PRECISION_DAY && to->year < 9999
            ? civil_days(to->year, to->month, to->day) - civil_days(from->year, from->month, from->day)
            : 0;
    /* begins at a time and ends on another day without one: the days are what is known of both */
    days = days || (to->precision == PRECISION_DAY && length > 0);
    if (days) {
        add_day(out, "DTSTART", from, 0);
        add_day(out, "DTEND", from, (int)(length > 0 ? length : 0) + 1);
        return true;
    }
    add_time(out, page, "DTSTART", start, zone);
    int64_t end = to->precision == PRECISION_MINUTE ? civil_instant(to, zone) : INSTANT_NONE;
    if (end > start && end - start >= 60) /* INSTANT_NONE is less than all; calendars count minutes */
        add_time(out, page, "DTEND", end, zone);
    return true;
}

static void add_categories(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    const struct strings *list = item_categories(page, item);
    struct buf line;
    buf_init(&line, 0);
    buf_adds(&line, "CATEGORIES:");
    escape_text(&line, word_kind(page->x->site->language, item->item.kind));
    for (size_t i = 0; i < list->n; i++) {
        buf_addc(&line, ',');
        escape_text(&line, list->v[i]);
    }
    add_line(out, line.p, line.n);
    buf_free(&line);
}

static void add_alarm(struct buf *out, const char *trigger, const char *text)
{
    buf_adds(out, "BEGIN:VALARM\r\nACTION:DISPLAY\r\n");
    add_text(out, "DESCRIPTION", text);
    buf_printf(out, "TRIGGER:%s\r\nEND:VALARM\r\n", trigger);
}

static const char *place_of(struct export_page *page, const struct item *item)
{
    if (!text_blank(item->place))
        return plain_text(page_scratch(page),
                          text_collapse(page_scratch(page), item->place, strlen(item->place)));
    return item->online == YES ? word(page->x->site->language, WORD_ONLINE) : NULL;
}

static void add_geo(struct buf *out, const struct item *item)
{
    if (!item_has_point(item))
        return;
    buf_adds(out, "GEO:");
    add_decimal(out, item->lat, 6);
    buf_addc(out, ';');
    add_decimal(out, item->lon, 6);
    buf_adds(out, "\r\n");
}

static void add_attachments(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    enum { MOST_ATTACHED = 20 };
    struct enclosure e;
    if (item_republish(page, item) == REPUBLISH_LINK)
        return;
    for (size_t i = 0; i < item->item.attachments.n && i < MOST_ATTACHED; i++)
        if (item_enclosure(page, &item->item.attachments.v[i], &e))
            add_raw(out, arena_printf(page_scratch(page), "ATTACH;FMTTYPE=%s", e.type), e.url);
}

/* By these another instance knows what it reads: the item that several entries belong to, its kind and its
   own words, without what was put before and around them for people. */
static void add_own(struct buf *out, struct export_page *page, const struct entry *e, const char *uuid)
{
    add_raw(out, "X-MOISSON-ITEM", uuid);
    add_raw(out, "X-MOISSON-KIND", kind_names[e->item->item.kind]);
    if (strcmp(e->summary, e->title) != 0)
        add_text(out, "X-MOISSON-TITLE", e->title);
    add_text(out, "X-MOISSON-SUMMARY", plain_text(page_scratch(page), item_summary(page, e->item)));
}

static bool add_entry(struct buf *out, struct export_page *page, const struct entry *e)
{
    const struct stored_item *item = e->item;
    char uuid[UUID_SIZE];
    bool cancelled = item_cancelled(item);
    size_t before = out->n;
    buf_adds(out, "BEGIN:VEVENT\r\n");
    item_uuid(item, uuid);
    const char *name = uuid + strlen("urn:uuid:");
    add_raw(out, "UID", arena_printf(page_scratch(page), "%s%s", name, e->suffix));
    add_utc(out, "DTSTAMP", item->changed);
    if (!add_when(out, page, e)) {
        if (!out->overflow) {
            out->n = before;
            out->p[before] = '\0';
        }
        return false;
    }
    add_text(out, "SUMMARY", e->summary);
    add_text(out, "DESCRIPTION", e->description);
    if (!e->deadline) {
        add_text(out, "LOCATION", place_of(page, &item->item));
        add_geo(out, &item->item);
    }
    const char *link = item_link(page, item);
    if (link)
        add_raw(out, "URL", link);
    add_categories(out, page, item);
    add_attachments(out, page, item);
    buf_printf(out, "STATUS:%s\r\n", cancelled ? "CANCELLED" : e->tentative ? "TENTATIVE" : "CONFIRMED");
    buf_printf(out, "TRANSP:%s\r\n", e->deadline || cancelled ? "TRANSPARENT" : "OPAQUE");
    buf_printf(out, "SEQUENCE:%d\r\n", item->revision);
    add_utc(out, "CREATED", item->first_seen);
    add_utc(out, "LAST-MODIFIED", item->changed);
    add_own(out, page, e, name);
    if (e->deadline && !cancelled) {
        add_alarm(out, "-P7D", e->summary);
        add_alarm(out, "-P1D", e->summary);
    }
    buf_adds(out, "END:VEVENT\r\n");
    return true;
}

static const char *description_of(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const struct line *lines;
    struct buf out;
    size_t n = item_lines(page, item, &lines);
    const char *colon = word(page->x->site->language, WORD_COLON), *link = item_link(page, item);
    const char *summary = item_summary(page, item), *source = item_attribution(page, item);
    const char *also = item_also(page, item);
    buf_init(&out, 0);
    /* each of several dates has an entry: all of them in every one would be n times n */
    const char *dates = word(page->x->site->language, WORD_DATES);
    for (size_t i = 0; i < n; i++)
        if (lines[i].label != dates)
            buf_printf(&out, "%s%s%s\n", lines[i].label, colon, plain_text(a, lines[i].text));
    if (summary)
        buf_printf(&out, "%s%s\n", out.n ? "\n" : "", plain_text(a, summary));
    if (source)
        buf_printf(&out, "%s%s\n", out.n ? "\n" : "", plain_text(a, source));
    if (link)
        buf_printf(&out, "%s\n", link);
    if (also)
        buf_printf(&out, "%s%s%s\n", word(page->x->site->language, WORD_ALSO), colon, also);
    const char *text = arena_strndup(a, buf_str(&out), out.n ? out.n - 1 : 0);
    buf_free(&out);
    return text;
}

/* A name for one of several dates of an item, from the date: -20260310T0930. */
static const char *suffix_of(struct arena *a, const char *role, const struct civil *c)
{
    if (c->precision < PRECISION_MINUTE)
        return arena_printf(a, "%s-%04d%02u%02u", role, c->year, c->month, c->day);
    return arena_printf(a, "%s-%04d%02u%02uT%02u%02u", role, c->year, c->month, c->day, c->hour, c->minute);
}

struct name {
    const char *text;
    size_t at;
};

static int compare_name(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}

static bool add_sessions(struct buf *out, struct export_page *page, struct entry *e)
{
    struct arena *a = page_scratch(page);
    const struct item *item = &e->item->item;
    size_t n = item->sessions.n;
    bool some = false;
    if (n < 2) {
        e->from = item->starts.precision || !n ? item->starts : item->sessions.v[0].from;
        e->to = item->starts.precision || !n ? item->ends : item->sessions.v[0].to;
        return add_entry(out, page, e);
    }
    /* Two that begin at the same moment are one: UIDs are unique. Sorted, the same stand together, the first
       of them first. */
    struct name *names = arena_alloc(a, n * sizeof *names);
    for (size_t i = 0; i < n; i++)
        names[i] = (struct name){suffix_of(a, "", &item->sessions.v[i].from), i};
    qsort(names, n, sizeof *names, compare_name);
    for (size_t i = 0; i < n; i++) {
        if (i && strcmp(names[i].text, names[i - 1].text) == 0)
            continue;
        e->suffix = names[i].text;
        e->from = item->sessions.v[names[i].at].from;
        e->to = item->sessions.v[names[i].at].to;
        some |= add_entry(out, page, e);
    }
    return some;
}

static bool same_time(const struct civil *a, const struct civil *b)
{
    return civil_compare(a, b) == 0;
}

static bool add_deadlines(struct buf *out, struct export_page *page, struct entry *e)
{
    enum { MOST_CUTOFFS = 100 };
    struct arena *a = page_scratch(page);
    const struct item *item = &e->item->item;
    const struct civil *last = item->deadline.precision ? &item->deadline
                               : item->deadlines.n      ? &item->deadlines.v[item->deadlines.n - 1]
                                                        : NULL;
    bool some = false;
    if (!last)
        return false;
    e->deadline = true;
    for (size_t i = 0; i < item->deadlines.n && i < MOST_CUTOFFS; i++) {
        const struct civil *c = &item->deadlines.v[i];
        bool again = same_time(c, last);
        for (size_t k = 0; k < i && !again; k++)
            again = same_time(c, &item->deadlines.v[k]);
        if (again)
            continue;
        e->suffix = suffix_of(a, "-cutoff", c);
        e->from = *c;
        some |= add_entry(out, page, e);
    }
    e->suffix = "-deadline";
    e->from = *last;
    return add_entry(out, page, e) || some;
}

static bool icalendar_item(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const char *language = page->x->site->language;
    struct entry e = {
        .item = item, .suffix = "", .title = item_own_title(page, item), .summary = item_title(page, item)};
    const char *field = item->item.kind == KIND_CALL ? "deadline" : "starts";
    e.tentative = item_doubtful(&item->item, field);
    e.description = description_of(page, item);
    if (item->item.kind == KIND_EVENT) {
        e.all_day = item->item.all_day;
        return add_sessions(out, page, &e);
    }
    e.summary =
        arena_printf(a, "%s%s%s", word(language, WORD_DEADLINE), word(language, WORD_COLON), e.summary);
    return add_deadlines(out, page, &e);
}

/* --- the calendar --- */

static int by_name(const void *a, const void *b)
{
    return strcmp(zone_name(((const struct used_zone *)a)->zone),
                  zone_name(((const struct used_zone *)b)->zone));
}

/* Rules from the beginning of the year of the first date on: an older event that goes seldom changes them. */
static void add_zones(struct buf *out, struct export_page *page)
{
    struct calendar none = {0}, *c = page->state ? page->state : &none;
    if (c->n)
        qsort(c->v, c->n, sizeof *c->v, by_name);
    for (size_t i = 0; i < c->n; i++) {
        struct civil first = civil_at(c->v[i].from, NULL);
        int64_t from = civil_days(first.year - 1, 12, 1) * 86400;
        zone_vtimezone(c->v[i].zone, from, out);
    }
    if (page->items)
        return;
    /* a calendar has to hold something (RFC 5545 3.6) */
    const struct zone *zone = zone_find(site_zone(page->x->site));
    zone_vtimezone(zone ? zone : zone_find("UTC"), civil_days(2025, 1, 1) * 86400, out);
}

static void icalendar_begin(struct buf *out, struct export_page *page)
{
    struct arena *a = page_scratch(page);
    const struct site *site = page->x->site;
    const char *title = page_title(a, page), *about = channel_description(page->channel, site);
    buf_adds(out, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n");
    add_text(out, "PRODID", "-//moisson//moisson " VERSION "//FR");
    buf_adds(out, "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n");
    add_text(out, "NAME", title);
    add_text(out, "X-WR-CALNAME", title);
    add_text(out, "DESCRIPTION", about);
    add_text(out, "X-WR-CALDESC", about);
    add_raw(out, "X-WR-TIMEZONE", site_zone(site));
    add_raw(out, "URL", page_link(a, page));
    add_raw(out, "SOURCE;VALUE=URI", page_self(a, page));
    if (page->updated != INSTANT_NONE)
        add_utc(out, "LAST-MODIFIED", page->updated);
    buf_adds(out, "REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n");
    add_zones(out, page);
}

static void icalendar_end(struct buf *out, struct export_page *page)
{
    (void)page;
    buf_adds(out, "END:VCALENDAR\r\n");
}

extern const struct export_format icalendar_export;
const struct export_format icalendar_export = {
    .name = "icalendar",
    .file = "agenda.ics",
    .media_type = "text/calendar",
    .kinds = 1u << KIND_EVENT | 1u << KIND_CALL,
    .cancelled = true,
    .item = icalendar_item,
    .begin = icalendar_begin,
    .end = icalendar_end,
};
