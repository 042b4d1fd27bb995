/* Dates as machines write them. Two readers: ISO 8601 and its relatives by position, everything else (RFC
   822, asctime, names of months in many languages, d/m/y) by what each word and number can be. */
#include "base/timestamp.h"
#include "base/text.h"
#include "base/zone.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 128 };

/* --- names --- */

struct name {
    const char *name; /* folded: lower case, no accents */
    int value;
};

/* A word is a month when it begins with one of these and goes on with letters only; longest first where two
   share a beginning. French, English, then neighbours. */
static const struct name months[] = {
    {"janv", 1},  {"jan", 1},  {"fev", 2},  {"feb", 2},  {"febr", 2},  {"mars", 3}, {"mar", 3},  {"mrz", 3},
    {"maerz", 3}, {"avr", 4},  {"apr", 4},  {"abr", 4},  {"avril", 4}, {"mai", 5},  {"may", 5},  {"mag", 5},
    {"mei", 5},   {"maj", 5},  {"juin", 6}, {"jun", 6},  {"giu", 6},   {"juil", 7}, {"jul", 7},  {"lug", 7},
    {"aout", 8},  {"aou", 8},  {"aug", 8},  {"ago", 8},  {"sep", 9},   {"set", 9},  {"oct", 10}, {"okt", 10},
    {"ott", 10},  {"out", 10}, {"nov", 11}, {"dec", 12}, {"dez", 12},  {"dic", 12}, {"des", 12}, {"gen", 1},
    {"ene", 1},   {"fevr", 2}, {"sept", 9}, {"jui", 7},  {"ian", 1},   {"mrt", 3},
};

static const struct name zones[] = {
    /* minutes east of UTC */
    {"utc", 0},    {"gmt", 0},    {"ut", 0},     {"z", 0},       {"wet", 0},     {"west", 60},  {"bst", 60},
    {"cet", 60},   {"met", 60},   {"mez", 60},   {"cest", 120},  {"mest", 120},  {"mesz", 120}, {"eet", 120},
    {"eest", 180}, {"msk", 180},  {"ist", 330},  {"jst", 540},   {"kst", 540},   {"aest", 600}, {"aedt", 660},
    {"ast", -240}, {"adt", -180}, {"est", -300}, {"edt", -240},  {"cst", -360},  {"cdt", -300}, {"mst", -420},
    {"mdt", -360}, {"pst", -480}, {"pdt", -420}, {"akst", -540}, {"akdt", -480}, {"hst", -600}, {"et", -300},
    {"ct", -360},  {"mt", -420},  {"pt", -480},  {"sast", 120},  {"nzst", 720},  {"nzdt", 780}, {"sgt", 480},
    {"hkt", 480},  {"brt", -180}, {"art", -180},
};

static bool find_name(const struct name *table, size_t n, const char *word, size_t length, bool prefix,
                      int *value)
{
    size_t best = 0;
    for (size_t i = 0; length && i < n; i++) {
        if (table[i].name[0] != word[0])
            continue;
        size_t l = strlen(table[i].name);
        if ((prefix ? length >= l : length == l) && l > best && memcmp(word, table[i].name, l) == 0) {
            best = l;
            *value = table[i].value;
        }
    }
    return best > 0;
}
#define FIND(table, word, length, prefix, value)                                                             \
    find_name(table, sizeof table / sizeof *table, word, length, prefix, value)

static const char *offset_name(int minutes)
{
    char text[8];
    int size = minutes < 0 ? -minutes : minutes;
    if (size > 18 * 60)
        return NULL;
    text[0] = minutes < 0 ? '-' : '+';
    text[1] = (char)('0' + size / 60 / 10);
    text[2] = (char)('0' + size / 60 % 10);
    text[3] = ':';
    text[4] = (char)('0' + size % 60 / 10);
    text[5] = (char)('0' + size % 10);
    text[6] = '\0';
    const struct zone *z = zone_find(text);
    return z ? zone_name(z) : NULL;
}

/* --- ISO 8601, RFC 3339, W3C-DTF --- */

struct scan {
    const char *p, *end;
};

