"""An editor's corrections: over every later harvest, in every export, search and cluster, with author and time, taken back by
undo, and as files that can be reviewed."""
import json
import os
import re
import unittest

from harness import Case, JSONFEED, jsonfeed

NIGHTS = ['2026-10-%02dT02:00:00Z' % d for d in range(1, 29)]


class Corrections(Case):
    CALL = {'title': 'Appel mobilité', 'kind': 'call', 'deadline': '2026-10-31', 'text': 'Vélos et bus.'}

    def setUp(self):
        super().setUp()
        self.n = 0
        self.feed('a', self.CALL, 'Autre chose')
        self.config(channels=[{'id': 'tout', 'title': 'Tout'}, {'id': 'appels', 'title': 'A', 'where': {'kind': 'call', 'open': True}}])
        self.night()

    def night(self):
        r = self.well('run', '--force', now=NIGHTS[self.n])
        self.n += 1
        return r

    def now(self):
        return NIGHTS[self.n - 1]

    def edit(self, *args):
        return self.well(*args, now=self.now())

    def key(self, title='Appel mobilité'):
        return str(self.one('select id from items where title = ?', title))

    def published(self, channel='tout'):
        return {i['title']: i for i in json.loads(self.world.output(channel, 'feed.json'))['items']}

    def value(self, column, key='1'):
        return self.one('select %s from items where id = ?' % column, int(key))

    def shown(self, key, *args):
        return self.well('show', key, *args).stdout


