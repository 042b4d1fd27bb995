/* For the targets of formats that follow rules: rules that use all there is, and what must be true of a feed.
 */
#pragma once
#include "tests/fuzz/feed.h"
#include "harvester/rules.h"

/* The source of some YAML, made once; its rules must be good. */
static inline const struct source *fuzz_source(const char *yaml)
{
    static struct source source;
    static struct arena a;
    if (source.node)
        return &source;
    struct yaml_faults faults = {.arena = &a};
    arena_init(&a, 0);
    source.node = yaml_parse(&a, "f", yaml, strlen(yaml), &faults);
    claim(source.node && yaml_read(&a, source.node, source_keys, &source, &faults), "%s", faults.v[0].text);
    rules_check(&source, &faults);
    claim(!faults.errors, "%d: %s", faults.v[0].line, faults.v[0].text);
    return &source;
}

/* Reads bytes by the rules, as a document and as the page of an item. */
static inline void fuzz_ruled(const struct source *source, const char *charset, const void *bytes, size_t n)
{
    struct arena a;
    struct feed feed, page;
    struct item item;
    struct error err = {0};
    const struct document document = {.bytes = bytes,
                                      .n = n,
                                      .charset = charset,
                                      .url = "https://source.example/folder/list?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = FUZZ_NOW,
                                      .source = source};
    const char *name = source_formats[source->format];
    const struct format *format = NULL;
    for (size_t i = 0; formats[i]; i++)
        format = strcmp(formats[i]->name, name) == 0 ? formats[i] : format;
    arena_init(&a, 0);
    if (format_parse(name, &document, &a, &feed, &err)) {
        claim_feed(&feed);
    } else {
        claim(err.text[0], "refused without a word");
        claim_string(err.text, "the error");
    }
    feed_init(&page);
    item_init(&item);
    err.text[0] = '\0';
    if (format->detail && format->detail(&document, source->fields, &a, &page, &item, &err))
        claim_item(&item);
    else
        claim(!format->detail || err.text[0], "refused without a word");
    arena_free(&a);
}
