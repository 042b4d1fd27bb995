/* The tokenizer of the full text index (SQLite FTS5, "Custom Tokenizers"): words without accents or capitals,
   as they are written and as the French and the English stemmer cut them.

   A text does not say its language word by word, and many mix both; so each word is indexed in up to three
   forms at one place (the FTS5 documentation's third way with synonyms), and a query's words in their stemmed
   forms meet them. The form as written is what a prefix query (begin*) meets. */
#include "store/internal.h"
#include "base/text.h"

#include <ctype.h>
#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 40, CACHE = 8192 /* a power of two */ };

/* Of one word; the stemmers are slow and a few thousand words make most of a text. The forms stand one behind
   the other, so that looking one up mostly reads one line of the processor's cache. */
struct stems {
    unsigned char word, french, english; /* lengths; of a stem 0: none, or one that stands before */
    char forms[3 * LONGEST_WORD + 5];
};

struct stemmers {
    struct sb_stemmer *french, *english;
    struct stems (*cache)[2]; /* two places a word may stand at: the latter was used longer ago */
    struct buf folded;
};

static unsigned hash_word(const char *w, size_t n)
{
    unsigned h = 2166136261u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)w[i]) * 16777619u;
    return h ^ h >> 15;
}

static bool same(const char *a, size_t n, const char *b, size_t m)
{
    return n == m && memcmp(a, b, n) == 0;
}

/* Appends the stem, but for one that stands there already. */
static unsigned char cut_stem(struct sb_stemmer *stemmer, const struct stems *e, char *out)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)e->forms, e->word);
    size_t n = stem ? (size_t)sb_stemmer_length(stemmer) : 0;
    if (!n || n > LONGEST_WORD || same((const char *)stem, n, e->forms, e->word) ||
        same((const char *)stem, n, e->forms + e->word, e->french))
        return 0;
    memcpy(out, stem, n);
    return (unsigned char)n;
}

static bool is_of(const struct stems *e, const char *word, size_t n)
{
    return same(e->forms, e->word, word, n);
}

static const struct stems *stems_of(struct stemmers *t, const char *word, size_t n)
{
    struct stems *e = t->cache[hash_word(word, n) & (CACHE - 1)];
    if (is_of(e, word, n))
        return e;
    struct stems used = e[1];
    e[1] = e[0];
    e[0] = used;
    if (is_of(e, word, n))
        return e;
    memcpy(e->forms, word, n);
    e->word = (unsigned char)n;
    e->french = e->english = 0;
    e->french = cut_stem(t->french, e, e->forms + n);
    e->english = cut_stem(t->english, e, e->forms + n + e->french);
    return e;
}

typedef int emit_token(void *context, int flags, const char *token, int n, int start, int end);

static int emit_forms(struct stemmers *t, void *context, emit_token *emit, const char *word, size_t n,
                      int start)
{
    int end = start + (int)n;
    if (n > LONGEST_WORD)
        n = LONGEST_WORD;
    int rc = emit(context, 0, word, (int)n, start, end);
    if (rc != SQLITE_OK || n < 3 || isdigit((unsigned char)*word))
        return rc;
    const struct stems *e = stems_of(t, word, n);
    if (e->french)
        rc = emit(context, FTS5_TOKEN_COLOCATED, e->forms + n, e->french, start, end);
    if (rc == SQLITE_OK && e->english)
        rc = emit(context, FTS5_TOKEN_COLOCATED, e->forms + n + e->french, e->english, start, end);
    return rc;
}

static bool ascii_word(unsigned char c)
{
    return (unsigned)(c - 'a') < 26 || (unsigned)(c - '0') < 10; /* folded: there are no capitals */
}

/* After folding, what is not ASCII is a letter of another script, except the punctuation of the General
   Punctuation block and the Latin-1 signs, which begin with E2 80 or C2. */
static size_t word_length(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x80 ? !ascii_word(c)
                     : c == 0xC2 || (c == 0xE2 && i + 1 < n && (unsigned char)s[i + 1] <= 0x83))
            break;
        i++;
        while (c >= 0xC0 && i < n && ((unsigned char)s[i] & 0xC0) == 0x80)
            i++;
    }
    return i;
}

static int tokenize(Fts5Tokenizer *tokenizer, void *context, int flags, const char *text, int n,
                    emit_token *emit)
{
    struct stemmers *t = (struct stemmers *)tokenizer;
    buf_reset(&t->folded);
    text_fold_add(&t->folded, text, (size_t)n);
    const char *s = buf_str(&t->folded);
    size_t size = t->folded.n, at = 0;
    while (at < size) {
        size_t length = word_length(s + at, size - at);
        if (!length) {
            at++;
            continue;
        }
        int rc = flags & FTS5_TOKENIZE_PREFIX
                     ? emit(context, 0, s + at, (int)(length > LONGEST_WORD ? LONGEST_WORD : length), (int)at,
                            (int)(at + length))
                     : emit_forms(t, context, emit, s + at, length, (int)at);
        if (rc != SQLITE_OK)
            return rc;
        at += length;
    }
    return SQLITE_OK;
}

static int create(void *context, const char **arguments, int n, Fts5Tokenizer **out)
{
    (void)arguments;
    (void)n;
    *out = context; /* the stemmers themselves: one writer, one thread */
    return SQLITE_OK;
}

static void delete (Fts5Tokenizer *tokenizer)
{
    (void)tokenizer; /* freed with the store */
}

/* The documented way to the FTS5 interface. */
static fts5_api *fts5_of(sqlite3 *db)
{
    fts5_api *api = NULL;
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL) == SQLITE_OK) {
        sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL);
        sqlite3_step(st);
    }
    sqlite3_finalize(st);
    return api;
}

void add_loose(struct buf *out, const char *s, size_t n)
{
    size_t from = out->n;
    text_fold_add(out, s, n);
    for (size_t i = from; i < out->n; i++)
        if (out->p[i] == '-' || out->p[i] == '\'' || out->p[i] == '_')
            out->p[i] = ' ';
}

static void loose_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!text)
        return;
    struct buf b;
    buf_init(&b, 0);
    add_loose(&b, text, (size_t)sqlite3_value_bytes(values[0]));
    sqlite3_result_text(context, buf_str(&b), (int)b.n, SQLITE_TRANSIENT);
    buf_free(&b);
}

bool tokenizer_register(struct store *s, struct error *err)
{
    static fts5_tokenizer moisson = {create, delete, tokenize};
    struct stemmers *t = s->stemmers = mem_alloc(sizeof *t);
    buf_init(&t->folded, 0);
    t->cache = mem_alloc(CACHE * sizeof *t->cache);
    t->french = sb_stemmer_new("french", "UTF_8");
    t->english = sb_stemmer_new("english", "UTF_8");
    fts5_api *api = fts5_of(s->db);
    if (!t->french || !t->english || !api)
        return error_set(err, "this SQLite lacks FTS5, or libstemmer lacks French or English");
    if (api->xCreateTokenizer(api, "moisson", t, &moisson, NULL) != SQLITE_OK ||
        sqlite3_create_function_v2(s->db, "loose", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                                   loose_function, NULL, NULL, NULL) != SQLITE_OK)
        return store_fail(s, err);
    return true;
}

void tokenizer_free(struct store *s)
{
    struct stemmers *t = s->stemmers;
    if (!t)
        return;
    if (t->french)
        sb_stemmer_delete(t->french);
    if (t->english)
        sb_stemmer_delete(t->english);
    free(t->cache);
    buf_free(&t->folded);
    free(t);
    s->stemmers = NULL;
}
