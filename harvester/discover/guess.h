/* From the repeated block of a page to rules: what in its items is the title, the address, the dates … */
#pragma once
#include "harvester/discover/parts.h"

struct guess {            /* one field */
    const char *key;      /* as in YAML */
    const char *rules[4]; /* several: a list */
    size_t n;
    const char *match;  /* with it the rule is a map */
    const char *sample; /* what it gives for the first item that has it; NULL */
};

enum { GUESSES = 12 };

struct proposal {
    struct block block;
    const char *items; /* selector */
    size_t extra;      /* elements it finds besides the items */
    struct guess fields[GUESSES];
    size_t n;
    const char *next; /* rule for the next page, NULL */
    const char *kind; /* what the page promises, NULL */
    bool summarised;  /* its items say more than a title */
    bool dated;
    const char *first; /* title of the first item */
};

struct page {                /* what is known besides the tree */
    const char *url, *title; /* NULL */
    struct civil ref;
};

/* The likeliest first; 0: the page has no repeated block that could be a list of items. */
size_t guess_page(const struct outline *o, const struct page *page, struct proposal *out, size_t most);
/* Without a field that gives nothing. */
void guess_drop(struct proposal *p, const char *key);

/* --- its parts --- */
struct guess *guess_add(struct proposal *out, const char *key, const char *rule);
/* The title: its part. -1: none. */
int guess_title(const struct parts *p, struct proposal *out);
void guess_dates(const struct parts *p, int title, const struct page *page, struct proposal *out);
/* "a[rel=next]@href"; NULL */
const char *guess_next(const struct outline *o);
