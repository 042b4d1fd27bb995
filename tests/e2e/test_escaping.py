"""Titles, authors, tags, places, names of sources and reasons of failures as an attack: whatever they hold, every file that is
published and every line that is printed stays what it is, and says the same as the store."""
import csv
import io
import json
import os
import re
import subprocess
import sys
import unicodedata
import unittest
import xml.etree.ElementTree as ET

from harness import Answer, Case, JSONFEED, SHARED

ATOM = '{http://www.w3.org/2005/Atom}'
C1 = ''.join(map(chr, range(0x80, 0xa0)))
TURNS = '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'

# what a title may be; as JSON has it, so that lone surrogates and NUL can be written too
VECTORS = {
    'controls': r'a\u0001\u0002\u0003\u0007\b\u000b\f\u000e\u001ab\u001ec\u001fd\u007fe',
    'nul': r'avant\u0000après',
    'escapes': r'\u001b[31mrouge\u001b[0m \u001b]0;titre\u0007 \u001b]8;;http://evil.example\u001b\\lien \u009b31m \u0090q \u009d0;x\u009c',
    'backspaces': r'vrai\b\b\b\bfaux\r',
    'bidi': r'facture\u202etxt.exe\u202c \u2066a\u2069 \u2067b\u2069 \u202da\u202a\u202b',
    'invisible': r'a\u200bb\u2060c\ufeffd\u00ade\u061cf',
    'cdata': 'fin ]]> suite <![CDATA[ encore ]]]]>> -->',
    'lines': r'une\r\nDTSTART:20200101T000000Z\r\nBEGIN:VEVENT\nSUMMARY:deux\rATTENDEE:mailto:x@y.example',
    'separators': r'un\u2028deux\u2029trois\u0085quatre',
    'calendar': r'a;b,c\\n\\;\\,\"d:e\\',
    'formula': "=cmd|' /C calc'!A0", 'plus': '+1+1', 'minus': '-2+3', 'at': '@SUM(1)', 'tab': r'\t=1+1', 'return': r'\r=1+1',
    'space': '  =1+1', 'wide': '＝1+1', 'quotes': r'\"=1+1\",\"x', 'semicolon': ';=1+1', 'dde': r'=HYPERLINK(\"http://evil.example\";\"x\")',
    'script': r'<script>alert(1)</script><img src=x onerror=alert(1)> & \"q\" \u0027a\u0027 </title></item>',
    'entities': '&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; &#60;b&#62; &nbsp; &bogus; &#0; &#xD800; &#x1b;',
    'surrogates': r'a\ud800b\udc00c', 'pair': r'\ud83c\udf89 fête', 'noncharacters': r'a\ufffeb\uffffc\ufdd0d',
    'braces': r'{{x}} ${HOME} %s %n $(id) `id` \\x41',
    'yaml': r'- !!python/object:x {a: b} # c', 'long': 'é' * 3000, 'combining': 'Z' + '\u0301' * 400,
    'metrics': r'x\"} 1\nmoisson_sources{health=\"ok\"} 999', 'unclosed': '<b><i>gras', 'comment': '<!-- -- > --!> x',
}
NAMES = list(VECTORS)
SEPARATORS = '\x1e\x1f'  # of the store's own lists; no text of an item may hold one


def document(members):
    """A JSON Feed whose every text is the vector, one item a vector."""
    items = []
    for i, (name, v) in enumerate(VECTORS.items()):
        items.append('{"id":"%s","url":"https://source.example/%s?a=1&b=%%22%%3C","title":"%s","summary":"%s","content_html":"%s",'
                     '"date_published":"2026-09-30T10:%02d:00+02:00","authors":[{"name":"%s","url":"https://source.example/%s"}],'
                     '"tags":["%s","t%d"],"language":"fr","attachments":[{"url":"https://source.example/%d.pdf","mime_type":"%s","title":"%s"}],'
                     '"_moisson":{"kind":"event","starts":"2026-11-%02dT10:00:00+01:00","place":"%s","organizer":"%s","territory":"%s",'
                     '"evidence":[{"field":"starts","words":"%s","rule":"%s","confidence":0.5}],"origin":{"name":"%s","url":"javascript:alert(1)"}}}'
                     % (name, name, v, v, v, i, v, name, v, i, i, v, v, i % 28 + 1, v, v, v, v, v, v))
    return ('{"version":"https://jsonfeed.org/version/1.1","title":"%s","home_page_url":"https://source.example/","description":"%s",'
            '"authors":[{"name":"%s"}],"items":[%s]}' % (members, members, members, ',\n'.join(items)))


