/* The texts of data documents, JSON, XML and CSV: whoever filled their fields had a page in mind, so that the
   same field holds plain text here, HTML there, entities of HTML in both, now and then escaped twice. */
#pragma once
#include "harvester/extract.h"

/* What a value is read as (struct extract_language): its text, its markup, the address, the date it holds.
   NULL where the engine is to take the text. */
const char *data_read(struct arena *arena, const char *s, enum extract_as as);

/* The lines a reader sees: markup taken out, entities decoded. Text without either is left as it stands. */
const char *data_text(struct arena *arena, const char *s);

/* HTML; of plain text its paragraphs and lines. NULL when it is plain text in one line. */
const char *data_html(struct arena *arena, const char *s);

/* An address without the faults of fields that people fill: "www.ville.example" has no scheme, "&amp;" is an
   ampersand. */
const char *data_address(struct arena *arena, const char *s);

/* A number as text, the shortest that is read back as the same. */
const char *data_number(struct arena *arena, double v);
