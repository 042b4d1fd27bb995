/* The record: one item as every part of the program knows it. Strings are UTF-8, NUL-terminated, in the arena
   of the document or command; NULL: not known. Text fields other than content_html hold plain text. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/civil.h"
#include "base/mem.h"

enum kind { KIND_NONE, KIND_EVENT, KIND_CALL, KIND_DOCUMENT, KIND_NEWS, KIND_COUNT };
extern const char *const kind_names[KIND_COUNT + 1]; /* "", "event", "call", "document", "news", NULL */
enum kind kind_from_name(const char *name);          /* KIND_NONE when unknown */

enum tristate { UNKNOWN = -1, NO = 0, YES = 1 };

struct strings { /* a list of strings in an arena */
    const char **v;
    size_t n, cap;
};
void strings_add(struct arena *a, struct strings *list, const char *s); /* NULL and "" are not added */
bool strings_has(const struct strings *list, const char *s);

struct author {
    const char *name, *url, *email; /* the mail address is never exported */
};

struct authors {
    struct author *v;
    size_t n, cap;
};

struct attachment {
    const char *url, *mime_type, *title;
    int64_t size;    /* bytes, -1: not known */
    double duration; /* seconds, -1: not known */
};

struct period { /* one session of an event; `to` may be empty */
    struct civil from, to;
};

struct evidence {      /* why a derived fact is believed */
    const char *field; /* "deadline" */
    const char *words; /* the words it was read from */
    const char *rule;  /* which rule */
    int position;      /* byte offset in the text it was read in, -1: not from text */
    double confidence; /* 0 to 1 */
};
#define CONFIDENCE_SURE 0.7 /* below it a derived fact is told as one to be checked */

#define LIST(type)                                                                                           \
    struct {                                                                                                 \
        type *v;                                                                                             \
        size_t n, cap;                                                                                       \
    }

struct item {
    const char *id; /* as the source names it: guid, Atom id, rdf:about, UID; NULL: it names none. One time of
                       a recurring entry of a calendar: UID_20260310T083000Z, of whole days UID_20260310 */
    const char *url, *external_url;
    const char *title, *summary;
    const char *content_html; /* sanitised once it leaves the harvester */
    const char *content_text;
    const char *image;
    const char *language;       /* BCP 47 */
    int64_t published, updated; /* instants, INSTANT_NONE */
    struct authors authors;
    struct strings tags; /* the source's own words */
    LIST(struct attachment) attachments;
    double lat, lon; /* degrees, NAN: not known */

    enum kind kind;
    /* events; an all-day `ends` is the last day, never the day after */
    struct civil starts, ends;
    bool all_day;
    const char *place;
    enum tristate online;
    bool cancelled;
    struct civil registration_deadline;
    LIST(struct period) sessions;
    /* calls; `deadline` is the final one */
    struct civil opens, deadline;
    LIST(struct civil) deadlines;
    bool permanent;
    double amount_min, amount_max, amount_rate; /* NAN: not known; the rate is in percent */
    const char *amount_currency;                /* ISO 4217 */
    double budget_total;
    /* all kinds */
    const char *organizer;
    struct strings audience, topics;
    const char *territory;
    const char *territory_scale; /* "commune", "epci", "departement", "region", "national", "europe", "world";
                                    not kept in the store */
    LIST(struct evidence) evidence;
    const char *dates; /* text set apart by a rule, in which dates of every role are read (understand.h), one
                          line each time it was read; not kept in the store */

    const char *origin_name, *origin_url; /* of an item that the source itself has from elsewhere */
    int sequence;                         /* iCalendar SEQUENCE of the source, 0 */
    bool listed;   /* it is as its list shows it: what its own page and its text say was read before, and is
                      stored */
    bool left_out; /* the rules of its source do not want it: it is not stored, and archived if it was */
};

/* The evidence of a field, the last word on it; NULL: the source itself said it, or nobody. */
const struct evidence *item_evidence(const struct item *item, const char *field);
/* Is a field one to be checked? */
bool item_doubtful(const struct item *item, const char *field);

/* Everything empty: instants none, coordinates and amounts NAN, online unknown. */
void item_init(struct item *item);

/* What a rule of a source found in one document (harvester/extract.h). */
struct matched {
    const char *key;      /* "items", "next", or a field: "title" */
    const char *selector; /* as written; of a list or a map its first one; NULL: it has none */
    size_t found;         /* nodes that the selector matched, in all items */
    size_t filled;        /* items in which the rule gave something; items and next: what they gave */
};

/* What one document holds. */
struct feed {
    const char *format; /* "rss", "atom", "rdf", "jsonfeed", "icalendar" … */
    const char *title, *description, *home_page_url, *feed_url, *language, *icon, *favicon;
    struct authors authors;
    LIST(struct item) items;
    const char *hub;      /* WebSub */
    const char *next_url; /* the next page */
    int64_t ttl; /* seconds the source asks to be left alone (ttl, sy:updatePeriod, REFRESH-INTERVAL), -1 */
    uint32_t skip_hours; /* bit h: do not ask in hour h, UTC */
    uint32_t skip_days;  /* bit d: do not ask on day d, 0 Monday, UTC */
    bool complete;       /* the document is the whole calendar: what is missing from it is gone */
    bool cut;            /* only its beginning was read: what is missing may stand further on */
    LIST(struct matched) matched;
    /* the document was faulty and was recovered: how, with the line; NULL: it was sound */
    const char *warning;
};
void feed_init(struct feed *feed);
/* a fresh item at the end; valid until the next one */
struct item *feed_add_item(struct arena *a, struct feed *feed);
