/* Source lists: one table says what a source is made of. Reading, ids given twice, what must agree with what.
   The rules for scraping are checked in rules.c. */
#include "harvester/source.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "base/url.h"
#include "harvester/rules.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const source_formats[] = {"auto", "rss", "atom", "rdf", "jsonfeed", "icalendar", "html",
                                      "json", "xml", "csv",  "oai", "sitemap",  NULL};
const char *const detail_formats[] = {"html", "json", "xml", NULL};
static const char *const republish_names[] = {"full", "summary", "link", NULL};
static const char *const robots_names[] = {"pages", "obey", "ignore", NULL};

/* --- checks the table asks for --- */

static void check_id(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    (void)into;
    size_t n = strspn(value->text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");
    if (value->text[n] || !isalnum((unsigned char)*value->text) || n > 100)
        yaml_fault(
            faults, value,
            "id: \"%.120s\" is no id; expected at most 100 letters, digits, - _ or ., such as ville-agenda",
            value->text);
}

/* RFC 9110 5.1 and 5.5: a token, and a value without line breaks. */
static void check_headers(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    (void)into;
    for (size_t i = 0; value->type == YAML_MAP && i < value->n; i++) {
        const char *name = value->k[i]->text;
        size_t n =
            strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~");
        if (name[n] || !n)
            yaml_fault(faults, value->k[i], "headers: \"%.100s\" is no name of a header", name);
        if (value->v[i]->type == YAML_SCALAR && strpbrk(value->v[i]->text, "\r\n"))
            yaml_fault(faults, value->v[i], "headers: the value holds a line break");
    }
}

static void check_silence(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    struct expect *expect = into;
    if (strcmp(value->text, "normal") == 0)
        expect->silence = SILENCE_NORMAL;
    else if (!yaml_duration(value->text, &expect->silence) || expect->silence <= 0)
        yaml_fault(faults, value, "silence: \"%.60s\" is no duration; expected one, such as 90d, or normal",
                   value->text);
}

/* --- the table --- */

#define AT(member) .offset = offsetof(struct source, member)

static const struct key expect_keys[] = {
    {.name = "items",
     .type = KEY_INT,
     .offset = offsetof(struct expect, items),
     .min = 0,
     .max = 100000,
     .help = "how many items there are at least; 0: there may be none"},
    {.name = "fields",
     .type = KEY_STRINGS,
     .offset = offsetof(struct expect, fields),
     .help = "fields that at least one item has",
     .example = "[title, deadline]"},
    {.name = "silence",
     .type = KEY_TEXT,
     .offset = offsetof(struct expect, quiet),
     .check = check_silence,
     .help = "how long it may bring nothing new, or `normal`: for ever; without it its own habit decides",
     .example = "180d",
     .also = "silent quiet pause"},
    {0},
};

#define RULE "{\"$ref\":\"#/$defs/rule\"}"
#define FIELDS "{\"$ref\":\"#/$defs/fields\"}"
#define PATTERNS "{\"$ref\":\"#/$defs/patterns\"}"

static const struct key detail_keys[] = {
    {.name = "fields",
     .type = KEY_NODE,
     .offset = offsetof(struct detail, fields),
     .schema = FIELDS,
     .words = "map of fields and [rules](#rules)",
     .help = "what is read on the item's own page; without it the page's structured data and its main text",
     .example = "{content: .field--body}"},
    {.name = "format",
     .type = KEY_CHOICE,
     .offset = offsetof(struct detail, format),
     .choices = detail_formats,
     .preset = "html",
     .help = "what the item's page is"},
    {0},
};

const struct key source_keys[] = {
    {.name = "id",
     .type = KEY_TEXT,
     AT(id),
     .required = true,
     .check = check_id,
     .help = "its name for the program, to be changed only while the url stays: letters, digits, - _ .",
     .example = "ville-agenda",
     .schema = "{\"pattern\":\"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$\"}",
     .also = "ident key slug identifiant"},
    {.name = "name",
     .type = KEY_TEXT,
     AT(name),
     .required = true,
     .help = "its name for people",
     .example = "Ville d'Exemple, agenda",
     .also = "title label nom titre"},
    {.name = "url",
     .type = KEY_URL,
     AT(url),
     .required = true,
     .help = "the address that is fetched: a feed, a calendar, a page or an API",
     .example = "https://www.ville.example/agenda.ics",
     .also = "uri link href feed address adresse lien"},
    {.name = "site",
     .type = KEY_URL,
     AT(site),
     .help = "the home page of whoever publishes it, for people",
     .also = "homepage website home"},
    {.name = "licence",
     .type = KEY_TEXT,
     AT(licence),
     .help = "the licence of what is published there",
     .example = "Licence Ouverte 2.0",
     .also = "license rights"},
    {.name = "description",
     .type = KEY_STRING,
     AT(description),
     .help = "what one finds there, for people",
     .also = "about comment note"},
    {.name = "enabled",
     .type = KEY_BOOL,
     AT(enabled),
     .preset = "true",
     .help = "`false` leaves it alone; what it brought stays, while that of a source taken out of the list "
             "goes; `reason` says why",
     .also = "active disabled enable"},
    {.name = "reason",
     .type = KEY_TEXT,
     AT(reason),
     .help = "why it is switched off; needed beside `enabled: false`",
     .also = "why raison"},
    {.name = "format",
     .type = KEY_CHOICE,
     AT(format),
     .choices = source_formats,
     .preset = "auto",
     .help = "what the document is; `auto` finds out among feeds, calendars and a page's structured data",
     .also = "type"},
    {.name = "every",
     .type = KEY_DURATION,
     AT(every),
     .preset = "24h",
     .min = 60,
     .max = 366 * 86400,
     .help = "how often it is asked at most",
     .example = "6h",
     .also = "interval frequency period refresh intervalle"},
    {.name = "kind",
     .type = KEY_CHOICE,
     AT(kind),
     .choices = kind_names,
     .help = "what all its items are; without it each is looked at",
     .also = "category"},
    {.name = "territory",
     .type = KEY_TEXT,
     AT(territory),
     .help = "where its items apply, unless they say so themselves",
     .example = "Île-de-France",
     .also = "territoire region"},
    {.name = "topics",
     .type = KEY_STRINGS,
     AT(topics),
     .help = "topics added to every item",
     .example = "[mobilite, energie]",
     .also = "topic themes theme"},
    {.name = "audience",
     .type = KEY_STRINGS,
     AT(audience),
     .help = "for whom all its items are",
     .example = "[communes, entreprises]",
     .also = "audiences public"},
    {.name = "tags",
     .type = KEY_STRINGS,
     AT(tags),
     .help = "tags added to every item",
     .also = "tag labels keywords"},
    {.name = "family",
     .type = KEY_TEXT,
     AT(family),
     .help = "the group it is listed under in the OPML",
     .example = "financements-france",
     .also = "group folder"},
    {.name = "language",
     .type = KEY_LANGUAGE,
     AT(language),
     .help = "the language of its items, unless they say so themselves",
     .example = "fr",
     .also = "lang langue"},
    {.name = "timezone",
     .type = KEY_ZONE,
     AT(timezone),
     .help = "the zone of times that name none; without it, the site's",
     .example = "Europe/Paris",
     .also = "zone tz time_zone"},
    {.name = "priority",
     .type = KEY_INT,
     AT(priority),
     .preset = "0",
     .min = -100,
     .max = 100,
     .help = "when several sources show the same item, the one with the highest priority leads"},
    {.name = "complete",
     .type = KEY_BOOL,
     AT(complete),
     .preset = "false",
     .help =
         "the document lists everything there is, so that what is missing from it is gone; without it only "
         "calendars count as complete"},
    {.name = "republish",
     .type = KEY_CHOICE,
     AT(republish),
     .choices = republish_names,
     .help = "how much of its items is published again: the `full` text, the `summary`, or title and `link`; "
             "without it `full` under an open `licence`, else `summary`"},
    {.name = "headers",
     .type = KEY_PAIRS,
     AT(headers),
     .check = check_headers,
     .help = "HTTP headers to send; a secret is written `${NAME}` and comes from the environment",
     .example = "{Authorization: \"Bearer ${TOKEN}\"}",
     .also = "header"},
    {.name = "post",
     .type = KEY_STRING,
     AT(post),
     .help = "asks with POST, and this is the body: JSON, a form (`a=1&b=2`), or lines of `name=value` for a "
             "multipart form",
     .also = "body data method"},
    {.name = "post_type",
     .type = KEY_TEXT,
     AT(post_type),
     .help =
         "the media type of that body; without it JSON when the body begins with `{` or `[`, else a form; "
         "`multipart/form-data` makes a multipart form of its lines",
     .example = "multipart/form-data",
     .also = "content_type"},
    {.name = "verify_tls",
     .type = KEY_BOOL,
     AT(verify_tls),
     .preset = "true",
     .help = "`false` accepts a certificate that does not hold: only for a site you know",
     .also = "tls ssl insecure verify"},
    {.name = "robots",
     .type = KEY_CHOICE,
     AT(robots),
     .choices = robots_names,
     .preset = "pages",
     .help = "robots.txt is heeded for pages alone (feeds and APIs are made for programs), always (`obey`), "
             "or never"},
    {.name = "keep",
     .type = KEY_NODE,
     AT(keep),
     .schema = PATTERNS,
     .words = "regular expression, or a map of fields and such",
     .help =
         "keeps only items that match; a regular expression looks at title and summary, a map at `title`, "
         "`summary`, `content`, `url`, `tags`",
     .example = "\"innovation|ville durable\"",
     .also = "only include filter"},
    {.name = "drop",
     .type = KEY_NODE,
     AT(drop),
     .schema = PATTERNS,
     .words = "regular expression, or a map of fields and such",
     .help = "leaves out items that match; written as `keep`",
     .example = "{title: \"^Offre d'emploi\"}",
     .also = "exclude ignore without"},
    {.name = "items",
     .type = KEY_NODE,
     AT(items),
     .schema = RULE,
     .words = "[rule](#rules)",
     .help = "the rule that finds the items in the document",
     .example = "article.card",
     .also = "item entries selector"},
    {.name = "fields",
     .type = KEY_NODE,
     AT(fields),
     .schema = FIELDS,
     .words = "map of fields and [rules](#rules)",
     .help = "what is read in each item",
     .example = "{title: h3 a, url: h3 a@href}",
     .also = "field"},
    {.name = "next",
     .type = KEY_NODE,
     AT(next),
     .schema = "{\"anyOf\":[" RULE ",{\"$ref\":\"#/$defs/paging\"}]}",
     .words = "[rule](#rules) or [map](#next-as-a-map)",
     .help = "the rule that finds the address of the next page, or how its address is made",
     .example = "a[rel=next]@href",
     .also = "next_page pagination"},
    {.name = "pages",
     .type = KEY_INT,
     AT(pages),
     .min = 1,
     .max = 1000,
     .help =
         "how many pages are read at most; without it one, and with `next` all that `limits.pages` allows",
     .also = "page max_pages"},
    {.name = "detail",
     .type = KEY_MAP,
     AT(detail),
     .sub = detail_keys,
     .help = "follows the address of each new or changed item and reads more there; works under every format",
     .also = "details follow"},
    {.name = "login",
     .type = KEY_MAP,
     AT(login),
     .sub = login_keys,
     .help = "a call that gives a token, with which everything else is asked",
     .also = "auth authentication token oauth connexion"},
    {.name = "expect",
     .type = KEY_MAP,
     AT(expect),
     .sub = expect_keys,
     .help = "what it yields when all is well, so that a page that was redesigned is noticed",
     .also = "expected expects"},
    {0},
};

/* --- ids --- */

static size_t slot_of(const struct sources *list, const char *id)
{
    size_t at = hash_bytes(id, strlen(id)).low & (list->places_cap - 1);
    while (list->places[at].id && strcmp(list->places[at].id, id) != 0)
        at = (at + 1) & (list->places_cap - 1);
    return at;
}

static void grow_places(struct arena *a, struct sources *list)
{
    struct sources wider = *list;
    wider.places_cap = list->places_cap ? list->places_cap * 2 : 64;
    wider.places = arena_alloc(a, wider.places_cap * sizeof *wider.places);
    for (size_t i = 0; i < list->places_cap; i++)
        if (list->places[i].id)
            wider.places[slot_of(&wider, list->places[i].id)] = list->places[i];
    *list = wider;
}

/* Notes where an id is given; NULL when it was given before, which is told. */
static struct source_place *take_id(struct arena *a, struct sources *list, const struct yaml_node *id,
                                    struct yaml_faults *faults)
{
    if (list->n_places * 2 >= list->places_cap)
        grow_places(a, list);
    struct source_place *place = &list->places[slot_of(list, id->text)];
    if (place->id) {
        yaml_fault(faults, id, "duplicate id \"%.100s\"; the first one is at %s:%d:%d", id->text, place->file,
                   place->line, place->column);
        return NULL;
    }
    *place = (struct source_place){id->text, id->file, id->line, id->column, SIZE_MAX};
    list->n_places++;
    return place;
}

bool sources_name(const struct sources *list, const char *id)
{
    return list->n_places && list->places[slot_of(list, id)].id;
}

static bool is_format(const struct source *source, const char *name)
{
    return strcmp(source_formats[source->format], name) == 0;
}

bool source_heeds_robots(const struct source *source)
{
    return source->robots == ROBOTS_OBEY || (source->robots == ROBOTS_PAGES && is_format(source, "html"));
}

bool source_heeds_robots_behind(const struct source *source)
{
    bool page = strcmp(detail_formats[source->detail.format], "html") == 0;
    return source->robots == ROBOTS_OBEY || (source->robots == ROBOTS_PAGES && page);
}

int64_t source_pages(const struct source *source, int64_t most)
{
    bool lead_on =
        source->paging.style != PAGING_NONE || is_format(source, "oai") || is_format(source, "sitemap");
    int64_t pages = source->pages ? source->pages : lead_on ? most : 1;
    return pages < most ? pages : most;
}

struct source *sources_find(const struct sources *list, const char *id)
{
    if (!list->n_places)
        return NULL;
    const struct source_place *place = &list->places[slot_of(list, id)];
    return place->id && place->index != SIZE_MAX ? &list->v[place->index] : NULL;
}

/* --- what must agree with what --- */

static void check_enabled(const struct source *s, struct yaml_faults *faults)
{
    if (!s->enabled && !s->reason)
        yaml_fault(faults, yaml_get(s->node, "enabled"),
                   "enabled: a source that is switched off needs a `reason`; expected one, such as reason: "
                   "moved, new "
                   "address asked for");
}

bool source_url_public(const char *url, const struct net_allow *allow, struct error *err)
{
    struct arena parts; /* may hold a key that stands in the query: not for the list's arena */
    struct url u;
    arena_init(&parts, 0);
    bool named = url_parse(&parts, url, &u) && u.scheme && u.host;
    int port = !named ? 0 : u.port >= 0 ? u.port : strcmp(u.scheme, "https") == 0 ? 443 : 80;
    bool ok = !named || !net_host_private(u.host, port, allow) ||
              error_set(err,
                        "\"%.200s\" is a private address; expected a public one, or %.200s:%d in the list "
                        "network.allow of moisson.yaml",
                        u.host, u.host, port);
    arena_wipe(&parts);
    return ok;
}

/* What an open licence is called; anything else lets no more through than a summary. */
static bool licence_open(struct arena *a, const char *licence)
{
    static const char *const words[] = {
        "ouverte", "open licen",    "etalab",         "cc-", "cc ", "cc0", "creative commons", "odbl",
        "odc-",    "public domain", "domaine public", "ogl", NULL};
    if (!licence)
        return false;
    const char *folded = text_fold(a, licence, strlen(licence));
    for (const char *const *word = words; *word; word++)
        if (strstr(folded, *word))
            return true;
    return false;
}

static void complete_source(struct arena *a, struct source *s)
{
    const struct yaml_node *url = yaml_get(s->node, "url");
    s->expect.given = yaml_get(yaml_get(s->node, "expect"), "items") != NULL;
    s->secret_url = url && strstr(url->text, "${");
    s->shown_url = s->secret_url ? url->text : s->url;
    if (!yaml_get(s->node, "republish"))
        s->republish = licence_open(a, s->licence) ? REPUBLISH_FULL : REPUBLISH_SUMMARY;
    if (s->post && !s->post_type)
        s->post_type =
            *s->post == '{' || *s->post == '[' ? "application/json" : "application/x-www-form-urlencoded";
}

/* Secrets of a source that is not asked need not be there. */
static bool switched_off(const struct yaml_node *node)
{
    const struct yaml_node *enabled = yaml_get(node, "enabled");
    bool on = true;
    return enabled && enabled->type == YAML_SCALAR && yaml_bool(enabled->text, &on) && !on;
}

static void read_source(struct arena *a, const struct yaml_node *node, struct sources *list,
                        const struct net_allow *allow, struct yaml_faults *faults)
{
    struct source s = {0};
    faults->unset_fine = switched_off(node);
    bool good = yaml_read(a, node, source_keys, &s, faults);
    faults->unset_fine = false;
    size_t before = faults->errors;
    if (node->type != YAML_MAP)
        return;
    s.node = node;
    s.file = node->file;
    s.line = node->line;
    const struct yaml_node *id = yaml_get(node, "id");
    struct source_place *place = NULL;
    if (id && id->type == YAML_SCALAR && *id->text)
        place = take_id(a, list, id, faults);
    check_enabled(&s, faults);
    struct error err = {0};
    if (s.url && !source_url_public(s.url, allow, &err))
        yaml_fault(faults, yaml_get(node, "url"), "url: %s", err.text);
    const struct yaml_node *detail = yaml_get(node, "detail");
    s.detail.follow = detail && detail->type == YAML_MAP;
    paging_read(a, s.next, &s.paging, faults);
    s.next = s.paging.rule;
    rules_check(&s, faults);
    if (!good || !place || faults->errors != before)
        return;
    complete_source(a, &s);
    login_complete(&s.login, yaml_get(node, "login"));
    if (s.login.url && !source_url_public(s.login.url, allow, &err))
        yaml_fault(faults, yaml_get(yaml_get(node, "login"), "url"), "url: %s", err.text);
    paging_check(&s, faults);
    if (faults->errors != before)
        return;
    place->index = list->n;
    *ARENA_PUSH(a, list->v, list->n, list->cap) = s;
}

void sources_read(struct arena *a, const char *path, struct sources *list, const struct net_allow *allow,
                  struct yaml_faults *faults)
{
    size_t before = faults->n;
    const struct yaml_node *root = yaml_load(a, path, faults);
    if (root && root->type != YAML_LIST && !(root->type == YAML_SCALAR && root->faulty))
        yaml_fault(faults, root, "expected a list of sources, each beginning with \"- \", found %s",
                   root->type == YAML_MAP ? "a map" : "text");
    else if (root)
        for (size_t i = 0; i < root->n; i++)
            if (!(root->v[i]->type == YAML_SCALAR && root->v[i]->faulty))
                read_source(a, root->v[i], list, allow, faults);
    yaml_faults_sort(faults, before);
}

/* --- folders --- */

static bool is_list(const char *name)
{
    const char *dot = strrchr(name, '.');
    return *name != '.' && dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct strings yaml_files(struct arena *a, const char *folder, const char *what, struct yaml_faults *faults)
{
    struct strings names = {0};
    DIR *d = opendir(folder);
    int error = d ? 0 : errno;
    errno = 0;
    for (const struct dirent *e; d && (e = readdir(d)); errno = 0)
        if (is_list(e->d_name))
            strings_add(a, &names, arena_printf(a, "%s/%s", folder, e->d_name));
    error = error ? error : errno;
    if (d)
        closedir(d);
    file_end_if_broken(folder, error);
    if (error) {
        struct yaml_node at = {.file = arena_strdup(a, folder), .line = 1, .column = 1};
        yaml_fault(faults, &at, "the folder of %s cannot be read: %s", what, strerror(error));
        names.n = 0;
    }
    if (names.n)
        qsort(names.v, names.n, sizeof *names.v, by_name);
    return names;
}

void sources_read_folder(struct arena *a, const char *folder, struct sources *list,
                         const struct net_allow *allow, struct yaml_faults *faults)
{
    struct strings names = yaml_files(a, folder, "sources", faults);
    for (size_t i = 0; i < names.n; i++)
        sources_read(a, names.v[i], list, allow, faults);
}

/* --- schema --- */

void sources_schema(struct json *j)
{
    jw_object(j);
    jw_field(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jw_field(j, "title", "A list of sources of moisson");
    jw_field(j, "type", "array");
    jw_key(j, "items");
    yaml_schema(j, source_keys);
    jw_key(j, "$defs");
    jw_object(j);
    rules_schema(j);
    jw_object_end(j);
    jw_object_end(j);
}
