/* CSS selectors (W3C Selectors Level 3, section 10, and what the header names of level 4) read by recursive
   descent in one pass, and written as XPath 1.0 while they are read. A compound becomes a condition on an
   element, and what stands before it a condition on its ancestors or siblings: so ":not(a > b, c)" is one
   condition as well, and the elements come in the order of the document. */
#include "harvester/selector_internal.h"
#include "base/buf.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LONGEST = 64 }; /* compounds in a row: each is a bracket inside the next one */
struct complex {       /* what stands between two commas */
    struct compound v[LONGEST];
    int n;
};

/* Where it stops to be understood, for people: behind which text. */
bool css_refuse(const struct css *c, const char *expected)
{
    enum { SHOWN = 100 };
    const char *from = c->p - c->all > SHOWN ? c->p - SHOWN : c->all;
    while ((*from & 0xC0) == 0x80) /* not in the middle of a character */
        from++;
    if (c->p == c->all)
        return error_set(c->err, "\"%.200s\" is no CSS selector: expected %s at its beginning", c->all,
                         expected);
    return error_set(c->err, "\"%.200s\" is no CSS selector: expected %s after \"%.*s\"", c->all, expected,
                     (int)(c->p - from), from);
}

static bool css_is_space(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\f';
}

bool css_skip_space(struct css *c)
{
    const char *before = c->p;
    while (css_is_space(*c->p))
        c->p++;
    return c->p > before;
}

bool css_take(struct css *c, char ch)
{
    if (*c->p != ch)
        return false;
    c->p++;
    return true;
}

/* --- names and strings --- */

/* An escape: a backslash and one to six hexadecimal digits with one space, or any character. */
static bool take_escape(struct css *c, struct buf *out)
{
    if (*c->p != '\\' || !c->p[1] || c->p[1] == '\n')
        return false;
    unsigned code = 0;
    int digits = 0;
    for (c->p++; digits < 6 && isxdigit((unsigned char)*c->p); digits++, c->p++)
        code = code * 16 + (unsigned)(*c->p <= '9' ? *c->p - '0' : (*c->p | 32) - 'a' + 10);
    if (!digits)
        buf_addc(out, *c->p++);
    else if (css_is_space(*c->p))
        c->p++;
    if (digits) /* what no text can hold is one that none does */
        buf_add_utf8(out, !code || code > 0x10FFFF || text_forbidden(code) ? 0xFFFD : code);
    return true;
}

static bool name_character(char ch)
{
    return isalnum((unsigned char)ch) || ch == '_' || ch == '-' || (ch & 0x80);
}

static const char *finish(struct css *c, struct buf *text)
{
    const char *s = arena_strndup(c->a, buf_str(text), text->n);
    buf_free(text);
    return s;
}

/* `identifier`: it may not begin with a digit, as the name of an id may. NULL: there is none. */
const char *css_name(struct css *c, bool identifier)
{
    const char *begin = c->p, *first = *begin == '-' ? begin + 1 : begin;
    struct buf text;
    if (identifier && (isdigit((unsigned char)*first) || (first > begin && !*first)))
        return NULL;
    buf_init(&text, 0);
    while (name_character(*c->p) ? buf_addc(&text, *c->p++) : take_escape(c, &text))
        ;
    const char *name = finish(c, &text);
    return c->p > begin ? name : NULL;
}

const char *css_string(struct css *c)
{
    char quote = *c->p;
    struct buf text;
    if (quote != '"' && quote != '\'')
        return NULL;
    const char *begin = c->p++;
    buf_init(&text, 0);
    while (*c->p && *c->p != quote) {
        if (*c->p == '\\' && c->p[1] == '\n') /* a line goes on */
            c->p += 2;
        else if (!take_escape(c, &text))
            buf_addc(&text, *c->p++);
    }
    const char *string = finish(c, &text);
    if (css_take(c, quote))
        return string;
    c->p = begin;
    return NULL;
}

/* A text as XPath writes it. A literal holds one sort of quotes; with both, it is put together. */
const char *css_literal(struct css *c, const char *s)
{
    if (!strchr(s, '\''))
        return arena_printf(c->a, "'%s'", s);
    if (!strchr(s, '"'))
        return arena_printf(c->a, "\"%s\"", s);
    struct buf out;
    buf_init(&out, 0);
    buf_adds(&out, "concat(''");
    while (*s) {
        size_t n = *s == '\'' ? strspn(s, "'") : strcspn(s, "'");
        const char *quote = *s == '\'' ? "\"" : "'";
        buf_printf(&out, ",%s%.*s%s", quote, (int)n, s, quote);
        s += n;
    }
    buf_addc(&out, ')');
    return finish(c, &out);
}

