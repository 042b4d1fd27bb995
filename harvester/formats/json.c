/* Format `json`: the answer of an API, read by rules that are JSON Pointers (RFC 6901), a little widened to
   what APIs do. The pointers themselves are in jsonpointer.c. */
#include "harvester/formats/jsonpointer.h"
#include "harvester/source.h"

#include <string.h>

/* --- what the document says instead of items --- */

/* The members of an object, for a message. */
static const char *members_of(struct arena *arena, const json_t *object)
{
    enum { MOST = 8 };
    const char *text = NULL, *key;
    size_t n = 0;
    json_t *v;
    json_object_foreach((json_t *)object, key, v)
    {
        if (n++ == MOST)
            return arena_printf(arena, "%s …", text);
        text = text ? arena_printf(arena, "%s, %.60s", text, key) : arena_printf(arena, "%.60s", key);
    }
    return text ? text : "nothing";
}

/* The words of an error that came with status 200. */
static const char *message_of(struct arena *arena, const json_t *root)
{
    static const char *const members[] = {
        "error_description", "message", "detail", "error", "errors", "title",
        "description",       "reason",  "erreur"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *v = json_object_get(root, members[i]);
        v = json_is_array(v) ? json_array_get(v, 0) : v;
        const char *text = json_is_object(v)   ? message_of(arena, v)
                           : json_is_string(v) ? json_text(arena, v)
                                               : NULL;
        if (!text_blank(text))
            return text_excerpt(arena, text_collapse(arena, text, strlen(text)), 200);
    }
    return NULL;
}

/* A list that is empty is no fault; a document without the list is: it is an error, or another document. */
static bool has_list(struct json_document *own, const struct document *document, struct arena *arena,
                     struct error *err)
{
    const struct yaml_node *items = document->source ? document->source->items : NULL;
    if (!items || items->type != YAML_SCALAR || json_pointer_leads(own, arena, items->text))
        return true;
    const char *message = json_is_object(own->root) ? message_of(arena, own->root) : NULL;
    error_set(err, "items: nothing at \"%.200s\"; the document is %s%s%s%s%s", items->text,
              json_is_array(own->root) ? "a list" : "an object of ",
              json_is_array(own->root) ? "" : members_of(arena, own->root), message ? ", and says: \"" : "",
              message ? message : "", message ? "\"" : "");
    return false;
}

/* --- the format --- */

static bool open_document(struct extract *x, struct json_document *own, const struct document *document,
                          struct arena *arena, struct feed *feed, struct error *err)
{
    *own = (struct json_document){.root = json_text_load(document, arena, feed, err)};
    *x = (struct extract){.language = &pointer_language,
                          .root = own,
                          .document = document,
                          .arena = arena,
                          .feed = feed,
                          .base = document->url};
    return own->root;
}

static bool json_parse(const struct document *document, struct arena *arena, struct feed *feed,
                       struct error *err)
{
    struct extract x;
    struct json_document own;
    if (!document->source)
        return error_set(err, "JSON is read by the rules of a source; there are none here");
    bool ok = open_document(&x, &own, document, arena, feed, err) && has_list(&own, document, arena, err) &&
              extract_feed(&x, err);
    json_document_close(&own);
    return ok;
}

static bool json_detail(const struct document *document, const struct yaml_node *fields, struct arena *arena,
                        struct feed *feed, struct item *item, struct error *err)
{
    struct extract x;
    struct json_document own;
    bool ok = open_document(&x, &own, document, arena, feed, err) &&
              extract_item(&x, fields, (struct extract_value){0}, item, err);
    json_document_close(&own);
    return ok;
}

const struct format json_format = {.name = "json", .parse = json_parse, .detail = json_detail};
