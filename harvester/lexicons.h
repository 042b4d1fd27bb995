/* The lexicons of moisson as files, share/lexicons, of which a copy is part of the program. An editor's
   folder
   (`lexicons:` in moisson.yaml) takes the place of that copy, file by file. */
#pragma once
#include "base/yaml.h"
#include "harvester/meaning/lexicon.h"

/* Reads and compiles them all. folder: NULL for those of the program; a file that is not there is the
   program's too. Faults are told and what is faulty is left out. Lives in the arena, is never changed
   afterwards and can be shared by processes that are forked later. */
struct lexicons *lexicons_load(struct arena *a, const char *folder, struct yaml_faults *faults);

/* The table of keys of an entry, for the reference. */
extern const struct key lexicon_keys[];
