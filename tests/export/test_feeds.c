/* export/rss.c and export/atom.c, held to the W3C validator's rules, and what they share (page.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>
#include <math.h>

#include "tests/export/sample.h"
#include "tests/export/strict.h"

extern const struct export_format rss_export, atom_export;

static const char RSS_SELF[] = "https://veille.example.org/essai/rss.xml";
static const char ATOM_SELF[] = "https://veille.example.org/essai/atom.xml";

static struct buf file;

static int done(void **state)
{
    (void)state;
    buf_free(&file);
    return 0;
}

static const char *rss(const struct stored_item *items, size_t n)
{
    buf_free(&file);
    file = sample_file(&sample_context, &rss_export, items, n);
    assert_int_equal(strict_rss(file.p, file.n, RSS_SELF), n);
    return file.p;
}

static const char *atom(const struct stored_item *items, size_t n)
{
    buf_free(&file);
    file = sample_file(&sample_context, &atom_export, items, n);
    assert_int_equal(strict_atom(file.p, file.n, ATOM_SELF), n);
    return file.p;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no \"%s\" in:\n%s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("\"%s\" in:\n%s", part, text);
}

static struct stored_item a_call(void)
{
    struct stored_item s = sample_item(KIND_CALL, "Appel à projets « Ville durable »");
    s.item.deadline = minute(2027, 3, 15, 12, 0, "Europe/Paris");
    s.item.summary = "Pour les communes.";
    s.item.content_html = "<p>Le <b>texte</b> entier.</p>";
    return s;
}

static void an_empty_channel_is_a_valid_feed(void **state)
{
    (void)state;
    assert_lacks(rss(NULL, 0), "lastBuildDate");
    atom(NULL, 0);
}

static void a_call_shows_its_deadline_first(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    const char *line = "<![CDATA[<p>Date limite : 15 mars 2027 à 12 h 00 (heure de Paris)</p>";
    assert_has(rss(&s, 1), line);
    assert_has(file.p, "<pubDate>Fri, 27 Feb 2026 08:00:00 GMT</pubDate>");
    assert_has(file.p, "<lastBuildDate>Sat, 28 Feb 2026 08:00:00 GMT</lastBuildDate>");
    assert_has(file.p, "<content:encoded>");
    assert_has(atom(&s, 1), line);
}

static void an_unsure_deadline_says_so_and_a_permanent_call_too(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    struct evidence e = {.field = "deadline", .confidence = 0.5};
    s.item.evidence.v = &e;
    s.item.evidence.n = 1;
    assert_has(rss(&s, 1), "(heure de Paris) – à vérifier</p>");
    struct stored_item unsure = sample_item(KIND_EVENT, "Journée");
    e.field = "starts";
    civil_parse("2026-03-10", &unsure.item.starts);
    unsure.item.evidence.v = &e;
    unsure.item.evidence.n = 1;
    assert_has(rss(&unsure, 1), " – à vérifier</p>");
    s = a_call();
    s.item.deadline = (struct civil){0};
    s.item.permanent = true;
    assert_has(rss(&s, 1), "Date limite : dépôt permanent");
}

static void an_event_carries_its_dates_and_place_for_programs_and_people(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_EVENT, "Journée <technique>");
    s.item.starts = minute(2026, 3, 10, 9, 30, NULL);
    s.item.ends = minute(2026, 3, 10, 17, 0, NULL);
    s.item.place = "Lyon & environs";
    s.item.organizer = "Métropole";
    s.item.lat = 45.764043;
    s.item.lon = -4.835659;
    rss(&s, 1);
    assert_has(file.p, "<ev:startdate>2026-03-10T09:30:00+01:00</ev:startdate>");
    assert_has(file.p, "<ev:enddate>2026-03-10T17:00:00+01:00</ev:enddate>");
    assert_has(file.p, "<ev:location>Lyon &amp; environs</ev:location>");
    assert_has(file.p, "<georss:point>45.764043 -4.835659</georss:point>");
    assert_has(file.p,
               "<p>Date : 10 mars 2026 de 9 h 30 à 17 h 00 (heure de Paris)<br />Lieu : Lyon &amp; environs");
    assert_has(atom(&s, 1), "<georss:point>45.764043 -4.835659</georss:point>");
    s.item.lat = 91;
    assert_lacks(rss(&s, 1), "georss:point>");
    s.item.all_day = true;
    assert_has(rss(&s, 1), "<ev:startdate>2026-03-10</ev:startdate>");
}

static void titles_are_text_whatever_they_look_like(void **state)
{
    (void)state;
    static const char *const titles[] = {"<script>alert(1)</script>",
                                         "R&D et PME",
                                         "A &amp; B &eacute; &#233; &21",
                                         "1 < 2 > 0",
                                         "]]> <![CDATA[ x",
                                         "  \n ",
                                         "\x01\x02 contrôle",
                                         "<3 les villes",
                                         ("mal d\xEF\xBF\xBD"
                                          "cod\xC2\x85 \xC2\x80\x7F"),
                                         "&"};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        struct stored_item s = sample_item(KIND_NEWS, titles[i]);
        rss(&s, 1);
        atom(&s, 1);
    }
    struct stored_item s = sample_item(KIND_NEWS, "R&D et <b>PME</b>");
    assert_has(rss(&s, 1), "<title>R&amp;D et ‹b&gt;PME‹/b&gt;</title>");
    s.item.title = NULL;
    assert_has(rss(&s, 1), "<title>(sans titre)</title>");
    s.item.title = "D\xEF\xBF\xBDpôt\xC2\x80 \xC2\xA0!";
    assert_has(rss(&s, 1), "<title>D?pôt !</title>");
}

static void content_is_brought_down_to_what_readers_know(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_NEWS, "x");
    s.item.content_html =
        "<section><h2>t</h2><figure><picture><source srcset=\"https://a/b.webp\"><img "
        "src=\"https://a/b.png\" "
        "loading=\"lazy\" srcset=\"https://a/b.png 2x\" "
        "alt=\"\"></picture><figcaption>l</figcaption></figure>"
        "<a href=\"/relative\" rel=\"nofollow\">r</a><a href=\"https://a/?x=1&amp;y=2\">ok</a><img "
        "src=\"rel.png\">"
        "<script>alert('<p>')</script><style>p{}</style><p style=\"x\" onclick=\"y\">]]> fin</p></section>";
    rss(&s, 1);
    assert_has(file.p, "<div><h2>t</h2><div><img src=\"https://a/b.png\" alt=\"\"><div>l</div></div>"
                       "<a>r</a><a href=\"https://a/?x=1&amp;y=2\">ok</a><p>]]]]><![CDATA[> fin</p></div>");
    assert_lacks(file.p, "alert");
    atom(&s, 1);
}

static void broken_content_stays_text_in_linear_time(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_NEWS, "x");
    static const char *const pieces[] = {"<a href=\"", "<a <", "<script>", "</", "<img src=https://a/b.png ",
                                         "&#",         "<<",   "<p =\"'>"};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf b;
        buf_init(&b, 0);
        for (int k = 0; k < 100000; k++)
            buf_adds(&b, pieces[i]);
        s.item.content_html = b.p;
        buf_free(&file);
        file = sample_file(&sample_context, &rss_export, &s, 1);
        xmlDoc *doc = xmlReadMemory(file.p, (int)file.n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_HUGE);
        assert_non_null(doc);
        xmlFreeDoc(doc);
        buf_free(&b);
    }
}

static void the_source_decides_what_is_published_again(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    struct attachment e = {.url = "https://a.example/doc.pdf", .size = 12, .duration = -1};
    s.item.attachments.v = &e;
    s.item.attachments.n = 1;
    rss(&s, 1);
    assert_has(file.p, "entier");
    assert_has(file.p,
               "<enclosure url=\"https://a.example/doc.pdf\" length=\"12\" type=\"application/pdf\" />");
    assert_has(file.p,
               "<source url=\"https://partenaire.example.org/feed\">Un réseau &amp; partenaire</source>");
    assert_has(file.p, "<p>Source : Un réseau &amp; partenaire (Licence Ouverte 2.0)</p>");
    s.source = "summary";
    rss(&s, 1);
    assert_lacks(file.p, "entier");
    assert_has(file.p, "Pour les communes.");
    assert_has(file.p, "<source url=\"https://region.example.org/rss.xml?a=1&amp;b=2\">");
    s.source = "link";
    for (int i = 0; i < 2; i++) {
        const char *text = i ? atom(&s, 1) : rss(&s, 1);
        assert_lacks(text, "entier");
        assert_lacks(text, "Pour les communes.");
        assert_lacks(text, "doc.pdf");
        assert_has(text, "Date limite"); /* a fact, nobody's text */
        assert_has(text, "Source : Un portail");
    }
    s.source = "gone";
    assert_lacks(rss(&s, 1), "entier");
    assert_has(file.p, "Pour les communes.");
    atom(&s, 1);
}

