"""What becomes of items over several nights: identity, revisions, and what is taken down when a source no longer has it —
or only seems not to."""
import datetime
import json
import re
import unittest

from harness import Case, JSONFEED, jsonfeed, rss

CALL = {'title': 'Rues fraîches', 'kind': 'call', 'deadline': '2026-11-15T12:00'}


def night(n):
    return (datetime.date(2026, 9, 30) + datetime.timedelta(days=n)).strftime('%Y-%m-%dT02:00:00Z')


class Nights(Case):
    n = 0

    def night(self, *items, days=1, status=0, silent=True, **how):
        """The source `a` holds these items; another night passes. The summary is returned."""
        self.n += days
        if items or 'type' in how:
            keys = how.pop('keys', {})
            how.setdefault('type', JSONFEED)
            self.server.answer('/a', how.pop('body', None) or jsonfeed(*items, **how.pop('members', {})), **how)
            if 'a' not in self.world.lists.get('test.yaml', {}) or keys:
                self.source('a', '/a', **keys)
        r = self.moisson('run', now=night(self.n))
        self.assertEqual(r.status, status, r)
        if silent:
            self.assertEqual(r.stderr, '')
        self.said = r.stderr
        return json.loads(self.world.output('health.json'))

    def live(self):
        """Titles of what is published, in order."""
        return sorted(i['title'] for i in json.loads(self.world.output('tout/feed.json'))['items'])

    def figures(self, health):
        return tuple(health['items_' + k] for k in ('new', 'changed', 'same'))


class Identity(Nights):
    def test_ids_that_change_at_every_fetch_do_not_multiply(self):
        titles = ['Un', 'Deux', 'Trois', 'Quatre']
        for n in range(4):
            h = self.night(*[{'title': t, 'id': '%d-%d' % (n, k)} for k, t in enumerate(titles)])
            self.assertEqual(self.figures(h), (4, 0, 0) if n == 0 else (0, 0, 4))
        self.assertEqual(self.one('select count(*) from items'), 4)

    def test_nor_where_the_items_have_no_address(self):
        titles = ['Un', 'Deux', 'Trois', 'Quatre']
        for n in range(3):
            self.night(*[{'title': t, 'id': '%d-%d' % (n, k), 'url': None, 'date': '2026-09-2%dT10:00:00Z' % k}
                         for k, t in enumerate(titles)])
        self.assertEqual(self.one('select count(*) from items'), 4)

    def test_nor_where_the_addresses_change_too(self):
        titles = ['Un', 'Deux', 'Trois', 'Quatre']
        for n in range(3):
            self.night(*[{'title': t, 'id': '%d-%d' % (n, k), 'url': 'https://source.example/p?jeton=%d%d' % (n, k),
                          'date': '2026-09-2%dT10:00:00Z' % k} for k, t in enumerate(titles)])
        self.assertEqual(self.one('select count(*) from items'), 4)

    def test_a_feed_of_one_item(self):
        for n in range(3):
            self.night({'title': 'Un', 'id': 'x%d' % n})
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_one_id_for_all_items_does_not_collapse(self):
        items = [{'title': t, 'id': 'same'} for t in ('Un', 'Deux', 'Trois')]
        self.assertEqual(self.figures(self.night(*items)), (3, 0, 0))
        self.assertEqual(self.figures(self.night({'title': 'Zéro', 'id': 'same'}, *items)), (1, 0, 3))
        self.assertEqual(self.live(), ['Deux', 'Trois', 'Un', 'Zéro'])

    def test_new_items_with_new_ids_are_new(self):
        self.night({'title': 'Un', 'id': '1'}, {'title': 'Deux', 'id': '2'})
        self.night({'title': 'Trois', 'id': '3'}, {'title': 'Quatre', 'id': '4'})
        self.assertEqual(self.one('select count(*) from items'), 4)

    def test_a_weekly_item_of_the_same_title_is_new_each_time(self):
        for n in range(3):
            self.night(*[{'title': 'Lettre de la semaine', 'id': 's%d' % k, 'url': 'https://source.example/s%d' % k,
                          'date': '2026-09-%02dT10:00:00Z' % (7 * k + 1)} for k in range(n + 2)])
        self.assertEqual(self.one('select count(*) from items'), 4)

    def test_two_sources_do_not_share_items(self):
        self.feed('b', 'Un')
        self.night('Un')
        self.assertEqual(self.one('select count(*) from items'), 2)

    def test_an_item_keeps_its_place_when_its_title_is_corrected(self):
        self.night({'title': 'Apel', 'id': '1', 'url': 'https://source.example/1'}, 'Deux')
        uid = self.one("select uid from items where native_id = '1'")
        h = self.night({'title': 'Appel', 'id': '1', 'url': 'https://source.example/1'}, 'Deux')
        self.assertEqual(self.figures(h), (0, 1, 1))
        self.assertEqual(self.one("select uid from items where title = 'Appel'"), uid)


