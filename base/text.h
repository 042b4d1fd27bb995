/* Text: UTF-8, white space, entities, markup, folding. Strings are UTF-8; functions that scan take pointer
   and length; what is NUL-terminated says so. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/mem.h"

/* --- UTF-8 (RFC 3629) --- */
/* Decodes one character at s (n > 0 bytes left); *length gets the bytes used (at least 1). Invalid input
   gives 0xFFFD and the length of the maximal invalid part. */
uint32_t utf8_decode_multibyte(const char *s, size_t n, size_t *length);
static inline uint32_t utf8_decode(const char *s, size_t n, size_t *length)
{
    const unsigned char *p = (const unsigned char *)s;
    if (p[0] < 0x80) {
        *length = 1;
        return p[0];
    }
    if (p[0] >= 0xC2 && p[0] < 0xE0 && n > 1 && (p[1] & 0xC0) == 0x80) {
        *length = 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    return utf8_decode_multibyte(s, n, length);
}
bool utf8_valid(const char *s, size_t n);
/* Appends s with invalid sequences replaced by U+FFFD and with control characters that XML 1.0 forbids (all
   of C0 but tab, LF, CR; U+FFFE, U+FFFF) dropped. What is valid passes unchanged. */
void utf8_clean(struct buf *out, const char *s, size_t n);

/* --- white space; U+00A0, U+202F, U+2000-200A, U+3000 count as such, U+200B and U+FEFF are dropped --- */
/* The bytes of a white space or zero-width character at s (n > 0 bytes left), 0 when it is an ordinary one.
 *space tells the two apart: false for the zero-width ones, to be dropped. */
size_t text_space_at(const char *s, size_t n, bool *space);
char *text_collapse(struct arena *a, const char *s, size_t n); /* runs become one space, ends trimmed */
bool text_blank(const char *s);                                /* NULL, empty or nothing but white space */

/* --- entities --- */
/* Decodes HTML character references (named, decimal, hexadecimal; windows-1252 meaning of &#128;-&#159;),
   once. Unknown ones stay as they are, and so do old names without a semicolon that go on with a letter, a
   digit or "=" (the rule of attributes: "?a=1&copy=2" keeps its parameter). */
char *text_unescape(struct arena *a, const char *s, size_t n);
/* The code points of a named entity without & and ;. Returns their UTF-8 text or NULL. Case matters. */
const char *text_entity(const char *name, size_t n);
/* One character reference at s ("&…", n bytes left): its UTF-8 text goes to out, its length to *length (0 for
   a control character that is not allowed). Returns the bytes consumed; 0 when there is none. `attribute`:
   the rule of attributes above. */
size_t text_reference(const char *s, size_t n, bool attribute, char out[8], size_t *length);

/* --- markup --- */
/* The plain text of an HTML fragment: tags out (script, style and the like with their content), block ends
   and <br> become spaces, entities decoded, white space collapsed. Linear time. */
char *text_from_html(struct arena *a, const char *s, size_t n);
/* The same for titles, which may be plain text: only a whole tag of a known HTML element counts as markup, so
   that "1 < 2", "List<T>" and "<3" stay. Entities are decoded once. */
char *text_title(struct arena *a, const char *s, size_t n);

/* --- folding, for comparing and searching --- */
/* Lower case, accents and ligatures taken out (é→e, œ→oe, ß→ss), apostrophes, quotes, dashes and spaces made
   plain, NFKC-like for what French and European texts hold (№→no, ½→1/2, …→...); other letters lower-cased.
   Invalid UTF-8 becomes U+FFFD. White space stays as many characters as it was. */
char *text_fold(struct arena *a, const char *s, size_t n);
void text_fold_add(struct buf *out, const char *s, size_t n);
bool text_equal_fold(const char *a, const char *b); /* ASCII case-insensitive equality */

/* At most max characters: when something has to be cut, at a word boundary, with "…" (counted in) at the end.
 */
char *text_excerpt(struct arena *a, const char *s, size_t max_characters);

/* --- escaping for outputs (append to out; NULL adds nothing) --- */
/* for text and for "…" attributes; drops forbidden controls */
void text_add_xml(struct buf *out, const char *s);
void text_add_xml_n(struct buf *out, const char *s, size_t n);

/* --- guesses for messages --- */
/* The nearest of a NULL-terminated list of words, by edit distance, or NULL when none is near enough. */
const char *text_nearest(const char *word, const char *const *words);
