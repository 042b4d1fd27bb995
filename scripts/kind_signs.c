/* The signs of kind that texts bear, for scripts/learn-kinds.py: JSON Lines {"id", "ref", "title", "text"}
   in,
   {"id", "signs": {name: value}} out. */
#include "harvester/meaning/kinds.h"

#include <jansson.h>
#include <stdio.h>

#define NAME(name) #name,
static const char *const groups[] = {KIND_WORDS(NAME)}, *const places[] = {KIND_PLACES(NAME)},
                         *const others[] = {KIND_SIGNS(NAME)};

static json_t *signs_of(const char *title, const char *text, const char *ref)
{
    struct arena a;
    struct item item;
    struct meaning_context context = {.timezone = "Europe/Paris"};
    struct facts f = {.a = &a, .scratch = &a, .item = &item, .context = &context};
    struct kind_signs signs;
    json_t *out = json_object();
    arena_init(&a, 0);
    item_init(&item);
    item.title = title;
    item.content_text = text;
    if (ref)
        civil_parse(ref, &context.ref);
    facts_prepare(&f);
    kinds_signs(&f, &signs);
    for (size_t i = 0; i < SIGN_COUNT; i++) {
        char name[64];
        if (i < SIGN_WORDS)
            snprintf(name, sizeof name, "%s.%s", groups[i / PLACE_COUNT], places[i % PLACE_COUNT]);
        else
            snprintf(name, sizeof name, "%s", others[i - SIGN_WORDS]);
        if (signs.v[i] != 0)
            json_object_set_new(out, name, json_real((double)signs.v[i]));
    }
    arena_free(&a);
    return out;
}

int main(void)
{
    json_t *object;
    while ((object = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, NULL))) {
        json_t *out = json_object();
        json_object_set(out, "id", json_object_get(object, "id"));
        json_object_set_new(out, "signs",
                            signs_of(json_string_value(json_object_get(object, "title")),
                                     json_string_value(json_object_get(object, "text")),
                                     json_string_value(json_object_get(object, "ref"))));
        json_dumpf(out, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(out);
        json_decref(object);
    }
    return 0;
}
