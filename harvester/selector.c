/* The syntax of CSS selectors (W3C Selectors Level 3, section 10), by recursive descent in one pass. */
#include "harvester/selector.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 16 }; /* of :not(:is(:has(…))) */

struct css {
    const char *all, *p;
    int depth;
    struct error *err;
};

/* Where it stops to be understood, for people: behind which text. */
static bool refuse(const struct css *c, const char *expected)
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

static bool is_space(char ch)
{
    return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r' || ch == '\f';
}

static bool skip_space(struct css *c)
{
    const char *before = c->p;
    while (is_space(*c->p))
        c->p++;
    return c->p > before;
}

static bool take(struct css *c, char ch)
{
    if (*c->p != ch)
        return false;
    c->p++;
    return true;
}

/* An escape: a backslash and one to six hexadecimal digits with one space, or any character. */
static bool take_escape(struct css *c)
{
    if (*c->p != '\\' || !c->p[1] || c->p[1] == '\n')
        return false;
    int digits = 0;
    for (c->p++; digits < 6 && isxdigit((unsigned char)*c->p); digits++)
        c->p++;
    if (!digits)
        c->p++;
    else if (is_space(*c->p))
        c->p++;
    return true;
}

static bool name_character(char ch)
{
    return isalnum((unsigned char)ch) || ch == '_' || ch == '-' || (ch & 0x80);
}

/* `identifier`: it may not begin with a digit, as the name of an id may. */
static bool take_name(struct css *c, bool identifier)
{
    const char *begin = c->p, *first = *begin == '-' ? begin + 1 : begin;
    if (identifier && (isdigit((unsigned char)*first) || (first > begin && !*first)))
        return false;
    while (name_character(*c->p) ? (c->p++, true) : take_escape(c))
        ;
    return c->p > begin;
}

static bool take_string(struct css *c)
{
    char quote = *c->p;
    if (quote != '"' && quote != '\'')
        return false;
    const char *begin = c->p++;
    while (*c->p && *c->p != quote)
        c->p += *c->p == '\\' && c->p[1] ? 2 : 1;
    if (take(c, quote))
        return true;
    c->p = begin;
    return false;
}

static bool take_attribute(struct css *c)
{
    skip_space(c);
    if (!take_name(c, true))
        return refuse(c, "the name of an attribute");
    skip_space(c);
    if (take(c, ']'))
        return true;
    if (*c->p && strchr("~|^$*!", *c->p) && c->p[1] == '=')
        c->p += 2;
    else if (!take(c, '='))
        return refuse(c, "] or =");
    skip_space(c);
    if (!take_string(c) && !take_name(c, false))
        return refuse(c, "a value, in quotes,");
    if (skip_space(c) && (*c->p == 'i' || *c->p == 'I'))
        c->p++;
    skip_space(c);
    return take(c, ']') || refuse(c, "]");
}

/* --- pseudo-classes --- */

static bool take_group(struct css *c, bool relative);

static bool take_digits(struct css *c)
{
    const char *begin = c->p;
    while (isdigit((unsigned char)*c->p))
        c->p++;
    return c->p > begin;
}

/* odd, even, 3, 2n+1, -n+3 */
static bool take_nth(struct css *c)
{
    static const char *const words[] = {"odd", "even"};
    for (int i = 0; i < 2; i++)
        if (strncasecmp(c->p, words[i], strlen(words[i])) == 0) {
            c->p += strlen(words[i]);
            return true;
        }
    if (*c->p == '+' || *c->p == '-')
        c->p++;
    bool number = take_digits(c);
    if (*c->p != 'n' && *c->p != 'N')
        return number || refuse(c, "odd, even, or a number such as 3 or 2n+1");
    c->p++;
    const char *end = c->p;
    skip_space(c);
    if (*c->p != '+' && *c->p != '-') {
        c->p = end;
        return true;
    }
    c->p++;
    skip_space(c);
    return take_digits(c) || refuse(c, "a number");
}

static bool take_selectors(struct css *c)
{
    return take_group(c, false);
}

static bool take_relatives(struct css *c)
{
    return take_group(c, true);
}

static bool take_words(struct css *c)
{
    return take_string(c) || take_name(c, false) || refuse(c, "a text in quotes");
}

