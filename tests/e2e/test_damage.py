"""A store that was damaged, in a hundred ways: never a crash, never a hang, nothing that was published is lost; it is set aside,
what can still be read of it is kept, the sources are asked anew, and the next run ends as it should."""
import glob
import json
import os
import random
import shutil
import sqlite3
import unittest

from faults import EVERY, Faults, KINDS, NIGHT_2, environment, read_counts, sample, without_memory

PAGE = 8192
NIGHT_3 = '2026-10-03T02:00:00Z'


# --- ways to damage a file: each takes its bytes and a source of chance, and returns what is there afterwards ---

def flips(n):
    def damage(data, chance):
        for _ in range(n):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return damage


def zeroed(n):
    def damage(data, chance):
        for _ in range(n):
            at = chance.randrange(len(data) // PAGE) * PAGE
            data[at:at + PAGE] = bytes(PAGE)
    return damage


def garbage(first, last, n):
    """n random bytes at a random place between two; places count pages from the end when negative."""
    def damage(data, chance):
        at = chance.randrange(first, min(last, len(data) - n) + 1) if last else chance.randrange(len(data) - n)
        data[at:at + n] = chance.randbytes(n)
    return damage


def cut(unit):
    def damage(data, chance):
        del data[chance.randrange(len(data) // unit) * unit:]
    return damage


def swapped(data, chance):
    a, b = (chance.randrange(1, len(data) // PAGE) * PAGE for _ in range(2))
    data[a:a + PAGE], data[b:b + PAGE] = data[b:b + PAGE], data[a:a + PAGE]


def longer(data, chance):
    data += chance.randbytes(chance.randrange(1, 3 * PAGE))


def first_page(data, chance):
    data[:PAGE] = bytes(PAGE)


def header_byte(data, chance):
    data[chance.randrange(100)] = chance.randrange(256)


def other_magic(data, chance):
    """SQLite takes it for no database; all the rest is as it was."""
    data[0] ^= 0xff


def emptied(data, chance):
    del data[:]


# what, how often with other chances, of which file
DAMAGES = [('one bit', flips(1), 8, ''), ('eight bits', flips(8), 8, ''), ('a hundred bits', flips(100), 6, ''),
           ('a page zeroed', zeroed(1), 10, ''), ('five pages zeroed', zeroed(5), 6, ''), ('the first page zeroed', first_page, 1, ''),
           ('cut anywhere', cut(1), 6, ''), ('cut after a page', cut(PAGE), 6, ''), ('emptied', emptied, 1, ''),
           ('pages swapped', swapped, 6, ''), ('garbage at the end', longer, 2, ''), ('a page of garbage', garbage(0, 0, PAGE), 6, ''),
           ('garbage in the header', garbage(0, 84, 16), 6, ''), ('a byte of the header', header_byte, 12, ''),
           ('garbage in the log', garbage(0, 0, 4000), 4, '-wal'), ('bits of the log', flips(20), 4, '-wal'),
           ('the log cut', cut(1), 4, '-wal'), ('the log emptied', emptied, 1, '-wal'),
           ('garbage in the index of the log', garbage(0, 0, 2000), 3, '-shm')]
assert sum(times for _, _, times, _ in DAMAGES) == 100


class Damage(Faults):
    """The store of the first night, its log still beside it."""

    def setUp(self):
        super().setUp()
        self.many = [{'title': 'Article %d' % i, 'text': 'Phrase %d. ' % i * 150, 'topics': ['eau', 'mobilite'][: i % 3]} for i in range(120)]
        self.feed('many', *self.many)
        self.two_nights()
        self.leave_a_log()
        self.old_ids = self.ids()

    def leave_a_log(self):
        """As after a run that was killed: what it committed is in the log."""
        self.reset()
        reader = sqlite3.connect(self.world.path('var/moisson.db'))
        reader.execute('begin').execute('select count(*) from items').fetchone()
        self.feed('late', 'Retard 1', 'Retard 2')
        self.well('harvest')
        self.well('export')
        kept = self.world.path('kept')
        shutil.copytree(self.world.path('var'), kept)
        reader.close()
        shutil.rmtree(self.world.path('var'))
        os.rename(kept, self.world.path('var'))
        self.save('killed')
        self.well('run', now=NIGHT_2)
        self.expected, self.expected_files, self.expected_ids = self.facts(), self.files(), self.ids()
        self.reset('killed')
        self.old_files = self.files()

    def ids(self, channel='tout'):
        with open(self.world.path('public', channel, 'feed.json'), encoding='utf-8') as f:
            return {i['id']: (i['title'], i.get('_moisson', {}).get('deadline')) for i in json.load(f)['items']}

    def aside(self):
        return sorted(n for n in glob.glob(self.world.path('var/moisson.db.damaged-*')) if not n.endswith(('-wal', '-shm')))

    def check_published(self):
        """Every file is there, readable, and holds all it held before."""
        self.check_readable()
        self.assertEqual(set(self.old_ids) - set(self.ids()), set(), 'what was published stays published')

    def check_well_again(self):
        r = self.moisson('run', now=NIGHT_3)
        if r.status == 1:
            r = self.moisson('run', '--force', now=NIGHT_3)
        self.assertEqual((r.status, r.stderr), (0, ''))
        self.assertEqual([n for n in os.listdir(self.world.path('var')) if n.endswith(('.new', '.copy'))], [])
        self.check_store()
        self.check_published()
        ids = self.ids()
        self.assertEqual(set(self.expected_ids) - set(ids), set())
        # a bit in a title, or in the id by which an item is known again: nobody can know, and the item may be there twice
        self.assertLessEqual(sum(ids[i] != self.expected_ids.get(i) for i in ids), 2)

    def damage(self, end, change, seed):
        path = self.world.path('var/moisson.db' + end)
        with open(path, 'rb') as f:
            data = bytearray(f.read())
        change(data, random.Random(seed))
        with open(path, 'wb') as f:
            f.write(data)
        return bytes(data)

    def ruin(self):
        """Nothing of it can be read any more, but for what tells that it was a store."""
        self.damage('', lambda data, chance: data.__setitem__(slice(100, 3000), bytes(2900)), 0)
        self.damage('-wal', emptied, 0)

    def test_a_hundred_ways(self):
        found = 0
        for name, change, times, end in DAMAGES:
            for seed in range(times):
                with self.subTest(name, seed=seed):
                    self.reset('killed')
                    data = self.damage(end, change, seed)
                    r = self.moisson('run', now=NIGHT_2, timeout=60)
                    self.check_told(r, (0, 1, 3)) if r.status else self.assertEqual(r.stderr, '')
                    self.check_published()
                    aside = self.aside()
                    found += bool(aside)
                    if aside and not end:
                        with open(aside[0], 'rb') as f:
                            self.assertEqual(len(f.read()), len(data), 'as it was')
                    self.assertNotEqual(r.status, 3, r)
                    self.check_well_again()
        self.assertGreater(found, 40)

    def test_what_is_said_and_where_it_is(self):
        self.damage('', zeroed(40), 3)
        for args in (['list'], ['search', 'phrase'], ['export'], ['harvest', '--dry-run'], ['db', 'check']):
            r = self.moisson(*args, now=NIGHT_2)
            self.assertEqual((r.status, r.stdout), (3, ''), args)
            self.assertRegex(r.stderr, r'^moisson: .*/var/moisson\.db: .*damaged.*`moisson run` sets it aside.*\n$')
        self.assertEqual(self.aside(), [])
        self.server.forget()
        r = self.moisson('run', now=NIGHT_2)
        self.assertEqual((r.status, r.stdout), (1, ''))
        first, second = r.stderr.splitlines()
        self.assertRegex(first, r'^moisson: .*/var/moisson\.db: the store is damaged; ')
        name = self.world.path('var/moisson.db.damaged-20261002T020000Z')
        self.assertRegex(second, r'^moisson: %s: the damaged store is set aside; a new one holds \d+ items that could be read, and every '
                                 r'source is asked anew$' % name)
        self.assertTrue(os.path.exists(name))
        self.assertTrue(os.path.exists(name + '-wal'))
        self.assertEqual(sorted(os.listdir(self.world.path('var'))), sorted(
            ['moisson.db', 'moisson.db.lock'] + [os.path.basename(n) for n in glob.glob(name + '*')]))
        for source in ('rss', 'json', 'atom', 'ics', 'many', 'late'):
            self.assertGreater(self.server.count('/' + source), 0)
        self.assertFalse(json.loads(self.world.output('health.json'))['healthy'])
        self.well('run', now=NIGHT_3)
        self.assertTrue(json.loads(self.world.output('health.json'))['healthy'])
        self.well('db', 'check')

    def test_what_no_source_holds_any_more_is_kept(self):
        self.feed('many', {'title': 'Article 0', 'text': 'Autre.'})
        self.well('run', now=NIGHT_2)
        rows = self.store("select uid, first_seen, title from items where source = 'many' and title <> 'Article 0'")
        before = self.store("select field, before from revisions where field = 'content_text'")
        self.assertEqual((len(rows), len(before)), (119, 1))
        self.damage('', other_magic, 0)
        r = self.moisson('run', now=NIGHT_3)
        self.assertEqual((r.status, len(self.aside())), (1, 1), r)
        self.assertEqual(self.store("select uid, first_seen, title from items where source = 'many' and title <> 'Article 0'"), rows)
        self.assertEqual(self.store("select field, before from revisions where field = 'content_text'"), before)
        self.well('db', 'check')

    def test_an_empty_store_empties_no_channel(self):
        """A guest is late on the night after: what was published stays until all have come."""
        def lost():
            for n in glob.glob(self.world.path('var/moisson.db*')):
                os.unlink(n)
        for end in (self.ruin, lost):
            with self.subTest(end.__name__):
                self.reset('killed')
                files = {n: d for n, d in self.world.outputs().items() if n not in ('health.json', 'metrics.prom')}
                end()
                self.server.answer('/many', status=503)
                for n, now in enumerate(('2026-10-02T02:00:00Z', '2026-10-04T02:00:00Z')):
                    r = self.moisson('run', '--force', now=now)
                    self.assertEqual(r.status, 1)
                    self.assertIn('the store is being filled anew: what is published stays as it is until 1 more source is read (at the '
                                  'latest until 2026-10-09)', r.stderr)
                    self.assertEqual({n: d for n, d in self.world.outputs().items() if n in files}, files)
                    self.assertFalse(json.loads(self.world.output('health.json'))['healthy'])
                self.assertEqual(self.moisson('export', now=now).status, 1)
                self.assertIn('the store is being filled anew since 2026-10-02', self.moisson('status').stderr)
                self.feed('many', *self.many)
                self.well('run', '--force', now='2026-10-05T02:00:00Z')
                self.assertEqual(set(self.ids()), set(self.expected_ids))

    def test_a_guest_who_never_comes_is_not_waited_for_for_ever(self):
        for nights, every in ((3, 1), (2, 8)):
            with self.subTest(nights=nights):
                self.reset('killed')
                self.ruin()
                self.server.answer('/late', status=503)
                for n in range(nights):
                    r = self.moisson('run', '--force', now='2026-10-%02dT02:00:00Z' % (2 + n * every))
                    self.assertEqual('filled anew' in r.stderr, n < nights - 1, r)
                self.assertEqual(len(set(self.expected_ids) - set(self.ids())), 2, 'all but that one')
                self.feed('late', 'Retard 1', 'Retard 2')

    def test_what_is_no_store_is_left_alone(self):
        c = sqlite3.connect(self.world.path('other.db'))
        c.executescript('create table items(id); create table presence(id); insert into items values(1)')
        c.close()
        self.world.write('text', 'CREATE TABLE presence(, hashsize: a text that speaks of it' * 100)
        self.world.write('image', bytes(range(256)) * 500)
        for name in ('other.db', 'text', 'image'):
            self.config(store=name)
            with open(self.world.path(name), 'rb') as f:
                before = f.read()
            r = self.moisson('run', now=NIGHT_2)
            self.assertEqual((r.status, r.stdout), (3, ''), r)
            self.assertRegex(r.stderr, 'left as it is')
            with open(self.world.path(name), 'rb') as f:
                self.assertEqual(f.read(), before)
            self.assertEqual(glob.glob(self.world.path(name + '?*')), [self.world.path(name + '.lock')])

    def test_damage_again_and_again_is_a_disk_to_look_at(self):
        for n in range(6):
            self.damage('', other_magic, n)
            r = self.moisson('run', now=NIGHT_2)
            self.assertEqual(r.status, 1 if n < 5 else 3, r)
        self.assertIn('look at the disk', r.stderr)
        self.assertEqual(len(self.aside()), 5)
        self.check_published()

    def test_faults_in_the_middle_of_it(self):
        """It fails or is killed at any call: the old store or the new one is there, and the next run ends as it should."""
        def prepare():
            self.reset('killed')
            self.damage('', zeroed(2), 5)
        prepare()
        counts_file = os.path.join(self.kept, 'counts')
        r = self.moisson('run', now=NIGHT_2, env=environment(counts=counts_file))
        self.assertEqual((r.status, len(self.aside())), (1, 1), r)
        counts = read_counts(counts_file)
        for kind in without_memory(KINDS):
            for n in sample(counts[kind])[::1 if EVERY else 2]:
                with self.subTest(kind=kind, n=n):
                    prepare()
                    r = self.moisson('run', now=NIGHT_2, env=environment(**{kind: n}))
                    self.check_told(r)
                    self.check_published()
                    self.check_well_again()
        for kind in ('write', 'fsync', 'rename'):
            for n in sample(counts[kind])[::1 if EVERY else 2]:
                with self.subTest(killed=kind, n=n):
                    prepare()
                    self.kill_at(kind, n, 'run', now=NIGHT_2)
                    self.check_published()
                    self.check_well_again()


if __name__ == '__main__':
    unittest.main()
