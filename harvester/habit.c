/* What a source usually yields, and whether a document still does. No store, no network: harvest_drift.c
   joins them. */
#include "harvester/habit.h"
#include "base/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    FEWEST = 3,         /* less than this tells nothing, whatever is missing */
    FEWEST_DERIVED = 5, /* the same of facts that were read out of texts, which come and go with them */
    EXAMPLE = 80,       /* characters */
    RULE_SHOWN = 200,
};
static const double USUAL = 0.5; /* what fewer items have is no habit */
static const double USUAL_DERIVED = 0.8;
enum { A_TENTH = 10 }; /* no more than that of what was usual is left: it is lost */
static const double LATEST_WEIGHS = 0.3;

/* --- the fields of an item --- */

enum type { TEXT, CIVIL, INSTANT, LIST_OF, REAL, FLAG, ONLINE, KIND, BODY, WORDS, DATES, AMOUNT };
struct field {
    const char *name;
    enum type type;
    size_t offset;
    bool always;          /* judged without a rule or a word of the editor */
    const char *rules[4]; /* that fill it, besides the one of its name */
};
#define AT(member) offsetof(struct item, member)

static const struct field fields[] = {
    {"title", TEXT, AT(title), true, {0}},
    {"url", TEXT, AT(url), true, {0}},
    {"text", WORDS, 0, true, {"content", "summary"}},
    {"dates", DATES, 0, true, {"starts", "deadline", "deadlines", "opens"}},
    {"published", INSTANT, AT(published), true, {0}},
    {"id", TEXT, AT(id), false, {0}},
    {"external_url", TEXT, AT(external_url), false, {0}},
    {"summary", TEXT, AT(summary), false, {0}},
    {"content", BODY, 0, false, {0}},
    {"kind", KIND, 0, false, {0}},
    {"image", TEXT, AT(image), false, {0}},
    {"language", TEXT, AT(language), false, {0}},
    {"updated", INSTANT, AT(updated), false, {"modified"}},
    {"modified", INSTANT, AT(updated), false, {"updated"}},
    {"all_day", FLAG, AT(all_day), false, {0}},
    {"online", ONLINE, 0, false, {0}},
    {"authors", LIST_OF, AT(authors), false, {0}},
    {"tags", LIST_OF, AT(tags), false, {0}},
    {"attachments", LIST_OF, AT(attachments), false, {0}},
    {"starts", CIVIL, AT(starts), false, {0}},
    {"ends", CIVIL, AT(ends), false, {0}},
    {"sessions", LIST_OF, AT(sessions), false, {0}},
    {"place", TEXT, AT(place), false, {0}},
    {"lat", REAL, AT(lat), false, {0}},
    {"lon", REAL, AT(lon), false, {0}},
    {"registration_deadline", CIVIL, AT(registration_deadline), false, {0}},
    {"opens", CIVIL, AT(opens), false, {0}},
    {"deadline", CIVIL, AT(deadline), false, {0}},
    {"deadlines", LIST_OF, AT(deadlines), false, {0}},
    {"permanent", FLAG, AT(permanent), false, {0}},
    {"cancelled", FLAG, AT(cancelled), false, {0}},
    {"organizer", TEXT, AT(organizer), false, {0}},
    {"amount", AMOUNT, 0, false, {0}},
    {"amount_min", REAL, AT(amount_min), false, {0}},
    {"amount_max", REAL, AT(amount_max), false, {0}},
    {"amount_rate", REAL, AT(amount_rate), false, {0}},
    {"amount_currency", TEXT, AT(amount_currency), false, {0}},
    {"budget_total", REAL, AT(budget_total), false, {0}},
    {"audience", LIST_OF, AT(audience), false, {0}},
    {"topics", LIST_OF, AT(topics), false, {0}},
    {"territory", TEXT, AT(territory), false, {0}},
};
enum { FIELDS = sizeof fields / sizeof *fields };

static const char *civil_text(struct arena *a, const struct civil *c)
{
    char text[32];
    return !c->precision ? NULL : !a ? "" : arena_strdup(a, civil_format(c, text));
}

static const char *dates_text(struct arena *a, const struct item *item)
{
    const struct civil *all[] = {&item->starts, &item->deadline, &item->opens, &item->ends};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->precision)
            return civil_text(a, all[i]);
    return NULL;
}

static const char *first_text(const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!text_blank(v[i]))
            return v[i];
    return NULL;
}

