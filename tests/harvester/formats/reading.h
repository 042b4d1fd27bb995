/* For the tests of input formats: a text in, a feed out. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/formats/format.h"

static struct arena arena;
static struct feed feed;
static struct error err;

/* format NULL: found out from the bytes. url: where the document was fetched; NULL. */
static inline bool try_reading(const char *format, const char *text, size_t n, const char *url)
{
    char *copy = malloc(n + 1); /* to the byte, so that reading past the end is seen */
    struct document document = {.bytes = memcpy(copy, text, n), .n = n, .url = url};
    arena_free(&arena);
    arena_init(&arena, 0);
    err.text[0] = '\0';
    bool ok = format_parse(format, &document, &arena, &feed, &err);
    free(copy);
    return ok;
}

static inline void read_from(const char *text, const char *url)
{
    if (!try_reading(NULL, text, strlen(text), url))
        fail_msg("refused: %s", err.text);
}

static inline void read_feed(const char *text)
{
    read_from(text, NULL);
}

static inline void refuse(const char *text)
{
    assert_false(try_reading(NULL, text, strlen(text), NULL));
    assert_true(err.text[0]);
}

static inline struct item *item_at(size_t i)
{
    assert_true(i < feed.items.n);
    return &feed.items.v[i];
}

static inline const char *when(int64_t instant)
{
    static char text[40];
    return instant == INSTANT_NONE ? "none" : instant_format(instant, NULL, text);
}

static inline const char *civil_text(const struct civil *c)
{
    static char text[32];
    return civil_format(c, text);
}

#define assert_text(got, want)                                                                               \
    do {                                                                                                     \
        const char *text_ = (got);                                                                           \
        assert_string_equal(text_ ? text_ : "(null)", want);                                                 \
    } while (0)

static inline int forget(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}
