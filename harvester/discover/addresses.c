/* Where a site may have feeds: what its page names, and what the software that made it has at known
   addresses. None of them is believed before it was fetched and read. */
#include "harvester/discover/discover.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <libxml/tree.h>
#include <string.h>

/* --- software --- */

/* Paths: "/…" from the root of the site, "…" below the page, "?…" the page with this query. */
static const struct software {
    const char *name;
    const char *generator; /* of <meta name=generator>, its beginning */
    const char *signs[4];  /* in the bytes of the page */
    const char *paths[6];
} softwares[] = {
    {"WordPress",
     "WordPress",
     {"/wp-content/", "/wp-includes/", "/wp-json"},
     {"feed/", "/feed/", "/?feed=rss2", "?ical=1", "/events/?ical=1"}},
    {"SPIP",
     "SPIP",
     {"spip.php?", "spip_logo", "/squelettes"},
     {"/spip.php?page=backend", "/backend.php", "/spip.php?page=ical"}},
    {"Drupal",
     "Drupal",
     {"drupal-settings-json", "/sites/default/files/", "Drupal.settings", "/core/misc/drupal"},
     {"feed", "rss.xml", "/rss.xml", "/rss"}},
    {"TYPO3",
     "TYPO3",
     {"/typo3temp/", "/typo3conf/", "tx_news", "/_assets/"},
     {"?type=9818", "?type=100", "/?type=9818", "/?type=100", "/rss.xml", "/feed.xml"}},
    {"eZ",
     "eZ",
     {"/ezinfo/", "/extension/ezwebin", "/var/ezflow_site", "/design/ezwebin"},
     {"/rss/feed/actualites", "/rss/feed/news", "/rss/feed/my_feed", "/rss/feed/1"}},
    {"Ibexa", "Ibexa", {"/bundles/ibexa", "/var/site/storage"}, {"/rss/feed/actualites", "/rss/feed/news"}},
    {"Joomla",
     "Joomla",
     {"/media/system/js/", "/media/jui/", "option=com_", "/media/vendor/joomla"},
     {"?format=feed&type=rss", "/index.php?format=feed&type=rss", "?format=feed&type=atom"}},
    {"WMaker", "WM", {"wmaker", "WMaker", "/docs/wm_"}, {"/xml/syndication.rss", "/xml/atom.xml"}},
    {"Plone",
     "Plone",
     {"portal_css", "++resource++", "++plone++", "plone-"},
     {"RSS", "rss.xml", "atom.xml", "/RSS"}},
    {"Ghost", "Ghost", {"ghost-sdk", "/ghost/api/"}, {"rss/", "/rss/"}},
    {"Hugo", "Hugo", {NULL}, {"index.xml", "/index.xml"}},
    {"Jekyll", "Jekyll", {NULL}, {"/feed.xml", "/atom.xml"}},
    {"Dotclear", "Dotclear", {"/dc2/", "dotclear"}, {"/feed/atom", "/feed/rss2", "/index.php/feed/atom"}},
    {"Blogger", "blogger", {"blogger.com/static"}, {"/feeds/posts/default"}},
    {"Wix", "Wix", {"static.wixstatic.com"}, {"/blog-feed.xml"}},
    {"Squarespace", "Squarespace", {"static1.squarespace.com"}, {"?format=rss"}},
    {"Discourse", "Discourse", {NULL}, {"/latest.rss"}},
    {"DSpace",
     "DSpace",
     {"/bitstream/handle/"},
     {"/feed/rss_2.0/site", "/oai/request?verb=Identify", "/server/oai/request?verb=Identify"}},
    {"EPrints", "EPrints", {"/cgi/search/"}, {"/cgi/latest_tool?output=RSS2", "/cgi/oai2?verb=Identify"}},
    {"OJS",
     "Open Journal Systems",
     {NULL},
     {"/oai?verb=Identify", "?page=gateway&op=plugin&path=WebFeedGatewayPlugin"}},
    {"Koha", "Koha", {"/cgi-bin/koha/"}, {"/cgi-bin/koha/oai.pl?verb=Identify"}},
    {"Omeka", "Omeka", {NULL}, {"/items/browse?output=rss2", "/oai-pmh-repository/request?verb=Identify"}},
    {"Jalios", "Jalios", {"/jcms/"}, {"/jcms/rss", "/types/AbstractPortlet/rss.jsp"}},
    {"DokuWiki", "DokuWiki", {"/lib/exe/"}, {"/feed.php"}},
    {"MediaWiki", "MediaWiki", {NULL}, {"/index.php?title=Special:RecentChanges&feed=atom"}},
};
static const char *const anywhere[] = {"/rss.xml", "/feed", "/rss", "/feed.xml", "/atom.xml", "/sitemap.xml"};

