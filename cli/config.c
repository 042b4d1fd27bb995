/* moisson.yaml: its table of keys, and the reading of it with the source lists it names. */
#include "cli/config.h"
#include "base/log.h"
#include "base/text.h"
#include "harvester/formats/format.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char default_path[] = "moisson.yaml";

/* --- the table --- */

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
    {.name = "overrides",
     .type = KEY_PATH,
     AT(overrides_folder),
     .preset = "overrides.d",
     .help = "the folder of editors' corrections that stand in files: every `*.yaml` in it is read",
     .also = "corrections override overrides_folder"},
    {.name = "lexicons",
     .type = KEY_PATH,
     AT(lexicons_folder),
     .help =
         "a folder with lexicons of your own (topics.yaml, audiences.yaml, organizers.yaml, places.yaml); "
         "each takes the place of the program's",
     .also = "lexicon vocabulary topics"},
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

/* "/srv/m/./public//" and "/srv/m/public" are one folder. */
static const char *plain_path(struct arena *a, const char *path)
{
    char *out = arena_alloc(a, strlen(path) + 2), *p = out;
    while (*path) {
        size_t n = strcspn(path, "/");
        if (n && !(n == 1 && *path == '.')) {
            *p++ = '/';
            p = (char *)memcpy(p, path, n) + n;
        }
        path += n + (path[n] == '/');
    }
    *p = '\0';
    return out;
}

/* The output folder is shown to everybody. */
static void check_store_hidden(struct arena *a, struct config *config, const struct yaml_node *root)
{
    const char *store = plain_path(a, config->store), *output = plain_path(a, config->output);
    size_t n = strlen(output);
    if (strncmp(store, output, n) != 0 || store[n] != '/')
        return;
    const struct yaml_node *at = yaml_get(root, "store");
    yaml_fault(
        &config->faults, at ? at : yaml_get(root, "output"),
        "the store would lie in the output folder, which is published; expected it elsewhere, such as store: "
        "var/moisson.db and output: public");
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
    if (root && config->store && config->output)
        check_store_hidden(a, config, root);
    yaml_faults_sort(faults, 0);
    cli->zone = config->site.timezone;
    config->sources_named = yaml_get(root, "sources") != NULL;
    config->overrides_named = yaml_get(root, "overrides") != NULL;
    return faults->errors == 0;
}

const struct lexicons *config_lexicons(struct cli *cli, struct config *config)
{
    if (!config->lexicons)
        config->lexicons = lexicons_load(&cli->arena, config->lexicons_folder, &config->faults);
    return config->lexicons;
}

/* What a source asks for counts up to the limit. */
static void bound_pages(struct config *config, struct source *source)
{
    if (source->pages <= config->limits.pages)
        return;
    yaml_warning(&config->faults, yaml_get(source->node, "pages"),
                 "pages: %lld are more than limits.pages allows (%lld)", (long long)source->pages,
                 (long long)config->limits.pages);
    source->pages = config->limits.pages;
}

void config_load_sources(struct cli *cli, struct config *config)
{
    /* without a word of it in moisson.yaml the folder need not be there */
    if (config->sources_folder && (config->sources_named || exists(config->sources_folder)))
        sources_read_folder(&cli->arena, config->sources_folder, &config->sources, &config->network,
                            &config->faults);
    if (config->overrides_folder && (config->overrides_named || exists(config->overrides_folder)))
        overrides_read_folder(&cli->arena, config->overrides_folder, &config->overrides, &config->faults);
    if (config->lexicons_folder)
        config_lexicons(cli, config);
    for (size_t i = 0; i < config->sources.n; i++)
        bound_pages(config, &config->sources.v[i]);
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

/* Two sources that read the same, all of it: subscribers would see each item twice. */
static bool same_reading(const struct source *a, const struct source *b)
{
    return strcmp(a->shown_url, b->shown_url) == 0 && a->enabled && b->enabled &&
           strcmp(a->post ? a->post : "", b->post ? b->post : "") == 0 && !a->keep && !a->drop && !b->keep &&
           !b->drop;
}

static int by_address(const void *a, const void *b)
{
    const struct source *const *x = a, *const *y = b;
    int order = strcmp((*x)->shown_url, (*y)->shown_url);
    return order ? order : (*x > *y) - (*x < *y);
}

void config_check_sources(struct config *config)
{
    struct sources *list = &config->sources;
    struct yaml_faults *faults = &config->faults;
    const struct source **by = arena_alloc(faults->arena, (list->n + 1) * sizeof *by);
    for (size_t i = 0; i < list->n; i++) {
        by[i] = &list->v[i];
        if (!format_known(source_formats[by[i]->format]))
            yaml_warning(faults, yaml_get(by[i]->node, "format"),
                         "format: this version does not read \"%s\" yet: the source will fail",
                         source_formats[by[i]->format]);
    }
    qsort(by, list->n, sizeof *by, by_address);
    for (size_t i = 1; i < list->n; i++)
        if (same_reading(by[i - 1], by[i]))
            yaml_warning(faults, yaml_get(by[i]->node, "url"),
                         "url: the source \"%s\" (%s:%d) has this address too: one of them is enough",
                         by[i - 1]->id, by[i - 1]->file, by[i - 1]->line);
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
