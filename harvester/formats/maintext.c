/* The main text of a page. Sentences are told from menus and teasers by their length and by how much of them
   is links; the text is where the sentences are: the way goes from the page inwards as long as one element
   holds most of them, and stops where they stand side by side. */
#include "harvester/formats/maintext.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum {
    LEAST_SENTENCE = 50, /* letters of a block that counts as prose */
    LEAST_TEXT = 140,    /* of a page that has one */
    DEEPEST_TREE = 300,
    /* percents of an element's prose */
    OWN_SHARE = 15,  /* in its own paragraphs: it is the text */
    MOST_SHARE = 50, /* in one element inside: the text is in there */
    CORE_SHARE = 90, /* the same, within what is marked as the text */
};

struct density {
    size_t letters, linked, total; /* of all that is in an element; total: of its prose */
    size_t prose;                  /* that which is no aside */
    bool aside;                    /* by its name, and because it is not most of the page */
    size_t own, own_linked;        /* of a block's lines, those of blocks in it left out */
    int links;
};

/* --- what elements are for --- */

enum { ASIDE = 1, HOLDER = 2, TITLE = 4, HEADING = 8, LINK_LIST = 16 };

static const unsigned char tags[HTML_TAG_COUNT] = {
    [HTML_NAV] = ASIDE,
    [HTML_FOOTER] = ASIDE,
    [HTML_ASIDE] = ASIDE,
    [HTML_DIALOG] = ASIDE,
    [HTML_MENU] = ASIDE,
    [HTML_SEARCH] = ASIDE,
    [HTML_BUTTON] = ASIDE,
    [HTML_SELECT] = ASIDE,
    [HTML_TEXTAREA] = ASIDE,
    [HTML_INPUT] = ASIDE,
    [HTML_NOSCRIPT] = ASIDE,
    [HTML_SCRIPT] = ASIDE,
    [HTML_STYLE] = ASIDE,
    [HTML_TEMPLATE] = ASIDE,
    [HTML_HEAD] = ASIDE,
    [HTML_H1] = TITLE,
    [HTML_H2] = HEADING,
    [HTML_H3] = HEADING,
    [HTML_H4] = HEADING,
    [HTML_H5] = HEADING,
    [HTML_H6] = HEADING,
    [HTML_UL] = LINK_LIST,
    [HTML_OL] = LINK_LIST,
    [HTML_P] = LINK_LIST,
    [HTML_HTML] = HOLDER,
    [HTML_BODY] = HOLDER,
    [HTML_MAIN] = HOLDER,
    [HTML_ARTICLE] = HOLDER,
    [HTML_CENTER] = HOLDER,
    [HTML_TABLE] = HOLDER,
    [HTML_TBODY] = HOLDER,
    [HTML_TR] = HOLDER,
    [HTML_TD] = HOLDER,
    [HTML_FORM] = HOLDER,
    [HTML_FONT] = HOLDER,
    [HTML_DIV] = HOLDER | LINK_LIST,
    [HTML_SECTION] = HOLDER | LINK_LIST,
};

static const char *const aside_roles[] = {"navigation", "banner",  "contentinfo", "complementary",
                                          "search",     "dialog",  "alertdialog", "menu",
                                          "menubar",    "toolbar", NULL};

/* Words of class and id, cut at whatever is no letter or digit. */
static const char *const aside_words[] = {
    "addthis",    "addtoany",    "ads",        "ariane",    "aside",    "associes",      "aussi",
    "breadcrumb", "breadcrumbs", "byline",     "comment",   "comments", "commentaires",  "connexes",
    "consent",    "cookie",      "cookies",    "evitement", "footer",   "imprimer",      "login",
    "menu",       "meta",        "modal",      "nav",       "navbar",   "navigation",    "newsletter",
    "outils",     "pager",       "pagination", "partage",   "partager", "popup",         "postmetadata",
    "print",      "promo",       "pub",        "publicite", "related",  "relatedposts",  "respond",
    "rgpd",       "share",       "sharedaddy", "sharing",   "shariff",  "sidebar",       "similaires",
    "skip",       "skiplinks",   "social",     "tagcloud",  "tags",     "tarteaucitron", "toolbar",
    NULL};
static const char *const comment_words[] = {"comments", "commentaires", "respond", NULL};
static const char *const core_words[] = {"articlebody",     "article-content", "article-texte",
                                         "article__body",   "article-body",    "body-content",
                                         "e-content",       "entry-content",   "field--name-body",
                                         "field-name-body", "node-content",    "node__content",
                                         "post-content",    "single-content",  "texte",
                                         "td-post-content", "wysiwyg",         NULL};

