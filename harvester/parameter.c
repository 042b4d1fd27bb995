/* Parameters of requests: one function a place, a table of places. */
#include "harvester/parameter.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/url.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static char *keep(struct arena *a, struct buf *b)
{
    char *s = arena_strndup(a, buf_str(b), b->n);
    buf_free(b);
    return s;
}

/* --- name=value, with a separator between them: queries, forms, lines --- */

struct pairs {
    char separator;
    bool encoded; /* percent signs, and + for a space */
};
static const struct pairs query = {'&', true}, lines = {'\n', false};

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

static char *decoded(struct arena *a, const struct pairs *how, const char *s, size_t n)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < n; i++) {
        bool escape = how->encoded && s[i] == '%' && i + 2 < n && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0;
        buf_addc(&b, escape                        ? (char)(hex(s[i + 1]) << 4 | hex(s[i + 2]))
                     : how->encoded && s[i] == '+' ? ' '
                                                   : s[i]);
        i += escape ? 2 : 0;
    }
    return keep(a, &b);
}

/* The value of a name in [s, s + n) and its length; NULL: it is not there. */
static const char *find_pair(struct arena *a, const struct pairs *how, const char *s, size_t n,
                             const char *name, size_t *length)
{
    for (const char *end = s + n, *next; s < end; s = next) {
        const char *stop = memchr(s, how->separator, (size_t)(end - s));
        stop = stop ? stop : end;
        next = stop + 1;
        const char *equals = memchr(s, '=', (size_t)(stop - s));
        if (strcmp(decoded(a, how, s, (size_t)((equals ? equals : stop) - s)), name) != 0)
            continue;
        const char *value = equals ? equals + 1 : stop;
        *length = (size_t)(stop - value);
        return value;
    }
    return NULL;
}

static char *set_pair(struct arena *a, const struct pairs *how, const char *s, size_t n, const char *name,
                      const char *value)
{
    size_t length;
    const char *at = find_pair(a, how, s, n, name, &length);
    const char *written = how->encoded ? url_encode(a, value) : value;
    struct buf b;
    buf_init(&b, 0);
    if (at) {
        buf_add(&b, s, (size_t)(at - s));
        if (at == s || at[-1] != '=')
            buf_addc(&b, '=');
        buf_adds(&b, written);
        buf_add(&b, at + length, (size_t)(s + n - at) - length);
    } else {
        buf_add(&b, s, n);
        if (n && s[n - 1] != how->separator)
            buf_addc(&b, how->separator);
        buf_printf(&b, "%s=%s", how->encoded ? url_encode(a, name) : name, written);
    }
    return keep(a, &b);
}

/* The query of an address, behind its "?": where it begins and how long it is; "" where there is none. */
static const char *query_of(const char *url, size_t *n)
{
    size_t end = strcspn(url, "#");
    const char *mark = memchr(url, '?', end);
    *n = mark ? (size_t)(url + end - mark) - 1 : 0;
    return mark ? mark + 1 : url + end;
}

static bool in_query(struct arena *a, const char *url, const char *name)
{
    size_t n, length;
    const char *q = query_of(url, &n);
    return find_pair(a, &query, q, n, name, &length) != NULL;
}

static char *set_query(struct arena *a, const char *url, const char *name, const char *value)
{
    size_t n;
    const char *q = query_of(url, &n);
    bool marked = q > url && q[-1] == '?';
    return arena_printf(a, "%.*s%s%s%s", (int)(q - url), url, marked ? "" : "?",
                        set_pair(a, &query, q, n, name, value), q + n);
}

/* --- JSON --- */

enum { DEEPEST = 16 };

/* The parts of a name: of a JSON Pointer, or the one member of that name. */
static size_t parts_of(struct arena *a, const char *name, char *parts[DEEPEST])
{
    size_t n = 0;
    if (*name != '/') {
        parts[n++] = arena_strdup(a, name);
        return n;
    }
    for (const char *s = name; *s == '/' && n < DEEPEST;) {
        size_t length = strcspn(++s, "/");
        char *to = parts[n++] = arena_strndup(a, s, length);
        for (const char *from = to; (*to = *from); to++, from++)
            if (*from == '~' && from[1]) /* RFC 6901: ~0 is ~, ~1 is / */
                *to = *++from == '1' ? '/' : '~';
        s += length;
    }
    return n;
}

