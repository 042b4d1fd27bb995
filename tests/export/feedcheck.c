/* feedcheck SELF FILE: holds one published feed, RSS or Atom, to the rules of strict.h. Prints the number of
   its items; status 1 with a line that says what is wrong. For the end-to-end tests. */
#include <stdio.h>
#include <stdlib.h>

#define fail_msg(...) (printf(__VA_ARGS__), putchar('\n'), exit(1))
#include "tests/export/strict.h"
#include "base/file.h"

int main(int argc, char **argv)
{
    struct buf in;
    struct error err;
    if (argc != 3) {
        fputs("usage: feedcheck SELF FILE\n", stderr);
        return 2;
    }
    buf_init(&in, 0);
    if (!file_read(argv[2], &in, 256 << 20, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    bool atom = memmem(buf_str(&in), in.n < 500 ? in.n : 500, "<feed", 5) != NULL;
    printf("%d\n", (atom ? strict_atom : strict_rss)(in.p, in.n, argv[1]));
    buf_free(&in);
    return 0;
}
