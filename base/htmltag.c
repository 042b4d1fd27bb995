/* The names of HTML elements. */
#include "base/htmltag.h"

#include <stdint.h>
#include <string.h>

/* Padded with zeros to two machine words, so that a name is compared in two steps. */
static const char names[HTML_TAG_COUNT][HTML_TAG_LONGEST] = {"",
#define X(id, name) #name,
                                                             HTML_TAGS(X)
#undef X
};

static inline uint64_t word(const char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

enum html_tag html_tag_find(const char *name, size_t n)
{
    char key[HTML_TAG_LONGEST] = {0};
    if (!n || n >= HTML_TAG_LONGEST)
        return HTML_UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        if (!name[i])
            return HTML_UNKNOWN; /* zeros are padding */
        key[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
    }
    uint64_t first = word(key), second = word(key + 8);
    size_t low = 1, high = HTML_TAG_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        uint64_t a = word(names[middle]), b = word(names[middle] + 8);
        if (a == first && b == second)
            return (enum html_tag)middle;
        if (a < first || (a == first && b < second))
            low = middle + 1;
        else
            high = middle;
    }
    return HTML_UNKNOWN;
}

const char *html_tag_name(enum html_tag tag)
{
    return names[tag];
}
