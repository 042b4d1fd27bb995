/* How the commands speak: on stderr to people, on stdout in JSON. */
#include "cli/cli.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *did_you_mean(struct cli *cli, const char *word, const char *const *names)
{
    const char *near = strlen(word) <= 100 ? text_nearest(word, names) : NULL;
    return near ? arena_printf(&cli->arena, _("; did you mean \"%s\"?"), near) : "";
}

const char *counted(struct arena *a, int64_t n, const char *one, const char *many)
{
    return arena_printf(a, "%lld %s", (long long)n, n == 1 ? one : many);
}

void print_buf(struct buf *out)
{
    buf_addc(out, '\n');
    fwrite(buf_str(out), 1, out->n, stdout);
    buf_free(out);
}

void complain(const char *format, ...)
{
    char text[4096];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    struct buf line;
    buf_init(&line, 0);
    log_add_safe(&line, text);
    fprintf(stderr, "moisson: %s\n", buf_str(&line));
    buf_free(&line);
}

int usage_error(const struct command *self, const char *format, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    struct buf line;
    buf_init(&line, 0);
    log_add_safe(&line, text);
    fprintf(stderr, "moisson %s: %s\n", self->name, buf_str(&line));
    buf_free(&line);
    return EXIT_USAGE;
}
