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
/* Valid, and without forbidden characters. */
bool utf8_sound(const char *s, size_t n);
/* How many bytes from s on need no second look: ASCII without forbidden controls. */
size_t text_plain_run(const char *s, size_t n);
/* Characters that no text may hold: all controls but tab, LF, CR; U+FFFE and U+FFFF; what turns the direction
   of the text that follows around (embeddings, overrides, isolates). */
static inline bool text_forbidden(uint32_t c)
{
    if (c < 0xA0)
        return c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c >= 0x7F;
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFFFE || c == 0xFFFF;
}
/* U+0080 to U+009F as they are meant, as windows-1252; 0: they mean nothing there. */
uint32_t text_c1_meaning(uint32_t c);
/* Appends s with invalid sequences replaced by U+FFFD, U+0080-U+009F read as they are meant, and forbidden
   characters dropped. What is valid passes unchanged. */
void utf8_clean(struct buf *out, const char *s, size_t n);

/* --- white space; U+00A0, U+202F, U+2000-200A, U+3000 count as such, U+200B, U+FEFF and forbidden
   characters are dropped --- */
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
/* The same with the lines a reader sees: where a block or <br> stands, the line ends. */
char *text_lines_from_html(struct arena *a, const char *s, size_t n);
/* The same for titles, which may be plain text: only a whole tag of a known HTML element counts as markup, so
   that "1 < 2", "List<T>" and "<3" stay. Entities are decoded once. */
char *text_title(struct arena *a, const char *s, size_t n);
/* Holds a text that may be plain any markup, by that rule? */
bool text_is_html(const char *s, size_t n);
/* The lines of a text that may be plain, by that rule: those its blocks make. */
char *text_lines_mixed(struct arena *a, const char *s, size_t n);

/* --- folding, for comparing and searching --- */
/* Lower case, accents and ligatures taken out (é→e, œ→oe, ß→ss), apostrophes, quotes, dashes and spaces made
   plain, NFKC-like for what French and European texts hold (№→no, ½→1/2, …→...); other letters lower-cased.
   Invalid UTF-8 becomes U+FFFD. White space stays as many characters as it was. */
char *text_fold(struct arena *a, const char *s, size_t n);
void text_fold_add(struct buf *out, const char *s, size_t n);
/* Into memory that has room; returns the bytes written, no NUL behind them. */
#define TEXT_FOLD_ROOM(n) (3 * (n) + 8)
size_t text_fold_to(const char *s, size_t n, char *out);
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
