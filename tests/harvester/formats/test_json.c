/* Format json: JSON Pointers with what APIs need besides, templates, JSON in strings, languages, faulty JSON.
 */
#include <math.h>
#include <stdio.h>
#include <unistd.h>
#include "tests/harvester/formats/ruled.h"

#define JSON "  format: json\n"

/* The title that a rule gives of an item. */
static const char *title_by(const char *rule, const char *item)
{
    read_ruled(
        arena_printf(
            &arena,
            JSON
            "  items: /results\n  fields: {id: /id, url: {default: \"https://x.example/\"}, title: %s}\n",
            rule),
        arena_printf(&arena, "{\"results\":[%s]}", item));
    return item_at(0)->title;
}

#define assert_title(rule, item, want) assert_text(title_by(rule, item), want)

static void items_and_fields_are_pointers(void **state)
{
    (void)state;
    read_ruled(
        JSON
        "  items: /results\n  fields: {id: /id, title: /name, url: /url, tags: /tags, published: /created}\n"
        "  next: /next\n",
        "{\"count\":2,\"next\":\"/v1/list?page=2\",\"results\":["
        "{\"id\":7,\"name\":\"Un\",\"url\":\"/aides/un/"
        "\",\"tags\":[\"a\",\"b\"],\"created\":\"2026-01-02T03:04:05Z\"},"
        "{\"id\":8,\"name\":\"Deux\",\"url\":\"https://y.example/"
        "deux\",\"tags\":\"c\",\"created\":1767225600}]}");
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->id, "7");
    assert_text(item_at(0)->url, "https://api.example/aides/un/");
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(when(item_at(0)->published), "2026-01-02T03:04:05Z");
    assert_text(item_at(1)->title, "Deux");
    assert_text(item_at(1)->tags.v[0], "c");
    assert_text(when(item_at(1)->published), "2026-01-01T00:00:00Z");
    assert_text(feed.next_url, "https://api.example/v1/list?page=2");
}

static void pointers_are_those_of_the_rfc(void **state)
{
    (void)state;
    assert_title("/a~1b", "{\"a/b\":\"x\"}", "x");
    assert_title("/m~0n", "{\"m~n\":\"x\"}", "x");
    assert_title("/~01", "{\"~1\":\"x\"}", "x");
    assert_title("\"/ /\"", "{\" \":{\"\":\"x\"}}", "x");
    assert_title("/l/1", "{\"l\":[\"a\",\"b\"]}", "b");
    assert_title("/l/2", "{\"l\":[\"a\",\"b\"]}", "(null)");
    assert_title("/none/at/all", "{\"a\":1}", "(null)");
}

static void an_index_below_zero_counts_from_the_end(void **state)
{
    (void)state;
    assert_title("/l/-1", "{\"l\":[\"a\",\"b\",\"c\"]}", "c");
    assert_title("/l/-3", "{\"l\":[\"a\",\"b\",\"c\"]}", "a");
    assert_title("/l/-4", "{\"l\":[\"a\",\"b\",\"c\"]}", "(null)");
    assert_title("/o/-1", "{\"o\":{\"-1\":\"x\"}}", "x");
}

static void a_star_is_every_element(void **state)
{
    (void)state;
    assert_title("/l/*/n", "{\"l\":[{\"n\":\"a\"},{\"m\":\"b\"},{\"n\":\"c\"}]}", "a c");
    assert_title("/o/*", "{\"o\":{\"z\":\"a\",\"a\":\"b\"}}", "a b");
    assert_title("/o/*", "{\"o\":{\"*\":\"x\",\"a\":\"b\"}}", "x"); /* a member of that name is meant first */
}

/* XML turned into JSON has an object where there is one, a list where there are several. */
static void one_is_read_as_a_list_of_one(void **state)
{
    (void)state;
    assert_title("/l/n", "{\"l\":[{\"n\":\"a\"},{\"n\":\"b\"}]}", "a b");
    assert_title("/l/n", "{\"l\":{\"n\":\"a\"}}", "a");
    assert_title("/l/0/n", "{\"l\":{\"n\":\"a\"}}", "a");
    assert_title("/l/0", "{\"l\":\"a\"}", "a");
    assert_title("/l/-1", "{\"l\":\"a\"}", "a");
    assert_title("/l/*", "{\"l\":\"a\"}", "a");
    assert_title("/l/1", "{\"l\":\"a\"}", "(null)");
    read_ruled(JSON "  items: /hits/hit\n  fields: {title: /p}\n", "{\"hits\":{\"hit\":{\"p\":\"seul\"}}}");
    assert_text(item_at(0)->title, "seul");
}

