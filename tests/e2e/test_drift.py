"""Sources that answer but do not yield what they used to: told the same night with what was lost, the last good items stay,
and nothing is told of what is only quiet, small or new."""
import datetime
import json
import re
import unittest
import xml.etree.ElementTree as ET

from harness import Answer, Case, JSONFEED, jsonfeed

ATOM = '{http://www.w3.org/2005/Atom}'
PAGE = '<!doctype html><html><head><title>Nouveau site</title></head><body><h1>Bienvenue</h1><p>%s</p></body></html>' % ('Texte. ' * 4000)
CHALLENGE = ('<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body>'
             '<script>window._cf_chl_opt = {cvId: "3"};</script></body></html>')


def night(n):
    return (datetime.datetime(2026, 10, 1, 2) + datetime.timedelta(days=n)).strftime('%Y-%m-%dT%H:%M:%SZ')


def item(i, **more):
    """An item of a JSON Feed; a member that is None is not there."""
    whole = {'id': str(i), 'url': 'https://s.example/%d' % i, 'title': 'Titre %d' % i, 'content_text': 'Texte %d' % i,
             'date_published': '2026-09-%02dT08:00:00Z' % (i + 1), **more}
    return {k: v for k, v in whole.items() if v is not None}


class Drift(Case):
    def setUp(self):
        super().setUp()
        self.n = 0
        self.config(limits={'retries': 0})

    def night(self, items=None, status=0, source='a', keys=None, **answer):
        """One more night, on which the source has these items, or answers so; what is said on stderr."""
        if items is not None:
            answer = {'body': json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': 'Veille', 'items': items}),
                      'type': JSONFEED, **answer}
        if answer:
            body = answer.pop('body', '')
            self.server.answer('/' + source, body, **answer)
        if source not in self.world.lists.get('test.yaml', {}) or keys is not None:
            self.source(source, '/' + source, **(keys or {}))
        r = self.moisson('run', now=night(self.n))
        self.n += 1
        self.assertEqual(r.status, status, r)
        self.said = r.stderr
        return r.stderr

    def health(self, source='a'):
        all = json.loads(self.world.output('health.json'))
        return next(s for s in all['sources'] if s['id'] == source)

    def live(self):
        return self.one('select count(*) from items where archived is null and not withdrawn')

    def entries(self):
        return ET.fromstring(self.world.output('editeurs.atom').encode()).findall(ATOM + 'entry')


