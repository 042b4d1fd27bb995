/* Selectors as editors write them: CSS, and those of data with templates and ">>". */
/* fuzz: -max_len=256 -dict=tests/fuzz/css.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/extract_internal.h"
#include "harvester/selector.h"
#include "harvester/xpath.h"

/* As rules are compiled; what is let through is released again. */
static void claim_compiled(struct arena *a, const struct extract_language *language, const char *s)
{
    struct error err = {0};
    void *compiled, *behind;
    bool good = selector_compile(language, a, s, &compiled, &behind, &err);
    claim(good || err.text[0], "refused without a word");
    claim_sound(err.text, strlen(err.text), "the error");
    if (good)
        selector_release(language, compiled, behind);
}

/* What is written is XPath. */
static void claim_xpath(const char *s)
{
    struct error err = {0};
    xmlXPathCompExprPtr compiled = s ? xpath_compile(s, &err) : NULL;
    claim(!s || compiled, "%s", err.text);
    if (compiled)
        xmlXPathFreeCompExpr(compiled);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    arena_init(&a, 0);
    const char *s = fuzz_text(&a, data, n);
    bool (*const checks[])(const char *, struct error *) = {selector_check, rule_pointer_ok};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct error err = {0};
        if (checks[i](s, &err))
            continue;
        claim(err.text[0], "refused without a word");
        claim_sound(err.text, strlen(err.text), "the error");
    }
    for (int language = RULE_HTML; language <= RULE_COLUMN; language++)
        claim_compiled(&a, extract_language(language), s);
    /* white space around a group is no part of it */
    claim(selector_check(s, NULL) == selector_check(arena_printf(&a, " %s", s), NULL),
          "a space before it counts");
    struct selector_xpath xpath;
    if (selector_xpath(&a, s, &xpath, NULL)) {
        claim_xpath(xpath.below);
        claim_xpath(xpath.self);
    }
    arena_free(&a);
    return 0;
}
