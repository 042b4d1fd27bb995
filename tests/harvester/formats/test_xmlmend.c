/* harvester/formats/xmlmend.h: faulty XML, and what of it the parser must never see */
#include <stdio.h>

#include "base/buf.h"
#include "harvester/formats/xmlmend.h"
#include "reading.h"

#define ITEMS(inside) "<rss version=\"2.0\">\n<channel>\n<title>T</title>\n" inside "\n</channel>\n</rss>"
#define AFTER "<item><title>Le suivant</title><link>https://a.example/2</link></item>"

/* What the mender makes of a document. */
static const char *mended(const char *text)
{
    static char out[65536];
    static const struct document usual;
    struct xml_root root;
    struct buf b;
    assert_true(xml_find_root(text, strlen(text), &root));
    struct xmlmend *m = xmlmend_new(text, strlen(text), &root, &usual);
    buf_init(&b, sizeof out - 1);
    while (xmlmend_next(m, &b))
        ;
    xmlmend_free(m);
    strcpy(out, buf_str(&b));
    buf_free(&b);
    return out;
}

struct example {
    const char *inside, *title, *words; /* of the feed's warning; NULL: none */
    int line;
};

static void check(const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char text[2048], line[32];
        snprintf(text, sizeof text, ITEMS("%s\n" AFTER), examples[i].inside);
        read_feed(text);
        assert_text(item_at(0)->title, examples[i].title);
        assert_int_equal(feed.items.n, 2);
        assert_text(item_at(1)->title, "Le suivant");
        assert_text(item_at(1)->url, "https://a.example/2");
        if (!examples[i].words) {
            assert_text(feed.warning, "(null)");
            continue;
        }
        snprintf(line, sizeof line, "line %d: ", examples[i].line);
        assert_non_null(feed.warning);
        if (strncmp(feed.warning, line, strlen(line)) != 0 || !strstr(feed.warning, examples[i].words))
            fail_msg("%s: warned \"%s\"", examples[i].inside, feed.warning);
    }
}
#define CHECK(examples) check(examples, sizeof examples / sizeof *examples)

static void references_are_read_or_kept(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"<item><title>R&D & Co</title></item>", "R&D & Co", "\"&\" does not begin a reference", 4},
        {"<item>\n<title>&Eacute;t&eacute;&nbsp;!</title></item>", "Été !", "entity of HTML", 5},
        {"<item><title>a &inconnu; b</title></item>", "a &inconnu; b", "\"&\" does not begin a reference", 4},
        {"<item><title>a&#233b</title></item>", "aéb", "character reference", 4},
        {"<item><title>a&#1;b</title></item>", "ab", "character reference", 4},
        {"<item><title>l&#146;été</title></item>", "l’été", NULL, 0},
        {"<item><title>&lt;3 &amp;amp; plus</title></item>", "<3 & plus", NULL, 0},
    };
    CHECK(examples);
}

static void signs_that_begin_no_tag_are_text(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"<item><title>Budget < 4 M</title></item>", "Budget < 4 M", "\"<\" begins no tag", 4},
        {"<item><title>Écrire à <jean@a.example></title></item>", "Écrire à <jean@a.example>",
         "\"<\" begins no tag", 4},
        {"<item><title>a <b and c</title></item>", "a <b and c", "\"<\" begins no tag", 4},
        {"<item><title>a ]]> b</title></item>", "a b", "\"]]>\"", 4},
    };
    CHECK(examples);
}

static void open_elements_are_closed(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"<item><title>Un</item>", "Un", "not closed", 4},
        {"<item><title>Un<link>https://a.example/1</link></item>", "Un", "not closed", 4},
        {"<item><title>Un</title>", "Un", "not closed", 5},
        {"<item><title>Un</title><description>x<br>y<p>z</description></item>", "Un", "not closed", 4},
        {"<item><description>x<guid>1</guid><title>Un</title></item>", "Un", "not closed", 4},
        {"<item><title>Un</b></title></i></item>", "Un", "without its start tag", 4},
        {"<item><Title>Un</title></item>", "Un", "without its start tag", 4},
        {"<item><title>Un</title</item>", "Un", "a tag is not closed", 4},
    };
    CHECK(examples);
}

static void tags_are_put_right(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"<item><title>Un</title><enclosure url=https://a.example/a.pdf length=1/></item>", "Un",
         "not in quotation marks", 4},
        {"<item><enclosure url=\"https://a.example/a.pdf/><title>Un</title></item>", "Un",
         "quotation mark is missing", 4},
        {"<item><title a=\"1\" a=\"2\">Un</title></item>", "Un", "twice", 4},
        {"<item><title nowrap>Un</title></item>", "Un", "no value", 4},
        {"<item><title a=\"1 < 2\">Un</title></item>", "Un", "\"<\" in the value", 4},
        {"<item><title x=\"1\" 2=\"3\" @y=\"4\">Un</title></item>", "Un", "no attribute", 4},
    };
    CHECK(examples);
    read_feed(ITEMS("<item><enclosure url=https://a.example/a.pdf?b&c length=7 /></item>"));
    assert_text(item_at(0)->attachments.v[0].url, "https://a.example/a.pdf?b&c");
    assert_int_equal(item_at(0)->attachments.v[0].size, 7);
}

