/* URLs: RFC 3986 with what browsers make of the rest (WHATWG): spaces and accents percent-encoded,
   backslashes, upper-case schemes and hosts. Hosts in their ASCII form are left to libcurl. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/mem.h"
#include "base/error.h"

struct url {
    const char *scheme;   /* lower case, without ":"; NULL: relative */
    const char *userinfo; /* NULL: none */
    const char *host;     /* lower case; NULL: no authority; IPv6 with its brackets */
    int port;             /* -1: none given */
    const char *path;     /* "" or more */
    const char *query;    /* without "?"; NULL: none */
    const char *fragment; /* without "#"; NULL: none */
};

/* Splits; every part is in the arena. White space around it is cut. false when s is no URL reference at all
   (control characters or white space inside, bad port). */
bool url_parse(struct arena *a, const char *s, struct url *out);
char *url_string(struct arena *a, const struct url *u);

/* Resolves a reference against a base (RFC 3986 5.2), trimming white space and removing dot segments,
   percent- encoding what may not stand in a URL. With base NULL or useless, a relative reference comes back
   as it is; so does what is no URL reference, trimmed. Never NULL. */
char *url_resolve(struct arena *a, const char *base, const char *reference);

/* True for an absolute http or https address that url_resolve() would give back as it is. It says no to some
   of them, such as those with a fragment, a port or percent signs, but yes to nearly all. */
bool url_is_plain(const char *s);

/* True for an absolute http or https address with a host. */
bool url_is_http(const char *s);

/* The identity of a page: for comparing, never for fetching ("example.org/page?id=3": no scheme). Drops the
   scheme's difference (http = https), default ports, "www." and "m." hosts, user names, tracking parameters
   (utm_*, fbclid, gclid, pk_*, mtm_*, xtor, at_* …), session ids, index.php and its like, /amp twins, a
   leading /fr/, the final slash, an empty query; undoes needless percent-encoding; sorts nothing. Fragments
   are dropped except those that name content: "#!/…",
   "#/…" and numbered ones ("#ligne-42": the entries of a list on one page), but not "#xtor=…", "#comment-3",
   "#more-3".
   ";callCode=" parameters stay. What is no http address comes back as it is, trimmed. */
char *url_canonical(struct arena *a, const char *s);

/* Host (lower case, no port) of an absolute URL, or NULL. */
char *url_host(struct arena *a, const char *s);

/* The address with its host in ASCII (Punycode, RFC 3492), whatever the locale of the process. NULL when it
   has no host, or one that has no such form. */
char *url_ascii(struct arena *a, const char *s);

/* An address an editor wrote, checked for fetching: absolute, http or https, a host, no white space, no
   password. err says what is wrong and what was expected. */
bool url_check(const char *s, struct error *err);

/* Percent-encodes everything but unreserved characters (RFC 3986 2.3), for query values. */
char *url_encode(struct arena *a, const char *s);
