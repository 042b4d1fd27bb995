"""Fetching as servers see it and as the operator is told of it: validators, politeness per host, time-outs and limits,
packings, retries, proxies, secrets, certificates."""
import glob
import gzip
import json
import os
import random
import ssl
import subprocess
import tempfile
import threading
import unittest

from harness import Answer, Case, JSONFEED, jsonfeed

NIGHT_2 = '2026-10-02T02:00:00Z'
NIGHT_3 = '2026-10-03T02:00:00Z'


class Conditional(Case):
    def outcomes(self):
        return [o for o, in self.store('select outcome from fetches order by id')]

    def test_etag_and_last_modified_come_back(self):
        self.feed('a', 'Un', etag='W/"x,1"', last_modified='Wed, 30 Sep 2026 10:00:00 GMT')
        self.well('run')
        first = self.server.last('/a').headers
        self.assertFalse({'if-none-match', 'if-modified-since'} & set(first))
        self.server.forget()
        self.server.script('/a', lambda r: Answer(status=304))
        self.well('run', now=NIGHT_2)
        h = self.server.last('/a').headers
        self.assertEqual((h['if-none-match'], h['if-modified-since']), ('W/"x,1"', 'Wed, 30 Sep 2026 10:00:00 GMT'))
        self.assertEqual(self.outcomes(), ['read', 'unchanged'])

    def test_unchanged_bytes_are_known_by_their_hash(self):
        self.feed('a', 'Un')
        for now in (None, NIGHT_2):
            self.well('run', now=now)
        self.feed('a', 'Un', 'Deux')
        self.well('run', now=NIGHT_3)
        self.assertEqual(self.outcomes(), ['read', 'same', 'read'])
        self.assertEqual(self.one('select count(*) from items'), 2)

    def test_validators_of_a_page_that_was_no_feed_are_not_kept(self):
        self.feed('a', 'Un', etag='"good"')
        self.well('run')
        self.server.answer('/a', '<html>maintenance</html>', type='text/html', etag='"page"')
        r = self.moisson('run', now=NIGHT_2)
        self.assertEqual(r.status, 1)
        self.moisson('run', now=NIGHT_3)
        self.assertEqual(self.server.last('/a').headers['if-none-match'], '"good"')

    def test_it_presents_itself(self):
        self.feed('a', 'Un')
        self.well('run')
        h = self.server.last('/a').headers
        version = self.moisson('--version').stdout.split()[1]
        self.assertEqual(h['user-agent'], 'moisson/%s (+https://veille.example.org/; veille@example.org)' % version)
        for coding in ('gzip', 'br', 'zstd'):
            self.assertIn(coding, h['accept-encoding'])


class Post(Case):
    def test_a_source_may_be_asked_by_post(self):
        self.feed('a', 'Un', etag='"1"', keys={'post': '{"page": 1}'})
        for now in (None, NIGHT_2):
            self.well('run', now=now)
        r = self.server.last('/a')
        self.assertEqual((r.method, r.body, r.headers['content-type']), ('POST', b'{"page": 1}', 'application/json'))
        self.assertNotIn('if-none-match', r.headers)
        self.assertEqual(self.store('select outcome from fetches order by id'), [('read',), ('same',)])


