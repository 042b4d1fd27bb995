/* Personal data: mail addresses and telephone numbers of persons, and their names where they are given as a
   contact, are left out; the service's public address and number stay. Ordinary prose keeps its names. Pure
   functions over text, linear. */
#pragma once
#include "harvester/meaning/lexicon.h"
#include "store/item.h"

/* Is it a service's mailbox (contact@, appels@, dpt-habitat@) rather than a person's (prenom.nom@, pnom@)?
   What cannot be told is a person's. n bytes of "local@domain". */
bool private_mailbox(struct arena *a, const struct lexicons *l, const char *address, size_t n);
/* The text without what is personal; the same pointer when nothing was. UTF-8, NULL gives NULL. */
const char *private_text(struct arena *a, const struct lexicons *l, const char *text);
/* The same for sanitised HTML: in its text, and links to mailto: and tel:, whose text stays if it is not
 * personal. */
const char *private_html(struct arena *a, const struct lexicons *l, const char *html);
/* Summary, both contents, authors' mail addresses. Whether something was taken out. `cut`: the content as a
   reader sees it, cut already, which spares reading it again when nothing personal is in it; NULL. */
bool private_clean(struct arena *a, const struct lexicons *l, struct item *item, const struct tokens *cut);
