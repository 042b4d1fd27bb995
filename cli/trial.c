/* What is told of a source that is tried: rules, items, what is left out, what looks wrong. */
#include "cli/trial.h"
#include "cli/table.h"
#include "base/log.h"
#include "base/text.h"
#include "export/export.h"
#include "harvester/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Characters: of the words a date was read from, and of what must leave them room. */
enum { WORDS = 48, TITLE = 44, PLACE = 24, TOPICS = 28 };

/* --- rules --- */

static enum colour colour_of_count(size_t n, size_t of)
{
    return n == 0 ? RED : 2 * n < of ? YELLOW : PLAIN;
}

static size_t items_found(const struct feed *feed)
{
    for (size_t i = 0; i < feed->matched.n; i++)
        if (strcmp(feed->matched.v[i].key, "items") == 0)
            return feed->matched.v[i].filled;
    return feed->items.n;
}

static void tell_rules(struct trial *t)
{
    static const char *const titles[] = {_("rule"), _("selector"), _("found"), _("items with it"), NULL};
    const struct feed *f = t->feed;
    struct table table;
    if (!f->matched.n)
        return;
    table_init(&table, t->cli, titles);
    for (size_t i = 0; i < f->matched.n; i++) {
        const struct matched *m = &f->matched.v[i];
        bool field = strcmp(m->key, "items") != 0 && strcmp(m->key, "next") != 0;
        enum colour colour = field ? colour_of_count(m->filled, items_found(f)) : m->filled ? PLAIN : RED;
        if (strcmp(m->key, "next") == 0)
            colour = PLAIN; /* the last page has none */
        table_cell(&table, m->key, PLAIN);
        table_cell(&table, m->selector, DIM);
        table_cell(&table, arena_printf(&t->cli->arena, "%zu", m->found), colour);
        table_cell(&table, arena_printf(&t->cli->arena, "%zu", m->filled), colour);
    }
    table_print(&table);
    fputs("\n", stdout);
}

/* --- items --- */

struct dated { /* a date of an item, by its field */
    const char *name, *field;
    struct civil when;
};

static const char *zone_of(const struct trial *t)
{
    return t->source->timezone ? t->source->timezone : t->cli->zone ? t->cli->zone : "Europe/Paris";
}

static size_t dates_of(const struct trial *t, const struct item *item, struct dated out[7])
{
    size_t n = 0;
    const char *zone = zone_of(t);
    const struct dated all[] = {
        {_("starts"), "starts", item->starts},
        {_("ends"), "ends", item->ends},
        {_("registration until"), "registration_deadline", item->registration_deadline},
        {_("opens"), "opens", item->opens},
        {_("deadline"), "deadline", item->deadline},
        {_("published"), "published",
         item->published == INSTANT_NONE ? (struct civil){0} : civil_at(item->published, zone)},
        {_("updated"), "updated",
         item->updated == INSTANT_NONE ? (struct civil){0} : civil_at(item->updated, zone)},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].when.precision)
            out[n++] = all[i];
    return n;
}

/* "deadline 2027-03-31 « clôture le 31 mars »"; an instant's seconds say nothing to people. */
static void add_date(struct trial *t, struct buf *out, const struct item *item, const struct dated *d)
{
    char when[32];
    struct civil c = d->when;
    const struct evidence *e = item_evidence(item, d->field);
    if (c.precision == PRECISION_MINUTE && c.hour == 0 && c.minute == 0 && strcmp(d->field, "published") == 0)
        c.precision = PRECISION_DAY;
    c.zone = NULL;
    c.second = 0;
    civil_format(&c, when);
    buf_printf(out, "%s%s %s", out->n ? "; " : "", d->name, when);
    if (e && e->words)
        buf_printf(
            out, " « %s »",
            text_excerpt(&t->cli->arena, text_collapse(&t->cli->arena, e->words, strlen(e->words)), WORDS));
    if (item_doubtful(item, d->field))
        buf_adds(out, _(" (to be checked)"));
}

static char *dates_cell(struct trial *t, const struct item *item, enum colour *colour)
{
    struct dated dates[7];
    struct buf out;
    size_t n = dates_of(t, item, dates);
    buf_init(&out, 0);
    *colour = n ? PLAIN : RED;
    for (size_t i = 0; i < n; i++) {
        add_date(t, &out, item, &dates[i]);
        if (item_doubtful(item, dates[i].field))
            *colour = YELLOW;
    }
    if (item->permanent)
        buf_printf(&out, "%s%s", out.n ? "; " : "", _("permanent"));
    char *text = arena_strdup(&t->cli->arena, out.n ? buf_str(&out) : "-");
    buf_free(&out);
    return text;
}

