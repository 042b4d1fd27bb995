"""`moisson try`: what a source gives and why, live or from saved pages, and the difference a mended rule makes."""
import json, os, subprocess, sys, unittest

from harness import Answer, Case, JSONFEED, SHARED, jsonfeed, rss

CORPUS = os.path.join(SHARED, 'corpus', 'html')


def entry(n, title=None, date='%d mars 2027', url=None, more=''):
    return ('<li class="aide"><h3><a href="%s">%s</a></h3><p class="date">Clôture le %s</p><p class="lieu">Lyon</p>%s</li>'
            % (url or '/aide/%d' % n, title or 'Aide numéro %d' % n, date % n if '%' in date else date, more))


def listing(*entries, after=''):
    return ('<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Aides</title></head><body><ul>%s</ul>%s</body></html>'
            % (''.join(entries), after))


RULES = {'format': 'html', 'kind': 'call', 'timezone': 'Europe/Paris', 'items': 'li.aide',
         'fields': {'title': 'h3 a', 'url': 'h3 a@href', 'dates': '.date', 'place': '.lieu'}}


class Try(Case):
    def setUp(self):
        super().setUp()
        self.config(limits={'retries': 0})

    def page(self, *entries, path='/aides', after=''):
        self.server.answer(path, listing(*entries, after=after), type='text/html; charset=utf-8')

    def rules(self, url='/aides', **more):
        self.source('aides', url, **{**RULES, **more})

    def lines(self, r):
        return [line.split('\t') for line in r.stdout.splitlines()]

    def warnings(self, *args):
        return [line[2:] for line in self.moisson('try', 'aides', *args).stdout.splitlines() if line.startswith('! ')]

    # --- what is shown ---

    def test_counts_items_and_the_words_of_dates(self):
        self.page(entry(1), entry(2), entry(3))
        self.rules()
        r = self.well('try', 'aides')
        lines = self.lines(r)
        self.assertIn(['items', 'li.aide', '3', '3'], lines)
        self.assertIn(['title', 'h3 a', '3', '3'], lines)
        self.assertIn(['1', 'Aide numéro 1', 'call', 'deadline 2027-03-01 « Clôture le 1 mars 2027 »', 'Lyon', '-'], lines)
        self.assertIn(['3 items from 1 page'], lines)

    def test_nothing_is_stored(self):
        self.page(entry(1), entry(2))
        self.rules()
        self.well('try', 'aides')
        self.assertFalse(os.path.exists(self.world.path('var')))

    def test_a_file_that_is_not_installed(self):
        self.page(entry(1), entry(2))
        one = dict(RULES, id='essai', name='Essai', url=self.server.url('/aides'))
        self.world.write('essai.yaml', json.dumps([one]))
        self.assertIn('2 items from 1 page', self.well('try', 'essai.yaml').stdout)
        self.world.write('deux.yaml', json.dumps([one, dict(one, id='autre')]))
        r = self.moisson('try', 'deux.yaml')
        self.assertEqual((r.status, r.stdout), (2, ''))
        self.assertIn('holds several sources; name one behind it: essai, autre', r.stderr)
        self.assertIn('2 items', self.well('try', 'deux.yaml', 'autre').stdout)

    def test_feeds_are_tried_too(self):
        self.server.answer('/flux', rss('Un', 'Deux'))
        self.source('flux', '/flux')
        self.assertIn('2 items from 1 page', self.well('try', 'flux').stdout)

    def test_json_is_a_feed_with_local_times(self):
        self.server.answer('/aides', jsonfeed({'title': 'Un', 'date': '2026-01-11T23:00:00Z'}), type=JSONFEED)
        self.source('aides', '/aides', timezone='Europe/Paris')
        feed = json.loads(self.well('try', '--json', 'aides').stdout)
        self.assertEqual(feed['version'], 'https://jsonfeed.org/version/1.1')
        self.assertEqual([i['date_published'] for i in feed['items']], ['2026-01-12T00:00:00+01:00'])

    def test_no_more_items_than_asked_for_are_shown(self):
        self.page(*[entry(n) for n in range(1, 29)])
        self.rules()
        shown = [line for line in self.lines(self.well('try', 'aides')) if len(line) == 6]
        self.assertEqual(len(shown), 20)
        shown = [line for line in self.lines(self.well('try', 'aides', '--limit', '2')) if len(line) == 6]
        self.assertEqual(len(shown), 2)

    def test_colours_on_a_terminal_alone(self):
        self.page(entry(1), entry(2, date='bientôt'))
        self.rules()
        status, shown = self.world.on_terminal('try', 'aides')
        self.assertEqual(status, 0)
        self.assertIn('\x1b[31m', shown)
        status, shown = self.world.on_terminal('try', 'aides', env={'NO_COLOR': '1'})
        self.assertNotIn('\x1b', shown)
        self.assertNotIn('\x1b', self.moisson('try', 'aides').stdout)

    def test_a_page_cannot_command_the_terminal(self):
        self.page(entry(1, title='Un &#27;[31m rouge'), entry(2))
        self.rules()
        self.assertNotIn('\x1b', self.moisson('try', 'aides').stdout)

    # --- what keep and drop leave out ---

    def test_what_is_left_out_is_shown_as_such(self):
        self.page(entry(1), entry(2, title='Marché de Noël'), entry(3))
        self.rules(drop='noël')
        r = self.well('try', 'aides')
        self.assertIn('keep and drop leave out 1 of 3 items', r.stdout)
        self.assertIn('2 left out', [line[0] for line in self.lines(r)])
        self.assertEqual(len(json.loads(self.well('try', '--json', 'aides').stdout)['items']), 2)

    # --- what looks wrong ---

    def test_the_same_address_twice(self):
        self.page(entry(1), entry(2, url='/aide/9'), entry(3, url='/aide/9'))
        self.rules(fields={**RULES['fields'], 'id': 'h3 a'})
        self.assertIn('2 items have the same address, ' + self.server.url('/aide/9'), self.warnings())

    def test_all_dates_the_same(self):
        self.page(entry(1, date='5 mars 2027'), entry(2, date='5 mars 2027'), entry(3, date='5 mars 2027'))
        self.rules()
        self.assertIn('all dates are the same, 2027-03-05: is it the day the page was made?', self.warnings())

    def test_titles_of_a_menu(self):
        self.page(entry(1, title='Accueil'), entry(2, title='Mentions légales'), entry(3))
        self.rules()
        self.assertIn('2 titles read as those of a menu', self.warnings()[0])

    def test_a_rule_that_finds_nothing(self):
        self.page(entry(1), entry(2))
        self.rules(fields={**RULES['fields'], 'summary': '.chapo'})
        self.assertIn('summary: .chapo finds nothing', self.warnings())

    def test_no_dates_and_fewer_items_than_expected(self):
        self.page(entry(1, date='bientôt'), entry(2, date='bientôt'))
        self.rules(expect={'items': 5})
        told = self.warnings()
        self.assertIn('2 items; `expect` says at least 5', told)
        self.assertIn('no item has a date: is it on the page behind each (`detail`)?', told)

    def test_a_good_source_is_warned_of_nothing(self):
        self.page(entry(1), entry(2), entry(3))
        self.rules()
        self.assertEqual(self.warnings(), [])

    def test_no_item_at_all_ends_with_one(self):
        self.server.answer('/aides', '<p>Bonjour</p>', type='text/html')
        self.rules()
        r = self.moisson('try', 'aides')
        self.assertEqual(r.status, 1)
        self.assertIn('! no item: ', r.stdout)

    def test_a_page_that_is_not_there_ends_with_one(self):
        self.rules()
        r = self.moisson('try', 'aides')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertIn('aides: HTTP 404', r.stderr)

    # --- pages, and the pages behind items ---

    def test_pages_are_followed(self):
        self.page(entry(1), entry(2), after='<a rel="next" href="/aides-2">Suivant</a>')
        self.page(entry(3), path='/aides-2')
        self.rules(next='a[rel=next]@href', pages=5)
        self.assertIn('3 items from 2 pages', self.well('try', 'aides').stdout)

    def test_few_pages_behind_items_are_asked_for_unless_all_are(self):
        self.page(*[entry(n) for n in range(1, 10)])
        for n in range(1, 10):
            self.server.answer('/aide/%d' % n, '<div class="texte">Le détail %d</div>' % n, type='text/html')
        self.rules(detail={'fields': {'content': '.texte'}})
        r = self.well('try', 'aides')
        self.assertIn('9 items from 1 page, 5 pages behind them read, 4 not asked for (--all)', r.stdout)
        self.assertEqual(sum(x.path.startswith('/aide/') for x in self.server.asked()), 5)
        self.assertIn('9 pages behind them read\n', self.well('try', 'aides', '--all').stdout)

    # --- saved pages ---

    def save(self):
        self.page(entry(1), entry(2), after='<a rel="next" href="/aides-2">Suivant</a>')
        self.page(entry(3), path='/aides-2')
        self.server.answer('/aide/1', '<div class="texte">Le détail</div>', type='text/html')
        self.rules(next='a[rel=next]@href', pages=5, detail={'fields': {'content': '.texte'}})
        self.moisson('try', 'aides', '--save', 'garde')
        self.server.scripts.clear()
        self.server.forget()

    def test_saved_pages_are_read_without_the_network(self):
        self.save()
        with open(self.world.path('garde', 'pages.tsv')) as f:
            rows = [line.rstrip('\n').split('\t') for line in f]
        self.assertEqual([r[0] for r in rows][:2], [self.server.url('/aides'), self.server.url('/aides-2')])
        self.assertTrue(all(os.path.exists(self.world.path('garde', r[1])) for r in rows))
        for saved in ('garde', 'garde/pages.tsv'):
            feed = json.loads(self.moisson('try', '--json', '--from', saved, 'aides').stdout)
            self.assertEqual([i['title'] for i in feed['items']], ['Aide numéro 1', 'Aide numéro 2', 'Aide numéro 3'])
        self.assertEqual(self.server.count(), 0)

    def test_an_address_that_was_not_saved_leaves_the_items_at_hand(self):
        self.save()
        items = json.loads(self.moisson('try', '--json', '--from', 'garde', 'aides').stdout)['items']
        self.assertIn('Le détail', items[0]['content_html'])
        self.assertEqual(items[1]['title'], 'Aide numéro 2')

    def test_keys_are_not_saved(self):
        key = 'cle-tres-secrete'
        self.server.answer('/aides', listing(entry(1, url='/aide/1?cle=' + key), entry(2)), type='text/html')
        self.rules(url=self.server.url('/aides?cle=${CLE}'))
        self.well('try', 'aides', '--save', 'garde', env={'CLE': key})
        for name in os.listdir(self.world.path('garde')):
            self.assertNotIn(key, self.world.read('garde/' + name), name)
        shown = self.well('try', '--json', 'aides', '--from', 'garde', env={'CLE': key}).stdout
        self.assertEqual(len(json.loads(shown)['items']), 2)
        self.assertNotIn(key, shown)

    def test_a_first_page_that_was_not_saved_ends_with_one(self):
        self.rules()
        self.world.write('pages.tsv', 'https://ailleurs.example/\trien.html\ttext/html\n')
        r = self.moisson('try', 'aides', '--from', 'pages.tsv')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertIn('aides: no page was saved for this address', r.stderr)

    def test_one_saved_page(self):
        self.rules()
        self.world.write('une.html', listing(entry(1), entry(2)))
        items = json.loads(self.well('try', '--json', '--from', 'une.html', 'aides').stdout)['items']
        self.assertEqual([i['url'] for i in items], [self.server.url('/aide/1'), self.server.url('/aide/2')])

    def test_the_difference_of_a_mended_rule(self):
        self.save()
        self.assertIn('3 the same, 0 changed, 0 new, 0 gone', self.moisson('try', '--from', 'garde', 'aides').stdout)
        self.rules(items='li.aide:not(:first-child)', next='a[rel=next]@href', pages=5,
                   fields={**RULES['fields'], 'place': {'select': '.lieu', 'replace': {'Lyon': 'Dijon'}}})
        shown = self.moisson('try', '--from', 'garde', 'aides').stdout
        self.assertIn('- Aide numéro 1\n', shown)
        self.assertIn('~ Aide numéro 2\n    place: Lyon → Dijon\n', shown)
        self.assertIn('0 the same, 1 changed, 0 new, 2 gone', shown)

    def test_the_difference_to_any_feed(self):
        self.page(entry(1), entry(2))
        self.rules()
        self.world.write('avant.json', jsonfeed({'title': 'Aide numéro 1', 'url': self.server.url('/aide/1')}))
        shown = self.well('try', 'aides', '--against', 'avant.json').stdout
        self.assertIn('+ Aide numéro 2\n', shown)
        self.assertIn('    deadline: - → 2027-03-01\n', shown)
        self.world.write('avant.json', 'rien')
        self.assertEqual(self.moisson('try', 'aides', '--against', 'avant.json').status, 1)

    # --- usage ---

    def test_usage(self):
        self.rules()
        self.world.write('faux.yaml', '- {id: a, name: A, url: "https://a.example/", format: html, items: "li[", fields: {title: a}}\n')
        for args in ((), ('--offline', 'aides'), ('aides', 'b'), ('aide',), ('nulle-part.yaml',), ('faux.yaml',), ('aides', '--from', 'rien')):
            r = self.moisson('try', *args)
            self.assertEqual((r.status, r.stdout), (2, ''), args)
            self.assertTrue(r.stderr, args)
        self.assertIn('did you mean "aides"?', self.moisson('try', 'aide').stderr)


class Cases(unittest.TestCase):
    """The pages kept beside the repository, by their own rules."""

    def test_in_css_and_in_xpath(self):
        scorer = os.path.join(CORPUS, 'score.py')
        if not os.path.exists(scorer):
            self.skipTest('not here: ../shared/corpus/html')
        root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
        for mode in ('css', 'xpath'):
            with self.subTest(mode=mode):
                p = subprocess.run([sys.executable, scorer, '--errors', '--mode', mode], cwd=root, capture_output=True, text=True)
                self.assertRegex(p.stdout, r'\n[1-9]\d* passed, 0 failed\n$')


if __name__ == '__main__':
    unittest.main()
