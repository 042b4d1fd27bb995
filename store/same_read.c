/* The features of an item: words, numbers, dates and addresses as store/same.c compares them. */
#include "store/same_internal.h"
#include "base/buf.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_TOKENS = 400,
    MOST_WORDS = 64,
    MOST_INITIALS = 16,
    LONGEST_WORD = 40,
    LONGEST_ACRONYM = 8,
    FIRST_WORDS = 120
};

struct token {
    const char *plain; /* folded */
    const struct same_entry *entry;
    bool acronym, title;
    char initial; /* of the word as it is written */
    int number;   /* of digits alone; -1 */
    int ordinal;  /* 0: none */
};

struct reader {
    struct arena *a;
    struct same *out;
    struct token *tokens;
    size_t n;
    struct buf fold;
    bool keep_text;
};

static uint64_t hashed(const char *s, size_t n)
{
    uint64_t h = hash_bytes(s, n).low;
    return h ? h : 1;
}

static uint64_t hashed_text(const char *s)
{
    return hashed(s, strlen(s));
}

/* --- tokens --- */

static int by_stem(const void *key, const void *entry)
{
    return strcmp(key, ((const struct same_entry *)entry)->stem);
}

/* The plain form: plural and final "e" gone. In place. */
static void plain_form(char *s)
{
    size_t n = strlen(s);
    if (n > 4 && (s[n - 1] == 's' || s[n - 1] == 'x'))
        s[--n] = '\0';
    if (n > 4 && s[n - 1] == 'e')
        s[--n] = '\0';
}

/* "3e", "3ème", "3rd", "troisième"; 0: none. */
static int ordinal_of(const char *s)
{
    static const char *const endings[] = {"e",  "er",  "re", "ere", "eme", "ieme",
                                          "nd", "nde", "rd", "th",  "st",  NULL};
    size_t digits = strspn(s, "0123456789");
    if (digits && digits < 4) {
        for (const char *const *e = endings; *e; e++)
            if (strcmp(s + digits, *e) == 0)
                return atoi(s);
        return 0;
    }
    for (const struct same_ordinal *o = same_ordinals; o->word; o++)
        if (*o->word == *s && strcmp(o->word, s) == 0)
            return o->n;
    return 0;
}

/* II to XX, in capitals. */
static int roman_of(const char *s, size_t n)
{
    static const char *const romans[] = {"I",    "II",  "III",  "IV",    "V",   "VI",   "VII",
                                         "VIII", "IX",  "X",    "XI",    "XII", "XIII", "XIV",
                                         "XV",   "XVI", "XVII", "XVIII", "XIX", "XX"};
    for (size_t i = 0; i < sizeof romans / sizeof *romans; i++)
        if (strlen(romans[i]) == n && strncmp(romans[i], s, n) == 0)
            return (int)i + 1;
    return 0;
}

static bool word_character(uint32_t c)
{
    if (c < 0x80)
        return isalnum((int)c);
    return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || c >= 0x2C00;
}

static void add_token(struct reader *r, const char *s, size_t n, bool title)
{
    size_t upper = 0, letters = 0, digits = 0;
    if (n > LONGEST_WORD || r->n >= MOST_TOKENS)
        return;
    for (size_t i = 0; i < n; i++) {
        upper += s[i] >= 'A' && s[i] <= 'Z';
        digits += s[i] >= '0' && s[i] <= '9';
        letters += (s[i] | 0x20) >= 'a' && (s[i] | 0x20) <= 'z';
    }
    buf_reset(&r->fold);
    text_fold_add(&r->fold, s, n);
    char *plain = arena_strndup(r->a, buf_str(&r->fold), r->fold.n);
    struct token *t = &r->tokens[r->n++];
    *t = (struct token){.plain = plain, .title = title, .number = -1};
    t->initial = *plain;
    t->ordinal = ordinal_of(plain);
    t->acronym = upper >= 2 && upper == letters && n <= LONGEST_ACRONYM;
    if (digits == n && n <= 6)
        t->number = atoi(plain);
    else if (t->acronym && roman_of(s, n) && r->n > 1)
        t->number = roman_of(s, n);
    plain_form(plain);
    t->entry = bsearch(plain, same_table, same_table_size, sizeof *same_table, by_stem);
    if (t->entry && t->entry->role != SAME_STOP)
    t->plain = t->entry->concept;
}

