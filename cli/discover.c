/* `moisson discover`: what a site offers to harvest, and a source in YAML for the best of it. */
#include "cli/session.h"
#include "cli/web.h"
#include "base/charset.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/url.h"
#include "base/zone.h"
#include "harvester/discover/discover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct visit {
    struct cli *cli;
    struct config config;
    struct web *web;
    struct workers *workers;
    const char *url; /* asked for; where it led, once it is here */
    bool page_only;  /* the page itself is wanted, whatever feeds there are */
    struct findings found;
    bool seen;      /* the page was read */
    bool feed_here; /* the address is a feed itself */
    const char *fault;
};

/* --- reading --- */

static bool read_in_worker(void *context, const struct wire_request *request, struct arena *a,
                           struct wire_answer *answer, struct error *err)
{
    struct document document = request->document;
    document.limits = &((const struct visit *)context)->config.limits.document;
    return discover_read(&document, a, &answer->feed, err);
}

static const char *offered(const char *format)
{
    static const char *const names[] = {"rss", "atom", "rdf", "jsonfeed", "icalendar", "sitemap", "oai"};
    for (size_t i = 0; format && i < sizeof names / sizeof *names; i++)
        if (strcmp(format, names[i]) == 0)
            return names[i];
    return NULL;
}

/* What the first address gave. */
static void on_page(struct visit *v, const struct worker_outcome *outcome)
{
    const char *format = outcome->feed ? offered(outcome->feed->format) : NULL;
    struct arena *a = &v->cli->arena;
    if (!outcome->feed) {
        v->fault = arena_strdup(a, outcome->error);
        return;
    }
    v->seen = true;
    if (!format) {
        findings_of(a, outcome->feed, &v->found);
        return;
    }
    v->feed_here = true;
    v->found.title = arena_strdup(a, outcome->feed->title);
    v->found.language = arena_strdup(a, outcome->feed->language);
    *ARENA_PUSH(a, v->found.v, v->found.n, v->found.cap) =
        (struct finding){.kind = strcmp(format, "sitemap") == 0 ? FINDING_SITEMAP
                                 : strcmp(format, "oai") == 0   ? FINDING_OAI
                                                                : FINDING_FEED,
                         .url = v->url,
                         .why = _("this very address"),
                         .format = format,
                         .named = true,
                         .items = (int64_t)outcome->feed->items.n};
}

/* Of the items that the page itself shows: how many has the feed? -1: there is nothing to compare. */
static int shared_items(const struct visit *v, const struct feed *feed)
{
    int shared = 0, linked = 0;
    const struct strings *urls = NULL;
    for (size_t i = 0; i < v->found.n; i++)
        if (v->found.v[i].urls.n)
            urls = &v->found.v[i].urls;
    for (size_t i = 0; i < feed->items.n && urls; i++) {
        linked += feed->items.v[i].url != NULL;
        shared += feed->items.v[i].url && strings_has(urls, feed->items.v[i].url);
    }
    return urls && urls->n > 2 && linked > 2 ? shared : -1;
}

/* What another one gave: it stays among the findings only when it is what it was taken for. */
static void on_other(struct visit *v, struct finding *f, const struct worker_outcome *outcome)
{
    const char *format = outcome->feed ? offered(outcome->feed->format) : NULL;
    bool sitemap = format && strcmp(format, "sitemap") == 0, oai = format && strcmp(format, "oai") == 0;
    if (!format)
        return;
    f->kind = sitemap ? FINDING_SITEMAP : oai ? FINDING_OAI : FINDING_FEED;
    f->format = format;
    f->items = (int64_t)outcome->feed->items.n;
    f->elsewhere = shared_items(v, outcome->feed) == 0;
    if (!f->title)
        f->title = arena_strdup(&v->cli->arena, outcome->feed->title);
    const struct item *first = f->items ? &outcome->feed->items.v[0] : NULL;
    f->first = first ? arena_strdup(&v->cli->arena, first->title) : NULL;
}

static void on_read(void *context, void *tag, const struct worker_outcome *outcome)
{
    if (tag)
        on_other(context, tag, outcome);
    else
        on_page(context, outcome);
}

static void on_answer(void *context, const struct fetch_request *request,
                      const struct fetch_response *response)
{
    struct visit *v = context;
    struct arena *a = &v->cli->arena;
    struct finding *f = request->tag;
    if (response->outcome != FETCH_OK) {
        if (!f)
            v->fault = arena_strdup(a, response->error);
        return;
    }
    if (!f)
        v->url = arena_strdup(a, response->final_url);
    struct wire_request read = {.source = -1,
                                .document = {.bytes = response->body->p,
                                             .n = response->body->n,
                                             .charset = response->charset,
                                             .content_type = response->content_type,
                                             .url = response->final_url,
                                             .timezone = v->config.site.timezone,
                                             .now = v->cli->now}};
    workers_read(v->workers, &read, f);
    workers_finish(v->workers);
}

