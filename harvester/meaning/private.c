/* Personal data: what is one is found as ranges of bytes, in text or in the text of HTML, then cut out. */
#include "harvester/meaning/private.h"
#include "base/buf.h"
#include "harvester/meaning/about_internal.h"
#include "harvester/meaning/private_words.h"

#include <stdio.h>
#include <string.h>

enum meaning {
    BLOCK, /* opens a contact block where it is a heading or stands before a colon */
    ASK,   /* opens one wherever it stands */
    LABEL, /* of a number or an address: goes with it */
    MEANINGS
};

static const struct cue cues[] = {
    {BLOCK, "contact|contacts|référent|référente|référents|interlocuteur|interlocutrice|"
            "interlocuteurs|renseignements|informations|information|chargé de mission|"
            "chargée de mission|responsable|correspondant|correspondante|instructeur|instructrice|"
            "secrétariat|enquiries|questions|inscriptions|coordination|suivi par|gestionnaire|"
            "coordinateur|coordinatrice|animateur|animatrice|pour en savoir plus|project officer|"
            "programme officer"},
    {ASK, "dossier suivi par|affaire suivie par|votre interlocuteur|votre interlocutrice|"
          "votre contact|vos contacts|vos interlocuteurs|renseignements auprès de|"
          "informations auprès de|renseignement auprès de|pour tout renseignement|"
          "pour toute question|pour toute information|pour plus d'informations|"
          "personne à contacter|personnes à contacter|personne contact|contacter|contactez|"
          "prendre contact avec|prenez contact avec|se rapprocher de|s'adresser à|adressez vous à|"
          "joindre|your contact|contact person|for further information|for more information|"
          "please contact|get in touch with|contact point"},
    {LABEL, "tél|tel|téléphone|telephone|phone|portable|mobile|mob|fixe|ligne directe|fax|mail|"
            "e-mail|email|mél|courriel|adresse mail|par mail à|par courriel à|par téléphone au|"
            "par mail|au|ou au"},
    {0},
};

void private_cues(struct arena *a, struct lexicon *l)
{
    lexicon_cues(a, l, cues, MEANINGS);
}

/* --- mailboxes --- */

/* Is the word one of a list's, which stand between spaces? */
static bool listed(const char *list, const char *word)
{
    char spaced[40];
    int n = snprintf(spaced, sizeof spaced, " %s ", word);
    return n < (int)sizeof spaced && strstr(list, spaced);
}

static bool any_hit(struct arena *a, const struct lexicon *l, const struct tokens *t)
{
    struct lexicon_hits hits = {0};
    lexicon_find(a, l, t, 0, t->n, &hits);
    return hits.n > 0;
}

bool private_mailbox(struct arena *a, const struct lexicons *l, const char *address, size_t n)
{
    const char *at = memchr(address, '@', n);
    size_t local = at ? (size_t)(at - address) : n;
    struct tokens t = {0}, domain = {0};
    tokens_read(a, address, local, &t);
    tokens_read(a, address + local, n - local, &domain);
    size_t words = 0;
    for (size_t i = 0; i < t.n; i++) {
        if (t.v[i].kind == TOKEN_NUMBER && t.v[i].digits == 4) /* appel2026@ */
            return true;
        if (t.v[i].kind != TOKEN_WORD)
            continue;
        words++;
        if (listed(generic_boxes, t.v[i].fold))
            return true;
        for (size_t k = 0; k + 1 < domain.n; k++) /* urbact@urbact.eu */
            if (domain.v[k].kind == TOKEN_WORD && strlen(domain.v[k].fold) > 2 &&
                strcmp(domain.v[k].fold, t.v[i].fold) == 0)
                return true;
    }
    bool dotted = memchr(address, '.', local) != NULL;
    /* "prenom.nom" is a person whatever the words mean; of one word the lexicons may know better: mobilite@
     */
    return !dotted && words > 0 &&
           (any_hit(a, &l->topics, &t) || any_hit(a, &l->organizers, &t) || any_hit(a, &l->audiences, &t));
}

/* --- what is found --- */

struct range {
    size_t from, to; /* tokens */
};
struct ranges {
    struct range *v;
    size_t n, cap;
};

