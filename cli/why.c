/* Why an item stands with others, or apart: each comparison, its reasons and weights; see why.h. */
#include "cli/why.h"
#include "base/json.h"
#include "base/log.h"

#include <stdio.h>

static void write_json(const struct comparison *v, size_t n)
{
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, true);
    jw_array(&j);
    for (size_t i = 0; i < n; i++) {
        jw_object(&j);
        jw_key(&j, "item");
        jw_int(&j, v[i].key);
        jw_field(&j, "source", v[i].source);
        jw_field(&j, "title", v[i].title);
        jw_key(&j, "together");
        jw_bool(&j, v[i].together);
        if (v[i].decision >= 0)
            jw_field(&j, "decision", v[i].decision ? "together" : "apart");
        jw_key(&j, "score");
        jw_double(&j, v[i].score);
        jw_field(&j, "veto", v[i].veto);
        jw_key(&j, "reasons");
        jw_array(&j);
        for (size_t k = 0; k < v[i].reasons.n; k++) {
            jw_object(&j);
            jw_field(&j, "what", v[i].reasons.v[k].what);
            jw_field(&j, "text", v[i].reasons.v[k].text);
            jw_key(&j, "weight");
            jw_double(&j, v[i].reasons.v[k].weight);
            jw_object_end(&j);
        }
        jw_array_end(&j);
        jw_object_end(&j);
    }
    jw_array_end(&j);
    print_buf(&out);
}

static const char *verdict(const struct comparison *c)
{
    if (c->decision >= 0)
        return c->decision ? _("together: an editor said so") : _("apart: an editor said so");
    if (c->together)
        return _("together");
    return c->same ? _("alike, but apart: another of its cluster may not stand beside it") : _("apart");
}

static void write_comparison(const struct comparison *c)
{
    struct buf b;
    buf_init(&b, 0);
    log_add_safe(&b, c->title ? c->title : _("(no title)"));
    buf_printf(&b, " (%lld, ", (long long)c->key);
    log_add_safe(&b, c->source ? c->source : "");
    printf("\n%s)\n  %s", buf_str(&b), verdict(c));
    buf_free(&b);
    printf(_("; score %.1f, the same above 0\n"), c->score);
    if (c->veto)
        printf(_("  veto: %s\n"), c->veto);
    for (size_t i = 0; i < c->reasons.n; i++) {
        const struct same_reason *r = &c->reasons.v[i];
        printf("  %+6.1f  %s%s%s%s\n", r->weight, r->what, r->text ? " \"" : "", r->text ? r->text : "",
               r->text ? "\"" : "");
    }
}

int print_why(struct session *s, int64_t key)
{
    struct comparison *v;
    struct error err = {0};
    size_t n;
    if (!store_compare(s->store, &s->cli->arena, key, s->config.site.timezone, &v, &n, &err)) {
        complain("%s", err.text);
        return EXIT_STORE;
    }
    if (s->cli->json) {
        write_json(v, n);
        return EXIT_OK;
    }
    for (size_t i = 0; i < n; i++)
        write_comparison(&v[i]);
    if (!n)
        printf(_("\nnothing comes near it\n"));
    return EXIT_OK;
}