class Polite(Case):
    def test_at_most_two_at_once_on_a_host(self):
        for i in range(8):
            self.feed('s%d' % i, 'Titre %d' % i, delay=0.05)
        self.well('run')
        self.assertEqual(self.server.most_active, 2)
        self.assertEqual(self.one('select count(*) from items'), 8)
        self.assertLessEqual(self.server.connections, 2, 'connections are used again')

    def test_per_host_is_configurable(self):
        self.config(limits={'host_delay_ms': 0, 'per_host': 1})
        for i in range(4):
            self.feed('s%d' % i, 'Titre', delay=0.02)
        self.well('run')
        self.assertEqual(self.server.most_active, 1)

    def test_the_delay_between_two_starts(self):
        self.config(limits={'host_delay_ms': 300})
        for i in range(4):
            self.feed('s%d' % i, 'Titre')
        self.well('run')
        starts = [r.at for r in self.server.asked()]
        self.assertGreater(min(b - a for a, b in zip(starts, starts[1:])), 0.1)

    def test_hosts_go_on_beside_each_other(self):
        others = [self.other_server('127.0.0.%d' % i) for i in range(2, 8)]
        all_there = threading.Barrier(len(others))

        def together(request):
            all_there.wait(20)  # fails unless every host is asked before any has answered
            return Answer(jsonfeed('Titre'), type=JSONFEED)
        for n, s in enumerate(others):
            s.script('/f', together)
            self.source('s%d' % n, s.url('/f'))
        self.well('run')
        self.assertEqual(self.one('select count(*) from items'), len(others))

    def test_the_slowest_hosts_first(self):
        self.config(limits={'transfers': 1})
        hosts = {'quick': self.server, 'slow': self.other_server('127.0.0.2'), 'middling': self.other_server('127.0.0.3')}
        order = []
        for name, seconds in (('quick', 0.02), ('middling', 0.7), ('slow', 1.3)):
            hosts[name].script('/' + name, lambda r, name=name, seconds=seconds: order.append(name) or
                               Answer(jsonfeed(name), type=JSONFEED, delay=seconds if len(order) <= 3 else 0))
            self.source(name, hosts[name].url('/' + name))
        self.well('run')
        self.assertEqual(sorted(order), ['middling', 'quick', 'slow'])
        del order[:]
        for name in hosts:
            hosts[name].script('/' + name, lambda r, name=name: order.append(name) or Answer(jsonfeed(name), type=JSONFEED))
        self.well('run', now=NIGHT_2)
        self.assertEqual(order, ['slow', 'middling', 'quick'])


class Limits(Case):
    def failure(self, *args, **how):
        """Runs it: one source fails, the reason is told in one line, the other is read."""
        self.feed('good', 'Un')
        r = self.moisson('run', *args, **how)
        self.assertEqual((r.status, r.stdout), (1, ''), r)
        self.assertEqual(self.one("select count(*) from items where source = 'good'"), 1)
        line, = r.stderr.splitlines()
        self.assertTrue(line.startswith('moisson: a: '), line)
        self.seconds = r.seconds
        return line[len('moisson: a: '):]

    def setUp(self):
        super().setUp()
        self.config(limits={'retries': 0})
        self.source('a', '/a')

    def test_silence_and_the_whole_time(self):
        self.config(limits={'silence_timeout': '1s', 'source_timeout': '3s'})
        self.server.answer('/a', jsonfeed('X'), type=JSONFEED, delay=30)
        self.source('b', '/b')
        self.server.answer('/b', jsonfeed('X'), type=JSONFEED, pace=0.25, piece=8)
        self.feed('good', 'Un')
        r = self.moisson('run')
        self.assertEqual(sorted(r.stderr.splitlines()), ['moisson: a: time-out: no answer for 1 s', 'moisson: b: time-out: not finished after 3 s'])
        self.assertLess(r.seconds, 20)

    def test_a_body_that_is_announced_too_large(self):
        self.config(limits={'body': '64KiB'})
        self.server.answer('/a', 'x' * 70000)
        self.assertIn('larger than the limit', self.failure())

    def test_a_body_without_length_that_does_not_end(self):
        self.config(limits={'body': '1MiB'})
        self.server.answer('/a', ' ' * (8 << 20), chunked=True)
        self.assertEqual(self.failure(), 'the body is larger than the limit of 1 MiB')

    def test_a_bomb(self):
        self.server.answer('/a', b'\0' * (48 << 20), coding='gzip')
        text = self.failure()
        self.assertRegex(text, 'the body (unpacks to more than|is larger than) the limit of')
        self.assertLess(self.seconds, 20)

    def test_a_truncated_packing_is_a_failure(self):
        body = jsonfeed('Un', 'Deux', 'Trois')
        for coding, cut in (('gzip', 100), ('deflate', 100), ('br', 100), ('zstd', 100)):
            self.server.answer('/a', body, type=JSONFEED, coding=coding, cut=cut)
            r = self.moisson('run', '--force')
            self.assertEqual(r.status, 1)
            self.assertRegex(r.stderr, 'the body is (incomplete|damaged)', coding)
        self.assertEqual(self.one('select count(*) from items'), 0)

    def test_a_cut_body_is_a_failure(self):
        self.server.answer('/a', jsonfeed('X' * 500), type=JSONFEED, cut=200)
        self.assertRegex(self.failure(), r'the body is incomplete \(truncated\): 200 of \d+ bytes')

    def test_headers_without_end(self):
        self.server.answer('/a', 'x', headers=[('X-%d' % i, 'y' * 1000) for i in range(100)])
        self.assertEqual(self.failure(), 'the headers are larger than the limit of 64 KiB')

    def test_a_circle_of_redirects(self):
        self.server.redirect('/a', '/b')
        self.server.redirect('/b', '/a')
        self.assertEqual(self.failure(), 'more than the limit of 10 redirects')

    def test_an_address_of_the_private_network(self):
        self.server.redirect('/a', 'http://127.0.0.1:1/')
        self.assertIn('forbidden address (127.0.0.1:1)', self.failure())

    def test_an_unknown_packing(self):
        self.server.answer('/a', 'x', headers={'Content-Encoding': 'compress'})
        self.assertIn('not asked for (compress)', self.failure())

    def test_nobody_there(self):
        s = self.other_server('127.0.0.9')
        s.close()
        self.source('a', s.url('/a'))
        self.assertEqual(self.failure(), 'connection refused')


