/* Text cut into words, numbers and marks. One pass; the folded forms lie one after the other in one piece of
   the arena. */
#include "harvester/meaning/tokens.h"
#include "base/text.h"

#include <string.h>

/* Words that a full stop shortens: no sentence ends there. Single letters count as such too. */
static const char *const abbreviations[] = {
    "jan", "janv",   "fev",  "fevr", "avr", "juil", "sept", "oct",   "nov", "dec", "feb",
    "mar", "apr",    "jun",  "jul",  "aug", "sep",  "lun",  "mer",   "jeu", "ven", "sam",
    "dim", "mon",    "tue",  "tues", "wed", "thu",  "thur", "thurs", "fri", "sat", "sun",
    "art", "no",     "ref",  "tel",  "mme", "cf",   "env",  "max",   "min", "av",  "bd",
    "st",  "approx", "resp", "dir",  "vol", "pp",   "hrs",  "min",   NULL};

/* Marks outside ASCII and the plain form they are read as. Ranges, in order. */
static const struct {
    uint32_t first, last;
    char plain;
} marks[] = {{0xA1, 0xA9, 0},        {0xAB, 0xAB, '"'},     {0xAC, 0xB1, 0},        {0xB2, 0xB3, 0},
             {0xB4, 0xB4, '\''},     {0xB6, 0xB6, 0},       {0xB7, 0xB7, '*'},      {0xB8, 0xB9, 0},
             {0xBA, 0xBA, 0},        {0xBB, 0xBB, '"'},     {0xBC, 0xBF, 0},        {0xD7, 0xD7, 'x'},
             {0xF7, 0xF7, 0},        {0x2BC, 0x2BC, '\''},  {0x2010, 0x2015, '-'},  {0x2016, 0x2017, 0},
             {0x2018, 0x201B, '\''}, {0x201C, 0x201F, '"'}, {0x2020, 0x2021, 0},    {0x2022, 0x2023, '*'},
             {0x2024, 0x2026, '.'},  {0x2027, 0x2031, '*'}, {0x2032, 0x2032, '\''}, {0x2033, 0x2038, 0},
             {0x2039, 0x2039, '"'},  {0x203A, 0x203A, '>'}, {0x203B, 0x2043, '*'},  {0x2044, 0x2044, '/'},
             {0x2045, 0x206F, 0},    {0x2070, 0x2070, 0},   {0x2074, 0x207E, 0},    {0x2080, 0x20CF, 0},
             {0x2100, 0x214F, 0},    {0x2190, 0x2191, 0},   {0x2192, 0x2192, '>'},  {0x2193, 0x21D1, 0},
             {0x21D2, 0x21D2, '>'},  {0x21D3, 0x2211, 0},   {0x2212, 0x2212, '-'},  {0x2213, 0x2793, 0},
             {0x2794, 0x27BE, '>'},  {0x27BF, 0x2BFF, 0},   {0x3001, 0x303F, 0},    {0xE000, 0xF8FF, '*'},
             {0xFE10, 0xFE6F, 0},    {0xFF01, 0xFF0F, 0},   {0xFFFC, 0xFFFD, 0},    {0x1F000, 0x1FAFF, 0}};

static const struct {
    uint16_t code;
    char plain;
} superscripts[] = {{0x1D49, 'e'}, {0x2B3, 'r'},  {0x1D48, 'd'}, {0x2E2, 's'},  {0x1D57, 't'},
                    {0x2B0, 'h'},  {0x1D50, 'm'}, {0x207F, 'n'}, {0x1D52, 'o'}, {0xAA, 'a'}};

/* Is the character a mark, and which? */
static bool mark_of(uint32_t c, char *plain)
{
    size_t low = 0, high = sizeof marks / sizeof *marks;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (marks[middle].last < c)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof marks / sizeof *marks || c < marks[low].first)
        return false;
    *plain = marks[low].plain;
    return true;
}

struct cutter {
    struct arena *a;
    struct tokens *out;
    char *end; /* where the next folded form comes */
    bool space, line, paragraph;
};

