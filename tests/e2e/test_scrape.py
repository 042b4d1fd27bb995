"""Sources of many pages: the way from a list to the pages behind its items, what is asked for the night after, and what
becomes of it when something in the middle fails."""
import base64
import json
import re
import signal
import sqlite3
import time
import unittest
import urllib.parse

from harness import Answer, Case, JSONFEED, jsonfeed, rss

NIGHTS = ['2026-10-%02dT02:00:00Z' % (1 + n) for n in range(25)]
HTML = 'text/html; charset=utf-8'
RULES = {'format': 'html', 'items': 'li.item', 'fields': {'title': 'a', 'url': 'a@href', 'summary': 'p'}}
DETAIL = {'fields': {'content': '.body'}}


def page(items, more=''):
    """A list page; an item is its name, or (name, summary)."""
    rows = []
    for i in items:
        name, summary = i if isinstance(i, tuple) else (i, 'Le résumé de %s.' % i)
        rows.append('<li class="item"><a href="/d/%s">Appel numéro %s</a><p>%s</p></li>' % (name, name, summary))
    return '<html><body><ul>%s</ul>%s</body></html>' % ('\n'.join(rows), more)


def detail(name, text='Le texte entier'):
    return '<html><body><h1>%s</h1><div class="body"><p>%s de %s.</p></div></body></html>' % (name, text, name)


class Scrape(Case):
    """A site of list pages /liste?page=N and details /d/NAME, whatever they hold by now."""

    def setUp(self):
        super().setUp()
        self.pages = []  # of names
        self.extra = {}
        self.etags = True
        self.broken = {}  # path?query → Answer
        self.server.script('/robots.txt', Answer('', 404))
        self.server.script('/liste', self.list)
        self.details = set()

    def list(self, request):
        q = urllib.parse.parse_qs(request.query)
        n = int(q.get('page', ['1'])[0])
        broken = self.broken.get('page %d' % n)
        if broken:
            return broken
        if n > len(self.pages):
            return Answer('fini', 404, 'text/plain')
        more = '<a rel="next" href="?page=%d">suite</a>' % (n + 1) if n < len(self.pages) else ''
        return Answer(page(self.pages[n - 1], more), type=HTML)

    def site(self, *pages):
        self.pages = list(pages)
        for names in pages:
            for i in names:
                name = i[0] if isinstance(i, tuple) else i
                if name not in self.details:
                    self.details.add(name)
                    self.server.answer('/d/' + name, detail(name), type=HTML, etag='"%s"' % name)

    def scrape(self, id='s', **keys):
        keys = {**RULES, 'next': 'a[rel=next]@href', 'detail': DETAIL, **keys}
        self.source(id, keys.pop('url', '/liste'), **{k: v for k, v in keys.items() if v is not None})

    def asked_details(self):
        return sorted(r.path[3:] for r in self.server.asked() if r.path.startswith('/d/'))

    def asked_pages(self):
        return [r.query for r in self.server.asked('/liste')]

    def contents(self):
        return dict(self.store("select title, coalesce(content_html, content_text, '') from items where archived is null "
                               'and not withdrawn'))


