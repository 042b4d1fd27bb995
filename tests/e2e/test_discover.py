"""`moisson discover`: what a site offers, and the source it proposes, which `moisson try` has to take as it is."""
import datetime, json, os, re, unittest, zoneinfo

from harness import Answer, Case, JSONFEED, SHARED, jsonfeed, rss

PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'pages')
CASES = os.path.join(SHARED, 'corpus', 'html', 'cases')
DATES = ('starts', 'ends', 'opens', 'deadline')


def local(when):
    """An instant as clocks in Paris show it."""
    if not when or not when.endswith('Z'):
        return when or ''
    return datetime.datetime.fromisoformat(when.replace('Z', '+00:00')).astimezone(zoneinfo.ZoneInfo('Europe/Paris')).isoformat()


def loose(url):
    return re.split(r'[#]|[?&](?:var_mode|utm_)', url or '')[0]


def page(body, head=''):
    return ('<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Le site</title>%s</head><body>%s</body></html>'
            % (head, body))


LIST = '<ul class="liste">%s</ul>' % ''.join(
    '<li class="actu"><h3><a href="/actu/%d">Une nouvelle du service numéro %d</a></h3><p class="date">%d mars 2024</p></li>' % (n, n, n)
    for n in range(1, 6))


class Discover(Case):
    def tried(self, found, pages, *more):
        """What `try` makes of the source that was proposed."""
        r = self.moisson('try', '--json', '--from', pages, self.write('propose.yaml', found), *more)
        self.assertEqual(r.stderr, '')
        return json.loads(r.stdout)['items']

    def write(self, name, text):
        return self.world.write(name, text)


class Pages(Discover):
    """Lists of many makes: their items, with no hand laid on the source."""

    def test_lists_of_many_makes(self):
        with open(os.path.join(PAGES, 'expected.jsonl'), encoding='utf-8') as f:
            wanted = [json.loads(line) for line in f]
        self.assertGreaterEqual(len(wanted), 24)
        for want in wanted:
            with self.subTest(page=want['page']):
                saved = os.path.join(PAGES, want['page'])
                r = self.well('discover', '--from', saved, want['url'], now='2026-11-27T02:00:00Z')
                got = self.tried(r.stdout, saved)
                self.assertEqual([(i['title'], i['url']) for i in got], [(i['title'], i['url']) for i in want['items']], r.stdout)
                for g, w in zip(got, want['items']):
                    for key in w:
                        if key in ('title', 'url'):
                            continue
                        said = local(g.get('date_published')) if key == 'published' else g['_moisson'].get(key, '')
                        self.assertEqual(said[:len(w[key])], w[key], (key, g['title'], r.stdout))

    @unittest.skipUnless(os.path.isdir(CASES), 'no pages beside the repository')
    def test_four_of_five_list_pages_kept_beside_the_repository(self):
        right = total = 0
        for case in sorted(os.listdir(CASES)):
            folder = os.path.join(CASES, case)
            total += 1
            r = self.well('discover', '--from', os.path.join(folder, 'pages.tsv'))
            got = {loose(i.get('url')): i for i in self.tried(r.stdout, os.path.join(folder, 'pages.tsv'))}
            with open(os.path.join(folder, 'expected.json'), encoding='utf-8') as f:
                want = json.load(f)['items']
            right += len(got) == len(want) and all(self.same(got.get(loose(w['url'])), w) for w in want)
        self.assertGreaterEqual(right, 0.8 * total)

    def same(self, got, want):
        fold = lambda s: re.sub(r'\s+', ' ', s or '').strip()
        if not got or fold(got['title']) != fold(want['title']):
            return False
        return (all(got['_moisson'].get(k, '')[:10] == want['_moisson'][k][:10] for k in DATES if k in want['_moisson']) and
                all(local(got.get(k))[:10] == local(want[k])[:10] for k in ('date_published', 'date_modified') if k in want))


