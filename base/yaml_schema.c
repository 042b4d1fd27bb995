/* What a table of keys says of itself: a JSON Schema for editors, and the reference page in Markdown. */
#include "base/json.h"
#include "base/yaml_value.h"

#include <jansson.h>
#include <string.h>

/* What one value of a type looks like: for the reference, and as members of its JSON Schema. */
static const struct {
    const char *words;
    const char *schema; /* NULL: written by hand below */
} types[] = {
    [KEY_STRING] = {"text", "{\"type\":\"string\"}"},
    [KEY_TEXT] = {"text", "{\"type\":\"string\",\"minLength\":1}"},
    [KEY_URL] = {"address",
                 "{\"type\":\"string\",\"pattern\":\"^([Hh][Tt][Tt][Pp][Ss]?://|\\\\$\\\\{)[^\\\\s]+$\"}"},
    [KEY_BOOL] = {"true or false", "{\"enum\":[true,false,\"yes\",\"no\",\"on\",\"off\",\"oui\",\"non\"]}"},
    [KEY_INT] = {"whole number", NULL},
    [KEY_SIZE] = {"size", "{\"type\":[\"string\",\"integer\"],"
                          "\"pattern\":\"^[0-9]+ *(B|o|[KMG]i[Bo]|[kMG][Bo])?$\",\"minimum\":0}"},
    [KEY_DURATION] = {"duration", "{\"type\":\"string\",\"pattern\":\"^( *[0-9]+ *[a-z]+)+ *$\"}"},
    [KEY_CHOICE] = {NULL, NULL},
    [KEY_STRINGS] = {"text, or a list of texts",
                     "{\"type\":[\"string\",\"array\"],\"items\":{\"type\":\"string\"}}"},
    [KEY_CHOICES] = {NULL, NULL},
    [KEY_ZONE] = {"time zone", "{\"type\":\"string\"}"},
    [KEY_LANGUAGE] = {"language",
                      "{\"type\":\"string\",\"pattern\":\"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$\"}"},
    [KEY_PATTERN] = {"regular expression", "{\"type\":\"string\"}"},
    [KEY_PATH] = {"path", "{\"type\":\"string\",\"minLength\":1}"},
    [KEY_DATE] = {"date", "{\"type\":\"string\"}"},
    [KEY_MAP] = {"map", NULL},
    [KEY_PAIRS] =
        {"names and texts",
         "{\"type\":\"object\",\"additionalProperties\":{\"type\":[\"string\",\"number\",\"boolean\"]}}"},
    [KEY_LIST_OF] = {"list of maps", NULL},
    [KEY_NODE] = {"anything", NULL},
};

/* --- JSON Schema --- */

static void write_value(struct json *j, const json_t *v);

static void write_members(struct json *j, json_t *object)
{
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        jw_key(j, name);
        write_value(j, value);
    }
}

static void write_value(struct json *j, const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        jw_object(j);
        write_members(j, (json_t *)v);
        jw_object_end(j);
        break;
    case JSON_ARRAY:
        jw_array(j);
        for (size_t i = 0; i < json_array_size(v); i++)
            write_value(j, json_array_get(v, i));
        jw_array_end(j);
        break;
    case JSON_STRING:
        jw_string(j, json_string_value(v));
        break;
    case JSON_INTEGER:
        jw_int(j, json_integer_value(v));
        break;
    case JSON_REAL:
        jw_double(j, json_real_value(v));
        break;
    case JSON_NULL:
        jw_null(j);
        break;
    default:
        jw_bool(j, json_is_true(v));
    }
}

void yaml_schema_text(struct json *j, const char *text)
{
    json_t *v = json_loads(text, JSON_DECODE_ANY, NULL);
    if (v)
        write_value(j, v);
    else
        jw_null(j);
    json_decref(v);
}

static void write_text_members(struct json *j, const char *text)
{
    json_t *v = text ? json_loads(text, 0, NULL) : NULL;
    if (v)
        write_members(j, v);
    json_decref(v);
}

static void write_choices(struct json *j, const struct key *key)
{
    jw_key(j, "enum");
    jw_array(j);
    for (int i = 0; key->choices[i]; i++)
        if (*key->choices[i])
            jw_string(j, key->choices[i]);
    jw_array_end(j);
}

static void write_choice_list(struct json *j, const struct key *key)
{
    jw_key(j, "anyOf");
    jw_array(j);
    jw_object(j);
    write_choices(j, key);
    jw_object_end(j);
    jw_object(j);
    jw_field(j, "type", "array");
    jw_key(j, "items");
    jw_object(j);
    write_choices(j, key);
    jw_object_end(j);
    jw_object_end(j);
    jw_array_end(j);
}

static void write_limits(struct json *j, const struct key *key)
{
    jw_field(j, "type", "integer");
    if (key->min || key->max) {
        jw_key(j, "minimum");
        jw_int(j, key->min);
    }
    if (key->max) {
        jw_key(j, "maximum");
        jw_int(j, key->max);
    }
}

