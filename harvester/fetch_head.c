/* The headers of an answer: those that matter here, by table, and what they say in seconds. No network. */
#include "base/timestamp.h"
#include "harvester/fetch_internal.h"

#include <string.h>
#include <strings.h>

enum {
    LONGEST_VALIDATOR = 1024, /* longer ones would only come back as a refused request */
    LONGEST_TYPE = 256,
    LONGEST_VALUE = 64 << 10,
    FARTHEST = 10 * 366 * 86400, /* seconds ahead that a header may speak of */
};

struct header_field {
    const char *name;
    size_t offset; /* of the text in struct head */
    size_t longest;
};

#define FIELD(name, member, longest)                                                                         \
    {                                                                                                        \
        name, offsetof(struct head, member), longest                                                         \
    }
static const struct header_field fields[] = {
    FIELD("ETag", etag, LONGEST_VALIDATOR),
    FIELD("Last-Modified", last_modified, LONGEST_VALIDATOR),
    FIELD("Content-Type", content_type, LONGEST_TYPE),
    FIELD("Content-Encoding", encoding, LONGEST_TYPE),
    FIELD("Location", location, LONGEST_VALUE),
    FIELD("Retry-After", retry_after, LONGEST_TYPE),
    FIELD("Cache-Control", cache_control, LONGEST_VALIDATOR),
    FIELD("Expires", expires, LONGEST_TYPE),
    FIELD("Date", date, LONGEST_TYPE),
    FIELD("Cf-Mitigated", mitigated, LONGEST_TYPE),
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Digits as a number; a greater one than `most` is `most`. -1: something else stands there. */
static int64_t number(const char *s, size_t n, int64_t most)
{
    int64_t value = 0;
    size_t i = 0;
    for (; i < n && s[i] >= '0' && s[i] <= '9'; i++)
        value = value > (most - (s[i] - '0')) / 10 ? most : value * 10 + (s[i] - '0');
    return i && i == n ? value : -1;
}

static void status_line(struct head *h, const char *p, size_t n)
{
    *h = (struct head){.length = -1};
    const char *space = memchr(p, ' ', n);
    size_t at = space ? (size_t)(space - p) + 1 : n;
    if (at + 3 <= n)
        h->status = (long)number(p + at, 3, 999);
    if (h->status < 0)
        h->status = 0;
}

/* "text/html; charset=utf-8" in two parts; the type in lower case. */
static void split_type(struct head *h, struct arena *a, const char *value)
{
    size_t n = strcspn(value, ";,");
    const char *rest = value + n;
    while (n && is_space(value[n - 1]))
        n--;
    char *type = arena_strndup(a, value, n);
    for (char *c = type; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c |= 0x20;
    h->content_type = n ? type : NULL;
    h->charset = NULL;
    while (*rest == ';') {
        rest += 1 + strspn(rest + 1, " \t");
        size_t length = strcspn(rest, ";");
        if (!strncasecmp(rest, "charset=", 8)) {
            const char *name = rest + 8;
            size_t quote = *name == '"' || *name == '\'';
            size_t named = strcspn(name + quote, ";\"' \t");
            h->charset = named ? arena_strndup(a, name + quote, named) : NULL;
            return;
        }
        rest += length;
    }
}

static void field(struct head *h, struct arena *a, const char *name, size_t name_n, const char *value,
                  size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)value[i] < ' ' && value[i] != '\t')
            return; /* control characters: whatever it is, it is not meant well */
    if (name_n == 14 && !strncasecmp(name, "Content-Length", 14)) {
        h->length = number(value, n, INT64_MAX);
        return;
    }
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct header_field *f = &fields[i];
        if (strlen(f->name) != name_n || strncasecmp(f->name, name, name_n) != 0)
            continue;
        if (!n || n > f->longest)
            return;
        const char *text = arena_strndup(a, value, n);
        if (f->offset == offsetof(struct head, content_type))
            split_type(h, a, text);
        else
            memcpy((char *)h + f->offset, &text, sizeof text);
        return;
    }
}

void head_line(struct head *h, struct arena *a, const char *p, size_t n)
{
    if (n >= 5 && !strncasecmp(p, "HTTP/", 5)) {
        status_line(h, p, n);
        return;
    }
    if (h->whole) /* trailers of a chunked body: nothing there counts */
        return;
    while (n && is_space(p[n - 1]))
        n--;
    if (!n) {
        h->whole = h->status >= 200;
        return;
    }
    const char *colon = memchr(p, ':', n);
    if (!colon)
        return;
    const char *value = colon + 1, *end = p + n;
    while (value < end && is_space(*value))
        value++;
    field(h, a, p, (size_t)(colon - p), value, (size_t)(end - value));
}

static int64_t bounded(int64_t seconds)
{
    return seconds < 0 ? 0 : seconds > FARTHEST ? FARTHEST : seconds;
}

/* Seconds from the answer's own clock to an HTTP date. */
static int64_t until(const struct head *h, const char *text, int64_t now)
{
    int64_t at = timestamp_http(text), from = h->date ? timestamp_http(h->date) : INSTANT_NONE;
    if (at == INSTANT_NONE)
        return -1;
    return bounded(at - (from == INSTANT_NONE ? now : from));
}

int64_t head_retry_after(const struct head *h, int64_t now)
{
    if (!h->retry_after)
        return -1;
    int64_t seconds = number(h->retry_after, strlen(h->retry_after), FARTHEST);
    return seconds >= 0 ? seconds : until(h, h->retry_after, now);
}

int64_t head_max_age(const struct head *h, int64_t now)
{
    for (const char *p = h->cache_control; p && *p;) {
        p += strspn(p, " \t,");
        size_t n = strcspn(p, ",");
        if (!strncasecmp(p, "no-store", 8) || !strncasecmp(p, "no-cache", 8))
            return 0;
        if (!strncasecmp(p, "max-age=", 8)) {
            const char *digits = p + 8 + (p[8] == '"');
            int64_t seconds = number(digits, strspn(digits, "0123456789"), FARTHEST);
            if (seconds >= 0)
                return seconds;
        }
        p += n;
    }
    /* "0" and "-1" are no dates, and mean that it is stale already */
    return h->expires ? bounded(until(h, h->expires, now)) : -1;
}

/* --- what a status means --- */

bool head_redirects(const struct head *h)
{
    return h->location &&
           (h->status == 301 || h->status == 302 || h->status == 303 || h->status == 307 || h->status == 308);
}

static const struct {
    long status;
    const char *text;
} statuses[] = {
    {202, "Accepted"},
    {206, "Partial Content"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {418, "I'm a teapot"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {508, "Loop Detected"},
    {509, "Bandwidth Limit Exceeded"},
    {511, "Network Authentication Required"},
    {520, "Web Server Returned an Unknown Error"},
    {521, "Web Server Is Down"},
    {522, "Connection Timed Out"},
    {523, "Origin Is Unreachable"},
    {524, "A Timeout Occurred"},
    {525, "SSL Handshake Failed"},
    {526, "Invalid SSL Certificate"},
};

const char *head_status_text(struct arena *a, long status)
{
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
        if (statuses[i].status == status)
            return arena_printf(a, "%ld %s", status, statuses[i].text);
    return arena_printf(a, "%ld", status);
}