static void visit(struct visit *v)
{
    web_ask(v->web, &(struct fetch_request){.url = v->url, .robots = true}, v->url);
    web_run(v->web, on_answer, v);
    for (size_t i = 0; v->seen && !v->feed_here && !v->page_only && i < v->found.n; i++)
        if (v->found.v[i].kind <= FINDING_OAI)
            web_ask(v->web, &(struct fetch_request){.url = v->found.v[i].url, .tag = &v->found.v[i]},
                    v->found.v[i].url);
    web_run(v->web, on_answer, v);
}

/* --- choosing --- */

static bool checked(const struct finding *f)
{
    return f->kind > FINDING_OAI || f->format;
}

static int path_shared(const char *a, const char *b)
{
    int n = 0;
    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

static int64_t rules_items(const struct visit *v)
{
    for (size_t i = 0; i < v->found.n; i++)
        if (v->found.v[i].kind == FINDING_RULES)
            return v->found.v[i].items;
    return 0;
}

/* Comments are not what a site publishes; the feed of this very part of the site is worth more than that of
 * all. */
static int worth(const struct visit *v, const struct finding *f)
{
    static const int by_kind[FINDING_KINDS] = {400, -1, -1, 300, 200};
    int worth = by_kind[f->kind];
    if (f->kind == FINDING_MARKUP && 2 * f->items < rules_items(v))
        return worth - 150; /* it marks but a few of those it lists */
    if (f->kind != FINDING_FEED)
        return worth;
    worth += (f->items > 0 ? 0 : -300) + (f->named ? 40 : 0);
    worth += path_shared(v->url, f->url) / 4;
    if (f->elsewhere) /* news, where the page is an agenda */
        worth -= 250;
    if (strcasestr(f->url, "comment") || (f->title && strcasestr(f->title, "comment")))
        worth -= 250;
    return worth;
}

static int by_worth(const struct visit *v, const struct finding *x, const struct finding *y)
{
    return worth(v, y) - worth(v, x);
}

/* Keeps what was checked, the best first. */
static void sort(struct visit *v)
{
    size_t n = 0;
    for (size_t i = 0; i < v->found.n; i++)
        if (checked(&v->found.v[i]))
            v->found.v[n++] = v->found.v[i];
    v->found.n = n;
    for (size_t i = 1; i < n; i++)
        for (size_t k = i; k > 0 && by_worth(v, &v->found.v[k - 1], &v->found.v[k]) > 0; k--) {
            struct finding f = v->found.v[k];
            v->found.v[k] = v->found.v[k - 1];
            v->found.v[k - 1] = f;
        }
}

static bool usable(const struct finding *f)
{
    return f->kind == FINDING_MARKUP || f->kind == FINDING_RULES ||
           (f->kind == FINDING_FEED && f->items >= 0);
}

/* --- telling --- */

static const char *const kind_words[FINDING_KINDS] = {_("feed"), _("sitemap"), _("OAI-PMH"),
                                                      _("structured data"), _("rules")};

static void describe(struct buf *out, struct cli *cli, const struct finding *f)
{
    buf_printf(out, "#   %s", kind_words[f->kind]);
    if (f->kind == FINDING_FEED)
        buf_printf(out, " (%s, %s)", f->format, counted(&cli->arena, f->items, _("item"), _("items")));
    else if (f->items > 0)
        buf_printf(out, " (%s)", counted(&cli->arena, f->items, _("item"), _("items")));
    if (f->elsewhere)
        buf_adds(out, _(", none of them on this page"));
    buf_printf(out, ": %s", f->kind <= FINDING_OAI ? f->url : f->why);
    if (f->kind <= FINDING_OAI)
        buf_printf(out, " (%s)", f->why);
    buf_addc(out, '\n');
}

static void print_yaml(struct visit *v, const struct finding *best)
{
    struct buf out;
    buf_init(&out, 0);
    buf_printf(&out, "# %s%s%s\n", v->url, v->found.software ? _(" looks made with ") : "",
               v->found.software ? v->found.software : "");
    for (size_t i = 0; i < v->found.n; i++)
        describe(&out, v->cli, &v->found.v[i]);
    if (best && best->kind == FINDING_FEED && !v->feed_here)
        buf_printf(&out, "# A feed is the surest; rules for the page itself: moisson discover --page '%s'\n",
                   v->url);
    if (best) {
        buf_adds(&out, _("# Put into a list, such as sources.d/essai.yaml; then: moisson try FILE\n"));
        discover_source(&out, v->url, &v->found, best);
    }
    struct buf safe;
    buf_init(&safe, 0);
    for (char *line = out.p, *end; line && *line; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        log_add_safe(&safe, line);
        buf_addc(&safe, '\n');
    }
    fwrite(buf_str(&safe), 1, safe.n, stdout);
    buf_free(&safe);
    buf_free(&out);
}

static void print_json(struct visit *v, const struct finding *best)
{
    struct buf out, source;
    struct json j;
    buf_init(&out, 0);
    buf_init(&source, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_field(&j, "url", v->url);
    jw_field(&j, "title", v->found.title);
    jw_field(&j, "software", v->found.software);
    jw_key(&j, "found");
    jw_array(&j);
    for (size_t i = 0; i < v->found.n; i++) {
        const struct finding *f = &v->found.v[i];
        jw_object(&j);
        jw_field(&j, "kind", kind_words[f->kind]);
        jw_field(&j, "url", f->url);
        jw_field(&j, "format", f->format);
        jw_field(&j, "title", f->title);
        jw_field(&j, "why", f->why);
        jw_key(&j, "items");
        jw_int(&j, f->items);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    if (best) {
        discover_source(&source, v->url, &v->found, best);
        jw_field(&j, "source", buf_str(&source));
    }
    jw_object_end(&j);
    print_buf(&out);
    buf_free(&source);
}

static int tell(struct visit *v)
{
    const struct finding *best = NULL;
    if (!v->seen) {
        complain("%s: %s", v->url, v->fault ? v->fault : _("could not be read"));
        return EXIT_FAULTS;
    }
    sort(v);
    for (size_t i = 0; i < v->found.n && !best; i++)
        if (usable(&v->found.v[i]) && !(v->page_only && v->found.v[i].kind == FINDING_FEED))
            best = &v->found.v[i];
    if (v->cli->json)
        print_json(v, best);
    else if (best || v->found.n)
        print_yaml(v, best);
    if (best)
        return EXIT_OK;
    complain(_("%s: neither a feed nor a list of items was found; is it made by a script in the browser? "
               "Look for the "
               "address from which that gets its data, and read it with format: json"),
             v->url);
    return EXIT_FAULTS;
}

/* --- the command --- */

/* The operand may be a page on disk. */
static const char *saved_page(const char *operand)
{
    struct stat st;
    return operand && !strstr(operand, "://") && stat(operand, &st) == 0 ? operand : NULL;
}

static int discover(struct visit *v, const char *from)
{
    struct error err = {0};
    struct worker_plan plan = {
        .limits = &v->config.limits.workers, .read = read_in_worker, .done = on_read, .context = v};
    charset_preload();
    zone_preload();
    v->workers = workers_start(&plan, &err);
    workers_set_context(v->workers, v);
    v->web = v->workers ? web_open(v->cli, &v->config, from, NULL, &err) : NULL;
    if (!v->web) {
        complain("%s", err.text);
        workers_stop(v->workers);
        return v->workers ? EXIT_USAGE : EXIT_STORE;
    }
    if (!v->url)
        v->url = web_first(v->web) ? web_first(v->web) : "https://site.example/";
    visit(v);
    web_close(v->web, &err);
    workers_stop(v->workers);
    return tell(v);
}

static int discover_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct visit v = {.cli = cli};
    const char *from = NULL;
    const struct option_spec specs[] = {
        {"from", OPTION_TEXT, &from, "SAVED",
         _("saved pages instead of the network: pages.tsv, its folder, or one page")},
        {"page", OPTION_FLAG, &v.page_only, NULL, _("look at the page itself, not for feeds")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1 || (argc == 0 && !from))
        return usage_error(self, _("expected one URL, or a saved page"));
    v.url = argc ? argv[0] : NULL;
    if (!from && (from = saved_page(v.url)))
        v.url = NULL;
    if (v.url && !url_is_http(v.url))
        return usage_error(self, _("%s: expected an http or https address, or a file"), v.url);
    if (cli->offline)
        return usage_error(self, _("reads what is there now; saved pages are given with --from"));
    if (!config_load_main(cli, &v.config)) {
        config_print_faults(&v.config.faults, cli->verbose);
        return EXIT_USAGE;
    }
    return discover(&v, from);
}

const struct command discover_command = {
    .name = "discover",
    .run = discover_run,
    .usage = "[--page] [--from SAVED] [URL|FILE]",
    .summary = _("feeds, calendars and lists of a site, and a source for the best"),
    .help = _("Looks at a page: which feeds and calendars it names, and which ones the software that made it "
              "has at\n"
              "known addresses, each fetched and read; sitemaps and OAI-PMH; structured data (JSON-LD, "
              "microdata); and\n"
              "where there is none of them the block that repeats, with selectors for title, address, dates, "
              "place,\n"
              "summary and image, and for the next page. Prints a source in YAML for the best of it, with "
              "comments, to\n"
              "be put into a list and tried with `moisson try`.\n"
              "Status 0: found something; 1: nothing, or the page could not be read; 2: bad usage."),
};
