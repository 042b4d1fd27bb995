/* Messages between the main process and a worker: the members of each record as tables, and the one writer
   and the one reader that walk them. The form is described in the header. */
#include "harvester/wire.h"
#include "base/text.h"

#include <string.h>

/* --- the tables --- */

enum member_type { TEXT, BYTES, NUMBER, REAL, TRUTH, CIVIL, TEXTS, RECORDS };

struct member {
    enum member_type type;
    size_t offset;
    size_t size;             /* NUMBER: of the C type; TRUTH: likewise */
    int64_t least, most;     /* NUMBER: range */
    const struct record *of; /* RECORDS: of its entries */
    size_t length_offset;    /* BYTES: of the size_t beside the pointer */
};

struct record {
    size_t size;
    const struct member *members;
    size_t n;
};

#define MEMBER(record, name, kind) .type = kind, .offset = offsetof(struct record, name)
#define TEXT_OF(record, name)                                                                                \
    {                                                                                                        \
        MEMBER(record, name, TEXT)                                                                           \
    }
#define REAL_OF(record, name)                                                                                \
    {                                                                                                        \
        MEMBER(record, name, REAL)                                                                           \
    }
#define TRUTH_OF(record, name)                                                                               \
    {                                                                                                        \
        MEMBER(record, name, TRUTH)                                                                          \
    }
#define CIVIL_OF(record, name)                                                                               \
    {                                                                                                        \
        MEMBER(record, name, CIVIL)                                                                          \
    }
#define TEXTS_OF(record, name)                                                                               \
    {                                                                                                        \
        MEMBER(record, name, TEXTS)                                                                          \
    }
#define NUMBER_OF(record, name, min, max)                                                                    \
    {                                                                                                        \
        MEMBER(record, name, NUMBER), .size = sizeof(((struct record *)0)->name), .least = (min),            \
                                      .most = (max)                                                          \
    }
#define LIST_OF(record, name, entries)                                                                       \
    {                                                                                                        \
        MEMBER(record, name, RECORDS), .of = &entries                                                        \
    }
#define RECORD(name, table)                                                                                  \
    static const struct record name = {sizeof(struct name), table, sizeof table / sizeof *table}

static const struct member author_members[] = {
    TEXT_OF(author, name),
    TEXT_OF(author, url),
    TEXT_OF(author, email),
};
RECORD(author, author_members);

static const struct member attachment_members[] = {
    TEXT_OF(attachment, url),      TEXT_OF(attachment, mime_type),
    TEXT_OF(attachment, title),    NUMBER_OF(attachment, size, -1, INT64_MAX),
    REAL_OF(attachment, duration),
};
RECORD(attachment, attachment_members);

static const struct member period_members[] = {CIVIL_OF(period, from), CIVIL_OF(period, to)};
RECORD(period, period_members);

struct one_civil {
    struct civil civil;
};
static const struct member one_civil_members[] = {CIVIL_OF(one_civil, civil)};
RECORD(one_civil, one_civil_members);

static const struct member evidence_members[] = {
    TEXT_OF(evidence, field),      TEXT_OF(evidence, words),
    TEXT_OF(evidence, rule),       NUMBER_OF(evidence, position, -1, INT32_MAX),
    REAL_OF(evidence, confidence),
};
RECORD(evidence, evidence_members);

static const struct member item_members[] = {
    TEXT_OF(item, id),
    TEXT_OF(item, url),
    TEXT_OF(item, external_url),
    TEXT_OF(item, title),
    TEXT_OF(item, summary),
    TEXT_OF(item, content_html),
    TEXT_OF(item, content_text),
    TEXT_OF(item, image),
    TEXT_OF(item, language),
    NUMBER_OF(item, published, INT64_MIN, INT64_MAX),
    NUMBER_OF(item, updated, INT64_MIN, INT64_MAX),
    LIST_OF(item, authors, author),
    TEXTS_OF(item, tags),
    LIST_OF(item, attachments, attachment),
    REAL_OF(item, lat),
    REAL_OF(item, lon),
    NUMBER_OF(item, kind, KIND_NONE, KIND_COUNT - 1),
    CIVIL_OF(item, starts),
    CIVIL_OF(item, ends),
    TRUTH_OF(item, all_day),
    TEXT_OF(item, place),
    NUMBER_OF(item, online, UNKNOWN, YES),
    TRUTH_OF(item, cancelled),
    CIVIL_OF(item, registration_deadline),
    LIST_OF(item, sessions, period),
    CIVIL_OF(item, opens),
    CIVIL_OF(item, deadline),
    LIST_OF(item, deadlines, one_civil),
    TRUTH_OF(item, permanent),
    REAL_OF(item, amount_min),
    REAL_OF(item, amount_max),
    REAL_OF(item, amount_rate),
    TEXT_OF(item, amount_currency),
    REAL_OF(item, budget_total),
    TEXT_OF(item, organizer),
    TEXTS_OF(item, audience),
    TEXTS_OF(item, topics),
    TEXT_OF(item, territory),
    TEXT_OF(item, territory_scale),
    LIST_OF(item, evidence, evidence),
    TEXT_OF(item, dates),
    TEXT_OF(item, origin_name),
    TEXT_OF(item, origin_url),
    NUMBER_OF(item, sequence, INT32_MIN, INT32_MAX),
    TRUTH_OF(item, left_out),
};
RECORD(item, item_members);

