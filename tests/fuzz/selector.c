/* Selectors as editors write them: CSS and JSON Pointers. */
/* fuzz: -max_len=256 -dict=tests/fuzz/css.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/rules.h"
#include "harvester/selector.h"

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
    /* white space around a group is no part of it */
    claim(selector_check(s, NULL) == selector_check(arena_printf(&a, " %s", s), NULL),
          "a space before it counts");
    arena_free(&a);
    return 0;
}
