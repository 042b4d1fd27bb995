/* Shared by the files that read facts out of one item: its text cut into tokens, the dates found in it, and
   the writing of evidence. Not for anybody else: see understand.h. */
#pragma once
#include "harvester/meaning/cues.h"
#include "harvester/meaning/understand.h"

struct facts {
    struct arena *a;       /* of the item */
    struct arena *scratch; /* of the text, its tokens and dates: gone when the item is read */
    struct item *item;
    const struct meaning_context *context;
    const char *text; /* title, line end, text */
    size_t n;
    struct tokens tokens;
    size_t title_end; /* tokens of the title */
    size_t apart;     /* bytes behind the title that a rule set apart for their dates */
    struct found_dates dates;
};

/* Below LEAST a date is worse than none; below SURE (the exports' own threshold) it is shown as doubtful. */
#define CONFIDENCE_LEAST 0.45
/* Dates of one text whose surroundings are looked at. */
enum { MOST_DATES = 300 };

/* The words of the text between two byte positions become the evidence of a field. `rule` lives in the arena
   or is static. */
void facts_evidence(struct facts *f, const char *field, size_t from, size_t to, const char *rule,
                    double confidence);
/* The same for a found date: its words, with what leads to them in the same sentence. */
void facts_evidence_date(struct facts *f, const char *field, const struct found_date *date, const char *rule,
                         double confidence);

/* Does the role of a date rest on words of its own sentence, not on a title or heading? */
bool facts_cued(const struct found_date *date);

/* The token that begins at a byte position or after it. */
size_t facts_token(const struct facts *f, int position);
/* The tokens of the sentence that holds token i: first, and past the last. A line end of a list does not end
   it before its heading: the line above is taken in when `heading`. */
void facts_sentence(const struct facts *f, size_t i, bool heading, size_t *first, size_t *past);
/* First token of the clause before a date: back to the previous date or the beginning of its sentence. */
size_t facts_clause(const struct facts *f, size_t date);
/* Does it stand where a rule of the source said that dates are? */
bool facts_apart(const struct facts *f, const struct found_date *date);
bool facts_in_title(const struct facts *f, const struct found_date *date);
/* -1, 0, 1 by day, the hour left aside. */
int days_compare(const struct civil *a, const struct civil *b);

/* understand.c: cuts title and text into tokens and finds the dates. */
void facts_prepare(struct facts *f);
/* kinds.c: the kind the text speaks for, its words as evidence; likely[KIND_COUNT]: how likely each is. */
enum kind kinds_find(struct facts *f, double *likely);
/* calls.c and events.c: fill in what is empty. */
void calls_read(struct facts *f);
/* Do the words that lead to a date speak of submission (1), of the end of something else (-1), of neither
 * (0)?
 */
int calls_submission(const struct facts *f, size_t date);
void events_read(struct facts *f);
/* days.c: machine midnights read as days; of calls only where the format has no other form for a day. */
void days_mend(struct item *item, const struct meaning_context *context);
/* The same for a time that was found in the text ("2026-03-05 00:00 UTC"), converted already. */
void days_read(const char *text, const struct found_date *date, struct civil *c);
/* venue.c: where the event takes place. */
void venue_read(struct facts *f);
/* hours.c: the hours of a single day that the text gives in another place, when it gives them once. */
bool hours_apart(struct facts *f, struct period *day);
