/* What the store knows of a source's items, without their text. */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

static int by_key(const void *a, const void *b)
{
    const struct known *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

/* Items are known again by what their source says of them, not by what an editor made of it. */
static bool know_own(struct store *s, struct arena *a, const char *source, struct known *known, size_t n,
                     struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BENEATH_OF_SOURCE, err);
    int rc;
    if (!st)
        return false;
    bind_text(st, 1, source);
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        struct known wanted = {.key = sqlite3_column_int64(st, 0)};
        struct known *k =
            n ? bsearch(&wanted, known, n, sizeof *known, by_key) : NULL;
        const char *field = column_name(st, 1, a);
        char *value = (char *)column_text(st, 2, a);
        if (!k)
            continue;
        if (strcmp(field, "title") == 0 && value)
            k->title = identity_title(a, value);
        if (strcmp(field, "published") == 0)
            k->published = value ? strtoll(value, NULL, 10) : INSTANT_NONE;
        if (strcmp(field, "kind") == 0 && value)
            k->kind = (int)strtol(value, NULL, 10);
        if (strcmp(field, "starts") == 0) {
            if (value)
                value[strcspn(value, " ")] = '\0';
            k->starts = value;
        }
    }
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool known_load(struct store *s, struct arena *a, const char *source, bool corrected, struct known **known, size_t *n,
                struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_KNOWN, err);
    size_t cap = 0;
    *known = NULL;
    *n = 0;
    if (!st)
        return false;
    bind_text(st, 1, source);
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        const char *title = column_text(st, 4, a);
        char *starts = (char *)column_text(st, 7, a);
        if (starts)
            starts[strcspn(starts, " ")] = '\0'; /* without its zone */
        *ARENA_PUSH(a, *known, *n, cap) = (struct known){
            .key = sqlite3_column_int64(st, 0),
            .identity = column_name(st, 1, a),
            .native_id = column_text(st, 2, a),
            .canonical = column_text(st, 3, a),
            .title = title ? identity_title(a, title) : NULL,
            .fingerprint = sqlite3_column_int64(st, 5),
            .published = column_instant(st, 6),
            .starts = starts,
            .ends_at = column_instant(st, 8),
            .missing_since = column_instant(st, 9),
            .kind = sqlite3_column_int(st, 10),
            .withdrawn = sqlite3_column_int(st, 11) != 0,
            .archived = sqlite3_column_type(st, 12) != SQLITE_NULL,
            .deadline_at = column_instant(st, 13),
            .uid = corrected ? column_text(st, 14, a) : NULL,
        };
    }
    sqlite3_reset(st);
    return rc == SQLITE_DONE && (!corrected || know_own(s, a, source, *known, *n, err));
}