static size_t digits_ahead(const struct scan *s)
{
    size_t n = 0;
    while (s->p + n < s->end && isdigit((unsigned char)s->p[n]))
        n++;
    return n;
}

static int take_digits(struct scan *s, size_t n)
{
    int v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (*s->p++ - '0');
    return v;
}

static bool take_char(struct scan *s, const char *set)
{
    if (s->p < s->end && *s->p && strchr(set, *s->p)) {
        s->p++;
        return true;
    }
    return false;
}

static void skip_blank(struct scan *s)
{
    while (s->p < s->end && isspace((unsigned char)*s->p))
        s->p++;
}

/* "+01:00", "-0500", "+01", after the sign. */
static bool take_offset(struct scan *s, bool negative, const char **zone)
{
    size_t n = digits_ahead(s);
    int hours, minutes = 0;
    if (n == 3 || n == 4) {
        hours = take_digits(s, n - 2);
        minutes = take_digits(s, 2);
    } else if (n == 1 || n == 2) {
        hours = take_digits(s, n);
        if (s->end - s->p >= 3 && *s->p == ':') {
            s->p++;
            if (digits_ahead(s) < 2)
                return false;
            minutes = take_digits(s, 2);
        }
    } else {
        return false;
    }
    if (minutes > 59)
        return false;
    *zone = offset_name((hours * 60 + minutes) * (negative ? -1 : 1));
    return *zone != NULL;
}

/* A zone at the end: Z, an offset, a name, an IANA name. Nothing is well too. */
static bool take_zone(struct scan *s, const char **zone)
{
    skip_blank(s);
    if (s->p == s->end)
        return true;
    if (*s->p == '+' || *s->p == '-')
        return take_offset(s, *s->p++ == '-', zone);
    char word[LONGEST];
    size_t n = 0;
    while (s->p + n < s->end && n + 1 < sizeof word &&
           (isalnum((unsigned char)s->p[n]) || strchr("/_", s->p[n]))) {
        word[n] = s->p[n];
        n++;
    }
    word[n] = '\0';
    if (!n)
        return false;
    s->p += n;
    const struct zone *known = strchr(word, '/') ? zone_find(word) : NULL;
    if (known) {
        *zone = zone_name(known);
        return true;
    }
    for (size_t i = 0; i < n; i++)
        word[i] = (char)tolower((unsigned char)word[i]);
    int minutes;
    if (!FIND(zones, word, n, false, &minutes))
        return false;
    *zone = offset_name(minutes);
    if (!minutes && s->p < s->end && (*s->p == '+' || *s->p == '-')) /* GMT+0100 */
        return take_offset(s, *s->p++ == '-', zone);
    return true;
}

static void take_fraction(struct scan *s)
{
    if (s->p + 1 < s->end && (*s->p == '.' || *s->p == ',') && isdigit((unsigned char)s->p[1]))
        for (s->p++; s->p < s->end && isdigit((unsigned char)*s->p);)
            s->p++;
}

/* hh:mm, hh:mm:ss, hhmm, hhmmss, hh */
static bool take_clock(struct scan *s, struct civil *c)
{
    size_t n = digits_ahead(s);
    int parts[3] = {0};
    if (n == 4 || n == 6) {
        for (size_t i = 0; i < n / 2; i++)
            parts[i] = take_digits(s, 2);
    } else if (n == 1 || n == 2) {
        parts[0] = take_digits(s, n);
        for (int i = 1; i < 3 && s->end - s->p >= 2 && *s->p == ':'; i++) {
            s->p++;
            n = digits_ahead(s);
            if (n < 1 || n > 2)
                return false;
            parts[i] = take_digits(s, n);
        }
    } else {
        return false;
    }
    take_fraction(s);
    c->hour = (uint8_t)parts[0];
    c->minute = (uint8_t)parts[1];
    c->second = (uint8_t)parts[2];
    c->precision = PRECISION_MINUTE;
    return parts[0] <= 24 && parts[1] <= 59 && parts[2] <= 60;
}

static void set_days(struct civil *c, int64_t days)
{
    int year, month, day;
    civil_from_days(days, &year, &month, &day);
    c->year = year;
    c->month = (uint8_t)month;
    c->day = (uint8_t)day;
    c->precision = PRECISION_DAY;
}

