#!/usr/bin/env python3
"""The store beside others: readers, other writers, damage; and memory that does not grow with what it holds."""
import os, shutil, sqlite3, subprocess, threading, time, unittest
from harness import Case, MOISSON, rss

MIB = 1 << 20


class Beside(Case):
    """A night with two sources was harvested; the next one has a new item in each."""

    def setUp(self):
        super().setUp()
        for s in 'ab':
            self.server.answer('/' + s, rss('Un', 'Deux'))
            self.source(s, '/' + s)
        self.well('harvest')
        for s in 'ab':
            self.server.answer('/' + s, rss('Un', 'Deux', 'Trois'))

    def open(self):
        c = sqlite3.connect(self.world.path('var/moisson.db'), isolation_level=None, check_same_thread=False)
        self.addCleanup(c.close)
        return c

    def test_a_reader_in_the_middle_of_its_work_holds_nobody_up(self):
        reader = self.open()
        reader.execute('begin')
        count = lambda: reader.execute('select count(*) from items').fetchone()[0]
        self.assertEqual(count(), 4)
        r = self.well('run', '--force')
        self.assertLess(r.seconds, 8)  # it did not wait for the reader: that would be ten
        self.assertEqual(count(), 4)
        reader.execute('commit')
        self.assertEqual(count(), 6)

    def test_a_writer_that_leaves_is_waited_for(self):
        writer = self.open()
        writer.execute('begin immediate')
        t = threading.Timer(1.5, writer.execute, ['rollback'])
        t.start()
        self.well('harvest', '--force')
        t.join()
        self.assertEqual(self.store('select count(*) from items'), [(6,)])

    def test_a_writer_that_stays_is_told(self):
        writer = self.open()
        writer.execute('begin immediate')
        r = self.moisson('harvest', '--force')
        self.assertEqual(r.status, 3)
        self.assertIn('another program holds it locked', r.stderr)
        self.assertIn('moisson.db', r.stderr)
        self.assertEqual(len(r.stderr.splitlines()), 1, r.stderr)
        writer.execute('rollback')
        self.well('harvest', '--force')
        self.assertEqual(self.store('select count(*) from items'), [(6,)])

    def test_a_log_that_a_killed_run_left_is_taken_in(self):
        """What was committed is in the log alone, and the process that would have taken it into the store is gone."""
        store, kept = self.world.path('var/moisson.db'), self.world.path('kept')
        os.mkdir(kept)
        reader = self.open()
        reader.execute('begin')
        reader.execute('select count(*) from items').fetchone()  # the log cannot be emptied
        self.well('harvest', '--force')
        for end in ('', '-wal'):
            shutil.copy(store + end, kept)
        reader.execute('commit')
        reader.close()
        for end in ('', '-wal', '-shm'):
            if os.path.exists(store + end):
                os.remove(store + end)
        for end in ('', '-wal'):
            shutil.copy(os.path.join(kept, 'moisson.db' + end), store + end)
        self.well('db', 'check')
        self.well('export')
        self.assertEqual(self.store('select count(*) from items'), [(6,)])


class Damaged(Case):
    def test_pages_of_rubbish(self):
        self.server.answer('/a', rss(*('Titre %d' % i for i in range(200))))
        self.source('a', '/a')
        self.well('run')
        store = self.world.path('var/moisson.db')
        size = os.path.getsize(store)
        with open(store, 'r+b') as f:
            f.seek(8192)
            f.write(b'\xa5' * (size - 8192))
        for args in (('export',), ('list',), ('db', 'check')): # run sets it aside: see test_damage.py
            r = self.moisson(*args)
            self.assertEqual(r.status, 3, (args, r))
            self.assertIn('damaged', r.stderr, args)
            self.assertEqual(len(r.stderr.splitlines()), 1, r.stderr)

    def test_half_of_it(self):
        self.server.answer('/a', rss(*('Titre %d' % i for i in range(200))))
        self.source('a', '/a')
        self.well('run')
        store = self.world.path('var/moisson.db')
        os.truncate(store, os.path.getsize(store) // 2 // 8192 * 8192)
        before = self.world.outputs()
        r = self.moisson('export')
        self.assertEqual((r.status, self.world.outputs()), (3, before))
        self.assertIn('the store is damaged', r.stderr)


@unittest.skipIf('asan' in MOISSON, 'needs the memory of the program alone')
@unittest.skipUnless(shutil.which('prlimit'), 'needs prlimit')
class Memory(Case):
    """Held to an amount that is less than what is stored, and much less than what is written."""

    def within(self, mib, *args, now=None):
        r = subprocess.run(['prlimit', '--data=%d' % (mib * MIB)] + self.world.command(*args, now=now), cwd=self.world.folder,
                           env=self.world.environment(), capture_output=True, text=True, timeout=120)
        self.assertEqual((r.returncode, r.stderr), (0, ''))

    def test_a_harvest_and_its_exports(self):
        text = ' '.join('mot%d' % (i * i) for i in range(300))
        for s in range(100):
            items = [{'title': 'Titre %d de %d' % (i, s), 'guid': '%d-%d' % (s, i), 'description': text} for i in range(200)]
            self.server.answer('/%d' % s, rss(*items), coding='gzip')
            self.source('s%d' % s, '/%d' % s)
        self.config(channels=[{'id': 'tout', 'limit': 0}])
        self.within(60, 'harvest') # the lexicons and what tells items apart are in it
        self.assertEqual(self.store('select count(*) from items'), [(20000,)])
        self.within(24, 'export')
        self.assertEqual(self.world.output('tout/rss.xml').count('<item>'), 20000)
        self.assertGreater(os.path.getsize(self.world.path('var/moisson.db')), 60 * MIB)
        self.assertGreater(sum(map(len, self.world.outputs().values())), 60 * MIB)
        self.within(24, 'list', '--json')


if __name__ == '__main__':
    unittest.main()
