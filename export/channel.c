/* Channels: the tables of `site:` and `channels:`, what they must not say, and their queries. Writes no file.
 */
#include "export/words.h"
#include "base/hash.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* --- site --- */

static void check_contact(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    (void)into;
    const char *at = value->text ? strchr(value->text, '@') : NULL;
    if (at && (at == value->text || !at[1] || strchr(at + 1, '@') || strpbrk(value->text, " <>,;\t")))
        at = NULL;
    if (!at)
        yaml_fault(faults, value,
                   "contact: \"%.100s\" is no mail address; expected one such as veille@example.org",
                   value->text);
}

#define AT(member) .offset = offsetof(struct site, member)

const struct key site_keys[] = {
    {.name = "title",
     .type = KEY_TEXT,
     AT(title),
     .help = "the name of the whole; every feed carries it behind its channel's title",
     .example = "Veille de l'innovation urbaine",
     .also = "name titre nom"},
    {.name = "url",
     .type = KEY_URL,
     AT(url),
     .help = "the public address of the output folder, by which feeds name themselves; it also goes into the "
             "User-Agent",
     .example = "https://veille.example.org/",
     .also = "link address site"},
    {.name = "description", .type = KEY_TEXT, AT(description), .help = "one sentence about the whole"},
    {.name = "language",
     .type = KEY_LANGUAGE,
     AT(language),
     .preset = "fr",
     .help = "the language of the words that the program adds: fr or en",
     .also = "lang langue"},
    {.name = "timezone",
     .type = KEY_ZONE,
     AT(timezone),
     .preset = "Europe/Paris",
     .help = "the zone of times that name none, in what is read and in what is published",
     .also = "zone tz fuseau"},
    {.name = "contact",
     .type = KEY_TEXT,
     AT(contact),
     .check = check_contact,
     .help = "a mail address: for the sites that are visited (User-Agent) and for subscribers",
     .example = "veille@example.org",
     .also = "mail email"},
    {0},
};
#undef AT

/* --- channels --- */

bool moment_read(const char *words, struct moment *m)
{
    *m = (struct moment){.words = words};
    if (strcmp(words, "today") == 0 || strcmp(words, "aujourd'hui") == 0 || strcmp(words, "aujourd’hui") == 0)
        return true;
    return yaml_duration(words, &m->seconds) || civil_parse(words, &m->date);
}

static void check_moment(const struct yaml_node *value, struct moment *m, const char *name,
                         struct yaml_faults *faults)
{
    if (!value->text || moment_read(value->text, m))
        return;
    *m = (struct moment){0};
    yaml_fault(
        faults, value,
        "%s: \"%.100s\" is no date; expected one such as 2026-03-10, \"today\", or a duration such as 30d",
        name, value->text);
}

