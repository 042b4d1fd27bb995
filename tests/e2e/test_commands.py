"""The commands that read the store, and those beside the harvest: what they print, for people and as JSON, and how they end."""
import csv, fcntl, json, os, pty, re, sqlite3, struct, subprocess, termios, unittest
from harness import MOISSON, Case

FEED_TYPE = 'application/feed+json'


def feed(*items, title='Flux'):
    """A JSON Feed. An item is a dict of its members; `id` and `url` are made from its place where they are missing."""
    full = [{'id': str(n), 'url': 'https://flux.example/%d' % n, **i} for n, i in enumerate(items, 1)]
    return json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': title, 'items': full})


CALL = {'title': 'Appel à projets : mobilités durables', 'language': 'fr', 'tags': ['vélo'],
        'content_html': '<p>Les communes développent des pistes. L’œuvre <b>citoyenne</b> avance.</p>',
        'date_published': '2026-09-01T10:00:00Z',
        '_moisson': {'kind': 'call', 'deadline': '2026-10-15T12:00', 'topics': ['mobilite'], 'audience': ['communes'],
                     'territory': 'Île-de-France', 'amount': {'min': 1000, 'max': 50000, 'currency': 'EUR'}}}
EVENT = {'title': 'Webinar on urban cycling', 'language': 'en-GB', 'content_text': 'Cities are developing networks.',
         'date_published': '2026-08-01T10:00:00Z',
         '_moisson': {'kind': 'event', 'starts': '2026-10-05T10:00', 'ends': '2026-10-05T12:00', 'place': 'Lyon'}}
CLOSED = {'title': 'Appel clos', 'content_text': 'Trop tard.', 'date_published': '2026-07-01T10:00:00Z',
          '_moisson': {'kind': 'call', 'deadline': '2026-08-15'}}
OVER = {'title': 'Colloque passé', 'date_published': '2026-06-01T10:00:00Z',
        '_moisson': {'kind': 'event', 'starts': '2026-09-10', 'ends': '2026-09-11'}}
GUIDE = {'title': 'Guide des éco-quartiers', 'content_text': 'Rénovation énergétique.', 'tags': ['éco-quartier'],
         'date_published': '2026-05-01T10:00:00Z', '_moisson': {'kind': 'document'}}
NEWS = {'content_text': 'Une brève sans titre.', 'date_published': '2026-04-01T10:00:00Z'}
ALL = [CALL, EVENT, CLOSED, OVER, GUIDE, NEWS]


class Store(Case):
    """A store of two sources: `un` with one item of each sort, `deux` with one more."""

    def setUp(self):
        super().setUp()
        self.server.answer('/un', feed(*ALL), type=FEED_TYPE)
        self.server.answer('/deux', feed({'id': 'x', 'title': 'Autre appel', 'date_published': '2026-09-20T10:00:00Z',
                                          'url': 'https://deux.example/x',
                                          '_moisson': {'kind': 'call', 'permanent': True}}), type=FEED_TYPE)
        self.source('un', '/un')
        self.source('deux', '/deux')
        self.well('harvest')

    def titles(self, *args, **how):
        """The titles that a command lists, in order."""
        r = self.well(*args, **how)
        return [line.split('\t')[3] for line in r.stdout.splitlines()]

    def terminal(self, *args, columns=80, env=None):
        """Runs it on a terminal: (status, what it shows)."""
        main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))
        p = subprocess.Popen(self.world.command(*args), stdin=side, stdout=side, stderr=side, cwd=self.world.folder,
                             env=self.world.environment({'TERM': 'xterm', **(env or {})}))
        os.close(side)
        shown = b''
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        os.close(main)
        return p.wait(timeout=20), shown.decode()


