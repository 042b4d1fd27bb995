/* The main function of a fuzz target without libFuzzer: reads inputs from the files, and the files of the
   folders, that are named. `--grow MILLISECONDS`: instead blows each input up to 100 kB and more by repeating
   parts of it, and tells which of these cost more processor time than that. */
#include "tests/fuzz/fuzz.h"
#include "base/buf.h"
#include "base/file.h"

#include <dirent.h>
#include <sys/stat.h>
#include <time.h>

enum { LARGEST = 64 << 20, GROWN = 100 * 1000 };

static int inputs, slow;
static double limit; /* milliseconds; 0: plain replay */

/* On the heap and to the byte, so that reading past the end is seen. */
static void once(const char *p, size_t n)
{
    uint8_t *exact = malloc(n ? n : 1);
    claim(exact, "no memory");
    if (n)
        memcpy(exact, p, n);
    LLVMFuzzerTestOneInput(exact, n);
    free(exact);
}

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The bytes from `from` to `to` repeated to `size` bytes, between what stands before and after them. */
static void repeat(struct buf *out, const struct buf *in, size_t from, size_t to, size_t size)
{
    buf_reset(out);
    buf_add(out, buf_str(out), 0);
    buf_add(out, in->p, from);
    while (out->n < size)
        buf_add(out, in->p + from, to - from);
    buf_add(out, in->p + to, in->n - to);
}

static void grow_part(const char *path, const struct buf *in, size_t from, size_t to)
{
    struct buf out;
    buf_init(&out, 0);
    repeat(&out, in, from, to, GROWN);
    double before = milliseconds();
    once(out.p, out.n);
    double took = milliseconds() - before;
    inputs++;
    if (took > limit) {
        repeat(&out, in, from, to, (size_t)2 * GROWN);
        before = milliseconds();
        once(out.p, out.n);
        printf("%s: bytes %zu to %zu: %.0f ms, twice as much: %.0f ms\n", path, from, to, took,
               milliseconds() - before);
        slow++;
    }
    buf_free(&out);
}

/* Parts of every length at places spread over the input, the same ones each time. */
static void grow(const char *path, const struct buf *in)
{
    uint32_t random = 1;
    if (!in->n)
        return;
    grow_part(path, in, 0, in->n);
    for (size_t length = 1; length < in->n; length *= 2)
        for (int i = 0; i < 3; i++) {
            random = random * 1664525 + 1013904223;
            size_t from = (random >> 8) % (in->n - length + 1);
            grow_part(path, in, from, from + length);
        }
}

static bool replay_file(const char *path)
{
    struct buf in;
    struct error err;
    buf_init(&in, 0);
    bool ok = file_read(path, &in, LARGEST, &err);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    else if (limit > 0)
        grow(path, &in);
    else
        once(in.p, in.n), inputs++;
    buf_free(&in);
    return ok;
}

static bool replay(const char *path)
{
    struct stat st;
    struct dirent **v;
    char name[4096];
    bool ok = true;
    if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode))
        return replay_file(path);
    int n = scandir(path, &v, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        snprintf(name, sizeof name, "%s/%s", path, v[i]->d_name);
        if (v[i]->d_name[0] != '.')
            ok = replay_file(name) && ok;
        free(v[i]);
    }
    if (n >= 0)
        free(v);
    return ok && n >= 0;
}

int main(int argc, char **argv)
{
    bool ok = true;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "--grow") == 0) {
        limit = strtod(argv[2], NULL);
        first = 3;
    }
    for (int i = first; i < argc; i++)
        ok = replay(argv[i]) && ok;
    printf("%d inputs%s\n", inputs, limit > 0 ? slow ? ", some slow" : ", none slow" : "");
    return ok && inputs && !slow ? 0 : 1;
}
