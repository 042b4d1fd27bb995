/* XPath 1.0 over a tree of libxml2, as rules use it: quiet, bounded, with the variable and the functions that
   compiled CSS selectors need (selector.h). */
#pragma once
#include "harvester/extract.h"

#include <libxml/tree.h>
#include <libxml/xpath.h>

/* NULL with err: what is wrong with it. To be freed with xmlXPathFreeCompExpr(). */
xmlXPathCompExprPtr xpath_compile(const char *s, struct error *err);

/* A document that can be asked. The document has to outlive it; the elements get numbers in their order. */
struct xpath;
struct xpath *xpath_open(xmlDocPtr doc);
void xpath_close(struct xpath *xpath);
/* Expressions may use the prefix of a declaration from now on; false: it means something already. */
bool xpath_prefix(struct xpath *xpath, const xmlNs *declared);

/* Adds what the expression gives to out: nodes in the order of the document, or one text (a string; a number
   as XPath writes it; "true" for true, nothing for false). scope: the context node, and $scope; NULL: the
   document, and its root element. Too much work, or an error, gives nothing: then false. */
bool xpath_select(struct xpath *xpath, xmlXPathCompExprPtr expression, xmlNodePtr scope, struct arena *a,
                  struct extract_values *out);