class List(Store):
    def test_the_newest_come_first(self):
        self.assertEqual(self.titles('list'),
                         ['Autre appel', CALL['title'], EVENT['title'], CLOSED['title'], OVER['title'], GUIDE['title'],
                          NEWS['content_text']])

    def test_a_line_is_item_kind_date_title_source(self):
        line = self.well('list', '--topic', 'mobilite', '--kind', 'call').stdout
        self.assertRegex(line, r'^\d+\tcall\t2026-10-15T12:00\tAppel à projets : mobilités durables\tun\n$')

    def test_the_date_is_the_one_that_matters(self):
        self.server.answer('/trois', feed(
            {'id': 'a', 'title': 'Sans date', 'date_published': '2026-09-30T10:00:00Z', '_moisson': {'kind': 'call'}},
            {'id': 'b', 'title': 'Ailleurs', '_moisson': {'kind': 'event', 'starts': '2026-11-19T13:00',
                                                         'timezone': 'America/New_York'}},
            {'id': 'c', 'url': 'https://trois.example/c', 'title': 'Tard', 'date_published': '2026-09-30T23:30:00Z'}), type=FEED_TYPE)
        self.source('trois', '/trois')
        self.well('harvest')
        dates = dict(l.split('\t')[3:1:-1] for l in self.well('list').stdout.splitlines())
        self.assertEqual({k: dates[k] for k in ('Sans date', 'Ailleurs', 'Tard', 'Autre appel', OVER['title'])},
                         {'Sans date': '-', 'Ailleurs': '2026-11-19T19:00', 'Tard': '2026-10-01', 'Autre appel': 'permanent',
                          OVER['title']: '2026-09-10'})
        key = self.store("select id from items where title = 'Ailleurs'")[0][0]
        self.assertIn('starts         2026-11-19T19:00 (2026-11-19T13:00 America/New_York)', self.well('show', key).stdout)

    def test_each_filter_keeps_what_it_says(self):
        for args, wanted in [
                (['--kind', 'call'], ['Autre appel', CALL['title'], CLOSED['title']]),
                (['--kind', 'event', '--kind', 'document'], [EVENT['title'], OVER['title'], GUIDE['title']]),
                (['--kind', 'call', '--open'], ['Autre appel', CALL['title']]),
                (['--kind', 'event', '--open'], [EVENT['title']]),
                (['--topic', 'Mobilité'], [CALL['title'], EVENT['title']]),  # cycling is mobility
                (['--audience', 'COMMUNES'], [CALL['title']]),
                (['--territory', 'ile de france'], [CALL['title']]),
                (['--tag', 'eco quartier'], [GUIDE['title']]),
                (['--tag', 'velo', '--tag', 'éco-quartier'], [CALL['title'], GUIDE['title']]),
                (['--source', 'deux'], ['Autre appel']),
                (['--language', 'fr'], [CALL['title']]),
                (['--language', 'en'], [EVENT['title']]),
                (['--after', '2026-10-10'], [CALL['title']]),
                (['--after', 'today', '--before', '7d'], [EVENT['title']]),
                (['--before', '2026-04-02'], [NEWS['content_text']]),
                (['--limit', '2'], ['Autre appel', CALL['title']]),
                (['--sort', 'title', '--limit', '1'], [CALL['title']]),
                (['--sort', 'title', '--reverse', '--limit', '1'], [EVENT['title']]),
                (['--sort', 'deadline', '--kind', 'call', '--limit', '1'], [CLOSED['title']]),
                (['--sort', 'starts', '--limit', '1'], [OVER['title']]),
                (['--topic', 'nothing'], [])]:
            with self.subTest(args):
                self.assertEqual(self.titles('list', *args), wanted)

    def test_the_clock_decides_what_is_open(self):
        self.assertEqual(self.titles('list', '--kind', 'call', '--open', now='2026-10-16T00:00:00Z'), ['Autre appel'])

    def test_days_are_those_of_the_site(self):
        # at two in the morning in Paris it is still yesterday in UTC
        self.server.answer('/trois', feed({'id': 'n', 'title': 'Nuit'}), type=FEED_TYPE)
        self.source('trois', '/trois')
        self.moisson('harvest', now='2026-10-09T23:00:00Z')
        self.assertEqual(self.titles('list', '--since', '2026-10-10', now='2026-10-10T08:00:00Z'), ['Nuit'])
        self.assertEqual(self.titles('list', '--since', 'today', now='2026-10-10T08:00:00Z'), ['Nuit'])
        self.assertEqual(self.titles('list', '--since', '30d', '--source', 'trois', now='2026-10-30T08:00:00Z'), ['Nuit'])
        self.assertEqual(self.titles('list', '--until', '2026-10-10', '--source', 'trois'), [])

    def test_json_is_a_json_feed(self):
        told = json.loads(self.well('list', '--json', '--kind', 'call', '--open').stdout)
        self.assertEqual((told['version'], told['title']), ('https://jsonfeed.org/version/1.1', 'Veille'))
        self.assertEqual([i['title'] for i in told['items']], ['Autre appel', CALL['title']])
        facts = told['items'][1]['_moisson']
        self.assertEqual((facts['kind'], facts['deadline'], facts['source']), ('call', '2026-10-15T12:00', 'un'))
        self.assertEqual(json.loads(self.well('list', '--json', '--topic', 'nothing').stdout)['items'], [])

    def test_words_that_do_not_fit_are_told(self):
        for args, words in [(['--kind', 'calls'], 'did you mean "call"?'), (['--sort', 'titel'], 'did you mean "title"?'),
                            (['--since', 'yesterday'], 'is no date; write it as 2026-10-01'),
                            (['--limit', 'x'], 'whole number'), (['--limit', '-1'], 'whole number'),
                            (['--source', 'deuz'], 'no source "deuz"; did you mean "deux"?'),
                            (['mobilité'], '`moisson search mobilité` searches'), (['--opne'], 'did you mean --open?'),
                            (['--kind'], '--kind wants a value'), (['--open=yes'], '--open takes no value')]:
            with self.subTest(args):
                r = self.moisson('list', *args)
                self.assertEqual((r.status, r.stdout, len(r.stderr.splitlines())), (2, '', 1), r.stderr)
                self.assertIn(words, r.stderr)

    def test_a_source_that_left_the_lists_is_still_found(self):
        self.world.without('deux')
        self.assertEqual(self.titles('list', '--source', 'deux'), ['Autre appel'])

    def test_faults_of_the_lists_do_not_disturb_a_reader(self):
        self.source('bad', '/bad', intervall='6h')
        self.assertEqual(len(self.titles('list')), 7)

    def test_a_reader_that_had_enough_is_no_fault(self):
        p = subprocess.Popen(self.world.command('list'), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env=self.world.environment())
        p.stdout.close()
        self.assertEqual(p.stderr.read(), b'')
        self.assertIn(p.wait(timeout=20), (0, -13))
        p.stderr.close()

    def test_a_full_disk_is_told(self):
        with open('/dev/full', 'wb') as full:
            p = subprocess.run(self.world.command('list'), stdout=full, stderr=subprocess.PIPE,
                               env=self.world.environment(), text=True)
        self.assertEqual(p.returncode, 3)
        self.assertIn('standard output', p.stderr)


