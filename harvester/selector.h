/* CSS selectors as editors write them: Selectors level 3 without namespaces, with :has(), :is(), :where(),
   :not() with lists, :scope and :contains(); as XPath 1.0. Names of elements and attributes are those of
   HTML: lower case. */
#pragma once
#include "base/error.h"
#include "base/mem.h"

/* The XPath of a group of selectors (NUL-terminated UTF-8): the condition that an element matches, such as
   "self::a[@href]", to stand in brackets; ancestors are looked at wherever they stand. NULL with err: where
   it cannot be understood, and what was expected. It uses the variable $scope (the node that :scope means)
   and two functions: same-before() and same-after(), how many siblings of the same name stand before and
   behind the context node (harvester/xpath.h). */
const char *selector_xpath(struct arena *a, const char *css, struct error *err);

/* Can it be understood? */
bool selector_check(const char *css, struct error *err);