static char *list_cell(struct trial *t, const struct strings *list)
{
    char *out = NULL;
    for (size_t i = 0; i < list->n; i++)
        out = out ? arena_printf(&t->cli->arena, "%s, %s", out, list->v[i])
                  : arena_strdup(&t->cli->arena, list->v[i]);
    return out ? out : arena_strdup(&t->cli->arena, "-");
}

/* On a terminal; a program that reads it wants all. */
static const char *cut(struct trial *t, const char *text, size_t most)
{
    if (!text)
        return "-";
    return t->cli->out_terminal ? text_excerpt(&t->cli->arena, text, most) : text;
}

static enum colour doubt(const struct item *item, const char *field, const char *text)
{
    return !text ? DIM : item_doubtful(item, field) ? YELLOW : PLAIN;
}

static void tell_items(struct trial *t)
{
    static const char *const titles[] = {"",         _("title"),  _("kind"), _("dates"),
                                         _("place"), _("topics"), NULL};
    struct table table;
    table_init(&table, t->cli, titles);
    for (size_t i = 0; i < t->feed->items.n && (int64_t)i < t->shown; i++) {
        const struct item *item = &t->feed->items.v[i];
        enum colour colour, out = item->left_out ? DIM : PLAIN;
        const char *dates = dates_cell(t, item, &colour);
        table_cell(&table, arena_printf(&t->cli->arena, "%zu%s", i + 1, item->left_out ? _(" left out") : ""),
                   DIM);
        table_cell(&table, cut(t, item->title, TITLE), item->title ? out : RED);
        table_cell(&table, kind_names[item->kind],
                   item->left_out ? DIM : doubt(item, "kind", kind_names[item->kind]));
        table_cell(&table, dates, item->left_out ? DIM : colour);
        table_cell(&table, cut(t, item->place, PLACE),
                   item->left_out ? DIM : doubt(item, "place", item->place));
        table_cell(&table, cut(t, list_cell(t, &item->topics), TOPICS), item->topics.n ? out : DIM);
    }
    table_print(&table);
}

/* --- what looks wrong --- */

__attribute__((format(printf, 2, 3))) static void warn(struct trial *t, const char *format, ...)
{
    va_list ap;
    struct buf line, safe;
    char text[700];
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    buf_init(&line, 0);
    buf_init(&safe, 0);
    utf8_clean(&line, text, strlen(text));
    log_add_safe(&safe, buf_str(&line));
    printf("%s! %s%s\n", colour_on(t->cli, YELLOW), buf_str(&safe), colour_off(t->cli, YELLOW));
    buf_free(&line);
    buf_free(&safe);
    t->warnings++;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The text that stands most often in a list, and how often. */
static size_t most_frequent(const char **v, size_t n, const char **which)
{
    size_t most = 0;
    qsort(v, n, sizeof *v, by_text);
    for (size_t i = 0, run = 0; i < n; i++) {
        run = i && strcmp(v[i], v[i - 1]) == 0 ? run + 1 : 1;
        if (run > most) {
            most = run;
            *which = v[i];
        }
    }
    return most;
}

/* Words of links that lead about a site, and are no titles. */
static bool menu_title(struct arena *a, const char *title)
{
    static const char *const words[] = {
        "lire la suite", "en savoir plus", "accueil",     "contact",      "suivant",
        "precedent",     "read more",      "telecharger", "plan du site", "mentions legales",
        "voir plus",     "plus d'infos",   "home",        "more",         "details",
        "voir la fiche", "lire l'article", "actualites",  "agenda",       "next"};
    char *folded = text_fold(a, title, strlen(title));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(folded, words[i]) == 0)
            return true;
    return strlen(folded) < 3;
}

static void warn_of_titles(struct trial *t, const char **v)
{
    const struct feed *f = t->feed;
    size_t n = 0, none = 0, menus = 0;
    const char *which = "", *menu = "";
    for (size_t i = 0; i < f->items.n; i++) {
        const char *title = f->items.v[i].title;
        none += !title;
        if (title && menu_title(&t->cli->arena, title)) {
            menus++;
            menu = title;
        }
        if (title)
            v[n++] = title;
    }
    if (none)
        warn(t, _("%zu of %zu items have no title"), none, f->items.n);
    if (menus)
        warn(t,
             _("%zu titles read as those of a menu, such as \"%s\": take a more exact selector for `items` "
               "or `title`"),
             menus, menu);
    size_t most = most_frequent(v, n, &which);
    if (most > 1 && 2 * most >= n)
        warn(t, _("%zu items have the title \"%.80s\""), most, which);
}

