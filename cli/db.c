/* `moisson db`: integrity, online backup, maintenance of the store. */
#include "cli/session.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static int fail(const struct error *err)
{
    complain("%s", err->text);
    return EXIT_STORE;
}

static void print_json(const bool *sound, const char *key, const char *text)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    if (sound) {
        jw_key(&j, "sound");
        jw_bool(&j, *sound);
    }
    jw_field(&j, key, text);
    jw_object_end(&j);
    print_buf(&out);
}

static int db_check(struct session *s, const char *operand)
{
    (void)operand;
    struct buf report;
    struct error err = {0};
    bool sound = false;
    buf_init(&report, 0);
    bool ran = store_check(s->store, &report, &sound, &err);
    if (ran && s->cli->json)
        print_json(&sound, "faults", buf_str(&report));
    else if (ran && sound && !s->cli->quiet)
        printf(_("%s: the store is sound\n"), s->config.store);
    if (ran && !sound)
        complain(_("%s: the store is damaged: %s; `moisson run` sets it aside and builds a new one, or put "
                   "the last backup in its place"),
                 s->config.store, buf_str(&report));
    buf_free(&report);
    return !ran ? fail(&err) : sound ? EXIT_OK : EXIT_STORE;
}

static int db_backup(struct session *s, const char *path)
{
    struct error err = {0};
    if (!store_backup(s->store, path, &err))
        return fail(&err);
    if (s->cli->json)
        print_json(NULL, "backup", path);
    else if (!s->cli->quiet && s->cli->out_terminal)
        printf(_("%s: a whole copy of %s\n"), path, s->config.store);
    return EXIT_OK;
}

static int db_optimize(struct session *s, const char *operand)
{
    (void)operand;
    struct error err = {0};
    struct stat before = {0}, after = {0};
    stat(s->config.store, &before);
    if (!store_optimize(s->store, &err))
        return fail(&err);
    stat(s->config.store, &after);
    if (s->cli->json)
        printf("{\n  \"bytes_before\": %lld,\n  \"bytes\": %lld\n}\n", (long long)before.st_size,
               (long long)after.st_size);
    else if (!s->cli->quiet && s->cli->out_terminal)
        printf(_("%s: %.1f MB, was %.1f MB\n"), s->config.store, (double)after.st_size / 1e6,
               (double)before.st_size / 1e6);
    return EXIT_OK;
}

static const struct {
    const char *name;
    const char *operand; /* what it wants; NULL: nothing */
    bool writes;
    int (*run)(struct session *s, const char *operand);
} jobs[] = {
    {"check", NULL, false, db_check},
    {"backup", "FILE", false, db_backup},
    {"optimize", NULL, true, db_optimize},
};
enum { JOBS = sizeof jobs / sizeof *jobs };

static int no_job(struct cli *cli, const struct command *self, const char *word)
{
    const char *names[JOBS + 1] = {NULL};
    for (size_t i = 0; i < JOBS; i++)
        names[i] = jobs[i].name;
    if (word)
        return usage_error(self, _("no job \"%s\"; expected %s%s"), word, self->usage,
                           did_you_mean(cli, word, names));
    return usage_error(self, _("wants one of %s"), self->usage);
}

static int db_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    size_t i = 0;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    while (i < JOBS && (!argc || strcmp(argv[0], jobs[i].name) != 0))
        i++;
    if (i == JOBS)
        return no_job(cli, self, argc ? argv[0] : NULL);
    if (argc != (jobs[i].operand ? 2 : 1))
        return usage_error(self, jobs[i].operand ? _("%s wants a file") : _("%s takes no operand"), argv[0]);
    struct session s;
    if (jobs[i].writes ? !session_writer(&s, cli, &status) : !session_reader(&s, cli, &status))
        return status;
    status = jobs[i].run(&s, argc > 1 ? argv[1] : NULL);
    session_close(&s);
    return status;
}

const struct command db_command = {
    .name = "db",
    .run = db_run,
    .usage = "check | backup FILE | optimize",
    .summary = _("the store: integrity, online backup, maintenance"),
    .help = _(
        "check looks at every page, reference and index; a damaged store ends with 3.\n"
        "backup copies the store while a run may be at work; the copy is whole, and FILE must not exist.\n"
        "To go back: stop the timer, remove STORE-wal and STORE-shm if they are there, put the copy in the\n"
        "place of the store, and run `moisson db check`.\n"
        "optimize merges the search index and gives back free pages; not while a run is at work."),
};
