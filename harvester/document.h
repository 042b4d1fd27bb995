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
