/* Content codings (RFC 9110 8.4): gzip, deflate, br and zstd undone as the bytes come in. The library that
   fetches could do it, but not tell a body that was cut in half from a whole one, nor keep to a limit. No
   network. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CODINGS_ACCEPTED "gzip, deflate, br, zstd"

enum coding_status {
    CODING_OK,
    CODING_BROKEN, /* the bytes are not what the coding says */
    CODING_LIMIT,  /* more than the limit came out, of the last stage or of one before */
    CODING_STOP,   /* the sink refused */
};

/* Takes what came out; false stops. */
typedef bool coding_sink(void *context, const char *p, size_t n);

struct coding;
struct coding *coding_new(void);
void coding_free(struct coding *c);

/* Readies for one body. `header` is the value of Content-Encoding
   (NULL: none); names that are no coding ("utf-8", "none") are passed over, as browsers do. false when it
   names one that cannot be undone, or more than three. */
bool coding_start(struct coding *c, const char *header, uint64_t limit, coding_sink *sink, void *context);
enum coding_status coding_write(struct coding *c, const void *p, size_t n);
/* True when the body may end here: nothing came, or every stage has seen its end mark. */
bool coding_complete(const struct coding *c);
/* Lets go of what the body took; zlib's tables are kept for the next one. */
void coding_end(struct coding *c);
