/* The main text of a page without a selector: what an article says, without menus, sharing, what else there
   is to read, and the page around it. */
#pragma once
#include "harvester/formats/dom.h"

/* As sanitised HTML, its links resolved against base; NULL: no part of the page is enough of a text. The
   title (h1) is no part of it. Nothing in the tree is changed. Linear time. */
const char *main_text(const struct document *document, xmlDoc *tree, struct arena *arena, const char *base);
