/* Input formats: bytes in, items out. A format is one file and one line in the table of formats.c. A format
   file never opens a socket or a file, and everything it returns lives in the arena. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/error.h"
#include "base/mem.h"
#include "store/item.h"

struct source;

/* What bounds the reading of one document (`limits:`, harvester/limits.h). Past a limit the rest is cut, and
   feed->warning says so and names the limit. */
enum document_limit {
    LIMIT_ITEMS,
    LIMIT_FIELD, /* bytes of one text */
    LIMIT_DEPTH, /* of XML elements */
    LIMIT_ATTRIBUTES,
    LIMIT_ENTITIES, /* bytes that all of a document give */
    LIMIT_LISTED,   /* authors, tags, attachments of an item */
    LIMIT_PATTERN,  /* steps of a pattern over an item */
    DOCUMENT_LIMITS
};
struct document_limits {
    int64_t most[DOCUMENT_LIMITS];
};

struct document {
    const char *bytes;
    size_t n;
    const char *charset;      /* of the HTTP Content-Type; NULL: not declared */
    const char *content_type; /* media type, lower case, without parameters; only a hint; NULL */
    const char *url;          /* where it was fetched from, base of relative addresses; NULL */
    const char *timezone;     /* of the source, for floating times; NULL: UTC */
    int64_t now;              /* instant of the run: the window of recurring events starts from it */
    const struct document_limits *limits; /* NULL: the usual ones */
    const struct source *source;          /* whose rules are followed; NULL: none, as for `moisson parse` */
};

struct yaml_node;

struct format {
    const char *name; /* as in YAML: "rss" */
    /* How sure the first bytes make one that this is the format: 0 no … 100. `text` is what follows a byte
       order mark and white space; it may be in any ASCII-compatible encoding, or UTF-16 (then converted
       before). */
    int (*sniff)(const char *text, size_t n);
    /* Parses. false with err set: this is not, or not enough of, the format. Ill-formed input that can be
       recovered is a success with feed->warning set. */
    bool (*parse)(const struct document *document, struct arena *arena, struct feed *feed, struct error *err);
    /* Reads the page of one item, by the rules `fields` (harvester/extract.h), into it; warnings go to feed.
       NULL: the format has no rules. */
    bool (*detail)(const struct document *document, const struct yaml_node *fields, struct arena *arena,
                   struct feed *feed, struct item *item, struct error *err);
};

extern const struct format rss_format, rdf_format, atom_format, jsonfeed_format, icalendar_format,
    html_format;
extern const struct format json_format, xml_format, csv_format;
extern const struct format *const formats[]; /* NULL-terminated */

/* NULL: this version does not have it. */
const struct format *format_named(const char *name);

/* Can documents of this format be read? Not all that a source may name are, yet. */
bool format_known(const char *name);

/* Finds the format from the bytes ("auto" or NULL) or takes the one named, and parses. */
bool format_parse(const char *name, const struct document *document, struct arena *arena, struct feed *feed,
                  struct error *err);
