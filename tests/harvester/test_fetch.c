/* harvester/fetch.h, against a server on loopback whose every byte is written here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <signal.h>
#include <zlib.h>

#include "base/mem.h"
#include "harvester/fetch.h"
#include "tests/harvester/loopback.h"

enum { ANSWERS = 512 };

struct got { /* an answer, copied */
    enum fetch_outcome outcome;
    long status;
    char error[400], url[256], final_url[256], moved_to[256], etag[64], type[64], charset[32];
    char *body;
    size_t n;
    int64_t retry_after, max_age, received;
    double seconds;
    bool transient;
    void *tag;
};

struct world {
    struct arena arena;
    struct net_allow allow;
    struct loopback *server;
    struct fetch_limits limits;
    struct got answers[ANSWERS];
    int n;
    struct fetcher *f;
    const char *more; /* asked for from within the first answer */
};

static char *copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
    return to;
}

static void on_done(void *context, const struct fetch_request *request, const struct fetch_response *r)
{
    struct world *w = context;
    assert_in_range(w->n, 0, ANSWERS - 1);
    struct got *g = &w->answers[w->n++];
    g->outcome = r->outcome;
    g->status = r->status;
    copy(g->error, sizeof g->error, r->error);
    copy(g->url, sizeof g->url, r->url);
    copy(g->final_url, sizeof g->final_url, r->final_url);
    copy(g->moved_to, sizeof g->moved_to, r->moved_to);
    copy(g->etag, sizeof g->etag, r->etag);
    copy(g->type, sizeof g->type, r->content_type);
    copy(g->charset, sizeof g->charset, r->charset);
    g->n = r->body->n;
    g->body = g->n ? arena_strndup(&w->arena, r->body->p, r->body->n) : NULL;
    g->retry_after = r->retry_after;
    g->max_age = r->max_age;
    g->received = r->received;
    g->seconds = r->seconds;
    g->transient = r->transient;
    g->tag = request->tag;
    if (r->outcome == FETCH_OK || r->outcome == FETCH_NOT_MODIFIED)
        assert_null(r->error);
    else
        assert_non_null(r->error);
    if (w->more) {
        const char *more = w->more;
        w->more = NULL;
        fetcher_add(w->f, &(struct fetch_request){.url = more});
    }
}

static struct world *world_new(loopback_handler *handler)
{
    struct world *w = mem_alloc(sizeof *w);
    struct error err;
    arena_init(&w->arena, 0);
    w->server = loopback_new(handler);
    assert_true(
        net_allow_add(&w->arena, &w->allow, arena_printf(&w->arena, "127.0.0.1:%d", w->server->port), &err));
    w->limits = (struct fetch_limits){.transfers = 50,
                                      .per_host = 2,
                                      .connect_timeout = 5,
                                      .silence_timeout = 5,
                                      .source_timeout = 10,
                                      .body = 16 << 20,
                                      .header = 64 << 10,
                                      .expansion = 200,
                                      .redirects = 10,
                                      .retries = 0};
    return w;
}

static void world_free(struct world *w)
{
    fetcher_free(w->f);
    loopback_free(w->server);
    arena_free(&w->arena);
    free(w);
}

static const char *at(struct world *w, const char *path)
{
    return arena_printf(&w->arena, "http://127.0.0.1:%d%s", w->server->port, path);
}

static struct fetcher *fetcher(struct world *w)
{
    struct error err;
    if (!w->f)
        w->f =
            fetcher_new(&w->limits, &w->allow, "moisson/0 (+https://veille.example.org/)", on_done, w, &err);
    assert_non_null(w->f);
    return w->f;
}

static void run(struct world *w)
{
    fetcher_run(fetcher(w), 0, NULL, NULL, NULL);
}

static struct got *ask(struct world *w, struct fetch_request request)
{
    int before = w->n;
    fetcher_add(fetcher(w), &request);
    run(w);
    assert_int_equal(w->n, before + 1);
    return &w->answers[before];
}

static struct got *get(struct world *w, const char *path)
{
    return ask(w, (struct fetch_request){.url = at(w, path)});
}

#define assert_has(text, word)                                                                               \
    do {                                                                                                     \
        if (!strstr(text, word))                                                                             \
            fail_msg("\"%s\" does not hold \"%s\"", text, word);                                             \
    } while (0)

/* --- ordinary answers --- */

static void plain(struct exchange *x)
{
    if (strcmp(x->path, "/chunked") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nETag: "
               "\"no\"\r\n\r\n");
        x->keep = true;
        return;
    }
    if (strcmp(x->path, "/to-the-close") == 0) {
        say(x, "HTTP/1.0 200 OK\r\n\r\nabcde");
        return;
    }
    reply(x, "200 OK",
          "ETag: \"v1\"\r\nLast-Modified: Wed, 06 Jan 2021 09:00:00 GMT\r\nContent-Type: Text/XML; a=b; "
          "Charset=\"ISO-8859-1\"\r\nCache-Control: public, max-age=600\r\n",
          "abcde");
}

