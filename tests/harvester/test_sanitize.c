/* harvester/sanitize.h, with the tokenizer, the tree and the attributes behind it */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "base/text.h"
#include "harvester/sanitize.h"

static struct buf out, again;

static int teardown(void **state)
{
    (void)state;
    buf_free(&out);
    buf_free(&again);
    return 0;
}

/* Sanitises from the heap, so that reading past the end is seen, and checks what holds for every input. */
static const char *sanitize_bytes(const char *html, size_t n, const char *base)
{
    char *exact = malloc(n ? n : 1);
    assert_non_null(exact);
    if (n)
        memcpy(exact, html, n);
    buf_reset(&out);
    sanitize_html(&out, exact, n, base);
    free(exact);
    const char *result = buf_str(&out);
    assert_true(utf8_valid(result, out.n));
    buf_reset(&again);
    sanitize_html(&again, result, out.n, base);
    if (strcmp(buf_str(&again), result))
        fail_msg("not stable:\n  %.*s\n  %s\n  %s", (int)n, html, result, buf_str(&again));
    return result;
}

struct pair {
    const char *html, *wanted;
};

static void check_all(const struct pair *pairs, const char *base)
{
    for (; pairs->html; pairs++) {
        const char *result = sanitize_bytes(pairs->html, strlen(pairs->html), base);
        if (strcmp(result, pairs->wanted))
            fail_msg("\n  given  %s\n  got    %s\n  wanted %s", pairs->html, result, pairs->wanted);
    }
}

#define LINK(url) "<a href=\"" url "\" rel=\"noopener nofollow ugc\">"
#define IMG(attributes) "<img " attributes " loading=\"lazy\">"

static void editorial_html_survives_intact(void **state)
{
    (void)state;
    static const char *const whole[] = {
        "<p>Un <strong>appel</strong> à <em>projets</em>,<br>1<sup>er</sup> mars</p>",
        "<h2>Titre</h2><h3>Sous-titre</h3><ul><li>un</li><li>deux<ol "
        "start=\"3\"><li>trois</li></ol></li></ul>",
        "<table><caption>Calendrier</caption><colgroup><col span=\"2\"></colgroup><thead><tr><th "
        "scope=\"col\">Phase</th>"
        "<th "
        "colspan=\"2\">Dates</th></tr></thead><tbody><tr><td>Dépôt</td><td>15/03</td><td>30/04</td></tr></"
        "tbody></table>",
        "<blockquote cite=\"https://a.example/\"><p>« Une ville »</p></blockquote><p><q>ainsi</q></p><hr>",
        "<dl><dt>Montant</dt><dd>50 000 €</dd></dl><pre><code>a &lt; b &amp;&amp; c</code></pre>",
        "<figure><picture><source srcset=\"https://a.example/a.webp\" type=\"image/webp\"><img "
        "src=\"https://a.example/a.jpg\" "
        "width=\"640\" height=\"480\" alt=\"vue\" "
        "loading=\"lazy\"></picture><figcaption>Vue</figcaption></figure>",
        "<details open=\"\"><summary>Conditions</summary><p lang=\"en\">text</p></details>",
        "<p><abbr title=\"appel à manifestation d&quot;intérêt\">AMI</abbr> <time datetime=\"2026-03-10\">10 "
        "mars</time></p>",
        "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> <bdo dir=\"rtl\">abc</bdo> <del>x</del><ins>y</ins> "
        "<kbd>k</kbd>",
        "<p>" LINK("https://a.example/x?a=1&amp;b=2#c") "lien</a> " LINK(
            "mailto:a@b.example?subject=AMI") "mel</a> " LINK("tel:+33100000000") "tel</a></p>",
        "<section><header><h2>A</h2></header><p>é\U0001F331 العربية 日本</p></section>",
        "\n<p>a</p>\n\n<p>b</p>\n",
        "",
    };
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        assert_string_equal(sanitize_bytes(whole[i], strlen(whole[i]), NULL), whole[i]);
}

