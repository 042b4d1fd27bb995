/* Exports: a channel (a saved query) × a format → a file, rewritten only when its bytes change. An output
   format is one file and one line in the table of export.c. Rows are streamed: a format sees one item at a
   time. */
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

/* A time in a `where`: a date, or a duration counted from the beginning of today (back; for `before`: on). */
struct moment {
    const char *words; /* as written; NULL: none */
    struct civil date; /* without precision: a duration */
    int64_t seconds;
};

/* Reads one ("2026-10-01", "today", "30d") and keeps the words; false: it is none. */
bool moment_read(const char *words, struct moment *m);
/* Its instant; a duration counts from the beginning of the day of `now` in `zone`, back or, with `ahead`, on.
   INSTANT_NONE when there are no words. */
int64_t moment_instant(const struct moment *m, int64_t now, const char *zone, bool ahead);

struct channel { /* one entry of `channels:` */
    const char *id, *title, *description;
    struct filter
        where; /* without the moments, `now`, `sort` and `limit`: channel_filter() puts them together */
    struct moment since, until, after, before;
    int sort;         /* enum sort_key (while it is being read: 0 auto, else 1 more) */
    bool reverse;     /* the other way round than usual for the key */
    bool descending;  /* what comes of both */
    int64_t limit;    /* 0: none */
    unsigned formats; /* bit set of export_formats */
    bool preset;      /* one of those made when none is configured: its words follow the site's language */
    const char *signature; /* changes when the definition does */
    struct {               /* where things were written, for messages; NULL: nowhere */
        const struct yaml_node *id, *where, *sort, *formats;
    } at;
};
struct channels {
    struct channel *v;
    size_t n, cap;
};
extern const struct key channel_keys[];
/* Checks and completes channels read by table (sort and formats by kind, duplicate ids, contradictions); when
   there is none, makes those everybody wants: tout, appels, agenda, ressources, veille. */
void channels_finish(struct arena *a, struct channels *list, struct yaml_faults *faults);
/* The channel's query at an instant; relative moments count from the beginning of that day in `timezone`. */
struct filter channel_filter(const struct channel *channel, int64_t now, const char *timezone);
/* Its title and description, in the site's language for the preset ones. Static, or the channel's own
 * strings. */
const char *channel_title(const struct channel *channel, const struct site *site);
const char *channel_description(const struct channel *channel, const struct site *site); /* NULL: none */

/* What an exporter may know of a source: the exports never look into the harvester. */
struct source_info {
    const char *id, *name, *site, *url, *licence, *family;
    const char *format; /* as in the YAML: "auto", "rss", "html" …; NULL counts as auto */
    int republish;      /* 0 full, 1 summary, 2 title and link */
};
struct export_context {
    const struct site *site;
    const struct source_info *sources; /* sorted by id */
    size_t n_sources;
    int64_t now;
    bool keep; /* files that are there stay as they are: the store may hold less than they do */
};
/* Whether a file of any of the channels is there. */
bool export_any(const struct channels *channels, const char *output);
const struct source_info *export_source(const struct export_context *x, const char *id);

struct export_shared;

/* One file that is being written, as its format sees it. */
struct export_page {
    const struct export_context *x;
    const struct channel *channel;
    const struct export_format *format;
    struct export_shared *shared; /* by all pages of one pass, about the item in hand: see page.h */
    struct arena kept;            /* lives as long as the page */
    void *state;                  /* the format's own, in `kept` */
    int64_t updated; /* the newest visible change of the items written, INSTANT_NONE before the first (never
                        the clock: same store, same bytes) */
    int64_t items;   /* written so far, this one not counted */
};

struct export_format {
    const char *name;       /* "rss", as in YAML */
    const char *file;       /* the file is OUTPUT/CHANNEL/FILE: "rss.xml" */
    const char *media_type; /* "application/rss+xml" */
    unsigned kinds;         /* kinds it can hold, a bit each; 0: all */
    bool cancelled;         /* is given what was withdrawn in the last days too, to tell it */
    /* Each appends to out. `item` is called for every item, in order; false: nothing was written for it.
       `begin` comes after the last item, when all is known about them, though what it writes stands first;
       then `end`. */
    bool (*item)(struct buf *out, struct export_page *page, const struct stored_item *item);
    void (*begin)(struct buf *out, struct export_page *page);
    void (*end)(struct buf *out, struct export_page *page);
};
extern const struct export_format *const export_formats[]; /* NULL-terminated */

struct export_result {
    int written, unchanged, skipped; /* files */
    struct strings
        abandoned; /* that were written once, and are of no channel or format any more; told once */
};
/* Writes the channels' files (`only` names some; n 0: all) and, with all of them, sources.opml and
   channels.opml. A file whose channel, sources and items cannot have changed since it was written is not even
   looked into. What the result holds lives in the arena. */
bool export_run(struct store *store, const struct export_context *x, const struct channels *channels,
                const char *output, const char *const *only, size_t n_only, struct arena *a,
                struct export_result *result, struct error *err);

/* OPML 2.0 of the sources, a folder for each family; and of the channels, as feeds to subscribe to. */
void opml_sources(struct buf *out, const struct export_context *x);
void opml_channels(struct buf *out, const struct export_context *x, const struct channels *channels);

/* One item as JSON Feed 1.1 writes it, extension included: also what `parse`, `list --json` and `show --json`
 * print. */
struct json;
/* `stored`: what the store knows of it besides; NULL. */
void jsonfeed_item(struct json *j, const struct item *item, const char *id, const struct stored_item *stored);
/* A whole feed, for `parse` and `try`. zone: in which it tells instants; NULL: UTC. */
void jsonfeed_feed(struct buf *out, const struct feed *feed, const char *zone, bool pretty);

/* --- the site, for whoever writes a file of it --- */
/* Absolute address of a path below the site ("appels/rss.xml"); a site without an address gets a reserved
   name that leads nowhere (RFC 6761), since the formats insist on absolute ones. */
char *site_link(struct arena *a, const struct site *site, const char *path);
const char *site_title(const struct site *site);
const char *site_language(const struct site *site); /* "fr" when none is set */
const char *site_zone(const struct site *site);