static void entries_of_one_second_have_each_their_own_updated(void **state)
{
    (void)state;
    enum { N = 300 };
    struct stored_item items[N];
    char uids[N][33];
    for (int i = 0; i < N; i++) {
        items[i] = sample_item(KIND_NEWS, "x");
        /* the first half share the part the fraction is made of */
        snprintf(uids[i], 33, "%08x%024x", i < N / 2 ? 7 : i, i);
        items[i].uid = uids[i];
    }
    atom(items, N); /* strict_atom asks for it */
    rss(items, N);
}

static void dates_never_lie_ahead_nor_before_1970(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_EVENT, "x");
    s.item.published = SAMPLE_NOW + 300 * 86400;
    assert_has(rss(&s, 1), "<pubDate>Sat, 28 Feb 2026 08:00:00 GMT</pubDate>");
    s.item.published = -5000000000;
    assert_has(rss(&s, 1), "<pubDate>Sat, 28 Feb 2026 08:00:00 GMT</pubDate>");
    s.item.published = 0;
    assert_has(rss(&s, 1), "<pubDate>Sat, 28 Feb 2026 08:00:00 GMT</pubDate>");
    s.item.published = SAMPLE_NOW - 9 * 86400;
    s.item.updated = SAMPLE_NOW - 12 * 86400;
    atom(&s, 1);
    assert_has(file.p, "<published>2026-02-20T08:00:00Z</published>\n<updated>2026-02-20T08:00:00.");
    s.revision = 1;
    assert_has(atom(&s, 1), "<updated>2026-02-28T08:00:00.");
}

