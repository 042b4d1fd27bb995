/* `moisson limits`: every bound, what it is here, and what happens beyond it. */
#include "cli/config.h"
#include "cli/table.h"
#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static int64_t value_of(const struct limits *limits, const struct key *key)
{
    int64_t value;
    memcpy(&value, (const char *)limits + key->offset, sizeof value);
    return value;
}

static const char *unit_of(const struct key *key)
{
    size_t n = strlen(key->name);
    return key->type == KEY_DURATION                        ? "seconds"
           : key->type == KEY_SIZE                          ? "bytes"
           : n > 3 && strcmp(key->name + n - 3, "_ms") == 0 ? "milliseconds"
                                                            : "number";
}

/* As it would be written in YAML. */
static const char *written(struct arena *a, const struct key *key, int64_t value)
{
    if (key->type == KEY_DURATION)
        return yaml_duration_text(a, value);
    if (key->type == KEY_SIZE)
        return yaml_size_text(a, value);
    return arena_printf(a, "%lld", (long long)value);
}

static void print_table(struct cli *cli, const struct limits *here, const struct limits *usual)
{
    static const char *const titles[] = {_("limit"),     _("here"),    _("default"),
                                         _("beyond it"), _("of what"), NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (const struct key *key = limit_keys; key->name; key++) {
        int64_t value = value_of(here, key), preset = value_of(usual, key);
        table_cell(&t, key->name, PLAIN);
        table_cell(&t, written(&cli->arena, key, value), value == preset ? PLAIN : YELLOW);
        table_cell(&t, written(&cli->arena, key, preset), PLAIN);
        table_cell(&t, key->beyond, PLAIN);
        table_cell(&t, key->help, PLAIN);
    }
    table_print(&t);
}

static void print_json(const struct limits *here, const struct limits *usual)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (const struct key *key = limit_keys; key->name; key++) {
        jw_object(&j);
        jw_field(&j, "name", key->name);
        jw_key(&j, "value");
        jw_int(&j, value_of(here, key));
        jw_key(&j, "default");
        jw_int(&j, value_of(usual, key));
        jw_field(&j, "unit", unit_of(key));
        jw_field(&j, "beyond", key->beyond);
        jw_field(&j, "meaning", key->help);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    print_buf(&out);
}

static int limits_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    if (argc)
        return usage_error(self, _("takes no operand, such as \"%s\""), argv[0]);
    struct config config;
    bool usable = config_load_main(cli, &config);
    config_print_faults(&config.faults, false);
    if (!usable)
        return EXIT_USAGE;
    struct limits usual = {0};
    yaml_presets(&cli->arena, limit_keys, &usual);
    if (cli->json)
        print_json(&config.limits, &usual);
    else
        print_table(cli, &config.limits, &usual);
    return EXIT_OK;
}

const struct command limits_command = {
    .name = "limits",
    .run = limits_run,
    .usage = "",
    .summary = _("the bounds of size, number and time, and what happens beyond them"),
    .help = _(
        "Each can be set under `limits:` in moisson.yaml; the first column of figures is what is in force.\n"
        "When a document goes beyond one, `moisson status` says which."),
};
