/* What each date is for: the cue words around it, the nearest and strongest winning; headings above; what one
   date passes on to the next. */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

struct hit {
    int first, end; /* tokens */
    const struct date_cue *cue;
};

struct hits {
    struct hit *v;
    size_t n, cap;
    int end; /* where looking for them goes on */
};

enum { BEHIND = 40, AHEAD = 15, HEADING = 1, NEAR = 2 };
static const double FADE = 0.25; /* a cue's weight lost with each token between it and the date */
static const double AFTER = 2.5; /* lost when it stands behind */

/* The token behind the cue when it stands at i; 0: it does not. */
static int matches(const struct reader *r, int i, const char *words)
{
    for (;; i++) {
        if ((size_t)i >= r->t.n || r->t.v[i].kind != TOKEN_WORD)
            return 0;
        const char *fold = r->t.v[i].fold, *start = words;
        while (*fold && *fold == *words) {
            fold++;
            words++;
        }
        if (*words == '*')
            words++;
        else if (*fold || (*words == '^' && words - start == r->t.v[i].length))
            return 0;
        else if (*words == '^')
            words++;
        if (!*words)
            return i + 1;
        if (*words++ != ' ')
            return 0;
        if (is_mark(r, i + 1, '-') && glued(r, i + 1))
            i++; /* "cut-off" */
    }
}

enum { LETTERS = 'z' - 'a' + 1, STARTS = LETTERS * (LETTERS + 1) };

/* A number for its first two letters, in the order of the alphabet; the second may be none. STARTS: no cue.
 */
static unsigned start_of(const char *s)
{
    unsigned first = (unsigned char)s[0] - (unsigned)'a', second = (unsigned char)s[1] - (unsigned)'a';
    return first < LETTERS ? first * (LETTERS + 1) + (second < LETTERS ? second + 1 : 0) : STARTS;
}

/* Where the cues of each start lie in the table, and past the last of them. */
struct cue_starts {
    uint16_t first[STARTS + 1];
};

static void fill_starts(struct cue_starts *starts, const struct date_cues *cues)
{
    size_t row = 0;
    for (unsigned start = 0; start <= STARTS; start++) {
        while (row < cues->n && start_of(cues->v[row].words) < start)
            row++;
        starts->first[start] = (uint16_t)row;
    }
}

/* The longest cue of a table at i, when it is longer than `longest`. */
static int longer_cue(const struct reader *r, int i, const struct date_cues *cues, int longest,
                      const struct date_cue **cue)
{
    static struct cue_starts french, english; /* filled once, never freed */
    struct cue_starts *starts = cues == &date_cues_fr ? &french : &english;
    if (!starts->first[STARTS])
        fill_starts(starts, cues);
    unsigned start = start_of(r->t.v[i].fold);
    for (size_t row = starts->first[start]; start < STARTS && row < starts->first[start + 1]; row++) {
        int end = matches(r, i, cues->v[row].words);
        if (end > longest) {
            longest = end;
            *cue = &cues->v[row];
        }
    }
    return longest;
}

static int cue_at(const struct reader *r, int i, const struct date_cue **cue)
{
    return longer_cue(r, i, &date_cues_en, longer_cue(r, i, &date_cues_fr, 0, cue), cue);
}

/* The cues that begin between two tokens; calls come in the order of the text. They are the same as if all of
   it were looked through from its start: a cue may begin before `from` and reach beyond it, so looking begins
   behind a token that no cue runs through. */
static void find_hits(struct reader *r, struct hits *hits, int from, int to)
{
    int i = from;
    while (i > hits->end && (r->t.v[i - 1].kind == TOKEN_WORD || is_mark(r, i - 1, '-')))
        i--;
    if (i < hits->end)
        i = hits->end;
    while (i < to) {
        const struct date_cue *cue = NULL;
        int end = r->t.v[i].kind == TOKEN_WORD && r->t.v[i].fold[0] ? cue_at(r, i, &cue) : 0;
        if (end)
            *ARENA_PUSH(r->a, hits->v, hits->n, hits->cap) = (struct hit){i, end, cue};
        i = end ? end : i + 1;
    }
    hits->end = i;
}

