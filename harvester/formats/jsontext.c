/* JSON text into a tree, mended where it is ill-formed. Knows no feed. */
#include "harvester/formats/jsontext.h"
#include "base/text.h"
#include "harvester/formats/datatext.h"

#include <ctype.h>
#include <string.h>

enum { FLAGS = JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, LONGEST_WRAPPING = 200 };

static bool space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* --- mending --- */

/* The code unit of an escape "\uXXXX" at s; -1: it is none. */
static int escaped_unit(const char *s, size_t n)
{
    int unit = 0;
    if (n < 6 || s[0] != '\\' || s[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digit = strchr("0123456789abcdef", s[i] | 0x20);
        if (!s[i] || !digit)
            return -1;
        unit = unit << 4 | (int)(digit - "0123456789abcdef");
    }
    return unit;
}

struct mend {
    const char *s;
    size_t n, at;
    struct buf *out;
    const char *fault; /* the first, in words; NULL: none */
};

static void fault(struct mend *m, const char *what)
{
    m->fault = m->fault ? m->fault : what;
}

/* A backslash in a string. Escapes of half a character, which texts cut by the code unit end with, become
   U+FFFD; of what is no escape the backslash goes. */
static void mend_escape(struct mend *m)
{
    const char *p = m->s + m->at;
    size_t left = m->n - m->at, length = 2;
    int unit = escaped_unit(p, left), next = unit >= 0 ? escaped_unit(p + 6, left - 6) : -1;
    bool half = unit >= 0xD800 && unit < 0xE000, pair = unit < 0xDC00 && next >= 0xDC00 && next < 0xE000;
    if (unit >= 0) {
        length = half && pair ? 12 : 6;
    } else if (left < 2 || !strchr("\"\\/bfnrt", p[1]) || !p[1]) {
        fault(m, "a backslash that escapes nothing");
        m->at++;
        return;
    }
    if (half && !pair) {
        fault(m, "escapes of half a character");
        buf_adds(m->out, "\\ufffd");
    } else {
        buf_add(m->out, p, length);
    }
    m->at += length;
}

/* The string that begins at m->at. */
static void mend_string(struct mend *m)
{
    buf_addc(m->out, m->s[m->at++]);
    while (m->at < m->n && m->s[m->at] != '"') {
        size_t run = m->at;
        while (run < m->n && m->s[run] != '"' && m->s[run] != '\\' && (unsigned char)m->s[run] >= 0x20)
            run++;
        buf_add(m->out, m->s + m->at, run - m->at);
        m->at = run;
        if (run == m->n)
            return;
        if (m->s[run] == '\\') {
            mend_escape(m);
        } else if (m->s[run] != '"') {
            fault(m, "a control character in a string");
            buf_printf(m->out, "\\u%04x", (unsigned)(unsigned char)m->s[m->at++]);
        }
    }
    if (m->at < m->n)
        buf_addc(m->out, m->s[m->at++]);
}

/* What other languages write for a value. */
static void mend_word(struct mend *m)
{
    static const struct {
        const char *word, *meant;
    } words[] = {{"NaN", "null"},  {"Infinity", "null"}, {"undefined", "null"},
                 {"None", "null"}, {"True", "true"},     {"False", "false"}};
    const char *p = m->s + m->at;
    size_t n = 0;
    while (n < m->n - m->at && isalnum((unsigned char)p[n]))
        n++;
    m->at += n;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == n && memcmp(words[i].word, p, n) == 0) {
            fault(m, "a value that JSON has no word for");
            m->out->n -= m->out->n && m->out->p[m->out->n - 1] == '-';
            buf_adds(m->out, words[i].meant);
            return;
        }
    buf_add(m->out, p, n);
}

static const char *mend(const char *s, size_t n, struct buf *out)
{
    struct mend m = {.s = s, .n = n, .out = out};
    while (m.at < n) {
        char c = s[m.at];
        if (c == '"') {
            mend_string(&m);
        } else if (isalpha((unsigned char)c)) {
            mend_word(&m);
        } else {
            size_t next = m.at + 1;
            while (c == ',' && next < n && space(s[next]))
                next++;
            if (c == ',' && next < n && (s[next] == '}' || s[next] == ']'))
                fault(&m, "a comma before the end of a list");
            else
                buf_addc(out, c);
            m.at++;
        }
    }
    return m.fault;
}