struct search {
    struct arena *a;
    const struct lexicons *l;
    const struct tokens *t;
    struct ranges out; /* what is personal, in order */
    struct range box;  /* the last personal mailbox: its local part names somebody */
    size_t block_end;  /* up to here names count */
};

static void cut(struct search *s, size_t from, size_t to)
{
    struct range *last = s->out.n ? &s->out.v[s->out.n - 1] : NULL;
    if (last && from <= last->to) {
        last->from = from < last->from ? from : last->from;
        last->to = to > last->to ? to : last->to;
    } else
        *ARENA_PUSH(s->a, s->out.v, s->out.n, s->out.cap) = (struct range){from, to};
}

static bool glued(const struct tokens *t, size_t i)
{
    return i < t->n && !t->v[i].space;
}

/* "(at)", "[at]", "@" at token i: the token behind it; 0. */
static size_t at_sign(const struct tokens *t, size_t i)
{
    if (token_mark(t, i, '@'))
        return i + 1;
    if ((token_mark(t, i, '(') || token_mark(t, i, '[')) &&
        (token_is(t, i + 1, "at") || token_is(t, i + 1, "arobase") || token_mark(t, i + 1, '@')) &&
        i + 2 < t->n && t->v[i + 2].kind == TOKEN_MARK)
        return i + 3;
    return 0;
}

static bool of_address(const struct tokens *t, size_t i)
{
    const struct token *w = &t->v[i];
    return w->kind != TOKEN_MARK || w->mark == '.' || w->mark == '-' || w->mark == '_' || w->mark == '+';
}

enum { PARTS_MOST = 20 };

/* The address around the sign at token i; false when there is none. */
static bool read_mail(const struct tokens *t, size_t i, size_t behind, struct range *out)
{
    size_t from = i, to = behind;
    while (from > 0 && i - from < PARTS_MOST && !t->v[from].space && of_address(t, from - 1))
        from--;
    while (from < i && t->v[from].kind == TOKEN_MARK)
        from++;
    if (to >= t->n || t->v[to].kind == TOKEN_MARK || from == i)
        return false;
    to++;
    while (to < t->n && to - behind < PARTS_MOST && glued(t, to) && of_address(t, to))
        to++;
    while (to > behind && t->v[to - 1].kind == TOKEN_MARK)
        to--;
    *out = (struct range){from, to};
    return true;
}

/* The minutes of "18:00", the month of "16/05": no beginning of a telephone number. */
static bool inside_figures(const struct tokens *t, size_t i)
{
    return i > 1 && !t->v[i].space && (t->v[i - 1].mark == ':' || t->v[i - 1].mark == '/') &&
           !t->v[i - 1].space && t->v[i - 2].kind == TOKEN_NUMBER;
}

/* A telephone number at token i: the token behind it; 0. Numbers of services (08…, 0 800) are none. */
static size_t read_phone(const struct tokens *t, size_t i)
{
    size_t k = i, digits = 0, groups = 0;
    bool plus = token_mark(t, k, '+');
    k += plus;
    if (k >= t->n || t->v[k].kind != TOKEN_NUMBER || (plus && t->v[k].space))
        return 0;
    const char *start = t->text + t->v[k].position;
    if (!plus && (start[0] != '0' || inside_figures(t, k)))
        return 0;
    bool service = !plus && (start[1] == '8' ||
                             (t->v[k].digits == 1 && k + 1 < t->n && t->text[t->v[k + 1].position] == '8'));
    for (size_t end = k;; k = end) {
        if (k >= t->n || t->v[k].kind != TOKEN_NUMBER || t->v[k].digits > 11)
            break;
        if (!plus && groups > 0 && t->v[k].digits == 4)
            return 0; /* "05/02/2024 10h30" */
        digits += t->v[k].digits;
        groups++;
        end = k + 1;
        size_t limit = plus ? 13 : 10;
        if (digits >= limit) {
            k = end;
            break;
        }
        while (end < t->n && end - k < 4 && t->v[end].kind == TOKEN_MARK &&
               strchr(".-/()", t->v[end].mark ? t->v[end].mark : ' '))
            end++;
        if (end >= t->n || t->v[end].kind != TOKEN_NUMBER || t->v[end].line) {
            k = k + 1;
            break;
        }
    }
    bool right = plus ? digits >= 9 && digits <= 13 : digits == 10;
    return right && !service && groups <= 7 ? k : 0;
}