def bad_characters(text, allowed='\n'):
    """What must not get out: controls, what is no character, halves of one, and what turns the direction of text around."""
    return sorted({hex(ord(c)) for c in text if c not in allowed and (
        unicodedata.category(c) in ('Cc', 'Cs') or c in TURNS or ord(c) & 0xfffe == 0xfffe)})


class Escaping(Case):
    def setUp(self):
        super().setUp()
        name = json.loads('"%s"' % VECTORS['script'])
        self.server.answer('/a', document(VECTORS['script'] + VECTORS['escapes'] + VECTORS['lines']), type=JSONFEED)
        self.source('a', '/a', name=name, licence='Licence Ouverte 2.0')
        self.config(channels=[{'id': 'tout', 'title': name}], site={'title': name, 'description': name})
        self.result = self.moisson('run', '--verbose')
        self.assertEqual(self.result.status, 0, self.result)
        self.plain_authors = self.one("select authors from items where native_id = 'pair'")
        self.titles = dict(self.store('select native_id, title from items'))
        self.assertEqual(set(self.titles), set(NAMES))
        # titles are published shortened, and in no form that a reader who decodes twice would take for markup
        self.published = {i['title'] for i in json.loads(self.world.output('tout', 'feed.json'))['items']}

    def test_the_store(self):
        tables = [t for t, in self.store("select name from sqlite_master where type = 'table' and name not like 'search%' and name <> 'bodies'")]
        for table in tables:
            columns = [c for _, c, *_ in self.store('pragma table_info("%s")' % table) if c != 'identity']  # our own key, never shown
            for row in self.store('select %s from "%s"' % (', '.join('"%s"' % c for c in columns), table)):
                for value in row:
                    if isinstance(value, str):
                        self.assertEqual(bad_characters(value, '\n\t' + SEPARATORS), [], (table, value[:200]))

    def test_titles_are_one_line_and_still_there(self):
        for name, title in self.titles.items():
            with self.subTest(name):
                self.assertNotRegex(title, r'[\r\n\t\u2028\u2029]|^\s|\s$')
                self.assertTrue(title)
        self.assertEqual(self.titles['pair'], '🎉 fête')
        self.assertEqual(self.titles['formula'], "=cmd|' /C calc'!A0")
        self.assertIn('avant', self.titles['nul'])
        self.assertIn('après', self.titles['nul'])

    def test_every_file(self):
        for name, data in self.world.outputs().items():
            with self.subTest(name):
                text = data.decode('utf-8')
                self.assertEqual(bad_characters(text, '\n\r\t' if name.endswith(('.ics', '.csv')) else '\n\t'), [])
                self.assertEqual(text.count('\r'), text.count('\r\n'))

    def test_rss_and_atom(self):
        for file, item, title, author, category in (('rss.xml', 'item', 'title', '{http://purl.org/dc/elements/1.1/}creator', lambda c: c.text),
                                                    ('atom.xml', ATOM + 'entry', ATOM + 'title', ATOM + 'author/' + ATOM + 'name', lambda c: c.get('term'))):
            root = ET.fromstring(self.world.output('tout', file))
            items = list(root.iter(item))
            self.assertEqual(len(items), len(NAMES))
            self.assertEqual({i.findtext(title) for i in items}, {t.replace('\ufffd', '?') for t in self.published})
            for i in items:
                kinds = [category(c) for c in i.iter() if c.tag in ('category', ATOM + 'category')]
                self.assertTrue(all(kinds))
                self.assertLessEqual(len(list(i.iter(author.split('/')[0]))), 1, 'one author')
            for e in root.iter():
                self.assertNotIn(e.tag.split('}')[-1], ('script', 'img'))

    def test_nothing_of_a_text_becomes_another_field(self):
        for authors, tags in self.store("select authors, (select count(*) from tags where item = items.id and scheme = 'tag') from items"):
            self.assertEqual(authors.count('\x1f'), self.plain_authors.count('\x1f'), authors)
            self.assertLessEqual(tags, 2)

    def test_json_feed(self):
        feed = json.loads(self.world.output('tout', 'feed.json'))
        self.assertEqual({t for t in self.titles.values() if not re.search('[<&]', t) and len(t) < 300} - self.published, set())
        self.assertEqual(len(feed['items']), len(NAMES))
        for i in feed['items']:
            self.assertNotRegex(i.get('content_html', ''), r'(?i)<script|<[^>]*\sonerror|javascript:')
            self.assertNotIn('javascript:', json.dumps(i.get('_moisson', {}).get('origin', {})))

    def test_csv(self):
        text = self.world.output('tout', 'items.csv')
        rows = list(csv.DictReader(io.StringIO(text.lstrip('\ufeff'), newline='')))
        self.assertEqual(len(rows), len(NAMES))
        bare = lambda s: s[1:] if s[:1] == "'" else s
        self.assertEqual({bare(row[next(c for c in row if c.lower() in ('titre', 'title'))]) for row in rows}, {bare(t) for t in self.published})
        for row in rows:
            for column, cell in row.items():
                self.assertNotRegex(cell, r'^\s*[=+@＝＋－＠]|^\s*-(?![\d.]+$)|^[\t\r\n]', column)

    @unittest.skipUnless(os.path.exists(SHARED), 'not here: ../shared')
    def test_calendar(self):
        path = self.world.path('public', 'tout', 'agenda.ics')
        p = subprocess.run([sys.executable, self.shared('checks', 'ics-check.py'), path], capture_output=True, text=True)
        self.assertEqual(p.returncode, 0, p.stdout + p.stderr)

    def test_calendar_has_one_entry_an_item(self):
        text = self.world.outputs()['tout/agenda.ics'].decode().replace('\r\n ', '')
        lines = text.split('\r\n')
        self.assertEqual(lines.count('BEGIN:VEVENT'), len(NAMES))
        self.assertEqual([l for l in lines if l.startswith(('ATTENDEE', 'DTSTART:2020'))], [])
        summaries = [re.sub(r'\\(.)', lambda m: '\n' if m[1] in 'nN' else m[1], l[8:]) for l in lines if l.startswith('SUMMARY:')]
        self.assertEqual(set(summaries), self.published)

    def test_opml(self):
        for file in ('sources.opml', 'channels.opml'):
            root = ET.fromstring(self.world.output(file))
            self.assertTrue([o.get('text') for o in root.iter('outline')])

    def test_metrics_and_health(self):
        for line in self.world.output('metrics.prom').splitlines():
            self.assertRegex(line, r'^(# (TYPE|HELP|EOF).*|moisson_\w+(\{\w+="\w+"\})? \S+)$')
        self.assertEqual(json.loads(self.world.output('health.json'))['sources'][0]['id'], 'a')

    COMMANDS = [['list'], ['list', '--json'], ['search', 'alert'], ['search', 'alert', '--json'], ['status'], ['status', '--json'], ['status', 'a'],
                ['run', '--force', '--json'], ['run', '--force', '--verbose'], ['opml'], ['opml', 'channels'], ['check'], ['check', '--json'], ['export']]

    def every_command(self):
        ids = [str(i) for i, in self.store('select id from items')]
        return self.COMMANDS + [['show', i] for i in ids] + [['show', i, '--json'] for i in ids[:5]]

    def test_what_is_printed(self):
        for args in self.every_command():
            r = self.moisson(*args)
            with self.subTest(args):
                self.assertEqual(r.status, 0, r)
                self.assertEqual(bad_characters(r.stdout, '\n\t') + bad_characters(r.stderr), [])
                if '--json' in args:
                    json.loads(r.stdout)

    def test_what_is_shown_on_a_terminal(self):
        for args in self.COMMANDS + [['show', '1'], ['show', '3']]:
            status, shown = self.world.on_terminal(*args)
            with self.subTest(args):
                self.assertEqual(status, 0, shown)
                colours = re.sub(r'\x1b\[[0-9;]*[mK]', '', shown)
                self.assertEqual(bad_characters(colours, '\r\n'), [])

    def test_a_line_of_the_list_is_one_item(self):
        lines = self.well('list').stdout.splitlines()
        self.assertEqual(len(lines), len(NAMES))
        self.assertEqual(len({len(l.split('\t')) for l in lines}), 1)


