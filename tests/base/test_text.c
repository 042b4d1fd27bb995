/* base/text.h: text.c, fold.c and markup.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/htmltag.h"
#include "base/text.h"

static struct arena a;

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

/* The bytes on the heap, exactly: so that reading past the end is seen by the tools. */
#define GIVEN(function, s)                                                                                   \
    ({                                                                                                       \
        size_t n_ = sizeof(s) - 1;                                                                           \
        char *copy_ = malloc(n_ ? n_ : 1);                                                                   \
        assert_non_null(copy_);                                                                              \
        memcpy(copy_, s, n_);                                                                                \
        char *result_ = function(&a, copy_, n_);                                                             \
        free(copy_);                                                                                         \
        result_;                                                                                             \
    })

static void utf8_decodes_characters_and_maximal_invalid_parts(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        uint32_t code;
        size_t length;
    } cases[] = {
        {"a", 'a', 1},
        {"é", 0xE9, 2},
        {"€", 0x20AC, 3},
        {"\xF0\x9F\x8C\xB1", 0x1F331, 4},
        {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4},
        {"\xF4\x90\x80\x80", 0xFFFD, 1},
        {"\xED\xA0\x80", 0xFFFD, 1}, /* a surrogate */
        {"\xED\x9F\xBF", 0xD7FF, 3},
        {"\xC0\xAF", 0xFFFD, 1}, /* overlong */
        {"\xE0\x80\xAF", 0xFFFD, 1},
        {"\xE2\x82", 0xFFFD, 2}, /* cut */
        {"\xE2\x82z", 0xFFFD, 2},
        {"\xF0\x9F\x8C", 0xFFFD, 3},
        {"\x80", 0xFFFD, 1},
        {"\xFF", 0xFFFD, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i].s), length = 99;
        char *exact = malloc(n);
        assert_non_null(exact);
        memcpy(exact, cases[i].s, n);
        uint32_t code = utf8_decode(exact, n, &length);
        free(exact);
        assert_int_equal(code, cases[i].code);
        assert_int_equal(length, cases[i].length);
    }
    size_t length;
    assert_int_equal(utf8_decode("\0", 1, &length), 0);
}

static void utf8_valid_tells_good_bytes_from_bad(void **state)
{
    (void)state;
    assert_true(utf8_valid("", 0));
    assert_true(utf8_valid("a\0b", 3));
    assert_true(utf8_valid("Appel à projets « données » \xEF\xBF\xBD",
                           strlen("Appel à projets « données » \xEF\xBF\xBD")));
    assert_false(utf8_valid("Appel \xE0 projets, assez long", 26));
    assert_false(utf8_valid("12345678é", 9));
    assert_false(utf8_valid("\xED\xA0\x80", 3));
}

