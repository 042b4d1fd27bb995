/* What is wrong with the writing of a YAML file: characters that may not stand in it, and libyaml's errors
   put into words for a person, with the place to mend. Finds where to go on after them. */
#include "base/text.h"
#include "base/yaml_internal.h"

#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD";

/* --- characters --- */

/* What YAML 1.1 calls printable, and libyaml lets pass. */
static bool printable(uint32_t c)
{
    return c == 0x09 || c == 0x0A || c == 0x0D || (c >= 0x20 && c <= 0x7E) || c == 0x85 ||
           (c >= 0xA0 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF) || c >= 0x10000;
}

struct place {
    int line, column, told; /* told: the last line with a fault */
};

static void tell_bytes(struct yaml_reader *r, struct place *at, unsigned char byte)
{
    struct buf text;
    if (at->told == at->line) /* one a line is enough */
        return;
    at->told = at->line;
    buf_init(&text, 0);
    buf_printf(&text, "not UTF-8 (byte %02X", byte);
    if (byte >= 0xA0) {
        buf_adds(&text, ", which is \"");
        buf_add_utf8(&text, byte);
        buf_adds(&text, "\" in windows-1252");
    }
    buf_adds(&text, "); save the file as UTF-8");
    yaml_fault_place(r, at->line, at->column, buf_str(&text));
    buf_free(&text);
}

static void tell_control(struct yaml_reader *r, struct place *at, uint32_t c)
{
    if (at->told == at->line)
        return;
    at->told = at->line;
    const char *text = arena_printf(r->arena, "control character U+%04X; take it out", (unsigned)c);
    yaml_fault_place(r, at->line, at->column, text);
}

/* The line breaks of YAML 1.1, as libyaml counts them. */
static bool breaks_line(const char *s, size_t left, uint32_t c)
{
    return c == '\n' || (c == '\r' && !(left > 1 && s[1] == '\n')) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static void clean_into(struct yaml_reader *r, struct buf *out, const char *s, size_t n)
{
    struct place at = {1, 1, 0};
    size_t kept = 0; /* what is good is copied in runs */
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t c = utf8_decode(s + i, n - i, &length);
        bool invalid = c == 0xFFFD && (length != 3 || memcmp(s + i, replacement, 3) != 0);
        if (invalid || !printable(c)) {
            if (invalid)
                tell_bytes(r, &at, (unsigned char)s[i]);
            else
                tell_control(r, &at, c);
            buf_add(out, s + kept, i - kept);
            buf_adds(out, replacement);
            kept = i + length;
        }
        at.column++;
        if (breaks_line(s + i, n - i, c)) {
            at.line++;
            at.column = 1;
        }
    }
    buf_add(out, s + kept, n - kept);
}

static bool all_printable(const char *s, size_t n)
{
    for (size_t i = 0, length; i < n; i += length) {
        uint32_t c = utf8_decode(s + i, n - i, &length);
        if (c == 0xFFFD || !printable(c))
            return false;
    }
    return true;
}

bool yaml_clean(struct yaml_reader *r, const char *bytes, size_t n)
{
    if (n >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        yaml_fault_place(r, 1, 1, "not UTF-8 but UTF-16; save the file as UTF-8");
        return false;
    }
    if (n >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        n -= 3;
    }
    r->bytes = bytes;
    r->n = n;
    if (all_printable(bytes, n))
        return true;
    struct buf clean;
    buf_init(&clean, 0);
    size_t faults = r->faults->errors;
    clean_into(r, &clean, bytes, n);
    r->replaced = r->faults->errors > faults;
    r->bytes = arena_dup(r->arena, buf_str(&clean), clean.n);
    r->n = clean.n;
    buf_free(&clean);
    return true;
}

/* --- lines --- */

static void find_lines(struct yaml_reader *r)
{
    size_t cap = 0;
    if (r->lines)
        return;
    *ARENA_PUSH(r->arena, r->lines, r->n_lines, cap) = 0;
    for (size_t i = 0, length; i < r->n; i += length) {
        uint32_t c = utf8_decode(r->bytes + i, r->n - i, &length);
        if (breaks_line(r->bytes + i, r->n - i, c))
            *ARENA_PUSH(r->arena, r->lines, r->n_lines, cap) = i + length;
    }
}

static const char *line_at(const struct yaml_reader *r, int line, size_t *n)
{
    size_t at = r->lines[line], end = (size_t)line + 1 < r->n_lines ? r->lines[line + 1] : r->n;
    *n = end - at;
    return r->bytes + at;
}

/* Does an entry of the outermost list or map begin on this line? */
static bool entry_begins(const struct yaml_reader *r, int line)
{
    size_t n, indent = r->root ? (size_t)r->root->column - 1 : 0;
    const char *s = line_at(r, line, &n);
    if (n <= indent)
        return false;
    for (size_t i = 0; i < indent; i++)
        if (s[i] != ' ')
            return false;
    s += indent;
    n -= indent;
    bool dash = *s == '-' && (n == 1 || strchr(" \t\r\n", s[1]));
    bool word = !strchr(" \t\r\n#-?]}\"'", *s);
    return r->root && r->root->type == YAML_LIST ? dash : r->root ? word : dash || word;
}

