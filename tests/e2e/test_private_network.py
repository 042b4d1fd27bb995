"""Nothing a source names, redirects to or gives a name reaches the inside of the network, and the source's secrets neither
leave its host nor show up in anything that a run leaves behind."""
import glob
import gzip
import os
import socket
import subprocess
import tempfile
import unittest
import urllib.parse
import zlib

from harness import Answer, Case, JSONFEED, ROOT, jsonfeed

NIGHT_2 = '2026-10-02T02:00:00Z'

# what the inside of a network is called; %d is a port at which nobody may knock
PRIVATE = [
    # loopback, in every way of writing it
    'http://127.0.0.1:%d/', 'http://127.1.2.3:%d/', 'http://2130706433:%d/', 'http://017700000001:%d/', 'http://0x7f000001:%d/',
    'http://0x7f.1:%d/', 'http://0177.0.0.0x1:%d/', 'http://127.1:%d/', 'http://127.0.0.1.:%d/', 'http://%%31%%32%%37.0.0.1:%d/',
    'http://１２７.０.０.１:%d/', 'http://127。0。0。1:%d/', 'http://①②⑦.⓪.⓪.①:%d/', 'http://0/', 'http://0.0.0.0:%d/',
    'http://localhost:%d/', 'http://LOCALHOST:%d/', 'http://localhost.:%d/', 'http://a.localhost:%d/', 'http://ｌｏｃａｌｈｏｓｔ:%d/',
    # IPv6, and IPv4 inside it
    'http://[::1]:%d/', 'http://[::]:%d/', 'http://[::ffff:127.0.0.1]:%d/', 'http://[::ffff:7f00:1]:%d/', 'http://[::7f00:1]:%d/',
    'http://[0:0:0:0:0:ffff:127.0.0.1]:%d/', 'http://[64:ff9b::127.0.0.1]:%d/', 'http://[2002:7f00:1::]:%d/', 'http://[fe80::1]:%d/',
    'http://[fe80::1%%25lo]:%d/', 'http://[fc00::1]:%d/', 'http://[fd12:3456::1]:%d/', 'http://[ff02::1]:%d/', 'http://[2001:db8::1]:%d/',
    # private, carrier-grade, link-local, metadata, multicast, broadcast
    'http://10.0.0.1:%d/', 'http://172.16.0.1:%d/', 'http://172.31.255.255:%d/', 'http://192.168.0.1:%d/', 'http://100.64.0.1:%d/',
    'http://100.127.255.254:%d/', 'http://169.254.1.1:%d/', 'http://169.254.169.254/latest/meta-data/', 'http://2852039166/',
    'http://[::ffff:169.254.169.254]/', 'http://[fd00:ec2::254]/', 'http://100.100.100.200/', 'http://168.63.129.16/',
    'http://192.0.0.192/', 'http://198.18.0.1:%d/', 'http://224.0.0.1:%d/', 'http://239.255.255.250:%d/', 'http://255.255.255.255:%d/',
    'http://240.0.0.1:%d/',
    # names for them
    'http://interne.example:%d/', 'http://metadonnees.example/', 'http://double.example:%d/', 'http://six.example:%d/',
    'http://mappe.example:%d/', 'http://utilisateur:mot@interne.example:%d/', 'https://interne.example:%d/',
]
HOSTS = {'interne.example': '127.0.0.1', 'metadonnees.example': '169.254.169.254', 'double.example': '10.1.2.3,127.0.0.1',
         'six.example': '::1', 'mappe.example': '::ffff:127.0.0.1'}


class Watched(Case):
    """With names of the test's own, and every connection written down."""

    @classmethod
    def setUpClass(cls):
        cls.tools = tempfile.TemporaryDirectory(prefix='moisson-resolver-')
        cls.addClassCleanup(cls.tools.cleanup)
        cls.library = os.path.join(cls.tools.name, 'resolver.so')
        subprocess.run(['cc', '-shared', '-fPIC', '-o', cls.library, os.path.join(ROOT, 'tests/e2e/resolver.c'), '-ldl'], check=True)

    def setUp(self):
        super().setUp()
        self.hosts = dict(HOSTS)
        self.connects = os.path.join(self.tools.name, 'connects')
        if os.path.exists(self.connects):
            os.remove(self.connects)

    def watched(self, *args, env=None, **how):
        asan = os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
        return self.moisson(*args, **how, env={
            'LD_PRELOAD': self.library, 'ASAN_OPTIONS': asan, 'MOISSON_CONNECTS': self.connects,
            'MOISSON_HOSTS': ';'.join('%s=%s' % h for h in self.hosts.items()), **(env or {})})

    def connected(self):
        if not os.path.exists(self.connects):
            return set()
        with open(self.connects, encoding='ascii') as f:
            return {tuple(line.split()) for line in f}


