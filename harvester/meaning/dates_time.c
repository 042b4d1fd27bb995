/* Clock times, alone or as a range, and the zone named behind them: "14 h 30", "de 9 à 12h", "5 p.m.
   (Brussels time)", "dix-huit heures", "minuit". */
#include "harvester/meaning/dates_internal.h"

#include <string.h>

/* Where people say they are when they say what time it is. */
static const struct {
    const struct date_word *word;
    const char *zone;
} places[] = {{WORD(paris), "Europe/Paris"},
              {WORD(france), "Europe/Paris"},
              {WORD(metropole), "Europe/Paris"},
              {WORD(metropolitaine), "Europe/Paris"},
              {WORD(hexagone), "Europe/Paris"},
              {WORD(francaise), "Europe/Paris"},
              {WORD(french), "Europe/Paris"},
              {WORD(bruxelles), "Europe/Brussels"},
              {WORD(brussels), "Europe/Brussels"},
              {WORD(belge), "Europe/Brussels"},
              {WORD(luxembourg), "Europe/Luxembourg"},
              {WORD(strasbourg), "Europe/Paris"},
              {WORD(berlin), "Europe/Berlin"},
              {WORD(german), "Europe/Berlin"},
              {WORD(madrid), "Europe/Madrid"},
              {WORD(rome), "Europe/Rome"},
              {WORD(vienna), "Europe/Vienna"},
              {WORD(vienne), "Europe/Vienna"},
              {WORD(amsterdam), "Europe/Amsterdam"},
              {WORD(copenhagen), "Europe/Copenhagen"},
              {WORD(stockholm), "Europe/Stockholm"},
              {WORD(geneve), "Europe/Zurich"},
              {WORD(geneva), "Europe/Zurich"},
              {WORD(suisse), "Europe/Zurich"},
              {WORD(swiss), "Europe/Zurich"},
              {WORD(warsaw), "Europe/Warsaw"},
              {WORD(varsovie), "Europe/Warsaw"},
              {WORD(athens), "Europe/Athens"},
              {WORD(athenes), "Europe/Athens"},
              {WORD(helsinki), "Europe/Helsinki"},
              {WORD(lisbon), "Europe/Lisbon"},
              {WORD(lisbonne), "Europe/Lisbon"},
              {WORD(dublin), "Europe/Dublin"},
              {WORD(irish), "Europe/Dublin"},
              {WORD(londres), "Europe/London"},
              {WORD(london), "Europe/London"},
              {WORD(uk), "Europe/London"},
              {WORD(british), "Europe/London"},
              {WORD(montreal), "America/Toronto"},
              {WORD(quebec), "America/Toronto"},
              {WORD(eastern), "America/New_York"},
              {WORD(dakar), "Africa/Dakar"},
              {WORD(reunion), "Indian/Reunion"},
              {WORD(mayotte), "Indian/Mayotte"},
              {WORD(mamoudzou), "Indian/Mayotte"},
              {WORD(martinique), "America/Martinique"},
              {WORD(guadeloupe), "America/Guadeloupe"},
              {WORD(antilles), "America/Guadeloupe"},
              {WORD(guyane), "America/Cayenne"},
              {WORD(cayenne), "America/Cayenne"},
              {WORD(noumea), "Pacific/Noumea"},
              {WORD(caledonie), "Pacific/Noumea"},
              {WORD(tahiti), "Pacific/Tahiti"},
              {WORD(papeete), "Pacific/Tahiti"},
              {WORD(polynesie), "Pacific/Tahiti"},
              {WORD(wallis), "Pacific/Wallis"},
              {WORD(miquelon), "America/Miquelon"},
              {WORD(locale), NULL},
              {WORD(local), NULL},
              {WORD(legale), NULL}};