static void a_body_comes_with_what_its_headers_say(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    int tag;
    struct got *g = ask(w, (struct fetch_request){.url = at(w, "/feed"), .tag = &tag});
    assert_int_equal(g->outcome, FETCH_OK);
    assert_int_equal(g->status, 200);
    assert_string_equal(g->body, "abcde");
    assert_string_equal(g->etag, "\"v1\"");
    assert_string_equal(g->type, "text/xml");
    assert_string_equal(g->charset, "ISO-8859-1");
    assert_int_equal(g->max_age, 600);
    assert_int_equal(g->retry_after, -1);
    assert_int_equal(g->received, 5);
    assert_string_equal(g->url, at(w, "/feed"));
    assert_string_equal(g->final_url, at(w, "/feed"));
    assert_string_equal(g->moved_to, "");
    assert_ptr_equal(g->tag, &tag);
    assert_has(w->server->last_request, "User-Agent: moisson/0 (+https://veille.example.org/)\r\n");
    assert_has(w->server->last_request, "Accept-Encoding: gzip, deflate, br, zstd\r\n");
    assert_has(w->server->last_request, "GET /feed HTTP/1.1\r\n");
    world_free(w);
}

static void chunked_and_close_delimited_bodies_are_whole(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    struct got *g = get(w, "/chunked");
    assert_int_equal(g->outcome, FETCH_OK);
    assert_string_equal(g->body, "abcde");
    assert_string_equal(g->etag, ""); /* trailers do not count */
    g = get(w, "/to-the-close");
    assert_int_equal(g->outcome, FETCH_OK);
    assert_string_equal(g->body, "abcde");
    world_free(w);
}

static void conditional(struct exchange *x)
{
    if (asked_with(x, "If-None-Match: \"v1\"\r\n") && asked_with(x, "If-Modified-Since: Wed, 06 Jan 2021"))
        reply(x, "304 Not Modified", "ETag: \"v1\"\r\n", "");
    else
        reply(x, "200 OK", "", "abcde");
}

static void validators_make_a_conditional_request(void **state)
{
    (void)state;
    struct world *w = world_new(conditional);
    struct got *g =
        ask(w, (struct fetch_request){
                   .url = at(w, "/"), .etag = "\"v1\"", .last_modified = "Wed, 06 Jan 2021 09:00:00 GMT"});
    assert_int_equal(g->outcome, FETCH_NOT_MODIFIED);
    assert_int_equal(g->n, 0);
    assert_int_equal(get(w, "/")->outcome, FETCH_OK); /* nothing is left on the handle */
    world_free(w);
}

static void echo(struct exchange *x)
{
    reply(x, "200 OK", "", x->request);
}

static void a_post_sends_its_body_and_the_next_request_is_a_get_again(void **state)
{
    (void)state;
    struct world *w = world_new(echo);
    struct got *g =
        ask(w, (struct fetch_request){
                   .url = at(w, "/api"), .post = "{\"page\":1}", .post_type = "application/json"});
    assert_has(g->body, "POST /api HTTP/1.1");
    assert_has(g->body, "Content-Type: application/json");
    assert_has(g->body, "\r\n\r\n{\"page\":1}");
    g = get(w, "/again");
    assert_has(g->body, "GET /again HTTP/1.1");
    assert_null(strstr(g->body, "application/json"));
    world_free(w);
}

static void accents_and_spaces_of_an_address_are_encoded(void **state)
{
    (void)state;
    struct world *w = world_new(echo);
    assert_has(get(w, "/à venir?q=é#x")->body, "GET /%C3%A0%20venir?q=%C3%A9 HTTP/1.1");
    world_free(w);
}

static void an_answer_may_ask_for_more(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    w->more = at(w, "/page/2");
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/page/1")});
    run(w);
    assert_int_equal(w->n, 2);
    assert_string_equal(w->answers[1].url, at(w, "/page/2"));
    world_free(w);
}

static void crowd(struct exchange *x)
{
    nap(30);
    plain(x);
}

