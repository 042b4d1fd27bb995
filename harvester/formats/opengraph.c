/* What a page says of itself as a whole: Open Graph and the like of it, its title, its own address. */
#include "harvester/formats/things.h"
#include "base/text.h"

#include <string.h>

/* <meta property or name="…" content="…">: which property it is. Of those of one property the first in this
   table is taken. */
static const struct {
    const char *theirs, *ours;
} metas[] = {
    {"og:title", "name"},
    {"twitter:title", "name"},
    {"dcterms.title", "name"},
    {"dc.title", "name"},
    {"og:description", "description"},
    {"twitter:description", "description"},
    {"dcterms.description", "description"},
    {"dc.description", "description"},
    {"description", "description"},
    {"og:url", "url"},
    {"og:image:secure_url", "image"},
    {"og:image", "image"},
    {"og:image:url", "image"},
    {"twitter:image", "image"},
    {"twitter:image:src", "image"},
    {"article:published_time", "datePublished"},
    {"og:published_time", "datePublished"},
    {"og:article:published_time", "datePublished"},
    {"dcterms.issued", "datePublished"},
    {"dcterms.created", "datePublished"},
    {"dcterms.date", "datePublished"},
    {"dc.date", "datePublished"},
    {"article:modified_time", "dateModified"},
    {"og:updated_time", "dateModified"},
    {"dcterms.modified", "dateModified"},
    {"article:tag", "keywords"},
    {"article:section", "articleSection"},
    {"event:start_time", "startDate"},
    {"event:end_time", "endDate"},
    {"event:location", "location"},
    {"og:site_name", "site"},
    {"og:type", "type"},
    {"robots", "robots"},
};
enum { METAS = sizeof metas / sizeof *metas };

static int meta_of(const xmlNode *node)
{
    const char *name = html_attribute(node, "property");
    name = name ? name : html_attribute(node, "name");
    for (int i = 0; name && i < METAS; i++)
        if (strcasecmp(name, metas[i].theirs) == 0)
            return i;
    return -1;
}

struct thing *opengraph_thing(struct page *page)
{
    const char *found[METAS] = {0};
    struct thing *thing = thing_new(page, "open graph");
    for (const xmlNode *node = page->root; node && page_step(page); node = dom_next(node, page->root)) {
        enum html_tag tag = dom_tag(node);
        if (tag == HTML_LINK && dom_has_word(html_attribute(node, "rel"), "canonical"))
            thing_add_text(page, thing, "canonical", html_attribute(node, "href"));
        int meta = tag == HTML_META ? meta_of(node) : -1;
        const char *content = meta >= 0 ? html_attribute(node, "content") : NULL;
        if (!content)
            continue;
        if (!strcmp(metas[meta].ours, "keywords"))
            thing_add_text(page, thing, "keywords", content);
        else if (!found[meta])
            found[meta] = content;
    }
    for (int i = 0; i < METAS; i++)
        if (found[i] && !thing_first(page, thing, metas[i].ours))
            thing_add_text(page, thing, metas[i].ours, found[i]);
    return thing;
}
