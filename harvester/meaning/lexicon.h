/* Lexicons: words and expressions that stand for something (a topic, a kind of applicant, a body, a place),
   compiled so that a text is searched for all of them in one pass. What they hold comes from YAML
   (harvester/lexicons.c) or from the tables of cues beside the functions that use them. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/mem.h"
#include "harvester/meaning/tokens.h"

enum scale {
    SCALE_NONE,
    SCALE_COMMUNE,
    SCALE_EPCI,
    SCALE_DEPARTEMENT,
    SCALE_REGION,
    SCALE_NATIONAL,
    SCALE_EUROPE,
    SCALE_WORLD,
    SCALE_COUNT
};
extern const char *const scale_names[SCALE_COUNT + 1]; /* "", "commune", "epci", …, NULL */

struct lexicon_entry {
    const char *id, *name; /* the name as it is shown */
    enum scale scale;      /* of a place; of a body: where those who apply to it are */
    const char *code;      /* of a department: "2A" */
};

struct lexicon_word;
struct lexicon_term;

struct lexicon {
    struct lexicon_entry *entries;
    size_t n_entries, entries_cap;
    struct lexicon_term *terms;
    size_t n_terms, terms_cap;
    struct lexicon_word *words;
    size_t n_words, words_cap;
    int *table; /* open hash over the first word, or its first letters for a stem; after lexicon_finish */
    size_t table_size;
    uint16_t mark; /* its bit in a token's `begins`; 0: none */
};

enum { LEXICON_STRONG = 4, LEXICON_WORD = 2, LEXICON_WEAK = 1, LEXICON_NOT = 0 };
enum {
    LEXICON_STEM = 4 /* letters at least before a `*` */,
    LEXICON_LONGEST = 12 /* words of an expression */
};

/* A new entry; its index. */
int lexicon_entry(struct arena *a, struct lexicon *l, const char *id, const char *name);
/* Adds an expression of that entry. `word*` stands for every word that begins so; a word all in capitals (two
   letters at least) is an acronym and only meets a word written with a capital; the plural, accents, hyphens
   and apostrophes do not count. LEXICON_NOT: an expression in which the entry's other words mean something
   else. False, and `*why` says it (a static text), for what cannot be one. */
bool lexicon_add(struct arena *a, struct lexicon *l, int entry, const char *expression, int weight,
                 const char **why);
/* After the last lexicon_add, before the first search. */
void lexicon_finish(struct arena *a, struct lexicon *l);

struct lexicon_hit {
    int entry, weight;
    size_t from, to; /* tokens [from, to) */
};
struct lexicon_hits {
    struct lexicon_hit *v;
    size_t n, cap;
};
/* All that the tokens [from, to) hold, in the order of the text. Of one entry's expressions that overlap the
   longest at the first place counts; those inside an excluded one do not. Cost linear in the tokens. */
void lexicon_find(struct arena *a, const struct lexicon *l, const struct tokens *t, size_t from, size_t to,
                  struct lexicon_hits *out);
/* The entry of which an expression (not one with `*`) is the whole of t, such as a source's own category; -1.
 */
int lexicon_whole(const struct lexicon *l, const struct tokens *t);

/* A table of cues in the code, ended by NULL: expressions with `|` between them, and what they mean, the
   index of the entry. */
struct cue {
    int meaning;
    const char *words;
};
void lexicon_cues(struct arena *a, struct lexicon *l, const struct cue *cues, int n_meanings);

/* What the program knows of topics, audiences, bodies and places, with the source words mapped to them. */
struct lexicons {
    struct lexicon topics, audiences, organizers, places;
    struct lexicon topic_categories,
        audience_categories; /* the words of feeds' categories, to the same entries */
    struct lexicon audience_cues, organizer_cues, amount_cues, place_cues, scale_cues, contact_cues;
    uint16_t *begins; /* by key: the marks of the lexicons in which one begins with it */
};
/* Compiles all of them, the cues of the code included: once, after the entries were read. */
void lexicons_finish(struct arena *a, struct lexicons *l);
/* The last step of that. */
void lexicons_index(struct arena *a, struct lexicons *l);
/* Marks where expressions may begin, for all of them at once: what is searched for many is searched faster.
 */
void lexicons_mark(const struct lexicons *l, struct tokens *t);
