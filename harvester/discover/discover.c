/* One document of a site read for what it offers, and its findings on their way through a feed. */
#include "harvester/discover/discover.h"
#include "harvester/discover/guess.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/formats/htmltree.h"
#include "harvester/rules.h"

#include <stdlib.h>
#include <string.h>

enum { BEGINNING = 2000 }; /* bytes in which a root element is looked for */

static const char *const kind_words[FINDING_KINDS] = {"feed", "sitemap", "oai", "markup", "rules"};

/* --- a document that is no page --- */

static const char *root_format(const char *bytes, size_t n)
{
    static const struct {
        const char *root, *format;
    } roots[] = {{"<urlset", "sitemap"}, {"<sitemapindex", "sitemap"}, {"<OAI-PMH", "oai"}};
    size_t look = n < BEGINNING ? n : BEGINNING;
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (memmem(bytes, look, roots[i].root, strlen(roots[i].root)))
            return roots[i].format;
    return NULL;
}

static bool is_feed(const char *format)
{
    static const char *const feeds[] = {"rss", "atom", "rdf", "jsonfeed", "icalendar"};
    for (size_t i = 0; format && i < sizeof feeds / sizeof *feeds; i++)
        if (strcmp(feeds[i], format) == 0)
            return true;
    return false;
}

/* --- findings as items of a feed --- */

static void carry(struct arena *a, struct feed *feed, const struct findings *found)
{
    feed->format = "page";
    feed->title = found->title;
    feed->language = found->language;
    feed->description = found->software;
    for (size_t i = 0; i < found->n; i++) {
        const struct finding *f = &found->v[i];
        struct item *item = feed_add_item(a, feed);
        item->id = kind_words[f->kind];
        item->url = f->url;
        item->title = f->title;
        item->summary = f->why;
        item->organizer = f->format;
        item->content_text = f->rules;
        item->place = f->first;
        item->online = f->named ? YES : NO;
        item->sequence = (int)f->items;
        item->tags = f->urls;
    }
}

bool findings_of(struct arena *a, const struct feed *feed, struct findings *out)
{
    *out = (struct findings){0};
    if (!feed->format || strcmp(feed->format, "page") != 0)
        return false;
    out->title = arena_strdup(a, feed->title);
    out->language = arena_strdup(a, feed->language);
    out->software = arena_strdup(a, feed->description);
    for (size_t i = 0; i < feed->items.n; i++) {
        const struct item *item = &feed->items.v[i];
        struct finding f = {.kind = FINDING_KINDS};
        for (int k = 0; k < FINDING_KINDS; k++)
            if (item->id && strcmp(item->id, kind_words[k]) == 0)
                f.kind = (enum finding_kind)k;
        if (f.kind == FINDING_KINDS || !item->url || !url_is_http(item->url))
            continue;
        f.url = arena_strdup(a, item->url);
        f.title = arena_strdup(a, item->title);
        f.why = arena_strdup(a, item->summary);
        f.format = arena_strdup(a, item->organizer);
        f.rules = arena_strdup(a, item->content_text);
        f.first = arena_strdup(a, item->place);
        f.named = item->online == YES;
        f.items = item->sequence;
        for (size_t k = 0; k < item->tags.n; k++)
            strings_add(a, &f.urls, arena_strdup(a, item->tags.v[k]));
        *ARENA_PUSH(a, out->v, out->n, out->cap) = f;
    }
    return true;
}

/* --- a page --- */

static struct strings urls_of(struct arena *a, const struct feed *feed)
{
    enum { MOST = 100 };
    struct strings urls = {0};
    for (size_t i = 0; i < feed->items.n && i < MOST; i++)
        strings_add(a, &urls, feed->items.v[i].url);
    return urls;
}

static bool structured(const struct document *document, struct arena *a, const char *url,
                       struct findings *out)
{
    struct feed feed;
    struct error err;
    size_t good = 0, dated = 0;
    if (!format_known("html") || !format_parse("auto", document, a, &feed, &err))
        return false;
    for (size_t i = 0; i < feed.items.n; i++) {
        const struct item *item = &feed.items.v[i];
        good += item->title && item->url && (!url || strcmp(item->url, url) != 0);
        dated += item->starts.precision || item->deadline.precision || item->published != INSTANT_NONE;
    }
    if (good < 2 || 2 * dated < feed.items.n)
        return false;
    *ARENA_PUSH(a, out->v, out->n, out->cap) = (struct finding){.kind = FINDING_MARKUP,
                                                                .url = url,
                                                                .why = "structured data in the page",
                                                                .format = "html",
                                                                .first = feed.items.v[0].title,
                                                                .urls = urls_of(a, &feed),
                                                                .named = true,
                                                                .items = (int64_t)good};
    return true;
}

static void write_rule(struct buf *out, const struct guess *g)
{
    bool any = strchr(g->key, ':') != NULL, map = g->match || any;
    buf_printf(out, "    %.*s: ", (int)strcspn(g->key, ":"), g->key);
    buf_adds(out, any ? "{any: " : map ? "{select: " : "");
    if (g->n > 1)
        buf_addc(out, '[');
    for (size_t i = 0; i < g->n; i++) {
        buf_adds(out, i ? ", " : "");
        discover_scalar(out, g->rules[i]);
    }
    if (g->n > 1)
        buf_addc(out, ']');
    if (g->match) {
        buf_adds(out, ", match: ");
        discover_scalar(out, g->match);
    }
    buf_adds(out, map ? "}" : "");
}

