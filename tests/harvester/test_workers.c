/* Workers: documents are read in a cage, and what a worker does there harms nobody. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>
#include <valgrind/valgrind.h>

#include "harvester/sandbox.h"
#include "harvester/workers.h"

/* --- what the workers of these tests do with a document --- */

static bool say(struct arena *a, struct feed *feed, const char *title)
{
    feed_init(feed);
    feed_add_item(a, feed)->title = arena_strdup(a, title);
    return true;
}

static char secret[] = "the key of the house";

static bool attempt(struct arena *a, struct feed *feed, const char *what)
{
    char text[64];
    if (strcmp(what, "open") == 0) {
        int fd = open("/etc/passwd", O_RDONLY);
        snprintf(text, sizeof text, fd < 0 ? "refused" : "opened");
        return say(a, feed, text);
    }
    if (strcmp(what, "write") == 0)
        return say(a, feed,
                   open("/tmp/moisson-escaped", O_WRONLY | O_CREAT, 0600) < 0 ? "refused" : "opened");
    if (strcmp(what, "secret") == 0)
        return say(a, feed, *secret ? secret : "forgotten");
    if (strcmp(what, "descriptors") == 0) {
        int open_ones = 0;
        for (int fd = 0; fd < 1024; fd++)
            open_ones += write(fd, "", 0) == 0 || errno != EBADF;
        snprintf(text, sizeof text, "%d", open_ones);
        return say(a, feed, text);
    }
    if (strcmp(what, "socket") == 0)
        return say(a, feed, socket(AF_INET, SOCK_STREAM, 0) < 0 ? "refused" : "opened");
    if (strcmp(what, "exec") == 0) {
        execl("/bin/true", "true", (char *)NULL);
        return say(a, feed, "refused");
    }
    if (strcmp(what, "fork") == 0)
        return say(a, feed, fork() < 0 ? "refused" : "forked");
    if (strcmp(what, "ptrace") == 0)
        return say(a, feed, ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) < 0 ? "refused" : "attached");
    if (strcmp(what, "kill") == 0)
        return say(a, feed, kill(getppid(), SIGTERM) < 0 ? "refused" : "sent");
    return false;
}

static void misbehave(const char *what, struct arena *a)
{
    if (strcmp(what, "crash") == 0)
        raise(SIGSEGV);
    if (strcmp(what, "abort") == 0)
        abort();
    if (strcmp(what, "spin") == 0)
        for (volatile unsigned i = 0;; i++)
            ;
    if (strcmp(what, "memory") == 0)
        for (;;)
            memset(arena_alloc(a, 1 << 20), 1, 1 << 20);
    if (strcmp(what, "leave") == 0)
        _exit(0);
    if (strncmp(what, "raw:", 4) == 0) { /* bytes of its own instead of an answer */
        for (int fd = 3; fd < 64; fd++)
            if (write(fd, what + 4, strlen(what + 4)) > 0)
                break;
    }
}

static bool read_document(void *context, const struct wire_request *request, struct arena *a,
                          struct wire_answer *answer, struct error *err)
{
    const char *text = request->document.bytes;
    struct feed *feed = &answer->feed;
    (void)context;
    if (strncmp(text, "try ", 4) == 0)
        return attempt(a, feed, text + 4);
    if (strncmp(text, "do ", 3) == 0) {
        misbehave(text + 3, a);
        return say(a, feed, "survived");
    }
    if (strncmp(text, "large ", 6) == 0) {
        feed_init(feed);
        size_t n = strtoul(text + 6, NULL, 10);
        char *p = arena_alloc(a, n + 1);
        memset(p, 'x', n);
        feed_add_item(a, feed)->content_text = p;
        return true;
    }
    if (strncmp(text, "bad", 3) == 0)
        return error_set(err, "it is bad");
    return say(a, feed, text);
}

static void forget(void *context)
{
    (void)context;
    explicit_bzero(secret, sizeof secret);
}

/* --- the tests' side --- */

enum { MOST = 300 };
struct seen {
    int n;
    bool killed[MOST];
    char text[MOST][200]; /* the title of the first item, or the error */
    size_t content[MOST];
};

