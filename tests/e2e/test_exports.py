"""What is published, from documents as others write them: valid in every format, the same bytes from the same store,
and read by the programs that subscribers use."""
import glob, json, os, shutil, subprocess, sys, unittest
from harness import MOISSON, ROOT, SHARED, Case, rss

FEEDCHECK = os.path.join(os.path.dirname(os.path.realpath(MOISSON)), 'tests/export/feedcheck')
FORMATS = ['rss', 'atom', 'jsonfeed', 'icalendar', 'csv']
CHANNELS = [{'id': 'tout', 'title': 'Tout', 'formats': FORMATS},
            {'id': 'agenda', 'title': 'Agenda', 'where': {'kind': 'event'}, 'formats': FORMATS},
            {'id': 'appels', 'title': 'Appels', 'where': {'kind': 'call'}, 'formats': FORMATS}]


def calendar(*entries, extra=''):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//essai//FR', extra, *entries, 'END:VCALENDAR', '']
    return '\r\n'.join(x for x in lines if x or x == lines[-1])


def entry(uid, *lines, kind='VEVENT'):
    return '\r\n'.join(['BEGIN:' + kind, 'UID:%s' % uid, 'DTSTAMP:20260801T080000Z', *lines, 'END:' + kind])


AGENDA = calendar(
    entry('a', 'DTSTART;TZID=Europe/Paris:20261010T093000', 'DTEND;TZID=Europe/Paris:20261010T120000',
          'SUMMARY:Visite <b>guidée</b>\\, R&D', 'LOCATION:Salle A\\, Lyon', 'GEO:45.76;4.84', 'CATEGORIES:eau\\, air,ville',
          'DESCRIPTION:Une journée pour les communes.\\nVenez nombreux.'),
    entry('b', 'DTSTART;VALUE=DATE:20261016', 'DTEND;VALUE=DATE:20261018', 'SUMMARY:Deux jours'),
    entry('c', 'DTSTART;TZID=America/Cayenne:20261020T183000', 'DURATION:PT2H', 'RRULE:FREQ=WEEKLY;COUNT=3', 'SUMMARY:Atelier'),
    entry('d', 'DTSTART;TZID=Europe/Paris:20261102T100000', 'DURATION:PT8H', 'RRULE:FREQ=DAILY;COUNT=20', 'SUMMARY:Exposition'),
    entry('e', 'DTSTART:20261030T100000Z', 'SUMMARY:Annulée', 'STATUS:CANCELLED'),
    entry('f', 'DUE;TZID=Europe/Paris:20261115T120000', 'SUMMARY:Appel « Rues fraîches »', kind='VTODO'),
    extra='X-WR-CALNAME:Agenda')