static char *sample(struct arena *a, const char *text)
{
    char *out = text_excerpt(a, text, 70);
    for (char *p = out; *p; p++)
        if ((unsigned char)*p < ' ')
            *p = ' ';
    return out;
}

/* The lines of YAML from `format:` on. */
static const char *write_rules(struct arena *a, const struct proposal *p)
{
    struct buf out;
    buf_init(&out, 1 << 16);
    buf_adds(&out, "  format: html\n");
    if (p->kind)
        buf_printf(
            &out, "  kind: %s   # what the page says of itself; without this line each item's is found out\n",
            p->kind);
    buf_adds(&out, "  items: ");
    discover_scalar(&out, p->items);
    buf_printf(&out, "   # %zu on this page\n  fields:\n", p->block.n);
    for (size_t i = 0; i < p->n; i++) {
        if (!p->fields[i].n)
            continue;
        write_rule(&out, &p->fields[i]);
        if (p->fields[i].sample)
            buf_printf(&out, "   # %s", sample(a, p->fields[i].sample));
        buf_addc(&out, '\n');
    }
    if (p->next) {
        buf_adds(&out, "  next: ");
        discover_scalar(&out, p->next);
        buf_adds(&out, "\n  pages: 3   # how many of them at most\n");
    }
    if (!p->summarised || !p->dated)
        buf_adds(&out, "  detail:   # the page behind each new item: it says more than the list\n"
                       "    fields: {content: auto}\n");
    char *text = arena_strdup(a, buf_str(&out));
    buf_free(&out);
    return text;
}

/* The source that the rules make, to be followed once before anybody is told of them. */
static bool read_source(struct arena *a, const char *rules, struct source *source)
{
    struct yaml_faults faults = {.arena = a};
    char *text = arena_printf(a, "- id: x\n  name: x\n  url: https://site.example/\n%s", rules);
    struct yaml_node *list = yaml_parse(a, "rules", text, strlen(text), &faults);
    *source = (struct source){0};
    if (!list || list->type != YAML_LIST || list->n != 1)
        return false;
    source->node = list->v[0];
    yaml_read(a, source->node, source_keys, source, &faults);
    rules_check(source, &faults);
    return !faults.errors;
}

/* Are the items of the page what its rules give? Fields that give nothing are dropped. */
static bool proven(const struct document *document, struct arena *a, struct proposal *p, struct strings *urls)
{
    struct source source;
    struct document of_source = *document;
    struct feed feed;
    struct error err;
    size_t titles = 0;
    if (!read_source(a, write_rules(a, p), &source))
        return false;
    of_source.source = &source;
    if (!format_parse("html", &of_source, a, &feed, &err))
        return false;
    for (size_t i = 0; i < feed.items.n; i++)
        titles += feed.items.v[i].title != NULL;
    for (size_t i = 0; i < feed.matched.n; i++)
        if (!feed.matched.v[i].filled)
            guess_drop(p, feed.matched.v[i].key);
    *urls = urls_of(a, &feed);
    return titles >= 2 && feed.items.n == p->block.n + p->extra && 10 * titles >= 8 * feed.items.n;
}

static void rules(const xmlDoc *doc, const struct document *document, struct arena *a, struct findings *out)
{
    enum { MOST = 3 };
    struct outline o;
    struct strings urls;
    struct proposal p[MOST];
    struct page page = {document->url, out->title, civil_at(document->now, "Europe/Paris")};
    outline_read(a, doc, &o);
    size_t n = guess_page(&o, &page, p, MOST), i = 0;
    while (i < n && !proven(document, a, &p[i], &urls))
        i++;
    if (i < n)
        *ARENA_PUSH(a, out->v, out->n, out->cap) = (struct finding){.kind = FINDING_RULES,
                                                                    .url = document->url,
                                                                    .why = "the repeated block of the page",
                                                                    .format = "html",
                                                                    .rules = write_rules(a, &p[i]),
                                                                    .first = p[i].first,
                                                                    .urls = urls,
                                                                    .items = (int64_t)p[i].block.n};
    outline_free(&o);
}

static bool read_page(const struct document *document, struct arena *a, struct feed *feed, struct error *err)
{
    struct findings found = {0};
    xmlDocPtr doc = html_tree(document, a, feed, err);
    if (!doc)
        return false;
    addresses_find(a, doc, document->bytes, document->n, document->url, &found);
    structured(document, a, document->url, &found);
    rules(doc, document, a, &found);
    carry(a, feed, &found);
    xmlFreeDoc(doc);
    return true;
}

bool discover_read(const struct document *document, struct arena *a, struct feed *feed, struct error *err)
{
    struct error ignored;
    const char *format = root_format(document->bytes, document->n);
    if (format) {
        feed->format = format;
        return true;
    }
    if (format_parse("auto", document, a, feed, &ignored) && is_feed(feed->format))
        return true;
    feed_init(feed);
    return read_page(document, a, feed, err);
}