/* Abbreviations. Who writes CET in July means the clock on the wall of Brussels. */
static const struct {
    const struct date_word *word;
    const char *zone;
} abbreviations[] = {{WORD(cet), "Europe/Brussels"},
                     {WORD(cest), "Europe/Brussels"},
                     {WORD(gmt), "UTC"},
                     {WORD(utc), "UTC"},
                     {WORD(z), "UTC"},
                     {WORD(bst), "Europe/London"},
                     {WORD(wet), "Europe/Lisbon"},
                     {WORD(west), "Europe/Lisbon"},
                     {WORD(eet), "Europe/Athens"},
                     {WORD(eest), "Europe/Athens"},
                     {WORD(est), "-05:00"},
                     {WORD(edt), "-04:00"},
                     {WORD(cst), "-06:00"},
                     {WORD(cdt), "-05:00"},
                     {WORD(pst), "-08:00"},
                     {WORD(pdt), "-07:00"},
                     {WORD(ist), "+05:30"},
                     {WORD(jst), "+09:00"},
                     {WORD(aoe), "-12:00"},
                     {WORD(hnec), "Europe/Paris"},
                     {WORD(heec), "Europe/Paris"}};

static bool place_at(const struct reader *r, int i, const char **zone)
{
    const struct date_word *word = date_word_at(r, i);
    for (size_t k = 0; word && k < sizeof places / sizeof *places; k++)
        if (places[k].word == word) {
            *zone = places[k].zone;
            return true;
        }
    return false;
}

/* "+02:00", "+0200", "+2" */
static int read_offset(struct reader *r, int i, const char **zone)
{
    if ((!is_mark(r, i, '+') && !is_mark(r, i, '-')) || !is_number(r, i + 1) || !glued(r, i + 1))
        return 0;
    const struct token *h = &r->t.v[i + 1];
    int hour = h->value, minute = 0, end = i + 2;
    if (h->digits == 4) {
        hour = h->value / 100;
        minute = h->value % 100;
    } else if (h->digits > 2) {
        return 0;
    } else if (is_mark(r, end, ':') && is_number(r, end + 1)) {
        minute = r->t.v[end + 1].value;
        end += 2;
    }
    if (hour > 14 || minute > 59)
        return 0;
    *zone = arena_printf(r->a, "%c%02d:%02d", r->t.v[i].mark, hour, minute);
    return end;
}

/* Is "-" the sign of an offset, and no dash? "-0500", and "-05:00" behind a timestamp's "T12:00". */
static bool negative_offset(const struct reader *r, int i)
{
    if (!is_mark(r, i, '-') || !is_number(r, i + 1))
        return false;
    if (r->t.v[i + 1].digits == 4)
        return r->t.v[i + 1].value <= 1200 && r->t.v[i + 1].fold[0] < '2' && is_number(r, i - 1);
    return is_mark(r, i + 2, ':') && (is_word(r, i - 4, t) || is_word(r, i - 6, t) || is_word(r, i - 8, t));
}

static int read_abbreviation(struct reader *r, int i, const char **zone)
{
    const struct date_word *word = date_word_at(r, i);
    for (size_t k = 0; word && k < sizeof abbreviations / sizeof *abbreviations; k++) {
        if (abbreviations[k].word != word)
            continue;
        const struct token *t = &r->t.v[i];
        /* "est" and "ist" are words too: an abbreviation is in capitals */
        if (!t->capital || (t->length > 1 && (r->t.text[t->position + 1] & 0x20) && !is_word(r, i, aoe)))
            return 0;
        if (t->length == 1 && !glued(r, i))
            return 0;
        *zone = abbreviations[k].zone;
        int end = is_one_of(r, i, gmt, utc) ? read_offset(r, i + 1, zone) : 0;
        return end ? end : i + 1;
    }
    return 0;
}

/* "heure de Paris", "heure légale" */
static int read_hour_of(const struct reader *r, int i, const char **zone)
{
    if (!is_one_of(r, i, heure, heures))
        return 0;
    int end = 0, k = i + 1;
    for (; k < i + 7 && is_one_of(r, k, de, d, l, la, du, legale, locale, en, ete, hiver, standard, nouvelle,
                                  saint, pierre, et);
         k++)
        if (is_one_of(r, k, legale, locale))
            end = k + 1;
    return place_at(r, k, zone) ? k + 1 : end;
}

