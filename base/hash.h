/* Fingerprints: XXH3, 128 bits, for recognising unchanged bytes and for stable names. Not cryptographic:
   nothing here keeps an attacker from making two bodies collide, which would only hide a change of his own
   page. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct hash {
    uint64_t high, low;
};

struct hash hash_bytes(const void *p, size_t n);
char *hash_hex(struct hash h, char out[33]); /* 32 lower-case hexadecimal digits; returns out */