static size_t first_hit(const struct hits *hits, int token)
{
    size_t low = 0, high = hits->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (hits->v[middle].first < token)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct group {
    size_t from, to; /* nodes */
    int first, end;  /* tokens */
    bool range, several, timed, years, days;
    int lower, upper; /* where its cues may stand */
    int label_end;    /* "15 mars : clôture": behind the label, 0: none */
    bool line_start;
    bool submit; /* its clause is about handing something in */
};

/* What was weighed for one group. */
struct verdict {
    const struct date_cue *best;
    double score;
    double event, other, opens; /* the strongest of those kinds, for soft cues */
    bool submit, past, law, replaced;
    bool submit_near; /* "Candidatures : 15 mars" */
};

static void weigh(struct verdict *v, const struct date_cue *cue, double score, int gap, bool range,
                  bool adjacent_only)
{
    if (cue->flags & CUE_SUBMIT)
        v->submit = true;
    if ((cue->flags & CUE_SUBMIT) && gap <= NEAR && !adjacent_only)
        v->submit_near = true;
    if (cue->flags & CUE_REPLACED) {
        if (gap <= 6)
            v->replaced = true;
        return;
    }
    if ((cue->flags & CUE_TOPIC) || ((cue->flags & CUE_SUBMIT) && score < 1.5))
        return;
    if ((cue->flags & CUE_SOFT) && (range || adjacent_only) && !(cue->flags & CUE_BEHIND))
        return;
    if ((cue->flags & CUE_SOFT) && gap > 3)
        return;
    if (!(cue->flags & CUE_SOFT) && cue->role == ROLE_EVENT && score > v->event)
        v->event = score;
    if (!(cue->flags & CUE_SOFT) && cue->role == ROLE_OTHER && !(cue->flags & CUE_LAW) && score > v->other)
        v->other = score;
    if (!(cue->flags & CUE_SOFT) && cue->role == ROLE_OPENS && score > v->opens)
        v->opens = score;
    if (score > v->score) {
        v->score = score;
        v->best = cue;
        v->past = cue->flags & CUE_PAST;
        v->law = cue->flags & CUE_LAW;
    }
}

static bool stops_clause(const struct reader *r, int i)
{
    return is_mark(r, i, ';') || is_mark(r, i, '|');
}

/* How far back the cues of a group may stand, and how far ahead. */
static void set_scope(const struct reader *r, struct group *g, const struct group *before,
                      const struct group *after)
{
    int floor = before ? before->end : 0;
    if (before && before->label_end > floor)
        floor = before->label_end;
    if (floor < g->first - BEHIND)
        floor = g->first - BEHIND;
    int i = g->first;
    while (i > floor && !r->t.v[i].line && !r->t.v[i].sentence && !stops_clause(r, i - 1))
        i--;
    g->lower = i;
    int start = i;
    while (start < g->first && (is(r, start, W_ARTICLE | W_OF) || r->t.v[start].kind == TOKEN_MARK))
        start++;
    g->line_start = start == g->first && r->t.v[i].line;
    int ceiling = after ? after->first : (int)r->t.n;
    if (ceiling > g->end + AHEAD)
        ceiling = g->end + AHEAD;
    for (i = g->end; i < ceiling && !r->t.v[i].sentence && !r->t.v[i].line && !stops_clause(r, i);)
        i++;
    g->upper = i;
    bool label = is_mark(r, g->end, ':') || (is_mark(r, g->end, '-') && r->t.v[g->end].space);
    if (label && g->end + 1 < g->upper && !is_number(r, g->end + 1)) {
        bool to_end = i == (int)r->t.n || r->t.v[i].sentence || r->t.v[i].line || stops_clause(r, i);
        int k = g->end + 1;
        while (k < g->upper && !is_mark(r, k, ',') && !is_mark(r, k, '(') &&
               !(is_mark(r, k, '-') && r->t.v[k].space))
            k++;
        if ((k < g->upper || to_end) && (is_mark(r, g->end, ':') || to_end || g->line_start))
            g->label_end = k;
    }
}

static void weigh_group(const struct reader *r, const struct hits *hits, const struct group *g,
                        struct verdict *v)
{
    for (size_t h = first_hit(hits, g->lower); h < hits->n && hits->v[h].first < g->first; h++) {
        const struct hit *hit = &hits->v[h];
        int gap = g->first > hit->end ? g->first - hit->end : 0;
        weigh(v, hit->cue, hit->cue->weight - FADE * gap, gap, g->range, false);
    }
    bool next_near = g->upper < (int)r->t.n && !r->t.v[g->upper].sentence && !r->t.v[g->upper].line &&
                     !stops_clause(r, g->upper);
    for (size_t h = first_hit(hits, g->end); h < hits->n && hits->v[h].first < g->upper; h++) {
        const struct hit *hit = &hits->v[h];
        int gap = hit->first - g->end;
        bool label = hit->first < g->label_end;
        if (next_near && !label && gap > 1)
            break;
        if (hit->cue->flags & (CUE_REPLACED | CUE_LAW))
            continue;
        weigh(v, hit->cue, hit->cue->weight - (label ? 0 : AFTER) - FADE * gap, gap, g->range, true);
    }
}

static int heading_floor(const struct group *g, const struct group *before)
{
    int floor = before ? before->end : 0;
    return floor < g->lower - BEHIND ? g->lower - BEHIND : floor;
}

/* What stands above a date that opens its line: the line above, or its last sentence: "Date limite :" */
static void weigh_heading(const struct reader *r, const struct hits *hits, const struct group *g,
                          const struct group *before, struct verdict *v)
{
    int end = g->lower, i = end - 1, floor = heading_floor(g, before);
    if (i < floor || is_mark(r, i, '.') || is_mark(r, i, ';'))
        return;
    while (i > floor && !r->t.v[i].line && !r->t.v[i].sentence)
        i--;
    if (!r->t.v[i].line && !is_mark(r, end - 1, ':'))
        return;
    for (size_t h = first_hit(hits, i); h < hits->n && hits->v[h].first < end; h++)
        weigh(v, hits->v[h].cue, hits->v[h].cue->weight - 1 - FADE / 2 * (end - hits->v[h].end), HEADING,
              g->range, true);
}

/* A soft cue takes the part of the clause's subject. */
static enum date_role judge(const struct group *g, const struct verdict *v)
{
    const struct date_cue *best = v->best;
    if (!best)
        return v->submit && (g->range || v->submit_near) && g->days ? ROLE_DEADLINE : ROLE_OTHER;
    if (best->role == ROLE_PUBLISHED && v->other > 0)
        return ROLE_OTHER; /* results, a list of laureates */
    if (g->range && best->role == ROLE_OPENS)
        return v->event > 0 && !v->submit ? ROLE_EVENT : ROLE_DEADLINE;
    if (best->flags & CUE_SOFT) {
        if (!v->submit && v->event > 0)
            return ROLE_EVENT;
        if (!v->submit && v->other > 0)
            return ROLE_OTHER;
        if (!v->submit && g->timed && best->weight == 4)
            return ROLE_EVENT; /* "début … 9h, fin … 17h" */
        if (!v->submit && (g->years || ((best->flags & CUE_PAST) && v->opens <= 0)))
            return ROLE_OTHER; /* history, and plans */
    }
    return best->role;
}

static bool has_stem(const struct reader *r, int from, int to, const char *const *stems)
{
    for (int i = from; i < to; i++)
        for (const char *const *s = stems; *s; s++)
            if (r->t.v[i].kind == TOKEN_WORD && strncmp(r->t.v[i].fold, *s, strlen(*s)) == 0)
                return true;
    return false;
}

static const char *const moving[] = {"report", "repouss", "decal", "deplac", "avanc",  "prolong", "postpon",
                                     "moved",  "resched", "exten", "prorog", "modifi", "remplac", NULL};

/* "du 4 février est reportée au 8 juin": the first gives way to the second. */
static bool replaces(const struct reader *r, const struct group *first, const struct group *second)
{
    if (second->first - first->end > 25)
        return false;
    for (int i = first->end; i < second->first; i++)
        if (r->t.v[i].sentence || is_mark(r, i, ';'))
            return false;
    /* "prévu le 3 mai, il aura finalement lieu le 7 juin" */
    static const char *const planned[] = {"prev",  "program", "fix",     "annonc",
                                          "devai", "plan",    "schedul", NULL},
                             *const in_the_end[] = {"finalement", "finally", "instead", NULL};
    if (has_stem(r, first->first > 4 ? first->first - 4 : 0, first->first, planned) &&
        has_stem(r, first->end, second->first, in_the_end))
        return true;
    int k = second->first - 1;
    return is_one_of(r, k, au, a, to, until, jusqu, for) && has_stem(r, first->end, second->first, moving);
}

static void set_nodes(struct reader *r, const struct group *g, enum date_role role, const struct verdict *v,
                      bool cued)
{
    for (size_t k = g->from; k <= g->to; k++) {
        struct node *n = &r->nodes[k];
        n->role = role;
        n->cued = cued;
        n->past = n->e.past || v->past;
        n->law = v->law;
        n->weight = (float)v->score;
        n->cue = v->best ? v->best->words : NULL;
    }
}

/* "du 1er février jusqu'à épuisement des crédits": what has no last day only begins then. */
static bool without_end(const struct reader *r, const struct group *g)
{
    return !g->range && is_one_of(r, g->first - 1, du, des, depuis, from) &&
           is_one_of(r, g->end, jusqu, until, till);
}

static bool same_sentence(const struct reader *r, int from, int to)
{
    for (int i = from; i <= to; i++)
        if (r->t.v[i].sentence || r->t.v[i].line)
            return false;
    return true;
}

static size_t list_groups(struct reader *r, struct group **out)
{
    struct group *groups = NULL;
    size_t n = 0, cap = 0;
    for (size_t k = 0; k < r->n_nodes; k++) {
        struct group *g = ARENA_PUSH(r->a, groups, n, cap);
        *g = (struct group){.from = k, .first = r->nodes[k].first};
        for (;; k++) {
            g->timed |= r->nodes[k].n_times > 0;
            g->days |= r->nodes[k].e.unit == UNIT_DAY;
            g->years |= r->nodes[k].e.unit == UNIT_YEAR;
            g->range |= r->nodes[k].link == LINK_TO;
            g->several |= r->nodes[k].link == LINK_AND;
            if (r->nodes[k].end > g->end)
                g->end = r->nodes[k].end;
            if (r->nodes[k].first < g->first)
                g->first = r->nodes[k].first;
            if (!r->nodes[k].link || k + 1 == r->n_nodes)
                break;
        }
        g->to = k;
    }
    *out = groups;
    return n;
}

static void judge_group(struct reader *r, const struct hits *hits, struct group *g, size_t i)
{
    struct group *before = i ? g - 1 : NULL;
    struct verdict v = {0};
    weigh_group(r, hits, g, &v);
    for (size_t k = g->from; v.replaced && k <= g->to; k++)
        r->nodes[k].replaced = true;
    if (!v.submit && v.event <= 0 && v.other <= 0 && before && same_sentence(r, before->end, g->first))
        v.submit = before->submit; /* the subject of the sentence */
    g->submit = v.submit;
    bool found = v.best || judge(g, &v) != ROLE_OTHER;
    if (!found && g->line_start) {
        weigh_heading(r, hits, g, before, &v);
        found = v.best || judge(g, &v) != ROLE_OTHER;
        if (!found && before && before->line_start && r->nodes[before->from].cued) {
            set_nodes(r, g, r->nodes[before->from].role, &v, true);
            return;
        }
    }
    enum date_role role = judge(g, &v);
    const struct node *first = &r->nodes[g->from];
    bool short_period = first->e.unit == UNIT_DAY;
    if (!found && before && same_sentence(r, before->end, g->first) && r->nodes[before->to].cued &&
        !r->nodes[before->to].law && r->nodes[before->to].role != ROLE_PUBLISHED &&
        !r->nodes[before->to].replaced) {
        v.past = false;
        set_nodes(r, g, r->nodes[before->to].role, &v, true);
        return;
    }
    if (!found && short_period && (g->timed || g->range || g->several))
        role = ROLE_EVENT;
    if (role == ROLE_DEADLINE && without_end(r, g))
        role = ROLE_OPENS;
    set_nodes(r, g, role, &v, found);
}

void dates_roles(struct reader *r)
{
    struct hits hits = {0};
    struct group *groups;
    size_t n = list_groups(r, &groups);
    if (!n)
        return;
    for (size_t i = 0; i < n; i++) {
        const struct group *g = &groups[i], *before = i ? g - 1 : NULL;
        set_scope(r, &groups[i], before, i + 1 < n ? g + 1 : NULL);
        find_hits(r, &hits, g->line_start ? heading_floor(g, before) : g->lower, g->upper);
    }
    for (size_t i = 0; i < n; i++)
        judge_group(r, &hits, &groups[i], i);
    for (size_t i = 0; i < n; i++) {
        struct group *g = &groups[i];
        struct node *last = &r->nodes[g->to];
        if (last > &r->nodes[g->from] && last[-1].link == LINK_MOVED) { /* "repoussé du 15 au 30 mars" */
            last[-1].replaced = true;
            last->moved = true;
            if (!last->cued || last->role == ROLE_OTHER)
                last->role = ROLE_EVENT;
        }
        if (i == 0)
            continue;
        struct node *earlier = &r->nodes[groups[i - 1].to], *later = &r->nodes[g->from];
        if (!replaces(r, &groups[i - 1], g)) {
            /* a date that is out of force leaves its role to the one that follows without a cue */
            if (earlier->replaced && !later->cued && same_sentence(r, groups[i - 1].end, g->first))
                later->role = earlier->role;
            if (later->replaced && !earlier->replaced && !earlier->cued &&
                same_sentence(r, groups[i - 1].end, g->first)) {
                for (size_t k = groups[i - 1].from; k <= groups[i - 1].to; k++)
                    r->nodes[k].role = later->role;
                earlier->moved = true;
            }
            continue;
        }
        if (earlier->role == ROLE_PUBLISHED || earlier->law)
            continue;
        later->moved = true;
        if (earlier->role != ROLE_OTHER && (!later->cued || later->role == ROLE_OTHER || later->weight <= 6))
            later->role = earlier->role;
        earlier->replaced = true;
    }
    for (size_t k = 0; k < r->n_nodes; k++)
        if (r->nodes[k].replaced)
            r->nodes[k].role = ROLE_OTHER;
}
