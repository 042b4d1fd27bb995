/* What the format files share: decoding, the texts of an item, addresses, categories. */
#include "harvester/formats/common.h"
#include "base/charset.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/sanitize.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void feed_warn(struct arena *arena, struct feed *feed, const char *format, ...)
{
    char text[512];
    va_list ap;
    if (feed->warning)
        return;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    feed->warning = arena_strdup(arena, text);
}

void document_text(const struct document *document, struct arena *arena, struct buf *out, struct feed *feed)
{
    struct charset c = charset_decode(out, document->bytes, document->n, document->charset);
    if (c.mended)
        feed_warn(arena, feed, "encoding: read as %s, but %zu byte%s did not fit", c.name, c.mended,
                  c.mended == 1 ? "" : "s");
    else if (c.contradicted)
        feed_warn(arena, feed, "encoding: declared wrongly, read as %s", c.name);
}

bool feed_has_room(const struct document *document, struct arena *arena, struct feed *feed)
{
    if (!document->max_items || feed->items.n < document->max_items)
        return true;
    feed->cut = true;
    feed_warn(arena, feed, "more than %zu items: the rest was not read", document->max_items);
    return false;
}

const char *html_content(struct arena *arena, const char *html, size_t n, const char *base)
{
    struct buf out;
    const char *text = NULL;
    buf_init(&out, 16 * MOST_FIELD);
    sanitize_html(&out, html, n, base);
    if (!out.overflow && out.n && !text_blank(out.p))
        text = arena_strndup(arena, out.p, out.n);
    buf_free(&out);
    return text;
}

const char *plain_line(struct arena *arena, const char *s, size_t n)
{
    const char *line = text_collapse(arena, s, n);
    return *line ? line : NULL;
}

const char *link_address(struct arena *arena, const char *base, const char *s, size_t n)
{
    static const char *const acting[] = {"javascript:", "data:", "vbscript:", "about:", "file:"};
    const char *reference = plain_line(arena, s, n);
    if (!reference)
        return NULL;
    for (size_t i = 0; i < sizeof acting / sizeof *acting; i++)
        if (strncasecmp(reference, acting[i], strlen(acting[i])) == 0)
            return NULL;
    return url_resolve(arena, base, reference);
}

void add_tag(struct arena *arena, struct strings *tags, const char *tag)
{
    if (!text_blank(tag) && tags->n < MOST_TAGS && !strings_has(tags, tag))
        strings_add(arena, tags, tag);
}

void add_author(struct arena *arena, struct authors *list, const struct author *author)
{
    if (!author->name && !author->url && !author->email)
        return;
    for (size_t i = 0; i < list->n; i++) {
        struct author *have = &list->v[i];
        if (!have->name || !author->name || strcmp(have->name, author->name) != 0)
            continue;
        have->url = have->url ? have->url : author->url;
        have->email = have->email ? have->email : author->email;
        return;
    }
    if (list->n < MOST_AUTHORS)
        *ARENA_PUSH(arena, list->v, list->n, list->cap) = *author;
}

struct attachment *item_attachment(struct arena *arena, struct item *item, const char *url)
{
    for (size_t i = 0; i < item->attachments.n; i++)
        if (strcmp(item->attachments.v[i].url, url) == 0)
            return &item->attachments.v[i];
    if (item->attachments.n >= MOST_ATTACHMENTS)
        return NULL;
    struct attachment *a = ARENA_PUSH(arena, item->attachments.v, item->attachments.n, item->attachments.cap);
    *a = (struct attachment){.url = url, .size = -1, .duration = -1};
    return a;
}

void feed_complete(struct feed *feed)
{
    for (size_t i = 0; i < feed->items.n; i++)
        if (!feed->items.v[i].language)
            feed->items.v[i].language = feed->language;
}
