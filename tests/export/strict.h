/* The W3C feed validator's rules as far as they concern what we write, errors and warnings alike:
   well-formed, required elements there, single ones single, none that a feed does not know, dates, addresses,
   ids, languages, mail addresses, no markup in plain text, no dangerous, relative or unbalanced HTML, no
   characters that say nothing. Every finding fails the test with its words. */
#pragma once
#include <ctype.h>
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/timestamp.h"

#define ATOM_NS "http://www.w3.org/2005/Atom"

/* Each pattern is compiled once, and kept. */
static inline bool strict_matches(const char *s, const char *pattern)
{
    enum { MOST = 32 };
    static struct {
        const char *pattern;
        regex_t compiled;
    } known[MOST];
    size_t i = 0;
    while (i < MOST && known[i].pattern && strcmp(known[i].pattern, pattern) != 0)
        i++;
    if (i == MOST ||
        (!known[i].pattern && regcomp(&known[i].compiled, pattern, REG_EXTENDED | REG_NOSUB) != 0))
        fail_msg("pattern %s", pattern);
    known[i].pattern = pattern;
    return regexec(&known[i].compiled, s, 0, NULL, 0) == 0;
}

/* No control characters of C1, no U+FFFD: signs that an encoding was misread. */
static inline void strict_characters(const char *s, const char *where)
{
    for (const unsigned char *p = (const unsigned char *)s; *p; p++)
        if ((p[0] == 0xC2 && p[1] >= 0x80 && p[1] <= 0x9F) ||
            (p[0] == 0xEF && p[1] == 0xBF && p[2] == 0xBD) || *p == 0x7F)
            fail_msg("%s holds a character that says nothing: %.60s", where, (const char *)p);
}

static inline void strict_language(const char *s, const char *where)
{
    if (!strict_matches(s, "^[a-z]{2}(-[A-Za-z0-9]{2,8})*$"))
        fail_msg("%s: not a language: %s", where, s);
}

static inline void strict_email(const char *s, const char *where)
{
    if (!strict_matches(s, "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$"))
        fail_msg("%s: not a mail address: %s", where, s);
}

static inline void strict_url(const char *s, const char *where)
{
    if (!s ||
        !strict_matches(s, "^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[][0-9A-Za-z;/?:@&=+$._!~*'()%,#-]*)?$"))
        fail_msg("%s: not an absolute address: %s", where, s ? s : "(none)");
}

/* Plain text that a reader cannot take for markup. */
static inline void strict_plain(const char *s, const char *where)
{
    if (!s || !*s || strspn(s, " \t\r\n") == strlen(s))
        fail_msg("%s is empty", where);
    if (strict_matches(s, "</?[A-Za-z!][^>]*>?") ||
        strict_matches(s, "&(#?[0-9A-Za-z]*[0-9;]|amp|lt|gt|nbsp|eacute|copy)"))
        fail_msg("%s holds what looks like markup: %s", where, s);
}

static inline bool strict_listed(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(*list, name) == 0)
            return true;
    return false;
}

