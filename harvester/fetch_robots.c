/* robots.txt on the way of a request that heeds it: asked for once an origin and run; until it is there the
   origin's requests wait aside, in no line. */
#include "base/url.h"
#include "harvester/fetch_internal.h"

#include <string.h>

static const char product[] = "moisson"; /* what the User-Agent begins with */

struct site { /* an origin whose robots.txt was asked for */
    struct site *next;
    const char *scheme, *host;
    int port;
    bool known;
    const struct robots *rules;
    const char *fault; /* it could not be read: then nothing may be asked (RFC 9309 2.3.1.4) */
    struct task *parked;
};

static struct site *site_of(struct fetcher *f, const char *url, struct arena *a, struct origin *o)
{
    if (!origin_of(a, url, o))
        return NULL;
    struct site *site = f->sites;
    while (site && (site->port != o->port || strcmp(site->host, o->host) || strcmp(site->scheme, o->scheme)))
        site = site->next;
    return site;
}

static const char *where(const struct task *task)
{
    return task->url ? task->url : task->request.url;
}

bool robots_park(struct fetcher *f, struct task *task, struct fetch_request *ask)
{
    struct arena a;
    struct origin o = {0};
    if (!task->request.robots || task->site)
        return false;
    arena_init(&a, 0);
    struct site *site = site_of(f, where(task), &a, &o);
    bool fresh = !site && o.host;
    if (fresh) {
        site = arena_alloc(&f->arena, sizeof *site);
        *site = (struct site){.next = f->sites,
                              .scheme = arena_strdup(&f->arena, o.scheme),
                              .host = arena_strdup(&f->arena, o.host),
                              .port = o.port};
        f->sites = site;
    }
    arena_free(&a);
    *ask = (struct fetch_request){0};
    if (!site || site->known)
        return false;
    if (fresh)
        *ask = (struct fetch_request){
            .url = arena_printf(&f->arena, "%s://%s:%d/robots.txt", site->scheme, site->host, site->port),
            .skip_tls_verify = task->request.skip_tls_verify,
            .tag = site};
    task->next = site->parked;
    site->parked = task;
    return true;
}

bool robots_check(struct transfer *t, const char *url)
{
    struct origin o;
    struct url u;
    const struct task *task = t->task;
    struct site *site = task->request.robots ? site_of(t->fetcher, url, &t->arena, &o) : NULL;
    if (!site || !site->known || !url_parse(&t->arena, url, &u))
        return true;
    if (site->fault) {
        fault_set(&t->fault, FETCH_REFUSED, true, "robots.txt of %.200s could not be read: %s", site->host,
                  site->fault);
        return false;
    }
    const char *path = u.path && *u.path ? u.path : "/";
    if (robots_allows(site->rules, u.query ? arena_printf(&t->arena, "%s?%s", path, u.query) : path))
        return true;
    fault_set(&t->fault, FETCH_REFUSED, false, "robots.txt of %.200s asks programs not to read this address",
              site->host);
    return false;
}

struct task *robots_answer(struct fetcher *f, const struct task *ask, const struct fetch_response *response)
{
    struct site *site = ask->site;
    struct task *parked = site->parked, *in_order = NULL;
    bool missing = response->outcome == FETCH_NOT_MODIFIED || response->outcome == FETCH_GONE ||
                   (response->outcome == FETCH_HTTP && response->status / 100 == 4);
    site->known = true;
    site->parked = NULL;
    if (response->outcome == FETCH_OK)
        site->rules =
            robots_parse(&f->arena, response->body->p ? response->body->p : "", response->body->n, product);
    else if (!missing)
        site->fault = arena_strdup(&f->arena, response->error);
    queue_delay(&f->queue, site->host, site->port, robots_delay(site->rules));
    while (parked) {
        struct task *next = parked->next;
        parked->next = in_order;
        in_order = parked;
        parked = next;
    }
    return in_order;
}
