/* Errors as text carried up. Knows nothing of where they are shown. */
#include "base/error.h"

#include <stdio.h>
#include <string.h>

/* vsnprintf may cut a UTF-8 sequence in half: drop the incomplete tail. */
static void trim_partial(char *s, size_t size)
{
    size_t n = strnlen(s, size);
    if (n + 1 < size)
        return;
    size_t i = n;
    while (i > 0 && ((unsigned char)s[i - 1] & 0xC0) == 0x80)
        i--;
    if (i > 0 && (unsigned char)s[i - 1] >= 0xC0)
        s[i - 1] = '\0';
}

bool error_set(struct error *err, const char *format, ...)
{
    if (!err)
        return false;
    va_list ap;
    va_start(ap, format);
    vsnprintf(err->text, sizeof err->text, format, ap);
    va_end(ap);
    trim_partial(err->text, sizeof err->text);
    return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
    if (!err)
        return false;
    struct error old = *err;
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(err->text, sizeof err->text, format, ap);
    va_end(ap);
    if (n >= 0 && (size_t)n + 3 < sizeof err->text) {
        size_t room = sizeof err->text - (size_t)n - 3, length = strnlen(old.text, room);
        memcpy(err->text + n, ": ", 2);
        memcpy(err->text + n + 2, old.text, length);
        err->text[(size_t)n + 2 + length] = '\0';
    }
    trim_partial(err->text, sizeof err->text);
    return false;
}
