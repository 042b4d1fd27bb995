/* Elements put together: ranges, enumerations, and times to their dates. */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

enum { GAP = 9, LOOSE = 30 };

static bool usable_number(const struct reader *r, const struct element *e)
{
    return !is(r, e->first - 1, W_COUNTED) && !is_number(r, e->end) && !is_mark(r, e->end, '%') &&
           !is_number(r, e->first - 1);
}

/* Verbs that carry a date from one day to another. */
static const char *const moves[] = {"repouss", "report",  "decal",   "deplac", "avanc", "prolong",
                                    "moved",   "postpon", "resched", "shift",  "exten", NULL};

static bool moved_before(const struct reader *r, int i)
{
    for (int k = i - 1; k >= 0 && k >= i - 10; k--) {
        for (const char *const *m = moves; *m; m++)
            if (strncmp(r->t.v[k].fold, *m, strlen(*m)) == 0)
                return true;
        if (r->t.v[k].sentence)
            break;
    }
    return false;
}

/* What the tokens between two dates make of them. */
static enum link link_of(const struct reader *r, const struct node *left, const struct node *right)
{
    int a = left->end, b = right->first;
    bool to = false, and = false;
    if (b == a + 1 && is_mark(r, a, '/') && glued(r, b) && is_number(r, left->e.first) && is_number(r, b) &&
        r->t.v[left->e.first].digits >= 4 && r->t.v[b].digits >= 4)
        return LINK_TO; /* an interval of ISO 8601 */
    if (b - a > GAP || b <= a)
        return LINK_NONE;
    for (int i = a; i < b; i++) {
        const struct token *t = &r->t.v[i];
        if (t->sentence || (t->line && t->kind == TOKEN_MARK))
            return LINK_NONE;
        if (t->kind == TOKEN_MARK) {
            if (t->mark == '-' || t->mark == '>')
                to = true;
            else if (t->mark == ',' || t->mark == '&' || t->mark == '+' || (t->mark == '/'))
                and = true;
            else if (t->mark != ')' && t->mark != '(' && t->mark != '.')
                return LINK_NONE;
        } else if (t->kind == TOKEN_NUMBER) {
            return LINK_NONE;
        } else if (is_one_of(r, i, jusqu, jusque, until, till, through)) {
            to = true;
            and = false;
        } else if (is(r, i, W_AND)) {
            and = true;
        } else if (is(r, i, W_TO) && !and) {
            to = true;
        } else if (!is(r, i, W_ARTICLE | W_OF | W_TO | W_WEEKDAY) &&
                   !is_one_of(r, i, inclus, inclusive, included, compris, en, que, soit, on, enfin, plus,
                              encore)) {
            return LINK_NONE;
        }
    }
    int before = left->first - 1;
    if (r->t.v[b].sentence && !to)
        return LINK_NONE;
    if (is(r, before, W_ARTICLE))
        before--;
    if (and&&!to && is(r, before, W_BETWEEN))
        to = true;
    if (r->t.v[b].line && !to && !and)
        return LINK_NONE;
    if (to && is_one_of(r, left->first - 1, du, de, from) && moved_before(r, left->first))
        return LINK_MOVED;
    return to ? LINK_TO : and? LINK_AND : LINK_NONE;
}

static bool may_join(const struct reader *r, int a, int b, bool forward, bool *and)
{
    *and = false;
    if (b - a > GAP)
        return false;
    for (int i = a; i < b; i++) {
        const struct token *t = &r->t.v[i];
        if (t->kind == TOKEN_NUMBER || (t->sentence && !t->line))
            return false;
        if (t->kind == TOKEN_MARK) {
            if (!t->mark || !strchr(",-|:()*.@/>[]", t->mark) || (t->mark == '.' && t->line))
                return false;
            if (t->mark == ',')
                *and = true;
        } else if (is_one_of(r, i, et, and, ou, or, puis)) {
            *and = true;
            if (forward)
                return false;
        } else if (!is(r, i, W_BY_TIME)) {
            return false;
        }
    }
    return true;
}

static bool add_time(struct node *n, const struct element *time)
{
    if (n->n_times == TIMES)
        return false;
    n->times[n->n_times++] = time;
    if (time->end > n->end)
        n->end = time->end;
    if (time->first < n->first)
        n->first = time->first;
    return true;
}