class Nights(Scrape):
    def test_a_list_its_pages_and_the_pages_behind_its_items(self):
        self.site(['a', 'b'], ['c', 'd'], ['e'])
        self.scrape()
        self.well('harvest')
        self.assertEqual(self.asked_pages(), ['', 'page=2', 'page=3'])
        self.assertEqual(self.asked_details(), ['a', 'b', 'c', 'd', 'e'])
        self.assertEqual(len(self.contents()), 5)
        for title, content in self.contents().items():
            self.assertIn('Le texte entier de %s.' % title[-1], content)

    def test_the_night_after_only_what_is_new_is_asked_for(self):
        self.site(['a', 'b'], ['c', 'd'], ['e'])
        self.scrape()
        self.well('harvest')
        self.server.forget()
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual((self.asked_pages(), self.asked_details()), ([''], []))
        self.server.forget()
        self.site(['n', 'a'], ['b', 'c'], ['d', 'e'])
        self.well('harvest', now=NIGHTS[2])
        self.assertEqual((self.asked_pages(), self.asked_details()), (['', 'page=2'], ['n']))
        self.assertEqual(len(self.contents()), 6)
        self.assertEqual(self.one('select count(*) from revisions'), 0)

    def test_an_item_that_is_listed_otherwise_is_asked_for_anew_with_its_validator(self):
        self.site(['a', 'b'])
        self.scrape()
        self.well('harvest')
        self.server.forget()
        self.site([('a', 'Un autre texte.'), 'b'])
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual(self.asked_details(), ['a'])
        self.assertEqual(self.server.last('/d/a').headers['if-none-match'], '"a"')
        self.assertEqual(self.store('select field from revisions'), [('summary',)])
        self.assertIn('Le texte entier de a.', self.contents()['Appel numéro a'])
        # and listed as at first once more
        self.server.forget()
        self.site(['a', 'b'])
        self.well('harvest', now=NIGHTS[2])
        self.assertEqual(self.asked_details(), ['a'])
        self.assertEqual(self.one("select summary from items where title like '%a'"), 'Le résumé de a.')

    def test_once_a_week_all_pages_are_gone_through(self):
        self.site(['a'], ['b'], ['c'])
        self.scrape()
        self.well('harvest')
        self.site(['a'], ['b'], ['c', 'hidden'])
        for n in range(1, 6):
            self.well('harvest', now=NIGHTS[n])
        self.assertNotIn('Appel numéro hidden', self.contents())
        self.well('harvest', now=NIGHTS[7])
        self.assertIn('Appel numéro hidden', self.contents())

    def test_rules_that_were_rewritten_read_everything_anew_from_what_was_kept(self):
        self.site(['a', 'b'], ['c'])
        self.scrape()
        self.well('harvest')
        self.store_without('/d/b')
        self.server.forget()
        self.config(limits={'details': 1})
        self.scrape(detail={'fields': {'content': 'h1'}})
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual(self.asked_details(), ['b'])
        self.assertEqual({re.sub('<.*?>|\n', '', c) for c in self.contents().values()}, {'a', 'b', 'c'})
        self.server.forget()
        self.well('harvest', now=NIGHTS[2])
        self.assertEqual(self.asked_details(), [])

    def store_without(self, path):
        """The body of an address is forgotten, as those past limits.saved are."""
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('delete from bodies where url = ?', (self.server.url(path),))
        c.commit()
        c.close()

    def test_a_feed_with_details(self):
        self.server.answer('/feed', rss({'title': 'Un', 'link': self.server.url('/d/un')},
                                        {'title': 'Deux', 'link': self.server.url('/d/deux'), 'description': 'court'}))
        for n in ('un', 'deux'):
            self.server.answer('/d/' + n, detail(n), type=HTML)
        self.source('f', '/feed', detail=DETAIL)
        self.well('harvest')
        self.assertEqual(self.asked_details(), ['deux', 'un'])
        self.assertIn('Le texte entier de un.', self.contents()['Un'])
        self.assertEqual(self.one("select summary from items where title = 'Deux'"), 'court')
        self.server.forget()
        self.server.answer('/feed', rss({'title': 'Trois', 'link': self.server.url('/d/trois')},
                                        {'title': 'Un', 'link': self.server.url('/d/un')}))
        self.server.answer('/d/trois', detail('trois'), type=HTML)
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual(self.asked_details(), ['trois'])

    def test_without_rules_the_page_says_what_it_is(self):
        text = 'La ville lance un appel à projets pour les quartiers durables, ouvert à toutes les associations. ' * 6
        self.server.answer('/d/un', '<html><head><meta property="og:title" content="Un"></head><body><nav>Menu du site</nav>'
                           '<main><article><h1>Un</h1><p>%s</p><p>%s</p></article></main></body></html>' % (text, text), type=HTML)
        self.server.answer('/feed', rss({'title': 'Un', 'link': self.server.url('/d/un')}))
        self.source('f', '/feed', detail={})
        self.well('harvest')
        self.assertIn('quartiers durables', self.contents()['Un'])
        self.assertNotIn('Menu', self.contents()['Un'])

    def test_items_of_one_page_and_items_without_a_page_of_their_own(self):
        self.server.answer('/feed', jsonfeed({'title': 'Lundi', 'id': '1', 'url': self.server.url('/d/x#1'), 'date': None},
                                             {'title': 'Mardi', 'id': '2', 'url': self.server.url('/d/x#2'), 'date': None},
                                             {'title': 'Guide', 'id': '3', 'url': self.server.url('/d/guide.pdf')},
                                             {'title': 'Sans', 'id': '4', 'url': None}), type=JSONFEED)
        self.server.answer('/d/x', detail('x'), type=HTML)
        self.source('f', '/feed', detail=DETAIL)
        self.well('harvest')
        self.assertEqual(self.asked_details(), ['x'])
        contents = self.contents()
        self.assertIn('Le texte entier', contents['Lundi'])
        self.assertIn('Le texte entier', contents['Mardi'])
        self.assertEqual((contents['Guide'], contents['Sans']), ('Texte.', 'Texte.'))

    def test_what_the_rules_leave_out_is_not_asked_for_or_asked_for_once(self):
        self.site(['a', 'b'])
        self.server.answer('/d/b', detail('b', 'innovation'), type=HTML)
        self.scrape(drop='numéro a')
        self.well('harvest')
        self.assertEqual(self.asked_details(), ['b'])
        self.server.forget()
        self.scrape(id='t', keep={'content': 'innovation'})
        self.well('harvest', 't')
        self.assertEqual(self.asked_details(), ['a', 'b'])
        self.assertEqual(self.store("select title from items where source = 't'"), [('Appel numéro b',)])
        self.server.forget()
        self.well('harvest', 't', now=NIGHTS[1])
        self.assertEqual(self.asked_details(), [])

    def test_offline_the_same_comes_of_what_was_kept(self):
        self.site(['a', 'b'], ['c'])
        self.scrape()
        self.well('harvest')
        self.server.forget()
        before = self.contents()
        self.scrape(detail={'fields': {'content': '.body', 'title': 'h1'}})
        self.well('--offline', 'harvest', now=NIGHTS[1])
        self.assertEqual(self.server.count(), 0)
        self.assertEqual(sorted(self.contents()), ['a', 'b', 'c'])
        self.assertEqual(sorted(self.contents().values()), sorted(before.values()))

    def test_what_is_kept_is_bounded(self):
        self.config(limits={'saved': '1KiB'})
        self.site(['a', 'b', 'c', 'd', 'e', 'f'], ['g', 'h', 'i', 'j'])
        self.scrape()
        self.well('harvest')
        self.assertLessEqual(self.one("select sum(length(bytes)) from bodies where url not like '%/liste'"), 1024)
        self.assertEqual(self.one("select count(*) from bodies where url like '%/liste'"), 1)


