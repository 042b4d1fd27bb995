/* What store/same*.c share: their tables. Nobody else includes this. */
#pragma once
#include "store/same.h"

enum same_role { SAME_WORD, SAME_STOP, SAME_MONTH, SAME_UNIT };
enum same_unit { UNIT_EDITION, UNIT_PART, UNIT_MEETING, UNIT_ANY, UNIT_COUNT };
struct same_entry {
    const char *stem, *concept; /* plain forms */
    uint8_t common;             /* of 256 texts of the field, how many hold it */
    uint8_t role, value;        /* of a unit: what it numbers; of a month: 1 to 12 */
};
extern const struct same_entry same_table[]; /* sorted by stem */
extern const size_t same_table_size;
struct same_ordinal {
    const char *word;
    int n;
};
extern const struct same_ordinal same_ordinals[]; /* ends with NULL */

enum same_aspect {
    ASPECT_RESULTS = 1,
    ASPECT_QUESTIONS = 2,
    ASPECT_REPORT = 4,
    ASPECT_GUIDE = 8,
    ASPECT_CEREMONY = 16,
    ASPECT_WEBINAR = 32,
    ASPECT_JOB = 64,
    ASPECT_PROLONGED = 128,
};
