/* Mending markup: a tokenizer that knows how XML goes wrong on real servers, and a stack of open elements.
   Everything it writes is well-formed up to where the text ends. Linear in the text. */
#include "harvester/formats/xmlmend.h"
#include "base/mem.h"
#include "base/text.h"
#include "harvester/formats/xmlentities.h"
#include "harvester/formats/xmlfeed.h"
#include "harvester/formats/xmlnesting.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    PART = 1 << 16,
    LONGEST_NAME = 1000,
    SLOTS = 2048, /* of the names of attributes; twice as many as can be allowed */
    BUCKETS = 64,
};
#define CUT SIZE_MAX

struct name {
    const char *p;
    size_t n;
    int kind;   /* of an element */
    int spaces; /* namespaces it declares */
};

struct xmlmend {
    const char *s;
    size_t n, at;
    size_t section_end; /* at is inside a CDATA section that ends here; 0: it is not */
    size_t skip;        /* bytes of "]]>" behind section_end */
    const char *fault;
    size_t fault_at;
    const struct document *document;
    size_t deepest, most_attributes;
    unsigned beyond; /* limits that were passed */
    struct name open[DEEPEST_XML];
    int depth, spaces; /* open elements, and namespaces they declare */
    unsigned short
        buckets[BUCKETS]; /* open elements by their names: most end tags that fit none are seen here */
    bool no_quote[2], no_section_end, no_comment_end; /* searched for in vain: not again */
    struct {
        struct name name;
        unsigned tag;
    } attributes[SLOTS]; /* names in this tag; others have another number */
    unsigned tag;
    struct xml_entities entities;
};

static void fault(struct xmlmend *m, const char *what)
{
    if (m->fault)
        return;
    m->fault = what;
    m->fault_at = m->at;
}

static void beyond(struct xmlmend *m, enum document_limit which)
{
    m->beyond |= 1u << which;
}

unsigned xmlmend_beyond(const struct xmlmend *m)
{
    return m->beyond;
}

const char *xmlmend_fault(const struct xmlmend *m, size_t *line)
{
    *line = xml_line(m->s, m->fault_at);
    return m->fault;
}

struct xmlmend *xmlmend_new(const char *s, size_t n, const struct xml_root *root,
                            const struct document *document)
{
    struct xmlmend *m = mem_alloc(sizeof *m);
    m->document = document;
    m->deepest = document_most(document, LIMIT_DEPTH);
    m->most_attributes = document_most(document, LIMIT_ATTRIBUTES);
    m->s = s;
    m->n = n;
    m->at = root->at;
    xml_entities_init(&m->entities, s + root->doctype, root->doctype_end - root->doctype,
                      document_most(document, LIMIT_ENTITIES));
    return m;
}

void xmlmend_free(struct xmlmend *m)
{
    free(m);
}

/* --- bytes --- */

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Names of ASCII letters: feeds have no others, and parsers disagree about others. */
static bool name_start(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

static bool name_char(char c)
{
    return name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static size_t name_length(const char *s, size_t n)
{
    size_t i = 0;
    bool colon = false;
    if (!n || !name_start(*s))
        return 0;
    while (i < n && (name_char(s[i]) || (s[i] == ':' && !colon && i + 1 < n && name_start(s[i + 1])))) {
        colon = colon || s[i] == ':';
        i++;
    }
    return i;
}

static unsigned hash(const char *s, size_t n)
{
    unsigned h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)s[i]) * 16777619u;
    return h;
}

static bool same(const struct name *a, const char *p, size_t n)
{
    return a->n == n && memcmp(a->p, p, n) == 0;
}

/* --- references --- */

