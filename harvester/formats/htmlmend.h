/* What libxml2's HTML parser reads otherwise than browsers, mended in the text before it is parsed. */
#pragma once
#include "base/buf.h"

/* Appends the page (UTF-8, n bytes) to out: comments left out, also those that end at once ("<!-->");
   character references as browsers take them, without a semicolon and with the windows-1252 meaning of &#128;
   to &#159;. Scripts and styles stay as they are. Linear time. */
void html_mend(struct buf *out, const char *s, size_t n);
