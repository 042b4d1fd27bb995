/* Texts: markup and references taken out, white space, folding, cutting, escaping. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/html.dict */
#include "tests/fuzz/fuzz.h"

static void claim_line(const char *s, const char *what)
{
    claim_text(s, strlen(s), what);
    for (size_t i = 0; s[i]; i++)
        claim(!strchr("\t\r\n", s[i]) && !(s[i] == ' ' && (!i || !s[i + 1] || s[i + 1] == ' ')),
              "%s is not one line with single spaces: \"%s\"", what, s);
}

/* With n bytes as they are; whatever they are, nothing may be read behind them. */
static void anything(struct arena *a, const char *s, size_t n)
{
    struct buf out;
    buf_init(&out, 0);
    utf8_clean(&out, s, n);
    claim_text(buf_str(&out), out.n, "what was cleaned");
    claim(!utf8_sound(s, n) || out.n == n, "what was clean was changed");
    buf_reset(&out);
    text_fold_add(&out, s, n);
    claim(utf8_valid(buf_str(&out), out.n), "what was folded is no UTF-8");
    buf_reset(&out);
    text_add_xml_n(&out, s, n);
    claim(!out.n || !strpbrk(out.p, "<>\""), "not escaped: %s", out.p);
    buf_free(&out);
    text_collapse(a, s, n);
    text_unescape(a, s, n);
    text_from_html(a, s, n);
    text_title(a, s, n);
}

static void text(struct arena *a, const char *s, size_t n)
{
    claim_line(text_collapse(a, s, n), "text_collapse");
    claim_line(text_from_html(a, s, n), "text_from_html");
    claim_line(text_title(a, s, n), "text_title");
    const char *plain = text_unescape(a, s, n);
    claim_text(plain, strlen(plain), "text_unescape");
    claim(strlen(plain) <= n, "text_unescape made it longer");

    const char *folded = text_fold(a, s, n);
    claim_text(folded, strlen(folded), "text_fold");
    claim(strcmp(text_fold(a, folded, strlen(folded)), folded) == 0, "folding twice: %s", folded);

    const char *excerpt = text_excerpt(a, s, 20);
    size_t characters = 0;
    for (const char *c = excerpt; *c; c++)
        characters += (*c & 0xC0) != 0x80;
    claim_text(excerpt, strlen(excerpt), "text_excerpt");
    claim(characters <= 20, "%zu characters in the excerpt", characters);
    text_blank(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    arena_init(&a, 0);
    anything(&a, (const char *)data, n);
    const char *s = fuzz_text(&a, data, n);
    text(&a, s, strlen(s));
    arena_free(&a);
    return 0;
}