/* At a "&" in a text or value that ends at `end`: writes what it stands for, returns the index after it. */
static size_t reference(struct xmlmend *m, struct buf *out, size_t i, size_t end)
{
    const char *p = m->s + i;
    char text[8];
    size_t name = name_length(p + 1, end - i - 1), length = 0, used;
    if (name && name <= 64 && i + 1 + name < end && p[1 + name] == ';') {
        const char *what = xml_entity_add(&m->entities, p + 1, name, out);
        if (m->entities.beyond)
            beyond(m, LIMIT_ENTITIES);
        else if (what && *what)
            fault(m, what);
        if (!what || *what)
            return i + name + 2;
    } else if (!name && (used = text_reference(p, end - i, true, text, &length))) {
        if (p[used - 1] != ';' || !length || !memcmp(text, "\xEF\xBF\xBD", 3))
            fault(m, "a character reference is malformed");
        text_add_xml_n(out, text, length);
        return i + used;
    }
    fault(m, "\"&\" does not begin a reference");
    buf_adds(out, "&amp;");
    return i + 1;
}

/* Text or a value, from i to end. */
static void add_text(struct xmlmend *m, struct buf *out, size_t i, size_t end, bool value)
{
    while (i < end) {
        size_t run = i;
        while (run < end && m->s[run] != '&' && m->s[run] != '<' && m->s[run] != '"' && m->s[run] != ']')
            run++;
        buf_add(out, m->s + i, run - i);
        i = run;
        if (i == end)
            return;
        if (m->s[i] == '&') {
            i = reference(m, out, i, end);
        } else if (m->s[i] == ']') {
            bool section = !value && end - i >= 3 && memcmp(m->s + i, "]]>", 3) == 0;
            if (section)
                fault(m, "\"]]>\" ends no CDATA section");
            else
                buf_addc(out, ']');
            i += section ? 3 : 1;
        } else {
            if (m->s[i] == '<')
                fault(m, value ? "\"<\" in the value of an attribute" : "\"<\" begins no tag");
            buf_adds(out, m->s[i] == '<' ? "&lt;" : "&quot;");
            i++;
        }
    }
}

/* --- open elements --- */

static void push(struct xmlmend *m, const struct name *name)
{
    m->open[m->depth++] = *name;
    m->buckets[hash(name->p, name->n) % BUCKETS]++;
}

static void pop(struct xmlmend *m, struct buf *out)
{
    struct name *name = &m->open[--m->depth];
    m->buckets[hash(name->p, name->n) % BUCKETS]--;
    m->spaces -= name->spaces;
    buf_adds(out, "</");
    buf_add(out, name->p, name->n);
    buf_addc(out, '>');
}

/* Closes what a new element cannot stand in. */
static void make_room(struct xmlmend *m, struct buf *out, const struct name *name)
{
    int keep = m->depth;
    for (int i = m->depth; i-- > 1;)
        if (m->open[i].kind && xml_closes(m->open[i].kind, name->kind, same(&m->open[i], name->p, name->n)))
            keep = i;
    if (keep < m->depth)
        fault(m, "an element is not closed");
    while (m->depth > keep)
        pop(m, out);
}

static void end_tag(struct xmlmend *m, struct buf *out, const char *name, size_t n)
{
    int i = m->buckets[hash(name, n) % BUCKETS] ? m->depth : 0;
    const struct name *top = m->depth ? &m->open[m->depth - 1] : NULL;
    while (i-- > 0)
        if (same(&m->open[i], name, n))
            break;
    bool passed_over = i < 0 && m->beyond & 1u << LIMIT_DEPTH; /* likely of one that stood too deep */
    if (i < m->depth - 1 && !passed_over)
        fault(m, i < 0 ? "an end tag without its start tag" : "an element is not closed");
    if (i < 0 && top && top->n == n && strncasecmp(top->p, name, n) == 0)
        i = m->depth - 1; /* in other letters */
    while (i >= 0 && m->depth > i)
        pop(m, out);
}

/* --- tags --- */

