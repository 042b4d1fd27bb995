/* A date that a rule has found: as machines write it, as `format:` describes it, or in words. */
#include "harvester/extract_internal.h"
#include "base/text.h"
#include "base/timestamp.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* --- `format:` --- */

/* Two words that begin alike, accents and case aside: "févr." and "fevrier". */
static int month_of(const char *name, size_t n)
{
    static const char *const months[] = {
        "janvier january",   "fevrier february",  "mars march",  "avril april",         "mai may",
        "juin june",         "juillet july",      "aout august", "septembre september", "octobre october",
        "novembre november", "decembre december",
    };
    struct arena a;
    arena_init(&a, 0);
    const char *word = text_fold(&a, name, n);
    size_t length = strlen(word);
    int month = 0;
    for (int i = 0; i < 12 && length >= 3 && !month; i++) {
        const char *english = strchr(months[i], ' ') + 1;
        if (strncmp(months[i], word, length) == 0 || strncmp(english, word, length) == 0)
            month = i + 1;
    }
    arena_free(&a);
    return month;
}

/* What a letter of a format stands for. */
static int *part_of(char letter, int parts[6])
{
    static const char letters[] = "ymdhis";
    const char *at = strchr(letters, tolower((unsigned char)letter));
    return at && *at ? &parts[at - letters] : NULL;
}

static const char *read_number(const char *s, size_t most, int *number)
{
    const char *begin = s;
    for (*number = 0; isdigit((unsigned char)*s) && (size_t)(s - begin) < most; s++)
        *number = *number * 10 + (*s - '0');
    return s > begin ? s : NULL;
}

