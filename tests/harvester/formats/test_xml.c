/* Format xml: XPath over documents that are no feeds, sound and otherwise. */
#include <stdio.h>
#include <unistd.h>
#include "tests/harvester/formats/ruled.h"

#define XML "  format: xml\n"
#define RULES XML "  items: //aide\n  fields: {title: titre, url: lien, tags: theme, content: texte}\n"

static void items_and_fields_are_xpath(void **state)
{
    (void)state;
    read_ruled(
        XML
        "  items: /aides/aide\n  fields: {id: \"@id\", title: titre, url: lien/@href, tags: themes/theme, "
        "deadline: \"dates/date[@type='fin']\"}\n  next: /aides/@suite\n",
        "<?xml version=\"1.0\"?>\n<aides suite=\"?page=2\"><aide id=\"7\"><titre>Un</titre><lien "
        "href=\"/un\"/>"
        "<themes><theme>eau</theme><theme>air</theme></themes><dates><date type=\"debut\">2026-01-01</date>"
        "<date type=\"fin\">2026-05-29</date></dates></aide><aide "
        "id=\"8\"><titre>Deux</titre></aide></aides>");
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->id, "7");
    assert_text(item_at(0)->url, "https://api.example/un");
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(civil_text(&item_at(0)->deadline), "2026-05-29");
    assert_text(item_at(1)->title, "Deux");
    assert_text(feed.next_url, "https://api.example/v1/list?page=2");
}

static void namespaces_need_no_declaration(void **state)
{
    (void)state;
    static const char document[] =
        "<n xmlns=\"urn:a\" xmlns:dc=\"urn:dc\"><r><dc:title xml:lang=\"en\">One</dc:title>"
        "<dc:title xml:lang=\"fr\">Un</dc:title><x:y xmlns:x=\"urn:x\">z</x:y></r></n>";
    read_ruled(XML "  items: //r\n  fields: {title: \"dc:title[@xml:lang='fr']\", organizer: \"x:y\"}\n",
               document);
    assert_text(item_at(0)->title, "Un");
    assert_text(item_at(0)->organizer, "z");
    read_ruled(XML "  items: /n/r\n  fields: {title: \"dc:title\", place: \"other:place\"}\n", document);
    assert_text(item_at(0)->title, "One Un");
    assert_text(item_at(0)->place, "(null)"); /* a prefix that the document does not know */
}

static void rules_may_be_functions_and_templates(void **state)
{
    (void)state;
    static const char document[] = "<l><aide><titre> Un\n deux </titre><n>3</n><n>4</n></aide></l>";
    read_ruled(XML
               "  items: //aide\n  fields: {title: \"{normalize-space(titre)} ({count(n)})\", id: sum(n), "
               "url: \"https://x.example/{n}/\"}\n",
               document);
    assert_text(item_at(0)->title, "Un deux (2)");
    assert_text(item_at(0)->id, "7");
    assert_text(item_at(0)->url, "https://x.example/3/");
}

static void an_address_may_stand_in_an_attribute(void **state)
{
    (void)state;
    read_ruled(RULES,
               "<l><aide><titre>a</titre><lien href=\"/un\"/></aide><aide><titre>b</titre><lien>www.x.example"
               "</lien></aide></l>");
    assert_text(item_at(0)->url, "https://api.example/un");
    assert_text(item_at(1)->url, "https://www.x.example");
}

static void elements_may_hold_html_however_written(void **state)
{
    (void)state;
    read_ruled(RULES,
               "<l><aide><titre>L&amp;rsquo;eau</titre><texte>&lt;p&gt;Un&lt;/p&gt;</texte></aide>"
               "<aide><titre><![CDATA[<b>Deux</b>]]></titre><texte><![CDATA[<p>Deux</p>]]></texte></aide>"
               "<aide><titre>c</titre><texte><p>Trois <em>fois</em></p></texte></aide>"
               "<aide><titre><nom>Quatre</nom><lieu>Ici</lieu></titre><texte>a &lt; b</texte></aide></l>");
    assert_text(item_at(0)->title, "L’eau");
    assert_text(item_at(0)->content_html, "<p>Un</p>");
    assert_text(item_at(1)->title, "Deux");
    assert_text(item_at(1)->content_html, "<p>Deux</p>");
    assert_text(item_at(2)->content_html, "<p>Trois <em>fois</em></p>");
    assert_text(item_at(3)->title, "Quatre Ici");
}

static void broken_documents_are_mended(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title, *warning;
    } cases[] = {
        {"<!DOCTYPE l SYSTEM \"x.dtd\"><l><aide><titre>&eacute;t&eacute; &nbsp;2026</titre></aide></l>",
         "été 2026", NULL},
        {"<l><aide><titre>Eau & air</titre></aide></l>", "Eau & air", "\"&\" does not begin a reference"},
        {"<l><aide><titre>a</titre></aide>", "a", "ends before its elements do"},
        {"<br />\n<b>Warning</b>: x in y\n<?xml version=\"1.0\"?><l><aide><titre>a</titre></aide></l>", "a",
         NULL},
        {"<data><aide><titre>a</titre></aide></data>", "a", NULL},
        {"<l><aide><titre>\xE9t\xE9</titre></aide></l>", "été", NULL},
        {"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><l><aide><titre>\x80</titre></aide></l>", "€", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(RULES, cases[i].text);
        assert_text(item_at(0)->title, cases[i].title);
        if (cases[i].warning && (!feed.warning || !strstr(feed.warning, cases[i].warning)))
            fail_msg("%s: %s", cases[i].warning, feed.warning ? feed.warning : "no warning");
    }
}

static void what_is_no_xml_is_refused(void **state)
{
    (void)state;
    refuse_ruled(RULES, "<!DOCTYPE html><html><body>Maintenance</body></html>", "no XML");
    refuse_ruled(RULES, "{\"a\":1}", "no XML");
    refuse_ruled(RULES, "", "no XML");
    read_ruled(RULES, "<erreur>rien</erreur>");
    assert_int_equal(feed.items.n, 0);
}

/* Neither files nor exponential entities. */
static void entities_are_not_looked_up(void **state)
{
    (void)state;
    read_ruled(
        RULES,
        "<!DOCTYPE l [<!ENTITY x SYSTEM \"file:///etc/passwd\"><!ENTITY a \"aaaaaaaaaa\">"
        "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">"
        "<!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\">"
        "<!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\"><!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\">]>"
        "<l><aide><titre>t</titre><texte>x&x;x &g;</texte></aide></l>");
    assert_text(item_at(0)->title, "t");
    assert_true(!item_at(0)->content_html ||
                (!strstr(item_at(0)->content_html, "root:") && strlen(item_at(0)->content_html) < 1100000));
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    enum { DEEP = 50000 };
    char *text = malloc(8 * DEEP), *to = text;
    for (int i = 0; i < DEEP; i++)
        to = stpcpy(to, "<a>");
    strcpy(to, "x");
    read_ruled(XML "  items: /a\n  fields: {title: .}\n", text);
    assert_non_null(strstr(feed.warning, "nested more than 256 deep"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_and_fields_are_xpath),
        cmocka_unit_test(namespaces_need_no_declaration),
        cmocka_unit_test(rules_may_be_functions_and_templates),
        cmocka_unit_test(an_address_may_stand_in_an_attribute),
        cmocka_unit_test(elements_may_hold_html_however_written),
        cmocka_unit_test(broken_documents_are_mended),
        cmocka_unit_test(what_is_no_xml_is_refused),
        cmocka_unit_test(entities_are_not_looked_up),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
