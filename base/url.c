/* URLs: splitting, resolving, checking. The identity of a page (url_canonical) is in canonical.c. */
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

/* A part of a string, not copied. p NULL: the part is absent. */
struct slice {
    const char *p;
    size_t n;
};

struct parts {
    struct slice scheme, userinfo, host, path, query, fragment;
    int port;
};

enum { UNRESERVED = 1, PATH = 2, QUERY = 4, HEX = 8, SCHEME = 16, HOST = 32 };
#define DIGIT (UNRESERVED | PATH | QUERY | HEX | SCHEME | HOST)
#define LETTER (UNRESERVED | PATH | QUERY | SCHEME)
/* RFC 3986 appendix A: what may stand where as it is. HOST: of a name in lower case. */
static const unsigned char url_class[256] = {
    ['0' ... '9'] = DIGIT,
    ['A' ... 'F'] = LETTER | HEX,
    ['G' ... 'Z'] = LETTER,
    ['a' ... 'f'] = LETTER | HEX | HOST,
    ['g' ... 'z'] = LETTER | HOST,
    ['-'] = UNRESERVED | PATH | QUERY | SCHEME | HOST,
    ['.'] = UNRESERVED | PATH | QUERY | SCHEME | HOST,
    ['_'] = UNRESERVED | PATH | QUERY,
    ['~'] = UNRESERVED | PATH | QUERY,
    ['!'] = PATH | QUERY,
    ['$'] = PATH | QUERY,
    ['&'] = PATH | QUERY,
    ['\''] = PATH | QUERY,
    ['('] = PATH | QUERY,
    [')'] = PATH | QUERY,
    ['*'] = PATH | QUERY,
    ['+'] = PATH | QUERY | SCHEME,
    [','] = PATH | QUERY,
    [';'] = PATH | QUERY,
    ['='] = PATH | QUERY,
    [':'] = PATH | QUERY,
    ['@'] = PATH | QUERY,
    ['/'] = PATH | QUERY,
    ['?'] = QUERY,
};

