/* When a source is due again, whatever it and its server ask for: in the future, and not for ever. */
/* fuzz: -max_len=80 */
#include "tests/fuzz/fuzz.h"
#include "harvester/schedule.h"

enum { DAY = 86400, LONGEST_EVERY = 366 * DAY };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct {
        uint32_t every, retry_after, max_age, ttl, skip_hours, skip_days, failures;
        uint64_t seed;
    } x = {0};
    memcpy(&x, data, n < sizeof x ? n : sizeof x);
    const struct schedule_input in = {.now = FUZZ_NOW,
                                      .every = 60 + x.every % (LONGEST_EVERY - 60),
                                      .ok = x.failures % 2 == 0,
                                      .failures = (int)(x.failures % 2 ? x.failures >> 1 & 0x3fffffff : 0),
                                      .retry_after = (int64_t)x.retry_after - 1,
                                      .max_age = (int64_t)x.max_age - 1,
                                      .ttl = (int64_t)x.ttl - 1,
                                      .skip_hours = x.skip_hours & 0xffffff,
                                      .skip_days = x.skip_days & 0x7f,
                                      .seed = x.seed};
    int64_t at = schedule_next(&in), most = (in.every > 7 * DAY ? in.every : 7 * DAY) * 4 + 8 * DAY;
    claim(at > in.now, "due %lld seconds ago", (long long)(in.now - at));
    claim(at - in.now <= most, "due in %lld seconds, every %lld", (long long)(at - in.now),
          (long long)in.every);
    claim(schedule_next(&in) == at, "another answer the second time");
    return 0;
}