static const struct member matched_members[] = {
    TEXT_OF(matched, key),
    TEXT_OF(matched, selector),
    NUMBER_OF(matched, found, 0, INT64_MAX),
    NUMBER_OF(matched, filled, 0, INT64_MAX),
};
RECORD(matched, matched_members);

static const struct member feed_members[] = {
    TEXT_OF(feed, format),
    TEXT_OF(feed, title),
    TEXT_OF(feed, description),
    TEXT_OF(feed, home_page_url),
    TEXT_OF(feed, feed_url),
    TEXT_OF(feed, language),
    TEXT_OF(feed, icon),
    TEXT_OF(feed, favicon),
    LIST_OF(feed, authors, author),
    LIST_OF(feed, items, item),
    TEXT_OF(feed, hub),
    TEXT_OF(feed, next_url),
    NUMBER_OF(feed, ttl, -1, INT64_MAX),
    NUMBER_OF(feed, skip_hours, 0, (1 << 24) - 1),
    NUMBER_OF(feed, skip_days, 0, (1 << 7) - 1),
    TRUTH_OF(feed, complete),
    TRUTH_OF(feed, cut),
    LIST_OF(feed, matched, matched),
    TEXT_OF(feed, warning),
};
RECORD(feed, feed_members);

static const struct member document_members[] = {
    TEXT_OF(document, charset),
    TEXT_OF(document, content_type),
    TEXT_OF(document, url),
    TEXT_OF(document, timezone),
    NUMBER_OF(document, now, INT64_MIN, INT64_MAX),
    {MEMBER(document, bytes, BYTES), .length_offset = offsetof(struct document, n)},
};
RECORD(document, document_members);

/* all of a request but its document, which comes last */
static const struct member wire_request_members[] = {
    NUMBER_OF(wire_request, source, -1, INT64_MAX),
    NUMBER_OF(wire_request, part, WIRE_PAGE, WIRE_PARTS - 1),
    TEXT_OF(wire_request, format),
    LIST_OF(wire_request, items, item),
};
RECORD(wire_request, wire_request_members);

/* likewise of an answer that is no error, before its feed */
static const struct member wire_answer_members[] = {
    TEXT_OF(wire_answer, token),
    NUMBER_OF(wire_answer, lasts, -1, INT64_MAX),
};
RECORD(wire_answer, wire_answer_members);

/* The shape of every LIST(T), of struct strings and struct authors. */
struct any_list {
    void *v;
    size_t n, cap;
};

/* --- writing --- */

static void put_le(struct buf *out, uint64_t v, size_t bytes)
{
    char b[8];
    for (size_t i = 0; i < bytes; i++)
        b[i] = (char)(v >> (8 * i));
    buf_add(out, b, bytes);
}

static void put_bytes(struct buf *out, const char *p, size_t n)
{
    if (!p) {
        put_le(out, UINT32_MAX, 4);
        return;
    }
    if (n >= UINT32_MAX)
        out->overflow = true;
    put_le(out, n, 4);
    buf_add(out, p, n);
    buf_addc(out, '\0');
}

static void put_text(struct buf *out, const char *s)
{
    put_bytes(out, s, s ? strlen(s) : 0);
}

static void put_civil(struct buf *out, const struct civil *c)
{
    static const struct civil none;
    if (!c->precision)
        c = &none;
    put_le(out, (uint64_t)c->year, 2);
    const char rest[] = {(char)c->month,  (char)c->day,    (char)c->hour,
                         (char)c->minute, (char)c->second, (char)c->precision};
    buf_add(out, rest, sizeof rest);
    put_text(out, c->zone);
}

static int64_t number_at(const void *p, size_t size)
{
    if (size == sizeof(int64_t))
        return *(const int64_t *)p;
    return size == sizeof(int32_t) ? *(const int32_t *)p : 0;
}

static void put_record(struct buf *out, const struct record *r, const void *record);

