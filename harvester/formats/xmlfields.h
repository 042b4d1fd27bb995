/* Between the files that put fields of XML feeds into the record: xmlfields.c, xmlfacts.c. */
#pragma once
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

/* xmlitem.c */
void begin_feed(struct xmlfeed *x, const struct element *e, const struct attributes *attributes);
void begin_item(struct xmlfeed *x, const struct element *e, const struct attributes *attributes);
void end_item(struct xmlfeed *x, const struct element *e, const struct piece *piece);

/* Decodes the text from start on in x->text; leaves nothing there when it is no text. */
void undo_base64(struct xmlfeed *x, size_t start);

/* xmlfacts.c */
void take_instant(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_civil(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void begin_when(struct xmlfeed *x, const struct element *e, const struct attributes *attributes);
void take_duration(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_point(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_coordinate(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void begin_status(struct xmlfeed *x, const struct element *e, const struct attributes *attributes);
void take_status(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_ttl(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_period(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_frequency(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_skipped_hour(struct xmlfeed *x, const struct element *e, const struct piece *piece);
void take_skipped_day(struct xmlfeed *x, const struct element *e, const struct piece *piece);

/* Seconds of "1:02:03", "62:03", "3723", "1h 2m 3s", "PT1H2M3S"; -1: none of these. */
double podcast_duration(const char *s);