class Packings(Case):
    def test_each_is_undone(self):
        body = jsonfeed(*['Titre %d é %s' % (i, random.Random(i).randbytes(350).hex()) for i in range(200)])
        self.assertGreater(len(body.encode()), 131072)
        for coding in ('gzip', 'x-gzip', 'deflate', 'br', 'zstd'):
            for chunked in (False, True):
                self.server.answer('/' + coding, body, type=JSONFEED, coding=coding, chunked=chunked)
                self.source(coding, '/' + coding)
                self.well('harvest', coding, '--force')
                self.assertEqual(self.one('select count(*) from items where source = ?', coding), 200)
        sizes = dict(self.store('select source, bytes from fetches'))
        self.assertLess(sizes['gzip'], 0.7 * len(body.encode()), 'what came over the wire is counted')

    def test_the_same_bytes_packed_otherwise_are_the_same(self):
        body = jsonfeed('Un')
        self.server.answer('/a', body, type=JSONFEED, coding='gzip')
        self.source('a', '/a')
        self.well('run')
        self.server.answer('/a', body, type=JSONFEED, coding='zstd')
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.store('select outcome from fetches order by id'), [('read',), ('same',)])


class Retries(Case):
    def after(self, first, status=0):
        self.server.script('/a', first, Answer(jsonfeed('Un'), type=JSONFEED))
        self.source('a', '/a')
        r = self.moisson('run', '--force')
        self.assertEqual(r.status, status, r)
        n = self.server.count('/a')
        self.server.forget()
        return n

    def test_transient_errors_are_tried_again(self):
        self.assertEqual(self.after(Answer(status=502)), 2)
        self.assertEqual(self.after(Answer(jsonfeed('Un'), type=JSONFEED, coding='gzip', cut=60)), 2)
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_others_are_not(self):
        for answer in (Answer(status=404), Answer(status=403), Answer(status=410), Answer(status=429), Answer('<p>no feed'),
                       Answer(status=503, headers={'Retry-After': '3600'})):
            self.assertEqual(self.after(answer, 1), 1)

    def test_they_have_an_end(self):
        self.config(limits={'retries': 1})
        self.server.answer('/a', status=500)
        self.source('a', '/a')
        r = self.moisson('run')
        self.assertEqual((r.stderr, self.server.count()), ('moisson: a: HTTP 500 Internal Server Error\n', 2))