uint32_t token_hash(const char *fold, size_t n)
{
    uint64_t h = n * 0x9E3779B97F4A7C15u, w;
    for (; n > 8; fold += 8, n -= 8) {
        memcpy(&w, fold, 8);
        h = (h ^ w) * 0xFF51AFD7ED558CCDu;
        h ^= h >> 32;
    }
    for (w = 0; n; n--)
        w = w << 8 | (unsigned char)fold[n - 1];
    h = (h ^ w) * 0xFF51AFD7ED558CCDu;
    return (uint32_t)(h >> 32);
}

/* A token whose folded form lies behind the others: n bytes, not yet closed by a NUL. */
static struct token *add(struct cutter *c, enum token_kind kind, size_t position, size_t length, size_t n)
{
    struct token *t = ARENA_PUSH(c->a, c->out->v, c->out->n, c->out->cap);
    char *fold = c->end;
    fold[n] = '\0';
    c->end += n + 1;
    *t = (struct token){.kind = (uint8_t)kind,
                        .fold = fold,
                        .n = (int)n,
                        .hash = kind == TOKEN_MARK ? 0 : token_hash(fold, token_singular(fold, n)),
                        .head = token_head(fold, n),
                        .position = (int)position,
                        .length = (int)length,
                        .space = c->space,
                        .line = c->line,
                        .sentence = c->paragraph};
    c->space = c->line = c->paragraph = false;
    return t;
}

static bool shortened(const struct token *word)
{
    if (word->kind != TOKEN_WORD)
        return false;
    if (word->length <= 1)
        return true;
    for (const char *const *w = abbreviations; *w; w++)
        if (strcmp(*w, word->fold) == 0)
            return true;
    return false;
}

/* Sentence starts need the folded forms, so they come last. */
static bool sentence_starts(const struct tokens *t, size_t i)
{
    const struct token *mark = &t->v[i - 1];
    if (mark->kind != TOKEN_MARK || !t->v[i].space)
        return false;
    if (mark->mark == '!' || mark->mark == '?')
        return true;
    if (mark->mark != '.')
        return false;
    if (i < 2)
        return true;
    return mark->space || !shortened(&t->v[i - 2]);
}

/* White space of any kind, and characters of no width: how many bytes; 0 when the character is another. */
static size_t skip(struct cutter *c, const char *s, size_t n)
{
    bool space = false;
    size_t length = 0;
    if (*s == '\n' || *s == '\r' || *s == '\t' || *s == ' ') {
        length = 1;
        space = true;
        if (*s == '\n') {
            c->paragraph |= c->line;
            c->line = true;
        }
    } else if ((unsigned char)*s >= 0x80 || (unsigned char)*s < 0x20 || *s == 0x7F) {
        if (n > 2 && (memcmp(s, "\xE2\x80\xA8", 3) == 0 || memcmp(s, "\xE2\x80\xA9", 3) == 0)) {
            c->line = space = true;
            length = 3;
        } else {
            length = text_space_at(s, n, &space);
            if (!length && n > 2 && (memcmp(s, "\xC2\xAD", 2) == 0 || memcmp(s, "\xEF\xB8\x8F", 3) == 0))
                length = *s == '\xC2' ? 2 : 3; /* soft hyphen, variation selector */
        }
    }
    c->space |= length && space;
    return length;
}

enum letter { NO_LETTER, LETTER, HIGH_LETTER };

/* What stands at s: a letter (its superscript's plain form in *plain), a mark (in *plain). */
static enum letter letter_at(const char *s, size_t n, size_t *length, char *plain)
{
    unsigned char b = (unsigned char)*s;
    *length = 1;
    *plain = (char)b;
    if (b < 0x80)
        return (b | 0x20) >= 'a' && (b | 0x20) <= 'z' ? LETTER : NO_LETTER;
    uint32_t code = utf8_decode(s, n, length);
    for (size_t i = 0; i < sizeof superscripts / sizeof *superscripts; i++)
        if (superscripts[i].code == code) {
            *plain = superscripts[i].plain;
            return HIGH_LETTER;
        }
    if (code == 0xB0) {
        *plain = 'o'; /* "n°" and "1°" */
        return HIGH_LETTER;
    }
    *plain = 0;
    return mark_of(code, plain) ? NO_LETTER : LETTER;
}

