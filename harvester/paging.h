/* How the pages of a source are asked for: `next:` as a rule that finds an address, or a number, an offset or
   a cursor put into the address or the body of a POST. Pure functions; reading the pages is not done here. */
#pragma once
#include "base/yaml.h"

struct source;

enum paging_style { PAGING_NONE, PAGING_LINK, PAGING_NUMBER, PAGING_OFFSET, PAGING_CURSOR };

/* `next:` as a map; as a rule only `rule` and `style`. */
struct paging {
    const struct yaml_node
        *rule;                   /* LINK: finds the address of the next page; CURSOR: its cursor; else NULL */
    const char *page, *offset;   /* the parameter that holds the number, or the count of what was shown */
    const char *parameter;       /* that the cursor goes into */
    const char *url, *shown_url; /* the address, with {page}, {offset} or {cursor}; NULL: the source's. The
                                    second one as written, with ${NAME} */
    const struct yaml_node *step; /* a number, or the parameter that holds it; NULL: one page, or its items */
    const struct yaml_node *from; /* a number, of the first page; NULL: what its address says, else 1 or 0 */
    int style;                    /* enum paging_style */
};
extern const struct key paging_keys[];

/* Reads `next:`; every fault is told. The rule itself is checked elsewhere (rules.h). */
void paging_read(struct arena *a, const struct yaml_node *next, struct paging *paging,
                 struct yaml_faults *faults);
/* What can only be told of the whole source: a body into which a page cannot be written. */
void paging_check(const struct source *source, struct yaml_faults *faults);

/* How one page is asked for. */
struct page_request {
    const char *url;              /* may hold secrets */
    const char *shown;            /* the same without; one for each page */
    const char *post, *post_type; /* NULL: GET */
    bool foreign; /* of another host than the source: its headers are none of that one's business */
};
void paging_first(struct arena *a, const struct source *source, struct page_request *request);
/* Where a source stands when a page was read. */
struct paging_place {
    int page;          /* that page, from 1 */
    int64_t items;     /* on it and those before */
    const char *found; /* what the page says of the next one: an address, or a cursor; NULL */
};
/* false: there is no next one, or none that can be asked for. */
bool paging_next(struct arena *a, const struct source *source, const struct paging_place *place,
                 struct page_request *request);
/* Does it end only when a page is empty or not there? Else the page before says so. */
bool paging_counts(const struct source *source);

/* An address of a source's page or item as it is fetched: where it is of the source's own origin, the secrets
   that were hidden in it are put back. *foreign: it is not. */
const char *paging_reveal(struct arena *a, const struct source *source, const char *shown, bool *foreign);