static void on_done(void *context, void *tag, const struct worker_outcome *outcome)
{
    struct seen *seen = context;
    size_t i = (size_t)(uintptr_t)tag;
    seen->n++;
    seen->killed[i] = outcome->killed;
    const struct item *item = outcome->feed && outcome->feed->items.n ? outcome->feed->items.v : NULL;
    const char *text = outcome->error ? outcome->error : item && item->title ? item->title : "";
    snprintf(seen->text[i], sizeof seen->text[i], "%s", text);
    seen->content[i] = item && item->content_text ? strlen(item->content_text) : 0;
}

static struct seen seen;

static struct workers *start(int64_t processes, int64_t cpu)
{
    static struct worker_limits limits;
    struct error err = {0};
    limits = (struct worker_limits){processes, 256 << 20, cpu, 8 << 20};
    struct worker_plan plan = {
        .limits = &limits, .forget = forget, .read = read_document, .done = on_done, .done_context = &seen};
    memset(&seen, 0, sizeof seen);
    struct workers *w = workers_start(&plan, &err);
    if (!w)
        fail_msg("%s", err.text);
    return w;
}

static void give(struct workers *w, const char *text, size_t tag)
{
    struct wire_request request = {.source = -1, .document = {.bytes = text, .n = strlen(text)}};
    workers_read(w, &request, (void *)(uintptr_t)tag);
}

static const char *one(const char *text)
{
    struct workers *w = start(1, 2);
    give(w, text, 0);
    workers_finish(w);
    workers_stop(w);
    assert_int_equal(seen.n, 1);
    return seen.text[0];
}

static void test_documents_are_read(void **state)
{
    static char texts[200][16];
    (void)state;
    struct workers *w = start(3, 5);
    for (size_t i = 0; i < 200; i++) {
        snprintf(texts[i], sizeof texts[i], "item %zu", i);
        give(w, texts[i], i);
    }
    workers_finish(w);
    assert_int_equal(workers_load(w), 0);
    workers_stop(w);
    assert_int_equal(seen.n, 200);
    for (size_t i = 0; i < 200; i++)
        assert_string_equal(seen.text[i], texts[i]);
}

static void test_an_error_is_an_answer(void **state)
{
    (void)state;
    assert_string_equal(one("bad"), "it is bad");
    assert_false(seen.killed[0]);
}

static void test_large_answers_and_requests(void **state)
{
    (void)state;
    one("large 5000000");
    assert_int_equal(seen.content[0], 5000000);
    assert_string_equal(one("large 9000000"), "what was read from it is larger than the limit of a message");
    char *text = malloc(12000001);
    memset(text, ' ', 12000000);
    memcpy(text, "large 7", 7);
    text[12000000] = '\0';
    one(text);
    assert_int_equal(seen.content[0], 7);
    free(text);
}

static void test_the_file_system_is_out_of_reach(void **state)
{
    (void)state;
    if (RUNNING_ON_VALGRIND)
        skip();
    assert_string_equal(one("try open"), "refused");
    assert_string_equal(one("try write"), "refused");
    assert_int_not_equal(access("/tmp/moisson-escaped", F_OK), 0);
}

static void test_it_inherits_nothing(void **state)
{
    (void)state;
    int fd = open("/etc/passwd", O_RDONLY);
    assert_string_equal(one("try secret"), "forgotten");
    assert_string_equal(secret, "the key of the house");
    if (!RUNNING_ON_VALGRIND)
        assert_string_equal(one("try descriptors"),
                            "2"); /* its socket, and standard error for its last words */
    close(fd);
}

static void test_calls_it_does_not_need_end_it(void **state)
{
    static const char *const calls[] = {"try socket", "try exec", "try fork", "try ptrace", "try kill"};
    (void)state;
    if (sandbox_watched())
        skip();
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        assert_string_equal(one(calls[i]), "parser killed: a forbidden system call");
        assert_true(seen.killed[0]);
    }
}

