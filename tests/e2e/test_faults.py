"""The n-th call of a kind fails, for n from 1 on: no memory, no room on the disk, a file that cannot be opened. It is said, the
exit status is right, no file is half written, the store is sound, and the run after ends where an undisturbed one does.
`make faults` tries every n, the suite some."""
import unittest

from faults import ATOM, CALENDAR, EVERY, Faults, KINDS, NIGHT_2, environment, sample, without_memory
from harness import jsonfeed, rss

DOCUMENTS = {
    'rss': rss({'title': 'Un', 'description': '<p>Un <b>texte</b> &eacute;crit', 'categories': ['eau']}, 'Deux'),
    'atom': (ATOM % 1).encode('latin-1'),
    'rdf': '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="u">'
           '<title>R</title></channel><item rdf:about="u1"><title>Un</title><link>http://a.example/1</link></item></rdf:RDF>',
    'json': jsonfeed({'title': 'Appel', 'kind': 'call', 'deadline': '2026-11-10T12:00'}, 'Deux'),
    'ics': CALENDAR,
    'undeclared': rss('Été à Évry, café crème').replace(' encoding="UTF-8"', '').encode('latin-1'),
}


def each(numbers):
    """Each n for once and "n+" for good: both, or in turn."""
    for i, n in enumerate(numbers):
        yield from [n, '%d+' % n] if EVERY else [n if i % 2 else '%d+' % n]


class Reading(Faults):
    """The commands that write nothing."""

    def sweep(self, kinds, *args, **how):
        counts = self.count(*args, **how)
        right = self.well(*args, **how)
        for kind in without_memory(kinds):
            self.assertGreater(counts[kind], 0, kind)
            for n in sample(counts[kind]):
                with self.subTest(kind=kind, n=n):
                    r = self.moisson(*args, env=environment(**{kind: n}), **how)
                    if r.status != 0:
                        self.check_told(r)
                    elif kind == 'malloc':
                        self.assertEqual(n, 'survived')
                    else:  # it could do without
                        self.assertEqual((r.stdout, r.stderr), (right.stdout, right.stderr))

    def test_parse(self):
        for name, text in DOCUMENTS.items():
            with self.subTest(name):
                self.sweep(['malloc', 'read'], 'parse', self.world.write('document', text))

    def test_sanitize(self):
        self.sweep(['malloc', 'read'], 'sanitize', self.world.write('f.html', '<p>Un <a href="x">lien</a> <svg>&eacute;<b>' * 20))

    def test_check(self):
        self.source('a', '/a', keep='innov(ation)?', timezone='Europe/Paris', headers={'X-A': 'b'})
        self.sweep(['malloc', 'open', 'read'], 'check')

    def test_what_reads_the_store(self):
        self.feed('a', 'Un', {'title': 'Deux', 'topics': ['eau']})
        self.well('run')
        for args in (['status'], ['list'], ['search', 'deux'], ['show', '1'], ['db', 'check']):
            with self.subTest(args):
                self.sweep(['malloc'], *args)


class Nights(Faults):
    """The commands that write, in the second night."""

    def setUp(self):
        super().setUp()
        self.two_nights()

    def sweep(self, kinds, *args):
        counts = self.count(*args, now=NIGHT_2)
        for kind in without_memory(kinds):
            for n in each(sample(counts[kind])):
                with self.subTest(kind=kind, n=n):
                    self.reset()
                    r = self.moisson(*args, now=NIGHT_2, env=environment(**{kind: n}))
                    if r.status != 0:
                        self.check_told(r)
                    else:
                        self.assertEqual(r.stderr, '')
                    # where the one source suffered in whose reader it was, the others are as they are tonight
                    self.check_readable() if r.status == 1 else self.check_whole()
                    self.check_store()
                    self.check_converges(waits=r.status == 1)

    def test_no_memory(self):
        self.sweep(['malloc'], 'run')

    def test_files(self):
        self.sweep([k for k in KINDS if k != 'malloc'], 'run')

    def test_export(self):
        self.well('harvest', now=NIGHT_2)
        self.sweep(KINDS, 'export')


if __name__ == '__main__':
    unittest.main()
