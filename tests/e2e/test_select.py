"""`moisson select`: one selector in a saved page, a field's selector in each item, and batches; where they are, the selectors
kept beside the repository, each with the elements it matches."""
import json, os, subprocess, tempfile, unittest
from harness import MOISSON, SHARED

CORPUS = os.path.join(SHARED, 'corpus', 'html')
PAGE = ('<html><head><meta charset="iso-8859-1"></head><body><ul><li class="aide une"><a id="a1" href="/1">Été</a> 1'
        '<li><a href="/2">Deux</a><li>rien</ul></body></html>').encode('windows-1252')


class Select(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.page = os.path.join(self.folder.name, 'page.html')
        with open(self.page, 'wb') as f:
            f.write(PAGE)

    def select(self, *arguments, data=None):
        p = subprocess.run([MOISSON, 'select', *arguments], input=data, capture_output=True, cwd=self.folder.name, timeout=60)
        return p.returncode, p.stdout.decode(), p.stderr.decode()

    def test_what_matches(self):
        self.assertEqual(self.select('a', self.page), (0, '1\ta#a1\tÉté\n2\ta\tDeux\n', ''))
        self.assertEqual(self.select('li a@href', data=PAGE), (0, '1\t@href\t/1\n2\t@href\t/2\n', ''))
        self.assertEqual(self.select('//li[1]/text()', self.page), (0, '1\ttext\t1\n', ''))
        self.assertEqual(self.select('.une', self.page)[1], '1\tli.aide.une\tÉté 1\n')

    def test_nothing_matches(self):
        self.assertEqual(self.select('p', self.page), (1, '', 'nothing matches\n'))
        self.assertEqual(self.select('--quiet', 'p', self.page), (1, '', ''))

    def test_in_each_item(self):
        status, out, told = self.select('--items', 'li', 'a', self.page)
        self.assertEqual((status, out), (0, '1\ta#a1\tÉté\n2\ta\tDeux\n'))
        self.assertEqual(told, '1 of 3 items have nothing there\n')

    def test_as_json(self):
        status, out, _ = self.select('--json', '--items', 'li', 'a@href', self.page)
        self.assertEqual((status, json.loads(out)),
                         (0, [{'item': 1, 'node': '@href', 'text': '/1'}, {'item': 2, 'node': '@href', 'text': '/2'}]))

    def test_a_batch(self):
        rows = [{'id': 'x', 'doc': 'page.html', 'css': 'a'}, {'id': 'y', 'doc': 'page.html', 'css': 'p'}]
        data = ''.join(json.dumps(r) + '\n' for r in rows).encode()
        self.assertEqual(self.select('--batch', data=data), (0, '{"id":"x","ids":["a1","nil"]}\n{"id":"y","ids":[]}\n', ''))

    def test_what_is_wrong_is_told(self):
        self.assertEqual(self.select('li:frist-child', self.page)[0], 1)
        self.assertIn('did you mean ":first-child"?', self.select('li:frist-child', self.page)[2])
        self.assertIn('is no XPath selector', self.select('//li[', self.page)[2])
        self.assertIn('No such file', self.select('li', 'nowhere.html')[2])
        self.assertIn('no element', self.select('li', data=b'')[2])
        self.assertEqual(self.select()[0], 2)
        self.assertEqual(self.select('--batch', 'a', 'b')[0], 2)
        status, out, told = self.select('--batch', data=b'{"id":"x"}\n{\n{"id":"y","doc":"nowhere.html","css":"a"}\n'
                                        b'{"id":"z","doc":"page.html","css":"a["}\n{"id":"ok","doc":"page.html","css":"#a1"}\n')
        self.assertEqual((status, out), (1, '{"id":"ok","ids":["a1"]}\n'))
        self.assertEqual([line.split(':')[1] for line in told.splitlines()], ['1', '2', '3', '4'])

    @unittest.skipUnless(os.path.exists(os.path.join(CORPUS, 'css.jsonl')), 'not here: ../shared/corpus/html')
    def test_selectors_beside_the_repository(self):
        with open(os.path.join(CORPUS, 'css.jsonl'), encoding='utf-8') as f:
            rows = [json.loads(line) for line in f]
        data = ''.join(json.dumps({k: r[k] for k in ('id', 'doc', 'css')}) + '\n' for r in rows)
        p = subprocess.run([MOISSON, 'select', '--batch'], input=data.encode(), capture_output=True, cwd=CORPUS, timeout=60)
        found = {a['id']: a['ids'] for a in map(json.loads, p.stdout.splitlines())}
        for row in rows:
            self.assertEqual(found.get(row['id']), row['ids'], row['css'])


if __name__ == '__main__':
    unittest.main()
