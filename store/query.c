/* Filters into SQL, and reading items back one at a time. */
#include "store/internal.h"
#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const sort_names[] = {"published", "updated", "deadline", "starts", "title", "relevance", NULL};

void filter_init(struct filter *f, int64_t now)
{
    *f = (struct filter){
        .since = INSTANT_NONE,
        .until = INSTANT_NONE,
        .after = INSTANT_NONE,
        .before = INSTANT_NONE,
        .cancelled_since = INSTANT_NONE,
        .sort = SORT_PUBLISHED,
        .descending = true,
        .now = now,
    };
}

/* --- one item --- */

static bool read_tags(struct store *s, struct arena *a, int64_t key, struct item *item, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_TAGS_GET, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        const char *scheme = column_name(st, 0, a);
        struct strings *list = strcmp(scheme, "topic") == 0      ? &item->topics
                               : strcmp(scheme, "audience") == 0 ? &item->audience
                                                                 : &item->tags;
        strings_add(a, list, column_text(st, 1, a));
    }
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

static bool read_enclosures(struct store *s, struct arena *a, int64_t key, struct item *item,
                            struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_ENCLOSURES_GET, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        double duration = column_real(st, 4);
        *ARENA_PUSH(a, item->attachments.v, item->attachments.n, item->attachments.cap) = (struct attachment){
            .url = column_text(st, 0, a),
            .mime_type = column_text(st, 1, a),
            .title = column_text(st, 2, a),
            .size = sqlite3_column_int64(st, 3),
            .duration = duration >= 0 ? duration : -1,
        };
    }
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool read_item(struct store *s, struct arena *a, int64_t key, struct stored_item *x, bool *found,
               struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_ITEM_GET, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    if (*found) {
        *x = (struct stored_item){
            .key = sqlite3_column_int64(st, FIXED_ID),
            .source = column_name(st, FIXED_SOURCE, a),
            .uid = column_name(st, FIXED_UID, a),
            .first_seen = sqlite3_column_int64(st, FIXED_FIRST_SEEN),
            .last_seen = column_instant(st, FIXED_LAST_SEEN),
            .changed = sqlite3_column_int64(st, FIXED_CHANGED),
            .revision = sqlite3_column_int(st, FIXED_REVISION),
            .withdrawn = sqlite3_column_int(st, FIXED_WITHDRAWN) != 0,
            .archived = column_instant(st, FIXED_ARCHIVED),
            .cluster = sqlite3_column_int64(st, FIXED_CLUSTER),
            .hidden = sqlite3_column_int(st, FIXED_HIDDEN) != 0,
        };
        item_init(&x->item);
        x->item.id = column_text(st, FIXED_NATIVE_ID, a);
        int at = FIXED_COUNT;
        for (const struct column *c = item_columns; c->name; c++)
            column_read(st, at++, a, c, &x->item);
        if (x->item.kind < KIND_NONE || x->item.kind >= KIND_COUNT)
            x->item.kind = KIND_NONE;
    }
    sqlite3_reset(st);
    if (rc == SQLITE_ERROR)
        return false;
    return !*found || (read_tags(s, a, key, &x->item, err) && read_enclosures(s, a, key, &x->item, err));
}

/* --- a search written by a person, as an FTS5 expression that is never a syntax error --- */

struct term {
    const char *p;
    size_t n;
    bool without, prefix;
};

static bool next_term(const char **text, struct term *t)
{
    const char *s = *text;
    while (*s && isspace((unsigned char)*s))
        s++;
    *t = (struct term){0};
    if (!*s)
        return false;
    if (*s == '-' && s[1] && !isspace((unsigned char)s[1])) {
        t->without = true;
        s++;
    }
    if (*s == '"') {
        t->p = ++s;
        t->n = strcspn(s, "\"");
        s += t->n + (s[t->n] == '"');
    } else {
        t->p = s;
        while (*s && !isspace((unsigned char)*s) && *s != '"')
            s++;
        t->n = (size_t)(s - t->p);
        t->prefix = t->n > 1 && t->p[t->n - 1] == '*';
        t->n -= t->prefix;
    }
    *text = s;
    return true;
}

