/* Cue words: short patterns looked for over tokens, at word boundaries. What a cue means is its table's
 * business. */
#pragma once
#include "harvester/meaning/tokens.h"

/* A pattern is words with a space between them, all folded (no capitals, no accents):
     depot          that word            candidat*   a word that begins so (three letters at least)
     le|la          one or the other     ?les        there or not
     ~              up to three words, whatever they are
     #              a number             ^ami        the word written in capitals ("AMI")
   Marks between words are passed over, but not the end of a sentence nor of a line. */

/* The index of the token after the pattern when it matches from token i on; 0: it does not. */
size_t cue_match(const struct tokens *t, size_t i, const char *pattern);

/* The same for the first of several patterns that matches: a NULL-terminated list that is never freed (an
   index over its first letters is made once and kept). */
size_t cue_at(const struct tokens *t, size_t i, const char *const *patterns);

/* Does one of such a list begin between tokens `from` and `to` (not included)? */
bool cue_within(const struct tokens *t, size_t from, size_t to, const char *const *patterns);
/* Where the last one does, + 1; 0: nowhere. */
size_t cue_last(const struct tokens *t, size_t from, size_t to, const char *const *patterns);

/* Where the patterns of a table may begin: they are found in one pass, whatever their number. */
struct cue_index {
    const char *const *patterns; /* the first member of each row */
    size_t stride;               /* bytes of a row */
    int *table;                  /* open hash over what a pattern may begin with: an entry, -1: none */
    uint32_t mask;
    struct cue_start {
        uint32_t key;
        int row, next;       /* next: in its chain, by rising row, -1 */
        uint32_t head, mask; /* what the token's head is to be in these bits */
        uint64_t second;     /* a bit of each key of the words that may follow; all: any, or the end */
    } * starts;
    size_t n, cap;
};
/* Over n rows of `stride` bytes whose first member is a pattern. */
void cue_index(struct arena *a, struct cue_index *index, const void *rows, size_t n, size_t stride);
/* Calls found(context, row, i, past) for each row that matches at token i, for all tokens in order. */
void cue_scan(const struct cue_index *index, const struct tokens *t,
              void (*found)(void *context, size_t row, size_t i, size_t past), void *context);
