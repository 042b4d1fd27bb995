/* From bytes in whatever encoding to UTF-8. What the bytes are is found out in this order: a byte order mark;
   UTF-16 or UTF-32 seen from their zero bytes; UTF-8 when they are (nearly all) valid multi-byte UTF-8,
   whatever was declared; the charset of the Content-Type; the declaration inside (XML declaration, HTML
   <meta>); a guess; windows-1252. Labels mean what the WHATWG Encoding standard says: "latin1", "iso-8859-1"
   and "us-ascii" are windows-1252. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"

struct charset {
    const char *name;  /* what the bytes were read as: "utf-8", "windows-1252" …; static */
    bool contradicted; /* a declaration said otherwise, or could not be understood */
    size_t mended;     /* bytes that did not fit: read as windows-1252 in UTF-8, U+FFFD elsewhere */
};

/* Appends the text to out: always valid UTF-8, without byte order mark, without the control characters that
   XML forbids (also NUL), the windows-1252 meaning given to U+0080-U+009F. `http`: the charset parameter of
   the Content-Type, or NULL. Linear time; never fails but by out's limit (out->overflow). */
struct charset charset_decode(struct buf *out, const char *bytes, size_t n, const char *http);

/* The canonical name of a label in any spelling ("Latin-1" → "windows-1252"); NULL when unknown. */
const char *charset_name(const char *label, size_t n);

/* Opens what the East Asian encodings need from the system's files; to be called before a sandbox closes.
   Without it they are opened when first met, and where that is no longer possible such bytes are read as
   windows-1252. */
void charset_preload(void);