static void what_is_empty_is_not_there(void **state)
{
    (void)state;
    assert_title("{any: [/a, /b, /c, /d, /e]}", "{\"a\":null,\"b\":\"\",\"c\":[],\"d\":\"  \",\"e\":\"x\"}",
                 "x");
    assert_title("{any: [/a, /b]}", "{\"a\":[null],\"b\":0}", "0");
    assert_title("/b", "{\"b\":false}", "false");
    assert_title("/o", "{\"o\":{\"k\":1}}", "(null)"); /* an object is no text */
}

static void lists_and_their_lists_are_taken_apart(void **state)
{
    (void)state;
    assert_title("/l", "{\"l\":[\"a\",[\"b\",null,[\"c\"]],2]}", "a b c 2");
    read_ruled(JSON "  fields: {title: /t}\n  items: \"\"\n", "[{\"t\":\"a\"},{\"t\":\"b\"}]");
    assert_int_equal(feed.items.n, 2);
    read_ruled(JSON "  fields: {title: /t}\n", "[{\"t\":\"a\"},{\"t\":\"b\"}]");
    assert_int_equal(feed.items.n, 2);
    read_ruled(JSON "  fields: {title: /t}\n", "{\"t\":\"a\"}");
    assert_int_equal(feed.items.n, 1);
    read_ruled(JSON "  fields: {title: /t}\n  items: /*\n", "{\"x\":{\"t\":\"a\"},\"y\":{\"t\":\"b\"}}");
    assert_int_equal(feed.items.n, 2);
}

static void templates_hold_pointers(void **state)
{
    (void)state;
    assert_title("\"{/a} ({/b/c})\"", "{\"a\":\"Aide\",\"b\":{\"c\":93}}", "Aide (93)");
    assert_title("\"{/a} ({/b})\"", "{\"a\":\"Aide\"}", "(null)"); /* a part is missing */
    assert_title("{any: [\"{/a} ({/b})\", /a]}", "{\"a\":\"Aide\"}", "Aide");
    assert_title("\"{x} {/a}\"", "{\"a\":\"Aide\"}", "{x} Aide");
    assert_title("{select: \"{/a/*/b}-{/a/*/e}\", all: true, join: \", \"}",
                 "{\"a\":[{\"b\":1,\"e\":2},{\"b\":3,\"e\":null},{\"b\":5,\"e\":6}]}", "1-2, 5-6");
    assert_title("{select: \"{/c}:{/l}\", all: true, join: \" \"}", "{\"c\":\"x\",\"l\":[1,2]}", "x:1 x:2");
    read_ruled(JSON "  items: /slugs\n  fields: {title: \"\", url: \"https://x.example/a/{}\"}\n",
               "{\"slugs\":[\"un\",\"deux mots\"]}");
    assert_text(item_at(1)->title, "deux mots");
    assert_text(item_at(1)->url, "https://x.example/a/deux%20mots");
}

static void what_goes_into_an_address_is_encoded(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *value, *want;
    } cases[] = {
        {"https://x.example/{/v}", "a b/é?c#d", "https://x.example/a%20b/%C3%A9%3Fc%23d"},
        {"https://x.example/{/v}", "a%20b%", "https://x.example/a%20b%25"},
        {"https://x.example/?q={/v}&p=1", "a&b=c d/é", "https://x.example/?q=a%26b%3Dc%20d%2F%C3%A9&p=1"},
        {"https://x.example{/v}", "/aides/?id=3", "https://x.example/aides/?id=3"},
        {"https://x.example/{/v}", "/aides/un", "https://x.example/aides/un"},
        {"/aides/{/v}", "un", "https://api.example/aides/un"},
        {"{/v}", "https://y.example/a?b=c&d=e", "https://y.example/a?b=c&d=e"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(
            arena_printf(&arena, JSON "  items: /r\n  fields: {title: /t, url: \"%s\"}\n", cases[i].rule),
            arena_printf(&arena, "{\"r\":[{\"t\":\"x\",\"v\":\"%s\"}]}", cases[i].value));
        assert_text(item_at(0)->url, cases[i].want);
    }
}

