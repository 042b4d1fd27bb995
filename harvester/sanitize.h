/* The sanitiser: what a source calls HTML becomes HTML that can stand in a page or a feed. An allow-list of
   elements, attributes and URL schemes, over the tree that a browser would build, written so that a browser
   reads back the same tree: every element closed, nothing that parsers disagree about (svg, math, template,
   noscript, comments, raw text). Links get rel="noopener nofollow ugc", images loading="lazy"; tracking
   pixels go. */
#pragma once
#include <stddef.h>
#include "base/buf.h"

/* Appends the safe form of a fragment (n bytes; what is not UTF-8 becomes U+FFFD) to out. Relative addresses
   are resolved against base_url (NULL: they stay relative). Linear time; the output is at most some ten times
   the input. Sanitising the output again gives the same bytes. If out's limit was passed (out->overflow),
   what is there is not balanced and must not be used. */
void sanitize_html(struct buf *out, const char *html, size_t n, const char *base_url);