static void utf8_clean_replaces_what_is_invalid_and_drops_forbidden_controls(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    utf8_clean(&b, "a\tb\nc\0d\x1B[31me\xE9z\xEF\xBF\xBF.\xEF\xBF\xBD\x7F", 23);
    assert_string_equal(buf_str(&b), "a\tb\ncd[31me\xEF\xBF\xBDz.\xEF\xBF\xBD");
    buf_reset(&b);
    utf8_clean(&b,
               "l\xC2\x92"
               "eau\xC2\x90\xC2\x9D\u202Ex\u2066y\u200F\uFFFE",
               24);
    assert_string_equal(buf_str(&b), "l’eauxy\u200F");
    buf_reset(&b);
    utf8_clean(&b, "\xE2\x82\xE2\x82\xAC\xED\xA0\x80", 8);
    assert_string_equal(buf_str(&b), "\xEF\xBF\xBD€\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    buf_free(&b);
}

static void sound_text_is_valid_and_holds_nothing_forbidden(void **state)
{
    (void)state;
    static const char *const bad[] = {"\x1B",   "\x7F",   "\xC2\x9B", "\u202A", "\u202E",
                                      "\u2066", "\u2069", "\uFFFF",   "\xE9",   "\v"};
    static const char good[] = "Été\t«\u00A0x\u00A0»\r\n\u200F\u2028\uFFFD\U0001F389";
    assert_true(utf8_sound(good, strlen(good)));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (int at = 0; at < 12; at++) {
            char text[32];
            int n = snprintf(text, sizeof text, "%.*s%sabcdefgh", at, "123456789012", bad[i]);
            assert_false(utf8_sound(text, (size_t)n));
            assert_int_equal(text_plain_run(text, (size_t)n), at);
        }
}

static void collapse_makes_runs_of_any_white_space_one_space(void **state)
{
    (void)state;
    assert_string_equal(GIVEN(text_collapse, " \t\r\n Date\u00a0:\u202f 3 \u3000mars\u2009 "),
                        "Date : 3 mars");
    assert_string_equal(GIVEN(text_collapse, "zero\u200bwidth\ufeff"), "zerowidth");
    assert_string_equal(GIVEN(text_collapse, "\u200b \u200b"), "");
    assert_string_equal(GIVEN(text_collapse, ""), "");
    assert_string_equal(GIVEN(text_collapse, "cut\xE2\x80"), "cut\xE2\x80");
    assert_string_equal(GIVEN(text_collapse, "« à »"), "« à »");
    assert_true(text_blank(NULL));
    assert_true(text_blank(""));
    assert_true(text_blank(" \n\u00a0\u202f\ufeff"));
    assert_false(text_blank(" x"));
}

static void references_are_decoded_once(void **state)
{
    (void)state;
    assert_string_equal(GIVEN(text_unescape, "L&rsquo;&eacute;t&eacute; &amp;#039; &#039;&#x2019;&#X20AC;"),
                        "L’été &#039; '’€");
    assert_string_equal(GIVEN(text_unescape, "&#128;&#150;&#159;"), "€–Ÿ"); /* windows-1252 */
    assert_string_equal(GIVEN(text_unescape, "&#0;&#xD800;&#1114112;&#99999999999999999999;"),
                        "\uFFFD\uFFFD\uFFFD\uFFFD");
    assert_string_equal(GIVEN(text_unescape, "a&#8;b&#13;c"), "ab\rc");
    assert_string_equal(GIVEN(text_unescape, "AT&T & co &inconnu; &; &# &#x; &#xg &"),
                        "AT&T & co &inconnu; &; &# &#x; &#xg &");
    assert_string_equal(GIVEN(text_unescape, "&amp"), "&");
    assert_string_equal(GIVEN(text_unescape, "&eacute "), "é ");
    assert_string_equal(GIVEN(text_unescape, "?a=1&copy=2&region=3&copy;"), "?a=1&copy=2&region=3©");
    assert_string_equal(GIVEN(text_unescape, "&NotEqualTilde;&CounterClockwiseContourIntegral;"), "≂̸∳");
    assert_string_equal(GIVEN(text_unescape, "&#65"), "A");
}

static void every_entity_of_the_table_is_found(void **state)
{
    (void)state;
    assert_string_equal(text_entity("AElig", 5), "Æ");
    assert_string_equal(text_entity("zwnj", 4), "\u200c");
    assert_string_equal(text_entity("zwj", 3), "\u200d");
    assert_string_equal(text_entity("nbsp", 4), "\u00a0");
    assert_string_equal(text_entity("Eacute", 6), "É");
    assert_string_equal(text_entity("eacute", 6), "é");
    assert_null(text_entity("EACUTE", 6));
    assert_null(text_entity("eacut", 5));
    assert_null(text_entity("eacutes", 7));
    assert_null(text_entity("", 0));
    assert_null(text_entity("\xC3\xA9", 2));
}

static void lines_of_html_are_those_a_reader_sees(void **state)
{
    (void)state;
    assert_string_equal(GIVEN(text_lines_from_html, "<p>Date limite :</p> <p>15 <b>mars</b></p>"),
                        "Date limite :\n15 mars");
    assert_string_equal(GIVEN(text_lines_from_html, "a<br/>b\nc<ul><li>d<li>e</ul>"), "a\nb c\nd\ne");
    assert_string_equal(GIVEN(text_lines_from_html, "<tr><td>Clôture</td><td>15 mars</td></tr><tr><td>x"),
                        "Clôture 15 mars\nx");
}

static void an_old_name_in_text_needs_no_semicolon(void **state)
{
    (void)state;
    char out[8];
    size_t length = 0;
    assert_int_equal(text_reference("&notit;", 7, false, out, &length), 4);
    assert_memory_equal(out, "¬", 2);
    assert_int_equal(text_reference("&notit;", 7, true, out, &length), 0);
    assert_int_equal(text_reference("&notin;", 7, true, out, &length), 7);
    assert_int_equal(text_reference("&hellip", 7, false, out, &length), 0);
    assert_string_equal(GIVEN(text_from_html, "&eacutecole"), "école");
}

static void html_becomes_its_words(void **state)
{
    (void)state;
    static const struct {
        const char *html, *text;
    } cases[] = {
        {"<p>Un <b>appel</b>&nbsp;: 1<sup>er</sup> mars</p><p>fin</p>", "Un appel : 1er mars fin"},
        {"a<br>b<BR/>c<li>d</td>e", "a b c d e"},
        {"<script>if (a < b) x = '</p>'</script>vu<style>p{}</style>", "vu"},
        {"a<script>rest is code", "a"},
        {"a<SCRIPT type='x'>no</sCript >b", "ab"},
        {"a <!-- no > <b>no --> b <!--> c <!---> d", "a b c d"},
        {"a <!-- never closed <b>", "a"},
        {"<![CDATA[ <b>kept</b> ]] ]> ]]> after ]]>", "kept ]] ]> after ]]>"},
        {"1 < 2 et 3 > 2, <3, a<", "1 < 2 et 3 > 2, <3, a<"},
        {"<a title='x>y' href=\"z\">mot</a>", "mot"},
        {"<a href=\"cut>mot</a> dit \"oui", "mot dit \"oui"},
        {"mot <a href=\"http://cut", "mot"},
        {"<?xml version='1.0'?><!DOCTYPE html>x", "x"},
        {"</3>x</ >y", "xy"},
        {"<o:p>un</o:p><custom-tag>deux</custom-tag>", "undeux"},
        {"<svg><text>no</text></svg>oui<video src=x>non fermé", "oui non fermé"},
        {"&lt;b&gt; reste &amp;amp;", "<b> reste &amp;"},
        {"<h2>Titre</h2>Texte", "Titre Texte"},
        {"&nbsp;&#8203;", ""},
        {"<b>", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i].html);
        char *exact = malloc(n + 1);
        assert_non_null(exact);
        exact = realloc(exact, n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, cases[i].html, n);
        char *text = text_from_html(&a, exact, n);
        free(exact);
        assert_string_equal(text, cases[i].text);
    }
}

