/* Dates as machines write them. */
/* fuzz: -max_len=128 -dict=tests/fuzz/date.dict */
#include "tests/fuzz/fuzz.h"
#include "base/timestamp.h"
#include "base/zone.h"

static void claim_instant(int64_t at)
{
    char text[40];
    claim(at == INSTANT_NONE || strlen(instant_format(at, NULL, text)) == 20, "%lld: %s", (long long)at,
          text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct civil c, again;
    char written[32];
    char *s = malloc(n + 1);
    memcpy(s, data, n);
    s[n] = '\0';
    bool read = timestamp_parse((const char *)data, n, &c);
    claim(read == (c.precision != PRECISION_NONE), "precision %d", c.precision);
    if (read) {
        claim(civil_valid(&c), "%s does not exist", civil_format(&c, written));
        claim(!c.zone || zone_find(c.zone), "zone %s", c.zone);
        claim(civil_parse(civil_format(&c, written), &again), "%s is not read again", written);
        again.zone = c.zone;
        claim(civil_compare(&c, &again) == 0, "%s means something else", written);
        claim(civil_end(&c, NULL) >= civil_instant(&c, NULL), "%s ends before it begins", written);
    }
    claim_instant(timestamp_instant((const char *)data, n, "Europe/Paris"));
    claim_instant(timestamp_http(s));
    if (civil_parse(s, &c))
        claim(strcmp(civil_format(&c, written), s) == 0 || c.second == 0, "%s becomes %s", s, written);
    free(s);
    return 0;
}