static const char *read_part(const char *s, char letter, size_t n, int *part)
{
    if (tolower((unsigned char)letter) == 'm' && n >= 3) {
        size_t length = 0;
        while (isalpha((unsigned char)s[length]) || (s[length] & 0x80))
            length++;
        *part = month_of(s, length);
        return *part ? s + length + (s[length] == '.') : NULL;
    }
    /* "d" takes one digit or two, "dd" the same; "yyyy" four */
    const char *end = read_number(s, n > 2 ? n : 2, part);
    if (end && tolower((unsigned char)letter) == 'y' && end - s <= 2)
        *part += *part < 70 ? 2000 : 1900;
    return end;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

bool date_by_format(const char *text, const char *format, struct civil *out)
{
    int parts[6] = {0};
    bool hour = false;
    for (const char *f = format; *f;) {
        size_t n = 1;
        while (same_letter(f[n], *f))
            n++;
        /* "mm" behind an hour are its minutes */
        bool minutes = same_letter(*f, 'm') && hour && n < 3;
        int *part = part_of(minutes ? 'i' : *f, parts);
        if (part) {
            while (*text == ' ')
                text++;
            if (!(text = read_part(text, minutes ? 'i' : *f, n, part)))
                return false;
            hour |= same_letter(*f, 'h');
        } else if (!isspace((unsigned char)*f)) {
            while (*text == ' ')
                text++;
            if (strncmp(text, f, n) != 0)
                return false;
            text += n;
        }
        f += n;
    }
    *out = (struct civil){.year = parts[0],
                          .month = (uint8_t)parts[1],
                          .day = (uint8_t)parts[2],
                          .precision = parts[2]   ? PRECISION_DAY
                                       : parts[1] ? PRECISION_MONTH
                                                  : PRECISION_YEAR};
    if (hour && parts[2]) {
        out->hour = (uint8_t)parts[3];
        out->minute = (uint8_t)parts[4];
        out->second = (uint8_t)parts[5];
        out->precision = PRECISION_MINUTE;
    }
    return civil_valid(out);
}

/* --- machines --- */

/* Seconds or milliseconds since 1970, as databases give them. */
static bool read_epoch(const char *text, struct civil *out)
{
    size_t n = strspn(text, "0123456789");
    if (text[n] || (n != 10 && n != 13 && n != 9 && n != 12))
        return false;
    int64_t at = strtoll(text, NULL, 10);
    *out = civil_at(n > 11 ? at / 1000 : at, "UTC");
    return true;
}

/* A time that names a zone is told as one of the source's. */
static void to_local(const struct extract *x, struct civil *c)
{
    const char *zone = x->document->timezone;
    int64_t at = c->precision == PRECISION_MINUTE && c->zone && zone ? civil_instant(c, zone) : INSTANT_NONE;
    if (at != INSTANT_NONE)
        *c = civil_at(at, zone);
}

static bool read_machine(const struct extract *x, const char *text, struct civil *out)
{
    if (!timestamp_parse(text, strlen(text), out) && !read_epoch(text, out))
        return false;
    to_local(x, out);
    return true;
}

/* --- words --- */

static struct date_context context_of(const struct extract *x, const struct item *item)
{
    const char *zone = x->document->timezone ? x->document->timezone : "Europe/Paris";
    bool published = item->published != INSTANT_NONE && item->published < x->document->now;
    return (struct date_context){
        .language = item->language ? item->language : x->feed->language,
        .timezone = zone,
        .ref = civil_at(published ? item->published : x->document->now, zone),
    };
}

/* Of several dates the one with the role, else the first, of an end the last; one that another has replaced
   never. */
static const struct found_date *choose(const struct found_dates *dates, enum date_role role, bool last)
{
    const struct found_date *best = NULL;
    for (size_t i = 0; i < dates->n; i++) {
        const struct found_date *d = &dates->v[i];
        if (d->replaced)
            continue;
        bool better = !best || (d->role == role && best->role != role) ||
                      (last && (d->role == role) == (best->role == role));
        if (better)
            best = d;
    }
    return best;
}

/* What has happened when the page is read lies not ahead: a year that was left out is the one before. */
static void not_ahead(const struct extract *x, const struct found_date *d, struct civil *c)
{
    const char *zone = x->document->timezone;
    if (!d->year_given && civil_instant(c, zone) > x->document->now + 86400) {
        c->year--;
        if (!civil_valid(c))
            c->day = (uint8_t)civil_month_length(c->year, c->month);
    }
}

static void tell(struct extract *x, const struct item *item, const char *text, const struct found_date *d,
                 struct dated *out)
{
    bool published = item->published != INSTANT_NONE && item->published < x->document->now;
    *out = (struct dated){
        .from = d->from,
        .to = d->to,
        .words = text_collapse(x->arena, text, strlen(text)),
        .rule = arena_printf(x->arena, "the source's rule; %s", d->rule),
        .confidence = d->year_given || published ? 0.9 : CONFIDENCE_SURE - 0.1,
    };
}

/* "2026-03-10…", 1772352000: nobody asks from which words that was read. */
static bool for_machines(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return !text[digits] || (digits == 4 && text[4] == '-');
}

/* The first of several ways of writing, "dd/mm/yyyy|yyyy-mm-dd", that gives a date. */
static bool read_by_formats(struct arena *a, const char *text, const char *ways, struct civil *out)
{
    for (const char *end; (end = strchr(ways, '|')); ways = end + 1)
        if (date_by_format(text, arena_strndup(a, ways, (size_t)(end - ways)), out))
            return true;
    return date_by_format(text, ways, out);
}

static bool read_plain(struct extract *x, const char *text, const char *format, struct dated *out)
{
    *out = (struct dated){.rule = "the source's rule", .confidence = 1};
    bool good =
        format ? read_by_formats(x->arena, text, format, &out->from) : read_machine(x, text, &out->from);
    if (!good)
        out->from = (struct civil){0};
    else if (!for_machines(text))
        out->words = text_collapse(x->arena, text, strlen(text));
    return good;
}

bool date_of_text(struct extract *x, const struct item *item, const char *text, const char *format,
                  enum date_role role, bool last, struct dated *out)
{
    if (read_plain(x, text, format, out) || format)
        return out->from.precision;
    struct found_dates dates = {0};
    struct date_context context = context_of(x, item);
    dates_find(x->arena, text, strlen(text), &context, &dates);
    const struct found_date *d = choose(&dates, role, last);
    if (!d)
        return false;
    tell(x, item, text, d, out);
    if (role == ROLE_PUBLISHED)
        not_ahead(x, d, &out->from);
    return true;
}

void dates_of_text(struct extract *x, const struct item *item, const char *text, const char *format,
                   struct dated **v, size_t *n)
{
    struct dated plain;
    struct found_dates dates = {0};
    *v = NULL;
    *n = 0;
    if (read_plain(x, text, format, &plain)) {
        *v = arena_dup(x->arena, &plain, sizeof plain);
        *n = 1;
    } else if (!format) {
        struct date_context context = context_of(x, item);
        dates_find(x->arena, text, strlen(text), &context, &dates);
        *v = arena_alloc(x->arena, dates.n * sizeof **v);
        for (size_t i = 0; i < dates.n; i++)
            if (!dates.v[i].replaced && dates.v[i].from.precision >= PRECISION_DAY)
                tell(x, item, text, &dates.v[i], &(*v)[(*n)++]);
    }
}

bool period_of_text(struct extract *x, const struct item *item, const char *line, const char *format,
                    struct period *out)
{
    struct dated from, to;
    const char *slash = strchr(line, '/');
    if (slash && !strchr(slash + 1, '/') &&
        date_of_text(x, item, arena_strndup(x->arena, line, (size_t)(slash - line)), format, ROLE_EVENT,
                     false, &from) &&
        date_of_text(x, item, slash + 1, format, ROLE_EVENT, true, &to)) {
        *out = (struct period){from.from, to.from};
        return true;
    }
    if (!date_of_text(x, item, line, format, ROLE_EVENT, false, &from))
        return false;
    *out = (struct period){from.from, from.to};
    return true;
}
