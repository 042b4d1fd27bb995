/* The rules of the tree, and what each tag does to it. */
#include "harvester/sanitize_tree.h"
#include "base/text.h"

#include <string.h>

#define INLINE_FORMAT (KEPT | FORMAT | HOLLOW)
#define SECTION (KEPT | BLOCK | SPECIAL)
const unsigned short tree_rules[HTML_TAG_COUNT] = {
    [HTML_A] = INLINE_FORMAT,
    [HTML_B] = INLINE_FORMAT,
    [HTML_CODE] = INLINE_FORMAT,
    [HTML_EM] = INLINE_FORMAT,
    [HTML_I] = INLINE_FORMAT,
    [HTML_S] = INLINE_FORMAT,
    [HTML_SMALL] = INLINE_FORMAT,
    [HTML_STRONG] = INLINE_FORMAT,
    [HTML_U] = INLINE_FORMAT,
    [HTML_ABBR] = KEPT | HOLLOW,
    [HTML_BDI] = KEPT,
    [HTML_BDO] = KEPT,
    [HTML_CITE] = KEPT | HOLLOW,
    [HTML_DEL] = KEPT,
    [HTML_DFN] = KEPT,
    [HTML_INS] = KEPT,
    [HTML_KBD] = KEPT | HOLLOW,
    [HTML_MARK] = KEPT | HOLLOW,
    [HTML_Q] = KEPT,
    [HTML_SAMP] = KEPT,
    [HTML_SUB] = KEPT | HOLLOW,
    [HTML_SUP] = KEPT | HOLLOW,
    [HTML_TIME] = KEPT,
    [HTML_VAR] = KEPT,
    [HTML_SPAN] = KEPT | BARE | HOLLOW,
    [HTML_RUBY] = KEPT | CONTAINER,
    [HTML_RT] = KEPT | CONTAINER,
    [HTML_RP] = KEPT | CONTAINER,
    [HTML_PICTURE] = KEPT | CONTAINER,
    [HTML_AUDIO] = KEPT | CONTAINER,
    [HTML_VIDEO] = KEPT | CONTAINER,
    [HTML_BR] = KEPT | VOID | SPECIAL,
    [HTML_IMG] = KEPT | VOID | SPECIAL,
    [HTML_WBR] = KEPT | VOID | SPECIAL,
    [HTML_SOURCE] = KEPT | VOID | SPECIAL,
    [HTML_TRACK] = KEPT | VOID | SPECIAL,
    [HTML_HR] = KEPT | VOID | BLOCK | SPECIAL,
    [HTML_P] = SECTION | HOLLOW,
    [HTML_ADDRESS] = SECTION,
    [HTML_ARTICLE] = SECTION,
    [HTML_ASIDE] = SECTION,
    [HTML_BLOCKQUOTE] = SECTION,
    [HTML_DETAILS] = SECTION,
    [HTML_DIV] = SECTION,
    [HTML_DL] = SECTION,
    [HTML_FIGCAPTION] = SECTION,
    [HTML_FIGURE] = SECTION,
    [HTML_FOOTER] = SECTION,
    [HTML_HEADER] = SECTION,
    [HTML_HGROUP] = SECTION,
    [HTML_MAIN] = SECTION,
    [HTML_NAV] = SECTION,
    [HTML_OL] = SECTION,
    [HTML_PRE] = SECTION,
    [HTML_SECTION] = SECTION,
    [HTML_SUMMARY] = SECTION,
    [HTML_UL] = SECTION,
    [HTML_H2] = SECTION | HEADING | HOLLOW,
    [HTML_H3] = SECTION | HEADING | HOLLOW,
    [HTML_H4] = SECTION | HEADING | HOLLOW,
    [HTML_H5] = SECTION | HEADING | HOLLOW,
    [HTML_H6] = SECTION | HEADING | HOLLOW,
    [HTML_LI] = SECTION,
    [HTML_DD] = SECTION,
    [HTML_DT] = SECTION,
    [HTML_TABLE] = KEPT | BLOCK | SPECIAL | SCOPE | STRUCTURE,
    [HTML_TBODY] = KEPT | SPECIAL | STRUCTURE | PART,
    [HTML_THEAD] = KEPT | SPECIAL | STRUCTURE | PART,
    [HTML_TFOOT] = KEPT | SPECIAL | STRUCTURE | PART,
    [HTML_TR] = KEPT | SPECIAL | STRUCTURE | PART,
    [HTML_COLGROUP] = KEPT | SPECIAL | STRUCTURE | PART,
    [HTML_COL] = KEPT | VOID | SPECIAL | PART,
    [HTML_TD] = KEPT | SPECIAL | SCOPE | PART,
    [HTML_TH] = KEPT | SPECIAL | SCOPE | PART,
    [HTML_CAPTION] = KEPT | SPECIAL | SCOPE | PART,
    [HTML_SCRIPT] = RAW,
    [HTML_STYLE] = RAW,
    [HTML_XMP] = RAW,
    [HTML_IFRAME] = RAW,
    [HTML_NOEMBED] = RAW,
    [HTML_NOFRAMES] = RAW,
    [HTML_NOSCRIPT] = RAW,
    [HTML_TEXTAREA] = RAW,
    [HTML_TITLE] = RAW,
    [HTML_SVG] = GONE,
    [HTML_MATH] = GONE,
    [HTML_TEMPLATE] = GONE,
    [HTML_OBJECT] = GONE,
    [HTML_APPLET] = GONE,
    [HTML_FONT] = BARE,
    [HTML_BIG] = BARE,
    [HTML_NOBR] = BARE,
    [HTML_LABEL] = BARE,
    [HTML_DATA] = BARE,
    [HTML_FORM] = APART,
    [HTML_FIELDSET] = APART,
    [HTML_LEGEND] = APART,
    [HTML_BUTTON] = APART,
    [HTML_OPTION] = APART,
    [HTML_OPTGROUP] = APART,
    [HTML_SELECT] = APART,
    [HTML_DIALOG] = APART,
    [HTML_BODY] = APART,
    [HTML_HTML] = APART,
    [HTML_HEAD] = APART,
    [HTML_FRAMESET] = APART,
    [HTML_SEARCH] = APART,
    [HTML_MARQUEE] = APART,
    [HTML_MULTICOL] = APART,
    [HTML_DATALIST] = APART,
    [HTML_INPUT] = APART,
};

