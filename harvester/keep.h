/* `keep:` and `drop:` of a source: patterns (PCRE2, caseless, Unicode) over title and summary, or by field.
   Title, summary and each tag are lines of their own: ^ and $ stand for their ends. */
#pragma once
#include "base/yaml.h"
#include "store/item.h"

struct keep; /* both rules, compiled */

/* NULL when the source has neither rule. A pattern that does not compile is left out (`check` tells those).
 */
struct keep *keep_compile(const struct yaml_node *keep, const struct yaml_node *drop, size_t steps);
void keep_free(struct keep *k);
/* True when the item stays. A pattern that takes more than `steps` over it matches nothing, and sets *beyond.
 */
bool keep_item(const struct keep *k, const struct item *item, bool *beyond);
