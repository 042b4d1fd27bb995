/* The process that forks the workers; see the header. One question, one answer, in turn, over a socket that
   keeps their bounds. */
#include "harvester/nursery.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct nursery {
    int control;
    pid_t pid;
};

enum question { BEAR, BURY };
struct message {
    enum question question;
    pid_t pid;
    int status; /* wait status; of BEAR: an errno, 0 */
};

/* --- both ends --- */

static bool send_message(int control, const struct message *m, int descriptor)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } ancillary;
    memset(&ancillary, 0, sizeof ancillary);
    struct iovec part = {(void *)m, sizeof *m};
    struct msghdr h = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        h.msg_control = &ancillary;
        h.msg_controllen = sizeof ancillary.room;
        struct cmsghdr *c = CMSG_FIRSTHDR(&h);
        *c = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(c), &descriptor, sizeof descriptor);
    }
    ssize_t n;
    while ((n = sendmsg(control, &h, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        ;
    return n == (ssize_t)sizeof *m;
}

static bool receive_message(int control, struct message *m, int *descriptor)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } ancillary;
    struct iovec part = {m, sizeof *m};
    struct msghdr h = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = &ancillary,
                       .msg_controllen = sizeof ancillary.room};
    ssize_t n;
    while ((n = recvmsg(control, &h, MSG_CMSG_CLOEXEC)) < 0 && errno == EINTR)
        ;
    struct cmsghdr *c = n > 0 ? CMSG_FIRSTHDR(&h) : NULL;
    *descriptor = -1;
    if (c && c->cmsg_type == SCM_RIGHTS && c->cmsg_len == CMSG_LEN(sizeof(int)))
        memcpy(descriptor, CMSG_DATA(c), sizeof *descriptor);
    return n == (ssize_t)sizeof *m;
}

/* --- in the nursery --- */

static void bear(int control, const struct nursery_plan *plan)
{
    struct message answer = {.question = BEAR};
    int ends[2] = {-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
        answer.status = errno;
    else if ((answer.pid = fork()) < 0)
        answer.status = errno;
    if (!answer.status && answer.pid == 0) {
        close(control);
        close(ends[0]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        _exit(plan->life(plan->context, ends[1]));
    }
    send_message(control, &answer, answer.status ? -1 : ends[0]);
    if (ends[0] >= 0) {
        close(ends[0]);
        close(ends[1]);
    }
}

/* One that crashed keeps the status it crashed with: it is dead already when the signal comes. */
static void bury(int control, pid_t pid)
{
    struct message answer = {.question = BURY, .pid = pid};
    kill(pid, SIGKILL);
    while (waitpid(pid, &answer.status, 0) < 0 && errno == EINTR)
        ;
    send_message(control, &answer, -1);
}

_Noreturn static void live(int control, const struct nursery_plan *plan)
{
    struct message m;
    int descriptor;
    /* a terminal's Ctrl-C goes to all: the main process decides what becomes of the work under way */
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    prctl(PR_SET_NAME, "moisson-nursery");
    if (plan->before)
        plan->before(plan->context);
    while (receive_message(control, &m, &descriptor)) {
        if (m.question == BEAR)
            bear(control, plan);
        else
            bury(control, m.pid);
    }
    _exit(0);
}

/* --- in the main process --- */

struct nursery *nursery_start(const struct nursery_plan *plan, struct error *err)
{
    int ends[2];
    pid_t main_process = getpid();
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0) {
        error_set(err, "no socket to the parsers: %s", strerror(errno));
        return NULL;
    }
    pid_t pid = fork();
    if (pid < 0) {
        error_set(err, "no process for the parsers: %s", strerror(errno));
        close(ends[0]);
        close(ends[1]);
        return NULL;
    }
    if (pid == 0) {
        close(ends[0]);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != main_process)
            _exit(0);
        live(ends[1], plan);
    }
    close(ends[1]);
    struct nursery *n = mem_alloc(sizeof *n);
    *n = (struct nursery){.control = ends[0], .pid = pid};
    return n;
}

bool nursery_bear(struct nursery *n, pid_t *pid, int *socket, struct error *err)
{
    struct message m = {.question = BEAR};
    if (!send_message(n->control, &m, -1) || !receive_message(n->control, &m, socket))
        return error_set(err, "the process that starts the parsers is gone");
    if (m.status || *socket < 0)
        return error_set(err, "no process for a parser: %s", strerror(m.status));
    *pid = m.pid;
    int flags = fcntl(*socket, F_GETFL);
    if (flags >= 0 && fcntl(*socket, F_SETFL, flags | O_NONBLOCK) == 0)
        return true;
    error_set(err, "a parser's socket: %s", strerror(errno));
    close(*socket);
    return false;
}

bool nursery_bury(struct nursery *n, pid_t pid, int *wait_status)
{
    struct message m = {.question = BURY, .pid = pid};
    int none;
    *wait_status = 0;
    if (!send_message(n->control, &m, -1) || !receive_message(n->control, &m, &none))
        return false;
    *wait_status = m.status;
    return true;
}

void nursery_stop(struct nursery *n)
{
    if (!n)
        return;
    close(n->control);
    while (waitpid(n->pid, NULL, 0) < 0 && errno == EINTR)
        ;
    free(n);
}
