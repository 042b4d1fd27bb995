/* `moisson dates`: the reader of dates on its own: text in, dates out; or JSON lines in, JSON lines out. */
#include "cli/confine.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "base/zone.h"
#include "harvester/meaning/dates.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

enum { LARGEST = 64 << 20 };

static const char *const precisions[] = {"", "year", "month", "day", "minute"};

struct work {
    struct cli *cli;
    const char *path, *ref, *language, *zone;
    bool batch;
    struct buf in;
};

static void print_civil(struct json *j, const char *key, const struct civil *c)
{
    char out[32];
    jw_key(j, key);
    if (c->precision)
        jw_string(j, civil_format(c, out));
    else
        jw_null(j);
}

static void print_found(struct json *j, const char *text, const struct found_date *d)
{
    jw_object(j);
    jw_key(j, "text");
    jw_string_n(j, text + d->position, (size_t)d->length);
    print_civil(j, "from", &d->from);
    print_civil(j, "to", &d->to);
    jw_field(j, "precision",
             precisions[d->to.precision > d->from.precision ? d->to.precision : d->from.precision]);
    jw_field(j, "role", date_role_names[d->role]);
    jw_key(j, "position");
    jw_int(j, d->position);
    jw_field(j, "rule", d->rule);
    jw_key(j, "confidence");
    jw_double(j, d->confidence);
    if (d->replaced) {
        jw_key(j, "replaced");
        jw_bool(j, true);
    }
    jw_object_end(j);
}

/* One object a line. */
static int plain(struct work *w, const struct date_context *context)
{
    struct found_dates found;
    struct buf text, line;
    buf_init(&text, 0);
    utf8_clean(&text, buf_str(&w->in), w->in.n);
    dates_find(&w->cli->arena, buf_str(&text), text.n, context, &found);
    for (size_t i = 0; i < found.n; i++) {
        struct json j;
        buf_init(&line, 0);
        jw_init(&j, &line, w->cli->json);
        print_found(&j, buf_str(&text), &found.v[i]);
        print_buf(&line);
    }
    buf_free(&text);
    return EXIT_OK;
}

static const char *text_of(json_t *line, const char *key, const char *otherwise)
{
    const char *s = json_string_value(json_object_get(line, key));
    return s ? s : otherwise;
}

static bool read_ref(const char *s, struct civil *ref)
{
    return civil_parse(s, ref) && ref->precision >= PRECISION_DAY && civil_valid(ref);
}

/* One case of a batch; NULL, or why it cannot be answered. */
static const char *answer(json_t *line, const struct date_context *everywhere)
{
    struct date_context context = *everywhere;
    const char *text = json_string_value(json_object_get(line, "text")), *ref = text_of(line, "ref", NULL);
    context.language = text_of(line, "lang", context.language);
    context.timezone = text_of(line, "tz", context.timezone);
    if (!text)
        return _("no \"text\"");
    if (ref && !read_ref(ref, &context.ref))
        return _("\"ref\": expected a date, 2026-03-10 or 2026-03-10T09:30");
    if (!zone_find(context.timezone))
        return _("\"tz\": no such time zone");
    struct arena a;
    struct found_dates found;
    struct buf out;
    struct json j;
    arena_init(&a, 0);
    buf_init(&out, 0);
    jw_init(&j, &out, false);
    dates_find(&a, text, strlen(text), &context, &found);
    jw_object(&j);
    jw_field(&j, "id", text_of(line, "id", NULL));
    jw_key(&j, "found");
    jw_array(&j);
    for (size_t i = 0; i < found.n; i++)
        print_found(&j, text, &found.v[i]);
    jw_array_end(&j);
    jw_object_end(&j);
    print_buf(&out);
    arena_free(&a);
    return NULL;
}

static int batch(struct work *w, const struct date_context *context)
{
    int status = EXIT_OK, number = 0;
    const char *p = buf_str(&w->in), *end = p + w->in.n;
    for (; p < end; p++) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        size_t n = (size_t)((stop ? stop : end) - p);
        number++;
        if (n && strspn(p, " \t\r") < n) {
            json_error_t fault;
            json_t *line = json_loadb(p, n, 0, &fault);
            const char *reason = line ? answer(line, context) : fault.text;
            if (reason) {
                fprintf(stderr, "%s:%d: ", w->path, number);
                struct buf safe;
                buf_init(&safe, 0);
                log_add_safe(&safe, reason);
                fprintf(stderr, "%s\n", buf_str(&safe));
                buf_free(&safe);
                status = EXIT_FAULTS;
            }
            json_decref(line);
        }
        p += n;
    }
    return status;
}

static int dates_work(void *context)
{
    struct work *w = context;
    struct date_context c = {.language = w->language, .timezone = w->zone};
    if (w->ref)
        civil_parse(w->ref, &c.ref);
    else
        c.ref = civil_at(w->cli->now, w->zone);
    return w->batch ? batch(w, &c) : plain(w, &c);
}

static int dates_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    struct work w = {.cli = cli, .zone = "Europe/Paris"};
    struct civil ref;
    const struct option_spec specs[] = {
        {"batch", OPTION_FLAG, &w.batch, NULL,
         _("JSON lines in (id, lang, ref, tz, text), JSON lines out (id, found)")},
        {"ref", OPTION_TEXT, &w.ref, "DATE",
         _("when the text is read, 2026-03-10 or 2026-03-10T09:30; the clock's without it")},
        {"lang", OPTION_TEXT, &w.language, "LANG",
         _("the language of the text: fr, en; both are read anyway")},
        {"tz", OPTION_TEXT, &w.zone, "ZONE", _("the reader's time zone; Europe/Paris without it")},
        {0}};
    int status;
    if (!options_parse(cli, self, specs, &argc, argv, &status))
        return status;
    if (argc > 1)
        return usage_error(self, _("one file at most; without one, standard input is read"));
    if (w.ref && !read_ref(w.ref, &ref))
        return usage_error(self, _("--ref %s: expected a date, 2026-03-10 or 2026-03-10T09:30"), w.ref);
    if (!zone_find(w.zone)) {
        const char *near = zone_nearest(&cli->arena, w.zone);
        return usage_error(self, _("--tz %s: no such time zone%s%s"), w.zone,
                           near ? _("; did you mean ") : "", near ? near : "");
    }
    w.path = argc ? argv[0] : "-";
    struct error err;
    buf_init(&w.in, LARGEST);
    if (file_read(w.path, &w.in, LARGEST, &err)) {
        status = confined(cli, w.path, dates_work, &w);
    } else {
        complain("%s", err.text);
        status = EXIT_FAULTS;
    }
    buf_free(&w.in);
    return status;
}

const struct command dates_command = {
    .name = "dates",
    .run = dates_run,
    .usage = "[--ref DATE] [--lang LANG] [--tz ZONE] [--batch] [FILE]",
    .summary = _("the dates that a text names, and what each is for"),
    .help = _(
        "Reads a text, French or English (from standard input without a FILE), and prints one JSON object a\n"
        "line for each date, range or partial date in it: the words, from, to (null: no end), precision\n"
        "(year, month, day, minute), role (deadline, opens, event, published, other), where in the text\n"
        "(bytes), which rule and cue it was read by, and how far to trust it. Times are civil time in ZONE."),
};