class Search(Store):
    def test_accents_ligatures_and_endings_do_not_count(self):
        for words, wanted in [('mobilite', CALL['title']), ('MOBILITÉS', CALL['title']), ('oeuvre', CALL['title']),
                              ('developper', CALL['title']), ('citoyens', CALL['title']), ('development', EVENT['title']),
                              ('networking', EVENT['title']), ('énergétiques', GUIDE['title']), ('rénover', GUIDE['title']),
                              ('quartier', GUIDE['title']), ('brèves', NEWS['content_text'])]:
            with self.subTest(words):
                self.assertEqual(self.titles('search', words), [wanted])

    def test_phrases_prefixes_and_exclusions(self):
        for words, wanted in [('"mobilités durables"', [CALL['title']]), ('"durables mobilités"', []),
                              ('mobil*', [CALL['title']]), ('appel -mobilité', ['Autre appel', 'Appel clos']),
                              ('appel projets', [CALL['title']]), ('(((', []), ('" *', []), ('NEAR(a b)', []),
                              ('title:appel', []), ('AND OR NOT', [])]:
            with self.subTest(words):
                self.assertCountEqual(self.titles('search', '--', words), wanted)
        self.assertCountEqual(self.titles('search', '--', '-appel'),
                              [EVENT['title'], OVER['title'], GUIDE['title'], NEWS['content_text']])

    def test_the_title_counts_most(self):
        self.server.answer('/trois', feed({'id': 'a', 'title': 'Divers', 'content_text': 'Un mot sur la géothermie.'},
                                          {'id': 'b', 'title': 'Géothermie', 'content_text': 'Un mot.'}), type=FEED_TYPE)
        self.source('trois', '/trois')
        self.well('harvest')
        self.assertEqual(self.titles('search', 'geothermie'), ['Géothermie', 'Divers'])
        self.assertEqual(self.titles('search', 'geothermie', '--reverse'), ['Divers', 'Géothermie'])
        self.assertEqual(self.titles('search', 'geothermie', '--sort', 'title'), ['Divers', 'Géothermie'])

    def test_filters_hold_too(self):
        self.assertEqual(self.titles('search', 'appel', '--open', '--source', 'deux'), ['Autre appel'])
        self.assertEqual(len(json.loads(self.well('search', '--json', 'appel').stdout)['items']), 3)

    def test_words_are_asked_for(self):
        for args in ([], [''], ['  ']):
            r = self.moisson('search', *args)
            self.assertEqual(r.status, 2)
            self.assertIn('wants words', r.stderr)


