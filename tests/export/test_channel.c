/* export/channel.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "tests/export/sample.h"
#include "base/json.h"

static struct arena a;
static struct yaml_faults faults;
static struct config {
    struct site site;
    struct channels channels;
} config;
static const struct key keys[] = {
    {.name = "site", .type = KEY_MAP, .offset = offsetof(struct config, site), .sub = site_keys},
    {.name = "channels",
     .type = KEY_LIST_OF,
     .offset = offsetof(struct config, channels),
     .sub = channel_keys,
     .element = sizeof(struct channel)},
    {0},
};

static int done(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static struct channels *read_text(const char *yaml)
{
    faults = (struct yaml_faults){.arena = &a};
    config = (struct config){0};
    struct yaml_node *root = yaml_parse(&a, "f.yaml", yaml, strlen(yaml), &faults);
    if (root)
        yaml_read(&a, root, keys, &config, &faults);
    channels_finish(&a, &config.channels, &faults);
    return &config.channels;
}

static const struct channel *read_one(const char *body)
{
    struct channels *list = read_text(arena_printf(&a, "channels:\n  - id: x\n%s", body));
    for (size_t i = 0; i < faults.n; i++)
        fail_msg("%d:%d: %s", faults.v[i].line, faults.v[i].column, faults.v[i].text);
    assert_int_equal(list->n, 1);
    return &list->v[0];
}

/* The one fault of a channel written from line 3 on. */
static void assert_fault(const char *body, int line, int column, const char *words)
{
    read_text(arena_printf(&a, "channels:\n  - id: x\n%s", body));
    if (!faults.n)
        fail_msg("no fault, expected %s", words);
    if (faults.n > 1 || faults.v[0].line != line || faults.v[0].column != column ||
        !strstr(faults.v[0].text, words))
        fail_msg("%d faults; %d:%d: %s; expected %d:%d: … %s …", (int)faults.n, faults.v[0].line,
                 faults.v[0].column, faults.v[0].text, line, column, words);
}

static void without_channels_there_are_those_everybody_wants(void **state)
{
    (void)state;
    struct channels *list = read_text("site: {title: x}\n");
    static const char *const ids[] = {"tout", "appels", "agenda", "ressources", "veille"};
    assert_int_equal(list->n, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(list->v[i].id, ids[i]);
        assert_int_equal(list->v[i].limit, 5000);
    }
    assert_int_equal(read_one("    title: x\n")->limit, 5000);
    assert_int_equal(read_one("    limit: 0\n")->limit, 0);
    list = read_text("site: {title: x}\n");
    const struct channel *calls = &list->v[1];
    assert_true(calls->where.open);
    assert_int_equal(calls->where.kinds, 1u << KIND_CALL);
    assert_true(strings_has(&calls->where.without, "marche_public"));
    assert_int_equal(calls->sort, SORT_DEADLINE);
    assert_false(calls->descending);
    assert_string_equal(channel_title(calls, &sample_site), "Appels à projets ouverts");
    assert_string_equal(channel_title(calls, &sample_site_en), "Open calls");
    assert_string_equal(channel_description(calls, &sample_site_en),
                        "Calls and grants still open, by deadline");
    assert_int_equal(list->v[2].sort, SORT_STARTS);
    assert_int_equal(list->v[4].sort, SORT_PUBLISHED);
    assert_true(list->v[4].descending);
}

