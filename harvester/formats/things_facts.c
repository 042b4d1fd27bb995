/* Facts of events and calls, from a thing in the words of schema.org. */
#include "harvester/formats/things.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- numbers --- */

static double number_of(struct page *page, const struct thing *thing, const char *name)
{
    const char *line = thing_line(page, thing, name);
    char digits[40], *end, *to = digits;
    for (; line && *line && to < digits + sizeof digits - 1; line++)
        if ((unsigned char)*line < 0x80 && *line != ' ')
            *to++ = *line;
    *to = '\0';
    if (!isdigit((unsigned char)*digits) && *digits != '-')
        return NAN;
    double v = strtod(digits, &end);
    return *end || end == digits ? NAN : v;
}

static double within(double v, double least, double most)
{
    return v >= least && v <= most ? v : NAN;
}

static void put_point(struct page *page, const struct thing *place, struct item *item)
{
    const struct value *geo = thing_first(page, place, "geo");
    const struct thing *point = geo ? thing_of_value(page, geo) : place;
    if (!point)
        return;
    double lat = within(number_of(page, point, "latitude"), -90, 90);
    double lon = within(number_of(page, point, "longitude"), -180, 180);
    if (isnan(lat) || isnan(lon))
        return;
    item->lat = lat;
    item->lon = lon;
}

static void put_amount(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *amount = thing_first(page, thing, "amount");
    const struct thing *money = amount ? thing_of_value(page, amount) : thing;
    const struct value *value = money ? thing_first(page, money, "value") : NULL;
    const struct thing *inner = value ? thing_of_value(page, value) : NULL;
    const char *currency = thing_line(page, money ? money : thing, "currency");
    money = inner ? inner : money;
    if (!amount || !money)
        return;
    double most = number_of(page, money, "maxValue"),
           one = number_of(page, money, money == thing ? "amount" : "value");
    item->amount_min = within(number_of(page, money, "minValue"), 0, 1e15);
    item->amount_max = within(isnan(most) ? one : most, 0, 1e15);
    item->amount_currency = currency && strlen(currency) == 3 ? currency : NULL;
}

/* --- times --- */

/* An instant of UTC is told in the zone of the source: machines write 06:30Z. So is one whose offset is that
   of the zone on that day; another one says something and stays. */
static struct civil in_zone(struct civil c, const char *zone)
{
    int64_t at = c.zone && zone && c.precision == PRECISION_MINUTE ? civil_instant(&c, NULL) : INSTANT_NONE;
    if (at == INSTANT_NONE)
        return c;
    struct civil local = civil_at(at, zone);
    bool same = local.hour == c.hour && local.minute == c.minute && local.day == c.day;
    return local.precision && (same || strcmp(c.zone, "UTC") == 0) ? local : c;
}

static struct civil civil_of(struct page *page, const struct value *value)
{
    struct civil c = {0};
    const char *text = !value || value->thing ? NULL : value->text;
    if (!text && value && value->node)
        text = node_text(page, value->node);
    const char *line = text ? plain_line(page->arena, text, strlen(text)) : NULL;
    if (!line || !timestamp_parse(line, strlen(line), &c))
        return (struct civil){0};
    return in_zone(c, page->document->timezone);
}

static struct civil civil_named(struct page *page, const struct thing *thing, const char *name)
{
    return civil_of(page, thing_first(page, thing, name));
}

static void move_day(struct civil *c, int days)
{
    int year, month, day;
    civil_from_days(civil_days(c->year, c->month, c->day) + days, &year, &month, &day);
    if (year < 1 || year > 9999)
        return;
    c->year = year;
    c->month = (uint8_t)month;
    c->day = (uint8_t)day;
}

static int compare_days(const struct civil *a, const struct civil *b)
{
    int64_t x = civil_days(a->year, a->month, a->day), y = civil_days(b->year, b->month, b->day);
    return (x > y) - (x < y);
}

static void make_day(struct civil *c)
{
    c->precision = PRECISION_DAY;
    c->hour = c->minute = c->second = 0;
    c->zone = NULL;
}

/* From 00:00 to 23:59 are whole days. */
static void mend_days(struct civil *from, struct civil *to)
{
    if (from->precision != PRECISION_MINUTE || from->hour || from->minute || from->second)
        return;
    if (to->precision == PRECISION_MINUTE && to->hour == 23 && to->minute == 59) {
        make_day(from);
        make_day(to);
    }
}

/* Minutes of "PT1H30M", "P2D", "PT90M"; -1: none of these. */
static int64_t duration_of(const char *s)
{
    int64_t minutes = 0;
    bool time = false, any = false;
    if (!s || *s++ != 'P')
        return -1;
    while (*s) {
        if (*s == 'T' && !time) {
            time = true;
            s++;
            continue;
        }
        size_t digits = strspn(s, "0123456789");
        if (!digits || digits > 6)
            return -1;
        int64_t v = strtol(s, NULL, 10), unit = -1;
        s += digits;
        if (time)
            unit = *s == 'H' ? 60 : *s == 'M' ? 1 : *s == 'S' ? 0 : -1;
        else
            unit = *s == 'D' ? 1440 : *s == 'W' ? 7 * 1440 : -1;
        if (unit < 0)
            return -1;
        minutes += v * unit;
        any = true;
        s++;
    }
    return any ? minutes : -1;
}

