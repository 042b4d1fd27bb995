/* RSS 0.90 and 1.0: the elements of RSS in RDF, with items beside the channel. */
#include "harvester/formats/xmlfeed.h"

static bool rdf_parse(const struct document *document, struct arena *arena, struct feed *feed,
                      struct error *err)
{
    return xmlfeed_parse("RDF", document, arena, feed, err);
}

static int rdf_sniff(const char *text, size_t n)
{
    return xmlfeed_sniff("RDF", text, n);
}

const struct format rdf_format = {.name = "rdf", .sniff = rdf_sniff, .parse = rdf_parse};
