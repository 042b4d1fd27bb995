/* What the output formats share of an item: title, link, dates, lines, summary, attribution. */
#include "export/page.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SUMMARY_CHARACTERS = 600, TITLE_CHARACTERS = 300 };
static const double SURE = 0.7; /* below it a derived date is told as one to be checked */

/* --- the site and the channel --- */

char *site_link(struct arena *a, const struct site *site, const char *path)
{
    const char *base = site->url && url_is_http(site->url) ? site->url : "https://moisson.invalid/";
    size_t n = strcspn(base, "?#");
    while (n && base[n - 1] == '/')
        n--;
    char *plain = plain_url(a, arena_printf(a, "%.*s/%s", (int)n, base, path));
    return plain ? plain : arena_printf(a, "https://moisson.invalid/%s", path);
}

const char *site_title(const struct site *site)
{
    return text_blank(site->title) ? "moisson" : site->title;
}

const char *site_language(const struct site *site)
{
    return text_blank(site->language) ? "fr" : site->language;
}

const char *site_zone(const struct site *site)
{
    return text_blank(site->timezone) ? "Europe/Paris" : site->timezone;
}

char *page_title(struct arena *a, const struct export_page *page)
{
    const struct site *site = page->x->site;
    const char *title = channel_title(page->channel, site);
    if (text_blank(site->title) || strcmp(title, site->title) == 0)
        return arena_strdup(a, title);
    return arena_printf(a, "%s – %s", title, site->title);
}

char *page_link(struct arena *a, const struct export_page *page)
{
    return site_link(a, page->x->site, arena_printf(a, "%s/", page->channel->id));
}

char *page_self(struct arena *a, const struct export_page *page)
{
    return site_link(a, page->x->site, arena_printf(a, "%s/%s", page->channel->id, page->format->file));
}

/* --- sources and addresses --- */

static int compare_id(const void *key, const void *element)
{
    return strcmp(key, ((const struct source_info *)element)->id);
}

const struct source_info *export_source(const struct export_context *x, const char *id)
{
    if (!id || !x->n_sources)
        return NULL;
    return bsearch(id, x->sources, x->n_sources, sizeof *x->sources, compare_id);
}

static const struct source_info *source_of(const struct export_page *page, const struct stored_item *item)
{
    return export_source(page->x, item->source);
}

enum republish item_republish(const struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = source_of(page, item);
    return source ? (enum republish)source->republish : REPUBLISH_SUMMARY;
}

