/* Where an item of an XML feed begins and ends: which of its texts is the content, and what is left to others
   to say. */
#include "harvester/formats/xmlfields.h"
#include "base/htmltag.h"
#include "base/text.h"
#include "base/url.h"

#include <math.h>
#include <string.h>

enum { OWN_LANGUAGE = 1, OUTER_LANGUAGE = 40, ABOUT_ID = 3, ABOUT_ADDRESS = 44 }; /* ranks */

void begin_feed(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    (void)attributes;
    const char *language = x->stack[x->depth].language;
    x->begun = true;
    if (!language || strlen(language) > 35 || !may_give(x, FIELD_LANGUAGE, OUTER_LANGUAGE))
        return;
    x->feed->language = language;
    settle(x, FIELD_LANGUAGE, OUTER_LANGUAGE);
}

void begin_complete(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    (void)attributes;
    x->feed->complete = true;
}

void begin_item(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    struct frame *frame = &x->stack[x->depth];
    x->begun = true;
    if (x->item || x->enough || !feed_has_room(x->document, x->arena, x->feed) || arena_over(x->arena)) {
        x->enough = x->enough || !x->item;
        frame->place = IN_NOTHING;
        frame->owner = false;
        return;
    }
    x->item = feed_add_item(x->arena, x->feed);
    memset(x->ranks[1], 0, sizeof x->ranks[1]);
    x->summary.piece = x->content.piece = (struct piece){0};
    x->fallback = (struct authors){0};
    x->attachment = NULL;
    x->duration = -1;
    x->hours[0] = x->hours[1] = NULL;
    size_t n;
    const char *about = attribute(attributes, "about", &n);
    if (about) {
        x->item->id = plain_line(x->arena, about, n);
        settle(x, FIELD_ID, ABOUT_ID);
        const char *url = address_attribute(x, attributes, "about");
        if (url_is_http(url)) {
            x->item->url = url;
            settle(x, FIELD_LINK, ABOUT_ADDRESS);
        }
    }
    if (frame->language && frame->language != x->stack[x->depth - 1].language) {
        x->item->language = frame->language;
        settle(x, FIELD_LANGUAGE, OWN_LANGUAGE);
    }
}

/* --- the texts --- */

/* Base64 (RFC 4648 4), white space and what is none passed over; decoded in place. */
static size_t decode_base64(char *s, size_t n)
{
    unsigned bits = 0, have = 0;
    size_t m = 0;
    for (size_t i = 0; i < n && s[i] != '='; i++) {
        char c = s[i];
        int v = c >= 'A' && c <= 'Z'   ? c - 'A'
                : c >= 'a' && c <= 'z' ? c - 'a' + 26
                : c >= '0' && c <= '9' ? c - '0' + 52
                : c == '+' || c == '-' ? 62
                : c == '/' || c == '_' ? 63
                                       : -1;
        if (v < 0)
            continue;
        bits = bits << 6 | (unsigned)v;
        have += 6;
        if (have >= 8) {
            have -= 8;
            s[m++] = (char)(bits >> have & 0xFF);
        }
    }
    return m;
}

/* Text that was encoded, unless it holds anything but text. */
void undo_base64(struct xmlfeed *x, size_t start)
{
    struct buf clean;
    if (x->text.n == start)
        return;
    size_t n = decode_base64(x->text.p + start, x->text.n - start);
    bool binary = memchr(x->text.p + start, 0, n) || !utf8_valid(x->text.p + start, n);
    buf_init(&clean, 0);
    if (!binary)
        utf8_clean(&clean, x->text.p + start, n);
    x->text.n = start;
    buf_add(&x->text, buf_str(&clean), clean.n);
    buf_free(&clean);
}

/* Some write HTML and call it text: an end tag, or one of an element that has none, gives it away. */
static bool looks_like_html(const char *s, size_t n)
{
    for (const char *p = s, *end = s + n; (p = memchr(p, '<', (size_t)(end - p))); p++) {
        const char *name = p + 1;
        bool closing = name < end && *name == '/';
        name += closing;
        size_t length = 0;
        while (name + length < end &&
               ((name[length] | 0x20) >= 'a' || (name[length] >= '0' && name[length] <= '9')))
            length++;
        enum html_tag tag = html_tag_find(name, length);
        if (tag != HTML_UNKNOWN && (closing || tag == HTML_BR || tag == HTML_IMG || tag == HTML_HR))
            return memchr(name, '>', (size_t)(end - name)); /* what does not end here ends nowhere */
    }
    return false;
}

static bool has_markup(const struct piece *piece)
{
    return memchr(piece->p, '<', piece->n) || memchr(piece->p, '&', piece->n);
}

static bool same(const struct piece *a, const struct piece *b)
{
    return a->n == b->n && memcmp(a->p, b->p, a->n) == 0;
}

static const char *html_of(struct xmlfeed *x, const struct piece *piece)
{
    return html_content(x->arena, piece->p, piece->n, piece->base);
}

static const char *plain_of(struct xmlfeed *x, const struct piece *piece)
{
    const char *line = piece->type == GATHER_TEXT ? text_collapse(x->arena, piece->p, piece->n)
                                                  : text_from_html(x->arena, piece->p, piece->n);
    return *line ? line : NULL;
}

/* What was called text is HTML when it looks like it. */
static void judge(struct piece *piece)
{
    if (piece->n && piece->type == GATHER_TEXT && looks_like_html(piece->p, piece->n))
        piece->type = GATHER_HTML;
}

/* The content is what says most. A description alone is the content when it holds markup, else the summary.
 */
static void put_texts(struct xmlfeed *x)
{
    struct item *item = x->item;
    struct piece *content = &x->content.piece, *summary = &x->summary.piece;
    judge(content);
    judge(summary);
    if (content->n && content->type == GATHER_TEXT)
        item->content_text = plain_of(x, content);
    else if (content->n)
        item->content_html = html_of(x, content);
    bool whole = item->content_html || item->content_text;
    if (!summary->n)
        return;
    if (!whole && summary->type != GATHER_TEXT && has_markup(summary))
        item->content_html = html_of(x, summary);
    else if (!whole || !same(content, summary))
        item->summary = plain_of(x, summary);
}

/* --- the end --- */

static void put_event(struct xmlfeed *x, struct item *item)
{
    join_hour(x, &item->starts, x->hours[0]);
    join_hour(x, &item->ends, x->hours[1]);
    if (item->starts.precision && item->starts.precision <= PRECISION_DAY &&
        item->ends.precision <= PRECISION_DAY)
        item->all_day = item->starts.precision == PRECISION_DAY;
    if (!isfinite(item->lat) || !isfinite(item->lon))
        item->lat = item->lon = NAN;
}

void end_item(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    (void)piece;
    struct item *item = x->item;
    put_texts(x);
    put_event(x, item);
    if (!item->language)
        item->language = x->content.piece.n ? x->content.piece.language : x->stack[x->depth].language;
    for (size_t i = 0; !item->authors.n && i < x->fallback.n; i++)
        add_author(x->arena, &item->authors, &x->fallback.v[i]);
    if (x->duration >= 0 && item->attachments.n && item->attachments.v[0].duration < 0)
        item->attachments.v[0].duration = x->duration;
    x->item = NULL;
}