static bool has_letter(const struct term *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (isalnum((unsigned char)t->p[i]) || (unsigned char)t->p[i] >= 0x80)
            return true;
    return false;
}

static void add_term(struct buf *b, const struct term *t)
{
    buf_addc(b, '"');
    buf_add(b, t->p, t->n); /* a term never holds a quotation mark */
    buf_addc(b, '"');
    if (t->prefix)
        buf_addc(b, '*');
}

/* A search in two parts; NULL: none of that sort. */
struct expression {
    const char *with, *without;
};

static struct expression match_expression(struct arena *a, const char *text)
{
    struct buf with, without;
    struct term t;
    buf_init(&with, 0);
    buf_init(&without, 0);
    while (next_term(&text, &t)) {
        if (!has_letter(&t))
            continue;
        struct buf *b = t.without ? &without : &with;
        if (b->n)
            buf_adds(b, t.without ? " OR " : " AND ");
        add_term(b, &t);
    }
    struct expression e = {with.n ? arena_strdup(a, buf_str(&with)) : NULL,
                           without.n ? arena_strdup(a, buf_str(&without)) : NULL};
    buf_free(&with);
    buf_free(&without);
    return e;
}

/* --- the SQL --- */

struct query {
    struct buf sql;
    struct arena a;
    struct strings texts; /* to be bound, in order */
};

static void condition(struct query *q, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void condition(struct query *q, const char *format, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, format);
    vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    buf_printf(&q->sql, " AND (%s)", text);
}

static const char *bound(struct query *q, const char *text)
{
    *ARENA_PUSH(&q->a, q->texts.v, q->texts.n, q->texts.cap) = text;
    return arena_printf(&q->a, "?%zu", q->texts.n);
}

static const char *loosened(struct query *q, const char *text)
{
    struct buf b;
    buf_init(&b, 0);
    add_loose(&b, text, strlen(text));
    const char *out = arena_strdup(&q->a, buf_str(&b));
    buf_free(&b);
    return out;
}

/* "(?, ?)" with the values loosened or as they are. In the query's arena. */
static const char *values(struct query *q, const struct strings *list, bool loose)
{
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&b, "%s%s", i ? ", " : "(", bound(q, loose ? loosened(q, list->v[i]) : list->v[i]));
    buf_addc(&b, ')');
    const char *text = arena_strndup(&q->a, buf_str(&b), b.n);
    buf_free(&b);
    return text;
}

/* What holds of an item, or of another of its cluster: the condition with "%s" for the item. */
static void of_any_member(struct query *q, const char * not, const char *before, const char *list,
                          const char *after)
{
    buf_printf(&q->sql, " AND %s(", not );
    buf_printf(&q->sql, before, "i");
    buf_printf(&q->sql,
               " %s%s OR (i.cluster IS NOT NULL AND EXISTS (SELECT 1 FROM items m WHERE m.cluster = "
               "i.cluster AND ",
               list, after);
    buf_printf(&q->sql, before, "m");
    buf_printf(&q->sql, " %s%s)))", list, after);
}

static void add_languages(struct query *q, const struct strings *list)
{
    for (size_t i = 0; i < list->n; i++) {
        const char *exact = bound(q, list->v[i]), *below = bound(q, arena_printf(&q->a, "%s-*", list->v[i]));
        buf_printf(&q->sql, "%s i.language = %s OR i.language GLOB %s", i ? " OR" : " AND (", exact, below);
    }
    if (list->n)
        buf_addc(&q->sql, ')');
}

/* What the face of a cluster has of the others counts. */
#define KIND "coalesce(c.kind, i.kind)"
#define DEADLINE "coalesce(c.deadline_at, i.deadline_at)"
#define STARTS "coalesce(c.starts_at, i.starts_at)"
#define ENDS "coalesce(c.ends_at, i.ends_at)"
#define CHANGED "coalesce(c.changed, i.changed)"
#define FIRST_SEEN "coalesce(c.first_seen, i.first_seen)"
#define DATE "coalesce(c.date_at, i.date_at)"

