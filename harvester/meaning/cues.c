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

/* What a token is looked up by: the whole word, its first three letters (stems have as many), or that it is a
   number. */
enum { KEYS = 3, STEM = 3 };

static uint32_t stem_key(uint32_t head)
{
    return (uint32_t)((head & token_head("\xFF\xFF\xFF", STEM)) * 0x9E3779B97F4A7C15u >> 32);
}

static const uint32_t number_key = 0x23;

static uint32_t start_key(const char *word, size_t n)
{
    if (*word == '#')
        return number_key;
    if (word[n - 1] == '*')
        return stem_key(token_head(word, STEM));
    return token_hash(word, token_singular(word, n));
}

/* What may stand behind the first word of a pattern: seen at once, it spares matching most patterns. */
static uint64_t second_words(const char *pattern)
{
    uint64_t bits = 0;
    pattern += strcspn(pattern, " ");
    for (bool optional = true; optional;) {
        if (*pattern != ' ' || pattern[1] == '~' || pattern[1] == '^')
            return ~0ull;
        pattern++;
        optional = *pattern == '?';
        for (pattern += optional; !ends(*pattern); pattern += *pattern == '|') {
            size_t n = strcspn(pattern, "| ");
            bits |= 1ull << (start_key(pattern, n) & 63);
            pattern += n;
        }
    }
    return bits;
}

static bool may_follow(uint64_t second, const struct tokens *t, size_t i)
{
    if (second == ~0ull)
        return true;
    i = next_word(t, i + 1, false);
    if (i >= t->n)
        return false;
    const struct token *token = &t->v[i];
    return (second >> (token->hash & 63) & 1) || (second >> (stem_key(token->head) & 63) & 1) ||
           (token->kind == TOKEN_NUMBER && (second >> (number_key & 63) & 1));
}

void cue_index(struct arena *a, struct cue_index *index, const void *rows, size_t n, size_t stride)
{
    *index = (struct cue_index){.patterns = rows, .stride = stride, .mask = 15};
    for (size_t row = 0; row < n; row++) {
        const char *pattern = *(const char *const *)((const char *)rows + row * stride);
        uint64_t second = second_words(pattern);
        for (const char *word = pattern + (*pattern == '^'); !ends(*word); word += *word == '|') {
            size_t length = strcspn(word, "| ");
            /* of a stem; whole words and numbers are told by their key */
            size_t head = word[length - 1] == '*' ? length - 1 : 0;
            *ARENA_PUSH(a, index->starts, index->n, index->cap) =
                (struct cue_start){.key = start_key(word, length),
                                   .row = (int)row,
                                   .next = -1,
                                   .head = token_head(word, head),
                                   .mask = token_head("\xFF\xFF\xFF\xFF", head),
                                   .second = second};
            word += length;
        }
    }
    while (index->mask < 4 * index->n)
        index->mask = index->mask * 2 + 1;
    index->table = arena_alloc(a, (index->mask + 1ul) * sizeof *index->table);
    memset(index->table, 0xFF, (index->mask + 1ul) * sizeof *index->table);
    for (size_t i = index->n; i-- > 0;) {
        int *head = &index->table[index->starts[i].key & index->mask];
        index->starts[i].next = *head;
        *head = (int)i;
    }
}

/* The patterns that may begin at a token, in the order of their rows. */
struct start_walk {
    const struct cue_index *index;
    int at[KEYS]; /* next entry of each chain, -1: none */
    uint32_t key[KEYS];
};

static int chain(const struct start_walk *w, int at, uint32_t key)
{
    while (at >= 0 && w->index->starts[at].key != key)
        at = w->index->starts[at].next;
    return at;
}

/* Is there any? Mostly not: that is seen at once. */
static inline bool walk(const struct cue_index *index, const struct token *token, struct start_walk *w)
{
    uint32_t stem = stem_key(token->head);
    bool number = token->kind == TOKEN_NUMBER, any = false;
    if (token->kind == TOKEN_MARK ||
        (!number && index->table[token->hash & index->mask] < 0 && index->table[stem & index->mask] < 0))
        return false;
    w->index = index;
    w->key[0] = token->hash;
    w->key[1] = stem;
    w->key[2] = number_key;
    for (int k = 0; k < KEYS; k++) {
        w->at[k] = k < 2 || number ? chain(w, index->table[w->key[k] & index->mask], w->key[k]) : -1;
        any |= w->at[k] >= 0;
    }
    return any;
}

/* The next one whose second word may stand behind token i; -1: no other. */
static int walk_next(struct start_walk *w, const struct tokens *t, size_t i)
{
    for (;;) {
        int least = -1;
        for (int k = 0; k < KEYS; k++)
            if (w->at[k] >= 0 && (least < 0 || w->at[k] < w->at[least]))
                least = k;
        if (least < 0)
            return -1;
        const struct cue_start *start = &w->index->starts[w->at[least]];
        w->at[least] = chain(w, start->next, w->key[least]);
        if ((t->v[i].head & start->mask) == start->head && may_follow(start->second, t, i))
            return start->row;
    }
}

void cue_scan(const struct cue_index *index, const struct tokens *t,
              void (*found)(void *context, size_t row, size_t i, size_t past), void *context)
{
    struct start_walk w;
    for (size_t i = 0; i < t->n; i++) {
        if (!walk(index, &t->v[i], &w))
            continue;
        for (int row; (row = walk_next(&w, t, i)) >= 0;) {
            const char *start = (const char *)index->patterns + (size_t)row * index->stride;
            size_t past = cue_match(t, i, *(const char *const *)start);
            if (past)
                found(context, (size_t)row, i, past);
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
    struct start_walk w;
    if (walk(index, &t->v[i], &w))
        for (int row; (row = walk_next(&w, t, i)) >= 0;) {
            size_t past = cue_match(t, i, index->patterns[row]);
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
