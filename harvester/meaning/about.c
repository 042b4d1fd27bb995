/* What the readers of about.h share. */
#include "harvester/meaning/about_internal.h"
#include "base/text.h"

#include <math.h>
#include <string.h>

void text_parts_read(struct arena *a, const char *title, const char *summary, const char *body,
                     struct text_parts *out)
{
    *out = (struct text_parts){0};
    size_t n = summary ? strlen(summary) : 0;
    if (body && n && strncmp(body, summary, n > 80 ? 80 : n) == 0)
        summary = NULL;
    if (title)
        tokens_read(a, title, strlen(title), &out->title);
    if (summary)
        tokens_read(a, summary, n, &out->summary);
    if (body)
        tokens_read(a, body, strlen(body), &out->body);
}

const struct tokens *text_part(const struct text_parts *parts, enum part part)
{
    return part == PART_TITLE ? &parts->title : part == PART_SUMMARY ? &parts->summary : &parts->body;
}

char *text_words(struct arena *a, const struct tokens *t, size_t from, size_t to)
{
    if (from >= to)
        return arena_strdup(a, "");
    int start = t->v[from].position;
    int end = t->v[to - 1].position + t->v[to - 1].length;
    return text_collapse(a, t->text + start, (size_t)(end - start));
}

bool token_is(const struct tokens *t, size_t i, const char *fold)
{
    return i < t->n && t->v[i].kind != TOKEN_MARK && strcmp(t->v[i].fold, fold) == 0;
}

bool token_mark(const struct tokens *t, size_t i, char mark)
{
    return i < t->n && t->v[i].kind == TOKEN_MARK && t->v[i].mark == mark;
}

bool token_in(const struct tokens *t, size_t i, const char *const *words)
{
    for (; i < t->n && t->v[i].kind == TOKEN_WORD && *words; words++)
        if (strcmp(t->v[i].fold, *words) == 0)
            return true;
    return false;
}

bool clause_starts(const struct tokens *t, size_t i)
{
    const struct token *w = &t->v[i];
    if (i == 0 || w->sentence || token_mark(t, i - 1, ';'))
        return true;
    return w->line && !token_mark(t, i - 1, ':') && !token_mark(t, i - 1, ',') &&
           (w->capital || w->kind != TOKEN_WORD);
}

void clause_around(const struct tokens *t, size_t i, size_t most, size_t *from, size_t *to)
{
    *from = i;
    while (*from > 0 && i - *from < most && !clause_starts(t, *from))
        --*from;
    *to = i + 1;
    while (*to < t->n && *to - i < most && !clause_starts(t, *to))
        ++*to;
}

struct evidence evidence_of(struct arena *a, const char *field, const char *rule, double confidence,
                            const struct tokens *t, size_t from, size_t to)
{
    enum { AROUND = 6 };
    size_t first, last, unused;
    clause_around(t, from, AROUND, &first, &unused);
    clause_around(t, to - 1, AROUND, &unused, &last);
    return (struct evidence){.field = field,
                             .words = text_words(a, t, first, last),
                             .rule = rule,
                             .position = t->v[from].position,
                             .confidence = confidence};
}

void lexicons_finish(struct arena *a, struct lexicons *l)
{
    audiences_cues(a, &l->audience_cues);
    organizers_cues(a, &l->organizer_cues);
    amounts_cues(a, &l->amount_cues);
    places_cues(a, &l->place_cues);
    scale_cues_compile(a, &l->scale_cues);
    private_cues(a, &l->contact_cues);
}
