/* Finding a source's secrets in what its server says. Works on bytes: nothing is parsed. */
#include "harvester/secrets.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { SHORTEST = 6 };

static void replace_all(struct buf *text, const char *what, const char *with)
{
    size_t n = strlen(what);
    const char *at = text->n ? memmem(text->p, text->n, what, n) : NULL;
    if (!at)
        return;
    struct buf out;
    buf_init(&out, text->limit);
    const char *from = text->p, *end = text->p + text->n;
    for (; at; at = memmem(from, (size_t)(end - from), what, n)) {
        buf_add(&out, from, (size_t)(at - from));
        buf_adds(&out, with);
        from = at + n;
    }
    buf_add(&out, from, (size_t)(end - from));
    explicit_bzero(text->p, text->n);
    buf_free(text);
    *text = out;
}

/* How an address spells it (RFC 3986 2.1), its hexadecimal digits large or small. */
static void percent(struct buf *out, const char *value, const char *format)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const char *p = value; *p; p++)
        strchr(plain, *p) ? buf_addc(out, *p) : buf_printf(out, format, (unsigned char)*p);
}

static void json(struct buf *out, const char *value, const char *slash)
{
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            buf_addc(out, '\\');
        *p == '/' ? buf_adds(out, slash) : buf_addc(out, *p);
    }
}

static void hide(struct buf *text, const char *value, const char *with)
{
    static const struct {
        void (*spell)(struct buf *, const char *, const char *);
        const char *how;
    } spellings[] = {{json, "/"}, {json, "\\/"}, {percent, "%%%02X"}, {percent, "%%%02x"}};
    replace_all(text, value, with);
    for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
        struct buf spelled;
        buf_init(&spelled, 0);
        spellings[i].spell(&spelled, value, spellings[i].how);
        if (strcmp(buf_str(&spelled), value) != 0)
            replace_all(text, buf_str(&spelled), with);
        explicit_bzero(spelled.p, spelled.n);
        buf_free(&spelled);
    }
}

static void hide_those_of(const char *written, struct buf *text)
{
    for (const char *mark = written; (mark = strstr(mark, "${")); mark += 2) {
        char name[128], with[132];
        size_t n = strcspn(mark + 2, "}");
        if ((mark > written && mark[-1] == '$') || n >= sizeof name || !mark[2 + n])
            continue;
        memcpy(name, mark + 2, n);
        memcpy(with, mark, n + 3);
        name[n] = with[n + 3] = '\0';
        const char *value = getenv(name);
        if (value && strlen(value) >= SHORTEST)
            hide(text, value, with);
    }
}

static void walk(const struct yaml_node *node, struct buf *text)
{
    if (node->type == YAML_SCALAR && node->text)
        hide_those_of(node->text, text);
    for (size_t i = 0; node->type != YAML_SCALAR && i < node->n; i++)
        walk(node->v[i], text);
}

void secrets_hide(const struct source *source, struct buf *text)
{
    if (source->node)
        walk(source->node, text);
}

void secrets_hide_one(const char *secret, const char *name, struct buf *text)
{
    if (strlen(secret) >= SHORTEST)
        hide(text, secret, name);
}

/* The value of ${NAME}, where the YAML itself takes it from the environment; NULL: it does not. */
static const char *value_of(const struct yaml_node *node, const char *mark)
{
    const char *value = NULL;
    if (node->type == YAML_SCALAR && node->text && strstr(node->text, mark)) {
        char *name = mem_strdup(mark + 2);
        name[strlen(name) - 1] = '\0';
        value = getenv(name);
        free(name);
    }
    for (size_t i = 0; !value && node->type != YAML_SCALAR && i < node->n; i++)
        value = value_of(node->v[i], mark);
    return value;
}

/* ${NAME} at the beginning of a text, as it is or as addresses spell it: its length, and itself into the
   arena; 0: there is none. */
static size_t mark_at(struct arena *a, const char *s, const char **mark)
{
    static const char *const opens[] = {"${", "$%7B", "$%7b", "%24%7B", "%24%7b"}, *const closes[] = {
                                                                                       "}", "%7D", "%7d"};
    static const char names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        size_t open = strlen(opens[i]), n;
        if (strncmp(s, opens[i], open) != 0 || !(n = strspn(s + open, names)))
            continue;
        for (size_t k = 0; k < sizeof closes / sizeof *closes; k++)
            if (strncmp(s + open + n, closes[k], strlen(closes[k])) == 0) {
                *mark = arena_printf(a, "${%.*s}", (int)n, s + open);
                return open + n + strlen(closes[k]);
            }
    }
    return 0;
}

const char *secrets_reveal(const struct source *source, struct arena *a, const char *url)
{
    struct buf out;
    bool any = false;
    buf_init(&out, 0);
    for (const char *s = url; *s;) {
        const char *mark, *value = NULL;
        size_t n = *s == '$' || *s == '%' ? mark_at(a, s, &mark) : 0;
        if (n && source->node)
            value = value_of(source->node, mark);
        any = any || value;
        if (value)
            percent(&out, value, "%%%02X");
        else
            buf_add(&out, s, n ? n : 1);
        s += n ? n : 1;
    }
    const char *revealed = any ? arena_strdup(a, buf_str(&out)) : url;
    if (out.p)
        explicit_bzero(out.p, out.n);
    buf_free(&out);
    return revealed;
}
