/* Shared by the files that read CSS selectors; see selector.h. */
#pragma once
#include <stdbool.h>
#include "harvester/selector.h"

#define CSS_CAPITALS "'ABCDEFGHIJKLMNOPQRSTUVWXYZ','abcdefghijklmnopqrstuvwxyz'"

struct css {
    const char *all, *p;
    int depth;
    struct arena *a; /* of what is written */
    struct error *err;
};

/* A compound, "li.a:first-child", as XPath. */
struct compound {
    char before;       /* the combinator that leads to it: ' ', '>', '+', '~'; 0: none */
    const char *name;  /* of the element, lower case; NULL: any */
    const char *where; /* further conditions; NULL: none */
};

/* The condition that :scope stands for. */
#define CSS_SCOPE "count(.|$scope)=1"

/* False with err set: where it stops to be understood, behind which text. */
bool css_refuse(const struct css *c, const char *expected);
bool css_skip_space(struct css *c);
bool css_take(struct css *c, char ch);
/* A name without its escapes; `identifier`: it may not begin with a digit, as the name of an id may. NULL:
   there is none. */
const char *css_name(struct css *c, bool identifier);
const char *css_string(struct css *c); /* in quotes; NULL: there is none */
/* The condition that one of the selectors of a group matches; `relative`: one that begins at the element, as
   in :has(). NULL with err set. */
const char *css_group(struct css *c, bool relative);
/* A pseudo-class, behind its colon; false with err set. */
bool css_pseudo(struct css *c, struct compound *to);

/* A text as XPath writes it. */
const char *css_literal(struct css *c, const char *s);
/* Names of HTML are compared without case. */
const char *css_lower(struct css *c, const char *s);
void css_add(struct css *c, struct compound *to, const char *condition);
