"""What `dates` and `understand` make of notices of all styles (tests/harvester/meaning/cases): shares that must not fall.
One case a line. Lists under kind, starts, ends and place hold every answer that is right; a field that is not there is not
looked at. A wrong deadline is worse than none: it is counted apart, and none is allowed but the few that are known."""
import json, os, subprocess, unittest
from harness import MOISSON, ROOT

CASES = os.path.join(ROOT, 'tests/harvester/meaning/cases')


def answers(name, command, keys):
    """Pairs (what is expected, what is answered), and the words of each case."""
    with open(os.path.join(CASES, name), encoding='utf-8') as f:
        cases = [json.loads(line) for line in f]
    asked = ''.join(json.dumps({k: c[k] for k in keys}) + '\n' for c in cases)
    p = subprocess.run([MOISSON, command, '--batch'], input=asked, capture_output=True, text=True, timeout=120)
    told = {a['id']: a for a in map(json.loads, p.stdout.splitlines())}
    return [(c, c['expect'], told[c['id']]) for c in cases]


class Share:
    """Counts what is right, and keeps the rest for the message."""
    def __init__(self):
        self.right, self.failed = 0, []

    def add(self, case, good, *what):
        self.right += bool(good)
        if not good:
            self.failed.append((case['id'], *what))

    def value(self):
        return self.right / (self.right + len(self.failed))


class Meaning(unittest.TestCase):
    def at_least(self, share, floor):
        self.assertGreaterEqual(share.value(), floor, '\n'.join(map(str, share.failed)))

    def test_dates_and_their_roles(self):
        values, roles = Share(), Share()
        for case, expect, told in answers('dates.jsonl', 'dates', ('id', 'lang', 'ref', 'tz', 'text')):
            found = {(f['from'], f['to'], f['precision']): f['role'] for f in told['found']}
            wanted = {(e['from'], e['to'], e['precision']): e['role'] for e in expect}
            values.add(case, set(found) == set(wanted), case['text'], found)
            for value, role in wanted.items():
                if role and value in found:
                    roles.add(case, found[value] == role, case['text'], value, found[value])
        self.at_least(values, 0.97)
        self.at_least(roles, 0.94)

    def test_kinds(self):
        """Those that the weights were learnt from: that they still fit the words. learn-kinds.py --folds tells how it does on others."""
        with open(os.path.join(CASES, 'kinds.txt'), encoding='utf-8') as f:
            cases = [dict(zip(('kind', 'title', 'text'), line.rstrip('\n').split(' | ', 2)), id=str(n), ref='2024-01-10')
                     for n, line in enumerate(f, 1)]
        asked = ''.join(json.dumps(c) + '\n' for c in cases)
        p = subprocess.run([MOISSON, 'understand', '--batch'], input=asked, capture_output=True, text=True, timeout=120)
        share, sure = Share(), Share()
        for case, told in zip(cases, map(json.loads, p.stdout.splitlines())):
            share.add(case, told['kind'] == case['kind'], told['kind'], case['title'])
            if any(e['field'] == 'kind' and e['confidence'] >= 0.9 for e in told['evidence']):
                sure.add(case, told['kind'] == case['kind'], told['kind'], case['title'])
        self.at_least(share, 0.91)
        self.at_least(sure, 0.985)

    def test_calls(self):
        shares = {k: Share() for k in ('kind', 'deadline', 'deadlines', 'opens', 'permanent')}
        wrong = []
        for case, expect, told in answers('calls.jsonl', 'understand', ('id', 'lang', 'ref', 'title', 'text')):
            shares['kind'].add(case, told['kind'] in expect['kind'], told['kind'], case['title'])
            for field in sorted(shares.keys() & expect.keys() - {'kind'}):
                shares[field].add(case, told[field] == expect[field], told[field], case['title'])
            if 'deadline' in expect and told['deadline'] and told['deadline'] != expect['deadline']:
                wrong.append((case['id'], told['deadline'], case['title']))
        self.assertLessEqual(len(wrong), 1, wrong)
        for field, floor in (('kind', 0.88), ('deadline', 0.92), ('deadlines', 0.85), ('opens', 0.93), ('permanent', 0.97)):
            with self.subTest(field):
                self.at_least(shares[field], floor)

    def test_events(self):
        shares = {k: Share() for k in ('kind', 'starts', 'ends', 'place', 'online', 'cancelled')}
        for case, expect, told in answers('events.jsonl', 'understand', ('id', 'lang', 'ref', 'title', 'text')):
            shares['kind'].add(case, told['kind'] in expect['kind'], told['kind'], case['title'])
            for field in ('starts', 'ends', 'online', 'cancelled'):
                if field in expect and expect[field] is not None:
                    right = expect[field] if isinstance(expect[field], list) else [expect[field]]
                    answer = told[field] if isinstance(right[0], (str, type(None))) else bool(told[field])
                    shares[field].add(case, answer in right, answer, case['title'])
            if expect.get('place'):
                place = (told['place'] or '').casefold()
                shares['place'].add(case, any(p.casefold() in place for p in expect['place']), place, case['title'])
        for field, floor in (('kind', 0.93), ('starts', 0.94), ('ends', 0.90), ('place', 0.70), ('online', 0.93),
                             ('cancelled', 0.97)):
            with self.subTest(field):
                self.at_least(shares[field], floor)


if __name__ == '__main__':
    unittest.main()
