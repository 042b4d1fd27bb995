/* The namespaces that feeds draw on: finding out which one a name is in, by its address or, where that is not
   declared or not known, by the prefix everybody uses. */
#pragma once
#include <stddef.h>

enum xmlns {
    NS_OTHER, /* one nobody here knows */
    NS_RSS,   /* RSS of any version, and what stands in no namespace */
    NS_ATOM,
    NS_RDF,
    NS_DC,
    NS_DCTERMS,
    NS_CONTENT,
    NS_MEDIA,
    NS_ITUNES,
    NS_GEORSS,
    NS_GML,
    NS_GEO,   /* W3C points, and others of the same names */
    NS_EVENT, /* the RSS event module */
    NS_ICAL,  /* iCalendar in XML or RDF */
    NS_MEC,   /* Modern Events Calendar, of WordPress */
    NS_GDATA,
    NS_SCHEMA,
    NS_SYNDICATION,
    NS_HISTORY, /* RFC 5005 */
    NS_ORIGIN,  /* feedburner and pheedo: the address before they put theirs */
    NS_XHTML,
    NS_FOREIGN, /* SVG and MathML */
};

/* The namespace with this address. */
enum xmlns xmlns_of_uri(const char *uri);

/* The namespace this prefix (n bytes) usually stands for. */
enum xmlns xmlns_of_prefix(const char *prefix, size_t n);
