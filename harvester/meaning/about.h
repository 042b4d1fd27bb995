/* What an item is about: topics, who may apply, where, whose it is, how much money. Pure functions over
   tokens; nothing is guessed that the text does not say. Everything they give is in the arena. */
#pragma once
#include "harvester/meaning/lexicon.h"
#include "store/item.h"

/* An item's text, cut into tokens once: title, empty line, body. Positions count from the title on in both.
 */
struct text_parts {
    struct tokens title, body;
};
void text_parts_read(struct arena *a, const char *title, const char *body,
                     struct text_parts *out); /* NULL: none */
/* The same of tokens that are there already, of which the first title_end are the title's. */
void text_parts_of(const struct tokens *whole, size_t title_end, struct text_parts *out);

enum part { PART_TITLE, PART_BODY, PART_COUNT };
const struct tokens *text_part(const struct text_parts *parts, enum part part);
/* The words [from, to) of a part as they stand there, in the arena. */
char *text_words(struct arena *a, const struct tokens *t, size_t from, size_t to);

struct label {
    const char *id; /* "mobilite", "collectivites" */
    double score;
    struct evidence why; /* the word that counted most; its position */
};
struct labels {
    struct label *v;
    size_t n, cap;
};

/* The main topics, best first: one to three, more for a call that lists its fields. */
void topics_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                 struct labels *out);
/* Who may apply, as far as the text says so, in the order of the text. */
void audiences_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    struct labels *out);
/* What a source's own category words stand for; those that stand for nothing go to `unmapped` (may be NULL).
   Words that stand for the other list are no unmapped ones: `moisson status --unmapped` lists what neither
   knows. */
void topics_of_tags(struct arena *a, const struct lexicons *l, const struct strings *tags,
                    struct labels *out);
void audiences_of_tags(struct arena *a, const struct lexicons *l, const struct strings *tags,
                       struct labels *out);
bool tag_mapped(struct arena *a, const struct lexicons *l, const char *tag);

struct territory {
    enum scale scale;
    const char *name; /* NULL: the text does not give it ("la Région") */
    struct evidence why;
};
/* Where applicants or projects must be. False when nothing says so. */
bool territory_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    struct territory *out);

struct organizer {
    const char *name;
    enum scale scale; /* where those who apply to it are; SCALE_NONE */
    struct evidence why;
};
/* The body that runs or funds it. False when nothing says so. `where` (NULL: not known) completes "la
 * Région". */
bool organizer_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                    const struct territory *where, struct organizer *out);

struct amounts {
    double min, max;      /* for one project; NAN: not said */
    double rate;          /* percent, the highest */
    double budget_total;  /* the envelope of this call */
    const char *currency; /* ISO 4217; NULL when there is no amount */
    struct evidence why_min, why_max, why_rate, why_budget;
};
/* False when the text says none of them (then all are NAN). */
bool amounts_find(struct arena *a, const struct lexicons *l, const struct text_parts *parts,
                  struct amounts *out);

/* All of it at once: fills what is empty of an item whose kind is known (of what is no call the topics alone,
   and what the source's categories say), each fact with its evidence. `whole` and `title_end` as above. */
void about_read(struct arena *a, const struct lexicons *l, struct item *item, const struct tokens *whole,
                size_t title_end);
