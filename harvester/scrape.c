/* The state machine of a source: what is to be done next, and what an answer means for it. Several details
   are under way at once, a login or a page only one at a time. */
#include "harvester/scrape.h"
#include "base/url.h"
#include "harvester/scrape_internal.h"
#include "harvester/secrets.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 6 }; /* details under way at once; how many of them one host gets is the fetcher's */

/* --- errands --- */

struct own_errand *scrape_errand_new(struct scrape *s, enum errand_part part)
{
    struct own_errand *x = mem_alloc(sizeof *x);
    arena_init(&x->arena, 0);
    buf_init(&x->body, 0);
    x->e.tag = s->plan.tag;
    x->e.part = part;
    x->e.request.source = s->plan.index;
    x->next = s->errands;
    s->errands = x;
    s->under_way++;
    return x;
}

static void errand_free(struct own_errand *x)
{
    buf_free(&x->body);
    arena_wipe(&x->arena); /* headers may hold a token */
    free(x);
}

/* Of a detail nothing is left; of a page what the caller may look at in the end. */
void scrape_errand_end(struct scrape *s, struct own_errand *x)
{
    struct own_errand **p = &s->errands;
    s->under_way--;
    x->state = ENDED;
    if (x->e.part == ERRAND_PAGE && x->e.page == 1)
        return; /* its body stays, to be looked at in the end */
    x->e.answer.body = NULL;
    buf_free(&x->body);
    if (x->e.part != ERRAND_DETAIL)
        return;
    while (*p != x)
        p = &(*p)->next;
    *p = x->next;
    errand_free(x);
}

/* The first one made; while a login is under way it alone is fetched. */
static struct own_errand *find(struct scrape *s, enum errand_state state)
{
    struct own_errand *found = NULL;
    for (struct own_errand *x = s->errands; x; x = x->next)
        if (x->state == state && (state != TO_FETCH || !s->logging_in || x->e.part == ERRAND_LOGIN))
            found = x;
    return found;
}

const char *scrape_zone_of(const struct scrape *s)
{
    return s->source->timezone ? s->source->timezone : s->plan.timezone;
}

/* The source's headers and the token: for its own host alone. */
void scrape_set_headers(struct scrape *s, struct own_errand *x, bool foreign)
{
    const struct yaml_pairs *own = &s->source->headers;
    const char *token = s->tokens ? tokens_get(s->tokens, &s->source->login, s->plan.now) : NULL;
    x->e.headers = foreign ? NULL : own;
    x->token = foreign ? NULL : arena_strdup(&x->arena, token);
    if (foreign || !s->source->login.url || !token)
        return;
    struct yaml_pairs *all = &x->headers;
    all->n = 0;
    all->names = arena_alloc(&x->arena, (own->n + 1) * sizeof *all->names);
    all->values = arena_alloc(&x->arena, (own->n + 1) * sizeof *all->values);
    for (; all->n < own->n; all->n++) {
        all->names[all->n] = own->names[all->n];
        all->values[all->n] = own->values[all->n];
    }
    login_header(&x->arena, &s->source->login, token, &all->names[all->n], &all->values[all->n]);
    all->n++;
    x->e.headers = all;
}

static void begin_login(struct scrape *s)
{
    const struct login *login = &s->source->login;
    struct own_errand *x = scrape_errand_new(s, ERRAND_LOGIN);
    x->e.url = login->url;
    x->e.shown = login->shown_url;
    x->e.post = login->post ? login->post : "";
    x->e.post_type = login->post_type;
    x->e.headers = &login->headers;
    s->logging_in = true;
}

static void end_login(struct scrape *s, struct own_errand *x)
{
    s->logging_in = false;
    tokens_release(s->tokens, &s->source->login);
    scrape_errand_end(s, x);
}

static bool needs_login(struct scrape *s)
{
    return s->source->login.url && !tokens_get(s->tokens, &s->source->login, s->plan.now);
}

static void begin_page(struct scrape *s)
{
    struct own_errand *x = scrape_errand_new(s, ERRAND_PAGE);
    x->e.page = s->page_number;
    x->e.url = s->page.url;
    x->e.shown = s->page.shown;
    x->e.post = s->page.post;
    x->e.post_type = s->page.post_type;
    x->e.robots = source_heeds_robots(s->source);
    x->e.conditional = !s->page.post;
    scrape_set_headers(s, x, s->page.foreign);
    s->page_number = 0;
}

/* --- what to do next --- */

