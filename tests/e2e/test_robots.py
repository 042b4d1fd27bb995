"""robots.txt (RFC 9309), for the sources that heed it: asked for once an origin and run, before anything else."""
import unittest

from harness import Answer, Case, JSONFEED, jsonfeed

RULES = 'User-agent: *\nDisallow: /private/\nDisallow: /*?secret\n'


class Robots(Case):
    def setUp(self):
        super().setUp()
        self.config(limits={'retries': 0})
        self.server.answer('/robots.txt', RULES, type='text/plain')

    def feed(self, id, path, **keys):
        self.server.answer(path.split('?')[0], jsonfeed(id), type=JSONFEED)
        self.source(id, self.server.url(path), **{'robots': 'obey', **keys})

    def outcomes(self):
        return {s: (o, e) for s, o, e in self.store('select source, outcome, error from fetches')}

    def refused(self, host='127.0.0.1'):
        return ('forbidden', 'robots.txt of %s asks programs not to read this address' % host)

    def test_what_it_forbids_is_not_asked_for(self):
        self.feed('a', '/private/a')
        self.feed('b', '/public/b')
        self.feed('c', '/c?secret=1')
        r = self.moisson('run')
        self.assertEqual(r.status, 1)
        self.assertEqual(self.outcomes(), {'a': self.refused(), 'b': ('read', None), 'c': self.refused()})
        self.assertEqual(sorted(x.path for x in self.server.asked()), ['/public/b', '/robots.txt'])
        self.assertEqual(self.server.asked()[0].path, '/robots.txt')
        self.assertIn('moisson: a: robots.txt of 127.0.0.1 asks programs not to read this address', r.stderr)

    def test_feeds_are_for_programs_unless_the_source_says_obey(self):
        self.feed('a', '/private/a', robots='pages')
        self.feed('b', '/private/b', robots='ignore')
        self.well('run')
        self.assertEqual(self.server.count('/robots.txt'), 0)

    def test_pages_heed_it_by_themselves(self):
        self.server.answer('/private/p', '<p>x</p>', type='text/html')
        self.source('p', self.server.url('/private/p'), format='html', items='p', fields={'title': 'p'})
        self.moisson('run')
        self.assertEqual(self.outcomes()['p'], self.refused())

    def test_one_that_is_not_there_allows_all_and_one_that_cannot_be_read_nothing(self):
        for status, allowed in ((404, True), (403, True), (410, True), (204, True), (500, False), (503, False)):
            self.server.answer('/robots.txt', status=status)
            self.feed('s%d' % status, '/s%d' % status)
            self.moisson('harvest', 's%d' % status)
            outcome, error = self.outcomes()['s%d' % status]
            self.assertEqual(outcome, 'read' if allowed else 'forbidden', error)
            if not allowed:
                self.assertIn('robots.txt of 127.0.0.1 could not be read: HTTP %d' % status, error)
                self.assertEqual(self.server.count('/s%d' % status), 0)

    def test_each_host_has_its_own_and_redirects_are_looked_at_too(self):
        other = self.other_server('127.0.0.4')
        other.answer('/robots.txt', 'User-agent: moisson\nDisallow: /a\n', type='text/plain')
        other.answer('/private/b', jsonfeed('b'), type=JSONFEED)
        for id, to in (('a', other.url('/a')), ('b', other.url('/private/b')), ('c', self.server.url('/private/c'))):
            self.server.redirect('/' + id, to)
            self.source(id, '/' + id, robots='obey')
        self.moisson('run')
        self.assertEqual(self.outcomes(), {'a': self.refused('127.0.0.4'), 'b': ('read', None), 'c': self.refused()})
        self.assertEqual((other.count('/robots.txt'), self.server.count('/robots.txt'), other.count('/a')), (1, 1, 0))

    def test_its_delay_is_kept(self):
        self.server.answer('/robots.txt', 'User-agent: *\nCrawl-delay: 0.6\n', type='text/plain')
        for id in 'abc':
            self.feed(id, '/' + id)
        self.well('run')
        at = [r.at for r in self.server.asked() if r.path != '/robots.txt']
        self.assertEqual(len(at), 3)
        for earlier, later in zip(at, at[1:]):
            self.assertGreater(later - earlier, 0.5)

    def test_its_address_carries_no_key(self):
        self.feed('a', '/a', headers={'Authorization': 'Bearer ${JETON}'})
        self.well('run', env={'JETON': 's3cr3t'})
        self.assertIn('authorization', self.server.last('/a').headers)
        self.assertNotIn('authorization', self.server.last('/robots.txt').headers)

    def test_time_that_is_up_leaves_them_due(self):
        self.config(limits={'run': '1s'})
        self.server.answer('/robots.txt', RULES, delay=3)
        for id in 'ab':
            self.feed(id, '/' + id)
        r = self.moisson('run')
        self.assertIn('2 sources are left for the next run', r.stderr)
        self.server.answer('/robots.txt', RULES)
        self.well('run')
        self.assertEqual(self.one('select count(*) from items'), 2)


if __name__ == '__main__':
    unittest.main()
