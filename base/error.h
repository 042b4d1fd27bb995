/* What went wrong, in words a person can act on: what, where (file:line:column or URL), what was expected.
   Errors travel up in this struct; only cli/ and the log print them. */
#pragma once
#include <stdbool.h>
#include <stdarg.h>

struct error {
    char text[1024]; /* UTF-8 without controls, one line, no final stop; empty: no error */
    bool damaged;    /* a file of our own makes no sense any more: whoever can builds it anew */
};

/* Sets the text, of no damage (cut when too long; half characters that a cut leaves are dropped) and returns
   false, so that a function can end with `return error_set(err, "…")`. err may be NULL. */
bool error_set(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, for functions that have a format of their own. */
void error_vset(struct error *err, const char *format, va_list ap);

/* Puts "context: " before the text that is there. Returns false. */
bool error_prefix(struct error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
