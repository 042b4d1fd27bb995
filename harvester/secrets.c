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