/* --- names --- */

static bool all_capitals(const struct tokens *t, const struct token *w)
{
    const char *s = t->text + w->position;
    for (int i = 0; i < w->length; i++)
        if (s[i] >= 'a' && s[i] <= 'z')
            return false;
    return w->length > 1;
}

static bool in_box(const struct search *s, const struct token *w)
{
    for (size_t i = s->box.from; i < s->box.to; i++)
        if (s->t->v[i].kind == TOKEN_WORD && strlen(w->fold) > 2 && strcmp(s->t->v[i].fold, w->fold) == 0)
            return true;
    return false;
}

/* The end of a run of words in capitals, with hyphens and particles between them. */
static size_t run_end(const struct tokens *t, size_t i)
{
    static const char *const particles[] = {"de",  "du", "d",  "le",  "la", "van",
                                            "von", "da", "el", "ben", NULL};
    size_t end = i;
    for (size_t k = i; k < t->n && k - i < 8; k++) {
        const struct token *w = &t->v[k];
        if (k > i && (w->line || w->sentence))
            break;
        if (w->kind == TOKEN_WORD && w->capital)
            end = k + 1;
        else if (!(token_mark(t, k, '-') && !w->space) && !(k > i && token_in(t, k, particles)))
            break;
    }
    return end;
}

static size_t words_in(const struct tokens *t, size_t from, size_t to)
{
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        n += t->v[i].kind == TOKEN_WORD;
    return n;
}

static bool civility(const struct tokens *t, size_t i)
{
    static const char *const words[] = {"mme", "mmes", "madame", "monsieur",  "mlle",     "mr",
                                        "mrs", "ms",   "dr",     "messieurs", "mesdames", NULL};
    return token_in(t, i, words) || (token_is(t, i, "m") && t->v[i].capital && token_mark(t, i + 1, '.'));
}

/* A person's name at token i of a contact block: the token behind it; 0. */
static size_t read_name(const struct search *s, size_t i)
{
    const struct tokens *t = s->t;
    size_t from = i;
    bool titled = civility(t, i);
    while (titled && from < t->n &&
           (civility(t, from) || token_mark(t, from, '.') || token_is(t, from, "et")))
        from++;
    if (from >= t->n || t->v[from].kind != TOKEN_WORD || !t->v[from].capital)
        return 0;
    size_t end = run_end(t, from), n = words_in(t, from, end);
    if (titled)
        return end;
    const struct token *first = &t->v[from];
    if (listed(service_words, first->fold) || n < 2 || n > 5)
        return 0;
    bool known = listed(first_names, first->fold);
    bool last_known = listed(first_names, t->v[end - 1].fold);
    bool shout = n <= 3 && !all_capitals(t, first) && all_capitals(t, &t->v[end - 1]) &&
                 t->v[end - 1].length > 3 && last_known + known > 0;
    bool boxed = false;
    for (size_t k = from; k < end; k++)
        boxed |= t->v[k].kind == TOKEN_WORD && in_box(s, &t->v[k]);
    return known || shout || boxed || (last_known && all_capitals(t, first)) ? end : 0;
}

static void names(struct search *s, size_t from, size_t to)
{
    for (size_t i = from; i < to && i < s->t->n;) {
        size_t end = s->t->v[i].kind == TOKEN_WORD ? read_name(s, i) : 0;
        if (end)
            cut(s, i, end);
        i = end ? end : i + 1;
    }
}

/* --- blocks --- */

enum { BLOCK_REACH = 16, BEFORE_BOX = 14 };