static bool is(char c, int kind)
{
    return url_class[(unsigned char)c] & kind;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* White space and controls around it are no part of an address. */
static struct slice trim(const char *s)
{
    size_t n = strlen(s);
    while (n && (unsigned char)*s <= ' ') {
        s++;
        n--;
    }
    while (n && (unsigned char)s[n - 1] <= ' ')
        n--;
    return (struct slice){s, n};
}

static bool slice_equal(struct slice a, const char *s)
{
    return a.n == strlen(s) && !strncasecmp(a.p, s, a.n);
}

/* Schemes whose addresses have a host; browsers read "\" as "/" in them. */
static bool special(struct slice scheme)
{
    return scheme.p &&
           (slice_equal(scheme, "http") || slice_equal(scheme, "https") || slice_equal(scheme, "ftp"));
}

/* Where the byte stands in s; its length when it does not. */
static size_t until(struct slice s, char stop)
{
    const char *at = s.n ? memchr(s.p, stop, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

static bool split_port(struct parts *u, struct slice port)
{
    long value = 0;
    for (size_t i = 0; i < port.n; i++) {
        if (port.p[i] < '0' || port.p[i] > '9')
            return false;
        value = value * 10 + (port.p[i] - '0');
        if (value > 65535)
            return false;
    }
    if (port.n)
        u->port = (int)value;
    return true;
}

static bool split_authority(struct parts *u, struct slice s)
{
    for (size_t i = s.n; i-- && !u->userinfo.p;)
        if (s.p[i] == '@') {
            u->userinfo = (struct slice){s.p, i};
            s = (struct slice){s.p + i + 1, s.n - i - 1};
        }
    u->host = s;
    if (s.n && s.p[0] == '[') {
        size_t end = until(s, ']');
        if (end == s.n || (end + 1 < s.n && s.p[end + 1] != ':'))
            return false;
        u->host.n = end + 1;
    } else {
        u->host.n = until(s, ':');
    }
    size_t after = u->host.n;
    return after == s.n || split_port(u, (struct slice){s.p + after + 1, s.n - after - 1});
}

static bool slash(char c, bool backslash)
{
    return c == '/' || (backslash && c == '\\');
}

/* RFC 3986 appendix B. `backslash`: whether "\" counts as "/" where the scheme is not told. */
static bool split(struct slice s, bool backslash, struct parts *u)
{
    *u = (struct parts){.port = -1};
    size_t i = 0;
    while (i < s.n && is(s.p[i], SCHEME))
        i++;
    if (i && i < s.n && s.p[i] == ':' && lower(s.p[0]) >= 'a' && lower(s.p[0]) <= 'z') {
        u->scheme = (struct slice){s.p, i};
        s = (struct slice){s.p + i + 1, s.n - i - 1};
        backslash = special(u->scheme);
    }
    size_t hash = until(s, '#');
    if (hash < s.n)
        u->fragment = (struct slice){s.p + hash + 1, s.n - hash - 1};
    s.n = hash;
    size_t mark = until(s, '?');
    if (mark < s.n)
        u->query = (struct slice){s.p + mark + 1, s.n - mark - 1};
    s.n = mark;
    if (s.n >= 2 && slash(s.p[0], backslash) && slash(s.p[1], backslash)) {
        size_t end = 2;
        while (end < s.n && !slash(s.p[end], backslash))
            end++;
        if (!split_authority(u, (struct slice){s.p + 2, end - 2}))
            return false;
        s = (struct slice){s.p + end, s.n - end};
    }
    u->path = s;
    return true;
}

static char *copy(struct arena *a, struct slice s, bool lowered)
{
    if (!s.p)
        return NULL;
    char *out = arena_strndup(a, s.p, s.n);
    for (char *p = out; lowered && *p; p++)
        *p = lower(*p);
    return out;
}

bool url_parse(struct arena *a, const char *s, struct url *out)
{
    struct parts u;
    struct slice all = trim(s);
    *out = (struct url){.port = -1, .path = ""};
    for (size_t i = 0; i < all.n; i++)
        if ((unsigned char)all.p[i] <= ' ' || all.p[i] == 0x7F)
            return false;
    if (!split(all, false, &u))
        return false;
    *out = (struct url){.scheme = copy(a, u.scheme, true),
                        .userinfo = copy(a, u.userinfo, false),
                        .host = copy(a, u.host, true),
                        .port = u.port,
                        .path = u.path.n ? copy(a, u.path, false) : "",
                        .query = copy(a, u.query, false),
                        .fragment = copy(a, u.fragment, false)};
    for (char *p = (char *)out->path; special(u.scheme) && *p; p++)
        if (*p == '\\')
            *p = '/';
    return true;
}

char *url_string(struct arena *a, const struct url *u)
{
    char port[16] = "";
    if (u->host && u->port >= 0) {
        char digits[8];
        size_t n = sizeof digits, value = (size_t)u->port;
        do
            digits[--n] = (char)('0' + value % 10);
        while ((value /= 10) && n);
        port[0] = ':';
        memcpy(port + 1, digits + n, sizeof digits - n);
    }
    return arena_printf(a, "%s%s%s%s%s%s%s%s%s%s%s%s", u->scheme ? u->scheme : "", u->scheme ? ":" : "",
                        u->host ? "//" : "", u->host && u->userinfo ? u->userinfo : "",
                        u->host && u->userinfo ? "@" : "", u->host ? u->host : "", port, u->path,
                        u->query ? "?" : "", u->query ? u->query : "", u->fragment ? "#" : "",
                        u->fragment ? u->fragment : "");
}

/* --- resolving --- */

/* Where a URL is put together. Written bytes never exceed three times what was read, and a few. */
struct target {
    char *p;
    size_t n;
};

static void put(struct target *t, const char *s, size_t n)
{
    if (n)
        memcpy(t->p + t->n, s, n);
    t->n += n;
}

static void put_encoded(struct target *t, struct slice s, int allowed, bool backslash)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\t' || c == '\n' || c == '\r')
            continue; /* browsers take them out of addresses */
        if (c == '\\' && backslash)
            c = '/';
        if (url_class[c] & allowed ||
            (c == '%' && s.n - i > 2 && is(s.p[i + 1], HEX) && is(s.p[i + 2], HEX))) {
            t->p[t->n++] = (char)c;
        } else {
            t->p[t->n++] = '%';
            t->p[t->n++] = hex[c >> 4];
            t->p[t->n++] = hex[c & 15];
        }
    }
}

/* 1: the segment is ".", 2: "..", percent-encoded or not; 0: it is not. */
static int dots(const char *s, size_t n)
{
    int count = 0;
    for (size_t i = 0; i < n; count++) {
        if (s[i] == '.')
            i++;
        else if (n - i >= 3 && s[i] == '%' && s[i + 1] == '2' && lower(s[i + 2]) == 'e')
            i += 3;
        else
            return 0;
    }
    return count <= 2 ? count : 0;
}

/* RFC 3986 5.2.4, in place, over the path that begins at `from`; ".." never climbs above it. */
static void remove_dot_segments(struct target *t, size_t from)
{
    char *p = t->p;
    size_t in = from, out = from, end = t->n;
    bool rooted = in < end && p[in] == '/';
    if (rooted)
        in++, out++;
    size_t root = out;
    while (in < end || in == root) {
        const char *next = in < end ? memchr(p + in, '/', end - in) : NULL;
        size_t length = next ? (size_t)(next - p) - in : end - in;
        int up = dots(p + in, length);
        if (up == 2 && out > root) {
            out--; /* the slash of the segment before */
            while (out > root && p[out - 1] != '/')
                out--;
        }
        if (!up) {
            memmove(p + out, p + in, length);
            out += length;
            if (next)
                p[out++] = '/';
        }
        in += length + 1;
        if (!next)
            break;
    }
    t->n = out;
}

/* The path of a reference against its base: RFC 3986 5.2.3. */
static void put_merged(struct target *t, const struct parts *base, const struct parts *ref, bool backslash)
{
    if (ref->path.n && slash(ref->path.p[0], backslash)) {
        put_encoded(t, ref->path, PATH, backslash);
        return;
    }
    size_t keep = base->path.n;
    while (keep && !slash(base->path.p[keep - 1], backslash))
        keep--;
    if (!keep && base->host.p)
        put(t, "/", 1);
    put_encoded(t, (struct slice){base->path.p, keep}, PATH, backslash);
    put_encoded(t, ref->path, PATH, backslash);
}

static void put_lower(struct target *t, struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        t->p[t->n++] = lower(s.p[i]);
}

static void put_authority(struct target *t, const struct parts *u)
{
    if (!u->host.p)
        return;
    put(t, "//", 2);
    /* from the user name to the port, as it was written, the host lower-cased */
    if (u->userinfo.p) {
        put_encoded(t, u->userinfo, PATH, false);
        put(t, "@", 1);
    }
    put_lower(t, u->host);
    if (u->port >= 0) {
        char digits[8];
        int i = 8, port = u->port;
        do
            digits[--i] = (char)('0' + port % 10);
        while (port /= 10);
        put(t, ":", 1);
        put(t, digits + i, (size_t)(8 - i));
    }
}

static void put_path(struct target *t, const struct parts *base, const struct parts *ref, bool whole,
                     bool backslash)
{
    size_t from = t->n;
    if (!whole && !ref->path.n)
        put_encoded(t, base->path, PATH, backslash);
    else if (whole)
        put_encoded(t, ref->path, PATH, backslash);
    else
        put_merged(t, base, ref, backslash);
    if (ref->scheme.p && !ref->host.p && !(ref->path.n && ref->path.p[0] == '/'))
        return; /* opaque: mailto:, tag:, urn: */
    remove_dot_segments(t, from);
    if (!(whole ? ref : base)->host.p && t->n - from >= 2 && !memcmp(t->p + from, "//", 2)) {
        /* what is left would be read as a host (WHATWG URL serialising) */
        memmove(t->p + from + 2, t->p + from, t->n - from);
        memcpy(t->p + from, "/.", 2);
        t->n += 2;
    }
}

static bool same_scheme(const struct parts *a, const struct parts *b)
{
    return a->scheme.p && b->scheme.p && a->scheme.n == b->scheme.n &&
           !strncasecmp(a->scheme.p, b->scheme.p, a->scheme.n);
}

/* As browsers do: tabs and line ends inside an address count for nothing. "https: //host", met in the wild,
 * is mended. */
static struct slice mended(struct arena *a, struct slice s)
{
    size_t blank = 0;
    while (blank < s.n && (unsigned char)s.p[blank] > ' ')
        blank++;
    if (blank == s.n)
        return s;
    size_t colon = until(s, ':');
    bool gap = blank == colon + 1 && s.p[blank] == ' ' && special((struct slice){s.p, colon});
    bool broken = gap;
    for (size_t i = blank; i < s.n; i++)
        broken |= s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r';
    if (!broken)
        return s;
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool dropped = strchr("\t\n\r", s.p[i]) || (gap && i > colon && s.p[i] == ' ');
        gap = gap && (i <= colon || dropped);
        if (!dropped)
            out[n++] = s.p[i];
    }
    return (struct slice){out, n};
}

