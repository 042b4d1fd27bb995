/* What the format files share: decoding, the texts of an item, addresses, categories. Knows no format. */
#pragma once
#include "base/buf.h"
#include "harvester/formats/format.h"

enum {
    MOST_LISTED = 500,  /* the highest limits that can be set: authors, tags, attachments of an item */
    DEEPEST_XML = 1024, /* depth of elements */
};

/* Appends the document's text to out: UTF-8, without byte order mark and forbidden controls. When its
   encoding was declared wrongly or had to be mended, feed->warning says so. */
void document_text(const struct document *document, struct arena *arena, struct buf *out, struct feed *feed);

/* Keeps the first warning. */
void feed_warn(struct arena *arena, struct feed *feed, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The limit that is in force. */
size_t document_most(const struct document *document, enum document_limit which);

/* Adds to feed->warning that the document goes beyond a limit. */
void feed_beyond(const struct document *document, struct arena *arena, struct feed *feed,
                 enum document_limit which);

/* false when as many items as may be are there already: feed->warning says that the rest was cut. */
bool feed_has_room(const struct document *document, struct arena *arena, struct feed *feed);

/* How much of a text of n bytes is taken: no more than the limit of a field, and whole characters. What is
   cut is told. Whoever gathers a text may stop FIELD_MARGIN bytes behind the limit. */
enum { FIELD_MARGIN = 8 };
size_t feed_field(const struct document *document, struct arena *arena, struct feed *feed, const char *s,
                  size_t n);

/* A fragment of HTML as it may be stored and shown: sanitised, its links resolved against base (NULL: they
   stay relative). NULL when nothing is left. */
const char *html_content(struct arena *arena, const char *html, size_t n, const char *base);

/* Plain text in one line; NULL when blank. */
const char *plain_line(struct arena *arena, const char *s, size_t n);

/* A resolved address; NULL for blank ones and for schemes that act (javascript:, data: …). */
const char *link_address(struct arena *arena, const char *base, const char *s, size_t n);

/* Adds a tag unless it is blank or there already. This list and the next two take one entry more than
   MOST_LISTED, so that feed_complete sees that something was left out. */
void add_tag(struct arena *arena, struct strings *tags, const char *tag);

/* Adds an author with a name or an address, unless one of that name is there; a second one with the same name
   completes the first. */
void add_author(struct arena *arena, struct authors *list, const struct author *author);

/* The attachment with that address, a new one when there is none yet; NULL past the limit. */
struct attachment *item_attachment(struct arena *arena, struct item *item, const char *url);

/* Takes away « L'article X est apparu en premier sur Y » and its like from the end of an item's texts. */
void item_cut_footer(struct arena *arena, struct item *item);

/* Footers of content management systems go, items without a language take the feed's, and their lists are cut
 * to the limit. */
void feed_complete(const struct document *document, struct arena *arena, struct feed *feed);