static bool ascii_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* One of Latin-1 in two bytes: "é". The signs of multiplication and division are none. */
static bool latin_letter(const char *s, size_t n)
{
    return *s == '\xC3' && n > 1 && s[1] != '\x97' && s[1] != '\xB7';
}

static size_t read_word(struct cutter *c, const char *text, size_t n, size_t i)
{
    size_t start = i, length;
    char plain, *end = c->end;
    for (; i < n; i += length) {
        length = 1;
        if (ascii_letter(text[i])) {
            *end++ = text[i] | 0x20;
            continue;
        }
        bool space;
        enum letter kind = LETTER;
        if (latin_letter(text + i, n - i))
            length = 2;
        else if ((kind = letter_at(text + i, n - i, &length, &plain)) == NO_LETTER ||
                 ((unsigned char)text[i] >= 0x80 && text_space_at(text + i, n - i, &space)))
            break;
        if (kind == HIGH_LETTER)
            *end++ = plain;
        else
            end += text_fold_to(text + i, length, end);
    }
    if (end == c->end)
        return i; /* a lone combining mark */
    struct token *t = add(c, TOKEN_WORD, start, i - start, (size_t)(end - c->end));
    char first = *t->fold;
    t->capital =
        first >= 'a' && first <= 'z' &&
        ((unsigned char)text[start] < 0x80 ? text[start] <= 'Z'
                                           : (text[start] == '\xC3' && (text[start + 1] & 0x20) == 0));
    if (i + 1 < n && start < i) { /* an apostrophe with a letter or digit behind it */
        size_t mark_length;
        char mark;
        if (letter_at(text + i, n - i, &mark_length, &mark) == NO_LETTER && mark == '\'' &&
            i + mark_length < n) {
            size_t next_length;
            char next;
            bool space;
            enum letter after = letter_at(text + i + mark_length, n - i - mark_length, &next_length, &next);
            if ((after != NO_LETTER || (next >= '0' && next <= '9')) &&
                !((unsigned char)text[i + mark_length] >= 0x80 &&
                  text_space_at(text + i + mark_length, n - i - mark_length, &space))) {
                t->elided = true;
                i += mark_length;
            }
        }
    }
    return i;
}

static size_t read_number(struct cutter *c, const char *text, size_t n, size_t i)
{
    size_t start = i;
    int64_t value = 0;
    for (; i < n && text[i] >= '0' && text[i] <= '9'; i++)
        if ((value = value * 10 + (text[i] - '0')) > 999999999)
            value = 999999999;
    memcpy(c->end, text + start, i - start);
    struct token *t = add(c, TOKEN_NUMBER, start, i - start, i - start);
    t->value = (int)value;
    t->digits = (uint8_t)(i - start > 255 ? 255 : i - start);
    return i;
}

void tokens_read(struct arena *a, const char *text, size_t n, struct tokens *out)
{
    struct cutter c = {.a = a, .out = out, .line = true, .space = true, .paragraph = true};
    *out = (struct tokens){.text = text};
    c.end = arena_room(a, TEXT_FOLD_ROOM(n) + n);
    for (size_t i = 0; i < n;) {
        size_t length = skip(&c, text + i, n - i);
        if (length) {
            i += length;
            continue;
        }
        char plain;
        if (text[i] >= '0' && text[i] <= '9') {
            i = read_number(&c, text, n, i);
        } else if (letter_at(text + i, n - i, &length, &plain) != NO_LETTER) {
            i = read_word(&c, text, n, i);
        } else {
            if (plain)
                *c.end = plain;
            else
                memcpy(c.end, text + i, length);
            add(&c, TOKEN_MARK, i, length, plain ? 1 : length)->mark = plain;
            i += length;
        }
    }
    for (size_t i = 1; i < out->n; i++)
        if (sentence_starts(out, i))
            out->v[i].sentence = true;
}
