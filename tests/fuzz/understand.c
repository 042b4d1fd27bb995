/* What an item's text says of it. The first byte chooses kind and language, the first line is the title, the
   rest the text. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/prose.dict */
/* fuzz: tests/fuzz/seeds/about tests/fuzz/seeds/dates tests/fuzz/seeds/private */
#include "tests/fuzz/feed.h"
#include "harvester/lexicons.h"
#include "harvester/meaning/understand.h"

static void claim_evidence(const struct item *item, size_t most)
{
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        claim(e->field && e->rule, "evidence %zu tells nothing", i);
        if (e->words)
            claim_sound(e->words, strlen(e->words), "the evidence");
        claim(e->confidence >= 0 && e->confidence <= 1, "confidence %g", e->confidence);
        claim(e->position >= -1 && (e->position < 0 || (size_t)e->position <= most), "position %d of %zu",
              e->position, most);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena kept;
    static const struct lexicons *lexicons;
    static const char *const languages[] = {NULL, "fr", "en", "es"};
    struct yaml_faults faults = {.arena = &kept};
    struct feed feed;
    struct arena a;
    const char *line;
    if (!n)
        return -1;
    if (!lexicons)
        lexicons = lexicons_load(&kept, NULL, &faults);
    unsigned how = *data++;
    n--;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    feed_init(&feed);
    struct item *item = feed_add_item(&a, &feed);
    item->title = fuzz_text(&a, line, length);
    item->content_text = fuzz_text(&a, data, n);
    size_t most = strlen(item->title) + 1 + strlen(item->content_text);
    const struct meaning_context context = {.language = languages[how % 4],
                                            .ref = civil_at(FUZZ_NOW, NULL),
                                            .undated = how & 4,
                                            .lexicons = how & 8 ? NULL : lexicons,
                                            .kind = (enum kind)(how / 16 % KIND_COUNT)};
    understand(&a, item, &context);
    claim_evidence(item, most);
    claim_feed(&feed);
    arena_free(&a);
    return 0;
}