static void a_host_gets_two_at_once_and_its_connections_are_used_again(void **state)
{
    (void)state;
    struct world *w = world_new(crowd);
    for (int i = 0; i < 12; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/x"), .expected_seconds = 5});
    run(w);
    assert_int_equal(w->n, 12);
    for (int i = 0; i < 12; i++)
        assert_int_equal(w->answers[i].outcome, FETCH_OK);
    assert_int_equal(w->server->most_active, 2);
    assert_in_range(w->server->connections, 1, 2);
    world_free(w);
}

static void starts_on_one_host_keep_their_distance(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    w->limits.host_delay_ms = 120;
    for (int i = 0; i < 4; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/x")});
    run(w);
    assert_int_equal(w->n, 4);
    for (int i = 1; i < 4; i++) {
        const struct timespec *a = &w->server->starts[i - 1], *b = &w->server->starts[i];
        long ms = (b->tv_sec - a->tv_sec) * 1000 + (b->tv_nsec - a->tv_nsec) / 1000000;
        assert_in_range(ms, 90, 2000);
    }
    world_free(w);
}

static void note_path(struct exchange *x)
{
    nap(20);
    reply(x, "200 OK", "", "x");
}

static void the_slowest_host_goes_first(void **state)
{
    (void)state;
    struct world *w = world_new(note_path), *slow = world_new(note_path);
    struct error err;
    assert_true(net_allow_add(&w->arena, &w->allow,
                              arena_printf(&w->arena, "127.0.0.1:%d", slow->server->port), &err));
    w->limits.transfers = 1;
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/fast"), .expected_seconds = 0.1});
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(slow, "/slow"), .expected_seconds = 20});
    run(w);
    assert_string_equal(w->answers[0].url, at(slow, "/slow"));
    loopback_free(slow->server);
    arena_free(&slow->arena);
    free(slow);
    world_free(w);
}

/* --- statuses --- */

static void statuses(struct exchange *x)
{
    char status[64];
    if (strcmp(x->path, "/429") == 0)
        reply(x, "429 Too Many Requests", "Retry-After: 3600\r\n", "no");
    else if (strcmp(x->path, "/503-date") == 0)
        reply(x, "503 Service Unavailable",
              "Date: Wed, 06 Jan 2021 09:00:00 GMT\r\nRetry-After: Wed, 06 Jan 2021 11:00:00 GMT\r\n", "no");
    else if (strcmp(x->path, "/503-absurd") == 0)
        reply(x, "503 Service Unavailable", "Retry-After: 99999999999999999999999\r\n", "no");
    else if (strcmp(x->path, "/cut") == 0)
        say(x, "HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\nshort");
    else {
        snprintf(status, sizeof status, "%.20s Whatever\x1b[31m", x->path + 1);
        reply(x, status, "", strcmp(x->path, "/204") == 0 || strcmp(x->path, "/304") == 0 ? "" : "<html>");
    }
}

static void statuses_have_their_outcomes_and_words(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum fetch_outcome outcome;
        const char *error;
        bool transient;
    } cases[] = {
        {"/204", FETCH_NOT_MODIFIED, "", false},
        {"/304", FETCH_NOT_MODIFIED, "", false},
        {"/206", FETCH_HTTP, "HTTP 206 Partial Content", false},
        {"/302", FETCH_HTTP, "HTTP 302 Found: a redirect that names no address", false},
        {"/404", FETCH_HTTP, "HTTP 404 Not Found", false},
        {"/cut", FETCH_HTTP, "HTTP 404 Not Found", false},
        {"/410", FETCH_GONE, "HTTP 410 Gone", false},
        {"/500", FETCH_HTTP, "HTTP 500 Internal Server Error", true},
        {"/503", FETCH_BUSY, "HTTP 503 Service Unavailable", true},
        {"/429", FETCH_BUSY, "HTTP 429 Too Many Requests: the server asks to wait 3600 s", true},
        {"/999", FETCH_HTTP, "HTTP 999", false},
    };
    struct world *w = world_new(statuses);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got *g = get(w, cases[i].path);
        assert_string_equal(g->error, cases[i].error);
        assert_int_equal(g->outcome, cases[i].outcome);
        assert_int_equal(g->transient, cases[i].transient);
        /* of a refusal the beginning is looked at: harvester/wall.h */
        assert_int_equal(g->n > 0, g->outcome == FETCH_BUSY);
    }
    world_free(w);
}

static void retry_after_is_read_in_seconds_and_as_a_date(void **state)
{
    (void)state;
    struct world *w = world_new(statuses);
    assert_int_equal(get(w, "/429")->retry_after, 3600);
    assert_int_equal(get(w, "/503-date")->retry_after, 7200);
    assert_in_range(get(w, "/503-absurd")->retry_after, 7 * 86400, INT64_MAX);
    world_free(w);
}

static void busy(struct exchange *x)
{
    if (strcmp(x->path, "/busy") == 0)
        reply(x, "429 Too Many Requests", "Retry-After: 60\r\n", "");
    else
        reply(x, "200 OK", "", "fine");
}

