"""What is read from the words of items: ten items as real portals write them, as `moisson show` tells of them and as a
reader of the JSON Feed finds them; and `moisson understand`."""
import json, os, subprocess, unittest
from harness import MOISSON, Case

RSS = '''<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel>
<title>Portail</title><link>https://portail.example/</link><description>d</description>%s</channel></rss>'''
PUBLISHED = 'Tue, 01 Sep 2026 08:00:00 GMT'

# title, description, what `show` says: (name of a line, its beginning)
ITEMS = [
    ('Appel à projets « Cours d’école fraîches »',
     '<p>La Région aide les communes.</p><p>Date limite de dépôt :</p><p>15 octobre 2026 à 17 h</p>',
     [('kind', 'call'), ('deadline', '2026-10-15T17:00'), ('', '« Date limite de dépôt : 15 octobre 2026 à 17 h »')]),
    ('AMI Tiers-lieux', 'Deux relèves : les candidatures sont closes le 2 octobre 2026 à midi, puis le 15 janvier 2027 à midi.',
     [('kind', 'call'), ('deadline', '2027-01-15T12:00'), ('cut-off', '2026-10-02T12:00')]),
    ('Fonds Vélo : l’appel est prolongé', 'La date limite, initialement fixée au 15 septembre 2026, est reportée au 30 octobre 2026.',
     [('kind', 'call'), ('deadline', '2026-10-30')]),
    ('Aide à l’achat de vélos-cargos', 'Le Département aide les communes. Dépôt des dossiers toute l’année.',
     [('kind', 'call'), ('deadline', 'none: permanent'), ('', '« toute l’année »')]),
    ('Greener streets', '<b>Deadline</b>: Thu, 04 Feb 2027 17:00:00 (Brussels local time)&lt;br/&gt; Call for proposals open to cities.',
     [('kind', 'call'), ('deadline', '2027-02-04T17:00')]),
    ('Webinaire : répondre à l’appel « Cours fraîches »', 'Mardi 22 septembre de 11h à 12h. Inscription avant le 20 septembre.',
     [('kind', 'event'), ('starts', '2026-09-22T11:00'), ('ends', '2026-09-22T12:00'), ('register by', '2026-09-20'), ('online', 'yes')]),
    ('Rencontres des territoires', 'Elles auront lieu les 8 et 9 octobre 2026 à la Cité des congrès de Nantes.',
     [('kind', 'event'), ('starts', '2026-10-08'), ('ends', '2026-10-09'), ('place', 'Cité des congrès de Nantes'), ('online', 'no')]),
    ('Le salon de l’eau est annulé', 'Il devait se tenir les 6 et 7 octobre 2026 à Rennes.', [('kind', 'event'), ('cancelled', 'yes')]),
    ('Appel à projets Mobilités : douze lauréats', 'Le jury a retenu douze communes parmi les dossiers déposés avant le 30 juin 2026.', [('kind', 'news')]),
    ('Guide : financer la rénovation des écoles', 'Ce guide de 40 pages présente les aides.', [('kind', 'document')]),
]


def page():
    entry = '<item><guid>%d</guid><title>%s</title><description><![CDATA[%s]]></description><pubDate>%s</pubDate></item>'
    return RSS % ''.join(entry % (n, title, text, PUBLISHED) for n, (title, text, _) in enumerate(ITEMS, 1))


