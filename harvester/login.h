/* `login:`: a call that gives a token with which a source is asked. The token is kept in memory for a run,
   until it expires; it is never stored, shown or logged. */
#pragma once
#include "base/error.h"
#include "base/yaml.h"

struct document;
struct source;

struct login {
    const char *url;              /* NULL: there is none */
    const char *shown_url;        /* as written, with ${NAME} */
    const char *post, *post_type; /* NULL: an empty body */
    struct yaml_pairs headers;
    const char *token;  /* JSON Pointer; NULL: where OAuth 2 and most others put it */
    const char *header; /* "Authorization: Bearer {token}" */
    int64_t lasts;      /* seconds it holds, unless the answer says it (expires_in) */
};
extern const struct key login_keys[];

/* After login_keys were read. node: `login:`; NULL: there is none. */
void login_complete(struct login *login, const struct yaml_node *node);

enum { LONGEST_TOKEN = 8192 };
/* Reads the answer of the call; runs where hostile bytes are read. *lasts: seconds, -1: it does not say. */
bool login_read(const struct login *login, const struct document *document, struct arena *a,
                const char **token, int64_t *lasts, struct error *err);

/* --- tokens of a run --- */
/* Sources that log in the same way share theirs. */
struct tokens;
struct tokens *tokens_new(void);
void tokens_free(struct tokens *t); /* nothing of them is left in memory; NULL is nothing */
/* NULL: there is none, or it has expired at `now`. Valid until the next call. */
const char *tokens_get(const struct tokens *t, const struct login *login, int64_t now);
/* false with err set: it is no token that can stand in a header. */
bool tokens_put(struct tokens *t, const struct login *login, const char *token, int64_t until,
                struct error *err);
/* Forgets it, if it still is that one. */
void tokens_drop(struct tokens *t, const struct login *login, const char *token);
/* One source logs in, and those that do it the same way wait: false while another is at it. */
bool tokens_take(struct tokens *t, const struct login *login);
void tokens_release(struct tokens *t, const struct login *login);
/* The header to send, in the arena. */
void login_header(struct arena *a, const struct login *login, const char *token, const char **name,
                  const char **value);
