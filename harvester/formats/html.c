/* Pages: by the rules of their source (harvester/extract.h), or by what they say themselves (page.h). */
#include "harvester/formats/common.h"
#include "harvester/formats/htmlrules.h"
#include "harvester/formats/maintext.h"
#include "harvester/formats/htmltree.h"
#include "harvester/formats/page.h"
#include "harvester/source.h"
#include "base/text.h"

#include <string.h>

/* What the page says of itself. */
static void read_head(struct extract *x)
{
    const xmlNode *root = xmlDocGetRootElement(x->root);
    const char *language = html_attribute(root, "lang");
    if (language && yaml_language(language))
        x->feed->language = arena_strdup(x->arena, language);
    x->feed->home_page_url = x->document->url;
    for (const xmlNode *node = root; node && !x->feed->title; node = html_next(node, root, true))
        if (html_is(node, "title")) {
            const char *text = html_text(x->arena, node, document_most(x->document, LIMIT_FIELD));
            x->feed->title = plain_line(x->arena, text, strlen(text));
        }
}

static bool by_rules(const struct document *document, xmlDocPtr doc, struct arena *arena, struct feed *feed,
                     struct error *err)
{
    struct extract x = {.document = document, .arena = arena, .feed = feed};
    html_rules_open(&x, doc);
    read_head(&x);
    bool good = extract_feed(&x, err);
    html_rules_close(&x);
    return good;
}

static bool html_parse(const struct document *document, struct arena *arena, struct feed *feed,
                       struct error *err)
{
    const struct source *source = document->source;
    xmlDocPtr doc = html_tree(document, arena, feed, err);
    if (!doc)
        return false;
    if (source && (source->items || source->fields))
        return by_rules(document, doc, arena, feed, err);
    bool good = page_read(document, doc, arena, feed, err);
    xmlFreeDoc(doc);
    return good;
}

/* What the page's structured data says of the item, and its main text where that is more than the item has.
 */
static void detail_without_rules(const struct extract *x, xmlDocPtr doc, struct item *item)
{
    page_read_detail(x->document, doc, x->arena, x->feed, item);
    const char *text = main_text(x->document, doc, x->arena, x->base);
    const char *has = item->content_html ? item->content_html : item->content_text;
    if (!text || (has && strlen(has) >= strlen(text)))
        return;
    item->content_html = text;
    item->content_text = NULL;
}

static bool html_detail(const struct document *document, const struct yaml_node *fields, struct arena *arena,
                        struct feed *feed, struct item *item, struct error *err)
{
    struct extract x = {.document = document, .arena = arena, .feed = feed};
    xmlDocPtr doc = html_tree(document, arena, feed, err);
    if (!doc)
        return false;
    html_rules_open(&x, doc);
    bool good = true;
    if (fields)
        good = extract_item(&x, fields, (struct extract_value){0}, item, err);
    else
        detail_without_rules(&x, doc, item);
    html_rules_close(&x);
    return good;
}

const struct format html_format = {
    .name = "html", .sniff = page_sniff, .parse = html_parse, .detail = html_detail};