static void a_string_may_hold_json(void **state)
{
    (void)state;
    const char *item =
        "{\"d\":\"{\\\"MAPA\\\":{\\\"nom\\\":\\\"Ville d'Exemple\\\",\\\"l\\\":[1,2]}}\","
        "\"e\":[\"[{\\\"x\\\":\\\"un\\\"},{\\\"x\\\":\\\"deux\\\"}]\"],\"f\":\"[Appel] pas du JSON\"}";
    assert_title("/d/MAPA/nom", item, "Ville d'Exemple");
    assert_title("/d/*/nom", item, "Ville d'Exemple");
    assert_title("/d/MAPA/l/-1", item, "2");
    assert_title("/e/x", item, "un deux");
    assert_title("/e/0/1/x", item, "deux"); /* the string is element 0; in it stands a list */
    assert_title("/f/x", item, "(null)");
    assert_title("/f", item, "[Appel] pas du JSON");
    read_ruled(JSON "  items: /payload/list\n  fields: {title: /t}\n",
               "{\"payload\":\"{\\\"list\\\":[{\\\"t\\\":\\\"a\\\"},{\\\"t\\\":\\\"b\\\"}]}\"}");
    assert_int_equal(feed.items.n, 2);
}

static void of_languages_the_wanted_one_is_taken(void **state)
{
    (void)state;
    static const char item[] =
        "{\"t\":{\"en\":\"English\",\"fr\":\"Français\",\"de\":\"Deutsch\"},"
        "\"u\":{\"fr\":\"\",\"en\":\"English\"},\"k\":{\"fr\":[\"a\",\"b\"],\"en\":[\"c\"]},"
        "\"n\":{\"eng\":\"English\",\"fra\":[\"Français\"]},\"w\":{\"hu\":\"Magyar\"},"
        "\"r\":{\"fr-FR\":\"Région\",\"en-GB\":\"Region\"},\"o\":{\"id\":\"x\",\"fr\":\"y\"}}";
    assert_title("/t", item, "Français");
    assert_title("/t/en", item, "English");
    assert_title("/u", item, "English");
    assert_title("/k", item, "a b");
    assert_title("/n", item, "Français");
    assert_title("/w", item, "Magyar");
    assert_title("/r", item, "Région");
    assert_title("/o", item, "(null)"); /* not all of its members are languages */
    read_ruled(JSON "  language: de\n  items: /r\n  fields: {title: /t}\n",
               "{\"r\":[{\"t\":{\"en\":\"English\",\"deu\":\"Deutsch\"}}]}");
    assert_text(item_at(0)->title, "Deutsch");
}

static void a_value_may_be_html_or_nearly(void **state)
{
    (void)state;
    assert_title("/t", "{\"t\":\"Renaturer l&rsquo;&eacute;cole\"}", "Renaturer l’école");
    assert_title("/t", "{\"t\":\"L&amp;#039;aide\"}", "L'aide");
    assert_title("/t", "{\"t\":\"<p>Un<br>deux</p>\"}", "Un deux");
    assert_title("/t", "{\"t\":\"1 < 2 & 3 > 2\"}", "1 < 2 & 3 > 2");
    assert_title("/t", "{\"t\":\"AT&amp;T\"}", "AT&T");
    read_ruled(JSON "  items: /r\n  fields: {title: /t, content: /c, summary: /c}\n",
               "{\"r\":[{\"t\":\"a\",\"c\":\"<p>Texte <script>x()</script><a href=\\\"/b\\\">lien</a></p>\"},"
               "{\"t\":\"b\",\"c\":\"&lt;p&gt;Deux fois&lt;/p&gt;\"},"
               "{\"t\":\"c\",\"c\":\"Une ligne\\nune autre\\n\\nun < paragraphe\"}]}");
    assert_text(item_at(0)->content_html,
                "<p>Texte <a href=\"https://api.example/b\" rel=\"noopener nofollow ugc\">lien</a></p>");
    assert_text(item_at(0)->summary, "Texte lien");
    assert_text(item_at(1)->content_html, "<p>Deux fois</p>");
    assert_text(item_at(2)->content_html, "<p>Une ligne<br>\nune autre</p>\n<p>un &lt; paragraphe</p>");
}

