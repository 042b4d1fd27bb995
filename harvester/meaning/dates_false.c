/* What only looks like a date: telephone numbers, addresses, numbers of laws and files, streets named after a
   day, web addresses, recurrences. Taken out before the grammar sees it. */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

/* "rue du 8 mai 1945", "place du 8-Mai-1945": i is the "du". */
static int skip_street(struct reader *r, int i)
{
    if (!is_one_of(r, i, du, le) || !(is_number(r, i + 1) || is(r, i + 1, W_NUMBER | W_ORDINAL)))
        return 0;
    bool street = false;
    for (int k = i - 1; k >= i - 5 && k >= 0 && r->t.v[k].kind == TOKEN_WORD && !street; k--)
        street = is(r, k, W_STREET);
    if (!street)
        return 0;
    if (is_mark(r, i + 2, '-') && glued(r, i + 2) && is(r, i + 3, W_MONTH))
        return is_mark(r, i + 4, '-') && is_number(r, i + 5) ? i + 6 : i + 4;
    struct element day = {0};
    int end = date_read_day(r, i + 1, &day);
    return end && day.kind == ELEMENT_DATE ? end : 0;
}

/* Five groups of two digits, or a country code first. */
static int skip_phone(struct reader *r, int i)
{
    int at = i, groups = 0;
    if (is_mark(r, i, '+') && is_number(r, i + 1) && glued(r, i + 1) && r->t.v[i + 1].digits <= 3) {
        at = i + 2;
        if (is_mark(r, at, ':'))
            return 0; /* "+02:00" */
        while (is_number(r, at) || (glued(r, at) && is_mark(r, at, '.')) || is_mark(r, at, '(') ||
               is_mark(r, at, ')') || (is_mark(r, at, '-') && is_number(r, at + 1))) {
            groups += is_number(r, at);
            at++;
        }
        return groups >= 3 ? at : 0;
    }
    if (!is_number(r, i) || r->t.v[i].digits != 2 || r->t.v[i].fold[0] != '0')
        return 0;
    for (at = i + 1, groups = 1; groups < 5; groups++) {
        if (is_mark(r, at, '.') || is_mark(r, at, '-') || is_mark(r, at, '/'))
            at++;
        if (!is_number(r, at) || r->t.v[at].digits != 2 || r->t.v[at].line)
            return 0;
        at++;
    }
    return at;
}

/* "https://…", "www.…", "name@host": to the next white space. */
static int skip_address(struct reader *r, int i)
{
    if (!(is_one_of(r, i, http, https, ftp) && is_mark(r, i + 1, ':') && is_mark(r, i + 2, '/')) &&
        !(is_word(r, i, www) && is_mark(r, i + 1, '.')) &&
        !(is_mark(r, i + 1, '@') && glued(r, i + 1) && glued(r, i + 2)))
        return 0;
    int at = i + 1;
    while ((size_t)at < r->t.n && !r->t.v[at].space)
        at++;
    return at;
}

/* "n° 2020-1310", "24h/24", "7j/7": numbers that are names. */
static int skip_numbered(struct reader *r, int i)
{
    if (is_number(r, i) && is(r, i + 1, W_HOUR) && (is_mark(r, i + 2, '/') || is_word(r, i + 2, sur)) &&
        is_number(r, i + 3) && r->t.v[i + 3].value == r->t.v[i].value)
        return i + 4;
    if (!is_one_of(r, i, no, n, nos, numero, art, article, articles, ref, siret, siren, version, v) ||
        (is_word(r, i, n) && r->t.v[i].elided))
        return 0;
    int at = i + 1, steps = 0;
    if (is_one_of(r, i, art, article, articles))
        while (steps++ < 3 && (is_mark(r, at, '.') || is_one_of(r, at, l, r, d)))
            at++;
    else
        while (steps++ < 3 && (is_mark(r, at, '.') || is_mark(r, at, ':') || is_word(r, at, o)))
            at++;
    if (!is_number(r, at))
        return 0;
    at++;
    bool grouped = is_one_of(r, i, siret, siren);
    for (;;) {
        if ((is_mark(r, at, '-') || is_mark(r, at, '/') || is_mark(r, at, '.')) && glued(r, at) &&
            is_number(r, at + 1) && glued(r, at + 1))
            at += 2;
        else if (grouped && is_number(r, at))
            at++;
        else
            return at;
    }
}

/* A run of glued numbers that is no date as a whole has none within. */
static int skip_run(struct reader *r, int i)
{
    if (!is_number(r, i))
        return 0;
    if (glued(r, i) &&
        (is_mark(r, i - 1, '_') || is_mark(r, i - 1, '=') || is_mark(r, i - 1, '#') ||
         ((is_mark(r, i - 1, '/') || is_mark(r, i - 1, '-')) && glued(r, i - 1) && i > 1 &&
          r->t.v[i - 2].kind == TOKEN_WORD &&
          !is(r, i - 2, W_HOUR | W_MONTH | W_SUFFIX | W_MERIDIEM | W_MINUTE | W_WEEKDAY | W_NOON | W_TO) &&
          !is_one_of(r, i - 2, z, w, t))))
        return i + 1 + (((is_mark(r, i + 1, '/') || is_mark(r, i + 1, '-')) && is_number(r, i + 2)) ? 1 : 0);
    if (!(is_mark(r, i + 1, '/') || is_mark(r, i + 1, '-') || is_mark(r, i + 1, '.')) || !glued(r, i + 1) ||
        !is_number(r, i + 2) || !glued(r, i + 2))
        return 0;
    struct element range_end = {0};
    if (is_mark(r, i + 1, '-') && r->t.v[i].digits <= 2 && date_read_day(r, i + 2, &range_end) &&
        range_end.kind == ELEMENT_DATE)
        return 0; /* "13-14/01/2021" */
    int at = i + 3, numbers = 2;
    bool small = r->t.v[i].digits <= 2 && r->t.v[i + 2].digits <= 2 && !is_mark(r, i + 1, '.');
    while ((is_mark(r, at, '/') || is_mark(r, at, '-') || is_mark(r, at, '.')) && glued(r, at) &&
           is_number(r, at + 1) && glued(r, at + 1)) {
        at += 2;
        numbers++;
    }
    if (numbers == 2 && small)
        return 0;
    return at;
}

/* "le 1er mars de chaque année", "chaque 8 mars", "tous les mardis à 18h" */
static int skip_recurrence(struct reader *r, int i)
{
    if (!is(r, i, W_RECURRENT))
        return 0;
    int at = i + 1;
    at += is_word(r, at, les);
    struct element day = {0};
    int end = date_read_day(r, at, &day);
    return end ? end : 0;
}

int date_skip_false(struct reader *r, int i)
{
    int end;
    (void)((end = skip_street(r, i)) || (end = skip_phone(r, i)) || (end = skip_address(r, i)) ||
           (end = skip_numbered(r, i)) || (end = skip_recurrence(r, i)));
    if (!end && (end = skip_run(r, i))) { /* dates and times first: only what is neither is a run */
        struct element e = {0}, day = {0}, time = {0}, unused = {0};
        bool named = glued(r, i) && (is_mark(r, i - 1, '_') || is_mark(r, i - 1, '='));
        if (!named &&
            (date_read_machine(r, i, &e, &unused) ||
             (date_read_day(r, i, &day) && day.kind == ELEMENT_DATE) || date_read_time(r, i, &time)))
            return 0;
        e = (struct element){0};
        if (!named && date_read_period(r, i, &e))
            return 0;
    }
    return end;
}
