"""One call on several portals is one item: over two nights, in every output, and as an editor says."""
import csv, io, json, os, subprocess, unittest
from harness import MOISSON, SHARED, Case, jsonfeed, JSONFEED

TITLE = 'Trophées des haies bocagères 2026'
NEXT = '2026-10-02T02:00:00Z'


def page(title, url, **facts):
    return {'title': title, 'id': url, 'url': url, 'text': facts.pop('text', 'Un texte.'), **facts}


class Portals(Case):
    """Three portals: the call, its edition of last year and its results beside it."""

    def setUp(self):
        super().setUp()
        self.answer('/agence', page(TITLE, 'https://www.agence-haies.example/trophees-2026', kind='call', deadline='2026-10-31',
                                    organizer='Agence haies', topics=['biodiversite']))
        self.answer('/relais', page('TROPHÉES DES HAIES BOCAGÈRES 2026 | Le Relais', 'http://m.relais.example/fil/88?utm_source=x',
                                    kind='news', deadline='2026-10-31', territory='Bretagne'))
        self.answer('/veille', page('Les trophées des haies bocagères, édition 2026', 'https://veille.example/n/4', kind='call',
                                    deadline='2026-10-31', amount={'max': 20000, 'currency': 'EUR'}),
                    page('Trophées des haies bocagères 2025', 'https://veille.example/n/1', kind='call', deadline='2025-10-31'),
                    page(TITLE + ' : les lauréats', 'https://veille.example/n/9', kind='news'))
        self.source('relais', '/relais')
        self.source('veille', '/veille')
        self.source('agence', '/agence')
        self.config(channels=[{'id': 'tout', 'limit': 0}])

    def answer(self, path, *items):
        self.server.answer(path, jsonfeed(*items), type=JSONFEED)

    def well(self, *args, **how):
        r = self.moisson(*args, **how)
        self.assertEqual((r.status, r.stderr), (0, ''), r.stderr)
        return r

    def titles(self, *args):
        return sorted(line.split('\t')[3] for line in self.well('list', *args).stdout.splitlines())

    def published(self):
        return {i['title']: i for i in json.loads(self.world.output('tout/feed.json'))['items']}

    def key(self, source, title='%'):
        return str(self.store("select id from items where source = '%s' and title like '%s' order by id" % (source, title))[0][0])

    def test_two_nights(self):
        self.well('run')
        others = ['Trophées des haies bocagères 2025', TITLE, TITLE + ' : les lauréats']
        self.assertEqual(self.titles(), sorted(others))
        call = self.published()[TITLE]
        facts = call['_moisson']
        self.assertEqual(facts['source'], 'agence')  # the organiser's own page
        self.assertEqual(sorted(a['source'] for a in facts['also']), ['relais', 'veille'])
        self.assertEqual((facts['territory'], facts['amount']['max'], facts['kind']), ('Bretagne', 20000, 'call'))
        self.assertEqual(self.titles('--source', 'relais'), [TITLE])
        self.assertEqual(self.titles('--territory', 'bretagne', '--topic', 'biodiversite'), [TITLE])
        # the second night one of them prolongs it: the same item, with the later date
        self.answer('/veille', page('Les trophées des haies bocagères, édition 2026', 'https://veille.example/n/4', kind='call',
                                    deadline='2026-11-20', text='Le dépôt est prolongé.'))
        self.well('harvest', '--force', now=NEXT)
        self.well('export', now=NEXT)
        again = self.published()[TITLE]
        self.assertEqual(again['id'], call['id'])
        self.assertEqual(again['_moisson']['deadline'], '2026-11-20')

    def test_every_format_names_the_others(self):
        self.well('run')
        link = 'https://veille.example/n/4'
        rss, atom, ics = (self.world.output('tout/' + f) for f in ('rss.xml', 'atom.xml', 'agenda.ics'))
        self.assertIn('Aussi publié par', rss)
        self.assertIn('href="%s"' % link, rss)
        self.assertIn('<link rel="related" href="%s" />' % link, atom)
        self.assertIn(link, ics.replace('\r\n ', ''))
        rows = list(csv.DictReader(io.StringIO(self.world.output('tout/items.csv').lstrip('\ufeff'))))
        row = next(r for r in rows if r['Titre'] == TITLE)
        self.assertIn(link, row['Aussi publié par'])
        self.assertEqual(len(rows), 3)

    def test_nothing_new_writes_nothing(self):
        self.well('run')
        before = self.world.outputs()
        self.well('harvest', '--force', now=NEXT)
        self.well('export', now=NEXT)
        self.assertEqual(self.world.outputs(), before)

    def test_why_split_merge_undo(self):
        self.well('harvest')
        face, other = self.key('agence'), self.key('relais')
        why = self.well('show', face, '--why').stdout
        self.assertIn('same deadline', why)
        self.assertIn('veto: different years', why)
        verdicts = {str(c['item']): c for c in json.loads(self.well('show', face, '--why', '--json').stdout)}
        self.assertTrue(verdicts[other]['together'] and verdicts[other]['score'] > 0)
        self.assertIn('shown as       item ' + face, self.well('show', other).stdout)
        self.well('split', other, '--author', 'Ana')
        self.assertEqual(len(self.titles()), 4)
        self.well('harvest', '--force', now=NEXT)  # remembered
        self.assertEqual(len(self.titles()), 4)
        self.assertEqual(self.store('select distinct author, together from decisions'), [('Ana', 0)])
        self.assertIn('apart: an editor said so', self.well('show', other, '--why').stdout)
        self.well('split', '--undo', other)
        self.assertEqual(len(self.titles()), 3)
        results = self.key('veille', '%lauréats')
        self.well('merge', face, results)
        self.assertEqual(len(self.titles()), 2)
        self.well('merge', '--undo', results)
        self.assertEqual(len(self.titles()), 3)
        self.assertEqual(self.moisson('merge', face).status, 2)
        self.assertEqual(self.moisson('split', '999').status, 1)

    def test_batch(self):
        lines = [{'id': 'a', 'source': 'x', 'title': TITLE, 'deadline': '2026-10-31'}, {'id': 'b', 'source': 'y', 'title': TITLE},
                 {'id': 3, 'title': 'Autre'}]
        text = ''.join(json.dumps(l) + '\n' for l in lines)
        out = [json.loads(l) for l in self.well('cluster', '--batch', input=text).stdout.splitlines()]
        self.assertEqual(out, [{'id': 'a', 'cluster': 'a'}, {'id': 'b', 'cluster': 'a'}, {'id': '3', 'cluster': '3'}])
        r = self.moisson('cluster', '--batch', input=text + '[1]\n{"title": "sans id"}\n{')
        self.assertEqual((r.status, len(r.stdout.splitlines())), (1, 3))
        self.assertIn('line 4:', r.stderr)
        why = json.loads(self.well('cluster', '--batch', '--why', 'a', input=text).stdout)
        self.assertEqual((why['other'], why['same']), ('b', True))


class Corpus(unittest.TestCase):
    def test_the_gates(self):
        script = os.path.join(SHARED, 'corpus', 'duplicates', 'score.py')
        if not os.path.exists(script):
            self.skipTest('not here: ../shared/corpus/duplicates')
        p = subprocess.run(['python3', script, '--cmd', MOISSON + ' cluster --batch', '--gate',
                            'pair_precision=0.97,pair_f1=0.93,bcubed_f1=0.95'], capture_output=True, text=True, timeout=120)
        figures = dict(zip(('precision', 'recall', 'f1'), p.stdout.split('pairwise')[1].split()[1:6:2]))
        self.assertGreaterEqual(float(figures['precision']), 0.97, p.stdout)
        self.assertGreaterEqual(float(figures['f1']), 0.93, p.stdout)
        self.assertGreaterEqual(float(p.stdout.split('b-cubed')[1].split()[5]), 0.95, p.stdout)


if __name__ == '__main__':
    unittest.main()