static void addresses_are_ascii_and_absolute_or_absent(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_string_equal(plain_url(&a, "https://a.example/é è?q=[1]&x=%zz#a#b"),
                        "https://a.example/%C3%A9%20%C3%A8?q=%5B1%5D&x=%25zz#a%23b");
    assert_string_equal(plain_url(&a, "https://métropole.example/"), "https://xn--mtropole-b1a.example/");
    assert_null(plain_url(&a, "/relative"));
    assert_null(plain_url(&a, "https://p.exampleslash="));
    assert_null(plain_url(&a, "https://a&b.example/"));
    assert_non_null(plain_url(&a, "https://ma_ville.example/"));
    assert_null(plain_url(&a, "javascript:alert(1)"));
    assert_null(plain_url(&a, NULL));
    arena_free(&a);
    struct stored_item s = sample_item(KIND_NEWS, "x");
    s.item.url = NULL;
    assert_has(rss(&s, 1), "<link>https://partenaire.example.org/</link>\n<description>");
    s.source = "gone";
    assert_has(rss(&s, 1), "</title>\n<description>");
}

static void hostile_members_leave_the_feed_valid(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_EVENT, "x");
    struct author authors[] = {{.name = "Anne <script>", .url = "javascript:x", .email = "anne@example.org"},
                               {.name = " "}};
    const char *tags[] = {"a & b", "a & b", "<i>", " "};
    struct attachment attachments[] = {
        {.url = "ftp://x/y", .size = -1, .duration = -1},
        {.url = "https://x.example/y", .mime_type = "text/html; charset=\"", .size = -1, .duration = -1}};
    s.item.authors.v = authors;
    s.item.authors.n = 2;
    s.item.tags.v = tags;
    s.item.tags.n = 4;
    s.item.attachments.v = attachments;
    s.item.attachments.n = 2;
    s.item.language = "klingon";
    s.item.place = "<b>";
    s.item.starts = (struct civil){.year = 2026, .precision = PRECISION_YEAR};
    s.item.lat = INFINITY;
    s.item.lon = 0;
    rss(&s, 1);
    assert_lacks(file.p, "anne@");
    assert_lacks(file.p, "klingon");
    atom(&s, 1);
    assert_lacks(file.p, "anne@");
}

static void a_cancelled_event_says_so_in_its_title(void **state)
{
    (void)state;
    struct stored_item s = sample_item(KIND_EVENT, "Journée");
    s.item.cancelled = true;
    assert_has(rss(&s, 1), "<title>Annulé : Journée</title>");
}

static void the_site_speaks_its_language(void **state)
{
    (void)state;
    struct stored_item s = a_call();
    s.item.language = "fr";
    struct buf out = sample_file(&sample_context_en, &rss_export, &s, 1);
    strict_rss(out.p, out.n, "https://watch.example.org/feeds/essai/rss.xml");
    assert_has(out.p, "Deadline: 15 March 2027 at 12:00 (Paris time)");
    assert_has(out.p, "<language>en</language>");
    assert_has(out.p, "<dc:language>fr</dc:language>");
    buf_free(&out);
}

static void a_site_without_an_address_still_gives_valid_feeds(void **state)
{
    (void)state;
    struct site site = {0};
    struct export_context x = sample_context;
    struct stored_item s = a_call();
    x.site = &site;
    struct buf out = sample_file(&x, &rss_export, &s, 1);
    strict_rss(out.p, out.n, "https://moisson.invalid/essai/rss.xml");
    buf_free(&out);
    out = sample_file(&x, &atom_export, &s, 1);
    strict_atom(out.p, out.n, "https://moisson.invalid/essai/atom.xml");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_channel_is_a_valid_feed),
        cmocka_unit_test(a_call_shows_its_deadline_first),
        cmocka_unit_test(an_unsure_deadline_says_so_and_a_permanent_call_too),
        cmocka_unit_test(an_event_carries_its_dates_and_place_for_programs_and_people),
        cmocka_unit_test(titles_are_text_whatever_they_look_like),
        cmocka_unit_test(content_is_brought_down_to_what_readers_know),
        cmocka_unit_test(broken_content_stays_text_in_linear_time),
        cmocka_unit_test(the_source_decides_what_is_published_again),
        cmocka_unit_test(entries_of_one_second_have_each_their_own_updated),
        cmocka_unit_test(dates_never_lie_ahead_nor_before_1970),
        cmocka_unit_test(addresses_are_ascii_and_absolute_or_absent),
        cmocka_unit_test(hostile_members_leave_the_feed_valid),
        cmocka_unit_test(a_cancelled_event_says_so_in_its_title),
        cmocka_unit_test(the_site_speaks_its_language),
        cmocka_unit_test(a_site_without_an_address_still_gives_valid_feeds),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
