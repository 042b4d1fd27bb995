/* Writing JSON. */
#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void jw_init(struct json *j, struct buf *out, bool pretty)
{
    *j = (struct json){.out = out, .pretty = pretty};
}

static void newline(struct json *j)
{
    if (!j->pretty)
        return;
    buf_addc(j->out, '\n');
    for (int i = 0; i < j->depth; i++)
        buf_add(j->out, "  ", 2);
}

/* What stands before a value or a key: a comma, a new line. */
static void separate(struct json *j)
{
    if (j->after_key) {
        j->after_key = false;
        return;
    }
    uint32_t bit = 1u << (j->depth & 31);
    if (j->nonempty & bit)
        buf_addc(j->out, ',');
    j->nonempty |= bit;
    if (j->depth)
        newline(j);
}

static void open_level(struct json *j, char bracket)
{
    separate(j);
    buf_addc(j->out, bracket);
    j->depth++;
    j->nonempty &= ~(1u << (j->depth & 31));
}

static void close_level(struct json *j, char bracket)
{
    bool some = j->nonempty & (1u << (j->depth & 31));
    j->depth--;
    if (some)
        newline(j);
    buf_addc(j->out, bracket);
}

void jw_object(struct json *j)
{
    open_level(j, '{');
}

void jw_object_end(struct json *j)
{
    close_level(j, '}');
}

void jw_array(struct json *j)
{
    open_level(j, '[');
}

void jw_array_end(struct json *j)
{
    close_level(j, ']');
}

/* Length of the valid UTF-8 sequence at s, 0 when there is none (RFC 3629 4). */
static size_t sequence(const unsigned char *s, size_t n)
{
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 0;
    size_t length = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (n < length)
        return 0;
    unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

/* Appends the escape of the character at s and returns how many bytes it took. U+2028 and U+2029 are escaped
   since JSON is pasted into scripts, controls and what turns text around since it is shown on terminals. */
static size_t escape(struct buf *out, const unsigned char *s, size_t n)
{
    static const char *const shorts[0x20] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
    if (*s < 0x20) {
        if (shorts[*s])
            buf_adds(out, shorts[*s]);
        else
            buf_printf(out, "\\u%04x", *s);
        return 1;
    }
    if (*s == '"' || *s == '\\') {
        buf_addc(out, '\\');
        buf_addc(out, (char)*s);
        return 1;
    }
    if (*s == 0x7F) {
        buf_adds(out, "\\u007f");
        return 1;
    }
    size_t length = sequence(s, n);
    if (!length) {
        buf_adds(out, "\xEF\xBF\xBD");
        return 1;
    }
    size_t decoded;
    bool rare = s[0] == 0xC2 || s[0] == 0xE2 || s[0] == 0xEF; /* what such characters begin with */
    uint32_t code = rare ? utf8_decode((const char *)s, n, &decoded) : 0;
    if (code == 0x2028 || code == 0x2029 || (code && text_forbidden(code)))
        buf_printf(out, "\\u%04x", (unsigned)code);
    else
        buf_add(out, s, length);
    return length;
}

void jw_string_n(struct json *j, const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text, *end = s + n;
    separate(j);
    buf_addc(j->out, '"');
    while (s < end) {
        const unsigned char *plain = s;
        while (s < end && *s >= 0x20 && *s < 0x7F && *s != '"' && *s != '\\')
            s++;
        buf_add(j->out, plain, (size_t)(s - plain));
        if (s < end)
            s += escape(j->out, s, (size_t)(end - s));
    }
    buf_addc(j->out, '"');
}

void jw_string(struct json *j, const char *s)
{
    if (s)
        jw_string_n(j, s, strlen(s));
    else
        jw_null(j);
}

void jw_key(struct json *j, const char *key)
{
    jw_string(j, key);
    buf_adds(j->out, j->pretty ? ": " : ":");
    j->after_key = true;
}

void jw_int(struct json *j, int64_t v)
{
    separate(j);
    buf_printf(j->out, "%" PRId64, v);
}

void jw_double(struct json *j, double v)
{
    if (!isfinite(v)) {
        jw_null(j);
        return;
    }
    char text[40];
    for (int digits = 6; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    if (fabs(v) < 1e15 && v == floor(v))
        snprintf(text, sizeof text, "%.0f", v + 0.0);
    separate(j);
    buf_adds(j->out, text);
}

void jw_bool(struct json *j, bool v)
{
    separate(j);
    buf_adds(j->out, v ? "true" : "false");
}

void jw_null(struct json *j)
{
    separate(j);
    buf_adds(j->out, "null");
}

void jw_field(struct json *j, const char *key, const char *s)
{
    if (!s || !*s)
        return;
    jw_key(j, key);
    jw_string(j, s);
}
