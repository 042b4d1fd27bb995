/* Proxies from the environment, by the rules curl and most programs follow: http_proxy, https_proxy,
   all_proxy and no_proxy. Decided here and not by libcurl, because a connection to a proxy is exempt from the
   check of addresses and any other is not. */
#include "harvester/fetch_internal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *environment(const char *lower, const char *upper)
{
    const char *value = getenv(lower);
    if (!value && upper)
        value = getenv(upper);
    return value && *value ? value : NULL;
}

void proxies_read(struct proxies *p)
{
    const char *all = environment("all_proxy", "ALL_PROXY");
    /* no HTTP_PROXY: under CGI that is a header of the request */
    p->http = environment("http_proxy", NULL);
    p->https = environment("https_proxy", "HTTPS_PROXY");
    p->none = environment("no_proxy", "NO_PROXY");
    if (!p->http)
        p->http = all;
    if (!p->https)
        p->https = all;
}

/* "10.0.0.0/8" against "10.1.2.3" */
static bool in_network(const char *network, size_t n, const char *host)
{
    char text[INET_ADDRSTRLEN + 4] = "";
    struct in_addr base, address;
    if (n >= sizeof text)
        return false;
    memcpy(text, network, n);
    char *slash = strchr(text, '/');
    if (!slash || inet_pton(AF_INET, host, &address) != 1)
        return false;
    *slash = '\0';
    long bits = strtol(slash + 1, NULL, 10);
    if (bits < 0 || bits > 32 || inet_pton(AF_INET, text, &base) != 1)
        return false;
    return !bits || (ntohl(base.s_addr) ^ ntohl(address.s_addr)) >> (32 - bits) == 0;
}

/* A name covers itself and what ends in it: "example.org" and ".example.org" both cover "www.example.org". */
static bool covers(const char *rule, size_t n, const char *host)
{
    if (n == 1 && *rule == '*')
        return true;
    if (memchr(rule, '/', n))
        return in_network(rule, n, host);
    while (n && *rule == '.') {
        rule++;
        n--;
    }
    while (n && rule[n - 1] == '.')
        n--;
    size_t length = strlen(host);
    while (length && host[length - 1] == '.')
        length--;
    if (*host == '[' && n && *rule != '[') { /* an IPv6 address, written without its brackets */
        host++;
        length -= length > 1 ? 2 : 1;
    }
    if (!n || n > length || strncasecmp(host + length - n, rule, n) != 0)
        return false;
    return n == length || host[length - n - 1] == '.';
}

const char *proxies_for(const struct proxies *p, const char *scheme, const char *host)
{
    const char *proxy = strcmp(scheme, "https") == 0 ? p->https : p->http;
    if (!proxy)
        return "";
    for (const char *rule = p->none; rule && *rule;) {
        rule += strspn(rule, ", \t");
        size_t n = strcspn(rule, ", \t");
        if (n && covers(rule, n, host))
            return "";
        rule += n;
    }
    return proxy;
}
