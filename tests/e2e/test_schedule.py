"""When a source is asked again: due times kept in the store, back-off, what servers and feeds ask for, and what is said of
sources that moved or are gone. The clock is --now."""
import datetime
import json
import socket
import unittest

from harness import Answer, Case, JSONFEED, NIGHT, jsonfeed, rss

HOUR, DAY = 3600, 86400


def at(seconds):
    """NIGHT and so much later, as --now takes it."""
    t = datetime.datetime.fromisoformat(NIGHT.replace('Z', '+00:00')) + datetime.timedelta(seconds=seconds)
    return t.strftime('%Y-%m-%dT%H:%M:%SZ')


T0 = int(datetime.datetime.fromisoformat(NIGHT.replace('Z', '+00:00')).timestamp())


class Schedule(Case):
    def setUp(self):
        super().setUp()
        self.config(limits={'retries': 0})

    def due(self, id='a'):
        """Seconds from the night to the next due time."""
        return self.state_of(id, 'due') - T0

    def asked_after(self, seconds, *args):
        """Runs it so much later; whether the source was asked."""
        before = self.server.count()
        self.moisson('run', *args, now=at(seconds))
        return self.server.count() > before


class Due(Schedule):
    def test_a_source_is_due_every_day_by_default(self):
        self.feed('a', 'Un')
        self.well('run')
        self.assertFalse(self.asked_after(60))
        self.assertFalse(self.asked_after(22 * HOUR))
        self.assertTrue(self.asked_after(24 * HOUR - 60), 'a nightly cron that starts a minute early skips no night')

    def test_the_night_of_23_hours_is_not_skipped(self):
        self.feed('a', 'Un')
        self.server.answer('/b', status=500)
        self.source('b', '/b')
        self.config(limits={'retries': 0})
        self.moisson('run', now='2027-03-27T02:17:00Z')  # 03:17 in Paris
        self.server.forget()
        self.moisson('run', now='2027-03-28T01:17:00Z')  # 03:17 too, after the clocks went forward
        self.assertEqual(self.server.count(), 2)

    def test_a_clock_that_was_wrong_once_stops_no_source(self):
        self.feed('a', 'Un')
        self.server.answer('/b', status=503, headers={'Retry-After': '86400'})
        self.source('b', '/b')
        self.config(limits={'retries': 0})
        self.moisson('run', now='2038-02-01T02:00:00Z')
        self.server.forget()
        self.moisson('run')
        self.assertEqual((self.server.count('/a'), self.server.count('/b')), (1, 1))
        self.moisson('run')
        self.assertEqual((self.server.count('/a'), self.server.count('/b')), (1, 1), 'asked once, then at its time')

    def test_every_is_the_editors(self):
        self.feed('a', 'Un', keys={'every': '6h'})
        self.feed('b', 'Deux', keys={'every': '7d'})
        self.well('run')
        self.well('run', now=at(6 * HOUR))
        self.well('run', now=at(DAY))
        self.assertEqual((self.server.count('/a'), self.server.count('/b')), (3, 1))

    def test_force_ignores_due_times(self):
        self.feed('a', 'Un')
        self.well('run')
        self.assertTrue(self.asked_after(60, '--force'))
        self.assertNotIn('if-none-match', self.server.last('/a').headers)

    def test_force_for_one_source(self):
        self.feed('a', 'Un')
        self.feed('b', 'Deux')
        self.well('run')
        self.well('harvest', 'a')
        self.assertEqual(self.server.count(), 2)
        self.well('harvest', 'a', '--force')
        self.assertEqual((self.server.count('/a'), self.server.count('/b')), (2, 1))

    def test_a_new_address_or_rule_is_tried_at_once(self):
        self.feed('a', 'Un', etag='"1"')
        self.well('run')
        self.source('a', '/a', drop='Deux')
        self.assertTrue(self.asked_after(60))
        self.assertNotIn('if-none-match', self.server.last('/a').headers, 'the rules are new: the document is read anew')
        self.server.answer('/other', jsonfeed('Un'), type=JSONFEED)
        self.source('a', '/other', drop='Deux')
        self.assertTrue(self.asked_after(120))
        self.assertEqual(self.one('select count(*) from items'), 1)
        self.assertFalse(self.asked_after(180))

    def test_a_corrected_source_does_not_wait_for_its_back_off(self):
        self.server.script('/a', lambda r: Answer(jsonfeed('Un'), type=JSONFEED) if 'x-key' in r.headers else Answer(status=403))
        self.source('a', '/a', every='7d')
        self.moisson('run')
        self.assertFalse(self.asked_after(60))
        self.source('a', '/a', every='7d', headers={'X-Key': 'k'})
        self.well('run', now=at(60))
        self.assertEqual(self.state_of('a', 'health'), 1)

    def test_a_disabled_source_is_not_asked(self):
        self.source('a', '/a', enabled=False, reason='moved')
        self.well('run', '--force')
        self.assertEqual(self.server.count(), 0)


