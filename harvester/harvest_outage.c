/* A night on which nobody could be reached: not the sources are broken but our own network. It is told in one
   line, and no source has to wait longer for it. */
#include "harvester/harvest_internal.h"
#include "base/url.h"

#include <string.h>

enum { FEWEST_HOSTS = 3 };

/* Of so many hosts that it cannot be theirs. */
static bool many_hosts(struct run *run)
{
    struct strings hosts = {0};
    for (size_t i = 0; i < run->n_jobs && hosts.n < FEWEST_HOSTS; i++) {
        const char *host = url_host(run->arena, run->jobs[i].source->url);
        if (host && !strings_has(&hosts, host))
            strings_add(run->arena, &hosts, host);
    }
    return hosts.n == FEWEST_HOSTS;
}

static const char *first_reason(const struct harvest_report *report)
{
    for (size_t i = 0; i < report->notes.n; i++)
        if (report->notes.v[i].kind == NOTE_FAILED)
            return report->notes.v[i].text;
    return "";
}

bool harvest_outage(struct run *run)
{
    struct harvest_report *r = run->report;
    if (run->options->offline || run->options->dry_run || !r->done || run->unreached < r->done ||
        !many_hosts(run))
        return true;
    for (size_t i = 0; i < run->n_jobs; i++)
        if (!store_source_put(run->store, &run->jobs[i].before, &run->err))
            return false;
    if (!store_incidents_forget(run->store, run->options->now, &run->err))
        return false;
    const char *text = arena_printf(run->arena, "%d sources, %s", r->done, first_reason(r));
    r->outage = true;
    r->notes.n = 0;
    *ARENA_PUSH(run->arena, r->notes.v, r->notes.n, r->notes.cap) =
        (struct harvest_note){.kind = NOTE_OUTAGE, .source = "", .text = text, .fresh = true};
    return true;
}