/* "HORIZON-CL5-2024-D4-01": capitals and digits in four parts or more, or three and a year. */
static void add_code(struct reader *r, const char *s, size_t n)
{
    size_t dashes = 0, digits = 0, letters = 0;
    for (size_t i = 0; i < n; i++) {
        dashes += s[i] == '-';
        digits += isdigit((unsigned char)s[i]) != 0;
        letters += s[i] >= 'A' && s[i] <= 'Z';
    }
    if (n < 10 || dashes < 2 || digits < 4 || letters < 2)
        return;
    for (int i = 0; i < 2; i++)
        if (!r->out->code[i] || r->out->code[i] == hashed(s, n)) {
            r->out->code[i] = hashed(s, n);
            return;
        }
}

static void read_codes(struct reader *r, const char *s)
{
    while (*s) {
        size_t n = strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
        size_t kept = n;
        while (kept && s[kept - 1] == '-')
            kept--;
        if (kept)
            add_code(r, s, kept);
        s += n ? n : 1;
    }
}

static void read_tokens(struct reader *r, const char *s, bool title)
{
    size_t n = strlen(s), at = 0, length;
    if (n > SAME_TEXT)
        n = SAME_TEXT;
    while (at < n) {
        size_t from = at;
        while (at < n && word_character(utf8_decode(s + at, n - at, &length)))
            at += length;
        if (at > from)
            add_token(r, s + from, at - from, title);
        if (at < n)
            at += length;
    }
}

/* --- what the title says it is --- */

