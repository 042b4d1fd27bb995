/* Counts by name: a hash table of strings to integers, in an arena. */
#pragma once
#include <stddef.h>
#include "base/mem.h"

struct counter {
    const char *name;
    int n;
};
struct counters { /* begins zeroed */
    struct counter *v;
    size_t used, cap;
};

/* The count of a name, 0 when it is new; valid until the next call. The name must live as long as the table.
 */
int *counter_of(struct arena *a, struct counters *c, const char *name);
