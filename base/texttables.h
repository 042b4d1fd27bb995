/* The generated tables behind base/text.h (entities.c, foldtable.c). For base/ only. */
#pragma once
#include <stdint.h>

struct text_entity_entry {
    uint16_t offset; /* of the name in the pool; its text follows the name */
    uint8_t length;  /* of the name */
    uint8_t legacy;  /* 1: also known without its semicolon */
};
extern const char text_entity_pool[];
extern const struct text_entity_entry text_entities[];
extern const unsigned short
    text_entity_first[]; /* index of the first name of each letter, 'A' to 'z', and the end */

extern const unsigned char text_fold_page[1024];
extern const uint32_t text_fold_cells[][64];
