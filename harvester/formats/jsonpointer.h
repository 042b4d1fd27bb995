/* JSON Pointers (RFC 6901) as the rules of a source: selectors of a struct extract_language.

   /results/0/title    as in the RFC; an index below zero counts from the end: /timings/-1/end
   /records/ * /fields  (without the spaces) every element of a list, every member of an object
   /records/fields     a name looked for in a list is looked for in each of its elements, and a value that
   stands alone is its own first element: some write it so instead of a list of one /donnees/MAPA       goes
   on in the JSON that a string holds https://x/{/id}     text with what pointers find in it: template.h /data
   >> article    what stands behind >> looks into the HTML that the string holds (CSS, or XPath)

   What is found is taken apart to single values: lists to their elements, objects with a member for each
   language to the one that is wanted (the source's, French, English, the first there is). null and empty
   strings count as not there. */
#pragma once
#include "harvester/extract.h"
#include "harvester/formats/jsontext.h"
#include "base/text.h"

struct json_inside { /* what a string holds */
    const json_t *string;
    json_t *json;         /* NULL: none */
    struct extract *page; /* NULL: not looked at as HTML yet */
};

struct json_document {
    json_t *root;
    struct json_inside *inside; /* a hash table by the string's place in memory */
    size_t n, cap;
};
void json_document_close(struct json_document *own);

/* Does a pointer lead to a value, were it empty? Only the names before its first * count. Templates and what
   is no pointer do. */
bool json_pointer_leads(struct json_document *own, struct arena *arena, const char *selector);
