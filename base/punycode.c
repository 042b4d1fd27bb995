/* Host names in ASCII: Punycode (RFC 3492) of every label that needs it, after folding its letters to lower
   case. By hand, since what the libraries offer depends on the locale of the process, and cron gives none. */
#include "base/buf.h"
#include "base/text.h"
#include "base/url.h"

#include <string.h>

enum {
    BASE = 36,
    T_MIN = 1,
    T_MAX = 26,
    SKEW = 38,
    DAMP = 700,
    FIRST_BIAS = 72,
    FIRST_CODE = 128,
    LONGEST_LABEL = 63
};

static char digit(uint32_t d)
{
    return (char)(d < 26 ? 'a' + d : '0' + d - 26);
}

static uint32_t adapt(uint32_t delta, uint32_t points, bool first)
{
    delta = first ? delta / DAMP : delta / 2;
    delta += delta / points;
    uint32_t k = 0;
    for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
        delta /= BASE - T_MIN;
    return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* Lower case of the letters host names have: Latin 1 and A, Greek, Cyrillic; others are as they are. */
static uint32_t lower(uint32_t c)
{
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
        return c + 32;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
        return c | 1;
    return c;
}

static void add_variable(struct buf *out, uint32_t delta, uint32_t bias)
{
    for (uint32_t k = BASE;; k += BASE) {
        uint32_t t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
        if (delta < t)
            break;
        buf_addc(out, digit(t + (delta - t) % (BASE - t)));
        delta = (delta - t) / (BASE - t);
    }
    buf_addc(out, digit(delta));
}

/* RFC 3492 6.3 for one label of at most LONGEST_LABEL characters. */
static void encode(struct buf *out, const uint32_t *points, uint32_t n)
{
    uint32_t code = FIRST_CODE, delta = 0, bias = FIRST_BIAS, done = 0;
    for (uint32_t i = 0; i < n; i++)
        if (points[i] < FIRST_CODE) {
            buf_addc(out, (char)points[i]);
            done++;
        }
    uint32_t plain = done;
    if (plain)
        buf_addc(out, '-');
    while (done < n) {
        uint32_t next = UINT32_MAX;
        for (uint32_t i = 0; i < n; i++)
            if (points[i] >= code && points[i] < next)
                next = points[i];
        delta += (next - code) * (done + 1); /* at most 0x110000 * 64: no overflow */
        code = next;
        for (uint32_t i = 0; i < n; i++) {
            delta += points[i] < code;
            if (points[i] != code)
                continue;
            add_variable(out, delta, bias);
            bias = adapt(delta, done + 1, done == plain);
            delta = 0;
            done++;
        }
        delta++;
        code++;
    }
}

static bool add_label(struct buf *out, const char *s, size_t n)
{
    uint32_t points[LONGEST_LABEL], count = 0;
    bool ascii = true;
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t c = lower(utf8_decode(s + i, n - i, &length));
        if (count == LONGEST_LABEL || c == 0xFFFD)
            return false;
        ascii = ascii && c < FIRST_CODE;
        points[count++] = c;
    }
    if (!ascii) {
        buf_adds(out, "xn--");
        encode(out, points, count);
    }
    for (uint32_t i = 0; ascii && i < count; i++)
        buf_addc(out, (char)points[i]);
    return true;
}

char *url_ascii(struct arena *a, const char *s)
{
    struct url u;
    if (!url_parse(a, s, &u) || !u.host)
        return NULL;
    const char *p = u.host;
    struct buf out;
    buf_init(&out, 0);
    bool ok = true;
    while (ok) {
        size_t n = strcspn(p, ".");
        ok = *p == '[' ? buf_adds(&out, p) : add_label(&out, p, n);
        if (*p == '[' || !p[n])
            break;
        buf_addc(&out, '.');
        p += n + 1;
    }
    u.host = ok ? arena_strndup(a, buf_str(&out), out.n) : NULL;
    buf_free(&out);
    return ok ? url_string(a, &u) : NULL;
}
