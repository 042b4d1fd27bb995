/* `moisson import`: somebody's OPML into a YAML source list. */
#include "cli/session.h"
#include "base/counter.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/opml.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LARGEST = 16 << 20, LONGEST_ID = 60 };

struct import {
    struct session *s;
    struct counters ids, urls; /* taken, by the lists and by what was imported */
    int written, known, bad;
};

/* What a source is written with: `id` and what the OPML says. */
struct entry {
    const char *id, *name, *url, *site, *description, *language, *family;
};

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

/* The count of a slug is the number its last namesake was given, so that a thousand namesakes cost no more
   than others. */
static const char *free_id(struct import *im, const char *title)
{
    struct arena *a = &im->s->cli->arena;
    const char *first = slug(a, title), *id = first;
    int number = *counter_of(a, &im->ids, first);
    while (number && *counter_of(a, &im->ids, id)) {
        number++;
        id = arena_printf(a, "%s-%d", first, number);
    }
    *counter_of(a, &im->ids, id) = 1;
    *counter_of(a, &im->ids, first) = number ? number : 1;
    return id;
}

/* What browsers once put before an address, so that it opens in another program. */
static const char *plain_address(struct arena *a, const char *url)
{
    static const struct {
        const char *before, *instead;
    } schemes[] = {
        {"feed://", "http://"}, {"feed:", ""}, {"webcal://", "https://"}, {"webcals://", "https://"}};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncasecmp(url, schemes[i].before, strlen(schemes[i].before)) == 0)
            return arena_printf(a, "%s%s", schemes[i].instead, url + strlen(schemes[i].before));
    return url;
}

static bool take(struct import *im, const struct opml_entry *e, struct entry *out)
{
    struct arena *a = &im->s->cli->arena;
    struct error err = {0};
    const char *url = plain_address(a, e->url);
    if ((*counter_of(a, &im->urls, url))++) {
        im->known++;
        return false;
    }
    if (!url_check(url, &err) || !source_url_public(url, &im->s->config.network, &err)) {
        complain(_("left out: %s: %s"), e->title, err.text);
        im->bad++;
        return false;
    }
    *out = (struct entry){
        .id = free_id(im, e->title),
        .name = e->title,
        .url = url,
        .site = e->site && url_check(e->site, NULL) ? e->site : NULL,
        .description = e->description,
        .language = e->language && yaml_language(e->language) ? e->language : NULL,
        .family = e->folder ? slug(a, e->folder) : NULL,
    };
    im->written++;
    return true;
}

/* --- writing --- */

/* A double-quoted scalar holds anything (YAML 1.1, 5.1 and 5.4), but controls and other line ends than ours.
 */
static void quoted(struct buf *out, const char *key, const char *value)
{
    if (!value)
        return;
    buf_printf(out, "  %s: \"", key);
    for (size_t n = strlen(value), at = 0, length; at < n; at += length) {
        uint32_t c = utf8_decode(value + at, n - at, &length);
        if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFD)
            continue;
        if (c == '"' || c == '\\')
            buf_addc(out, '\\');
        buf_adds(out, c == '$' && value[at + 1] == '{' ? "$" : ""); /* ${ would name a variable */
        buf_add(out, value + at, length);
    }
    buf_adds(out, "\"\n");
}

static void write_yaml(struct buf *out, const struct entry *v, size_t n)
{
    buf_adds(out, "# yaml-language-server: $schema=schema.json\n");
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "%s- id: %s\n", i ? "\n" : "", v[i].id);
        quoted(out, "name", v[i].name);
        quoted(out, "url", v[i].url);
        quoted(out, "site", v[i].site);
        quoted(out, "description", v[i].description);
        quoted(out, "language", v[i].language);
        quoted(out, "family", v[i].family);
    }
    if (!n)
        buf_adds(out, "[]\n");
}

static void write_json(struct buf *out, const struct entry *v, size_t n)
{
    struct json j;
    jw_init(&j, out, true);
    jw_array(&j);
    for (size_t i = 0; i < n; i++) {
        jw_object(&j);
        jw_field(&j, "id", v[i].id);
        jw_field(&j, "name", v[i].name);
        jw_field(&j, "url", v[i].url);
        jw_field(&j, "site", v[i].site);
        jw_field(&j, "description", v[i].description);
        jw_field(&j, "language", v[i].language);
        jw_field(&j, "family", v[i].family);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    buf_addc(out, '\n');
}

static int write_list(struct import *im, const struct opml_entries *entries, const char *output)
{
    struct cli *cli = im->s->cli;
    struct error err = {0};
    struct buf out;
    struct entry *v = arena_alloc(&cli->arena, (entries->n + 1) * sizeof *v);
    size_t n = 0;
    for (size_t i = 0; i < entries->n; i++)
        n += take(im, &entries->v[i], &v[n]);
    buf_init(&out, 0);
    (cli->json ? write_json : write_yaml)(&out, v, n);
    bool ok = true;
    if (output)
        ok = file_write_if_changed(output, out.p, out.n, NULL, &err);
    else
        fwrite(out.p, 1, out.n, stdout);
    buf_free(&out);
    if (!ok) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    if (!cli->quiet && (output || cli->err_terminal))
        complain(_("%d sources written, %d known already, %d left out"), im->written, im->known, im->bad);
    return im->bad ? EXIT_FAULTS : EXIT_OK;
}

static int import_file(struct session *s, const char *path, const char *output)
{
    struct arena *a = &s->cli->arena;
    struct import im = {.s = s};
    struct error err = {0};
    struct buf in;
    struct opml_entries entries = {0};
    const struct sources *lists = &s->config.sources;
    for (size_t i = 0; i < lists->n; i++) {
        *counter_of(a, &im.ids, lists->v[i].id) = 1;
        *counter_of(a, &im.urls, lists->v[i].url) = 1;
    }
    buf_init(&in, 0);
    int status = EXIT_USAGE;
    if (!file_read(path, &in, LARGEST, &err)) {
        complain("%s", err.text);
    } else if (!opml_read(a, buf_str(&in), in.n, &entries, &err)) {
        complain("%s: %s", path, err.text);
        status = EXIT_FAULTS;
    } else {
        status = write_list(&im, &entries, output);
    }
    buf_free(&in);
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
        _("Prints the list; sources whose address is known already are left out, folders become families.\n"
          "Look at it, then put it in the folder of the source lists. - reads standard input.\n"
          "Status 1: something was left out, with the reason on standard error."),
};
