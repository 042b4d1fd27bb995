/* The pseudo-classes of CSS selectors, each as a condition of XPath. */
#include "harvester/selector_internal.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 16 }; /* of :not(:is(:has(…))) */

enum { MOST = 1000000 }; /* no element has more siblings */

static bool take_digits(struct css *c, int *number)
{
    const char *begin = c->p;
    for (*number = 0; isdigit((unsigned char)*c->p); c->p++)
        *number = *number < MOST ? *number * 10 + (*c->p - '0') : MOST;
    return c->p > begin;
}

/* odd, even, 3, 2n+1, -n+3: a*n + b */
static bool take_nth(struct css *c, int *a, int *b)
{
    static const char *const words[] = {"even", "odd"};
    for (int i = 0; i < 2; i++)
        if (strncasecmp(c->p, words[i], strlen(words[i])) == 0) {
            c->p += strlen(words[i]);
            *a = 2;
            *b = i;
            return true;
        }
    int sign = *c->p == '-' ? -1 : 1;
    if (*c->p == '+' || *c->p == '-')
        c->p++;
    bool number = take_digits(c, b);
    *b *= sign;
    *a = 0;
    if (*c->p != 'n' && *c->p != 'N')
        return number || css_refuse(c, "odd, even, or a number such as 3 or 2n+1");
    *a = number ? *b : sign;
    *b = 0;
    c->p++;
    const char *end = c->p;
    css_skip_space(c);
    if (*c->p != '+' && *c->p != '-') {
        c->p = end;
        return true;
    }
    sign = *c->p++ == '-' ? -1 : 1;
    css_skip_space(c);
    if (!take_digits(c, b))
        return css_refuse(c, "a number");
    *b *= sign;
    return true;
}

/* How many siblings stand before or behind; `typed`: of the same name. That of an element whose name the
   selector does not say XPath cannot ask for: a function of ours does (selector.h). */
static const char *siblings(struct css *c, const struct compound *to, bool before, bool typed)
{
    const char *axis = before ? "preceding-sibling" : "following-sibling";
    if (typed && !to->name)
        return before ? "same-before()" : "same-after()";
    return arena_printf(c->a, "count(%s::%s)", axis, typed ? to->name : "*");
}

enum { BEHIND = 1, TYPED = 2, ONLY = 4 };

static const char *write_nth(struct css *c, const struct compound *to, int flags)
{
    int a, b;
    if (!take_nth(c, &a, &b))
        return NULL;
    const char *before = siblings(c, to, !(flags & BEHIND), flags & TYPED);
    b--; /* the first has none before it */
    if (!a)
        return arena_printf(c->a, "%s=%d", before, b);
    return arena_printf(c->a, "(%s%s%d and (%s - %d) mod %d=0)", before, a > 0 ? ">=" : "<=", b, before, b,
                        a > 0 ? a : -a);
}

static const char *write_end(struct css *c, const struct compound *to, int flags)
{
    const char *condition = arena_printf(c->a, "%s=0", siblings(c, to, !(flags & BEHIND), flags & TYPED));
    if (flags & ONLY)
        condition = arena_printf(c->a, "%s and %s=0", condition, siblings(c, to, false, flags & TYPED));
    return condition;
}

static const char *write_any(struct css *c, const struct compound *to, int flags)
{
    (void)to;
    (void)flags;
    const char *any = css_group(c, false);
    return any ? arena_printf(c->a, "(%s)", any) : NULL;
}

static const char *write_not(struct css *c, const struct compound *to, int flags)
{
    const char *any = write_any(c, to, flags);
    return any ? arena_printf(c->a, "not%s", any) : NULL;
}

static const char *write_has(struct css *c, const struct compound *to, int flags)
{
    (void)to;
    (void)flags;
    const char *any = css_group(c, true);
    return any ? arena_printf(c->a, "(%s)", any) : NULL;
}

static const char *take_words(struct css *c)
{
    const char *words = css_string(c);
    if (!words && !(words = css_name(c, false)))
        css_refuse(c, "a text in quotes");
    return words;
}

static const char *write_contains(struct css *c, const struct compound *to, int flags)
{
    (void)to;
    (void)flags;
    const char *words = take_words(c);
    return words ? arena_printf(c->a, "contains(.,%s)", css_literal(c, words)) : NULL;
}