/* Documents and news are neither open nor closed: the condition lets them through. */
static void add_open(struct query *q, const struct filter *f)
{
    long long now = f->now, since = f->cancelled_since == INSTANT_NONE ? INT64_MAX : f->cancelled_since;
    condition(q,
              KIND
              " NOT IN (%d, %d) OR (i.withdrawn = 0 AND i.cancelled = 0 AND ((" KIND " = %d AND (i.permanent "
              "OR " DEADLINE " IS NULL OR " DEADLINE " >= %lld)) OR (" KIND " = %d AND (" ENDS
              " IS NULL OR " ENDS " >= %lld)))) OR ((i.withdrawn OR i.cancelled) AND " CHANGED " >= %lld)",
              KIND_CALL, KIND_EVENT, KIND_CALL, now, KIND_EVENT, now, since);
}

static void add_conditions(struct query *q, const struct filter *f)
{
    condition(q, "c.face IS NULL OR c.face = i.id");
    if (!f->archived)
        condition(q, "i.archived IS NULL");
    if (!f->hidden)
        condition(q, "coalesce(c.hidden, i.hidden) = 0");
    if (f->kinds) {
        buf_adds(&q->sql, " AND " KIND " IN (-1");
        for (int k = 0; k < KIND_COUNT; k++)
            if (f->kinds >> k & 1)
                buf_printf(&q->sql, ", %d", k);
        buf_addc(&q->sql, ')');
    }
    if (f->open)
        add_open(q, f);
    if (f->sources.n)
        of_any_member(q, "", "%s.source IN", values(q, &f->sources, false), "");
    if (f->territories.n)
        of_any_member(q, "", "loose(%s.territory) IN", values(q, &f->territories, true), "");
    const struct {
        const char *scheme;
        const struct strings *list;
    } schemes[] = {{"topic", &f->topics}, {"audience", &f->audiences}, {"tag", &f->tags}};
    for (size_t i = 0; i < 3; i++)
        if (schemes[i].list->n)
            of_any_member(
                q, "",
                arena_printf(&q->a,
                             "EXISTS (SELECT 1 FROM tags t WHERE t.item = %%s.id AND t.scheme = '%s' AND "
                             "loose(t.value) IN",
                             schemes[i].scheme),
                values(q, schemes[i].list, true), ")");
    if (f->without.n)
        of_any_member(q, "NOT ",
                      "EXISTS (SELECT 1 FROM tags t WHERE t.item = %s.id AND t.scheme IN ('tag', 'topic', "
                      "'audience') AND loose(t.value) IN",
                      values(q, &f->without, true), ")");
    add_languages(q, &f->languages);
    const struct {
        const char *test;
        int64_t at;
    } times[] = {{FIRST_SEEN " >=", f->since},
                 {FIRST_SEEN " <", f->until},
                 {DATE " >=", f->after},
                 {DATE " <", f->before}};
    for (size_t i = 0; i < 4; i++)
        if (times[i].at != INSTANT_NONE)
            condition(q, "%s %lld", times[i].test, (long long)times[i].at);
}

/* Source and id at the end make every order total; ids of two sources say only which answered first. */
static void add_order(struct query *q, const struct filter *f, bool ranked)
{
    static const struct {
        const char *lacking, *key; /* an item that lacks it comes last either way */
    } keys[] = {
        /* a day that had not come when the item was there, and 1 January 1970, are no days of publication */
        [SORT_PUBLISHED] = {NULL, "CASE WHEN i.published > 0 AND i.published <= " FIRST_SEEN
                                  " THEN i.published ELSE " FIRST_SEEN " END"},
        [SORT_UPDATED] = {NULL, CHANGED},
        [SORT_DEADLINE] = {DEADLINE, DEADLINE},
        [SORT_STARTS] = {STARTS, STARTS},
        [SORT_TITLE] = {"i.title", "loose(i.title)"},
        [SORT_RELEVANCE] = {NULL, "r.score"},
    };
    bool unranked = f->sort == SORT_RELEVANCE && !ranked; /* then the newest come first */
    const char *way = f->descending != unranked ? "DESC" : "ASC";
    enum sort_key sort = unranked ? SORT_PUBLISHED : f->sort;
    buf_adds(&q->sql, " ORDER BY ");
    if (keys[sort].lacking)
        buf_printf(&q->sql, "%s IS NULL, ", keys[sort].lacking);
    buf_printf(&q->sql, "%s %s, i.source, i.id %s", keys[sort].key, way, way);
    if (f->limit > 0)
        buf_printf(&q->sql, " LIMIT %lld", (long long)f->limit);
}

