/* `check`: every fault of moisson.yaml and of the source lists, and what the tables of keys say of
 * themselves. */
#include "base/file.h"
#include "base/json.h"
#include "cli/config.h"
#include "harvester/rules.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* --- the schemas and the reference --- */

static void config_schema(struct json *j)
{
    jw_object(j);
    jw_field(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jw_field(j, "title", "The configuration of moisson");
    yaml_schema_members(j, config_keys);
    jw_object_end(j);
}

static int print_schema(void (*schema)(struct json *))
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    schema(&j);
    print_buf(&out);
    return EXIT_OK;
}

static const char reference_head[] =
    "# Configuration\n\n"
    "<!-- Written by `moisson check --reference`; change the tables in the program, not this page. -->\n\n"
    "There are two kinds of files, both YAML. `moisson.yaml` says what the installation is called, where its "
    "files "
    "are and what\nit publishes. Each list in `sources.d/` says what is harvested. Nothing else is needed, "
    "and every "
    "key but those marked\n*needed* may be left out.\n\n"
    "```yaml\n"
    "# moisson.yaml\n"
    "site:\n"
    "  title: Veille de l'innovation urbaine\n"
    "  url: https://veille.example.org/\n"
    "  contact: veille@example.org\n"
    "channels:\n"
    "  - id: appels\n"
    "    title: Appels à projets ouverts\n"
    "    where: {kind: call, open: true}\n"
    "```\n\n"
    "```yaml\n"
    "# sources.d/exemple.yaml\n"
    "- id: ville-agenda\n"
    "  name: Ville d'Exemple, agenda\n"
    "  url: https://www.ville.example/agenda.ics\n"
    "- id: reseau-actualites\n"
    "  name: Un réseau partenaire, actualités\n"
    "  url: https://reseau.example/feed\n"
    "  kind: news\n"
    "  keep: \"innovation|ville durable\"\n"
    "```\n\n"
    "`moisson check` tells every fault of all these files in one go, with line and column, and `moisson "
    "check FILE` "
    "those of one\nlist. An editor with a YAML plug-in shows them while one types: `moisson check --schema` "
    "prints the "
    "JSON Schema of a list\n(it is `sources.d/schema.json`), `--config-schema` that of moisson.yaml.\n\n"
    "## How values are written\n\n"
    "| value | such as |\n"
    "| --- | --- |\n"
    "| text | `Ville d'Exemple`; in quotes when it holds `: ` or ` #`, or begins with one of "
    "``[]{}\"'&*!|>%@` `` |\n"
    "| list | `[a, b]`, or a line `- a` for each; where texts are listed, one alone needs no brackets |\n"
    "| duration | `90s`, `15min`, `6h`, `2d`, `1h30m`, `1 week`, `30 jours` |\n"
    "| size | `1000`, `64KiB`, `16MiB`, `16 Mo` |\n"
    "| true or false | `true`, `yes`, `on`, `oui`; `false`, `no`, `off`, `non` |\n"
    "| address | `https://example.org/feed`; http or https, without user name and password |\n"
    "| time zone | `Europe/Paris`, a name of the IANA list |\n"
    "| language | `fr`, `en`, `pt-BR` |\n"
    "| regular expression | `\"innovation\\|ville durable\"`, as PCRE2 reads it; in `keep` and `drop` "
    "capitals do not count, and `^` and `$` are the ends of the title, of the summary, of each tag |\n"
    "| path | relative to the folder of the file it stands in |\n\n"
    "In every text but a rule `${NAME}` stands for the environment variable NAME, so that no secret is "
    "written down; "
    "`$${` is "
    "`${` itself.\nFiles are UTF-8, at most 4 MiB, without anchors, aliases and tags.\n\n";

static const char reference_rules[] =
    "\n## Rules\n\n"
    "`items`, `fields`, `next` and `detail` say how a page or a document is read. A rule is\n\n"
    "- a selector: under `format: html` CSS, or XPath when it begins with `/`, `./` or `(`; under `xml` and "
    "`oai` XPath;\n"
    "  under `json` a JSON Pointer (RFC 6901) in which `*` stands for every element; under `csv` the name of "
    "a column;\n"
    "- `selector@name` (CSS): an attribute instead of the text;\n"
    "- a list of rules: their texts, joined by a space;\n"
    "- a map of the keys below.\n\n"
    "Where a selector matches several times, the texts are joined by a space; `url`, `image` and `next` take "
    "the first\naddress, `tags`, `authors`, `attachments`, `deadlines`, `topics` and `audience` are lists. "
    "[sources.md](sources.md)\ngoes through them with examples.\n\n"
    "```yaml\n"
    "- id: metropole-agenda\n"
    "  name: Une métropole, agenda\n"
    "  url: https://metropole.example/agenda\n"
    "  format: html\n"
    "  kind: event\n"
    "  items: article.card\n"
    "  fields:\n"
    "    title: h3 a\n"
    "    url: h3 a@href\n"
    "    dates: [.date, .heure]\n"
    "    place: {select: .lieu, match: \"Lieu : (.+)\"}\n"
    "    image: {any: [\"img@data-src\", \"img@src\"]}\n"
    "  next: a[rel=next]@href\n"
    "  pages: 5\n"
    "```\n\n"
    "The fields are those of an item:\n";

