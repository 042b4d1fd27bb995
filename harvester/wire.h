/* Messages between the main process and a worker, over a stream socket.

   A message is a head of 16 bytes and a body. The head: "MOIS", one byte version, one byte type, two bytes 0,
   then the length of the body as 8 bytes. The body is one record, its members in the order of the tables of
   wire.c, nothing between them. Numbers are 8 bytes, little-endian; a real number is the bits of its IEEE 754
   double; a truth is one byte, 0 or 1. A text is its length in 4 bytes (FFFFFFFF: NULL), its bytes and a NUL;
   a list is its count in 4 bytes and its entries; a civil time is year (2 bytes), month, day, hour, minute,
   second, precision (a byte each) and its zone as a text; none is all 0 and NULL.

   The reader trusts nothing: every length is held to what is left, every count to what its entries must take
   at least, every number to its range, every text to UTF-8 without NUL. What does not fit to the last byte is
   refused. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "harvester/formats/format.h"

enum { WIRE_VERSION = 1, WIRE_HEAD = 16 };
enum wire_type { WIRE_REQUEST = 1, WIRE_ANSWER = 2 };

/* What is wanted of a document. */
enum wire_part {
    WIRE_PAGE,   /* its items */
    WIRE_DETAIL, /* what it says more of one item, which is given; without a byte: that item alone is
                    understood */
    WIRE_LOGIN,  /* a token */
    WIRE_PARTS
};

struct wire_request {
    int64_t source;           /* index in the list both sides know; -1: none */
    int part;                 /* enum wire_part */
    const char *format;       /* DETAIL: of the page that listed the item */
    LIST(struct item) items;  /* DETAIL: the item; else none */
    struct document document; /* without its limits: both sides have them */
};

struct wire_answer {
    const char *error; /* NULL: the document was read */
    const char *token; /* LOGIN; else NULL */
    int64_t lasts;     /* seconds; -1: not said */
    struct feed feed;  /* DETAIL: its one item, completed */
};

/* Each appends a whole message, head included. The buffer's limit is the largest message: past it `overflow`
 * is set. */
void wire_put_request(struct buf *out, const struct wire_request *request);
void wire_put_answer(struct buf *out, const struct wire_answer *answer);

/* The length of the body that follows a head; false with err set: it is not a head of that type, or announces
   more than `most`. */
bool wire_head(const char head[WIRE_HEAD], enum wire_type type, size_t most, size_t *length,
               struct error *err);

/* Read a body. Texts point into it, lists are in the arena. false with err set: it is malformed. */
bool wire_get_request(struct arena *a, const char *body, size_t n, struct wire_request *request,
                      struct error *err);
bool wire_get_answer(struct arena *a, const char *body, size_t n, struct wire_answer *answer,
                     struct error *err);
