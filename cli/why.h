/* What the program makes of an item beside others: for `show --why`. */
#pragma once
#include "cli/session.h"

/* Prints each comparison of an item with its reasons: what it stands together with first. An exit code. */
int print_why(struct session *s, int64_t key);