class Failing(Schedule):
    def test_failures_back_off_to_seven_days(self):
        self.server.answer('/a', status=500)
        self.source('a', '/a')
        now, waits = 0, []
        for n in range(1, 7):
            self.assertEqual(self.moisson('run', now=at(now)).status, 1)
            self.assertEqual(self.state_of('a', 'failures'), n)
            waits.append(self.due() - now)
            now = self.due()
        for wait, doubled in zip(waits, [1, 2, 4, 7, 7, 7]):
            self.assertLessEqual(wait, doubled * DAY)
            self.assertGreaterEqual(wait, 0.9 * doubled * DAY)
        self.feed('a', 'Un')
        self.well('run', now=at(now))
        self.assertEqual(self.state_of('a', 'failures'), 0)
        self.assertAlmostEqual(self.due() - now, DAY, delta=0.05 * DAY)

    def test_what_failed_together_does_not_come_back_together(self):
        for i in range(8):
            self.server.answer('/s%d' % i, status=500)
            self.source('s%d' % i, '/s%d' % i, every='7d')
        self.moisson('run')
        dues = {d for d, in self.store('select due from sources')}
        self.assertGreater(len(dues), 5)

    def test_a_failing_source_keeps_its_items_and_its_reason_goes_with_the_failure(self):
        self.feed('a', 'Un', etag='"1"')
        self.well('run')
        self.server.answer('/a', '<html>maintenance</html>', status=500, type='text/html')
        self.moisson('run', now=at(DAY))
        self.assertEqual(self.state_of('a', 'reason'), 'HTTP 500 Internal Server Error')
        self.feed('a', 'Un', etag='"1"')
        self.well('run', now=at(2 * DAY))
        self.assertEqual(self.server.last('/a').headers['if-none-match'], '"1"')
        self.assertEqual((self.state_of('a', 'reason'), self.state_of('a', 'health')), (None, 1))
        self.assertIn('Un', self.world.output('tout/rss.xml'))

    def test_busy_answers_wait_as_long_as_they_ask(self):
        for status in (429, 503):
            id = 's%d' % status
            self.server.answer('/' + id, status=status, headers={'Retry-After': str(3 * DAY)})
            self.source(id, '/' + id)
            r = self.moisson('harvest', id)
            self.assertIn('%d' % status, r.stderr)
            self.assertEqual(self.due(id), 3 * DAY)

    def test_retry_after_as_a_date_and_never_past_seven_days(self):
        date = datetime.datetime.now(datetime.timezone.utc)
        later = date + datetime.timedelta(days=2)
        http = '%a, %d %b %Y %H:%M:%S GMT'
        self.server.answer('/a', status=503, headers={'Retry-After': later.strftime(http), 'Date': date.strftime(http)})
        self.source('a', '/a')
        self.server.answer('/b', status=503, headers={'Retry-After': '99999999'})
        self.source('b', '/b')
        self.moisson('run')
        self.assertEqual(self.due('a'), 2 * DAY)
        self.assertEqual(self.due('b'), 7 * DAY)

    def test_a_busy_answer_does_not_stop_other_sources_of_its_host(self):
        for i in range(6):
            self.feed('s%d' % i, 'Titre %d' % i)
        for status, i in ((429, 0), (503, 3)):
            self.server.answer('/s%d' % i, status=status, headers={'Retry-After': '86400'})
        r = self.moisson('run')
        self.assertEqual((r.status, self.one('select count(*) from items')), (1, 4))
        self.assertEqual(len(r.stderr.splitlines()), 2)
        self.assertRegex(r.stderr, r's0: HTTP 429 Too Many Requests: the server asks to wait 24 h')