static void a_busy_source_does_not_hold_up_others_of_its_host(void **state)
{
    (void)state;
    struct world *w = world_new(busy);
    w->limits.retries = 2;
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/busy")});
    for (int i = 0; i < 3; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/fine")});
    int64_t began = monotonic_ms();
    run(w);
    assert_in_range(monotonic_ms() - began, 0, 2000);
    int ok = 0;
    for (int i = 0; i < 4; i++)
        ok += w->answers[i].outcome == FETCH_OK;
    assert_int_equal(ok, 3);
    assert_int_equal(w->server->requests, 4); /* 60 s are not waited for in the run */
    world_free(w);
}

static void once(struct exchange *x)
{
    if (strcmp(x->path, "/dropped") == 0 && x->number == 1)
        return;
    if (strcmp(x->path, "/500") == 0 || (strcmp(x->path, "/503") == 0 && x->number == 1))
        reply(x, x->path + 1, "Retry-After: 1\r\n", "");
    else if (strcmp(x->path, "/404") == 0)
        reply(x, "404 No", "", "");
    else
        reply(x, "200 OK", "", "fine");
}

static void passing_errors_are_tried_again_and_lasting_ones_are_not(void **state)
{
    (void)state;
    struct world *w = world_new(once);
    w->limits.retries = 1;
    static const char *const paths[] = {"/dropped", "/503", "/500", "/404"};
    for (int i = 0; i < 4; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, paths[i])});
    run(w);
    for (int i = 0; i < 4; i++) {
        const struct got *g = &w->answers[i];
        const char *path = strrchr(g->url, '/');
        if (strcmp(path, "/404") == 0 || strcmp(path, "/500") == 0)
            assert_int_equal(g->outcome, FETCH_HTTP);
        else
            assert_int_equal(g->outcome, FETCH_OK);
        assert_true(g->seconds < 0.9); /* of the last attempt, the pause not counted */
    }
    assert_int_equal(w->server->requests, 7); /* twice each, but 404 */
    world_free(w);
}

static void spoilt(struct exchange *x)
{
    if (strcmp(x->path, "/says-it-stays") == 0) {
        reply(x, "200 OK", "Connection: keep-alive\r\n", "fine");
        x->keep = false;
        return;
    }
    if (strcmp(x->path, "/304") == 0) {
        say(x, "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n<html>");
        x->keep = true;
        return;
    }
    reply(x, "200 OK", "", "fine");
}

static void a_connection_spoilt_by_the_answer_before_is_given_up(void **state)
{
    (void)state;
    struct world *w = world_new(spoilt);
    assert_int_equal(get(w, "/304")->outcome, FETCH_NOT_MODIFIED);
    nap(50);
    struct got *g = get(w, "/after");
    assert_int_equal(g->outcome, FETCH_OK);
    assert_string_equal(g->body, "fine");
    world_free(w);
}

static void connections_that_close_though_they_said_they_stay_cost_no_source(void **state)
{
    (void)state;
    struct world *w = world_new(spoilt);
    for (int i = 0; i < 100; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/says-it-stays")});
    run(w);
    for (int i = 0; i < 100; i++)
        if (w->answers[i].outcome != FETCH_OK)
            fail_msg("%s", w->answers[i].error);
    world_free(w);
}

/* --- bodies that are not whole, or too much --- */

static void send_gzip(struct exchange *x, size_t n, size_t cut)
{
    char *text = calloc(1, n);
    uLong room = compressBound(n) + 100;
    unsigned char *packed = malloc(room);
    z_stream z = {0};
    for (size_t i = 0; i < n && n < 1000000; i++)
        text[i] = (char)('a' + i * i % 23);
    deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (Bytef *)text;
    z.avail_in = (uInt)n;
    z.next_out = packed;
    z.avail_out = (uInt)room;
    deflate(&z, Z_FINISH);
    deflateEnd(&z);
    size_t length = z.total_out - cut;
    char head[200];
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
             length);
    say(x, head);
    say_bytes(x, packed, length);
    free(text);
    free(packed);
}