/* True: there is one errand more. */
static bool begin_next(struct scrape *s)
{
    if (s->page_number) {
        begin_page(s);
        return true;
    }
    while (s->next_detail < s->details.n && s->under_way < WINDOW)
        if (detail_begin(s))
            return true;
    return false;
}

/* Is something to be fetched, now or once there is a token? */
static bool more_to_fetch(struct scrape *s)
{
    return !s->result.stopped && (s->page_number || s->next_detail < s->details.n || find(s, TO_FETCH));
}

enum scrape_act scrape_next(struct scrape *s, struct errand **errand)
{
    for (;;) {
        struct own_errand *x = find(s, TO_READ);
        if (x) {
            x->state = READING;
            *errand = &x->e;
            return SCRAPE_READ;
        }
        if (!more_to_fetch(s))
            break;
        if (needs_login(s) && !s->logging_in) {
            if (!tokens_take(s->tokens, &s->source->login))
                return SCRAPE_WAIT;
            begin_login(s);
        }
        x = find(s, TO_FETCH);
        if (x) {
            if (x->again)
                scrape_set_headers(s, x, false);
            x->state = FETCHING;
            *errand = &x->e;
            return SCRAPE_FETCH;
        }
        if (s->logging_in || !begin_next(s))
            break;
    }
    return find(s, FETCHING) || find(s, READING) ? SCRAPE_WAIT : SCRAPE_DONE;
}

/* --- what became of a fetch --- */

static void copy_answer(struct scrape *s, struct own_errand *x, const struct fetch_response *response)
{
    struct fetch_response *r = &x->e.answer;
    char hex[33];
    *r = *response;
    const char **texts[] = {&r->error, &r->url,           &r->final_url,    &r->moved_to,
                            &r->etag,  &r->last_modified, &r->content_type, &r->charset};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = arena_strdup(&x->arena, *texts[i]);
    r->body = NULL;
    bool first =
        x->e.part == ERRAND_PAGE && x->e.page == 1; /* what it says is looked at, whatever its status */
    if (response->outcome != FETCH_OK && (!first || !response->body))
        return;
    buf_reset(&x->body);
    buf_add(&x->body, response->body->p, response->body->n);
    r->body = &x->body;
    if (response->outcome != FETCH_OK)
        return;
    x->e.hash = arena_strdup(&x->arena, hash_hex(hash_bytes(x->body.p, x->body.n), hex));
    if (x->e.part != ERRAND_LOGIN) {
        const char *token = s->tokens ? tokens_get(s->tokens, &s->source->login, s->plan.now) : NULL;
        secrets_hide(s->source, &x->body);
        if (token && s->source->login.url)
            secrets_hide_one(token, "${token}", &x->body);
    }
}

/* Where it came from, as it may be known to what reads it: the address as shown, or where redirects led. */
static const char *base_of(struct scrape *s, struct own_errand *x)
{
    const struct fetch_response *r = &x->e.answer;
    if (!r->final_url || strcmp(r->final_url, x->e.url) == 0)
        return x->e.post ? arena_strndup(&x->arena, x->e.shown, strcspn(x->e.shown, "#")) : x->e.shown;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, r->final_url);
    secrets_hide(s->source, &b);
    const char *url = arena_strdup(&x->arena, buf_str(&b));
    buf_free(&b);
    return url;
}

static void to_worker(struct scrape *s, struct own_errand *x)
{
    static const int parts[] = {
        [ERRAND_LOGIN] = WIRE_LOGIN, [ERRAND_PAGE] = WIRE_PAGE, [ERRAND_DETAIL] = WIRE_DETAIL};
    x->e.request.part = parts[x->e.part];
    x->e.request.document = (struct document){
        .bytes = buf_str(&x->body),
        .n = x->body.n,
        .charset = x->e.answer.charset,
        .content_type = x->e.answer.content_type,
        .url = base_of(s, x),
        .timezone = scrape_zone_of(s),
        .now = s->plan.now,
    };
    x->state = TO_READ;
    if (x->e.part == ERRAND_DETAIL)
        detail_give(s, x);
}

/* The token is no longer good: the errand is done again with another one, once. */
static bool log_in_again(struct scrape *s, struct own_errand *x)
{
    if (!s->source->login.url || x->e.answer.status != 401 || !x->token || x->again)
        return false;
    tokens_drop(s->tokens, &s->source->login, x->token);
    x->again = true;
    x->state = TO_FETCH;
    return true;
}

static void pages_end(struct scrape *s, bool whole, bool walked, const char *fault)
{
    s->page_number = 0;
    s->result.whole = whole && !fault && !s->cut;
    s->result.walked = walked && !fault;
    if (fault && !s->result.fault)
        s->result.fault = arena_strdup(&s->arena, fault);
}

