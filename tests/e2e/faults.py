"""What the tests of faults share: the program below tests/e2e/faultlib.c, which makes calls fail, and a small installation that is
put back as it was before each case."""
import json
import os
import shutil
import sqlite3
import struct
import tempfile
import time
import xml.etree.ElementTree

from harness import Answer, Case, JSONFEED, MOISSON, jsonfeed, rss
from test_kill import FACTS

LIBRARY = os.path.join(os.path.dirname(os.path.realpath(MOISSON)), 'tests', 'faultlib.so')
if set(LIBRARY) & set(' :'):  # they part the names in LD_PRELOAD: a copy in a folder without them
    _folder = tempfile.TemporaryDirectory(prefix='moisson-faults-', ignore_cleanup_errors=True)
    LIBRARY = shutil.copy(LIBRARY, _folder.name)
KINDS = ('malloc', 'open', 'read', 'write', 'fsync', 'rename', 'mkdir')
with open(os.path.realpath(MOISSON), 'rb') as f:
    SANITIZED = b'__asan_init' in f.read()  # its memory is the sanitizer's, and ends with it
EVERY = int(os.environ.get('FAULTS') or 0)  # of `make faults`: every so-many-th call; 0: some, as in the suite
NIGHT_2 = '2026-10-02T02:00:00Z'
RUN_FILES = ('health.json', 'metrics.prom', 'editeurs.atom')  # they tell of their own run, and of what failed in it

CALENDAR = ('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//FR\r\n' + ''.join(
    'BEGIN:VEVENT\r\nUID:%d@x\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;TZID=Europe/Paris:202611%02dT100000\r\nSUMMARY:Atelier %d\r\n'
    'RRULE:FREQ=MONTHLY;COUNT=2\r\nEND:VEVENT\r\n' % (i, i + 1, i) for i in range(4)) + 'END:VCALENDAR\r\n')
ATOM = ('<?xml version="1.0" encoding="iso-8859-1"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Atome</title><id>urn:f</id>'
        '<updated>2026-09-30T08:00:00Z</updated><entry><id>urn:1</id><title>\xc9t\xe9 %s</title><link href="/un"/>'
        '<updated>2026-09-30T08:00:00Z</updated><content type="html">&lt;p&gt;Un &lt;b>texte&lt;/b> &amp;eacute;crit</content>'
        '</entry></feed>')


def environment(**faults):
    """malloc=3: the third fails; '3+': and all after it. Other names as in faultlib.c, in small letters without FAULT_."""
    env = {'LD_PRELOAD': LIBRARY}
    if SANITIZED:
        env['ASAN_OPTIONS'] = os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0'
    for name, value in faults.items():
        env['FAULT_' + name.upper() + ('_AT' if name in KINDS else '')] = str(value)
    return env


def read_counts(path):
    with open(path, 'rb') as f:
        return dict(zip(KINDS, struct.unpack('%dQ' % len(KINDS), f.read())))


def without_memory(kinds):
    return [k for k in kinds if k != 'malloc'] if SANITIZED else kinds


