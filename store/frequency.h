/* How many items hold a feature: a hash table of 64-bit keys. Begins zeroed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frequency {
    uint64_t feature; /* 0: a free place */
    uint32_t n;
    bool changed; /* for the caller */
};
struct frequencies {
    struct frequency *v;
    size_t used, cap; /* cap: a power of two */
};
/* The entry of a feature, with n 0 and *found false when it is new; valid until the next call. */
struct frequency *frequency_at(struct frequencies *f, uint64_t feature, bool *found);
void frequencies_free(struct frequencies *f);

/* For same_features and same_weigh: one more; and how many. The context is the table. */
void frequency_count(void *frequencies, uint64_t feature);
double frequency_of(void *frequencies, uint64_t feature);
