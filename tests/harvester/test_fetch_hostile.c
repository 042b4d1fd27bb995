/* The fetcher against a server that misbehaves on purpose, where that server is at hand (../shared); skipped
   elsewhere. What a document says is not judged here: only whether its bytes came, or why not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "harvester/fetch.h"

static const char script[] = "../shared/corpus/hostile/server.py";

struct hostile {
    pid_t pid;
    FILE *out;
    json_t *ports, *index;
    struct arena arena;
    struct net_allow allow;
    struct fetcher *f;
    const char *text, *error; /* of the last answer without a behaviour */
    int wrong;
};

static bool has_reason(const json_t *reasons, const char *error)
{
    size_t i;
    json_t *word;
    if (!json_array_size(reasons))
        return true;
    json_array_foreach(reasons, i, word) if (strcasestr(error, json_string_value(word))) return true;
    return false;
}

/* Whether its failure is for those to see who read the document, or who know of robots.txt. */
static bool of_others(const json_t *reasons)
{
    size_t i;
    json_t *word;
    json_array_foreach(reasons, i, word) if (!strcmp(json_string_value(word), "feed") ||
                                             !strcmp(json_string_value(word), "robots")) return true;
    return false;
}

static void judge(struct hostile *h, const json_t *behaviour, const struct fetch_response *r)
{
    const char *path = json_string_value(json_object_get(behaviour, "path")),
               *wanted = json_string_value(json_object_get(behaviour, "outcome")),
               *error = r->error ? r->error : "";
    const json_t *reasons = json_object_get(behaviour, "reason");
    bool well = r->outcome == FETCH_OK || r->outcome == FETCH_NOT_MODIFIED, right = true;
    if (!strcmp(wanted, "new"))
        right = r->outcome == FETCH_OK;
    else if (!strcmp(wanted, "unchanged"))
        right = well;
    else if (!strcmp(wanted, "error") && !of_others(reasons))
        right = !well && has_reason(reasons, error);
    if (right)
        return;
    h->wrong++;
    print_error("%s: %s wanted, got outcome %d, \"%s\"\n", path, wanted, r->outcome, error);
}

static void on_done(void *context, const struct fetch_request *request, const struct fetch_response *r)
{
    struct hostile *h = context;
    if (request->tag)
        judge(h, request->tag, r);
    else {
        h->error = arena_strdup(&h->arena, r->error ? r->error : "");
        h->text = arena_strndup(&h->arena, r->body->p ? r->body->p : "", r->body->n);
    }
}

static const char *at(struct hostile *h, const char *path)
{
    return arena_printf(&h->arena, "http://127.0.0.1:%d%s",
                        (int)json_integer_value(json_object_get(h->ports, "port")), path);
}

static json_t *read_json(struct hostile *h, const char *path)
{
    fetcher_add(h->f, &(struct fetch_request){.url = at(h, path)});
    fetcher_run(h->f, 0, NULL, NULL, NULL);
    json_t *j = json_loads(h->text, 0, NULL);
    assert_non_null(j);
    return j;
}

/* The server ends with this process, however that ends. */
static bool serve(struct hostile *h)
{
    char line[4096];
    int ends[2];
    if (access(script, R_OK) != 0 || pipe(ends) < 0)
        return false;
    h->pid = fork();
    if (!h->pid) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        int nowhere = open("/dev/null", O_WRONLY);
        dup2(ends[1], STDOUT_FILENO);
        dup2(nowhere, STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execlp("python3", "python3", script, NULL);
        _exit(127);
    }
    close(ends[1]);
    h->out = fdopen(ends[0], "r");
    if (h->pid < 0 || !h->out || !fgets(line, sizeof line, h->out))
        return false;
    h->ports = json_loads(line, 0, NULL);
    return h->ports != NULL;
}

static int stop(void **state)
{
    struct hostile *h = *state;
    fetcher_free(h->f);
    if (h->pid > 0) {
        kill(h->pid, SIGTERM);
        waitpid(h->pid, NULL, 0);
    }
    if (h->out)
        fclose(h->out);
    json_decref(h->ports);
    json_decref(h->index);
    arena_free(&h->arena);
    free(h);
    return 0;
}