static void sections_and_comments_end_somewhere(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"<item><title><![CDATA[Un</title></item>", "Un", "CDATA section is not closed", 4},
        {"<item><title><![cdata[Un & deux]]></title></item>", "Un & deux", NULL, 0},
        {"<item><!-- ouvert <title>Un</title></item>", "Un", "comment is not closed", 4},
        {"<item><!-- a -- b --><title>Un</title></item>", "Un", NULL, 0},
        {"<item><?php echo 1 ?><title>Un</title></item>", "Un", NULL, 0},
    };
    CHECK(examples);
}

static void prefixes_need_not_be_declared(void **state)
{
    (void)state;
    read_feed(ITEMS(
        "<item><dc:creator>Ana</dc:creator><content:encoded><![CDATA[<p>x</p>]]></content:encoded></item>"));
    assert_text(item_at(0)->authors.v[0].name, "Ana");
    assert_text(item_at(0)->content_html, "<p>x</p>");
}

static void what_stands_before_is_passed_over(void **state)
{
    (void)state;
    static const char *const before[] = {
        "\n\n  <?xml version=\"1.0\"?>",
        "<?xml version=\"1.0\"?><?xml version=\"1.0\" encoding=\"UTF-8\"?>",
        "<br />\n<b>Warning</b>: in <b>/x.php</b> on line <b>12</b><br />\n<?xml version=\"1.0\"?>",
        "Notice: Undefined index in /x.php\n<?xml version=\"1.0\"?>",
        "<!-- ouvert <?xml version=\"1.0\"?>",
    };
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s%s", before[i], ITEMS(AFTER));
        read_feed(text);
        assert_text(item_at(0)->title, "Le suivant");
        assert_non_null(strstr(feed.warning, "before"));
    }
    read_feed("<?xml version=\"1.0\"?>\n<!-- <rss> --><?xml-stylesheet href=\"x\"?>\n" ITEMS(AFTER));
    assert_null(feed.warning);
}

static void what_follows_is_passed_over(void **state)
{
    (void)state;
    read_feed(ITEMS(AFTER) "\n<!-- 0.4 s --><?x?>\n");
    assert_null(feed.warning);
    read_feed(ITEMS(AFTER) "<script>1</script>");
    assert_int_equal(feed.items.n, 1);
    assert_non_null(strstr(feed.warning, "line 6: something follows"));
}

static void a_cut_document_keeps_its_whole_items(void **state)
{
    (void)state;
    static const char text[] = ITEMS("<item><title>Un</title><link>https://a.example/1</link></item>" AFTER);
    const char *second = strstr(text + 20, AFTER), *end = strstr(second, "</item>");
    for (const char *cut = second; cut <= end + 7; cut++) {
        assert_true(try_reading(NULL, text, (size_t)(cut - text), NULL));
        assert_text(item_at(0)->title, "Un");
        assert_non_null(feed.warning);
        assert_true(feed.cut);
        assert_int_equal(feed.items.n, cut == end + 7 ? 2 : 1);
    }
    read_feed("<rss><channel><item><title>Un</title><description>coup");
    assert_text(item_at(0)->title, "Un"); /* all there is */
}

static void declared_entities_are_resolved_within_bounds(void **state)
{
    (void)state;
    read_feed("<!DOCTYPE rss [<!ENTITY mgp \"M&#233;tropole &amp; &paris;\"><!ENTITY paris 'Paris'>]>\n"
              "<rss><channel><title>La &mgp;</title><item><enclosure "
              "url='https://a.example/&paris;'/></item></channel></rss>");
    assert_text(feed.title, "La Métropole & Paris");
    assert_text(item_at(0)->attachments.v[0].url, "https://a.example/Paris");
    assert_null(feed.warning);
    read_feed("<!DOCTYPE rss [<!ENTITY a \"&b;&b;\"><!ENTITY b "
              "\"&a;\">]><rss><channel><title>x&a;y</title></channel></rss>");
    assert_non_null(strstr(feed.warning, "nested too deeply"));
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "<!DOCTYPE rss [<!ENTITY e0 \"hahahahahahahaha\">");
    for (int i = 1; i < 9; i++)
        buf_printf(&b, "<!ENTITY e%d \"&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;&e%d;\">", i, i - 1, i - 1, i - 1,
                   i - 1, i - 1, i - 1, i - 1, i - 1);
    buf_adds(&b, "]><rss><channel><title>&e8;&e8;</title><item><title>Un</title></item></channel></rss>");
    read_feed(buf_str(&b));
    assert_text(item_at(0)->title, "Un");
    assert_true(strlen(feed.title) <= 1 << 20);
    buf_free(&b);
}

