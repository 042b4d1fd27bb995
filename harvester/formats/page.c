/* The items of a page without rules, and which syntax to believe where several speak. */
#include "harvester/formats/page.h"
#include "harvester/formats/page_same.h"
#include "harvester/formats/things.h"
#include "harvester/source.h"
#include "base/text.h"
#include "base/url.h"

#include <string.h>

/* --- the page itself --- */

static const char *language_of(struct page *page)
{
    const xmlNode *html = dom_first(page->tree, HTML_HTML);
    const char *language = html ? html_attribute(html, "lang") : NULL;
    language = language || !html ? language : html_attribute(html, "xml:lang");
    language = language ? plain_line(page->arena, language, strlen(language)) : NULL;
    return language && strlen(language) <= 35 ? language : NULL;
}

static const char *title_of(struct page *page)
{
    const xmlNode *title = dom_first(page->tree, HTML_TITLE);
    return title ? node_line(page, title) : NULL;
}

static void page_begin(struct page *page, const struct document *document, xmlDoc *tree, struct arena *arena,
                       struct feed *feed)
{
    *page = (struct page){.document = document,
                          .arena = arena,
                          .feed = feed,
                          .tree = tree,
                          .root = (const xmlNode *)tree,
                          .url = document->url,
                          .steps = MOST_STEPS,
                          .gathered = MOST_GATHERED,
                          .room = MOST_PAGE_VALUES};
    page->base = html_base(arena, tree, document->url);
    page->language = language_of(page);
}

/* --- things to items --- */

/* Where in a thing that is no item there may be some. */
static const char *const holders[] = {"mainEntity", "itemListElement", "item",     "hasPart",
                                      "event",      "events",          "blogPost", "blogPosts",
                                      "subEvent",   "dataFeedElement", "citation", NULL};

struct found {
    struct page *page;
    struct same *same;     /* items that are there */
    struct thing **listed; /* entries of lists that are of no type: a title and an address */
    size_t n_listed, listed_cap;
};

static void add_item(struct found *f, const struct thing *thing)
{
    struct page *page = f->page;
    struct item item;
    item_init(&item);
    if (page->feed->cut || !thing_item(page, thing, &item))
        return;
    struct item *twin = same_find(f->same, &item, thing->syntax);
    if (twin)
        item_join(page->arena, twin, &item);
    else if (feed_has_room(page->document, page->arena, page->feed)) {
        *feed_add_item(page->arena, page->feed) = item;
        same_add(f->same, page->feed->items.n - 1, thing->syntax);
    }
}

static void add_thing(struct found *f, struct thing *thing, int depth);

static void add_parts(struct found *f, struct thing *thing, int depth)
{
    const struct value *value;
    for (size_t i = 0; holders[i]; i++)
        for (size_t at = 0; (value = thing_next(thing, holders[i], &at));) {
            struct thing *part = thing_of_value(f->page, value);
            if (part && depth < DEEPEST_THING && page_step(f->page))
                add_thing(f, part, depth + 1);
        }
    bool entry = strings_has(&thing->types, "ListItem") && thing_first(f->page, thing, "name");
    if (entry)
        *ARENA_PUSH(f->page->arena, f->listed, f->n_listed, f->listed_cap) = thing;
}

static void add_thing(struct found *f, struct thing *thing, int depth)
{
    enum kind kind;
    enum thing_sort sort = thing->taken ? THING_NONE : thing_sort(thing, &kind);
    if (sort == THING_NONE)
        return;
    thing->taken = true;
    size_t n = f->page->feed->items.n;
    /* a series that has no date of its own is no event, but those it consists of are */
    if (sort == THING_LIST || (kind == KIND_EVENT && !thing_first(f->page, thing, "startDate")))
        add_parts(f, thing, depth);
    if (sort == THING_ITEM && f->page->feed->items.n == n)
        add_item(f, thing);
}

static void add_listed(struct found *f)
{
    for (size_t i = 0; i < f->n_listed; i++)
        add_item(f, f->listed[i]);
}

/* --- a page that is one item --- */

static bool is_front_page(struct arena *arena, const char *url)
{
    struct url parts;
    return url && url_parse(arena, url, &parts) && (!*parts.path || !strcmp(parts.path, "/")) && !parts.query;
}

/* "A title | The site": without the site. */
static void cut_site(struct arena *arena, struct item *item, const char *site)
{
    size_t n = strlen(item->title), m = site ? strlen(site) : 0;
    if (!m || n <= m + 3 || strcmp(item->title + n - m, site) != 0)
        return;
    size_t end = n - m;
    while (end && strchr(" |-:>", item->title[end - 1]))
        end--;
    /* dashes and the middle dot */
    static const char *const marks[] = {"\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xB7", "\xC2\xBB",
                                        "\xE2\x80\xA2"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = strlen(marks[i]);
        if (end > length && memcmp(item->title + end - length, marks[i], length) == 0)
            end -= length;
    }
    while (end && item->title[end - 1] == ' ')
        end--;
    if (end && end < n - m)
        item->title = arena_strndup(arena, item->title, end);
}

static const char *own_address(struct page *page, const struct thing *own)
{
    static const char *const names[] = {"canonical", "url"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct value *value = thing_first(page, own, names[i]);
        const char *url =
            value ? link_address(page->arena, page->base, value->text, strlen(value->text)) : NULL;
        if (url && url_is_http(url))
            return url;
    }
    return page->url;
}