static int start(void **state)
{
    static const struct fetch_limits limits = {.transfers = 200,
                                               .per_host = 60,
                                               .connect_timeout = 5,
                                               .silence_timeout = 5,
                                               .source_timeout = 8,
                                               .body = 16 << 20,
                                               .header = 64 << 10,
                                               .expansion = 200,
                                               .redirects = 10,
                                               .retries = 2};
    struct hostile *h = *state = mem_alloc(sizeof *h);
    struct error err;
    arena_init(&h->arena, 0);
    if (!serve(h))
        return 0; /* the tests skip themselves */
    const char *ca = json_string_value(json_object_get(h->ports, "ca"));
    if (ca)
        setenv("SSL_CERT_FILE", ca, 1);
    assert_true(net_allow_add(&h->arena, &h->allow, at(h, "") + 7, &err));
    h->f = fetcher_new(&limits, &h->allow, "moisson/0", on_done, h, &err);
    assert_non_null(h->f);
    return 0;
}

static struct hostile *world(void **state)
{
    struct hostile *h = *state;
    if (!h->f) {
        print_message("skipped: no %s\n", script);
        skip();
    }
    return h;
}

static void every_misbehaviour_ends_as_it_should(void **state)
{
    struct hostile *h = world(state);
    h->index = read_json(h, "/index.json");
    size_t i;
    json_t *behaviour;
    json_array_foreach(h->index, i, behaviour) fetcher_add(
        h->f, &(struct fetch_request){.url = at(h, json_string_value(json_object_get(behaviour, "path"))),
                                      .tag = behaviour});
    int64_t began = monotonic_ms();
    fetcher_run(h->f, 0, NULL, NULL, NULL);
    assert_in_range(monotonic_ms() - began, 0, 25000);
    json_t *stats = read_json(h, "/__stats"), *counts = json_object_get(stats, "requests");
    assert_int_equal(json_array_size(json_object_get(stats, "canary_hits")), 0);
    json_array_foreach(h->index, i, behaviour)
    {
        const char *path = json_string_value(json_object_get(behaviour, "path"));
        const json_t *most = json_object_get(behaviour, "requests_max");
        json_int_t asked = json_integer_value(json_object_get(counts, path));
        if (most && asked > json_integer_value(most)) {
            print_error("%s: asked %d times\n", path, (int)asked);
            h->wrong++;
        }
    }
    json_decref(stats);
    assert_int_equal(h->wrong, 0);
}

static void certificates_are_verified_unless_a_source_says_otherwise(void **state)
{
    static const struct {
        const char *name, *error;
    } cases[] = {
        {"good", ""},
        {"expired", "TLS: the certificate has expired"},
        {"self-signed", "TLS: the certificate is self-signed"},
        {"wrong-host", "TLS: the certificate is for another"},
        {"plain", "time-out: no TLS connection within 5 s"},
    };
    struct hostile *h = world(state);
    const json_t *tls = json_object_get(h->ports, "tls");
    struct error err;
    assert_true(net_allow_add(&h->arena, &h->allow, "127.0.0.1:*", &err));
    for (size_t i = 0; json_object_size(tls) && i < sizeof cases / sizeof *cases; i++) {
        const char *url = arena_printf(&h->arena, "https://127.0.0.1:%d/ok",
                                       (int)json_integer_value(json_object_get(tls, cases[i].name)));
        fetcher_add(h->f, &(struct fetch_request){.url = url});
        fetcher_run(h->f, 0, NULL, NULL, NULL);
        if (!strstr(h->error, cases[i].error) || (!*cases[i].error && *h->error))
            fail_msg("%s: \"%s\"", cases[i].name, h->error);
        if (!strcmp(cases[i].name, "plain"))
            continue;
        fetcher_add(h->f, &(struct fetch_request){.url = url, .skip_tls_verify = true});
        fetcher_run(h->f, 0, NULL, NULL, NULL);
        assert_string_equal(h->error, "");
    }
}

int main(void)
{
    unsetenv("http_proxy");
    unsetenv("https_proxy");
    unsetenv("HTTPS_PROXY");
    unsetenv("all_proxy");
    unsetenv("ALL_PROXY");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_misbehaviour_ends_as_it_should, start, stop),
        cmocka_unit_test_setup_teardown(certificates_are_verified_unless_a_source_says_otherwise, start,
                                        stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
