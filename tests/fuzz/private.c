/* Personal data in texts: what is left is sound text of no more bytes, and HTML that is sanitised. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/prose.dict */
#include "tests/fuzz/feed.h"
#include "harvester/lexicons.h"
#include "harvester/meaning/private.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena kept;
    static const struct lexicons *lexicons;
    struct yaml_faults faults = {.arena = &kept};
    struct arena a;
    struct buf html;
    if (!lexicons)
        lexicons = lexicons_load(&kept, NULL, &faults);
    arena_init(&a, 0);
    const char *text = fuzz_text(&a, data, n), *clean = private_text(&a, lexicons, text);
    claim_sound(clean, strlen(clean), "the text");
    claim(strlen(clean) <= strlen(text), "cleaning added to it: %s", clean);
    buf_init(&html, 0);
    sanitize_html(&html, (const char *)data, n, NULL);
    clean = arena_strdup(&a, private_html(&a, lexicons, buf_str(&html)));
    buf_reset(&html);
    sanitize_html(&html, clean, strlen(clean), NULL); /* elements that lost all their words may go, no more */
    claim(strcmp(text_from_html(&a, clean, strlen(clean)), text_from_html(&a, buf_str(&html), html.n)) == 0,
          "no sanitised HTML any more: %s", clean);
    private_mailbox(&a, lexicons, text, strlen(text));
    buf_free(&html);
    arena_free(&a);
    return 0;
}
