/* `moisson show`: one item, all that is known of it and how it changed. */
#include "cli/session.h"
#include "cli/table.h"
#include "cli/why.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void line(struct cli *cli, const char *name, const char *text)
{
    if (text_blank(text))
        return;
    struct buf safe;
    buf_init(&safe, 0);
    log_add_safe(&safe, text_collapse(&cli->arena, text, strlen(text)));
    printf("%s%-14s%s %s\n", colour_on(cli, DIM), name, colour_off(cli, DIM), buf_str(&safe));
    buf_free(&safe);
}

/* As our clocks have it, and behind it as it was written where that differs. */
static const char *civil_text(struct cli *cli, const struct civil *c)
{
    char written[32];
    const char *here = civil_here(cli, c);
    civil_format(c, written);
    return strcmp(here, written) == 0 ? here
                                      : arena_printf(&cli->arena, "%s (%s %s)", here, written, c->zone);
}

/* What an editor said is told below, with his name. */
static bool by_editor(const struct evidence *e)
{
    return e->rule && strcmp(e->rule, "editor") == 0;
}

/* The words a fact was read from, below it; one to be checked says so first. A field that was read more than
   once (the cut-offs) shows each. */
static void why(struct cli *cli, const struct item *item, const char *field)
{
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        if (!e->field || strcmp(e->field, field) != 0 || by_editor(e))
            continue;
        bool sure = e->confidence >= CONFIDENCE_SURE;
        line(cli, "",
             arena_printf(&cli->arena, "%s« %s » (%s; %s %.0f %%)", sure ? "" : _("TO BE CHECKED: "),
                          e->words ? e->words : "", e->rule ? e->rule : "", sure ? _("sure at") : _("only"),
                          100 * e->confidence));
    }
}

static void civil_line(struct cli *cli, const char *name, const struct civil *c)
{
    if (c->precision)
        line(cli, name, civil_text(cli, c));
}

static void fact_line(struct cli *cli, const struct item *item, const char *name, const struct civil *c,
                      const char *field)
{
    civil_line(cli, name, c);
    if (c->precision)
        why(cli, item, field);
}

static void instant_line(struct cli *cli, const char *name, int64_t instant)
{
    if (instant != INSTANT_NONE)
        line(cli, name, instant_here(cli, instant));
}

static void strings_line(struct cli *cli, const char *name, const struct strings *list)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&b, "%s%s", i ? ", " : "", list->v[i]);
    line(cli, name, buf_str(&b));
    buf_free(&b);
}

static void number_line(struct cli *cli, const char *name, double v, const char *unit)
{
    if (!isnan(v))
        line(cli, name, arena_printf(&cli->arena, "%.15g%s%s", v, unit ? " " : "", unit ? unit : ""));
}

static void print_dates(struct cli *cli, const struct item *item)
{
    fact_line(cli, item, _("starts"), &item->starts, "starts");
    civil_line(cli, _("ends"), &item->ends);
    for (size_t i = 0; i < item->sessions.n; i++)
        line(cli, _("session"),
             arena_printf(&cli->arena, "%s – %s", civil_text(cli, &item->sessions.v[i].from),
                          civil_text(cli, &item->sessions.v[i].to)));
    fact_line(cli, item, _("opens"), &item->opens, "opens");
    fact_line(cli, item, _("deadline"), &item->deadline, "deadline");
    for (size_t i = 0; item->deadlines.n > 1 && i < item->deadlines.n; i++)
        civil_line(cli, _("cut-off"), &item->deadlines.v[i]);
    why(cli, item, "deadlines");
    if (item->permanent) {
        line(cli, _("deadline"), _("none: permanent"));
        why(cli, item, "permanent");
    }
    fact_line(cli, item, _("register by"), &item->registration_deadline, "registration_deadline");
    if (item->cancelled) {
        line(cli, _("cancelled"), _("yes"));
        why(cli, item, "cancelled");
    }
    if (item->online != UNKNOWN) {
        line(cli, _("online"), item->online == YES ? _("yes") : _("no"));
        why(cli, item, "online");
    }
}

/* Evidence of fields that have no line of their own above. */
static bool told(const char *field)
{
    static const char *const above[] = {"kind",      "starts",    "opens",  "deadline",
                                        "deadlines", "permanent", "online", "registration_deadline",
                                        "cancelled", "place",     NULL};
    for (const char *const *f = above; *f; f++)
        if (strcmp(*f, field) == 0)
            return true;
    return false;
}