static bool plain_byte(unsigned char c)
{
    return isalnum(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

char *plain_url(struct arena *a, const char *s)
{
    if (!s || !url_is_http(s))
        return NULL;
    char *url = url_resolve(a, NULL, s);
    const char *host = strstr(url, "://") + 3;
    for (const char *p = host; *p && !strchr("/?#", *p); p++)
        if ((unsigned char)*p >= 0x80 || *p == '%') {
            url = url_ascii(a, url);
            break;
        }
    if (!url || !url_is_http(url))
        return NULL;
    struct buf out;
    buf_init(&out, 0);
    bool fragment = false;
    for (const unsigned char *p = (const unsigned char *)url; *p; p++) {
        bool escape = *p == '%' && isxdigit(p[1]) && isxdigit(p[2]);
        bool past_host = (const char *)p - url > 8;
        if ((*p == '%' && !escape) || !plain_byte(*p) || (*p == '#' && fragment) ||
            (past_host && (*p == '[' || *p == ']') && strpbrk(url + 8, "/?#") < (const char *)p))
            buf_printf(&out, "%%%02X", *p);
        else
            buf_addc(&out, (char)*p);
        fragment = fragment || *p == '#';
    }
    url = arena_strndup(a, buf_str(&out), out.n);
    buf_free(&out);
    return url;
}

char *item_uuid(const struct stored_item *item, char out[UUID_SIZE])
{
    static const char form[] = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    const char *digit = item->uid ? item->uid : "";
    for (size_t i = 0; i < UUID_SIZE; i++) {
        out[i] = form[i];
        if (form[i] != 'x')
            continue;
        out[i] = isxdigit((unsigned char)*digit) ? (char)tolower((unsigned char)*digit) : '0';
        digit += *digit != '\0';
    }
    out[9 + 14] = '8'; /* version 8: made in a way of one's own; then the variant of RFC 9562 */
    int variant = out[9 + 19] <= '9' ? out[9 + 19] - '0' : out[9 + 19] - 'a' + 10;
    out[9 + 19] = "89ab"[variant & 3];
    return out;
}

/* --- title, link, dates --- */

bool item_cancelled(const struct stored_item *item)
{
    return item->item.cancelled || item->withdrawn;
}

/* A sign that begins what readers of feeds take for markup or for a character reference. */
static bool looks_like_markup(const char *p)
{
    if (*p == '<')
        return isalpha((unsigned char)p[1]) || p[1] == '/' || p[1] == '!' || p[1] == '?';
    if (*p != '&')
        return false;
    size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");
    return p[1 + n] == ';' || p[1] == '#' || text_entity(p + 1, n) || strcspn(p + 1, "0123456789_") < n;
}

char *plain_text(struct arena *a, const char *s)
{
    struct buf out;
    if (!s)
        return NULL;
    buf_init(&out, 0);
    for (const char *p = s; *p; p++) {
        bool markup = looks_like_markup(p);
        if (*p == '<' && markup)
            buf_adds(&out, "‹");
        else
            buf_addc(&out, *p);
        if (*p == '&' && markup)
            buf_addc(&out, ' ');
    }
    char *text = arena_strndup(a, buf_str(&out), out.n);
    buf_free(&out);
    return text;
}

char *item_title(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = &page->scratch;
    const char *language = page->x->site->language, *title = item->item.title;
    if (text_blank(title))
        title = item->item.summary;
    if (text_blank(title))
        title = item->item.content_text;
    if (text_blank(title))
        title = word(language, WORD_UNTITLED);
    title = plain_text(a, text_excerpt(a, text_collapse(a, title, strlen(title)), TITLE_CHARACTERS));
    if (!item_cancelled(item))
        return arena_strdup(a, title);
    return arena_printf(a, "%s%s%s", word(language, WORD_CANCELLED), word(language, WORD_COLON), title);
}

char *item_link(struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = source_of(page, item);
    const char *const candidates[] = {item->item.url, item->item.external_url, source ? source->site : NULL,
                                      source ? source->url : NULL};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++) {
        char *url = plain_url(&page->scratch, candidates[i]);
        if (url)
            return url;
    }
    return NULL;
}

static int64_t within(int64_t at, const struct stored_item *item)
{
    return at == INSTANT_NONE || at < 0 || at > item->first_seen ? item->first_seen : at;
}

int64_t item_published(const struct stored_item *item)
{
    return within(item->item.published, item);
}

int64_t item_updated(const struct stored_item *item)
{
    int64_t published = item_published(item), updated = item->changed;
    if (!item->revision)
        updated = item->item.updated == INSTANT_NONE ? published : within(item->item.updated, item);
    return updated < published ? published : updated;
}

struct strings item_categories(struct export_page *page, const struct stored_item *item)
{
    struct strings out = {0};
    const struct strings *const lists[] = {&item->item.topics, &item->item.tags};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            const char *s = lists[k]->v[i];
            s = text_blank(s) ? NULL : text_collapse(&page->scratch, s, strlen(s));
            if (s && !strings_has(&out, s))
                strings_add(&page->scratch, &out, s);
        }
    return out;
}