/* Unescaped before it is cut, so that the ; of an entity cuts nothing. */
static void entities_are_read_before_a_list_is_cut(void **state)
{
    (void)state;
    read_ruled(JSON "  items: /r\n  fields: {title: /t, tags: {select: /k, split: \";\"}}\n",
               "{\"r\":[{\"t\":\"a\",\"k\":\"DROITS DE L&rsquo;HOMME;EAU;;\"}]}");
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(item_at(0)->tags.v[0], "DROITS DE L’HOMME");
    assert_text(item_at(0)->tags.v[1], "EAU");
}

static void dates_come_in_many_forms(void **state)
{
    (void)state;
    static const struct {
        const char *value, *want;
    } cases[] = {
        {"\"2026-05-29\"", "2026-05-29"},
        {"1801501200000", "2027-02-01T18:00"},
        {"1801501200", "2027-02-01T18:00"},
        {"\"1801501200000\"", "2027-02-01T18:00"},
        {"1801501200.0", "2027-02-01T18:00"},
        {"20230112", "2023-01-12"},
        {"\"20230112\"", "2023-01-12"},
        {"\"2027-02-01T17:00:00.000+0000\"", "2027-02-01T18:00"},
        {"\"2026-01-15T00:00:00+0100\"", "2026-01-15T00:00"},
        {"\"2026-01-31 14:05:00\"", "2026-01-31T14:05"},
        {"\"15 août 2026\"", "2026-08-15"},
        {"\"1er mars 2027\"", "2027-03-01"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(JSON "  items: /r\n  fields: {title: /t, deadline: /d}\n",
                   arena_printf(&arena, "{\"r\":[{\"t\":\"a\",\"d\":%s}]}", cases[i].value));
        assert_text(civil_text(&item_at(0)->deadline), cases[i].want);
    }
}

static void one_field_may_hold_dates_written_in_several_ways(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"31/12/2026", "2026-12-31"},
                                           {"2026-12-31", "2026-12-31"},
                                           {"2026-31-12", "2026-12-31"},
                                           {"à venir", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(JSON "  items: /r\n  fields: {title: /t, deadline: {select: /d, format: "
                        "\"dd/mm/yyyy|yyyy-mm-dd|yyyy-dd-mm\"}}\n",
                   arena_printf(&arena, "{\"r\":[{\"t\":\"a\",\"d\":\"%s\"}]}", cases[i][0]));
        assert_text(civil_text(&item_at(0)->deadline), cases[i][1]);
    }
}

/* The tags of one text, with a stroke between. */
static const char *split_by(const char *how, const char *text)
{
    read_ruled(arena_printf(&arena, JSON "  items: /r\n  fields: {title: /t, tags: {select: /k, %s}}\n", how),
               arena_printf(&arena, "{\"r\":[{\"t\":\"a\",\"k\":\"%s\"}]}", text));
    const char *out = "";
    for (size_t i = 0; i < item_at(0)->tags.n; i++)
        out = arena_printf(&arena, "%s%s%s", out, i ? "|" : "", item_at(0)->tags.v[i]);
    return out;
}

static void labels_may_hold_what_separates_them(void **state)
{
    (void)state;
    static const char text[] = "Culture, sport et loisirs, Eau, Énergie, climat";
    assert_text(split_by("split: \",\"", text), "Culture|sport et loisirs|Eau|Énergie|climat");
    assert_text(
        split_by("split: \",\", map: {\"Culture, sport et loisirs\": culture, \"énergie, climat\": climat}",
                 text),
        "culture|Eau|Énergie|climat");
    assert_text(
        split_by("split: \",\", map: {\"Culture, sport et loisirs\": culture, \"Énergie, climat\": climat}",
                 text),
        "culture|Eau|climat");
    assert_text(
        split_by("split: \",\", map: {Culture: c, \"Culture, sport\": cs}", text), /* not a whole label */
        "c|sport et loisirs|Eau|Énergie|climat");
    assert_text(split_by("split: '/, (?=\\p{Lu})/'", text), "Culture, sport et loisirs|Eau|Énergie, climat");
    assert_text(split_by("split: '/ *[;|] */'", "a ;b| c"), "a|b|c");
    assert_text(split_by("split: /", "a/b"), "a|b");
    assert_text(split_by("split: '/x*/'", "axxb"), "a|b"); /* what is empty separates nothing */
}

