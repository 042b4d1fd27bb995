/* Reading OPML. One pass of libxml2's reader; names are matched without case since exporters differ. */
#include "harvester/opml.h"
#include "base/text.h"

#include <libxml/xmlreader.h>
#include <string.h>

enum { DEEPEST = 32, MOST_ENTRIES = 20000 };

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

bool opml_read(struct arena *a, const char *bytes, size_t n, struct opml_entries *entries, struct error *err)
{
    const char *folders[DEEPEST] = {NULL};
    bool opml = false;
    if (n > INT32_MAX)
        return error_set(err, "too large for an OPML file");
    xmlTextReaderPtr reader =
        xmlReaderForMemory(bytes, (int)n, NULL, NULL,
                           XML_PARSE_RECOVER | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    if (!reader)
        return error_set(err, "no OPML file");
    xmlTextReaderSetErrorHandler(reader, (xmlTextReaderErrorFunc)silent, NULL);
    while (xmlTextReaderRead(reader) == 1) {
        if (xmlTextReaderNodeType(reader) != XML_READER_TYPE_ELEMENT)
            continue;
        const char *name = (const char *)xmlTextReaderConstLocalName(reader);
        if (text_equal_fold(name, "opml"))
            opml = true;
        else if (opml && text_equal_fold(name, "outline"))
            read_outline(a, reader, folders, entries);
    }
    xmlFreeTextReader(reader);
    return opml || error_set(err, "no OPML file: it has no <opml> element");
}