static void markup_is_closed_as_browsers_close_it(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"<p>un<p>deux<li>trois<li>quatre", "<p>un</p><p>deux</p><ul><li>trois</li><li>quatre</li></ul>"},
        {"<b>a<i>b</b>c</i>d", "<b>a<i>b</i></b><i>c</i>d"},
        {"<p>a<div>b</div>c</p>", "<p>a</p><div>b</div>c"},
        {"<p><a href=\"http://a.fr/\"><div>x</div></a></p>", "<div>" LINK("http://a.fr/") "x</a></div>"},
        {"<ul><li>a<ul><li>b</ul><li>c</ul>", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"},
        {"<ul><li>a</div></li><li>b</p></ul></ul></b>x", "<ul><li>a</li><li>b</li></ul>x"},
        {"<dl><dt>a<dd>b<p>c<dt>d</dl>", "<dl><dt>a</dt><dd>b<p>c</p></dd><dt>d</dt></dl>"},
        {"<li>a</li><p>b</p>", "<ul><li>a</li></ul><p>b</p>"},
        {"<h3>a<h4>b</h3>c", "<h3>a</h3><h4>b</h4>c"},
        {"<table><td>a<td>b<tr>c<th>d</table>e",
         "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><th>d</th></tr></tbody></table>e"},
        {"<table><tr><td><p>a</div></table></td>b</p>",
         "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>b"},
        {"<table><tr><td>a<table><tr><td>b</table>c</table>",
         "<table><tbody><tr><td>a<table><tbody><tr><td>b</td></tr></tbody></table>c</td></tr></tbody></"
         "table>"},
        {"<td>a</td><tr>b", "a b"},
        {"<p>a<table><tr><td>b</table>", "<p>a</p><table><tbody><tr><td>b</td></tr></tbody></table>"},
        {"<table><div><tr><td>a</div>b</table>", "<table><tbody><tr><td>ab</td></tr></tbody></table>"},
        {"<a href=http://a.fr/>x<a href=http://b.fr/>y</a>z",
         LINK("http://a.fr/") "x</a>" LINK("http://b.fr/") "y</a>z"},
        {"<a href=http://a.fr/><p>x<a href=http://b.fr/>y</a></p>z</a>t",
         LINK("http://a.fr/") "<p>xy</p>z</a>t"},
        {"a</br>b</p>c<hr/>d", "a<br>bc<hr>d"},
        {"<pre>\n\n\na\n</pre>", "<pre>a\n</pre>"},
        {"<pre>&NewLine;\n&#13;&#10;a\n</pre>", "<pre>a\n</pre>"},
        {"<pre>\n&#10;</pre>", "<pre></pre>"},
        {"<p></p><b><i></i></b>x<h2></h2>", "x"},
        {"<div><b>a</div>b", "<div><b>a</b></div>b"},
        {"<span>a</span><span title=b>c</span>", "a<span title=\"b\">c</span>"},
        {"<video src=a.mp4><p>x</video>y",
         "<video src=\"a.mp4\" controls=\"\" preload=\"none\"><p>x</p></video>y"},
        {"<source src=x><track src=y><rt>a</rt>", "a"},
        {NULL, NULL},
    };
    check_all(cases, NULL);
}

static void what_is_too_deep_is_left_out_once(void **state)
{
    (void)state;
    static const char *const around[] = {"<dl><dt>", "<ul><li>", "<div>", "<table><td>", "<b><div>"},
                             *const inside[] = {"<li>x",        "<dd>x",    "<ol><li>x",
                                                "<table><td>x", "<b>x<i>y", "<pre>\n\nx"};
    struct buf html;
    buf_init(&html, 0);
    for (size_t a = 0; a < sizeof around / sizeof *around; a++)
        for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
            for (int depth = 20; depth < 110; depth++) {
                buf_reset(&html);
                for (int k = 0; k < depth; k++)
                    buf_adds(&html, around[a]);
                buf_adds(&html, inside[i]);
                sanitize_bytes(html.p, html.n, NULL);
            }
    buf_free(&html);
}

static void old_elements_become_those_of_today(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"<h1>T</h1>", "<h2>T</h2>"},
        {"<center><font color=red>a</font> <big>b</big></center>", "<div>a b</div>"},
        {"<strike>a</strike><tt>b</tt><acronym title=c>d</acronym>",
         "<s>a</s><code>b</code><abbr title=\"c\">d</abbr>"},
        {"<dir><li>a</dir><menu><li>b</menu>", "<ul><li>a</li></ul><ul><li>b</li></ul>"},
        {"<IMAGE SRC=http://a.fr/b.png ALT=c>", IMG("src=\"http://a.fr/b.png\" alt=\"c\"")},
        {"<o:p>un</o:p><custom-tag>deux</custom-tag>", "undeux"},
        {"<form>a<button>b</button><select><option>c<option>d</select></form>e", "a b c d e"},
        {NULL, NULL},
    };
    check_all(cases, NULL);
}

