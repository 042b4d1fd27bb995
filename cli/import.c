/* `moisson import`: somebody's OPML into a YAML source list. */
#include "cli/session.h"
#include "base/file.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/opml.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 16 << 20, LONGEST_ID = 60 };

/* "Région Île-de-France, actualités" gives "region-ile-de-france-actualites". */
static char *slug(struct arena *a, const char *title)
{
    char *folded = text_fold(a, title, strlen(title)), *out = arena_alloc(a, strlen(folded) + 8);
    size_t n = 0;
    for (const char *p = folded; *p && n < LONGEST_ID; p++) {
        if (isalnum((unsigned char)*p) && !(*p & 0x80))
            out[n++] = *p;
        else if (n && out[n - 1] != '-')
            out[n++] = '-';
    }
    while (n && out[n - 1] == '-')
        n--;
    out[n] = '\0';
    return n ? out : arena_strdup(a, "source");
}

static bool id_taken(const struct sources *known, const struct strings *given, const char *id)
{
    return sources_find(known, id) || strings_has(given, id);
}

static const char *free_id(struct arena *a, const struct sources *known, const struct strings *given,
                           const char *title)
{
    const char *first = slug(a, title), *id = first;
    for (int i = 2; id_taken(known, given, id); i++)
        id = arena_printf(a, "%s-%d", first, i);
    return id;
}

/* A double-quoted scalar holds anything (YAML 1.2, 7.3.1). */
static void quoted(struct buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    buf_printf(out, "  %s: \"", key);
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_addc(out, '\\');
        if ((unsigned char)*p >= 0x20)
            buf_addc(out, *p);
    }
    buf_adds(out, "\"\n");
}

static bool known_url(const struct sources *known, const char *url)
{
    for (size_t i = 0; i < known->n; i++)
        if (strcmp(known->v[i].url, url) == 0)
            return true;
    return false;
}

struct outcome {
    int written, known, bad;
};

static void write_list(struct arena *a, struct buf *out, const struct sources *known,
                       const struct opml_entries *entries, struct outcome *o)
{
    struct strings ids = {0}, urls = {0};
    for (size_t i = 0; i < entries->n; i++) {
        const struct opml_entry *e = &entries->v[i];
        struct error err;
        if (known_url(known, e->url) || strings_has(&urls, e->url)) {
            o->known++;
            continue;
        }
        if (!url_check(e->url, &err)) {
            complain(_("left out: %s: %s"), e->title, err.text);
            o->bad++;
            continue;
        }
        const char *id = free_id(a, known, &ids, e->title);
        strings_add(a, &ids, id);
        strings_add(a, &urls, e->url);
        buf_printf(out, "- id: %s\n", id);
        quoted(out, "name", e->title);
        quoted(out, "url", e->url);
        quoted(out, "site", e->site && url_is_http(e->site) ? e->site : NULL);
        quoted(out, "description", e->description);
        quoted(out, "family", e->folder ? slug(a, e->folder) : NULL);
        o->written++;
    }
}

static int import_file(struct session *s, const char *path, const char *output)
{
    struct arena *a = &s->cli->arena;
    struct error err = {0};
    struct buf in, out;
    struct opml_entries entries = {0};
    struct outcome o = {0};
    buf_init(&in, 0);
    buf_init(&out, 0);
    int status = EXIT_OK;
    if (!file_read(path, &in, LARGEST, &err)) {
        complain("%s", err.text);
        status = EXIT_USAGE;
    } else if (!opml_read(a, buf_str(&in), in.n, &entries, &err)) {
        complain("%s: %s", path, err.text);
        status = EXIT_FAULTS;
    } else {
        write_list(a, &out, &s->config.sources, &entries, &o);
        if (!output)
            fputs(buf_str(&out), stdout);
        else if (!file_write_if_changed(output, out.p, out.n, NULL, &err)) {
            complain("%s", err.text);
            status = EXIT_STORE;
        }
        if (!s->cli->quiet && (output || s->cli->err_terminal))
            fprintf(stderr, _("%d sources written, %d known already, %d left out\n"), o.written, o.known,
                    o.bad);
        if (o.bad && status == EXIT_OK)
            status = EXIT_FAULTS;
    }
    buf_free(&in);
    buf_free(&out);
    return status;
}

static int import_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    const char *output = NULL;
    const struct option_spec specs[] = {
        {"output", OPTION_TEXT, &output, "FILE.yaml",
         _("write the list there instead of on standard output")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc != 1)
        return usage_error(self, _("wants one file: moisson import %s"), self->usage);
    struct session s;
    if (!session_config(&s, cli, &status))
        return status;
    return import_file(&s, argv[0], output);
}

const struct command import_command = {
    .name = "import",
    .run = import_run,
    .usage = "FILE.opml [--output FILE.yaml]",
    .summary = _("somebody's OPML subscriptions as a YAML source list"),
    .help =
        _("Prints the list; sources whose address is known already are left out. Look at it, then put it\n"
          "in the folder of the source lists. - reads standard input."),
};