static const char *list_text(const struct field *f, const void *list)
{
    if (f->offset == AT(authors))
        return ((const struct authors *)list)->n ? ((const struct authors *)list)->v->name : NULL;
    if (f->offset == AT(tags) || f->offset == AT(topics) || f->offset == AT(audience))
        return ((const struct strings *)list)->n ? ((const struct strings *)list)->v[0] : NULL;
    return ((const struct strings *)list)->n ? "" : NULL; /* every list has this shape */
}

static const char *real_text(struct arena *a, double v)
{
    return isnan(v) ? NULL : !a ? "" : arena_printf(a, "%.15g", v);
}

/* What an item has there, as text; NULL: nothing. Without an arena any text will do. */
static const char *value(struct arena *a, const struct field *f, const struct item *item)
{
    const void *p = (const char *)item + f->offset;
    char when[40];
    switch (f->type) {
    case TEXT:
        return first_text((const char *const *)p, 1);
    case CIVIL:
        return civil_text(a, p);
    case INSTANT:
        return *(const int64_t *)p == INSTANT_NONE ? NULL
               : !a                                ? ""
                    : arena_strdup(a, instant_format(*(const int64_t *)p, NULL, when));
    case LIST_OF:
        return list_text(f, p);
    case REAL:
        return real_text(a, *(const double *)p);
    case FLAG:
        return *(const bool *)p ? "true" : NULL;
    case ONLINE:
        return item->online == UNKNOWN ? NULL : item->online == YES ? "true" : "false";
    case KIND:
        return item->kind ? kind_names[item->kind] : NULL;
    case BODY:
        return first_text((const char *const[]){item->content_html, item->content_text}, 2);
    case WORDS:
        return first_text((const char *const[]){item->summary, item->content_text, item->content_html}, 3);
    case DATES:
        return dates_text(a, item);
    case AMOUNT:
        return real_text(a, !isnan(item->amount_max)   ? item->amount_max
                            : !isnan(item->amount_min) ? item->amount_min
                                                       : item->amount_rate);
    }
    return NULL;
}

static const char *example(struct arena *a, const char *text)
{
    return text ? text_excerpt(a, text_collapse(a, text, strlen(text)), EXAMPLE) : NULL;
}

/* --- the rules --- */

static void add_flow(struct buf *b, const struct yaml_node *node)
{
    if (node->type == YAML_SCALAR) {
        buf_adds(b, node->text);
        return;
    }
    buf_addc(b, node->type == YAML_MAP ? '{' : '[');
    for (size_t i = 0; i < node->n; i++) {
        buf_adds(b, i ? ", " : "");
        if (node->type == YAML_MAP)
            buf_printf(b, "%s: ", node->k[i]->text);
        add_flow(b, node->v[i]);
    }
    buf_addc(b, node->type == YAML_MAP ? '}' : ']');
}

static const struct yaml_node *rule_of(const struct yaml_node *rules, const struct field *f)
{
    const struct yaml_node *rule = rules ? yaml_get(rules, f->name) : NULL;
    for (size_t i = 0; rules && !rule && i < sizeof f->rules / sizeof *f->rules && f->rules[i]; i++)
        rule = yaml_get(rules, f->rules[i]);
    return rule;
}

static const struct field *field_named(const char *name)
{
    for (size_t i = 0; i < FIELDS; i++)
        if (strcmp(fields[i].name, name) == 0)
            return &fields[i];
    return NULL;
}

static const struct yaml_node *any_rule(const struct source *source, const struct field *f)
{
    const struct yaml_node *rule = rule_of(source->fields, f);
    return rule ? rule : rule_of(source->detail.fields, f);
}

const char *habit_rule(struct arena *a, const struct source *source, const char *field, int *line)
{
    const struct field *f = field_named(field);
    const struct yaml_node *rule = strcmp(field, "items") == 0 ? source->items
                                   : f                         ? any_rule(source, f)
                                                               : NULL;
    struct buf b;
    *line = rule ? rule->line : 0;
    if (!rule)
        return NULL;
    buf_init(&b, 0);
    add_flow(&b, rule);
    const char *text = text_excerpt(a, text_collapse(a, buf_str(&b), b.n), RULE_SHOWN);
    buf_free(&b);
    return text;
}

/* --- measures of a document --- */

/* Of what is left out, or was only listed this time, nothing but title and address is at hand. */
static bool counts(const struct field *f, const struct item *item)
{
    return !item->left_out && (!item->listed || f->offset == AT(title) || f->offset == AT(url));
}

