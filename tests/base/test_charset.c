/* base/charset.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/charset.h"
#include "base/text.h"

static struct buf out;
static struct charset found;

/* Decodes from the heap, so that reading past the end is seen; the result is checked to be UTF-8. */
static const char *decode(const char *bytes, size_t n, const char *http)
{
    char *exact = malloc(n ? n : 1);
    assert_non_null(exact);
    if (n)
        memcpy(exact, bytes, n);
    buf_reset(&out);
    found = charset_decode(&out, exact, n, http);
    free(exact);
    assert_true(utf8_valid(buf_str(&out), out.n));
    return buf_str(&out);
}
#define DECODE(s, http) decode((s), sizeof(s) - 1, (http))

static int teardown(void **state)
{
    (void)state;
    buf_free(&out);
    return 0;
}

static void utf8_passes_unchanged(void **state)
{
    (void)state;
    assert_string_equal(DECODE("<?xml version='1.0' encoding='UTF-8'?><t>été — €</t>", "utf-8"),
                        "<?xml version='1.0' encoding='UTF-8'?><t>été — €</t>");
    assert_string_equal(found.name, "utf-8");
    assert_false(found.contradicted);
    assert_int_equal(found.mended, 0);
    assert_string_equal(DECODE("", NULL), "");
    assert_string_equal(DECODE("plain ascii", "iso-8859-1"), "plain ascii");
    assert_false(found.contradicted);
}

static void a_byte_that_counts_is_seen_wherever_it_stands(void **state)
{
    (void)state;
    enum { N = 20 };
    char text[N + 1], wanted[N + 3];
    for (size_t at = 0; at < N; at++)
        for (int c = 1; c < 256; c++) {
            memset(text, 'x', N);
            text[at] = (char)c;
            if (at)
                text[at - 1] = '\n';
            memcpy(wanted, text, at);
            bool kept = (c >= 0x20 && c != 0x7F) || c == '\t' || c == '\n' || c == '\r';
            size_t n = at;
            if (c >= 0xA0) { /* alone, it is windows-1252 */
                wanted[n++] = (char)(0xC0 | c >> 6);
                wanted[n++] = (char)(0x80 | (c & 0x3F));
            } else if (kept) {
                wanted[n++] = (char)c;
            }
            memset(wanted + n, 'x', N - at - 1);
            wanted[n + N - at - 1] = '\0';
            if (c < 0x80 || c >= 0xA0)
                assert_string_equal(decode(text, N, NULL), wanted);
        }
}

static void a_byte_order_mark_wins(void **state)
{
    (void)state;
    assert_string_equal(DECODE("\xEF\xBB\xBF<?xml version='1.0' encoding='ISO-8859-1'?>d’été", "latin1"),
                        "<?xml version='1.0' encoding='ISO-8859-1'?>d’été");
    assert_true(found.contradicted);
    assert_string_equal(DECODE("\xFF\xFE"
                               "a\0\xE9\0\x3D\xD8\x31\xDF",
                               "utf-8"),
                        "aé\U0001F731");
    assert_string_equal(found.name, "utf-16le");
    assert_true(found.contradicted);
    assert_string_equal(DECODE("\xFE\xFF\0a\0\xE9", "utf-16"), "aé");
    assert_string_equal(found.name, "utf-16be");
    assert_false(found.contradicted);
    assert_string_equal(DECODE("\xFF\xFE\0\0a\0\0\0\xE9\0\0\0", NULL), "aé");
    assert_string_equal(DECODE("\0\0\xFE\xFF\0\0\0a\0\1\xF3\x31", NULL), "a\U0001F331");
    assert_string_equal(DECODE("\xEF\xBB\xBF", NULL), "");
}

static void wide_characters_are_seen_without_a_mark(void **state)
{
    (void)state;
    assert_string_equal(DECODE("<\0?\0x\0m\0l\0 \0\xE9\0a\0b\0c\0", NULL), "<?xml éabc");
    assert_string_equal(found.name, "utf-16le");
    assert_string_equal(DECODE("\0<\0?\0x\0m\0l\0 \0\xE9\0a\0b\0c", "utf-16"), "<?xml éabc");
    assert_string_equal(found.name, "utf-16be");
    assert_false(found.contradicted);
    assert_string_equal(DECODE("<\0\0\0a\0\0\0>\0\0\0b\0\0\0", NULL), "<a>b");
    assert_string_equal(DECODE("a\0b", NULL), "ab"); /* no more than a stray NUL */
    assert_string_equal(DECODE("\xFF\xFE"
                               "a\0\0\xD8z\0b",
                               NULL),
                        "a\uFFFDz"); /* half a pair, half a character */
    assert_int_equal(found.mended, 3);
}