static void a_title_keeps_what_is_not_a_known_tag(void **state)
{
    (void)state;
    assert_string_equal(GIVEN(text_title, "1 < 2 & 3 > 2"), "1 < 2 & 3 > 2");
    assert_string_equal(GIVEN(text_title, "Un <b>grand</b>  titre<br/>long"), "Un grand titre long");
    assert_string_equal(GIVEN(text_title, "List<T> et <foo>"), "List<T> et <foo>");
    assert_string_equal(GIVEN(text_title, "L&#039;eau &amp; l&rsquo;air"), "L'eau & l’air");
    assert_string_equal(GIVEN(text_title, "&lt;b&gt; est une balise"), "<b> est une balise");
    assert_string_equal(GIVEN(text_title, "a <b jamais fini"), "a <b jamais fini");
    assert_string_equal(GIVEN(text_title, "a <!-- b"), "a <!-- b");
    assert_string_equal(GIVEN(text_title, "a <script> b"), "a b");
}

static void folding_makes_words_comparable(void **state)
{
    (void)state;
    assert_string_equal(GIVEN(text_fold, "ÉTÉ À L’ŒUVRE — Straße, Łódź, Ærø, ñ"),
                        "ete a l'oeuvre - strasse, lodz, aero, n");
    assert_string_equal(GIVEN(text_fold, "e\u0301te\u0301 ﬁn ＡＢＣ １２ m² ½ … № n°"),
                        "ete fin abc 12 m2 1/2 ... no no");
    assert_string_equal(GIVEN(text_fold, "ΕΛΛΆΔΑ ΣΊΣΥΦΟΣ ς МОСКВА Ёлка Й"), "ελλαδα σισυφοσ σ москва ёлка й");
    assert_string_equal(GIVEN(text_fold, "日本 العربية \U0001F331"), "日本 العربية \U0001F331");
    assert_string_equal(GIVEN(text_fold, "co\u00adop\u00e9\u200bration\u00a0x"), "cooperation x");
    assert_string_equal(GIVEN(text_fold, "Not UTF-8 \xE9\xE9 [@Z`az{]"), "not utf-8 \uFFFD\uFFFD [@z`az{]");
    assert_string_equal(GIVEN(text_fold, "\u212b\u00c5\u212a"), "aak");
    assert_string_equal(GIVEN(text_fold, ""), "");
    assert_true(text_equal_fold("Content-Type", "content-type"));
    assert_false(text_equal_fold("a", "b"));
    assert_false(text_equal_fold(NULL, "b"));
}

static void folding_ascii_by_words_equals_folding_it_byte_by_byte(void **state)
{
    (void)state;
    char all[127], want[128] = "";
    for (int i = 0; i < 127; i++) {
        all[i] = (char)(i + 1);
        want[i] = (char)(all[i] >= 'A' && all[i] <= 'Z' ? all[i] + 32 : all[i]);
    }
    for (size_t from = 0; from < 9; from++)
        assert_memory_equal(text_fold(&a, all + from, 127 - from), want + from, 128 - from);
}

static void folding_long_text_does_not_cut_characters(void **state)
{
    (void)state;
    enum { N = 5000 };
    struct buf b;
    buf_init(&b, 0);
    for (int i = 0; i < N; i++)
        buf_adds(&b, i % 3 ? "É" : "a€");
    char *folded = text_fold(&a, b.p, b.n);
    assert_true(utf8_valid(folded, strlen(folded)));
    assert_null(strstr(folded, "\uFFFD"));
    assert_memory_equal(folded, "a€eea€ee", 12);
    buf_free(&b);
}

