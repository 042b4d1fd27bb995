"""Documents are read in worker processes: one that kills its parser costs its own source alone."""
import ctypes
import os
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import time
import unittest

from harness import Case, JSONFEED, jsonfeed, rss

NIGHTS = ['2026-10-%02dT02:00:00Z' % d for d in range(1, 9)]

# Stands in for a fault of the XML library: a document with one of these words brings its parser down.
FAULTY_LIBRARY = r'''
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>
int xmlParseChunk(void *parser, const char *bytes, int n, int end)
{
    static int (*real)(void *, const char *, int, int);
    if (!real)
        real = (int (*)(void *, const char *, int, int))dlsym(RTLD_NEXT, "xmlParseChunk");
    if (n > 0 && memmem(bytes, (size_t)n, "CRASH-HERE", 10))
        raise(SIGSEGV);
    if (n > 0 && memmem(bytes, (size_t)n, "SPIN-HERE", 9))
        for (;;)
            ;
    if (n > 0 && memmem(bytes, (size_t)n, "LEAVE-HERE", 10))
        _exit(0);
    return real(parser, bytes, n, end);
}
'''


def sanitized():
    return b'__asan_init' in open(os.environ.get('MOISSON', 'moisson'), 'rb').read()


def forbid_landlock():
    """A kernel without Landlock, by a seccomp filter around the whole program: landlock_create_ruleset gives ENOSYS."""
    libc = ctypes.CDLL(None, use_errno=True)

    def op(code, jt, jf, k):
        return struct.pack('HBBI', code, jt, jf, k)
    program = op(0x20, 0, 0, 0) + op(0x15, 0, 1, 444) + op(0x06, 0, 0, 0x00050000 | 38) + op(0x06, 0, 0, 0x7fff0000)
    code = ctypes.create_string_buffer(program)
    filter = ctypes.create_string_buffer(struct.pack('HxxxxxxP', 4, ctypes.addressof(code)))
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, filter, 0, 0) != 0:
        os._exit(99)


@unittest.skipIf(sanitized(), 'the faults would be reported by the sanitizer')
class Crashes(Case):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix='moisson-faulty-')
        code, cls.library = os.path.join(cls.folder, 'faulty.c'), os.path.join(cls.folder, 'faulty.so')
        with open(code, 'w') as f:
            f.write(FAULTY_LIBRARY)
        subprocess.run(['gcc', '-shared', '-fPIC', '-o', cls.library, code, '-ldl'], check=True)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_faulty(self, *args, **how):
        return self.moisson(*args, env={'LD_PRELOAD': self.library}, **how)

    def rss_source(self, id, *items):
        self.server.answer('/' + id, rss(*items))
        self.source(id, '/' + id)

    def test_one_crash_among_a_hundred_sources_costs_one_source(self):
        for i in range(100):
            self.rss_source('s%02d' % i, 'CRASH-HERE' if i == 50 else 'Article %d' % i)
        r = self.run_faulty('run')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertEqual(r.stderr, 'moisson: s50: parser crashed: signal 11 (Segmentation fault)\n')
        self.assertEqual(self.one('select count(*) from items'), 99)
        self.assertEqual(self.state_of('s50', 'reason'), 'parser crashed: signal 11 (Segmentation fault)')
        self.assertEqual(self.one("select outcome from fetches where source = 's50'"), 'killed')

    def test_each_way_to_die_is_told(self):
        self.world.settings['limits']['worker_cpu'] = '1s'
        self.world.write_config()
        self.rss_source('spins', 'SPIN-HERE')
        self.rss_source('leaves', 'LEAVE-HERE')
        self.rss_source('well', 'Un')
        r = self.run_faulty('run')
        self.assertIn('moisson: spins: parser killed: CPU limit 1 s\n', r.stderr)
        self.assertIn('moisson: leaves: parser ended: status 0\n', r.stderr)
        self.assertEqual(self.one('select count(*) from items'), 1)

    def test_a_document_that_kills_twice_is_left_alone_until_it_changes(self):
        self.rss_source('a', 'CRASH-HERE')
        reasons = []
        for now in NIGHTS[:4]:
            self.run_faulty('run', now=now)
            reasons.append(self.state_of('a', 'reason'))
            self.make_due('a') # what failed is asked again later and later: here each night
        self.assertEqual(reasons[:2], ['parser crashed: signal 11 (Segmentation fault)'] * 2)
        self.assertEqual(reasons[2:], ['the document ended its parser twice; it is not read again until it changes'] * 2)
        self.server.answer('/a', rss('Un'))
        self.assertEqual(self.run_faulty('run', now=NIGHTS[5]).status, 0)
        self.assertEqual(self.one('select title from items'), 'Un')
        self.assertIsNone(self.state_of('a', 'killer'))

    def make_due(self, id):
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('update sources set due = 0 where id = ?', (id,))
        c.commit()
        c.close()

    def test_parse_tells_it_in_one_line(self):
        path = self.world.write('x.xml', rss('CRASH-HERE'))
        r = self.run_faulty('parse', path)
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertEqual(r.stderr, path + ': parser crashed: signal 11 (Segmentation fault)\n')

    def test_what_was_read_before_stays(self):
        self.rss_source('a', 'Un', 'Deux')
        self.run_faulty('run')
        self.server.answer('/a', rss('CRASH-HERE'))
        self.run_faulty('run', now=NIGHTS[1])
        self.assertEqual(self.one('select count(*) from items'), 2)
        self.assertIn('Deux', self.world.output('tout', 'rss.xml'))