struct measure {
    int64_t filled, total;
    int64_t derived; /* of the filled ones: read out of texts */
    const char *example;
};

static bool derived(const struct field *f, const struct item *item)
{
    if (f->type == DATES)
        return item_evidence(item, "starts") || item_evidence(item, "deadline");
    return item_evidence(item, f->name) != NULL;
}

static struct measure measure_field(struct arena *a, const struct field *f, const struct feed *feed)
{
    struct measure m = {0};
    for (size_t i = 0; i < feed->items.n; i++) {
        const struct item *item = &feed->items.v[i];
        const char *text = counts(f, item) ? value(m.filled ? NULL : a, f, item) : NULL;
        m.total += counts(f, item);
        if (!text)
            continue;
        m.filled++;
        m.derived += derived(f, item);
        if (m.filled == 1)
            m.example = example(a, text);
    }
    return m;
}

static const char *day_of(struct arena *a, const struct item *item)
{
    const char *text = dates_text(a, item);
    char when[40];
    if (!text && item->published != INSTANT_NONE)
        text = arena_strdup(a, instant_format(item->published, NULL, when));
    return text ? arena_strndup(a, text, strnlen(text, 10)) : NULL;
}

static const char *name_of(struct arena *a, const struct item *item)
{
    (void)a;
    return text_blank(item->title) ? NULL : item->title;
}

/* Times of one event share their title. */
static const char *title_of(struct arena *a, const struct item *item)
{
    const char *day = dates_text(a, item);
    return name_of(a, item) ? arena_printf(a, "%s\x1f%s", item->title, day ? day : "") : NULL;
}

static const char *address_of(struct arena *a, const struct item *item)
{
    (void)a;
    return text_blank(item->url) ? NULL : item->url;
}

/* How many different ones there are; `field` is what it is told as. `ruled`: only where the editor wrote its
   rule, for a calendar may come to hold the times of one event alone. */
static const struct spread {
    const char *name, *field;
    const char *(*of)(struct arena *a, const struct item *item);
    bool ruled;
} spreads[] = {{"*titles", "title", title_of, false},
               {"*names", "title", name_of, true},
               {"*addresses", "url", address_of, false},
               {"*days", "dates", day_of, false}};
enum { SPREADS = sizeof spreads / sizeof *spreads };

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct measure measure_spread(struct arena *a, const struct spread *spread, const struct feed *feed)
{
    struct measure m = {0};
    const char **v = arena_alloc(a, (feed->items.n + 1) * sizeof *v);
    for (size_t i = 0; i < feed->items.n; i++) {
        const char *text = spread->of(a, &feed->items.v[i]);
        if (text)
            v[m.total++] = text;
    }
    if (m.total)
        qsort(v, (size_t)m.total, sizeof *v, by_text);
    for (int64_t i = 0; i < m.total; i++)
        m.filled += !i || strcmp(v[i], v[i - 1]) != 0;
    if (m.total && spread->of == day_of)
        m.example = arena_printf(a, "%s … %s", v[0], v[m.total - 1]);
    else if (m.total)
        m.example = example(a, arena_strndup(a, v[0], strcspn(v[0], "\x1f")));
    return m;
}

/* The instant from which all of it is over; INT64_MAX where something has no end. Of what is only listed it
   was known before. */
static int64_t over_at(const struct feed *feed, const struct habit *before, const char *timezone)
{
    int64_t latest = INSTANT_NONE;
    for (size_t i = 0; i < feed->items.n; i++) {
        const struct item *item = &feed->items.v[i];
        const struct civil *end = item->kind == KIND_CALL    ? &item->deadline
                                  : item->kind != KIND_EVENT ? NULL
                                  : item->ends.precision     ? &item->ends
                                                             : &item->starts;
        int64_t at = end && end->precision    ? civil_end(end, timezone)
                     : item->listed && before ? before->filled
                                              : INT64_MAX;
        latest = at > latest ? at : latest;
    }
    return latest;
}

const struct habit *habit_find(const struct habits *habits, const char *field)
{
    for (size_t i = 0; i < habits->n; i++)
        if (strcmp(habits->v[i].field, field) == 0)
            return &habits->v[i];
    return NULL;
}

/* --- judging --- */

static struct loss *add_loss(struct arena *a, struct losses *losses, const struct source *source, int what,
                             const char *field, const struct habit *before, const struct measure *now)
{
    struct loss *l = ARENA_PUSH(a, losses->v, losses->n, losses->cap);
    *l = (struct loss){.what = what, .field = field, .now_filled = now->filled, .now_total = now->total};
    l->rule = habit_rule(a, source, field, &l->line);
    l->now_example = now->example;
    if (before) {
        l->before_filled = before->filled;
        l->before_total = before->total;
        l->before_example = before->example;
    }
    return l;
}

