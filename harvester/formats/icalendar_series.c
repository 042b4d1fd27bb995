/* The entries of a calendar as items: recurring ones over a window of eighteen months, their exceptions in
   their place, several versions of one entry told apart. What comes once a week or more seldom is an item
   each time, with a name that stays (UID and the instant it recurs at); what comes more often is one item
   with its sessions: nobody subscribes to an exhibition that is announced again every morning. */
#include "harvester/formats/icalendar.h"

#include <stdlib.h>
#include <string.h>

enum {
    DAY = 86400,
    WINDOW_MONTHS = 18,
    MOST_OCCURRENCES = 200, /* items of one series */
    MOST_SESSIONS = 400,    /* of one item */
    ITEM_COST = 500,        /* of an item and a session, in days looked at */
    SESSION_COST = 20,
    LOOKED_AT = 10, /* occurrences that tell how often it comes */
    DENSE_DAYS = 4, /* on average fewer days apart: sessions */
};

/* A recurrence instant that is spoken of: excluded, or another entry stands there. */
struct key {
    int64_t at; /* local seconds of the series; of a whole day its midnight */
    bool day;
    struct vc_event *event; /* NULL: excluded */
    bool used;
};
struct keys {
    struct key *v;
    size_t n, cap;
};

struct occurrence {
    int64_t at; /* local seconds of the series: what names it */
    struct vc_time start, end;
    struct vc_event *event; /* the one that speaks of it */
};
struct occurrences {
    struct occurrence *v;
    size_t n, cap;
};

struct series {
    struct vc_reading *r;
    struct vc_event *event; /* the one that recurs */
    struct keys exceptions, others;
    struct vc_span window;
    bool stamped;
};

/* --- the window: whole months, so that it does not move every night --- */

static int64_t month_start(int64_t now, int months)
{
    struct civil c = civil_at(now, NULL);
    int month = c.year * 12 + c.month - 1 + months;
    return civil_days(month / 12, month % 12 + 1, 1) * DAY;
}

static struct vc_span window_of(int64_t now)
{
    return (struct vc_span){month_start(now, -1), month_start(now, WINDOW_MONTHS + 1), MOST_OCCURRENCES};
}

/* --- exceptions --- */

static int64_t midnight(int64_t local)
{
    return local - ((local % DAY) + DAY) % DAY;
}

static int compare_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (!x->event || !y->event)
        return (x->event != NULL) - (y->event != NULL);
    /* the newest version first */
    return (x->event->sequence < y->event->sequence) - (x->event->sequence > y->event->sequence);
}

static void sort_keys(struct keys *keys)
{
    if (keys->n)
        qsort(keys->v, keys->n, sizeof *keys->v, compare_key);
}

/* On the clocks of the series; of whole days the midnight. */
static int64_t local_of(const struct series *s, const struct vc_time *t)
{
    if (s->event->start.day || t->day)
        return midnight(t->local);
    return vc_local_in(s->r, t, s->event->start.zone);
}

static void add_key(const struct series *s, struct keys *keys, const struct vc_time *t,
                    struct vc_event *event)
{
    struct key k = {.at = local_of(s, t), .event = event, .day = t->day && !s->event->start.day};
    *ARENA_PUSH(&s->r->scratch, keys->v, keys->n, keys->cap) = k;
}