class Environment(Case):
    def test_a_proxy(self):
        proxied = 'http://flux.example.org/feed?page=1'
        self.server.answer(proxied.split('?')[0], jsonfeed('Un'), type=JSONFEED)
        self.source('a', proxied)
        self.well('run', env={'http_proxy': self.server.url('')})
        self.assertEqual(self.server.last().query, 'page=1')
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_no_proxy(self):
        self.feed('a', 'Un')
        self.well('run', env={'http_proxy': 'http://127.0.0.1:1', 'no_proxy': '127.0.0.1'})

    def secret_nowhere(self, *texts):
        for text in texts:
            self.assertNotIn('s3cr3t', text)
        for f in glob.glob(self.world.path('**', '*'), recursive=True):
            if os.path.isfile(f):
                with open(f, 'rb') as opened:
                    self.assertNotIn(b's3cr3t', opened.read(), f)

    def test_headers_and_keys_from_the_environment_are_never_shown(self):
        env = {'JETON': 's3cr3t-42', 'CLE': 's3cr3t-key'}
        self.feed('a', 'Un', keys={'headers': {'Authorization': 'Bearer ${JETON}', 'X-Key': '${CLE}'}})
        self.server.answer('/b', status=403)
        self.source('b', self.server.url('/b?key=${CLE}'))
        self.server.script('/c', lambda r: Answer(status=301, headers={'Location': '/new?' + r.query}))
        self.server.answer('/new', jsonfeed('Deux'), type=JSONFEED)
        self.source('c', self.server.url('/c?key=${CLE}'))
        seen = []
        for args in (['run', '--verbose'], ['status', '--json'], ['status'], ['check'], ['run', '--force', '--json'], ['status', 'b'],
                     ['status', 'c']):
            r = self.moisson(*args, env=env)
            seen += [r.stdout, r.stderr]
        self.assertIn('c: moved for good; write in its YAML: url: %s?…\n' % self.server.url('/new'), seen[1])
        self.assertEqual(json.loads(seen[2])[1]['url'], self.server.url('/b?key=${CLE}'))
        h = self.server.last('/a').headers
        self.assertEqual((h['authorization'], h['x-key']), ('Bearer s3cr3t-42', 's3cr3t-key'))
        self.assertEqual(self.server.last('/b').query, 'key=s3cr3t-key')
        self.secret_nowhere(*seen)

    def test_they_stay_behind_when_a_redirect_leaves_the_host(self):
        other = self.other_server('127.0.0.2')
        other.answer('/new', jsonfeed('Un'), type=JSONFEED)
        self.server.redirect('/a', other.url('/new'))
        self.source('a', '/a', headers={'Authorization': 'Bearer ${JETON}'})
        self.well('run', env={'JETON': 's3cr3t'})
        self.assertIn('authorization', self.server.last('/a').headers)
        self.assertNotIn('authorization', other.last('/new').headers)

    def test_a_variable_that_is_not_set_is_told(self):
        self.feed('a', 'Un', keys={'headers': {'Authorization': 'Bearer ${JETON_ABSENT}'}})
        self.feed('b', 'Deux')
        r = self.moisson('run')
        self.assertEqual(r.status, 1)
        self.assertRegex(r.stderr, r'test\.yaml:\d+:\d+: .*JETON_ABSENT')
        self.assertEqual(self.store('select source from items'), [('b',)])


class Tls(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='moisson-tls-')
        at = lambda name: os.path.join(cls.folder.name, name)
        make = lambda *args: subprocess.run(['openssl', *args], check=True, capture_output=True)
        key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
        make('req', '-x509', *key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Test', '-days', '30')
        for name in ('127.0.0.1', '127.0.0.7'):
            make('req', '-new', *key, '-keyout', at(name + '.key'), '-out', at('csr'), '-subj', '/CN=' + name)
            with open(at('ext'), 'w') as f:
                f.write('subjectAltName=IP:' + name)
            make('x509', '-req', '-in', at('csr'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '30',
                 '-extfile', at('ext'), '-out', at(name + '.pem'))
        cls.at = staticmethod(at)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def serve(self, name):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.at(name + '.pem'), self.at(name + '.key'))
        s = self.other_server('127.0.0.1', context)
        s.answer('/a', jsonfeed('Un'), type=JSONFEED)
        return s

    def test_a_certificate_that_is_trusted(self):
        self.source('a', self.serve('127.0.0.1').url('/a'))
        self.well('run', env={'SSL_CERT_FILE': self.at('ca.pem')})
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_an_unknown_issuer_and_another_host(self):
        self.config(limits={'retries': 0})
        self.source('a', self.serve('127.0.0.1').url('/a'))
        r = self.moisson('run')
        self.assertEqual(r.status, 1)
        self.assertIn("a: TLS: the certificate's issuer is not known", r.stderr)
        self.source('a', self.serve('127.0.0.7').url('/a'))
        r = self.moisson('run', '--force', env={'SSL_CERT_FILE': self.at('ca.pem')})
        self.assertRegex(r.stderr, 'a: TLS: the certificate is for another (host|address)')

    def test_only_a_source_that_says_so_by_name_goes_unverified(self):
        s = self.serve('127.0.0.7')
        self.source('a', s.url('/a'), verify_tls=False)
        self.source('b', s.url('/a?b'))
        r = self.moisson('run')
        self.assertEqual(r.status, 1)
        self.assertTrue(r.stderr.startswith('moisson: b: TLS: '), r.stderr)
        self.assertEqual(self.store('select source from items'), [('a',)])


if __name__ == '__main__':
    unittest.main()
