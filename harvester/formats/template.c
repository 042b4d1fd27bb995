/* Texts with selectors in them: cutting, and filling in. Knows no language. */
#include "harvester/formats/template.h"
#include "base/buf.h"
#include "base/text.h"
#include "harvester/extract.h"

#include <ctype.h>
#include <string.h>

/* The next selector in braces: where its "{" stands, and its length without the braces; NULL: none. */
static const char *braces(const char *s, bool pointer, size_t *n)
{
    for (; (s = strchr(s, '{')); s++) {
        const char *end = strchr(s, '}');
        if (!end)
            return NULL;
        *n = (size_t)(end - s) - 1;
        if (pointer ? !*n || s[1] == '/' : *n > 0)
            return s;
    }
    return NULL;
}

bool template_is(const char *s, bool pointer)
{
    size_t n;
    return braces(s, pointer, &n) != NULL;
}

bool template_compile(struct arena *a, const char *s, bool pointer, template_compiler *compiler,
                      struct template *t, struct error *err)
{
    size_t n;
    *t = (struct template){0};
    for (const char *open; (open = braces(s, pointer, &n)); s = open + n + 2) {
        struct template_part *part = ARENA_PUSH(a, t->v, t->n, t->cap);
        *part = (struct template_part){.text = arena_strndup(a, s, (size_t)(open - s))};
        if (!compiler(a, arena_strndup(a, open + 1, n), &part->selector, err))
            return error_prefix(err, "in \"{%.*s}\"", (int)(n < 100 ? n : 100), open + 1);
    }
    *ARENA_PUSH(a, t->v, t->n, t->cap) = (struct template_part){.text = arena_strdup(a, s)};
    return true;
}

/* --- filling in --- */

/* May the byte stand in an address as part of a path, as a value of a query? RFC 3986 2.3 and 3.3. */
static bool plain_byte(const char *p, bool query)
{
    if (isalnum((unsigned char)*p) || strchr("-._~", *p))
        return true;
    if (query)
        return false;
    return strchr("/!$&'()*+,;=:@", *p) ||
           (*p == '%' && isxdigit((unsigned char)p[1]) && isxdigit((unsigned char)p[2]));
}

/* A value goes into an address. One that is a reference itself, "/aides/?id=3", stays as it is. */
static void add_to_address(struct buf *out, const char *value, bool query)
{
    bool reference = !query && *value == '/';
    if (reference && out->n && out->p[out->n - 1] == '/')
        value++;
    for (const char *p = value; *p; p++)
        if (reference || plain_byte(p, query))
            buf_addc(out, *p);
        else
            buf_printf(out, "%%%02X", (unsigned)(unsigned char)*p);
}

static void add_value(struct buf *out, const char *value)
{
    const char *so_far = buf_str(out), *scheme = strstr(so_far, "://");
    if (scheme)
        add_to_address(out, value, strchr(scheme, '?') != NULL);
    else
        buf_adds(out, value);
}

/* The n-th text; false when a part of it is missing. */
static bool fill(struct buf *out, const struct template *t, const struct strings *found, size_t n)
{
    buf_reset(out);
    for (size_t i = 0; i < t->n; i++) {
        const struct strings *f = &found[i];
        buf_adds(out, t->v[i].text);
        if (!t->v[i].selector)
            continue;
        const char *value = f->n == 1 ? f->v[0] : n < f->n ? f->v[n] : NULL;
        if (text_blank(value))
            return false;
        add_value(out, value);
    }
    return true;
}

void template_fill(struct arena *a, const struct template *t, template_finder *find, void *context,
                   struct extract_values *out)
{
    struct strings *found = arena_alloc(a, t->n * sizeof *found);
    size_t most = 1;
    struct buf text;
    for (size_t i = 0; i < t->n; i++) {
        if (t->v[i].selector)
            find(context, t->v[i].selector, &found[i]);
        most = found[i].n > most ? found[i].n : most;
    }
    buf_init(&text, 0);
    for (size_t n = 0; n < most; n++)
        if (fill(&text, t, found, n))
            *ARENA_PUSH(a, out->v, out->n, out->cap) =
                (struct extract_value){.text = arena_strndup(a, buf_str(&text), text.n)};
    buf_free(&text);
}
