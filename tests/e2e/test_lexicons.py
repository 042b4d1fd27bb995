"""What lexicons do at the harvest: topics, audience, territory, organizer and amounts of items, categories mapped, personal data
taken out; an editor's own folder of lexicons, its faults, and the words that no lexicon knows."""
import json, os, unittest
from harness import ROOT, Case, rss

CALL = {'title': 'La Région Bretagne lance un appel à projets vélo', 'link': 'https://s.example/velo',
        'description': 'Cet appel à projets s\'adresse aux communes et aux associations. Les dossiers sont à déposer avant le 30 novembre '
                       '2026. Subvention plafonnée à 50 k€ par projet, 80 % HT des dépenses. '
                       'L\'enveloppe est de 2 M€. Contact : Marie Dupont, marie.dupont@region.example, appels@region.example',
        'categories': ['Eau', 'Rubrique interne', 'Communes']}


class Meaning(Case):
    def harvest(self, *items):
        self.server.answer('/feed', rss(*items))
        self.source('a', '/feed')
        r = self.moisson('harvest', '--force')
        self.assertEqual((r.status, r.stderr), (0, ''))

    def test_an_item_is_understood_and_cleaned(self):
        self.harvest(CALL)
        self.assertEqual(self.store('select kind, territory, organizer, amount_max, amount_rate, amount_currency, budget_total from items'),
                         [(2, 'Bretagne', 'Région Bretagne', 50000.0, 80.0, 'EUR', 2000000.0)])
        tags = self.store('select scheme, value from tags order by scheme, position')
        self.assertEqual([v for s, v in tags if s == 'topic'], ['eau', 'mobilite'])   # the source's own first
        self.assertEqual([v for s, v in tags if s == 'audience'], ['collectivites', 'associations'])
        self.assertEqual([v for s, v in tags if s == 'tag'], ['Eau', 'Rubrique interne', 'Communes'])
        text = json.dumps(self.store('select summary, content_html, content_text from items'), ensure_ascii=False)
        self.assertNotIn('Dupont', text)
        self.assertNotIn('marie', text)
        self.assertIn('appels@region.example', text)

    def test_words_that_no_lexicon_knows_are_listed(self):
        other = dict(CALL, title='Autre chose', link='https://s.example/autre', categories=['Rubrique interne', 'Divers'])
        self.harvest(CALL, other)
        r = self.moisson('--json', 'status', '--unmapped')
        self.assertEqual(r.status, 0, r.stderr)
        self.assertEqual(json.loads(r.stdout), [{'word': 'Rubrique interne', 'items': 2, 'sources': ['a']},
                                                {'word': 'Divers', 'items': 1, 'sources': ['a']}])
        r = self.moisson('status', '--unmapped', 'a')
        self.assertIn('Rubrique interne', r.stdout)

    def test_without_a_store_no_word_is_listed(self):
        self.source('a', '/feed')
        r = self.moisson('--json', 'status', '--unmapped')
        self.assertEqual((r.status, json.loads(r.stdout)), (0, []))

    def test_a_folder_of_ones_own_counts(self):
        self.world.write('mots/topics.yaml', '- id: deux_roues\n  name: Deux-roues\n  strong: [vélo]\n  categories: [rubrique interne]\n')
        self.config(lexicons='mots')
        self.harvest(CALL)
        self.assertEqual(self.store("select value from tags where scheme = 'topic'"), [('deux_roues',)])
        r = self.moisson('--json', 'status', '--unmapped')
        self.assertEqual([w['word'] for w in json.loads(r.stdout)], ['Eau'])

    def test_its_faults_are_told_with_their_place(self):
        self.source('a', '/feed')
        self.world.write('mots/topics.yaml', '- id: x\n  name: X\n  strong: [vél*]\n- id: y\n')
        self.config(lexicons='mots')
        r = self.moisson('check')
        self.assertEqual(r.status, 1)
        self.assertRegex(r.stderr, r'mots/topics.yaml:3:12: .*four letters')
        self.assertRegex(r.stderr, r'mots/topics.yaml:4:3: .*name')

    def test_understand_uses_them_too(self):
        r = self.moisson('understand', '--title', CALL['title'], input=CALL['description'])
        answer = json.loads(r.stdout)
        self.assertEqual(answer['territory'], {'scale': 'region', 'name': 'Bretagne'})
        self.assertEqual(answer['topics'], ['mobilite'])
        self.assertEqual(answer['amount'], {'min': None, 'max': 50000, 'currency': 'EUR', 'rate': 80})
        for e in answer['evidence']:
            if e['field'] == 'amount.max':
                whole = CALL['title'] + '\n\n' + CALL['description']
                self.assertEqual(whole.encode()[e['position']:].decode()[:5], '50 k€')
                break
        else:
            self.fail('no evidence for the amount')


if __name__ == '__main__':
    unittest.main()
