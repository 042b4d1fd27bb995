/* The names of HTML elements, once: their numbers, and finding one by its name. What may stand where is the
   sanitiser's business, what separates words that of base/markup.c. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* clang-format off */
/* In alphabetical order: html_tag_find() searches it. */
#define HTML_TAGS(X) \
    X(A, a) X(ABBR, abbr) X(ACRONYM, acronym) X(ADDRESS, address) X(APPLET, applet) X(AREA, area) \
    X(ARTICLE, article) X(ASIDE, aside) X(AUDIO, audio) X(B, b) X(BASE, base) X(BASEFONT, basefont) \
    X(BDI, bdi) X(BDO, bdo) X(BGSOUND, bgsound) X(BIG, big) X(BLINK, blink) X(BLOCKQUOTE, blockquote) \
    X(BODY, body) X(BR, br) X(BUTTON, button) X(CANVAS, canvas) X(CAPTION, caption) X(CENTER, center) \
    X(CITE, cite) X(CODE, code) X(COL, col) X(COLGROUP, colgroup) X(COMMAND, command) X(CONTENT, content) \
    X(DATA, data) X(DATALIST, datalist) X(DD, dd) X(DEL, del) X(DETAILS, details) X(DFN, dfn) \
    X(DIALOG, dialog) X(DIR, dir) X(DIV, div) X(DL, dl) X(DT, dt) X(ELEMENT, element) X(EM, em) \
    X(EMBED, embed) X(FIELDSET, fieldset) X(FIGCAPTION, figcaption) X(FIGURE, figure) X(FONT, font) \
    X(FOOTER, footer) X(FORM, form) X(FRAME, frame) X(FRAMESET, frameset) X(H1, h1) X(H2, h2) X(H3, h3) \
    X(H4, h4) X(H5, h5) X(H6, h6) X(HEAD, head) X(HEADER, header) X(HGROUP, hgroup) X(HR, hr) \
    X(HTML, html) X(I, i) X(IFRAME, iframe) X(IMAGE, image) X(IMG, img) X(INPUT, input) X(INS, ins) \
    X(ISINDEX, isindex) X(KBD, kbd) X(KEYGEN, keygen) X(LABEL, label) X(LEGEND, legend) X(LI, li) \
    X(LINK, link) X(LISTING, listing) X(MAIN, main) X(MAP, map) X(MARK, mark) X(MARQUEE, marquee) \
    X(MATH, math) X(MENU, menu) X(MENUITEM, menuitem) X(META, meta) X(METER, meter) X(MULTICOL, multicol) \
    X(NAV, nav) X(NEXTID, nextid) X(NOBR, nobr) X(NOEMBED, noembed) X(NOFRAMES, noframes) \
    X(NOSCRIPT, noscript) X(OBJECT, object) X(OL, ol) X(OPTGROUP, optgroup) X(OPTION, option) \
    X(OUTPUT, output) X(P, p) X(PARAM, param) X(PICTURE, picture) X(PLAINTEXT, plaintext) \
    X(PORTAL, portal) X(PRE, pre) X(PROGRESS, progress) X(Q, q) X(RB, rb) X(RP, rp) X(RT, rt) X(RTC, rtc) \
    X(RUBY, ruby) X(S, s) X(SAMP, samp) X(SCRIPT, script) X(SEARCH, search) X(SECTION, section) \
    X(SELECT, select) X(SHADOW, shadow) X(SLOT, slot) X(SMALL, small) X(SOURCE, source) X(SPACER, spacer) \
    X(SPAN, span) X(STRIKE, strike) X(STRONG, strong) X(STYLE, style) X(SUB, sub) X(SUMMARY, summary) \
    X(SUP, sup) X(SVG, svg) X(TABLE, table) X(TBODY, tbody) X(TD, td) X(TEMPLATE, template) \
    X(TEXTAREA, textarea) X(TFOOT, tfoot) X(TH, th) X(THEAD, thead) X(TIME, time) X(TITLE, title) \
    X(TR, tr) X(TRACK, track) X(TT, tt) X(U, u) X(UL, ul) X(VAR, var) X(VIDEO, video) X(WBR, wbr) \
    X(XMP, xmp)
/* clang-format on */

enum html_tag {
    HTML_UNKNOWN,
#define X(id, name) HTML_##id,
    HTML_TAGS(X)
#undef X
        HTML_TAG_COUNT
};
enum { HTML_TAG_LONGEST = 16 }; /* no name has as many bytes */

/* The element with this name (ASCII, any case), HTML_UNKNOWN for others. */
enum html_tag html_tag_find(const char *name, size_t n);
const char *html_tag_name(enum html_tag tag); /* lower case; "" for HTML_UNKNOWN */

/* In plain text (base/markup.c): does it stand within a line, or do its bounds separate words? Is it left out
   with all that is in it (script, style, and what shows no text of the page)? */
bool html_tag_inline(enum html_tag tag);
bool html_tag_left_out(enum html_tag tag);