static bool in_table(const char *const *table, const char *word, size_t n)
{
    for (; *table; table++)
        if (strlen(*table) == n && strncasecmp(*table, word, n) == 0)
            return true;
    return false;
}

static bool has_word_of(const char *const *table, const char *list, bool parts)
{
    while (list && *list) {
        size_t n = 0;
        while (list[n] && (parts ? isalnum((unsigned char)list[n]) : !isspace((unsigned char)list[n])))
            n++;
        if (n && in_table(table, list, n))
            return true;
        list += n + (list[n] != '\0');
    }
    return false;
}

static bool is_hidden(const xmlNode *node)
{
    const char *style = html_attribute(node, "style"), *hidden = html_attribute(node, "aria-hidden");
    const char *none = style ? strstr(style, "display") : NULL;
    return html_attribute(node, "hidden") || (hidden && !strcmp(hidden, "true")) ||
           (none && !strncmp(none + strcspn(none, ":;"), ":none", 5)) ||
           (none && !strncmp(none + strcspn(none, ":;"), ": none", 6));
}

/* By its name, its role, or because nobody sees it. */
static bool is_aside(const xmlNode *node)
{
    const char *role = html_attribute(node, "role");
    return (tags[dom_tag(node)] & ASIDE) || (role && has_word_of(aside_roles, role, false)) ||
           is_hidden(node);
}

static bool is_named(const char *const *table, const xmlNode *node)
{
    return has_word_of(table, html_attribute(node, "class"), true) ||
           has_word_of(table, html_attribute(node, "id"), true);
}

static bool is_core(const xmlNode *node)
{
    return dom_tag(node) == HTML_ARTICLE || has_word_of(core_words, html_attribute(node, "class"), false) ||
           has_word_of(core_words, html_attribute(node, "id"), false) ||
           has_word_of(core_words, html_attribute(node, "itemprop"), false);
}

/* --- how much of a text they hold --- */

struct measure {
    struct arena *arena;
    const xmlNode *blocks[DEEPEST_TREE]; /* that are open */
    size_t depth;
    int links, asides; /* how many of them are open */
    size_t total;      /* prose of the page */
};

static struct density *density_of(const xmlNode *node)
{
    return node->_private;
}

static struct density *density_around(const xmlNode *node)
{
    return node->parent && node->parent->type == XML_ELEMENT_NODE ? density_of(node->parent) : NULL;
}

static bool is_block(const xmlNode *node)
{
    return !html_tag_inline(dom_tag(node)) && dom_tag(node) != HTML_BR;
}

static size_t letters_of(const xmlNode *node)
{
    size_t n = 0;
    for (const unsigned char *s = node->content; s && *s; s++)
        n += *s > ' ' && (*s & 0xC0) != 0x80;
    return n;
}

static void enter(struct measure *m, xmlNode *node)
{
    if (node->type == XML_TEXT_NODE && m->depth && !m->asides) {
        struct density *block = density_of(m->blocks[m->depth - 1]);
        size_t n = letters_of(node);
        block->own += n;
        block->own_linked += m->links ? n : 0;
    }
    if (node->type != XML_ELEMENT_NODE)
        return;
    node->_private = arena_alloc(m->arena, sizeof(struct density));
    m->asides += is_aside(node);
    if (dom_tag(node) == HTML_A) {
        m->links++;
        if (m->depth)
            density_of(m->blocks[m->depth - 1])->links++;
    }
    if (is_block(node) && m->depth < DEEPEST_TREE)
        m->blocks[m->depth++] = node;
}

static void leave(struct measure *m, const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE)
        return;
    struct density *d = density_of(node);
    m->asides -= is_aside(node);
    m->links -= dom_tag(node) == HTML_A;
    if (m->depth && m->blocks[m->depth - 1] == node)
        m->depth--;
    d->letters += d->own;
    d->linked += d->own_linked;
    if (d->own >= LEAST_SENTENCE && 3 * d->own_linked <= d->own && !(tags[dom_tag(node)] & (TITLE | HEADING)))
        d->prose = d->own - d->own_linked;
    d->total += d->prose;
    struct density *up = density_around(node);
    if (up) {
        up->letters += d->letters;
        up->linked += d->linked;
        up->links += d->links;
        up->total += d->total;
    }
}