/* Behind the last page of a list whose pages are counted many servers say that there is none. */
static bool past_the_end(const struct scrape *s, const struct own_errand *x)
{
    long status = x->e.answer.status;
    return x->e.page > 1 && paging_counts(s->source) && (status == 404 || status == 410 || status == 400);
}

/* Nothing more can be asked. */
static void login_failed(struct scrape *s, struct own_errand *login, const char *error)
{
    pages_end(s, false, false, arena_printf(&s->arena, "login: %s", error));
    s->next_detail = s->details.n;
    end_login(s, login);
    for (struct own_errand *x; (x = find(s, TO_FETCH));)
        scrape_errand_end(s, x);
}

static void fetch_failed(struct scrape *s, struct own_errand *x)
{
    const struct fetch_response *r = &x->e.answer;
    const char *error = r->error ? r->error : "no document";
    if (log_in_again(s, x))
        return;
    if (x->e.part == ERRAND_DETAIL) {
        detail_fails(s, x, error, r->outcome == FETCH_BUSY);
        return;
    }
    if (x->e.part == ERRAND_LOGIN) {
        login_failed(s, x, error);
        return;
    }
    if (s->plan.replay && x->e.page > 1) {
        pages_end(s, false, false, NULL);
    } else if (past_the_end(s, x)) {
        pages_end(s, s->last_length < s->first_length, true, NULL);
    } else {
        pages_end(s, false, false,
                  x->e.page > 1 ? arena_printf(&s->arena, "page %d: %s", x->e.page, error) : error);
    }
    scrape_errand_end(s, x);
}

/* What no rule can read: the item is all there is. */
static bool no_page(const char *type)
{
    static const char *const types[] = {"application/pdf", "image/",          "audio/",
                                        "video/",          "application/zip", "application/msword",
                                        "application/vnd."};
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strncmp(type, types[i], strlen(types[i])) == 0)
            return true;
    return false;
}

void scrape_fetched(struct scrape *s, struct errand *errand, const struct fetch_response *response)
{
    struct own_errand *x = (struct own_errand *)errand;
    copy_answer(s, x, response);
    if (!s->result.pages)
        s->result.first = errand->part == ERRAND_DETAIL ? s->result.first : errand;
    else
        s->result.received += response->received;
    if (response->outcome == FETCH_ABANDONED) {
        scrape_stop(s);
        if (errand->part == ERRAND_PAGE)
            pages_end(s, false, false, NULL);
        errand->part == ERRAND_LOGIN ? end_login(s, x) : scrape_errand_end(s, x);
    } else if (response->outcome != FETCH_OK) {
        fetch_failed(s, x);
    } else if (errand->part == ERRAND_DETAIL && no_page(response->content_type)) {
        s->listings.v[s->details.v[x->detail].item].is = LISTED_SAME;
        s->in_row = 0;
        detail_give_alone(s, x);
    } else if (errand->part == ERRAND_DETAIL && !x->body.n) {
        detail_fails(s, x, "the page is empty", false);
    } else {
        to_worker(s, x);
    }
}

/* --- what a worker made of it --- */

static void login_was_read(struct scrape *s, struct own_errand *x, const struct worker_outcome *outcome)
{
    const struct login *login = &s->source->login;
    struct error err = {0};
    int64_t lasts = outcome->lasts > 0 ? outcome->lasts : login->lasts;
    int64_t until = lasts < INT64_MAX / 2 ? s->plan.now + lasts : INT64_MAX / 2;
    if (!outcome->feed || !outcome->token)
        login_failed(s, x, outcome->error ? outcome->error : "no token");
    else if (!tokens_put(s->tokens, login, outcome->token, until, &err))
        login_failed(s, x, err.text);
    else
        end_login(s, x);
}

static int64_t key_of(const struct page_request *r)
{
    return (int64_t)(hash_bytes(r->url, strlen(r->url)).low ^
                     (r->post ? hash_bytes(r->post, strlen(r->post)).high : 0));
}

static void go_on(struct scrape *s, const struct own_errand *x, const struct feed *feed, bool fresh,
                  bool news)
{
    struct paging_place place = {x->e.page, s->items_on_pages, arena_strdup(&s->arena, feed->next_url)};
    struct page_request next;
    size_t met = 0;
    bool more = paging_next(&s->arena, s->source, &place, &next);
    if (!more || !feed->items.n || (paging_counts(s->source) && !fresh)) {
        pages_end(s, true, true, NULL);
        return;
    }
    if (s->cut || !fresh || map_meet(&s->asked, key_of(&next), &met))
        pages_end(s, false, true, NULL); /* it goes round in circles */
    else if (x->e.page >= s->most_pages)
        pages_end(s, false, true, NULL);
    else if (!news && !s->plan.walk)
        pages_end(s, false, false, NULL);
    else {
        s->page = next;
        s->page_number = x->e.page + 1;
    }
}

