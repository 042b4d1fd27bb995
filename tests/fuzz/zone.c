/* Names of time zones, and the instants of their clocks. Eight bytes of an instant, then a name. */
/* fuzz: -max_len=128 -dict=tests/fuzz/date.dict */
#include "tests/fuzz/fuzz.h"
#include "base/civil.h"
#include "base/zone.h"

enum { CENTURIES = 250 * 366 * 86400LL };

static void clocks(const struct zone *z, int64_t at)
{
    const char *abbreviation = NULL;
    int offset = zone_offset(z, at, &abbreviation);
    claim(offset > -25 * 3600 && offset < 27 * 3600, "%s is %d seconds off", zone_name(z), offset);
    claim(abbreviation, "%s has no abbreviation", zone_name(z));
    /* an hour may stand twice on the clock; then it is the first */
    int64_t back = zone_instant(z, at + offset);
    claim(back == at || zone_offset(z, back, NULL) + back == at + offset, "%s: %lld becomes %lld",
          zone_name(z), (long long)at, (long long)back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct buf out;
    int64_t at;
    if (n < sizeof at)
        return -1;
    memcpy(&at, data, sizeof at);
    at %= CENTURIES;
    arena_init(&a, 0);
    buf_init(&out, 0);
    const char *name = arena_strndup(&a, (const char *)data + sizeof at, n - sizeof at);
    const char *windows = zone_from_windows(name);
    const struct zone *z = zone_find(name);
    claim(!windows || zone_find(windows), "%s is no zone", windows);
    z = z || !windows ? z : zone_find(windows);
    if (z) {
        claim(zone_find(zone_name(z)) == z, "%s is found under another name", zone_name(z));
        clocks(z, at);
        zone_vtimezone(z, at, &out);
        claim(strncmp(out.p, "BEGIN:VTIMEZONE\r\n", 17) == 0, "%s", out.p);
    }
    buf_free(&out);
    arena_free(&a);
    return 0;
}
