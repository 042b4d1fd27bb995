/* The labels of the WHATWG Encoding standard, and finding a document's own declaration. */
#include "base/charsetlabels.h"
#include "base/charset.h"
#include "base/texttables.h"

#include <string.h>

const char *const charset_iconv_names[CHARSET_ICONV_COUNT] = {"GB18030",       "BIG5-HKSCS", "EUC-JP",
                                                              "ISO-2022-JP-2", "CP932",      "CP949"};

static const struct charset_label encodings[] = {
    {"utf-8", CHARSET_UTF8, 0, " utf8 unicode11utf8 unicode20utf8 xunicode20utf8 utf8mb4 utf8mb3 utf "},
    {"windows-1252", CHARSET_SINGLE, WINDOWS_1252,
     " iso88591 iso885911987 latin1 l1 cp1252 xcp1252 windows1252 win1252 ansi ascii usascii ansix3.41968 "
     "cp819 csisolatin1 ibm819 "
     "isoir100 latin "},
    {"iso-8859-15", CHARSET_SINGLE, ISO_8859_15, " iso885915 latin9 latin0 l9 csisolatin9 "},
    {"ibm866", CHARSET_SINGLE, IBM866, " 866 cp866 csibm866 ibm866 "},
    {"iso-8859-2", CHARSET_SINGLE, ISO_8859_2, " iso88592 iso885921987 latin2 l2 csisolatin2 isoir101 "},
    {"iso-8859-3", CHARSET_SINGLE, ISO_8859_3, " iso88593 iso885931988 latin3 l3 csisolatin3 isoir109 "},
    {"iso-8859-4", CHARSET_SINGLE, ISO_8859_4, " iso88594 iso885941988 latin4 l4 csisolatin4 isoir110 "},
    {"iso-8859-5", CHARSET_SINGLE, ISO_8859_5,
     " iso88595 iso885951988 cyrillic csisolatincyrillic isoir144 "},
    {"iso-8859-6", CHARSET_SINGLE, ISO_8859_6,
     " iso88596 iso885961987 arabic asmo708 csisolatinarabic ecma114 isoir127 iso88596e iso88596i "},
    {"iso-8859-7", CHARSET_SINGLE, ISO_8859_7,
     " iso88597 iso885971987 greek greek8 ecma118 elot928 csisolatingreek isoir126 suneugreek "},
    {"iso-8859-8", CHARSET_SINGLE, ISO_8859_8,
     " iso88598 iso885981988 hebrew visual csisolatinhebrew isoir138 iso88598e iso88598i logical "},
    {"iso-8859-10", CHARSET_SINGLE, ISO_8859_10, " iso885910 iso8859101992 latin6 l6 csisolatin6 isoir157 "},
    {"iso-8859-13", CHARSET_SINGLE, ISO_8859_13, " iso885913 "},
    {"iso-8859-14", CHARSET_SINGLE, ISO_8859_14, " iso885914 "},
    {"iso-8859-16", CHARSET_SINGLE, ISO_8859_16, " iso885916 "},
    {"koi8-r", CHARSET_SINGLE, KOI8_R, " koi8r koi8 koi cskoi8r "},
    {"koi8-u", CHARSET_SINGLE, KOI8_U, " koi8u koi8ru "},
    {"macintosh", CHARSET_SINGLE, MACINTOSH, " macintosh mac macroman xmacroman csmacintosh "},
    {"windows-874", CHARSET_SINGLE, WINDOWS_874, " windows874 dos874 iso885911 tis620 "},
    {"windows-1250", CHARSET_SINGLE, WINDOWS_1250, " windows1250 cp1250 xcp1250 "},
    {"windows-1251", CHARSET_SINGLE, WINDOWS_1251, " windows1251 cp1251 xcp1251 "},
    {"windows-1253", CHARSET_SINGLE, WINDOWS_1253, " windows1253 cp1253 xcp1253 "},
    {"windows-1254", CHARSET_SINGLE, WINDOWS_1254,
     " windows1254 cp1254 xcp1254 iso88599 iso885991989 latin5 l5 csisolatin5 isoir148 "},
    {"windows-1255", CHARSET_SINGLE, WINDOWS_1255, " windows1255 cp1255 xcp1255 "},
    {"windows-1256", CHARSET_SINGLE, WINDOWS_1256, " windows1256 cp1256 xcp1256 "},
    {"windows-1257", CHARSET_SINGLE, WINDOWS_1257, " windows1257 cp1257 xcp1257 "},
    {"windows-1258", CHARSET_SINGLE, WINDOWS_1258, " windows1258 cp1258 xcp1258 "},
    {"x-mac-cyrillic", CHARSET_SINGLE, X_MAC_CYRILLIC, " xmaccyrillic maccyrillic xmacukrainian "},
    {"gb18030", CHARSET_ICONV, ICONV_GB18030,
     " gb18030 gbk xgbk cp936 ms936 gb2312 gb231280 gb chinese csgb2312 csiso58gb231280 isoir58 euccn "},
    {"big5", CHARSET_ICONV, ICONV_BIG5, " big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 "},
    {"euc-jp", CHARSET_ICONV, ICONV_EUC_JP, " eucjp xeucjp cseucpkdfmtjapanese "},
    {"iso-2022-jp", CHARSET_ICONV, ICONV_ISO_2022_JP, " iso2022jp csiso2022jp "},
    {"shift_jis", CHARSET_ICONV, ICONV_SHIFT_JIS,
     " shiftjis sjis xsjis ms932 mskanji windows31j csshiftjis cp932 "},
    {"euc-kr", CHARSET_ICONV, ICONV_EUC_KR,
     " euckr cseuckr ksc5601 ksc56011987 ksc56011989 csksc56011987 korean windows949 isoir149 uhc cp949 "},
    {"utf-16le", CHARSET_UTF16, 0, " utf16le utf16 ucs2 iso10646ucs2 csunicode unicode unicodefeff "},
    {"utf-16be", CHARSET_UTF16, 0, " utf16be unicodefffe "},
    {"utf-32le", CHARSET_UTF16, 0, " utf32le utf32 ucs4 "},
    {"utf-32be", CHARSET_UTF16, 0, " utf32be "},
};