static void print_facts(struct cli *cli, const struct item *item)
{
    line(cli, _("place"), item->place);
    why(cli, item, "place");
    line(cli, _("organizer"), item->organizer);
    line(cli, _("territory"), item->territory);
    strings_line(cli, _("topics"), &item->topics);
    strings_line(cli, _("audience"), &item->audience);
    strings_line(cli, _("tags"), &item->tags);
    number_line(cli, _("amount from"), item->amount_min, item->amount_currency);
    number_line(cli, _("amount to"), item->amount_max, item->amount_currency);
    number_line(cli, _("rate"), item->amount_rate, "%");
    number_line(cli, _("envelope"), item->budget_total, item->amount_currency);
    for (size_t i = 0; i < item->authors.n; i++)
        line(cli, _("author"), item->authors.v[i].name);
    for (size_t i = 0; i < item->attachments.n; i++)
        line(cli, _("attachment"), item->attachments.v[i].url);
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        if (!e->field || told(e->field) || by_editor(e))
            continue;
        line(cli, _("evidence"),
             arena_printf(&cli->arena, "%s: « %s » (%s; %.0f %%)", e->field,
                          text_blank(e->words) ? "–" : e->words, e->rule, 100 * e->confidence));
    }
}

/* Its lines as they are, those that are blank left out. */
static void print_text(struct cli *cli, const char *text)
{
    struct buf safe;
    buf_init(&safe, 0);
    for (size_t n; *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, "\r\n");
        const char *one = text_collapse(&cli->arena, text, n);
        if (!*one)
            continue;
        buf_addc(&safe, '\n');
        log_add_safe(&safe, one);
    }
    printf("%s\n", buf_str(&safe));
    buf_free(&safe);
}

/* Where else it stands, or behind what. */
static void print_also(struct cli *cli, const struct stored_item *stored)
{
    for (size_t i = 0; i < stored->also.n; i++) {
        const struct publication *p = &stored->also.v[i];
        line(cli, _("also by"),
             arena_printf(&cli->arena, "%s (%lld) %s", p->source, (long long)p->key, p->url ? p->url : ""));
    }
    if (stored->face)
        line(cli, _("shown as"),
             arena_printf(&cli->arena, _("item %lld, which is the same thing"), (long long)stored->face));
}

static void print_item(struct cli *cli, const struct stored_item *stored)
{
    const struct item *item = &stored->item;
    struct buf title;
    buf_init(&title, 0);
    log_add_safe(&title, text_blank(item->title) ? _("(no title)") : item->title);
    printf("%s%s%s\n", colour_on(cli, BOLD), buf_str(&title), colour_off(cli, BOLD));
    buf_free(&title);
    line(cli, _("item"), arena_printf(&cli->arena, "%lld (%s)", (long long)stored->key, stored->uid));
    line(cli, _("kind"), kind_names[item->kind]);
    why(cli, item, "kind");
    line(cli, _("source"), stored->source);
    line(cli, _("address"), item->url);
    line(cli, _("first from"), item->origin_name);
    print_dates(cli, item);
    print_facts(cli, item);
    instant_line(cli, _("published"), item->published);
    instant_line(cli, _("updated"), item->updated);
    instant_line(cli, _("first seen"), stored->first_seen);
    instant_line(cli, _("last seen"), stored->last_seen);
    if (stored->withdrawn)
        line(cli, _("withdrawn"), _("yes: the source took it back"));
    instant_line(cli, _("archived"), stored->archived);
    if (stored->hidden)
        line(cli, _("hidden"), _("yes: an editor does not want it shown"));
    print_also(cli, stored);
    const char *text = item->content_text;
    if (!text && item->content_html)
        text = text_from_html(&cli->arena, item->content_html, strlen(item->content_html));
    if (text_blank(text))
        text = item->summary;
    if (!text_blank(text))
        print_text(cli, text_excerpt(&cli->arena, text, 600));
}

/* What stood in a field, on a line. */
static void add_value(struct cli *cli, struct buf *b, const char *value)
{
    if (text_blank(value))
        buf_adds(b, _("nothing"));
    else
        log_add_safe(b, text_excerpt(&cli->arena, text_collapse(&cli->arena, value, strlen(value)), 80));
}