/* --- the list --- */

static bool known(const struct findings *list, const char *url)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i].url, url) == 0)
            return true;
    return false;
}

static void add(struct arena *a, struct findings *list, const char *url, const char *title, const char *why,
                bool named)
{
    enum { MOST = 40 };
    if (!url_is_http(url) || known(list, url) || list->n >= MOST)
        return;
    enum finding_kind kind = strcasestr(url, "sitemap")     ? FINDING_SITEMAP
                             : strstr(url, "verb=Identify") ? FINDING_OAI
                                                            : FINDING_FEED;
    *ARENA_PUSH(a, list->v, list->n, list->cap) =
        (struct finding){.kind = kind, .url = url, .title = title, .why = why, .named = named, .items = -1};
}

static const char *path_of(struct arena *a, const char *base, const char *path)
{
    struct url u;
    if (*path == '/' || !base || !url_parse(a, base, &u))
        return url_resolve(a, base, path);
    u.fragment = NULL;
    if (*path == '?') {
        u.query = path + 1;
        return url_string(a, &u);
    }
    size_t n = strlen(u.path);
    u.query = NULL;
    u.path = arena_printf(a, "%s%s%s", u.path, n && u.path[n - 1] == '/' ? "" : "/", path);
    return url_string(a, &u);
}

/* --- what the page names --- */

static char *attribute(struct arena *a, const xmlNode *node, const char *name)
{
    xmlChar *value = xmlGetNoNsProp((xmlNode *)node, (const xmlChar *)name);
    char *out = value ? text_collapse(a, (const char *)value, strlen((const char *)value)) : NULL;
    xmlFree(value);
    return out && *out ? out : NULL;
}

static bool feed_type(const char *type)
{
    static const char *const types[] = {"application/rss+xml",
                                        "application/atom+xml",
                                        "application/rdf+xml",
                                        "application/feed+json",
                                        "text/calendar",
                                        "application/rss",
                                        "text/xml",
                                        "application/xml",
                                        "application/json"};
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (strncasecmp(type, types[i], strlen(types[i])) == 0)
            return true;
    return false;
}

/* Does an address look like one of a feed or a calendar? */
static bool feed_address(const char *href)
{
    static const char *const ends[] = {
        ".rss",  ".atom",    ".rdf",     ".ics",        "/feed",     "/feed/",      "/rss",
        "/rss/", "rss.xml",  "feed.xml", "atom.xml",    "/atom",     "backend.php", "syndication.rss",
        "rss2",  "type=rss", "ical=1",   "format=ical", "feed.json", "/ical",       "output=rss2"};
    static const char *const parts[] = {"page=backend", "format=feed", "/rss/feed/",
                                        "/feeds/",      "type=9818",   "/events.v2.ics"};
    size_t n = strlen(href);
    if (strncasecmp(href, "webcal:", 7) == 0)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (n >= strlen(ends[i]) && strcasecmp(href + n - strlen(ends[i]), ends[i]) == 0)
            return true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strstr(href, parts[i]))
            return true;
    return false;
}

struct reading {
    struct arena *a;
    const char *base;
    struct findings *out;
    const char *generator;
};

/* webcal: is http by another name. */
static const char *absolute(const struct reading *r, const char *href)
{
    if (strncasecmp(href, "webcal:", 7) == 0)
        href = arena_printf(r->a, "https:%s", href + 7);
    return url_resolve(r->a, r->base, href);
}

