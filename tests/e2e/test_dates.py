"""`moisson dates`: plain and batch, what is refused; the sample expressions where they are there."""
import json, os, subprocess, sys, unittest
from harness import MOISSON, ROOT

SAMPLES = os.path.join(ROOT, '../shared/corpus/dates')


def dates(*args, input=''):
    return subprocess.run([MOISSON, 'dates', *args], input=input, capture_output=True, text=True, timeout=120)


class Plain(unittest.TestCase):
    def test_an_object_a_line(self):
        p = dates('--ref', '2021-01-06', '--tz', 'Indian/Reunion', '--lang', 'fr',
                  input='Webinaire demain à 9h ;\nclôture le 15 février à 12h (heure de Paris)')
        found = [json.loads(line) for line in p.stdout.splitlines()]
        self.assertEqual([(f['from'], f['to'], f['precision'], f['role']) for f in found],
                         [('2021-01-07T09:00', None, 'minute', 'event'), ('2021-02-15T15:00', None, 'minute', 'deadline')])
        self.assertEqual(found[1]['text'], '15 février à 12h (heure de Paris)')
        self.assertIn('cloture', found[1]['rule'])
        self.assertEqual((p.returncode, p.stderr), (0, ''))

    def test_nothing_in_nothing(self):
        for text in ('', '\n', 'Candidatures au fil de l’eau'):
            p = dates(input=text)
            self.assertEqual((p.returncode, p.stdout, p.stderr), (0, '', ''))

    def test_the_clock_is_the_reference(self):
        p = dates('--now', '2021-11-10T09:00:00Z', input='Clôture le 15 janvier')
        self.assertEqual(json.loads(p.stdout)['from'], '2022-01-15')

    def test_what_is_no_reference_or_zone_is_refused(self):
        for args in (('--ref', '2021'), ('--ref', 'hier'), ('--ref', '2021-02-30'), ('--tz', 'Europe/Pari'), ('a', 'b')):
            p = dates(*args, input='x')
            self.assertEqual((p.returncode, p.stdout), (2, ''), args)
            self.assertIn(args[1] if args[0].startswith('--') else 'one file', p.stderr)
        self.assertIn('Europe/Paris', dates('--tz', 'Europe/Pari').stderr)
        self.assertEqual(dates('/none/such').returncode, 1)


class Batch(unittest.TestCase):
    def test_a_line_in_a_line_out(self):
        lines = [{'id': 'a', 'lang': 'fr', 'ref': '2021-01-06T10:00', 'tz': 'Europe/Paris', 'text': 'du 3 au 5 février'},
                 {'id': 'é"', 'text': 'rien', 'ref': '2021-01-06'}]
        p = dates('--batch', input='\n'.join(json.dumps(x) for x in lines) + '\n\n')
        a, b = map(json.loads, p.stdout.splitlines())
        self.assertEqual((a['id'], a['found'][0]['from'], a['found'][0]['to']), ('a', '2021-02-03', '2021-02-05'))
        self.assertEqual(b, {'id': 'é"', 'found': []})
        self.assertEqual((p.returncode, p.stderr), (0, ''))

    def test_a_line_that_is_wrong_is_told_and_the_others_answered(self):
        p = dates('--batch', input='{"id":"a"\n{"id":"b"}\n{"id":"c","text":"x","ref":"soon"}\n{"id":"d","text":"x","tz":"Mars"}\n'
                                   '{"id":"e","text":"x"}\n[]\n')
        self.assertEqual([json.loads(x)['id'] for x in p.stdout.splitlines()], ['e'])
        self.assertEqual(p.returncode, 1)
        self.assertEqual([x.split(':')[1] for x in p.stderr.splitlines()], ['1', '2', '3', '4', '6'])

    @unittest.skipUnless(os.path.exists(SAMPLES), 'skipped: no sample expressions')
    def test_the_samples(self):
        p = subprocess.run([sys.executable, os.path.join(SAMPLES, 'score.py'), '--cmd', MOISSON + ' dates --batch', '--min', '0.95',
                            '--min-cases', '0.92', '--min-roles', '0.90', '--failures', '20'], capture_output=True, text=True, timeout=300)
        self.assertEqual(p.returncode, 0, p.stdout[-3000:])


if __name__ == '__main__':
    unittest.main()