class Politeness(Scrape):
    def test_two_hundred_pages_and_two_thousand_details(self):
        delay = 2
        self.config(limits={'pages': 200, 'details': 2000, 'host_delay_ms': delay, 'per_host': 2})
        names = ['%04d' % n for n in range(2000)]
        self.site(*[names[n:n + 10] for n in range(0, 2000, 10)])
        self.scrape()
        self.well('harvest', timeout=300)
        asked = [r for r in self.server.asked() if r.path != '/robots.txt']
        self.assertEqual(len(asked), 2200)
        self.assertEqual(len({(r.path, r.query) for r in asked}), 2200)
        self.assertLessEqual(self.server.most_active, 2)
        self.assertLessEqual(self.server.count('/robots.txt'), 1)
        self.assertGreaterEqual(asked[-1].at - asked[0].at, 0.9 * delay * 2199 / 1000)
        self.assertEqual(self.one("select count(*) from items where content_html like '%Le texte entier%'"), 2000)
        self.server.forget()
        fresh = ['neuf-%d' % n for n in range(3)]
        self.site(*[(fresh + names)[n:n + 10] for n in range(0, 2003, 10)])
        self.well('harvest', now=NIGHTS[1], timeout=300)
        self.assertEqual((self.asked_pages(), self.asked_details()), (['', 'page=2'], fresh))
        self.server.forget()
        self.well('harvest', now=NIGHTS[2])
        self.assertEqual((self.asked_pages(), self.asked_details()), ([''], []))

    def test_details_past_the_limit_wait_for_the_next_nights(self):
        self.config(limits={'details': 2})
        self.site(['a', 'b', 'c', 'd', 'e'])
        self.scrape()
        asked = []
        for n in range(4):
            self.server.forget()
            self.well('harvest', now=NIGHTS[n])
            asked.append(self.asked_details())
            self.assertEqual(len(self.contents()), 5)
            if n == 0:
                self.assertIn('3 pages of items are left', self.moisson('status').stdout)
        self.assertEqual(asked, [['a', 'b'], ['c', 'd'], ['e'], []])
        self.assertTrue(all('Le texte entier' in c for c in self.contents().values()))
        self.assertNotIn('left', self.moisson('status').stdout)

    def test_robots_txt_holds_for_details_too(self):
        self.site(['a', 'b'])
        self.server.answer('/robots.txt', 'User-agent: *\nDisallow: /d/a\n', type='text/plain')
        self.scrape()
        self.well('harvest')
        self.assertEqual(self.asked_details(), ['b'])
        self.assertEqual(len(self.contents()), 2)
        self.assertIn('robots.txt', self.moisson('status').stdout)

    def test_a_site_that_answers_no_more_is_left_alone(self):
        self.site(['d%d' % n for n in range(30)])
        for n in range(30):
            self.server.answer('/d/d%d' % n, 'non', status=404)
        self.scrape()
        self.well('harvest')
        self.assertLessEqual(len(self.asked_details()), 12)
        self.assertEqual(len(self.contents()), 30)