class Lost(Drift):
    ITEMS = [item(i) for i in range(8)]

    def test_nothing_any_more_is_told_each_night_until_it_is_mended(self):
        self.assertEqual(self.night(self.ITEMS), '')
        self.night([], status=1)
        self.assertEqual(self.said, 'moisson: a: drifted: no item any more: 8 before, such as « Titre 0 »; what was read before '
                                    'stays\n')
        self.night(status=1)
        self.assertIn('drifted', self.said)
        self.assertEqual((self.live(), self.health()['health']), (8, 'drifted'))
        self.assertFalse(json.loads(self.world.output('health.json'))['healthy'])
        self.assertIn('moisson_sources{health="drifted"} 1', self.world.output('metrics.prom'))
        self.assertIn('drifted', self.well('status').stdout)
        self.assertEqual(self.night(self.ITEMS), '')
        self.assertEqual(self.health()['health'], 'ok')

    def test_a_lost_field_is_told_with_the_counts_and_an_example(self):
        self.night(self.ITEMS)
        self.night([item(i, title=None) for i in range(7)], status=1)
        self.assertIn('`title` is lost: 8 of 8 items had it, such as « Titre 0 », now 0 of 7', self.said)
        self.assertEqual([t for t, in self.store('select title from items order by id')], ['Titre %d' % i for i in range(8)])
        lost, = self.health()['lost']
        self.assertEqual((lost['field'], lost['before'], lost['now'], lost['now_of']), ('title', 8, 0, 7))

    def test_all_its_dates(self):
        calls = [item(i, date_published=None, _moisson={'kind': 'call', 'deadline': '2026-12-%02d' % (i + 1)}) for i in range(6)]
        self.night(calls)
        self.night([item(i, date_published=None) for i in range(6)], status=1)
        self.assertIn('`dates` is lost: 6 of 6 items had it, such as « 2026-12-01 », now 0 of 6', self.said)
        self.assertEqual(self.one("select count(*) from items where deadline is not null"), 6)

    def test_one_item_again_and_again(self):
        self.night(self.ITEMS)
        self.night([item(i, title='Lire la suite') for i in range(8)], status=1)
        self.assertIn('one `title` again and again', self.said)

    def test_all_on_one_day_where_there_were_many(self):
        many = [item(i % 28, id=str(i), url='https://s.example/x%d' % i, title='T %d' % i) for i in range(28)]
        self.night(many)
        self.night([{**m, 'date_published': '2026-10-01T02:00:00Z'} for m in many], status=1)
        self.assertIn('one `dates` again and again', self.said)

    def test_a_page_instead_of_a_feed(self):
        self.night(self.ITEMS)
        self.night(status=1, body=PAGE, type='text/html')
        self.assertIn('a: drifted: a page instead of the feed it was, such as « Veille »', self.said)
        self.assertEqual(self.live(), 8)
        self.assertEqual(self.health()['lost'][0]['what'], 'page')

    def test_a_page_that_marks_items_is_no_feed_either(self):
        self.night(self.ITEMS)
        marked = '<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Event", "name": "Fête", "startDate": "2026-11-01"}</script>'
        self.night(status=1, body=PAGE.replace('</head>', marked + '</head>'), type='text/html')
        self.assertIn('a page instead of the feed it was', self.said)
        self.assertEqual(self.live(), 8)

    def test_a_page_that_never_was_a_feed_is_a_failure(self):
        self.night(status=1, body=PAGE, type='text/html')
        self.assertEqual(self.health()['health'], 'failed')

    def test_a_complete_source_withdraws_nothing_meanwhile(self):
        self.night(self.ITEMS, keys={'complete': True})
        for _ in range(12):
            self.night([item(i, title=None) for i in range(2, 8)], status=1)
        self.assertEqual(self.live(), 8)

    def test_what_expect_says_counts_from_the_first_night(self):
        self.night(self.ITEMS[:2], status=1, keys={'expect': {'items': 5}})
        self.assertIn('2 items, 5 expected at least', self.said)
        self.night(self.ITEMS[:5], status=1, keys={'expect': {'items': 5, 'fields': ['deadline']}})
        self.assertIn('`deadline`, which `expect` asks for: 0 of 5 items have it', self.said)
        self.night(keys={'expect': {'items': 5}})
        self.assertEqual(self.said, '')

    def test_a_dry_run_tells_and_writes_nothing(self):
        self.night(self.ITEMS)
        self.server.answer('/a', jsonfeed(), type=JSONFEED)
        r = self.moisson('harvest', '--dry-run', '--force', 'a', now=night(self.n))
        self.assertEqual(r.status, 1)
        self.assertIn('a: drifted: no item any more', r.stderr)
        self.assertEqual((self.state_of('a', 'health'), self.one('select count(*) from incidents')), (1, 0))

    def test_rules_that_were_written_anew_meanwhile_hold_once_it_is_well(self):
        self.night(self.ITEMS)
        self.night([], status=1, keys={'drop': '^Titre [0-3]$'})
        self.assertEqual(self.live(), 8)
        self.night(self.ITEMS[4:])
        self.assertEqual(self.live(), 4)

    def test_another_address_begins_anew(self):
        self.night(self.ITEMS)
        self.server.answer('/b', jsonfeed(), type=JSONFEED)
        self.source('a', '/b')
        self.assertEqual(self.well('run', now=night(self.n)).stderr, '')
        self.assertEqual(self.store("select field from habits where field not like '*%'"), [])