const struct charset_label *charset_find(const char *label, size_t n)
{
    enum { LONGEST = 40 };
    char key[LONGEST + 4] = " ";
    size_t m = 1;
    for (size_t i = 0; i < n; i++) {
        char c = label[i];
        if (c == '-' || c == '_' || c == ':' || c == '"' || c == '\'' || (unsigned char)c <= ' ')
            continue;
        if (m > LONGEST)
            return NULL;
        key[m++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    if (m == 1)
        return NULL;
    key[m++] = ' ';
    key[m] = '\0';
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++)
        if (strstr(encodings[i].labels, key))
            return &encodings[i];
    return NULL;
}

const char *charset_name(const char *label, size_t n)
{
    const struct charset_label *found = charset_find(label, n);
    return found ? found->name : NULL;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* Case-insensitive search for a lower-case word. */
static const char *search(const char *s, const char *end, const char *word)
{
    size_t n = strlen(word);
    for (; (size_t)(end - s) >= n; s++)
        if (!strncasecmp(s, word, n))
            return s;
    return NULL;
}

/* The value after NAME, blanks, "=" and blanks, quoted or not. */
static const char *value_after(const char *s, const char *end, const char *name, size_t *length)
{
    for (; (s = search(s, end, name)); s++) {
        const char *p = s + strlen(name);
        while (p < end && blank(*p))
            p++;
        if (p >= end || *p != '=')
            continue;
        p++;
        while (p < end && (blank(*p) || *p == '"' || *p == '\''))
            p++;
        size_t n = 0;
        while (p + n < end && !blank(p[n]) && !memchr("\"';>?/", p[n], 6))
            n++;
        *length = n;
        return n ? p : NULL;
    }
    return NULL;
}

const char *charset_declared(const char *s, size_t n, size_t *length)
{
    enum { FAR_ENOUGH = 4096 };
    const char *end = s + (n < FAR_ENOUGH ? n : FAR_ENOUGH), *found = NULL;
    if (n >= 3 && !memcmp(s, "\xEF\xBB\xBF", 3))
        s += 3;
    while (s < end && blank(*s))
        s++;
    if (end - s > 5 && !memcmp(s, "<?xml", 5)) {
        const char *close = memchr(s, '>', (size_t)(end - s));
        found = value_after(s, close ? close : end, "encoding", length);
        if (found)
            return found;
    }
    if (end - s > 10 && !memcmp(s, "@charset \"", 10)) {
        const char *close = memchr(s + 10, '"', (size_t)(end - s - 10));
        *length = close ? (size_t)(close - s) - 10 : 0;
        return *length ? s + 10 : NULL;
    }
    /* "<meta …>" in a page; in a feed it would stand in somebody's text */
    if (!search(s, end, "<html") && !search(s, end, "<head") && !search(s, end, "<!doctype html"))
        return NULL;
    for (const char *meta = s; !found && (meta = search(meta, end, "<meta")); meta++) {
        const char *close = memchr(meta, '>', (size_t)(end - meta));
        found = value_after(meta, close ? close : end, "charset", length);
    }
    return found;
}
