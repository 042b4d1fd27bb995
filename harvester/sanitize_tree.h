/* The tree behind the sanitiser: which elements stay, and how they may stand in each other. The output is
   written while the input is read; a stack of open elements follows the rules by which browsers build the
   tree (WHATWG HTML 13.2.6), so that what is written, being closed explicitly, is read back as it is. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"
#include "harvester/sanitize_attributes.h"
#include "harvester/sanitize_token.h"

enum tree_flags {
    KEPT = 1,
    VOID = 2,       /* no content, no end tag */
    BLOCK = 4,      /* closes an open p; what it stands in is closed with it */
    FORMAT = 8,     /* may be closed out of order; then what was open in it goes on */
    SPECIAL = 16,   /* stops the search for the start tag of an inline element, and for an open li */
    SCOPE = 32,     /* a cell, a caption, a table: what was opened outside is not closed from inside */
    STRUCTURE = 64, /* holds rows, columns or cells, and no text */
    PART = 128,     /* of a table */
    HEADING = 256,
    HOLLOW = 512,      /* goes when there is nothing in it */
    BARE = 1024,       /* goes when it has no attributes, its content stays */
    RAW = 2048,        /* goes with its content, which ends at its end tag and nowhere before */
    GONE = 4096,       /* goes with its content, in which it may stand again */
    APART = 8192,      /* goes, but the words on both sides stay apart */
    CONTAINER = 16384, /* inline, yet its end tag closes whatever was left open in it */
};

extern const unsigned short tree_rules[HTML_TAG_COUNT]; /* of enum tree_flags */
/* Elements written as another one: those of old, and the heading that belongs to the page. 0: as themselves.
 */
extern const unsigned char tree_alias[HTML_TAG_COUNT];

enum {
    DEEPEST = 100,  /* elements in each other; more are taken away. Browsers stop at 512. */
    TABLE_ROOM = 4, /* a table's own levels always find their place */
    SILENT_DEEPEST = 40,
    REOPENED = 8,
    START_TAG = 400,
};

struct open {
    unsigned char tag;
    bool silent;       /* not written: it only keeps start and end tags matched */
    bool implied;      /* a list that nobody opened */
    size_t start, end; /* of the start tag in the output */
};

/* A formatting element closed because something around it was; it goes on with the next words. */
struct reopen {
    unsigned char tag;
    int floor; /* it ends with the element that was current then */
    size_t n;
    char start_tag[START_TAG];
};

struct tree {
    struct buf *out;
    struct attributes attributes;
    int depth;
    unsigned short count[HTML_TAG_COUNT]; /* how many of each are open */
    int reopens;
    size_t budget;  /* bytes that reopened start tags may take */
    bool apart;     /* a space before the next words */
    size_t pre;     /* where the content of a pre begins */
    size_t begin;   /* of our output */
    struct buf tag; /* the start tag that is being put together */
    /* What follows is large, and cleared by nobody: depth and reopens tell how much of it there is. */
    struct open stack[DEEPEST + 2 * TABLE_ROOM];
    struct reopen reopen[REOPENED];
};

/* n: bytes of the input, by which the output is bounded. */
void tree_init(struct tree *x, struct buf *out, const char *base, size_t n);
void tree_text(struct tree *x, const char *s, size_t n); /* as written, references not decoded */
/* The tag is the token's, or its alias; RAW and GONE elements are the caller's business. */
void tree_start(struct tree *x, enum html_tag tag, const struct html_token *token);
void tree_end(struct tree *x, enum html_tag tag, const struct html_token *token);
void tree_finish(struct tree *x); /* closes what is open, frees */
