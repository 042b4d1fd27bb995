/* Cue words over tokens. A pattern is read as it stands: the tables stay legible, and a first look at two
   letters spares nearly all of the reading. */
#include "harvester/meaning/cues.h"

#include <string.h>

enum { GAP = 3 };

/* Does one word of a pattern, alternatives included, fit the token? */
static bool word_fits(const struct tokens *t, const struct token *token, const char *word, size_t n)
{
    if (*word == '#')
        return token->kind == TOKEN_NUMBER;
    if (token->kind == TOKEN_MARK)
        return false;
    bool capitals = *word == '^';
    word += capitals;
    n -= capitals;
    if (capitals && (!token->capital || token->length < 2 || t->text[token->position + 1] < 'A' ||
                     t->text[token->position + 1] > 'Z'))
        return false;
    for (const char *end = word + n; word < end;) {
        const char *bar = memchr(word, '|', (size_t)(end - word));
        size_t length = (size_t)((bar ? bar : end) - word);
        bool stem = word[length - 1] == '*';
        size_t letters = length - stem;
        if (strncmp(token->fold, word, letters) == 0 && (stem || !token->fold[letters]))
            return true;
        word += length + 1;
    }
    return false;
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
        size_t n = strcspn(pattern, " ");
        const char *rest = pattern + n + (pattern[n] == ' ');
        if (*pattern == '~') {
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
        if (at < t->n && word_fits(t, &t->v[at], pattern + optional, n - optional)) {
            i = at + 1;
            first = false;
        } else if (!optional) {
            return 0;
        }
        pattern = rest;
    }
    return i;
}

size_t cue_match(const struct tokens *t, size_t i, const char *pattern)
{
    return t->v[i].kind == TOKEN_MARK ? 0 : match(t, i, pattern, true);
}

const char *cue_within(const struct tokens *t, size_t from, size_t to, const char *const *patterns)
{
    for (size_t i = from; i < to; i++)
        for (const char *const *p = patterns; *p; p++)
            if (cue_match(t, i, *p))
                return *p;
    return NULL;
}

/* --- many patterns at once --- */

static unsigned bucket(const char *word)
{
    unsigned char a = (unsigned char)word[0], b = (unsigned char)word[1];
    if (a == '#' || (a >= '0' && a <= '9'))
        return CUE_BUCKETS - 1;
    if (b == ' ' || b == '|')
        b = 0;
    return (a * 31u + b) % (CUE_BUCKETS - 1);
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