static sqlite3_stmt *prepare_query(struct store *s, struct query *q, const struct filter *f, bool count,
                                   struct error *err)
{
    buf_init(&q->sql, 0);
    arena_init(&q->a, 0);
    q->texts = (struct strings){0};
    struct expression match = {0};
    if (!text_blank(f->text))
        match = match_expression(&q->a, f->text);
    bool nothing =
        !text_blank(f->text) && !match.with && !match.without; /* words were asked for, none is one */
    buf_adds(&q->sql, count ? "SELECT count(*)" : "SELECT i.id");
    buf_adds(&q->sql, " FROM items i LEFT JOIN clusters c ON c.id = i.cluster");
    if (match.with)
        buf_printf(&q->sql,
                   " JOIN (WITH f AS MATERIALIZED (SELECT rowid AS id, bm25(search, 10.0, 4.0, 1.0) AS score "
                   "FROM search "
                   "WHERE search MATCH %s) SELECT coalesce(k.face, f.id) AS id, min(f.score) AS score FROM f "
                   "JOIN items x ON "
                   "x.id = f.id LEFT JOIN clusters k ON k.id = x.cluster GROUP BY 1) r ON r.id = i.id",
                   bound(q, match.with));
    buf_adds(&q->sql, nothing ? " WHERE 0" : " WHERE 1");
    if (match.without)
        buf_printf(&q->sql,
                   " AND i.id NOT IN (SELECT coalesce(k.face, x.id) FROM search JOIN items x ON x.id = "
                   "search.rowid LEFT "
                   "JOIN clusters k ON k.id = x.cluster WHERE search MATCH %s)",
                   bound(q, match.without));
    add_conditions(q, f);
    if (!count)
        add_order(q, f, match.with != NULL);
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(s->db, buf_str(&q->sql), -1, &st, NULL) != SQLITE_OK) {
        store_unfit(s, err);
        return NULL;
    }
    for (size_t i = 0; i < q->texts.n; i++)
        bind_text(st, (int)i + 1, q->texts.v[i]);
    return st;
}

static void query_free(struct query *q, sqlite3_stmt *st)
{
    sqlite3_finalize(st);
    buf_free(&q->sql);
    arena_free(&q->a);
}

bool store_select(struct store *s, const struct filter *filter, store_row *row, void *context,
                  struct error *err)
{
    struct query q;
    struct arena a;
    sqlite3_stmt *st = prepare_query(s, &q, filter, false, err);
    arena_init(&a, 0);
    bool ok = st != NULL, more = true;
    while (ok && more) {
        int rc = step(s, st, err);
        if (rc != SQLITE_ROW) {
            ok = rc == SQLITE_DONE;
            break;
        }
        struct stored_item item;
        bool found;
        arena_reset(&a);
        ok = read_item(s, &a, sqlite3_column_int64(st, 0), &item, &found, err);
        if (ok && !found)
            ok = store_damaged(s, err, "an index names an item that is not there");
        else if (ok && (ok = cluster_overlay(s, &a, &item, err)))
            more = row(context, &item);
    }
    arena_free(&a);
    query_free(&q, st);
    return ok;
}

bool store_source_items(struct store *s, const char *source, store_row *row, void *context, struct error *err)
{
    static const char sql[] = "SELECT id FROM items WHERE source = ? AND archived IS NULL ORDER BY id";
    struct arena a;
    sqlite3_stmt *st;
    int rc;
    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    arena_init(&a, 0);
    bind_text(st, 1, source);
    bool ok = true, more = true;
    while (ok && more && (rc = step(s, st, err)) != SQLITE_DONE) {
        struct stored_item item;
        bool found = false;
        arena_reset(&a);
        ok = rc == SQLITE_ROW && read_item(s, &a, sqlite3_column_int64(st, 0), &item, &found, err);
        more = !found || row(context, &item);
    }
    arena_free(&a);
    sqlite3_finalize(st);
    return ok;
}

