"""The nightly job as an operator meets it: what it says and when it is silent, its exit status, its lock, its time budget,
signals, and what it leaves beside the exports."""
import glob
import json
import os
import re
import resource
import signal
import sqlite3
import subprocess
import time
import unittest

from harness import Answer, Case, JSONFEED, MOISSON, jsonfeed, rss

NIGHT_2 = '2026-10-02T02:00:00Z'
NIGHT_3 = '2026-10-03T02:00:00Z'


class Silence(Case):
    def test_a_good_night_prints_nothing_at_all(self):
        self.feed('a', 'Un', 'Deux')
        self.feed('b', 'Trois', etag='"1"')
        for now in (None, NIGHT_2):
            r = self.well('run', now=now)
            self.assertEqual(r.stdout, '')
        self.assertEqual(self.one('select count(*) from items'), 3)
        self.assertIn('Deux', self.world.output('tout', 'rss.xml'))

    def test_when_nothing_is_due_it_says_so_on_a_terminal_only(self):
        self.assertEqual(self.well('run').stdout, '')
        status, shown = self.world.on_terminal('run')
        self.assertEqual((status, shown), (0, 'no source is due; --force asks them all the same\r\n'))

    def test_what_failed_is_one_line_with_the_source_and_the_reason(self):
        self.feed('a', 'Un')
        self.server.answer('/b', status=404)
        self.source('b', '/b')
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertEqual(r.stderr, 'moisson: b: HTTP 404 Not Found\n')
        self.assertIn('Un', self.world.output('tout', 'rss.xml'))

    def test_a_failure_in_a_row_says_how_many(self):
        self.server.answer('/b', status=404)
        self.source('b', '/b')
        self.moisson('run')
        self.assertIn('b: HTTP 404 Not Found (2 failures in a row)', self.moisson('run', now=NIGHT_2).stderr)

    def test_a_faulty_source_list_is_told_and_the_rest_is_harvested(self):
        self.feed('a', 'Un')
        self.world.write('sources.d/bad.yaml', '- id: b\n  name: B\n  url: nonsense\n  evry: 2h\n- id: c\n  name: C\n'
                         '  url: %s\n' % self.server.url('/c'))
        self.server.answer('/c', jsonfeed('Trois'), type=JSONFEED)
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertRegex(r.stderr, r'sources\.d/bad\.yaml:3:8: url: ')
        self.assertRegex(r.stderr, r'sources\.d/bad\.yaml:4:3: .*every')
        self.assertEqual(self.store('select source from items order by 1'), [('a',), ('c',)])
        self.assertFalse(json.loads(self.world.output('health.json'))['healthy'])

    def test_a_faulty_main_file_stops_it(self):
        self.feed('a', 'Un')
        self.world.write('moisson.yaml', 'site: {titel: x}\n')
        r = self.moisson('run')
        self.assertEqual((r.status, self.server.count()), (2, 0))
        self.assertRegex(r.stderr, r'moisson\.yaml:1:8: .*title')

    def test_verbose_ends_with_the_figures(self):
        self.feed('a', 'Un', 'Deux')
        self.feed('b', 'Trois', delay=1.2)
        self.server.answer('/c', status=404)
        self.source('c', '/c')
        r = self.moisson('run', '--verbose')
        self.assertEqual(r.status, 1)
        self.assertIn('3 sources: 2 read, 0 unchanged, 1 failed\n3 new items, 0 changed, 0 as before\n', r.stdout)
        self.assertRegex(r.stdout, r'\d\.\d s, \d kB received; 7 files written')
        self.assertRegex(r.stdout, r'slow: b, 1\.\d s')
        self.assertIn('c: HTTP 404 Not Found', r.stderr)

    def test_quiet_says_nothing_but_what_failed(self):
        self.feed('a', 'Un')
        self.assertEqual(self.well('run', '--quiet').stdout, '')


