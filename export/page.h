/* What the output formats share: how an item is titled, linked, dated, described and attributed, the same in
   all of them. Knows no format. Strings are in the page's scratch arena (emptied after every item) unless it
   says otherwise. */
#pragma once
#include "export/export.h"
#include "export/words.h"

struct line { /* "Lieu", "Lyon" */
    const char *label, *text;
};
enum { MOST_LINES = 16 };

/* What was worked out about the item in hand, once for all formats, and the memory for it. */
struct export_shared {
    struct arena scratch;
    const char *title, *link, *summary, *attribution;
    struct strings categories;
    struct line lines[MOST_LINES];
    size_t n_lines;
    struct buf summary_html, content_html; /* as CDATA */
    bool has_title, has_link, has_summary, has_attribution, has_categories, has_lines, has_html;
};
/* before another item: forgets this one, scratch memory included */
void shared_next(struct export_shared *s);
void shared_free(struct export_shared *s);
static inline struct arena *page_scratch(struct export_page *page)
{
    return &page->shared->scratch;
}

/* --- the site and the channel --- */
char *page_title(struct arena *a, const struct export_page *page); /* channel and site */
char *page_link(struct arena *a, const struct export_page *page);  /* the channel's page for people */
char *page_self(struct arena *a, const struct export_page *page);  /* the file itself */

/* --- an item --- */
/* What may be re-published of it: the source's `republish`; of a source that is no longer listed the summary.
 */
enum republish { REPUBLISH_FULL, REPUBLISH_SUMMARY, REPUBLISH_LINK };
enum republish item_republish(const struct export_page *page, const struct stored_item *item);

/* An address as it may stand in a feed: absolute, http or https, every character one of RFC 3986. NULL when
   it is no such thing. */
char *plain_url(struct arena *a, const char *s);

/* "urn:uuid:…" (RFC 9562), the same for ever: from the uid. out holds at least 46 bytes; returns out. */
enum { UUID_SIZE = 46 };
char *item_uuid(const struct stored_item *item, char out[UUID_SIZE]);

/* Plain text, never empty, in one line; a cancelled item says so. What readers would take for markup ("<b>",
   "&amp;") is written so that they do not. */
const char *item_title(struct export_page *page, const struct stored_item *item);
/* The same without the word for cancelled. */
const char *item_own_title(struct export_page *page, const struct stored_item *item);
/* The item's own page, else what it points to, else the source's site; NULL when there is nothing. */
const char *item_link(struct export_page *page, const struct stored_item *item);
bool item_cancelled(const struct stored_item *item);
/* When it was published: never at or before the beginning of 1970 (what programs write that do not know),
 * never after it was first seen (an event's date is not a publication date). */
int64_t item_published(const struct stored_item *item);
/* When it last changed visibly; until then as the source says. Never before item_published. */
int64_t item_updated(const struct stored_item *item);
/* Plain text that nobody takes for markup, as in item_title. NULL gives NULL. */
char *plain_text(struct arena *a, const char *s);
/* A language that ISO 639-1 knows, with what may follow it ("fr", "pt-BR"); NULL when it is none. */
const char *known_language(const char *s);
/* An attachment as an enclosure: address and media type are always good ones, the length 0 when it is not
 * known. */
struct enclosure {
    const char *url, *type, *title;
    int64_t length;
};
bool item_enclosure(struct export_page *page, const struct attachment *attachment, struct enclosure *out);
/* Topics, then the source's own words, each once, as plain_text. */
const struct strings *item_categories(struct export_page *page, const struct stored_item *item);
/* The summary as plain text in one line, an excerpt of the text when there is none; NULL when there is none
 * or it may not be re-published. */
const char *item_summary(struct export_page *page, const struct stored_item *item);

/* Deadline, dates, place, amount …: what is to be seen first, as lines for people. Labels are static. */
size_t item_lines(struct export_page *page, const struct stored_item *item, const struct line **lines);
/* "Source : NAME (licence)"; NULL when the source is not known. */
const char *item_attribution(struct export_page *page, const struct stored_item *item);
const char *item_source_name(struct export_page *page, const struct stored_item *item);
/* Who else publishes it: the source's name, and the address in a feed (NULL: none). */
const char *also_name(struct export_page *page, const struct publication *also);
const char *also_link(struct export_page *page, const struct publication *also);
/* "NAME (ADDRESS); NAME" of all of them; NULL when there is nobody else. */
const char *item_also(struct export_page *page, const struct stored_item *item);
/* The source's feed; of one that is not known, an entry in the list of sources. Never NULL. */
char *item_source_url(struct export_page *page, const struct stored_item *item);

/* The lines, the summary or the whole content, and the source, as HTML that feed readers and validators take
   (no script, no style, no relative address, only old and well-known elements), both as elements of XML, in
   CDATA: `summary`, and `content` when there is more to it than the summary shows and it may be re-published.
   `attributes` begins with a space, or is empty. */
void add_descriptions(struct buf *out, struct export_page *page, const struct stored_item *item,
                      const char *summary, const char *content, const char *attributes);

/* --- markup --- */
/* Sanitised HTML brought down to the elements and attributes that every feed reader and the W3C validator
   know: sectioning elements become div, what only decorates is unwrapped, relative addresses go. Linear time.
 */
void feed_html(struct buf *out, const char *html);
/* A CDATA section with s in it, cut in two where it holds "]]>". */
void add_cdata(struct buf *out, const char *s, size_t n);
/* Takes the signs that an encoding was misread out of what was written since `from`: readers of feeds warn of
   them. "?" stands for U+FFFD. */
void feed_characters(struct buf *out, size_t from);
/* <name>text</name>, escaped; nothing when the text is NULL or empty. */
void add_element(struct buf *out, const char *name, const char *text);
/* <georss:point>, when the item has coordinates on this globe. */
bool item_has_point(const struct item *item);
void add_point(struct buf *out, const struct item *item);
/* A whole number in at least `width` digits. */
void add_digits(struct buf *out, unsigned v, int width);
/* A number as written in XML and iCalendar: at most `decimals`, no exponent, no trailing zeros. */
void add_decimal(struct buf *out, double v, int decimals);