class Sandbox(Case):
    def test_where_the_kernel_refuses_it_run_says_so_once_and_status_as_long_as_it_lasts(self):
        self.feed('a', 'Un')
        said = []
        for now in NIGHTS[:2]:
            self.feed('a', 'Un', now)
            p = subprocess.run(self.world.command('run', now=now), env=self.world.environment(), capture_output=True,
                               text=True, preexec_fn=forbid_landlock)
            self.assertEqual((p.returncode, p.stdout), (0, ''))
            said.append(p.stderr)
        self.assertRegex(said[0], r'^moisson: the kernel refuses a part of the sandbox: Landlock; documents are read')
        self.assertEqual(said[1], '')
        self.assertIn('the kernel refuses a part of the sandbox', self.moisson('status').stderr)
        self.feed('a', 'Un', 'Trois')
        self.assertEqual(self.well('run', now=NIGHTS[2]).stderr, '')
        self.assertNotIn('sandbox', self.moisson('status').stderr)

    def test_many_workers_and_large_documents(self):
        self.world.settings['limits']['workers'] = 7
        self.world.write_config()
        for i in range(12):
            self.server.answer('/l%d' % i, jsonfeed(*('%d %d ' % (i, k) + 'mot ' * 20000 for k in range(8))),
                               type=JSONFEED)
            self.source('l%d' % i, '/l%d' % i)
        self.well('run')
        self.assertEqual(self.one('select count(*) from items'), 96)

    def test_no_worker_outlives_the_run(self):
        self.feed('a', 'Un')
        p = self.world.start('run')
        p.communicate(timeout=30)
        left = [e for e in os.listdir('/proc') if e.isdigit() and self.parent_was(e, p.pid)]
        self.assertEqual(left, [])

    @staticmethod
    def parent_was(pid, parent):
        try:
            with open('/proc/%s/stat' % pid) as f:
                return int(f.read().rsplit(')', 1)[1].split()[1]) == parent
        except (OSError, ValueError):
            return False

    def test_a_message_past_its_limit_fails_the_source_alone(self):
        self.world.settings['limits']['worker_message'] = '64KiB'
        self.world.write_config()
        self.server.answer('/large', jsonfeed(*('mot ' * 10000 for _ in range(3))), type=JSONFEED)
        self.source('large', '/large')
        self.feed('a', 'Un')
        r = self.moisson('run')
        self.assertEqual(r.stderr, 'moisson: large: what was read from it is larger than the limit of a message\n')
        self.assertEqual(self.one('select count(*) from items'), 1)

    @unittest.skipIf(sanitized(), 'its shadow memory is too large to look through')
    def test_secrets_do_not_reach_the_workers(self):
        """Nothing of the environment and of the sources' headers is left in the memory of the process that bears them."""
        self.server.answer('/slow', '', delay=3)
        self.source('slow', '/slow', headers={'Authorization': 'Bearer ${KEY}'})
        self.source('slow2', '/slow?key=${KEY}')
        p = self.world.start('run', env={'KEY': 'a-secret-of-the-house'})
        try:
            self.assertEqual(self.memory_holds(p.pid, b'a-secret-of-the-house'), {'main': True, 'nursery': False})
        finally:
            p.kill()
            p.communicate()

    def memory_holds(self, pid, secret):
        found = {}
        for _ in range(100):
            with open('/proc/%d/task/%d/children' % (pid, pid)) as f:
                children = f.read().split()
            if children and self.server.count() > 0: # asked already: the nursery has long begun
                break
            time.sleep(0.02)
        for name, who in (('main', pid), ('nursery', int(children[0]))):
            found[name] = False
            with open('/proc/%d/maps' % who) as maps, open('/proc/%d/mem' % who, 'rb') as memory:
                for line in maps:
                    bounds, rights = line.split()[:2]
                    if 'w' not in rights or '[v' in line:
                        continue
                    a, b = (int(x, 16) for x in bounds.split('-'))
                    memory.seek(a)
                    found[name] = found[name] or secret in memory.read(b - a)
        return found


if __name__ == '__main__':
    unittest.main()