static void put_member(struct buf *out, const struct member *m, const char *p)
{
    const struct any_list *list = (const void *)p;
    uint64_t bits;
    switch (m->type) {
    case TEXT:
        put_text(out, *(const char *const *)(const void *)p);
        break;
    case BYTES:
        put_bytes(out, *(const char *const *)(const void *)p,
                  *(const size_t *)(const void *)(p + m->length_offset - m->offset));
        break;
    case NUMBER:
        put_le(out, (uint64_t)number_at(p, m->size), 8);
        break;
    case REAL:
        memcpy(&bits, p, sizeof bits);
        put_le(out, bits, 8);
        break;
    case TRUTH:
        buf_addc(out, *(const bool *)p ? 1 : 0);
        break;
    case CIVIL:
        put_civil(out, (const void *)p);
        break;
    case TEXTS:
        put_le(out, list->n, 4);
        for (size_t i = 0; i < list->n; i++)
            put_text(out, ((const char *const *)list->v)[i]);
        break;
    case RECORDS:
        put_le(out, list->n, 4);
        for (size_t i = 0; i < list->n; i++)
            put_record(out, m->of, (const char *)list->v + i * m->of->size);
        break;
    }
}

static void put_record(struct buf *out, const struct record *r, const void *record)
{
    for (size_t i = 0; i < r->n; i++)
        put_member(out, &r->members[i], (const char *)record + r->members[i].offset);
}

static size_t begin(struct buf *out, enum wire_type type)
{
    const char head[] = {'M', 'O', 'I', 'S', WIRE_VERSION, (char)type, 0, 0};
    buf_add(out, head, sizeof head);
    put_le(out, 0, 8);
    return out->n;
}

static void end(struct buf *out, size_t body)
{
    if (out->overflow)
        return;
    uint64_t n = out->n - body;
    for (size_t i = 0; i < 8; i++)
        out->p[body - 8 + i] = (char)(n >> (8 * i));
}

void wire_put_request(struct buf *out, const struct wire_request *request)
{
    size_t body = begin(out, WIRE_REQUEST);
    put_record(out, &wire_request, request);
    put_record(out, &document, &request->document);
    end(out, body);
}

void wire_put_answer(struct buf *out, const struct wire_answer *answer)
{
    size_t body = begin(out, WIRE_ANSWER);
    put_text(out, answer->error);
    if (!answer->error) {
        put_record(out, &wire_answer, answer);
        put_record(out, &feed, &answer->feed);
    }
    end(out, body);
}

/* --- reading --- */

struct reader {
    const char *p, *end;
    struct arena *a;
    const char *fault; /* the first one; NULL: none */
};

static void refuse(struct reader *r, const char *fault)
{
    if (!r->fault)
        r->fault = fault;
    r->p = r->end;
}

static const char *take(struct reader *r, size_t n)
{
    if (r->fault || (size_t)(r->end - r->p) < n) {
        refuse(r, "it ends too early");
        return NULL;
    }
    const char *p = r->p;
    r->p += n;
    return p;
}

static uint64_t get_le(struct reader *r, size_t bytes)
{
    const unsigned char *p = (const unsigned char *)take(r, bytes);
    uint64_t v = 0;
    for (size_t i = 0; p && i < bytes; i++)
        v |= (uint64_t)p[i] << (8 * i);
    return v;
}

static const char *get_bytes(struct reader *r, size_t *n)
{
    size_t length = get_le(r, 4);
    *n = 0;
    if (r->fault || length == UINT32_MAX)
        return NULL;
    const char *p = take(r, length + 1);
    if (!p || p[length] != '\0') {
        refuse(r, "a text does not end where it should");
        return NULL;
    }
    *n = length;
    return p;
}

static const char *get_text(struct reader *r)
{
    size_t n;
    const char *p = get_bytes(r, &n);
    if (p && (memchr(p, '\0', n) || !utf8_valid(p, n))) {
        refuse(r, "a text is not UTF-8");
        return NULL;
    }
    return p;
}

static void get_civil(struct reader *r, struct civil *c)
{
    int year = (int16_t)get_le(r, 2);
    const unsigned char *p = (const unsigned char *)take(r, 6);
    const char *zone = get_text(r);
    if (!p || r->fault)
        return;
    *c = (struct civil){.year = year,
                        .month = p[0],
                        .day = p[1],
                        .hour = p[2],
                        .minute = p[3],
                        .second = p[4],
                        .precision = p[5],
                        .zone = zone};
    bool empty =
        !c->precision && !year && !c->month && !c->day && !c->hour && !c->minute && !c->second && !zone;
    if (!empty && (c->precision > PRECISION_MINUTE || !civil_valid(c)))
        refuse(r, "a date does not exist");
}

static void get_number(struct reader *r, const struct member *m, void *into)
{
    int64_t v = (int64_t)get_le(r, 8);
    if (v < m->least || v > m->most) {
        refuse(r, "a number is out of range");
        return;
    }
    if (m->size == sizeof(int64_t))
        *(int64_t *)into = v;
    else
        *(int32_t *)into = (int32_t)v;
}

