/* What the tests of meaning share: the lexicons of the program, loaded once. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/lexicons.h"

static struct arena a, of_lexicons;
static struct lexicons *lexicons;

static int load(void **state)
{
    (void)state;
    struct yaml_faults faults = {.arena = &of_lexicons};
    arena_init(&of_lexicons, 0);
    lexicons = lexicons_load(&of_lexicons, NULL, &faults);
    return faults.n ? -1 : 0;
}

static int unload(void **state)
{
    (void)state;
    arena_free(&of_lexicons);
    return 0;
}

static int setup(void **state)
{
    (void)state;
    arena_init(&a, 0);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}
