/* Parameters in addresses and bodies, and what a page says of the next one. Lines: the address, the name of a
   parameter, its value, what the page says; the rest is the body. What is set is read back, and nothing but
   an http address comes of any of it. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/url.dict */
#include "tests/fuzz/fuzz.h"
#include "base/url.h"
#include "harvester/parameter.h"
#include "harvester/source.h"

static const char *const types[] = {"application/x-www-form-urlencoded", "multipart/form-data",
                                    "application/json", "multipart/form-data; boundary=x"};

static const char *line_of(struct arena *a, const uint8_t **data, size_t *n)
{
    const char *line;
    size_t length = fuzz_line(data, n, &line);
    return fuzz_text(a, line, length);
}

static void claim_set(struct arena *a, struct parameter_place p, const char *name, const char *value)
{
    const char *had = parameter_get(a, &p, name), *body, *type;
    bool json = p.post && strcmp(p.post_type, types[2]) == 0;
    parameter_body(a, p.post, p.post_type, &body, &type);
    claim(!p.post == !body, "a body comes of none");
    if (!parameter_set(a, &p, name, value, false)) {
        claim(p.post, "an address takes every parameter");
        return;
    }
    const char *has = parameter_get(a, &p, name);
    if (!json || *name != '/' || strlen(name) < 16) /* a pointer that is too deep is cut */
        claim(has && strcmp(has, value) == 0, "%s was %s, set to %s, is %s", name, had, value, has);
}

static void claim_next(struct arena *a, struct source *s, int style, const char *found)
{
    struct page_request r;
    s->paging = (struct paging){.style = style, .page = "p", .parameter = "c"};
    if (style == PAGING_OFFSET)
        s->paging = (struct paging){.style = style, .url = found, .shown_url = found};
    if (!paging_next(a, s, &(struct paging_place){2, 7, found}, &r))
        return;
    claim(url_is_http(r.url), "%s is no address", r.url);
    claim(r.shown && *r.shown, "no name for what is kept");
    claim(!r.foreign || !r.post, "a body for another host");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    if (!n)
        return -1;
    arena_init(&a, 0);
    const char *type = types[*data % 4];
    bool post = *data & 4;
    data++;
    n--;
    const char *url = line_of(&a, &data, &n), *name = line_of(&a, &data, &n), *value = line_of(&a, &data, &n),
               *found = line_of(&a, &data, &n), *body = fuzz_text(&a, data, n);
    if (*name && !strpbrk(name, "=\r\n"))
        claim_set(&a, (struct parameter_place){url, post ? body : NULL, post ? type : NULL}, name, value);
    struct source s = {.url = "https://a.example/l?p=1",
                       .shown_url = "https://a.example/l?p=1",
                       .post = post ? body : NULL,
                       .post_type = post ? type : NULL};
    for (int style = PAGING_NONE; style <= PAGING_CURSOR; style++)
        claim_next(&a, &s, style, found);
    arena_free(&a);
    return 0;
}
