/* Sources: what the editor wrote. One table of keys describes a source; see source.c. */
#pragma once
#include "base/net.h"
#include "base/yaml.h"
#include "store/item.h"

struct source {
    const char *id, *name, *url;
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
    int priority; /* among portals of the same item; higher wins */
    bool complete; /* what is missing from the document is gone (calendars); preset by format */
    int republish; /* full, summary, link */
    struct yaml_pairs headers;
    bool verify_tls;
    bool robots_ignore;
    const struct yaml_node *keep, *drop, *items, *fields, *next, *detail, *expect; /* see DESIGN of the rules */
    int64_t pages;
    const struct yaml_node *node; /* the whole source, as written */
};

extern const char *const source_formats[]; /* "auto", "rss", …, NULL */
extern const struct key source_keys[];

struct sources {
    struct source *v;
    size_t n, cap;
};

/* Reads one list (a YAML list of sources). Faulty sources are left out of the list, the good ones are kept. */
void sources_read(struct arena *a, const char *path, struct sources *list, const struct net_allow *allow,
                  struct yaml_faults *faults);
/* Reads every *.yaml / *.yml of a folder in the order of their names, and finds ids given twice, naming both places. */
void sources_read_folder(struct arena *a, const char *folder, struct sources *list, const struct net_allow *allow,
                         struct yaml_faults *faults);
struct source *sources_find(const struct sources *list, const char *id);