static void page_was_read(struct scrape *s, struct own_errand *x, const struct worker_outcome *outcome)
{
    bool fresh, news;
    if (!outcome->feed) {
        const char *error = outcome->error ? outcome->error : "";
        s->result.killed = outcome->killed;
        pages_end(s, false, false,
                  x->e.page > 1 ? arena_printf(&s->arena, "page %d: %s", x->e.page, error) : error);
    } else if (s->single) {
        s->result.feed = outcome->feed;
        s->result.pages = 1;
        s->result.walked = true;
        s->result.whole = !outcome->feed->next_url;
    } else {
        size_t n = outcome->feed->items.n;
        list_page(s, x, outcome->feed, &fresh, &news);
        s->result.pages++;
        s->items_on_pages += (int64_t)n;
        s->first_length = x->e.page == 1 ? n : s->first_length;
        s->last_length = n;
        go_on(s, x, outcome->feed, fresh, news);
    }
    scrape_errand_end(s, x);
}

static void detail_was_read(struct scrape *s, struct own_errand *x, const struct worker_outcome *outcome)
{
    size_t item = s->details.v[x->detail].item;
    bool page = x->e.answer.body != NULL;
    if (!outcome->feed && page) {
        detail_fails(s, x, outcome->error, false);
        return;
    }
    if (outcome->feed) {
        list_settle(s, item, outcome->feed, page ? LISTED_SAME : s->listings.v[item].is);
        if (page)
            list_tell(s, outcome->feed, "detail.");
    }
    if (page) {
        s->result.details++;
        s->in_row = 0;
    }
    detail_ends(s, x);
}

void scrape_read(struct scrape *s, struct errand *errand, const struct worker_outcome *outcome)
{
    struct own_errand *x = (struct own_errand *)errand;
    if (errand->part == ERRAND_LOGIN)
        login_was_read(s, x, outcome);
    else if (errand->part == ERRAND_PAGE)
        page_was_read(s, x, outcome);
    else
        detail_was_read(s, x, outcome);
}

/* --- life --- */

void scrape_stop(struct scrape *s)
{
    s->result.stopped = true;
    s->result.whole = s->result.walked = false;
}

struct scrape *scrape_new(const struct scrape_plan *plan)
{
    struct scrape *s = mem_alloc(sizeof *s);
    *s = (struct scrape){.plan = *plan, .source = plan->source};
    arena_init(&s->arena, plan->memory);
    feed_init(&s->feed);
    s->most_pages = source_pages(plan->source, plan->pages);
    s->single = s->most_pages <= 1 && !plan->source->detail.follow;
    s->tokens = plan->tokens;
    if (!s->tokens && plan->source->login.url)
        s->tokens = s->own_tokens = tokens_new();
    paging_first(&s->arena, plan->source, &s->page);
    s->page_number = 1;
    size_t met = 0;
    if (!s->single)
        map_meet(&s->asked, key_of(&s->page), &met);
    return s;
}

/* Items of which nothing is known yet are taken out of the list. */
const struct scrape_result *scrape_result(struct scrape *s)
{
    struct scrape_result *r = &s->result;
    size_t kept = 0;
    if (s->single || !r->feed)
        return r;
    for (size_t i = 0; i < s->feed.items.n; i++) {
        if (!s->settled.v[i]) {
            r->left++;
            continue;
        }
        s->feed.items.v[kept] = s->feed.items.v[i];
        s->listings.v[kept] = s->listings.v[i];
        s->settled.v[kept++] = true;
    }
    r->whole = r->whole && kept == s->feed.items.n;
    s->feed.items.n = s->listings.n = kept;
    r->listings = s->listings.v;
    s->next_detail = s->details.n; /* their places have changed */
    return r;
}

void scrape_free(struct scrape *s)
{
    if (!s)
        return;
    for (struct own_errand *next; s->errands; s->errands = next) {
        next = s->errands->next;
        errand_free(s->errands);
    }
    if (s->logging_in)
        tokens_release(s->tokens, &s->source->login);
    struct map *maps[] = {&s->hashes, &s->asked, &s->addresses};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        free(maps[i]->v);
    tokens_free(s->own_tokens);
    arena_wipe(&s->arena); /* addresses may hold secrets */
    free(s);
}