static void an_excerpt_ends_at_a_word(void **state)
{
    (void)state;
    assert_string_equal(text_excerpt(&a, "court", 10), "court");
    assert_string_equal(text_excerpt(&a, "dix lettre", 10), "dix lettre");
    assert_string_equal(text_excerpt(&a, "Un appel à projets, ouvert à tous", 20), "Un appel à projets…");
    assert_string_equal(text_excerpt(&a, "éééééééééééé", 5), "éééé…");
    assert_string_equal(text_excerpt(&a, "abc", 0), "");
    assert_string_equal(text_excerpt(&a, "", 5), "");
}

static void xml_text_is_escaped_and_free_of_controls(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    text_add_xml(&b, NULL);
    text_add_xml(&b, "<a href=\"x\">R&D\x01\x1F\t\uFFFF'é'</a>\uFEFF");
    assert_string_equal(buf_str(&b), "&lt;a href=&quot;x&quot;&gt;R&amp;D\t'é'&lt;/a&gt;\uFEFF");
    buf_free(&b);
}

static void the_nearest_word_is_offered_when_it_is_near(void **state)
{
    (void)state;
    static const char *const words[] = {"harvest", "export", "check", "status", NULL};
    assert_string_equal(text_nearest("harvets", words), "harvest");
    assert_string_equal(text_nearest("exprot", words), "export");
    assert_string_equal(text_nearest("chek", words), "check");
    assert_null(text_nearest("bonjour", words));
    assert_null(text_nearest("", words));
}

static void every_element_name_is_found_in_any_case(void **state)
{
    (void)state;
    for (int tag = 1; tag < HTML_TAG_COUNT; tag++) {
        const char *name = html_tag_name((enum html_tag)tag);
        assert_int_equal(html_tag_find(name, strlen(name)), tag);
        assert_true(tag == 1 || strcmp(html_tag_name((enum html_tag)(tag - 1)), name) < 0);
    }
    assert_int_equal(html_tag_find("BlockQuote", 10), HTML_BLOCKQUOTE);
    assert_int_equal(html_tag_find("blockquot", 9), HTML_UNKNOWN);
    assert_int_equal(html_tag_find("a\0", 2), HTML_UNKNOWN);
    assert_int_equal(html_tag_find("averyveryverylongname", 21), HTML_UNKNOWN);
    assert_int_equal(html_tag_find("", 0), HTML_UNKNOWN);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void text_of_hostile_markup_takes_linear_time(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<",   "<a b=\"",   "<!--",    "<video>",  "<script>", "&",
                                         "&#",  "<![CDATA[", "&#00000", "]]",       "<a ",      "</",
                                         "<b>", "=\"",       "<a b='>", "</script", "<div"};
    enum { N = 1 << 20 };
    char *text = malloc(N + 32);
    assert_non_null(text);
    double start = seconds();
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        size_t n = 0, length = strlen(pieces[k]);
        for (; n < N; n += length)
            memcpy(text + n, pieces[k], length);
        text_from_html(&a, text, n);
        text_title(&a, text, n);
        text_unescape(&a, text, n);
        arena_reset(&a);
    }
    free(text);
    /* 48 MB of text: under valgrind and sanitizers many times slower, yet far from the hours of a quadratic
     * scan */
    assert_true(seconds() - start < 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_html_are_those_a_reader_sees),
        cmocka_unit_test(utf8_decodes_characters_and_maximal_invalid_parts),
        cmocka_unit_test(utf8_valid_tells_good_bytes_from_bad),
        cmocka_unit_test(utf8_clean_replaces_what_is_invalid_and_drops_forbidden_controls),
        cmocka_unit_test(sound_text_is_valid_and_holds_nothing_forbidden),
        cmocka_unit_test(collapse_makes_runs_of_any_white_space_one_space),
        cmocka_unit_test(references_are_decoded_once),
        cmocka_unit_test(every_entity_of_the_table_is_found),
        cmocka_unit_test(an_old_name_in_text_needs_no_semicolon),
        cmocka_unit_test(html_becomes_its_words),
        cmocka_unit_test(a_title_keeps_what_is_not_a_known_tag),
        cmocka_unit_test(folding_makes_words_comparable),
        cmocka_unit_test(folding_ascii_by_words_equals_folding_it_byte_by_byte),
        cmocka_unit_test(folding_long_text_does_not_cut_characters),
        cmocka_unit_test(an_excerpt_ends_at_a_word),
        cmocka_unit_test(xml_text_is_escaped_and_free_of_controls),
        cmocka_unit_test(the_nearest_word_is_offered_when_it_is_near),
        cmocka_unit_test(every_element_name_is_found_in_any_case),
        cmocka_unit_test(text_of_hostile_markup_takes_linear_time),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
