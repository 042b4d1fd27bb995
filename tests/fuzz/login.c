/* What a server answers to a login: a token that can stand in a header, or a refusal in words. The first line
   is the pointer; none: the usual ones. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/json.dict */
#include "tests/fuzz/fuzz.h"
#include "base/text.h"
#include "harvester/formats/format.h"
#include "harvester/login.h"

static void claim_header(struct arena *a, const struct login *login, const char *token)
{
    struct tokens *tokens = tokens_new();
    struct error err = {0};
    const char *name, *value;
    if (tokens_put(tokens, login, token, 100, &err)) {
        claim(strcmp(tokens_get(tokens, login, 99), token) == 0, "another token");
        claim(!tokens_get(tokens, login, 100), "it has expired");
        login_header(a, login, tokens_get(tokens, login, 1), &name, &value);
        claim(strcmp(name, "X-Key") == 0, "%s", name);
        for (const char *c = value; *c; c++)
            claim(*c >= ' ' && *c <= '~', "the header holds %d", *c);
        tokens_drop(tokens, login, token);
        claim(!tokens_get(tokens, login, 1), "it was dropped");
    } else {
        claim(err.text[0], "refused without a word");
    }
    tokens_free(tokens);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct error err = {0};
    const char *line, *token;
    int64_t lasts;
    arena_init(&a, 0);
    size_t length = fuzz_line(&data, &n, &line);
    struct login login = {.url = "https://a.example/", .header = "X-Key:  k {token} z"};
    login.token = length ? fuzz_text(&a, line, length) : NULL;
    const struct document document = {.bytes = (const char *)data, .n = n};
    if (login_read(&login, &document, &a, &token, &lasts, &err)) {
        claim(token && *token && strlen(token) <= LONGEST_TOKEN, "a token of %zu bytes", strlen(token));
        claim(utf8_valid(token, strlen(token)), "the token is no UTF-8");
        claim(lasts == -1 || lasts > 0, "it lasts %lld", (long long)lasts);
        claim_header(&a, &login, token);
    } else {
        claim(!token && err.text[0], "refused without a word");
    }
    arena_free(&a);
    return 0;
}
