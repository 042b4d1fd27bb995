/* A source's key is found in whatever its server says, in each way it may be spelt. The first byte chooses
   the key, "#" in the rest stands for it as it is, and "%" for an address's way to write it. */
/* fuzz: -max_len=512 */
#include "tests/fuzz/fuzz.h"
#include "harvester/secrets.h"

static const char *const keys[] = {"s3cret", "aaaaaaaa", "a/b\"c\\d=", "%41%41%41", "${MOISSON_FUZZ}", "ééé"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct yaml_node value = {.text = "Bearer ${MOISSON_FUZZ} $${MOISSON_FUZZ} ${NOT_SET} ${"},
                     *values[] = {&value};
    const struct yaml_node node = {.type = YAML_LIST, .v = values, .n = 1};
    const struct source source = {.node = &node};
    struct buf text;
    if (!n)
        return -1;
    const char *key = keys[*data % (sizeof keys / sizeof *keys)];
    setenv("MOISSON_FUZZ", key, 1);
    buf_init(&text, 0);
    for (size_t i = 1; i < n; i++) {
        if (data[i] == '#')
            buf_adds(&text, key);
        else if (data[i] == '%')
            for (const char *c = key; *c; c++)
                buf_printf(&text, "%%%02X", (unsigned char)*c);
        else
            buf_addc(&text, (char)data[i]);
    }
    secrets_hide(&source, &text);
    claim(strstr(key, "MOISSON") || !text.n || !memmem(text.p, text.n, key, strlen(key)), "%s is in %.*s",
          key, (int)text.n, text.p);
    buf_free(&text);
    return 0;
}
