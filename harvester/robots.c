/* Reading robots.txt: groups of rules by program, lines of "name: value". Linear in the file; a rule is
   matched without going back, so that its stars cost nothing. */
#include "harvester/robots.h"
#include "base/buf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 500 << 10, MOST_RULES = 10000, LONGEST_DELAY = 60000 };

struct rule {
    const char *pattern; /* spelled as paths are, see spell() */
    bool allow;
};

struct robots {
    struct rule *v;
    size_t n, cap;
    int64_t delay;
};

static int hex(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* One spelling for what means the same (2.2.2): escapes of plain characters undone, others with large digits,
   bytes past ASCII escaped. */
static char *spell(struct arena *a, const char *s, size_t n)
{
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        int high = c == '%' && i + 2 < n ? hex(s[i + 1]) : -1, low = high >= 0 ? hex(s[i + 2]) : -1;
        if (low >= 0) {
            c = (unsigned char)(high * 16 + low);
            i += 2;
            if (isalnum(c) || (c && strchr("-._~", c)))
                buf_addc(&out, (char)c);
            else
                buf_printf(&out, "%%%02X", c);
        } else if (c <= ' ' || c >= 0x7F) {
            buf_printf(&out, "%%%02X", c);
        } else {
            buf_addc(&out, (char)c);
        }
    }
    char *text = arena_strndup(a, buf_str(&out), out.n);
    buf_free(&out);
    return text;
}

/* --- the file --- */

struct line {
    const char *name, *value;
    size_t name_n, value_n;
};

static void trim(const char **s, size_t *n)
{
    while (*n && isspace((unsigned char)**s)) {
        ++*s;
        --*n;
    }
    while (*n && isspace((unsigned char)(*s)[*n - 1]))
        --*n;
}

/* The next line with a name and a value; false at the end. */
static bool next_line(const char **at, const char *end, struct line *line)
{
    while (*at < end) {
        const char *s = *at, *stop = s;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        *at = stop < end ? stop + 1 : end;
        const char *comment = memchr(s, '#', (size_t)(stop - s));
        stop = comment ? comment : stop;
        const char *colon = memchr(s, ':', (size_t)(stop - s));
        if (!colon)
            continue;
        *line = (struct line){s, colon + 1, (size_t)(colon - s), (size_t)(stop - colon - 1)};
        trim(&line->name, &line->name_n);
        trim(&line->value, &line->value_n);
        return true;
    }
    return false;
}

static bool is(const struct line *line, const char *name)
{
    return line->name_n == strlen(name) && strncasecmp(line->name, name, line->name_n) == 0;
}

/* 2: the group is for the product; 1: for everybody; 0: for others. */
static int whom(const struct line *line, const char *product)
{
    size_t n = 0;
    if (line->value_n && *line->value == '*')
        return 1;
    while (n < line->value_n && (isalpha((unsigned char)line->value[n]) || strchr("-_", line->value[n])))
        n++;
    return n == strlen(product) && strncasecmp(line->value, product, n) == 0 ? 2 : 0;
}

static void take(struct arena *a, struct robots *r, const struct line *line)
{
    bool allow = is(line, "allow");
    if (is(line, "crawl-delay")) {
        char number[16] = "";
        memcpy(number, line->value, line->value_n < sizeof number ? line->value_n : sizeof number - 1);
        double seconds = strtod(number, NULL);
        r->delay = seconds > 0 && seconds * 1000 < LONGEST_DELAY ? (int64_t)(seconds * 1000)
                   : seconds > 0                                 ? LONGEST_DELAY
                                                                 : 0;
    } else if ((allow || is(line, "disallow")) && line->value_n && r->n < MOST_RULES) {
        *ARENA_PUSH(a, r->v, r->n, r->cap) = (struct rule){spell(a, line->value, line->value_n), allow};
    }
}

struct robots *robots_parse(struct arena *a, const char *bytes, size_t n, const char *product)
{
    struct robots *of[3] = {NULL}, *r;
    if (n >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        n -= 3;
    }
    const char *at = bytes, *end = bytes + (n < LONGEST ? n : LONGEST);
    unsigned in = 0; /* whom the group is for, a bit each */
    bool heading = false;
    struct line line;
    while (next_line(&at, end, &line)) {
        bool agent = is(&line, "user-agent");
        if (agent) {
            int who = whom(&line, product);
            in = (heading ? in : 0) | 1u << who;
            of[who] = of[who] ? of[who] : arena_alloc(a, sizeof **of);
        }
        heading = agent;
        for (int who = 1; who <= 2 && !agent; who++)
            if (in >> who & 1)
                take(a, of[who], &line);
    }
    r = of[2] ? of[2] : of[1];
    return r ? r : arena_alloc(a, sizeof *r);
}

/* --- matching --- */

static bool matches(const char *pattern, const char *path)
{
    size_t n = strlen(pattern);
    bool whole = n && pattern[n - 1] == '$';
    n -= whole;
    for (size_t i = 0; i <= n;) { /* piece by piece between the stars, each as early as it can stand */
        const char *star = memchr(pattern + i, '*', n - i);
        size_t length = star ? (size_t)(star - pattern) - i : n - i;
        if (!i) {
            if (strncmp(path, pattern, length) != 0)
                return false;
        } else if (!star && whole) {
            size_t left = strlen(path);
            return left >= length && !memcmp(path + left - length, pattern + i, length);
        } else {
            path = memmem(path, strlen(path), pattern + i, length);
            if (!path)
                return false;
        }
        path += length;
        if (!star)
            return !whole || !*path;
        i += length + 1;
    }
    return true;
}

bool robots_allows(const struct robots *r, const char *path)
{
    struct arena a;
    size_t best = 0;
    bool allowed = true;
    if (!r || !r->n || strcmp(path, "/robots.txt") == 0)
        return true;
    arena_init(&a, 0);
    const char *spelled = spell(&a, path, strlen(path));
    for (size_t i = 0; i < r->n; i++) {
        size_t n = strlen(r->v[i].pattern);
        if (n < best || (n == best && allowed) || !matches(r->v[i].pattern, spelled))
            continue;
        best = n;
        allowed = r->v[i].allow;
    }
    arena_free(&a);
    return allowed;
}

int64_t robots_delay(const struct robots *r)
{
    return r ? r->delay : 0;
}
