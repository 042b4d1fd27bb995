/* Lexicons: compiled into one hash table over the first words of all expressions, so that a text is read
 * once. */
#include "harvester/meaning/lexicon.h"
#include "base/text.h"

#include <stddef.h>
#include <string.h>

const char *const scale_names[SCALE_COUNT + 1] = {"",         "commune", "epci",  "departement", "region",
                                                  "national", "europe",  "world", NULL};

struct lexicon_word {
    const char *fold;
    size_t n;      /* without the plural; of a stem all of it */
    uint32_t hash; /* of a stem its first four letters, as a token has them in `head` */
    bool stem, acronym;
};

struct lexicon_term {
    int entry, weight, next; /* next: in the chain of its first word, -1 */
    uint32_t key, second;    /* of its first word; the hash of the one behind it */
    bool stem, second_stem;  /* what these two are */
    size_t first, n;         /* words */
};

/* --- compiling --- */

int lexicon_entry(struct arena *a, struct lexicon *l, const char *id, const char *name)
{
    *ARENA_PUSH(a, l->entries, l->n_entries, l->entries_cap) = (struct lexicon_entry){.id = id, .name = name};
    return (int)l->n_entries - 1;
}

/* All in capitals, two letters at least: in ASCII, as acronyms are. */
static bool is_acronym(const char *s, int n)
{
    for (int i = 0; i < n; i++)
        if (s[i] < 'A' || s[i] > 'Z')
            return false;
    return n >= 2;
}

bool lexicon_add(struct arena *a, struct lexicon *l, int entry, const char *expression, int weight,
                 const char **why)
{
    struct tokens t = {0};
    struct lexicon_term term = {.entry = entry, .weight = weight, .next = -1, .first = l->n_words};
    tokens_read(a, expression, strlen(expression), &t);
    for (size_t i = 0; i < t.n; i++) {
        const struct token *w = &t.v[i];
        struct lexicon_word *last = term.n ? &l->words[l->n_words - 1] : NULL;
        if (w->kind == TOKEN_MARK && w->mark == '*') {
            if (!last || last->stem || w->space)
                return *why = "`*` stands at the end of a word", false;
            last->n = strlen(last->fold);
            last->stem = true;
            if (last->n < LEXICON_STEM)
                return *why = "`*` stands after four letters at least", false;
            last->hash = token_head(last->fold, LEXICON_STEM);
        } else if (w->kind != TOKEN_MARK) {
            if (++term.n > LEXICON_LONGEST)
                return *why = "an expression has twelve words at most", false;
            *ARENA_PUSH(a, l->words, l->n_words, l->words_cap) =
                (struct lexicon_word){.fold = w->fold,
                                      .n = token_singular(w->fold, (size_t)w->n),
                                      .hash = w->hash,
                                      .acronym = is_acronym(expression + w->position, w->length)};
        }
    }
    if (!term.n)
        return *why = "there is no word in it", false;
    *ARENA_PUSH(a, l->terms, l->n_terms, l->terms_cap) = term;
    return true;
}

/* What a word is looked up by as the beginning of a stem. */
static uint32_t stem_key(uint32_t head)
{
    return (uint32_t)(head * 0x9E3779B97F4A7C15u >> 32);
}

void lexicon_finish(struct arena *a, struct lexicon *l)
{
    l->table_size = 16;
    while (l->table_size < 4 * l->n_terms)
        l->table_size *= 2;
    l->table = arena_alloc(a, l->table_size * sizeof *l->table);
    memset(l->table, 0xFF, l->table_size * sizeof *l->table);
    for (size_t i = l->n_terms; i-- > 0;) {
        struct lexicon_term *term = &l->terms[i];
        const struct lexicon_word *w = &l->words[term->first];
        term->stem = w->stem;
        term->key = w->stem ? stem_key(w->hash) : w->hash;
        if (term->n > 1) {
            term->second = w[1].hash;
            term->second_stem = w[1].stem;
        }
        int *head = &l->table[term->key & (l->table_size - 1)];
        term->next = *head;
        *head = (int)i;
    }
}

