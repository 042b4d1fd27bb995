"""`moisson sanitize` over the fragments of ../shared/corpus/hostile: what each of them must and must not leave, and the
rules that hold for whatever comes out, checked with a parser that is not ours."""
import concurrent.futures, html.parser, json, os, re, subprocess, unittest
from harness import MOISSON, SHARED

CORPUS = os.path.join(SHARED, 'corpus', 'hostile')
VOID = set('area br col hr img source track wbr'.split())
ELEMENTS = VOID | set(
    'a abbr address article aside b bdi bdo big blockquote caption center cite code colgroup dd del details dfn div dl dt em '
    'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup i ins kbd li main mark nav ol p picture pre q rp rt ruby s '
    'samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var audio video'.split())
FORBIDDEN = set('srcdoc formaction action background ping autofocus autoplay is slot id name style'.split())
ADDRESSES = set('href src cite poster srcset'.split())
LINK = re.compile(r'(?i)(https?|mailto|tel|webcal):|[^:]*([/?#]|$)')
MEDIA = re.compile(r'(?i)https?:|data:image/(png|jpe?g|gif|webp|avif|bmp|x-icon)\b|[^:]*([/?#]|$)')


def vectors(name):
    path = os.path.join(CORPUS, name)
    if not os.path.exists(path):
        raise unittest.SkipTest('not here: ../shared/corpus/hostile/' + name)
    with open(path, encoding='utf-8') as f:
        return [json.loads(line) for line in f]


def sanitize(fragment):
    p = subprocess.run([MOISSON, 'sanitize'], input=fragment.encode('utf-8', 'surrogatepass'), capture_output=True, timeout=60)
    if p.returncode or p.stderr:
        raise AssertionError('status %d: %s' % (p.returncode, p.stderr.decode('utf-8', 'replace')[-2000:]))
    return p.stdout.decode()


def found(pattern, text):
    return re.search(pattern, text)


def holds(wanted, text):
    return found(wanted[1:-1], text) if len(wanted) > 2 and wanted[0] == wanted[-1] == '/' else wanted in text


class Rules(html.parser.HTMLParser):
    """What the elements and attributes of an output break of the rules of the corpus, in `faults`."""

    def __init__(self, text):
        super().__init__(convert_charrefs=False)
        self.faults, self.open = [], []
        self.feed(text)
        self.close()
        self.expect(not self.open, 'left open: %s' % self.open)

    def expect(self, ok, fault):
        if not ok:
            self.faults.append(fault)

    def handle_starttag(self, tag, attributes):
        self.expect(tag in ELEMENTS, 'element ' + tag)
        if tag not in VOID:
            self.open.append(tag)
        names = [name for name, _ in attributes]
        self.expect(len(names) == len(set(names)), 'an attribute twice: %s' % names)
        for name, value in attributes:
            self.expect(name not in FORBIDDEN and not name.startswith('on') and ':' not in name, 'attribute ' + name)
            if name in ADDRESSES:
                self.expect((LINK if tag in ('a', 'q', 'blockquote', 'ins', 'del') else MEDIA).match(value), name + '=' + value)

    def handle_endtag(self, tag):
        self.expect(self.open and self.open.pop() == tag, 'closed out of order: ' + tag)

    def handle_comment(self, data):
        self.faults.append('a comment')

    handle_decl = handle_pi = unknown_decl = handle_comment


class Vectors(unittest.TestCase):
    maxDiff = 4000

    def check(self, name):
        cases = vectors(name)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            outputs = list(pool.map(lambda v: sanitize(v['input']), cases))
        self.assertGreater(len(cases), 10)
        for v, text in zip(cases, outputs):
            faults = Rules(text).faults
            faults += ['holds ' + p for p in v['must_not_contain'] if found(p, text)]
            faults += ['lacks ' + p for p in v['must_contain'] if not holds(p, text)]
            with self.subTest(v['id']):
                self.assertEqual(faults, [], text)
        # Balanced and stable, each of them passes unchanged; so do all of them in a row, which takes one process.
        if sanitize('<hr>'.join(outputs)) != '<hr>'.join(outputs):
            for v, text in zip(cases, outputs):
                with self.subTest(v['id']):
                    self.assertEqual(sanitize(text), text)
            self.fail('each output is stable, all in a row are not')

    def test_what_attacks_is_disarmed(self):
        self.check('html-vectors.jsonl')

    def test_ordinary_content_survives(self):
        self.check('html-content.jsonl')


if __name__ == '__main__':
    unittest.main()