static struct civil end_of(struct page *page, const struct thing *thing, const struct civil *from)
{
    const struct value *value = thing_first(page, thing, "endDate");
    struct civil to = civil_of(page, value);
    int64_t minutes = to.precision ? -1 : duration_of(thing_line(page, thing, "duration"));
    if (minutes > 0 && from->precision == PRECISION_MINUTE) {
        int64_t at = civil_instant(from, page->document->timezone);
        to = *from;
        /* by the clock of the place where it has no zone */
        if (at != INSTANT_NONE) {
            const char *zone = from->zone ? from->zone : page->document->timezone;
            to = civil_at(at + 60 * minutes, zone);
            to.zone = from->zone;
        }
    } else if (minutes >= 1440 && from->precision == PRECISION_DAY) {
        to = *from;
        move_day(&to, (int)(minutes / 1440) - 1);
    }
    if (value && value->after && to.precision == PRECISION_DAY && from->precision == PRECISION_DAY &&
        compare_days(&to, from) > 0)
        move_day(&to, -1);
    return to;
}

static bool period_of(struct page *page, const struct thing *thing, struct period *period)
{
    struct civil from = civil_named(page, thing, "startDate"), to;
    if (!from.precision)
        return false;
    to = end_of(page, thing, &from);
    mend_days(&from, &to);
    bool days = from.precision < PRECISION_MINUTE || to.precision < PRECISION_MINUTE;
    /* no end is better than one before the start, or one that says less than it */
    if (to.precision && (days ? compare_days(&to, &from) : civil_compare(&to, &from)) < 0)
        to = (struct civil){0};
    if (to.precision && to.precision < from.precision && compare_days(&to, &from) == 0)
        to = (struct civil){0};
    *period = (struct period){from, to};
    return true;
}

/* --- events --- */

/* "https://schema.org/EventCancelled", "CANCELLED". One that is put off to a day nobody knows does not take
   place on the day it says. */
static bool called_off(const char *status)
{
    static const char *const words[] = {"cancelled", "canceled", "postponed"};
    size_t n = strlen(status);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t m = strlen(words[i]);
        if (n >= m && strcasecmp(status + n - m, words[i]) == 0)
            return true;
    }
    return false;
}

static bool mentions(const char *line, const char *word)
{
    return line && strcasestr(line, word);
}

static void put_attendance(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *mode = thing_first(page, thing, "eventAttendanceMode");
    const struct value *status = thing_first(page, thing, "eventStatus");
    const char *how = mode ? mode->text : NULL, *now = status ? status->text : NULL;
    if (mode && mode->thing)
        how = mode->thing->id;
    if (status && status->thing)
        now = status->thing->id;
    if (now && called_off(now))
        item->cancelled = true;
    if (mentions(how, "OnlineEvent") || mentions(how, "MixedEvent") || mentions(now, "MovedOnline"))
        item->online = YES;
    else if (mentions(how, "OfflineEvent"))
        item->online = NO;
}

static void put_places(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *location;
    for (size_t at = 0; (location = thing_next(thing, "location", &at));) {
        const struct thing *place = thing_of_value(page, location);
        if (place && strings_has(&place->types, "VirtualLocation"))
            item->online = YES;
        else if (!item->place)
            item->place = thing_place(page, location);
        if (place && isnan(item->lat))
            put_point(page, place, item);
    }
    if (isnan(item->lat))
        put_point(page, thing, item);
}

static void put_sessions(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *value;
    struct period period;
    for (size_t at = 0; (value = thing_next(thing, "subEvent", &at));) {
        const struct thing *part = thing_of_value(page, value);
        if (part && period_of(page, part, &period))
            *ARENA_PUSH(page->arena, item->sessions.v, item->sessions.n, item->sessions.cap) = period;
    }
    if (item->sessions.n == 1)
        item->sessions.n = 0;
}

static const char *first_line(struct page *page, const struct thing *thing, const char *const *names)
{
    const char *line = NULL;
    for (; *names && !line; names++)
        line = thing_line(page, thing, *names);
    return line;
}

static void put_event(struct page *page, const struct thing *thing, struct item *item)
{
    static const char *const organizers[] = {"organizer", NULL};
    struct period period;
    if (period_of(page, thing, &period)) {
        item->starts = period.from;
        item->ends = period.to;
        item->all_day = period.from.precision == PRECISION_DAY;
        put_sessions(page, thing, item);
    }
    put_places(page, thing, item);
    put_attendance(page, thing, item);
    item->organizer = first_line(page, thing, organizers);
}

/* --- calls --- */

static void put_call(struct page *page, const struct thing *thing, struct item *item)
{
    static const char *const organizers[] = {"funder", "sponsor", "provider", NULL};
    static const char *const closing[] = {"applicationDeadline", "validThrough", NULL};
    static const char *const opening[] = {"applicationStartDate", "validFrom", NULL};
    for (size_t i = 0; closing[i] && !item->deadline.precision; i++)
        item->deadline = civil_named(page, thing, closing[i]);
    for (size_t i = 0; opening[i] && !item->opens.precision; i++)
        item->opens = civil_named(page, thing, opening[i]);
    item->organizer = first_line(page, thing, organizers);
    put_amount(page, thing, item);
}

void thing_facts(struct page *page, const struct thing *thing, struct item *item)
{
    if (item->kind == KIND_EVENT)
        put_event(page, thing, item);
    else if (item->kind == KIND_CALL)
        put_call(page, thing, item);
}
