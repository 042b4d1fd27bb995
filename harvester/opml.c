/* Reading OPML. One pass of libxml2's reader; names are matched without case since exporters differ. */
#include "harvester/opml.h"
#include "base/charset.h"
#include "base/text.h"
#include "harvester/formats/format.h"
#include "harvester/formats/xmlmend.h"

#include <libxml/xmlreader.h>
#include <string.h>
#include <strings.h>

enum { DEEPEST = 32, MOST_ENTRIES = 20000, MOST_ATTRIBUTES = 1000 };

static const char *attribute(struct arena *a, xmlTextReaderPtr reader, const char *const *names)
{
    const char *found = NULL;
    for (size_t i = 0; names[i] && !found; i++) {
        int more = xmlTextReaderMoveToFirstAttribute(reader);
        for (; more == 1 && !found; more = xmlTextReaderMoveToNextAttribute(reader)) {
            const char *name = (const char *)xmlTextReaderConstLocalName(reader);
            const char *value = (const char *)xmlTextReaderConstValue(reader);
            if (name && value && text_equal_fold(name, names[i]) && !text_blank(value))
                found = text_collapse(a, value, strlen(value));
        }
        xmlTextReaderMoveToElement(reader);
    }
    return found;
}

static void read_outline(struct arena *a, xmlTextReaderPtr reader, const char **folders,
                         struct opml_entries *entries)
{
    static const char *const titles[] = {"title", "text", NULL}, *const urls[] = {"xmlUrl", "url", NULL},
                             *const sites[] = {"htmlUrl", NULL},
                             *const descriptions[] = {"description", NULL},
                             *const languages[] = {"language", NULL};
    int depth = xmlTextReaderDepth(reader);
    if (depth < 0 || depth >= DEEPEST)
        return;
    const char *title = attribute(a, reader, titles), *url = attribute(a, reader, urls);
    folders[depth] = url ? NULL : title;
    if (!url || entries->n >= MOST_ENTRIES)
        return;
    struct opml_entry *e = ARENA_PUSH(a, entries->v, entries->n, entries->cap);
    *e = (struct opml_entry){
        .title = title ? title : url,
        .url = url,
        .site = attribute(a, reader, sites),
        .description = attribute(a, reader, descriptions),
        .language = attribute(a, reader, languages),
    };
    for (int d = depth - 1; d >= 0 && !e->folder; d--)
        e->folder = folders[d];
}

static void silent(void *context, const char *message, ...)
{
    (void)context;
    (void)message;
}

/* "<opml" with its name ended; anything may stand before it. */
static bool find_root(const char *s, size_t n, struct xml_root *root)
{
    static const char name[] = "opml";
    for (size_t i = 0; i + 5 < n; i++)
        if (s[i] == '<' && strncasecmp(s + i + 1, name, 4) == 0 && strchr(" \t\r\n/>", s[i + 5])) {
            *root = (struct xml_root){.at = i, .local = name, .local_n = 4};
            return true;
        }
    return false;
}

/* Exporters write what they like: undeclared encodings, bare &, entities of HTML. The document is mended as
   feeds are, and so without a document type: nothing multiplies, and no file is looked up. */
static bool mended(const char *bytes, size_t n, struct buf *out)
{
    static const struct document usual; /* its limits */
    struct xml_root root;
    struct buf text;
    buf_init(&text, 0);
    charset_decode(&text, bytes, n, NULL);
    bool found = find_root(buf_str(&text), text.n, &root) &&
                 !xml_attribute_flood(buf_str(&text), text.n, MOST_ATTRIBUTES);
    if (found) {
        struct xmlmend *m = xmlmend_new(buf_str(&text), text.n, &root, &usual);
        while (xmlmend_next(m, out))
            ;
        xmlmend_free(m);
    }
    buf_free(&text);
    return found && out->n <= INT32_MAX;
}

static void read_outlines(struct arena *a, const struct buf *xml, struct opml_entries *entries)
{
    const char *folders[DEEPEST] = {NULL};
    xmlTextReaderPtr reader =
        xmlReaderForMemory(xml->p, (int)xml->n, NULL, "UTF-8",
                           XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!reader)
        out_of_memory();
    xmlTextReaderSetErrorHandler(reader, (xmlTextReaderErrorFunc)silent, NULL);
    while (xmlTextReaderRead(reader) == 1)
        if (xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT &&
            text_equal_fold((const char *)xmlTextReaderConstLocalName(reader), "outline"))
            read_outline(a, reader, folders, entries);
    xmlFreeTextReader(reader);
}

bool opml_read(struct arena *a, const char *bytes, size_t n, struct opml_entries *entries, struct error *err)
{
    struct buf xml;
    buf_init(&xml, 0);
    bool ok = mended(bytes, n, &xml);
    if (ok)
        read_outlines(a, &xml, entries);
    buf_free(&xml);
    return ok || error_set(err, "no OPML file: it has no <opml> element");
}
