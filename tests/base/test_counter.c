/* base/counter.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/counter.h"

static void names_are_counted_apart(void **state)
{
    (void)state;
    struct arena a;
    struct counters c = {0};
    arena_init(&a, 0);
    assert_int_equal(*counter_of(&a, &c, "a"), 0);
    ++*counter_of(&a, &c, "a");
    ++*counter_of(&a, &c, arena_strdup(&a, "a")); /* by what it says, not by where it is */
    ++*counter_of(&a, &c, "");
    assert_int_equal(*counter_of(&a, &c, "a"), 2);
    assert_int_equal(*counter_of(&a, &c, ""), 1);
    assert_int_equal(*counter_of(&a, &c, "b"), 0);
    arena_free(&a);
}

static void it_grows(void **state)
{
    (void)state;
    enum { MANY = 50000 };
    struct arena a;
    struct counters c = {0};
    arena_init(&a, 0);
    for (int i = 0; i < MANY; i++)
        *counter_of(&a, &c, arena_printf(&a, "name-%d", i)) = i;
    for (int i = 0; i < MANY; i++)
        assert_int_equal(*counter_of(&a, &c, arena_printf(&a, "name-%d", i)), i);
    assert_int_equal(c.used, MANY);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_counted_apart),
        cmocka_unit_test(it_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