const unsigned char tree_alias[HTML_TAG_COUNT] = {
    [HTML_H1] = HTML_H2,        [HTML_STRIKE] = HTML_S,   [HTML_TT] = HTML_CODE,
    [HTML_ACRONYM] = HTML_ABBR, [HTML_CENTER] = HTML_DIV, [HTML_DIR] = HTML_UL,
    [HTML_MENU] = HTML_UL,      [HTML_IMAGE] = HTML_IMG,  [HTML_LISTING] = HTML_PRE,
};

/* --- the stack --- */

/* The innermost element that was written: the one a browser will be in. */
static const struct open *current(const struct tree *x)
{
    static const struct open none = {0};
    for (int i = x->depth; i--;)
        if (!x->stack[i].silent)
            return &x->stack[i];
    return &none;
}

static bool has(const struct open *e, unsigned flag)
{
    return !e->silent && tree_rules[e->tag] & flag;
}

static void pop(struct tree *x)
{
    struct open *e = &x->stack[--x->depth];
    x->count[e->tag]--;
    if (e->silent)
        return;
    if (tree_rules[e->tag] & HOLLOW && x->out->n == e->end && !x->out->overflow) {
        x->out->n = e->start;
        x->out->p[e->start] = '\0';
        return;
    }
    const char *name = html_tag_name((enum html_tag)e->tag);
    buf_add(x->out, "</", 2);
    buf_adds(x->out, name);
    buf_addc(x->out, '>');
}

/* Closes the elements from index on. With `go_on`, the formatting ones above it are opened again at the next
 * words. */
static void pop_to(struct tree *x, int index, bool go_on)
{
    for (int i = index + 1; go_on && i < x->depth && x->reopens < REOPENED; i++) {
        const struct open *e = &x->stack[i];
        size_t n = e->end - e->start;
        if (!has(e, FORMAT) || n > START_TAG || n > x->budget || x->out->overflow)
            continue;
        struct reopen *r = &x->reopen[x->reopens++];
        r->tag = e->tag;
        r->floor = index;
        r->n = n;
        memcpy(r->start_tag, x->out->p + e->start, n);
        x->budget -= n;
    }
    while (x->depth > index)
        pop(x);
    int kept = 0;
    for (int i = 0; i < x->reopens; i++)
        if (x->reopen[i].floor <= x->depth)
            x->reopen[kept++] = x->reopen[i];
    x->reopens = kept;
}

