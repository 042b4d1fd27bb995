/* Tables on a terminal, tab-separated lines elsewhere. */
#include "cli/table.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static const char *const codes[] = {"", "\033[31m", "\033[32m", "\033[33m", "\033[2m", "\033[1m"};

const char *colour_on(const struct cli *cli, enum colour colour)
{
    return cli->colour ? codes[colour] : "";
}

const char *colour_off(const struct cli *cli, enum colour colour)
{
    return cli->colour && colour != PLAIN ? "\033[0m" : "";
}

void table_init(struct table *t, struct cli *cli, const char *const *titles)
{
    *t = (struct table){.cli = cli, .titles = titles};
    while (titles[t->columns])
        t->columns++;
}

void table_cell(struct table *t, const char *text, enum colour colour)
{
    struct buf b;
    buf_init(&b, 0);
    log_add_safe(&b, text ? text : "");
    t->column = (t->column + 1) % t->columns;
    t->rows += t->column == 0;
    if (!t->cli->out_terminal) {
        buf_addc(&b, t->column ? '\t' : '\n');
        fwrite(b.p, 1, b.n, stdout);
        buf_free(&b);
        return;
    }
    size_t n = t->n;
    *ARENA_PUSH(&t->cli->arena, t->colours, n, t->colours_cap) = (unsigned char)colour;
    *ARENA_PUSH(&t->cli->arena, t->cells, t->n, t->cap) = arena_strdup(&t->cli->arena, buf_str(&b));
    buf_free(&b);
}

/* Columns a text takes: combining marks none, East Asian wide characters two. */
static size_t display_width(const char *s, size_t limit, size_t *bytes)
{
    size_t width = 0, n = strlen(s), at = 0;
    while (at < n) {
        size_t length;
        uint32_t c = utf8_decode(s + at, n - at, &length);
        size_t w = (c >= 0x300 && c < 0x370) || c == 0x200B || c == 0xFE0F ? 0
                   : (c >= 0x1100 && c < 0x1160) || (c >= 0x2E80 && c < 0xA4D0) ||
                           (c >= 0xAC00 && c < 0xD7A4) || (c >= 0xFF00 && c < 0xFF61) ||
                           (c >= 0x1F300 && c < 0x1FB00)
                       ? 2
                       : 1;
        if (width + w > limit)
            break;
        width += w;
        at += length;
    }
    if (bytes)
        *bytes = at;
    return width;
}

static size_t window_width(void)
{
    struct winsize w;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col >= 40)
        return w.ws_col;
    return 100;
}

static void print_cell(const struct table *t, const char *s, size_t width, bool last, enum colour colour)
{
    size_t bytes, w = display_width(s, width, &bytes);
    bool cut = s[bytes] != '\0';
    if (cut && width > 1)
        w = display_width(s, width - 1, &bytes) + 1;
    if (*s)
        printf("%s%.*s%s%s", colour_on(t->cli, colour), (int)bytes, s, cut ? "…" : "",
               colour_off(t->cli, colour));
    if (!last)
        printf("%*s", (int)(width - w + 2), "");
}

static void print_aligned(const struct table *t)
{
    size_t *widths = arena_alloc(&t->cli->arena, t->columns * sizeof *widths), total = 0, widest = 0;
    for (size_t c = 0; c < t->columns; c++) {
        widths[c] = display_width(t->titles[c], SIZE_MAX, NULL);
        for (size_t i = c; i < t->n; i += t->columns) {
            size_t w = display_width(t->cells[i], SIZE_MAX, NULL);
            widths[c] = w > widths[c] ? w : widths[c];
        }
        total += widths[c] + 2;
        widest = widths[c] > widths[widest] ? c : widest;
    }
    for (size_t window = window_width(); total > window + 2;) {
        for (size_t c = 0; c < t->columns; c++)
            widest = widths[c] > widths[widest] ? c : widest;
        if (widths[widest] <= 12)
            break;
        widths[widest]--;
        total--;
    }
    for (size_t c = 0; c < t->columns; c++)
        print_cell(t, t->titles[c], widths[c], c + 1 == t->columns, BOLD);
    putchar('\n');
    for (size_t i = 0; i < t->n; i++) {
        bool last = (i + 1) % t->columns == 0;
        print_cell(t, t->cells[i], widths[i % t->columns], last, t->colours[i]);
        if (last)
            putchar('\n');
    }
}

void table_print(const struct table *t)
{
    if (t->cli->out_terminal && t->rows)
        print_aligned(t);
}

const char *instant_here(struct cli *cli, int64_t instant)
{
    char text[40];
    return arena_strdup(&cli->arena, instant_format(instant, cli->zone, text));
}

const char *civil_here(struct cli *cli, const struct civil *c)
{
    char text[32];
    struct civil here = *c;
    if (c->zone && c->precision == PRECISION_MINUTE)
        here = civil_at(civil_instant(c, NULL), cli->zone);
    return arena_strdup(&cli->arena, civil_format(&here, text));
}

const char *ago(struct cli *cli, int64_t instant)
{
    if (instant == INSTANT_NONE)
        return "-";
    int64_t s = cli->now - instant;
    bool future = s < 0;
    s = future ? -s : s;
    const char *unit = s < 120 ? "s" : s < 7200 ? "min" : s < 172800 ? "h" : "d";
    int64_t n = s < 120 ? s : s < 7200 ? s / 60 : s < 172800 ? s / 3600 : s / 86400;
    return arena_printf(&cli->arena, future ? _("in %lld %s") : "%lld %s", (long long)n, unit);
}
