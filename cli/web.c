/* Addresses answered from the network or from saved pages; see the header. */
#include "cli/web.h"
#include "cli/session.h"
#include "base/file.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/secrets.h"

#include <string.h>
#include <sys/stat.h>

enum { LARGEST_TABLE = 4 << 20 };

struct row { /* of pages.tsv */
    const char *url, *file, *type;
};
struct ask {
    struct fetch_request request; /* its tag is the ask */
    void *tag;                    /* the caller's */
    const char *shown;
    struct ask *next;
};

struct web {
    struct cli *cli;
    struct config *config;
    struct fetcher *fetcher; /* NULL: saved pages */
    struct row *rows;
    size_t n, cap;
    const char *page; /* one page for the first address */
    struct ask *first, **last;
    fetch_done *done;
    void *context;
    const char *save;            /* folder, NULL */
    const struct source *source; /* whose secrets are left out; NULL */
    struct row *kept;
    size_t n_kept, kept_cap;
    struct error err; /* of keeping */
    bool failed;
};

/* --- the table --- */

static const char *beside(struct arena *a, const char *table, const char *name)
{
    const char *slash = strrchr(table, '/');
    return *name == '/' || !slash ? name : arena_printf(a, "%.*s/%s", (int)(slash - table), table, name);
}

static void read_row(struct web *w, const char *path, char *line)
{
    struct arena *a = &w->cli->arena;
    char *file = strchr(line, '\t'), *type = file ? strchr(file + 1, '\t') : NULL;
    if (!file)
        return;
    *file++ = '\0';
    if (type)
        *type++ = '\0';
    *ARENA_PUSH(a, w->rows, w->n, w->cap) = (struct row){line, beside(a, path, file), type};
}

static bool read_table(struct web *w, const char *path, struct error *err)
{
    struct buf in;
    buf_init(&in, LARGEST_TABLE);
    bool good = file_read(path, &in, LARGEST_TABLE, err);
    char *text = arena_strdup(&w->cli->arena, buf_str(&in)), *rest = text;
    for (char *line; good && (line = strsep(&rest, "\r\n"));)
        read_row(w, path, line);
    buf_free(&in);
    return good && (w->n || error_set(err, "%s: expected lines of an address, a tab and a file", path));
}

static bool read_saved(struct web *w, const char *from, struct error *err)
{
    struct stat st;
    size_t n = strlen(from);
    if (stat(from, &st) == 0 && S_ISDIR(st.st_mode))
        return read_table(w, arena_printf(&w->cli->arena, "%s/pages.tsv", from), err);
    if (n > 4 && strcmp(from + n - 4, ".tsv") == 0)
        return read_table(w, from, err);
    w->page = from;
    struct buf look;
    buf_init(&look, 0);
    bool good = file_read(from, &look, (size_t)w->config->limits.fetch.body, err);
    buf_free(&look);
    return good;
}

/* Addresses are the same without their fragment. */
static bool same_address(struct arena *a, const char *x, const char *y)
{
    char *left = url_resolve(a, NULL, x), *right = url_resolve(a, NULL, y);
    left[strcspn(left, "#")] = '\0';
    right[strcspn(right, "#")] = '\0';
    return strcmp(left, right) == 0;
}

static struct row find_row(struct web *w, const char *url)
{
    for (size_t i = 0; i < w->n; i++)
        if (same_address(&w->cli->arena, w->rows[i].url, url))
            return w->rows[i];
    struct row row = {url, w->page, NULL};
    w->page = NULL;
    return row;
}

/* --- answers --- */

/* "text/html; charset=utf-8" */
static void read_type(struct arena *a, const char *type, struct fetch_response *r)
{
    if (!type)
        return;
    const char *charset = strcasestr(type, "charset=");
    r->content_type = text_collapse(a, type, strcspn(type, ";"));
    if (charset)
        r->charset = arena_strndup(a, charset + 8, strcspn(charset + 8, "; \t"));
}

/* The caller's tag is given back. */
static void give(struct web *w, struct ask *ask, const struct fetch_response *response)
{
    struct fetch_request request = ask->request;
    request.tag = ask->tag;
    w->done(w->context, &request, response);
}

static void answer_saved(struct web *w, struct ask *ask)
{
    const struct fetch_request *request = &ask->request;
    struct fetch_response r = {
        .url = request->url, .final_url = request->url, .retry_after = -1, .max_age = -1};
    struct row row = ask->shown ? find_row(w, ask->shown) : (struct row){0};
    struct buf body;
    struct error err;
    size_t most = (size_t)w->config->limits.fetch.body;
    buf_init(&body, most);
    if (row.file && file_read(row.file, &body, most, &err)) {
        r.outcome = FETCH_OK;
        r.status = 200;
        r.body = &body;
        r.received = (int64_t)body.n;
        read_type(&w->cli->arena, row.type, &r);
    } else {
        r.outcome = FETCH_HTTP;
        r.status = 404;
        r.error = row.file ? arena_strdup(&w->cli->arena, err.text) : _("no page was saved for this address");
    }
    give(w, ask, &r);
    buf_free(&body);
}

