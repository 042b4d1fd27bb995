/* Format `csv`: tables of open data. A row is an item, a rule the name of a column, or text with names of
   columns in braces. How the text is written is csvtable.c's business. */
#include "harvester/formats/csvtable.h"
#include "harvester/formats/datatext.h"
#include "harvester/formats/template.h"
#include "harvester/formats/common.h"
#include "harvester/source.h"
#include "base/text.h"

#include <string.h>

enum { MOST_COLUMNS = 5000, HEADER_WITHIN = 20 };

struct column { /* a selector, compiled */
    const char *name;
    struct template *template; /* NULL: it is a name */
};

struct place { /* a row, or a cell */
    const struct csv_row *row;
    const char *text; /* NULL: the row */
};

struct table {
    struct csv_row header;
    const char **folded; /* its names without case, accents and superfluous space */
    struct {
        const struct column *column;
        size_t index;
    } * known; /* where the columns stand that were looked for already */
    size_t n_known, known_cap;
    LIST(struct csv_row) rows;
};

/* --- columns --- */

static const char *folded(struct arena *a, const char *name)
{
    const char *line = text_collapse(a, name, strlen(name));
    return text_fold(a, line, strlen(line));
}

static void set_header(struct arena *a, struct table *t, const struct csv_row *row)
{
    t->header = *row;
    t->folded = arena_alloc(a, row->n * sizeof *t->folded);
    for (size_t i = 0; i < row->n; i++)
        t->folded[i] = folded(a, row->v[i]);
}

/* Its index, by its very name or else by its folded one; SIZE_MAX: there is none. */
static size_t column_index(struct arena *a, const struct table *t, const char *name)
{
    for (size_t i = 0; i < t->header.n; i++)
        if (strcmp(t->header.v[i], name) == 0)
            return i;
    const char *wanted = folded(a, name);
    for (size_t i = 0; i < t->header.n; i++)
        if (strcmp(t->folded[i], wanted) == 0)
            return i;
    return SIZE_MAX;
}

static size_t known_index(struct arena *a, struct table *t, const struct column *column)
{
    for (size_t i = 0; i < t->n_known; i++)
        if (t->known[i].column == column)
            return t->known[i].index;
    size_t index = column_index(a, t, column->name);
    ARENA_PUSH(a, t->known, t->n_known, t->known_cap);
    t->known[t->n_known - 1].column = column;
    t->known[t->n_known - 1].index = index;
    return index;
}

/* --- the language --- */

static bool compile_name(struct arena *a, const char *selector, void **compiled, struct error *err)
{
    struct column *column = arena_alloc(a, sizeof *column);
    if (text_blank(selector))
        return error_set(err, "expected the name of a column, found nothing");
    column->name = arena_strdup(a, selector);
    *compiled = column;
    return true;
}

static bool csv_compile(struct arena *a, const char *selector, void **compiled, struct error *err)
{
    struct column *column;
    if (!compile_name(a, selector, compiled, err) || !template_is(selector, false))
        return !text_blank(selector);
    column = *compiled;
    column->template = arena_alloc(a, sizeof *column->template);
    return template_compile(a, selector, false, compile_name, column->template, err);
}

struct filling {
    struct extract *x;
    const struct csv_row *row;
};

static const char *cell_of(struct extract *x, const struct csv_row *row, const struct column *column)
{
    size_t index = known_index(x->arena, x->root, column);
    return index < row->n && !text_blank(row->v[index]) ? row->v[index] : NULL;
}

static void find_part(void *context, const void *selector, struct strings *out)
{
    struct filling *f = context;
    const char *cell = cell_of(f->x, f->row, selector);
    const char *text = cell ? data_text(f->x->arena, cell) : NULL;
    strings_add(f->x->arena, out, text ? text_collapse(f->x->arena, text, strlen(text)) : NULL);
}

/* A column whose name holds braces is one all the same. */
static bool is_template(struct extract *x, const struct column *column)
{
    return column->template && known_index(x->arena, x->root, column) == SIZE_MAX;
}

static void csv_select(struct extract *x, const void *compiled, struct extract_value scope,
                       struct extract_values *out)
{
    const struct column *column = compiled;
    const struct place *place = scope.node;
    if (!place)
        return;
    if (is_template(x, column)) {
        template_fill(x->arena, column->template, find_part, &(struct filling){x, place->row}, out);
        return;
    }
    const char *cell = cell_of(x, place->row, column);
    if (!cell)
        return;
    struct place *found = arena_alloc(x->arena, sizeof *found);
    *found = (struct place){.row = place->row, .text = cell};
    *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = (struct extract_value){.node = found};
}

