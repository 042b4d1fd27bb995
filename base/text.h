/* Text: UTF-8, white space, entities, markup, folding. Strings are UTF-8; functions that scan take pointer and
   length; what is NUL-terminated says so. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/mem.h"

/* --- UTF-8 (RFC 3629) --- */
/* Decodes one character at s (n > 0 bytes left); *length gets the bytes used (at least 1). Invalid input gives
   0xFFFD and the length of the maximal invalid part. */
uint32_t utf8_decode(const char *s, size_t n, size_t *length);
bool utf8_valid(const char *s, size_t n);
/* Appends s with invalid sequences replaced by U+FFFD and with control characters that XML 1.0 forbids (all of C0
   but tab, LF, CR; U+FFFE, U+FFFF) dropped. What is valid passes unchanged. */
void utf8_clean(struct buf *out, const char *s, size_t n);

/* --- white space; U+00A0, U+202F, U+2000-200A, U+3000 count as white space, U+200B and U+FEFF are dropped --- */
char *text_collapse(struct arena *a, const char *s, size_t n); /* runs become one space, ends trimmed */
bool text_blank(const char *s);                                /* NULL, empty or nothing but white space */

/* --- entities --- */
/* Decodes HTML character references (named, decimal, hexadecimal; windows-1252 meaning of &#128;-&#159;), once.
   Unknown ones stay as they are. */
char *text_unescape(struct arena *a, const char *s, size_t n);
/* The code points of a named entity without & and ;. Returns their UTF-8 text or NULL. Case matters. */
const char *text_entity(const char *name, size_t n);

/* --- markup --- */
/* The plain text of an HTML fragment: tags out (script, style and the like with their content), block ends and <br>
   become spaces, entities decoded, white space collapsed. Linear time. */
char *text_from_html(struct arena *a, const char *s, size_t n);
/* The same without decoding twice: for titles that are HTML escaped once. "1 < 2" keeps its sign. */
char *text_title(struct arena *a, const char *s, size_t n);

/* --- folding, for comparing and searching --- */
/* Lower case, accents and ligatures taken out (é→e, œ→oe, ß→ss), apostrophes and dashes made plain, NFKC-like for
   what French and European texts hold; other letters lower-cased. */
char *text_fold(struct arena *a, const char *s, size_t n);
void text_fold_add(struct buf *out, const char *s, size_t n);
bool text_equal_fold(const char *a, const char *b); /* ASCII case-insensitive equality */

/* Cuts to at most max characters at a word boundary and adds "…" when something was cut. */
char *text_excerpt(struct arena *a, const char *s, size_t max_characters);

/* --- escaping for outputs (append to out; NULL adds nothing) --- */
void text_add_xml(struct buf *out, const char *s);    /* for text and for "…" attributes; drops forbidden controls */

/* --- guesses for messages --- */
/* The nearest of a NULL-terminated list of words, by edit distance, or NULL when none is near enough. */
const char *text_nearest(const char *word, const char *const *words);
