/* editeurs.atom: what is the matter with the sources, and since when, as an Atom feed for those who keep the
 * lists. */
#include "cli/session.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "export/export.h"
#include "harvester/habit.h"

#include <string.h>

enum { MOST_ENTRIES = 100 };

const struct incident *session_incident(const struct incident *v, size_t n, const char *source)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].source, source) == 0)
            return &v[i];
    return NULL;
}

void write_losses(struct json *j, const struct incident *incident)
{
    static const char *const names[] = {
        [LOSS_ITEMS] = "items", [LOSS_FIELD] = "field", [LOSS_REPEATED] = "repeated", [LOSS_PAGE] = "page"};
    char when[40];
    if (!incident)
        return;
    jw_field(j, "incident", incident->kind);
    jw_field(j, "since", instant_format(incident->since, NULL, when));
    jw_key(j, "lost");
    jw_array(j);
    for (size_t i = 0; i < incident->losses.n; i++) {
        const struct loss *l = &incident->losses.v[i];
        const struct {
            const char *name;
            int64_t value;
        } figures[] = {{"before", l->before_filled},
                       {"before_of", l->before_total},
                       {"now", l->now_filled},
                       {"now_of", l->now_total},
                       {"line", l->line}};
        jw_object(j);
        jw_field(j, "what", l->what >= 0 && l->what <= LOSS_PAGE ? names[l->what] : NULL);
        jw_field(j, "field", l->field);
        jw_field(j, "rule", l->rule);
        for (size_t k = 0; k < sizeof figures / sizeof *figures - !l->line; k++) {
            jw_key(j, figures[k].name);
            jw_int(j, figures[k].value);
        }
        jw_field(j, "before_example", l->before_example);
        jw_field(j, "now_example", l->now_example);
        jw_field(j, "guess", l->guess);
        jw_object_end(j);
    }
    jw_array_end(j);
}

/* --- words --- */

static const struct {
    const char *kind, *fr, *en;
} titles[] = {
    {"drifted", "ne donne plus ce qu'elle donnait", "does not yield what it used to"},
    {"walled", "nous refuse (mur anti-robots)", "refuses us (a wall against robots)"},
    {"silent", "est silencieuse", "is silent"},
    {"gone", "n'existe plus", "is gone"},
    {"failed", "ne répond plus", "fails"},
    {"alarm", "a perdu la plupart de ses éléments d'un coup", "lost most of its items at once"},
};

static const char *title_of(const char *kind, bool french)
{
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++)
        if (strcmp(titles[i].kind, kind) == 0)
            return french ? titles[i].fr : titles[i].en;
    return kind;
}

/* « h3 a », ligne 12 */
static const char *rule_fr(struct arena *a, const struct loss *l)
{
    if (!l->rule)
        return "";
    return l->line ? arena_printf(a, " (règle %s, ligne %d)", l->rule, l->line)
                   : arena_printf(a, " (règle %s)", l->rule);
}

static const char *such_fr(struct arena *a, const char *example)
{
    return text_blank(example) ? "" : arena_printf(a, ", par exemple « %s »", example);
}

static const char *loss_fr(struct arena *a, const struct loss *l)
{
    long long before = l->before_filled, of = l->before_total, now = l->now_filled, all = l->now_total;
    const char *rule = rule_fr(a, l), *was = such_fr(a, l->before_example), *is = such_fr(a, l->now_example);
    switch (l->what) {
    case LOSS_ITEMS:
        return now ? arena_printf(a, "%lld éléments%s, au moins %lld attendus", now, rule, before)
                   : arena_printf(a, "plus aucun élément%s : %lld auparavant%s", rule, before, was);
    case LOSS_PAGE:
        return arena_printf(a, "une page à la place du flux%s", was);
    case LOSS_REPEATED:
        return arena_printf(
            a,
            "toujours le même champ « %s »%s : %lld différents sur %lld auparavant, %lld sur %lld "
            "maintenant%s",
            l->field, rule, before, of, now, all, is);
    default:
        return arena_printf(
            a, "champ « %s » perdu%s : %lld éléments sur %lld auparavant%s, %lld sur %lld maintenant%s",
            l->field, rule, before, of, was, now, all, is);
    }
}

/* --- the feed --- */

static void add_paragraph(struct buf *html, const char *text)
{
    buf_adds(html, "<p>");
    text_add_xml(html, text);
    buf_adds(html, "</p>");
}