static void nothing_outside_the_document_is_read(void **state)
{
    (void)state;
    read_feed("<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\"><!ENTITY % p SYSTEM "
              "\"file:///etc/passwd\">%p;]>\n"
              "<rss><channel><title>[&x;]</title></channel></rss>");
    assert_text(feed.title, "[]");
    assert_non_null(strstr(feed.warning, "another document"));
}

static void depth_and_attributes_are_bounded(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "<rss><channel><item><description>");
    for (int i = 0; i < 5000; i++)
        buf_adds(&b, "<b>");
    buf_adds(&b, "x");
    for (int i = 0; i < 5000; i++)
        buf_adds(&b, "</b>");
    buf_adds(&b, "</description></item>" AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_text(item_at(1)->title, "Le suivant");
    assert_non_null(strstr(feed.warning, "more than 256 deep"));
    buf_reset(&b);
    buf_adds(&b, "<rss><channel><item ");
    for (int i = 0; i < 200000; i++)
        buf_printf(&b, "a%d='1' ", i);
    buf_adds(&b, "><title>Un</title></item>" AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_text(item_at(0)->title, "Un");
    assert_text(item_at(1)->title, "Le suivant");
    assert_non_null(strstr(feed.warning, "more than 1000 attributes"));
    buf_free(&b);
}

static void namespaces_and_names_are_bounded(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "<rss><channel><item><description>");
    for (int i = 0; i < 2000; i++)
        buf_printf(&b, "<b xmlns:a%d='u'>", i);
    buf_adds(&b, "</description></item>" AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_text(item_at(1)->title, "Le suivant");
    buf_reset(&b);
    buf_adds(&b, "<rss><channel>");
    for (int i = 0; i < 100; i++) {
        buf_adds(&b, "<x ");
        for (int k = 0; k < 20; k++)
            buf_printf(&b, "xmlns:a%dx%d='u' ", i, k);
        buf_addc(&b, '>');
    }
    for (int i = 0; i < 100; i++)
        buf_adds(&b, "</x>");
    buf_adds(&b, AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_text(item_at(0)->title, "Le suivant");
    assert_non_null(strstr(feed.warning, "more namespaces"));
    buf_reset(&b);
    buf_adds(&b, "<rss><channel>" AFTER);
    for (int i = 0; i < 50000; i++)
        buf_printf(&b, "<x%d/>", i);
    buf_adds(&b, AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_int_equal(feed.items.n, 1);
    assert_true(feed.cut);
    assert_non_null(strstr(feed.warning, "different names"));
    buf_free(&b);
}

static void what_comes_out_is_xml(void **state)
{
    (void)state;
    assert_text(mended("<rss a=1><b>x & y<c/></rss>"), "<rss a=\"1\"><b>x &amp; y<c/></b></rss>");
    assert_text(mended("<?xml version='1.0'?><!DOCTYPE rss><rss>&#146;&copy;<![CDATA[<]]></rss>"),
                "<rss>’©<![CDATA[<]]></rss>");
    assert_text(mended("<rss><a:b:c/><a:/><:a/></rss>"), "<rss>&lt;a:b:c/>&lt;a:/>&lt;:a/></rss>");
}

static void a_long_text_is_cut_at_a_character(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 0);
    buf_adds(&b, "<rss><channel><item><description>x");
    for (int i = 0; i < 1 << 20; i++)
        buf_adds(&b, "é");
    buf_adds(&b, "</description></item>" AFTER "</channel></rss>");
    read_feed(buf_str(&b));
    assert_int_equal(strlen(item_at(0)->summary), (1 << 20) - 1);
    assert_text(item_at(1)->title, "Le suivant");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references_are_read_or_kept),
        cmocka_unit_test(signs_that_begin_no_tag_are_text),
        cmocka_unit_test(open_elements_are_closed),
        cmocka_unit_test(tags_are_put_right),
        cmocka_unit_test(sections_and_comments_end_somewhere),
        cmocka_unit_test(prefixes_need_not_be_declared),
        cmocka_unit_test(what_stands_before_is_passed_over),
        cmocka_unit_test(what_follows_is_passed_over),
        cmocka_unit_test(a_cut_document_keeps_its_whole_items),
        cmocka_unit_test(declared_entities_are_resolved_within_bounds),
        cmocka_unit_test(nothing_outside_the_document_is_read),
        cmocka_unit_test(depth_and_attributes_are_bounded),
        cmocka_unit_test(namespaces_and_names_are_bounded),
        cmocka_unit_test(what_comes_out_is_xml),
        cmocka_unit_test(a_long_text_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