class OtherFormats(Case):
    """The same through XML, where characters come as bytes and as references, and through calendars."""
    BYTES = [b'a\x01\x02\x1b[31mb\x7f\x9bc', b'a\xc2\x9b31m\xc2\x90q\xc2\x9d0;x\xc2\x9c', b'\xe2\x80\xae\xe2\x81\xa6txt.exe',
             b'\xff\xfe\xed\xa0\x80\xc0\xaf', b'=cmd()', b'-1+1', b'@x', b'+x', b'un\xe2\x80\xa8deux\x0b\x0ctrois', b'a\x00b', b'\xef\xbf\xbe!']
    REFERENCES = [b'&#27;[2J&#7;', b'&#x9b;31m&#x90;q&#x9d;0;', b'&#127;&#8;x', b'&#8238;doc.pdf&#x2066;', b'&#0;&#xd800;&#xfffe;x',
                  b'&lt;script&gt;alert(1)&lt;/script&gt;', b'&amp;lt;img src=x onerror=alert(1)&amp;gt;', b'&#13;&#10;ATTENDEE:x&#13;', b'&#9;=1+1', b']]&gt;',
                  b'<![CDATA[</title><script>alert(1)</script>]]>', b'&#61;2+2']

    def check(self, items):
        self.config(channels=[{'id': 'tout', 'title': 'Tout'}])
        r = self.moisson('run', '--verbose')
        self.assertEqual((r.status, self.one('select count(*) from items')), (0, items), r)
        for name, data in self.world.outputs().items():
            text = data.decode('utf-8')
            with self.subTest(name):
                self.assertEqual(bad_characters(text, '\n\r\t' if name.endswith(('.ics', '.csv')) else '\n\t'), [])
                if name.endswith(('.xml', '.opml')):
                    for e in ET.fromstring(text).iter():
                        self.assertNotIn(e.tag.split('}')[-1], ('script', 'img'))
                elif name.endswith('.json'):
                    json.loads(text)
                elif name.endswith('.csv'):
                    rows = list(csv.DictReader(io.StringIO(text.lstrip('\ufeff'), newline='')))
                    # two that say the same, once their bad characters are gone, are shown as one
                    self.assertEqual(len(rows), self.one('select count(distinct coalesce(cluster, -id)) from items'))
                    for cell in (c for row in rows for c in row.values()):
                        self.assertNotRegex(cell, r'^\s*[=+@＝＋－＠]|^\s*-(?![\d.]+$)|^[\t\r\n]')
                elif name.endswith('.ics'):
                    self.assertNotIn('\r\nATTENDEE', text)
        for args in [['list'], ['list', '--json'], ['search', 'alert'], ['status', '--json'], ['status']] + [['show', str(i + 1)] for i in range(items)]:
            r = self.moisson(*args)
            with self.subTest(args):
                self.assertEqual(bad_characters(r.stdout, '\n\t') + bad_characters(r.stderr), [])

    def test_rss(self):
        texts = self.BYTES + self.REFERENCES
        items = b''.join(b'<item><title>%s</title><guid isPermaLink="false">%d %s</guid><link>https://source.example/%d?%s</link><description>%s</description>'
                         b'<dc:creator>%s</dc:creator><category domain="%s">%s</category><enclosure url="https://source.example/%d" type="%s"/></item>'
                         % (t, i, t, i, t, t, t, t.replace(b'<', b'').replace(b'"', b''), t, i, t.replace(b'<', b'').replace(b'"', b'')) for i, t in enumerate(texts))
        self.server.answer('/a', b'<rss xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>' + b' '.join(texts) + b'</title>' + items + b'</channel></rss>')
        self.source('a', '/a')
        self.check(len(texts))

    def test_atom(self):
        texts = self.BYTES + self.REFERENCES
        entries = b''.join(b'<entry><id>urn:x:%d</id><title type="html">%s</title><updated>2026-09-30T10:00:00Z</updated><author><name>%s</name></author>'
                           b'<category term="%s"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p title="%s">%s</p></div></content></entry>'
                           % (i, t, t, *[t.replace(b'<', b'').replace(b'"', b'')] * 2, t) for i, t in enumerate(texts))
        self.server.answer('/a', b'<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>T</title>' + entries + b'</feed>')
        self.source('a', '/a')
        self.check(len(texts))

    def test_calendar(self):
        texts = [t for t in self.BYTES + self.REFERENCES]
        events = b''.join(b'BEGIN:VEVENT\r\nUID:%d\r\nDTSTAMP:20260901T000000Z\r\nDTSTART:20261101T100000Z\r\nSUMMARY:%s\r\nDESCRIPTION:%s\\nATTENDEE:x\r\n'
                          b'LOCATION:%s\r\nCATEGORIES:%s\r\nORGANIZER;CN="%s":mailto:x@y.example\r\nEND:VEVENT\r\n'
                          % (i, t, t, t, t, t.replace(b'"', b'')) for i, t in enumerate(texts))
        self.server.answer('/a', b'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nX-WR-CALNAME:' + b' '.join(texts) + b'\r\n' + events + b'END:VCALENDAR\r\n',
                           type='text/calendar')
        self.source('a', '/a')
        self.check(len(texts))


