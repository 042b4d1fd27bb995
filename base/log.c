/* The log: one line a message on stderr. */
#include "base/log.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum log_level threshold = LOG_WARN;

void log_set_level(enum log_level level)
{
    threshold = level;
}

bool log_enabled(enum log_level level)
{
    return level <= threshold;
}

void log_message(enum log_level level, const char *format, ...)
{
    if (!log_enabled(level))
        return;
    char text[4096];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    if (n < 0)
        return;
    struct buf line;
    buf_init(&line, 0);
    buf_adds(&line, "moisson: ");
    log_add_safe(&line, text);
    buf_addc(&line, '\n');
    /* one write, so that lines of two processes do not mix */
    ssize_t written = write(STDERR_FILENO, line.p, line.n);
    (void)written; /* nowhere left to tell it */
    buf_free(&line);
}

void log_add_safe(struct buf *out, const char *s)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
        bool c1 = p[0] == 0xC2 && p[1] >= 0x80 && p[1] < 0xA0; /* the 8-bit control sequences of terminals */
        /* what turns the direction of the text around it: U+202A to 202E, 2066 to 2069 */
        bool turn = p[0] == 0xE2 && ((p[1] == 0x80 && p[2] >= 0xAA && p[2] <= 0xAE) ||
                                     (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9));
        if (turn) {
            buf_printf(out, "\\u20%02X", (p[1] == 0x80 ? 0 : 0x40) + (p[2] & 0x3F));
            p += 2;
        } else if (*p < 0x20 || *p == 0x7F || c1)
            buf_printf(out, "\\x%02X", c1 ? *++p : *p);
        else
            buf_addc(out, (char)*p);
    }
}