#define MOMENT(name)                                                                                         \
    static void check_##name(const struct yaml_node *value, void *into, struct yaml_faults *faults)          \
    {                                                                                                        \
        check_moment(value, &((struct channel *)into)->name, #name, faults);                                 \
    }
MOMENT(since)
MOMENT(until)
MOMENT(after)
MOMENT(before)

#define NODE(name)                                                                                           \
    static void note_##name(const struct yaml_node *value, void *into, struct yaml_faults *faults)           \
    {                                                                                                        \
        (void)faults;                                                                                        \
        ((struct channel *)into)->at.name = value;                                                           \
    }
NODE(where)
NODE(sort)
NODE(formats)

enum { LONGEST_ID = 64 };

static void check_id(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    const char *s = value->text;
    ((struct channel *)into)->at.id = value;
    if (s && (islower((unsigned char)*s) || isdigit((unsigned char)*s)) && strlen(s) <= LONGEST_ID &&
        strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789-_") == strlen(s))
        return;
    yaml_fault(faults, value,
               "id: \"%.100s\" cannot be the name of a folder and of an address; expected at most %d of a-z, "
               "0-9, - and _, "
               "such as appels-idf",
               s, LONGEST_ID);
}

#define AT(member) .offset = offsetof(struct channel, member)

/* They fill the channel itself. */
static const struct key where_keys[] = {
    {.name = "kind",
     .type = KEY_CHOICES,
     AT(where.kinds),
     .choices = kind_names,
     .help = "only these kinds of items",
     .example = "[call, event]",
     .also = "kinds type types"},
    {.name = "open",
     .type = KEY_BOOL,
     AT(where.open),
     .help = "no calls whose deadline has passed, no events that are over",
     .also = "current ouvert"},
    {.name = "topic",
     .type = KEY_STRINGS,
     AT(where.topics),
     .help = "only items of one of these topics",
     .example = "mobilite",
     .also = "topics theme themes thematique"},
    {.name = "territory",
     .type = KEY_STRINGS,
     AT(where.territories),
     .help = "only items of one of these territories",
     .example = "Île-de-France",
     .also = "territories region place territoire"},
    {.name = "audience",
     .type = KEY_STRINGS,
     AT(where.audiences),
     .help = "only items for one of these audiences",
     .also = "audiences public for"},
    {.name = "source",
     .type = KEY_STRINGS,
     AT(where.sources),
     .help = "only items from one of these sources, by id",
     .also = "sources from"},
    {.name = "language",
     .type = KEY_STRINGS,
     AT(where.languages),
     .help = "only items in one of these languages",
     .example = "fr",
     .also = "languages lang langue"},
    {.name = "tag",
     .type = KEY_STRINGS,
     AT(where.tags),
     .help = "only items with one of these tags (the source's own words)",
     .also = "tags category categories"},
    {.name = "without",
     .type = KEY_STRINGS,
     AT(where.without),
     .help = "no items that have one of these among their tags, topics and audience",
     .example = "marche_public",
     .also = "not except exclude sans"},
    {.name = "text",
     .type = KEY_TEXT,
     AT(where.text),
     .help = "a full text search: words, \"a phrase\", -without, begin*; accents and endings do not count",
     .example = "\"ville durable -emploi\"",
     .also = "query search q words"},
    {.name = "since",
     .type = KEY_TEXT,
     AT(since.words),
     .check = check_since,
     .help = "only items first seen on this day or later: a date, or a duration counted back from today",
     .example = "30d",
     .also = "newer"},
    {.name = "until",
     .type = KEY_TEXT,
     AT(until.words),
     .check = check_until,
     .help = "only items first seen before this day",
     .also = "older"},
    {.name = "after",
     .type = KEY_TEXT,
     AT(after.words),
     .check = check_after,
     .help = "only items dated this day or later (by an event's start, a call's deadline, else the "
             "publication): a "
             "date, `today`, or a duration counted back from today",
     .example = "today",
     .also = "from"},
    {.name = "before",
     .type = KEY_TEXT,
     AT(before.words),
     .check = check_before,
     .help = "only items dated before this day: a date, or a duration counted from today on",
     .example = "60d",
     .also = "to"},
    {.name = "archived", .type = KEY_BOOL, AT(where.archived), .help = "also what is gone from its source"},
    {0},
};

/* As enum sort_key, one further. */
static const char *const sorts[] = {"auto",   "published", "updated",   "deadline",
                                    "starts", "title",     "relevance", NULL};

/* As export_formats, then other words for some of them. */
static const char *const formats[] = {"rss", "atom", "jsonfeed", "icalendar", "csv", "json", "ics", NULL};
enum { RSS, ATOM, JSONFEED, ICALENDAR, CSV, FORMATS, JSON = FORMATS, ICS };

const struct key channel_keys[] = {
    {.name = "id",
     .type = KEY_TEXT,
     AT(id),
     .required = true,
     .check = check_id,
     .help = "its folder in the output, and so part of its address: a-z, 0-9, - and _",
     .example = "appels-idf"},
    {.name = "title",
     .type = KEY_TEXT,
     AT(title),
     .help = "its name for subscribers; without it the id",
     .example = "Appels à projets ouverts",
     .also = "name titre"},
    {.name = "description",
     .type = KEY_TEXT,
     AT(description),
     .help = "one sentence about it, for subscribers"},
    {.name = "where",
     .type = KEY_MAP,
     .offset = 0,
     .sub = where_keys,
     .check = note_where,
     .help = "what is in it; without it everything",
     .also = "filter query match select"},
    {.name = "sort",
     .type = KEY_CHOICE,
     AT(sort),
     .choices = sorts,
     .preset = "auto",
     .check = note_sort,
     .help = "the order; `auto`: calls by deadline, events by start, anything else newest first",
     .also = "order sort_by"},
    {.name = "reverse",
     .type = KEY_BOOL,
     AT(reverse),
     .help = "turns the order round",
     .also = "descending desc"},
    {.name = "limit",
     .type = KEY_INT,
     AT(limit),
     .min = 0,
     .max = 10000000,
     .preset = "5000", /* USUAL_LIMIT */
     .help = "how many items at most, the first in the order; 0: all that the store ever held",
     .also = "max count"},
    {.name = "formats",
     .type = KEY_CHOICES,
     AT(formats),
     .choices = formats,
     .check = note_formats,
     .help = "the files that are written; without it all that fit its kinds (`json` stands for `jsonfeed`, "
             "`ics` for `icalendar`)",
     .example = "[rss, icalendar]",
     .also = "format outputs"},
    {0},
};
#undef AT

/* --- presets --- */

static const struct {
    const char *id;
    enum word title, description;
    unsigned kinds;
    bool open;
    const char *without;
} presets[] = {
    {"tout", WORD_TOUT, WORD_TOUT_ABOUT, 0, false, NULL},
    {"appels", WORD_APPELS, WORD_APPELS_ABOUT, 1u << KIND_CALL, true, "marche_public"},
    {"agenda", WORD_AGENDA, WORD_AGENDA_ABOUT, 1u << KIND_EVENT, true, NULL},
    {"ressources", WORD_RESSOURCES, WORD_RESSOURCES_ABOUT, 1u << KIND_DOCUMENT, false, NULL},
    {"veille", WORD_VEILLE, WORD_VEILLE_ABOUT, 1u << KIND_NEWS, false, NULL},
};
enum { PRESETS = sizeof presets / sizeof *presets };

/* News never end; a feed that no reader can hold serves nobody. */
enum { USUAL_LIMIT = 5000 };

static int preset_of(const struct channel *channel)
{
    for (int i = 0; channel->preset && i < PRESETS; i++)
        if (strcmp(presets[i].id, channel->id) == 0)
            return i;
    return -1;
}

const char *channel_title(const struct channel *channel, const struct site *site)
{
    int i = preset_of(channel);
    return i >= 0 ? word(site->language, presets[i].title) : channel->title ? channel->title : channel->id;
}

const char *channel_description(const struct channel *channel, const struct site *site)
{
    int i = preset_of(channel);
    return i >= 0 ? word(site->language, presets[i].description) : channel->description;
}

static void add_presets(struct arena *a, struct channels *list)
{
    for (int i = 0; i < PRESETS; i++) {
        struct channel *c = ARENA_PUSH(a, list->v, list->n, list->cap);
        *c = (struct channel){.id = presets[i].id,
                              .title = word(NULL, presets[i].title),
                              .description = word(NULL, presets[i].description),
                              .where = {.kinds = presets[i].kinds, .open = presets[i].open},
                              .limit = USUAL_LIMIT,
                              .preset = true};
        strings_add(a, &c->where.without, presets[i].without);
    }
}

/* --- checks and completion --- */

static const struct yaml_node *key_of(const struct channel *c, const char *name)
{
    const struct yaml_node *node = yaml_get(c->at.where, name);
    return node ? node : c->at.where ? c->at.where : c->at.id;
}

static bool holds(unsigned kinds, unsigned some)
{
    return !kinds || (kinds & some);
}

enum { DATED = 1u << KIND_EVENT | 1u << KIND_CALL };

static void check_order(const struct channel *c, const struct moment *first, const struct moment *last,
                        const char *name, const char *other, struct yaml_faults *faults)
{
    bool dates = first->date.precision && last->date.precision;
    if (dates && civil_compare(&first->date, &last->date) >= 0)
        yaml_fault(faults, key_of(c, other),
                   "%s: %s is not later than `%s: %s`: nothing would be in the channel", other, last->words,
                   name, first->words);
}

static void check_where(struct channel *c, struct yaml_faults *faults)
{
    if (c->where.open && !holds(c->where.kinds, DATED))
        yaml_fault(faults, key_of(c, "open"),
                   "open: documents and news are neither open nor closed; leave it out, or add call or event "
                   "to `kind`");
    if (c->where.open && c->where.archived)
        yaml_fault(faults, key_of(c, "archived"),
                   "archived: what is archived is not open; leave out one of the two");
    check_order(c, &c->since, &c->until, "since", "until", faults);
    check_order(c, &c->after, &c->before, "after", "before", faults);
    const struct strings *const lists[] = {&c->where.tags, &c->where.topics, &c->where.audiences};
    for (size_t i = 0; i < c->where.without.n; i++)
        for (size_t k = 0; k < 3; k++)
            if (strings_has(lists[k], c->where.without.v[i]))
                yaml_fault(faults, key_of(c, "without"), "without: \"%.100s\" is also asked for",
                           c->where.without.v[i]);
}

static void finish_sort(struct channel *c, struct yaml_faults *faults)
{
    unsigned kinds = c->where.kinds;
    int key = c->sort - 1;
    if (key < 0)
        key = kinds == 1u << KIND_CALL    ? SORT_DEADLINE
              : kinds == 1u << KIND_EVENT ? SORT_STARTS
                                          : SORT_PUBLISHED;
    else if (key == SORT_RELEVANCE && !c->where.text)
        yaml_fault(faults, c->at.sort,
                   "sort: relevance needs a search to be relevant to; add `text` to `where`");
    else if (key == SORT_DEADLINE && !holds(kinds, 1u << KIND_CALL))
        yaml_fault(faults, c->at.sort, "sort: only calls have a deadline, and this channel holds none");
    else if (key == SORT_STARTS && !holds(kinds, 1u << KIND_EVENT))
        yaml_fault(faults, c->at.sort, "sort: only events have a start, and this channel holds none");
    c->sort = key;
    c->descending = (key == SORT_PUBLISHED || key == SORT_UPDATED) != c->reverse;
}

static void finish_formats(struct channel *c, struct yaml_faults *faults)
{
    unsigned set = c->formats;
    if (set >> JSON & 1)
        set |= 1u << JSONFEED;
    if (set >> ICS & 1)
        set |= 1u << ICALENDAR;
    set &= (1u << FORMATS) - 1;
    bool calendar = holds(c->where.kinds, DATED);
    if ((set >> ICALENDAR & 1) && !calendar)
        yaml_fault(faults, c->at.formats,
                   "formats: a calendar holds events and the deadlines of calls, and this channel neither");
    if (!set)
        set = ((1u << FORMATS) - 1) & ~(calendar ? 0 : 1u << ICALENDAR);
    c->formats = set;
}

static void add_strings(struct buf *b, const struct strings *list)
{
    for (size_t i = 0; i < list->n; i++)
        buf_printf(b, "%s\x1f", list->v[i]);
    buf_addc(b, '\x1e');
}

static const char *signature_of(struct arena *a, const struct channel *c)
{
    const struct filter *f = &c->where;
    const struct strings *const lists[] = {&f->sources, &f->topics,    &f->territories, &f->audiences,
                                           &f->tags,    &f->languages, &f->without};
    const char *const texts[] = {c->id,          c->title,       c->description, f->text,
                                 c->since.words, c->until.words, c->after.words, c->before.words};
    struct buf b;
    char hex[33];
    buf_init(&b, 0);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add_strings(&b, lists[i]);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buf_printf(&b, "%s%s\x1e", texts[i] ? "=" : "", texts[i] ? texts[i] : "");
    buf_printf(&b, "%u %d %d %d %d %lld %u %d", f->kinds, f->open, f->archived, c->sort, c->descending,
               (long long)c->limit, c->formats, c->preset);
    const char *text = arena_strdup(a, hash_hex(hash_bytes(b.p, b.n), hex));
    buf_free(&b);
    return text;
}

void channels_finish(struct arena *a, struct channels *list, struct yaml_faults *faults)
{
    if (!list->n)
        add_presets(a, list);
    for (size_t i = 0; i < list->n; i++) {
        struct channel *c = &list->v[i];
        for (size_t k = 0; k < i; k++)
            if (strcmp(list->v[k].id, c->id) == 0)
                yaml_fault(faults, c->at.id, "id: \"%s\" is given twice; the other is on line %d", c->id,
                           list->v[k].at.id->line);
        check_where(c, faults);
        finish_sort(c, faults);
        finish_formats(c, faults);
        c->signature = signature_of(a, c);
    }
}

/* --- queries --- */

static int64_t midnight(int64_t now, const char *zone)
{
    struct civil c = civil_at(now, zone);
    c.hour = c.minute = c.second = 0;
    c.precision = PRECISION_DAY;
    return civil_instant(&c, zone);
}

int64_t moment_instant(const struct moment *m, int64_t now, const char *zone, bool ahead)
{
    if (!m->words)
        return INSTANT_NONE;
    if (m->date.precision)
        return civil_instant(&m->date, zone);
    return midnight(now, zone) + (ahead ? m->seconds : -m->seconds);
}

struct filter channel_filter(const struct channel *channel, int64_t now, const char *timezone)
{
    struct filter f;
    filter_init(&f, now);
    struct filter out = channel->where;
    out.since = moment_instant(&channel->since, now, timezone, false);
    out.until = moment_instant(&channel->until, now, timezone, false);
    out.after = moment_instant(&channel->after, now, timezone, false);
    out.before = moment_instant(&channel->before, now, timezone, true);
    out.cancelled_since = f.cancelled_since;
    out.sort = (enum sort_key)channel->sort;
    out.descending = channel->descending;
    out.limit = channel->limit;
    out.now = now;
    return out;
}