static void read_link(struct reading *r, const xmlNode *node)
{
    const char *rel = attribute(r->a, node, "rel"), *href = attribute(r->a, node, "href");
    const char *type = attribute(r->a, node, "type");
    if (!rel || !href)
        return;
    if (strcasecmp(rel, "sitemap") == 0)
        add(r->a, r->out, absolute(r, href), NULL, "named by the page", true);
    bool api = type && strstr(type, "json") && !strstr(type, "feed+json"); /* WordPress names its API so */
    if ((strcasestr(rel, "alternate") || strcasestr(rel, "feed")) && feed_type(type) && !api &&
        !strcasestr(href, "oembed"))
        add(r->a, r->out, absolute(r, href), attribute(r->a, node, "title"), "named by the page", true);
}

/* An agenda of OpenAgenda in a frame has its calendar at an address of its own. */
static void read_frame(struct reading *r, const xmlNode *node)
{
    const char *src = attribute(r->a, node, "src");
    const char *id = src ? strstr(src, "openagenda.com/agendas/") : NULL;
    if (!id)
        return;
    id += strlen("openagenda.com/agendas/");
    int n = (int)strspn(id, "0123456789");
    if (n)
        add(r->a, r->out,
            arena_printf(r->a, "https://openagenda.com/agendas/%.*s/events.v2.ics?relative[]=upcoming", n,
                         id),
            NULL, "OpenAgenda, shown on the page", true);
}

static void read_node(struct reading *r, const xmlNode *node)
{
    const char *name = (const char *)node->name, *value;
    if (strcmp(name, "link") == 0)
        read_link(r, node);
    else if (strcmp(name, "a") == 0 && (value = attribute(r->a, node, "href")) && feed_address(value))
        add(r->a, r->out, absolute(r, value), NULL, "linked on the page", true);
    else if (strcmp(name, "iframe") == 0)
        read_frame(r, node);
    else if (strcmp(name, "meta") == 0 && !r->generator && (value = attribute(r->a, node, "name")) &&
             strcasecmp(value, "generator") == 0)
        r->generator = attribute(r->a, node, "content");
    else if (strcmp(name, "title") == 0 && !r->out->title && node->children && node->children->content)
        r->out->title = text_collapse(r->a, (const char *)node->children->content,
                                      strlen((const char *)node->children->content));
    else if (strcmp(name, "html") == 0)
        r->out->language = attribute(r->a, node, "lang");
    else if (strcmp(name, "base") == 0 && (value = attribute(r->a, node, "href")))
        r->base = url_resolve(r->a, r->base, value);
}

static void walk(struct reading *r, const xmlNode *root)
{
    const xmlNode *node = root;
    while (node) {
        if (node->type == XML_ELEMENT_NODE)
            read_node(r, node);
        if (node->type == XML_ELEMENT_NODE && node->children) {
            node = node->children;
            continue;
        }
        while (node != root && !node->next)
            node = node->parent;
        node = node == root ? NULL : node->next;
    }
}

/* --- all --- */

static const struct software *recognise(const char *generator, const char *bytes, size_t n)
{
    size_t count = sizeof softwares / sizeof *softwares;
    for (size_t i = 0; generator && i < count; i++)
        if (strncasecmp(generator, softwares[i].generator, strlen(softwares[i].generator)) == 0)
            return &softwares[i];
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < 4 && softwares[i].signs[k]; k++)
            if (memmem(bytes, n, softwares[i].signs[k], strlen(softwares[i].signs[k])))
                return &softwares[i];
    return NULL;
}

void addresses_find(struct arena *a, const void *html_doc, const char *bytes, size_t n, const char *base,
                    struct findings *out)
{
    struct reading r = {a, base, out, NULL};
    const xmlNode *root = xmlDocGetRootElement((xmlDoc *)html_doc);
    if (root)
        walk(&r, root);
    const struct software *s = recognise(r.generator, bytes, n);
    out->software = s ? s->name : NULL;
    for (size_t i = 0; s && i < 6 && s->paths[i]; i++)
        add(a, out, path_of(a, base, s->paths[i]), NULL, s->name, false);
    for (size_t i = 0; i < sizeof anywhere / sizeof *anywhere; i++)
        add(a, out, path_of(a, base, anywhere[i]), NULL, "a usual address", false);
}
