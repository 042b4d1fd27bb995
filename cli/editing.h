/* What the commands share by which editors correct items: set, hide, merge, split, undo. */
#pragma once
#include "cli/session.h"

struct editing {
    struct session s;
    struct correction by; /* author and reason */
    const char *yaml;     /* the file that gets the correction instead of the store; NULL */
    struct error err;
};
#define EDITING_OPTIONS(e)                                                                                   \
    {"author", OPTION_TEXT, &(e).by.author, "NAME", _("who says so; without it, who is logged in")},         \
        {"reason", OPTION_TEXT, &(e).by.reason, "TEXT", _("why, for whoever comes later")},                  \
    {                                                                                                        \
        "yaml", OPTION_TEXT, &(e).yaml, "FILE",                                                              \
            _("add it to this file of overrides.d instead (-: print it)")                                    \
    }

/* Opens the store: to write, or with --yaml to read alone. */
bool editing_begin(struct editing *e, struct cli *cli, int *status);
/* An item by number or uid, as its source and editors have it. false: told, *status says how to end. */
bool editing_item(struct editing *e, const char *name, struct stored_item *item, int *status);
/* The zone of an item's source. */
const char *editing_zone(struct editing *e, const struct stored_item *item);
/* Ends the transaction, clusters brought up to date; an error is told. Returns an exit code. */
int editing_end(struct editing *e, bool ok);

/* An entry for a file: entry_item once or more, what is said of it, then author, reason and day. `before`:
   what stands before the uid. */
void entry_item(struct buf *out, struct editing *e, const char *before, const struct stored_item *item);
void entry_text(struct buf *out, const char *text);
int entry_end(struct buf *out, struct editing *e);