/* "https:/host/page": browsers add the slash where it cannot be a path of the base. */
static struct slice with_authority(struct arena *a, struct slice s, const struct parts *u)
{
    size_t i = u->scheme.n + 1;
    while (i < s.n && slash(s.p[i], true))
        i++;
    char *out = arena_printf(a, "%.*s://%.*s", (int)u->scheme.n, u->scheme.p, (int)(s.n - i), s.p + i);
    return (struct slice){out, strlen(out)};
}

bool url_is_plain(const char *s)
{
    size_t i = !strncmp(s, "https://", 8) ? 8 : !strncmp(s, "http://", 7) ? 7 : 0, host = i;
    for (; i && is(s[i], HOST); i++)
        if (s[i] == '.' && (i == host || s[i - 1] == '.')) /* no host has that */
            return false;
    if (i == host || (s[i] && s[i] != '/'))
        return false;
    /* a "/." may begin a segment that goes */
    for (; is(s[i], QUERY); i++)
        if (s[i] == '.' && s[i - 1] == '/')
            return false;
    return !s[i];
}

char *url_resolve(struct arena *a, const char *base, const char *reference)
{
    if (url_is_plain(reference))
        return arena_strdup(a, reference);
    struct parts b = {.port = -1}, r;
    struct slice ref = mended(a, trim(reference)), root = base ? trim(base) : (struct slice){"", 0};
    bool based =
        root.n && split(root, false, &b) && b.scheme.p && (b.host.p || (b.path.n && b.path.p[0] == '/'));
    bool backslash = based && special(b.scheme);
    if (!split(ref, backslash, &r) || (!r.scheme.p && !based))
        return arena_strndup(a, ref.p, ref.n);
    if (special(r.scheme) && !r.host.p && based && same_scheme(&r, &b)) {
        r.scheme = (struct slice){NULL, 0}; /* "http:page", as browsers read it */
    } else if (special(r.scheme) && !r.host.p) {
        ref = with_authority(a, ref, &r);
        if (!split(ref, true, &r))
            return arena_strndup(a, ref.p, ref.n);
    }
    if (r.scheme.p)
        backslash = special(r.scheme);
    struct target t = {.p = arena_alloc(a, 3 * (ref.n + (r.scheme.p ? 0 : root.n)) + 16)};
    put_lower(&t, r.scheme.p ? r.scheme : b.scheme);
    put(&t, ":", 1);
    put_authority(&t, r.scheme.p || r.host.p ? &r : &b);
    put_path(&t, &b, &r, r.scheme.p || r.host.p, backslash);
    struct slice query = r.query;
    if (!query.p && !r.scheme.p && !r.host.p && !r.path.n)
        query = b.query;
    if (query.p) {
        put(&t, "?", 1);
        put_encoded(&t, query, QUERY, false);
    }
    if (r.fragment.p) {
        put(&t, "#", 1);
        put_encoded(&t, r.fragment, QUERY, false);
    }
    t.p[t.n] = '\0';
    return t.p;
}

