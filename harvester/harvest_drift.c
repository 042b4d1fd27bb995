/* Sources that answer but do not yield what they used to: redesigned, a page in the place of a feed, a wall
   against robots, or silent. What is held back here is not stored: the last good items stay. What is judged
   is in habit.c. */
#include "harvester/habit.h"
#include "harvester/harvest_internal.h"
#include "harvester/wall.h"

#include <string.h>
#include <strings.h>

static const char *zone_of(const struct run *run, const struct job *job)
{
    return job->source->timezone ? job->source->timezone : run->options->timezone;
}

/* Of another address nothing is known yet. Read once in a turn. */
static bool read_habits(struct run *run, struct job *job, struct habits *habits)
{
    bool ok =
        job->moved || job->habits ||
        store_habits(run->store, &run->document, job->source->id, &job->habits, &job->n_habits, &run->err);
    *habits = (struct habits){job->habits, job->n_habits, job->n_habits};
    return ok;
}

/* --- walls --- */

static const char *wall_of(const struct fetch_response *r)
{
    return wall_name(&(struct wall_signs){.status = r->status,
                                          .mitigated = r->mitigated,
                                          .body = r->body->n ? r->body->p : "",
                                          .n = r->body->n});
}

static void tell_wall(struct run *run, const struct fetch_response *response, const char *wall,
                      struct answer *answer)
{
    answer->ok = false;
    answer->health = HEALTH_WALLED;
    answer->outcome = "walled";
    answer->error =
        arena_printf(run->arena,
                     "HTTP %ld: a wall against robots (%s) refuses us; the site itself may be well: ask it "
                     "to let us in, or for another address",
                     response->status, wall);
}

void harvest_refused(struct run *run, const struct fetch_response *response, struct answer *answer)
{
    const char *wall = wall_status(response->status) ? wall_of(response) : NULL;
    if (wall)
        tell_wall(run, response, wall, answer);
}

/* --- drift --- */

/* A guess of the rule that may take the place of a lost one goes into `guess` of each loss; nobody makes one
   yet. What it takes is here: the page of today, the last good one (store_body_get), and the losses with
   their examples. */
static void guess_rules(struct run *run, const struct job *job, const struct fetch_response *response,
                        struct losses *losses)
{
    (void)run;
    (void)job;
    (void)response;
    (void)losses;
}

static void tell_drift(struct run *run, struct answer *answer)
{
    struct buf text;
    buf_init(&text, 0);
    for (size_t i = 0; i < answer->losses.n; i++)
        buf_printf(&text, "%s%s", i ? "; " : "", loss_text(run->arena, &answer->losses.v[i]));
    buf_adds(&text, "; what was read before stays");
    answer->ok = false;
    answer->health = HEALTH_DRIFTED;
    answer->outcome = "drifted";
    answer->error = arena_strdup(run->arena, buf_str(&text));
    buf_free(&text);
}

static void add_page(struct run *run, const struct job *job, struct answer *answer)
{
    struct losses *l = &answer->losses;
    *ARENA_PUSH(run->arena, l->v, l->n, l->cap) =
        (struct loss){.what = LOSS_PAGE, .field = "items", .before_example = job->state.title};
}

bool harvest_judge(struct run *run, struct job *job, const struct feed *feed,
                   const struct fetch_response *response, struct answer *answer)
{
    const struct source *source = job->source;
    struct habits habits;
    if (job->state.accepted != INSTANT_NONE)
        return true;
    if (!read_habits(run, job, &habits))
        return false;
    if (!feed->items.n) {
        const char *wall = wall_of(response);
        if (wall) {
            tell_wall(run, response, wall, answer);
            return true;
        }
    }
    if (!job->moved && habit_page(job->before.format, feed->format))
        add_page(run, job, answer);
    else
        habit_judge(run->arena, source, &habits, feed, run->options->now, zone_of(run, job), &answer->losses);
    if (answer->losses.n) {
        guess_rules(run, job, response, &answer->losses);
        tell_drift(run, answer);
    }
    return true;
}

static bool looks_like_page(const struct buf *body)
{
    static const char *const begins[] = {"<!doctype html", "<html"};
    size_t n = body->n < 2048 ? body->n : 2048;
    for (size_t at = 0; at < n; at++)
        for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
            if (body->n - at >= strlen(begins[i]) && !strncasecmp(body->p + at, begins[i], strlen(begins[i])))
                return true;
    return false;
}

/* A source that never gave a document is no feed; one that did is one no more. */
void harvest_unreadable(struct run *run, struct job *job, const struct fetch_response *response,
                        struct answer *answer)
{
    const char *wall = wall_of(response), *format = job->moved ? NULL : job->before.format;
    if (wall) {
        tell_wall(run, response, wall, answer);
    } else if (format && strcmp(format, "html") != 0 && looks_like_page(response->body)) {
        add_page(run, job, answer);
        tell_drift(run, answer);
    }
}

bool harvest_learn(struct run *run, struct job *job, const struct feed *feed, const struct answer *answer)
{
    struct habits old, now, stored;
    if (run->options->offline || run->options->dry_run)
        return true;
    if (!read_habits(run, job, &old))
        return false;
    stored = old; /* those of another address go */
    if (job->moved &&
        !store_habits(run->store, &run->document, job->source->id, &stored.v, &stored.n, &run->err))
        return false;
    now = habit_learn(&run->document, &old, feed, job->before.accepted != INSTANT_NONE,
                      answer->applied.fresh > 0, run->options->now, zone_of(run, job));
    job->habits = now.v;
    job->n_habits = now.n;
    /* the row of the source itself is written later, and these refer to it */
    return (job->before.last_attempt != INSTANT_NONE ||
            store_source_put(run->store, &job->state, &run->err)) &&
           store_habits_put(run->store, job->source->id, stored.v, stored.n, now.v, now.n, &run->err);
}

/* --- silence --- */

bool harvest_silent(struct run *run, struct job *job, const char **text)
{
    struct habits habits;
    int64_t since;
    char day[40];
    if (!read_habits(run, job, &habits) || !habit_silent(job->source, &habits, run->options->now, &since))
        return false;
    *text = arena_printf(
        run->arena,
        "nothing new since %.10s, which is much longer than usual; if that is normal, say so with "
        "expect: {silence: normal}",
        instant_format(since, run->options->timezone, day));
    return true;
}

/* --- incidents --- */

bool harvest_incident(struct run *run, struct job *job, const struct answer *answer)
{
    enum { PATIENCE = 3 };
    const struct source_state *state = &job->state;
    bool failed = state->health == HEALTH_FAILED;
    if (failed && (state->failures < PATIENCE || job->before.health != HEALTH_FAILED))
        return true; /* what passes by itself is none, nor does it end another */
    struct incident incident = {
        .source = state->id, .seen = run->options->now, .text = state->reason, .losses = answer->losses};
    if (state->alarm) {
        incident.kind = "alarm";
        incident.text = state->alarm;
    } else if (state->health != HEALTH_OK && state->health != HEALTH_NEW) {
        incident.kind = health_names[state->health];
    }
    return store_incident(run->store, &incident, &run->err);
}
