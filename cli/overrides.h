/* Corrections that stand in files, the folder overrides.d, so that they can be reviewed: read and checked
   here, and brought into the store, where they are as those made on the command line. */
#pragma once
#include "base/yaml.h"
#include "store/store.h"

struct override {
    const char *item;            /* a uid, or an address */
    const struct yaml_node *set; /* field to value */
    bool hide;
    struct strings merge, split; /* items: all the same; the first none of the others */
    const char *author, *reason, *at;
    const struct yaml_node *node; /* where it stands */
};
struct overrides {
    struct override *v;
    size_t n, cap;
};
extern const struct key override_keys[];

/* Faulty entries are left out, and told. */
void overrides_read(struct arena *a, const char *path, struct overrides *all, struct yaml_faults *faults);
void overrides_read_folder(struct arena *a, const char *folder, struct overrides *all,
                           struct yaml_faults *faults);
/* The JSON Schema of such a file. */
void overrides_schema(struct json *j);

struct session;
/* Brings the store to what the files say: what is new there counts, what is no longer there is taken back
   (but not while a file has a fault). Within a transaction; clusters follow with the next store_cluster. */
bool overrides_apply(struct session *s, struct error *err);