/* "2021-W05-4" and "2021W054": the ISO week (8601 4.1.4); without a day, its Monday. */
static bool take_week(struct scan *s, struct civil *c)
{
    if (digits_ahead(s) < 2)
        return false;
    int week = take_digits(s, 2), day = 1;
    take_char(s, "-");
    if (digits_ahead(s) == 1)
        day = take_digits(s, 1);
    if (week < 1 || week > 53 || day < 1 || day > 7)
        return false;
    int64_t first = civil_days(c->year, 1, 4) - civil_weekday(c->year, 1, 4);
    set_days(c, first + (week - 1) * 7 + day - 1);
    return true;
}

/* The date that follows a year of four digits. */
static bool take_iso_date(struct scan *s, struct civil *c)
{
    size_t n = digits_ahead(s);
    if (n != 4 && n != 6 && n != 7 && n != 8 && n != 12 && n != 14)
        return false;
    c->year = take_digits(s, 4);
    c->precision = PRECISION_YEAR;
    if (n == 7) { /* ordinal, basic */
        int day = take_digits(s, 3);
        set_days(c, civil_days(c->year, 1, 1) + day - 1);
        return day >= 1 && day <= 366;
    }
    if (n > 4) {
        c->month = (uint8_t)take_digits(s, 2);
        c->precision = PRECISION_MONTH;
        if (n == 6)
            return true;
        c->day = (uint8_t)take_digits(s, 2);
        c->precision = PRECISION_DAY;
        return n == 8 || take_clock(s, c);
    }
    char mark = s->p < s->end && strchr("-/.", *s->p) ? *s->p++ : '\0';
    if (take_char(s, "Ww"))
        return take_week(s, c);
    if (!mark)
        return true;
    n = digits_ahead(s);
    if (n == 3 && mark == '-') { /* ordinal */
        int day = take_digits(s, 3);
        set_days(c, civil_days(c->year, 1, 1) + day - 1);
        return day >= 1 && day <= 366;
    }
    if (n < 1 || n > 2)
        return false;
    c->month = (uint8_t)take_digits(s, n);
    c->precision = PRECISION_MONTH;
    if (s->p == s->end || *s->p != mark)
        return true;
    s->p++;
    n = digits_ahead(s);
    if (n < 1 || n > 2)
        return false;
    c->day = (uint8_t)take_digits(s, n);
    c->precision = PRECISION_DAY;
    return true;
}

static bool read_iso(const char *p, size_t n, struct civil *c)
{
    struct scan s = {p, p + n};
    if (!take_iso_date(&s, c))
        return false;
    if (s.p < s.end && c->precision == PRECISION_DAY) {
        bool mark = take_char(&s, "Tt");
        size_t before = (size_t)(s.end - s.p);
        skip_blank(&s);
        mark = mark || (size_t)(s.end - s.p) < before;
        if (mark && digits_ahead(&s) && !take_clock(&s, c))
            return false;
    }
    const char *zone = NULL;
    if (!take_zone(&s, &zone))
        return false;
    skip_blank(&s);
    if (s.p != s.end)
        return false;
    c->zone = zone;
    return civil_valid(c);
}

/* Seconds or milliseconds since 1970, as some interfaces write them: only in lengths that no date has. */
static bool read_epoch(const char *p, size_t n, struct civil *c)
{
    struct scan s = {p, p + n};
    if (digits_ahead(&s) != n || (n != 10 && n != 13))
        return false;
    int64_t v = 0;
    for (size_t i = 0; i < n; i++)
        v = v * 10 + (p[i] - '0');
    *c = civil_at(n == 13 ? v / 1000 : v, NULL);
    c->zone = "UTC";
    return true;
}

/* --- everything else --- */

struct loose {
    struct scan s;
    int year, month, day; /* 0: not yet */
    bool year_given;
    struct civil clock; /* its precision tells whether a time was read */
    int afternoon;      /* 0 none, 1 am, 2 pm */
    const char *zone;
};

static bool set_year(struct loose *l, int value, size_t digits)
{
    if (l->year_given)
        return false;
    if (digits == 2)
        value += value < 70 ? 2000 : 1900; /* RFC 2822 4.3 says 50; feeds are younger than that */
    else if (digits == 3)
        value += 1900;
    l->year = value;
    l->year_given = true;
    return true;
}

