/* The zone somebody may have meant, for messages: from the system's list of places (zone.tab). */
#include "base/file.h"
#include "base/text.h"
#include "base/zone.h"

#include <string.h>

enum { LARGEST_TABLE = 1 << 20 };

/* The third column of zone.tab: country, coordinates, name, comment. Each name goes in whole and, folded, as
   the place behind its last slash. */
static void read_names(struct arena *a, char *text, const char ***names, const char ***places)
{
    size_t n = 0, cap = 0, places_cap = 0;
    char *rest, *columns;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (*line == '#' || !strtok_r(line, "\t", &columns) || !strtok_r(NULL, "\t", &columns))
            continue;
        const char *name = strtok_r(NULL, "\t", &columns), *slash = name ? strrchr(name, '/') : NULL;
        if (!slash)
            continue;
        char *place = text_fold(a, slash + 1, strlen(slash + 1));
        for (char *p = place; *p; p++)
            *p = *p == '_' || *p == '-' ? ' ' : *p;
        *ARENA_PUSH(a, *places, n, places_cap) = place;
        n--;
        *ARENA_PUSH(a, *names, n, cap) = name;
    }
    size_t end = n;
    *ARENA_PUSH(a, *places, end, places_cap) = NULL;
    *ARENA_PUSH(a, *names, n, cap) = NULL;
}

const char *zone_nearest(struct arena *a, const char *word)
{
    struct buf text;
    const char **names = NULL, **places = NULL, *near = NULL;
    if (strlen(word) > 60)
        return NULL;
    buf_init(&text, LARGEST_TABLE);
    if (file_read("/usr/share/zoneinfo/zone.tab", &text, LARGEST_TABLE, NULL)) {
        read_names(a, arena_strdup(a, buf_str(&text)), &names, &places);
        const char *slash = strrchr(word, '/'), *last = slash ? slash + 1 : word;
        near = text_nearest(word, names);
        const char *place = near ? NULL : text_nearest(text_fold(a, last, strlen(last)), places);
        for (size_t i = 0; place && places[i] && !near; i++)
            near = places[i] == place ? names[i] : NULL;
    }
    buf_free(&text);
    return near;
}
