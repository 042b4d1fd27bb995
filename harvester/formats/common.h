/* What the format files share: decoding, the texts of an item, addresses, categories. Knows no format. */
#pragma once
#include "base/buf.h"
#include "harvester/formats/format.h"

enum {
    MOST_FIELD = 1 << 20, /* bytes of one field; what is longer is cut */
    MOST_AUTHORS = 200,   /* of one item or feed; likewise the next two */
    MOST_TAGS = 500,
    MOST_ATTACHMENTS = 500,
};

/* Appends the document's text to out: UTF-8, without byte order mark and forbidden controls. When its
   encoding was declared wrongly or had to be mended, feed->warning says so. */
void document_text(const struct document *document, struct arena *arena, struct buf *out, struct feed *feed);

/* Keeps the first warning. */
void feed_warn(struct arena *arena, struct feed *feed, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* false when max_items are there already: feed->warning says that the rest was cut. */
bool feed_has_room(const struct document *document, struct arena *arena, struct feed *feed);

/* A fragment of HTML as it may be stored and shown: sanitised, its links resolved against base (NULL: they
   stay relative). NULL when nothing is left. */
const char *html_content(struct arena *arena, const char *html, size_t n, const char *base);

/* Plain text in one line; NULL when blank. */
const char *plain_line(struct arena *arena, const char *s, size_t n);

/* A resolved address; NULL for blank ones and for schemes that act (javascript:, data: …). */
const char *link_address(struct arena *arena, const char *base, const char *s, size_t n);

/* Adds a tag unless it is blank or there already. */
void add_tag(struct arena *arena, struct strings *tags, const char *tag);

/* Adds an author with a name or an address, unless one of that name is there; a second one with the same name
   completes the first. */
void add_author(struct arena *arena, struct authors *list, const struct author *author);

/* The attachment with that address, a new one when there is none yet; NULL past the limit. */
struct attachment *item_attachment(struct arena *arena, struct item *item, const char *url);

/* Items without a language take the feed's. */
void feed_complete(struct feed *feed);
