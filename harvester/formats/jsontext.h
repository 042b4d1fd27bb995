/* Reading JSON text (RFC 8259) as it comes from servers into the tree of jansson, and its strings and numbers
   as text. */
#pragma once
#include <jansson.h>
#include "harvester/formats/common.h"

/* The document's value. Several values one after the other (JSON Lines) are one array of them. What stands
   around it for scripts ("callback(…);", "var x = …", ")]}'") is passed over. What is ill-formed and can be
   told all the same is mended, and feed->warning says so: escapes of half a character or of none, controls in
   strings, a comma before the end of a list, NaN. NULL with err set: line, column and what was found. To be
   given back with json_decref. Nesting is bounded by jansson (2048). */
json_t *json_text_load(const struct document *document, struct arena *arena, struct feed *feed,
                       struct error *err);

/* The value of a text that stands in a string; NULL when it is not the JSON of an object or array. */
json_t *json_text_inside(const char *s, size_t n);

/* The text of a string, without what an escape such as \u0000 lets in; of a number and of true and false.
   NULL for others. */
const char *json_text(struct arena *arena, const json_t *v);