static void print_revisions(struct cli *cli, const struct revision *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct buf b;
        buf_init(&b, 0);
        add_value(cli, &b, v[i].before);
        buf_adds(&b, " → ");
        add_value(cli, &b, v[i].after);
        printf("%s%s  %s: %s\n", i ? "" : "\n", instant_here(cli, v[i].at), v[i].field, buf_str(&b));
        buf_free(&b);
    }
}

/* --- what editors said of it --- */

struct words { /* of the item and of those that are shown as one with it */
    struct correction *v;
    const char **own; /* of each: what the source says */
    int64_t *of;      /* and of which item it was said */
    size_t n, cap, cap_own, cap_of;
    struct pair_decision *pairs;
    size_t n_pairs;
};

static bool read_words(struct session *s, int64_t key, struct words *w, struct error *err)
{
    struct arena *a = &s->cli->arena;
    int64_t *members;
    size_t n;
    *w = (struct words){.n = 0};
    if (!store_members(s->store, a, key, &members, &n, err) ||
        !store_decisions(s->store, a, key, &w->pairs, &w->n_pairs, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct correction *v;
        size_t m;
        if (!store_corrections(s->store, a, members[i], &v, &m, err))
            return false;
        for (size_t k = 0; k < m; k++) {
            size_t at = w->n, also = w->n;
            const char *own;
            if (!store_beneath(s->store, a, members[i], v[k].field, &own, err))
                return false;
            *ARENA_PUSH(a, w->own, at, w->cap_own) = own;
            *ARENA_PUSH(a, w->of, also, w->cap_of) = members[i];
            *ARENA_PUSH(a, w->v, w->n, w->cap) = v[k];
        }
    }
    return true;
}

/* " by anne, 2026-10-03: prolongé (anne.yaml)" */
static void add_by(struct cli *cli, struct buf *b, const char *author, int64_t at, const char *reason,
                   const char *file)
{
    buf_printf(b, _(" by %s, %.10s"), author ? author : "?", instant_here(cli, at));
    if (reason)
        buf_printf(b, ": %s", reason);
    if (file)
        buf_printf(b, " (%s)", file);
}

static void print_correction(struct cli *cli, const struct words *w, size_t i, int64_t key)
{
    const struct correction *c = &w->v[i];
    struct buf b;
    buf_init(&b, 0);
    if (strcmp(c->field, "hidden") == 0)
        buf_adds(&b, _("hidden"));
    else
        buf_printf(&b, "%s = %s", c->field,
                   c->value ? text_excerpt(&cli->arena, c->value, 80) : _("nothing"));
    if (w->of[i] != key)
        buf_printf(&b, _(" (of item %lld)"), (long long)w->of[i]);
    add_by(cli, &b, c->author, c->at, c->reason, c->file);
    if (c->undone != INSTANT_NONE)
        buf_printf(&b, _("; taken back by %s, %.10s"), c->undone_by ? c->undone_by : "?",
                   instant_here(cli, c->undone));
    else if (strcmp(c->field, "hidden") != 0)
        buf_printf(&b, _("; its source says: %s"),
                   w->own[i] ? text_excerpt(&cli->arena, w->own[i], 80) : _("nothing"));
    line(cli, _("corrected"), buf_str(&b));
    buf_free(&b);
}

/* Those in force, and with --why those that were taken back too. */
static void print_words(struct cli *cli, const struct words *w, int64_t key, bool all)
{
    for (size_t i = 0; i < w->n; i++)
        if (all || w->v[i].undone == INSTANT_NONE)
            print_correction(cli, w, i, key);
    for (size_t i = 0; i < w->n_pairs; i++) {
        const struct pair_decision *d = &w->pairs[i];
        struct buf b;
        if (!all && !d->in_force)
            continue;
        buf_init(&b, 0);
        buf_printf(&b,
                   d->together == 1   ? _("together with %lld")
                   : d->together == 0 ? _("apart from %lld")
                                      : _("left to the program with %lld"),
                   (long long)(d->a == key ? d->b : d->a));
        add_by(cli, &b, d->author, d->at, d->reason, d->file);
        line(cli, _("decided"), buf_str(&b));
        buf_free(&b);
    }
}

static void write_by(struct json *j, const char *author, int64_t at, const char *reason, const char *file)
{
    char when[40];
    jw_field(j, "author", author);
    jw_field(j, "at", instant_format(at, NULL, when));
    jw_field(j, "reason", reason);
    jw_field(j, "file", file);
}

static void write_words(struct json *j, const struct words *w)
{
    char when[40];
    jw_key(j, "corrections");
    jw_array(j);
    for (size_t i = 0; i < w->n; i++) {
        const struct correction *c = &w->v[i];
        jw_object(j);
        jw_key(j, "item");
        jw_int(j, w->of[i]);
        jw_field(j, "field", c->field);
        jw_key(j, "value");
        jw_string(j, c->value);
        jw_key(j, "source_says");
        jw_string(j, w->own[i]);
        write_by(j, c->author, c->at, c->reason, c->file);
        if (c->undone != INSTANT_NONE) {
            jw_field(j, "undone", instant_format(c->undone, NULL, when));
            jw_field(j, "undone_by", c->undone_by);
        }
        jw_object_end(j);
    }
    jw_array_end(j);
    jw_key(j, "decisions");
    jw_array(j);
    for (size_t i = 0; i < w->n_pairs; i++) {
        const struct pair_decision *d = &w->pairs[i];
        jw_object(j);
        jw_key(j, "a");
        jw_int(j, d->a);
        jw_key(j, "b");
        jw_int(j, d->b);
        jw_field(j, "decision", d->together == 1 ? "together" : d->together == 0 ? "apart" : "left");
        jw_key(j, "in_force");
        jw_bool(j, d->in_force);
        write_by(j, d->author, d->at, d->reason, d->file);
        jw_object_end(j);
    }
    jw_array_end(j);
}

static void print_json(const struct stored_item *stored, const struct revision *v, size_t n,
                       const struct words *w)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_key(&j, "item");
    jsonfeed_item(&j, &stored->item, stored->uid, stored);
    jw_key(&j, "revisions");
    jw_array(&j);
    for (size_t i = 0; i < n; i++) {
        char when[40];
        jw_object(&j);
        jw_field(&j, "at", instant_format(v[i].at, NULL, when));
        jw_key(&j, "number");
        jw_int(&j, v[i].number);
        jw_field(&j, "field", v[i].field);
        jw_key(&j, "before");
        jw_string(&j, v[i].before);
        jw_key(&j, "after");
        jw_string(&j, v[i].after);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    write_words(&j, w);
    jw_object_end(&j);
    print_buf(&out);
}

static int show(struct session *s, const char *name, bool why)
{
    struct cli *cli = s->cli;
    struct error err = {0};
    struct stored_item item;
    struct revision *revisions = NULL;
    struct words words;
    size_t n = 0;
    bool found;
    if (!store_item_get(s->store, &cli->arena, name, &item, &found, &err) ||
        (found && (!store_revisions(s->store, &cli->arena, item.key, &revisions, &n, &err) ||
                   !read_words(s, item.key, &words, &err)))) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    if (!found) {
        complain(_("no item \"%s\"; `moisson list` and `moisson search` show their numbers"), name);
        return EXIT_FAULTS;
    }
    if (why && cli->json)
        return print_why(s, item.key);
    if (cli->json) {
        print_json(&item, revisions, n, &words);
    } else {
        print_item(cli, &item);
        print_words(cli, &words, item.key, why);
        print_revisions(cli, revisions, n);
    }
    return why ? print_why(s, item.key) : EXIT_OK;
}

static int show_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    bool why = false;
    const struct option_spec specs[] = {
        {"why", OPTION_FLAG, &why, NULL,
         _("why it is, or is not, the same as others; and corrections that were taken back")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc != 1)
        return usage_error(self, _("wants one item: moisson show %s"), self->usage);
    struct session s;
    if (!session_reader(&s, cli, &status))
        return status;
    status = show(&s, argv[0], why);
    session_close(&s);
    return status;
}

const struct command show_command = {
    .name = "show",
    .run = show_run,
    .usage = "ITEM [--why]",
    .summary = _("all that is known of one item, and how it changed"),
    .help = _("ITEM is the number that list and search print, or its uid as it stands in a feed\n"
              "or a calendar, or the beginning of that."),
};
