"""What the system does to a run: full disks, folders that may not be written or go away, signals of all sorts, clocks that jump,
another program that holds the store. It is said, the exit status is right, and nothing is lost."""
import ctypes
import ctypes.util
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
import unittest

from faults import Faults, NIGHT_2, environment, sample
from harness import Answer, JSONFEED, jsonfeed

MS_RDONLY, MS_REMOUNT, MS_BIND, MNT_DETACH = 1, 32, 4096, 2
libc = ctypes.CDLL(ctypes.util.find_library('c'), use_errno=True)


class Night(Faults):
    def setUp(self):
        super().setUp()
        self.two_nights()


class Disk(Night):
    def mount(self, folder, options='', flags=0, source='none', kind='tmpfs'):
        """What the folder holds now is then in the mounted one."""
        path = self.world.path(folder)
        kept = os.path.join(self.kept, 'before-the-mount')
        shutil.copytree(path, kept) if kind == 'tmpfs' else None
        if libc.mount(source.encode(), path.encode(), kind.encode(), flags, options.encode()):
            self.skipTest('may not mount: ' + os.strerror(ctypes.get_errno()))
        self.addCleanup(libc.umount2, path.encode(), MNT_DETACH)
        if kind == 'tmpfs':
            shutil.copytree(kept, path, dirs_exist_ok=True)
            shutil.rmtree(kept)

    def remount(self, folder, options='', flags=0):
        path = self.world.path(folder)
        self.assertEqual(libc.mount(b'none', path.encode(), b'tmpfs', MS_REMOUNT | flags, options.encode()), 0)

    def much(self):
        self.feed('much', *[{'title': 'Article %d' % i, 'text': ('%d ' % i) * 3000} for i in range(150)])

    def unchanged(self):
        self.assertEqual(self.files(), self.old_files)

    def check_failed(self, r, words):
        self.assertEqual((r.status, r.stdout), (3, ''), r)
        self.assertRegex(r.stderr, r'^moisson: .*%s.*\n$' % words)

    def test_no_room_for_the_store(self):
        self.mount('var', 'size=1m')
        self.much()
        self.check_failed(self.moisson('run', now=NIGHT_2), 'moisson.db: no room is left on the disk')
        self.unchanged()
        self.check_store()
        self.remount('var', 'size=20m')
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.one("select count(*) from items where source = 'much'"), 150)

    def test_no_room_for_the_exports(self):
        self.mount('public', 'size=300k')
        self.much()
        self.check_failed(self.moisson('run', now=NIGHT_2), 'public/tout/[a-z.]*: cannot write: No space left on device')
        halfway = self.files()
        self.assertEqual([n for n in self.world.outputs() if os.path.basename(n).startswith('.')], [])
        self.remount('public', 'size=20m')
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.world.output('tout', 'rss.xml').count('<item>'), self.one('select count(*) from items'))
        self.expected_files = self.files()
        for name, data in halfway.items():
            self.assertIn(data, (self.old_files[name], self.expected_files[name]), name)

    def test_no_room_for_what_was_asked_for(self):
        document = self.world.write('d.json', jsonfeed('Un'))
        for args in (['parse', document], ['sanitize', document], ['list'], ['list', '--json'], ['status'], ['check', '--schema'], ['help']):
            with open('/dev/full', 'wb') as full:
                p = subprocess.run(self.world.command(*args), stdout=full, stderr=subprocess.PIPE, env=self.world.environment(), timeout=60)
            self.assertEqual((p.returncode, p.stderr), (3, b'moisson: standard output: No space left on device\n'), args)

    def test_a_store_that_may_not_be_written(self):
        self.mount('var', 'size=20m')
        self.remount('var', flags=MS_RDONLY)
        self.check_failed(self.moisson('run', now=NIGHT_2), 'var/moisson.db.*: .*Read-only file system')
        self.unchanged()
        self.well('list')
        self.well('status')
        self.remount('var')
        self.well('run', now=NIGHT_2)

    def test_exports_that_may_not_be_written(self):
        self.mount('public', 'size=20m')
        self.remount('public', flags=MS_RDONLY)
        self.check_failed(self.moisson('run', now=NIGHT_2), 'public/.*: .*Read-only file system')
        self.unchanged()
        self.remount('public')
        self.check_converges()

    def test_a_file_where_a_folder_should_be(self):
        for name in ('var', 'public', 'public/tout'):
            with self.subTest(name):
                self.reset()
                shutil.rmtree(self.world.path(name))
                self.world.write(name, 'a file')
                self.check_failed(self.moisson('run', now=NIGHT_2), name + '.*: ')
                os.unlink(self.world.path(name))
                r = self.moisson('run', now=NIGHT_2)
                self.assertIn(r.status, (0, 1), r)

    def test_the_exports_go_away_while_they_are_written(self):
        for n in range(1, 8):
            with self.subTest(n=n):
                self.reset()
                p = self.stopped_at('rename', n, 'run', now=NIGHT_2)
                shutil.rmtree(self.world.path('public'))
                p.send_signal(signal.SIGCONT)
                err = p.communicate(timeout=60)[1].decode()
                self.assertEqual((p.returncode, err.count('\n')), (3, 1), err)
                self.assertRegex(err, r'public/.*: cannot write: No such file or directory')
                self.check_store()
                self.well('run', now=NIGHT_2)
                self.assertEqual(set(self.files()), set(self.expected_files))

    def test_the_exports_go_away_before(self):
        self.server.script('/json', lambda request: (shutil.rmtree(self.world.path('public')), Answer(
            jsonfeed({'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-12T12:00', 'topics': ['eau']}), type=JSONFEED))[1])
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.files(), self.expected_files)

    def test_the_store_goes_away(self):
        """Whatever becomes of that run, the next one is as it should be, and what is published is not emptied."""
        self.server.script('/json', lambda request: (shutil.rmtree(self.world.path('var')), Answer(jsonfeed('Appel'), type=JSONFEED))[1])
        r = self.moisson('run', now=NIGHT_2)
        self.assertIn(r.status, (0, 1, 3), r)
        self.write_sources(2)
        r = self.moisson('run', '--force', now=NIGHT_2)
        self.assertIn(r.status, (0, 1), r)
        self.assertEqual(set(self.files()), set(self.expected_files))
        self.check_store()

    def test_another_program_holds_the_store(self):
        c = sqlite3.connect(self.world.path('var/moisson.db'), isolation_level=None)
        self.addCleanup(c.close)
        c.execute('begin immediate')
        self.well('list')
        self.check_failed(self.moisson('run', now=NIGHT_2), 'another program holds it locked')
        self.unchanged()
        c.execute('rollback')
        self.check_converges()