class Streams(Case):
    def test_closed_ones_are_never_those_of_a_file_or_a_socket(self):
        def look(request):
            p = self.process.pid
            self.held = [os.readlink('/proc/%d/fd/%d' % (p, fd)) for fd in range(3)]
            return Answer(rss('Un'))
        self.server.script('/a', look)
        self.source('a', '/a')
        self.process = subprocess.Popen(self.world.command('--verbose', 'run'), cwd=self.world.folder, env=self.world.environment(),
                                        preexec_fn=lambda: os.closerange(0, 3))
        self.assertEqual(self.process.wait(30), 3, 'the summary could not be printed')
        self.assertEqual(self.held, ['/dev/null'] * 3)
        self.assertEqual(self.store('SELECT count(*) FROM items'), [(1,)])
        self.assertTrue(os.path.exists(self.world.path('public/tout/rss.xml')))


class Terminal(Case):
    def test_progress_and_figures_on_a_terminal(self):
        self.feed('a', 'Un', delay=0.5)
        self.feed('b', 'Deux')
        status, shown = self.world.on_terminal('run')
        self.assertEqual(status, 0)
        self.assertRegex(shown, r'\r\[[# ]{30}\] [01]/2 sources')
        tail = shown.split('\r\x1b[K')[-1]
        self.assertTrue(tail.startswith('2 sources: 2 read'), shown)

    def test_no_progress_when_quiet(self):
        self.feed('a', 'Un', delay=0.3)
        status, shown = self.world.on_terminal('run', '--quiet')
        self.assertEqual((status, shown), (0, ''))


class Json(Case):
    def parsed(self, *args, status=0, **how):
        r = self.moisson(*args, **how)
        self.assertEqual(r.status, status, r)
        return json.loads(r.stdout)

    def test_the_summary(self):
        self.feed('a', 'Un', 'Deux')
        self.server.answer('/b', status=404)
        self.source('b', '/b')
        r = self.parsed('run', '--json', status=1)
        self.assertEqual((r['sources_due'], r['sources_read'], r['sources_failed'], r['items_new']), (2, 1, 1, 2))
        self.assertEqual([(n['kind'], n['source'], n['text'], n['new']) for n in r['notes']],
                         [('failed', 'b', 'HTTP 404 Not Found', True)])
        self.assertGreater(r['files_written'], 0)

    def test_every_command_that_prints_a_table(self):
        self.feed('a', 'Un', 'Deux')
        self.assertEqual(self.parsed('harvest', '--json')['items_new'], 2)
        self.assertGreater(self.parsed('export', '--json')['written'], 0)
        self.assertEqual([s['id'] for s in self.parsed('status', '--json')], ['a'])
        self.assertEqual(len(self.parsed('status', 'a', '--json')), 1)
        self.assertEqual(len(self.parsed('list', '--json')['items'] if isinstance(self.parsed('list', '--json'), dict)
                             else self.parsed('list', '--json')), 2)
        for args in (['search', 'deux'], ['show', '1'], ['check'], ['db', 'check']):
            self.parsed(*args, '--json')


class Lock(Case):
    def setUp(self):
        super().setUp()
        self.feed('a', 'Un', delay=5)
        self.first = self.world.start('run')
        self.addCleanup(self.end)
        while not self.server.count('/a'):
            time.sleep(0.01)

    def end(self):
        self.first.kill()
        self.first.communicate()

    def test_a_second_run_says_who_is_at_work(self):
        for command in ('run', 'harvest', 'export'):
            r = self.moisson(command)
            self.assertEqual((r.status, r.stdout), (1, ''))
            self.assertIn('another run is at work (pid %d since 2026-10-01T02:00:00Z)' % self.first.pid, r.stderr)
        self.assertEqual(self.server.count(), 1)

    def test_readers_and_dry_runs_do_not_wait_for_it(self):
        self.feed('b', 'Deux')
        self.well('status')
        self.well('list')
        self.well('harvest', '--dry-run', 'b')
        self.assertIsNone(self.first.poll())

    def test_it_goes_with_the_process(self):
        self.end()
        self.feed('a', 'Un')
        self.well('run')


