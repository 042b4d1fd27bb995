/* harvester/formats/footers.c, through the formats */
#include <stdio.h>

#include "reading.h"

static struct item *with_content(const char *html)
{
    static char text[9000];
    snprintf(text, sizeof text,
             "<rss version='2.0' "
             "xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>V</title><item>"
             "<title>Un titre</title><c:encoded><![CDATA[%s]]></c:encoded></item></channel></rss>",
             html);
    read_feed(text);
    return item_at(0);
}

static void footers_of_markup_go(void **state)
{
    (void)state;
    static const char *const footers[] = {
        "<p>L’article <a href='https://a.example/1'>Un titre</a> est apparu en premier sur <a "
        "href='https://a.example/'>Le blog</a>.</p>",
        "<p>L&rsquo;article <a href='https://a.example/1'>Un titre</a> est apparu en premier sur Le "
        "blog.</p>",
        "<p>Cet article <a href='https://a.example/1'>Un titre</a> est apparu en premier sur <a "
        "href='https://a.example/'>Le blog</a>.</p>\n",
        "<p>L'article Un titre est apparu en premier sur Le blog.</p><img src='https://a.example/p.gif' "
        "width=1>",
        "<p>The post <a href='https://a.example/1'>Un titre</a> appeared first on <a "
        "href='https://a.example/'>Le blog</a>.</p>",
        "<p><em>The post <a href='https://a.example/1'>Un titre</a> first appeared on Le blog</em></p>",
    };
    for (size_t i = 0; i < sizeof footers / sizeof *footers; i++) {
        char html[2000];
        snprintf(html, sizeof html, "<p>Le texte <b>dit</b> tout.</p>\n%s", footers[i]);
        const char *text = with_content(html)->content_html;
        if (!strstr(text, "tout.</p>") || strstr(text, "article") || strstr(text, "post") ||
            strstr(text, "blog"))
            fail_msg("%zu: %s", i, text);
    }
}

static void footers_of_text_go(void **state)
{
    (void)state;
    read_feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"V\",\"items\":["
        "{\"id\":\"1\",\"title\":\"Un\",\"content_text\":\"Le texte.\\n\\nThe post Un appeared first on V.\","
        "\"summary\":\"Le début […] L’article Un est apparu en premier sur V.\"},"
        "{\"id\":\"2\",\"content_text\":\"Cet article Deux est apparu en premier sur V\"}]}");
    assert_text(item_at(0)->content_text, "Le texte.");
    assert_text(item_at(0)->summary, "Le début […]");
    assert_null(item_at(1)->content_text);
}

static void a_footer_in_the_paragraph_of_the_text_goes_alone(void **state)
{
    (void)state;
    assert_text(
        with_content("<p>Le texte. The post <a href='https://a.example/1'>Un</a> appeared first on <a "
                     "href='https://a.example/'>V</a>.</p>")
            ->content_html,
        "<p>Le texte. </p>");
}

static void what_only_sounds_like_one_stays(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "<p>Le texte de l'article est apparu en premier sur nos écrans.</p>",
        "<p>The band appeared first on the stage.</p>",
        "<p>Il faut lire L’article dont la suite est apparu en premier sur le site.</p>",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_text(with_content(texts[i])->content_html, texts[i]);
    /* and what is far from the end */
    char html[4000] = "<p>L’article Un est apparu en premier sur V.</p><p>";
    for (size_t i = 0; i < 60; i++)
        strcat(html, "Puis vient le texte. ");
    strcat(html, "</p>");
    assert_non_null(strstr(with_content(html)->content_html, "en premier"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(footers_of_markup_go),
        cmocka_unit_test(footers_of_text_go),
        cmocka_unit_test(a_footer_in_the_paragraph_of_the_text_goes_alone),
        cmocka_unit_test(what_only_sounds_like_one_stays),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