static bool may_be_empty(const struct source *source, const struct habits *habits, int64_t now)
{
    const struct habit *items = habit_find(habits, "*items"), *empty = habit_find(habits, "*empty"),
                       *until = habit_find(habits, "*until");
    if (source->expect.given && !source->expect.items)
        return true;
    return !items || items->share < FEWEST || empty || (until && until->filled < now);
}

static void judge_items(struct arena *a, const struct source *source, const struct habits *habits,
                        const struct feed *feed, int64_t now, struct losses *losses)
{
    int64_t n = (int64_t)feed->items.n;
    bool fewer = source->expect.given && n < source->expect.items;
    if (!fewer && (n || may_be_empty(source, habits, now)))
        return;
    struct loss *l = add_loss(a, losses, source, LOSS_ITEMS, "items", habit_find(habits, "*items"),
                              &(struct measure){.filled = n, .total = n});
    if (fewer && n)
        l->before_total = l->before_filled = source->expect.items;
}

static bool lost(const struct habit *h, const struct measure *m, bool ruled, bool was_derived)
{
    bool loose = was_derived && !ruled;
    double expected = h ? h->share * (double)m->total : 0;
    return h && h->share >= (loose ? USUAL_DERIVED : USUAL) &&
           expected >= (loose ? FEWEST_DERIVED : FEWEST) && (double)(A_TENTH * m->filled) <= expected;
}

static void judge_fields(struct arena *a, const struct source *source, const struct habits *habits,
                         const struct feed *feed, struct losses *losses)
{
    for (size_t i = 0; i < FIELDS; i++) {
        const struct field *f = &fields[i];
        bool wanted = strings_has(&source->expect.fields, f->name), ruled = any_rule(source, f);
        if (!wanted && !f->always && !ruled)
            continue;
        struct measure m = measure_field(a, f, feed);
        const struct habit *h = habit_find(habits, f->name);
        /* what only texts tell was marked so when it was learnt */
        bool was_derived = h && habit_find(habits, arena_printf(a, "*read %s", f->name));
        if ((wanted && m.total && !m.filled) || lost(h, &m, ruled, was_derived))
            add_loss(a, losses, source, LOSS_FIELD, f->name, h, &m);
    }
}

static bool told_already(const struct losses *losses, const char *field)
{
    for (size_t i = 0; i < losses->n; i++)
        if (strcmp(losses->v[i].field, field) == 0)
            return true;
    return false;
}

/* Titles and addresses that are all one; days only where there are many, since a festival has one. */
static void judge_spreads(struct arena *a, const struct source *source, const struct habits *habits,
                          const struct feed *feed, struct losses *losses)
{
    for (size_t i = 0; i < SPREADS; i++) {
        const struct habit *h = habit_find(habits, spreads[i].name);
        struct measure m = measure_spread(a, &spreads[i], feed);
        double expected = h ? h->share * (double)m.total : 0;
        bool one = m.filled == 1 && spreads[i].of != day_of;
        if (spreads[i].ruled && !(source->fields && yaml_get(source->fields, spreads[i].field)))
            continue;
        if (h && h->share >= USUAL && h->filled >= FEWEST && expected >= FEWEST &&
            (one || (double)(A_TENTH * m.filled) <= expected) && !told_already(losses, spreads[i].field))
            add_loss(a, losses, source, LOSS_REPEATED, spreads[i].field, h, &m);
    }
}

void habit_judge(struct arena *a, const struct source *source, const struct habits *habits,
                 const struct feed *feed, int64_t now, const char *timezone, struct losses *losses)
{
    (void)timezone;
    judge_items(a, source, habits, feed, now, losses);
    if (!feed->items.n)
        return;
    judge_fields(a, source, habits, feed, losses);
    judge_spreads(a, source, habits, feed, losses);
}

bool habit_page(const char *before, const char *now)
{
    static const char *const feeds[] = {"rss", "atom", "rdf", "jsonfeed", "icalendar", NULL};
    bool was_feed = false;
    for (const char *const *f = feeds; before && *f; f++)
        was_feed |= strcmp(before, *f) == 0;
    return was_feed && now && strcmp(now, "html") == 0;
}

/* --- learning --- */