static void what_parsers_disagree_about_goes_with_its_content(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"a<script>alert('</p>')</script>b", "ab"},
        {"a<SCRIPT/x>1</scriptx></script >b", "ab"},
        {"a<script>never closed <b>b", "a"},
        {"<style>p{}</style><title>t</title><textarea><b></textarea><xmp><b></xmp><noembed>n</noembed>x",
         "x"},
        {"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
         IMG("src=\"x\" alt=\"\"") "\"&gt;"},
        {"<iframe src=\"javascript:alert(1)\"><b>a</b></iframe>b", "b"},
        {"<svg><style><img src=x onerror=alert(1)></style><svg/></svg>a", "a"},
        {"<svg onload=alert(1)>a", "a"},
        {"<math><mtext><table><mglyph><style><!--</style><img title=\"-->&lt;img src=1 "
         "onerror=alert(1)&gt;\"></math>b",
         "b"},
        {"<template><p>a</template>b<object data=x><b>c</b></object>d", "bd"},
        {"a<!-- <b> -->b<!-->c<!--->d<!-- --!>e<!----!>f<!-- never", "abcdef"},
        {"a<![CDATA[<b>]]>b<?php echo 1 ?>c<!DOCTYPE x>d</ x>e</>f", "a]]&gt;bcdef"},
        {NULL, NULL},
    };
    check_all(cases, NULL);
}

static void nothing_that_acts_is_left(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"<p onclick=a id=b name=c class=d style='x:y' data-x=1 xlink:href=e slot=f>g</p>", "<p>g</p>"},
        {"<img src=x onerror=alert(1)//", ""},
        {"<a href=javascript:alert(1)>a</a>", "a"},
        {"<a href=\" &#1;java\nscript&colon;alert(1)\">a</a>", "a"},
        {"<a href=\"jAvAsCrIpT&#58;alert(1)\">a</a><a href=data:text/html,x>b</a><a href=vbscript:x>c</a>",
         "abc"},
        {"<a href=\"java\xC2\xA0script:x\">a</a><a href=':x'>b</a><a href=''>c</a>", "abc"},
        {"<img src=javascript:x><img src=data:image/svg+xml,x><img src='data:text/html,x'>", ""},
        {"<img src='data:image/png;base64,AAAA'>", IMG("src=\"data:image/png;base64,AAAA\" alt=\"\"")},
        {"<a href='http://'>a</a><a href='http://a b/'>c</a>", "ac"},
        {"<p title='\"><script>`x`</script>'>a</p>",
         "<p title=\"&quot;&gt;&lt;script&gt;&#96;x&#96;&lt;/script&gt;\">a</p>"},
        {"&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;"},
        {"<<b>a</b>", "&lt;<b>a</b>"},
        {"<b<script>alert(1)</script>", "alert(1)"},
        {"<img/src=\"a.png\"/onerror=x>", IMG("src=\"a.png\" alt=\"\"")},
        {"<a title=x href=\"a.html\" href=\"javascript:x\">b</a>",
         "<a href=\"a.html\" title=\"x\" rel=\"noopener nofollow ugc\">b</a>"},
        {"<video poster=javascript:x src=data:video/mp4,x onplay=y></video>",
         "<video controls=\"\" preload=\"none\"></video>"},
        {"<blockquote cite=javascript:x>a</blockquote>", "<blockquote>a</blockquote>"},
        {"<a href='/\\ttp:\"'>a</a><a href='//h:x/'>b</a><a href='\\\\h:9999999'>c</a>", "abc"},
        {"<td colspan=1000000000>", ""},
        {NULL, NULL},
    };
    check_all(cases, NULL);
}

