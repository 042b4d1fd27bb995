/* Exports: which files are to be written, one pass over a channel's items for all of them, and the
   bookkeeping that leaves alone what cannot have changed. The formats know how; this knows what and when. */
#include "export/page.h"
#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const struct export_format rss_export, atom_export, jsonfeed_export, icalendar_export, csv_export;

/* In the order of the names in channel.c. */
const struct export_format *const export_formats[] = {&rss_export,       &atom_export, &jsonfeed_export,
                                                      &icalendar_export, &csv_export,  NULL};
enum { FORMATS = sizeof export_formats / sizeof *export_formats - 1 };

enum {
    SPOOL_AT = 1 << 20,            /* bytes of a file that are kept in memory */
    CANCELLED_FOR = 30 * 24 * 3600 /* seconds that calendars tell what was cancelled */
};

/* --- a file being written --- */

/* The items come before what stands above them is known: beyond SPOOL_AT they wait in a file without a name.
 */
struct writing {
    struct export_page page;
    const char *relative, *path; /* below the output folder; whole */
    const char *signature;
    int64_t valid_until;
    struct buf pending;
    int spool; /* -1: none yet */
    bool stale;
    int saved_errno;
};

/* A nameless file in the folder of the target: it goes with the process, however that ends. */
static int open_spool(const char *folder)
{
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        return fd;
    char name[4096];
    int n = snprintf(name, sizeof name, "%s/.spool.tmp-%ld", folder,
                     (long)getpid()); /* as file_sweep_temporary knows */
    if (n < 0 || n >= (int)sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0)
        unlink(name);
    return fd;
}

static void spool(struct writing *w, const char *folder)
{
    if (w->spool < 0 && (w->spool = open_spool(folder)) < 0) {
        w->saved_errno = errno;
        return;
    }
    for (size_t done = 0; done < w->pending.n;) {
        ssize_t n = write(w->spool, w->pending.p + done, w->pending.n - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            w->saved_errno = n < 0 ? errno : ENOSPC;
            return;
        }
        done += (size_t)n;
    }
    buf_reset(&w->pending);
}

