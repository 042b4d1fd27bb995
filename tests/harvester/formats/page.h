/* For the tests of formats with rules: a source's rules and a document in, items out. */
#pragma once
#include "reading.h"

#include "harvester/rules.h"

static struct source source;

/* The rules as they stand in a source of this format; faults of the rules fail the test. */
static inline void rules_from(const char *format, const char *keys)
{
    struct yaml_faults faults = {.arena = &arena};
    char *text =
        arena_printf(&arena, "id: x\nname: X\nurl: https://x.example/\nformat: %s\n%s", format, keys);
    source = (struct source){0};
    source.node = yaml_parse(&arena, "f", text, strlen(text), &faults);
    assert_non_null(source.node);
    yaml_read(&arena, source.node, source_keys, &source, &faults);
    rules_check(&source, &faults);
    if (faults.n)
        fail_msg("%s", faults.v[0].text);
}

static struct document document; /* the one read last; its `limits` hold for the next */
enum { PAGE_NOW = 1772352000 /* 2026-03-01T08:00:00Z */ };

static inline bool try_page(const char *format, const char *keys, const char *text, size_t n)
{
    const struct document_limits *limits = document.limits;
    arena_free(&arena);
    arena_init(&arena, 0);
    rules_from(format, keys);
    document = (struct document){.bytes = text,
                                 .n = n,
                                 .url = "https://x.example/liste/index.html",
                                 .timezone = "Europe/Paris",
                                 .now = PAGE_NOW,
                                 .limits = limits,
                                 .source = &source};
    err.text[0] = '\0';
    return format_parse(format, &document, &arena, &feed, &err);
}

static inline void read_page(const char *format, const char *keys, const char *text)
{
    if (!try_page(format, keys, text, strlen(text)))
        fail_msg("refused: %s", err.text);
}
