/* Loaded before the C library by tests of the network: names get the addresses that MOISSON_HOSTS says
   ("name=address,address;name=…"), no other name exists, and each address that a socket is connected to is
   written to the file MOISSON_CONNECTS. So a test knows what was reached, not only what was answered. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int resolve(const char *, const char *, const struct addrinfo *, struct addrinfo **);
typedef int join(int, const struct sockaddr *, socklen_t);

/* The addresses of a name, as written; NULL: it has none. */
static const char *addresses_of(const char *name)
{
    size_t length = strlen(name);
    for (const char *p = getenv("MOISSON_HOSTS"); p && *p; p += *p == ';') {
        size_t n = strcspn(p, "=");
        if (n == length && !strncasecmp(p, name, n))
            return p + n + 1;
        p += strcspn(p, ";");
    }
    return NULL;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out)
{
    resolve *real = (resolve *)dlsym(RTLD_NEXT, "getaddrinfo");
    struct addrinfo numeric = hints ? *hints : (struct addrinfo){0}, **end = out;
    const char *list = name ? addresses_of(name) : NULL;
    numeric.ai_flags |= AI_NUMERICHOST;
    *out = NULL;
    if (!list)
        return real(name, service, &numeric, out);
    while (*list && *list != ';') {
        char one[64] = "";
        size_t n = strcspn(list, ",;");
        if (n < sizeof one)
            memcpy(one, list, n);
        if (!real(one, service, &numeric, end))
            while (*end)
                end = &(*end)->ai_next;
        list += n + (list[n] == ',');
    }
    return *out ? 0 : EAI_NONAME;
}

int connect(int s, const struct sockaddr *address, socklen_t size)
{
    char host[INET6_ADDRSTRLEN + 8] = "", port[8] = "";
    const char *path = getenv("MOISSON_CONNECTS");
    int fd = path ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (fd >= 0) {
        if (!getnameinfo(address, size, host, sizeof host, port, sizeof port,
                         NI_NUMERICHOST | NI_NUMERICSERV))
            dprintf(fd, "%s %s\n", host, port);
        close(fd);
    }
    return ((join *)dlsym(RTLD_NEXT, "connect"))(s, address, size);
}