class Signals(Case):
    def interrupted(self, number, *args):
        self.feed('a', 'Un')
        self.feed('b', 'Deux', delay=20)
        p = self.world.start('run', *args)
        try:
            while self.server.count('/b') == 0 or self.server.active > 1:
                time.sleep(0.01)
            time.sleep(0.5)
            p.send_signal(number)
            out, err = p.communicate(timeout=10)
        finally:
            p.kill()
        return p.returncode, out.decode(), err.decode()

    def test_sigterm_and_sigint_end_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            status, out, err = self.interrupted(number, '--force')
            self.assertEqual((status, out), (1, ''))
            self.assertEqual(err, 'moisson: interrupted: what was read is kept; 1 source is left for the next run\n')
            self.assertEqual(self.store('select title from items'), [('Un',)])
            self.assertIn('Un', self.world.output('tout', 'rss.xml'))
            self.assertEqual(glob.glob(self.world.path('public', '**', '.*'), recursive=True), [])
        self.feed('b', 'Deux')
        self.well('run')
        self.assertEqual(self.one('select count(*) from items'), 2)
        self.assertEqual(self.server.count('/a'), 2, 'only what was left is asked')


class Budget(Case):
    def test_what_is_left_stays_due_and_exports_are_written(self):
        self.config(limits={'host_delay_ms': 0, 'run': '1s'})
        self.feed('a', 'Un')
        self.feed('b', 'Deux', delay=20)
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout), (1, ''))
        self.assertEqual(r.stderr, 'moisson: the time of the run (limits.run) was up: 1 source is left for the next run\n')
        self.assertLess(r.seconds, 15)
        self.assertIn('Un', self.world.output('tout', 'rss.xml'))
        health = json.loads(self.world.output('health.json'))
        self.assertEqual((health['sources_left'], health['healthy']), (1, False))
        self.feed('b', 'Deux')
        self.well('run')
        self.assertEqual((self.server.count('/a'), self.one('select count(*) from items')), (1, 2))


