"""Killed with SIGKILL at random moments: the store is sound, every export is a whole file, nothing is left lying about, and the
run after ends where an undisturbed one does."""
import json
import os
import random
import shutil
import sqlite3
import tempfile
import time
import unittest
import xml.etree.ElementTree

from harness import Answer, Case, JSONFEED, World, jsonfeed

SOURCES, NIGHTS, KILLS = 60, 5, 3  # kills each night

FACTS = {
    'items': 'select source, identity, uid, native_id, first_seen, changed, revision, withdrawn, archived, title, url, deadline, starts, '
             'content_text, fingerprint from items order by uid',
    'revisions': 'select uid, at, number, field, before, after from revisions r join items i on i.id = r.item order by uid, r.id',
    'tags': 'select uid, scheme, position, value from tags join items i on i.id = item order by uid, scheme, position',
    'presence': 'select uid, last_seen, missing_since from presence join items i on i.id = item order by uid',
    'sources': 'select id, url, etag, body_hash, due, last_success, last_change, failures, health, reason, items from sources order by id',
    'fetches': 'select source, at, status, outcome, items_new, items_changed, items_same from fetches order by source, at',
    'bodies': 'select source, url, size from bodies order by source',
}


class Killed(Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(20261001)
        self.other = World(self.server)
        self.addCleanup(self.other.close)
        hosts = [self.server] + [self.other_server('127.0.0.%d' % i) for i in range(2, 12)]
        self.other.servers = self.world.servers
        self.other.write_config(network=self.world.settings['network'])
        channels = [{'id': 'tout', 'title': 'Tout'}, {'id': 'appels', 'title': 'Appels', 'where': {'kind': 'call', 'open': True}},
                    {'id': 'agenda', 'title': 'Agenda', 'where': {'kind': 'event'}}]
        self.n = 1
        for world in (self.world, self.other):
            world.write_config(channels=channels)
            for i in range(SOURCES):
                host = hosts[i % len(hosts)]
                host.script('/s%d' % i, lambda request, i=i: self.document(i))
                world.source('s%d' % i, host.url('/s%d' % i), complete=i % 2 == 0)

    def document(self, i):
        """What source i holds tonight: every night something is new, changed, moved or gone."""
        n, items = self.n, []
        for k in range(15 + n):
            kind = ('news', 'call', 'event')[k % 3]
            if k == 4 and n > 2:
                continue
            items.append({'title': 'Titre %d.%d' % (i, k) + (' corrigé' if k == n else ''), 'text': 'Texte. ' * 100, 'kind': kind,
                          'deadline': '2026-11-%02dT12:00' % (k % 20 + n), 'starts': '2026-12-%02dT10:00' % (k % 20 + 1),
                          'topics': ['mobilite', 'eau'][: k % 3]})
        return Answer(jsonfeed(*items), type=JSONFEED, etag='"%d-%d"' % (i, n if i % 3 else 0), delay=0.01)

    def now(self):
        return '2026-10-%02dT02:00:00Z' % (4 * self.n)

    def facts(self, world):
        return {name: world.query(sql) for name, sql in FACTS.items()}

    def check_store(self):
        """On a copy, so that looking at it repairs nothing."""
        with tempfile.TemporaryDirectory() as folder:
            if not os.path.exists(self.world.path('var/moisson.db')):
                return 0
            for name in os.listdir(self.world.path('var')):
                shutil.copy(self.world.path('var', name), folder)
            c = sqlite3.connect(os.path.join(folder, 'moisson.db'))
            try:
                self.assertEqual(c.execute('pragma integrity_check').fetchall(), [('ok',)])
                self.assertEqual(c.execute('pragma foreign_key_check').fetchall(), [])
                made = c.execute("select count(*) from sqlite_master where name = 'items'").fetchone()[0]
                return c.execute('select count(*) from items').fetchone()[0] if made else 0
            finally:
                c.close()

    def check_exports(self):
        for name, data in self.world.outputs().items():
            base = os.path.basename(name)
            if base.startswith('.'):
                continue  # being written; the next run takes it away
            self.assertTrue(data, name)
            if base.endswith(('.xml', '.opml', '.atom')):
                xml.etree.ElementTree.fromstring(data)
            elif base.endswith('.json'):
                json.loads(data)
            elif base.endswith('.ics'):
                self.assertTrue(data.endswith(b'END:VCALENDAR\r\n'), name)
            elif base.endswith('.prom'):
                self.assertTrue(data.endswith(b'# EOF\n'), name)
            else:
                self.assertTrue(data.endswith(b'\r\n'), name)

    def kill_once(self, longest):
        p = self.world.start('run', now=self.now())
        try:
            time.sleep(self.random.random() * longest)
            midway = p.poll() is None
        finally:
            p.kill()
            p.communicate()
        return midway

    def test_the_next_run_carries_on(self):
        midway = before = 0
        for self.n in range(1, NIGHTS + 1):
            undisturbed = self.other.run('run', now=self.now())
            self.assertEqual((undisturbed.status, undisturbed.stderr), (0, ''))
            for _ in range(KILLS):
                midway += self.kill_once(0.9 * undisturbed.seconds)
                rows = self.check_store()
                self.assertGreaterEqual(rows, before, 'nothing that was stored is lost')
                before = rows
                self.check_exports()
            self.well('run', now=self.now())
            expected, got = self.facts(self.other), self.facts(self.world)
            for name in FACTS:
                self.assertEqual(got[name], expected[name], '%s, night %d' % (name, self.n))
            files, same = self.other.outputs(), self.world.outputs()
            self.assertEqual(sorted(same), sorted(files), 'no other file is left')
            for name, data in files.items():
                if name not in ('health.json', 'metrics.prom'):  # they tell of their own run
                    self.assertEqual(same[name], data, name)
        self.assertGreater(midway, NIGHTS * KILLS / 2, 'most kills came while it was at work')


if __name__ == '__main__':
    unittest.main()
