/* harvester/wall.h: walls against robots, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/buf.h"
#include "harvester/wall.h"

static const char *wall(long status, const char *body)
{
    return wall_name(&(struct wall_signs){.status = status, .body = body, .n = strlen(body)});
}

static void the_walls_of_the_common_networks_have_names(void **state)
{
    (void)state;
    static const struct {
        long status;
        const char *body, *name;
    } cases[] = {
        {403, "<title>Just a moment...</title>", "Cloudflare"},
        {503, "<script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1\"></script>", "Cloudflare"},
        {403, "<title>Attention Required! | Cloudflare</title>", "Cloudflare"},
        {403, "<script>var dd={'host':'geo.captcha-delivery.com'}</script>", "DataDome"},
        {403, "<div id=\"px-captcha\"></div>", "HUMAN (PerimeterX)"},
        {200, "Request unsuccessful. Incapsula incident ID: 1", "Imperva"},
        {403, "<H1>Access Denied</H1> Reference #18 https://errors.edgesuite.net/18", "Akamai"},
        {405, "<script>AwsWafIntegration.saveReferrer();</script>", "AWS WAF"},
        {200, "<script src=\"/.within.website/x/cmd/anubis/static/js/main.mjs\"></script>", "Anubis"},
        {429, "<title>Vercel Security Checkpoint</title>", "Vercel"},
        {200, "<p>Veuillez confirmer que vous n'êtes pas un robot.</p>", "a captcha"},
        {403, "<form><div class=\"h-captcha\" data-sitekey=\"x\"></div></form>", "a captcha"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *name = wall(cases[i].status, cases[i].body);
        if (!name || strcmp(name, cases[i].name) != 0)
            fail_msg("%s: %s", cases[i].body, name ? name : "none");
    }
    assert_string_equal(wall_name(&(struct wall_signs){.status = 403, .mitigated = "challenge", .body = ""}),
                        "Cloudflare");
}

static void a_plain_refusal_is_none(void **state)
{
    (void)state;
    assert_null(wall(403, "<h1>Forbidden</h1><p>nginx</p>"));
    assert_null(wall(503, "Service en maintenance"));
    assert_null(wall(429, ""));
}

/* Good pages hold the scripts that watch, and forms with a captcha. */
static void a_page_with_a_form_is_none(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, 0);
    buf_adds(&page, "<form class=\"contact\"><div class=\"g-recaptcha\"></div></form>"
                    "<script src=\"/cdn-cgi/challenge-platform/scripts/jsd/main.js\"></script>");
    while (page.n < 20000)
        buf_adds(&page, "<p>Une actualité parmi d'autres.</p>");
    assert_null(wall(200, buf_str(&page)));
    assert_non_null(wall(403, buf_str(&page)));
    buf_free(&page);
}

static void only_the_beginning_is_looked_at(void **state)
{
    (void)state;
    struct buf page;
    buf_init(&page, 0);
    while (page.n <= WALL_BYTES)
        buf_adds(&page, "0123456789");
    buf_adds(&page, "_cf_chl_opt");
    assert_null(wall(403, buf_str(&page)));
    buf_free(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_walls_of_the_common_networks_have_names),
        cmocka_unit_test(a_plain_refusal_is_none),
        cmocka_unit_test(a_page_with_a_form_is_none),
        cmocka_unit_test(only_the_beginning_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
