/* Memory: the arena, and the single place where running out of memory ends the process. */
#include "base/mem.h"

#include <dlfcn.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(16) char bytes[];
};

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

static int quiet_status; /* 0: not quiet */

void out_of_memory_quietly(int status)
{
    quiet_status = status;
}

void end_process(const char *what, const char *reason)
{
    char text[512]; /* stdio may itself need memory */
    if (quiet_status)
        _exit(quiet_status);
    int n = snprintf(text, sizeof text, "moisson: %s%s%s\n", what, reason ? ": " : "", reason ? reason : "");
    if (n > 0 && write(STDERR_FILENO, text, strnlen(text, sizeof text)) < 0)
        _exit(3);
    _exit(3);
}

void out_of_memory(void)
{
    end_process("out of memory", NULL);
}

/* Some libraries crash when they get no memory, others go on with half of what they should hold and say
   nothing. So they get none of their own: a program may define these functions (glibc manual, "Replacing
   malloc"), and ours end the process at the same place. The sanitizers bring theirs, which end it too. */
#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
#define NEXT(name)                                                                                           \
    ({                                                                                                       \
        static __typeof__(name) *next_;                                                                      \
        if (!next_)                                                                                          \
            next_ = (__typeof__(name) *)dlsym(RTLD_NEXT, #name);                                             \
        next_;                                                                                               \
    })

void *malloc(size_t n)
{
    void *p = NEXT(malloc)(n);
    if (!p)
        out_of_memory();
    return p;
}

void *calloc(size_t n, size_t size)
{
    void *p = NEXT(calloc)(n, size);
    if (!p)
        out_of_memory();
    return p;
}

void *realloc(void *p, size_t n)
{
    void *q = NEXT(realloc)(p, n);
    if (!q && n)
        out_of_memory();
    return q;
}
#endif

void *mem_alloc(size_t n)
{
    void *p = calloc(1, n ? n : 1);
    if (!p)
        out_of_memory();
    return p;
}

void *mem_realloc(void *p, size_t n)
{
    void *q = realloc(p, n ? n : 1);
    if (!q)
        out_of_memory();
    return q;
}

void mem_trim(void)
{
    malloc_trim(0);
}

char *mem_strdup(const char *s)
{
    if (!s)
        return NULL;
    size_t n = strlen(s) + 1;
    return memcpy(mem_alloc(n), s, n);
}

void arena_init(struct arena *a, size_t limit)
{
    *a = (struct arena){.limit = limit};
}

void arena_free(struct arena *a)
{
    while (a->head) {
        struct arena_block *next = a->head->next;
        free(a->head);
        a->head = next;
    }
    a->used = 0;
}

void arena_wipe(struct arena *a)
{
    for (struct arena_block *b = a->head; b; b = b->next)
        explicit_bzero(b->bytes, b->used);
    arena_free(a);
}

void arena_reset(struct arena *a)
{
    if (!a->head)
        return;
    struct arena_block *keep = a->head;
    a->head = keep->next;
    arena_free(a);
    keep->next = NULL;
    keep->used = 0;
    a->head = keep;
}

bool arena_over(const struct arena *a)
{
    return a->limit && a->used > a->limit;
}

void *arena_room(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 2)
        out_of_memory();
    n = (n + 15) & ~(size_t)15;
    struct arena_block *b = a->head;
    if (!b || b->size - b->used < n) {
        size_t size = b ? b->size * 2 : FIRST_BLOCK;
        if (size > LARGEST_BLOCK)
            size = LARGEST_BLOCK;
        if (size < n)
            size = n;
        struct arena_block *fresh = malloc(sizeof *fresh + size);
        if (!fresh)
            out_of_memory();
        *fresh = (struct arena_block){.next = b, .size = size};
        a->head = b = fresh;
    }
    void *p = b->bytes + b->used;
    b->used += n;
    a->used += n;
    return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
    return memset(arena_room(a, n), 0, n);
}

void *arena_dup(struct arena *a, const void *p, size_t n)
{
    void *q = arena_room(a, n);
    if (n)
        memcpy(q, p, n);
    return q;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *q = arena_room(a, n + 1);
    if (n)
        memcpy(q, s, n);
    q[n] = '\0';
    return q;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0)
        return arena_strndup(a, "", 0);
    char *q = arena_alloc(a, (size_t)n + 1);
    va_start(ap, format);
    vsnprintf(q, (size_t)n + 1, format, ap);
    va_end(ap);
    return q;
}

void *arena_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    size_t want = *cap ? *cap * 2 : 4;
    void *q = arena_alloc(a, want * size);
    if (n)
        memcpy(q, p, n * size);
    *cap = want;
    return q;
}