static void utf8_bytes_win_over_wrong_declarations(void **state)
{
    (void)state;
    static const char *const declared[] = {"iso-8859-1", "us-ascii", "windows-1252", "x-inconnu",
                                           "koi8-r",     "utf-16",   "\"UTF-8\""};
    for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
        assert_string_equal(DECODE("l’été à Nîmes", declared[i]), "l’été à Nîmes");
        assert_string_equal(found.name, "utf-8");
        assert_int_equal(found.contradicted, i < 6);
    }
}

static void bytes_of_windows_1252_declared_as_something_near_are_read(void **state)
{
    (void)state;
    static const char *const declared[] = {NULL,       "utf-8",  "iso-8859-1", "Latin1", "ISO_8859-1:1987",
                                           "us-ascii", "cp1252", "x-inconnu",  ""};
    for (size_t i = 0; i < sizeof declared / sizeof *declared; i++) {
        assert_string_equal(DECODE("Ville d\x92"
                                   "Exemple : \x80 50, c\x9Cur, \xE9t\xE9\x85",
                                   declared[i]),
                            "Ville d’Exemple : € 50, cœur, été…");
    }
    assert_string_equal(DECODE("<?xml version='1.0' encoding='UTF-8'?>\xE9t\xE9", NULL),
                        "<?xml version='1.0' encoding='UTF-8'?>été");
    assert_string_equal(DECODE("ab \x81\x8D cd", "windows-1252"), "ab \uFFFD\uFFFD cd");
    assert_int_equal(found.mended, 2);
}

static void stray_bytes_in_utf8_are_mended_one_by_one(void **state)
{
    (void)state;
    assert_string_equal(DECODE("été à l’\xEEle, \x80 5, «\u00a0d\x92"
                               "accord »",
                               "utf-8"),
                        "été à l’île, € 5, «\u00a0d’accord »");
    assert_int_equal(found.mended, 3);
    assert_string_equal(found.name, "utf-8");
    assert_string_equal(DECODE("d’été coup\xC3 et \xE2\x80", "utf-8"),
                        "d’été coup\uFFFD et \uFFFD");          /* cut short */
    assert_string_equal(DECODE("don\xC2\x92t", NULL), "don’t"); /* a C1 control that was windows-1252 */
    assert_string_equal(DECODE("a\0b\x0B"
                               "c\x1B"
                               "d\xEF\xBF\xBF\te",
                               "utf-8"),
                        "abcd\te");
}

static void declarations_inside_are_found(void **state)
{
    (void)state;
    assert_string_equal(DECODE("<?xml version = '1.0'  encoding = 'iso-8859-15' ?><t>\xA4\xBD</t>", NULL),
                        "<?xml version = '1.0'  encoding = 'iso-8859-15' ?><t>€œ</t>");
    assert_string_equal(found.name, "iso-8859-15");
    assert_string_equal(DECODE("\n<?xml version=\"1.0\" encoding=\"KOI8-R\"?>\xF0\xF2\xE9", NULL),
                        "\n<?xml version=\"1.0\" encoding=\"KOI8-R\"?>ПРИ");
    assert_string_equal(DECODE("<html><meta name=x><META Charset=windows-1251 />\xCF\xF0", NULL),
                        "<html><meta name=x><META Charset=windows-1251 />Пр");
    assert_string_equal(
        DECODE("<head><meta http-equiv=c content=\"text/html; charset=iso-8859-2\">\xB1", NULL),
        "<head><meta http-equiv=c content=\"text/html; charset=iso-8859-2\">ą");
    assert_string_equal(DECODE("<rss>&lt;meta <meta charset=koi8-r> \xE9", NULL),
                        "<rss>&lt;meta <meta charset=koi8-r> é");
    /* the one of the transport comes first */
    assert_string_equal(DECODE("<?xml encoding='koi8-r'?>\xE9", "iso-8859-1"), "<?xml encoding='koi8-r'?>é");
    /* unless it is plainly wrong */
    assert_string_equal(DECODE("<?xml encoding='iso-8859-15'?>\xA4", "utf-8"),
                        "<?xml encoding='iso-8859-15'?>€");
}

