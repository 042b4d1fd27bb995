/* From a thing in the words of schema.org to an item. */
#include "harvester/formats/things.h"
#include "base/text.h"
#include "base/timestamp.h"
#include "base/url.h"

#include <string.h>

/* --- types --- */

static const struct {
    const char *type;
    enum thing_sort sort;
    enum kind kind;
} types[] = {
    {"Event", THING_ITEM, KIND_EVENT},
    {"CourseInstance", THING_ITEM, KIND_EVENT},
    {"EventSeries", THING_ITEM, KIND_EVENT},
    {"Festival", THING_ITEM, KIND_EVENT},
    {"Hackathon", THING_ITEM, KIND_EVENT},
    {"Grant", THING_ITEM, KIND_CALL},
    {"MonetaryGrant", THING_ITEM, KIND_CALL},
    {"FundingScheme", THING_ITEM, KIND_CALL},
    {"Article", THING_ITEM, KIND_NONE},
    {"BlogPosting", THING_ITEM, KIND_NONE},
    {"SocialMediaPosting", THING_ITEM, KIND_NONE},
    {"LiveBlogPosting", THING_ITEM, KIND_NONE},
    {"DiscussionForumPosting", THING_ITEM, KIND_NONE},
    {"SpecialAnnouncement", THING_ITEM, KIND_NONE},
    {"GovernmentService", THING_ITEM, KIND_NONE},
    {"Report", THING_ITEM, KIND_DOCUMENT},
    {"Book", THING_ITEM, KIND_DOCUMENT},
    {"Thesis", THING_ITEM, KIND_DOCUMENT},
    {"DigitalDocument", THING_ITEM, KIND_DOCUMENT},
    {"BreadcrumbList", THING_NONE, KIND_NONE},
    {"SiteNavigationElement", THING_NONE, KIND_NONE},
    {"WPHeader", THING_NONE, KIND_NONE},
    {"WPFooter", THING_NONE, KIND_NONE},
};

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), m = strlen(end);
    return n > m && strcmp(s + n - m, end) == 0;
}

enum thing_sort thing_sort(const struct thing *thing, enum kind *kind)
{
    enum thing_sort sort = THING_LIST;
    *kind = KIND_NONE;
    for (size_t t = 0; t < thing->types.n; t++) {
        const char *type = thing->types.v[t];
        for (size_t i = 0; i < sizeof types / sizeof *types; i++)
            if (strcmp(type, types[i].type) == 0) {
                *kind = types[i].kind;
                return types[i].sort;
            }
        /* BusinessEvent, NewsArticle … */
        if (strchr(type, ':'))
            continue;
        if (ends_with(type, "Event")) {
            *kind = KIND_EVENT;
            return THING_ITEM;
        }
        if (ends_with(type, "Article"))
            sort = THING_ITEM;
    }
    return sort;
}

/* --- texts --- */

/* Templates escape what is escaped already: decoded as long as that changes something. */
static const char *decode(struct arena *arena, const char *s)
{
    for (int times = 0; times < 3 && strchr(s, '&'); times++) {
        const char *once = text_unescape(arena, s, strlen(s));
        if (strcmp(once, s) == 0)
            break;
        s = once;
    }
    return s;
}

static const char *title_of(struct page *page, const char *line)
{
    if (!line)
        return NULL;
    line = decode(page->arena, line);
    const char *title = text_title(page->arena, line, strlen(line));
    return *title ? title : NULL;
}

static bool has_tag(const char *s)
{
    while ((s = strchr(s, '<'))) {
        s += s[1] == '/' ? 2 : 1;
        size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ123456");
        if (n && html_tag_find(s, n))
            return true;
    }
    return false;
}

static const char *node_markup(struct page *page, const xmlNode *node)
{
    struct buf out;
    size_t most = document_most(page->document, LIMIT_FIELD);
    buf_init(&out, most < page->gathered ? most : page->gathered);
    bool whole = dom_markup(&out, node, NULL);
    page->gathered -= out.n;
    const char *markup = whole && out.n ? arena_strndup(page->arena, out.p, out.n) : NULL;
    buf_free(&out);
    return markup;
}

/* A text that may be markup, escaped once more than it should be or not. */
static void put_content(struct page *page, const struct value *value, struct item *item)
{
    struct arena *a = page->arena;
    const char *text = value->text;
    if (!text && value->node) {
        text = node_markup(page, value->node);
        text = text ? text : node_text(page, value->node); /* too long to be taken whole */
    }
    if (!text)
        return;
    bool markup = has_tag(text);
    if (!markup && strchr(text, '&')) {
        const char *decoded = decode(a, text);
        markup = has_tag(decoded);
        text = decoded;
    }
    size_t n = feed_field(page->document, a, page->feed, text, strlen(text));
    if (markup)
        item->content_html = html_content(a, text, n, page->base);
    else
        item->content_text = text_blank(text) ? NULL : arena_strndup(a, text, n);
}

static const char *line_of(struct page *page, const struct thing *thing, const char *name)
{
    const char *line = thing_line(page, thing, name);
    if (!line)
        return NULL;
    line = decode(page->arena, line);
    if (has_tag(line))
        line = text_from_html(page->arena, line, strlen(line));
    return plain_line(page->arena, line,
                      feed_field(page->document, page->arena, page->feed, line, strlen(line)));
}

