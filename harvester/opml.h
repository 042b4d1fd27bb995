/* Reading OPML 1.0 and 2.0 subscription lists (https://opml.org/spec2.opml). */
#pragma once
#include "base/error.h"
#include "base/mem.h"
#include "store/item.h"

struct opml_entry {
    const char *title, *url, *site, *description, *language;
    const char *folder; /* the outline it stands in; NULL: none */
};
struct opml_entries {
    struct opml_entry *v;
    size_t n, cap;
};
/* Entries without an address are folders. false: no OPML at all; a faulty tail is let through. */
bool opml_read(struct arena *a, const char *bytes, size_t n, struct opml_entries *entries, struct error *err);
