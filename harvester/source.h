/* Sources: what the editor wrote. One table of keys describes a source; see source.c. */
#pragma once
#include "base/net.h"
#include "base/yaml.h"
#include "harvester/login.h"
#include "harvester/paging.h"
#include "store/item.h"

struct json;

struct expect {    /* `expect:`: fewer, or none with these fields, and the source has drifted */
    int64_t items; /* counts when `given` */
    bool given;
    struct strings fields;
    const char *quiet; /* `silence:` as written */
    int64_t
        silence; /* seconds without anything new that are normal; 0: its habit says, SILENCE_NORMAL: any */
};
#define SILENCE_NORMAL INT64_MAX

struct detail {                     /* `detail:`: what is read on the page an item links to */
    const struct yaml_node *fields; /* NULL: its structured data, and its main text */
    int format;                     /* index in detail_formats */
    bool follow;                    /* the key is there */
};

enum robots { ROBOTS_PAGES, ROBOTS_OBEY, ROBOTS_IGNORE };
enum republish { REPUBLISH_FULL, REPUBLISH_SUMMARY, REPUBLISH_LINK };

struct source {
    const char *id, *name, *url;
    const char
        *shown_url;  /* the address as written, ${NAME} for its secrets: for messages, files and the store */
    bool secret_url; /* it holds some */
    const char *site, *licence, *description;
    const char *file; /* where it stands, for messages */
    int line;
    bool enabled;
    const char *reason; /* why it is not; also written under `enabled: false` */
    int format;         /* index in source_formats; 0: auto */
    int64_t every;      /* seconds */
    unsigned kind;      /* enum kind, 0: understood item by item */
    const char *timezone, *language, *territory;
    struct strings topics, audience, tags;
    const char *family; /* the group it is listed under: "financements-france" */
    int64_t priority;   /* among portals of the same item; higher wins */
    bool complete;      /* what is missing from the document is gone (calendars); preset by format */
    int republish;      /* enum republish; without the key: full under an open licence, else the summary */
    struct yaml_pairs headers;
    const char *post, *post_type; /* the body of a POST and its media type; NULL: GET */
    bool verify_tls;
    int robots;                                           /* enum robots */
    const struct yaml_node *keep, *drop, *items, *fields; /* the rules, checked: harvester/rules.h */
    /* The rule that a page is read by for feed->next_url: what it finds there is the address of the next
       page, or a cursor, which is no address. NULL: there is none. */
    const struct yaml_node *next;
    struct paging paging;
    struct login login;
    struct detail detail;
    struct expect expect;
    int64_t pages;                /* 0: not said */
    const struct yaml_node *node; /* the whole source, as written */
};

extern const char *const source_formats[]; /* "auto", "rss", …, NULL */
extern const char *const detail_formats[]; /* "html", "json", "xml", NULL */
extern const struct key source_keys[];

struct source_place { /* where an id was given, that of a faulty source too */
    const char *id, *file;
    int line, column;
    size_t index; /* in sources.v; SIZE_MAX: left out */
};

struct sources {
    struct source *v;
    size_t n, cap;
    struct source_place *places; /* a hash table over the ids */
    size_t n_places, places_cap;
};

/* Reads one list (a YAML list of sources). Faulty sources are left out of the list, the good ones are kept.
   An id that a source of the list has already is a fault naming both places. */
void sources_read(struct arena *a, const char *path, struct sources *list, const struct net_allow *allow,
                  struct yaml_faults *faults);
/* The *.yaml / *.yml of a folder of `what`, in the order of their names. A folder that cannot be read is a
 * fault. */
struct strings yaml_files(struct arena *a, const char *folder, const char *what, struct yaml_faults *faults);
/* Reads every *.yaml / *.yml of a folder in the order of their names. A folder that cannot be read is a
 * fault. */
void sources_read_folder(struct arena *a, const char *folder, struct sources *list,
                         const struct net_allow *allow, struct yaml_faults *faults);
/* May an address be a source's, by its host? err names a private one. What cannot be read is let through:
   url_check tells that. */
bool source_url_public(const char *url, const struct net_allow *allow, struct error *err);
/* Does a list have this id, if only for a source that is faulty? */
bool sources_name(const struct sources *list, const char *id);
struct source *sources_find(const struct sources *list, const char *id);

/* Is robots.txt to be heeded for it? And for the pages its items link to? */
bool source_heeds_robots(const struct source *source);
bool source_heeds_robots_behind(const struct source *source);
/* How many pages are read at most, where a run reads no more than `most`: one where nothing leads to others.
 */
int64_t source_pages(const struct source *source, int64_t most);

/* The JSON Schema of a source list. */
void sources_schema(struct json *j);