static void write_type(struct json *j, const struct key *key)
{
    if (types[key->type].schema)
        write_text_members(j, types[key->type].schema);
    else if (key->type == KEY_INT)
        write_limits(j, key);
    else if (key->type == KEY_CHOICE)
        write_choices(j, key);
    else if (key->type == KEY_CHOICES)
        write_choice_list(j, key);
    else if (key->type == KEY_MAP)
        yaml_schema_members(j, key->sub);
    else if (key->type == KEY_LIST_OF) {
        jw_field(j, "type", "array");
        jw_key(j, "items");
        yaml_schema(j, key->sub);
    }
    write_text_members(j, key->schema);
}

static void write_default(struct json *j, const struct key *key)
{
    bool truth;
    int64_t number;
    if (!key->preset || strchr("[{", *key->preset))
        return;
    jw_key(j, "default");
    if (key->type == KEY_BOOL && yaml_bool(key->preset, &truth))
        jw_bool(j, truth);
    else if (key->type == KEY_INT && yaml_int(key->preset, &number))
        jw_int(j, number);
    else
        jw_string(j, key->preset);
}

void yaml_schema_members(struct json *j, const struct key *keys)
{
    bool required = false;
    jw_field(j, "type", "object");
    jw_key(j, "properties");
    jw_object(j);
    for (const struct key *key = keys; key->name; key++) {
        required |= key->required;
        jw_key(j, key->name);
        jw_object(j);
        jw_field(j, "description", key->help);
        write_type(j, key);
        write_default(j, key);
        jw_object_end(j);
    }
    jw_object_end(j);
    if (required) {
        jw_key(j, "required");
        jw_array(j);
        for (const struct key *key = keys; key->name; key++)
            if (key->required)
                jw_string(j, key->name);
        jw_array_end(j);
    }
    jw_key(j, "additionalProperties");
    jw_bool(j, false);
}

void yaml_schema(struct json *j, const struct key *keys)
{
    jw_object(j);
    yaml_schema_members(j, keys);
    jw_object_end(j);
}

/* --- reference --- */

static void add_cell(struct buf *out, const char *s)
{
    for (; s && *s; s++) {
        if (*s == '|')
            buf_addc(out, '\\');
        buf_addc(out, *s);
    }
}

/* What is written in the place of the value; maps lead to their own table. */
static void add_type(struct buf *out, const struct key *key)
{
    if (key->sub) {
        buf_printf(out, "[%s](#%s)", types[key->type].words, key->name);
        return;
    }
    if (!key->choices) {
        buf_adds(out, key->words ? key->words : types[key->type].words);
        return;
    }
    for (int i = 0, n = 0; key->choices[i]; i++)
        if (*key->choices[i])
            buf_printf(out, "%s`%s`", n++ ? ", " : "", key->choices[i]);
    if (key->type == KEY_CHOICES)
        buf_adds(out, "; one or a list");
}

static void add_range(struct buf *out, const struct key *key)
{
    if (key->type == KEY_INT && key->max)
        buf_printf(out, ", %lld to %lld", (long long)key->min, (long long)key->max);
    if (key->type == KEY_DURATION && key->max) {
        struct arena a;
        arena_init(&a, 0);
        buf_printf(out, ", %s to %s", yaml_duration_text(&a, key->min), yaml_duration_text(&a, key->max));
        arena_free(&a);
    }
}

static void add_default(struct buf *out, const struct key *key)
{
    const char *preset = key->preset ? key->preset : key->type == KEY_BOOL ? "false" : NULL;
    if (preset)
        buf_printf(out, "`%s`", preset);
    else if (key->required)
        buf_adds(out, "*needed*");
}

void yaml_reference(struct buf *out, const struct key *keys, const char *title, int level)
{
    buf_printf(out, "%.*s %s\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n", level,
               "######", title);
    for (const struct key *key = keys; key->name; key++) {
        buf_printf(out, "| `%s` | ", key->name);
        add_type(out, key);
        add_range(out, key);
        buf_adds(out, " | ");
        add_default(out, key);
        buf_adds(out, " | ");
        add_cell(out, key->help);
        if (key->beyond) {
            buf_adds(out, "; beyond it ");
            add_cell(out, key->beyond);
        }
        if (key->example) {
            buf_adds(out, "; such as `");
            add_cell(out, key->example);
            buf_adds(out, "`");
        }
        buf_adds(out, " |\n");
    }
    for (const struct key *key = keys; key->name; key++)
        if (key->sub) {
            struct buf name;
            buf_init(&name, 0);
            buf_printf(&name, "`%s:`", key->name);
            buf_adds(out, "\n");
            yaml_reference(out, key->sub, buf_str(&name), level < 6 ? level + 1 : 6);
            buf_free(&name);
        }
}
