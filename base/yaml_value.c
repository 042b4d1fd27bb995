/* The scalar values of configuration: numbers, sizes, durations, secrets from the environment. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "base/yaml_value.h"

#include <ctype.h>
#include <errno.h>
#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

struct unit {
    const char *name;
    int64_t factor;
};

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, WEEK = 7 * DAY };

static const struct unit durations[] = {
    {"s", 1},           {"sec", 1},     {"second", 1},   {"seconds", 1},     {"seconde", 1},
    {"secondes", 1},    {"m", MINUTE},  {"min", MINUTE}, {"minute", MINUTE}, {"minutes", MINUTE},
    {"h", HOUR},        {"hour", HOUR}, {"hours", HOUR}, {"heure", HOUR},    {"heures", HOUR},
    {"d", DAY},         {"day", DAY},   {"days", DAY},   {"j", DAY},         {"jour", DAY},
    {"jours", DAY},     {"w", WEEK},    {"week", WEEK},  {"weeks", WEEK},    {"semaine", WEEK},
    {"semaines", WEEK}, {NULL, 0},
};

static const struct unit sizes[] = {
    {"B", 1},
    {"KiB", INT64_C(1) << 10},
    {"MiB", INT64_C(1) << 20},
    {"GiB", INT64_C(1) << 30},
    {"kB", 1000},
    {"MB", 1000000},
    {"GB", 1000000000},
    {"o", 1},
    {"ko", 1000},
    {"Mo", 1000000},
    {"Go", 1000000000},
    {"Kio", 1 << 10},
    {"Mio", 1 << 20},
    {"Gio", 1 << 30},
    {NULL, 0},
};

/* Reads "NUMBER UNIT" and moves *s behind it. `bare`: the unit may be missing. */
static bool quantity(const char **s, const struct unit *units, bool bare, int64_t *value)
{
    while (**s == ' ')
        ++*s;
    if (!isdigit((unsigned char)**s))
        return false;
    char *end;
    errno = 0;
    long long number = strtoll(*s, &end, 10);
    if (errno)
        return false;
    while (*end == ' ')
        end++;
    size_t n = 0;
    while (isalpha((unsigned char)end[n]))
        n++;
    *s = end + n;
    int64_t factor = 0;
    for (const struct unit *u = units; u->name && !factor; u++)
        if (strlen(u->name) == n && strncmp(u->name, end, n) == 0)
            factor = u->factor;
    if (!factor && n == 0 && (bare || number == 0))
        factor = 1;
    return factor && !__builtin_mul_overflow((int64_t)number, factor, value);
}

bool yaml_duration(const char *s, int64_t *seconds)
{
    int64_t sum = 0, part;
    do {
        if (!quantity(&s, durations, false, &part) || __builtin_add_overflow(sum, part, &sum))
            return false;
        while (*s == ' ')
            s++;
    } while (*s);
    *seconds = sum;
    return true;
}

bool yaml_size(const char *s, int64_t *bytes)
{
    return quantity(&s, sizes, true, bytes) && !*s;
}

char *yaml_duration_text(struct arena *a, int64_t seconds)
{
    static const struct unit units[] = {{"d", DAY}, {"h", HOUR}, {"min", MINUTE}, {NULL, 0}};
    for (const struct unit *u = units; u->name; u++)
        if (seconds && seconds % u->factor == 0 && seconds != DAY)
            return arena_printf(a, "%lld%s", (long long)(seconds / u->factor), u->name);
    return seconds == DAY ? arena_strdup(a, "24h") : arena_printf(a, "%llds", (long long)seconds);
}

char *yaml_size_text(struct arena *a, int64_t bytes)
{
    static const struct unit units[] = {{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {NULL, 0}};
    for (const struct unit *u = units; u->name; u++)
        if (bytes && bytes % u->factor == 0)
            return arena_printf(a, "%lld%s", (long long)(bytes / u->factor), u->name);
    return arena_printf(a, "%lld bytes", (long long)bytes);
}

bool yaml_bool(const char *s, bool *value)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"true", true}, {"false", false}, {"yes", true}, {"no", false},
                 {"on", true},   {"off", false},   {"oui", true}, {"non", false}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(s, words[i].word) == 0) {
            *value = words[i].value;
            return true;
        }
    return false;
}

