/* How the tables of date expressions are written, and what checks one. */
#pragma once
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include "harvester/meaning/dates.h"

struct date_case {
    const char *text;
    const char
        *expect; /* "2021-03-15T12:00 deadline; 2021-01-04..2021-02-05 event"; role "-": any; "": nothing */
};

/* Prints what is found as `expect` is written, in one line. */
static inline void date_found_text(const struct found_date *d, char *out, size_t size, bool role)
{
    char from[32], to[32];
    civil_format(&d->from, from);
    civil_format(&d->to, to);
    snprintf(out, size, "%s%s%s%s%s", from, *to ? ".." : "", to, role ? " " : "",
             role ? date_role_names[d->role] : "");
}

static inline bool date_listed(const char *list, const char *found, const char *any)
{
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, ";");
        const char *end = p + n;
        while (*p == ' ')
            p++;
        n = (size_t)(end - p);
        if ((strlen(found) == n && memcmp(found, p, n) == 0) || (strlen(any) == n && memcmp(any, p, n) == 0))
            return true;
        p = *end ? end + 1 : end;
    }
    return false;
}

static inline void check_date_cases(const struct date_case *cases, size_t n, const char *ref, const char *tz)
{
    int failed = 0;
    for (size_t i = 0; i < n; i++) {
        const struct date_case *c = &cases[i];
        struct date_context context = {.timezone = tz};
        struct arena a;
        struct found_dates found;
        char got[4096] = "";
        arena_init(&a, 0);
        assert_true(civil_parse(ref, &context.ref));
        dates_find(&a, c->text, strlen(c->text), &context, &found);
        size_t wanted = *c->expect ? 1 : 0, values = 0;
        for (const char *p = c->expect; (p = strchr(p, ';')); p++)
            wanted++;
        bool well = true;
        for (size_t k = 0; k < found.n; k++) {
            char one[128], any[128];
            date_found_text(&found.v[k], one, sizeof one, true);
            date_found_text(&found.v[k], any, sizeof any, false);
            strcat(any, " -");
            if (!strstr(got, one))
                values++;
            if (strlen(got) + strlen(one) + 3 < sizeof got) {
                strcat(got, *got ? "; " : "");
                strcat(got, one);
            }
            well &= date_listed(c->expect, one, any);
        }
        if (!well || values != wanted) {
            print_error("\"%s\"\n    wanted %s\n    got    %s\n", c->text, c->expect, got);
            failed++;
        }
        arena_free(&a);
    }
    assert_int_equal(failed, 0);
}

/* Read on Wednesday 6 January 2021 in Paris. */
#define CHECK_DATES(table) CHECK_DATES_AT(table, "2021-01-06T10:00", "Europe/Paris")
#define CHECK_DATES_AT(table, ref, tz) check_date_cases(table, sizeof table / sizeof *table, ref, tz)