static inline void strict_html_node(xmlNode *node, const char *where)
{
    static const char *const elements[] = {
        "html", "body",    "a",    "abbr",   "acronym", "address",  "audio", "b",     "big", "blockquote",
        "br",   "caption", "cite", "code",   "col",     "colgroup", "dd",    "del",   "dfn", "div",
        "dl",   "dt",      "em",   "h1",     "h2",      "h3",       "h4",    "h5",    "h6",  "hr",
        "i",    "img",     "ins",  "kbd",    "li",      "ol",       "p",     "pre",   "q",   "s",
        "samp", "small",   "span", "strong", "sub",     "sup",      "table", "tbody", "td",  "tfoot",
        "th",   "thead",   "tr",   "tt",     "u",       "ul",       "var",   "video", NULL};
    static const char *const attributes[] = {"href",  "src",   "alt",   "title",    "width",   "height",
                                             "lang",  "dir",   "cite",  "colspan",  "rowspan", "datetime",
                                             "start", "scope", "value", "hreflang", "poster",  "controls",
                                             "span",  "abbr",  NULL};
    static const char *const addresses[] = {"href", "src", "cite", "poster", NULL};
    for (; node; node = node->next) {
        if (node->type == XML_COMMENT_NODE)
            fail_msg("%s: a comment", where);
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (!strict_listed((const char *)node->name, elements))
            fail_msg("%s: should not contain %s tag", where, (const char *)node->name);
        for (xmlAttr *x = node->properties; x; x = x->next) {
            xmlChar *value = xmlNodeListGetString(node->doc, x->children, 1);
            if (!strict_listed((const char *)x->name, attributes))
                fail_msg("%s: should not contain %s attribute", where, (const char *)x->name);
            if (strict_listed((const char *)x->name, addresses) &&
                (!value || !strict_matches((const char *)value, "^(https?://|mailto:|tel:)")))
                fail_msg("%s: relative or dangerous address: %s", where, value ? (const char *)value : "");
            xmlFree(value);
        }
        strict_html_node(node->children, where);
    }
}

/* Every element that is opened is closed, in its order. */
static inline void strict_balance(const char *html, const char *where)
{
    static const char *const empty[] = {"br", "hr", "img", "col", NULL};
    char open[512][16];
    size_t depth = 0;
    for (const char *p = html; (p = strchr(p, '<')); p++) {
        char name[16] = "";
        bool closing = p[1] == '/';
        if (sscanf(p + 1 + closing, "%15[A-Za-z0-9]", name) != 1)
            fail_msg("%s: a \"<\" that begins no tag: %.60s", where, p);
        if (strict_listed(name, empty))
            continue;
        if (!closing && depth == sizeof open / sizeof *open)
            fail_msg("%s: too deep", where);
        if (closing && (!depth || strcmp(open[depth - 1], name) != 0))
            fail_msg("%s: </%s> closes %s", where, name, depth ? open[depth - 1] : "nothing");
        if (closing)
            depth--;
        else
            strcpy(open[depth++], name);
    }
    if (depth)
        fail_msg("%s: %s is never closed", where, open[depth - 1]);
}

static inline void strict_html(const char *html, const char *where)
{
    if (!html || !*html)
        fail_msg("%s is empty", where);
    if (strict_matches(html, "&#(x0*[89][0-9A-Fa-f]|0*1[23][0-9]|0*14[0-9]|0*15[0-9]|xfffd|65533);"))
        fail_msg("%s: a reference to a character that says nothing", where);
    strict_balance(html, where);
    htmlDocPtr doc =
        htmlReadMemory(html, (int)strlen(html), NULL, "utf-8",
                       HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD);
    if (!doc)
        fail_msg("%s: no HTML", where);
    strict_html_node(xmlDocGetRootElement(doc), where);
    xmlFreeDoc(doc);
}

static inline void strict_rfc822(const char *s)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    struct civil c;
    if (!strict_matches(
            s, "^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-3][0-9] (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
               "[0-9]{4} [0-2][0-9]:[0-5][0-9]:[0-5][0-9] GMT$") ||
        !timestamp_parse(s, strlen(s), &c))
        fail_msg("not an RFC 822 date: %s", s);
    if (strncmp(s, days[civil_weekday(c.year, c.month, c.day)], 3) != 0)
        fail_msg("not that day of the week: %s", s);
    if (c.year < 1970)
        fail_msg("implausible date: %s", s);
}

static inline void strict_rfc3339(const char *s)
{
    struct civil c;
    if (!strict_matches(
            s, "^[0-9]{4}-[0-1][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,6})?Z$") ||
        !timestamp_parse(s, strlen(s), &c) || c.year < 1970)
        fail_msg("not an RFC 3339 date: %s", s);
}

static inline bool strict_is(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && strcmp((const char *)n->name, name) == 0;
}