/* The fewest bytes an entry can take, so that a count cannot ask for more memory than the message justifies.
 */
static size_t smallest(const struct record *r)
{
    static const size_t of[] = {[TEXT] = 4,  [BYTES] = 4,  [NUMBER] = 8, [REAL] = 8,
                                [TRUTH] = 1, [CIVIL] = 12, [TEXTS] = 4,  [RECORDS] = 4};
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++)
        n += of[r->members[i].type];
    return n;
}

static size_t get_count(struct reader *r, size_t entry)
{
    size_t n = get_le(r, 4);
    if (!r->fault && n > (size_t)(r->end - r->p) / entry)
        refuse(r, "a list is longer than the message");
    return r->fault ? 0 : n;
}

static void get_record(struct reader *r, const struct record *record, void *into);

static void get_list(struct reader *r, const struct member *m, struct any_list *list)
{
    bool texts = m->type == TEXTS;
    size_t size = texts ? sizeof(char *) : m->of->size;
    size_t n = get_count(r, texts ? 4 : smallest(m->of));
    *list = (struct any_list){.v = n ? arena_alloc(r->a, n * size) : NULL, .n = n, .cap = n};
    for (size_t i = 0; i < n && !r->fault; i++) {
        char *entry = (char *)list->v + i * size;
        if (!texts)
            get_record(r, m->of, entry);
        else if (!(*(const char **)(void *)entry = get_text(r)))
            refuse(r, "a list has a hole");
    }
}

static void get_member(struct reader *r, const struct member *m, char *into)
{
    uint64_t bits;
    const char *p;
    switch (m->type) {
    case TEXT:
        *(const char **)(void *)into = get_text(r);
        break;
    case BYTES:
        *(const char **)(void *)into = get_bytes(r, (size_t *)(void *)(into + m->length_offset - m->offset));
        break;
    case NUMBER:
        get_number(r, m, into);
        break;
    case REAL:
        bits = get_le(r, 8);
        memcpy(into, &bits, sizeof bits);
        break;
    case TRUTH:
        p = take(r, 1);
        if (p && (unsigned char)*p > 1)
            refuse(r, "a truth is neither 0 nor 1");
        *(bool *)into = p && *p == 1;
        break;
    case CIVIL:
        get_civil(r, (void *)into);
        break;
    case TEXTS:
    case RECORDS:
        get_list(r, m, (void *)into);
        break;
    }
}

static void get_record(struct reader *r, const struct record *record, void *into)
{
    for (size_t i = 0; i < record->n && !r->fault; i++)
        get_member(r, &record->members[i], (char *)into + record->members[i].offset);
}

static bool finish(struct reader *r, struct error *err)
{
    if (!r->fault && r->p != r->end)
        r->fault = "it goes on after its end";
    return !r->fault || error_set(err, "a malformed message: %s", r->fault);
}

bool wire_head(const char head[WIRE_HEAD], enum wire_type type, size_t most, size_t *length,
               struct error *err)
{
    const char expected[] = {'M', 'O', 'I', 'S', WIRE_VERSION, (char)type, 0, 0};
    struct reader r = {.p = head + sizeof expected, .end = head + WIRE_HEAD};
    uint64_t n = get_le(&r, 8);
    if (memcmp(head, expected, sizeof expected) != 0)
        return error_set(err, "a malformed message: its head is not that of version %d", WIRE_VERSION);
    if (n > most)
        return error_set(err, "a message of %llu bytes, past the limit of %zu", (unsigned long long)n, most);
    *length = n;
    return true;
}

bool wire_get_request(struct arena *a, const char *body, size_t n, struct wire_request *request,
                      struct error *err)
{
    struct reader r = {.p = body, .end = body + n, .a = a};
    *request = (struct wire_request){0};
    get_record(&r, &wire_request, request);
    get_record(&r, &document, &request->document);
    if (!r.fault && !request->document.bytes)
        refuse(&r, "no document");
    if (!r.fault && request->items.n != (request->part == WIRE_DETAIL))
        refuse(&r, "an item too many or too few");
    return finish(&r, err);
}

bool wire_get_answer(struct arena *a, const char *body, size_t n, struct wire_answer *answer,
                     struct error *err)
{
    struct reader r = {.p = body, .end = body + n, .a = a};
    *answer = (struct wire_answer){.lasts = -1};
    feed_init(&answer->feed);
    answer->error = get_text(&r);
    if (!answer->error) {
        get_record(&r, &wire_answer, answer);
        get_record(&r, &feed, &answer->feed);
    }
    return finish(&r, err);
}
