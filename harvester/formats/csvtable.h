/* Tables in text, CSV (RFC 4180) and its kin: what separates and what quotes is found out. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/mem.h"

struct csv_row {
    const char **v; /* cells, in the arena; white space around what is not quoted is cut */
    size_t n, cap;
    size_t line; /* where it begins, from 1 */
};

struct csv {
    struct arena *arena;
    const char *s, *end, *at;
    char separator; /* , ; tab | */
    char quote;     /* " or ' */
    size_t line;
    bool unclosed;     /* the text behind this place holds no quotation mark that closes */
    const char *fault; /* what was mended first, in words; NULL: nothing */
    size_t fault_line;
};

/* Begins a text (n bytes of UTF-8, which must outlive it); finds out how it is written from its first lines.
   A first line "sep=;" is heeded. */
void csv_open(struct csv *csv, struct arena *arena, const char *s, size_t n);

/* The next row that is not empty; false at the end. Cells past `most` are left out. A quotation mark that is
   never closed is one of the text. */
bool csv_next(struct csv *csv, size_t most, struct csv_row *row);
