/* A selector that is text with selectors in it: "https://aides.example/{/id}", "{Commune} ({Code})". What
   they find takes their place. Common to the languages of data: JSON, XML, CSV. */
#pragma once
#include "base/error.h"
#include "base/mem.h"
#include "store/item.h"

struct extract_values;

struct template_part {
    const char *text; /* before the selector */
    void *selector;   /* compiled; NULL: the text is the end */
};
struct template
{
    struct template_part *v;
    size_t n, cap;
};

typedef bool template_compiler(struct arena *a, const char *selector, void **compiled, struct error *err);

/* Holds s a selector in braces? Of JSON Pointers ("pointer") only what begins with "/" counts, and "{}", the
   value itself. */
bool template_is(const char *s, bool pointer);

/* Cuts s and compiles what stands in braces. What cannot be compiled is told in err. */
bool template_compile(struct arena *a, const char *s, bool pointer, template_compiler *compiler,
                      struct template *t, struct error *err);

/* The texts that one selector of a template finds in a scope, NULL for an element that is there but empty. */
typedef void template_finder(void *context, const void *selector, struct strings *out);

/* Adds the text, with what was found in its place. Where selectors find several, the first ones make the
   first text, the second ones the second; one that finds only one text lends it to all. A text of which a
   part is missing is left out. In an address ("…://…") what is put in is percent-encoded where it would
   change the meaning of the rest. */
void template_fill(struct arena *a, const struct template *t, template_finder *find, void *context,
                   struct extract_values *out);
