/* `moisson select`: what a selector matches in a saved page; or JSON lines in, JSON lines out. */
#include "cli/confine.h"
#include "cli/table.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "harvester/formats/common.h"
#include "harvester/formats/htmlrules.h"
#include "harvester/formats/htmltree.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 64 << 20, SHOWN = 160 };

struct page {
    const char *name; /* of the file */
    struct buf bytes;
    struct error err; /* it could not be read */
};

struct row { /* of a batch */
    const char *id, *selector;
    size_t page, line;
};

struct work {
    struct cli *cli;
    const char *selector, *within; /* within: of the items in which it is tried; NULL: the page */
    const char *path;              /* of a batch */
    bool batch;
    LIST(struct page) pages;
    LIST(struct row) rows;
};

static int refuse(const char *where, const char *reason)
{
    struct buf line;
    buf_init(&line, 0);
    if (where) {
        log_add_safe(&line, where);
        buf_adds(&line, ": ");
    }
    log_add_safe(&line, reason);
    fprintf(stderr, "%s\n", buf_str(&line));
    buf_free(&line);
    return EXIT_FAULTS;
}

/* --- a page, and a selector --- */

struct opened {
    struct extract x;
    struct document document;
    struct feed feed;
};

static bool open_page(struct cli *cli, struct page *page, struct opened *out, struct error *err)
{
    *out = (struct opened){.document = {.bytes = buf_str(&page->bytes), .n = page->bytes.n, .now = cli->now}};
    feed_init(&out->feed);
    out->x = (struct extract){.document = &out->document, .arena = &cli->arena, .feed = &out->feed};
    xmlDocPtr doc = html_tree(&out->document, &cli->arena, &out->feed, err);
    if (doc)
        html_rules_open(&out->x, doc);
    return doc;
}

static bool select_in(struct extract *x, const char *selector, const struct extract_values *scopes,
                      struct extract_values *out, size_t *counts, struct error *err)
{
    void *compiled;
    if (!x->language->compile(x->arena, selector, &compiled, err))
        return false;
    for (size_t i = 0; i < scopes->n; i++) {
        size_t before = out->n;
        x->language->select(x, compiled, scopes->v[i], out);
        if (counts)
            counts[i] = out->n - before;
    }
    x->language->release(compiled);
    return true;
}

static const struct extract_value whole;

/* --- one selector --- */

/* "a.card#first", "@href", "text" */
static const char *name_of(struct arena *a, struct extract_value value)
{
    const xmlNode *node = value.node;
    if (!node)
        return "text";
    if (node->type == XML_ATTRIBUTE_NODE)
        return arena_printf(a, "@%s", (const char *)node->name);
    if (node->type != XML_ELEMENT_NODE)
        return "text";
    const char *id = html_attribute(node, "id"), *class = html_attribute(node, "class");
    char *name = arena_printf(a, "%s%s%s%s%s", (const char *)node->name, text_blank(id) ? "" : "#",
                              text_blank(id) ? "" : id, text_blank(class) ? "" : ".",
                              text_blank(class) ? "" : text_collapse(a, class, strlen(class)));
    for (char *p = name; *p; p++)
        if (*p == ' ')
            *p = '.';
    return name;
}

static const char *text_of(struct extract *x, struct extract_value value)
{
    const char *text = value.text ? value.text : x->language->read(x, value, EXTRACT_TEXT);
    return text ? text_collapse(x->arena, text, strlen(text)) : "";
}

static void print_json(struct extract *x, const struct extract_values *found, const size_t *counts,
                       size_t items)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (size_t item = 0, i = 0; item < items; item++)
        for (size_t k = 0; k < counts[item]; k++, i++) {
            jw_object(&j);
            if (items > 1) {
                jw_key(&j, "item");
                jw_int(&j, (int64_t)item + 1);
            }
            jw_field(&j, "node", name_of(x->arena, found->v[i]));
            jw_field(&j, "text", text_of(x, found->v[i]));
            jw_object_end(&j);
        }
    jw_array_end(&j);
    print_buf(&out);
}

