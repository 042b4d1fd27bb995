/* Dates in free text: one pass over the tokens takes up what names a day, a month or a time; groups, roles
   and resolution follow (dates_internal.h). */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

const char *const date_role_names[ROLE_COUNT + 1] = {"other", "deadline",  "opens",
                                                     "event", "published", NULL};

static void push(struct reader *r, const struct element *e)
{
    *ARENA_PUSH(r->a, r->elements, r->n_elements, r->cap_elements) = *e;
}

/* Is the number at i part of something longer, so that no day starts there? */
static bool inside(const struct reader *r, int i)
{
    if (!is_number(r, i) || !glued(r, i))
        return false;
    const struct token *before = &r->t.v[i - 1];
    if (before->kind == TOKEN_WORD)
        return !before->elided && !is(r, i - 1, W_MONTH | W_HOUR | W_TO | W_WEEKDAY) &&
               !is_one_of(r, i - 1, le, du, les);
    if (before->mark == '_' || before->mark == '=' || before->mark == '#' || before->mark == '+' ||
        before->mark == '$')
        return true;
    if (before->mark == ',' && !before->space && (is(r, i + 1, W_AND | W_MONTH) || is_mark(r, i + 1, ',')))
        return false; /* "15,16 et 17 mars" */
    return (before->mark == '.' || before->mark == ',') && !before->space && is_number(r, i - 2);
}

static int read_element(struct reader *r, int i)
{
    struct element e = {.kind = ELEMENT_DATE}, time = {0};
    int end;
    if (!is(r, i, W_ELEMENT) && !is_number(r, i))
        return 0;
    if ((end = date_read_machine(r, i, &e, &time))) {
        e.first = time.first = i;
        time.first = e.end = time.end = end;
        e.weekday = -1;
        push(r, &e);
        push(r, &time);
        return end;
    }
    if (!inside(r, i)) {
        e = (struct element){.kind = ELEMENT_DATE};
        if ((end = date_read_day(r, i, &e)) && e.kind == ELEMENT_DATE) {
            push(r, &e);
            return end;
        }
        struct element period = {0}, relative = {0};
        if ((end = date_read_time(r, i, &time))) {
            push(r, &time);
            return end;
        }
        if ((end = date_read_relative(r, i, &relative))) {
            push(r, &relative);
            return end;
        }
        if ((end = date_read_period(r, i, &period))) {
            push(r, &period);
            return end;
        }
        if (e.kind == ELEMENT_NUMBER) {
            push(r, &e);
            return e.end;
        }
    } else if ((end = date_read_time(r, i, &time))) {
        push(r, &time);
        return end;
    }
    return 0;
}

/* Can anything open at i? Most words of a text are none of those. */
static bool may_open(const struct reader *r, int i)
{
    const struct token *t = &r->t.v[i];
    if (is_mark(r, i + 1, '@'))
        return true; /* a mail address */
    if (t->kind != TOKEN_WORD)
        return t->kind == TOKEN_NUMBER || t->mark == '+' || t->mark == '(';
    if (!r->w[i])
        return false;
    if (is(r, i, W_ELEMENT | W_FALSE | W_RECURRENT | W_ZONE))
        return true;
    return is_one_of(r, i, du, le, at) &&
           (is_number(r, i + 1) || is(r, i + 1, W_NUMBER | W_ORDINAL | W_ZONE) || is_mark(r, i + 1, '+') ||
            is_mark(r, i + 1, '-'));
}

static void scan(struct reader *r)
{
    for (int i = 0; (size_t)i < r->t.n;) {
        if (!may_open(r, i)) {
            i++;
            continue;
        }
        int end = date_skip_false(r, i);
        if (!end)
            end = read_element(r, i);
        if (!end) {
            const char *zone = NULL;
            if ((r->t.v[i].kind == TOKEN_WORD || is_mark(r, i, '(')) && !r->stated_zone &&
                date_read_zone(r, i, &zone) > i + 1)
                r->stated_zone = zone;
        }
        i = end > i ? end : i + 1;
    }
}

void dates_find(struct arena *a, const char *text, size_t n, const struct date_context *context,
                struct found_dates *out)
{
    struct tokens t;
    tokens_read(a, text, n, &t);
    dates_of(a, &t, context, out);
}

void dates_of(struct arena *a, const struct tokens *tokens, const struct date_context *context,
              struct found_dates *out)
{
    struct reader r = {.a = a,
                       .t = *tokens,
                       .ref = context->ref,
                       .has_ref = context->ref.precision >= PRECISION_DAY,
                       .zone = context->timezone ? context->timezone : "Europe/Paris"};
    *out = (struct found_dates){0};
    r.w = arena_alloc(a, r.t.n * sizeof *r.w);
    for (size_t i = 0; i < r.t.n; i++)
        if (r.t.v[i].kind == TOKEN_WORD)
            r.w[i] = date_word_find(&r.t.v[i]);
    scan(&r);
    if (!r.n_elements)
        return;
    dates_group(&r);
    dates_roles(&r);
    dates_resolve(&r, out);
}
