/* A store in a temporary folder, for the tests of store/: setup() and teardown() around each test. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "store/internal.h"

static const int64_t NOW = 1790820000; /* 2026-10-01T02:00:00Z */
enum { DAY = 86400 };

static char folder[64], path[80];
static struct store *store;
static struct arena arena;
static struct feed feed;
static struct error err;

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/moisson-store-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/moisson.db", folder);
    err.text[0] = '\0';
    arena_init(&arena, 0);
    feed_init(&feed);
    store = store_open(path, false, &err);
    if (!store)
        print_error("%s\n", err.text);
    return store ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    store_close(store);
    arena_free(&arena);
    static const char *const ends[] = {"", "-wal", "-shm", "-copy"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[100];
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
    return rmdir(folder);
}

/* The next item of the document that apply() takes in. */
static inline struct item *add(enum kind kind, const char *title)
{
    struct item *item = feed_add_item(&arena, &feed);
    item->id = title ? title : arena_printf(&arena, "%zu", feed.items.n);
    item->title = title;
    item->kind = kind;
    return item;
}

static inline void apply(const char *source, int64_t now)
{
    struct apply_result result;
    struct apply_options o = {
        .source = source, .now = now, .timezone = "Europe/Paris", .store_document = true};
    bool ok = store_begin(store, &err) && store_apply(store, &arena, &feed, &o, &result, &err) &&
              store_commit(store, &err);
    if (!ok)
        fail_msg("%s", err.text);
    feed_init(&feed);
}
