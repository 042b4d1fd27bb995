/* CSS selectors as editors write them: Selectors level 3 without namespaces, with :has(), :is(), :where(),
   :not() with lists, :scope and :contains(). Only their syntax is looked at here. */
#pragma once
#include "base/error.h"

/* Can this group of selectors (NUL-terminated UTF-8) be understood? err says where not, and what was
 * expected. */
bool selector_check(const char *css, struct error *err);