static void print_table(struct cli *cli, struct extract *x, const struct extract_values *found,
                        const size_t *counts, size_t items)
{
    static const char *const titles[] = {"ITEM", "NODE", "TEXT", NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (size_t item = 0, i = 0; item < items; item++)
        for (size_t k = 0; k < counts[item]; k++, i++) {
            table_cell(&t, arena_printf(&cli->arena, "%zu", items > 1 ? item + 1 : i + 1), DIM);
            table_cell(&t, name_of(x->arena, found->v[i]), PLAIN);
            table_cell(&t, text_excerpt(&cli->arena, text_of(x, found->v[i]), SHOWN), PLAIN);
        }
    table_print(&t);
}

static int one_selector(struct work *w, struct opened *page, struct error *err)
{
    struct extract *x = &page->x;
    struct extract_values scopes = {0}, found = {0};
    if (!w->within)
        *ARENA_PUSH(x->arena, scopes.v, scopes.n, scopes.cap) = whole;
    else if (!select_in(x, w->within, &(struct extract_values){(struct extract_value[]){whole}, 1, 1},
                        &scopes, NULL, err))
        return refuse(NULL, err->text);
    size_t *counts = arena_alloc(x->arena, (scopes.n + 1) * sizeof *counts), empty = 0;
    if (!select_in(x, w->selector, &scopes, &found, counts, err))
        return refuse(NULL, err->text);
    if (w->cli->json)
        print_json(x, &found, counts, scopes.n);
    else
        print_table(w->cli, x, &found, counts, scopes.n);
    for (size_t i = 0; i < scopes.n; i++)
        empty += !counts[i];
    if (w->within && (empty || !scopes.n) && !w->cli->quiet)
        fprintf(stderr, _("%zu of %zu items have nothing there\n"), empty, scopes.n);
    else if (!found.n && !w->cli->quiet)
        fprintf(stderr, _("nothing matches\n"));
    return found.n ? EXIT_OK : EXIT_FAULTS;
}

static int select_one(void *context)
{
    struct work *w = context;
    struct opened page;
    struct error err = {0};
    if (!open_page(w->cli, &w->pages.v[0], &page, &err))
        return refuse(w->pages.v[0].name, err.text);
    int status = one_selector(w, &page, &err);
    html_rules_close(&page.x);
    return status;
}

/* --- a batch --- */

static bool answer(struct opened *page, const struct row *row, struct error *err)
{
    struct extract_values found = {0};
    struct buf out;
    struct json j;
    if (!select_in(&page->x, row->selector, &(struct extract_values){(struct extract_value[]){whole}, 1, 1},
                   &found, NULL, err))
        return false;
    buf_init(&out, 0);
    jw_init(&j, &out, false);
    jw_object(&j);
    jw_field(&j, "id", row->id);
    jw_key(&j, "ids");
    jw_array(&j);
    for (size_t i = 0; i < found.n; i++) {
        const xmlNode *node = found.v[i].node;
        const char *id = node && node->type == XML_ELEMENT_NODE ? html_attribute(node, "id") : NULL;
        jw_string(&j, id ? id : "nil");
    }
    jw_array_end(&j);
    jw_object_end(&j);
    print_buf(&out);
    return true;
}

/* The answers come in the order of the rows, which mostly name one page after the other. */
static int select_batch(void *context)
{
    struct work *w = context;
    struct opened page;
    size_t open = SIZE_MAX;
    int status = EXIT_OK;
    for (size_t i = 0; i < w->rows.n; i++) {
        const struct row *row = &w->rows.v[i];
        struct error err = w->pages.v[row->page].err;
        bool good = !err.text[0];
        if (good && open != row->page) {
            if (open != SIZE_MAX)
                html_rules_close(&page.x);
            good = open_page(w->cli, &w->pages.v[row->page], &page, &err);
            open = good ? row->page : SIZE_MAX;
        }
        if (!good || !answer(&page, row, &err))
            status = refuse(arena_printf(&w->cli->arena, "%s:%zu", w->path, row->line), err.text);
    }
    if (open != SIZE_MAX)
        html_rules_close(&page.x);
    return status;
}

/* --- reading what is needed, before the sandbox --- */

static size_t load_page(struct work *w, const char *name)
{
    for (size_t i = 0; i < w->pages.n; i++)
        if (strcmp(w->pages.v[i].name, name) == 0)
            return i;
    struct page *page = ARENA_PUSH(&w->cli->arena, w->pages.v, w->pages.n, w->pages.cap);
    *page = (struct page){.name = arena_strdup(&w->cli->arena, name)};
    buf_init(&page->bytes, LARGEST);
    file_read(name, &page->bytes, LARGEST, &page->err);
    return w->pages.n - 1;
}

static const char *load_row(struct work *w, const char *line, size_t n, size_t number)
{
    struct arena *a = &w->cli->arena;
    json_error_t fault;
    json_t *row = json_loadb(line, n, 0, &fault);
    const char *id = json_string_value(json_object_get(row, "id"));
    const char *doc = json_string_value(json_object_get(row, "doc"));
    const char *css = json_string_value(json_object_get(row, "css"));
    const char *reason = !row   ? arena_strdup(a, fault.text)
                         : !id  ? _("no \"id\"")
                         : !doc ? _("no \"doc\": the file to look in")
                         : !css ? _("no \"css\": the selector")
                                : NULL;
    if (!reason)
        *ARENA_PUSH(a, w->rows.v, w->rows.n, w->rows.cap) =
            (struct row){arena_strdup(a, id), arena_strdup(a, css), load_page(w, doc), number};
    json_decref(row);
    return reason;
}

static int load_rows(struct work *w, const struct buf *in)
{
    int status = EXIT_OK;
    size_t number = 0;
    for (const char *p = in->p, *end = p + in->n; p < end; p++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((stop ? stop : end) - p);
        number++;
        const char *reason = n && strspn(p, " \t\r") < n ? load_row(w, p, n, number) : NULL;
        if (reason)
            status = refuse(arena_printf(&w->cli->arena, "%s:%zu", w->path, number), reason);
        p += n;
    }
    return status;
}

static int run_batch(struct work *w, const char *path)
{
    struct buf in;
    struct error err;
    w->path = path;
    buf_init(&in, LARGEST);
    int status = EXIT_FAULTS;
    if (!file_read(path, &in, LARGEST, &err)) {
        complain("%s", err.text);
    } else {
        status = load_rows(w, &in);
        int answered = confined_list(w->cli, path, in.n, select_batch, w);
        status = answered ? answered : status;
    }
    buf_free(&in);
    return status;
}

static int run_one(struct work *w, const char *path)
{
    size_t at = load_page(w, path);
    const struct page *page = &w->pages.v[at];
    if (!page->err.text[0])
        return confined(w->cli, path, select_one, w);
    complain("%s", page->err.text);
    return EXIT_FAULTS;
}

static int select_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli};
    const struct option_spec specs[] = {
        {"items", OPTION_TEXT, &w.within, "SELECTOR", _("try it in each item that this one finds")},
        {"batch", OPTION_FLAG, &w.batch, NULL, _("JSON lines in (id, doc, css), JSON lines out (id, ids)")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (w.batch && (argc > 1 || w.within))
        return usage_error(self, _("--batch takes one FILE at most, and nothing else"));
    if (!w.batch && (argc < 1 || argc > 2))
        return usage_error(self, _("expected SELECTOR and FILE; without FILE, standard input is read"));
    if (!w.batch)
        w.selector = argv[0];
    status = w.batch ? run_batch(&w, argc ? argv[0] : "-") : run_one(&w, argc > 1 ? argv[1] : "-");
    for (size_t i = 0; i < w.pages.n; i++)
        buf_free(&w.pages.v[i].bytes);
    return status;
}

const struct command select_command = {
    .name = "select",
    .run = select_run,
    .usage = "SELECTOR [--items SELECTOR] [FILE] | --batch [FILE]",
    .summary = _("what a CSS selector or XPath matches in a saved page"),
    .help =
        _("Reads a page (from standard input without a FILE) the way a harvest does, and prints what a rule\n"
          "of a source would find in it: a CSS selector, with @attribute behind it or not, or XPath when it\n"
          "begins with / ./ or (. With --items the rule is one of a field, tried in each item. Status 1:\n"
          "nothing matches. --batch prints the ids of the elements, \"nil\" for one without."),
};
