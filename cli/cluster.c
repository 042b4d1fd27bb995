/* `moisson cluster --batch`: which of many items are the same thing; JSON lines in, JSON lines out. */
#include "cli/confine.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "store/group.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 1 << 30 };

struct work {
    struct cli *cli;
    const char *path, *why;
    struct buf in;
};

struct entry { /* one line of the input */
    const char *id;
    uint64_t name;
};

struct batch {
    struct arena *a;
    bool keep_text;
    struct entry *entries;
    struct same *items;
    size_t n, cap_entries, cap_items;
};

/* A string, or a number as its digits; NULL for anything else. */
static const char *text_of(struct arena *a, const json_t *line, const char *key)
{
    const json_t *v = json_object_get(line, key);
    if (json_is_integer(v))
        return arena_printf(a, "%lld", (long long)json_integer_value(v));
    return json_is_string(v) ? arena_strdup(a, json_string_value(v)) : NULL;
}

static void civil_of(struct arena *a, const json_t *line, const char *key, struct civil *out)
{
    const char *s = text_of(a, line, key);
    struct civil c;
    if (!s)
        return;
    /* what follows the minute, seconds or a zone, says no more about which thing it is */
    const char *date = strlen(s) > 16 ? arena_strndup(a, s, 16) : s;
    if (civil_parse(date, &c))
        *out = c;
}

/* What is only needed to read it is in `scratch`. */
static bool read_line(struct batch *b, struct arena *scratch, const char *s, size_t n, size_t number)
{
    json_error_t fault;
    struct item item;
    json_t *line = json_loadb(s, n, 0, &fault);
    if (!json_is_object(line)) {
        complain(_("line %zu: expected a JSON object%s%s"), number, line ? "" : ": ", line ? "" : fault.text);
        json_decref(line);
        return false;
    }
    item_init(&item);
    const struct {
        const char *key;
        const char **target;
    } texts[] = {{"url", &item.url},
                 {"title", &item.title},
                 {"summary", &item.summary},
                 {"place", &item.place},
                 {"territory", &item.territory},
                 {"lang", &item.language},
                 {"organizer", &item.organizer}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].target = text_of(scratch, line, texts[i].key);
    const char *kind = text_of(b->a, line, "kind"), *id = text_of(b->a, line, "id");
    item.kind = kind ? kind_from_name(kind) : KIND_NONE;
    civil_of(scratch, line, "deadline", &item.deadline);
    civil_of(scratch, line, "starts", &item.starts);
    civil_of(scratch, line, "ends", &item.ends);
    if (!id) {
        complain(_("line %zu: the item has no \"id\""), number);
    } else {
        size_t count = b->n;
        *ARENA_PUSH(b->a, b->entries, count, b->cap_entries) =
            (struct entry){id, hash_bytes(id, strlen(id)).low};
        struct same read;
        same_read(scratch, &item, text_of(scratch, line, "source"), NULL, b->keep_text, &read);
        same_keep(b->a, &read, ARENA_PUSH(b->a, b->items, b->n, b->cap_items));
    }
    json_decref(line);
    return id != NULL;
}

static uint32_t *form_clusters(struct batch *b)
{
    uint32_t *group = arena_alloc(b->a, (b->n + 1) * sizeof *group);
    uint64_t *names = arena_alloc(b->a, (b->n + 1) * sizeof *names);
    for (size_t i = 0; i < b->n; i++)
        names[i] = b->entries[i].name;
    group_all(b->a, b->items, (uint32_t)b->n, names, group);
    return group;
}

static int write_clusters(struct batch *b, const uint32_t *group)
{
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < b->n; i++) {
        struct json j;
        buf_reset(&out);
        jw_init(&j, &out, false);
        jw_object(&j);
        jw_field(&j, "id", b->entries[i].id);
        jw_field(&j, "cluster", b->entries[group[i]].id);
        jw_object_end(&j);
        buf_addc(&out, '\n');
        fwrite(buf_str(&out), 1, out.n, stdout);
    }
    buf_free(&out);
    return EXIT_OK;
}

enum { NEAR = -5 }; /* scores that are worth telling */

