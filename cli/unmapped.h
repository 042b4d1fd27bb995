/* `status --unmapped`: the categories of sources that stand for nothing in the lexicons. */
#pragma once
#include "cli/session.h"

/* Prints them, the most frequent first; only: ids of sources, empty for all. An exit code. */
int print_unmapped(struct session *s, const struct strings *only);
