/* harvester/discover/discover.h: what a document of a site offers, and a source written for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "harvester/discover/discover.h"

static struct arena a;
static struct findings found;

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

static const char *look(const char *bytes)
{
    struct feed feed;
    struct error err = {0};
    struct document document = {
        .bytes = bytes, .n = strlen(bytes), .url = "https://site.example/agenda", .now = 1790000000};
    feed_init(&feed);
    if (!discover_read(&document, &a, &feed, &err))
        return arena_strdup(&a, err.text);
    if (!findings_of(&a, &feed, &found))
        found = (struct findings){0};
    return feed.format;
}

static const struct finding *at(const char *url)
{
    for (size_t i = 0; i < found.n; i++)
        if (strcmp(found.v[i].url, url) == 0)
            return &found.v[i];
    return NULL;
}

static void documents_that_are_no_pages(void **state)
{
    (void)state;
    assert_string_equal(
        look("<?xml version='1.0'?><rss version='2.0'><channel><title>t</title></channel></rss>"), "rss");
    assert_string_equal(look("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"), "icalendar");
    assert_string_equal(look("<?xml version='1.0'?><sitemapindex xmlns='x'/>"), "sitemap");
    assert_string_equal(look("<?xml version='1.0'?><OAI-PMH xmlns='x'/>"), "oai");
    assert_string_equal(look("<p>Une page</p>"), "page");
}

static void what_a_page_names(void **state)
{
    (void)state;
    look("<html lang=fr><head><title>La  ville</title><base href='/site/'>"
         "<link rel=alternate type='application/rss+xml' title='Flux' href='rss.xml'>"
         "<link rel='alternate' type='application/json' href='/wp-json/wp/v2/pages/2'>"
         "<link rel='alternate' type='application/json+oembed' href='/oembed'>"
         "<link rel=alternate hreflang=en href=/en></head><body><a "
         "href='webcal://site.example/agenda.ics'>S'abonner</a>"
         "<a href='backend.php'>RSS</a><iframe "
         "src='https://openagenda.com/agendas/12345678/embeds/1'></iframe></body></html>");
    assert_string_equal(found.title, "La ville");
    assert_string_equal(found.language, "fr");
    assert_string_equal(at("https://site.example/site/rss.xml")->title, "Flux");
    assert_true(at("https://site.example/site/rss.xml")->named);
    assert_non_null(at("https://site.example/agenda.ics"));
    assert_non_null(at("https://site.example/site/backend.php"));
    assert_non_null(at("https://openagenda.com/agendas/12345678/events.v2.ics?relative[]=upcoming"));
    assert_null(at("https://site.example/wp-json/wp/v2/pages/2"));
    assert_null(at("https://site.example/oembed"));
    assert_null(at("https://site.example/en"));
    assert_false(at("https://site.example/feed")->named);
}

static void software_is_known_by_its_traces(void **state)
{
    (void)state;
    static const char *const traces[][3] = {
        {"<meta name=generator content='TYPO3 CMS'>", "TYPO3", "https://site.example/agenda?type=9818"},
        {"<img src='/sites/default/files/x.png'>", "Drupal", "https://site.example/agenda/feed"},
        {"<a href='spip.php?article3'>x</a>", "SPIP", "https://site.example/spip.php?page=backend"},
        {"<script src='/wp-includes/js/x.js'></script>", "WordPress", "https://site.example/agenda/feed/"},
        {"<script src='/media/jui/js/x.js'></script>", "Joomla",
         "https://site.example/agenda?format=feed&type=rss"},
    };
    for (size_t i = 0; i < sizeof traces / sizeof *traces; i++) {
        look(arena_printf(&a, "<html><body><p>x</p>%s</body></html>", traces[i][0]));
        assert_string_equal(found.software, traces[i][1]);
        assert_non_null(at(traces[i][2]));
    }
    look("<p>Une page</p>");
    assert_null(found.software);
}

static const char *written(const char *url, const struct finding *f)
{
    struct buf out;
    buf_init(&out, 0);
    discover_source(&out, url, &found, f);
    char *text = arena_strdup(&a, buf_str(&out));
    buf_free(&out);
    return text;
}

static void sources_are_named_after_their_address(void **state)
{
    (void)state;
    found = (struct findings){.title = "L'agenda : \"tout\" # rien", .language = "fr"};
    struct finding f = {.kind = FINDING_FEED, .url = "https://www.ville.example/flux.xml"};
    const char *text = written("https://www.ville.example/Agenda/2027/liste.html", &f);
    assert_non_null(strstr(text, "- id: ville-agenda-2027-liste\n"));
    assert_non_null(strstr(text, "name: 'L''agenda : \"tout\" # rien'"));
    assert_non_null(strstr(text, "site: 'https://www.ville.example/Agenda/2027/liste.html'"));
    assert_non_null(strstr(text, "timezone: Europe/Paris"));
    found.language = "en";
    assert_null(strstr(written("https://www.ville.example/", &f), "timezone"));
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(documents_that_are_no_pages),
        TEST(what_a_page_names),
        TEST(software_is_known_by_its_traces),
        TEST(sources_are_named_after_their_address),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
