/* The signs by which kinds are told apart: groups of cue words (kinds_words.c), grammar, dates. What each
   says is learnt from cases (kinds_weights.c). */
#pragma once
#include "store/item.h"
#include <stddef.h>

/* Words that say the same of a text. A new word takes the weight of its group. */
#define KIND_WORDS(X)                                                                                        \
    X(CALL_NAME)     /* a call by its name: "appel à projets" */                                            \
    X(TENDER)        /* a public tender */                                                                   \
    X(PRIZE)         /* a contest that one enters */                                                         \
    X(AID)           /* money or help that one asks for */                                                   \
    X(FUNDING)       /* what may be such: "fonds", "programme d'accompagnement" */                           \
    X(SEEK)          /* somebody is looked for, an opinion is asked */                                       \
    X(APPLY)         /* what one does about a call */                                                        \
    X(DOSSIER)       /* what is handed in */                                                                 \
    X(LIMIT)         /* until when: "date limite de dépôt" */                                              \
    X(TERMS)         /* on what terms: "dépenses éligibles" */                                             \
    X(LAUNCH)        /* it opens: "lance un appel" */                                                        \
    X(EDITION)       /* "3e édition" */                                                                     \
    X(EVENT_NAME)    /* an event by its name, that is nothing else: "webinaire" */                           \
    X(MEETING)       /* what may be one: "journée", "formation" */                                          \
    X(SHOW)          /* what a town offers to see: "concert" */                                              \
    X(HAPPENS)       /* "aura lieu" */                                                                       \
    X(ATTEND)        /* what one does about an event: "inscrivez-vous" */                                    \
    X(PROGRAMME)     /* what happens there: "table ronde" */                                                 \
    X(VENUE)         /* where: "salle", "en visio" */                                                        \
    X(CALLED_OFF)    /* "annulé" */                                                                         \
    X(GUIDE)         /* a document by its name: "guide" */                                                   \
    X(STUDY)         /* what may be one: "étude" */                                                         \
    X(LAW)           /* "décret" */                                                                         \
    X(RECORDING)     /* what remains of an event: "replay" */                                                \
    X(EXPLAINS)      /* "comment financer" */                                                                \
    X(READING)       /* what is in it: "ce guide", "sommaire" */                                             \
    X(DOWNLOAD)      /* what one does about it: "téléchargez" */                                           \
    X(RESULTS)       /* "lauréats" */                                                                       \
    X(LOOKING_BACK)  /* "retour sur" */                                                                      \
    X(JOB)           /* "recrute" */                                                                         \
    X(SAID)          /* what people say: "a déclaré" */                                                    \
    X(SEVERAL_CALLS) /* "trois appels à projets" */                                                         \
    X(HEADLINE)      /* what the press tells: "inaugure" */                                                  \
    X(TELLS)         /* what may be such: "présente" */                                                     \
    X(OFFICIALS)     /* of whom it tells: "le ministre" */                                                   \
    X(NOTICE)        /* what a town lets know: "fermée à la circulation" */                                \
    X(OF_A_CALL)     /* what comes of one: "lauréat de l'appel" */                                          \
    X(BYGONE)        /* "la semaine dernière" */                                                            \
    X(YOU)           /* whom it speaks to */                                                                 \
    X(WE)            /* who speaks */                                                                        \
    X(WILL)          /* what is to come */                                                                   \
    X(BUDGET)        /* "enveloppe" */                                                                       \
    X(MONEY)         /* "euros" */

/* Where a group is found; the weights differ. */
#define KIND_PLACES(X)                                                                                       \
    X(HEAD)    /* heads the title */                                                                         \
    X(AFTER)   /* heads what follows a colon or dash of the title */                                         \
    X(TITLE)   /* elsewhere in it */                                                                         \
    X(ASIDE)   /* in it, by the way: "sur l'appel" */                                                        \
    X(OPENING) /* in the first words of the text */                                                          \
    X(BODY)    /* further down */

/* Signs that are no words: 0 to 1. */
#define KIND_SIGNS(X)                                                                                        \
    X(ALWAYS)                                                                                                \
    X(PAST_TENSE)                                                                                            \
    X(PAST_TITLE)                                                                                            \
    X(COMMAND) /* "déposez" */                                                                              \
    X(COMMAND_TITLE)                                                                                         \
    X(QUESTION)       /* the title asks */                                                                   \
    X(HANDED_IN)      /* a day to come until which something is handed in */                                 \
    X(HANDED_IN_GONE) /* the same, over */                                                                   \
    X(REGISTERED)     /* a day to come until which one registers */                                          \
    X(OTHER_LIMIT)                                                                                           \
    X(DAY_TO_COME) /* the day of an event */                                                                 \
    X(DAY_TITLE)   /* … in the title */                                                                    \
    X(DAY_HOUR)    /* … with an hour */                                                                    \
    X(DAY_OPENS)   /* … at the beginning of the text */                                                    \
    X(DAY_GONE)    /* nothing but days gone by */                                                            \
    X(DAY_PLAIN)   /* a day to come of which nothing more is said */                                         \
    X(NO_DAY)                                                                                                \
    X(SUM) /* "€", "%" */                                                                                  \
    X(PERCENT)                                                                                               \
    X(BRIEF) /* hardly any text */                                                                           \
    X(LONG)

#define SIGN_ENUM(name) SIGN_##name,
#define PLACE_ENUM(name) PLACE_##name,
enum { KIND_WORDS(SIGN_ENUM) SIGN_GROUPS };
enum { KIND_PLACES(PLACE_ENUM) PLACE_COUNT };
/* Signs are numbered: each group in each place, then the others. */
enum {
    SIGN_WORDS = SIGN_GROUPS * PLACE_COUNT,
    SIGN_FIRST = SIGN_WORDS - 1,
    KIND_SIGNS(SIGN_ENUM) SIGN_COUNT
};
#undef SIGN_ENUM
#undef PLACE_ENUM

struct kind_cue {
    const char *pattern; /* as in cues.h */
    unsigned char group;
};
extern const struct kind_cue kind_cues[];
extern const size_t kind_cue_count;
/* What a sign adds for event, call, document, news. Written by `make weights`. */
extern const float kind_weights[][KIND_COUNT - 1];
extern const size_t kind_weight_count; /* SIGN_COUNT, unless signs have changed since */
