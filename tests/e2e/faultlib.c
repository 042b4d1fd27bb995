/* LD_PRELOAD for the tests: makes the n-th call of a kind fail, or the process stop there, interrupts it by signals, moves its
   clock, and writes down what it does to files. Told by the environment:

       FAULT_MALLOC_AT FAULT_OPEN_AT FAULT_READ_AT FAULT_WRITE_AT FAULT_FSYNC_AT FAULT_RENAME_AT FAULT_MKDIR_AT
                         n: the n-th such call fails, n+: and all after it
       FAULT_COUNTS      a file that ends with the calls of each kind, as 64-bit numbers in the order of `kinds`
       FAULT_STOP        with 1 the call does not fail: the process stops before it (SIGSTOP)
       FAULT_EINTR_EVERY k: every k-th read and write is interrupted (EINTR) first
       FAULT_STORM       microseconds from one SIGALRM to the next, with a handler that restarts nothing
       FAULT_CLOCK       seconds that the clock is ahead (time, gettimeofday, CLOCK_REALTIME)
       FAULT_TRACE       a file that gets a line for each write, fsync and rename: "write PATH", "rename PATH PATH"

   Counted are the calls from main() on, of the process and of what it forks, together. Standard input, output and error are
   exempt. Works below AddressSanitizer's library too (ASAN_OPTIONS=verify_asan_link_order=0). */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum kind { MALLOC, OPEN, READ, WRITE, FSYNC, RENAME, MKDIR, KINDS };

static struct {
    const char *name;
    int error;
    unsigned long long at; /* 0: never */
    int on;                /* and all after it */
} kinds[KINDS] = {
    [MALLOC] = {"FAULT_MALLOC_AT", ENOMEM, 0, 0}, [OPEN] = {"FAULT_OPEN_AT", EMFILE, 0, 0},
    [READ] = {"FAULT_READ_AT", EIO, 0, 0},        [WRITE] = {"FAULT_WRITE_AT", ENOSPC, 0, 0},
    [FSYNC] = {"FAULT_FSYNC_AT", EIO, 0, 0},      [RENAME] = {"FAULT_RENAME_AT", EACCES, 0, 0},
    [MKDIR] = {"FAULT_MKDIR_AT", ENOSPC, 0, 0},
};
static unsigned long long *counts; /* shared with what is forked; NULL until main() is near */
static unsigned long long interrupt_every, calls;
static long long clock_ahead;
static int stop, trace = -1;
static long process;

/* The next library's function of this name, looked up once. */
#define NEXT(name)                                                                                           \
    ({                                                                                                       \
        static __typeof__(name) *next_;                                                                      \
        if (!next_)                                                                                          \
            next_ = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                             \
        next_;                                                                                               \
    })

/* true: this call is to fail; errno is set. */
static int fails(enum kind kind)
{
    if (!counts)
        return 0;
    unsigned long long n = __atomic_add_fetch(&counts[kind], 1, __ATOMIC_RELAXED), at = kinds[kind].at;
    if (!at || (n != at && !(kinds[kind].on && n > at)))
        return 0;
    if (stop) {
        syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP);
        return 0;
    }
    errno = kinds[kind].error;
    return 1;
}

static int interrupted(void)
{
    if (!counts || !interrupt_every || __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED) % interrupt_every)
        return 0;
    errno = EINTR;
    return 1;
}

static void note(const char *what, int fd, const char *from, const char *to)
{
    char line[3 * 4096], link[64], path[4096];
    if (trace < 0 || (!from && fd <= 2) || syscall(SYS_getpid) != process)
        return; /* what is forked may have no right to look */
    if (!from) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, path, sizeof path - 1);
        path[n < 0 ? 0 : n] = '\0';
        from = path;
    }
    int n = snprintf(line, sizeof line, "%s %s%s%s\n", what, from, to ? " " : "", to ? to : "");
    if (syscall(SYS_write, trace, line, n) < 0)
        abort();
}

static void on_alarm(int number)
{
    (void)number;
}

static unsigned long long number(const char *name)
{
    const char *s = getenv(name);
    return s ? strtoull(s, NULL, 10) : 0;
}

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("FAULT_COUNTS"), *log = getenv("FAULT_TRACE"), *ahead = getenv("FAULT_CLOCK");
    for (int k = 0; k < KINDS; k++) {
        const char *s = getenv(kinds[k].name);
        kinds[k].at = number(kinds[k].name);
        kinds[k].on = s && strchr(s, '+');
    }
    process = syscall(SYS_getpid);
    stop = (int)number("FAULT_STOP");
    interrupt_every = number("FAULT_EINTR_EVERY");
    clock_ahead = ahead ? atoll(ahead) : 0;
    if (log)
        trace = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int fd = file ? (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd >= 0 && syscall(SYS_ftruncate, fd, (long)sizeof *counts * KINDS) < 0)
        abort();
    void *p = mmap(NULL, sizeof *counts * KINDS, PROT_READ | PROT_WRITE,
                   fd >= 0 ? MAP_SHARED : MAP_SHARED | MAP_ANONYMOUS, fd, 0);
    if (p == MAP_FAILED)
        abort();
    if (fd >= 0)
        close(fd);
    long every = (long)number("FAULT_STORM");
    if (every) {
        struct sigaction action = {.sa_handler = on_alarm};
        struct itimerval timer = {{0, every}, {0, every}};
        sigaction(SIGALRM, &action, NULL);
        setitimer(ITIMER_REAL, &timer, NULL);
    }
    (void)NEXT(malloc), (void)NEXT(calloc), (void)NEXT(realloc), (void)NEXT(free);
    counts = p;
}

