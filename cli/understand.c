/* `moisson understand`: what a text says, on its own: kind, dates, place … with the words each was read from.
 */
#include "cli/config.h"
#include "cli/confine.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"
#include "harvester/lexicons.h"
#include "harvester/meaning/understand.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 256 << 20 };

struct work {
    struct cli *cli;
    const struct lexicons *lexicons;
    const char *language, *timezone, *ref, *title;
    bool batch;
    struct buf in;
};

/* --- the answer --- */

static void put_civil(struct json *j, const char *key, const struct civil *c)
{
    char text[32];
    jw_key(j, key);
    jw_string(j, c->precision ? civil_format(c, text) : NULL);
}

static void put_texts(struct json *j, const char *key, const struct strings *list)
{
    jw_key(j, key);
    jw_array(j);
    for (size_t i = 0; i < list->n; i++)
        jw_string(j, list->v[i]);
    jw_array_end(j);
}

static void put_flag(struct json *j, const char *key, bool known, bool v)
{
    jw_key(j, key);
    if (known)
        jw_bool(j, v);
    else
        jw_null(j);
}

static void put_call(struct json *j, const struct item *item)
{
    char text[32];
    put_civil(j, "opens", &item->opens);
    put_civil(j, "deadline", &item->deadline);
    jw_key(j, "deadlines");
    jw_array(j);
    for (size_t i = 0; i < item->deadlines.n; i++)
        jw_string(j, civil_format(&item->deadlines.v[i], text));
    jw_array_end(j);
    put_flag(j, "permanent", true, item->permanent);
    jw_key(j, "amount");
    jw_object(j);
    jw_key(j, "min");
    jw_double(j, item->amount_min);
    jw_key(j, "max");
    jw_double(j, item->amount_max);
    jw_key(j, "currency");
    jw_string(j, item->amount_currency);
    jw_key(j, "rate");
    jw_double(j, item->amount_rate);
    jw_object_end(j);
    jw_key(j, "budget_total");
    jw_double(j, item->budget_total);
}

static void put_event(struct json *j, const struct item *item)
{
    put_civil(j, "starts", &item->starts);
    put_civil(j, "ends", &item->ends);
    put_flag(j, "all_day", item->starts.precision, item->all_day);
    jw_key(j, "sessions");
    jw_array(j);
    for (size_t i = 0; i < item->sessions.n; i++) {
        jw_object(j);
        put_civil(j, "starts", &item->sessions.v[i].from);
        put_civil(j, "ends", &item->sessions.v[i].to);
        jw_object_end(j);
    }
    jw_array_end(j);
    jw_key(j, "place");
    jw_string(j, item->place);
    put_flag(j, "online", item->online != UNKNOWN, item->online == YES);
    put_flag(j, "cancelled", true, item->cancelled);
    put_civil(j, "registration_deadline", &item->registration_deadline);
}

static void put_evidence(struct json *j, const struct item *item)
{
    jw_key(j, "evidence");
    jw_array(j);
    for (size_t i = 0; i < item->evidence.n; i++) {
        const struct evidence *e = &item->evidence.v[i];
        jw_object(j);
        jw_field(j, "field", e->field);
        jw_field(j, "words", e->words);
        jw_field(j, "rule", e->rule);
        jw_key(j, "position");
        jw_int(j, e->position);
        jw_key(j, "confidence");
        jw_double(j, round(e->confidence * 100) / 100);
        jw_object_end(j);
    }
    jw_array_end(j);
}

static void put_answer(struct buf *out, const char *id, const struct item *item, bool pretty)
{
    struct json j;
    jw_init(&j, out, pretty);
    jw_object(&j);
    if (id) {
        jw_key(&j, "id");
        jw_string(&j, id);
    }
    jw_field(&j, "kind", kind_names[item->kind]);
    put_call(&j, item);
    put_event(&j, item);
    put_texts(&j, "audience", &item->audience);
    put_texts(&j, "topics", &item->topics);
    jw_key(&j, "territory");
    if (item->territory || item->territory_scale) {
        jw_object(&j);
        jw_field(&j, "scale", item->territory_scale);
        jw_field(&j, "name", item->territory);
        jw_object_end(&j);
    } else {
        jw_null(&j);
    }
    jw_key(&j, "organizer");
    jw_string(&j, item->organizer);
    put_evidence(&j, item);
    jw_object_end(&j);
    buf_addc(out, '\n');
}

/* --- the question --- */

