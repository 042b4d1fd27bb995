/* Whose wall an answer is: of any bytes a name or none, and only of their beginning. The first byte chooses
 * the status. */
/* fuzz: -max_len=4096 */
#include "tests/fuzz/fuzz.h"
#include "harvester/wall.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const long statuses[] = {200, 403, 429, 503, 404};
    if (!n)
        return -1;
    struct wall_signs signs = {.status = statuses[*data % 5], .body = (const char *)data + 1, .n = n - 1};
    const char *name = wall_name(&signs);
    claim(!name || *name, "a wall without a name");
    char *longer = mem_alloc(WALL_BYTES + n);
    memcpy(longer, data + 1, n - 1);
    memset(longer + n - 1, ' ', WALL_BYTES - n + 1);
    memcpy(longer + WALL_BYTES, "_cf_chl_opt", n > 11 ? 11 : n);
    signs.body = longer;
    signs.n = WALL_BYTES + (n > 11 ? 11 : n);
    const char *same = wall_name(&signs);
    claim(!same || name, "what stands behind the beginning made it a wall: %s", same);
    free(longer);
    return 0;
}
