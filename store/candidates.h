/* Which items may be the same: those that share a key (same_keys). The inverted index of the items in hand.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CANDIDATES_OF_A_KEY = 60 }; /* a key that more items hold tells nothing, and makes no candidates */

struct candidates { /* begins zeroed */
    uint64_t *v;    /* key << 32 | item */
    size_t n, cap;
    uint32_t item; /* whose keys come */
};

/* For same_keys: one key of `item`; the context is the struct. Items come in their order. */
void candidates_add(void *candidates, uint32_t key);

/* Calls `meet` for each of the first `first` of n items, with those after it that share a key with it, each
   once. Ends at false, which it returns. The keys are gone afterwards. */
typedef bool candidates_meet(void *context, uint32_t x, const uint32_t *others, size_t n);
bool candidates_each(struct candidates *c, uint32_t n, uint32_t first, candidates_meet *meet, void *context);

void candidates_free(struct candidates *c);