static void broken(struct exchange *x)
{
    static char block[65536];
    memset(block, ' ', sizeof block);
    if (strcmp(x->path, "/gzip") == 0)
        send_gzip(x, 50000, 0);
    else if (strcmp(x->path, "/gzip-cut") == 0)
        send_gzip(x, 50000, 9);
    else if (strcmp(x->path, "/gzip-bomb") == 0)
        send_gzip(x, 20 << 20, 0);
    else if (strcmp(x->path, "/length-cut") == 0)
        say(x, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
    else if (strcmp(x->path, "/chunk-cut") == 0)
        say(x, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    else if (strcmp(x->path, "/chunk-bad") == 0)
        say(x, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n");
    else if (strcmp(x->path, "/damaged") == 0)
        say(x, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: "
               "20\r\n\r\n\x1f\x8b\x08yyyyyyyyyyyyyyyyy");
    else if (strcmp(x->path, "/announced") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nabc");
        nap(1500);
    } else if (strcmp(x->path, "/endless") == 0) {
        say(x, "HTTP/1.1 200 OK\r\n\r\n");
        while (say_bytes(x, block, sizeof block))
            ;
    } else if (strcmp(x->path, "/header-flood") == 0) {
        say(x, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 2000; i++)
            say(x, "X-Header: 01234567890123456789012345678901234567890123456789\r\n");
        say(x, "\r\n");
    } else if (strcmp(x->path, "/cookies") == 0 || strcmp(x->path, "/cookie-flood") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n");
        for (int i = 0; i < (x->path[7] == 's' ? 1300 : 6000); i++)
            say(x, "Set-Cookie: c=01234567890123456789012345678901234567890123\r\n");
        say(x, "\r\nfine");
    } else if (strcmp(x->path, "/header-long") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nX: ");
        for (int i = 0; i < 16; i++)
            say_bytes(x, block, sizeof block);
    } else if (strcmp(x->path, "/continue-flood") == 0) {
        while (say_bytes(x, "HTTP/1.1 100 Continue\r\n\r\n", 25))
            ;
    } else if (strcmp(x->path, "/not-http") == 0)
        say(x, "SSH-2.0-OpenSSH_9.2\r\n");
    else if (strcmp(x->path, "/reset") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        nap(100);
        setsockopt(x->fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
    }
}

static void what_is_not_whole_or_too_much_is_a_failure_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum fetch_outcome outcome;
        const char *reason;
    } cases[] = {
        {"/gzip-cut", FETCH_NETWORK, "incomplete (truncated)"},
        {"/length-cut", FETCH_NETWORK, "incomplete (truncated): 3 of 100 bytes"},
        {"/chunk-cut", FETCH_NETWORK, "incomplete (truncated)"},
        {"/chunk-bad", FETCH_NETWORK, "chunk"},
        {"/damaged", FETCH_NETWORK, "damaged"},
        {"/reset", FETCH_NETWORK, "connection"},
        {"/closed", FETCH_NETWORK, "closed the connection without a response"},
        {"/not-http", FETCH_NETWORK, "does not speak HTTP"},
        {"/gzip-bomb", FETCH_LIMIT, "limit of 200 times"},
        {"/announced", FETCH_LIMIT, "larger than the limit of 16 MiB"},
        {"/endless", FETCH_LIMIT, "larger than the limit of 16 MiB"},
        {"/header-flood", FETCH_LIMIT, "headers are larger than the limit of 64 KiB"},
        {"/cookie-flood", FETCH_LIMIT, "headers are larger than the limit of 64 KiB"},
        {"/header-long", FETCH_LIMIT, "headers are larger than the limit of 64 KiB"},
        {"/continue-flood", FETCH_LIMIT, "headers are larger than the limit of 64 KiB"},
    };
    struct world *w = world_new(broken);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got *g = get(w, cases[i].path);
        assert_has(g->error, cases[i].reason);
        assert_int_equal(g->outcome, cases[i].outcome);
        assert_int_equal(g->n, 0);
    }
    assert_int_equal(get(w, "/gzip")->n, 50000);
    assert_string_equal(get(w, "/cookies")->body, "fine");
    get(w, "/gzip");
    assert_null(strstr(w->server->last_request, "Cookie"));
    world_free(w);
}

/* --- clocks --- */

static void slow(struct exchange *x)
{
    if (strcmp(x->path, "/silent") == 0) {
        nap(2500);
        return;
    }
    if (strcmp(x->path, "/stalls") == 0) {
        say(x, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        nap(2500);
        return;
    }
    say(x, "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
    int ms = strcmp(x->path, "/drips") == 0 ? 100 : 20;
    for (int i = 0; i < 2500 / ms; i++) {
        say(x, ms == 20 ? "0123456789" : ".");
        nap(ms);
    }
}

static void silence_slowness_and_length_end_by_our_own_clock(void **state)
{
    (void)state;
    struct world *w = world_new(slow);
    w->limits.silence_timeout = 1;
    w->limits.source_timeout = 2;
    w->limits.per_host = 4;
    static const char *const paths[] = {"/silent", "/stalls", "/drips", "/lasts"};
    for (int i = 0; i < 4; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, paths[i])});
    int64_t began = monotonic_ms();
    run(w);
    assert_in_range(monotonic_ms() - began, 1000, 2400);
    for (int i = 0; i < 4; i++) {
        const struct got *g = &w->answers[i];
        const char *path = strrchr(g->url, '/');
        assert_int_equal(g->outcome, FETCH_NETWORK);
        assert_true(g->transient);
        assert_has(g->error, !strcmp(path, "/silent")   ? "time-out: no answer for 1 s"
                             : !strcmp(path, "/stalls") ? "time-out: nothing more came for 1 s"
                             : !strcmp(path, "/drips")  ? "too slow"
                                                        : "time-out: not finished after 2 s");
    }
    world_free(w);
}

static void the_deadline_of_the_run_abandons_the_rest(void **state)
{
    (void)state;
    struct world *w = world_new(slow);
    w->more = at(w, "/later");
    for (int i = 0; i < 5; i++)
        fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/silent")});
    int64_t began = monotonic_ms();
    fetcher_run(fetcher(w), began + 300, NULL, NULL, NULL);
    assert_in_range(monotonic_ms() - began, 290, 500);
    assert_int_equal(w->n, 6); /* one was added by an answer */
    for (int i = 0; i < 6; i++) {
        assert_int_equal(w->answers[i].outcome, FETCH_ABANDONED);
        assert_int_equal(w->answers[i].status, 0);
    }
    world_free(w);
}

static volatile int stopped;
static void on_alarm(int number)
{
    stopped = number;
}

static void a_signal_ends_the_run_at_once(void **state)
{
    (void)state;
    struct world *w = world_new(slow);
    struct sigaction action = {.sa_handler = on_alarm};
    sigaction(SIGUSR1, &action, NULL);
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    assert_int_equal(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
    stopped = 0;
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/silent")});
    timer_settime(timer, 0, &(struct itimerspec){.it_value.tv_nsec = 200000000}, NULL);
    int64_t began = monotonic_ms();
    fetcher_run(fetcher(w), 0, &stopped, NULL, NULL);
    assert_in_range(monotonic_ms() - began, 190, 400);
    assert_int_equal(w->answers[0].outcome, FETCH_ABANDONED);
    timer_delete(timer);
    world_free(w);
}

static void count_tick(void *context)
{
    ++*(int *)context;
}

static void the_tick_comes_about_ten_times_a_second(void **state)
{
    (void)state;
    struct world *w = world_new(slow);
    w->limits.silence_timeout = 1;
    int ticks = 0;
    fetcher_add(fetcher(w), &(struct fetch_request){.url = at(w, "/silent")});
    fetcher_run(fetcher(w), 0, NULL, count_tick, &ticks);
    assert_in_range(ticks, 5, 14);
    world_free(w);
}

/* --- where it may not go --- */

static void what_is_no_public_http_address_is_refused(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    int closed = loopback_closed_port();
    static const char *const forbidden[] = {
        "ftp://example.org/x", "file:///etc/passwd", "nothing",
        "http:///x",           "http://10.0.0.1/",   "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:80/",    "http://localhost/",  "http://2130706433/"};
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        struct got *g = ask(w, (struct fetch_request){.url = forbidden[i]});
        if (g->outcome != FETCH_REFUSED)
            fail_msg("%s: %d %s", forbidden[i], g->outcome, g->error);
    }
    /* the same host, another port */
    struct got *g =
        ask(w, (struct fetch_request){.url = arena_printf(&w->arena, "http://127.0.0.1:%d/", closed)});
    assert_int_equal(g->outcome, FETCH_REFUSED);
    assert_has(g->error, "network.allow");
    assert_int_equal(w->server->requests, 0);
    world_free(w);
}

/* A name that a resolver turns into a private address is stopped when the socket is opened. */
static void a_name_of_a_private_address_is_stopped_at_the_socket(void **state)
{
    (void)state;
    char name[256] = "";
    struct world *w = world_new(plain);
    FILE *hosts = fopen("/etc/hosts", "r");
    char line[512];
    while (hosts && !*name && fgets(line, sizeof line, hosts)) {
        char address[64], host[256];
        struct in_addr in;
        if (sscanf(line, "%63s %255s", address, host) == 2 && inet_pton(AF_INET, address, &in) == 1 &&
            !strstr(host, "localhost") &&
            !net_address_ok((struct sockaddr *)&(struct sockaddr_in){.sin_family = AF_INET, .sin_addr = in},
                            NULL))
            snprintf(name, sizeof name, "%s", host);
    }
    if (hosts)
        fclose(hosts);
    if (!*name) {
        world_free(w);
        print_message("skipped: /etc/hosts names no private address\n");
        skip();
    }
    struct got *g = ask(w, (struct fetch_request){.url = arena_printf(&w->arena, "http://%s:1/", name)});
    assert_has(g->error, "may not be reached");
    assert_int_equal(g->outcome, FETCH_REFUSED);
    world_free(w);
}

static void refused_connections_are_told(void **state)
{
    (void)state;
    struct world *w = world_new(plain);
    int closed = loopback_closed_port();
    struct error err;
    assert_true(net_allow_add(&w->arena, &w->allow, "127.0.0.1:*", &err));
    struct got *g =
        ask(w, (struct fetch_request){.url = arena_printf(&w->arena, "http://127.0.0.1:%d/", closed)});
    assert_int_equal(g->outcome, FETCH_NETWORK);
    assert_string_equal(g->error, "connection refused");
    assert_true(g->transient);
    world_free(w);
}

/* --- redirects --- */

static struct loopback *elsewhere;
static void hops(struct exchange *x)
{
    char location[512] = "Location: /end\r\n";
    const char *status = "302 Found";
    if (strcmp(x->path, "/end") == 0) {
        reply(x, "200 OK", "", x->request);
        return;
    }
    if (strncmp(x->path, "/permanent", 10) == 0)
        status = "301 Moved Permanently";
    if (strcmp(x->path, "/permanent-then-found") == 0)
        snprintf(location, sizeof location, "Location: /found\r\n");
    if (strcmp(x->path, "/found-then-permanent") == 0)
        snprintf(location, sizeof location, "Location: /permanent\r\n");
    if (strcmp(x->path, "/permanent-to-404") == 0)
        snprintf(location, sizeof location, "Location: /404\r\n");
    if (strcmp(x->path, "/fragment") == 0)
        snprintf(location, sizeof location, "Location: end#here\r\n");
    if (strcmp(x->path, "/user") == 0)
        snprintf(location, sizeof location, "Location: http://me:secret@127.0.0.1:%d/end\r\n",
                 x->server->port);
    if (strcmp(x->path, "/itself") == 0)
        snprintf(location, sizeof location, "Location: /itself\r\n");
    if (strncmp(x->path, "/round", 6) == 0)
        snprintf(location, sizeof location, "Location: /round%s\r\n", x->path[6] ? "" : "about");
    if (strcmp(x->path, "/file") == 0)
        snprintf(location, sizeof location, "Location: file:///etc/passwd\r\n");
    if (strcmp(x->path, "/inside") == 0)
        snprintf(location, sizeof location, "Location: http://0x7f.1:%d/canary\r\n", elsewhere->port);
    if (strncmp(x->path, "/away", 5) == 0)
        snprintf(location, sizeof location, "Location: http://127.0.0.1:%d/end\r\n", elsewhere->port);
    if (strcmp(x->path, "/307") == 0 || strcmp(x->path, "/away-307") == 0)
        status = "307 Temporary Redirect";
    if (strcmp(x->path, "/404") == 0)
        status = "404 Not Found";
    reply(x, status, location, "moved");
}

static void permanent_redirects_alone_are_reported_as_moved(void **state)
{
    (void)state;
    static const struct {
        const char *path, *final, *moved;
    } cases[] = {
        {"/permanent", "/end", "/end"},
        {"/found", "/end", ""},
        {"/permanent-then-found", "/end", "/found"},
        {"/found-then-permanent", "/end", ""},
        {"/fragment", "/end", ""},
        {"/user", "/end", ""},
        {"/permanent-to-404", "/404", ""},
    };
    struct world *w = world_new(hops);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got *g = get(w, cases[i].path);
        assert_string_equal(g->url, at(w, cases[i].path));
        assert_string_equal(g->final_url, at(w, cases[i].final));
        assert_string_equal(g->moved_to, *cases[i].moved ? at(w, cases[i].moved) : "");
    }
    world_free(w);
}

