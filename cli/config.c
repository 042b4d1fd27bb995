/* moisson.yaml: its table of keys, and the reading of it with the source lists it names. */
#include "cli/config.h"
#include "base/log.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_path[] = "moisson.yaml";

/* --- the table --- */

#define FETCH(member) .offset = offsetof(struct limits, fetch.member)
#define LIMIT(member) .offset = offsetof(struct limits, member)

static const struct key limit_keys[] = {
    {.name = "run",
     .type = KEY_DURATION,
     LIMIT(run),
     .preset = "2h",
     .min = 1,
     .max = 7 * 86400,
     .help = "how long a whole run may take; what was not asked by then stays due"},
    {.name = "transfers",
     .type = KEY_INT,
     FETCH(transfers),
     .preset = "100",
     .min = 1,
     .max = 1000,
     .help = "how many requests are under way at once"},
    {.name = "per_host",
     .type = KEY_INT,
     FETCH(per_host),
     .preset = "2",
     .min = 1,
     .max = 64,
     .help = "how many of them to one host"},
    {.name = "host_delay_ms",
     .type = KEY_INT,
     FETCH(host_delay_ms),
     .preset = "100",
     .min = 0,
     .max = 600000,
     .help = "milliseconds from one request to the next at one host"},
    {.name = "connect_timeout",
     .type = KEY_DURATION,
     FETCH(connect_timeout),
     .preset = "15s",
     .min = 1,
     .max = 600,
     .help = "how long connecting may take"},
    {.name = "silence_timeout",
     .type = KEY_DURATION,
     FETCH(silence_timeout),
     .preset = "30s",
     .min = 1,
     .max = 600,
     .help = "how long a server may send nothing"},
    {.name = "source_timeout",
     .type = KEY_DURATION,
     FETCH(source_timeout),
     .preset = "60s",
     .min = 1,
     .max = 3600,
     .help = "how long a source may take in all, retries included"},
    {.name = "body",
     .type = KEY_SIZE,
     FETCH(body),
     .preset = "16MiB",
     .min = 1,
     .max = INT64_C(1) << 30,
     .help = "how large a document may be, unpacked"},
    {.name = "header",
     .type = KEY_SIZE,
     FETCH(header),
     .preset = "64KiB",
     .min = 1024,
     .max = 1 << 20,
     .help = "how large all the headers of an answer may be"},
    {.name = "expansion",
     .type = KEY_INT,
     FETCH(expansion),
     .preset = "200",
     .min = 2,
     .max = 10000,
     .help = "how many times larger than what was sent a document may unpack, once it is past 1 MiB"},
    {.name = "redirects",
     .type = KEY_INT,
     FETCH(redirects),
     .preset = "10",
     .min = 0,
     .max = 50,
     .help = "how many redirects are followed"},
    {.name = "retries",
     .type = KEY_INT,
     FETCH(retries),
     .preset = "2",
     .min = 0,
     .max = 10,
     .help = "how often a request is tried again when the fault may pass by itself"},
    {.name = "items",
     .type = KEY_INT,
     LIMIT(items),
     .preset = "5000",
     .min = 1,
     .max = 1000000,
     .help = "how many items of one document are read; the rest is left out, and told"},
    {.name = "grace",
     .type = KEY_DURATION,
     LIMIT(grace),
     .preset = "7d",
     .min = 0,
     .max = 366 * 86400,
     .help = "how long an item stays after it is gone from a source that is complete"},
    {.name = "history",
     .type = KEY_DURATION,
     LIMIT(history),
     .preset = "90d",
     .min = 3600,
     .max = 3660 * INT64_C(86400),
     .help = "how long the record of each attempt is kept"},
    {0},
};

static void check_allow(const struct yaml_node *value, void *into, struct yaml_faults *faults);

static const struct key network_keys[] = {
    {.name = "allow",
     .type = KEY_STRINGS,
     .offset = offsetof(struct config, allow),
     .check = check_allow,
     .help = "private addresses that may be reached all the same: ADDRESS:PORT, NETWORK/BITS:PORT, * for "
             "every port",
     .example = "[\"127.0.0.1:8480\", \"10.0.0.5:*\"]"},
    {0},
};

#define AT(member) .offset = offsetof(struct config, member)