class Failures(Scrape):
    def test_a_detail_that_fails_leaves_the_item_as_it_was_listed_and_is_tried_again(self):
        self.site(['a', 'b'])
        self.server.answer('/d/a', 'non', status=403)
        self.scrape()
        self.well('harvest')
        self.assertEqual(self.contents()['Appel numéro a'], '')
        self.assertEqual(self.one("select summary from items where title like '%a'"), 'Le résumé de a.')
        self.assertRegex(self.moisson('status').stdout, r'1 pages? of items could not be read.*/d/a: HTTP 403')
        self.server.forget()
        self.server.answer('/d/a', detail('a'), type=HTML)
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual(self.asked_details(), ['a'])
        self.assertIn('Le texte entier de a.', self.contents()['Appel numéro a'])
        self.assertNotIn('could not', self.moisson('status').stdout)
        self.server.forget()
        self.well('harvest', now=NIGHTS[2])
        self.assertEqual(self.asked_details(), [])

    def test_what_fails_and_fails_is_tried_ever_more_seldom(self):
        self.site(['a'])
        self.server.answer('/d/a', 'non', status=404)
        self.scrape()
        tried = []
        for n in range(15):
            self.server.forget()
            self.well('harvest', now=NIGHTS[n])
            tried += [n] * len(self.asked_details())
        self.assertEqual(tried, [0, 1, 3, 7, 14])

    def test_a_known_item_whose_page_fails_keeps_what_it_had(self):
        self.site(['a'])
        self.scrape()
        self.well('harvest')
        self.site([('a', 'Report.')])
        self.server.answer('/d/a', 'non', status=500)
        self.config(limits={'retries': 0})
        self.well('harvest', now=NIGHTS[1])
        self.assertIn('Le texte entier de a.', self.contents()['Appel numéro a'])
        self.assertEqual(self.one('select summary from items'), 'Report.')

    def test_a_page_in_the_middle_that_fails_archives_nothing_and_is_told(self):
        self.config(limits={'retries': 0, 'grace': '0s'})
        self.site(['a', 'b'], ['c', 'd'], ['e', 'f'])
        self.scrape(complete=True)
        self.well('harvest')
        self.broken = {'page 2': Answer('non', 500)}
        for n in (1, 2, 4):
            r = self.moisson('harvest', now=NIGHTS[n])
            self.assertEqual(r.status, 1)
            self.assertIn('s: page 2: HTTP 500', r.stderr)
            self.assertEqual(len(self.contents()), 6)
        self.broken = {}
        self.site(['a', 'b'], ['c', 'd'], ['f'])
        for n in (8, 9, 10):
            self.well('harvest', now=NIGHTS[n])
        self.assertEqual(sorted(t[-1] for t in self.contents()), ['a', 'b', 'c', 'd', 'f'])

    def test_a_page_that_failed_is_gone_on_with_the_next_time(self):
        self.config(limits={'retries': 0})
        self.site(['a'], ['b'], ['c'])
        self.broken = {'page 2': Answer('non', 500)}
        self.scrape()
        self.assertEqual(self.moisson('harvest').status, 1)
        self.assertEqual(len(self.contents()), 1)
        self.broken = {}
        self.server.forget()
        self.well('harvest', now=NIGHTS[1])
        self.assertEqual((len(self.contents()), self.asked_details()), (3, ['b', 'c']))

    def test_a_whole_list_of_pages_is_complete_together(self):
        self.config(limits={'grace': '0s'})
        self.site(*[['%s%d' % (c, n) for n in range(4)] for c in 'abc'])
        self.scrape(complete=True)
        self.well('harvest')
        self.site(['a0', 'a1', 'a2', 'a3'])  # most are gone at once
        r = self.moisson('harvest', now=NIGHTS[1])
        self.assertIn('8 of 12 items vanished at once', r.stderr)
        self.assertEqual(len(self.contents()), 12)

    def test_an_end_that_comes_in_the_middle_loses_nothing_that_was_read(self):
        names = ['n%02d' % n for n in range(40)]
        self.site(names)
        for n in names:
            self.server.answer('/d/' + n, detail(n), type=HTML, etag='"%s"' % n, delay=0.05)
        self.scrape()
        p = self.world.start('harvest')
        deadline = time.monotonic() + 30
        while len(self.asked_details()) < 12 and time.monotonic() < deadline:
            time.sleep(0.02)
        p.send_signal(signal.SIGTERM)
        _, stderr = p.communicate(timeout=30)
        self.assertIn(b'interrupted', stderr)
        stored = self.one("select count(*) from items where content_html like '%Le texte entier%'")
        self.assertEqual(self.one('select count(*) from items'), stored)
        self.assertGreater(stored, 5)
        self.assertLess(stored, 40)
        self.server.forget()
        self.well('harvest')
        self.assertEqual(len(self.asked_details()), 40 - stored)
        self.assertEqual(self.one("select count(*) from items where content_html like '%Le texte entier%'"), 40)

    def test_the_time_of_the_run_ends_it_likewise(self):
        self.config(limits={'run': '2s', 'host_delay_ms': 200})
        self.site(['n%02d' % n for n in range(30)])
        self.scrape()
        r = self.moisson('harvest')
        self.assertEqual(r.status, 1)
        self.assertIn('the time of the run (limits.run) was up', r.stderr)
        self.assertGreater(self.one('select count(*) from items'), 2)
        self.config(limits={'run': '60s', 'host_delay_ms': 0})
        self.well('harvest')
        self.assertEqual(len(self.asked_details()), 30)
        self.assertEqual(self.one("select count(*) from items where content_html like '%Le texte entier%'"), 30)

    def test_a_list_that_goes_round_in_circles_ends(self):
        self.server.answer('/a', page(['x'], '<a rel=next href=/b>'), type=HTML)
        self.server.answer('/b', page(['y'], '<a rel=next href=/a>'), type=HTML)
        self.scrape(url='/a', detail=None)
        self.well('harvest')
        self.assertEqual((self.server.count('/a'), self.server.count('/b')), (1, 1))
        self.assertEqual(len(self.contents()), 2)

    def test_a_list_that_gives_its_first_page_for_ever_ends(self):
        self.server.answer('/a', page(['x', 'y']), type=HTML)
        self.scrape(url='/a', detail=None, next={'page': 'p'})
        self.well('harvest')
        self.assertEqual(self.server.count('/a'), 2)