static void a_where_becomes_a_filter(void **state)
{
    (void)state;
    const struct channel *c = read_one("    title: Mobilité\n"
                                       "    where:\n"
                                       "      kind: [call, event]\n"
                                       "      open: true\n"
                                       "      topic: mobilite\n"
                                       "      territory: [Île-de-France, Bretagne]\n"
                                       "      audience: communes\n"
                                       "      source: [a, b]\n"
                                       "      language: fr\n"
                                       "      tag: vélo\n"
                                       "      without: emploi\n"
                                       "      text: \"ville -emploi\"\n"
                                       "      since: 30d\n"
                                       "      until: 2026-12-31\n"
                                       "      after: today\n"
                                       "      before: 60d\n"
                                       "    limit: 20\n"
                                       "    sort: starts\n"
                                       "    reverse: true\n");
    struct filter f = channel_filter(c, SAMPLE_NOW, "Europe/Paris");
    int64_t today = SAMPLE_NOW - 9 * 3600; /* 2026-03-01T00:00+01:00 */
    assert_int_equal(f.kinds, 1u << KIND_CALL | 1u << KIND_EVENT);
    assert_true(f.open);
    assert_true(strings_has(&f.topics, "mobilite"));
    assert_int_equal(f.territories.n, 2);
    assert_true(strings_has(&f.audiences, "communes"));
    assert_int_equal(f.sources.n, 2);
    assert_true(strings_has(&f.languages, "fr"));
    assert_true(strings_has(&f.tags, "vélo"));
    assert_true(strings_has(&f.without, "emploi"));
    assert_string_equal(f.text, "ville -emploi");
    assert_int_equal(f.since, today - 30 * 86400);
    assert_int_equal(f.until, civil_days(2026, 12, 31) * 86400 - 3600);
    assert_int_equal(f.after, today);
    assert_int_equal(f.before, today + 60 * 86400);
    assert_int_equal(f.limit, 20);
    assert_int_equal(f.sort, SORT_STARTS);
    assert_true(f.descending);
    assert_int_equal(f.now, SAMPLE_NOW);
    assert_int_equal(f.cancelled_since, INSTANT_NONE);
}

static void a_channel_without_a_where_is_everything_in_all_formats(void **state)
{
    (void)state;
    const struct channel *c = read_one("");
    struct filter f = channel_filter(c, SAMPLE_NOW, "Europe/Paris");
    assert_int_equal(f.kinds, 0);
    assert_int_equal(f.since, INSTANT_NONE);
    assert_int_equal(f.before, INSTANT_NONE);
    assert_int_equal(c->formats, 31);
    assert_string_equal(channel_title(c, &sample_site), "x");
    assert_null(channel_description(c, &sample_site));
}

static void formats_go_by_two_names_and_fit_the_kinds(void **state)
{
    (void)state;
    assert_int_equal(read_one("    formats: [rss, json, ics]\n")->formats, 1 | 4 | 8);
    assert_int_equal(read_one("    formats: [rss, jsonfeed, icalendar]\n")->formats, 1 | 4 | 8);
    assert_int_equal(read_one("    formats: csv\n")->formats, 16);
    assert_int_equal(read_one("    where: {kind: news}\n")->formats, 31 & ~8);
    for (int i = 0; export_formats[i]; i++) /* the order of the bits */
        assert_int_equal(read_one(arena_printf(&a, "    formats: %s\n", export_formats[i]->name))->formats,
                         1 << i);
}

static void faults_are_told_where_they_stand(void **state)
{
    (void)state;
    assert_fault("    were: {kind: call}\n", 3, 5, "did you mean \"where\"");
    assert_fault("    where: {knd: call}\n", 3, 13, "did you mean \"kind\"");
    assert_fault("    where: {theme: eau}\n", 3, 13, "did you mean \"topic\"");
    assert_fault("    where: {kind: cal}\n", 3, 19, "did you mean \"call\"");
    assert_fault("    where: {since: soon}\n", 3, 20, "since: \"soon\" is no date");
    assert_fault("    where: call\n", 3, 12, "where");
    assert_fault("    formats: [rss, icalender]\n", 3, 20, "did you mean \"icalendar\"");
    assert_fault("    sort: dedline\n", 3, 11, "did you mean \"deadline\"");
    assert_fault("    limit: -1\n", 3, 12, "limit");
}

