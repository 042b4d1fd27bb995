/* The link to the next page of a list. */
#include "harvester/discover/guess.h"
#include "harvester/discover/pick.h"
#include "harvester/discover/words.h"
#include "base/text.h"

#include <string.h>

static bool says_next(struct arena *a, const char *text)
{
    static const char *const words[] = {"suivant",
                                        "suivante",
                                        "suivants",
                                        "page suivante",
                                        "next",
                                        "next page",
                                        "»",
                                        "›",
                                        ">",
                                        ">>",
                                        "→",
                                        "suiv.",
                                        "plus anciens",
                                        "articles precedents",
                                        "older posts",
                                        "aller a la page suivante"};
    if (!text || strlen(text) > 60)
        return false;
    char *folded = text_fold(a, text, strlen(text));
    size_t n = strlen(folded);
    while (n && strchr(" >\"'", folded[n - 1]) && n > 2)
        folded[--n] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(folded, words[i]) == 0 || strcmp(text, words[i]) == 0)
            return true;
    return false;
}

static bool in_pager(const struct outline *o, int element)
{
    for (int i = element, k = 0; i >= 0 && k < 6; i = o->v[i].parent, k++)
        for (int c = -1; c < o->v[i].n_classes; c++) {
            const char *name = c < 0 ? outline_raw_attribute(o, i, "id") : o->v[i].classes[c];
            if (name && (strcasestr(name, "pag") || strcasestr(name, "next") || strcasestr(name, "suivant")))
                return true;
        }
    return false;
}

/* How sure it is that this link is the one: 0 not at all. */
static int next_score(const struct outline *o, int element)
{
    const char *rel = outline_attribute(o, element, "rel"), *attribute;
    const char *href = block_address(o, element, &attribute);
    if (!href || strcmp(attribute, "href") != 0 || o->v[element].tag != HTML_A)
        return 0;
    if (rel && strcasecmp(rel, "next") == 0)
        return in_pager(o, element) || o->v[element].zone != ZONE_MAIN
                   ? 4
                   : 2; /* of an article: the next article */
    bool said = says_next(o->arena, outline_text(o, element)) ||
                says_next(o->arena, outline_attribute(o, element, "title")) ||
                says_next(o->arena, outline_attribute(o, element, "aria-label"));
    return said ? in_pager(o, element) ? 3 : 1 : 0;
}

const char *guess_next(const struct outline *o)
{
    int best = -1, most = 0;
    size_t extra;
    for (size_t i = 0; i < o->n; i++) {
        int score = next_score(o, (int)i);
        if (score > most) {
            most = score;
            best = (int)i;
        }
    }
    if (best < 0)
        return NULL;
    char *selector = pick_in_page(o, &best, 1, &extra);
    const char *text = outline_text(o, best);
    if ((!selector || extra) && *text && !strpbrk(text, "\"\\"))
        selector = arena_printf(o->arena, "a:contains(\"%s\")", text);
    return selector ? arena_printf(o->arena, "%s@href", selector) : NULL;
}