static struct key *find_at(const struct keys *keys, int64_t at)
{
    size_t low = 0, high = keys->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (keys->v[middle].at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < keys->n && keys->v[low].at == at ? &keys->v[low] : NULL;
}

/* By its instant, else by its day. */
static struct key *find_key(const struct keys *keys, int64_t at)
{
    struct key *k = find_at(keys, at), *d = k ? k : find_at(keys, midnight(at));
    return k ? k : d && d->day ? d : NULL;
}

/* --- occurrences --- */

/* Reads all lines of a name as a list of times (RDATE, EXDATE). */
static void read_dates(const struct series *s, enum vc_name name, struct keys *keys,
                       struct vc_moments *moments)
{
    struct vc_reading *r = s->r;
    struct slice body = s->event->body, one;
    struct vc_line line;
    struct vc_time t;
    size_t depth = 0, most = 100000;
    int64_t hour = s->event->start.local - midnight(s->event->start.local);
    while (vc_next(&body, &line)) {
        depth += line.name == VC_BEGIN;
        depth -= line.name == VC_END && depth;
        const struct vc_zone *zone = !depth && line.name == name ? vc_line_zone(r, &line) : NULL;
        while (!depth && line.name == name && vc_cut(&line.value, &one) && most--) {
            const char *slash = memchr(one.s, '/', one.n); /* a PERIOD */
            one.n = slash ? (size_t)(slash - one.s) : one.n;
            if (!vc_time_read(r, zone, one, &t))
                continue;
            if (keys)
                add_key(s, keys, &t, NULL);
            else /* a day alone: at the hour of the series */
                *ARENA_PUSH(&r->scratch, moments->v, moments->n, moments->cap) =
                    local_of(s, &t) + (t.day ? hour : 0);
        }
        if (!most)
            return;
    }
}

static int compare_moment(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The local times of a span, rule and RDATE together, each once. */
static struct vc_moments expand(const struct series *s, const struct vc_span *span)
{
    struct vc_moments all = {0}, dates = {0};
    struct vc_line lines[VC_NAMES];
    vc_gather(s->event->body, lines);
    if (lines[VC_RRULE].value.s)
        vc_recur(s->r, lines[VC_RRULE].value, &s->event->start, span, &all);
    else if (s->event->start.local >= span->from && s->event->start.local < span->to)
        *ARENA_PUSH(&s->r->scratch, all.v, all.n, all.cap) = s->event->start.local;
    if (lines[VC_RDATE].value.s)
        read_dates(s, VC_RDATE, NULL, &dates);
    for (size_t i = 0; i < dates.n; i++)
        if (dates.v[i] >= span->from && dates.v[i] < span->to)
            *ARENA_PUSH(&s->r->scratch, all.v, all.n, all.cap) = dates.v[i];
    if (!dates.n || !all.n)
        return all;
    qsort(all.v, all.n, sizeof *all.v, compare_moment);
    size_t kept = 0;
    for (size_t i = 0; i < all.n && kept < span->most; i++)
        if (!kept || all.v[kept - 1] != all.v[i])
            all.v[kept++] = all.v[i];
    all.n = kept;
    return all;
}

static void add_occurrence(struct series *s, struct occurrences *list, int64_t at, struct vc_event *event,
                           int64_t shift)
{
    struct occurrence o = {.at = at, .event = event, .start = event->start, .end = event->end};
    o.start.local += shift;
    o.end.local += shift;
    *ARENA_PUSH(&s->r->scratch, list->v, list->n, list->cap) = o;
}

/* The moments less what is excluded, each with the entry that speaks of it: one of its own, the last one that
   holds from some time on, or the series. */
static struct occurrences occurrences_of(struct series *s, const struct vc_moments *moments)
{
    struct occurrences list = {0};
    size_t next = 0;
    const struct key *following = NULL;
    for (size_t i = 0; i < moments->n; i++) {
        int64_t at = moments->v[i];
        for (; next < s->others.n && s->others.v[next].at <= at; next++)
            if (s->others.v[next].event->following)
                following = &s->others.v[next];
        if (find_key(&s->exceptions, at))
            continue;
        struct key *other = find_key(&s->others, at);
        if (other) {
            other->used = true;
            add_occurrence(s, &list, at, other->event, 0);
        } else if (following) {
            add_occurrence(s, &list, at, following->event, at - following->at);
        } else {
            add_occurrence(s, &list, at, s->event, at - s->event->start.local);
        }
    }
    return list;
}

/* --- items --- */

/* UID_20260310T083000Z, UID_20260310: a recurrence for ever. */
static const char *occurrence_id(struct vc_reading *r, const char *uid, const struct vc_time *t)
{
    if (!uid)
        return NULL;
    struct civil c = civil_at(t->day ? t->local : vc_instant(r, t), NULL);
    const char *day = arena_printf(r->arena, "%s_%04d%02u%02u", uid, c.year, c.month, c.day);
    return t->day ? day : arena_printf(r->arena, "%sT%02u%02u%02uZ", day, c.hour, c.minute, c.second);
}

static struct item *add_item(struct series *s, struct vc_event *e, const char *id)
{
    if (!feed_has_room(s->r->document, s->r->arena, s->r->feed))
        return NULL;
    const struct item *made = vc_event_item(s->r, e, s->stamped);
    struct item *item = feed_add_item(s->r->arena, s->r->feed);
    *item = *made;
    item->id = id;
    return item;
}

static void put_single(struct series *s, struct vc_event *e, const char *id)
{
    struct item *item = add_item(s, e, id);
    if (item)
        vc_item_times(s->r, item, e, &e->start, &e->end);
}

static void put_each(struct series *s, const struct occurrences *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct occurrence *o = &list->v[i];
        struct vc_time at = s->event->start;
        if (i && !vc_spend(s->r, ITEM_COST))
            return;
        at.local = o->at;
        struct item *item = add_item(s, o->event, occurrence_id(s->r, s->event->uid, &at));
        if (!item)
            return;
        vc_item_times(s->r, item, o->event, &o->start, &o->end);
    }
}

static void put_sessions(struct series *s, const struct occurrences *list)
{
    struct arena *a = s->r->arena;
    struct item *item = add_item(s, s->event, s->event->uid), one;
    if (!item)
        return;
    for (size_t i = 0; i < list->n; i++) {
        const struct occurrence *o = &list->v[i];
        if (o->event->cancelled && !s->event->cancelled)
            continue;
        if (i && !vc_spend(s->r, SESSION_COST))
            break;
        item_init(&one);
        vc_item_times(s->r, &one, o->event, &o->start, &o->end);
        if (s->event->todo && one.deadline.precision)
            *ARENA_PUSH(a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = one.deadline;
        else if (!s->event->todo)
            *ARENA_PUSH(a, item->sessions.v, item->sessions.n, item->sessions.cap) =
                (struct period){one.starts, one.ends};
    }
    if (item->deadlines.n)
        item->deadline = item->deadlines.v[item->deadlines.n - 1];
    if (!item->sessions.n)
        return;
    const struct period *first = item->sessions.v, *last = &item->sessions.v[item->sessions.n - 1];
    item->all_day = s->event->start.day;
    item->starts = first->from;
    item->ends = last->to.precision || item->sessions.n < 2 ? last->to : last->from;
    if (item->sessions.n < 2)
        item->sessions.n = 0;
}

/* Does it come so often that its times are sessions? Told from its beginning, which does not move. */
static bool is_dense(const struct series *s)
{
    int64_t start = s->event->start.local;
    struct vc_span beginning = {start, start + LOOKED_AT * 366LL * DAY, LOOKED_AT};
    struct vc_moments m = expand(s, &beginning);
    return m.n > 1 && m.v[m.n - 1] - m.v[0] < (int64_t)(m.n - 1) * DENSE_DAYS * DAY;
}

/* The whole series when it is short enough: then its first and last day do not move with the window. */
static struct vc_moments session_moments(const struct series *s)
{
    struct vc_span whole = {s->event->start.local, s->window.to, MOST_SESSIONS + 1};
    struct vc_moments m = expand(s, &whole);
    if (m.n <= MOST_SESSIONS)
        return m;
    struct vc_span part = {s->window.from, s->window.to, MOST_SESSIONS};
    return expand(s, &part);
}

/* Entries that stand for a time of the series which was not met: moved there from elsewhere. */
static void put_orphans(struct series *s)
{
    for (size_t i = 0; i < s->others.n; i++) {
        struct key *k = &s->others.v[i];
        bool again = i && s->others.v[i - 1].at == k->at;
        int64_t local = k->event->start.local;
        if (k->used || again || find_key(&s->exceptions, k->at) || local < s->window.from ||
            local >= s->window.to)
            continue;
        struct vc_time at = s->event->start;
        at.local = k->at;
        put_single(s, k->event, occurrence_id(s->r, s->event->uid, &at));
    }
}

static void put_series(struct series *s)
{
    read_dates(s, VC_EXDATE, &s->exceptions, NULL);
    sort_keys(&s->exceptions);
    sort_keys(&s->others);
    bool dense = is_dense(s);
    struct vc_moments m = dense ? session_moments(s) : expand(s, &s->window);
    struct occurrences list = occurrences_of(s, &m);
    if (!m.n) { /* over, or far away: its first time, as of an entry that does not recur */
        m = expand(s, &(struct vc_span){s->event->start.local, s->event->start.local + 1, 1});
        list = occurrences_of(s, &m);
    }
    if (!list.n)
        return;
    if (dense) {
        put_sessions(s, &list);
        return;
    }
    put_each(s, &list);
    put_orphans(s);
}

/* --- all entries of one UID --- */

/* What an export of ours wrote as several entries: sessions, or the dates of a call. */
static void put_own(struct series *s, struct vc_event *const *run, size_t n)
{
    struct arena *a = s->r->arena;
    struct occurrences list = {0};
    s->event = run[0];
    for (size_t i = 0; i < n; i++) {
        struct key k = {.at = run[i]->start.set ? vc_instant(s->r, &run[i]->start) : 0, .event = run[i]};
        *ARENA_PUSH(&s->r->scratch, s->others.v, s->others.n, s->others.cap) = k;
    }
    sort_keys(&s->others);
    for (size_t i = 0; i < n; i++)
        add_occurrence(s, &list, s->others.v[i].at, s->others.v[i].event, 0);
    if (vc_event_item(s->r, run[0], s->stamped)->kind != KIND_CALL) {
        put_sessions(s, &list);
        return;
    }
    struct item *item = add_item(s, run[0], run[0]->uid);
    for (size_t i = 0; item && i < n; i++) {
        item->deadline = vc_civil(s->r, &list.v[i].start);
        *ARENA_PUSH(a, item->deadlines.v, item->deadlines.n, item->deadlines.cap) = item->deadline;
    }
    if (item && n < 2)
        item->deadlines.n = 0;
}

static bool same_time(const struct vc_time *a, const struct vc_time *b)
{
    return a->set == b->set && a->day == b->day && a->local == b->local && a->zone == b->zone;
}

/* Of several versions of one entry the newest stays: a higher SEQUENCE, else, at the same time, the later
   one. Those that differ in time alone are several entries of a program that does not know what a UID is. */
static size_t keep_newest(struct vc_event **run, size_t n)
{
    size_t kept = 0;
    int newest = 0;
    for (size_t i = 0; i < n; i++)
        if (!run[i]->recurrence.set && run[i]->sequence > newest)
            newest = run[i]->sequence;
    for (size_t i = 0; i < n; i++) {
        struct vc_event *e = run[i];
        if (!e->recurrence.set && e->sequence < newest)
            continue;
        if (!e->recurrence.set && kept && !run[kept - 1]->recurrence.set &&
            same_time(&e->start, &run[kept - 1]->start))
            kept--;
        run[kept++] = e;
    }
    return kept;
}

static void put_run(struct vc_reading *r, struct vc_event **run, size_t n, bool stamped)
{
    struct series s = {.r = r, .window = window_of(r->document->now), .stamped = stamped};
    size_t masters = 0;
    if (run[0]->own) {
        put_own(&s, run, n);
        return;
    }
    n = keep_newest(run, n);
    for (size_t i = 0; i < n; i++)
        masters += !run[i]->recurrence.set;
    for (size_t i = 0; i < n; i++)
        if (!run[i]->recurrence.set && run[i]->recurs && !s.event)
            s.event = run[i];
    for (size_t i = 0; i < n; i++) {
        struct vc_event *e = run[i];
        if (e->recurrence.set && s.event)
            add_key(&s, &s.others, &e->recurrence, e);
        else if (e->recurrence.set)
            put_single(&s, e, occurrence_id(r, e->uid, &e->recurrence));
        else if (e != s.event)
            put_single(&s, e, masters > 1 && e->start.set ? occurrence_id(r, e->uid, &e->start) : e->uid);
    }
    if (s.event)
        put_series(&s);
}

static int compare_uid(const void *a, const void *b)
{
    const struct vc_event *x = *(struct vc_event *const *)a, *y = *(struct vc_event *const *)b;
    int order = x->uid && y->uid ? strcmp(x->uid, y->uid) : (x->uid != NULL) - (y->uid != NULL);
    if (!order)
        order = x->own - y->own;
    return order ? order : x->order < y->order ? -1 : x->order > y->order;
}

/* DTSTAMP says when an entry changed, unless the program writes the moment of the request into it. */
static bool stamps_say_something(const struct vc_event *events, size_t n, int64_t now)
{
    int64_t first = INT64_MAX, last = INT64_MIN;
    for (size_t i = 0; i < n; i++) {
        first = events[i].stamp < first ? events[i].stamp : first;
        last = events[i].stamp > last ? events[i].stamp : last;
    }
    bool at_once = n > 1 && first != INSTANT_NONE && last - first <= 60;
    return n && last < now - (at_once ? DAY : 3600);
}

/* Over before the window begins. */
static bool is_past(const struct vc_event *e, int64_t from)
{
    int64_t last = e->end.set && e->end.local > e->start.local ? e->end.local : e->start.local;
    return e->start.set && !e->recurs && last < from;
}

/* A calendar that holds more than may be read has years behind it: what is over is left out first, wherever
   it stands. Returns how many entries stay. */
static size_t leave_past(struct vc_reading *r, struct vc_event *events, size_t n)
{
    size_t kept = 0, most = document_most(r->document, LIMIT_ITEMS);
    int64_t from = window_of(r->document->now).from;
    if (n <= most)
        return n;
    for (size_t i = 0; i < n; i++)
        if (!is_past(&events[i], from)) {
            events[kept] = events[i];
            events[kept].order = kept;
            kept++;
        }
    if (kept < n) {
        r->feed->cut = true;
        feed_beyond(r->document, r->arena, r->feed, LIMIT_ITEMS);
    }
    return kept;
}

bool vc_items(struct vc_reading *r, struct vc_event *events, size_t n, struct error *err)
{
    n = leave_past(r, events, n);
    struct vc_event **sorted = arena_alloc(r->arena, (n + 1) * sizeof *sorted);
    bool stamped = stamps_say_something(events, n, r->document->now);
    for (size_t i = 0; i < n; i++)
        sorted[i] = &events[i];
    if (n)
        qsort(sorted, n, sizeof *sorted, compare_uid);
    for (size_t i = 0, first = 0; i < n; i++) {
        const struct vc_event *p = sorted[first], *e = sorted[i];
        if (!e->uid || !p->uid || e->own != p->own || strcmp(e->uid, p->uid) != 0)
            first = i;
        sorted[i]->group = first;
        sorted[i]->leads = i == first;
    }
    /* in the order of the document: a run begins with its first entry */
    for (size_t i = 0; i < n; i++) {
        size_t at = events[i].group, length = 1;
        if (!events[i].leads)
            continue;
        while (at + length < n && sorted[at + length]->group == at)
            length++;
        if (arena_over(r->arena))
            return error_set(err, "the document takes more memory than a source may");
        put_run(r, sorted + at, length, stamped);
        arena_reset(&r->scratch);
    }
    return true;
}
