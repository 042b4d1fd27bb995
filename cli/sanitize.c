/* `moisson sanitize`: the sanitiser on its own, one fragment in, one out. */
#include "cli/confine.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/url.h"
#include "harvester/sanitize.h"

#include <stdio.h>

enum { LARGEST = 64 << 20 };

static void print_json(struct buf *html)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_key(&j, "html");
    jw_string_n(&j, buf_str(html), html->n);
    jw_object_end(&j);
    print_buf(&out);
}

struct work {
    const struct cli *cli;
    const char *base;
    struct buf in;
};

static int sanitize_work(void *context)
{
    struct work *w = context;
    struct buf out;
    buf_init(&out, 0);
    sanitize_html(&out, buf_str(&w->in), w->in.n, w->base);
    if (w->cli->json)
        print_json(&out);
    else
        fwrite(buf_str(&out), 1, out.n, stdout); /* output_end tells when it could not be written */
    buf_free(&out);
    return EXIT_OK;
}

static int sanitize_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli};
    const struct option_spec specs[] = {
        {"base", OPTION_TEXT, &w.base, "URL", _("resolve relative addresses against this one")}, {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1)
        return usage_error(self, _("one file at most; without one, standard input is read"));
    if (w.base && !url_is_http(w.base))
        return usage_error(self, _("--base %s: expected an http or https address"), w.base);
    const char *path = argc ? argv[0] : "-";
    struct error err;
    buf_init(&w.in, LARGEST);
    if (file_read(path, &w.in, LARGEST, &err)) {
        status = confined(cli, path, sanitize_work, &w);
    } else {
        complain("%s", err.text);
        status = EXIT_FAULTS;
    }
    buf_free(&w.in);
    return status;
}

const struct command sanitize_command = {
    .name = "sanitize",
    .run = sanitize_run,
    .usage = "[--base URL] [FILE]",
    .summary = _("make an HTML fragment safe to publish, on its own"),
    .help = _("Reads a fragment (from standard input without a FILE) and writes what is left of it when\n"
              "everything that acts, hides or tracks is taken out: the same that a harvest does to the\n"
              "content of each item."),
};
