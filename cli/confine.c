/* A command's work on foreign bytes in a process of its own, locked into the sandbox. */
#include "cli/confine.h"
#include "base/charset.h"
#include "base/log.h"
#include "base/zone.h"
#include "harvester/sandbox.h"
#include "harvester/workers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

int output_end(int status)
{
    /* a full disk behind a redirection must not pass for success; a reader that had enough (head) is no fault
     */
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE)
        return status;
    complain(_("standard output: %s"), strerror(errno));
    return EXIT_STORE;
}

static size_t list_bytes; /* of the work in hand */

static const struct sandbox_limits *limits(void)
{
    static struct sandbox_limits l;
    l = (struct sandbox_limits){worker_presets.memory + 8 * (int64_t)list_bytes,
                                worker_presets.cpu + (int64_t)(list_bytes >> 20)};
    return &l;
}

_Noreturn static void child(int (*work)(void *), void *context)
{
    struct error missing;
    const int keep[] = {STDOUT_FILENO, STDERR_FILENO};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!sandbox_enter(limits(), keep, 2, &missing))
        log_info("%s", missing.text);
    int status = output_end(work(context));
    fflush(stderr);
    _exit(status);
}

int confined_list(struct cli *cli, const char *name, size_t bytes, int (*work)(void *context), void *context)
{
    list_bytes = bytes;
    int status = confined(cli, name, work, context);
    list_bytes = 0;
    return status;
}

int confined(struct cli *cli, const char *name, int (*work)(void *), void *context)
{
    int status;
    (void)cli;
    charset_preload();
    zone_preload();
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        child(work, context);
    if (pid < 0) {
        complain(_("no process for the parser: %s"), strerror(errno));
        return EXIT_STORE;
    }
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return EXIT_STORE;
    if (WIFEXITED(status) && WEXITSTATUS(status) != SANDBOX_OUT_OF_MEMORY)
        return WEXITSTATUS(status);
    char end[96];
    struct buf line;
    buf_init(&line, 0);
    log_add_safe(&line, name);
    fprintf(stderr, "%s: %s %s\n", buf_str(&line), _("parser"), sandbox_end(status, limits(), end));
    buf_free(&line);
    return EXIT_FAULTS;
}
