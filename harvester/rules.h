/* The rules of a source (`items`, `fields`, `next`, `detail`): how they are written, and their check.
   Executing them is not done here. */
#pragma once
#include "harvester/source.h"

/* The language a rule is read in. */
enum rule_language {
    RULE_NONE,    /* the format has no rules of its own: feeds, calendars */
    RULE_HTML,    /* CSS, or XPath when it begins with / ./ or ( */
    RULE_XPATH,   /* XPath 1.0 */
    RULE_POINTER, /* JSON Pointer (RFC 6901); * stands for every element */
    RULE_COLUMN,  /* the name of a column */
};
enum rule_language rule_language(int format); /* index in source_formats */

/* A field rule is a selector, a list of rules (their texts joined by a space), or a map: this struct. */
enum rule_parse { PARSE_TEXT, PARSE_HTML, PARSE_DATE, PARSE_NUMBER, PARSE_BOOL, PARSE_URL };
struct rule_map {
    const struct yaml_node *select, *any; /* a rule, or a list: the first that is not empty */
    const char *attr;                     /* the attribute taken instead of the text */
    const char *match;                    /* PCRE2: its first group, or the whole match, is the text */
    struct yaml_pairs replace;            /* PCRE2 to text, one after the other */
    const char *split;                    /* what separates the elements of a list in one text, or /PCRE2/ */
    const char *join;                     /* what joins several texts; NULL: a space */
    const char *preset;                   /* `default:`, the text when there is none */
    struct yaml_pairs map;                /* a word of the source to a word of ours */
    const char *format;                   /* how a date is written: "dd/mm/yyyy" */
    int parse;                            /* enum rule_parse */
    bool all;                             /* every match, not the first alone */
};
extern const struct key rule_keys[];
/* The regular expression of a `split:`; NULL: it is plain text. */
const char *rule_split_pattern(struct arena *a, const char *split);
extern const char *const rule_fields[]; /* the fields of an item that a rule may fill; NULL-terminated */

/* Checks the rules of a source; every fault is told. */
void rules_check(const struct source *source, struct yaml_faults *faults);

/* A JSON Pointer of RFC 6901, in which * may stand for every element. */
bool rule_pointer_ok(const char *s, struct error *err);

/* The members of `$defs` that source_keys refer to. */
void rules_schema(struct json *j);
