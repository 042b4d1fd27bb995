/* The filters that `list` and `search` share, and the printing of what they find. */
#include "cli/filter.h"
#include "cli/session.h"
#include "cli/table.h"
#include "base/json.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

/* A day as a channel's `where` has it, or any instant that a machine writes. */
static bool read_day(struct session *s, const struct command *self, const char *option, const char *word,
                     bool ahead, int64_t *instant)
{
    struct moment m;
    const char *zone = s->config.site.timezone;
    if (!word)
        return true;
    *instant = moment_read(word, &m) ? moment_instant(&m, s->cli->now, zone, ahead)
                                     : timestamp_instant(word, strlen(word), zone);
    if (*instant != INSTANT_NONE)
        return true;
    usage_error(self,
                _("--%s: \"%s\" is no date; write it as 2026-10-01, \"today\", or as a duration such as 30d"),
                option, word);
    return false;
}

static bool read_kinds(struct cli *cli, const struct command *self, const struct strings *words,
                       unsigned *kinds)
{
    for (size_t i = 0; i < words->n; i++) {
        enum kind k = kind_from_name(words->v[i]);
        if (!k) {
            usage_error(self, _("--kind: \"%s\" is none of event, call, document, news%s"), words->v[i],
                        did_you_mean(cli, words->v[i], kind_names));
            return false;
        }
        *kinds |= 1u << k;
    }
    return true;
}

static bool read_sort(struct cli *cli, const struct command *self, const struct filter_words *w,
                      struct filter *f)
{
    if (w->sort) {
        int at = -1;
        for (int i = 0; sort_names[i]; i++)
            if (strcmp(sort_names[i], w->sort) == 0)
                at = i;
        if (at < 0) {
            usage_error(
                self, _("--sort: \"%s\" is none of published, updated, deadline, starts, title, relevance%s"),
                w->sort, did_you_mean(cli, w->sort, sort_names));
            return false;
        }
        f->sort = (enum sort_key)at;
        f->descending = at == SORT_PUBLISHED || at == SORT_UPDATED;
    }
    if (w->reverse)
        f->descending = !f->descending;
    return true;
}

/* An id that is neither in the lists nor in the store is a slip. */
static bool sources_known(struct session *s, const struct command *self, const struct strings *ids,
                          int *status)
{
    struct strings known = {0};
    struct source_state *states;
    struct error err = {0};
    size_t n;
    if (!ids->n)
        return true;
    config_load_sources(s->cli, &s->config);
    if (!store_sources(s->store, &s->cli->arena, &states, &n, &err)) {
        complain("%s", err.text);
        *status = EXIT_STORE;
        return false;
    }
    for (size_t i = 0; i < s->config.sources.n; i++)
        strings_add(&s->cli->arena, &known, s->config.sources.v[i].id);
    for (size_t i = 0; i < n; i++)
        strings_add(&s->cli->arena, &known, states[i].id);
    *ARENA_PUSH(&s->cli->arena, known.v, known.n, known.cap) = NULL;
    known.n--;
    for (size_t i = 0; i < ids->n; i++)
        if (!strings_has(&known, ids->v[i])) {
            *status = usage_error(self, _("no source \"%s\"%s"), ids->v[i],
                                  did_you_mean(s->cli, ids->v[i], known.v));
            return false;
        }
    return true;
}

static bool filter_from_words(struct session *s, const struct command *self, const struct filter_words *w,
                              struct filter *f)
{
    f->topics = w->topics;
    f->territories = w->territories;
    f->audiences = w->audiences;
    f->sources = w->sources;
    f->tags = w->tags;
    f->languages = w->languages;
    f->open = w->open;
    f->archived = w->archived;
    f->hidden = w->hidden;
    f->limit = w->limit;
    return read_kinds(s->cli, self, &w->kinds, &f->kinds) && read_sort(s->cli, self, w, f) &&
           read_day(s, self, "since", w->since, false, &f->since) &&
           read_day(s, self, "until", w->until, false, &f->until) &&
           read_day(s, self, "after", w->after, false, &f->after) &&
           read_day(s, self, "before", w->before, true, &f->before);
}