static void test_one_that_dies_costs_its_document_alone(void **state)
{
    (void)state;
    struct workers *w = start(2, 2);
    for (size_t i = 0; i < 100; i++)
        give(w, i == 50 ? "do crash" : "fine", i);
    workers_finish(w);
    workers_stop(w);
    assert_int_equal(seen.n, 100);
    for (size_t i = 0; i < 100; i++)
        if (i != 50)
            assert_string_equal(seen.text[i], "fine");
    assert_true(seen.killed[50]);
    if (!sandbox_watched())
        assert_string_equal(seen.text[50], "parser crashed: signal 11 (Segmentation fault)");
}

static void test_every_document_kills(void **state)
{
    (void)state;
    struct workers *w = start(2, 2);
    for (size_t i = 0; i < 40; i++)
        give(w, i % 2 ? "do abort" : "do leave", i);
    workers_finish(w);
    give(w, "fine", 40);
    workers_finish(w);
    workers_stop(w);
    assert_int_equal(seen.n, 41);
    assert_string_equal(seen.text[0], "parser ended: status 0");
    assert_string_equal(seen.text[40], "fine");
}

static void test_its_time_is_bounded(void **state)
{
    (void)state;
    if (sandbox_watched())
        skip();
    struct workers *w = start(2, 1);
    give(w, "do spin", 0);
    for (size_t i = 1; i < 20; i++)
        give(w, "fine", i);
    workers_finish(w);
    workers_stop(w);
    assert_string_equal(seen.text[0], "parser killed: CPU limit 1 s");
    assert_true(seen.killed[0]);
    assert_string_equal(seen.text[19], "fine");
}

static void test_its_memory_is_bounded(void **state)
{
    (void)state;
    if (sandbox_watched())
        skip();
    assert_string_equal(one("do memory"), "parser killed: memory limit 256 MiB");
}

static void test_nonsense_is_refused(void **state)
{
    static const char *const nonsense[] = {
        "do raw:MOIS\x01\x02garbage garbage garbage garbage garbage", /* the length is none */
        "do raw:HTTP/1.1 200 OK and so on and so on",
        "do raw:x",
    };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        const char *text = one(nonsense[i]);
        assert_true(seen.killed[0]);
        assert_non_null(strstr(text, "parser a m"));
    }
}

static void test_queued_ones_can_be_dropped(void **state)
{
    (void)state;
    struct workers *w = start(1, 2);
    for (size_t i = 0; i < 10; i++)
        give(w, "fine", i);
    assert_int_equal(workers_load(w), 10);
    assert_int_equal(workers_drop(w), 9);
    workers_finish(w);
    workers_stop(w);
    assert_int_equal(seen.n, 1);
}

static void test_it_says_when_it_has_enough(void **state)
{
    static char large[7 << 20];
    (void)state;
    memset(large, 'x', sizeof large - 1);
    struct workers *w = start(1, 5);
    assert_false(workers_full(w));
    for (size_t i = 0; i < 6; i++)
        give(w, large, i);
    assert_true(workers_full(w));
    workers_finish(w);
    assert_false(workers_full(w));
    workers_stop(w);
    assert_int_equal(seen.n, 6);
}

static void test_the_sandbox_is_whole_here(void **state)
{
    (void)state;
    struct workers *w = start(1, 5);
    give(w, "fine", 0);
    workers_finish(w);
    if (workers_unprotected(w)) /* an old kernel: told, and no failure */
        print_message("%s\n", workers_unprotected(w));
    workers_stop(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents_are_read),
        cmocka_unit_test(test_an_error_is_an_answer),
        cmocka_unit_test(test_large_answers_and_requests),
        cmocka_unit_test(test_the_file_system_is_out_of_reach),
        cmocka_unit_test(test_it_inherits_nothing),
        cmocka_unit_test(test_calls_it_does_not_need_end_it),
        cmocka_unit_test(test_one_that_dies_costs_its_document_alone),
        cmocka_unit_test(test_every_document_kills),
        cmocka_unit_test(test_its_time_is_bounded),
        cmocka_unit_test(test_its_memory_is_bounded),
        cmocka_unit_test(test_nonsense_is_refused),
        cmocka_unit_test(test_queued_ones_can_be_dropped),
        cmocka_unit_test(test_it_says_when_it_has_enough),
        cmocka_unit_test(test_the_sandbox_is_whole_here),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
