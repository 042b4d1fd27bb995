/* For the tests of formats that follow rules: the YAML of a source and a document in, a feed out. */
#pragma once
#include "tests/harvester/formats/reading.h"

#include "harvester/document.h"

/* keys: those of the source besides id, name and url, as YAML. The rules are checked as `moisson check` does.
 */
static inline bool try_ruled(const char *keys, const char *text, size_t n)
{
    static struct source source;
    struct yaml_faults faults = {.arena = &arena};
    char *copy = malloc(n + 1); /* to the byte, so that reading past the end is seen */
    char *own_keys = strdup(keys);
    memcpy(copy, text, n);
    arena_free(&arena); /* where both of them may lie */
    arena_init(&arena, 0);
    err.text[0] = '\0';
    char *yaml =
        arena_printf(&arena, "- id: x\n  name: X\n  url: https://api.example/v1/list?page=1\n%s", own_keys);
    char path[] = "/tmp/moisson-ruled-XXXXXX";
    int fd = mkstemp(path);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    assert_non_null(file);
    fputs(yaml, file);
    fclose(file);
    struct sources list = {0};
    sources_read(&arena, path, &list, NULL, &faults);
    remove(path);
    if (faults.errors)
        fail_msg("%d:%d: %s", faults.v[0].line, faults.v[0].column, faults.v[0].text);
    source = list.v[0];
    struct document document = {.bytes = copy,
                                .n = n,
                                .url = source.url,
                                .timezone = "Europe/Paris",
                                .now = 1772352000 /* 2026-03-01T08:00:00Z */,
                                .source = &source};
    bool ok = format_parse(source_formats[source.format], &document, &arena, &feed, &err);
    free(copy);
    free(own_keys);
    return ok;
}

static inline void read_ruled(const char *keys, const char *text)
{
    if (!try_ruled(keys, text, strlen(text)))
        fail_msg("refused: %s", err.text);
}

/* It cannot be read, and the error holds these words. */
static inline void refuse_ruled(const char *keys, const char *text, const char *words)
{
    assert_false(try_ruled(keys, text, strlen(text)));
    if (!strstr(err.text, words))
        fail_msg("%s; wanted %s", err.text, words);
}
