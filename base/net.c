/* Addresses that must not be reached. The tables hold every range of the IANA special-purpose registries that
   is not globally reachable (RFC 6890 and its updates), and the metadata services of hosting companies. */
#include "base/net.h"
#include "base/mem.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct net_allow_rule {
    unsigned char address[16]; /* IPv6, or IPv4 mapped into it */
    int bits;                  /* of the 128 */
    int port;                  /* 0: every port */
};

struct range4 {
    uint32_t first;
    int bits;
};

static const struct range4 forbidden4[] = {
    {0x00000000, 8},  /* this network */
    {0x0A000000, 8},  /* private */
    {0x64400000, 10}, /* carrier-grade NAT; 100.100.100.200 is a metadata service */
    {0x7F000000, 8},  /* loopback */
    {0xA83F8110, 32}, /* 168.63.129.16: a metadata service on a public address */
    {0xA9FE0000, 16}, /* link-local, metadata */
    {0xAC100000, 12}, /* private */
    {0xC0000000, 24}, /* protocol assignments */
    {0xC0000200, 24}, /* documentation */
    {0xC0586300, 24}, /* 6to4 relays, withdrawn */
    {0xC0A80000, 16}, /* private */
    {0xC6120000, 15}, /* benchmarks */
    {0xC6336400, 24}, /* documentation */
    {0xCB007100, 24}, /* documentation */
    {0xE0000000, 3},  /* multicast, reserved, broadcast */
};

struct range6 {
    unsigned char first[16];
    int bits;
    int embedded; /* where an IPv4 address stands that decides; -1: forbidden whatever it holds */
};

static const struct range6 special6[] = {
    {{[10] = 0xFF, [11] = 0xFF}, 96, 12}, /* ::ffff:a.b.c.d, mapped */
    {{0}, 96, -1},                        /* unspecified, loopback, IPv4-compatible */
    {{0x00, 0x64, 0xFF, 0x9B}, 96, 12},   /* NAT64 */
    {{0x20, 0x01}, 23, -1},               /* protocol assignments, Teredo */
    {{0x20, 0x01, 0x0D, 0xB8}, 32, -1},   /* documentation */
    {{0x20, 0x02}, 16, 2},                /* 6to4 */
    {{0x3F, 0xFF}, 20, -1},               /* documentation */
};

static bool in_prefix(const unsigned char *address, const unsigned char *prefix, int bits)
{
    size_t whole = (size_t)bits / 8;
    int rest = bits % 8;
    return !memcmp(address, prefix, whole) && (!rest || !((address[whole] ^ prefix[whole]) >> (8 - rest)));
}

static bool public4(const unsigned char b[4])
{
    uint32_t v = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    for (size_t i = 0; i < sizeof forbidden4 / sizeof *forbidden4; i++)
        if ((v ^ forbidden4[i].first) >> (32 - forbidden4[i].bits) == 0)
            return false;
    return true;
}

static bool public6(const unsigned char address[16])
{
    for (size_t i = 0; i < sizeof special6 / sizeof *special6; i++) {
        const struct range6 *r = &special6[i];
        if (in_prefix(address, r->first, r->bits))
            return r->embedded >= 0 && public4(address + r->embedded);
    }
    return address[0] >> 5 == 1; /* 2000::/3: all that is handed out to the world */
}

static void map4(const void *four, unsigned char out[16])
{
    memset(out, 0, 10);
    out[10] = out[11] = 0xFF;
    memcpy(out + 12, four, 4);
}

static bool allowed(const unsigned char address[16], int port, const struct net_allow *allow)
{
    for (size_t i = 0; allow && i < allow->n; i++) {
        const struct net_allow_rule *r = &allow->rules[i];
        if (in_prefix(address, r->address, r->bits) && (!r->port || r->port == port))
            return true;
    }
    return false;
}

static bool address_ok(const unsigned char address[16], int port, const struct net_allow *allow)
{
    return public6(address) || allowed(address, port, allow);
}

bool net_address_ok(const struct sockaddr *address, const struct net_allow *allow)
{
    unsigned char bytes[16];
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        map4(&in.sin_addr, bytes);
        return address_ok(bytes, ntohs(in.sin_port), allow);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        return address_ok(in.sin6_addr.s6_addr, ntohs(in.sin6_port), allow);
    }
    return false;
}

/* --- hosts as text --- */

/* One number of an IPv4 address as inet_aton and browsers read it: decimal, 0octal, 0xhexadecimal. */
static bool ipv4_number(const char *s, size_t n, uint64_t *value)
{
    int base = 10;
    if (n >= 2 && s[0] == '0' && s[1] == 'x') {
        base = 16;
        s += 2;
        n -= 2;
    } else if (n >= 2 && s[0] == '0') {
        base = 8;
        s++;
        n--;
    } else if (!n) {
        return false;
    }
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        int digit = s[i] >= '0' && s[i] <= '9'   ? s[i] - '0'
                    : s[i] >= 'a' && s[i] <= 'f' ? s[i] - 'a' + 10
                                                 : 99;
        if (digit >= base)
            return false;
        if (*value <= UINT32_MAX)
            *value = *value * (uint64_t)base + (uint64_t)digit;
    }
    return true;
}

