/* YAML: libyaml's events as a tree with places. What libyaml says of bad syntax is turned into words, and
   survived, in yaml_syntax.c; what a tree means is the tables' business (yaml_table.c). */
#include "base/yaml.h"
#include "base/file.h"
#include "base/yaml_internal.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TOLD = 200, MOST_SYNTAX = 50 };

/* --- faults --- */

static void add_fault(struct yaml_faults *f, const struct yaml_node *at, bool warning, const char *format,
                      va_list ap)
{
    f->errors += !warning;
    const char *file = at->file ? at->file : "";
    if (!f->file || strcmp(f->file, file) != 0) {
        f->file = file;
        f->in_file = 0;
    }
    if (f->in_file > MOST_TOLD)
        return;
    struct yaml_fault fault = {.file = file, .line = at->line, .column = at->column, .warning = warning};
    if (f->in_file++ == MOST_TOLD) {
        fault.text = "too many faults in this file; those after this one are not told";
    } else {
        struct error text;
        error_vset(&text, format, ap);
        fault.text = arena_strdup(f->arena, text.text);
    }
    *ARENA_PUSH(f->arena, f->v, f->n, f->cap) = fault;
}

void yaml_fault(struct yaml_faults *f, const struct yaml_node *at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    add_fault(f, at, false, format, ap);
    va_end(ap);
}

void yaml_warning(struct yaml_faults *f, const struct yaml_node *at, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    add_fault(f, at, true, format, ap);
    va_end(ap);
}

static int by_place(const void *a, const void *b)
{
    const struct yaml_fault *x = a, *y = b;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    return strcmp(x->text, y->text);
}

void yaml_faults_sort(struct yaml_faults *f, size_t from)
{
    if (f->n > from)
        qsort(f->v + from, f->n - from, sizeof *f->v, by_place);
}

void yaml_fault_place(struct yaml_reader *r, int line, int column, const char *text)
{
    struct yaml_node at = {.file = r->file, .line = line, .column = column};
    yaml_fault(r->faults, &at, "%s", text);
}

void yaml_mark_faulty(struct yaml_reader *r)
{
    for (int i = 0; i < r->depth; i++)
        r->stack[i]->faulty = true;
}

/* --- the tree --- */

const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->type != YAML_MAP)
        return NULL;
    for (size_t i = 0; i < map->n; i++)
        if (strcmp(map->k[i]->text, key) == 0)
            return map->v[i];
    return NULL;
}

static struct yaml_node *new_node(struct yaml_reader *r, enum yaml_type type, const yaml_mark_t *mark)
{
    struct yaml_node *node = arena_alloc(r->arena, sizeof *node);
    node->type = type;
    node->line = r->first_line + (int)mark->line + 1;
    node->column = (int)mark->column + 1;
    node->file = r->file;
    return node;
}

static void push_value(struct yaml_reader *r, struct yaml_node *parent, struct yaml_node *key,
                       struct yaml_node *node)
{
    if (parent->n == parent->cap) { /* two arrays share one capacity */
        size_t cap = parent->cap;
        if (parent->type == YAML_MAP)
            parent->k = arena_grow(r->arena, parent->k, parent->n, &cap, sizeof(struct yaml_node *));
        parent->v = arena_grow(r->arena, parent->v, parent->n, &parent->cap, sizeof(struct yaml_node *));
    }
    if (parent->type == YAML_MAP)
        parent->k[parent->n] = key;
    parent->v[parent->n++] = node;
}

/* Hangs a node where it belongs. */
static void attach(struct yaml_reader *r, struct yaml_node *node)
{
    if (r->depth == 0) {
        if (r->root)
            yaml_fault(r->faults, node, "expected %s",
                       r->root->type == YAML_MAP ? "key: value" : "\"- \" and an element");
        else
            r->root = node;
        return;
    }
    struct yaml_node *parent = r->stack[r->depth - 1], **key = &r->keys[r->depth - 1];
    if (parent->type == YAML_LIST) {
        push_value(r, parent, NULL, node);
    } else if (*key) {
        push_value(r, parent, *key, node);
        *key = NULL;
    } else {
        if (node->type != YAML_SCALAR) {
            yaml_fault(r->faults, node, "a key has to be text, not a list or a map");
            yaml_mark_faulty(r);
            node = new_node(r, YAML_SCALAR, &(yaml_mark_t){0});
            node->text = "";
            node->faulty = true;
        }
        *key = node;
    }
}

