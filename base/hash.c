/* Fingerprints, by libxxhash. */
#include "base/hash.h"

#include <stdio.h>
#include <inttypes.h>
#include <xxhash.h>

struct hash hash_bytes(const void *p, size_t n)
{
    XXH128_hash_t h = XXH3_128bits(p, n);
    return (struct hash){h.high64, h.low64};
}

char *hash_hex(struct hash h, char out[33])
{
    snprintf(out, 33, "%016" PRIx64 "%016" PRIx64, h.high, h.low);
    return out;
}
