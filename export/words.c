/* Words, dates and amounts for people, by language. */
#include "export/words.h"
#include "base/zone.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { FR, EN, LANGUAGES };

#define NBSP "\xC2\xA0"

/* clang-format off */
static const char *const words[WORD_COUNT][LANGUAGES] = {
    [WORD_COLON] = {" : ", ": "},
    [WORD_DEADLINE] = {"Date limite", "Deadline"},
    [WORD_DEADLINES] = {"Dates limites", "Deadlines"},
    [WORD_OPENS] = {"Ouverture", "Opens"},
    [WORD_PERMANENT] = {"dépôt permanent", "always open"},
    [WORD_DATE] = {"Date", "Date"},
    [WORD_DATES] = {"Dates", "Dates"},
    [WORD_PLACE] = {"Lieu", "Place"},
    [WORD_ONLINE] = {"en ligne", "online"},
    [WORD_REGISTRATION] = {"Clôture des inscriptions", "Registration closes"},
    [WORD_ORGANIZER] = {"Organisateur", "Organizer"},
    [WORD_AMOUNT] = {"Montant", "Amount"},
    [WORD_RATE] = {"Taux", "Rate"},
    [WORD_BUDGET] = {"Budget total", "Total budget"},
    [WORD_AUDIENCE] = {"Public", "Audience"},
    [WORD_TERRITORY] = {"Territoire", "Territory"},
    [WORD_CANCELLED] = {"Annulé", "Cancelled"},
    [WORD_SOURCE] = {"Source", "Source"},
    [WORD_LICENCE] = {"Licence", "Licence"},
    [WORD_ALSO] = {"Aussi publié par", "Also published by"},
    [WORD_UNTITLED] = {"(sans titre)", "(untitled)"},
    [WORD_UNSURE] = {"à vérifier", "to be checked"},
    [WORD_UP_TO] = {"jusqu’à ", "up to "},
    [WORD_FROM] = {"à partir de ", "from "},
    [WORD_OF] = {"de ", "from "},
    [WORD_TO] = {" à ", " to "},
    [WORD_AT] = {" à ", " at "},
    [WORD_KIND] = {"Type", "Kind"},
    [WORD_TITLE] = {"Titre", "Title"},
    [WORD_ADDRESS] = {"Adresse", "Address"},
    [WORD_STARTS] = {"Début", "Starts"},
    [WORD_ENDS] = {"Fin", "Ends"},
    [WORD_TOPICS] = {"Thèmes", "Topics"},
    [WORD_TAGS] = {"Mots-clés", "Tags"},
    [WORD_PUBLISHED] = {"Publié le", "Published"},
    [WORD_SUMMARY] = {"Résumé", "Summary"},
    [WORD_ID] = {"Identifiant", "Identifier"},
    [WORD_AMOUNT_MIN] = {"Montant minimal", "Minimum amount"},
    [WORD_AMOUNT_MAX] = {"Montant maximal", "Maximum amount"},
    [WORD_CURRENCY] = {"Devise", "Currency"},
    [WORD_SOURCES] = {"sources", "sources"},
    [WORD_CHANNELS] = {"canaux", "channels"},
    [WORD_EVENT] = {"événement", "event"},
    [WORD_CALL] = {"appel", "call"},
    [WORD_DOCUMENT] = {"document", "document"},
    [WORD_NEWS] = {"actualité", "news"},
    [WORD_TOUT] = {"Tout", "Everything"},
    [WORD_TOUT_ABOUT] = {"Appels, événements, documents et actualités", "Calls, events, documents and news"},
    [WORD_APPELS] = {"Appels à projets ouverts", "Open calls"},
    [WORD_APPELS_ABOUT] = {"Les appels et les aides encore ouverts, par date limite",
                           "Calls and grants still open, by deadline"},
    [WORD_AGENDA] = {"Agenda", "Agenda"},
    [WORD_AGENDA_ABOUT] = {"Les événements à venir", "Coming events"},
    [WORD_RESSOURCES] = {"Ressources", "Resources"},
    [WORD_RESSOURCES_ABOUT] = {"Guides, études, rapports et replays", "Guides, studies, reports and replays"},
    [WORD_VEILLE] = {"Veille", "News"},
    [WORD_VEILLE_ABOUT] = {"Les actualités", "The news"},
};

static const char *const months[12][LANGUAGES] = {
    {"janvier", "January"}, {"février", "February"}, {"mars", "March"},         {"avril", "April"},
    {"mai", "May"},         {"juin", "June"},        {"juillet", "July"},       {"août", "August"},
    {"septembre", "September"}, {"octobre", "October"}, {"novembre", "November"}, {"décembre", "December"},
};

