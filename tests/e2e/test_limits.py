"""Every limit can be set, `moisson limits` prints what is in force, and past each of them the rest is cut or the source fails
and `moisson status` says which one it was."""
import json
import os
import re
import unittest

from harness import Answer, Case, JSONFEED, ROOT, jsonfeed, rss


class Table(Case):
    def limits(self):
        return {l['name']: l for l in json.loads(self.well('limits', '--json').stdout)}

    def test_it_says_what_is_in_force_and_what_happens_beyond(self):
        self.config(limits={'body': '1MiB', 'source_timeout': '90s', 'items': 7, 'host_delay_ms': 250})
        got = self.limits()
        figures = {n: (got[n]['value'], got[n]['default'], got[n]['unit']) for n in ('body', 'source_timeout', 'items', 'host_delay_ms')}
        self.assertEqual(figures, {'body': (1 << 20, 16 << 20, 'bytes'), 'source_timeout': (90, 60, 'seconds'),
                                   'items': (7, 10000, 'number'), 'host_delay_ms': (250, 100, 'milliseconds')})
        for limit in got.values():
            self.assertTrue(limit['beyond'] and limit['meaning'], limit)

    def test_the_defaults(self):
        self.world.settings.pop('limits')
        self.config()
        got = self.limits()
        for limit in got.values():
            self.assertEqual(limit['value'], limit['default'], limit['name'])
        wanted = {'run': 7200, 'body': 16 << 20, 'header': 65536, 'expansion': 200, 'redirects': 10, 'items': 10000, 'depth': 256,
                  'attributes': 1000, 'field': 1 << 20, 'connect_timeout': 15, 'silence_timeout': 30, 'source_timeout': 60,
                  'grace': 7 * 86400, 'history': 90 * 86400}
        self.assertEqual({n: got[n]['value'] for n in wanted}, wanted)

    def test_each_is_a_key_of_the_configuration_and_no_other_is(self):
        got = self.limits()
        self.config(limits={n: l['value'] if l['unit'] in ('number', 'milliseconds') else '%d%s' % (l['value'], 's' * (l['unit'] == 'seconds'))
                            for n, l in got.items()})
        self.well('check')
        self.assertEqual(self.limits(), got)
        self.config(limits={'bodies': 1})
        r = self.moisson('limits')
        self.assertEqual(r.status, 2)
        self.assertIn('body', r.stderr)

    def test_the_table_for_people(self):
        lines = [l.split('\t') for l in self.well('limits').stdout.splitlines()]
        self.assertEqual([l[0] for l in lines], list(self.limits()))
        body = next(l for l in lines if l[0] == 'body')
        self.assertEqual(body[1:4], ['16MiB', '16MiB', 'the source fails'])

    def test_the_reference_page_is_of_the_same_table(self):
        with open(os.path.join(ROOT, 'docs', 'configuration.md'), encoding='utf-8') as f:
            section = re.search(r'### `limits:`\n(.*?)\n#', f.read(), re.S)[1]
        self.assertEqual(re.findall(r'(?m)^\| `(\w+)` ', section), list(self.limits()))


