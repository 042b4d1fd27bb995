/* Between the files that put fields of XML feeds into the record: xmlfields.c, xmllinks.c, xmlfacts.c,
   xmlitem.c, and the table of their rules, xmlrules.c. */
#pragma once
#include <string.h>
#include "harvester/formats/xmlfeed.h"

/* Whether an element of this rank may give a field: nothing as good did so far. settle() notes that it has.
 */
bool may_give(const struct xmlfeed *x, enum field field, int rank);
void settle(struct xmlfeed *x, enum field field, int rank);

int rank_of(const struct xmlfeed *x, const struct element *e);

/* The content as one line of plain text; NULL when blank. */
const char *line_of(const struct xmlfeed *x, const struct element *e, const struct piece *piece);

/* The place the element that begins or ends stands in. */
unsigned place_of(const struct xmlfeed *x);

/* An attribute as an address, resolved; NULL. */
const char *address_attribute(const struct xmlfeed *x, const struct attributes *attributes, const char *name);

const char *line_attribute(const struct xmlfeed *x, const struct attributes *attributes, const char *name);

/* The content as an address. */
const char *address_of(const struct xmlfeed *x, const struct piece *piece);

/* Whether n bytes begin, or end, with these letters, in any case. */
static inline bool begins_with(const char *s, size_t n, const char *with)
{
    return n >= strlen(with) && strncasecmp(s, with, strlen(with)) == 0;
}
static inline bool ends_with(const char *s, size_t n, const char *with)
{
    return n >= strlen(with) && strncasecmp(s + n - strlen(with), with, strlen(with)) == 0;
}

/* The frame of the element that begins or ends. */
static inline struct frame *top(struct xmlfeed *x)
{
    return &x->stack[x->depth];
}

/* xmlfields.c */
field_begins begin_content, begin_line, begin_person, begin_tag, begin_text;
field_ends take_author, take_keywords, take_language, take_line, take_person_email, take_person_name,
    take_person_url, take_tag, take_text, take_title;

/* xmllinks.c */
field_begins begin_enclosure, begin_guid, begin_image, begin_link, begin_media, begin_origin,
    begin_origin_link, begin_resource;
field_ends end_media, take_favicon, take_guid, take_id, take_image, take_link, take_origin_id,
    take_origin_name;

/* xmlitem.c */
field_begins begin_complete, begin_feed, begin_item;
field_ends end_item;

/* xmlfacts.c */
field_begins begin_status, begin_when;
field_ends take_civil, take_coordinate, take_duration, take_frequency, take_hour, take_instant, take_period,
    take_point, take_skipped_day, take_skipped_hour, take_status, take_ttl;

/* Decodes the text from start on in x->text; leaves nothing there when it is no text. */
void undo_base64(struct xmlfeed *x, size_t start);

/* Gives a day the hour that was stated apart from it, if that is one. */
void join_hour(struct xmlfeed *x, struct civil *c, const char *hour);

/* Seconds of "1:02:03", "62:03", "3723", "1h 2m 3s", "PT1H2M3S"; -1: none of these. */
double podcast_duration(const char *s);