static struct open *push(struct tree *x, enum html_tag tag)
{
    struct open *e = &x->stack[x->depth++];
    *e = (struct open){.tag = (unsigned char)tag, .start = x->out->n};
    x->count[tag]++;
    return e;
}

/* Opens an element without attributes. */
static struct open *push_plain(struct tree *x, enum html_tag tag)
{
    struct open *e = push(x, tag);
    buf_addc(x->out, '<');
    buf_adds(x->out, html_tag_name(tag));
    buf_addc(x->out, '>');
    e->end = x->out->n;
    return e;
}

static void close_current(struct tree *x)
{
    pop_to(x, (int)(current(x) - x->stack), false);
}

/* The index of the nearest open element with the tag, not looking past what any of the `stop` flags mark; -1:
 * none. */
static int find(const struct tree *x, enum html_tag tag, unsigned stop)
{
    for (int i = x->count[tag] ? x->depth - 1 : -1; i >= 0; i--) {
        if (x->stack[i].tag == tag)
            return i;
        if (has(&x->stack[i], stop))
            return -1;
    }
    return -1;
}

/* A list that was only implied ends where something else begins. */
static void leave_implied(struct tree *x)
{
    while (current(x)->implied)
        close_current(x);
}

static void close_p(struct tree *x, bool go_on)
{
    int i = find(x, HTML_P, SCOPE);
    if (i >= 0)
        pop_to(x, i, go_on);
}

/* Text and inline elements straight in a table get a cell of their own: browsers would move them before the
 * table. */
static void open_cell(struct tree *x)
{
    if (current(x)->tag == HTML_COLGROUP)
        close_current(x);
    if (current(x)->tag == HTML_TABLE)
        push_plain(x, HTML_TBODY);
    if (current(x)->tag != HTML_TR)
        push_plain(x, HTML_TR);
    push_plain(x, HTML_TD);
}

static void keep_apart(struct tree *x)
{
    if (!x->apart)
        return;
    x->apart = false;
    char last = x->out->n > x->begin ? x->out->p[x->out->n - 1] : ' ';
    if (last != ' ' && last != '\n')
        buf_addc(x->out, ' ');
}

/* Before words, pictures and inline elements. */
static void begin_inline(struct tree *x)
{
    leave_implied(x);
    if (has(current(x), STRUCTURE))
        open_cell(x);
    for (int i = 0; i < x->reopens && x->depth < DEEPEST; i++) {
        struct open *e = push(x, (enum html_tag)x->reopen[i].tag);
        buf_add(x->out, x->reopen[i].start_tag, x->reopen[i].n);
        e->end = x->out->n;
    }
    x->reopens = 0;
}

static void forget_reopen(struct tree *x, int index)
{
    x->reopens--;
    for (int i = index; i < x->reopens; i++)
        x->reopen[i] = x->reopen[i + 1];
}

/* --- text --- */

/* Browsers drop a line end that follows <pre>, also one that was a reference; so that it is dropped once,
   there is none. */
static void drop_line_ends(struct buf *out, size_t from)
{
    size_t to = from;
    while (to < out->n && (out->p[to] == '\n' || out->p[to] == '\r'))
        to++;
    if (to == from)
        return;
    memmove(out->p + from, out->p + to, out->n - to + 1);
    out->n -= to - from;
}

void tree_text(struct tree *x, const char *s, size_t n)
{
    size_t blank = 0;
    while (blank < n &&
           (s[blank] == ' ' || s[blank] == '\n' || s[blank] == '\t' || s[blank] == '\r' || s[blank] == '\f'))
        blank++;
    if (blank < n) {
        begin_inline(x);
        keep_apart(x);
    }
    size_t from = x->out->n;
    bool first = x->pre == from && current(x)->tag == HTML_PRE;
    escape_again(x->out, s, n, false);
    if (first && !x->out->overflow)
        drop_line_ends(x->out, from);
}

/* --- start tags --- */

/* Puts the start tag together in x->tag; false when the element is better left out. */
static bool compose(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    buf_reset(&x->tag);
    buf_addc(&x->tag, '<');
    buf_adds(&x->tag, html_tag_name(tag));
    if (!attributes_write(&x->attributes, &x->tag, token, tag))
        return false;
    buf_addc(&x->tag, '>');
    return true;
}

