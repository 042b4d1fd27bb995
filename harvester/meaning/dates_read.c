/* Days and years as they are written: "15/03/2021", "lundi 1er mars 2021", "March 15, 2021",
 * "2021-03-15T12:00Z". */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };

int date_read_number_words(struct reader *r, int i, int *value)
{
    int total = 0, part = 0, k = i, last = 0;
    for (; k < i + 12; k++) {
        int at = k;
        if (k > i && is_mark(r, at, '-') && glued(r, at) && glued(r, at + 1))
            at++;
        else if (k > i && is_one_of(r, at, et, and) && last >= 20)
            at++;
        if (!is(r, at, W_NUMBER))
            break;
        int v = is(r, at, W_MONTH) ? r->w[at]->other : r->w[at]->number;
        bool joined = at > k && is_one_of(r, k, et, and);
        if (joined && v != 1 && v != 11 && last < 100)
            break;
        if (v == 101) {
            total += (part ? part : 1) * 1000;
            part = 0;
        } else if (v == 100) {
            part = (part ? part : 1) * 100;
        } else if (part == 0 || (part % 100 == 0 && part >= 100)) {
            part += v;
        } else if (v == 20 && part % 100 == 4) {
            part += 76; /* quatre-vingt */
        } else if ((part % 100 >= 20 && v < (part % 20 == 0 ? 20 : 10) && part % 10 == 0) ||
                   (part % 100 == 10 && v >= 7 && v < 10) || (last == 10 && v >= 7 && v < 10)) {
            part += v;
        } else {
            break;
        }
        last = v;
        k = at;
    }
    *value = total + part;
    return k > i ? k : 0;
}

int date_read_year(struct reader *r, int i, int16_t *year)
{
    int value, end;
    if (is_number(r, i)) {
        const struct token *t = &r->t.v[i];
        if (t->digits == 4 && t->value >= FIRST_YEAR && t->value <= LAST_YEAR) {
            *year = (int16_t)t->value;
            return i + 1;
        }
        if (t->digits == 5 && t->value / 10 >= 1990 && t->value / 10 < 2050) { /* a footnote's number */
            *year = (int16_t)(t->value / 10);
            return i + 1;
        }
        if (t->digits == 1 && t->value == 2 && is_number(r, i + 1) && r->t.v[i + 1].digits == 3 &&
            r->t.v[i + 1].value < 100) { /* "2 021" */
            *year = (int16_t)(2000 + r->t.v[i + 1].value);
            return i + 2;
        }
    } else if (is(r, i, W_NUMBER) && (end = date_read_number_words(r, i, &value)) && value >= FIRST_YEAR &&
               value <= LAST_YEAR) {
        *year = (int16_t)value;
        return end;
    }
    return 0;
}

/* "31 mars 21": two digits that nothing else claims. */
static int read_short_year(struct reader *r, int i, int16_t *year)
{
    if (is_mark(r, i, '\'') && is_number(r, i + 1) && glued(r, i + 1))
        i++;
    if (!is_number(r, i) || r->t.v[i].digits != 2 || r->t.v[i].line)
        return 0;
    int y = 2000 + r->t.v[i].value, now = r->has_ref ? r->ref.year : 2025, next = i + 1;
    if (y < now - 25 || y > now + 15)
        return 0;
    if ((size_t)next < r->t.n && !r->t.v[next].line) {
        bool word = r->t.v[next].kind == TOKEN_WORD;
        if (is_number(r, next) ||
            (word && (!is(r, next, W_AT | W_TO | W_AND) || is(r, next, W_HOUR | W_MONTH))))
            return 0;
        if (!word && (is_mark(r, next, ':') || is_mark(r, next, '%') || is_mark(r, next, '/')) &&
            is_number(r, next + 1))
            return 0;
        if (is_mark(r, next, '-') && is_number(r, next + 1) && is(r, next + 2, W_HOUR))
            return 0;
    }
    *year = (int16_t)y;
    return i + 1;
}

