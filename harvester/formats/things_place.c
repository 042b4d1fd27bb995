/* Where something takes place, in one line, from the parts that a page tells apart. */
#include "harvester/formats/things.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Do the words of one stand in the other? Case, accents and marks do not count. */
static bool says_already(struct arena *arena, const char *line, const char *part)
{
    const char *a = text_fold(arena, line, strlen(line)), *b = text_fold(arena, part, strlen(part));
    return strstr(a, b);
}

static const char *join(struct arena *arena, const char *line, const char *part)
{
    if (!part || (line && says_already(arena, line, part)))
        return line;
    if (!line)
        return part;
    size_t n = strlen(line);
    while (n && (line[n - 1] == ',' || line[n - 1] == ' '))
        n--;
    return arena_printf(arena, "%.*s, %s", (int)n, line, part);
}

/* "Denver, CO 80209" where regions are two capitals, "79000 Niort" elsewhere. */
static const char *town_of(struct page *page, const struct thing *address)
{
    struct arena *a = page->arena;
    const char *town = thing_line(page, address, "addressLocality");
    const char *region = thing_line(page, address, "addressRegion");
    const char *code = thing_line(page, address, "postalCode");
    bool state = region && strlen(region) == 2 && isupper((unsigned char)region[0]) &&
                 isupper((unsigned char)region[1]);
    if (!town)
        town = region ? region : thing_line(page, address, "addressCountry");
    if (state && town && town != region)
        return arena_printf(a, "%s, %s%s%s", town, region, code ? " " : "", code ? code : "");
    if (!town || !code || says_already(a, town, code))
        return town ? town : code;
    return arena_printf(a, "%s %s", code, town);
}

static const char *address_line(struct page *page, const struct value *value, const struct thing *place)
{
    const struct thing *address = value ? thing_of_value(page, value) : place;
    if (!address)
        return thing_value_line(page, value);
    const char *line = thing_line(page, address, "streetAddress");
    line = join(page->arena, line, town_of(page, address));
    return line ? line : value ? thing_value_line(page, value) : NULL;
}

const char *thing_place(struct page *page, const struct value *location)
{
    const struct thing *place = thing_of_value(page, location);
    if (!place)
        return location->address && !location->node ? NULL : thing_value_line(page, location);
    if (strings_has(&place->types, "VirtualLocation"))
        return NULL;
    /* an address alone, too */
    const struct value *value = thing_first(page, place, "address");
    const char *name = thing_value_line(page, location), *address = address_line(page, value, place);
    if (name && address && says_already(page->arena, address, name))
        return address;
    return join(page->arena, name, address);
}