/* "Brussels local time", "Central European Time", "anywhere on earth" */
static int read_time_of(const struct reader *r, int i, const char **zone)
{
    const char *found = NULL;
    int end = i + 1;
    if (is_word(r, i, anywhere) && is_word(r, i + 1, on) && is_word(r, i + 2, earth)) {
        *zone = "-12:00";
        return i + 3;
    }
    if (is_word(r, i, central) && is_word(r, i + 1, european)) {
        found = "Europe/Brussels";
        end++;
    } else if (!is_one_of(r, end, time, local, summer) || !place_at(r, i, &found)) {
        return 0;
    }
    end += is_one_of(r, end, local, summer, standard);
    if (!is_word(r, end, time))
        return 0;
    *zone = found;
    return end + 1;
}

static int read_zone_name(struct reader *r, int i, const char **zone)
{
    if (!is(r, i, W_ZONE) && !is_mark(r, i, '+') && !is_mark(r, i, '-'))
        return 0;
    int end = read_abbreviation(r, i, zone);
    if (!end && (is_mark(r, i, '+') || negative_offset(r, i)))
        end = read_offset(r, i, zone);
    if (!end)
        end = read_hour_of(r, i, zone);
    return end ? end : read_time_of(r, i, zone);
}

/* In brackets, behind a comma, and behind a word that says the hour again: "(midi, heure de Paris)". */
int date_read_zone(struct reader *r, int i, const char **zone)
{
    int at = i;
    bool bracket = is_mark(r, at, '(') || is_mark(r, at, '[');
    if (bracket || is_mark(r, at, ','))
        at++;
    bool again = is(r, at, W_NOON);
    if (again)
        at += is_mark(r, at + 1, ',') || is_mark(r, at + 1, '-') ? 2 : 1;
    int said = at;
    if (is_one_of(r, at, a, at))
        at++;
    int end = read_zone_name(r, at, zone);
    if (end)
        return end + (bracket && (is_mark(r, end, ')') || is_mark(r, end, ']')));
    if (bracket && again && (is_mark(r, said, ')') || is_mark(r, said, ']')))
        return said + 1; /* "(midi)" */
    return again && said == i + 1 ? said : 0;
}

/* "am", "p.m.": 0, 12; -1: neither. */
static int read_meridiem(const struct reader *r, int i, int *add)
{
    *add = -1;
    if (is(r, i, W_MERIDIEM)) {
        *add = r->w[i]->number;
        return i + 1;
    }
    if ((is_word(r, i, a) || is_word(r, i, p)) && is_mark(r, i + 1, '.') && is_word(r, i + 2, m)) {
        *add = is_word(r, i, p) ? 12 : 0;
        return i + (is_mark(r, i + 3, '.') ? 4 : 3);
    }
    return i;
}

/* "du soir", "de l'après-midi", "in the evening" */
static int read_daypart(const struct reader *r, int i, struct clock *c)
{
    int at = i;
    while (at < i + 3 && is_one_of(r, at, du, de, l, in, the))
        at++;
    if (at == i)
        return i;
    bool after = is_one_of(r, at, soir, evening, afternoon);
    int end = at + 1;
    if (is_word(r, at, apres)) {
        after = true;
        end = at + 1 + (is_mark(r, at + 1, '-') ? 1 : 0);
        if (!is_word(r, end, midi))
            return i;
        end++;
    } else if (!is(r, at, W_DAYPART)) {
        return i;
    }
    if (after && c->hour < 12)
        c->hour = (int8_t)(c->hour + 12);
    return end;
}

static int read_half(const struct reader *r, int i, struct clock *c)
{
    if (!is_word(r, i, et) || !is_one_of(r, i + 1, demi, demie, quart))
        return i;
    c->minute = is_word(r, i + 1, quart) ? 15 : 30;
    return i + 2;
}