bool yaml_int(const char *s, int64_t *value)
{
    char *end;
    errno = 0;
    const char *digits = *s == '-' ? s + 1 : s;
    if (!isdigit((unsigned char)*digits))
        return false;
    *value = strtoll(s, &end, 10);
    return !*end && !errno;
}

/* RFC 5646 2.1, as far as its shape goes: a language of two or three letters, then subtags. */
bool yaml_language(const char *s)
{
    for (int part = 0;; part++) {
        size_t n = 0;
        while (part ? isalnum((unsigned char)s[n]) : isalpha((unsigned char)s[n]))
            n++;
        if (part ? n < 1 || n > 8 : n < 2 || n > 3)
            return false;
        s += n;
        if (!*s)
            return true;
        if (*s++ != '-')
            return false;
    }
}

/* --- secrets --- */

static bool expand_name(struct buf *out, const char *name, struct error *err)
{
    const char *value = getenv(name);
    if (!value)
        return error_set(err, "the environment variable %s is not set", name);
    for (const char *p = value; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F)
            return error_set(err, "the environment variable %s holds a line break or a control character",
                             name);
    return buf_adds(out, value);
}

static bool expand_into(struct buf *out, const char *s, struct error *err)
{
    for (const char *mark; (mark = strstr(s, "${"));) {
        if (mark > s && mark[-1] == '$') { /* $${ is ${ itself */
            buf_add(out, s, (size_t)(mark - 1 - s));
            buf_adds(out, "${");
            s = mark + 2;
            continue;
        }
        char name[128];
        size_t n = strspn(mark + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
        if (!n || n >= sizeof name || mark[2 + n] != '}')
            return error_set(
                err, "expected ${NAME}, the name of an environment variable (write $${ for ${ itself)");
        memcpy(name, mark + 2, n);
        name[n] = '\0';
        buf_add(out, s, (size_t)(mark - s));
        if (!expand_name(out, name, err))
            return false;
        s = mark + 2 + n + 1;
    }
    return buf_adds(out, s);
}

const char *yaml_expand(struct arena *a, const char *s, bool *secret, struct error *err)
{
    if (secret)
        *secret = false;
    if (!strstr(s, "${"))
        return s;
    struct buf out;
    buf_init(&out, 0);
    const char *text = NULL;
    if (expand_into(&out, s, err))
        text = arena_strndup(a, buf_str(&out), out.n);
    if (out.p) /* the one copy that is left can be wiped by whoever uses it */
        explicit_bzero(out.p, out.cap);
    buf_free(&out);
    if (secret)
        *secret = true;
    return text;
}

/* --- the rest --- */

bool yaml_pattern(const char *s, struct error *err)
{
    int code;
    PCRE2_SIZE at;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)s, PCRE2_ZERO_TERMINATED,
                                         PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
    if (compiled) {
        pcre2_code_free(compiled);
        return true;
    }
    PCRE2_UCHAR reason[256];
    pcre2_get_error_message(code, reason, sizeof reason);
    return error_set(err, "\"%.200s\" is no regular expression (PCRE2): %s, at byte %zu", s,
                     (const char *)reason, (size_t)at + 1);
}

const char *yaml_type_name(const struct yaml_node *node)
{
    static const char *const names[] = {[YAML_SCALAR] = "text", [YAML_LIST] = "a list", [YAML_MAP] = "a map"};
    return names[node->type];
}

bool yaml_empty(const struct yaml_node *node)
{
    return node->type == YAML_SCALAR && !node->quoted && !node->faulty &&
           (!*node->text || strcmp(node->text, "~") == 0);
}
