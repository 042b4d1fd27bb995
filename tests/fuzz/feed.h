/* What must be true of every feed that a document gives: the texts are texts, the dates exist, the content is
   sanitised, and the message that carries it to the main process is taken there. */
#pragma once
#include "tests/fuzz/fuzz.h"
#include "base/civil.h"
#include "harvester/formats/format.h"
#include "harvester/sanitize.h"
#include "harvester/wire.h"

/* clang-format off */
#define ITEM_TEXTS(X) \
    X(id) X(url) X(external_url) X(title) X(summary) X(content_html) X(content_text) X(image) X(language) \
    X(place) X(amount_currency) X(organizer) X(territory) X(origin_name) X(origin_url)
#define FEED_TEXTS(X) \
    X(title) X(description) X(home_page_url) X(feed_url) X(language) X(icon) X(favicon) X(hub) X(next_url) \
    X(warning)
/* clang-format on */

static inline void claim_string(const char *s, const char *what)
{
    if (s)
        claim_text(s, strlen(s), what);
}

static inline void claim_address(const char *s, const char *what)
{
    static const char *const acting[] = {"javascript:", "data:", "vbscript:"};
    for (size_t i = 0; s && i < sizeof acting / sizeof *acting; i++)
        claim(strncasecmp(s, acting[i], strlen(acting[i])) != 0, "%s acts: %s", what, s);
}

static inline void claim_civil(const struct civil *c, const char *what)
{
    claim(c->precision == PRECISION_NONE || civil_valid(c), "%s is no date", what);
    claim_string(c->zone, what);
}

static inline void claim_instant(int64_t at, const char *what)
{
    if (at == INSTANT_NONE)
        return;
    struct civil c = civil_at(at, NULL);
    claim(c.year >= 1 && c.year <= 9999, "%s is in year %d", what, c.year);
}

static inline void claim_sanitised(const char *html)
{
    struct buf again;
    if (!html)
        return;
    buf_init(&again, 0);
    sanitize_html(&again, html, strlen(html), NULL);
    claim(strcmp(buf_str(&again), html) == 0, "content is not sanitised:\n%s\n%s", html, again.p);
    buf_free(&again);
}

static inline void claim_item(const struct item *item)
{
#define X(member) claim_string(item->member, #member);
    ITEM_TEXTS(X)
#undef X
    claim_address(item->url, "url");
    claim_address(item->external_url, "external_url");
    claim_address(item->image, "image");
    claim_instant(item->published, "published");
    claim_instant(item->updated, "updated");
    const struct civil *const dates[] = {&item->starts, &item->ends, &item->registration_deadline,
                                         &item->opens, &item->deadline};
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++)
        claim_civil(dates[i], "a date");
    for (size_t i = 0; i < item->sessions.n; i++) {
        claim_civil(&item->sessions.v[i].from, "a session");
        claim_civil(&item->sessions.v[i].to, "a session");
    }
    for (size_t i = 0; i < item->deadlines.n; i++)
        claim_civil(&item->deadlines.v[i], "a deadline");
    for (size_t i = 0; i < item->attachments.n; i++) {
        claim(item->attachments.v[i].url, "an attachment without an address");
        claim_address(item->attachments.v[i].url, "an attachment");
    }
    for (size_t i = 0; i < item->tags.n; i++)
        claim_string(item->tags.v[i], "a tag");
    claim_sanitised(item->content_html);
}

/* The answer of a worker is read back, and written again gives the same bytes. */
static inline void claim_wire(const struct wire_answer *answer)
{
    struct buf first, second;
    struct arena a;
    struct wire_answer back;
    struct error err;
    size_t n;
    buf_init(&first, 0);
    buf_init(&second, 0);
    arena_init(&a, 0);
    wire_put_answer(&first, answer);
    claim(wire_head(first.p, WIRE_ANSWER, first.n, &n, &err) && n == first.n - WIRE_HEAD, "%s", err.text);
    claim(wire_get_answer(&a, first.p + WIRE_HEAD, n, &back, &err), "%s", err.text);
    wire_put_answer(&second, &back);
    claim(first.n == second.n && memcmp(first.p, second.p, first.n) == 0, "another message comes back");
    buf_free(&first);
    buf_free(&second);
    arena_free(&a);
}

static inline void claim_feed(const struct feed *feed)
{
    struct wire_answer answer = {.lasts = -1, .feed = *feed};
#define X(member) claim_string(feed->member, #member);
    FEED_TEXTS(X)
#undef X
    claim_address(feed->home_page_url, "home_page_url");
    claim_address(feed->next_url, "next_url");
    for (size_t i = 0; i < feed->items.n; i++)
        claim_item(&feed->items.v[i]);
    claim_wire(&answer);
}

/* Reads bytes as a document of a format (NULL: found out). */
static inline void fuzz_document(const char *format, const char *charset, const void *bytes, size_t n)
{
    struct arena a;
    struct feed feed;
    struct error err = {0};
    const struct document document = {.bytes = bytes,
                                      .n = n,
                                      .charset = charset,
                                      .url = "https://source.example/folder/feed?a=1",
                                      .timezone = "Europe/Paris",
                                      .now = FUZZ_NOW};
    arena_init(&a, 0);
    if (format_parse(format, &document, &a, &feed, &err)) {
        claim_feed(&feed);
    } else {
        claim(err.text[0], "refused without a word");
        claim_string(err.text, "the error");
    }
    arena_free(&a);
}
