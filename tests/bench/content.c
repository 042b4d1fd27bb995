/* What the content of every item goes through, function by function, in MB/s, beside libxml2's HTML push
   parser over the same contents:

       build/release/tests/bench/content feed.rss …

   The contents are the CDATA sections of the files; a file without any is one content. Of several passes over
   them the fastest counts. Not a test: it has no opinion on what is fast. */
#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/charset.h"
#include "base/file.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "base/url.h"
#include "harvester/sanitize.h"

struct text {
    const char *p; /* NUL-terminated */
    size_t n;
};

struct texts {
    struct text *v;
    size_t n, cap, bytes;
};

static struct arena kept, scratch;
static struct texts utf8_files, other_files, contents, plain, titles, addresses, dates;
static volatile size_t sink; /* so that nothing measured is optimised away */

static void keep(struct texts *list, const char *s, size_t n)
{
    *ARENA_PUSH(&kept, list->v, list->n, list->cap) = (struct text){arena_strndup(&kept, s, n), n};
    list->bytes += n;
}

/* Adds all that stands between `open` and `close`. */
static void keep_between(struct texts *list, struct text t, const char *open, const char *close)
{
    for (const char *p = t.p; (p = strstr(p, open));) {
        p += strlen(open);
        const char *end = strstr(p, close);
        if (!end)
            return;
        keep(list, p, (size_t)(end - p));
        p = end;
    }
}

static bool load(const char *path)
{
    struct buf raw, text;
    struct error err;
    buf_init(&raw, 0);
    buf_init(&text, 0);
    bool ok = file_read(path, &raw, 64 << 20, &err);
    if (ok) {
        charset_decode(&text, buf_str(&raw), raw.n, NULL);
        keep(utf8_valid(buf_str(&raw), raw.n) ? &utf8_files : &other_files, buf_str(&raw), raw.n);
        struct text t = {buf_str(&text), text.n};
        size_t before = contents.n;
        keep_between(&contents, t, "<![CDATA[", "]]>");
        if (contents.n == before)
            keep(&contents, t.p, t.n);
        keep_between(&titles, t, "<title>", "</title>");
        keep_between(&addresses, t, "<link>", "</link>");
        keep_between(&addresses, t, "href=\"", "\"");
        keep_between(&dates, t, "<pubDate>", "</pubDate>");
    } else {
        fprintf(stderr, "%s\n", err.text);
    }
    buf_free(&raw);
    buf_free(&text);
    return ok;
}

/* --- what is measured: one text each --- */

static struct buf out;

static size_t decode(struct text t)
{
    charset_decode(&out, t.p, t.n, NULL);
    return out.n;
}

static size_t sanitize(struct text t)
{
    sanitize_html(&out, t.p, t.n, "https://www.example.org/actualites/");
    return out.n;
}

static size_t from_html(struct text t)
{
    return text_from_html(&scratch, t.p, t.n)[0];
}

static size_t title(struct text t)
{
    return text_title(&scratch, t.p, t.n)[0];
}

static size_t collapse(struct text t)
{
    return text_collapse(&scratch, t.p, t.n)[0];
}

static size_t fold(struct text t)
{
    return text_fold(&scratch, t.p, t.n)[0];
}

static size_t resolve(struct text t)
{
    return url_resolve(&scratch, "https://www.example.org/actualites/", t.p)[0];
}

static size_t canonical(struct text t)
{
    return url_canonical(&scratch, t.p)[0];
}

static size_t timestamp(struct text t)
{
    struct civil c;
    return timestamp_parse(t.p, t.n, &c);
}

static void count_element(void *context, const xmlChar *name, const xmlChar **attributes)
{
    (void)name;
    (void)attributes;
    ++*(size_t *)context;
}

static void count_text(void *context, const xmlChar *s, int n)
{
    (void)s;
    *(size_t *)context += (size_t)n;
}

static size_t libxml(struct text t)
{
    static htmlSAXHandler sax = {.startElement = count_element, .characters = count_text};
    size_t seen = 0;
    htmlParserCtxtPtr parser = htmlCreatePushParserCtxt(&sax, &seen, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
    htmlParseChunk(parser, t.p, (int)t.n, 1);
    htmlFreeParserCtxt(parser);
    return seen;
}

/* --- the table --- */

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void measure(const char *name, const struct texts *list, size_t (*run)(struct text))
{
    enum { PASSES = 12 };
    double best = 1e9;
    if (!list->n)
        return;
    for (int pass = 0; pass < PASSES; pass++) {
        double start = seconds();
        for (size_t i = 0; i < list->n; i++) {
            sink += run(list->v[i]);
            buf_reset(&out);
            arena_reset(&scratch);
        }
        double took = seconds() - start;
        best = took < best ? took : best;
    }
    printf("%-26s %8zu %9.2f %9.0f %10.0f\n", name, list->n, (double)list->bytes / 1e6,
           (double)list->bytes / best / 1e6, best / (double)list->n * 1e9);
}

int main(int argc, char **argv)
{
    arena_init(&kept, 0);
    arena_init(&scratch, 0);
    buf_init(&out, 0);
    for (int i = 1; i < argc; i++)
        if (!load(argv[i]))
            return 1;
    for (size_t i = 0; i < contents.n; i++) {
        const char *s = text_from_html(&scratch, contents.v[i].p, contents.v[i].n);
        keep(&plain, s, strlen(s));
        arena_reset(&scratch);
    }
    printf("%-26s %8s %9s %9s %10s\n", "", "texts", "MB", "MB/s", "ns each");
    measure("charset_decode, UTF-8", &utf8_files, decode);
    measure("charset_decode, others", &other_files, decode);
    measure("libxml2 HTML push parser", &contents, libxml);
    measure("sanitize_html", &contents, sanitize);
    measure("text_from_html", &contents, from_html);
    measure("text_collapse", &plain, collapse);
    measure("text_fold", &plain, fold);
    measure("text_title", &titles, title);
    measure("url_resolve", &addresses, resolve);
    measure("url_canonical", &addresses, canonical);
    measure("timestamp_parse", &dates, timestamp);
    buf_free(&out);
    arena_free(&scratch);
    arena_free(&kept);
    return 0;
}