/* The clock after a whole date, with other marks than colons or with none: "08.05.09", "0805". */
static bool bare_clock(struct loose *l, int value, size_t digits)
{
    int parts[3] = {value};
    if (digits <= 2) {
        for (int i = 1; i < 3 && digits_ahead(&l->s) == 0 && take_char(&l->s, "."); i++) {
            if (digits_ahead(&l->s) != 2)
                return false;
            parts[i] = take_digits(&l->s, 2);
        }
    } else {
        parts[2] = digits == 6 ? value % 100 : 0;
        value = digits == 6 ? value / 100 : value;
        parts[0] = value / 100;
        parts[1] = value % 100;
    }
    l->clock.hour = (uint8_t)parts[0];
    l->clock.minute = (uint8_t)parts[1];
    l->clock.second = (uint8_t)parts[2];
    l->clock.precision = PRECISION_MINUTE;
    return parts[0] <= 24 && parts[1] <= 59 && parts[2] <= 60;
}

/* A number by itself: a year when it has four digits, else the day, else a short year. */
static bool plain_number(struct loose *l, int value, size_t digits)
{
    if (digits >= 3)
        return digits <= 4 && set_year(l, value, digits);
    if (!l->day) {
        l->day = value;
        return value >= 1 && value <= 31;
    }
    return set_year(l, value, digits);
}

/* d/m/y and y/m/d, with the same mark twice; the first of the first two numbers is the day unless it cannot
 * be. */
static bool slashed(struct loose *l, int first, size_t digits, char mark)
{
    size_t n = digits_ahead(&l->s);
    if (n < 1 || n > 2 || l->day || l->month)
        return false;
    if (digits == 4) { /* the year first: month and day, or day and month when it cannot be else */
        if (!set_year(l, first, 4))
            return false;
        l->month = take_digits(&l->s, n);
        n = take_char(&l->s, (char[]){mark, '\0'}) ? digits_ahead(&l->s) : 0;
        if (n < 1 || n > 2)
            return false;
        l->day = take_digits(&l->s, n);
        if (l->month > 12 && l->day <= 12) {
            int month = l->day;
            l->day = l->month;
            l->month = month;
        }
        return l->month >= 1 && l->month <= 12 && l->day >= 1;
    }
    int second = take_digits(&l->s, n);
    if (digits <= 2 && take_char(&l->s, (char[]){mark, '\0'})) {
        n = digits_ahead(&l->s);
        if ((n != 2 && n != 4) || !set_year(l, take_digits(&l->s, n), n))
            return false;
    }
    bool american = second > 12 && first <= 12;
    l->day = american ? second : first;
    l->month = american ? first : second;
    return l->month >= 1 && l->month <= 12 && l->day >= 1;
}

/* "9h", "9h30", "14 h 05" after the hour. */
static bool french_clock(struct loose *l, int hour)
{
    skip_blank(&l->s);
    size_t n = digits_ahead(&l->s);
    l->clock.hour = (uint8_t)hour;
    l->clock.minute = n == 2 ? (uint8_t)take_digits(&l->s, 2) : 0;
    l->clock.precision = PRECISION_MINUTE;
    return hour <= 24 && l->clock.minute <= 59;
}

static bool hour_letter(const struct scan *s)
{
    const char *p = s->p;
    while (p < s->end && *p == ' ')
        p++;
    return p < s->end && (*p == 'h' || *p == 'H') && (p + 1 == s->end || !isalpha((unsigned char)p[1]));
}

