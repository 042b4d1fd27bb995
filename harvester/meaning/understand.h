/* What an item's text says of it: kind, dates of a call, dates and place of an event, each with its evidence.
   Pure functions over text: no I/O. */
#pragma once
#include "harvester/meaning/dates.h"
#include "store/item.h"

struct lexicons;

struct meaning_context {
    const char *language; /* BCP 47 of the text: a hint; NULL */
    const char *timezone; /* of the source; NULL: Europe/Paris */
    struct civil ref;     /* when it was published, else read: years left out are read from it */
    bool undated; /* ref is the day of reading, which moves on: years left out are one to be checked */
    const struct lexicons *lexicons; /* NULL: none */
    bool exact_times;                /* the format writes days in a form of their own: a midnight is one */
    enum kind kind; /* the source's own for all its items; KIND_NONE: each item's is found out */
};

/* Fills what the source's structured data left empty: kind; opens, deadline, deadlines, permanent of a call;
   starts, ends, sessions, all_day, place, online, cancelled, registration_deadline of an event; with
   lexicons, what about.h gives, and personal data is left out. What is set already is kept, but machine
   midnights become days (see days.c) and a deadline given by its day gets the hour the text prints for that
   day. item->dates is read before the text: its dates count more than others for an event, and one of
   publication is taken when there is none. Each derived fact adds an `evidence`, its position a byte offset
   in "title, line end, text". A deadline too unsure to be shown is left out. Everything is in the arena. Cost
   linear in the text. */
void understand(struct arena *a, struct item *item, const struct meaning_context *context);
