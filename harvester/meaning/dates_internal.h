/* What the parts of the date reader share: vocabulary, elements, groups. Order of work:
   dates_words.c  what a word means          dates_false.c   what only looks like a date
   dates_read.c   days, months, years        dates_period.c  quarters, weeks, relative words
   dates_time.c   clock times and zones      dates_group.c   ranges, enumerations, times put to their dates
   dates_roles.c  what a date is for (cues: dates_cues_fr.c, dates_cues_en.c)    dates_resolve.c  years,
   midnight, zones */
#pragma once
#include "harvester/meaning/dates.h"
#include "harvester/meaning/tokens.h"

/* What a word can be, a set of bits. */
enum {
    W_MONTH = 1 << 0,
    W_WEEKDAY = 1 << 1,
    W_NUMBER = 1 << 2,  /* cardinal, in words */
    W_ORDINAL = 1 << 3, /* "deuxième" */
    W_SEASON = 1 << 4,
    W_HOUR = 1 << 5,    /* "h", "heures" */
    W_MINUTE = 1 << 6,  /* "mn", "minutes" */
    W_ARTICLE = 1 << 7, /* le, the */
    W_OF = 1 << 8,      /* de, du, of */
    W_TO = 1 << 9,      /* between the two ends of a range */
    W_AND = 1 << 10,    /* between the parts of an enumeration */
    W_AT = 1 << 11,     /* between a day and its time */
    W_FROM = 1 << 12,   /* opens a range */
    W_BETWEEN = 1 << 13,
    W_SUFFIX = 1 << 14,  /* 1"er", 2"nd" */
    W_PART = 1 << 15,    /* début, mi, fin, courant */
    W_DAYPART = 1 << 16, /* matin, soir: value 1 when it makes afternoon hours */
    W_UNIT = 1 << 17,    /* jour, semaine, mois, an: value enum unit */
    W_YEARLY = 1 << 18,  /* before a bare year that is a time: "en", "since" */
    W_NEXT = 1 << 19,    /* prochain, next */
    W_LAST = 1 << 20,    /* dernier, last */
    W_THIS = 1 << 21,
    W_NOON = 1 << 22,      /* value 12, or 24 for midnight */
    W_MERIDIEM = 1 << 23,  /* am, pm */
    W_RECURRENT = 1 << 24, /* chaque, tous, every */
    W_RELATIVE = 1 << 25,  /* opens what counts from today, and short names of periods */
    W_STREET = 1 << 26,    /* rue, place, stade: "rue du 8 mai 1945" */
    W_COUNTED = 1 << 27,   /* counts what stands behind it: "lot 3 - 5 mars" is no range */
    W_BY_TIME = 1 << 28,   /* may stand between a day and its time */
    W_ENGLISH = 1 << 29,   /* of a month: its day may stand behind it */
    W_ZONE = 1 << 30,      /* begins the name of a time zone: a place, an abbreviation, "heure" */
    W_FALSE = 1u << 31,    /* opens what only looks like a date: art, n, https */
    /* what an element can open with, numbers apart */
    W_ELEMENT = W_MONTH | W_WEEKDAY | W_NUMBER | W_ORDINAL | W_SEASON | W_PART | W_UNIT | W_NEXT | W_LAST |
                W_THIS | W_NOON | W_RELATIVE,
};

enum unit {
    UNIT_DAY,
    UNIT_WEEK,
    UNIT_MONTH,
    UNIT_YEAR,
    UNIT_QUARTER,
    UNIT_HALF,
    UNIT_FORTNIGHT,
    UNIT_SEASON,
    UNIT_WEEKEND,
    UNIT_SPAN /* from..to already known */
};

struct date_word {
    const char *word;
    unsigned is;
    int8_t number; /* of a number, ordinal, month, season, unit … */
    int8_t other;  /* weekday 0-6; value of a number that is a month too: "sept" */
};
extern const struct date_word date_words[];
/* The place in date_words of each: w_mois. */
enum {
#define X(word, is, number, other) w_##word,
#include "harvester/meaning/dates_words.h"
#undef X
};
#define WORD(word) (&date_words[w_##word])
/* What a word is; NULL: it has no part in the grammar. */
const struct date_word *date_word_find(const struct token *word);

struct clock {
    int8_t hour, minute; /* hour -1: none; 24:00 */
    bool end;            /* "minuit": of a deadline, the end of the day */
};

enum element_kind { ELEMENT_NUMBER, ELEMENT_DATE, ELEMENT_TIME };

/* A stretch of tokens that names a day, a month, a time … on its own. */
struct element {
    uint8_t kind, unit;
    int first, end;           /* tokens */
    int16_t year;             /* 0: not written */
    int8_t month, day;        /* 0: none */
    int8_t weekday;           /* -1: none */
    int8_t index;             /* of a quarter, a week, a season */
    bool month_first;         /* "September 16": bare numbers behind it are days of that month */
    bool past, next;          /* "dernier", "prochain" */
    bool weak;                /* a form that is a date only near a cue or a time: "15/03" */
    int32_t from_day, to_day; /* of UNIT_SPAN: days since 1970-01-01 */
    struct clock start, stop; /* of a time; stop.hour -1: none */
    const char *zone;         /* of a time: IANA name or offset, NULL: none */
    bool digits;              /* an hour without a unit ("14:30", "13.00") */
    const char *rule;
};

enum link { LINK_NONE, LINK_TO, LINK_AND, LINK_MOVED };

/* A date with its times, and how it goes on to the next one. */
enum { TIMES = 4 };
struct node {
    struct element e;
    const struct element *times[TIMES];
    int n_times;
    int first, end; /* tokens, times included */
    enum link link; /* to the next node */
    enum date_role role;
    bool cued, past, replaced, moved, year_given, law;
    float weight;
    const char *cue;
};

