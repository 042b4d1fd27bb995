/* The tree of a page, for those who walk it as a whole: a page can have several elements <html>, and what
   stands behind the last one counts too. See htmltree.h, which makes it. */
#pragma once
#include "base/htmltag.h"
#include "harvester/formats/common.h"
#include "harvester/formats/htmltree.h"

/* The next node in document order: into the node's children, or past them. NULL behind the last one in the
   root, which may be the document itself. */
xmlNode *dom_inside(const xmlNode *node); /* its first child, of an element or the document; NULL */
xmlNode *dom_next(const xmlNode *node, const xmlNode *root);
xmlNode *dom_past(const xmlNode *node, const xmlNode *root);

/* HTML_UNKNOWN for what is no element, or none that is known. */
enum html_tag dom_tag(const xmlNode *node);
/* The first of its kind in the tree; NULL. */
xmlNode *dom_first(const xmlDoc *tree, enum html_tag tag);

/* Is a word one of those of a list, such as `class`? NULL lists have none. The case of letters counts. */
bool dom_has_word(const char *list, const char *word);
/* The next word of a list at *list, which moves on; NULL at its end. */
const char *dom_word(const char **list, size_t *n);

/* Appends the markup of what the node holds, leaving out those nodes that `leave_out` is true of (NULL: none)
   and the content of scripts. false: out->limit was passed, and it is not whole. */
typedef bool dom_filter(const xmlNode *node);
bool dom_markup(struct buf *out, const xmlNode *node, dom_filter *leave_out);
