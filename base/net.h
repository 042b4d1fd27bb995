/* Addresses that must not be reached from a harvester: loopback, private, link-local, CGNAT, multicast,
   metadata, unspecified, documentation; IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4) is looked at too.
   And the list `network.allow` of exceptions. No I/O. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include "base/error.h"

struct net_allow {
    struct net_allow_rule *rules;
    size_t n, cap;
};

struct arena;
/* Adds a rule: "127.0.0.1:8480", "127.77.0.0/16:8480", "[::1]:8080", ":*" for every port ("10.0.0.5:*"). */
bool net_allow_add(struct arena *a, struct net_allow *list, const char *rule, struct error *err);

/* True when the address may be connected to: public, or listed with its port. */
bool net_address_ok(const struct sockaddr *address, const struct net_allow *allow);

/* True when the host of a URL is written as an IP address (also decimal, octal, hexadecimal, in brackets) or
   as "localhost", "*.localhost" or "*" alone, and may not be connected to. A name that needs a resolver gives
   false. */
bool net_host_private(const char *host, int port, const struct net_allow *allow);