char *item_summary(struct export_page *page, const struct stored_item *item, size_t characters)
{
    struct arena *a = &page->scratch;
    const char *text = item->item.summary;
    if (item_republish(page, item) == REPUBLISH_LINK)
        return NULL;
    if (text_blank(text))
        text = item->item.content_text;
    if (text_blank(text) && !text_blank(item->item.content_html))
        text = text_from_html(a, item->item.content_html, strlen(item->item.content_html));
    if (text_blank(text))
        return NULL;
    return text_excerpt(a, text_collapse(a, text, strlen(text)), characters);
}

/* --- languages and enclosures --- */

/* ISO 639-1, in twos. */
static const char languages[] =
    "aaabaeafakamanarasavayazbabebgbibmbnbobrbscacechcocrcscucvcydadedvdzeeeleneoeseteufafffifjfofrfygagd"
    "glgngugvhahehihohrhthuhyhziaidieigiiikioisitiujajvkakgkikjkkklkmknkokrkskukvkwkylalblglilnloltlulvmg"
    "mhmimkmlmnmrmsmtmynanbndnengnlnnnonrnvnyocojomorospapiplpsptqurmrnrorurwsascsdsesgsiskslsmsnsosqsrss"
    "stsusvswtatetgthtitktltntotrtstttwtyugukuruzvevivowawoxhyiyozazhzu";

const char *known_language(const char *s)
{
    size_t n = s ? strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") : 0;
    if (n != 2 || (s[2] && s[2] != '-'))
        return NULL;
    for (const char *p = s + 2; *p;) { /* subtags of 2 to 8 letters and digits */
        size_t k = 0;
        while (isalnum((unsigned char)p[1 + k]))
            k++;
        if (*p != '-' || k < 2 || k > 8)
            return NULL;
        p += 1 + k;
    }
    for (const char *p = languages; *p; p += 2)
        if (strncasecmp(p, s, 2) == 0)
            return s;
    return NULL;
}