static void put_texts(struct page *page, const struct thing *thing, struct item *item)
{
    static const char *const bodies[] = {"articleBody", "text", "description"};
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies && !item->content_html && !item->content_text;
         i++) {
        const struct value *value = thing_first(page, thing, bodies[i]);
        if (value && !value->thing)
            put_content(page, value, item);
        if (item->content_html || item->content_text)
            item->summary = strcmp(bodies[i], "description") ? line_of(page, thing, "description") : NULL;
    }
    if (!item->summary)
        item->summary = line_of(page, thing, "abstract");
}

/* --- addresses --- */

static const char *address_of(struct page *page, const struct value *value)
{
    static const char *const names[] = {"url", "contentUrl", "thumbnailUrl"};
    const struct thing *thing = thing_of_value(page, value);
    const char *text = value->text;
    if (thing) {
        text = NULL;
        for (size_t i = 0; i < sizeof names / sizeof *names && !text; i++) {
            const struct value *inner = thing_first(page, thing, names[i]);
            text = inner ? inner->text : NULL;
        }
        text = text ? text : thing->id;
    } else if (!text && value->node) {
        text = node_line(page, value->node);
    }
    return text ? link_address(page->arena, page->base, text, strlen(text)) : NULL;
}

/* The link in a title, or around it. */
static const xmlNode *link_of(struct page *page, const xmlNode *title)
{
    const xmlNode *node = title;
    for (int up = 0; node && up < 4; up++, node = node->parent)
        if (dom_tag(node) == HTML_A && html_attribute(node, "href"))
            return node;
    for (node = title; node && page_step(page); node = dom_next(node, title))
        if (dom_tag(node) == HTML_A && html_attribute(node, "href"))
            return node;
    return NULL;
}

static const char *page_address(struct page *page, const struct thing *thing, const struct value *title)
{
    static const char *const names[] = {"url", "mainEntityOfPage"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct value *value = thing_first(page, thing, names[i]);
        const char *url = value ? address_of(page, value) : NULL;
        if (url && (!url_is_http(page->base) || url_is_http(url)))
            return url;
    }
    const char *id = thing->id ? link_address(page->arena, page->base, thing->id, strlen(thing->id)) : NULL;
    if (id && *thing->id != '_' && *thing->id != '#' && url_is_http(id))
        return id;
    const xmlNode *link = title->node ? link_of(page, title->node) : NULL;
    const char *href = link ? html_attribute(link, "href") : NULL;
    return href ? link_address(page->arena, page->base, href, strlen(href)) : NULL;
}

/* --- people and words --- */

static void put_authors(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *value;
    for (size_t at = 0; (value = thing_next(thing, "author", &at));) {
        const struct thing *person = thing_of_value(page, value);
        const struct value *url = person ? thing_first(page, person, "url") : NULL;
        const char *name = thing_value_line(page, value);
        struct author author = {.name = name ? title_of(page, name) : NULL,
                                .url = url ? address_of(page, url) : NULL};
        if (author.name)
            add_author(page->arena, &item->authors, &author);
    }
}

/* "a, b; c" in one text, or several. */
static void put_tags(struct page *page, const struct thing *thing, struct item *item)
{
    static const char *const names[] = {"keywords", "articleSection", "genre"};
    const struct value *value;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (size_t at = 0; (value = thing_next(thing, names[i], &at));) {
            const char *list = thing_value_line(page, value);
            list = list ? decode(page->arena, list) : "";
            while (*list) {
                size_t n = strcspn(list, ",;");
                add_tag(page->arena, &item->tags, plain_line(page->arena, list, n));
                list += n + (list[n] != '\0');
            }
        }
}

/* --- the whole --- */

static int64_t instant_of(struct page *page, const struct thing *thing, const char *name)
{
    const char *line = thing_line(page, thing, name);
    return line ? timestamp_instant(line, strlen(line), page->document->timezone) : INSTANT_NONE;
}

static const struct value *title_value(const struct page *page, const struct thing *thing)
{
    static const char *const names[] = {"name", "headline", "alternativeHeadline", "title"};
    const struct value *value = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !value; i++)
        value = thing_first(page, thing, names[i]);
    return value;
}

static const char *image_of(struct page *page, const struct thing *thing)
{
    static const char *const names[] = {"image", "primaryImageOfPage", "thumbnailUrl"};
    const char *url = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !url; i++) {
        const struct value *value = thing_first(page, thing, names[i]);
        url = value ? address_of(page, value) : NULL;
    }
    return url;
}

bool thing_item(struct page *page, const struct thing *thing, struct item *item)
{
    const struct value *title = title_value(page, thing), *identifier;
    item->title = title ? title_of(page, thing_value_line(page, title)) : NULL;
    if (!item->title)
        return false;
    thing_sort(thing, &item->kind);
    identifier = thing_first(page, thing, "identifier");
    if (identifier && identifier->text)
        item->id = plain_line(page->arena, identifier->text, strlen(identifier->text));
    item->url = page_address(page, thing, title);
    item->image = image_of(page, thing);
    item->language = line_of(page, thing, "inLanguage");
    if (item->language && strlen(item->language) > 35)
        item->language = NULL;
    put_texts(page, thing, item);
    put_authors(page, thing, item);
    put_tags(page, thing, item);
    item->published = instant_of(page, thing, "datePublished");
    if (item->published == INSTANT_NONE)
        item->published = instant_of(page, thing, "dateCreated");
    item->updated = instant_of(page, thing, "dateModified");
    thing_facts(page, thing, item);
    return true;
}