static void an_event_may_have_many_times(void **state)
{
    (void)state;
    static const char rules[] =
        JSON "  items: /r\n  fields: {title: /t, sessions: \"{/s/*/begin}/{/s/*/end}\"}\n";
    read_ruled(rules, "{\"r\":[{\"t\":\"a\",\"s\":["
                      "{\"begin\":\"2026-03-11T09:30:00+01:00\",\"end\":\"2026-03-11T12:00:00+01:00\"},"
                      "{\"begin\":\"2026-03-10T09:30:00+01:00\",\"end\":\"2026-03-10T17:00:00+01:00\"}]},"
                      "{\"t\":\"b\",\"s\":[{\"begin\":\"2026-03-10T09:30:00+01:00\",\"end\":\"2026-03-10T17:"
                      "00:00+01:00\"}]}]}");
    assert_int_equal(item_at(0)->sessions.n, 2);
    assert_text(civil_text(&item_at(0)->starts), "2026-03-10T09:30");
    assert_text(civil_text(&item_at(0)->ends), "2026-03-11T12:00");
    assert_text(civil_text(&item_at(0)->sessions.v[0].to), "2026-03-10T17:00");
    assert_int_equal(item_at(1)->sessions.n, 0);
    assert_text(civil_text(&item_at(1)->ends), "2026-03-10T17:00");
    read_ruled(JSON "  items: /r\n  fields: {title: /t, sessions: /s}\n",
               "{\"r\":[{\"t\":\"a\",\"s\":[\"2026-04-02\",\"du 10 au 12 mars 2026\"]}]}");
    assert_int_equal(item_at(0)->sessions.n, 2);
    assert_text(civil_text(&item_at(0)->sessions.v[0].to), "2026-03-12");
    assert_text(civil_text(&item_at(0)->ends), "2026-04-02");
}

static void a_sum_may_be_the_least(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int least, most;
    } cases[] = {{"Min. 3.000 € par projet", 3000, -1},
                 {"à partir de 5 000 €", 5000, -1},
                 {"2.200.000 € à répartir", -1, 2200000},
                 {"entre 20 k€ et 300 k€", 20000, 300000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(JSON "  items: /r\n  fields: {title: /t, amount: /a}\n",
                   arena_printf(&arena, "{\"r\":[{\"t\":\"a\",\"a\":\"%s\"}]}", cases[i].text));
        double least = item_at(0)->amount_min, most = item_at(0)->amount_max;
        assert_int_equal(isnan(least) ? -1 : (int)least, cases[i].least);
        assert_int_equal(isnan(most) ? -1 : (int)most, cases[i].most);
    }
}

static void there_may_be_several_deadlines(void **state)
{
    (void)state;
    read_ruled(
        JSON "  items: /r\n  fields: {title: /t, deadlines: /d}\n",
        "{\"r\":[{\"t\":\"a\",\"d\":[\"2027-09-15T17:00:00.000+0000\",\"2027-02-01T17:00:00.000+0000\"]}]}");
    assert_int_equal(item_at(0)->deadlines.n, 2);
    assert_text(civil_text(&item_at(0)->deadlines.v[0]), "2027-02-01T18:00");
    assert_text(civil_text(&item_at(0)->deadline), "2027-09-15T19:00");
    read_ruled(JSON "  items: /r\n  fields: {title: /t, deadlines: [/d1, /d2, /d3]}\n",
               "{\"r\":[{\"t\":\"a\",\"d1\":\"20260112\",\"d2\":\"\",\"d3\":\"20260612\"}]}");
    assert_int_equal(item_at(0)->deadlines.n, 2);
    assert_text(civil_text(&item_at(0)->deadline), "2026-06-12");
}

static void numbers_keep_their_digits(void **state)
{
    (void)state;
    assert_title("/n", "{\"n\":0.1}", "0.1");
    assert_title("/n", "{\"n\":48.8566}", "48.8566");
    assert_title("/n", "{\"n\":1e3}", "1000");
    assert_title("/n", "{\"n\":9007199254740993}", "9007199254740993");
    assert_title("/n", "{\"n\":123456789012345678901234567890}", "1.2345678901234568e+29");
}

static void an_address_may_lack_its_scheme(void **state)
{
    (void)state;
    read_ruled(JSON "  items: /r\n  fields: {title: /t, url: /u}\n",
               "{\"r\":[{\"t\":\"a\",\"u\":\" www.ville.example/a?b=1&amp;c=2 \"}]}");
    assert_text(item_at(0)->url, "https://www.ville.example/a?b=1&c=2");
}

