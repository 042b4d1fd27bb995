/* What a title says by set phrases: that it is about the results of a call, a webinar, …; which region it is
 * of. */
#include "store/same_internal.h"

#include <string.h>

struct phrase { /* plain words; it begins where a word does, and ends there when it ends with a space */
    const char *words;
    uint32_t says;
};

static const struct phrase aspects[] = {
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
    {0},
};

static const char *const prolonged[] = {" prolong",           " reporte",
                                        " repousse",          " nouvelle date limite",
                                        " nouvelle echeance", " delai supplementaire",
                                        " extended",          " extension of the deadline",
                                        " postponed",         NULL};

/* Overseas and metropolitan regions, today's and those before 2016; one bit each. */
static const struct phrase regions[] = {
    {" auvergne rhone alpes ", 1u << 0},
    {" bourgogne franche comte ", 1u << 1},
    {" bretagne ", 1u << 2},
    {" centre val de loire ", 1u << 3},
    {" corse ", 1u << 4},
    {" grand est ", 1u << 5},
    {" hauts de france ", 1u << 6},
    {" ile de france ", 1u << 7},
    {" normandie ", 1u << 8},
    {" nouvelle aquitaine ", 1u << 9},
    {" occitanie ", 1u << 10},
    {" pays de la loire ", 1u << 11},
    {" provence alpes cote d azur ", 1u << 12},
    {" paca ", 1u << 12},
    {" guadeloupe ", 1u << 14},
    {" martinique ", 1u << 15},
    {" guyane ", 1u << 16},
    {" reunion ", 1u << 17},
    {" mayotte ", 1u << 18},
    {" alsace ", 1u << 19},
    {" lorraine ", 1u << 20},
    {" champagne ardenne ", 1u << 21},
    {" picardie ", 1u << 22},
    {" nord pas de calais ", 1u << 23},
    {" limousin ", 1u << 24},
    {" poitou charentes ", 1u << 25},
    {" midi pyrenees ", 1u << 26},
    {" languedoc roussillon ", 1u << 27},
    {" brittany ", 1u << 2},
    {" corsica ", 1u << 4},
    {" normandy ", 1u << 8},
    {0},
};

/* The phrases of a table by their first two letters: index + 1 of the first one, and of each the next. */
struct phrases {
    const struct phrase *v;
    uint8_t first[256], next[256];
    bool indexed;
};

static uint8_t *begin_with(struct phrases *p, const char *word)
{
    return &p->first[(uint8_t)(word[0] * 31 + word[1])];
}

static void index_phrases(struct phrases *p)
{
    p->indexed = true;
    for (uint8_t i = 0; p->v[i].words; i++) {
        uint8_t *first = begin_with(p, p->v[i].words + 1);
        p->next[i] = *first;
        *first = (uint8_t)(i + 1);
    }
}

/* What the phrases in a text say. */
static uint32_t said(struct phrases *p, const char *s, size_t n)
{
    uint32_t found = 0;
    const char *end = s + n;
    if (!p->indexed)
        index_phrases(p);
    for (const char *word = s; word + 1 < end; word++) {
        if (*word != ' ')
            continue;
        for (size_t i = *begin_with(p, word + 1); i; i = p->next[i - 1]) {
            const struct phrase *phrase = &p->v[i - 1];
            size_t length = strlen(phrase->words);
            if (length <= (size_t)(end - word) && memcmp(word, phrase->words, length) == 0)
                found |= phrase->says;
        }
    }
    return found;
}

uint16_t same_aspects(const char *words, size_t n)
{
    static struct phrases p = {.v = aspects};
    return (uint16_t)said(&p, words, n);
}

/* They are few, and the text is long. */
bool same_prolonged(const char *words)
{
    const char *const *p = prolonged;
    while (*p && !strstr(words, *p))
        p++;
    return *p != NULL;
}

uint32_t same_regions(const char *words, size_t n)
{
    static struct phrases p = {.v = regions};
    return said(&p, words, n);
}