class Outage(Schedule):
    """Nobody can be reached: three hosts whose port nobody listens to."""

    def dead(self, *hosts):
        allow = ['%s:%d' % (self.server.address, self.server.port)]
        for n, host in enumerate(hosts):
            with socket.create_server((host, 0)) as s:
                port = s.getsockname()[1]
            self.source('dead%d' % n, 'http://%s:%d/' % (host, port))
            allow.append('%s:%d' % (host, port))
        self.config(limits={'retries': 0}, network={'allow': allow})

    def test_one_line_and_nobody_waits_for_it(self):
        self.dead('127.0.0.1', '127.0.0.2', '127.0.0.3')
        for night in range(4):
            r = self.moisson('run', now=at(night * DAY))
            self.assertEqual(r.status, 1)
            self.assertRegex(r.stderr, r'^moisson: no source could be reached \(3 sources, .+\): .*\n$')
            health = json.loads(self.world.output('health.json'))
            self.assertEqual((health['healthy'], health['sources_failed'], health['sources'][0]['failures']), (False, 3, 0))
        self.assertEqual(self.one('SELECT count(*) FROM fetches'), 12)

    def test_what_answers_shows_that_the_network_is_there(self):
        self.dead('127.0.0.1', '127.0.0.2', '127.0.0.3')
        self.server.answer('/busy', status=500)
        self.source('busy', '/busy')
        self.assertEqual(len(self.moisson('run').stderr.splitlines()), 4)

    def test_two_hosts_may_be_down_by_themselves(self):
        self.dead('127.0.0.1', '127.0.0.2', '127.0.0.2')
        self.assertEqual(len(self.moisson('run').stderr.splitlines()), 3)
        self.assertEqual(self.state_of('dead0', 'failures'), 1)