int yaml_drop_entry(struct yaml_reader *r, int line)
{
    find_lines(r);
    struct yaml_node *root = r->root;
    if (root && root->type == YAML_SCALAR)
        root = r->root = NULL;
    if (line >= (int)r->n_lines)
        line = (int)r->n_lines - 1;
    if (root && r->depth > 1 && root->n) { /* the entry that is open, wherever the fault came to light */
        size_t last = root->n - 1;
        int begin = (root->type == YAML_MAP ? root->k : root->v)[last]->line - 1;
        if (begin < line)
            line = begin;
    }
    while (line > r->first_line && !entry_begins(r, line))
        line--;
    while (root && root->n && (root->type == YAML_MAP ? root->k : root->v)[root->n - 1]->line - 1 >= line)
        root->n--;
    if (root)
        root->faulty = true;
    for (line++; line < (int)r->n_lines; line++)
        if (entry_begins(r, line))
            return line;
    return -1;
}

/* --- words --- */

/* libyaml's problems, and what a person is told instead. */
static const struct {
    const char *problem;
    const char *context; /* NULL: any */
    bool at_context;     /* the place to look at is where the thing began */
    const char *text;
} words[] = {
    {"found unexpected end of stream", "while scanning a quoted scalar", true,
     "the quote opened here is never closed"},
    {"found unexpected document indicator", "while scanning a quoted scalar", true,
     "the quote opened here is not closed before the \"---\" or \"...\" line"},
    {"mapping values are not allowed in this context", NULL, false,
     "\":\" is not allowed here: expected one \"key: value\" a line; put text that holds \": \" in quotes"},
    {"could not find expected ':'", NULL, true,
     "expected \"key: value\": a \":\" and a space behind this word"},
    {"did not find expected '-' indicator", NULL, false,
     "wrong indentation: expected the column of the lines above, or \"- \" for the next element"},
    {"did not find expected key", NULL, false,
     "expected a key in the column of the keys above: the indentation is wrong, or something follows a "
     "closed quote or "
     "bracket"},
    {"block sequence entries are not allowed in this context", NULL, false,
     "\"- \" is not allowed here: a block list begins on a line of its own, below its key"},
    {"did not find expected ',' or ']'", NULL, true,
     "the bracket [ opened here is not closed, or a comma is missing"},
    {"did not find expected ',' or '}'", NULL, true,
     "the bracket { opened here is not closed, or a comma is missing"},
    {"found character that cannot start any token", NULL, false,
     "text cannot begin with this character; put the text in quotes"},
    {"found unknown escape character", NULL, false,
     "unknown escape: in double quotes write \\\\ for a backslash, or use single quotes"},
    {"did not find expected hexdecimal number", NULL, false, "expected hexadecimal digits after the escape"},
    {"did not find expected alphabetic or numeric character", NULL, true,
     "& and * begin an anchor or an alias, which are not allowed; put the text in quotes"},
    {"did not find expected <document start>", NULL, false,
     "this line belongs neither to the list nor to the map above"},
    {"found undefined tag handle", NULL, false,
     "tags are not allowed; put text that begins with ! in quotes"},
    {"found a tab character that violates indentation", NULL, false,
     "a tab is used as indentation; use spaces"},
    {"did not find expected node content", NULL, false, "expected a value"},
    {"found extra ':'", NULL, false, "a second \":\"; put the text in quotes"},
};

static const char *problem_text(struct yaml_reader *r, const yaml_parser_t *p, yaml_mark_t *at)
{
    const char *problem = p->problem ? p->problem : "this cannot be read", *context = p->context;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].problem, problem) == 0 &&
            (!words[i].context || (context && strcmp(words[i].context, context) == 0))) {
            if (words[i].at_context && context)
                *at = p->context_mark;
            return words[i].text;
        }
    return context ? arena_printf(r->arena, "%s (%s)", problem, context) : problem;
}

/* The place of a tab in the indentation of a line, -1 when there is none. */
static int tab_of(const struct yaml_reader *r, int line)
{
    size_t n, i = 0;
    const char *s = line_at(r, line, &n);
    while (i < n && s[i] == ' ')
        i++;
    return i < n && s[i] == '\t' ? (int)i : -1;
}

/* A tab in the indentation of the line where libyaml stopped is what is wrong, whatever it made of it. Tells
   it, and those in its column on the lines up to before `end`. */
static bool tell_tabs(struct yaml_reader *r, int line, int end)
{
    if (line >= (int)r->n_lines || tab_of(r, line) < 0)
        return false;
    for (int column = tab_of(r, line), first = line; line < end; line++)
        if (line == first || tab_of(r, line) == column)
            yaml_fault_place(r, line + 1, column + 1, "a tab is used as indentation; use spaces");
    return true;
}

int yaml_syntax_fault(struct yaml_reader *r, const yaml_parser_t *p)
{
    if (p->error == YAML_MEMORY_ERROR)
        out_of_memory();
    find_lines(r);
    yaml_mark_t at = p->problem_mark;
    const char *text = problem_text(r, p, &at);
    int line = r->first_line + (int)at.line, column = (int)at.column + 1;
    int seen = r->first_line + (int)p->problem_mark.line; /* how far libyaml had read */
    if (r->quoted.line && r->quoted_end == seen + 1) {
        /* the text goes wrong behind a quote that spans lines: it is the quote that was left open */
        line = r->quoted.line - 1;
        column = r->quoted.column;
        text = arena_printf(r->arena, "the quote opened here is closed only on line %d; is a quote missing?",
                            seen + 1);
    }
    int next = yaml_drop_entry(r, line);
    if (!tell_tabs(r, seen, next > seen ? next : (int)r->n_lines))
        yaml_fault_place(r, line + 1, column, text);
    return next;
}