class Redesigned(Drift):
    """A page read by rules, and another page the next night."""
    RULES = {'format': 'html', 'kind': 'event', 'items': 'article.card',
             'fields': {'title': 'h3 a', 'url': 'h3 a@href', 'dates': ['.date', '.heure'], 'place': {'select': '.lieu', 'match': 'Lieu : (.+)'}}}

    def setUp(self):
        super().setUp()
        self.source('probe', '/probe', format='html')
        if 'does not read "html" yet' in self.moisson('check').stderr:
            self.skipTest('format html is not there')
        self.world.without('probe')

    def page(self, card, n=8):
        cards = ''.join(card.format(i=i, day=i + 1) for i in range(n))
        return {'body': '<!doctype html><html lang="fr"><title>Agenda</title><body><main>%s</main>' % cards, 'type': 'text/html'}

    CARD = ('<article class="card"><h3><a href="/e/{i}">Atelier {i}</a></h3><p class="date">{day} novembre 2026</p>'
            '<p class="heure">18h30</p><p class="lieu">Lieu : Salle {i}</p></article>')

    def test_the_rule_that_lost_its_match_is_named_with_its_line(self):
        self.night(**self.page(self.CARD), keys=self.RULES)
        starts = self.store('select starts from items order by id')
        self.assertEqual(starts[0], ('2026-11-01T18:30 Europe/Paris',))
        self.night(**self.page(self.CARD.replace('class="date"', 'class="jour"').replace('class="heure"', 'class="h"')), status=1)
        self.assertRegex(self.said, r"a: drifted: `dates` is lost \(rule \[\.date, \.heure\], line \d+\): 8 of 8 items had it, such as "
                                    r"« 2026-11-01T18:30 », now 0 of 8")
        self.night(**self.page(self.CARD.replace('class="lieu">Lieu', 'class="lieu">Où')), status=1)
        self.assertIn('`place` is lost (rule {select: .lieu, match: Lieu : (.+)}', self.said)
        self.night(**self.page(self.CARD.replace('article', 'div')), status=1)
        self.assertIn('no item any more (rule article.card', self.said)
        self.night(**self.page(self.CARD.replace('<h3><a href="/e/{i}">Atelier {i}</a></h3>', '<h3><a href="/e/{i}">Lire la suite</a></h3>')), status=1)
        self.assertIn('one `title` again and again (rule h3 a', self.said)
        self.assertEqual(self.store('select starts from items order by id'), starts)
        self.assertEqual(self.live(), 8)
        self.assertEqual(self.night(**self.page(self.CARD)), '')

    def test_rules_that_were_mended_find_it_again(self):
        self.night(**self.page(self.CARD), keys=self.RULES)
        new = self.page(self.CARD.replace('article class="card"', 'li class="event"').replace('</article>', '</li>'))
        self.night(**new, status=1)
        self.night(**new, keys={**self.RULES, 'items': 'li.event'})
        self.assertEqual((self.said, self.live(), self.health()['health']), ('', 8, 'ok'))

    def test_a_rule_that_an_editor_takes_away_is_no_loss(self):
        self.night(**self.page(self.CARD), keys=self.RULES)
        fields = {k: v for k, v in self.RULES['fields'].items() if k != 'place'}
        self.assertEqual(self.night(**self.page(self.CARD), keys={**self.RULES, 'fields': fields}), '')


class Editors(Drift):
    def test_the_feed_for_editors_tells_it_and_that_it_is_over(self):
        self.night([item(i) for i in range(8)])
        self.assertEqual(self.entries(), [])
        self.night([], status=1)
        entry, = self.entries()
        self.assertEqual(entry.find(ATOM + 'title').text, "Source a ne donne plus ce qu'elle donnait")
        self.assertIn('plus aucun élément : 8 auparavant, par exemple « Titre 0 »', entry.find(ATOM + 'content').text)
        self.assertRegex(entry.find(ATOM + 'content').text, r'>test\.yaml:\d+')
        id = entry.find(ATOM + 'id').text
        before = self.world.output('editeurs.atom')
        self.night(status=1)
        self.assertEqual(self.world.output('editeurs.atom'), before, 'the same incident is no news')
        self.night([item(i) for i in range(8)])
        entry, = self.entries()
        self.assertEqual(entry.find(ATOM + 'id').text, id)
        self.assertIn('Rétabli le 2026-10-04', entry.find(ATOM + 'content').text)

    def test_nobody_else_is_told_of_it(self):
        self.night([item(0)])
        for name, text in self.world.outputs().items():
            if not name.startswith('editeurs'):
                self.assertNotIn(b'editeurs.atom', text, name)

    def test_what_keeps_failing_is_in_it_too(self):
        self.night([item(0)])
        for _ in range(8):
            self.server.answer('/a', 'x', status=404)
            self.moisson('run', '--force', now=night(self.n))
            self.n += 1
        entry, = self.entries()
        self.assertEqual(entry.find(ATOM + 'title').text, 'Source a ne répond plus')


