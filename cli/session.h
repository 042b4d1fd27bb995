/* What the commands that work on an installation share: configuration, store, lock, the harvest and the
   exports with their progress and their summary. */
#pragma once
#include "cli/cli.h"
#include "cli/config.h"
#include "harvester/harvest.h"

struct json;

struct session {
    struct cli *cli;
    struct config config;
    struct store *store;
    int lock;     /* descriptor of the lock file, -1 */
    bool damaged; /* the store was found so */
    bool mended;  /* a new one has taken its place in this run */
    bool held;    /* exports were left as they are: the store is not full yet */
};

/* Reads the configuration; its faults are printed. false: not usable, *status says how to end. */
bool session_config(struct session *s, struct cli *cli, int *status);
/* For commands that write, in a folder that has a configuration: the store's folder is made; the store itself
   is opened (and migrated) by what needs it, once the lock is held. */
bool session_open(struct session *s, struct cli *cli, int *status);
/* For commands that only read the store, which must be there. The source lists are not looked at. */
bool session_reader(struct session *s, struct cli *cli, int *status);
/* For a dry run: as a reader, but an empty store in memory serves where there is none yet. */
bool session_onlooker(struct session *s, struct cli *cli, int *status);
/* Of the sources, the one that was meant: as did_you_mean(). */
const char *nearest_source(struct session *s, const char *word);
/* Is there a store? A command that can do without one asks first. */
bool session_has_store(const struct session *s);
/* Opens the store of a configuration that was read, for reading. */
bool session_read_store(struct session *s, int *status);
/* For commands that write at once: lock and store together. */
bool session_writer(struct session *s, struct cli *cli, int *status);
/* Who makes a correction: as `--author` says, else whoever is at the keyboard; NULL: nobody knows. */
const char *author_of(const char *given);
/* Takes the lock of the installation (beside the store); false when another run holds it, who is told. */
bool session_lock(struct session *s, int *status);
void session_close(struct session *s);

/* In the store: 1 when the kernel refused a part of the parsers' sandbox in the last harvest. */
#define MARK_UNPROTECTED "unprotected"

/* The harvest with its progress bar. Returns an exit code. */
struct harvest_request {
    struct strings only;
    bool force, dry_run;
};
int session_harvest(struct session *s, const struct harvest_request *request, struct harvest_report *report);
/* Prints an error of the store, keeps in mind whether it was damage, and returns EXIT_STORE. */
int session_trouble(struct session *s, const struct error *err);
/* After EXIT_STORE: where it was damage, puts a new store in the place of the old one, tells so, and returns
   true: the harvest is to be done again, and the run to end with EXIT_FAULTS at best. Once in a run. */
bool session_mend(struct session *s);
/* The sources as exports know them, sorted by id. */
struct export_context session_context(struct session *s);
int session_export(struct session *s, const char *const *only, size_t n, struct export_result *result);

/* The end of a harvest in words: on stdout for people (a terminal, --verbose), and on stderr what needs a
 * hand. */
void session_summary(struct session *s, const struct harvest_report *report,
                     const struct export_result *exported);
void session_summary_json(struct session *s, const struct harvest_report *report,
                          const struct export_result *exported);
/* metrics.prom, health.json and editeurs.atom beside the exports. */
int session_metrics(struct session *s, const struct harvest_report *report,
                    const struct export_result *exported);

/* What is the matter with the sources as a feed for editors, beside the exports (editors.c); no list that is
   published names it. */
bool session_editors(struct session *s, struct error *err);
/* The incident of a source among those that last; NULL: none. */
const struct incident *session_incident(const struct incident *v, size_t n, const char *source);
/* What was lost, as an array of JSON. */
void write_losses(struct json *j, const struct incident *incident);

/* As whom sites are asked: the program, the site it works for and whom to write to. */
char *session_user_agent(struct arena *a, const struct site *site);

/* Of the states, which store_sources gives by id, that of one source; NULL: never asked. */
const struct source_state *session_state(const struct source_state *v, size_t n, const char *id);

/* Set by SIGINT and SIGTERM once session_harvest has begun. */
extern volatile int session_stop;