/* Names of HTML are compared without case. */
const char *css_lower(struct css *c, const char *s)
{
    char *low = arena_strdup(c->a, s);
    for (char *p = low; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p |= 32;
    return low;
}

/* Can XPath write the name as it is? */
static bool plain_name(const char *s)
{
    return !isdigit((unsigned char)*s) && *s != '-' &&
           !s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-")];
}

void css_add(struct css *c, struct compound *to, const char *condition)
{
    to->where = to->where ? arena_printf(c->a, "%s and %s", to->where, condition) : condition;
}

/* --- attributes --- */

static const char *word_condition(struct css *c, const char *attribute, const char *word)
{
    if (!*word || word[strcspn(word, " \t\n\r\f")])
        return "false()";
    return arena_printf(c->a, "contains(concat(' ',normalize-space(%s),' '),%s)", attribute,
                        css_literal(c, arena_printf(c->a, " %s ", word)));
}

static const char *value_condition(struct css *c, const char *attribute, char sort, const char *value)
{
    const char *text = css_literal(c, value);
    size_t characters = 0;
    for (const char *p = value; *p; p++)
        characters += (*p & 0xC0) != 0x80;
    switch (sort) {
    case '~':
        return word_condition(c, attribute, value);
    case '|':
        return arena_printf(c->a, "(%s=%s or starts-with(%s,%s))", attribute, text, attribute,
                            css_literal(c, arena_printf(c->a, "%s-", value)));
    case '^':
        return *value ? arena_printf(c->a, "starts-with(%s,%s)", attribute, text) : "false()";
    case '$':
        return *value ? arena_printf(c->a, "substring(%s,string-length(%s)-%zu)=%s", attribute, attribute,
                                     characters - 1, text)
                      : "false()";
    case '*':
        return *value ? arena_printf(c->a, "contains(%s,%s)", attribute, text) : "false()";
    case '!':
        return arena_printf(c->a, "not(%s=%s)", attribute, text);
    default:
        return arena_printf(c->a, "%s=%s", attribute, text);
    }
}

static bool take_attribute(struct css *c, struct compound *to)
{
    css_skip_space(c);
    const char *name = css_name(c, true), *value;
    char sort = '=';
    if (!name)
        return css_refuse(c, "the name of an attribute");
    name = css_lower(c, name);
    const char *attribute = plain_name(name) ? arena_printf(c->a, "@%s", name)
                                             : arena_printf(c->a, "@*[name()=%s]", css_literal(c, name));
    css_skip_space(c);
    if (css_take(c, ']')) {
        css_add(c, to, attribute);
        return true;
    }
    if (*c->p && strchr("~|^$*!", *c->p) && c->p[1] == '=') {
        sort = *c->p;
        c->p += 2;
    } else if (!css_take(c, '=')) {
        return css_refuse(c, "] or =");
    }
    css_skip_space(c);
    if (!(value = css_string(c)) && !(value = css_name(c, false)))
        return css_refuse(c, "a value, in quotes,");
    if (css_skip_space(c) && (*c->p == 'i' || *c->p == 'I')) {
        c->p++;
        value = css_lower(c, value);
        attribute = arena_printf(c->a, "translate(%s," CSS_CAPITALS ")", attribute);
    }
    css_add(c, to, value_condition(c, attribute, sort, value));
    css_skip_space(c);
    return css_take(c, ']') || css_refuse(c, "]");
}

/* "*", "name", or nothing */
static bool take_element(struct css *c, struct compound *to)
{
    if (css_take(c, '*'))
        return true;
    const char *name = css_name(c, true);
    if (!name)
        return false;
    name = css_lower(c, name);
    if (plain_name(name))
        to->name = name;
    else
        css_add(c, to, arena_printf(c->a, "name()=%s", css_literal(c, name)));
    return true;
}

static bool take_compound(struct css *c, struct compound *to)
{
    const char *name;
    bool any = take_element(c, to);
    for (;; any = true) {
        if (css_take(c, '#')) {
            if (!(name = css_name(c, false)))
                return css_refuse(c, "the name of an id");
            css_add(c, to, arena_printf(c->a, "@id=%s", css_literal(c, name)));
        } else if (css_take(c, '.')) {
            if (!(name = css_name(c, true)))
                return css_refuse(c, "the name of a class");
            css_add(c, to, word_condition(c, "@class", name));
        } else if (css_take(c, '[')) {
            if (!take_attribute(c, to))
                return false;
        } else if (css_take(c, ':')) {
            if (!css_pseudo(c, to))
                return false;
        } else {
            return any || css_refuse(c, "an element, .class, #id, [attribute] or :pseudo-class");
        }
    }
}

/* white space, or > + ~ with white space around it; 0: none */
static char take_combinator(struct css *c)
{
    bool space = css_skip_space(c);
    if (!*c->p || !strchr(">+~", *c->p))
        return space && *c->p && *c->p != ',' && *c->p != ')' ? ' ' : 0;
    char combinator = *c->p++;
    css_skip_space(c);
    return combinator;
}

static bool take_complex(struct css *c, bool relative, struct complex *out)
{
    css_skip_space(c);
    char combinator = relative ? take_combinator(c) : 0;
    if (relative && !combinator)
        combinator = ' ';
    out->n = 0;
    do {
        if (out->n == LONGEST)
            return css_refuse(c, "fewer elements in a row");
        struct compound *to = &out->v[out->n++];
        *to = (struct compound){.before = combinator};
        if (!take_compound(c, to))
            return false;
    } while ((combinator = take_combinator(c)));
    return true;
}

/* --- what is written --- */

static const struct axis {
    char combinator;
    const char *back, *forth; /* where the element before is looked for, and the one behind */
    bool next;                /* only the nearest */
} axes[] = {
    {' ', "ancestor", "descendant", false},
    {'>', "parent", "child", false},
    {'+', "preceding-sibling", "following-sibling", true},
    {'~', "preceding-sibling", "following-sibling", false},
};

static const struct axis *axis_of(char combinator)
{
    const struct axis *axis = axes;
    while (axis->combinator != combinator)
        axis++;
    return axis;
}

/* An element on an axis that meets the conditions of a compound, and `also` (NULL: none). */
static const char *step(struct css *c, const char *axis, bool nearest, const struct compound *of,
                        const char *also)
{
    const char *name = of->name ? of->name : "*";
    const char *path = !nearest   ? arena_printf(c->a, "%s::%s", axis, name)
                       : of->name ? arena_printf(c->a, "%s::*[1][self::%s]", axis, name)
                                  : arena_printf(c->a, "%s::*[1]", axis);
    if (of->where)
        path = arena_printf(c->a, "%s[%s]", path, of->where);
    return also ? arena_printf(c->a, "%s[%s]", path, also) : path;
}

/* The condition that an element matches: what has to stand before it is looked for within the scope. */
static const char *write_condition(struct css *c, const struct complex *s)
{
    const char *before = NULL;
    for (int i = 0; i + 1 < s->n; i++) {
        const struct axis *axis = axis_of(s->v[i + 1].before);
        struct compound inside = s->v[i];
        inside.where = inside.where ? arena_printf(c->a, "within() and %s", inside.where) : "within()";
        before = step(c, axis->back, axis->next, &inside, before);
    }
    return step(c, "self", false, &s->v[s->n - 1], before);
}

/* The way that leads on from an element: of the first compounds, those behind `from`. */
static const char *write_way(struct css *c, const struct complex *s, int from)
{
    const char *way = NULL;
    for (int i = from; i < s->n; i++) {
        const struct axis *axis = axis_of(s->v[i].before);
        const char *next = step(c, axis->forth, axis->next, &s->v[i], NULL);
        way = way ? arena_printf(c->a, "%s/%s", way, next) : next;
    }
    return way;
}

const char *css_group(struct css *c, bool relative)
{
    const char *any = NULL;
    do {
        struct complex s;
        if (!take_complex(c, relative, &s))
            return NULL;
        const char *one = relative ? write_way(c, &s, 0) : write_condition(c, &s);
        any = any ? arena_printf(c->a, "%s or %s", any, one) : one;
    } while (css_take(c, ','));
    return any;
}

/* ":scope + tr td": what stands beside the scope is no part of it, but may be the rest of an item. */
static bool leads_out(const struct complex *s)
{
    return s->n > 1 && (s->v[1].before == '+' || s->v[1].before == '~') && !s->v[0].name && s->v[0].where &&
           strcmp(s->v[0].where, CSS_SCOPE) == 0;
}

static const char *joined(struct css *c, const char *list, const char *between, const char *one)
{
    return list ? arena_printf(c->a, "%s%s%s", list, between, one) : one;
}

bool selector_xpath(struct arena *a, const char *css, struct selector_xpath *out, struct error *err)
{
    struct css c = {.all = css, .p = css, .a = a, .err = err};
    const char *inside = NULL, *beside = NULL, *self = NULL;
    do {
        struct complex s;
        if (!take_complex(&c, false, &s))
            return false;
        if (leads_out(&s))
            beside = joined(&c, beside, "|", write_way(&c, &s, 1));
        else
            inside = joined(&c, inside, " or ", write_condition(&c, &s));
        if (s.n == 1)
            self = joined(&c, self, " or ", write_condition(&c, &s));
    } while (css_take(&c, ','));
    if (*c.p)
        return css_refuse(&c, "a selector, a space, > + ~ or a comma");
    out->below = inside ? arena_printf(a, "descendant::*[%s]", inside) : NULL;
    if (beside)
        out->below = joined(&c, out->below, "|", beside);
    out->self = self ? arena_printf(a, "self::*[%s]", self) : NULL;
    return true;
}

bool selector_check(const char *css, struct error *err)
{
    struct arena a;
    struct selector_xpath out;
    arena_init(&a, 0);
    bool good = selector_xpath(&a, css, &out, err);
    arena_free(&a);
    return good;
}
