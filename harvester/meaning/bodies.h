/* Public bodies a text names: known ones (organizers.yaml) and those known by their pattern ("Région X",
   "Ville de X", "DRAAF X", "Fondation X"). Used for the organizer and for the territory. */
#pragma once
#include "harvester/meaning/about_internal.h"

struct body {
    const char *name;  /* as it is shown: "Région Bretagne", "ADEME" */
    const char *place; /* "Bretagne"; NULL */
    enum scale scale;  /* of those who apply to it; SCALE_NONE */
    double weight;     /* how much a mention says: 1, less for what is vague */
    bool bare;         /* "la Région": which one the words do not say */
    bool known;        /* from organizers.yaml */
    size_t from, to;   /* tokens */
};
struct bodies {
    struct body *v;
    size_t n, cap;
};
/* All of a part, in order. `places`: the hits of the lexicon of places in it. Linear. */
void bodies_find(struct arena *a, const struct lexicons *l, const struct tokens *t,
                 const struct lexicon_hits *places, struct bodies *out);
/* Where the name in capitals that begins at token i ends; i: there is none. */
size_t name_end(const struct tokens *t, size_t i, const struct lexicon_hits *places);
/* The place that begins at token i; NULL. */
const struct lexicon_hit *place_at(const struct lexicon_hits *places, size_t i);
