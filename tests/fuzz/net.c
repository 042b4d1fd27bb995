/* Addresses that must not be reached, as text and as bytes: 16 bytes, then a host or a rule to allow. */
/* fuzz: -max_len=128 -dict=tests/fuzz/url.dict */
#include "tests/fuzz/fuzz.h"
#include "base/net.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

/* What the resolver would connect to, were the host an address as text; only such are looked at. */
static void claim_resolver_agrees(const char *host, bool refused)
{
    struct addrinfo *found = NULL, hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    if (getaddrinfo(host, "80", &hints, &found) != 0)
        return;
    for (const struct addrinfo *i = found; i; i = i->ai_next)
        claim(refused || net_address_ok(i->ai_addr, NULL) || strchr(host, '%') || strchr(host, ':'),
              "%s leads inside", host);
    freeaddrinfo(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(80)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(80)};
    struct net_allow allow = {0};
    struct arena a;
    struct error err = {0};
    if (n < 16)
        return -1;
    arena_init(&a, 0);
    memcpy(&six.sin6_addr, data, 16);
    memcpy(&four.sin_addr, data, 4);
    bool ok = net_address_ok((const struct sockaddr *)&six, NULL),
         ok4 = net_address_ok((const struct sockaddr *)&four, NULL);
    /* an IPv4 address is the same one mapped into IPv6 */
    uint8_t mapped[16] = {[10] = 0xFF, [11] = 0xFF};
    memcpy(mapped + 12, data, 4);
    memcpy(&six.sin6_addr, mapped, 16);
    claim(net_address_ok((const struct sockaddr *)&six, NULL) == ok4, "mapped %d, by itself %d", !ok4, ok4);

    const char *text = fuzz_text(&a, data + 16, n - 16);
    claim_resolver_agrees(text, net_host_private(text, 80, NULL));
    if (net_allow_add(&a, &allow, text, &err))
        claim(!ok || net_address_ok((const struct sockaddr *)&six, &allow) || !ok4, "an exception forbids");
    else
        claim(utf8_valid(err.text, strlen(err.text)) && err.text[0], "the error: %s", err.text);
    arena_free(&a);
    return 0;
}
