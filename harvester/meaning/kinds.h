/* The signs of a text and what they make of it: shared with the program that prints them for learning. */
#pragma once
#include "harvester/meaning/facts.h"
#include "harvester/meaning/kinds_words.h"

struct kind_signs {
    float v[SIGN_COUNT]; /* 0: not there */
    struct {
        size_t from, past; /* tokens of the first words of a group in a place */
    } words[SIGN_WORDS];
};
void kinds_signs(const struct facts *f, struct kind_signs *out);
