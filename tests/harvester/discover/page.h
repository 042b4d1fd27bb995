/* A page for the tests of harvester/discover/: parsed, outlined, and thrown away at the end. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/discover/guess.h"
#include "harvester/formats/htmltree.h"

static struct arena a;
static struct outline o;
static xmlDocPtr doc;

static inline int open_arena(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static inline int close_page(void **state)
{
    (void)state;
    outline_free(&o);
    xmlFreeDoc(doc);
    doc = NULL;
    o = (struct outline){0};
    arena_free(&a);
    return 0;
}

/* What stands in a <body>. */
static inline void read_body(const char *body)
{
    struct feed feed;
    struct error err = {0};
    char *html = arena_printf(
        &a, "<!DOCTYPE html><html lang=fr><meta charset=utf-8><title>T</title><body>%s</body></html>", body);
    struct document document = {.bytes = html, .n = strlen(html)};
    feed_init(&feed);
    doc = html_tree(&document, &a, &feed, &err);
    assert_non_null(doc);
    outline_read(&a, doc, &o);
}

static const struct civil today = {.year = 2026, .month = 11, .day = 27, .precision = PRECISION_DAY};

/* The elements of a class, in order. */
static inline size_t of_class(const char *class, int out[64])
{
    size_t n = 0;
    for (size_t i = 0; i < o.n && n < 64; i++)
        if (outline_has_class(&o, (int)i, class))
            out[n++] = (int)i;
    return n;
}
