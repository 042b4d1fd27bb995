/* The identity of a page: url_canonical() of base/url.h. What is stripped is data: the tables below. A change
   here changes what counts as the same page, so it must never make two pages one that are two. */
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

/* Query parameters that say where the reader came from, or who he is; a name ending in * stands for all that
 * begin so. */
static const char *const dropped_parameters[] = {
    /* campaigns */
    "utm_*", "pk_*", "piwik_*", "mtm_*", "matomo_*", "at_*", "xtor", "xtref", "xts", "hsa_*", "_hs*", "__hs*",
    "hsctatracking", "mc_cid", "mc_eid", "mkt_tok", "elqtrack*", "elqtrackid", "wt_mc", "wt.*", "cmpid",
    "campaign_id", "oly_*", "vero_*", "ml_subscriber*", "ck_subscriber_id", "sc_campaign", "sc_channel",
    "sfmc_*", "trkcampaign", "trk", "nr_email_referer", "_openstat", "spm", "echobox", "ns_*", "m_bt",
    "sendinblue_*", "bsft_*", "dm_i", "acm_*",
    /* clicks */
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_*", "msclkid", "yclid", "ysclid", "twclid",
    "ttclid", "li_fat_id", "igshid", "igsh", "epik", "rb_clickid", "srsltid", "_ga", "_gl",
    "_branch_match_id", "fb_action_*", "fb_ref", "fb_source", "__twitter_impression", "guccounter", "guce_*",
    "s_kwcid", "ef_id",
    /* sessions */
    "phpsessid", "jsessionid", "aspsessionid*", "sessionid", "session_id", "sessid", "cfid", "cftoken",
    "zenid", "oscsid",
    /* another dress of the same page */
    "amp", "outputtype", "noamp", NULL};

/* Path segments that stand for the folder they are in. */
static const char *const front_controllers[] = {"index.php", NULL}; /* wherever they stand */
static const char *const index_pages[] = {
    "index.html",  "index.htm",    "index.shtml", "index.xhtml", "index.asp",
    "index.aspx",  "index.jsp",    "index.cfm",   "default.asp", "default.aspx",
    "default.htm", "default.html", "index.php5",  NULL}; /* at the end */

/* Fragments that number a place of a page, not one of several things on it. */
static const char *const place_fragments[] = {
    "comment*", "more-*", "respond*", "reply*", "footnote*", "fn*",      "nb*",  "nh*", "cite_*",
    "_ftn*",    "_edn*",  "page*",    "h2*",    "h3*",       "section*", "toc*", NULL};

