/* iCalendar (RFC 5545, RFC 7986): calendars and what they say of themselves; events and to-dos become items,
   a to-do a call whose deadline is its DUE. Here is the frame; lines, times, recurrence, entries and series
   are in files of their own. */
#include "harvester/formats/icalendar.h"
#include "base/charset.h"
#include "base/text.h"

#include <string.h>

enum {
    MOST_EVENTS = 50000,
    MOST_CALENDARS = 500,
    MOST_WORK = 20 * 1000 * 1000, /* days that rules may look at: less than a second */
    SNIFFED = 4096,
};

struct calendar {
    struct vc_line lines[VC_NAMES];
};

struct frame {
    struct vc_reading r;
    struct {
        struct calendar *v;
        size_t n, cap;
    } calendars;
    struct {
        struct vc_event *v;
        size_t n, cap;
    } events;
    bool in_calendar, torn; /* torn: something did not end */
};

/* --- components --- */

/* The component that is being read: nested ones are part of it. */
struct component {
    enum { NOTHING, EVENT, TODO, ZONE, OTHER } type;
    struct slice name;
    const char *begin; /* of its lines */
    size_t depth;
};

static int type_of(struct slice name)
{
    static const char *const names[] = {[EVENT] = "VEVENT", [TODO] = "VTODO", [ZONE] = "VTIMEZONE"};
    for (int i = EVENT; i <= ZONE; i++)
        if (slice_is(name, names[i]))
            return i;
    return OTHER;
}

static void begin_calendar(struct frame *f)
{
    f->in_calendar = true;
    if (f->calendars.n < MOST_CALENDARS)
        *ARENA_PUSH(f->r.arena, f->calendars.v, f->calendars.n, f->calendars.cap) = (struct calendar){0};
}

static void end_component(struct frame *f, struct component *c, const char *end)
{
    struct slice body = {c->begin, (size_t)(end - c->begin)};
    if (c->type == ZONE)
        vc_zone_add(&f->r, body);
    else if ((c->type == EVENT || c->type == TODO) && f->events.n < MOST_EVENTS)
        *ARENA_PUSH(f->r.arena, f->events.v, f->events.n, f->events.cap) = (struct vc_event){
            .body = body, .todo = c->type == TODO, .order = f->events.n - 1, .group = f->calendars.n - 1};
    else if (c->type == EVENT || c->type == TODO) {
        f->torn = true;
        feed_warn(f->r.arena, f->r.feed, "more than %d entries: the rest was not read", MOST_EVENTS);
    }
    c->type = NOTHING;
}

/* A component that another one interrupts, or the end of the document. */
static void tear(struct frame *f, struct component *c, const char *end)
{
    if (c->type == NOTHING)
        return;
    feed_warn(f->r.arena, f->r.feed, "%.*s without its END", (int)(c->name.n < 40 ? c->name.n : 40),
              c->name.s);
    f->torn = true;
    end_component(f, c, end);
}

static void on_begin(struct frame *f, struct component *c, const struct vc_line *line, const char *at,
                     const char *after)
{
    int type = type_of(line->value);
    bool calendar = slice_is(line->value, "VCALENDAR");
    if (c->type != NOTHING && !calendar && type == OTHER) {
        c->depth++;
        return;
    }
    tear(f, c, at);
    if (calendar) {
        f->torn |= f->in_calendar;
        begin_calendar(f);
        return;
    }
    if (!f->in_calendar && type != OTHER) {
        feed_warn(f->r.arena, f->r.feed, "%s outside a calendar", type == ZONE ? "VTIMEZONE" : "an entry");
        begin_calendar(f);
    }
    *c = (struct component){.type = type, .name = line->value, .begin = after};
}

static void on_end(struct frame *f, struct component *c, const struct vc_line *line, const char *at)
{
    if (slice_is(line->value, "VCALENDAR")) {
        tear(f, c, at);
        f->in_calendar = false;
    } else if (c->type == NOTHING) {
        return;
    } else if (c->type == OTHER ? !c->depth : type_of(line->value) == (int)c->type) {
        end_component(f, c, at);
    } else {
        c->depth -= c->depth > 0;
    }
}

static bool read_components(struct frame *f, struct slice text, struct error *err)
{
    struct component c = {0};
    struct vc_line line;
    const char *at = text.s;
    while (vc_next(&text, &line)) {
        if (line.name == VC_BEGIN)
            on_begin(f, &c, &line, at, text.s);
        else if (line.name == VC_END)
            on_end(f, &c, &line, at);
        else if (c.type == NOTHING && f->in_calendar && line.name) {
            struct vc_line *own = &f->calendars.v[f->calendars.n - 1].lines[line.name];
            *own = own->value.s ? *own : line;
        }
        at = text.s;
        if (arena_over(f->r.arena))
            return error_set(err, "the document takes more memory than a source may");
    }
    tear(f, &c, at);
    if (f->in_calendar) {
        feed_warn(f->r.arena, f->r.feed, "VCALENDAR without its END: the rest may be missing");
        f->torn = true;
    }
    return true;
}

