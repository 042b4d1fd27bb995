#!/usr/bin/env python3
"""Learns what each sign says of an item's kind, and writes harvester/meaning/kinds_weights.c (`make weights`).

  learn-kinds.py SIGNS            learn from tests/harvester/meaning/cases, write the table
  learn-kinds.py SIGNS --also F   … and from JSON Lines of other cases: {"id", "ref", "title", "text", "expect": {"kind"}}
  learn-kinds.py SIGNS --folds 5  how well it does on cases it has not learnt from, and how far its
                                  confidence can be trusted; nothing is written

SIGNS is the program that prints the signs of texts (scripts/kind_signs.c). The model is a multinomial logistic regression;
weights that nothing speaks for stay near zero (L2). A group of words has one weight for all of the title, one for all
of the text, and small differences for each place: so a place that is rare borrows what the others have learnt.
The result does not depend on chance: same cases, same table."""
import argparse, json, math, os, re, subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CASES = os.path.join(ROOT, 'tests/harvester/meaning/cases')
HEADER = os.path.join(ROOT, 'harvester/meaning/kinds_words.h')
TABLE = os.path.join(ROOT, 'harvester/meaning/kinds_weights.c')
KINDS = ['event', 'call', 'document', 'news']
REF = '2024-01-10'   # the day on which the texts of kinds.txt are read
SHARED = 0.8         # how much weights are held back: those shared by places …
OWN = 0.8            # … and the differences of each place
ROUNDS = 150


def cases(also):
    """(id, kinds that are right, ref, title, text)"""
    with open(os.path.join(CASES, 'kinds.txt'), encoding='utf-8') as f:
        for n, line in enumerate(f):
            kind, title, text = line.rstrip('\n').split(' | ', 2)
            yield 'kinds.txt:%d' % (n + 1), [kind], REF, title, text.replace('\\n', '\n')
    for name in [os.path.join(CASES, n) for n in ('calls.jsonl', 'events.jsonl', 'portals.jsonl')] + also:
        with open(name, encoding='utf-8') as f:
            for c in map(json.loads, f):
                kinds = c['expect'].get('kind_ok', c['expect']['kind'])
                yield os.path.basename(name) + ':' + c['id'], kinds if isinstance(kinds, list) else [kinds], c['ref'], c['title'], c['text']


def names():
    """The signs in the order of the header, and which weights are shared: {sign: shared}."""
    with open(HEADER, encoding='utf-8') as f:
        source = f.read()
    words, places, others = (re.findall(r'X\((\w+)\)', part) for part in re.findall(r'#define KIND_\w+\(X\)(.*?)\n\n', source, re.S))
    text = {'OPENING', 'BODY'}
    signs = ['%s.%s' % (w, p) for w in words for p in places]
    shared = {'%s.%s' % (w, p): w + ('.text' if p in text else '.title') for w in words for p in places}
    return signs + others, shared


def signs_of(program, todo):
    asked = ''.join(json.dumps({'id': c[0], 'ref': c[2], 'title': c[3], 'text': c[4]}) + '\n' for c in todo)
    out = subprocess.run([program], input=asked, capture_output=True, text=True, check=True).stdout
    told = {a['id']: a['signs'] for a in map(json.loads, out.splitlines())}
    return [(told[c[0]], [KINDS.index(k) for k in c[1]]) for c in todo]


def likely(weights, signs):
    sums = [0.0] * len(KINDS)
    for sign, value in signs.items():
        w = weights.get(sign)
        if w:
            for k in range(len(KINDS)):
                sums[k] += value * w[k]
    top = max(sums)
    e = [math.exp(s - top) for s in sums]
    total = sum(e)
    return [x / total for x in e]


