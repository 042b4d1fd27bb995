/* The rule engine: fields, lists, `any:`, maps, what a text is read as. */
#include "harvester/extract.h"

const struct extract_language *extract_language(int rule_language)
{
    (void)rule_language;
    return NULL;
}

bool extract_feed(struct extract *x, struct error *err)
{
    (void)x;
    return error_set(err, "this version does not follow rules yet");
}

bool extract_item(struct extract *x, const struct yaml_node *fields, struct extract_value scope,
                  struct item *item, struct error *err)
{
    (void)x;
    (void)fields;
    (void)scope;
    (void)item;
    return error_set(err, "this version does not follow rules yet");
}

bool extract_text(struct extract *x, const struct yaml_node *rule, struct extract_value scope,
                  const char **out, struct error *err)
{
    (void)x;
    (void)rule;
    (void)scope;
    *out = NULL;
    return error_set(err, "this version does not follow rules yet");
}