static const struct {
    const char *words;
    uint16_t aspect;
} aspects[] = {
    {" resultat", ASPECT_RESULTS},
    {" laureat", ASPECT_RESULTS},
    {" result of", ASPECT_RESULTS},
    {" call result", ASPECT_RESULTS},
    {" winner", ASPECT_RESULTS},
    {" palmares ", ASPECT_RESULTS},
    {" palmare ", ASPECT_RESULTS},
    {" projets retenus", ASPECT_RESULTS},
    {" projets selectionnes", ASPECT_RESULTS},
    {" dossiers retenus", ASPECT_RESULTS},
    {" candidatures retenues", ASPECT_RESULTS},
    {" selected projects", ASPECT_RESULTS},
    {" projects selected", ASPECT_RESULTS},
    {" awarded ", ASPECT_RESULTS},
    {" projets approuves", ASPECT_RESULTS},
    {" approved projects", ASPECT_RESULTS},
    {" projects approved", ASPECT_RESULTS},
    {" retenus ", ASPECT_RESULTS},
    {" retenues ", ASPECT_RESULTS},
    {" selectionnes ", ASPECT_RESULTS},
    {" selectionnees ", ASPECT_RESULTS},
    {" gagnants ", ASPECT_RESULTS},
    {" gagnantes ", ASPECT_RESULTS},
    {" recompense", ASPECT_RESULTS},
    {" distingue", ASPECT_RESULTS},
    {" foire aux questions", ASPECT_QUESTIONS},
    {" faq ", ASPECT_QUESTIONS},
    {" vos questions", ASPECT_QUESTIONS},
    {" questions frequentes", ASPECT_QUESTIONS},
    {" questions reponses", ASPECT_QUESTIONS},
    {" questions and answers", ASPECT_QUESTIONS},
    {" frequently asked", ASPECT_QUESTIONS},
    {" q a ", ASPECT_QUESTIONS},
    {" retour sur ", ASPECT_REPORT},
    {" retours sur ", ASPECT_REPORT},
    {" retour en images", ASPECT_REPORT},
    {" compte rendu", ASPECT_REPORT},
    {" comptes rendus", ASPECT_REPORT},
    {" replay", ASPECT_REPORT},
    {" revoir ", ASPECT_REPORT},
    {" revivez ", ASPECT_REPORT},
    {" bilan de ", ASPECT_REPORT},
    {" bilan du ", ASPECT_REPORT},
    {" les actes ", ASPECT_REPORT},
    {" actes du ", ASPECT_REPORT},
    {" actes de ", ASPECT_REPORT},
    {" synthese ", ASPECT_REPORT},
    {" ce qu il faut retenir", ASPECT_REPORT},
    {" enregistrement ", ASPECT_REPORT},
    {" recording", ASPECT_REPORT},
    {" looking back ", ASPECT_REPORT},
    {" look back ", ASPECT_REPORT},
    {" highlights ", ASPECT_REPORT},
    {" recap ", ASPECT_REPORT},
    {" takeaways ", ASPECT_REPORT},
    {" les videos ", ASPECT_REPORT},
    {" videos et presentations", ASPECT_REPORT},
    {" en images ", ASPECT_REPORT},
    {" les presentations ", ASPECT_REPORT},
    {" guide ", ASPECT_GUIDE},
    {" cahier des charges", ASPECT_GUIDE},
    {" mode d emploi", ASPECT_GUIDE},
    {" notice ", ASPECT_GUIDE},
    {" reglement ", ASPECT_GUIDE},
    {" applicants guide", ASPECT_GUIDE},
    {" guidance ", ASPECT_GUIDE},
    {" dossier type", ASPECT_GUIDE},
    {" pas a pas", ASPECT_GUIDE},
    {" tutoriel", ASPECT_GUIDE},
    {" vademecum", ASPECT_GUIDE},
    {" vade mecum", ASPECT_GUIDE},
    {" ceremonie", ASPECT_CEREMONY},
    {" ceremony", ASPECT_CEREMONY},
    {" remise des prix", ASPECT_CEREMONY},
    {" remise du prix", ASPECT_CEREMONY},
    {" remise des labels", ASPECT_CEREMONY},
    {" webinaire", ASPECT_WEBINAR},
    {" webinar", ASPECT_WEBINAR},
    {" presente son appel", ASPECT_WEBINAR},
    {" presente l appel", ASPECT_WEBINAR},
    {" presentation de l appel", ASPECT_WEBINAR},
    {" presentation de l ami", ASPECT_WEBINAR},
    {" info session", ASPECT_WEBINAR},
    {" information session", ASPECT_WEBINAR},
    {" info day", ASPECT_WEBINAR},
    {" infoday", ASPECT_WEBINAR},
    {" reunion d information", ASPECT_WEBINAR},
    {" seance d information", ASPECT_WEBINAR},
    {" session d information", ASPECT_WEBINAR},
    {" journee d information", ASPECT_WEBINAR},
    {" presentation en ligne", ASPECT_WEBINAR},
    {" recrute ", ASPECT_JOB},
    {" offre d emploi", ASPECT_JOB},
    {" job offer", ASPECT_JOB},
    {" prolong", ASPECT_PROLONGED},
    {" reporte", ASPECT_PROLONGED},
    {" repousse", ASPECT_PROLONGED},
    {" nouvelle date limite", ASPECT_PROLONGED},
    {" nouvelle echeance", ASPECT_PROLONGED},
    {" delai supplementaire", ASPECT_PROLONGED},
    {" extended", ASPECT_PROLONGED},
    {" extension of the deadline", ASPECT_PROLONGED},
    {" postponed", ASPECT_PROLONGED},
};

/* Overseas and metropolitan regions, today's and those before 2016; one bit each. */
static const char *const regions[] = {
    " auvergne rhone alpes ",
    " bourgogne franche comte ",
    " bretagne ",
    " centre val de loire ",
    " corse ",
    " grand est ",
    " hauts de france ",
    " ile de france ",
    " normandie ",
    " nouvelle aquitaine ",
    " occitanie ",
    " pays de la loire ",
    " provence alpes cote d azur ",
    " paca ",
    " guadeloupe ",
    " martinique ",
    " guyane ",
    " reunion ",
    " mayotte ",
    " alsace ",
    " lorraine ",
    " champagne ardenne ",
    " picardie ",
    " nord pas de calais ",
    " limousin ",
    " poitou charentes ",
    " midi pyrenees ",
    " languedoc roussillon ",
    " brittany ",
    " corsica ",
    " normandy ",
};
enum { PACA = 13, PROVENCE = 12, BRITTANY = 28, CORSICA, NORMANDY };