class Show(Store):
    def item(self, title):
        return self.store('select id, uid from items where title = ?', title)[0]

    def test_one_item_with_all_that_is_known(self):
        key, uid = self.item(CALL['title'])
        shown = self.well('show', key).stdout
        for line in ['Appel à projets : mobilités durables', 'deadline       2026-10-15T12:00', 'territory      Île-de-France',
                     'topics         mobilite', 'amount to      50000 EUR', 'source         un', uid,
                     'Les communes développent des pistes.']:
            self.assertIn(line, shown)
        self.assertEqual(self.well('show', uid[:8]).stdout, shown)
        self.assertEqual(self.well('show', uid).stdout, shown)

    def test_an_item_is_found_by_what_a_subscriber_sees_of_it(self):
        self.well('export')
        key, _ = self.item(CALL['title'])
        shown = self.well('show', key).stdout
        feed = next(i for i in json.loads(self.world.output('tout/feed.json'))['items'] if i['title'] == CALL['title'])
        event = next(b for b in self.world.output('tout/agenda.ics').split('BEGIN:VEVENT') if 'Date limite' in b and 'mobilités' in b)
        row = next(r for r in csv.DictReader(self.world.output('tout/items.csv').lstrip('\ufeff').splitlines()) if r['Titre'] == CALL['title'])
        names = [feed['id'], feed['id'][9:], feed['id'][9:].upper(), re.search(r'\nUID:(\S+)', event)[1], row['Identifiant'], feed['id'][9:22]]
        for name in names:
            self.assertEqual(self.well('show', name).stdout, shown, name)
        for name in (feed['id'] + 'a', 'urn:uuid:', '-', feed['id'][9:13]):
            self.assertEqual(self.moisson('show', name).status, 1, name)

    def test_a_text_keeps_its_lines(self):
        self.server.answer('/deux', feed({'id': 'x', 'title': 'Autre\n appel', 'content_text': 'Un.\n\n  Deux.\r\nTrois.'}),
                           type=FEED_TYPE)
        self.well('harvest', '--force')
        shown = self.well('show', self.store("select id from items where source = 'deux'")[0][0]).stdout
        self.assertIn('\nUn.\nDeux.\nTrois.\n', shown)
        self.assertIn('content_text: nothing → Un. Deux. Trois.\n', shown)

    def test_how_it_changed(self):
        moved = {**CALL, '_moisson': {**CALL['_moisson'], 'deadline': '2026-11-30'}}
        self.server.answer('/un', feed(moved, *ALL[1:]), type=FEED_TYPE)
        self.well('harvest', '--force', now='2026-10-02T02:00:00Z')
        key, uid = self.item(CALL['title'])
        self.assertIn('2026-10-02T04:00:00+02:00  deadline: 2026-10-15T12:00 Europe/Paris → 2026-11-30', self.well('show', key).stdout)
        told = json.loads(self.well('show', '--json', key).stdout)
        self.assertEqual((told['item']['id'], told['item']['_moisson']['deadline']), (uid, '2026-11-30'))
        self.assertEqual([(r['field'], r['before'], r['after']) for r in told['revisions']],
                         [('deadline', '2026-10-15T12:00 Europe/Paris', '2026-11-30')])

    def test_an_item_that_is_not_there(self):
        for name in ('99', '0', 'x', 'ffffffff', "' or 1", '9' * 30, ''):
            with self.subTest(name):
                r = self.moisson('show', name)
                self.assertEqual((r.status, r.stdout), (1, ''))
                self.assertIn('no item "%s"' % name, r.stderr)
        self.assertEqual(self.moisson('show').status, 2)
        self.assertEqual(self.moisson('show', '1', '2').status, 2)