class Accepted(Drift):
    def test_an_editor_accepts_what_a_source_yields_now(self):
        self.night([item(i) for i in range(8)])
        short = [item(i, content_text=None, summary=None) for i in range(8)]
        self.night(short, status=1)
        self.assertIn('`text` is lost', self.said)
        self.assertEqual(self.well('accept', 'a', '--author', 'Ana', now=night(self.n)).stdout, '')
        self.assertIn('accepted: the next run takes', self.well('status').stdout)
        self.assertEqual(self.night(), '')
        self.assertEqual(self.night(short + [item(8, content_text=None)]), '')
        self.assertEqual((self.health()['health'], self.live()), ('ok', 9))
        self.assertIn('Accepté tel quel', self.entries()[0].find(ATOM + 'content').text)
        self.assertEqual(self.one('select author from incidents'), 'Ana')
        self.assertNotIn('Ana', self.world.output('editeurs.atom'))

    def test_emptiness_that_was_accepted_is_normal_from_then_on(self):
        self.night([item(i) for i in range(4)])
        self.night([], status=1)
        self.well('accept', 'a', now=night(self.n))
        self.night()
        self.assertEqual(self.night([item(i) for i in range(4)]), '')
        self.assertEqual(self.night([]), '')

    def test_a_mass_disappearance_is_accepted(self):
        self.night([item(i) for i in range(10)], keys={'complete': True})
        self.night([item(i) for i in range(3)])
        self.assertIn('7 of 10 items vanished', self.said)
        self.assertEqual(self.health()['incident'], 'alarm')
        self.well('accept', 'a', now=night(self.n))
        self.night()
        self.n += 8
        self.night()
        self.assertEqual((self.live(), self.state_of('a', 'alarm'), self.state_of('a', 'accepted')), (3, None, None))

    def test_there_is_nothing_to_accept_of_a_source_that_is_well(self):
        self.night([item(0)])
        r = self.moisson('accept', 'a')
        self.assertEqual((r.status, r.stderr), (1, 'moisson: a: neither drifted, silent nor under alarm: there is nothing to accept\n'))
        self.assertEqual(self.moisson('accept', 'x').status, 2)


class Walls(Drift):
    def test_a_challenge_is_a_wall_and_nothing_is_lost(self):
        for n, how in enumerate(({'status': 403}, {'status': 503}, {'status': 403, 'coding': 'gzip'}, {})):
            with self.subTest(**how):
                id = 'w%d' % n
                self.night([item(i) for i in range(4)], source=id)
                self.server.answer('/' + id, CHALLENGE, type='text/html', **how)
                r = self.moisson('run', '--force', now=night(self.n))
                self.n += 1
                self.assertEqual(r.status, 1)
                self.assertIn('%s: HTTP %d: a wall against robots (Cloudflare) refuses us' % (id, how.get('status', 200)), r.stderr)
                self.assertEqual((self.health(id)['health'], self.live()), ('walled', 4 * (n + 1)))
                self.world.without(id)

    def test_the_header_alone_says_so(self):
        self.server.answer('/a', 'no', status=403, headers={'Cf-Mitigated': 'challenge'})
        self.source('a', '/a')
        self.assertIn('a wall against robots (Cloudflare)', self.moisson('run').stderr)

    def test_a_plain_refusal_is_none(self):
        for status in (403, 429, 503):
            self.server.answer('/a', '<html><body>Forbidden. %s</body></html>' % ('x' * 100000), status=status, type='text/html')
            self.source('a', '/a')
            r = self.moisson('run', '--force', now=night(self.n))
            self.n += 1
            self.assertNotIn('wall', r.stderr)
            self.assertEqual(self.state_of('a', 'health'), 2)

    def test_a_feed_that_speaks_of_captchas_is_none(self):
        self.assertEqual(self.night([item(i, content_text='<div class="g-recaptcha"> verify you are human') for i in range(3)]), '')