/* A list or map that goes on after a fault of syntax is the root that was there before. */
static void open_node(struct yaml_reader *r, struct yaml_node *node)
{
    if (r->depth == 0 && r->root && r->root->type == node->type && r->first_line > 0)
        node = r->root;
    else
        attach(r, node);
    r->keys[r->depth] = NULL;
    r->stack[r->depth++] = node;
}

/* --- duplicate keys --- */

static int by_text_and_place(const void *a, const void *b)
{
    const struct yaml_node *x = *(struct yaml_node *const *)a, *y = *(struct yaml_node *const *)b;
    int order = strcmp(x->text, y->text);
    if (order)
        return order;
    return x->line != y->line ? (x->line < y->line ? -1 : 1)
                              : (x->column < y->column ? -1 : x->column > y->column);
}

static void find_duplicate_keys(struct yaml_reader *r, const struct yaml_node *map)
{
    if (map->n < 2)
        return;
    struct yaml_node **sorted = mem_alloc(map->n * sizeof *sorted);
    memcpy(sorted, map->k, map->n * sizeof *sorted);
    qsort(sorted, map->n, sizeof *sorted, by_text_and_place);
    for (size_t i = 1, first = 0; i < map->n; i++) {
        struct yaml_node *key = sorted[i];
        if (strcmp(sorted[first]->text, key->text) != 0) {
            first = i;
        } else if (!key->faulty) {
            yaml_fault(r->faults, key, "duplicate key \"%.100s\"; the first one is at line %d", key->text,
                       sorted[first]->line);
            key->faulty = true;
            yaml_mark_faulty(r);
        }
    }
    free(sorted);
}

/* --- events --- */

static bool tag_known(const char *tag)
{
    static const char core[] = "tag:yaml.org,2002:";
    static const char *const types[] = {"str", "int", "float", "bool", "null", "seq", "map"};
    if (!tag || strcmp(tag, "!") == 0)
        return true;
    if (strncmp(tag, core, sizeof core - 1) != 0)
        return false;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(tag + sizeof core - 1, types[i]) == 0)
            return true;
    return false;
}

static void refuse(struct yaml_reader *r, struct yaml_node *node)
{
    node->faulty = true;
    yaml_mark_faulty(r);
}

static void check_properties(struct yaml_reader *r, struct yaml_node *node, const yaml_char_t *anchor,
                             const yaml_char_t *tag)
{
    if (anchor) {
        yaml_fault(r->faults, node,
                   "anchor \"&%.100s\": anchors and aliases are not allowed; write the value out",
                   (const char *)anchor);
        refuse(r, node);
    }
    if (!tag_known((const char *)tag)) {
        yaml_fault(r->faults, node, "tag \"%.100s\": tags are not allowed; write plain text, a list or a map",
                   (const char *)tag);
        refuse(r, node);
    }
}

static void read_scalar(struct yaml_reader *r, const yaml_event_t *e)
{
    const char *text = (const char *)e->data.scalar.value;
    size_t n = e->data.scalar.length;
    struct yaml_node *node = new_node(r, YAML_SCALAR, &e->start_mark);
    yaml_scalar_style_t style = e->data.scalar.style;
    node->text = arena_strndup(r->arena, text, n);
    node->quoted = style != YAML_PLAIN_SCALAR_STYLE;
    check_properties(r, node, e->data.scalar.anchor, e->data.scalar.tag);
    if (memchr(text, '\0', n)) {
        yaml_fault(r->faults, node, "the text holds a NUL character");
        refuse(r, node);
    }
    if (r->replaced && strstr(node->text, "\xEF\xBF\xBD"))
        refuse(r, node);
    bool quotes = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    if (quotes && e->end_mark.line > e->start_mark.line) {
        r->quoted = *node;
        r->quoted_end = r->first_line + (int)e->end_mark.line + 1;
    }
    attach(r, node);
}

static void read_alias(struct yaml_reader *r, const yaml_event_t *e)
{
    struct yaml_node *node = new_node(r, YAML_SCALAR, &e->start_mark);
    node->text = "";
    if (r->alias_line != node->line) /* one a line is enough */
        yaml_fault(r->faults, node,
                   "alias \"*%.100s\": anchors and aliases are not allowed; write the value out",
                   (const char *)e->data.alias.anchor);
    r->alias_line = node->line;
    refuse(r, node);
    attach(r, node);
}

