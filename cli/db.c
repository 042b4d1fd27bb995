/* `moisson db`: integrity, online backup, maintenance of the store. */
#include "cli/session.h"
#include "base/json.h"

#include <stdio.h>
#include <string.h>

static int fail(const struct error *err)
{
    complain("%s", err->text);
    return EXIT_STORE;
}

static void print_check(bool sound, struct buf *report)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_object(&j);
    jw_key(&j, "sound");
    jw_bool(&j, sound);
    jw_field(&j, "faults", sound ? NULL : buf_str(report));
    jw_object_end(&j);
    puts(buf_str(&out));
    buf_free(&out);
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
        print_check(sound, &report);
    else if (ran && sound && !s->cli->quiet)
        puts(_("the store is sound"));
    else if (ran && !sound)
        complain(_("the store is damaged: %s"), buf_str(&report));
    buf_free(&report);
    return !ran ? fail(&err) : sound ? EXIT_OK : EXIT_STORE;
}

static int db_backup(struct session *s, const char *path)
{
    struct error err = {0};
    if (!store_backup(s->store, path, &err))
        return fail(&err);
    if (!s->cli->quiet && s->cli->out_terminal)
        printf(_("saved to %s\n"), path);
    return EXIT_OK;
}

static int db_optimize(struct session *s, const char *operand)
{
    (void)operand;
    struct error err = {0};
    return store_optimize(s->store, &err) ? EXIT_OK : fail(&err);
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

static int db_run(struct cli *cli, const struct command *self, int argc, char **argv)
{
    int status;
    if (!options_parse(cli, self, NULL, &argc, argv, &status))
        return status;
    for (size_t i = 0; argc && i < sizeof jobs / sizeof *jobs; i++) {
        if (strcmp(argv[0], jobs[i].name) != 0)
            continue;
        if (argc != (jobs[i].operand ? 2 : 1))
            return usage_error(self, jobs[i].operand ? _("%s wants a file") : _("%s takes no operand"),
                               argv[0]);
        struct session s;
        if (jobs[i].writes ? !session_writer(&s, cli, &status) : !session_reader(&s, cli, &status))
            return status;
        status = jobs[i].run(&s, argc > 1 ? argv[1] : NULL);
        session_close(&s);
        return status;
    }
    return usage_error(self, _("wants check, backup FILE or optimize"));
}

const struct command db_command = {
    .name = "db",
    .run = db_run,
    .usage = "check | backup FILE | optimize",
    .summary = _("the store: integrity, online backup, maintenance"),
    .help = _("backup copies the store while a run may be at work; the copy is whole."),
};