static void add_content(struct session *s, struct buf *out, const struct incident *x,
                        const struct source *source, bool french)
{
    struct arena *a = &s->cli->arena;
    struct buf html;
    char day[40];
    buf_init(&html, 0);
    for (size_t i = 0; i < x->losses.n; i++) {
        const struct loss *l = &x->losses.v[i];
        add_paragraph(&html, french ? loss_fr(a, l) : loss_text(a, l));
        if (l->guess)
            add_paragraph(&html, arena_printf(a, french ? "Peut-être : %s" : "Perhaps: %s", l->guess));
    }
    if (!x->losses.n && x->text)
        add_paragraph(&html, x->text);
    const char *slash =
        source ? strrchr(source->file, '/') : NULL; /* where it lies on this machine is no matter */
    if (source)
        add_paragraph(&html, arena_printf(a, "%s:%d", slash ? slash + 1 : source->file, source->line));
    if (x->until != INSTANT_NONE)
        add_paragraph(&html, arena_printf(a, french ? "Rétabli le %.10s." : "Well again since %.10s.",
                                          instant_format(x->until, s->config.site.timezone, day)));
    if (x->author)
        add_paragraph(&html, french ? "Accepté tel quel par un éditeur." : "Accepted as it is by an editor.");
    buf_adds(out, "<content type=\"html\">");
    text_add_xml(out, buf_str(&html));
    buf_adds(out, "</content>\n");
    buf_free(&html);
}

static void add_text(struct buf *out, const char *element, const char *text)
{
    buf_printf(out, "<%s>", element);
    text_add_xml(out, text);
    buf_printf(out, "</%s>\n", element);
}

static void add_entry(struct session *s, struct buf *out, const struct incident *x, bool french)
{
    const struct source *source = sources_find(&s->config.sources, x->source);
    char when[40];
    buf_adds(out, "<entry>\n");
    add_text(
        out, "title",
        arena_printf(&s->cli->arena, "%s %s", source ? source->name : x->source, title_of(x->kind, french)));
    /* one incident is one entry, whatever becomes of it */
    add_text(
        out, "id",
        arena_printf(&s->cli->arena, "tag:moisson,2026:%s:%s:%lld", x->source, x->kind, (long long)x->since));
    add_text(out, "updated", instant_format(x->until != INSTANT_NONE ? x->until : x->since, NULL, when));
    add_text(out, "published", instant_format(x->since, NULL, when));
    if (source && !source->secret_url) {
        buf_adds(out, "<link rel=\"alternate\" href=\"");
        text_add_xml(out, source->url);
        buf_adds(out, "\" />\n");
    }
    add_content(s, out, x, source, french);
    buf_adds(out, "</entry>\n");
}

bool session_editors(struct session *s, struct error *err)
{
    struct arena *a = &s->cli->arena;
    bool french = strncmp(site_language(&s->config.site), "fr", 2) == 0;
    struct incident *v;
    size_t n;
    struct buf out;
    char when[40];
    if (!store_incidents(s->store, a, false, &v, &n, err))
        return false;
    int64_t updated = 0;
    for (size_t i = 0; i < n; i++) {
        int64_t at = v[i].until != INSTANT_NONE ? v[i].until : v[i].since;
        updated = at > updated ? at : updated;
    }
    buf_init(&out, 0);
    buf_printf(&out,
               "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
               "xml:lang=\"%s\">\n",
               french ? "fr" : "en");
    add_text(&out, "title",
             arena_printf(a, french ? "%s : sources à réparer" : "%s: sources to mend",
                          site_title(&s->config.site)));
    add_text(&out, "id", site_link(a, &s->config.site, "editeurs.atom"));
    buf_adds(&out, "<link rel=\"self\" type=\"application/atom+xml\" href=\"");
    text_add_xml(&out, site_link(a, &s->config.site, "editeurs.atom"));
    buf_adds(&out, "\" />\n");
    add_text(&out, "updated", instant_format(updated, NULL, when));
    buf_adds(&out, "<author>\n<name>moisson</name>\n</author>\n");
    for (size_t i = 0; i < n && i < MOST_ENTRIES; i++)
        add_entry(s, &out, &v[i], french);
    buf_adds(&out, "</feed>\n");
    bool ok =
        file_write_if_changed(arena_printf(a, "%s/editeurs.atom", s->config.output), out.p, out.n, NULL, err);
    buf_free(&out);
    return ok;
}