static inline bool strict_in(const xmlNode *n, const char *ns)
{
    return n->ns ? strcmp((const char *)n->ns->href, ns) == 0 : !*ns;
}

/* The only child of that name (freed by the caller); NULL when there is none. Two are a fault. */
static inline char *strict_child(xmlNode *parent, const char *ns, const char *name)
{
    char *text = NULL;
    for (xmlNode *n = parent->children; n; n = n->next) {
        if (!strict_is(n, name) || !strict_in(n, ns))
            continue;
        if (text)
            fail_msg("more than one %s", name);
        text = (char *)xmlNodeGetContent(n);
    }
    return text;
}

static inline void strict_needed(xmlNode *parent, const char *ns, const char *name,
                                 void (*check)(const char *, const char *))
{
    char *text = strict_child(parent, ns, name);
    if (!text)
        fail_msg("%s is missing in %s", name, (const char *)parent->name);
    check(text, name);
    xmlFree(text);
}

static inline char *strict_attribute(xmlNode *n, const char *name)
{
    return (char *)xmlGetProp(n, (const xmlChar *)name);
}

static inline void strict_named_date822(const char *s, const char *where)
{
    (void)where;
    strict_rfc822(s);
}

static inline void strict_named_date3339(const char *s, const char *where)
{
    (void)where;
    strict_rfc3339(s);
}

static inline void strict_id(const char *s, const char *where)
{
    if (!strict_matches(s, "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"))
        strict_url(s, where);
}

static inline void strict_enclosure(xmlNode *n, const char *address, bool length_needed)
{
    char *url = strict_attribute(n, address), *length = strict_attribute(n, "length"),
         *type = strict_attribute(n, "type");
    strict_url(url, "enclosure");
    if ((length_needed || length) && (!length || !strict_matches(length, "^[0-9]+$")))
        fail_msg("enclosure: length %s", length ? length : "(none)");
    if (!type || !strict_matches(type, "^[^][ ()<>,;:\\\"/?=]+/[^][ ()<>,;:\\\"/?=]+$"))
        fail_msg("enclosure: type %s", type ? type : "(none)");
    xmlFree(url);
    xmlFree(length);
    xmlFree(type);
}

/* The texts of all elements of a name among the children of the feed's items are different. */
static inline void strict_unique(xmlNode *parent, const char *item, const char *name)
{
    size_t n = 0, cap = 64;
    char **all = malloc(cap * sizeof *all);
    for (xmlNode *i = parent->children; i; i = i->next)
        for (xmlNode *c = strict_is(i, item) ? i->children : NULL; c; c = c->next) {
            if (!strict_is(c, name))
                continue;
            char *text = (char *)xmlNodeGetContent(c);
            for (size_t k = 0; k < n; k++)
                if (strcmp(all[k], text) == 0)
                    fail_msg("two items with the %s %s", name, text);
            if (n == cap)
                all = realloc(all, (cap *= 2) * sizeof *all);
            all[n++] = text;
        }
    for (size_t k = 0; k < n; k++)
        xmlFree(all[k]);
    free(all);
}

/* No element without text, attributes or children. */
static inline void strict_not_empty(xmlNode *n)
{
    for (; n; n = n->next) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        if (!n->children && !n->properties)
            fail_msg("an empty element: %s", (const char *)n->name);
        strict_not_empty(n->children);
    }
}

