/* From an item's text to its facts: cuts the text, finds its dates, lets each reader of facts look, and keeps
   the evidence. What structured data says is never put aside. */
#include "harvester/meaning/facts.h"
#include "harvester/meaning/about.h"
#include "harvester/meaning/private.h"
#include "base/text.h"

#include <string.h>

enum { WORDS_BEFORE = 90 }; /* bytes of evidence before a date, at most */

static const char *text_of(struct arena *a, const struct item *item)
{
    if (!text_blank(item->content_text))
        return item->content_text;
    if (!text_blank(item->content_html))
        return text_lines_from_html(a, item->content_html, strlen(item->content_html));
    return item->summary ? item->summary : "";
}

/* Two texts, an empty line between them. */
static const char *paragraphs(struct arena *a, const char *first, const char *second)
{
    size_t n = strlen(first), m = strlen(second);
    char *both = arena_room(a, n + m + 3);
    memcpy(both, first, n);
    memcpy(both + n, "\n\n", 2);
    memcpy(both + n + 2, second, m + 1);
    return both;
}

/* A summary that the content does not begin with says more. */
static const char *body_text(struct arena *a, const struct item *item)
{
    const char *text = text_of(a, item);
    if (text_blank(item->summary) || text == item->summary)
        return text;
    size_t n = strlen(item->summary);
    n = n > 40 ? 40 : n;
    while (n && ((unsigned char)item->summary[n] & 0xC0) == 0x80)
        n--;
    if (memmem(text, strlen(text), item->summary, n))
        return text;
    return paragraphs(a, item->summary, text);
}

/* What a rule set apart for its dates comes first, unless it stands in the text as well. */
static const char *whole_text(struct facts *f)
{
    const char *text = body_text(f->scratch, f->item), *dates = f->item->dates;
    if (text_blank(dates))
        return text;
    f->apart = strlen(dates);
    return strncmp(text, dates, f->apart) == 0 ? text : paragraphs(f->scratch, dates, text);
}

/* --- where things stand --- */

