/* Items, sources and a site for the tests of the exports. */
#pragma once
#include "export/page.h"

#include <stdio.h>
#include <string.h>

/* 2026-03-01T08:00:00Z */
enum { SAMPLE_NOW = 1772352000 };

static const struct site sample_site = {.title = "Veille",
                                        .url = "https://veille.example.org/",
                                        .language = "fr",
                                        .timezone = "Europe/Paris",
                                        .contact = "veille@example.org"};
static const struct site sample_site_en = {
    .title = "Watch", .url = "https://watch.example.org/feeds", .language = "en", .timezone = "Europe/Paris"};

/* Sorted by id. */
static const struct source_info sample_sources[] = {
    {.id = "full",
     .name = "Un réseau & partenaire",
     .site = "https://partenaire.example.org/",
     .url = "https://partenaire.example.org/feed",
     .licence = "Licence Ouverte 2.0",
     .family = "réseaux"},
    {.id = "link",
     .name = "Un portail",
     .site = "https://portail.example.org/",
     .url = "https://portail.example.org/api",
     .format = "json",
     .republish = REPUBLISH_LINK},
    {.id = "summary",
     .name = "Une région",
     .site = "https://region.example.org/",
     .url = "https://region.example.org/rss.xml?a=1&b=2",
     .family = "financements",
     .republish = REPUBLISH_SUMMARY},
};
static const struct export_context sample_context = {
    .site = &sample_site, .sources = sample_sources, .n_sources = 3, .now = SAMPLE_NOW};
static const struct export_context sample_context_en = {
    .site = &sample_site_en, .sources = sample_sources, .n_sources = 3, .now = SAMPLE_NOW};
static const struct channel sample_channel = {
    .id = "essai", .title = "Essai", .description = "Un canal <d'essai>"};

static inline struct civil day(int year, int month, int d)
{
    return (struct civil){
        .year = year, .month = (uint8_t)month, .day = (uint8_t)d, .precision = PRECISION_DAY};
}

static inline struct civil minute(int year, int month, int d, int hour, int min, const char *zone)
{
    return (struct civil){.year = year,
                          .month = (uint8_t)month,
                          .day = (uint8_t)d,
                          .hour = (uint8_t)hour,
                          .minute = (uint8_t)min,
                          .precision = PRECISION_MINUTE,
                          .zone = zone};
}

static inline struct stored_item sample_item(enum kind kind, const char *title)
{
    struct stored_item s = {.key = 1,
                            .source = "full",
                            .uid = "0123456789abcdef0123456789abcdef",
                            .first_seen = SAMPLE_NOW - 86400,
                            .last_seen = SAMPLE_NOW,
                            .changed = SAMPLE_NOW - 86400,
                            .archived = INSTANT_NONE};
    item_init(&s.item);
    s.item.kind = kind;
    s.item.title = title;
    s.item.url = "https://partenaire.example.org/a?x=1&y=é";
    s.item.published = SAMPLE_NOW - 2 * 86400;
    return s;
}

static inline struct export_page sample_page(const struct export_context *x,
                                             const struct export_format *format)
{
    return (struct export_page){
        .x = x, .channel = &sample_channel, .format = format, .updated = INSTANT_NONE};
}

/* A whole file with these items, as export_run would have it. The caller frees. */
static inline struct buf sample_file(const struct export_context *x, const struct export_format *format,
                                     const struct stored_item *items, size_t n)
{
    struct export_page page = sample_page(x, format);
    struct export_shared shared = {0};
    page.shared = &shared;
    struct buf body, out;
    buf_init(&body, 0);
    buf_init(&out, 0);
    for (size_t i = 0; i < n; i++) {
        bool some = format->item(&body, &page, &items[i]);
        if (some && items[i].changed > page.updated)
            page.updated = items[i].changed;
        page.items += some;
        shared_next(&shared);
    }
    format->begin(&out, &page);
    buf_add(&out, body.p, body.n);
    format->end(&out, &page);
    shared_free(&shared);
    arena_free(&page.kept);
    buf_free(&body);
    return out;
}
