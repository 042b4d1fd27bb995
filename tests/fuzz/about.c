/* What a text is about: topics, audiences, territory, organizer, amounts, and the words that say so. The
   first line is the title. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/prose.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/lexicons.h"
#include "harvester/meaning/about.h"

#include <math.h>

static const struct lexicons *lexicons(void)
{
    static struct arena a;
    static const struct lexicons *all;
    struct yaml_faults faults = {.arena = &a};
    if (!all)
        all = lexicons_load(&a, NULL, &faults);
    claim(!faults.errors, "the lexicons have faults: %s", faults.v[0].text);
    return all;
}

static void claim_evidence(const struct evidence *e)
{
    claim(e->words && e->field && e->rule, "no evidence");
    claim_sound(e->words, strlen(e->words), "the evidence");
    claim(e->confidence >= 0 && e->confidence <= 1, "confidence %g", e->confidence);
}

static void claim_labels(const struct labels *labels)
{
    for (size_t i = 0; i < labels->n; i++) {
        claim(labels->v[i].id, "label %zu has no name", i);
        claim_evidence(&labels->v[i].why);
    }
}

static void claim_amounts(struct arena *a, const struct text_parts *parts)
{
    struct amounts found;
    if (!amounts_find(a, lexicons(), parts, &found)) {
        claim(isnan(found.min) && isnan(found.max) && isnan(found.rate) && isnan(found.budget_total),
              "no amount");
        return;
    }
    const double money[] = {found.min, found.max, found.budget_total};
    for (size_t i = 0; i < 3; i++)
        claim(isnan(money[i]) || (isfinite(money[i]) && money[i] >= 0 && found.currency), "%g", money[i]);
    claim(isnan(found.rate) || (found.rate >= 0 && found.rate <= 100), "%g %%", found.rate);
    claim(!(found.min > found.max), "from %g to %g", found.min, found.max);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct text_parts parts;
    struct labels topics = {0}, audiences = {0};
    struct territory where = {0};
    struct organizer who = {0};
    struct arena a;
    const char *line;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    const char *title = fuzz_text(&a, line, length), *body = fuzz_text(&a, data, n);
    text_parts_read(&a, title, body, &parts);
    topics_find(&a, lexicons(), &parts, &topics);
    audiences_find(&a, lexicons(), &parts, &audiences);
    claim_labels(&topics);
    claim_labels(&audiences);
    bool placed = territory_find(&a, lexicons(), &parts, &where);
    if (placed)
        claim_evidence(&where.why);
    if (organizer_find(&a, lexicons(), &parts, placed ? &where : NULL, &who)) {
        claim(who.name && *who.name, "nobody");
        claim_sound(who.name, strlen(who.name), "the organizer");
        claim_evidence(&who.why);
    }
    claim_amounts(&a, &parts);
    arena_free(&a);
    return 0;
}
