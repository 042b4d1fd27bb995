"""A whole night against a server that misbehaves in every way it knows (../shared/corpus/hostile/server.py), beside fifty good
sources: each behaviour is answered as the server's own index says, and what was harvested the night before stays."""
import datetime
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

from harness import JSONFEED, SHARED, Server, World, jsonfeed, rss

SCRIPT = os.path.join(SHARED, 'corpus', 'hostile', 'server.py')
GOOD = ['bonne-%02d' % i for i in range(50)]
NIGHT = datetime.datetime(2026, 10, 1, 2, tzinfo=datetime.timezone.utc)
WAIT = 8  # seconds that the slowest time-out takes
FORBIDDEN = '/private/feed'  # by robots.txt, which the source heeds (for feeds that is not the default)
TLS = {'good': 'ok', 'wrong-host': 'host', 'self-signed': 'self-signed', 'expired': 'expired', 'plain': 'tls'}


def id_of(path):
    return 'h' + path.replace('/', '-')


def later(**how):
    return (NIGHT + datetime.timedelta(**how)).strftime('%Y-%m-%dT%H:%M:%SZ')


@unittest.skipUnless(os.path.exists(SCRIPT), 'not here: ../shared/corpus/hostile/server.py')
class HostileServer(unittest.TestCase):
    """Night one: everything is well. Night two: the same addresses, and the hostile server behind them. Then the nights after."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='moisson-hostile-')
        cls.addClassCleanup(cls.folder.cleanup)
        index = subprocess.run([sys.executable, SCRIPT, '--print-index'], check=True, capture_output=True).stdout
        cls.index = json.loads(index)
        cls.good, before = Server('127.0.0.2'), Server()
        cls.addClassCleanup(cls.good.close)
        cls.port = before.port
        cls.world = World(cls.good, before)
        cls.addClassCleanup(cls.world.close)
        cls.world.write_config(limits={'silence_timeout': '4s', 'source_timeout': '%ds' % WAIT, 'connect_timeout': '4s',
                                       'transfers': 300, 'per_host': 64, 'retries': 2})
        for b in cls.index:
            before.answer(b['path'], rss('Avant ' + b['path']))
            keys = {'robots': 'obey'} if b['path'] == FORBIDDEN else {}
            cls.world.source(id_of(b['path']), before.url(b['path']), **keys)
        cls.publish('Un')
        for id in GOOD:
            cls.world.source(id, cls.good.url('/' + id), file='bonnes.yaml')
        cls.alone = cls.world.run('harvest', *GOOD)
        cls.first = cls.world.run('run')
        cls.start(before)
        cls.publish('Un', 'Deux')
        cls.night(later(days=1))

    @classmethod
    def publish(cls, *titles):
        for id in GOOD:
            cls.good.answer('/' + id, jsonfeed(*titles), type=JSONFEED, delay=0.05)

    @classmethod
    def start(cls, before):
        """The hostile server, at the address that was a good one's."""
        before.close()
        p = subprocess.Popen([sys.executable, SCRIPT, '--port', str(cls.port), '--tls-dir', cls.folder.name],
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(p.wait)
        cls.addClassCleanup(p.send_signal, signal.SIGKILL)
        cls.addClassCleanup(p.stdout.close)
        cls.ports = json.loads(p.stdout.readline())
        for name, port in {**cls.ports['tls'], 'plain': cls.port}.items():
            cls.world.source('tls-' + name, 'https://127.0.0.1:%d/ok' % port)
        cls.world.write_config(network={'allow': ['127.0.0.1:%d' % port for port in [cls.port, *cls.ports['tls'].values()]] +
                                        ['127.0.0.2:%d' % cls.good.port]})

    @classmethod
    def night(cls, now):
        cls.good.forget()
        began = time.monotonic()
        process = cls.world.start('run', '--verbose', now=now, env={'SSL_CERT_FILE': cls.ports['ca']})
        out, err = process.communicate(timeout=120)
        cls.status, cls.told = process.returncode, err.decode()
        cls.last_good = max(r.at for r in cls.good.asked()) - began
        cls.stats = cls.ask('/__stats')
        cls.state = {row[0]: row[1:] for row in cls.world.query('select id, health, reason, moved_to from sources')}
        cls.attempt = {row[0]: row[1:] for row in cls.world.query(
            'select source, outcome, error, bytes, ms from fetches where id in (select max(id) from fetches group by source)')}

    @classmethod
    def ask(cls, path):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open('http://127.0.0.1:%d%s' % (cls.port, path)) as f:
            return json.load(f)

    def each(self, look, key='path'):
        """Calls look(id, behaviour) for all that have the key."""
        for b in self.index:
            if key in b:
                with self.subTest(b['path'], about=b['about']):
                    look(id_of(b['path']), b)

    def items(self, id, where=''):
        (n,), = self.world.query('select count(*) from items where source = ? and archived is null and not withdrawn ' + where, id)
        return n

    # --- the night ---

    def test_the_night_before_was_a_good_one(self):
        self.assertEqual((self.first.status, self.first.stderr), (0, ''))

    def test_each_is_answered_as_the_index_says(self):
        outcomes = {'new': {'read'}, 'unchanged': {'unchanged', 'read', 'same'}}

        def look(id, b):
            outcome, error, _, _ = self.attempt[id]
            if b['outcome'] in outcomes:
                self.assertIn(outcome, outcomes[b['outcome']], error)
                self.assertEqual(self.state[id][0], 1, 'healthy')
            elif b['outcome'] == 'error':
                self.assertTrue(error, outcome)
                self.assertTrue(any(word in error.lower() for word in b['reason']), (error, b['reason']))
                self.assertNotEqual(self.state[id][0], 1, 'not healthy')
                self.assertEqual(self.state[id][1], error, 'status tells it')
                drifted = 'drifted: ' if outcome == 'drifted' else ''
                self.assertIn('%s: %s%s' % (id, drifted, error), self.told)
        self.each(look)

    def test_items_of_the_night_before_stay_and_new_ones_come(self):
        def look(id, b):
            self.assertEqual(self.items(id, "and title like 'Avant%'"), 1)
            if 'items' in b:
                self.assertEqual(self.items(id, "and title like 'Appel %'"), b['items'])
            elif b['outcome'] == 'error':
                self.assertEqual(self.items(id), 1)
        self.each(look)

    def test_none_takes_longer_or_more_than_it_may(self):
        def look(id, b):
            _, _, received, ms = self.attempt[id]
            self.assertLessEqual(ms, 1000 * b['max_seconds'])
            self.assertLessEqual(received, b.get('max_bytes', 17 << 20))
        self.each(look)

    def test_none_is_asked_too_often(self):
        def look(id, b):
            self.assertLessEqual(self.stats['requests'][b['path']], b['requests_max'])
        self.each(look, 'requests_max')

    def test_nothing_inside_the_network_is_reached(self):
        self.assertEqual(self.stats['canary_hits'], [])
        self.assertEqual(self.ask('/__stats')['canary_hits'], [])

    def test_certificates(self):
        for name, word in TLS.items():
            with self.subTest(name):
                outcome, error, _, _ = self.attempt['tls-' + name]
                if word == 'ok':
                    self.assertEqual((outcome, self.items('tls-good')), ('read', 3))
                else:
                    self.assertEqual(outcome, 'network')
                    self.assertIn(word, error.lower())
                    self.assertEqual(self.items('tls-' + name), 0)

    def test_the_good_ones_are_harvested_all_the_same(self):
        for id in GOOD:
            self.assertEqual((self.state[id][0], self.items(id)), (1, 2))
        self.assertLess(self.last_good, 2 * self.alone.seconds + WAIT)

    def test_the_run_says_so_and_goes_on(self):
        self.assertEqual(self.status, 1)
        failed = {id_of(b['path']) for b in self.index if b['outcome'] == 'error'}
        told = {line.split(': ')[1] for line in self.told.splitlines() if line.startswith('moisson: h-')}
        self.assertEqual(failed - told, set())
        health = json.loads(self.world.output('health.json'))
        self.assertFalse(health['healthy'])
        self.assertLessEqual(failed, {s['id'] for s in health['sources'] if s.get('reason') and s['health'] != 'ok'})

    # --- the nights after ---

    def night_after(self, ids, **when):
        """Those of the sources that are due are asked again; the requests it took, by path."""
        before = self.ask('/__stats')['requests']
        self.world.run('harvest', *ids, now=later(**when))
        after = self.ask('/__stats')['requests']
        return {path: n - before.get(path, 0) for path, n in after.items() if n > before.get(path, 0)}

    def paths_with(self, then):
        return [b['path'] for b in self.index if b.get('then', '').partition(':')[0] == then]

    def test_then_what_asks_to_wait_is_waited_for(self):
        waits = {b['path']: int(b['then'][5:]) for b in self.index if b.get('then', '').startswith('wait:')}
        self.assertGreater(len(waits), 3)
        for seconds in sorted(set(waits.values())):
            asked = self.night_after([id_of(p) for p in waits], days=1, seconds=seconds - 20)
            self.assertEqual([p for p in asked if waits.get(p, 0) >= seconds], [])
        asked = self.night_after([id_of(p) for p in waits], days=9)
        self.assertEqual({p for p in asked} & set(waits), set(waits), 'and not for ever')

    def test_then_what_is_gone_is_left_alone(self):
        for path in self.paths_with('gone'):
            self.assertEqual(self.state[id_of(path)][0], 3)
            self.assertEqual(self.night_after([id_of(path)], days=60), {})

    def test_then_what_moved_is_found_at_its_new_address(self):
        for path in self.paths_with('moved'):
            self.assertEqual(self.state[id_of(path)][2], 'http://127.0.0.1:%d/ok' % self.port)
            self.assertIn('/ok', self.night_after([id_of(path)], days=3))

    def test_then_validators_are_sent_back(self):
        for path in self.paths_with('conditional'):
            self.assertIn(path, self.night_after([id_of(path)], days=3))
            headers = self.ask('/__stats')['headers'][path]
            self.assertTrue({'if-none-match', 'if-modified-since'} & set(headers))


if __name__ == '__main__':
    unittest.main()