void lexicon_cues(struct arena *a, struct lexicon *l, const struct cue *cues, int n_meanings)
{
    const char *why;
    for (int i = 0; i < n_meanings; i++)
        lexicon_entry(a, l, "", "");
    for (; cues->words; cues++)
        for (const char *w = cues->words, *end; *w; w = *end ? end + 1 : end) {
            end = strchrnul(w, '|');
            lexicon_add(a, l, cues->meaning, arena_strndup(a, w, (size_t)(end - w)), LEXICON_WORD, &why);
        }
    lexicon_finish(a, l);
}

/* --- searching --- */

/* "CAF" and "Caf", not "caf"; where a sentence begins every word has a capital, there the second letter
 * tells. */
static bool written_as_acronym(const struct tokens *t, const struct token *w)
{
    if (!w->capital)
        return false;
    const char *s = t->text + w->position;
    return !w->sentence || w->length < 2 || !(s[1] >= 'a' && s[1] <= 'z');
}

static bool meets(const struct lexicon_word *w, const struct tokens *t, const struct token *token)
{
    if (token->kind == TOKEN_MARK || w->hash != (w->stem ? token->head : token->hash))
        return false;
    size_t n = (size_t)token->n;
    if (w->stem)
        return n >= w->n && memcmp(token->fold, w->fold, w->n) == 0;
    return token_singular(token->fold, n) == w->n && memcmp(token->fold, w->fold, w->n) == 0 &&
           (!w->acronym || written_as_acronym(t, token));
}

/* The next word of an expression: at once, or behind one mark that is glued between both ("femmes-hommes").
 */
static size_t next_word(const struct tokens *t, size_t i, size_t to)
{
    if (i < to && t->v[i].kind == TOKEN_MARK && !t->v[i].space && i + 1 < to && !t->v[i + 1].space)
        return i + 1;
    return i < to && !t->v[i].sentence ? i : to;
}

/* The end of the expression that begins at token i; 0: it is not there. */
static size_t match(const struct lexicon *l, const struct lexicon_term *term, const struct tokens *t,
                    size_t i, size_t to)
{
    const struct lexicon_word *w = &l->words[term->first];
    for (size_t k = 0; k < term->n; k++) {
        if (k)
            i = next_word(t, i, to);
        if (i >= to || !meets(&w[k], t, &t->v[i]))
            return 0;
        i++;
    }
    return i;
}

struct reading {              /* of one entry, while a text is read */
    size_t excluded, covered; /* up to these tokens; 0: nothing */
    size_t hit;               /* its last hit, + 1 */
};

static void found(struct arena *a, const struct lexicon_term *term, struct reading *r, size_t i, size_t end,
                  struct lexicon_hits *out)
{
    if (term->weight == LEXICON_NOT) {
        if (r->excluded < end)
            r->excluded = end;
        return;
    }
    struct lexicon_hit *last = r->hit ? &out->v[r->hit - 1] : NULL;
    if (last && last->from == i) { /* the longest; of two as long the stronger */
        if (end > last->to || (end == last->to && term->weight > last->weight))
            *last = (struct lexicon_hit){term->entry, term->weight, i, end};
    } else if (i >= r->covered) {
        *ARENA_PUSH(a, out->v, out->n, out->cap) = (struct lexicon_hit){term->entry, term->weight, i, end};
        r->hit = out->n;
    } else
        return;
    if (r->covered < end)
        r->covered = end;
}

/* Two expressions may share a place in the table: look_up tells them apart. */
static bool may_begin(const struct lexicon *l, uint32_t key)
{
    return l->table[key & (l->table_size - 1)] >= 0;
}

