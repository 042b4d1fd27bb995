/* How many items hold a feature: a hash table of 32-bit keys. Begins zeroed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct frequency {
    uint32_t feature; /* 0: a free place */
    uint32_t n : 31;
    bool changed : 1; /* for the caller */
};
struct frequencies {
    struct frequency *v;
    size_t used, cap; /* cap: a power of two */
};
/* The entry of a feature, with n 0 and *found false when it is new; valid until the next call. */
struct frequency *frequency_at(struct frequencies *f, uint32_t feature, bool *found);
/* The same; NULL where it is new. */
struct frequency *frequency_find(const struct frequencies *f, uint32_t feature);
void frequencies_free(struct frequencies *f);

/* For same_features and same_weigh: one more; and how many. The context is the table. */
void frequency_count(void *frequencies, uint32_t feature);
double frequency_of(void *frequencies, uint32_t feature);
