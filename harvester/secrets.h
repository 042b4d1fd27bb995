/* Servers repeat what they were asked: in a feed's link to itself, in the address of the next page. The keys
   of a source must not come into the store that way. */
#pragma once
#include "base/buf.h"
#include "harvester/source.h"

/* Puts ${NAME} where the text holds a secret that the source's YAML takes from the environment, as it is or
   as addresses and JSON spell it. Secrets shorter than 6 bytes are left: they could be any word. */
void secrets_hide(const struct source *source, struct buf *text);
/* The same for one secret that has no name in the YAML. */
void secrets_hide_one(const char *secret, const char *name, struct buf *text);

/* The way back, for an address that is to be fetched: the value where it holds ${NAME} of a secret that the
   source's own YAML names. For addresses of the source's own origin alone. */
const char *secrets_reveal(const struct source *source, struct arena *a, const char *url);