/* "127.1", "0x7f000001", "017700000001" …: one to four numbers, the last filling the bytes that are left. */
static bool ipv4_text(const char *s, unsigned char out[16])
{
    uint64_t number[4], value = 0;
    size_t count = 0;
    for (;;) {
        size_t n = strcspn(s, ".");
        if (count == 4 || !ipv4_number(s, n, &number[count]))
            return false;
        count++;
        if (!s[n] || !s[n + 1]) /* a final dot is the root */
            break;
        s += n + 1;
    }
    for (size_t i = 0; i + 1 < count; i++) {
        if (number[i] > 255)
            return false;
        value |= number[i] << (24 - 8 * i);
    }
    if (number[count - 1] >> (8 * (5 - count)))
        return false;
    value |= number[count - 1];
    unsigned char four[4] = {(unsigned char)(value >> 24), (unsigned char)(value >> 16),
                             (unsigned char)(value >> 8), (unsigned char)value};
    map4(four, out);
    return true;
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9'                     ? c - '0'
           : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                    : -1;
}

/* The host as a resolver will see it: percent-encoding undone, full-width and other compatibility forms of
   digits, letters and dots made plain, lower case. */
static char *plain_host(struct arena *a, const char *host)
{
    char *s = arena_strdup(a, host), *out = s;
    for (const char *p = s; *p; p++) {
        int high = *p == '%' ? hex_digit(p[1]) : -1, low = high >= 0 ? hex_digit(p[2]) : -1;
        *out++ = (char)(low >= 0 ? high * 16 + low : *p);
        p += low >= 0 ? 2 : 0;
    }
    char *folded = text_fold(a, s, (size_t)(out - s));
    for (char *dot; (dot = strstr(folded, "。")) || (dot = strstr(folded, "｡"));) {
        *dot = '.';
        memmove(dot + 1, dot + 3, strlen(dot + 3) + 1);
    }
    return folded;
}

static bool local_name(const char *host)
{
    static const char name[] = "localhost";
    size_t n = strlen(host), length = sizeof name - 1;
    if (strcmp(host, "*") == 0) /* for glibc the wildcard of a server, and so loopback for a client */
        return true;
    if (n && host[n - 1] == '.')
        n--;
    return n >= length && !strncmp(host + n - length, name, length) &&
           (n == length || host[n - length - 1] == '.');
}

bool net_host_private(const char *host, int port, const struct net_allow *allow)
{
    unsigned char address[16];
    enum { LONGEST_NAME = 255 };
    if (!host || strlen(host) > 3 * 4 * LONGEST_NAME)
        return false;
    if (host[0] == '[') {
        char text[INET6_ADDRSTRLEN] = "";
        size_t n = strcspn(host + 1, "]");
        if (n < sizeof text)
            memcpy(text, host + 1, n);
        /* what is no address, or has a zone ("%eth0"), has no business in a URL */
        return inet_pton(AF_INET6, text, address) != 1 || !address_ok(address, port, allow);
    }
    struct arena a;
    arena_init(&a, 0);
    const char *plain = plain_host(&a, host);
    bool private = false;
    if (ipv4_text(plain, address)) {
        private = !address_ok(address, port, allow);
    } else if (local_name(plain)) {
        static const unsigned char loopback4[4] = {127, 0, 0, 1};
        map4(loopback4, address);
        private = !allowed(address, port, allow) && !allowed(in6addr_loopback.s6_addr, port, allow);
    }
    arena_free(&a);
    return private;
}

/* --- exceptions --- */

static bool rule_error(struct error *err, const char *rule)
{
    return error_set(err,
                     "\"%.100s\" is no address to allow: expected ADDRESS:PORT, NETWORK/BITS:PORT or "
                     "[IPv6]:PORT, with * for every port",
                     rule);
}

/* The decimal number s is, up to `most`; -1 when it is none. */
static int number(const char *s, size_t n, int most)
{
    int value = 0;
    for (size_t i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        value = value * 10 + (s[i] - '0');
        if (value > most)
            return -1;
    }
    return n ? value : -1;
}

bool net_allow_add(struct arena *a, struct net_allow *list, const char *text, struct error *err)
{
    struct net_allow_rule rule = {.bits = 128};
    char address[64];
    bool six = text[0] == '[';
    const char *start = text + six, *port = strrchr(text, ':');
    size_t n = strcspn(start, six ? "]/" : ":/");
    if (!port || n >= sizeof address)
        return rule_error(err, text);
    memcpy(address, start, n);
    address[n] = '\0';
    const char *rest = start + n;
    rest += six && *rest == ']'; /* both "[fd00::]/8" and "[fd00::/8]" */
    int width = six ? 128 : 32, bits = width;
    if (*rest == '/') {
        size_t digits = strcspn(rest + 1, "]:");
        bits = number(rest + 1, digits, width);
        rest += 1 + digits;
        rest += six && *rest == ']';
    }
    unsigned char four[4];
    if (inet_pton(six ? AF_INET6 : AF_INET, address, six ? rule.address : four) != 1 || bits < 0 ||
        rest != port)
        return rule_error(err, text);
    if (!six)
        map4(four, rule.address);
    rule.bits = 128 - width + bits;
    rule.port = strcmp(port + 1, "*") ? number(port + 1, strlen(port + 1), 65535) : 0;
    if (rule.port < 0 || (!rule.port && port[1] != '*'))
        return rule_error(err, text);
    *ARENA_PUSH(a, list->rules, list->n, list->cap) = rule;
    return true;
}
