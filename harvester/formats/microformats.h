/* Between the files of microformats: microformats.c finds the classes, microformats_value.c reads what an
   element with one of them says. */
#pragma once
#include "harvester/formats/things.h"

/* The text of a property: that of its elements of class "value", the title of an abbreviation, what a picture
   stands for; else the text. */
const char *microformats_text(struct page *page, const xmlNode *node);
/* An address as written; NULL. */
const char *microformats_address(struct page *page, const xmlNode *node);
/* A date and time as a machine writes it, put together of several elements of class "value" where it is told
   in parts (value class pattern); a time alone when there is no more: "20:00". Else the text as it stands. */
const char *microformats_date(struct page *page, const xmlNode *node);
/* A date with the day of another one, where it is a time alone. */
const char *microformats_with_day(struct arena *arena, const char *date, const char *other);