static void write_verdict(struct buf *out, const char *id, const char *other, const struct same_verdict *v)
{
    struct json j;
    buf_reset(out);
    jw_init(&j, out, false);
    jw_object(&j);
    jw_field(&j, "id", id);
    jw_field(&j, "other", other);
    jw_key(&j, "same");
    jw_bool(&j, v->same);
    jw_key(&j, "score");
    jw_double(&j, v->score);
    jw_field(&j, "veto", v->veto);
    jw_key(&j, "reasons");
    jw_array(&j);
    for (size_t i = 0; i < v->n; i++) {
        jw_object(&j);
        jw_field(&j, "what", v->reasons[i].what);
        jw_field(&j, "text", v->reasons[i].text);
        jw_key(&j, "weight");
        jw_double(&j, v->reasons[i].weight);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    jw_object_end(&j);
    buf_addc(out, '\n');
    fwrite(buf_str(out), 1, out->n, stdout);
}

/* Each other item that comes near the one, with the reasons for and against. */
static int write_reasons(struct batch *b, const char *id)
{
    size_t at = 0;
    while (at < b->n && strcmp(b->entries[at].id, id) != 0)
        at++;
    if (at == b->n) {
        complain(_("--why %s: no line has that \"id\""), id);
        return EXIT_FAULTS;
    }
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < b->n; i++) {
        if (i == at || same_judge(NULL, &b->items[at], &b->items[i], (double)b->n).score < NEAR)
            continue;
        struct same_verdict v = same_judge(b->a, &b->items[at], &b->items[i], (double)b->n);
        write_verdict(&out, id, b->entries[i].id, &v);
    }
    buf_free(&out);
    return EXIT_OK;
}

static int cluster_work(void *context)
{
    struct work *w = context;
    struct batch b = {.a = &w->cli->arena, .keep_text = w->why};
    const char *s = buf_str(&w->in), *end = s + w->in.n;
    bool sound = true;
    struct arena scratch;
    size_t lines = 1;
    for (const char *p = s; p < end; p++)
        lines += *p == '\n';
    b.entries = arena_alloc(b.a, lines * sizeof *b.entries); /* at once: growing would take twice the room */
    b.items = arena_alloc(b.a, lines * sizeof *b.items);
    b.cap_entries = b.cap_items = lines;
    arena_init(&scratch, 0);
    for (size_t number = 1; s < end; number++) {
        const char *stop = memchr(s, '\n', (size_t)(end - s));
        size_t n = stop ? (size_t)(stop - s) : (size_t)(end - s);
        if (strspn(s, " \t\r") < n)
            sound &= read_line(&b, &scratch, s, n, number);
        arena_reset(&scratch);
        s += n + 1;
    }
    arena_free(&scratch);
    uint32_t *group = form_clusters(&b);
    int status = w->why ? write_reasons(&b, w->why) : write_clusters(&b, group);
    return sound ? status : EXIT_FAULTS;
}

static int cluster_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli};
    bool batch = false;
    const struct option_spec specs[] = {
        {"batch", OPTION_FLAG, &batch, NULL, _("JSON lines in, JSON lines out")},
        {"why", OPTION_TEXT, &w.why, "ID",
         _("what speaks for and against each item that comes near this one")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1 || !batch)
        return usage_error(self,
                           _("wants --batch, and one file at most; without one, standard input is read"));
    struct error err;
    w.path = argc ? argv[0] : "-";
    buf_init(&w.in, LARGEST);
    if (file_read(w.path, &w.in, LARGEST, &err)) {
        status = confined_list(cli, w.path, w.in.n, cluster_work, &w);
    } else {
        complain("%s", err.text);
        status = EXIT_FAULTS;
    }
    buf_free(&w.in);
    return status;
}

const struct command cluster_command = {
    .name = "cluster",
    .run = cluster_run,
    .usage = "--batch [--why ID] [FILE]",
    .summary = _("which of many items are the same thing, on its own"),
    .help = _(
        "Reads one JSON object a line (from standard input without a FILE): id, source, url, title,\n"
        "summary, kind, deadline, starts, lang; writes {\"id\", \"cluster\"} for each. Items of one cluster\n"
        "are the same call, event or document; the cluster has the id of one of them."),
};