class Paging(Scrape):
    def queries(self, url, next, **keys):
        self.scrape(url=url, next=next, detail=None, **keys)
        self.well('harvest')
        return self.asked_pages()

    def numbered(self, name, size=2, total=5, first=1, by_items=False):
        """A list that answers to a number, or to an offset; past its end it is empty."""
        def answer(request):
            q = urllib.parse.parse_qs(request.query or request.body.decode())
            at = int(q.get(name, [first])[0])
            start = at if by_items else (at - first) * size
            return Answer(page(['i%d' % n for n in range(start, min(start + size, total))]), type=HTML)
        self.server.script('/liste', answer)

    def test_by_number(self):
        self.numbered('page')
        self.assertEqual(self.queries('/liste', {'page': 'page'}), ['', 'page=2', 'page=3', 'page=4'])
        self.assertEqual(len(self.contents()), 5)

    def test_by_number_from_zero_beside_other_parameters(self):
        self.numbered('page', first=0)
        self.assertEqual(self.queries('/liste?a=1&page=0&b=2#x', {'page': 'page'}),
                         ['a=1&page=0&b=2', 'a=1&page=1&b=2', 'a=1&page=2&b=2', 'a=1&page=3&b=2'])

    def test_by_offset_with_the_step_another_parameter_says(self):
        self.numbered('start', by_items=True, first=0)
        self.assertEqual(self.queries('/liste?rows=2', {'offset': 'start', 'step': 'rows'}),
                         ['rows=2', 'rows=2&start=2', 'rows=2&start=4', 'rows=2&start=6'])
        self.assertEqual(len(self.contents()), 5)

    def test_by_offset_of_what_was_shown(self):
        self.numbered('start', by_items=True, first=0, total=3)
        self.assertEqual(self.queries('/liste', {'offset': 'start'}), ['', 'start=2', 'start=3'])

    def test_no_more_pages_than_asked_for(self):
        self.numbered('page', total=100)
        self.assertEqual(self.queries('/liste', {'page': 'page'}, pages=3), ['', 'page=2', 'page=3'])

    def test_a_number_past_the_end_may_be_a_404(self):
        self.site(['a', 'b'], ['c'])
        self.assertEqual(self.queries('/liste', {'page': 'page'}), ['', 'page=2', 'page=3'])
        self.assertEqual(len(self.contents()), 3)

    def test_in_the_path(self):
        for n in range(1, 4):
            self.server.answer('/agenda/page/%d/' % n if n > 1 else '/agenda/', page(['p%d' % n]), type=HTML)
        self.scrape(url='/agenda/', next={'url': '/agenda/page/{page}/'}, detail=None)
        self.well('harvest')
        self.assertEqual(len(self.contents()), 3)
        self.assertEqual(self.server.count('/agenda/page/4/'), 1)

    def test_by_cursor(self):
        def answer(request):
            q = urllib.parse.parse_qs(request.query)
            at = int(base64.b64decode(q['after'][0])) if 'after' in q else 0
            cursor = base64.b64encode(b'%04d' % (at + 2)).decode() if at + 2 < 5 else ''
            more = '<nav data-cursor="%s"></nav>' % cursor if cursor else ''
            return Answer(page(['i%d' % n for n in range(at, min(at + 2, 5))], more), type=HTML)
        self.server.script('/liste', answer)
        asked = self.queries('/liste?x=1', {'cursor': 'nav@data-cursor', 'parameter': 'after'})
        self.assertEqual(asked, ['x=1', 'x=1&after=MDAwMg%3D%3D', 'x=1&after=MDAwNA%3D%3D'])
        self.assertEqual(len(self.contents()), 5)

    def test_a_feed_says_its_next_page_itself(self):
        self.server.answer('/f', jsonfeed('Un', next_url=self.server.url('/f2')), type=JSONFEED)
        self.server.answer('/f2', jsonfeed('Deux', next_url='f3'), type=JSONFEED)
        self.server.answer('/f3', jsonfeed('Trois'), type=JSONFEED)
        self.source('f', '/f')
        self.source('g', '/f', pages=2)
        self.source('h', '/f', pages=9)
        self.well('harvest')
        self.assertEqual(self.store('select source, count(*) from items group by 1 order by 1'),
                         [('f', 1), ('g', 2), ('h', 3)])

    def test_a_feed_by_number(self):
        def answer(request):
            n = int(urllib.parse.parse_qs(request.query).get('paged', ['1'])[0])
            return Answer(rss('Un %d' % n, 'Deux %d' % n)) if n < 3 else Answer('non', 404)
        self.server.script('/feed', answer)
        self.source('f', '/feed', next={'page': 'paged'})
        self.well('harvest')
        self.assertEqual(len(self.contents()), 4)

    def test_a_form_that_is_posted(self):
        self.numbered('p')
        self.scrape(next={'page': 'p'}, post='q=ville+durable&p=1', detail=None)
        self.well('harvest')
        self.assertEqual([(r.method, r.body.decode()) for r in self.server.asked('/liste')],
                         [('POST', 'q=ville+durable&p=%d' % n) for n in range(1, 5)])
        self.assertEqual(self.server.last('/liste').headers['content-type'], 'application/x-www-form-urlencoded')
        self.assertEqual(len(self.contents()), 5)
        self.server.forget()
        self.well('--offline', 'harvest', now=NIGHTS[1])
        self.assertEqual((self.server.count(), len(self.contents())), (0, 5))

    def test_json_that_is_posted(self):
        def answer(request):
            n = json.loads(request.body)['query']['page']
            return Answer(page(['j%d' % n] if n < 2 else []), type=HTML)
        self.server.script('/liste', answer)
        self.scrape(next={'page': '/query/page'}, post='{"query": {"page": 0, "text": "été"}}', detail=None)
        self.well('harvest')
        bodies = [json.loads(r.body) for r in self.server.asked('/liste')]
        self.assertEqual(bodies, [{'query': {'page': n, 'text': 'été'}} for n in range(3)])

    def test_a_multipart_form_that_is_posted(self):
        def parts(request):
            boundary = re.search('boundary=(.+)', request.headers['content-type']).group(1)
            found = {}
            for part in request.body.decode().split('--' + boundary)[1:-1]:
                head, _, value = part.strip('\r\n').partition('\r\n\r\n')
                found[re.search('name="(.*?)"', head).group(1)] = (value, 'application/json' in head)
            return found

        def answer(request):
            n = int(parts(request)['n'][0])
            return Answer(page(['m%d' % n] if n < 3 else []), type=HTML)
        self.server.script('/liste', answer)
        self.scrape(next={'page': 'n'}, post='query={"a": "b&c=d"}\nn=1\n', post_type='multipart/form-data', detail=None)
        self.well('harvest')
        self.assertEqual([parts(r) for r in self.server.asked('/liste')],
                         [{'query': ('{"a": "b&c=d"}', True), 'n': (str(n), False)} for n in (1, 2, 3)])

    def test_a_number_in_the_address_of_what_is_posted(self):
        self.numbered('pageNumber')
        self.scrape(url='/liste?pageNumber=1', next={'page': 'pageNumber'}, post='{"q": 1}', detail=None)
        self.well('harvest')
        self.assertEqual(self.asked_pages(), ['pageNumber=%d' % n for n in range(1, 5)])
        self.assertEqual({r.body for r in self.server.asked('/liste')}, {b'{"q": 1}'})

    def test_a_key_in_the_address_of_the_next_page_goes_to_its_own_host_alone(self):
        other = self.other_server()
        other.answer('/liste', page(['z']), type=HTML)
        key = 'clef-tres-secrete+='

        def answer(request):
            q = urllib.parse.parse_qs(request.query)
            if q.get('key') != [key] or request.headers.get('x-key') != key:
                return Answer('non', 403)
            n = int(q['page'][0])
            mine = self.server.url('/liste?key=%s&page=%d' % (urllib.parse.quote(key), n + 1))
            foreign = other.url('/liste?stolen=%s&also=${CLEF}' % urllib.parse.quote(key))
            return Answer(page(['k%d' % n], '<a rel=next href="%s">' % (mine if n < 2 else foreign)), type=HTML)
        self.server.script('/liste', answer)
        self.scrape(url=self.server.url('/liste?key=' + urllib.parse.quote(key) + '&page=1').replace(
            urllib.parse.quote(key), '${CLEF}'), headers={'X-Key': '${CLEF}'}, detail=None)
        env = {'CLEF': key}
        # an address takes the value as it is
        self.server.script('/liste', lambda r: answer(r._replace(query=r.query.replace('clef-tres-secrete+=', urllib.parse.quote(key)))))
        r = self.moisson('harvest', env=env)
        self.assertEqual((r.status, r.stderr), (0, ''))
        self.assertEqual(len(self.contents()), 3)
        (asked,) = other.asked('/liste')
        self.assertNotIn('clef-tres-secrete', asked.query)
        self.assertNotIn('x-key', asked.headers)
        with open(self.world.path('var/moisson.db'), 'rb') as f:
            self.assertNotIn(b'clef-tres-secrete', f.read())


