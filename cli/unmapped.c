/* `status --unmapped`: which words of sources an editor may want to add to the lexicons. */
#include "cli/unmapped.h"
#include "cli/table.h"
#include "base/json.h"
#include "harvester/meaning/about.h"

#include <stdlib.h>
#include <string.h>

struct word {
    const char *tag;
    int64_t items;
    struct strings sources;
};
struct words {
    struct word *v;
    size_t n, cap;
};

static int by_items(const void *x, const void *y)
{
    const struct word *p = x, *q = y;
    return p->items != q->items ? (p->items < q->items ? 1 : -1) : strcmp(p->tag, q->tag);
}

/* The counts come by tag, then source. */
static void gather(struct session *s, const struct tag_count *v, size_t n, const struct strings *only,
                   struct words *out)
{
    struct arena *a = &s->cli->arena, scratch;
    const struct lexicons *lexicons = config_lexicons(s->cli, &s->config);
    const char *mapped = NULL;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < n; i++) {
        struct word *last = out->n ? &out->v[out->n - 1] : NULL;
        if ((only->n && !strings_has(only, v[i].source)) || (mapped && strcmp(mapped, v[i].tag) == 0))
            continue;
        if (!last || strcmp(last->tag, v[i].tag) != 0) {
            arena_reset(&scratch);
            if (tag_mapped(&scratch, lexicons, v[i].tag)) {
                mapped = v[i].tag;
                continue;
            }
            last = ARENA_PUSH(a, out->v, out->n, out->cap);
            *last = (struct word){.tag = v[i].tag};
        }
        last->items += v[i].items;
        strings_add(a, &last->sources, v[i].source);
    }
    arena_free(&scratch);
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_items);
}

static void print_words_json(const struct words *words)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (size_t i = 0; i < words->n; i++) {
        jw_object(&j);
        jw_field(&j, "word", words->v[i].tag);
        jw_key(&j, "items");
        jw_int(&j, words->v[i].items);
        jw_key(&j, "sources");
        jw_array(&j);
        for (size_t k = 0; k < words->v[i].sources.n; k++)
            jw_string(&j, words->v[i].sources.v[k]);
        jw_array_end(&j);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    print_buf(&out);
}

static void print_words(struct cli *cli, const struct words *words)
{
    static const char *const titles[] = {_("items"), _("word"), _("sources"), NULL};
    struct table t;
    table_init(&t, cli, titles);
    for (size_t i = 0; i < words->n; i++) {
        const struct word *w = &words->v[i];
        const char *sources = w->sources.v[0];
        for (size_t k = 1; k < w->sources.n && k < 5; k++)
            sources = arena_printf(&cli->arena, "%s, %s", sources, w->sources.v[k]);
        table_cell(&t, arena_printf(&cli->arena, "%lld", (long long)w->items), PLAIN);
        table_cell(&t, w->tag, PLAIN);
        table_cell(&t, w->sources.n > 5 ? arena_printf(&cli->arena, "%s …", sources) : sources, DIM);
    }
    table_print(&t);
}

int print_unmapped(struct session *s, const struct strings *only)
{
    struct error err = {0};
    struct tag_count *v = NULL;
    size_t n = 0;
    struct words words = {0};
    if (s->store && !store_tag_counts(s->store, &s->cli->arena, &v, &n, &err)) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    gather(s, v, n, only, &words);
    if (s->cli->json)
        print_words_json(&words);
    else
        print_words(s->cli, &words);
    return EXIT_OK;
}