static inline xmlDoc *strict_xml(const char *bytes, size_t n)
{
    xmlDoc *doc = xmlReadMemory(bytes, (int)n, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOCDATA);
    if (!doc)
        fail_msg("not well-formed");
    strict_not_empty(xmlDocGetRootElement(doc));
    strict_characters(bytes, "the file");
    if (strncmp(bytes, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", 39) != 0)
        fail_msg("no XML declaration");
    if (doc->intSubset)
        fail_msg("a DOCTYPE");
    return doc;
}

/* An element and the attributes it may have, in one word each: "guid isPermaLink". */
static inline bool strict_allows(const char *spec, const xmlNode *n)
{
    char names[200], *rest = names;
    snprintf(names, sizeof names, "%s", spec);
    const char *prefix = n->ns && n->ns->prefix ? (const char *)n->ns->prefix : "";
    const char *name = strsep(&rest, " "), *local = strchr(name, ':');
    if (strncmp(name, prefix, strlen(prefix)) != 0 || (local != NULL) != (*prefix != '\0') ||
        strcmp(local ? local + 1 : name, (const char *)n->name) != 0)
        return false;
    for (const xmlAttr *x = n->properties; x; x = x->next) {
        bool known = false;
        char copy[200], *words = copy;
        snprintf(copy, sizeof copy, "%s", rest ? rest : "");
        for (const char *w; (w = strsep(&words, " "));)
            known = known || strcmp(w, (const char *)x->name) == 0;
        if (!known)
            fail_msg("%s should not have the attribute %s", (const char *)n->name, (const char *)x->name);
    }
    return true;
}

/* Only children that are listed, and no text between them. */
static inline void strict_children(const xmlNode *parent, const char *const *specs)
{
    for (const xmlNode *c = parent->children; c; c = c->next) {
        bool known = false;
        if (c->type == XML_TEXT_NODE &&
            strspn((const char *)c->content, " \n") != strlen((const char *)c->content))
            fail_msg("text in %s: %s", (const char *)parent->name, (const char *)c->content);
        if (c->type != XML_ELEMENT_NODE)
            continue;
        for (const char *const *spec = specs; *spec && !known; spec++)
            known = strict_allows(*spec, c);
        if (!known)
            fail_msg("undefined element %s in %s", (const char *)c->name, (const char *)parent->name);
    }
}

static inline void strict_rss_item(xmlNode *item)
{
    static const char *const single[] = {"title",     "link",      "description", "author",   "comments",
                                         "enclosure", "guid",      "pubDate",     "source",   "encoded",
                                         "point",     "startdate", "enddate",     "location", "organizer",
                                         "language",  NULL};
    static const char *const known[] = {"title",
                                        "link",
                                        "description",
                                        "content:encoded",
                                        "dc:creator",
                                        "dc:language",
                                        "category",
                                        "enclosure url length type",
                                        "guid isPermaLink",
                                        "pubDate",
                                        "source url",
                                        "georss:point",
                                        "ev:startdate",
                                        "ev:enddate",
                                        "ev:location",
                                        "ev:organizer",
                                        NULL};
    strict_children(item, known);
    for (const char *const *name = single; *name; name++) {
        int n = 0;
        for (xmlNode *c = item->children; c; c = c->next)
            n += strict_is(c, *name);
        if (n > 1)
            fail_msg("more than one %s", *name);
    }
    strict_needed(item, "", "title", strict_plain);
    strict_needed(item, "", "guid", strict_id);
    strict_needed(item, "", "pubDate", strict_named_date822);
    strict_needed(item, "", "description", strict_html);
    bool described = false;
    for (xmlNode *c = item->children; c; c = c->next) {
        char *text = c->type == XML_ELEMENT_NODE ? (char *)xmlNodeGetContent(c) : NULL;
        described = described || strict_is(c, "description");
        if (strict_is(c, "link"))
            strict_url(text, "link");
        if (strict_is(c, "encoded")) {
            strict_html(text, "content:encoded");
            if (!described)
                fail_msg("content:encoded before description");
        }
        if (strict_is(c, "category") || strict_is(c, "creator"))
            strict_plain(text, (const char *)c->name);
        if (strict_is(c, "language"))
            strict_language(text, "dc:language");
        if (strict_is(c, "location") || strict_is(c, "organizer"))
            strict_plain(text, (const char *)c->name);
        if (strict_is(c, "enclosure"))
            strict_enclosure(c, "url", true);
        if (strict_is(c, "guid")) {
            char *permanent = strict_attribute(c, "isPermaLink");
            if (!permanent || strcmp(permanent, "false") != 0)
                fail_msg("guid: isPermaLink");
            xmlFree(permanent);
        }
        if (strict_is(c, "source")) {
            char *url = strict_attribute(c, "url");
            strict_url(url, "source");
            strict_plain(text, "source");
            xmlFree(url);
        }
        if (strict_is(c, "point") && !strict_matches(text, "^-?[0-9.]+ -?[0-9.]+$"))
            fail_msg("georss:point: %s", text);
        if ((strict_is(c, "startdate") || strict_is(c, "enddate")) &&
            !strict_matches(
                text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2}))?$"))
            fail_msg("event date: %s", text);
        xmlFree(text);
    }
}

static inline int strict_rss(const char *bytes, size_t n, const char *self)
{
    static const char *const known[] = {"title",
                                        "link",
                                        "description",
                                        "language",
                                        "lastBuildDate",
                                        "generator",
                                        "item",
                                        "atom:link rel type href",
                                        NULL};
    int items = 0, selves = 0;
    xmlDoc *doc = strict_xml(bytes, n);
    xmlNode *channel = xmlFirstElementChild(xmlDocGetRootElement(doc));
    char *version = strict_attribute(xmlDocGetRootElement(doc), "version"),
         *language = strict_child(channel, "", "language");
    if (!version || strcmp(version, "2.0") != 0)
        fail_msg("rss version %s", version ? version : "(none)");
    if (language)
        strict_language(language, "language");
    xmlFree(version);
    xmlFree(language);
    strict_children(channel, known);
    xmlFree(strict_child(channel, "", "generator"));
    strict_needed(channel, "", "title", strict_plain);
    strict_needed(channel, "", "link", strict_url);
    strict_needed(channel, "", "description", strict_plain);
    char *built = strict_child(channel, "", "lastBuildDate");
    if (built)
        strict_rfc822(built);
    xmlFree(built);
    for (xmlNode *c = channel->children; c; c = c->next) {
        if (strict_is(c, "item")) {
            strict_rss_item(c);
            items++;
        }
        if (strict_is(c, "link") && strict_in(c, ATOM_NS)) {
            char *href = strict_attribute(c, "href");
            if (!href || strcmp(href, self) != 0)
                fail_msg("self link %s, expected %s", href ? href : "(none)", self);
            xmlFree(href);
            selves++;
        }
    }
    if (selves != 1)
        fail_msg("%d self links", selves);
    strict_unique(channel, "item", "guid");
    xmlFreeDoc(doc);
    return items;
}

static inline void strict_text(xmlNode *c)
{
    char *text = (char *)xmlNodeGetContent(c), *type = strict_attribute(c, "type");
    if (type && strcmp(type, "html") == 0)
        strict_html(text, (const char *)c->name);
    else
        strict_plain(text, (const char *)c->name);
    xmlFree(text);
    xmlFree(type);
}

static inline void strict_atom_entry(xmlNode *entry)
{
    static const char *const single[] = {"title",  "summary", "content", "published",
                                         "source", "rights",  NULL};
    static const char *const known[] = {"id",
                                        "title",
                                        "published",
                                        "updated",
                                        "link rel type href length title",
                                        "author",
                                        "category term",
                                        "summary type",
                                        "content type",
                                        "source",
                                        "georss:point",
                                        NULL};
    static const char *const in_source[] = {"id", "title", "updated", "link rel href", "rights", NULL};
    static const char *const in_author[] = {"name", "uri", NULL};
    char *language = strict_attribute(entry, "lang");
    if (language)
        strict_language(language, "xml:lang");
    xmlFree(language);
    strict_children(entry, known);
    for (const char *const *name = single; *name; name++)
        xmlFree(strict_child(entry, ATOM_NS, *name));
    strict_needed(entry, ATOM_NS, "id", strict_id);
    strict_needed(entry, ATOM_NS, "title", strict_plain);
    strict_needed(entry, ATOM_NS, "updated", strict_named_date3339);
    char *published = strict_child(entry, ATOM_NS, "published"),
         *updated = strict_child(entry, ATOM_NS, "updated");
    if (published)
        strict_rfc3339(published);
    if (published && strncmp(published, updated, 19) > 0)
        fail_msg("published %s after updated %s", published, updated);
    xmlFree(published);
    xmlFree(updated);
    int authors = 0, alternates = 0, contents = 0;
    for (xmlNode *c = entry->children; c; c = c->next) {
        if (strict_is(c, "author")) {
            authors++;
            strict_children(c, in_author);
            strict_needed(c, ATOM_NS, "name", strict_plain);
            char *uri = strict_child(c, ATOM_NS, "uri");
            if (uri)
                strict_url(uri, "uri");
            xmlFree(uri);
        }
        if (strict_is(c, "summary") || strict_is(c, "content"))
            strict_text(c);
        contents += strict_is(c, "content");
        if (strict_is(c, "category")) {
            char *term = strict_attribute(c, "term");
            strict_plain(term, "category");
            xmlFree(term);
        }
        if (strict_is(c, "link")) {
            char *rel = strict_attribute(c, "rel"), *href = strict_attribute(c, "href");
            strict_url(href, "link");
            alternates += strcmp(rel, "alternate") == 0;
            if (strcmp(rel, "enclosure") == 0)
                strict_enclosure(c, "href", false);
            xmlFree(rel);
            xmlFree(href);
        }
        if (strict_is(c, "source")) {
            strict_children(c, in_source);
            strict_needed(c, ATOM_NS, "id", strict_url);
            strict_needed(c, ATOM_NS, "title", strict_plain);
            strict_needed(c, ATOM_NS, "updated", strict_named_date3339);
        }
    }
    if (!authors)
        fail_msg("an entry without an author");
    if (alternates > 1 || (!alternates && !contents))
        fail_msg("%d alternate links, %d contents", alternates, contents);
}

static inline int strict_atom(const char *bytes, size_t n, const char *self)
{
    static const char *const known[] = {
        "id",         "title", "subtitle", "updated", "link rel type href", "author", "generator version",
        "entry lang", NULL};
    int entries = 0, selves = 0;
    xmlDoc *doc = strict_xml(bytes, n);
    xmlNode *feed = xmlDocGetRootElement(doc);
    char *language = strict_attribute(feed, "lang"), *subtitle = strict_child(feed, ATOM_NS, "subtitle");
    if (!language)
        fail_msg("no xml:lang");
    strict_language(language, "xml:lang");
    if (subtitle)
        strict_plain(subtitle, "subtitle");
    xmlFree(language);
    xmlFree(subtitle);
    strict_children(feed, known);
    strict_needed(feed, ATOM_NS, "id", strict_id);
    strict_needed(feed, ATOM_NS, "title", strict_plain);
    strict_needed(feed, ATOM_NS, "updated", strict_named_date3339);
    for (xmlNode *c = feed->children; c; c = c->next) {
        if (strict_is(c, "author")) {
            char *email = strict_child(c, ATOM_NS, "email");
            strict_needed(c, ATOM_NS, "name", strict_plain);
            if (email)
                strict_email(email, "email");
            xmlFree(email);
        }
        if (strict_is(c, "entry")) {
            strict_atom_entry(c);
            entries++;
        }
        char *rel = strict_is(c, "link") ? strict_attribute(c, "rel") : NULL;
        if (rel && strcmp(rel, "self") == 0) {
            char *href = strict_attribute(c, "href");
            if (!href || strcmp(href, self) != 0)
                fail_msg("self link %s, expected %s", href ? href : "(none)", self);
            xmlFree(href);
            selves++;
        }
        xmlFree(rel);
    }
    if (selves != 1)
        fail_msg("%d self links", selves);
    strict_unique(feed, "entry", "id");
    strict_unique(feed, "entry", "updated");
    xmlFreeDoc(doc);
    return entries;
}
