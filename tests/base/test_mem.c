/* base/mem.h, base/buf.h and base/error.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

static void arena_gives_zeroed_aligned_memory_and_frees_it(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    for (size_t n = 0; n < 3000; n += 7) {
        unsigned char *p = arena_alloc(&a, n);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xAA, n);
    }
    arena_reset(&a);
    assert_int_equal(a.used, 0);
    char *again = arena_alloc(&a, 64);
    for (int i = 0; i < 64; i++)
        assert_int_equal(again[i], 0);
    arena_free(&a);
}

static void arena_tells_when_its_limit_was_passed(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1000);
    assert_non_null(arena_alloc(&a, 900));
    assert_false(arena_over(&a));
    assert_non_null(arena_alloc(&a, 900)); /* soft: still handed out */
    assert_true(arena_over(&a));
    arena_free(&a);
}

static void arena_arrays_grow(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    int *v = NULL;
    size_t n = 0, cap = 0;
    for (int i = 0; i < 1000; i++)
        *ARENA_PUSH(&a, v, n, cap) = i;
    assert_int_equal(n, 1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v[i], i);
    assert_string_equal(arena_printf(&a, "%s-%d", "a", 7), "a-7");
    arena_free(&a);
}

static void buf_refuses_what_passes_its_limit(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 5);
    assert_string_equal(buf_str(&b), "");
    assert_true(buf_adds(&b, "abc"));
    assert_false(buf_adds(&b, "def"));
    assert_true(b.overflow);
    assert_string_equal(buf_str(&b), "abc");
    assert_true(buf_adds(&b, "de"));
    buf_reset(&b);
    assert_false(b.overflow);
    assert_true(buf_printf(&b, "%d", 12345));
    assert_false(buf_addc(&b, 'x'));
    buf_free(&b);
}

static void buf_writes_utf8(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_add_utf8(&b, 'a');
    buf_add_utf8(&b, 0xE9);
    buf_add_utf8(&b, 0x20AC);
    buf_add_utf8(&b, 0x1F600);
    buf_add_utf8(&b, 0xD800);
    assert_string_equal(buf_str(&b), "aé€😀\xEF\xBF\xBD");
    buf_free(&b);
}

static void errors_are_cut_at_a_character(void **state)
{
    (void)state;
    struct error e;
    char text[2000];
    for (size_t i = 0; i + 1 < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    text[1998] = '\0';
    assert_false(error_set(&e, "x%s", text));
    assert_int_equal(strlen(e.text) % 2, 1);
    error_set(&e, "\"%.3s\" is none, %.1s but \xEF\xBF\xBD may stand", "éé", "é");
    assert_string_equal(e.text, "\"é\" is none,  but \xEF\xBF\xBD may stand");
    error_set(&e, "near \"a\n\tb\x1b[2J\xC2\x9B\xE2\x80\xAE\"");
    assert_string_equal(e.text, "near \"a  b[2J\"");
    error_set(&e, "what");
    error_prefix(&e, "where %d", 3);
    assert_string_equal(e.text, "where 3: what");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_zeroed_aligned_memory_and_frees_it),
        cmocka_unit_test(arena_tells_when_its_limit_was_passed),
        cmocka_unit_test(arena_arrays_grow),
        cmocka_unit_test(buf_refuses_what_passes_its_limit),
        cmocka_unit_test(buf_writes_utf8),
        cmocka_unit_test(errors_are_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