/* --- loading --- */

static json_t *load_one(const char *s, size_t n, json_error_t *e)
{
    json_t *v = json_loadb(s, n, FLAGS, e);
    if (!v && json_error_code(e) == json_error_numeric_overflow)
        v = json_loadb(s, n, FLAGS | JSON_DECODE_INT_AS_REAL, e);
    return v;
}

static size_t past_space(const char *s, size_t n, size_t i)
{
    while (i < n && space(s[i]))
        i++;
    return i;
}

/* All of a text; *rest is where something else follows, n when nothing does. */
static json_t *load(const char *s, size_t n, size_t *rest, json_error_t *e)
{
    json_t *first = load_one(s, n, e), *all = NULL;
    size_t at = first ? past_space(s, n, (size_t)e->position) : n;
    while (first && at < n && json_is_object(first) && s[at] == '{') {
        json_t *next = load_one(s + at, n - at, e);
        if (!next)
            break;
        if (!all) {
            all = json_array();
            json_array_append(all, first);
        }
        json_array_append_new(all, next);
        at = past_space(s, n, at + (size_t)e->position);
    }
    *rest = at;
    if (all)
        json_decref(first);
    return all ? all : first;
}

/* How much of the beginning is there for scripts, not of the value. */
static size_t wrapping(const char *s, size_t n)
{
    size_t i = 0;
    bool mark = false;
    for (; i < n && i < LONGEST_WRAPPING && s[i] != '{' && s[i] != '['; i++) {
        if (!isalnum((unsigned char)s[i]) && !space(s[i]) && !strchr("_$.(=;/*)]}',", s[i]))
            return 0;
        mark = mark || strchr("(=", s[i]) || (i == 0 && s[i] == ')');
    }
    return mark && i < n && i < LONGEST_WRAPPING ? i : 0;
}

json_t *json_text_load(const struct document *document, struct arena *arena, struct feed *feed,
                       struct error *err)
{
    struct buf text, mended;
    json_error_t e, second;
    size_t rest;
    buf_init(&text, 0);
    buf_init(&mended, 0);
    document_text(document, arena, &text, feed);
    const char *s = buf_str(&text);
    size_t wrapped = wrapping(s, text.n), n = text.n - wrapped;
    json_t *root = load(s + wrapped, n, &rest, &e);
    if (!root || rest < n) {
        const char *what = mend(s + wrapped, n, &mended);
        json_t *better = what ? load(buf_str(&mended), mended.n, &rest, &second) : NULL;
        if (better) {
            json_decref(root);
            root = better;
            n = mended.n;
            feed_warn(arena, feed, "not quite JSON: %s", what);
        }
    }
    if (!root)
        error_set(err, "line %d, column %d: not valid JSON: %s", e.line, e.column, e.text);
    else if (rest < n && !wrapped)
        feed_warn(arena, feed, "something follows the end of the JSON document");
    buf_free(&mended);
    buf_free(&text);
    return root;
}

json_t *json_text_inside(const char *s, size_t n)
{
    json_error_t e;
    size_t i = past_space(s, n, 0);
    if (i == n || (s[i] != '{' && s[i] != '['))
        return NULL;
    return load_one(s + i, n - i, &e);
}

/* --- values as text --- */

static const char *clean(struct arena *arena, const char *s, size_t n)
{
    struct buf b;
    if (utf8_sound(s, n))
        return s;
    buf_init(&b, 0);
    utf8_clean(&b, s, n);
    const char *text = arena_strndup(arena, buf_str(&b), b.n);
    buf_free(&b);
    return text;
}

const char *json_text(struct arena *arena, const json_t *v)
{
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_STRING:
        return clean(arena, json_string_value(v), json_string_length(v));
    case JSON_INTEGER:
        return arena_printf(arena, "%lld", (long long)json_integer_value(v));
    case JSON_REAL:
        return data_number(arena, json_real_value(v));
    case JSON_TRUE:
        return "true";
    case JSON_FALSE:
        return "false";
    default:
        return NULL;
    }
}
