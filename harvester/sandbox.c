/* The cage of the processes that read foreign documents; see the header. */
#include "harvester/sandbox.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <valgrind/valgrind.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

bool sandbox_watched(void)
{
    return SANITIZED || RUNNING_ON_VALGRIND;
}

/* --- descriptors --- */

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void close_others(const int *keep, int n)
{
    int sorted[8], from = 0;
    n = n < 8 ? n : 8;
    for (int i = 0; i < n; i++)
        sorted[i] = keep[i];
    qsort(sorted, (size_t)n, sizeof *sorted, by_number);
    for (int i = 0; i < n; i++) {
        if (sorted[i] > from)
            close_range((unsigned)from, (unsigned)sorted[i] - 1, 0);
        from = sorted[i] + 1;
    }
    close_range((unsigned)from, ~0U, 0);
}

/* --- resources --- */

static bool bound(__rlimit_resource_t what, rlim_t soft, rlim_t hard)
{
    struct rlimit limit = {soft, hard}, now;
    if (getrlimit(what, &now) == 0 &&
        now.rlim_max < limit.rlim_max) { /* a limit from outside is never raised */
        limit.rlim_max = now.rlim_max;
        if (limit.rlim_cur > now.rlim_max)
            limit.rlim_cur = now.rlim_max;
    }
    return setrlimit(what, &limit) == 0;
}

static bool bound_resources(const struct sandbox_limits *limits)
{
    bool ok = bound(RLIMIT_CORE, 0, 0);
    if (limits->cpu) /* SIGXCPU at the soft limit; the hard one is for who ignores it */
        ok &= bound(RLIMIT_CPU, (rlim_t)limits->cpu, (rlim_t)limits->cpu + 1);
    if (sandbox_watched())
        return ok;
    ok &= bound(RLIMIT_NOFILE, 0, 0);
    ok &= bound(RLIMIT_MEMLOCK, 0, 0);
    ok &= bound(RLIMIT_NPROC, 0, 0);
    if (limits->memory)
        ok &= bound(RLIMIT_AS, (rlim_t)limits->memory, (rlim_t)limits->memory);
    return ok;
}

/* --- Landlock --- */

/* What newer kernels know and Debian 12's header does not. */
enum { NET_BIND_CONNECT = 3, SCOPE_SOCKETS_SIGNALS = 3 };
struct ruleset {
    uint64_t files, network, scope;
};

static bool enter_landlock(void)
{
    if (RUNNING_ON_VALGRIND) /* which does not know the calls */
        return true;
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (abi < 1)
        return false;
    /* every right this ABI can take away; no rule gives one back */
    struct ruleset rules = {
        .files = abi >= 5   ? 0xFFFF
                 : abi >= 3 ? 0x7FFF
                 : abi >= 2 ? 0x3FFF
                            : 0x1FFF,
        .network = abi >= 4 ? NET_BIND_CONNECT : 0,
        .scope = abi >= 6 ? SCOPE_SOCKETS_SIGNALS : 0,
    };
    size_t size = abi >= 6 ? sizeof rules : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
    int fd = (int)syscall(SYS_landlock_create_ruleset, &rules, size, 0);
    if (fd < 0)
        return false;
    bool ok = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return ok;
}

/* --- seccomp --- */

/* Reading and answering on descriptors that are open, memory, time, ending. */
static const int allowed[] = {
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(readv),          SCMP_SYS(writev),
    SCMP_SYS(poll),          SCMP_SYS(ppoll),        SCMP_SYS(close),          SCMP_SYS(lseek),
    SCMP_SYS(fstat),         SCMP_SYS(munmap),       SCMP_SYS(mremap),         SCMP_SYS(brk),
    SCMP_SYS(madvise),       SCMP_SYS(futex),        SCMP_SYS(exit),           SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),           SCMP_SYS(getrandom),
    SCMP_SYS(getpid),        SCMP_SYS(gettid),       SCMP_SYS(sched_yield),    SCMP_SYS(rseq),
};

/* What the C library tries on its own (a locale, a converter, a terminal?) and can do without: these fail,
   all others end the process. */
static const int refused[] = {
    SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(stat),
    SCMP_SYS(lstat),     SCMP_SYS(newfstatat), SCMP_SYS(statx),
    SCMP_SYS(access),    SCMP_SYS(faccessat),  SCMP_SYS(readlink),
    SCMP_SYS(ioctl),     SCMP_SYS(fcntl),      SCMP_SYS(prlimit64),
    SCMP_SYS(getrlimit), SCMP_SYS(uname),      SCMP_SYS(sysinfo),
    SCMP_SYS(getcwd),    SCMP_SYS(getuid),     SCMP_SYS(sched_getaffinity),
};

static bool add_rules(scmp_filter_ctx filter)
{
    bool ok = true;
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        ok &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        ok &= seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
    /* memory, but none that can be run */
    const int mapping[] = {SCMP_SYS(mmap), SCMP_SYS(mprotect)};
    for (size_t i = 0; i < 2; i++)
        ok &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping[i], 1,
                               SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;
    /* abort() signals its own process, nobody else's */
    ok &= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                           SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0;
    return ok;
}

static bool enter_seccomp(void)
{
    if (sandbox_watched())
        return true;
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!filter)
        return false;
    bool ok = add_rules(filter) && seccomp_load(filter) == 0;
    seccomp_release(filter);
    return ok;
}

/* --- all of it --- */

bool sandbox_enter(const struct sandbox_limits *limits, const int *keep, int n, struct error *err)
{
    close_others(keep, n);
    out_of_memory_quietly(SANDBOX_OUT_OF_MEMORY);
    bool privileges = prctl(PR_SET_DUMPABLE, 0) == 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    bool landlock = privileges && enter_landlock(); /* needs a descriptor: before these are taken away */
    bool resources = bound_resources(limits);
    bool seccomp = privileges && enter_seccomp();
    if (resources && privileges && landlock && seccomp)
        return true;
    return error_set(err, "the kernel refuses a part of the sandbox:%s%s%s%s",
                     resources ? "" : " resource limits", privileges ? "" : " no-new-privileges",
                     landlock ? "" : " Landlock", seccomp ? "" : " seccomp");
}

const char *sandbox_end(int wait_status, const struct sandbox_limits *limits, char text[96])
{
    int number = WIFSIGNALED(wait_status) ? WTERMSIG(wait_status) : 0;
    if (number == SIGXCPU)
        snprintf(text, 96, "killed: CPU limit %lld s", (long long)limits->cpu);
    else if (number == SIGSYS)
        snprintf(text, 96, "killed: a forbidden system call");
    else if (number == SIGKILL)
        snprintf(text, 96, "killed");
    else if (number)
        snprintf(text, 96, "crashed: signal %d (%s)", number, strsignal(number));
    else if (WEXITSTATUS(wait_status) == SANDBOX_OUT_OF_MEMORY)
        snprintf(text, 96, "killed: memory limit %lld MiB", (long long)(limits->memory >> 20));
    else
        snprintf(text, 96, "ended: status %d", WEXITSTATUS(wait_status));
    return text;
}
