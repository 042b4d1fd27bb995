/* What store/same*.c share: their tables, and a text as words. Nobody else includes this. */
#pragma once
#include "base/mem.h"
#include "store/same.h"

/* --- same_table.c --- */
enum same_role { SAME_WORD, SAME_STOP, SAME_MONTH, SAME_UNIT };
enum same_unit { UNIT_EDITION, UNIT_PART, UNIT_MEETING, UNIT_ANY, UNIT_COUNT };
struct same_entry {
    const char *stem, *concept; /* plain forms */
    uint8_t common;             /* of 256 texts of the field, how many hold it */
    uint8_t role, value;        /* of a unit: what it numbers; of a month: 1 to 12 */
};
extern const struct same_entry same_table[]; /* sorted by stem */
extern const size_t same_table_size;
struct same_ordinal {
    const char *word;
    int n;
};
extern const struct same_ordinal same_ordinals[]; /* ends with NULL */

/* --- same_phrases.c --- */
enum same_aspect {
    ASPECT_RESULTS = 1,
    ASPECT_QUESTIONS = 2,
    ASPECT_REPORT = 4,
    ASPECT_GUIDE = 8,
    ASPECT_CEREMONY = 16,
    ASPECT_WEBINAR = 32,
    ASPECT_JOB = 64,
};
/* What the words of a text (see below) name. */
uint16_t same_aspects(const char *words, size_t n);
bool same_prolonged(const char *words);
uint32_t same_regions(const char *words, size_t n);

/* --- same_text.c --- */
enum { SAME_TOKENS = 400 };
struct same_token {
    const char
        *plain; /* folded, without plural and final "e"; of a word of the field its concept. Not ended. */
    const struct same_entry *entry; /* NULL: no word of the table */
    uint64_t id;                    /* hash of `plain` */
    uint8_t length;                 /* of `plain` */
    bool acronym, title;
    char initial; /* of the word as it is written */
    int number;   /* of digits alone; -1 */
    int ordinal;  /* 0: none */
};
struct same_text {
    struct same_token tokens[SAME_TOKENS];
    size_t n;
};
/* " words of s ", folded, with single spaces between and around them; in the arena, *length long. The words
   are added to the tokens of `out`, which may be NULL. */
const char *same_words(struct arena *a, const char *s, bool title, struct same_text *out, size_t *length);
uint64_t same_hash(const char *s, size_t n); /* never 0, nor its lower half */
bool same_token_is(const struct same_token *t, const char *word);
