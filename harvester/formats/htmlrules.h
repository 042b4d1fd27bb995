/* The rule language of pages: CSS selectors, and XPath when one begins with / ./ ../ or (; "@attribute"
   behind a CSS selector. */
#pragma once
#include "harvester/extract.h"

#include <libxml/tree.h>

/* x->root is an xmlDocPtr, x->own the struct xpath of it; nodes are xmlNodePtr, attributes too. */
extern const struct extract_language html_language;

/* Makes a page ready for rules; to be closed with html_rules_close(), which frees the tree as well. */
void html_rules_open(struct extract *x, xmlDocPtr doc);
void html_rules_close(struct extract *x);