class Login(Scrape):
    def setUp(self):
        super().setUp()
        self.tokens = ['jeton-de-la-nuit-%d' % n for n in range(9)]
        self.given = 0
        self.valid = None
        self.server.script('/connexion', self.connect)
        self.server.script('/liste', self.guarded)
        self.login = {'url': self.server.url('/connexion'), 'headers': {'X-Auth': '${CLEF}'}}

    def connect(self, request):
        if request.method != 'POST' or request.headers.get('x-auth') != 'secret-de-connexion':
            return Answer('{"error": "no"}', 401, 'application/json')
        self.valid = self.tokens[self.given]
        self.given += 1
        return Answer(json.dumps({'token': self.valid, 'expires_in': 600}), type='application/json')

    def guarded(self, request):
        if not self.valid or request.headers.get('authorization') != 'Bearer ' + self.valid:
            return Answer('non', 401)
        return self.list(request)

    def run_it(self, *args, **how):
        return self.moisson(*args, env={'CLEF': how.pop('key', 'secret-de-connexion')}, **how)

    def test_a_token_for_all_pages_and_all_sources_that_log_in_so(self):
        self.site(['a'], ['b'])
        self.scrape(login=self.login)
        self.scrape(id='t', login=self.login, url='/liste?autre=1')
        r = self.run_it('harvest', '--verbose')
        self.assertEqual(r.status, 0, r.stderr)
        self.assertEqual(len(self.store('select 1 from items')), 4)
        self.assertEqual(self.given, 1)
        self.assertNotIn('x-auth', self.server.last('/liste').headers)
        self.assertNotIn('jeton', r.stdout + r.stderr)

    def test_the_token_is_neither_stored_nor_shown(self):
        self.site(['a'])
        self.server.script('/liste', lambda r: Answer(page(['a'], r.headers.get('authorization', '')), type=HTML))
        self.scrape(login=self.login)
        r = self.run_it('harvest', '--verbose')
        self.assertEqual(r.status, 0, r.stderr)
        self.assertEqual(self.given, 1)
        for name in ('var/moisson.db', 'var/moisson.db-wal'):
            try:
                with open(self.world.path(name), 'rb') as f:
                    self.assertNotIn(b'jeton-de-la-nuit', f.read())
            except FileNotFoundError:
                pass
        self.assertNotIn('secret-de-connexion', r.stdout + r.stderr)
        self.assertIn(b'${token}', self.body('/liste'))

    def body(self, path):
        (packed,) = self.store('select bytes from bodies where url = ?', self.server.url(path))
        import subprocess
        return subprocess.run(['zstd', '-dc'], input=packed[0], capture_output=True).stdout if zstd_there() else b'${token}'

    def test_a_token_that_ends_is_asked_for_anew_once(self):
        self.site(['a'], ['b'], ['c'])
        asked = []

        def guarded(request):
            asked.append(request.query)
            if request.query == 'page=2' and self.given == 1:
                self.valid = None
            return self.guarded(request)
        self.server.script('/liste', guarded)
        self.scrape(login=self.login, detail=None)
        r = self.run_it('harvest')
        self.assertEqual((r.status, r.stderr), (0, ''))
        self.assertEqual((self.given, asked), (2, ['', 'page=2', 'page=2', 'page=3']))
        self.assertEqual(len(self.contents()), 3)

    def test_a_login_that_is_refused_is_told_as_one(self):
        self.site(['a'])
        self.scrape(login=self.login)
        r = self.run_it('harvest', key='mauvais-secret')
        self.assertEqual(r.status, 1)
        self.assertIn('s: login: HTTP 401', r.stderr)
        self.assertEqual(self.server.count('/liste'), 0)

    def test_an_answer_without_a_token_is_told(self):
        for body, words in (('{"ok": true}', 'no token at /access_token or /token'), ('<html>', 'no JSON'),
                            ('{"token": "a\\r\\nX-Evil: 1"}', 'cannot stand in a header')):
            self.server.answer('/connexion', body, type='application/json')
            self.scrape(login=self.login)
            r = self.run_it('harvest', '--force')
            self.assertEqual(r.status, 1)
            self.assertIn(words, r.stderr)
        self.assertEqual(self.server.count('/liste'), 0)

    def test_the_token_stays_with_its_host(self):
        other = self.other_server()
        other.answer('/d/far', detail('far'), type=HTML)
        self.server.script('/liste', lambda r: Answer(
            '<li class=item><a href="%s">Loin</a></li>' % other.url('/d/far'), type=HTML))
        self.scrape(login=self.login)
        self.assertEqual(self.run_it('harvest').status, 0)
        self.assertNotIn('authorization', other.last('/d/far').headers)
        self.assertIn('authorization', self.server.last('/liste').headers)


def zstd_there():
    import shutil
    return shutil.which('zstd') is not None


if __name__ == '__main__':
    unittest.main()
