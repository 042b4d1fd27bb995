/* Files written whole or not at all. */
#include "base/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FLUSH_AT = 64 * 1024, MARK_LENGTH = 5 };
static const char MARK[] = ".tmp-";

static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return mem_strdup(".");
    size_t n = slash == path ? 1 : (size_t)(slash - path);
    char *s = mem_alloc(n + 1);
    memcpy(s, path, n);
    return s;
}

bool file_make_folders(const char *path, struct error *err)
{
    char *s = mem_strdup(path);
    bool ok = true;
    for (char *p = s + 1; ok; p++) {
        if (*p != '/' && *p)
            continue;
        char c = *p;
        *p = '\0';
        if (mkdir(s, 0777) < 0 && errno != EEXIST)
            ok = error_set(err, "%s: cannot make the folder: %s", s, strerror(errno));
        *p = c;
        if (!c)
            break;
    }
    struct stat st;
    if (ok && (stat(s, &st) < 0 || !S_ISDIR(st.st_mode)))
        ok = error_set(err, "%s: not a folder", s);
    free(s);
    return ok;
}

bool outfile_open(struct outfile *f, const char *path, struct error *err)
{
    *f = (struct outfile){.fd = -1};
    char *folder = folder_of(path);
    if (!file_make_folders(folder, err)) {
        free(folder);
        return false;
    }
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t size = strlen(path) + 40;
    f->path = mem_strdup(path);
    f->temporary = mem_alloc(size);
    snprintf(f->temporary, size, "%.*s.%s%s%ld", (int)(name - path), path, name, MARK, (long)getpid());
    free(folder);
    buf_init(&f->pending, 0);
    f->fd = open(f->temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (f->fd < 0) {
        error_set(err, "%s: cannot write: %s", path, strerror(errno));
        outfile_abandon(f);
        return false;
    }
    return true;
}

static void flush_pending(struct outfile *f)
{
    size_t done = 0;
    while (!f->failed && done < f->pending.n) {
        ssize_t w = write(f->fd, f->pending.p + done, f->pending.n - done);
        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0) {
            f->failed = true;
            f->saved_errno = w < 0 ? errno : ENOSPC;
        } else {
            done += (size_t)w;
        }
    }
    f->written += done;
    buf_reset(&f->pending);
}

void outfile_write(struct outfile *f, const void *p, size_t n)
{
    buf_add(&f->pending, p, n);
    if (f->pending.n >= FLUSH_AT)
        flush_pending(f);
}

static ssize_t read_some(int fd, char *p, size_t n)
{
    size_t got = 0;
    while (got < n) {
        ssize_t r = read(fd, p + got, n - got);
        if (r < 0 && errno == EINTR)
            continue;
        if (r < 0)
            return -1;
        if (r == 0)
            break;
        got += (size_t)r;
    }
    return (ssize_t)got;
}

/* Whether the old file holds the very bytes of the temporary one. */
static bool same_bytes(int fd, const char *path)
{
    int old = open(path, O_RDONLY | O_CLOEXEC);
    if (old < 0)
        return false;
    struct stat a, b;
    bool same =
        fstat(fd, &a) == 0 && fstat(old, &b) == 0 && a.st_size == b.st_size && lseek(fd, 0, SEEK_SET) == 0;
    char *x = mem_alloc(2 * FLUSH_AT), *y = x + FLUSH_AT;
    while (same) {
        ssize_t n = read_some(fd, x, FLUSH_AT), m = read_some(old, y, FLUSH_AT);
        same = n >= 0 && n == m && memcmp(x, y, (size_t)n) == 0;
        if (n <= 0)
            break;
    }
    free(x);
    close(old);
    return same;
}

void file_sync_folder(const char *path)
{
    char *folder = folder_of(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd); /* some file systems refuse it for folders; the rename itself is atomic all the same */
        close(fd);
    }
    free(folder);
}

bool outfile_commit(struct outfile *f, bool *changed, struct error *err)
{
    flush_pending(f);
    if (changed)
        *changed = false;
    if (!f->failed && same_bytes(f->fd, f->path)) {
        outfile_abandon(f);
        return true;
    }
    if (!f->failed && (fsync(f->fd) < 0 || rename(f->temporary, f->path) < 0)) {
        f->failed = true;
        f->saved_errno = errno;
    }
    if (f->failed) {
        error_set(err, "%s: cannot write: %s", f->path, strerror(f->saved_errno));
        outfile_abandon(f);
        return false;
    }
    file_sync_folder(f->path);
    free(f->temporary);
    f->temporary = NULL;
    outfile_abandon(f);
    if (changed)
        *changed = true;
    return true;
}

void outfile_abandon(struct outfile *f)
{
    if (f->fd >= 0)
        close(f->fd);
    if (f->temporary && f->fd >= 0)
        unlink(f->temporary);
    free(f->temporary);
    free(f->path);
    buf_free(&f->pending);
    *f = (struct outfile){.fd = -1};
}

bool file_write_if_changed(const char *path, const void *p, size_t n, bool *changed, struct error *err)
{
    struct outfile f;
    if (!outfile_open(&f, path, err))
        return false;
    outfile_write(&f, p, n);
    return outfile_commit(&f, changed, err);
}

bool file_copy(const char *from, const char *to, struct error *err)
{
    struct outfile f;
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, "%s: cannot read: %s", from, strerror(errno));
    if (!outfile_open(&f, to, err)) {
        close(fd);
        return false;
    }
    char *piece = mem_alloc(FLUSH_AT);
    ssize_t n;
    while ((n = read_some(fd, piece, FLUSH_AT)) > 0 && !f.failed)
        outfile_write(&f, piece, (size_t)n);
    if (n < 0)
        error_set(err, "%s: cannot read: %s", from, strerror(errno));
    free(piece);
    close(fd);
    if (n < 0)
        outfile_abandon(&f);
    return n >= 0 && outfile_commit(&f, NULL, err);
}

void file_sweep_temporary(const char *folder)
{
    DIR *d = opendir(folder);
    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        const char *mark = e->d_name[0] == '.' ? strstr(e->d_name, MARK) : NULL;
        if (!mark)
            continue;
        char *end;
        long pid = strtol(mark + MARK_LENGTH, &end, 10);
        bool alive = pid > 0 && pid != getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
        if (*end == '\0' && pid > 0 && !alive)
            unlinkat(dirfd(d), e->d_name, 0);
    }
    closedir(d);
}

void file_end_if_broken(const char *path, int error)
{
    if (error == EIO || error == EMFILE || error == ENFILE || error == ENOMEM)
        end_process(path, strerror(error));
}

bool file_read(const char *path, struct buf *out, size_t limit, struct error *err)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    char *piece = mem_alloc(FLUSH_AT);
    int fault = fd < 0 ? errno : 0;
    size_t before = out->n;
    while (!fault) {
        ssize_t n = read_some(fd, piece, FLUSH_AT);
        if (n < 0)
            fault = errno;
        else if (out->n - before + (size_t)n > limit)
            fault = EFBIG;
        if (fault || n == 0)
            break;
        buf_add(out, piece, (size_t)n);
    }
    free(piece);
    if (fd >= 0 && !standard)
        close(fd);
    file_end_if_broken(path, fault);
    if (fault == EFBIG)
        error_set(err, "%s: larger than %zu bytes", path, limit);
    else if (fault)
        error_set(err, "%s: cannot read: %s", path, strerror(fault));
    return !fault;
}
