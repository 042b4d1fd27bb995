/* The entities of a document: those of XML, those its document type declares, those of HTML. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/buf.h"

enum { MOST_ENTITIES = 256 };

struct xml_entities {
    struct {
        const char *name, *value; /* value NULL: it is elsewhere, and stays there */
        size_t name_n, value_n;
    } v[MOST_ENTITIES];
    size_t n;
    bool elsewhere;     /* more are declared in another document */
    size_t spent, most; /* bytes that entities gave so far, and may give */
    bool beyond;        /* they would have given more */
};

/* Reads a document type declaration, from behind "<!DOCTYPE" to behind its ">". `most`: bytes that entities
   may give in all. */
void xml_entities_init(struct xml_entities *e, const char *doctype, size_t n, size_t most);

/* Appends what &name; stands for, escaped. Returns NULL when all is well, words when there was a fault, ""
   when nobody knows it. */
const char *xml_entity_add(struct xml_entities *e, const char *name, size_t n, struct buf *out);
