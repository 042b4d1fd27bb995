/* Atom 1.0 (RFC 4287) and 0.3. */
#include "harvester/formats/xmlfeed.h"

const struct element atom_elements[] = {
    {NS_ATOM, "feed", IN_DOCUMENT, FIELD_FEED, 1, IN_FEED},
    {NS_ATOM, "entry", IN_DOCUMENT | IN_FEED, FIELD_ITEM, 1, IN_ITEM},
    {NS_ATOM, "title", IN_FEED | IN_ITEM, FIELD_TITLE, 2, IN_NOTHING},
    {NS_ATOM, "subtitle", IN_FEED, FIELD_SUMMARY, 2, IN_NOTHING},
    {NS_ATOM, "tagline", IN_FEED, FIELD_SUMMARY, 2, IN_NOTHING},
    {NS_ATOM, "summary", IN_ITEM, FIELD_SUMMARY, 2, IN_NOTHING},
    {NS_ATOM, "content", IN_ITEM, FIELD_CONTENT, 2, IN_NOTHING},
    {NS_ATOM, "id", IN_ITEM, FIELD_ID, 2, IN_NOTHING},
    {NS_ATOM, "link", IN_FEED | IN_ITEM, FIELD_LINK, 4, IN_NOTHING},
    {NS_ATOM, "published", IN_ITEM, FIELD_PUBLISHED, 5, IN_NOTHING},
    {NS_ATOM, "issued", IN_ITEM, FIELD_PUBLISHED, 6, IN_NOTHING},
    {NS_ATOM, "created", IN_ITEM, FIELD_PUBLISHED, 7, IN_NOTHING},
    {NS_ATOM, "updated", IN_ITEM, FIELD_UPDATED, 1, IN_NOTHING},
    {NS_ATOM, "modified", IN_ITEM, FIELD_UPDATED, 1, IN_NOTHING},
    {NS_ATOM, "author", IN_FEED | IN_ITEM | IN_SOURCE, FIELD_AUTHOR, 4, IN_PERSON},
    {NS_ATOM, "name", IN_PERSON, FIELD_PERSON_NAME, 1, IN_NOTHING},
    {NS_ATOM, "email", IN_PERSON, FIELD_PERSON_EMAIL, 1, IN_NOTHING},
    {NS_ATOM, "uri", IN_PERSON, FIELD_PERSON_URL, 1, IN_NOTHING},
    {NS_ATOM, "url", IN_PERSON, FIELD_PERSON_URL, 1, IN_NOTHING},
    {NS_ATOM, "category", IN_ITEM, FIELD_TAG, 5, IN_NOTHING},
    {NS_ATOM, "logo", IN_FEED, FIELD_IMAGE, 1, IN_NOTHING},
    {NS_ATOM, "icon", IN_FEED, FIELD_FAVICON, 1, IN_NOTHING},
    {NS_ATOM, "source", IN_ITEM, FIELD_NONE, 1, IN_SOURCE},
    {NS_ATOM, "title", IN_SOURCE, FIELD_ORIGIN_NAME, 1, IN_NOTHING},
    {NS_ATOM, "id", IN_SOURCE, FIELD_ORIGIN_ID, 5, IN_NOTHING},
    {NS_ATOM, "link", IN_SOURCE, FIELD_ORIGIN_LINK, 3, IN_NOTHING},
    {0},
};

static bool atom_parse(const struct document *document, struct arena *arena, struct feed *feed,
                       struct error *err)
{
    return xmlfeed_parse("feed entry", document, arena, feed, err);
}

static int atom_sniff(const char *text, size_t n)
{
    return xmlfeed_sniff("feed entry", text, n);
}

const struct format atom_format = {.name = "atom", .sniff = atom_sniff, .parse = atom_parse};
