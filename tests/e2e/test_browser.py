"""Sanitised HTML in a real browser: no script runs, nothing active loads, nothing leaves its container, nothing changes when it
is parsed again. Needs Chromium, playwright-core in the folder that PLAYWRIGHT names, and the vectors beside the repository;
skipped elsewhere. A sample of the vectors, drawn by MOISSON_SEED; MOISSON_BROWSER=all takes them all (some eight minutes)."""
import json
import os
import random
import shlex
import shutil
import subprocess
import tempfile
import unittest

from harness import MOISSON, SHARED

CHECK = os.path.join(SHARED, 'checks', 'xss-browser-check.mjs')
VECTORS = os.path.join(SHARED, 'corpus', 'hostile')
SAMPLE = 120
SEED = os.environ.get('MOISSON_SEED', '1')
# what parsers of HTML disagree about: put around a vector, it makes others
AROUND = ['svg', 'math', 'template', 'noscript', 'style', 'title', 'textarea', 'table', 'select', 'p', 'form', 'a', 'b', 'mtext', 'xmp',
          'foreignObject', 'iframe', 'plaintext', 'li', 'nobr', 'caption', 'tr', 'details', 'h1', 'pre', 'annotation-xml encoding=text/html',
          '!--', '![CDATA[', '?x', '/p', '/table']


def mutated(vectors, r):
    """Vectors nested in each other and in what swallows or breaks out; of those only the browser is the judge."""
    pick = lambda: r.choice(vectors)['input']
    for i in range(SAMPLE // 2):
        text, other = pick(), pick()
        at = r.randrange(len(other) + 1)
        text = r.choice([text + other, other[:at] + text + other[at:], text[:at] + text[at + 2:]])
        for _ in range(r.randrange(4)):
            tag = r.choice(AROUND)
            text = '<%s>%s%s' % (tag, text, r.choice(['', '</%s>' % tag.split()[0]]))
        yield {'id': 'mutated-%d' % i, 'input': text, 'must_not_contain': [], 'must_contain': [], 'about': '', 'unsafe': []}


@unittest.skipUnless(os.environ.get('PLAYWRIGHT') and shutil.which('node') and shutil.which('chromium') and os.path.exists(CHECK),
                     'needs PLAYWRIGHT, node, chromium and ../shared')
class Browser(unittest.TestCase):
    def check(self, vectors):
        with tempfile.TemporaryDirectory(prefix='moisson-browser-') as folder:
            path, report = os.path.join(folder, 'vectors.jsonl'), os.path.join(folder, 'report.json')
            with open(path, 'w', encoding='utf-8') as f:
                f.writelines(json.dumps(v) + '\n' for v in vectors)
            p = subprocess.run(['node', CHECK, '--vectors', path, '--sanitizer', shlex.quote(MOISSON) + ' sanitize', '--jobs', '2', '--report', report,
                                '--quiet'], capture_output=True, text=True, timeout=1800)
            with open(report, encoding='utf-8') as f:
                told = f.read()
            self.assertEqual(p.returncode, 0, p.stdout[-2000:] + p.stderr[-2000:] + told[-4000:])

    def load(self, name):
        with open(os.path.join(VECTORS, name), encoding='utf-8') as f:
            return [json.loads(line) for line in f if line.strip()]

    def test_vectors(self):
        vectors = self.load('html-vectors.jsonl')
        r = random.Random(SEED)
        self.check(vectors if os.environ.get('MOISSON_BROWSER') == 'all' else r.sample(vectors, SAMPLE))

    def test_vectors_in_vectors(self):
        vectors = [v for v in self.load('html-vectors.jsonl') if len(v['input']) < 3000]
        self.check(mutated(vectors, random.Random(SEED)))

    def test_ordinary_content(self):
        self.check(self.load('html-content.jsonl'))


if __name__ == '__main__':
    unittest.main()