/* What follows an hour's number at `i` and its unit. *certain: the unit says it is a time. */
static int read_after_hour(struct reader *r, int i, struct clock *c, int *meridiem, bool *certain)
{
    int end = i;
    *meridiem = -1;
    *certain = true;
    if (is(r, i, W_HOUR) && !is_one_of(r, i, hours, hour)) {
        end = i + 1;
        if (is_mark(r, end, ':') && is_number(r, end + 1) && glued(r, end) && glued(r, end + 1))
            end++;
        if (is_number(r, end) && r->t.v[end].digits == 2 && r->t.v[end].value < 60 &&
            !is(r, end + 1, W_MONTH) && !r->t.v[end].line &&
            !(is_mark(r, end + 1, '/') && glued(r, end + 1) && is_number(r, end + 2))) {
            c->minute = (int8_t)r->t.v[end++].value;
            if (is(r, end, W_MINUTE))
                end++;
        } else {
            end = read_half(r, end, c);
        }
        return read_daypart(r, end, c);
    }
    bool colon = is_mark(r, i, ':'), point = is_mark(r, i, '.');
    if ((colon || point) && is_number(r, i + 1) && r->t.v[i + 1].digits == 2 && r->t.v[i + 1].value < 60 &&
        glued(r, i) == glued(r, i + 1) && (colon || glued(r, i)) &&
        (glued(r, i) || (!is(r, i + 2, W_MONTH | W_SUFFIX) &&
                         !(is_mark(r, i + 2, '/') || is_mark(r, i + 2, '.')) && !is_number(r, i + 2)))) {
        c->minute = (int8_t)r->t.v[i + 1].value;
        end = i + 2;
        if (colon && is_mark(r, end, ':') && is_number(r, end + 1) && glued(r, end))
            end += 2;
        int after = read_meridiem(r, end, meridiem);
        if (after == end && is(r, end, W_HOUR))
            after++;
        *certain = colon || after > end;
        return after;
    }
    if ((end = read_meridiem(r, i, meridiem)) > i)
        return end;
    if (is_one_of(r, i, noon, midday, midnight))
        return i + 1;
    return 0;
}

/* One clock time. */
static int read_clock(struct reader *r, int i, struct clock *c, int *meridiem, bool *certain)
{
    int end, value;
    *meridiem = -1;
    *certain = true;
    *c = (struct clock){.hour = -1};
    if (is(r, i, W_NOON)) {
        if (is_word(r, i - 1, apres) || (is_mark(r, i - 1, '-') && is_word(r, i - 2, apres)))
            return 0;
        c->hour = r->w[i]->number;
        c->end = c->hour == 24;
        end = read_half(r, i + 1, c);
        int minutes, behind;
        if (end == i + 1 && is(r, end, W_NUMBER) && (behind = date_read_number_words(r, end, &minutes)) &&
            minutes >= 10 && minutes < 60 && !is(r, behind, W_MONTH)) {
            c->minute = (int8_t)minutes;
            end = behind;
        }
        if (c->end && c->minute)
            *c = (struct clock){.hour = 0, .minute = c->minute};
        return end;
    }
    if (is_number(r, i) && r->t.v[i].digits <= 2) {
        value = r->t.v[i].value;
        end = i + 1;
    } else if (!is(r, i, W_NUMBER) || !(end = date_read_number_words(r, i, &value)) ||
               !is_one_of(r, end, heure, heures)) {
        return 0;
    }
    if (value > 24)
        return 0;
    c->hour = (int8_t)value;
    int words, after = end;
    end = read_after_hour(r, end, c, meridiem, certain);
    if (!end)
        return 0;
    if (!is_number(r, i) && is(r, end, W_NUMBER) && date_read_number_words(r, end, &words) && words < 60 &&
        words >= 10 && end == after + 1) {
        c->minute = (int8_t)words;
        end = date_read_number_words(r, end, &words);
    }
    if (*meridiem >= 0 && c->hour <= 12)
        c->hour = (int8_t)(c->hour % 12 + *meridiem);
    if (is_word(r, end - 1, midnight))
        *c = (struct clock){.hour = 24, .end = true};
    if (c->hour == 24 && c->minute)
        return 0;
    return end;
}

/* The token behind what parts the ends of a range of times; 0: no range goes on. */
static int time_range_link(const struct reader *r, int i, bool between)
{
    if (is_mark(r, i, '-') || is_mark(r, i, '>') || (is_mark(r, i, '/') && glued(r, i)))
        return i + 1 + is_mark(r, i + 1, '>');
    if (between && is_one_of(r, i, et, and))
        return i + 1;
    if (is_word(r, i, jusqu) || is_word(r, i, jusque))
        return i + 1 + is_one_of(r, i + 1, a, au, vers);
    if (is_one_of(r, i, a, to, until, till, through))
        return i + 1;
    return 0;
}