class Revisions(Nights):
    def test_a_deadline_that_moves_is_a_revision(self):
        self.night(CALL, 'Deux')
        h = self.night({**CALL, 'deadline': '2026-11-30T12:00'}, 'Deux')
        self.assertEqual(self.figures(h), (0, 1, 1))
        self.assertEqual(self.store('select at, number, field, before, after from revisions'),
                         [(1790906400, 1, 'deadline', '2026-11-15T12:00 Europe/Paris', '2026-11-30T12:00 Europe/Paris')])
        ics = self.world.output('tout/agenda.ics')
        self.assertIn('SEQUENCE:1\n', ics)
        self.assertRegex(ics, r'DTSTART;TZID=Europe/Paris:20261130T120000|20261130T110000Z')
        shown = self.well('show', '1').stdout
        self.assertIn('2026-11-15T12:00', shown)
        self.assertIn('2026-11-30T12:00', shown)

    def test_of_a_long_text_what_differs_is_kept(self):
        long = 'Une phrase qui ne change pas, et qui est longue. ' * 20
        self.night({'title': 'Un', 'text': long + 'La fin est en mai.'})
        self.night({'title': 'Un', 'text': long + 'La fin est en juin.'})
        (before, after), = self.store('select before, after from revisions')
        self.assertTrue(before.startswith('…') and before.endswith('La fin est en mai.'), before)
        self.assertTrue(after.startswith('…') and after.endswith('La fin est en juin.'), after)
        self.assertLess(len(before), 100)
        self.assertRegex(self.well('show', '1').stdout, r'content_text: ….*en mai\. → ….*en juin\.')

    def test_white_space_is_no_news(self):
        self.night({'title': 'Un', 'text': 'Deux mots.'})
        h = self.night({'title': 'Un', 'text': 'Deux   mots.\n'})
        self.assertEqual(self.figures(h), (0, 0, 1))
        self.assertEqual(self.one('select count(*) from revisions'), 0)

    def test_an_item_that_fell_off_the_feed_stays(self):
        self.night('Un', 'Deux')
        self.night('Deux', 'Trois')
        self.night('Trois', 'Quatre', days=60)
        self.assertEqual(self.live(), ['Deux', 'Quatre', 'Trois', 'Un'])