const struct key config_keys[] = {
    {.name = "site",
     .type = KEY_MAP,
     AT(site),
     .sub = site_keys,
     .help = "what this installation is called, and who answers for it"},
    {.name = "sources",
     .type = KEY_PATH,
     AT(sources_folder),
     .preset = "sources.d",
     .help = "the folder of source lists: every `*.yaml` in it is read",
     .also = "source sources_folder feeds"},
    {.name = "store",
     .type = KEY_PATH,
     AT(store),
     .preset = "var/moisson.db",
     .help = "the file of the store (SQLite)",
     .also = "database db"},
    {.name = "output",
     .type = KEY_PATH,
     AT(output),
     .preset = "public",
     .help = "the folder that exports are written to: show it with a web server",
     .also = "out public folder"},
    {.name = "channels",
     .type = KEY_LIST_OF,
     AT(channels),
     .sub = channel_keys,
     .element = sizeof(struct channel),
     .help = "what is published, each a saved query; without it `tout`, `appels`, `agenda`, `ressources` and "
             "`veille`",
     .also = "channel feeds exports"},
    {.name = "network",
     .type = KEY_MAP,
     .offset = 0,
     .sub = network_keys,
     .help = "private addresses, which are refused unless named here"},
    {.name = "limits",
     .type = KEY_MAP,
     AT(limits),
     .sub = limit_keys,
     .help = "bounds of size, number and time; the defaults are good ones",
     .also = "limit timeouts"},
    {0},
};

static void check_allow(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    struct config *config = into;
    struct yaml_node *one[] = {(struct yaml_node *)value};
    struct yaml_node *const *v = value->type == YAML_LIST ? value->v : one;
    size_t n = value->type == YAML_LIST ? value->n : value->type == YAML_SCALAR;
    for (size_t i = 0; i < n; i++) {
        struct error err = {0};
        if (v[i]->type == YAML_SCALAR && !v[i]->faulty &&
            !net_allow_add(faults->arena, &config->network, v[i]->text, &err))
            yaml_fault(faults, v[i], "allow: %s", err.text);
    }
}

/* --- reading --- */

static bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 || errno != ENOENT;
}

bool config_load_main(struct cli *cli, struct config *config)
{
    struct arena *a = &cli->arena;
    struct yaml_faults *faults = &config->faults;
    *config =
        (struct config){.faults = {.arena = a}, .path = cli->config_path ? cli->config_path : default_path};
    struct yaml_node nothing = {.type = YAML_MAP, .file = config->path, .line = 1, .column = 1};
    const struct yaml_node *root = NULL;
    config->found = cli->config_given || exists(config->path);
    if (config->found)
        root = yaml_load(a, config->path, faults);
    config->readable = root || !faults->errors;
    yaml_read(a, root ? root : &nothing, config_keys, config, faults);
    channels_finish(a, &config->channels, faults);
    yaml_faults_sort(faults, 0);
    cli->zone = config->site.timezone;
    config->sources_named = yaml_get(root, "sources") != NULL;
    return faults->errors == 0;
}

void config_load_sources(struct cli *cli, struct config *config)
{
    /* without a word of it in moisson.yaml the folder need not be there */
    if (config->sources_folder && (config->sources_named || exists(config->sources_folder)))
        sources_read_folder(&cli->arena, config->sources_folder, &config->sources, &config->network,
                            &config->faults);
}

bool config_load(struct cli *cli, struct config *config)
{
    bool usable = config_load_main(cli, config);
    config_load_sources(cli, config);
    return usable;
}

static void check_source_of(struct config *config, const struct yaml_node *node, const char *const *ids)
{
    if (node->type != YAML_SCALAR || node->faulty || sources_name(&config->sources, node->text))
        return;
    const char *near = strlen(node->text) <= 100 ? text_nearest(node->text, ids) : NULL;
    yaml_warning(&config->faults, node, "source: no list has a source \"%.100s\"%s%s%s", node->text,
                 near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

void config_check_channels(struct config *config)
{
    struct arena *a = config->faults.arena;
    struct strings ids = {0};
    for (size_t i = 0; i < config->sources.n; i++)
        strings_add(a, &ids, config->sources.v[i].id);
    *ARENA_PUSH(a, ids.v, ids.n, ids.cap) = NULL;
    for (size_t i = 0; i < config->channels.n; i++) {
        const struct yaml_node *node = yaml_get(config->channels.v[i].at.where, "source");
        if (node && node->type == YAML_SCALAR)
            check_source_of(config, node, ids.v);
        for (size_t k = 0; node && node->type == YAML_LIST && k < node->n; k++)
            check_source_of(config, node->v[k], ids.v);
    }
}

void config_print_faults(const struct yaml_faults *faults, bool warnings)
{
    struct buf line;
    buf_init(&line, 0);
    for (size_t i = 0; i < faults->n; i++) {
        const struct yaml_fault *f = &faults->v[i];
        if (f->warning && !warnings)
            continue;
        buf_reset(&line);
        log_add_safe(&line, f->file);
        buf_printf(&line, ":%d:%d: %s", f->line, f->column, f->warning ? _("warning: ") : "");
        log_add_safe(&line, f->text);
        fprintf(stderr, "%s\n", buf_str(&line));
    }
    buf_free(&line);
}
