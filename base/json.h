/* Writing JSON (RFC 8259) into a buffer: commas, nesting, escaping and, where asked, indentation are seen to
   here. Values are UTF-8; control characters are escaped, invalid sequences become U+FFFD. Reading JSON is
   jansson's, whose names begin with json_: ours begin with jw_. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"

struct json {
    struct buf *out;
    bool pretty;
    int depth;         /* nesting, at most 31 */
    uint32_t nonempty; /* a bit per level: something was written at it */
    bool after_key;
};

void jw_init(struct json *j, struct buf *out, bool pretty);
void jw_object(struct json *j);     /* { */
void jw_object_end(struct json *j); /* } */
void jw_array(struct json *j);      /* [ */
void jw_array_end(struct json *j);  /* ] */
void jw_key(struct json *j, const char *key);
void jw_string(struct json *j, const char *s); /* NULL writes null */
void jw_string_n(struct json *j, const char *s, size_t n);
void jw_int(struct json *j, int64_t v);
/* the shortest form that reads back; NaN and infinities write null */
void jw_double(struct json *j, double v);
void jw_bool(struct json *j, bool v);
void jw_null(struct json *j);
/* key and value in one, left out when there is nothing to say: NULL or "" */
void jw_field(struct json *j, const char *key, const char *s);
