/* What the readers of about.h share: their cues, the bounds of a clause. */
#pragma once
#include "harvester/meaning/about.h"

/* Each compiles its table of cues. */
void audiences_cues(struct arena *a, struct lexicon *l);
void organizers_cues(struct arena *a, struct lexicon *l);
void amounts_cues(struct arena *a, struct lexicon *l);
void scale_cues_compile(struct arena *a, struct lexicon *l);
void places_cues(struct arena *a, struct lexicon *l);
void private_cues(struct arena *a, struct lexicon *l);

/* Does a new clause begin at token i: a sentence, a line that does not go on with the one before, a point of
 * a list? */
bool clause_starts(const struct tokens *t, size_t i);
/* [*from, *to): the clause around token i. Looks at `most` tokens at most on either side. */
void clause_around(const struct tokens *t, size_t i, size_t most, size_t *from, size_t *to);

bool token_is(const struct tokens *t, size_t i, const char *fold); /* false beyond the end */
bool token_in(const struct tokens *t, size_t i,
              const char *const *words); /* a word of a list ended by NULL */
bool token_mark(const struct tokens *t, size_t i, char mark);

/* Evidence for tokens [from, to). The words with a few around them. */
struct evidence evidence_of(struct arena *a, const char *field, const char *rule, double confidence,
                            const struct tokens *t, size_t from, size_t to);