static void redirects_that_lead_nowhere_good_are_not_followed(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum fetch_outcome outcome;
        const char *reason;
    } cases[] = {
        {"/itself", FETCH_HTTP, "redirects to itself"},
        {"/round", FETCH_LIMIT, "more than the limit of 10 redirects"},
        {"/file", FETCH_REFUSED, "forbidden scheme (file)"},
        {"/inside", FETCH_REFUSED, "forbidden address"},
    };
    struct world *w = world_new(hops);
    elsewhere = loopback_new(hops);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got *g = get(w, cases[i].path);
        assert_has(g->error, cases[i].reason);
        assert_int_equal(g->outcome, cases[i].outcome);
    }
    assert_int_equal(elsewhere->connections, 0);
    assert_int_equal(w->server->requests, 1 + 11 + 1 + 1);
    world_free(w);
    loopback_free(elsewhere);
}

static void keys_of_a_source_stay_with_its_host(void **state)
{
    (void)state;
    struct world *w = world_new(hops);
    struct error err;
    elsewhere = loopback_new(hops);
    assert_true(
        net_allow_add(&w->arena, &w->allow, arena_printf(&w->arena, "127.0.0.1:%d", elsewhere->port), &err));
    const char *names[] = {"Authorization", "X-Api-Key", "Cookie", "Accept-Language", "X-Split"};
    const char *values[] = {"Bearer s3cret", "s3cret", "id=s3cret", "fr", "a\r\nX-Injected: s3cret"};
    struct yaml_pairs headers = {.names = names, .values = values, .n = 5};
    struct got *g = ask(w, (struct fetch_request){.url = at(w, "/found"), .headers = &headers});
    assert_has(g->body, "Authorization: Bearer s3cret");
    assert_has(g->body, "X-Api-Key: s3cret");
    assert_null(strstr(g->body, "X-Injected"));
    g = ask(w, (struct fetch_request){.url = at(w, "/away"), .headers = &headers});
    assert_int_equal(g->outcome, FETCH_OK);
    assert_has(g->body, "Accept-Language: fr");
    assert_null(strstr(g->body, "s3cret"));
    assert_null(strstr(get(w, "/end")->body, "s3cret"));
    world_free(w);
    loopback_free(elsewhere);
}