/* The date that matters for an item: a call's deadline, an event's start, else the day of its publication. A
   call without a deadline has none: the day it was published would look like one. */
static const char *its_date(struct cli *cli, const struct item *item)
{
    if (item->kind == KIND_CALL)
        return item->deadline.precision ? civil_here(cli, &item->deadline)
               : item->permanent        ? _("permanent")
                                        : "-";
    if (item->kind == KIND_EVENT)
        return item->starts.precision ? civil_here(cli, &item->starts) : "-";
    return item->published == INSTANT_NONE
               ? "-"
               : arena_strndup(&cli->arena, instant_here(cli, item->published), 10);
}

/* What stands for a title that is missing. */
static const char *its_title(struct cli *cli, const struct item *item)
{
    const char *const texts[] = {item->title, item->summary, item->content_text, item->url};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!text_blank(texts[i]))
            return i ? text_excerpt(&cli->arena, texts[i], 100) : texts[i];
    return _("(no title)");
}

static bool table_row(void *context, const struct stored_item *item)
{
    struct table *t = context;
    struct cli *cli = t->cli;
    table_cell(t, arena_printf(&cli->arena, "%lld", (long long)item->key), DIM);
    table_cell(t, kind_names[item->item.kind], PLAIN);
    table_cell(t, its_date(cli, &item->item), item->withdrawn || item->item.cancelled ? RED : PLAIN);
    table_cell(t, its_title(cli, &item->item), text_blank(item->item.title) ? DIM : BOLD);
    table_cell(t, item->source, DIM);
    return true;
}

/* Rows are written as they come: the store may hold more than memory does. */
struct json_output {
    struct buf out;
    struct json j;
};

static bool json_row(void *context, const struct stored_item *item)
{
    struct json_output *o = context;
    jsonfeed_item(&o->j, &item->item, item->uid, item);
    fwrite(buf_str(&o->out), 1, o->out.n, stdout);
    buf_reset(&o->out);
    return !ferror(stdout);
}

static bool print_json(struct session *s, const struct filter *filter, struct error *err)
{
    struct json_output o;
    buf_init(&o.out, 0);
    jw_init(&o.j, &o.out, true);
    jw_object(&o.j);
    jw_field(&o.j, "version", "https://jsonfeed.org/version/1.1");
    jw_field(&o.j, "title", s->config.site.title ? s->config.site.title : "moisson");
    jw_key(&o.j, "items");
    jw_array(&o.j);
    bool ok = store_select(s->store, filter, json_row, &o, err);
    jw_array_end(&o.j);
    jw_object_end(&o.j);
    print_buf(&o.out);
    return ok;
}

static bool print_table(struct session *s, const struct filter *filter, struct error *err)
{
    static const char *const titles[] = {_("item"), _("kind"), _("date"), _("title"), _("source"), NULL};
    struct table t;
    table_init(&t, s->cli, titles);
    if (!store_select(s->store, filter, table_row, &t, err))
        return false;
    table_print(&t);
    if (!t.rows && s->cli->err_terminal)
        complain(_("nothing found"));
    return true;
}

int filter_run(struct cli *cli, const struct command *self, const struct filter_words *words,
               const char *text)
{
    struct session s;
    struct filter filter;
    struct error err = {0};
    int status;
    if (!session_reader(&s, cli, &status))
        return status;
    filter_init(&filter, cli->now);
    filter.text = text;
    if (text) {
        filter.sort = SORT_RELEVANCE;
        filter.descending = false;
    }
    status = EXIT_USAGE;
    if (filter_from_words(&s, self, words, &filter) && sources_known(&s, self, &words->sources, &status)) {
        bool ok = (cli->json ? print_json : print_table)(&s, &filter, &err);
        status = ok ? EXIT_OK : EXIT_STORE;
        if (!ok)
            complain("%s", err.text);
    }
    session_close(&s);
    return status;
}