static void look_up(struct arena *a, const struct lexicon *l, const struct tokens *t, size_t i, size_t to,
                    bool stem, uint32_t key, struct reading *readings, struct lexicon_hits *out)
{
    size_t next = next_word(t, i + 1, to);
    for (int k = l->table[key & (l->table_size - 1)]; k >= 0; k = l->terms[k].next) {
        const struct lexicon_term *term = &l->terms[k];
        if (term->key != key || term->stem != stem)
            continue;
        /* most go on with another word than the text */
        if (term->n > 1 &&
            (next >= to || term->second != (term->second_stem ? t->v[next].head : t->v[next].hash)))
            continue;
        size_t end = match(l, term, t, i, to);
        if (end)
            found(a, term, &readings[term->entry], i, end, out);
    }
}

void lexicon_find(struct arena *a, const struct lexicon *l, const struct tokens *t, size_t from, size_t to,
                  struct lexicon_hits *out)
{
    if (!l->n_terms || from >= to)
        return;
    struct reading *readings = NULL;
    bool marked = t->marked & l->mark;
    for (size_t i = from; i < to; i++) {
        if (t->v[i].kind == TOKEN_MARK || (marked && !(t->v[i].begins & l->mark)))
            continue;
        uint32_t whole = t->v[i].hash, stem = stem_key(t->v[i].head);
        if (!may_begin(l, whole) && !may_begin(l, stem))
            continue;
        size_t kept = out->n;
        if (!readings)
            readings = arena_alloc(a, l->n_entries * sizeof *readings);
        look_up(a, l, t, i, to, false, whole, readings, out);
        look_up(a, l, t, i, to, true, stem, readings, out);
        for (size_t k = kept; k < out->n; k++) { /* what lies within an excluded expression does not count */
            struct lexicon_hit hit = out->v[k];
            struct reading *r = &readings[hit.entry];
            bool excluded = r->excluded >= hit.to;
            if (!excluded)
                out->v[kept++] = hit;
            r->hit = excluded ? 0 : kept;
        }
        out->n = kept;
    }
}

int lexicon_whole(const struct lexicon *l, const struct tokens *t)
{
    if (!t->n || !l->n_terms)
        return -1;
    int k = l->table[t->v[0].hash & (l->table_size - 1)];
    for (; k >= 0; k = l->terms[k].next)
        if (!l->terms[k].stem && match(l, &l->terms[k], t, 0, t->n) == t->n)
            return l->terms[k].entry;
    return -1;
}

/* --- all of them --- */

enum { BEGINS = 1 << 15 };

static const size_t searched[] = {
    offsetof(struct lexicons, topics),        offsetof(struct lexicons, audiences),
    offsetof(struct lexicons, organizers),    offsetof(struct lexicons, places),
    offsetof(struct lexicons, audience_cues), offsetof(struct lexicons, organizer_cues),
    offsetof(struct lexicons, amount_cues),   offsetof(struct lexicons, place_cues),
    offsetof(struct lexicons, scale_cues),    offsetof(struct lexicons, contact_cues),
};
enum { SEARCHED = sizeof searched / sizeof *searched };

void lexicons_index(struct arena *a, struct lexicons *l)
{
    l->begins = arena_alloc(a, BEGINS * sizeof *l->begins);
    for (size_t i = 0; i < SEARCHED; i++) {
        struct lexicon *x = (struct lexicon *)((char *)l + searched[i]);
        x->mark = (uint16_t)(1 << i);
        for (size_t k = 0; k < x->n_terms; k++)
            l->begins[x->terms[k].key % BEGINS] |= x->mark;
    }
}

void lexicons_mark(const struct lexicons *l, struct tokens *t)
{
    if (!l->begins)
        return;
    for (size_t i = 0; i < t->n; i++) {
        struct token *w = &t->v[i];
        w->begins = l->begins[w->hash % BEGINS] | l->begins[stem_key(w->head) % BEGINS];
    }
    t->marked = (1 << SEARCHED) - 1;
}