struct reader {
    struct arena *a;
    const char *zone; /* of the reader */
    struct civil ref;
    bool has_ref;
    struct tokens t;
    const struct date_word **w; /* one a token, NULL: none */
    struct element *elements;
    size_t n_elements, cap_elements;
    struct node *nodes;
    size_t n_nodes, cap_nodes;
    const char *stated_zone;      /* "(heure de Paris)" apart from any time */
    const struct element **loose; /* times that stand next to no date */
    size_t n_loose, cap_loose;
};

/* A cue: words that tell a role. */
enum {
    CUE_SOFT = 1,     /* the subject of the clause decides: "jusqu'au" of a call, of an exhibition */
    CUE_PAST = 2,     /* a date without a year is the last such one */
    CUE_LAW = 4,      /* of a text of law: gives its year to no other date */
    CUE_REPLACED = 8, /* another date takes the place of this one */
    CUE_SUBMIT = 16,  /* the clause is about handing something in */
    CUE_TOPIC = 32,   /* no role by itself */
    CUE_BEHIND = 64   /* soft, but may also stand behind its date: "le 15 mars au plus tard" */
};
struct date_cue {
    const char *words;
    uint8_t role, weight, flags;
};
struct date_cues {
    const struct date_cue *v;
    size_t n;
};
/* One table a language. */
extern const struct date_cues date_cues_fr, date_cues_en;

/* --- asking tokens; i may be past the end --- */
static inline bool is(const struct reader *r, int i, unsigned bits)
{
    return (size_t)i < r->t.n && r->w[i] && (r->w[i]->is & bits);
}
static inline bool is_mark(const struct reader *r, int i, char mark)
{
    return (size_t)i < r->t.n && r->t.v[i].kind == TOKEN_MARK && r->t.v[i].mark == mark;
}
static inline bool is_number(const struct reader *r, int i)
{
    return (size_t)i < r->t.n && r->t.v[i].kind == TOKEN_NUMBER;
}
static inline const struct date_word *date_word_at(const struct reader *r, int i)
{
    return (size_t)i < r->t.n ? r->w[i] : NULL;
}
/* is_word(r, i, mois), is_one_of(r, i, du, le): two to 15 words of dates_words.h, compared as numbers. */
#define is_word(r, i, word) (date_word_at(r, i) == WORD(word))
#define is_one_of(r, i, ...)                                                                                 \
    ({                                                                                                       \
        const struct date_word *at_ = date_word_at(r, i);                                                    \
        ptrdiff_t id_ = at_ ? at_ - date_words : -1;                                                         \
        ONE_OF(__VA_ARGS__, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2)(__VA_ARGS__);                    \
    })
#define ONE_OF(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, n, ...) ONE_OF_##n
#define ONE_OF_1(word) id_ == w_##word
#define ONE_OF_2(word, ...) id_ == w_##word || ONE_OF_1(__VA_ARGS__)
#define ONE_OF_3(word, ...) id_ == w_##word || ONE_OF_2(__VA_ARGS__)
#define ONE_OF_4(word, ...) id_ == w_##word || ONE_OF_3(__VA_ARGS__)
#define ONE_OF_5(word, ...) id_ == w_##word || ONE_OF_4(__VA_ARGS__)
#define ONE_OF_6(word, ...) id_ == w_##word || ONE_OF_5(__VA_ARGS__)
#define ONE_OF_7(word, ...) id_ == w_##word || ONE_OF_6(__VA_ARGS__)
#define ONE_OF_8(word, ...) id_ == w_##word || ONE_OF_7(__VA_ARGS__)
#define ONE_OF_9(word, ...) id_ == w_##word || ONE_OF_8(__VA_ARGS__)
#define ONE_OF_10(word, ...) id_ == w_##word || ONE_OF_9(__VA_ARGS__)
#define ONE_OF_11(word, ...) id_ == w_##word || ONE_OF_10(__VA_ARGS__)
#define ONE_OF_12(word, ...) id_ == w_##word || ONE_OF_11(__VA_ARGS__)
#define ONE_OF_13(word, ...) id_ == w_##word || ONE_OF_12(__VA_ARGS__)
#define ONE_OF_14(word, ...) id_ == w_##word || ONE_OF_13(__VA_ARGS__)
#define ONE_OF_15(word, ...) id_ == w_##word || ONE_OF_14(__VA_ARGS__)
static inline bool glued(const struct reader *r, int i) /* no space before it */
{
    return i > 0 && (size_t)i < r->t.n && !r->t.v[i].space;
}

/* Each reads what stands at token i, fills *e (cleared before) and returns the token behind it; 0: nothing.
 */
int date_read_day(struct reader *r, int i, struct element *e);
int date_read_machine(struct reader *r, int i, struct element *e, struct element *time);
int date_read_period(struct reader *r, int i, struct element *e);
int date_read_relative(struct reader *r, int i, struct element *e);
int date_read_time(struct reader *r, int i, struct element *e);
/* "heure de Paris", "CET", "+02:00" at i; *zone. */
int date_read_zone(struct reader *r, int i, const char **zone);
/* A year at i: four digits (a footnote glued to it counts for nothing), or words. 0: none. */
int date_read_year(struct reader *r, int i, int16_t *year);
/* "trente et un", "deux mille vingt et un". */
int date_read_number_words(struct reader *r, int i, int *value);
/* Tokens that look like dates and are none: the token behind them, 0: none. */
int date_skip_false(struct reader *r, int i);

void dates_group(struct reader *r);
void dates_roles(struct reader *r);
void dates_resolve(struct reader *r, struct found_dates *out);