static bool listed(const char *s, size_t n, const char *const *names)
{
    for (; *names; names++) {
        if (n && (s[0] | 0x20) != (**names | 0x20))
            continue;
        size_t length = strlen(*names);
        bool open = (*names)[length - 1] == '*';
        length -= open;
        if ((open ? n >= length : n == length) && !strncasecmp(s, *names, length))
            return true;
    }
    return false;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

static bool unreserved(int c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/* RFC 3986 6.2.2: percent-encoding where it is not needed undone, its digits in upper case. In place. */
static void normalise_percent(char *s)
{
    char *out = s;
    for (; *s; s++) {
        int high = s[0] == '%' ? hex_value(s[1]) : -1, low = high >= 0 ? hex_value(s[2]) : -1;
        if (low < 0) {
            *out++ = *s;
            continue;
        }
        if (unreserved(high * 16 + low)) {
            *out++ = (char)(high * 16 + low);
        } else {
            *out++ = '%';
            *out++ = "0123456789ABCDEF"[high];
            *out++ = "0123456789ABCDEF"[low];
        }
        s += 2;
    }
    *out = '\0';
}

static void put(char *out, size_t *n, const char *s, size_t length)
{
    memmove(out + *n, s, length);
    *n += length;
}

/* "www.", "m.", "amp." in front, unless nothing but a top-level name would be left. */
static const char *bare_host(char *host)
{
    static const char *const prefixes[] = {"www.", "m.", "amp.", "www.", NULL};
    size_t n = strlen(host);
    if (n && host[n - 1] == '.')
        host[n - 1] = '\0';
    for (const char *const *p = prefixes; *p; p++)
        if (!strncmp(host, *p, strlen(*p)) && strchr(host + strlen(*p), '.'))
            host += strlen(*p);
    return host;
}

/* The path without front controllers, index pages, /amp, a leading /fr/, session parameters and its final
 * slash. */
static void canonical_path(char *path)
{
    size_t n = 0;
    bool first = true;
    for (const char *s = path; *s;) {
        /* every segment with the slash before it */
        size_t length = 1 + strcspn(s + 1, "/");
        const char *name = s + 1;
        size_t size = length - 1, session = 0;
        bool last = !s[length] || !strcmp(s + length, "/");
        while (session + 12 <= size && strncasecmp(name + session, ";jsessionid=", 12))
            session++;
        if (session + 12 <= size)
            size = session;
        bool dropped = listed(name, size, front_controllers) || (last && listed(name, size, index_pages)) ||
                       (last && size == 3 && !strncmp(name, "amp", 3)) ||
                       (first && !last && size == 2 && !strncmp(name, "fr", 2));
        if (!dropped) {
            path[n++] = '/';
            put(path, &n, name, size);
        }
        first = false;
        s += length;
    }
    while (n && path[n - 1] == '/')
        n--;
    path[n] = '\0';
}

/* The parameters that say which page, in their order. */
static void canonical_query(char *query)
{
    size_t n = 0;
    for (const char *s = query; *s;) {
        size_t length = strcspn(s, "&"), name = strcspn(s, "=&");
        /* Twice escaped links leave "amp;" before the name. */
        size_t escaped = !strncmp(s, "amp;", 4) ? 4 : 0;
        /* A short "sid" may name something; a long one is a session. */
        bool session = name - escaped == 3 && !strncasecmp(s + escaped, "sid", 3) && length > 20;
        if (length > escaped && name > escaped && !session &&
            !listed(s + escaped, name - escaped, dropped_parameters)) {
            if (n)
                query[n++] = '&';
            put(query, &n, s + escaped, length - escaped);
        }
        s += length;
        s += *s == '&';
    }
    query[n] = '\0';
}

/* Whether a fragment names content: a page of a script ("!/x", "/x") or a numbered entry of a list. */
static bool names_content(const char *fragment)
{
    if (*fragment == '/' || (*fragment == '!' && fragment[1]))
        return fragment[1];
    return strcspn(fragment, "0123456789") < strlen(fragment) && !strpbrk(fragment, "=&:~") &&
           !listed(fragment, strlen(fragment), place_fragments);
}

char *url_canonical(struct arena *a, const char *s)
{
    struct url u;
    char *whole = url_resolve(a, NULL, s);
    if (!url_is_http(whole) || !url_parse(a, whole, &u))
        return whole;
    char *path = arena_strdup(a, u.path), *query = arena_strdup(a, u.query ? u.query : "");
    char *fragment = arena_strdup(a, u.fragment ? u.fragment : "");
    normalise_percent(path);
    canonical_path(path);
    normalise_percent(query);
    canonical_query(query);
    normalise_percent(fragment);
    const char *port = u.port >= 0 && u.port != 80 && u.port != 443 ? arena_printf(a, ":%d", u.port) : "";
    bool named = names_content(fragment);
    const char *const parts[] = {bare_host(arena_strdup(a, u.host)),
                                 port,
                                 path,
                                 *query ? "?" : "",
                                 query,
                                 named ? "#" : "",
                                 named ? fragment : ""};
    char *out = arena_alloc(a, strlen(whole) + 1); /* it only gets shorter */
    size_t n = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        put(out, &n, parts[i], strlen(parts[i]));
    return out;
}
