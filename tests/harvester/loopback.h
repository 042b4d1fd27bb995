/* A small server on 127.0.0.1 for tests of the fetcher: a thread for each connection, whose bytes the test
   writes itself. Header only: each test program is one object file. */
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct loopback;
struct exchange { /* one request on a connection */
    struct loopback *server;
    int fd;
    char request[16384]; /* "GET /path HTTP/1.1\r\n…\r\n\r\n" */
    char path[1024];
    int number; /* of the requests for this path, from 1 */
    bool keep;  /* set it to go on with the connection */
};
typedef void loopback_handler(struct exchange *x);

struct loopback {
    int listener, port;
    loopback_handler *handler;
    void *context;
    pthread_t thread;
    pthread_mutex_t lock;
    int requests, connections, active, most_active;
    int open; /* connections */
    volatile bool ending;
    char paths[4096][64];
    char last_request[16384];
    struct timespec starts[4096];
};

static inline void say(struct exchange *x, const char *text)
{
    size_t n = strlen(text);
    while (n) {
        ssize_t sent = send(x->fd, text, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        text += sent;
        n -= (size_t)sent;
    }
}

static inline bool say_bytes(struct exchange *x, const void *p, size_t n)
{
    while (n) {
        ssize_t sent = send(x->fd, p, n, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        p = (const char *)p + sent;
        n -= (size_t)sent;
    }
    return true;
}

static inline void nap(int ms)
{
    nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000L}, NULL);
}

/* A whole answer: status line and further headers ("A: b\r\n") as given, the length added. */
static inline void reply(struct exchange *x, const char *status, const char *headers, const char *body)
{
    char head[8192];
    snprintf(head, sizeof head, "HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n", status, headers,
             strlen(body));
    say(x, head);
    say(x, body);
    x->keep = true;
}

static inline bool asked_with(const struct exchange *x, const char *header)
{
    return strcasestr(x->request, header) != NULL;
}

static inline bool loopback_read(struct exchange *x)
{
    size_t n = 0;
    memset(x->request, 0, sizeof x->request);
    while (!strstr(x->request, "\r\n\r\n")) {
        ssize_t got = recv(x->fd, x->request + n, sizeof x->request - 1 - n, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
    }
    const char *length = strcasestr(x->request, "Content-Length: ");
    size_t body = length ? strtoul(length + 16, NULL, 10) : 0;
    const char *end = strstr(x->request, "\r\n\r\n") + 4;
    while (n < (size_t)(end - x->request) + body) {
        ssize_t got = recv(x->fd, x->request + n, sizeof x->request - 1 - n, 0);
        if (got <= 0)
            return false;
        n += (size_t)got;
    }
    x->path[0] = '\0';
    return sscanf(x->request, "%*s %1023s", x->path) == 1;
}

static inline void loopback_count(struct exchange *x)
{
    struct loopback *s = x->server;
    pthread_mutex_lock(&s->lock);
    x->number = 1;
    for (int i = 0; i < s->requests && i < 4096; i++)
        x->number += strcmp(s->paths[i], x->path) == 0;
    if (s->requests < 4096) {
        snprintf(s->paths[s->requests], sizeof s->paths[0], "%.63s", x->path);
        clock_gettime(CLOCK_MONOTONIC, &s->starts[s->requests]);
    }
    memcpy(s->last_request, x->request, sizeof s->last_request);
    s->requests++;
    if (++s->active > s->most_active)
        s->most_active = s->active;
    pthread_mutex_unlock(&s->lock);
}

static void *loopback_serve(void *argument)
{
    struct exchange *x = argument;
    struct loopback *s = x->server;
    do {
        if (!loopback_read(x))
            break;
        x->keep = false;
        loopback_count(x);
        s->handler(x);
        pthread_mutex_lock(&s->lock);
        s->active--;
        pthread_mutex_unlock(&s->lock);
    } while (x->keep);
    close(x->fd);
    free(x);
    pthread_mutex_lock(&s->lock);
    s->open--;
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void *loopback_accept(void *argument)
{
    struct loopback *s = argument;
    for (;;) {
        int fd = accept(s->listener, NULL, NULL);
        if (fd < 0 || s->ending) {
            if (fd >= 0)
                close(fd);
            return NULL;
        }
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &(struct timeval){.tv_sec = 5}, sizeof(struct timeval));
        struct exchange *x = calloc(1, sizeof *x);
        x->server = s;
        x->fd = fd;
        pthread_mutex_lock(&s->lock);
        s->connections++;
        s->open++;
        pthread_mutex_unlock(&s->lock);
        pthread_t thread;
        if (pthread_create(&thread, NULL, loopback_serve, x) == 0)
            pthread_detach(thread);
    }
}

static inline struct loopback *loopback_new(loopback_handler *handler)
{
    struct loopback *s = calloc(1, sizeof *s);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    s->handler = handler;
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pthread_mutex_init(&s->lock, NULL);
    if (bind(s->listener, (struct sockaddr *)&a, sizeof a) < 0 || listen(s->listener, 200) < 0 ||
        getsockname(s->listener, (struct sockaddr *)&a, &n) < 0 ||
        pthread_create(&s->thread, NULL, loopback_accept, s) != 0)
        abort();
    s->port = ntohs(a.sin_port);
    return s;
}

/* After the fetcher is gone: its connections are closed then. */
static inline void loopback_free(struct loopback *s)
{
    s->ending = true;
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    for (int i = 0; i < 800 && s->open; i++)
        nap(10);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

/* A port on which nobody listens. */
static inline int loopback_closed_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(fd, (struct sockaddr *)&a, sizeof a) < 0 || getsockname(fd, (struct sockaddr *)&a, &n) < 0)
        abort();
    close(fd);
    return ntohs(a.sin_port);
}
