/* `moisson parse`: any one document in, one JSON Feed 1.1 document out. */
#include "cli/confine.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/url.h"
#include "export/export.h"
#include "harvester/formats/format.h"

#include <stdio.h>
#include <string.h>

enum { LARGEST = 256 << 20 };

static int refuse(const char *path, const char *reason)
{
    size_t length = strlen(path);
    struct buf line;
    buf_init(&line, 0);
    /* a file that cannot be read is named in the reason already */
    if (strncmp(reason, path, length) != 0 || reason[length] != ':') {
        log_add_safe(&line, path);
        buf_adds(&line, ": ");
    }
    log_add_safe(&line, reason);
    fprintf(stderr, "%s\n", buf_str(&line));
    buf_free(&line);
    return EXIT_FAULTS;
}

static int print_feed(const struct feed *feed)
{
    struct buf out;
    buf_init(&out, 0);
    jsonfeed_feed(&out, feed, NULL, true);
    buf_addc(&out, '\n');
    fwrite(buf_str(&out), 1, out.n, stdout);
    buf_free(&out);
    return EXIT_OK;
}

struct work {
    struct cli *cli;
    const char *path, *base, *format;
    struct buf in;
};

static int parse_work(void *context)
{
    struct work *w = context;
    struct feed feed;
    struct error err = {0};
    struct document document = {.bytes = buf_str(&w->in), .n = w->in.n, .url = w->base, .now = w->cli->now};
    if (!format_parse(w->format, &document, &w->cli->arena, &feed, &err))
        return refuse(w->path, err.text);
    return print_feed(&feed);
}

static int parse_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli};
    const struct option_spec specs[] = {
        {"base", OPTION_TEXT, &w.base, "URL", _("the address it was fetched from, for relative addresses")},
        {"format", OPTION_TEXT, &w.format, "NAME",
         _("insist on one: rss, rdf, atom, jsonfeed, icalendar, html")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc != 1)
        return usage_error(self, _("expected one FILE; \"-\" is standard input"));
    if (w.base && !url_is_http(w.base))
        return usage_error(self, _("--base %s: expected an http or https address"), w.base);
    struct error err = {0};
    w.path = argv[0];
    buf_init(&w.in, LARGEST);
    status = file_read(w.path, &w.in, LARGEST, &err) ? confined(cli, w.path, parse_work, &w)
                                                     : refuse(w.path, err.text);
    buf_free(&w.in);
    return status;
}

const struct command parse_command = {
    .name = "parse",
    .run = parse_run,
    .usage = "[--base URL] [--format NAME] FILE",
    .summary = _("any one feed, calendar or page as JSON Feed 1.1"),
    .help =
        _("Reads one document (\"-\": standard input), finds out its format and encoding from its bytes,\n"
          "and writes its items as JSON Feed 1.1, facts in the `_moisson` extension. Those of a page are\n"
          "what it marks as such: JSON-LD, microdata, RDFa, h-event and its like. What was wrong with\n"
          "a document that could be read all the same stands in `_moisson.warning` of the feed.\n"
          "Status 0: read; 1: refused, with one line that says why."),
};
