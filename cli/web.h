/* Addresses answered one after another, from the network or from saved pages, for commands that look at a
   source without storing anything. */
#pragma once
#include "cli/config.h"
#include "harvester/fetch.h"

struct web; /* a network, or a table of saved pages */

/* from: "pages.tsv" (address, file, content type), its folder, or one page, which answers the first address
   asked for; NULL: the network. save: a folder in which every page that comes is kept, with a pages.tsv;
   NULL. NULL with err set: there is no such file. */
struct web *web_open(struct cli *cli, struct config *config, const char *from, const char *save,
                     struct error *err);
/* Whose secrets are not to be kept with the pages. */
void web_set_source(struct web *w, const struct source *source);
/* The first address of the table; NULL: it has none, or there is no table. */
const char *web_first(const struct web *w);
/* Is an address answered from what was saved? */
bool web_saved(const struct web *w);

/* Asks for an address, under the name it is saved by, which holds no secret (NULL: it is not saved): the
   request is copied, its strings must outlive the web. `done` is called in web_run, once for each; it may ask
   for more. An address that the table lacks is a page not found. */
void web_ask(struct web *w, const struct fetch_request *request, const char *shown);
void web_run(struct web *w, fetch_done *done, void *context);
/* Writes the pages.tsv of what was kept. */
bool web_close(struct web *w, struct error *err);