/* Opens the element whose start tag was composed. */
static struct open *push_composed(struct tree *x, enum html_tag tag)
{
    struct open *e = push(x, tag);
    buf_add(x->out, x->tag.p, x->tag.n);
    e->end = x->out->n;
    return e;
}

static void push_silent(struct tree *x, enum html_tag tag)
{
    leave_implied(x);
    if (x->depth < SILENT_DEEPEST && !has(current(x), STRUCTURE))
        push(x, tag)->silent = true;
}

static void start_void(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    bool in_media = current(x)->tag == HTML_AUDIO || current(x)->tag == HTML_VIDEO;
    if ((tag == HTML_SOURCE && !in_media && current(x)->tag != HTML_PICTURE) ||
        (tag == HTML_TRACK && !in_media))
        return;
    if (tag != HTML_IMG && has(current(x), STRUCTURE))
        return;
    if (!compose(x, tag, token))
        return;
    if (tag == HTML_HR) {
        close_p(x, true);
        leave_implied(x);
    } else if (tag != HTML_SOURCE && tag != HTML_TRACK) {
        begin_inline(x);
        if (tag == HTML_IMG)
            keep_apart(x);
    }
    buf_add(x->out, x->tag.p, x->tag.n);
}

/* A link in a link: browsers end the first. Where blocks stand between, only the words of the second are
 * kept. */
static bool nested_link(struct tree *x)
{
    for (int i = x->count[HTML_A] ? x->depth - 1 : -1; i >= 0 && !has(&x->stack[i], SCOPE); i--) {
        if (x->stack[i].tag != HTML_A || x->stack[i].silent)
            continue;
        for (int k = i + 1; k < x->depth; k++)
            if (has(&x->stack[k], SPECIAL | CONTAINER))
                return true;
        pop_to(x, i, true);
        return false;
    }
    return false;
}

static void start_inline(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    if (tag == HTML_A)
        for (int i = x->reopens; i--;)
            if (x->reopen[i].tag == HTML_A)
                forget_reopen(x, i);
    bool nested = tag == HTML_A && nested_link(x);
    bool ruby_part = tag == HTML_RT || tag == HTML_RP;
    if (ruby_part && (current(x)->tag == HTML_RT || current(x)->tag == HTML_RP))
        close_current(x);
    if (x->depth >= DEEPEST || (ruby_part && current(x)->tag != HTML_RUBY))
        return;
    /* An element that is not written opens no cell. */
    bool written = !nested && tree_rules[tag] & KEPT && compose(x, tag, token);
    if (tree_rules[tag] & BARE && x->tag.n == strlen(html_tag_name(tag)) + 2)
        written = false;
    if (written) {
        begin_inline(x);
        keep_apart(x);
        written = x->depth < DEEPEST;
    }
    if (written)
        push_composed(x, tag);
    else
        push_silent(x, tag);
}

/* Whether the current element is a list that an item may stand in. */
static bool in_list(const struct tree *x, enum html_tag item)
{
    const struct open *list = current(x);
    bool grouped = list->tag == HTML_DIV && list > x->stack && list[-1].tag == HTML_DL;
    if (item == HTML_LI)
        return list->tag == HTML_UL || list->tag == HTML_OL;
    return list->tag == HTML_DL || grouped;
}

/* An item begins: the one before it ends, and a list is there. */
static void begin_item(struct tree *x, enum html_tag tag)
{
    bool definition = tag != HTML_LI;
    for (int i = x->depth - 1; i >= 0; i--) {
        enum html_tag at = (enum html_tag)x->stack[i].tag;
        if (at == tag || (definition && (at == HTML_DD || at == HTML_DT))) {
            pop_to(x, i, false);
            break;
        }
        if (has(&x->stack[i], SPECIAL) && at != HTML_ADDRESS && at != HTML_DIV && at != HTML_P)
            break;
    }
    close_p(x, false);
    if (!in_list(x, tag)) {
        leave_implied(x);
        push_plain(x, definition ? HTML_DL : HTML_UL)->implied = true;
    }
}