class Status(Store):
    def test_one_line_a_source(self):
        self.source('mort', '/mort')
        self.source('clos', '/clos', enabled=False, reason='fermé en 2025')
        self.assertEqual(self.moisson('harvest').status, 1)
        rows = [line.split('\t') for line in self.well('status').stdout.splitlines()]
        self.assertEqual([(r[0], r[1]) for r in rows], [('un', 'ok'), ('deux', 'ok'), ('mort', 'failed'), ('clos', 'disabled')])
        self.assertEqual((rows[0][4], rows[2][5], rows[2][8], rows[3][8]), ('6', '1', 'HTTP 404 Not Found', 'fermé en 2025'))

    def test_one_source_with_its_attempts(self):
        self.well('harvest', '--force', now='2026-10-01T08:00:00Z')
        lines = self.well('status', 'un').stdout.splitlines()
        self.assertEqual((len(lines), lines[1]), (4, ''))
        self.assertEqual([l.split('\t')[0] for l in lines[2:]], ['2026-10-01T10:00:00+02:00', '2026-10-01T04:00:00+02:00'])
        told = json.loads(self.well('status', '--json', 'un').stdout)
        self.assertEqual([a['at'] for a in told[0]['attempts']], ['2026-10-01T08:00:00Z', '2026-10-01T02:00:00Z'])
        self.assertEqual((told[0]['id'], told[0]['health'], told[0]['items']), ('un', 'ok', 6))

    def test_json_is_a_list(self):
        told = json.loads(self.well('status', '--json').stdout)
        self.assertEqual([s['id'] for s in told], ['un', 'deux'])
        self.assertNotIn('attempts', told[0])

    def test_a_source_that_is_not_there(self):
        r = self.moisson('status', 'dexu')
        self.assertEqual((r.status, r.stdout), (2, ''))
        self.assertIn('no source "dexu"; did you mean "deux"?', r.stderr)

    def test_faults_of_the_lists_are_told(self):
        self.source('bad', '/bad', intervall='6h')
        r = self.moisson('status')
        self.assertEqual((r.status, len(r.stdout.splitlines())), (1, 2))
        self.assertIn('unknown key "intervall"', r.stderr)


