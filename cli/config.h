/* moisson.yaml as a struct, read by one table of keys, with the source lists it names. */
#pragma once
#include "cli/cli.h"
#include "cli/overrides.h"
#include "export/export.h"
#include "harvester/lexicons.h"
#include "harvester/limits.h"
#include "harvester/source.h"

struct config {
    struct site site;
    const char *store, *output, *sources_folder; /* paths */
    const char *lexicons_folder;                 /* NULL: those of the program */
    const struct lexicons *lexicons;             /* config_lexicons; NULL until then */
    struct limits limits;
    struct strings allow; /* network.allow, as written */
    struct net_allow network;
    struct channels channels;
    struct sources sources;
    const char *overrides_folder;
    struct overrides overrides; /* corrections that stand in files */
    struct yaml_faults faults;
    const char *path;
    bool sources_named; /* moisson.yaml says which folder holds the lists */
    bool overrides_named;
    bool found;    /* there is a moisson.yaml */
    bool readable; /* moisson.yaml could be read, or is not there and need not be */
};
extern const struct key config_keys[];

/* Reads moisson.yaml (a missing default one gives the presets and the folder sources.d beside it) and every
   source list. All faults are in config->faults; true when moisson.yaml itself is usable (faults in sources
   do not count: those sources are left out). */
bool config_load(struct cli *cli, struct config *config);
/* Its two halves: moisson.yaml alone, and the source lists of its folder. */
bool config_load_main(struct cli *cli, struct config *config);
void config_load_sources(struct cli *cli, struct config *config);
/* The lexicons, read once; their faults are added to config->faults and what is faulty is left out. */
const struct lexicons *config_lexicons(struct cli *cli, struct config *config);
/* What the two halves have to agree on: a channel of a source that no list names is a warning. */
void config_check_channels(struct config *config);
/* Warns of sources that are the same twice, and of formats that cannot be read yet. */
void config_check_sources(struct config *config);
/* Prints every fault as FILE:LINE:COLUMN: text on stderr, and the warnings when they are asked for. */
void config_print_faults(const struct yaml_faults *faults, bool warnings);
