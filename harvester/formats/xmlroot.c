/* Finding the root element of a feed, and what may stand before it. See xmlmend.h. */
#include "harvester/formats/xmlmend.h"
#include "base/htmltag.h"

#include <ctype.h>
#include <string.h>

enum { FARTHEST = 1 << 16 }; /* the root begins within so many bytes */

static bool name_end(char c)
{
    return !c || strchr(" \t\r\n/><", c);
}

static const char *find(const char *s, size_t n, const char *what)
{
    return memmem(s, n, what, strlen(what));
}

static bool begins(const char *s, size_t n, const char *with)
{
    size_t length = strlen(with);
    return n >= length && strncasecmp(s, with, length) == 0;
}

/* The index after a document type declaration at i: its internal subset may hold ">" in quotes and comments.
   0: it does not end. */
static size_t after_doctype(const char *s, size_t n, size_t i)
{
    bool inside = false;
    while (i < n) {
        char c = s[i];
        const char *end = NULL;
        if (c == '"' || c == '\'') {
            end = memchr(s + i + 1, c, n - i - 1);
        } else if (c == '<' && begins(s + i, n - i, "<!--")) {
            end = find(s + i + 4, n - i - 4, "-->");
        } else {
            inside = c == '[' || (inside && c != ']');
            if (c == '>' && !inside)
                return i + 1;
            i++;
            continue;
        }
        if (!end)
            return 0;
        i = (size_t)(end - s) + 1;
    }
    return 0;
}

/* What was searched for in vain is not searched for again, which keeps the time linear. */
struct prolog {
    const char *s;
    size_t n;
    struct xml_root *root;
    bool no_comment_end, no_instruction_end, no_doctype_end;
};

/* The index after `end`, which is looked for from i on; 0 when it is not there. */
static size_t after(struct prolog *p, size_t i, const char *end, bool *never)
{
    const char *found = *never ? NULL : find(p->s + i, p->n - i, end);
    *never = !found;
    return found ? (size_t)(found - p->s) + strlen(end) : 0;
}

static size_t after_document_type(struct prolog *p, size_t i)
{
    size_t past = p->no_doctype_end ? 0 : after_doctype(p->s, p->n, i + 9);
    if (!past) {
        const char *close = memchr(p->s + i, '>', p->n - i);
        p->no_doctype_end = true;
        p->root->clean = false;
        past = close ? (size_t)(close - p->s) + 1 : p->n;
    }
    if (!p->root->doctype) {
        p->root->doctype = i + 9;
        p->root->doctype_end = past;
    }
    return past;
}

/* The index after a comment, an instruction or a declaration at i. */
static size_t after_declaration(struct prolog *p, size_t i)
{
    const char *s = p->s + i;
    size_t left = p->n - i, past;
    if (begins(s, left, "<!doctype"))
        return after_document_type(p, i);
    if (begins(s, left, "<!--")) {
        past = after(p, i + 4, "-->", &p->no_comment_end);
    } else if (begins(s, left, "<?")) {
        past = after(p, i + 2, "?>", &p->no_instruction_end);
        if (i && begins(s, left, "<?xml") && name_end(s[5]))
            p->root->clean = false;
    } else {
        const char *close = memchr(s, '>', left);
        p->root->clean = false;
        return close ? (size_t)(close - p->s) + 1 : p->n;
    }
    p->root->clean = p->root->clean && past;
    return past ? past : i + 2;
}

static bool is_root(const struct xml_root *root, const char *name)
{
    static const char *const names[] = {"rss", "RDF", "channel", "feed", "entry"};
    for (; name < root->local; name++)
        if (!isalnum((unsigned char)*name) && !strchr(":_-", *name))
            return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (root->local_n == strlen(names[i]) && strncasecmp(root->local, names[i], root->local_n) == 0)
            return true;
    return false;
}

/* The HTML of an error message, but no page. */
static bool is_message(const char *name, size_t n)
{
    enum html_tag tag = html_tag_find(name, n);
    return tag != HTML_UNKNOWN && tag != HTML_HTML && tag != HTML_HEAD && tag != HTML_BODY &&
           tag != HTML_TITLE;
}

/* `any`: of whatever name. */
static bool find_root(const char *s, size_t n, bool any, struct xml_root *root)
{
    struct prolog p = {.s = s, .n = n < FARTHEST ? n : FARTHEST, .root = root};
    *root = (struct xml_root){.clean = true};
    for (size_t i = 0; i < p.n;) {
        if (s[i] != '<') {
            root->clean = root->clean && strchr(" \t\r\n", s[i]) && s[i];
            i++;
            continue;
        }
        if (i + 1 < p.n && (s[i + 1] == '!' || s[i + 1] == '?')) {
            i = after_declaration(&p, i);
            continue;
        }
        size_t name = i + 1 + (i + 1 < p.n && s[i + 1] == '/'), end = name;
        while (end < p.n && !name_end(s[end]))
            end++;
        const char *colon = memchr(s + name, ':', end - name);
        root->local = colon ? colon + 1 : s + name;
        root->local_n = (size_t)(s + end - root->local);
        root->at = i;
        if (s[name - 1] == '<' && end > name && (any || is_root(root, s + name)))
            return true;
        if (end > name && !is_message(s + name, end - name))
            return false;
        root->clean = false;
        i = end;
    }
    return false;
}

bool xml_find_root(const char *s, size_t n, struct xml_root *root)
{
    return find_root(s, n, false, root);
}

bool xml_find_any_root(const char *s, size_t n, struct xml_root *root)
{
    const char *declaration = find(s, n < FARTHEST ? n : FARTHEST, "<?xml ");
    size_t before = declaration ? (size_t)(declaration - s) : 0;
    if (!find_root(s + before, n - before, true, root))
        return false;
    root->at += before;
    root->doctype += root->doctype ? before : 0;
    root->doctype_end += root->doctype_end ? before : 0;
    root->clean = root->clean && !before;
    return root->local_n != 4 || strncasecmp(root->local, "html", 4) != 0;
}

size_t xml_line(const char *s, size_t at)
{
    size_t line = 1;
    for (const char *p = s; (p = memchr(p, '\n', (size_t)(s + at - p))); p++)
        line++;
    return line;
}

/* The number of "=" outside quotes in the tag whose name begins at s. */
static bool floods(const char *s, size_t n, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < n && s[i] != '>'; i++) {
        count += s[i] == '=';
        if (s[i] == '"' || s[i] == '\'') {
            const char *end = memchr(s + i + 1, s[i], n - i - 1);
            i = end ? (size_t)(end - s) : n;
        }
    }
    return count > most;
}

bool xml_attribute_flood(const char *s, size_t n, size_t most)
{
    const char *end = s + n, *tag = memchr(s, '<', n);
    while (tag) {
        const char *next = memchr(tag + 1, '<', (size_t)(end - tag - 1));
        size_t length = (size_t)((next ? next : end) - tag);
        /* an attribute is four bytes at least; "<" cannot stand inside a tag */
        if (length > 4 * most && !strchr("!?/", tag[1]) && floods(tag + 1, length - 1, most))
            return true;
        tag = next;
    }
    return false;
}