static const char reference_pages[] =
    "\n"
    "## Pages without rules\n"
    "\n"
    "Under `format: auto`, and under `format: html` without `items` and `fields`, the items of a page are "
    "those it marks for\n"
    "machines, so that an agenda whose site marks its events needs no more than its address:\n"
    "\n"
    "| what | of which the items are |\n"
    "| --- | --- |\n"
    "| JSON-LD, microdata, RDFa | of schema.org: `Event` and all kinds of it, `Grant` and `FundingScheme` "
    "(calls), `Article` and all kinds of it, reports; wherever they are nested, in lists, graphs and pages "
    "|\n"
    "| microformats | `h-event`, `h-entry`, and the hCalendar and hAtom of old, whose `dtend` without a time "
    "is the day after the last |\n"
    "| Open Graph, Dublin Core, `description` | the page itself, one item, when there is nothing else: "
    "under `format: html` alone, and unless it is a front page or wants to be left out of search engines |\n"
    "\n"
    "What two of them say of one thing is one item, with what each knows. An event that is cancelled or put "
    "off without a new\n"
    "date is called off. `moisson parse --base ADDRESS page.html` shows what a saved page gives.\n"
    "\n"
    "In a rule of `detail`, the word `auto` stands for the main text of the page: no menu, no sharing, "
    "nothing about other\n"
    "pages, not the title.\n"
    "\n"
    "```yaml\n"
    "- id: reseau-actualites\n"
    "  name: Un réseau, actualités\n"
    "  url: https://reseau.example/feed/\n"
    "  detail:\n"
    "    fields: {content: auto}\n"
    "```\n"
    "\n"
    "Whatever the format, « L'article X est apparu en premier sur Y » and \"The post X appeared first on "
    "Y\", which WordPress writes\n"
    "at the end of texts, are left out.\n";
static const char reference_overrides[] = "\n## Corrections\n\n"
                                          "`overrides.d/*.yaml` are lists of what editors say of items; the "
                                          "page for editors tells more of them.\n\n"
                                          "```yaml\n"
                                          "- item: 13c0d5148a618f3a9d520f6f3b7c2a11\n"
                                          "  set: {deadline: 2026-11-15, kind: call}\n"
                                          "  author: anne\n"
                                          "  reason: prolonged, by mail of 3 October\n"
                                          "```\n\n";

static void add_fields(struct buf *out)
{
    size_t column = 0;
    for (size_t i = 0; rule_fields[i]; i++) {
        size_t n = strlen(rule_fields[i]) + 4;
        buf_adds(out, i == 0 ? "" : column + n > 116 ? ",\n" : ", ");
        column = column + n > 116 ? n : column + n;
        buf_printf(out, "`%s`", rule_fields[i]);
    }
    buf_adds(out, ".\n`dates` is text in which dates of every role are read.\n\n");
}

static int print_reference(void)
{
    struct buf out;
    buf_init(&out, 0);
    buf_adds(&out, reference_head);
    yaml_reference(&out, config_keys, "moisson.yaml", 2);
    buf_adds(&out, "\n");
    yaml_reference(&out, source_keys, "A source", 2);
    buf_adds(&out, reference_rules);
    add_fields(&out);
    yaml_reference(&out, rule_keys, "The keys of a rule", 3);
    yaml_reference(&out, paging_keys, "`next` as a map", 3);
    buf_adds(&out, reference_pages);
    buf_adds(&out, reference_overrides);
    yaml_reference(&out, override_keys, "The keys of a correction", 3);
    fputs(buf_str(&out), stdout);
    buf_free(&out);
    return EXIT_OK;
}

/* --- checking --- */

static void print_json(const struct config *config)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_key(&j, "sources");
    jw_int(&j, (int64_t)config->sources.n);
    jw_key(&j, "channels");
    jw_int(&j, (int64_t)config->channels.n);
    jw_key(&j, "corrections");
    jw_int(&j, (int64_t)config->overrides.n);
    jw_key(&j, "errors");
    jw_int(&j, (int64_t)config->faults.errors);
    jw_key(&j, "faults");
    jw_array(&j);
    for (size_t i = 0; i < config->faults.n; i++) {
        const struct yaml_fault *f = &config->faults.v[i];
        jw_object(&j);
        jw_field(&j, "file", f->file);
        jw_key(&j, "line");
        jw_int(&j, f->line);
        jw_key(&j, "column");
        jw_int(&j, f->column);
        jw_field(&j, "severity", f->warning ? "warning" : "error");
        jw_field(&j, "message", f->text);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    jw_object_end(&j);
    print_buf(&out);
}