class Signals(Night):
    def test_interrupted_calls_are_made_again(self):
        for every in (2, 3, 7):
            with self.subTest(every=every):
                self.reset()
                self.well('run', now=NIGHT_2, env=environment(eintr_every=every))
                self.assertEqual(self.files(), self.expected_files)
                self.check_store()

    def test_a_storm_of_signals(self):
        self.well('run', now=NIGHT_2, env=environment(storm=300))
        self.assertEqual(self.files(), self.expected_files)

    def test_stopped_and_continued(self):
        p = self.world.start('run', now=NIGHT_2)
        while p.poll() is None:
            for number in (signal.SIGSTOP, signal.SIGCONT, signal.SIGWINCH, signal.SIGCHLD):
                p.send_signal(number)
                time.sleep(0.002)
        self.assertEqual((p.returncode, p.communicate()), (0, (b'', b'')))
        self.assertEqual(self.files(), self.expected_files)

    def test_told_to_end_at_any_moment(self):
        """In order: 0 when it was too late to matter, else 1 with what is left; what was read is kept. Before it asks anybody, a
        signal ends it at once."""
        counts = self.count('run', now=NIGHT_2)
        for number in (signal.SIGTERM, signal.SIGINT):
            for kind in ('open', 'write', 'rename'):
                for n in sample(counts[kind]):
                    with self.subTest(number=number, kind=kind, n=n):
                        self.reset()
                        p = self.stopped_at(kind, n, 'run', now=NIGHT_2)
                        p.send_signal(number)
                        p.send_signal(signal.SIGCONT)
                        out, err = p.communicate(timeout=60)
                        self.assertIn(p.returncode, (0, 1, -number), err)
                        if p.returncode == 1:
                            self.assertRegex(err.decode(), r'^moisson: interrupted: what was read is kept; \d+ sources? (is|are) left for '
                                                           r'the next run\n$')
                        else:
                            self.assertEqual(err, b'')
                        self.check_whole()
                        self.check_store()
                        self.check_converges()

    def test_killed_at_every_call_that_writes(self):
        counts = self.count('run', now=NIGHT_2)
        for kind in ('write', 'fsync', 'rename', 'mkdir'):
            for n in sample(counts[kind]):
                with self.subTest(kind=kind, n=n):
                    self.reset()
                    self.kill_at(kind, n, 'run', now=NIGHT_2)
                    self.check_whole()
                    self.check_store()
                    self.check_converges()

    def test_four_runs_at_once(self):
        self.server.answer('/json', jsonfeed({'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-12T12:00', 'topics': ['eau']}),
                           type=JSONFEED, delay=1)
        runs = [self.world.start('run', now=NIGHT_2) for _ in range(4)]
        ends = [(p.communicate(timeout=60)[1].decode(), p.returncode) for p in runs]
        self.assertEqual(sorted(code for _, code in ends), [0, 1, 1, 1])
        for err, code in ends:
            self.assertRegex(err, r'^moisson: another run is at work.*\n$' if code else '^$')
        self.assertEqual(self.files(), self.expected_files)
        self.check_store()