static void a_post_becomes_a_get_by_302_and_stays_home_by_307(void **state)
{
    (void)state;
    struct world *w = world_new(hops);
    struct error err;
    elsewhere = loopback_new(hops);
    assert_true(
        net_allow_add(&w->arena, &w->allow, arena_printf(&w->arena, "127.0.0.1:%d", elsewhere->port), &err));
    assert_has(ask(w, (struct fetch_request){.url = at(w, "/found"), .post = "key=1"})->body, "GET /end");
    assert_has(ask(w, (struct fetch_request){.url = at(w, "/307"), .post = "key=1"})->body, "POST /end");
    struct got *g = ask(w, (struct fetch_request){.url = at(w, "/away-307"), .post = "key=1"});
    assert_int_equal(g->outcome, FETCH_REFUSED);
    assert_int_equal(elsewhere->requests, 0);
    world_free(w);
    loopback_free(elsewhere);
}

/* --- proxies --- */

static void a_proxy_of_the_environment_is_used_and_exempt_from_the_check(void **state)
{
    (void)state;
    struct world *w = world_new(echo);
    struct loopback *proxy = loopback_new(echo);
    char address[64];
    snprintf(address, sizeof address, "http://me:s3cret@127.0.0.1:%d", proxy->port);
    setenv("http_proxy", address, 1);
    setenv("no_proxy", "other.example, .direct.example,127.0.0.1", 1);
    struct got *g = ask(w, (struct fetch_request){.url = "http://feed.example/x"});
    assert_int_equal(g->outcome, FETCH_OK);
    assert_has(g->body, "GET http://feed.example/x HTTP/1.1");
    assert_has(get(w, "/direct")->body, "GET /direct HTTP/1.1");
    g = ask(w, (struct fetch_request){.url = "http://10.0.0.1/"});
    assert_int_equal(g->outcome, FETCH_REFUSED); /* not through the proxy either */
    assert_int_equal(proxy->requests, 1);
    fetcher_free(w->f);
    w->f = NULL;
    snprintf(address, sizeof address, "http://me:s3cret@127.0.0.1:%d", loopback_closed_port());
    setenv("http_proxy", address, 1);
    g = ask(w, (struct fetch_request){.url = "http://feed.example/x"});
    assert_int_equal(g->outcome, FETCH_NETWORK);
    assert_null(strstr(g->error, "s3cret"));
    unsetenv("http_proxy");
    unsetenv("no_proxy");
    world_free(w);
    loopback_free(proxy);
}