/* --- keeping --- */

static const char *ending(const char *type)
{
    static const char *const endings[][2] = {{"html", "html"}, {"json", "json"}, {"xml", "xml"},
                                             {"rss", "xml"},   {"atom", "xml"},  {"calendar", "ics"},
                                             {"csv", "csv"}};
    for (size_t i = 0; type && i < sizeof endings / sizeof *endings; i++)
        if (strstr(type, endings[i][0]))
            return endings[i][1];
    return "html";
}

/* A tab or a line end would break the table, and an address has none. */
static void keep_page(struct web *w, const struct ask *ask, const struct fetch_response *r)
{
    struct arena *a = &w->cli->arena;
    struct buf body;
    if (!w->save || !ask->shown || !r->body || r->outcome != FETCH_OK || strpbrk(ask->shown, "\t\r\n"))
        return;
    const char *name = arena_printf(a, "page-%03zu.%s", w->n_kept + 1, ending(r->content_type));
    const char *type = !r->content_type ? ""
                       : r->charset     ? arena_printf(a, "%s; charset=%s", r->content_type, r->charset)
                                        : arena_strdup(a, r->content_type);
    buf_init(&body, 0);
    buf_add(&body, r->body->p, r->body->n);
    if (w->source)
        secrets_hide(w->source, &body);
    const char *path = arena_printf(a, "%s/%s", w->save, name);
    if (!w->failed && !file_write_if_changed(path, body.p, body.n, NULL, &w->err))
        w->failed = true;
    buf_free(&body);
    *ARENA_PUSH(a, w->kept, w->n_kept, w->kept_cap) = (struct row){arena_strdup(a, ask->shown), name, type};
}

static void on_answer(void *context, const struct fetch_request *request,
                      const struct fetch_response *response)
{
    struct web *w = context;
    keep_page(w, request->tag, response);
    give(w, request->tag, response);
}

/* --- life --- */

struct web *web_open(struct cli *cli, struct config *config, const char *from, const char *save,
                     struct error *err)
{
    struct web *w = arena_alloc(&cli->arena, sizeof *w);
    *w = (struct web){.cli = cli, .config = config, .save = save};
    w->last = &w->first;
    if (save && !file_make_folders(save, err))
        return NULL;
    if (from)
        return read_saved(w, from, err) ? w : NULL;
    w->fetcher = fetcher_new(&config->limits.fetch, &config->network,
                             session_user_agent(&cli->arena, &config->site), on_answer, w, err);
    return w->fetcher ? w : NULL;
}

const char *web_first(const struct web *w)
{
    return w->n ? w->rows[0].url : NULL;
}

bool web_saved(const struct web *w)
{
    return !w->fetcher;
}

void web_set_source(struct web *w, const struct source *source)
{
    w->source = source;
}

void web_ask(struct web *w, const struct fetch_request *request, const char *shown)
{
    struct ask *ask = arena_alloc(&w->cli->arena, sizeof *ask);
    *ask =
        (struct ask){.request = *request, .tag = request->tag, .shown = arena_strdup(&w->cli->arena, shown)};
    ask->request.tag = ask;
    if (w->fetcher) {
        fetcher_add(w->fetcher, &ask->request);
        return;
    }
    *w->last = ask;
    w->last = &ask->next;
}

void web_run(struct web *w, fetch_done *done, void *context)
{
    w->done = done;
    w->context = context;
    if (w->fetcher) {
        fetcher_run(w->fetcher, 0, &session_stop, NULL, NULL);
        return;
    }
    while (w->first) {
        struct ask *ask = w->first;
        w->first = ask->next;
        if (!w->first)
            w->last = &w->first;
        answer_saved(w, ask);
    }
}

bool web_close(struct web *w, struct error *err)
{
    struct buf table;
    buf_init(&table, 0);
    if (w->fetcher)
        fetcher_free(w->fetcher);
    for (size_t i = 0; i < w->n_kept; i++)
        buf_printf(&table, "%s\t%s\t%s\n", w->kept[i].url, w->kept[i].file, w->kept[i].type);
    bool good = !w->failed;
    if (!good)
        *err = w->err;
    else if (w->n_kept)
        good = file_write_if_changed(arena_printf(&w->cli->arena, "%s/pages.tsv", w->save), table.p, table.n,
                                     NULL, err);
    buf_free(&table);
    return good;
}