static bool loose_number(struct loose *l)
{
    size_t digits = digits_ahead(&l->s);
    struct scan start = l->s;
    if (digits > 4 && digits != 6)
        return false;
    int value = take_digits(&l->s, digits);
    bool dated = l->day && l->month && l->year_given && !l->clock.precision;
    if (dated && (digits >= 4 || (digits <= 2 && l->s.p < l->s.end && *l->s.p == '.')))
        return bare_clock(l, value, digits);
    if (digits <= 2 && l->s.p < l->s.end && *l->s.p == ':') {
        l->s = start;
        return l->clock.precision == PRECISION_NONE && take_clock(&l->s, &l->clock);
    }
    if (digits <= 2 && !l->clock.precision && hour_letter(&l->s)) {
        skip_blank(&l->s);
        l->s.p++;
        return french_clock(l, value);
    }
    bool first = digits <= 2 || (digits == 4 && !l->day && !l->month);
    if (first && l->s.end - l->s.p >= 2 && strchr("/.-", *l->s.p) && isdigit((unsigned char)l->s.p[1])) {
        char mark = *l->s.p++;
        return slashed(l, value, digits, mark);
    }
    return plain_number(l, value, digits);
}

static bool skipped_word(const char *w, size_t n)
{
    /* weekdays by their first letters, and the small words between */
    static const struct name weekdays[] = {{"lun", 0}, {"mar", 1}, {"mer", 2}, {"jeu", 3}, {"ven", 4},
                                           {"sam", 5}, {"dim", 6}, {"mon", 0}, {"tue", 1}, {"wed", 2},
                                           {"thu", 3}, {"fri", 4}, {"sat", 5}, {"sun", 6}, {"die", 1},
                                           {"mit", 2}, {"don", 3}, {"fre", 4}, {"son", 6}, {"mie", 2},
                                           {"jue", 3}, {"vie", 4}, {"gio", 3}, {"sab", 5}, {"dom", 6}};
    static const struct name small[] = {
        {"a", 0},   {"at", 0},     {"le", 0},    {"de", 0}, {"of", 0},  {"the", 0}, {"er", 0}, {"st", 0},
        {"nd", 0},  {"rd", 0},     {"th", 0},    {"um", 0}, {"uhr", 0}, {"on", 0},  {"o", 0},  {"alle", 0},
        {"del", 0}, {"heures", 0}, {"heure", 0}, {"hs", 0}, {"lu", 0},  {"ma", 0},  {"me", 0}, {"je", 0},
        {"ve", 0},  {"sa", 0},     {"di", 0},    {"mo", 0}, {"mi", 0},  {"do", 0},  {"fr", 0}, {"so", 0}};
    int ignored;
    return FIND(small, w, n, false, &ignored) || FIND(weekdays, w, n, true, &ignored);
}

static bool loose_word(struct loose *l)
{
    char word[LONGEST];
    size_t n = 0;
    const char *start = l->s.p;
    while (l->s.p < l->s.end && isalpha((unsigned char)*l->s.p) && n + 1 < sizeof word)
        word[n++] = (char)tolower((unsigned char)*l->s.p++);
    word[n] = '\0';
    int value;
    if ((strcmp(word, "am") == 0 || strcmp(word, "pm") == 0) && l->clock.precision) {
        l->afternoon = word[0] == 'p' ? 2 : 1;
        return true;
    }
    if (!l->month && FIND(months, word, n, true, &value)) {
        /* "mar" is Tuesday in French: a month only when no other follows */
        l->month = value;
        return true;
    }
    if (l->clock.precision && !l->zone) {
        struct scan zone = {start, l->s.end};
        if (take_zone(&zone, &l->zone)) {
            l->s.p = zone.p;
            return true;
        }
    }
    if (skipped_word(word, n))
        return true;
    return n == 1; /* a military zone, which says nothing (RFC 2822 4.3) */
}

static bool loose_step(struct loose *l)
{
    char c = *l->s.p;
    if (isdigit((unsigned char)c))
        return loose_number(l);
    if (isalpha((unsigned char)c))
        return loose_word(l);
    if (c == '(') { /* a comment, RFC 2822 3.2.3 */
        while (l->s.p < l->s.end && *l->s.p != ')')
            l->s.p++;
        take_char(&l->s, ")");
        return true;
    }
    l->s.p++;
    bool digit = l->s.p < l->s.end && isdigit((unsigned char)*l->s.p);
    if ((c == '+' || c == '-') && digit && l->clock.precision && !(c == '-' && l->zone && !l->year_given)) {
        size_t n = digits_ahead(&l->s);
        if (n != 4 || l->year_given || c == '+' || !l->zone)
            return take_offset(&l->s, c == '-', &l->zone);
    }
    return isspace((unsigned char)c) || strchr(",.-/;", c);
}

