/* What a word can be in the grammar of dates: the table of dates_words.h, and words found in it. */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

#define X(word, is, number, other) {#word, is, number, other},
const struct date_word date_words[] = {
#include "harvester/meaning/dates_words.h"
};
#undef X

enum { WORDS = sizeof date_words / sizeof *date_words, SLOTS = 2048 };
_Static_assert(SLOTS > 2 * WORDS, "the slots of the words are crowded");

struct slot {
    uint32_t hash;
    uint16_t place; /* in the table, + 1; 0: free */
};

/* The slot of a word, or the free one where it would be. */
static struct slot *slot_of(struct slot *slots, uint32_t hash, const char *fold)
{
    size_t at = hash % SLOTS;
    while (slots[at].place &&
           (slots[at].hash != hash || strcmp(date_words[slots[at].place - 1].word, fold) != 0))
        at = (at + 1) % SLOTS;
    return &slots[at];
}

const struct date_word *date_word_find(const struct token *t)
{
    static struct slot slots[SLOTS]; /* filled once, never freed */
    static bool filled;
    for (size_t i = 0; !filled && i < WORDS; i++) {
        const char *word = date_words[i].word;
        uint32_t hash = token_hash(word, token_singular(word, strlen(word)));
        *slot_of(slots, hash, word) = (struct slot){hash, (uint16_t)(i + 1)};
    }
    filled = true;
    uint16_t place = slot_of(slots, t->hash, t->fold)->place;
    return place ? &date_words[place - 1] : NULL;
}
