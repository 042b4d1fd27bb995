/* A text as words: folded, in their plain form, looked up in the table of the field. Every word of every item
   passes here: one hash a word, and nothing is compared as text. */
#include "store/same_internal.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 40, LONGEST_ACRONYM = 8 };

uint64_t same_hash(const char *s, size_t n)
{
    uint64_t h = hash_bytes(s, n).low;
    return (uint32_t)h ? h : h | 1;
}

bool same_token_is(const struct same_token *t, const char *word)
{
    return strlen(word) == t->length && memcmp(t->plain, word, t->length) == 0;
}

/* --- the table by hash --- */

struct known {     /* a plain form */
    uint64_t hash; /* 0: a free place */
    const struct same_entry *entry;
    uint64_t concept;
    uint8_t length; /* of the concept */
    bool ordinal;   /* also one of an ordinal */
};
static struct {
    struct known *v;
    size_t cap; /* a power of two */
} table;

static struct known *known_at(uint64_t hash)
{
    size_t at = hash & (table.cap - 1);
    while (table.v[at].hash && table.v[at].hash != hash)
        at = (at + 1) & (table.cap - 1);
    return &table.v[at];
}

/* The length of the plain form: plural and final "e" gone. */
static size_t plain_length(const char *s, size_t n)
{
    if (n > 4 && (s[n - 1] == 's' || s[n - 1] == 'x'))
        n--;
    if (n > 4 && s[n - 1] == 'e')
        n--;
    return n;
}

static void index_table(void)
{
    for (table.cap = 1024; table.cap < 2 * same_table_size;)
        table.cap *= 2;
    table.v = mem_alloc(table.cap * sizeof *table.v);
    for (size_t i = 0; i < same_table_size; i++) {
        const struct same_entry *e = &same_table[i];
        uint64_t hash = same_hash(e->stem, strlen(e->stem));
        size_t length = strlen(e->concept);
        *known_at(hash) = (struct known){hash, e, same_hash(e->concept, length), (uint8_t)length, false};
    }
    for (const struct same_ordinal *o = same_ordinals; o->word; o++) {
        uint64_t hash = same_hash(o->word, plain_length(o->word, strlen(o->word)));
        struct known *k = known_at(hash);
        k->hash = hash;
        k->ordinal = true;
    }
}

/* --- numbers --- */

static int digits_of(const char *s, size_t n)
{
    int number = 0;
    for (size_t i = 0; i < n && s[i] >= '0' && s[i] <= '9'; i++)
        number = 10 * number + s[i] - '0';
    return number;
}

/* "3e", "3ème", "3rd"; 0: none. */
static int numeral_of(const char *s, size_t n)
{
    static const char *const endings[] = {"e",  "er",  "re", "ere", "eme", "ieme",
                                          "nd", "nde", "rd", "th",  "st",  NULL};
    size_t digits = 0;
    while (digits < n && s[digits] >= '0' && s[digits] <= '9')
        digits++;
    if (digits < 4)
        for (const char *const *e = endings; *e; e++)
            if (strlen(*e) == n - digits && memcmp(*e, s + digits, n - digits) == 0)
                return digits_of(s, digits);
    return 0;
}

/* "troisième"; 0: none. */
static int ordinal_of(const char *s, size_t n)
{
    for (const struct same_ordinal *o = same_ordinals; o->word; o++)
        if (strlen(o->word) == n && memcmp(o->word, s, n) == 0)
            return o->n;
    return 0;
}

/* II to XX, in capitals. */
static int roman_of(const char *s, size_t n)
{
    static const char *const romans[] = {"I",    "II",  "III",  "IV",    "V",   "VI",   "VII",
                                         "VIII", "IX",  "X",    "XI",    "XII", "XIII", "XIV",
                                         "XV",   "XVI", "XVII", "XVIII", "XIX", "XX"};
    for (size_t i = 0; i < sizeof romans / sizeof *romans; i++)
        if (strlen(romans[i]) == n && memcmp(romans[i], s, n) == 0)
            return (int)i + 1;
    return 0;
}

/* --- words --- */

enum { SEPARATOR, LOWER, UPPER, DIGIT, MULTIBYTE };
static const uint8_t byte_class[256] = {
    ['a' ... 'z'] = LOWER,
    ['A' ... 'Z'] = UPPER,
    ['0' ... '9'] = DIGIT,
    [0x80 ... 0xFF] = MULTIBYTE,
};

static bool word_character(uint32_t c)
{
    return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || c >= 0x2C00;
}

/* How many characters of a class: one number of twelve bits each, so that counting is one addition. */
enum { COUNT_BITS = 12 };
static size_t counted(uint64_t counts, int class)
{
    return counts >> COUNT_BITS * class & ((1u << COUNT_BITS) - 1);
}

/* The end of the word that begins at `at`, where none does the same. */
static size_t word_end(const char *s, size_t at, size_t n, uint64_t *counts)
{
    uint64_t sum = 0;
    for (; at < n; at++) {
        uint8_t c = byte_class[(unsigned char)s[at]];
        size_t length;
        if (c == SEPARATOR)
            break;
        if (c == MULTIBYTE) {
            if (!word_character(utf8_decode(s + at, n - at, &length)))
                break;
            at += length - 1;
        }
        sum += UINT64_C(1) << COUNT_BITS * c;
    }
    *counts = sum;
    return at;
}

/* `s`: as it is written; `plain`: folded. */
static void add_token(struct same_text *out, const char *s, size_t n, uint64_t counts, const char *plain,
                      size_t length, bool title)
{
    struct same_token *t = &out->tokens[out->n++];
    size_t upper = counted(counts, UPPER), digits = counted(counts, DIGIT);
    *t = (struct same_token){.plain = plain, .title = title, .number = -1, .initial = *plain};
    t->acronym = upper >= 2 && !counted(counts, LOWER) && n <= LONGEST_ACRONYM;
    if (digits == n && n <= 6)
        t->number = digits_of(plain, n);
    else if (t->acronym && out->n > 1 && roman_of(s, n))
        t->number = roman_of(s, n);
    if (digits && digits < n && *plain >= '0' && *plain <= '9')
        t->ordinal = numeral_of(plain, length);
    t->length = (uint8_t)plain_length(plain, length);
    t->id = same_hash(plain, t->length);
    const struct known *known = known_at(t->id);
    if (known->ordinal && !t->ordinal)
        t->ordinal = ordinal_of(plain, length);
    t->entry = known->entry;
    if (t->entry && t->entry->role != SAME_STOP) {
        t->plain = t->entry->concept;
        t->length = known->length;
        t->id = known->concept;
    }
}

const char *same_words(struct arena *a, const char *s, bool title, struct same_text *out, size_t *length)
{
    size_t n = strnlen(s, SAME_TEXT), at = 0;
    char *words = arena_room(a, TEXT_FOLD_ROOM(n) + n + 8), *to = words;
    if (!table.cap)
        index_table();
    *to++ = ' ';
    while (at < n) {
        uint64_t counts;
        size_t from = at, skip;
        at = word_end(s, at, n, &counts);
        if (at == from) { /* no word begins here */
            utf8_decode(s + at, n - at, &skip);
            at += skip;
            continue;
        }
        size_t folded = text_fold_to(s + from, at - from, to);
        if (folded && folded <= UINT8_MAX && out && at - from <= LONGEST_WORD && out->n < SAME_TOKENS)
            add_token(out, s + from, at - from, counts, to, folded, title);
        to += folded;
        if (to[-1] != ' ')
            *to++ = ' ';
    }
    *to = '\0';
    *length = (size_t)(to - words);
    return words;
}
