/* CSV: rows and cells. Linear in the text. */
#include "harvester/formats/csvtable.h"
#include "base/buf.h"
#include "base/text.h"

#include <string.h>

static bool line_end(char c)
{
    return c == '\n' || c == '\r';
}

static void fault(struct csv *csv, const char *what)
{
    if (csv->fault)
        return;
    csv->fault = what;
    csv->fault_line = csv->line;
}

/* --- cells --- */

/* Past the quotation mark that closes the one at p; NULL: none does. One closes when the cell ends behind it;
   one in the middle is text, as some write them. */
static const char *closing(const struct csv *csv, const char *p)
{
    for (p++; (p = memchr(p, csv->quote, (size_t)(csv->end - p))); p++) {
        if (p + 1 < csv->end && p[1] == csv->quote) {
            p++;
            continue;
        }
        const char *after = p + 1;
        while (after < csv->end && (*after == ' ' || (*after == '\t' && csv->separator != '\t')))
            after++;
        if (after == csv->end || *after == csv->separator || line_end(*after))
            return p;
    }
    return NULL;
}

static const char *unquoted(const struct csv *csv, const char *from, const char *to)
{
    char *cell = arena_strndup(csv->arena, from, (size_t)(to - from)), *out = cell;
    for (const char *p = cell; *p; p++) {
        *out++ = *p;
        p += p[0] == csv->quote && p[1] == csv->quote;
    }
    *out = '\0';
    return cell;
}

static const char *plain(const struct csv *csv, const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t'))
        from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t'))
        to--;
    return arena_strndup(csv->arena, from, (size_t)(to - from));
}

static size_t lines_in(const char *from, const char *to)
{
    size_t n = 0;
    for (; (from = memchr(from, '\n', (size_t)(to - from))); from++)
        n++;
    return n;
}

/* The cell at csv->at; leaves it at what ends it. */
static const char *next_cell(struct csv *csv)
{
    const char *p = csv->at;
    while (p < csv->end && *p == ' ')
        p++;
    if (p < csv->end && *p == csv->quote && !csv->unclosed) {
        const char *close = closing(csv, p);
        if (close) {
            const char *cell = unquoted(csv, p + 1, close);
            csv->line += lines_in(p, close);
            csv->at = close + 1;
            while (csv->at < csv->end && *csv->at != csv->separator && !line_end(*csv->at))
                csv->at++;
            return cell;
        }
        csv->unclosed = true;
        fault(csv, "a quotation mark is not closed");
    }
    while (p < csv->end && *p != csv->separator && !line_end(*p))
        p++;
    const char *cell = plain(csv, csv->at, p);
    csv->at = p;
    return cell;
}

static void end_line(struct csv *csv)
{
    if (csv->at < csv->end && *csv->at == '\r')
        csv->at++;
    if (csv->at < csv->end && *csv->at == '\n')
        csv->at++;
    csv->line++;
}

bool csv_next(struct csv *csv, size_t most, struct csv_row *row)
{
    for (bool filled = false; !filled;) {
        if (csv->at >= csv->end)
            return false;
        *row = (struct csv_row){.line = csv->line};
        while (true) {
            const char *cell = next_cell(csv);
            filled = filled || *cell;
            if (row->n < most)
                *ARENA_PUSH(csv->arena, row->v, row->n, row->cap) = cell;
            if (csv->at >= csv->end || *csv->at != csv->separator)
                break;
            csv->at++;
        }
        end_line(csv);
    }
    return true;
}

/* --- how it is written --- */

enum { LOOKED_AT = 20, WIDEST = 1000, SAMPLE = 1 << 16 };

/* How well a separator makes a table of the first rows: rows of the most frequent width, and the wider the
   better; 0: there is none. */
static size_t fitness(const struct csv *csv, char separator)
{
    struct arena arena;
    struct csv trial = *csv;
    struct csv_row row;
    size_t widths[LOOKED_AT], n = 0, best = 0;
    arena_init(&arena, 0);
    trial.arena = &arena;
    trial.separator = separator;
    if (trial.end - trial.s > SAMPLE)
        trial.end = trial.s + SAMPLE;
    while (n < LOOKED_AT && csv_next(&trial, WIDEST, &row))
        widths[n++] = row.n;
    if (trial.at >= csv->s + SAMPLE && n > 1)
        n--; /* the sample cuts it */
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < n; k++)
            same += widths[k] == widths[i];
        size_t fit = widths[i] > 1 ? same * same * 100 / n + widths[i] : 0;
        best = fit > best ? fit : best;
    }
    arena_free(&arena);
    return best;
}

/* A line of Excel's: "sep=;". */
static bool told_separator(struct csv *csv)
{
    const char *p = csv->at;
    if (csv->end - p < 5 || strncasecmp(p, "sep=", 4) != 0 || line_end(p[4]))
        return false;
    if (csv->end - p > 5 && !line_end(p[5]))
        return false;
    csv->separator = p[4];
    csv->at = p + 5;
    end_line(csv);
    return true;
}

void csv_open(struct csv *csv, struct arena *arena, const char *s, size_t n)
{
    static const char separators[] = ";,\t|";
    *csv = (struct csv){
        .arena = arena, .s = s, .end = s + n, .at = s, .separator = ',', .quote = '"', .line = 1};
    if (told_separator(csv))
        return;
    /* apostrophes begin cells now and then; as quotation marks they quote the first cell as well */
    csv->quote = n && *s == '\'' ? '\'' : '"';
    size_t best = 0;
    for (const char *separator = separators; *separator; separator++) {
        size_t fit = fitness(csv, *separator);
        if (fit > best) {
            best = fit;
            csv->separator = *separator;
        }
    }
}