/* --- memory --- */

/* Until main() is near nothing can be called, and all memory comes from here. */
static char early[4 << 20] __attribute__((aligned(16)));
static size_t early_used;

static void *early_memory(size_t n)
{
    n = (n + 15) & ~(size_t)15;
    if (n > sizeof early - early_used)
        __builtin_trap();
    void *p = early + early_used;
    early_used += n;
    return p;
}

static int is_early(const void *p)
{
    return (const char *)p >= early && (const char *)p < early + sizeof early;
}

void *malloc(size_t n)
{
    return !counts ? early_memory(n) : fails(MALLOC) ? NULL : NEXT(malloc)(n);
}

void *calloc(size_t n, size_t size)
{
    return !counts ? early_memory(n * size) : fails(MALLOC) ? NULL : NEXT(calloc)(n, size);
}

void *realloc(void *p, size_t n)
{
    if (counts && !is_early(p))
        return fails(MALLOC) ? NULL : NEXT(realloc)(p, n);
    char *q = malloc(n);
    size_t behind = p ? (size_t)(early + sizeof early - (char *)p) : 0; /* its size is not known, only where it can end */
    for (size_t i = 0; q && i < n && i < behind; i++)
        q[i] = ((const volatile char *)p)[i];
    return q;
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    return fails(MALLOC) ? ENOMEM : NEXT(posix_memalign)(p, alignment, n);
}

void free(void *p)
{
    if (counts && !is_early(p))
        NEXT(free)(p);
}

/* --- files --- */

#define MODE                                                                                                 \
    mode_t mode = 0;                                                                                         \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                     \
        va_list ap;                                                                                          \
        va_start(ap, flags);                                                                                 \
        mode = va_arg(ap, mode_t);                                                                           \
        va_end(ap);                                                                                          \
    }

int open(const char *path, int flags, ...)
{
    MODE
    return fails(OPEN) ? -1 : NEXT(open)(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE
    return fails(OPEN) ? -1 : NEXT(open64)(path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE
    return fails(OPEN) ? -1 : NEXT(openat)(folder, path, flags, mode);
}

#define INPUT(name, rest, ...)                                                                               \
    ssize_t name(int fd, void *p, size_t n rest)                                                             \
    {                                                                                                        \
        return fd > 2 && (fails(READ) || interrupted()) ? -1 : NEXT(name)(fd, p, n __VA_ARGS__);             \
    }
#define OUTPUT(name, rest, ...)                                                                              \
    ssize_t name(int fd, const void *p, size_t n rest)                                                       \
    {                                                                                                        \
        note("write", fd, NULL, NULL);                                                                       \
        return fd > 2 && (fails(WRITE) || interrupted()) ? -1 : NEXT(name)(fd, p, n __VA_ARGS__);            \
    }
#define COMMA ,
INPUT(read, )
INPUT(pread, COMMA off_t at, , at)
INPUT(pread64, COMMA off64_t at, , at)
OUTPUT(write, )
OUTPUT(pwrite, COMMA off_t at, , at)
OUTPUT(pwrite64, COMMA off64_t at, , at)

int ftruncate(int fd, off_t n)
{
    return fails(WRITE) ? -1 : NEXT(ftruncate)(fd, n);
}

int ftruncate64(int fd, off64_t n)
{
    return fails(WRITE) ? -1 : NEXT(ftruncate64)(fd, n);
}

int fsync(int fd)
{
    note("fsync", fd, NULL, NULL);
    return fails(FSYNC) ? -1 : NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    note("fsync", fd, NULL, NULL);
    return fails(FSYNC) ? -1 : NEXT(fdatasync)(fd);
}

int rename(const char *from, const char *to)
{
    note("rename", -1, from, to);
    return fails(RENAME) ? -1 : NEXT(rename)(from, to);
}

int link(const char *from, const char *to)
{
    note("link", -1, from, to);
    return fails(RENAME) ? -1 : NEXT(link)(from, to);
}

DIR *opendir(const char *path)
{
    return fails(OPEN) ? NULL : NEXT(opendir)(path);
}

int mkdir(const char *path, mode_t mode)
{
    return fails(MKDIR) ? -1 : NEXT(mkdir)(path, mode);
}

/* --- the clock --- */

time_t time(time_t *into)
{
    struct timespec t;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &t);
    time_t now = t.tv_sec + clock_ahead;
    if (into)
        *into = now;
    return now;
}

int gettimeofday(struct timeval *t, void *zone)
{
    (void)zone;
    struct timespec real;
    syscall(SYS_clock_gettime, CLOCK_REALTIME, &real);
    t->tv_sec = real.tv_sec + clock_ahead;
    t->tv_usec = real.tv_nsec / 1000;
    return 0;
}

int clock_gettime(clockid_t which, struct timespec *t)
{
    int status = NEXT(clock_gettime)(which, t);
    if (status == 0 && which == CLOCK_REALTIME)
        t->tv_sec += clock_ahead;
    return status;
}