static bool joins_back(struct reader *r, struct node *n, const struct element *time)
{
    bool and, has_and;
    const struct element *last = n->n_times ? n->times[n->n_times - 1] : &n->e;
    if (n->e.kind == ELEMENT_DATE && n->e.unit != UNIT_DAY && n->e.unit != UNIT_SPAN)
        return false;
    if (time->first < last->end || !may_join(r, last->end, time->first, false, &and))
        return false;
    has_and = false;
    for (int i = last->end; i < time->first; i++)
        has_and |= is_one_of(r, i, et, and, ou, or, puis);
    if (!n->n_times && has_and)
        return false;
    if (n->n_times && !and&&!has_and)
        return false;
    if (time->digits && time->stop.hour < 0 && time->first == last->end)
        return false;
    return add_time(n, time);
}

/* The nodes, and each time at its own when it stands next to one. */
static void build(struct reader *r)
{
    const struct element *waiting = NULL; /* a time in front of its date */
    for (size_t k = 0; k < r->n_elements; k++) {
        const struct element *e = &r->elements[k];
        struct node *last = r->n_nodes ? &r->nodes[r->n_nodes - 1] : NULL;
        bool and;
        if (e->kind == ELEMENT_TIME) {
            if (waiting)
                *ARENA_PUSH(r->a, r->loose, r->n_loose, r->cap_loose) = waiting;
            waiting = NULL;
            if (!last || !joins_back(r, last, e))
                waiting = e;
            continue;
        }
        if (e->kind == ELEMENT_NUMBER && !usable_number(r, e))
            continue;
        struct node *n = ARENA_PUSH(r->a, r->nodes, r->n_nodes, r->cap_nodes);
        *n = (struct node){.e = *e, .first = e->first, .end = e->end};
        if (waiting) {
            if (e->kind == ELEMENT_DATE && may_join(r, waiting->end, e->first, true, &and))
                add_time(n, waiting);
            else
                *ARENA_PUSH(r->a, r->loose, r->n_loose, r->cap_loose) = waiting;
            waiting = NULL;
        }
    }
    if (waiting)
        *ARENA_PUSH(r->a, r->loose, r->n_loose, r->cap_loose) = waiting;
}

/* "le 12 juin à 10h et le 13 à 15h": the 13th of June too. */
static bool follows_day(const struct reader *r, const struct node *n, const struct node *before)
{
    int next = n->e.end;
    return before->e.kind == ELEMENT_DATE && before->e.unit == UNIT_DAY && before->link == LINK_AND &&
           n->e.day > before->e.day && !before->e.month_first &&
           (n->e.weekday >= 0 || is_word(r, n->e.first - 1, le)) &&
           ((size_t)next >= r->t.n || r->t.v[next].kind == TOKEN_MARK || is(r, next, W_AT | W_AND));
}

/* Bare numbers take the month of the date they lead to, or of the "September 16" they follow. */
static void give_months(struct reader *r)
{
    for (size_t k = r->n_nodes; k-- > 0;) {
        struct node *n = &r->nodes[k];
        if (n->e.kind != ELEMENT_NUMBER || !n->link || k + 1 >= r->n_nodes)
            continue;
        struct node *next = n + 1;
        if (next->e.kind != ELEMENT_DATE || next->e.unit != UNIT_DAY || next->e.month_first)
            continue;
        n->e.kind = ELEMENT_DATE;
        n->e.month = next->e.month;
        n->e.year = next->e.year;
        n->e.next = next->e.next;
        n->e.past = next->e.past;
        n->year_given = next->e.year != 0;
        if (n->link != LINK_AND && n->e.day > next->e.day && next->e.day) { /* "du 28 au 3 janvier" */
            n->e.month = (int8_t)(n->e.month == 1 ? 12 : n->e.month - 1);
            if (n->e.month == 12 && n->e.year)
                n->e.year--;
        }
        if (n->e.day > civil_month_length(n->e.year ? n->e.year : 2000, n->e.month))
            n->e.day = 0;
    }
    for (size_t k = 1; k < r->n_nodes; k++) {
        struct node *n = &r->nodes[k], *before = n - 1;
        if (n->e.kind != ELEMENT_NUMBER || !before->link)
            continue;
        if (follows_day(r, n, before)) {
            n->e.kind = ELEMENT_DATE;
            n->e.month = before->e.month;
            n->e.year = before->e.year;
        }
        if (!before->e.month_first || n->e.kind == ELEMENT_DATE)
            continue;
        n->e.kind = ELEMENT_DATE;
        n->e.month = before->e.month;
        n->e.month_first = true;
        n->e.year = before->e.year;
        int end = date_read_year(r, n->e.end + is_mark(r, n->e.end, ','), &n->e.year);
        if (end) {
            n->e.end = end;
            if (n->end < end)
                n->end = end;
        }
    }
}

