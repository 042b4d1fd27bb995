/* Making XML that a parser takes of what servers call XML: the document from its root element on, without
   prolog and document type, its entities resolved, its faults mended the way a reader would guess they were
   meant. A repairer of markup, with a little knowledge of feeds where it has to guess what was left open. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"

struct xml_root {
    size_t at;         /* of its "<" */
    const char *local; /* its name without prefix */
    size_t local_n;
    size_t doctype, doctype_end; /* the document type declaration; both 0: none */
    bool clean;                  /* nothing before it but what XML allows */
};

/* Finds the root element of a feed: rss, RDF, channel, feed or entry. Comments, instructions, plain text and
   the HTML of error messages before it are passed over. false: there is none, or another element is first. */
bool xml_find_root(const char *s, size_t n, struct xml_root *root);

/* The same for any XML but a page of HTML: what stands before an XML declaration is passed over. */
bool xml_find_any_root(const char *s, size_t n, struct xml_root *root);

/* Whether the document holds an element with so many attributes that parsers take long over it. */
bool xml_attribute_flood(const char *s, size_t n, size_t most);

/* The line of a byte, from 1. */
size_t xml_line(const char *s, size_t at);

struct xmlmend;
struct document;

/* A text (UTF-8 without forbidden controls, which must outlive it) and what xml_find_root found in it; the
   limits are those of the document. */
struct xmlmend *xmlmend_new(const char *s, size_t n, const struct xml_root *root,
                            const struct document *document);
void xmlmend_free(struct xmlmend *m);

/* Appends the next part, some 64 kB or more. false at the end, when there is no more to come. Elements that
   are open where the text ends are left open. */
bool xmlmend_next(struct xmlmend *m, struct buf *out);

/* What was mended first, in words, and in which line; NULL: nothing but entities that were declared. */
const char *xmlmend_fault(const struct xmlmend *m, size_t *line);
/* The limits that were passed: a set of 1 << LIMIT_…. */
unsigned xmlmend_beyond(const struct xmlmend *m);