/* Zones whose place has a French name of its own, or is not named by the zone. */
static const struct {
    const char *zone, *fr, *en;
} places[] = {
    {"Europe/Paris", "de Paris", "Paris"},
    {"Europe/Brussels", "de Bruxelles", "Brussels"},
    {"Europe/London", "de Londres", "London"},
    {"Europe/Vienna", "de Vienne", "Vienna"},
    {"Europe/Lisbon", "de Lisbonne", "Lisbon"},
    {"Europe/Athens", "d’Athènes", "Athens"},
    {"Europe/Rome", "de Rome", "Rome"},
    {"Europe/Zurich", "de Zurich", "Zurich"},
    {"Indian/Reunion", "de La Réunion", "Réunion"},
    {"Indian/Mayotte", "de Mayotte", "Mayotte"},
    {"America/Guadeloupe", "de la Guadeloupe", "Guadeloupe"},
    {"America/Martinique", "de la Martinique", "Martinique"},
    {"America/Cayenne", "de Cayenne", "Cayenne"},
    {"America/Miquelon", "de Saint-Pierre-et-Miquelon", "Saint-Pierre and Miquelon"},
    {"Pacific/Noumea", "de Nouméa", "Nouméa"},
    {"Pacific/Tahiti", "de Tahiti", "Tahiti"},
    {"Pacific/Wallis", "de Wallis", "Wallis"},
};
/* clang-format on */

static int language_of(const char *language)
{
    if (!language || !*language)
        return FR;
    return strncasecmp(language, "fr", 2) == 0 && (!language[2] || language[2] == '-') ? FR : EN;
}

const char *word(const char *language, enum word w)
{
    return words[w][language_of(language)];
}

const char *word_kind(const char *language, enum kind kind)
{
    return kind == KIND_NONE ? "" : word(language, WORD_EVENT + (int)kind - KIND_EVENT);
}

/* --- dates --- */

/* "heure de Paris", "Paris time", "UTC", "UTC+02:00". */
static char *zone_words(struct arena *a, int l, const char *zone)
{
    const char *slash = strrchr(zone, '/');
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(places[i].zone, zone) == 0)
            return l == FR ? arena_printf(a, "heure %s", places[i].fr)
                           : arena_printf(a, "%s time", places[i].en);
    if (!slash)
        return arena_printf(a, "%s%s", *zone == '+' || *zone == '-' ? "UTC" : "", zone);
    char *city = arena_strdup(a, slash + 1);
    for (char *p = city; *p; p++)
        if (*p == '_')
            *p = ' ';
    const char *of = strchr("AEIOUY", *city) ? "d’" : "de ";
    return l == FR ? arena_printf(a, "heure %s%s", of, city) : arena_printf(a, "%s time", city);
}

struct civil civil_told(const struct civil *c, const char *zone)
{
    struct civil out = *c;
    if (c->precision < PRECISION_MINUTE)
        return out;
    if (!c->zone) {
        out.zone = zone;
    } else if (!strchr(c->zone, '/') && zone && zone_find(zone)) {
        int64_t at = civil_instant(c, zone);
        if (at != INSTANT_NONE)
            out = civil_at(at, zone);
    }
    return out;
}

enum { WITH_DAY, WITH_MONTH, WITH_YEAR };

static char *day_words(struct arena *a, int l, const struct civil *c, int parts)
{
    if (c->precision == PRECISION_YEAR)
        return arena_printf(a, "%d", c->year);
    const char *month = months[(c->month + 11) % 12][l];
    if (c->precision == PRECISION_MONTH)
        return arena_printf(a, "%s %d", month, c->year);
    const char *first = l == FR && c->day == 1 ? "er" : "";
    if (parts == WITH_DAY)
        return arena_printf(a, "%u%s", c->day, first);
    if (parts == WITH_MONTH)
        return arena_printf(a, "%u%s %s", c->day, first, month);
    return arena_printf(a, "%u%s %s %d", c->day, first, month, c->year);
}

static char *time_words(struct arena *a, int l, const struct civil *c)
{
    return l == FR ? arena_printf(a, "%u h %02u", c->hour, c->minute)
                   : arena_printf(a, "%u:%02u", c->hour, c->minute);
}

static char *moment_words(struct arena *a, int l, const struct civil *c)
{
    char *day = day_words(a, l, c, WITH_YEAR);
    if (c->precision < PRECISION_MINUTE)
        return day;
    return arena_printf(a, "%s%s%s", day, words[WORD_AT][l], time_words(a, l, c));
}

