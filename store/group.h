/* From judged pairs to groups: the strongest pairs first, and no group holds a pair that was vetoed. */
#pragma once
#include "store/same.h"

struct group_pair { /* two items by index, x < y */
    uint32_t x, y;
    double score; /* above 0 */
};
/* Forms groups of n items: group[i] becomes the index of its first member. `apart` says whether two items may
   never be together; it is asked of pairs of different groups about to be joined. `name` orders equal scores,
   so that the order of the items plays no part. Sorts the pairs. */
typedef bool group_apart(void *context, uint32_t x, uint32_t y);
void group_form(struct arena *a, uint32_t n, struct group_pair *pairs, size_t n_pairs, const uint64_t *name,
                group_apart *apart, void *context, uint32_t *group);

/* Groups a whole list in memory: weighs the features by their frequency in it, judges every pair of
   candidates, forms the groups. `name`: of each, the same whatever their order; `group` as above. */
void group_all(struct arena *a, struct same *v, uint32_t n, const uint64_t *name, uint32_t *group);
