/* The pages of a source: the table of `next:`, and the address or body of the page that follows one. */
#include "harvester/paging.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/parameter.h"
#include "harvester/secrets.h"
#include "harvester/source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) .offset = offsetof(struct paging, member)

#define NUMBER "{\"type\":[\"integer\",\"string\"]}"

const struct key paging_keys[] = {
    {.name = "page",
     .type = KEY_TEXT,
     AT(page),
     .help = "the parameter that holds the number of the page",
     .example = "page",
     .also = "number paged"},
    {.name = "offset",
     .type = KEY_TEXT,
     AT(offset),
     .help = "the parameter that holds how many items come before the page",
     .example = "start",
     .also = "start skip"},
    {.name = "cursor",
     .type = KEY_NODE,
     AT(rule),
     .schema = "{\"$ref\":\"#/$defs/rule\"}",
     .words = "[rule](#rules)",
     .help = "the rule that finds in a page by what the next one is asked for",
     .example = "/nextCursorMark",
     .also = "token after"},
    {.name = "parameter",
     .type = KEY_TEXT,
     AT(parameter),
     .help = "the parameter that the cursor goes into; without it `cursor`",
     .example = "cursorMark",
     .also = "param name"},
    {.name = "url",
     .type = KEY_TEXT,
     AT(url),
     .help =
         "the address of a page, with `{page}`, `{offset}` or `{cursor}` where that goes; without it that "
         "of the source, with the parameter in it",
     .example = "\"/agenda/page/{page}/\"",
     .also = "template address"},
    {.name = "from",
     .type = KEY_NODE,
     AT(from),
     .schema = NUMBER,
     .words = "whole number",
     .help =
         "what the first page has there; without it what `url` or `post` says, else 1 for `page` and 0 for "
         "`offset`",
     .example = "0",
     .also = "first begin"},
    {.name = "step",
     .type = KEY_NODE,
     AT(step),
     .schema = NUMBER,
     .words = "whole number, or text",
     .help = "how much more each next page has there: a number, or the parameter that holds it; without it 1 "
             "for `page`, and for `offset` as many as there were items",
     .example = "rows",
     .also = "by size limit"},
    {0},
};

/* --- reading --- */

