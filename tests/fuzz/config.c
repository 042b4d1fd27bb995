/* moisson.yaml: whatever stands there, it is read to the end, and the channels can be asked for. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/yaml.dict */
#include "tests/fuzz/yaml.h"
#include "cli/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct config config;
    struct cli cli = {.config_given = true};
    char path[32];
    const struct file_size size = size_of(data, n);
    int fd = fuzz_file(data, n, path);
    arena_init(&cli.arena, 0);
    cli.config_path = path;
    bool usable = config_load_main(&cli, &config);
    close(fd);
    claim(usable == !config.faults.errors, "%zu faults", config.faults.errors);
    claim_faults(&config.faults, &size);
    config_check_channels(&config);
    claim(config.limits.fetch.body > 0 && config.limits.document.most[LIMIT_ITEMS] > 0, "a limit is lost");
    for (size_t i = 0; usable && i < config.channels.n; i++) {
        const struct channel *c = &config.channels.v[i];
        struct filter f = channel_filter(c, FUZZ_NOW, config.site.timezone);
        claim(c->id && c->formats && c->signature && f.sort <= SORT_RELEVANCE, "channel %zu", i);
        claim(channel_title(c, &config.site), "channel %s has no title", c->id);
    }
    if (usable) {
        const struct export_context x = {.site = &config.site, .now = FUZZ_NOW};
        struct buf out;
        buf_init(&out, 0);
        opml_channels(&out, &x, &config.channels);
        claim_sound(out.p, out.n, "the OPML");
        buf_free(&out);
    }
    arena_free(&cli.arena);
    return 0;
}