static void addresses_become_absolute(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"<a href=../x?a=1&copy=2>a</a>", LINK("https://ex.fr/x?a=1&amp;copy=2") "a</a>"},
        {"<a href=\"/é è\">a</a>", LINK("https://ex.fr/%C3%A9%20%C3%A8") "a</a>"},
        {"<a href='#note'>a</a>", LINK("https://ex.fr/d/p#note") "a</a>"},
        {"<img src=//cdn.fr/a.png>", IMG("src=\"https://cdn.fr/a.png\" alt=\"\"")},
        {"<img srcset='a.png 1x,b,c.png 2x, javascript:x 3x, d.png 100w' src=e.png>",
         IMG("src=\"https://ex.fr/d/e.png\" srcset=\"https://ex.fr/d/a.png 1x, https://ex.fr/d/b,c.png 2x, "
             "https://ex.fr/d/d.png 100w\" alt=\"\"")},
        {"<img src='data:image/gif;base64,R0' data-src=late.jpg>",
         IMG("src=\"https://ex.fr/d/late.jpg\" alt=\"\"")},
        {"<img data-srcset='a.jpg 2x' alt=b>", IMG("srcset=\"https://ex.fr/d/a.jpg 2x\" alt=\"b\"")},
        {"<a href='https: //b.fr/c'>a</a>", LINK("https://b.fr/c") "a</a>"},
        {"<a href='HTTP://B.fr:80/c/../d'>a</a>", LINK("http://b.fr:80/d") "a</a>"},
        {NULL, NULL},
    };
    check_all(cases, "https://ex.fr/d/p");
    static const struct pair relative[] = {
        {"<a href=x>a</a>", LINK("x") "a</a>"},
        {"<img src=//cdn.fr/a.png>", IMG("src=\"https://cdn.fr/a.png\" alt=\"\"")},
        {"<img src='\\\\cdn.fr/a.png'>", IMG("src=\"https://cdn.fr/a.png\" alt=\"\"")},
        {NULL, NULL},
    };
    check_all(relative, NULL);
}

static void pictures_that_count_readers_go(void **state)
{
    (void)state;
    static const struct pair cases[] = {
        {"<img src=http://a.fr/x.gif width=1 height=1>", ""},
        {"<img src=http://a.fr/x.gif width='0' height=\"0\">", ""},
        {"<img src=http://a.fr/x.gif style='display: none'>", ""},
        {"<img src='https://pixel.wp.com/b.gif?host=x'>", ""},
        {"<img src='http://feeds.feedburner.com/~r/x/~4/y'>", ""},
        {"<img src='https://a.fr/matomo.php?idsite=1'>", ""},
        {"<img src=http://a.fr/x.gif width=1 height=100>",
         IMG("src=\"http://a.fr/x.gif\" width=\"1\" height=\"100\" alt=\"\"")},
        {NULL, NULL},
    };
    check_all(cases, NULL);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    (void)state;
    assert_string_equal(sanitize_bytes("a\0b\x01<b\0>c", 9, NULL),
                        "ab<b>c</b>"); /* what is forbidden goes first */
    assert_string_equal(sanitize_bytes("\xE9t\xE9\r\nx\ry&#13;z\f", 15, NULL), "\uFFFDt\uFFFD\nx\ny\nz");
    assert_string_equal(sanitize_bytes("<a href=\"x\0y\">z</a>", 19, NULL), LINK("xy") "z</a>");
    static const char sample[] = "<p><b title='x'>a</b><table><tr><td>b<!-- c --><a "
                                 "href=\"http://a.fr/\">d</a></table>&eacute;<svg>e</svg>";
    for (size_t n = 0; n < sizeof sample; n++)
        sanitize_bytes(sample, n, "http://b.fr/");
}