static const struct pseudo {
    const char *name;
    bool (*argument)(struct css *c); /* what stands in its parentheses; NULL: it has none */
} pseudos[] = {
    {"first-child", NULL},
    {"last-child", NULL},
    {"only-child", NULL},
    {"first-of-type", NULL},
    {"last-of-type", NULL},
    {"only-of-type", NULL},
    {"nth-child", take_nth},
    {"nth-last-child", take_nth},
    {"nth-of-type", take_nth},
    {"nth-last-of-type", take_nth},
    {"root", NULL},
    {"scope", NULL},
    {"empty", NULL},
    {"not", take_selectors},
    {"is", take_selectors},
    {"where", take_selectors},
    {"matches", take_selectors},
    {"has", take_relatives},
    {"contains", take_words},
    {"lang", take_words},
    /* states, which a page that is read but not used has or has not */
    {"checked", NULL},
    {"disabled", NULL},
    {"enabled", NULL},
    {"link", NULL},
    {"any-link", NULL},
    {"visited", NULL},
    {"hover", NULL},
    {"active", NULL},
    {"focus", NULL},
    {"target", NULL},
};
enum { PSEUDOS = sizeof pseudos / sizeof *pseudos };

static bool unknown_pseudo(const struct css *c, const char *name, int n)
{
    const char *names[PSEUDOS + 1] = {NULL};
    char word[40];
    for (int i = 0; i < PSEUDOS; i++)
        names[i] = pseudos[i].name;
    snprintf(word, sizeof word, "%.*s", n, name);
    const char *near = text_nearest(word, names);
    return error_set(
        c->err, "\"%.200s\" is no CSS selector that can be used here: unknown pseudo-class \":%s\"%s%s%s",
        c->all, word, near ? "; did you mean \":" : "", near ? near : "", near ? "\"?" : "");
}

static bool take_pseudo(struct css *c)
{
    const char *name = c->p;
    if (*name == ':')
        return error_set(c->err,
                         "\"%.200s\" is no CSS selector that can be used here: \"::\" names a part of an "
                         "element; expected the element itself",
                         c->all);
    if (!take_name(c, true))
        return refuse(c, "the name of a pseudo-class");
    const struct pseudo *known = NULL;
    size_t n = (size_t)(c->p - name);
    for (int i = 0; i < PSEUDOS && !known; i++)
        if (strlen(pseudos[i].name) == n && strncasecmp(pseudos[i].name, name, n) == 0)
            known = &pseudos[i];
    if (!known)
        return unknown_pseudo(c, name, n > 39 ? 39 : (int)n);
    if (!known->argument)
        return *c->p != '(' || refuse(c, "no parenthesis");
    if (!take(c, '('))
        return refuse(c, "(");
    skip_space(c);
    if (++c->depth > DEEPEST)
        return refuse(c, "fewer selectors inside each other");
    if (!known->argument(c))
        return false;
    c->depth--;
    skip_space(c);
    return take(c, ')') || refuse(c, ")");
}

/* --- compounds, combinators, groups --- */

static bool take_compound(struct css *c)
{
    bool any = take(c, '*') || take_name(c, true);
    for (;; any = true) {
        if (take(c, '#')) {
            if (!take_name(c, false))
                return refuse(c, "the name of an id");
        } else if (take(c, '.')) {
            if (!take_name(c, true))
                return refuse(c, "the name of a class");
        } else if (take(c, '[')) {
            if (!take_attribute(c))
                return false;
        } else if (take(c, ':')) {
            if (!take_pseudo(c))
                return false;
        } else {
            return any || refuse(c, "an element, .class, #id, [attribute] or :pseudo-class");
        }
    }
}

/* white space, or > + ~ with white space around it */
static bool take_combinator(struct css *c)
{
    bool space = skip_space(c);
    if (!*c->p || !strchr(">+~", *c->p))
        return space && *c->p && *c->p != ',' && *c->p != ')';
    c->p++;
    skip_space(c);
    return true;
}

static bool take_group(struct css *c, bool relative)
{
    do {
        skip_space(c);
        if (relative)
            take_combinator(c);
        do {
            if (!take_compound(c))
                return false;
        } while (take_combinator(c));
    } while (take(c, ','));
    return true;
}

bool selector_check(const char *css, struct error *err)
{
    struct css c = {.all = css, .p = css, .err = err};
    if (!take_group(&c, false))
        return false;
    return !*c.p || refuse(&c, "a selector, a space, > + ~ or a comma");
}
