/* What must be true of the faults of every file, and a file that is made of bytes in memory. */
#pragma once
#include "tests/fuzz/fuzz.h"
#include "base/yaml.h"

#include <sys/mman.h>
#include <unistd.h>

struct file_size { /* at most: a place may be just behind the last line or column */
    int lines, columns;
};

static inline struct file_size size_of(const uint8_t *p, size_t n)
{
    struct file_size size = {2, (int)n + 2};
    for (size_t i = 0; i < n; i++)
        size.lines += p[i] == '\n' || p[i] == '\r' || p[i] == 0x85 || p[i] == 0xA8 || p[i] == 0xA9;
    return size;
}

static inline void claim_faults(const struct yaml_faults *faults, const struct file_size *size)
{
    for (size_t i = 0; i < faults->n; i++) {
        const struct yaml_fault *f = &faults->v[i];
        claim(f->line >= 1 && f->line <= size->lines && f->column >= 1 && f->column <= size->columns,
              "at %d:%d: %s", f->line, f->column, f->text);
        claim(f->text[0], "a fault without a word");
        claim(utf8_valid(f->text, strlen(f->text)), "a fault that is no UTF-8: %s", f->text);
    }
}

/* A file without a name that holds the bytes; its path goes to `path`. To be closed. */
static inline int fuzz_file(const void *p, size_t n, char path[32])
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);
    claim(fd >= 0 && write(fd, p, n) == (ssize_t)n, "no file in memory");
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}