/* Whether the name is new in this tag. */
static bool new_attribute(struct xmlmend *m, const char *p, size_t n)
{
    unsigned i = hash(p, n) % SLOTS;
    for (; m->attributes[i].tag == m->tag; i = (i + 1) % SLOTS)
        if (same(&m->attributes[i].name, p, n))
            return false;
    m->attributes[i].name = (struct name){.p = p, .n = n};
    m->attributes[i].tag = m->tag;
    return true;
}

/* The value that begins at i, behind "=": where it begins and ends; returns the index after it. */
static size_t value_at(struct xmlmend *m, size_t i, size_t *from, size_t *to)
{
    const char *s = m->s;
    char quote = i < m->n && (s[i] == '"' || s[i] == '\'') ? s[i] : '\0';
    bool *never = &m->no_quote[quote == '"'];
    const char *end = quote && !*never ? memchr(s + i + 1, quote, m->n - i - 1) : NULL;
    *never = *never || (quote && !end);
    if (end) {
        /* a tag that ends and another that begins: it is the quotation mark that is missing */
        const char *close = memchr(s + i + 1, '>', (size_t)(end - s) - i - 1);
        const char *open = memchr(s + i + 1, '<', (size_t)(end - s) - i - 1);
        if (!open || !close || open < close) {
            *from = i + 1;
            *to = (size_t)(end - s);
            return *to + 1;
        }
    }
    fault(m, quote ? "a quotation mark is missing" : "the value of an attribute is not in quotation marks");
    i += quote != '\0';
    *from = i;
    while (i < m->n && !space(s[i]) && s[i] != '>' && s[i] != '<' &&
           !(s[i] == '/' && i + 1 < m->n && s[i + 1] == '>'))
        i++;
    *to = i;
    return i;
}

static void add_attribute(struct xmlmend *m, struct buf *out, size_t name, size_t name_n, size_t from,
                          size_t to)
{
    buf_addc(out, ' ');
    buf_add(out, m->s + name, name_n);
    buf_adds(out, "=\"");
    size_t most = document_most(m->document, LIMIT_FIELD), end = to - from > most ? from + most : to;
    if (end < to)
        beyond(m, LIMIT_FIELD);
    while (end < to && end > from && ((unsigned char)m->s[end] & 0xC0) == 0x80)
        end--;
    add_text(m, out, from, end, true);
    buf_addc(out, '"');
}

/* One attribute at i; returns the index after it. */
static size_t attribute_at(struct xmlmend *m, struct buf *out, size_t i, int *count)
{
    size_t name = i, name_n = name_length(m->s + i, m->n - i), from = 0, to = 0;
    bool good = name_n && name_n <= LONGEST_NAME;
    bool is_namespace = name_n >= 5 && memcmp(m->s + name, "xmlns", 5) == 0;
    i += name_n;
    while (i < m->n && !space(m->s[i]) && !strchr("=>/<", m->s[i])) {
        good = false;
        i++;
    }
    size_t after = i;
    while (after < m->n && space(m->s[after]))
        after++;
    if (after < m->n && m->s[after] == '=') {
        after++;
        while (after < m->n && space(m->s[after]))
            after++;
        i = value_at(m, after, &from, &to);
    } else if (good) {
        fault(m, "an attribute has no value");
    }
    if (!good) {
        fault(m, "something in a tag is no attribute");
    } else if ((size_t)*count >= m->most_attributes) {
        beyond(m, LIMIT_ATTRIBUTES);
    } else if (is_namespace && m->spaces >= MOST_NAMESPACES) {
        fault(m, "more namespaces than anybody needs");
    } else if (!new_attribute(m, m->s + name, name_n)) {
        fault(m, "an attribute stands twice in a tag");
    } else {
        add_attribute(m, out, name, name_n, from, to);
        ++*count;
        m->spaces += is_namespace;
    }
    return i;
}

/* The attributes of a start tag; returns the index after its ">", CUT when the text ends before, 0 when it is
   no tag after all. */