/* What is named an aside is none when it holds most of the page: "page-with-sidebar". Comments are, however
   many there are. */
static void sum(struct measure *m, const xmlNode *node)
{
    if (node->type != XML_ELEMENT_NODE)
        return;
    struct density *d = density_of(node), *up = density_around(node);
    enum html_tag tag = dom_tag(node);
    bool whole = tag == HTML_HTML || tag == HTML_BODY || tag == HTML_MAIN || tag == HTML_ARTICLE;
    d->aside = !whole &&
               ((2 * d->total <= m->total && is_named(aside_words, node)) || is_named(comment_words, node));
    if (up && !d->aside)
        up->prose += d->prose;
}

typedef void visit(struct measure *m, xmlNode *node);

static void forget(struct measure *m, xmlNode *node)
{
    (void)m;
    if (node->type == XML_ELEMENT_NODE)
        node->_private = NULL;
}

static void walk(struct measure *m, xmlDoc *tree, visit *begin,
                 void (*end)(struct measure *, const xmlNode *))
{
    const xmlNode *root = (const xmlNode *)tree;
    xmlNode *node = dom_inside(root);
    while (node) {
        if (begin)
            begin(m, node);
        xmlNode *next = dom_inside(node);
        for (xmlNode *up = node; !next && up && up != root; up = up->parent) {
            if (end)
                end(m, up);
            next = up->next;
        }
        node = next;
    }
}

/* --- where it is --- */

static const xmlNode *inwards(const xmlNode *node)
{
    for (;;) {
        const xmlNode *best = NULL;
        size_t all = density_of(node)->prose, held = 0;
        for (const xmlNode *child = node->children; child; child = child->next) {
            if (child->type != XML_ELEMENT_NODE || !(tags[dom_tag(child)] & HOLDER) ||
                density_of(child)->aside)
                continue;
            size_t prose = density_of(child)->prose;
            held += prose;
            if (!best || prose > density_of(best)->prose)
                best = child;
        }
        size_t share = is_core(node) ? CORE_SHARE : MOST_SHARE;
        bool own = 100 * (all - (held < all ? held : all)) >= OWN_SHARE * all;
        if (!best || own || 100 * density_of(best)->prose < share * all)
            return node;
        node = best;
    }
}

/* --- what of it is left out --- */

/* A heading that nothing follows spoke for what was left out. */
static bool leave_out(const xmlNode *node);

static bool is_orphan(const xmlNode *heading)
{
    const xmlNode *next = heading->next;
    while (next && (next->type != XML_ELEMENT_NODE || !is_block(next))) {
        if (next->type == XML_TEXT_NODE && !text_blank((const char *)next->content))
            return false;
        next = next->next;
    }
    return !next || (!(tags[dom_tag(next)] & HEADING) && leave_out(next));
}

static bool leave_out(const xmlNode *node)
{
    const struct density *d = density_of(node);
    if (node->type != XML_ELEMENT_NODE || !d)
        return false;
    unsigned tag = tags[dom_tag(node)];
    if (d->aside || is_aside(node) || (tag & TITLE))
        return true;
    /* two thirds are links, and there are several: to other pages */
    if ((tag & LINK_LIST) && d->links > 2 && 3 * d->linked > 2 * d->letters && !d->prose)
        return true;
    return (tag & HEADING) && is_orphan(node);
}

static const char *text_in(const struct document *document, const xmlNode *core, struct arena *arena,
                           const char *base)
{
    struct buf markup;
    buf_init(&markup, 2 * document_most(document, LIMIT_FIELD));
    bool whole = dom_markup(&markup, core, leave_out);
    const char *text = whole ? html_content(arena, buf_str(&markup), markup.n, base) : NULL;
    buf_free(&markup);
    return text;
}

const char *main_text(const struct document *document, xmlDoc *tree, struct arena *arena, const char *base)
{
    struct arena scratch;
    const xmlNode *body = dom_first(tree, HTML_BODY);
    const char *text = NULL;
    arena_init(&scratch, 0);
    struct measure *m = arena_alloc(&scratch, sizeof *m);
    m->arena = &scratch;
    walk(m, tree, enter, leave);
    m->total = body ? density_of(body)->total : 0;
    walk(m, tree, NULL, sum);
    if (body && density_of(body)->prose >= LEAST_TEXT)
        text = text_in(document, inwards(body), arena, base);
    walk(m, tree, forget, NULL);
    arena_free(&scratch);
    return text;
}
