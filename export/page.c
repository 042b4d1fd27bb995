/* What the output formats share of an item: title, link, dates, lines, summary, attribution. */
#include "export/page.h"
#include "base/text.h"
#include "base/url.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TITLE_CHARACTERS = 300 };

/* --- what is shared --- */

void shared_next(struct export_shared *s)
{
    arena_reset(&s->scratch);
    buf_reset(&s->summary_html);
    buf_reset(&s->content_html);
    *s = (struct export_shared){
        .scratch = s->scratch, .summary_html = s->summary_html, .content_html = s->content_html};
}

void shared_free(struct export_shared *s)
{
    arena_free(&s->scratch);
    buf_free(&s->summary_html);
    buf_free(&s->content_html);
}

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

enum republish item_republish(const struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = export_source(page->x, item->source);
    return source ? (enum republish)source->republish : REPUBLISH_SUMMARY;
}

static bool plain_byte(unsigned char c)
{
    return isalnum(c) || (c && strchr("-._~:/?#[]@!$&'()*+,;=%", c));
}

/* Most addresses: nothing to encode, no dot segment, nothing but plain signs. */
static bool plain_already(const char *s)
{
    for (const char *p = s; *p; p++)
        if (!isalnum((unsigned char)*p) && (!strchr("-._~:/?&=+,;@!", *p) || (*p == '.' && p[-1] == '/')))
            return false;
    return true;
}

char *plain_url(struct arena *a, const char *s)
{
    if (!s || !url_is_http(s))
        return NULL;
    if (plain_already(s))
        return arena_strdup(a, s);
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
    static const int ends[] = {8, 12, 16, 20, 32}; /* of the groups, in digits */
    static const char hex[] = "0123456789abcdef";
    const char *digit = item->uid ? item->uid : "";
    char *p = memcpy(out, "urn:uuid:", 9);
    p += 9;
    for (int i = 0, group = 0; i < 32; i++) {
        if (i == ends[group]) {
            *p++ = '-';
            group++;
        }
        const char *value = *digit ? strchr(hex, tolower((unsigned char)*digit)) : hex;
        int v = value ? (int)(value - hex) : 0;
        if (i == 12)
            v = 8; /* version 8: made in a way of one's own */
        if (i == 16)
            v = 8 | (v & 3); /* the variant of RFC 9562 */
        *p++ = hex[v];
        digit += *digit != '\0';
    }
    *p = '\0';
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
    if (!strpbrk(s, "<&"))
        return arena_strdup(a, s);
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

const char *item_own_title(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const char *language = page->x->site->language, *title = item->item.title;
    if (text_blank(title))
        title = item->item.summary;
    if (text_blank(title))
        title = item->item.content_text;
    if (text_blank(title))
        title = word(language, WORD_UNTITLED);
    return plain_text(a, text_excerpt(a, text_collapse(a, title, strlen(title)), TITLE_CHARACTERS));
}

static const char *make_title(struct export_page *page, const struct stored_item *item)
{
    struct arena *a = page_scratch(page);
    const char *language = page->x->site->language, *title = item_own_title(page, item);
    if (!item_cancelled(item))
        return title;
    return arena_printf(a, "%s%s%s", word(language, WORD_CANCELLED), word(language, WORD_COLON), title);
}

const char *item_title(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *s = page->shared;
    if (!s->has_title)
        s->title = make_title(page, item);
    s->has_title = true;
    return s->title;
}

const char *item_link(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *s = page->shared;
    const struct source_info *source = export_source(page->x, item->source);
    const char *const candidates[] = {item->item.url, item->item.external_url, source ? source->site : NULL,
                                      source ? source->url : NULL};
    for (size_t i = 0; !s->has_link && !s->link && i < sizeof candidates / sizeof *candidates; i++)
        s->link = plain_url(page_scratch(page), candidates[i]);
    s->has_link = true;
    return s->link;
}

static int64_t within(int64_t at, const struct stored_item *item)
{
    return at == INSTANT_NONE || at <= 0 || at > item->first_seen ? item->first_seen : at;
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

const struct strings *item_categories(struct export_page *page, const struct stored_item *item)
{
    struct export_shared *shared = page->shared;
    struct arena *a = page_scratch(page);
    const struct strings *const lists[] = {&item->item.topics, &item->item.tags};
    for (size_t k = 0; k < 2 && !shared->has_categories; k++)
        for (size_t i = 0; i < lists[k]->n; i++) {
            const char *s = lists[k]->v[i];
            s = text_blank(s) ? NULL : plain_text(a, text_collapse(a, s, strlen(s)));
            if (s && !strings_has(&shared->categories, s))
                strings_add(a, &shared->categories, s);
        }
    shared->has_categories = true;
    return &shared->categories;
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
    *out = (struct enclosure){.url = plain_url(page_scratch(page), attachment->url)};
    if (!out->url)
        return false;
    out->type = media_type(attachment->mime_type) ? attachment->mime_type : type_by_name(out->url);
    out->title = text_blank(attachment->title) ? NULL : plain_text(page_scratch(page), attachment->title);
    out->length = attachment->size > 0 ? attachment->size : 0;
    return true;
}