static size_t attributes_at(struct xmlmend *m, struct buf *out, size_t i, bool *empty)
{
    int count = 0;
    bool values = false;
    m->tag++;
    while (i < m->n) {
        if (space(m->s[i])) {
            i++;
        } else if (m->s[i] == '>') {
            return i + 1;
        } else if (m->s[i] == '/') {
            *empty = i + 1 < m->n && m->s[i + 1] == '>';
            i++;
        } else if (m->s[i] == '<') {
            if (!values && count && m->depth)
                return 0; /* "a <b and c <" */
            fault(m, "a tag is not closed");
            return i;
        } else {
            size_t next = attribute_at(m, out, i, &count);
            values = values || memchr(m->s + i, '=', next - i);
            i = next > i ? next : i + 1;
        }
    }
    return CUT;
}

/* A start tag at m->at; false: it is text. */
static bool start_tag(struct xmlmend *m, struct buf *out)
{
    const char *name = m->s + m->at + 1;
    size_t n = name_length(name, m->n - m->at - 1), after = m->at + 1 + n;
    if (!n || n > LONGEST_NAME || (after < m->n && !space(m->s[after]) && !strchr("/><", m->s[after])))
        return false;
    struct name element = {.p = name, .n = n, .kind = xml_kind(name, n)};
    make_room(m, out, &element);
    bool empty = false, deep = (size_t)m->depth >= m->deepest - 1;
    size_t before = out->n;
    const char *earlier = m->fault;
    int spaces = m->spaces;
    buf_addc(out, '<');
    buf_add(out, name, n);
    after = attributes_at(m, out, after, &empty);
    if (deep)
        beyond(m, LIMIT_DEPTH);
    else if (after == CUT)
        fault(m, "the document ends inside a tag");
    if (deep || after == CUT || !after) {
        out->n = before;
    } else {
        if (empty && !m->depth)
            fault(m, "the root element is closed too early");
        empty = empty && m->depth;
        buf_adds(out, empty ? "/>" : ">");
        element.spaces = m->spaces - spaces;
        if (!empty)
            push(m, &element);
    }
    if (!after || after == CUT || deep || empty)
        m->spaces = spaces;
    if (after)
        m->at = after < m->n ? after : m->n;
    else
        m->fault = earlier;
    return after;
}

static bool closing_tag(struct xmlmend *m, struct buf *out)
{
    size_t i = m->at + 2;
    while (i < m->n && space(m->s[i]))
        i++;
    size_t n = name_length(m->s + i, m->n - i), after = i + n;
    if (!n && i < m->n)
        return false;
    while (after < m->n && m->s[after] != '>' && m->s[after] != '<')
        after++;
    if (after == m->n)
        fault(m, "the document ends inside a tag");
    else if (m->s[after] == '<')
        fault(m, "a tag is not closed");
    if (after < m->n)
        end_tag(m, out, m->s + i, n);
    m->at = after < m->n && m->s[after] == '>' ? after + 1 : after;
    return true;
}

/* --- sections, comments, instructions --- */

static size_t find(const struct xmlmend *m, size_t from, const char *what)
{
    const char *p = from < m->n ? memmem(m->s + from, m->n - from, what, strlen(what)) : NULL;
    return p ? (size_t)(p - m->s) : m->n;
}

/* A CDATA section without its end goes on to the end tag of its element. */
static void begin_section(struct xmlmend *m)
{
    m->at += 9;
    size_t end = m->no_section_end ? m->n : find(m, m->at, "]]>");
    m->skip = 3;
    if (end == m->n) {
        struct name *name = &m->open[m->depth - 1];
        char tag[LONGEST_NAME + 3];
        m->no_section_end = true;
        m->skip = 0;
        fault(m, "a CDATA section is not closed");
        memcpy(tag, "</", 2);
        memcpy(tag + 2, name->p, name->n);
        tag[2 + name->n] = '\0';
        end = find(m, m->at, tag);
    }
    m->section_end = end;
}