def learn(data, shared):
    """Full-batch descent with a step for each weight (Rprop): nothing to tune."""
    keys = sorted({s for signs, _ in data for s in signs})
    loss_of = {k: OWN for k in keys}
    members = {}
    for k in keys:
        if k in shared:
            members.setdefault(shared[k], []).append(k)
            loss_of[shared[k]] = SHARED
        else:
            loss_of[k] = 0.001 if k == 'ALWAYS' else SHARED
    free = {k: [0.0] * len(KINDS) for k in loss_of}
    step = {k: [0.1] * len(KINDS) for k in loss_of}
    last = {k: [0.0] * len(KINDS) for k in loss_of}
    weights = {}
    for _ in range(ROUNDS):
        for k in keys:
            weights[k] = [a + b for a, b in zip(free[k], free[shared[k]])] if k in shared else list(free[k])
        slope = {k: [0.0] * len(KINDS) for k in loss_of}
        for signs, right in data:
            p = likely(weights, signs)
            good = sum(p[k] for k in right)
            for k in range(len(KINDS)):
                error = p[k] - (p[k] / good if k in right else 0)
                for sign, value in signs.items():
                    slope[sign][k] += error * value
        for whole, parts in members.items():
            for k in range(len(KINDS)):
                slope[whole][k] = sum(slope[p][k] for p in parts)
        for key, s in slope.items():
            for k in range(len(KINDS)):
                g = s[k] + loss_of[key] * free[key][k]
                turn = g * last[key][k]
                step[key][k] = min(step[key][k] * 1.2, 0.5) if turn > 0 else max(step[key][k] * 0.5, 1e-5) if turn < 0 else step[key][k]
                last[key][k] = 0 if turn < 0 else g
                free[key][k] -= math.copysign(step[key][k], last[key][k]) if last[key][k] else 0
    return weights


def check(data, guess):
    """Share that is right; and by how sure the answer was."""
    right, bins, failed = 0, {}, []
    for n, (signs, good) in enumerate(data):
        p = guess(n, signs)
        best = max(range(len(KINDS)), key=p.__getitem__)
        right += best in good
        b = bins.setdefault(min(int(p[best] * 10), 9), [0, 0, 0.0])
        b[0] += 1
        b[1] += best in good
        b[2] += p[best]
        if best not in good:
            failed.append((n, KINDS[best], p))
    print('%d of %d right (%.1f %%)' % (right, len(data), 100 * right / len(data)))
    for b in sorted(bins):
        print('  said %.2f: right %.2f of %d' % (bins[b][2] / bins[b][0], bins[b][1] / bins[b][0], bins[b][0]))
    return failed


def write(weights, signs, known, others):
    with open(TABLE, 'w', encoding='utf-8') as f:
        f.write('/* What each sign adds for event, call, document, news, in the order of kinds_words.h: learnt by\n'
                '   scripts/learn-kinds.py (`make weights`) from %d cases of the project and\n   %d of real pages, not written by hand. */\n'
                '#include "harvester/meaning/kinds_words.h"\n\n/* clang-format off */\n'
                'const float kind_weights[][KIND_COUNT - 1] = {\n' % (known, others))
        for sign in signs:
            w = weights.get(sign, [0.0] * len(KINDS))
            f.write('    {%s}, /* %s */\n' % (', '.join('%5.2ff' % (x + 0.0 if abs(x) >= 0.005 else 0.0) for x in w), sign))
        f.write('};\n/* clang-format on */\nconst size_t kind_weight_count = sizeof kind_weights / sizeof *kind_weights;\n')


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('signs')
    ap.add_argument('--folds', type=int)
    ap.add_argument('--also', nargs='*', default=[])
    a = ap.parse_args()
    todo = list(cases(a.also))
    data = signs_of(a.signs, todo)
    signs, shared = names()
    if a.folds:
        models = [learn([d for n, d in enumerate(data) if n % a.folds != fold], shared) for fold in range(a.folds)]
        for n, best, p in check(data, lambda n, s: likely(models[n % a.folds], s)):
            print('%s %s: %s, not %s' % (todo[n][0], todo[n][3][:70], best, '|'.join(todo[n][1])))
    else:
        weights = learn(data, shared)
        check(data, lambda n, s: likely(weights, s))
        write(weights, signs, len(list(cases([]))), len(todo) - len(list(cases([]))))


main()
