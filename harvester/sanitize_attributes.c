/* Attributes: an allow-list by element, a check by kind of value. Addresses are judged after decoding, as a
   browser would read them. */
#include "harvester/sanitize_attributes.h"
#include "base/text.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

enum kind {
    TEXT,
    LINK,   /* address to follow */
    IMAGE,  /* address of a picture */
    MEDIA,  /* address of sound or film */
    SRCSET, /* addresses of pictures with widths or densities */
    NUMBER, /* 1 to `most`, decimal */
    INTEGER,
    FLAG, /* there or not */
    WORD, /* one of `words` */
    TOKEN /* letters, digits and a few signs: language, date, media type */
};

struct rule {
    enum html_attribute attribute;
    enum kind kind;
    int most;
    const char *words; /* " a b " */
};

#define END                                                                                                  \
    {                                                                                                        \
        ATTRIBUTE_COUNT, TEXT, 0, NULL                                                                       \
    }
static const struct rule everywhere[] = {{ATTRIBUTE_LANG, TOKEN, 0, NULL},
                                         {ATTRIBUTE_DIR, WORD, 0, " ltr rtl auto "},
                                         {ATTRIBUTE_TITLE, TEXT, 0, NULL},
                                         END};
static const struct rule a_rules[] = {
    {ATTRIBUTE_HREF, LINK, 0, NULL}, {ATTRIBUTE_HREFLANG, TOKEN, 0, NULL}, END};
static const struct rule img_rules[] = {{ATTRIBUTE_SRC, IMAGE, 0, NULL},
                                        {ATTRIBUTE_SRCSET, SRCSET, 0, NULL},
                                        {ATTRIBUTE_SIZES, TOKEN, 0, NULL},
                                        {ATTRIBUTE_WIDTH, NUMBER, 9999, NULL},
                                        {ATTRIBUTE_HEIGHT, NUMBER, 9999, NULL},
                                        {ATTRIBUTE_ALT, TEXT, 0, NULL},
                                        END};
static const struct rule picture_source_rules[] = {
    {ATTRIBUTE_SRCSET, SRCSET, 0, NULL}, {ATTRIBUTE_SIZES, TOKEN, 0, NULL}, {ATTRIBUTE_SRC, MEDIA, 0, NULL},
    {ATTRIBUTE_MEDIA, TOKEN, 0, NULL},   {ATTRIBUTE_TYPE, TOKEN, 0, NULL},  END};
static const struct rule audio_rules[] = {{ATTRIBUTE_SRC, MEDIA, 0, NULL}, END};
static const struct rule video_rules[] = {{ATTRIBUTE_SRC, MEDIA, 0, NULL},
                                          {ATTRIBUTE_POSTER, IMAGE, 0, NULL},
                                          {ATTRIBUTE_WIDTH, NUMBER, 9999, NULL},
                                          {ATTRIBUTE_HEIGHT, NUMBER, 9999, NULL},
                                          END};
static const struct rule track_rules[] = {
    {ATTRIBUTE_SRC, MEDIA, 0, NULL},
    {ATTRIBUTE_KIND, WORD, 0, " subtitles captions descriptions chapters metadata "},
    {ATTRIBUTE_SRCLANG, TOKEN, 0, NULL},
    {ATTRIBUTE_LABEL, TEXT, 0, NULL},
    END};
static const struct rule quote_rules[] = {{ATTRIBUTE_CITE, LINK, 0, NULL}, END};
static const struct rule change_rules[] = {
    {ATTRIBUTE_CITE, LINK, 0, NULL}, {ATTRIBUTE_DATETIME, TOKEN, 0, NULL}, END};
static const struct rule time_rules[] = {{ATTRIBUTE_DATETIME, TOKEN, 0, NULL}, END};
static const struct rule ol_rules[] = {{ATTRIBUTE_START, INTEGER, 0, NULL},
                                       {ATTRIBUTE_REVERSED, FLAG, 0, NULL},
                                       {ATTRIBUTE_TYPE, WORD, 0, " 1 a A i I "},
                                       END};
