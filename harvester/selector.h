/* CSS selectors as editors write them: Selectors level 3 without namespaces, with :has(), :is(), :where(),
   :not() with lists, :scope and :contains(); as XPath 1.0. Names of elements and attributes are those of
   HTML: lower case. */
#pragma once
#include "base/error.h"
#include "base/mem.h"

/* What a group of selectors is as XPath, from the scope (an item, or the document) as context node. Both use
   the variable $scope (the node that :scope means) and functions of harvester/xpath.h: same-before() and
   same-after(), how many siblings of the same name stand on either side, and within(): is the context node in
   the scope, or the scope itself? */
struct selector_xpath {
    const char *below; /* the elements in the scope that match, looking at nothing around it; and what a
                          selector that begins with ":scope +" or ":scope ~" finds beside it */
    const char *self;  /* the scope itself, if a compound of the group matches it; NULL: none can */
};

/* Reads a group of selectors (NUL-terminated UTF-8). False with err: where it cannot be understood, and what
   was expected. */
bool selector_xpath(struct arena *a, const char *css, struct selector_xpath *out, struct error *err);

/* Can it be understood? */
bool selector_check(const char *css, struct error *err);