/* " words of the text " folded and apart. */
static const char *spaced(struct reader *r, const char *s)
{
    size_t n = strlen(s), length;
    if (n > SAME_TEXT)
        n = SAME_TEXT;
    char *folded = text_fold(r->a, s, n);
    struct buf b;
    buf_init(&b, 0);
    buf_addc(&b, ' ');
    n = strlen(folded);
    for (size_t at = 0; at < n; at += length) {
        if (word_character(utf8_decode(folded + at, n - at, &length)))
            buf_add(&b, folded + at, length);
        else if (b.p[b.n - 1] != ' ')
            buf_addc(&b, ' ');
    }
    if (b.p[b.n - 1] != ' ')
        buf_addc(&b, ' ');
    const char *out = arena_strndup(r->a, buf_str(&b), b.n);
    buf_free(&b);
    return out;
}

static uint16_t aspects_of(const char *text)
{
    uint16_t found = 0;
    for (size_t i = 0; i < sizeof aspects / sizeof *aspects; i++)
        if (!(found & aspects[i].aspect) && strstr(text, aspects[i].words))
            found |= aspects[i].aspect;
    return found;
}

static uint32_t regions_of(const char *text)
{
    uint32_t found = 0;
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        if (strstr(text, regions[i]))
            found |= 1u << i;
    static const int same_one[][2] = {{PACA, PROVENCE}, {BRITTANY, 2}, {CORSICA, 4}, {NORMANDY, 8}};
    for (size_t i = 0; i < 4; i++)
        if (found >> same_one[i][0] & 1)
            found = (found & ~(1u << same_one[i][0])) | 1u << same_one[i][1];
    return found;
}

/* --- words --- */

static int by_id(const void *a, const void *b)
{
    const struct same_word *x = a, *y = b;
    return x->id != y->id ? (x->id > y->id) - (x->id < y->id) : y->title - x->title;
}

static void read_words(struct reader *r)
{
    struct same *out = r->out;
    struct same_word words[MOST_TOKENS];
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const struct token *t = &r->tokens[i];
        size_t length = strlen(t->plain);
        bool short_word = length < 2 || (length < 3 && !t->acronym && t->number < 0);
        if ((t->entry && (t->entry->role == SAME_STOP || t->entry->role == SAME_MONTH)) || short_word ||
            t->ordinal)
            continue;
        words[n++] = (struct same_word){.id = hashed(t->plain, length),
                                        .common = t->entry ? t->entry->common : 0,
                                        .title = t->title,
                                        .acronym = t->acronym,
                                        .number = t->number >= 0,
                                        .text = r->keep_text ? t->plain : NULL};
        if (!t->title && n >= MOST_WORDS)
            break;
    }
    qsort(words, n, sizeof *words, by_id);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (!kept || words[kept - 1].id != words[i].id)
            words[kept++] = words[i];
        else
            words[kept - 1].acronym |= words[i].acronym;
    out->words = arena_dup(r->a, words, kept * sizeof *words);
    out->n_words = kept;
}

/* Small words left out, ordinals as numbers. */
static void read_sequence(struct reader *r)
{
    uint32_t sequence[MOST_TOKENS];
    size_t n = 0;
    for (size_t i = 0; i < r->n && r->tokens[i].title; i++) {
        const struct token *t = &r->tokens[i];
        if (t->entry && t->entry->role == SAME_MONTH)
            r->out->months |= (uint16_t)(1u << t->entry->value);
        if ((t->entry && t->entry->role == SAME_STOP) || (strlen(t->plain) < 2 && t->number < 0))
            continue;
        sequence[n++] = t->ordinal ? (uint32_t)t->ordinal : (uint32_t)hashed_text(t->plain);
    }
    r->out->sequence = arena_dup(r->a, sequence, n * sizeof *sequence);
    r->out->n_sequence = n;
}

/* The first letters of three to six words in a row of the title, small ones counted and left out. */
static void read_initials(struct reader *r)
{
    uint64_t initials[MOST_INITIALS];
    size_t n = 0;
    for (int with_small = 0; with_small < 2; with_small++) {
        char letters[MOST_TOKENS];
        size_t k = 0;
        for (size_t i = 0; i < r->n && r->tokens[i].title; i++)
            if ((with_small || !r->tokens[i].entry || r->tokens[i].entry->role != SAME_STOP) &&
                isalpha((unsigned char)r->tokens[i].initial))
                letters[k++] = r->tokens[i].initial;
        for (size_t from = 0; from < k; from++)
            for (size_t length = 3; length <= 6 && from + length <= k && n < MOST_INITIALS; length++)
                initials[n++] = hashed(letters + from, length);
    }
    r->out->initials = arena_dup(r->a, initials, n * sizeof *initials);
    r->out->n_initials = n;
}

