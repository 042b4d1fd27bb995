/* The texts of data documents: plain, HTML, or something in between. */
#include "harvester/formats/datatext.h"
#include "base/text.h"
#include "harvester/formats/common.h"

#include <stdlib.h>
#include <string.h>

/* Is there a whole reference left, "&eacute;", where one was decoded already? */
static bool escaped_twice(const char *s)
{
    char text[8];
    size_t length;
    const char *end = s + strlen(s);
    for (const char *p = s; (p = strchr(p, '&')); p++) {
        size_t used = text_reference(p, (size_t)(end - p), true, text, &length);
        if (used && p[used - 1] == ';')
            return true;
    }
    return false;
}

/* Escapers repeat themselves twice, not more. */
static const char *decoded(struct arena *arena, const char *s)
{
    if (!strchr(s, '&'))
        return s;
    const char *once = text_unescape(arena, s, strlen(s));
    return escaped_twice(once) ? text_unescape(arena, once, strlen(once)) : once;
}

/* The markup in a text; NULL: there is none. */
static const char *markup_of(struct arena *arena, const char *s)
{
    if (text_is_html(s, strlen(s)))
        return s;
    if (!strstr(s, "lt;"))
        return NULL;
    const char *text = decoded(arena, s);
    return text_is_html(text, strlen(text)) ? text : NULL;
}

const char *data_text(struct arena *arena, const char *s)
{
    const char *html = markup_of(arena, s);
    return html ? text_lines_mixed(arena, html, strlen(html)) : decoded(arena, s);
}

/* Line ends become <br>, blank lines paragraphs. */
static const char *paragraphs(struct arena *arena, const char *s)
{
    struct buf html;
    buf_init(&html, 0);
    buf_adds(&html, "<p>");
    for (size_t n; *s; s += n) {
        n = strcspn(s, "\r\n");
        text_add_xml_n(&html, s, n);
        size_t ends = strspn(s + n, "\r\n \t"), lines = 0;
        for (size_t i = 0; i < ends; i++)
            lines += s[n + i] == '\n' || (s[n + i] == '\r' && s[n + i + 1] != '\n');
        n += ends;
        if (s[n])
            buf_adds(&html, lines > 1 ? "</p>\n<p>" : "<br>\n");
    }
    buf_adds(&html, "</p>");
    const char *text = arena_strndup(arena, html.p, html.n);
    buf_free(&html);
    return text;
}

const char *data_html(struct arena *arena, const char *s)
{
    const char *html = markup_of(arena, s), *plain = html ? NULL : decoded(arena, s);
    if (html)
        return html;
    plain += strspn(plain, " \t\r\n");
    return strpbrk(plain, "\r\n") ? paragraphs(arena, plain) : NULL;
}

const char *data_address(struct arena *arena, const char *s)
{
    const char *plain = decoded(arena, s), *address = text_collapse(arena, plain, strlen(plain));
    return strncasecmp(address, "www.", 4) == 0 ? arena_printf(arena, "https://%s", address) : address;
}

const char *data_number(struct arena *arena, double v)
{
    const char *text = NULL;
    for (int digits = 15; digits <= 17; digits++) {
        text = arena_printf(arena, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    return text;
}

const char *data_read(struct arena *arena, const char *s, enum extract_as as)
{
    if (as == EXTRACT_HTML)
        return data_html(arena, s);
    return as == EXTRACT_URL ? data_address(arena, s) : data_text(arena, s);
}
