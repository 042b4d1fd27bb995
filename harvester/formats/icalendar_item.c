/* One VEVENT or VTODO as an item: texts, addresses, place, people, status. When it takes place is worked out
   in icalendar_series.c. */
#include "harvester/formats/icalendar.h"
#include "base/hash.h"
#include "base/htmltag.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    DAY = 86400,
    LONGEST_NUMBER = 64,
    LONGEST_UID = 400,    /* bytes; longer ones are shortened, since every occurrence carries it */
    MOST_LOOKED_AT = 2000 /* categories, attachments of one entry, repeated ones too */
};

void vc_gather(struct slice body, struct vc_line lines[VC_NAMES])
{
    struct vc_line line;
    size_t depth = 0;
    memset(lines, 0, VC_NAMES * sizeof *lines);
    while (vc_next(&body, &line)) {
        if (line.name == VC_BEGIN)
            depth++;
        else if (line.name == VC_END)
            depth -= depth > 0;
        else if (!depth && !lines[line.name].value.s)
            lines[line.name] = line;
    }
}

/* The further lines of one name. */
static bool next_of(struct slice *body, enum vc_name name, struct vc_line *line)
{
    size_t depth = 0;
    while (vc_next(body, line)) {
        if (line->name == VC_BEGIN)
            depth++;
        else if (line->name == VC_END)
            depth -= depth > 0;
        else if (!depth && line->name == name)
            return true;
    }
    return false;
}

const char *vc_address(struct vc_reading *r, struct slice value)
{
    const char *text = vc_text(r->arena, value);
    const char *address = text ? link_address(r->arena, r->document->url, text, strlen(text)) : NULL;
    struct url u;
    if (!address || url_is_http(address))
        return address;
    return url_parse(r->arena, address, &u) && !u.scheme ? address : NULL;
}

/* --- what places an event --- */

static int number_of(struct slice s)
{
    int v = 0;
    for (size_t i = 0; i < s.n && isdigit((unsigned char)s.s[i]) && v < 100000000; i++)
        v = v * 10 + s.s[i] - '0';
    return v;
}

static int64_t instant_of(struct vc_reading *r, const struct vc_line *line)
{
    struct vc_time t;
    int64_t at = line->value.s && vc_line_time(r, line, &t) ? vc_instant(r, &t) : INSTANT_NONE;
    return at > 0 ? at : INSTANT_NONE; /* some programs write 1900 for "not known" */
}

/* From midnight to midnight on the clocks there is the whole day, though it is written with hours. */
static bool is_whole_days(struct vc_reading *r, const struct vc_event *e, const struct vc_line *all_day)
{
    if (e->start.day || e->end.day || !e->end.set || e->todo || e->start.local % DAY || e->end.local % DAY ||
        e->end.local <= e->start.local)
        return false;
    return e->start.zone != vc_zone_utc(r) || (all_day->value.s && slice_is(all_day->value, "TRUE"));
}

static void read_times(struct vc_reading *r, struct vc_event *e, const struct vc_line *lines)
{
    const struct vc_line *end = &lines[e->todo ? VC_DUE : VC_DTEND], *start = &lines[VC_DTSTART];
    int64_t seconds;
    bool days;
    if (start->value.s)
        vc_line_time(r, start, &e->start);
    if (end->value.s)
        vc_line_time(r, end, &e->end);
    e->opens = e->todo && e->start.set;
    if (!e->end.set && e->start.set && vc_duration(lines[VC_DURATION].value, &seconds, &days)) {
        e->end = e->start;
        e->end.local += e->start.day && !days ? DAY : seconds;
    }
    if (!e->start.set && e->todo)
        e->start = e->end;
    if (is_whole_days(r, e, &lines[VC_ALL_DAY])) {
        e->start.day = e->end.day = true;
        e->start.zone = e->end.zone = NULL;
    }
}