class Set(Corrections):
    def test_a_corrected_field_wins_over_every_later_harvest_and_reaches_every_export(self):
        k = self.key()
        self.edit('set', k, 'deadline=2026-12-15', 'title=Appel à mobilités', 'topics=velo, bus', '--author', 'Ana', '--reason', 'prolongé')
        self.night()
        self.feed('a', {**self.CALL, 'deadline': '2026-11-05', 'text': 'Vélos, bus et trains.'}, 'Autre chose')
        self.night()
        self.assertEqual(self.one('select count(*) from items'), 2)
        self.assertEqual((self.value('deadline'), self.value('title')), ('2026-12-15', 'Appel à mobilités'))
        item = self.published('appels')['Appel à mobilités']
        self.assertEqual((item['_moisson']['deadline'], item['_moisson']['topics']), ('2026-12-15', ['velo', 'bus']))
        self.assertIn('20261215', self.world.output('appels/agenda.ics'))
        self.assertIn('Appel à mobilités', self.world.output('tout/rss.xml'))
        self.assertNotIn('Ana', ''.join(self.world.output('tout', f) for f in ('feed.json', 'rss.xml', 'items.csv')))
        self.assertIn('Appel à mobilités', self.well('list', '--topic', 'vélo').stdout)
        self.assertIn('Appel à mobilités', self.well('search', 'mobilités').stdout)

    def test_show_tells_who_said_it_when_why_and_what_the_source_says(self):
        k = self.key()
        self.edit('set', k, 'deadline=2026-12-15', '--author', 'Ana', '--reason', 'prolongé')
        self.feed('a', {**self.CALL, 'deadline': '2026-11-05'}, 'Autre chose')
        self.night()
        self.assertIn('deadline = 2026-12-15 by Ana, 2026-10-01: prolongé; its source says: 2026-11-05', self.shown(k))
        c, = json.loads(self.shown(k, '--json'))['corrections']
        self.assertEqual((c['field'], c['value'], c['source_says'], c['author']), ('deadline', '2026-12-15', '2026-11-05', 'Ana'))

    def test_undo_gives_the_source_its_say_back_at_once(self):
        k = self.key()
        self.edit('set', k, 'deadline=2026-12-15', 'kind=news')
        self.feed('a', {**self.CALL, 'deadline': '2026-11-05'}, 'Autre chose')
        self.night()
        self.edit('undo', k, '--author', 'Bob')
        self.assertEqual((self.value('deadline'), self.value('kind'), self.one('select count(*) from beneath')), ('2026-11-05', 2, 0))
        self.assertNotIn('corrected', self.shown(k))
        self.assertIn('taken back by Bob, 2026-10-02', self.shown(k, '--why'))
        self.night()
        self.assertEqual(self.published('appels')['Appel mobilité']['_moisson']['deadline'], '2026-11-05')
        r = self.moisson('undo', k)
        self.assertEqual((r.status, r.stderr), (1, 'moisson: %s: there is nothing to take back\n' % k))

    def test_the_last_word_counts_and_undo_takes_it_back_first(self):
        k = self.key()
        self.edit('set', k, 'place=Lyon')
        self.night()
        self.edit('set', k, 'place=Lille')
        self.assertEqual(self.value('place'), 'Lille')
        self.edit('undo', k)
        self.assertEqual(self.value('place'), 'Lyon')
        self.edit('set', k, 'organizer=Ville')
        self.edit('undo', k, 'place')
        self.assertEqual((self.value('place'), self.value('organizer')), (None, 'Ville'))
        self.edit('undo', k, '--all')
        self.assertEqual(self.value('organizer'), None)

    def test_a_field_may_be_said_to_be_nothing(self):
        k = self.key()
        self.edit('set', k, 'deadline=')
        self.night()
        self.assertNotIn('deadline', self.published()['Appel mobilité']['_moisson'])
        self.assertEqual(self.value('deadline_at'), None)

    def test_an_item_keeps_its_identity_when_its_title_is_corrected(self):
        self.feed('b', {'title': 'Sans adresse', 'id': None, 'url': None})
        self.night()
        self.edit('set', self.key('Sans adresse'), 'title=Avec titre', 'url=https://x.example/la')
        self.night()
        self.assertEqual(self.store("select title, url from items where source = 'b'"), [('Avec titre', 'https://x.example/la')])

    def test_values(self):
        k = self.key()
        for given, column, wanted in (('deadline=15/11/2026 18:00', 'deadline', '2026-11-15T18:00 Europe/Paris'),
                                      ('deadline=15/11/2026', 'deadline', '2026-11-15'),
                                      ('starts=2026-11-15T09:30', 'starts', '2026-11-15T09:30 Europe/Paris'),
                                      ('deadlines=2026-11-15, 2026-12-15', 'deadline', '2026-12-15'),
                                      ('permanent=oui', 'deadline', None), ('amount_max=50000', 'amount_max', 50000.0),
                                      ('online=no', 'online', 0), ('kind=event', 'kind', 1)):
            with self.subTest(given):
                self.edit('set', k, given)
                self.assertEqual(self.value(column), wanted)
        for given, words in (('deadline=demain', '"demain" is no date'), ('kind=appel', 'is no kind'), ('deadlin=2026-11-15', 'did you mean "deadline"'),
                             ('url=ici', 'is no address'), ('cancelled=peut-être', 'neither yes nor no'), ('lat=nord', 'is no number'),
                             ('titre', 'is no correction'), ('deadline=2026-02-31', 'is no date')):
            with self.subTest(given):
                r = self.moisson('set', k, given)
                self.assertEqual(r.status, 2)
                self.assertIn(words, r.stderr)
        self.assertEqual(self.moisson('set', '999', 'title=x').status, 1)

    def test_a_damaged_store_keeps_its_corrections(self):
        k = self.key()
        self.edit('set', k, 'deadline=2026-12-15')
        self.edit('hide', self.key('Autre chose'))
        with open(self.world.path('var/moisson.db'), 'r+b') as f:
            f.seek(20)
            f.write(b'\0' * 40)
        self.assertEqual(self.moisson('run', now=self.now()).status, 1)
        self.assertEqual(self.one("select deadline from items where title = 'Appel mobilité'"), '2026-12-15')
        self.assertEqual(list(self.published()), ['Appel mobilité'])