class Archiving(Nights):
    """A source that says it is complete."""

    def setUp(self):
        super().setUp()
        self.titles = ['Aide %d' % i for i in range(10)]
        self.keys = {'complete': True}

    def test_what_is_gone_is_archived_after_the_grace_time(self):
        self.night(*self.titles, keys=self.keys)
        self.night(*self.titles[1:])
        self.assertEqual(len(self.live()), 10)
        self.night(*self.titles[1:], days=6)
        self.assertEqual(len(self.live()), 10)
        h = self.night(*self.titles[1:], days=1)
        self.assertEqual((h['items_archived'], self.live()), (1, self.titles[1:]))
        self.assertEqual(self.store('select field, before, after from revisions'), [('archived', '0', '1')])
        self.assertEqual(self.figures(self.night(*self.titles))[:2], (0, 1), 'it comes back as what it was')
        self.assertEqual(self.live(), self.titles)

    def test_also_when_the_document_does_not_change_any_more(self):
        self.night(*self.titles, keys=self.keys, etag='"1"')
        self.night(*self.titles[1:], etag='"2"')
        self.night(days=3)
        self.assertEqual(len(self.live()), 10)
        h = self.night(days=5)
        self.assertEqual((h['sources_unchanged'], h['items_archived'], self.live()), (1, 1, self.titles[1:]))

    def test_not_while_the_source_fails(self):
        self.night(*self.titles, keys=self.keys)
        self.night(*self.titles[1:])
        self.night(status=1, silent=False, days=1, type='text/html', body='<p>maintenance</p>')
        self.night(status=1, silent=False, days=30)
        self.assertEqual(len(self.live()), 10)

    def test_calls_that_have_closed_may_go(self):
        calls = [{**CALL, 'title': t, 'deadline': '2026-10-05T12:00' if k < 8 else '2026-12-01T12:00'} for k, t in enumerate(self.titles)]
        self.night(*calls, keys=self.keys)
        h = self.night(*calls[8:], days=10)
        self.assertTrue(h['healthy'])
        self.night(*calls[9:], days=1)
        h = self.night(*calls[9:], days=8)
        self.assertEqual((h['items_archived'], self.store('select title from items where archived is not null')), (1, [('Aide 8',)]))

    def test_what_was_only_late_starts_afresh(self):
        self.night(*self.titles, keys=self.keys)
        self.night(*self.titles[1:])
        self.night(*self.titles, days=3)
        self.night(*self.titles[1:], days=1)
        self.night(*self.titles[1:], days=6)
        self.assertEqual(len(self.live()), 10)

    def test_a_mass_disappearance_stops_it_and_raises_an_alarm_once(self):
        self.night(*self.titles, keys=self.keys)
        h = self.night(*self.titles[8:], silent=False)
        self.assertEqual(self.said, 'moisson: a: 8 of 10 items vanished at once: nothing was withdrawn; look at the source\n')
        self.assertFalse(h['healthy'])
        self.night(*self.titles[8:], 'Nouvelle', days=1)
        h = self.night(*self.titles[8:], 'Nouvelle', days=30)
        self.assertEqual(len(self.live()), 11)
        self.assertIn('vanished at once', self.well('status').stdout)
        h = self.night(*self.titles, 'Nouvelle')
        self.assertTrue(h['healthy'])
        self.assertNotIn('vanished', self.well('status').stdout)

    def test_an_alarm_also_holds_what_was_missing_before(self):
        self.night(*self.titles, keys=self.keys)
        self.night(*self.titles[1:])
        self.night(*self.titles[8:], silent=False)
        self.night(*self.titles[8:], days=30)
        self.assertEqual(len(self.live()), 10)

    def test_a_document_read_in_part_is_not_complete(self):
        self.config(limits={'items': 8})
        self.night(*self.titles[:8], keys=self.keys)
        self.night('Nouvelle', *self.titles)  # cut after the eighth
        self.night('Nouvelle', *self.titles, days=30)
        self.assertEqual(len(self.live()), 9)

    def test_nor_is_the_first_page_of_several(self):
        self.night(*self.titles, keys=self.keys)
        for days in (1, 30):
            self.night(*self.titles[1:], days=days, members={'next_url': 'https://source.example/page2'})
        self.assertEqual(len(self.live()), 10)

    def emptied(self, **keys):
        self.night(*self.titles, keys=keys)
        self.night(silent=False, status=1, type=JSONFEED, body=jsonfeed())
        line, = self.said.splitlines()
        self.night(days=1, silent=False, status=1)
        self.night(days=30, silent=False, status=1)
        self.assertEqual(len(self.live()), 10)
        return line

    EMPTIED = 'moisson: a: drifted: no item any more: 10 before, such as « Aide 0 »; what was read before stays'

    def test_an_empty_document_removes_nothing_and_is_told(self):
        self.assertEqual(self.emptied(), self.EMPTIED)

    def test_nor_does_it_where_the_source_is_complete(self):
        self.assertEqual(self.emptied(complete=True), self.EMPTIED)

    def test_an_error_page_removes_nothing(self):
        self.night(*self.titles, keys=self.keys)
        self.night(status=1, silent=False, type='text/html', body='<!doctype html><title>Erreur</title><p>Site en maintenance')
        self.assertRegex(self.said, '^moisson: a: .*(page|HTML)')
        self.assertEqual(len(self.live()), 10)


