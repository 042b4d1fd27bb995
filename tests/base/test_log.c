/* base/log.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/log.h"

static void safe(const char *s, const char *wanted)
{
    struct buf b;
    buf_init(&b, 0);
    log_add_safe(&b, s);
    assert_string_equal(buf_str(&b), wanted);
    buf_free(&b);
}

static void what_could_command_a_terminal_is_shown(void **state)
{
    (void)state;
    safe("", "");
    safe("Élan à 50 €, 日本", "Élan à 50 €, 日本");
    safe("a\x1b[31mb\x07\x7f\n\tc", "a\\x1B[31mb\\x07\\x7F\\x0A\\x09c");
    safe("\xC2\x9B"
         "2J",
         "\\x9B2J");              /* C1 as UTF-8 */
    safe("\xC2\xA0", "\xC2\xA0"); /* the no-break space is none */
    safe("\xE2\x80\xAE"
         "abc"
         "\xE2\x81\xA6"
         "d",
         "\\u202Eabc\\u2066d");
    safe("\xE2\x80\x93\xE2\x81\x84", "\xE2\x80\x93\xE2\x81\x84");
    safe("\xE2", "\xE2"); /* cut short: nothing is read behind the end */
    safe("\xE2\x80", "\xE2\x80");
    safe("\xC2", "\xC2");
}

/* What log_message writes on stderr, at a level. */
static const char *logged(enum log_level level, enum log_level threshold, const char *text)
{
    static char out[8192];
    int ends[2], saved = dup(STDERR_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDERR_FILENO);
    log_set_level(threshold);
    log_message(level, "%s", text);
    dup2(saved, STDERR_FILENO);
    close(saved);
    close(ends[1]);
    ssize_t n = read(ends[0], out, sizeof out - 1);
    close(ends[0]);
    out[n > 0 ? n : 0] = '\0';
    log_set_level(LOG_WARN);
    return out;
}

static void a_message_is_one_line_at_its_level(void **state)
{
    (void)state;
    assert_string_equal(logged(LOG_WARN, LOG_WARN, "a\nb"), "moisson: a\\x0Ab\n");
    assert_string_equal(logged(LOG_INFO, LOG_WARN, "a"), "");
    assert_string_equal(logged(LOG_INFO, LOG_INFO, "a"), "moisson: a\n");
    assert_string_equal(logged(LOG_WARN, LOG_ERROR, "a"), "");
    assert_string_equal(logged(LOG_ERROR, LOG_ERROR, "a"), "moisson: a\n");
}

static void a_long_message_is_cut(void **state)
{
    (void)state;
    char text[6000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    const char *line = logged(LOG_ERROR, LOG_WARN, text);
    assert_true(strlen(line) < 4200 && line[strlen(line) - 1] == '\n');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_could_command_a_terminal_is_shown),
        cmocka_unit_test(a_message_is_one_line_at_its_level),
        cmocka_unit_test(a_long_message_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