bool store_count(struct store *s, const struct filter *filter, int64_t *n, struct error *err)
{
    struct query q;
    sqlite3_stmt *st = prepare_query(s, &q, filter, true, err);
    bool ok = st && step(s, st, err) == SQLITE_ROW;
    if (ok)
        *n = sqlite3_column_int64(st, 0);
    query_free(&q, st);
    return ok;
}

/* A uid as it stands in what is published, "urn:uuid:13c0d514-8a61-…" or "13c0d514-8a61-…-deadline", without
 * all that. */
static void bare_uid(const char *name, char out[UID_DIGITS + 1])
{
    size_t n = 0;
    if (strncasecmp(name, "urn:uuid:", 9) == 0)
        name += 9;
    for (; *name && n < UID_DIGITS; name++)
        if (*name != '-')
            out[n++] = *name >= 'A' && *name <= 'F' ? (char)(*name - 'A' + 'a') : *name;
    out[*name && *name != '-' ? 0 : n] = '\0'; /* more digits than a uid has: none */
}

/* A number is a key; anything else of six hexadecimal digits and more the beginning of a uid. */
static bool find_key(struct store *s, const char *name, int64_t *key, struct error *err)
{
    char uid[UID_DIGITS + 1];
    bare_uid(name, uid);
    size_t n = strlen(name), digits = strlen(uid);
    bool number = n > 0 && n < 16 && strspn(name, "0123456789") == n;
    bool hex = digits >= 6 && strspn(uid, "0123456789abcdef") == digits;
    static const char *const questions[] = {
        "SELECT id FROM items WHERE id = ?1",
        "SELECT id FROM items WHERE substr(uid, 1, 8) >= substr(?1, 1, 8) AND "
        "substr(uid, 1, 8) < substr(?1, 1, 8) || 'g' AND uid >= ?1 AND uid < ?1 || 'g' LIMIT 2"};
    *key = 0;
    for (int i = 0; i < 2 && !*key; i++) {
        sqlite3_stmt *st;
        if (i == 0 ? !number : !hex)
            continue;
        if (sqlite3_prepare_v2(s->db, questions[i], -1, &st, NULL) != SQLITE_OK)
            return store_unfit(s, err);
        if (i == 0)
            sqlite3_bind_int64(st, 1, strtoll(name, NULL, 10));
        else
            bind_text(st, 1, uid);
        int rc = step(s, st, err);
        if (rc == SQLITE_ROW)
            *key = sqlite3_column_int64(st, 0);
        if (rc == SQLITE_ROW && step(s, st, err) == SQLITE_ROW)
            *key = 0; /* two of them: ambiguous */
        sqlite3_finalize(st);
        if (rc == SQLITE_ERROR)
            return false;
    }
    return true;
}

bool store_item_get(struct store *s, struct arena *a, const char *name, struct stored_item *item, bool *found,
                    struct error *err)
{
    int64_t key;
    *found = false;
    return find_key(s, name, &key, err) && (!key || (read_item(s, a, key, item, found, err) &&
                                                     (!*found || cluster_overlay(s, a, item, err))));
}

bool store_item_own(struct store *s, struct arena *a, int64_t key, struct stored_item *item, bool *found,
                    struct error *err)
{
    return read_item(s, a, key, item, found, err);
}

bool store_revisions(struct store *s, struct arena *a, int64_t key, struct revision **v, size_t *n,
                     struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_REVISIONS, err);
    size_t cap = 0;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) = (struct revision){
            .at = sqlite3_column_int64(st, 0),
            .number = sqlite3_column_int(st, 1),
            .field = column_name(st, 2, a),
            .before = column_text(st, 3, a),
            .after = column_text(st, 4, a),
        };
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}
