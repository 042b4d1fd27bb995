/* Are two items the same call, event or document, published by two portals? Pure functions over what
   identifies an item: its features. A pair is judged by explained rules: what both share weighs as much as it
   is rare, what each has alone counts against, and guards (another edition, year, date, strand, region;
   results, FAQ or webinar beside the call) veto. The store and `moisson cluster` feed it; nothing here reads
   or writes anything. */
#pragma once
#include "store/item.h"

/* A word of title or summary, in its plain form; French and English words of the field have one. Many
   thousand items are in memory at a time: each has some fifty. */
struct same_word {
    uint16_t weight; /* by same_weigh: log of its rarity, times SAME_WEIGHT */
    uint8_t common;  /* of 256 texts of the field, how many hold it, by the table */
    bool title : 1;
    bool acronym : 1, number : 1;
};
enum { SAME_WEIGHT = 4096 };

struct same {                /* the features of one item; same_read fills it, in its arena */
    uint32_t *ids;           /* of the words: hashes, sorted, each once */
    struct same_word *words; /* of each id */
    const char **texts;      /* of the words, when asked for; NULL */
    uint32_t *sequence;      /* the words of the title in their order, small ones left out */
    uint32_t *initials;      /* of runs of words of the title: what an acronym may stand for */
    uint16_t n_words, n_sequence, n_initials;
    uint16_t heaviest;                               /* by same_weigh: the weight of a word of the text */
    uint64_t in_title;                               /* bit i: words[i] is of the title; of the first 64 */
    uint64_t url, source, title, summary, territory; /* hashes, 0: none */
    uint64_t code[2];                                /* codes of calls (HORIZON-CL5-2024-D4-01) */
    uint64_t numbers[4];          /* of the title, bit n by class of unit: edition, part, meeting, any */
    uint64_t acronyms, stood_for; /* signatures of the acronyms among the words, and of the initials */
    uint32_t alone;               /* by same_weigh: what the words of the title weigh together */
    uint32_t date_id;             /* day of start or deadline as a feature; 0: none */
    float date_weight, url_weight, summary_weight;
    int32_t starts, deadline; /* days since 1970, DAY_NONE */
    int16_t minute;           /* of the start, local, -1: not known */
    uint32_t years;           /* in the title: bit y - 2000, 2000 to 2031 */
    uint32_t text_years;      /* in the summary */
    uint32_t regions;         /* named in the title, a bit each */
    uint16_t months;          /* named in the title */
    uint16_t aspects;         /* results, FAQ, … in the title */
    uint8_t kind;
    bool prolonged, prolonged_title, cut;
};
enum { DAY_NONE = INT32_MIN };

/* Reads the features. `source` is its id; `canonical` the address by url_canonical, NULL where it is not
   known yet. `keep_text`: words are kept for explanations. Linear in the first SAME_TEXT bytes of title and
   summary. */
enum { SAME_TEXT = 2000 };
void same_read(struct arena *a, const struct item *item, const char *source, const char *canonical,
               bool keep_text, struct same *out);

/* A copy with what it needs in another arena, words' texts included. */
void same_keep(struct arena *a, const struct same *x, struct same *out);

/* How many of `n` items hold a feature; asked once a feature and item. */
typedef double same_frequency(void *context, uint32_t feature);
/* Gives the features their weights; `pages` is asked for those of same_pages. */
void same_weigh(struct same *x, double n, same_frequency *words, same_frequency *pages, void *context);

/* Calls `add` for each feature whose frequency same_weigh asks for: words and days, whose frequency is to be
   kept; then address and summary, which are keys too. */
typedef void same_feature(void *context, uint32_t feature);
void same_features(const struct same *x, same_feature *add, void *context);
void same_pages(const struct same *x, same_feature *add, void *context);
/* Calls `add` for each key of the inverted index: two items that share no key are no candidates. Keys that
   many items hold tell nothing and may be skipped. */
enum { SAME_MOST_KEYS = 1024 };
void same_keys(const struct same *x, same_feature *add, void *context);

/* One reason of a verdict. */
struct same_reason {
    const char *what; /* static: "word", "same address", "deadline moved" … */
    const char *text; /* the word, NULL */
    double weight;    /* positive: for, negative: against; 0 of a veto */
};
struct same_verdict {
    bool same;
    double score;     /* above 0: the same */
    const char *veto; /* static; NULL: none */
    struct same_reason *reasons;
    size_t n, cap; /* filled when an arena is given */
};
/* Judges a weighed pair; `n` as for same_weigh. The verdict is the same either way round. */
struct same_verdict same_judge(struct arena *a, const struct same *x, const struct same *y, double n);

/* One weighed item that is compared with many. */
struct same_probe {
    const struct same *x;
    double odds;
    uint8_t places[512]; /* of its words: index + 1, by the last bits of their ids */
    uint64_t titles[8];  /* bits of the words of its title, in the same way */
};
void same_probe(struct same_probe *p, const struct same *x, double n);
/* The score of a pair that same_judge finds the same, 0 of any other; most pairs are known to be none long
   before their words are compared in full. */
double same_score(const struct same_probe *p, const struct same *y);
/* Tells the processor that an item will soon be compared: what it needs is all over the memory. */
static inline void same_soon(const struct same *y)
{
    for (size_t i = 0; i < sizeof *y; i += 64)
        __builtin_prefetch((const char *)y + i);
}
static inline void same_sooner(const struct same *y)
{
    for (size_t i = 0; i < y->n_words; i += 16) {
        __builtin_prefetch(y->ids + i);
        __builtin_prefetch(y->words + i);
    }
}
/* The veto that same_judge gives, NULL: none. */
const char *same_veto(const struct same *x, const struct same *y);
