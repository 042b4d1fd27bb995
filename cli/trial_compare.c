/* The difference between what a source gives and what it gave before, item by item. */
#include "cli/trial.h"
#include "cli/table.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 64 << 20, SHOWN = 70 /* characters of a value */ };

struct difference {
    const struct trial *t;
    json_t *was, *is;
    int added, gone, changed, same;
};

static const char *key_of(const json_t *item)
{
    const char *url = json_string_value(json_object_get(item, "url"));
    return url ? url : json_string_value(json_object_get(item, "id"));
}

static const char *title_of(const json_t *item)
{
    const char *title = json_string_value(json_object_get(item, "title"));
    return title ? title : key_of(item) ? key_of(item) : "-";
}

static json_t *find(json_t *items, const json_t *item)
{
    size_t i;
    json_t *other;
    const char *key = key_of(item);
    json_array_foreach(items, i, other)
    {
        const char *k = key_of(other);
        if (key && k && strcmp(key, k) == 0)
            return other;
    }
    return NULL;
}

__attribute__((format(printf, 3, 4))) static void line(const struct difference *c, enum colour colour,
                                                       const char *format, ...)
{
    va_list ap;
    char text[900];
    struct buf clean, safe;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    buf_init(&clean, 0);
    buf_init(&safe, 0);
    utf8_clean(&clean, text, strlen(text));
    log_add_safe(&safe, buf_str(&clean));
    printf("%s%s%s\n", colour_on(c->t->cli, colour), buf_str(&safe), colour_off(c->t->cli, colour));
    buf_free(&clean);
    buf_free(&safe);
}

/* In the arena. */
static const char *shown(const struct difference *c, const json_t *value)
{
    if (!value)
        return "-";
    if (json_is_string(value))
        return text_excerpt(&c->t->cli->arena, json_string_value(value), SHOWN);
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *out = text_excerpt(&c->t->cli->arena, text ? text : "", SHOWN);
    free(text);
    return out;
}

/* Why a thing is believed follows from it. */
static bool passed_over(const char *key)
{
    return strcmp(key, "evidence") == 0 || strcmp(key, "content_html") == 0;
}

static bool fields_differ(const struct difference *c, json_t *was, json_t *is, bool told)
{
    const char *key;
    json_t *value;
    bool different = false;
    json_object_foreach(is, key, value)
    {
        json_t *before = json_object_get(was, key);
        if (passed_over(key) || json_equal(before, value))
            continue;
        if (strcmp(key, "_moisson") == 0 && json_is_object(value)) { /* NULL: nothing was known */
            different |= fields_differ(c, before, value, told);
            continue;
        }
        different = true;
        if (told)
            line(c, PLAIN, "    %s: %s → %s", key, shown(c, before), shown(c, value));
    }
    json_object_foreach(was, key, value)
    {
        if (passed_over(key) || json_object_get(is, key))
            continue;
        different = true;
        if (told)
            line(c, RED, "    %s: %s → -", key, shown(c, value));
    }
    return different;
}

static void compare(struct difference *c)
{
    size_t i;
    json_t *item;
    json_array_foreach(c->is, i, item)
    {
        json_t *before = find(c->was, item);
        if (!before) {
            line(c, GREEN, "+ %s", title_of(item));
            c->added++;
        } else if (fields_differ(c, before, item, false)) {
            line(c, YELLOW, "~ %s", title_of(item));
            fields_differ(c, before, item, true);
            c->changed++;
        } else {
            c->same++;
        }
    }
    json_array_foreach(c->was, i, item) if (!find(c->is, item))
    {
        line(c, RED, "- %s", title_of(item));
        c->gone++;
    }
}

static json_t *read_feed(const char *path, struct error *err)
{
    struct buf in;
    json_error_t fault;
    buf_init(&in, LARGEST);
    json_t *feed = file_read(path, &in, LARGEST, err) ? json_loadb(buf_str(&in), in.n, 0, &fault) : NULL;
    if (!feed && in.n)
        error_set(err, "%s: expected a JSON Feed: %s", path, fault.text);
    buf_free(&in);
    if (feed && !json_is_array(json_object_get(feed, "items"))) {
        error_set(err, "%s: expected a JSON Feed, found no items in it", path);
        json_decref(feed);
        return NULL;
    }
    return feed;
}

bool trial_compare(const struct trial *t, const char *path, struct error *err)
{
    struct buf now;
    json_t *was = read_feed(path, err);
    if (!was)
        return false;
    buf_init(&now, 0);
    trial_json(t, &now);
    json_t *is = json_loadb(buf_str(&now), now.n, 0, NULL);
    struct difference c = {.t = t, .was = json_object_get(was, "items"), .is = json_object_get(is, "items")};
    printf(_("\nbeside %s:\n"), path);
    compare(&c);
    line(&c, PLAIN, _("%d the same, %d changed, %d new, %d gone"), c.same, c.changed, c.added, c.gone);
    buf_free(&now);
    json_decref(is);
    json_decref(was);
    return true;
}