/* A day's number: "15", "1er", "1 er", "17th", "premier", "trente et un". */
static int read_day_number(struct reader *r, int i, int *day)
{
    int end = 0;
    if (is_number(r, i)) {
        if (r->t.v[i].digits > 2)
            return 0;
        *day = r->t.v[i].value;
        end = i + 1;
        if (is(r, end, W_SUFFIX) && (glued(r, end) || (*day == 1 && is_one_of(r, end, er, ere, st))))
            end++;
    } else if (is_one_of(r, i, premier, first)) {
        *day = 1;
        end = i + 1;
    } else if (is(r, i, W_ORDINAL) || is(r, i, W_NUMBER)) {
        if (is(r, i, W_NUMBER))
            end = date_read_number_words(r, i, day);
        int unit = end + is_mark(r, end, '-');
        if (end && (*day == 20 || *day == 30) && is(r, unit, W_ORDINAL) &&
            !is_one_of(r, unit, premier, seconde)) {
            *day += r->w[unit]->number; /* "twenty-first" */
            end = unit + 1;
        }
        if (!end) {
            *day = r->w[i]->number;
            end = i + 1;
        }
    }
    return end && *day >= 1 && *day <= 31 ? end : 0;
}

/* The name of a month, its full stop too. "may" is a verb more often. */
static int read_month(struct reader *r, int i, int8_t *month)
{
    if (!is(r, i, W_MONTH))
        return 0;
    if (is_word(r, i, may) && !r->t.v[i].capital && !is_number(r, i + 1))
        return 0;
    *month = r->w[i]->number;
    if (is_mark(r, i + 1, '.') && glued(r, i + 1) && r->t.v[i].length < 6)
        return i + 2;
    return i + 1;
}

/* What may follow a month: its year, "prochain", "dernier". */
static int read_year_after(struct reader *r, int i, struct element *e)
{
    int at = i, end;
    if (is(r, i, W_NEXT) || is(r, i, W_LAST)) {
        e->next = is(r, i, W_NEXT);
        e->past = is(r, i, W_LAST);
        return i + 1;
    }
    if (is_mark(r, at, ',') || is_one_of(r, at, de, of))
        at++;
    if (at > i && r->has_ref && is_one_of(r, at, cette, this) && is_one_of(r, at + 1, annee, year)) {
        e->year = (int16_t)r->ref.year;
        return at + 2;
    }
    if (is_word(r, at, l) && is_word(r, at + 1, annee))
        at += 2;
    if ((end = date_read_year(r, at, &e->year)))
        return end;
    if (at == i && (end = read_short_year(r, i, &e->year)))
        return end;
    return i;
}

static bool real_day(const struct element *e)
{
    int length = civil_month_length(e->year ? e->year : 2000, e->month ? e->month : 1);
    return e->month >= 1 && e->month <= 12 && e->day >= 1 && e->day <= length;
}

static bool joins_month(const struct reader *r, int i)
{
    return (is_mark(r, i, '-') || is_mark(r, i, '/') || is_mark(r, i, '.')) && glued(r, i) &&
           glued(r, i + 1) && is(r, i + 1, W_MONTH);
}

/* "15 mars 2021", "March 15, 2021". An impossible one ("31 février") is taken up whole and left with day 0.
 */
static int read_named(struct reader *r, int i, struct element *e)
{
    int day, end = read_day_number(r, i, &day), at = end;
    if (end) {
        if (is_one_of(r, end, of, de) && !is_word(r, i, premier))
            at = end + 1;
        bool joined = joins_month(r, end); /* "15-mars-2021" */
        if (joined)
            at = end + 1;
        if (is_one_of(r, at, du, au) && is_word(r, at + 1, mois) && is_word(r, at + 2, de))
            at += 3;
        if (!(at = read_month(r, at, &e->month)))
            return 0;
        if (is_number(r, at) && is_mark(r, at - 1, '-') && !glued(r, at))
            return 0;
        e->day = (int8_t)day;
        at += joined && glued(r, at) && is_mark(r, at, r->t.v[end].mark) && is_number(r, at + 1);
        at = read_year_after(r, at, e);
    } else {
        if (!is(r, i, W_ENGLISH) || !(at = read_month(r, i, &e->month)))
            return 0;
        if (is_word(r, at, the))
            at++;
        if (!is_number(r, at) || !(end = read_day_number(r, at, &day)))
            return 0;
        if (is(r, end, W_HOUR | W_MERIDIEM) || is(r, end, W_MONTH) ||
            ((is_mark(r, end, ':') || is_mark(r, end, '/')) && is_number(r, end + 1)))
            return 0;
        e->day = (int8_t)day;
        e->month_first = true;
        at = read_year_after(r, end, e);
    }
    e->rule = "day and month";
    if (is_one_of(r, at, de, of) && is_one_of(r, at + 1, chaque, every, each))
        e->day = 0; /* of no year in particular */
    if (!real_day(e))
        e->day = 0;
    return at;
}

