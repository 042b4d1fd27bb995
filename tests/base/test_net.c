/* base/net.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <cmocka.h>

#include "base/mem.h"
#include "base/net.h"

static bool ok(const char *address, int port, const struct net_allow *allow)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET, address, &in.sin_addr) == 1)
        return net_address_ok((struct sockaddr *)&in, allow);
    assert_int_equal(inet_pton(AF_INET6, address, &in6.sin6_addr), 1);
    return net_address_ok((struct sockaddr *)&in6, allow);
}

static void public_addresses_may_be_connected_to(void **state)
{
    (void)state;
    static const char *const good[] = {"8.8.8.8",
                                       "1.1.1.1",
                                       "9.255.255.255",
                                       "11.0.0.0",
                                       "100.63.255.255",
                                       "100.128.0.0",
                                       "126.1.2.3",
                                       "172.15.255.255",
                                       "172.32.0.0",
                                       "192.167.1.1",
                                       "192.0.1.1",
                                       "198.17.255.255",
                                       "198.20.0.0",
                                       "223.255.255.255",
                                       "168.63.129.17",
                                       "2a00:1450::1",
                                       "2001:4860:4860::8888",
                                       "2001:200::1",
                                       "::ffff:8.8.8.8",
                                       "64:ff9b::808:808",
                                       "2002:808:808::1",
                                       "2606:4700::1111"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!ok(good[i], 443, NULL))
            fail_msg("%s should be public", good[i]);
}

static void private_and_special_addresses_may_not(void **state)
{
    (void)state;
    static const char *const bad[] = {"0.0.0.0",
                                      "0.1.2.3",
                                      "10.0.0.1",
                                      "10.255.255.255",
                                      "100.64.0.1",
                                      "100.100.100.200",
                                      "127.0.0.1",
                                      "127.255.255.255",
                                      "169.254.169.254",
                                      "172.16.0.1",
                                      "172.31.255.255",
                                      "192.0.0.1",
                                      "192.0.2.1",
                                      "192.88.99.1",
                                      "192.168.1.1",
                                      "198.18.0.1",
                                      "198.19.255.255",
                                      "198.51.100.7",
                                      "203.0.113.9",
                                      "224.0.0.1",
                                      "239.1.1.1",
                                      "240.0.0.1",
                                      "255.255.255.255",
                                      "168.63.129.16",
                                      "::",
                                      "::1",
                                      "::8.8.8.8",
                                      "::127.0.0.1",
                                      "::ffff:127.0.0.1",
                                      "::ffff:10.0.0.1",
                                      "::ffff:169.254.169.254",
                                      "64:ff9b::7f00:1",
                                      "64:ff9b::a00:1",
                                      "64:ff9b:1::1",
                                      "2002:7f00:1::",
                                      "2002:c0a8:101::",
                                      "2001::1",
                                      "2001:0:1::1",
                                      "2001:db8::1",
                                      "2001:10::1",
                                      "3fff::1",
                                      "100::1",
                                      "fc00::1",
                                      "fd00:ec2::254",
                                      "fe80::1",
                                      "fec0::1",
                                      "ff02::1",
                                      "5f00::1",
                                      "4000::1",
                                      "::ffff:0:7f00:1",
                                      "e000::1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ok(bad[i], 443, NULL))
            fail_msg("%s should be forbidden", bad[i]);
    struct sockaddr local = {.sa_family = AF_UNIX};
    assert_false(net_address_ok(&local, NULL));
}

static void hosts_written_as_private_addresses_are_seen(void **state)
{
    (void)state;
    static const char *const bad[] = {"127.0.0.1",
                                      "127.1",
                                      "127.0.1",
                                      "2130706433",
                                      "0x7f000001",
                                      "0X7F.0.0.1",
                                      "017700000001",
                                      "0177.0.0.1",
                                      "0x7f.1",
                                      "127.0.0.1.",
                                      "0",
                                      "0.0.0.0",
                                      "10.1",
                                      "192.168.257",
                                      "0x0a.0x1",
                                      "1２７.０.０.１",
                                      "１２７。０。０。１",
                                      "127｡0｡0｡1",
                                      "127.0.0.%31",
                                      "①②⑦.⓪.⓪.①",
                                      "%31%32%37.1",
                                      "[::1]",
                                      "[::]",
                                      "[::ffff:127.0.0.1]",
                                      "[::ffff:7f00:1]",
                                      "[fe80::1%25eth0]",
                                      "[fe80::1]",
                                      "[nonsense]",
                                      "[",
                                      "localhost",
                                      "LOCALHOST",
                                      "localhost.",
                                      "a.localhost",
                                      "*",
                                      "ｌocalhost",
                                      "loc%61lhost",
                                      "169.254.169.254",
                                      "0251.0376.0251.0376",
                                      "2852039166",
                                      "0xa9.254.0xa9fe",
                                      "000000000000000177.1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!net_host_private(bad[i], 80, NULL))
            fail_msg("%s should be private", bad[i]);
}

static void names_and_public_addresses_are_no_private_hosts(void **state)
{
    (void)state;
    static const char *const good[] = {"exemple.fr",
                                       "8.8.8.8",
                                       "134744072",
                                       "0x08080808",
                                       "[2a00:1450::1]",
                                       "localhost.fr",
                                       "notlocalhost",
                                       "127.0.0.1.fr",
                                       "1.2.3.4.5",
                                       "256.0.0.1",
                                       "0x1ffffffff",
                                       "127.0.0.08",
                                       "é.fr",
                                       "",
                                       "10.a",
                                       "127..1",
                                       ".",
                                       "a.127"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (net_host_private(good[i], 80, NULL))
            fail_msg("%s should not be private", good[i]);
    assert_false(net_host_private(NULL, 80, NULL));
}

static void an_exception_opens_one_address_and_port(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 0);
    struct net_allow allow = {0};
    struct error err = {0};
    assert_true(net_allow_add(&a, &allow, "127.0.0.1:8480", &err));
    assert_true(net_allow_add(&a, &allow, "127.77.0.0/16:8480", &err));
    assert_true(net_allow_add(&a, &allow, "[::1]:8080", &err));
    assert_true(net_allow_add(&a, &allow, "10.0.0.5:*", &err));
    assert_true(net_allow_add(&a, &allow, "[fd00::]/8:443", &err));
    assert_true(ok("127.0.0.1", 8480, &allow));
    assert_true(ok("::ffff:127.0.0.1", 8480, &allow));
    assert_false(ok("127.0.0.1", 8481, &allow));
    assert_false(ok("127.0.0.2", 8480, &allow));
    assert_true(ok("127.77.3.4", 8480, &allow));
    assert_false(ok("127.78.3.4", 8480, &allow));
    assert_true(ok("::1", 8080, &allow));
    assert_false(ok("::1", 8480, &allow));
    assert_true(ok("10.0.0.5", 1, &allow));
    assert_false(ok("10.0.0.4", 1, &allow));
    assert_true(ok("fd12::1", 443, &allow));
    assert_false(ok("fe12::1", 443, &allow));
    assert_false(net_host_private("127.0.0.1", 8480, &allow));
    assert_false(net_host_private("localhost", 8480, &allow));
    assert_false(net_host_private("localhost", 8080, &allow));
    assert_true(net_host_private("localhost", 80, &allow));
    assert_false(net_host_private("[::1]", 8080, &allow));
    arena_free(&a);
}

static void a_bad_exception_is_refused_with_what_was_expected(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      "127.0.0.1",
                                      "localhost:80",
                                      "127.0.0.1:",
                                      "127.0.0.1:0",
                                      "127.0.0.1:65536",
                                      "::1:80",
                                      "[::1]",
                                      "[::1:80",
                                      "127.0.0.1/33:80",
                                      "127.0.0.1/:80",
                                      "127.0.0.1/8/8:80",
                                      "[::1]x:80",
                                      "127.0.0.1:80:80",
                                      "127.0.0.1:**",
                                      "[::1]/129:80",
                                      "*:80",
                                      ":80"};
    struct arena a;
    arena_init(&a, 0);
    struct net_allow allow = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct error err = {0};
        if (net_allow_add(&a, &allow, bad[i], &err))
            fail_msg("%s should be refused", bad[i]);
        assert_non_null(strstr(err.text, "expected"));
    }
    assert_int_equal(allow.n, 0);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(public_addresses_may_be_connected_to),
        cmocka_unit_test(private_and_special_addresses_may_not),
        cmocka_unit_test(hosts_written_as_private_addresses_are_seen),
        cmocka_unit_test(names_and_public_addresses_are_no_private_hosts),
        cmocka_unit_test(an_exception_opens_one_address_and_port),
        cmocka_unit_test(a_bad_exception_is_refused_with_what_was_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
