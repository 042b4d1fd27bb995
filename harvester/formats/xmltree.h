/* Any XML as a tree of libxml2, for XPath. Ill-formed documents are mended (xmlmend.h); document types are
   not read, so that no entity is looked up anywhere. */
#pragma once
#include <libxml/tree.h>
#include "harvester/formats/common.h"
#include "harvester/xpath.h"

struct xml_tree {
    xmlDocPtr doc;
    struct xpath *xpath; /* knows the prefixes of the document */
};

/* Elements of a default namespace lose it. false with err set: there is no XML. In either case the tree is to
   be closed. */
bool xml_tree_open(struct xml_tree *tree, const struct document *document, struct arena *arena,
                   struct feed *feed, struct error *err);
void xml_tree_close(struct xml_tree *tree);

/* The next node after this one in the order of the document, within `top`; NULL: there is none. */
const xmlNode *xml_tree_next(const xmlNode *node, const xmlNode *top);
