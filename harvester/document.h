/* One document of one source: bytes in, items ready for the store out. A pure function of its arguments: it
   opens nothing, and is what runs where hostile bytes are read. */
#pragma once
#include "harvester/formats/format.h"
#include "harvester/source.h"

struct lexicons;

/* Parses, cleans, fills in what the source says of all its items (kind, language, territory, topics,
   audience, tags), drops what `keep` and `drop` filter out, and understands the others
   (meaning/understand.h). Everything is in the arena. lexicons: NULL for none. */
bool document_read(const struct source *source, const struct document *document,
                   const struct lexicons *lexicons, struct arena *a, struct feed *feed, struct error *err);
/* The same where the page of each item is still to be read (`detail:`): the items are neither understood nor,
   but by what the page behind them cannot change, filtered. */
bool document_list(const struct source *source, const struct document *document, struct arena *a,
                   struct feed *feed, struct error *err);
/* The page of one item: what is found there takes the place of what the item has, then it is filtered and
   understood. Without a byte of a page, only that. `format`: of the page that listed it. The item ends up
   alone in the feed. */
bool document_read_detail(const struct source *source, const struct document *document, const char *format,
                          const struct item *item, const struct lexicons *lexicons, struct arena *a,
                          struct feed *feed, struct error *err);