static const char *write_lang(struct css *c, const struct compound *to, int flags)
{
    (void)to;
    (void)flags;
    const char *code = take_words(c);
    if (!code)
        return NULL;
    code = css_lower(c, code);
    return arena_printf(c->a,
                        "ancestor-or-self::*[@lang][1][translate(@lang," CSS_CAPITALS
                        ")=%s or starts-with(translate(@lang," CSS_CAPITALS "),%s)]",
                        css_literal(c, code), css_literal(c, arena_printf(c->a, "%s-", code)));
}

#define LINK "((self::a or self::area or self::link) and @href)"
#define CAN_BE_DISABLED                                                                                      \
    "(self::button or self::input or self::select or self::textarea or self::optgroup or self::option or "   \
    "self::fieldset)"
#define IS_DISABLED "(@disabled or parent::optgroup[@disabled] or ancestor::fieldset[@disabled])"

static const struct pseudo {
    const char *name, *xpath; /* what it stands for; NULL: `write` tells */
    const char *(*write)(struct css *c, const struct compound *to, int flags);
    int flags;
    bool argument; /* in parentheses */
} pseudos[] = {
    {"first-child", .write = write_end},
    {"last-child", .write = write_end, .flags = BEHIND},
    {"only-child", .write = write_end, .flags = ONLY},
    {"first-of-type", .write = write_end, .flags = TYPED},
    {"last-of-type", .write = write_end, .flags = TYPED | BEHIND},
    {"only-of-type", .write = write_end, .flags = TYPED | ONLY},
    {"nth-child", .write = write_nth, .argument = true},
    {"nth-last-child", .write = write_nth, .flags = BEHIND, .argument = true},
    {"nth-of-type", .write = write_nth, .flags = TYPED, .argument = true},
    {"nth-last-of-type", .write = write_nth, .flags = TYPED | BEHIND, .argument = true},
    {"root", .xpath = "not(parent::*)"},
    {"scope", .xpath = CSS_SCOPE},
    {"empty", .xpath = "not(*|text())"},
    {"not", .write = write_not, .argument = true},
    {"is", .write = write_any, .argument = true},
    {"where", .write = write_any, .argument = true},
    {"matches", .write = write_any, .argument = true},
    {"has", .write = write_has, .argument = true},
    {"contains", .write = write_contains, .argument = true},
    {"lang", .write = write_lang, .argument = true},
    /* states, which a page that is read but not used has or has not */
    {"checked", .xpath =
                    "(self::input[@checked][translate(@type," CSS_CAPITALS
                    ")='checkbox' or translate(@type," CSS_CAPITALS ")='radio'] or self::option[@selected])"},
    {"disabled", .xpath = "(" CAN_BE_DISABLED " and " IS_DISABLED ")"},
    {"enabled", .xpath = "(" CAN_BE_DISABLED " and not(" IS_DISABLED "))"},
    {"link", .xpath = LINK},
    {"any-link", .xpath = LINK},
    {"visited", .xpath = "false()"},
    {"hover", .xpath = "false()"},
    {"active", .xpath = "false()"},
    {"focus", .xpath = "false()"},
    {"target", .xpath = "false()"},
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

bool css_pseudo(struct css *c, struct compound *to)
{
    const char *name = c->p, *condition;
    if (*name == ':')
        return error_set(c->err,
                         "\"%.200s\" is no CSS selector that can be used here: \"::\" names a part of an "
                         "element; expected the element itself",
                         c->all);
    if (!css_name(c, true))
        return css_refuse(c, "the name of a pseudo-class");
    const struct pseudo *known = NULL;
    size_t n = (size_t)(c->p - name);
    for (int i = 0; i < PSEUDOS && !known; i++)
        if (strlen(pseudos[i].name) == n && strncasecmp(pseudos[i].name, name, n) == 0)
            known = &pseudos[i];
    if (!known)
        return unknown_pseudo(c, name, n > 39 ? 39 : (int)n);
    if (!known->argument && *c->p == '(')
        return css_refuse(c, "no parenthesis");
    if (known->argument && !css_take(c, '('))
        return css_refuse(c, "(");
    if (known->argument)
        css_skip_space(c);
    if (++c->depth > DEEPEST)
        return css_refuse(c, "fewer selectors inside each other");
    condition = known->xpath ? known->xpath : known->write(c, to, known->flags);
    if (!condition)
        return false;
    c->depth--;
    css_add(c, to, condition);
    if (!known->argument)
        return true;
    css_skip_space(c);
    return css_take(c, ')') || css_refuse(c, ")");
}

/* --- compounds, combinators, groups --- */
