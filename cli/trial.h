/* `moisson try` in parts: one source scraped by itself, what is told of it, and the difference to what it
 * gave before.
 */
#pragma once
#include "cli/config.h"
#include "harvester/scrape.h"

struct trial {
    struct cli *cli;
    const struct source *source;
    const struct feed *feed; /* what the source gives */
    const struct scrape_result *result;
    int64_t shown; /* items in the table at most */
    int warnings;  /* told so far */
};

/* Prints what the rules found, the items, what keep and drop leave out, and what looks wrong. */
void trial_tell(struct trial *t);
/* The feed as JSON, without what keep and drop leave out. */
void trial_json(const struct trial *t, struct buf *out);
/* Prints what is different to a feed saved before, item by item. false with err: that is no JSON Feed. */
bool trial_compare(const struct trial *t, const char *path, struct error *err);