class Hide(Corrections):
    def test_a_hidden_item_stays_so_whatever_comes(self):
        k = self.key()
        self.edit('hide', k, '--author', 'Ana')
        self.night()
        self.assertEqual(list(self.published()), ['Autre chose'])
        self.assertNotIn('mobilit', self.well('list').stdout + self.well('search', 'vélos').stdout)
        self.feed('a', {**self.CALL, 'title': 'Appel mobilité (2)', 'id': 'item-appel-mobilit%C3%A9', 'url': 'https://source.example/appel-mobilit%C3%A9', 'deadline': '2026-12-01'})
        self.night()
        self.assertNotIn('Appel mobilité (2)', self.published())
        self.assertIn('mobilit', self.well('list', '--hidden').stdout)
        self.assertIn('hidden', self.shown(k))
        self.edit('undo', k)
        self.night()
        self.assertIn('Appel mobilité (2)', self.published())

    def test_what_is_the_same_thing_is_hidden_with_it(self):
        body = {'title': 'Appel à projets mobilité durable en Bretagne', 'kind': 'call', 'deadline': '2026-11-30', 'text': 'Région Bretagne, mobilité durable.'}
        self.feed('b', body)
        self.night()
        self.edit('hide', self.key(body['title']))
        self.feed('c', {**body, 'id': 'autre', 'url': 'https://autre.example/x'})
        self.night()
        self.assertEqual(self.one('select count(distinct cluster) from items where cluster is not null'), 1)
        self.assertNotIn(body['title'], self.published())


class Together(Corrections):
    BODY = {'title': 'Appel à projets mobilité durable en Bretagne', 'kind': 'call', 'deadline': '2026-11-30', 'text': 'Région Bretagne, mobilité durable.'}

    def pair(self):
        self.feed('b', self.BODY)
        self.feed('c', {**self.BODY, 'id': 'autre', 'url': 'https://autre.example/x', 'deadline': '2026-11-30'})
        self.night()
        return [str(k) for k, in self.store("select id from items where source in ('b', 'c') order by id")]

    def test_what_is_said_of_any_of_them_counts(self):
        for which in (0, 1):
            with self.subTest(which):
                pair = self.pair()
                self.edit('set', pair[which], 'deadline=2026-12-24', 'place=Rennes', 'title=Bretagne %d' % which)
                self.night()
                item = self.published('appels')['Bretagne %d' % which]
                self.assertEqual((item['_moisson']['deadline'], item['_moisson']['place']), ('2026-12-24', 'Rennes'))
                self.assertIn('2026-12-24', self.well('list').stdout)
                self.assertIn('deadline = 2026-12-24', self.shown(pair[1 - which]))
                self.edit('undo', pair[which], '--all')

    def test_undo_takes_merge_and_split_back(self):
        pair = self.pair()
        self.edit('split', pair[0], '--author', 'Ana', '--reason', 'deux volets')
        self.assertIn('apart from %s by Ana, 2026-10-02: deux volets' % pair[1], self.shown(pair[0]))
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 0)
        self.edit('undo', pair[0])
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 2)
        self.edit('merge', self.key(), self.key('Autre chose'))
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 4)
        self.edit('undo', self.key())
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 2)


