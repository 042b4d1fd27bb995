/* Shared by the files of the rule engine; see extract.h. */
#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include "harvester/extract.h"
#include "harvester/meaning/dates.h"
#include "harvester/rules.h"

#include <pcre2.h>

enum rule_form { RULE_SELECTOR, RULE_LIST, RULE_ANY, RULE_MAP };

struct rule_replace {
    pcre2_code *code;
    const char *with;
};

/* A rule, compiled. */
struct rule {
    enum rule_form form;
    const char *selector; /* as written */
    void *compiled;       /* the language's; NULL: it begins with ">>" */
    void *behind;         /* what stands behind ">>", of the language of pages; NULL: nothing */
    size_t found;         /* values the selector found so far */
    struct rule *parts;   /* of a list or `any`; of a map: its select or any, when it has one */
    size_t n;
    struct rule_map map;
    pcre2_code *match, *split; /* NULL: none */
    struct rule_replace *replace;
    size_t n_replace;
};

/* extract_rule.c */
bool rule_compile(struct extract *x, const struct yaml_node *node, struct rule *out, struct error *err);
void rule_release(const struct extract *x, struct rule *rule);
/* What a rule finds in a scope, wanted as `as`. Several texts of a map with `join` are one. */
void rule_values(struct extract *x, struct rule *rule, struct extract_value scope, enum extract_as as,
                 struct extract_values *out);
/* The selector that speaks for a rule, its first one; NULL: it has none. */
const struct rule *rule_first(const struct rule *rule);
/* The text of a value in one line, cut to the limit of a field; NULL when blank. */
const char *value_line(struct extract *x, struct extract_value value, enum extract_as as);
/* The texts of all values, with a space between; NULL when blank. */
const char *values_line(struct extract *x, const struct extract_values *values, enum extract_as as);
/* The first value that is an address, resolved; NULL: none is. */
const char *values_url(struct extract *x, const struct extract_values *values);
/* What the values hold as HTML, sanitised, its links resolved; NULL when nothing is left. */
const char *values_html(struct extract *x, const struct extract_values *values);

/* The language a value is to be asked in, and the document it is of. */
static inline struct extract *value_home(struct extract *x, struct extract_value value)
{
    return value.page ? value.page : x;
}

/* extract_inside.c: selectors with ">>". Compiling leaves nothing to release when it fails. */
bool selector_compile(const struct extract_language *language, struct arena *a, const char *s,
                      void **compiled, void **behind, struct error *err);
void selector_release(const struct extract_language *language, void *compiled, void *behind);
void selector_values(struct extract *x, const struct rule *rule, struct extract_value scope,
                     struct extract_values *out);
/* extract_rule.c: the limits of a match, to be freed; a result that says they were passed is told. */
pcre2_match_context *match_limits(const struct extract *x);
void tell_limit(struct extract *x, int result);
/* extract_split.c: takes the first element off a text, past its separator; NULL: there is none left. */
const char *split_off(struct extract *x, const struct rule *rule, const char **text);

/* Closes the pages that were found inside. */
void inside_close(struct extract *x);

/* extract_dates.c: a date as machines or people write it; `to` has one where a period is written. */
struct dated {
    struct civil from, to;
    const char *words, *rule; /* NULL: written for machines */
    double confidence;
};
/* `role`: what the date is for: of several the one with that role is taken, else the first, or the last.
   format: "dd/mm/yyyy"; NULL: any. False: there is none. */
bool date_of_text(struct extract *x, const struct item *item, const char *text, const char *format,
                  enum date_role role, bool last, struct dated *out);
/* The days of all the dates in a text. */
void dates_of_text(struct extract *x, const struct item *item, const char *text, const char *format,
                   struct dated **v, size_t *n);
/* "2026-03-10T09:30/2026-03-10T17:00" (ISO 8601 4.4), or a date as any other. False: there is none. */
bool period_of_text(struct extract *x, const struct item *item, const char *text, const char *format,
                    struct period *out);
/* One that `format` describes: d, m, y, h (or H), i (or M beside an hour) and s, as often as there are digits
   ("d/m/yyyy hh:mm"), mmm and mmmm for names of months; other letters and signs stand for themselves. */
bool date_by_format(const char *text, const char *format, struct civil *out);

/* extract_fields.c */
struct field_rule {
    const struct rule_field *field;
    struct rule rule;
    size_t filled;
};
/* `name`: of the field. What was compiled is to be released even when it fails. */
bool field_compile(struct extract *x, const char *name, const struct yaml_node *rule, struct field_rule *out,
                   struct error *err);
/* Reads it into the item; true when the rule gave something. */
bool field_read(struct extract *x, struct field_rule *f, struct extract_value scope, struct item *item);
const char *field_name(const struct rule_field *field);
/* In which order fields are read: those that others are read by first. */
int field_order(const struct rule_field *field);
