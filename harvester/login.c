/* Logging in: the table of `login:`, the token in the answer, and the tokens of a run. */
#include "harvester/login.h"
#include "base/hash.h"
#include "base/text.h"
#include "harvester/formats/format.h"
#include "harvester/rules.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) .offset = offsetof(struct login, member)

static void check_pointer(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    struct error err = {0};
    (void)into;
    if (!rule_pointer_ok(value->text, &err))
        yaml_fault(faults, value, "token: %s", err.text);
}

static void check_header(const struct yaml_node *value, void *into, struct yaml_faults *faults)
{
    const char *colon = strchr(value->text, ':');
    (void)into;
    if (!colon || colon == value->text || strpbrk(value->text, "\r\n") || !strstr(colon, "{token}"))
        yaml_fault(
            faults, value,
            "header: \"%.80s\" is no header with a token; expected such as \"Authorization: Bearer {token}\"",
            value->text);
}

const struct key login_keys[] = {
    {.name = "url",
     .type = KEY_URL,
     AT(url),
     .required = true,
     .help = "the address that is asked, with POST",
     .example = "https://api.example/connexion/",
     .also = "uri address"},
    {.name = "post",
     .type = KEY_STRING,
     AT(post),
     .help = "the body; secrets are written `${NAME}`",
     .example = "\"grant_type=client_credentials&client_id=${ID}&client_secret=${SECRET}\"",
     .also = "body data"},
    {.name = "post_type",
     .type = KEY_TEXT,
     AT(post_type),
     .help = "its media type; without it as that of the source's `post`",
     .also = "content_type"},
    {.name = "headers",
     .type = KEY_PAIRS,
     AT(headers),
     .help = "headers of the call, and of no other",
     .example = "{X-AUTH-TOKEN: \"${KEY}\"}",
     .also = "header"},
    {.name = "token",
     .type = KEY_TEXT,
     AT(token),
     .check = check_pointer,
     .help = "where the answer holds the token, a JSON Pointer; without it `/access_token` or `/token`",
     .example = "/data/token",
     .also = "pointer path"},
    {.name = "header",
     .type = KEY_TEXT,
     AT(header),
     .check = check_header,
     .preset = "Authorization: Bearer {token}",
     .help = "the header that carries the token from then on"},
    {.name = "lasts",
     .type = KEY_DURATION,
     AT(lasts),
     .preset = "1h",
     .min = 1,
     .max = 30 * 86400,
     .help = "how long it holds, unless the answer says it in `expires_in`",
     .also = "expires expires_in ttl"},
    {0},
};

void login_complete(struct login *login, const struct yaml_node *node)
{
    const struct yaml_node *url = yaml_get(node, "url");
    login->shown_url = url && url->type == YAML_SCALAR ? url->text : login->url;
    if (!login->url || login->post_type)
        return;
    bool json = login->post && (*login->post == '{' || *login->post == '[');
    login->post_type = json ? "application/json" : "application/x-www-form-urlencoded";
}

/* --- the answer --- */

static const json_t *at_pointer(struct arena *a, const json_t *root, const char *pointer)
{
    while (root && *pointer == '/') {
        size_t n = strcspn(++pointer, "/");
        char *name = arena_strndup(a, pointer, n), *to = name;
        for (const char *from = name; (*to = *from); to++, from++)
            if (*from == '~' && from[1]) /* RFC 6901: ~0 is ~, ~1 is / */
                *to = *++from == '1' ? '/' : '~';
        root = json_is_array(root) ? json_array_get(root, (size_t)strtoul(name, NULL, 10))
                                   : json_object_get(root, name);
        pointer += n;
    }
    return root;
}

