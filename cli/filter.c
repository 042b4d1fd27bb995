/* The filters that `list` and `search` share, and the printing of what they find. */
#include "cli/filter.h"
#include "cli/session.h"
#include "cli/table.h"
#include "base/json.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <stdio.h>
#include <string.h>

static bool read_day(const struct cli *cli, const struct command *self, const char *option, const char *word,
                     int64_t *instant)
{
    (void)cli;
    if (!word)
        return true;
    *instant = timestamp_instant(word, strlen(word), NULL);
    if (*instant != INSTANT_NONE)
        return true;
    usage_error(self, _("--%s: \"%s\" is no date; write it as 2026-10-01"), option, word);
    return false;
}

static bool read_kinds(const struct command *self, const struct strings *words, unsigned *kinds)
{
    for (size_t i = 0; i < words->n; i++) {
        enum kind k = kind_from_name(words->v[i]);
        if (!k) {
            usage_error(self, _("--kind: \"%s\" is none of event, call, document, news"), words->v[i]);
            return false;
        }
        *kinds |= 1u << k;
    }
    return true;
}

static bool read_sort(const struct command *self, const struct filter_words *w, struct filter *f)
{
    if (w->sort) {
        int at = -1;
        for (int i = 0; sort_names[i]; i++)
            if (strcmp(sort_names[i], w->sort) == 0)
                at = i;
        if (at < 0) {
            usage_error(self,
                        _("--sort: \"%s\" is none of published, updated, deadline, starts, title, relevance"),
                        w->sort);
            return false;
        }
        f->sort = (enum sort_key)at;
        f->descending = at == SORT_PUBLISHED || at == SORT_UPDATED;
    }
    if (w->reverse)
        f->descending = !f->descending;
    return true;
}

bool filter_from_words(struct cli *cli, const struct command *self, const struct filter_words *w,
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
    f->limit = w->limit;
    return read_kinds(self, &w->kinds, &f->kinds) && read_sort(self, w, f) &&
           read_day(cli, self, "since", w->since, &f->since) &&
           read_day(cli, self, "until", w->until, &f->until) &&
           read_day(cli, self, "after", w->after, &f->after) &&
           read_day(cli, self, "before", w->before, &f->before);
}

/* The date that matters for an item: a call's deadline, an event's start, else when it was published. */
static const char *its_date(struct cli *cli, const struct item *item)
{
    char text[40];
    const struct civil *c = item->kind == KIND_CALL && item->deadline.precision  ? &item->deadline
                            : item->kind == KIND_EVENT && item->starts.precision ? &item->starts
                                                                                 : NULL;
    if (c)
        return arena_strdup(&cli->arena, civil_format(c, text));
    if (item->kind == KIND_CALL && item->permanent)
        return _("permanent");
    if (item->published == INSTANT_NONE)
        return "";
    instant_format(item->published, NULL, text);
    return arena_strndup(&cli->arena, text, 10);
}

static bool table_row(void *context, const struct stored_item *item)
{
    struct table *t = context;
    struct cli *cli = t->cli;
    table_cell(t, arena_printf(&cli->arena, "%lld", (long long)item->key), DIM);
    table_cell(t, kind_names[item->item.kind], PLAIN);
    table_cell(t, its_date(cli, &item->item), item->withdrawn || item->item.cancelled ? RED : PLAIN);
    table_cell(t, item->item.title, BOLD);
    table_cell(t, item->source, DIM);
    return true;
}

static bool json_row(void *context, const struct stored_item *item)
{
    jsonfeed_item(context, &item->item, item->uid, item->source);
    return true;
}

static int print_json(struct session *s, const struct filter *filter)
{
    struct buf out;
    struct json j;
    struct error err = {0};
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_field(&j, "version", "https://jsonfeed.org/version/1.1");
    jw_field(&j, "title", s->config.site.title ? s->config.site.title : "moisson");
    jw_key(&j, "items");
    jw_array(&j);
    bool ok = store_select(s->store, filter, json_row, &j, &err);
    jw_array_end(&j);
    jw_object_end(&j);
    if (ok)
        puts(buf_str(&out));
    else
        complain("%s", err.text);
    buf_free(&out);
    return ok ? EXIT_OK : EXIT_STORE;
}

int filter_print(struct session *s, const struct filter *filter)
{
    static const char *const titles[] = {_("item"), _("kind"), _("date"), _("title"), _("source"), NULL};
    if (s->cli->json)
        return print_json(s, filter);
    struct table t;
    struct error err = {0};
    table_init(&t, s->cli, titles);
    if (!store_select(s->store, filter, table_row, &t, &err)) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    table_print(&t);
    if (!t.n && s->cli->err_terminal)
        complain(_("nothing found"));
    return EXIT_OK;
}