class Asked(Schedule):
    """What the publisher asks for, within four times the editor's interval."""

    def test_cache_control(self):
        for id, headers, days in (('a', {'Cache-Control': 'public, max-age=%d' % (2 * DAY)}, 2), ('b', {'Cache-Control': 'max-age=60'}, 1),
                                  ('c', {'Cache-Control': 'max-age=99999999'}, 4), ('d', {'Cache-Control': 'no-cache, max-age=%d' % (2 * DAY)}, 1)):
            self.feed(id, 'Un', headers=headers)
            self.well('harvest', id)
            self.assertAlmostEqual(self.due(id), days * DAY, delta=1.5 * HOUR, msg=id)

    def test_cache_control_of_a_304(self):
        self.feed('a', 'Un', etag='"1"', headers={'Cache-Control': 'max-age=%d' % (3 * DAY)})
        self.well('run')
        self.well('run', now=at(3 * DAY))
        self.assertAlmostEqual(self.due(), 6 * DAY, delta=1.5 * HOUR)

    def test_expires(self):
        http = '%a, %d %b %Y %H:%M:%S GMT'
        date = datetime.datetime.now(datetime.timezone.utc)
        self.feed('a', 'Un', headers={'Date': date.strftime(http), 'Expires': (date + datetime.timedelta(days=2)).strftime(http)})
        self.well('run')
        self.assertAlmostEqual(self.due(), 2 * DAY, delta=1.5 * HOUR)


    def rss_due(self, extra, **keys):
        self.server.answer('/a', rss('Un', extra=extra))
        self.source('a', '/a', **keys)
        self.well('run', '--force')
        return self.due()

    def test_ttl_within_the_editors_bounds(self):
        self.assertAlmostEqual(self.rss_due('<ttl>2880</ttl>'), 2 * DAY, delta=1.5 * HOUR)
        self.assertAlmostEqual(self.rss_due('<ttl>30</ttl>'), DAY, delta=1.5 * HOUR, msg='the editor asks no more often')
        self.assertAlmostEqual(self.rss_due('<ttl>20000</ttl>'), 4 * DAY, delta=4 * HOUR, msg='at most four times his interval')
        self.assertAlmostEqual(self.rss_due('<ttl>2880</ttl>', every='6h'), DAY, delta=1.5 * HOUR)

    def test_update_period(self):
        extra = ('<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">weekly</sy:updatePeriod>'
                 '<sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">2</sy:updateFrequency>')
        self.assertAlmostEqual(self.rss_due(extra), 3.5 * DAY, delta=1.5 * HOUR)

    def test_skipped_hours_and_days(self):
        hours = ''.join('<hour>%d</hour>' % h for h in range(0, 6))
        due = self.rss_due('<skipHours>%s</skipHours>' % hours)  # would be due at 01:30 UTC of the next day
        self.assertEqual(due, DAY + 4 * HOUR, 'at 6 o\'clock, UTC')
        due = self.rss_due('<skipDays><day>Friday</day><day>Saturday</day><day>Sunday</day></skipDays>')  # NIGHT is a Thursday
        self.assertEqual(due, 4 * DAY - 2 * HOUR, 'at the beginning of Monday, UTC')
        every = ''.join('<day>%s</day>' % d for d in 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split())
        self.assertAlmostEqual(self.rss_due('<skipDays>%s</skipDays>' % every), DAY, delta=1.5 * HOUR, msg='nobody means all of them')

    def test_what_a_feed_asked_for_holds_for_its_304_too(self):
        self.server.answer('/a', rss('Un', extra='<ttl>2880</ttl>'), etag='"1"')
        self.source('a', '/a')
        self.well('run')
        self.well('run', now=at(2 * DAY))
        self.assertAlmostEqual(self.due(), 4 * DAY, delta=1.5 * HOUR)


class Gone(Schedule):
    def test_410_stops_a_source_and_says_so_once(self):
        self.feed('a', 'Un')
        self.well('run')
        self.server.answer('/a', status=410)
        r = self.moisson('run', now=at(DAY))
        self.assertEqual(r.status, 1)
        self.assertEqual(r.stderr, 'moisson: a: HTTP 410 Gone; it is not asked any more: remove it, or give its new url\n')
        for days in (2, 30, 400):
            self.assertFalse(self.asked_after(days * DAY))
        self.assertEqual(self.well('run', now=at(500 * DAY)).stdout, '')
        row, = json.loads(self.well('status', '--json').stdout)
        self.assertEqual((row['health'], row['reason']), ('gone', 'HTTP 410 Gone'))
        self.assertNotIn('due', row)
        self.assertIn('Un', self.world.output('tout/rss.xml'), 'what was harvested stays')

    def test_410_after_other_failures_says_so_too(self):
        self.server.answer('/a', status=500)
        self.source('a', '/a')
        self.moisson('run')
        self.server.answer('/a', status=410)
        self.assertIn('not asked any more', self.moisson('run', now=at(DAY)).stderr)

    def test_a_new_address_or_force_revives_it(self):
        self.server.answer('/a', status=410)
        self.source('a', '/a')
        self.moisson('run')
        self.server.answer('/new', jsonfeed('Un'), type=JSONFEED)
        self.source('a', '/new')
        self.well('run', now=at(60))
        self.assertEqual(self.state_of('a', 'health'), 1)
        self.server.answer('/b', status=410)
        self.source('b', '/b')
        self.moisson('run', now=at(120))
        self.feed('b', 'Deux')
        self.well('harvest', 'b', '--force', now=at(180))
        self.assertEqual(self.state_of('b', 'health'), 1)
        self.assertFalse(self.asked_after(240))