static bool opens_block(const struct tokens *t, const struct lexicon_hit *h)
{
    if (h->entry == ASK)
        return true;
    if (h->entry != BLOCK)
        return false;
    size_t i = h->to;
    while (i < t->n && i < h->to + 6 && t->v[i].kind == TOKEN_WORD && !t->v[i].line && !t->v[i].sentence &&
           !t->v[i].capital)
        i++; /* "Contact pour les communes :" */
    if (token_mark(t, i, ':') || token_mark(t, h->to, '-'))
        return true;
    return t->v[h->from].line && h->to < t->n && (t->v[h->to].line || t->v[h->to].capital);
}

/* Does a sentence that begins at token i still belong to a contact block? */
static bool goes_on(const struct search *s, size_t i)
{
    static const char *const words[] = {"tel", "telephone", "mail",   "email", "courriel", "mel",
                                        "fax", "portable",  "mobile", "e",     NULL};
    const struct tokens *t = s->t;
    return t->v[i].line || token_in(t, i, words) || civility(t, i) || t->v[i].kind != TOKEN_WORD ||
           read_name(s, i);
}

static void mails_and_phones(struct search *s, const struct lexicon_hits *hits)
{
    const struct tokens *t = s->t;
    for (size_t i = 0, h = 0; i < t->n; i++) {
        for (; h < hits->n && hits->v[h].from <= i; h++)
            if (opens_block(t, &hits->v[h]) && hits->v[h].to + BLOCK_REACH > s->block_end)
                s->block_end = hits->v[h].to + BLOCK_REACH;
        if (i < s->block_end && t->v[i].sentence && i > 0 && !goes_on(s, i))
            s->block_end = i;
        struct range mail;
        size_t behind = t->v[i].kind == TOKEN_MARK ? at_sign(t, i) : 0;
        size_t end = behind ? 0 : read_phone(t, i);
        if (behind && read_mail(t, i, behind, &mail)) {
            char *address = text_words(s->a, t, mail.from, i);
            char *domain = text_words(s->a, t, behind, mail.to);
            address = arena_printf(s->a, "%s@%s", address, domain);
            if (!private_mailbox(s->a, s->l, address, strlen(address))) {
                s->box = (struct range){mail.from, i};
                size_t back = mail.from > BEFORE_BOX ? mail.from - BEFORE_BOX : 0;
                size_t done = s->out.n ? s->out.v[s->out.n - 1].to : 0;
                for (size_t k = mail.from; k > back; k--) /* names before the address, of its own sentence */
                    if (t->v[k].sentence)
                        back = k;
                names(s, back > done ? back : done, mail.from);
                cut(s, mail.from, mail.to);
            }
            end = mail.to;
            s->block_end = mail.to + BLOCK_REACH;
        } else if (end) {
            cut(s, i, end);
            s->block_end = end + BLOCK_REACH > s->block_end ? end + BLOCK_REACH : s->block_end;
        } else if (i < s->block_end && t->v[i].kind == TOKEN_WORD) {
            end = read_name(s, i);
            if (end)
                cut(s, i, end);
        }
        if (end > i + 1)
            i = end - 1;
    }
}

/* A label goes with what it introduced, and so do the marks that held it: "Tél. : ", "(…)", ", ". */
static void widen(const struct tokens *t, const struct lexicon_hits *hits, struct ranges *r)
{
    size_t h = 0;
    for (size_t k = 0; k < r->n; k++) {
        struct range *x = &r->v[k];
        size_t from = x->from, done = k ? r->v[k - 1].to : 0;
        while (from > done && t->v[from - 1].kind == TOKEN_MARK &&
               strchr(":.-", t->v[from - 1].mark ? t->v[from - 1].mark : ' ') && !t->v[from].sentence)
            from--;
        while (h < hits->n && hits->v[h].to < from)
            h++;
        bool labelled = false;
        for (size_t i = h; i < hits->n && hits->v[i].from < from; i++)
            if (hits->v[i].entry == LABEL && hits->v[i].to == from && hits->v[i].from >= done) {
                from = hits->v[i].from;
                labelled = true;
                break;
            }
        if (labelled)
            x->from = from;
        if (x->from > done && x->to < t->n && token_mark(t, x->from - 1, '(') && token_mark(t, x->to, ')')) {
            x->from--;
            x->to++;
        }
        while (x->from > done && (token_mark(t, x->from - 1, ',') || token_mark(t, x->from - 1, ';') ||
                                  (token_mark(t, x->from - 1, '-') && t->v[x->from - 1].space)))
            x->from--;
        bool first = x->from == 0 || token_mark(t, x->from - 1, ':');
        while (first && x->to < t->n &&
               (token_mark(t, x->to, ',') || token_mark(t, x->to, '-') || token_mark(t, x->to, ';')))
            x->to++;
    }
}