class Inside(Watched):
    def setUp(self):
        super().setUp()
        self.listener = socket.create_server(('127.0.0.1', 0))
        self.addCleanup(self.listener.close)
        self.closed_port = self.listener.getsockname()[1]
        self.config(limits={'retries': 0, 'per_host': 64})

    def address(self, pattern):
        return pattern % self.closed_port if '%d' in pattern else pattern

    def reasons(self):
        return {row[0]: row[1:] for row in self.store('select source, outcome, error from fetches')}

    def only_the_server(self):
        self.assertEqual(self.connected() - {('127.0.0.1', str(self.server.port))}, set())

    def test_redirects_do_not_lead_there(self):
        for i, pattern in enumerate(PRIVATE):
            self.server.redirect('/r%d' % i, self.address(pattern))
            self.source('r%d' % i, '/r%d' % i)
        r = self.watched('run')
        self.assertEqual(r.status, 1)
        self.only_the_server()
        got = self.reasons()
        for i, pattern in enumerate(PRIVATE):
            with self.subTest(pattern):
                outcome, error = got['r%d' % i]
                self.assertEqual(outcome, 'forbidden', error)
                self.assertRegex(error, 'forbidden|may not be reached')
        self.assertEqual(self.store('select count(*) from items'), [(0,)])

    def test_sources_cannot_name_them(self):
        for i, pattern in enumerate(PRIVATE):
            self.source('s%d' % i, self.address(pattern))
        self.feed('bonne', 'Un')
        r = self.watched('run')
        self.assertEqual(r.status, 1)
        self.only_the_server()
        self.assertEqual(self.store('select source from items'), [('bonne',)])
        refused = {source for source, (outcome, _) in self.reasons().items() if outcome == 'forbidden'}
        for i, pattern in enumerate(PRIVATE):
            with self.subTest(pattern):  # when the list is read, or when the socket is opened
                self.assertTrue('s%d' % i in refused or '"%s"' % self.address(pattern) in r.stderr or 'user name' in r.stderr)

    def test_what_is_allowed_is_reached_by_name_too_and_nothing_else_is(self):
        self.server.answer('/a', jsonfeed('Un'), type=JSONFEED)
        self.source('a', 'http://interne.example:%d/a' % self.server.port)
        self.source('b', 'http://interne.example:%d/a' % self.closed_port)
        self.source('c', 'http://double.example:%d/a' % self.server.port)
        r = self.watched('run')
        self.assertEqual(self.reasons()['b'][0], 'forbidden')
        self.assertEqual({s for s, in self.store('select source from items')}, {'a', 'c'}, r)
        self.only_the_server()

    def test_a_public_name_is_asked(self):
        """So that the tests above cannot pass because nothing is ever connected to."""
        self.hosts['public.example'] = '192.88.98.1'
        self.config(limits={'connect_timeout': '1s'})
        self.source('a', 'http://public.example:81/')
        self.watched('run')
        self.assertEqual(self.connected(), {('192.88.98.1', '81')})


