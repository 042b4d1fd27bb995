/* Memory. One arena per document and per command: everything parsed lives in it and dies with it.
   No function here returns NULL: when the system has no memory left, the process ends at one place
   (out_of_memory), with exit status 3; the store is transactional, so nothing is lost. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdarg.h>

void *mem_alloc(size_t n); /* zeroed; n may be 0 */
void *mem_realloc(void *p, size_t n);
char *mem_strdup(const char *s); /* NULL gives NULL */
/* Gives back to the system what was freed and lies between what is in use: before much is wanted in other
 * sizes. */
void mem_trim(void);
_Noreturn void out_of_memory(void);
/* From now on without a word, and with that status: for a process whose parent tells why it ended. */
void out_of_memory_quietly(int status);
/* For what a function without an error to fill cannot go on without. Says so on standard error and ends the
   process with exit status 3. */
_Noreturn void end_process(const char *what, const char *reason);

/* An arena hands out zeroed memory aligned to 16 bytes and frees it all at once.
   `limit` is soft: memory is still handed out beyond it (so that no caller has to check each allocation), but
   arena_over() turns true, and whoever loops over foreign input asks it once an element and gives up with an
   error. */
struct arena {
    struct arena_block *head;
    size_t used;  /* bytes handed out */
    size_t limit; /* 0: none */
};

void arena_init(struct arena *a, size_t limit);
void arena_wipe(struct arena *a);  /* the same as arena_free, and nothing of it is left in memory */
void arena_free(struct arena *a);  /* the arena can be used again afterwards */
void arena_reset(struct arena *a); /* empties it, keeping one block for reuse */
bool arena_over(const struct arena *a);
void *arena_alloc(struct arena *a, size_t n);
void *arena_room(struct arena *a, size_t n); /* not zeroed */
void *arena_dup(struct arena *a, const void *p, size_t n);
char *arena_strdup(struct arena *a, const char *s); /* NULL gives NULL */
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for one more element in an array that grows in an arena: *p is the array, n its count, cap its
   capacity. Use the macro: `*ARENA_PUSH(a, list->v, list->n, list->cap) = x;` */
void *arena_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size);
#define ARENA_PUSH(a, v, n, cap)                                                                             \
    ((v) = (n) < (cap) ? (v) : arena_grow((a), (v), (n), &(cap), sizeof *(v)), &(v)[(n)++])