class Status(Case):
    """Exit status 3 and 2."""

    def test_a_store_that_cannot_be_made(self):
        self.feed('a', 'Un')
        self.world.write('var/moisson.db/x', '')
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout), (3, ''))
        self.assertIn('var/moisson.db', r.stderr)

    def test_a_store_that_is_none(self):
        self.feed('a', 'Un')
        self.world.write('var/moisson.db', 'a text that is no database, and long enough to be looked at ' * 40)
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout, self.server.count()), (3, '', 0))
        self.assertIn('not a database', r.stderr)

    def test_exports_that_cannot_be_written(self):
        self.feed('a', 'Un')
        self.world.write('public', 'a file where a folder should be')
        r = self.moisson('run')
        self.assertEqual((r.status, r.stdout), (3, ''))
        self.assertIn('public', r.stderr)
        self.assertEqual(self.one('select count(*) from items'), 1, 'what was read is kept')

    def limited(self, size, *args, **how):
        """Runs it where no file may grow beyond so many bytes."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        p = subprocess.run(self.world.command(*args, **how), cwd=self.world.folder, env=self.world.environment(), preexec_fn=limit,
                           capture_output=True, text=True, timeout=60)
        return p.returncode, p.stdout, p.stderr

    def test_no_room_for_the_store(self):
        self.feed('a', 'Un')
        self.well('run')
        files = self.world.outputs()
        self.feed('a', *[{'title': 'Titre %d' % i, 'text': 'Texte %d. ' % i * 300} for i in range(300)])
        status, out, err = self.limited(200000, 'run', now=NIGHT_2)
        self.assertEqual((status, out), (3, ''))
        self.assertRegex(err, r'^moisson: .*var/moisson\.db: .*(disk|room).*\n$')
        self.assertEqual(self.store('select title from items'), [('Un',)], 'all of a source or nothing')
        self.assertEqual(self.world.outputs(), files)
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.one('select count(*) from items'), 301)

    def test_no_room_for_an_export(self):
        self.feed('a', *[{'title': 'Titre %d' % i, 'text': 'Texte %d. ' % i * 30} for i in range(500)], etag='"1"')
        self.well('run')
        files = self.world.outputs()
        self.config(channels=[{'id': 'tout', 'title': 'Autre titre'}])
        status, out, err = self.limited(100000, 'run', now=NIGHT_2)
        self.assertEqual((status, out), (3, ''))
        self.assertRegex(err, r'^moisson: .*public/tout/[a-z.]+: cannot write: .*\n$')
        after = self.world.outputs()
        for name in files:
            if name.startswith('tout/'):
                self.assertEqual(after[name], files[name], name)
        self.assertEqual(set(after), set(files), 'nothing is left lying about')
        self.well('run', now=NIGHT_2)
        self.assertIn('Autre titre', self.world.output('tout/rss.xml'))

    def test_a_store_of_a_newer_program(self):
        self.feed('a', 'Un')
        self.well('run')
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('pragma user_version = 99')
        c.close()
        r = self.moisson('run')
        self.assertEqual(r.status, 3)
        self.assertIn('newer moisson', r.stderr)

    def test_bad_usage(self):
        self.feed('a', 'Un')
        self.source('off', '/off', enabled=False, reason='moved')
        for args, word in ((['run', 'a'], 'no operand'), (['harvest', 'nobody'], 'nobody'), (['harvest', '--forc'], '--force'),
                           (['run', '--now', 'yesterday'], 'yesterday'), (['export', 'nowhere'], 'nowhere'), (['ruin'], 'run'),
                           (['harvest', 'off'], 'not enabled')):
            r = self.moisson(*args) if '--now' not in args else self.moisson('run', now='yesterday')
            self.assertEqual((r.status, r.stdout), (2, ''), args)
            self.assertIn(word, r.stderr)
        self.assertEqual(self.server.count(), 0)

    def test_a_folder_of_something_else(self):
        folder = self.world.path('elsewhere')
        os.mkdir(folder)
        for command in ('run', 'harvest', 'export'):
            p = subprocess.run([MOISSON, command], cwd=folder, capture_output=True, text=True, timeout=60)
            self.assertEqual((p.returncode, p.stdout), (2, ''))
            self.assertEqual(p.stderr, 'moisson: neither moisson.yaml nor sources.d here; say where with --config FILE\n')
            self.assertEqual(os.listdir(folder), [], 'nothing is made')

    def test_one_source_by_name(self):
        self.feed('a', 'Un')
        self.feed('b', 'Deux')
        self.well('harvest', 'b')
        self.assertEqual(self.store('select source from items'), [('b',)])


class DryRun(Case):
    def stored(self):
        """The bytes of the store, and of its log of changes if there is one."""
        found = b''
        for name in ('moisson.db', 'moisson.db-wal'):
            if os.path.exists(self.world.path('var', name)):
                with open(self.world.path('var', name), 'rb') as f:
                    found += f.read()
        return found

    def test_it_writes_nothing(self):
        self.feed('a', 'Un', 'Deux')
        r = self.moisson('harvest', '--dry-run', '--verbose')
        self.assertEqual((r.status, r.stderr), (0, 'moisson: a: read\n'))
        self.assertIn('2 new items', r.stdout)
        self.assertFalse(os.path.exists(self.world.path('var')))
        self.assertEqual(self.world.outputs(), {})

    def test_beside_a_store_it_counts_what_would_change(self):
        self.feed('a', 'Un', 'Deux')
        self.well('run')
        before = self.stored()
        self.feed('a', {'title': 'Un', 'text': 'Autre texte.'}, 'Deux', 'Trois')
        r = json.loads(self.well('harvest', '--dry-run', '--force', '--json').stdout)
        self.assertEqual((r['items_new'], r['items_changed'], r['items_same']), (1, 1, 1))
        self.assertEqual(self.stored(), before)

    def test_a_failure_is_told_and_not_remembered(self):
        self.server.answer('/a', status=404)
        self.source('a', '/a')
        for _ in range(2):
            r = self.moisson('harvest', '--dry-run')
            self.assertEqual((r.status, r.stderr), (1, 'moisson: a: HTTP 404 Not Found\n'))


class Replay(Case):
    def facts(self):
        tables = {
            'items': 'select %s from items order by uid' % ', '.join(
                c for _, c, *_ in self.store('pragma table_info(items)') if c != 'id'),  # ids say who answered first
            'tags': 'select uid, scheme, position, value from tags join items i on i.id = item order by uid, scheme, position',
            'revisions': 'select uid, at, number, field, before, after from revisions r join items i on i.id = item order by uid, r.id',
            'presence': 'select uid, last_seen, missing_since from presence join items i on i.id = item order by uid',
            'sources': 'select * from sources order by id', 'fetches': 'select * from fetches order by id',
            'bodies': 'select * from bodies order by source, url'}
        return {t: self.store(q) for t, q in tables.items()}

    def fill(self):
        self.feed('a', 'Un', {'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-15T12:00', 'topics': ['mobilite']})
        self.server.answer('/new/b', jsonfeed({'title': 'Deux', 'url': 'page?id=2'}), type=JSONFEED)
        self.server.redirect('/b', '/new/b', 302)
        self.source('b', '/b')

    def test_a_replay_changes_no_fact_and_asks_nobody(self):
        self.fill()
        self.well('run')
        before, files = self.facts(), self.world.state()
        self.server.forget()
        self.well('run', '--offline')
        self.assertEqual(self.server.count(), 0)
        self.assertEqual(self.facts(), before)
        changed = {f for f, s in self.world.state().items() if s != files.get(f)}
        self.assertLessEqual(changed, {'health.json', 'metrics.prom'})

    def test_a_replay_from_nothing_gives_the_same_items_and_files(self):
        self.fill()
        self.well('run')
        before, files = self.facts(), self.world.outputs()
        c = sqlite3.connect(self.world.path('var/moisson.db'))
        c.execute('pragma foreign_keys = on')
        c.execute('delete from items')
        c.execute('delete from exports')
        c.execute("update meta set value = value + 1 where name = 'generation'")
        c.commit()
        c.close()
        self.well('run', '--offline')
        self.assertEqual(self.facts(), before)
        again = self.world.outputs()
        for name, was in files.items():
            if name not in ('health.json', 'metrics.prom'):
                self.assertEqual(again[name], was, name)

    def test_a_source_never_read_is_told(self):
        self.fill()
        self.well('run')
        self.source('c', '/c')
        for _ in range(2):
            self.moisson('harvest', 'c', '--force')
        r = self.moisson('run', '--offline')
        self.assertEqual((r.status, r.stderr), (1, 'moisson: c: no saved document to read offline\n'))
        self.assertEqual(self.state_of('c', 'failures'), 2)

    def test_a_change_of_rules_is_seen_without_the_network(self):
        self.fill()
        self.well('run')
        self.source('a', '/a', drop='^Un')
        r = self.moisson('run', '--offline', '--json')
        self.assertEqual(json.loads(r.stdout)['items_same'], 2)


class Exports(Case):
    def test_the_same_store_and_clock_touch_nothing(self):
        self.feed('a', 'Un', {'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-15'})
        self.config(channels=[{'id': 'tout', 'title': 'Tout'}, {'id': 'appels', 'title': 'A', 'where': {'kind': 'call', 'open': True}}])
        self.well('run')
        before, bytes_before = self.world.state(), self.world.outputs()
        self.well('export')
        self.assertEqual(self.world.state(), before)
        for name in before:
            if name not in ('health.json', 'metrics.prom', 'editeurs.atom'):
                os.unlink(self.world.path('public', name))
        self.well('export')
        self.assertEqual(self.world.outputs(), bytes_before)

    def test_an_unchanged_night_touches_no_export(self):
        self.feed('a', 'Un', etag='"1"')
        self.well('run')
        before = self.world.state()
        self.well('run', now=NIGHT_2)
        after = self.world.state()
        self.assertEqual({f for f in after if after[f] != before.get(f)}, {'health.json', 'metrics.prom'})

    def test_a_new_item_changes_only_what_it_must(self):
        self.config(channels=[{'id': 'tout', 'title': 'Tout'}, {'id': 'appels', 'title': 'A', 'where': {'kind': 'call'}},
                              {'id': 'nouvelles', 'title': 'N', 'where': {'kind': 'news'}}])
        call = {'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-15'}
        self.feed('a', 'Un', call)
        self.well('run')
        before = self.world.state()
        self.feed('a', 'Deux', 'Un', call)
        self.well('run', now=NIGHT_2)
        after = self.world.state()
        self.assertEqual({f for f in after if after[f] != before.get(f)},
                         {'health.json', 'metrics.prom'} | {c + '/' + f for c in ('tout', 'nouvelles')
                                                            for f in ('rss.xml', 'atom.xml', 'feed.json', 'items.csv')})

    def test_a_call_that_closes_leaves_by_itself(self):
        self.config(channels=[{'id': 'ouverts', 'title': 'A', 'where': {'kind': 'call', 'open': True}}])
        self.feed('a', {'title': 'Bientôt', 'kind': 'call', 'deadline': '2026-10-02'}, etag='"1"')
        self.well('run')
        self.well('run', now=NIGHT_2)
        self.assertIn('Bientôt', self.world.output('ouverts/rss.xml'))
        self.well('run', now=NIGHT_3)
        self.assertNotIn('Bientôt', self.world.output('ouverts/rss.xml'))

    def test_a_file_that_was_deleted_comes_back(self):
        self.feed('a', 'Un')
        self.well('run')
        os.unlink(self.world.path('public/tout/rss.xml'))
        self.well('run')
        self.assertIn('Un', self.world.output('tout/rss.xml'))


class Monitoring(Case):
    LINE = re.compile(r'^(?:# (?:TYPE|HELP|UNIT) [a-z_]+ .+|[a-z_]+(?:\{[a-z_]+="[a-z]+"(?:,[a-z_]+="[a-z]+")*\})? -?[0-9.e+]+)$')

    def metrics(self):
        text = self.world.output('metrics.prom')
        self.assertTrue(text.endswith('\n# EOF\n'))
        values, typed = {}, set()
        for line in text.splitlines()[:-1]:
            self.assertRegex(line, self.LINE)
            word = line.split()
            if line.startswith('# TYPE'):
                self.assertNotIn(word[2], typed, 'one family, one TYPE')
                typed.add(word[2])
            elif not line.startswith('#'):
                self.assertIn(word[0].split('{')[0], typed)
                self.assertNotIn(word[0], values)
                values[word[0]] = float(word[1])
        return values

    def test_figures(self):
        self.feed('a', 'Un', 'Deux')
        self.server.answer('/b', status=404)
        self.server.answer('/c', status=410)
        self.source('b', '/b')
        self.source('c', '/c')
        self.source('d', '/d', enabled=False, reason='moved')
        self.moisson('run')
        m = self.metrics()
        self.assertEqual(m['moisson_run_sources_read'], 1)
        self.assertEqual(m['moisson_run_items_new'], 2)
        self.assertEqual(m['moisson_run_timestamp_seconds'], 1790820000)
        self.assertEqual([m['moisson_sources{health="%s"}' % h] for h in ('ok', 'failed', 'gone', 'new')], [1, 1, 1, 0])
        h = json.loads(self.world.output('health.json'))
        self.assertFalse(h['healthy'])
        self.assertEqual({s['id']: s['health'] for s in h['sources']}, {'a': 'ok', 'b': 'failed', 'c': 'gone', 'd': 'disabled'})
        self.assertEqual(h['at'], '2026-10-01T02:00:00Z')

    def test_it_is_unhealthy_as_long_as_a_source_is_broken(self):
        self.feed('a', 'Un')
        self.server.answer('/b', status=404)
        self.source('b', '/b', every='7d')
        self.moisson('run')
        self.well('run', now=NIGHT_2)
        self.assertFalse(json.loads(self.world.output('health.json'))['healthy'])
        self.assertEqual(self.metrics()['moisson_sources{health="failed"}'], 1)
        self.feed('b', 'Deux')
        self.well('run', '--force', now=NIGHT_3)
        self.assertTrue(json.loads(self.world.output('health.json'))['healthy'])

    def test_a_source_that_was_removed_is_counted_no_more(self):
        self.feed('a', 'Un')
        self.server.answer('/b', status=404)
        self.source('b', '/b')
        self.moisson('run')
        self.world.without('b')
        self.well('run', now=NIGHT_2)
        self.assertEqual(self.metrics()['moisson_sources{health="failed"}'], 0)


if __name__ == '__main__':
    unittest.main()