static char *with_zone(struct arena *a, int l, char *text, const struct civil *c)
{
    if (c->precision < PRECISION_MINUTE || !c->zone)
        return text;
    return arena_printf(a, "%s (%s)", text, zone_words(a, l, c->zone));
}

char *words_date(struct arena *a, const char *language, const struct civil *c, const char *zone)
{
    if (!c->precision)
        return NULL;
    int l = language_of(language);
    struct civil t = civil_told(c, zone);
    return with_zone(a, l, moment_words(a, l, &t), &t);
}

static bool same_day(const struct civil *a, const struct civil *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day;
}

char *words_period(struct arena *a, const char *language, const struct civil *from, const struct civil *to,
                   bool all_day, const char *zone)
{
    int l = language_of(language);
    struct civil f = *from, t = *to;
    if (all_day && f.precision > PRECISION_DAY)
        f.precision = PRECISION_DAY;
    if (all_day && t.precision > PRECISION_DAY)
        t.precision = PRECISION_DAY;
    f = civil_told(&f, zone);
    t = civil_told(&t, zone);
    bool timed = f.precision == PRECISION_MINUTE && t.precision == PRECISION_MINUTE;
    bool same = same_day(&f, &t) && (!timed || (f.hour == t.hour && f.minute == t.minute));
    if (!f.precision || !t.precision || same || civil_end(&t, zone) < civil_instant(&f, zone))
        return words_date(a, language, f.precision ? &f : to, zone);
    if (timed && same_day(&f, &t)) {
        char *text = arena_printf(a, "%s%s%s%s%s", day_words(a, l, &f, WITH_YEAR), l == FR ? " de " : ", ",
                                  time_words(a, l, &f), words[WORD_TO][l], time_words(a, l, &t));
        return with_zone(a, l, text, &f);
    }
    int parts = f.year != t.year ? WITH_YEAR : f.month != t.month ? WITH_MONTH : WITH_DAY;
    bool days = f.precision == PRECISION_DAY && t.precision == PRECISION_DAY;
    char *begin = days ? day_words(a, l, &f, parts) : moment_words(a, l, &f);
    const char *before = f.precision < PRECISION_DAY ? "de " : "du ",
               *between = t.precision < PRECISION_DAY ? " à " : " au ";
    if (l == EN)
        before = "", between = " to ";
    char *text = arena_printf(a, "%s%s%s%s", before, begin, between, moment_words(a, l, &t));
    return with_zone(a, l, text, t.precision == PRECISION_MINUTE ? &t : &f);
}

/* --- amounts --- */

static char *number_words(struct arena *a, int l, double v)
{
    char digits[64], out[128];
    bool whole = floor(v) == v;
    int n = snprintf(digits, sizeof digits, whole ? "%.0f" : "%.2f", fabs(v));
    if (n < 0 || n >= (int)sizeof digits)
        return arena_printf(a, "%g", v);
    int units = whole ? n : n - 3, at = 0;
    for (int i = 0; i < n; i++) {
        if (i && i < units && (units - i) % 3 == 0)
            at += snprintf(out + at, sizeof out - (size_t)at, "%s", l == FR ? NBSP : ",");
        out[at++] = i == units && l == FR ? ',' : digits[i];
    }
    out[at] = '\0';
    return arena_printf(a, "%s%s", v < 0 ? "-" : "", out);
}

static char *money(struct arena *a, int l, double v, const char *currency)
{
    char *number = number_words(a, l, v);
    const char *sign = !currency || strcmp(currency, "EUR") == 0 ? "€" : currency;
    if (l == FR)
        return arena_printf(a, "%s" NBSP "%s", number, sign);
    return arena_printf(a, "%s%s%s", sign, *sign & 0x80 ? "" : NBSP, number);
}

char *words_amount(struct arena *a, const char *language, double min, double max, const char *currency)
{
    int l = language_of(language);
    if (isnan(min) && isnan(max))
        return NULL;
    if (!isnan(min) && !isnan(max) && min < max && min > 0)
        return arena_printf(a, "%s%s%s%s", words[WORD_OF][l], money(a, l, min, currency), words[WORD_TO][l],
                            money(a, l, max, currency));
    if (!isnan(min) && min == max)
        return money(a, l, max, currency);
    if (!isnan(max))
        return arena_printf(a, "%s%s", words[WORD_UP_TO][l], money(a, l, max, currency));
    return arena_printf(a, "%s%s", words[WORD_FROM][l], money(a, l, min, currency));
}
