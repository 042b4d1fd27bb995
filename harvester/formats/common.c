/* What the format files share: decoding, the texts of an item, addresses, categories. */
#include "harvester/formats/common.h"
#include "base/charset.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/limits.h"
#include "harvester/sanitize.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void feed_warn(struct arena *arena, struct feed *feed, const char *format, ...)
{
    struct error warning;
    va_list ap;
    if (feed->warning)
        return;
    va_start(ap, format);
    error_vset(&warning, format, ap);
    va_end(ap);
    feed->warning = arena_strdup(arena, warning.text);
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

void feed_beyond(const struct document *document, struct arena *arena, struct feed *feed,
                 enum document_limit which)
{
    static const char *const texts[DOCUMENT_LIMITS] = {
        [LIMIT_ITEMS] = "more than %s items: the rest was not read",
        [LIMIT_FIELD] = "a text longer than %s: its rest was cut",
        [LIMIT_DEPTH] = "elements nested more than %s deep: those further in were passed over",
        [LIMIT_ATTRIBUTES] = "an element with more than %s attributes: the rest was passed over",
        [LIMIT_ENTITIES] = "entities that stand for more than %s: the rest was left out",
        [LIMIT_LISTED] = "an item with more than %s authors, tags or attachments: the rest was left out",
        [LIMIT_PATTERN] = "a pattern that takes more than %s steps over an item: it counts as no match",
    };
    size_t most = document_most(document, which);
    bool bytes = which == LIMIT_FIELD || which == LIMIT_ENTITIES;
    const char *number = bytes ? yaml_size_text(arena, (int64_t)most) : arena_printf(arena, "%zu", most);
    char text[256];
    int n = snprintf(text, sizeof text, texts[which], number);
    snprintf(text + n, sizeof text - (size_t)n, " (limits.%s)", document_limit_name(which));
    if (!feed->warning)
        feed->warning = arena_strdup(arena, text);
    else if (!strstr(feed->warning, text))
        feed->warning = arena_printf(arena, "%s; %s", feed->warning, text);
}

size_t feed_field(const struct document *document, struct arena *arena, struct feed *feed, const char *s,
                  size_t n)
{
    size_t most = document_most(document, LIMIT_FIELD);
    if (n <= most)
        return n;
    feed_beyond(document, arena, feed, LIMIT_FIELD);
    while (most && ((unsigned char)s[most] & 0xC0) == 0x80)
        most--;
    return most;
}

bool feed_has_room(const struct document *document, struct arena *arena, struct feed *feed)
{
    if (feed->items.n < document_most(document, LIMIT_ITEMS))
        return true;
    feed->cut = true;
    feed_beyond(document, arena, feed, LIMIT_ITEMS);
    return false;
}

const char *html_content(struct arena *arena, const char *html, size_t n, const char *base)
{
    struct buf out;
    const char *text = NULL;
    buf_init(&out, 16 * (n + 1024));
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
    if (!text_blank(tag) && tags->n <= MOST_LISTED && !strings_has(tags, tag))
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
    if (list->n <= MOST_LISTED)
        *ARENA_PUSH(arena, list->v, list->n, list->cap) = *author;
}

struct attachment *item_attachment(struct arena *arena, struct item *item, const char *url)
{
    for (size_t i = 0; i < item->attachments.n; i++)
        if (strcmp(item->attachments.v[i].url, url) == 0)
            return &item->attachments.v[i];
    if (item->attachments.n > MOST_LISTED)
        return NULL;
    struct attachment *a = ARENA_PUSH(arena, item->attachments.v, item->attachments.n, item->attachments.cap);
    *a = (struct attachment){.url = url, .size = -1, .duration = -1};
    return a;
}

void feed_complete(const struct document *document, struct arena *arena, struct feed *feed)
{
    size_t most = document_most(document, LIMIT_LISTED);
    for (size_t i = 0; i < feed->items.n; i++) {
        struct item *item = &feed->items.v[i];
        size_t *lists[] = {&item->authors.n, &item->tags.n, &item->attachments.n};
        item_cut_footer(arena, item);
        if (!item->language)
            item->language = feed->language;
        for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
            if (*lists[k] > most) {
                *lists[k] = most;
                feed_beyond(document, arena, feed, LIMIT_LISTED);
            }
    }
}