static const char *csv_read(struct extract *x, struct extract_value value, enum extract_as as)
{
    const struct place *place = value.node;
    return place && place->text ? data_read(x->arena, place->text, as) : NULL;
}

static void csv_items(struct extract *x, struct extract_values *out)
{
    const struct table *t = x->root;
    struct place *places = arena_alloc(x->arena, t->rows.n * sizeof *places);
    for (size_t i = 0; i < t->rows.n; i++) {
        places[i].row = &t->rows.v[i];
        *ARENA_PUSH(x->arena, out->v, out->n, out->cap) = (struct extract_value){.node = &places[i]};
    }
}

const struct extract_language column_language = {
    .name = "column",
    .compile = csv_compile,
    .select = csv_select,
    .read = csv_read,
    .items = csv_items,
};

/* --- the table --- */

/* Is one of the columns that a rule names there? *named tells whether it names any. */
static bool names_column(struct arena *a, const struct table *t, const struct yaml_node *rule, bool *named)
{
    const struct yaml_node *select = yaml_get(rule, "select"), *any = yaml_get(rule, "any");
    if (rule->type == YAML_SCALAR) {
        *named = *named || !template_is(rule->text, false);
        return column_index(a, t, rule->text) != SIZE_MAX;
    }
    if (rule->type == YAML_MAP)
        return (select && names_column(a, t, select, named)) || (any && names_column(a, t, any, named));
    for (size_t i = 0; i < rule->n; i++)
        if (names_column(a, t, rule->v[i], named))
            return true;
    return false;
}

static bool is_header(struct arena *a, struct table *t, const struct csv_row *row,
                      const struct yaml_node *fields, bool *named)
{
    set_header(a, t, row);
    for (size_t i = 0; fields && i < fields->n; i++)
        if (names_column(a, t, fields->v[i], named))
            return true;
    return !*named;
}

static const char *cells_of(struct arena *a, const struct csv_row *row)
{
    const char *text = "";
    for (size_t i = 0; i < row->n && i < 12; i++)
        text = arena_printf(a, "%s%s%.40s", text, i ? ", " : "", row->v[i]);
    return text_collapse(a, text, strlen(text));
}

/* The header is the first row with a column that the rules name: titles and notes may stand above it. */
static bool find_header(struct csv *csv, struct table *t, const struct source *source, struct error *err)
{
    struct csv_row row, first = {0};
    bool named = false;
    for (int i = 0; i < HEADER_WITHIN && csv_next(csv, MOST_COLUMNS, &row); i++) {
        if (is_header(csv->arena, t, &row, source->fields, &named))
            return true;
        first = i ? first : row;
    }
    if (!first.n)
        return error_set(err, "the table is empty");
    return error_set(err, "none of the columns that `fields` names is there; the first row is: %.600s",
                     cells_of(csv->arena, &first));
}

static bool read_rows(struct extract *x, struct csv *csv, struct table *t, struct error *err)
{
    struct csv_row row;
    size_t most = document_most(x->document, LIMIT_ITEMS) + 1;
    while (t->rows.n < most && csv_next(csv, MOST_COLUMNS, &row)) {
        if (arena_over(x->arena))
            return error_set(err, "the document takes more memory than a source may");
        *ARENA_PUSH(x->arena, t->rows.v, t->rows.n, t->rows.cap) = row;
    }
    if (csv->fault)
        feed_warn(x->arena, x->feed, "line %zu: %s", csv->fault_line, csv->fault);
    return true;
}

static bool csv_parse(const struct document *document, struct arena *arena, struct feed *feed,
                      struct error *err)
{
    struct table table = {0};
    struct csv csv;
    struct buf text;
    struct extract x = {.language = &column_language,
                        .root = &table,
                        .document = document,
                        .arena = arena,
                        .feed = feed,
                        .base = document->url};
    if (!document->source)
        return error_set(err, "a table is read by the rules of a source; there are none here");
    buf_init(&text, 0);
    document_text(document, arena, &text, feed);
    csv_open(&csv, arena, buf_str(&text), text.n);
    bool ok = find_header(&csv, &table, document->source, err) && read_rows(&x, &csv, &table, err) &&
              extract_feed(&x, err);
    buf_free(&text);
    return ok;
}

const struct format csv_format = {.name = "csv", .parse = csv_parse};