static const char *uid_of(struct vc_reading *r, struct slice value)
{
    const char *uid = vc_title(r->arena, value);
    char hex[33];
    size_t n = uid ? strlen(uid) : 0, cut = LONGEST_UID;
    if (n <= LONGEST_UID)
        return uid;
    while (((unsigned char)uid[cut] & 0xC0) == 0x80)
        cut--;
    return arena_printf(r->arena, "%.*s~%s", (int)cut, uid, hash_hex(hash_bytes(uid, n), hex));
}

bool vc_event_read(struct vc_reading *r, struct vc_event *e)
{
    struct vc_line lines[VC_NAMES];
    struct slice range;
    vc_gather(e->body, lines);
    const struct slice class = lines[VC_CLASS].value;
    if (class.s && (slice_is(class, "PRIVATE") || slice_is(class, "CONFIDENTIAL")))
        return false;
    r->zone = e->floating;
    read_times(r, e, lines);
    e->own = lines[VC_MOISSON_ITEM].value.s != NULL;
    e->uid = uid_of(r, lines[e->own ? VC_MOISSON_ITEM : VC_UID].value);
    e->recurs = (lines[VC_RRULE].value.s || lines[VC_RDATE].value.s) && e->start.set;
    e->sequence = number_of(lines[VC_SEQUENCE].value);
    e->stamp = instant_of(r, &lines[VC_DTSTAMP]);
    if (lines[VC_STATUS].value.s && slice_is(lines[VC_STATUS].value, "CANCELLED"))
        e->cancelled = true;
    const struct vc_line *id = &lines[VC_RECURRENCE_ID];
    if (id->value.s && vc_line_time(r, id, &e->recurrence))
        e->following = vc_param(id, "RANGE", &range) && slice_is(range, "THISANDFUTURE");
    return true;
}

/* --- texts --- */

/* Does it hold a whole tag of HTML? */
static bool has_markup(const char *s)
{
    for (const char *p = s; (p = strchr(p, '<')); p++) {
        size_t n = 0;
        const char *name = p + 1 + (p[1] == '/');
        while (isalnum((unsigned char)name[n]))
            n++;
        if (n && html_tag_find(name, n) != HTML_UNKNOWN &&
            (name[n] == '>' || name[n] == '/' || name[n] == ' '))
            return true;
    }
    return false;
}

static bool is_html(const struct vc_line *line)
{
    struct slice type;
    return line->value.s && vc_param(line, "FMTTYPE", &type) && slice_is(type, "text/html");
}

/* A text as long as a field may be. */
static const char *bounded(struct vc_reading *r, const char *text)
{
    size_t n = text ? strlen(text) : 0, taken = feed_field(r->document, r->arena, r->feed, text, n);
    return taken < n ? arena_strndup(r->arena, text, taken) : text;
}

static void put_texts(struct vc_reading *r, struct item *item, const struct vc_line *lines)
{
    struct slice language;
    struct arena *a = r->arena;
    const char *base = r->document->url, *text = bounded(r, vc_text(a, lines[VC_DESCRIPTION].value));
    static const enum vc_name rich[] = {VC_ALT_DESC, VC_STYLED};
    item->title = bounded(r, vc_title(a, lines[VC_SUMMARY].value));
    if (vc_param(&lines[VC_SUMMARY], "LANGUAGE", &language) && language.n <= 35)
        item->language = plain_line(a, language.s, language.n);
    for (size_t i = 0; i < sizeof rich / sizeof *rich && !item->content_html; i++) {
        const char *html = is_html(&lines[rich[i]]) ? bounded(r, vc_text(a, lines[rich[i]].value)) : NULL;
        /* some write no more into it than a line that stands for the text */
        if (html && (!text || 2 * strlen(text_from_html(a, html, strlen(html))) >= strlen(text)))
            item->content_html = html_content(a, html, strlen(html), base);
    }
    if (!text || item->content_html)
        return;
    if (has_markup(text))
        item->content_html = html_content(a, text, strlen(text), base);
    else
        item->content_text = text_unescape(a, text, strlen(text));
}

/* --- place --- */

