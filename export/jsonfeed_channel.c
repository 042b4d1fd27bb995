/* JSON Feed 1.1 of a channel: the feed around items that export/jsonfeed.c writes, and what `republish`
 * leaves out. */
#include "export/page.h"
#include "base/json.h"
#include "base/text.h"

#include <string.h>

/* Addresses that are none, and what has none, are left out: a reader takes a faulty one for a faulty feed. */
static void keep_attachments(struct export_page *page, const struct item *item, struct item *out)
{
    out->attachments.v =
        arena_alloc(page_scratch(page), (item->attachments.n + 1) * sizeof *out->attachments.v);
    out->attachments.n = 0;
    for (size_t i = 0; i < item->attachments.n; i++) {
        struct enclosure e;
        struct attachment *to = &out->attachments.v[out->attachments.n];
        if (!item_enclosure(page, &item->attachments.v[i], &e))
            continue;
        *to = item->attachments.v[i];
        to->url = e.url;
        to->mime_type = e.type;
        out->attachments.n++;
    }
}

static void keep_authors(struct export_page *page, const struct item *item, struct item *out)
{
    out->authors.v = arena_alloc(page_scratch(page), (item->authors.n + 1) * sizeof *out->authors.v);
    out->authors.n = 0;
    for (size_t i = 0; i < item->authors.n; i++)
        if (!text_blank(item->authors.v[i].name))
            out->authors.v[out->authors.n++] =
                (struct author){.name = item->authors.v[i].name,
                                .url = plain_url(page_scratch(page), item->authors.v[i].url)};
}

/* The item as it may be re-published: a copy whose texts are cut, and that says where it comes from. */
static struct item allowed(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    struct item out = item->item;
    enum republish republish = item_republish(page, item);
    out.title = item_title(page, item);
    out.url = plain_url(a, out.url);
    out.external_url = plain_url(a, out.external_url);
    out.image = republish == REPUBLISH_LINK ? NULL : plain_url(a, out.image);
    out.language = known_language(out.language);
    out.published = item_published(item);
    out.updated = item_updated(item);
    out.cancelled = item_cancelled(item);
    keep_authors(page, &item->item, &out);
    keep_attachments(page, &item->item, &out);
    if (text_blank(out.origin_name) && text_blank(out.origin_url)) {
        out.origin_name = item_source_name(page, item);
        out.origin_url = item_source_url(page, item);
    }
    if (republish != REPUBLISH_FULL) {
        out.content_html = NULL;
        out.summary = out.content_text = item_summary(page, item);
    }
    if (republish == REPUBLISH_LINK) {
        out.attachments.n = 0;
        out.content_text = out.title; /* one of the two contents is needed */
    }
    return out;
}

static bool jsonfeed_channel_item(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    char id[UUID_SIZE];
    struct json j;
    struct item copy = allowed(page, item);
    buf_adds(out, page->items ? ",\n" : "\n");
    jw_init(&j, out, false);
    jsonfeed_item(&j, &copy, item_uuid(item, id), item);
    return true;
}

static void jsonfeed_begin(struct buf *out, struct export_page *page)
{
    struct arena *a = page_scratch(page);
    const struct site *site = page->x->site;
    struct json j;
    jw_init(&j, out, false);
    jw_object(&j);
    jw_field(&j, "version", "https://jsonfeed.org/version/1.1");
    jw_field(&j, "title", page_title(a, page));
    jw_field(&j, "description", channel_description(page->channel, site));
    jw_field(&j, "home_page_url", page_link(a, page));
    jw_field(&j, "feed_url", page_self(a, page));
    jw_field(&j, "language", known_language(site_language(site)));
    jw_key(&j, "authors");
    jw_array(&j);
    jw_object(&j);
    jw_field(&j, "name", site_title(site));
    jw_field(&j, "url", plain_url(a, site->url));
    jw_object_end(&j);
    jw_array_end(&j);
    jw_key(&j, "items");
    jw_array(&j); /* ended in jsonfeed_end */
}

static void jsonfeed_end(struct buf *out, struct export_page *page)
{
    buf_adds(out, page->items ? "\n]}\n" : "]}\n");
}

extern const struct export_format jsonfeed_export;
const struct export_format jsonfeed_export = {
    .name = "jsonfeed",
    .file = "feed.json",
    .media_type = "application/feed+json",
    .item = jsonfeed_channel_item,
    .begin = jsonfeed_begin,
    .end = jsonfeed_end,
};
