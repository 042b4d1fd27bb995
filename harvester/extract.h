/* The rule engine: from a document and the rules of its source to items. What is common to every rule
   language is here: fields, lists of rules, `any:`, the maps of rules.h, what a field's text is read as. How
   a document is walked is a language's own: a table of functions. HTML (formats/html.c), XML, JSON and CSV
   share the rest.

   What stands behind ">>" in a selector looks into the HTML that a text of the document holds:
   "/data >> article h3". The nodes found there are of a page of their own, and rules about them begin with
   ">>".

   A format that has rules parses its document, fills a struct extract and calls extract_feed; for the page
   behind an item, extract_item. Rules were checked by rules_check; one that cannot be compiled all the same
   is an error. Nothing here opens a file or a socket. Everything made lives in the arena. */
#pragma once
#include "base/yaml.h"
#include "harvester/formats/format.h"

struct extract;

/* What a selector found: a node of the document, or a text that is none (the result of an XPath function, a
   filled-in template). Both NULL: the document itself. */
struct extract_value {
    const void *node;
    const char *text;     /* UTF-8 */
    struct extract *page; /* the HTML inside the document that the node is of; NULL: it is the document's */
};
struct extract_values {
    struct extract_value *v;
    size_t n, cap;
};

/* What the text of a value is wanted for. */
enum extract_as {
    EXTRACT_TEXT, /* white space as it stands: the engine folds it */
    EXTRACT_HTML, /* markup, neither sanitised nor resolved */
    EXTRACT_URL, /* an address as written: of a link, an image, a lazily loaded one; the engine resolves it */
    EXTRACT_DATE,  /* what a machine is to read where there is such a thing: <time datetime> */
    EXTRACT_DATES, /* text in which dates are looked for */
};

struct extract_language {
    const char *name; /* "html", "xpath", "pointer", "column": for messages */
    /* Reads a selector as the editor wrote it. What it makes may lie in the arena; what does not, `release`
       frees (may be NULL). False with err: what is wrong with it, and what was expected. */
    bool (*compile)(struct arena *a, const char *selector, void **compiled, struct error *err);
    void (*release)(void *compiled);
    /* Adds what the selector finds to out, in the order of the document. scope: the item, or the document. A
       list found (an array of JSON) is added element by element. */
    void (*select)(struct extract *x, const void *compiled, struct extract_value scope,
                   struct extract_values *out);
    /* NULL: there is none. Never called for a value that is a text. For all but TEXT NULL means "as its
       text". */
    const char *(*read)(struct extract *x, struct extract_value value, enum extract_as as);
    /* Adds what the items are where no rule `items` says it: the rows of a table. NULL: the document is one.
     */
    void (*items)(struct extract *x, struct extract_values *out);
    /* `attr:` of a rule: an attribute, a member; NULL: it has none. The function may be NULL. */
    const char *(*attribute)(struct extract *x, struct extract_value value, const char *name);
};

/* One document being read. */
struct extract {
    const struct extract_language *language;
    void *root; /* the document as the language parsed it */
    const struct document *document;
    struct arena *arena;
    struct feed *feed;      /* warnings, counts (feed->matched), the next page */
    const char *base;       /* relative addresses are resolved against it; NULL: they stay relative */
    void *own;              /* the language's, whatever it needs besides */
    struct extract *inside; /* pages that were found in its texts, one leading to the next */
    const char *markup;     /* of such a page: what it was read from */
};

extern const struct extract_language pointer_language, xpath_language, column_language; /* of data */

/* The languages, by enum rule_language (rules.h); NULL: the format has no rules. */
const struct extract_language *extract_language(int rule_language);

/* Reads every item that `items` finds (NULL: as the language has it), its fields, and `next`, of
   x->document->source. What the rules matched is counted in feed->matched. False with err when a rule cannot
   be compiled. No item found is no error. */
bool extract_feed(struct extract *x, struct error *err);

/* Reads fields (a map of field to rule, `detail: fields:`) of one scope into an item: what is found takes the
   place of what the item had, what is not found leaves it. */
bool extract_item(struct extract *x, const struct yaml_node *fields, struct extract_value scope,
                  struct item *item, struct error *err);

/* The text that one rule (a selector, a list, a map) finds in a scope, white space folded; *out NULL when it
   finds none. For what is no field: `next`, a token, a total. */
bool extract_text(struct extract *x, const struct yaml_node *rule, struct extract_value scope,
                  const char **out, struct error *err);