/* Drupal's `views/ajax`: commands, one of them with the HTML of the list. */
static void a_string_may_hold_pages(void **state)
{
    (void)state;
    static const char page[] =
        "[{\"command\":\"settings\"},{\"command\":\"insert\",\"data\":"
        "\"<div class=\\\"view\\\"><article><h3><a href=\\\"/un\\\">L'&eacute;cole</a></h3>"
        "<p>jusqu'au <time datetime=\\\"2026-05-29\\\">29 mai</time></p></article>"
        "<article><h3>Deux</h3></article><a class=\\\"next\\\" href=\\\"?page=2\\\">suite</a></div>\"}]";
    read_ruled(JSON
               "  items: \"/data >> article\"\n  fields: {title: \">> h3\", url: \">> h3 a@href\", deadline: "
               "\">> ./p/time\"}\n  next: \"/data >> a.next@href\"\n",
               page);
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "L'école");
    assert_text(item_at(0)->url, "https://api.example/un");
    assert_text(civil_text(&item_at(0)->deadline), "2026-05-29");
    assert_text(item_at(1)->title, "Deux");
    assert_text(feed.next_url, "https://api.example/v1/list?page=2");
    read_ruled(JSON
               "  items: /r\n  fields: {title: /t, place: \"/c >> .lieu\", image: \"/c >> img@src\", tags: "
               "{select: \"/c >> li\", match: \"[a-z]+\"}}\n",
               "{\"r\":[{\"t\":\"a\",\"c\":\"<p class=lieu>Ici</p><ul><li>1 eau</li><li>2 air</li></ul>\"},"
               "{\"t\":\"b\",\"c\":\"<img src=/x.png>\"},{\"t\":\"c\",\"c\":null}]}");
    assert_text(item_at(0)->place, "Ici");
    assert_int_equal(item_at(0)->tags.n, 2);
    assert_text(item_at(0)->tags.v[1], "air");
    assert_text(item_at(1)->image, "https://api.example/x.png");
    assert_text(item_at(1)->place, "(null)");
    assert_text(item_at(2)->place, "(null)");
}

/* --- what is no list, and what is not quite JSON --- */

static void a_list_that_is_missing_is_an_error(void **state)
{
    (void)state;
    static const char keys[] = JSON "  items: /results\n  fields: {title: /t}\n";
    read_ruled(keys, "{\"count\":0,\"results\":[]}");
    assert_int_equal(feed.items.n, 0);
    read_ruled(keys, "{\"count\":0,\"results\":null}");
    refuse_ruled(
        keys, "{\"error\":{\"code\":3,\"message\":\"quota épuisé\"}}",
        "items: nothing at \"/results\"; the document is an object of error, and says: \"quota épuisé\"");
    refuse_ruled(keys, "{\"records\":[],\"nhits\":3}", "an object of records, nhits");
    refuse_ruled(keys, "[]", "the document is a list");
    refuse_ruled(JSON "  items: /a/*/b\n  fields: {title: /t}\n", "{\"c\":[]}", "nothing at \"/a/*/b\"");
    read_ruled(JSON "  items: /a/*/b\n  fields: {title: /t}\n", "{\"a\":[]}");
}

static void what_is_no_json_is_refused(void **state)
{
    (void)state;
    static const char keys[] = JSON "  items: /r\n  fields: {title: /t}\n";
    refuse_ruled(keys, "<!DOCTYPE html><p>{\"r\":[]}</p>", "line 1, column 1: not valid JSON");
    refuse_ruled(keys, "", "not valid JSON");
    refuse_ruled(keys, "{\"r\":[{\"t\":\"a\"}", "not valid JSON");
    refuse_ruled(keys, "Erreur interne [500]", "not valid JSON");
}

