/* Namespaces by address and by prefix. Addresses are compared without scheme, case and closing mark, which is
   how far those who write them by hand go astray. */
#include "harvester/formats/xmlnames.h"

#include <string.h>

static const struct {
    enum xmlns ns;
    const char *uri;
} uris[] = {
    {NS_RSS, "purl.org/rss/1.0"},
    {NS_RSS, "purl.org/rss/2.0"},
    {NS_RSS, "purl.org/net/rss1.1"},
    {NS_RSS, "my.netscape.com/rdf/simple/0.9"},
    {NS_RSS, "channel.netscape.com/rdf/simple/0.9"},
    {NS_RSS, "my.netscape.com/publish/formats/rss-0.91"},
    {NS_RSS, "backend.userland.com/rss"},
    {NS_RSS, "backend.userland.com/rss2"},
    {NS_RSS, "backend.userland.com/rss091"},
    {NS_RSS, "backend.userland.com/rss092"},
    {NS_RSS, "backend.userland.com/blogchannelmodule/rss2"},
    {NS_RSS, "blogs.law.harvard.edu/tech/rss"},
    {NS_RSS, "cyber.harvard.edu/rss/rss.html"},
    {NS_RSS, "www.rssboard.org/rss-specification"},
    {NS_ATOM, "www.w3.org/2005/atom"},
    {NS_ATOM, "purl.org/atom/ns"},
    {NS_RDF, "www.w3.org/1999/02/22-rdf-syntax-ns"},
    {NS_DC, "purl.org/dc/elements/1.1"},
    {NS_DC, "purl.org/dc/elements/1.0"},
    {NS_DC, "purl.org/metadata/dublin_core"},
    {NS_DCTERMS, "purl.org/dc/terms"},
    {NS_DCTERMS, "purl.org/rss/1.0/modules/dcterms"},
    {NS_CONTENT, "purl.org/rss/1.0/modules/content"},
    {NS_MEDIA, "search.yahoo.com/mrss"},
    {NS_MEDIA, "search.yahoo.com/searchmonkey-datatype/media"},
    {NS_MEDIA, "www.rssboard.org/media-rss"},
    {NS_MEDIA, "video.search.yahoo.com/mrss"},
    {NS_ITUNES, "www.itunes.com/dtds/podcast-1.0.dtd"},
    {NS_ITUNES, "www.itunes.com/dtds/podcast-1.0"},
    {NS_ITUNES, "itunes.com/dtds/podcast-1.0.dtd"},
    {NS_ITUNES, "example.com/dtds/podcast-1.0.dtd"},
    {NS_ITUNES, "www.google.com/schemas/play-podcasts/1.0"},
    {NS_GEORSS, "www.georss.org/georss"},
    {NS_GEORSS, "www.georss.org/georss/10"},
    {NS_GML, "www.opengis.net/gml"},
    {NS_GML, "www.opengis.net/gml/3.2"},
    {NS_GEO, "www.w3.org/2003/01/geo/wgs84_pos"},
    {NS_GEO, "www.w3.org/2003/01/geo"},
    {NS_GEO, "postneo.com/icbm"},
    {NS_EVENT, "purl.org/rss/1.0/modules/event"},
    {NS_ICAL, "urn:ietf:params:xml:ns:xcal"},
    {NS_ICAL, "urn:ietf:params:xml:ns:icalendar-2.0"},
    {NS_ICAL, "www.w3.org/2002/12/cal"},
    {NS_ICAL, "www.w3.org/2002/12/cal/ical"},
    {NS_ICAL, "www.w3.org/2002/12/cal/icaltzd"},
    {NS_MEC, "webnus.net/rss/mec"},
    {NS_GDATA, "schemas.google.com/g/2005"},
    {NS_SCHEMA, "schema.org"},
    {NS_SYNDICATION, "purl.org/rss/1.0/modules/syndication"},
    {NS_SYNDICATION, "purl.org/rss/modules/syndication"},
    {NS_HISTORY, "purl.org/syndication/history/1.0"},
    {NS_ORIGIN, "rssnamespace.org/feedburner/ext/1.0"},
    {NS_ORIGIN, "www.pheedo.com/namespace/pheedo"},
    {NS_XHTML, "www.w3.org/1999/xhtml"},
    {NS_FOREIGN, "www.w3.org/2000/svg"},
    {NS_FOREIGN, "www.w3.org/1998/math/mathml"},
};

static const struct {
    enum xmlns ns;
    const char *prefix;
} prefixes[] = {
    {NS_RSS, "rss"},           {NS_ATOM, "atom"},         {NS_ATOM, "atom10"},   {NS_ATOM, "atom03"},
    {NS_ATOM, "a10"},          {NS_RDF, "rdf"},           {NS_DC, "dc"},         {NS_DCTERMS, "dcterms"},
    {NS_DCTERMS, "dct"},       {NS_CONTENT, "content"},   {NS_MEDIA, "media"},   {NS_ITUNES, "itunes"},
    {NS_ITUNES, "googleplay"}, {NS_GEORSS, "georss"},     {NS_GML, "gml"},       {NS_GEO, "geo"},
    {NS_GEO, "icbm"},          {NS_EVENT, "ev"},          {NS_EVENT, "event"},   {NS_EVENT, "mod_event"},
    {NS_ICAL, "xcal"},         {NS_ICAL, "ical"},         {NS_ICAL, "cal"},      {NS_GDATA, "gd"},
    {NS_MEC, "mec"},           {NS_HISTORY, "fh"},        {NS_SCHEMA, "schema"}, {NS_SYNDICATION, "sy"},
    {NS_SYNDICATION, "syn"},   {NS_ORIGIN, "feedburner"}, {NS_ORIGIN, "pheedo"}, {NS_XHTML, "xhtml"},
    {NS_XHTML, "html"},        {NS_FOREIGN, "svg"},       {NS_FOREIGN, "math"},
};

enum xmlns xmlns_of_uri(const char *uri)
{
    if (strncasecmp(uri, "http://", 7) == 0)
        uri += 7;
    else if (strncasecmp(uri, "https://", 8) == 0)
        uri += 8;
    size_t n = strlen(uri);
    while (n && strchr("/#", uri[n - 1]))
        n--;
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++)
        if (strncasecmp(uris[i].uri, uri, n) == 0 && !uris[i].uri[n])
            return uris[i].ns;
    return NS_OTHER;
}

enum xmlns xmlns_of_prefix(const char *prefix, size_t n)
{
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncasecmp(prefixes[i].prefix, prefix, n) == 0 && !prefixes[i].prefix[n])
            return prefixes[i].ns;
    return NS_OTHER;
}
