/* Configuration files read by table. A table of keys (name, type, default, limits, one line of help)
   describes a struct; yaml_read fills it, reporting EVERY fault as FILE:LINE:COLUMN, and yaml_schema /
   yaml_reference write the JSON Schema and the reference page from the same table. Knows nothing of feeds.

   Built on libyaml's event stream. Aliases are refused, depth is at most 32, a file at most 1 MiB, one
   document a file; tabs, bytes that are not UTF-8, duplicate keys and foreign tags are faults with their
   place. What does not parse is told, and reading goes on with the next entry of the file's outermost list or
   map. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

struct json;

enum { YAML_FILE_LIMIT = 4 << 20, YAML_DEPTH_LIMIT = 32 };

/* --- the tree, for values whose shape a table cannot say (a field rule, a `where`) --- */
enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAP };
struct yaml_node {
    enum yaml_type type;
    int line, column;     /* from 1, in characters */
    const char *text;     /* scalar: its text, UTF-8 */
    bool quoted;          /* scalar: written in quotes or as a block */
    struct yaml_node **v; /* list items; map values */
    struct yaml_node **k; /* map keys (scalars) */
    size_t n, cap;
    const char *file;
    bool faulty; /* a fault of writing, told already, is in it or below; a faulty scalar or key is not to be
                    read */
};
/* NULL when absent or no map */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* --- faults --- */
struct yaml_fault {
    const char *file;
    int line, column;
    bool warning; /* told, but not a fault: an empty file */
    const char *text;
};
struct yaml_faults { /* begins as {.arena = a} and grows there */
    struct arena *arena;
    struct yaml_fault *v;
    size_t n, cap;
    size_t errors; /* those that are not warnings, those left untold included */
    const char *file;
    size_t in_file;  /* of the file told last: past 200 the rest of a file is left untold */
    bool unset_fine; /* a variable ${NAME} that is not set is no fault: what names it is kept as written */
};
void yaml_fault(struct yaml_faults *f, const struct yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void yaml_warning(struct yaml_faults *f, const struct yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts the faults from the index `from` on, those of one file, into the order of their places. */
void yaml_faults_sort(struct yaml_faults *f, size_t from);

/* Parses one file's bytes into a tree. NULL when there is none (faults tell why; an empty file is a warning).
   The faults that leave a usable tree (duplicate key, alias) are told and the tree is returned. */
struct yaml_node *yaml_parse(struct arena *a, const char *file, const char *bytes, size_t n,
                             struct yaml_faults *faults);
/* The same for a file; one that cannot be read is a fault (line 1, column 1). */
struct yaml_node *yaml_load(struct arena *a, const char *path, struct yaml_faults *faults);

/* --- tables --- */
enum key_type {
    KEY_STRING,   /* const char * */
    KEY_TEXT,     /* const char *, not empty */
    KEY_URL,      /* const char *: absolute http(s) address, checked */
    KEY_BOOL,     /* bool; true/false, yes/no, on/off; oui/non */
    KEY_INT,      /* int64_t, min..max */
    KEY_SIZE,     /* int64_t bytes: 16MiB, 64KiB, 1000 */
    KEY_DURATION, /* int64_t seconds: 24h, 90s, 2d, 1h30m, 7 days */
    KEY_CHOICE,   /* int: index in `choices` */
    KEY_STRINGS,  /* struct strings-like {const char **v; size_t n, cap}: one scalar or a list of them */
    KEY_CHOICES,  /* unsigned bit set of indices in `choices`: one or a list */
    KEY_ZONE,     /* const char *: IANA time zone, checked */
    KEY_LANGUAGE, /* const char *: BCP 47 */
    KEY_PATTERN,  /* const char *: PCRE2, compiled to check it */
    KEY_PATH,     /* const char *: made relative to the folder of the file it stands in */
    KEY_DATE,     /* const char *: civil date as civil_parse reads it */
    KEY_MAP,      /* a struct inside, described by `sub` */
    KEY_PAIRS,    /* struct yaml_pairs: any name to text (headers) */
    KEY_LIST_OF,  /* {T *v; size_t n, cap}: a list of maps, each described by `sub`, `element` bytes each */
    KEY_NODE,     /* const struct yaml_node *: kept as it is; `check` may look at it */
};
struct yaml_pairs {
    const char **names, **values;
    size_t n, cap;
};
struct key {
    const char *name;
    enum key_type type;
    size_t offset;      /* of the member in the struct */
    const char *preset; /* the default, written as in YAML; NULL: zero */
    int64_t min, max;   /* for INT, SIZE, DURATION; both 0: no limit */
    const char *const *choices;
    const struct key *sub;
    size_t element;
    bool required;
    /* A further check of a value, reporting faults itself; may be NULL. `into` is the struct that is being
     * filled. */
    void (*check)(const struct yaml_node *value, void *into, struct yaml_faults *faults);
    const char *help; /* one line, English, no final stop */
    const char *example;
    const char *beyond; /* of a limit: what happens to what goes beyond it, a clause */
    const char *also;   /* other words people try for it, separated by spaces: "did you mean …" */
    const char *schema; /* further members of its JSON Schema, as a JSON object; NODE: the whole of it */
    const char *words;  /* NODE: what its value is, for the reference, in Markdown */
};
/* Tables end with a key whose name is NULL, and hold at most 64 keys. A name alone or an empty value (`key:`,
   `~`) counts as a key not given. */

/* Fills the struct `into` (zeroed before) from a map: presets first, then what the map says. Secrets written
   ${NAME} are replaced from the environment in every string (not in KEY_NODE; `$${` stands for `${`); one
   that is not set is a fault. Adds every fault of the map; true when there was none, those told while parsing
   included. */
bool yaml_read(struct arena *a, const struct yaml_node *map, const struct key *keys, void *into,
               struct yaml_faults *faults);
/* Presets alone. */
void yaml_presets(struct arena *a, const struct key *keys, void *into);

/* Does the pattern compile, as PCRE2 with UTF-8? err says why not, and where. */
bool yaml_pattern(const char *s, struct error *err);
/* "text", "a list", "a map": for messages. */
const char *yaml_type_name(const struct yaml_node *node);

/* Has it the shape of a language code (RFC 5646)? */
bool yaml_language(const char *s);
bool yaml_bool(const char *s, bool *value);
bool yaml_duration(const char *s, int64_t *seconds);
bool yaml_size(const char *s, int64_t *bytes);

/* How a duration is written back: "24h", "7d", "90s". */
char *yaml_duration_text(struct arena *a, int64_t seconds);
/* And a size: "16MiB", "1000 bytes". */
char *yaml_size_text(struct arena *a, int64_t bytes);

/* The JSON Schema (draft 2020-12) of a map described by keys, as an object. */
void yaml_schema(struct json *j, const struct key *keys);
void yaml_schema_members(struct json *j, const struct key *keys); /* the members alone */
/* JSON text (trusted: a part of a table) written into j as a value. */
void yaml_schema_text(struct json *j, const char *json);
/* The reference: a Markdown table of the keys under a heading of that level, and one for each map inside. */
void yaml_reference(struct buf *out, const struct key *keys, const char *title, int level);