static void warn_of_addresses(struct trial *t, const char **v)
{
    const struct feed *f = t->feed;
    size_t n = 0, none = 0, own = 0;
    const char *which = "";
    for (size_t i = 0; i < f->items.n; i++) {
        const char *url = f->items.v[i].url;
        none += !url;
        own += url && strcmp(url, t->source->url) == 0;
        if (url)
            v[n++] = url;
    }
    if (none)
        warn(t, _("%zu of %zu items have no address"), none, f->items.n);
    if (own)
        warn(t, _("%zu items lead to the list itself"), own);
    size_t most = most_frequent(v, n, &which);
    if (most > 1 && strcmp(which, t->source->url) != 0)
        warn(t, _("%zu items have the same address, %.300s"), most, which);
}

static void warn_of_dates(struct trial *t, const char **v)
{
    const struct feed *f = t->feed;
    size_t n = 0;
    const char *which = "";
    for (size_t i = 0; i < f->items.n; i++) {
        struct dated dates[7];
        if (!dates_of(t, &f->items.v[i], dates))
            continue;
        char text[32];
        civil_format(&dates[0].when, text);
        text[10] = '\0';
        v[n++] = arena_strdup(&t->cli->arena, text);
    }
    size_t most = most_frequent(v, n, &which);
    if (!n && f->items.n)
        warn(t, _("no item has a date: is it on the page behind each (`detail`)?"));
    else if (n > 2 && most == n)
        warn(t, _("all dates are the same, %s: is it the day the page was made?"), which);
    else if (10 * n < 5 * f->items.n)
        warn(t, _("%zu of %zu items have no date"), f->items.n - n, f->items.n);
}

static void warn_of_rules(struct trial *t)
{
    const struct feed *f = t->feed;
    for (size_t i = 0; i < f->matched.n; i++) {
        const struct matched *m = &f->matched.v[i];
        if (!m->found && strcmp(m->key, "next") != 0)
            warn(t, _("%s: %.200s finds nothing"), m->key, m->selector ? m->selector : "");
        else if (!m->filled && strcmp(m->key, "next") != 0)
            warn(t, _("%s: %.200s finds something, but nothing that could be read"), m->key,
                 m->selector ? m->selector : "");
    }
}

static void warn_of_expected(struct trial *t)
{
    const struct expect *e = &t->source->expect;
    if ((int64_t)t->feed->items.n < e->items)
        warn(t, _("%zu items; `expect` says at least %lld"), t->feed->items.n, (long long)e->items);
}

static void warn_of_pages(struct trial *t)
{
    const struct scrape_result *r = t->result;
    if (t->feed->warning)
        warn(t, "%s", t->feed->warning);
    if (r->failed)
        warn(t, _("%d pages behind items could not be read: %s"), r->failed, r->reason ? r->reason : "");
}

static void tell_left_out(const struct trial *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->feed->items.n; i++)
        n += t->feed->items.v[i].left_out;
    if (t->source->keep || t->source->drop)
        printf(_("keep and drop leave out %zu of %zu items\n"), n, t->feed->items.n);
}

void trial_tell(struct trial *t)
{
    const struct scrape_result *r = t->result;
    struct arena *a = &t->cli->arena;
    const char **v = arena_alloc(a, (t->feed->items.n + 1) * sizeof *v);
    tell_rules(t);
    tell_items(t);
    printf(_("%s%s from %s"), t->feed->items.n ? "\n" : "",
           counted(a, (int64_t)t->feed->items.n, _("item"), _("items")),
           counted(a, r->pages > 0 ? r->pages : 1, _("page"), _("pages")));
    if (r->details || r->left)
        printf(_(", %s behind them read"), counted(a, r->details, _("page"), _("pages")));
    if (r->left)
        printf(_(", %d not asked for (--all)"), r->left);
    fputs("\n", stdout);
    tell_left_out(t);
    warn_of_pages(t);
    warn_of_rules(t);
    if (!t->feed->items.n)
        warn(t, _("no item: is the page made by a script in the browser, or has it been redesigned? `moisson "
                  "discover` looks "
                  "for a rule"));
    warn_of_expected(t);
    warn_of_titles(t, v);
    warn_of_addresses(t, v);
    warn_of_dates(t, v);
}

void trial_json(const struct trial *t, struct buf *out)
{
    struct feed kept = *t->feed;
    size_t cap = kept.items.n;
    kept.items.v = arena_alloc(&t->cli->arena, (cap + 1) * sizeof *kept.items.v);
    kept.items.n = 0;
    for (size_t i = 0; i < t->feed->items.n; i++)
        if (!t->feed->items.v[i].left_out)
            kept.items.v[kept.items.n++] = t->feed->items.v[i];
    jsonfeed_feed(out, &kept, zone_of(t), true);
}
