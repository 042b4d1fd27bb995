/* A little knowledge of feeds: entries do not stand in entries, a title holds no link. Only names without a
   prefix, and those of the usual modules. */
#include "harvester/formats/xmlnesting.h"
#include "harvester/formats/xmlnames.h"

#include <string.h>

static const struct {
    const char *name;
    int kind;
} names[] = {
    {"item", XML_WHOLE},
    {"entry", XML_WHOLE},
    {"channel", XML_WHOLE},
    {"title", XML_LINE | XML_HTML},
    {"link", XML_LINE | XML_HTML},
    {"guid", XML_LINE},
    {"pubDate", XML_LINE},
    {"category", XML_LINE},
    {"comments", XML_LINE},
    {"description", XML_TEXT},
    {"id", XML_LINE},
    {"updated", XML_LINE},
    {"published", XML_LINE},
    {"modified", XML_LINE},
    {"issued", XML_LINE},
    {"summary", XML_TEXT | XML_HTML},
    {"content", XML_TEXT | XML_HTML},
    {"language", XML_LINE},
    {"copyright", XML_LINE},
    {"generator", XML_LINE},
    {"lastBuildDate", XML_LINE},
    {"managingEditor", XML_LINE},
    {"webMaster", XML_LINE},
    {"ttl", XML_LINE},
    {"enclosure", XML_LINE},
};

int xml_kind(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncasecmp(names[i].name, name, n) == 0 && !names[i].name[n])
            return names[i].kind;
    const char *colon = memchr(name, ':', n);
    enum xmlns ns = colon ? xmlns_of_prefix(name, (size_t)(colon - name)) : NS_OTHER;
    return ns != NS_OTHER && ns != NS_XHTML && ns != NS_RDF && ns != NS_FOREIGN ? XML_MODULE : 0;
}