class Understanding(Case):
    def setUp(self):
        super().setUp()
        self.server.answer('/page', page(), type='application/rss+xml')
        self.source('page', '/page')
        self.well('harvest')
        self.numbers = {}
        for line in self.well('list').stdout.splitlines():
            number, _, _, title, _ = line.split('\t')
            self.numbers[title] = number

    def test_show_tells_ten_items_with_their_words(self):
        for title, _, expected in ITEMS:
            shown = [' '.join(line.split()) for line in self.well('show', self.numbers[title]).stdout.splitlines()]
            for name, value in expected:
                with self.subTest(title=title, name=name):
                    self.assertTrue(any(line.startswith((name + ' ' + value).strip()) for line in shown), shown)

    def test_json_feed_has_the_evidence(self):
        item = json.loads(self.well('show', self.numbers[ITEMS[0][0]], '--json').stdout)['item']['_moisson']
        self.assertEqual(item['deadline'], '2026-10-15T17:00')
        why = [e for e in item['evidence'] if e['field'] == 'deadline'][0]
        self.assertEqual(why['words'], 'Date limite de dépôt : 15 octobre 2026 à 17 h')
        self.assertGreaterEqual(why['confidence'], 0.7)
        self.assertNotIn('doubtful', why)

    def test_an_undated_item_has_a_doubtful_year(self):
        self.server.answer('/page', (RSS % '<item><guid>x</guid><title>Appel à projets Haies</title><description>'
                                           'Date limite de dépôt : 12 novembre.</description></item>'), type='application/rss+xml')
        self.well('harvest', '--force')
        number = [l.split('\t')[0] for l in self.well('list').stdout.splitlines() if 'Haies' in l][0]
        self.assertIn('TO BE CHECKED: « Date limite de dépôt : 12 novembre »', self.well('show', number).stdout)
        item = json.loads(self.well('show', number, '--json').stdout)['item']['_moisson']
        self.assertTrue([e for e in item['evidence'] if e['field'] == 'deadline'][0]['doubtful'])


class Command(unittest.TestCase):
    def run_it(self, *args, text=''):
        return subprocess.run([MOISSON, 'understand', *args], input=text.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)

    def test_a_text_by_itself(self):
        r = self.run_it('--title', 'Appel à projets Eau', '--ref', '2026-01-10', text='Dépôt avant le 3 mars à 12h.')
        self.assertEqual((r.returncode, r.stderr), (0, b''))
        answer = json.loads(r.stdout)
        self.assertEqual((answer['kind'], answer['deadline']), ('call', '2026-03-03T12:00'))

    def test_a_batch_answers_each_line_and_tells_of_faulty_ones(self):
        lines = [{'id': 'a', 'ref': '2026-01-10', 'lang': 'fr', 'title': 'Colloque', 'text': 'Le 3 mars 2026 à Lyon.'},
                 {'id': 'b', 'ref': '2026-01-10', 'lang': 'en', 'title': None, 'text': ''}]
        r = self.run_it('--batch', text='\n'.join(map(json.dumps, lines)) + '\n{"no": "id"}\nnot json\n\n')
        self.assertEqual(r.returncode, 1)
        answers = [json.loads(line) for line in r.stdout.splitlines()]
        self.assertEqual([a['id'] for a in answers], ['a', 'b'])
        self.assertEqual((answers[0]['kind'], answers[0]['starts'], answers[0]['place']), ('event', '2026-03-03', 'Lyon'))
        self.assertEqual(answers[1]['kind'], 'news')
        self.assertIn(b'line 3', r.stderr)
        self.assertIn(b'line 4', r.stderr)

    def test_operands_that_do_not_fit(self):
        for args in (['--ref', 'soon'], ['--tz', 'Mars/Olympus'], ['a', 'b']):
            self.assertEqual(self.run_it(*args).returncode, 2)

    def test_any_bytes_are_read(self):
        r = subprocess.run([MOISSON, 'understand', '--ref', '2026-01-10'], input=bytes(range(256)) * 40, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(r.returncode, 0, r.stderr)
        json.loads(r.stdout)


@unittest.skipUnless(os.path.isdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../shared/corpus/calls')), 'skipped: no ../shared')
class Corpus(unittest.TestCase):
    CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../shared/corpus')

    def score(self, name, *gates):
        r = subprocess.run(['python3', os.path.join(self.CORPUS, name, 'score.py'), '--cmd', MOISSON + ' understand --batch', *gates],
                           stdout=subprocess.PIPE, timeout=120)
        self.assertEqual(r.returncode, 0, r.stdout.decode())

    def test_calls(self):
        self.score('calls', '--min-deadline', '0.92', '--min-recall', '0.88', '--max-wrong', '0.0174')

    def test_events(self):
        self.score('events', '--gate', 'start=0.88,start_day=0.94,end=0.85,kind=0.9,place=0.75')


if __name__ == '__main__':
    unittest.main()
