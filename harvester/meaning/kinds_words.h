/* The words that speak for a kind. */
#pragma once
#include "store/item.h"
#include <stddef.h>

/* A cue counts once in the title and once in the text. 26 in a title is as much as an unmistakable heading
 * says. */
struct kind_cue {
    const char *pattern;
    signed char kind, title, text;
};
extern const struct kind_cue kind_cues[];
extern const size_t kind_cue_count;
