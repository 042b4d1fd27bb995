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

/* The single-byte encodings, in the order of charset_upper. */
enum charset_single {
    WINDOWS_1252,
    ISO_8859_15,
    IBM866,
    ISO_8859_2,
    ISO_8859_3,
    ISO_8859_4,
    ISO_8859_5,
    ISO_8859_6,
    ISO_8859_7,
    ISO_8859_8,
    ISO_8859_10,
    ISO_8859_13,
    ISO_8859_14,
    ISO_8859_16,
    KOI8_R,
    KOI8_U,
    MACINTOSH,
    WINDOWS_874,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_1258,
    X_MAC_CYRILLIC
};
extern const uint16_t charset_upper[][128];
