/* The repeated block of a page: which of the groups of its outline is its list of items. */
#pragma once
#include "base/civil.h"
#include "harvester/discover/outline.h"

struct block {
    int *items; /* elements, in document order */
    int *ends;  /* where each item ends: its element's end, or, when it is `flat`, the next item */
    size_t n;
    bool flat;    /* an item goes on in the elements that follow its own */
    bool mixed;   /* its members are of several groups */
    double dates; /* share of its items that hold a date */
    double score; /* of this page alone: to be compared, not to be shown */
};

/* The address an element leads to, as written, and the attribute it stands in ("href", "data-url",
   "onclick"); NULL: nowhere. Mail addresses, telephones and "#" are nowhere. */
const char *block_address(const struct outline *o, int element, const char **attribute);

/* The likeliest first. Returns how many there are, at most `most`. `ref`: the day of reading. */
size_t blocks_find(const struct outline *o, struct civil ref, struct block *out, size_t most);
