/* The sanitiser: the loop over the input, and what goes with its content. The tokenizer, the tree and the
   attributes have files of their own. */
#include "harvester/sanitize.h"
#include "base/text.h"
#include "harvester/sanitize_token.h"
#include "harvester/sanitize_tree.h"

#include <string.h>

struct sanitizer {
    enum html_tag gone;          /* in an element that goes with its content … */
    size_t gone_depth;           /* … this deep */
    bool no_end[HTML_TAG_COUNT]; /* searched for an end tag in vain: not again, which keeps the time linear */
    struct html_token token;
    struct tree tree;
};

/* A tag inside an element that goes with its content: only its own kind counts. */
static void count_gone(struct sanitizer *x, const struct html_token *t)
{
    if (t->tag != x->gone)
        return;
    bool foreign = x->gone == HTML_SVG || x->gone == HTML_MATH;
    if (t->closing)
        x->gone_depth--;
    else if (!(foreign && t->self_closing))
        x->gone_depth++;
    if (!x->gone_depth)
        x->gone = HTML_UNKNOWN;
}

/* An element that goes with its content begins. Without an end tag to come, only its tag goes. */
static void begin_gone(struct sanitizer *x, enum html_tag tag, const char *s, size_t n, size_t i)
{
    if (x->token.self_closing && (tag == HTML_SVG || tag == HTML_MATH))
        return;
    if (!x->no_end[tag] && html_find_end_tag(s, n, i, tag) == n)
        x->no_end[tag] = true;
    if (x->no_end[tag])
        return;
    x->gone = tag;
    x->gone_depth = 1;
}

/* Reads the tag at i; returns the index after it. */
static size_t tag_at(struct sanitizer *x, const char *s, size_t n, size_t i)
{
    bool whole;
    i = html_token_read(s, n, i, &x->token, &whole);
    if (!whole)
        return n;
    enum html_tag tag = x->token.tag;
    if (tree_alias[tag])
        tag = (enum html_tag)tree_alias[tag];
    bool foreign = x->gone == HTML_SVG || x->gone == HTML_MATH;
    if (!x->token.closing && tree_rules[tag] & RAW && !foreign)
        return html_find_end_tag(s, n, i, tag);
    if (x->gone)
        count_gone(x, &x->token);
    else if (!x->token.closing && tree_rules[tag] & GONE)
        begin_gone(x, tag, s, n, i);
    else if (x->token.closing)
        tree_end(&x->tree, tag, &x->token);
    else
        tree_start(&x->tree, tag, &x->token);
    return i;
}

static void text(struct sanitizer *x, const char *s, size_t n)
{
    if (!x->gone)
        tree_text(&x->tree, s, n);
}

static bool letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static void fragment(struct sanitizer *x, const char *s, size_t n)
{
    for (size_t i = 0; i < n && !x->tree.out->overflow;) {
        const char *open = memchr(s + i, '<', n - i);
        size_t at = open ? (size_t)(open - s) : n;
        if (at > i)
            text(x, s + i, at - i);
        i = at;
        if (n - i < 2) {
            if (i < n)
                text(x, s + i, 1);
            break;
        }
        char next = s[i + 1];
        if (letter(next) || (next == '/' && i + 2 < n && letter(s[i + 2]))) {
            i = tag_at(x, s, n, i);
        } else if (next == '!' || next == '?' || (next == '/' && i + 2 < n)) {
            i = html_skip_declaration(s, n, i);
        } else {
            text(x, s + i, 1); /* "a < b" */
            i++;
        }
    }
}

void sanitize_html(struct buf *out, const char *html, size_t n, const char *base_url)
{
    struct buf clean;
    buf_init(&clean, 0);
    if (!utf8_sound(html, n)) {
        utf8_clean(&clean, html, n);
        html = buf_str(&clean);
        n = clean.n;
    }
    struct sanitizer x;
    memset(&x, 0, offsetof(struct sanitizer, token));
    tree_init(&x.tree, out, base_url, n);
    fragment(&x, html, n);
    tree_finish(&x.tree);
    buf_free(&clean);
}