static void json_that_is_not_quite_so_is_mended(void **state)
{
    (void)state;
    static const struct {
        const char *text, *title, *warning;
    } cases[] = {
        {"\xEF\xBB\xBF{\"r\":[{\"t\":\"a\"}]}", "a", NULL},
        {"{\"r\":[{\"t\":\"a\",},]}", "a", "a comma before the end of a list"},
        {"{\"r\":[{\"t\":\"a\nb\"}]}", "a b", "a control character in a string"},
        {"{\"r\":[{\"t\":\"l\\'aide\"}]}", "l'aide", "a backslash that escapes nothing"},
        {"{\"r\":[{\"t\":\"a\",\"x\":NaN,\"y\":-Infinity}]}", "a", "a value that JSON has no word for"},
        {"{\"r\":[{\"t\":\"coup\\uD83D\"}]}", "coup\xEF\xBF\xBD", "escapes of half a character"},
        {"{\"r\":[{\"t\":\"\\uD83D\\uDE00\",}]}", "\xF0\x9F\x98\x80", "a comma"},
        {"rappel({\"r\":[{\"t\":\"a\"}]});", "a", NULL},
        {")]}',\n{\"r\":[{\"t\":\"a\"}]}", "a", NULL},
        {"{\"r\":[{\"t\":\"a\"}]} <!-- 0.2 s -->", "a", "something follows the end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_ruled(JSON "  items: /r\n  fields: {title: /t}\n", cases[i].text);
        assert_text(item_at(0)->title, cases[i].title);
        if (!cases[i].warning)
            assert_text(feed.warning, "(null)");
        else if (!feed.warning || !strstr(feed.warning, cases[i].warning))
            fail_msg("%s: %s", cases[i].warning, feed.warning ? feed.warning : "no warning");
    }
}

static void lines_of_json_are_a_list(void **state)
{
    (void)state;
    read_ruled(JSON "  items: \"\"\n  fields: {title: /t}\n",
               "{\"t\":\"a\"}\n{\"t\":\"b\"}\n\n{\"t\":\"c\"}\n");
    assert_int_equal(feed.items.n, 3);
    assert_text(item_at(2)->title, "c");
    assert_text(feed.warning, "(null)");
}

static void nesting_is_bounded(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    char *text = malloc(2 * DEEP + 1);
    memset(text, '[', DEEP);
    memset(text + DEEP, ']', DEEP);
    text[2 * (size_t)DEEP] = '\0';
    refuse_ruled(JSON "  items: \"\"\n  fields: {title: /t}\n", text, "depth");
    memset(text, '[', 1000);
    memset(text + 1000, ']', 1000);
    text[2000] = '\0';
    read_ruled(JSON "  items: /*/*/a/b\n  fields: {title: /t}\n", text);
    assert_int_equal(feed.items.n, 0);
    free(text);
}

static void the_bytes_may_be_in_any_encoding(void **state)
{
    (void)state;
    static const char latin[] = "{\"r\":[{\"t\":\"\xC9"
                                "cole\"}]}";
    static const char wide[] = "\xFF\xFE{\0\"\0r\0\"\0:\0[\0{\0\"\0t\0\"\0:\0\"\0\xC9\0\"\0}\0]\0}";
    read_ruled(JSON "  items: /r\n  fields: {title: /t}\n", latin);
    assert_text(item_at(0)->title, "École");
    assert_true(try_ruled(JSON "  items: /r\n  fields: {title: /t}\n", wide, sizeof wide));
    assert_text(item_at(0)->title, "É");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_and_fields_are_pointers),
        cmocka_unit_test(pointers_are_those_of_the_rfc),
        cmocka_unit_test(an_index_below_zero_counts_from_the_end),
        cmocka_unit_test(a_star_is_every_element),
        cmocka_unit_test(one_is_read_as_a_list_of_one),
        cmocka_unit_test(what_is_empty_is_not_there),
        cmocka_unit_test(lists_and_their_lists_are_taken_apart),
        cmocka_unit_test(templates_hold_pointers),
        cmocka_unit_test(what_goes_into_an_address_is_encoded),
        cmocka_unit_test(a_string_may_hold_json),
        cmocka_unit_test(of_languages_the_wanted_one_is_taken),
        cmocka_unit_test(a_value_may_be_html_or_nearly),
        cmocka_unit_test(entities_are_read_before_a_list_is_cut),
        cmocka_unit_test(dates_come_in_many_forms),
        cmocka_unit_test(one_field_may_hold_dates_written_in_several_ways),
        cmocka_unit_test(labels_may_hold_what_separates_them),
        cmocka_unit_test(an_event_may_have_many_times),
        cmocka_unit_test(a_sum_may_be_the_least),
        cmocka_unit_test(there_may_be_several_deadlines),
        cmocka_unit_test(numbers_keep_their_digits),
        cmocka_unit_test(an_address_may_lack_its_scheme),
        cmocka_unit_test(a_string_may_hold_pages),
        cmocka_unit_test(a_list_that_is_missing_is_an_error),
        cmocka_unit_test(what_is_no_json_is_refused),
        cmocka_unit_test(json_that_is_not_quite_so_is_mended),
        cmocka_unit_test(lines_of_json_are_a_list),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(the_bytes_may_be_in_any_encoding),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
