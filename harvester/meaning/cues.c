/* Cue words over tokens. A pattern is read as it stands: the tables stay legible, and a first look at two
   letters spares nearly all of the reading. */
#include "harvester/meaning/cues.h"

#include <string.h>

enum { GAP = 3 };

static bool ends(char c)
{
    return c == ' ' || c == '\0';
}

/* Does the first word of a pattern, alternatives included, fit the token? Most do not: that is seen at once.
 */
static bool word_fits(const struct tokens *t, const struct token *token, const char *p)
{
    if (*p == '#')
        return token->kind == TOKEN_NUMBER;
    if (token->kind == TOKEN_MARK)
        return false;
    if (*p == '^') {
        p++;
        if (!token->capital || token->length < 2 || t->text[token->position + 1] < 'A' ||
            t->text[token->position + 1] > 'Z')
            return false;
    }
    for (;;) {
        const char *fold = token->fold;
        while (*p == *fold && *fold) {
            p++;
            fold++;
        }
        if (*p == '*' || (!*fold && (*p == '|' || ends(*p))))
            return true;
        while (*p != '|' && !ends(*p))
            p++;
        if (*p != '|')
            return false;
        p++;
    }
}

/* The next token that is no mark, from i on, without leaving the sentence; t->n: none. */
static size_t next_word(const struct tokens *t, size_t i, bool first)
{
    for (; i < t->n; i++, first = false) {
        const struct token *token = &t->v[i];
        if (!first && (token->sentence || token->line))
            return t->n;
        if (token->kind != TOKEN_MARK)
            return i;
    }
    return t->n;
}

static size_t match(const struct tokens *t, size_t i, const char *pattern, bool first)
{
    while (*pattern) {
        if (*pattern == '~') {
            const char *rest = pattern + 2;
            size_t at = i;
            for (int k = 0; k <= GAP; k++) {
                size_t past = match(t, at, rest, false);
                if (past)
                    return past;
                at = next_word(t, at, false);
                if (at >= t->n)
                    return 0;
                at++;
            }
            return 0;
        }
        bool optional = *pattern == '?';
        size_t at = next_word(t, i, first);
        if (at < t->n && word_fits(t, &t->v[at], pattern + optional)) {
            i = at + 1;
            first = false;
        } else if (!optional) {
            return 0;
        }
        while (!ends(*pattern))
            pattern++;
        pattern += *pattern == ' ';
    }
    return i;
}

size_t cue_match(const struct tokens *t, size_t i, const char *pattern)
{
    return t->v[i].kind == TOKEN_MARK ? 0 : match(t, i, pattern, true);
}

/* --- many patterns at once --- */

/* By its first three letters: stems have as many. */
static unsigned bucket(const char *word)
{
    unsigned key = 0;
    if (*word == '#' || (*word >= '0' && *word <= '9'))
        return CUE_BUCKETS - 1;
    for (int i = 0; i < 3; i++)
        key = key * 31 + (*word && *word != ' ' && *word != '|' ? (unsigned char)*word++ : 0);
    return key % (CUE_BUCKETS - 1);
}

void cue_index(struct arena *a, struct cue_index *index, const void *rows, size_t n, size_t stride)
{
    *index = (struct cue_index){.patterns = rows, .stride = stride};
    for (size_t i = 0; i < CUE_BUCKETS; i++)
        index->head[i] = -1;
    for (size_t row = n; row-- > 0;) {
        const char *pattern = *(const char *const *)((const char *)rows + row * stride);
        for (const char *word = pattern + (*pattern == '^'); *word && *word != ' ';) {
            unsigned b = bucket(word);
            short at = (short)index->n;
            ARENA_PUSH(a, index->entries, index->n, index->cap)->row = (short)row;
            index->entries[at].next = index->head[b];
            index->head[b] = at;
            word += strcspn(word, "| ");
            word += *word == '|';
        }
    }
}

void cue_scan(const struct cue_index *index, const struct tokens *t,
              void (*found)(void *context, size_t row, size_t i, size_t past), void *context)
{
    for (size_t i = 0; i < t->n; i++) {
        if (t->v[i].kind == TOKEN_MARK)
            continue;
        for (short e = index->head[bucket(t->v[i].fold)]; e >= 0; e = index->entries[e].next) {
            size_t row = (size_t)index->entries[e].row;
            const char *pattern = *(const char *const *)((const char *)index->patterns + row * index->stride);
            size_t past = cue_match(t, i, pattern);
            if (past)
                found(context, row, i, past);
        }
    }
}

/* --- lists --- */

/* The index of a list. There are some thirty lists in the program. */
static const struct cue_index *index_of(const char *const *patterns)
{
    enum { SLOTS = 128 };
    static struct cue_index *made[SLOTS];
    static struct arena keep;
    size_t slot = (size_t)((uintptr_t)patterns / sizeof *patterns) % SLOTS, n = 0;
    while (made[slot] && made[slot]->patterns != patterns)
        slot = (slot + 1) % SLOTS;
    if (!made[slot]) {
        while (patterns[n])
            n++;
        made[slot] = arena_alloc(&keep, sizeof *made[slot]);
        cue_index(&keep, made[slot], patterns, n, sizeof *patterns);
    }
    return made[slot];
}

static size_t at(const struct cue_index *index, const struct tokens *t, size_t i)
{
    if (t->v[i].kind == TOKEN_MARK)
        return 0;
    for (short e = index->head[bucket(t->v[i].fold)]; e >= 0; e = index->entries[e].next) {
        size_t past = cue_match(t, i, index->patterns[index->entries[e].row]);
        if (past)
            return past;
    }
    return 0;
}

size_t cue_at(const struct tokens *t, size_t i, const char *const *patterns)
{
    return at(index_of(patterns), t, i);
}

bool cue_within(const struct tokens *t, size_t from, size_t to, const char *const *patterns)
{
    const struct cue_index *index = index_of(patterns);
    for (size_t i = from; i < to; i++)
        if (at(index, t, i))
            return true;
    return false;
}

size_t cue_last(const struct tokens *t, size_t from, size_t to, const char *const *patterns)
{
    const struct cue_index *index = index_of(patterns);
    for (size_t i = to; i-- > from;)
        if (at(index, t, i))
            return i + 1;
    return 0;
}