class Clock(Night):
    def test_a_night_in_another_year_freezes_nothing(self):
        """Ten years on and back again, a day back: the next night asks every source, and publishes what it should."""
        for wrong, ahead in (('2036-10-02T02:00:00Z', 10 * 365 * 86400), ('2026-09-30T02:00:00Z', -86400)):
            with self.subTest(wrong):
                self.reset()
                self.well('run', now=wrong)
                self.assertEqual(self.moisson('run', now=wrong).status, 0)
                self.server.forget()
                self.well('run', now=NIGHT_2)
                for name in ('rss', 'json', 'atom', 'ics'):
                    self.assertEqual(self.server.count('/' + name), 1, name)
                self.assertEqual({i['id'] for i in json.loads(self.world.output('tout/feed.json'))['items']},
                                 {i['id'] for i in json.loads(self.expected_files['tout/feed.json'])['items']})
                self.assertIn('Appel', self.world.output('appels/rss.xml'))

    def test_the_clock_of_the_machine(self):
        """The same without --now: the program believes no clock for longer than it is asked."""
        def run(**how):
            command = [a for a in self.world.command('run') if a not in ('--now', self.world.now)]
            return subprocess.run(command, env=self.world.environment(environment(**how)), capture_output=True, timeout=60)
        for ahead in (10 * 365 * 86400, -86400):
            self.reset()
            for how in ({'clock': ahead}, {}):
                self.server.forget()
                p = run(**how)
                self.assertEqual((p.returncode, p.stderr), (0, b''))
                self.assertEqual(self.server.count('/rss'), 1, (ahead, how))

    def test_a_clock_that_jumps_while_it_runs(self):
        """Times are measured by a clock that does not jump: nothing is given up early, or waited for late."""
        self.server.answer('/json', jsonfeed('Appel'), type=JSONFEED, delay=1)
        p = self.world.start('run', now=NIGHT_2, env=environment(clock=10 * 365 * 86400))
        self.assertEqual((p.communicate(timeout=30)[1], p.returncode), (b'', 0))


class Order(Night):
    def traced(self, *args):
        path = os.path.join(self.kept, 'trace')
        self.well(*args, now=NIGHT_2, env=environment(trace=path))
        with open(path, encoding='utf-8') as f:
            return [line.split() for line in f]

    def test_a_file_is_on_the_disk_before_it_has_its_name(self):
        """A power cut leaves the old file or the new one: fsync of the file, rename, fsync of the folder; and only then does the
        store believe that it was written."""
        calls = self.traced('run')
        renamed = 0
        for i, (what, path, *to) in enumerate(calls):
            if what != 'rename' or '/public/' not in path:
                continue
            renamed += 1
            mine = [c[0] for c in calls[:i] if c[1] == path]
            self.assertEqual(mine[-1], 'fsync', 'written after it was brought to the disk: %s' % path)
            self.assertEqual(os.path.dirname(path), os.path.dirname(to[0]))
            self.assertEqual(calls[i + 1][:2], ['fsync', os.path.dirname(to[0])])
        self.assertGreaterEqual(renamed, 8)
        self.assertEqual({c[1] for c in calls if c[0] == 'write' and '/public/' in c[1] and '/.' not in c[1]}, set(), 'nothing but twins')

    def test_a_backup_is_whole_or_not_there(self):
        copy = self.world.path('copy.db')
        counts = self.count('db', 'backup', copy)
        os.unlink(copy)
        for kind in ('write', 'fsync', 'rename'):
            for n in sample(counts[kind]):
                with self.subTest(kind=kind, n=n):
                    self.kill_at(kind, n, 'db', 'backup', copy)
                    if os.path.exists(copy):
                        c = sqlite3.connect(copy)
                        self.assertEqual(c.execute('pragma integrity_check').fetchall(), [('ok',)])
                        self.assertEqual(c.execute('select count(*) from items').fetchone()[0], self.one('select count(*) from items'))
                        c.close()
                        os.unlink(copy)
                    r = self.moisson('db', 'backup', copy, env=environment(**{kind: n}))
                    self.assertEqual(os.path.exists(copy), r.status == 0)
                    if r.status:
                        self.check_told(r, (3,))
                    else:
                        os.unlink(copy)
                    self.well('db', 'backup', copy)
                    os.unlink(copy)
        self.assertEqual([n for n in os.listdir(self.world.folder) if 'copy.db' in n], [], 'nothing is left lying about')


if __name__ == '__main__':
    unittest.main()
