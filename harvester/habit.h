/* What a source usually yields, and whether a document still does: pure functions over items and habits. A
   habit is one row a field (store.h), and a few of the whole, whose names begin with a star. */
#pragma once
#include "harvester/source.h"
#include "store/store.h"

struct habits {
    struct habit *v;
    size_t n, cap;
};
const struct habit *habit_find(const struct habits *habits, const char *field);

/* What a document lacks that the source usually has, or that `expect:` asks for, in `losses`; nothing when
   all is well, or when there is too little to judge by: a source that was never read, one of few items, a
   calendar of which all is over. Fields that the editor wrote rules for are judged, those that `expect:`
   names, and those that every source has: title, url, text, dates. */
void habit_judge(struct arena *a, const struct source *source, const struct habits *habits,
                 const struct feed *feed, int64_t now, const char *timezone, struct losses *losses);
/* Whether it answered with another sort of document than ever before: a page instead of the feed it was. */
bool habit_page(const char *format_before, const char *format_now);
/* The habits after a good document; `anew`: the old ones do not count. In the arena. `news`: it held
   something new. */
struct habits habit_learn(struct arena *a, const struct habits *habits, const struct feed *feed, bool anew,
                          bool news, int64_t now, const char *timezone);
/* Has nothing new come for much longer than is its habit, or than `expect: silence` allows? Holidays (from 14
   July to the end of August, the last days of the year) do not count. *since: since when. */
bool habit_silent(const struct source *source, const struct habits *habits, int64_t now, int64_t *since);

/* The rule of a field as the editor wrote it, in one line, and the line where it stands; NULL: there is none.
   "items" is the rule of the items. */
const char *habit_rule(struct arena *a, const struct source *source, const char *field, int *line);
/* One loss as a clause, in English: what it was, and what it is. */
const char *loss_text(struct arena *a, const struct loss *loss);
