/* store/candidates.c: who shares a key with whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "store/candidates.h"

enum { ITEMS = 200 };

static int met[ITEMS][ITEMS]; /* how often */
static uint32_t last;

static bool meet(void *context, uint32_t x, const uint32_t *others, size_t n)
{
    (void)context;
    assert_true(x >= last);
    last = x;
    for (size_t i = 0; i < n; i++) {
        assert_true(others[i] > x && others[i] < ITEMS);
        met[x][others[i]]++;
    }
    return true;
}

static int setup(void **state)
{
    (void)state;
    memset(met, 0, sizeof met);
    last = 0;
    return 0;
}

static void add(struct candidates *c, uint32_t item, uint32_t key)
{
    c->item = item;
    candidates_add(c, key);
}

/* Against the plain way: every pair, every key. */
static void each_pair_that_shares_a_key_meets_once(void **state)
{
    (void)state;
    enum { KEYS = 5 };
    static uint32_t keys[ITEMS][KEYS];
    uint32_t seed = 1;
    struct candidates c = {.v = NULL};
    for (uint32_t i = 0; i < ITEMS; i++)
        for (int k = 0; k < KEYS; k++) {
            seed = seed * 1664525 + 1013904223;
            keys[i][k] = (seed >> 16) % 120 * UINT32_C(35791394) + 1; /* all over the range */
            add(&c, i, keys[i][k]);
        }
    enum { FIRST = ITEMS - 50 };
    assert_true(candidates_each(&c, ITEMS, FIRST, meet, NULL));
    for (size_t x = 0; x < ITEMS; x++)
        for (size_t y = 0; y < ITEMS; y++) {
            bool shared = false;
            for (int i = 0; i < KEYS * KEYS; i++)
                shared |= keys[x][i / KEYS] == keys[y][i % KEYS];
            assert_int_equal(met[x][y], shared && x < y && x < FIRST);
        }
    candidates_free(&c);
}

static void a_key_of_many_tells_nothing(void **state)
{
    (void)state;
    struct candidates c = {.v = NULL};
    for (uint32_t i = 0; i < CANDIDATES_OF_A_KEY + 1; i++) {
        add(&c, i, 7);
        add(&c, i, 7); /* twice the same: held once */
        if (i)
            add(&c, i, UINT32_MAX);
    }
    assert_true(candidates_each(&c, ITEMS, ITEMS, meet, NULL));
    assert_int_equal(met[0][1], 0);
    assert_int_equal(met[1][2], 1);
    assert_int_equal(met[1][CANDIDATES_OF_A_KEY], 1);
}

static bool refuse(void *context, uint32_t x, const uint32_t *others, size_t n)
{
    (void)x, (void)others, (void)n;
    ++*(int *)context;
    return false;
}

static void it_ends_when_it_is_told_to(void **state)
{
    (void)state;
    struct candidates c = {.v = NULL};
    int calls = 0;
    assert_true(candidates_each(&c, 0, 0, refuse, &calls));
    for (uint32_t i = 0; i < 10; i++)
        add(&c, i, 7);
    assert_false(candidates_each(&c, 10, 10, refuse, &calls));
    assert_int_equal(calls, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_pair_that_shares_a_key_meets_once, setup),
        cmocka_unit_test_setup(a_key_of_many_tells_nothing, setup),
        cmocka_unit_test_setup(it_ends_when_it_is_told_to, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
