/* A list of sources: what is left in it after its faults were told can be used as it is, and comes back from
   the OPML made of it. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/yaml.dict */
#include "tests/fuzz/yaml.h"
#include "base/url.h"
#include "base/zone.h"
#include "export/export.h"
#include "harvester/document.h"
#include "harvester/opml.h"

/* Its items all pass through a document that has one. */
static void use(struct arena *a, const struct source *source)
{
    static const char bytes[] = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSUMMARY:Une ville durable\n"
                                "DTSTART:20260310T090000\nEND:VEVENT\nEND:VCALENDAR\n";
    const struct document document = {
        .bytes = bytes, .n = sizeof bytes - 1, .timezone = source->timezone, .now = FUZZ_NOW};
    struct feed feed;
    struct error err = {0};
    if (source->format == 0)
        claim(document_read(source, &document, NULL, a, &feed, &err), "%s", err.text);
}

static void claim_opml(struct arena *a, const struct sources *list)
{
    static const struct site site = {.title = "T", .url = "https://veille.example/", .language = "fr"};
    struct source_info *info = arena_alloc(a, (list->n + 1) * sizeof *info);
    struct opml_entries entries = {0};
    struct error err = {0};
    struct buf out;
    for (size_t i = 0; i < list->n; i++) {
        const struct source *s = &list->v[i];
        info[i] = (struct source_info){.id = s->id,
                                       .name = s->name,
                                       .site = s->site,
                                       .url = s->url,
                                       .licence = s->licence,
                                       .family = s->family};
    }
    const struct export_context x = {.site = &site, .sources = info, .n_sources = list->n, .now = FUZZ_NOW};
    buf_init(&out, 0);
    opml_sources(&out, &x);
    claim_sound(out.p, out.n, "the OPML");
    claim(opml_read(a, out.p, out.n, &entries, &err), "%s", err.text);
    claim(entries.n == list->n, "%zu entries of %zu sources: %s", entries.n, list->n, out.p);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct sources list = {0};
    char path[32];
    struct error err;
    arena_init(&a, 0);
    struct yaml_faults faults = {.arena = &a};
    const struct file_size size = size_of(data, n);
    int fd = fuzz_file(data, n, path);
    sources_read(&a, path, &list, NULL, &faults);
    close(fd);
    claim_faults(&faults, &size);
    for (size_t i = 0; i < list.n; i++) {
        const struct source *s = &list.v[i];
        claim(s->id && *s->id && s->name && *s->name, "a source without id or name");
        claim(s->secret_url || url_check(s->url, &err), "%s", err.text);
        claim(sources_find(&list, s->id), "%s is not found", s->id);
        claim(!s->timezone || zone_find(s->timezone), "zone %s", s->timezone);
        claim(s->every >= 60 && source_pages(s, 100) >= 1 && source_pages(s, 100) <= 100,
              "every %lld, pages %lld", (long long)s->every, (long long)s->pages);
        use(&a, s);
    }
    claim_opml(&a, &list);
    arena_free(&a);
    return 0;
}
