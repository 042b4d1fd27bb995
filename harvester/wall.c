/* Walls against robots, by a table of what their pages hold. No parser: a search for words in the first
 * bytes. */
#include "harvester/wall.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* `sure`: nothing but a challenge holds it. The others stand in good pages too (a form with a captcha, a
   script that watches), and count in a refusal, or in a page that is hardly more than that. */
static const struct {
    const char *words; /* lower case */
    const char *name;
    int sure;
} marks[] = {
    {"_cf_chl_opt", "Cloudflare", 1},
    {"<title>just a moment...</title>", "Cloudflare", 1},
    {"attention required! | cloudflare", "Cloudflare", 1},
    {"cf-error-details", "Cloudflare", 1},
    {"cdn-cgi/challenge-platform", "Cloudflare", 0},
    {"error code: 1020", "Cloudflare", 0},
    {"captcha-delivery.com", "DataDome", 1},
    {"px-captcha", "HUMAN (PerimeterX)", 1},
    {"_pxappid", "HUMAN (PerimeterX)", 0},
    {"incapsula incident id", "Imperva", 1},
    {"_incapsula_resource", "Imperva", 0},
    {"awswafintegration", "AWS WAF", 1},
    {"token.awswaf.com", "AWS WAF", 1},
    {"errors.edgesuite.net", "Akamai", 1},
    {"sec-if-cpt-container", "Akamai", 1},
    {"bm-verify=", "Akamai", 1},
    {"sucuri website firewall", "Sucuri", 1},
    {"sucuri_cloudproxy_js", "Sucuri", 1},
    {"/.within.website/x/cmd/anubis/", "Anubis", 1},
    {"vercel security checkpoint", "Vercel", 1},
    {"/_fs-ch-", "Fastly", 1},
    {"ddos-guard", "DDoS-Guard", 0},
    {"the requested url was rejected. please consult with your administrator", "F5", 1},
    {"id=\"challenge-form\"", "a captcha", 1},
    {"checking your browser before accessing", "a check of the browser", 1},
    {"enable javascript and cookies to continue", "a check of the browser", 1},
    {"verify you are human", "a captcha", 0},
    {"verify that you are not a robot", "a captcha", 0},
    {"are you a robot", "a captcha", 0},
    {"vérifiez que vous êtes humain", "a captcha", 0},
    {"vous n'êtes pas un robot", "a captcha", 0},
    {"vous n’êtes pas un robot", "a captcha", 0},
    {"g-recaptcha", "a captcha", 0},
    {"h-captcha", "a captcha", 0},
    {"cf-turnstile", "a captcha", 0},
    {"frc-captcha", "a captcha", 0},
    {"unusual traffic", "a captcha", 0},
};
enum { SMALL_PAGE = 12 << 10 };

int wall_status(long status)
{
    return status == 401 || status == 403 || status == 405 || status == 406 || status == 429 || status == 503;
}

const char *wall_name(const struct wall_signs *signs)
{
    size_t n = signs->n < WALL_BYTES ? signs->n : WALL_BYTES;
    if (signs->mitigated)
        return "Cloudflare";
    int enough = wall_status(signs->status) || n < SMALL_PAGE;
    char *text = mem_alloc(n + 1);
    const char *name = NULL;
    for (size_t i = 0; i < n; i++)
        text[i] =
            signs->body[i] >= 'A' && signs->body[i] <= 'Z' ? (char)(signs->body[i] | 0x20) : signs->body[i];
    for (size_t i = 0; !name && i < sizeof marks / sizeof *marks; i++)
        if ((marks[i].sure || enough) && memmem(text, n, marks[i].words, strlen(marks[i].words)))
            name = marks[i].name;
    free(text);
    return name;
}