class Database(Store):
    def test_a_sound_store(self):
        r = self.well('db', 'check')
        self.assertIn('the store is sound', r.stdout)
        self.assertEqual(self.well('--quiet', 'db', 'check').stdout, '')
        self.assertEqual(json.loads(self.well('db', 'check', '--json').stdout), {'sound': True})

    def test_a_damaged_store(self):
        with open(self.world.path('var/moisson.db'), 'r+b') as f:
            f.seek(4096 * 5)
            f.write(b'\xa5' * 4096 * 12)
        r = self.moisson('db', 'check')
        self.assertEqual(r.status, 3)
        self.assertRegex(r.stderr, 'damaged|malformed|corrupt')

    def test_an_index_that_lost_an_item(self):
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('delete from presence where item = 1')
        c.execute('insert into tags values(999, \'tag\', 0, \'x\')')
        c.commit()
        c.close()
        r = self.moisson('db', 'check', '--json')
        self.assertEqual((r.status, json.loads(r.stdout)['sound']), (3, False))
        self.assertIn('put the last backup in its place', r.stderr)

    def test_what_is_no_store_is_told(self):
        self.world.write('var/moisson.db', 'this is a text, not a database' * 100)
        for args in (['list'], ['db', 'check'], ['status'], ['run']):
            with self.subTest(args):
                r = self.moisson(*args)
                self.assertEqual(r.status, 3)
                self.assertIn('not a database', r.stderr)

    def test_a_backup_is_whole_and_never_overwrites(self):
        copy = self.world.path('copy.db')
        self.assertEqual(self.well('db', 'backup', copy).stdout, '')
        with open(copy, 'rb') as f:
            before = f.read()
        r = self.moisson('db', 'backup', copy)
        self.assertEqual(r.status, 3)
        self.assertIn('never overwrites', r.stderr)
        with open(copy, 'rb') as f:
            self.assertEqual(f.read(), before)
        os.replace(copy, self.world.path('var/moisson.db'))
        self.assertEqual(len(self.titles('list')), 7)
        self.well('db', 'check')

    def test_a_backup_that_cannot_be_written(self):
        r = self.moisson('db', 'backup', self.world.path('nowhere/copy.db'))
        self.assertEqual(r.status, 3)
        self.assertIn('nowhere/copy.db', r.stderr)

    def test_optimize(self):
        self.assertEqual(self.well('db', 'optimize').stdout, '')
        self.assertGreater(json.loads(self.well('db', 'optimize', '--json').stdout)['bytes'], 0)
        self.assertEqual(self.titles('search', 'mobilité'), [CALL['title']])

    def test_jobs_that_are_not_there(self):
        for args, words in [([], 'wants one of check'), (['chek'], 'did you mean "check"?'), (['backup'], 'wants a file'),
                            (['check', 'x'], 'takes no operand')]:
            r = self.moisson('db', *args)
            self.assertEqual(r.status, 2)
            self.assertIn(words, r.stderr)


class Empty(Case):
    def test_before_the_first_run(self):
        self.source('un', '/un')
        for args in (['list'], ['search', 'x'], ['show', '1'], ['db', 'check']):
            with self.subTest(args):
                r = self.moisson(*args)
                self.assertEqual((r.status, r.stdout), (3, ''))
                self.assertIn('no store yet; `moisson run` makes it', r.stderr)
        r = self.well('status')
        self.assertEqual(r.stdout.split('\t')[:2], ['un', 'new'])
        self.assertFalse(os.path.exists(self.world.path('var')))

    def test_an_empty_store(self):
        self.well('harvest')
        self.assertEqual(self.well('list').stdout, '')
        self.assertEqual(self.well('search', 'x').stdout, '')
        self.assertEqual(json.loads(self.well('list', '--json').stdout)['items'], [])
        self.assertEqual(json.loads(self.well('status', '--json').stdout), [])
        self.assertIn('sound', self.well('db', 'check').stdout)
        self.assertEqual(self.moisson('show', '1').status, 1)

    def test_a_store_of_a_newer_program_is_refused(self):
        self.well('harvest')
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('pragma user_version = 999')
        c.close()
        for args in (['list'], ['run']):
            r = self.moisson(*args)
            self.assertEqual(r.status, 3)
            self.assertIn('newer moisson', r.stderr)