static const char *get_json(struct arena *a, const char *post, const char *name)
{
    char *parts[DEEPEST];
    size_t n = parts_of(a, name, parts);
    json_t *root = json_loads(post, 0, NULL), *at = root;
    for (size_t i = 0; at && i < n; i++)
        at = json_object_get(at, parts[i]);
    const char *value = json_is_integer(at)  ? arena_printf(a, "%lld", (long long)json_integer_value(at))
                        : json_is_string(at) ? arena_strdup(a, json_string_value(at))
                                             : NULL;
    json_decref(root);
    return value;
}

static char *set_json(struct arena *a, const char *post, const char *name, const char *value, bool number)
{
    char *parts[DEEPEST], *text = NULL, *kept = NULL;
    size_t n = parts_of(a, name, parts);
    json_t *root = json_loads(post, 0, NULL), *at = root;
    for (size_t i = 0; json_is_object(at) && i + 1 < n; i++) {
        if (!json_object_get(at, parts[i]))
            json_object_set_new(at, parts[i], json_object());
        at = json_object_get(at, parts[i]);
    }
    if (json_is_object(at) && n) {
        bool quoted = !number || json_is_string(json_object_get(at, parts[n - 1]));
        json_object_set_new(at, parts[n - 1],
                            quoted ? json_string(value) : json_integer(strtoll(value, NULL, 10)));
        text = json_dumps(root, JSON_COMPACT | JSON_PRESERVE_ORDER);
    }
    if (text)
        kept = arena_strdup(a, text);
    free(text);
    json_decref(root);
    return kept;
}

/* --- bodies --- */

static bool is_type(const char *type, const char *name)
{
    return type && strncasecmp(type, name, strlen(name)) == 0;
}

static bool is_form(const char *type)
{
    return is_type(type, "application/x-www-form-urlencoded");
}

static bool is_parts(const char *type)
{
    return is_type(type, "multipart/form-data") && !strcasestr(type, "boundary=");
}

const char *parameter_get(struct arena *a, const struct parameter_place *p, const char *name)
{
    size_t n, length;
    const char *q = query_of(p->url, &n), *at = find_pair(a, &query, q, n, name, &length);
    if (at)
        return decoded(a, &query, at, length);
    if (!p->post)
        return NULL;
    const struct pairs *how = is_form(p->post_type) ? &query : is_parts(p->post_type) ? &lines : NULL;
    if (!how)
        return get_json(a, p->post, name);
    at = find_pair(a, how, p->post, strlen(p->post), name, &length);
    return at ? decoded(a, how, at, length) : NULL;
}

bool parameter_set(struct arena *a, struct parameter_place *p, const char *name, const char *value,
                   bool number)
{
    if (!p->post || in_query(a, p->url, name)) {
        p->url = set_query(a, p->url, name, value);
        return true;
    }
    const struct pairs *how = is_form(p->post_type) ? &query : is_parts(p->post_type) ? &lines : NULL;
    const char *body = how ? set_pair(a, how, p->post, strlen(p->post), name, value)
                           : set_json(a, p->post, name, value, number);
    if (body)
        p->post = body;
    return body != NULL;
}

/* One line: name=value; what is JSON says so, for servers that look. */
static void add_part(struct buf *b, const char *boundary, const char *line, size_t n)
{
    const char *equals = memchr(line, '=', n);
    if (!equals)
        return;
    const char *value = equals + 1;
    bool json = *value == '{' || *value == '[';
    buf_printf(b, "--%s\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n", boundary, (int)(equals - line),
               line);
    if (json)
        buf_adds(b, "Content-Type: application/json\r\n");
    buf_adds(b, "\r\n");
    buf_add(b, value, (size_t)(line + n - value));
    buf_adds(b, "\r\n");
}

void parameter_body(struct arena *a, const char *post, const char *post_type, const char **sent,
                    const char **sent_type)
{
    *sent = post;
    *sent_type = post_type;
    if (!post || !is_parts(post_type))
        return;
    char hash[33]; /* a line of the body that it cannot be */
    hash_hex(hash_bytes(post, strlen(post)), hash);
    const char *boundary = arena_printf(a, "moisson-%s", hash);
    struct buf b;
    buf_init(&b, 0);
    for (const char *line = post, *end; *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        size_t n = (size_t)(end - line);
        add_part(&b, boundary, line, n && line[n - 1] == '\r' ? n - 1 : n);
    }
    buf_printf(&b, "--%s--\r\n", boundary);
    *sent = keep(a, &b);
    *sent_type = arena_printf(a, "multipart/form-data; boundary=%s", boundary);
}
