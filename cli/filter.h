/* The filters that `list` and `search` share, as options. */
#pragma once
#include "cli/cli.h"
#include "store/store.h"

struct filter_words { /* what was written on the command line */
    struct strings kinds, topics, territories, audiences, sources, tags, languages;
    const char *since, *until, *after, *before, *sort;
    bool open, archived, reverse;
    int64_t limit;
};
#define FILTER_OPTIONS(w)                                                                                    \
    {"kind", OPTION_TEXTS, &(w).kinds, "KIND", _("event, call, document or news")},                          \
        {"open", OPTION_FLAG, &(w).open, NULL, _("calls still open, events not over")},                      \
        {"topic", OPTION_TEXTS, &(w).topics, "TOPIC", _("of this topic")},                                   \
        {"territory", OPTION_TEXTS, &(w).territories, "NAME", _("of this territory")},                       \
        {"audience", OPTION_TEXTS, &(w).audiences, "WHO", _("for this audience")},                           \
        {"source", OPTION_TEXTS, &(w).sources, "SOURCE", _("from this source")},                             \
        {"tag", OPTION_TEXTS, &(w).tags, "TAG", _("with this word of the source")},                          \
        {"language", OPTION_TEXTS, &(w).languages, "LANG", _("in this language")},                           \
        {"since", OPTION_TEXT, &(w).since, "DATE", _("first seen on this day or later")},                    \
        {"until", OPTION_TEXT, &(w).until, "DATE", _("first seen before this day")},                         \
        {"after", OPTION_TEXT, &(w).after, "DATE", _("dated this day or later")},                            \
        {"before", OPTION_TEXT, &(w).before, "DATE", _("dated before this day")},                            \
        {"archived", OPTION_FLAG, &(w).archived, NULL, _("archived items too")},                             \
        {"sort", OPTION_TEXT, &(w).sort, "KEY",                                                              \
         _("published, updated, deadline, starts, title or relevance")},                                     \
        {"reverse", OPTION_FLAG, &(w).reverse, NULL, _("the other way round")},                              \
    {                                                                                                        \
        "limit", OPTION_INT, &(w).limit, "N", _("at most so many (0: all; default 50)")                      \
    }

/* Turns the words into a filter; a word that does not fit is told and gives false. */
bool filter_from_words(struct cli *cli, const struct command *self, const struct filter_words *words,
                       struct filter *filter);
/* Prints what the filter finds, as a table or (--json) as a JSON Feed. Returns an exit code. */
struct session;
int filter_print(struct session *s, const struct filter *filter);