/* A weekday that was taken for a month ("mar" then "avril", "mer" is none) is given back to what follows. */
static void drop_leading_weekday(struct scan *s)
{
    const char *p = s->p;
    size_t n = 0;
    while (p + n < s->end && isalpha((unsigned char)p[n]))
        n++;
    char word[16];
    if (n < 3 || n >= sizeof word)
        return;
    for (size_t i = 0; i < n; i++)
        word[i] = (char)tolower((unsigned char)p[i]);
    static const struct name weekdays[] = {{"mar", 0},     {"mardi", 0}, {"martes", 0},
                                           {"martedi", 0}, {"mer", 0},   {"sam", 0}};
    int ignored;
    const char *after = p + n;
    while (after < s->end && (*after == '.' || *after == ',' || isspace((unsigned char)*after)))
        after++;
    /* "mar 5 2021" is March; "mar 5 avril", "mar. 05 oct" a Tuesday: look for another month further on */
    if (!FIND(weekdays, word, n, false, &ignored))
        return;
    if (n > 3 || memchr(after, '/', (size_t)(s->end - after))) { /* "mardi", "mar 10/03/2026" */
        s->p = after;
        return;
    }
    for (const char *q = after; q < s->end; q++) {
        size_t length = 0;
        while (q + length < s->end && isalpha((unsigned char)q[length]))
            length++;
        char other[16];
        if (length >= 3 && length < sizeof other) {
            for (size_t i = 0; i < length; i++)
                other[i] = (char)tolower((unsigned char)q[i]);
            if (FIND(months, other, length, true, &ignored)) {
                s->p = after;
                return;
            }
        }
        q += length;
    }
}

static bool read_loose(const char *p, size_t n, struct civil *c)
{
    struct loose l = {.s = {p, p + n}};
    drop_leading_weekday(&l.s);
    while (l.s.p < l.s.end)
        if (!loose_step(&l))
            return false;
    if (!l.year_given || !l.month)
        return false;
    *c = l.clock;
    if (l.afternoon && c->hour <= 12)
        c->hour = (uint8_t)(c->hour % 12 + (l.afternoon == 2 ? 12 : 0));
    c->year = l.year;
    c->month = (uint8_t)l.month;
    c->day = (uint8_t)l.day;
    c->zone = l.zone;
    if (!c->precision)
        c->precision = l.day ? PRECISION_DAY : PRECISION_MONTH;
    return civil_valid(c);
}

static bool read_any(const char *s, size_t n, struct civil *c)
{
    struct arena a;
    if (isdigit((unsigned char)*s) && (read_epoch(s, n, c) || read_iso(s, n, c)))
        return true;
    bool ascii = true;
    for (size_t i = 0; i < n; i++)
        ascii = ascii && !((unsigned char)s[i] & 0x80);
    *c = (struct civil){0};
    if (ascii)
        return read_loose(s, n, c);
    arena_init(&a, 0);
    char *folded = text_fold(&a, s, n), *plain = text_collapse(&a, folded, strlen(folded));
    bool ok = read_loose(plain, strlen(plain), c);
    arena_free(&a);
    return ok;
}

bool timestamp_parse(const char *s, size_t n, struct civil *c)
{
    enum { EARLIEST = 2 }; /* the year 1 is the zero of some program */
    *c = (struct civil){0};
    while (n && isspace((unsigned char)*s)) {
        s++;
        n--;
    }
    while (n && isspace((unsigned char)s[n - 1]))
        n--;
    if (!n || n > LONGEST)
        return false;
    bool ok = read_any(s, n, c) && c->year >= EARLIEST;
    if (!ok)
        *c = (struct civil){0};
    return ok;
}

int64_t timestamp_instant(const char *s, size_t n, const char *default_zone)
{
    struct civil c;
    return timestamp_parse(s, n, &c) ? civil_instant(&c, default_zone) : INSTANT_NONE;
}

int64_t timestamp_http(const char *s)
{
    struct civil c;
    if (!s || !timestamp_parse(s, strlen(s), &c) || c.precision != PRECISION_MINUTE)
        return INSTANT_NONE;
    return civil_instant(&c, NULL);
}