/* Numbers that found no month are no dates; nor are weak months without a neighbour. */
static void drop_unfit(struct reader *r)
{
    size_t m = 0;
    for (size_t k = 0; k < r->n_nodes; k++) {
        struct node *n = &r->nodes[k];
        bool linked = n->link || (k > 0 && n[-1].link);
        bool unfit = n->e.kind == ELEMENT_NUMBER || (n->e.unit == UNIT_DAY && !n->e.day) ||
                     (n->e.unit == UNIT_MONTH && n->e.weak && !linked);
        if (unfit) {
            if (m)
                r->nodes[m - 1].link = LINK_NONE;
            continue;
        }
        r->nodes[m++] = *n;
    }
    r->n_nodes = m;
    if (m)
        r->nodes[m - 1].link = LINK_NONE;
}

/* A time after an enumeration of days that share their month is the time of each. */
static void share_times(struct reader *r)
{
    for (size_t k = r->n_nodes; k-- > 1;) {
        struct node *n = &r->nodes[k], *before = n - 1;
        if (before->link != LINK_AND || !n->n_times || before->n_times || before->e.unit != UNIT_DAY ||
            n->e.month != before->e.month)
            continue;
        if (k > 1 && before[-1].link == LINK_TO)
            continue;
        if (n->times[0]->first > n->e.first)
            for (int i = 0; i < n->n_times; i++)
                before->times[before->n_times++] = n->times[i];
    }
    for (size_t k = 0; k + 1 < r->n_nodes; k++) {
        struct node *n = &r->nodes[k], *next = n + 1;
        if (n->link != LINK_AND || !n->n_times || next->n_times || n->times[0]->first > n->e.first ||
            next->e.unit != UNIT_DAY)
            continue;
        next->n_times = n->n_times;
        memcpy(next->times, n->times, sizeof next->times);
    }
}

/* A time apart from its date, in the same sentence or on a line that says "heure": "le 4 mars en mairie à
 * 18h30". */
static void attach_loose(struct reader *r)
{
    size_t k = 0;
    for (size_t i = 0; i < r->n_loose; i++) {
        const struct element *time = r->loose[i];
        while (k + 1 < r->n_nodes && r->nodes[k + 1].first < time->first)
            k++;
        if (k >= r->n_nodes || r->nodes[k].first > time->first)
            continue;
        struct node *n = &r->nodes[k];
        if (n->n_times || n->e.unit != UNIT_DAY || time->digits || time->first - n->end > LOOSE ||
            time->first < n->end)
            continue;
        if (!is(r, time->first - 1, W_AT | W_FROM) && !is_mark(r, time->first - 1, ':') &&
            !is_one_of(r, time->first - 1, avant, before, by, de, les) && !is_mark(r, time->first - 1, '(') &&
            !r->t.v[time->first].line)
            continue;
        bool apart = false, labelled = r->t.v[time->first].line;
        int line = time->first;
        while (line > n->end && !r->t.v[line].line)
            line--;
        labelled =
            line > n->end && (is_one_of(r, line, heure, heures, horaire, horaires, time, de, a) || labelled);
        for (int t = n->end; t <= time->first && !apart; t++)
            apart = is(r, t, W_RECURRENT | W_WEEKDAY) || is_mark(r, t, ';') ||
                    (t > n->end && !labelled && (r->t.v[t].sentence || r->t.v[t].line));
        if (!apart)
            add_time(n, time);
    }
}

void dates_group(struct reader *r)
{
    build(r);
    for (size_t k = 0; k + 1 < r->n_nodes; k++) {
        struct node *n = &r->nodes[k];
        n->link = link_of(r, n, n + 1);
        if (n->link == LINK_TO && k > 0 && n[-1].link == LINK_TO)
            n->link = LINK_AND;
    }
    give_months(r);
    drop_unfit(r);
    share_times(r);
    attach_loose(r);
}
