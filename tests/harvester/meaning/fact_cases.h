/* Shared by the tests of facts: one item understood from its title and text. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/meaning/understand.h"

static struct arena facts_arena;

/* Published on `ref` in the zone of Paris. */
static inline struct item understood(const char *ref, enum kind kind, const char *title, const char *text)
{
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris", .kind = kind};
    item_init(&item);
    item.title = title;
    item.content_text = text;
    assert_true(civil_parse(ref, &context.ref));
    understand(&facts_arena, &item, &context);
    return item;
}

static inline const char *told(const struct civil *c)
{
    char text[32];
    return arena_strdup(&facts_arena, civil_format(c, text));
}

static inline int forget(void **state)
{
    (void)state;
    arena_free(&facts_arena);
    return 0;
}
