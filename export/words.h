/* The words that stand in what is published, in the languages of a site, and how dates, periods and amounts
   are written for people. French is the default; a language that is not in the table gets English. */
#pragma once
#include "export/export.h"

enum word {
    WORD_COLON, /* between a label and its text, spaces included */
    WORD_DEADLINE,
    WORD_DEADLINES,
    WORD_OPENS,
    WORD_PERMANENT,
    WORD_DATE,
    WORD_DATES,
    WORD_PLACE,
    WORD_ONLINE,
    WORD_REGISTRATION,
    WORD_ORGANIZER,
    WORD_AMOUNT,
    WORD_RATE,
    WORD_BUDGET,
    WORD_AUDIENCE,
    WORD_TERRITORY,
    WORD_CANCELLED,
    WORD_SOURCE,
    WORD_LICENCE,
    WORD_ALSO,
    WORD_UNTITLED,
    WORD_UNSURE,
    WORD_UP_TO,
    WORD_FROM,
    WORD_OF,
    WORD_TO,
    WORD_AT,
    WORD_KIND,
    WORD_TITLE,
    WORD_ADDRESS,
    WORD_STARTS,
    WORD_ENDS,
    WORD_TOPICS,
    WORD_TAGS,
    WORD_PUBLISHED,
    WORD_SUMMARY,
    WORD_ID,
    WORD_AMOUNT_MIN,
    WORD_AMOUNT_MAX,
    WORD_CURRENCY,
    WORD_SOURCES,
    WORD_CHANNELS,
    WORD_EVENT, /* the kinds, in their order */
    WORD_CALL,
    WORD_DOCUMENT,
    WORD_NEWS,
    WORD_TOUT, /* titles and descriptions of the preset channels, by twos */
    WORD_TOUT_ABOUT,
    WORD_APPELS,
    WORD_APPELS_ABOUT,
    WORD_AGENDA,
    WORD_AGENDA_ABOUT,
    WORD_RESSOURCES,
    WORD_RESSOURCES_ABOUT,
    WORD_VEILLE,
    WORD_VEILLE_ABOUT,
    WORD_COUNT
};

/* language: BCP 47, NULL: French. */
const char *word(const char *language, enum word w);
const char *word_kind(const char *language, enum kind kind); /* "" for KIND_NONE */

/* The same time as it is told to people: one that is floating, in UTC or has only an offset in `zone`; one in
   a named zone as it is. Whole days are not touched. */
struct civil civil_told(const struct civil *c, const char *zone);

/* "15 mars 2027 à 12 h 00 (heure de Paris)". See civil_told() for `zone`. NULL for no date. */
char *words_date(struct arena *a, const char *language, const struct civil *c, const char *zone);
/* "du 10 au 12 mars 2026", "10 mars 2026 de 9 h 30 à 12 h 00 (heure de Paris)"; to may be empty. NULL for no
 * date. */
char *words_period(struct arena *a, const char *language, const struct civil *from, const struct civil *to,
                   bool all_day, const char *zone);
/* "de 5 000 € à 10 000 €"; bounds may be NAN. NULL for none. */
char *words_amount(struct arena *a, const char *language, double min, double max, const char *currency);