static struct ranges find(struct arena *a, const struct lexicons *l, const struct tokens *t)
{
    struct search s = {.a = a, .l = l, .t = t};
    struct lexicon_hits hits = {0};
    lexicon_find(a, &l->contact_cues, t, 0, t->n, &hits);
    mails_and_phones(&s, &hits);
    widen(t, &hits, &s.out);
    return s.out;
}

/* --- cutting --- */

const char *private_text(struct arena *a, const struct lexicons *l, const char *text)
{
    if (!text)
        return NULL;
    struct arena scratch;
    struct tokens t = {0};
    struct buf out;
    arena_init(&scratch, 0);
    buf_init(&out, 0);
    tokens_read(&scratch, text, strlen(text), &t);
    struct ranges r = find(&scratch, l, &t);
    size_t at = 0;
    for (size_t k = 0; k < r.n; k++) {
        size_t from = (size_t)t.v[r.v[k].from].position;
        const struct token *last = &t.v[r.v[k].to - 1];
        while (from > at && text[from - 1] == ' ')
            from--;
        buf_add(&out, text + at, from - at);
        at = (size_t)(last->position + last->length);
    }
    buf_adds(&out, text + at);
    const char *result = r.n ? arena_strdup(a, buf_str(&out)) : text;
    buf_free(&out);
    arena_free(&scratch);
    return result;
}

struct spans { /* bytes of HTML to be left out, in order */
    struct {
        size_t from, to;
    } * v;
    size_t n, cap;
};

static bool personal_link(struct arena *a, const struct lexicons *l, const char *tag, size_t n)
{
    const char *href = memmem(tag, n, "href=\"", 6);
    if (!href)
        return false;
    href += 6;
    size_t rest = n - (size_t)(href - tag);
    if (rest > 4 && memcmp(href, "tel:", 4) == 0) {
        struct tokens t = {0};
        tokens_read(a, href + 4, rest - 4, &t);
        return read_phone(&t, 0) != 0;
    }
    if (rest <= 7 || memcmp(href, "mailto:", 7) != 0)
        return false;
    size_t end = 7;
    while (end < rest && href[end] != '"' && href[end] != '?' && href[end] != '&')
        end++;
    return !private_mailbox(a, l, href + 7, end - 7);
}

static bool breaks_line(const char *tag)
{
    static const char *const blocks[] = {"p",  "/p", "br", "li", "/li", "div", "/div", "h",
                                         "/h", "tr", "td", "dt", "dd",  "ul",  "ol",   NULL};
    for (const char *const *b = blocks; *b; b++) {
        size_t n = strlen(*b);
        if (strncmp(tag + 1, *b, n) == 0 && strchr(" >/123456", tag[1 + n]))
            return true;
    }
    return false;
}

/* The text of the HTML at its own places, tags blanked; links to persons go to `links`. */
static char *blank_tags(struct arena *a, const struct lexicons *l, const char *html, size_t n,
                        struct spans *links)
{
    char *plain = arena_strndup(a, html, n);
    bool open = false;
    for (size_t i = 0; i < n;) {
        if (html[i] != '<') {
            i++;
            continue;
        }
        const char *close = memchr(html + i, '>', n - i);
        size_t end = close ? (size_t)(close - html) + 1 : n;
        bool personal = strncmp(html + i, "<a ", 3) == 0 && personal_link(a, l, html + i, end - i);
        bool shut = open && strncmp(html + i, "</a>", 4) == 0;
        if (personal || shut) {
            ARENA_PUSH(a, links->v, links->n, links->cap);
            links->v[links->n - 1].from = i;
            links->v[links->n - 1].to = end;
            open = personal;
        }
        bool line = breaks_line(html + i);
        memset(plain + i, ' ', end - i);
        if (line)
            plain[i] = '\n';
        i = end;
    }
    return plain;
}

