/* Mending a page for libxml2: comments and character references, in one pass. */
#include "harvester/formats/htmlmend.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

struct mend {
    struct buf *out;
    const char *s, *end;
};

static bool begins(const struct mend *m, const char *word)
{
    size_t n = strlen(word);
    return (size_t)(m->end - m->s) >= n && strncasecmp(m->s, word, n) == 0;
}

/* HTML 13.2.5.43 and on: "<!-->" and "<!--->" are whole, "--!>" ends one too. */
static void skip_comment(struct mend *m)
{
    m->s += 4;
    if (begins(m, ">") || begins(m, "->")) {
        m->s += *m->s == '>' ? 1 : 2;
        return;
    }
    for (const char *dashes; (dashes = memmem(m->s, (size_t)(m->end - m->s), "--", 2)); m->s = dashes + 1) {
        const char *behind = dashes + 2;
        if (behind < m->end && *behind == '!')
            behind++;
        if (behind < m->end && *behind == '>') {
            m->s = behind + 1;
            return;
        }
    }
    m->s = m->end;
}

/* A reference that every parser knows stays, so that markup is not made of "&lt;". */
static void add_reference(struct mend *m, bool attribute)
{
    static const char special[] = "<>&\"'";
    static const char *const names[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};
    char text[8];
    size_t length, n = text_reference(m->s, (size_t)(m->end - m->s), attribute, text, &length);
    const char *which = n && length == 1 ? strchr(special, text[0]) : NULL;
    if (!n) {
        buf_addc(m->out, *m->s++);
        return;
    }
    if (m->s[1] != '#' && m->s[n - 1] == ';')
        buf_add(m->out, m->s, n);
    else if (which && *which)
        buf_adds(m->out, names[which - special]);
    else
        buf_add(m->out, text, length);
    m->s += n;
}

/* Up to one of the stops: what needs no look. */
static void add_run(struct mend *m, const char *stops)
{
    const char *begin = m->s;
    while (m->s < m->end && !memchr(stops, *m->s, strlen(stops)))
        m->s++;
    buf_add(m->out, begin, (size_t)(m->s - begin));
}

static void add_value(struct mend *m, const char *stops)
{
    for (;;) {
        add_run(m, stops);
        if (m->s == m->end || *m->s != '&')
            return;
        add_reference(m, true);
    }
}

/* From its "<" to behind its ">". A quote counts behind "=" alone. */
static void add_tag(struct mend *m)
{
    while (m->s < m->end && *m->s != '>') {
        add_run(m, "=>");
        if (m->s == m->end || *m->s == '>')
            break;
        buf_addc(m->out, *m->s++);
        while (m->s < m->end && isspace((unsigned char)*m->s))
            buf_addc(m->out, *m->s++);
        if (begins(m, "\"") || begins(m, "'")) {
            const char stops[] = {*m->s, '&', '\0'};
            buf_addc(m->out, *m->s++);
            add_value(m, stops);
        } else {
            add_value(m, "& \t\r\n\f>");
        }
    }
    if (m->s < m->end)
        buf_addc(m->out, *m->s++);
}

/* Behind a start tag whose text is no markup: up to its end tag. */
static void add_raw(struct mend *m, const char *end_tag)
{
    const char *begin = m->s;
    while (m->s < m->end && !begins(m, end_tag)) {
        const char *next = memchr(m->s + 1, '<', (size_t)(m->end - m->s - 1));
        m->s = next ? next : m->end;
    }
    buf_add(m->out, begin, (size_t)(m->s - begin));
}

/* The name goes on with nothing of a name: "<script>", "<script src…", not "<scripts>". */
static bool is_start(const struct mend *m, const char *tag)
{
    size_t n = strlen(tag);
    return begins(m, tag) && (m->s + n == m->end || !(isalnum((unsigned char)m->s[n]) || m->s[n] == '-'));
}

static void add_markup(struct mend *m)
{
    static const struct {
        const char *start, *end;
    } raw[] = {{"<script", "</script"}, {"<style", "</style"}};
    const char *until = NULL;
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++)
        if (is_start(m, raw[i].start))
            until = raw[i].end;
    if (begins(m, "<!--")) {
        skip_comment(m);
    } else if (m->s + 1 < m->end && (isalpha((unsigned char)m->s[1]) || m->s[1] == '/')) {
        add_tag(m);
        if (until)
            add_raw(m, until);
    } else {
        buf_addc(m->out, *m->s++);
    }
}

void html_mend(struct buf *out, const char *s, size_t n)
{
    struct mend m = {out, s, s + n};
    while (m.s < m.end) {
        add_run(&m, "<&");
        if (m.s < m.end && *m.s == '<')
            add_markup(&m);
        else if (m.s < m.end)
            add_reference(&m, false);
    }
}
