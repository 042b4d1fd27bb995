/* Errors as text carried up. Knows nothing of where they are shown. */
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Texts hold foreign words, cut at bytes by the room there is or by "%.200s": what is left of half characters
   goes, and so do controls. White space becomes spaces. */
static void make_line(char *s)
{
    size_t n = strlen(s), length;
    char *out = s;
    for (char *p = s; *p; p++)
        if (strchr("\t\r\n", *p))
            *p = ' ';
    if (utf8_sound(s, n))
        return;
    for (const char *p = s, *end = s + n; p < end; p += length) {
        uint32_t c = utf8_decode(p, (size_t)(end - p), &length);
        if (text_forbidden(c) || (c == 0xFFFD && !(length == 3 && utf8_valid(p, 3))))
            continue;
        memmove(out, p, length);
        out += length;
    }
    *out = '\0';
}

void error_vset(struct error *err, const char *format, va_list ap)
{
    vsnprintf(err->text, sizeof err->text, format, ap);
    make_line(err->text);
}

bool error_set(struct error *err, const char *format, ...)
{
    if (!err)
        return false;
    va_list ap;
    va_start(ap, format);
    error_vset(err, format, ap);
    va_end(ap);
    err->damaged = false;
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
    make_line(err->text);
    return false;
}