class Events(Nights):
    def event(self, title, day, **more):
        return {'title': title, 'kind': 'event', 'starts': '2026-10-%02dT18:00' % day, 'ends': '2026-10-%02dT20:00' % day, **more}

    def test_an_event_gone_from_a_complete_calendar_is_withdrawn(self):
        events = [self.event('Atelier %d' % i, 10 + i) for i in range(4)]
        self.night(*events, keys={'complete': True})
        h = self.night(*events[1:])
        self.assertEqual((h['items_withdrawn'], len(self.live())), (1, 3))
        ics = self.world.output('tout/agenda.ics')
        block, = [b for b in ics.split('BEGIN:VEVENT') if 'Atelier 0' in b]
        self.assertIn('STATUS:CANCELLED', block)
        self.assertIn('SEQUENCE:1\n', block)
        self.assertNotIn('Atelier 0', self.world.output('tout/rss.xml'))
        self.night(*events)
        self.assertEqual(len(self.live()), 4)

    def test_what_is_over_is_not_withdrawn(self):
        events = [self.event('Atelier %d' % i, 2 + i) for i in range(4)]
        self.night(*events, keys={'complete': True})
        h = self.night(*events[2:], days=3)
        self.assertEqual((h['items_withdrawn'], self.one('select count(*) from items where withdrawn')), (0, 0))


class Rules(Nights):
    """`keep` and `drop` written or changed after the first harvest: they hold for what is stored, and are no loss of the source."""

    def rule(self, **keys):
        self.source('a', '/a', **keys)

    def test_what_is_dropped_now_goes_also_where_the_document_is_the_same(self):
        self.night('Offre 1', 'Appel 1', etag='"1"')
        self.night('Offre 2', 'Appel 2')  # the first two are no longer in the document
        self.rule(drop='offre')
        h = self.night()
        self.assertEqual((self.live(), h['items_archived']), (['Appel 1', 'Appel 2'], 2))
        self.rule(drop={'title': 'appel'})
        self.night()
        self.assertEqual(self.live(), ['Offre 2'], 'what the document holds comes back')

    def test_a_replay_shows_what_a_rule_does(self):
        self.night('Offre', 'Appel')
        self.rule(keep='appel')
        self.well('run', '--offline', now=night(1))
        self.assertEqual(self.live(), ['Appel'])

    def test_a_calendar_of_which_most_is_dropped_is_under_no_alarm_and_nothing_is_cancelled(self):
        events = [Events.event(self, '%s %d' % (t, i), 10 + i) for i in range(4) for t in ('Loto', 'Innovation')]
        self.night(*events, keys={'complete': True})
        self.rule(complete=True, drop='loto')
        self.night()
        self.assertEqual(self.live(), ['Innovation %d' % i for i in range(4)])
        self.rule(complete=True, drop='loto|innovation')
        self.night()
        self.assertEqual((self.live(), self.state_of('a', 'alarm'), self.state_of('a', 'reason')), ([], None, None))
        self.assertNotIn('CANCELLED', self.world.output('tout/agenda.ics'))

    def test_an_item_that_fits_no_longer_is_not_shown_as_cancelled(self):
        self.night(Events.event(self, 'Innovation', 10), Events.event(self, 'Innovation 2', 11), keys={'complete': True, 'keep': 'innovation'})
        self.night({**Events.event(self, 'Loto', 10), 'id': 'item-innovation'}, Events.event(self, 'Innovation 2', 11))
        self.assertEqual(self.live(), ['Innovation 2'])
        self.assertNotIn('CANCELLED', self.world.output('tout/agenda.ics'))

    def test_a_night_on_which_nothing_fits_is_a_good_one(self):
        self.night('Appel', 'Loto', keys={'keep': 'appel'})
        self.night('Loto', 'Tombola')
        self.assertEqual((self.live(), self.state_of('a', 'reason')), (['Appel'], None))

    def test_it_holds_for_what_another_source_shows_as_well(self):
        call = {'title': 'Appel à projets mobilités rurales durables 2026', 'url': 'https://www.exemple.fr/appel-mobilites', 'text':
                'Date limite : 12 novembre 2026. Aide de 50 000 euros pour les communes rurales qui développent le vélo.'}
        self.feed('b', call, 'Autre', keys={'priority': 5})
        self.night(call, 'Un')
        self.assertEqual(len(self.live()), 3, 'one thing, of which b shows its own')
        self.rule(drop='mobilités')
        self.night()
        self.assertEqual(self.store("SELECT title FROM items WHERE source = 'a' AND archived IS NULL"), [('Un',)])

    def test_a_dry_run_changes_nothing(self):
        self.night('Offre', 'Appel')
        self.rule(drop='offre')
        self.well('harvest', '--force', '--dry-run', now=night(1))
        self.assertEqual(self.one('SELECT count(*) FROM items WHERE archived IS NULL'), 2)