class Documents(Case):
    """What goes beyond a limit of documents is cut; the rest is read, and the source says so."""

    def read(self, body, type=None, keys=None, **limits):
        self.config(limits=limits)
        self.server.answer('/a', body, type=type or 'application/rss+xml')
        self.source('a', '/a', **(keys or {}))
        r = self.moisson('run', '--force', '--verbose')
        self.assertEqual(r.status, 0, r)
        shown = json.loads(self.well('status', '--json').stdout)[0]
        self.assertEqual(shown['health'], 'ok')
        self.assertIn('a: %s' % shown.get('reason'), r.stderr)
        return shown['reason']

    def test_items(self):
        for body, type in ((rss(*'abcd'), None), (jsonfeed(*'abcd'), JSONFEED)):
            self.assertEqual(self.read(body, type, items=3), 'more than 3 items: the rest was not read (limits.items)')
        self.assertEqual(self.one('select count(*) from items'), 3 + 0)

    def test_a_field(self):
        told = 'a text longer than 1KiB: its rest was cut (limits.field)'
        long = 'é' * 700
        self.assertEqual(self.read(rss({'title': 'T', 'description': long}), field='1KiB'), told)
        self.assertEqual(self.read(jsonfeed({'title': 'T', 'text': long}), JSONFEED, field='1KiB'), told)
        self.assertEqual(self.read('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:T\r\nDTSTART:20261101T100000Z\r\n'
                                   'DESCRIPTION:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n' % long, 'text/calendar', field='1KiB'), told)
        for text, in self.store('select coalesce(content_text, content_html, summary) from items'):
            self.assertEqual(text.count('é'), 512)
            self.assertNotIn('\ufffd', text)

    def test_depth(self):
        body = rss({'title': 'T', 'xml': '<x>' * 20 + '</x>' * 20}, 'Après')
        self.assertEqual(self.read(body, depth=16),
                         'elements nested more than 16 deep: those further in were passed over (limits.depth)')
        self.assertEqual(self.one('select count(*) from items'), 2)

    def test_attributes(self):
        body = rss({'title': 'T', 'xml': '<x %s/>' % ' '.join('a%d="1"' % i for i in range(30))}, 'Après')
        self.assertEqual(self.read(body, attributes=20),
                         'an element with more than 20 attributes: the rest was passed over (limits.attributes)')
        self.assertEqual(self.one('select count(*) from items'), 2)

    def test_entities(self):
        body = '<!DOCTYPE rss [<!ENTITY a "%s">]>' % ('x' * 1000) + re.sub(r'<\?.*?\?>', '', rss('T')).replace('T</title><link>https://source.example/t<', '&a;&a;&a;</title><link>https://source.example/t<')
        self.assertEqual(self.read(body, entities=2000),
                         'entities that stand for more than 2000 bytes: the rest was left out (limits.entities)')
        self.assertLess(len(self.one('select title from items')), 2100)

    def test_lists_of_an_item(self):
        told = 'an item with more than 5 authors, tags or attachments: the rest was left out (limits.listed)'
        self.assertEqual(self.read(rss({'title': 'T', 'categories': ['c%d' % i for i in range(6)]}), listed=5), told)
        self.assertEqual(self.store("select count(*) from tags where scheme = 'tag'"), [(5,)])
        self.assertIsNone(self.read_well(rss({'title': 'T', 'categories': ['c%d' % i for i in range(5)]})))

    def read_well(self, body):
        self.server.answer('/a', body)
        self.well('run', '--force')
        return json.loads(self.well('status', '--json').stdout)[0].get('reason')

    def test_a_pattern(self):
        self.assertEqual(self.read(rss('a' * 5000), keys={'drop': {'title': '^(a+)+[bc]'}}, pattern=1000),
                         'a pattern that takes more than 1000 steps over an item: it counts as no match (limits.pattern)')
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_several_are_told_together(self):
        body = rss({'title': 'T', 'description': 'x' * 3000}, 'b', 'c')
        self.assertEqual(self.read(body, items=2, field='1KiB'), 'a text longer than 1KiB: its rest was cut (limits.field); '
                         'more than 2 items: the rest was not read (limits.items)')


class Fetching(Case):
    """Past a limit of the network the source fails with the reason, and its items stay."""

    def failure(self, answer, **limits):
        self.feed('a', 'Un')
        self.well('run', '--force')
        self.config(limits={'retries': 0, **limits})
        self.server.script('/a', answer)
        self.assertEqual(self.moisson('run', '--force').status, 1)
        shown = json.loads(self.well('status', '--json').stdout)[0]
        self.assertEqual((shown['health'], self.one('select count(*) from items where archived is null')), ('failed', 1))
        return shown['reason']

    def test_body(self):
        self.assertIn('larger than the limit of 1 MiB', self.failure(Answer('x' * 1100000), body='1MiB'))

    def test_header(self):
        self.assertIn('larger than the limit of 2 KiB', self.failure(Answer('x', headers=[('X-%d' % i, 'y' * 99) for i in range(40)]),
                                                                    header='2KiB'))

    def test_expansion(self):
        self.assertIn('more than the limit of 50 times', self.failure(Answer(' ' * 3000000, coding='gzip'), expansion=50))

    def test_redirects(self):
        self.server.redirect('/2', '/3')
        self.server.redirect('/3', '/4')
        self.assertEqual(self.failure(Answer(status=302, headers={'Location': '/2'}), redirects=2), 'more than the limit of 2 redirects')

    def test_silence(self):
        self.assertEqual(self.failure(Answer('x', delay=3), silence_timeout='1s'), 'time-out: no answer for 1 s')

    def test_source_timeout(self):
        slow = Answer('x' * 400, pace=0.2, piece=20)
        self.assertEqual(self.failure(slow, source_timeout='1s'), 'time-out: not finished after 1 s')


class Others(Case):
    def test_pages_of_a_source(self):
        self.config(limits={'pages': 5})
        self.feed('a', 'Un', keys={'pages': 6})
        r = self.moisson('check')
        self.assertEqual(r.status, 0)
        self.assertRegex(r.stderr, r'test\.yaml:\d+:\d+: warning: pages: 6 are more than limits\.pages allows \(5\)')
        self.feed('a', 'Un', keys={'pages': 5})
        self.well('check')

    def test_run(self):
        self.config(limits={'run': '1s', 'transfers': 1})
        for id in 'abc':
            self.feed(id, 'Un', delay=0.7)
        r = self.moisson('run')
        self.assertEqual(r.status, 1)
        self.assertIn('(limits.run) was up', r.stderr)

    def test_history(self):
        self.config(limits={'history': '1d'})
        self.feed('a', 'Un')
        self.well('run')
        self.well('run', now='2026-10-05T02:00:00Z')
        self.assertEqual(self.one('select count(*) from fetches'), 1)


if __name__ == '__main__':
    unittest.main()