/* --- calendars --- */

static const char *first_text(struct arena *a, const struct calendar *c, enum vc_name one, enum vc_name other)
{
    const char *text = vc_title(a, c->lines[one].value);
    return text ? text : vc_title(a, c->lines[other].value);
}

static void put_feed(struct frame *f, const struct calendar *c)
{
    struct feed *feed = f->r.feed;
    struct arena *a = f->r.arena;
    int64_t seconds;
    bool days;
    feed->title = feed->title ? feed->title : first_text(a, c, VC_CALNAME, VC_NAME);
    feed->description = feed->description ? feed->description : first_text(a, c, VC_CALDESC, VC_DESCRIPTION);
    feed->home_page_url =
        feed->home_page_url ? feed->home_page_url : vc_address(&f->r, c->lines[VC_URL].value);
    feed->feed_url = feed->feed_url ? feed->feed_url : vc_address(&f->r, c->lines[VC_SOURCE].value);
    feed->icon = feed->icon ? feed->icon : vc_address(&f->r, c->lines[VC_IMAGE].value);
    for (enum vc_name name = VC_REFRESH; name <= VC_TTL; name++)
        if (feed->ttl < 0 && vc_duration(c->lines[name].value, &seconds, &days))
            feed->ttl = seconds;
}

static bool has_method(const struct calendar *c, const char *method)
{
    return c->lines[VC_METHOD].value.s && slice_is(c->lines[VC_METHOD].value, method);
}

/* A message about some entries is not the whole calendar. */
static bool is_whole(const struct frame *f)
{
    for (size_t i = 0; i < f->calendars.n; i++)
        if (f->calendars.v[i].lines[VC_METHOD].value.s && !has_method(&f->calendars.v[i], "PUBLISH"))
            return false;
    return true;
}

/* Keeps the events that may be published, in their order, and reads what places them. */
static void read_events(struct frame *f)
{
    const struct vc_zone *usual = f->r.zone, *own = usual;
    size_t kept = 0, calendar = SIZE_MAX;
    for (size_t i = 0; i < f->events.n; i++) {
        struct vc_event e = f->events.v[i];
        if (e.group != calendar) {
            const struct vc_zone *z = NULL;
            calendar = e.group;
            if (f->calendars.v[calendar].lines[VC_CALZONE].value.s)
                z = vc_zone_find(&f->r, f->calendars.v[calendar].lines[VC_CALZONE].value);
            own = z ? z : usual;
        }
        e.floating = own;
        e.cancelled = has_method(&f->calendars.v[calendar], "CANCEL");
        e.order = kept;
        if (vc_event_read(&f->r, &e))
            f->events.v[kept++] = e;
    }
    f->events.n = kept;
}

/* --- the format --- */

static bool read_text(struct frame *f, struct slice text, struct error *err)
{
    vc_zones_init(&f->r);
    if (!read_components(f, text, err))
        return false;
    if (!f->calendars.n)
        return error_set(err, "no calendar: BEGIN:VCALENDAR was expected");
    for (size_t i = 0; i < f->calendars.n; i++)
        put_feed(f, &f->calendars.v[i]);
    read_events(f);
    if (!vc_items(&f->r, f->events.v, f->events.n, err))
        return false;
    f->r.feed->cut = f->r.feed->cut || f->torn;
    f->r.feed->complete = is_whole(f) && !f->r.feed->cut;
    return true;
}

static bool icalendar_parse(const struct document *document, struct arena *arena, struct feed *feed,
                            struct error *err)
{
    struct frame f = {
        .r = {.document = document, .arena = arena, .feed = feed, .work = MOST_WORK},
    };
    struct document unfolded = *document;
    struct buf lines, text;
    buf_init(&lines, 0);
    buf_init(&text, 0);
    /* folds may cut characters: they are undone before the bytes are read as text */
    vc_unfold(&lines, document->bytes, document->n);
    unfolded.bytes = buf_str(&lines);
    unfolded.n = lines.n;
    document_text(&unfolded, arena, &text, feed);
    bool ok = read_text(&f, (struct slice){buf_str(&text), text.n}, err);
    arena_free(&f.r.scratch);
    buf_free(&lines);
    buf_free(&text);
    return ok;
}

static int icalendar_sniff(const char *text, size_t n)
{
    static const char begin[] = "BEGIN:VCALENDAR";
    size_t length = sizeof begin - 1;
    if (n >= length && strncasecmp(text, begin, length) == 0)
        return 100;
    const char *found = memmem(text, n < SNIFFED ? n : SNIFFED, begin, length);
    if (found && (found[-1] == '\n' || found[-1] == '\r'))
        return *text == '<' ? 20 : 60;
    return n >= 12 && strncasecmp(text, "BEGIN:VEVENT", 12) == 0 ? 60 : 0;
}

const struct format icalendar_format = {
    .name = "icalendar", .sniff = icalendar_sniff, .parse = icalendar_parse};
