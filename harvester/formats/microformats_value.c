/* What one element of a microformat says: the value class pattern, abbreviations, dates in parts. */
#include "harvester/formats/microformats.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum { MOST_PARTS = 8 };

static const struct {
    enum html_tag tag;
    const char *attribute;
} said_by[] = {
    {HTML_ABBR, "title"}, {HTML_TIME, "datetime"}, {HTML_INS, "datetime"}, {HTML_DEL, "datetime"},
    {HTML_DATA, "value"}, {HTML_INPUT, "value"},   {HTML_METER, "value"},  {HTML_IMG, "alt"},
    {HTML_AREA, "alt"},   {HTML_META, "content"},
};

/* What an attribute of the element says instead of its text; NULL. */
static const char *said(const xmlNode *node)
{
    enum html_tag tag = dom_tag(node);
    for (size_t i = 0; i < sizeof said_by / sizeof *said_by; i++)
        if (said_by[i].tag == tag)
            return html_attribute(node, said_by[i].attribute);
    return NULL;
}

static const char *said_or_text(struct page *page, const xmlNode *node)
{
    const char *words = said(node);
    return words && *words ? plain_line(page->arena, words, strlen(words)) : node_line(page, node);
}

/* The elements of class "value" or "value-title" in it; the outer ones alone. */
static size_t parts_of(struct page *page, const xmlNode *node, const char *parts[MOST_PARTS])
{
    size_t n = 0;
    const xmlNode *at = dom_next(node, node);
    while (at && n < MOST_PARTS && page_step(page)) {
        const char *class = html_attribute(at, "class");
        bool value = dom_has_word(class, "value"), title = dom_has_word(class, "value-title");
        const char *part = title ? html_attribute(at, "title") : value ? said_or_text(page, at) : NULL;
        if (part && !text_blank(part))
            parts[n++] = part;
        at = value || title ? dom_past(at, node) : dom_next(at, node);
    }
    return n;
}

const char *microformats_text(struct page *page, const xmlNode *node)
{
    const char *parts[MOST_PARTS];
    size_t n = parts_of(page, node, parts);
    if (!n)
        return said_or_text(page, node);
    const char *text = parts[0];
    for (size_t i = 1; i < n; i++)
        text = arena_printf(page->arena, "%s%s", text, parts[i]);
    return text;
}

const char *microformats_address(struct page *page, const xmlNode *node)
{
    static const char *const names[] = {"href", "data-src", "src", "data", "poster"};
    const char *parts[MOST_PARTS];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *address = html_attribute(node, names[i]);
        if (address && *address)
            return address;
    }
    return parts_of(page, node, parts) ? parts[0] : said_or_text(page, node);
}

/* --- dates --- */

static bool is_day(const char *s)
{
    size_t digits = strspn(s, "0123456789");
    return digits == 8 || (digits == 4 && s[4] == '-' && isdigit((unsigned char)s[5]));
}

/* "20:00", "20:00:30", "8pm", "8:30 p.m.", "20h", "20 h 30" as "20:00"; NULL: no time. *end: what follows. */
static const char *time_of(struct arena *arena, const char *s, const char **end)
{
    size_t digits = strspn(s, "0123456789");
    int hour = 0, minute = 0;
    if (!digits || digits > 2)
        return NULL;
    for (size_t i = 0; i < digits; i++)
        hour = 10 * hour + s[i] - '0';
    s += digits;
    const char *mark = s + strspn(s, " ");
    bool clock = *mark == ':' || *mark == 'h' || *mark == 'H';
    if (clock) {
        const char *after = mark + 1 + strspn(mark + 1, " ");
        s = mark + 1;
        if (isdigit((unsigned char)after[0]) && isdigit((unsigned char)after[1])) {
            minute = 10 * (after[0] - '0') + after[1] - '0';
            s = after + 2;
            if (s[0] == ':' && isdigit((unsigned char)s[1]) && isdigit((unsigned char)s[2]))
                s += 3;
        }
        mark = s + strspn(s, " ");
    }
    char half = (char)(mark[0] | 0x20);
    if ((half == 'a' || half == 'p') && (mark[1 + (mark[1] == '.')] | 0x20) == 'm') {
        hour = hour % 12 + (half == 'p' ? 12 : 0);
        s = mark + strspn(mark, "apmAPM.");
        clock = true;
    }
    if (!clock || hour > 24 || minute > 59)
        return NULL;
    *end = s + strspn(s, " ");
    return arena_printf(arena, "%02d:%02d", hour, minute);
}

static bool is_zone(const char *s)
{
    return (*s == 'Z' && !s[1]) || ((*s == '+' || *s == '-') && isdigit((unsigned char)s[1]));
}

const char *microformats_date(struct page *page, const xmlNode *node)
{
    const char *parts[MOST_PARTS], *day = NULL, *time = NULL, *zone = NULL, *end;
    size_t n = parts_of(page, node, parts);
    if (!n) {
        parts[n] = said_or_text(page, node);
        n += parts[n] != NULL;
    }
    for (size_t i = 0; i < n; i++) {
        const char *clock = time_of(page->arena, parts[i], &end);
        if (clock && !time) {
            time = clock;
            zone = is_zone(end) ? end : zone;
        } else if (is_zone(parts[i])) {
            zone = zone ? zone : parts[i];
        } else if (!day && (is_day(parts[i]) || n == 1)) {
            day = parts[i];
        }
    }
    if (!day && !time)
        return NULL;
    if (!day || !time || strpbrk(day, "T:"))
        return day ? day : arena_printf(page->arena, "%s%s", time, zone ? zone : "");
    return arena_printf(page->arena, "%sT%s%s", day, time, zone ? zone : "");
}

const char *microformats_with_day(struct arena *arena, const char *date, const char *other)
{
    const char *end;
    if (!date || !other || is_day(date) || !time_of(arena, date, &end))
        return date;
    size_t n = strcspn(other, "T ");
    return is_day(other) ? arena_printf(arena, "%.*sT%s", (int)n, other, date) : date;
}
