/* What a site offers to harvest: feeds and calendars that a page names or its software has at known
   addresses, sitemaps, OAI-PMH, structured data in the page, and where there is none the rules for its
   repeated block. */
#pragma once
#include "base/buf.h"
#include "harvester/formats/format.h"

enum finding_kind {
    FINDING_FEED, /* an address where there may be a feed or a calendar */
    FINDING_SITEMAP,
    FINDING_OAI,
    FINDING_MARKUP, /* structured data in the page itself */
    FINDING_RULES,  /* rules for it */
    FINDING_KINDS
};

struct finding {
    enum finding_kind kind;
    const char *url;     /* absolute */
    const char *title;   /* as the page names it; NULL */
    const char *why;     /* "named by the page", "WordPress" */
    const char *format;  /* "rss"; "html" of rules */
    const char *rules;   /* FINDING_RULES: the lines of YAML from `format:` on */
    const char *first;   /* title of the first item; NULL */
    bool named;          /* by the page itself, not only usual for its software */
    int64_t items;       /* seen there, -1: not looked yet */
    bool elsewhere;      /* a feed that has none of the items of the page */
    struct strings urls; /* of the items of the page itself: FINDING_MARKUP, FINDING_RULES */
};

struct findings {
    struct finding *v;
    size_t n, cap;
    const char *title, *language, *software; /* of the page; NULL */
};

/* Reads one document of a site: what runs in a worker. A feed, calendar, sitemap or OAI answer is told by
   feed->format with its items; anything else is read as a page, whose findings the feed carries: see
   findings_of. */
bool discover_read(const struct document *document, struct arena *a, struct feed *feed, struct error *err);
/* The findings of a page that discover_read put into a feed; false: it is no page. Untrusted as the page is:
   addresses that are not http(s) are left out. Strings are copied. */
bool findings_of(struct arena *a, const struct feed *feed, struct findings *out);

/* One source, as YAML to put into a list: ready for `moisson try` and `moisson check`. */
void discover_source(struct buf *out, const char *page_url, const struct findings *all,
                     const struct finding *f);

/* --- its parts --- */
struct page_links; /* what the head and the links of a page say */
void addresses_find(struct arena *a, const void *html_doc, const char *bytes, size_t n, const char *base,
                    struct findings *out);
/* Text as a YAML scalar on one line. */
void discover_scalar(struct buf *out, const char *text);
