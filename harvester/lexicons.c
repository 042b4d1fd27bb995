/* Reads the lexicons from YAML, by one table of keys for all of them. */
#include "harvester/lexicons.h"
#include "base/file.h"
#include "base/text.h"
#include "store/item.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* The files of share/lexicons as they were when the program was built. */
#define BUILT_IN(name)                                                                                       \
    __asm__(".section .rodata\n"                                                                             \
            ".global lexicon_" #name "\n.global lexicon_" #name "_end\n"                                     \
            "lexicon_" #name ":\n.incbin \"share/lexicons/" #name ".yaml\"\n"                                \
            "lexicon_" #name "_end:\n.byte 0\n.previous\n");                                                 \
    extern const char lexicon_##name[], lexicon_##name##_end[]
BUILT_IN(topics);
BUILT_IN(audiences);
BUILT_IN(organizers);
BUILT_IN(places);

static const struct {
    const char *file, *bytes, *end;
    size_t lexicon, categories; /* members of struct lexicons; categories 0: it has none */
} files[] = {
    {"topics.yaml", lexicon_topics, lexicon_topics_end, offsetof(struct lexicons, topics),
     offsetof(struct lexicons, topic_categories)},
    {"audiences.yaml", lexicon_audiences, lexicon_audiences_end, offsetof(struct lexicons, audiences),
     offsetof(struct lexicons, audience_categories)},
    {"organizers.yaml", lexicon_organizers, lexicon_organizers_end, offsetof(struct lexicons, organizers), 0},
    {"places.yaml", lexicon_places, lexicon_places_end, offsetof(struct lexicons, places), 0},
};

struct entry {
    const char *id, *name, *code;
    int territory;
    struct strings strong, words, weak, not, categories;
};

#define AT(member) .offset = offsetof(struct entry, member)
const struct key lexicon_keys[] = {
    {.name = "id",
     .type = KEY_TEXT,
     AT(id),
     .required = true,
     .help = "the word of the vocabulary",
     .example = "mobilite"},
    {.name = "name",
     .type = KEY_TEXT,
     AT(name),
     .required = true,
     .help = "how it is shown; without expressions, the one there is",
     .example = "Mobilité et transports"},
    {.name = "strong",
     .type = KEY_STRINGS,
     AT(strong),
     .help = "expressions that tell it by themselves",
     .example = "[cyclable, covoitur*]"},
    {.name = "words", .type = KEY_STRINGS, AT(words), .help = "expressions that speak for it"},
    {.name = "weak", .type = KEY_STRINGS, AT(weak), .help = "expressions that only add to others"},
    {.name = "not",
     .type = KEY_STRINGS,
     AT(not ),
     .help = "expressions in which its words mean something else",
     .also = "exclude except"},
    {.name = "categories",
     .type = KEY_STRINGS,
     AT(categories),
     .help = "what sources call it, whole",
     .also = "map tags"},
    {.name = "territory",
     .type = KEY_CHOICE,
     AT(territory),
     .choices = scale_names,
     .help = "the scale of a place; of a body, where those who apply to it are",
     .also = "scale"},
    {.name = "code", .type = KEY_TEXT, AT(code), .help = "of a department", .example = "\"2A\""},
    {0},
};

/* Where in the file an expression stands, for its fault. */
static const struct yaml_node *node_of(const struct yaml_node *entry, const char *key, size_t i)
{
    const struct yaml_node *list = yaml_get(entry, key);
    return list && list->type == YAML_LIST && i < list->n ? list->v[i] : list ? list : entry;
}

static void add_all(struct arena *a, struct lexicon *l, int id, const struct strings *expressions, int weight,
                    const struct yaml_node *entry, const char *key, struct yaml_faults *faults)
{
    for (size_t i = 0; i < expressions->n; i++) {
        const char *why = "";
        if (!lexicon_add(a, l, id, expressions->v[i], weight, &why))
            yaml_fault(faults, node_of(entry, key, i), "%s: \"%.60s\": %s", key, expressions->v[i], why);
    }
}

static void read_entry(struct arena *a, const struct yaml_node *node, struct lexicon *l,
                       struct lexicon *categories, struct yaml_faults *faults)
{
    struct entry e = {0};
    if (node->type != YAML_MAP) {
        yaml_fault(faults, node, "expected a map of keys such as id, name and words, not %s",
                   yaml_type_name(node));
        return;
    }
    if (!yaml_read(a, node, lexicon_keys, &e, faults))
        return;
    int id = lexicon_entry(a, l, e.id, e.name);
    l->entries[id].scale = (enum scale)e.territory;
    l->entries[id].code = e.code;
    if (!e.strong.n && !e.words.n && !e.weak.n)
        strings_add(a, &e.strong, e.name);
    add_all(a, l, id, &e.strong, LEXICON_STRONG, node, "strong", faults);
    add_all(a, l, id, &e.words, LEXICON_WORD, node, "words", faults);
    add_all(a, l, id, &e.weak, LEXICON_WEAK, node, "weak", faults);
    add_all(a, l, id, &e.not, LEXICON_NOT, node, "not", faults);
    if (categories) {
        id = lexicon_entry(a, categories, e.id, e.name);
        strings_add(a, &e.categories, e.name);
        strings_add(a, &e.categories, e.id);
        add_all(a, categories, id, &e.categories, LEXICON_STRONG, node, "categories", faults);
    } else if (e.categories.n)
        yaml_fault(faults, yaml_get(node, "categories"), "categories: only topics and audiences have them");
}

static void read_list(struct arena *a, const struct yaml_node *root, struct lexicon *l,
                      struct lexicon *categories, struct yaml_faults *faults)
{
    if (root && root->type != YAML_LIST)
        yaml_fault(faults, root, "expected a list of entries (`- id: …`), not %s", yaml_type_name(root));
    for (size_t i = 0; root && root->type == YAML_LIST && i < root->n; i++)
        read_entry(a, root->v[i], l, categories, faults);
    lexicon_finish(a, l);
    if (categories)
        lexicon_finish(a, categories);
}

static bool missing(const char *path)
{
    struct stat st;
    return stat(path, &st) != 0 && errno == ENOENT;
}

struct lexicons *lexicons_load(struct arena *a, const char *folder, struct yaml_faults *faults)
{
    struct lexicons *all = arena_alloc(a, sizeof *all);
    if (folder && missing(folder))
        yaml_fault(faults, &(struct yaml_node){.file = folder, .line = 1, .column = 1},
                   "lexicons: there is no such folder");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct lexicon *l = (struct lexicon *)((char *)all + files[i].lexicon);
        struct lexicon *c =
            files[i].categories ? (struct lexicon *)((char *)all + files[i].categories) : NULL;
        const char *path = folder ? arena_printf(a, "%s/%s", folder, files[i].file) : NULL;
        size_t before = faults->n;
        struct yaml_node *root = path && !missing(path)
                                     ? yaml_load(a, path, faults)
                                     : yaml_parse(a, files[i].file, files[i].bytes,
                                                  (size_t)(files[i].end - files[i].bytes), faults);
        read_list(a, root, l, c, faults);
        yaml_faults_sort(faults, before);
    }
    lexicons_finish(a, all);
    return all;
}