static void section(struct xmlmend *m, struct buf *out)
{
    size_t most = m->section_end - m->at;
    if (most > PART) { /* not inside a character, nor before a "]]>" that would come apart */
        most = PART;
        while (most && ((unsigned char)m->s[m->at + most] & 0xC0) == 0x80)
            most--;
    }
    buf_adds(out, "<![CDATA[");
    buf_add(out, m->s + m->at, most);
    buf_adds(out, "]]>");
    m->at += most;
    if (m->at == m->section_end) {
        m->at += m->skip;
        m->section_end = 0;
    }
}

/* "<!…" and "<?…" */
static void declaration(struct xmlmend *m)
{
    const char *p = m->s + m->at;
    size_t left = m->n - m->at, end;
    if (left >= 9 && strncasecmp(p, "<![CDATA[", 9) == 0 && m->depth) {
        begin_section(m);
    } else if (left >= 4 && memcmp(p, "<!--", 4) == 0) {
        end = m->no_comment_end ? m->n : find(m, m->at + 4, "-->");
        m->no_comment_end = end == m->n;
        if (end == m->n)
            fault(m, "a comment is not closed");
        m->at = end == m->n ? m->at + 4 : end + 3;
    } else {
        const char *close = memchr(p, '>', left);
        if (!close)
            fault(m, "the document ends inside a tag");
        else if (p[1] == '!' || (left > 6 && memcmp(p, "<?xml ", 6) == 0))
            fault(m, "a declaration out of place");
        m->at = close ? (size_t)(close - m->s) + 1 : m->n;
    }
}

/* --- all of it --- */

static void text(struct xmlmend *m, struct buf *out)
{
    size_t left = m->n - m->at;
    const char *p = m->s + m->at, *open = memchr(p + 1, '<', left - 1);
    size_t end = open ? (size_t)(open - m->s) : m->n;
    if (end - m->at > PART) { /* in parts, but not inside a reference */
        const char *last = memrchr(p + 1, ' ', PART - 1);
        last = last ? last : memrchr(p + 1, '&', PART - 1);
        end = m->at + (last ? (size_t)(last - p) : PART);
        while (end > m->at + 1 && ((unsigned char)m->s[end] & 0xC0) == 0x80)
            end--;
    }
    add_text(m, out, m->at, end, false);
    m->at = end;
}

/* What follows the root element. */
static void rest(struct xmlmend *m)
{
    while (m->at < m->n) {
        const char *p = m->s + m->at;
        size_t left = m->n - m->at;
        if (space(*p)) {
            m->at++;
        } else if (left >= 4 && (memcmp(p, "<!--", 4) == 0 || memcmp(p, "<?", 2) == 0)) {
            size_t end = find(m, m->at, p[1] == '?' ? "?>" : "-->");
            m->at = end == m->n ? m->n : end + 2;
            m->at += m->at < m->n && m->s[m->at] == '>';
        } else {
            fault(m, "something follows the end of the document");
            m->at = m->n;
        }
    }
}

bool xmlmend_next(struct xmlmend *m, struct buf *out)
{
    size_t most = out->n + PART;
    bool begun = m->depth > 0;
    while (m->at < m->n && out->n < most) {
        char next = m->at + 1 < m->n ? m->s[m->at + 1] : '\0';
        if (m->section_end)
            section(m, out);
        else if (m->s[m->at] != '<')
            text(m, out);
        else if (next == '!' || next == '?')
            declaration(m);
        else if (next == '/' ? !closing_tag(m, out) : !start_tag(m, out))
            text(m, out);
        begun = begun || m->depth;
        if (begun && !m->depth && !m->section_end)
            rest(m);
    }
    if (m->at == m->n && m->depth)
        fault(m, "the document ends before its elements do");
    return m->at < m->n;
}
