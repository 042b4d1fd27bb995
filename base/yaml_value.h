/* The scalar values of configuration: text to numbers, sizes, durations, secrets. Not for others than the
 * tables. */
#pragma once
#include "base/yaml.h"

bool yaml_int(const char *s, int64_t *value);
/* The text with ${NAME} replaced from the environment, in the arena; NULL with err set when that fails.
 *secret (may be NULL): something was replaced, so that messages must not show the result. */
const char *yaml_expand(struct arena *a, const char *s, bool *secret, struct error *err);
/* An empty value: the key counts as not given. */
bool yaml_empty(const struct yaml_node *node);