/* --- numbers --- */

static bool is_year(int n)
{
    return n >= 2000 && n < 2032;
}

/* "Horizon 2020", "France 2030", "2021-2027" are no years of an edition. */
static bool programme_year(const struct reader *r, size_t i)
{
    static const char *const before[] = {"horizon", "france", "agenda", "objectif",
                                         "vision",  "europ",  "plan",   NULL};
    if (i + 1 < r->n && is_year(r->tokens[i + 1].number) && r->tokens[i + 1].number > r->tokens[i].number + 1)
        return true;
    if (i && is_year(r->tokens[i - 1].number) && r->tokens[i].number > r->tokens[i - 1].number + 1)
        return true;
    if (i && (r->tokens[i].number == 2020 || r->tokens[i].number >= 2030))
        for (const char *const *b = before; *b; b++)
            if (strcmp(r->tokens[i - 1].plain, *b) == 0)
                return true;
    return false;
}

static void add_number(struct same *out, int unit, int n)
{
    if (n > 0 && n < 64)
        out->numbers[unit] |= UINT64_C(1) << n;
}

static int unit_at(const struct reader *r, size_t i)
{
    if (i >= r->n || !r->tokens[i].entry || r->tokens[i].entry->role != SAME_UNIT)
        return -1;
    return r->tokens[i].entry->value;
}

/* An ordinal numbers the unit that follows, a number the one before it ("n° 3", "volet 2", "URBACT III"). */
static void read_number(struct reader *r, size_t i)
{
    const struct token *t = &r->tokens[i];
    struct same *out = r->out;
    if (is_year(t->number)) {
        if (!programme_year(r, i))
            *(t->title ? &out->years : &out->text_years) |= 1u << (t->number - 2000);
        return;
    }
    bool month_next = i + 1 < r->n && r->tokens[i + 1].entry && r->tokens[i + 1].entry->role == SAME_MONTH;
    if (month_next)
        return;
    static const char *const chosen[] = {"laureat", "projet"};
    for (size_t k = 0; k < 2 && i + 1 < r->n && strcmp(t->plain, "premier") == 0; k++)
        if (!t->ordinal && strcmp(r->tokens[i + 1].plain, chosen[k]) == 0) /* "les premiers lauréats" */
            add_number(out, UNIT_PART, 1);
    if (t->ordinal) {
        int unit = unit_at(r, i + 1);
        if (t->title || unit >= 0)
            add_number(out, unit >= 0 ? unit : UNIT_ANY, t->ordinal);
    } else if (t->number > 0 && i) {
        int unit = unit_at(r, i - 1);
        bool counts = unit_at(r, i + 1) >= 0; /* "plan 100 quartiers" */
        bool roman = t->acronym && unit < 0 && t->title;
        if ((unit >= 0 && !counts) || roman)
            add_number(out, unit >= 0 ? unit : UNIT_ANY, t->number);
    }
}

/* Those of the title; of the text where the title has none of that sort. */
static void read_numbers(struct reader *r)
{
    size_t i = 0;
    for (; i < r->n && r->tokens[i].title; i++)
        read_number(r, i);
    bool numbered = false;
    for (int u = 0; u < UNIT_COUNT; u++)
        numbered |= r->out->numbers[u] != 0;
    uint64_t of_title[UNIT_COUNT];
    memcpy(of_title, r->out->numbers, sizeof of_title);
    for (; i < r->n; i++)
        read_number(r, i);
    if (numbered)
        memcpy(r->out->numbers, of_title, sizeof of_title);
}

/* --- the whole --- */

static int32_t day_of(const struct civil *c)
{
    return c->precision >= PRECISION_DAY ? (int32_t)civil_days(c->year, c->month, c->day) : DAY_NONE;
}