static void keep(struct arena *a, struct habits *to, const char *field, double share, int64_t filled,
                 int64_t total, const char *text)
{
    *ARENA_PUSH(a, to->v, to->n, to->cap) = (struct habit){field, share, filled, total, text};
}

static double moved(const struct habit *old, double now)
{
    return old ? (1 - LATEST_WEIGHS) * old->share + LATEST_WEIGHS * now : now;
}

static void learn(struct arena *a, struct habits *to, const struct habits *old, const char *name,
                  const struct measure *m)
{
    const struct habit *h = habit_find(old, name);
    if (!m->total) {
        if (h)
            *ARENA_PUSH(a, to->v, to->n, to->cap) = *h;
        return;
    }
    double share = moved(h, (double)m->filled / (double)m->total);
    if (share > 0.01)
        keep(a, to, name, share, m->filled, m->total, m->example ? m->example : h ? h->example : NULL);
}

/* Of a source that is read for the first time the days of its items tell how often it has something new. */
static void learn_rhythm(struct arena *a, struct habits *to, const struct habits *old,
                         const struct feed *feed, bool news, int64_t now)
{
    const struct habit *rhythm = habit_find(old, "*news"), *lull = habit_find(old, "*lull");
    int64_t last = now, times = 0, longest = 0;
    double gap = 0;
    if (rhythm) {
        times = rhythm->total;
        longest = lull ? lull->filled : 0;
        gap = rhythm->share;
        last = rhythm->filled;
        if (news && now > last) {
            double latest = (double)(now - last);
            longest = now - last > longest ? now - last : longest;
            gap = times ? (1 - LATEST_WEIGHS) * gap + LATEST_WEIGHS * latest : latest;
            times++;
            last = now;
        }
    } else {
        const char *before = NULL;
        const char **days = arena_alloc(a, (feed->items.n + 1) * sizeof *days);
        size_t n = 0;
        char when[40];
        for (size_t i = 0; i < feed->items.n; i++)
            if (feed->items.v[i].published != INSTANT_NONE && feed->items.v[i].published <= now)
                days[n++] = arena_strndup(a, instant_format(feed->items.v[i].published, NULL, when), 10);
        if (n)
            qsort(days, n, sizeof *days, by_text);
        for (size_t i = 0; i < n; before = days[i++]) {
            struct civil x, y;
            if (!before || strcmp(before, days[i]) == 0 || !civil_parse(before, &x) ||
                !civil_parse(days[i], &y))
                continue;
            int64_t between = civil_instant(&y, NULL) - civil_instant(&x, NULL);
            longest = between > longest ? between : longest;
            gap += (double)between;
            times++;
        }
        gap = times ? gap / (double)times : 0;
    }
    keep(a, to, "*news", gap, last, times, NULL);
    keep(a, to, "*lull", 0, longest, 0, NULL);
}

struct habits habit_learn(struct arena *a, const struct habits *habits, const struct feed *feed, bool anew,
                          bool news, int64_t now, const char *timezone)
{
    static const struct habits none = {0};
    const struct habits *old = anew ? &none : habits;
    struct habits to = {0};
    const struct habit *items = habit_find(old, "*items"), *empty = habit_find(old, "*empty");
    int64_t n = (int64_t)feed->items.n;
    const char *title = n ? example(a, feed->items.v[0].title) : items ? items->example : NULL;
    keep(a, &to, "*items", moved(items, (double)n), n, n, title);
    if (!n || empty)
        keep(a, &to, "*empty", 0, (empty ? empty->filled : 0) + !n, 0, NULL);
    for (size_t i = 0; i < FIELDS; i++) {
        struct measure m = measure_field(a, &fields[i], feed);
        learn(a, &to, old, fields[i].name, &m);
        const char *mark = arena_printf(a, "*read %s", fields[i].name);
        if (m.derived || (!m.filled && habit_find(old, mark)))
            keep(a, &to, mark, 0, m.derived, m.filled, NULL);
    }
    for (size_t i = 0; i < SPREADS; i++) {
        struct measure m = measure_spread(a, &spreads[i], feed);
        learn(a, &to, old, spreads[i].name, &m);
    }
    if (n)
        keep(a, &to, "*until", 0, over_at(feed, habit_find(old, "*until"), timezone), 0, NULL);
    else if (habit_find(old, "*until"))
        *ARENA_PUSH(a, to.v, to.n, to.cap) = *habit_find(old, "*until");
    learn_rhythm(a, &to, old, feed, news, now);
    return to;
}
