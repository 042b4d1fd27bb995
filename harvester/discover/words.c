/* The words of class names; see the header. */
#include "harvester/discover/words.h"
#include "base/hash.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

/* Whole words, in folded form; a word with a hyphen stands for words that follow each other. */
static const struct {
    enum says role;
    const char *words;
} roles[] = {
    {SAYS_HIDDEN,
     "sr-only visually-hidden visuallyhidden screen-reader element-invisible invisible offscreen "
     "hidden-text assistive-text"},
    {SAYS_STARTS, "dtstart dt-start startdate start-date date-start date-debut datedebut debut begin"},
    {SAYS_ENDS, "dtend dt-end enddate end-date date-end date-fin datefin"},
    {SAYS_LIMIT, "deadline date-limite datelimite limite cloture closing echeance date-cloture remise "
                 "date-de-cloture fin-de-depot"},
    {SAYS_MODIFIED, "modified updated modification mise-a-jour datemodified lastmod maj"},
    {SAYS_RELEASED,
     "published publication publie pubdate pub-date posted datepublished created publi parution "
     "date-publication posted-on"},
    {SAYS_DATE, "date dates datetime time when quand jour day days horaire horaires heure hour hours periode "
                "month mois year annee calendrier timestamp"},
    {SAYS_TITLE, "title titre headline name intitule nom sujet libelle heading objet"},
    {SAYS_PLACE, "lieu lieux place location venue ville commune adresse address where city salle locality ou "
                 "localisation localite"},
    {SAYS_SUMMARY, "summary desc description chapo chapeau intro introduction teaser resume excerpt accroche "
                   "abstract texte text body lead descriptif extrait synopsis bodytext"},
    {SAYS_TAGS,
     "tag tags keyword keywords mots-cles categorie categories category thematique thematiques theme "
     "themes topic topics rubrique label badge surtitre"},
    {SAYS_AUTHOR, "author auteur byline by auteurs authors"},
    {SAYS_MORE, "more readmore read-more suite lire-la-suite lire-plus savoir-plus"},
    {SAYS_NOISE,
     "nav navbar navigation menu menus submenu breadcrumb breadcrumbs ariane pager pagination paginator "
     "paginate pages-links footer cookie cookies tarteaucitron consent social share sharing partage "
     "partager reseaux-sociaux toolbar skip skiplink skiplinks evitement langues languages lang-switcher "
     "language-switcher login newsletter fil-ariane tagcloud tag-cloud nuage sitemap pied "
     "bas-page filters facets facet facettes"},
    {SAYS_SIDE,
     "sidebar aside widget widgets related connexe voir-aussi a-lire complementary accroche-laterale "
     "banner bandeau carousel slider filter filtre filtres header entete partenaires partners logos "
     "sommaire raccourcis acces-rapide acces-rapides quicklinks popular most-read plus-lus une-lateral"},
    {SAYS_CONTENT,
     "content contenu main principal page-content resultats results listing liste list items agenda "
     "actualites news events evenements view-content"},
    {SAYS_STATE,
     "first last odd even pair impair active current selected open closed collapsed expanded hover focus "
     "disabled enabled loading loaded lazy lazyload lazyloaded hidden visible show hide shown sticky "
     "is has js no-js animated fade in out premier dernier clearfix clear cf alpha omega visualiefloatfix"},
    {SAYS_LAYOUT,
     "col cols column columns row rows grid flex d fr-col fr-grid span container wrapper inner outer "
     "wrap box m p mt mb ml mr mx my pt pb pl pr px py w h text bg border rounded shadow float pull push "
     "offset small large medium xs sm md lg xl xxl left right center top bottom align justify gap order "
     "fr none inline flow table g enlarge uk tw clr bloc block elementor wp-block vc et et-pb btn button "
     "link shadow-sm cell auto"},
};

/* The words of "fr-card__titleMain2" are "fr", "card", "title", "main": between spaces. */
static void split(const char *name, char *out, size_t room)
{
    size_t n = 0;
    bool cut = true;
    if (room < 3)
        return;
    out[n++] = ' ';
    for (const char *p = name; *p && n + 3 < room; p++) {
        unsigned char c = (unsigned char)*p;
        bool letter = isalpha(c) || c >= 0x80;
        if (isupper(c) && !cut && p > name && islower((unsigned char)p[-1]))
            out[n++] = ' ';
        if (letter)
            out[n++] = (char)tolower(c);
        else if (!cut)
            out[n++] = ' ';
        cut = !letter;
    }
    if (out[n - 1] != ' ')
        out[n++] = ' ';
    out[n] = '\0';
    /* Drupal's "field--name-field-lieu" names a place and no name */
    for (char *field; (field = strstr(out, " field name "));)
        memmove(field, field + strlen(" field name"), strlen(field + strlen(" field name")) + 1);
}

enum {
    LONGEST_NAME = 120, /* of a longer one the beginning counts */
    LONGEST_WORD = 40,
    MOST_WORDS = 3, /* of one entry: "lire-la-suite" */
    ROOM = 2048,    /* of the table; a power of two, several times the number of entries */
};

/* The tables by their words, made when they are first asked. */
static struct entry {
    char word[LONGEST_WORD];
    unsigned roles; /* a bit for each */
} entries[ROOM];

