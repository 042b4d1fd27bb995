/* Reading feeds in XML: one pass of libxml2's push parser over tables of elements. rss.c, atom.c and
   xmlmodules.c hold the tables, xmlfields.c puts what they name into the record; this is the driver between.
   The parser only ever sees UTF-8 from the root element on: no prolog, no document type, no entities but the
   five of XML. What needs more than that goes through xmlmend.c before. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "harvester/formats/common.h"
#include "harvester/formats/xmlnames.h"

/* Where an element stands: a set of these says where it counts. */
enum place {
    IN_NOTHING = 0,
    IN_DOCUMENT = 1, /* outside any */
    IN_ROOT = 2,     /* rss, rdf:RDF */
    IN_FEED = 4,
    IN_ITEM = 8,
    IN_PERSON = 16,
    IN_SOURCE = 32, /* of an item */
    IN_IMAGE = 64,
    IN_MEDIA = 128, /* media:group, media:content */
    IN_POINT = 256,
    IN_SKIP = 512,   /* skipHours, skipDays */
    IN_EVENT = 1024, /* what holds the facts of an event together */
    IN_BAG = 2048,   /* of several values for one field */
};

/* How the content of an element is gathered. */
enum gather {
    GATHER_NOTHING,
    GATHER_TEXT,  /* plain text; tags in it are passed over */
    GATHER_HTML,  /* HTML that was written as text; tags in it are written out among it */
    GATHER_XHTML, /* elements, written out again; text is escaped */
    GATHER_BASE64,
};

enum field {
    FIELD_NONE, /* only opens a place */
    FIELD_FEED,
    FIELD_ITEM,
    FIELD_TITLE,
    FIELD_SUMMARY,
    FIELD_CONTENT,
    FIELD_ID,
    FIELD_GUID,
    FIELD_LINK,     /* the address as text, or in attributes as Atom has it */
    FIELD_RESOURCE, /* the address in rdf:resource */
    FIELD_PUBLISHED,
    FIELD_UPDATED,
    FIELD_LANGUAGE,
    FIELD_AUTHOR,
    FIELD_PERSON_NAME,
    FIELD_PERSON_URL,
    FIELD_PERSON_EMAIL,
    FIELD_TAG,
    FIELD_KEYWORDS,
    FIELD_ENCLOSURE,
    FIELD_MEDIA,
    FIELD_IMAGE,
    FIELD_FAVICON,
    FIELD_DURATION,
    FIELD_POINT,
    FIELD_LAT,
    FIELD_LON,
    FIELD_STARTS,
    FIELD_ENDS,
    FIELD_START_HOUR,
    FIELD_END_HOUR,
    FIELD_WHEN,
    FIELD_PLACE,
    FIELD_ORGANIZER,
    FIELD_STATUS,
    FIELD_ORIGIN,
    FIELD_ORIGIN_NAME,
    FIELD_ORIGIN_ID,
    FIELD_ORIGIN_LINK,
    FIELD_TTL,
    FIELD_PERIOD,
    FIELD_FREQUENCY,
    FIELD_SKIPPED_HOUR,
    FIELD_SKIPPED_DAY,
    FIELD_COMPLETE,
    FIELD_COUNT
};

struct element {
    enum xmlns ns;
    const char *name; /* in any case */
    unsigned in;      /* places where it counts */
    enum field field;
    int rank; /* among the elements that give the same field: the lower one wins, the first of equals */
    enum place opens; /* for its children */
};

extern const struct element rss_elements[], atom_elements[], module_elements[]; /* end with a NULL name */

struct attributes { /* as libxml2's startElementNs gives them */
    const unsigned char *const *v;
    int n;
};

/* The value of an attribute (not of xml:…), whatever its prefix: n bytes, not terminated. NULL: not there. */
const char *attribute(const struct attributes *attributes, const char *name, size_t *n);
bool attribute_is(const struct attributes *attributes, const char *name, const char *value);

/* The content of an element, and what applies to it. */
struct piece {
    const char *p;
    size_t n;
    enum gather type;
    const char *base;     /* of relative addresses; NULL */
    const char *language; /* xml:lang; NULL */
};

/* A long text of an item, kept until the item ends and it is known what else there is. */
struct draft {
    struct buf text;
    struct piece piece;
};

enum { MOST_NAMESPACES = 500, MOST_NAMES = 20000 }; /* of one document */

struct frame {
    const struct element *element; /* NULL: unknown, or markup inside a field */
    const char *base, *language;
    size_t start; /* of its text in xmlfeed.text */
    unsigned place;
    enum gather gather;
    bool owner; /* the field whose text is gathered, not markup in it */
};

struct xmlfeed {
    const struct document *document;
    struct arena *arena;
    struct feed *feed;
    enum xmlns native;                   /* of the elements of the format itself */
    struct item *item;                   /* the one that is open; NULL */
    unsigned char ranks[2][FIELD_COUNT]; /* of what is known so far: of the feed, of the item */
    struct draft summary, content;
    struct author person;
    struct authors fallback;       /* of the source of an item that names no author itself */
    struct attachment *attachment; /* of the media:content that is open */
    double duration;
    const char *hours[2];    /* of an event whose days are elsewhere: start, end */
    enum tristate permalink; /* whether the guid says that it is one */
    int64_t period;          /* sy:updatePeriod, seconds */
    int frequency;
    struct buf text;     /* of the fields that are open */
    struct frame *stack; /* deepest + 1 of them */
    int depth, deepest, most_attributes;
    size_t longest; /* bytes of a field */
    bool begun;     /* the feed, or an item */
    bool enough;    /* no more items are wanted */
    bool unsound;   /* something here is for xmlmend.c */
};

/* What happens when an element of a field begins and ends. */
typedef void field_begins(struct xmlfeed *x, const struct element *e, const struct attributes *attributes);
typedef void field_ends(struct xmlfeed *x, const struct element *e, const struct piece *piece);
struct field_rule {
    enum gather gather;
    field_begins *begin;
    field_ends *end;
};
extern const struct field_rule field_rules[FIELD_COUNT];

/* Parses a document whose root is one of `roots` (names separated by spaces); the rest as struct format. */
bool xmlfeed_parse(const char *roots, const struct document *document, struct arena *arena, struct feed *feed,
                   struct error *err);

/* For struct format's sniff: 100 when the root is one of those names, 0 else. */
int xmlfeed_sniff(const char *roots, const char *text, size_t n);