static bool media_type(const char *s)
{
    static const char token[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&-^_.+";
    size_t n = s ? strspn(s, token) : 0;
    if (!n || s[n] != '/')
        return false;
    size_t k = strspn(s + n + 1, token);
    return k && !s[n + 1 + k];
}

static const char *type_by_name(const char *url)
{
    static const char *const types[][2] = {
        {".pdf", "application/pdf"},
        {".mp3", "audio/mpeg"},
        {".m4a", "audio/mp4"},
        {".ogg", "audio/ogg"},
        {".mp4", "video/mp4"},
        {".webm", "video/webm"},
        {".jpg", "image/jpeg"},
        {".jpeg", "image/jpeg"},
        {".png", "image/png"},
        {".gif", "image/gif"},
        {".webp", "image/webp"},
        {".zip", "application/zip"},
        {".odt", "application/vnd.oasis.opendocument.text"},
        {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
        {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
        {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
        {".csv", "text/csv"},
        {".ics", "text/calendar"},
        {".html", "text/html"},
    };
    size_t n = strcspn(url, "?#");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        size_t k = strlen(types[i][0]);
        if (n > k && strncasecmp(url + n - k, types[i][0], k) == 0)
            return types[i][1];
    }
    return "application/octet-stream";
}

bool item_enclosure(struct export_page *page, const struct attachment *attachment, struct enclosure *out)
{
    *out = (struct enclosure){.url = plain_url(&page->scratch, attachment->url)};
    if (!out->url)
        return false;
    out->type = media_type(attachment->mime_type) ? attachment->mime_type : type_by_name(out->url);
    out->title = text_blank(attachment->title) ? NULL : plain_text(&page->scratch, attachment->title);
    out->length = attachment->size > 0 ? attachment->size : 0;
    return true;
}

/* --- lines --- */

struct lines {
    struct line *v;
    size_t n;
};

static void add_line(struct lines *l, const char *label, const char *text)
{
    if (!text_blank(text) && l->n < MOST_LINES)
        l->v[l->n++] = (struct line){label, text};
}

bool item_unsure(const struct stored_item *item, const char *field)
{
    for (size_t i = 0; i < item->item.evidence.n; i++) {
        const struct evidence *e = &item->item.evidence.v[i];
        if (e->field && strcmp(e->field, field) == 0)
            return e->confidence < SURE;
    }
    return false;
}

static void add_deadline(struct lines *l, struct arena *a, const struct site *site,
                         const struct stored_item *stored)
{
    const struct item *item = &stored->item;
    const char *language = site->language, *zone = site_zone(site);
    const char *doubt = item_unsure(stored, "deadline") ? word(language, WORD_UNSURE) : NULL;
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->deadlines.n; i++) {
        const char *date = words_date(a, language, &item->deadlines.v[i], zone);
        if (date)
            buf_printf(&all, "%s%s", all.n ? " ; " : "", date);
    }
    bool several = item->deadlines.n > 1;
    if (!several && item->deadline.precision) {
        buf_reset(&all);
        buf_adds(&all, words_date(a, language, &item->deadline, zone));
    }
    if (all.n && doubt)
        buf_printf(&all, " – %s", doubt);
    if (all.n)
        add_line(l, word(language, several ? WORD_DEADLINES : WORD_DEADLINE), arena_strdup(a, buf_str(&all)));
    else if (item->permanent)
        add_line(l, word(language, WORD_DEADLINE), word(language, WORD_PERMANENT));
    buf_free(&all);
}

static void add_sessions(struct lines *l, struct arena *a, const struct site *site, const struct item *item)
{
    enum { MOST_SESSIONS = 20 };
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < item->sessions.n && i < MOST_SESSIONS; i++) {
        const struct period *p = &item->sessions.v[i];
        const char *text = words_period(a, site->language, &p->from, &p->to, item->all_day, site_zone(site));
        if (text)
            buf_printf(&all, "%s%s", all.n ? " ; " : "", text);
    }
    if (item->sessions.n > MOST_SESSIONS)
        buf_adds(&all, " ; …");
    if (item->sessions.n > 1 && all.n)
        add_line(l, word(site->language, WORD_DATES), arena_strdup(a, buf_str(&all)));
    else
        add_line(l, word(site->language, WORD_DATE),
                 words_period(a, site->language, &item->starts, &item->ends, item->all_day, site_zone(site)));
    buf_free(&all);
}

static const char *place_of(struct arena *a, const struct site *site, const struct item *item)
{
    const char *online = item->online == YES ? word(site->language, WORD_ONLINE) : NULL;
    if (text_blank(item->place))
        return online;
    return online ? arena_printf(a, "%s (%s)", item->place, online) : item->place;
}

static const char *joined(struct arena *a, const struct strings *list)
{
    struct buf all;
    buf_init(&all, 0);
    for (size_t i = 0; i < list->n; i++)
        buf_printf(&all, "%s%s", i ? ", " : "", list->v[i]);
    const char *text = arena_strndup(a, buf_str(&all), all.n);
    buf_free(&all);
    return text;
}

size_t item_lines(struct export_page *page, const struct stored_item *stored, struct line lines[MOST_LINES])
{
    struct arena *a = &page->scratch;
    const struct site *site = page->x->site;
    const struct item *item = &stored->item;
    const char *language = site->language, *zone = site_zone(site);
    struct lines l = {lines, 0};
    if (item->kind == KIND_EVENT || item->starts.precision)
        add_sessions(&l, a, site, item);
    add_deadline(&l, a, site, stored);
    add_line(&l, word(language, WORD_OPENS), words_date(a, language, &item->opens, zone));
    add_line(&l, word(language, WORD_REGISTRATION),
             words_date(a, language, &item->registration_deadline, zone));
    add_line(&l, word(language, WORD_PLACE), place_of(a, site, item));
    add_line(&l, word(language, WORD_ORGANIZER), item->organizer);
    add_line(&l, word(language, WORD_AMOUNT),
             words_amount(a, language, item->amount_min, item->amount_max, item->amount_currency));
    if (!isnan(item->amount_rate))
        add_line(&l, word(language, WORD_RATE), arena_printf(a, "%g %%", item->amount_rate));
    add_line(&l, word(language, WORD_BUDGET),
             words_amount(a, language, item->budget_total, item->budget_total, item->amount_currency));
    add_line(&l, word(language, WORD_AUDIENCE), joined(a, &item->audience));
    add_line(&l, word(language, WORD_TERRITORY), item->territory);
    return l.n;
}

const char *item_source_name(struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = source_of(page, item);
    return source && !text_blank(source->name) ? source->name : item->source;
}

char *item_source_url(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = &page->scratch;
    const struct source_info *source = source_of(page, item);
    char *url = source ? plain_url(a, source->url) : NULL;
    return url ? url
               : site_link(a, page->x->site,
                           arena_printf(a, "sources.opml#%s", item->source ? item->source : ""));
}

char *item_attribution(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = &page->scratch;
    const struct source_info *source = source_of(page, item);
    const char *language = page->x->site->language, *name = item_source_name(page, item);
    if (text_blank(name))
        return NULL;
    char *line = arena_printf(a, "%s%s%s", word(language, WORD_SOURCE), word(language, WORD_COLON), name);
    if (!text_blank(item->item.origin_name) && strcmp(item->item.origin_name, name) != 0)
        line = arena_printf(a, "%s, %s", line, item->item.origin_name);
    if (source && !text_blank(source->licence))
        line = arena_printf(a, "%s (%s)", line, source->licence);
    return line;
}

/* --- the description --- */

bool item_has_content(struct export_page *page, const struct stored_item *item)
{
    return item_republish(page, item) == REPUBLISH_FULL &&
           (!text_blank(item->item.content_html) || !text_blank(item->item.content_text));
}

static void add_paragraph(struct buf *out, const char *text)
{
    if (text_blank(text))
        return;
    buf_adds(out, "<p>");
    text_add_xml(out, text);
    buf_adds(out, "</p>");
}

void item_html(struct buf *out, struct export_page *page, const struct stored_item *item,
               enum description what)
{
    struct line lines[MOST_LINES];
    size_t n = item_lines(page, item, lines);
    const char *colon = word(page->x->site->language, WORD_COLON);
    for (size_t i = 0; i < n; i++) {
        buf_printf(out, "%s%s%s", i ? "<br />" : "<p>", lines[i].label, colon);
        text_add_xml(out, lines[i].text);
    }
    buf_adds(out, n ? "</p>" : "");
    if (what == LINES_SUMMARY)
        add_paragraph(out, item_summary(page, item, SUMMARY_CHARACTERS));
    else if (!text_blank(item->item.content_html))
        feed_html(out, item->item.content_html);
    else
        add_paragraph(out, item->item.content_text);
    add_paragraph(out, item_attribution(page, item));
}

void add_html_element(struct buf *out, const char *element, const char *attributes, struct export_page *page,
                      const struct stored_item *item, enum description what)
{
    struct buf html;
    buf_init(&html, 0);
    item_html(&html, page, item, what);
    if (html.n) {
        buf_printf(out, "<%s%s>", element, attributes);
        add_cdata(out, html.p, html.n);
        buf_printf(out, "</%s>\n", element);
    }
    buf_free(&html);
}

bool item_has_point(const struct item *item)
{
    return fabs(item->lat) <= 90 && fabs(item->lon) <= 180; /* false for NAN */
}

void add_point(struct buf *out, const struct item *item)
{
    if (!item_has_point(item))
        return;
    buf_adds(out, "<georss:point>");
    add_decimal(out, item->lat, 6);
    buf_addc(out, ' ');
    add_decimal(out, item->lon, 6);
    buf_adds(out, "</georss:point>\n");
}
