/* A finding as a source in YAML, with a word on each key for whoever has never seen one. */
#include "harvester/discover/discover.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <string.h>

void discover_scalar(struct buf *out, const char *text)
{
    buf_addc(out, '\'');
    for (const char *p = text; *p; p++) {
        if (*p == '\'')
            buf_addc(out, '\'');
        buf_addc(out, (unsigned char)*p < ' ' ? ' ' : *p);
    }
    buf_addc(out, '\'');
}

/* "www.ville.example/agenda/2024/" is "ville-agenda". */
static char *id_of(struct arena *a, const char *url)
{
    struct url u;
    enum { LONGEST = 48 };
    if (!url_parse(a, url, &u) || !u.host)
        return arena_strdup(a, "source");
    const char *host = strncmp(u.host, "www.", 4) == 0 ? u.host + 4 : u.host, *dot = strrchr(host, '.');
    char *text = arena_printf(a, "%.*s-%s", (int)(dot ? dot - host : (long)strlen(host)), host,
                              u.path ? u.path : ""),
         *out = text;
    char *folded = text_fold(a, text, strlen(text));
    for (const char *p = folded; *p && out - text < LONGEST; p++) {
        if (strncmp(p, ".htm", 4) == 0 || strncmp(p, ".php", 4) == 0 || strncmp(p, ".asp", 4) == 0)
            break;
        if (isalnum((unsigned char)*p))
            *out++ = *p;
        else if (out > text && out[-1] != '-')
            *out++ = '-';
    }
    while (out > text && out[-1] == '-')
        out--;
    *out = '\0';
    return *text ? text : arena_strdup(a, "source");
}

static void comment(struct buf *out, struct arena *a, const char *before, const char *text)
{
    char *line = text_collapse(a, text, strlen(text));
    buf_printf(out, "%s%s\n", before, text_excerpt(a, line, 100));
}

void discover_source(struct buf *out, const char *page_url, const struct findings *all,
                     const struct finding *f)
{
    struct arena a;
    arena_init(&a, 0);
    const char *name = f->kind == FINDING_FEED && f->title ? f->title : all->title ? all->title : f->url;
    bool french = !all->language || strncasecmp(all->language, "fr", 2) == 0;
    if (f->first)
        comment(out, &a, "# its first item: ", f->first);
    buf_printf(out, "- id: %s\n  name: ", id_of(&a, page_url));
    discover_scalar(out, text_excerpt(&a, name, 100));
    buf_adds(out, "   # as readers will see it\n  url: ");
    discover_scalar(out, f->url);
    buf_addc(out, '\n');
    if (f->kind == FINDING_FEED && strcmp(page_url, f->url) != 0) {
        buf_adds(out, "  site: ");
        discover_scalar(out, page_url);
        buf_addc(out, '\n');
    }
    if (french)
        buf_adds(out, "  timezone: Europe/Paris   # of the times it gives\n");
    buf_adds(out, f->rules ? f->rules : "");
    arena_free(&a);
}