size_t facts_token(const struct facts *f, int position)
{
    size_t low = 0, high = f->tokens.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (f->tokens.v[middle].position < position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool starts_list_item(const struct tokens *t, size_t i)
{
    return t->v[i].kind == TOKEN_MARK && (t->v[i].mark == '-' || t->v[i].mark == '*');
}

void facts_sentence(const struct facts *f, size_t i, bool heading, size_t *first, size_t *past)
{
    const struct tokens *t = &f->tokens;
    size_t from = i < t->n ? i : t->n - 1, to = from + 1;
    while (from > 0 && !t->v[from].sentence && !t->v[from].line)
        from--;
    while (to < t->n && !t->v[to].sentence && !t->v[to].line)
        to++;
    /* the line above speaks for a line of a list, and for what stands alone below it */
    for (int lines = 0; heading && from > f->title_end && lines < 12; lines++) {
        bool colon = t->v[from - 1].mark == ':', list = starts_list_item(t, from);
        bool same = !t->v[from].sentence && to - from < 16;
        if (!colon && !list && !same)
            break;
        size_t above = from - 1;
        while (above > f->title_end && !t->v[above].sentence && !t->v[above].line)
            above--;
        from = above;
        if (!starts_list_item(t, from))
            break;
    }
    *first = from;
    *past = to;
}

size_t facts_clause(const struct facts *f, size_t date)
{
    const struct found_date *d = &f->dates.v[date];
    size_t at = facts_token(f, d->position), first, past;
    if (at >= f->tokens.n)
        return f->tokens.n;
    facts_sentence(f, at, false, &first, &past);
    for (size_t i = 0; i < date; i++) {
        const struct found_date *before = &f->dates.v[i];
        if (before->position + before->length > d->position)
            continue;
        size_t end = facts_token(f, before->position + before->length);
        if (end > first && end <= at)
            first = end;
    }
    return first;
}

bool facts_in_title(const struct facts *f, const struct found_date *date)
{
    return facts_token(f, date->position) < f->title_end;
}

bool facts_apart(const struct facts *f, const struct found_date *date)
{
    return !facts_in_title(f, date) &&
           (size_t)date->position < (f->item->title ? strlen(f->item->title) : 0) + 2 + f->apart && f->apart;
}

bool facts_cued(const struct found_date *date)
{
    return date->cued && strstr(date->rule, "cue:");
}

int days_compare(const struct civil *a, const struct civil *b)
{
    int64_t x = (a->year * 16ll + a->month) * 32 + a->day, y = (b->year * 16ll + b->month) * 32 + b->day;
    return (x > y) - (x < y);
}

/* --- evidence --- */

void facts_evidence(struct facts *f, const char *field, size_t from, size_t to, const char *rule,
                    double confidence)
{
    struct item *item = f->item;
    const char *words = text_collapse(f->a, f->text + from, to - from);
    *ARENA_PUSH(f->a, item->evidence.v, item->evidence.n, item->evidence.cap) =
        (struct evidence){field, words, arena_strdup(f->a, rule), (int)from, confidence};
}

void facts_evidence_date(struct facts *f, const char *field, const struct found_date *date, const char *rule,
                         double confidence)
{
    size_t at = facts_token(f, date->position), first = at, past = at;
    if (at < f->tokens.n)
        facts_sentence(f, at, true, &first, &past);
    while (first < at && date->position - f->tokens.v[first].position > WORDS_BEFORE)
        first++;
    while (first < at && f->tokens.v[first].kind == TOKEN_MARK)
        first++;
    size_t from = first < f->tokens.n ? (size_t)f->tokens.v[first].position : (size_t)date->position;
    facts_evidence(f, field, from < (size_t)date->position ? from : (size_t)date->position,
                   (size_t)(date->position + date->length), rule, confidence);
}

/* --- the way through --- */

static void cut(struct facts *f)
{
    const char *title = f->item->title ? f->item->title : "", *text = whole_text(f);
    size_t n = strlen(title);
    f->text = paragraphs(f->scratch, title, text);
    f->n = strlen(f->text);
    tokens_read(f->scratch, f->text, f->n, &f->tokens);
    f->title_end = facts_token(f, (int)n);
    if (f->context->lexicons)
        lexicons_mark(f->context->lexicons, &f->tokens);
}

static void find_dates(struct facts *f)
{
    struct date_context context = {f->context->language, f->context->ref, f->context->timezone};
    dates_of(f->scratch, &f->tokens, &context, &f->dates);
}

void facts_prepare(struct facts *f)
{
    cut(f);
    find_dates(f);
}

/* "Publié le 3 mars – clôture le 31": a list tells when it was published beside the rest. */
static void read_published(struct facts *f, struct meaning_context *own)
{
    const char *dates = f->item->dates, *zone = own->timezone;
    struct date_context context = {own->language, own->ref, zone};
    struct found_dates found = {0};
    if (f->item->published != INSTANT_NONE || text_blank(dates))
        return;
    dates_find(f->scratch, dates, strlen(dates), &context, &found);
    for (size_t i = 0; i < found.n; i++) {
        const struct found_date *d = &found.v[i];
        if (d->role != ROLE_PUBLISHED || !facts_cued(d) || d->from.precision < PRECISION_DAY ||
            (own->ref.precision && days_compare(&d->from, &own->ref) > 0))
            continue;
        f->item->published = civil_instant(&d->from, zone ? zone : "Europe/Paris");
        own->ref = d->from;
        own->undated = false;
        return;
    }
}

/* What is news by its words, but leads to a file, is that file. */
static bool links_to_file(const char *url)
{
    static const char *const endings[] = {".pdf", ".doc",  ".docx", ".odt",  ".ppt", ".pptx", ".odp",
                                          ".xls", ".xlsx", ".ods",  ".epub", ".zip", NULL};
    size_t n = url ? strcspn(url, "?#") : 0;
    if (n > 5 && strncasecmp(url + n - 5, "/view", 5) == 0) /* of a content management system, around it */
        n -= 5;
    for (const char *const *e = endings; *e; e++)
        if (n > strlen(*e) && strncasecmp(url + n - strlen(*e), *e, strlen(*e)) == 0)
            return true;
    return false;
}

void understand(struct arena *a, struct item *item, const struct meaning_context *context)
{
    struct arena scratch;
    struct meaning_context own = *context;
    bool given = item->kind || context->kind;
    struct facts f = {.a = a, .scratch = &scratch, .item = item, .context = &own};
    arena_init(&scratch, 0);
    read_published(&f, &own);
    days_mend(item, &own);
    cut(&f);
    if (context->lexicons && private_clean(a, context->lexicons, item, &f.tokens))
        cut(&f); /* no evidence may quote what is personal */
    find_dates(&f);
    if (!item->kind)
        item->kind = context->kind;
    if (!item->kind && item->starts.precision)
        item->kind = KIND_EVENT;
    if (!item->kind && (item->deadline.precision || item->permanent))
        item->kind = KIND_CALL;
    double likely[KIND_COUNT] = {0};
    if (!item->kind && f.tokens.n)
        item->kind = kinds_find(&f, likely);
    if (!item->kind)
        item->kind = KIND_NEWS;
    if (item->kind == KIND_NEWS && !given && links_to_file(item->url))
        item->kind = KIND_DOCUMENT;
    if (item->kind == KIND_CALL)
        calls_read(&f);
    if (item->kind == KIND_EVENT)
        events_read(&f);
    if (context->lexicons)
        about_read(a, context->lexicons, item, &f.tokens, f.title_end);
    arena_free(&scratch);
}
