/* The table of input formats, and finding out from the bytes which one a document is in. */
#include "harvester/formats/format.h"
#include "harvester/formats/common.h"
#include "base/charset.h"
#include "base/text.h"

#include <string.h>

const struct format *const formats[] = {
    &rss_format,  &atom_format, &rdf_format, &jsonfeed_format, &icalendar_format,
    &html_format, &json_format, &xml_format, &csv_format,      NULL,
};

/* Bytes in which the sniffers can look for ASCII words: those of the document, or, when it is UTF-16 or -32,
   the text made of them, which then also is what gets parsed. */
static void in_ascii(const struct document *document, struct buf *converted, struct document *out)
{
    *out = *document;
    size_t zeros = 0;
    for (size_t i = 0; i < document->n && i < 8; i++)
        zeros += document->bytes[i] == '\0';
    bool mark16 = document->n >= 2 && (memcmp(document->bytes, "\xFF\xFE", 2) == 0 ||
                                       memcmp(document->bytes, "\xFE\xFF", 2) == 0);
    if (zeros < 2 && !mark16)
        return;
    charset_decode(converted, document->bytes, document->n, document->charset);
    out->bytes = buf_str(converted);
    out->n = converted->n;
    out->charset = "utf-8";
}

const struct format *format_named(const char *name)
{
    for (size_t i = 0; formats[i]; i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

static const struct format *by_bytes(const struct document *document)
{
    const struct format *best = NULL;
    const char *text = document->bytes;
    size_t n = document->n;
    int most = 0;
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    while (n && (strchr(" \t\r\n\f", *text) || !*text)) {
        text++;
        n--;
    }
    for (size_t i = 0; n && formats[i]; i++) {
        int sure = formats[i]->sniff ? formats[i]->sniff(text, n) : 0;
        if (sure > most) {
            most = sure;
            best = formats[i];
        }
    }
    return best;
}

/* What a person would say it is instead. */
static const char *looks_like(const struct document *document)
{
    static const struct {
        const char *word, *name;
    } words[] = {
        {"<html", "an HTML page"},          {"<!doctype html", "an HTML page"}, {"%PDF-", "a PDF document"},
        {"PK\x03\x04", "an archive"},       {"<sitemapindex", "a sitemap"},     {"<urlset", "a sitemap"},
        {"<opml", "an OPML list of feeds"},
    };
    size_t n = document->n < 2048 ? document->n : 2048, i = 0;
    for (size_t at = 0; at < n; at++)
        for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
            size_t length = strlen(words[w].word);
            if (n - at >= length && strncasecmp(document->bytes + at, words[w].word, length) == 0)
                return words[w].name;
        }
    while (i < document->n && strchr(" \t\r\n", document->bytes[i]) && document->bytes[i])
        i++;
    if (i == document->n)
        return "an empty document";
    return document->bytes[i] == '{' || document->bytes[i] == '[' ? "JSON of another kind"
           : document->bytes[i] == '<'                            ? "XML of another kind"
                                                                  : NULL;
}

static bool no_feed(const struct document *document, struct error *err)
{
    const char *seen = looks_like(document);
    return error_set(err, "%s%s: expected RSS, RDF, Atom, JSON Feed, iCalendar or a page",
                     seen ? "not a feed but " : "not a feed", seen ? seen : "");
}

bool format_known(const char *name)
{
    return strcmp(name, "auto") == 0 || format_named(name);
}

bool format_parse(const char *name, const struct document *document, struct arena *arena, struct feed *feed,
                  struct error *err)
{
    struct buf converted;
    struct document in;
    bool ok = false, any = !name || strcmp(name, "auto") == 0;
    feed_init(feed);
    buf_init(&converted, 0);
    in_ascii(document, &converted, &in);
    const struct format *format = any ? by_bytes(&in) : format_named(name);
    if (!format)
        any ? no_feed(&in, err) : error_set(err, "this version does not read the format \"%s\" yet", name);
    else
        ok = format->parse(&in, arena, feed, err);
    if (ok) {
        feed->format = format->name;
        feed_complete(&in, arena, feed);
    }
    buf_free(&converted);
    return ok;
}