static void contradictions_are_told(void **state)
{
    (void)state;
    assert_fault("    where: {kind: news, open: true}\n", 3, 31, "neither open nor closed");
    assert_fault("    where: {open: true, archived: true}\n", 3, 35, "what is archived is not open");
    assert_fault("    where: {since: 2026-05-01, until: 2026-04-01}\n", 3, 39,
                 "not later than `since: 2026-05-01`");
    assert_fault("    where: {after: 2026-05-01, before: 2026-05-01}\n", 3, 40, "not later than");
    assert_fault("    where: {tag: a, without: a}\n", 3, 30, "also asked for");
    assert_fault("    sort: relevance\n", 3, 11, "needs a search");
    assert_fault("    sort: deadline\n    where: {kind: event}\n", 3, 11, "only calls have a deadline");
    assert_fault("    formats: ics\n    where: {kind: document}\n", 3, 14, "a calendar holds events");
}

static void ids_are_names_of_folders_and_given_once(void **state)
{
    (void)state;
    static const char *const bad[] = {"../x", "A", "é", "a/b", ".x", "a b", "-x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        read_text(arena_printf(&a, "channels:\n  - id: \"%s\"\n", bad[i]));
        assert_int_equal(faults.n, 1);
        assert_non_null(strstr(faults.v[0].text, "cannot be the name of a folder"));
    }
    read_text("channels:\n  - id: x\n  - id: y\n  - id: x\n");
    assert_int_equal(faults.n, 1);
    assert_int_equal(faults.v[0].line, 4);
    assert_non_null(strstr(faults.v[0].text, "given twice; the other is on line 2"));
    read_text("channels:\n  - title: x\n");
    assert_int_equal(faults.n, 1);
    assert_non_null(strstr(faults.v[0].text, "\"id\" is missing"));
}

static void a_site_has_french_words_and_the_time_of_paris(void **state)
{
    (void)state;
    read_text("site: {title: x}\n");
    assert_string_equal(config.site.language, "fr");
    assert_string_equal(config.site.timezone, "Europe/Paris");
    read_text("site: {contact: nobody}\n");
    assert_int_equal(faults.n, 1);
    assert_non_null(strstr(faults.v[0].text, "is no mail address"));
    read_text("site: {timezone: Europe/Pariss}\n");
    assert_int_equal(faults.n, 1);
}

static void the_signature_changes_with_the_definition_alone(void **state)
{
    (void)state;
    const char *first = read_one("    where: {kind: call, topic: [a, b]}\n")->signature;
    assert_string_equal(first, read_one("    where:\n      topic: [a, b]\n      kind: call\n")->signature);
    static const char *const others[] = {
        "    where: {kind: call, topic: [ab]}\n",
        "    where: {kind: call, audience: [a, b]}\n",
        "    where: {kind: event, topic: [a, b]}\n",
        "    where: {kind: call, topic: [a, b], since: 1d}\n",
        "    where: {kind: call, topic: [a, b]}\n    title: y\n",
        "    where: {kind: call, topic: [a, b]}\n    limit: 3\n",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_string_not_equal(first, read_one(others[i])->signature);
}

static void the_tables_make_a_schema_and_a_reference(void **state)
{
    (void)state;
    struct buf out;
    struct json j;
    buf_init(&out, 0);
    jw_init(&j, &out, false);
    yaml_schema(&j, keys);
    assert_non_null(strstr(out.p, "\"where\""));
    buf_reset(&out);
    yaml_reference(&out, channel_keys, "channels", 2);
    assert_non_null(strstr(out.p, "marche_public"));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_channels_there_are_those_everybody_wants),
        cmocka_unit_test(a_where_becomes_a_filter),
        cmocka_unit_test(a_channel_without_a_where_is_everything_in_all_formats),
        cmocka_unit_test(formats_go_by_two_names_and_fit_the_kinds),
        cmocka_unit_test(faults_are_told_where_they_stand),
        cmocka_unit_test(contradictions_are_told),
        cmocka_unit_test(ids_are_names_of_folders_and_given_once),
        cmocka_unit_test(a_site_has_french_words_and_the_time_of_paris),
        cmocka_unit_test(the_signature_changes_with_the_definition_alone),
        cmocka_unit_test(the_tables_make_a_schema_and_a_reference),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