class Terminal(Store):
    """Colour and columns only there, and nothing that could command it."""
    HOSTILE = {'id': 'h', 'title': 'Titre\x1b[2J\x9b31m\x07 \u202eenvers\x7f', 'content_text': 'Corps\x1b]0;x\x07',
               'tags': ['t\x1bg'], '_moisson': {'kind': 'call', 'territory': 'ici\x9b', 'organizer': 'o\x1b'}}

    def hostile(self):
        self.server.answer('/h', feed(self.HOSTILE), type=FEED_TYPE)
        self.source('h', '/h')
        self.well('harvest')

    def test_columns_are_aligned_and_cut_to_the_window(self):
        for columns in (60, 100):
            status, shown = self.terminal('list', columns=columns, env={'NO_COLOR': '1'})
            lines = shown.replace('\r', '').splitlines()
            self.assertEqual((status, lines[0].split()), (0, ['item', 'kind', 'date', 'title', 'source']))
            self.assertEqual(len(lines), 8)
            self.assertLessEqual(max(map(len, lines)), columns)
            self.assertEqual(len({l.index(' un') for l in lines[1:] if l.endswith(' un')}), 1)
        self.assertIn(CALL['title'], shown)

    def test_colour_only_where_it_is_wanted(self):
        self.assertIn('\x1b[1m', self.terminal('list')[1])
        for env in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
            self.assertNotIn('\x1b', self.terminal('list', env=env)[1])
        self.assertIn('\x1b[1m', self.terminal('list', env={'NO_COLOR': ''})[1])
        self.assertNotIn('\x1b', self.well('list').stdout)

    def test_nothing_found_is_said_to_people(self):
        status, shown = self.terminal('list', '--topic', 'nothing')
        self.assertEqual(status, 0)
        self.assertIn('nothing found', shown)

    def test_control_characters_do_not_reach_it(self):
        self.hostile()
        key = self.store("select id from items where source = 'h'")[0][0]
        bad = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]')
        for args in (['list'], ['search', 'titre'], ['show', key], ['status', 'h']):
            with self.subTest(args):
                r = self.well(*args)
                self.assertFalse(bad.search(r.stdout), ascii(r.stdout))
                _, shown = self.terminal(*args)
                self.assertFalse(bad.search(re.sub('\x1b\\[[0-9]*m', '', shown).replace('\r', '')), ascii(shown))

    def test_names_from_the_command_line_do_not_reach_it_raw(self):
        for args in (['show', 'a\x1b[31m'], ['list', '--kind', '\x1b[31m'], ['status', '\x1b[31m'], ['\x1b[31m'],
                     ['list', '--\x1b[31m'], ['export', '\x1b[31m']):
            r = self.moisson(*args)
            self.assertNotIn('\x1b', r.stderr)
            self.assertIn('\\x1B', r.stderr)