class Reread(Nights):
    """What decides how a document is read has changed: it is read again, though its bytes are the same."""

    def test_a_raised_limit(self):
        self.config(limits={'items': 2})
        self.night('Un', 'Deux', 'Trois', silent=False)
        self.config(limits={'items': 3})
        self.night()
        self.assertEqual(len(self.live()), 3)

    def test_another_zone_of_the_site(self):
        self.night(Events.event(self, 'Atelier', 10))
        before = self.one('SELECT starts_at FROM items')
        self.config(site={'timezone': 'Indian/Reunion'})
        self.night()
        self.assertEqual(before - self.one('SELECT starts_at FROM items'), 2 * 3600)


class Removed(Nights):
    """A source is taken out of the lists."""

    def take_out(self):
        self.feed('b', 'Autre')
        self.night('Un', 'Deux')
        self.source('a', '/a')
        self.world.without('a')
        self.night(silent=False)

    def test_its_items_go_after_the_grace_time(self):
        self.take_out()
        self.assertRegex(self.said, '^moisson: a: no source list has it any more: its items [(]2[)]')
        self.night(days=6)
        self.assertEqual(self.live(), ['Autre', 'Deux', 'Un'])
        h = self.night()
        self.assertEqual((self.live(), h['items_archived']), (['Autre'], 2))
        self.night()

    def test_when_it_is_put_back_they_come_back(self):
        self.take_out()
        self.source('a', '/a')
        self.night(days=30)
        self.assertEqual(self.live(), ['Autre', 'Deux', 'Un'])
        self.world.without('a')
        self.night(silent=False)
        self.night(days=8)
        self.assertEqual(self.live(), ['Autre'])
        self.source('a', '/a')
        self.night()
        self.assertEqual(self.live(), ['Autre', 'Deux', 'Un'])

    def test_one_that_is_switched_off_keeps_its_items(self):
        self.feed('b', 'Autre')
        self.night('Un')
        self.source('a', '/a', enabled=False, reason='en travaux')
        self.night()
        self.night(days=30)
        self.assertEqual(self.live(), ['Autre', 'Un'])

    def test_a_list_with_a_fault_takes_out_nothing(self):
        self.night('Un')
        self.feed('b', 'Autre', keys={'file': 'b.yaml'})
        self.night()
        whole = self.world.read('sources.d/test.yaml')
        self.world.write('sources.d/test.yaml', whole.replace('"id": "a"', '"idd": "a"'))
        self.night(status=1, silent=False)
        self.night(status=1, silent=False, days=30)
        self.assertEqual(self.live(), ['Autre', 'Un'])
        self.world.write('sources.d/test.yaml', whole)
        self.night()

    def test_nor_does_a_harvest_of_one_source_or_a_replay(self):
        self.feed('b', 'Autre')
        self.night('Un')
        self.world.without('a')
        self.well('harvest', 'b', '--force', now=night(1))
        self.well('harvest', '--dry-run', now=night(1))
        self.well('run', '--offline', now=night(1))
        self.night(silent=False)
        self.assertIn('no source list has it', self.said)


class Renamed(Nights):
    """A source is given another id: the same address, which no other list has."""

    def test_its_items_keep_their_ids_and_are_not_there_twice(self):
        self.night('Un', 'Deux', etag='"1"')
        before = self.store('SELECT uid, title, first_seen FROM items ORDER BY id')
        self.world.without('a')
        self.source('b', '/a', name='Source a')
        self.night()
        self.assertEqual(self.store('SELECT uid, title, first_seen FROM items ORDER BY id'), before)
        self.assertEqual(self.store('SELECT DISTINCT source FROM items'), [('b',)])
        self.assertEqual(self.store('SELECT id FROM sources'), [('b',)])
        self.assertEqual({i['_moisson']['source'] for i in json.loads(self.world.output('tout/feed.json'))['items']}, {'b'})
        self.well('status', 'b')
        self.well('db', 'check')
        self.night(days=30)
        self.assertEqual(self.live(), ['Deux', 'Un'])

    def test_two_ids_of_one_address_stay_two(self):
        self.night('Un')
        self.source('b', '/a')
        self.night()
        self.assertEqual(self.store('SELECT DISTINCT source FROM items ORDER BY 1'), [('a',), ('b',)])

    def test_a_dry_run_renames_nothing(self):
        self.night('Un')
        self.world.without('a')
        self.source('b', '/a')
        self.well('harvest', '--dry-run', now=night(1))
        self.assertEqual(self.store('SELECT DISTINCT source FROM items'), [('a',)])