static const struct rule li_rules[] = {{ATTRIBUTE_VALUE, INTEGER, 0, NULL}, END};
static const struct rule td_rules[] = {
    {ATTRIBUTE_COLSPAN, NUMBER, 1000, NULL}, {ATTRIBUTE_ROWSPAN, NUMBER, 1000, NULL}, END};
static const struct rule th_rules[] = {{ATTRIBUTE_COLSPAN, NUMBER, 1000, NULL},
                                       {ATTRIBUTE_ROWSPAN, NUMBER, 1000, NULL},
                                       {ATTRIBUTE_SCOPE, WORD, 0, " row col rowgroup colgroup "},
                                       {ATTRIBUTE_ABBR, TEXT, 0, NULL},
                                       END};
static const struct rule col_rules[] = {{ATTRIBUTE_SPAN, NUMBER, 1000, NULL}, END};
static const struct rule details_rules[] = {{ATTRIBUTE_OPEN, FLAG, 0, NULL}, END};

static const struct rule *const rules_of[HTML_TAG_COUNT] = {
    [HTML_A] = a_rules,
    [HTML_IMG] = img_rules,
    [HTML_SOURCE] = picture_source_rules,
    [HTML_AUDIO] = audio_rules,
    [HTML_VIDEO] = video_rules,
    [HTML_TRACK] = track_rules,
    [HTML_BLOCKQUOTE] = quote_rules,
    [HTML_Q] = quote_rules,
    [HTML_INS] = change_rules,
    [HTML_DEL] = change_rules,
    [HTML_TIME] = time_rules,
    [HTML_OL] = ol_rules,
    [HTML_LI] = li_rules,
    [HTML_TD] = td_rules,
    [HTML_TH] = th_rules,
    [HTML_COL] = col_rules,
    [HTML_COLGROUP] = col_rules,
    [HTML_DETAILS] = details_rules,
};

/* What is written besides. */
static const char *const always[HTML_TAG_COUNT] = {
    [HTML_A] = " rel=\"noopener nofollow ugc\"",
    [HTML_IMG] = " loading=\"lazy\"",
    [HTML_AUDIO] = " controls=\"\" preload=\"none\"",
    [HTML_VIDEO] = " controls=\"\" preload=\"none\"",
};

/* Hosts (with all below them) and paths of pictures that only count readers. */
static const char *const counting_hosts[] = {"pixel.wp.com",
                                             "stats.wp.com",
                                             "stats.wordpress.com",
                                             "feeds.wordpress.com",
                                             "scorecardresearch.com",
                                             "google-analytics.com",
                                             "doubleclick.net",
                                             "quantserve.com",
                                             "xiti.com",
                                             "feedsportal.com",
                                             "pheedo.com",
                                             "addtoany.com",
                                             "feedblitz.com",
                                             "analytics.twitter.com",
                                             "bat.bing.com",
                                             "metrigo.com",
                                             "ads.pheedo.com",
                                             "pixel.quantserve.com",
                                             "tracking.feedpress.it",
                                             "ligatus.com",
                                             "weborama.fr",
                                             "estat.com",
                                             "smartadserver.com",
                                             "atinternet-solutions.com"};
static const char *const counting_paths[] = {
    "facebook.com/tr", "feedburner.com/~r/", "feedburner.com/~ff/", "/piwik.php", "/matomo.php",
    "/__utm.gif",      "/hit.xiti",          "/tracking-pixel",     "/pixel.gif", "/pixel.png",
    "/tracker/",       "/count.gif",         "/open.gif",           "/b.gif?",    "/spacer.gif",
    "/wf/open?",       "/track/open"};

/* --- escaping --- */

enum { PLAIN, REFERENCE, ANGLE, QUOTE, CONTROL, RETURN };
/* clang-format off */
#define EVERYWHERE \
    [0 ... 8] = CONTROL, [11] = CONTROL, [12] = RETURN, [13] = RETURN, [14 ... 31] = CONTROL, \
    ['&'] = REFERENCE, ['<'] = ANGLE, ['>'] = ANGLE
/* between tags, and in an attribute */
static const unsigned char classes[2][256] = {{EVERYWHERE}, {EVERYWHERE, ['"'] = QUOTE, ['`'] = QUOTE}};
/* clang-format on */