static void east_asian_encodings_are_converted(void **state)
{
    (void)state;
    charset_preload();
    assert_string_equal(DECODE("\x93\xFA\x96\x7B", "shift_jis"), "日本");
    assert_string_equal(DECODE("\xC6\xFC\xCB\xDC", "x-euc-jp"), "日本");
    assert_string_equal(DECODE("\x1B$BF|K\\\x1B(B!", "iso-2022-jp"), "日本!");
    assert_string_equal(DECODE("\xC8\xD5\xB1\xBE", "gb2312"), "日本");
    assert_string_equal(DECODE("\xA4\xE9\xA5\xBB", "big5"), "日本");
    assert_string_equal(DECODE("\xC7\xD1\xB1\xDB", "euc-kr"), "한글");
    assert_string_equal(found.name, "euc-kr");
    assert_string_equal(DECODE("\x93\xFA\x96\xFF!", "shift_jis"), "日\uFFFD\uFFFD!");
    assert_int_equal(found.mended, 2);
}

static void an_undeclared_alphabet_is_guessed_when_there_is_enough_of_it(void **state)
{
    (void)state;
    static const char russian[] = "\xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0! \xDD\xF2\xEE "
                                  "\xEF\xF0\xEE\xF1\xF2\xEE\xE9 \xF2\xE5\xEA\xF1\xF2 "
                                  "\xED\xE0 \xF0\xF3\xF1\xF1\xEA\xEE\xEC \xFF\xE7\xFB\xEA\xE5, \xE1\xE5\xE7 "
                                  "\xEE\xE1\xFA\xFF\xE2\xEB\xE5\xED\xE8\xFF.";
    assert_non_null(strstr(DECODE(russian, NULL), "Привет, мир! Это простой текст"));
    assert_string_equal(found.name, "windows-1251");
    assert_string_equal(DECODE("\xC9v\xE9nement \xE0 No\xEBl, d\xE9j\xE0 cr\xE9\xE9", NULL),
                        "Événement à Noël, déjà créé");
    assert_string_equal(found.name, "windows-1252");
}

static void labels_have_many_spellings(void **state)
{
    (void)state;
    assert_string_equal(charset_name("UTF8", 4), "utf-8");
    assert_string_equal(charset_name(" Latin-1 ", 9), "windows-1252");
    assert_string_equal(charset_name("'ISO-8859-9'", 12), "windows-1254");
    assert_string_equal(charset_name("ANSI_X3.4-1968", 14), "windows-1252");
    assert_null(charset_name("utf-7", 5));
    assert_null(charset_name("", 0));
    assert_null(charset_name("a label that is far too long to be the name of any encoding", 59));
}

static void whatever_the_bytes_the_text_is_valid_and_bounded(void **state)
{
    (void)state;
    static const char *const declared[] = {NULL,       "utf-8",  "gb18030",    "iso-2022-jp",
                                           "utf-16le", "utf-32", "windows-874"};
    char bytes[512];
    uint32_t seed = 12345;
    for (int round = 0; round < 400; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            bytes[i] = (char)(seed >> (round % 2 ? 24 : 25));
        }
        size_t n = seed % sizeof bytes;
        decode(bytes, n, declared[(size_t)round % (sizeof declared / sizeof *declared)]);
        assert_true(out.n <= 3 * n);
    }
    struct buf small;
    buf_init(&small, 10);
    charset_decode(&small, "much longer than ten", 20, NULL);
    assert_true(small.overflow);
    buf_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_passes_unchanged),
        cmocka_unit_test(a_byte_that_counts_is_seen_wherever_it_stands),
        cmocka_unit_test(a_byte_order_mark_wins),
        cmocka_unit_test(wide_characters_are_seen_without_a_mark),
        cmocka_unit_test(utf8_bytes_win_over_wrong_declarations),
        cmocka_unit_test(bytes_of_windows_1252_declared_as_something_near_are_read),
        cmocka_unit_test(stray_bytes_in_utf8_are_mended_one_by_one),
        cmocka_unit_test(declarations_inside_are_found),
        cmocka_unit_test(east_asian_encodings_are_converted),
        cmocka_unit_test(an_undeclared_alphabet_is_guessed_when_there_is_enough_of_it),
        cmocka_unit_test(labels_have_many_spellings),
        cmocka_unit_test(whatever_the_bytes_the_text_is_valid_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