class Zones(Nights):
    def test_times_without_a_zone_are_of_the_zone_of_their_source(self):
        self.feed('a', Events.event(self, 'Atelier', 10), {'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-10T12:00'},
                  keys={'timezone': 'Indian/Reunion'})
        self.feed('b', {'title': 'Appel 2', 'kind': 'call', 'deadline': '2026-11-10T12:00'})
        self.well('run')
        ics = self.world.output('tout/agenda.ics')
        for line in ('DTSTART;TZID=Indian/Reunion:20261010T180000', 'DTEND;TZID=Indian/Reunion:20261010T200000',
                     'DTSTART;TZID=Indian/Reunion:20261110T120000', 'DTSTART;TZID=Europe/Paris:20261110T120000'):
            self.assertIn(line, ics)
        self.assertIn('10 novembre 2026 à 12 h 00 (heure de La Réunion)', self.world.output('tout/rss.xml').replace('\u00a0', ' ').replace('\u202f', ' '))


class Calendar(Nights):
    """An iCalendar document is complete by itself, and its UIDs can be relied on."""

    def ics(self, *events):
        out = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//source//FR']
        for uid, title, day, *more in events:
            out += ['BEGIN:VEVENT', 'UID:' + uid, 'DTSTAMP:20260901T000000Z', 'SUMMARY:' + title,
                    'DTSTART;TZID=Europe/Paris:202610%02dT180000' % day, 'DTEND;TZID=Europe/Paris:202610%02dT200000' % day, *more, 'END:VEVENT']
        return '\r\n'.join(out + ['END:VCALENDAR', ''])

    def calendar(self, *events, **how):
        return self.night(type='text/calendar', body=self.ics(*events), **how)

    EVENTS = [('u%d' % i, 'Atelier %d' % i, 10 + i) for i in range(4)]

    def cancelled(self):
        blocks = self.world.output('tout/agenda.ics').split('BEGIN:VEVENT')[1:]
        return sorted(line[8:] for b in blocks if 'STATUS:CANCELLED' in b for line in b.splitlines() if line.startswith('SUMMARY:'))

    def test_what_is_gone_is_withdrawn_and_may_come_back(self):
        self.calendar(*self.EVENTS)
        h = self.calendar(*self.EVENTS[1:])
        self.assertEqual((h['items_withdrawn'], len(self.live())), (1, 3))
        self.assertEqual(self.cancelled(), ['Annulé : Atelier 0'])
        h = self.calendar(*self.EVENTS)
        self.assertEqual((h['items_new'], h['items_changed'], self.cancelled()), (0, 1, []))
        self.assertEqual(self.store("select field, before, after from revisions order by id"),
                         [('withdrawn', '0', '1'), ('withdrawn', '1', '0')])

    def test_a_mass_disappearance_withdraws_nothing(self):
        events = [('u%d' % i, 'Atelier %d' % i, 4 + i) for i in range(10)]
        self.calendar(*events)
        h = self.calendar(*events[8:], silent=False)
        self.assertIn('8 of 10 items vanished at once', self.said)
        self.assertEqual((h['items_withdrawn'], len(self.live())), (0, 10))

    def test_an_empty_or_cut_calendar_withdraws_nothing(self):
        self.calendar(*self.EVENTS)
        self.calendar(silent=False, status=1)
        self.assertIn('drifted: no item any more: 4 before', self.said)
        whole = self.ics(*self.EVENTS)
        self.n += 1
        self.server.answer('/a', whole[:len(whole) // 2], type='text/calendar')
        self.moisson('run', now=night(self.n))
        self.assertEqual((len(self.live()), self.cancelled()), (4, []))

    def test_an_event_that_moves_is_the_same_event(self):
        self.calendar(*self.EVENTS)
        uids = set(re.findall('UID:.*', self.world.output('tout/agenda.ics')))
        h = self.calendar(('u0', 'Atelier 0', 20), *self.EVENTS[1:])
        self.assertEqual(self.figures(h), (0, 1, 3))
        self.assertEqual(self.store("select field, before, after from revisions where field = 'starts'"),
                         [('starts', '2026-10-10T18:00 Europe/Paris', '2026-10-20T18:00 Europe/Paris')])
        block, = [b for b in self.world.output('tout/agenda.ics').split('BEGIN:VEVENT') if 'Atelier 0' in b]
        self.assertIn('20261020T180000', block)
        self.assertIn('SEQUENCE:1\n', block)
        self.assertEqual(set(re.findall('UID:.*', self.world.output('tout/agenda.ics'))), uids)

    def test_what_the_source_cancels_is_told(self):
        self.calendar(*self.EVENTS)
        self.calendar(('u0', 'Atelier 0', 10, 'STATUS:CANCELLED'), *self.EVENTS[1:])
        self.assertEqual(self.cancelled(), ['Annulé : Atelier 0'])


class Feeds(Nights):
    """The same for what most sources send."""

    def test_an_rss_feed_over_three_nights(self):
        items = [{'title': t, 'guid': t, 'description': 'Texte.'} for t in ('Un', 'Deux', 'Trois')]
        self.night(type='application/rss+xml', body=rss(*items))
        h = self.night(type='application/rss+xml', body=rss({'title': 'Zéro', 'guid': '0'}, {**items[0], 'description': 'Autre.'}, *items[1:]))
        self.assertEqual(self.figures(h), (1, 1, 2))
        h = self.night(type='application/rss+xml', body=rss(*[{**i, 'guid': 'x%d' % k} for k, i in enumerate(items)]))
        self.assertEqual(h['items_new'], 0)

    def test_a_faulty_feed_is_read_and_flagged(self):
        h = self.night(type='application/rss+xml', body=rss('Un & deux').replace('&amp;', '&'))
        self.assertEqual((h['items_new'], h['healthy']), (1, True))
        row, = json.loads(self.well('status', '--json', now=night(1)).stdout)
        self.assertEqual(row['health'], 'ok')
        self.assertTrue(row['reason'])

    def test_a_truncated_feed_of_a_complete_source_removes_nothing(self):
        body = rss(*['Titre %d' % i for i in range(10)])
        self.night(type='application/rss+xml', body=body, keys={'complete': True})
        for days in (1, 30):
            self.night(type='application/rss+xml', body=body[:len(body) * 6 // 10], days=days)
        self.assertEqual(len(self.live()), 10)


class Published(Nights):
    def test_a_day_to_come_and_the_first_of_1970_pin_no_item_to_an_end(self):
        self.night({'title': 'Neuf', 'date': '2026-09-29T10:00:00Z'}, {'title': 'Lointain', 'date': '2099-01-01T00:00:00Z'},
                   {'title': 'Zéro', 'date': '1970-01-01T00:00:00Z'}, {'title': 'Sans', 'date': None},
                   {'title': 'Vieux', 'date': '2026-01-01T00:00:00Z'})
        self.night({'title': 'Lendemain', 'date': '2026-10-02T01:00:00Z'})
        listed = [line.split('\t')[3] for line in self.well('list').stdout.splitlines()]
        self.assertEqual((listed[0], listed[-2:], set(listed[1:4])), ('Lendemain', ['Neuf', 'Vieux'], {'Lointain', 'Zéro', 'Sans'}))
        published = [i['title'] for i in json.loads(self.world.output('tout/feed.json'))['items']]
        self.assertEqual(published, listed)


class Faulty(Nights):
    def test_a_document_with_no_sense_in_it(self):
        self.feed('b', 'Un')
        for body in ('', '{}', '{"version": "https://jsonfeed.org/version/1.1", "items": [', 'null', '\0' * 300):
            self.server.answer('/a', body, type=JSONFEED)
            self.source('a', '/a')
            r = self.moisson('run', '--force')
            self.assertEqual(r.status, 1, body)
            line, = r.stderr.splitlines()
            self.assertRegex(line, r'^moisson: a: .{10,}')

    def test_more_items_than_a_source_may_have(self):
        self.config(limits={'items': 50})
        h = self.night(*['Titre %d' % i for i in range(80)])
        self.assertEqual(h['items_new'], 50)
        self.assertIn('50', self.well('status').stdout)


if __name__ == '__main__':
    unittest.main()