/* What stands for "not in a room" where a place would stand. */
static bool means_online(struct arena *a, const char *place)
{
    static const char *const words[] = {"en ligne",
                                        "online",
                                        "visioconference",
                                        "visio-conference",
                                        "en visioconference",
                                        "visio",
                                        "en visio",
                                        "webinaire",
                                        "webinar",
                                        "a distance",
                                        "distanciel",
                                        "zoom",
                                        "teams",
                                        "microsoft teams",
                                        "google meet",
                                        "en distanciel",
                                        "virtual",
                                        "virtuel",
                                        "evenement en ligne",
                                        "reunion microsoft teams",
                                        "microsoft teams meeting",
                                        NULL};
    const char *folded = text_fold(a, place, strlen(place));
    for (const char *const *w = words; *w; w++)
        if (strcmp(folded, *w) == 0)
            return true;
    return false;
}

static void put_point(struct item *item, struct slice value, char separator)
{
    char text[LONGEST_NUMBER], *end, *second;
    if (!value.s || value.n >= sizeof text)
        return;
    memcpy(text, value.s, value.n);
    text[value.n] = '\0';
    double lat = strtod(text, &end);
    if (end == text || (*end != separator && *end != ';' && *end != ','))
        return;
    double lon = strtod(end + 1, &second);
    /* 0;0 is what programs write that do not know */
    if (second == end + 1 || !(fabs(lat) <= 90) || !(fabs(lon) <= 180) || (lat == 0 && lon == 0))
        return;
    item->lat = lat;
    item->lon = lon;
}

static void put_place(struct vc_reading *r, struct item *item, const struct vc_line *lines)
{
    const char *place = vc_title(r->arena, lines[VC_LOCATION].value);
    struct slice apple = lines[VC_APPLE_PLACE].value;
    if (place && (url_is_http(place) || means_online(r->arena, place))) {
        item->online = YES;
        place = NULL;
    }
    if (lines[VC_CONFERENCE].value.s || lines[VC_GOOGLE_CONFERENCE].value.s)
        item->online = YES;
    item->place = place;
    if (apple.s && apple.n > 4 && strncasecmp(apple.s, "geo:", 4) == 0)
        put_point(item, (struct slice){apple.s + 4, apple.n - 4}, ',');
    put_point(item, lines[VC_GEO].value, ';');
}

/* --- people, categories, attachments --- */

/* The organiser's name; a mail address is nobody's to publish. RFC 6868: ^' ^n ^^. */
static const char *organizer_of(struct vc_reading *r, const struct vc_line *line)
{
    struct slice name;
    char copy[300];
    size_t k = 0;
    if (!line->value.s || !vc_param(line, "CN", &name) || name.n >= sizeof copy)
        return NULL;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.s[i], next = i + 1 < name.n ? name.s[i + 1] : '\0';
        if (c == '^' && (next == '\'' || next == 'n' || next == '^')) {
            c = next == '\'' ? '"' : next == 'n' ? ' ' : '^';
            i++;
        }
        copy[k++] = c;
    }
    const char *text = vc_title(r->arena, (struct slice){copy, k});
    return text && !strchr(text, '@') && strncasecmp(text, "mailto:", 7) != 0 ? text : NULL;
}

static void put_categories(struct vc_reading *r, struct item *item, struct slice body)
{
    struct vc_line line;
    struct slice one;
    int looked_at = 0;
    while (next_of(&body, VC_CATEGORIES, &line))
        while (looked_at++ < MOST_LOOKED_AT && vc_cut(&line.value, &one))
            add_tag(r->arena, &item->tags, vc_title(r->arena, one));
}