class Sites(Discover):
    def discover(self, *args):
        return self.moisson('discover', self.server.url('/liste'), *args)

    def found(self, *args):
        r = self.discover('--json', *args)
        self.assertEqual(r.status, 0, r.stderr)
        return json.loads(r.stdout)

    def addresses(self, *args):
        return {f['url'].replace(self.server.url(''), ''): f for f in self.found(*args)['found']}

    def test_a_feed_that_the_page_names_is_the_source(self):
        self.server.answer('/liste', page(LIST, '<link rel="alternate" type="application/rss+xml" title="Nos nouvelles" href="/flux.xml">'),
                           type='text/html')
        self.server.answer('/flux.xml', rss('Un', 'Deux'))
        r = self.discover()
        self.assertEqual((r.status, r.stderr), (0, ''))
        self.assertIn("url: '%s'" % self.server.url('/flux.xml'), r.stdout)
        self.assertIn("site: '%s'" % self.server.url('/liste'), r.stdout)
        self.assertIn('feed (rss, 2 items): ', r.stdout)
        self.write('propose.yaml', r.stdout)
        tried = json.loads(self.well('try', '--json', 'propose.yaml').stdout)
        self.assertEqual([i['title'] for i in tried['items']], ['Un', 'Deux'])
        self.well('check', 'propose.yaml')

    def test_what_answers_a_page_is_no_feed(self):
        self.server.answer('/liste', page(LIST, '<link rel="alternate" type="application/rss+xml" href="/flux.xml">'), type='text/html')
        self.server.answer('/flux.xml', page('<h1>Cette page a changé d\'adresse</h1>'), type='text/html')
        self.assertEqual([f['kind'] for f in self.found()['found']], ['rules'])

    def test_a_feed_of_other_things_is_told_and_comes_after_the_page(self):
        link = lambda n, where: {'title': 'N%d' % n, 'link': self.server.url('/%s/%d' % (where, n))}
        head = ('<link rel="alternate" type="application/rss+xml" href="/site.xml">'
                '<link rel="alternate" type="application/rss+xml" href="/actus.xml">')
        self.server.answer('/liste', page(LIST, head), type='text/html')
        self.server.answer('/site.xml', rss(*[link(n, 'blog') for n in range(1, 6)]))
        self.server.answer('/actus.xml', rss(*[link(n, 'actu') for n in range(1, 6)]))
        self.assertIn("url: '%s'" % self.server.url('/actus.xml'), self.found()['source'])
        self.server.answer('/actus.xml', status=404)
        r = self.discover()
        self.assertIn('feed (rss, 5 items), none of them on this page: ', r.stdout)
        self.assertIn("url: '%s'" % self.server.url('/liste'), r.stdout)

    def test_the_feed_of_comments_comes_last(self):
        self.server.answer('/liste', page(LIST, '<link rel="alternate" type="application/rss+xml" title="Commentaires" href="/comments/feed">'
                                          '<link rel="alternate" type="application/rss+xml" href="/feed">'), type='text/html')
        self.server.answer('/comments/feed', rss('Bravo'))
        self.server.answer('/feed', rss('Un'))
        self.assertIn("url: '%s'" % self.server.url('/feed'), self.found()['source'])

    def test_known_software_has_its_feeds_at_known_addresses(self):
        for sign, name, path in (
                ('<meta name="generator" content="WordPress 6.5">', 'WordPress', '/liste/feed/'),
                ('<meta name="generator" content="SPIP 4.2.1">', 'SPIP', '/spip.php'),
                ('<script type="application/json" data-drupal-selector="drupal-settings-json">{}</script>', 'Drupal', '/rss.xml'),
                ('<meta name="generator" content="Joomla! - Open Source">', 'Joomla', '/index.php'),
                ('<link rel="stylesheet" href="/typo3temp/a.css">', 'TYPO3', '/feed.xml'),
                ('<meta name="generator" content="eZ Publish">', 'eZ', '/rss/feed/news'),
                ('<meta name="generator" content="WMaker">', 'WMaker', '/xml/syndication.rss'),
                ('<meta name="generator" content="Plone - http://plone.org">', 'Plone', '/liste/RSS'),
                ('<meta name="generator" content="Hugo 0.120">', 'Hugo', '/liste/index.xml')):
            with self.subTest(software=name):
                self.server.scripts.clear()
                self.server.answer('/liste', page('<p>Bonjour</p>', sign), type='text/html')
                self.server.answer(path, rss('Un', 'Deux'))
                found = self.found()
                self.assertEqual(found['software'], name)
                self.assertEqual([f['items'] for f in found['found'] if f['url'].startswith(self.server.url(path))][:1], [2])

    def test_calendars_sitemaps_and_archives_are_told(self):
        calendar = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270101T100000Z\r\nSUMMARY:Voeux\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
        self.server.answer('/liste', page('<a href="/agenda.ics">S\'abonner</a> <img src="/bitstream/handle/1.jpg">',
                                          '<meta name="generator" content="DSpace 6.3">'), type='text/html')
        self.server.answer('/agenda.ics', calendar, type='text/calendar')
        self.server.answer('/sitemap.xml', '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', type='text/xml')
        self.server.answer('/oai/request', '<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"/>', type='text/xml')
        found = self.addresses()
        self.assertEqual(found['/agenda.ics']['format'], 'icalendar')
        self.assertEqual(found['/sitemap.xml']['format'], 'sitemap')
        self.assertEqual(found['/oai/request?verb=Identify']['format'], 'oai')

    def test_the_page_itself_when_it_is_asked_for(self):
        self.server.answer('/liste', page(LIST, '<link rel="alternate" type="application/rss+xml" href="/feed">'), type='text/html')
        self.server.answer('/feed', rss('Un'))
        r = self.discover('--page')
        self.assertIn('items: ', r.stdout)
        self.assertEqual(self.server.count('/feed'), 0)

    def test_an_address_that_is_a_feed_already(self):
        self.server.answer('/liste', jsonfeed('Un', 'Deux', title='Le flux'), type=JSONFEED)
        found = self.found()
        self.assertEqual([(f['format'], f['items']) for f in found['found']], [('jsonfeed', 2)])
        self.assertIn("name: 'Le flux'", found['source'])

    def test_a_page_without_a_list_is_told(self):
        self.server.answer('/liste', page('<div id="app"></div><script src="/app.js"></script>'), type='text/html')
        r = self.discover()
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertIn('neither a feed nor a list of items was found', r.stderr)

    def test_a_page_that_is_not_there(self):
        r = self.discover()
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertIn('404', r.stderr)

    def test_robots_txt_is_heeded_for_the_page(self):
        self.server.answer('/robots.txt', 'User-agent: *\nDisallow: /liste\n', type='text/plain')
        self.server.answer('/liste', page(LIST), type='text/html')
        r = self.discover()
        self.assertEqual(r.status, 1)
        self.assertIn('robots.txt', r.stderr)
        self.assertEqual(self.server.count('/liste'), 0)

    def test_what_a_page_says_cannot_command_a_terminal_nor_break_the_yaml(self):
        nasty = LIST.replace('Une nouvelle', "L'une : \x1b[31m&#27;[2J #1 {x} [y]")
        self.server.answer('/liste', page(nasty).replace('Le site', "L'\u202eeau : \"site\" # {a}"), type='text/html')
        r = self.discover()
        self.assertEqual(r.status, 0, r.stderr)
        self.assertNotIn('\x1b', r.stdout)
        self.write('propose.yaml', r.stdout)
        self.well('check', 'propose.yaml')

    def test_usage(self):
        for args in ((), ('--offline', 'https://a.example/'), ('ftp://x.example/',), ('nulle-part.html',), ('https://a.example/', 'https://b.example/')):
            r = self.moisson('discover', *args)
            self.assertEqual((r.status, r.stdout), (2, ''), args)
        self.assertEqual(self.moisson('discover', '--from', 'nulle-part.tsv').status, 2)


if __name__ == '__main__':
    unittest.main()