class Alone(Case):
    """parse, sanitize and export; help and what is common to all."""

    def test_parse_prints_a_json_feed(self):
        path = self.world.write('feed.json', feed(CALL, {'url': '/relative', 'title': 'Relatif'}))
        told = json.loads(self.well('parse', '--base', 'https://base.example/x/', path).stdout)
        self.assertEqual([i['title'] for i in told['items']], [CALL['title'], 'Relatif'])
        self.assertEqual(told['items'][1]['url'], 'https://base.example/relative')
        self.assertEqual(self.well('parse', '-', input=feed(CALL)).stdout, self.well(
            'parse', '--format', 'jsonfeed', '-', input=feed(CALL)).stdout)

    def test_what_cannot_be_parsed_is_told_in_one_line(self):
        path = self.world.write('x\x1b.txt', 'no feed at all')
        for args in ([path], [self.world.path('none')], ['--format', 'atom', path], ['--format', 'nothing', path]):
            r = self.moisson('parse', *args)
            self.assertEqual((r.status, r.stdout, len(r.stderr.splitlines())), (1, '', 1), r.stderr)
            self.assertNotIn('\x1b', r.stderr)
        for args in ([], ['a', 'b'], ['--base', 'ftp://x/', path]):
            self.assertEqual(self.moisson('parse', *args).status, 2)

    def test_sanitize(self):
        html = '<p onclick="x()">Un <b>mot</b><script>x()</script> <a href="y">z</a></p>'
        clean = self.well('sanitize', '--base', 'https://a.example/b/', input=html).stdout
        self.assertIn('<b>mot</b>', clean)
        self.assertIn('https://a.example/b/y', clean)
        self.assertNotRegex(clean, 'script|onclick')
        self.assertEqual(json.loads(self.well('sanitize', '--json', '--base', 'https://a.example/b/',
                                              self.world.write('f.html', html)).stdout), {'html': clean})
        self.assertEqual(self.moisson('sanitize', self.world.path('none')).status, 1)
        self.assertEqual(self.moisson('sanitize', 'a', 'b').status, 2)

    def test_export_writes_only_what_was_named(self):
        self.config(channels=[{'id': 'un'}, {'id': 'deux'}])
        self.server.answer('/f', feed(CALL), type=FEED_TYPE)
        self.source('f', '/f')
        self.well('harvest')
        self.assertEqual(self.well('export', 'un').stdout, '')
        self.assertTrue(os.path.exists(self.world.path('public/un/rss.xml')))
        self.assertFalse(os.path.exists(self.world.path('public/deux')))
        told = json.loads(self.well('export', '--json').stdout)
        self.assertGreater(told['written'], 0)
        self.assertEqual(json.loads(self.well('export', '--json').stdout)['written'], 0)
        self.assertRegex(self.well('export', '--verbose').stdout, r'^0 files written, \d+ as before')
        r = self.moisson('export', 'deuy')
        self.assertEqual(r.status, 2)
        self.assertIn('no channel "deuy"; did you mean "deux"?', r.stderr)

    def commands(self):
        return re.findall(r'^  ([a-z]+) +\S', self.well('help').stdout, re.M)

    def test_help_knows_every_command(self):
        names = self.commands()
        self.assertGreaterEqual(len(names), 14)
        for name in names:
            with self.subTest(name):
                page = self.well('help', name).stdout
                self.assertEqual(self.well(name, '--help').stdout, page)
                self.assertEqual(self.well(name, '-h').stdout, page)
                self.assertTrue(page.startswith('usage: moisson %s' % name))
                for option in re.findall(r'\[(--[a-z-]+)', page.splitlines()[0]):
                    self.assertRegex(page, r'(?m)^  %s\b' % option)
                self.assertLessEqual(max(map(len, page.splitlines())), 110)

    def test_every_option_of_a_help_page_is_taken(self):
        for name in self.commands():
            page = self.well('help', name).stdout
            for option, argument in re.findall(r'(?m)^  --([a-z-]+)( [A-Z][A-Za-z.]*)?', page):
                with self.subTest((name, option)):
                    # --help comes last, so that the command itself does nothing
                    value = ['2026-10-01T02:00:00Z' if option == 'now' else '1'] if argument else []
                    r = self.moisson(name, '--' + option, *value, '--help')
                    self.assertEqual((r.status, r.stdout), (0, page))

    def test_slips_are_answered(self):
        for args, words in [(['serach', 'x'], 'did you mean "search"?'), (['xyzxyz'], '`moisson help` lists them'),
                            (['help', 'lits'], 'did you mean "list"?'), (['run', 'x'], 'takes no operand'),
                            (['--now', 'noon', 'list'], 'is no instant'), (['list', '--now'], '--now wants a value'),
                            (['harvest', 'nobody'], 'no source "nobody"')]:
            r = self.moisson(*args)
            self.assertEqual((r.status, r.stdout), (2, ''), args)
            self.assertIn(words, r.stderr)
        p = subprocess.run([MOISSON], capture_output=True, text=True)
        self.assertEqual((p.returncode, p.stdout), (2, ''))
        self.assertIn('usage: moisson', p.stderr)

    def test_version_and_overview(self):
        p = subprocess.run([MOISSON, '--version'], capture_output=True, text=True)
        self.assertRegex(p.stdout, r'^moisson \d+\.\d+\.\d+\n$')
        p = subprocess.run([MOISSON, '--help'], capture_output=True, text=True)
        self.assertEqual((p.returncode, p.stdout), (0, self.well('help').stdout))


if __name__ == '__main__':
    unittest.main()
