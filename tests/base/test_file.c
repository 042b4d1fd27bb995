/* base/file.h, base/hash.h, base/log.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <fcntl.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"

static char folder[64];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/moisson-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static char *in(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void same_bytes_touch_nothing(void **state)
{
    (void)state;
    struct error err = {0};
    bool changed;
    assert_true(file_write_if_changed(in("a/b/c.txt"), "one", 3, &changed, &err));
    assert_true(changed);
    struct stat before, after;
    assert_int_equal(stat(in("a/b/c.txt"), &before), 0);
    assert_true(file_write_if_changed(in("a/b/c.txt"), "one", 3, &changed, &err));
    assert_false(changed);
    assert_int_equal(stat(in("a/b/c.txt"), &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_true(file_write_if_changed(in("a/b/c.txt"), "two", 3, &changed, &err));
    assert_true(changed);
    struct buf b;
    buf_init(&b, 0);
    assert_true(file_read(in("a/b/c.txt"), &b, 10, &err));
    assert_string_equal(buf_str(&b), "two");
    buf_free(&b);
}

static void large_files_are_compared_whole(void **state)
{
    (void)state;
    struct error err = {0};
    size_t n = 300000;
    char *p = malloc(n);
    memset(p, 'x', n);
    bool changed;
    assert_true(file_write_if_changed(in("large"), p, n, &changed, &err));
    p[n - 1] = 'y';
    assert_true(file_write_if_changed(in("large"), p, n, &changed, &err));
    assert_true(changed);
    assert_true(file_write_if_changed(in("large"), p, n, &changed, &err));
    assert_false(changed);
    free(p);
}

static void an_abandoned_file_leaves_the_old_one(void **state)
{
    (void)state;
    struct error err = {0};
    struct outfile f;
    assert_true(file_write_if_changed(in("kept"), "old", 3, NULL, &err));
    assert_true(outfile_open(&f, in("kept"), &err));
    outfile_write(&f, "new", 3);
    char *temporary = strdup(f.temporary);
    assert_int_equal(access(temporary, F_OK), 0);
    outfile_abandon(&f);
    assert_int_not_equal(access(temporary, F_OK), 0);
    free(temporary);
    struct buf b;
    buf_init(&b, 0);
    assert_true(file_read(in("kept"), &b, 10, &err));
    assert_string_equal(buf_str(&b), "old");
    buf_free(&b);
}

static void failures_are_told(void **state)
{
    (void)state;
    struct error err = {0};
    struct buf b;
    buf_init(&b, 0);
    assert_false(file_read(in("missing"), &b, 10, &err));
    assert_non_null(strstr(err.text, "No such file"));
    assert_true(file_write_if_changed(in("plain"), "1234", 4, NULL, &err));
    assert_false(file_read(in("plain"), &b, 3, &err));
    assert_non_null(strstr(err.text, "larger than 3 bytes"));
    assert_false(file_write_if_changed(in("plain/below"), "x", 1, NULL, &err));
    assert_non_null(strstr(err.text, "plain"));
    struct outfile f; /* a full disk */
    assert_true(outfile_open(&f, in("full"), &err));
    int full = open("/dev/full", O_RDWR);
    assert_true(full >= 0);
    assert_true(dup2(full, f.fd) >= 0);
    close(full);
    outfile_write(&f, "x", 1);
    assert_false(outfile_commit(&f, NULL, &err));
    assert_non_null(strstr(err.text, "No space left"));
    assert_int_not_equal(access(in("full"), F_OK), 0);
    buf_free(&b);
}

static void a_copy_takes_the_place_of_what_is_there(void **state)
{
    (void)state;
    struct error err = {0};
    struct buf b;
    char from[200];
    buf_init(&b, 0);
    strcpy(from, in("from"));
    for (int i = 0; i < 50000; i++)
        buf_printf(&b, "%d ", i);
    assert_true(file_write_if_changed(from, b.p, b.n, NULL, &err));
    assert_true(file_write_if_changed(in("to"), "old", 3, NULL, &err));
    assert_true(file_copy(from, in("to"), &err));
    struct buf copy;
    buf_init(&copy, 0);
    assert_true(file_read(in("to"), &copy, 1 << 20, &err));
    assert_int_equal(copy.n, b.n);
    assert_memory_equal(copy.p, b.p, b.n);
    assert_false(file_copy(in("nothing"), "/dev/null/x", &err));
    assert_non_null(strstr(err.text, "cannot read"));
    buf_free(&b);
    buf_free(&copy);
}

static void leftovers_of_dead_processes_are_swept(void **state)
{
    (void)state;
    struct error err = {0};
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    char dead[40], mine[40], parent[40];
    snprintf(dead, sizeof dead, ".x.xml.tmp-%ld", (long)child);
    snprintf(mine, sizeof mine, ".x.xml.tmp-%ld", (long)getpid());
    snprintf(parent, sizeof parent, ".x.xml.tmp-%ld", (long)getppid());
    const char *all[] = {dead, mine, parent, ".hidden", "x.tmp-12"};
    for (size_t i = 0; i < 5; i++)
        assert_true(file_write_if_changed(in(all[i]), "x", 1, NULL, &err));
    file_sweep_temporary(folder);
    assert_int_not_equal(access(in(dead), F_OK), 0);
    assert_int_not_equal(access(in(mine), F_OK), 0);
    assert_int_equal(access(in(parent), F_OK), 0);
    assert_int_equal(access(in(".hidden"), F_OK), 0);
    assert_int_equal(access(in("x.tmp-12"), F_OK), 0);
}

static void hashes_are_stable(void **state)
{
    (void)state;
    char hex[33];
    assert_string_equal(hash_hex(hash_bytes("", 0), hex), "99aa06d3014798d86001c324468d497f");
    assert_int_equal(strlen(hash_hex(hash_bytes("moisson", 7), hex)), 32);
}

static void terminals_are_safe_from_logged_text(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    log_add_safe(&b, "a\x1b[31m\n\x7f\xC2\x9B"
                     "é");
    assert_string_equal(buf_str(&b), "a\\x1B[31m\\x0A\\x7F\\x9Bé");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(same_bytes_touch_nothing),
        cmocka_unit_test(large_files_are_compared_whole),
        cmocka_unit_test(an_abandoned_file_leaves_the_old_one),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(a_copy_takes_the_place_of_what_is_there),
        cmocka_unit_test(leftovers_of_dead_processes_are_swept),
        cmocka_unit_test(hashes_are_stable),
        cmocka_unit_test(terminals_are_safe_from_logged_text),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