class Reasons(Case):
    """What servers say finds its way into reasons of failures."""

    def test_they_are_harmless(self):
        evil = '\x1b[2J\u202e<b>\x9b31m'
        answers = {'coding': Answer('x', headers=[('Content-Encoding', evil)]), 'status': Answer(raw=b'HTTP/1.1 404 \x1b[2J evil\r\n\r\n'),
                   'location': Answer(status=302, headers={'Location': 'http://\u202e10.0.0.1\u009b/'}),
                   'scheme': Answer(status=302, headers={'Location': 'x\u202e:y'}), 'wait': Answer(status=503, headers={'Retry-After': evil}),
                   'moved': Answer(status=301, headers={'Location': '/new?\u202e\x9b"><script>'}), 'xml': Answer('<rss><channel><title>&%s;<' % evil),
                   'json': Answer('{"version":"https://jsonfeed.org/version/1.1","items":[{"%s' % evil), 'type': Answer('x', type='text/' + evil),
                   'ics': Answer('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=%s:20261101T100000\r\nUID:1\r\nEND:VEVENT\r\n' % evil),
                   'bytes': Answer(raw=b'HTTP/1.1 200 OK\r\nContent-Encoding: \xff\x9b31m\xe2\x80\xae\xc2\x9d\r\nContent-Length: 1\r\n\r\nx'),
                   'place': Answer(raw=b'HTTP/1.1 301 x\r\nLocation: /new?\xff\x9b31m\xe2\x80\xae\xc2\x9d\r\nContent-Length: 0\r\n\r\n'),
                   'host': Answer(raw=b'HTTP/1.1 301 x\r\nLocation: ftp\xff://\xff\x9b\xe2\x80\xae/\r\nContent-Length: 0\r\n\r\n'),
                   'etag': Answer('<rss', etag='"%s"' % evil), 'text': Answer(evil)}
        self.server.answer('/new', '{"version":"https://jsonfeed.org/version/1.1","items":[]}', type=JSONFEED)
        for id, answer in answers.items():
            self.server.script('/' + id, answer)
            self.source(id, '/' + id)
        self.config(limits={'retries': 0})
        for args in (['run', '--verbose'], ['run', '--force', '--json'], ['status'], ['status', '--json'], ['status', 'ics'], ['check']):
            r = self.moisson(*args)
            self.assertLess(r.status, 2, r)
            self.assertEqual(bad_characters(r.stdout, '\n\t') + bad_characters(r.stderr), [], args)
            if '--json' in args:
                json.loads(r.stdout)
        _, shown = self.world.on_terminal('status')
        self.assertEqual(bad_characters(re.sub(r'\x1b\[[0-9;]*[mK]', '', shown), '\r\n'), [])
        self.assertEqual(bad_characters(self.world.output('health.json')), [])
        for reason, moved in self.store('select reason, moved_to from sources'):
            self.assertEqual(bad_characters((reason or '') + (moved or '')), [])
        for table, column in (('sources', 'reason'), ('sources', 'moved_to'), ('sources', 'etag'), ('fetches', 'error')):
            for value, in self.store('select cast(%s as blob) from %s' % (column, table)):
                (value or b'').decode('utf-8')


if __name__ == '__main__':
    unittest.main()