class Exports(Case):
    def setUp(self):
        super().setUp()
        self.config(channels=CHANNELS, limits={'items': 1000000})

    def files(self, name):
        return sorted(glob.glob(self.world.path('public', '*', name)))

    def assert_feeds_are_valid(self):
        for path in self.files('rss.xml') + self.files('atom.xml'):
            name = os.path.relpath(path, self.world.path('public'))
            p = subprocess.run([FEEDCHECK, 'https://veille.example.org/' + name, path], capture_output=True, text=True)
            self.assertEqual(p.returncode, 0, '%s: %s%s' % (name, p.stdout, p.stderr))

    def assert_checked(self, script, name):
        p = subprocess.run([sys.executable, self.shared('checks', script), *self.files(name)], capture_output=True, text=True)
        self.assertEqual(p.returncode, 0, p.stdout[-3000:] + p.stderr)

    def own_sources(self):
        self.server.answer('/agenda.ics', AGENDA, type='text/calendar')
        self.server.answer('/rss', rss(
            {'title': 'R&D <script>', 'description': '<p onclick="x">Un <a href="/relatif">lien</a><img src="x">\u0085\ufffd</p>',
             'xml': '<enclosure url="https://a.example/d.pdf" length="x" type="application/pdf"/>'},
            {'title': '', 'link': 'javascript:alert(1)', 'description': ']]> & &#128; <i>jamais fermé'}))
        self.source('agenda', '/agenda.ics')
        self.source('flux', '/rss', licence='Licence Ouverte 2.0')

    def corpus(self):
        """Every document of the corpus of feeds as a source of its own; the demo's calendars beside them."""
        folder = self.shared('corpus', 'feeds')
        found = glob.glob(folder + '/real/*.xml') + glob.glob(folder + '/cases/*/input.*')
        found += glob.glob(os.path.join(ROOT, 'demo/night-1/*/*.ics'))
        for n, path in enumerate(sorted(found)):
            with open(path, 'rb') as f:
                self.server.answer('/%d' % n, f.read(), type='application/octet-stream')
            self.source('source-%d' % n, '/%d' % n, file='corpus.yaml')
        return found

    def test_own_documents_are_published_validly(self):
        self.own_sources()
        self.well('run')
        self.assert_feeds_are_valid()
        self.assertEqual(self.store('select count(*) from items'), [(10,)])
        agenda = self.world.output('agenda', 'agenda.ics')
        self.assertEqual(agenda.count('BEGIN:VEVENT'), 1 + 1 + 3 + 20 + 1)
        self.assertEqual(agenda.count('BEGIN:VTIMEZONE'), 2)
        self.assertIn('STATUS:CANCELLED', agenda)
        self.assertEqual(self.world.output('appels', 'agenda.ics').count('BEGIN:VALARM'), 2)

    def test_the_same_store_gives_the_same_bytes(self):
        self.own_sources()
        self.well('run')
        before = self.world.outputs()
        shutil.rmtree(self.world.path('public'))
        self.well('export')
        after = self.world.outputs()
        for name in after:
            self.assertEqual(after[name], before[name], name)
        self.assertGreater(len(after), 15)

    def test_another_instance_reads_our_calendar_with_the_same_facts(self):
        self.own_sources()
        self.well('run')
        facts = 'select kind, title, starts, ends, place, lat, sessions, deadline, cancelled from items order by 2, 3'
        ours = self.store(facts.replace('from items', "from items where source = 'agenda'"))
        self.server.answer('/ours.ics', self.world.output('tout', 'agenda.ics'), type='text/calendar')
        self.world.without('agenda')
        self.world.without('flux')
        self.source('nous', '/ours.ics')
        self.config(store='var/autre.db')
        self.well('harvest')
        shutil.copy(self.world.path('var/autre.db'), self.world.path('var/moisson.db'))
        self.assertEqual(self.store(facts), ours)

    def test_shared_checkers_find_nothing(self):
        self.shared('checks')
        self.own_sources()
        self.well('run')
        self.assert_checked('ics-check.py', 'agenda.ics')
        self.assert_checked('jsonfeed-check.py', 'feed.json')

    def test_every_file_of_the_demo_is_valid(self):
        folder = self.world.path('public')
        p = subprocess.run([sys.executable, os.path.join(ROOT, 'demo/run'), '--out', self.world.path('demo')],
                           env={**os.environ, 'MOISSON': MOISSON}, capture_output=True, text=True, timeout=120)
        self.assertEqual(p.returncode, 0, p.stdout[-3000:] + p.stderr)
        os.rename(self.world.path('demo', 'public'), folder)
        self.assertGreaterEqual(len(self.files('rss.xml')), 4)
        self.assert_feeds_are_valid()
        if os.path.exists(os.path.join(SHARED, 'checks')):
            self.assert_checked('ics-check.py', 'agenda.ics')
            self.assert_checked('jsonfeed-check.py', 'feed.json')

    def test_real_feeds_are_published_validly(self):
        found = self.corpus()
        r = self.moisson('run', timeout=120)
        self.assertIn(r.status, (0, 1), r.stderr)
        items = self.store('select count(*) from items i left join clusters c on c.id = i.cluster '
                           'where c.face is null or c.face = i.id')[0][0]  # the same thing twice is published once
        self.assertGreater(items, len(found))
        self.assert_feeds_are_valid()
        self.assert_checked('ics-check.py', 'agenda.ics')
        self.assert_checked('jsonfeed-check.py', 'feed.json')
        with open(self.world.path('public/tout/feed.json'), encoding='utf-8') as f:
            self.assertEqual(len(json.load(f)['items']), items)

    def test_subscribers_programs_read_everything(self):
        script = self.shared('checks', 'clients-check.sh')
        missing = [p for p in ('newsboat', 'sfeed', 'khal', 'calcurse') if not shutil.which(p)]
        if missing:
            self.skipTest('not installed: ' + ', '.join(missing))
        self.own_sources()
        self.well('run')
        with open(self.world.path('public/tout/feed.json'), encoding='utf-8') as f:
            items = len(json.load(f)['items'])
        events = self.world.output('tout', 'agenda.ics').count('BEGIN:VEVENT')
        p = subprocess.run(['sh', script, self.world.path('public/tout'), str(items), str(events)], capture_output=True,
                           text=True, env=self.world.environment(), timeout=120)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)


class Sessions(Case):
    def test_each_entry_of_a_daily_event_is_short(self):
        self.server.answer('/a', calendar(entry('d', 'DTSTART;TZID=Europe/Paris:20261002T100000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY',
                                                'SUMMARY:Permanence', 'LOCATION:Mairie')), type='text/calendar')
        self.source('a', '/a')
        self.well('run')
        ics = self.world.output('tout/agenda.ics')
        self.assertGreater(ics.count('BEGIN:VEVENT'), 300)
        self.assertLess(len(ics) / ics.count('BEGIN:VEVENT'), 900)
        self.assertIn('DESCRIPTION:Lieu', ics)
        self.assertRegex(self.world.output('tout/rss.xml'), r'<p>Dates\s:\s2\soctobre')


class Places(Case):
    """Channels and output folders that are changed."""

    def test_a_renamed_channel_is_told_once(self):
        self.feed('a', 'Un')
        self.config(channels=[{'id': 'ancien'}, {'id': 'reste', 'formats': ['rss', 'csv']}])
        self.well('run')
        self.config(channels=[{'id': 'nouveau'}, {'id': 'reste', 'formats': ['rss']}])
        self.well('export', 'nouveau')
        r = self.moisson('run')
        self.assertEqual(r.status, 0)
        folder, file = r.stderr.splitlines()
        self.assertIn('public/ancien: no channel writes it any more', folder)
        self.assertIn('public/reste/items.csv: no channel writes it any more', file)
        self.assertTrue(os.path.exists(self.world.path('public/ancien/rss.xml')), 'nothing is removed')
        self.well('run')

    def test_one_whose_folder_was_removed_is_not(self):
        self.feed('a', 'Un')
        self.config(channels=[{'id': 'ancien'}])
        self.well('run')
        shutil.rmtree(self.world.path('public/ancien'))
        self.config(channels=[{'id': 'nouveau'}])
        self.well('run')

    def test_going_back_to_a_former_folder_brings_it_up_to_date(self):
        self.feed('a', 'Un')
        self.well('run')
        self.config(output='autre')
        self.feed('a', 'Deux')
        self.well('run', '--force')
        self.config(output='public')
        self.well('export')
        self.assertIn('Deux', self.world.output('tout/rss.xml'))


if __name__ == '__main__':
    unittest.main()
