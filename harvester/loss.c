/* A loss in words, for the mail of the night and for status. */
#include "harvester/habit.h"

const char *loss_text(struct arena *a, const struct loss *l)
{
    const char *rule = l->rule ? arena_printf(a, " (rule %s%s)", l->rule,
                                              l->line ? arena_printf(a, ", line %d", l->line) : "")
                               : "";
    const char *was =
        l->before_example && *l->before_example ? arena_printf(a, ", such as « %s »", l->before_example) : "";
    const char *is =
        l->now_example && *l->now_example ? arena_printf(a, ", such as « %s »", l->now_example) : "";
    long long before = l->before_filled, of = l->before_total, now = l->now_filled, all = l->now_total;
    switch (l->what) {
    case LOSS_ITEMS:
        return now ? arena_printf(a, "%lld items%s, %lld expected at least", now, rule, before)
                   : arena_printf(a, "no item any more%s: %lld before%s", rule, before, was);
    case LOSS_PAGE:
        return arena_printf(a, "a page%s instead of the feed it was%s", is, was);
    case LOSS_REPEATED:
        return arena_printf(a,
                            "one `%s` again and again%s: %lld different of %lld before, now %lld of %lld%s",
                            l->field, rule, before, of, now, all, is);
    default:
        return of ? arena_printf(a, "`%s` is lost%s: %lld of %lld items had it%s, now %lld of %lld%s",
                                 l->field, rule, before, of, was, now, all, is)
                  : arena_printf(a, "`%s`%s, which `expect` asks for: %lld of %lld items have it", l->field,
                                 rule, now, all);
    }
}