static struct entry *entry_at(const char *word, size_t n)
{
    size_t i = (size_t)hash_bytes(word, n).low & (ROOM - 1);
    while (entries[i].roles && (strncmp(entries[i].word, word, n) != 0 || entries[i].word[n]))
        i = (i + 1) & (ROOM - 1);
    return &entries[i];
}

static void enter(const char *list, enum says role)
{
    for (size_t n; *list; list += n, list += strspn(list, " ")) {
        char word[LONGEST_WORD];
        n = strcspn(list, " ");
        if (n >= sizeof word)
            continue;
        for (size_t i = 0; i < n; i++)
            word[i] = list[i] == '-' ? ' ' : list[i];
        word[n] = '\0';
        struct entry *e = entry_at(word, n);
        memcpy(e->word, word, n + 1);
        e->roles |= 1u << role;
    }
}

static unsigned roles_of(const char *text, size_t n)
{
    static bool made;
    for (size_t i = 0; !made && i < sizeof roles / sizeof *roles; i++)
        enter(roles[i].words, roles[i].role);
    made = true;
    return n < LONGEST_WORD ? entry_at(text, n)->roles : 0;
}

unsigned words_roles(const char *name)
{
    char text[LONGEST_NAME];
    unsigned found = 0;
    split(name, text, sizeof text);
    for (const char *word = text + 1; *word; word += strcspn(word, " ") + 1) {
        const char *end = word;
        for (int k = 0; k < MOST_WORDS && *end; k++) {
            end += strcspn(end, " ");
            found |= roles_of(word, (size_t)(end - word));
            end += *end == ' ';
        }
    }
    return found;
}

bool words_have(const char *name, enum says role)
{
    return words_roles(name) >> role & 1;
}

/* "css-1q2w3e", "sc-bdVaJa", "_3fAbC9", "Card_title__x7Y2z", "f47ac10b": letters and digits, or letters of
   both sizes, mixed as no person would in one run at the end. */
static bool machine_made(const char *class)
{
    const char *run = class + strlen(class);
    while (run > class && isalnum((unsigned char)run[-1]))
        run--;
    size_t n = strlen(run), turns = 0;
    for (size_t i = 1; i < n; i++) {
        unsigned char a = (unsigned char)run[i - 1], b = (unsigned char)run[i];
        turns += (isdigit(a) != 0) != (isdigit(b) != 0) || (islower(a) && isupper(b) && run != class);
    }
    bool styled = strncmp(class, "css-", 4) == 0 || strncmp(class, "sc-", 3) == 0 ||
                  strncmp(class, "jsx-", 4) == 0 || strncmp(class, "svelte-", 7) == 0 || *class == '_';
    return (n >= 5 && turns >= 2) || (styled && n >= 4);
}

size_t words_stem(const char *class)
{
    enum { SHORTEST = 4 };
    size_t n = strlen(class), cut = n;
    if (!machine_made(class)) {
        while (cut && isdigit((unsigned char)class[cut - 1]))
            cut--;
        return cut;
    }
    while (cut && isalnum((unsigned char)class[cut - 1]))
        cut--;
    while (cut && strchr("-_", class[cut - 1]))
        cut--;
    return cut >= SHORTEST ? cut : n;
}

/* Every word is one of looks, or too short to say anything. */
static bool all_layout(const char *text)
{
    const unsigned looks = 1u << SAYS_LAYOUT | 1u << SAYS_STATE;
    for (const char *word = text + 1; *word;) {
        size_t n = strcspn(word, " ");
        if (n > 1 && !(roles_of(word, n) & looks))
            return false;
        word += n + 1;
    }
    return true;
}

int words_quality(const char *class)
{
    char text[LONGEST_NAME];
    split(class, text, sizeof text);
    size_t word = strcspn(text + 1, " ");
    bool one = text[1] && !text[word + 2];
    if (!text[1] || machine_made(class) || (one && roles_of(text + 1, word) & 1u << SAYS_STATE))
        return 0;
    if (strncmp(class, "is-", 3) == 0 || strncmp(class, "has-", 4) == 0 || strncmp(class, "js-", 3) == 0)
        return 0;
    return all_layout(text) || strchr(class, ':') ? 1 : 2;
}

/* --- what a page promises --- */

static const struct {
    const char *kind, *words; /* beginnings of words, folded */
} kinds[] = {
    {"event", "agenda evenement event calendrier manifestation rendez-vous rdv conference webinaire webinar "
              "atelier colloque formation"},
    {"call",
     "appel ami aap aide subvention financement concours call funding grant consultation marche-public "
     "marches-publics dispositif"},
    {"document", "publication document guide etude rapport deliberation"},
};

const char *words_kind(struct arena *a, const char *text)
{
    char *folded = text_fold(a, text, strlen(text));
    for (char *p = folded; *p; p++)
        if (!isalpha((unsigned char)*p))
            *p = '-';
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        for (const char *w = kinds[i].words; *w; w += strspn(w, " ")) {
            size_t n = strcspn(w, " ");
            for (const char *p = folded; *p;) {
                /* the whole word, or its plural */
                if (strncmp(p, w, n) == 0 &&
                    (!isalpha((unsigned char)p[n]) || (p[n] == 's' && !isalpha((unsigned char)p[n + 1]))))
                    return kinds[i].kind;
                p += strcspn(p, "-");
                p += strspn(p, "-");
            }
            w += n;
        }
    return NULL;
}