class Files(Corrections):
    def uid(self, title='Appel mobilité'):
        return self.one('select uid from items where title = ?', title)

    def put(self, text, name='ana.yaml'):
        self.world.write('overrides.d/' + name, text)

    def test_a_file_says_it_and_no_longer_says_it(self):
        uid = self.uid()
        self.put('- item: %s\n  set: {deadline: 2026-12-15, topics: [velo, bus]}\n  author: Ana\n  reason: prolongé\n  at: 2026-10-01\n'
                 '- {item: "https://source.example/autre-chose", hide: true}\n' % uid)
        self.night()
        self.assertEqual(self.published('tout')['Appel mobilité']['_moisson']['deadline'], '2026-12-15')
        self.assertEqual(list(self.published()), ['Appel mobilité'])
        self.assertIn('by Ana, 2026-10-01: prolongé (ana.yaml)', self.shown('1'))
        rows = self.store('select id from corrections')
        self.night()
        self.assertEqual(self.store('select id from corrections'), rows, 'what is said already is not said again')
        r = self.moisson('undo', '1')
        self.assertEqual(r.status, 1)
        self.assertIn('stands in ana.yaml of overrides.d', r.stderr)
        os.unlink(self.world.path('overrides.d/ana.yaml'))
        self.night()
        self.assertEqual(self.published()['Appel mobilité']['_moisson']['deadline'], '2026-10-31')
        self.assertEqual(len(self.published()), 2)

    def test_what_a_faulty_file_said_stays(self):
        good = '- {item: %s, set: {deadline: 2026-12-15}}\n' % self.uid()
        self.put(good)
        self.night()
        self.put('- {item: %s, set: {deadlin: 2026-12-15}}\n' % self.uid())
        self.assertEqual(self.moisson('run', '--force', now=NIGHTS[self.n]).status, 1)
        self.assertEqual(self.value('deadline'), '2026-12-15')

    def test_merge_and_split(self):
        a, b = self.uid(), self.uid('Autre chose')
        self.put('- {merge: [%s, %s], author: Ana}\n' % (a, b))
        self.night()
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 2)
        self.put('[]')
        self.night()
        self.assertEqual(self.one('select count(*) from items where cluster is not null'), 0)

    def test_check_tells_every_fault_with_its_place(self):
        self.put('- item: 12\n  set: {title: x}\n- item: %(u)s\n  set:\n    deadlin: 2026-11-15\n    kind: appel\n- item: %(u)s\n'
                 '- merge: [%(u)s]\n- item: %(u)s\n  hide: true\n  at: hier\n  raison: x\n- hide: true\n' % {'u': self.uid()})
        for args in ((), (self.world.path('overrides.d/ana.yaml'),), (self.world.path('overrides.d'),)):
            r = self.moisson('check', *args)
            self.assertEqual(r.status, 1)
            said = [re.sub(r'^.*/', '', l) for l in r.stderr.splitlines()]
            for start in ('ana.yaml:1:9: "12" names no item', 'ana.yaml:5:5: no field "deadlin" that can be corrected; did you mean "deadline"?',
                          'ana.yaml:6:11: kind: "appel" is no kind', 'ana.yaml:7:3: expected `set`, `hide`, `merge` or `split`',
                          'ana.yaml:8:10: merge: expected a list of two', 'ana.yaml:11:7: at: "hier" is no date', 'ana.yaml:12:3: unknown key "raison"',
                          'ana.yaml:13:3: expected `item`'):
                self.assertTrue(any(l.startswith(start) for l in said), (start, said))

    def test_set_writes_one_that_check_takes_and_the_night_heeds(self):
        os.makedirs(self.world.path('overrides.d'))
        file = self.world.path('overrides.d/ana.yaml')
        k = self.key()
        self.edit('set', k, 'title=Appel « mobilités » : # le vrai', 'deadline=2026-12-15', '--author', 'Ana', '--reason', 'a: b', '--yaml', file)
        self.edit('hide', self.key('Autre chose'), '--yaml', file)
        self.edit('merge', k, self.key('Autre chose'), '--yaml', file)
        self.assertEqual(self.value('deadline'), '2026-10-31', 'nothing is changed yet')
        self.assertEqual(self.well('check').stdout.split(':')[-1].strip(), 'no fault')
        self.night()
        self.assertEqual((self.value('deadline'), self.value('title')), ('2026-12-15', 'Appel « mobilités » : # le vrai'))
        self.assertEqual(self.published(), {})
        self.assertEqual(self.edit('set', k, 'place=Lyon', '--yaml', '-').stdout.splitlines()[1:3], ['  set:', '    place: "Lyon"'])

    def test_the_schema(self):
        s = json.loads(self.well('check', '--overrides-schema').stdout)
        self.assertEqual(set(s['items']['properties']), {'item', 'set', 'hide', 'merge', 'split', 'author', 'reason', 'at'})


if __name__ == '__main__':
    unittest.main()
