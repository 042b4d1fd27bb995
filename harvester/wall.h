/* Walls against robots: an answer that is no document of the source but a challenge, a captcha or a refusal
   by who stands before it. Told apart from a source that is broken: the site is well, and does not want us.
 */
#pragma once
#include <stddef.h>

struct wall_signs {
    long status;           /* HTTP */
    const char *mitigated; /* the header Cf-Mitigated; NULL */
    const char *body;      /* as far as it came; only its first WALL_BYTES are looked at */
    size_t n;
};
enum { WALL_BYTES = 64 << 10 };

/* Whose wall it is ("Cloudflare", "a captcha"); NULL: none. Of an answer that refuses (401, 403, 405, 406,
   429, 503) a little says enough; of a page with 200, that gave no item, only what no other page has. */
const char *wall_name(const struct wall_signs *signs);
/* May an answer with this status be a wall, so that its body is worth a look? */
int wall_status(long status);
