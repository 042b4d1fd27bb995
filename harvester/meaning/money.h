/* Sums of money and percentages as they are written: "entre 750 000 et 1 million d'euros", "2.200.000 €", "50
   k€", "EUR 2-3 million", "80 %". What they are for is amounts.c's business. */
#pragma once
#include "harvester/meaning/tokens.h"

struct quantity {
    double value, low;    /* money: low < value when it is a range, else NAN. A percentage: value */
    const char *currency; /* ISO 4217; NULL: a percentage */
    size_t from, to;      /* tokens */
};
struct quantities {
    struct quantity *v;
    size_t n, cap;
};
/* All of a text, in order. Linear. */
void money_find(struct arena *a, const struct tokens *t, struct quantities *out);