int main(void)
{
    static const char *const environment[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy",
                                              "ALL_PROXY"};
    for (size_t i = 0; i < sizeof environment / sizeof *environment; i++)
        unsetenv(environment[i]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_comes_with_what_its_headers_say),
        cmocka_unit_test(chunked_and_close_delimited_bodies_are_whole),
        cmocka_unit_test(validators_make_a_conditional_request),
        cmocka_unit_test(a_post_sends_its_body_and_the_next_request_is_a_get_again),
        cmocka_unit_test(accents_and_spaces_of_an_address_are_encoded),
        cmocka_unit_test(an_answer_may_ask_for_more),
        cmocka_unit_test(a_host_gets_two_at_once_and_its_connections_are_used_again),
        cmocka_unit_test(starts_on_one_host_keep_their_distance),
        cmocka_unit_test(the_slowest_host_goes_first),
        cmocka_unit_test(statuses_have_their_outcomes_and_words),
        cmocka_unit_test(retry_after_is_read_in_seconds_and_as_a_date),
        cmocka_unit_test(a_busy_source_does_not_hold_up_others_of_its_host),
        cmocka_unit_test(passing_errors_are_tried_again_and_lasting_ones_are_not),
        cmocka_unit_test(a_connection_spoilt_by_the_answer_before_is_given_up),
        cmocka_unit_test(connections_that_close_though_they_said_they_stay_cost_no_source),
        cmocka_unit_test(what_is_not_whole_or_too_much_is_a_failure_with_a_reason),
        cmocka_unit_test(silence_slowness_and_length_end_by_our_own_clock),
        cmocka_unit_test(the_deadline_of_the_run_abandons_the_rest),
        cmocka_unit_test(a_signal_ends_the_run_at_once),
        cmocka_unit_test(the_tick_comes_about_ten_times_a_second),
        cmocka_unit_test(what_is_no_public_http_address_is_refused),
        cmocka_unit_test(a_name_of_a_private_address_is_stopped_at_the_socket),
        cmocka_unit_test(refused_connections_are_told),
        cmocka_unit_test(permanent_redirects_alone_are_reported_as_moved),
        cmocka_unit_test(redirects_that_lead_nowhere_good_are_not_followed),
        cmocka_unit_test(keys_of_a_source_stay_with_its_host),
        cmocka_unit_test(a_post_becomes_a_get_by_302_and_stays_home_by_307),
        cmocka_unit_test(a_proxy_of_the_environment_is_used_and_exempt_from_the_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