class Moved(Schedule):
    def test_permanent_redirects_are_followed_and_told_once(self):
        self.server.answer('/new', jsonfeed('Un'), type=JSONFEED, etag='"1"')
        new = self.server.url('/new')
        for status in (301, 308):
            id = 's%d' % status
            self.server.redirect('/' + id, '/new', status)
            self.source(id, '/' + id)
            r = self.moisson('harvest', id)
            self.assertEqual((r.status, r.stderr), (0, 'moisson: %s: moved for good; write in its YAML: url: %s\n' % (id, new)))
        self.assertEqual(self.well('run', now=at(DAY)).stderr, '')
        self.assertEqual(self.server.last('/new').headers['if-none-match'], '"1"')
        for row in json.loads(self.well('status', '--json').stdout):
            self.assertEqual(row['moved_to'], new)
        self.assertIn('moved for good to ' + new, self.well('status').stdout)
        status, shown = self.world.on_terminal('status', 's308')
        self.assertIn('moved for good to %s\r\n' % new, shown, 'in full, however narrow the terminal is')
        self.source('s301', new)
        self.well('harvest', 's301', now=at(DAY + 60))
        self.assertIsNone(self.state_of('s301', 'moved_to'))

    def test_temporary_redirects_are_followed_and_not_told(self):
        self.server.answer('/new', jsonfeed('Un'), type=JSONFEED)
        for status in (302, 303, 307):
            self.server.redirect('/s%d' % status, '/new', status)
            self.source('s%d' % status, '/s%d' % status)
        self.well('run')
        self.assertEqual(self.store('select distinct moved_to from sources'), [(None,)])
        self.assertEqual(self.one('select count(*) from items'), 3)

    def test_a_chain_counts_as_far_as_it_is_permanent(self):
        self.server.answer('/end', jsonfeed('Un'), type=JSONFEED)
        self.server.redirect('/a', '/b', 301)
        self.server.redirect('/b', '/c', 308)
        self.server.redirect('/c', '/end', 302)
        self.source('a', '/a')
        self.assertIn('url: %s\n' % self.server.url('/c'), self.moisson('run').stderr)

    def test_a_permanent_redirect_to_a_page_that_fails_is_no_move(self):
        self.server.redirect('/a', '/lost', 301)
        self.source('a', '/a')
        r = self.moisson('run')
        self.assertEqual((r.status, r.stderr), (1, 'moisson: a: HTTP 404 Not Found\n'))


class Records(Schedule):
    def test_one_row_an_attempt(self):
        self.feed('a', 'Un', etag='"1"')
        self.well('run')
        self.well('run', now=at(DAY))
        self.feed('a', 'Un', 'Deux', etag='"2"')
        self.well('run', now=at(2 * DAY))
        self.server.answer('/a', status=404)
        self.moisson('run', now=at(3 * DAY))
        self.assertEqual(self.store('select at - ?, status, outcome, error, items_new, items_changed, items_same from fetches '
                                    'order by id', T0),
                         [(0, 200, 'read', None, 1, 0, 0), (DAY, 304, 'unchanged', None, 0, 0, 0),
                          (2 * DAY, 200, 'read', None, 1, 0, 1), (3 * DAY, 404, 'refused', 'HTTP 404 Not Found', 0, 0, 0)])
        shown = self.well('status', 'a').stdout
        self.assertIn('HTTP 404 Not Found', shown)
        self.assertEqual(len([l for l in shown.splitlines() if l.startswith('2026-10-0')]), 4)

    def test_old_rows_are_pruned(self):
        self.feed('a', 'Un')
        self.well('run')
        self.well('run', now=at(100 * DAY))
        self.assertEqual(self.store('select at - ? from fetches', T0), [(100 * DAY,)])

    def test_nothing_new_from_a_source_that_was_never_read_is_told_once(self):
        for status in (204, 304):
            id, text = 's%d' % status, 'HTTP %d: no document, and none was ever read' % status
            self.server.answer('/' + id, status=status)
            self.source(id, '/' + id)
            r = self.moisson('harvest', id)
            self.assertEqual((r.status, r.stderr), (0, 'moisson: %s: %s\n' % (id, text)))
            self.well('harvest', id, now=at(2 * DAY))
            self.assertEqual(self.store('select last_success, failures, reason from sources where id = ?', id), [(None, 0, text)])


if __name__ == '__main__':
    unittest.main()
