/* A command's work on foreign bytes in a process of its own, locked into the sandbox. */
#pragma once
#include "cli/cli.h"

/* Runs `work` in a child that has no files, no network and bounded memory and time, but standard output and
   error; everything it needs has to be in memory already. Returns what work returned, or EXIT_FAULTS when it
   had to be ended: then "NAME: parser killed: …" is told. Where the kernel refuses a part of the sandbox,
   --verbose says so. */
int confined(struct cli *cli, const char *name, int (*work)(void *context), void *context);
/* The same for a list, whose length says what it takes: a second more for each of its MiB, and eight bytes
   for each of its bytes. */
int confined_list(struct cli *cli, const char *name, size_t bytes, int (*work)(void *context), void *context);

/* Flushes standard output; a write that failed is told and makes the status EXIT_STORE. */
int output_end(int status);