/* "-", "/" or "." between two numbers: glued on both sides, or a slash with a space on both. */
static char separator(const struct reader *r, int i)
{
    if (!is_number(r, i + 1) || (!is_mark(r, i, '/') && !is_mark(r, i, '.') && !is_mark(r, i, '-')))
        return 0;
    if (glued(r, i) && glued(r, i + 1))
        return r->t.v[i].mark;
    return is_mark(r, i, '/') && !glued(r, i) && !glued(r, i + 1) ? '/' : 0;
}

/* "5/3" is a date behind such words; elsewhere it needs two digits each. */
static bool believable_short(const struct reader *r, int i)
{
    return is_one_of(r, i - 1, le, du, au, on, by, before, until, from, to) || is(r, i - 1, W_WEEKDAY);
}

/* Day, month and year, or year, month and day; the second and third behind i. */
static int read_three(struct reader *r, int start, int i, struct element *e)
{
    const struct token *a = &r->t.v[start], *b = &r->t.v[i + 2], *c = &r->t.v[i + 4];
    int end = i + 5;
    char more = separator(r, end);
    if ((more && (more != '-' || is_mark(r, end - 2, '-'))) || b->digits > 2)
        return 0;
    if (a->digits == 4 && c->digits <= 2) {
        e->year = (int16_t)a->value;
        e->day = (int8_t)c->value;
    } else if (a->digits <= 2 && (c->digits == 4 || c->digits == 2 || c->digits == 5)) {
        e->day = (int8_t)a->value;
        if (c->digits == 2)
            e->year = (int16_t)(2000 + c->value);
        else if (!date_read_year(r, i + 4, &e->year))
            return 0;
    } else {
        return 0;
    }
    e->month = (int8_t)b->value;
    if (e->year < FIRST_YEAR || e->year > LAST_YEAR || !real_day(e))
        e->day = 0;
    return end;
}

static int read_numeric(struct reader *r, int i, struct element *e)
{
    if (!is_number(r, i))
        return 0;
    const struct token *a = &r->t.v[i];
    const int start = i;
    if (is_word(r, i + 1, er) && glued(r, i + 1))
        i++; /* "1er/04/2021" */
    char s = separator(r, i + 1), s2 = s ? separator(r, i + 3) : 0;
    if (is_mark(r, i + 1, '.') && glued(r, i + 1) && is_number(r, i + 2) && is_mark(r, i + 3, '.') &&
        glued(r, i + 3) && is_number(r, i + 4) && r->t.v[i + 4].digits == 4)
        s = s2 = '.'; /* "14. 4. 2015" */
    if (!s && is_number(r, i + 1) && is_number(r, i + 2) && a->digits == 2 && r->t.v[i + 1].digits == 2 &&
        r->t.v[i + 2].digits == 4 && !is_number(r, i - 1) && !is_number(r, i + 3)) { /* "15 03 2021" */
        e->rule = "numeric date";
        e->day = (int8_t)a->value;
        e->month = (int8_t)r->t.v[i + 1].value;
        return date_read_year(r, i + 2, &e->year) && real_day(e) ? i + 3 : 0;
    }
    if (!s)
        return 0;
    const struct token *b = &r->t.v[i + 2];
    int end = i + 3;
    e->rule = "numeric date";
    bool ranged = s2 == '-' && s != '-'; /* "13/01-15/01/2021" */
    if (s2 && !ranged)
        return s == s2 ? read_three(r, start, i, e) : 0;
    if (a->digits <= 2 && b->digits == 4 && s == '/' && a->value >= 1 && a->value <= 12 && a->digits == 2) {
        e->unit = UNIT_MONTH;
        e->month = (int8_t)a->value;
        return date_read_year(r, i + 2, &e->year);
    }
    if (a->digits == 4 && b->digits == 2 && s == '-' && b->value >= 1 && b->value <= 12 &&
        (start == 0 || is_one_of(r, start - 1, en, in) || is_mark(r, start - 1, ':')) &&
        (size_t)end == r->t.n) {
        e->unit = UNIT_MONTH;
        e->month = (int8_t)b->value;
        return date_read_year(r, start, &e->year) ? end : 0;
    }
    if (a->digits > 2 || b->digits > 2 || s == '-' || (s == '.' && (b->digits < 2 || a->digits < 2)))
        return 0;
    bool article = believable_short(r, start);
    if (!article && (s == '.' || a->digits < 2 || b->digits < 2))
        return 0;
    if (is_mark(r, end, '%') || (!article && is_one_of(r, end, des, de, du, d, of, pages)) ||
        is(r, end, W_HOUR | W_MERIDIEM))
        return 0;
    e->day = (int8_t)a->value;
    e->month = (int8_t)b->value;
    e->weak = !article;
    return real_day(e) ? end : 0;
}

