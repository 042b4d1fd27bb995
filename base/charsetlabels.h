/* The names of encodings, and where documents declare theirs. For base/charset.c only. */
#pragma once
#include <stddef.h>

enum charset_kind { CHARSET_UTF8, CHARSET_UTF16 /* and UTF-32 */, CHARSET_SINGLE, CHARSET_ICONV };
enum charset_iconv {
    ICONV_GB18030,
    ICONV_BIG5,
    ICONV_EUC_JP,
    ICONV_ISO_2022_JP,
    ICONV_SHIFT_JIS,
    ICONV_EUC_KR,
    CHARSET_ICONV_COUNT
};

struct charset_label {
    const char *name;
    enum charset_kind kind;
    int which; /* enum charset_single or enum charset_iconv */
    /* other spellings, without "-", "_", ":" and spaces, each with a space before and behind */
    const char *labels;
};

extern const char *const charset_iconv_names[CHARSET_ICONV_COUNT];

/* The encoding of a label in any spelling; NULL when unknown. */
const struct charset_label *charset_find(const char *label, size_t n);

/* The label that the document itself declares in its beginning: XML declaration, HTML <meta>, CSS @charset.
 * NULL: none. */
const char *charset_declared(const char *s, size_t n, size_t *length);