/* What a page says of itself, as an item. The description of Open Graph is a summary. */
static bool own_item(struct page *page, const struct thing *own, struct item *item)
{
    item_init(item);
    if (!thing_item(page, own, item))
        return false;
    const char *type = thing_line(page, own, "type");
    if (thing_first(page, own, "startDate") && type && strstr(type, "event")) {
        item->kind = KIND_EVENT;
        thing_facts(page, own, item);
    }
    cut_site(page->arena, item, thing_line(page, own, "site"));
    item->url = own_address(page, own);
    if (!item->summary)
        item->summary = item->content_text;
    item->content_text = NULL;
    return true;
}

/* A page not found, a search, the front page describe themselves too. And where a feed is expected a page
   that only describes itself stands in its place. */
static bool is_worth_it(struct page *page, const struct thing *own, const struct item *item)
{
    const struct source *source = page->document->source;
    if (source && !page->detail && strcmp(source_formats[source->format], "auto") == 0)
        return false;
    const char *robots = thing_line(page, own, "robots"), *type = thing_line(page, own, "type");
    if ((robots && strcasestr(robots, "noindex")) || is_front_page(page->arena, item->url))
        return false;
    return type || item->summary || item->published != INSTANT_NONE;
}

static bool same_page(struct arena *arena, const char *a, const char *b)
{
    return a && b && !strcmp(url_canonical(arena, a), url_canonical(arena, b));
}

/* The page's own words complete its one item, and are it when there is none. */
static void add_own(struct page *page)
{
    struct thing *own = opengraph_thing(page);
    struct item item;
    struct feed *feed = page->feed;
    bool known = own_item(page, own, &item);
    feed->home_page_url = own_address(page, own);
    if (!feed->items.n && known && is_worth_it(page, own, &item)) {
        *feed_add_item(page->arena, feed) = item;
        return;
    }
    if (feed->items.n != 1)
        return;
    struct item *one = &feed->items.v[0];
    if (!one->url)
        one->url = feed->home_page_url;
    if (known && same_page(page->arena, one->url, item.url))
        item_join(page->arena, one, &item);
}

/* --- the way through --- */

static const struct {
    void (*read)(struct page *page);
} syntaxes[] = {{jsonld_read}, {microdata_read}, {rdfa_read}, {microformats_read}};

static bool read_items(struct page *page, struct error *err)
{
    struct found f = {.page = page, .same = same_new(page->arena, page->feed)};
    for (size_t i = 0; i < sizeof syntaxes / sizeof *syntaxes; i++) {
        syntaxes[i].read(page);
        for (size_t t = 0; t < page->things.n; t++)
            add_thing(&f, page->things.v[t], 0);
        page->things.n = 0;
        if (arena_over(page->arena))
            return error_set(err, "the document takes more memory than a source may");
    }
    if (!page->feed->items.n)
        add_listed(&f);
    add_own(page);
    if (!page->steps || !page->gathered || !page->room)
        feed_warn(page->arena, page->feed, "a page too entangled to be read to its end");
    return true;
}

bool page_read(const struct document *document, xmlDoc *tree, struct arena *arena, struct feed *feed,
               struct error *err)
{
    struct page page;
    page_begin(&page, document, tree, arena, feed);
    feed->title = title_of(&page);
    feed->language = page.language;
    if (!read_items(&page, err))
        return false;
    if (!feed->items.n)
        return error_set(err, "not a feed but an HTML page, and none whose items are marked as such "
                              "(JSON-LD, microdata, RDFa, h-event …): expected a feed, a calendar or rules");
    return true;
}

void page_read_detail(const struct document *document, xmlDoc *tree, struct arena *arena, struct feed *feed,
                      struct item *item)
{
    struct page page;
    struct feed found;
    struct error err;
    feed_init(&found);
    page_begin(&page, document, tree, arena, &found);
    page.detail = true;
    if (!read_items(&page, &err))
        return;
    if (found.warning)
        feed_warn(arena, feed, "%s", found.warning);
    for (size_t i = 0; i < found.items.n; i++) {
        struct item *one = &found.items.v[i];
        /* a page about something else, such as what is on elsewhere, says nothing of the item */
        if (same_page(arena, one->url, item->url) || same_title(arena, one->title, item->title)) {
            item_join(arena, item, one);
            return;
        }
    }
}

int page_sniff(const char *text, size_t n)
{
    static const struct {
        const char *begins;
        int sure;
    } beginnings[] = {{"<!doctype html", 60}, {"<html", 60}, {"<head", 50}, {"<body", 50}};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i].begins);
        if (n >= length && strncasecmp(text, beginnings[i].begins, length) == 0)
            return beginnings[i].sure;
    }
    /* a comment, an XML declaration, a fragment of a page */
    size_t head = n < 2048 ? n : 2048;
    for (size_t i = 0; i + 5 < head; i++)
        if (text[i] == '<' && (!strncasecmp(text + i, "<html", 5) || !strncasecmp(text + i, "<body", 5)))
            return 40;
    size_t name = 1;
    while (name < n && name < HTML_TAG_LONGEST &&
           strchr("abcdefghijklmnopqrstuvwxyz123456", text[name] | 0x20))
        name++;
    return n && *text == '<' && html_tag_find(text + 1, name - 1) ? 15 : 0;
}
