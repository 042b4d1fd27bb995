/* harvester/formats/microdata.c and rdfa.c */
#include "harvester/formats/things.h"
#include "reading.h"

#define HOME "https://a.example/agenda/"
#define EVENT "itemscope itemtype='https://schema.org/Event'"

static void an_event_is_read_from_elements_of_every_kind(void **state)
{
    (void)state;
    read_from("<!DOCTYPE html><html lang=fr><body><article itemscope itemtype='http://schema.org/MusicEvent'>"
              "<h2><a itemprop=url href='/c/1'><span itemprop=name>Concert <b>de</b> mai</span></a></h2>"
              "<time itemprop=startDate datetime='2026-05-04T20:30'>lundi</time>"
              "<meta itemprop=endDate content='2026-05-04T23:00'><img itemprop=image src='c.jpg' alt=x>"
              "<p itemprop=description>Une <em>belle</em> soirée<br>à deux</p>"
              "<link itemprop=eventStatus href='https://schema.org/EventCancelled'>"
              "<div itemprop=location itemscope itemtype='http://schema.org/Place'><b itemprop=name>Halle</b>"
              "<span itemprop=address>2 rue du Port</span></div>"
              "<div itemprop=offers itemscope><a itemprop=url href='/billets'>Billets</a></div></article>",
              HOME);
    struct item *item = item_at(0);
    assert_int_equal(feed.items.n, 1);
    assert_int_equal(item->kind, KIND_EVENT);
    assert_text(item->title, "Concert de mai");
    assert_text(item->url, "https://a.example/c/1");
    assert_text(civil_text(&item->starts), "2026-05-04T20:30");
    assert_text(civil_text(&item->ends), "2026-05-04T23:00");
    assert_text(item->image, "https://a.example/agenda/c.jpg");
    assert_text(item->content_html, "Une <em>belle</em> soirée<br>à deux");
    assert_text(item->place, "Halle, 2 rue du Port");
    assert_true(item->cancelled);
}

static void a_link_that_is_a_name_is_its_words(void **state)
{
    (void)state;
    read_from("<div " EVENT "><a itemprop='name' href='/x'>Le mot</a></div>", HOME);
    assert_text(item_at(0)->title, "Le mot");
    assert_text(item_at(0)->url, "https://a.example/x");
}

static void the_link_of_a_title_is_the_address(void **state)
{
    (void)state;
    read_from("<div " EVENT "><h3 itemprop=name><a href='/x'>Un</a></h3><a href='/non'>non</a></div>"
              "<div " EVENT "><a href='/y'><h3 itemprop=name>Deux</h3></a></div>",
              HOME);
    assert_text(item_at(0)->url, "https://a.example/x");
    assert_text(item_at(1)->url, "https://a.example/y");
}

static void properties_may_stand_elsewhere(void **state)
{
    (void)state;
    read_from("<p id=d><time itemprop=startDate datetime='2026-05-04'></time></p>"
              "<div " EVENT " itemref='d rien lieu'><b itemprop=name>Un</b></div>"
              "<div " EVENT " itemref=d><b itemprop=name>Deux</b></div>"
              "<div id=lieu itemprop=location itemscope itemtype='http://schema.org/Place'>"
              "<i itemprop=name>Halle</i></div>",
              HOME);
    assert_int_equal(feed.items.n, 2);
    assert_text(civil_text(&item_at(0)->starts), "2026-05-04");
    assert_text(civil_text(&item_at(1)->starts), "2026-05-04");
    assert_text(item_at(0)->place, "Halle");
    assert_null(item_at(1)->place);
}

static void references_in_a_circle_end(void **state)
{
    (void)state;
    read_from("<div id=a><div " EVENT " itemref='a b c'><b itemprop=name>Un</b></div></div>"
              "<div id=b itemprop=subEvent " EVENT " itemref=c></div>"
              "<div id=c itemprop=subEvent " EVENT " itemref=b></div>",
              HOME);
    assert_text(item_at(0)->title, "Un");
}

/* What the syntax gives before anything is made of it. */
static void the_tree_is_that_of_the_standard(void **state)
{
    (void)state;
    static const char text[] =
        "<dl itemscope itemtype='http://md.example/loco http://md.example/light' itemid='urn:x:1'>"
        "<dt itemprop='name title'>Machine<dd itemprop=a>1<dt>2 <span itemprop=a>3</span>"
        "<dd itemprop=part itemscope><span itemprop=a>4</span></dl><p itemprop=a>5</p>";
    const struct document document = {.bytes = text, .n = sizeof text - 1};
    arena_free(&arena);
    feed_init(&feed);
    xmlDoc *tree = html_tree(&document, &arena, &feed, &err);
    struct page page = {.document = &document,
                        .arena = &arena,
                        .feed = &feed,
                        .tree = tree,
                        .root = (xmlNode *)tree,
                        .steps = 1000,
                        .gathered = 1000,
                        .room = 1000};
    microdata_read(&page);
    assert_int_equal(page.things.n, 1);
    const struct thing *thing = page.things.v[0];
    assert_text(thing->id, "urn:x:1");
    assert_int_equal(thing->types.n, 2);
    assert_text(thing->types.v[1], "http://md.example/light");
    assert_text(thing_line(&page, thing, "title"), "Machine");
    size_t at = 0;
    assert_text(thing_value_line(&page, thing_next(thing, "a", &at)), "1");
    assert_text(thing_value_line(&page, thing_next(thing, "a", &at)), "3");
    assert_null(thing_next(thing, "a", &at));
    assert_text(thing_line(&page, thing_first(&page, thing, "part")->thing, "a"), "4");
    xmlFreeDoc(tree);
}