static size_t plain_run(const char *s, size_t n, bool attribute)
{
    const unsigned char *class_of = classes[attribute];
    size_t i = 0;
    while (i < n && class_of[(unsigned char)s[i]] == PLAIN)
        i++;
    return i;
}

static void escape_byte(struct buf *out, char c, bool attribute)
{
    switch (classes[attribute][(unsigned char)c]) {
    case REFERENCE:
        buf_add(out, "&amp;", 5);
        return;
    case ANGLE:
        buf_add(out, c == '<' ? "&lt;" : "&gt;", 4);
        return;
    case QUOTE: /* a grave accent is a quotation mark to old readers */
        buf_adds(out, c == '"' ? "&quot;" : "&#96;");
        return;
    case CONTROL:
        return;
    case RETURN:
        buf_addc(out, c == '\r' ? '\n' : ' ');
        return;
    default:
        buf_addc(out, c);
    }
}

void escape_again(struct buf *out, const char *s, size_t n, bool attribute)
{
    for (size_t i = 0;;) {
        size_t run = plain_run(s + i, n - i, attribute);
        buf_add(out, s + i, run);
        i += run;
        if (i >= n)
            return;
        char text[8];
        size_t length = 0, used = s[i] == '&' ? text_reference(s + i, n - i, attribute, text, &length) : 0;
        for (size_t k = 0; k < length; k++)
            escape_byte(out, text[k], attribute);
        bool pair = s[i] == '\r' && i + 1 < n && s[i + 1] == '\n'; /* one line end */
        if (!used && !pair)
            escape_byte(out, s[i], attribute);
        i += used ? used : 1;
    }
}

/* --- addresses --- */

/* The value as a browser takes it for an address: references decoded, without white space around and line
 * ends inside. */
static const char *decode_address(struct attributes *x, struct html_slice raw)
{
    struct buf *b = &x->value;
    buf_reset(b);
    for (size_t i = 0; i < raw.n;) {
        char text[8], c = raw.p[i];
        size_t length = 0, used = c == '&' ? text_reference(raw.p + i, raw.n - i, true, text, &length) : 0;
        const char *from = used ? text : raw.p + i;
        if (!used)
            length = used = 1;
        if (!(length == 1 && (*from == '\t' || *from == '\n' || *from == '\r')) && !(length == 1 && !*from))
            buf_add(b, from, length);
        i += used;
    }
    while (b->n && (unsigned char)b->p[b->n - 1] <= ' ')
        b->p[--b->n] = '\0';
    const char *s = buf_str(b);
    while (*s && (unsigned char)*s <= ' ')
        s++;
    return s;
}

/* The length of the scheme in front of a ":", 0: none, -1: something like one that is none, and not to be
 * trusted. */
static int scheme_length(const char *s)
{
    size_t colon = strcspn(s, ":/?#");
    if (s[colon] != ':')
        return 0;
    for (size_t i = 0; i < colon; i++) {
        char lower = (char)(s[i] | 0x20);
        bool letter = lower >= 'a' && lower <= 'z';
        if (!letter && !(i && ((s[i] >= '0' && s[i] <= '9') || s[i] == '+' || s[i] == '-' || s[i] == '.')))
            return -1;
    }
    return colon ? (int)colon : -1;
}

static bool scheme_is(const char *s, int n, const char *words)
{
    char key[12] = " ";
    if (n < 1 || n > 8)
        return false;
    for (int i = 0; i < n; i++)
        key[i + 1] = (char)(s[i] | 0x20);
    key[n + 1] = ' ';
    return strstr(words, key);
}

