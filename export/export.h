/* Exports: a channel (a saved query) × a format → a file, rewritten only when its bytes change. An output format is one
   file and one line in the table of export.c. Rows are streamed: a format sees one item at a time. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/yaml.h"
#include "store/store.h"

struct site { /* `site:` of moisson.yaml */
    const char *title, *url, *description, *language, *timezone, *contact;
};
extern const struct key site_keys[];

struct channel { /* one entry of `channels:` */
    const char *id, *title, *description;
    struct filter where;
    const struct yaml_node *where_node;
    int sort;          /* enum sort_key */
    bool descending;
    int64_t limit;
    unsigned formats; /* bit set of export_formats */
    const char *signature; /* changes when the definition does */
};
struct channels {
    struct channel *v;
    size_t n, cap;
};
extern const struct key channel_keys[];
/* Checks and completes channels read by table (where, sort, duplicate ids, defaults by kind). */
void channels_finish(struct arena *a, struct channels *list, struct yaml_faults *faults);

/* What an exporter may know of a source: the exports never look into the harvester. */
struct source_info {
    const char *id, *name, *site, *url, *licence, *family;
    int republish; /* 0 full, 1 summary, 2 title and link */
};
struct export_context {
    const struct site *site;
    const struct source_info *sources; /* sorted by id */
    size_t n_sources;
    int64_t now;
};
const struct source_info *export_source(const struct export_context *x, const char *id);

struct export_format {
    const char *name;      /* "rss", as in YAML */
    const char *extension; /* the file is OUTPUT/CHANNEL.EXTENSION; two formats of one extension differ by it:
                              rss.xml, atom.xml, json, ics, csv */
    const char *media_type;
    unsigned kinds; /* kinds it can hold; 0: all. iCalendar: event | call */
    /* Each appends to out, which the caller empties into the file; updated: the newest visible change of the items
       that will come (never the clock: same store, same bytes). */
    void (*begin)(struct buf *out, const struct export_context *x, const struct channel *channel, int64_t updated);
    void (*item)(struct buf *out, const struct export_context *x, const struct channel *channel,
                 const struct stored_item *item, void **state);
    void (*end)(struct buf *out, const struct export_context *x, const struct channel *channel, void **state);
};
extern const struct export_format *const export_formats[]; /* NULL-terminated */

struct export_result {
    int written, unchanged, skipped; /* files */
};
/* Writes the channels' files (`only` names some; n 0: all), the two OPML files and the index. */
bool export_run(struct store *store, const struct export_context *x, const struct channels *channels,
                const char *output, const char *const *only, size_t n_only, struct export_result *result,
                struct error *err);

/* One item as JSON Feed 1.1 writes it, extension included: also what `parse`, `list --json` and `show --json` print. */
struct json;
void jsonfeed_item(struct json *j, const struct item *item, const char *id, const char *source);
/* A whole feed, for `parse`. */
void jsonfeed_feed(struct buf *out, const struct feed *feed, bool pretty);