int date_read_machine(struct reader *r, int i, struct element *e, struct element *time)
{
    int at;
    if (!is_number(r, i))
        return 0;
    const struct token *a = &r->t.v[i];
    if (a->digits == 8 && is_word(r, i + 1, t) && glued(r, i + 1) && is_number(r, i + 2) &&
        r->t.v[i + 2].digits >= 4) {
        int clock = r->t.v[i + 2].digits == 6 ? r->t.v[i + 2].value / 100 : r->t.v[i + 2].value;
        e->year = (int16_t)(a->value / 10000);
        e->month = (int8_t)(a->value / 100 % 100);
        e->day = (int8_t)(a->value % 100);
        time->start = (struct clock){.hour = (int8_t)(clock / 100 % 100), .minute = (int8_t)(clock % 100)};
        at = i + 3;
    } else {
        if (a->digits != 4 || !(at = read_numeric(r, i, e)) || e->unit != UNIT_DAY)
            return 0;
        if (!is_word(r, at, t) || !glued(r, at) || !is_number(r, at + 1) || !is_mark(r, at + 2, ':') ||
            !is_number(r, at + 3))
            return 0;
        time->start =
            (struct clock){.hour = (int8_t)r->t.v[at + 1].value, .minute = (int8_t)r->t.v[at + 3].value};
        at += 4;
        if (is_mark(r, at, ':') && is_number(r, at + 1)) {
            at += 2;
            if ((is_mark(r, at, '.') || is_mark(r, at, ',')) && glued(r, at) && is_number(r, at + 1) &&
                glued(r, at + 1))
                at += 2;
        }
    }
    if (e->year < FIRST_YEAR || e->year > LAST_YEAR || !real_day(e) || time->start.hour > 24 ||
        time->start.minute > 59)
        return 0;
    int end = date_read_zone(r, at, &time->zone);
    time->kind = ELEMENT_TIME;
    time->stop.hour = -1;
    e->rule = "timestamp";
    return end ? end : at;
}

/* "courant", "de ce mois", "du mois prochain": which month, counted from now. */
static int read_of_month(const struct reader *r, int i, int *offset)
{
    *offset = 0;
    if (is_word(r, i, courant))
        return i + 1;
    if (is_word(r, i, de) && is_word(r, i + 1, ce) && is_word(r, i + 2, mois))
        return i + 3;
    if (is_word(r, i, du) && is_word(r, i + 1, mois) && is_one_of(r, i + 2, prochain, dernier, courant)) {
        *offset = is(r, i + 2, W_NEXT) ? 1 : is(r, i + 2, W_LAST) ? -1 : 0;
        return i + 3;
    }
    return 0;
}

int date_read_day(struct reader *r, int i, struct element *e)
{
    int at = i, end;
    e->kind = ELEMENT_DATE;
    e->weekday = -1;
    if (is(r, i, W_WEEKDAY)) {
        at = i + 1;
        if ((is_mark(r, at, ',') || is_mark(r, at, '.')))
            at++;
        if (is_one_of(r, at, le, the))
            at++;
    }
    if (!(end = read_named(r, at, e))) {
        struct element again = {.kind = ELEMENT_DATE, .weekday = -1};
        *e = again;
        end = read_numeric(r, at, e);
    }
    if (!end && is(r, at, W_NUMBER | W_ORDINAL | W_MONTH) && !is(r, i, W_WEEKDAY))
        return 0;
    if (!end) { /* a bare number: a day when a neighbour gives the month */
        int day;
        if (!is_number(r, at) || !(end = read_day_number(r, at, &day)))
            return 0;
        *e = (struct element){
            .kind = ELEMENT_NUMBER, .weekday = -1, .day = (int8_t)day, .rule = "day of an enumeration"};
        int offset, behind = read_of_month(r, end, &offset);
        if (behind && is(r, at - 1, W_ARTICLE | W_TO)) {
            if (!r->has_ref)
                return 0;
            e->kind = ELEMENT_DATE;
            int month = r->ref.year * 12 + r->ref.month - 1 + offset;
            e->month = (int8_t)(month % 12 + 1);
            e->year = (int16_t)(month / 12);
            e->rule = "day of this month";
            end = behind;
            if (!real_day(e))
                e->day = 0;
        }
    }
    if (is(r, i, W_WEEKDAY))
        e->weekday = r->w[i]->other;
    e->first = i;
    e->end = end;
    return end;
}
