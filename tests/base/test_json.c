/* base/json.h */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "base/json.h"

static void nesting_and_commas_are_right(void **state)
{
    (void)state;
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    jw_init(&j, &b, false);
    jw_object(&j);
    jw_key(&j, "a");
    jw_array(&j);
    jw_int(&j, 1);
    jw_object(&j);
    jw_object_end(&j);
    jw_array(&j);
    jw_array_end(&j);
    jw_array_end(&j);
    jw_field(&j, "empty", "");
    jw_field(&j, "none", NULL);
    jw_field(&j, "b", "x");
    jw_key(&j, "c");
    jw_null(&j);
    jw_object_end(&j);
    assert_string_equal(buf_str(&b), "{\"a\":[1,{},[]],\"b\":\"x\",\"c\":null}");
    buf_free(&b);
}

static void text_cannot_command_a_terminal_or_a_script(void **state)
{
    (void)state;
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    jw_init(&j, &b, false);
    jw_string(&j, "a\x1B\x7F\xC2\x9B\u202E\u2066\u2028\uFFFE é«\u200F…\U0001F389\xFF\"\\");
    assert_string_equal(
        buf_str(&b),
        "\"a\\u001b\\u007f\\u009b\\u202e\\u2066\\u2028\\ufffe é«\u200F…\U0001F389\uFFFD\\\"\\\\\"");
    buf_free(&b);
}

static void pretty_output_is_indented(void **state)
{
    (void)state;
    struct buf b;
    struct json j;
    buf_init(&b, 0);
    jw_init(&j, &b, true);
    jw_object(&j);
    jw_key(&j, "a");
    jw_array(&j);
    jw_int(&j, 1);
    jw_int(&j, 2);
    jw_array_end(&j);
    jw_object_end(&j);
    assert_string_equal(buf_str(&b), "{\n  \"a\": [\n    1,\n    2\n  ]\n}");
    buf_free(&b);
}

static void every_string_reads_back(void **state)
{
    (void)state;
    /* all two-byte strings, valid UTF-8 or not: the output always is JSON */
    for (unsigned x = 0; x < 0x10000; x++) {
        char s[3] = {(char)(x >> 8), (char)x, 'z'};
        struct buf b;
        struct json j;
        buf_init(&b, 0);
        jw_init(&j, &b, false);
        jw_array(&j);
        jw_string_n(&j, s, 3);
        jw_array_end(&j);
        json_t *v = json_loadb(b.p, b.n, JSON_ALLOW_NUL, NULL);
        assert_non_null(v);
        const char *back = json_string_value(json_array_get(v, 0));
        assert_non_null(back);
        if ((x >> 8) < 0x80 && (x & 0xFF) < 0x80)
            assert_memory_equal(back, s, 3);
        json_decref(v);
        buf_free(&b);
    }
}

static void numbers_are_the_shortest_that_read_back(void **state)
{
    (void)state;
    static const struct {
        double v;
        const char *text;
    } cases[] = {
        {0, "0"},          {48.8534, "48.8534"}, {0.1, "0.1"},       {2200000, "2200000"},    {-1.5, "-1.5"},
        {1e300, "1e+300"}, {NAN, "null"},        {INFINITY, "null"}, {100000000, "100000000"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b;
        struct json j;
        buf_init(&b, 0);
        jw_init(&j, &b, false);
        jw_double(&j, cases[i].v);
        assert_string_equal(buf_str(&b), cases[i].text);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nesting_and_commas_are_right),
        cmocka_unit_test(text_cannot_command_a_terminal_or_a_script),
        cmocka_unit_test(pretty_output_is_indented),
        cmocka_unit_test(every_string_reads_back),
        cmocka_unit_test(numbers_are_the_shortest_that_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
