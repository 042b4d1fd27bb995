/* Reading one piece of HTML markup as browsers do (WHATWG HTML 13.2.5): tags with those attributes that
   matter, comments, the ends of raw text. For the sanitiser: it knows nothing of what is allowed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/htmltag.h"

/* clang-format off */
/* In alphabetical order. */
#define HTML_ATTRIBUTES(X) \
    X(ABBR, "abbr") X(ALT, "alt") X(CITE, "cite") X(COLSPAN, "colspan") X(DATA_LAZY_SRC, "data-lazy-src") \
    X(DATA_ORIGINAL, "data-original") X(DATA_SRC, "data-src") X(DATA_SRCSET, "data-srcset") X(DATETIME, "datetime") \
    X(DIR, "dir") X(HEIGHT, "height") X(HREF, "href") X(HREFLANG, "hreflang") X(KIND, "kind") X(LABEL, "label") \
    X(LANG, "lang") X(MEDIA, "media") X(OPEN, "open") X(POSTER, "poster") X(REVERSED, "reversed") \
    X(ROWSPAN, "rowspan") X(SCOPE, "scope") X(SIZES, "sizes") X(SPAN, "span") X(SRC, "src") X(SRCLANG, "srclang") \
    X(SRCSET, "srcset") X(START, "start") X(STYLE, "style") X(TITLE, "title") X(TYPE, "type") X(VALUE, "value") \
    X(WIDTH, "width")
/* clang-format on */

enum html_attribute {
#define X(id, name) ATTRIBUTE_##id,
    HTML_ATTRIBUTES(X)
#undef X
        ATTRIBUTE_COUNT
};
const char *html_attribute_name(enum html_attribute attribute);

struct html_slice {
    const char *p;
    size_t n;
};

struct html_token {
    enum html_tag tag; /* HTML_UNKNOWN for every name that is no known element */
    bool closing;      /* </…> */
    bool self_closing; /* <…/> */
    uint64_t seen;     /* a bit for each attribute that is there */
    struct html_slice
        value[ATTRIBUTE_COUNT]; /* as written, references not decoded; only where seen says so */
};
_Static_assert(ATTRIBUTE_COUNT <= 64, "one bit for each attribute");

/* Reads the tag at s[i] == '<' followed by a letter or by "/" and a letter. Returns the index after it; n
   when the text ends inside the tag, which then counts for nothing (*whole is false). */
size_t html_token_read(const char *s, size_t n, size_t i, struct html_token *token, bool *whole);

/* The index after the comment, declaration or instruction at s[i], "<!", "<?" or "</" and no letter. */
size_t html_skip_declaration(const char *s, size_t n, size_t i);

/* The index of the "</NAME" (any case) that ends the raw text beginning at i; n when there is none. */
size_t html_find_end_tag(const char *s, size_t n, size_t i, enum html_tag tag);
