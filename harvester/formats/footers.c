/* « L'article X est apparu en premier sur Y », "The post X appeared first on Y": what content management
   systems write below each text they give away. It says nothing of the item, and is the same everywhere. */
#include "harvester/formats/common.h"
#include "base/text.h"

#include <string.h>

enum { LONGEST_FOOTER = 2000, LONGEST_REST = 400 };

/* How it goes on behind the title, and how it begins. */
static const struct {
    const char *middle, *begin;
} footers[] = {
    {"est apparu en premier sur", "article "},
    {"est apparue en premier sur", "article "},
    {"est paru en premier sur", "article "},
    {"appeared first on", "The post "},
    {"first appeared on", "The post "},
    {"erschien zuerst auf", "Der Beitrag "},
    {"se public\xC3\xB3 primero en", "La entrada "},
    {"verscheen eerst op", "Het bericht "},
    {"apareceu primeiro em", "O post "},
};

/* What stands before « article », in every way an apostrophe is written. */
static const char *const articles[] = {"L\xE2\x80\x99", "L'",     "L&rsquo;", "L&#8217;",
                                       "L&#039;",       "L&#39;", "Cet "};

static const char *last(const char *from, const char *to, const char *what)
{
    /* nearly always there is none, which is seen quickest from the front */
    const char *found = NULL;
    for (; (from = memmem(from, (size_t)(to - from), what, strlen(what))); from++)
        found = from;
    return found;
}

static bool ends_at(const char *from, const char *at, const char *what)
{
    size_t n = strlen(what);
    return (size_t)(at - from) >= n && memcmp(at - n, what, n) == 0;
}

/* Where the sentence begins whose middle is there; NULL. */
static const char *begin_of(const char *text, const char *middle, const char *begin)
{
    const char *from = middle - text > LONGEST_FOOTER ? middle - LONGEST_FOOTER : text;
    const char *at = last(from, middle, begin);
    if (!at || strcmp(begin, "article ") != 0)
        return at;
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (ends_at(text, at, articles[i]))
            return at - strlen(articles[i]);
    return NULL;
}

/* Is that the beginning of a sentence? */
static bool begins_sentence(const char *text, const char *at)
{
    static const char *const ends[] = {".", "!", "?", "]", ")", ">", "\n", "\xE2\x80\xA6", "\xC2\xBB", ";"};
    while (at > text && (at[-1] == ' ' || at[-1] == '\t' || ends_at(text, at, "\xC2\xA0")))
        at -= at[-1] == '\xA0' ? 2 : 1;
    bool ok = at == text;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && !ok; i++)
        ok = ends_at(text, at, ends[i]);
    return ok;
}

/* The text without the footer at its end; NULL: it has none. */
static const char *without(struct arena *arena, const char *text, bool markup)
{
    size_t n = strlen(text);
    const char *end = text + n, *from = n > LONGEST_FOOTER ? end - LONGEST_FOOTER : text;
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        const char *middle = last(from, end, footers[i].middle);
        const char *begin = middle ? begin_of(text, middle, footers[i].begin) : NULL;
        if (!begin || !begins_sentence(text, begin))
            continue;
        const char *rest = markup ? text_from_html(arena, middle, (size_t)(end - middle)) : middle;
        if (strlen(rest) > LONGEST_REST)
            continue;
        /* in markup what was open stays open until its own end */
        const char *stop = markup ? strstr(middle, "</p>") : NULL;
        stop = stop ? stop : end;
        return arena_printf(arena, "%.*s%s", (int)(begin - text), text, stop);
    }
    return NULL;
}

void item_cut_footer(struct arena *arena, struct item *item)
{
    const char **texts[] = {&item->content_text, &item->summary};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *text = *texts[i] ? without(arena, *texts[i], false) : NULL;
        size_t n = text ? strlen(text) : 0;
        while (n && strchr(" \t\n", text[n - 1]))
            n--;
        if (text)
            *texts[i] = n ? arena_strndup(arena, text, n) : NULL;
    }
    const char *html = item->content_html ? without(arena, item->content_html, true) : NULL;
    if (html) /* what was open is closed, and what is empty goes */
        item->content_html = html_content(arena, html, strlen(html), NULL);
}