static bool duration_before(const struct reader *r, int at)
{
    int i = at;
    for (int n = 0; n < 4 && (is_one_of(r, i - 1, d, de, environ, approximativement, estimee, about) ||
                              is_mark(r, i - 1, ':'));
         n++)
        i--;
    if (i < at && is_one_of(r, at - 1, de, d) && i == at - 1 && i > 0 && r->t.v[i - 1].kind == TOKEN_WORD &&
        !is(r, i - 1, W_MONTH) && !is_one_of(r, i - 1, partir, compter))
        return true; /* "une réunion de 2 h" */
    return is_one_of(r, i - 1, duree, durees, pendant, durant, dure, sous, environ, maximum, minimum, moins,
                     plus, delai, lasting, duration, lasts);
}

/* "9 à 12h", "2-4 pm": an hour that its partner makes one. */
static int read_bare_range(struct reader *r, int i, bool between, struct element *e)
{
    struct clock stop;
    int at, end, meridiem;
    bool certain;
    if (!is_number(r, i) || r->t.v[i].digits > 2 || r->t.v[i].value > 24 ||
        !(at = time_range_link(r, i + 1, between)))
        return 0;
    bool opened = is_one_of(r, i - 1, de, from, entre, between) && !is(r, i - 1, W_MONTH);
    if (!opened && !(is_mark(r, at - 1, '-') && glued(r, at) && glued(r, at - 1)))
        return 0;
    end = read_clock(r, at, &stop, &meridiem, &certain);
    if (!end || !certain || is(r, at, W_NOON) ||
        is_one_of(r, i - 1, january, february, march, april, june, july, august, september, october, november,
                  december))
        return 0;
    struct clock start = {.hour = (int8_t)r->t.v[i].value};
    if (meridiem == 12 && start.hour < 12 && start.hour + 12 <= stop.hour)
        start.hour = (int8_t)(start.hour + 12);
    if (start.hour >= stop.hour && !(stop.hour == start.hour && stop.minute))
        return 0;
    e->start = start;
    e->stop = stop;
    return end;
}

/* "9h-12": the second hour has no unit. */
static bool bare_stop(const struct reader *r, int i, int hour)
{
    if ((!is_mark(r, i, '-') && !is_word(r, i, a)) || !is_number(r, i + 1) || r->t.v[i + 1].digits > 2)
        return false;
    return r->t.v[i + 1].value > hour && r->t.v[i + 1].value <= 24 && (glued(r, i + 1) || is_word(r, i, a)) &&
           !(is_mark(r, i + 2, '/') && is_number(r, i + 3)) &&
           ((size_t)i + 2 >= r->t.n || r->t.v[i + 2].kind == TOKEN_MARK);
}

int date_read_time(struct reader *r, int i, struct element *e)
{
    struct clock stop;
    int meridiem, meridiem2, at, end2;
    bool certain, certain2, between = is(r, i - 1, W_BETWEEN);
    *e = (struct element){
        .kind = ELEMENT_TIME, .first = i, .stop = {.hour = -1}, .weekday = -1, .rule = "time"};
    int end = read_clock(r, i, &e->start, &meridiem, &certain);
    if (!end) {
        if (!(end = read_bare_range(r, i, between, e)))
            return 0;
        certain = true;
    } else {
        int zone = date_read_zone(r, end, &e->zone);
        at = time_range_link(r, zone ? zone : end, between);
        if (at && (end2 = read_clock(r, at, &stop, &meridiem2, &certain2)) &&
            !(at == end + 1 && is_mark(r, end, '-') && r->t.v[at].line)) {
            struct clock *start = &e->start;
            if (meridiem < 0 && meridiem2 == 12 && start->hour < 12 && start->hour + 12 <= stop.hour)
                start->hour = (int8_t)(start->hour + 12);
            if (start->hour != stop.hour || start->minute != stop.minute)
                e->stop = stop;
            certain |= certain2;
            end = end2;
        } else if (certain && bare_stop(r, end, e->start.hour)) {
            e->stop = (struct clock){.hour = (int8_t)r->t.v[end + 1].value};
            end += 2;
        }
    }
    if (e->stop.hour < 0 && duration_before(r, i))
        return 0;
    e->digits = !certain;
    if ((at = date_read_zone(r, end, &e->zone)))
        end = at;
    e->end = end;
    return end;
}
