"""import and opml: somebody's subscriptions in, the sources and the channels out."""
import json, re, unittest
from harness import Case

OPML = '''<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Abonnements</title></head><body>
<outline text="Réseaux de villes">
 <outline type="rss" text="Ville d'&quot;Exemple&quot; : ${HOME}" xmlUrl="https://ville.example/feed?a=1&amp;b=2" htmlUrl="https://ville.example/" language="fr"/>
 <outline type="rss" text="Blog" xmlUrl="https://a.example/feed"/><outline type="rss" text="Blog" xmlUrl="https://b.example/feed"/>
</outline>
<outline type="rss" text="Blog 2" xmlUrl="https://c.example/feed"/>
<outline type="rss" text="Encore" xmlUrl="https://a.example/feed"/>
<outline type="rss" text="日本" xmlUrl="https://d.example/feed"/>
</body></opml>'''


class Subscriptions(Case):
    """import and opml."""

    def sources(self, text):
        self.world.write('sources.d/importes.yaml', text)
        r = self.well('check')
        told = json.loads(self.well('status', '--json').stdout)
        return [(s['id'], s['name'], s['url']) for s in told], r

    def test_what_is_imported_passes_the_check(self):
        path = self.world.write('a.opml', OPML)
        sources, checked = self.sources(self.well('import', path).stdout)
        self.assertEqual(sources, [
            ('ville-d-exemple-home', 'Ville d\'"Exemple" : ${HOME}', 'https://ville.example/feed?a=1&b=2'),
            ('blog', 'Blog', 'https://a.example/feed'), ('blog-2', 'Blog', 'https://b.example/feed'),
            ('blog-2-2', 'Blog 2', 'https://c.example/feed'), ('source', '日本', 'https://d.example/feed')])
        self.assertIn('5 sources', checked.stdout)
        self.assertIn('family: "reseaux-de-villes"', self.world.read('sources.d/importes.yaml'))

    def test_what_is_known_already_is_left_out(self):
        self.source('blog', 'https://a.example/feed')
        r = self.well('import', self.world.write('a.opml', OPML))
        self.assertNotIn('a.example', r.stdout)
        self.assertIn('id: blog-2\n', r.stdout)

    def test_bad_addresses_are_told_and_left_out(self):
        r = self.moisson('import', '-', input='<opml><body><outline text="a" xmlUrl="ftp://a.example/"/><outline text="b" '
                         'xmlUrl="http://192.168.0.1/feed"/><outline text="c" xmlUrl="https://c.example/"/></body></opml>')
        self.assertEqual(r.status, 1)
        self.assertIn('left out: a: "ftp:"', r.stderr)
        self.assertIn('left out: b: "192.168.0.1" is a private address', r.stderr)
        self.assertEqual(r.stdout.count('- id:'), 1)

    def test_addresses_for_other_programs_are_made_plain(self):
        r = self.well('import', '-', input='<opml><body>%s</body></opml>' % ''.join(
            '<outline text="x" xmlUrl="%s"/>' % u for u in ('feed://a.example/', 'feed:https://b.example/', 'webcal://c.example/c.ics',
                                                          'http://a.example/')))
        self.assertEqual(re.findall('url: "(.*)"', r.stdout),
                         ['http://a.example/', 'https://b.example/', 'https://c.example/c.ics'])

    def test_into_a_file_or_as_json(self):
        path = self.world.write('a.opml', OPML)
        self.assertEqual(self.moisson('import', path, '--output', self.world.path('sources.d/i.yaml')).stdout, '')
        self.assertIn('5 sources', self.well('check').stdout)
        told = json.loads(self.well('import', '--json', '-', input=OPML.replace('example/', 'test/')).stdout)
        self.assertEqual([(s['id'], s.get('family')) for s in told][:2],
                         [('ville-d-exemple-home-2', 'reseaux-de-villes'), ('blog-3', 'reseaux-de-villes')])

    def test_what_is_no_opml_is_refused(self):
        for text in ('', 'text', '<rss/>', '<html><body><outline xmlUrl="https://a.example/"/></body></html>'):
            r = self.moisson('import', '-', input=text)
            self.assertEqual((r.status, r.stdout), (1, ''))
            self.assertIn('no OPML', r.stderr)
        self.assertEqual(self.moisson('import', self.world.path('none.opml')).status, 2)
        self.assertEqual(self.moisson('import').status, 2)

    def test_entities_do_not_multiply_nor_read_files(self):
        bomb = '<!DOCTYPE o [<!ENTITY a "%s">%s]>' % ('x' * 100, ''.join(
            '<!ENTITY %s "%s">' % (c, ('&%s;' % chr(ord(c) - 1)) * 10) for c in 'bcdefghi'))
        r = self.moisson('import', '-', input=bomb + '<opml><body><outline text="&i;" xmlUrl="https://a.example/"/></body></opml>')
        self.assertLess(len(r.stdout), 10000)
        secret = self.world.write('secret', 'hunter2')
        r = self.moisson('import', '-', input='<!DOCTYPE o [<!ENTITY a SYSTEM "file://%s">]><opml><body><outline text="x&a;" '
                         'xmlUrl="https://a.example/"/></body></opml>' % secret)
        self.assertNotIn('hunter2', r.stdout + r.stderr)

    def test_thousands_of_namesakes(self):
        outlines = ''.join('<outline text="Blog" xmlUrl="https://e.example/%d"/>' % i for i in range(15000))
        r = self.well('import', '-', input='<opml><body>%s</body></opml>' % outlines)
        self.assertEqual(r.stdout.count('- id:'), 15000)
        self.assertIn('id: blog-15000\n', r.stdout)

    def test_the_sources_as_opml_come_back(self):
        self.source('b', 'https://b.example/feed', name='Deux & "trois"', family='agendas', site='https://b.example/')
        self.source('a', 'https://a.example/feed', name='Un')
        text = self.well('opml').stdout
        self.assertEqual(self.well('opml', 'sources').stdout, text)
        told = json.loads(self.well('opml', '--json').stdout)
        self.assertEqual([(s['title'], s['url'], s.get('folder')) for s in told],
                         [('Deux & "trois"', 'https://b.example/feed', 'agendas'), ('Un', 'https://a.example/feed', None)])
        self.world.without('a')
        self.world.without('b')
        sources, _ = self.sources(self.well('import', '-', input=text).stdout)
        self.assertEqual([s[1:] for s in sources],
                         [('Deux & "trois"', 'https://b.example/feed'), ('Un', 'https://a.example/feed')])

    def test_an_address_with_a_secret_is_no_subscription(self):
        self.source('a', 'https://a.example/${TOKEN}', name='Secret')
        self.source('b', 'https://b.example/', name='Ouvert')
        text = self.well('opml', env={'TOKEN': 'hunter2'}).stdout
        self.assertIn('Ouvert', text)
        self.assertNotRegex(text, 'Secret|hunter2|TOKEN')

    def test_the_channels_as_opml(self):
        self.config(channels=[{'id': 'appels', 'title': 'Appels ouverts', 'where': {'kind': 'call'}},
                              {'id': 'tableau', 'formats': ['csv']}])
        told = json.loads(self.well('opml', 'channels', '--json').stdout)
        self.assertEqual([(c['title'], c['url']) for c in told],
                         [('Appels ouverts', 'https://veille.example.org/appels/rss.xml')])
        path = self.world.path('out/channels.opml')
        self.assertEqual(self.well('opml', 'channels', '--output', path).stdout, '')
        self.assertIn('Appels ouverts', self.world.read('out/channels.opml'))
        self.config(site={'url': None})
        self.world.settings['site'].pop('url')
        self.world.write_config()
        self.assertIn('site.url', self.moisson('opml', 'channels').stderr)

    def test_the_files_beside_the_exports_are_the_same(self):
        self.source('f', 'https://f.example/feed')
        self.moisson('export')
        self.assertEqual(self.world.output('sources.opml'), self.well('opml').stdout)
        self.assertEqual(self.world.output('channels.opml'), self.well('opml', 'channels').stdout)

    def test_words_that_do_not_fit(self):
        r = self.moisson('opml', 'chanels')
        self.assertEqual(r.status, 2)
        self.assertIn('did you mean "channels"?', r.stderr)
        self.assertEqual(self.moisson('opml', 'a', 'b').status, 2)


if __name__ == '__main__':
    unittest.main()