class Secrets(Watched):
    """A source's headers and keys come from the environment. Everything that can fail with them fails here."""
    TOKEN, KEY = 'J3T0N-s3cr3t-4711', 'CL3/s3cr3t+0815=='

    def everything_left(self):
        """The bytes of every file, the texts and blobs of every table, and what is packed in them."""
        for name in glob.glob(self.world.path('**', '*'), recursive=True) + glob.glob(self.world.path('**', '.*'), recursive=True):
            if os.path.isfile(name):
                with open(name, 'rb') as f:
                    yield name, f.read()
        for table, in self.store("select name from sqlite_master where type = 'table' and name not like 'search%'"):
            for row in self.store('select * from "%s"' % table):
                for value in row:
                    if isinstance(value, bytes):
                        yield table, value
                        yield table, unpacked(value)
                    elif isinstance(value, str):
                        yield table, value.encode()

    def echo(self, request):
        """A document that repeats what it was asked for, in every spelling."""
        key = urllib.parse.unquote(request.query.partition('=')[2])
        texts = [request.query, key, urllib.parse.quote(key, ''), str(request.headers)]
        return jsonfeed({'title': 'Écho', 'text': ' '.join(texts)}, feed_url=self.server.url('/echo?' + request.query),
                        next_url=self.server.url('/echo?cle=' + urllib.parse.quote(key, ''))).replace('CL3/', 'CL3\\/')

    def test_they_stay_with_their_host_and_are_shown_nowhere(self):
        other = self.other_server('127.0.0.3')
        env = {'JETON': self.TOKEN, 'CLE': self.KEY}
        headers = {'Authorization': 'Bearer ${JETON}', 'X-Api-Key': '${CLE}', 'Cookie': 's=${JETON}'}
        self.hosts['ailleurs.example'] = '127.0.0.3'
        with_query = lambda to: lambda r: Answer(status=301, headers={'Location': to + '?' + r.query})
        moves = {'elsewhere': other.url('/new'), 'name': 'http://ailleurs.example:%d/new' % other.port,
                 'back': other.url('/back'), 'inside': 'http://127.0.0.1:1/', 'scheme': 'ftp://ailleurs.example/x'}
        for id, to in moves.items():
            self.server.redirect('/' + id, to)
            self.source(id, '/' + id, headers=headers)
        other.redirect('/back', self.server.url('/elsewhere2'))
        self.server.answer('/elsewhere2', jsonfeed('Retour'), type=JSONFEED)
        other.answer('/new', jsonfeed('Deux'), type=JSONFEED)
        answers = {'s401': Answer(status=401), 's500': Answer('x', status=500), 'cut': Answer('x' * 99, cut=9),
                   'page': Answer('<html>page</html>', type='text/html'), 'bad': Answer(raw=b'SSH-2.0\r\n'),
                   'gone': Answer(status=410), 'big': Answer('x', headers=[('X', 'y' * 90000)]),
                   'moved': with_query('/ici'), 'away': with_query(other.url('/new')), 'loop': with_query('/loop'),
                   'long': with_query('/' + 'x' * 9000), 'refused': with_query('http://10.0.0.1/'),
                   'ftp': with_query('ftp://ailleurs.example/'), 'odd': with_query('http://[nonsense'), 'ok': Answer(jsonfeed('Un'), type=JSONFEED),
                   'echo': lambda r: Answer(self.echo(r), type=JSONFEED)}
        self.server.answer('/ici', jsonfeed('Trois'), type=JSONFEED)
        for id, answer in answers.items():
            self.server.script('/' + id, answer)
            self.source(id, self.server.url('/%s?cle=${CLE}' % id), headers=headers)
        self.source('tls', 'https://127.0.0.1:%d/?cle=${CLE}' % self.server.port, headers=headers)
        self.config(limits={'retries': 1, 'connect_timeout': '1s'})
        said = []
        for args in (['check'], ['run', '--verbose'], ['run', '--force', '--json'], ['run', '--offline'], ['status'], ['status', '--json'],
                     ['status', 'away'], ['opml'], ['list', '--json'], ['show', '1'], ['search', 'deux'], ['export']):
            r = self.watched(*args, env=env, now=NIGHT_2)
            self.assertLess(r.status, 2, r)
            said.append((args[0], (r.stdout + r.stderr).encode()))
        for where, what in said + list(self.everything_left()):
            self.assertNotIn(b's3cr3t', what, where)
        self.assertIn('${CLE}', self.one("select content_text from items where source = 'echo'"))
        self.assertIn('Bearer ' + self.TOKEN, self.server.last('/ok').headers.values())
        self.assertGreater(other.count('/new'), 3)
        for request in other.asked() + self.server.asked('/elsewhere2'):
            self.assertNotIn('s3cr3t', str(request.headers), request.path)
            self.assertFalse({'authorization', 'x-api-key', 'cookie'} & set(request.headers), request.path)
        self.assertNotIn('s3cr3t', ''.join(r.path + r.query for r in self.server.asked('/elsewhere2')))


def unpacked(blob):
    for unpack in (gzip.decompress, zlib.decompress, lambda b: zlib.decompress(b, -15)):
        try:
            return unpack(blob)
        except (OSError, EOFError, zlib.error):
            pass
    return b''


if __name__ == '__main__':
    unittest.main()