static void start_block(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    bool item = tag == HTML_LI || tag == HTML_DD || tag == HTML_DT;
    if (tag == HTML_TABLE && has(current(x), STRUCTURE))
        pop_to(x, find(x, HTML_TABLE, 0), false);
    int room =
        tag == HTML_TABLE ? TABLE_ROOM : item && !in_list(x, tag); /* a list may have to be put around it */
    if (has(current(x), STRUCTURE) || x->depth + room >= DEEPEST) {
        x->apart = true;
        return;
    }
    if (item) {
        begin_item(x, tag);
    } else {
        close_p(x, tag != HTML_P);
        leave_implied(x);
        if (tree_rules[tag] & HEADING && has(current(x), HEADING))
            close_current(x);
    }
    x->apart = false;
    compose(x, tag, token);
    push_composed(x, tag);
    if (tag == HTML_PRE)
        x->pre = x->out->n;
}

/* caption, col, colgroup, tbody, thead, tfoot, tr, td, th: to their level of the nearest table, with the
 * levels between. */
static void start_part(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    int table = find(x, HTML_TABLE, 0);
    if (table < 0) {
        x->apart = true;
        return;
    }
    enum html_tag below = x->depth > table + 1 ? (enum html_tag)x->stack[table + 1].tag : HTML_UNKNOWN;
    bool cell = tag == HTML_TD || tag == HTML_TH, row = cell || tag == HTML_TR;
    bool section = below == HTML_TBODY || below == HTML_THEAD || below == HTML_TFOOT;
    bool open_row = section && x->depth > table + 2;
    int keep = table + 1;
    if (row && section)
        keep += cell && open_row ? 2 : 1;
    else if (tag == HTML_COL && below == HTML_COLGROUP)
        keep++;
    pop_to(x, keep, false);
    x->apart = false;
    if (row && !section)
        push_plain(x, HTML_TBODY);
    if (cell && !open_row)
        push_plain(x, HTML_TR);
    if (tag == HTML_COL) {
        if (below != HTML_COLGROUP)
            push_plain(x, HTML_COLGROUP);
    }
    compose(x, tag, token);
    if (tag == HTML_COL)
        buf_add(x->out, x->tag.p, x->tag.n);
    else
        push_composed(x, tag);
}

void tree_start(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    unsigned rule = tree_rules[tag];
    if (rule & PART)
        start_part(x, tag, token);
    else if (rule & VOID)
        start_void(x, tag, token);
    else if (rule & BLOCK)
        start_block(x, tag, token);
    else if (rule & (KEPT | BARE))
        start_inline(x, tag, token);
    else
        x->apart |= (rule & APART) != 0;
}

/* --- end tags --- */

void tree_end(struct tree *x, enum html_tag tag, const struct html_token *token)
{
    unsigned rule = tree_rules[tag];
    int i = -1;
    if (tag == HTML_BR) {
        start_void(x, tag, token); /* as browsers do */
    } else if (rule & VOID || !(rule & (KEPT | BARE))) {
        x->apart |= (rule & APART) != 0;
    } else if (rule & PART || tag == HTML_TABLE) {
        int table = find(x, HTML_TABLE, 0);
        i = find(x, tag, 0);
        if (i >= 0 && i >= table)
            pop_to(x, i, false);
    } else if (rule & HEADING) {
        for (i = x->depth - 1; i >= 0 && !has(&x->stack[i], HEADING | SCOPE); i--)
            ;
        if (i >= 0 && has(&x->stack[i], HEADING))
            pop_to(x, i, false);
    } else if (rule & BLOCK) {
        i = find(x, tag, SCOPE);
        int list = -1;
        for (int k = x->depth - 1; tag == HTML_LI && k > i && list < 0; k--)
            list = x->stack[k].tag == HTML_UL || x->stack[k].tag == HTML_OL ? k : -1;
        if (i >= 0 && list < 0)
            pop_to(x, i, false);
    } else {
        for (int k = x->reopens; rule & FORMAT && k--;)
            if (x->reopen[k].tag == tag) {
                forget_reopen(x, k);
                return;
            }
        i = find(x, tag, rule & (FORMAT | CONTAINER) ? SCOPE : SPECIAL | SCOPE);
        if (i >= 0)
            pop_to(x, i, true);
    }
}

void tree_init(struct tree *x, struct buf *out, const char *base, size_t n)
{
    enum { SOME = 1 << 16 };
    memset(x, 0, offsetof(struct tree, stack));
    x->out = out;
    x->budget = 2 * n + SOME;
    x->pre = (size_t)-1;
    x->begin = out->n;
    attributes_init(&x->attributes, base, n);
    buf_init(&x->tag, 0);
}

void tree_finish(struct tree *x)
{
    while (x->depth)
        pop(x);
    attributes_free(&x->attributes);
    buf_free(&x->tag);
}
