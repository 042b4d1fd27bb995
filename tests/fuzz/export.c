/* A document read, every export of it, and the exports read again: each is held to the rules of its format,
   is read without a complaint, and holds the same items. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict */
/* fuzz: tests/fuzz/seeds/rss tests/fuzz/seeds/atom tests/fuzz/seeds/jsonfeed tests/fuzz/seeds/icalendar */
#include "tests/fuzz/feed.h"
#define fail_msg(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), abort())
#include "tests/export/sample.h"
#include "tests/export/strict.h"

#include <jansson.h>

struct written {
    const struct export_format *format;
    size_t items;
    struct buf file;
};

static void write_file(struct written *w, const struct export_format *format, const struct stored_item *items,
                       size_t n)
{
    struct stored_item *wanted = malloc((n + 1) * sizeof *wanted);
    *w = (struct written){.format = format};
    for (size_t i = 0; i < n; i++)
        if (!format->kinds || format->kinds >> items[i].item.kind & 1)
            wanted[w->items++] = items[i];
    w->file = sample_file(&sample_context, format, wanted, w->items);
    free(wanted);
    claim_sound(buf_str(&w->file), w->file.n, format->file);
}

/* Lines of at most 75 bytes, ended by CRLF (RFC 5545 3.1). */
static void claim_calendar(const struct buf *file)
{
    for (size_t i = 0, from = 0; i < file->n; i++)
        if (file->p[i] == '\n') {
            claim(i > from && file->p[i - 1] == '\r' && i - 1 - from <= 75, "line \"%.*s\"", (int)(i - from),
                  file->p + from);
            from = i + 1;
        }
}

/* As many cells in every record, none of them a formula (RFC 4180). */
static void claim_csv(const struct buf *file, size_t items)
{
    size_t records = 0, cells = 1, first = 0;
    const char *p = file->p + 3;
    for (bool begins = true; *p; p++) {
        if (begins)
            claim(!strchr("=+-@\t", *p), "a formula: %.20s", p);
        if (begins && *p == '"') {
            claim(!strchr("=+-@\t", p[1]), "a formula: %.20s", p);
            while (*++p && (*p != '"' || *++p == '"'))
                ;
        }
        claim(*p != '"', "a quote in a bare cell: %.20s", p);
        begins = *p == ',' || *p == '\n';
        cells += *p == ',';
        if (*p == '\n') {
            claim(p[-1] == '\r', "a record ends in LF");
            first = first ? first : cells;
            claim(cells == first, "%zu cells, not %zu", cells, first);
            cells = 1;
            records++;
        }
    }
    claim(records == items + 1, "%zu records of %zu items", records, items);
}

static void claim_json(const struct buf *file)
{
    json_error_t error;
    json_t *root = json_loadb(file->p, file->n, JSON_REJECT_DUPLICATES, &error);
    claim(root, "no JSON: line %d: %s", error.line, error.text);
    json_decref(root);
}

static void claim_read(const struct written *w, const char *name)
{
    struct arena a;
    struct feed feed;
    struct error err = {0};
    const struct document document = {.bytes = w->file.p, .n = w->file.n, .now = FUZZ_NOW};
    arena_init(&a, 0);
    claim(format_parse(name, &document, &a, &feed, &err), "%s is refused: %s", w->format->file, err.text);
    claim(!feed.warning, "%s is mended: %s", w->format->file, feed.warning);
    if (!w->format->kinds)
        claim(feed.items.n == w->items, "%zu items of %zu in %s", feed.items.n, w->items, w->format->file);
    claim_feed(&feed);
    arena_free(&a);
}

static void claim_exports(const struct stored_item *items, size_t n)
{
    static const char self[] = "https://veille.example.org/essai/";
    for (size_t i = 0; export_formats[i]; i++) {
        struct written w;
        char address[80];
        write_file(&w, export_formats[i], items, n);
        const char *name = w.format->name;
        snprintf(address, sizeof address, "%s%s", self, w.format->file);
        if (!strcmp(name, "rss"))
            strict_rss(w.file.p, w.file.n, address);
        if (!strcmp(name, "atom") && w.items)
            strict_atom(w.file.p, w.file.n, address);
        if (!strcmp(name, "jsonfeed"))
            claim_json(&w.file);
        if (!strcmp(name, "icalendar"))
            claim_calendar(&w.file);
        if (!strcmp(name, "csv"))
            claim_csv(&w.file, w.items);
        else
            claim_read(&w, name);
        buf_free(&w.file);
    }
}

/* What `parse` prints. */
static void claim_parse(const struct feed *feed)
{
    static const struct export_format as = {.name = "jsonfeed", .file = "parse"};
    struct written w = {.format = &as, .items = feed->items.n};
    buf_init(&w.file, 0);
    jsonfeed_feed(&w.file, feed, NULL, true);
    claim_json(&w.file);
    claim_read(&w, "jsonfeed");
    buf_free(&w.file);
}

static enum kind kind_of(const struct item *item)
{
    return item->kind                 ? item->kind
           : item->starts.precision   ? KIND_EVENT
           : item->deadline.precision ? KIND_CALL
                                      : KIND_NEWS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct feed feed;
    struct error err;
    const struct document document = {.bytes = (const char *)data,
                                      .n = n,
                                      .url = "https://source.example/folder/feed?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = FUZZ_NOW};
    arena_init(&a, 0);
    bool read = format_parse(NULL, &document, &a, &feed, &err);
    if (read) {
        struct stored_item *items = arena_alloc(&a, (feed.items.n + 1) * sizeof *items);
        for (size_t i = 0; i < feed.items.n; i++) {
            struct item *item = &feed.items.v[i];
            item->kind = kind_of(item);
            items[i] = sample_item(item->kind, NULL);
            items[i].item = *item;
            items[i].uid = arena_printf(&a, "%08x%024zx", (unsigned)i * 2654435761u, i);
        }
        claim_exports(items, feed.items.n);
        claim_parse(&feed);
    }
    arena_free(&a);
    return read ? 0 : -1;
}