static void answer(struct work *w, struct arena *a, const char *id, const char *language, const char *ref,
                   const char *title, const char *text)
{
    struct item item;
    struct meaning_context context = {.language = language, .timezone = w->timezone, .lexicons = w->lexicons};
    struct buf out;
    item_init(&item);
    item.title = title;
    item.content_text = text;
    if (!ref || !civil_parse(ref, &context.ref))
        context.ref = civil_at(w->cli->now, w->timezone);
    understand(a, &item, &context);
    buf_init(&out, 0);
    put_answer(&out, id, &item, !w->batch);
    fwrite(buf_str(&out), 1, out.n, stdout);
    buf_free(&out);
}

static const char *member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static bool answer_line(struct work *w, const char *line, size_t n, int number)
{
    json_error_t fault;
    struct arena a;
    json_t *object = json_loadb(line, n, JSON_REJECT_DUPLICATES, &fault);
    const char *id = member(object, "id");
    if (!json_is_object(object) || !id) {
        complain(_("line %d: expected a JSON object with an \"id\"%s%s"), number, object ? "" : ": ",
                 object ? "" : fault.text);
        json_decref(object);
        return false;
    }
    const char *language = member(object, "lang"), *ref = member(object, "ref");
    arena_init(&a, 0);
    answer(w, &a, id, language ? language : w->language, ref ? ref : w->ref, member(object, "title"),
           member(object, "text"));
    arena_free(&a);
    json_decref(object);
    return true;
}

static int understand_work(void *context)
{
    struct work *w = context;
    const char *text = buf_str(&w->in);
    int status = EXIT_OK, number = 0;
    if (!w->batch) {
        struct buf clean;
        buf_init(&clean, 0);
        utf8_clean(&clean, text, w->in.n);
        answer(w, &w->cli->arena, NULL, w->language, w->ref, w->title, buf_str(&clean));
        buf_free(&clean);
        return EXIT_OK;
    }
    for (size_t n, left = w->in.n; left; text += n, left -= n) {
        const char *end = memchr(text, '\n', left);
        n = end ? (size_t)(end - text) + 1 : left;
        number++;
        size_t words = 0;
        while (words < n && strchr(" \t\r\n", text[words]))
            words++;
        if (words < n && !answer_line(w, text, n, number))
            status = EXIT_FAULTS;
    }
    return status;
}

static int understand_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli, .timezone = "Europe/Paris"};
    const struct option_spec specs[] = {
        {"batch", OPTION_FLAG, &w.batch, NULL,
         _("JSON lines in (id, ref, lang, title, text), JSON lines out")},
        {"title", OPTION_TEXT, &w.title, "TEXT", _("the title that stands over the text")},
        {"ref", OPTION_TEXT, &w.ref, "DATE",
         _("when it was published: what dates without a year count from")},
        {"lang", OPTION_TEXT, &w.language, "LANG", _("fr or en")},
        {"tz", OPTION_TEXT, &w.timezone, "ZONE", _("the zone of its times; preset: Europe/Paris")},
        {0}};
    struct civil ref;
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1)
        return usage_error(self, _("one file at most; without one, standard input is read"));
    if (w.ref && !civil_parse(w.ref, &ref))
        return usage_error(self, _("--ref %s: expected a date, as 2026-03-10"), w.ref);
    if (!zone_find(w.timezone))
        return usage_error(self, _("--tz %s: expected the name of a zone, as Europe/Paris"), w.timezone);
    const char *path = argc ? argv[0] : "-";
    struct error err;
    struct config config;
    config_load_main(cli, &config); /* only which lexicons it names counts */
    config.faults = (struct yaml_faults){.arena = &cli->arena};
    w.lexicons = config_lexicons(cli, &config);
    config_print_faults(&config.faults, false);
    buf_init(&w.in, LARGEST);
    if (file_read(path, &w.in, LARGEST, &err)) {
        status = confined(cli, path, understand_work, &w);
    } else {
        complain("%s", err.text);
        status = EXIT_FAULTS;
    }
    buf_free(&w.in);
    return status;
}

const struct command understand_command = {
    .name = "understand",
    .run = understand_run,
    .usage = "[--batch] [--title TEXT] [--ref DATE] [--lang LANG] [FILE]",
    .summary = _("what a text says: kind, dates, place, with the words they were read from"),
    .help =
        _("Reads a text (from standard input without a FILE) the way a harvest reads an item, and prints\n"
          "what was understood as JSON, with its evidence: the words, the rule, the place in the text and\n"
          "how sure it is (below 0.7: doubtful). With --batch each line of input is a JSON object (id, ref,\n"
          "lang, title, text) and each line of output the answer to one."),
};