/* --- questions --- */

static bool split_http(const char *s, struct parts *u)
{
    return s && split(trim(s), false, u) && u->scheme.p && u->host.n &&
           (slice_equal(u->scheme, "http") || slice_equal(u->scheme, "https"));
}

static bool host_name_ok(struct slice host)
{
    if (host.p[0] == '[') {
        for (size_t i = 1; i + 1 < host.n; i++)
            if (!is(host.p[i], HEX) && host.p[i] != ':' && host.p[i] != '.')
                return false;
        return host.n > 3;
    }
    for (size_t i = 0; i < host.n; i++) {
        unsigned char c = (unsigned char)host.p[i];
        if (c < 0x80 && (!(url_class[c] & UNRESERVED) || c == '~'))
            return false;
        if (c == '.' && (!i || host.p[i - 1] == '.'))
            return false;
    }
    return true;
}

bool url_is_http(const char *s)
{
    struct parts u;
    return split_http(s, &u) && host_name_ok(u.host);
}

char *url_host(struct arena *a, const char *s)
{
    struct parts u;
    if (!s || !split(trim(s), false, &u) || !u.scheme.p || !u.host.n)
        return NULL;
    return copy(a, u.host, true);
}

bool url_check(const char *s, struct error *err)
{
    static const char expected[] = "expected an address such as https://example.org/feed";
    struct parts u;
    size_t n = s ? strlen(s) : 0;
    if (!n)
        return error_set(err, "empty address; %s", expected);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] <= ' ' || s[i] == 0x7F)
            return error_set(err, "white space or a control character in the address; %s", expected);
    if (!split((struct slice){s, n}, false, &u))
        return error_set(err, "\"%.200s\" has a bad port or bracket; %s", s, expected);
    if (!u.scheme.p)
        return error_set(err, "\"%.200s\" is not absolute; %s", s, expected);
    if (!slice_equal(u.scheme, "http") && !slice_equal(u.scheme, "https"))
        return error_set(err, "\"%.*s:\" is no scheme that can be fetched: expected http or https",
                         (int)(u.scheme.n < 40 ? u.scheme.n : 40), u.scheme.p);
    if (u.userinfo.p)
        return error_set(
            err,
            "the address holds a user name or password; expected it under `headers`, as ${NAME} from the "
            "environment");
    if (!u.host.n)
        return error_set(err, "\"%.200s\" names no host; %s", s, expected);
    if (!host_name_ok(u.host))
        return error_set(err, "\"%.*s\" is no host name; %s", (int)(u.host.n < 200 ? u.host.n : 200),
                         u.host.p, expected);
    struct arena a;
    arena_init(&a, 0);
    bool named = url_ascii(&a, s) != NULL;
    arena_free(&a);
    return named || error_set(err, "a part of the host name is too long, or no text; %s", expected);
}

char *url_encode(struct arena *a, const char *s)
{
    struct slice all = {s, strlen(s)};
    struct target t = {.p = arena_alloc(a, 3 * all.n + 1)};
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < all.n; i++) {
        unsigned char c = (unsigned char)s[i];
        char coded[3] = {'%', hex[c >> 4], hex[c & 15]};
        if (url_class[c] & UNRESERVED)
            put(&t, s + i, 1);
        else
            put(&t, coded, 3);
    }
    return t.p;
}