bool login_read(const struct login *login, const struct document *document, struct arena *a,
                const char **token, int64_t *lasts, struct error *err)
{
    static const char *const usual[] = {"/access_token", "/token"};
    json_t *root = json_loadb(document->bytes, document->n, JSON_REJECT_DUPLICATES, NULL);
    const json_t *found = NULL;
    *token = NULL;
    *lasts = -1;
    for (size_t i = 0; !login->token && !found && i < sizeof usual / sizeof *usual; i++)
        found = at_pointer(a, root, usual[i]);
    if (login->token)
        found = at_pointer(a, root, login->token);
    if (json_is_string(found) && json_string_length(found) && json_string_length(found) <= LONGEST_TOKEN)
        *token = arena_strdup(a, json_string_value(found));
    const json_t *expires = json_object_get(root, "expires_in");
    if (json_is_integer(expires) && json_integer_value(expires) > 0)
        *lasts = json_integer_value(expires);
    bool json = root != NULL;
    json_decref(root);
    if (*token)
        return true;
    return error_set(err, json ? "the answer holds no token at %s" : "the answer is no JSON",
                     login->token ? login->token : "/access_token or /token");
}

/* --- tokens of a run --- */

struct token {
    struct token *next;
    struct hash login;
    char *text;
    int64_t until;
    bool taken;
};
struct tokens {
    struct token *first;
};

struct tokens *tokens_new(void)
{
    return mem_alloc(sizeof(struct tokens));
}

static void wipe(struct token *t)
{
    if (t->text)
        explicit_bzero(t->text, strlen(t->text));
    free(t->text);
    t->text = NULL;
}

void tokens_free(struct tokens *t)
{
    while (t && t->first) {
        struct token *next = t->first->next;
        wipe(t->first);
        free(t->first);
        t->first = next;
    }
    free(t);
}

/* All that makes two logins one. */
static struct hash name_of(const struct login *login)
{
    struct buf b;
    buf_init(&b, 0);
    const char *const texts[] = {login->url, login->post, login->post_type, login->token};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        buf_printf(&b, "%s\n", texts[i] ? texts[i] : "");
    for (size_t i = 0; i < login->headers.n; i++)
        buf_printf(&b, "%s: %s\n", login->headers.names[i], login->headers.values[i]);
    struct hash h = hash_bytes(b.p, b.n);
    explicit_bzero(b.p, b.n);
    buf_free(&b);
    return h;
}

static struct token *find(const struct tokens *t, const struct login *login)
{
    struct hash name = name_of(login);
    struct token *token = t->first;
    while (token && (token->login.low != name.low || token->login.high != name.high))
        token = token->next;
    return token;
}

const char *tokens_get(const struct tokens *t, const struct login *login, int64_t now)
{
    const struct token *token = find(t, login);
    return token && token->text && token->until > now ? token->text : NULL;
}

static struct token *find_or_make(struct tokens *t, const struct login *login)
{
    struct token *token = find(t, login);
    if (!token) {
        token = mem_alloc(sizeof *token);
        *token = (struct token){.next = t->first, .login = name_of(login)};
        t->first = token;
    }
    return token;
}

bool tokens_put(struct tokens *t, const struct login *login, const char *text, int64_t until,
                struct error *err)
{
    for (const char *c = text; *c; c++)
        if (*c <= ' ' || *c > '~')
            return error_set(err, "the token of the answer cannot stand in a header");
    struct token *token = find_or_make(t, login);
    wipe(token);
    token->text = mem_strdup(text);
    token->until = until;
    return true;
}

void tokens_drop(struct tokens *t, const struct login *login, const char *text)
{
    struct token *token = find(t, login);
    if (token && token->text && text && strcmp(token->text, text) == 0)
        wipe(token);
}

bool tokens_take(struct tokens *t, const struct login *login)
{
    struct token *token = find_or_make(t, login);
    bool taken = token->taken;
    token->taken = true;
    return !taken;
}

void tokens_release(struct tokens *t, const struct login *login)
{
    find_or_make(t, login)->taken = false;
}

void login_header(struct arena *a, const struct login *login, const char *token, const char **name,
                  const char **value)
{
    const char *colon = strchr(login->header, ':'), *place = strstr(login->header, "{token}");
    const char *from = colon + 1 + strspn(colon + 1, " ");
    *name = arena_strndup(a, login->header, (size_t)(colon - login->header));
    *value = arena_printf(a, "%.*s%s%s", (int)(place - from), from, token, place + strlen("{token}"));
}