def sample(n):
    """Of n calls those to try; in the suite the first ten, the last and some between."""
    if EVERY:
        return range(1, n + 1, EVERY)
    return range(1, n + 1) if n < 16 else sorted({*range(1, 11), *range(11, n, max(1, n // 6)), n})


class Faults(Case):
    """A world of four sources in its second night: `reset` puts it back as the first one left it, `expected` is how an
    undisturbed run leaves it."""

    def setUp(self):
        super().setUp()
        if not os.path.exists(LIBRARY):
            self.skipTest('not built: ' + LIBRARY)
        self.kept = tempfile.mkdtemp(prefix='moisson-e2e-')
        self.addCleanup(shutil.rmtree, self.kept, True)
        self.counts_file = os.path.join(self.kept, 'counts')

    def two_nights(self):
        self.config(channels=[{'id': 'tout', 'title': 'Tout'},
                              {'id': 'appels', 'title': 'Appels', 'where': {'kind': 'call', 'open': True}, 'formats': ['rss', 'json']}])
        self.write_sources(1)
        self.well('run')
        self.save('night-1')
        self.write_sources(2)
        self.well('run', now=NIGHT_2)
        self.expected, self.expected_files = self.facts(), self.files()
        self.old_files = self.reset() or self.files()

    def write_sources(self, night):
        self.server.answer('/rss', rss(*['Titre %d' % i for i in range(night + 2)], title='Nuit %d' % night), etag='"r%d"' % night)
        self.feed('json', {'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-%02dT12:00' % (10 + night), 'topics': ['eau']})
        self.server.answer('/atom', (ATOM % night).encode('latin-1'), type='application/atom+xml')
        self.server.answer('/ics', CALENDAR, type='text/calendar', etag='"i"')
        for name in ('rss', 'atom', 'ics'):
            self.source(name, '/' + name)

    def save(self, name):
        shutil.copytree(self.world.folder, os.path.join(self.kept, name), symlinks=True)

    def reset(self, name='night-1'):
        for entry in os.listdir(self.world.folder):
            path = self.world.path(entry)
            shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        shutil.copytree(os.path.join(self.kept, name), self.world.folder, dirs_exist_ok=True)

    def count(self, *args, **how):
        """How often each kind of call is made by an undisturbed run."""
        if os.path.exists(self.counts_file):
            os.unlink(self.counts_file)
        self.well(*args, env=environment(counts=self.counts_file), **how)
        return read_counts(self.counts_file)

    def stopped_at(self, kind, n, *args, **how):
        """Runs it up to before the n-th such call: a process that is stopped there, or has ended without it."""
        p = self.world.start(*args, env=environment(stop=1, **{kind: n}), **how)
        while True:
            with open('/proc/%d/stat' % p.pid, encoding='utf-8', errors='replace') as f:
                if f.read().rpartition(')')[2].split()[0] in 'TZ':
                    return p
            time.sleep(0.005)

    def kill_at(self, kind, n, *args, **how):
        p = self.stopped_at(kind, n, *args, **how)
        p.kill()
        p.communicate()

    def facts(self):
        return {name: self.store(sql) for name, sql in FACTS.items()}

    def files(self):
        return {name: data for name, data in self.world.outputs().items()
                if name not in RUN_FILES and not os.path.basename(name).startswith('.')}

    def check_store(self):
        """Sound, on a copy, so that looking at it repairs nothing."""
        with tempfile.TemporaryDirectory() as folder:
            for name in os.listdir(self.world.path('var')) if os.path.isdir(self.world.path('var')) else ():
                shutil.copy(self.world.path('var', name), folder)
            c = sqlite3.connect(os.path.join(folder, 'moisson.db'))
            try:
                self.assertEqual(c.execute('pragma integrity_check').fetchall(), [('ok',)])
                self.assertEqual(c.execute('pragma foreign_key_check').fetchall(), [])
            finally:
                c.close()

    def check_told(self, r, statuses=(1, 2, 3)):
        """It ended in order, with a message of one line or more, each its own."""
        self.assertIn(r.status, statuses, r)
        self.assertRegex(r.stderr, r'^(\S.*\n)+$')
        self.assertNotRegex(r.stderr, r'signal|Sanitizer|runtime error')

    def check_readable(self):
        """Each published file is there and whole."""
        files = self.files()
        self.assertEqual(set(self.old_files) - set(files), set(), 'no file is lost')
        for name, data in files.items():
            data.decode('utf-8')
            if name.endswith(('.xml', '.opml')):
                xml.etree.ElementTree.fromstring(data)
            elif name.endswith('.json'):
                json.loads(data)
            else:
                self.assertTrue(data.endswith(b'END:VCALENDAR\r\n' if name.endswith('.ics') else b'\r\n'), name)

    def check_whole(self):
        """Each is wholly that of the night before or wholly that of this one."""
        self.check_readable()
        for name, data in self.files().items():
            self.assertIn(data, (self.old_files.get(name), self.expected_files.get(name)), name)

    def check_converges(self, waits=False):
        """waits: a source failed before, and is not asked again tonight unless it is forced."""
        r = self.moisson('run', now=NIGHT_2)
        self.assertIn(r.status, (0, 1), r)
        if r.status == 1 or waits:
            r = self.moisson('run', '--force', now=NIGHT_2)
        self.assertEqual((r.status, r.stderr), (0, ''))
        self.assertEqual(self.files(), self.expected_files)
        self.assertEqual([n for n in self.world.outputs() if os.path.basename(n).startswith('.')], [], 'nothing is left lying about')
        # what answers 304 when it is asked again was last seen in the document of the night before
        for name in ('items', 'revisions', 'tags') + (() if waits else ('presence',)):
            self.assertEqual(self.facts()[name], self.expected[name], name)
