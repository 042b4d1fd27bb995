/* The sanitiser. What it writes is held to a grammar of its own, narrower than HTML: elements that are
   closed in order, attributes in quotes, nothing that acts. Sanitised again it stays as it is. */
/* fuzz: -max_len=2048 -dict=tests/fuzz/html.dict */
#include "tests/fuzz/fuzz.h"
#include "base/htmltag.h"
#include "harvester/sanitize.h"

#include <ctype.h>

enum { DEEPEST = 512 };

static bool listed(const char *name, size_t n, const char *list)
{
    char word[32];
    if (n + 3 > sizeof word)
        return false;
    snprintf(word, sizeof word, " %.*s ", (int)n, name);
    return strstr(list, word);
}

static const char elements[] = " a abbr address article aside audio b bdi bdo blockquote br caption cite "
                               "code col colgroup dd del details dfn "
                               "div dl dt em figcaption figure footer h2 h3 h4 h5 h6 header hgroup hr i img "
                               "ins kbd li main mark nav ol p "
                               "picture pre q rp rt ruby s samp section small source span strong sub summary "
                               "sup table tbody td tfoot th thead "
                               "time tr track u ul var video wbr ",
                  empty_ones[] = " br col hr img source track wbr ",
                  attributes[] = " abbr alt cite colspan controls datetime dir height href hreflang kind "
                                 "label lang loading media open "
                                 "poster preload rel reversed rowspan scope sizes span src srclang srcset "
                                 "start title type value width ",
                  addresses[] = " cite href poster src ";

/* No character of markup, and no reference but to those. */
static void claim_value(const char *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        claim(s[i] != '<' && s[i] != '>', "%c in a value: %.*s", s[i], (int)n, s);
        if (s[i] == '&')
            claim(listed(s + i + 1, strcspn(s + i + 1, ";"), " amp lt gt quot #39 #96 "), "reference %.20s",
                  s + i);
    }
}

/* Relative, or of a scheme that does nothing by itself; a picture may be in its own address. */
static void claim_address(const char *s, size_t n, bool picture)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", "webcal"};
    size_t i = 0;
    bool known = false;
    claim(!memchr(s, '\t', n) && !memchr(s, '\n', n) && *s != ' ', "address %.*s", (int)n, s);
    claim(*s != '\\' && !(*s == '/' && n > 1 && strchr("/\\", s[1])), "a host without a scheme: %.*s", (int)n,
          s);
    while (i < n && (isalnum((unsigned char)s[i]) || strchr("+-.", s[i])))
        i++;
    for (size_t k = 0; k < sizeof schemes / sizeof *schemes; k++)
        known |= strlen(schemes[k]) == i && strncmp(s, schemes[k], i) == 0;
    static const char *const pictures[] = {"png;",  "gif;",  "jpeg;", "jpg;",
                                           "webp;", "avif;", "bmp;",  "x-icon;"};
    for (size_t k = 0; picture && n > 11 && k < sizeof pictures / sizeof *pictures; k++)
        known |= strncasecmp(s, "data:image/", 11) == 0 &&
                 strncasecmp(s + 11, pictures[k], strlen(pictures[k])) == 0;
    claim(known || !i || i == n || s[i] != ':', "scheme of %.*s", (int)n, s);
}

/* The attributes of one tag; returns what follows its ">". */
static const char *claim_attributes(const char *p)
{
    while (*p == ' ') {
        const char *name = ++p;
        p += strspn(p, "abcdefghijklmnopqrstuvwxyz");
        size_t length = (size_t)(p - name);
        claim(listed(name, length, attributes), "attribute %.*s", (int)length, name);
        claim(p[0] == '=' && p[1] == '"', "no value in quotes: %.40s", name);
        const char *value = p + 2, *end = strchr(value, '"');
        claim(end, "an open quote: %.40s", value);
        claim_value(value, (size_t)(end - value));
        if (listed(name, length, addresses))
            claim_address(value, (size_t)(end - value), strncmp(name, "src", length) == 0);
        p = end + 1;
    }
    claim(*p == '>', "a tag does not end: %.40s", p);
    return p + 1;
}

static void claim_html(const char *s)
{
    const char *open[DEEPEST];
    size_t lengths[DEEPEST];
    int depth = 0;
    for (const char *p = s; (p += strcspn(p, "<>"), *p);) {
        claim(*p == '<', "a bare > in the text: %.40s", p);
        bool closing = p[1] == '/';
        const char *name = p + 1 + closing;
        size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789");
        claim(listed(name, length, elements), "element %.20s", name);
        p = name + length;
        if (closing) {
            claim(depth && lengths[depth - 1] == length && strncmp(open[depth - 1], name, length) == 0,
                  "closed out of order: %.40s", name);
            claim(*p == '>', "an end tag does not end: %.40s", p);
            depth--;
            p++;
            continue;
        }
        p = claim_attributes(p);
        if (listed(name, length, empty_ones))
            continue;
        claim(depth < DEEPEST, "too deep");
        open[depth] = name;
        lengths[depth++] = length;
    }
    claim(!depth, "%.20s stays open", open[depth - 1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const bases[] = {NULL, "https://a.example/b/c?d", "http://[::1]/", "mailto:x", "//x"};
    struct buf first, second;
    if (!n)
        return -1;
    const char *base = bases[*data % (sizeof bases / sizeof *bases)];
    buf_init(&first, 0);
    buf_init(&second, 0);
    sanitize_html(&first, (const char *)data + 1, n - 1, base);
    claim_text(buf_str(&first), first.n, "the output");
    claim(first.n <= 16 * (n + 1024), "%zu bytes became %zu", n, first.n);
    claim_html(buf_str(&first));
    sanitize_html(&second, buf_str(&first), first.n, base);
    claim(strcmp(buf_str(&first), buf_str(&second)) == 0, "not stable:\n%s\n%s", buf_str(&first),
          buf_str(&second));
    buf_free(&first);
    buf_free(&second);
    return 0;
}