static bool copy_spool(struct writing *w, struct outfile *f)
{
    if (w->spool < 0)
        return true;
    if (lseek(w->spool, 0, SEEK_SET) < 0)
        return false;
    char *piece = mem_alloc(SPOOL_AT);
    ssize_t n;
    while ((n = read(w->spool, piece, SPOOL_AT)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            outfile_write(f, piece, (size_t)n);
    free(piece);
    return n == 0;
}

static bool finish(struct writing *w, struct export_result *result, struct error *err)
{
    struct export_page *page = &w->page;
    struct outfile f;
    struct buf around;
    bool changed;
    if (w->saved_errno)
        return error_set(err, "%s: cannot write: %s", w->path, strerror(w->saved_errno));
    if (!outfile_open(&f, w->path, err))
        return false;
    buf_init(&around, 0);
    page->format->begin(&around, page);
    outfile_write(&f, around.p, around.n);
    if (!copy_spool(w, &f)) {
        error_set(err, "%s: cannot write: %s", w->path, strerror(errno));
        buf_free(&around);
        outfile_abandon(&f);
        return false;
    }
    outfile_write(&f, w->pending.p, w->pending.n);
    buf_reset(&around);
    page->format->end(&around, page);
    outfile_write(&f, around.p, around.n);
    buf_free(&around);
    if (!outfile_commit(&f, &changed, err))
        return false;
    result->written += changed;
    result->unchanged += !changed;
    return true;
}

/* --- when a file is to be written again --- */

struct run {
    struct store *store;
    const struct export_context *x;
    const char *output;
    struct export_result *result;
    struct error *err;
    int64_t generation, transition;
    const char *base_signature; /* of the site and the sources */
    struct arena arena;
};

static void add_text(struct buf *b, const char *s)
{
    buf_printf(b, "%s%s\x1e", s ? "=" : "", s ? s : "");
}

static const char *sign(struct arena *a, struct buf *b)
{
    char hex[33];
    const char *text = arena_strdup(a, hash_hex(hash_bytes(b->p, b->n), hex));
    buf_free(b);
    return text;
}

static const char *sign_base(struct arena *a, const struct export_context *x, const char *output)
{
    struct buf b;
    buf_init(&b, 0);
    char *folder = realpath(output, NULL); /* what stands in another folder is another file */
    add_text(&b, folder);
    free(folder);
    const struct site *s = x->site;
    const char *const texts[] = {VERSION,     s->title,    s->url,    s->description,
                                 s->language, s->timezone, s->contact};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add_text(&b, texts[i]);
    for (size_t i = 0; i < x->n_sources; i++) {
        const struct source_info *source = &x->sources[i];
        const char *const of[] = {source->id, source->name, source->site, source->url, source->licence};
        for (size_t k = 0; k < sizeof of / sizeof *of; k++)
            add_text(&b, of[k]);
        buf_printf(&b, "%d", source->republish);
    }
    return sign(a, &b);
}

static const char *sign_file(struct run *r, const struct channel *channel, const struct export_format *format)
{
    struct buf b;
    buf_init(&b, 0);
    add_text(&b, r->base_signature);
    add_text(&b, channel->signature);
    add_text(&b, format->name);
    return sign(&r->arena, &b);
}

static bool relative_moments(const struct channel *c)
{
    const struct moment *const all[] = {&c->since, &c->until, &c->after, &c->before};
    for (size_t i = 0; i < 4; i++)
        if (all[i]->words && !all[i]->date.precision)
            return true;
    return false;
}

/* The next midnight of the site: relative moments count from it. */
static int64_t tomorrow(const struct export_context *x)
{
    const char *zone = site_zone(x->site);
    struct civil c = civil_at(x->now, zone);
    int year, month, day;
    civil_from_days(civil_days(c.year, c.month, c.day) + 1, &year, &month, &day);
    struct civil next = {
        .year = year, .month = (uint8_t)month, .day = (uint8_t)day, .precision = PRECISION_DAY};
    int64_t at = civil_instant(&next, zone);
    return at > x->now ? at : x->now + 3600;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a == INSTANT_NONE ? b : b == INSTANT_NONE || a < b ? a : b;
}

/* A file whose content depends on the time says since when it holds too: "SIGNATURE@1774000000". */
static bool still_valid(const struct run *r, const struct writing *w, const struct export_state *state)
{
    size_t n = strlen(w->signature);
    if (state->generation != r->generation || !state->signature ||
        strncmp(state->signature, w->signature, n) != 0)
        return false;
    if (state->signature[n] == '@' && r->x->now < strtoll(state->signature + n + 1, NULL, 10))
        return false;
    return state->valid_until == INSTANT_NONE || r->x->now < state->valid_until;
}

static bool begin_writing(struct run *r, struct writing *w, const struct channel *channel,
                          const struct export_format *format)
{
    struct export_state state;
    bool found;
    *w = (struct writing){
        .page = {.x = r->x, .channel = channel, .format = format, .updated = INSTANT_NONE},
        .relative = arena_printf(&r->arena, "%s/%s", channel->id, format->file),
        .path = arena_printf(&r->arena, "%s/%s/%s", r->output, channel->id, format->file),
        .signature = sign_file(r, channel, format),
        .valid_until = INSTANT_NONE,
        .spool = -1,
    };
    if (!store_export_get(r->store, &r->arena, w->relative, &state, &found, r->err))
        return false;
    bool there = access(w->path, F_OK) == 0;
    w->stale = !there || (!r->x->keep && (!found || !still_valid(r, w, &state)));
    r->result->skipped += !w->stale;
    if (channel->where.open)
        w->valid_until = earlier(w->valid_until, r->transition);
    if (relative_moments(channel))
        w->valid_until = earlier(w->valid_until, tomorrow(r->x));
    return true;
}

static bool record(struct run *r, const struct writing *w)
{
    struct export_state state = {
        .generation = r->generation, .valid_until = w->valid_until, .signature = w->signature};
    if (w->page.channel->where.open || w->valid_until != INSTANT_NONE)
        state.signature = arena_printf(&r->arena, "%s@%lld", w->signature, (long long)r->x->now);
    return store_export_put(r->store, w->relative, &state, r->err);
}

/* --- a channel --- */

struct pass {
    struct run *run;
    const struct channel *channel;
    const char *folder;
    struct writing files[FORMATS];
    int n;
    struct export_shared shared;
    int64_t rows; /* that count for the channel's limit */
};

/* What was cancelled goes to calendars for a while; what was withdrawn nowhere else, and what was cancelled
   not where only what is open is asked for. */
static bool wanted(struct pass *p, struct writing *w, const struct stored_item *item)
{
    const struct export_format *format = w->page.format;
    if (format->kinds && !(format->kinds >> item->item.kind & 1))
        return false;
    if (!item_cancelled(item))
        return true;
    if (!format->cancelled)
        return !item->withdrawn && !p->channel->where.open;
    if (item->changed < p->run->x->now - CANCELLED_FOR)
        return false;
    w->valid_until = earlier(w->valid_until, item->changed + CANCELLED_FOR + 1);
    return true;
}

static bool write_row(void *context, const struct stored_item *item)
{
    struct pass *p = context;
    bool failed = false;
    bool counts = !item_cancelled(item) || (!item->withdrawn && !p->channel->where.open);
    if (counts && p->channel->limit && p->rows >= p->channel->limit)
        return false;
    p->rows += counts;
    shared_next(&p->shared);
    for (int i = 0; i < p->n; i++) {
        struct writing *w = &p->files[i];
        struct export_page *page = &w->page;
        if (!w->stale || !wanted(p, w, item))
            continue;
        bool some = page->format->item(&w->pending, page, item);
        if (some && item->changed > page->updated)
            page->updated = item->changed;
        page->items += some;
        if (w->pending.n >= SPOOL_AT)
            spool(w, p->folder);
        failed = failed || w->saved_errno;
    }
    return !failed;
}

static void end_pass(struct pass *p)
{
    shared_free(&p->shared);
    for (int i = 0; i < p->n; i++) {
        struct writing *w = &p->files[i];
        arena_free(&w->page.kept);
        buf_free(&w->pending);
        if (w->spool >= 0)
            close(w->spool);
    }
}

static bool record_all(struct run *r, const struct pass *p)
{
    if (!store_begin(r->store, r->err))
        return false;
    for (int i = 0; i < p->n; i++)
        if (p->files[i].stale && !record(r, &p->files[i])) {
            store_rollback(r->store);
            return false;
        }
    return store_commit(r->store, r->err);
}

static bool write_channel(struct run *r, struct pass *p)
{
    struct filter filter = channel_filter(p->channel, r->x->now, site_zone(r->x->site));
    filter.cancelled_since = r->x->now - CANCELLED_FOR;
    filter.limit = 0; /* counted here: what only calendars are told does not count */
    /* nothing is published from a store that may have lost some of it */
    if (!store_look(r->store, true, r->err) || !file_make_folders(p->folder, r->err))
        return false;
    file_sweep_temporary(p->folder);
    if (!store_select(r->store, &filter, write_row, p, r->err))
        return false;
    for (int i = 0; i < p->n; i++)
        if (p->files[i].stale && !finish(&p->files[i], r->result, r->err))
            return false;
    return record_all(r, p);
}

static bool export_channel(struct run *r, const struct channel *channel)
{
    struct pass p = {.run = r, .channel = channel};
    bool stale = false, ok = true;
    p.folder = arena_printf(&r->arena, "%s/%s", r->output, channel->id);
    for (int i = 0; i < FORMATS && ok; i++)
        if (channel->formats >> i & 1) {
            ok = begin_writing(r, &p.files[p.n], channel, export_formats[i]);
            p.files[p.n].page.shared = &p.shared;
            stale = p.files[p.n].stale || stale;
            p.n++;
        }
    if (ok && stale)
        ok = write_channel(r, &p);
    end_pass(&p);
    return ok;
}

/* --- all of them --- */

bool export_any(const struct channels *channels, const char *output)
{
    bool any = false;
    struct arena a;
    arena_init(&a, 0);
    for (size_t i = 0; i < channels->n && !any; i++)
        for (int k = 0; k < FORMATS && !any; k++)
            any = access(arena_printf(&a, "%s/%s/%s", output, channels->v[i].id, export_formats[k]->file),
                         F_OK) == 0;
    arena_free(&a);
    return any;
}

static bool write_list(struct run *r, const char *name, struct buf *text)
{
    bool changed;
    const char *path = arena_printf(&r->arena, "%s/%s", r->output, name);
    bool ok = file_write_if_changed(path, text->p, text->n, &changed, r->err);
    if (ok) {
        r->result->written += changed;
        r->result->unchanged += !changed;
    }
    buf_free(text);
    return ok;
}

static bool write_lists(struct run *r, const struct channels *channels)
{
    struct buf sources, feeds;
    buf_init(&sources, 0);
    buf_init(&feeds, 0);
    opml_sources(&sources, r->x);
    opml_channels(&feeds, r->x, channels);
    bool first = write_list(r, "sources.opml", &sources);
    return write_list(r, "channels.opml", &feeds) && first;
}

static bool writes(const struct channel *channel, const char *file)
{
    for (int i = 0; i < FORMATS; i++)
        if ((channel->formats >> i & 1) && strcmp(export_formats[i]->file, file) == 0)
            return true;
    return false;
}

/* Of "appels/rss.xml" that part which no channel writes: the file, the whole folder, or nothing (NULL). */
static const char *unwritten(struct arena *a, const struct channels *channels, const char *path)
{
    const char *slash = strchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : strlen(path);
    for (size_t i = 0; slash && i < channels->n; i++)
        if (strlen(channels->v[i].id) == n && strncmp(channels->v[i].id, path, n) == 0)
            return writes(&channels->v[i], slash + 1) ? NULL : path;
    return arena_strndup(a, path, n);
}

/* A channel that was renamed leaves files that nobody keeps up to date: somebody may be subscribed to them.
 */
static bool find_abandoned(struct run *r, const struct channels *channels, struct arena *a)
{
    struct strings known = {0};
    bool ok = store_exports(r->store, &r->arena, &known, r->err);
    for (size_t i = 0; ok && i < known.n; i++) {
        const char *part = unwritten(&r->arena, channels, known.v[i]);
        if (!part)
            continue;
        const char *path = arena_printf(a, "%s/%s", r->output, part);
        if (access(path, F_OK) == 0 && !strings_has(&r->result->abandoned, path))
            strings_add(a, &r->result->abandoned, path);
        ok = store_export_drop(r->store, known.v[i], r->err);
    }
    return ok;
}

static bool asked_for(const char *id, const char *const *only, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(only[i], id) == 0)
            return true;
    return n == 0;
}

bool export_run(struct store *store, const struct export_context *x, const struct channels *channels,
                const char *output, const char *const *only, size_t n_only, struct arena *a,
                struct export_result *result, struct error *err)
{
    struct run r = {.store = store, .x = x, .output = output, .result = result, .err = err};
    arena_init(&r.arena, 0);
    bool ok = file_make_folders(output, err) && store_generation(store, &r.generation, err) &&
              store_next_transition(store, x->now, &r.transition, err);
    if (ok)
        file_sweep_temporary(output);
    r.base_signature = sign_base(&r.arena, x, output);
    for (size_t i = 0; ok && i < channels->n; i++)
        if (asked_for(channels->v[i].id, only, n_only))
            ok = export_channel(&r, &channels->v[i]);
    if (ok && n_only == 0)
        ok = write_lists(&r, channels) && find_abandoned(&r, channels, a);
    arena_free(&r.arena);
    return ok;
}