static void a_random_soup_of_markup_is_stable(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<p>",
                                         "</p>",
                                         "<b>",
                                         "</b>",
                                         "<i>",
                                         "</i>",
                                         "<a href=x>",
                                         "</a>",
                                         "<div>",
                                         "</div>",
                                         "<ul>",
                                         "</ul>",
                                         "<li>",
                                         "</li>",
                                         "<table>",
                                         "</table>",
                                         "<tr>",
                                         "</tr>",
                                         "<td>",
                                         "</td>",
                                         "<th>",
                                         "<caption>",
                                         "<colgroup>",
                                         "<col>",
                                         "<tbody>",
                                         "<thead>",
                                         "<h1>",
                                         "<h2>",
                                         "</h2>",
                                         "<pre>",
                                         "\n",
                                         "</pre>",
                                         "x",
                                         " ",
                                         "<span>",
                                         "<span lang=fr>",
                                         "</span>",
                                         "<dl>",
                                         "<dt>",
                                         "<dd>",
                                         "</dl>",
                                         "<hr>",
                                         "<br>",
                                         "<img src=y>",
                                         "<font>",
                                         "</font>",
                                         "<video>",
                                         "</video>",
                                         "<source src=z>",
                                         "<ruby>",
                                         "<rt>",
                                         "</ruby>",
                                         "<svg>",
                                         "</svg>",
                                         "<form>",
                                         "</form>",
                                         "<details>",
                                         "<summary>",
                                         "</details>",
                                         "&lt;",
                                         "<",
                                         "<code>",
                                         "</code>",
                                         "<blockquote>",
                                         "</blockquote>",
                                         "<em>",
                                         "</em>",
                                         "<picture>",
                                         "</picture>",
                                         "<select>",
                                         "<option>",
                                         "<a name=n>",
                                         "<small>"};
    uint32_t seed = 7;
    struct buf soup;
    buf_init(&soup, 0);
    for (int round = 0; round < 3000; round++) {
        buf_reset(&soup);
        for (int i = 0; i < 30; i++) {
            seed = seed * 1664525 + 1013904223;
            buf_adds(&soup, pieces[(seed >> 8) % (sizeof pieces / sizeof *pieces)]);
        }
        sanitize_bytes(soup.p, soup.n, NULL);
    }
    buf_free(&soup);
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void hostile_markup_takes_linear_time_and_little_room(void **state)
{
    (void)state;
    static const char *const pieces[] = {"<",
                                         "<a ",
                                         "<a href=\"",
                                         "<b>",
                                         "<b><p>",
                                         "<i></b>",
                                         "<div>",
                                         "<table>",
                                         "<table><tr><td>",
                                         "<svg>",
                                         "<svg></svg>",
                                         "<template>",
                                         "<!--",
                                         "<!-->",
                                         "&",
                                         "&#",
                                         "<li>",
                                         "<ul><li>",
                                         "<a href=x>",
                                         "<a href=x><div>",
                                         "</p>",
                                         "<img src=x>",
                                         "<img srcset='a,b,c,",
                                         "<b title=abcdefghijklmnopqrstuvwxyz><p>x</b>",
                                         "<table>x",
                                         "<font>",
                                         "<ruby><rt>",
                                         "<p><b><i><u><s><div>x",
                                         "<object>",
                                         "</",
                                         "<script",
                                         "\xE9",
                                         "<b><i></b>x",
                                         "<a href='http://a/../../'>x</a>"};
    enum { N = 1 << 20 };
    char *html = malloc(N + 64);
    assert_non_null(html);
    double start = seconds();
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        size_t n = 0, length = strlen(pieces[k]);
        for (; n < N; n += length)
            memcpy(html + n, pieces[k], length);
        sanitize_bytes(html, n,
                       "https://ex.fr/a/rather/long/base/address/of/a/page/that/goes/on/and/on/and/on");
        assert_true(out.n < 10 * n);
    }
    free(html);
    assert_true(seconds() - start < 60); /* under valgrind; a tenth of it otherwise */
}

static void a_limit_of_the_output_is_told(void **state)
{
    (void)state;
    struct buf small;
    buf_init(&small, 20);
    static const char html[] = "<p><b>more than fits</b> <i></i></p><p>x";
    sanitize_html(&small, html, sizeof html - 1, NULL);
    assert_true(small.overflow);
    assert_true(small.n <= 20);
    buf_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editorial_html_survives_intact),
        cmocka_unit_test(markup_is_closed_as_browsers_close_it),
        cmocka_unit_test(what_is_too_deep_is_left_out_once),
        cmocka_unit_test(old_elements_become_those_of_today),
        cmocka_unit_test(what_parsers_disagree_about_goes_with_its_content),
        cmocka_unit_test(nothing_that_acts_is_left),
        cmocka_unit_test(addresses_become_absolute),
        cmocka_unit_test(pictures_that_count_readers_go),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
        cmocka_unit_test(a_random_soup_of_markup_is_stable),
        cmocka_unit_test(hostile_markup_takes_linear_time_and_little_room),
        cmocka_unit_test(a_limit_of_the_output_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