static void items_of_other_vocabularies_are_none(void **state)
{
    (void)state;
    refuse("<html><div itemscope itemtype='http://md.example/Event'><b itemprop=name>Un</b></div>");
    refuse("<html><div itemscope itemtype='http://schema.org/Product'><b itemprop=name>Un</b></div>");
}

/* --- RDFa --- */

static void rdfa_lite_is_read(void **state)
{
    (void)state;
    read_from("<html><body vocab='http://schema.org/'><div typeof=Event resource='/e/1'>"
              "<h2 property=name>Un <i>forum</i></h2><a property=url href='e/1'>voir</a>"
              "<span property=startDate content='2026-05-04T09:00'>lundi</span>"
              "<time property=endDate datetime='2026-05-04T17:00'>17h</time>"
              "<div property=location typeof=Place><span property=name>Halle</span>"
              "<div property=address typeof=PostalAddress><span property=addressLocality>Nantes</span></div>"
              "</div><p property=description>Texte</p></div></body>",
              HOME);
    struct item *item = item_at(0);
    assert_int_equal(feed.items.n, 1);
    assert_text(item->title, "Un forum");
    assert_text(item->url, "https://a.example/agenda/e/1");
    assert_text(civil_text(&item->starts), "2026-05-04T09:00");
    assert_text(civil_text(&item->ends), "2026-05-04T17:00");
    assert_text(item->place, "Halle, Nantes");
    assert_text(item->content_text, "Texte");
}

static void names_may_have_prefixes(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "<html><div typeof='schema:Event'><b property='schema:name'>Un</b></div>",
        "<p prefix='x: y s: https://schema.org/' typeof='s:Event'><b property='s:name'>Un</b>",
        "<html><div typeof='http://schema.org/Event'><b property='http://schema.org/name'>Un</b></div>",
        "<html vocab='http://schema.org'><div typeof='Event'><b property='name'>Un</b></div>",
        "<html><div typeof='Event'><b property='name'>Un</b></div>",
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        read_from(pages[i], HOME);
        assert_text(item_at(0)->title, "Un");
    }
    refuse("<html vocab='http://other.example/'><div typeof='Event'><b property='name'>Un</b></div>");
}

static void what_drupal_writes_is_read(void **state)
{
    (void)state;
    read_from(
        "<html><body><div about='/actu/budget' typeof='sioc:Item foaf:Document' class=node>"
        "<h2 property='dc:title' datatype=''><a href='/actu/budget'>Le budget</a></h2>"
        "<span property='dc:date dc:created' content='2014-03-10T09:12:00+01:00' "
        "datatype='xsd:dateTime'>Lundi</span>"
        "<div property='content:encoded'><p>Il est <b>voté</b>.</p></div></div>"
        "<div about='/actu/fete' typeof='schema:Article'><span property='schema:name' content='La fête'>"
        "</span><span property='schema:dateCreated' content='2014-04-01T10:00:00+00:00'></span>"
        "<div property='schema:text'><p>Elle est finie.</p></div></div>",
        HOME);
    assert_int_equal(feed.items.n, 2);
    assert_text(item_at(0)->title, "Le budget");
    assert_text(item_at(0)->url, "https://a.example/actu/budget");
    assert_text(when(item_at(0)->published), "2014-03-10T08:12:00Z");
    assert_text(item_at(0)->content_html, "<p>Il est <b>voté</b>.</p>");
    assert_text(item_at(1)->title, "La fête");
    assert_text(when(item_at(1)->published), "2014-04-01T10:00:00Z");
    assert_text(item_at(1)->content_html, "<p>Elle est finie.</p>");
}

static void what_is_said_of_something_else_is_not_the_items(void **state)
{
    (void)state;
    read_from("<html vocab='http://schema.org/'><div typeof=Event resource='/1'><b property=name>Un</b>"
              "<div about='/autre'><b property=startDate content='2020-01-01'></b></div>"
              "<div typeof=Event resource='/2'><b property=name>Deux</b></div></div>",
              HOME);
    assert_int_equal(feed.items.n, 2);
    assert_int_equal(item_at(0)->starts.precision, PRECISION_NONE);
    assert_text(item_at(1)->title, "Deux");
    assert_text(item_at(1)->url, "https://a.example/2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_read_from_elements_of_every_kind),
        cmocka_unit_test(a_link_that_is_a_name_is_its_words),
        cmocka_unit_test(the_link_of_a_title_is_the_address),
        cmocka_unit_test(properties_may_stand_elsewhere),
        cmocka_unit_test(references_in_a_circle_end),
        cmocka_unit_test(the_tree_is_that_of_the_standard),
        cmocka_unit_test(items_of_other_vocabularies_are_none),
        cmocka_unit_test(rdfa_lite_is_read),
        cmocka_unit_test(names_may_have_prefixes),
        cmocka_unit_test(what_drupal_writes_is_read),
        cmocka_unit_test(what_is_said_of_something_else_is_not_the_items),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