static bool is_rule(const struct yaml_node *next)
{
    static const char *const ours[] = {"page", "offset", "cursor", "parameter", "url", "from", "step"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (yaml_get(next, ours[i]))
            return false;
    return true;
}

static enum paging_style style_of(const struct paging *p)
{
    if (p->rule)
        return PAGING_CURSOR;
    if (p->offset || (!p->page && p->url && strstr(p->url, "{offset}")))
        return PAGING_OFFSET;
    return PAGING_NUMBER;
}

static bool number_of(const char *s, int64_t *n)
{
    char *end;
    if (!s || !isdigit((unsigned char)*s))
        return false;
    *n = strtoll(s, &end, 10);
    return !*end && *n < 1000000000;
}

static const char *text_of(const struct yaml_node *node)
{
    return node && node->type == YAML_SCALAR ? node->text : NULL;
}

static const char *found(const struct yaml_node *node)
{
    return text_of(node) ? text_of(node) : yaml_type_name(node);
}

static const char *const placeholders[] = {
    [PAGING_NUMBER] = "{page}", [PAGING_OFFSET] = "{offset}", [PAGING_CURSOR] = "{cursor}"};

static void check(const struct yaml_node *next, const struct paging *p, struct yaml_faults *faults)
{
    int named = (p->page != NULL) + (p->offset != NULL) + (p->rule != NULL);
    const char *place = placeholders[p->style];
    if (named > 1)
        yaml_fault(faults, next, "next: expected one of `page`, `offset` and `cursor`, found several");
    else if (!named && !p->url)
        yaml_fault(faults, next, "next: expected `page`, `offset`, `cursor` or `url` in this map");
    else if (p->url && !strstr(p->url, place))
        yaml_fault(faults, yaml_get(next, "url"),
                   "next: the address has no place for it; expected %s in it, such as /page/%s", place,
                   place);
    int64_t from;
    if (p->from && !number_of(text_of(p->from), &from))
        yaml_fault(faults, p->from, "from: expected a number, such as 0, found %s", found(p->from));
    if (p->step && !text_of(p->step))
        yaml_fault(faults, p->step, "step: expected a number or a parameter, found %s", found(p->step));
    if (p->parameter && !p->rule)
        yaml_fault(faults, yaml_get(next, "parameter"),
                   "parameter: it is for the cursor; expected `cursor` beside it");
    if (p->step && p->rule)
        yaml_fault(faults, yaml_get(next, "step"), "step: a cursor has none");
}

void paging_read(struct arena *a, const struct yaml_node *next, struct paging *p, struct yaml_faults *faults)
{
    *p = (struct paging){0};
    if (!next)
        return;
    if (next->type != YAML_MAP || is_rule(next)) {
        p->rule = next;
        p->style = PAGING_LINK;
        return;
    }
    bool good = yaml_read(a, next, paging_keys, p, faults);
    const struct yaml_node *url = yaml_get(next, "url");
    p->shown_url = url && url->type == YAML_SCALAR ? url->text : p->url;
    p->style = style_of(p);
    if (p->style == PAGING_CURSOR && !p->parameter && !p->url)
        p->parameter = "cursor";
    if (good)
        check(next, p, faults);
}

static const char *parameter_of(const struct paging *p)
{
    return p->page ? p->page : p->offset ? p->offset : p->parameter;
}

void paging_check(const struct source *s, struct yaml_faults *faults)
{
    const struct paging *p = &s->paging;
    struct arena a;
    struct parameter_place place = {s->url, s->post, s->post_type};
    if (p->style <= PAGING_LINK || p->url || !s->post || !parameter_of(p))
        return;
    arena_init(&a, 0);
    if (!parameter_set(&a, &place, parameter_of(p), "1", true))
        yaml_fault(
            faults, yaml_get(s->node, "post"),
            "post: \"%.60s\" cannot be written into this body; expected a JSON object, a form, or the lines "
            "of a multipart form",
            parameter_of(p));
    arena_wipe(&a);
}

bool paging_counts(const struct source *s)
{
    return s->paging.style == PAGING_NUMBER || s->paging.style == PAGING_OFFSET;
}

/* --- addresses --- */

static bool same_origin(struct arena *a, const char *x, const char *y)
{
    struct url u, v;
    if (!url_parse(a, x, &u) || !url_parse(a, y, &v) || !u.scheme || !v.scheme || !u.host || !v.host)
        return false;
    int standard = strcmp(u.scheme, "https") == 0 ? 443 : 80;
    return strcmp(u.scheme, v.scheme) == 0 && strcmp(u.host, v.host) == 0 &&
           (u.port < 0 ? standard : u.port) == (v.port < 0 ? standard : v.port);
}

const char *paging_reveal(struct arena *a, const struct source *s, const char *shown, bool *foreign)
{
    *foreign = !same_origin(a, shown, s->url);
    return *foreign ? shown : secrets_reveal(s, a, shown);
}

void paging_first(struct arena *a, const struct source *s, struct page_request *r)
{
    *r = (struct page_request){.url = s->url, .shown = s->shown_url};
    parameter_body(a, s->post, s->post_type, &r->post, &r->post_type);
}

/* All places of a word in a text. */
static char *fill(struct arena *a, const char *text, const char *place, const char *value)
{
    struct buf b;
    buf_init(&b, 0);
    for (const char *at; (at = strstr(text, place)); text = at + strlen(place)) {
        buf_add(&b, text, (size_t)(at - text));
        buf_adds(&b, value);
    }
    buf_adds(&b, text);
    char *filled = arena_strdup(a, buf_str(&b));
    buf_free(&b);
    return filled;
}

/* The value that the next page has, as text; NULL: there is no next page. */
static const char *value_of(struct arena *a, const struct source *s, const struct paging_place *place)
{
    const struct paging *p = &s->paging;
    struct parameter_place first = {s->url, s->post, s->post_type};
    bool counts_items = p->style == PAGING_OFFSET;
    int64_t from, step = 1;
    if (p->style == PAGING_CURSOR)
        return place->found && *place->found ? place->found : NULL;
    const char *said = parameter_of(p) ? parameter_get(a, &first, parameter_of(p)) : NULL;
    if (!number_of(text_of(p->from), &from) && !number_of(said, &from))
        from = counts_items ? 0 : 1;
    bool stepped = p->step && (number_of(text_of(p->step), &step) ||
                               number_of(parameter_get(a, &first, text_of(p->step)), &step));
    int64_t more = counts_items && !stepped ? place->items : place->page * step;
    return arena_printf(a, "%lld", (long long)(from + more));
}

/* The text as an address of the source's, by the template. */
static void by_template(struct arena *a, const struct source *s, const char *value, struct page_request *r)
{
    const struct paging *p = &s->paging;
    const char *place = placeholders[p->style], *encoded = url_encode(a, value);
    r->url = url_resolve(a, s->url, fill(a, p->url, place, encoded));
    r->shown = strcmp(p->url, p->shown_url) == 0 ? r->url : fill(a, p->shown_url, place, encoded);
    if (s->secret_url) /* what was resolved against it may hold its secrets */
        r->shown = fill(a, p->shown_url, place, encoded);
}

static bool by_parameter(struct arena *a, const struct source *s, const char *value, struct page_request *r)
{
    struct parameter_place place = {s->url, s->post, s->post_type},
                           shown = {s->shown_url, s->post, s->post_type};
    bool number = s->paging.style != PAGING_CURSOR;
    const char *name = parameter_of(&s->paging);
    if (!parameter_set(a, &place, name, value, number) || !parameter_set(a, &shown, name, value, number))
        return false;
    r->url = place.url;
    r->shown = shown.url;
    parameter_body(a, place.post, place.post_type, &r->post, &r->post_type);
    return true;
}

bool paging_next(struct arena *a, const struct source *s, const struct paging_place *place,
                 struct page_request *r)
{
    const struct paging *p = &s->paging;
    paging_first(a, s, r);
    if (p->style == PAGING_LINK || p->style == PAGING_NONE) { /* NONE: the format itself may say it */
        if (!place->found || !url_is_http(place->found))
            return false;
        r->shown = place->found;
        r->url = paging_reveal(a, s, r->shown, &r->foreign);
    } else {
        const char *value = value_of(a, s, place);
        if (!value)
            return false;
        if (p->url)
            by_template(a, s, value, r);
        else if (!by_parameter(a, s, value, r))
            return false;
        r->foreign = !same_origin(a, r->url, s->url);
    }
    if (r->post) /* its address may be the same for all */
        r->shown = arena_printf(a, "%s#page-%d", r->shown, place->page + 1);
    return !(r->post && r->foreign) && url_is_http(r->url);
}