/* "data:image/png;base64,…" of a picture without scripts. */
static bool raster_data(const char *s)
{
    static const char *const types[] = {"png", "jpeg", "jpg", "gif", "webp", "avif", "bmp", "x-icon"};
    enum { LARGEST = 1 << 18 };
    if (strncasecmp(s, "data:image/", 11))
        return false;
    size_t n = strcspn(s + 11, ";,");
    bool known = false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        known = known || (strlen(types[i]) == n && !strncasecmp(s + 11, types[i], n));
    const char *rest = s + 11 + n;
    size_t length = strspn(rest, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=%;,_-.");
    return known && *rest && !rest[length] && length <= LARGEST;
}

/* Would a browser read a host at its beginning? */
static bool names_host(const char *s)
{
    return !strncmp(s, "//", 2) || !strncmp(s, "/\\", 2) || *s == '\\';
}

/* The address to write, NULL when it is not to be trusted. Lives in x until the next one. */
static const char *check_address(struct attributes *x, const char *s, enum kind kind)
{
    if (url_is_plain(s))
        return s;
    int scheme = scheme_length(s);
    if (scheme < 0 || !*s)
        return NULL;
    if (kind == IMAGE && raster_data(s))
        return s;
    bool http = scheme && scheme_is(s, scheme, " http https ");
    if (scheme && !http && !(kind == LINK && scheme_is(s, scheme, " mailto tel webcal ")))
        return NULL;
    arena_reset(&x->arena);
    const char *resolved = url_resolve(&x->arena, x->base, s);
    if (names_host(resolved))
        resolved = url_resolve(&x->arena, "https:///", resolved);
    int final_scheme = scheme_length(resolved);
    if (final_scheme < 0 || names_host(resolved) || (http && !url_is_http(resolved)))
        return NULL;
    if (!scheme && final_scheme && !url_is_http(resolved))
        return NULL; /* a base of another scheme */
    size_t before = strlen(s), after = strlen(resolved), more = after > before ? after - before : 0;
    if (more > x->budget)
        return NULL;
    x->budget -= more;
    return resolved;
}

static bool counts_readers(const char *address)
{
    const char *host = strstr(address, "://");
    if (!host)
        return false;
    host += 3;
    size_t n = strcspn(host, "/:?#");
    for (size_t i = 0; i < sizeof counting_hosts / sizeof *counting_hosts; i++) {
        size_t m = strlen(counting_hosts[i]);
        if (n >= m && !strncmp(host + n - m, counting_hosts[i], m) && (n == m || host[n - m - 1] == '.'))
            return true;
    }
    for (size_t i = 0; i < sizeof counting_paths / sizeof *counting_paths; i++)
        if (strstr(host, counting_paths[i]))
            return true;
    return false;
}

/* --- values --- */

static void write_name(struct buf *out, enum html_attribute attribute)
{
    buf_addc(out, ' ');
    buf_adds(out, html_attribute_name(attribute));
    buf_add(out, "=\"", 2);
}

/* Text that holds no references any more. */
static void escape_plain(struct buf *out, const char *s)
{
    size_t n = strlen(s);
    for (size_t i = 0;; i++) {
        size_t run = plain_run(s + i, n - i, true);
        buf_add(out, s + i, run);
        i += run;
        if (i >= n)
            return;
        escape_byte(out, s[i], true);
    }
}

static void write_plain(struct buf *out, enum html_attribute attribute, const char *s)
{
    write_name(out, attribute);
    escape_plain(out, s);
    buf_addc(out, '"');
}

static bool write_address(struct attributes *x, struct buf *out, enum html_attribute attribute,
                          struct html_slice raw, enum kind kind)
{
    const char *address = check_address(x, decode_address(x, raw), kind);
    if (!address || (kind == IMAGE && counts_readers(address)))
        return false;
    write_plain(out, attribute, address);
    return true;
}

static bool descriptor_ok(const char *s, size_t n)
{
    return n >= 2 && n < 12 && strspn(s, "0123456789.") == n - 1 && (s[n - 1] == 'w' || s[n - 1] == 'x') &&
           s[0] != '.';
}

/* WHATWG HTML 4.8.4.2: candidates parted by commas, addresses may hold commas themselves. */
static bool write_srcset(struct attributes *x, struct buf *out, struct html_slice raw)
{
    static const char blanks[] = " \t\n\f\r";
    size_t start = out->n, count = 0;
    /* the list is decoded once; addresses are judged one by one, which uses x->value again */
    buf_reset(&x->address);
    buf_adds(&x->address, decode_address(x, raw));
    write_name(out, ATTRIBUTE_SRCSET);
    for (const char *s = buf_str(&x->address); *(s += strspn(s, " \t\n\f\r,"));) {
        size_t n = strcspn(s, blanks), width = n;
        while (width && s[width - 1] == ',')
            width--;
        const char *descriptor = s + n;
        size_t length = 0;
        if (width == n) {
            descriptor += strspn(descriptor, blanks);
            length = strcspn(descriptor, " \t\n\f\r,");
        }
        const char *next = descriptor + length;
        buf_reset(&x->value);
        buf_add(&x->value, s, width);
        const char *address = check_address(x, buf_str(&x->value), IMAGE);
        if (address && (!length || descriptor_ok(descriptor, length)) && !strpbrk(address, blanks)) {
            buf_adds(out, count++ ? ", " : "");
            escape_plain(out, address);
            buf_adds(out, length ? " " : "");
            buf_add(out, descriptor, length);
        }
        s = width == n ? next + strcspn(next, ",") : next;
    }
    buf_addc(out, '"');
    if (!count) {
        out->n = start;
        out->p[start] = '\0';
    }
    return count;
}

/* The number that a value begins with, as browsers read it; -1: none. */
static long leading_number(struct html_slice v)
{
    size_t i = 0;
    long value = 0;
    while (i < v.n && (unsigned char)v.p[i] <= ' ')
        i++;
    if (i >= v.n || v.p[i] < '0' || v.p[i] > '9')
        return -1;
    for (; i < v.n && v.p[i] >= '0' && v.p[i] <= '9'; i++)
        if (value < 1000000)
            value = value * 10 + (v.p[i] - '0');
    if (i < v.n && v.p[i] == '%')
        return -1;
    return value;
}

static bool token_ok(struct html_slice v)
{
    enum { LONGEST = 200 };
    for (size_t i = 0; i < v.n; i++) {
        char c = v.p[i], lower = (char)(c | 0x20);
        if (!(lower >= 'a' && lower <= 'z') && !(c >= '0' && c <= '9') && !(c && strchr(" -+:.,/()_=;", c)))
            return false;
    }
    return v.n && v.n < LONGEST;
}

static bool word_ok(struct html_slice v, const char *words)
{
    char key[20] = " ";
    if (!v.n || v.n > 16 || memchr(v.p, ' ', v.n))
        return false;
    memcpy(key + 1, v.p, v.n);
    key[v.n + 1] = ' ';
    return strstr(words, key);
}

static bool integer_ok(struct html_slice v)
{
    size_t sign = v.n && v.p[0] == '-';
    for (size_t i = sign; i < v.n; i++)
        if (v.p[i] < '0' || v.p[i] > '9')
            return false;
    return v.n > sign && v.n < 10;
}

static void write_slice(struct buf *out, enum html_attribute attribute, struct html_slice v)
{
    write_name(out, attribute);
    escape_again(out, v.p, v.n, true);
    buf_addc(out, '"');
}

static bool write_rule(struct attributes *x, struct buf *out, const struct rule *rule, struct html_slice v)
{
    long number;
    switch (rule->kind) {
    case LINK:
    case IMAGE:
    case MEDIA:
        return write_address(x, out, rule->attribute, v, rule->kind);
    case SRCSET:
        return write_srcset(x, out, v);
    case NUMBER:
        number = leading_number(v);
        if (number < 1)
            return false;
        write_name(out, rule->attribute);
        buf_printf(out, "%ld\"", number < rule->most ? number : rule->most);
        return true;
    case FLAG:
        write_slice(out, rule->attribute, (struct html_slice){"", 0});
        return true;
    case INTEGER:
    case WORD:
    case TOKEN:
        if (rule->kind == INTEGER ? !integer_ok(v)
            : rule->kind == WORD  ? !word_ok(v, rule->words)
                                  : !token_ok(v))
            return false;
        break;
    case TEXT:
        break;
    }
    write_slice(out, rule->attribute, v);
    return true;
}

/* --- elements --- */

#define HAS(token, id) ((token)->seen >> ATTRIBUTE_##id & 1)

/* Pages that load pictures late keep the address elsewhere, and a placeholder in src. */
static void find_late_source(struct html_token *t)
{
    static const enum html_attribute late[] = {ATTRIBUTE_DATA_SRC, ATTRIBUTE_DATA_LAZY_SRC,
                                               ATTRIBUTE_DATA_ORIGINAL};
    struct html_slice src = HAS(t, SRC) ? t->value[ATTRIBUTE_SRC] : (struct html_slice){"", 0};
    bool placeholder = !src.n || (src.n > 5 && !strncasecmp(src.p, "data:", 5));
    for (size_t i = 0; placeholder && i < sizeof late / sizeof *late; i++)
        if (t->seen >> late[i] & 1 && t->value[late[i]].n) {
            t->value[ATTRIBUTE_SRC] = t->value[late[i]];
            t->seen |= (uint64_t)1 << ATTRIBUTE_SRC;
            placeholder = false;
        }
    if (HAS(t, DATA_SRCSET) && !HAS(t, SRCSET)) {
        t->value[ATTRIBUTE_SRCSET] = t->value[ATTRIBUTE_DATA_SRCSET];
        t->seen |= (uint64_t)1 << ATTRIBUTE_SRCSET;
    }
}

/* Too small to be seen, or hidden. */
static bool invisible(const struct html_token *t)
{
    bool thin = false;
    if (HAS(t, WIDTH) && HAS(t, HEIGHT)) {
        long width = leading_number(t->value[ATTRIBUTE_WIDTH]),
             height = leading_number(t->value[ATTRIBUTE_HEIGHT]);
        thin = width >= 0 && height >= 0 && width <= 2 && height <= 2;
    }
    struct html_slice style = HAS(t, STYLE) ? t->value[ATTRIBUTE_STYLE] : (struct html_slice){"", 0};
    const char *display = style.n ? memmem(style.p, style.n, "display", 7) : NULL;
    return thin || (display && memmem(display, style.n - (size_t)(display - style.p), "none", 4));
}

static uint64_t write_rules(struct attributes *x, struct buf *out, const struct html_token *t,
                            const struct rule *rules)
{
    uint64_t written = 0;
    for (const struct rule *r = rules; r->attribute != ATTRIBUTE_COUNT; r++)
        if (t->seen >> r->attribute & 1 && write_rule(x, out, r, t->value[r->attribute]))
            written |= (uint64_t)1 << r->attribute;
    return written;
}

bool attributes_write(struct attributes *x, struct buf *out, const struct html_token *token,
                      enum html_tag tag)
{
    struct html_token changed;
    const uint64_t source = (uint64_t)1 << ATTRIBUTE_SRC | (uint64_t)1 << ATTRIBUTE_SRCSET;
    uint64_t written = 0;
    if (tag == HTML_IMG) {
        if (invisible(token))
            return false;
        changed = *token;
        find_late_source(&changed);
        token = &changed;
    }
    if (rules_of[tag] && token->seen)
        written = write_rules(x, out, token, rules_of[tag]);
    if (tag == HTML_A && !(written >> ATTRIBUTE_HREF & 1))
        return false;
    if ((tag == HTML_IMG || tag == HTML_SOURCE || tag == HTML_TRACK) && !(written & source))
        return false;
    if (tag == HTML_IMG && HAS(token, SRC) && !(written >> ATTRIBUTE_SRC & 1))
        return false; /* its counterpart in srcset is no better */
    if (tag == HTML_IMG && !(written >> ATTRIBUTE_ALT & 1))
        buf_adds(out, " alt=\"\"");
    if (token->seen)
        written |= write_rules(x, out, token, everywhere);
    if (always[tag])
        buf_adds(out, always[tag]);
    return true;
}

void attributes_init(struct attributes *x, const char *base, size_t n)
{
    enum { SOME = 1 << 16 };
    *x = (struct attributes){.base = base, .budget = 4 * n + SOME};
    arena_init(&x->arena, 0);
    buf_init(&x->value, 0);
    buf_init(&x->address, 0);
}

void attributes_free(struct attributes *x)
{
    arena_free(&x->arena);
    buf_free(&x->value);
    buf_free(&x->address);
}