class Well(Drift):
    """What must not be told."""

    def test_a_new_source(self):
        self.assertEqual(self.night([]), '')
        self.assertEqual(self.night([item(0, title=None)]), '')

    def test_a_source_of_few_items(self):
        self.night([item(0), item(1)])
        self.assertEqual(self.night([item(2, content_text=None)]), '')
        self.assertEqual(self.night([]), '')
        self.assertEqual(self.health()['health'], 'ok')

    def test_a_field_that_only_some_had(self):
        self.night([item(i, content_text='x' if i < 3 else None) for i in range(8)])
        self.assertEqual(self.night([item(i, content_text=None) for i in range(8)]), '')

    def test_fewer_items_than_usual(self):
        self.night([item(i) for i in range(20)])
        self.assertEqual(self.night([item(i) for i in range(3)]), '')

    def calendar(self, *days):
        entries = ''.join('BEGIN:VEVENT\r\nUID:%s\r\nDTSTAMP:20260901T000000Z\r\nSUMMARY:Atelier %s\r\nDTSTART:%s\r\nEND:VEVENT\r\n'
                          % (d, d, d) for d in days)
        return 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\n%sEND:VCALENDAR\r\n' % entries

    def test_a_calendar_of_which_all_is_over(self):
        days = ['2026100%dT180000Z' % d for d in (1, 2, 3, 4)]
        self.night(body=self.calendar(*days), type='text/calendar')
        self.n = 10
        self.assertEqual(self.night(body=self.calendar(), type='text/calendar'), '')
        self.assertEqual(self.health()['health'], 'ok')

    def test_a_calendar_that_loses_what_is_still_to_come(self):
        days = ['202611%02dT180000Z' % d for d in (1, 2, 3, 4)]
        self.night(body=self.calendar(*days), type='text/calendar')
        self.assertIn('no item any more: 4 before', self.night(body=self.calendar(), type='text/calendar', status=1))

    def test_a_title_that_many_events_share(self):
        self.night(body=self.calendar('20261101T180000Z', '20261102T180000Z', '20261103T180000Z', '20261104T180000Z'), type='text/calendar')
        weekly = ''.join('BEGIN:VEVENT\r\nUID:w%d\r\nDTSTAMP:20260901T000000Z\r\nSUMMARY:Marché\r\nDTSTART:202611%02dT080000Z\r\nEND:VEVENT\r\n'
                         % (d, d) for d in range(5, 12))
        self.assertNotIn('again', self.night(body=self.calendar().replace('END:VCALENDAR', weekly + 'END:VCALENDAR'), type='text/calendar'))


class Silence(Drift):
    DAY = 1

    def feed_of(self, newest, count=12, every=3):
        """A feed whose items are `every` days apart, the newest on a day of 2026."""
        days = [newest - datetime.timedelta(days=every * k) for k in range(count)]
        return [item(0, id=d.isoformat(), url='https://s.example/' + d.isoformat(), title='Du ' + d.isoformat(),
                     date_published=d.isoformat() + 'T08:00:00Z') for d in days]

    def on(self, day):
        self.n = (day - datetime.date(2026, 10, 1)).days

    def test_a_source_silent_for_much_longer_than_usual_is_told_once(self):
        self.on(datetime.date(2026, 2, 2))
        items = self.feed_of(datetime.date(2026, 2, 1))
        self.night(items)
        self.on(datetime.date(2026, 2, 25))
        self.assertEqual(self.night(), '')
        self.on(datetime.date(2026, 3, 20))
        self.assertIn('a: silent: nothing new since 2026-02-02', self.night())
        self.assertEqual(self.night(), '')
        self.assertEqual(self.health()['health'], 'silent')
        self.assertIn('silencieuse', self.entries()[0].find(ATOM + 'title').text)
        self.night(self.feed_of(datetime.date(2026, 3, 21)))
        self.assertEqual(self.health()['health'], 'ok')

    def test_august_is_no_silence(self):
        self.on(datetime.date(2026, 7, 10))
        self.night(self.feed_of(datetime.date(2026, 7, 9)))
        self.on(datetime.date(2026, 9, 5))
        self.assertEqual(self.night(), '')
        self.on(datetime.date(2026, 10, 20))
        self.assertIn('silent', self.night())

    def test_the_yaml_says_what_is_normal(self):
        for id, silence in (('a', 'normal'), ('b', '300d'), ('c', '10d')):
            self.on(datetime.date(2026, 2, 2))
            self.night(self.feed_of(datetime.date(2026, 2, 1)), source=id, keys={'expect': {'silence': silence}})
            self.on(datetime.date(2026, 3, 20))
            (self.assertIn if id == 'c' else self.assertNotIn)(id + ': silent', self.night())
        r = self.moisson('check', self.world.write('x.yaml', '- {id: x, name: X, url: "https://x.example/", expect: {silence: soon}}'))
        self.assertRegex(r.stderr, r'x\.yaml:1:\d+: silence: "soon" is no duration; expected one, such as 90d, or normal')

    def test_a_source_that_is_rare_by_habit_is_not(self):
        self.on(datetime.date(2026, 2, 2))
        self.night(self.feed_of(datetime.date(2026, 2, 1), every=60))
        self.on(datetime.date(2026, 6, 1))
        self.assertEqual(self.night(), '')


if __name__ == '__main__':
    unittest.main()
