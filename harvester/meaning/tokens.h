/* Text cut into words, numbers and marks, each with its place in the text and its folded form: what every
   reader of meaning works on. No grammar here. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "base/mem.h"

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK };

struct token {
    const char
        *fold; /* lower case, no accents; of a mark its plain form ("-" for every dash); NUL-terminated */
    int position, length; /* bytes of the text */
    int value;            /* of a number; 999999999 when it is greater */
    int n;                /* bytes of the folded form */
    uint32_t hash;        /* token_hash of it without the mark of the plural; of a mark 0 */
    uint32_t head;        /* its first four bytes as they lie in memory, 0 behind a shorter one */
    uint16_t begins;      /* lexicons of which an expression may begin here: see lexicons_mark */
    uint8_t kind;         /* enum token_kind */
    uint8_t digits;       /* of a number, 255 at most */
    char mark;            /* of a mark: its plain ASCII form, 0 when it has none */
    bool space : 1;       /* white space or a line end stands before it */
    bool line : 1;        /* it is the first of its line (of the text too) */
    bool sentence : 1;    /* it is the first of its sentence: after . ! ? or an empty line */
    bool capital : 1;     /* its first letter is a capital */
    bool elided : 1;      /* a word before an apostrophe: "l'", "d'" (the apostrophe is no token then) */
};

struct tokens {
    struct token *v;
    size_t n, cap;
    const char *text; /* what was read; positions refer to it */
    uint16_t marked;  /* the lexicons that `begins` speaks of */
};

/* Cuts n bytes of valid UTF-8. A run of letters is a word ("jusqu'au": "jusqu", "au"), a run of digits a
   number
   ("14h30": 14, "h", 30), anything else but white space a mark of one character. Zero-width characters count
   for nothing, all kinds of spaces alike, superscript letters as letters; superscript digits are marks. Cost
   linear in n; memory about 60 bytes a token, in the arena. */
void tokens_read(struct arena *a, const char *text, size_t n, struct tokens *out);

/* Without the mark of the plural: "eaux" and "eau", "aides" and "aide" are one. The length that is left. */
static inline size_t token_singular(const char *fold, size_t n)
{
    return n > 3 && (fold[n - 1] == 's' || fold[n - 1] == 'x') ? n - 1 : n;
}
/* What tables of words are looked up by. Never kept outside of the process. */
uint32_t token_hash(const char *fold, size_t n);
/* A first look into a table of words: spares comparing with each, lets one in some by that is not there. */
struct token_filter {
    uint64_t bits[16];
    bool ready;
};
static inline void token_filter_add(struct token_filter *f, const char *fold)
{
    uint32_t hash = token_hash(fold, token_singular(fold, strlen(fold)));
    f->bits[hash >> 6 & 15] |= 1ull << (hash & 63);
}
static inline bool token_filter_may(const struct token_filter *f, const struct token *t)
{
    return f->bits[t->hash >> 6 & 15] >> (t->hash & 63) & 1;
}
/* The first four bytes of n, as `head` has them. */
static inline uint32_t token_head(const char *fold, size_t n)
{
    uint32_t head = 0;
    memcpy(&head, fold, n < sizeof head ? n : sizeof head);
    return head;
}
