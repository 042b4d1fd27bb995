/* Which attributes an element may keep, and with what values. For the sanitiser only. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"
#include "base/mem.h"
#include "harvester/sanitize_token.h"

struct attributes {
    const char *base; /* relative addresses are resolved against it; NULL */
    size_t
        budget; /* how many bytes resolved addresses may add to the output; then relative ones are dropped */
    struct arena arena; /* of one address */
    struct buf value, address;
};
void attributes_init(struct attributes *x, const char *base, size_t n);
void attributes_free(struct attributes *x);

/* Appends ` name="value"` for all that the element may keep, in a fixed order. false when the element makes
   no sense with what it has left (a link without address, an image without source, a tracking pixel): then
   drop it. */
bool attributes_write(struct attributes *x, struct buf *out, const struct html_token *token,
                      enum html_tag tag);

/* Appends text with its character references decoded and what markup needs escaped again: in a quoted
   attribute, or between tags. */
void escape_again(struct buf *out, const char *s, size_t n, bool attribute);
