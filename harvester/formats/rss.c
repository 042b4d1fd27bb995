/* RSS 0.91 to 2.0, and the elements it shares with 0.90 and 1.0. */
#include "harvester/formats/xmlfeed.h"

const struct element rss_elements[] = {
    {NS_RSS, "rss", IN_DOCUMENT, FIELD_NONE, 1, IN_ROOT},
    {NS_RDF, "RDF", IN_DOCUMENT, FIELD_NONE, 1, IN_ROOT},
    {NS_RSS, "channel", IN_DOCUMENT | IN_ROOT, FIELD_FEED, 1, IN_FEED},
    {NS_RSS, "item", IN_ROOT | IN_FEED, FIELD_ITEM, 1, IN_ITEM},
    {NS_RSS, "items", IN_FEED, FIELD_NONE, 1, IN_FEED}, /* RSS 1.1 */
    {NS_RSS, "title", IN_FEED | IN_ITEM, FIELD_TITLE, 1, IN_NOTHING},
    {NS_RSS, "link", IN_FEED | IN_ITEM, FIELD_LINK, 2, IN_NOTHING},
    {NS_RSS, "description", IN_FEED | IN_ITEM, FIELD_SUMMARY, 1, IN_NOTHING},
    {NS_RSS, "language", IN_FEED, FIELD_LANGUAGE, 1, IN_NOTHING},
    {NS_RSS, "language", IN_ITEM, FIELD_LANGUAGE, 2, IN_NOTHING},
    {NS_RSS, "managingEditor", IN_FEED, FIELD_AUTHOR, 2, IN_NOTHING},
    {NS_RSS, "author", IN_FEED | IN_ITEM, FIELD_AUTHOR, 1, IN_PERSON},
    {NS_RSS, "name", IN_PERSON, FIELD_PERSON_NAME, 1, IN_NOTHING},
    {NS_RSS, "email", IN_PERSON, FIELD_PERSON_EMAIL, 1, IN_NOTHING},
    {NS_RSS, "uri", IN_PERSON, FIELD_PERSON_URL, 1, IN_NOTHING},
    {NS_RSS, "url", IN_PERSON, FIELD_PERSON_URL, 1, IN_NOTHING},
    {NS_RSS, "category", IN_ITEM, FIELD_TAG, 1, IN_NOTHING},
    {NS_RSS, "keywords", IN_ITEM, FIELD_KEYWORDS, 40, IN_NOTHING},
    {NS_RSS, "guid", IN_ITEM, FIELD_GUID, 1, IN_NOTHING},
    {NS_RSS, "pubDate", IN_ITEM, FIELD_PUBLISHED, 1, IN_NOTHING},
    {NS_RSS, "published", IN_ITEM, FIELD_PUBLISHED, 40, IN_NOTHING},
    {NS_RSS, "date", IN_ITEM, FIELD_PUBLISHED, 41, IN_NOTHING},
    {NS_RSS, "updated", IN_ITEM, FIELD_UPDATED, 40, IN_NOTHING},
    {NS_RSS, "modified", IN_ITEM, FIELD_UPDATED, 40, IN_NOTHING},
    {NS_RSS, "enclosure", IN_ITEM, FIELD_ENCLOSURE, 1, IN_NOTHING},
    {NS_RSS, "source", IN_ITEM, FIELD_ORIGIN, 1, IN_NOTHING},
    {NS_RSS, "image", IN_ROOT | IN_FEED | IN_ITEM, FIELD_IMAGE, 3, IN_IMAGE},
    {NS_RSS, "url", IN_IMAGE, FIELD_IMAGE, 1, IN_NOTHING},
    {NS_RSS, "title", IN_IMAGE, FIELD_NONE, 1, IN_NOTHING},
    {NS_RSS, "link", IN_IMAGE, FIELD_NONE, 1, IN_NOTHING},
    {NS_RSS, "ttl", IN_FEED, FIELD_TTL, 1, IN_NOTHING},
    {NS_RSS, "skipHours", IN_FEED, FIELD_NONE, 1, IN_SKIP},
    {NS_RSS, "skipDays", IN_FEED, FIELD_NONE, 1, IN_SKIP},
    {NS_RSS, "hour", IN_SKIP, FIELD_SKIPPED_HOUR, 1, IN_NOTHING},
    {NS_RSS, "day", IN_SKIP, FIELD_SKIPPED_DAY, 1, IN_NOTHING},
    /* no part of any RSS, but met in it */
    {NS_RSS, "startdate", IN_ITEM, FIELD_STARTS, 40, IN_NOTHING},
    {NS_RSS, "enddate", IN_ITEM, FIELD_ENDS, 40, IN_NOTHING},
    {NS_RSS, "dtstart", IN_ITEM, FIELD_STARTS, 40, IN_NOTHING},
    {NS_RSS, "dtend", IN_ITEM, FIELD_ENDS, 40, IN_NOTHING},
    {NS_RSS, "location", IN_ITEM, FIELD_PLACE, 40, IN_NOTHING},
    {NS_RSS, "organizer", IN_ITEM, FIELD_ORGANIZER, 40, IN_NOTHING},
    {NS_RSS, "content", IN_ITEM, FIELD_CONTENT, 40, IN_NOTHING},
    {NS_RSS, "summary", IN_ITEM, FIELD_SUMMARY, 40, IN_NOTHING},
    {NS_RSS, "creator", IN_ITEM, FIELD_AUTHOR, 40, IN_NOTHING},
    {NS_RSS, "id", IN_ITEM, FIELD_ID, 40, IN_NOTHING},
    {NS_RSS, "thumbnail", IN_ITEM, FIELD_IMAGE, 40, IN_NOTHING},
    {0},
};

static bool rss_parse(const struct document *document, struct arena *arena, struct feed *feed,
                      struct error *err)
{
    return xmlfeed_parse("rss channel", document, arena, feed, err);
}

static int rss_sniff(const char *text, size_t n)
{
    return xmlfeed_sniff("rss channel", text, n);
}

const struct format rss_format = {.name = "rss", .sniff = rss_sniff, .parse = rss_parse};