static void put_attachments(struct vc_reading *r, struct item *item, struct slice body)
{
    struct vc_line line;
    struct slice p;
    for (int i = 0; i < MOST_LOOKED_AT && next_of(&body, VC_ATTACH, &line); i++) {
        if (vc_param(&line, "ENCODING", &p) || (vc_param(&line, "VALUE", &p) && slice_is(p, "BINARY")))
            continue; /* the file itself, not where it is */
        const char *url = vc_address(r, line.value);
        struct attachment *a = url ? item_attachment(r->arena, item, url) : NULL;
        if (!a)
            continue;
        if (vc_param(&line, "FMTTYPE", &p))
            a->mime_type = plain_line(r->arena, p.s, p.n);
        if (vc_param(&line, "FILENAME", &p) || vc_param(&line, "X-FILENAME", &p))
            a->title = plain_line(r->arena, p.s, p.n);
        if (vc_param(&line, "SIZE", &p) && number_of(p))
            a->size = number_of(p);
        if (!item->image && a->mime_type && strncasecmp(a->mime_type, "image/", 6) == 0)
            item->image = url;
    }
}

/* --- the item --- */

/* What our own exports write beside what every calendar understands. */
static void put_own(struct vc_reading *r, struct item *item, const struct vc_line *lines)
{
    const char *kind = vc_title(r->arena, lines[VC_MOISSON_KIND].value);
    const char *title = vc_title(r->arena, lines[VC_MOISSON_TITLE].value);
    if (kind && kind_from_name(kind))
        item->kind = kind_from_name(kind);
    if (title)
        item->title = title;
    item->summary = vc_title(r->arena, lines[VC_MOISSON_SUMMARY].value);
    item->content_text = item->content_html = NULL; /* made of the facts that stand beside it */
    if (item->tags.n && kind) {                     /* the first one is the kind's name */
        item->tags.v++;
        item->tags.cap = --item->tags.n;
    }
}

const struct item *vc_event_item(struct vc_reading *r, struct vc_event *e, bool stamped)
{
    if (e->made)
        return e->made;
    struct vc_line lines[VC_NAMES];
    struct item *item = arena_alloc(r->arena, sizeof *item);
    item_init(item);
    r->zone = e->floating;
    vc_gather(e->body, lines);
    item->kind = e->todo ? KIND_CALL : KIND_EVENT;
    item->cancelled = e->cancelled;
    item->sequence = e->sequence;
    put_texts(r, item, lines);
    put_place(r, item, lines);
    item->url = vc_address(r, lines[VC_URL].value);
    item->image = vc_address(r, lines[VC_IMAGE].value);
    item->organizer = organizer_of(r, &lines[VC_ORGANIZER]);
    item->published = instant_of(r, &lines[VC_CREATED]);
    item->updated = instant_of(r, &lines[VC_LAST_MODIFIED]);
    if (item->updated == INSTANT_NONE && stamped)
        item->updated = e->stamp;
    put_categories(r, item, e->body);
    put_attachments(r, item, e->body);
    if (e->own)
        put_own(r, item, lines);
    /* copies share these lists: what is added to one goes into an array of its own */
    item->tags.cap = item->tags.n;
    item->attachments.cap = item->attachments.n;
    e->made = item;
    return item;
}

static struct civil day_of(int64_t local)
{
    struct civil c = civil_at(local, NULL);
    return (struct civil){.year = c.year, .month = c.month, .day = c.day, .precision = PRECISION_DAY};
}

void vc_item_times(struct vc_reading *r, struct item *item, const struct vc_event *e,
                   const struct vc_time *start, const struct vc_time *end)
{
    r->zone = e->floating;
    if (e->todo) {
        item->opens = e->opens ? vc_civil(r, start) : (struct civil){0};
        item->deadline = vc_civil(r, end);
        return;
    }
    item->starts = vc_civil(r, start);
    item->all_day = start->set && start->day;
    if (!start->set || !end->set)
        return;
    if (item->all_day || end->day) {
        /* a day as the end is the day after the last one */
        int64_t last = end->local - (end->day || end->local % DAY == 0 ? DAY : 0);
        if (item->all_day || last > start->local)
            item->ends = day_of(last > start->local ? last : start->local);
    } else if (vc_instant(r, end) > vc_instant(r, start)) {
        item->ends = vc_civil(r, end);
    }
}