/* Copies html[at, to) but for the links; of what is cut (`tags_only`) the tags alone. */
static void copy(struct buf *out, const char *html, size_t at, size_t to, bool tags_only,
                 const struct spans *links, size_t *k)
{
    while (at < to) {
        while (*k < links->n && links->v[*k].to <= at)
            ++*k;
        if (*k < links->n && links->v[*k].from <= at) {
            at = links->v[*k].to;
            continue;
        }
        size_t stop = *k < links->n && links->v[*k].from < to ? links->v[*k].from : to;
        if (html[at] == '<') {
            const char *close = memchr(html + at, '>', stop - at);
            size_t end = close ? (size_t)(close - html) + 1 : stop;
            buf_add(out, html + at, end - at);
            at = end;
        } else {
            const char *tag = memchr(html + at, '<', stop - at);
            size_t end = tag ? (size_t)(tag - html) : stop;
            if (!tags_only)
                buf_add(out, html + at, end - at);
            at = end;
        }
    }
}

const char *private_html(struct arena *a, const struct lexicons *l, const char *html)
{
    if (!html)
        return NULL;
    size_t n = strlen(html);
    struct spans links = {0};
    struct tokens t = {0};
    struct arena scratch;
    struct buf out;
    arena_init(&scratch, 0);
    buf_init(&out, 0);
    const char *plain = blank_tags(&scratch, l, html, n, &links);
    tokens_read(&scratch, plain, n, &t);
    struct ranges r = find(&scratch, l, &t);
    size_t at = 0, link = 0;
    for (size_t k = 0; k < r.n; k++) {
        size_t from = (size_t)t.v[r.v[k].from].position;
        const struct token *last = &t.v[r.v[k].to - 1];
        while (from > at && html[from - 1] == ' ')
            from--;
        copy(&out, html, at, from, false, &links, &link);
        at = (size_t)(last->position + last->length);
        copy(&out, html, from, at, true, &links, &link);
    }
    copy(&out, html, at, n, false, &links, &link);
    const char *result = r.n || links.n ? arena_strdup(a, buf_str(&out)) : html;
    buf_free(&out);
    arena_free(&scratch);
    return result;
}

/* A look for mailto: and tel: by their colons, of which there are few. */
static bool links_to_person(const char *html)
{
    static const char *const schemes[] = {"href=\"mailto", "href=\"tel"};
    for (const char *colon = html; (colon = strchr(colon, ':')); colon++)
        for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
            size_t n = strlen(schemes[i]);
            if ((size_t)(colon - html) >= n && memcmp(colon - n, schemes[i], n) == 0)
                return true;
        }
    return false;
}

/* Is there nothing personal in the contents, as far as `cut` tells? It is of the text when there are both. */
static bool contents_clean(const struct lexicons *l, const struct item *item, const struct tokens *cut)
{
    const char *html = item->content_html;
    if (!cut || (html && (item->content_text || links_to_person(html))))
        return false;
    struct arena scratch;
    arena_init(&scratch, 0);
    bool clean = !find(&scratch, l, cut).n;
    arena_free(&scratch);
    return clean;
}

bool private_clean(struct arena *a, const struct lexicons *l, struct item *item, const struct tokens *cut)
{
    const char *summary = private_text(a, l, item->summary), *text = item->content_text;
    const char *html = item->content_html, *dates = private_text(a, l, item->dates);
    if (!contents_clean(l, item, cut)) {
        text = private_text(a, l, text);
        html = private_html(a, l, html);
    }
    bool changed = summary != item->summary || text != item->content_text || html != item->content_html ||
                   dates != item->dates;
    item->summary = summary;
    item->dates = dates;
    item->content_text = text;
    item->content_html = html;
    struct arena scratch;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < item->authors.n; i++) {
        const char *email = item->authors.v[i].email;
        if (email && !private_mailbox(&scratch, l, email, strlen(email))) {
            item->authors.v[i].email = NULL;
            changed = true;
        }
    }
    arena_free(&scratch);
    return changed;
}