static const char *count(struct cli *cli, size_t n, const char *one, const char *many)
{
    return arena_printf(&cli->arena, "%zu %s", n, n == 1 ? one : many);
}

static void print_summary(struct cli *cli, const struct config *config, bool whole)
{
    bool bad = config->faults.errors > 0; /* what is faulty is not among the sources */
    const char *sources = bad ? count(cli, config->sources.n, _("good source"), _("good sources"))
                              : count(cli, config->sources.n, _("source"), _("sources"));
    const char *channels = count(cli, config->channels.n, _("channel"), _("channels"));
    const char *faults = bad ? count(cli, config->faults.errors, _("fault"), _("faults")) : _("no fault");
    if (whole)
        printf("%s, %s: %s\n", sources, channels, faults);
    else
        printf("%s: %s\n", sources, faults);
}

/* Is it the folder of corrections, or a file in it? */
static bool is_override(struct cli *cli, const struct config *config, const char *path, bool folder)
{
    struct stat ours, its;
    char *parent = arena_strdup(&cli->arena, path), *slash = strrchr(parent, '/');
    if (slash)
        slash[slash == parent] = '\0';
    const char *in = folder ? path : slash ? parent : ".";
    return config->overrides_folder && stat(config->overrides_folder, &ours) == 0 && stat(in, &its) == 0 &&
           ours.st_dev == its.st_dev && ours.st_ino == its.st_ino;
}

/* The lists named on the command line; of moisson.yaml only what it allows counts. */
static void check_lists(struct cli *cli, struct config *config, int n, char **paths)
{
    struct stat st;
    config->faults = (struct yaml_faults){.arena = &cli->arena};
    for (int i = 0; i < n; i++) {
        bool folder = stat(paths[i], &st) == 0 && S_ISDIR(st.st_mode);
        if (is_override(cli, config, paths[i], folder)) {
            (folder ? overrides_read_folder : overrides_read)(&cli->arena, paths[i], &config->overrides,
                                                              &config->faults);
            continue;
        }
        (folder ? sources_read_folder : sources_read)(&cli->arena, paths[i], &config->sources,
                                                      &config->network, &config->faults);
    }
}

/* Nothing at all to check is no fault, but most likely the wrong folder. */
static void tell_nothing_here(const struct cli *cli, const struct config *config)
{
    if (!cli->quiet && !config->found && !config->sources.n && !config->faults.n)
        complain(_("neither %s nor source lists are here; --config FILE names the configuration"),
                 config->path);
}

static int check_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    bool schema = false, of_config = false, of_overrides = false, reference = false;
    const struct option_spec specs[] = {
        {"schema", OPTION_FLAG, &schema, NULL, _("print the JSON Schema of a source list")},
        {"config-schema", OPTION_FLAG, &of_config, NULL, _("print the JSON Schema of moisson.yaml")},
        {"overrides-schema", OPTION_FLAG, &of_overrides, NULL,
         _("print the JSON Schema of a file of corrections")},
        {"reference", OPTION_FLAG, &reference, NULL, _("print the reference of all keys, in Markdown")},
        {0},
    };
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (schema || of_config || of_overrides)
        return print_schema(schema ? sources_schema : of_config ? config_schema : overrides_schema);
    if (reference)
        return print_reference();
    struct config config;
    bool whole = argc == 0;
    config_load_main(cli, &config);
    if (whole) {
        config_load_sources(cli, &config);
        config_check_channels(&config);
        config_check_sources(&config);
    } else if (config.readable)
        check_lists(cli, &config, argc, argv);
    if (whole)
        tell_nothing_here(cli, &config);
    if (cli->json)
        print_json(&config);
    else
        config_print_faults(&config.faults, !cli->quiet);
    if (!cli->json && !cli->quiet)
        print_summary(cli, &config, whole);
    if (!config.readable)
        return EXIT_USAGE;
    return config.faults.errors ? EXIT_FAULTS : EXIT_OK;
}

const struct command check_command = {
    .name = "check",
    .run = check_run,
    .usage = "[FILE…]",
    .summary = _("every fault of the configuration and the source lists"),
    .help =
        _("Without FILE, checks moisson.yaml, the source lists and the corrections of its folders; with "
          "FILEs,\n"
          "those alone (a folder: every list in it).\n"
          "Tells every fault as FILE:LINE:COLUMN: what is wrong, and what was expected. Nothing is fetched."),
};