static void read_dates(const struct item *item, struct same *out)
{
    out->starts = day_of(&item->starts);
    out->ends = day_of(&item->ends);
    out->deadline = day_of(&item->deadline);
    out->minute = -1;
    if (item->starts.precision == PRECISION_MINUTE && (item->starts.hour || item->starts.minute))
        out->minute = (int16_t)(item->starts.hour * 60 + item->starts.minute);
    int32_t day = item->kind == KIND_EVENT || out->deadline == DAY_NONE ? out->starts : out->deadline;
    if (day != DAY_NONE) {
        const int32_t key[2] = {day, day == out->starts};
        out->date_id = hashed((const char *)key, sizeof key);
    }
}

/* "Title | Site": what follows the last bar is the site's name. Entities and markup out. */
static const char *clean_title(struct arena *a, const char *s)
{
    char *title = text_title(a, s, strlen(s));
    char *bar = strrchr(title, '|');
    if (bar && bar > title + 8 && strlen(bar) < 60)
        *bar = '\0';
    return title;
}

static bool cut_short(const char *s)
{
    size_t n = strlen(s);
    while (n && (s[n - 1] == ' ' || s[n - 1] == ']'))
        n--;
    return (n >= 3 && memcmp(s + n - 3, "\xe2\x80\xa6", 3) == 0) ||
           (n >= 3 && memcmp(s + n - 3, "...", 3) == 0);
}

static uint64_t loose_hash(struct reader *r, const char *s)
{
    if (text_blank(s))
        return 0;
    const char *plain = spaced(r, s);
    return strlen(plain) > 3 ? hashed_text(plain) : 0;
}

void same_read(struct arena *a, const struct item *item, const char *source, bool keep_text, struct same *out)
{
    struct token tokens[MOST_TOKENS];
    struct reader r = {.a = a, .out = out, .tokens = tokens, .keep_text = keep_text};
    *out = (struct same){.kind = (uint8_t)item->kind, .permanent = item->permanent};
    buf_init(&r.fold, 0);
    const char *title = clean_title(a, item->title ? item->title : "");
    const char *text = item->summary;
    if (text_blank(text))
        text = item->content_text ? item->content_text : item->content_html ? item->content_html : "";
    text = text_from_html(a, text, strnlen(text, 4 * SAME_TEXT));
    read_codes(&r, title);
    read_codes(&r, text);
    read_tokens(&r, title, true);
    out->cut = cut_short(title);
    if (out->cut && r.n > 1)
        r.n--; /* the last word may be half of one */
    read_tokens(&r, text, false);
    read_words(&r);
    read_sequence(&r);
    read_initials(&r);
    read_numbers(&r);
    read_dates(item, out);
    const char *words = spaced(&r, title), *text_words = spaced(&r, text);
    out->aspects = aspects_of(words) & ~ASPECT_PROLONGED;
    bool neither = item->kind != KIND_CALL && item->kind != KIND_EVENT && !out->date_id;
    if (neither && !out->aspects) /* an undated article may say it in its first words only */
        out->aspects = aspects_of(arena_strndup(a, text_words, strnlen(text_words, FIRST_WORDS))) &
                       (ASPECT_RESULTS | ASPECT_QUESTIONS | ASPECT_REPORT);
    out->prolonged_title = (aspects_of(words) & ASPECT_PROLONGED) != 0;
    out->prolonged = out->prolonged_title || (aspects_of(text_words) & ASPECT_PROLONGED) != 0;
    out->regions = regions_of(words);
    out->title = strlen(words) > 3 ? hashed_text(words) : 0;
    out->summary = strlen(text_words) > 20 && !cut_short(text) ? hashed_text(text_words) : 0;
    out->url = item->url && url_is_http(item->url) ? hashed_text(url_canonical(a, item->url)) : 0;
    out->source = source ? hashed_text(source) : 0;
    out->place = loose_hash(&r, item->place);
    out->territory = loose_hash(&r, item->territory);
    buf_free(&r.fold);
}

void same_keep(struct arena *a, const struct same *x, struct same *out)
{
    *out = *x;
    out->words = arena_dup(a, x->words, x->n_words * sizeof *x->words);
    out->sequence = arena_dup(a, x->sequence, x->n_sequence * sizeof *x->sequence);
    out->initials = arena_dup(a, x->initials, x->n_initials * sizeof *x->initials);
    for (size_t i = 0; i < x->n_words; i++)
        out->words[i].text = arena_strdup(a, x->words[i].text);
}