static void read_start(struct yaml_reader *r, const yaml_event_t *e)
{
    bool map = e->type == YAML_MAPPING_START_EVENT;
    struct yaml_node *node = new_node(r, map ? YAML_MAP : YAML_LIST, &e->start_mark);
    check_properties(r, node, map ? e->data.mapping_start.anchor : e->data.sequence_start.anchor,
                     map ? e->data.mapping_start.tag : e->data.sequence_start.tag);
    open_node(r, node);
}

enum step { GO_ON, END, TOO_DEEP };

static enum step take_event(struct yaml_reader *r, const yaml_event_t *e)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (r->documents++ == 0)
            return GO_ON;
        yaml_fault_place(r, r->first_line + (int)e->start_mark.line + 1, (int)e->start_mark.column + 1,
                         "a second document begins here; expected one document a file: take the \"---\" out");
        return END;
    case YAML_SCALAR_EVENT:
        read_scalar(r, e);
        return GO_ON;
    case YAML_ALIAS_EVENT:
        read_alias(r, e);
        return GO_ON;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (r->depth == YAML_DEPTH_LIMIT)
            return TOO_DEEP;
        read_start(r, e);
        return GO_ON;
    case YAML_MAPPING_END_EVENT:
        find_duplicate_keys(r, r->stack[r->depth - 1]);
        r->depth--;
        return GO_ON;
    case YAML_SEQUENCE_END_EVENT:
        r->depth--;
        return GO_ON;
    case YAML_STREAM_END_EVENT:
        return END;
    default:
        return GO_ON;
    }
}

/* Reads from a line to the end of the file. Returns the line to go on from after a fault of syntax, -1 at the
 * end. */
static int read_piece(struct yaml_reader *r, int line)
{
    yaml_parser_t p;
    if (!yaml_parser_initialize(&p))
        out_of_memory();
    size_t offset = line > 0 ? r->lines[line] : 0;
    yaml_parser_set_encoding(&p, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&p, (const unsigned char *)r->bytes + offset, r->n - offset);
    r->first_line = line;
    r->depth = r->documents = 0;
    r->quoted = (struct yaml_node){0};
    enum step step = GO_ON;
    int next = -1;
    while (step == GO_ON) {
        yaml_event_t e;
        if (!yaml_parser_parse(&p, &e)) {
            next = yaml_syntax_fault(r, &p);
            break;
        }
        step = take_event(r, &e);
        if (step == TOO_DEEP) {
            int at = line + (int)e.start_mark.line + 1;
            yaml_fault_place(r, at, (int)e.start_mark.column + 1,
                             "nested too deeply; expected at most 32 levels");
            next = yaml_drop_entry(r, at - 1);
        }
        yaml_event_delete(&e);
    }
    yaml_parser_delete(&p);
    return next;
}

struct yaml_node *yaml_parse(struct arena *a, const char *file, const char *bytes, size_t n,
                             struct yaml_faults *faults)
{
    struct yaml_reader r = {.arena = a, .file = arena_strdup(a, file), .faults = faults};
    size_t before = faults->n, errors = faults->errors;
    if (n > YAML_FILE_LIMIT) {
        yaml_fault_place(&r, 1, 1, "the file is too large; expected at most 4 MiB: split it");
        return NULL;
    }
    if (!yaml_clean(&r, bytes, n))
        return NULL;
    int line = 0;
    for (int faulty = 0; line >= 0 && faulty < MOST_SYNTAX; faulty++)
        line = read_piece(&r, line);
    if (!r.root && faults->errors == errors) {
        struct yaml_node at = {.file = r.file, .line = 1, .column = 1};
        yaml_warning(faults, &at, "the file is empty");
    }
    yaml_faults_sort(faults, before);
    return r.root;
}

struct yaml_node *yaml_load(struct arena *a, const char *path, struct yaml_faults *faults)
{
    struct buf text;
    struct error err = {0};
    struct yaml_node *root = NULL;
    buf_init(&text, 0);
    if (file_read(path, &text, YAML_FILE_LIMIT + 1, &err)) {
        root = yaml_parse(a, path, buf_str(&text), text.n, faults);
    } else {
        struct yaml_node at = {.file = arena_strdup(a, path), .line = 1, .column = 1};
        size_t n = strlen(path); /* the place says the file's name already */
        const char *reason =
            strncmp(err.text, path, n) == 0 && err.text[n] == ':' ? err.text + n + 2 : err.text;
        yaml_fault(faults, &at, "%s", reason);
    }
    buf_free(&text);
    return root;
}
