/* The filters that `list` and `search` share, as options. */
#pragma once
#include "cli/cli.h"
#include "store/store.h"

struct filter_words { /* what was written on the command line */
    struct strings kinds, topics, territories, audiences, sources, tags, languages;
    const char *since, *until, *after, *before, *sort; /* as written */
    bool open, archived, hidden, reverse;
    int64_t limit;
};
#define FILTER_OPTIONS(w)                                                                                    \
    {"kind", OPTION_TEXTS, &(w).kinds, "KIND", _("only this kind: event, call, document or news")},          \
        {"open", OPTION_FLAG, &(w).open, NULL, _("no calls that are closed, no events that are over")},      \
        {"topic", OPTION_TEXTS, &(w).topics, "TOPIC", _("only of this topic")},                              \
        {"territory", OPTION_TEXTS, &(w).territories, "NAME", _("only of this territory")},                  \
        {"audience", OPTION_TEXTS, &(w).audiences, "WHO", _("only for this audience")},                      \
        {"source", OPTION_TEXTS, &(w).sources, "SOURCE", _("only from this source, by its id")},             \
        {"tag", OPTION_TEXTS, &(w).tags, "TAG", _("only with this tag")},                                    \
        {"language", OPTION_TEXTS, &(w).languages, "LANG", _("only in this language: fr, en …")},            \
        {"since", OPTION_TEXT, &(w).since, "DATE",                                                           \
         _("first seen on this day or later: 2026-10-01, today, or 30d (ago)")},                             \
        {"until", OPTION_TEXT, &(w).until, "DATE", _("first seen before this day")},                         \
        {"after", OPTION_TEXT, &(w).after, "DATE",                                                           \
         _("dated (deadline, start, else publication) this day or later")},                                  \
        {"before", OPTION_TEXT, &(w).before, "DATE", _("dated before this day; 60d is in 60 days")},         \
        {"archived", OPTION_FLAG, &(w).archived, NULL, _("also what is gone from its source")},              \
        {"hidden", OPTION_FLAG, &(w).hidden, NULL, _("also what an editor has hidden")},                     \
        {"sort", OPTION_TEXT, &(w).sort, "KEY",                                                              \
         _("published, updated, deadline, starts, title or relevance")},                                     \
        {"reverse", OPTION_FLAG, &(w).reverse, NULL, _("the other way round")},                              \
    {                                                                                                        \
        "limit", OPTION_INT, &(w).limit, "N", _("at most so many (0: all; default 50)")                      \
    }

#define FILTER_HELP                                                                                          \
    "Each of --kind, --topic, --territory, --audience, --source, --tag and --language may be given\n"        \
    "several times: one of them is enough. Accents, capitals and hyphens of names do not count.\n"           \
    "The date is a call's deadline, an event's start, else the day of publication, in the site's zone.\n"    \
    "--json prints a JSON Feed."

/* Opens the store and prints what is asked for, as a table or (--json) as a JSON Feed; `text` is a full text
   search, or NULL. A word that does not fit is told. Returns an exit code. */
int filter_run(struct cli *cli, const struct command *self, const struct filter_words *words,
               const char *text);
